"""What keeps goods out, and who lets them in all the same: too many, expired, short-lived, older, recalled, strange."""

from pathlib import Path

import pytest

from edge.core.leave import RULES
from edge.core.policy import Policy
from edge.core.workflows.receive.steps import ReceiveItem, ReceiveQuantity
from tests.builders import Floor, gs1, gtin, item, line, receipt
from tests.core.receiving import CUP, LIMITS, MILK, TEA, WHOLE, again, allowed, dock, jam, milk, opened


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return dock(tmp_path)


def test_within_the_sites_share_more_comes_in_unasked(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    assert floor.type("22").said == ("ok", "counted")
    assert floor.key("done").said == ("ok", "received")
    assert floor.stock("DOCK-1") == {"TEA": 22}


def test_above_it_the_same_again_takes_it_in_and_the_posting_asks_nothing_more(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    floor.type("22")
    warned = floor.scan(TEA)
    assert (warned.said, warned.args) == (("warn", "over-receipt-warn"), {"expected": 20, "quantity": 23})
    assert again(floor).args == {"quantity": 23}
    assert floor.scan(TEA).args == {"quantity": 24}  # warned once, up to the limit
    assert floor.key("done").said == ("ok", "received")


def test_a_fixed_reader_never_takes_in_too_many(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    floor.type("22")
    for _ in range(3):
        assert floor.wait(1000).scan(TEA, via="fixed").said == ("info", "fixed-only-seen")
    assert floor.step() == ReceiveQuantity("RCV-1", 1, "TEA", 22)


def test_above_the_limit_a_supervisor_allows_it_and_that_stands_in_the_book(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    assert floor.type("30").said == ("refuse", "over-receipt")
    assert allowed(floor).args == {"quantity": 30}
    posted = floor.key("done")
    assert posted.said == ("ok", "received")
    assert {(one.draft.approver, one.draft.reason) for one in posted.entries} == {("op-3", "sent-more")}


def test_leave_for_so_many_is_no_leave_for_more(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    floor.type("30")
    allowed(floor)
    assert floor.type("31").said == ("refuse", "over-receipt")


def test_another_station_was_faster_and_the_posting_is_held_against_the_limit(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS))
    floor.scan(TEA)
    floor.type("4")
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(TEA)
    floor.type("20")
    floor.key("done")
    floor.at("DOCK-1")
    assert floor.key("done").said == ("warn", "over-receipt-warn")
    assert again(floor).said == ("ok", "received")
    assert floor.view.progress("receipt", "RCV-1") == {1: 24}


def test_more_on_a_line_that_is_complete_needs_leave(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(TEA)
    floor.type("5")
    floor.key("done")
    assert floor.scan(TEA).said == ("refuse", "line-complete")
    assert allowed(floor).said == ("ok", "counted")
    assert floor.key("done").entries[0].draft.approver == "op-3"


@pytest.mark.parametrize(
    ("code", "key", "rule"),
    [
        (milk(expiry="261101"), "expired", "expired"),
        (milk(expiry="261202"), "short-life", "short-life"),
        (milk("BAD"), "receive-recalled", "recalled"),
    ],
)
def test_a_gate_is_opened_by_a_supervisor_alone_and_the_goods_carry_who_and_why(
    floor: Floor, code: tuple[str, str], key: str, rule: str
) -> None:
    assert rule in RULES
    opened(floor)
    assert floor.scan(code).said == ("refuse", key)
    assert floor.wait(1000).scan(code).said == ("refuse", key)  # the same again helps nothing
    known = allowed(floor)
    if known.level == "warn":  # the recalled lot is also another than announced
        known = floor.wait(1000).scan(code)
    assert known.said == ("ok", "counted")
    posted = floor.wait(1000).key("done")
    assert posted.said == ("ok", "received")
    assert {one.draft.approver for one in posted.entries} == {"op-3"}
    assert floor.scan(code).said == ("refuse", key)  # once


def test_a_date_at_the_least_is_long_enough(floor: Floor) -> None:
    assert opened(floor).scan(milk(expiry="261203")).said == ("ok", "counted")


def test_a_short_lived_date_that_is_typed_is_refused_too(floor: Floor) -> None:
    opened(floor).scan(MILK)
    floor.type("M1")
    assert floor.type("02.12.26").said == ("refuse", "short-life")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("allow", ("ok", "counted")),
        ("warn", ("warn", "older-than-stock-warn")),
        ("refuse", ("refuse", "older-than-stock")),
    ],
)
def test_goods_older_than_what_stands_here(tmp_path: Path, rule: str, said: tuple[str, str]) -> None:
    floor = dock(tmp_path, Policy(older_stock=rule))  # type: ignore[arg-type]
    floor.put("A-01", "JAM", 1, expiry="2027-03-01", received_on="2026-11-01")
    assert opened(floor).scan(jam("270228")).said == said
    if rule == "warn":
        assert again(floor).said == ("ok", "counted")
        assert floor.key("done").said == ("ok", "received")
    if rule == "refuse":
        assert allowed(floor).said == ("ok", "counted")


@pytest.mark.parametrize(
    "stock",
    [
        {"expiry": "2027-03-01", "received_on": "2026-11-23"},  # of the same delivery
        {"expiry": "2026-11-22", "received_on": "2026-11-01"},  # past: it overtakes nothing
        {"expiry": "2027-03-01", "received_on": "2026-11-01", "status": "damaged"},
        {"expiry": "2027-01-31", "received_on": "2026-11-01"},
    ],
)
def test_what_counts_for_older_is_sellable_stock_of_earlier_days(floor: Floor, stock: dict[str, str]) -> None:
    floor.put("A-01", "JAM", 1, **stock)
    assert opened(floor).scan(jam("270131")).said == ("ok", "counted")


def test_another_lot_than_announced_is_taken_after_a_warning(floor: Floor) -> None:
    warned = opened(floor).scan(milk("M7"))
    assert (warned.said, warned.args["announced"]) == (("warn", "asn-differs"), "M1")
    assert again(floor).said == ("ok", "counted")
    assert floor.scan(milk("M7")).args == {"quantity": 2}  # asked once


def test_two_warnings_are_both_told_and_each_is_confirmed(floor: Floor) -> None:
    floor.put("A-01", "MILK", 1, lot="M0", expiry="2027-03-01", received_on="2026-11-01")
    assert opened(floor).scan(milk("M7")).said == ("warn", "older-than-stock-warn")
    assert again(floor).said == ("warn", "asn-differs")
    assert again(floor).said == ("ok", "counted")


def test_a_warning_confirmed_for_one_lot_is_not_for_another(floor: Floor) -> None:
    opened(floor).scan(milk("M7"))
    again(floor)
    floor.key("cancel")
    assert floor.scan(milk("M8")).said == ("warn", "asn-differs")


def test_lines_of_one_item_take_their_own_lots(floor: Floor) -> None:
    opened(floor).scan(milk("M2"))
    floor.key("done")
    floor.scan(milk("M1"))
    floor.key("done")
    assert floor.view.progress("receipt", "RCV-1") == {2: 1, 6: 1}


def test_what_two_lines_expect_is_one_number_and_is_parted_when_posted(tmp_path: Path) -> None:
    floor = dock(tmp_path, receipts=[receipt("RCV-1", line(1, "TEA", 4), line(2, "TEA", 3)), receipt("RCV-5")])
    opened(floor).scan(TEA)
    assert floor.prompt().want == 7
    assert floor.type("8").said == ("refuse", "over-receipt")
    floor.type("6")
    assert [one.doc.line for one in floor.key("done").movements if one.doc] == [1, 2]
    assert floor.view.progress("receipt", "RCV-1") == {1: 4, 2: 2}
    floor.key("undo")
    assert floor.stock("DOCK-1") == {}


def test_what_is_not_on_the_receipt_comes_in_after_a_warning_and_is_a_finding(floor: Floor) -> None:
    assert opened(floor).scan(CUP).said == ("warn", "not-on-document")
    assert floor.step() == ReceiveItem("RCV-1")
    assert floor.wait(1000).scan(CUP, via="fixed").said == ("info", "fixed-only-seen")
    assert again(floor).said == ("info", "fixed-only-seen")  # the fixed reader's; its hand is no hand
    assert floor.wait(1000).scan(CUP).said == ("ok", "counted")
    assert (floor.prompt().done, floor.prompt().want) == (1, None)
    floor.type("7")
    posted = floor.key("done")
    assert posted.findings == ["not-on-document"]
    (movement,) = posted.movements
    assert movement.doc is not None
    assert (movement.doc.id, movement.doc.line) == ("RCV-1", None)
    assert floor.stock("DOCK-1") == {"CUP": 7}
    assert floor.view.progress("receipt", "RCV-1") == {}


def test_a_substitute_says_why_where_the_site_asks(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, Policy(ask_reasons=frozenset({"not-on-document"}))))
    floor.scan(CUP)
    assert again(floor).said == ("info", "ask-reason")
    assert floor.type("1").key == "leave-given"
    assert [one.said for one in floor.applied] == [("ok", "counted")]
    posted = floor.key("done")
    assert {(one.draft.approver, one.draft.reason) for one in posted.entries} == {("", "substitute")}


@pytest.mark.parametrize(
    ("more", "expiry", "key", "finding"),
    [
        ({"recalled": ["J1"]}, "2027-01-31", "receive-recalled", "portal-recalled"),
        ({"receipt_days_min": 90}, "2027-01-31", "short-life", "portal-short-life"),
        ({}, "2026-11-01", "expired", "portal-expired"),
        ({}, "2027-01-01", "older-than-stock-warn", "portal-older"),
    ],
)
def test_no_gate_is_passed_by_a_whole_unit_neither_by_hand_nor_through_the_portal(
    tmp_path: Path, more: dict[str, object], expiry: str, key: str, finding: str
) -> None:
    floor = dock(
        tmp_path,
        items=[item("JAM", 3, "lot", "expiry", **more)],
        receipts=[receipt("RCV-2", line(1, "JAM", 6, lpn=WHOLE, lot="J1", expiry=expiry)), receipt("RCV-5")],
    )
    floor.put("A-01", "JAM", 1, lot="J0", expiry="2027-01-02", received_on="2026-11-01")
    tag = f"{0x31:08b}{0:03b}{5:03b}{int(WHOLE[1:8]):024b}{int(WHOLE[0] + WHOLE[8:17]):034b}{0:024b}"
    through = floor.passage([f"{int(tag, 2):024X}"])
    assert (through.findings, through.movements) == ([finding], [])
    assert floor.scan(WHOLE).key == key
    received = again(floor) if key == "older-than-stock-warn" else allowed(floor)
    assert received.said == ("ok", "lpn-received")
    assert {one.draft.approver for one in received.entries} == ({""} if key.endswith("warn") else {"op-3"})


def test_goods_of_no_receipt_are_asked_for_once_whatever_becomes_known_of_them(floor: Floor) -> None:
    assert opened(floor, "RCV-3").scan(MILK).said == ("warn", "not-on-document")
    assert again(floor).said == ("info", "more-details")
    assert floor.type("M1").said == ("info", "more-details")
    assert floor.type("270131").said == ("ok", "counted")
    assert floor.key("done").findings == ["not-on-document"]


def test_leave_for_a_lot_holds_while_its_date_is_asked_for(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(MILK)
    again(floor)
    assert floor.type("BAD").said == ("refuse", "receive-recalled")
    assert allowed(floor).said == ("info", "more-details")
    assert floor.type("270131").said == ("ok", "counted")
    posted = floor.key("done")
    assert {one.draft.approver for one in posted.entries} == {"op-3"}


def test_leave_for_a_date_is_none_for_another(floor: Floor) -> None:
    opened(floor).scan(MILK)
    floor.type("M1")
    assert floor.type("261202").said == ("refuse", "short-life")
    allowed(floor)
    floor.key("cancel")
    assert floor.scan(milk(expiry="261202")).said == ("refuse", "short-life")
    allowed(floor)
    floor.load("items", [item("MILK", 2, "lot", "expiry", receipt_days_min=10, recalled=["M1"])])
    assert floor.key("done").said == ("refuse", "receive-recalled")


def test_leave_for_one_unit_is_none_for_the_next(floor: Floor) -> None:
    opened(floor).scan(milk(expiry="261202"))
    allowed(floor)
    assert floor.scan("LPN-1").said == ("ok", "received")
    assert floor.scan("LPN-2").said == ("refuse", "short-life")
    assert floor.unit("LPN-2") == ""


def test_what_was_confirmed_of_one_date_is_asked_of_another(floor: Floor) -> None:
    floor.put("A-01", "JAM", 1, expiry="2027-03-01", received_on="2026-11-01")
    opened(floor).scan(jam("270131"))
    assert again(floor).said == ("ok", "counted")
    assert floor.scan("LPN-1").said == ("ok", "received")
    assert floor.scan(jam("270131")).said == ("ok", "counted")
    floor.key("done")
    opened(floor).scan(jam("270131"))
    again(floor)
    floor.scan("LPN-2")
    assert floor.scan(jam("270115")).said == ("warn", "older-than-stock-warn")


def test_goods_are_booked_for_the_line_that_expects_them_when_they_are_put_down(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.load("receipts", [receipt("RCV-1", line(1, "CUP", 5))])
    assert floor.key("done").said == ("warn", "not-on-document")
    posted = again(floor)
    assert (posted.said, posted.findings) == (("ok", "received"), ["not-on-document"])
    assert floor.view.progress("receipt", "RCV-1") == {}


MADE = (("01", gtin(2)), ("11", "261101"))


@pytest.fixture
def dairy(tmp_path: Path) -> Floor:
    """Milk lasts a hundred days from when it was made: until the ninth of February."""
    lines = [line(1, "MILK", 10)], [line(1, "MILK", 8, lpn=WHOLE, lot="M1")], [line(1, "MILK", 8)]
    return dock(
        tmp_path,
        items=[item("MILK", 2, "lot", "expiry", shelf_life_days=100, receipt_days_min=70)],
        receipts=[receipt(f"RCV-{number}", *one) for number, one in enumerate(lines, 1)],
    )


def test_the_day_of_making_says_until_when_goods_last(dairy: Floor) -> None:
    assert opened(dairy).scan(gs1(*MADE, ("10", "M1"))).said == ("ok", "counted")
    assert dairy.step() == ReceiveQuantity("RCV-1", 1, "MILK", 1, "M1", "2027-02-09")
    assert dairy.scan(gs1(*MADE, ("10", "M1"))).args == {"quantity": 2}
    assert dairy.scan(gs1(("01", gtin(2)), ("11", "261102"), ("10", "M1"))).said == ("refuse", "other-lot")


def test_a_date_on_the_label_goes_before_the_day_of_making(dairy: Floor) -> None:
    opened(dairy).scan(gs1(*MADE, ("17", "270215"), ("10", "M1")))
    assert dairy.step() == ReceiveQuantity("RCV-1", 1, "MILK", 1, "M1", "2027-02-15")


def test_what_was_made_too_long_ago_is_refused_like_any_short_life(dairy: Floor) -> None:
    made = gs1(("01", gtin(2)), ("11", "261022"), ("10", "M1"))
    assert opened(dairy).scan(made).said == ("refuse", "short-life")
    assert allowed(dairy).said == ("ok", "counted")


def test_the_day_of_making_answers_the_question_for_the_date(dairy: Floor) -> None:
    opened(dairy).scan(MILK)
    dairy.type("M1")
    assert dairy.scan(gs1(*MADE)).said == ("ok", "counted")


def test_the_day_of_making_on_a_units_label_completes_the_announcement(dairy: Floor) -> None:
    label = gs1(("00", WHOLE), ("02", gtin(2)), ("11", "261101"), ("37", "8"))
    assert dairy.scan(label).said == ("ok", "lpn-received")
    (balance,) = dairy.view.content(f"lpn:{WHOLE}")
    assert balance.key.expiry == "2027-02-09"


def test_the_day_of_making_is_kept_while_a_receipt_is_chosen(dairy: Floor) -> None:
    assert dairy.scan(gs1(*MADE, ("10", "M1"))).said == ("info", "receive-several")
    assert dairy.type("2").said == ("ok", "counted")
    assert dairy.step() == ReceiveQuantity("RCV-3", 1, "MILK", 1, "M1", "2027-02-09")


@pytest.mark.parametrize("days", [0, 36_501, 10**9])
def test_the_day_of_making_on_goods_without_a_sensible_life_says_nothing(tmp_path: Path, days: int) -> None:
    milk_ = item("MILK", 2, "lot", "expiry", shelf_life_days=days)
    floor = dock(tmp_path, items=[milk_], receipts=[receipt("RCV-1", line(1, "MILK", 10)), receipt("RCV-2")])
    assert opened(floor).scan(gs1(*MADE, ("10", "M1"))).said == ("info", "more-details")


def test_leave_for_some_too_many_is_no_leave_for_those_that_others_received_meanwhile(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS), "RCV-3")
    floor.scan(TEA)
    assert floor.type("8").said == ("refuse", "over-receipt")  # 5 are expected
    floor.key("override")
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    opened(floor.at("DOCK-2").working("receive", 2), "RCV-3").scan(TEA)
    floor.type("4")
    assert floor.key("done").said == ("ok", "received")
    floor.at("DOCK-1").restart().type("1")
    (refused,) = floor.applied
    assert (refused.said, refused.args) == (("refuse", "over-receipt"), {"expected": 1, "quantity": 8})
    assert floor.step() == ReceiveQuantity("RCV-3", 1, "TEA", 1)
    assert allowed(floor).said == ("ok", "counted")  # of as many as there are now
    assert floor.key("done").said == ("ok", "received")
    assert floor.view.progress("receipt", "RCV-3") == {1: 12}


def test_leave_for_some_too_many_holds_for_fewer(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, LIMITS), "RCV-3")
    floor.scan(TEA)
    floor.type("8")
    assert allowed(floor).said == ("ok", "counted")
    assert floor.type("7").said == ("ok", "counted")
    assert floor.type("9").said == ("refuse", "over-receipt")
    floor.type("8")
    assert floor.key("done").entries[0].draft.approver == "op-3"
