"""Each fault of a record is one sentence that names the field."""

import pytest

from edge.shell.ledger.records import examine, load, parse

ITEM = {"code": "BOX", "name": "Gift box"}
FACE = {"code": "A-01", "fixed_item": "TEA"}
SHIP = {"id": "SH-1", "type": "shipment"}
KIT = {"id": "K-1", "type": "kit", "item": "BOX", "qty": 2}


@pytest.mark.parametrize(
    ("dataset", "doc", "faults"),
    [
        (
            "items",
            ITEM | {"recalled": ["L1"]},
            ["recalled: are lots, but nobody asks for a lot of this item: its tracking has no lot"],
        ),
        (
            "items",
            ITEM | {"tracking": ["lot"], "recalled": ["L1", "", "L1"]},
            ["recalled: one of them is empty", "recalled: L1 is there twice"],
        ),
        (
            "items",
            ITEM | {"tracking": ["lot"], "recalled": ["L" * 21]},
            [f"recalled: {'L' * 21} is longer than 20 characters, as no lot is"],
        ),
        (
            "items",
            ITEM | {"tracking": ["lot"], "recalled": [str(n) for n in range(1_001)]},
            ["recalled: are at most 1000"],
        ),
        ("items", ITEM | {"components": {"BOX": 1}}, ["components: BOX cannot be a part of itself"]),
        (
            "items",
            ITEM | {"components": {"TEA": 0, "": 1}},
            ["components: TEA: a kit takes 1 unit of it or more", "components: one of them has no item"],
        ),
        ("items", ITEM | {"components": {str(n): 1 for n in range(1_001)}}, ["components: are at most 1000"]),
        ("items", ITEM | {"rotation": "lifo"}, ["rotation: Input should be 'fefo' or 'fifo'"]),
        (
            "locations",
            FACE | {"face_min": 5, "face_max": 4},
            ["face_min: is 5, more than face_max, which is 4: it would never be filled up"],
        ),
        (
            "locations",
            {"code": "A-01", "face_max": 4},
            ["face_max: belongs to the face of an item: fixed_item says whose it is"],
        ),
        ("locations", FACE | {"face_max": 9, "max_units": 8}, ["face_max: is 9, more than the 8 of max_units"]),
        (
            "locations",
            FACE | {"classes": ["", "cold", "cold"]},
            ["classes: one of them is empty", "classes: cold is there twice"],
        ),
        ("locations", FACE | {"mixing": "all"}, ["mixing: Input should be 'any', 'item' or 'lot'"]),
        ("locations", FACE | {"max_units": -1}, ["max_units: is from 0 to 9007199254740991"]),
        (
            "receipts",
            {"id": "R", "type": "receipt", "carrier": "DHL", "wave": "W"},
            [
                "wave: is a field of an order, a receipt has none",
                "carrier: is a field of an order and a shipment, a receipt has none",
            ],
        ),
        (
            "orders",
            {"id": "O", "type": "order", "qty": 3, "units": ["T-1"]},
            ["units: is a field of a shipment, an order has none", "qty: is a field of a kit, an order has none"],
        ),
        (
            "shipments",
            SHIP | {"units": ["T 1", "T-2", "T-2"]},
            ["units: T-2 is there twice", "units: T 1: a unit is 1 to 40 ASCII characters without blanks"],
        ),
        ("shipments", SHIP | {"orders": [""]}, ["orders: one of them is empty"]),
        ("shipments", SHIP | {"units": [f"T-{n}" for n in range(10_001)]}, ["units: are at most 10000"]),
        (
            "kits",
            {"id": "K", "type": "kit"},
            ["item: is missing: it says what is made", "qty: is above zero: it says how many are made"],
        ),
        (
            "kits",
            KIT | {"lines": [{"line": 1, "item": "TEA", "qty": 1}]},
            ["lines: a kit has none: what it takes are the components of its item"],
        ),
        ("kits", KIT | {"type": "order"}, ["type: an order does not belong here"]),
        ("kits", KIT | {"assigned": "x" * 201}, ["assigned: is longer than 200 characters"]),
    ],
)
def test_a_fault_names_its_field_and_says_what_is_right(dataset, doc, faults):
    _, found = examine(dataset, doc.get("code") or doc["id"], doc)
    assert [str(one) for one in found][: len(faults)] == faults


def test_a_record_from_before_the_new_fields_has_their_defaults():
    old = '{"id":"O","type":"order","partner":"","lines":[],"place":"","priority":5,"cancelled":false}'
    assert load("orders", old) == parse("orders", "O", {"id": "O", "type": "order"})
