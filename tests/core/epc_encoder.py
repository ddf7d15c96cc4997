"""Writes tags of the `+` schemes after TDS 2.3 (14.5, 14.6, 15.3); shares nothing with what reads them."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, log2

HEADERS = {
    "cpi+": 0xF0,
    "grai+": 0xF1,
    "sgln+": 0xF2,
    "itip+": 0xF3,
    "gsrn+": 0xF4,
    "gsrnp+": 0xF5,
    "gdti+": 0xF6,
    "sgtin+": 0xF7,
    "sgcn+": 0xF8,
    "sscc+": 0xF9,
    "giai+": 0xFA,
    "dsgtin+": 0xFB,
}
DATE_TYPES = {"11": 0, "13": 1, "15": 2, "16": 3, "17": 4, "7006": 5, "7007": 6}
ALPHABETS = {
    "digits": "0123456789",
    "upper_hex": "0123456789ABCDEF",
    "lower_hex": "0123456789abcdef",
    "base64": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    "ascii": "".join(map(chr, range(0x21, 0x7F))),
    "code40": "ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789",
}
INDICATORS = {"digits": 0, "upper_hex": 1, "lower_hex": 2, "base64": 3, "ascii": 4, "code40": 5}


def bits(value: int, width: int) -> str:
    """A number as so many bits."""
    return f"{value:0{width}b}" if width else ""


def fitting(value: str) -> list[str]:
    """The encodings that can write a text."""
    return [name for name, alphabet in ALPHABETS.items() if set(value) <= set(alphabet)]


def as_digits(value: str) -> str:
    """4 bits a digit."""
    return "".join(bits(int(digit), 4) for digit in value)


def as_number(value: str) -> str:
    """All digits as one number, in as many bits as the largest of that length needs."""
    return bits(int(value or 0), ceil(len(value) * log2(10)))


def as_text(value: str, length_bits: int, encoding: str) -> str:
    """Encoding indicator, length indicator, characters."""
    head = bits(INDICATORS[encoding], 3) + bits(len(value), length_bits)
    if encoding == "digits":
        return head + as_number(value)
    if encoding == "code40":
        codes = [1 + ALPHABETS["code40"].index(character) for character in value]
        codes += [0] * (-len(codes) % 3)
        groups = zip(codes[::3], codes[1::3], codes[2::3], strict=True)
        return head + "".join(bits(1600 * a + 40 * b + c + 1, 16) for a, b, c in groups)
    if encoding == "ascii":
        return head + "".join(bits(ord(character), 7) for character in value)
    width = 6 if encoding == "base64" else 4
    return head + "".join(bits(ALPHABETS[encoding].index(character), width) for character in value)


def as_date(value: str) -> str:
    """YYMMDD."""
    return bits(int(value[:2]), 7) + bits(int(value[2:4]), 4) + bits(int(value[4:6]), 5)


def as_digits_then_text(value: str, encoding: str) -> str:
    """Digits first, then a sign that they end, then the rest."""
    tail = value.lstrip("0123456789")
    head = as_digits(value.removesuffix(tail) if tail else value)
    return head + (f"1110{as_text(tail, 5, encoding)}" if tail else "1111")


def best(value: str) -> str:
    """One encoding that fits."""
    return fitting(value)[0]


Write = Callable[[str, str | None], str]
VALUES: Mapping[str, Write] = {
    **dict.fromkeys(("00", "01", "02", "410", "414", "8006", "8017", "8018"), lambda value, _: as_digits(value)),
    **dict.fromkeys(
        ("10", "21", "22", "240", "254", "400"), lambda value, encoding: as_text(value, 5, encoding or best(value))
    ),
    **dict.fromkeys(("11", "13", "15", "16", "17"), lambda value, _: as_date(value)),
    **dict.fromkeys(("20", "3103", "422"), lambda value, _: as_number(value)),
    **dict.fromkeys(("30", "37", "8011"), lambda value, _: bits(len(value), 4) + as_number(value)),
    "91": lambda value, encoding: as_text(value, 7, encoding or best(value)),
    "253": lambda value, encoding: as_digits(value[:13]) + as_text(value[13:], 5, encoding or best(value[13:])),
    "255": lambda value, _: as_digits(value[:13]) + bits(len(value) - 13, 4) + as_number(value[13:]),
    "8003": lambda value, encoding: as_digits(value[:14]) + as_text(value[14:], 5, encoding or best(value[14:])),
    **dict.fromkeys(
        ("8004", "8010"),
        lambda value, encoding: as_digits_then_text(value, encoding or best(value.lstrip("0123456789") or "0")),
    ),
}

Fields = Sequence[tuple[str, str]]


def encode(
    kind: str,
    key: Fields,
    *,
    filter_value: int = 0,
    date: tuple[str, str] | None = None,
    data: Fields = (),
    encoding: str | None = None,
    data_encoding: str | None = None,
) -> bytes:
    """The tag, key and data in the given encodings or in any that fit, filled up with zeros to whole words."""
    row = bits(HEADERS[kind], 8) + bits(bool(data), 1) + bits(filter_value, 3)
    if date:
        row += bits(DATE_TYPES[date[0]], 4) + as_date(date[1])
    row += "".join(VALUES[ai](value, encoding) for ai, value in key)
    row += "".join(as_digits(ai) + VALUES[ai](value, data_encoding) for ai, value in data)
    return whole_words(row)


def whole_words(row: str) -> bytes:
    """Bits as bytes, filled up with zeros."""
    row += "0" * (-len(row) % 16)
    return int(row, 2).to_bytes(len(row) // 8, "big")
