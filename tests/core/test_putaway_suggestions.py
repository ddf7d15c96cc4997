"""Where goods are sent: mixing, own face, class, size, ABC, what others are on their way with, what is marked."""

from pathlib import Path
from typing import Any

import pytest

from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, place, receipt

DOCKS = [place("DOCK-1", "dock"), place("DOCK-2", "dock"), place("CART-1", "carrier"), place("CART-2", "carrier")]
ITEMS = [
    item("TEA", 1, unit_mg=500_000, abc="A"),
    item("MILK", 2, "lot", storage_class="cold"),
    item("CUP", 3, abc="C", sizes={"EA": {"length_mm": 100, "width_mm": 100, "height_mm": 100}}),
    item("HAM", 4, "catch_weight"),
]


def floor_of(folder: Path, *bins: dict[str, Any]) -> Floor:
    floor = Floor(folder, items=ITEMS, locations=[*DOCKS[2:], *bins], receipts=[receipt("RCV-1")])
    for code, qty in (("TEA", 40), ("CUP", 40)):
        floor.put("DOCK-1", code, qty)
        floor.put("DOCK-2", code, qty)
    return floor.working("putaway")


def suggested(floor: Floor, code: str | tuple[str, str], qty: int = 1) -> str:
    floor.scan(code)
    if qty > 1:
        floor.type(str(qty))
    step = floor.step()
    assert isinstance(step, PutawayItem | PutawayLpn)
    floor.key("cancel")
    return step.suggested


def again(floor: Floor, code: str) -> Outcome:
    floor.scan(code)
    return floor.wait(800).scan(code)


def milk(lot: str) -> tuple[str, str]:
    return gs1(("01", gtin(2)), ("10", lot))


def test_other_items_are_not_mixed_in_where_only_one_may_stand(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, mixing="item"), bin_("A-02", 2, mixing="item"))
    floor.put("A-01", "CUP", 1)
    assert suggested(floor, ean(1)) == "A-02"
    assert suggested(floor, ean(3)) == "A-01"
    floor.scan(ean(1))
    assert again(floor, "A-01").said == ("refuse", "bin-holds-other-item")


def test_another_lot_goes_elsewhere_where_only_one_may_stand(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, mixing="lot"), bin_("A-02", 2, mixing="lot"))
    floor.put("A-01", "MILK", 1, lot="M1")
    for lot in ("M1", "M2"):
        floor.put("DOCK-1", "MILK", 1, lot=lot)
    assert (suggested(floor, milk("M1")), suggested(floor, milk("M2"))) == ("A-01", "A-02")
    floor.scan(milk("M2"))
    assert again(floor, "A-01").said == ("refuse", "bin-holds-other-lot")


@pytest.mark.parametrize(
    ("limit", "code", "key"),
    [
        ({"max_units": 5}, 1, "bin-too-small"),
        ({"max_weight_mg": 2_600_000}, 1, "bin-too-weak"),
        ({"max_volume_ml": 5_000}, 3, "bin-too-small"),
    ],
)
def test_what_does_not_go_in_any_more_is_sent_on(tmp_path: Path, limit: dict[str, int], code: int, key: str) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, **limit), bin_("A-02", 2))
    floor.put("A-01", "TEA" if code == 1 else "CUP", 3)
    assert suggested(floor, ean(code), 2) == "A-01"
    assert suggested(floor, ean(code), 3) == "A-02"
    floor.scan(ean(code))
    floor.type("3")
    assert again(floor, "A-01").said == ("refuse", key)


def test_a_face_is_filled_up_to_its_most_and_is_nobody_elses(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("F-01", 1, fixed_item="TEA", face_max=10), bin_("A-01", 2))
    assert suggested(floor, ean(1), 10) == "F-01"
    assert suggested(floor, ean(1), 11) == "A-01"
    assert suggested(floor, ean(3)) == "A-01"


def test_goods_of_a_class_go_where_it_is_kept_and_never_where_it_is_not(tmp_path: Path) -> None:
    bins = (bin_("A-01", 1, classes=["dry"]), bin_("A-02", 2), bin_("A-03", 3, classes=["cold"]))
    floor = floor_of(tmp_path, *bins)
    floor.put("DOCK-1", "MILK", 9, lot="M1")
    assert suggested(floor, milk("M1")) == "A-03"
    floor.put("A-03", "CUP", 1)
    assert suggested(floor, milk("M1")) == "A-02"
    floor.scan(milk("M1"))
    assert again(floor, "A-01").said == ("refuse", "bin-of-other-class")


def test_what_is_wanted_often_stands_near_and_what_is_not_far(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, *(bin_(f"A-0{number}", number) for number in (1, 2, 3)))
    assert (suggested(floor, ean(1)), suggested(floor, ean(3))) == ("A-01", "A-03")


def test_a_unit_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, max_units=5), bin_("A-02", 2, mixing="item"), bin_("A-03", 3))
    floor.put("DOCK-1", "TEA", 3, lpn="LPN-1")
    floor.put("DOCK-1", "CUP", 3, lpn="LPN-1")
    assert suggested(floor, "LPN-1") == "A-03"


def test_two_stations_do_not_get_the_same_last_room(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1), bin_("A-02", 2))
    floor.scan(ean(1))
    floor.at("DOCK-2").working("putaway", 2)
    assert suggested(floor, ean(3)) == "A-02"
    floor.at("DOCK-1").key("cancel")
    assert floor.at("DOCK-2").scan(ean(1)).key == "counted"
    assert floor.prompt().ask.args == {"location": "A-01"}


def test_a_bin_that_filled_up_meanwhile_is_refused_and_another_suggested(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, max_units=5), bin_("A-02", 2))
    floor.scan(ean(1))
    floor.move("DOCK-2", "A-01", "CUP", 5)
    assert floor.scan("A-01").said == ("refuse", "bin-too-small")
    assert floor.scan("A-02").said == ("ok", "put-away")


def test_an_empty_bin_is_found_again_when_goods_and_units_have_left_it(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1), bin_("A-02", 2))
    floor.put("A-01", "CUP", 3, lpn="LPN-1")
    assert suggested(floor, ean(1)) == "A-02"
    floor.scan("LPN-1")
    again(floor, "A-02")
    assert suggested(floor, ean(1)) == "A-01"
    assert floor.restart().at("DOCK-1").key("menu").key == "menu-opened"
    floor.choose("putaway")
    assert suggested(floor, ean(1)) == "A-01"


@pytest.mark.parametrize(("word", "finding"), [("full", "bin-full"), ("damaged", "bin-blocked")])
def test_a_marked_bin_is_left_out_for_everybody(tmp_path: Path, word: str, finding: str) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1), bin_("A-02", 2))
    floor.scan(ean(1))
    marked = floor.key(word)
    assert (marked.said, marked.findings) == (("info", "bin-marked"), [finding])
    assert floor.prompt().ask.args == {"location": "A-02"}
    last = floor.key(word)
    assert (last.said, last.args) == (("info", "bin-marked-last"), {"location": "A-02"})
    assert floor.key(word).said == ("refuse", "no-bin-to-mark")
    floor.at("DOCK-2").working("putaway", 2)
    assert floor.scan(ean(1)).said == ("info", "no-bin")


def test_a_blocked_bin_takes_goods_by_a_supervisors_leave(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, blocked=True), bin_("A-02", 2))
    floor.at("DOCK-1").key("sign-out")
    floor.working("putaway", 3)
    floor.scan(ean(1))
    assert floor.scan("A-01").said == ("refuse", "location-blocked")
    floor.wait(1000).key("override")
    floor.type("1")
    assert floor.stock("A-01") == {"TEA": 1}


def test_a_unit_is_put_onto_another_that_stands_in_a_bin(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1), bin_("A-02", 2))
    floor.put("A-01", "CUP", 1, lpn="LPN-1")
    floor.put("DOCK-1", "CUP", 1, lpn="LPN-2")
    floor.put("DOCK-1", "CUP", 1, lpn="LPN-3")
    floor.scan("LPN-2")
    assert floor.scan("LPN-2").said == ("refuse", "lpn-in-hand")
    assert floor.scan("LPN-3").said == ("refuse", "lpn-not-in-bin")
    assert again(floor, "LPN-1").said == ("ok", "lpn-put-away")
    state = floor.view.lpn("LPN-2")
    assert state is not None
    assert (state.parent, floor.unit("LPN-2")) == ("lpn:LPN-1", "A-01")
    floor.scan("LPN-1")
    assert floor.scan("LPN-2").said == ("refuse", "transfer-in-itself")


def test_an_item_that_is_part_of_a_unit_is_not_taken_loose(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1))
    floor.put("DOCK-1", "HAM", 3, lpn="LPN-1")
    told = floor.scan(ean(4))
    assert (told.said, told.args["lpn"]) == (("refuse", "item-in-unit"), "LPN-1")


def test_a_unit_in_hand_elsewhere_is_taken_over_after_a_question(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1))
    floor.put("DOCK-1", "CUP", 1, lpn="LPN-1")
    floor.scan("LPN-1")
    floor.at("DOCK-2").working("putaway", 2)
    assert floor.scan("LPN-1").said == ("warn", "in-work-take-over")
    assert floor.wait(800).scan("LPN-1").said == ("ok", "lpn-taken")
    assert not isinstance(floor.at("DOCK-1").step(), PutawayLpn)


class TestCarriers:
    @pytest.fixture
    def floor(self, tmp_path: Path) -> Floor:
        floor = floor_of(tmp_path, bin_("A-01", 1), bin_("A-02", 2))
        floor.put("DOCK-1", "CUP", 5, lpn="LPN-1")
        floor.put("DOCK-1", "CUP", 5, lpn="LPN-2")
        assert floor.scan("CART-1").said == ("ok", "carrier-taken")
        return floor

    def test_a_unit_is_on_the_forks_as_soon_as_it_is_taken(self, floor: Floor) -> None:
        taken = floor.scan("LPN-1")
        assert [one.target.code for one in taken.movements] == ["CART-1"]
        put = floor.scan(floor.step().suggested)
        assert [one.source.code for one in put.movements] == ["CART-1"]
        assert floor.verify().ok

    def test_taking_is_undone_and_nothing_is_in_hand_then(self, floor: Floor) -> None:
        floor.scan("LPN-1")
        assert floor.key("undo").said == ("ok", "undone")
        assert (floor.step(), floor.unit("LPN-1")) == (PutawayWhat(), "DOCK-1")

    def test_what_is_aboard_is_shown_and_put_down_first(self, floor: Floor) -> None:
        floor.scan("LPN-1")
        kept = floor.key("cancel")
        assert (kept.said, kept.args) == (("info", "carrier-keeps"), {"carrier": "CART-1", "thing": "LPN-1"})
        assert floor.scan("LPN-2").said == ("refuse", "carrier-loaded")
        assert floor.scan("CART-1").said == ("refuse", "carrier-loaded")
        assert floor.scan("CART-2").said == ("refuse", "carrier-loaded")
        floor.restart().key("sign-out")
        floor.working("putaway", 2)
        assert floor.prompt().ask.key == "carrier-ask-put-down"
        assert floor.prompt().lines[0].args == {"carrier": "CART-1", "lpn": "LPN-1"}
        assert floor.scan("LPN-1").said == ("ok", "lpn-taken")
        assert floor.scan(floor.step().suggested).said == ("ok", "lpn-put-away")
        assert floor.scan("CART-1").said == ("ok", "carrier-left")

    def test_loose_goods_are_aboard_once_their_number_is_said(self, floor: Floor) -> None:
        floor.scan(ean(1))
        assert floor.stock("CART-1") == {}
        assert floor.type("7").said == ("ok", "goods-aboard")
        assert (floor.stock("CART-1"), floor.prompt().want) == ({"TEA": 7}, 7)
        assert floor.scan(floor.step().suggested).said == ("ok", "put-away")
        assert floor.stock("CART-1") == {}
        floor.scan(ean(1))
        assert floor.key("confirm").said == ("ok", "goods-aboard")
        assert floor.stock("CART-1") == {"TEA": 1}
        assert floor.key("undo").said == ("ok", "undone")
        assert (floor.step(), floor.stock("CART-1")) == (PutawayWhat(), {})

    def test_nobody_else_works_with_it_or_takes_from_it(self, floor: Floor) -> None:
        floor.scan("LPN-1")
        floor.at("DOCK-2").working("putaway", 2)
        assert floor.scan("CART-1").said == ("refuse", "carrier-in-use")
        assert floor.scan("LPN-1").said == ("refuse", "lpn-on-carrier")
        floor.at("DOCK-1").key("sign-out")
        assert floor.at("DOCK-2").scan("CART-1").said == ("ok", "carrier-taken")
        assert floor.view.session("DOCK-1").carrier == ""


def test_weighed_goods_take_their_weight_along_whole_or_in_part(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1))
    goods = Goods(StockKey("HAM"), 4, catch_qty=4_100)
    floor.post(Draft(Movement("opening", goods, Place("virt:TST/OPENING"), Place("loc:TST/DOCK-1"))))
    floor.scan(ean(4))
    part = floor.scan("A-01")
    assert [one.what.catch_qty for one in part.movements] == [1_025]
    floor.scan(ean(4))
    floor.type("3")
    rest = floor.scan("A-01")
    assert ([one.what.catch_qty for one in rest.movements], part.findings + rest.findings) == ([3_075], [])
    assert floor.view.content("loc:TST/A-01")[0].catch_qty == 4_100


def test_a_bin_is_claimed_for_as_many_as_were_said(tmp_path: Path) -> None:
    floor = floor_of(tmp_path, bin_("A-01", 1, max_units=6))
    floor.put("A-01", "TEA", 1)
    floor.scan(ean(1))
    floor.type("3")
    floor.at("DOCK-2").working("putaway", 2)
    assert suggested(floor, ean(1), 2) == "A-01"
    assert suggested(floor, ean(1), 3) == ""
