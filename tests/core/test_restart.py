"""What a session becomes when the process has ended under it, or its station or operator is gone."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.core.access import restarted, still_allowed
from edge.core.session import AwaitPin, Menu, Session, SignedOut, Step
from tests.builders import Floor, operator


def test_a_pin_check_that_was_under_way_is_asked_again():
    session = Session("D1", step=AwaitPin("op-1", check="in-1"))
    assert restarted(session).step == AwaitPin("op-1")


def test_every_other_step_goes_on_as_it_was():
    session = Session("D1", operator="op-1", step=Menu(), turn=7)
    assert restarted(session) is session


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(tmp_path, operators=[operator(1), operator(2, active=False)])


@pytest.mark.parametrize(
    ("station", "who", "step"),
    [
        ("DOCK-9", "op-1", Menu()),
        ("DOCK-9", "", AwaitPin("op-1")),
        ("DOCK-1", "op-2", Menu()),
        ("DOCK-1", "op-7", Menu()),
        ("DOCK-1", "", AwaitPin("op-2")),
    ],
)
def test_a_session_without_its_station_or_operator_is_signed_out(
    floor: Floor, station: str, who: str, step: Step
) -> None:
    session = Session(station, who, step, turn=3, undoable=("x",))
    out = replace(session, operator="", step=SignedOut(), undoable=())
    assert still_allowed(floor.view, session) == out


@pytest.mark.parametrize(("who", "step"), [("op-1", Menu()), ("", AwaitPin("op-1")), ("", SignedOut())])
def test_a_session_with_both_goes_on(floor: Floor, who: str, step: Step) -> None:
    session = Session("DOCK-1", who, step)
    assert still_allowed(floor.view, session) is session
