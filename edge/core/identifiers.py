"""Keys and codes as value types: text that cannot hold a wrong length, a wrong character or a wrong check digit.

Each is a `str`, so it compares, sorts, prints and travels as its text. Making one checks it; `ValueError` carries a
sentence for a person. GS1 General Specifications sections 3 (what keys hold), 7.9 (check digits), 7.11 (set 82).
"""

from typing import Self

CSET82 = frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")

GTIN_LENGTHS = frozenset((8, 12, 13, 14))
EPC_HEX_MAX = 128


_ZEROS = tuple(ord("0") * (length + 2 * -(-length // 2)) for length in range(10))
"""What so many zeros weigh as characters; of more of them, the last figure is that of ten fewer."""


def check_digit(payload: str) -> int:
    """The modulo 10 digit that completes ASCII digits, weights 3, 1, 3 ... from the right. Section 7.9."""
    codes = payload.encode()
    return (_ZEROS[len(codes) % 10] - 3 * sum(codes[-1::-2]) - sum(codes[-2::-2])) % 10


def has_check_digit(digits: str) -> bool:
    """Whether ASCII digits end in their own check digit."""
    return check_digit(digits[:-1]) == ord(digits[-1]) - 48


def _require_digits(text: str, name: str, lengths: str) -> None:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{name} has {lengths} digits and nothing else")


def _require_check(digits: str, name: str) -> None:
    if not has_check_digit(digits):
        raise ValueError(f"{digits} is not {name}: its last digit should be {check_digit(digits[:-1])}")


def _require_cset82(text: str, name: str, longest: int) -> None:
    if not 1 <= len(text) <= longest:
        raise ValueError(f"{name} has 1 to {longest} characters, not {len(text)}")
    if not CSET82.issuperset(text):
        raise ValueError(f"{name} has letters A-Z, digits and simple signs only; no spaces, no accents")


class Gtin(str):
    """An item number, always 14 digits; GTIN-8, -12 and -13 are filled with zeros. AI (01)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_digits(text, "an item number (GTIN)", "8, 12, 13 or 14")
        if len(text) not in GTIN_LENGTHS:
            raise ValueError(f"an item number (GTIN) has 8, 12, 13 or 14 digits, not {len(text)}")
        _require_check(text, "an item number (GTIN)")
        return super().__new__(cls, text.zfill(14))


class Sscc(str):
    """The 18 digits of a logistic unit (pallet, case). AI (00)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_digits(text, "a pallet number (SSCC)", "18")
        if len(text) != 18:
            raise ValueError(f"a pallet number (SSCC) has 18 digits, not {len(text)}")
        _require_check(text, "a pallet number (SSCC)")
        return super().__new__(cls, text)


class Gln(str):
    """The 13 digits of a party or a location. AI (410) to (417)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_digits(text, "a location number (GLN)", "13")
        if len(text) != 13:
            raise ValueError(f"a location number (GLN) has 13 digits, not {len(text)}")
        _require_check(text, "a location number (GLN)")
        return super().__new__(cls, text)


class Grai(str):
    """A returnable asset: 13 digits, then a serial of 0 to 16 characters; without the leading 0. AI (8003)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_digits(text[:13], "a returnable asset number (GRAI)", "13 leading")
        if len(text) < 13:
            raise ValueError(f"a returnable asset number (GRAI) has at least 13 digits, not {len(text)}")
        _require_check(text[:13], "a returnable asset number (GRAI)")
        if len(text) > 13:
            _require_cset82(text[13:], "the serial of a returnable asset", 16)
        return super().__new__(cls, text)


class Gdti(str):
    """A document: 13 digits, then a serial of 0 to 17 characters. AI (253)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_digits(text[:13], "a document number (GDTI)", "13 leading")
        if len(text) < 13:
            raise ValueError(f"a document number (GDTI) has at least 13 digits, not {len(text)}")
        _require_check(text[:13], "a document number (GDTI)")
        if len(text) > 13:
            _require_cset82(text[13:], "the serial of a document", 17)
        return super().__new__(cls, text)


class Giai(str):
    """An individual asset: 1 to 30 characters, no check digit. AI (8004)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_cset82(text, "an asset number (GIAI)", 30)
        return super().__new__(cls, text)


class Lot(str):
    """A batch or lot, 1 to 20 characters; it means something only within its item. AI (10)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_cset82(text, "a lot", 20)
        return super().__new__(cls, text)


class Serial(str):
    """A serial number, 1 to 20 characters; it means something only within its item. AI (21)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _require_cset82(text, "a serial number", 20)
        return super().__new__(cls, text)


class Lpn(str):
    """A licence plate: 1 to 20 printable ASCII characters without spaces; an SSCC is one kind."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not 1 <= len(text) <= 20:
            raise ValueError(f"a licence plate has 1 to 20 characters, not {len(text)}")
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ValueError("a licence plate has plain letters, digits and signs only; no spaces, no accents")
        return super().__new__(cls, text)


class Epc(str):
    """What an RFID tag says it is, as upper-case hexadecimal, two digits a byte; nothing about its meaning."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not 2 <= len(text) <= EPC_HEX_MAX or len(text) % 2:
            raise ValueError(f"a tag number (EPC) has an even number of digits, 2 to {EPC_HEX_MAX}, not {len(text)}")
        if not _HEX.issuperset(text):
            raise ValueError("a tag number (EPC) is written with 0-9 and A-F only")
        return super().__new__(cls, text.upper())


_HEX = frozenset("0123456789ABCDEFabcdef")
