"""A store without room: what it refused waits in order, what needs no transaction goes on, and it recovers."""

import logging
import sqlite3
from contextlib import closing

import pytest

from edge import control
from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Answer, msg
from edge.core.read import CodeSeen, Moment, Read, TagSeen
from edge.shell.clock import Clock
from edge.shell.disk import ballast, room, waiting
from edge.shell.disk.ballast import MIB, Ballast, ballast_path
from edge.shell.disk.room import Quota, Room
from edge.shell.disk.waiting import RETRY_MS, Waiting
from edge.shell.ledger.refusals import is_damage, is_full, is_untrusted
from edge.shell.loop import writing
from edge.shell.loop.inbox import (
    Call,
    DeviceRead,
    DeviceUp,
    Inbox,
    LinkUp,
    PinResult,
    ScreenGone,
    ScreenLine,
    Stop,
    is_urgent,
)
from edge.shell.loop.work import Decide
from edge.shell.loop.writing import StoreRefused, Writer
from tests.shell.book_builder import open_store, stamp


def at(ms):
    return Moment(1_790_000_000_000 + ms, ms)


def failed(code):
    error = sqlite3.OperationalError("the store says no")
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, code), code
    return error


@pytest.mark.parametrize(
    ("code", "full", "untrusted", "damage"),
    [
        ("SQLITE_FULL", True, False, False),
        ("SQLITE_IOERR_WRITE", True, False, False),
        ("SQLITE_IOERR_FSYNC", False, True, False),
        ("SQLITE_IOERR_DIR_FSYNC", False, True, False),
        ("SQLITE_IOERR_TRUNCATE", False, True, False),
        ("SQLITE_IOERR_READ", False, True, False),
        ("SQLITE_IOERR_SHMMAP", False, True, False),
        ("SQLITE_CORRUPT", False, True, True),
        ("SQLITE_CORRUPT_INDEX", False, True, True),
        ("SQLITE_NOTADB", False, True, True),
        ("SQLITE_BUSY", False, False, False),
    ],
)
def test_what_a_refusal_means(code, full, untrusted, damage):
    error = failed(code)
    assert (is_full(error), is_untrusted(error), is_damage(error)) == (full, untrusted, damage)


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path)) as one:
        yield one


class Disk:
    """Stands for the store's COMMIT: refuses so many of them, with an error of SQLite's."""

    def __init__(self, store, monkeypatch):
        self.refuses, self.code, self.commits = 0, "SQLITE_FULL", 0
        real = store.commit

        def commit():
            if self.refuses:
                self.refuses -= 1
                raise failed(self.code)
            self.commits += 1
            real()

        monkeypatch.setattr(store, "commit", commit)


@pytest.fixture
def disk(store, monkeypatch):
    def decide(_view, event):
        if isinstance(event, Exception):
            raise event
        return event

    monkeypatch.setattr(writing.floor, "decide", decide)
    return Disk(store, monkeypatch)


def scan(name, what=None):
    said = what or Decision(answer=Answer("ok", msg(name)), drafts=(Draft(Audit(name)),))
    return Decide(name, stamp(), lambda _view: said)


def acts(store):
    rows = store.cursor.execute("SELECT body ->> 'act' FROM ledger ORDER BY seq").fetchall()
    return [act for (act,) in rows]


def names(done):
    return [one.work.source for one in done]


def test_what_a_full_disk_refuses_comes_back_in_order_and_nothing_of_it_is_written(store, disk):
    disk.refuses = 1
    with pytest.raises(StoreRefused) as refused:
        Writer(store, Clock("UTC")).run([scan("a"), scan("b")])
    assert [one.source for one in refused.value.left] == ["a", "b"]
    assert refused.value.done == []
    assert acts(store) == []


def test_when_the_disk_fills_after_one_was_put_aside_what_was_done_is_told_and_the_rest_comes_back(store, disk):
    works = [scan("a"), scan("bad", ValueError("a bug")), scan("c"), scan("d")]
    done_of = Writer(store, Clock("UTC")).run

    real = store.commit

    def commit():
        if disk.commits == 2:
            raise failed("SQLITE_FULL")
        real()

    store.commit = commit
    with pytest.raises(StoreRefused) as refused:
        done_of(works)
    assert names(refused.value.done) == ["a", "bad"]
    assert [one.source for one in refused.value.left] == ["c", "d"]


@pytest.mark.parametrize("code", ["SQLITE_IOERR_FSYNC", "SQLITE_CORRUPT"])
def test_a_disk_that_is_not_to_be_trusted_is_asked_for_nothing_more(store, disk, monkeypatch, code):
    disk.refuses, disk.code = 1, code
    told = []
    monkeypatch.setattr(store, "rollback", lambda: told.append("rollback"))
    with pytest.raises(sqlite3.OperationalError) as error:
        Writer(store, Clock("UTC")).run([scan("a"), scan("b")])
    assert error.value.sqlite_errorname == code
    assert (told, disk.commits) == ([], 0)
    store.connection.execute("ROLLBACK")


def writer_of(store, tmp_path, mib=0):
    made = Room(tmp_path / "ledger.db", mib, at(0))
    return Waiting(Writer(store, Clock("UTC")), made), made


def test_the_ballast_is_given_up_and_the_same_batch_is_done_at_once(store, disk, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    held, made = writer_of(store, tmp_path, mib=1)
    assert ballast_path(tmp_path / "ledger.db").stat().st_blocks * 512 >= MIB
    disk.refuses = 1
    assert names(held.run([scan("a"), scan("b")], at(0))) == ["a", "b"]
    assert not held
    assert not ballast_path(tmp_path / "ledger.db").exists()
    assert made.alarm().key == "alarm-disk-full"
    made.committed([], at(room.LOOK_MS - 1))
    assert made.alarm() is not None, "it is looked at again after a while"
    made.committed([], at(room.LOOK_MS))
    assert made.alarm() is None
    assert ballast_path(tmp_path / "ledger.db").exists(), "there is room: it is taken back"
    said = [one.levelname for one in caplog.records if one.name == "wedge.store"]
    assert said == ["ERROR", "INFO"]


def test_what_is_refused_waits_is_tried_each_second_and_done_in_order(store, disk, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    held, made = writer_of(store, tmp_path)
    disk.refuses = 5
    assert held.run([scan("a"), scan("b")], at(0)) == []
    assert made.alarm().key == "alarm-disk-waits"
    assert held.due_ms() == RETRY_MS
    assert held.run([scan("c")], at(RETRY_MS - 1)) == []
    assert (len(held), disk.refuses) == (3, 4), "not before its time"
    for seconds in (1, 2, 3):
        assert held.run([], at(seconds * RETRY_MS)) == []
    assert disk.refuses == 1
    assert held.run([], at(4 * RETRY_MS)) == []
    assert names(held.run([scan("d")], at(5 * RETRY_MS))) == ["a", "b", "c", "d"]
    assert acts(store) == ["a", "b", "c", "d"]
    assert (len(held), held.due_ms()) == (0, None)
    made.committed([], at(60_000))
    assert made.alarm() is None
    lines = [one.getMessage() for one in caplog.records if one.name == "wedge.store"]
    assert len([line for line in lines if "scans wait" in line]) == 1
    assert len([line for line in lines if "takes work again" in line]) == 1


def test_a_disk_that_fills_again_while_what_waited_is_done_loses_nothing(store, disk, tmp_path, monkeypatch):
    monkeypatch.setattr(waiting, "BATCH_MAX", 2)
    held, _ = writer_of(store, tmp_path)
    disk.refuses = 1
    held.run([scan(name) for name in "abcdef"], at(0))
    real, commits = store.commit, []

    def commit():
        commits.append(1)
        if len(commits) == 3:
            raise failed("SQLITE_FULL")
        real()

    monkeypatch.setattr(store, "commit", commit)
    done = names(held.run([], at(RETRY_MS)))
    assert done == ["a", "b", "c"]
    done += names(held.run([scan("g")], at(2 * RETRY_MS)))
    assert done == list("abcdefg") == acts(store)


def test_the_ballast_is_taken_only_where_as_much_again_is_free(tmp_path, monkeypatch):
    one = Ballast(tmp_path / "ledger.db", 1)
    assert not one.take(2 * MIB - 1)
    assert not one.is_there
    assert one.take(2 * MIB)
    assert one.is_there
    with ballast_path(tmp_path / "ledger.db").open("r+b") as file:
        file.truncate(4096)
    assert not one.is_there, "cut short it is none"
    assert one.take(2 * MIB)
    monkeypatch.setattr(ballast.os, "posix_fallocate", lambda *_: (_ for _ in ()).throw(OSError(95, "not supported")))
    one.give_up()
    with pytest.raises(OSError, match="not supported"):
        one.take(2 * MIB)
    assert not ballast_path(tmp_path / "ledger.db").exists()


def test_a_low_disk_is_said_before_it_is_full_with_the_hours_that_are_left(tmp_path, monkeypatch):
    free = [5_000 * MIB]
    monkeypatch.setattr(room, "free_bytes", lambda _: (free[0], 10_000 * MIB))
    quota = Quota(tmp_path / "ledger.db")
    minute = 60_000

    def look(minutes):
        quota.committed([], at(minutes * minute))
        return quota.alarm()

    assert look(0) is None
    free[0] = 900 * MIB
    assert look(1) == control.Text(key="alarm-disk-low", args={"mib": 900}), "one minute is no trend"
    quota = Quota(tmp_path / "ledger.db")
    assert look(2) == control.Text(key="alarm-disk-low", args={"mib": 900})
    for minutes in range(3, 33):
        free[0] -= 10 * MIB
        said = look(minutes)
    assert said == control.Text(key="alarm-disk-low-hours", args={"mib": 600, "hours": 1})
    free[0] = 2_000 * MIB
    assert look(33) is None


HELLO = ScreenLine(1, control.Hello(terminal="t"))
INPUT = ScreenLine(1, control.Input(id="12345678", turn=0, via="key", value="done"))
CODE = DeviceRead(Read("gun1", CodeSeen(b"x"), at(1)))


def test_what_needs_no_transaction_is_collected_past_the_scans_which_keep_their_order():
    inbox = Inbox()
    for item in (CODE, INPUT, Stop("a"), HELLO, PinResult("S", None), LinkUp(), ScreenGone(1)):
        inbox.put(item)
    inbox.put_tag("reader", TagSeen(b"x" * 12, "1"), at(1))
    inbox.put_tag("reader", TagSeen(b"x" * 12, "1"), at(2))
    urgent = inbox.collect_urgent(100, 0)
    assert urgent[:3] == [Stop("a"), HELLO, LinkUp()]
    assert urgent[3].reads[0][0].count == 2
    assert inbox.collect_urgent(100, 0.01) == []
    assert inbox.collect(100, 0) == [CODE, INPUT, PinResult("S", None), ScreenGone(1)]


def test_the_end_and_the_link_get_into_an_inbox_full_of_scans():
    inbox = Inbox()
    while not inbox.full():
        inbox.put(CODE)
    for item in (Stop(), LinkUp(), HELLO, DeviceUp("gun1", "x"), Call(print)):
        assert is_urgent(item)
        inbox.put_nowait(item)
    assert len(inbox.collect_urgent(100, 0)) == 5
