"""The new store file of a restore: what is kept of the backup, its ledger as the newest past epoch, and what the second
copy or the lost store file itself had beyond it. It stands beside the store until it is whole, and is worth nothing
before.
"""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft, Stamp
from edge.core.session import Session
from edge.shell.clock import Clock
from edge.shell.copies.copy_files import entries_of, files_of
from edge.shell.copies.past import TO_CENTRAL, Past, PastEpoch, Told, is_contradicting
from edge.shell.durable import sync_folder
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import StoreError, open_reader, open_writer
from edge.shell.ledger.store import Store

_KEPT: Final = (
    *t.DERIVED,
    *(t.imported, t.dataset, t.item, t.item_code, t.location, t.document, t.announced, t.announced_epc, t.operator),
    *(t.output, t.session, t.device_at, t.past_epoch),
)
"""Taken over as they are. Cursors and facts are the lost epoch's; a held step of a shelf was settled meanwhile; what
was left unfinished may have been ended by another: its document tells how far it is."""
_UNDONE: Final = "restored from a backup before it was known to be done: look, and print again"
_TAIL: Final = "SELECT seq, id, kind, body, hash FROM ledger WHERE seq > ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked: its chain holds, and its tables are what its entries sum to."""

    path: Path
    epoch: str
    upto: int
    hash: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose store is built, and from what: the lost store file may still hold what the backup does not."""

    site: str
    box: str
    store: Path
    backup: Backup
    second_copy: Path | None


@dataclass(frozen=True, slots=True)
class Built:
    """What the new file holds."""

    epoch: str
    upto: int
    contradicting: int
    waiting: int
    """Entries of the second copy that wait for those before them, which central has."""
    others: int
    """Entries of the second copy of other epochs; they come back where those are of this book."""


def build(new: Path, origin: Origin, clock: Clock) -> Built:
    """Make the new store file, durable. Raises `StoreError`, `sqlite3.Error`, `OSError`."""
    open_writer(new, origin.site, origin.box).close()
    with closing(sqlite3.connect(new.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF"):  # a crash starts it anew
            db.execute(f"PRAGMA {pragma}")
        db.execute("ATTACH ? AS backup", (f"{origin.backup.path.resolve().as_uri()}?mode=ro",))
        db.execute("BEGIN")
        old = _take_over(db, origin.backup)
        held, findings = _continued(Past(db.cursor()), old, origin)
        epochs = Past(db.cursor()).epochs()
        db.execute("COMMIT")
    waiting = _stash(origin, held.epoch, held.upto)
    others = sum(_stash(origin, epoch, upto) for epoch, upto in _others(origin, epochs).items())
    with closing(Store(new, origin.site, origin.box)) as store:
        _first_entries(store, held, findings, clock)
        epoch = store.epoch
    _sync(new)
    return Built(epoch, held.upto, sum(map(is_contradicting, findings)), waiting, others)


def stash(store: Path, epoch: str) -> Path:
    """Where entries of the second copy wait for those before them."""
    return store.with_name(f"{store.name}.past-{epoch}.jsonl")


def stashes(store: Path) -> list[str]:
    """The epochs of which entries of the second copy wait beside a store. Raises `OSError`."""
    form = re.compile(rf"{re.escape(store.name)}\.past-([0-9a-f]{{16}})\.jsonl")
    return sorted(match[1] for path in store.parent.iterdir() if (match := form.fullmatch(path.name)))


def _take_over(db: sqlite3.Connection, backup: Backup) -> PastEpoch:
    """What is kept of the backup; its ledger becomes the newest past epoch, posted before all that will come."""
    for table in _KEPT:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        db.execute(f"INSERT INTO main.{table.name} ({names}) SELECT {names} FROM backup.{table.name}")  # noqa: S608  # names of our own tables
    db.execute("UPDATE output SET state = 'failed', error = ? WHERE state = 'waiting'", (_UNDONE,))
    db.execute(
        "INSERT INTO archive (epoch, first, last, file, sha256, prev_hash, hash, at_ms)"
        " SELECT iif(epoch = '', ?, epoch), first, last, file, sha256, prev_hash, hash, at_ms FROM backup.archive",
        (backup.epoch,),
    )
    (number,) = db.execute("SELECT ifnull(max(number), 0) + 1 FROM past_epoch").fetchone()
    db.execute("INSERT INTO past_epoch VALUES (?, ?, ?, ?, 0)", (number, backup.epoch, backup.upto, backup.hash))
    _move_entries(db, number, backup.upto)
    _keep_cursors(db, backup.epoch)
    return PastEpoch(number, backup.epoch, backup.upto, backup.hash, complete=False)


def _move_entries(db: sqlite3.Connection, number: int, upto: int) -> None:
    """Entries keep the order in which they were posted: (posted_after, number, seq), and none is above 0 now.

    Where some of an earlier epoch were posted between those of the backup's own, that order is spelled out below 0.
    What a file of the archive holds stays there, though the backup may be of a moment when it had not left the ledger.
    """
    (mixed,) = db.execute("SELECT ifnull(max(posted_after), 0) > 0 FROM backup.past").fetchone()
    below = 2 * upto + 2 if mixed else 0
    db.execute(
        "INSERT INTO past SELECT number, seq, id, kind, body, hash,"
        " iif(posted_after > 0, 2 * posted_after + 1, posted_after) - ?, posted FROM backup.past",
        (below,),
    )
    db.execute(
        "INSERT INTO past SELECT ?, seq, id, kind, body, hash, iif(?, 2 * seq - ?, 0), 1 FROM backup.ledger"
        " WHERE seq > (SELECT ifnull(max(last), 0) FROM backup.archive WHERE epoch = '')",
        (number, mixed, below),
    )


def _keep_cursors(db: sqlite3.Connection, epoch: str) -> None:
    """Of the cursors, only how far central has the epochs that are past now."""
    db.execute("INSERT INTO cursor SELECT * FROM backup.cursor WHERE substr(consumer, 1, 8) = ?", (TO_CENTRAL,))
    db.execute(
        "INSERT INTO cursor SELECT ?, ?, ifnull(max(upto), 0) FROM backup.cursor"
        " WHERE consumer = 'central' AND epoch = ?",
        (TO_CENTRAL + epoch, epoch, epoch),
    )


def _continued(past: Past, old: PastEpoch, origin: Origin) -> tuple[PastEpoch, list[Draft]]:
    """Hold and post what is there beyond the backup, as far as it continues the chain."""
    findings: list[Draft] = []
    for source in (_lost_store(origin, old), _second_copy(origin, old.epoch)):
        taken = past.take(old, source, 0)
        old, findings = taken.epoch, findings + taken.findings
    return old, findings


def _lost_store(origin: Origin, old: PastEpoch) -> Iterator[Told]:
    """Entries of the store file that is replaced, as far as it can be read."""
    with contextlib.suppress(StoreError, sqlite3.Error), closing(open_reader(origin.store)) as db:
        if db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone() == (old.epoch,):
            yield from (Told(*row) for row in db.execute(_TAIL, (old.upto,)))


def _second_copy(origin: Origin, epoch: str) -> Iterator[Told]:
    """Raises `OSError` for a folder or a file that cannot be read."""
    if origin.second_copy is not None:
        yield from entries_of(origin.second_copy, origin.box, epoch)


def _others(origin: Origin, epochs: Sequence[PastEpoch]) -> dict[str, int]:
    """Other epochs in the second copy, some of which only central may know: how far each is held. Raises `OSError`."""
    if origin.second_copy is None:
        return {}
    whole = {one.epoch for one in epochs if one.complete} | {origin.backup.epoch}
    upto = {one.epoch: one.upto for one in epochs}
    found = {file.epoch for file in files_of(origin.second_copy, origin.box)} - whole
    return {epoch: upto.get(epoch, 0) for epoch in sorted(found)}


def _stash(origin: Origin, epoch: str, upto: int) -> int:
    """Put entries of the second copy that do not follow yet beside the store: central has those in between."""
    path, count = stash(origin.store, epoch), 0
    with path.open("wb") as file:
        for entry in _second_copy(origin, epoch):
            if entry.seq > upto:
                file.write(f'{entry.body[:-1]},"hash":"{entry.hash}"}}\n'.encode())
                count += 1
        file.flush()
        os.fsync(file.fileno())
    if not count:
        path.unlink()
    sync_folder(path.parent)
    return count


def _first_entries(store: Store, held: PastEpoch, findings: list[Draft], clock: Clock) -> None:
    """The new epoch begins by saying what it follows; nobody is signed in any more."""
    restored = Audit("restored", {"epoch": held.epoch, "upto": held.upto, "hash": held.hash})
    stamp = Stamp(clock.now(), clock.boot, clock.state(), clock.zone)
    store.begin()
    drafts = [Draft(restored, reason="restored")]
    for session in store.view.sessions():
        gone = Session(
            session.station,
            turn=session.turn + 1,
            said=session.said,
            earlier=session.earlier,
            touched_ms=session.touched_ms,
            failures=session.failures,
            locked_until_ms=session.locked_until_ms,
        )
        store.put_session(gone)
        if session.operator:
            drafts.append(Draft(Audit("sign-out", {"station": session.station}), session.operator, reason="restored"))
    store.write(Decision(drafts=(*drafts, *findings)), f"restored/{store.epoch}", stamp, clock.now().wall_ms)
    store.commit()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
