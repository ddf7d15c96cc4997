"""Ballast: room held beside the store by a file of nothing, given up when the disk is full.

SQLite cannot free space on a full disk, since deleting and folding in the write-ahead log need room first. With the
ballast gone the box works on while somebody makes room.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

MIB: Final = 1024 * 1024


class Ballast:
    """The ballast of one store; of no size, it is never there."""

    def __init__(self, store: Path, mib: int) -> None:
        self._path, self.size = ballast_path(store), mib * MIB

    @property
    def is_there(self) -> bool:
        """Whether it stands there with all its blocks."""
        try:
            held = self._path.stat(follow_symlinks=False)
        except OSError:
            return False
        return bool(self.size) and min(held.st_size, held.st_blocks * 512) >= self.size

    def take(self, free: int) -> bool:
        """Take it, where as much again stays free. False where it is not there then; raises `OSError` where the file
        system cannot allocate at all."""
        if not self.size or self.is_there:
            return self.is_there
        if free < 2 * self.size:
            return False
        self.give_up()
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, self.size)
        except OSError:
            self.give_up()
            raise
        finally:
            os.close(file)
        return True

    def give_up(self) -> bool:
        """Free its room; whether there was any."""
        with contextlib.suppress(OSError):
            self._path.unlink()
            return True
        return False


def ballast_path(store: Path) -> Path:
    """Where the ballast of a store stands."""
    return store.with_name(store.name + ".ballast")


def free_bytes(store: Path) -> tuple[int, int]:
    """What an ordinary user may still write beside the store, and the size of that disk. Raises `OSError`."""
    disk = os.statvfs(store.parent)
    return disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
