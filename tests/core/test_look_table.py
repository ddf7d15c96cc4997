"""Looking up as a table: everything that can be scanned is told of, but never what stands in a place under count."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edge.core.entry import Draft, Finding, Movement
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.look.table import LINES_SHOWN, WORKFLOW, LookWhat
from tests.builders import (
    SITE,
    Floor,
    Outcome,
    bin_,
    count_task,
    ean,
    gs1,
    gtin,
    item,
    line,
    order,
    place,
    receipt,
    shipment,
)
from tests.core.floor_truths import _numbers
from tests.core.workflow_table import Case, WorkflowTable

TEA, MILK = ean(1), gs1(("01", gtin(2)), ("10", "M1"))
Code = str | tuple[str, str]


def drill(serial: str) -> tuple[str, str]:
    return gs1(("01", gtin(5)), ("21", serial))


def made(folder: Path, **more: Any) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("MILK", 2, "lot", "expiry"), item("DRILL", 5, "serial"), item("CUP", 3)],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2), bin_("X-01", 3, blocked=True), place("STAGE-1", "stage")),
            *(bin_(f"B-{number:02}", 10 + number) for number in range(30)),
        ],
        receipts=[receipt("RCV-1", line(1, "TEA", 6_007))],
        orders=[order("SO-1", line(1, "TEA", 3), line(2, "MILK", 2))],
        shipments=[shipment("SHP-1", units=["P-1"])],
        counts=[count_task("CNT-1", "A-02")],
        **more,
    )
    floor.put("A-01", "TEA", 5_009)
    floor.put("A-02", "MILK", 7, lot="M1", expiry="2027-01-31")
    floor.put("A-02", "MILK", 2, lot="M2", expiry="2027-02-28", status="hold")
    floor.put("STAGE-1", "TEA", 12, lpn="P-1")
    floor.put("A-01", "DRILL", 2, serials=["S1", "S2"])
    floor.put("X-01", "CUP", 1)
    return floor.working("look")


def scanned(code: Code) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.scan(code)


def told(floor: Floor) -> list[tuple[str, dict[str, Any]]]:
    return [(one.key, dict(one.args)) for one in floor.prompt().lines]


def keys(floor: Floor) -> list[str]:
    return [key for key, _ in told(floor)]


def shows(*wanted: str) -> Callable[[Floor, Outcome], None]:
    def check(floor: Floor, outcome: Outcome) -> None:
        assert (keys(floor), outcome.entries) == (list(wanted), [])

    return check


LOOKED = ("ok", "looked")


class TestLook(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {LookWhat: lambda _floor: None}
    things: ClassVar = {"number": "WE-Q77"}
    cases: ClassVar = [
        Case(
            LookWhat, "item", "an item", scanned(TEA), LOOKED, LookWhat, check=shows("look-name", "look-at", "look-at")
        ),
        Case(LookWhat, "item", "one lot", scanned(MILK), LOOKED, LookWhat, check=shows("look-name", "look-at")),
        Case(
            LookWhat, "item", "a piece", scanned(drill("S1")), LOOKED, LookWhat, check=shows("look-name", "look-stands")
        ),
        Case(
            *(LookWhat, "item", "a piece nobody knows", scanned(drill("S9")), LOOKED, LookWhat),
            check=shows("look-name", "look-serial-unknown"),
        ),
        Case(*(LookWhat, "lpn", "a unit", scanned("P-1"), LOOKED, LookWhat), check=shows("look-stands", "look-goods")),
        Case(LookWhat, "lpn", "a unit nobody knows", scanned("LPN-9"), ("refuse", "lpn-unknown"), LookWhat),
        Case(
            *(LookWhat, "location", "a bin", scanned("A-02"), LOOKED, LookWhat), check=shows("look-goods", "look-goods")
        ),
        Case(LookWhat, "location", "with units", scanned("STAGE-1"), LOOKED, LookWhat, check=shows("look-unit")),
        Case(LookWhat, "location", "an empty one", scanned("B-01"), LOOKED, LookWhat, check=shows("look-empty")),
        Case(
            *(LookWhat, "location", "a blocked one", scanned("X-01"), LOOKED, LookWhat),
            check=shows("look-blocked", "look-goods"),
        ),
        Case(
            *(LookWhat, "document", "an order", scanned("SO-1"), LOOKED, LookWhat),
            check=shows("look-document", "look-line", "look-line"),
        ),
        Case(
            *(LookWhat, "document", "a shipment", scanned("SHP-1"), LOOKED, LookWhat),
            check=shows("look-document", "look-units"),
        ),
        Case(LookWhat, "document", "a count", scanned("CNT-1"), LOOKED, LookWhat, check=shows("look-document")),
        Case(
            *(LookWhat, "cancel", "nothing any more", lambda f: f.key("cancel"), ("info", "cancelled"), LookWhat),
            scanned(TEA),
            shows(),
        ),
    ]


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def test_everybody_has_it_in_their_menu(floor: Floor) -> None:
    floor.key("menu")
    assert "menu-look" in [one.text.key for one in floor.prompt().options]


def test_what_stands_where_is_told_with_its_lot_its_date_and_its_status(floor: Floor) -> None:
    floor.scan("A-02")
    assert [(args["quantity"], args["lot"], args["expiry"], args["status"]) for _, args in told(floor)] == [
        (7, "M1", "2027-01-31", "sellable"),
        (2, "M2", "2027-02-28", "hold"),
    ]
    floor.scan(TEA)
    assert [(args.get("place"), args.get("quantity")) for _, args in told(floor)[1:]] == [
        ("A-01", 5_009),
        ("STAGE-1", 12),
    ]


def test_what_changes_while_it_is_shown_is_shown_as_it_is(floor: Floor) -> None:
    floor.scan(TEA)
    floor.move("A-01", "A-02", "TEA", 9)
    assert [args.get("quantity") for _, args in told(floor)[1:]] == [5_000, 9, 12]


def test_more_than_the_screen_takes_is_counted(floor: Floor) -> None:
    for number in range(30):
        floor.put(f"B-{number:02}", "CUP", 1)
    floor.scan(ean(3))
    assert (len(told(floor)), told(floor)[-1]) == (LINES_SHOWN + 2, ("look-more", {"lines": 11}))


@pytest.mark.parametrize("code", [TEA, "A-01", drill("S1"), "IN-1"])
@pytest.mark.parametrize("counted", ["a session", "a finding"])
def test_of_a_place_under_count_nothing_is_told(floor: Floor, code: Code, counted: str) -> None:
    floor.put("A-01", "CUP", 4_013, lpn="IN-1")
    if counted == "a session":
        floor.at("DOCK-2").working("count", 2).scan("A-01")
        floor.at("DOCK-1")
    else:
        args = {"place": "A-01", "round": 2}
        floor.post(Draft(Finding("again", "opened", "count-again", args, Place(f"loc:{SITE}/A-01"))))
    assert floor.scan(code).said == LOOKED
    assert "look-counted" in keys(floor)
    assert not {5_009, 4_013, 2} & set(_numbers(floor.prompt())), told(floor)
    assert "look-stands" not in keys(floor)


def test_what_was_shown_is_hidden_once_it_is_counted(floor: Floor) -> None:
    floor.scan("A-01")
    floor.at("DOCK-2").working("count", 2).scan("A-01")
    floor.at("DOCK-1")
    assert keys(floor) == ["look-counted"]


def test_how_far_a_document_is_is_not_told_while_its_goods_may_be_counted(floor: Floor) -> None:
    floor.picked("SO-1", "T-1", (1, "TEA", 3))
    floor.scan("SO-1")
    assert [args.get("state") for _, args in told(floor)[1:]] == ["done", "open"]
    floor.at("DOCK-2").working("count", 2).scan("STAGE-1")
    floor.at("DOCK-1")
    assert keys(floor) == ["look-document", "look-line-only", "look-line-only"]


def test_what_a_receipt_expects_is_not_told_where_the_site_hides_it(tmp_path: Path) -> None:
    floor = made(tmp_path, policy=Policy(blind_receipt=True))
    floor.scan("RCV-1")
    assert keys(floor) == ["look-document", "look-line-only"]
    assert 6_007 not in set(_numbers(floor.prompt()))


def test_what_has_left_the_house_is_not_here(floor: Floor) -> None:
    customer = Place(f"virt:{SITE}/CUSTOMER")
    one = Goods(StockKey("DRILL"), 1, serials=("S1",))
    floor.post(Draft(Movement("ship", one, Place(f"loc:{SITE}/A-01"), customer)))
    floor.scan(drill("S1"))
    assert "look-serial-gone" in keys(floor)
    floor.put("A-01", "CUP", 1, lpn="P-9")
    floor.post(
        Draft(Movement("ship", Goods(StockKey("CUP"), 1), Place("lpn:P-9"), customer)),
        Draft(Movement("ship", WholeLpn("P-9"), Place(f"loc:{SITE}/A-01"), customer)),
    )
    floor.scan("P-9")
    assert keys(floor) == ["look-gone"]


def test_a_look_books_nothing_and_leaves_the_work_to_be_gone_on_with(floor: Floor) -> None:
    floor.choose("pick").scan("SO-1")
    floor.scan("T-1")
    before = floor.store.last_seq
    floor.choose("look")
    for code in (TEA, "A-01", "P-1", "SO-1", "XQ-1"):
        floor.scan(code)
    assert floor.store.last_seq == before
    floor.key("tasks")
    assert floor.type("1").said == ("ok", "task-resumed")
