"""Putting away: pallets and loose goods from the dock into the bin that is suggested, or another one on purpose."""

from pathlib import Path

import pytest

from edge.core.entry import Finding
from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from tests.builders import Floor, bin_, ean, gs1, gtin, item, order, place, receipt


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000),
            item("MILK", 2, "lot", "expiry"),
            item("DRILL", 5, "serial"),
            item("NEW", 6),
        ],
        locations=[
            bin_("A-01", 1, fixed_item="TEA"),
            bin_("A-02", 2),
            bin_("A-03", 3),
            bin_("B-01", 9, blocked=True),
            place("STAGE-1", "stage"),
            place("CART-1", "carrier"),
        ],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-1")],
    )
    floor.put("DOCK-1", "TEA", 10)
    return floor.working("putaway")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ean(2), "item-not-here"),
        ("T-9", "lpn-unknown"),
        ("A-01", "is-location"),
        ("RCV-1", "is-document"),
        ("BADGE-1", "badge-own"),
        ("WE-DONE", "is-command"),
        ("17270131", "unknown-code"),
        ("XQ", "unknown-code"),
        ("a\x07b", "code-control-characters"),
    ],
)
def test_what_cannot_be_put_away_is_refused(floor: Floor, code: str, key: str) -> None:
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == PutawayWhat()


def test_goods_go_from_the_dock_to_the_suggested_bin(floor: Floor) -> None:
    assert floor.scan(ean(1)).args == {"quantity": 1}
    assert floor.scan(ean(1)).args == {"quantity": 2}
    assert floor.type("6").args == {"quantity": 6}
    assert floor.prompt().ask.args == {"location": "A-01"}
    put = floor.scan("A-01")
    assert (put.said, put.args) == (("ok", "put-away"), {"quantity": 6, "item": "Tea", "place": "A-01"})
    assert (floor.stock("DOCK-1"), floor.stock("A-01")) == ({"TEA": 4}, {"TEA": 6})
    assert put.entries[0].draft.reason == ""
    assert floor.step() == PutawayWhat()


@pytest.mark.parametrize(
    ("text", "key"),
    [("11", "more-than-here"), ("0", "quantity-zero"), ("999999", "more-than-here"), ("4006381333931", "unknown-code")],
)
def test_a_wrong_number_is_refused(floor: Floor, text: str, key: str) -> None:
    floor.scan(ean(1))
    before = floor.step()
    assert floor.type(text).said == ("refuse", key)
    assert floor.step() == before


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("B-01", "location-blocked"),
        ("DOCK-2", "not-a-bin"),
        ("STAGE-1", "not-a-bin"),
        ("CART-1", "not-a-bin"),
        (ean(2), "place-first"),
        ("SO-1", "is-document"),
        ("T-9", "lpn-unknown"),
        ("XQ", "unknown-code"),
    ],
)
def test_what_is_no_bin_is_refused(floor: Floor, code: str, key: str) -> None:
    floor.scan(ean(1))
    assert floor.scan(code).said == ("refuse", key)
    assert isinstance(floor.step(), PutawayItem)
    assert floor.stock("DOCK-1") == {"TEA": 10}


def test_loose_goods_go_into_a_unit_that_stands_in_the_suggested_bin(floor: Floor) -> None:
    floor.put("A-01", "TEA", 2, lpn="T-1")
    floor.scan(ean(1))
    floor.type("6")
    put = floor.scan("T-1")
    assert (put.said, put.args["place"]) == (("ok", "put-away"), "T-1")
    assert (floor.stock("lpn:T-1"), floor.stock("DOCK-1")) == ({"TEA": 8}, {"TEA": 4})
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("lpn:T-1") == {"TEA": 2}


def test_loose_goods_do_not_go_into_a_unit_of_an_order_nor_into_one_in_no_bin_nor_past_the_bins_rules(
    floor: Floor,
) -> None:
    floor.put("DOCK-1", "TEA", 1, lpn="T-2")
    floor.put("B-01", "TEA", 1, lpn="T-3")
    floor.put("A-02", "TEA", 1, lpn="T-4")
    floor.picked("SO-1", "T-5", (1, "TEA", 1))
    floor.move_unit("T-5", "STAGE-1", "A-01")
    floor.scan(ean(1))
    assert floor.scan("T-2").said == ("refuse", "lpn-not-in-bin")
    assert floor.wait(1000).scan("T-3").said == ("refuse", "location-blocked")
    assert floor.wait(1000).scan("T-5").said == ("refuse", "lpn-of-order")
    assert floor.wait(1000).scan("T-4").said == ("warn", "other-bin")
    floor.wait(1000)
    assert floor.scan("T-4").said == ("ok", "put-away")
    assert floor.stock("lpn:T-4") == {"TEA": 2}


def test_another_bin_is_confirmed_by_scanning_it_again_and_leaves_its_reason(floor: Floor) -> None:
    floor.scan(ean(1))
    warned = floor.scan("A-02")
    assert (warned.said, warned.args) == (("warn", "other-bin"), {"scanned": "A-02", "suggested": "A-01"})
    assert floor.scan("A-02").said == ("warn", "other-bin")
    assert floor.wait(800).scan("A-02", via="fixed").said == ("info", "fixed-only-seen")
    assert floor.wait(800).scan("A-03").said == ("warn", "other-bin")
    assert floor.wait(800).scan("A-02").said == ("warn", "other-bin")
    put = floor.wait(800).scan("A-02")
    assert put.said == ("ok", "put-away")
    assert put.entries[0].draft.reason == "other-bin"
    assert floor.stock("A-02") == {"TEA": 1}


def test_the_suggestion_is_where_most_of_it_is_then_its_face_then_the_next_empty_bin(floor: Floor) -> None:
    floor.put("DOCK-1", "NEW", 3)
    floor.scan(ean(6))
    assert floor.step().suggested == "A-02"  # A-01 is kept for tea
    floor.key("cancel")
    floor.scan(ean(1))
    assert floor.step().suggested == "A-01"
    floor.key("cancel")
    floor.put("A-02", "TEA", 3)
    floor.put("A-03", "TEA", 2)
    floor.put("A-03", "TEA", 2, received_on="2026-01-01")
    floor.scan(ean(1))
    assert floor.step().suggested == "A-03"


def test_a_face_of_other_goods_is_asked_about_also_when_nothing_was_suggested(floor: Floor) -> None:
    floor.load("locations", [place("DOCK-1", "dock"), bin_("A-01", fixed_item="TEA")])
    floor.put("DOCK-1", "NEW", 3)
    floor.scan(ean(6))
    assert floor.prompt().ask.key == "putaway-ask-any"
    assert floor.scan("A-01").said == ("warn", "face-of-other")
    assert floor.wait(800).scan("A-01").said == ("ok", "put-away")


def test_without_a_suggestion_a_bin_that_the_operator_finds_is_asked_about(floor: Floor) -> None:
    floor.put("A-02", "NEW", 1)
    floor.put("A-03", "NEW", 1)
    floor.load("locations", [place("DOCK-1", "dock"), bin_("A-02"), bin_("A-03")])
    floor.put("DOCK-1", "DRILL", 1, serials=["S1"])
    taken = floor.scan(gs1(("01", gtin(5)), ("21", "S1")))
    assert (taken.said, taken.findings) == (("info", "no-bin"), ["no-bin"])
    assert floor.step().suggested == ""
    assert floor.wait(800).scan("A-03").said == ("warn", "overflow-bin")
    put = floor.wait(800).scan("A-03")
    assert (put.said, put.entries[0].draft.reason) == (("ok", "put-away"), "other-bin")


def test_lots_are_told_apart_and_a_single_one_is_taken_for_granted(floor: Floor) -> None:
    floor.put("DOCK-1", "MILK", 4, lot="M1", expiry="2027-01-31")
    assert floor.scan(ean(2)).said == ("ok", "counted")
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M2"))).said == ("refuse", "other-lot")
    assert floor.scan(gs1(("01", gtin(2)), ("17", "270202"))).said == ("refuse", "other-lot")
    floor.key("cancel")
    floor.put("DOCK-1", "MILK", 4, lot="M2", expiry="2027-02-28")
    assert floor.scan(ean(2)).said == ("refuse", "scan-lot")
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M2"))).said == ("ok", "counted")
    assert floor.prompt().lines[1].args == {"lot": "M2"}
    assert floor.prompt().want == 4


def test_serial_numbers_go_with_their_goods(floor: Floor) -> None:
    def drill(serial: str) -> tuple[str, str]:
        return gs1(("01", gtin(5)), ("21", serial))

    floor.put("DOCK-1", "DRILL", 2, serials=["S1", "S2"])
    floor.put("A-03", "DRILL", 1, serials=["S3"])
    assert floor.scan(ean(5)).said == ("refuse", "serial-missing")
    assert floor.scan(drill("S3")).said == ("refuse", "serial-elsewhere")
    assert floor.scan(drill("S1")).said == ("ok", "counted")
    assert floor.scan(drill("S1")).said == ("refuse", "serial-twice")
    assert floor.type("2").said == ("refuse", "scan-serials")
    floor.scan(drill("S2"))
    assert floor.scan("A-03").movements[0].what.serials == ("S1", "S2")
    assert floor.view.serial_place("DRILL", "S1") == "loc:TST/A-03"


def test_a_pallet_is_moved_whole(floor: Floor) -> None:
    floor.put("DOCK-1", "NEW", 40, lpn="LPN-1")
    assert floor.scan("LPN-1").args == {"lpn": "LPN-1", "location": "DOCK-1"}
    assert floor.step() == PutawayLpn("LPN-1", "A-02")
    assert floor.scan("XQ").said == ("refuse", "unknown-code")
    assert floor.scan("B-01").said == ("refuse", "location-blocked")
    assert floor.scan("A-01").said == ("warn", "face-of-other")
    assert floor.scan("A-03").said == ("warn", "other-bin")
    assert floor.scan("A-02").said == ("ok", "lpn-put-away")
    assert floor.unit("LPN-1") == "A-02"
    floor.key("undo")
    assert floor.unit("LPN-1") == "DOCK-1"


def test_a_pallet_in_a_bin_is_not_sent_to_where_it_stands(floor: Floor) -> None:
    floor.put("A-02", "NEW", 40, lpn="LPN-1")
    floor.scan("LPN-1")
    assert floor.step() == PutawayLpn("LPN-1", "A-03")
    floor.scan("A-02")
    assert floor.wait(800).scan("A-02").said == ("refuse", "lpn-already-there")


def test_cancel_puts_the_pallet_back_in_the_book(floor: Floor) -> None:
    floor.put("DOCK-1", "NEW", 1, lpn="LPN-1")
    floor.scan("LPN-1")
    assert floor.scan("WE-CANCEL").said == ("info", "cancelled")
    assert (floor.step(), floor.unit("LPN-1")) == (PutawayWhat(), "DOCK-1")


def test_a_pallet_that_left_the_site_is_not_put_away(floor: Floor) -> None:
    floor.load("receipts", [receipt("RCV-7", {"line": 1, "item": "NEW", "qty": 4, "lpn": "LPN-7"})])
    floor.at("DOCK-2").working("receive", 2)
    floor.scan("LPN-7")
    floor.at("DOCK-1").scan("LPN-7")
    floor.at("DOCK-2").key("undo")
    assert floor.at("DOCK-1").scan("A-02").said == ("refuse", "lpn-gone")
    assert floor.step() == PutawayWhat()
    assert floor.scan("LPN-7").said == ("refuse", "lpn-gone")


def test_what_somebody_else_took_meanwhile_cannot_be_put_away(floor: Floor) -> None:
    floor.scan(ean(1))
    floor.type("10")
    floor.move("DOCK-1", "A-02", "TEA", 7)
    refused = floor.scan("A-01")
    assert (refused.said, refused.args) == (("refuse", "more-than-here"), {"quantity": 10, "available": 3})
    assert floor.prompt().want == 3
    floor.type("3")
    assert floor.scan("A-01").said == ("ok", "put-away")
    assert floor.stock("A-01") == {"TEA": 3}


def test_the_shelf_itself_puts_away_what_it_feels(floor: Floor) -> None:
    floor.scan(ean(1))
    put = floor.shelf("A-01", 2_000)
    assert (put.said, put.args["quantity"]) == (("ok", "put-away-weighed"), 4)
    assert put.movements[0].agree == ("code", "weight")
    assert (floor.stock("A-01"), floor.step()) == ({"TEA": 4}, PutawayWhat())
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("A-01") == {}


def test_a_shelf_that_says_otherwise_is_asked_about_and_noted_when_the_bin_is_scanned(floor: Floor) -> None:
    floor.scan(ean(1))
    floor.type("5")
    warned = floor.shelf("A-01", 2_000)
    assert (warned.said, warned.args) == (("warn", "shelf-differs"), {"shelf": 4, "said": 5, "place": "A-01"})
    put = floor.scan("A-01")
    assert (put.said, put.findings) == (("ok", "put-away"), ["shelf-differs"])
    assert put.movements[0].agree == ("code",)
    assert floor.stock("A-01") == {"TEA": 5}
    floor.wait(130_000)
    assert floor.due() == []  # the shelf's word is used up: nothing is booked twice


def test_a_number_corrected_to_what_the_shelf_says_agrees(floor: Floor) -> None:
    floor.scan(ean(1))
    floor.type("5")
    floor.shelf("A-01", 2_000)
    floor.type("4")
    put = floor.scan("A-01")
    assert put.movements[0].agree == ("code", "weight")
    assert not any(isinstance(one.draft.body, Finding) for one in put.entries)


def test_a_shelf_that_feels_more_than_there_was_posts_nothing(floor: Floor) -> None:
    floor.scan(ean(1))
    assert floor.shelf("A-01", 6_000).said == ("warn", "shelf-says-more")
    assert floor.stock("A-01") == {}


def test_two_who_have_the_same_goods_in_hand_are_not_confused(floor: Floor) -> None:
    floor.put("DOCK-2", "TEA", 5)
    floor.scan(ean(1))
    floor.at("DOCK-2").working("putaway", 2)
    floor.scan(ean(1))
    assert floor.shelf("A-01", 500).key == ""
    put = floor.scan("A-01")
    assert put.movements[0].agree == ("code", "weight")
    assert floor.stock("DOCK-1") == {"TEA": 10}


def test_the_book_is_whole_after_all_that(floor: Floor) -> None:
    floor.scan(ean(1))
    floor.scan("A-01")
    floor.key("undo")
    assert floor.verify().ok


def test_a_serial_nobody_knows_is_refused_where_all_are_known(floor: Floor) -> None:
    floor.put("DOCK-1", "DRILL", 1, serials=("N-1",))
    known = {serial for serial in ("S1", "S2", "S3", "N-1") if floor.view.serial_place("DRILL", serial)}
    assert known
    refused = floor.scan(gs1(("01", gtin(5)), ("21", "S-9")))
    assert (refused.said, refused.args["serial"]) == (("refuse", "serial-unknown"), "S-9")


def test_units_announced_without_serials_go_by_number_and_the_known_ones_by_name(floor: Floor) -> None:
    floor.put("DOCK-1", "DRILL", 1, serials=("N-1",))
    floor.put("DOCK-1", "DRILL", 1)
    floor.scan(gs1(("01", gtin(5)), ("21", "N-1")))
    assert floor.scan(gs1(("01", gtin(5)), ("21", "X-1"))).said == ("ok", "counted")
    assert floor.scan(gs1(("01", gtin(5)), ("21", "X-2"))).said == ("refuse", "serial-unknown")
    put = floor.scan(floor.step().suggested or "A-03")
    assert [(one.what.qty, one.what.serials) for one in put.movements] == [(1, ("N-1",)), (1, ())]
    assert floor.view.serial_place("DRILL", "N-1").startswith("loc:TST/A-")
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.view.serial_place("DRILL", "N-1") == "loc:TST/DOCK-1"
