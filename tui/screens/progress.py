"""How far it is, and what is typed or on its way: one row on a gun, big digits and a bar where there is room."""

from textual.content import Content

from tui.digits import HIGH, big
from tui.lines import Lines
from tui.show import fit
from tui.themes import UNICODE, Signs

BAR_WIDTH_MAX = 40
BIG_MAX = 0.6
"""So much of the row big digits may take."""


class Progress(Lines):
    """A count, what is typed, and how many scans wait behind it."""

    def __init__(self) -> None:
        super().__init__(id="progress")
        self._done: int | None = None
        self._want: int | None = None
        self._signs = UNICODE
        self._text, self._note = "", ""

    def put(self, done: int | None, want: int | None, signs: Signs) -> None:
        """Show how far it is."""
        if (done, want) != (self._done, self._want) or signs is not self._signs:
            self._done, self._want, self._signs = done, want, signs
            self.set_class(bool(progress(done, want)), "-counts")
            self.changed()

    def put_entry(self, text: str, note: str) -> None:
        """Show what is typed, and what waits."""
        if (text, note) != (self._text, self._note):
            self._text, self._note = text, note
            self.changed()

    def rows(self, width: int, height: int) -> list[Content]:
        count = progress(self._done, self._want)
        rows = big(count, ascii_only=self._signs.ascii or height < HIGH)
        if len(rows[0]) > width * BIG_MAX:
            rows = ["", count, ""]  # what is typed has to be seen, too
        gap = (2 if len(rows) > 1 else 1) if count else 0
        lead = max(map(len, rows)) + gap
        drawn = [Content.styled(row.ljust(lead), "bold $strong" if len(rows) > 1 else "bold") for row in rows]
        beside = len(rows) // 2
        drawn[beside] = Content.assemble(drawn[beside], self._entry(width - lead))
        return [*drawn, self._bar()]

    def _entry(self, width: int) -> Content:
        note = fit(self._note, min(len(self._note), width))
        room = max(0, width - len(note) - bool(note))
        length = Content(self._text).cell_length
        tail = self._text[length - room :] if length > room else self._text  # the end is what is being typed
        gap = max(0, width - Content(tail).cell_length - len(note))
        return Content.assemble((tail, "bold"), " " * gap, note)

    def _bar(self) -> Content:
        if self._done is None or not self._want:
            return Content("")
        full = max(0, min(BAR_WIDTH_MAX, BAR_WIDTH_MAX * self._done // self._want))
        bar = self._signs.full * full + self._signs.empty * (BAR_WIDTH_MAX - full)
        return Content.styled(bar, "$strong")


def progress(done: int | None, want: int | None) -> str:
    """How far it is: `3/24`, `3` where nobody says how many, '' where nothing is counted."""
    return "" if done is None else f"{done}/{want}" if want else str(done)
