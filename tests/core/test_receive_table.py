"""Receiving, every step against every kind of thing."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from edge.core.event import Typed
from edge.core.workflows.receive.steps import (
    ReceiveDamaged,
    ReceiveDetail,
    ReceiveDocument,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveUnknown,
    ReceiveWeight,
)
from edge.core.workflows.receive.table import WORKFLOW
from tests.builders import Floor, Outcome, gs1, gtin, item, line, order, receipt
from tests.core.receiving import (
    CUP,
    DRILL,
    FISH,
    JAM,
    LIMITS,
    MILK,
    NOBODY_KNOWS,
    OPEN,
    TEA,
    WHOLE,
    dock,
    jam,
    milk,
    opened,
)
from tests.core.workflow_table import Case, WorkflowTable


def made(folder: Path) -> Floor:
    return dock(folder, LIMITS, orders=[order("SO-1")])


def at_item(floor: Floor) -> None:
    opened(floor)


def at_detail(floor: Floor) -> None:
    opened(floor).scan(MILK)


def at_quantity(floor: Floor) -> None:
    opened(floor).scan(TEA)


def at_weight(floor: Floor) -> None:
    opened(floor).scan(FISH)
    floor.key("done")


def at_damaged(floor: Floor) -> None:
    at_quantity(floor)
    floor.key("damaged")


def at_unknown(floor: Floor) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    floor.wait(1000).scan(NOBODY_KNOWS)


def milk_in_hand(floor: Floor, label: tuple[str, str] = MILK) -> None:
    """Two receipts expect what was scanned."""
    floor.load("receipts", [receipt(ident, line(1, "MILK", 9)) for ident in ("RCV-1", "RCV-2")])
    floor.scan(label)
    floor.wait(1000)


def closed_elsewhere(floor: Floor) -> None:
    floor.ended("receipt", "RCV-1")


def faster(floor: Floor) -> None:
    """Another station receives eighteen of the tea meanwhile."""
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(TEA)
    floor.type("18")
    floor.key("done")
    floor.at("DOCK-1").wait(1000)


def many(floor: Floor) -> None:
    floor.type("22")
    floor.wait(1000)


def text(value: str) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.input(Typed(value), via="screen")


def nothing(_floor: Floor, outcome: Outcome) -> None:
    assert outcome.entries == []


def tea_at(code: str) -> Callable[[Floor, Outcome], None]:
    def check(floor: Floor, _outcome: Outcome) -> None:
        where = f"lpn:{code}" if code.startswith("LPN") else code
        assert floor.stock(where) == {"TEA": 1}
        assert floor.view.progress("receipt", "RCV-1")[1] >= 1

    return check


def tea_has_lots(floor: Floor) -> None:
    """Central says meanwhile that tea is tracked by lot."""
    floor.load("items", [item("TEA", 1, "lot")])


def serial_awaited(floor: Floor) -> None:
    floor.key("cancel")
    floor.scan(DRILL)


def a_drill(floor: Floor) -> None:
    """In hand, with a serial number that was a code of its own."""
    serial_awaited(floor)
    floor.scan("SN-1")


def damage_of_the_next(floor: Floor) -> None:
    floor.key("cancel")
    floor.key("cancel")
    floor.key("damaged")


def unit_goes_on(floor: Floor, _outcome: Outcome) -> None:
    """The camera took in another pallet: the hands are still at the goods of theirs."""
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
    assert floor.unit(WHOLE) == "DOCK-1"


def other_date() -> tuple[str, str]:
    """The label of the announced pallet, with another date than announced."""
    return gs1(("00", WHOLE), ("02", gtin(3)), ("17", "270228"), ("37", "6"))


def closed(floor: Floor, _outcome: Outcome) -> None:
    assert floor.view.is_closed("receipt", "RCV-3")


DOCUMENT = [
    Case(ReceiveDocument, "document", "open", lambda f: f.scan("RCV-1"), ("ok", "document-opened"), ReceiveItem),
    Case(
        ReceiveDocument, "document", "an order", lambda f: f.scan("SO-1"), ("refuse", "not-a-receipt"), ReceiveDocument
    ),
    Case(
        ReceiveDocument,
        "document",
        "closed elsewhere",
        lambda f: f.scan("RCV-1"),
        ("refuse", "document-closed"),
        ReceiveDocument,
        given=closed_elsewhere,
    ),
    Case(ReceiveDocument, "number", "in the list", lambda f: f.type("1"), ("ok", "document-opened"), ReceiveItem),
    Case(ReceiveDocument, "number", "not there", lambda f: f.type("9"), ("refuse", "not-in-list"), ReceiveDocument),
    Case(
        ReceiveDocument,
        "number",
        "after an item",
        lambda f: f.type("2"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: f.scan(TEA),
    ),
    Case(
        ReceiveDocument,
        "number",
        "of several, without lot",
        lambda f: f.type("1"),
        ("info", "more-details"),
        ReceiveDetail,
        given=milk_in_hand,
    ),
    Case(
        ReceiveDocument,
        "document",
        "of several, without lot",
        lambda f: f.scan("RCV-2"),
        ("info", "more-details"),
        ReceiveDetail,
        given=milk_in_hand,
    ),
    Case(
        ReceiveDocument,
        "document",
        "of several",
        lambda f: f.scan("RCV-2"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: milk_in_hand(f, milk()),
    ),
    Case(ReceiveDocument, "item", "of one receipt", lambda f: f.scan(milk()), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveDocument, "item", "without lot", lambda f: f.scan(MILK), ("info", "more-details"), ReceiveDetail),
    Case(ReceiveDocument, "item", "of several", lambda f: f.scan(TEA), ("info", "receive-several"), ReceiveDocument),
    Case(ReceiveDocument, "item", "expired", lambda f: f.scan(jam("261101")), ("refuse", "expired"), ReceiveItem),
    Case(ReceiveDocument, "item", "other lot", lambda f: f.scan(milk("M7")), ("warn", "asn-differs"), ReceiveItem),
    Case(
        ReceiveDocument, "item", "of none", lambda f: f.scan(CUP), ("refuse", "receive-nobody-expects"), ReceiveDocument
    ),
    Case(ReceiveDocument, "lpn", "announced", lambda f: f.scan(WHOLE), ("ok", "lpn-received"), ReceiveItem),
    Case(
        ReceiveDocument,
        "lpn",
        "under the camera",
        lambda f: f.scan(WHOLE, via="fixed"),
        ("ok", "lpn-received"),
        ReceiveItem,
    ),
    Case(
        ReceiveDocument,
        "lpn",
        "left open under the camera",
        lambda f: f.scan(OPEN, via="fixed"),
        ("refuse", "lpn-needs-detail"),
        ReceiveDocument,
        check=nothing,
    ),
    Case(ReceiveDocument, "lpn", "left open", lambda f: f.scan(OPEN), ("refuse", "lpn-needs-detail"), ReceiveItem),
    Case(ReceiveDocument, "lpn", "strange", lambda f: f.scan("T-7"), ("refuse", "lpn-not-announced"), ReceiveDocument),
    Case(
        ReceiveDocument,
        "cancel",
        "after an item",
        lambda f: f.key("cancel"),
        ("info", "cancelled"),
        ReceiveDocument,
        given=lambda f: f.scan(TEA),
    ),
]
ITEM = [
    Case(ReceiveItem, "item", "expected", lambda f: f.scan(TEA), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveItem, "item", "without lot", lambda f: f.scan(MILK), ("info", "more-details"), ReceiveDetail),
    Case(ReceiveItem, "item", "not expected", lambda f: f.scan(CUP), ("warn", "not-on-document"), ReceiveItem),
    Case(ReceiveItem, "item", "other lot", lambda f: f.scan(milk("M7")), ("warn", "asn-differs"), ReceiveItem),
    Case(ReceiveItem, "item", "recalled", lambda f: f.scan(milk("BAD")), ("refuse", "receive-recalled"), ReceiveItem),
    Case(ReceiveItem, "item", "no serial", lambda f: f.scan(DRILL), ("info", "serial-missing"), ReceiveDetail),
    Case(ReceiveItem, "damaged", "the next one", lambda f: f.key("damaged"), ("info", "damage-why"), ReceiveDamaged),
    Case(
        ReceiveItem,
        "damaged",
        "not after all",
        lambda f: f.key("damaged"),
        ("info", "damage-off"),
        ReceiveItem,
        given=lambda f: (f.key("damaged"), f.type("1")),
    ),
    Case(
        ReceiveItem,
        "lpn",
        "the same again, tracked meanwhile",
        lambda f: f.scan("LPN-2"),
        ("refuse", "receive-tracked-now"),
        ReceiveDetail,
        given=lambda f: (f.scan(TEA), f.scan("LPN-1"), tea_has_lots(f)),
        check=nothing,
    ),
    Case(
        ReceiveItem,
        "lpn",
        "damaged",
        lambda f: f.scan(WHOLE),
        ("ok", "lpn-received"),
        ReceiveItem,
        given=lambda f: (f.scan("RCV-2"), f.key("damaged"), f.type("2")),
    ),
    Case(
        ReceiveItem,
        "item",
        "closed elsewhere",
        lambda f: f.scan(TEA),
        ("refuse", "document-closed"),
        ReceiveDocument,
        given=closed_elsewhere,
        check=nothing,
    ),
    Case(ReceiveItem, "lpn", "of another", lambda f: f.scan(WHOLE), ("refuse", "lpn-of-other-document"), ReceiveItem),
    Case(ReceiveItem, "lpn", "strange", lambda f: f.scan("T-7"), ("refuse", "lpn-not-announced"), ReceiveItem),
    Case(
        ReceiveItem,
        "lpn",
        "here already",
        lambda f: f.scan("T-8"),
        ("refuse", "lpn-already-received"),
        ReceiveItem,
        given=lambda f: f.put("A-01", "CUP", 1, lpn="T-8"),
    ),
    Case(
        ReceiveItem,
        "lpn",
        "under the camera",
        lambda f: f.scan(WHOLE, via="fixed"),
        ("ok", "lpn-received"),
        ReceiveItem,
        given=lambda f: (f.scan("RCV-2"), f.scan(OPEN)),
        check=unit_goes_on,
    ),
    Case(
        ReceiveItem,
        "lpn",
        "here already under the camera",
        lambda f: f.scan(WHOLE, via="fixed"),
        ("info", "lpn-already-received"),
        ReceiveItem,
        given=lambda f: (f.scan("RCV-2"), f.scan(WHOLE)),
        check=nothing,
    ),
    Case(
        ReceiveItem,
        "lpn",
        "its label differs",
        lambda f: f.scan(other_date()),
        ("warn", "lpn-differs"),
        ReceiveItem,
        given=lambda f: f.scan("RCV-2"),
        check=nothing,
    ),
    Case(ReceiveItem, "document", "another", lambda f: f.scan("RCV-2"), ("ok", "document-opened"), ReceiveItem),
    Case(ReceiveItem, "document", "an order", lambda f: f.scan("SO-1"), ("refuse", "is-document"), ReceiveItem),
    Case(ReceiveItem, "done", "short", lambda f: f.key("done"), ("warn", "receipt-short"), ReceiveItem, check=nothing),
    Case(
        ReceiveItem,
        "done",
        "complete",
        lambda f: f.key("done"),
        ("ok", "document-done"),
        ReceiveDocument,
        given=lambda f: (opened(f, "RCV-3"), f.scan(TEA), f.type("5"), f.key("done"), f.wait(1000)),
        check=closed,
    ),
    Case(ReceiveItem, "skip", "short", lambda f: f.key("skip"), ("warn", "receipt-later"), ReceiveItem, check=nothing),
    Case(
        ReceiveItem,
        "skip",
        "confirmed",
        lambda f: f.key("skip"),
        ("ok", "receipt-left-open"),
        ReceiveDocument,
        given=lambda f: (f.key("skip"), f.wait(1000)),
    ),
    Case(ReceiveItem, "unknown", "once", lambda f: f.scan("XQ-1"), ("warn", "receive-unknown"), ReceiveItem),
    Case(
        ReceiveItem,
        "unknown",
        "twice",
        lambda f: f.scan("XQ-1"),
        ("info", "receive-describe"),
        ReceiveUnknown,
        given=lambda f: (f.scan("XQ-1"), f.wait(1000)),
    ),
    Case(
        ReceiveItem,
        "provisional",
        "no code",
        lambda f: f.key("provisional"),
        ("info", "receive-describe"),
        ReceiveUnknown,
    ),
    Case(ReceiveItem, "cancel", "nothing", lambda f: f.key("cancel"), ("refuse", "is-command"), ReceiveItem),
    Case(
        ReceiveItem,
        "cancel",
        "the offer to repeat",
        lambda f: f.key("cancel"),
        ("info", "cancelled"),
        ReceiveItem,
        given=lambda f: (f.scan(TEA), f.scan("LPN-1")),
    ),
]
DETAIL = [
    Case(
        ReceiveDetail,
        "detail",
        "lot and date",
        lambda f: f.scan("1727013110M1", "]C1"),
        ("ok", "counted"),
        ReceiveQuantity,
    ),
    Case(ReceiveDetail, "detail", "lot", lambda f: f.scan("10M1", "]C1"), ("info", "more-details"), ReceiveDetail),
    Case(ReceiveDetail, "item", "whole label", lambda f: f.scan(milk()), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveDetail, "item", "other", lambda f: f.scan(TEA), ("refuse", "place-first"), ReceiveDetail),
    Case(ReceiveDetail, "item", "says nothing", lambda f: f.scan(MILK), ("refuse", "more-details"), ReceiveDetail),
    Case(
        ReceiveDetail,
        "item",
        "closed elsewhere",
        lambda f: f.scan(milk()),
        ("refuse", "document-closed"),
        ReceiveDocument,
        given=closed_elsewhere,
    ),
    Case(ReceiveDetail, "unknown", "a lot", lambda f: f.scan("M1"), ("info", "more-details"), ReceiveDetail),
    Case(ReceiveDetail, "unknown", "other lot", lambda f: f.scan("M7"), ("warn", "asn-differs"), ReceiveDetail),
    Case(
        ReceiveDetail,
        "unknown",
        "a date",
        lambda f: f.scan("31.01.2027"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: f.scan("M1"),
    ),
    Case(
        ReceiveDetail,
        "text",
        "a date",
        text("31.01.2027"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: f.scan("M1"),
    ),
    Case(ReceiveDetail, "number", "a lot", text("4711"), ("warn", "asn-differs"), ReceiveDetail),
    Case(ReceiveDetail, "number", "printed", lambda f: f.scan("WE-Q12"), ("refuse", "is-number"), ReceiveDetail),
    Case(
        ReceiveDetail,
        "number",
        "a date",
        text("270131"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: f.scan("M1"),
    ),
    Case(ReceiveDetail, "lpn", "like a lot", lambda f: f.scan("P-77"), ("warn", "lot-like-lpn"), ReceiveDetail),
    Case(
        ReceiveDetail,
        "lpn",
        "a lot after all",
        lambda f: f.scan("P-77"),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: (
            f.key("cancel"),
            f.scan(gs1(("01", gtin(2)), ("17", "270131"))),
            f.scan("P-77"),
            f.wait(1000),
            f.scan("P-77"),  # it is also another lot than announced, and that is asked too
            f.wait(1000),
        ),
    ),
    Case(
        ReceiveDetail,
        "lpn",
        "that is one",
        lambda f: f.scan("T-8"),
        ("refuse", "is-lpn"),
        ReceiveDetail,
        given=lambda f: f.put("A-01", "CUP", 1, lpn="T-8"),
    ),
    Case(ReceiveDetail, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReceiveItem, check=nothing),
    Case(
        ReceiveDetail,
        "cancel",
        "to the serials that are known",
        lambda f: f.key("cancel"),
        ("info", "counted"),
        ReceiveQuantity,
        given=lambda f: (f.key("cancel"), f.scan(DRILL), f.scan("SN-1"), f.scan(DRILL)),
        check=nothing,
    ),
    *(
        Case(ReceiveDetail, kind, "a serial", act, ("ok", "counted"), ReceiveQuantity, given=serial_awaited)
        for kind, act in {
            "unknown": lambda f: f.scan("SN-1"),
            "detail": lambda f: f.scan("21SN-1", "]C1"),
            "item": lambda f: f.scan(gs1(("01", gtin(5)), ("21", "SN-1"))),
            "text": text("SN-1"),
            "number": text("4711"),
        }.items()
    ),
    Case(
        ReceiveDetail,
        "lpn",
        "like a serial",
        lambda f: f.scan("P-77"),
        ("warn", "serial-like-lpn"),
        ReceiveDetail,
        given=serial_awaited,
        check=nothing,
    ),
    Case(
        ReceiveDetail,
        "unknown",
        "too long a serial",
        lambda f: f.scan("SN/" + "7" * 20),
        ("refuse", "serial-too-long"),
        ReceiveDetail,
        given=serial_awaited,
    ),
    Case(
        ReceiveDetail,
        "item",
        "its code again",
        lambda f: f.scan(DRILL),
        ("refuse", "serial-missing"),
        ReceiveDetail,
        given=serial_awaited,
    ),
]
QUANTITY = [
    *(
        Case(
            ReceiveQuantity,
            kind,
            "tracked meanwhile",
            act,
            ("refuse", "receive-tracked-now"),
            ReceiveDetail,
            given=tea_has_lots,
            check=nothing,
        )
        for kind, act in {
            "done": lambda f: f.key("done"),
            "location": lambda f: f.scan("DOCK-1"),
            "lpn": lambda f: f.scan("LPN-1"),
        }.items()
    ),
    Case(
        ReceiveQuantity,
        "item",
        "the next serial awaited",
        lambda f: f.scan(DRILL),
        ("info", "serial-missing"),
        ReceiveDetail,
        given=a_drill,
    ),
    *(
        Case(ReceiveQuantity, kind, "the next serial", act, ("ok", "counted"), ReceiveQuantity, given=a_drill)
        for kind, act in {"unknown": lambda f: f.scan("SN-2"), "detail": lambda f: f.scan("21SN-2", "]C1")}.items()
    ),
    Case(ReceiveQuantity, "item", "one more", lambda f: f.scan(TEA), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveQuantity, "item", "other", lambda f: f.scan(JAM), ("refuse", "place-first"), ReceiveQuantity),
    Case(
        ReceiveQuantity,
        "item",
        "one too many",
        lambda f: f.scan(TEA),
        ("warn", "over-receipt-warn"),
        ReceiveQuantity,
        given=many,
    ),
    Case(ReceiveQuantity, "number", "typed", lambda f: f.type("7"), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveQuantity, "number", "printed", lambda f: f.scan("WE-Q7"), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveQuantity, "number", "zero", lambda f: f.type("0"), ("refuse", "quantity-zero"), ReceiveQuantity),
    Case(
        ReceiveQuantity, "number", "some more", lambda f: f.type("24"), ("warn", "over-receipt-warn"), ReceiveQuantity
    ),
    Case(ReceiveQuantity, "number", "too many", lambda f: f.type("25"), ("refuse", "over-receipt"), ReceiveQuantity),
    Case(
        ReceiveQuantity,
        "done",
        "at the dock",
        lambda f: f.key("done"),
        ("ok", "received"),
        ReceiveItem,
        check=tea_at("DOCK-1"),
    ),
    Case(
        ReceiveQuantity,
        "done",
        "another was faster",
        lambda f: f.key("done"),
        ("warn", "over-receipt-warn"),
        ReceiveQuantity,
        given=lambda f: (faster(f), f.type("2"), f.at("DOCK-2"), _two_more(f), f.at("DOCK-1"), f.wait(1000)),
        check=nothing,
    ),
    Case(
        ReceiveQuantity,
        "done",
        "closed elsewhere",
        lambda f: f.key("done"),
        ("refuse", "document-closed"),
        ReceiveDocument,
        given=closed_elsewhere,
        check=nothing,
    ),
    Case(
        ReceiveQuantity,
        "done",
        "not weighed",
        lambda f: f.key("done"),
        ("info", "receive-weigh"),
        ReceiveWeight,
        given=lambda f: (f.key("cancel"), f.scan(FISH)),
    ),
    Case(
        ReceiveQuantity,
        "location",
        "not weighed",
        lambda f: f.scan("DOCK-1"),
        ("info", "receive-weigh"),
        ReceiveWeight,
        given=lambda f: (f.key("cancel"), f.scan(FISH)),
    ),
    Case(
        ReceiveQuantity,
        "lpn",
        "not weighed",
        lambda f: f.scan("LPN-9"),
        ("info", "receive-weigh"),
        ReceiveWeight,
        given=lambda f: (f.key("cancel"), f.scan(FISH)),
    ),
    Case(
        ReceiveQuantity,
        "location",
        "its dock",
        lambda f: f.scan("DOCK-1"),
        ("ok", "received"),
        ReceiveItem,
        check=tea_at("DOCK-1"),
    ),
    Case(
        ReceiveQuantity,
        "location",
        "a stage",
        lambda f: f.scan("STAGE-1"),
        ("ok", "received"),
        ReceiveItem,
        check=tea_at("STAGE-1"),
    ),
    Case(
        ReceiveQuantity,
        "location",
        "another dock",
        lambda f: f.scan("DOCK-2"),
        ("warn", "receive-other-dock"),
        ReceiveQuantity,
        check=nothing,
    ),
    Case(ReceiveQuantity, "location", "a bin", lambda f: f.scan("A-01"), ("refuse", "wrong-location"), ReceiveQuantity),
    Case(
        ReceiveQuantity,
        "location",
        "blocked",
        lambda f: f.scan("STAGE-9"),
        ("refuse", "receive-blocked"),
        ReceiveQuantity,
    ),
    Case(
        ReceiveQuantity,
        "lpn",
        "new",
        lambda f: f.scan("LPN-1"),
        ("ok", "received"),
        ReceiveItem,
        check=tea_at("LPN-1"),
    ),
    Case(
        ReceiveQuantity,
        "lpn",
        "existing",
        lambda f: f.scan("LPN-1"),
        ("ok", "received"),
        ReceiveItem,
        given=lambda f: f.put("DOCK-1", "CUP", 1, lpn="LPN-1"),
    ),
    Case(
        ReceiveQuantity,
        "lpn",
        "elsewhere",
        lambda f: f.scan("LPN-1"),
        ("refuse", "lpn-elsewhere"),
        ReceiveQuantity,
        given=lambda f: f.put("A-01", "CUP", 1, lpn="LPN-1"),
    ),
    Case(ReceiveQuantity, "lpn", "announced", lambda f: f.scan(WHOLE), ("refuse", "lpn-announced"), ReceiveQuantity),
    Case(ReceiveQuantity, "damaged", "why", lambda f: f.key("damaged"), ("info", "damage-why"), ReceiveDamaged),
    Case(ReceiveQuantity, "weight", "of no use", lambda f: f.weigh(5), ("", ""), ReceiveQuantity),
    Case(
        ReceiveQuantity,
        "weight",
        "of catch weight",
        lambda f: f.weigh(500),
        ("ok", "receive-weighed"),
        ReceiveQuantity,
        given=lambda f: (f.key("cancel"), f.scan(FISH)),
    ),
    Case(ReceiveQuantity, "unknown", "strange", lambda f: f.scan("XQ-1"), ("refuse", "unknown-code"), ReceiveQuantity),
    Case(
        ReceiveQuantity,
        "unknown",
        "the goods again",
        lambda f: f.scan(NOBODY_KNOWS),
        ("ok", "counted"),
        ReceiveQuantity,
        given=lambda f: (
            f.key("cancel"),
            f.scan(NOBODY_KNOWS),
            f.wait(1000),
            f.scan(NOBODY_KNOWS),
            f.type("Blaue Tassen"),
        ),
    ),
    Case(
        ReceiveQuantity, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReceiveItem, check=nothing
    ),
]
OTHERS = [
    Case(ReceiveWeight, "weight", "on the bench", lambda f: f.weigh(1500), ("ok", "receive-weighed"), ReceiveQuantity),
    Case(ReceiveWeight, "number", "in grams", lambda f: f.type("900"), ("ok", "receive-weighed"), ReceiveQuantity),
    Case(ReceiveWeight, "number", "none", lambda f: f.type("0"), ("refuse", "receive-no-weight"), ReceiveWeight),
    Case(ReceiveWeight, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReceiveQuantity),
    Case(ReceiveDamaged, "number", "in the list", lambda f: f.type("1"), ("info", "damage-marked"), ReceiveQuantity),
    Case(ReceiveDamaged, "number", "not there", lambda f: f.type("7"), ("refuse", "not-in-list"), ReceiveDamaged),
    Case(ReceiveDamaged, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReceiveQuantity),
    Case(
        ReceiveDamaged,
        "number",
        "of what comes next",
        lambda f: f.type("1"),
        ("info", "damage-next"),
        ReceiveItem,
        given=damage_of_the_next,
    ),
    Case(
        ReceiveDamaged,
        "cancel",
        "of what comes next",
        lambda f: f.key("cancel"),
        ("info", "cancelled"),
        ReceiveItem,
        given=damage_of_the_next,
    ),
    Case(ReceiveUnknown, "unknown", "a name", lambda f: f.type("Mugs, blue"), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveUnknown, "unknown", "a code", lambda f: f.scan("XQ-1"), ("refuse", "receive-no-name"), ReceiveUnknown),
    Case(
        ReceiveUnknown, "unknown", "no name", lambda f: f.scan("12-34"), ("refuse", "receive-no-name"), ReceiveUnknown
    ),
    Case(ReceiveUnknown, "text", "a name", text("Mugs, blue"), ("ok", "counted"), ReceiveQuantity),
    Case(ReceiveUnknown, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ReceiveItem),
    Case(
        ReceiveUnknown,
        "text",
        "closed elsewhere",
        text("Mugs, blue"),
        ("refuse", "document-closed"),
        ReceiveDocument,
        given=closed_elsewhere,
    ),
]


def _two_more(floor: Floor) -> None:
    floor.scan(TEA)
    floor.type("4")
    floor.wait(1000).type("4")
    floor.key("done")


class TestReceive(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {
        ReceiveDocument: lambda _floor: None,
        ReceiveItem: at_item,
        ReceiveDetail: at_detail,
        ReceiveQuantity: at_quantity,
        ReceiveWeight: at_weight,
        ReceiveDamaged: at_damaged,
        ReceiveUnknown: at_unknown,
    }
    things: ClassVar = {"item": CUP, "lpn": "T-99", "location": "A-01", "document": "RCV-1", "number": "WE-Q12"}
    cases: ClassVar = [*DOCUMENT, *ITEM, *DETAIL, *QUANTITY, *OTHERS]
