"""The TCP connection to a reader: every wait is short enough to notice a stop, and every failure is one sentence.

The socket is ours and not sllurp's: its own has no IPv6, no time limit on a wait, and keeps half a message over a
reconnect. The address is looked up by the system's resolver, which nothing can interrupt; connecting can be.
"""

import errno
import os
import select
import socket
from types import TracebackType

from edge.driver import DeviceError, DriverIo

CONNECT_MS = 5_000
ADDRESSES_MAX = 4
"""Of those a name may have; each gets `CONNECT_MS`."""
READ_MS = 200
"""How long one wait for bytes may be, so that a stop is seen in time."""
SEND_S = 0.5
CHUNK = 64 * 1024


class Link:
    """An open connection. `where` names it in sentences."""

    def __init__(self, connected: socket.socket, where: str) -> None:
        self._socket = connected
        self.where = where
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def read(self, wait_ms: int = READ_MS) -> bytes | None:
        """What has come, b"" when nothing came in time, None when the other end closed. Raises `DeviceError`."""
        self._socket.settimeout(min(wait_ms, READ_MS) / 1000)
        try:
            return self._socket.recv(CHUNK) or None
        except TimeoutError:
            return b""
        except ConnectionError:
            return None
        except OSError as error:
            raise DeviceError(f"{self.where} is lost: {error.strerror}; check power and network") from error

    def send(self, message: bytes) -> None:
        """Hand over one message. Raises `DeviceError` when the reader does not take it."""
        self._socket.settimeout(SEND_S)
        try:
            self._socket.sendall(message)
        except ConnectionError as error:
            raise DeviceError(f"{self.where} closed the connection; it may be restarting") from error
        except OSError as error:
            raise DeviceError(f"{self.where} takes no messages: {error.strerror or error}; restart it") from error


def connect(host: str, port: int, io: DriverIo) -> Link | None:
    """Connect to the first address that answers; None when told to stop meanwhile. Raises `DeviceError`."""
    where = f"the reader at {host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DeviceError(f"{where} has no address: {error}; check the name, or give the address itself") from error
    code = errno.ETIMEDOUT
    for family, kind, protocol, _, address in found[:ADDRESSES_MAX]:
        dialled = socket.socket(family, kind, protocol)
        code = _dial(dialled, address, io)
        if code == 0:
            return Link(dialled, where)
        dialled.close()
        if io.stop.is_set():
            return None
    raise DeviceError(f"{where} cannot be reached: {_reason(code)}")


def _dial(dialled: socket.socket, address: object, io: DriverIo) -> int:
    """0 once connected, else the error number."""
    until = io.now().mono_ms + CONNECT_MS
    dialled.setblocking(False)
    code = dialled.connect_ex(address)  # type: ignore[arg-type]  # its form depends on the family
    if code != errno.EINPROGRESS:
        return code
    writable = select.poll()
    writable.register(dialled, select.POLLOUT)
    while not io.stop.is_set() and io.now().mono_ms < until:
        if writable.poll(READ_MS):
            return dialled.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return errno.ETIMEDOUT


def _reason(code: int) -> str:
    if code == errno.ECONNREFUSED:
        return "nothing listens there; is LLRP switched on in its settings?"
    if code == errno.ETIMEDOUT:
        return f"no answer in {CONNECT_MS // 1000} s; check its power, its network cable and the address"
    return f"{os.strerror(code)}; check the network and the address"
