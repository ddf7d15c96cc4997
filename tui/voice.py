"""What the screen knows beside its widgets, and how it says things: in one language, long or short."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from edge import control
from edge.core.message import Level
from tui.catalogue import Catalogue
from tui.show import plain, show
from tui.themes import Signs

NARROW, DESK, WIDE = 32, 80, 110
"""Columns from which a screen is no gun, is a desk, and is a wide one (app.tcss)."""
LOW, TALL, HIGH = 14, 24, 34
"""Rows from which a screen is not low, is tall, and has room for parts of a fixed height."""
RECENT_MAX = 30


@dataclass(slots=True)
class Past:
    """One answer that was shown, and when; None where it was given before this screen came."""

    at_ms: int | None
    level: Level
    text: control.Text
    source: str
    said: str = ""
    said_in: tuple[str, bool, bool] | None = None


@dataclass(slots=True)
class State:
    """What the screen knows beside its widgets."""

    words: Catalogue
    signs: Signs
    ascii: bool
    station: str = ""
    size: tuple[int, int] = (DESK, TALL)
    """Columns, rows."""
    view: control.View | None = None
    refused: control.Prompt | None = None
    """Why the box gives this screen no view."""
    up: bool = False
    alarm: str = ""
    echo: str = ""
    """What is on its way to the daemon."""
    last: Past | None = None
    past: deque[Past] = field(default_factory=lambda: deque(maxlen=RECENT_MAX))
    topics: list[control.Topic] = field(default_factory=list)
    now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000  # noqa: TID251 - a screen has no other clock
    zone: ZoneInfo | None = None
    """The site's; None before the box has told it: then this machine's."""

    @property
    def is_desk(self) -> bool:
        return self.size[0] >= DESK

    @property
    def is_roomy(self) -> bool:
        """Whether every part of the work has its full height at any prompt."""
        return self.size[0] >= WIDE and self.size[1] >= HIGH

    def told_zone(self, name: str | None) -> bool:
        """Note the site's zone; whether it is another."""
        if not name or (self.zone is not None and self.zone.key == name):
            return False
        before = self.zone
        try:
            self.zone = ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.zone = None  # a zone that this machine does not know
        return self.zone is not before

    def outcome(self, level: Level, text: control.Text, source: str, *, is_old: bool = False) -> None:
        """Note what became of an input, now or before this screen came."""
        self.last = Past(None if is_old else self.now_ms(), level, text, source)
        self.past.appendleft(self.last)


class Voice:
    """Says things in the words of the moment. What it returns may be drawn."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def short(self) -> bool:
        """Whether there is room for the short forms only."""
        return self._state.size[0] < NARROW

    @property
    def signs(self) -> Signs:
        return self._state.signs

    @property
    def manner(self) -> tuple[str, bool, bool]:
        """What was said in another manner has to be said again."""
        return self._state.words.lang, self.short, self._state.ascii

    def say(self, key: str, /, **args: str | int) -> str:
        """One of the screen's own sentences."""
        return self.plain(self._state.words.say(key, short=self.short, **args))

    def text(self, text: control.Text, *, short: bool = False) -> str:
        """What the daemon said."""
        return self.plain(self._state.words.text(text, short=short or self.short))

    def safe(self, text: str) -> str:
        """A text from outside."""
        return self.plain(show(text))

    def plain(self, text: str) -> str:
        """A text of our own, spelt out for terminals without UTF-8."""
        return plain(text) if self._state.ascii else text

    def known(self, key: str, other: str) -> str:
        """The word for a key that need not be in the catalogue; `other`, which comes from outside, if it is not."""
        return self.say(key) if self._state.words.has(key) else self.safe(other)

    def past(self, past: Past) -> str:
        """The sentence of an answer, made once for each manner."""
        if past.said_in != self.manner:
            text = self.text(past.text)
            names_it = self.short or past.source in ("", past.text.args.get("device"))
            past.said = text if names_it else f"{self.safe(past.source)}: {text}"
            past.said_in = self.manner
        return past.said

    def clock(self, at_ms: int | None) -> str:
        """Wall time of the site as hours, minutes, seconds; '?' for a time no calendar has, '-' for none."""
        return "-" if at_ms is None else _when(at_ms, "%H:%M:%S", self._state.zone)

    def moment(self, at_ms: int) -> str:
        """Wall time of the site with its day."""
        return _when(at_ms, "%Y-%m-%d %H:%M:%S", self._state.zone)


def _when(at_ms: int, form: str, zone: ZoneInfo | None) -> str:
    try:
        return datetime.fromtimestamp(at_ms / 1000, zone).strftime(form)
    except (OverflowError, OSError, ValueError):
        return "?"
