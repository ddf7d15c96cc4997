"""Who works where, as a table: another's work is taken over or kept, or signed out, each after the same question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edge.core.entry import Audit
from edge.core.session import Menu, Relieved, SignedOut, Step
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.kit.steps import KitParts
from edge.core.workflows.pack.steps import PackBox
from edge.core.workflows.pick.steps import PickGo
from edge.core.workflows.putaway.steps import PutawayItem
from edge.core.workflows.receive.steps import ReceiveQuantity
from edge.core.workflows.replenish.steps import ReplenishGo
from edge.core.workflows.return_.steps import ReturnQuantity
from edge.core.workflows.sessions.table import WORKFLOW, SessionList, SessionLook
from edge.core.workflows.ship.steps import ShipLoad
from edge.core.workflows.transfer.steps import TransferItem
from tests.builders import (
    Floor,
    Outcome,
    bin_,
    ean,
    item,
    kit,
    line,
    operator,
    order,
    place,
    receipt,
    return_,
    shipment,
)
from tests.core.workflow_table import Case, WorkflowTable

TEA = ean(1)
HERE, THERE = "DOCK-1", "DOCK-2"


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("SET", 5, components={"TEA": 1})],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2), bin_("S-01", 3, fixed_item="TEA", face_min=5, face_max=9)),
            place("STAGE-1", "stage"),
        ],
        receipts=[receipt("RCV-1", line(1, "TEA", 5))],
        orders=[order("SO-1", line(1, "TEA", 3)), order("SO-2", line(1, "TEA", 2))],
        returns=[return_("RMA-1", line(1, "TEA", 1))],
        shipments=[shipment("SHP-1", units=["P-1"])],
        kits=[kit("KIT-1", "SET", 1)],
        operators=[operator(1), operator(2), operator(3, role="supervisor"), operator(4, role="supervisor")],
    )
    floor.put("A-01", "TEA", 50)
    floor.put("DOCK-2", "TEA", 4)
    floor.put("STAGE-1", "TEA", 1, lpn="P-1")
    floor.picked("SO-2", "T-2", (1, "TEA", 2))
    floor.at(THERE).working("pick", 2)
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    return floor.at(HERE).working("sessions", 3)


def looking(floor: Floor) -> Outcome:
    return floor.type("1")


def at_work(work: str, *codes: Any) -> Callable[[Floor], None]:
    """The other does this instead, and it is looked at."""

    def given(floor: Floor) -> None:
        floor.key("cancel")
        floor.at(THERE).choose(work)
        for code in codes:
            assert floor.scan(code).level in ("ok", "info"), code
        floor.at(HERE).row(f"session/{THERE}")
        floor.wait(1000)

    return given


def again(number: str) -> Callable[[Floor], Outcome]:
    """Pressed, read, and pressed again."""

    def act(floor: Floor) -> Outcome:
        floor.type(number)
        return floor.wait(1000).type(number)

    return act


def elsewhere(floor: Floor) -> None:
    """This station does not pick."""
    station = floor.view.station(HERE)
    assert station is not None
    floor.refit(HERE, workflows=tuple(one for one in station.workflows if one not in ("pick", "transfer")))


def gone(floor: Floor) -> None:
    floor.at(THERE).key("sign-out")
    floor.at(HERE).wait(1000)


def another_there(floor: Floor) -> None:
    floor.at(THERE).key("sign-out")
    floor.sign_in(1)
    floor.at(HERE).wait(1000)


def relieved(document: str) -> Callable[[Floor, Outcome], None]:
    def check(floor: Floor, _outcome: Outcome) -> None:
        other = floor.view.session(THERE)
        assert (other.step, other.operator, other.held) == (Relieved(document, HERE, "Name 3"), "op-2", ())
        assert other.said is not None
        assert other.said.answer.message.key == "taken-over"

    return check


def taken(work: str, document: str, then: type[Step], said: str, *codes: Any) -> Case:
    """Work of a kind goes on here."""

    def press(floor: Floor) -> Outcome:
        return floor.type("1")

    def armed(floor: Floor) -> None:
        at_work(work, *codes)(floor)
        assert floor.type("1").said == ("warn", "session-take-over")
        floor.wait(1000)

    return Case(SessionLook, "number", f"{work} taken over", press, ("ok", said), then, armed, relieved(document))


def audits(outcome: Outcome) -> list[tuple[str, dict[str, Any], str]]:
    found = [one.draft for one in outcome.entries if isinstance(one.draft.body, Audit)]
    return [(one.body.act, dict(one.body.args), one.op) for one in found if isinstance(one.body, Audit)]


class TestSessions(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {SessionList: lambda _floor: None, SessionLook: looking}
    things: ClassVar = {"item": TEA, "lpn": "P-1", "location": "A-01", "document": "SO-1", "number": "WE-Q77"}
    cases: ClassVar = [
        Case(SessionList, "number", "one that works", looking, ("info", "session-chosen"), SessionLook),
        Case(SessionList, "number", "not of the list", lambda f: f.type("9"), ("refuse", "not-in-list"), SessionList),
        Case(SessionList, "number", "gone", lambda f: f.type("1"), ("refuse", "session-nobody"), SessionList, gone),
        Case(SessionLook, "cancel", "later", lambda f: f.key("cancel"), ("info", "cancelled"), SessionList),
        Case(SessionLook, "number", "asked", lambda f: f.type("1"), ("warn", "session-take-over"), SessionLook),
        Case(SessionLook, "number", "asked out", lambda f: f.type("2"), ("warn", "session-ask-out"), SessionLook),
        Case(SessionLook, "number", "no such", lambda f: f.type("3"), ("refuse", "not-in-list"), SessionLook),
        Case(SessionLook, "number", "gone", lambda f: f.type("1"), ("refuse", "session-nobody"), SessionList, gone),
        Case(
            *(SessionLook, "number", "another there", lambda f: f.type("1"), ("refuse", "session-changed")),
            *(SessionLook, another_there),
        ),
        Case(
            *(SessionLook, "number", "nothing begun", lambda f: f.type("1"), ("refuse", "session-no-work-there")),
            *(SessionLook, at_work("look")),
        ),
        Case(
            *(SessionLook, "number", "not done here", lambda f: f.type("1"), ("refuse", "session-not-here")),
            *(SessionLook, lambda f: (at_work("transfer", "A-01")(f), elsewhere(f))),
        ),
        taken("pick", "SO-1", PickGo, "order-taken-over", "SO-1", "T-1"),
        taken("count", "A-02", CountItems, "count-started", "A-02"),
        taken("receive", "RCV-1", ReceiveQuantity, "session-taken", "RCV-1", TEA),
        taken("pack", "SO-2", PackBox, "session-taken", "T-2"),
        taken("putaway", "TEA", PutawayItem, "session-taken", TEA),
        taken("transfer", "A-01", TransferItem, "session-taken", "A-01"),
        taken("return", "RMA-1", ReturnQuantity, "session-taken", "RMA-1", TEA),
        taken("ship", "SHP-1", ShipLoad, "session-taken", "SHP-1"),
        taken("kit", "KIT-1", KitParts, "session-taken", "KIT-1"),
        taken("replenish", "TEA", ReplenishGo, "session-taken", "S-01"),
    ]


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def test_who_works_there_on_what_and_since_when_is_shown(floor: Floor) -> None:
    assert [(one.key, one.text.args) for one in floor.prompt().options] == [("1", {"station": THERE, "name": "Name 2"})]
    floor.wait(180_000).type("1")
    told = {one.key: dict(one.args) for one in floor.prompt().lines}
    assert told["session-who"] == {"name": "Name 2"}
    assert told["session-work"] == {"work": "pick"}
    assert told["session-document"] == {"document": "SO-1"}
    assert told["session-since"] == {"minutes": 3}


def test_work_that_this_station_does_not_do_is_kept_for_the_supervisor(floor: Floor) -> None:
    elsewhere(floor)
    looking(floor)
    done = again("1")(floor)
    assert (done.said, audits(done)) == (
        ("ok", "session-kept"),
        [("take-over", {"station": THERE, "from": "op-2"}, "op-3")],
    )
    relieved("SO-1")(floor, done)
    (kept,) = floor.view.parked("op-3")
    assert (kept.doc, type(kept.step), kept.by) == ("SO-1", PickGo, "op-2")
    assert floor.view.parked("op-2") == []


def test_who_takes_over_stands_in_the_book(floor: Floor) -> None:
    looking(floor)
    assert audits(again("1")(floor)) == [("take-over", {"station": THERE, "from": "op-2"}, "op-3")]


def test_a_session_signed_out_from_afar_keeps_its_work_and_its_screen_says_who_did_it(floor: Floor) -> None:
    looking(floor)
    done = again("2")(floor)
    assert (done.said, floor.step()) == (("ok", "session-signed-out"), SessionList())
    (audit,) = [one.draft for one in done.entries]
    assert (audit.op, audit.approver, audit.reason) == ("op-2", "op-3", "by-other")
    other = floor.view.session(THERE)
    assert (other.operator, other.step) == ("", SignedOut())
    assert other.said is not None
    assert (other.said.answer.message.key, other.said.answer.message.args) == ("signed-out-by", {"name": "Name 3"})
    assert [one.doc for one in floor.view.parked("op-2")] == ["SO-1"]
    floor.at(THERE).sign_in(2)
    floor.key("tasks")
    assert floor.prompt().options[0].text.key == "task-begun"


def test_the_first_press_does_nothing_and_another_number_starts_anew(floor: Floor) -> None:
    looking(floor)
    floor.type("1")
    assert floor.wait(1000).type("2").said == ("warn", "session-ask-out")
    assert floor.wait(1000).type("1").said == ("warn", "session-take-over")
    assert floor.type("1").said == ("warn", "session-take-over"), "too early to have been read"
    assert floor.view.session(THERE).operator == "op-2"


def test_what_is_at_work_when_the_number_is_pressed_is_what_was_shown(floor: Floor) -> None:
    looking(floor)
    floor.type("1")
    floor.at(THERE).key("menu")
    assert floor.at(HERE).wait(1000).type("1").said == ("refuse", "session-changed")
    assert floor.type("1").said == ("refuse", "session-no-work-there")


def test_nobody_but_a_supervisor_sees_or_touches_another_session(floor: Floor) -> None:
    looking(floor)
    floor.load("operators", [operator(2), operator(3)])
    assert floor.prompt().options == ()
    assert floor.type("1").said == ("refuse", "session-supervisors-only")
    assert floor.prompt().ask.key == "session-supervisors-only"
    assert floor.row(f"session/{THERE}").said == ("refuse", "session-supervisors-only")


def test_a_supervisors_own_station_and_one_where_nobody_works_are_refused(floor: Floor) -> None:
    assert floor.row(f"session/{HERE}").said == ("refuse", "session-own")
    assert floor.row("session/NONE").said == ("refuse", "session-unknown")
    gone(floor)
    assert floor.row(f"session/{THERE}").said == ("refuse", "session-nobody")


def test_a_row_leaves_the_work_as_the_menu_does(floor: Floor) -> None:
    floor.choose("receive").scan("RCV-1")
    floor.scan(TEA)
    floor.row(f"session/{THERE}")
    assert [one.doc for one in floor.view.parked("op-3")] == ["RCV-1"]
    floor.key("menu")
    assert floor.step() == Menu()
