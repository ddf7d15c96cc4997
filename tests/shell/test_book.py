"""The book for readers: what was changed behind the store's back is found and named; what it shows is of one moment."""

import json
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.entry import Audit, DocLine, Draft, Evidence, Finding, Movement, Outcome
from edge.core.stock import Goods, StockKey
from edge.shell.audit import verify
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError
from edge.shell.ledger.posting import PostingError
from tests.shell.book_builder import CUSTOMER, SUPPLIER, goods, loc, lpn, open_store, post, whole

RECEIPT = DocLine("receipt", "R", 1)


@pytest.fixture
def folder(tmp_path):
    """A closed store with twelve entries."""
    store = open_store(tmp_path)
    post(store, Draft(Audit("begin")))
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")), goods(6, SUPPLIER, lpn("P-1"), lot="A"))
    post(store, goods(5, SUPPLIER, loc("A-01")))
    post(store, goods(2, loc("A-01"), loc("A-02")))
    post(store, whole("P-1", loc("DOCK-1"), loc("A-02")))
    post(store, goods(1, loc("A-02"), CUSTOMER))
    post(store, Draft(Audit("end")))
    drill = Movement("receive", Goods(StockKey("DRILL"), 1, serials=("S1",)), SUPPLIER, loc("A-01"), RECEIPT)
    post(
        store,
        Draft(drill),
        Draft(Outcome(RECEIPT, "closed")),
        Draft(Finding("f1", "opened", "odd", {"z": 1, "a": "b"})),
    )
    post(store, Draft(Evidence("nothing", "weight", "agrees")))
    store.close()
    return tmp_path


def tamper(folder, *statements):
    with sqlite3.connect(folder / "ledger.db") as db:
        for act in ("update", "delete"):
            db.execute(f"DROP TRIGGER ledger_keeps_{act}")
        for statement in statements:
            db.execute(statement)
    db.close()


def verdict(folder):
    return Book(folder / "ledger.db").verify()


def test_an_untouched_book_is_good(folder):
    found = verdict(folder)
    assert found.ok
    assert (found.entries, found.first_bad, found.reason) == (12, None, "")


@pytest.mark.parametrize(
    ("what", "statements", "bad", "why"),
    [
        (
            "a quantity",
            ["UPDATE ledger SET body = replace(body, '\"qty\":5', '\"qty\":9') WHERE seq = 4"],
            4,
            "changed",
        ),
        ("a hash", [f"UPDATE ledger SET hash = '{'0' * 64}' WHERE seq = 3"], 3, "changed"),
        ("a kind", ["UPDATE ledger SET kind = 'audit' WHERE seq = 5"], 5, "does not say what its row says"),
        ("an id", ["UPDATE ledger SET id = 'x' WHERE seq = 2"], 2, "does not say what its row says"),
        ("not canonical", ["UPDATE ledger SET body = ' ' || body WHERE seq = 6"], 6, "does not say what its row says"),
        ("no JSON", ["UPDATE ledger SET body = 'rubbish' WHERE seq = 7"], 7, "is not an entry"),
        ("a row out of the middle", ["DELETE FROM ledger WHERE seq = 4"], 4, "entry 4 is missing"),
        ("the first row", ["DELETE FROM ledger WHERE seq = 1"], 1, "entry 1 is missing"),
        (
            "two rows swapped",
            [
                "UPDATE ledger SET seq = 99 WHERE seq = 4",
                "UPDATE ledger SET seq = 4 WHERE seq = 5",
                "UPDATE ledger SET seq = 5 WHERE seq = 99",
            ],
            4,
            "does not say what its row says",
        ),
    ],
)
def test_the_first_entry_that_was_changed_is_named(folder, what, statements, bad, why):
    tamper(folder, *statements)
    found = verdict(folder)
    assert not found.ok, what
    assert found.first_bad == bad
    assert found.entries == bad - 1
    assert why in found.reason


def test_a_last_entry_that_is_gone_is_missed_when_central_has_it(folder):
    store = open_store(folder)
    store.begin()
    store.put_acked(12)
    store.commit()
    store.close()
    tamper(folder, "DELETE FROM ledger WHERE seq = 12")
    found = verdict(folder)
    assert found.first_bad == 12
    assert "central has acknowledged entries up to 12" in found.reason


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE balance SET qty = qty + 1 WHERE place = 'loc:S1/A-01'", "balances"),
        ("DELETE FROM balance WHERE place = 'lpn:P-1'", "balances"),
        ("UPDATE stock SET qty = qty + 1 WHERE location = 'loc:S1/A-01'", "stock"),
        ("DELETE FROM stock", "stock"),
        ("UPDATE lpn SET parent = 'loc:S1/A-01', location = 'loc:S1/A-01'", "handling units"),
        ("UPDATE lpn SET location = 'loc:S1/A-01'", "handling units"),
        ("UPDATE lpn SET serves = 'SO-9', serves_type = 'order'", "handling units"),
        ("UPDATE serial SET place = 'loc:S1/A-02'", "serial numbers"),
        ("INSERT INTO serial VALUES ('DRILL', 'S9', 'loc:S1/A-01')", "serial numbers"),
        ("UPDATE progress SET qty = 2", "progress of the documents"),
        ("DELETE FROM outcome", "outcomes of the documents"),
        ("UPDATE finding SET state = 'closed'", "findings"),
    ],
)
def test_sums_that_are_not_what_the_entries_say_are_found(folder, statement, why):
    tamper(folder, statement)
    found = verdict(folder)
    assert not found.ok
    assert found.first_bad is None
    assert why in found.reason


def test_verifying_beside_a_writer_sees_one_moment(folder):
    store, book = open_store(folder), Book(folder / "ledger.db")
    with book.at_once():
        before = book.last_seq(), sorted(map(str, book.stock()))
        post(store, goods(50, SUPPLIER, loc("A-01")))
        assert (book.last_seq(), sorted(map(str, book.stock()))) == before
    assert book.last_seq() == before[0] + 1
    assert book.verify().ok
    store.close()


def test_what_is_posted_while_the_book_is_verified_is_no_fault(folder, monkeypatch):
    store, book = open_store(folder), Book(folder / "ledger.db")
    acked = verify._acked

    def posting_meanwhile(*told):
        post(store, goods(50, SUPPLIER, loc("A-01")))  # after the walk, before the balances are looked at
        return acked(*told)

    monkeypatch.setattr(verify, "_acked", posting_meanwhile)
    assert book.verify().ok
    store.close()


def test_a_reader_cannot_write(folder):
    book = Book(folder / "ledger.db")
    with pytest.raises(sqlite3.OperationalError):
        book._connection.execute("DELETE FROM balance")


def test_where_there_is_no_store_none_is_made(tmp_path):
    with pytest.raises(StoreError, match="there is no store here; `wedge run` makes one"):
        Book(tmp_path / "ledger.db")
    assert list(tmp_path.iterdir()) == []


def test_entries_come_back_as_they_travel(folder):
    entries = list(Book(folder / "ledger.db").entries(after=3))
    assert [entry["seq"] for entry in entries] == list(range(4, 13))
    assert all(len(entry["hash"]) == 64 for entry in entries)
    assert json.loads(json.dumps(entries[0]))["qty"] == 5


LOCATIONS = [loc("A-01"), loc("A-02"), loc("DOCK-1"), SUPPLIER, CUSTOMER]
UNITS = ["P-1", "P-2", "T-1", "T-2", "T-3"]
PLACES = st.sampled_from([*LOCATIONS, *map(lpn, UNITS)])
MOVES = st.one_of(
    st.builds(
        lambda qty, a, b, lot: (a, b, lambda: goods(qty, a, b, lot=lot)),
        st.integers(1, 9), PLACES, PLACES, st.sampled_from(["", "L"]),
    ),
    st.builds(lambda code, a, b: (a, b, lambda: whole(code, a, b)), st.sampled_from(UNITS), PLACES, PLACES),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(MOVES, min_size=5, max_size=40))
def test_after_any_movements_stock_balances_and_units_are_what_the_entries_sum_to(tmp_path_factory, moves):
    folder = tmp_path_factory.mktemp("any")
    store = open_store(folder)
    posted = 0
    for source, target, draft in moves:
        if source == target:
            continue
        try:
            made = draft()
        except ValueError:
            continue
        try:
            post(store, made)
            posted += 1
        except PostingError:
            pass  # what is not there cannot move
    found = Book(folder / "ledger.db").verify()
    assert found.ok, found.reason
    assert found.entries == posted
    # and a recount written another way round: each balance carried to its location by hand
    parents = dict(store.cursor.execute("SELECT code, parent FROM lpn").fetchall())
    recount = {}
    for account, lot, qty in store.cursor.execute("SELECT place, lot, qty FROM balance").fetchall():
        place = account
        while place.startswith("lpn:") and place[4:] in parents:
            place = parents[place[4:]]
        if place.startswith("loc:"):
            recount[place, lot] = recount.get((place, lot), 0) + qty
    rolled_up = store.cursor.execute("SELECT location, lot, qty FROM stock").fetchall()
    assert {(place, lot): qty for place, lot, qty in rolled_up} == {key: qty for key, qty in recount.items() if qty}
    store.close()
