"""Lines of what was measured: reads a minute of each device, weights and signal of each point, the lag to central.

▁▂▂▃▅▇█▇▅   the newest at the right; the lowest of what is seen at the bottom, the highest at the top
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edge.control import DeviceRow, ReadRow, SyncRow

KEPT = 40
STEP_S = 2.0
"""How far two values of a rate or a lag lie apart."""
POINTS_MAX = 200


@dataclass(slots=True)
class Line:
    """The newest values of one thing."""

    values: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    at_s: float = -STEP_S

    def sample(self, value: float, now_s: float) -> None:
        """Note a value that is told more often than it is drawn: one in `STEP_S`, and always the newest."""
        if self.values and now_s - self.at_s < STEP_S:
            self.values[-1] = value
            return
        self.values.append(value)
        self.at_s = now_s


@dataclass(slots=True)
class Point:
    """What one read point measured: a weight (g), a tag's signal (dBm), a temperature (degrees C)."""

    device: str
    point: str
    text: str
    line: Line = field(default_factory=Line)


class Trends:
    """Collects values; bounded."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self.rates: dict[str, Line] = {}
        self.points: dict[tuple[str, str], Point] = {}
        self.lag = Line()

    def device(self, row: DeviceRow) -> None:
        """Note how much a device reads."""
        if row.device in self.rates or len(self.rates) < POINTS_MAX:
            self.rates.setdefault(row.device, Line()).sample(row.per_min, self._now_s())

    def read(self, row: ReadRow) -> None:
        """Note what was measured, where something was."""
        name = row.device, row.point
        if row.value is None or (name not in self.points and len(self.points) >= POINTS_MAX):
            return
        point = self.points.setdefault(name, Point(row.device, row.point or row.device, row.text))
        point.text = row.text
        point.line.values.append(row.value)

    def sync(self, row: SyncRow) -> None:
        """Note how far central is behind."""
        self.lag.sample(row.last_seq - row.acked_seq, self._now_s())


def spark(values: Sequence[float], width: int, steps: str, *, from_zero: bool = False) -> str:
    """The newest `width` values as one row of `steps`, the lowest first; what does not change is a flat line."""
    seen = list(values)[-width:] if width > 0 else []
    if not seen:
        return ""
    low, high = min(seen), max(seen)
    if from_zero:
        low = min(low, 0.0)
    span = (high - low) or 1.0
    return "".join(steps[round((value - low) / span * (len(steps) - 1))] for value in seen)
