"""A pane that is one list: a cursor, a search, an order, and what Enter does with a row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from textual.widget import Widget

from tui.panes.base import MOVES, PAGES, Desk, Pane
from tui.rows import Arrangement, FeedRows, Rows
from tui.screens.table import Cell, Column, Sheet, Table

R = TypeVar("R")
SUBJECTS = frozenset(("item", "lpn", "loc", "doc", "op", "serial", "lot", "entry"))
"""What a list of the daemon's may be about: `item:TEA`."""


class ListPane(Pane, Generic[R]):
    """Keys: arrows, pages, Home and End move; left and right choose the column to sort by, F2 turns; Enter opens."""

    columns: tuple[Column, ...]
    can_search = True
    table_id = ""
    """Where it is not the pane's name."""
    enter = ""
    """The word for what Enter does here (`ui-enter-...`); '' where it does nothing."""

    def __init__(self, desk: Desk, rows: Rows[R]) -> None:
        super().__init__(desk)
        self.rows = rows
        self.arrangement = Arrangement()
        self.table = Table(self.columns, self._cells, id=self.table_id or self.name, has_cursor=True)

    @property
    def widget(self) -> Widget:
        return self.table

    @property
    def search(self) -> str:
        return self.arrangement.search

    def cells(self, row: R) -> tuple[Cell, ...]:
        """One row as it is drawn."""
        raise NotImplementedError

    def chosen(self, row: R) -> None:
        """Enter was pressed on this row."""

    def row(self) -> R | None:
        """The row under the cursor."""
        return self.rows.peek(self.table.cursor)

    def paint(self) -> None:
        voice, signs = self.desk.voice, self.desk.voice.signs
        self.table.put(
            Sheet(
                title=self.title(),
                names={one.name: voice.say(f"ui-column-{one.name}") for one in self.columns},
                empty=self.empty(),
                total=self.rows.total,
                note=self.note(),
                by=self.arrangement.by,
                mark=signs.descending if self.arrangement.is_turned else signs.ascending,
                is_old=self.rows.is_old,
            )
        )

    def title(self) -> str:
        return self.desk.voice.say(f"ui-table-{self.name}", n=self.rows.total)

    def note(self) -> str:
        """Which row of how many, and what is looked for."""
        total = self.rows.total
        where = f"{min(self.table.cursor + 1, total)}/{total}{'+' if self.rows.is_more else ''}" if total else ""
        words = self.arrangement.search
        looked = f"/{self.desk.voice.safe(words)}" if words else ""
        return "  ".join(part for part in (looked, where) if part)

    def empty(self) -> str:
        voice = self.desk.voice
        if self.rows.fault:
            return voice.safe(self.rows.fault)
        return voice.say("ui-nothing-found") if self.search else voice.say(f"ui-empty-{self.name}")

    def words(self) -> dict[str, str]:
        voice = self.desk.voice
        return {"f2": voice.say("ui-turn")} | ({"f4": voice.say(f"ui-enter-{self.enter}")} if self.enter else {})

    def hint(self) -> str:
        return self.desk.voice.say("ui-list-hint")

    def press(self, key: str) -> bool:
        if key in MOVES:
            self.table.move(MOVES[key])
        elif key in PAGES:
            self.table.page(PAGES[key])
        elif key in {"home", "end"}:
            self.table.to(0 if key == "home" else self.rows.total)
        elif key in {"left", "right"}:
            self._sort_by_next(1 if key == "right" else -1)
        elif key == "f2":
            self._arrange(replace(self.arrangement, is_turned=not self.arrangement.is_turned))
        elif key == "enter":
            if (row := self.row()) is not None and self.enter:
                self.chosen(row)
        else:
            return False
        return True

    def find(self, text: str) -> None:
        self._arrange(replace(self.arrangement, search=text.strip()))

    def back(self) -> bool:
        if not self.search:
            return False
        self.find("")
        return True

    def _sort_by_next(self, step: int) -> None:
        names = ["", *(one.by for one in self.columns if one.by)]
        by = names[(names.index(self.arrangement.by) + step) % len(names)]
        self._arrange(replace(self.arrangement, by=by, is_turned=False))

    def _arrange(self, arrangement: Arrangement) -> None:
        if arrangement != self.arrangement:
            self.arrangement = arrangement
            self.rows.arrange(arrangement)
            self.table.to(0)

    def _cells(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        more = self.desk.voice.signs.more
        blank = tuple((more, "$faint") for _ in self.columns)
        return [blank if row is None else self.cells(row) for row in self.rows.at(top, count)]

    # --- cells that many lists have

    def _cell(self, text: str, style: str = "") -> Cell:
        return self.desk.voice.safe(text), style

    def _said(self, row: R) -> str:
        """All that is shown of a row: what a search looks at."""
        return " ".join(text for text, _ in self.cells(row))


class FeedPane(ListPane[R]):
    """A list that a feed brings."""

    rows: FeedRows[R]

    def __init__(self, desk: Desk, rows: Callable[[], Iterable[R]]) -> None:
        super().__init__(desk, FeedRows[R](rows, self._said, desk.is_up))

    def paint(self) -> None:
        self.rows.changed()
        super().paint()

    def empty(self) -> str:
        """Where a subject was looked for as in the ledger: that here it is words."""
        subject, _, word = self.search.partition(":")
        if subject in SUBJECTS and word:
            return self.desk.voice.say("ui-search-words", word=word)
        return super().empty()
