"""What goes wrong on a floor, case by case: what the operator hears, and that the work stands where it should then.

The cases are those that floor systems are known to meet (their users' complaints and their message catalogues). Most
leave the session at its step with nothing booked; a warning waits for the same code once more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge.core.event import Typed
from edge.core.policy import Policy
from edge.core.session import Step
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.pick.steps import PickOrder
from edge.core.workflows.putaway.steps import PutawayItem
from edge.core.workflows.receive.steps import ReceiveDetail, ReceiveItem
from tests.builders import (
    Floor,
    Outcome,
    bin_,
    count_task,
    ean,
    gs1,
    gtin,
    item,
    line,
    operator,
    order,
    place,
    receipt,
    return_,
    shipment,
)

TEA, MILK, CUP, DRILL, JAM, FISH = (ean(number) for number in range(1, 7))
Act = Callable[[Floor], object]


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1),
            item("MILK", 2, "lot", "expiry", receipt_days_min=10, recalled=["BAD"]),
            item("CUP", 3, volume_mm3=1_000),
            item("DRILL", 4, "serial"),
            item("JAM", 5, "expiry"),
            item("FISH", 6),
        ],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3), bin_("F-01", 4, fixed_item="CUP")),
            *(bin_("X-01", 5, blocked=True), bin_("M-01", 6, mixing="item"), place("STAGE-1", "stage")),
        ],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 20), line(2, "MILK", 20, lot="M1"), line(3, "DRILL", 9), line(4, "JAM", 9)),
            receipt("RCV-2", line(1, "CUP", 6)),
        ],
        orders=[
            order("SO-1", line(1, "TEA", 3)),
            order("SO-2", line(1, "MILK", 5)),
            order("SO-3", line(1, "FISH", 2), line(2, "TEA", 1)),
        ],
        counts=[count_task("CNT-1", "A-02")],
        returns=[return_("RMA-1", line(1, "TEA", 2))],
        shipments=[shipment("SHP-1", units=["P-1", "P-2"])],
        operators=[operator(1), operator(2), operator(3, role="supervisor")],
        policy=Policy(count_again_by_other=False, over_receipt_pct=0, over_receipt_limit_pct=0),
    )
    floor.put("A-01", "TEA", 30)
    floor.put("A-02", "MILK", 8, lot="L1", expiry="2027-03-01")
    floor.put("A-02", "MILK", 8, lot="L2", expiry="2027-06-01")
    floor.put("A-03", "CUP", 6, lpn="P-9")
    floor.put("STAGE-1", "TEA", 1, lpn="P-1")
    floor.put("STAGE-1", "TEA", 1, lpn="P-2")
    floor.put("STAGE-1", "TEA", 1, lpn="P-3")
    floor.put("DOCK-1", "TEA", 5)
    return floor


def scans(*codes: str | tuple[str, str]) -> Act:
    def act(floor: Floor) -> Outcome:
        (*before, last) = codes
        for code in before:
            floor.scan(code)
        return floor.scan(last)

    return act


def then(*acts: Act) -> Act:
    def act(floor: Floor) -> object:
        done: object = None
        for one in acts:
            done = one(floor)
        return done

    return act


def typed(text: str) -> Act:
    return lambda floor: floor.type(text)


def key(name: str) -> Act:
    return lambda floor: floor.key(name)


def elsewhere(work: str, *acts: Act, number: int = 2) -> Act:
    """Somebody else does it at another station."""

    def act(floor: Floor) -> None:
        floor.at("DOCK-2").working(work, number)
        for one in acts:
            one(floor)
        floor.at("DOCK-1")
        floor.wait(1000)

    return act


def later(floor: Floor) -> None:
    floor.wait(1000)


def nothing(_floor: Floor) -> None:
    pass


def milk(lot: str, expiry: str) -> tuple[str, str]:
    return gs1(("01", gtin(2)), ("17", expiry), ("10", lot))


def drill(serial: str) -> tuple[str, str]:
    return gs1(("01", gtin(4)), ("21", serial))


def marked(floor: Floor, outcome: Outcome) -> None:
    """The bin is out of the question, a person is told, and another is suggested."""
    assert outcome.findings == ["bin-blocked"]
    step = floor.step()
    assert isinstance(step, PutawayItem)
    assert step.suggested == "M-01"


@dataclass(frozen=True)
class Row:
    """One case: in the middle of a work, something comes. `at` is the step then; None: the same as before."""

    case: str
    work: str
    brought: Act
    act: Act
    said: tuple[str, str]
    at: type[Step] | None = None
    check: Callable[[Floor, Outcome], object] = field(default=lambda _floor, _outcome: True)


ROWS = [
    Row("an unknown code", "receive", scans("RCV-1"), scans("XQ-77"), ("warn", "receive-unknown")),
    Row("an unknown code where only known things help", "pick", nothing, scans("XQ-77"), ("refuse", "unknown-code")),
    Row("the wrong product", "pick", scans("SO-1", "T-1", "A-01"), scans(CUP), ("refuse", "wrong-item")),
    Row("the wrong location", "pick", scans("SO-1", "T-1"), scans("A-03"), ("refuse", "wrong-location")),
    Row("the wrong pack", "pick", scans("SO-1", "T-1", "A-01", TEA), scans("P-9"), ("refuse", "wrong-lpn")),
    Row("the wrong kind", "pick", nothing, scans("A-01"), ("refuse", "is-location")),
    Row("a new unit", "receive", scans("RCV-1", TEA), scans("T-77"), ("ok", "received"), ReceiveItem),
    Row("not on the document", "receive", scans("RCV-1"), scans(CUP), ("warn", "not-on-document")),
    Row("several lots in the place", "transfer", scans("A-02"), scans(MILK), ("refuse", "scan-lot")),
    Row(
        "the item is in a unit",
        "putaway",
        lambda f: f.put("DOCK-1", "CUP", 2, lpn="P-5"),
        scans(CUP),
        ("refuse", "item-in-unit"),
    ),
    Row("a place not allowed", "putaway", scans(TEA), scans("X-01"), ("refuse", "location-blocked")),
    Row("a place not planned", "putaway", scans(TEA), scans("A-03"), ("warn", "other-bin")),
    Row("the tote is not empty", "pick", scans("SO-1"), scans("P-9"), ("refuse", "tote-not-empty")),
    Row(
        "the tote is of other work",
        "pick",
        then(elsewhere("pick", scans("SO-1", "T-1")), scans("SO-3")),
        scans("T-1"),
        ("refuse", "tote-in-work"),
    ),
    Row("more than planned", "pick", scans("SO-1", "T-1", "A-01", TEA), typed("4"), ("refuse", "over-pick")),
    Row("more than expected", "receive", scans("RCV-1", TEA), typed("21"), ("refuse", "over-receipt")),
    Row(
        "a barcode typed as a quantity",
        "receive",
        scans("RCV-1", TEA),
        lambda f: f.input(Typed("4006381333931"), via="screen"),
        ("refuse", "quantity-implausible"),
    ),
    Row("nought", "receive", scans("RCV-1", TEA), typed("0"), ("refuse", "quantity-zero")),
    Row(
        "a lot that is not in the place",
        "pick",
        scans("SO-2", "T-1", "A-02"),
        scans(milk("L9", "270301")),
        ("refuse", "lot-not-here"),
    ),
    Row("a lot and a date are needed", "receive", scans("RCV-1"), scans(MILK), ("info", "more-details"), ReceiveDetail),
    Row("a date is needed", "receive", scans("RCV-1"), scans(JAM), ("info", "more-details"), ReceiveDetail),
    Row("expired", "receive", scans("RCV-1"), scans(milk("M1", "261101")), ("refuse", "expired")),
    Row("too short a life", "receive", scans("RCV-1"), scans(milk("M1", "261125")), ("refuse", "short-life")),
    Row(
        "older than the stock",
        "receive",
        scans("RCV-1"),
        scans(milk("M1", "270101")),
        ("warn", "older-than-stock-warn"),
    ),
    Row("other than announced", "receive", scans("RCV-1"), scans(milk("M7", "280101")), ("warn", "asn-differs")),
    Row("a recalled lot", "receive", scans("RCV-1"), scans(milk("BAD", "280101")), ("refuse", "receive-recalled")),
    Row(
        "the same serial twice", "receive", scans("RCV-1", drill("S1")), scans(drill("S1")), ("refuse", "serial-twice")
    ),
    Row(
        "another lot of the item",
        "pick",
        scans("SO-2", "T-1", "A-02"),
        scans(milk("L2", "270601")),
        ("warn", "pick-other-stock"),
    ),
    Row("the stock is missing", "pick", scans("SO-1", "T-1", "A-01"), key("short"), ("warn", "pick-short")),
    Row(
        "reserved for somebody else",
        "transfer",
        then(elsewhere("pick", scans("SO-1", "T-1")), scans("A-01", TEA)),
        typed("30"),
        ("refuse", "transfer-reserved"),
    ),
    Row(
        "moved meanwhile",
        "putaway",
        then(scans(TEA), lambda f: f.move("DOCK-1", "A-03", "TEA", 5)),
        scans("A-01"),
        ("refuse", "more-than-here"),
        PutawayItem,
    ),
    Row(
        "cancelled elsewhere",
        "pick",
        then(scans("SO-1", "T-1"), lambda f: f.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True)])),
        scans("A-01"),
        ("refuse", "order-cancelled"),
        PickOrder,
    ),
    Row(
        "gone altogether",
        "pick",
        then(scans("SO-1", "T-1"), lambda f: f.load("orders", [])),
        scans("A-01"),
        ("refuse", "order-cancelled"),
        PickOrder,
    ),
    Row("two on one job", "pick", elsewhere("pick", scans("SO-1")), scans("SO-1"), ("warn", "in-work-take-over")),
    Row(
        "a place in work is not counted",
        "count",
        elsewhere("pick", scans("SO-1", "T-1", "A-01", TEA)),
        scans("A-01"),
        ("info", "count-busy"),
        CountItems,
    ),
    Row(
        "a place that somebody counts",
        "count",
        elsewhere("count", scans("A-01")),
        scans("A-01"),
        ("warn", "in-work-take-over"),
    ),
    Row(
        "a place counted just now",
        "count",
        then(scans("F-01"), key("empty"), later, key("empty")),
        scans("F-01"),
        ("info", "count-recent"),
        CountItems,
    ),
    Row("left before all was counted", "count", scans("A-01"), scans("A-02"), ("refuse", "is-location")),
    Row("not planned on the truck", "ship", scans("SHP-1"), scans("P-3"), ("refuse", "not-planned")),
    Row("on the truck already", "ship", scans("SHP-1", "P-1"), scans("P-1"), ("refuse", "already-loaded")),
    Row("the bin cannot be used", "putaway", scans(TEA), key("damaged"), ("info", "bin-marked"), PutawayItem, marked),
    Row("closed in part", "receive", scans("RCV-1"), key("done"), ("warn", "receipt-short")),
    Row("a truck loaded in part", "ship", scans("SHP-1", "P-1"), key("done"), ("warn", "ship-partial")),
    Row("not so much in the place", "transfer", scans("P-9", CUP), typed("7"), ("refuse", "transfer-too-many")),
    Row("a unit that is taken already", "receive", scans("RCV-1"), scans("P-9"), ("refuse", "lpn-already-received")),
]


def came_to(folder: Path, row: Row) -> Floor:
    floor = made(folder).working(row.work)
    row.brought(floor)
    return floor.wait(1000)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case.replace(" ", "_"))
def test_the_operator_hears_what_is_wrong_and_the_work_stands_where_it_should(row: Row, tmp_path: Path) -> None:
    floor = came_to(tmp_path, row)
    before = floor.step()
    outcome = row.act(floor)
    assert isinstance(outcome, Outcome)
    assert outcome.said == row.said
    if row.at is None:
        assert floor.step() == before
    else:
        assert type(floor.step()) is row.at
    if outcome.level in ("warn", "refuse"):
        assert outcome.movements == []
    assert (floor.session().armed is not None) == (outcome.level == "warn"), "a warning waits for the same once more"
    row.check(floor, outcome)


@pytest.mark.parametrize("row", [one for one in ROWS if one.said[0] == "warn"], ids=lambda row: row.case)
def test_any_other_code_takes_a_warning_back(row: Row, tmp_path: Path) -> None:
    floor = came_to(tmp_path, row)
    row.act(floor)
    asked = floor.last
    assert asked is not None
    floor.wait(1000).scan("BADGE-2")
    assert floor.session().armed is None
    again = floor.wait(1000).input(asked.what, via=asked.via)
    assert again.said == row.said


def test_a_code_that_is_somebody_elses_is_not_given_to_another(tmp_path: Path) -> None:
    """A plate that stands in the book already begins no second unit."""
    floor = made(tmp_path).working("receive")
    floor.scan("RCV-1")
    floor.scan(TEA)
    floor.scan("T-77")
    stands = floor.unit("T-77")
    floor.move_unit("T-77", "DOCK-1", "A-03")
    floor.scan(TEA)
    assert floor.scan("T-77").level == "refuse"
    assert stands != floor.unit("T-77")
