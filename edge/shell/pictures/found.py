"""The pictures of an entry: those its devices took at its moment."""

import contextlib
import os
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edge import control
from edge.config import Config
from edge.shell.clock import Clock
from edge.shell.pictures.album import device_folder, folder_of, moment_of

WITHIN_MS: Final = 2_000
MOST: Final = 4
DAYS_KEPT: Final = 64
FRESH_MS: Final = 250
"""For so long a folder is not looked at again, as for all rows of one window."""
SETTLED_MS: Final = 1_000
"""A folder that changed so shortly before it was read may have changed again unnoticed."""
_HEAD: Final = 4096
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that say its size (ITU T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class _Day:
    """One day of a device: moments and names, in order; when it was read, and how old it was then."""

    known: list[tuple[int, str]]
    read_ms: int
    changed_ms: int


class Found:
    """Finds pictures of one box."""

    def __init__(self, config: Config) -> None:
        self._folder = folder_of(config)
        self._days: dict[str, _Day] = {}
        self._clock = Clock(config.timezone)
        self._stations = {name: device.station for name, device in config.devices.items() if device.pictures}

    def __call__(self, devices: Collection[str], station: str, at_ms: int) -> list[control.PictureRow]:
        """What an entry's devices saw, and the other devices of its station, the nearest to its moment first."""
        if self._folder is None:
            return []
        near = sorted(
            (abs(wall_ms - at_ms), device not in devices, path, device, wall_ms)
            for device, serves in self._stations.items()
            if device in devices or (station and serves == station)
            for wall_ms, path in self._around(device_folder(self._folder, device), at_ms)
        )
        rows = (_row(device, path, wall_ms) for _, _, path, device, wall_ms in near[:MOST])
        return [row for row in rows if row is not None]

    def _around(self, folder: Path, at_ms: int) -> Iterator[tuple[int, str]]:
        """A device's pictures of some moments before and after one: moment and path."""
        first, last = at_ms - WITHIN_MS, at_ms + WITHIN_MS
        for day in sorted({f"{datetime.fromtimestamp(ms / 1000, UTC):%Y%m%d}" for ms in (first, last)}):
            known = self._day(folder, day)
            for wall_ms, name in known[bisect_left(known, (first, "")) : bisect_right(known, (last + 1, ""))]:
                yield wall_ms, f"{folder}/{day}/{name}"

    def _day(self, folder: Path, day: str) -> Sequence[tuple[int, str]]:
        """A day's pictures by their moments; read again only where the folder has changed since."""
        where, now_ms = f"{folder}/{day}", self._clock.now().wall_ms
        held = self._days.get(where)
        if held is not None and 0 <= now_ms - held.read_ms < FRESH_MS:
            return held.known
        try:
            changed_ms = os.stat(where).st_mtime_ns // 1_000_000  # noqa: PTH116
            if held is not None and held.changed_ms == changed_ms < held.read_ms - SETTLED_MS:
                return held.known
            names = os.listdir(where)  # noqa: PTH208
        except OSError:
            return ()
        known = sorted((ms, name) for name in names if (ms := moment_of(day, name)) is not None)
        self._days[where] = _Day(known, now_ms, changed_ms)
        if len(self._days) > DAYS_KEPT:
            del self._days[next(iter(self._days))]
        return known


def _row(device: str, path: str, wall_ms: int) -> control.PictureRow | None:
    size = None
    with contextlib.suppress(OSError), Path(path).open("rb") as file:
        size = size_of(file.read(_HEAD))
    if size is None:
        return None
    return control.PictureRow(path=path, device=device, at_ms=wall_ms, width=size[0], height=size[1])


def size_of(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, from its head; None for what is none."""
    if jpeg[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        if jpeg[at + 1] in _FRAMES:
            return int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return None
