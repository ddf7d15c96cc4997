"""The operator's hands in a bench: a scanner on a pseudo-terminal, and a screen that hears what it led to."""

import contextlib
import json
import os
import pty
import socket
import time
import tty
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from edge import control
from edge.bench.processes import BenchError
from edge.bench.site import BADGE, PIN, STATION

ANSWER_S: Final = 20.0
CHUNK: Final = 64 * 1024


class Gun:
    """A scanner's end of a serial line; `path` is the daemon's end."""

    def __init__(self) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def scan(self, code: str) -> None:
        """Put a code and its ending on the wire."""
        os.write(self._master, code.encode() + b"\r")

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)


class Screen:
    """One screen at the station, with every feed a desk watches. Raises `BenchError` when the daemon says nothing."""

    def __init__(self, path: Path) -> None:
        self._link = socket.socket(socket.AF_UNIX)
        self._link.settimeout(ANSWER_S)
        self._link.connect(str(path))
        self._lines: list[tuple[dict[str, Any], float]] = []
        self._rest = b""
        self._inputs = 0
        self._send(control.Hello(terminal="bench", station=STATION))
        self._send(control.Subscribe(topics=["devices", "reads", "movements", "findings", "sync"]))
        self.turn = int(self.hear("view")[0]["turn"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._link.close()

    def key_in(self, value: str) -> None:
        """Type something and wait for what it leads to."""
        self._inputs += 1
        ident = f"bench-{self._inputs:08d}"
        self._send(control.Input(id=ident, turn=self.turn, via="typed", value=value))
        self.answer()

    def answer(self) -> tuple[float, float, str]:
        """The next result and the view after it: when each came (seconds of the bench's clock), and its key."""
        result, at = self.hear("result")
        if result["level"] == "refuse":
            raise BenchError(f"the daemon refused: {result['text']}")
        view, shown_at = self.hear("view")
        while view["turn"] < result["turn"]:
            view, shown_at = self.hear("view")
        self.turn = int(view["turn"])
        return at, shown_at, result["text"]["key"]

    def devices(self) -> dict[str, dict[str, Any]]:
        """The next word on all devices."""
        while True:
            feed = self.hear("feed")[0]
            if feed["topic"] == "devices":
                return {row["device"]: row for row in feed["items"]}

    def wait_up(self, *names: str) -> None:
        """Until these devices are up."""
        rows = self.devices()
        while down := [f"{name}: {rows[name]['what']}" for name in names if not rows[name]["up"]]:
            try:
                rows = self.devices()
            except BenchError as error:
                raise BenchError(f"{error}, and not up are {'; '.join(down)}") from None

    def listen(self, seconds: float) -> None:
        """Take in what is said for so long, so that nothing old waits on the line."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._link.settimeout(left)
            with contextlib.suppress(TimeoutError):
                self._take(self._link.recv(CHUNK))
            self._lines.clear()
        self._link.settimeout(ANSWER_S)

    def hear(self, kind: str) -> tuple[dict[str, Any], float]:
        """The next line of a kind, and when it came."""
        while True:
            while self._lines:
                line, at = self._lines.pop(0)
                if line["type"] == kind:
                    return line, at
            self._receive()

    def forget(self) -> None:
        """Throw away what has come so far."""
        self._link.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._take(self._link.recv(CHUNK))
        self._link.settimeout(ANSWER_S)
        self._lines.clear()

    def sign_in(self, gun: Gun) -> None:
        """Badge, PIN, and the first work of the menu."""
        gun.scan(BADGE)
        self.answer()
        self.key_in(PIN)
        self.answer()  # the PIN was checked off the loop
        self.key_in("1")

    def _receive(self) -> None:
        try:
            self._take(self._link.recv(CHUNK))
        except TimeoutError:
            raise BenchError(f"the daemon says nothing for {ANSWER_S:g} s") from None

    def _take(self, chunk: bytes) -> None:
        at = time.perf_counter()
        if not chunk:
            raise BenchError("the daemon closed the connection")
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._lines += [(json.loads(line), at) for line in lines]

    def _send(self, message: control.Hello | control.Input | control.Subscribe) -> None:
        self._link.sendall(control.line(message))
