"""Which symbol a scanner read, by the AIM identifier that it sends before the data: `]`, a letter, a modifier.

    ]C1 ]e0 ]d2 ]Q3 ]J1   GS1-128, DataBar, DataMatrix, QR, DotCode with FNC1 in first place
    ]E0 ]E3 ]E4 ]I1       EAN, UPC, ITF of 14 digits whose check digit the scanner has verified
    all others            symbols of which everybody makes what he likes

ISO/IEC 15424 (letters and modifiers); GS1 General Specifications 5.1.2 (which of them are GS1's).
"""

from typing import Final, Literal, TypeAlias

Carrier: TypeAlias = Literal["gs1", "ean", "itf14", "add_on", "site"]
"""How the text of a symbol may be read: as fields, as an item number, not at all alone, or as a site code."""

GS1_CARRIERS: Final = frozenset(("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"))
_ADD_ONS: Final = frozenset(("]E1", "]E2"))


def carrier_of(aim: str) -> Carrier:
    """How a symbol's text is to be read; a text without an identifier is a site code."""
    if aim in GS1_CARRIERS:
        return "gs1"
    if aim[:2] == "]E":
        return "add_on" if aim in _ADD_ONS else "ean"
    return "itf14" if aim == "]I1" else "site"


def symbology_of(aim: str) -> str:
    """The symbol's name for people; '' for no identifier, `unknown` for a letter that names none."""
    return (_NAMED.get(aim) or _LETTERS.get(aim[1:2], "unknown")) if aim else ""


_NAMED: Final = {
    "]C1": "GS1-128",
    "]d2": "GS1 DataMatrix",
    "]Q3": "GS1 QR Code",
    "]J1": "GS1 DotCode",
    "]E0": "EAN-13",
    "]E1": "EAN add-on of 2",
    "]E2": "EAN add-on of 5",
    "]E3": "EAN-13 with add-on",
    "]E4": "EAN-8",
    "]I1": "ITF-14",
}
_LETTERS: Final = {
    "A": "Code 39",
    "B": "Telepen",
    "C": "Code 128",
    "D": "Code One",
    "E": "EAN/UPC",
    "F": "Codabar",
    "G": "Code 93",
    "H": "Code 11",
    "I": "Interleaved 2 of 5",
    "J": "DotCode",
    "K": "Code 16K",
    "L": "PDF417",
    "M": "MSI",
    "N": "Anker Code",
    "O": "Codablock",
    "P": "Plessey",
    "Q": "QR Code",
    "R": "Straight 2 of 5",
    "S": "Straight 2 of 5",
    "T": "Code 49",
    "U": "MaxiCode",
    "X": "a symbol of the scanner's own",
    "Z": "typed, no barcode",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "g": "Grid Matrix",
    "h": "Han Xin Code",
    "o": "optical characters",
    "p": "Postal code",
    "z": "Aztec Code",
}
