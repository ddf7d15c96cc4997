"""RFID tags: the number that a tag sends into what it names.

    00110 | 0    | 0   | 0      | 00000000            protocol control word, where the reader sends it
    words   user   more  system   attributes, or with the system bit the family of another number (AFI)
    |                    '- 1: what follows is no EPC
    '- how many words of 16 bits the number has

    30 74257BF7194E4000001A85                         the number itself; its first byte, the header, tells the scheme

A number is believed only if it is exactly what encoding it again would give: no digits too many, nothing after its end.
All else is `raw` and says why. GS1 EPC Tag Data Standard 2.3 sections 9 (memory), 14.2 (headers), 15.2 (decoding).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from edge.core.epc_96 import sgtin_96, sscc_96
from edge.core.epc_keys import raw
from edge.core.epc_library import LIBRARY_DECODERS
from edge.core.epc_plus import HEADERS, plus
from edge.core.identity import TagIdentity
from edge.core.read import EPC_BYTES_MAX

PC_NUMBERING_SYSTEM: Final = 0x0100
"""The bit of a tag's protocol control word that says: what follows is no EPC but a number of another system."""
PC_EXTENDED: Final = 0x0200
"""The bit that says: the tag has more control words; its length may count them, up to two."""
KNOWN_TAGS_MAX: Final = 4_096
"""More than stand before the antennas of one box. Keeping 65,536 makes each new tag a sixth slower, and takes 40 MB."""

_WORDS_AND_SYSTEM: Final = 0xF800 | PC_NUMBERING_SYSTEM
_SIX_WORDS: Final = 6 << 11
_SIX_WORDS_BYTES: Final = 12
_FACTORY: Final = 0xE2
"""No EPC ever begins so, because the chip's own number (TID) does."""


def identify_epc(epc: bytes, pc: int | None = None) -> TagIdentity:
    """What a tag names; never raises. `pc` is its protocol control word, where the reader sends it.

    The same tag read again costs a look-up.
    """
    if len(epc) > EPC_BYTES_MAX:
        return raw(epc[:EPC_BYTES_MAX], "too_long")
    if pc is None or (pc & _WORDS_AND_SYSTEM == _SIX_WORDS and len(epc) == _SIX_WORDS_BYTES):  # nearly all there are
        return identify_number(epc)
    told = 2 * (pc >> 11 & 31)
    number = epc[:told]
    if pc & PC_NUMBERING_SYSTEM:
        return raw(number or epc, "other_numbering")
    if not number:
        return raw(epc, "no_words")
    if told > len(epc) + (4 if pc & PC_EXTENDED else 0):
        return raw(epc, "cut_short")
    return identify_number(number)


@lru_cache(maxsize=KNOWN_TAGS_MAX)
def identify_number(epc: bytes) -> TagIdentity:
    """What a whole number names; never raises."""
    decode = _DECODERS.get(epc[0]) if epc else None
    return raw(epc, _why(epc)) if decode is None or len(epc) % 2 else decode(epc)


def _why(epc: bytes) -> str:
    """Why a number that no decoder takes is none."""
    if not epc:
        return "too_short"
    if not any(epc) or all(byte == 0xFF for byte in epc):
        return "blank"
    if epc[0] == _FACTORY:
        return "factory"
    return "odd_length" if len(epc) % 2 else "unknown_scheme"


_DECODERS: Final[Mapping[int, Callable[[bytes], TagIdentity]]] = {
    **LIBRARY_DECODERS,
    **dict.fromkeys(HEADERS, plus),
    0x30: sgtin_96,
    0x31: sscc_96,
}
