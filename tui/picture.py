"""A picture as rows of text: read and made small by a child process (tui/pixels.py), drawn as the terminal can.

A picture comes from a camera: what it may do to the library that reads it is done to the child, which has a few
seconds and is gone after it, with its memory.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from textual.content import Content

from tui import kitty
from tui.blocks import Pixels, drawn

TIME_S = 10.0
KEPT_MAX = 8
PNG_MAX = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that the terminal has."""

    ident: int
    columns: int
    rows: int


Kept: TypeAlias = Pixels | Sent | str
Wanted: TypeAlias = tuple[str, int, int]


class Picture:
    """The pictures that were shown last, by path and size. `emit` writes to the terminal, where it draws images."""

    def __init__(self, draw: Callable[[], None], emit: Callable[[str], None] | None) -> None:
        self._draw, self._emit = draw, emit
        self._kept: dict[Wanted, Kept] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0

    def rows(self, path: str, width: int, height: int, *, ascii_only: bool) -> tuple[list[Content], str]:
        """What is there of a picture, and the key of what is to be said instead; `draw` is called when it has come."""
        wanted = (path, width, min(height, kitty.ROWS_MAX))
        match self._kept.get(wanted):
            case None:
                self._kept[wanted] = "ui-picture-comes"
                task = asyncio.get_running_loop().create_task(self._fetch(wanted))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                return [], "ui-picture-comes"
            case Pixels() as pixels:
                return drawn(pixels, ascii_only=ascii_only), ""
            case Sent() as sent:
                return kitty.cells(sent.ident, sent.columns, sent.rows), ""
            case str() as said:
                return [], said

    def close(self) -> None:
        """Nobody looks at them any more."""
        for task in self._tasks:
            task.cancel()
        for wanted in list(self._kept):
            self._forget(wanted)

    async def _fetch(self, wanted: Wanted) -> None:
        out = await _read(*wanted, form="ppm" if self._emit is None else "png")
        self._kept[wanted] = self._kept_of(out) or "ui-picture-none"
        while len(self._kept) > KEPT_MAX:
            self._forget(next(iter(self._kept)))
        self._draw()

    def _kept_of(self, out: bytes) -> Kept | None:
        if self._emit is None:
            return Pixels.read(out)
        head, _, png = out.partition(b"\n")
        size = head.split()
        if len(size) != 2 or not all(one.isdigit() for one in size) or not 0 < len(png) <= PNG_MAX:
            return None
        self._number = self._number % 255 + 1
        sent = Sent(self._number, int(size[0]), int(size[1]))
        for sequence in kitty.sent(png, sent.ident, sent.columns, sent.rows):
            self._emit(sequence)
        return sent

    def _forget(self, wanted: Wanted) -> None:
        one = self._kept.pop(wanted)
        if isinstance(one, Sent) and self._emit is not None:
            self._emit(kitty.forgotten(one.ident))


async def _read(path: str, width: int, height: int, *, form: str) -> bytes:
    """A picture that fits into `width` x `height` cells, as the child writes it; nothing where it cannot be read."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui.pixels", form, path, str(width), str(height * 2),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIME_S):
            out, _ = await child.communicate()
    except TimeoutError:
        return b""
    finally:
        if child.returncode is None:
            child.kill()
    return out if child.returncode == 0 else b""
