"""Reading a book from the command line: which one, at what time, and where the answer goes."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypeAlias

import typer

from edge.cli.ends import End, end, how_store_failed, read_box
from edge.cli.target import config_files, is_of_output, output, unwritten

if TYPE_CHECKING:
    import sqlite3

    from edge.shell.copies.archive_reader import Run
    from edge.shell.history.entries import Entries
    from edge.shell.history.lookup import Lookup

SPOOLED = 4 << 20
PROGRESS_FROM = 200_000
_DAY = len("2026-11-23")

Config: TypeAlias = Annotated[Path | None, typer.Option(help="The box's config file, to find its store.")]
StorePath: TypeAlias = Annotated[Path | None, typer.Option(help="The store file itself.")]
Out: TypeAlias = Annotated[Path | None, typer.Option("--out", help="Write here instead; whole, or not at all.")]


@dataclass(frozen=True, slots=True)
class Reading:
    """An open book. `zone` is the site's, as the config or the newest entry names it."""

    path: Path
    connection: "sqlite3.Connection"
    entries: "Entries"
    zone: str
    needed: tuple[Path, ...] = ()
    """The config, and the files and folders it names."""

    def output(self, out: Path | None) -> AbstractContextManager[TextIO]:
        """Where lines go: standard output, or a file that is there whole or not at all, and none of the box's own."""
        return output(out, self.path, self.needed)

    def look_up(self) -> "Lookup":
        """Finds entries by what they are about; says so where that takes a while the first time."""
        from edge.shell.history.lookup import look_up

        return look_up(self.path, self.entries, _progress if sys.stderr.isatty() else None)

    def say_missing(self, after: int | None = None) -> None:
        """One line where entries after a place lie in archive files that could not be looked through."""
        if missing := self.entries.missing() if after is None else self.entries.missing(after):
            print(f"note: {_lacking(missing)}; the answer may lack some of them", file=sys.stderr)

    def refuse_missing(self, after: int) -> None:
        """End the command where an answer needs entries after a place that are in files that could not be read."""
        if missing := self.entries.missing(after):
            end(f"{_lacking(missing)}: this cannot be told without them", End.IO)


@contextlib.contextmanager
def reading(config: Path | None, store: Path | None) -> Iterator[Reading]:
    """The book that the options name. What goes wrong ends the command with a sentence."""
    import sqlite3

    from edge.shell.copies.archive_reader import folders
    from edge.shell.history.entries import Entries
    from edge.shell.ledger.database import StoreError, open_reader

    if store is None and config is None:
        end("name the box with --config FILE, or its store with --store FILE", End.USAGE)
    box = read_box(config) if config is not None else None
    path = store
    try:
        path = store or (box.store.path if box is not None else Path())
        connection = open_reader(path)
        entries = Entries(connection, folders(path, box.store.archive_dir if box is not None else None))
        with contextlib.closing(connection):
            needed = tuple(config_files(config, box)) if config is not None else ()
            yield Reading(path, connection, entries, box.timezone if box is not None else _zone(entries), needed)
            sys.stdout.flush()
    except StoreError as error:
        end(error, how_store_failed(error))
    except sqlite3.Error as error:
        end(f"{path}: cannot be read: {error}", End.IO)
    except OSError as error:
        if is_of_output(error):
            unwritten(error)
        end(f"{error.filename or path}: {error.strerror or error}", End.IO)


def moment(text: str, zone: str, option: str, *, day_ends: bool = False) -> int:
    """A time as people write it, in ms since 1970: RFC 3339, or without an offset the site's own time.

    A day alone is its beginning, or with `day_ends` its end. Ends the command for what is no time.
    """
    from edge.shell.history.clocks import zone_of

    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        end(f"{option} {text!r} is no time: 2026-11-23, '2026-11-23 10:00' or 2026-11-23T10:00:00+01:00", End.USAGE)
    if day_ends and len(text.strip()) <= _DAY:
        at = at + timedelta(days=1) if at.date() < date.max else datetime.max  # noqa: DTZ901  # the zone comes next
    at = at if at.tzinfo is not None else at.replace(tzinfo=zone_of(zone))
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@contextlib.contextmanager
def spooled(target: TextIO) -> Iterator[TextIO]:
    """Lines that are kept until the body has ended: a slow reader of them keeps no transaction open."""
    with tempfile.SpooledTemporaryFile(SPOOLED, "w+", encoding="utf-8", newline="") as kept:
        yield kept  # type: ignore[misc]  # it is one, but does not say so
        kept.seek(0)
        shutil.copyfileobj(kept, target)


def _lacking(missing: "list[Run]") -> str:
    files = missing[0].file if len(missing) == 1 else f"{missing[0].file} and {len(missing) - 1} more files"
    spans = f"{min(run.first for run in missing)} to {max(run.last for run in missing)}"
    return f"entries {spans} are in the archive, and {files} is not at hand or not as it was written"


def _zone(entries: "Entries") -> str:
    row = entries.one(entries.last())
    fields = row.fields() if row is not None else None
    return str(fields["tz"]) if fields is not None else "UTC"


def _progress(done: int, total: int) -> None:
    if total >= PROGRESS_FROM:
        ends = "\r" if done + PROGRESS_FROM < total else "\n"
        print(f"making the index of the book, this once: {done:,} of {total:,} entries", end=ends, file=sys.stderr)
