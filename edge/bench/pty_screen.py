"""`wedge tui` measured from outside: a process on a pseudo-terminal, keys in, and what it draws out."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from edge import control
from edge.bench.processes import BenchError, Running, wedge_command
from edge.bench.site import STATION
from tui.catalogue import Catalogue

DRAWN_S: Final = 20.0
CHUNK: Final = 64 * 1024
SHORT_BELOW: Final = 32
"""Columns under which the screen says the short forms."""
_SEQUENCE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|\s+")
_KB: Final = re.compile(r"^(Rss|Pss):\s+(\d+) kB", re.MULTILINE)


class PtyScreen:
    """One screen of `size` (columns, rows). `written` counts the bytes it has sent to its terminal."""

    def __init__(self, process: Running, outer: int, size: tuple[int, int]) -> None:
        self.process, self.size, self.written = process, size, 0
        self._outer = outer
        self._fresh = b""

    def type(self, text: str) -> None:
        """As a keyboard wedge types: what was drawn before counts no more."""
        self.listen(0)
        self._fresh = b""
        os.write(self._outer, text.encode())

    def listen(self, seconds: float) -> None:
        """Take in what it draws for so long."""
        until = time.perf_counter() + seconds
        while True:
            left = max(0.0, until - time.perf_counter())
            if not self.take([], left) and left <= 0:
                return

    def take(self, others: Sequence[int], wait_s: float) -> list[int]:
        """Take in what is there; returns which of it and the `others` had something to read."""
        readable = select.select([self._outer, *others], [], [], wait_s)[0]
        if self._outer in readable:
            try:
                data = os.read(self._outer, CHUNK)
            except OSError:
                raise BenchError(f"the screen ended: {self.drawn()[-300:]}") from None
            self.written += len(data)
            self._fresh += data
        return readable

    def drawn(self) -> str:
        """The signs that were drawn since something was typed, without blanks and the terminal's own sequences."""
        return _SEQUENCE.sub("", self._fresh.decode(errors="replace"))

    def says(self, text: control.Text) -> bool:
        """Whether a sentence of the daemon's has been drawn since something was typed."""
        said = Catalogue("en").text(text, short=self.size[0] < SHORT_BELOW)
        return "".join(said.split()) in self.drawn()

    def wait_says(self, text: control.Text) -> None:
        """Until it is drawn."""
        until = time.perf_counter() + DRAWN_S
        while not self.says(text):
            if not self.take([], max(0.0, until - time.perf_counter())):
                raise BenchError(f"the screen of {self.size} does not show {text.key}: {self.drawn()[-300:]}")

    def memory_mb(self) -> tuple[float, float]:
        """Resident memory in MB, and its share of it: what is shared with other processes counts in parts (PSS)."""
        kb = dict(_KB.findall(Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()))
        return int(kb["Rss"]) * 1024 / 1e6, int(kb["Pss"]) * 1024 / 1e6


_ABOUT_TERMINALS = frozenset({"LC_ALL", "LC_CTYPE", "NO_COLOR", "COLUMNS", "LINES"})
"""What would say of the terminal here what is to be said of the other; the size is that of the pty."""


@contextlib.contextmanager
def pty_screen(socket: Path, size: tuple[int, int], ask: control.Text) -> Iterator[PtyScreen]:
    """A screen at the bench's station that has drawn its first question, `ask`, after `process.ready_s`."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    command = wedge_command("tui", "--socket", str(socket), "--station", STATION)
    env = {key: value for key, value in os.environ.items() if key not in _ABOUT_TERMINALS}
    env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=env, start_new_session=True) as process:
        os.close(inner)
        try:
            screen = PtyScreen(Running(process.pid), outer, size)
            screen.wait_says(ask)
            screen.process = Running(process.pid, time.perf_counter() - began)
            yield screen
        finally:
            process.kill()
            os.close(outer)
