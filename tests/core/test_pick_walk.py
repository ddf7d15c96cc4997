"""Several orders on one walk: each with its own tote, the bins in walk order, full totes, stages, take-over."""

from pathlib import Path

import pytest

from edge.core.policy import Policy
from edge.core.session import Relieved
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote
from tests.builders import Floor, Outcome, bin_, ean, item, line, order, place

ONE, TWO = "DOCK-1", "DOCK-2"


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 3), item("GONE", 6)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage"), place("STAGE-2", "stage")],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2), wave="W-1"),
            order("SO-2", line(1, "TEA", 2), wave="W-1"),
            order("SO-3", line(1, "CUP", 1), place="STAGE-2", wave="W-1"),
            order("SO-4", line(1, "GONE", 1)),
            order("SO-5", line(1, "TEA", 1), assigned="op-2", wave="W-1"),
        ],
        policy=Policy(zero_check=False, cluster_max=3),
    )
    floor.put("A-01", "TEA", 20)
    floor.put("A-02", "CUP", 20)
    return floor.working("pick")


def walking(floor: Floor, *loads: tuple[str, str]) -> Floor:
    for ident, _ in loads:
        floor.scan(ident)
    totes = dict(loads)
    while isinstance(step := floor.step(), PickTote):
        assert floor.scan(totes[step.order]).said == ("ok", "tote-bound")
    return floor


def line_picked(floor: Floor) -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    assert floor.scan(step.bin).key == "location-right"
    floor.type(str(step.want))
    return floor.scan(step.tote)


def asked(floor: Floor) -> tuple[str, str, str, int]:
    step = floor.step()
    assert isinstance(step, PickGo | PickItem), step
    return step.bin, step.order, step.tote, step.want


def test_lines_of_all_orders_are_walked_bin_by_bin_each_into_its_own_tote(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    assert asked(floor) == ("A-01", "SO-1", "T-1", 3)
    line_picked(floor)
    assert asked(floor) == ("A-01", "SO-2", "T-2", 2)
    line_picked(floor)
    assert asked(floor) == ("A-02", "SO-1", "T-1", 2)
    line_picked(floor)
    assert floor.step() == PickStage("SO-1", "T-1", "STAGE-1", (("SO-2", "T-2"),))
    done = floor.scan("STAGE-1")
    assert (done.said, done.args, floor.step()) == (("ok", "orders-done"), {"orders": 2}, PickOrder())
    assert (floor.unit("T-1"), floor.unit("T-2")) == ("STAGE-1", "STAGE-1")
    assert (floor.stock("lpn:T-1"), floor.stock("lpn:T-2")) == ({"TEA": 3, "CUP": 2}, {"TEA": 2})
    assert floor.view.is_closed("order", "SO-1")
    assert floor.view.is_closed("order", "SO-2")


def test_the_tote_of_another_order_on_the_walk_is_refused_and_the_right_one_named(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2")).scan("A-01")
    floor.type("3")
    refused = floor.scan("T-2")
    assert refused.said == ("refuse", "tote-of-other")
    assert refused.args == {"scanned": "T-2", "order": "SO-2", "expected": "T-1"}
    assert floor.scan("T-1").said == ("ok", "picked")


def test_one_tote_serves_one_order_of_the_walk(floor: Floor) -> None:
    floor.scan("SO-1")
    floor.scan("SO-2")
    floor.scan("T-1")
    refused = floor.scan("T-1")
    assert (refused.said, refused.args["order"]) == (("refuse", "lpn-of-order"), "SO-1")


@pytest.mark.parametrize(("code", "key"), [("SO-1", "order-on-walk"), ("SO-3", "walk-full")])
def test_what_cannot_come_on_the_walk_is_refused(floor: Floor, code: str, key: str) -> None:
    for ident in ("SO-1", "SO-2", "SO-4"):
        floor.scan(ident)
    assert floor.scan(code).said == ("refuse", key)


def test_an_order_that_another_station_works_on_comes_on_no_walk(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    floor.at(TWO).working("pick", 2).scan("SO-3")
    assert floor.scan("SO-2").said == ("refuse", "order-in-work")


def test_a_wave_gives_its_free_orders_as_many_as_a_walk_takes(floor: Floor) -> None:
    opened = floor.scan("W-1")
    assert (opened.said, opened.args) == (("ok", "wave-opened"), {"wave": "W-1", "orders": 3, "left": 0})
    assert floor.step() == PickTote("SO-1", (("SO-2", ""), ("SO-3", "")))
    floor.at(TWO).working("pick", 2)
    mine = floor.scan("W-1")
    assert (mine.args["orders"], floor.step()) == (1, PickTote("SO-5"))


def test_a_wave_with_nothing_left_says_so(floor: Floor) -> None:
    floor.scan("W-1")
    floor.at(TWO).working("pick", 3)
    assert floor.scan("W-1").said == ("refuse", "wave-empty")


def test_totes_of_other_stages_are_brought_there_after(floor: Floor) -> None:
    walking(floor, ("SO-2", "T-2"), ("SO-3", "T-3"))
    line_picked(floor)
    line_picked(floor)
    step = floor.step()
    assert isinstance(step, PickStage)
    first = floor.scan(step.stage)
    assert (first.said, first.args["orders"]) == (("ok", "totes-staged"), 1)
    rest = floor.step()
    assert isinstance(rest, PickStage)
    assert rest.stage != step.stage
    assert floor.scan(rest.stage).said == ("ok", "document-done")
    assert (floor.unit("T-2"), floor.unit("T-3")) == ("STAGE-1", "STAGE-2")


def test_an_order_of_the_walk_without_stock_ends_and_the_others_go_on(floor: Floor) -> None:
    walking(floor, ("SO-2", "T-2"), ("SO-4", "T-4"))
    last = line_picked(floor)
    assert last.findings == ["no-stock"]
    assert floor.step() == PickStage("SO-2", "T-2", "STAGE-1")
    assert floor.view.is_closed("order", "SO-4")


def test_two_orders_short_of_one_stock_are_both_told_once(floor: Floor) -> None:
    floor.move("A-01", "DOCK-2", "TEA", 16)
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    line_picked(floor)
    assert asked(floor) == ("A-01", "SO-2", "T-2", 1)
    line_picked(floor)
    line_picked(floor)
    assert floor.findings() == ["no-stock"]
    assert floor.view.line_closed("order", "SO-2", 1)


def test_a_full_tote_is_followed_by_another_and_both_are_staged(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1")).scan("A-01")
    floor.type("2")
    full = floor.key("full")
    assert (full.said, floor.stock("lpn:T-1")) == (("ok", "picked"), {"TEA": 2})
    assert floor.prompt().ask.key == "pick-ask-next-tote"
    assert floor.scan("T-1").said == ("refuse", "tote-is-full")
    assert floor.scan("T-9").said == ("ok", "tote-bound")
    assert asked(floor) == ("A-01", "SO-1", "T-9", 1)
    line_picked(floor)
    line_picked(floor)
    assert {one.args["lpn"] for one in floor.prompt().lines} == {"T-1", "T-9"}
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert (floor.unit("T-1"), floor.unit("T-9")) == ("STAGE-1", "STAGE-1")
    assert floor.stock("lpn:T-9") == {"TEA": 1, "CUP": 2}


def test_a_tote_that_is_not_full_after_all_is_filled_on(floor: Floor) -> None:
    way = walking(floor, ("SO-1", "T-1")).step()
    assert floor.key("full").said == ("info", "tote-full")
    assert floor.step() == PickTote("SO-1", (), "T-1")
    floor.key("cancel")
    assert floor.step() == way


def test_an_order_begun_in_two_totes_goes_on_with_either(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1")).scan("A-01")
    floor.type("2")
    floor.key("full")
    floor.scan("T-9")
    line_picked(floor)
    floor.choose("pick").scan("SO-1")
    assert floor.scan("T-5").said == ("refuse", "order-has-tote")
    assert floor.scan("T-1").said == ("ok", "tote-bound")


def test_a_skipped_line_comes_at_the_end_of_the_walk(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    assert floor.key("skip").said == ("info", "line-skipped")
    assert asked(floor) == ("A-01", "SO-2", "T-2", 2)
    line_picked(floor)
    assert asked(floor)[:2] == ("A-02", "SO-1")
    assert floor.key("skip").said == ("info", "line-skipped")
    assert asked(floor) == ("A-01", "SO-1", "T-1", 3)  # only skipped ones are left: they come again
    floor.key("skip")
    assert asked(floor)[:2] == ("A-02", "SO-1")
    line_picked(floor)
    assert floor.key("skip").said == ("refuse", "skip-last")
    assert asked(floor) == ("A-01", "SO-1", "T-1", 3)


def test_counted_goods_are_not_skipped(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1")).scan("A-01")
    floor.scan(ean(1))
    assert floor.key("skip").said == ("refuse", "skip-in-hand")


def test_a_cancelled_order_leaves_the_walk_and_the_others_go_on(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    line_picked(floor)
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True), order("SO-2", line(1, "TEA", 2))])
    told = floor.scan("A-01")
    assert (told.said, told.args, told.findings) == (
        ("refuse", "order-cancelled"),
        {"document": "SO-1"},
        ["goods-left"],
    )
    assert floor.step().others == ()
    assert asked(floor) == ("A-01", "SO-2", "T-2", 2)
    line_picked(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert (floor.unit("T-1"), floor.unit("T-2")) == (ONE, "STAGE-1")


def test_a_cancelled_order_whose_line_is_asked_gives_way_to_the_next(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2")).scan("A-01")
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True), order("SO-2", line(1, "TEA", 2))])
    assert floor.scan(ean(1)).said == ("refuse", "order-cancelled")
    assert floor.step() == PickGo("SO-2", "T-2", 1, "A-01", "loc:TST/A-01", ("TEA", "", "", "", "", "sellable"), 2)


def test_a_line_that_wants_less_now_is_asked_anew(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1")).scan("A-01")
    floor.type("3")
    floor.load("orders", [order("SO-1", line(1, "TEA", 1))])
    told = floor.scan("T-1")
    assert (told.said, told.entries) == (("warn", "order-changed"), [])
    assert asked(floor) == ("A-01", "SO-1", "T-1", 1)


def test_the_work_of_another_is_taken_over_after_a_question(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    line_picked(floor)
    floor.scan("A-01")
    floor.at(TWO).working("pick", 2)
    warned = floor.scan("SO-1")
    assert (warned.said, warned.args) == (
        ("warn", "in-work-take-over"),
        {"document": "SO-1", "station": ONE, "name": "Name 1"},
    )
    assert floor.wait(800).scan("SO-1", via="fixed").said == ("info", "fixed-only-seen")
    taken = floor.wait(800).scan("SO-1")
    assert taken.said == ("ok", "order-taken-over")
    assert asked(floor) == ("A-01", "SO-2", "T-2", 2)
    left = floor.at(ONE).session()
    assert (left.step, left.undoable) == (Relieved("SO-1", TWO, "Name 2"), ())
    assert left.said is not None
    assert left.said.answer.message.key == "taken-over"
    assert left.said.answer.message.args == {"document": "SO-1", "station": TWO, "name": "Name 2"}
    floor.at(TWO)
    line_picked(floor)
    line_picked(floor)
    floor.scan("STAGE-1")
    assert floor.stock("lpn:T-1") == {"TEA": 3, "CUP": 2}


def test_orders_in_work_are_not_offered_and_the_operators_own_come_first(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    floor.at(TWO).working("pick", 2)
    assert floor.session().offered == ("SO-5", "SO-3", "SO-4")


def test_a_walk_that_is_left_is_kept_for_its_operator_with_all_its_orders(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    line_picked(floor)
    before = floor.step()
    floor.at(TWO).working("tasks", 2)
    assert not {"order/SO-1", "order/SO-2"} & set(floor.session().offered)
    floor.at(ONE).choose("tasks")
    assert floor.type("1").said == ("ok", "task-resumed")
    assert floor.step() == before


def test_undo_on_a_walk_goes_back_to_the_order_and_tote_of_that_line(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    way = floor.step()
    line_picked(floor)
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.step() == way
    assert floor.stock("A-01") == {"TEA": 20}


def test_a_walk_is_whole_after_a_restart(floor: Floor) -> None:
    walking(floor, ("SO-1", "T-1"), ("SO-2", "T-2"))
    line_picked(floor)
    before = floor.step()
    floor.restart()
    assert floor.step() == before
    line_picked(floor)
    line_picked(floor)
    assert floor.scan("STAGE-1").said == ("ok", "orders-done")
    assert floor.verify().ok
