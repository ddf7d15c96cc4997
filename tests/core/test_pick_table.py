"""Picking as a table of cases: each step against all that can be scanned there."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from edge.core.entry import DocLine, Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.pick.steps import (
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)
from edge.core.workflows.pick.table import WORKFLOW
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, place, receipt
from tests.core.workflow_table import Case, WorkflowTable

TWO = "DOCK-2"
TOLD = {"order-empty", "order-changed", "order-open-again", "bin-blocked", "stock-moved"}
"""Warnings that say what has become of the work: nothing is asked with them, so nothing confirms them."""
SO_1 = order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2))
SO_3 = order("SO-3", line(1, "MUG", 2), line(2, "TEA", 1))
BINS = [bin_(f"A-0{number}", number) for number in range(6)]
PLACES = [place("STAGE-1", "stage"), place("STAGE-2", "stage")]


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("MILK", 2, "lot"), item("CUP", 3), item("MUG", 4), item("GONE", 6)],
        locations=[*BINS, *PLACES],
        orders=[
            SO_1,
            order("SO-2", line(1, "CUP", 1), wave="W-1"),
            SO_3,
            order("SO-4", line(1, "GONE", 1)),
            order("SO-5", line(1, "TEA", 1), cancelled=True),
            order("SO-6", line(1, "MILK", 2)),
            order("SO-7", line(1, "TEA", 1), place="STAGE-2"),
            order("SO-8", line(1, "TEA", 99), priority=9),
            order("SO-9", line(1, "TEA", 1), priority=9),
        ],
        receipts=[receipt("RCV-1", line(1, "TEA", 9))],
    )
    floor.put("A-01", "TEA", 10)
    floor.put("A-02", "CUP", 10)
    floor.put("A-00", "MUG", 2)
    floor.put("A-04", "MILK", 2, lot="M1")
    floor.put("A-04", "MILK", 2, lot="M2")
    return floor.working("pick")


def at_tote(floor: Floor) -> None:
    floor.scan("SO-1")


def at_way(floor: Floor, order_id: str = "SO-1") -> None:
    floor.scan(order_id)
    floor.scan("T-1")


def at_goods(floor: Floor, order_id: str = "SO-1") -> None:
    at_way(floor, order_id)
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)


def at_damaged(floor: Floor) -> None:
    at_goods(floor)
    floor.key("damaged")


def at_zero(floor: Floor) -> None:
    at_goods(floor, "SO-3")
    floor.type("2")
    floor.scan("T-1")


def at_stage(floor: Floor) -> None:
    at_goods(floor, "SO-2")
    floor.type("1")
    floor.scan("T-1")


def at_wait(floor: Floor) -> None:
    """The other station goes for all the tea."""
    elsewhere("SO-8", "T-8")(floor)
    at_goods(floor)
    floor.type("2")
    floor.scan("T-1")


def anew(*orders: dict) -> Callable[[Floor], object]:  # type: ignore[type-arg]
    return lambda floor: floor.load("orders", orders)


def gone(*bins: str) -> Callable[[Floor], object]:
    """Somebody else carried off what lay in these bins."""

    def carried(floor: Floor) -> None:
        for code in bins:
            for key, qty in floor.stock(code).items():
                floor.move(code, TWO, key, qty)

    return carried


def on_pallet(floor: Floor) -> None:
    """The tea of the first bin stands on a pallet there."""
    gone("A-01")(floor)
    floor.put("A-01", "TEA", 5, lpn="LPN-5")


def pallet_gone(floor: Floor) -> None:
    """Somebody else carried the pallet off."""
    floor.move_unit("LPN-5", "A-01", TWO)


def both(*given: Callable[[Floor], object]) -> Callable[[Floor], object]:
    return lambda floor: [one(floor) for one in given]


def twice(key: str) -> Callable[[Floor], Outcome]:
    def pressed(floor: Floor) -> Outcome:
        floor.key(key)
        return floor.wait(800).key(key)

    return pressed


def scanned_twice(code: str | tuple[str, str]) -> Callable[[Floor], Outcome]:
    def scanned(floor: Floor) -> Outcome:
        floor.scan(code)
        return floor.wait(800).scan(code)

    return scanned


def elsewhere(order_id: str, tote: str = "") -> Callable[[Floor], object]:
    """The other station works on an order."""

    def working(floor: Floor) -> None:
        here = floor.station
        floor.at(TWO).working("pick", 2).scan(order_id)
        if tote:
            floor.scan(tote)
        floor.at(here)

    return working


def picked_before(floor: Floor, lpn: str = "T-1") -> None:
    """All that the order wants lies in a tote already; or in the unit that has its number, at its stage."""
    here, unit, doc = Place("loc:TST/DOCK-1" if lpn == "T-1" else "loc:TST/STAGE-1"), Place(f"lpn:{lpn}"), "SO-1"
    floor.post(
        Draft(Movement("transfer", WholeLpn(lpn), Place("virt:TST/UNKNOWN"), here)),
        Draft(Movement("pick", Goods(StockKey("TEA"), 3), Place("loc:TST/A-01"), unit, DocLine("order", doc, 1))),
        Draft(Movement("pick", Goods(StockKey("CUP"), 2), Place("loc:TST/A-02"), unit, DocLine("order", doc, 2))),
    )


def begun(floor: Floor) -> None:
    """A tote in which the cups of the first order are."""
    cups = Goods(StockKey("CUP"), 2)
    floor.post(
        Draft(Movement("transfer", WholeLpn("T-1"), Place("virt:TST/UNKNOWN"), Place("loc:TST/DOCK-1"))),
        Draft(Movement("pick", cups, Place("loc:TST/A-02"), Place("lpn:T-1"), DocLine("order", "SO-1", 2))),
    )


def tea_promised(floor: Floor) -> None:
    """The other station goes for all the tea, but for one that came in since."""
    here = floor.station
    floor.at(here).key("menu")
    elsewhere("SO-8", "T-8")(floor)
    floor.put("A-05", "TEA", 1)
    floor.put("A-05", "CUP", 1)


def two_for_one(floor: Floor) -> None:
    """Two orders that want the tea that is left."""
    tea_promised(floor)
    floor.choose("pick")
    for code in ("SO-9", "SO-7", "T-9", "T-7"):
        floor.scan(code)


def tea_on_pallet(floor: Floor) -> None:
    """What the other has left stands on a pallet; somebody else carries it off while the picker is on the way."""
    floor.key("menu")
    elsewhere("SO-8", "T-8")(floor)
    floor.put("A-05", "TEA", 5, lpn="LPN-5")
    to("SO-7", at_way)(floor)
    floor.move_unit("LPN-5", "A-05", TWO)


def others_done(floor: Floor) -> None:
    """The other station leaves the tea where it is."""
    here = floor.station
    floor.at(TWO).key("menu")
    floor.at(here)


def straight(floor: Floor) -> None:
    """Before the goods of an order that goes straight to its stage."""
    floor.choose("pick")
    for code in ("SO-1", "STAGE-1", "A-01"):
        floor.scan(code)


def first_line_picked(floor: Floor) -> None:
    floor.type("3")
    floor.scan("T-1")


def counted(number: str) -> Callable[[Floor], object]:
    return lambda floor: floor.type(number)


def to(order_id: str, bring: Callable[[Floor, str], object]) -> Callable[[Floor], object]:
    """The same step, of another order."""

    def brought(floor: Floor) -> None:
        floor.choose("pick")
        bring(floor, order_id)

    return brought


def scan(code: str | tuple[str, str]) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.scan(code)


def typed(text: str) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.type(text)


def key(name: str) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.key(name)


M2 = gs1(("01", gtin(2)), ("10", "M2"))
ORDERS = [
    Case(PickOrder, "document", "an order", scan("SO-1"), ("ok", "document-opened"), PickTote),
    Case(PickOrder, "document", "a receipt", scan("RCV-1"), ("refuse", "not-an-order"), PickOrder),
    Case(PickOrder, "document", "a cancelled one", scan("SO-5"), ("refuse", "document-closed"), PickOrder),
    Case(
        PickOrder, "document", "in work elsewhere", scan("SO-1"), ("warn", "in-work-take-over"), PickOrder,
        given=elsewhere("SO-1"),
    ),
    Case(
        PickOrder, "document", "taken over", scanned_twice("SO-1"), ("ok", "order-taken-over"), PickGo,
        given=elsewhere("SO-1", "T-2"),
    ),
    Case(PickOrder, "number", "of the list", typed("1"), ("ok", "document-opened"), PickTote),
    Case(PickOrder, "number", "beyond the list", typed("9"), ("refuse", "not-in-list"), PickOrder),
    Case(PickOrder, "wave", "with orders", scan("W-1"), ("ok", "wave-opened"), PickTote),
    Case(PickOrder, "wave", "in work", scan("W-1"), ("refuse", "wave-empty"), PickOrder, given=elsewhere("SO-2")),
    Case(PickOrder, "lpn", "of an order that was begun", scan("T-1"), ("ok", "tote-bound"), PickGo, given=begun),
    Case(PickOrder, "lpn", "with all picked", scan("T-1"), ("ok", "tote-bound"), PickStage, given=picked_before),
    Case(
        PickOrder, "lpn", "and others have the rest", scan("T-1"), ("ok", "tote-bound"), PickWait,
        given=lambda floor: (begun(floor), elsewhere("SO-8", "T-8")(floor)),
    ),
    Case(PickOrder, "lpn", "of no order", scan("T-1"), ("refuse", "lpn-unknown"), PickOrder),
    Case(
        PickOrder, "lpn", "of a cancelled order", scan("T-1"), ("refuse", "is-lpn"), PickOrder,
        given=lambda floor: (begun(floor), anew(SO_1 | {"cancelled": True})(floor)),
    ),
]  # fmt: skip
TOTES = [
    Case(PickTote, "lpn", "empty", scan("T-1"), ("ok", "tote-bound"), PickGo),
    Case(PickTote, "lpn", "with all picked", scan("T-1"), ("ok", "tote-bound"), PickStage, given=picked_before),
    Case(
        PickTote, "lpn", "and no stock", scan("T-1"), ("warn", "order-empty"), PickOrder, given=gone("A-01", "A-02")
    ),
    Case(
        PickTote, "lpn", "in work", scan("T-2"), ("refuse", "tote-in-work"), PickTote, given=elsewhere("SO-2", "T-2")
    ),
    Case(
        PickTote, "lpn", "of a pallet", scan("LPN-5"), ("refuse", "tote-not-empty"), PickTote,
        given=lambda floor: floor.put("A-05", "CUP", 1, lpn="LPN-5"),
    ),
    Case(PickTote, "lpn", "cancelled", scan("T-1"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(SO_1 | {"cancelled": True})),
    Case(PickTote, "lpn", "and all is promised to others", scan("T-1"), ("ok", "tote-bound"), PickWait,
         given=both(elsewhere("SO-8", "T-8"), to("SO-7", lambda floor, code: floor.scan(code)))),
    Case(PickTote, "location", "the order's stage", scan("STAGE-1"), ("ok", "place-bound"), PickGo),
    Case(PickTote, "location", "another stage", scan("STAGE-2"), ("warn", "pick-other-stage"), PickTote),
    Case(PickTote, "location", "another stage again", scanned_twice("STAGE-2"), ("ok", "place-bound"), PickGo),
    Case(PickTote, "location", "a bin", scan("A-01"), ("refuse", "not-a-stage"), PickTote),
    Case(PickTote, "location", "and no stock", scan("STAGE-1"), ("warn", "order-empty"), PickOrder,
         given=gone("A-01", "A-02")),
    Case(PickTote, "location", "and all is promised to others", scan("STAGE-2"), ("ok", "place-bound"), PickWait,
         given=both(elsewhere("SO-8", "T-8"), to("SO-7", lambda floor, code: floor.scan(code)))),
    Case(PickTote, "location", "of an order with a tote", scan("STAGE-1"), ("refuse", "order-has-tote"), PickTote,
         given=picked_before),
    Case(PickTote, "location", "with all picked", scan("STAGE-1"), ("ok", "place-bound"), PickStage,
         given=lambda floor: picked_before(floor, "SO-1")),
    Case(PickTote, "location", "and begun at another", scan("STAGE-2"), ("refuse", "order-begun-at"), PickTote,
         given=lambda floor: picked_before(floor, "SO-1")),
    Case(PickTote, "location", "when the first is full", scan("STAGE-1"), ("refuse", "place-is-full"), PickTote,
         given=lambda floor: [floor.scan("STAGE-1"), floor.key("full")]),
    Case(PickTote, "location", "blocked", scan("STAGE-1"), ("refuse", "location-blocked"), PickTote,
         given=lambda floor: floor.load("locations", [*BINS, place("STAGE-1", "stage") | {"blocked": True}])),
    Case(PickTote, "document", "one more order", scan("SO-2"), ("ok", "order-added"), PickTote),
    Case(PickTote, "document", "the same", scan("SO-1"), ("refuse", "order-on-walk"), PickTote),
    Case(
        PickTote, "document", "in work", scan("SO-2"), ("refuse", "order-in-work"), PickTote, given=elsewhere("SO-2")
    ),
    Case(PickTote, "cancel", "the order", key("cancel"), ("info", "cancelled"), PickOrder),
    Case(
        PickTote, "cancel", "the change of totes", key("cancel"), ("info", "cancelled"), PickGo,
        given=lambda floor: [floor.scan("T-1"), floor.key("full")],
    ),
]  # fmt: skip
WAYS = [
    Case(PickGo, "location", "the right one", scan("A-01"), ("ok", "location-right"), PickItem),
    Case(PickGo, "location", "another", scan("A-02"), ("refuse", "wrong-location"), PickGo),
    Case(PickGo, "location", "of a cancelled order", scan("A-01"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(SO_1 | {"cancelled": True})),
    Case(PickGo, "location", "by a fixed reader", lambda floor: floor.scan("A-01", via="fixed"),
         ("info", "fixed-only-seen"), PickGo),
    Case(
        PickGo, "location", "of a line that wants less", scan("A-01"), ("warn", "order-changed"), PickGo,
        given=anew(order("SO-1", line(1, "TEA", 1))),
    ),
    Case(
        PickGo, "location", "blocked meanwhile", scan("A-01"), ("warn", "bin-blocked"), PickGo,
        given=lambda floor: floor.load("locations", [BINS[0], bin_("A-01", 1, blocked=True), *BINS[2:], *PLACES]),
    ),
    Case(
        PickGo, "lpn", "to take from", scan("LPN-5"), ("ok", "location-right"), PickItem,
        given=both(
            gone("A-01"), lambda floor: floor.put("A-01", "TEA", 5, lpn="LPN-5"), to("SO-7", at_way)
        ),
    ),
    Case(PickGo, "location", "from where the goods went", scan("A-01"), ("warn", "stock-moved"), PickGo,
         given=gone("A-01")),
    Case(PickGo, "location", "and nothing is left", scan("A-01"), ("warn", "order-empty"), PickOrder,
         given=gone("A-01", "A-02")),
    Case(
        PickGo, "location", "and nothing else is left", scan("A-02"), ("warn", "stock-moved"), PickStage,
        given=lambda floor: [floor.scan("A-01"), first_line_picked(floor), gone("A-02")(floor)],
    ),
    Case(PickGo, "lpn", "that went elsewhere", scan("LPN-5"), ("warn", "order-empty"), PickOrder,
         given=both(on_pallet, to("SO-7", at_way), pallet_gone)),
    Case(
        PickGo, "lpn", "that went elsewhere after other lines", scan("LPN-6"), ("warn", "stock-moved"), PickStage,
        given=lambda floor: [
            gone("A-02")(floor), floor.put("A-02", "CUP", 5, lpn="LPN-6"), floor.scan("A-01"), first_line_picked(floor),
            floor.move_unit("LPN-6", "A-02", TWO),
        ],
    ),
    Case(PickGo, "location", "and others have the rest", scan("A-05"), ("warn", "stock-moved"), PickWait,
         given=both(tea_promised, to("SO-7", at_way), gone("A-05"))),
    Case(PickGo, "lpn", "that went elsewhere and others have the rest", scan("LPN-5"), ("warn", "stock-moved"),
         PickWait, given=tea_on_pallet),
    Case(PickGo, "short", "and others have the rest", twice("short"), ("ok", "bin-short"), PickWait,
         given=both(tea_promised, to("SO-7", at_way))),
    Case(PickGo, "skip", "and others have the rest", key("skip"), ("info", "line-skipped"), PickWait,
         given=both(tea_promised, to("SO-7", at_way), gone("A-05"))),
    Case(PickGo, "done", "and another order waits", twice("done"), ("ok", "order-partial"), PickWait,
         given=both(two_for_one, gone("A-05"))),
    Case(PickGo, "lpn", "any", scan("T-1"), ("refuse", "is-lpn"), PickGo),
    Case(PickGo, "short", "asked", key("short"), ("warn", "pick-short"), PickGo),
    Case(PickGo, "short", "said again", twice("short"), ("ok", "line-short"), PickGo),
    Case(PickGo, "short", "of the only line", twice("short"), ("warn", "order-empty"), PickOrder,
         given=to("SO-7", at_way)),
    Case(
        PickGo, "short", "of the last line", twice("short"), ("ok", "line-short"), PickStage,
        given=lambda floor: [floor.scan("A-01"), first_line_picked(floor)],
    ),
    Case(PickGo, "skip", "a line", key("skip"), ("info", "line-skipped"), PickGo),
    Case(PickGo, "skip", "the only line", key("skip"), ("refuse", "skip-last"), PickGo, given=to("SO-7", at_way)),
    Case(PickGo, "skip", "and nothing is there", key("skip"), ("warn", "order-empty"), PickOrder,
         given=gone("A-01", "A-02")),
    Case(
        PickGo, "skip", "and nothing else is there", key("skip"), ("info", "line-skipped"), PickStage,
        given=lambda floor: [floor.scan("A-01"), first_line_picked(floor), gone("A-02")(floor)],
    ),
    Case(PickGo, "full", "a tote", key("full"), ("info", "tote-full"), PickTote),
    Case(PickGo, "done", "asked", key("done"), ("warn", "pick-partial"), PickGo),
    Case(PickGo, "done", "with nothing picked", twice("done"), ("warn", "order-empty"), PickOrder),
    Case(
        PickGo, "done", "with something picked", twice("done"), ("ok", "order-partial"), PickStage,
        given=lambda floor: [floor.scan("A-01"), first_line_picked(floor)],
    ),
]  # fmt: skip
GOODS = [
    Case(PickItem, "lpn", "the tote", scan("T-1"), ("ok", "picked"), PickGo, given=counted("3")),
    Case(PickItem, "lpn", "the tote too early", scan("T-1"), ("refuse", "quantity-open"), PickItem),
    Case(PickItem, "lpn", "another tote", scan("T-2"), ("refuse", "wrong-tote"), PickItem, given=counted("3")),
    Case(
        PickItem, "lpn", "the tote of another order", scan("T-2"), ("refuse", "wrong-tote"), PickItem,
        given=both(elsewhere("SO-2", "T-2"), counted("3")),
    ),
    Case(
        PickItem, "lpn", "a pallet elsewhere", scan("LPN-5"), ("refuse", "wrong-lpn"), PickItem,
        given=lambda floor: floor.put("A-05", "TEA", 5, lpn="LPN-5"),
    ),
    Case(
        PickItem, "lpn", "other goods", scan("LPN-5"), ("refuse", "lpn-other-goods"), PickItem,
        given=lambda floor: floor.put("A-01", "CUP", 5, lpn="LPN-5"),
    ),
    Case(
        PickItem, "lpn", "a pallet in front", scan("LPN-5"), ("warn", "pick-other-stock"), PickItem,
        given=lambda floor: floor.put("A-01", "TEA", 5, lpn="LPN-5"),
    ),
    Case(
        PickItem, "lpn", "whole", scanned_twice("LPN-5"), ("ok", "picked-whole"), PickGo,
        given=lambda floor: floor.put("A-01", "TEA", 3, lpn="LPN-5"),
    ),
    Case(
        PickItem, "lpn", "the tote and the bin is empty", scan("T-1"), ("ok", "picked"), PickZero,
        given=both(to("SO-3", at_goods), counted("2")),
    ),
    Case(
        PickItem, "lpn", "the tote with the last line", scan("T-1"), ("ok", "picked"), PickStage,
        given=both(to("SO-7", at_goods), counted("1")),
    ),
    Case(PickItem, "lpn", "that went elsewhere", scan("LPN-5"), ("warn", "order-empty"), PickOrder,
         given=both(on_pallet, to("SO-7", at_goods), pallet_gone)),
    Case(
        PickItem, "lpn", "what somebody else took", scan("T-1"), ("refuse", "more-than-here"), PickItem,
        given=both(counted("3"), gone("A-01")),
    ),
    Case(
        PickItem, "lpn", "changed meanwhile", scan("T-1"), ("warn", "order-changed"), PickGo,
        given=both(counted("3"), anew(order("SO-1", line(1, "TEA", 2)))),
    ),
    Case(PickItem, "lpn", "the tote and others have the rest", scan("T-7"), ("ok", "picked"), PickWait,
         given=both(two_for_one, lambda floor: floor.scan("A-05"), counted("1"))),
    Case(PickItem, "location", "with a tote", scan("STAGE-1"), ("refuse", "is-location"), PickItem,
         given=counted("3")),
    Case(PickItem, "location", "straight", scan("STAGE-1"), ("ok", "picked"), PickGo,
         given=both(straight, counted("3"))),
    Case(PickItem, "location", "straight too early", scan("STAGE-1"), ("refuse", "quantity-open"), PickItem,
         given=straight),
    Case(PickItem, "location", "straight and another", scan("STAGE-2"), ("refuse", "wrong-location"), PickItem,
         given=both(straight, counted("3"))),
    Case(PickItem, "lpn", "a tote when straight", scan("T-1"), ("refuse", "wrong-tote"), PickItem,
         given=both(straight, counted("3"))),
    Case(PickItem, "location", "straight with the last line", scan("STAGE-2"), ("ok", "picked"), PickStage,
         given=lambda floor: [
             floor.choose("pick"), floor.scan("SO-7"), floor.scan("STAGE-2"), floor.scan("A-01"), floor.type("1"),
         ]),
    Case(PickItem, "location", "straight and the bin is empty", scan("STAGE-1"), ("ok", "picked"), PickZero,
         given=lambda floor: [
             floor.choose("pick"), floor.scan("SO-3"), floor.scan("STAGE-1"), floor.scan("A-00"), floor.type("2"),
         ]),
    Case(PickItem, "location", "straight and others have the rest", scan("STAGE-2"), ("ok", "picked"), PickWait,
         given=lambda floor: [
             tea_promised(floor), floor.choose("pick"), floor.scan("SO-9"), floor.scan("SO-7"),
             floor.scan("T-9"), floor.scan("STAGE-2"), floor.scan("A-05"), floor.type("1"),
         ]),
    Case(PickItem, "short", "and others have the rest", twice("short"), ("ok", "bin-short"), PickWait,
         given=both(tea_promised, to("SO-7", at_goods))),
    Case(PickItem, "skip", "and others have the rest", key("skip"), ("info", "line-skipped"), PickWait,
         given=both(tea_promised, to("SO-7", at_goods), gone("A-05"))),
    Case(PickItem, "full", "and others have the rest", key("full"), ("ok", "picked"), PickWait,
         given=both(two_for_one, lambda floor: floor.scan("A-05"), counted("1"))),
    Case(PickItem, "item", "asked for", scan(ean(1)), ("ok", "counted"), PickItem),
    Case(PickItem, "item", "another", scan(ean(3)), ("refuse", "wrong-item"), PickItem),
    Case(PickItem, "item", "a pack too many", scan(gs1(("01", gtin(1, 1)))), ("refuse", "over-pick"), PickItem),
    Case(PickItem, "item", "by a fixed reader", lambda floor: floor.scan(ean(1), via="fixed"),
         ("info", "fixed-only-seen"), PickItem),
    Case(PickItem, "item", "another lot", scan(M2), ("warn", "pick-other-stock"), PickItem,
         given=to("SO-6", at_goods)),
    Case(PickItem, "item", "another lot again", scanned_twice(M2), ("ok", "other-stock-taken"), PickItem,
         given=to("SO-6", at_goods)),
    Case(PickItem, "number", "wanted", typed("3"), ("ok", "counted"), PickItem),
    Case(PickItem, "number", "too many", typed("4"), ("refuse", "over-pick"), PickItem),
    Case(PickItem, "number", "zero", typed("0"), ("refuse", "quantity-zero"), PickItem),
    Case(PickItem, "number", "printed", scan("WE-Q3"), ("ok", "counted"), PickItem),
    Case(PickItem, "number", "a code typed", lambda floor: floor.type("4006380000018"), ("ok", "counted"), PickItem),
    Case(PickItem, "detail", "the lot", scan(gs1(("10", "M1"))), ("ok", "item-right"), PickItem,
         given=to("SO-6", at_goods)),
    Case(PickItem, "detail", "a lot that is not here", scan(gs1(("10", "M9"))), ("refuse", "lot-not-here"), PickItem,
         given=to("SO-6", at_goods)),
    Case(PickItem, "short", "asked", key("short"), ("warn", "pick-short"), PickItem),
    Case(PickItem, "short", "said again", twice("short"), ("ok", "line-short"), PickGo, given=counted("1")),
    Case(PickItem, "short", "of the only line", twice("short"), ("warn", "order-empty"), PickOrder,
         given=to("SO-7", at_goods)),
    Case(PickItem, "short", "of the last line", twice("short"), ("ok", "line-short"), PickStage,
         given=both(to("SO-6", at_goods), counted("1"), lambda floor: floor.move("A-04", TWO, "MILK", 2, lot="M2"))),
    Case(PickItem, "short", "with all counted", key("short"), ("refuse", "nothing-missing"), PickItem,
         given=counted("3")),
    Case(PickItem, "damaged", "some", key("damaged"), ("info", "damaged-how-many"), PickDamaged),
    Case(PickItem, "damaged", "after counting", key("damaged"), ("refuse", "skip-in-hand"), PickItem,
         given=counted("1")),
    Case(PickItem, "skip", "the line", key("skip"), ("info", "line-skipped"), PickGo),
    Case(PickItem, "skip", "after counting", key("skip"), ("refuse", "skip-in-hand"), PickItem, given=counted("1")),
    Case(PickItem, "skip", "and nothing is there", key("skip"), ("warn", "order-empty"), PickOrder,
         given=gone("A-01", "A-02")),
    Case(
        PickItem, "skip", "and nothing else is there", key("skip"), ("info", "line-skipped"), PickStage,
        given=lambda floor: [first_line_picked(floor), floor.scan("A-02"), gone("A-02")(floor)],
    ),
    Case(PickItem, "full", "before counting", key("full"), ("info", "tote-full"), PickTote),
    Case(PickItem, "full", "after a part", key("full"), ("ok", "picked"), PickTote, given=counted("2")),
    Case(PickItem, "full", "with the last line", key("full"), ("ok", "picked"), PickStage,
         given=both(to("SO-7", at_goods), counted("1"))),
    Case(
        PickItem, "full", "before another order", key("full"), ("ok", "picked"), PickGo,
        given=both(
            lambda floor: [floor.choose("pick"), floor.scan("SO-7"), floor.scan("SO-2"), floor.scan("T-1")],
            lambda floor: [floor.scan("T-2"), floor.scan("A-01")],
            counted("1"),
        ),
    ),
    Case(PickItem, "full", "and the bin is empty", key("full"), ("ok", "picked"), PickZero,
         given=both(to("SO-3", at_goods), counted("2"))),
    Case(PickItem, "cancel", "the line", key("cancel"), ("info", "cancelled"), PickGo),
    Case(PickItem, "cancel", "of a cancelled order", key("cancel"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(SO_1 | {"cancelled": True})),
]  # fmt: skip
DAMAGED = [
    Case(PickDamaged, "number", "some", typed("2"), ("ok", "damaged-noted"), PickItem),
    Case(PickDamaged, "number", "all", typed("10"), ("ok", "damaged-noted"), PickGo),
    Case(PickDamaged, "number", "more than there are", typed("11"), ("refuse", "more-than-here"), PickDamaged),
    Case(PickDamaged, "number", "none", typed("0"), ("refuse", "quantity-zero"), PickDamaged),
    Case(PickDamaged, "number", "all of all", typed("10"), ("warn", "order-empty"), PickOrder,
         given=gone("A-02")),
    Case(
        PickDamaged, "number", "all of the last line", typed("10"), ("ok", "damaged-noted"), PickStage,
        given=lambda floor: [
            floor.key("cancel"), first_line_picked(floor), floor.scan("A-02"), floor.key("damaged"),
        ],
    ),
    Case(PickDamaged, "number", "all that others have left", typed("1"), ("ok", "damaged-noted"), PickWait,
         given=both(tea_promised, to("SO-7", at_goods), lambda floor: floor.key("damaged"))),
    Case(PickDamaged, "cancel", "none after all", key("cancel"), ("info", "cancelled"), PickItem),
]  # fmt: skip
ONLY_MUGS = anew(order("SO-3", line(1, "MUG", 2)))
ZERO = [
    *(
        Case(PickZero, kind, "with more to pick", act, ("ok", said), PickGo)
        for kind, act, said in (
            ("confirm", key("confirm"), "bin-is-empty"),
            ("empty", key("empty"), "bin-is-empty"),
            ("number", typed("3"), "bin-is-not-empty"),
            ("cancel", key("cancel"), "bin-is-not-empty"),
        )
    ),
    *(
        Case(PickZero, kind, "after the last line", act, ("ok", said), PickStage, given=ONLY_MUGS)
        for kind, act, said in (
            ("confirm", key("confirm"), "bin-is-empty"),
            ("empty", key("empty"), "bin-is-empty"),
            ("number", typed("3"), "bin-is-not-empty"),
            ("cancel", key("cancel"), "bin-is-not-empty"),
        )
    ),
    *(
        Case(PickZero, kind, "and others have the rest", act, ("ok", said), PickWait,
             given=lambda floor: [
                 floor.key("confirm"), tea_promised(floor), floor.move("A-05", TWO, "CUP", 1),
                 floor.choose("pick"), *(floor.scan(code) for code in ("SO-9", "SO-7", "T-9", "T-7", "A-05")),
                 floor.type("1"), floor.scan("T-7"),
             ])
        for kind, act, said in (
            ("confirm", key("confirm"), "bin-is-empty"),
            ("empty", key("empty"), "bin-is-empty"),
            ("number", typed("3"), "bin-is-not-empty"),
            ("cancel", key("cancel"), "bin-is-not-empty"),
        )
    ),
    Case(PickZero, "confirm", "of a cancelled order", key("confirm"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(SO_3 | {"cancelled": True})),
]  # fmt: skip
STAGES = [
    Case(PickStage, "location", "the order's", scan("STAGE-1"), ("ok", "document-done"), PickOrder),
    Case(PickStage, "location", "another", scan("STAGE-2"), ("refuse", "wrong-location"), PickStage),
    Case(PickStage, "location", "after more was ordered", scan("STAGE-1"), ("warn", "order-open-again"), PickGo,
         given=anew(order("SO-2", line(1, "CUP", 2)))),
    Case(PickStage, "location", "after more was ordered that others have", scan("STAGE-1"),
         ("warn", "order-open-again"), PickWait,
         given=both(elsewhere("SO-8", "T-8"), anew(order("SO-2", line(1, "CUP", 1), line(2, "TEA", 1)),
                                                   order("SO-8", line(1, "TEA", 99))))),
    Case(PickStage, "location", "of a cancelled order", scan("STAGE-1"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(order("SO-2", line(1, "CUP", 1), cancelled=True))),
]  # fmt: skip
WAITING_ALONE = to("SO-7", lambda floor, code: [floor.scan(code), floor.scan("T-7")])
WAITS = [
    Case(PickWait, "confirm", "they have it still", key("confirm"), ("info", "stock-still-promised"), PickWait),
    Case(PickWait, "confirm", "they left it", key("confirm"), ("ok", "wait-over"), PickGo, given=others_done),
    Case(PickWait, "confirm", "they took all", key("confirm"), ("ok", "wait-over"), PickStage, given=gone("A-01")),
    Case(PickWait, "confirm", "they took all and nothing was picked", key("confirm"), ("warn", "order-empty"),
         PickOrder, given=both(WAITING_ALONE, gone("A-01"))),
    Case(PickWait, "confirm", "of a cancelled order", key("confirm"), ("refuse", "order-cancelled"), PickOrder,
         given=anew(SO_1 | {"cancelled": True})),
    Case(PickWait, "short", "asked", key("short"), ("warn", "pick-short"), PickWait),
    Case(PickWait, "short", "said again", twice("short"), ("ok", "line-short"), PickStage),
    Case(PickWait, "short", "with nothing picked", twice("short"), ("warn", "order-empty"), PickOrder,
         given=WAITING_ALONE),
    Case(PickWait, "skip", "the order", key("skip"), ("info", "order-waits"), PickOrder),
    Case(PickWait, "skip", "and another is done", key("skip"), ("info", "order-waits"), PickStage,
         given=lambda floor: [
             floor.choose("pick"), *(floor.scan(code) for code in ("SO-7", "SO-2", "T-7", "T-2", "A-02")),
             floor.type("1"), floor.scan("T-2"),
         ]),
    Case(PickWait, "done", "asked", key("done"), ("warn", "pick-partial"), PickWait),
    Case(PickWait, "done", "said again", twice("done"), ("ok", "order-partial"), PickStage),
    Case(PickWait, "done", "with nothing picked", twice("done"), ("warn", "order-empty"), PickOrder,
         given=WAITING_ALONE),
]  # fmt: skip


class TestPick(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {
        PickOrder: lambda floor: floor,
        PickTote: at_tote,
        PickGo: at_way,
        PickItem: at_goods,
        PickDamaged: at_damaged,
        PickZero: at_zero,
        PickWait: at_wait,
        PickStage: at_stage,
    }
    things: ClassVar = {
        "item": ean(6),
        "lpn": "T-99",
        "location": "A-05",
        "document": "SO-4",
        "wave": "W-1",
        "number": "WE-Q5",
    }
    cases: ClassVar = [*ORDERS, *TOTES, *WAYS, *GOODS, *DAMAGED, *ZERO, *WAITS, *STAGES]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "warned" in metafunc.function.__name__:
            asked = [one for one in self.cases if one.said[0] == "warn" and one.said[1] not in TOLD]
            metafunc.parametrize("case", asked, ids=str)
        else:
            super().pytest_generate_tests(metafunc)
