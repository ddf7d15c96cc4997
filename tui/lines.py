"""A part of the screen that is rows of text: only the rows that are not what they were are drawn again.

    something new is put -> changed() -> rows() -> beside those that stand there -> what differs is drawn

Textual draws a widget as a whole; of the sixty rows of a wide work screen a scan changes ten.
"""

from collections.abc import Sequence
from typing import TypeAlias

from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

Looks: TypeAlias = tuple[str, tuple[Span, ...]]
"""All by which two rows differ."""


class Lines(Widget):
    """Draws what `rows` gives. Who changes what that depends on calls `changed`."""

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._room: Size | None = None
        """For which the rows were made; None where they have to be made anew."""
        self._style: Style | None = None
        self._rows: Sequence[Content] = ()
        self._strips: dict[Looks, Strip] = {}

    def rows(self, width: int, height: int) -> Sequence[Content]:
        """What stands in so much room, a row each; what is wider or below it is not seen."""
        raise NotImplementedError

    def changed(self) -> None:
        """Draw again what is not as it was."""
        if self.content_size != self._room:
            self._room = None  # it is hidden, or has another size soon
            self.refresh()
            return
        before = self._looks()
        self._take()
        after = self._looks()
        self._strips = {looks: self._strips[looks] for looks in after if looks in self._strips}
        blank: Looks = ("", ())
        number = max(len(before), len(after))
        pairs = zip(_filled(before, blank, number), _filled(after, blank, number), strict=True)
        different = [Region(0, y, self.content_size.width, 1) for y, (was, is_) in enumerate(pairs) if was != is_]
        if different:
            self.refresh(*different)

    def render(self) -> Content:
        """All of it, as one text."""
        return Content("\n").join(self.rows(*self.content_size))

    def render_line(self, y: int) -> Strip:
        if self.content_size != self._room:
            self._strips = {}
            self._take()
        if self.visual_style is not self._style:
            self._style, self._strips = self.visual_style, {}
        if y >= len(self._rows):
            return Strip.blank(self.content_size.width, self._style.rich_style)
        row = self._rows[y]
        looks = _looks(row)
        if looks not in self._strips:
            self._strips[looks] = self._strip(row, self._style)
        return self._strips[looks]

    def _take(self) -> None:
        self._room = room = self.content_size
        self._rows = self.rows(*room)[: room.height]

    def _looks(self) -> list[Looks]:
        return [_looks(row) for row in self._rows]

    def _strip(self, row: Content, style: Style) -> Strip:
        width = self.content_size.width
        made = Visual.to_strips(self, row, width, 1, style)
        return (made[0] if made else Strip([])).adjust_cell_length(width, style.rich_style)


def _looks(row: Content) -> Looks:
    return row.plain, tuple(row.spans)


def _filled(rows: list[Looks], blank: Looks, number: int) -> list[Looks]:
    return rows + [blank] * (number - len(rows))
