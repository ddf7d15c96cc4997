"""The screen as a real process on a real pty: bytes in, bytes out."""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tests.tui.grid import Grid

DEADLINE_S = 60.0
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
PROGRAM = (sys.executable, "-c", "from edge.cli import app; app()", "tui")
TOP = Path(__file__).parents[2]


class Terminal:
    """The outer end of the pty that the screen runs on: `out` is all it wrote, `grid` what stands there now."""

    def __init__(self, process: asyncio.subprocess.Process, outer: int, size: tuple[int, int]) -> None:
        self.process, self.outer = process, outer
        self.out = bytearray()
        self.grid = Grid(size)
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(outer, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.outer, 65536)
        except OSError:
            data = b""
        self.out += data
        self.grid.feed(data)
        self._more.set()
        if not data:
            asyncio.get_running_loop().remove_reader(self.outer)

    def type(self, data: bytes) -> None:
        """Bytes as a keyboard or a wedge scanner sends them."""
        os.write(self.outer, data)

    async def until(self, true: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
        """Wait for something, looked at with everything that is written and now and then."""
        async with asyncio.timeout(deadline_s):
            while not true():
                assert self.process.returncode is None, bytes(self.out[-2000:])
                self._more.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._more.wait(), 0.02)

    async def shows(self, *words: str) -> None:
        """Wait until all of these stand on the screen, wherever a row ends."""
        try:
            await self.until(lambda: all(word in self.grid.words for word in words))
        except TimeoutError:
            raise AssertionError(f"{words} do not all stand on the screen:\n{self.grid.text}") from None

    @property
    def words(self) -> bytes:
        """What was written, without the terminal's own sequences."""
        return SEQUENCE.sub(b"", bytes(self.out))

    def close(self) -> None:
        """Hang up; once."""
        outer, self.outer = self.outer, -1
        if outer >= 0:
            asyncio.get_running_loop().remove_reader(outer)
            os.close(outer)


@contextlib.asynccontextmanager
async def opened(
    socket: Path,
    *args: str,
    size: tuple[int, int] = (80, 24),
    **environment: str,
) -> AsyncIterator[Terminal]:
    """`wedge tui` on a pty of this size; ended with the block. `environment` replaces what says how a terminal is."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    about_terminals = {"LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "COLORTERM", "TERM", "COLUMNS", "LINES"}
    inherited = {key: value for key, value in os.environ.items() if key not in about_terminals}
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "--socket", str(socket), *args, stdin=inner, stdout=inner, stderr=inner, start_new_session=True,
        env=inherited | {"TERM": "xterm-256color", "LANG": "C.UTF-8"} | environment, cwd=TOP,
    )  # fmt: skip
    os.close(inner)
    one = Terminal(process, outer, size)
    try:
        yield one
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        one.close()
