"""The lock file beside the store: one process writes one book, and the next one knows whether it closed it.

    in use     somebody writes, or ended without closing
    clean      closed
    unchecked  closed, but it was found in use and nobody has checked the store since

All three are of one length and written over each other: that needs no room on a full disk.
"""

import fcntl
import os
from pathlib import Path
from typing import Final

_IN_USE: Final = b"in use   \n"
_CLEAN: Final = b"clean    \n"
_UNCHECKED: Final = b"unchecked\n"


class LockedError(Exception):
    """Another process holds the store."""


class Lock:
    """The lock of one store, held. Raises `LockedError`, `OSError`."""

    def __init__(self, path: Path) -> None:
        lock = lock_path(path)
        is_new = not lock.exists()
        self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            said = os.pread(self._file, len(_IN_USE), 0)
            self.unchecked = said in {_IN_USE, _UNCHECKED} or (is_new and path.exists())
            """Whether the store must be looked at: the last one that wrote to it did not close it."""
            self._say(_IN_USE, sync=True)
        except BlockingIOError as error:
            os.close(self._file)
            raise LockedError from error
        except OSError:
            os.close(self._file)
            raise

    def close(self) -> None:
        """The store was closed as it should be."""
        self._say(_UNCHECKED if self.unchecked else _CLEAN)
        self.leave()

    def leave(self) -> None:
        """Let go, and let the next one check the store."""
        os.close(self._file)

    def _say(self, what: bytes, *, sync: bool = False) -> None:
        os.pwrite(self._file, what, 0)
        if sync:
            os.fsync(self._file)


def lock_path(path: Path) -> Path:
    """Where the lock of a store stands."""
    return path.with_name(path.name + ".lock")
