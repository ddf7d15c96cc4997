"""What records name of each other: told where it is not there, with the record and the field."""

import pytest

from edge.core.reference import Document, Item, Line, LocationInfo, Operator
from edge.core.reference_links import within

KNOWN = [
    ("items", "TEA", Item("TEA", "Tea")),
    ("items", "BOX", Item("BOX", "Gift box", components={"TEA": 2})),
    ("locations", "A-01", LocationInfo("A-01", fixed_item="TEA")),
    ("orders", "SO-1", Document("SO-1", "order", lines=(Line(1, "TEA", 1),), place="A-01", assigned="op-1")),
    ("operators", "op-1", Operator("op-1", "Anna", "B-1", "x")),
    ("operators", "op-2", Operator("op-2", "Bert", "B-2", "x", active=False)),
    ("kits", "K-1", Document("K-1", "kit", item="BOX", qty=1)),
    ("shipments", "SH-1", Document("SH-1", "shipment", orders=("SO-1",))),
]
ALL = ("items", "locations", "orders", "operators")


def told(*more, whole=ALL):
    return [str(one) for one in within([*KNOWN, *more], whole)]


def test_records_that_name_what_is_there_are_told_nothing():
    assert told() == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (("items", "X", Item("X", "x", components={"NO": 1})), "items X: components: NO is no item that is known here"),
        (
            ("locations", "B", LocationInfo("B", fixed_item="NO")),
            "locations B: fixed_item: NO is no item that is known here",
        ),
        (
            ("receipts", "R", Document("R", "receipt", lines=(Line(7, "NO", 1),))),
            "receipts R: line 7: item: NO is no item that is known here",
        ),
        (("counts", "C", Document("C", "count", place="NO")), "counts C: place: NO is no location that is known here"),
        (
            ("orders", "S", Document("S", "order", assigned="NO")),
            "orders S: assigned: NO is no operator that is known here",
        ),
        (
            ("orders", "S", Document("S", "order", assigned="op-2")),
            "orders S: assigned: op-2 does not work here any more",
        ),
        (
            ("shipments", "S", Document("S", "shipment", orders=("NO",))),
            "shipments S: orders: NO is no order that is known here",
        ),
        (("kits", "K", Document("K", "kit", item="NO", qty=1)), "kits K: item: NO is no item that is known here"),
        (
            ("kits", "K", Document("K", "kit", item="TEA", qty=1)),
            "kits K: item: TEA has no components: nothing is known to make it of",
        ),
    ],
)
def test_a_name_of_nothing_is_told_with_its_record_and_field(one, said):
    assert told(one) == [said]


def test_what_comes_from_elsewhere_is_not_missed():
    assert told(("counts", "C", Document("C", "count", place="NO", assigned="NO")), whole=("items", "counts")) == []
