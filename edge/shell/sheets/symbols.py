"""Symbols of codes, made by zxing-cpp: text in, dark modules out. What each holds is compared with what it should."""

from typing import Any, Final, Literal, TypeAlias, get_args

from edge.core.sheet import SheetCode, SheetError, Symbol
from edge.core.shown import show

Symbology: TypeAlias = Literal["code128", "datamatrix", "qr"]
SYMBOLOGIES: Final[tuple[Symbology, ...]] = get_args(Symbology)
NAMES: Final[dict[Symbology, str]] = {"code128": "Code 128", "datamatrix": "Data Matrix", "qr": "QR Code"}
GS1_NAMES: Final[dict[Symbology, str]] = {"code128": "GS1-128", "datamatrix": "GS1 DataMatrix", "qr": "GS1 QR Code"}
AIMS: Final[dict[Symbology, str]] = {"code128": "]C0", "datamatrix": "]d1", "qr": "]Q1"}
_FORMATS: Final[dict[Symbology, str]] = {"code128": "Code128", "datamatrix": "DataMatrix", "qr": "QRCode"}
_QUIET: Final[dict[Symbology, int]] = {"code128": 10, "datamatrix": 1, "qr": 4}
"""Modules that stay empty around a symbol: ISO/IEC 15417, 16022, 18004."""
DATA_MAX: Final = 64


def symbol(code: SheetCode, symbology: Symbology) -> Symbol:
    """The symbol of one code. Raises `SheetError` for what scanners would not all read as the same text."""
    if not 1 <= len(code.data) <= DATA_MAX:
        raise SheetError(
            f"{show(code.data)!r} has {len(code.data)} characters; a code that is printed has 1 to {DATA_MAX}"
        )
    if not (code.data.isascii() and code.data.isprintable()):
        raise SheetError(
            f"{show(code.data)!r} has letters outside ASCII: scanners do not agree how to read them; "
            "give it a code of A-Z, digits and simple signs, or leave it out with --codes"
        )
    made = _made(code, symbology)
    expected = code.data.replace("(00)", "00", 1) if code.gs1 else code.data
    if bytes(made.bytes) != expected.encode():
        raise SheetError(f"{show(code.data)!r} cannot be written as {NAMES[symbology]}: it would be read differently")
    return _modules(made, _QUIET[symbology], is_bars=symbology == "code128")


def _made(code: SheetCode, symbology: Symbology) -> Any:
    import zxingcpp

    kind = getattr(zxingcpp.BarcodeFormat, _FORMATS[symbology])
    rules = {"gs1": True} if code.gs1 else {}
    rules |= {"force_square": True} if symbology == "datamatrix" else {}  # older scanners read no others
    try:
        made = zxingcpp.create_barcode(code.data, kind, **rules)
        if made.ec_level == "L":  # a label in use is scratched and dirty
            made = zxingcpp.create_barcode(code.data, kind, ec_level="M", **rules)
    except ValueError as error:
        raise SheetError(f"{show(code.data)!r} cannot be written as {NAMES[symbology]}: {error}") from error
    return made


def _modules(made: Any, quiet: int, *, is_bars: bool) -> Symbol:
    import numpy as np

    dark = np.array(made.to_image(scale=1, add_quiet_zones=False)) == 0
    lines = dark[:1] if is_bars else dark
    return Symbol(int(dark.shape[1]), tuple(_runs(row.tolist()) for row in lines), quiet)


def _runs(row: list[bool]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return tuple(runs)
