"""Labels: barcodes as they are printed, and as they look after a warehouse has had them.

    render("(00)106141412345678908", "GS1-128")  ->  bars, quiet zones and the text below, grey, black on white
    worn(picture, Wear(tilt_deg=8, blur_px=1.2), rng)  ->  the same seen askew, out of focus, in noise, in bad light

GS1 texts come with brackets round their AIs, or as an element string with U+001D after variable fields.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Picture: TypeAlias = "NDArray[np.uint8]"

GS = "\u001d"
TEXT_MAX = 512
TEXT_ROWS = 22
"""Height of the human readable line."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a symbology is made: the generator's format, GS1 mode, and the pixels a module wants to be well read."""

    format: str
    gs1: bool = False
    matrix: bool = False


KINDS: dict[str, Kind] = {
    "GS1-128": Kind("Code128", gs1=True),
    "Code128": Kind("Code128"),
    "EAN13": Kind("EAN13"),
    "EAN8": Kind("EAN8"),
    "UPCA": Kind("UPCA"),
    "UPCE": Kind("UPCE"),
    "ITF14": Kind("ITF14"),
    "ITF": Kind("ITF"),
    "Code39": Kind("Code39"),
    "Code93": Kind("Code93"),
    "Codabar": Kind("Codabar"),
    "DataBar": Kind("DataBarOmni"),
    "QR": Kind("QRCode", matrix=True),
    "GS1-QR": Kind("QRCode", gs1=True, matrix=True),
    "DataMatrix": Kind("DataMatrix", matrix=True),
    "GS1-DataMatrix": Kind("DataMatrix", gs1=True, matrix=True),
    "PDF417": Kind("PDF417", matrix=True),
    "Aztec": Kind("Aztec", matrix=True),
}

# GS1 General Specifications 7.8.5: the first two digits of an AI say how long the AI is ...
_AI_DIGITS = {
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}
# ... and, for these, how long AI and field are together; all other fields end with FNC1 or the symbol.
_PREDEFINED = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, **{str(ai): 8 for ai in range(11, 20)}, "20": 4,
    **{str(ai): 10 for ai in range(31, 37)}, "41": 16,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A text and how it is printed. Raises `ValueError` for a symbology nobody here prints."""

    text: str
    symbology: str

    def __post_init__(self) -> None:
        if self.symbology not in KINDS:
            raise ValueError(f"symbology is one of {', '.join(KINDS)}, not {self.symbology[:20]!r}")
        if not 0 < len(self.text) <= TEXT_MAX:
            raise ValueError(f"a label has 1 to {TEXT_MAX} characters")

    @property
    def kind(self) -> Kind:
        return KINDS[self.symbology]


def bracketed(element_string: str) -> str:
    """A GS1 element string with brackets round its AIs; one that has them comes back as it is."""
    if element_string[:1] in {"(", "["}:
        return element_string
    parts, rest = [], element_string.lstrip(GS)
    while rest:
        ai = rest[: _AI_DIGITS.get(rest[:2], 2)]
        if not ai.isdigit():
            raise ValueError(f"{rest[:10]!r} does not begin with a GS1 application identifier")
        end = _PREDEFINED.get(rest[:2]) or (rest + GS).index(GS)
        parts.append(f"[{ai}]{rest[len(ai) : end]}")
        rest = rest[end:].removeprefix(GS)
    return "".join(parts)


def render(text: str, symbology: str, module_px: int = 3) -> Picture:
    """The printed label, `module_px` pixels a module. Raises `ValueError` for a text the symbology cannot carry."""
    import numpy as np

    label = Label(text, symbology)
    bars = np.asarray(_barcode(label).to_image(scale=module_px), dtype=np.uint8)
    quiet = 10 * module_px if not label.kind.matrix else 4 * module_px
    sheet = np.pad(bars, ((module_px * 3, 0), (quiet // 2, quiet // 2)), constant_values=255)
    return np.vstack([sheet, _text_line(label, sheet.shape[1])])


def _barcode(label: Label) -> Any:
    import zxingcpp

    kind = label.kind
    text = bracketed(label.text) if kind.gs1 else label.text
    try:
        return zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind.format), gs1=kind.gs1)
    except (ValueError, RuntimeError) as error:
        raise ValueError(f"{label.symbology} cannot carry {label.text[:40]!r}: {error}") from error


def _text_line(label: Label, width: int) -> Picture:
    import cv2
    import numpy as np

    line = np.full((TEXT_ROWS, width), 255, np.uint8)
    shown = label.text.replace(GS, " ").encode("ascii", "replace").decode()
    (natural, _), _ = cv2.getTextSize(shown, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)
    scale = min(0.5, 0.5 * (width - 8) / max(natural, 1))
    if scale > 0.25:  # smaller is no text, only dirt near the bars
        left = max(4, int(width - natural * scale / 0.5) // 2)
        cv2.putText(line, shown, (left, 15), cv2.FONT_HERSHEY_SIMPLEX, scale, (0.0,), 1, cv2.LINE_AA)
    return line


@dataclass(frozen=True, slots=True)
class Wear:
    """How badly a label is seen. Degrees, pixels, grey levels; `lean` is the perspective as a part of the width."""

    tilt_deg: float = 0.0
    lean: float = 0.0
    blur_px: float = 0.0
    noise: float = 0.0
    gain: float = 1.0
    jpeg: int = 95
    paper: int = 200
    """The grey around the label."""


def wear_of(amount: float, rng: "np.random.Generator") -> Wear:
    """A random wear for an `amount` from 0 (fresh, straight) to 1 (hardly readable)."""
    return Wear(
        tilt_deg=float(rng.uniform(-25, 25)) * amount,
        lean=float(rng.uniform(-0.12, 0.12)) * amount,
        blur_px=1.6 * amount * float(rng.uniform(0.3, 1)),
        noise=2 + 14 * amount,
        gain=1 - 0.6 * amount * float(rng.uniform(0, 1)),
        jpeg=round(92 - 50 * amount),
    )


def worn(picture: Picture, wear: Wear, rng: "np.random.Generator") -> Picture:
    """The label as a camera sees it: turned, from the side, blurred, dim, noisy, compressed; larger, to turn in."""
    import cv2
    import numpy as np

    seen = askew(picture, wear)
    if wear.blur_px > 0:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), wear.blur_px), np.uint8)
    light = seen.astype(np.float32) * wear.gain + rng.normal(0, max(wear.noise, 1e-6), seen.shape)
    return compressed(np.clip(light, 0, 255).astype(np.uint8), wear.jpeg)


def askew(picture: Picture, wear: Wear) -> Picture:
    """Only the geometry of `worn`: turned by `tilt_deg`, one side nearer by `lean`."""
    import cv2
    import numpy as np

    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    near = np.array([[0, -wear.lean], [0, wear.lean], [0, -wear.lean], [0, wear.lean]], np.float32) * (width / 2)
    angle = np.deg2rad(wear.tilt_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    placed = (corners + near - corners.mean(axis=0)) @ turn
    placed -= placed.min(axis=0) - 8
    across, down = (placed.max(axis=0) + 8).astype(int)
    warp = cv2.getPerspectiveTransform(corners, placed.astype(np.float32))
    flat = cv2.warpPerspective(picture, warp, (int(across), int(down)), borderValue=(float(wear.paper),))
    return np.asarray(flat, np.uint8)


def compressed(picture: Picture, quality: int) -> Picture:
    """Through JPEG and back."""
    import cv2
    import numpy as np

    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
