"""Returns, every step against every kind of thing."""

from collections.abc import Callable
from pathlib import Path

from edge.core.entry import DocLine, Draft, Movement, Outcome
from edge.core.place import Place
from edge.core.session import Step
from edge.core.stock import Goods, StockKey
from edge.core.workflows.return_.steps import (
    ReturnDetail,
    ReturnGrade,
    ReturnItem,
    ReturnQuantity,
    ReturnReason,
    ReturnTarget,
    ReturnWhat,
)
from edge.core.workflows.return_.table import WORKFLOW
from tests.builders import SITE, STATION, Floor, bin_, ean, gs1, gtin, item, line, order, receipt, return_
from tests.builders import Outcome as Done
from tests.core.workflow_table import Case, WorkflowTable

TEA, CUP, MILK, DRILL = ean(1), ean(2), ean(3), ean(4)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 2), item("MILK", 3, "lot", "expiry"), item("DRILL", 4, "serial")],
        locations=[bin_("A-01", 1), bin_("A-03", 3, blocked=True), bin_("A-04", 4, fixed_item="CUP")],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-1", line(1, "TEA", 5)), order("SO-2", line(1, "TEA", 5))],
        returns=[
            return_("RMA-1", line(1, "TEA", 3), line(2, "TEA", 2), line(3, "MILK", 4), line(4, "DRILL", 2)),
            return_("RMA-2", line(1, "TEA", 1), cancelled=True),
        ],
    )
    picked = Goods(StockKey("TEA"), 4)
    floor.put("A-01", "TEA", 4)
    floor.put("A-01", "DRILL", 1, serials=("S9",))
    floor.post(
        Draft(
            Movement(
                "pick", picked, Place(f"loc:{SITE}/A-01"), Place(f"virt:{SITE}/CUSTOMER"), DocLine("order", "SO-1", 1)
            )
        )
    )
    floor.put("A-01", "CUP", 1, lpn="T-2")
    return floor.working("return")


def at_what(floor: Floor) -> None:
    assert isinstance(floor.step(), ReturnWhat)


def at_item(floor: Floor) -> None:
    floor.scan("RMA-1")


def at_detail(floor: Floor) -> None:
    at_item(floor)
    floor.scan(MILK)


def at_quantity(floor: Floor) -> None:
    at_item(floor)
    floor.scan(TEA)


def at_reason(floor: Floor) -> None:
    at_quantity(floor)
    floor.key("done")


def at_grade(floor: Floor) -> None:
    at_reason(floor)
    floor.type("3")


def at_target(floor: Floor) -> None:
    at_grade(floor)
    floor.type("1")


def closed(floor: Floor) -> None:
    floor.post(Draft(Outcome(DocLine("return", "RMA-1"), "closed")))


def blind(floor: Floor, *steps: str) -> None:
    """The same work again, for goods of no document."""
    if not isinstance(floor.step(), ReturnWhat):
        floor.key("cancel")
        floor.key("cancel")
    floor.scan(CUP)
    for text in steps:
        _ = floor.key("done") if text == "done" else floor.type(text)


def blind_milk(floor: Floor) -> None:
    floor.key("cancel")
    floor.key("cancel")
    floor.scan(MILK)


def detailed(floor: Floor) -> None:
    floor.scan(("10L9", "]C1"))


def done_twice(floor: Floor) -> Done:
    floor.key("done")
    floor.wait(1000)
    return floor.key("done")


CASES = [
    Case(ReturnWhat, "document", "a return", lambda f: f.scan("RMA-1"), ("ok", "document-opened"), ReturnItem),
    Case(ReturnWhat, "document", "an order", lambda f: f.scan("SO-1"), ("ok", "document-opened"), ReturnItem),
    Case(
        ReturnWhat,
        "document",
        "nothing shipped",
        lambda f: f.scan("SO-2"),
        ("refuse", "return-nothing-shipped"),
        ReturnWhat,
    ),
    Case(ReturnWhat, "document", "a receipt", lambda f: f.scan("RCV-1"), ("refuse", "return-not-one"), ReturnWhat),
    Case(ReturnWhat, "document", "cancelled", lambda f: f.scan("RMA-2"), ("refuse", "document-closed"), ReturnWhat),
    Case(
        ReturnWhat,
        "document",
        "closed",
        lambda f: f.scan("RMA-1"),
        ("refuse", "document-closed"),
        ReturnWhat,
        given=closed,
    ),
    Case(ReturnWhat, "number", "of the list", lambda f: f.type("1"), ("ok", "document-opened"), ReturnItem),
    Case(ReturnWhat, "number", "of no line", lambda f: f.type("7"), ("refuse", "not-in-list"), ReturnWhat),
    Case(ReturnWhat, "item", "blind", lambda f: f.scan(CUP), ("ok", "counted"), ReturnQuantity),
    Case(ReturnWhat, "item", "blind with lot", lambda f: f.scan(MILK), ("info", "more-details"), ReturnDetail),
    Case(
        ReturnWhat,
        "item",
        "in the house",
        lambda f: f.scan(gs1(("01", gtin(4)), ("21", "S9"))),
        ("refuse", "serial-elsewhere"),
        ReturnWhat,
    ),
    Case(ReturnItem, "item", "of a line", lambda f: f.scan(TEA), ("ok", "counted"), ReturnQuantity),
    Case(ReturnItem, "item", "of no line", lambda f: f.scan(CUP), ("refuse", "return-not-shipped"), ReturnItem),
    Case(ReturnItem, "item", "lot missing", lambda f: f.scan(MILK), ("info", "more-details"), ReturnDetail),
    Case(ReturnItem, "item", "number missing", lambda f: f.scan(DRILL), ("refuse", "serial-missing"), ReturnItem),
    Case(
        ReturnItem,
        "item",
        "closed meanwhile",
        lambda f: f.scan(TEA),
        ("refuse", "document-closed"),
        ReturnWhat,
        given=closed,
    ),
    Case(ReturnItem, "done", "short", lambda f: f.key("done"), ("warn", "return-short"), ReturnItem),
    Case(ReturnItem, "done", "short, again", done_twice, ("ok", "document-done"), ReturnWhat),
    Case(ReturnItem, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
    Case(ReturnDetail, "detail", "the lot", lambda f: f.scan(("10L9", "]C1")), ("info", "more-details"), ReturnDetail),
    Case(
        ReturnDetail,
        "detail",
        "both",
        lambda f: f.scan(gs1(("10", "L9"), ("17", "270101"))),
        ("ok", "counted"),
        ReturnQuantity,
    ),
    Case(
        ReturnDetail,
        "item",
        "with both",
        lambda f: f.scan(gs1(("01", gtin(3)), ("10", "L9"), ("17", "270101"))),
        ("ok", "counted"),
        ReturnQuantity,
    ),
    Case(ReturnDetail, "item", "another", lambda f: f.scan(TEA), ("refuse", "place-first"), ReturnDetail),
    Case(ReturnDetail, "item", "without", lambda f: f.scan(MILK), ("refuse", "more-details"), ReturnDetail),
    Case(ReturnDetail, "unknown", "a lot", lambda f: f.scan("XQ-1"), ("info", "more-details"), ReturnDetail),
    Case(
        ReturnDetail, "unknown", "a date", lambda f: f.scan("270131"), ("ok", "counted"), ReturnQuantity, given=detailed
    ),
    Case(
        ReturnDetail, "number", "a date", lambda f: f.type("270131"), ("ok", "counted"), ReturnQuantity, given=detailed
    ),
    Case(
        ReturnDetail, "text", "no date", lambda f: f.type("abc"), ("refuse", "not-a-date"), ReturnDetail, given=detailed
    ),
    Case(
        ReturnDetail,
        "text",
        "a date",
        lambda f: f.type("31.01.2027"),
        ("ok", "counted"),
        ReturnQuantity,
        given=detailed,
    ),
    Case(ReturnDetail, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnItem),
    Case(ReturnDetail, "cancel", "blind", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
    Case(ReturnQuantity, "number", "typed", lambda f: f.type("5"), ("ok", "counted"), ReturnQuantity),
    Case(ReturnQuantity, "number", "too many", lambda f: f.type("6"), ("refuse", "return-too-many"), ReturnQuantity),
    Case(ReturnQuantity, "number", "zero", lambda f: f.type("0"), ("refuse", "quantity-zero"), ReturnQuantity),
    Case(ReturnQuantity, "item", "one more", lambda f: f.scan(TEA), ("ok", "counted"), ReturnQuantity),
    Case(ReturnQuantity, "item", "another", lambda f: f.scan(CUP), ("refuse", "place-first"), ReturnQuantity),
    Case(ReturnQuantity, "done", "enough", lambda f: f.key("done"), ("info", "return-why"), ReturnReason),
    Case(ReturnQuantity, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnItem),
    Case(ReturnQuantity, "cancel", "blind", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
    Case(ReturnReason, "number", "chosen", lambda f: f.type("2"), ("info", "return-how-good"), ReturnGrade),
    Case(ReturnReason, "number", "of no line", lambda f: f.type("5"), ("refuse", "not-in-list"), ReturnReason),
    Case(ReturnReason, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnItem),
    Case(ReturnReason, "cancel", "blind", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
    Case(ReturnGrade, "number", "as new", lambda f: f.type("1"), ("info", "return-where"), ReturnTarget),
    Case(ReturnGrade, "number", "scrap", lambda f: f.type("3"), ("ok", "return-booked"), ReturnItem),
    Case(ReturnGrade, "number", "blind", lambda f: f.type("3"), ("ok", "return-booked"), ReturnWhat),
    Case(ReturnGrade, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnItem),
    Case(ReturnGrade, "cancel", "blind", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
    Case(ReturnTarget, "location", "a bin", lambda f: f.scan("A-01"), ("ok", "return-booked"), ReturnItem),
    Case(ReturnTarget, "location", "blind", lambda f: f.scan("A-01"), ("ok", "return-booked"), ReturnWhat),
    Case(ReturnTarget, "location", "blocked", lambda f: f.scan("A-03"), ("refuse", "location-blocked"), ReturnTarget),
    Case(ReturnTarget, "location", "another face", lambda f: f.scan("A-04"), ("warn", "face-of-other"), ReturnTarget),
    Case(
        ReturnTarget,
        "location",
        "closed meanwhile",
        lambda f: f.scan("A-01"),
        ("refuse", "document-closed"),
        ReturnWhat,
        given=closed,
    ),
    Case(ReturnTarget, "lpn", "new", lambda f: f.scan("T-9"), ("ok", "return-booked"), ReturnItem),
    Case(ReturnTarget, "lpn", "blind", lambda f: f.scan("T-2"), ("ok", "return-booked"), ReturnWhat),
    Case(ReturnTarget, "done", "here", lambda f: f.key("done"), ("ok", "return-booked"), ReturnItem),
    Case(ReturnTarget, "done", "blind", lambda f: f.key("done"), ("ok", "return-booked"), ReturnWhat),
    Case(ReturnTarget, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnItem),
    Case(ReturnTarget, "cancel", "blind", lambda f: f.key("cancel"), ("info", "cancelled"), ReturnWhat),
]
AGAIN: dict[type[Step], Callable[[Floor], object]] = {
    ReturnDetail: blind_milk,
    ReturnQuantity: blind,
    ReturnReason: lambda f: blind(f, "done"),
    ReturnGrade: lambda f: blind(f, "done", "3"),
    ReturnTarget: lambda f: blind(f, "done", "3", "1"),
}
CASES = [
    Case(one.step, one.kind, one.what, one.act, one.said, one.then, AGAIN[one.step])
    if one.what == "blind" and one.step in AGAIN
    else one
    for one in CASES
]


class TestReturn(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at = {  # noqa: RUF012
        ReturnWhat: at_what,
        ReturnItem: at_item,
        ReturnDetail: at_detail,
        ReturnQuantity: at_quantity,
        ReturnReason: at_reason,
        ReturnGrade: at_grade,
        ReturnTarget: at_target,
    }
    things = {"item": CUP, "lpn": "T-2", "location": "A-01", "document": "SO-1", "number": "WE-Q3"}  # noqa: RUF012
    cases = CASES


def test_the_station_is_where_returns_are_looked_at(tmp_path: Path) -> None:
    floor = made(tmp_path)
    at_target(floor)
    booked = floor.key("done")
    assert [one.source.code for one in booked.movements] == ["CUSTOMER", STATION]
    assert floor.stock(STATION) == {"TEA": 1}
