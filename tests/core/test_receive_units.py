"""Goods into units, line by line and again; other targets; damaged, unknown and weighed goods; a hundred serials."""

from pathlib import Path

import pytest

from edge.core.decision import KeepItem
from edge.core.entry import Finding
from edge.core.policy import Policy
from edge.core.stock import Goods, WholeLpn
from edge.core.workflows.receive.steps import (
    ReceiveDamaged,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveUnknown,
    ReceiveWeight,
)
from tests.builders import Floor, Outcome, gs1, gtin, line, receipt, sscc
from tests.core.receiving import (
    CUP,
    DRILL,
    FISH,
    JAM,
    NOBODY_KNOWS,
    OPEN,
    TEA,
    WHOLE,
    again,
    allowed,
    dock,
    milk,
    opened,
)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return dock(tmp_path)


def statuses(outcome: Outcome) -> set[str]:
    return {one.what.key.status for one in outcome.movements if isinstance(one.what, Goods)}


# Units


def test_after_a_new_unit_the_next_new_one_takes_the_same_again(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.type("4")
    floor.scan("LPN-1")
    assert "receive-again" in [one.key for one in floor.prompt().lines]
    for lpn in ("LPN-2", "LPN-3"):
        repeated = floor.scan(lpn)
        assert (repeated.said, repeated.args["quantity"]) == (("ok", "received"), 4)
        assert [type(one.what) for one in repeated.movements] == [WholeLpn, Goods]
    assert floor.stock("lpn:LPN-3") == {"TEA": 4}
    assert floor.view.progress("receipt", "RCV-1") == {1: 12}
    floor.key("undo")
    assert (floor.unit("LPN-3"), floor.view.progress("receipt", "RCV-1")) == ("SUPPLIER", {1: 8})


def test_the_same_again_is_held_against_what_is_still_expected(floor: Floor) -> None:
    opened(floor, "RCV-3").scan(TEA)
    floor.type("4")
    floor.scan("LPN-1")
    assert floor.scan("LPN-2").said == ("refuse", "over-receipt")
    assert floor.unit("LPN-2") == ""


def test_a_fixed_reader_repeats_nothing(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.scan("LPN-1")
    assert floor.scan("LPN-2", via="fixed").said == ("refuse", "lpn-not-announced")


def test_the_offer_to_repeat_ends_with_cancel_and_with_other_goods(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.scan("LPN-1")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.scan("LPN-2").said == ("refuse", "lpn-not-announced")
    floor.scan(TEA)
    floor.scan("LPN-3")
    floor.scan(TEA)
    floor.key("done")
    assert floor.scan("LPN-4").said == ("refuse", "lpn-not-announced")


def test_a_unit_and_its_item_on_one_label_are_used_whole(floor: Floor) -> None:
    label = gs1(("00", sscc(7)), ("02", gtin(2)), ("17", "270131"), ("37", "6"), ("10", "M1"))
    opened(floor).scan(label)
    assert floor.step() == ReceiveQuantity("RCV-1", 2, "MILK", 6, "M1", "2027-01-31", lpn=sscc(7))
    assert floor.prompt().ask.args["lpn"] == sscc(7)
    assert floor.key("done").said == ("ok", "received")
    assert floor.stock(f"lpn:{sscc(7)}") == {"MILK/M1": 6}


def test_a_units_label_with_other_goods_is_refused_where_goods_are_in_hand(floor: Floor) -> None:
    opened(floor).scan(TEA)
    assert floor.scan(gs1(("00", sscc(7)), ("02", gtin(2)), ("37", "6"))).said == ("refuse", "place-first")


def test_a_unit_that_leaves_something_open_is_received_line_by_line_into_itself(floor: Floor) -> None:
    opened(floor, "RCV-2")
    assert floor.scan(OPEN).said == ("refuse", "lpn-needs-detail")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
    floor.scan(milk("M9"))
    assert floor.scan("DOCK-1").said == ("refuse", "receive-into-unit")
    assert floor.scan("LPN-5").said == ("refuse", "receive-into-unit")
    floor.type("8")
    first = floor.key("done")
    assert [type(one.what) for one in first.movements] == [WholeLpn, Goods]
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
    floor.scan(TEA)
    floor.type("2")
    assert [type(one.what) for one in floor.scan(OPEN).movements] == [Goods]
    assert floor.step() == ReceiveItem("RCV-2")
    assert floor.stock(f"lpn:{OPEN}") == {"MILK/M9": 8, "TEA": 2}
    assert floor.view.progress("receipt", "RCV-2") == {2: 8, 3: 2}
    assert floor.scan(OPEN).said == ("refuse", "lpn-already-received")


def test_counted_blind_a_unit_does_not_tell_when_it_has_all_of_its_goods(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, Policy(blind_receipt=True)), "RCV-2")
    floor.scan(OPEN)
    for code, many in ((TEA, "2"), (milk("M9"), "8"), (TEA, "1")):
        floor.scan(code)
        floor.type(many)
        floor.key("done")
        assert floor.step() == ReceiveItem("RCV-2", OPEN)
    assert floor.key("done").said == ("info", "unit-left")
    assert floor.scan(OPEN).said == ("info", "lpn-in-parts")
    floor.key("done")
    floor.scan(WHOLE)
    assert floor.scan(WHOLE).said == ("refuse", "lpn-already-received")


def test_cancel_goes_back_to_the_unit_that_is_received_line_by_line(floor: Floor) -> None:
    opened(floor, "RCV-2").scan(OPEN)
    floor.scan(TEA)
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
    floor.key("provisional")
    floor.key("cancel")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)


def test_of_two_receipts_that_announce_a_unit_the_one_in_work_gets_it(tmp_path: Path) -> None:
    twice = [receipt(ident, line(1, "TEA", 5, lpn=WHOLE)) for ident in ("RCV-1", "RCV-2")]
    floor = opened(dock(tmp_path, receipts=[*twice, receipt("RCV-3")]), "RCV-2")
    assert floor.scan(WHOLE).said == ("ok", "lpn-received")
    assert floor.view.progress("receipt", "RCV-2") == {1: 5}
    assert opened(floor, "RCV-1").scan(WHOLE).said == ("refuse", "lpn-already-received")
    assert opened(floor, "RCV-3").scan(sscc(9)).said == ("refuse", "lpn-not-announced")


def test_a_unit_received_in_part_is_left_and_gone_on_with(floor: Floor) -> None:
    opened(floor, "RCV-2").scan(OPEN)
    floor.scan(TEA)
    floor.key("done")
    assert floor.key("done").said == ("info", "unit-left")
    assert floor.scan(OPEN).said == ("info", "lpn-in-parts")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)


def test_what_the_units_own_label_says_completes_the_announcement(tmp_path: Path) -> None:
    floor = dock(tmp_path)
    label = gs1(("00", OPEN), ("02", gtin(2)), ("17", "270131"), ("37", "8"), ("10", "M9"))
    assert floor.scan(label).said == ("ok", "lpn-received")
    assert floor.stock(f"lpn:{OPEN}") == {"MILK/M9": 8, "TEA": 2}


def test_a_units_label_that_contradicts_the_announcement_is_asked_for(floor: Floor) -> None:
    label = gs1(("00", WHOLE), ("02", gtin(3)), ("17", "270228"), ("37", "6"))
    assert floor.scan(label).said == ("warn", "lpn-differs")
    assert floor.wait(1000).scan(label, via="fixed").said == ("warn", "lpn-differs")
    assert floor.wait(1000).scan(label).said == ("ok", "lpn-received")
    (balance,) = floor.view.content(f"lpn:{WHOLE}")
    assert balance.key.expiry == "2027-02-28"


def test_a_units_label_with_another_number_is_received_line_by_line(floor: Floor) -> None:
    label = gs1(("00", WHOLE), ("02", gtin(3)), ("17", "270131"), ("37", "5"))
    assert floor.scan(label).said == ("refuse", "lpn-needs-detail")


def test_a_unit_that_leaves_something_open_does_not_come_through_the_portal(floor: Floor) -> None:
    tag = f"{0x31:08b}{0:03b}{5:03b}{int(OPEN[1:8]):024b}{int(OPEN[0] + OPEN[8:17]):034b}{0:024b}"
    through = floor.passage([f"{int(tag, 2):024X}"])
    assert (through.findings, through.movements) == (["portal-incomplete"], [])


# Targets


def test_a_stage_is_a_target_too_and_another_dock_after_a_warning(floor: Floor) -> None:
    opened(floor).scan(TEA)
    assert floor.scan("STAGE-1").said == ("ok", "received")
    floor.scan(TEA)
    assert floor.scan("DOCK-2").said == ("warn", "receive-other-dock")
    assert again(floor).said == ("ok", "received")
    assert (floor.stock("STAGE-1"), floor.stock("DOCK-2")) == ({"TEA": 1}, {"TEA": 1})


def test_a_blocked_stage_takes_goods_with_leave_alone(floor: Floor) -> None:
    opened(floor).scan(TEA)
    assert floor.scan("STAGE-9").said == ("refuse", "receive-blocked")
    assert allowed(floor).said == ("ok", "received")
    assert floor.stock("STAGE-9") == {"TEA": 1}


# Damaged goods


def test_damaged_goods_come_in_as_such_with_reason_and_finding_and_the_rest_goes_on(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.type("2")
    assert floor.key("damaged").said == ("info", "damage-why")
    assert floor.step() == ReceiveDamaged("RCV-1", 1, "TEA", 2)
    assert floor.type("9").said == ("refuse", "not-in-list")
    assert floor.type("2").said == ("info", "damage-marked")
    posted = floor.key("done")
    assert (statuses(posted), posted.findings) == ({"damaged"}, ["damaged-goods"])
    assert {one.draft.reason for one in posted.entries} == {"wet"}
    floor.scan(TEA)
    floor.type("18")
    assert statuses(floor.key("done")) == {"sellable"}
    assert floor.view.progress("receipt", "RCV-1") == {1: 20}


def test_damaged_said_again_takes_it_back(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.key("damaged")
    floor.type("1")
    assert floor.key("damaged").said == ("info", "damage-off")
    assert statuses(floor.key("done")) == {"sellable"}


def test_the_reason_of_damage_stands_beside_a_supervisors_leave(floor: Floor) -> None:
    opened(floor).scan(milk(expiry="261101"))
    allowed(floor)
    floor.key("damaged")
    floor.type("1")
    (movement, _) = floor.key("done").entries
    assert (movement.draft.approver, movement.draft.reason) == ("op-3", "for-return+crushed")


# Unknown goods


def test_goods_that_nobody_knows_come_in_under_a_provisional_item(floor: Floor) -> None:
    assert opened(floor).scan(NOBODY_KNOWS).said == ("warn", "receive-unknown")
    assert floor.wait(1000).scan(NOBODY_KNOWS, via="fixed").said == ("info", "fixed-only-seen")
    assert floor.wait(1000).scan(NOBODY_KNOWS).said == ("info", "receive-describe")
    assert floor.step() == ReceiveUnknown("RCV-1", gtin(77))
    assert floor.scan(NOBODY_KNOWS).said == ("refuse", "receive-no-name")
    assert floor.type("Blaue  Tassen, groß").said == ("ok", "counted")
    assert floor.scan(NOBODY_KNOWS).args == {"quantity": 2}
    floor.type("6")
    posted = floor.key("done")
    (kept,) = [one.item for one in posted.decision.effects if isinstance(one, KeepItem)]
    assert (kept.name, dict(kept.codes), kept.code[:5]) == ("Blaue Tassen, groß", {gtin(77): 1}, "PROV-")
    assert statuses(posted) == {"provisional"}
    (finding,) = [one.draft.body for one in posted.entries if isinstance(one.draft.body, Finding)]
    assert (finding.code, finding.args["name"], finding.args["code"]) == ("provisional-item", kept.name, gtin(77))
    assert floor.stock("DOCK-1") == {kept.code: 6}
    # the next scan of the code finds it
    assert floor.scan(NOBODY_KNOWS).said == ("warn", "not-on-document")
    assert again(floor).said == ("ok", "counted")
    assert statuses(floor.key("done")) == {"provisional"}


def test_the_gtin_of_a_label_that_says_more_is_what_is_kept(floor: Floor) -> None:
    label = gs1(("01", gtin(77)), ("10", "L1"))
    opened(floor).scan(label)
    again(floor)
    assert floor.step() == ReceiveUnknown("RCV-1", gtin(77))


def test_the_command_takes_the_code_that_was_just_refused_or_none(floor: Floor) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    assert floor.key("provisional").said == ("info", "receive-describe")
    assert floor.step() == ReceiveUnknown("RCV-1", gtin(77))
    floor.key("cancel")
    floor.key("provisional")
    assert floor.step() == ReceiveUnknown("RCV-1")
    floor.type("Ein Karton")
    (kept,) = [one.item for one in floor.key("done").decision.effects if isinstance(one, KeepItem)]
    assert dict(kept.codes) == {kept.code: 1}


def test_the_command_takes_no_code_of_goods_that_are_known(floor: Floor) -> None:
    assert opened(floor).scan(CUP).said == ("warn", "not-on-document")
    floor.key("provisional")
    assert floor.step() == ReceiveUnknown("RCV-1")


def test_another_code_on_the_goods_is_no_description_of_them(floor: Floor) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    again(floor)
    assert floor.scan("XQ-1").said == ("refuse", "receive-no-name")
    assert floor.wait(1000).scan("XQ-1", via="fixed").said == ("info", "fixed-only-seen")


def test_goods_that_nobody_knows_go_into_the_unit_that_they_came_in(floor: Floor) -> None:
    opened(floor, "RCV-2").scan(OPEN)
    floor.scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Blue cups")
    assert floor.prompt().ask.args == {"lpn": OPEN}
    floor.key("done")
    assert [*floor.stock(f"lpn:{OPEN}").values()] == [1]
    assert floor.step() == ReceiveItem("RCV-2", OPEN)


@pytest.mark.parametrize("named", [False, True])
def test_goods_that_another_station_described_first_are_one_item_not_two(floor: Floor, named: bool) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    again(floor)
    if named:
        floor.type("Cups, blue")
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Blue cups")
    floor.key("done")
    floor.at("DOCK-1").wait(1000)
    refused = floor.key("done") if named else floor.type("Cups, blue")
    assert (refused.said, refused.args) == (("refuse", "receive-known-now"), {"item": "Blue cups"})
    assert floor.step() == ReceiveItem("RCV-1")
    assert floor.wait(1000).scan(NOBODY_KNOWS).said == ("warn", "not-on-document")
    assert again(floor).said == ("ok", "counted")
    floor.key("done")
    assert floor.stock("DOCK-1").keys() == floor.stock("DOCK-2").keys()


def test_as_long_as_goods_are_unknown_each_delivery_of_them_is_a_finding_of_that(floor: Floor) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Blue cups")
    floor.key("done")
    floor.key("undo")
    floor.scan(NOBODY_KNOWS)
    again(floor)
    (told,) = [one.draft.body for one in floor.key("done").entries if isinstance(one.draft.body, Finding)]
    assert (told.code, told.args["name"], told.args["code"]) == ("provisional-item", "Blue cups", gtin(77))


@pytest.mark.parametrize(("text", "key"), [("12-34", "receive-no-name"), ("x" * 61, "receive-name-long")])
def test_a_name_is_made_of_words_and_fits_on_a_screen(floor: Floor, text: str, key: str) -> None:
    opened(floor).key("provisional")
    assert floor.type(text).said == ("refuse", key)


# Catch weight


def fish(grams: int) -> tuple[str, str]:
    return gs1(("01", gtin(4)), ("3103", f"{grams:06}"))


def weights(outcome: Outcome) -> list[int | None]:
    return [one.what.catch_qty for one in outcome.movements if isinstance(one.what, Goods)]


def test_the_weights_of_the_labels_are_summed(floor: Floor) -> None:
    opened(floor).scan(fish(1200))
    floor.scan(fish(1350))
    assert weights(floor.key("done")) == [2_550_000]
    floor.key("undo")
    assert floor.stock("DOCK-1") == {}


def test_goods_of_catch_weight_without_one_are_weighed_on_the_bench_or_typed(floor: Floor) -> None:
    opened(floor).scan(FISH)
    assert floor.key("done").said == ("info", "receive-weigh")
    assert isinstance(floor.step(), ReceiveWeight)
    assert floor.type("0").said == ("refuse", "receive-no-weight")
    assert floor.weigh(1500).said == ("ok", "receive-weighed")
    assert weights(floor.key("done")) == [1_500_000]
    floor.scan(FISH)
    floor.key("done")
    assert floor.type("900").said == ("ok", "receive-weighed")
    assert weights(floor.key("done")) == [900_000]


def test_a_weight_holds_for_as_many_as_were_weighed(floor: Floor) -> None:
    opened(floor).scan(FISH)
    assert floor.weigh(1500).said == ("ok", "receive-weighed")
    floor.type("2")
    assert floor.key("done").said == ("info", "receive-weigh")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == ReceiveQuantity("RCV-1", 4, "FISH", 2, mg=1_500_000, weighed=1)


def test_what_goes_by_the_piece_is_not_weighed(floor: Floor) -> None:
    opened(floor).scan(TEA)
    assert floor.weigh(1500).said == ("", "")


# Serials


def test_of_a_hundred_serials_only_the_bad_one_is_refused(floor: Floor) -> None:
    opened(floor).scan(DRILL)
    refused = []
    numbers = [f"S{number}" for number in range(100)]
    for serial in [*numbers[:50], "S7", *numbers[50:]]:
        if floor.scan(gs1(("01", gtin(5)), ("21", serial))).level == "refuse":
            refused.append(serial)
            floor.wait(1000)
    assert refused == ["S7"]
    (movement,) = floor.key("done").movements
    assert isinstance(movement.what, Goods)
    assert movement.what.serials == tuple(numbers)


def drill(serial: str) -> tuple[str, str]:
    return gs1(("01", gtin(5)), ("21", serial))


def test_a_serial_that_another_station_booked_first_is_refused_alone(floor: Floor) -> None:
    opened(floor)
    for serial in ("S1", "S2", "S3"):
        floor.scan(drill(serial))
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(drill("S2"))
    floor.key("done")
    refused = floor.at("DOCK-1").wait(1000).key("done")
    assert (refused.said, refused.args) == (("refuse", "serial-elsewhere"), {"serial": "S2", "place": "DOCK-2"})
    assert floor.step() == ReceiveQuantity("RCV-1", 5, "DRILL", 2, serials=("S1", "S3"))
    assert floor.wait(1000).key("done").said == ("ok", "received")


def test_after_the_only_serial_was_booked_elsewhere_nothing_is_in_hand(floor: Floor) -> None:
    opened(floor).scan(drill("S1"))
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(drill("S1"))
    floor.key("done")
    assert floor.at("DOCK-1").wait(1000).scan("DOCK-1").said == ("refuse", "serial-elsewhere")
    assert floor.step() == ReceiveItem("RCV-1")


def test_the_book_is_whole_after_all_sorts_of_goods(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path, Policy(over_receipt_pct=100)))
    floor.scan(fish(1200))
    floor.scan("LPN-1")
    floor.scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Was auch immer")
    floor.key("done")
    floor.scan(JAM)
    floor.type("270131")
    floor.key("damaged")
    floor.type("1")
    floor.scan("LPN-2")
    assert floor.verify().ok


def test_a_whole_unit_comes_in_damaged_when_that_was_said_before_it(floor: Floor) -> None:
    opened(floor, "RCV-2")
    assert floor.key("damaged").said == ("info", "damage-why")
    assert floor.type("2").said == ("info", "damage-next")
    assert "receive-damaged-next" in [one.key for one in floor.prompt().lines]
    posted = floor.scan(WHOLE)
    assert (posted.said, posted.findings, statuses(posted)) == (("ok", "lpn-received"), ["damaged-unit"], {"damaged"})
    assert {one.draft.reason for one in posted.entries} == {"wet"}
    (found,) = (one.draft.body for one in posted.entries if isinstance(one.draft.body, Finding))
    assert (found.args, found.place) == ({"lpn": WHOLE, "document": "RCV-2"}, f"lpn:{WHOLE}")
    assert floor.step() == ReceiveItem("RCV-2")
    floor.key("undo")
    assert (floor.unit(WHOLE), floor.findings()) == ("SUPPLIER", [])


def test_damage_that_was_said_beforehand_holds_for_one_unit_or_for_the_goods_scanned_next(floor: Floor) -> None:
    opened(floor)
    floor.key("damaged")
    floor.type("1")
    floor.scan(TEA)
    posted = floor.scan("LPN-1")
    assert (posted.findings, statuses(posted)) == (["damaged-goods"], {"damaged"})
    floor.scan(TEA)
    assert statuses(floor.key("done")) == {"sellable"}


def test_damage_that_was_begun_is_a_step_back_before_what_was_booked_is_undone(floor: Floor) -> None:
    opened(floor)
    floor.scan(TEA)
    floor.key("done")
    assert "undo" in floor.prompt().commands
    floor.key("damaged")
    floor.type("1")
    assert {"undo", "cancel"} & set(floor.prompt().commands) == {"cancel"}
    assert floor.key("cancel").said == ("info", "damage-off")
    assert "undo" in floor.prompt().commands


def test_damage_that_was_said_beforehand_is_taken_back(floor: Floor) -> None:
    opened(floor, "RCV-2")
    for key in ("damaged", "cancel"):
        floor.key("damaged")
        floor.type("1")
        assert floor.key(key).said == ("info", "damage-off")
        assert floor.step() == ReceiveItem("RCV-2")
    assert statuses(floor.scan(WHOLE)) == {"sellable"}


def test_damaged_goods_that_nobody_knows_are_both(floor: Floor) -> None:
    opened(floor).key("damaged")
    floor.type("3")
    floor.scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Blaue Tassen")
    assert set(floor.key("done").findings) == {"damaged-goods", "provisional-item"}


def test_a_camera_takes_in_the_sound_pallet_beside_the_damaged_one(floor: Floor) -> None:
    opened(floor, "RCV-2").key("damaged")
    floor.type("1")
    assert statuses(floor.wait(1000).scan(WHOLE, via="fixed")) == {"sellable"}
    assert floor.step() == ReceiveItem("RCV-2", damage="crushed")


def test_damage_that_was_said_before_a_unit_holds_for_the_first_goods_of_it_where_it_comes_in_line_by_line(
    floor: Floor,
) -> None:
    opened(floor, "RCV-2").key("damaged")
    floor.type("4")
    assert floor.scan(OPEN).said == ("refuse", "lpn-needs-detail")
    floor.scan(TEA)
    assert statuses(floor.key("done")) == {"damaged"}
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
