"""A table that costs what it shows: one widget, only the visible rows are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual import events
from textual.content import Content

from tui.lines import Lines
from tui.show import fit, squeeze

Cell: TypeAlias = tuple[str, str]
"""A text (already through `show`) and its style."""
RowsOf: TypeAlias = Callable[[int, int], Sequence[tuple[Cell, ...]]]
"""The rows from a position on, at most so many."""
HEAD_ROWS = 2
NOTE_GAP = 2
ENOUGH = 28
"""Columns that one without a width needs before others may grow."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `width` cells, or the rest (shared) when 0; left out where the table is narrower than `least`.

    `by` is the row's field that it is sorted by; '' where it cannot be.
    """

    name: str
    width: int
    right: bool = False
    least: int = 0
    by: str = ""
    is_code: bool = False
    """Where it has no room, the ends of its codes are seen: by those they are told apart."""
    most: int = 0
    """So wide it grows, where the columns without a width need no more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All words of a table, as shown. `mark` stands in the head of the column `by`, `note` right of the title."""

    title: str
    names: Mapping[str, str]
    empty: str
    total: int
    note: str = ""
    by: str = ""
    mark: str = ""
    is_old: bool = False
    """The rows are what was known when the daemon went away."""


class Table(Lines):
    """Rows under a title, with or without a cursor."""

    def __init__(self, columns: Sequence[Column], rows: RowsOf, *, id: str, has_cursor: bool = False) -> None:  # noqa: A002
        super().__init__(id=id, classes="table")
        self._columns, self._rows_of, self._has_cursor = columns, rows, has_cursor
        self._sheet = Sheet("", {}, "", 0)
        self._top = 0
        self.cursor = 0

    @property
    def room(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.content_size.height - HEAD_ROWS)

    @property
    def top(self) -> int:
        """The first row that is seen."""
        return self._top

    def put(self, sheet: Sheet) -> None:
        """New words or new rows: draw again."""
        self._sheet = sheet
        self._keep_within()
        self.changed()

    def grown(self, rows: int) -> None:
        """Rows came in at the head: a reader who has moved away from it stays where they read."""
        if self._top or self.cursor:
            last = max(0, self._sheet.total - 1)
            self._top, self.cursor = min(self._top + rows, last), min(self.cursor + rows, last)

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows, or, where there is none, the rows."""
        if self._has_cursor:
            self.cursor += rows
        else:
            self._top += rows
        self._keep_within()
        self.changed()

    def page(self, pages: int) -> None:
        """Move by what is seen at once; the cursor keeps its place on the screen where it can."""
        rows = pages * max(1, self.room - 1)
        self._top += rows
        self.move(rows)

    def to(self, row: int) -> None:
        """Put the cursor on a row."""
        self.cursor = self._top = row
        self._keep_within()
        self.changed()

    def _keep_within(self) -> None:
        last = max(0, self._sheet.total - 1)
        self.cursor = max(0, min(self.cursor, last))
        self._top = max(0, min(self._top, self._sheet.total - self.room))
        if self._has_cursor:
            self._top = max(self.cursor - self.room + 1, min(self._top, self.cursor))

    def on_resize(self) -> None:
        self._keep_within()

    def on_click(self, event: events.Click) -> None:
        """A tap on a row puts the cursor there."""
        row = event.y - self.gutter.top - HEAD_ROWS
        if self._has_cursor and 0 <= row < min(self.room, self._sheet.total - self._top):
            self.move(self._top + row - self.cursor)

    def rows(self, width: int, height: int) -> list[Content]:
        sheet = self._sheet
        columns = [(number, one) for number, one in enumerate(self._columns) if width >= one.least]
        widths = _widths([one for _, one in columns], width)
        head = " ".join(
            fit(self._head(one), cells, right=one.right) for (_, one), cells in zip(columns, widths, strict=True)
        )
        out = [Content.styled(self._heading(width), "bold $strong"), Content.styled(head, "$faint")]
        for number, row in enumerate(self._rows_of(self._top, max(0, height - HEAD_ROWS)), self._top):
            style = "reverse" if self._has_cursor and number == self.cursor else "$faint" if sheet.is_old else None
            out.append(_line(row, columns, widths, style))
        if not sheet.total:
            out += [Content.styled(row.plain, "$faint") for row in Content(sheet.empty).wrap(max(1, width))]
        return out

    def _head(self, column: Column) -> str:
        name = self._sheet.names.get(column.name, "")
        if not column.by or column.by != self._sheet.by:
            return name
        room = max(0, (column.width or len(name) + 1) - len(self._sheet.mark))
        return f"{name[:room]}{self._sheet.mark}"

    def _heading(self, width: int) -> str:
        sheet = self._sheet
        note = fit(sheet.note, min(len(sheet.note), max(0, width - NOTE_GAP)))
        room = width - Content(note).cell_length - (NOTE_GAP if note else 0)
        return fit(sheet.title, room) + (" " * NOTE_GAP + note if note else "")


def _line(row: tuple[Cell, ...], columns: list[tuple[int, Column]], widths: list[int], style: str | None) -> Content:
    """One row; with a style of its own it has no other: a cursor is one bar."""
    parts: list[Content | str] = []
    for (number, column), cells in zip(columns, widths, strict=True):
        text, own = row[number]
        text = squeeze(text, cells) if column.is_code and "<" not in text else text  # what is odd shows how it begins
        parts += [Content.styled(fit(text, cells, right=column.right), "" if style else own), " "]
    line = Content.assemble(*parts[:-1])
    return line.stylize(style) if style else line


def _widths(columns: list[Column], width: int) -> list[int]:
    flexible = [one for one in columns if not one.width]
    room = max(0, width - sum(one.width for one in columns) - (len(columns) - 1))
    growing = [one for one in columns if one.most > one.width]
    more = max(0, room - ENOUGH * len(flexible)) // max(1, len(growing))
    grown = {one.name: min(one.most, one.width + more) for one in growing}
    room -= sum(grown[one.name] - one.width for one in growing)
    share, spare = divmod(room, max(1, len(flexible)))
    out: list[int] = []
    for one in columns:
        out.append(grown.get(one.name, one.width) or share + (1 if spare > 0 else 0))
        spare -= 0 if one.width else 1
    return out
