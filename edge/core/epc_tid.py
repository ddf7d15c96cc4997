"""A tag's own number (TID): which chip it is, whatever has been written to it.

    E2 | 1 0 0 | 0 0000 0001 | 0001 0110 0000 | 0010 0000 0000 0000 | 54 5D 7F 3A 00 01       GS1
         X S F   designer 9    model 12         001: a serial of 48 bit follows
    E0 | 04 | 01 50 3A 7F 22 91                                                              ISO 7816-6
         manufacturer   serial of 48 bit

X: the word with the serial's length is there; S: the chip can prove itself; F: it has files.
GS1 EPC Tag Data Standard 2.3 section 16; ISO/IEC 15963.
"""

from typing import Final

from edge.core.value import value

GS1_CLASS: Final = "E2"
ISO_CLASS: Final = "E0"


@value
class Chip:
    """A tag's chip. `allocation` is the first byte: who gave the number its form.

    `designer` and `model` are GS1's, `manufacturer` is ISO's. `serial` is hexadecimal, None where the chip has none or
    the reader sent too little; `uri` needs it.
    """

    allocation: str
    designer: int | None = None
    model: int | None = None
    manufacturer: int | None = None
    serial: str | None = None
    uri: str | None = None
    proves_itself: bool = False
    has_files: bool = False


def read_tid(tid: bytes) -> Chip | None:
    """The chip whose TID memory begins with these bytes; None where they are too few or of another class."""
    match tid[:1]:
        case b"\xe2" if len(tid) >= 4:
            return _gs1(tid)
        case b"\xe0" if len(tid) >= 8:
            return Chip(ISO_CLASS, manufacturer=tid[1], serial=tid[2:8].hex().upper())
    return None


def _gs1(tid: bytes) -> Chip:
    word = int.from_bytes(tid[1:4], "big")
    serial = _serial(tid) if tid[1] & 0x80 else None
    return Chip(
        GS1_CLASS,
        designer=word >> 12 & 0x1FF,
        model=word & 0xFFF,
        serial=serial,
        uri=f"urn:epc:stid:x{word >> 12:03X}.x{word & 0xFFF:03X}.x{serial}" if serial else None,
        proves_itself=bool(tid[1] & 0x40),
        has_files=bool(tid[1] & 0x20),
    )


def _serial(tid: bytes) -> str | None:
    """The serial behind the extended header, of 48 bits or up to six words more."""
    words = tid[4] >> 5 if len(tid) >= 6 else 0
    serial = tid[6 : 6 + 4 + 2 * words]
    return serial.hex().upper() if words and len(serial) == 4 + 2 * words else None
