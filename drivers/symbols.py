"""Symbols: a grey picture in, the barcodes in it out, by zxing-cpp and (one-dimensional ones only) zbar.

    zxing-cpp  Code128 EAN13 EAN8 UPCA UPCE ITF14 ITF Code39 Code93 Codabar DataBar QR DataMatrix PDF417 Aztec
    zbar       Code128 EAN13 EAN8 UPCA UPCE ITF14 ITF Code39        Codabar     (in its own process: camera_zbar.py)

The engines miss different pictures, so each is a second opinion on the other. What they hand over is put into one
form: the symbol's bytes with 0x1D for FNC1, UPC-A and UPC-E as the 13 digits of their EAN-13 (AIM ]E0), and the
AIM identifier (ISO/IEC 15424) where the engine knows it: zbar cannot tell GS1-128 from Code 128.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from edge.core.appearance import Sighting
from edge.core.read import CODE_BYTES_MAX

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Gray: TypeAlias = "NDArray[np.uint8]"
"""Rows by columns, 0 black to 255 white."""

Symbology = Literal[
    "Code128", "EAN13", "EAN8", "UPCA", "UPCE", "ITF14", "ITF", "Code39", "Code93", "Codabar",
    "DataBar", "QR", "DataMatrix", "PDF417", "Aztec",
]  # fmt: skip
SYMBOLOGIES: tuple[Symbology, ...] = get_args(Symbology)
USUAL: tuple[Symbology, ...] = ("Code128", "EAN13", "EAN8", "UPCA", "UPCE", "ITF14", "QR", "DataMatrix")
"""What logistic labels carry. Code 39, Codabar and free ITF are easily seen where nobody printed them: on demand."""

PROVEN = frozenset({"QR", "DataMatrix", "PDF417", "Aztec"})
"""Families with error correction: a wrong text does not get through, one frame is enough."""

_ZXING_NAME = {"QR": "QRCode", "ITF14": "ITF"}
_FAMILY = {
    "UPCA": "EAN13", "UPCE": "EAN13", "ITF14": "ITF", "QRCode": "QR", "QRCodeModel1": "QR", "QRCodeModel2": "QR",
    "Code39Std": "Code39", "Code39Ext": "Code39",
}  # fmt: skip
# Asked for EAN13 alone, zbar gives UPC-A and UPC-E as 13 digits too.
_ZBAR_TYPE = {"EAN13": "EAN13", "UPCA": "EAN13", "UPCE": "EAN13", "EAN8": "EAN8", "ITF14": "I25", "ITF": "I25",
              "Code128": "CODE128", "Code39": "CODE39", "Codabar": "CODABAR"}  # fmt: skip
_ZBAR_SYMBOLOGY = {"EAN13": "EAN13", "EAN8": "EAN8", "I25": "ITF", "CODE128": "Code128", "CODE39": "Code39",
                   "CODABAR": "Codabar"}  # fmt: skip
_ZBAR_AIM = {"EAN13": "]E0", "EAN8": "]E4", "ITF14": "]I1", "ITF": "]I0", "Code39": "]A0", "Codabar": "]F0"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a site has on its labels; everything else is read over. `itf_lengths` bounds ITF without a check digit."""

    symbologies: tuple[Symbology, ...] = USUAL
    itf_lengths: tuple[int, ...] = (14,)

    @property
    def zbar_types(self) -> tuple[str, ...]:
        """zbar's names for what of this it can read."""
        return tuple(sorted({_ZBAR_TYPE[name] for name in self.symbologies if name in _ZBAR_TYPE}))

    def accepts(self, symbology: str, data: bytes) -> bool:
        """Refuses what was cut short or is too long: both engines read parts of a tilted ITF-14 as a shorter ITF."""
        if not 0 < len(data) <= CODE_BYTES_MAX:
            return False
        if symbology == "ITF14":
            return "ITF14" in self.symbologies or "ITF" in self.symbologies
        if symbology == "ITF":
            return "ITF" in self.symbologies and len(data) in self.itf_lengths
        if symbology == "EAN13" and "EAN13" not in self.symbologies:
            return data.startswith(b"0")
        return True


def read_zxing(picture: Gray, wanted: Wanted, *, sideways: bool = False, full: bool = False) -> list[Sighting]:
    """What zxing-cpp sees in rows; `sideways` in columns too (twice the work), `full` also inverted and smaller (3)."""
    import zxingcpp

    found = zxingcpp.read_barcodes(
        picture, formats=_formats(wanted), try_rotate=sideways or full, try_invert=full, try_downscale=full
    )
    return _distinct(_from_zxing(code) for code in found if code.valid and wanted.accepts(*_name_and_data(code)))


def corners(picture: Gray, wanted: Wanted, *, full: bool = False) -> list[tuple[bytes, tuple[tuple[int, int], ...]]]:
    """Where zxing-cpp sees which symbols: the four corners of each, in pixels of the picture."""
    import zxingcpp

    found = zxingcpp.read_barcodes(
        picture, formats=_formats(wanted), try_rotate=full, try_invert=full, try_downscale=full
    )
    return [(bytes(code.bytes), _four(code.position)) for code in found if code.valid]


def _four(at: Any) -> tuple[tuple[int, int], ...]:
    return tuple((one.x, one.y) for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))


def sightings_of_zbar(found: Iterable[tuple[str, bytes]], wanted: Wanted) -> list[Sighting]:
    """zbar's (type, data) pairs in the common form."""
    return _distinct(
        _from_zbar(symbology, data)
        for kind, data in found
        if (symbology := _itf14_or(_ZBAR_SYMBOLOGY.get(kind, ""), data)) and wanted.accepts(symbology, data)
    )


def gs1_check_holds(data: bytes) -> bool:
    """Whether an element string opens with (00), (01) or (02) and a right check digit (GS1 GenSpecs 7.9)."""
    length = {b"00": 18, b"01": 14, b"02": 14}.get(data[:2], 0)
    return bool(length) and len(data) >= 2 + length and mod10_holds(data[2 : 2 + length])


def mod10_holds(digits: bytes) -> bool:
    """Whether the last digit is the GS1 check digit of those before (GS1 GenSpecs 7.9)."""
    if not digits.isdigit():
        return False
    weighed = sum((byte - 0x30) * (3 if place % 2 else 1) for place, byte in enumerate(reversed(digits)))
    return weighed % 10 == 0


def _formats(wanted: Wanted) -> Any:
    import zxingcpp

    names = {_ZXING_NAME.get(name, name) for name in wanted.symbologies}
    return zxingcpp.barcode_formats_from_str(",".join(sorted(names)))


def _name_and_data(code: Any) -> tuple[str, bytes]:
    data = bytes(code.bytes)
    return _itf14_or(_FAMILY.get(code.symbology.name, code.symbology.name), data), data


def _from_zxing(code: Any) -> Sighting:
    name, data = _name_and_data(code)
    symbology = code.format.name if name == "EANUPC" else name
    family = _FAMILY.get(symbology, symbology)
    aim = "]I1" if symbology == "ITF14" else code.symbology_identifier
    sure = family in PROVEN or (aim == "]C1" and gs1_check_holds(data))
    return Sighting(family, data, symbology, aim if len(aim) == 3 else "", "zxing", sure)


def _from_zbar(symbology: str, data: bytes) -> Sighting:
    aim = _ZBAR_AIM.get(symbology, "]C1" if symbology == "Code128" and b"\x1d" in data else "")
    unsure = symbology == "Code128" and not aim and gs1_check_holds(data)  # GS1-128, most likely: zxing-cpp will tell
    return Sighting(_FAMILY.get(symbology, symbology), data, symbology, aim, "zbar", unsure=unsure)


def _itf14_or(symbology: str, data: bytes) -> str:
    return "ITF14" if symbology == "ITF" and len(data) == 14 and mod10_holds(data) else symbology


def _distinct(sightings: Iterable[Sighting]) -> list[Sighting]:
    return list(dict.fromkeys(sightings))


def merged(looks: Iterable[Sequence[Sighting]]) -> list[Sighting]:
    """Several looks at one picture: every code once an engine."""
    return _distinct(sighting for look in looks for sighting in look)
