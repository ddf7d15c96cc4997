"""Text from outside made visible: what could steer a terminal or a spreadsheet, hide or turn round text.

    "AB\\x1b[31m\\u202eC"  ->  "AB<1B>[31m<202E>C"

The one such door of the product: screens, tables of commands and exports all go through it.
"""

import unicodedata
from typing import Final

LENGTH_MAX: Final = 512
MARKS_MAX: Final = 2
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})


def show(text: str) -> str:
    """`text` with everything unseen made visible; at most `LENGTH_MAX` characters of it are looked at.

    Unseen are control, format (bidi, zero width), surrogate, private and unassigned characters, line separators, all
    blanks but U+0020, variation selectors, and more than two combining marks in a row (Unicode general categories).
    """
    return show_whole(text) if len(text) <= LENGTH_MAX else show_whole(text[:LENGTH_MAX]) + "…"


def show_whole(text: str) -> str:
    """As `show`, however long the text is."""
    return text if text.isascii() and text.isprintable() else _seen(text)


def _seen(text: str) -> str:
    parts: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        parts.append(f"<{ord(char):02X}>" if _unseen(char, category, marks) else char)
    return "".join(parts)


def _unseen(char: str, category: str, marks: int) -> bool:
    if char == " ":
        return False
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return category in _UNSEEN or char in _BLANK or selector or marks > MARKS_MAX
