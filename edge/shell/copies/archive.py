"""Moving old entries out of the ledger into compressed files.

    which     at or below every cursor and an acknowledged checkpoint, older than N days, never the newest KEPT_MIN;
              older by its own clock, or by that of any later entry: one that ran ahead holds nothing back
    written   to a file under another name, fsynced, renamed, read back; the chain is walked once more
    marked    one transaction: the row in `archive`, the entry that says so
    dropped   small transactions; the database itself lets only marked rows go

Killed at any instant: a file without a mark is written anew, a mark whose rows are still there is gone on with.
Everything but the two commands runs in a process beside the daemon.
"""

import gzip
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.entry_json import chain, genesis, utc_text
from edge.shell.copies.archive_reader import ArchiveError, Run, line_of, read_lines, runs, sha256_of
from edge.shell.durable import sync_folder
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import CENTRAL, Row, Store
from edge.shell.loop.work import CommandError, Ordered

MARK: Final = "archive-mark"
DROP: Final = "archive-drop"
FILE_ROWS_MAX: Final = 50_000
KEPT_MIN: Final = 10_000
"""The newest entries stay in any case: they are what is looked up."""
DROP_ROWS: Final = 250
"""About 2 ms on the loop's thread."""
PAGE: Final = 1_000
_LEVEL: Final = 6

_FACTS: Final = sql(select(t.meta.c.name, t.meta.c.value))
_LAST: Final = sql(select(func.max(t.ledger.c.seq)))
_OWN: Final = "archived"
"""The audit entry that says which entries went."""
_LAST_WORK: Final = sql(
    select(t.ledger.c.seq)
    .where(
        t.ledger.c.kind != "checkpoint",
        or_(t.ledger.c.kind != "audit", func.json_extract(t.ledger.c.body, "$.act") != _OWN),
    )
    .order_by(t.ledger.c.seq.desc())
    .limit(1)
)
"""What archiving writes itself, and the checkpoint over that, push nothing out: else each run would make the next."""
_HASH_OF: Final = sql(select(t.ledger.c.hash).where(t.ledger.c.seq == bindparam("seq")))
_CURSORS: Final = sql(select(t.cursor.c.consumer, t.cursor.c.upto).where(t.cursor.c.epoch == bindparam("epoch")))
_CHECKPOINT: Final = sql(
    select(t.ledger.c.body)
    .where(t.ledger.c.kind == "checkpoint", t.ledger.c.seq <= bindparam("upto"))
    .order_by(t.ledger.c.seq.desc())
    .limit(1)
)
_PAGE: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"), t.ledger.c.seq <= bindparam("upto"))
    .order_by(t.ledger.c.seq)
    .limit(PAGE)
)
_PAGE_BACK: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.body)
    .where(t.ledger.c.seq > bindparam("after"), t.ledger.c.seq <= bindparam("upto"))
    .order_by(t.ledger.c.seq.desc())
    .limit(PAGE)
)
_PUT_MARK: Final = sql(
    insert(t.archive).values(
        epoch="",
        **{name: bindparam(name) for name in ("first", "last", "file", "sha256", "prev_hash", "hash", "at_ms")},
    )
)
_GONE: Final = (
    select(t.ledger.c.seq).where(t.ledger.c.seq <= bindparam("last")).order_by(t.ledger.c.seq).limit(DROP_ROWS)
)
_DROP: Final = sql(delete(t.ledger).where(t.ledger.c.seq.in_(_GONE.scalar_subquery())))


@dataclass(frozen=True, slots=True)
class Rules:
    """What may go: recorded before a wall time; `has_central`: only what central has acknowledged."""

    before_ms: int
    has_central: bool
    keep: int = KEPT_MIN
    file_rows: int = FILE_ROWS_MAX


def archive(
    connection: sqlite3.Connection,
    folder: Path,
    rules: Rules,
    run: Callable[[str, Mapping[str, Any]], Mapping[str, Any]],
    now_ms: int,
) -> Iterator[Run]:
    """Archive all that may go, a file at a time; gives each once its rows have left the ledger.

    `connection` reads, `run` gives commands. Raises `ArchiveError`, `CommandError`, `OSError`, `sqlite3.Error`.
    """
    _drop(run)
    while (written := write_next(connection, folder, rules)) is not None:
        run(MARK, asdict(written) | {"at_ms": now_ms})
        _remove_others(folder, written)
        _drop(run)
        yield written


def _drop(run: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]) -> None:
    while int(run(DROP, {})["dropped"]) == DROP_ROWS:
        pass


def may_go(connection: sqlite3.Connection, rules: Rules) -> int:
    """The last entry that every consumer has, under a checkpoint that central has too; 0 for none."""
    facts = dict(connection.execute(_FACTS).fetchall())
    cursors = dict(connection.execute(_CURSORS, {"epoch": facts["epoch"]}).fetchall())
    if rules.has_central:
        cursors.setdefault(CENTRAL, 0)
    last = int(connection.execute(_LAST).fetchone()[0] or 0)
    everybody = min(cursors.values(), default=last)
    row = connection.execute(_CHECKPOINT, {"upto": everybody}).fetchone()
    under = int(json.loads(row[0])["size"]) if row else 0
    (work,) = connection.execute(_LAST_WORK).fetchone() or (0,)
    return max(0, min(everybody, under, work - rules.keep))


def write_next(connection: sqlite3.Connection, folder: Path, rules: Rules) -> Run | None:
    """Write the next file and make sure of it; None when nothing may go. Raises `ArchiveError`, `OSError`."""
    facts = dict(connection.execute(_FACTS).fetchall())
    before = runs(connection)
    after, previous = (before[-1].last, before[-1].hash) if before else (0, _genesis(facts))
    upto = min(_old_upto(connection, after, may_go(connection, rules), rules.before_ms), after + rules.file_rows)
    if upto <= after:
        return None
    _make(folder)
    name = f"archive-{facts['box']}-{facts['epoch']}-{after + 1:012}"
    part = folder / f"{name}.part"
    _write(part, _pages(connection, after, upto))
    path = folder / f"{name}-{upto:012}.jsonl.gz"
    part.rename(path)
    sync_folder(folder)
    head = _walked(path, after, upto, previous)
    return Run(after + 1, upto, path.name, sha256_of(path), previous, head)


def _genesis(facts: Mapping[str, str]) -> str:
    return genesis(facts["site"], facts["box"], facts["epoch"])


def _old_upto(connection: sqlite3.Connection, after: int, upto: int, before_ms: int) -> int:
    """The last entry up to `upto` that is old enough; `after` for none. What stands before it is older yet.

    A clock that was set counts before one that was not: an entry of 1970 does not make all before it old. Where none
    was ever set, the others are all there is. Each page is a short read of its own, from the end.
    """
    limit, free, is_set = utc_text(before_ms), after, False
    while page := connection.execute(_PAGE_BACK, {"after": after, "upto": upto}).fetchall():
        for seq, body in page:
            fields = orjson.loads(body)
            is_old, is_synced = fields["rec"] < limit, fields["clk"] == "synced"
            if is_old and is_synced:
                return int(seq)
            is_set = is_set or is_synced
            free = seq if is_old and free == after else free
        upto = page[-1][0] - 1
    return after if is_set else free


def _pages(connection: sqlite3.Connection, after: int, upto: int) -> Iterator[Row]:
    """Entries in order. Each page is a short read of its own."""
    while page := connection.execute(_PAGE, {"after": after, "upto": upto}).fetchall():
        yield from (Row(*row) for row in page)
        after = page[-1][0]


def _write(path: Path, rows: Iterator[Row]) -> None:
    """Write the rows, durably."""
    with path.open("wb") as file:
        with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:  # the same entries are the same bytes
            for row in rows:
                packed.write(line_of(row).encode())
        file.flush()
        os.fsync(file.fileno())


def _make(folder: Path) -> None:
    """Make a folder, durably: its entries are not to be lost with its name."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _walked(path: Path, after: int, last: int, previous: str) -> str:
    """Read a file back and walk its chain; the hash of its last entry. Raises `ArchiveError`."""
    seq = after
    for row in read_lines(path, after + 1):
        if chain(previous, row.body.encode()) != row.hash:
            raise ArchiveError(f"{path}: entry {row.seq} does not continue the chain; nothing was deleted")
        previous, seq = row.hash, row.seq
    if seq != last:
        raise ArchiveError(f"{path}: ends before entry {last}; nothing was deleted")
    return previous


def _remove_others(folder: Path, marked: Run) -> None:
    """What earlier runs left that were killed before they marked a file of the same entries."""
    stem = marked.file.rsplit("-", 1)[0]
    for path in folder.glob(f"{stem}-*.jsonl.gz"):
        if path.name != marked.file:
            with suppress(FileNotFoundError):
                path.unlink()


class _Mark(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,160}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    prev_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at_ms: Annotated[int, Field(ge=0)]


def mark(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Mark a run of entries as archived: the handler of the command. Raises `CommandError`."""
    try:
        asked = _Mark.model_validate(dict(args))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CommandError(f"{MARK}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    before = runs(store.cursor)
    run = Run(asked.first, asked.last, asked.file, asked.sha256, asked.prev_hash, asked.hash)
    if run in before:
        return Ordered(result={"marked": run.last})
    after, previous = (before[-1].last, before[-1].hash) if before else (0, store.hash_of(0))
    if run.first != after + 1 or run.last < run.first:
        raise CommandError(
            f"the archive ends at entry {after}; {run.file} begins at {run.first}: is another run at work?"
        )
    row = store.cursor.execute(_HASH_OF, {"seq": run.last}).fetchone()
    if row is None or row[0] != run.hash or previous != run.prev_hash:
        raise CommandError(f"{run.file} does not hold what the ledger says of entries {run.first} to {run.last}")
    store.cursor.execute(_PUT_MARK, asdict(run) | {"at_ms": asked.at_ms})
    return Ordered(Decision(drafts=(Draft(Audit(_OWN, asdict(run))),)), {"marked": run.last})


def drop(store: Store, _args: Mapping[str, Any]) -> Ordered:
    """Let a few of the marked entries leave the ledger: the handler of the command; `dropped` says how many did."""
    before = runs(store.cursor)
    if not before:
        return Ordered(result={"dropped": 0})
    store.cursor.execute(_DROP, {"last": before[-1].last})
    return Ordered(result={"dropped": store.cursor.rowcount})
