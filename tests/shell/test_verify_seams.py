"""Verifying where a book was archived, restored or filled with rubbish: what is good is called good."""

import json
import sqlite3
from contextlib import closing

import pytest

from edge.cli import app
from edge.core.canonical import canonical
from edge.core.checkpoint import Head, write_note
from edge.core.entry import Audit, Checkpoint, Draft
from edge.core.entry_json import chain, genesis
from edge.shell.audit.signing import BoxKey
from edge.shell.audit.verify import Terms
from edge.shell.audit.witness import read_witnesses
from edge.shell.clock import Clock
from edge.shell.copies.archive import DROP, MARK, Rules, archive, drop, mark, write_next
from edge.shell.copies.backup import save
from edge.shell.copies.restore import check_backup, restore
from edge.shell.copies.restore_build import Origin
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.tables import TRIGGERS
from edge.shell.loop.commands import Commands
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
        for trigger in TRIGGERS:
            db.execute(trigger)


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


def test_an_entry_with_rubbish_in_it_and_a_right_hash_is_named(tmp_path):
    with closing(open_store(tmp_path)) as store:
        work(store, 3)
        epoch = store.epoch
    path = tmp_path / "ledger.db"
    for rubbish in (None, [], {}):
        bad = {2: {"status": rubbish}}
        statements, _last = rechained(path, epoch, change=lambda one: one | bad.get(one["seq"], {}))  # noqa: B023
        tampered(path, *statements)
        verdict = Book(path).verify()
        assert verdict.first_bad == 2, rubbish
        assert "entry 2 is not an entry" in verdict.reason


def test_a_text_that_is_none_is_told_with_the_status_of_a_bad_book(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("os.nice", lambda _by: 0)
    with closing(open_store(tmp_path)) as store:
        work(store, 3)
    path = tmp_path / "ledger.db"
    tampered(path, ("UPDATE ledger SET body = CAST(x'ff7b' AS TEXT) WHERE seq = 2",))
    with pytest.raises(SystemExit) as ended:
        app(["ledger", "verify", "--store", str(path)])
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert said.startswith("BAD: entry 2 is not an entry: its text is no UTF-8")
    assert "Traceback" not in said


def test_a_key_in_another_spelling_is_no_key(tmp_path):
    """Hex in capitals is taken by who checks a signature, and by nobody who writes a note."""
    with closing(open_store(tmp_path)) as store:
        work(store, 3)
        size, digest = store.head
        sig = KEY.sign(Head("S1", "B1", store.epoch, size, digest).text)
        post(store, Draft(Checkpoint(size, digest, KEY.public.upper(), sig)))
        head = Head("S1", "B1", store.epoch, size, digest)
    note = tmp_path / "note"
    note.write_text(write_note(head, KEY.public, KEY.sign(head.text)))
    verdict = Book(tmp_path / "ledger.db").verify(Terms(tuple(read_witnesses(note))))
    assert verdict.first_bad == 4
    assert "entry 4 is no checkpoint" in verdict.reason


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_row_put_back_where_the_archive_is_must_be_the_one_in_the_file(tmp_path, at_hand):
    """Readers take what stands in the ledger first."""
    with closing(open_store(tmp_path)) as store, closing(open_reader(tmp_path / "ledger.db")) as reader:
        work(store, 20)
        sign(store)
        rows = store.cursor.execute("SELECT seq, id, kind, body, hash FROM ledger").fetchall()
        run = Commands({MARK: mark, DROP: drop}, store, Clock("UTC")).run
        (done,) = archive(reader, tmp_path / "archive", RULES, run, NOW_MS)
    path = tmp_path / "ledger.db"
    where = [tmp_path / "archive"] if at_hand else None
    for row in rows[done.last - 3 : done.last]:
        tampered(path, ("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", *[row]))
    assert Book(path).verify(archive=where).ok, "as between two deletions"
    forged = rows[done.last - 2][3].replace('"qty":3', '"qty":9')
    tampered(path, ("UPDATE ledger SET body = ? WHERE seq = ?", (forged, done.last - 1)))
    verdict = Book(path).verify(archive=where)
    assert verdict.first_bad == done.last - 1
    tampered(path, ("DELETE FROM ledger WHERE seq = ?", (done.last - 1,)))
    assert not Book(path).verify(archive=where).ok, "they leave from the first on"
