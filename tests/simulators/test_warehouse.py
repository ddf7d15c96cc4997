"""The warehouse of a seed: as large as it is asked for, the same every time, and sound reference data throughout."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from edge.core.reference import Document
from edge.shell.ledger.records import examine
from simulators.catalogue import record
from simulators.warehouse import Sizes, Warehouse, build
from tests.builders import Floor

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def small() -> Warehouse:
    return build(7, TODAY)


def documents(warehouse: Warehouse) -> list[Document]:
    return [
        *(*warehouse.receipts, *warehouse.orders, *warehouse.counts),
        *(*warehouse.returns, *warehouse.shipments, *warehouse.kits),
    ]


def test_it_has_what_it_is_said_to_have(small: Warehouse) -> None:
    assert len([item for item in small.items if item.code.startswith("ART-")]) == 500
    assert (len(small.locations), len(small.receipts), len(small.orders)) == (800, 40, 200)
    assert {one.zone for one in small.locations} >= {"A", "B", "C", "K", "H", "R", "in", "out"}
    assert {one.kind for one in small.locations} == {"bin", "dock", "stage", "carrier"}


def test_a_larger_one_has_as_much_as_was_asked_for() -> None:
    large = build(7, TODAY, Sizes(3_000, 2_000, 50, 900))
    assert (len(large.items) - 3, len(large.locations), len(large.orders)) == (3_000, 2_000, 900)
    assert len({one.code for one in large.locations}) == 2_000


def test_the_same_seed_and_day_give_the_same_warehouse(small: Warehouse) -> None:
    assert build(7, TODAY) == small
    assert build(8, TODAY) != small


def test_all_of_it_is_sound_reference_data_that_a_box_takes(small: Warehouse, tmp_path: Path) -> None:
    datasets = {"items": small.items, "locations": small.locations, "receipts": small.receipts, "orders": small.orders}
    for dataset, many in datasets.items():
        for one in many:
            key = one.id if isinstance(one, Document) else one.code
            assert examine(dataset, key, record(one))[1] == []  # type: ignore[arg-type]
    floor = Floor(tmp_path, items=map(record, small.items), locations=map(record, small.locations))
    assert floor.view.item("ART-001001") == small.items[0]


def test_everything_that_is_named_is_there(small: Warehouse) -> None:
    items, places = {one.code for one in small.items}, {one.code for one in small.locations}
    orders = {one.id for one in small.orders}
    for document in documents(small):
        assert {line.item for line in document.lines} <= items
        assert document.place in places | {""}
        assert set(document.orders) <= orders
    assert {one.item for one in small.stock} <= items
    assert {one.place for one in small.stock} <= places
    assert {one.fixed_item for one in small.locations} <= items | {""}


def test_an_item_lies_where_its_class_may_lie_and_a_bin_holds_one_item(small: Warehouse) -> None:
    items, places = {one.code: one for one in small.items}, {one.code: one for one in small.locations}
    for one in small.stock:
        assert items[one.item].storage_class in places[one.place].classes
    assert set(Counter(one.place for one in small.stock).values()) == {1}


def test_what_sells_most_is_ordered_most(small: Warehouse) -> None:
    abc = {one.code: one.abc for one in small.items}
    ordered = Counter(abc[line.item] for order in small.orders for line in order.lines)
    assert ordered["A"] > 3 * ordered["B"] > ordered["C"]
