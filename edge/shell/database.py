"""The SQLite file: opening it safely, creating or checking its schema, and compiled statements.

One process, one writing connection, read-only readers. WAL and synchronous=FULL, read back and insisted on: with less,
an acknowledged scan can be lost to a power cut.
"""

import re
import secrets
import sqlite3
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, TextIO

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.expression import ClauseElement

from edge.shell.migrations import OLDEST, migrate
from edge.shell.tables import DERIVED, SCHEMA_VERSION, TRIGGERS, metadata

WAL_BYTES_MAX: Final = 16 * 1024 * 1024
_DIALECT: Final = sqlite_dialect.dialect(paramstyle="named")
_POSITIONAL: Final = sqlite_dialect.dialect(paramstyle="qmark")
_DDL: Final = sqlite_dialect.dialect()


class StoreError(Exception):
    """The store cannot be used: what is wrong, and what to do."""


def sql(statement: ClauseElement) -> str:
    """A Core statement as SQL text with `:name` parameters, for the DBAPI cursor: compiled once, run often.

    Values that stand in the statement itself are written into the text; only `bindparam`s without one stay open.
    """
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    text = str(compiled)
    for name, value in compiled.params.items():
        if value is not None:
            text = re.sub(rf":{name}\b", lambda _: _literal(value), text)  # noqa: B023  # used within the turn
    return text


def positional(statement: ClauseElement, *names: str) -> str:
    """A Core statement as SQL text with `?` for the parameters of these names in this order: bound without a search."""
    compiled = statement.compile(dialect=_POSITIONAL, compile_kwargs={"render_postcompile": True})
    order = tuple(getattr(compiled, "positiontup", None) or ())
    if order != names:
        raise ValueError(f"the statement asks for {', '.join(order)}, not for {', '.join(names)}")
    return str(compiled)


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def open_writer(path: Path, site: str, box: str) -> sqlite3.Connection:
    """The one writing connection; creates the file on first use. Raises `StoreError`."""
    connection = None
    try:
        lock = _lock(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=True, factory=_Writer)
        connection.lock = lock
        _settle(connection)
        _schema(connection, site, box)
    except (OSError, sqlite3.Error, StoreError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, StoreError):
            raise
        why = error.strerror if isinstance(error, OSError) else error
        raise StoreError(f"{path}: {why}. Is the folder there, on a local disk, and writable for this user?") from error
    return connection


class _Writer(sqlite3.Connection):
    """A connection that holds the store's lock for as long as it is open."""

    lock: TextIO

    def close(self) -> None:
        super().close()
        self.lock.close()


def open_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection for tools and screens. Raises `StoreError` when there is no store."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no store here; `wedge run` makes one")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA busy_timeout = 5000")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error
    if version != SCHEMA_VERSION:
        older = "; `wedge run` brings it up to date" if OLDEST <= version < SCHEMA_VERSION else ""
        raise StoreError(f"{path}: is of schema {version}, this program reads {SCHEMA_VERSION}{older}")
    return connection


def scratch() -> sqlite3.Connection:
    """The derived tables, empty, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create_tables(connection, DERIVED)
    connection.execute("BEGIN")
    return connection


def _settle(connection: sqlite3.Connection) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "busy_timeout = 5000",
        "temp_store = MEMORY",
        "mmap_size = 0",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        f"journal_size_limit = {WAL_BYTES_MAX}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", 2):
        raise StoreError(f"the store must run in WAL mode with synchronous=FULL, got {mode}/{level}; use a local disk")


def _lock(path: Path) -> TextIO:
    """The lock file beside the store, held: two daemons never write one book. Raises `OSError`, `StoreError`."""
    import fcntl

    handle = path.with_suffix(path.suffix + ".lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.close()
        raise StoreError(f"{path}: another wedge has this store open") from error
    return handle


def _schema(connection: sqlite3.Connection, site: str, box: str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        _create(connection, site, box)
    elif OLDEST <= version < SCHEMA_VERSION:
        migrate(connection, version)
    elif version != SCHEMA_VERSION:
        raise StoreError(f"the store is of schema {version}, this program writes {SCHEMA_VERSION}: a newer one made it")
    known = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('site', 'box')").fetchall())
    if known != {"site": site, "box": box}:
        raise StoreError(
            f"the store belongs to box {known.get('box')} of site {known.get('site')}, not to box {box} of site {site}"
        )


def _create(connection: sqlite3.Connection, site: str, box: str) -> None:
    """All tables and the epoch, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    _create_tables(connection, metadata.sorted_tables)
    for trigger in TRIGGERS:
        connection.execute(trigger)
    facts = {"site": site, "box": box, "epoch": secrets.token_hex(8)}
    connection.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", facts.items())
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _create_tables(connection: sqlite3.Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        for statement in _ddl(table):
            connection.execute(statement)


@cache
def _ddl(table: Table) -> tuple[str, ...]:
    """What makes a table and its indexes; told once, since making it is slow."""
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    made: list[CreateTable | CreateIndex] = [CreateTable(table), *map(CreateIndex, indexes)]
    return tuple(str(one.compile(dialect=_DDL)) for one in made)
