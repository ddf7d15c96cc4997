"""What stands where: by keys and indexes alone, and the same as a walk over all balances gives."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from edge.core.entry import Draft, Movement
from edge.core.stock import Goods, StockKey
from edge.shell.history.stock_reader import POINT_LOOKUPS, StockReader
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import open_reader
from tests.shell.book_builder import CUSTOMER, SUPPLIER, goods, loc, lpn, open_store, post, whole
from tests.shell.floor_life import ACTS, LOCATIONS, UNITS, live


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    post(one, whole("P-1", SUPPLIER, loc("A-01")), whole("T-1", SUPPLIER, lpn("P-1")))
    post(one, goods(5, SUPPLIER, loc("A-01")), goods(3, SUPPLIER, lpn("T-1")), goods(2, SUPPLIER, lpn("P-1"), lot="L"))
    post(one, Draft(Movement("receive", Goods(StockKey("HAM"), 2, catch_qty=1_500_000), SUPPLIER, loc("A-02"))))
    post(one, whole("P-9", SUPPLIER, loc("A-01")), whole("P-9", loc("A-01"), CUSTOMER))
    yield one
    one.close()


@pytest.fixture
def stock(store):
    return StockReader(store.cursor.connection, "S1")


def seen(rows):
    return sorted((one.place, one.location, one.key.item, one.key.lot, one.qty) for one in rows)


A_01 = "loc:S1/A-01"
IN_A_01 = [
    (A_01, A_01, "TEA", "", 5),
    ("lpn:P-1", A_01, "TEA", "L", 2),
    ("lpn:T-1", A_01, "TEA", "", 3),
]


def test_a_location_holds_what_stands_in_its_units_too(stock):
    assert seen(stock.location(A_01)) == IN_A_01
    assert [unit.code for unit in stock.units_at(A_01)] == ["P-1", "T-1"]


def test_a_unit_holds_what_stands_in_units_in_it(stock):
    assert seen(stock.content("P-1")) == IN_A_01[1:]
    assert [(unit.code, unit.parent) for unit in stock.units_within("P-1")] == [("P-1", A_01), ("T-1", "lpn:P-1")]
    assert stock.content("P-9") == []
    assert stock.content("NONE") == []


def test_an_item_is_told_by_location_and_by_place(stock):
    assert seen(stock.item("TEA")) == IN_A_01
    assert seen(stock.item_by_location("TEA")) == [(A_01, A_01, "TEA", "", 8), (A_01, A_01, "TEA", "L", 2)]
    assert sum(one.qty for one in stock.item("TEA", virtual=True)) == 0


def test_an_item_is_told_where_a_balance_below_zero_cancels_out_what_is_in_a_unit_there(store, stock, tmp_path):
    taken = replace(goods(8, loc("A-01"), CUSTOMER), approver="op-9", reason="it was there")
    post(store, taken)
    assert seen(stock.item("TEA")) == [(A_01, A_01, "TEA", "", -3), *IN_A_01[1:]]
    assert [one.key.lot for one in stock.item_by_location("TEA")] == ["L"], "the sum of what has no lot is nothing"
    assert Book(tmp_path / "ledger.db").verify().ok
    post(store, goods(3, SUPPLIER, loc("A-01")))
    assert seen(stock.item("TEA")) == IN_A_01[1:]


def test_catch_weight_is_told(stock):
    assert [(one.qty, one.catch_qty) for one in stock.item("HAM")] == [(2, 1_500_000)]
    assert [one.catch_qty for one in stock.location("virt:S1/SUPPLIER") if one.key.item == "HAM"] == [-1_500_000]


@pytest.mark.parametrize("text", POINT_LOOKUPS)
def test_no_look_up_walks_a_table(store, text):
    values = dict.fromkeys(re.findall(r":(\w+)", text))
    plan = [row[3] for row in store.cursor.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()]
    steps = [one for one in plan if not one.startswith(("COMPOUND QUERY", "LEFT-MOST SUBQUERY", "UNION ALL"))]
    assert steps
    assert all(re.match(r"SEARCH \w+ USING (PRIMARY KEY|(COVERING )?INDEX \w+) \(", one) for one in steps), plan


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_every_look_up_gives_what_a_walk_over_all_balances_gives(tmp_path_factory, acts):
    folder = tmp_path_factory.mktemp("life")
    store = open_store(folder)
    store.cursor.execute("PRAGMA synchronous = OFF")
    live(store, acts)
    store.close()
    stock = StockReader(open_reader(folder / "ledger.db"), "S1")
    every, units = list(stock.every()), list(stock.units())
    for place in map(str, LOCATIONS):
        assert seen(stock.location(place)) == seen(one for one in every if one.location == place)
        assert {unit.code for unit in stock.units_at(place)} == {one.code for one in units if one.location == place}
    for item in ("TEA", "DRILL"):
        held = [one for one in every if one.key.item == item]
        assert seen(stock.item(item, virtual=True)) == seen(
            one for one in held if one.location.startswith("loc:") or one.place.startswith("virt:")
        )
        assert seen(stock.item_anywhere(item)) == sorted((one[0], one[0], *one[2:]) for one in seen(held))
        rolled = {(one.location, one.key.lot): one.qty for one in stock.item_by_location(item)}
        physical = [one for one in held if one.location.startswith("loc:")]
        assert rolled == {
            (where, lot): sum(one.qty for one in physical if (one.location, one.key.lot) == (where, lot))
            for where, lot in {(one.location, one.key.lot) for one in physical}
        }
    for code in UNITS:
        direct = [one for one in every if one.place == f"lpn:{code}"]
        assert seen(stock.at_place(f"lpn:{code}")) == sorted((one[0], one[0], *one[2:]) for one in seen(direct))
        assert {one.place for one in direct} <= {one.place for one in stock.content(code)}
