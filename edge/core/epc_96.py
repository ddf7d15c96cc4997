"""The tags that a warehouse sees by the thousand, SGTIN-96 and SSCC-96, as fast as can be.

    30 = 00110000 | 001    | 101       | company prefix 24 bit | item 20 bit   | serial 38 bit     SGTIN-96
    31 = 00110001 | filter | partition | company prefix 24 bit | serial 34 bit | 24 x 0            SSCC-96
         header     3 bit    3 bit: how many digits the company prefix has, and so where it ends

All that follows from the partition is worked out once; a tag costs one number, two cuts and a few texts.
GS1 EPC Tag Data Standard 2.3 sections 14.6.1, 14.6.2.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from edge.core.epc_keys import hexadecimal, raw
from edge.core.identifiers import Epc, Gtin, Serial, Sscc, check_digit
from edge.core.identity import TagIdentity

COMPANY_BITS: Final = (40, 37, 34, 30, 27, 24, 20)
"""For each partition the length of the company prefix, which has 12 digits, 11 ... 6."""

_BYTES: Final = 12
_SERIAL_BITS: Final = 38
_SERIAL: Final = (1 << _SERIAL_BITS) - 1
_SGTIN_SHARED_BITS: Final = 44
_SGTIN_SHARED: Final = (1 << _SGTIN_SHARED_BITS) - 1
_SSCC_SHARED_BITS: Final = 58
_SSCC_SHARED: Final = (1 << _SSCC_SHARED_BITS) - 1


class Cut(NamedTuple):
    """How one partition divides what company prefix and reference share: by shift, mask and the first number too large.

    The key begins with the reference's first digit, which `lead` parts from the others; `digits` makes the key's text.
    """

    shift: int
    companies: int
    mask: int
    references: int
    digits: str
    lead: int
    prefix: int


_NO_PARTITION: Final = Cut(shift=0, companies=0, mask=0, references=0, digits="", lead=1, prefix=0)
"""The eighth: every number is too large for it."""


def _rest(digits: int) -> str:
    """How the reference's digits behind its first are written; where there are none, nothing is."""
    return f"%0{digits}d" if digits else "%.0s"


def _cuts(*, bits: int, digits: int) -> tuple[Cut, ...]:
    cuts = (
        Cut(
            shift=bits - company_bits,
            companies=10**length,
            mask=(1 << (bits - company_bits)) - 1,
            references=10 ** (digits - length),
            digits=f"%d%0{length}d{_rest(digits - length - 1)}",
            lead=10 ** (digits - length - 1),
            prefix=length,
        )
        for length, company_bits in zip(range(12, 5, -1), COMPANY_BITS, strict=True)
    )
    return (*cuts, _NO_PARTITION)


_SGTIN: Final = _cuts(bits=_SGTIN_SHARED_BITS, digits=13)
_SSCC: Final = _cuts(bits=_SSCC_SHARED_BITS, digits=17)
_REST: Final = TagIdentity(Epc("00"))[7:-1]
"""The fields behind the SSCC, which these tags do not have."""
_NEW: Final = tuple.__new__
"""A tuple made of all its fields at once: half the price of naming them."""


def sgtin_96(epc: bytes) -> TagIdentity:
    """An item with its serial number; never raises."""
    if len(epc) != _BYTES:
        return _of_another_length(epc, sgtin_96)
    shift, companies, mask, references, digits, lead, prefix = _SGTIN[epc[1] >> 2 & 7]
    number = int.from_bytes(epc, "big")
    shared = number >> _SERIAL_BITS & _SGTIN_SHARED
    company, reference = shared >> shift, shared & mask
    if company >= companies or reference >= references:
        return raw(epc, "not_canonical")
    payload = digits % (reference // lead, company, reference % lead)
    gtin = str.__new__(Gtin, f"{payload}{check_digit(payload)}")
    serial = str.__new__(Serial, number & _SERIAL)
    return _NEW(TagIdentity, (hexadecimal(epc), "sgtin", None, None, gtin, serial, None, *_REST, prefix))


def sscc_96(epc: bytes) -> TagIdentity:
    """A logistic unit; never raises."""
    if len(epc) != _BYTES:
        return _of_another_length(epc, sscc_96)
    shift, companies, mask, references, digits, lead, prefix = _SSCC[epc[1] >> 2 & 7]
    shared = int.from_bytes(epc[1:9], "big") & _SSCC_SHARED
    company, reference = shared >> shift, shared & mask
    if company >= companies or reference >= references or any(epc[9:]):
        return raw(epc, "not_canonical")
    payload = digits % (reference // lead, company, reference % lead)
    sscc = str.__new__(Sscc, f"{payload}{check_digit(payload)}")
    return _NEW(TagIdentity, (hexadecimal(epc), "sscc", None, None, None, None, sscc, *_REST, prefix))


def _of_another_length(epc: bytes, decode: Callable[[bytes], TagIdentity]) -> TagIdentity:
    """A tag with filler behind its number, which is zeros or not believed; or one that is cut."""
    if len(epc) < _BYTES:
        return raw(epc, "too_short")
    if any(epc[_BYTES:]):
        return raw(epc, "not_canonical")
    return decode(epc[:_BYTES])._replace(epc=hexadecimal(epc))
