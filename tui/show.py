"""The one door through which text from outside reaches the screen.

    "AB\\x1b[31m\\u202eC"  ->  "AB<1B>[31m<202E>C"

What could steer a terminal, hide or turn round text is made visible as its code point in angle brackets. What comes
out is drawn as plain text only (`Content`, `markup=False`): square brackets mean nothing.
"""

import re
import unicodedata
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from edge.core.shown import LENGTH_MAX, show

__all__ = ["LENGTH_MAX", "AsciiOnly", "fit", "path_rows", "plain", "show", "squeeze"]

CODE_TAIL: Final = 5
"""So much of a code's end is always seen: by that people tell one label from the next."""
_PATH: Final = re.compile(r"[^/]*/|[^/]+?(?=\.\w{1,5}$)|[^/]+")
_CODE: Final = re.compile(r"[A-Za-z0-9(](?:[^\s,;!?]*[A-Za-z0-9])?")

_ONE = {"…": "~", "─": "-", "│": "|", "█": "#", "▁": "_", "▔": "-"}
_PLAIN = {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "…": "...", "·": "-", "→": "->",
          "←": "<-", "↑": "^", "↓": "v"}  # fmt: skip


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


def squeeze(text: str, width: int) -> str:
    """`text` with the beginnings of its longest codes left out, where it has no room; their ends are what is looked at.

    It stays as it is where that does not help it whole into `width`, and no code would be cut through.
    """
    short = text
    while (over := cell_len(short) - width) > 0:
        codes = [one for one in _CODE.finditer(short) if _is_code(one.group())]
        longest = max(codes, key=lambda one: len(one.group()), default=None)
        if longest is None:
            break
        code = longest.group()
        kept = max(CODE_TAIL, len(code) - over - 1)
        before = short[: longest.start()].removesuffix("…")
        short = f"{before}…{code[len(code) - kept :]}{short[longest.end() :]}"
    return short if cell_len(short) <= width or _cuts_a_code(text, width) else text


def path_rows(path: str, width: int) -> list[str]:
    """A path in as many rows as it needs: broken behind a slash where that helps, and never within its ending."""
    rows = [""]
    for piece in _PATH.findall(path):
        if rows[-1] and cell_len(rows[-1] + piece) > width:
            rows.append("")
        for char in piece:
            if rows[-1] and cell_len(rows[-1] + char) > width:
                rows.append("")
            rows[-1] += char
    return rows


def _cuts_a_code(text: str, width: int) -> bool:
    """Whether the row's end, with the sign that something is missing, stands within a code."""
    return any(one.start() < width - 1 < one.end() for one in _CODE.finditer(text) if _is_code(one.group()))


def _is_code(word: str) -> bool:
    """Whether a word is long enough to be cut, and has digits at its end as codes have."""
    return len(word) > CODE_TAIL + 1 and word.isascii() and word[-1].isdigit()
