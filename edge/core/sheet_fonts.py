"""How wide text is in the fonts of a sheet: those that every PDF reader has, in thousandths of their size.

The widths are those of Adobe's font metrics for Helvetica and Helvetica-Bold; every letter of Courier is 600 wide.
"""

import unicodedata
from typing import Final, Literal, TypeAlias

Font: TypeAlias = Literal["plain", "bold", "code"]

_FIRST: Final = 32
_PLAIN: Final = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD: Final = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_SIGNS: Final = {
    "·": 278,
    "ß": 611,
    "ø": 611,
    "Ø": 778,
    "æ": 889,
    "Æ": 1000,
    "\u2013": 556,
    "\u2014": 1000,
    "…": 1000,
    "€": 556,
}
_CODE: Final = 600
_OTHER: Final = 750
"""A letter nobody measured: rather too wide, so that what is fitted fits."""
_WIDE: Final = 1000


def width(text: str, font: Font) -> float:
    """How wide a text is, in times of its font size."""
    return sum(_width(char, font) for char in text) / 1000


def fitting(text: str, font: Font, room: float, least: float) -> str:
    """A text that is no wider than `room` in the size `least`: as it is, or its beginning with an ellipsis."""
    if width(text, font) * least <= room:
        return text
    while text and width(text + "…", font) * least > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _width(char: str, font: Font) -> int:
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return _WIDE
    if font == "code":
        return _CODE
    base = unicodedata.normalize("NFD", char)[0]
    if base in _SIGNS:
        return _SIGNS[base]
    at, table = ord(base) - _FIRST, _BOLD if font == "bold" else _PLAIN
    return table[at] if 0 <= at < len(table) else _OTHER
