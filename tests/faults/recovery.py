"""What a store must be after a power cut: opened by the product itself, and held against all that was ever written."""

import contextlib
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError, open_writer
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post

Rows: TypeAlias = Sequence[tuple[int, str]]
"""seq and hash: the chain makes of equal hashes equal books."""


def rows(path: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute("SELECT seq, hash FROM ledger ORDER BY seq").fetchall()


@dataclass(slots=True)
class Result:
    """How the images of one run came out."""

    images: int = 0
    lost: int = 0
    corrupt: int = 0
    first: str = ""
    """The first that is not as it must be."""

    @property
    def bad(self) -> int:
        return self.lost + self.corrupt


def put(files: dict[str, bytes], folder: Path, dice: random.Random) -> Path:
    """The image in a folder, which holds it alone."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if dice.random() < 0.2:  # a cut may leave anything of the shared memory, too
        (folder / "ledger.db-shm").write_bytes(dice.randbytes(dice.choice([3, 4096, 32768])))
    return folder / "ledger.db"


def wrong(path: Path, truth: Rows, acked: int, *, deep: bool) -> tuple[str, str]:
    """('', '') for a good store; else 'lost' or 'corrupt', and why."""
    try:
        with contextlib.closing(open_writer(path, "S1", "B1")) as connection:
            found = connection.execute("SELECT seq, hash FROM ledger ORDER BY seq").fetchall()
            sound = connection.execute("PRAGMA quick_check").fetchall() if deep else [("ok",)]
    except (StoreError, sqlite3.Error) as error:
        return "corrupt", f"it does not open: {error}"
    if sound != [("ok",)]:
        return "corrupt", f"quick_check: {sound[:3]}"
    if len(found) < acked:
        return "lost", f"{len(found)} entries, {acked} were acknowledged"
    if found != truth[: len(found)]:
        return "corrupt", "entries that were never written, or in another order"
    return ("", "") if not deep else _deep(path, len(found))


def _deep(path: Path, entries: int) -> tuple[str, str]:
    """Chain, sum zero, balances refolded; and that work goes on."""
    verdict = Book(path).verify()
    if not verdict.ok or verdict.entries != entries:
        return "corrupt", f"{verdict}"
    store = open_store(path.parent, made_here=True)
    post(store, goods(1, SUPPLIER, loc("A-01")))
    store.close()
    verdict = Book(path).verify()
    return ("", "") if verdict.ok and verdict.entries == entries + 1 else ("corrupt", f"after going on: {verdict}")
