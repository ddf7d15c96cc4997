"""Handing over as a table, and what becomes of it: it is offered first, tells from whom it comes, and goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edge.core.entry import Audit
from edge.core.policy import Policy
from edge.core.workflows.handover.table import WORKFLOW, HandTo, HandWhat
from edge.core.workflows.kit.steps import UnkitParts
from edge.core.workflows.pick.steps import PickGo
from edge.core.workflows.receive.steps import ReceiveQuantity
from tests.builders import Floor, Outcome, bin_, ean, item, line, operator, order, place, receipt, shipment
from tests.core.workflow_table import Case, WorkflowTable

TEA = ean(1)
PEOPLE = [operator(1), operator(2), operator(3, role="supervisor"), operator(4, active=False)]


def made(folder: Path, **more: Any) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3), item("SET", 5, components={"TEA": 2})],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        receipts=[receipt("RCV-1", line(1, "TEA", 5), line(2, "CUP", 5))],
        orders=[order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2))],
        shipments=[shipment("SHP-1", units=["P-1"])],
        operators=PEOPLE,
        **more,
    )
    floor.put("A-01", "TEA", 50)
    floor.put("A-02", "CUP", 50)
    floor.put("STAGE-1", "TEA", 1, lpn="P-1")
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    floor.choose("pick")
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    return floor.choose("handover")


def to_whom(floor: Floor) -> Outcome:
    return floor.type("1")


def scanned(code: str) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.scan(code)


def taken_up(floor: Floor) -> None:
    """Another scanned the order's own code meanwhile."""
    floor.at("DOCK-2").working("pick", 2).scan("SO-1")
    floor.at("DOCK-1").wait(1000)


def kept_for(who: str, by: str = "op-1") -> Callable[[Floor, Outcome], None]:
    def check(floor: Floor, outcome: Outcome) -> None:
        (kept,) = [one for one in floor.view.parked(who) if one.doc == "SO-1"]
        assert (type(kept.step), kept.by) == (PickGo, by)
        assert [one.doc for one in floor.view.parked("op-1")] == ["RCV-1"]
        (entry,) = outcome.entries
        body = entry.draft.body
        assert isinstance(body, Audit)
        assert (body.act, body.args) == ("hand-over", {"type": "order", "document": "SO-1", "to": who})
        assert entry.draft.op == "op-1"

    return check


class TestHandOver(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {HandWhat: lambda _floor: None, HandTo: to_whom}
    things: ClassVar = {"item": TEA, "lpn": "P-1", "location": "A-01", "document": "SO-1", "number": "WE-Q77"}
    cases: ClassVar = [
        Case(HandWhat, "number", "the latest", to_whom, ("ok", "hand-chosen"), HandTo),
        Case(HandWhat, "number", "not of the list", lambda f: f.type("9"), ("refuse", "not-in-list"), HandWhat),
        Case(HandWhat, "number", "taken up meanwhile", to_whom, ("refuse", "hand-gone"), HandWhat, taken_up),
        Case(
            *(HandTo, "badge", "another's", scanned("BADGE-2"), ("ok", "handed-over"), HandWhat),
            check=kept_for("op-2"),
        ),
        Case(HandTo, "badge", "one's own", scanned("BADGE-1"), ("refuse", "hand-self"), HandTo),
        Case(HandTo, "badge", "of nobody any more", scanned("BADGE-4"), ("refuse", "badge-inactive"), HandTo),
        Case(
            *(HandTo, "badge", "taken up meanwhile", scanned("BADGE-2"), ("refuse", "hand-gone"), HandWhat),
            taken_up,
        ),
        Case(
            *(HandTo, "done", "for whoever comes", lambda f: f.key("done"), ("ok", "handed-to-all"), HandWhat),
            check=kept_for(""),
        ),
        Case(HandTo, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), HandWhat),
    ]


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def next_at_work(floor: Floor, number: int = 2) -> Floor:
    floor.key("sign-out")
    floor.sign_in(number)
    floor.key("tasks")
    return floor


def test_all_that_was_left_is_offered_the_latest_first_with_what_is_left_of_it(floor: Floor) -> None:
    shown = [(one.text.args["work"], one.text.args["document"]) for one in floor.prompt().options]
    assert shown == [("pick", "SO-1"), ("receive", "RCV-1")]
    floor.type("1")
    told = {one.key: dict(one.args) for one in floor.prompt().lines}
    assert told["hand-left"] == {"left": 2, "lines": 2}


def test_where_the_expected_quantity_is_hidden_nobody_is_told_how_much_is_left(tmp_path: Path) -> None:
    floor = made(tmp_path, policy=Policy(blind_receipt=True))
    floor.type("2")
    assert [one.key for one in floor.prompt().lines] == ["hand-option"]


def test_who_was_handed_work_is_told_so_and_goes_on_where_it_was_left(floor: Floor) -> None:
    floor.type("1")
    floor.scan("BADGE-2")
    floor.key("sign-out")
    floor.scan("BADGE-2")
    floor.type("2580")
    welcome = floor.pin(ok=True, operator_id="op-2")
    assert (welcome.said, welcome.args) == (("info", "welcome-handed"), {"name": "Name 2", "waiting": 1, "handed": 1})
    floor.key("tasks")
    first = floor.prompt().options[0].text
    assert (first.key, first.args["document"], first.args["name"]) == ("task-handed", "SO-1", "Name 1")
    taken = floor.type("1")
    assert taken.said == ("ok", "task-taken-left")
    assert taken.args == {"document": "SO-1", "name": "Name 1", "left": 2, "lines": 2}
    assert isinstance(floor.step(), PickGo)
    assert floor.view.parked("op-2") == []


def test_work_that_was_handed_to_nobody_is_offered_to_whoever_comes_and_to_nobody_else_then(floor: Floor) -> None:
    floor.type("1")
    floor.key("done")
    next_at_work(floor)
    assert floor.prompt().options[0].text.key == "task-handed"
    floor.at("DOCK-2").sign_in(3)
    floor.key("tasks")
    at = next(one.key for one in floor.prompt().options if one.text.key == "task-handed")
    assert floor.type(at).said == ("ok", "task-taken-left")
    floor.at("DOCK-1").key("tasks")
    assert "SO-1" not in [one.text.args["document"] for one in floor.prompt().options]


def test_a_receipt_handed_over_goes_on_with_what_was_in_hand(floor: Floor) -> None:
    floor.type("2")
    floor.scan("BADGE-2")
    next_at_work(floor)
    assert floor.scan("RCV-1").said == ("ok", "task-taken-left")
    assert isinstance(floor.step(), ReceiveQuantity)


def test_kits_taken_apart_are_handed_over_by_their_name(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-01", "SET", 3)
    floor.choose("kit").scan("A-01")
    floor.scan(ean(5))
    floor.key("done")
    assert isinstance(floor.step(), UnkitParts), floor.step()
    floor.choose("handover").type("1")
    assert floor.scan("BADGE-2").said == ("ok", "handed-over")
    next_at_work(floor)
    assert floor.prompt().options[0].text.key == "task-apart-handed"
    assert floor.type("1").said == ("ok", "task-taken-on")
    assert isinstance(floor.step(), UnkitParts)


def test_what_was_handed_over_survives_a_restart_and_may_be_handed_on(floor: Floor) -> None:
    floor.type("1")
    floor.scan("BADGE-2")
    floor.restart()
    floor.key("sign-out")
    floor.sign_in(2).choose("handover")
    floor.type("1")
    assert floor.scan("BADGE-3").said == ("ok", "handed-over")
    assert [(one.doc, one.by) for one in floor.view.parked("op-3")] == [("SO-1", "op-2")]
    assert floor.view.parked("op-2") == []


def test_an_order_that_ended_meanwhile_is_not_handed_over(floor: Floor) -> None:
    floor.type("1")
    floor.ended("order", "SO-1")
    assert floor.scan("BADGE-2").said == ("refuse", "hand-gone")
    assert [one.text.args["document"] for one in floor.prompt().options] == ["RCV-1"]


def test_the_list_is_empty_where_nothing_was_begun(floor: Floor) -> None:
    floor.at("DOCK-2").working("handover", 2)
    assert (floor.prompt().ask.key, floor.prompt().options) == ("hand-none", ())


def test_whoever_opens_it_without_the_list_has_it_alone(floor: Floor) -> None:
    floor.type("1")
    floor.key("done")
    floor.at("DOCK-2").working("pick", 2).scan("SO-1")
    assert floor.view.parked("") == []
