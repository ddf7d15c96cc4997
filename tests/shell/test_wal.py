"""The write-ahead log: folded in by its writer, errors heard; cut when idle; an alarm when a reader pins it."""

import sqlite3
from contextlib import closing

import pytest

from edge.core.read import Moment
from edge.shell.disk import wal as keeping
from edge.shell.disk.ballast import MIB
from edge.shell.disk.wal import IDLE_MS, LARGE_BYTES, WalKeeper
from edge.shell.ledger.database import open_reader, open_writer

DONE = ["a batch"]
"""Stands for what was committed: the keeper counts pages, not batches."""


def at(ms):
    return Moment(1_790_000_000_000 + ms, ms)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.db"


@pytest.fixture
def connection(path):
    with closing(open_writer(path, "S1", "B1")) as one:
        one.execute("CREATE TABLE filler (a)")
        yield one


@pytest.fixture
def keeper(path, connection):
    one = WalKeeper(path, connection)
    yield one
    connection.close()
    one.close()


@pytest.fixture
def write(path, connection):
    """Adds about so many pages to the log, in one transaction."""

    def pages(number):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO filler VALUES (zeroblob(3500))", ([] for _ in range(number)))
        connection.execute("COMMIT")
        return path.with_name("ledger.db-wal").stat().st_size

    return pages


def test_the_log_is_folded_in_every_thousand_pages_and_stays_short(path, keeper, write):
    sizes = []
    for turn in range(40):
        sizes.append(write(100))
        keeper.committed(DONE, at(turn))
    assert max(sizes) < 1_250 * 4_120
    assert path.stat().st_size > 3_000 * 4_096, "it stands in the store"
    assert keeper.alarm() is None


def test_a_disk_that_fails_while_the_log_is_folded_in_is_heard(keeper, write, connection):
    class Failing:
        def execute(self, text):
            if "wal_checkpoint" not in text:
                return connection.execute(text)
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"
            raise error

    keeper._connection = Failing()
    write(1_100)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        keeper.committed(DONE, at(0))
    assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,), "SQLite's own would not say so"


def test_a_long_log_is_cut_when_the_box_is_idle_and_a_short_one_is_left(path, keeper, write):
    size = write(1_500)
    assert size > LARGE_BYTES
    keeper.committed(DONE, at(0))
    keeper.committed([], at(IDLE_MS - 1))
    assert path.with_name("ledger.db-wal").stat().st_size == size
    assert keeper.due_ms(at(10)) == IDLE_MS
    keeper.committed([], at(IDLE_MS))
    assert path.with_name("ledger.db-wal").stat().st_size == 0
    assert keeper.due_ms(at(IDLE_MS)) is None
    size = write(10)
    keeper.committed(DONE, at(10_000))
    keeper.committed([], at(10_000 + IDLE_MS))
    assert path.with_name("ledger.db-wal").stat().st_size == size


def test_a_reader_that_does_not_end_is_an_alarm_and_holds_up_nobody(path, keeper, write, monkeypatch, caplog):
    monkeypatch.setattr(keeping, "ALARM_BYTES", 8 * MIB)
    with closing(open_reader(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM filler").fetchone()
        for turn in range(5):
            write(600)
            keeper.committed(DONE, at(turn))
        assert keeper.alarm().key == "alarm-wal"
        assert keeper.alarm().args["mib"] >= 8
        keeper.committed([], at(IDLE_MS + 10))
        assert keeper.due_ms(at(0)) > IDLE_MS + 10, "it is tried again later"
        assert len([one for one in caplog.messages if "something reads the store" in one]) == 1
        assert "fuser" in caplog.text
    keeper.committed([], at(60_000))
    assert keeper.alarm() is None
    assert path.with_name("ledger.db-wal").stat().st_size == 0
