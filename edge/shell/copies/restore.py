"""Restoring: a backup becomes a new store file with an epoch of its own; what was there is moved aside, never deleted.

    check the backup -> build ledger.db.restoring -> write the mark ledger.db.restore
        -> old files into quarantine-... -> new file in place -> remove the mark

Killed before the mark stands: the old state. After it: no store opens until the moves were finished, for between them
there is only half a store; the same command finishes them. The mark says what the restore comes to.
"""

import contextlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edge.shell.clock import Clock
from edge.shell.copies.restore_build import Backup, Built, Origin, build, stash, stashes
from edge.shell.durable import sync_folder
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError, lock_store, open_reader, restore_mark
from edge.shell.ledger.migrations import OLDEST, migrate
from edge.shell.ledger.tables import SCHEMA_VERSION

_EPOCH: Final = "SELECT value FROM meta WHERE name = 'epoch'"
_PAST: Final = "SELECT epoch FROM past_epoch"
_BOOKED: Final = "SELECT seq FROM ledger WHERE kind IN ('movement', 'count', 'outcome') LIMIT 1"
_SIDES: Final = ("-wal", "-shm", "")
"""The store's files, in the order they are moved: the file without its log would open, and be wrong."""


class RestoreError(Exception):
    """The backup cannot be restored: why, and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to."""

    epoch: str
    """The new store's."""
    old_epoch: str
    backup_upto: int
    upto: int
    """With what was there beyond the backup."""
    contradicting: int
    waiting: int
    """Entries of the second copy that wait for those before them, which central has."""
    quarantine: str
    """The folder of the old files; empty when there were none."""
    others: int = 0
    """Entries of the second copy of other epochs; they come back where those are of this book."""


def check_backup(path: Path, site: str, box: str, scratch: Path) -> Backup:
    """Verify a backup whole. One of an older schema is brought up to date in `scratch`, a file of that name, first.

    Raises `RestoreError` for one that is not good, or not this box's.
    """
    try:
        source = _up_to_date(path, scratch)
        with closing(_reader(source)) as db:
            found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            raise RestoreError(f"{path}: is damaged ({found}); take another backup")
        book = Book(source)
        whose = (book.facts.get("site"), book.facts.get("box"))
        if whose != (site, box):
            raise RestoreError(f"{path}: belongs to box {whose[1]} of site {whose[0]}, not to box {box} of site {site}")
        verdict = book.verify()
    except (StoreError, sqlite3.Error) as error:
        raise RestoreError(f"{path}: cannot be read as a backup: {error}; take another one") from error
    if not verdict.ok:
        why = verdict.reason or "the sum over all places is not zero"
        raise RestoreError(f"{path}: is not good: {why}; take another backup")
    return Backup(source, book.facts["epoch"], verdict.entries, verdict.last_hash)


def restore(origin: Origin, clock: Clock) -> Restored:
    """Replace the store by what the backup and the second copy hold.

    Raises `RestoreError`, `StoreError`, `OSError`, `sqlite3.Error`; then the old state is as it was.
    """
    store = origin.store
    if origin.backup.path.resolve() == store.resolve():
        raise RestoreError(f"{origin.backup.path}: is the store itself, not a backup")
    with closing(lock_store(store)):
        if restore_mark(store).exists():
            raise RestoreError(f"{store}: a restore was interrupted; give the same command again, it finishes that one")
        _refuse_older(origin)
        _clear(_new(store))
        built = build(_new(store), origin, clock)
        for path in (
            _new(store),
            *(stash(store, one) for one in stashes(store)),
            store.with_name(store.name + ".lock"),
        ):
            _give(path)
        _new(store).with_name(_new(store).name + ".lock").unlink(missing_ok=True)
        _mark(store, _told(origin.backup, built, _quarantine(store, clock)))
        return _swap(store)


def finish(store: Path) -> Restored | None:
    """Finish a restore that was interrupted while files were moved; None when there is none. Raises as `restore`."""
    if not restore_mark(store).exists():
        return None
    with closing(lock_store(store)):
        return _swap(store)


def _refuse_older(origin: Origin) -> None:
    """What was booked since the last restore stands in an epoch that an older backup does not know: central must have
    all of it, and must tell of it. A store that cannot be read says nothing of that."""
    with contextlib.suppress(StoreError, sqlite3.Error), closing(open_reader(origin.store)) as db:
        (epoch,) = db.execute(_EPOCH).fetchone()
        is_older = (origin.backup.epoch,) in db.execute(_PAST).fetchall()
        if is_older and db.execute(_BOOKED).fetchone() is not None:
            raise RestoreError(
                f"{origin.backup.path}: is from before the last restore, and what was booked since, in epoch {epoch}, "
                "would be missing for good; take a backup of that epoch (`wedge backup` makes one). Where there can be "
                f"none, move {origin.store} and its -wal away first"
            )


def _new(store: Path) -> Path:
    return store.with_name(store.name + ".restoring")


def _told(backup: Backup, built: Built, quarantine: Path | None) -> Restored:
    return Restored(
        built.epoch,
        backup.epoch,
        backup.upto,
        built.upto,
        built.contradicting,
        built.waiting,
        quarantine=str(quarantine or ""),
        others=built.others,
    )


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _up_to_date(path: Path, scratch: Path) -> Path:
    """The backup itself or, where it is of an older schema, a copy that is not."""
    if not path.is_file():
        raise RestoreError(f"{path}: there is no such file")
    with closing(_reader(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if not OLDEST <= version < SCHEMA_VERSION:
            return path
        _clear(scratch)
        with closing(sqlite3.connect(scratch, isolation_level=None)) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            migrate(copy, version)
    return scratch


def _quarantine(store: Path, clock: Clock) -> Path | None:
    """A folder of its own for the old files; None when there are none."""
    if not any(store.with_name(store.name + side).exists() for side in _SIDES):
        return None
    at = datetime.fromtimestamp(clock.now().wall_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"quarantine-{at}{suffix}" for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
    folder = next(store.parent / name for name in names if not (store.parent / name).exists())
    folder.mkdir()
    _give(folder)
    return folder.resolve()


def _mark(store: Path, restored: Restored) -> None:
    """From here on the restore has happened, whatever is still to be moved."""
    mark = restore_mark(store)
    draft = mark.with_name(mark.name + ".tmp")
    with draft.open("w") as file:
        json.dump(asdict(restored), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(mark)
    sync_folder(store.parent)


def _swap(store: Path) -> Restored:
    """Move the old aside and the new into its place; done again, it goes on where it stopped."""
    mark = restore_mark(store)
    restored = Restored(**json.loads(mark.read_text()))
    if _new(store).exists():
        for side in _SIDES:
            file = store.with_name(store.name + side)
            if file.exists():
                file.replace(Path(restored.quarantine) / file.name)
        if restored.quarantine:
            sync_folder(Path(restored.quarantine))
        _new(store).replace(store)
        sync_folder(store.parent)
    mark.unlink()
    sync_folder(store.parent)
    return restored


def _give(path: Path) -> None:
    """What root makes belongs to whom the folder belongs: the daemon must open it."""
    if os.geteuid() == 0 and path.exists():
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _clear(path: Path) -> None:
    """Remove a file of an earlier try, with all that SQLite puts beside it."""
    for side in (*_SIDES, "-journal", ".lock"):
        path.with_name(path.name + side).unlink(missing_ok=True)
