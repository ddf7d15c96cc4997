"""A screen on a real pty at a real daemon with a real store, and somebody signed in who receives goods."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from edge import control
from tests.shell.daemon_process import Box, Screen
from tests.shell.floor import PIN, beans
from tests.tui.terminal import Terminal, opened
from tui.catalogue import Catalogue


@dataclass
class Floor:
    """The screen under test, and a second one at the same station that only listens."""

    box: Box
    screen: Terminal
    beside: Screen

    @property
    def turn(self) -> int:
        self.beside.drain()
        return self.beside.view.turn

    @property
    def asked(self) -> str:
        """The key of what the operator is asked, as the daemon says it."""
        self.beside.drain()
        return self.beside.view.prompt.ask.key

    async def until(self, true: Callable[[], object]) -> None:
        await self.screen.until(true)

    async def key_in(self, line: str) -> None:
        """Type one line and wait until the daemon has answered it."""
        turn = self.turn
        self.screen.type(line.encode("latin-1") + b"\r")
        await self.until(lambda: self.turn > turn)

    async def shows_prompt(self) -> None:
        """Until what the daemon asks now stands on the screen."""
        await self.until(
            lambda: self.asked and self._said(self.beside.view.prompt.ask) in _dense(self.screen.grid.text)
        )

    def says(self, key: str) -> bool:
        """Whether a sentence of the screen's own stands on it."""
        return _dense(Catalogue("en").say(key, short=self.screen.grid.width < 32)) in _dense(self.screen.grid.text)

    def _said(self, text: control.Text) -> str:
        return _dense(Catalogue("en").text(text, short=self.screen.grid.width < 32))

    def lots(self) -> list[str]:
        """The lots of all movements, in the order of the book."""
        return [entry["lot"] for entry in self.box.entries() if entry["kind"] == "movement"]

    def listen_again(self) -> None:
        """The daemon was started anew."""
        self.box.close_screens()
        self.beside = self.box.screen("DOCK-1")


def _dense(text: str) -> str:
    return "".join(text.split())


def code(lot: str) -> str:
    """What a wedge types for beans of a lot."""
    text, aim = beans(lot)
    return aim + text


@contextlib.asynccontextmanager
async def receiving(box: Box, size: tuple[int, int], **environment: str) -> AsyncIterator[Floor]:
    """At work on a receipt; signed in at the terminal with badge, PIN and the menu, where nobody is yet."""
    async with opened(box.socket, "--station", "DOCK-1", size=size, **environment) as screen:
        floor = Floor(box, screen, box.screen("DOCK-1"))
        await floor.shows_prompt()
        if floor.beside.view.operator is None:
            await floor.key_in("BADGE-0001")
            await floor.key_in(PIN)
            await floor.until(lambda: floor.asked == "ask-work")
            await floor.key_in("1")
            await floor.key_in("RCV-1")
        assert floor.asked == "receive-ask-item"
        yield floor
