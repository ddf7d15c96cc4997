"""The desk's own connection: it reads the store, and writes nothing but temporary tables beside it.

The file is opened read-only, so that no mistake of ours can write to the book. What is derived for the desk lies in
SQLite's temporary file, which goes with the connection and can be thrown away at any time.
"""

import sqlite3
from pathlib import Path
from typing import Final

from edge.shell.ledger.database import open_reader

_SETTINGS: Final = (
    "query_only = 0",  # the file itself is open for reading only; temporary tables are ours
    "temp_store = 1",  # a file: a million rows are no use of the box's memory
    "temp.journal_mode = OFF",  # what fails is thrown away
    "temp.cache_size = -65536",
    "cache_size = -16384",
)


def open_desk(path: Path) -> sqlite3.Connection:
    """A connection for the desk's lists. Raises `StoreError`, `sqlite3.Error`."""
    connection = open_reader(path)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


def site_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT value FROM meta WHERE name = 'site'").fetchone()[0])


def dataset_mark(connection: sqlite3.Connection, name: str) -> tuple[object, ...]:
    """Changes with every change of a dataset."""
    found = connection.execute("SELECT rev, snapshot, replacing FROM dataset WHERE name = ?", (name,)).fetchone()
    return tuple(found or ())
