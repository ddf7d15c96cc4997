"""Picking that was left and is gone on with from the task list: what was cancelled, taken or promised meanwhile."""

from pathlib import Path

import pytest

from edge.core.policy import Policy
from edge.core.workflows.pick.steps import PickGo, PickStage, PickTote
from edge.core.workflows.tasks import Tasks
from tests.builders import Floor, Outcome, bin_, item, kit, line, order, place

ONE, TWO = "DOCK-1", "DOCK-2"
SO_1 = order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2))
SO_2 = order("SO-2", line(1, "TEA", 2))


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 3), item("SET", 4, components={"TEA": 1, "CUP": 1})],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[SO_1, SO_2, order("SO-3", line(1, "CUP", 1))],
        kits=[kit("K-1", "SET", 2)],
        policy=Policy(zero_check=False),
    )
    floor.put("A-01", "TEA", 20)
    floor.put("A-02", "CUP", 20)
    return floor.working("pick")


def picked(floor: Floor) -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    return floor.scan(step.tote)


def cancelled(floor: Floor, *orders: dict) -> None:  # type: ignore[type-arg]
    off = [one["id"] for one in orders]
    rest = [one for one in (SO_1, SO_2, order("SO-3", line(1, "CUP", 1))) if one["id"] not in off]
    floor.load("orders", [*rest, *(one | {"cancelled": True} for one in orders)])


def test_an_order_that_was_cancelled_while_it_was_left_puts_its_goods_before_a_person(floor: Floor) -> None:
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    picked(floor)
    floor.key("tasks")
    cancelled(floor, SO_1)
    told = floor.scan("SO-1")
    assert (told.said, told.findings) == (("refuse", "document-closed"), ["goods-left"])
    assert isinstance(floor.step(), Tasks)
    assert floor.view.parked("op-1") == []
    assert floor.scan("SO-1").findings == []


def test_of_a_walk_that_was_left_the_cancelled_order_goes_and_the_others_go_on(floor: Floor) -> None:
    for code in ("SO-1", "SO-2", "T-1", "T-2"):
        floor.scan(code)
    picked(floor)
    picked(floor)
    floor.key("tasks")
    cancelled(floor, SO_2)
    told = floor.type("1")
    assert (told.said, told.args, told.findings) == (
        ("refuse", "order-cancelled"),
        {"document": "SO-2"},
        ["goods-left"],
    )
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.order, step.tote, step.others) == ("SO-1", "T-1", ())
    picked(floor)
    assert floor.step() == PickStage("SO-1", "T-1", "STAGE-1")


def test_a_tote_that_others_took_while_the_walk_was_left_is_asked_for_anew(floor: Floor) -> None:
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    floor.key("tasks")
    floor.at(TWO).working("pick", 2)
    for code in ("SO-2", "T-1"):
        assert floor.scan(code).level == "ok"
    floor.at(ONE)
    told = floor.type("1")
    assert (told.said, told.args) == (("warn", "tote-taken-meanwhile"), {"tote": "T-1", "order": "SO-1"})
    assert floor.step() == PickTote("SO-1")
    picked(floor.at(TWO))
    assert floor.at(ONE).scan("T-1").said == ("refuse", "tote-in-work")
    assert floor.scan("T-3").said == ("ok", "tote-bound")


def test_a_tote_that_holds_what_was_picked_for_another_order_is_not_filled_on(floor: Floor) -> None:
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    floor.key("tasks")
    floor.at(TWO).working("pick", 2)
    for code in ("SO-2", "T-1"):
        floor.scan(code)
    picked(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert floor.at(ONE).type("1").said == ("warn", "tote-taken-meanwhile")
    assert floor.stock("lpn:T-1") == {"TEA": 2}


def test_one_tote_of_a_walk_that_others_took_is_asked_for_and_the_rest_stay(floor: Floor) -> None:
    for code in ("SO-1", "SO-3", "T-1", "T-3"):
        floor.scan(code)
    picked(floor)
    floor.key("tasks")
    floor.at(TWO).working("pick", 2)
    for code in ("SO-2", "T-3"):
        assert floor.scan(code).level == "ok"
    floor.at(ONE)
    assert floor.type("1").said == ("warn", "tote-taken-meanwhile")
    assert floor.step() == PickTote("SO-3", (("SO-1", "T-1"),))


def test_a_kit_that_was_cancelled_while_it_was_left_is_taken_back_from_the_list_too(floor: Floor) -> None:
    floor.choose("kit").scan("K-1")
    floor.scan("A-01")
    floor.scan("TEA")
    floor.key("tasks")
    floor.load("kits", [kit("K-1", "SET", 2, cancelled=True)])
    told = floor.scan("K-1")
    there = floor.choose("kit").scan("K-1")
    assert (told.said, told.findings) == (there.said, there.findings)


def test_what_is_left_by_the_key_of_the_list_is_first_in_it(floor: Floor) -> None:
    for code in ("SO-3", "T-3"):
        floor.scan(code)
    floor.key("tasks")
    assert floor.session().offered[0] == "order/SO-3"
    assert floor.prompt().options[0].text.key == "task-begun"
    assert floor.type("1").said == ("ok", "task-resumed")
