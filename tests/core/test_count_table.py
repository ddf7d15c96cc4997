"""Counting and approving, as tables: every step against every kind of thing, concurrent, resumed and retried too."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from edge.core.entry import Draft, Finding, Movement
from edge.core.event import Typed
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.session import Step
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows import approve
from edge.core.workflows.approve import ApproveCause, ApproveCount, ApproveList
from edge.core.workflows.count import table as count
from edge.core.workflows.count.steps import CountDetail, CountItems, CountPlace
from tests.builders import SITE, Floor, bin_, count_task, ean, gs1, gtin, item, line, operator, order
from tests.core.workflow_table import Case, WorkflowTable

BOOK = 7919
Ways: TypeAlias = Mapping[type[Step], Callable[[Floor], object]]


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3), item("DRILL", 5, "serial"), item("MILK", 2, "lot")],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3)],
        orders=[order("SO-1", line(1, "TEA", 3))],
        counts=[count_task("CNT-1", "A-01"), count_task("CNT-2", "A-02", cancelled=True), count_task("CNT-3", "NO")],
        operators=[operator(1), operator(2), operator(3, role="supervisor"), operator(4, role="supervisor")],
        policy=Policy(count_again_by_other=False, lpn_pattern=r"(?:LPN|T)-[0-9]{1,4}"),
        stations=("DOCK-1", "DOCK-2", "DOCK-3"),
    )
    floor.put("A-01", "TEA", BOOK)
    floor.put("A-02", "CUP", 5, lpn="LPN-1")
    return floor


def counting(where: str = "A-01") -> Callable[[Floor], object]:
    return lambda floor: floor.working("count", 1).scan(where)


def unclear(floor: Floor) -> None:
    counting()(floor)
    floor.scan(ean(2))


def found(floor: Floor, qty: int) -> Floor:
    floor.scan(ean(1))
    floor.type(str(qty))
    return floor


def elsewhere(act: Callable[[Floor], object], work: str = "count", number: int = 2) -> Callable[[Floor], object]:
    """The same at another station, by somebody else."""

    def given(floor: Floor) -> None:
        station = floor.station
        act(floor.at("DOCK-3").working(work, number))
        floor.at(station)

    return given


def wanted(floor: Floor) -> None:
    told = {"missing": 1, "item": "TEA", "location": "A-01", "order": "SO-1"}
    floor.post(Draft(Finding("f1", "opened", "short-pick", told, Place(f"loc:{SITE}/A-01"), "TEA")))
    floor.key("menu")
    floor.choose("count")


def quietly(floor: Floor) -> None:
    """The book is nowhere in what is shown."""
    assert str(BOOK) not in f"{floor.prompt()}{floor.session().said}"


class TestCount(WorkflowTable):
    workflow = count.WORKFLOW
    made = staticmethod(made)
    at: ClassVar[Ways] = {
        CountPlace: lambda floor: floor.working("count", 1),
        CountItems: counting(),
        CountDetail: unclear,
    }
    things: ClassVar[Mapping[str, Any]] = {"item": ean(1), "lpn": "T-99", "location": "A-03", "document": "SO-1"}
    cases: ClassVar[Sequence[Case]] = [
        Case(
            CountPlace, "location", "of the site", lambda floor: floor.scan("A-03"), ("ok", "count-started"), CountItems
        ),
        Case(
            CountPlace,
            "location",
            "counted at another station",
            lambda floor: floor.scan("A-01"),
            ("warn", "in-work-take-over"),
            CountPlace,
            elsewhere(lambda floor: floor.scan("A-01")),
        ),
        Case(
            CountPlace,
            "location",
            "where somebody works",
            lambda floor: floor.scan("A-01"),
            ("info", "count-busy"),
            CountItems,
            elsewhere(lambda floor: [floor.scan("SO-1"), floor.scan("T-1")], "pick"),
        ),
        Case(CountPlace, "lpn", "of the site", lambda floor: floor.scan("LPN-1"), ("ok", "count-started"), CountItems),
        Case(
            CountPlace,
            "lpn",
            "gone",
            lambda floor: floor.scan("LPN-1"),
            ("refuse", "lpn-gone"),
            CountPlace,
            lambda floor: floor.post(
                Draft(
                    Movement("count", Goods(StockKey("CUP"), 5), Place("lpn:LPN-1"), Place(f"virt:{SITE}/ADJUSTMENT"))
                ),
                Draft(
                    Movement("count", WholeLpn("LPN-1"), Place(f"loc:{SITE}/A-02"), Place(f"virt:{SITE}/ADJUSTMENT"))
                ),
            ),
        ),
        Case(
            CountPlace,
            "lpn",
            "counted at another station",
            lambda floor: floor.scan("LPN-1"),
            ("warn", "in-work-take-over"),
            CountPlace,
            elsewhere(lambda floor: floor.scan("LPN-1")),
        ),
        Case(CountPlace, "document", "task", lambda floor: floor.scan("CNT-1"), ("ok", "count-started"), CountItems),
        Case(
            CountPlace, "document", "off", lambda floor: floor.scan("CNT-2"), ("refuse", "document-closed"), CountPlace
        ),
        Case(
            CountPlace,
            "document",
            "of no place",
            lambda floor: floor.scan("CNT-3"),
            ("refuse", "count-without-place"),
            CountPlace,
        ),
        Case(CountPlace, "document", "order", lambda floor: floor.scan("SO-1"), ("refuse", "not-a-count"), CountPlace),
        Case(CountPlace, "number", "task", lambda floor: floor.type("1"), ("ok", "count-started"), CountItems),
        Case(
            CountPlace, "number", "finding", lambda floor: floor.type("1"), ("ok", "count-started"), CountItems, wanted
        ),
        Case(CountPlace, "number", "none", lambda floor: floor.type("8"), ("refuse", "not-in-list"), CountPlace),
        Case(
            CountPlace,
            "number",
            "taken back",
            lambda floor: floor.type("1"),
            ("refuse", "count-gone"),
            CountPlace,
            lambda floor: floor.load("counts", []),
        ),
        Case(CountItems, "item", "one", lambda floor: floor.scan(ean(1)), ("ok", "counted"), CountItems),
        Case(
            CountItems, "item", "lot not said", lambda floor: floor.scan(ean(2)), ("info", "more-details"), CountDetail
        ),
        Case(
            CountDetail, "item", "no fuller", lambda floor: floor.scan(ean(2)), ("refuse", "more-details"), CountDetail
        ),
        Case(CountDetail, "item", "other", lambda floor: floor.scan(ean(1)), ("refuse", "more-details"), CountDetail),
        Case(
            CountDetail,
            "item",
            "with its lot",
            lambda floor: floor.scan(gs1(("01", gtin(2)), ("10", "L1"))),
            ("ok", "counted"),
            CountItems,
        ),
        Case(CountDetail, "detail", "lot", lambda floor: floor.scan(("10L9", "]C1")), ("ok", "counted"), CountItems),
        Case(
            CountDetail,
            "detail",
            "a serial",
            lambda floor: floor.scan(("21S9", "]C1")),
            ("refuse", "more-details"),
            CountDetail,
        ),
        Case(CountDetail, "unknown", "lot", lambda floor: floor.type("L-77"), ("ok", "counted"), CountItems),
        Case(
            CountDetail,
            "unknown",
            "too long",
            lambda floor: floor.scan("L" * 21),
            ("refuse", "lot-too-long"),
            CountDetail,
        ),
        Case(CountDetail, "number", "lot", lambda floor: floor.input(Typed("77")), ("ok", "counted"), CountItems),
        Case(CountDetail, "text", "lot", lambda floor: floor.input(Typed("L77")), ("ok", "counted"), CountItems),
        Case(
            CountDetail, "cancel", "not counted", lambda floor: floor.key("cancel"), ("info", "cancelled"), CountItems
        ),
        Case(
            CountItems,
            "item",
            "serial not said",
            lambda floor: floor.scan(ean(5)),
            ("refuse", "serial-missing"),
            CountItems,
        ),
        Case(
            CountItems,
            "item",
            "serial twice",
            lambda floor: floor.scan(gs1(("01", gtin(5)), ("21", "S1"))),
            ("refuse", "serial-twice"),
            CountItems,
            lambda floor: floor.scan(gs1(("01", gtin(5)), ("21", "S1"))),
        ),
        Case(CountItems, "lpn", "known", lambda floor: floor.scan("LPN-1"), ("ok", "count-unit"), CountItems),
        Case(
            CountItems,
            "lpn",
            "twice",
            lambda floor: floor.scan("LPN-1"),
            ("info", "count-unit-twice"),
            CountItems,
            lambda floor: floor.scan("LPN-1"),
        ),
        Case(
            CountItems, "number", "no item", lambda floor: floor.type("5"), ("refuse", "count-item-first"), CountItems
        ),
        Case(
            CountItems,
            "number",
            "of an item",
            lambda floor: floor.type("5"),
            ("ok", "counted"),
            CountItems,
            lambda floor: floor.scan(ean(1)),
        ),
        Case(CountItems, "done", "nothing", lambda floor: floor.key("done"), ("warn", "count-empty"), CountItems),
        Case(
            CountItems,
            "done",
            "agrees",
            lambda floor: floor.key("done"),
            ("ok", "count-agreed"),
            CountPlace,
            lambda floor: found(floor, BOOK),
        ),
        Case(
            CountItems,
            "done",
            "off again",
            lambda floor: floor.key("done"),
            ("ok", "count-review"),
            CountPlace,
            lambda floor: (found(floor, 5).key("done"), found(floor, 5)),
            lambda floor, _outcome: quietly(floor),
        ),
        Case(CountItems, "empty", "nothing", lambda floor: floor.key("empty"), ("warn", "count-empty"), CountItems),
        Case(
            CountItems,
            "empty",
            "something found",
            lambda floor: floor.key("empty"),
            ("refuse", "count-not-empty"),
            CountItems,
            lambda floor: found(floor, 5),
        ),
        Case(
            CountItems,
            "empty",
            "said twice",
            lambda floor: floor.key("empty"),
            ("ok", "count-review"),
            CountPlace,
            lambda floor: (found(floor, 5).key("done"), floor.key("empty"), floor.wait(900)),
        ),
        Case(CountItems, "cancel", "given up", lambda floor: floor.key("cancel"), ("info", "cancelled"), CountPlace),
    ]


def waiting(floor: Floor) -> Floor:
    """A count was off twice, and waits for a supervisor."""
    floor.at("DOCK-2").working("count", 1).scan("A-01")
    found(floor, 5).key("done")
    found(floor, 5).key("done")
    return floor.at("DOCK-1").working("approve", 3)


def shown(floor: Floor) -> Floor:
    waiting(floor).type("1")
    return floor


def settled_elsewhere(floor: Floor) -> None:
    floor.at("DOCK-3").working("approve", 4).type("1")
    floor.key("cancel")
    floor.at("DOCK-1")


class TestApprove(WorkflowTable):
    workflow = approve.WORKFLOW
    made = staticmethod(made)
    at: ClassVar[Ways] = {
        ApproveList: waiting,
        ApproveCount: shown,
        ApproveCause: lambda floor: shown(floor).key("confirm"),
    }
    things: ClassVar[Mapping[str, Any]] = {"item": ean(1), "lpn": "LPN-1", "location": "A-03", "document": "SO-1"}
    cases: ClassVar[Sequence[Case]] = [
        Case(ApproveList, "number", "waits", lambda floor: floor.type("1"), ("ok", "approve-chosen"), ApproveCount),
        Case(ApproveList, "number", "none", lambda floor: floor.type("7"), ("refuse", "not-in-list"), ApproveList),
        Case(
            ApproveList,
            "number",
            "settled meanwhile",
            lambda floor: floor.type("1"),
            ("refuse", "approve-gone"),
            ApproveList,
            settled_elsewhere,
        ),
        Case(
            ApproveCount, "confirm", "right", lambda floor: floor.key("confirm"), ("info", "ask-reason"), ApproveCause
        ),
        Case(
            ApproveCount,
            "confirm",
            "settled meanwhile",
            lambda floor: floor.key("confirm"),
            ("refuse", "approve-gone"),
            ApproveList,
            settled_elsewhere,
        ),
        Case(
            ApproveCount,
            "confirm",
            "counted anew just now",
            lambda floor: floor.key("confirm"),
            ("refuse", "count-in-work"),
            ApproveCount,
            elsewhere(lambda floor: floor.scan("A-01")),
        ),
        Case(
            ApproveCount,
            "cancel",
            "sent back",
            lambda floor: floor.key("cancel"),
            ("ok", "approve-sent-back"),
            ApproveList,
        ),
        Case(ApproveCount, "skip", "later", lambda floor: floor.key("skip"), ("info", "cancelled"), ApproveList),
        Case(ApproveCause, "number", "a cause", lambda floor: floor.type("5"), ("ok", "approved"), ApproveList),
        Case(ApproveCause, "number", "none", lambda floor: floor.type("9"), ("refuse", "not-in-list"), ApproveCause),
        Case(
            ApproveCause,
            "number",
            "counted anew just now",
            lambda floor: floor.type("5"),
            ("refuse", "count-in-work"),
            ApproveCount,
            elsewhere(lambda floor: floor.scan("A-01")),
        ),
        Case(
            ApproveCause,
            "number",
            "settled meanwhile",
            lambda floor: floor.type("5"),
            ("refuse", "approve-gone"),
            ApproveList,
            settled_elsewhere,
        ),
        Case(ApproveCause, "cancel", "back", lambda floor: floor.key("cancel"), ("info", "cancelled"), ApproveCount),
    ]
