"""What every pane is, and what it may ask the app to do."""

from collections.abc import Callable, Mapping
from typing import Protocol

from textual.timer import Timer
from textual.widget import Widget

from edge import control
from edge.core.message import Level
from tui.board import Board
from tui.voice import State, Voice

MOVES: Mapping[str, int] = {"up": -1, "down": 1}
PAGES: Mapping[str, int] = {"pageup": -1, "pagedown": 1}


class Acts(Protocol):
    """What a pane may have done."""

    def ask(self, question: control.Ask) -> None:
        """Ask the daemon for a window of a list."""

    def choose(self, row: str) -> None:
        """Hand a row to the station's session (`finding/ID`, `session/STATION`)."""

    def go(self, pane: str, about: str = "") -> None:
        """Show another pane, about this subject."""

    def remark(self, level: Level, key: str, **args: str | int) -> None:
        """Say something of the screen's own."""

    def draw(self) -> None:
        """Draw again: something has come."""

    def emit(self) -> Callable[[str], None] | None:
        """What writes sequences of ours to the terminal; None where it draws no images."""

    def after(self, seconds: float, pane: "Pane") -> Timer:
        """Have `pane.due` called once, later, and the pane drawn."""


class Desk:
    """What all panes share."""

    def __init__(self, state: State, board: Board, voice: Voice, acts: Acts) -> None:
        self.state, self.board, self.voice, self.acts = state, board, voice, acts

    def is_up(self) -> bool:
        """Whether the daemon is there."""
        return self.state.up


class Pane:
    """One pane: its name, the key that leads to it, the feeds it lives on, and the widget it draws.

    A key leads to the first of its panes, pressed again to the next.
    """

    name: str
    key: str
    topics: tuple[control.Topic, ...] = ()
    """What a small screen asks for while it shows it; a desk hears everything."""
    least: int = 0
    """Columns under which it is not offered."""
    can_search = False

    @property
    def drawn_from(self) -> frozenset[control.Topic]:
        """The feeds that are seen in it: it is drawn again for no others."""
        return frozenset(self.topics)

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def widget(self) -> Widget:
        """What is drawn; always the same."""
        raise NotImplementedError

    @property
    def search(self) -> str:
        """What is looked for."""
        return ""

    def count(self) -> int:
        """How many things wait here, for the tab; 0 for none."""
        return 0

    def paint(self) -> None:
        """Draw what has changed."""

    def press(self, key: str) -> bool:  # noqa: ARG002
        """Use a key: an arrow, a page, Home, End, Enter or F2; returns whether it meant something here."""
        return False

    def words(self) -> dict[str, str]:
        """What F2 and F4 (as Enter) do here, in a word each."""
        return {}

    def hint(self) -> str:
        """What else can be done here, for the last row."""
        return ""

    def back(self) -> bool:
        """Close the innermost thing; returns whether there was one."""
        return False

    def find(self, text: str) -> None:
        """Look for this."""

    def open(self, about: str) -> None:
        """Show this subject."""

    def shown(self) -> None:
        """It is in front now."""

    def fed(self, feed: control.Feed) -> None:
        """The board has taken in a feed, whether or not this pane is in front."""

    def told(self, told: control.Told) -> None:
        """An answer to some pane's question."""

    def linked(self) -> None:
        """The daemon is back, or gone."""

    def due(self) -> None:
        """The time that was asked for with `Acts.after` has come."""
