"""What central has not acknowledged stands on another disk too; a stick that was pulled out catches up."""

import json
import os
import shutil
import threading
from contextlib import closing

import pytest

from edge.config import StoreConfig
from edge.core.entry import Audit, Draft
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.copies import copy_files, second_copy
from edge.shell.copies.copy_files import Appender, entries_of, files_of
from edge.shell.copies.second_copy import ALONE_MS, Copier, CopyError, SecondCopy
from edge.shell.loop.inbox import Call, Inbox
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post

MINUTE_MS = 60_000


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path)) as one:
        yield one


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def copier(store, tmp_path, stick):
    one = Copier(tmp_path / "ledger.db", stick, "B1", store.epoch)
    yield one
    one.end()


def work(store, times=1):
    for _ in range(times):
        post(store, goods(5, SUPPLIER, loc("A-01")))


def acked(store, upto):
    store.begin()
    store.put_acked(upto)
    store.commit()


def seqs(stick, store):
    return [entry.seq for entry in entries_of(stick, "B1", store.epoch)]


def test_entries_are_copied_as_they_travel_with_their_hash(store, stick, copier):
    work(store, 3)
    assert copier.copy() == 3
    (file,) = files_of(stick, "B1")
    rows = [json.loads(row.body) | {"hash": row.hash} for row in store.rows(0, 10)]
    assert [json.loads(line) for line in file.path.read_text().splitlines()] == rows


def test_what_central_has_is_not_copied_and_its_files_are_removed(store, stick, copier):
    work(store, 5)
    acked(store, 2)
    assert copier.copy() == 5
    assert seqs(stick, store) == [3, 4, 5]
    acked(store, 5)
    assert copier.copy() == 5
    assert list(stick.iterdir()) == []
    work(store)
    copier.copy()
    assert seqs(stick, store) == [6]


def test_what_central_lost_again_is_copied_too(store, stick, copier):
    """Central was restored and says so; then the link goes."""
    work(store, 5)
    acked(store, 4)
    assert copier.copy() == 5
    acked(store, 1)
    assert copier.copy() == 5
    assert sorted(set(seqs(stick, store))) == [2, 3, 4, 5]
    work(store)
    assert copier.copy() == 6
    acked(store, 6)
    copier.copy()
    assert list(stick.iterdir()) == []


def test_files_are_of_bounded_length_and_go_when_all_they_hold_is_acknowledged(store, stick, copier, monkeypatch):
    monkeypatch.setattr(copy_files, "FILE_BYTES_MAX", 1)
    for _ in range(3):
        work(store, 2)
        copier.copy()
    assert [file.first for file in files_of(stick, "B1")] == [1, 3, 5]
    acked(store, 3)
    copier.copy()
    assert seqs(stick, store) == [3, 4, 5, 6]


def test_a_torn_last_line_is_mended_and_nothing_is_missing_after_it(store, tmp_path, stick, copier):
    work(store, 3)
    copier.copy()
    copier.close()
    (file,) = files_of(stick, "B1")
    os.truncate(file.path, file.path.stat().st_size - 40)
    assert seqs(stick, store) == [1, 2]
    work(store)
    with_start = Copier(tmp_path / "ledger.db", stick, "B1", store.epoch)
    assert with_start.copy() == 4
    with_start.end()
    assert seqs(stick, store) == [1, 2, 3, 4]


@pytest.mark.parametrize("rest", [b'{"seq":9', b"\x00\x00\x00\n", b"[]\n", b'{"seq":"x"}\n{"seq":12}\n'])
def test_whatever_a_power_cut_left_at_the_end_is_cut_off(tmp_path, store, rest):
    work(store)
    path = tmp_path / "copy.jsonl"
    first = Appender(path)
    first.append(store.rows(0, 1))
    first.close()
    whole = path.read_bytes()
    path.write_bytes(whole + rest)
    second = Appender(path)
    second.close()
    assert path.read_bytes() == whole


def test_a_stick_that_was_pulled_out_catches_up_when_it_is_back(store, tmp_path, stick, copier):
    work(store, 2)
    copier.copy()
    stick.rename(tmp_path / "pulled")
    work(store, 2)
    with pytest.raises(FileNotFoundError):
        copier.copy()
    copier.close()
    (tmp_path / "pulled").rename(stick)
    assert copier.copy() == 4
    assert seqs(stick, store) == [1, 2, 3, 4]


def test_another_stick_gets_all_that_is_not_acknowledged(store, stick, copier):
    work(store, 2)
    copier.copy()
    shutil.rmtree(stick)
    stick.mkdir()
    work(store)
    assert copier.copy() == 3
    assert sorted(set(seqs(stick, store))) == [1, 2, 3]


def test_a_file_that_somebody_removed_is_written_again(store, stick, copier, monkeypatch):
    monkeypatch.setattr(copy_files, "FILE_BYTES_MAX", 1)
    for _ in range(3):
        work(store, 2)
        copier.copy()
    files_of(stick, "B1")[0].path.unlink()
    copier.copy()
    assert sorted(set(seqs(stick, store))) == [1, 2, 3, 4, 5, 6]
    acked(store, 5)
    copier.copy()
    assert 6 in seqs(stick, store)


def test_the_folder_of_a_disk_that_is_not_mounted_is_not_written_to(store, stick, copier):
    work(store)
    copier.copy()
    copier._device = -1  # it was on another disk so far
    work(store)
    with pytest.raises(CopyError, match="not mounted"):
        copier.copy()
    assert seqs(stick, store) == [1]


def test_files_of_others_and_of_an_epoch_that_central_has_not_whole_are_left(store, stick, copier):
    names = ["B2-0123456789abcdef-000000000001.jsonl", "B1-0123456789abcdef-000000000001.jsonl", "notes.txt"]
    for name in names:
        (stick / name).write_text("")
    work(store)
    acked(store, 1)
    copier.copy()
    assert sorted(path.name for path in stick.iterdir()) == sorted(names)


def test_files_of_an_earlier_epoch_go_when_they_are_held_here_and_central_has_them(store, stick, copier):
    work(store, 4)
    earlier = stick / "B1-0123456789abcdef-000000000001.jsonl"
    appender = Appender(earlier)
    appender.append(store.rows(0, 4))
    appender.close()
    _past(store, upto=3)
    acked(store, 4)
    copier.copy()
    assert earlier.exists()  # it holds an entry more than this box does
    _past(store, upto=4)
    copier.copy()
    assert not earlier.exists()


def _past(store, upto):
    store.begin()
    store.cursor.execute("DELETE FROM past_epoch")
    store.cursor.execute("INSERT INTO past_epoch VALUES (1, '0123456789abcdef', ?, ?, 1)", (upto, "0" * 64))
    store.commit()


class Loop:
    """The daemon's part: a clock that is set by hand, central's word, and calls taken from the inbox."""

    def __init__(self, tmp_path, store, folder, *, is_local=False):
        self.store, self.inbox, self.now_ms, self.central = store, Inbox(), Clock("UTC").now().mono_ms, 0
        config = StoreConfig(path=tmp_path / "ledger.db", second_copy=folder)
        self.chore = SecondCopy(config, store, "B1", lambda: self.central, self.inbox, Clock("UTC"), is_local=is_local)
        self.turn()

    def turn(self, after_ms=0):
        self.now_ms += after_ms
        now = Moment(self.now_ms, self.now_ms)
        self.chore.due_ms(now)
        self.chore.committed((), now)

    def hear(self):
        """The next word of the copier's thread."""
        item = self.inbox.get(timeout=30)
        assert isinstance(item, Call)
        item.run()
        self.turn()

    @property
    def says(self):
        alarm = self.chore.alarm()
        return self.chore.one_copy(), alarm.key if alarm else ""


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(second_copy, "GATHER_S", 0.0)
    monkeypatch.setattr(second_copy, "RETRY_S", 0.01)


@pytest.fixture
def loop(tmp_path, store, stick, quick):
    one = Loop(tmp_path, store, stick)
    stop = threading.Event()
    thread = threading.Thread(target=one.chore.run, args=(stop,))
    thread.start()
    yield one
    one.chore.close()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_the_thread_copies_what_was_committed_and_the_screens_say_nothing(loop, store, stick):
    work(store, 3)
    loop.turn()
    loop.hear()
    while loop.chore._copied < 3:
        loop.hear()
    loop.turn(after_ms=MINUTE_MS)
    assert loop.says == (False, "")
    assert seqs(stick, store) == [1, 2, 3]


def test_a_box_that_was_given_neither_a_central_nor_a_stick_says_nothing(tmp_path, store):
    work(store)
    local = Loop(tmp_path, store, None, is_local=True)
    work(store)
    local.turn()
    local.turn(after_ms=MINUTE_MS)
    assert local.says == (False, "")
    assert local.chore.due_ms(Moment(local.now_ms, local.now_ms)) is None


def test_a_box_without_a_central_says_when_its_stick_fails(tmp_path, store, stick):
    local = Loop(tmp_path, store, stick, is_local=True)
    work(store)
    local.turn()
    local.turn(after_ms=ALONE_MS)
    assert local.says == (True, "")


def test_without_a_stick_it_is_said_after_ten_seconds_and_no_more_when_it_is_back(loop, store, stick, tmp_path):
    stick.rename(tmp_path / "pulled")
    work(store)
    loop.turn()
    while not loop.chore.alarm():
        loop.hear()
    assert loop.says == (False, "alarm-second-copy")
    loop.turn(after_ms=ALONE_MS)
    assert loop.says == (True, "alarm-second-copy")
    (tmp_path / "pulled").rename(stick)
    while loop.chore.alarm():
        loop.hear()
    assert loop.says == (False, "")
    assert seqs(stick, store) == [1]


@pytest.mark.parametrize("errno", [5, 28])
def test_a_disk_that_fails_or_is_full_is_tried_again(loop, store, stick, monkeypatch, errno):
    failing = threading.Event()
    failing.set()
    real = os.fsync

    def fsync(handle):
        if failing.is_set():
            raise OSError(errno, os.strerror(errno))
        real(handle)

    monkeypatch.setattr(copy_files.os, "fsync", fsync)
    work(store)
    loop.turn()
    while not loop.chore.alarm():
        loop.hear()
    assert loop.chore.alarm().args == {"error": os.strerror(errno)}
    failing.clear()
    while loop.chore.alarm():
        loop.hear()
    assert seqs(stick, store) == [1]


def test_with_central_alone_an_entry_stands_alone_until_it_is_acknowledged(tmp_path, store):
    loop = Loop(tmp_path, store, None)
    assert not loop.chore.is_written
    work(store)
    loop.turn()
    loop.turn(after_ms=ALONE_MS - 1)
    assert loop.says == (False, "")
    loop.turn(after_ms=1)
    assert loop.says == (True, "")
    loop.central = 1
    loop.turn()
    assert loop.says == (False, "")


def test_entries_that_are_acknowledged_in_time_never_stand_alone(tmp_path, store):
    loop = Loop(tmp_path, store, None)
    for number in range(1, 40):
        work(store)
        loop.turn()
        loop.central = number - 1
        loop.turn(after_ms=2_000)
        assert loop.says == (False, "")


def test_the_loop_is_woken_at_the_moment_an_entry_has_stood_alone_too_long(tmp_path, store):
    loop = Loop(tmp_path, store, None)
    work(store)
    loop.turn()
    began = loop.now_ms
    assert loop.chore.due_ms(Moment(0, began + 4_000)) == began + ALONE_MS
    assert loop.chore.due_ms(Moment(0, began + ALONE_MS)) is None


def test_hours_without_central_take_no_memory(tmp_path, store):
    loop = Loop(tmp_path, store, None)
    for _ in range(100):
        post(store, Draft(Audit("x")))
        loop.turn(after_ms=MINUTE_MS)
    assert len(loop.chore._marks) < 20
    loop.central = 100
    loop.turn()
    assert loop.says == (False, "")
