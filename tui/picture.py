"""A picture as rows of text: read and made small by a child process (tui/pixels.py), drawn with half blocks.

A picture comes from a camera: what it may do to the library that reads it is done to the child, which has a few
seconds and is gone after it, with its memory.
"""

import asyncio
import sys
from collections.abc import Callable

from textual.content import Content

from tui.blocks import Pixels, drawn

TIME_S = 10.0
KEPT_MAX = 8


class Picture:
    """The pictures that were shown last, by path and size."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw = draw
        self._kept: dict[tuple[str, int, int], Pixels | str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def rows(self, path: str, width: int, height: int, *, ascii_only: bool) -> tuple[list[Content], str]:
        """What is there of a picture, and the key of what is to be said instead; `draw` is called when it has come."""
        wanted = (path, width, height)
        found = self._kept.get(wanted)
        if found is None:
            self._kept[wanted] = "ui-picture-comes"
            task = asyncio.get_running_loop().create_task(self._fetch(wanted))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return [], "ui-picture-comes"
        return ([], found) if isinstance(found, str) else (drawn(found, ascii_only=ascii_only), "")

    def close(self) -> None:
        """Nobody looks at them any more."""
        for task in self._tasks:
            task.cancel()
        self._kept.clear()

    async def _fetch(self, wanted: tuple[str, int, int]) -> None:
        path, width, height = wanted
        self._kept[wanted] = await _read(path, width, height) or "ui-picture-none"
        while len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        self._draw()


async def _read(path: str, width: int, height: int) -> Pixels | None:
    """The pixels of a picture that fits into `width` x `height` cells; None where it cannot be read."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui.pixels", path, str(width), str(height * 2),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIME_S):
            out, _ = await child.communicate()
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
    return Pixels.read(out) if child.returncode == 0 else None
