"""What a screen offers beside its question: what is still to be done, the menu from every step, undo where it helps."""

from pathlib import Path

import pytest

from edge.core.event import Via
from edge.core.policy import Policy
from edge.core.workflows.pick.steps import PickOrder, PickTote
from tests.builders import Floor, bin_, ean, item, line, order, place, return_


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01", 1), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 2)), order("SO-2", line(1, "TEA", 2))],
        returns=[return_("RMA-1", line(1, "TEA", 1)), return_("RMA-2", line(1, "TEA", 1))],
        policy=Policy(zero_check=False),
    )
    floor.put("A-01", "TEA", 10)
    return floor


def test_an_order_that_this_scan_finishes_is_offered_no_more(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.scan("A-01")
    floor.type("2")
    floor.scan("T-1")

    assert floor.scan("STAGE-1").key == "document-done"
    assert floor.step() == PickOrder()
    assert floor.view.session(floor.station).offered == ("SO-2",)
    assert floor.type("1").key == "document-opened"


def test_the_menu_is_offered_where_a_step_does_not_name_it(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")

    assert isinstance(floor.step(), PickTote)
    assert "menu" in floor.prompt().commands


def test_undo_is_a_key_only_while_there_is_something_to_take_back(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.scan("A-01")
    floor.type("2")
    floor.scan("T-1")
    assert "undo" in floor.prompt().commands

    assert floor.key("undo").key == "undone"

    assert "undo" not in floor.prompt().commands
    assert floor.key("undo").key == "nothing-to-undo"


def test_a_return_that_is_finished_is_offered_no_more(floor: Floor) -> None:
    floor.working("return").scan("RMA-1")
    floor.scan(ean(1))
    floor.key("done")
    floor.type("1")
    floor.type("3")

    assert floor.key("done").key == "document-done"
    assert floor.view.session(floor.station).offered == ("RMA-2",)


@pytest.mark.parametrize("via", ["scanner", "key"])
def test_help_that_is_scanned_says_what_to_do_at_every_question_and_changes_nothing(floor: Floor, via: Via) -> None:
    asked = []
    for act in (
        lambda: floor.wait(0),
        lambda: floor.scan("BADGE-1"),
        lambda: floor.pin(ok=True),
        lambda: floor.choose("pick"),
        lambda: floor.scan("SO-1"),
        lambda: floor.scan("SO-2"),
    ):
        act()
        before = floor.session()
        told = floor.scan("WE-HELP") if via == "scanner" else floor.key("help")
        assert told.said == ("info", f"help-ask-{floor.prompt().ask.key}")
        after = floor.session()
        assert (after.step, after.armed, after.undoable) == (before.step, before.armed, before.undoable)
        asked.append(told.key)
    assert len(set(asked)) > 3


def test_a_number_typed_where_a_scan_is_asked_for_is_called_a_number(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")

    assert floor.type("4").said == ("refuse", "is-number")
    assert floor.type("4711").args == {}, "it may be a PIN"
