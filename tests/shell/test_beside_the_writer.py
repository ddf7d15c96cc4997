"""Readers and a backup beside a writer at full work: they change nothing, and each sees one moment of the book."""

import sqlite3
import threading
from contextlib import closing

from edge.shell.copies.backup import save
from edge.shell.ledger.book import Book
from tests.shell.book_builder import CUSTOMER, NOW_MS, SUPPLIER, goods, loc, lpn, open_store, post, whole

BATCHES = 150


def at_work(store, number):
    """A pallet comes in, is filled, moves on, and something of it leaves."""
    code = f"P-{number}"
    first, second = loc("DOCK-1"), loc(f"A-{number % 9}")
    post(
        store,
        whole(code, SUPPLIER, first),
        goods(8, SUPPLIER, lpn(code), lot=f"L{number % 4}"),
        whole(code, first, second),
        goods(3, lpn(code), CUSTOMER, lot=f"L{number % 4}"),
    )


class Looks(threading.Thread):
    """Looks again and again until it is told to stop; keeps what was wrong."""

    def __init__(self, look):
        super().__init__(daemon=True)
        self._look, self.enough, self.times, self.failed = look, threading.Event(), 0, None

    def run(self):
        try:
            while not self.enough.is_set():
                self._look(self.times)
                self.times += 1
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failed = error


def test_two_readers_and_a_backup_beside_a_writer_change_nothing_and_see_whole_batches(tmp_path):
    path, backups = tmp_path / "ledger.db", tmp_path / "backups"
    backups.mkdir()
    store = open_store(tmp_path)
    at_work(store, 0)
    kept = []

    def verified(_times):
        book = Book(path)
        with closing(book._connection):
            verdict = book.verify()
            assert verdict.ok, verdict
            assert verdict.entries % 4 == 0, "a part of a batch"

    def listed(_times):
        book = Book(path)
        with closing(book._connection), book.at_once():
            last, stock = book.last_seq(), list(book.stock())
            assert last % 4 == 0
            assert sum(one.qty for one in stock if one.place == CUSTOMER) == 3 * last // 4
            assert (book.last_seq(), list(book.stock())) == (last, stock)

    def saved(times):
        kept.append(save(path, backups, 1000, NOW_MS + times * 1_000))

    threads = [Looks(verified), Looks(listed), Looks(saved)]
    for thread in threads:
        thread.start()
    number = 1
    while number <= BATCHES or not all(thread.times > 2 or thread.failed for thread in threads):
        at_work(store, number)
        assert store.last_seq == 4 * (number + 1)
        number += 1
    for thread in threads:
        thread.enough.set()
    for thread in threads:
        thread.join(60)
        assert thread.failed is None, thread.failed
    store.close()
    truth = list(Book(path).entries())
    assert [one["seq"] for one in truth] == list(range(1, 4 * number + 1))
    assert Book(path).verify().ok
    for one in kept[:: max(1, len(kept) // 5)]:
        book = Book(one.path)
        assert list(book.entries()) == truth[: one.seq], "a backup is the book up to a moment"
        assert book.verify().ok


def test_a_reader_that_stays_open_in_its_reading_holds_up_no_writer(tmp_path):
    store = open_store(tmp_path)
    at_work(store, 0)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*), max(hash) FROM ledger").fetchone()
        for number in range(1, 60):
            at_work(store, number)
        assert reader.execute("SELECT count(*), max(hash) FROM ledger").fetchone() == before
        reader.execute("ROLLBACK")
        assert reader.execute("SELECT count(*) FROM ledger").fetchone() == (240,)
    store.close()
    assert Book(tmp_path / "ledger.db").verify().ok
