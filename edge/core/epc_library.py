"""The schemes of one header and one length that epcpy knows, and GDTI-113, which it does not.

    3A = 00111010 | 3      | 3         | company prefix and type, 41 bit | 1 and the serial's digits, 58 bit    GDTI-113
         header     filter   partition

epcpy reads more than it would write, so what it read is written again: only the same bits are believed.
GS1 EPC Tag Data Standard 2.3 sections 14.3, 14.4, 14.6.
"""

from collections.abc import Callable, Mapping
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
from epcpy.epc_schemes.usdod import USDOD, USDODFilterValue
from epcpy.utils.common import ConvertException

from edge.core.epc_96 import COMPANY_BITS
from edge.core.epc_bits import Bits, NotBelievedError
from edge.core.epc_keys import KEYS, hexadecimal, raw, with_keys
from edge.core.identifiers import check_digit
from edge.core.identity import TagIdentity

_FILTER_BITS: Final = {ADI: 6, USDOD: 4}
_ADI_START: Final = 14
_CAGE_LENGTH: Final = 6
_GDTI_SHARED_BITS: Final = 41
_GDTI_SERIAL_BITS: Final = 58


def _by_library(scheme: Any, filters: Any) -> Callable[[bytes], TagIdentity]:
    """A decoder for a scheme that epcpy knows; never raises."""
    kind = scheme.__name__.lower()
    read = _read_adi if scheme is ADI else scheme.from_binary

    def decode(epc: bytes) -> TagIdentity:
        bits = f"{int.from_bytes(epc, 'big'):0{8 * len(epc)}b}"
        if len(bits) < _shortest(scheme, bits):
            return raw(epc, "too_short")
        try:
            tag = read(bits)
            if not _same_again(tag, bits, filters):
                return raw(epc, "not_canonical")
            return _identity(epc, kind, tag)
        except NotBelievedError as error:
            return raw(epc, error.why)
        except (ConvertException, ValueError):
            return raw(epc, "not_canonical")

    return decode


def _shortest(scheme: Any, bits: str) -> int:
    size = scheme.header_to_schemes()[bits[:8]].value.rpartition("-")[2]
    return int(size) if size.isdecimal() else 0


def _read_adi(bits: str) -> ADI:
    """An aerospace part: 6 bits a character, part number and serial each ended by zeros. epcpy reads past the ends."""
    codes = [int(bits[at : at + 6], 2) for at in range(_ADI_START, len(bits) - 5, 6)]
    text = "".join(chr(code if code >= 0x20 else code | 0x40) if code else "\0" for code in codes)
    part, serial, *_ = f"{text[_CAGE_LENGTH:]}\0\0".split("\0")
    escaped = f"{part}.{serial}".replace("#", "%23").replace("/", "%2F")
    return ADI(f"urn:epc:id:adi:{text[:_CAGE_LENGTH].removeprefix(' ')}.{escaped}")


def _same_again(tag: Any, bits: str, filters: Any) -> bool:
    coding = tag.header_to_schemes()[bits[:8]]
    width = _FILTER_BITS.get(type(tag), 3)
    given = {"filter_value": filters(str(int(bits[8 : 8 + width], 2)))} if filters else {}
    again = tag.binary(binary_coding_scheme=coding, **given)
    return bits.startswith(again) and "1" not in bits[len(again) :]


def _identity(epc: bytes, kind: str, tag: Any) -> TagIdentity:
    """The identity of a tag, its keys cut from its GS1 element string, such as `(414)0614141123452(254)5678`."""
    if kind not in KEYS:
        return TagIdentity(hexadecimal(epc), kind, urn=tag.epc_uri)
    ais = [f"({ai})" for ai, _ in KEYS[kind]]
    first, _, second = tag.gs1_element_string().removeprefix(ais[0]).partition(ais[-1])
    return with_keys(epc, kind, tag.epc_uri, (first, second)[: len(ais)])


def _gdti_113(epc: bytes) -> TagIdentity:
    """A document with a serial of up to 17 digits, leading zeros kept; no longer written since 2015."""
    try:
        bits = Bits(epc)
        bits.read(11)
        partition, shared, serial = bits.read(3), bits.read(_GDTI_SHARED_BITS), str(bits.read(_GDTI_SERIAL_BITS))
        if partition == len(COMPANY_BITS) or bits.rest or serial[0] != "1" or not 1 < len(serial) <= 18:
            return raw(epc, "not_canonical")
        return _document(epc, partition, shared, serial[1:])
    except NotBelievedError as error:
        return raw(epc, error.why)


def _document(epc: bytes, partition: int, shared: int, serial: str) -> TagIdentity:
    digits, shift = 12 - partition, _GDTI_SHARED_BITS - COMPANY_BITS[partition]
    company = f"{shared >> shift:0{digits}d}"
    kind = f"{shared & ((1 << shift) - 1):0{partition}d}" if partition else ""
    payload = f"{company}{kind}"
    if len(company) > digits or len(payload) > 12 or (not partition and shared & 1):
        raise NotBelievedError("not_canonical")
    uri = f"urn:epc:id:gdti:{company}.{kind}.{serial}"
    return with_keys(epc, "gdti", uri, (f"{payload}{check_digit(payload)}{serial}",))


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
    (USDOD, USDODFilterValue),
)

LIBRARY_DECODERS: Final[Mapping[int, Callable[[bytes], TagIdentity]]] = {
    **{
        int(header.value, 2): _by_library(scheme, filters)
        for scheme, filters in _LIBRARY
        for header in scheme.BinaryHeader
    },
    0x3A: _gdti_113,
}
