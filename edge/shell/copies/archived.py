"""What is in the archive, for verifying: the entries of any epoch, in order from its first."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from edge.shell.audit.chain_walk import Row
from edge.shell.audit.verify import Archived
from edge.shell.copies.archive_reader import all_runs, entries, runs


def missing(connection: sqlite3.Connection, where: Sequence[Path]) -> list[str]:
    """The files of the archive that are in none of these folders."""
    files = (run.file for _epoch, run in all_runs(connection))
    return [file for file in files if not any((folder / file).is_file() for folder in where)]


def archived(connection: sqlite3.Connection, where: Sequence[Path]) -> Archived:
    """The reader of an archive whose files are all in these folders; what it gives raises `ArchiveError`."""

    def read(epoch: str) -> Iterator[Row]:
        for row in entries(runs(connection, epoch), where):
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
