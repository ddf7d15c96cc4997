"""Stock as of a time, and times, where archive files are not at hand: told, or refused, never guessed."""

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from edge.cli import app
from edge.core.entry import Audit, ClockStated, Draft
from edge.shell.copies.archive_reader import FOLDER
from edge.shell.history.entries import Entries
from edge.shell.history.lookup import Lookup, clocks_of
from edge.shell.history.traces import Traces
from edge.shell.ledger.database import open_reader
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post, whole
from tests.shell.test_history import DAY0, HOUR, post_at


def put_into_a_file(path, upto, of=""):
    """The first entries of the present epoch, or of the past one, as the archiver moves them."""
    table = "past" if of else "ledger"
    with closing(sqlite3.connect(path)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        rows = db.execute(f"SELECT body, hash FROM {table} WHERE seq <= {upto} ORDER BY seq").fetchall()
        data = gzip.compress("".join(f'{body[:-1]},"hash":"{digest}"}}\n' for body, digest in rows).encode())
        file = path.parent / FOLDER / f"{of}a.jsonl.gz"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        said = (of, upto, file.name, hashlib.sha256(data).hexdigest())
        db.execute("INSERT INTO archive VALUES (?, 1, ?, ?, ?, '', '', 0)", said)
        db.execute(f"DELETE FROM {table} WHERE seq <= {upto}")
    return file


@pytest.fixture
def book(tmp_path):
    """Twenty units of tea, one a minute."""
    with closing(open_store(tmp_path)) as store:
        for number in range(1, 21):
            post_at(store, goods(1, SUPPLIER, loc("A-01")), DAY0 + number * 60_000, number * 60_000)
    return tmp_path / "ledger.db"


@pytest.fixture
def wedge(capsys):
    def run(*words):
        with pytest.raises(SystemExit) as ended:
            app([str(word) for word in words])
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


def stock(wedge, book, *words):
    status, out, err = wedge("stock", "--store", book, "--item", "TEA", "--json", *words)
    return (status, sum(one["qty"] for one in json.loads(out)["stock"])) if not status else (status, err)


def at(number):
    from datetime import UTC, datetime

    return datetime.fromtimestamp((DAY0 + number * 60_000) / 1000, UTC).isoformat()


def test_a_time_within_a_file_that_is_not_at_hand_is_refused(book, wedge):
    file = put_into_a_file(book, 10)
    assert stock(wedge, book, "--as-of", at(5)) == (0, 5)
    file.rename(book.parent / "away")
    for number in (5, 10):  # what was written down when, in the file, is not known either
        status, err = stock(wedge, book, "--as-of", at(number))
        assert status == 74
        assert "cannot be told without them" in err
    assert stock(wedge, book, "--as-of", at(12)) == (0, 12)
    assert stock(wedge, book, "--as-of-seq", "10") == (0, 10)
    assert stock(wedge, book, "--as-of-seq", "9")[0] == 74


def test_a_missing_file_of_an_earlier_epoch_hinders_nothing_of_the_present_one(book, wedge):
    with closing(sqlite3.connect(book)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("INSERT INTO past_epoch VALUES (1, 'olden', 15, '', 1)")
        db.execute("INSERT INTO past SELECT 1, seq, id, kind, body, hash, 0, 1 FROM ledger WHERE seq <= 15")
        db.execute("DELETE FROM ledger WHERE seq <= 15")
        db.execute("UPDATE ledger SET seq = seq - 15")
    put_into_a_file(book, 10, "olden").unlink()
    assert stock(wedge, book, "--as-of-seq", "2") == (0, 17)
    assert stock(wedge, book, "--as-of", at(18)) == (0, 18)
    assert stock(wedge, book, "--as-of", at(13)) == (0, 13)
    assert stock(wedge, book, "--as-of", at(3))[0] == 74
    assert "note:" not in wedge("ledger", "show", "--store", book, "--item", "TEA", "--after", "2")[2]
    assert "note:" in wedge("ledger", "show", "--store", book, "--item", "TEA")[2]


def test_clock_entries_in_the_archive_are_known_without_an_index(tmp_path):
    with closing(open_store(tmp_path)) as store:
        post_at(store, Draft(Audit("early")), DAY0, 0)
        post_at(store, Draft(ClockStated(HOUR, "synced")), DAY0 + HOUR + 60_000, 60_000)
        post_at(store, Draft(Audit("late")), DAY0 + HOUR + 120_000, 120_000)
    path = tmp_path / "ledger.db"
    put_into_a_file(path, 2)
    with closing(open_reader(path)) as connection:
        entries = Entries(connection, [tmp_path / FOLDER])
        row = entries.one(1)
        assert clocks_of(path, entries).recorded_ms(row, row.fields()) == DAY0 + HOUR


def test_what_an_archived_entry_takes_back_is_told(tmp_path):
    with closing(open_store(tmp_path)) as store:
        post(store, whole("P-1", SUPPLIER, loc("A-01")))
        (ident,) = store.cursor.execute("SELECT id FROM ledger").fetchone()
        post(store, replace(whole("P-1", loc("A-01"), SUPPLIER), corrects=ident))
        post(store, whole("P-2", SUPPLIER, loc("A-01")))
    file = put_into_a_file(tmp_path / "ledger.db", 2)
    entries = Entries(open_reader(tmp_path / "ledger.db"), [file.parent])
    with closing(Lookup(entries, None)) as found:
        assert [step.corrects and step.corrects.seq for step in Traces(found).unit("P-1")] == [None, 1]


@pytest.mark.parametrize("word", ["--from", "--to"])
def test_a_day_that_no_calendar_goes_on_after_is_refused(book, wedge, word):
    status, _out, err = wedge("ledger", "show", "--store", book, word, "9999-12-31")
    assert (status, err.count("Traceback")) in ((0, 0), (78, 0))
