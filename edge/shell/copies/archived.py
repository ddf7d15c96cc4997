"""What is in the archive, for verifying: the entries of any epoch, in order from its first."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import orjson
from sqlalchemy import bindparam, select

from edge.shell.audit.chain_walk import Row
from edge.shell.audit.verify import Archived
from edge.shell.copies.archive_reader import Run, entries
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql

_RUNS: Final = sql(
    select(*(t.archive.c[name] for name in ("first", "last", "file", "sha256", "prev_hash", "hash")))
    .where(t.archive.c.epoch == bindparam("epoch"))
    .order_by(t.archive.c.first)
)
_FILES: Final = sql(select(t.archive.c.file))


def missing(connection: sqlite3.Connection, where: Sequence[Path]) -> list[str]:
    """The files of the archive that are in none of these folders."""
    files = (file for (file,) in connection.execute(_FILES).fetchall())
    return [file for file in files if not any((folder / file).is_file() for folder in where)]


def archived(connection: sqlite3.Connection, where: Sequence[Path]) -> Archived:
    """The reader of an archive whose files are all in these folders; what it gives raises `ArchiveError`."""

    def read(epoch: str) -> Iterator[Row]:
        runs = [Run(*row) for row in connection.execute(_RUNS, {"epoch": epoch}).fetchall()]
        for row in entries(runs, where):
            ident, kind = _names(row.body)
            yield row.seq, ident, kind, row.body, row.hash

    return read


def _names(body: str) -> tuple[str, str]:
    """An archived entry has no columns: its id and kind are what it says itself."""
    try:
        fields = orjson.loads(body)
        return str(fields["id"]), str(fields["kind"])
    except (KeyError, TypeError, ValueError):
        return "", ""  # the walk will name it
