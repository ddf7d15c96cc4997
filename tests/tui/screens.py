"""A screen beside a scripted daemon, for tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from textual.content import Content
from textual.pilot import Pilot

from tests.tui.script_daemon import ScriptDaemon
from tui.app import Floor
from tui.setup import Setup

SIZES = ((20, 8), (16, 21), (40, 8), (40, 16), (80, 24), (120, 40))
DEADLINE_S = 20.0


@contextlib.asynccontextmanager
async def screen(
    daemon: ScriptDaemon, size: tuple[int, int] = (80, 24), *, station: str | None = "dock-1", **setup: Any
) -> AsyncIterator[tuple[Floor, Pilot[None]]]:
    """An app at work: the first view is drawn."""
    app = Floor(Setup(socket=daemon.path, terminal="test", station=station, **setup))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.state.view is not None)
        yield app, pilot


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Wait for something, at most `DEADLINE_S`."""
    async with asyncio.timeout(DEADLINE_S):
        while not true():
            await pilot.pause(0.01)
    await pilot.pause()


async def scan(pilot: Pilot[None], code: str) -> None:
    """A wedge scan: the code and Enter."""
    keys = ["ctrl+right_square_bracket" if char == "\x1d" else _key(char) for char in code]
    await pilot.press(*keys, "enter")


def _key(char: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(char)


def drawn(app: Floor) -> str:
    """What stands on the screen, as rows of text."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


def plain(content: Content | str) -> str:
    return content if isinstance(content, str) else content.plain


def socket_path(folder: Path) -> Path:
    return folder / "control.sock"
