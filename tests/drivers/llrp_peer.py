"""A reader made of bytes: a TCP peer that answers each request with a prepared message, and misbehaves on demand.

It knows nothing but the LLRP header. Messages are written out by hand from LLRP 1.0.1, section 16 and the driver's
docstrings; `message`, `tlv` and `tag` put lengths in front of what a test spells out.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

OK = bytes.fromhex("011F 0008 0000 0000")  # LLRPStatus: success, no words


def message(kind: int, body: bytes = b"", ident: int = 0) -> bytes:
    return struct.pack("!HII", 1 << 10 | kind, 10 + len(body), ident) + body


def tlv(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("!HH", kind, 4 + len(body)) + body


def tag(epc: str = "3074257BF7194E4000001A85", antenna: int = 1, rssi: int = -60, extra: bytes = b"") -> bytes:
    fields = struct.pack("!BHBbBHBH", 0x81, antenna, 0x86, rssi, 0x88, 1, 0x8C, 0x3000)
    return tlv(240, b"\x8d" + bytes.fromhex(epc), fields, extra)


def report(*tags: bytes) -> bytes:
    return message(61, b"".join(tags))


def greeting(status: int = 0) -> bytes:
    return message(
        63, tlv(246, tlv(128, struct.pack("!Q", 1_700_000_000_000_000)), tlv(256, struct.pack("!H", status)))
    )


def gpi_event(port: int, *, on: bool) -> bytes:
    return message(63, tlv(246, tlv(128, bytes(8)), tlv(248, struct.pack("!HB", port, 0x80 if on else 0))))


def gpi_level(port: int, state: int, *, enabled: bool = True) -> bytes:
    return tlv(225, struct.pack("!HBB", port, 0x80 if enabled else 0, state))


def status(code: int, words: bytes = b"", inner: bytes = b"") -> bytes:
    return tlv(287, struct.pack("!HH", code, len(words)), words, inner)


def capabilities(antennas: int = 4, powers: tuple[int, ...] = (1000, 1500, 2000, 3000), hopping: bool = True) -> bytes:
    firmware = b"5.14.0"
    general = tlv(137, struct.pack("!HHIIH", antennas, 0xC000, 25882, 2001002, len(firmware)), firmware)
    steps = b"".join(tlv(145, struct.pack("!Hh", index + 1, dbm)) for index, dbm in enumerate(powers))
    table = tlv(147, struct.pack("!BBHI", 7, 0, 1, 915_250)) if hopping else tlv(148, struct.pack("!HI", 1, 865_700))
    modes = tlv(328, tlv(329, struct.pack("!IBBBBIIIII", 1000, 0xC0, 0, 0, 0, 0, 0, 6250, 25000, 1)))
    band = tlv(144, steps, tlv(146, b"\x80" if hopping else b"\0", table), modes)
    return OK + general + tlv(143, struct.pack("!HH", 840, 1), band)


def answers() -> dict[int, bytes]:
    """Request type to the whole answer; its message id is filled in when it is sent."""
    return {
        1: message(11, capabilities()),
        2: message(12, OK),
        3: message(13, OK),
        14: message(4, OK),
        20: message(30, OK),
        21: message(31, OK),
        24: message(34, OK),
        41: message(51, OK),
    }


@dataclass(eq=False)
class Peer:
    """Each connection gets the greeting, answers, and once inventory is enabled what `then` holds."""

    greeting: bytes = field(default_factory=greeting)
    answers: dict[int, bytes] = field(default_factory=answers)
    then: bytes = b""
    hang_up: bool = False
    """Close after `then`."""
    reset: bool = False
    """And not in an orderly way."""
    slice_bytes: int = 0
    """Send in pieces of so many bytes; 0: at a stroke."""
    requests: list[tuple[int, bytes]] = field(default_factory=list)
    """Type and body of everything that came, over all connections."""
    closed: threading.Event = field(default_factory=threading.Event)
    """A connection has ended."""
    port: int = 0
    _connection: socket.socket | None = None

    def asked(self, kind: int) -> list[bytes]:
        return [body for one, body in self.requests if one == kind]

    def say(self, data: bytes) -> None:
        """Send more on the connection that stands."""
        assert self._connection is not None
        self._send(self._connection, data)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self._connection = connection
            with connection, contextlib.suppress(OSError):
                self._converse(connection)
            self.closed.set()

    def _converse(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._send(connection, self.greeting)
        stream = connection.makefile("rb")
        while header := stream.read(10):
            first, length, ident = struct.unpack("!HII", header)
            kind = first & 0x3FF
            self.requests.append((kind, stream.read(length - 10)))
            answer = self.answers.get(kind, b"")
            self._send(connection, answer[:6] + struct.pack("!I", ident) + answer[10:] if answer else b"")
            if kind == 24:
                self._send(connection, self.then)
                if self.reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if self.hang_up or self.reset:
                    stream.close()
                    return
            if kind == 14 and answer:
                return

    def _send(self, connection: socket.socket, data: bytes) -> None:
        step = self.slice_bytes or len(data) or 1
        for at in range(0, len(data), step):
            connection.sendall(data[at : at + step])


@contextlib.contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    """Let the peer listen on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        peer.port = listener.getsockname()[1]
        threading.Thread(target=peer.serve, args=(listener,), daemon=True).start()
        yield peer
        listener.shutdown(socket.SHUT_RDWR)
        if peer._connection is not None:
            with contextlib.suppress(OSError):
                peer._connection.shutdown(socket.SHUT_RDWR)
