"""Kits, every step against every kind of thing."""

from collections.abc import Callable
from pathlib import Path

from edge.core.entry import DocLine, Draft, Outcome
from edge.core.event import Typed
from edge.core.session import Step
from edge.core.workflows.kit.steps import (
    KitBack,
    KitBackDetail,
    KitDetail,
    KitOrder,
    KitParts,
    KitTake,
    KitTarget,
    UnkitDetail,
    UnkitParts,
    UnkitQuantity,
)
from edge.core.workflows.kit.table import WORKFLOW
from tests.builders import STATION, Floor, bin_, ean, gs1, gtin, item, kit, line, order
from tests.core.workflow_table import Case, WorkflowTable

TEA, CUP, MILK, SET, LUX = ean(1), ean(2), ean(3), ean(5), ean(6)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1),
            item("CUP", 2),
            item("MILK", 3, "lot"),
            item("SET", 5, components={"TEA": 2, "CUP": 1}),
            item("LUX", 6, "lot", components={"MILK": 1, "CUP": 1}),
        ],
        locations=[bin_("A-01", 1), bin_("A-03", 3, blocked=True), bin_("A-04", 4, fixed_item="CUP")],
        orders=[order("SO-1", line(1, "TEA", 5))],
        kits=[
            kit("KIT-1", "SET", 3),
            kit("KIT-2", "LUX", 1),
            kit("KIT-3", "SET", 1, cancelled=True),
            kit("KIT-4", "TEA", 1),
        ],
    )
    floor.put(STATION, "TEA", 20)
    floor.put(STATION, "CUP", 20)
    floor.put(STATION, "MILK", 5, lot="L1")
    floor.put(STATION, "SET", 2)
    floor.put(STATION, "LUX", 2, lot="X1")
    floor.put("A-01", "CUP", 1, lpn="T-2")
    return floor.working("kit")


def at_order(floor: Floor) -> None:
    assert isinstance(floor.step(), KitOrder)


def at_parts(floor: Floor) -> None:
    floor.scan("KIT-1")


def cancelled_with_parts(floor: Floor, *, milk: bool = True) -> None:
    """Components went into an order that was cancelled then; one of them has a lot."""
    floor.scan("KIT-2")
    if milk:
        floor.scan(gs1(("01", gtin(3)), ("10", "L1")))
    floor.scan(CUP)
    floor.key("cancel")
    floor.load("kits", [kit("KIT-1", "SET", 3), kit("KIT-2", "LUX", 1, cancelled=True)])
    floor.wait(1000)


def at_out(floor: Floor) -> None:
    cancelled_with_parts(floor)
    floor.scan("KIT-2")


def milk_back(floor: Floor) -> None:
    floor.scan(gs1(("01", gtin(3)), ("10", "L1")))


def ended(floor: Floor) -> None:
    floor.ended("kit", "KIT-2")


def at_take(floor: Floor) -> None:
    at_parts(floor)
    floor.scan(TEA)


def put_parts(floor: Floor, kits: int = 3) -> None:
    floor.scan(TEA)
    floor.type(str(2 * kits))
    if isinstance(floor.step(), KitTake):
        floor.key("done")
    floor.scan(CUP)
    if kits > 1:
        floor.type(str(kits))
    if isinstance(floor.step(), KitTake):
        floor.key("done")


def at_detail(floor: Floor) -> None:
    floor.scan("KIT-2")
    floor.scan(gs1(("01", gtin(3)), ("10", "L1")))
    floor.scan(CUP)
    floor.key("done")


def at_target(floor: Floor) -> None:
    at_parts(floor)
    put_parts(floor)
    floor.key("done")


def partly(floor: Floor) -> None:
    """At the target of the first of three kits."""
    floor.key("cancel")
    floor.key("menu")
    floor.choose("kit")
    floor.load("kits", [kit("KIT-9", "SET", 3)])
    floor.scan("KIT-9")
    put_parts(floor, 1)
    floor.key("done")


def one_made(floor: Floor) -> None:
    put_parts(floor, 1)
    floor.key("done")
    floor.key("done")


def at_apart(floor: Floor) -> None:
    floor.scan(SET)


def at_back(floor: Floor) -> None:
    floor.scan(SET)
    floor.key("done")


def lux_apart(floor: Floor) -> None:
    floor.key("cancel")
    floor.scan(LUX)
    floor.key("done")


def at_back_detail(floor: Floor) -> None:
    floor.scan(LUX)
    floor.key("done")
    floor.scan(MILK)


def at_out_detail(floor: Floor) -> None:
    at_out(floor)
    floor.scan(MILK)


def closed(floor: Floor) -> None:
    floor.post(Draft(Outcome(DocLine("kit", "KIT-1"), "closed")))


def emptied(floor: Floor) -> None:
    floor.move(STATION, "A-01", "TEA", 20)


def case(
    step: type[Step],
    kind: str,
    what: str,
    act: Callable[[Floor], object],
    said: tuple[str, str],
    then: type[Step],
    given: Callable[[Floor], object] = lambda _floor: None,
) -> Case:
    return Case(step, kind, what, act, said, then, given)  # type: ignore[arg-type]


def details(step: type[Step], parts: type[Step]) -> list[Case]:
    """A component without its lot is in hand."""
    back = ("ok", "kit-part-back")
    return [
        case(step, "item", "with its lot", lambda f: f.scan(gs1(("01", gtin(3)), ("10", "L1"))), back, parts),
        case(step, "item", "without again", lambda f: f.scan(MILK), ("refuse", "kit-details"), step),
        case(step, "item", "another", lambda f: f.scan(CUP), ("refuse", "place-first"), step),
        case(step, "detail", "the lot", lambda f: f.scan(("10L7", "]C1")), back, parts),
        case(step, "detail", "a date", lambda f: f.scan(("17270101", "]C1")), ("refuse", "kit-details"), step),
        case(step, "unknown", "the lot", lambda f: f.scan("XQ-1"), back, parts),
        case(step, "unknown", "too long", lambda f: f.scan("X" * 21), ("refuse", "lot-too-long"), step),
        case(step, "text", "the lot", lambda f: f.input(Typed("K-7"), via="screen"), back, parts),
        case(step, "lpn", "as the lot", lambda f: f.scan("T-77"), ("warn", "lot-like-lpn"), step),
        case(step, "lpn", "as the lot surely", lambda f: (f.scan("T-77"), f.wait(1000).scan("T-77"))[1], back, parts),
        case(step, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), parts),
    ]


CASES = [
    case(KitOrder, "document", "a kit order", lambda f: f.scan("KIT-1"), ("ok", "document-opened"), KitParts),
    case(KitOrder, "document", "an order", lambda f: f.scan("SO-1"), ("refuse", "kit-not-one"), KitOrder),
    case(KitOrder, "document", "cancelled", lambda f: f.scan("KIT-3"), ("refuse", "document-closed"), KitOrder),
    case(
        *(KitOrder, "document", "cancelled, with parts in it", lambda f: f.scan("KIT-2"), ("info", "kit-take-back")),
        *(KitBack, cancelled_with_parts),
    ),
    case(
        KitBack,
        "item",
        "a part",
        lambda f: f.scan(gs1(("01", gtin(3)), ("10", "L1"))),
        ("ok", "kit-part-back"),
        KitBack,
    ),
    case(KitBack, "item", "without its lot", lambda f: f.scan(MILK), ("info", "kit-details"), KitBackDetail),
    *details(KitBackDetail, KitBack),
    case(KitBack, "item", "a wrong part", lambda f: f.scan(TEA), ("refuse", "kit-not-owed"), KitBack),
    case(KitBack, "item", "said already", lambda f: f.scan(CUP), ("refuse", "kit-not-owed"), KitBack),
    case(
        *(KitBack, "item", "too many", lambda f: f.scan(gs1(("01", gtin(3, 1)), ("10", "L1")))),
        *(("refuse", "kit-too-many"), KitBack),
    ),
    case(KitBack, "location", "too early", lambda f: f.scan("A-01"), ("refuse", "kit-parts-missing"), KitBack),
    case(KitBack, "location", "a bin", lambda f: f.scan("A-01"), ("ok", "kit-back-booked"), KitOrder, milk_back),
    case(KitBack, "location", "blocked", lambda f: f.scan("A-03"), ("refuse", "location-blocked"), KitBack, milk_back),
    case(KitBack, "lpn", "a new one", lambda f: f.scan("T-9"), ("ok", "kit-back-booked"), KitOrder, milk_back),
    case(KitBack, "done", "here", lambda f: f.key("done"), ("ok", "kit-back-booked"), KitOrder, milk_back),
    case(KitBack, "done", "ended elsewhere", lambda f: f.key("done"), ("refuse", "document-closed"), KitOrder, ended),
    case(KitBack, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitOrder),
    case(KitOrder, "document", "no recipe", lambda f: f.scan("KIT-4"), ("refuse", "kit-no-recipe"), KitOrder),
    case(KitOrder, "document", "closed", lambda f: f.scan("KIT-1"), ("refuse", "document-closed"), KitOrder, closed),
    case(KitOrder, "number", "of the list", lambda f: f.type("1"), ("ok", "document-opened"), KitParts),
    case(KitOrder, "number", "of no line", lambda f: f.type("8"), ("refuse", "not-in-list"), KitOrder),
    case(KitOrder, "location", "of the kit", lambda f: f.scan("A-01"), ("ok", "kit-from"), KitOrder),
    case(KitOrder, "lpn", "of the kit", lambda f: f.scan("T-2"), ("ok", "kit-from"), KitOrder),
    case(KitOrder, "item", "a kit", lambda f: f.scan(SET), ("ok", "counted"), UnkitQuantity),
    case(KitOrder, "item", "no kit", lambda f: f.scan(TEA), ("refuse", "kit-no-kit"), KitOrder),
    case(KitParts, "item", "a component", lambda f: f.scan(TEA), ("ok", "counted"), KitTake),
    case(KitParts, "item", "no component", lambda f: f.scan(MILK), ("refuse", "kit-wrong-part"), KitParts),
    case(KitParts, "item", "too many", lambda f: f.scan(gtin(1, 1)), ("refuse", "kit-too-many"), KitParts),
    case(KitParts, "item", "complete", lambda f: f.scan(TEA), ("refuse", "kit-part-complete"), KitParts, put_parts),
    case(KitParts, "item", "moved meanwhile", lambda f: f.scan(TEA), ("refuse", "item-not-here"), KitParts, emptied),
    case(KitParts, "item", "closed meanwhile", lambda f: f.scan(TEA), ("refuse", "document-closed"), KitOrder, closed),
    case(KitParts, "location", "source", lambda f: f.scan("A-01"), ("ok", "kit-from"), KitParts),
    case(KitParts, "lpn", "source", lambda f: f.scan("T-2"), ("ok", "kit-from"), KitParts),
    case(KitParts, "lpn", "unknown", lambda f: f.scan("T-77"), ("refuse", "lpn-unknown"), KitParts),
    case(KitParts, "done", "nothing in", lambda f: f.key("done"), ("refuse", "kit-nothing-in"), KitParts),
    case(KitParts, "done", "all in", lambda f: f.key("done"), ("ok", "kit-made"), KitTarget, put_parts),
    case(KitParts, "done", "fewer", lambda f: f.key("done"), ("warn", "kit-short"), KitParts, one_made),
    case(
        KitParts,
        "done",
        "fewer surely",
        lambda f: (f.key("done"), f.wait(1000).key("done"))[1],
        ("ok", "document-done"),
        KitOrder,
        one_made,
    ),
    case(
        KitParts,
        "done",
        "with a lot",
        lambda f: (
            f.key("cancel"),
            f.scan("KIT-2"),
            f.scan(gs1(("01", gtin(3)), ("10", "L1"))),
            f.scan(CUP),
            f.key("done"),
        )[4],
        ("info", "kit-details"),
        KitDetail,
    ),
    case(KitParts, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitOrder),
    case(KitTake, "number", "some", lambda f: f.type("4"), ("ok", "counted"), KitTake),
    case(KitTake, "number", "all", lambda f: f.type("6"), ("ok", "kit-part-in"), KitParts),
    case(KitTake, "number", "too many", lambda f: f.type("7"), ("refuse", "kit-too-many"), KitTake),
    case(KitTake, "number", "zero", lambda f: f.type("0"), ("refuse", "quantity-zero"), KitTake),
    case(KitTake, "item", "one more", lambda f: f.scan(TEA), ("ok", "counted"), KitTake),
    case(KitTake, "item", "the last", lambda f: [f.scan(TEA) for _ in range(5)][-1], ("ok", "kit-part-in"), KitParts),
    case(KitTake, "item", "another", lambda f: f.scan(CUP), ("refuse", "place-first"), KitTake),
    case(KitTake, "done", "so many", lambda f: f.key("done"), ("ok", "kit-part-in"), KitParts),
    case(
        KitTake, "done", "taken meanwhile", lambda f: f.key("done"), ("refuse", "transfer-too-many"), KitTake, emptied
    ),
    case(KitTake, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitParts),
    case(KitDetail, "detail", "the lot", lambda f: f.scan(("10K1", "]C1")), ("ok", "kit-made"), KitTarget),
    case(
        KitDetail,
        "item",
        "with the lot",
        lambda f: f.scan(gs1(("01", gtin(6)), ("10", "K1"))),
        ("ok", "kit-made"),
        KitTarget,
    ),
    case(KitDetail, "item", "without", lambda f: f.scan(LUX), ("refuse", "kit-no-lot"), KitDetail),
    case(KitDetail, "item", "another", lambda f: f.scan(TEA), ("refuse", "wrong-item"), KitDetail),
    case(KitDetail, "unknown", "a lot", lambda f: f.scan("XQ-1"), ("ok", "kit-made"), KitTarget),
    case(KitDetail, "number", "a lot", lambda f: f.scan("WE-Q12"), ("ok", "kit-made"), KitTarget),
    case(KitDetail, "text", "a lot", lambda f: f.type("K-7"), ("ok", "kit-made"), KitTarget),
    case(KitDetail, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitParts),
    case(KitTarget, "location", "a bin", lambda f: f.scan("A-01"), ("ok", "kit-booked"), KitOrder),
    case(KitTarget, "location", "in part", lambda f: f.scan("A-01"), ("ok", "kit-booked"), KitParts, partly),
    case(KitTarget, "location", "blocked", lambda f: f.scan("A-03"), ("refuse", "location-blocked"), KitTarget),
    case(KitTarget, "location", "another face", lambda f: f.scan("A-04"), ("warn", "face-of-other"), KitTarget),
    case(KitTarget, "location", "closed", lambda f: f.scan("A-01"), ("refuse", "document-closed"), KitOrder, closed),
    case(KitTarget, "lpn", "new", lambda f: f.scan("T-9"), ("ok", "kit-booked"), KitOrder),
    case(KitTarget, "lpn", "in part", lambda f: f.scan("T-2"), ("ok", "kit-booked"), KitParts, partly),
    case(KitTarget, "done", "here", lambda f: f.key("done"), ("ok", "kit-booked"), KitOrder),
    case(KitTarget, "done", "in part", lambda f: f.key("done"), ("ok", "kit-booked"), KitParts, partly),
    case(KitTarget, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitParts),
    case(UnkitQuantity, "number", "typed", lambda f: f.type("2"), ("ok", "counted"), UnkitQuantity),
    case(UnkitQuantity, "number", "too many", lambda f: f.type("3"), ("refuse", "transfer-too-many"), UnkitQuantity),
    case(UnkitQuantity, "number", "zero", lambda f: f.type("0"), ("refuse", "quantity-zero"), UnkitQuantity),
    case(UnkitQuantity, "item", "one more", lambda f: f.scan(SET), ("ok", "counted"), UnkitQuantity),
    case(UnkitQuantity, "item", "another", lambda f: f.scan(CUP), ("refuse", "place-first"), UnkitQuantity),
    case(UnkitQuantity, "done", "enough", lambda f: f.key("done"), ("info", "kit-apart"), UnkitParts),
    case(UnkitQuantity, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitOrder),
    case(UnkitParts, "item", "not owed", lambda f: f.scan(TEA), ("refuse", "kit-not-owed"), UnkitParts),
    case(UnkitParts, "item", "no lot", lambda f: f.scan(MILK), ("info", "kit-details"), UnkitDetail, lux_apart),
    *details(UnkitDetail, UnkitParts),
    case(
        UnkitParts,
        "item",
        "its lot",
        lambda f: f.scan(gs1(("01", gtin(3)), ("10", "L1"))),
        ("ok", "kit-part-back"),
        UnkitParts,
        lux_apart,
    ),
    case(UnkitParts, "location", "a bin", lambda f: f.scan("A-01"), ("ok", "kit-taken-apart"), KitOrder),
    case(
        UnkitParts,
        "location",
        "incomplete",
        lambda f: f.scan("A-01"),
        ("refuse", "kit-parts-missing"),
        UnkitParts,
        lux_apart,
    ),
    case(UnkitParts, "lpn", "a new one", lambda f: f.scan("T-9"), ("ok", "kit-taken-apart"), KitOrder),
    case(UnkitParts, "done", "here", lambda f: f.key("done"), ("ok", "kit-taken-apart"), KitOrder),
    case(
        UnkitParts,
        "done",
        "incomplete",
        lambda f: f.key("done"),
        ("refuse", "kit-parts-missing"),
        UnkitParts,
        lux_apart,
    ),
    case(UnkitParts, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), KitOrder),
]


class TestKit(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at = {  # noqa: RUF012
        KitOrder: at_order,
        KitBack: at_out,
        KitParts: at_parts,
        KitTake: at_take,
        KitDetail: at_detail,
        KitTarget: at_target,
        KitBackDetail: at_out_detail,
        UnkitDetail: at_back_detail,
        UnkitQuantity: at_apart,
        UnkitParts: at_back,
    }
    things = {"item": CUP, "lpn": "T-2", "location": "A-01", "document": "SO-1", "number": "WE-Q3"}  # noqa: RUF012
    cases = CASES
