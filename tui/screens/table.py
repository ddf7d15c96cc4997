"""A table that costs what it shows: one widget, drawn whole, only the visible rows are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual.content import Content
from textual.widget import Widget

from tui.show import fit

Cell: TypeAlias = tuple[str, str]
"""A text (already through `show`) and its style."""
RowsOf: TypeAlias = Callable[[int, int], Sequence[tuple[Cell, ...]]]
"""The rows from a position on, at most so many."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `width` cells, or the rest (shared) when 0; left out where the table is narrower than `least`."""

    name: str
    width: int
    right: bool = False
    least: int = 0


class Table(Widget):
    """Rows under a title. Scrolls by `scroll_rows`."""

    def __init__(self, columns: Sequence[Column], rows: RowsOf, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="table")
        self._columns, self._rows = columns, rows
        self._title = ""
        self._names: dict[str, str] = {}
        self._empty = ""
        self._total = 0
        self._top = 0

    def put(self, title: str, names: dict[str, str], empty: str, total: int) -> None:
        """New words or new rows: draw again."""
        self._title, self._names, self._empty, self._total = title, names, empty, total
        self._top = min(self._top, max(0, total - 1))
        self.refresh()

    def grown(self, rows: int) -> None:
        """Rows came in at the head: a reader who has scrolled stays where they read."""
        if self._top:
            self._top = min(self._top + rows, max(0, self._total - 1))

    def scroll_rows(self, rows: int) -> None:
        """Move by this many rows, within what there is."""
        self._top = max(0, min(self._top + rows, self._total - max(1, self.size.height - 2)))
        self.refresh()

    def render(self) -> Content:
        width, height = self.content_size
        columns = [(number, one) for number, one in enumerate(self._columns) if width >= one.least]
        widths = _widths([one for _, one in columns], width)
        head = " ".join(
            fit(self._names.get(one.name, ""), cells, right=one.right)
            for (_, one), cells in zip(columns, widths, strict=True)
        )
        out = [Content.styled(fit(self._heading(), width), "bold $strong"), Content.styled(head, "$faint")]
        out += [_line(row, columns, widths) for row in self._rows(self._top, max(0, height - 2))]
        if not self._total:
            out.append(Content.styled(fit(self._empty, width), "$faint"))
        return Content("\n").join(out)

    def _heading(self) -> str:
        return f"{self._title}  {self._top + 1}/{self._total}" if self._top else self._title


def _line(row: tuple[Cell, ...], columns: list[tuple[int, Column]], widths: list[int]) -> Content:
    parts: list[Content | str] = []
    for (number, column), cells in zip(columns, widths, strict=True):
        text, style = row[number]
        parts += [Content.styled(fit(text, cells, right=column.right), style), " "]
    return Content.assemble(*parts[:-1])


def _widths(columns: list[Column], width: int) -> list[int]:
    flexible = [one for one in columns if not one.width]
    room = max(0, width - sum(one.width for one in columns) - (len(columns) - 1))
    share, spare = divmod(room, max(1, len(flexible)))
    out: list[int] = []
    for one in columns:
        out.append(one.width or share + (1 if spare > 0 else 0))
        spare -= 0 if one.width else 1
    return out
