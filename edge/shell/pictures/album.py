"""Albums: the pictures of one device each, in a folder that never grows beyond its bound.

    FOLDER/cam1/20261123/140507.123-9f3a.jpg        device, day and moment (UTC), and four digits of the file's hash

The moment is that of the codes that were read in it, so the entry they led to finds it. A picture is worth less than
room for the book: on a disk that is nearly full none is kept, and nothing else waits for that.
"""

import contextlib
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from edge.config import Config
from edge.core.read import Moment
from edge.driver import Pictures

log = logging.getLogger("wedge.pictures")

MIB: Final = 1024 * 1024
FREE_MIN: Final = 256 * MIB
"""So much of the disk stays free of pictures."""
FOLDER_MODE: Final = 0o750
FILE_MODE: Final = 0o640
"""Screens of the group show them."""
KEPT_SHARE: Final = 0.9
"""A full album is emptied down to this: not again for every picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of an album."""

    path: Path
    wall_ms: int
    size: int


class Album:
    """The pictures of one device, kept by the thread of its driver."""

    wanted = True

    def __init__(self, folder: Path, max_bytes: int, free_min: int = FREE_MIN) -> None:
        self._folder, self._max, self._free_min = folder, max_bytes, free_min
        self._size: int | None = None
        self._told = False

    def keep(self, jpeg: bytes, at: Moment) -> None:
        """Keep one; where that cannot be, say so once, and lose it."""
        try:
            self._keep(jpeg, at)
        except OSError as error:
            if not self._told:
                log.warning("%s: no picture can be kept: %s", self._folder, error.strerror or error)
            self._told = True
        else:
            self._told = False

    def _keep(self, jpeg: bytes, at: Moment) -> None:
        path = self._folder / name_of(at.wall_ms, jpeg)
        _make(path.parent, self._folder.parent)
        if shutil.disk_usage(path.parent).free - len(jpeg) < self._free_min:
            raise OSError("the disk is nearly full")
        if self._size is None or self._size + len(jpeg) > self._max:
            self._size = emptied(self._folder, round(self._max * KEPT_SHARE) - len(jpeg))
        part = path.with_suffix(".part")
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, FILE_MODE), "wb"
            ) as file:
                os.fchmod(file.fileno(), FILE_MODE)
                file.write(jpeg)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._size += len(jpeg)


def folder_of(config: Config) -> Path | None:
    """Where the box keeps pictures; None where it keeps none."""
    if config.pictures is None:
        return None
    return config.pictures.folder or config.store.path.parent / "pictures"


def album_of(config: Config, device: str) -> Pictures | None:
    """The album of a device; None where its pictures are not kept."""
    folder = folder_of(config)
    if folder is None or config.pictures is None or not config.devices[device].pictures:
        return None
    return Album(device_folder(folder, device), config.pictures.mib * MIB)


def device_folder(folder: Path, device: str) -> Path:
    """A device's own folder; a name of dots alone would be another's."""
    return folder / (device if device.strip(".") else f"device-{len(device)}")


def name_of(wall_ms: int, jpeg: bytes) -> str:
    """Day and file of a picture."""
    at = datetime.fromtimestamp(wall_ms // 1000, UTC)
    digest = hashlib.sha256(jpeg).hexdigest()[:4]
    return f"{at:%Y%m%d}/{at:%H%M%S}.{wall_ms % 1000:03}-{digest}.jpg"


def pictures_in(folder: Path, day: str) -> Iterator[Picture]:
    """What a device's folder holds of one day, in no order."""
    with contextlib.suppress(OSError), os.scandir(folder / day) as found:
        for one in found:
            if (wall_ms := moment_of(day, one.name)) is not None:
                with contextlib.suppress(OSError):  # removed meanwhile
                    yield Picture(Path(one.path), wall_ms, one.stat(follow_symlinks=False).st_size)


def moment_of(day: str, name: str) -> int | None:
    """The wall time that a picture's name says; None for any other file."""
    time, milliseconds = name[:6], name[7:10]
    midnight_ms = _midnight_ms(day)
    if midnight_ms is None or not (name.endswith(".jpg") and time.isdecimal() and milliseconds.isdecimal()):
        return None
    seconds = int(time[:2]) * 3600 + int(time[2:4]) * 60 + int(time[4:])
    return midnight_ms + seconds * 1000 + int(milliseconds)


@lru_cache(1000)
def _midnight_ms(day: str) -> int | None:
    try:
        at = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)


def emptied(folder: Path, max_bytes: int, not_before: str = "") -> int:
    """Remove a device's oldest pictures until `max_bytes` are left, and all days before one; gives what is left."""
    kept = {day: sorted(pictures_in(folder, day), key=lambda one: one.path.name) for day in days_in(folder)}
    size = sum(one.size for day in kept.values() for one in day)
    for day, pictures in kept.items():
        for one in pictures:
            if size > max_bytes or day < not_before:
                one.path.unlink(missing_ok=True)
                size -= one.size
        if day < not_before or size > max_bytes:
            with contextlib.suppress(OSError):  # what else lies there is not ours
                (folder / day).rmdir()
    return size


def days_in(folder: Path) -> list[str]:
    """The days of which a device's folder may hold pictures, the oldest first."""
    try:
        return sorted(name for name in os.listdir(folder) if len(name) == 8 and name.isdigit())  # noqa: PTH208
    except OSError:
        return []


def _make(folder: Path, above: Path) -> None:
    """The folder of a day, and what it stands in; screens of the group may look into all of it."""
    for one in (above, folder.parent, folder):
        if not one.is_dir():
            one.mkdir(parents=True, exist_ok=True)
            one.chmod(FOLDER_MODE)
