"""Picking: an order's lines from bins into a tote, first expired first, and what is missing, wrong or doubted."""

from pathlib import Path

import pytest

from edge.core.policy import Policy
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, place, receipt, sscc


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000),
            item("MILK", 2, "lot", "expiry"),
            item("CUP", 3),
            item("DRILL", 5, "serial"),
            item("GONE", 6),
        ],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            bin_("A-03", 3),
            bin_("A-04", 4),
            bin_("X-01", 0, blocked=True),
            place("STAGE-1", "stage"),
            place("STAGE-2", "stage"),
        ],
        receipts=[receipt("RCV-1", line(1, "CUP", 1, lpn=sscc(1)))],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
            order("SO-2", line(1, "MILK", 5)),
            order("SO-3", line(1, "GONE", 2), line(2, "CUP", 1)),
            order("SO-4", line(1, "GONE", 2)),
            order("SO-5", line(1, "DRILL", 2)),
            order("SO-6", line(1, "CUP", 1), place=""),
            order("SO-7", line(1, "TEA", 8), line(2, "TEA", 4)),
            order("SO-9", cancelled=True),
        ],
        policy=Policy(zero_check=False),
    )
    floor.put("A-01", "TEA", 10)
    floor.put("A-02", "CUP", 10)
    return floor.working("pick")


def begun(floor: Floor, order_id: str = "SO-1", tote: str = "T-1") -> Floor:
    assert floor.scan(order_id).said == ("ok", "document-opened")
    assert floor.scan(tote).said == ("ok", "tote-bound")
    return floor


def line_picked(floor: Floor, tote: str = "T-1") -> Outcome:
    """The line that is asked now, by its number."""
    step = floor.step()
    assert isinstance(step, PickGo)
    assert floor.scan(step.bin).key == "location-right"
    floor.type(str(step.want))
    return floor.scan(tote)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("RCV-1", "not-an-order"),
        ("SO-9", "document-closed"),
        (ean(1), "is-item"),
        ("A-01", "is-location"),
        ("T-1", "lpn-unknown"),
        ("BADGE-1", "badge-own"),
        ("WE-SHORT", "is-command"),
        ("XQ", "unknown-code"),
        ("a\x07b", "code-control-characters"),
    ],
)
def test_what_is_no_order_is_refused_by_its_name(floor: Floor, code: str, key: str) -> None:
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == PickOrder()


def test_an_order_is_chosen_by_its_number_in_the_list(floor: Floor) -> None:
    assert floor.type("9").said == ("refuse", "not-in-list")
    assert floor.type("2").args == {"document": "SO-2"}
    assert floor.step() == PickTote("SO-2")


def test_an_order_in_work_is_not_taken_twice(floor: Floor) -> None:
    floor.scan("SO-1")
    asked = floor.at("DOCK-2").working("pick", 2).scan("SO-1")
    assert (asked.said, asked.args["station"]) == (("warn", "in-work-take-over"), "DOCK-1")
    assert floor.step() == PickOrder()


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ean(1), "is-item"),
        ("A-01", "not-a-stage"),
        ("RCV-1", "not-an-order"),
        (sscc(1), "tote-announced"),
        ("LPN-5", "tote-not-empty"),
        ("XQ", "unknown-code"),
        ("WE-SHORT", "is-command"),
    ],
)
def test_what_is_no_empty_tote_is_refused(floor: Floor, code: str, key: str) -> None:
    floor.put("A-03", "CUP", 1, lpn="LPN-5")
    floor.scan("SO-1")
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == PickTote("SO-1")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == PickOrder()


def test_a_tote_serves_one_order_at_a_time(floor: Floor) -> None:
    begun(floor)
    floor.at("DOCK-2").working("pick", 2).scan("SO-3")
    refused = floor.scan("T-1")
    assert (refused.said, refused.args["station"]) == (("refuse", "tote-in-work"), "DOCK-1")


def test_an_order_goes_line_by_line_into_the_tote_and_to_its_stage(floor: Floor) -> None:
    begun(floor)
    assert floor.unit("T-1") == "DOCK-1"
    assert floor.step() == PickGo("SO-1", "T-1", 1, "A-01", "loc:TST/A-01", ("TEA", "", "", "", "", "sellable"), 3)
    assert floor.scan("A-01").said == ("ok", "location-right")
    assert floor.scan(ean(1)).args == {"quantity": 1}
    assert floor.scan(ean(1)).args == {"quantity": 2}
    assert floor.scan("T-1").said == ("refuse", "quantity-open")
    assert floor.type("3").args == {"quantity": 3}
    picked = floor.scan("T-1")
    assert (picked.said, picked.args) == (("ok", "picked"), {"quantity": 3, "item": "Tea", "tote": "T-1"})
    assert line_picked(floor).said == ("ok", "picked")
    assert floor.step() == PickStage("SO-1", "T-1", "STAGE-1")
    done = floor.scan("STAGE-1")
    assert (done.said, floor.step()) == (("ok", "document-done"), PickOrder())
    assert floor.unit("T-1") == "STAGE-1"
    assert floor.stock("lpn:T-1") == {"TEA": 3, "CUP": 2}
    assert floor.scan("SO-1").said == ("refuse", "document-closed")
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("A-02", "wrong-location"),
        (ean(1), "is-item"),
        ("T-1", "is-lpn"),
        ("SO-2", "is-document"),
        ("WE-CANCEL", "is-command"),
        ("XQ", "unknown-code"),
    ],
)
def test_the_way_is_proved_by_the_right_location_only(floor: Floor, code: str, key: str) -> None:
    before = begun(floor).step()
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == before


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ean(3), "wrong-item"),
        ("T-2", "wrong-tote"),
        ("T-1", "quantity-open"),
        ("A-02", "is-location"),
        ((gs1(("01", gtin(1, 1)))), "over-pick"),
        ("XQ", "unknown-code"),
        ("WE-DONE", "is-command"),
    ],
)
def test_what_is_wrong_at_the_bin_is_refused(floor: Floor, code: str, key: str) -> None:
    begun(floor).scan("A-01")
    before = floor.step()
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == before
    assert floor.stock("A-01") == {"TEA": 10}


@pytest.mark.parametrize(("text", "key"), [("4", "over-pick"), ("0", "quantity-zero"), ("999999", "over-pick")])
def test_a_wrong_number_is_refused(floor: Floor, text: str, key: str) -> None:
    begun(floor).scan("A-01")
    assert floor.type(text).said == ("refuse", key)


def test_a_barcode_typed_at_the_quantity_is_a_scan(floor: Floor) -> None:
    begun(floor).scan("A-01")
    assert floor.type(ean(3)[0]).said == ("refuse", "wrong-item")
    assert floor.type(ean(1)[0]).args == {"quantity": 1}


def test_cancel_goes_back_to_the_way_and_undo_to_the_line(floor: Floor) -> None:
    way = begun(floor).step()
    floor.scan("A-01")
    floor.scan(ean(1))
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == way
    line_picked(floor)
    assert floor.step().line == 2
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.step() == way
    assert (floor.stock("A-01"), floor.view.progress("order", "SO-1")) == ({"TEA": 10}, {1: 0})


def test_the_first_to_expire_goes_first_and_what_is_expired_or_blocked_stays(floor: Floor) -> None:
    floor.put("A-03", "MILK", 9, lot="OLD", expiry="2026-11-22")
    floor.put("X-01", "MILK", 9, lot="M0", expiry="2026-11-25")
    floor.put("A-03", "MILK", 9, lot="HELD", expiry="2026-11-25", status="hold")
    floor.put("A-04", "MILK", 3, lot="M1", expiry="2026-11-30")
    floor.put("A-03", "MILK", 9, lot="M2", expiry="2026-12-31")
    begun(floor, "SO-2")
    assert (floor.step().bin, floor.step().key[2], floor.step().want) == ("A-04", "M1", 3)
    line_picked(floor)
    assert (floor.step().bin, floor.step().key[2], floor.step().want) == ("A-03", "M2", 2)
    floor.scan("A-03")
    assert floor.scan(gs1(("01", gtin(2)), ("10", "OLD"))).said == ("refuse", "expired")
    assert floor.scan(gs1(("01", gtin(2)), ("17", "261122"))).said == ("refuse", "expired")
    assert floor.scan(ean(2)).said == ("refuse", "scan-lot")  # more than one lot lies there
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M2"))).said == ("ok", "counted")
    assert floor.prompt().lines[0].args == {"lot": "M2"}


def test_a_single_lot_is_taken_for_granted_where_the_label_does_not_say_it(floor: Floor) -> None:
    floor.put("A-03", "MILK", 9, lot="M1", expiry="2026-11-30")
    begun(floor, "SO-2").scan("A-03")
    assert floor.scan(ean(2)).said == ("ok", "counted")


def test_two_lots_in_one_bin_are_both_picked(floor: Floor) -> None:
    floor.put("A-03", "MILK", 2, lot="M1", expiry="2026-11-30")
    floor.put("A-03", "MILK", 3, lot="M2", expiry="2026-12-30")
    begun(floor, "SO-2")
    line_picked(floor)
    assert (floor.step().key[2], floor.step().want) == ("M2", 3)
    line_picked(floor)
    assert floor.step() == PickStage("SO-2", "T-1", "STAGE-1")
    assert floor.findings() == []


def test_stock_that_this_act_takes_is_not_given_out_again(floor: Floor) -> None:
    floor.put("A-03", "TEA", 2)
    begun(floor, "SO-7")  # 8, then 4 of the same: 10 lie in A-01, 2 in A-03
    assert floor.step().want == 8
    line_picked(floor)
    assert (floor.step().bin, floor.step().want) == ("A-01", 2)
    line_picked(floor)
    assert (floor.step().bin, floor.step().want) == ("A-03", 2)
    line_picked(floor)
    assert floor.step() == PickStage("SO-7", "T-1", "STAGE-1")
    assert floor.findings() == []


def test_two_pickers_are_not_sent_for_the_same_units(floor: Floor) -> None:
    floor.put("A-04", "TEA", 5)
    begun(floor, "SO-7")  # claims 8 of the 10 in A-01
    begun(floor.at("DOCK-2").working("pick", 2), "SO-1", "T-2")
    assert (floor.step().bin, floor.step().want) == ("A-01", 2)
    line_picked(floor, "T-2")
    line_picked(floor, "T-2")
    assert (floor.step().line, floor.step().bin, floor.step().want) == (1, "A-04", 1)


def test_goods_on_a_pallet_in_a_bin_are_picked_from_it(floor: Floor) -> None:
    floor.move("A-02", "DOCK-2", "CUP", 10)
    floor.put("A-03", "CUP", 5, lpn="LPN-5")
    begun(floor, "SO-6")
    assert floor.step().source == "lpn:LPN-5"
    assert {line.key for line in floor.prompt().lines} >= {"pick-from-lpn"}
    floor.scan("A-03")
    assert floor.scan("LPN-5").said == ("ok", "location-right")
    floor.scan(ean(3))
    assert floor.scan("T-1").said == ("ok", "picked")
    assert (floor.stock("lpn:LPN-5"), floor.stock("lpn:T-1")) == ({"CUP": 4}, {"CUP": 1})
    floor.key("undo")
    assert (floor.step().bin, floor.step().source) == ("A-03", "lpn:LPN-5")


def test_serial_numbers_go_into_the_tote_with_their_goods(floor: Floor) -> None:
    def drill(serial: str) -> tuple[str, str]:
        return gs1(("01", gtin(5)), ("21", serial))

    floor.put("A-03", "DRILL", 2, serials=["S1", "S2"])
    begun(floor, "SO-5").scan("A-03")
    assert floor.type("2").said == ("refuse", "scan-serials")
    assert floor.scan(ean(5)).said == ("refuse", "serial-missing")
    floor.scan(drill("S1"))
    assert floor.scan(drill("S1")).said == ("refuse", "serial-twice")
    assert floor.type("2").said == ("refuse", "scan-serials")
    floor.scan(drill("S2"))
    assert floor.scan("T-1").movements[0].what.serials == ("S1", "S2")
    assert floor.view.serial_place("DRILL", "S2") == "lpn:T-1"


def test_a_short_bin_sends_the_picker_to_the_next_one(floor: Floor) -> None:
    floor.put("A-04", "TEA", 9)
    begun(floor).scan("A-01")
    floor.type("1")
    warned = floor.key("short")
    assert (warned.said, warned.args) == (("warn", "pick-short"), {"missing": 2, "item": "Tea"})
    short = floor.wait(800).key("short")
    assert (short.said, short.findings) == (("ok", "bin-short"), ["short-pick"])
    assert floor.stock("lpn:T-1") == {"TEA": 1}
    assert (floor.step().line, floor.step().bin, floor.step().want) == (2, "A-02", 2)
    line_picked(floor)
    assert (floor.step().line, floor.step().bin, floor.step().want) == (1, "A-04", 2)


def test_what_no_bin_has_ends_its_lines_short(floor: Floor) -> None:
    begun(floor, "SO-7")
    floor.key("short")
    short = floor.wait(800).key("short")
    assert (short.said, short.kinds) == (
        ("warn", "order-empty"),
        ["Movement", "Finding", "Outcome", "Outcome", "Outcome"],
    )
    assert floor.step() == PickOrder()


def test_short_with_something_left_goes_on_with_the_next_line(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("2")
    floor.key("short")
    assert floor.wait(800).key("short").said == ("ok", "line-short")
    assert floor.view.line_closed("order", "SO-1", 1)
    assert floor.step().line == 2
    line_picked(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert floor.stock("lpn:T-1") == {"TEA": 2, "CUP": 2}


def test_short_is_not_confirmed_too_early_by_a_fixed_reader_or_after_another_code(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.key("short")
    assert floor.key("short").said == ("warn", "pick-short")
    assert floor.wait(800).scan("WE-SHORT", via="fixed").said == ("info", "fixed-only-seen")
    floor.wait(800).scan("XQ")
    assert floor.wait(800).key("short").said == ("warn", "pick-short")
    assert floor.findings() == []


def test_nothing_is_short_when_all_is_counted(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("3")
    assert floor.key("short").said == ("refuse", "nothing-missing")


def test_after_a_short_line_undo_does_not_reach_the_line_before(floor: Floor) -> None:
    begun(floor)
    line_picked(floor)
    floor.key("short")
    floor.wait(800).key("short")
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")
    assert floor.stock("lpn:T-1") == {"TEA": 3}


def test_a_line_without_stock_waits_until_nothing_else_is_left(floor: Floor) -> None:
    begun(floor, "SO-3")
    assert floor.step().line == 2
    assert not floor.view.line_closed("order", "SO-3", 1)
    floor.put("A-04", "GONE", 2)
    line_picked(floor)
    assert floor.step().line == 1
    floor.scan("A-04")
    floor.type("2")
    floor.move("A-04", "DOCK-2", "GONE", 2)
    refused = floor.scan("T-1")
    assert (refused.said, refused.args) == (("refuse", "more-than-here"), {"quantity": 2, "available": 0})


def test_lines_without_stock_end_short_with_a_finding_each(floor: Floor) -> None:
    begun(floor, "SO-3")
    last = line_picked(floor)
    assert last.findings == ["no-stock"]
    assert floor.view.line_closed("order", "SO-3", 1)
    assert floor.step() == PickStage("SO-3", "T-1", "STAGE-1")


def test_an_order_with_nothing_to_pick_needs_no_walk_to_the_stage(floor: Floor) -> None:
    floor.scan("SO-4")
    empty = floor.scan("T-1")
    assert (empty.said, empty.findings) == (("warn", "order-empty"), ["no-stock"])
    assert floor.step() == PickOrder()
    assert floor.view.is_closed("order", "SO-4")


def test_an_order_broken_off_goes_on_with_its_tote(floor: Floor) -> None:
    begun(floor)
    line_picked(floor)
    floor.key("sign-out")
    floor.working("pick", 2)
    floor.scan("SO-2")
    assert floor.scan("T-1").said == ("refuse", "tote-not-empty")
    floor.key("cancel")
    begun(floor)
    assert (floor.step().line, floor.step().bin) == (2, "A-02")
    line_picked(floor)
    floor.scan("STAGE-1")
    assert floor.stock("lpn:T-1") == {"TEA": 3, "CUP": 2}


@pytest.mark.parametrize(
    ("code", "key"),
    [("STAGE-2", "wrong-location"), ("A-01", "wrong-location"), ("T-1", "is-lpn"), ("XQ", "unknown-code")],
)
def test_the_tote_goes_to_the_orders_stage_only(floor: Floor, code: str, key: str) -> None:
    begun(floor)
    line_picked(floor)
    line_picked(floor)
    assert floor.scan(code).said == ("refuse", key)
    assert isinstance(floor.step(), PickStage)


def test_an_order_without_a_stage_ends_at_any(floor: Floor) -> None:
    begun(floor, "SO-6")
    line_picked(floor)
    assert floor.prompt().ask.key == "pick-ask-any-stage"
    assert floor.scan("A-01").said == ("refuse", "not-a-stage")
    assert floor.scan("STAGE-2").said == ("ok", "document-done")
    assert floor.unit("T-1") == "STAGE-2"


def test_a_tote_that_stands_at_the_stage_already_moves_nothing(floor: Floor) -> None:
    begun(floor, "SO-6")
    line_picked(floor)
    assert floor.scan("DOCK-1").kinds == ["Outcome"]


def test_an_order_that_central_took_away_is_wanted_no_more(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("3")
    floor.load("orders", [])
    assert floor.scan("T-1").said == ("refuse", "order-cancelled")
    assert (floor.step(), floor.stock("A-01")) == (PickOrder(), {"TEA": 10})


def test_the_shelf_proves_the_bin_and_the_quantity(floor: Floor) -> None:
    begun(floor)
    agreed = floor.shelf("A-01", -1_500)
    assert (agreed.said, agreed.args) == (("ok", "shelf-agrees"), {"quantity": 3, "place": "A-01"})
    assert isinstance(floor.step(), PickItem)
    picked = floor.scan("T-1")
    assert picked.movements[0].agree == ("code", "weight")
    floor.wait(130_000)
    assert floor.due() == []


def test_units_taken_one_after_the_other_add_up(floor: Floor) -> None:
    begun(floor).scan("A-01")
    assert floor.shelf("A-01", -1_000).args["quantity"] == 2
    assert floor.shelf("A-01", -500).args["quantity"] == 3
    assert (floor.step().qty, floor.step().weighed) == (3, 3)
    assert floor.scan("T-1").movements[0].agree == ("code", "weight")


def test_one_put_back_is_taken_off_again(floor: Floor) -> None:
    begun(floor).scan("A-01")
    assert floor.shelf("A-01", -2_000).said == ("warn", "shelf-differs")
    assert floor.shelf("A-01", 500).said == ("ok", "shelf-agrees")
    floor.scan("T-1")
    floor.wait(130_000)
    assert floor.due() == []
    assert floor.stock("A-01") == {"TEA": 7}


def test_who_stands_by_a_number_that_the_shelf_doubts_says_so_twice(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("3")
    warned = floor.shelf("A-01", -1_000)
    assert (warned.said, warned.args) == (("warn", "shelf-differs"), {"shelf": 2, "said": 3, "place": "A-01"})
    assert floor.scan("T-1").said == ("warn", "shelf-differs")
    posted = floor.wait(800).scan("T-1")
    assert (posted.said, posted.findings) == (("ok", "picked"), ["shelf-differs"])
    assert posted.movements[0].agree == ("code",)
    evidence = next(one.draft.body for one in posted.entries if type(one.draft.body).__name__ == "Evidence")
    assert (evidence.of, evidence.verdict) == (posted.entries[0].id, "conflicts")


def test_goods_taken_before_the_label_is_scanned_are_counted(floor: Floor) -> None:
    floor.shelf("A-01", -1_500)
    begun(floor)
    assert floor.scan("A-01").said == ("ok", "shelf-agrees")
    assert floor.scan("T-1").said == ("ok", "picked")


def test_what_was_taken_and_given_up_is_not_forgotten(floor: Floor) -> None:
    begun(floor)
    floor.shelf("A-01", -1_500)
    floor.key("menu")
    floor.wait(130_000)
    (due,) = floor.due()
    assert due.findings == ["shelf-unclaimed"]
    assert floor.stock("virt:UNATTRIBUTED") == {"TEA": 3}


def test_a_slow_picker_keeps_what_the_shelf_said(floor: Floor) -> None:
    begun(floor)
    floor.shelf("A-01", -1_500)
    floor.wait(130_000)
    assert [one.entries for one in floor.due()] == [[]]
    assert floor.due() == []
    assert floor.scan("T-1").movements[0].agree == ("code", "weight")
    floor.wait(130_000)
    assert floor.due() == []
    assert floor.stock("virt:UNATTRIBUTED") == {}


def test_the_book_is_whole_after_all_that(floor: Floor) -> None:
    begun(floor)
    line_picked(floor)
    floor.key("undo")
    line_picked(floor)
    line_picked(floor)
    floor.scan("STAGE-1")
    assert floor.verify().ok
