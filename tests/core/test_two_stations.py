"""Two stations at the same goods: an order keeps its tote, undo takes nothing from others, and no unit is taken."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.session import Menu
from edge.core.stock import Goods, WholeLpn
from edge.core.workflows.pick.steps import PickGo, PickOrder, PickStage, PickTote
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, place, receipt

ONE, TWO = "DOCK-1", "DOCK-2"
DRILL = gs1(("01", gtin(5)), ("21", "S1"))


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 3), item("DRILL", 5, "serial")],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 3)), order("SO-2", line(1, "TEA", 3), line(2, "CUP", 2))],
        receipts=[receipt("RCV-1", line(1, "CUP", 10), line(2, "DRILL", 5))],
        policy=Policy(zero_check=False),
    )
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 10)
    return floor


def picking(floor: Floor, order_id: str = "SO-2", number: int = 1, tote: str = "T-1") -> Floor:
    floor.working("pick", number)
    assert floor.scan(order_id).said == ("ok", "document-opened")
    assert floor.scan(tote).said == ("ok", "tote-bound")
    return floor


def line_picked(floor: Floor, tote: str = "T-1") -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    return floor.scan(tote)


@pytest.mark.parametrize("order_id", ["SO-1", "SO-2"])
def test_an_order_goes_on_only_with_the_tote_that_holds_its_goods(floor: Floor, order_id: str) -> None:
    line_picked(picking(floor, order_id))
    floor.choose("pick").scan(order_id)
    refused = floor.scan("T-2")
    assert (refused.said, refused.args["lpn"]) == (("refuse", "order-has-tote"), "T-1")
    assert floor.step() == PickTote(order_id)
    assert not floor.view.is_closed("order", order_id)
    assert floor.scan("T-1").said == ("ok", "tote-bound")


def test_an_order_is_not_closed_before_a_stage_once_something_was_picked(floor: Floor) -> None:
    line_picked(picking(floor, "SO-1"))
    floor.key("menu")
    tea = floor.view.content("lpn:T-1")[0].key
    floor.post(Draft(Movement("transfer", Goods(tea, 3), Place("lpn:T-1"), Place("loc:TST/A-03"))))
    floor.choose("pick").scan("SO-1")
    floor.scan("T-2")
    assert floor.step() == PickStage("SO-1", "T-2", "STAGE-1")
    assert not floor.view.is_closed("order", "SO-1")


def test_the_menu_ends_what_can_be_taken_back(floor: Floor) -> None:
    line_picked(picking(floor))
    floor.key("menu")
    assert "undo" not in floor.prompt().commands
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")
    assert (floor.step(), floor.stock("lpn:T-1")) == (Menu(), {"TEA": 3})


def test_an_order_that_grew_is_picked_on_before_it_is_closed(floor: Floor) -> None:
    line_picked(picking(floor, "SO-1"))
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), line(2, "CUP", 1))])
    more = floor.scan("STAGE-1")
    assert (more.said, more.kinds) == (("warn", "order-open-again"), [])
    assert isinstance(floor.step(), PickGo)
    line_picked(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")


def test_what_an_order_that_grew_has_no_stock_for_ends_short_at_the_stage(floor: Floor) -> None:
    line_picked(picking(floor, "SO-1"))
    floor.load("orders", [order("SO-1", line(1, "TEA", 5))])
    closed = floor.scan("STAGE-1")
    assert (closed.said, closed.findings) == (("ok", "document-done"), ["no-stock"])
    assert floor.view.line_closed("order", "SO-1", 1)


def test_goods_of_a_closed_receipt_are_not_taken_back(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(ean(3))
    floor.type("10")
    floor.scan(ONE)
    floor.at(TWO).working("receive", 2).scan("RCV-1")
    floor.key("done")
    floor.wait(800).key("done")
    assert floor.view.is_closed("receipt", "RCV-1")
    assert floor.at(ONE).key("undo").said == ("refuse", "document-closed")
    assert floor.view.progress("receipt", "RCV-1")[1] == 10


def test_an_act_is_not_taken_back_from_an_order_that_another_station_works_on(floor: Floor) -> None:
    line_picked(picking(floor, "SO-2"))
    done = floor.session().undoable
    floor.key("menu")
    picking(floor.at(TWO), "SO-2", 2)
    with_undo = replace(floor.view.session(ONE), undoable=done)  # as a session that never left its step
    floor.store.begin()
    floor.store.put_session(with_undo)
    floor.store.commit()
    assert floor.at(ONE).key("undo").said == ("refuse", "order-in-work")
    assert floor.stock("lpn:T-1") == {"TEA": 3}


def test_another_unit_of_the_same_goods_does_not_make_up_for_a_serial_that_moved_on(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(DRILL)
    assert floor.scan(ONE).said == ("ok", "received")
    key, here = floor.view.content("loc:TST/DOCK-1")[0].key, Place("loc:TST/DOCK-1")
    floor.post(
        Draft(Movement("putaway", Goods(key, 1, serials=("S1",)), here, Place("loc:TST/A-01"))),
        Draft(Movement("transfer", Goods(key, 1, serials=("S2",)), Place("virt:TST/SUPPLIER"), here)),
    )
    assert floor.key("undo").said == ("refuse", "undo-moved-on")


def test_a_tote_in_work_is_not_put_away(floor: Floor) -> None:
    picking(floor)
    floor.at(TWO).working("putaway", 2)
    assert floor.scan("T-1").said == ("refuse", "tote-in-work")


def test_a_unit_that_became_a_tote_meanwhile_is_not_put_away(floor: Floor) -> None:
    floor.put("DOCK-1", "CUP", 1, lpn="LPN-9")
    floor.at(TWO).working("putaway", 2).scan("LPN-9")
    cup = floor.view.content("lpn:LPN-9")[0].key
    floor.post(Draft(Movement("transfer", Goods(cup, 1), Place("lpn:LPN-9"), Place("loc:TST/A-03"))))
    picking(floor.at(ONE), tote="LPN-9")
    refused = floor.at(TWO).scan("A-03")
    assert refused.said == ("refuse", "tote-in-work")


@pytest.mark.parametrize("staged", [False, True])
def test_goods_of_an_order_are_not_put_away_nor_is_anything_added_to_them(floor: Floor, *, staged: bool) -> None:
    line_picked(picking(floor, "SO-1"))
    if staged:
        assert floor.scan("STAGE-1").said == ("ok", "document-done")
    floor.choose("putaway")
    refused = floor.scan("T-1")
    assert (refused.said, refused.args) == (("refuse", "lpn-of-order"), {"lpn": "T-1", "order": "SO-1"})
    floor.choose("receive").scan("RCV-1")
    floor.scan(ean(3))
    assert floor.scan("T-1").key == ("lpn-elsewhere" if staged else "lpn-of-order")
    assert floor.stock("lpn:T-1") == {"TEA": 3}


def test_goods_of_an_order_that_is_off_go_back_to_the_bins(floor: Floor) -> None:
    line_picked(picking(floor, "SO-1"))
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True)])
    floor.choose("putaway")
    assert floor.scan("T-1").said == ("ok", "lpn-taken")


@pytest.mark.parametrize("picked", [False, True])
def test_an_order_that_was_cancelled_is_not_picked_to_the_end(floor: Floor, *, picked: bool) -> None:
    picking(floor)
    if picked:
        line_picked(floor)
    floor.load("orders", [order("SO-2", line(1, "TEA", 3), line(2, "CUP", 2), cancelled=True)])
    step = floor.step()
    assert isinstance(step, PickGo)
    told = floor.scan(step.bin)
    assert (told.said, told.findings) == (("refuse", "order-cancelled"), ["goods-left"] if picked else [])
    assert floor.step() == PickOrder()
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


def test_a_cancelled_order_takes_no_tote_and_goes_to_no_stage(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True)])
    assert (floor.scan("T-1").said, floor.unit("T-1")) == (("refuse", "order-cancelled"), "")
    floor.load("orders", [order("SO-1", line(1, "TEA", 3))])
    floor.scan("SO-1")
    floor.scan("T-1")
    line_picked(floor)
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True)])
    assert floor.scan("STAGE-1").findings == ["goods-left"]
    assert floor.unit("T-1") == ONE


def test_what_lies_in_a_tote_is_not_given_out_to_another_order(floor: Floor) -> None:
    line_picked(picking(floor, "SO-2"))
    unit = floor.view.lpn("T-1")
    assert unit is not None
    floor.post(Draft(Movement("transfer", WholeLpn("T-1"), Place(unit.parent), Place("loc:TST/A-03"))))
    floor.choose("pick").scan("SO-1")
    assert floor.scan("T-9").said == ("warn", "order-empty")
    assert floor.step() == PickOrder()
