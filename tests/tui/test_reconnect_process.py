"""A screen's end of a real daemon's socket: what a gun's scan led to while it was away, it hears when it is back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from edge import control
from tests.shell.daemon_process import DEADLINE_S, Box, Gun, running
from tui.client import Client, Heard

GUN = """
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
"""


class Ear:
    """What a client heard."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._more = asyncio.Event()

    def hear(self, message: Heard) -> None:
        self.heard.append(message)
        self._more.set()

    @property
    def told(self) -> list[str]:
        return [one.text.key for one in self.heard if isinstance(one, control.Result)]

    @property
    def views(self) -> int:
        return sum(1 for one in self.heard if isinstance(one, control.View))

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not ready():
                self._more.clear()
                await self._more.wait()


@contextlib.asynccontextmanager
async def connected(client: Client) -> AsyncIterator[None]:
    task = asyncio.create_task(client.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_scan_while_the_screen_was_away_is_answered_on_it_and_a_crash_tells_nothing_twice(
    tmp_path: Path,
) -> None:
    gun, ear = Gun(tmp_path / "gun1"), Ear()
    with contextlib.closing(gun), running(Box(tmp_path, GUN)) as box:
        gun.wait_heard()
        client = Client(box.socket, control.Hello(terminal="t", station="DOCK-1"), ear.hear)
        async with connected(client):
            await ear.until(lambda: ear.views > 0)
        beside = box.screen("DOCK-1")
        gun.scan("BADGE-0001")
        beside.next_result()
        async with connected(client):
            await ear.until(lambda: ear.told == ["badge-read"])
            seen = ear.views
            box.close_screens()
            box.kill()
            box.start()
            await ear.until(lambda: ear.views > seen)
            assert ear.told == ["badge-read"]
