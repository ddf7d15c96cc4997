"""Let in by a ticket: who works there, who worked there before, and where they worked themselves until then."""

from pathlib import Path

import pytest

from edge.core.door import in_the_way
from edge.core.event import PinChecked
from edge.core.session import AwaitPin, Menu, SignedOut
from tests.builders import Floor, Outcome, bin_, ean, item, line, operator, receipt

ONE, TWO = "DOCK-1", "DOCK-2"


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01")],
        receipts=[receipt("RCV-1", line(1, "TEA", 5))],
        operators=[operator(1), operator(2), operator(9, active=False)],
        stations=(ONE, TWO),
    )


def let_in(floor: Floor, number: int, station: str = ONE) -> Outcome:
    floor.station = station
    return floor.input(PinChecked(f"op-{number}", ok=True, at_door=True), via="key")


def audits(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(one.draft.body.act, one.draft.op, one.draft.reason) for one in outcome.entries]


def test_a_free_station_is_the_operators_without_another_pin(floor: Floor) -> None:
    outcome = let_in(floor, 1)
    assert outcome.said == ("ok", "welcome")
    assert (floor.step(), floor.session().operator) == (Menu(), "op-1")
    assert audits(outcome) == [("sign-in", "op-1", "")]


def test_who_works_there_already_is_not_disturbed(floor: Floor) -> None:
    floor.working("receive")
    floor.scan("RCV-1")
    before = floor.session()
    outcome = let_in(floor, 1)
    assert (outcome.said, outcome.entries) == (("", ""), [])
    assert floor.session() == before


def test_who_worked_there_is_signed_out_and_the_work_is_kept(floor: Floor) -> None:
    floor.working("receive")
    floor.scan("RCV-1")
    floor.scan(ean(1))
    outcome = let_in(floor, 2)
    assert audits(outcome)[:2] == [("sign-out", "op-1", "taken-over"), ("sign-in", "op-2", "")]
    assert (floor.step(), floor.session().operator) == (Menu(), "op-2")
    assert [one.doc for one in floor.view.parked("op-1")] == ["RCV-1"]


def test_who_works_elsewhere_goes_on_here(floor: Floor) -> None:
    floor.working("receive")
    floor.scan("RCV-1")
    step = floor.step()
    outcome = let_in(floor, 1, TWO)
    assert outcome.said == ("ok", "work-goes-on")
    assert floor.step() == step
    assert floor.view.session(ONE).operator == ""
    assert [act for act, _, _ in audits(outcome)] == ["sign-out", "sign-in"]


def test_a_pin_that_is_being_asked_for_is_no_hindrance(floor: Floor) -> None:
    floor.scan("BADGE-2")
    assert isinstance(floor.step(), AwaitPin)
    assert let_in(floor, 1).said == ("ok", "welcome")


def test_a_locked_session_goes_on_with_the_same_operator(floor: Floor) -> None:
    floor.working("receive")
    floor.scan("RCV-1")
    step = floor.step()
    floor.idle()
    let_in(floor, 1)
    assert floor.step() == step


def test_who_may_not_work_any_more_is_not_let_in(floor: Floor) -> None:
    assert let_in(floor, 9).said == ("refuse", "badge-inactive")
    assert floor.step() == SignedOut()


def test_what_is_in_the_way_is_named(floor: Floor) -> None:
    assert in_the_way(floor.view, ONE, "op-1") == ""
    name = floor.sign_in(1).view.operator("op-1")
    assert name is not None
    assert [in_the_way(floor.view, *at) for at in ((ONE, "op-1"), (ONE, "op-2"), (TWO, "op-1"), (TWO, "op-2"))] == [
        "", name.name, ONE, "",
    ]  # fmt: skip
