"""A damaged store: how it is found, and the mark beside it that keeps the box from working on it.

The mark stays over restarts until a check by hand is good (`wedge ledger check`), or until the store is another one:
it names the epoch that was found damaged.
"""

import contextlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge.shell.durable import sync_folder
from edge.shell.ledger.database import StoreError, open_reader
from edge.shell.ledger.refusals import is_untrusted, named

FAULTS_MAX: Final = 20
WHY_MAX: Final = 500
REMEDY: Final = "`wedge restore` brings the last backup back; `wedge ledger check` looks again"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the file found; no faults: it is as SQLite wrote it."""

    epoch: str
    faults: tuple[str, ...]


def check(path: Path, *, full: bool = False) -> Checked:
    """Look through the whole file: its structure or, `full`, every index against its table too.

    Raises `StoreError` where it cannot be looked at for another reason than damage.
    """
    epoch = ""
    try:
        with closing(open_reader(path)) as reader:
            reader.execute("PRAGMA cell_size_check = 1")
            epoch = str(reader.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0])
            pragma = "integrity_check" if full else "quick_check"
            rows = reader.execute(f"PRAGMA {pragma}({FAULTS_MAX})").fetchall()
    except (sqlite3.Error, StoreError) as error:
        cause = error if isinstance(error, sqlite3.Error) else error.__cause__
        if cause is None or not is_untrusted(cause):
            raise StoreError(str(error)) from error
        return Checked(epoch, (named(cause),))
    said = tuple(str(row[0]).strip() for row in rows)
    return Checked(epoch, () if said == ("ok",) else said)


def note_damage(path: Path, epoch: str, why: str) -> None:
    """Leave the mark, for good. A store so damaged that nobody knows its epoch needs none: it cannot be opened.

    Raises `OSError`.
    """
    if not epoch:
        return
    mark = damage_path(path)
    with mark.open("w") as file:
        json.dump({"epoch": epoch, "why": why[:WHY_MAX]}, file)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(mark.parent)


def damage_of(path: Path, epoch: str) -> str:
    """Why this store is marked as damaged; '' where it is not. A mark of another epoch goes: the store was restored."""
    mark = damage_path(path)
    try:
        text = mark.read_text()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{mark} cannot be read: {error.strerror}"
    with contextlib.suppress(ValueError, KeyError, TypeError):
        said = json.loads(text)
        if said["epoch"] != epoch:
            clear_damage(path)
            return ""
        return str(said["why"]) or "no reason is given"
    return "the mark of damage cannot be read"


def clear_damage(path: Path) -> bool:
    """Take the mark away; whether there was one. Raises `OSError`."""
    try:
        damage_path(path).unlink()
    except FileNotFoundError:
        return False
    return True


def damage_path(path: Path) -> Path:
    """Where the mark of a store stands."""
    return path.with_name(path.name + ".damaged")
