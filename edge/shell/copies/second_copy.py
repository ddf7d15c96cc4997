"""The second copy: entries that central has not acknowledged, on another disk, within 10 s of their commit.

    loop: committed -> wake        thread: wait a little -> read what is committed and not acknowledged -> append, fsync
                                           -> inbox: how far the copy is        retry while the folder is not there

The thread has a connection of its own and reads only; the loop never waits for the other disk. The book is the queue:
a stick that was pulled out catches up from it.
"""

import contextlib
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, func, select

from edge import control
from edge.config import StoreConfig
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.copies.copy_files import Appender, files_of, last_seq
from edge.shell.copies.past import TO_CENTRAL
from edge.shell.durable import sync_folder
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import StoreError, open_reader, sql
from edge.shell.ledger.store import CENTRAL, Row, Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.loop.work import Done

log = logging.getLogger("wedge.copy")

GATHER_S: Final = 2.0
"""Central usually acknowledges within this time, and then there is nothing to write: it spares the stick."""
RETRY_S: Final = 5.0
ALONE_MS: Final = 10_000
"""How long an entry may stand on this box's disk alone before the screens say so."""
ROWS_MAX: Final = 500
_MARKS_MAX: Final = 16
_MARK_MS: Final = 1_000

_LAST: Final = sql(select(func.max(t.ledger.c.seq)))
_RANGE: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq)
    .limit(ROWS_MAX)
)
_ACKED: Final = sql(
    select(t.cursor.c.upto).where(t.cursor.c.consumer == CENTRAL, t.cursor.c.epoch == bindparam("epoch"))
)
_SETTLED: Final = sql(
    select(t.past_epoch.c.epoch, t.past_epoch.c.upto).where(
        t.past_epoch.c.complete == 1,
        (TO_CENTRAL + t.past_epoch.c.epoch).not_in(select(t.cursor.c.consumer)),
    )
)


class CopyError(Exception):
    """The folder of the copy cannot be used now; the sentence says why."""


class Copier:
    """Writes one box's copy into a folder; owned by its thread. Raises `OSError`, `CopyError`, `sqlite3.Error`."""

    def __init__(self, store: Path, folder: Path, box: str, epoch: str) -> None:
        self._store, self._folder, self._box, self._epoch = store, folder, box, epoch
        self._db: sqlite3.Connection | None = None
        self._file: Appender | None = None
        self._ends: dict[Path, int] = {}
        """The last entry of every file of this epoch, as far as the folder was as it is now."""
        self._upto = self._acked = 0
        self._device: int | None = None

    def copy(self) -> int:
        """Copy all that is committed and not acknowledged; how far the copy and central together are."""
        if self._db is None:
            self._db = open_reader(self._store)
        row = self._db.execute(_ACKED, {"epoch": self._epoch}).fetchone()
        acked = int(row[0]) if row else 0
        if acked < self._acked:
            self.close()  # central was restored: what it had before stands nowhere else now
        self._acked = acked
        self._look(acked)
        while rows := self._db.execute(_RANGE, {"after": max(acked, self._upto)}).fetchall():
            self._append([Row(*row) for row in rows])
        self._tidy(self._db, acked)
        return max(acked, self._upto)

    def close(self) -> None:
        """Let go of the folder, so that a stick can be pulled out; what it holds is looked at anew."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file, self._ends, self._upto = None, {}, 0

    def end(self) -> None:
        """Let go of the store too; `copy` opens all anew."""
        self.close()
        if self._db is not None:
            self._db.close()
        self._db = None

    def _look(self, acked: int) -> None:
        """The folder is there and holds what was written; else what it does hold is found out."""
        self._must_be_mounted()
        mine = [one for one in files_of(self._folder, self._box) if one.epoch == self._epoch]
        if {one.path for one in mine} == self._ends.keys():
            return
        self.close()
        self._upto = acked
        for one in mine:
            self._ends[one.path] = end = last_seq(one.path)
            if one.first <= self._upto + 1 <= end:
                self._upto = end

    def _must_be_mounted(self) -> None:
        """A folder that was on another disk and is on the store's own now, is where that disk is not mounted."""
        here, there = self._store.stat().st_dev, self._folder.stat().st_dev
        if here != there:
            self._device = there
        elif self._device is not None:
            raise CopyError("its disk is not mounted")

    def _append(self, rows: Sequence[Row]) -> None:
        if self._file is not None and (self._file.is_full() or self._ends[self._file.path] + 1 != rows[0].seq):
            self._file.close()
            self._file = None
        if self._file is None:
            self._file = Appender(self._folder / f"{self._box}-{self._epoch}-{rows[0].seq:012}.jsonl")
            sync_folder(self._folder)
        self._file.append(rows)
        self._ends[self._file.path] = self._upto = rows[-1].seq

    def _tidy(self, db: sqlite3.Connection, acked: int) -> None:
        """Remove files all of whose entries central has; of earlier epochs, once central has those whole."""
        settled = dict(db.execute(_SETTLED).fetchall())
        done = [path for path, end in self._ends.items() if end <= acked]
        if settled:
            others = (one for one in files_of(self._folder, self._box) if one.epoch in settled)
            done += [one.path for one in others if last_seq(one.path) <= settled[one.epoch]]
        for path in done:
            if self._file is not None and self._file.path == path:
                self._file.close()
                self._file = None
            path.unlink()
            self._ends.pop(path, None)


class SecondCopy(Chore):
    """Wakes the copier after commits; says when entries stand on this box's disk alone.

    Without a folder in the config only central's word counts; `acked` is that word. Where there is no central either
    (`is_local`), the one copy is what was asked for, and nothing is said.
    """

    def __init__(
        self,
        config: StoreConfig,
        store: Store,
        box: str,
        acked: Callable[[], int],
        inbox: Inbox,
        clock: Clock,
        *,
        is_local: bool = False,
    ) -> None:
        self._store, self._acked, self._inbox = store, acked, inbox
        folder = config.second_copy
        self._copier = Copier(config.path, folder, box, store.epoch) if folder is not None else None
        self._woken: queue.Queue[None] = queue.Queue(1)
        self._is_wanted = folder is not None or not is_local
        self._seen = (-1, -1)
        self._copied = 0
        self._why = ""
        self._ended = False
        self._marks: deque[tuple[int, int]] = deque()
        self._now_ms = clock.now().mono_ms
        if self._is_wanted and store.last_seq > acked():
            self._marks.append((store.last_seq, self._now_ms))

    @property
    def is_written(self) -> bool:
        """Whether there is a copy, and `run` has something to do."""
        return self._copier is not None

    def due_ms(self, now: Moment) -> int | None:
        self._now_ms = now.mono_ms
        if not self._marks or self.one_copy():
            return None
        return self._marks[0][1] + ALONE_MS

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - the ledger's end says it all
        self._now_ms = now.mono_ms
        seen = (self._store.last_seq, self._acked())
        if seen == self._seen:
            return
        self._seen = seen
        self._settle()
        last = seen[0]
        if self._is_wanted and last > self._safe():
            newest = self._marks[-1] if self._marks else None
            if newest is None or (now.mono_ms - newest[1] >= _MARK_MS and len(self._marks) < _MARKS_MAX):
                self._marks.append((last, now.mono_ms))
        if self._copier is not None:
            with contextlib.suppress(queue.Full):  # it is awake
                self._woken.put_nowait(None)

    def one_copy(self) -> bool:
        return bool(self._marks) and self._now_ms - self._marks[0][1] >= ALONE_MS

    def alarm(self) -> control.Text | None:
        return control.Text(key="alarm-second-copy", args={"error": self._why}) if self._why else None

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        assert self._copier is not None
        try:
            while not self._ended:
                self._woken.get()
                stop.wait(0 if self._ended else GATHER_S)
                while not self._copy(stop) and not stop.wait(RETRY_S):
                    pass
        finally:
            self._copier.end()

    def close(self) -> None:
        """End the thread, after one last copy."""
        self._ended = True
        with contextlib.suppress(queue.Full):
            self._woken.put_nowait(None)

    def _copy(self, stop: threading.Event) -> bool:
        assert self._copier is not None
        try:
            upto, why = self._copier.copy(), ""
        except (OSError, CopyError, sqlite3.Error, StoreError) as error:
            self._copier.end()
            upto, why = 0, str(error.strerror or error) if isinstance(error, OSError) else str(error)
        self._inbox.put_until(Call(lambda: self._copied_upto(upto, why)), stop)
        return not why

    def _copied_upto(self, upto: int, why: str) -> None:
        if why and not self._why:
            log.warning("the second copy cannot be written: %s; it is tried again", why)
        if self._why and not why:
            log.info("the second copy is written again, up to entry %d", upto)
        self._why, self._copied = why, upto
        self._settle()

    def _safe(self) -> int:
        return max(self._acked(), self._copied)

    def _settle(self) -> None:
        """Forget what stands in two places now; what is younger counts from when it was first seen."""
        newest = self._marks[-1] if self._marks else None
        while self._marks and self._marks[0][0] <= self._safe():
            self._marks.popleft()
        if not self._marks and newest is not None and self._store.last_seq > self._safe():
            self._marks.append((self._store.last_seq, newest[1]))
