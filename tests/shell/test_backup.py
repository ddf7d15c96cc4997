"""A backup is whole, checked and durable before it counts; the last good one is never removed, nor a foreign file."""

import os
import sqlite3
import threading
from contextlib import closing

import pytest

from edge.core.entry import Audit, Draft
from edge.shell.copies import backup
from edge.shell.copies.backup import BackupError, is_good, save
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, post

DAY_MS = 86_400_000


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path)) as one:
        post(one, goods(5, SUPPLIER, loc("A-01")))
        yield one


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "backups"
    made.mkdir()
    return made


def saved(tmp_path, folder, keep=3, day=0):
    return save(tmp_path / "ledger.db", folder, keep, NOW_MS + day * DAY_MS)


def test_a_backup_is_the_book_at_one_moment_and_says_its_head(store, tmp_path, folder):
    told = saved(tmp_path, folder)
    post(store, goods(7, SUPPLIER, loc("A-01")))
    book = Book(told.path)
    assert (told.seq, told.hash) == (1, store.hash_of(1))
    assert book.verify().ok
    assert [one.qty for one in book.stock() if one.place == loc("A-01")] == [5]
    assert told.path.name == f"ledger-B1-{store.epoch}-000000000001-20260921T141320Z.db"


def test_an_empty_book_has_a_backup_too(tmp_path, folder):
    with closing(open_store(tmp_path)) as store:
        told = saved(tmp_path, folder)
        assert (told.seq, told.hash) == (0, store.hash_of(0))


def test_a_backup_can_be_read_where_nothing_can_be_written(store, tmp_path, folder):
    told = saved(tmp_path, folder)
    assert [path.name for path in folder.iterdir()] == [told.path.name]
    header = told.path.read_bytes()[18:20]
    assert header == b"\x01\x01"  # no write-ahead log: SQLite's file format, section 1.3.3


def test_the_newest_good_ones_are_kept(store, tmp_path, folder):
    told = [saved(tmp_path, folder, keep=2, day=day) for day in range(3)]
    assert sorted(folder.iterdir()) == [told[1].path, told[2].path]
    assert told[2].removed == (told[0].path,)


def test_a_bad_one_counts_for_nothing_so_the_last_good_one_stays(store, tmp_path, folder):
    good, torn = (saved(tmp_path, folder, day=day) for day in range(2))
    os.truncate(torn.path, 5000)
    told = saved(tmp_path, folder, keep=2, day=2)
    assert told.bad == (torn.path,)
    assert told.kept == (good.path,)
    assert torn.path.exists()


def test_what_is_not_this_boxs_backup_is_left_alone(store, tmp_path, folder):
    names = ("ledger-B2-0123456789abcdef-000000000001-20200101T000000Z.db", "ledger.db", "notes.txt")
    for name in names:
        (folder / name).write_text("x")
    saved(tmp_path, folder, keep=1)
    saved(tmp_path, folder, keep=1, day=1)
    assert set(names) <= {path.name for path in folder.iterdir()}
    assert len(list(folder.iterdir())) == len(names) + 1


def test_after_a_clock_was_set_back_the_newest_is_still_the_one_with_most_entries(store, tmp_path, folder):
    first = saved(tmp_path, folder)
    post(store, goods(1, SUPPLIER, loc("A-01")))
    second = saved(tmp_path, folder, day=-3650)
    post(store, goods(1, SUPPLIER, loc("A-01")))
    assert saved(tmp_path, folder, keep=2, day=-3651).kept == (second.path,)
    assert not first.path.exists()


def test_a_daemon_that_writes_all_the_time_does_not_make_it_start_again(tmp_path, folder):
    """The copy is of one moment, though the book grows with every page that is copied."""
    with closing(open_store(tmp_path)) as store:
        for _ in range(40):
            post(store, *(goods(1, SUPPLIER, loc("A-01")) for _ in range(50)))
        done = threading.Event()
        told = []

        def copy():
            told.append(saved(tmp_path, folder))
            done.set()

        thread = threading.Thread(target=copy)
        thread.start()
        written = 0
        while not done.is_set():
            post(store, Draft(Audit("meanwhile")))
            written += 1
        thread.join()
        assert 2000 <= told[0].seq <= 2000 + written
        assert Book(told[0].path).verify().ok


def test_it_is_copied_in_one_step_whatever_is_written_after_each(store, tmp_path, folder, monkeypatch):
    """Copied in several steps, it would begin again after every write of somebody else."""
    steps = []

    class Source(sqlite3.Connection):
        def backup(self, target, *, pages=-1):
            def wrote(*_):
                assert len(steps) < 20, "it begins again and again"
                post(store, goods(1, SUPPLIER, loc("A-01")))
                steps.append(1)

            super().backup(target, pages=pages, progress=wrote)

    monkeypatch.setattr(backup, "open_reader", lambda path: sqlite3.connect(path, factory=Source))
    assert saved(tmp_path, folder).seq == 1
    assert len(steps) == 1


def test_a_copy_that_is_damaged_replaces_nothing(store, tmp_path, folder, monkeypatch):
    good = saved(tmp_path, folder)

    class Connection(sqlite3.Connection):
        def execute(self, text, *args):
            text = "SELECT '*** in database main ***'" if "quick_check" in text else text
            return super().execute(text, *args)

    real = sqlite3.connect
    monkeypatch.setattr(backup.sqlite3, "connect", lambda *args, **more: real(*args, **more, factory=Connection))
    with pytest.raises(BackupError, match="damaged"):
        saved(tmp_path, folder, keep=1, day=1)
    assert list(folder.iterdir()) == [good.path]


def test_a_copy_that_does_not_fit_leaves_nothing_behind(store, tmp_path, folder, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.os, "fsync", full)
    with pytest.raises(BackupError, match="No space left"):
        saved(tmp_path, folder)
    assert list(folder.iterdir()) == []


def test_two_backups_into_one_folder_do_not_meet(store, tmp_path, folder):
    with backup._alone(folder), pytest.raises(BackupError, match="another backup"):
        saved(tmp_path, folder)
    assert saved(tmp_path, folder).seq == 1


def test_a_folder_or_a_store_that_is_not_there_is_one_sentence(store, tmp_path, folder):
    with pytest.raises(BackupError, match="is the folder there"):
        saved(tmp_path, tmp_path / "nowhere")
    with pytest.raises(StoreError, match="there is no store here"):
        save(tmp_path / "none.db", folder, 3, NOW_MS)
    assert not is_good(tmp_path / "none.db")


def test_who_may_not_write_there_is_told_so(store, tmp_path, folder, monkeypatch):
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(BackupError, match="this user may not write there: permission denied"):
        saved(tmp_path, folder)
