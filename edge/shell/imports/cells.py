"""Texts in cells, and back: lists in one cell, pairs in one part, and nothing that a spreadsheet takes for a formula.

a list       A=1;B\\;C=2             `\\` before a sign means the sign: ; = \\, blanks at the ends, + - @ ' at the start
a formula    '=SUM(A1)              a cell that begins with ' holds the rest as it is
             'x;'=SUM(A1)           but for a ' behind a ; by which some spreadsheets part cells
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

AS_IT_IS: Final = "'"
_BEGINS: Final = "-=+@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with; in full width too."""
_FORMULA: Final = (*_BEGINS, AS_IT_IS)
_BEHIND: Final = re.compile(rf";(?='*[\s\"]*[{_BEGINS}])")
_GUARDED: Final = re.compile(rf";'(?='*[\s\"]*[{_BEGINS}])")
_PART: Final = re.compile(r"(?:\\.|[^;\\]|\\\Z)+")
_PAIR: Final = re.compile(r"((?:\\.|[^=\\])*)=(.*)")
_ENDS_ESCAPED: Final = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
_SIGN: Final = re.compile(rf"[\\;=]|\A[{_BEGINS}'\"]+|\A +| +\Z")
_ESCAPED: Final = re.compile(r"\\(.)")


def cell(text: str) -> str:
    """A text for a CSV cell, as no spreadsheet reckons it and as it is read back exactly."""
    guarded = _BEHIND.sub(f";{AS_IT_IS}", text)
    is_plain = guarded == text == text.strip() and not text.startswith(_FORMULA)
    return text if is_plain else AS_IT_IS + guarded


def uncelled(text: str) -> str:
    """What `cell` made begin with a ', as it was; the ' itself is taken off before."""
    return _GUARDED.sub(";", text)


def listed(parts: Iterable[str]) -> str:
    """Escaped parts in one cell."""
    return cell(";".join(parts))


def split(text: str) -> Iterator[str]:
    """The parts of a list, still escaped."""
    return (part for one in _PART.findall(text) if (part := trimmed(one)))


def trimmed(text: str) -> str:
    """An escaped text without the blanks around it, but for escaped ones."""
    bare = text.strip()
    return f"{bare} " if _ENDS_ESCAPED.search(bare) else bare


def pair(part: str) -> tuple[str, str | None]:
    """What stands before and behind the `=`, both still escaped; None where there is none."""
    found = _PAIR.fullmatch(part)
    return (trimmed(found[1]), trimmed(found[2])) if found else (part, None)


def escaped(text: str) -> str:
    """A text as a part of a list or of a pair."""
    return _SIGN.sub(lambda found: "".join(f"\\{char}" for char in found[0]), text)


def escaped_word(text: str) -> str:
    """The same of one that must not be taken for a number."""
    return f"\\{text}" if text.isdigit() else escaped(text)


def bare(text: str) -> str:
    """An escaped text as it was."""
    return _ESCAPED.sub(r"\1", text)
