"""A strict terminal: what a screen writes becomes rows of signs, and what no text may hold is noted.

    grid = Grid((20, 8)); grid.feed(bytes of the pty); grid.rows, grid.strange

It knows the few sequences that Textual draws with and takes all others for strange, so that a text which steers the
terminal is seen whatever it does. What is cut between two reads is kept for the next.
"""

import re
import unicodedata

from rich.cells import get_character_cell_size

_SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<params>[0-?]*)(?P<final>[ -/]*[@-~])"  # CSI
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\"  # OSC, and the other strings
    r"|[ -/]*[0-Z\\`-~])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)\Z")
_QUIET = re.compile(
    r"\x1b\[\?(?:1000|1003|1004|1006|1015|1049|2004|2026|2048|7|25)[hl]|\x1b\[\?(?:2026|2048)\$p|\x1b\[>25u|\x1b\[<u"
    r"|\x1b\]22;default\x07"
)
"""Modes and questions of Textual's own: the mouse, the cursor, the second screen, newer terminals' extras."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Grid:
    """The signs on a terminal of `size` (columns, rows). `bells` counts BEL; `strange` is all that was not expected."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.width, self.height = size
        self._cells = [[" "] * self.width for _ in range(self.height)]
        self._x = self._y = 0
        self._rest = b""
        self.bells = 0
        self.sequences: set[str] = set()
        self.strange: list[str] = []

    @property
    def rows(self) -> list[str]:
        return ["".join(row).rstrip() for row in self._cells]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def words(self) -> str:
        """All signs with every run of blanks as one: for what may be broken into rows."""
        return " ".join(self.text.split())

    def feed(self, data: bytes) -> None:
        """Draw what was written."""
        data = self._rest + data
        text = data.decode("utf-8", errors="surrogateescape")
        cut = _UNFINISHED.search(text)
        held = text[cut.start() :] if cut else _half_sign(text)
        self._rest = held.encode("utf-8", errors="surrogateescape")
        self._draw(text[: len(text) - len(held)])

    def _draw(self, text: str) -> None:
        at = 0
        for found in _SEQUENCE.finditer(text):
            for char in text[at : found.start()]:
                self._sign(char)
            self._sequence(found)
            at = found.end()
        for char in text[at:]:
            self._sign(char)

    def _sequence(self, found: re.Match[str]) -> None:
        whole, params, final = found.group(), found["params"] or "", found["final"] or ""
        self.sequences.add(whole)
        if final == "m" and not params.strip("0123456789;"):
            return
        if final == "H" and re.fullmatch(r"(\d+;\d+)?", params):
            row, _, column = params.partition(";")
            self._y, self._x = min(int(row or 1), self.height) - 1, int(column or 1) - 1
        elif not _QUIET.fullmatch(whole):
            self.strange.append(whole)

    def _sign(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y = min(self._y + 1, self.height - 1)
        elif char == "\x07":
            self.bells += 1
        elif unicodedata.category(char) in _UNSEEN:
            self.strange.append(char)
        else:
            self._put(char, get_character_cell_size(char))

    def _put(self, char: str, width: int) -> None:
        row = self._cells[self._y]
        if width == 0:
            if self._x:
                row[min(self._x, self.width) - 1] += char
            return
        for number, sign in enumerate([char, ""][:width]):
            if self._x + number < self.width:
                row[self._x + number] = sign
        self._x += width


def _half_sign(text: str) -> str:
    """The bytes of a sign of UTF-8 that has not come whole yet."""
    tail = re.search(r"[\udc80-\udcff]{1,3}\Z", text)
    return tail.group() if tail else ""
