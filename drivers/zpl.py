"""ZPL II without I/O: a label as a format, and what a printer says of itself.

    ^XA ^CI28 ^PW800 ^LL480   ^FO.. ^BY3 ^BCN,192,N,N,N ^FH_ ^FD>;>800340063800000000184 ^FS   ^FO.. ^A0N,60 ... ^XZ

    <STX>030,0,0,1245,000,0,0,0,000,0,0,0<ETX><CR><LF>      interface, PAPER OUT, PAUSE, length, FORMATS IN THE BUFFER,
                                                           full, diagnostic, PARTIAL FORMAT, -, CORRUPT, cold, hot
    <STX>000,0,0,0,0,2,4,0,00000000,1,000<ETX><CR><LF>      settings, -, HEAD UP, RIBBON OUT, thermal transfer, mode,
                                                           width mode, WAITING TO BE TAKEN, LABELS LEFT, 1, graphics
    <STX>1234,0<ETX><CR><LF>                                password, memory

What stands on a label comes from outside: every character of it that is not a letter, a digit or one of a few signs
goes as `_XX` of its UTF-8 bytes, so that no text can hold a command of the printer (`^`, `~`).
ZPL II Programming Guide: ^BC (Code 128 subsets), ^FH, ~HS.
"""

from dataclasses import dataclass
from typing import Final

from edge.core.identifiers import has_check_digit
from edge.core.label import Label

STATUS_BYTES_MAX: Final = 1_024
_STX, _ETX = b"\x02", b"\x03"
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/:()")
_SUBSET_B: Final = {"^": "><", ">": ">0", "~": ">="}
"""Code 128 subset B: characters that ZPL writes as invocations."""
_SSCC_DIGITS: Final = 18
_BAR_MAX: Final = 4
_QUIET_MODULES: Final = 20
_FRAME_MODULES: Final = 35
_CHAR_MODULES: Final = 11


@dataclass(frozen=True, slots=True)
class Paper:
    """A label's size, in dots."""

    width: int
    height: int
    dots_per_mm: int


def render(label: Label, paper: Paper) -> bytes:
    """The format that prints a label once: its code as bars and in large, then its lines, as many as there is room."""
    bars, modules = _bars(label)
    bar = max(1, min(_BAR_MAX, paper.width // modules))
    margin = max(2 * paper.dots_per_mm, (paper.width - bar * modules) // 2)
    high, step = paper.height * 4 // 10, max(3 * paper.dots_per_mm, paper.height // 10)
    top = paper.dots_per_mm * 2
    parts = [
        f"^XA^CI28^LH0,0^PW{paper.width}^LL{paper.height}^PQ1",
        f"^FO{margin},{top}^BY{bar}^BCN,{high},N,N,N^FH_^FD{bars}^FS",
    ]
    shown = f"(00) {label.code}" if _is_sscc(label.code) else label.code
    y = top + high + paper.dots_per_mm
    parts.append(_text(shown, y, step * 5 // 4, paper))
    y += step * 3 // 2
    for line in label.lines:
        if y + step > paper.height:
            break
        parts.append(_text(line, y, step * 4 // 5, paper))
        y += step
    return ("".join(parts) + "^XZ\n").encode("ascii")


def _text(text: str, y: int, size: int, paper: Paper) -> str:
    x = 2 * paper.dots_per_mm
    return f"^FO{x},{y}^A0N,{size}^FB{paper.width - 2 * x},1^FH_^FD{escaped(text)}^FS"


def escaped(text: str) -> str:
    """Field data under `^FH_`: nothing in it can be taken for a command. What cannot be shown is left out."""
    return "".join(
        char if char in _PLAIN else "".join(f"_{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in text
        if char.isprintable()
    )


def _bars(label: Label) -> tuple[str, int]:
    """The bars' field data, and how many modules wide they are: GS1-128 for an SSCC, else code 128."""
    if _is_sscc(label.code):
        return f">;>800{label.code}", _QUIET_MODULES + _FRAME_MODULES + _CHAR_MODULES * 11
    text = "".join(_SUBSET_B.get(char) or escaped(char) for char in label.code if " " <= char <= "~")
    return f">:{text}", _QUIET_MODULES + _FRAME_MODULES + _CHAR_MODULES * len(label.code)


def _is_sscc(code: str) -> bool:
    return len(code) == _SSCC_DIGITS and code.isascii() and code.isdigit() and has_check_digit(code)


@dataclass(frozen=True, slots=True)
class Status:
    """What a printer says of itself: what hinders it, in words ('' for nothing), and how much it has still to do."""

    trouble: str
    formats: int
    left: int

    @property
    def is_empty(self) -> bool:
        """All that it was sent is printed."""
        return self.formats == 0 and self.left == 0


class StatusDecoder:
    """The answers to `~HS` among whatever a printer sends. Never raises; memory is bounded."""

    def __init__(self) -> None:
        self._buffer = b""
        self._first: list[str] | None = None

    def feed(self, chunk: bytes) -> list[Status]:
        """Take in bytes; the statuses that are complete now."""
        self._buffer = (self._buffer + chunk)[-STATUS_BYTES_MAX:]
        found: list[Status] = []
        while (end := self._buffer.find(_ETX)) >= 0:
            string, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
            start = string.rfind(_STX)
            status = self._string(string[start + 1 :].decode("ascii", "replace")) if start >= 0 else None
            found += [status] if status is not None else []
        return found

    def _string(self, text: str) -> Status | None:
        fields = [field.strip() for field in text.split(",")]
        if len(fields) == 12:
            self._first = fields
            return None
        first, self._first = self._first, None
        return _status(first, fields) if first is not None and len(fields) == 11 else None


def _status(one: list[str], two: list[str]) -> Status | None:
    if not all(field.isascii() and field.isdigit() for field in (*one, *two)):
        return None
    flags = (
        (one[1], "paper out"),
        (two[2], "head open"),
        (two[3], "ribbon out"),
        (one[2], "paused"),
        (one[9], "its memory is corrupt; switch it off and on"),
        (one[10], "too cold"),
        (one[11], "too hot"),
        (two[7], "a printed label waits to be taken"),
    )
    trouble = ", ".join(words for flag, words in flags if int(flag))
    return Status(trouble, int(one[4]) + int(one[7]), int(two[8]))
