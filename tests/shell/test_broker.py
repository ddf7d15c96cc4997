"""The connection upstream, held against a broker that reads every byte: one thread alone writes its socket."""

import socket
import struct
import sys
import threading
import time

import pytest

from edge.config import UpstreamConfig
from edge.shell.loop.inbox import Inbox, LinkUp
from edge.shell.sync.broker import Broker

PAYLOAD = b"\x55" * 100_000
FRAMES = 300
DEADLINE_S = 30.0


class Peer:
    """A broker that publishes without a pause, takes every frame apart and says what was wrong with one."""

    def __init__(self):
        self._server = socket.socket()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(1)
        self.port = self._server.getsockname()[1]
        self.frames, self.wrong, self._over = 0, "", False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        self._over = True
        self._server.close()
        self._thread.join(DEADLINE_S)

    def _serve(self):
        link, _ = self._server.accept()
        with link:
            link.settimeout(DEADLINE_S)
            _frame(link)
            link.sendall(b"\x20\x02\x00\x00")
            threading.Thread(target=self._talk, args=(link,), daemon=True).start()
            try:
                while not self._over and not self.wrong:
                    self._check(link, *_frame(link))
            except (OSError, ValueError, EOFError) as error:
                self.wrong = self.wrong or ("" if self._over else f"{type(error).__name__}: {error}")

    def _check(self, link, kind, body):
        if kind == 8:
            link.sendall(b"\x90\x06" + body[:2] + b"\x01" * 4)
        elif kind == 3:
            name = struct.unpack("!H", body[:2])[0]
            self.frames += 1
            if body[2 : 2 + name] != b"x" or body[4 + name :] != PAYLOAD:
                self.wrong = "a PUBLISH holds the bytes of another frame"
            link.sendall(b"\x40\x02" + body[2 + name : 4 + name])
        elif kind not in (4, 12, 14):  # PUBACK, PINGREQ, DISCONNECT
            self.wrong = f"a frame of type {kind}"

    def _talk(self, link):
        """Messages that the box must acknowledge: its thread writes while the loop publishes."""
        name, number = b"wh/1/S/B/ack", 0
        while not self._over and not self.wrong:
            number = number % 65_000 + 1
            body = struct.pack("!H", len(name)) + name + struct.pack("!H", number) + b"{}"
            try:
                link.sendall(bytes([0x32, len(body)]) + body)
            except OSError:
                return
            time.sleep(0.0005)


def _frame(link):
    kind, size, shift = _exactly(link, 1)[0] >> 4, 0, 0
    while True:
        digit = _exactly(link, 1)[0]
        size |= (digit & 127) << shift
        shift += 7
        if not digit & 128:
            return kind, _exactly(link, size)
        if shift > 21:
            raise ValueError("a length that cannot be")


def _exactly(link, size):
    data = bytearray()
    while len(data) < size:
        more = link.recv(min(4096, size - len(data)))
        if not more:
            raise EOFError("the box hung up")
        data += more
    return bytes(data)


@pytest.fixture
def quick_switches():
    """Threads take turns as often as in the daemon."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.000_5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("quick_switches")
def test_frames_of_the_loop_and_of_the_connections_own_thread_never_mix():
    peer, inbox = Peer(), Inbox()
    broker = Broker(UpstreamConfig(host="127.0.0.1", port=peer.port), "S", "B", inbox)
    thread = threading.Thread(target=broker.run, args=(threading.Event(),), daemon=True)
    thread.start()
    up, deadline = False, time.monotonic() + DEADLINE_S
    try:
        while peer.frames < FRAMES and not peer.wrong and time.monotonic() < deadline:
            if any(isinstance(item, LinkUp) for item in inbox.collect(100, 0.005)):
                up = True
                broker._client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
            if up:
                broker.publish("x", PAYLOAD)
        assert peer.wrong == ""
        assert peer.frames >= FRAMES
    finally:
        peer.close()
        broker.goodbye(b"")
        while thread.is_alive() and time.monotonic() < deadline:
            inbox.collect(1_000, 0.05)
    assert not thread.is_alive()
