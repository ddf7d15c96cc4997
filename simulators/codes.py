"""Codes as they are printed and written into tags, from the specifications, with no help from the reading side.

EAN-13      13 digits, aim ]E0                GS1-128     (01)(17)(10)... with GS after open fields, aim ]C1
Code 128    plain text, aim ]C0               SGTIN-96, SSCC-96   12 bytes of tag memory (EPC TDS 1.13, 14.5)
"""

from dataclasses import dataclass

GS = "\x1d"
FIXED = {"00", "01", "02", "11", "15", "17"}
"""Application identifiers of predefined length (GenSpecs 7.8.5): no separator follows them."""


@dataclass(frozen=True, slots=True)
class Code:
    """One symbol as a scanner transmits it: the AIM identifier and the text."""

    text: str
    aim: str = "]C0"


def with_check(payload: str) -> str:
    """Digits completed by their modulo 10 check digit. GenSpecs 7.9."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(payload)))
    return payload + str(-total % 10)


def plain(text: str) -> Code:
    """Code 128 with the site's own text: locations, documents, badges, totes, commands."""
    return Code(text)


def ean13(gtin14: str) -> Code:
    """The consumer unit's symbol; its GTIN-14 begins with 0."""
    return Code(gtin14[1:], "]E0")


def gs1(*fields: tuple[str, str]) -> Code:
    """A GS1-128 symbol of application identifiers and their values, in this order."""
    parts = []
    for at, (ai, value) in enumerate(fields):
        last = at == len(fields) - 1
        parts.append(ai + value + ("" if ai in FIXED or last else GS))
    return Code("".join(parts), "]C1")


def yymmdd(iso: str) -> str:
    """An ISO date as labels carry it."""
    return iso[2:4] + iso[5:7] + iso[8:10]


def sgtin96(gtin14: str, prefix_digits: int, serial: int) -> str:
    """A tag of one unit, hex: header 30, filter 1 (point of sale), partition, prefix, indicator and item, serial."""
    prefix = gtin14[1 : 1 + prefix_digits]
    item = gtin14[0] + gtin14[1 + prefix_digits : 13]
    prefix_bits, item_bits = _PREFIX_BITS[prefix_digits], 44 - _PREFIX_BITS[prefix_digits]
    value = (0x30 << 6) | (1 << 3) | (12 - prefix_digits)
    value = (value << prefix_bits) | int(prefix)
    value = (value << item_bits) | int(item)
    return f"{(value << 38) | serial:024X}"


def sscc96(sscc: str, prefix_digits: int) -> str:
    """The tag of a pallet, hex: header 31, filter 2, partition, prefix, extension and serial, 24 zero bits."""
    prefix = sscc[1 : 1 + prefix_digits]
    serial = sscc[0] + sscc[1 + prefix_digits : 17]
    prefix_bits, serial_bits = _PREFIX_BITS[prefix_digits], 58 - _PREFIX_BITS[prefix_digits]
    value = (0x31 << 6) | (2 << 3) | (12 - prefix_digits)
    value = (value << prefix_bits) | int(prefix)
    value = (value << serial_bits) | int(serial)
    return f"{value << 24:024X}"


_PREFIX_BITS = {6: 20, 7: 24, 8: 27, 9: 30, 10: 34, 11: 37, 12: 40}
"""Bits of the company prefix by its digits: the partition tables of SGTIN and SSCC (EPC TDS 14.2, 14.3)."""
