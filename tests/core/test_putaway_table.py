"""Putting away, every step against every kind of thing: the table of its cases."""

from pathlib import Path
from typing import ClassVar

from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from edge.core.workflows.putaway.table import WORKFLOW
from tests.builders import Floor, bin_, ean, gs1, gtin, item, order, place, receipt
from tests.core.workflow_table import Case, WorkflowTable


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("MILK", 2, "lot"), item("DRILL", 5, "serial"), item("CUP", 3)],
        locations=[
            bin_("F-01", 1, fixed_item="TEA"),
            bin_("F-02", 2, fixed_item="CUP", mixing="item", max_units=20),
            bin_("A-01", 3, mixing="item"),
            bin_("A-02", 4),
            bin_("B-01", 9, blocked=True),
            bin_("Z-09", 99),
            place("STAGE-1", "stage"),
            place("CART-1", "carrier"),
        ],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-1")],
    )
    floor.put("DOCK-1", "TEA", 10)
    floor.put("DOCK-1", "DRILL", 2, serials=("S1", "S2"))
    floor.put("DOCK-1", "MILK", 2, lot="M1")
    floor.put("DOCK-1", "MILK", 2, lot="M2")
    floor.put("DOCK-1", "CUP", 8, lpn="LPN-1")
    floor.put("DOCK-1", "CUP", 8, lpn="LPN-2")
    floor.put("A-02", "TEA", 1, lpn="LPN-3")
    floor.put("Z-09", "MILK", 1, lpn="LPN-4", lot="M9")
    return floor


def with_unit(floor: Floor) -> object:
    floor.working("putaway")
    return floor.scan("LPN-1")


def with_goods(floor: Floor) -> object:
    floor.working("putaway")
    return floor.scan(ean(1))


def with_cart(floor: Floor) -> object:
    """A cart is worked with, and the goods are counted at the dock."""
    floor.key("cancel")
    floor.scan("CART-1")
    return floor.scan(ean(1))


def all_marked(floor: Floor) -> None:
    for _ in range(6):
        if not floor.step().suggested:  # type: ignore[attr-defined]
            return
        floor.key("full")


def asked_onto(floor: Floor) -> object:
    """It was asked whether the unit shall stand on another."""
    floor.scan("LPN-3")
    return floor.wait(800)


def goods_left(floor: Floor) -> None:
    floor.move("DOCK-1", "A-02", "TEA", 10)


class TestPutawayTable(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {
        PutawayWhat: lambda floor: floor.working("putaway"),
        PutawayLpn: with_unit,
        PutawayItem: with_goods,
    }
    things: ClassVar = {"item": ean(1), "lpn": "LPN-2", "location": "A-02", "document": "SO-1", "number": "WE-Q7"}
    cases = (
        Case(PutawayWhat, "lpn", "at the dock", lambda f: f.scan("LPN-1"), ("ok", "lpn-taken"), PutawayLpn),
        Case(PutawayWhat, "lpn", "unknown", lambda f: f.scan("LPN-9"), ("refuse", "lpn-unknown"), PutawayWhat),
        Case(PutawayWhat, "item", "at the dock", lambda f: f.scan(ean(1)), ("ok", "counted"), PutawayItem),
        Case(PutawayWhat, "item", "in a unit", lambda f: f.scan(ean(3)), ("refuse", "item-in-unit"), PutawayWhat),
        Case(PutawayWhat, "item", "of many lots", lambda f: f.scan(ean(2)), ("refuse", "scan-lot"), PutawayWhat),
        Case(PutawayWhat, "item", "no serial", lambda f: f.scan(ean(5)), ("refuse", "serial-missing"), PutawayWhat),
        Case(
            PutawayWhat,
            "item",
            "other lot",
            lambda f: f.scan(gs1(("01", gtin(2)), ("10", "M9"))),
            ("refuse", "item-not-here"),
            PutawayWhat,
        ),
        Case(
            PutawayWhat,
            "item",
            "taken meanwhile",
            lambda f: f.scan(ean(1)),
            ("refuse", "item-not-here"),
            PutawayWhat,
            goods_left,
        ),
        Case(PutawayWhat, "location", "cart", lambda f: f.scan("CART-1"), ("ok", "carrier-taken"), PutawayWhat),
        Case(PutawayWhat, "location", "bin", lambda f: f.scan("A-02"), ("refuse", "is-location"), PutawayWhat),
        Case(PutawayLpn, "location", "suggested", lambda f: f.scan("F-02"), ("ok", "lpn-put-away"), PutawayWhat),
        Case(PutawayLpn, "location", "other", lambda f: f.scan("A-01"), ("warn", "other-bin"), PutawayLpn),
        Case(PutawayLpn, "location", "blocked", lambda f: f.scan("B-01"), ("refuse", "location-blocked"), PutawayLpn),
        Case(PutawayLpn, "location", "a face", lambda f: f.scan("F-01"), ("warn", "face-of-other"), PutawayLpn),
        Case(PutawayLpn, "location", "no bin", lambda f: f.scan("STAGE-1"), ("refuse", "not-a-bin"), PutawayLpn),
        Case(
            PutawayLpn,
            "location",
            "filled meanwhile",
            lambda f: f.scan("F-02"),
            ("refuse", "bin-too-small"),
            PutawayLpn,
            lambda f: f.put("F-02", "CUP", 15),
        ),
        Case(PutawayLpn, "lpn", "onto it", lambda f: f.scan("LPN-3"), ("warn", "nest-lpn"), PutawayLpn),
        Case(PutawayLpn, "lpn", "again", lambda f: f.scan("LPN-3"), ("ok", "lpn-put-away"), PutawayWhat, asked_onto),
        Case(PutawayLpn, "lpn", "itself", lambda f: f.scan("LPN-1"), ("refuse", "lpn-in-hand"), PutawayLpn),
        Case(PutawayLpn, "lpn", "not in a bin", lambda f: f.scan("LPN-2"), ("refuse", "lpn-not-in-bin"), PutawayLpn),
        Case(PutawayLpn, "full", "", lambda f: f.key("full"), ("info", "bin-marked"), PutawayLpn),
        Case(
            PutawayLpn, "full", "nowhere", lambda f: f.key("full"), ("refuse", "no-bin-to-mark"), PutawayLpn, all_marked
        ),
        Case(PutawayLpn, "damaged", "", lambda f: f.key("damaged"), ("info", "bin-marked"), PutawayLpn),
        Case(PutawayLpn, "cancel", "", lambda f: f.key("cancel"), ("info", "cancelled"), PutawayWhat),
        Case(PutawayItem, "number", "some", lambda f: f.type("6"), ("ok", "counted"), PutawayItem),
        Case(PutawayItem, "number", "none", lambda f: f.type("0"), ("refuse", "quantity-zero"), PutawayItem),
        Case(PutawayItem, "number", "too many", lambda f: f.type("11"), ("refuse", "more-than-here"), PutawayItem),
        Case(
            PutawayItem, "number", "onto a cart", lambda f: f.type("6"), ("ok", "goods-aboard"), PutawayItem, with_cart
        ),
        Case(PutawayItem, "item", "one more", lambda f: f.scan(ean(1)), ("ok", "counted"), PutawayItem),
        Case(PutawayItem, "item", "another", lambda f: f.scan(ean(3)), ("refuse", "place-first"), PutawayItem),
        Case(PutawayItem, "confirm", "by hand", lambda f: f.key("confirm"), ("refuse", "is-command"), PutawayItem),
        Case(
            PutawayItem,
            "confirm",
            "onto a cart",
            lambda f: f.key("confirm"),
            ("ok", "goods-aboard"),
            PutawayItem,
            with_cart,
        ),
        Case(PutawayItem, "lpn", "in the suggested bin", lambda f: f.scan("LPN-3"), ("ok", "put-away"), PutawayWhat),
        Case(PutawayItem, "lpn", "in another bin", lambda f: f.scan("LPN-4"), ("warn", "other-bin"), PutawayItem),
        Case(PutawayItem, "lpn", "at the dock", lambda f: f.scan("LPN-1"), ("refuse", "lpn-not-in-bin"), PutawayItem),
        Case(PutawayItem, "lpn", "nobody's", lambda f: f.scan("LPN-9"), ("refuse", "lpn-unknown"), PutawayItem),
        Case(PutawayItem, "location", "suggested", lambda f: f.scan("A-02"), ("ok", "put-away"), PutawayWhat),
        Case(PutawayItem, "location", "other", lambda f: f.scan("A-01"), ("warn", "other-bin"), PutawayItem),
        Case(PutawayItem, "location", "a face", lambda f: f.scan("F-02"), ("warn", "face-of-other"), PutawayItem),
        Case(PutawayItem, "location", "blocked", lambda f: f.scan("B-01"), ("refuse", "location-blocked"), PutawayItem),
        Case(
            PutawayItem,
            "location",
            "taken meanwhile",
            lambda f: f.scan("A-02"),
            ("refuse", "more-than-here"),
            PutawayItem,
            goods_left,
        ),
        Case(PutawayItem, "full", "", lambda f: f.key("full"), ("info", "bin-marked"), PutawayItem),
        Case(PutawayItem, "damaged", "", lambda f: f.key("damaged"), ("info", "bin-marked"), PutawayItem),
        Case(PutawayItem, "cancel", "", lambda f: f.key("cancel"), ("info", "cancelled"), PutawayWhat),
    )
