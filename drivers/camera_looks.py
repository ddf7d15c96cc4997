"""Looks: ways of looking at one picture for barcodes, the cheap one first.

    first look   rows of the picture as it is                        7 ms on one core of a small box, 1280 x 720
    full         rows and columns, inverted, scaled down            28
    turned +/-22, 45   for tilted labels: a row must cross all bars 30-45
    zbar         the other engine: it misses other pictures         40-60, in its own process
    doubled      small modules                                      80
    sharpened, evened   out of focus; dark or glaring               30-40

No look pays on every frame, and each finds what the others miss: a camera takes the first look at every moving frame
and the others in turn as it has time; a single picture gets them all (`every_look`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from drivers.camera_zbar import Zbar
from drivers.symbols import Gray, Wanted, merged, read_zxing, sightings_of_zbar
from edge.core.appearance import Key, Sighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOUBLED_PIXELS_MAX = 2_200_000
"""A picture beyond Full HD is halved instead of doubled: its labels are large enough, and noisy."""


@dataclass(frozen=True, slots=True)
class Engines:
    """What looks with, and for what."""

    wanted: Wanted
    zbar: Zbar


Look: TypeAlias = Callable[[Gray, Engines], list[Sighting]]


def first_look(picture: Gray, engines: Engines) -> list[Sighting]:
    """The look every frame gets."""
    return read_zxing(picture, engines.wanted)


def _full(picture: Gray, engines: Engines) -> list[Sighting]:
    return read_zxing(picture, engines.wanted, full=True)


def _turned(degrees: float) -> Look:
    def look(picture: Gray, engines: Engines) -> list[Sighting]:
        return read_zxing(_turn(picture, degrees), engines.wanted, sideways=True)

    return look


def _zbar(picture: Gray, engines: Engines) -> list[Sighting]:
    return sightings_of_zbar(engines.zbar.read(picture), engines.wanted)


def _rescaled(picture: Gray, engines: Engines) -> list[Sighting]:
    import cv2

    small = picture.size <= DOUBLED_PIXELS_MAX
    factor, how = (2.0, cv2.INTER_CUBIC) if small else (0.5, cv2.INTER_AREA)
    return read_zxing(_gray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how)), engines.wanted)


def _sharpened(picture: Gray, engines: Engines) -> list[Sighting]:
    import cv2

    soft = cv2.GaussianBlur(picture, (0, 0), 2.0)
    return read_zxing(_gray(cv2.addWeighted(picture, 2.5, soft, -1.5, 0)), engines.wanted, sideways=True)


def _evened(picture: Gray, engines: Engines) -> list[Sighting]:
    import cv2

    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(picture)
    return read_zxing(_gray(even), engines.wanted, sideways=True)


LOOKS: dict[str, Look] = {
    "full": _full,
    "turned 22": _turned(22.5),
    "turned -22": _turned(-22.5),
    "turned 45": _turned(45.0),
    "zbar": _zbar,
    "rescaled": _rescaled,
    "sharpened": _sharpened,
    "evened": _evened,
}
"""The looks after the first, in the order in which they found most on real labels."""

BETWEEN: tuple[Look, ...] = tuple(_turned(degrees) for degrees in (-33.75, -11.25, 11.25, 33.75))
"""Second opinions on what a turned look finds, for a single picture: 11 degrees aside most labels still read."""


def every_look(picture: Gray, engines: Engines) -> list[Sighting]:
    """The codes of one picture, each once, by all looks.

    There is no second frame to confirm a code here. So one that does not prove itself and was not seen in the
    untouched picture must have been seen by two looks: altered pictures make up retail codes out of stripes.
    """
    plain = merged([first_look(picture, engines), _full(picture, engines)])
    others = (*(look for look in LOOKS.values() if look is not _full), *BETWEEN)
    altered = [look(picture, engines) for look in others]
    votes = Counter(key for look in altered for key in {sighting.key for sighting in look})
    known = {sighting.key for sighting in plain}
    believed = [s for look in altered for s in look if s.sure or s.key in known or votes[s.key] >= 2]
    best: dict[Key, Sighting] = {}
    for sighting in (*plain, *believed):
        if sighting.key not in best or (sighting.aim and not best[sighting.key].aim):
            best[sighting.key] = sighting
    return list(best.values())


def _turn(picture: Gray, degrees: float) -> Gray:
    import cv2

    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    across, down = int(width * cosine + height * sine), int(width * sine + height * cosine)
    turn[0, 2] += (across - width) / 2
    turn[1, 2] += (down - height) / 2
    return _gray(cv2.warpAffine(picture, turn, (across, down), borderValue=(128.0,)))


def _gray(picture: "NDArray[Any]") -> Gray:
    import numpy as np

    return np.asarray(picture, dtype=np.uint8)
