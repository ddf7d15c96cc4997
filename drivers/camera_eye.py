"""The eye of one camera: which looks each frame gets, so that a small box serves several cameras.

    frame -> thumbnail 160 x 90 -> moved since the last scene?
       no   what was read in this scene is still there; look again once a second, or when a code awaits its vote
       yes  a new scene: first look, at once
    then, while the scene has looks left and the camera has time to its account: one more look, in turn

A look that once read a code that is now missed comes before the turn of the others: a label that only a turned
picture shows must not seem to leave and come back.
"""

import itertools
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.camera_looks import LOOKS, Engines, first_look
from drivers.symbols import Gray, merged
from edge.core.appearance import InView, Key, Sighting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THUMBNAIL = (160, 90)
CHANGED_LEVELS = 10
"""How much lighter or darker a thumbnail's pixel is when something moved; noise averages out far below."""
CHANGED_PIXELS = 20
"""How many of them make a movement: a small label coming or going covers 50 and more."""
RECHECK_MS = 1000
SAVED_MS_MAX = 1000
"""A quiet camera saves up the looking time of so long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame gave: codes read in it, and codes still there because their scene has not changed."""

    read: tuple[Sighting, ...]
    still: frozenset[Key]


class Eye:
    """Remembers the scene from frame to frame. `share` is the part of one core that looks after the first may take."""

    def __init__(self, engines: Engines, share: float, spent: Callable[[], float] = time.perf_counter) -> None:
        self._engines = engines
        self._share = share
        self._spent = spent
        self._account_ms = SAVED_MS_MAX * share
        self._scene: NDArray[np.uint8] | None = None
        self._in_scene: frozenset[Key] = frozenset()
        self._looked_ms = 0
        self._credited_ms: int | None = None
        self._looks_left = 0
        self._order = _usable(engines)
        self._turn = itertools.cycle(self._order)
        self._found_by: dict[Key, str] = {}
        self._helps = False

    def see(self, picture: Gray, clock_ms: int, view: InView) -> Seen:
        """Look at one frame, as hard as its scene, its doubts (`view`) and the account allow."""
        self._credit(clock_ms)
        moved = self._moved(picture)
        if moved:
            self._in_scene, self._looks_left = frozenset(), len(self._order)
        recheck = moved or bool(view.doubtful) or clock_ms - self._looked_ms >= RECHECK_MS
        read = first_look(picture, self._engines) if recheck else []
        if recheck:
            self._looked_ms = clock_ms
        if not _news(read, view):
            read = merged([read, self._another_look(picture, view, {s.key for s in read})])
        still, self._in_scene = self._in_scene, self._in_scene | {s.key for s in read}
        return Seen(tuple(read), still)

    def _credit(self, clock_ms: int) -> None:
        if self._credited_ms is not None:
            earned = (clock_ms - self._credited_ms) * self._share
            self._account_ms = min(SAVED_MS_MAX * self._share, self._account_ms + earned)
        self._credited_ms = clock_ms

    def _moved(self, picture: Gray) -> bool:
        """Whether this is another scene than the one remembered; if so, it is remembered."""
        import cv2
        import numpy as np

        small = cv2.resize(picture, THUMBNAIL, interpolation=cv2.INTER_AREA)
        thumbnail = np.asarray(cv2.blur(small, (3, 3)), dtype=np.uint8)  # a trembling camera is no movement
        if self._scene is not None:
            changed = np.count_nonzero(cv2.absdiff(thumbnail, self._scene) > CHANGED_LEVELS)
            if changed < CHANGED_PIXELS:
                return False
        self._scene = thumbnail
        return True

    def _another_look(self, picture: Gray, view: InView, read: Collection[Key]) -> list[Sighting]:
        if self._account_ms <= 0 or not self._order:
            return []
        name = self._helpful(view, read)
        if name is None:
            if self._looks_left <= 0:
                return []
            self._looks_left -= 1
            name = next(self._turn)
        started = self._spent()
        found = LOOKS[name](picture, self._engines)
        self._account_ms -= (self._spent() - started) * 1000
        self._found_by |= {sighting.key: name for sighting in found}
        return found

    def _helpful(self, view: InView, read: Collection[Key]) -> str | None:
        """Every other time, the look that last read a code which is missed or in doubt."""
        self._found_by = {key: name for key, name in self._found_by.items() if key in view.tracks}
        self._helps = not self._helps
        sought = view.tracks.keys() - set(read) - (self._in_scene - view.doubtful)
        names = [name for key, name in self._found_by.items() if key in sought]
        return names[0] if names and self._helps else None


def _usable(engines: Engines) -> tuple[str, ...]:
    return tuple(name for name in LOOKS if name != "zbar" or not engines.zbar.missing)


def _news(read: list[Sighting], view: InView) -> bool:
    return any(sighting.key not in view.tracks for sighting in read)
