"""A restore is the old state or the new one, never half of one; what it replaces is kept; nothing is posted twice."""

import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from edge.core.entry import Count, Draft
from edge.core.session import Menu, Session, SignedOut
from edge.shell.clock import Clock
from edge.shell.copies import restore as restoring
from edge.shell.copies.backup import save
from edge.shell.copies.copy_files import Appender
from edge.shell.copies.past import Past
from edge.shell.copies.restore import RestoreError, check_backup, finish, restore
from edge.shell.copies.restore_build import Origin, stash
from edge.shell.ledger.database import StoreError, open_reader, restore_mark
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, lpn, open_store, post, whole, with_reference
from tests.shell.past_refold import refolds

CLOCK = Clock("UTC")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "backups"
    made.mkdir()
    return made


def work(store, times=1):
    for _ in range(times):
        post(store, goods(5, SUPPLIER, loc("A-01")))


def box_with_backup(tmp_path, folder, beyond=3):
    """A box with a pallet and some goods, backed up, and entries that came after."""
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        post(store, whole("P-1", SUPPLIER, loc("A-02")), goods(2, SUPPLIER, lpn("P-1"), "MUG"))
        work(store)
        store.begin()
        store.put_session(Session("DOCK-1", "op-1", Menu(), turn=7, undoable=("x",)))
        store.put_acked(2)
        store.commit()
        told = save(tmp_path / "ledger.db", folder, 3, NOW_MS)
        work(store, beyond)
        rows = store.rows(0, 1000)
        return told, store.epoch, rows


def origin(tmp_path, backup, second_copy=None):
    checked = check_backup(backup, "S1", "B1", tmp_path / "scratch")
    return Origin("S1", "B1", tmp_path / "ledger.db", checked, second_copy)


def lose(tmp_path):
    """The disk is gone."""
    for side in ("", "-wal", "-shm"):
        (tmp_path / f"ledger.db{side}").unlink(missing_ok=True)


def qty(store, code="A-01", item="TEA"):
    row = store.cursor.execute("SELECT qty FROM balance WHERE place = ? AND item = ?", (loc(code), item)).fetchone()
    return row[0] if row else 0


def copied(folder, rows, box="B1", epoch=""):
    """A second copy of some entries."""
    folder.mkdir(exist_ok=True)
    appender = Appender(folder / f"{box}-{epoch}-{rows[0].seq:012}.jsonl")
    appender.append(rows)
    appender.close()
    return folder


def test_a_restored_box_has_the_backups_stock_and_a_new_epoch_that_says_what_it_follows(tmp_path, folder):
    told, epoch, _rows = box_with_backup(tmp_path, folder)
    lose(tmp_path)
    done = restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert store.epoch == done.epoch != epoch
        assert (qty(store), qty(store, "A-02", "MUG")) == (5, 0)
        assert store.view.lpn("P-1").location == loc("A-02")
        assert store.view.operator("op-1").name == "Anna"
        first = json.loads(store.rows(0, 1)[0].body)
        assert (first["act"], first["args"]) == ("restored", {"epoch": epoch, "upto": told.seq, "hash": told.hash})
        assert store.acked() == 0
        (old,) = Past(store.cursor).incomplete()
        assert (old.number, old.epoch, old.upto, old.hash) == (1, epoch, told.seq, told.hash)
        assert Past(store.cursor).at_central(epoch) == 2
    assert refolds(tmp_path / "ledger.db")


def test_who_was_signed_in_is_signed_out_and_an_old_screen_is_told_that_it_is_old(tmp_path, folder):
    told, _, _ = box_with_backup(tmp_path, folder)
    restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        session = store.view.session("DOCK-1")
        assert (session.operator, session.step, session.turn, session.undoable) == ("", SignedOut(), 8, ())
        assert [json.loads(row.body).get("act") for row in store.rows(0, 9)] == ["restored", "sign-out"]


def test_devices_stay_where_they_were_moved_and_what_was_left_unfinished_is_not_taken_up_again(tmp_path, folder):
    """The work itself is where the book says; a step from before the loss may be of work that another has ended."""
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        counted = Count(loc("A-01"), {"B1": 0}, (), "agreed")
        post(store, Draft(counted))
        store.begin()
        store.cursor.execute("INSERT INTO device_at VALUES ('gun-1', 'DOCK-2')")
        store.cursor.execute("INSERT INTO parked VALUES ('op-1', 'order', 'SO-1', '[\"Menu\"]', 1)")
        store.commit()
        told = save(tmp_path / "ledger.db", folder, 3, NOW_MS)
    lose(tmp_path)
    restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert (store.view.station_of_device("gun-1"), store.view.parked("op-1")) == ("DOCK-2", [])
        assert [place for place, _ in store.cursor.execute("SELECT * FROM counted")] == [loc("A-01")]
    assert refolds(tmp_path / "ledger.db")


def test_the_old_files_are_moved_aside_whole(tmp_path, folder):
    told, epoch, rows = box_with_backup(tmp_path, folder)
    done = restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_reader(Path(done.quarantine) / "ledger.db")) as old:
        assert old.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone() == (epoch,)
        assert old.execute("SELECT max(seq) FROM ledger").fetchone() == (len(rows),)
    assert not restore_mark(tmp_path / "ledger.db").exists()
    assert {path.name for path in tmp_path.iterdir() if "restor" in path.name} == set()


def test_a_store_that_was_not_closed_is_moved_aside_with_its_log(tmp_path, folder):
    told, _, _ = box_with_backup(tmp_path, folder)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(open_store(tmp_path)) as store:
        work(store, 2)
        wanted = store.last_seq
        for side in ("", "-wal"):
            shutil.copy(tmp_path / f"ledger.db{side}", crashed)
    for side in ("", "-wal"):
        shutil.copy(crashed / f"ledger.db{side}", tmp_path)
    done = restore(origin(tmp_path, told.path), CLOCK)
    assert done.upto == wanted
    with closing(sqlite3.connect(Path(done.quarantine) / "ledger.db")) as old:
        assert old.execute("SELECT max(seq) FROM ledger").fetchone() == (wanted,)
    with closing(open_store(tmp_path)) as store:
        assert store.epoch == done.epoch


def test_what_the_lost_store_file_can_still_tell_beyond_the_backup_is_taken(tmp_path, folder):
    told, _, rows = box_with_backup(tmp_path, folder, beyond=3)
    done = restore(origin(tmp_path, told.path), CLOCK)
    assert (done.backup_upto, done.upto) == (told.seq, len(rows))
    with closing(open_store(tmp_path)) as store:
        assert qty(store) == 20
    assert refolds(tmp_path / "ledger.db")


def test_the_second_copy_goes_on_where_the_backup_ends(tmp_path, folder):
    told, epoch, rows = box_with_backup(tmp_path, folder, beyond=4)
    stick = copied(tmp_path / "stick", rows[1:6], epoch=epoch)
    lose(tmp_path)
    done = restore(origin(tmp_path, told.path, stick), CLOCK)
    assert (done.upto, done.waiting) == (6, 0)
    with closing(open_store(tmp_path)) as store:
        assert qty(store) == 20
        assert [row[0] for row in Past(store.cursor).rows(1, 0, 100)] == [1, 2, 3, 4, 5, 6]
    assert refolds(tmp_path / "ledger.db")


def test_a_copy_that_begins_later_waits_for_what_central_has(tmp_path, folder):
    told, epoch, rows = box_with_backup(tmp_path, folder, beyond=4)
    stick = copied(tmp_path / "stick", rows[5:], epoch=epoch)
    lose(tmp_path)
    done = restore(origin(tmp_path, told.path, stick), CLOCK)
    assert (done.upto, done.waiting) == (told.seq, len(rows) - 5)
    waiting = [json.loads(line)["seq"] for line in stash(tmp_path / "ledger.db", epoch).read_text().splitlines()]
    assert waiting == [row.seq for row in rows[5:]]


def test_a_line_of_the_copy_that_was_changed_is_not_taken_nor_what_follows_it(tmp_path, folder):
    told, epoch, rows = box_with_backup(tmp_path, folder, beyond=4)
    stick = copied(tmp_path / "stick", rows, epoch=epoch)
    (file,) = stick.iterdir()
    lines = file.read_text().splitlines()
    lines[4] = lines[4].replace('"qty":5', '"qty":9')
    file.write_text("\n".join(lines) + "\n")
    lose(tmp_path)
    assert restore(origin(tmp_path, told.path, stick), CLOCK).upto == 4
    with closing(open_store(tmp_path)) as store:
        assert qty(store) == 10


def test_copies_of_another_box_or_epoch_are_not_looked_at(tmp_path, folder):
    told, epoch, rows = box_with_backup(tmp_path, folder, beyond=4)
    stick = copied(tmp_path / "stick", rows[told.seq :], box="B2", epoch=epoch)
    copied(stick, rows[told.seq :], epoch="0123456789abcdef")
    lose(tmp_path)
    assert restore(origin(tmp_path, told.path, stick), CLOCK).upto == told.seq


def test_restored_twice_both_old_epochs_are_kept_and_the_book_still_sums_up(tmp_path, folder):
    told, first, _ = box_with_backup(tmp_path, folder)
    restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        work(store, 2)
        second = store.epoch
    again = save(tmp_path / "ledger.db", folder, 3, NOW_MS + 60_000)
    lose(tmp_path)
    restore(origin(tmp_path, again.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert [(one.epoch, one.complete) for one in Past(store.cursor).epochs()] == [(first, False), (second, False)]
        assert Past(store.cursor).at_central(first) == 2
        assert qty(store) == 30
    assert refolds(tmp_path / "ledger.db")


def test_a_backup_from_before_the_last_restore_is_refused_once_something_was_booked_since(tmp_path, folder):
    told, _, _ = box_with_backup(tmp_path, folder)
    restore(origin(tmp_path, told.path), CLOCK)
    restore(origin(tmp_path, told.path), CLOCK)  # the stick was forgotten, say: nothing is lost by doing it again
    with closing(open_store(tmp_path)) as store:
        work(store)
        epoch, last = store.epoch, store.last_seq
    with pytest.raises(RestoreError, match=f"in epoch {epoch}, would be missing for good"):
        restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert (store.epoch, store.last_seq) == (epoch, last)
    again = save(tmp_path / "ledger.db", folder, 3, NOW_MS + 60_000)
    restore(origin(tmp_path, again.path), CLOCK)
    lose(tmp_path)
    restore(origin(tmp_path, told.path), CLOCK)


def test_an_order_of_posting_that_was_mixed_stays_as_it_was(tmp_path, folder):
    """An entry of the first epoch that came late was posted between two of the second: a third keeps that order."""
    with closing(open_store(tmp_path)) as store:
        post(store, whole("P-1", SUPPLIER, loc("A-01")))
        told = save(tmp_path / "ledger.db", folder, 3, NOW_MS)
        post(store, whole("P-1", loc("A-01"), loc("A-02")))
        late = store.rows(1, 1)
    lose(tmp_path)
    restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        past = Past(store.cursor)
        for there, back in ((loc("A-01"), loc("S-01")), (loc("S-01"), loc("A-01"))):
            post(store, whole("P-1", there, back))  # only possible before the late one
        store.begin()
        taken = past.take(past.epochs()[0], [_told(late[0])], store.head[0])
        store.commit()
        assert (taken.broken, taken.findings) == ("", [])
        post(store, whole("P-1", loc("A-02"), loc("A-01")))  # only possible after the late one
        again = save(tmp_path / "ledger.db", folder, 3, NOW_MS + 60_000)
    assert refolds(again.path)
    lose(tmp_path)
    restore(origin(tmp_path, again.path), CLOCK)
    assert refolds(tmp_path / "ledger.db")


def _told(row):
    from edge.shell.copies.past import told

    return told(json.loads(row.body) | {"hash": row.hash})


def test_marks_of_the_archive_stay_with_their_epoch_and_let_nothing_of_the_new_one_be_removed(tmp_path, folder):
    told, epoch, _ = box_with_backup(tmp_path, folder)
    with closing(sqlite3.connect(told.path)) as db, db:
        db.execute("INSERT INTO archive VALUES ('', 1, 1, 'a.gz', 'x', 'y', 'z', 0)")
    lose(tmp_path)
    from edge.shell.copies.restore_build import Backup

    restore(Origin("S1", "B1", tmp_path / "ledger.db", Backup(told.path, epoch, told.seq, told.hash), None), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert store.cursor.execute("SELECT epoch, last FROM archive").fetchall() == [(epoch, 1)]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.cursor.execute("DELETE FROM ledger WHERE seq = 1")


def test_labels_that_may_have_been_printed_are_listed_and_not_printed_again_by_themselves(tmp_path, folder):
    told, _, _ = box_with_backup(tmp_path, folder)
    with closing(sqlite3.connect(told.path)) as db, db:
        row = "INSERT INTO output VALUES (?, 'zpl', 'label', '', 'e', 1, ?, 0, '', NULL)"
        db.executemany(row, [("a", "waiting"), ("b", "done")])
    restore(origin(tmp_path, told.path), CLOCK)
    with closing(open_store(tmp_path)) as store:
        assert store.cursor.execute("SELECT key, state FROM output").fetchall() == [("a", "failed"), ("b", "done")]


def change_a_balance(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE balance SET qty = qty + 1 WHERE place LIKE 'loc:%'")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_text("not a database, but long enough to look like one" * 99), "cannot be read"),
        (lambda path: os.truncate(path, path.stat().st_size // 2), "."),
        (change_a_balance, "not good"),
        (lambda path: path.unlink(), "no such file"),
    ],
)
def test_a_bad_backup_is_refused_and_nothing_is_touched(tmp_path, folder, damage, said):
    told, epoch, _ = box_with_backup(tmp_path, folder)
    damage(told.path)
    with pytest.raises(RestoreError, match=said):
        origin(tmp_path, told.path)
    with closing(open_store(tmp_path)) as store:
        assert store.epoch == epoch


def test_the_backup_of_another_box_is_refused(tmp_path, folder):
    other = tmp_path / "other"
    other.mkdir()
    with closing(open_store(other, box="B2")):
        told = save(other / "ledger.db", folder, 3, NOW_MS)
    with pytest.raises(RestoreError, match="belongs to box B2"):
        origin(tmp_path, told.path)


def test_a_backup_of_an_older_schema_is_brought_up_to_date(tmp_path):
    packed = Path(__file__).parent / "stores" / "schema-1.db.gz"
    old = tmp_path / "old.db"
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    before = old.read_bytes()
    done = restore(origin(tmp_path, old), CLOCK)
    assert done.upto > 0
    assert old.read_bytes() == before
    assert refolds(tmp_path / "ledger.db")


def test_nothing_is_restored_beside_a_running_daemon(tmp_path, folder):
    told, epoch, _ = box_with_backup(tmp_path, folder)
    source = origin(tmp_path, told.path)
    with closing(open_store(tmp_path)) as store:
        with pytest.raises(StoreError, match="another wedge"):
            restore(source, CLOCK)
        assert store.epoch == epoch


def _counted(monkeypatch, stop_at):
    """Every durable step of the moves counts; the one asked for is not made, as if the power had gone."""
    made = []

    def guard(real):
        def step(*args, **more):
            made.append(real)
            if len(made) == stop_at:
                raise KeyboardInterrupt
            return real(*args, **more)

        return step

    monkeypatch.setattr(restoring, "sync_folder", guard(restoring.sync_folder))
    for name in ("replace", "unlink", "mkdir"):
        monkeypatch.setattr(Path, name, guard(getattr(Path, name)))
    return made


def test_cut_off_at_any_step_it_is_the_old_state_or_is_finished_by_the_next_command(tmp_path, monkeypatch):
    steps = 0
    while _cut_off(tmp_path / f"{steps + 1}", monkeypatch, steps + 1):
        steps += 1
    assert steps > 12


def _cut_off(box, monkeypatch, stop_at):
    """One restore that ends before its n-th step; False when it has fewer."""
    folder, path = box / "backups", box / "ledger.db"
    folder.mkdir(parents=True)
    told, epoch, rows = box_with_backup(box, folder)
    source = origin(box, told.path)
    with monkeypatch.context() as patch:
        _counted(patch, stop_at)
        try:
            restore(source, CLOCK)
            return False
        except KeyboardInterrupt:
            pass
    if restore_mark(path).exists():
        with pytest.raises(StoreError, match="wedge restore"):
            open_reader(path)
        with pytest.raises(StoreError, match="wedge restore"):
            open_store(box)
        assert finish(path).upto == len(rows)
    with closing(open_store(box)) as store:
        assert qty(store) == 20
        if store.epoch == epoch:
            assert store.last_seq == len(rows)
            assert not Past(store.cursor).epochs()
        else:
            assert Past(store.cursor).epochs()[0].upto == len(rows)
    assert finish(path) is None
    return refolds(path)


def test_a_kill_at_any_moment_leaves_the_old_state_or_one_that_the_next_command_finishes(tmp_path, folder):
    kill_rounds(tmp_path, folder, 6)


@pytest.mark.soak
def test_many_kills(tmp_path, folder):
    kill_rounds(tmp_path, folder, 60)


def kill_rounds(tmp_path, folder, rounds):
    """Restores one after the other in a process that is killed at some moment of one of them."""
    told, epoch, _rows = box_with_backup(tmp_path, folder)
    path, source = tmp_path / "ledger.db", origin(tmp_path, told.path)
    dice = random.Random(7)
    for _ in range(rounds):
        child = os.fork()
        if child == 0:  # it never comes back into the test
            with contextlib.suppress(BaseException):
                while True:
                    restore(source, CLOCK)
            os._exit(1)
        threading.Event().wait(dice.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        finish(path)
        with closing(open_store(tmp_path)) as store:
            assert qty(store) in (5, 20)  # what the first lost store held beyond the backup is taken along once
            held = Past(store.cursor).epochs()
            assert store.epoch == epoch or held[0].epoch == epoch
        assert refolds(path)
        for quarantine in tmp_path.glob("quarantine-*"):
            shutil.rmtree(quarantine)
