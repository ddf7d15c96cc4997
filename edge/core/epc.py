"""RFID tags: the EPC that a tag sends into what it names.

    30 = 00110000 | 001    | 101       | company prefix 24 bit | item 20 bit | serial 38 bit     SGTIN-96
    31 = 00110001 | filter | partition | company prefix + serial reference, 58 bit | 24 x 0      SSCC-96
         header     3 bit    3 bit: how many digits the company prefix has

A number is believed only if it is exactly what encoding it again would give: no digits too many, nothing after its end.
All else is `raw`: other numbering systems, factory numbers (E2...), blank tags, damaged or home-made encodings.
GS1 EPC Tag Data Standard sections 9 (memory), 14 (binary encodings).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from epcpy.epc_schemes.adi import ADI, ADIFilterValue
from epcpy.epc_schemes.cpi import CPI, CPIFilterValue
from epcpy.epc_schemes.gdti import GDTI, GDTIFilterValue
from epcpy.epc_schemes.giai import GIAI, GIAIFilterValue
from epcpy.epc_schemes.gid import GID
from epcpy.epc_schemes.grai import GRAI, GRAIFilterValue
from epcpy.epc_schemes.gsrn import GSRN, GSRNFilterValue
from epcpy.epc_schemes.gsrnp import GSRNP, GSRNPFilterValue
from epcpy.epc_schemes.itip import ITIP, ITIPFilterValue
from epcpy.epc_schemes.sgcn import SGCN, SGCNFilterValue
from epcpy.epc_schemes.sgln import SGLN, SGLNFilterValue
from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue
from epcpy.utils.common import ConvertException

from edge.core.identifiers import Epc, Gdti, Giai, Gln, Grai, Gtin, Serial, Sscc, check_digit
from edge.core.identity import TagIdentity

PC_NUMBERING_SYSTEM: Final = 0x0100
"""The bit of a tag's protocol control word that says: what follows is no EPC but a number of another system."""
KNOWN_TAGS_MAX: Final = 65_536

_COMPANY_BITS: Final = (40, 37, 34, 30, 27, 24, 20)
_SERIAL_MASK: Final = (1 << 38) - 1


def identify_epc(epc: bytes, pc: int | None = None) -> TagIdentity:
    """What a tag names; never raises. `pc` is its protocol control word, where the reader sends it.

    The same tag read again costs a look-up. TDS section 9.2: the word's top 5 bits count the EPC's 16-bit words.
    """
    if pc is not None:
        epc = epc[: 2 * (pc >> 11 & 31)] or epc
        if pc & PC_NUMBERING_SYSTEM:
            return TagIdentity(_hex(epc))
    return _identify(epc)


@lru_cache(maxsize=KNOWN_TAGS_MAX)
def _identify(epc: bytes) -> TagIdentity:
    decode = _DECODERS.get(epc[0]) if epc else None
    found = decode(epc) if decode else None
    return found or TagIdentity(_hex(epc))


def _hex(epc: bytes) -> Epc:
    return str.__new__(Epc, epc.hex().upper())


def _sgtin_96(epc: bytes) -> TagIdentity | None:
    parts = _company_and_reference(epc, bits=44, digits=13)
    if parts is None:
        return None
    company, reference = parts
    serial = str(int.from_bytes(epc[7:12], "big") & _SERIAL_MASK)
    payload = f"{reference[0]}{company}{reference[1:]}"
    return TagIdentity(
        _hex(epc),
        "sgtin",
        f"urn:epc:id:sgtin:{company}.{reference}.{serial}",
        gtin=str.__new__(Gtin, f"{payload}{check_digit(payload)}"),
        serial=str.__new__(Serial, serial),
    )


def _sscc_96(epc: bytes) -> TagIdentity | None:
    parts = _company_and_reference(epc, bits=58, digits=17)
    if parts is None or any(epc[9:12]):
        return None
    company, reference = parts
    payload = f"{reference[0]}{company}{reference[1:]}"
    return TagIdentity(
        _hex(epc),
        "sscc",
        f"urn:epc:id:sscc:{company}.{reference}",
        sscc=str.__new__(Sscc, f"{payload}{check_digit(payload)}"),
    )


def _company_and_reference(epc: bytes, *, bits: int, digits: int) -> tuple[str, str] | None:
    """The two numbers after filter and partition, as digits; together they have `bits` bits and `digits` digits."""
    if len(epc) < 12 or any(epc[12:]):
        return None
    partition = epc[1] >> 2 & 7
    if partition == 7:
        return None
    field = int.from_bytes(epc[:12], "big") >> (82 - bits) & ((1 << bits) - 1)
    reference_bits = bits - _COMPANY_BITS[partition]
    company = f"{field >> reference_bits:0{12 - partition}d}"
    reference = f"{field & ((1 << reference_bits) - 1):0{digits - 12 + partition}d}"
    fits = len(company) == 12 - partition and len(reference) == digits - 12 + partition
    return (company, reference) if fits else None


def _by_library(scheme: Any, filters: Any, kind: str) -> Callable[[bytes], TagIdentity | None]:
    """A decoder for a scheme that epcpy knows; what does not encode to the same bits again is not believed."""

    def decode(epc: bytes) -> TagIdentity | None:
        bits = f"{int.from_bytes(epc, 'big'):0{8 * len(epc)}b}"
        try:
            tag = scheme.from_binary(bits)
            if not _same_again(tag, bits, filters):
                return None
            return TagIdentity(_hex(epc), kind, tag.epc_uri, **_tag_keys(kind, tag))
        except (ConvertException, ValueError):
            return None

    return decode


def _same_again(tag: Any, bits: str, filters: Any) -> bool:
    coding = tag.header_to_schemes()[bits[:8]]
    width = 6 if isinstance(tag, ADI) else 3
    given = {"filter_value": filters(str(int(bits[8 : 8 + width], 2)))} if filters else {}
    again = tag.binary(binary_coding_scheme=coding, **given)
    return bits.startswith(again) and "1" not in bits[len(again) :]


def _tag_keys(kind: str, tag: Any) -> dict[str, Any]:
    """The keys of a tag, cut from its GS1 element string, such as `(414)0614141123452(254)5678`."""
    if kind == "sgtin":
        text = tag.gs1_element_string()
        return {"gtin": Gtin(text[4:18]), "serial": Serial(text[22:])}
    if kind == "sgln":
        text = tag.gs1_element_string()
        extension = text[23:]
        return {"gln": Gln(text[5:18]), "extension": None if extension == "0" else extension}  # 0: has none
    if kind == "grai":
        return {"grai": Grai(tag.gs1_element_string()[7:])}
    if kind == "giai":
        return {"giai": Giai(tag.gs1_element_string()[6:])}
    if kind == "gdti":
        return {"gdti": Gdti(tag.gs1_element_string()[5:])}
    return {}


_LIBRARY: Final = (
    (ADI, ADIFilterValue),
    (CPI, CPIFilterValue),
    (GDTI, GDTIFilterValue),
    (GIAI, GIAIFilterValue),
    (GID, None),
    (GRAI, GRAIFilterValue),
    (GSRN, GSRNFilterValue),
    (GSRNP, GSRNPFilterValue),
    (ITIP, ITIPFilterValue),
    (SGCN, SGCNFilterValue),
    (SGLN, SGLNFilterValue),
    (SGTIN, SGTINFilterValue),
)

_DECODERS: Final[dict[int, Callable[[bytes], TagIdentity | None]]] = {
    int(header.value, 2): _by_library(scheme, filters, scheme.__name__.lower())
    for scheme, filters in _LIBRARY
    for header in scheme.BinaryHeader
} | {0x30: _sgtin_96, 0x31: _sscc_96}
