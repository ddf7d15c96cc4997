"""A unit under count by itself, for who reads the book beside the daemon: neither its content nor what sums it."""

import sqlite3
from pathlib import Path

from edge.shell.history.stock_reader import StockReader
from edge.shell.history.under_count import UnderCount
from tests.builders import SITE, Floor, bin_, item


def made(folder: Path) -> Floor:
    floor = Floor(folder, items=[item("TEA", 1), item("CUP", 3)], locations=[bin_("A-01"), bin_("A-02")])
    floor.put("A-01", "TEA", 7_919, lpn="LPN-1")
    for code, goods in (("A-01", "TEA"), ("A-01", "CUP"), ("A-02", "TEA")):
        floor.put(code, goods, 5)
    return floor


def told(floor: Floor, goods: str) -> list[tuple[str, int]]:
    with sqlite3.connect(floor.path) as connection:
        under, reader = UnderCount(connection), StockReader(connection, SITE)
        rows = [*reader.item_by_location(goods), *reader.item(goods), *reader.every()]
        return sorted({(one.place, one.qty) for one in rows if one.key.item == goods and not under.held(one)})


def test_what_is_in_a_unit_under_count_is_told_by_nothing_that_sums_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.working("count").scan("LPN-1")
    assert told(floor, "TEA") == [("loc:TST/A-02", 5)]
    assert ("loc:TST/A-01", 5) in told(floor, "CUP")


def test_it_is_told_when_nobody_counts(tmp_path: Path) -> None:
    assert {("loc:TST/A-01", 7_924), ("lpn:LPN-1", 7_919)} <= set(told(made(tmp_path), "TEA"))


def test_a_unit_and_its_entries_are_under_count_with_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.working("count").scan("LPN-1")
    with sqlite3.connect(floor.path) as connection:
        under = UnderCount(connection)
        assert "lpn:LPN-1" in under
        assert "loc:TST/A-01" not in under
