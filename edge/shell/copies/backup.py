"""Backups: one whole file of the store at one moment, taken beside the running daemon, checked before it counts.

    read-only connection -> one step -> .backup-...part -> quick_check -> fsync -> rename -> fsync of the folder

One step holds one view of the store to its end: a daemon that writes meanwhile does not make it start again, and the
daemon's writes wait for nothing. The file needs no write-ahead log beside it: it can be read from a medium that cannot
be written.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edge.core.entry_json import genesis
from edge.shell.durable import sync_folder
from edge.shell.ledger.database import open_reader

_NAME: Final = re.compile(
    r"ledger-(?P<box>[A-Za-z0-9_.-]{1,32})-(?P<epoch>[0-9a-f]{16})-(?P<seq>\d{12})-(?P<at>\d{8}T\d{6}Z)\.db\Z"
)
_PART: Final = ".backup-{}.part"
_LAST: Final = "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1"
_ARCHIVED: Final = "SELECT last, hash FROM archive WHERE epoch = '' ORDER BY last DESC LIMIT 1"


class BackupError(Exception):
    """No backup was made: why, and what to do. Those that were there are as they were."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds, and what became of the older ones."""

    path: Path
    epoch: str
    seq: int
    hash: str
    bytes: int
    kept: tuple[Path, ...]
    """The older good ones that stay."""
    removed: tuple[Path, ...]
    bad: tuple[Path, ...]
    """Older ones that are not good; they are left for somebody to look at, and count for nothing."""


def save(store: Path, folder: Path, keep: int, now_ms: int) -> Saved:
    """Make one backup in a folder and leave the `keep` newest good ones of this box there.

    Raises `BackupError`, `StoreError`.
    """
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        raise BackupError(f"{folder}: this user may not write there: permission denied")
    try:
        with _alone(folder):
            return _save(store, folder, keep, now_ms)
    except PermissionError as error:
        raise BackupError(f"{error.filename or folder}: permission denied: this user may not do it") from error
    except OSError as error:
        raise BackupError(f"{folder}: {error.strerror or error}; is the folder there, and is there room?") from error
    except sqlite3.Error as error:
        raise BackupError(f"{folder}: the store could not be copied: {error}; is there room?") from error


def _save(store: Path, folder: Path, keep: int, now_ms: int) -> Saved:
    with closing(open_reader(store)) as source:
        facts = dict(source.execute("SELECT name, value FROM meta WHERE name IN ('site', 'box', 'epoch')").fetchall())
        box, epoch = facts["box"], facts["epoch"]
        part = folder / _PART.format(box)
        part.unlink(missing_ok=True)
        try:
            seq, digest = _copy(source, part)
            path = folder / f"ledger-{box}-{epoch}-{seq:012}-{_utc(now_ms)}.db"
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(folder)
    kept, removed, bad = _thin(folder, path, box, epoch, keep)
    head = digest or genesis(facts["site"], box, epoch)
    return Saved(path, epoch, seq, head, path.stat().st_size, kept, removed, bad)


def _copy(source: sqlite3.Connection, part: Path) -> tuple[int, str]:
    """Copy in one step, check the copy, make it durable; its last entry and hash."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # it is synced once, whole
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise BackupError(f"the copy is damaged ({found}), and so is the store: nothing was replaced")
        last = copy.execute(_LAST).fetchone() or copy.execute(_ARCHIVED).fetchone() or (0, "")
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    return int(last[0]), str(last[1])


def _thin(
    folder: Path, newest: Path, box: str, epoch: str, keep: int
) -> tuple[tuple[Path, ...], tuple[Path, ...], tuple[Path, ...]]:
    """Remove older backups of this box beyond `keep` good ones: which stay, which went, which are not good."""
    kept, removed, bad = list[Path](), list[Path](), list[Path]()
    for path in _older(folder, newest, box, epoch):
        if len(kept) + 1 >= keep:
            path.unlink()
            removed.append(path)
        elif is_good(path):
            kept.append(path)
        else:
            bad.append(path)
    if removed:
        sync_folder(folder)
    return tuple(kept), tuple(removed), tuple(bad)


def is_good(path: Path) -> bool:
    """Whether a backup can be read and is whole."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok" and db.execute(_LAST) is not None)
    except sqlite3.Error:
        return False


def _older(folder: Path, newest: Path, box: str, epoch: str) -> list[Path]:
    """The other backups of this box, newest first: within the present epoch by seq, since a clock may be wrong."""
    found = [(match, folder / name) for name in os.listdir(folder) if (match := _NAME.match(name))]  # noqa: PTH208  # names, not paths
    mine = [(match, path) for match, path in found if match["box"] == box and path != newest]
    mine.sort(key=lambda one: (one[0]["epoch"] == epoch, one[0]["epoch"] == epoch and one[0]["seq"], one[0]["at"]))
    return [path for _match, path in reversed(mine)]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup into a folder at a time. Raises `OSError`, `BackupError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupError(f"{folder}: another backup is being made there") from error
    finally:
        os.close(handle)


def _utc(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
