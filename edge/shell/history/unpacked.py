"""Archive files for readers that jump about: each is unpacked once, into a scratch file of SQLite's own, when needed.

A file that is not at hand, or not as it was written, is remembered as missing: the reader says so.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from edge.shell.copies.archive_reader import ArchiveError, Run, all_runs, entries
from edge.shell.ledger.store import Row

RUNS_KEPT: Final = 16
PAGE: Final = 1_000


class Unpacked:
    """The archived entries of one store, by number."""

    def __init__(self, connection: sqlite3.Connection, where: Sequence[Path]) -> None:
        self._connection, self._where = connection, where
        self._scratch: sqlite3.Connection | None = None
        self._kept: list[str] = []
        self.missing: dict[str, Run] = {}
        """What could not be read, by file."""

    def runs(self) -> list[tuple[str, Run]]:
        """What lies in files: the epoch ('' for the present one) and the run."""
        return all_runs(self._connection)

    def upto(self, epoch: str) -> int:
        """The last entry of an epoch that lies in a file; 0 for none."""
        return max((run.last for of, run in self.runs() if of == epoch), default=0)

    def run_with(self, epoch: str, seq: int) -> Run | None:
        """The run that an entry lies in."""
        return next((run for of, run in self.runs() if of == epoch and run.first <= seq <= run.last), None)

    def at_hand(self, file: str) -> bool:
        """Whether a file is there; it may still turn out not to be what was written."""
        return any((folder / file).is_file() for folder in self._where)

    def miss(self, files: Iterable[str]) -> None:
        """Files that are known to be missing."""
        self.missing |= {run.file: run for _epoch, run in self.runs() if run.file in files}

    def rows(self, run: Run, after: int, upto: int) -> list[tuple[int, str, str]]:
        """A page of a run: seq, body, hash. Empty where it cannot be read."""
        if run.file in self.missing:
            return []
        scratch = self._opened()
        if run.file not in self._kept and not self._unpack(scratch, run):
            return []
        asked = (run.file, after, upto, PAGE)
        return scratch.execute(
            "SELECT seq, body, hash FROM row WHERE file = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?", asked
        ).fetchall()

    def _opened(self) -> sqlite3.Connection:
        if self._scratch is None:
            self._scratch = sqlite3.connect("", isolation_level=None)
            self._scratch.execute(
                "CREATE TABLE row (file TEXT, seq INTEGER, body TEXT, hash TEXT, PRIMARY KEY (file, seq)) WITHOUT ROWID"
            )
        return self._scratch

    def _unpack(self, scratch: sqlite3.Connection, run: Run) -> bool:
        """Whether a run could be put into the scratch file; the one unpacked first makes room for it."""
        if len(self._kept) >= RUNS_KEPT:
            scratch.execute("DELETE FROM row WHERE file = ?", (self._kept.pop(0),))
        scratch.execute("BEGIN")
        try:
            rows = takewhile(partial(_within, run), entries([run], self._where, run.first - 1))
            scratch.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", (_values(run, row) for row in rows))
        except ArchiveError:
            scratch.execute("ROLLBACK")
            self.missing[run.file] = run
            return False
        scratch.execute("COMMIT")
        self._kept.append(run.file)
        return True


def _within(run: Run, row: Row) -> bool:
    return row.seq <= run.last


def _values(run: Run, row: Row) -> tuple[Any, ...]:
    return run.file, row.seq, row.body, row.hash
