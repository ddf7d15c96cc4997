"""The one door through which text from outside reaches the screen.

    "AB\\x1b[31m\\u202eC"  ->  "AB<1B>[31m<202E>C"

What could steer a terminal, hide or turn round text is made visible as its code point in angle brackets. What comes
out is drawn as plain text only (`Content`, `markup=False`): square brackets mean nothing.
"""

import unicodedata

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from edge.core.shown import LENGTH_MAX, show

__all__ = ["LENGTH_MAX", "AsciiOnly", "fit", "plain", "show"]

_ONE = {"…": "~", "─": "-", "│": "|", "█": "#", "▁": "_", "▔": "-"}
_PLAIN = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "…": "...", "·": "-", "→": "->"}


def plain(text: str) -> str:
    """`text` in ASCII for terminals without UTF-8: umlauts spelt out, accents dropped, the rest as code points."""
    if text.isascii():
        return text
    spelt = "".join(_PLAIN.get(char, char) for char in text)
    bare = (char for char in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(char))
    return "".join(char if char.isascii() else f"<{ord(char):02X}>" for char in bare)


class AsciiOnly(LineFilter):
    """The last gate before a terminal without UTF-8: what is still not ASCII becomes one sign of the same width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [segment if segment.text.isascii() else _ascii_segment(segment) for segment in segments]


def _ascii_segment(segment: Segment) -> Segment:
    signs = (char if char.isascii() else _ONE.get(char, "?") * cell_len(char) for char in segment.text)
    return Segment("".join(signs), segment.style, segment.control)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - length) + text if right else text + " " * (width - length)
