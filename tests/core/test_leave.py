"""Leave: refused, allowed by a supervisor with a reason, done; each way back, and what the book says of it."""

from pathlib import Path

import pytest

from edge.core.access import restarted
from edge.core.decision import CheckPin
from edge.core.entry import Audit
from edge.core.event import Scan
from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.names import NumberScan
from edge.core.pins import PIN_FAILURES_MAX
from edge.core.policy import Policy
from edge.core.session import Menu, SignedOut
from tests.builders import Floor, bin_, count_task, ean, item, line, operator, receipt
from tests.core.errand import ErrandItem, ErrandTarget, put_in_place

TEA = ean(1)


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    put_in_place(monkeypatch)
    return Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01"), bin_("B-01", blocked=True)],
        receipts=[receipt("RCV-1", line(1, "TEA", 5))],
        counts=[count_task("CNT-1", "A-01")],
        operators=[operator(1), operator(2), operator(3, role="supervisor")],
        policy=Policy(ask_reasons=frozenset({"other-bin"})),
    )


def refused(floor: Floor, place: str = "DOCK-1", number: int = 1) -> Floor:
    """Six of five expected are to go somewhere: refused."""
    floor.working("receive", number).scan("RCV-1")
    floor.scan(TEA)
    floor.type("6")
    assert floor.scan(place).said == ("refuse", "over-receipt")
    return floor


def supervised(floor: Floor, reason: str = "1") -> None:
    """From the refusal to the reason that a supervisor gives."""
    assert floor.key("override").said == ("info", "leave-wanted")
    assert floor.scan("BADGE-3").said == ("ok", "badge-read")
    assert floor.type("2580").said == ("info", "checking-pin")
    assert floor.pin(ok=True, operator_id="op-3").said == ("info", "ask-reason")
    assert floor.type(reason).said == ("info", "leave-given")


def test_what_a_supervisor_allows_is_done_and_the_book_says_who_and_why(floor: Floor) -> None:
    refused(floor)
    assert "override" in floor.prompt().commands
    supervised(floor, "2")
    assert [one.said for one in floor.applied] == [("ok", "received")]
    assert floor.stock("DOCK-1") == {"TEA": 6}
    moved = floor.applied[0].entries[0].draft
    assert (moved.op, moved.approver, moved.reason) == ("op-1", "op-3", "agreed")
    assert (floor.session().rule, floor.session().refused, floor.session().leaves) == ("", None, ())


def test_the_leave_is_an_audit_entry_of_its_own(floor: Floor) -> None:
    refused(floor).key("override")
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    told = floor.type("1")
    body = told.entries[0].draft.body
    assert isinstance(body, Audit)
    assert (body.act, told.entries[0].draft.approver, told.entries[0].draft.reason) == ("override", "op-3", "sent-more")


def test_a_supervisor_at_the_own_station_is_asked_the_reason_alone(floor: Floor) -> None:
    refused(floor, number=3)
    assert floor.key("override").said == ("info", "ask-reason")
    assert isinstance(floor.step(), LeaveReason)
    floor.type("1")
    assert floor.applied[0].entries[0].draft.approver == "op-3"


def test_reasons_are_taken_by_printed_number_too_and_no_other_thing_is(floor: Floor) -> None:
    refused(floor, number=3).key("override")
    assert floor.type("9").level == "refuse"
    assert floor.scan("A-01").level == "refuse"
    floor.wait(1000)
    assert floor.input(Scan("WE-Q2", (NumberScan(2),))).said == ("info", "leave-given")
    assert floor.applied[0].entries[0].draft.reason == "agreed"


def test_a_second_rule_asks_again_and_both_leaves_stand_in_the_entry(floor: Floor) -> None:
    refused(floor, "B-01")
    supervised(floor)
    assert [one.said for one in floor.applied] == [("refuse", "location-blocked")]
    floor.wait(1000)
    supervised(floor, "2")
    assert floor.wait(1000).applied[0].said == ("warn", "wrong-location"), "what is the operator's own is asked still"
    assert floor.stock("B-01") == {}


def test_an_operators_own_reason_has_no_approver(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    assert floor.scan("A-01").said == ("warn", "wrong-location")
    assert floor.wait(1000).scan("A-01").said == ("info", "ask-reason")
    told = floor.type("1")
    assert (told.said, told.entries) == (("info", "leave-given"), [])
    moved = floor.applied[0].entries[0].draft
    assert (moved.approver, moved.reason) == ("", "bin-full")


@pytest.mark.parametrize("after", ["badge", "pin", "reason"])
def test_cancel_goes_back_to_the_work_and_what_was_refused_stays_so(floor: Floor, after: str) -> None:
    refused(floor).key("override")
    if after != "badge":
        floor.scan("BADGE-3")
    if after == "reason":
        floor.type("2580")
        floor.pin(ok=True, operator_id="op-3")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert isinstance(floor.step(), ErrandTarget)
    assert floor.key("override").said == ("refuse", "nothing-to-allow")
    assert floor.stock("DOCK-1") == {}


def test_an_operators_badge_allows_nothing(floor: Floor) -> None:
    refused(floor).key("override")
    assert floor.scan("BADGE-2").said == ("refuse", "not-a-supervisor")
    assert isinstance(floor.step(), LeaveBadge)


@pytest.mark.parametrize("text", ["2580", "hunter2"])
def test_a_pin_is_asked_as_a_secret_and_never_repeated(floor: Floor, text: str) -> None:
    refused(floor).key("override")
    early = floor.type(text)
    assert (early.said, early.args) == (("refuse", "badge-wanted"), {})
    floor.wait(1000).scan("BADGE-3")
    assert floor.prompt().kind == "secret"
    typed = floor.type(text)
    assert text not in str(typed.args)
    assert all(text not in str(one) for one in floor.prompt().lines)


def test_wrong_pins_lock_the_station_and_the_work_stands_as_it_did(floor: Floor) -> None:
    refused(floor).key("override")
    floor.scan("BADGE-3")
    for _ in range(PIN_FAILURES_MAX):
        floor.wait(1000).type("1111")
        last = floor.pin(ok=False, operator_id="op-3")
    assert last.said == ("refuse", "sign-in-locked")
    assert [one.draft.body.act for one in last.entries if isinstance(one.draft.body, Audit)] == ["sign-in-refused"]
    assert isinstance(floor.step(), ErrandTarget)
    floor.wait(1000).key("override")
    assert floor.scan("BADGE-3").said == ("refuse", "sign-in-locked")


def test_a_pin_check_under_way_at_a_restart_is_asked_again(floor: Floor) -> None:
    refused(floor).key("override")
    floor.scan("BADGE-3")
    assert any(isinstance(one, CheckPin) for one in floor.type("2580").decision.effects)
    session = floor.restart().session()
    assert isinstance(session.step, LeavePin)
    assert session.step.check
    step = restarted(session).step
    assert isinstance(step, LeavePin)
    assert (step.check, step.supervisor) == ("", "op-3")


@pytest.mark.parametrize(("word", "then"), [("menu", Menu()), ("sign-out", SignedOut())])
def test_the_menu_and_sign_out_work_there_too_and_the_work_is_kept(floor: Floor, word: str, then: object) -> None:
    refused(floor).key("override")
    floor.key(word)
    assert floor.step() == then
    kept = floor.view.parked("op-1")
    assert [(one.doc, type(one.step)) for one in kept] == [("RCV-1", ErrandTarget)]


def test_an_idle_session_is_signed_out_there_too(floor: Floor) -> None:
    refused(floor).key("override")
    assert floor.idle().said == ("info", "idle-signed-out")
    session = floor.session()
    assert (session.step, session.operator, session.rule, session.refused) == (SignedOut(), "", "", None)


def test_what_was_refused_is_forgotten_with_the_next_input(floor: Floor) -> None:
    refused(floor)
    floor.wait(1000).key("cancel")
    assert floor.step() == ErrandItem("RCV-1")
    assert floor.key("override").said == ("refuse", "nothing-to-allow")


def test_where_a_supervisor_may_allow_it_the_screen_says_so_first(floor: Floor) -> None:
    asked = refused(floor).prompt()
    assert (asked.lines[0].key, asked.commands[0]) == ("leave-line", "override")
    calm = floor.key("cancel")
    assert calm.level != "refuse"
    assert "leave-line" not in [line.key for line in floor.prompt().lines]
