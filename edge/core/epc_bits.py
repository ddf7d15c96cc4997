"""Bits of a tag into values: the encodings that the `+` schemes and +AIDC data share.

    3 bit      | n bit             | characters
    000        | how many there are | digits as one whole number        14.5.6.1
    001, 010   |                   | 0-9 A-F, 0-9 a-f, 4 bit each       14.5.6.2, 14.5.6.3
    011        |                   | A-Z a-z 0-9 - _, 6 bit each        14.5.6.4
    100        |                   | ASCII, 7 bit each                  14.5.6.6
    101        |                   | A-Z 0-9 - . :, 3 in 16 bit         14.5.6.5

GS1 EPC Tag Data Standard 2.3 section 14.5; the numbers of its sections stand at each encoding.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

UPPER_HEX: Final = "0123456789ABCDEF"
LOWER_HEX: Final = "0123456789abcdef"
BASE_64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CODE_40: Final = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"
END_OF_DIGITS: Final = 0xF
LETTERS_FOLLOW: Final = 0xE
DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class NotBelievedError(ValueError):
    """A number that is not what encoding it again would give. `why` is one of the reasons of a raw tag."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Bits:
    """A place in a row of bits, from the left; reading past the end is not believed."""

    __slots__ = ("at", "size", "value")

    def __init__(self, data: bytes) -> None:
        self.value, self.size, self.at = int.from_bytes(data, "big"), 8 * len(data), 0

    def read(self, count: int) -> int:
        """The next bits as a number."""
        self.at += count
        if self.at > self.size:
            raise NotBelievedError("too_short")
        return self.value >> (self.size - self.at) & ((1 << count) - 1)

    @property
    def left(self) -> int:
        """How many bits are still to be read."""
        return self.size - self.at

    @property
    def rest(self) -> int:
        """All bits still to be read, as a number."""
        return self.value & ((1 << self.left) - 1)

    def rest_hex(self) -> str:
        """All bits still to be read, in hexadecimal, filled up with zeros on the right."""
        digits = -(-self.left // 4)
        return f"{self.rest << (4 * digits - self.left):0{digits}X}"


Part: TypeAlias = Callable[[Bits], str]
"""Reads one part of a value."""


def bits_for(digits: int) -> int:
    """How many bits a number of so many digits takes. Table B."""
    return (10**digits - 1).bit_length() if digits else 0


def digits(count: int) -> Part:
    """So many digits of 4 bits each. 14.5.4."""

    def part(bits: Bits) -> str:
        text = f"{bits.read(4 * count):0{count}X}"
        return text if text.isdecimal() else _refuse()

    return part


def number(count: int) -> Part:
    """So many digits as one whole number. 14.5.2."""
    return lambda bits: _whole_number(bits, count)


def numeric(longest: int) -> Part:
    """Digits as one whole number, and before it how many. 14.5.13."""
    return lambda bits: _whole_number(bits, _length(bits, longest))


def text(longest: int) -> Part:
    """Characters in one of the encodings above. 14.5.6."""

    def part(bits: Bits) -> str:
        encoding = bits.read(3)
        if encoding >= len(_ENCODINGS):
            _refuse()
        return _ENCODINGS[encoding](bits, _length(bits, longest))

    return part


def digits_then_text(longest: int) -> Part:
    """Digits of 4 bits each up to the first other character, and the rest as text. 14.5.5."""
    tail = text(longest)

    def part(bits: Bits) -> str:
        head = ""
        while (digit := bits.read(4)) <= 9:
            head += str(digit)
        end = tail(bits) if digit == LETTERS_FOLLOW else ""
        letters_follow = bool(end) and not end[0].isdecimal()
        if not head or digit not in {END_OF_DIGITS, LETTERS_FOLLOW} or letters_follow != (digit == LETTERS_FOLLOW):
            _refuse()
        return head + end

    return part


def date(bits: Bits) -> str:
    """YYMMDD in 7, 4 and 5 bits; day 00 is allowed, as on a label. 14.5.8."""
    year, month, day = bits.read(7), bits.read(4), bits.read(5)
    if year > 99 or not 1 <= month <= 12 or day > DAYS[month - 1]:
        _refuse()
    return f"{year:02d}{month:02d}{day:02d}"


def date_and_time(bits: Bits) -> str:
    """YYMMDDhhmm. 14.5.9."""
    day, hour, minute = date(bits), bits.read(5), bits.read(6)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        _refuse()
    return f"{day}{hour:02d}{minute:02d}"


def _refuse() -> str:
    raise NotBelievedError("not_canonical")


def _length(bits: Bits, longest: int) -> int:
    """How many characters follow; whether that is too many is for the application identifier to say."""
    return bits.read(longest.bit_length())


def _whole_number(bits: Bits, count: int) -> str:
    value = bits.read(bits_for(count))
    if value >= 10**count:
        _refuse()
    return f"{value:0{count}d}" if count else ""


def _characters(alphabet: str, width: int) -> Callable[[Bits, int], str]:
    return lambda bits, length: "".join(alphabet[bits.read(width)] for _ in range(length))


def _ascii(bits: Bits, length: int) -> str:
    """Which characters may stand in a value is for its application identifier to say."""
    return "".join(chr(bits.read(7)) for _ in range(length))


def _code_40(bits: Bits, length: int) -> str:
    characters = ""
    for _ in range(-(-length // 3)):
        group = bits.read(16) - 1
        if not 0 <= group < 40**3:
            _refuse()
        characters += CODE_40[group // 1600] + CODE_40[group // 40 % 40] + CODE_40[group % 40]
    if "\0" in characters[:length] or characters[length:].strip("\0"):
        _refuse()
    return characters[:length]


_ENCODINGS: Final = (
    _whole_number,
    _characters(UPPER_HEX, 4),
    _characters(LOWER_HEX, 4),
    _characters(BASE_64, 6),
    _ascii,
    _code_40,
)
