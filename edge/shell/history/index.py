"""The index of a book: which entries are about what, in a file of its own beside the store.

    ledger.db  --catch_up-->  ledger.db.history     touch(subject, at): an entry, by everything it is about
                                                    span(first, last, boot, low, high): when they were written

A projection behind a cursor: it may be thrown away at any time and is then made again. Writing the ledger knows nothing
of it. What it has not caught up with is folded the same way into a scratch file, so that answers are always exact.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, func, literal_column, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from edge.core.entry_json import utc_ms
from edge.shell.history.entries import FIRST, PRESENT, At, Entries, Row, at_of
from edge.shell.history.subjects import LATE, digest, subjects
from edge.shell.ledger.database import sql

SCHEMA: Final = 1
BATCH: Final = 50_000
"""Entries a transaction: many fall on the same page of the index then, and memory stays bounded."""
TOUCHES_MAX: Final = 500_000
SPAN: Final = 1_000
PAGE: Final = 1_000
COUNTED: Final = 10_000
_CACHE_KIB: Final = 32_768

Told: TypeAlias = Callable[[int, int], None]
"""Hears how many entries are done, of how many."""

_metadata: Final = MetaData()
_fact = Table(
    "fact",
    _metadata,
    Column("name", Text, primary_key=True, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
_mark = Table(
    "mark",
    _metadata,
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("upto", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
)
_touch = Table(
    "touch",
    _metadata,
    Column("subject", Integer, primary_key=True, nullable=False),
    Column("at", Integer, primary_key=True, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
_span = Table(
    "span",
    _metadata,
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    Column("boot", Text, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    sqlite_strict=True,
)
_DDL: Final = {
    table.name: str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in _metadata.sorted_tables
}
_FACTS: Final = sql(select(_fact.c.name, _fact.c.value))
_MARKS: Final = sql(select(_mark.c.segment, _mark.c.upto, _mark.c.hash))
_PUT_FACT: Final = "INSERT OR REPLACE INTO fact VALUES (?, ?)"
_LACKS: Final = "lacks"
"""The archive files that were not at hand when it caught up; their names have no slash."""
_PUT_MARK: Final = "INSERT OR REPLACE INTO mark VALUES (?, ?, ?)"
_PUT_TOUCH: Final = "INSERT OR IGNORE INTO touch VALUES (?, ?)"
_PUT_SPAN: Final = "INSERT INTO span VALUES (?, ?, ?, ?, ?)"
_SPANS: Final = sql(select(_span).order_by(_span.c.first))
_FEW: Final = sql(
    select(func.count()).select_from(
        select(literal_column("1")).where(_touch.c.subject == bindparam("subject")).limit(COUNTED).subquery()
    )
)


@cache
def _places(count: int, *, newest_first: bool) -> str:
    """The entries that are about so many subjects at once: the first one's, each looked up among the others'."""
    first, *others = (_touch.alias(f"t{number}") for number in range(count))
    wanted = select(first.c.at).where(first.c.subject == bindparam("s0"))
    for number, other in enumerate(others, 1):
        wanted = wanted.where(other.c.subject == bindparam(f"s{number}"), other.c.at == first.c.at)
    wanted = wanted.where(first.c.at > bindparam("after"), first.c.at <= bindparam("upto"))
    return sql(wanted.order_by(first.c.at.desc() if newest_first else first.c.at).limit(PAGE))


class Broken(Exception):  # noqa: N818  # a state of the file, that is mended by making it again
    """The file is not an index of this book."""


class Index:
    """The tables, on one connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.lacking: tuple[str, ...] = ()
        """The archive files that were not at hand when it was made."""
        self.marks: dict[int, int] = {}
        """How far it has caught up, by segment."""

    def close(self) -> None:
        self._connection.close()

    def create(self, entries: Entries) -> None:
        """Make the tables, empty."""
        self._connection.execute("BEGIN IMMEDIATE")
        for table in _metadata.sorted_tables:
            self._connection.execute(_DDL[table.name])
        self._connection.executemany(_PUT_FACT, _identity(entries).items())
        self._connection.execute(f"PRAGMA user_version = {SCHEMA}")
        self._connection.execute("COMMIT")

    def check(self, entries: Entries) -> None:
        """That this is an index of this very book, as far as it goes. Raises `Broken`."""
        try:
            if self._connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
                raise Broken("is of another schema")
            facts = dict(self._connection.execute(_FACTS).fetchall())
            lacking = facts.pop(_LACKS, "")
            if facts != _identity(entries):
                raise Broken("is of another book")
            marks = self._connection.execute(_MARKS).fetchall()
            self._connection.execute(_SPANS).fetchone()
            next(self.places((0,), FIRST, 0), None)
        except sqlite3.DatabaseError as error:
            raise Broken(str(error)) from error
        self.lacking = tuple(file for file in lacking.split("/") if file)
        if any(map(entries.unpacked.at_hand, self.lacking)):
            raise Broken("lacks archived entries that are at hand now")
        for segment, upto, known in marks:
            row = entries.one(at_of(segment, upto))
            if row is None and entries.is_archived(at_of(segment, upto)):
                continue
            if row is None or row.hash != known:
                raise Broken("is ahead of the book, or of another copy of it")
        self.marks = {segment: upto for segment, upto, _hash in marks}

    def catch_up(self, entries: Entries, upto: int, told: Told | None = None) -> None:
        """Take in the entries it does not have, those of the present epoch up to a seq; a transaction each batch."""
        behind = _behind(self.marks, entries, upto)
        done = 0
        for segment, last in behind.items():
            batch = _Batch(segment)
            for row in entries.run(at_of(segment, self.marks.get(segment, 0)), at_of(segment, last)):
                batch.take(row)
                done += 1
                if batch.full:
                    self._put(batch)
                    batch = _Batch(segment)
                    if told is not None:
                        told(done, sum(behind.values()))
            self._put(batch)
        if missing := "/".join(sorted(entries.unpacked.missing)):
            self._connection.execute(_PUT_FACT, (_LACKS, missing))

    def _put(self, batch: "_Batch") -> None:
        if (row := batch.last) is None:
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_PUT_TOUCH, sorted(batch.touches))
            self._connection.executemany(_PUT_SPAN, batch.spans)
            self._connection.execute(_PUT_MARK, (batch.segment, row.seq, row.hash))
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self.marks[batch.segment] = row.seq

    def places(self, wanted: Sequence[int], after: At, upto: At, *, newest_first: bool = False) -> Iterator[At]:
        """The entries about all of the digests, between two places."""
        rare_first = sorted(wanted, key=self._count) if len(wanted) > 1 else wanted
        named = {f"s{number}": one for number, one in enumerate(rare_first)}
        text = _places(len(wanted), newest_first=newest_first)
        while page := self._connection.execute(text, named | {"after": after, "upto": upto}).fetchall():
            yield from (at for (at,) in page)
            if len(page) < PAGE:
                return
            after, upto = (after, page[-1][0] - 1) if newest_first else (page[-1][0], upto)

    def spans(self) -> Iterator[tuple[At, At, str, int, int]]:
        """Runs of entries of one boot, between two settings of its clock: first, last, boot, when the first and last
        of them were written down, in ms, by the clock as it went."""
        yield from self._connection.execute(_SPANS).fetchall()

    def _count(self, subject: int) -> int:
        return int(self._connection.execute(_FEW, {"subject": subject}).fetchone()[0])


class _Batch:
    """What is to be put into the index at once."""

    def __init__(self, segment: int) -> None:
        self.segment = segment
        self.last: Row | None = None
        self.touches: list[tuple[int, At]] = []
        self.spans: list[tuple[At, At, str, int, int]] = []
        self._entries = 0

    @property
    def full(self) -> bool:
        return self._entries >= BATCH or len(self.touches) >= TOUCHES_MAX

    def take(self, row: Row) -> None:
        self.last = row
        self._entries += 1
        if (fields := row.fields()) is None:
            return
        try:
            about = {digest(one) for one in subjects(fields)}
            self._written(row, fields)
        except (KeyError, TypeError, ValueError, AttributeError):
            return  # not an entry: `wedge ledger verify` names it
        if row.posted_after > 0 and row.posted:
            about.add(digest(LATE))
        self.touches += [(one, row.at) for one in about]

    def _written(self, row: Row, fields: Mapping[str, Any]) -> None:
        at, boot, ms = row.at, fields["boot"], utc_ms(fields["rec"])
        if self.spans and fields["kind"] != "clock":
            first, _last, of, low, high = self.spans[-1]
            if of == boot and at - first < SPAN:
                self.spans[-1] = (first, at, boot, min(low, ms), max(high, ms))
                return
        self.spans.append((at, at, boot, ms, ms))


def _identity(entries: Entries) -> dict[str, str]:
    return {name: entries.facts.get(name, "") for name in ("site", "box", "epoch")}


def _behind(marks: Mapping[int, int], entries: Entries, upto: int) -> dict[int, int]:
    """The segments that have more, and up to where."""
    last = {segment: upto if segment == PRESENT else entries.last(segment) for segment in entries.segments()}
    return {segment: seq for segment, seq in last.items() if seq > marks.get(segment, 0)}


def history_path(store: Path) -> Path:
    return store.with_name(store.name + ".history")


def scratch(entries: Entries, marks: Mapping[int, int]) -> Index:
    """An index that holds nothing yet and begins behind these marks: SQLite keeps it in a file of its own that goes."""
    index = Index(sqlite3.connect("", isolation_level=None))
    index.create(entries)
    index.marks = dict(marks)
    return index


def to_read(store: Path, entries: Entries) -> Index | None:
    """The index as it is; None where there is none that can be used."""
    path = history_path(store)
    if not path.is_file():
        return None
    index = None
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 5000")
        index = Index(connection)
        index.check(entries)
    except (sqlite3.Error, Broken):
        if index is not None:
            index.close()
        return None
    return index


@contextlib.contextmanager
def to_write(store: Path, entries: Entries, *, anew: bool = False) -> Iterator[Index | None]:
    """The index for catching up, made where there is none to be used; None while another process does it.

    Raises `OSError` or `sqlite3.Error` where it cannot be written.
    """
    path = history_path(store)
    with path.with_name(path.name + ".lock").open("w") as lock:
        if not _locked(lock):
            yield None
            return
        index = None if anew else _open(path, entries)
        if index is None:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            index = Index(_connected(path))
            index.create(entries)
        with contextlib.closing(index):
            yield index


def may_write(store: Path) -> bool:
    """Whether the index is this user's to write: one that the daemon could not write to would be in its way."""
    return store.stat().st_uid == os.geteuid() and os.access(store.parent, os.W_OK)


def _open(path: Path, entries: Entries) -> Index | None:
    if not path.is_file():
        return None
    index = None
    try:
        index = Index(_connected(path))
        index.check(entries)
    except (Broken, sqlite3.DatabaseError):
        if index is not None:
            index.close()
        return None
    return index


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",  # a power cut may cost the last batches, never the order of things
            "busy_timeout = 5000",
            "temp_store = MEMORY",
            f"cache_size = -{_CACHE_KIB}",
            "journal_size_limit = 0",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
