"""Verifying where a book was archived, restored or filled with rubbish: what is good is called good."""

import json
import sqlite3
from contextlib import closing

import pytest

from edge.core.canonical import canonical
from edge.core.checkpoint import Head
from edge.core.entry import Audit, Checkpoint, Draft
from edge.core.entry_json import chain, genesis
from edge.shell.archive import DROP, MARK, Rules, drop, mark, write_next
from edge.shell.backup import save
from edge.shell.book import Book
from edge.shell.clock import Clock
from edge.shell.commands import Commands
from edge.shell.database import open_reader
from edge.shell.restore import check_backup, restore
from edge.shell.restore_build import Origin
from edge.shell.signing import BoxKey
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, post

KEY = BoxKey(bytes(range(32)))
RULES = Rules(NOW_MS + 1, has_central=False, keep=1)


def sign(store, key=KEY):
    size, digest = store.head
    text = Head("S1", "B1", store.epoch, size, digest).text
    post(store, Draft(Checkpoint(size, digest, key.public, key.sign(text))))


def work(store, times):
    for _ in range(times):
        post(store, goods(3, SUPPLIER, loc("A-01")))


def put_back(folder, told):
    """The store as a restore of a backup makes it."""
    checked = check_backup(told.path, "S1", "B1", folder / "scratch")
    return restore(Origin("S1", "B1", folder / "ledger.db", checked, None), Clock("UTC"))


@pytest.fixture
def backups(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def test_a_backup_from_the_middle_of_archiving_is_good_when_it_was_restored(tmp_path, backups):
    with closing(open_store(tmp_path)) as store, closing(open_reader(tmp_path / "ledger.db")) as reader:
        work(store, 20)
        sign(store)
        written = write_next(reader, tmp_path / "archive", RULES)
        run = Commands({MARK: mark, DROP: drop}, store, Clock("UTC")).run
        run(MARK, {**{name: getattr(written, name) for name in written.__slots__}, "at_ms": 0})
        told = save(tmp_path / "ledger.db", backups, 3, NOW_MS)  # marked, not yet dropped
    assert Book(told.path).verify(archive=[tmp_path / "archive"]).ok
    put_back(tmp_path, told)
    verdict = Book(tmp_path / "ledger.db").verify(archive=[tmp_path / "archive"])
    assert verdict.ok, verdict.reason


def tampered(path, *statements):
    with closing(sqlite3.connect(path)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement, *values in statements:
            db.execute(statement, *values)


def rechained(path, epoch, table="ledger", change=lambda fields: fields):
    """Statements that make all hashes of an epoch anew, after bodies were changed; checkpoints become remarks."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(f"SELECT seq, body FROM {table} ORDER BY seq").fetchall()
    previous, statements = genesis("S1", "B1", epoch), []
    for seq, body in rows:
        data = canonical(change(json.loads(body)))
        previous = chain(previous, data)
        kind = json.loads(data)["kind"]
        row = (data.decode(), kind, previous, seq)
        statements.append((f"UPDATE {table} SET body = ?, kind = ?, hash = ? WHERE seq = ?", row))
    return statements, previous


def remark(seq, word):
    return lambda fields: fields | {"act": word} if fields["seq"] == seq else fields


def test_an_earlier_epoch_that_was_rewritten_whole_is_found_by_what_the_next_one_goes_on_from(tmp_path, backups):
    with closing(open_store(tmp_path)) as store:
        work(store, 5)
        post(store, Draft(Audit("looked")))
        told = save(tmp_path / "ledger.db", backups, 3, NOW_MS)
    put_back(tmp_path, told)
    path = tmp_path / "ledger.db"
    assert Book(path).verify().ok
    statements, last = rechained(path, told.epoch, "past", remark(6, "nothing"))
    tampered(path, *statements, ("UPDATE past_epoch SET hash = ?", (last,)))
    verdict = Book(path).verify()
    assert not verdict.ok
    assert (verdict.first_bad, verdict.bad_epoch) == (6, told.epoch)
    assert "the next epoch goes on from another entry 6" in verdict.reason


def test_an_earlier_epoch_that_was_taken_out_whole_is_missed(tmp_path, backups):
    with closing(open_store(tmp_path)) as store:
        post(store, Draft(Audit("looked")))
        told = save(tmp_path / "ledger.db", backups, 3, NOW_MS)
    put_back(tmp_path, told)
    path = tmp_path / "ledger.db"
    tampered(path, ("DELETE FROM past",), ("DELETE FROM past_epoch",))
    verdict = Book(path).verify()
    assert not verdict.ok
    assert told.epoch in verdict.reason
