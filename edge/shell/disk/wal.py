"""The write-ahead log, kept short: folded into the store by the one that writes it, and cut off when the box is idle.

SQLite does the first by itself after a commit, but says nothing when the disk fails meanwhile; the next try would then
find nothing left to write. So here it is asked for, after the answers went out, and its errors are heard.
"""

import contextlib
import logging
import os
import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from edge import control
from edge.core.read import Moment
from edge.shell.disk.ballast import MIB
from edge.shell.ledger.database import WAL_FRAMES
from edge.shell.ledger.refusals import is_full
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Done

log = logging.getLogger("wedge.store")

IDLE_MS: Final = 3_000
AGAIN_MS: Final = 10_000
LARGE_BYTES: Final = 4 * MIB
"""A longer log is cut off when the box is idle: a start has less to read, a full disk more room."""
ALARM_BYTES: Final = 64 * MIB
_MX_FRAME: Final = struct.Struct("=I")
_MX_FRAME_AT: Final = 16  # sqlite.org/walformat.html, "The WAL-Index File Format"


class WalKeeper(Chore):
    """Owned by the loop. Raises `sqlite3.Error` where the disk is not to be trusted."""

    def __init__(self, store: Path, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._wal = store.with_name(store.name + "-wal")
        # Held as long as the process: closing any file drops the locks that SQLite holds on it.
        self._index = os.open(store.with_name(store.name + "-shm"), os.O_RDONLY | os.O_CLOEXEC)
        self._fold_at = WAL_FRAMES
        self._cut_ms: int | None = None
        self._alarm_mib = 0
        connection.execute("PRAGMA wal_autocheckpoint = 0")

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - it counts from the last commit
        return self._cut_ms

    def committed(self, done: Sequence[Done], now: Moment) -> None:
        if done:
            self._cut_ms = now.mono_ms + IDLE_MS
            self._fold()
        elif self._cut_ms is not None and now.mono_ms >= self._cut_ms:
            self._cut_ms = None if self._cut() else now.mono_ms + AGAIN_MS

    def alarm(self) -> control.Text | None:
        return control.Text(key="alarm-wal", args={"mib": self._alarm_mib}) if self._alarm_mib else None

    def begin_anew(self) -> bool:
        """Fold all in: what is written next needs no longer log. False where a reader or the disk is in the way."""
        frames, folded = self._checkpoint("PASSIVE")
        return frames == folded

    def close(self) -> None:
        """After the store was closed."""
        os.close(self._index)

    def _fold(self) -> None:
        """Fold in what no reader needs any more, every so many pages; never waits for a reader."""
        frames: int = _MX_FRAME.unpack(os.pread(self._index, _MX_FRAME.size, _MX_FRAME_AT))[0]
        if frames < min(self._fold_at, WAL_FRAMES):
            self._fold_at = WAL_FRAMES  # it began anew
        if frames < self._fold_at:
            return
        self._checkpoint("PASSIVE")
        self._fold_at = frames + WAL_FRAMES  # the next write begins anew, or a reader holds what there is
        self._watch()

    def _cut(self) -> bool:
        """Cut the log off where it is long; False where a reader, or a full disk, is in the way."""
        if self._size() > LARGE_BYTES:
            self._checkpoint("TRUNCATE")
        self._watch()
        return self._size() <= LARGE_BYTES

    def _checkpoint(self, how: str) -> tuple[int, int]:
        """How many pages the log has, and how many of them were folded in."""
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            _busy, frames, folded = self._connection.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
            return frames, folded
        except sqlite3.Error as error:
            if not is_full(error):
                raise
            return 1, 0  # all that is committed stands in the log, and stays there
        finally:
            self._connection.execute("PRAGMA busy_timeout = 5000")

    def _watch(self) -> None:
        size = self._size()
        if size <= ALARM_BYTES:
            self._alarm_mib = 0
            return
        if not self._alarm_mib:
            log.warning(
                "the write-ahead log has grown to %d MiB: something reads the store without an end. "
                "`fuser %s` names it; end it",
                size // MIB,
                self._wal,
            )
        self._alarm_mib = size // MIB

    def _size(self) -> int:
        with contextlib.suppress(OSError):
            return self._wal.stat().st_size
        return 0
