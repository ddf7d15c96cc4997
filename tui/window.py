"""A list that only the daemon has whole: what is looked at and what lies around it is kept here, the rest is asked for.

    at(top, count) --some are missing--> Ask ... Told --> more missing? Ask ahead
                                           |
                                           +-- another subject, search or order: what was asked before counts no more

Drawing never waits: a row that is not here yet is None. One question is open at a time (the daemon answers the newest
of a list); what is seen goes before what lies ahead. Pure: `ask` sends.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from edge.control import ASKED_MAX, Ask, ListName, ListRow, Told
from tui.rows import Arrangement

AHEAD = 100
"""Rows that are fetched before and behind what is seen."""
KEPT_MAX = 2000

W = TypeVar("W", bound=ListRow)


class Window(Generic[W]):
    """The rows of one list about one subject."""

    def __init__(
        self, of: ListName, kind: type[W], ask: Callable[[Ask], None], is_up: Callable[[], bool], name: str = ""
    ) -> None:
        self._of: ListName = of
        self._name = name or of
        self._kind, self._ask, self._is_up = kind, ask, is_up
        self._rows: dict[int, W] = {}
        self._arrangement = Arrangement()
        self._round = self._number = 0
        self._open: Ask | None = None
        self._seen = (0, 0)
        self._is_stale = True
        self.about = ""
        self.total = 0
        self.is_more = False
        self.fault = ""

    @property
    def is_old(self) -> bool:
        return not self._is_up()

    @property
    def is_asking(self) -> bool:
        """Whether what is seen is on its way."""
        return self._open is not None

    def arrange(self, arrangement: Arrangement) -> None:
        """Another search or order: from the first row on."""
        if arrangement != self._arrangement:
            self._arrangement = arrangement
            self._forget()

    def look_at(self, about: str) -> None:
        """Another subject."""
        if about != self.about:
            self.about = about
            self._forget()

    def again(self) -> None:
        """What is there may have changed: ask again; until the answer comes what is here is shown."""
        self._is_stale, self._open = True, None

    def at(self, top: int, count: int) -> Sequence[W | None]:
        """Rows from `top` on, and ask for those that are missing."""
        self._seen = (top, count)
        self.fetch()
        end = max(top, min(top + count, self.total))
        return [self._rows.get(number) for number in range(top, end)]

    def peek(self, number: int) -> W | None:
        """One row, if it is here."""
        return self._rows.get(number)

    def fetch(self) -> None:
        """Ask for what is missing of what is seen, then for what lies around it, if nothing better is asked already."""
        wanted = self._missing()
        if wanted is None or not self._is_up():
            return
        top, end = wanted
        if self._open is not None and (
            self._open.top <= top < self._open.top + self._open.count or not self._sees(top)
        ):
            return
        self._number += 1
        how = self._arrangement
        self._open = Ask(
            id=f"{self._name}-{self._round}-{self._number}", of=self._of, about=self.about[:512],
            search=how.search[:512], order=how.order, top=top, count=max(1, min(end - top, ASKED_MAX)),
        )  # fmt: skip
        self._ask(self._open)

    def told(self, told: Told) -> bool:
        """Note an answer; returns whether it was one to what is looked at now."""
        mine = told.of == self._of and told.id.rsplit("-", 1)[0] == f"{self._name}-{self._round}"
        if not mine:
            return False
        asked = self._open if self._open is not None and told.id == self._open.id else None
        if asked is not None:
            self._open = None
            if self._is_stale:
                self._rows.clear()
            self._is_stale = False
        elif self._is_stale:
            return False  # what was asked before it changed
        self.total, self.is_more, self.fault = told.total, told.is_more, told.fault
        rows = [row for row in told.rows if isinstance(row, self._kind)]
        self._rows.update(enumerate(rows, told.top))
        if asked is not None and not rows and not told.is_more:
            self.total = min(self.total, asked.top)  # nothing is where we looked: the list has become shorter
        self._drop_far()
        return True

    def _sees(self, top: int) -> bool:
        return self._seen[0] <= top < self._seen[0] + self._seen[1]

    def _missing(self) -> tuple[int, int] | None:
        """The first gap in what is seen, or in what lies around it; as wide as one answer may be."""
        top, count = self._seen
        if self._is_stale:
            return max(0, top - AHEAD // 2), top + count + AHEAD
        for first, end in ((top, top + count + AHEAD), (max(0, top - AHEAD), top)):
            last = end if self.is_more else min(end, self.total)
            gap = next((number for number in range(first, last) if number not in self._rows), None)
            if gap is not None:
                return gap, end + AHEAD
        return None

    def _drop_far(self) -> None:
        if len(self._rows) > KEPT_MAX:
            top = self._seen[0]
            near = sorted(self._rows, key=lambda number: abs(number - top))[: KEPT_MAX // 2]
            self._rows = {number: self._rows[number] for number in near}

    def _forget(self) -> None:
        self._round += 1
        self._rows.clear()
        self.total, self.is_more, self.fault = 0, False, ""
        self._open, self._is_stale = None, True
