"""The rows around the work: title and state on top, the panes under it, the function keys at the bottom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.lines import Lines
from tui.show import fit
from tui.themes import Signs

KEY_NARROW = 8
"""A key cell under this many columns shows a sign instead of a word."""


class Row(Lines):
    """One row of a left and a right text; the left gives way."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._left = self._right = ""

    def put(self, left: str, right: str = "") -> None:
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.changed()

    def rows(self, width: int, height: int) -> list[Content]:  # noqa: ARG002
        right = fit(self._right, min(len(self._right), width)) if self._right else ""
        return [Content(fit(self._left, width - Content(right).cell_length) + right)]


class Key(Static):
    """One function key: a label, and a place to tap."""

    def __init__(self, key: str, press: Callable[[str], None]) -> None:
        super().__init__(markup=False, id=f"key-{key}")
        self._key, self._press = key, press
        self._word = self._short = ""

    def put(self, word: str, short: str) -> None:
        self.set_class(not word, "-none")
        if (word, short) != (self._word, self._short):
            self._word, self._short = word, short
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        if not self._word:
            return Content("")
        number = self._key[1:]
        full, tight = f"F{number} {self._word}", f"{number} {self._word}"
        label = next((text for text in (full, tight) if len(text) <= width), f"F{number} {self._short}")
        if width < KEY_NARROW:
            label = f"F{number}{self._short}"
        return Content(fit(label, width) if len(label) > width else label.center(width))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self._press(self._key)


class Keys(Horizontal):
    """F1 to F4."""

    NAMES = ("f1", "f2", "f3", "f4")

    def __init__(self, press: Callable[[str], None]) -> None:
        super().__init__(id="keys")
        self._keys = {name: Key(name, press) for name in self.NAMES}

    def compose(self) -> ComposeResult:
        yield from self._keys.values()

    def put(self, words: Mapping[str, str], signs: Signs) -> None:
        """Show these words; a key without one is blank."""
        for name, key in self._keys.items():
            key.put(words.get(name, ""), signs.keys[name])


@dataclass(frozen=True, slots=True)
class Tab:
    """One key: the names of the panes it shows now, each with whether it is in front; `is_more`: it has others."""

    key: str
    labels: tuple[tuple[str, bool], ...]
    is_more: bool

    @property
    def head(self) -> str:
        return f" {self.key.upper()}"


class Tabs(Lines):
    """The panes and their keys; tapping one shows it."""

    def __init__(self, press: Callable[[str], None]) -> None:
        super().__init__(id="tabs")
        self._press = press
        self._tabs: list[Tab] = []
        self._right = ""
        self._more = ""

    def put(self, tabs: list[Tab], right: str, signs: Signs) -> None:
        """Show these tabs; `right` stands at the end of the row, if there is room."""
        if (tabs, right, signs.more) != (self._tabs, self._right, self._more):
            self._tabs, self._right, self._more = tabs, right, signs.more
            self.changed()

    @property
    def is_whole(self) -> bool:
        """Whether `right` has room."""
        return self._gap(self._left(), self.content_size.width) > 0

    def rows(self, width: int, height: int) -> list[Content]:  # noqa: ARG002
        left = self._left()
        gap = self._gap(left, width)
        return [Content.assemble(left, " " * gap, (self._right, "$faint")) if gap > 0 else left]

    def _left(self) -> Content:
        return Content("").join(self._drawn(tab) for tab in self._tabs)

    def _gap(self, left: Content, width: int) -> int:
        return width - left.cell_length - Content(self._right).cell_length

    def _drawn(self, tab: Tab) -> Content:
        parts = [(f" {label} ", "reverse bold" if here else "") for label, here in tab.labels]
        return Content.assemble((tab.head, "$faint"), *parts, self._more if tab.is_more else "", " ")

    def on_click(self, event: events.Click) -> None:
        start = 0
        for tab in self._tabs:
            end = start + self._drawn(tab).cell_length
            if start <= event.x < end:
                self._press(tab.key)
            start = end
