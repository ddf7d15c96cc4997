"""The scene before a simulated camera: a bench, and the labels that lie on it.

Labels come sliding in and come to rest, a little askew; after that they sway by less than a pixel, as all pictures
do. Everything is drawn beforehand, so that a frame costs a copy of the bench and a paste for each label.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.labels import Label, Picture, Wear, askew, render

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABELS_MAX = 16
MODULE_PX = (3.0, 2.6, 2.3, 2.0, 1.8, 1.6)
"""Pixels a module, tried from the left until all labels fit; below the last nobody could read them."""
MATRIX_FACTOR = 1.7
MARGIN = 12
SLIDE_SECONDS = 0.8
SLIDE_PX = 40
SWAY_PX = 0.3
GRAINS = 4
"""How many noisy versions of the bench take turns."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One label where it rests: its picture and its outline (255 inside), and the corner it is pasted at."""

    picture: Picture
    outline: Picture
    left: int
    top: int
    phase: float


class Scene:
    """A bench of `size` (width, height). `wear` from 0 to 1 is how badly the labels are seen; all by `seed`."""

    def __init__(self, size: tuple[int, int], seed: int, wear: float) -> None:
        import numpy as np

        self.size = size
        self._wear = wear
        self._rng = np.random.default_rng(seed)
        self._benches = _benches(size, self._rng, 2 + 10 * wear)
        self._patches: tuple[Patch, ...] = ()
        self._since = 0.0

    def show(self, labels: Sequence[Label], now: float) -> None:
        """Replace what lies there. Raises `ValueError` when it does not fit or cannot be printed."""
        if len(labels) > LABELS_MAX:
            raise ValueError(f"at most {LABELS_MAX} labels fit, not {len(labels)}")
        self._patches = self._laid(labels)
        self._since = now

    def frame(self, now: float, tick: int) -> Picture:
        """The picture at `now` (seconds on any clock), blue green red."""
        frame = self._benches[tick % len(self._benches)].copy()
        for patch in self._patches:
            _paste(frame, patch, *self._drift(patch, now))
        return frame

    def _drift(self, patch: Patch, now: float) -> tuple[float, float]:
        """Right and down from the place of rest, in pixels."""
        left = max(0.0, 1 - (now - self._since) / SLIDE_SECONDS) ** 2 * SLIDE_PX
        sway = now * 2 + patch.phase
        return SWAY_PX * math.sin(sway), SWAY_PX * math.cos(sway * 0.7) - left

    def _laid(self, labels: Sequence[Label]) -> tuple[Patch, ...]:
        for module_px in MODULE_PX:
            drawn = [self._drawn(label, module_px) for label in labels]
            if places := _shelved([picture.shape for picture, _ in drawn], self.size):
                return tuple(
                    Patch(picture, outline, left, top, float(self._rng.uniform(0, 6)))
                    for (picture, outline), (left, top) in zip(drawn, places, strict=True)
                )
        if labels:
            raise ValueError(f"{len(labels)} labels do not fit legibly on {self.size[0]}x{self.size[1]}")
        return ()

    def _drawn(self, label: Label, module_px: float) -> tuple[Picture, Picture]:
        import cv2
        import numpy as np

        wanted = module_px * (MATRIX_FACTOR if label.kind.matrix else 1)
        whole = math.ceil(wanted)
        sharp = render(label.text, label.symbology, whole)
        sized = np.asarray(cv2.resize(sharp, None, fx=wanted / whole, fy=wanted / whole, interpolation=cv2.INTER_AREA))
        wear = Wear(tilt_deg=self._either(2 + 18 * self._wear), lean=self._either(0.1 * self._wear), paper=120)
        picture = askew(sized.astype(np.uint8), wear)
        outline = askew(np.full_like(sized, 255), Wear(wear.tilt_deg, wear.lean, paper=0))
        if self._wear:
            picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.3 + 1.3 * self._wear), np.uint8)
        gain = 0.92 - 0.5 * self._wear * float(self._rng.uniform(0.3, 1))
        grain = self._rng.normal(0, 2 + 10 * self._wear, picture.shape)
        return np.clip(picture * gain + grain, 0, 255).astype(np.uint8), outline

    def _either(self, most: float) -> float:
        return float(self._rng.uniform(-most, most))


def _shelved(shapes: Sequence[tuple[int, ...]], size: tuple[int, int]) -> list[tuple[int, int]]:
    """Left and top of each, in rows spread over the picture; empty when they do not fit."""
    width, height = size
    rows: list[list[int]] = []
    used = 0
    for place, shape in sorted(enumerate(shapes), key=lambda numbered: -numbered[1][0]):
        if shape[1] + 2 * MARGIN > width:
            return []
        if not rows or used + shape[1] + MARGIN > width:
            rows.append([])
            used = MARGIN
        rows[-1].append(place)
        used += shape[1] + MARGIN
    heights = [max(shapes[place][0] for place in row) for row in rows]
    spare = height - sum(heights) - MARGIN * (len(rows) + 1)
    if spare < 0:
        return []
    places: list[tuple[int, int]] = [(0, 0)] * len(shapes)
    top = MARGIN + spare // (len(rows) + 1)
    for row, tall in zip(rows, heights, strict=True):
        gap = (width - sum(shapes[place][1] for place in row)) // (len(row) + 1)
        left = gap
        for place in row:
            places[place] = (left, top)
            left += shapes[place][1] + gap
        top += tall + MARGIN + spare // (len(rows) + 1)
    return places


def _paste(frame: Picture, patch: Patch, right: float, down: float) -> None:
    import cv2
    import numpy as np

    whole_right, whole_down = math.floor(right), math.floor(down)
    height, width = patch.picture.shape
    left, top = patch.left + whole_right, patch.top + whole_down
    cut_left, cut_top = max(0, -left), max(0, -top)
    across, down_to = min(width, frame.shape[1] - left), min(height, frame.shape[0] - top)
    if across <= cut_left or down_to <= cut_top:
        return
    shift = np.array([[1, 0, right - whole_right], [0, 1, down - whole_down]], np.float32)
    moved = cv2.warpAffine(patch.picture, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    inside = patch.outline[cut_top:down_to, cut_left:across]
    target = frame[top + cut_top : top + down_to, left + cut_left : left + across]
    cv2.copyTo(cv2.cvtColor(moved[cut_top:down_to, cut_left:across], cv2.COLOR_GRAY2BGR), inside, target)


def _benches(size: tuple[int, int], rng: "np.random.Generator", noise: float) -> list[Picture]:
    """An empty bench with cartons on it, seen `GRAINS` times with other noise."""
    import cv2
    import numpy as np

    width, height = size
    coarse = rng.normal(0, 14, (height // 16 + 2, width // 48 + 2)).astype(np.float32)
    wood = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    bench: NDArray[np.float32] = wood[:, :, None] + np.array([70, 92, 108], np.float32)
    for _ in range(5):
        left, top = int(rng.integers(0, width)), int(rng.integers(0, height))
        right, bottom = left + int(rng.integers(60, width // 2)), top + int(rng.integers(50, height // 2))
        shade = float(rng.uniform(0.7, 1.25))
        bench[top:bottom, left:right] = bench[top:bottom, left:right] * 0.3 + np.array([75, 120, 160]) * shade * 0.7
        cv2.rectangle(bench, (left, top), (right, bottom), (45, 70, 95), 2)
    grains = (bench + rng.normal(0, noise, bench.shape).astype(np.float32) for _ in range(GRAINS))
    return [np.clip(grainy, 0, 255).astype(np.uint8) for grainy in grains]
