"""Picking while the world changes: goods, totes, orders and counts are not as they were when a step was reached."""

from pathlib import Path

import pytest

from edge.core.entry import Count, Draft, Movement
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote, PickZero
from tests.builders import Floor, Outcome, bin_, gs1, gtin, item, line, order, place

MILK = order("SO-2", line(1, "MILK", 5))
CUPS = order("SO-8", line(1, "CUP", 5))


def made(folder: Path, *, zero_check: bool = False) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("MILK", 2, "lot"), item("CUP", 3), item("HAM", 4, "catch_weight")],
        locations=[*(bin_(f"A-0{n}", n) for n in range(1, 6)), place("STAGE-1", "stage"), place("STAGE-2", "stage")],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
            MILK,
            order("SO-6", line(1, "CUP", 8)),
            order("SO-7", line(1, "CUP", 8)),
            CUPS,
            order("SO-9", line(1, "HAM", 2)),
        ],
        policy=Policy(zero_check=zero_check),
    )
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 10)
    return floor.working("pick")


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def begun(floor: Floor, order_id: str = "SO-1", tote: str = "T-1") -> Floor:
    assert floor.scan(order_id).said == ("ok", "document-opened")
    assert floor.scan(tote).said == ("ok", "tote-bound")
    return floor


def at_bin(floor: Floor, order_id: str = "SO-1", tote: str = "T-1") -> Floor:
    step = begun(floor, order_id, tote).step()
    assert isinstance(step, PickGo)
    assert floor.scan(step.bin).key == "location-right"
    return floor


def picked(floor: Floor, order_id: str, quantity: int, tote: str = "T-1") -> Outcome:
    at_bin(floor, order_id, tote).type(str(quantity))
    return floor.scan(tote)


def on_pallets(floor: Floor, *lpns: str, qty: int = 5) -> Floor:
    floor.move("A-02", "DOCK-2", "CUP", 10)
    for lpn in lpns:
        floor.put("A-03", "CUP", qty, lpn=lpn)
    return floor


def shipped(floor: Floor, lpn: str, *goods: Goods) -> None:
    gone = Place("virt:TST/CUSTOMER")
    out = (Draft(Movement("ship", one, Place(f"lpn:{lpn}"), gone)) for one in goods)
    floor.post(*out, Draft(Movement("ship", WholeLpn(lpn), Place("loc:TST/DOCK-1"), gone)))


def test_a_line_that_wants_another_lot_now_is_asked_anew(floor: Floor) -> None:
    floor.put("A-03", "MILK", 9, lot="M1")
    floor.put("A-04", "MILK", 9, lot="M2")
    at_bin(floor, "SO-2").type("5")
    floor.load("orders", [order("SO-2", line(1, "MILK", 5, lot="M2"))])
    assert floor.scan("T-1").said == ("warn", "order-changed")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.bin, step.key[2]) == ("A-04", "M2")
    assert floor.stock("lpn:T-1") == {}


def test_an_order_that_central_took_away_is_picked_no_further(floor: Floor) -> None:
    picked(floor, "SO-1", 3)
    floor.load("orders", [])
    told = floor.scan("A-02")
    assert (told.said, told.findings) == (("refuse", "order-cancelled"), ["goods-left"])
    assert floor.step() == PickOrder()


def test_an_order_cancelled_while_it_was_left_puts_its_goods_before_a_person_once(floor: Floor) -> None:
    picked(floor, "SO-1", 3)
    floor.choose("pick")
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2), cancelled=True)])
    told = floor.scan("SO-1")
    assert (told.said, told.findings) == (("refuse", "document-closed"), ["goods-left"])
    assert floor.scan("SO-1").findings == []


def test_goods_that_went_elsewhere_are_looked_for_elsewhere(floor: Floor) -> None:
    begun(floor, "SO-8")
    floor.move("A-02", "A-04", "CUP", 10)
    assert floor.scan("A-02").said == ("warn", "stock-moved")
    assert (floor.step().bin, floor.findings()) == ("A-04", [])


@pytest.mark.parametrize("code", ["A-03", "LPN-5"])
def test_a_unit_that_was_moved_is_followed_or_left(floor: Floor, code: str) -> None:
    begun(on_pallets(floor, "LPN-5", qty=9), "SO-8")
    floor.move_unit("LPN-5", "A-03", "A-05")
    assert floor.scan(code).said == ("warn", "stock-moved")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.bin, step.source) == ("A-05", "lpn:LPN-5")


def test_a_unit_that_left_the_bin_under_the_pickers_eyes_does_not_go_whole(floor: Floor) -> None:
    at_bin(on_pallets(floor, "LPN-5", "LPN-6"), "SO-8")
    floor.move_unit("LPN-5", "A-03", "DOCK-2")
    assert floor.scan("LPN-5").said == ("warn", "stock-moved")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.source, floor.unit("LPN-5")) == ("lpn:LPN-6", "DOCK-2")


def test_a_walk_gone_on_with_takes_nothing_that_was_promised_to_others_meanwhile(floor: Floor) -> None:
    begun(floor, "SO-6").key("menu")
    begun(floor.at("DOCK-2").working("pick", 2), "SO-7", "T-2")
    floor.at("DOCK-1").key("tasks")
    assert floor.scan("SO-6").said == ("warn", "stock-moved")
    assert floor.step().want == 2
    floor.at("DOCK-2").scan("A-02")
    floor.type("8")
    assert floor.scan("T-2").said == ("ok", "picked")


def test_a_walk_gone_on_with_stands_where_it_was_left(floor: Floor) -> None:
    left = at_bin(floor, "SO-6").step()
    floor.key("menu")
    floor.key("tasks")
    assert floor.scan("SO-6").said == ("ok", "task-resumed")
    assert floor.step() == left


def test_a_pallet_with_full_cases_on_it_is_no_empty_tote(floor: Floor) -> None:
    floor.put("A-03", "TEA", 1, lpn="LPN-9")
    floor.put("A-03", "TEA", 9, lpn="LPN-5")
    loose = Goods(StockKey("TEA"), 1)
    floor.post(
        Draft(Movement("transfer", loose, Place("lpn:LPN-9"), Place("loc:TST/A-03"))),
        Draft(Movement("transfer", WholeLpn("LPN-5"), Place("loc:TST/A-03"), Place("lpn:LPN-9"))),
    )
    floor.scan("SO-1")
    assert floor.scan("LPN-9").said == ("refuse", "tote-not-empty")
    assert (floor.step(), floor.unit("LPN-5")) == (PickTote("SO-1"), "A-03")


def test_nothing_goes_into_a_tote_that_has_left_and_another_is_taken(floor: Floor) -> None:
    at_bin(floor, "SO-8").type("5")
    shipped(floor, "T-1")
    refused = floor.scan("T-1")
    assert (refused.said, refused.args) == (("refuse", "tote-left"), {"lpn": "T-1", "order": "SO-8"})
    assert floor.key("full").said == ("refuse", "tote-left")
    floor.key("cancel")
    floor.key("full")
    assert floor.scan("T-2").said == ("ok", "tote-bound")
    floor.scan("A-02")
    floor.type("5")
    assert floor.scan("T-2").said == ("ok", "picked")
    floor.scan("STAGE-1")
    assert (floor.unit("T-1"), floor.unit("T-2")) == ("CUSTOMER", "STAGE-1")


def test_a_tote_that_left_the_site_is_not_brought_back_by_the_stage(floor: Floor) -> None:
    picked(floor, "SO-8", 5)
    shipped(floor, "T-1", Goods(StockKey("CUP"), 5))
    done = floor.scan("STAGE-1")
    assert (done.said, done.movements) == (("ok", "document-done"), [])
    assert floor.unit("T-1") == "CUSTOMER"


def test_the_stage_is_the_one_that_the_order_names_now(floor: Floor) -> None:
    picked(floor, "SO-8", 5)
    floor.load("orders", [CUPS | {"place": "STAGE-2"}])
    assert floor.prompt().ask.args == {"stage": "STAGE-2"}
    refused = floor.scan("STAGE-1")
    assert (refused.said, refused.args["expected"]) == (("refuse", "wrong-location"), "STAGE-2")
    assert floor.scan("STAGE-2").said == ("ok", "document-done")
    assert floor.unit("T-1") == "STAGE-2"


def emptied(folder: Path) -> Floor:
    floor = made(folder, zero_check=True)
    picked(floor, "SO-1", 3)
    assert isinstance(floor.step(), PickZero)
    return floor


@pytest.mark.parametrize(("counted", "caught"), [((1200, 1300), 2_500_000), ((1200, 0), 2_000_000)])
def test_goods_of_catch_weight_leave_with_what_their_labels_say(
    floor: Floor, counted: tuple[int, ...], caught: int
) -> None:
    hams = Goods(StockKey("HAM"), 4, catch_qty=4_000_000)
    floor.post(Draft(Movement("opening", hams, Place("virt:TST/OPENING"), Place("loc:TST/A-03"))))
    at_bin(floor, "SO-9")
    for grams in counted:
        weight = [("3103", f"{grams:06}")] if grams else []
        floor.scan(gs1(("01", gtin(4)), *weight))
    (moved,) = floor.scan("T-1").movements
    assert isinstance(moved.what, Goods)
    assert (moved.what.qty, moved.what.catch_qty) == (2, caught)


@pytest.mark.parametrize("lpn", ["", "LPN-5"])
def test_a_bin_that_was_filled_while_it_was_looked_at_is_not_counted_empty(tmp_path: Path, lpn: str) -> None:
    floor = emptied(tmp_path)
    floor.put("A-01", "TEA", 7, lpn=lpn)
    told = floor.key("confirm")
    assert (told.said, told.kinds) == (("ok", "bin-not-counted"), [])
    assert isinstance(floor.step(), PickGo)


def test_a_bin_of_which_the_book_lacks_something_is_not_counted_right(tmp_path: Path) -> None:
    floor = emptied(tmp_path)
    floor.move_below("A-01", "TEA", 2)
    assert floor.key("confirm").said == ("ok", "bin-not-counted")


def test_nought_typed_at_an_emptied_bin_says_that_it_is_empty(tmp_path: Path) -> None:
    floor = emptied(tmp_path)
    told = floor.type("0")
    assert (told.said, told.findings) == (("ok", "bin-is-empty"), [])
    assert any(isinstance(one.draft.body, Count) for one in told.entries)


def test_who_picks_from_a_bin_under_count_is_not_told_that_the_book_has_it_empty(tmp_path: Path) -> None:
    floor = made(tmp_path, zero_check=True)
    at_bin(floor).type("3")
    floor.at("DOCK-2").working("count", 2).scan("A-01")
    floor.at("DOCK-1")
    assert floor.scan("T-1").said == ("ok", "picked")
    assert isinstance(floor.step(), PickGo)


def test_who_picks_from_a_bin_under_count_is_not_told_what_the_book_has_there(floor: Floor) -> None:
    at_bin(floor).type("3")
    floor.move("A-01", "A-05", "TEA", 2)
    floor.at("DOCK-2").working("count", 2).scan("A-01")
    refused = floor.at("DOCK-1").scan("T-1")
    assert (refused.said, set(refused.args)) == (("refuse", "more-than-known"), {"quantity", "item"})


def test_a_lot_of_which_some_is_damaged_is_taken_instead_all_the_same(floor: Floor) -> None:
    floor.put("A-03", "MILK", 9, lot="M1")
    floor.put("A-03", "MILK", 1, lot="M2", status="damaged")
    floor.put("A-03", "MILK", 9, lot="M2")
    at_bin(floor, "SO-2")
    label = gs1(("01", gtin(2)), ("10", "M2"))
    assert floor.scan(label).said == ("warn", "pick-other-stock")
    assert floor.wait(800).scan(label).said == ("ok", "other-stock-taken")
    step = floor.step()
    assert isinstance(step, PickItem)
    assert (step.key[2], step.key[5]) == ("M2", "sellable")


def test_the_pallet_in_front_that_goes_whole_is_noted_as_other_stock(floor: Floor) -> None:
    at_bin(on_pallets(floor, "LPN-5", "LPN-6"), "SO-8")
    floor.scan("LPN-6")
    whole = floor.wait(800).scan("LPN-6")
    assert (whole.said, whole.kinds) == (("ok", "picked-whole"), ["Movement", "Audit"])
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.unit("LPN-6") == "A-03"


def test_a_whole_unit_whose_goods_were_taken_out_is_not_put_back(floor: Floor) -> None:
    at_bin(on_pallets(floor, "LPN-5"), "SO-8").scan("LPN-5")
    assert isinstance(floor.step(), PickStage)
    floor.post(Draft(Movement("transfer", Goods(StockKey("CUP"), 5), Place("lpn:LPN-5"), Place("loc:TST/A-04"))))
    assert floor.key("undo").said == ("refuse", "undo-unit-opened")
