"""The SQLite file: opening it safely, creating or checking its schema, and compiled statements.

One process, one writing connection, read-only readers. WAL and synchronous=FULL, read back and insisted on: with less,
an acknowledged scan can be lost to a power cut. A store that once refused for good is not asked for anything more, not
even to close: closing folds in the write-ahead log, and what the disk would then hold is not known.
"""

import errno
import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.expression import ClauseElement

from edge.shell.disk.ballast import ballast_path
from edge.shell.ledger.lock import Lock, LockedError
from edge.shell.ledger.migrations import OLDEST, migrate
from edge.shell.ledger.refusals import is_full, is_untrusted
from edge.shell.ledger.tables import DERIVED, SCHEMA_VERSION, TRIGGERS, metadata

WAL_BYTES_MAX: Final = 16 * 1024 * 1024
WAL_FRAMES: Final = 1_000
"""The write-ahead log is folded in when it holds so many pages."""
SETTINGS: Final[Mapping[str, str | int]] = {
    "page_size": 4096,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with less, a power cut takes what was acknowledged
    "wal_autocheckpoint": WAL_FRAMES,
    "journal_size_limit": WAL_BYTES_MAX,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "temp_store": 2,  # memory
    "temp.auto_vacuum": 1,  # FULL: or what was staged there stays taken for as long as the process
    "mmap_size": 0,  # mapped, an I/O error would be a signal that ends the process
    "trusted_schema": 0,
    "cell_size_check": 1,
    "cache_size": -64 * 1024,  # KiB: with millions of entries, what is touched often stays in memory
}
"""What the one writing connection must say of itself; the numbers are SQLite's own."""
_READER_SETTINGS: Final = ("query_only = 1", "busy_timeout = 5000", "mmap_size = 0", "trusted_schema = 0")
SCRATCH_KIB: Final = 64 * 1024
_DIALECT: Final = sqlite_dialect.dialect(paramstyle="named")
_POSITIONAL: Final = sqlite_dialect.dialect(paramstyle="qmark")
_DDL: Final = sqlite_dialect.dialect()


class StoreError(Exception):
    """The store cannot be used: what is wrong, and what to do."""


class StoreBusyError(StoreError):
    """Another process has the store open."""


class StoreLostError(StoreError):
    """What the disk holds is not known any more, or known to be bad: end with `os._exit`, which closes nothing."""


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


def open_writer(path: Path, site: str, box: str) -> "WritingConnection":
    """The one writing connection; creates the file on first use. On a full disk it takes the ballast's room.

    Raises `StoreError`.
    """
    lock = lock_store(path)
    try:
        try:
            return _opened(path, lock, site, box)
        except sqlite3.Error as error:
            if not is_full(error) or not ballast_path(path).exists():
                raise
            ballast_path(path).unlink()
            return _opened(path, lock, site, box)
    except (OSError, sqlite3.Error, StoreError) as error:
        if is_untrusted(error):
            lock.leave()
        else:
            lock.close()
        if isinstance(error, StoreError):
            raise
        fails = StoreLostError if is_untrusted(error) else StoreError
        raise fails(_cannot_open(path, error)) from error


def lock_store(path: Path) -> Lock:
    """The lock beside the store, held: two processes never write one book. Raises `StoreError`."""
    try:
        return Lock(path)
    except LockedError as error:
        raise StoreBusyError(f"{path}: another wedge has this store open") from error
    except OSError as error:
        raise StoreError(_cannot_open(path, error)) from error


def restore_mark(path: Path) -> Path:
    """The file that stands beside a store while a restore moves files: until it is gone there is only half a store."""
    return path.with_name(path.name + ".restore")


def _refuse_half(path: Path) -> None:
    if restore_mark(path).exists():
        raise StoreError(f"{path}: a restore was interrupted; finish it with `wedge restore --config FILE`")


def _opened(path: Path, lock: Lock, site: str, box: str) -> "WritingConnection":
    _refuse_half(path)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=True, factory=WritingConnection)
    try:
        _settle(connection)
        _schema(connection, site, box)
    except BaseException as error:
        if not is_untrusted(error):
            connection.abort()
        raise
    connection.lock = lock
    return connection


def _cannot_open(path: Path, error: OSError | sqlite3.Error) -> str:
    if is_untrusted(error):
        return f"{path}: {error}. The file or its disk is damaged: `wedge restore` brings the last backup back"
    if is_full(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return f"{path}: the disk is full: make room on it"
    why = error.strerror if isinstance(error, OSError) else error
    return f"{path}: {why}. Is the folder there, on a local disk, and writable for this user?"


class WritingConnection(sqlite3.Connection):
    """A connection that holds the store's lock for as long as it is open."""

    lock: Lock
    abandoned = False
    _closed = False

    @property
    def unchecked(self) -> bool:
        """Whether the one that last wrote to the store did not close it, and nobody has looked since."""
        return self.lock.unchecked

    def checked(self) -> None:
        """The store was looked through, and is good."""
        self.lock.unchecked = False

    def close(self) -> None:
        """Fold the write-ahead log in and let go of the file; once it was abandoned, nothing.

        Raises `sqlite3.Error` where the disk is not to be trusted.
        """
        if self.abandoned or self._closed:
            return
        try:
            self.execute("PRAGMA busy_timeout = 0")  # whoever reads now does not hold up the end
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            if is_untrusted(error):
                self.abandon()
                raise
        self._closed = True
        self.abort()
        self.lock.close()

    def abort(self) -> None:
        """Close the file alone."""
        super().close()

    def abandon(self) -> None:
        """Ask nothing of the store again. The process is to end with `os._exit`: else Python would close it."""
        self.abandoned = True


def open_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection for tools and screens. Raises `StoreError` when there is no store."""
    _refuse_half(path)
    if not path.is_file():
        raise StoreError(f"{path}: there is no store here; `wedge run` makes one, `wedge restore` brings one back")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        for setting in _READER_SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error
    if version != SCHEMA_VERSION:
        older = "; `wedge run` brings it up to date" if OLDEST <= version < SCHEMA_VERSION else ""
        raise StoreError(f"{path}: is of schema {version}, this program reads {SCHEMA_VERSION}{older}")
    return connection


def scratch() -> sqlite3.Connection:
    """The derived tables, empty, in memory; what does not fit into `SCRATCH_KIB` goes to a temporary file."""
    connection = sqlite3.connect("", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{SCRATCH_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    _create_tables(connection, DERIVED)
    connection.execute("BEGIN")
    return connection


def _settle(connection: sqlite3.Connection) -> None:
    """Set what must be, and believe only what the connection then says of itself. Raises `StoreError`."""
    for name, value in SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    for name, value in SETTINGS.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        said = row[0] if row else 0  # built without it: mmap_size
        if said != value:
            raise StoreError(f"the store must run with {name} = {value}, and has {said}{_REMEDIES.get(name, '')}")


_REMEDIES: Final = {
    "journal_mode": "; put it on a local disk: file systems of the network and some containers cannot do it",
    "page_size": "; another program made it. `wedge run` makes a new one where there is none",
}


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
