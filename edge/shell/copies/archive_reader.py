"""Archived entries, read from their files in order: for verifying, for history, for central when it asks again.

    archive-B1-1f0c9e77aa31b2d4-000000000001-000000050000.jsonl.gz      an entry a line, as it travels, with its hash

Which files there are stands in the table `archive`, with the SHA-256 of each; one that is missing or not as it was is
told, never passed over. A file is read line by line: memory does not grow with it.
"""

import gzip
import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from sqlalchemy import select

from edge import control
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Row
from edge.shell.loop.chores import Chore

log = logging.getLogger("wedge.archive")

FOLDER: Final = "archive"
"""Beside the store, where the config names no other folder."""
LINE_BYTES_MAX: Final = 1 << 20
_HASH_TAIL: Final = len(',"hash":""}') + 64
_CHUNK: Final = 1 << 20
_SKIPPED: Final = 500
_PARTS: Final = 2
"""Chunks hashed, or runs of entries passed over, in one call on the loop: some milliseconds."""
_RUNS: Final = sql(
    select(*(t.archive.c[name] for name in ("epoch", "first", "last", "file", "sha256", "prev_hash", "hash"))).order_by(
        t.archive.c.epoch, t.archive.c.first
    )
)


class ArchiveError(Exception):
    """Archived entries cannot be read: which file, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One file of the archive: the entries in it, and the hashes before its first and of its last."""

    first: int
    last: int
    file: str
    sha256: str
    prev_hash: str
    hash: str


def all_runs(connection: sqlite3.Connection | sqlite3.Cursor) -> list[tuple[str, Run]]:
    """What lies in files: the epoch ('' for the present one) and the run, oldest first in each."""
    return [(epoch, Run(*run)) for epoch, *run in connection.execute(_RUNS).fetchall()]


def runs(connection: sqlite3.Connection | sqlite3.Cursor, epoch: str = "") -> list[Run]:
    """The archived runs of an epoch, '' for the present one, oldest first; without gaps."""
    return [run for of, run in all_runs(connection) if of == epoch]


def folders(store: Path, archive_dir: Path | None) -> tuple[Path, ...]:
    """Where a store's archive is looked for; it is written into the first."""
    beside = store.parent / FOLDER
    return (beside,) if archive_dir is None else (archive_dir, beside)


def entries(found: Sequence[Run], where: Sequence[Path], after: int = 0) -> Iterator[Row]:
    """The archived entries after a seq, in order. Raises `ArchiveError`."""
    for run in found:
        if run.last > after:
            yield from (row for row in _file(run, where) if row.seq > after)


def read_lines(path: Path, first: int) -> Iterator[Row]:
    """The entries of one file, numbered from `first`; unchecked but for their form. Raises `ArchiveError`."""
    try:
        with gzip.open(path) as lines:
            for seq in count(first):
                if not (line := lines.readline(LINE_BYTES_MAX)):
                    return
                yield _row(path, seq, line.decode().rstrip("\n"))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: cannot be read: {error}") from error


def line_of(row: Row) -> str:
    """An entry as it travels: the text that was hashed, and its hash as the last field."""
    return f'{row.body[:-1]},"hash":"{row.hash}"}}\n'


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file. Raises `OSError`."""
    digest = hashlib.sha256()
    for _part in _hashed(path, digest):
        pass
    return digest.hexdigest()


def _hashed(path: Path, digest: "hashlib._Hash") -> Iterator[None]:
    """A chunk of a file into a digest with each step. Raises `OSError`."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            yield


def _file(run: Run, where: Sequence[Path]) -> Iterator[Row]:
    return (row for row in _steps(run, where) if row is not None)


def _steps(run: Run, where: Sequence[Path], first: int = 0) -> Iterator[Row | None]:
    """The entries of a file from `first` on; None wherever a part of the work before one is done."""
    path = next((folder / run.file for folder in where if (folder / run.file).is_file()), None)
    if path is None:
        looked = ", ".join(map(str, where))
        raise ArchiveError(f"{run.file} is not at hand, with entries {run.first} to {run.last}; looked in {looked}")
    digest = hashlib.sha256()
    try:
        yield from _hashed(path, digest)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    if (found := digest.hexdigest()) != run.sha256:
        raise ArchiveError(f"{path}: is not the file that was written: its SHA-256 is {found}, not {run.sha256}")
    for row in read_lines(path, run.first):
        if row.seq >= first:
            yield row
        elif row.seq % _SKIPPED == 0:
            yield None


def _row(path: Path, seq: int, line: str) -> Row:
    tail = line[-_HASH_TAIL:]
    if not (line.startswith("{") and tail.startswith(',"hash":"') and tail.endswith('"}')):
        raise ArchiveError(f"{path}: holds a line that is no entry, where entry {seq} should be")
    return Row(seq, f"{line[:-_HASH_TAIL]}}}", tail[-66:-2])


class Resender(Chore):
    """Archived entries for the store's own reading: one page after the other when central asks for all of them again.

    The file that is read stays open where it was, and the last page is kept. A call does a part of the work: it gives
    nothing while `is_reading`. What cannot be read gives nothing, is told once in the log, and stands on the screens
    until it can be read, or nobody asks for it any more.
    """

    def __init__(self, cursor: sqlite3.Cursor, where: Sequence[Path], epoch: str = "") -> None:
        self._cursor, self._where, self._epoch = cursor, where, epoch
        self._open: Iterator[Row | None] = iter(())
        self.is_reading = False
        """Whether the next call goes on with what this one has begun."""
        self._first = 0
        """The number of the first entry of the page; 0 for no page."""
        self._page: list[Row] = []
        self._before: Row | None = None
        """The entry before the page: every batch names its hash, and a file is long."""
        self._told = ""

    def rows(self, after: int, limit: int) -> list[Row]:
        """At most `limit` archived entries after a seq, in order; none while there is more to read up to the first."""
        if not self._first or not self._first <= after + 1 <= self._first + len(self._page):
            found = [run for run in runs(self._cursor, self._epoch) if run.last > after]
            self._open = chain.from_iterable(_steps(run, self._where, after) for run in found)
            self._page, self._first = [], after + 1
        elif after + 1 > self._first:
            self._before = self._page[after - self._first]
            del self._page[: after + 1 - self._first]
            self._first = after + 1
        try:
            self._read(limit)
        except ArchiveError as error:
            self._tell(str(error))
        if self._page:
            self._told = ""
        return self._page[:limit]

    def rest(self) -> None:
        """What is asked for now is in the ledger."""
        self._told, self.is_reading = "", False

    def alarm(self) -> control.Text | None:
        return control.Text(key="alarm-archive-unreadable", args={"error": self._told}) if self._told else None

    def _read(self, limit: int) -> None:
        """Into the page until it is full, or a part of the work is done. Raises `ArchiveError`."""
        self.is_reading, parts = False, 0
        while len(self._page) < limit and parts < _PARTS:
            try:
                row = next(self._open)
            except StopIteration:
                return
            if row is None:
                parts += 1
            elif row.seq < self._first:
                self._before = row
            else:
                self._page.append(row)
        self.is_reading = not self._page

    def hash_of(self, seq: int) -> str | None:
        """The hash of an archived entry; None for one that is not archived, or cannot be read."""
        if self._before is not None and self._before.seq == seq:
            return self._before.hash
        found = runs(self._cursor, self._epoch)
        known = next((run.hash for run in found if run.last == seq), None)
        if known is not None or not any(run.first <= seq <= run.last for run in found):
            return known
        try:
            row = next(entries(found, self._where, seq - 1), None)
        except ArchiveError as error:
            self._tell(str(error))
            return None
        return row.hash if row is not None else None

    def _tell(self, why: str) -> None:
        self._first, self.is_reading = 0, False
        if why != self._told:
            log.error("archived entries cannot be sent: %s", why)
        self._told = why
