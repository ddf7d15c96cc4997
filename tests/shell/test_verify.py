"""Verifying: whoever changes the store behind its back, with all rights on the box, is found out and the row is named.

Each tampering is done with a plain SQLite connection that drops the triggers, on a book of more than 250 entries with
checkpoints in it, as the running box writes them.
"""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from edge.cli import app
from edge.core.canonical import canonical
from edge.core.checkpoint import Head, write_note
from edge.core.entry import Audit, Checkpoint, Draft
from edge.core.entry_json import chain, genesis
from edge.shell.audit import verify
from edge.shell.audit.chain_walk import KEY_CHANGED
from edge.shell.audit.signing import BoxKey
from edge.shell.audit.verify import Terms
from edge.shell.audit.witness import WitnessError, beside, read_witnesses
from edge.shell.clock import Clock
from edge.shell.copies.archive import DROP, MARK, Rules, archive, drop
from edge.shell.copies.archive import mark as mark_run
from edge.shell.copies.archive_reader import sha256_of
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.tables import TRIGGERS
from edge.shell.loop.commands import Commands
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, lpn, open_store, post, whole

KEY, FORGER = BoxKey(bytes(range(32))), BoxKey(bytes(32))
EVERY = 50
ENTRIES = 262


def sign(store, key=KEY):
    """A checkpoint of what is there, as an entry of its own."""
    size, digest = store.head
    text = Head("S1", "B1", store.epoch, size, digest).text
    post(store, Draft(Checkpoint(size, digest, key.public, key.sign(text))))


def fill(store, upto=ENTRIES):
    """Goods in and about, and a checkpoint after every 50 entries: 51, 102, 153, 204, 255."""
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")))
    while store.last_seq < upto:
        if store.last_seq % (EVERY + 1) == EVERY:
            sign(store)
        elif store.last_seq % 7 == 0:
            post(store, Draft(Audit("looked", {"n": store.last_seq})))
        else:
            post(store, goods(3, SUPPLIER, lpn("P-1") if store.last_seq % 3 else loc("A-01")))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    store = open_store(folder)
    fill(store)
    store.close()
    return folder


@pytest.fixture
def book(made, tmp_path):
    """A store of its own, closed, with 262 entries."""
    shutil.copy(made / "ledger.db", tmp_path / "ledger.db")
    return tmp_path / "ledger.db"


def tamper(book, *statements):
    with sqlite3.connect(book) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement, *values in statements:
            db.execute(statement, *values)
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for trigger in TRIGGERS:  # whoever does this leaves no trace
            if trigger.split(" ON ")[1].split()[0] in there:
                db.execute(trigger)
    db.close()


def rows(book):
    with sqlite3.connect(book) as db:
        found = db.execute("SELECT seq, id, kind, body, hash FROM ledger ORDER BY seq").fetchall()
    db.close()
    return found


def epoch(book):
    with sqlite3.connect(book) as db:
        (found,) = db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
    db.close()
    return found


def note(book, size, file="central.note", key=KEY, of=None, digest=None):
    """What a witness has kept of the book as it is now."""
    digest = digest or next(row[4] for row in rows(book) if row[0] == size)
    head = Head("S1", "B1", of or epoch(book), size, digest)
    path = book.with_name(file)
    path.write_text(write_note(head, key.public, key.sign(head.text)))
    return path


def found(book, *notes, keys=()):
    witnesses = tuple(one for path in notes for one in read_witnesses(path))
    return Book(book).verify(Terms(witnesses, tuple(keys)))


def rewritten(book, change, sign_with=None, first=1):
    """Change the bodies, then make all hashes anew, and the checkpoints too where there is a key to sign them with."""
    previous = genesis("S1", "B1", epoch(book))
    statements = []
    for seq, _ident, kind, body, _digest in rows(book):
        fields = change(json.loads(body))
        if kind == "checkpoint" and sign_with is not None and seq >= first:
            fields |= {"head": previous, "key": sign_with.public}
            fields["sig"] = sign_with.sign(Head("S1", "B1", epoch(book), fields["size"], previous).text)
        data = canonical(fields)
        previous = chain(previous, data)
        statements.append(("UPDATE ledger SET body = ?, hash = ? WHERE seq = ?", (data.decode(), previous, seq)))
    tamper(book, *statements)


def audit_becomes(seq, word):
    """What the book said at an entry, said otherwise: no balance shows it."""
    return lambda fields: fields | {"act": word} if fields["seq"] == seq else fields


AUDIT = 211
"""An entry after the checkpoint 204 and before the checkpoint 255 that says something and moves nothing."""


def test_an_untouched_book_is_good_and_says_how_far_the_box_signed_it(book):
    verdict = found(book)
    assert verdict.ok, verdict.reason
    assert verdict.entries == ENTRIES
    (walked,) = verdict.walked
    assert (walked.signed_upto, walked.checkpoints, walked.keys) == (254, 5, ((51, KEY.public),))
    assert verdict.vouched_upto == 0, "the box's own word is nothing from outside"


def test_a_witness_vouches_up_to_its_size(book):
    verdict = found(book, note(book, 203), keys=[KEY.public])
    assert verdict.ok, verdict.reason
    assert [one.result for one in verdict.heard] == ["agrees"]
    assert verdict.vouched_upto == 203


@pytest.mark.parametrize(
    ("what", "statements", "bad", "why"),
    [
        (
            "a changed field",
            [("UPDATE ledger SET body = replace(body, '\"qty\":3', '\"qty\":9') WHERE seq = 160",)],
            160,
            "entry 160 or the hash before it was changed",
        ),
        ("a changed hash", [(f"UPDATE ledger SET hash = '{'0' * 64}' WHERE seq = 100",)], 100, "entry 100 or"),
        ("a deleted row", [("DELETE FROM ledger WHERE seq = 180",)], 180, "entry 180 is missing, the next one"),
        ("a deleted checkpoint", [("DELETE FROM ledger WHERE seq = 102",)], 102, "entry 102 is missing"),
        ("deleted rows", [("DELETE FROM ledger WHERE seq BETWEEN 20 AND 90",)], 20, "the next one there is 91"),
        (
            "a swapped pair",
            [
                ("UPDATE ledger SET seq = 999 WHERE seq = 140",),
                ("UPDATE ledger SET seq = 140 WHERE seq = 141",),
                ("UPDATE ledger SET seq = 141 WHERE seq = 999",),
            ],
            140,
            "entry 140 does not say what its row says",
        ),
        (
            "an inserted row, the others moved on",
            [
                ("UPDATE ledger SET seq = -(seq + 1) WHERE seq >= 150",),
                ("UPDATE ledger SET seq = -seq WHERE seq < 0",),
                ("INSERT INTO ledger SELECT 150, 'x', kind, replace(body, id, 'x'), hash FROM ledger WHERE seq = 149",),
            ],
            150,
            "entry 150 does not say what its row says",
        ),
    ],
)
def test_the_first_bad_row_is_named(book, what, statements, bad, why):
    constraint = [] if "moved on" not in what else [("PRAGMA ignore_check_constraints = ON",)]
    tamper(book, *constraint, *statements)
    verdict = found(book)
    assert not verdict.ok, what
    assert (verdict.first_bad, verdict.entries) == (bad, bad - 1)
    assert why in verdict.reason
    assert verdict.suspect_from is None, "it is exactly this one"


def test_an_inserted_row_with_a_right_hash_is_found_by_the_one_after_it(book):
    _seq, _ident, _kind, body, previous = rows(book)[148]
    data = canonical(json.loads(body) | {"seq": 150, "id": "forged"})
    tamper(
        book,
        ("PRAGMA ignore_check_constraints = ON",),
        ("UPDATE ledger SET seq = -(seq + 1) WHERE seq >= 150",),
        ("UPDATE ledger SET seq = -seq WHERE seq < 0",),
        ("INSERT INTO ledger VALUES (150, 'forged', 'movement', ?, ?)", (data.decode(), chain(previous, data))),
    )
    verdict = found(book)
    assert verdict.first_bad == 151
    assert "entry 151 does not say what its row says" in verdict.reason


def test_a_rewritten_tail_is_found_by_the_checkpoint_signed_before(book):
    rewritten(book, audit_becomes(AUDIT, "nothing"))
    verdict = found(book)
    assert verdict.first_bad == 255
    assert verdict.suspect_from == 204
    assert "the checkpoint 255 was signed for another entry 254" in verdict.reason
    assert "one of the entries 204 to 255 was rewritten" in verdict.reason
    assert verdict.entries == 203, "so far it is vouched for"


def test_a_rewritten_tail_with_checkpoints_that_were_put_right_is_not_signed(book):
    def change(fields):
        return audit_becomes(AUDIT, "nothing")(fields)

    rewritten(book, change, sign_with=FORGER, first=255)
    verdict = found(book)
    assert verdict.first_bad == 255
    assert "signed with another key than those before it, and no entry announces it" in verdict.reason
    assert verdict.suspect_from == 204


def test_a_rewritten_checkpoint_without_its_key_is_found(book):
    tail = rows(book)[:254]
    rewritten(book, lambda fields: fields | ({"size": 253, "head": tail[252][4]} if fields["seq"] == 255 else {}))
    verdict = found(book)
    assert verdict.first_bad == 255
    assert "the checkpoint 255 is not signed with the key it names" in verdict.reason


def test_a_book_forged_whole_with_a_key_of_ones_own_is_found_by_the_boxs_key(book):
    rewritten(book, audit_becomes(AUDIT, "nothing"), sign_with=FORGER)
    assert found(book).ok, "alone, it says of itself that it is good: a chain proves nothing against root"
    verdict = found(book, keys=[KEY.public])
    assert not verdict.ok
    assert verdict.reason == f"the last checkpoint is signed with the key {FORGER.public}, which is not the box's"


def test_a_book_forged_whole_is_found_by_what_a_witness_has_kept(book):
    kept = note(book, 254)
    rewritten(book, audit_becomes(AUDIT, "nothing"), sign_with=FORGER)
    assert "its signature does not fit" in found(book, kept).reason, "whose it is, nobody has said"
    verdict = found(book, kept, keys=[KEY.public])
    assert verdict.first_bad == 254
    assert f"{kept} vouches for another entry 254" in verdict.reason
    assert verdict.suspect_from == 204, "up to the forged checkpoint before it holds together with itself"


def test_a_tail_rewritten_after_the_last_checkpoint_is_found_by_nobody_and_that_is_said(book):
    kept = note(book, 254)
    rewritten(book, audit_becomes(260, "nothing"))
    verdict = found(book, kept)
    assert verdict.ok
    assert (verdict.vouched_upto, verdict.walked[-1].signed_upto) == (254, 254)


@pytest.mark.parametrize("left", [203, 231, 253])
def test_a_cut_tail_is_found_by_a_witness(book, left):
    kept = note(book, 254)
    tamper(book, ("DELETE FROM ledger WHERE seq > ?", (left,)))
    verdict = found(book, kept)
    assert verdict.first_bad == left + 1
    assert verdict.reason == f"entry {left + 1} is missing: {kept} vouches for entries up to 254"


def test_a_tail_cut_right_behind_what_a_witness_vouches_for_is_found_too(book):
    kept = note(book, 254)
    tamper(book, ("DELETE FROM ledger WHERE seq > 254",))
    verdict = found(book, kept)
    assert verdict.first_bad == 255
    assert "entry 255 is missing: it is the checkpoint that the note" in verdict.reason


def test_an_emptied_ledger_is_found_by_a_witness(book):
    kept = note(book, 254)
    tamper(book, ("DELETE FROM ledger",))
    verdict = found(book, kept)
    assert (verdict.first_bad, verdict.entries) == (1, 0)


def test_without_a_witness_a_cut_tail_shows_in_the_balances_alone(book):
    tamper(book, ("DELETE FROM ledger WHERE seq > 231",))
    verdict = found(book)
    assert (verdict.first_bad, verdict.ok) == (None, False)
    assert "not what the entries sum to" in verdict.reason


def test_another_boxs_witness_and_another_epochs_are_told(book):
    other = note(book, 203, of="0123456789abcdef")
    verdict = found(book, other)
    assert (verdict.ok, verdict.first_bad) == (False, None)
    assert verdict.reason == (
        f"{other} vouches for wedge/S1/B1/0123456789abcdef; this store is wedge/S1/B1/{epoch(book)}: "
        "another box, or restored, or begun anew"
    )


def test_a_witness_that_nobody_known_signed_vouches_for_nothing(book):
    verdict = found(book, note(book, 203, key=FORGER))
    assert not verdict.ok
    assert "is not signed with a key of this book, nor with one that was given" in verdict.reason
    assert verdict.vouched_upto == 0


def test_several_notes_are_all_held_against_the_book(book):
    both = note(book, 102)
    both.write_text(both.read_text() + note(book, 203, "other.note").read_text())
    verdict = found(book, both)
    assert verdict.vouched_upto == 203
    assert [one.result for one in verdict.heard] == ["agrees", "agrees"]


def test_a_head_file_on_the_stores_own_disk_is_held_against_it_but_is_nothing_from_outside(book):
    head = note(book, 254, "ledger.db.head")
    verdict = Book(book).verify(Terms(tuple(beside(head, book))))
    assert verdict.ok
    assert [one.result for one in verdict.heard] == ["agrees"]
    assert verdict.vouched_upto == 0
    tamper(book, ("DELETE FROM ledger WHERE seq > 240",))
    assert Book(book).verify(Terms(tuple(beside(head, book)))).first_bad == 241


def test_no_head_file_is_no_witness(book):
    assert beside(book.with_name("nothing"), book) == []


def test_a_witness_that_is_no_note_is_refused_by_name(book):
    rubbish = book.with_name("rubbish")
    rubbish.write_text("rubbish\n")
    with pytest.raises(WitnessError, match=r"rubbish is no file of signed notes: line 1: a note is at least"):
        read_witnesses(rubbish)
    with pytest.raises(WitnessError, match=r"gone cannot be read: No such file"):
        read_witnesses(book.with_name("gone"))


def mark(first, last, previous, digest, of=""):
    values = (of, first, last, "file", "0" * 64, previous, digest, 0)
    return "INSERT INTO archive VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values


def test_behind_an_archive_the_walk_begins_with_its_last_hash_and_nothing_is_refolded(book):
    all_rows, kept = rows(book), note(book, 203)
    tamper(
        book,
        mark(1, 60, genesis("S1", "B1", epoch(book)), all_rows[59][4]),
        mark(61, 110, all_rows[59][4], all_rows[109][4]),
        ("DELETE FROM ledger WHERE seq <= 110",),
    )
    verdict = found(book, kept)
    assert verdict.ok, verdict.reason
    assert (verdict.folded, verdict.walked[-1].archived_upto, verdict.vouched_upto) == (False, 110, 203)
    read = Book(book)._connection
    again = verify.verify(read, Terms(tuple(read_witnesses(kept))), lambda name: [] if name else all_rows[:110])
    assert again.ok, again.reason
    assert again.folded
    short = verify.verify(read, None, lambda name: [] if name else all_rows[:109])
    assert short.first_bad == 110
    changed = [*all_rows[:50], (*all_rows[50][:3], all_rows[51][3], all_rows[50][4]), *all_rows[51:110]]
    assert verify.verify(read, None, lambda name: [] if name else changed).first_bad == 51


def test_an_archive_with_a_gap_and_one_that_does_not_fit_are_found(book):
    all_rows = rows(book)
    tamper(
        book, mark(1, 60, genesis("S1", "B1", epoch(book)), all_rows[58][4]), ("DELETE FROM ledger WHERE seq <= 60",)
    )
    verdict = found(book)
    assert verdict.first_bad == 61
    tamper(book, mark(71, 80, all_rows[69][4], all_rows[79][4]))
    assert "the archive goes on with 71" in found(book).reason


@pytest.fixture
def wedge(capsys, monkeypatch):
    """The command in this process, which is no nicer for it."""
    monkeypatch.setattr("os.nice", lambda _by: 0)

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            app([str(word) for word in words])
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


@pytest.fixture
def archive_of(book):
    """The folder of the book's archive: entries up to the last checkpoint are in it, in files of sixty."""
    store = open_store(book.parent)
    run = Commands({MARK: mark_run, DROP: drop}, store, Clock("UTC")).run
    with closing(open_reader(book)) as reader:
        rules = Rules(NOW_MS + 1, has_central=False, keep=1, file_rows=60)
        done = list(archive(reader, book.parent / "archive", rules, run, NOW_MS))
    store.close()
    assert (done[-1].last, len(done)) == (254, 5)
    return book.parent / "archive"


def test_a_book_with_its_archive_is_verified_from_entry_1(book, archive_of, wedge):
    kept = note(book, 255)
    status, out, err = wedge("ledger", "verify", "--store", book, "--witness", kept)
    assert (status, err) == (0, "")
    assert "entries, chained, balanced." in out
    assert "were not looked at" not in out
    tamper(book, ("UPDATE balance SET qty = qty + 1 WHERE place = 'loc:S1/A-01'",))
    assert "the balances are not what the entries sum to" in wedge("ledger", "verify", "--store", book)[1]


def test_an_archive_that_is_elsewhere_is_found_there_or_told(book, archive_of, wedge):
    away = book.parent / "elsewhere"
    archive_of.rename(away)
    status, out, err = wedge("ledger", "verify", "--store", book)
    assert (status, err) == (0, "")
    assert "entries up to 254 are in the archive and were not looked at; nothing was refolded" in out
    assert "the archive was not read: archive-B1-" in out
    _status, out, _err = wedge("ledger", "verify", "--store", book, "--json")
    assert (json.loads(out)["archived_upto"], json.loads(out)["balances_match"]) == (254, None)
    _status, out, _err = wedge("ledger", "verify", "--store", book, "--archive", away, "--json")
    assert (json.loads(out)["archived_upto"], json.loads(out)["balances_match"]) == (0, True)


def test_a_changed_file_of_the_archive_is_told(book, archive_of, wedge):
    file = sorted(archive_of.iterdir())[1]
    text = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(text.replace(b'"qty":3', b'"qty":4', 1)))
    kept = note(book, 255)
    status, out, _err = wedge("ledger", "verify", "--store", book, "--witness", kept)
    assert (status, "is not the file that was written" in out.splitlines()[0]) == (1, True)
    assert out.startswith(f"BAD: {file}: ")
    assert "it holds the entries 61 to 120" in out.splitlines()[0]
    assert f"witness {kept}" in out
    status, out, _err = wedge("ledger", "verify", "--store", book, "--json")
    assert (status, json.loads(out)["suspect_from"], json.loads(out)["first_bad"]) == (1, 61, 120)
    with sqlite3.connect(book) as db:
        found = db.execute("SELECT first FROM archive WHERE file = ?", (file.name,)).fetchone()
    db.close()
    tamper(book, ("UPDATE archive SET sha256 = ? WHERE file = ?", (sha256_of(file), file.name)))
    status, out, _err = wedge("ledger", "verify", "--store", book, "--json")
    assert (status, json.loads(out)["first_bad"] // 60) == (1, found[0] // 60), "and where its hash was put right"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE ledger SET body = CAST(x'ff7b' AS TEXT) WHERE seq = 70", "entry 70 is not an entry: its text is no"),
        ("DELETE FROM meta", "the store does not say its site, box, epoch"),
        ("DROP TABLE ledger", "the table ledger is missing"),
        ("DROP TABLE balance", "the table balance is missing"),
        ("DROP TABLE meta", "{book}: cannot be read: no such table: meta"),
        ("DROP TABLE archive", "{book}: cannot be read: no such table: archive"),
    ],
)
def test_a_store_that_is_none_any_more_is_bad_and_says_why(book, wedge, statement, why):
    why = why.format(book=book)
    tamper(book, (statement,))
    status, out, err = wedge("ledger", "verify", "--store", book)
    assert (status, err, out.startswith(f"BAD: {why}")) == (1, "", True), out
    status, out, _err = wedge("ledger", "verify", "--store", book, "--json")
    assert (status, json.loads(out)["verified"]) == (1, False)
    assert json.loads(out)["reason"].startswith(why)


@pytest.mark.parametrize("seq", [0, -5])
def test_an_entry_before_the_first_is_named_as_inserted(book, seq):
    row = "INSERT INTO ledger SELECT ?, 'x', kind, body, hash FROM ledger WHERE seq = 9"
    tamper(book, ("PRAGMA ignore_check_constraints = ON",), (row, (seq,)))
    verdict = found(book)
    assert (verdict.first_bad, verdict.reason) == (seq, f"entry {seq} was inserted: a book begins with entry 1")


@pytest.mark.parametrize("change", ["DROP TRIGGER ledger_keeps_update", "DROP TRIGGER past_keeps_delete", None])
def test_a_table_that_can_be_changed_is_told(book, wedge, change):
    table = "past" if change and "past" in change else "ledger"
    with closing(sqlite3.connect(book)) as db, db:
        db.execute(change or "CREATE TRIGGER more AFTER INSERT ON ledger BEGIN DELETE FROM stock; END")
    status, out, _err = wedge("ledger", "verify", "--store", book)
    assert (status, f"the table {table} is not protected any more" in out) == (1, True)
    assert json.loads(wedge("ledger", "verify", "--store", book, "--json")[1])["unprotected"]


def restored(book, backup_upto=200):
    """What a restore makes of a backup of the first 200 entries: a past epoch, and a new one that goes on."""
    old, all_rows = epoch(book), rows(book)
    tamper(
        book,
        *(("INSERT INTO past VALUES (1, ?, ?, ?, ?, ?, 0, 1)", row) for row in all_rows),
        ("INSERT INTO past_epoch VALUES (1, ?, ?, ?, 1)", (old, all_rows[-1][0], all_rows[-1][4])),
        ("DELETE FROM ledger",),
        ("UPDATE meta SET value = 'new' WHERE name = 'epoch'",),
    )
    store = open_store(book.parent)
    post(store, goods(3, loc("A-01"), loc("A-02")))
    store.close()
    return old


def test_earlier_epochs_are_walked_each_from_its_own_beginning_and_refolded(book):
    kept = note(book, 203)
    old = restored(book)
    verdict = found(book, kept)
    assert verdict.ok, verdict.reason
    assert [(one.epoch, one.entries) for one in verdict.walked] == [(old, ENTRIES), ("new", 1)]
    assert [one.result for one in verdict.heard] == ["agrees"]
    assert verdict.vouched_upto == 0, "of the present epoch nobody has anything yet"


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE past SET body = replace(body, '\"qty\":3', '\"qty\":4') WHERE seq = 160", 160),
        ("DELETE FROM past WHERE seq = 180", 180),
        ("DELETE FROM past WHERE seq > 240", 241),
    ],
)
def test_an_entry_of_an_earlier_epoch_that_was_changed_is_named(book, statement, bad):
    old = restored(book)
    tamper(book, (statement,))
    verdict = found(book)
    assert (verdict.first_bad, verdict.bad_epoch) == (bad, old)


def test_an_earlier_epoch_that_is_said_to_be_whole_must_have_what_a_witness_has(book):
    kept = note(book, 254)
    restored(book)
    tamper(
        book,
        ("DELETE FROM past WHERE seq > 203",),
        ("UPDATE past_epoch SET upto = 203, hash = (SELECT hash FROM past WHERE seq = 203)",),
    )
    assert found(book, kept).first_bad == 204
    tamper(book, ("UPDATE past_epoch SET complete = 0",))
    verdict = found(book, kept)
    assert (verdict.first_bad, verdict.ok) == (None, False), "they may still be pulled back"
    assert verdict.awaited.startswith("entries 204 to 254 of the epoch before the restore are not here yet")


def test_a_new_key_after_a_restore_has_signed_nothing_yet(book):
    restored(book)
    verdict = found(book, keys=[FORGER.public])
    assert verdict.ok, verdict.reason
    assert "signed so far with the key of before the restore" in verdict.remarks[0]


def test_a_new_key_that_the_book_announces_has_signed_nothing_yet(book):
    assert not found(book, keys=[FORGER.public]).ok
    store = open_store(book.parent)
    post(store, Draft(Audit(KEY_CHANGED, {"from": KEY.public, "to": FORGER.public})))
    store.close()
    verdict = found(book, keys=[FORGER.public])
    assert verdict.ok, verdict.reason
    assert verdict.remarks
    assert not found(book, keys=["0" * 64]).ok


def test_entries_of_an_earlier_epoch_come_before_those_that_were_written_after_them(book):
    restored(book)
    tamper(book, ("UPDATE past SET posted_after = 1 WHERE number = 1",))
    verdict = found(book)
    assert verdict.first_bad == 1
    assert "contradicts those before it" in verdict.reason


def test_an_entry_that_contradicted_the_book_is_not_posted(book):
    store = open_store(book.parent)
    store.close()
    restored(book)
    tamper(book, ("UPDATE past SET posted = 0 WHERE seq = 250",))
    assert "the balances are not what the entries sum to" in found(book).reason


def test_a_book_in_slices_is_the_same_book(book, monkeypatch):
    monkeypatch.setattr(verify, "SLICE", 10)
    monkeypatch.setattr(verify, "_ENTRIES", verify._ENTRIES.replace("5000", "10"))
    verdict = found(book)
    assert (verdict.ok, verdict.entries) == (True, ENTRIES)
    tamper(book, ("DELETE FROM ledger WHERE seq = 180",))
    assert found(book).first_bad == 180


def test_the_command_says_what_is_vouched_for_and_what_is_not(book, wedge, monkeypatch):
    kept = note(book, 203)
    status, out, err = wedge("ledger", "verify", "--store", book, "--witness", kept, "--key", KEY.public)
    assert (status, err) == (0, "")
    assert f"good: {ENTRIES} entries, chained, balanced." in out
    assert "signed by the box: entries up to 254, 5 checkpoints" in out
    assert "NOT SIGNED" not in out
    assert f"witness {kept} (on the same disk as the store): 203 entries of epoch {epoch(book)}: agrees" in out
    assert out.endswith("nothing outside this disk vouches for any entry\n"), "the note is on the store's own"
    monkeypatch.setattr("edge.shell.audit.witness.is_outside", lambda _file, _store: True)
    out = wedge("ledger", "verify", "--store", book, "--witness", kept, "--key", KEY.public)[1]
    assert out.endswith("nothing outside this disk vouches for entries from 204 on\n")


def test_the_command_says_so_where_the_checkpoints_were_left_out(book, wedge):
    tamper(book, ("UPDATE ledger SET kind = 'audit' WHERE kind = 'checkpoint'",))
    rewritten(book, lambda one: one | ({"kind": "audit", "act": "looked"} if one["kind"] == "checkpoint" else {}))
    status, out, _err = wedge("ledger", "verify", "--store", book, "--key", KEY.public)
    assert status == 0, "nothing contradicts it"
    assert f"NOT SIGNED by the box: entries from 1 to {ENTRIES}" in out


def test_the_command_names_the_first_bad_row(book, wedge):
    kept = note(book, 254)
    tamper(book, ("DELETE FROM ledger WHERE seq > 230",))
    status, out, _err = wedge("ledger", "verify", "--store", book, "--witness", kept, "--json")
    said = json.loads(out)
    assert status == 1
    assert (said["verified"], said["first_bad"], said["entries"]) == (False, 231, 230)
    assert said["balances_match"] is None, "they were not compared"
    _status, out, err = wedge("ledger", "verify", "--store", book, "--witness", kept)
    assert (err, out.splitlines()[0]) == ("", f"BAD: entry 231 is missing: {kept} vouches for entries up to 254")
    assert "nothing outside this disk vouches for any entry" in out


def test_the_command_takes_the_head_file_beside_the_store_by_itself(book, wedge):
    note(book, 254, "ledger.db.head")
    tamper(book, ("DELETE FROM ledger WHERE seq > 230",))
    status, out, err = wedge("ledger", "verify", "--store", book)
    assert (status, err) == (1, "")
    assert "entry 231 is missing" in out


@pytest.mark.parametrize("key", [KEY, FORGER])
def test_a_note_whose_own_signature_does_not_fit_says_nothing_about_the_book(book, wedge, key):
    head = note(book, 254, "ledger.db.head", key=key, digest="0" * 64)
    if key is KEY:
        head.write_text(note(book, 254, "x").read_text().replace("\n254\n", "\n203\n"))
    status, out, _err = wedge("ledger", "verify", "--store", book)
    assert status == 1
    assert out.startswith(f"BAD: {head}: its signature does not fit")
    assert "the book by itself holds together: 262 entries" in out
    assert "rewritten" not in out
    tamper(book, ("DELETE FROM ledger WHERE seq = 120",))
    assert wedge("ledger", "verify", "--store", book)[1].startswith("BAD: entry 120 is missing")


@pytest.mark.parametrize("text", ["", "rubbish\n", None])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_file_that_holds_no_note_is_told_and_the_book_is_judged_all_the_same(book, wedge, text, is_own):
    file = note(book, 254, "ledger.db.head" if is_own else "kept")
    file.write_text(file.read_text()[:60] if text is None else text)
    words = ("ledger", "verify", "--store", book, *(() if is_own else ("--witness", file)))
    status, out, err = wedge(*words)
    assert (status, err) == (1, "")
    assert f"BAD: the witness {file} is no file of signed notes" in out
    assert "the book by itself holds together" in out
    tamper(book, ("DELETE FROM ledger WHERE seq = 120",))
    status, out, _err = wedge(*words)
    assert (status, out.startswith("BAD: entry 120 is missing")) == (1, True)
    assert f"{file} is no file of signed notes" in out


def test_the_boxs_own_head_file_is_not_outside_though_it_is_named(book, wedge):
    head = note(book, 254, "ledger.db.head")
    words = ("ledger", "verify", "--store", book, "--witness", head)
    assert f"witness {head} (the box's own head file, on the same disk as the store)" in wedge(*words)[1]
    said = json.loads(wedge(*words, "--json")[1])
    assert [(one["own"], one["outside"]) for one in said["witnesses"]] == [(True, False)]
    assert (said["vouched_upto"], said["outside_upto"], said["unvouched_from"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["--witness", "nowhere"], 74, "the witness nowhere cannot be read: No such file or directory"),
        (["--key", "abc"], 2, "--key: a public key is 64 hex digits in lower case"),
    ],
)
def test_a_witness_or_key_that_cannot_be_used_is_refused(book, wedge, words, status, why):
    found_status, _out, err = wedge("ledger", "verify", "--store", book, *words)
    assert (found_status, err.strip()) == (status, why)


def test_the_command_prints_the_key_of_the_box(book, wedge):
    status, _out, err = wedge("ledger", "key", "--store", book)
    assert (status, err) == (
        74,
        f"{book}.key: there is no key yet; the first `wedge run` makes it\n",
    )
    book.with_name("ledger.db.key").write_text(bytes(range(32)).hex())
    said = json.loads(wedge("ledger", "key", "--store", book, "--json")[1])
    assert said["key"] == KEY.public
    assert said["verifier_key"].startswith(f"wedge/S1/B1/{epoch(book)}+")
    assert wedge("ledger", "key", "--store", book)[1] == (f"key       {KEY.public}\nverifier  {said['verifier_key']}\n")
