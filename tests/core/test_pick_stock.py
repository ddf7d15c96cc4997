"""Which stock is picked, and what is found at the bin: rotation, recalls, other lots and pallets, short, damaged."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.core.entry import Audit, Count, Draft, Finding, Movement
from edge.core.entry import Outcome as Ended
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import WholeLpn
from edge.core.workflows.pick.steps import PickDamaged, PickGo, PickItem, PickOrder, PickStage, PickZero
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, place

POLICY = Policy(zero_check=False)


def made(folder: Path, policy: Policy = POLICY) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1),
            item("MILK", 2, "lot", "expiry", recalled=["BAD"]),
            item("CUP", 3),
            item("OIL", 4, "lot", "expiry", rotation="fifo"),
            item("DRILL", 5, "serial"),
        ],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            bin_("A-03", 3),
            bin_("A-04", 4),
            place("STAGE-1", "stage"),
        ],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
            order("SO-2", line(1, "MILK", 5)),
            order("SO-3", line(1, "OIL", 5)),
            order("SO-4", line(1, "DRILL", 2)),
            order("SO-5", line(1, "TEA", 2), line(2, "TEA", 2)),
            order("SO-6", line(1, "MILK", 2, lot="M2")),
        ],
        policy=policy,
    )
    return floor.working("pick")


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def begun(floor: Floor, order_id: str = "SO-1", tote: str = "T-1") -> Floor:
    assert floor.scan(order_id).said == ("ok", "document-opened")
    floor.scan(tote)
    return floor


def at_bin(floor: Floor, order_id: str = "SO-1", tote: str = "T-1") -> Floor:
    step = begun(floor, order_id, tote).step()
    assert isinstance(step, PickGo)
    assert floor.scan(step.bin).key == "location-right"
    return floor


def line_picked(floor: Floor, tote: str = "T-1") -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    return floor.scan(tote)


def lot(number: int, name: str) -> tuple[str, str]:
    return gs1(("01", gtin(number)), ("10", name))


def where(floor: Floor) -> tuple[str, str, int]:
    step = floor.step()
    assert isinstance(step, PickGo | PickItem), step
    return step.source[-5:], step.key[2], step.want


def of(outcome: Outcome, kind: type) -> list:  # type: ignore[type-arg]
    return [one.draft.body for one in outcome.entries if isinstance(one.draft.body, kind)]


def again(floor: Floor, code: str | tuple[str, str]) -> Outcome:
    return floor.wait(800).scan(code)


def short(floor: Floor) -> Outcome:
    assert floor.key("short").said == ("warn", "pick-short")
    return floor.wait(800).key("short")


def test_what_rotates_by_age_leaves_by_age_and_else_by_expiry(floor: Floor) -> None:
    for number, name in ((2, "MILK"), (4, "OIL")):
        floor.put(f"A-0{number - 1}", name, 9, lot="OLD", expiry="2027-12-31", received_on="2026-01-01")
        floor.put("A-04", name, 9, lot="NEW", expiry="2027-01-31", received_on="2026-09-01")
    begun(floor, "SO-3")
    assert where(floor)[1] == "OLD"
    floor.choose("pick")
    begun(floor, "SO-2", "T-2")
    assert where(floor)[1] == "NEW"


def test_a_recalled_lot_is_never_given_out_and_refused_at_the_bin(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="BAD", expiry="2026-11-30")
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-12-31")
    at_bin(floor, "SO-2")
    assert where(floor) == ("/A-01", "M1", 5)
    assert floor.scan(lot(2, "BAD")).said == ("refuse", "stock-recalled")


def test_a_lot_that_is_recalled_while_it_is_in_the_hand_stays(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-12-31")
    at_bin(floor, "SO-2")
    floor.type("5")
    floor.load("items", [item("MILK", 2, "lot", "expiry", recalled=["M1"])])
    assert floor.scan("T-1").said == ("refuse", "stock-recalled")
    assert floor.stock("A-01") == {"MILK/M1": 9}


def test_the_lot_that_a_line_names_is_picked_and_no_other(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-02", "MILK", 9, lot="M2", expiry="2026-12-31")
    floor.put("A-02", "MILK", 9, lot="M3", expiry="2026-12-31")
    at_bin(floor, "SO-6")
    assert where(floor) == ("/A-02", "M2", 2)
    assert floor.scan(lot(2, "M3")).said == ("refuse", "other-lot")


def test_another_lot_in_the_same_bin_is_taken_after_a_warning(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 3, lot="M2", expiry="2026-12-31")
    at_bin(floor, "SO-2")
    warned = floor.scan(lot(2, "M2"))
    assert (warned.said, warned.args) == (("warn", "pick-other-stock"), {"scanned": "M2", "expected": "M1"})
    assert floor.wait(800).scan(lot(2, "M2"), via="fixed").said == ("info", "fixed-only-seen")
    taken = again(floor, lot(2, "M2"))
    assert taken.said == ("ok", "other-stock-taken")
    assert of(taken, Audit)[0].args == {"order": "SO-2", "line": 1, "taken": "M2", "asked": "M1"}
    assert where(floor) == ("/A-01", "M2", 3)  # no more than there is of it
    assert floor.step().qty == 0  # the scan that confirmed is no piece
    for _ in range(3):
        floor.scan(lot(2, "M2"))
    floor.scan("T-1")
    assert floor.stock("lpn:T-1") == {"MILK/M2": 3}
    assert where(floor) == ("/A-01", "M1", 2)


def test_a_reason_is_asked_for_other_stock_where_the_site_wants_one(tmp_path: Path) -> None:
    floor = made(tmp_path, replace(POLICY, ask_reasons=frozenset(("other-stock",))))
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 9, lot="M2", expiry="2026-12-31")
    at_bin(floor, "SO-2").scan(lot(2, "M2"))
    assert again(floor, lot(2, "M2")).key == "ask-reason"
    assert floor.type("1").key == "leave-given"


@pytest.mark.parametrize(
    ("code", "key"),
    [(lot(2, "M9"), "lot-not-here"), (gs1(("10", "M9")), "lot-not-here"), (lot(2, "HELD"), "stock-not-sellable")],
)
def test_a_lot_that_may_not_be_taken_says_why(floor: Floor, code: tuple[str, str], key: str) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 9, lot="HELD", expiry="2026-11-30", status="hold")
    assert at_bin(floor, "SO-2").scan(code).said == ("refuse", key)


def test_a_label_with_the_lot_alone_proves_it_or_asks_for_the_other(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 9, lot="M2", expiry="2026-12-31")
    at_bin(floor, "SO-2")
    assert floor.scan(gs1(("10", "M1"))).said == ("ok", "item-right")
    assert floor.scan(gs1(("10", "M2"))).said == ("warn", "pick-other-stock")


def test_counted_goods_are_not_mixed_with_another_lot(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 9, lot="M2", expiry="2026-12-31")
    at_bin(floor, "SO-2").scan(lot(2, "M1"))
    assert floor.scan(lot(2, "M2")).said == ("refuse", "other-lot")


def test_stock_that_another_station_was_sent_for_is_not_taken_instead(floor: Floor) -> None:
    floor.put("A-01", "MILK", 9, lot="M1", expiry="2026-11-30")
    floor.put("A-01", "MILK", 2, lot="M2", expiry="2026-12-31")
    begun(floor, "SO-6")
    floor.at("DOCK-2").working("pick", 2)
    at_bin(floor, "SO-2", "T-2")
    assert floor.scan(lot(2, "M2")).said == ("refuse", "stock-claimed")


def test_an_identical_pallet_in_front_is_taken_after_a_warning(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9, lpn="LPN-1")
    floor.put("A-01", "TEA", 9, lpn="LPN-2")
    at_bin(floor)
    assert floor.step().source == "lpn:LPN-1"
    assert floor.scan("LPN-2").said == ("warn", "pick-other-stock")
    assert again(floor, "LPN-2").said == ("ok", "other-stock-taken")
    floor.type("3")
    assert floor.scan("T-1").said == ("ok", "picked")
    assert (floor.stock("lpn:LPN-1"), floor.stock("lpn:LPN-2")) == ({"TEA": 9}, {"TEA": 6})


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("LPN-3", "wrong-lpn"),
        ("LPN-4", "lpn-other-goods"),
        ("T-9", "wrong-tote"),
        ("T-8", "lpn-of-order"),
    ],
)
def test_a_unit_that_cannot_be_meant_is_told_from_one_that_nobody_knows(floor: Floor, code: str, key: str) -> None:
    floor.put("A-04", "CUP", 9)
    at_bin(floor, "SO-1", "T-8")
    floor.type("2")
    floor.scan("T-8")
    floor.choose("pick")
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "TEA", 9, lpn="LPN-3")
    floor.put("A-01", "CUP", 9, lpn="LPN-4")
    at_bin(floor, "SO-5")
    assert floor.scan(code).said == ("refuse", key)


def test_a_unit_that_holds_just_what_is_wanted_goes_as_it_is(floor: Floor) -> None:
    floor.put("A-01", "TEA", 3, lpn="LPN-1")
    floor.put("A-02", "CUP", 5)
    at_bin(floor)
    whole = floor.scan("LPN-1")
    assert (whole.said, whole.args) == (("ok", "picked-whole"), {"lpn": "LPN-1", "quantity": 3})
    assert [type(one.what) for one in whole.movements] == [WholeLpn]
    assert floor.view.progress("order", "SO-1") == {1: 3}
    unit = floor.view.lpn("LPN-1")
    assert unit is not None
    assert unit.is_for("order", "SO-1")
    line_picked(floor)
    floor.scan("STAGE-1")
    assert (floor.unit("LPN-1"), floor.unit("T-1")) == ("STAGE-1", "STAGE-1")
    assert floor.verify().ok


def test_a_whole_unit_is_taken_back(floor: Floor) -> None:
    floor.put("A-01", "TEA", 3, lpn="LPN-1")
    way = begun(floor).step()
    floor.scan("LPN-1")  # its label proves the bin too
    assert floor.scan("LPN-1").said == ("ok", "picked-whole")
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.step(), floor.unit("LPN-1")) == (way, "A-01")
    assert floor.view.progress("order", "SO-1") == {1: 0}
    unit = floor.view.lpn("LPN-1")
    assert unit is not None
    assert unit.serves == ""
    assert floor.verify().ok


def test_a_unit_with_more_than_is_wanted_only_proves_the_place(floor: Floor) -> None:
    floor.put("A-01", "TEA", 4, lpn="LPN-1")
    at_bin(floor)
    assert floor.scan("LPN-1").said == ("ok", "location-right")


def test_the_pallet_in_front_that_fits_goes_whole_with_the_scan_that_confirms(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-01", "TEA", 3, lpn="LPN-2")
    at_bin(floor).scan("LPN-2")
    assert again(floor, "LPN-2").said == ("ok", "picked-whole")
    assert floor.unit("LPN-2") == "DOCK-1"


def test_the_site_may_want_the_goods_themselves_scanned(tmp_path: Path) -> None:
    floor = made(tmp_path, replace(POLICY, confirm_pick="item"))
    floor.put("A-01", "TEA", 9)
    at_bin(floor).type("3")
    assert floor.scan("T-1").said == ("refuse", "scan-item-too")
    assert floor.scan(ean(1)).said == ("ok", "item-right")  # proves the number, and is not one more
    assert floor.step().qty == 3
    assert floor.scan("T-1").said == ("ok", "picked")


def test_a_short_pick_is_one_act(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "TEA", 9)
    at_bin(floor, "SO-5").type("1")
    told = short(floor)
    assert (told.said, told.findings) == (("ok", "bin-short"), ["short-pick"])
    assert [(one.type, one.what.qty, one.target.code) for one in told.movements] == [
        ("pick", 1, "T-1"),
        ("adjust", 8, "ADJUSTMENT"),
    ]
    assert (floor.stock("A-01"), floor.stock("virt:ADJUSTMENT")) == ({}, {"TEA": 8})
    assert {one.draft.reason for one in told.entries if isinstance(one.draft.body, Movement)} == {"", "short-pick"}
    assert where(floor) == ("/A-02", "", 1)  # this line, and then the other, from elsewhere
    line_picked(floor)
    assert where(floor) == ("/A-02", "", 2)
    assert floor.verify().ok


def test_what_others_are_on_their_way_for_stays_in_the_book(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    begun(floor, "SO-5")
    floor.at("DOCK-2").working("pick", 2)
    at_bin(floor, "SO-1", "T-2")
    told = short(floor)
    assert [one.what.qty for one in told.movements] == [7]
    assert floor.stock("A-01") == {"TEA": 2}


def test_goods_known_piece_by_piece_are_not_corrected_by_a_number(floor: Floor) -> None:
    floor.put("A-01", "DRILL", 2, serials=["S1", "S2"])
    at_bin(floor, "SO-4")
    told = short(floor)
    assert (told.movements, told.findings) == ([], ["short-pick"])
    assert floor.stock("A-01") == {"DRILL": 2}


def test_a_lot_that_is_missing_says_nothing_of_another_in_the_same_bin(floor: Floor) -> None:
    floor.put("A-01", "MILK", 5, lot="M1", expiry="2027-01-31")
    floor.put("A-01", "MILK", 9, lot="M2", expiry="2027-02-28")
    at_bin(floor, "SO-2")
    assert where(floor) == ("/A-01", "M1", 5)
    short(floor)
    assert where(floor) == ("/A-01", "M2", 5)
    assert floor.stock("A-01") == {"MILK/M2": 9}


def test_undo_of_a_short_pick_takes_the_correction_back_too(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "TEA", 9)
    at_bin(floor, "SO-5").type("1")
    short(floor)
    undone = floor.key("undo")
    assert undone.said == ("ok", "undone")
    assert (floor.stock("A-01"), floor.stock("lpn:T-1"), floor.stock("virt:ADJUSTMENT")) == ({"TEA": 9}, {}, {})
    assert where(floor) == ("/A-01", "", 1)
    assert floor.step().missing == ()


def test_undo_of_a_short_pick_that_took_nothing_finds_the_bin_again(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "TEA", 9)
    at_bin(floor, "SO-5")
    short(floor)
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.stock("A-01"), floor.step().missing) == ({"TEA": 9}, ())


def test_the_rest_of_a_short_line_is_backordered_and_the_order_goes_on(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "CUP", 9)
    at_bin(floor)
    told = short(floor)
    assert [(one.doc.line, one.outcome, one.qty) for one in of(told, Ended)] == [(1, "short", 3)]
    assert where(floor)[0] == "/A-02"


def test_damaged_goods_stay_in_the_bin_as_damaged_and_others_are_picked(floor: Floor) -> None:
    floor.put("A-01", "TEA", 4)
    floor.put("A-02", "TEA", 9)
    at_bin(floor).key("damaged")
    assert isinstance(floor.step(), PickDamaged)
    assert floor.type("0").said == ("refuse", "quantity-zero")
    assert floor.type("5").said == ("refuse", "more-than-here")
    told = floor.type("2")
    assert (told.said, told.findings) == (("ok", "damaged-noted"), ["damaged-stock"])
    (moved,) = told.movements
    assert (moved.source, moved.what.to_key.status) == (moved.target, "damaged")
    assert isinstance(floor.step(), PickItem)
    assert where(floor) == ("/A-01", "", 2)
    floor.type("2")
    floor.scan("T-1")
    assert where(floor) == ("/A-02", "", 1)


def test_damaged_goods_are_taken_back(floor: Floor) -> None:
    floor.put("A-01", "TEA", 4)
    at_bin(floor).key("damaged")
    floor.type("3")
    assert floor.key("undo").said == ("ok", "undone")
    statuses = {one.key.status for one in floor.view.content("loc:TST/A-01")}
    assert statuses == {"sellable"}


def test_damaged_is_said_before_counting(floor: Floor) -> None:
    floor.put("A-01", "TEA", 4)
    at_bin(floor).type("1")
    assert floor.key("damaged").said == ("refuse", "skip-in-hand")
    floor.key("cancel")
    floor.scan("A-01")
    floor.key("damaged")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert isinstance(floor.step(), PickItem)


@pytest.mark.parametrize("key", ["confirm", "empty"])
def test_a_bin_that_is_empty_in_the_book_is_looked_at(tmp_path: Path, key: str) -> None:
    floor = made(tmp_path, Policy())
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 9)
    at = Place("loc:TST/A-01")
    floor.post(Draft(Finding("f/1", "opened", "short-pick", {"missing": 1, "order": "SO-0", "item": "TEA"}, at, "TEA")))
    begun(floor)
    assert line_picked(floor).said == ("ok", "picked")
    assert (floor.prompt().ask.key, floor.prompt().want) == ("pick-ask-empty", None)
    told = floor.key(key)
    (counted,) = of(told, Count)
    assert (told.said, counted.place, counted.lines, counted.outcome) == (("ok", "bin-is-empty"), at, (), "agreed")
    assert floor.findings() == []
    assert where(floor)[0] == "/A-02"
    assert floor.verify().ok


@pytest.mark.parametrize("says_no", [lambda floor: floor.type("2"), lambda floor: floor.key("cancel")])
def test_a_bin_that_should_be_empty_and_is_not_is_counted_by_somebody(tmp_path: Path, says_no) -> None:  # type: ignore[no-untyped-def]
    floor = made(tmp_path, Policy())
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 9)
    begun(floor)
    line_picked(floor)
    told = says_no(floor)
    assert (told.said, told.findings, told.args) == (("ok", "bin-is-not-empty"), ["zero-check"], {"location": "A-01"})
    assert of(told, Count) == []
    assert where(floor)[0] == "/A-02"


def test_a_bin_with_something_left_is_not_asked_about(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy())
    floor.put("A-01", "TEA", 3)
    floor.put("A-01", "CUP", 9, lpn="LPN-1")
    begun(floor)
    line_picked(floor)
    assert where(floor)[0] == "/A-01"
    line_picked(floor)
    assert floor.step() == PickStage("SO-1", "T-1", "STAGE-1")


def test_a_bin_whose_last_unit_went_whole_is_asked_about(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy())
    floor.put("A-01", "TEA", 3, lpn="LPN-1")
    at_bin(floor).scan("LPN-1")
    assert isinstance(floor.step(), PickZero)


def test_after_a_zero_check_the_pick_can_still_be_taken_back(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy())
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 9)
    way = begun(floor).step()
    line_picked(floor)
    floor.key("confirm")
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.step(), floor.stock("A-01")) == (way, {"TEA": 3})


def test_an_order_ends_with_what_was_picked_after_a_warning(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "CUP", 9)
    begun(floor)
    line_picked(floor)
    assert floor.key("done").said == ("warn", "pick-partial")
    told = floor.wait(800).key("done")
    assert told.said == ("ok", "order-partial")
    assert [(one.doc.line, one.outcome, one.qty) for one in of(told, Ended)] == [(2, "short", 2)]
    assert floor.step() == PickStage("SO-1", "T-1", "STAGE-1")
    assert floor.scan("STAGE-1").said == ("ok", "document-done")


def test_an_order_given_up_before_anything_was_picked_needs_no_stage(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    begun(floor).key("done")
    assert floor.wait(800).key("done").said == ("warn", "order-empty")
    assert floor.step() == PickOrder()
    assert floor.view.is_closed("order", "SO-1")


def test_a_bin_that_was_blocked_meanwhile_is_left_out(floor: Floor) -> None:
    floor.put("A-01", "TEA", 9)
    floor.put("A-02", "TEA", 9)
    begun(floor, "SO-5")
    floor.load("locations", [bin_("A-01", 1, blocked=True), bin_("A-02", 2), place("STAGE-1", "stage")])
    assert floor.scan("A-01").said == ("warn", "bin-blocked")
    assert where(floor)[0] == "/A-02"
