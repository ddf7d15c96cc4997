"""A pane that is a list of the daemon's: a window on it, which follows what is moved."""

from dataclasses import replace
from typing import ClassVar, TypeVar

from textual.timer import Timer

from edge.control import Feed, ListName, ListRow, Told
from tui.panes.base import Desk
from tui.panes.listing import SUBJECTS, ListPane
from tui.window import Window

W = TypeVar("W", bound=ListRow)

FRESH_S = 2.0
"""How long after a movement the list is asked for again; what is moved meanwhile is in the same answer."""


class AskedPane(ListPane[W]):
    """Looks for a subject (`item:TEA`) and words; what is seen is asked for again after movements."""

    rows: Window[W]
    follows: ClassVar[bool] = True
    """Whether the list stays fresh wherever its reader is; else only for one who is at its head."""

    def __init__(self, desk: Desk, of: ListName, kind: type[W]) -> None:
        super().__init__(desk, Window(of, kind, desk.acts.ask, desk.is_up, self.name))
        self._fresh: Timer | None = None
        self._is_front = False

    @property
    def search(self) -> str:
        return " ".join(part for part in (self.rows.about, self.arrangement.search) if part)

    def find(self, text: str) -> None:
        about, words = subject_of(text)
        if about != self.rows.about:
            self.rows.look_at(about)
            self.table.to(0)
        self._arrange(replace(self.arrangement, search=words))

    def title(self) -> str:
        voice = self.desk.voice
        about = f" {voice.signs.dot} {voice.safe(self.rows.about)}" if self.rows.about else ""
        return f"{super().title()}{about}"

    def open(self, about: str) -> None:
        self.find(about)

    def empty(self) -> str:
        if self.rows.is_asking or (self.rows.is_old and not self.rows.total):
            return self.desk.voice.say("ui-asking" if not self.rows.is_old else "ui-wait")
        return super().empty()

    def shown(self) -> None:
        self.rows.again()

    def linked(self) -> None:
        self.rows.again()

    def told(self, told: Told) -> None:
        self.rows.told(told)

    def fed(self, feed: Feed) -> None:
        at_head = self.table.cursor == 0 and self.table.top == 0
        if feed.topic == "movements" and self._fresh is None and (self.follows or at_head):
            self._fresh = self.desk.acts.after(FRESH_S, self)

    def due(self) -> None:
        self._fresh = None
        self.rows.again()


def subject_of(text: str) -> tuple[str, str]:
    """What is typed as (subject, words): `item:TEA loose` is about TEA, and looks for "loose"."""
    about: list[str] = []
    words: list[str] = []
    for word in text.split():
        kind, colon, code = word.partition(":")
        is_subject = bool(colon and code) and kind.lower() in SUBJECTS and not about
        (about if is_subject else words).append(f"{kind.lower()}:{code}" if is_subject else word)
    return "".join(about), " ".join(words)
