"""Tags of the `+` schemes: the key in full, as on a label, and behind it whatever else the label says.

    F7 = 11110111 | 1    | 3      | 14 x 4 | 3        | 5      | ...    SGTIN+ (01)(21)
    FB = 11111011 | 1    | 3      | 4    | 16 | 14 x 4 | 3 | 5 | ...    DSGTIN+ with its date before the item
    F9 = 11111001 | 1    | 3      | 18 x 4                              SSCC+ (00)
         header     data   filter   digits   encoding   length

The data bit says that +AIDC data follow: application identifier (4 bits a digit), value, application identifier ...
They are read whole or not at all. What is left in the last word of 16 bits is zero.

GS1 EPC Tag Data Standard 2.3 sections 14.2 (headers), 14.5.1 (data bit), 14.5.3 (date of DSGTIN+), 14.6.1 to 14.6.11
(layouts of the schemes), 15.3 (+AIDC data), E.3 (examples). Schemes with two plus signs, which add a host name, are not
read.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from edge.core.epc_bits import Bits, NotBelievedError, date
from edge.core.epc_keys import KEYS, NO_EXTENSION, Field, raw, require, with_keys
from edge.core.epc_layouts import LAYOUTS, read_identifier, read_value
from edge.core.gs1_rules import conflict
from edge.core.identity import TagIdentity

HEADERS: Final[Mapping[int, str]] = {
    0xF0: "cpi+",
    0xF1: "grai+",
    0xF2: "sgln+",
    0xF3: "itip+",
    0xF4: "gsrn+",
    0xF5: "gsrnp+",
    0xF6: "gdti+",
    0xF7: "sgtin+",
    0xF8: "sgcn+",
    0xF9: "sscc+",
    0xFA: "giai+",
    0xFB: "dsgtin+",
}
DATE_TYPES: Final = ("11", "13", "15", "16", "17", "7006", "7007")
HEADER_BITS: Final = 8


def plus(epc: bytes) -> TagIdentity:
    """What a tag names whose number begins with one of `HEADERS`; never raises."""
    try:
        return _decode(epc, Bits(epc))
    except NotBelievedError as error:
        return raw(epc, error.why)


def _decode(epc: bytes, bits: Bits) -> TagIdentity:
    kind = HEADERS[bits.read(HEADER_BITS)]
    has_data, _filter = bits.read(1), bits.read(3)
    dated = (_prioritised_date(bits),) if kind == "dsgtin+" else ()
    own = tuple((ai, _key(ai, bits)) for ai, _ in KEYS[kind.removeprefix("d").rstrip("+")])
    if bool(has_data) != bool(bits.rest):
        raise NotBelievedError("not_canonical")  # data without the bit, or the bit without data
    found = with_keys(epc, kind, _link(own), (value for _, value in own), dated)
    if not has_data:
        return found
    rest = bits.rest_hex()
    data = _aidc_data(bits, dict((*own, *dated)))
    return found._replace(data=rest) if data is None else found._replace(fields=(*found.fields, *data))


def _key(ai: str, bits: Bits) -> str:
    """A value of which no part may be missing: an asset or a document without a serial is no one thing."""
    parts = [part(bits) for part in LAYOUTS[ai]]
    if not all(parts):
        raise NotBelievedError("not_canonical")
    return "".join(parts)


def _prioritised_date(bits: Bits) -> Field:
    kind = bits.read(4)
    if kind >= len(DATE_TYPES):
        raise NotBelievedError("not_canonical")
    return DATE_TYPES[kind], date(bits)


def _aidc_data(bits: Bits, known: dict[str, str]) -> tuple[Field, ...] | None:
    """The fields behind the key, or None if one of them cannot be read or contradicts the others."""
    fields = dict(known)
    try:
        while bits.rest:
            ai = read_identifier(bits)
            if ai is None or ai in fields:
                return None
            fields[ai] = read_value(LAYOUTS[ai], bits)
            require(ai, fields[ai])
    except NotBelievedError:
        return None
    return None if conflict(fields) else tuple(field for field in fields.items() if field[0] not in known)


def _link(own: tuple[Field, ...]) -> str:
    """The key as a GS1 Digital Link: what these schemes have instead of an EPC URI."""
    told = (field for field in own if field != ("254", NO_EXTENSION))
    return "https://id.gs1.org" + "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in told)
