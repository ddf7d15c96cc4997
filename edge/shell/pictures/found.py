"""The pictures of an entry: those its devices took at its moment."""

import contextlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edge import control
from edge.config import Config
from edge.shell.pictures.album import Picture, device_folder, folder_of, pictures_in

WITHIN_MS: Final = 2_000
MOST: Final = 4
_HEAD: Final = 4096
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that say its size (ITU T.81, table B.1)."""


class Found:
    """Finds pictures of one box."""

    def __init__(self, config: Config) -> None:
        self._folder = folder_of(config)
        self._stations = {name: device.station for name, device in config.devices.items() if device.pictures}

    def __call__(self, devices: Collection[str], station: str, at_ms: int) -> list[control.PictureRow]:
        """What an entry's devices saw, and the other devices of its station, the nearest to its moment first."""
        if self._folder is None:
            return []
        near = [
            (abs(one.wall_ms - at_ms), device not in devices, one.path.name, device, one)
            for device, serves in self._stations.items()
            if device in devices or (station and serves == station)
            for one in _around(device_folder(self._folder, device), at_ms)
        ]
        near.sort(key=lambda found: found[:3])
        return [row for *_, device, one in near[:MOST] if (row := _row(device, one)) is not None]


def _around(folder: Path, at_ms: int) -> Iterator[Picture]:
    """A device's pictures of some moments before and after one."""
    days = {f"{datetime.fromtimestamp(ms / 1000, UTC):%Y%m%d}" for ms in (at_ms - WITHIN_MS, at_ms + WITHIN_MS)}
    return (one for day in days for one in pictures_in(folder, day) if abs(one.wall_ms - at_ms) <= WITHIN_MS)


def _row(device: str, picture: Picture) -> control.PictureRow | None:
    size = None
    with contextlib.suppress(OSError), picture.path.open("rb") as file:
        size = size_of(file.read(_HEAD))
    if size is None:
        return None
    width, height = size
    return control.PictureRow(path=str(picture.path), device=device, at_ms=picture.wall_ms, width=width, height=height)


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
