"""How a receipt begins and ends: chosen by what is scanned; closed, short, left open for the rest, or counted blind."""

from pathlib import Path

import pytest

from edge.core.entry import Audit, Finding, Outcome
from edge.core.policy import Policy
from edge.core.workflows.receive.steps import ReceiveDocument, ReceiveItem, ReceiveQuantity
from edge.core.workflows.receive.table import WORKFLOW
from tests.builders import Floor, line, receipt
from tests.core.receiving import CUP, JAM, MILK, OPEN, TEA, WHOLE, again, dock, jam, milk, opened

BLIND = Policy(blind_receipt=True)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return dock(tmp_path)


def test_where_only_one_receipt_is_open_nobody_is_asked_for_it(tmp_path: Path) -> None:
    floor = dock(tmp_path, receipts=[receipt("RCV-1", line(1, "TEA", 5)), receipt("RCV-2", cancelled=True)])
    assert floor.step() == ReceiveItem("RCV-1")
    assert floor.scan(TEA).said == ("ok", "counted")


def test_a_number_means_the_receipt_that_was_shown_under_it(floor: Floor) -> None:
    first, second, urgent = receipt("RCV-1"), receipt("RCV-3"), receipt("RCV-0", priority=1)
    floor.load("receipts", [first, second, urgent])
    assert [one.text.args["document"] for one in floor.prompt().options] == ["RCV-1", "RCV-3"]
    assert floor.type("1").args == {"document": "RCV-1"}


def test_a_receipt_of_somebody_else_is_not_opened_for_me(tmp_path: Path) -> None:
    floor = dock(tmp_path, receipts=[receipt("RCV-1", line(1, "TEA", 5), assigned="op-2")])
    assert floor.step() == ReceiveDocument()
    assert floor.scan(TEA).said == ("refuse", "receive-nobody-expects")


def test_an_item_that_one_receipt_expects_opens_it_and_is_counted_at_once(floor: Floor) -> None:
    assert floor.scan(milk()).said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-1", 2, "MILK", 1, "M1", "2027-01-31")


def test_an_item_without_its_lot_opens_the_receipt_and_asks_for_it(floor: Floor) -> None:
    assert floor.scan(MILK).said == ("info", "more-details")


def test_an_item_that_several_expect_lets_choose_among_those_and_is_counted_for_the_chosen(floor: Floor) -> None:
    assert floor.scan(TEA).said == ("info", "receive-several")
    assert [one.text.args["document"] for one in floor.prompt().options] == ["RCV-1", "RCV-3"]
    assert floor.type("2").said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-3", 1, "TEA", 1)


def test_cancel_shows_all_receipts_again(floor: Floor) -> None:
    floor.scan(TEA)
    assert floor.key("cancel").said == ("info", "cancelled")
    assert [one.text.args["document"] for one in floor.prompt().options] == ["RCV-1", "RCV-2", "RCV-3"]


def test_a_receipt_that_has_all_of_an_item_does_not_expect_it(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(TEA)
    floor.type("5")
    floor.key("done")
    floor.choose("receive")
    assert floor.scan(TEA).said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-1", 1, "TEA", 1)


def test_a_receipt_that_was_closed_or_taken_away_expects_nothing(floor: Floor) -> None:
    floor.ended("receipt", "RCV-1")
    assert floor.scan(milk()).said == ("refuse", "receive-nobody-expects")
    floor.load("receipts", [receipt("RCV-8", line(1, "CUP", 1)), receipt("RCV-9")])
    assert floor.scan(CUP).said == ("ok", "counted")


def test_a_refused_item_opens_its_receipt_all_the_same(floor: Floor) -> None:
    assert floor.scan(jam("261101")).said == ("refuse", "expired")
    assert floor.step() == ReceiveItem("RCV-1")


def test_another_receipt_is_opened_while_nothing_is_in_hand(floor: Floor) -> None:
    opened(floor)
    assert opened(floor, "RCV-3").step() == ReceiveItem("RCV-3")


def test_a_receipt_is_resumed_from_the_task_list(floor: Floor) -> None:
    document = floor.view.document("receipt", "RCV-1")
    assert WORKFLOW.resume is not None
    assert document is not None
    assert floor.last is not None
    resumed = WORKFLOW.resume(floor.view, floor.session(), document, floor.last)
    assert resumed.session is not None
    assert resumed.session.step == ReceiveItem("RCV-1")
    floor.ended("receipt", "RCV-1")
    refused = WORKFLOW.resume(floor.view, floor.session(), document, floor.last)
    assert refused.answer is not None
    assert refused.answer.message.key == "document-closed"


@pytest.mark.parametrize("key", ["damaged", "cancel", "done"])
def test_a_receipt_cancelled_while_goods_are_in_hand_is_said_and_left(floor: Floor, key: str) -> None:
    opened(floor).scan(TEA)
    floor.load("receipts", [receipt("RCV-1", line(1, "TEA", 20), cancelled=True)])
    assert floor.key(key).said == ("refuse", "document-closed")
    assert floor.step() == ReceiveDocument()
    assert floor.stock("DOCK-1") == {}


def test_closing_short_cancels_the_rest_line_by_line(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(TEA)
    floor.key("done")
    assert floor.key("done").said == ("warn", "receipt-short")
    closed = again(floor)
    assert [
        (one.draft.body.outcome, one.draft.body.qty) for one in closed.entries if isinstance(one.draft.body, Outcome)
    ] == [("short", 4), ("closed", 0)]
    assert floor.view.is_closed("receipt", "RCV-3")


def test_the_reason_for_closing_short_stands_with_every_line(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, Policy(ask_reasons=frozenset({"short-receipt"}))), "RCV-3")
    floor.key("done")
    assert again(floor).said == ("info", "ask-reason")
    floor.type("3")
    (closed,) = floor.applied
    assert closed.said == ("ok", "document-done")
    assert {one.draft.reason for one in closed.entries} == {"refused-at-door"}


def test_the_rest_may_come_later_and_the_receipt_stays_open_for_it(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, Policy(ask_reasons=frozenset({"short-receipt"}))), "RCV-3")
    floor.scan(TEA)
    floor.key("done")
    assert floor.key("skip").said == ("warn", "receipt-later")
    assert floor.wait(1000).scan("WE-SKIP", via="fixed").said == ("info", "fixed-only-seen")
    assert floor.wait(1000).key("skip").said == ("info", "ask-reason")
    floor.type("2")
    (left,) = floor.applied
    assert left.said == ("ok", "receipt-left-open")
    ((said, reason),) = [(one.draft.body, one.draft.reason) for one in left.entries]
    assert isinstance(said, Audit)
    assert (said.act, dict(said.args), reason) == ("backorder", {"document": "RCV-3", "lines": 1}, "backordered")
    assert not floor.view.is_closed("receipt", "RCV-3")
    opened(floor, "RCV-3").scan(TEA)
    assert (floor.prompt().done, floor.prompt().want) == (2, 5)


def test_a_complete_receipt_has_no_rest_that_could_come_later(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(TEA)
    floor.type("5")
    floor.key("done")
    assert floor.key("skip").said == ("refuse", "receipt-complete")


def test_counted_blind_no_expected_quantity_is_in_anything_that_is_shown(tmp_path: Path) -> None:
    expected = 7_777
    floor = dock(tmp_path, BLIND, receipts=[receipt("RCV-1", line(1, "TEA", expected)), receipt("RCV-2")])
    shown: list[object] = []

    def look() -> None:
        asked = floor.prompt()
        shown.extend([asked.want, asked.done, *(one.args for one in (asked.ask, *asked.lines))])
        shown.extend(one.text.args for one in asked.options)

    said = [opened(floor).key("done")]
    look()
    for act in ("scan", "9000", "cancel", "scan", "8999", "done", "scan", "done", "skip", "done"):
        said.append(
            floor.scan(TEA) if act == "scan" else floor.type(act) if act.isdigit() else floor.wait(1000).key(act)
        )
        look()
    assert {one.level for one in said} == {"ok", "info", "warn"}  # nothing is refused as too many
    numbers = {9000 - expected, 8999 - expected, expected, expected - 9000, expected - 8999}
    told = [*shown, *(one.args for one in said)]
    assert not any(str(number) in str(told) for number in numbers)
    assert "'lines': 1" not in str(told)


def test_differences_of_a_blind_receipt_are_findings_when_it_is_closed(tmp_path: Path) -> None:
    lines = (line(1, "TEA", 5), line(2, "CUP", 5), line(3, "JAM", 5))
    floor = opened(dock(tmp_path, BLIND, receipts=[receipt("RCV-1", *lines), receipt("RCV-2")]))
    for code, many in ((TEA, "8"), (CUP, "5")):
        floor.scan(code)
        floor.type(many)
        assert floor.key("done").findings == []
    assert floor.key("done").said == ("warn", "receipt-close-blind")
    closed = again(floor)
    assert closed.said == ("ok", "document-done")
    found = [one.draft.body for one in closed.entries if isinstance(one.draft.body, Finding)]
    assert [(one.code, one.item, one.args["received"], one.args["expected"]) for one in found] == [
        ("receipt-differs", "TEA", 8, 5),
        ("receipt-differs", "JAM", 0, 5),
    ]


def test_a_blind_receipt_that_agrees_is_asked_for_too_and_opens_no_finding(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, BLIND, receipts=[receipt("RCV-1", line(1, "TEA", 1)), receipt("RCV-2")]))
    floor.scan(TEA)
    floor.key("done")
    assert floor.key("done").said == ("warn", "receipt-close-blind")
    assert again(floor).findings == []
    assert floor.view.is_closed("receipt", "RCV-1")


def test_a_blind_receipt_lists_what_nobody_has_counted_yet_without_numbers(tmp_path: Path) -> None:
    lines = (line(1, "TEA", 5), line(2, "CUP", 5))
    floor = opened(dock(tmp_path, BLIND, receipts=[receipt("RCV-1", *lines), receipt("RCV-2")]))
    floor.scan(TEA)
    floor.key("done")
    assert [(one.key, dict(one.args)) for one in floor.prompt().lines] == [
        ("item-line", {"item": "CUP", "name": "Cup"})
    ]


def test_the_units_of_the_list_open_their_receipt(floor: Floor) -> None:
    assert floor.scan(WHOLE).said == ("ok", "lpn-received")
    floor.choose("receive")
    assert floor.scan(OPEN).said == ("refuse", "lpn-needs-detail")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)


def test_an_item_that_only_comes_in_units_is_sent_to_its_unit(floor: Floor) -> None:
    warned = opened(floor, "RCV-2").scan(JAM)
    assert (warned.said, warned.args["lpn"]) == (("warn", "receive-in-unit"), WHOLE)
    assert floor.step() == ReceiveItem("RCV-2")


def test_what_fell_off_its_unit_comes_in_all_the_same_and_is_a_finding(floor: Floor) -> None:
    opened(floor, "RCV-2").scan(jam("270131"))
    assert again(floor).said == ("ok", "counted")
    posted = floor.key("done")
    assert posted.findings == ["not-on-document"]
    assert floor.view.progress("receipt", "RCV-2") == {}
