"""A pane that is drawn as rows of text, and the widget that shows them."""

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget

from tui.lines import Lines
from tui.panes.base import MOVES, PAGES, Desk, Pane
from tui.show import fit


class Sheet(Lines):
    """Rows, from `top` on. `resized` is called with each new size: a pane has none before it is first shown."""

    def __init__(self, *, id: str, resized: Callable[[], None] | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="sheet")
        self._resized = resized
        self._all: tuple[Content, ...] = ()
        self.top = 0

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows there are."""
        return max(1, self.content_size.width), max(1, self.content_size.height)

    def put(self, rows: Sequence[Content]) -> None:
        self._all = tuple(rows)
        self.top = max(0, min(self.top, len(rows) - self.room[1]))
        self.changed()

    def on_resize(self) -> None:
        if self._resized is not None:
            self._resized()

    def rows(self, width: int, height: int) -> list[Content]:
        return [_cut(row, width) for row in self._all[self.top : self.top + height]]


class SheetPane(Pane):
    """Arrows and pages move in it, where it is longer than the screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet = Sheet(id=self.name, resized=self.paint)

    @property
    def widget(self) -> Widget:
        return self.sheet

    def draw(self, width: int, height: int) -> list[Content]:
        """The rows, for so much room."""
        raise NotImplementedError

    def paint(self) -> None:
        self.sheet.put(self.draw(*self.sheet.room))

    def press(self, key: str) -> bool:
        if key in MOVES:
            self.sheet.top += MOVES[key]
        elif key in PAGES:
            self.sheet.top += PAGES[key] * max(1, self.sheet.room[1] - 1)
        elif key in {"home", "end"}:
            self.sheet.top = 0 if key == "home" else 1_000_000
        else:
            return False
        return True


def heading(left: str, right: str, width: int) -> Content:
    """The first row of a pane."""
    right = fit(right, min(len(right), width))
    return Content.styled(fit(left, width - Content(right).cell_length) + right, "bold $strong")


def beside(columns: Sequence[Sequence[Content]], widths: Sequence[int]) -> list[Content]:
    """Columns of rows side by side, cut and filled to their widths."""
    rows = []
    for number in range(max((len(column) for column in columns), default=0)):
        parts: list[Content] = []
        for column, width in zip(columns, widths, strict=True):
            cell = column[number] if number < len(column) else Content("")
            parts.append(Content.assemble(_cut(cell, width), " " * max(0, width - cell.cell_length)))
        rows.append(Content("  ").join(parts))
    return rows


def _cut(row: Content, width: int) -> Content:
    return row if row.cell_length <= width else row.truncate(width, ellipsis=True)
