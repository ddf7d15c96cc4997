"""The picture that codes were read in, as evidence: small, and with the codes' outlines drawn on it.

    frame -> where the codes are (one more look, at the frame alone) -> at most 640 pixels wide and high -> JPEG

Of an outline the corners are drawn, off the symbol: whole lines would stand in its quiet zone, and the picture could
not be read again. A code that only an altered picture showed (turned, sharpened) has none: where it lies in the frame,
nobody has told.
"""

from collections.abc import Collection
from typing import Any

from drivers.symbols import Gray, Wanted, corners

SIDE_MAX = 640
QUALITY = 70
OFF_PIXELS = 6
"""How far an outline stands off its symbol, in pixels of the small picture."""
ARM = 0.2
OUTLINE = (40, 200, 40)
"""Blue, green, red."""


def evidence(picture: Gray, codes: Collection[bytes], wanted: Wanted) -> bytes:
    """A JPEG of the picture with these codes outlined; none where the library cannot make it."""
    import cv2
    import numpy as np

    height, width = picture.shape
    scale = min(1.0, SIDE_MAX / max(width, height))
    try:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = picture if scale == 1.0 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        drawn = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
        for where in _found(picture, codes, wanted):
            _outline(drawn, np.array(where, dtype=np.float32) * scale)
        good, jpeg = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    except cv2.error:
        return b""
    return jpeg.tobytes() if good else b""


def _outline(drawn: Any, where: Any) -> None:
    """Draw the four corners of a symbol, each with a fifth of both sides."""
    import cv2
    import numpy as np

    middle, (wide, high), turned = cv2.minAreaRect(where)
    box = cv2.boxPoints((middle, (wide + 2 * OFF_PIXELS, high + 2 * OFF_PIXELS), turned))
    arms = [
        np.array([at + (before - at) * ARM, at, at + (after - at) * ARM]).astype(np.int32)
        for before, at, after in zip(np.roll(box, 1, 0), box, np.roll(box, -1, 0), strict=True)
    ]
    cv2.polylines(drawn, arms, isClosed=False, color=OUTLINE, thickness=2)


def _found(picture: Gray, codes: Collection[bytes], wanted: Wanted) -> list[tuple[tuple[int, int], ...]]:
    """The corners of those of the codes that are found: by the quick look, or by the thorough one."""
    seen = dict(corners(picture, wanted))
    if not seen.keys() >= set(codes):
        seen = dict(corners(picture, wanted, full=True)) | seen
    return [where for data, where in seen.items() if data in codes]
