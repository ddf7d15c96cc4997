"""`wedge decode`: the barcodes of pictures, as JSON lines."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge.cli.ends import BAD_STATUS

if TYPE_CHECKING:
    from drivers.camera_looks import Engines
    from edge.core.appearance import Sighting

ZBAR_SECONDS = 20.0


def decode(
    images: Annotated[list[Path], typer.Argument(help="Pictures: JPEG, PNG, TIFF, BMP, WebP.")],
    symbology: Annotated[
        list[str] | None,
        typer.Option("--symbology", "-s", help="Look for this only; may be given again. Without it, what cameras do."),
    ] = None,
) -> None:
    """Read the barcodes of pictures, with all the patience a camera has not.

    Prints a JSON line a code: {"file", "symbology", "aim", "text", "bytes"}; bytes is hexadecimal, with 1d for FNC1,
    text the same as text. A picture without codes gives one line with "symbology": null and still counts as read.
    One that cannot be read gives {"file", "error"}, and the exit status is 1 at the end.

    Symbologies: Code128 (GS1-128 too), EAN13, EAN8, UPCA, UPCE, ITF14, QR, DataMatrix are looked for if none is named;
    also ITF, Code39, Code93, Codabar, DataBar, PDF417, Aztec.
    """
    from drivers.camera_frames import quiet_cv2
    from drivers.camera_looks import Engines
    from drivers.camera_zbar import Zbar
    from drivers.symbols import SYMBOLOGIES, USUAL, Wanted

    unknown = set(symbology or ()) - set(SYMBOLOGIES)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: there are {', '.join(SYMBOLOGIES)}")
    quiet_cv2()
    wanted = Wanted(
        tuple(name for name in SYMBOLOGIES if name in (symbology or USUAL)), itf_lengths=tuple(range(6, 81, 2))
    )
    with Zbar(wanted.zbar_types, ZBAR_SECONDS) as zbar:
        outcomes = [_decode(image, Engines(wanted, zbar)) for image in images]
    raise typer.Exit(0 if all(outcomes) else BAD_STATUS)


def _decode(image: Path, engines: "Engines") -> bool:
    """Print the lines of one picture; whether it could be read."""
    import cv2

    from drivers.camera_looks import every_look

    try:
        picture = cv2.imread(str(image), cv2.IMREAD_GRAYSCALE) if image.is_file() else None
        if picture is None:
            _say({"file": str(image), "error": "no such file" if not image.exists() else "is no picture"})
            return False
        found = every_look(picture.astype("uint8", copy=False), engines)
    except (OSError, cv2.error, MemoryError) as error:
        _say({"file": str(image), "error": f"cannot be read: {type(error).__name__}"})
        return False
    for sighting in found:
        _say(_line(image, sighting))
    if not found:
        _say({"file": str(image), "symbology": None})
    return True


def _line(image: Path, sighting: "Sighting") -> dict[str, object]:
    try:
        text = sighting.data.decode()
    except UnicodeDecodeError:
        text = sighting.data.decode("latin-1")
    return {
        "file": str(image),
        "symbology": sighting.symbology,
        "aim": sighting.aim,
        "text": text,
        "bytes": sighting.data.hex(),
    }


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)
