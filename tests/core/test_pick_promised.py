"""A line whose only stock is promised to another picker waits: it is not written short without the operator's word."""

from pathlib import Path

import pytest

from edge.core.entry import Outcome as Ended
from edge.core.policy import Policy
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote, PickWait
from tests.builders import Floor, Outcome, bin_, item, line, order, place

ONE, TWO, THREE = "DOCK-1", "DOCK-2", "DOCK-3"


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            bin_("A-03", 3),
            bin_("F-01", 9, fixed_item="TEA", face_max=50),
            place("STAGE-1", "stage"),
        ],
        orders=[
            order("SO-1", line(1, "TEA", 3), priority=1),
            order("SO-2", line(1, "TEA", 3), line(2, "CUP", 2)),
            order("SO-3", line(1, "CUP", 1)),
        ],
        policy=Policy(zero_check=False),
        stations=(ONE, TWO, THREE),
    )
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 10)
    return floor


def ended(outcome: Outcome) -> list[tuple[str, int | None, str]]:
    bodies = (one.draft.body for one in outcome.entries)
    return [(one.doc.id, one.doc.line, one.outcome) for one in bodies if isinstance(one, Ended)]


def picked(floor: Floor) -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    return floor.scan(step.tote)


def waiting(floor: Floor) -> Floor:
    """The first station goes for all the tea, the second waits for what is left of it."""
    floor.at(ONE).working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.at(TWO).working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    done = picked(floor)
    assert (done.said, ended(done), done.findings) == (("ok", "picked"), [], [])
    assert isinstance(floor.step(), PickWait)
    return floor


def test_who_waits_is_told_who_has_it_and_nothing_is_written_down(floor: Floor) -> None:
    waiting(floor)
    asked = floor.prompt()
    assert (asked.ask.key, asked.ask.args) == ("pick-ask-wait", {"item": "Tea", "station": ONE})
    again = floor.key("confirm")
    assert (again.said, again.args, again.entries) == (
        ("info", "stock-still-promised"),
        {"item": "Tea", "station": ONE},
        [],
    )
    assert not floor.view.line_closed("order", "SO-2", 1)


def test_what_the_other_leaves_is_picked(floor: Floor) -> None:
    waiting(floor).at(ONE).key("menu")
    assert floor.at(TWO).key("confirm").said == ("ok", "wait-over")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.bin, step.want) == ("A-01", 3)


def test_what_came_in_meanwhile_is_picked(floor: Floor) -> None:
    waiting(floor).put("A-03", "TEA", 2)
    assert floor.key("confirm").said == ("ok", "wait-over")
    picked(floor)
    assert isinstance(floor.step(), PickWait)


def test_when_the_other_took_all_the_line_ends_for_want_of_stock(floor: Floor) -> None:
    waiting(floor)
    picked(floor.at(ONE))
    done = floor.at(TWO).key("confirm")
    assert (done.said, ended(done), done.findings) == (("ok", "wait-over"), [("SO-2", 1, "short")], ["no-stock"])
    assert isinstance(floor.step(), PickStage)


def test_the_operators_word_ends_the_line_and_nothing_is_said_of_the_stock(floor: Floor) -> None:
    waiting(floor).key("short")
    done = floor.wait(800).key("short")
    assert (done.said, ended(done), done.findings) == (("ok", "line-short"), [("SO-2", 1, "short")], [])
    assert floor.scan("STAGE-1").said == ("ok", "document-done")


def test_an_order_that_is_put_off_is_first_in_the_task_list_and_goes_on_when_it_can(floor: Floor) -> None:
    waiting(floor)
    assert floor.key("skip").said == ("info", "order-waits")
    assert floor.step() == PickOrder()
    floor.choose("tasks")
    assert floor.session().offered[0] == "order/SO-2"
    assert floor.type("1").said == ("ok", "task-resumed")
    assert isinstance(floor.step(), PickWait)
    floor.key("menu")
    floor.at(ONE).key("menu")
    floor.at(TWO).choose("tasks")
    assert floor.type("1").said == ("ok", "wait-over")
    assert isinstance(floor.step(), PickGo)


def test_other_orders_of_the_walk_are_staged_without_the_one_that_waits(floor: Floor) -> None:
    floor.at(ONE).working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.at(TWO).working("pick", 2)
    for code in ("SO-2", "SO-3", "T-2", "T-3"):
        floor.scan(code)
    picked(floor)
    picked(floor)
    assert isinstance(floor.step(), PickWait)
    floor.key("skip")
    assert floor.step() == PickStage("SO-3", "T-3", "STAGE-1")
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert not floor.view.is_closed("order", "SO-2")
    floor.choose("tasks")
    assert floor.session().offered[0] == "order/SO-2"


def test_what_a_replenisher_takes_to_a_face_is_waited_for_too(floor: Floor) -> None:
    floor.at(THREE).working("replenish", 3).scan("F-01")
    floor.at(TWO).working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    picked(floor)
    assert isinstance(floor.step(), PickWait)
    floor.at(THREE).scan("A-01")
    floor.type("3")
    floor.key("confirm")
    floor.scan("F-01")
    assert floor.at(TWO).key("confirm").said == ("ok", "wait-over")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert step.bin == "F-01"


def test_a_line_that_was_short_at_one_bin_waits_for_what_others_may_leave_in_the_next(floor: Floor) -> None:
    floor.put("A-03", "TEA", 3)
    floor.at(ONE).working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.at(TWO).working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    picked(floor)
    floor.key("short")
    done = floor.wait(800).key("short")
    assert (done.said, ended(done), done.findings) == (("ok", "bin-short"), [], ["short-pick"])
    assert isinstance(floor.step(), PickWait)


def test_who_waits_keeps_the_tote_and_is_not_waited_for(floor: Floor) -> None:
    waiting(floor)
    floor.load("orders", [order("SO-2", line(1, "TEA", 3), line(2, "CUP", 2)), order("SO-9", line(1, "TEA", 1))])
    picked_up = floor.at(THREE).working("pick", 3)
    picked_up.scan("SO-9")
    assert picked_up.scan("T-2").said == ("refuse", "tote-in-work")
    floor.at(ONE).key("menu")
    floor.at(THREE).scan("T-9")
    assert isinstance(floor.step(), PickGo)


def test_the_last_pick_is_taken_back_while_others_are_waited_for(floor: Floor) -> None:
    waiting(floor)
    assert floor.key("undo").said == ("ok", "undone")
    step = floor.step()
    assert isinstance(step, PickGo)
    assert (step.bin, step.line) == ("A-02", 2)


def test_an_order_that_waits_is_taken_over_as_it_is(floor: Floor) -> None:
    waiting(floor)
    before = floor.step()
    floor.at(THREE).working("pick", 3).scan("SO-2")
    assert floor.wait(800).scan("SO-2").said == ("ok", "order-taken-over")
    assert floor.step() == before


def test_a_walk_that_waits_stands_after_a_restart(floor: Floor) -> None:
    before = waiting(floor).step()
    floor.restart().at(TWO)
    assert floor.step() == before
    assert floor.key("confirm").said == ("info", "stock-still-promised")


def test_stock_that_nobody_goes_for_is_no_reason_to_wait(floor: Floor) -> None:
    floor.at(TWO).working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    picked(floor)
    picked(floor)
    assert not isinstance(floor.step(), PickWait | PickItem | PickTote)
