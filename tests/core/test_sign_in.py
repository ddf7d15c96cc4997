"""Who works where: badge, PIN, lock, menu, sign-out, idleness; and what holds at every step."""

from pathlib import Path
from typing import Any

import pytest

from edge.core.decision import CheckPin
from edge.core.pins import LOCK_MS, PIN_FAILURES_MAX
from edge.core.session import AwaitPin, Menu, SignedOut
from edge.shell.ledger.session_json import dump_session, load_session
from edge.wire import Dataset
from tests.builders import WORKFLOWS, Floor, Outcome, bin_, count_task, ean, item, line, operator, order, receipt, sscc


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01")],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-1")],
        counts=[count_task("CNT-1", "A-01")],
        operators=[operator(1), operator(2), operator(9, active=False)],
    )


def checked(outcome: Outcome) -> list[CheckPin]:
    return [effect for effect in outcome.decision.effects if isinstance(effect, CheckPin)]


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("A-01", "is-location"),
        (ean(1), "is-item"),
        ("RCV-1", "is-document"),
        ("T-1", "lpn-unknown"),
        (("00" + sscc(1), "]C1"), "lpn-unknown"),
        ("WE-DONE", "is-command"),
        (("10L-1", "]C1"), "is-detail"),
        ("nonsense", "unknown-code"),
        ("a\x07b", "code-control-characters"),
        ("BADGE-9", "badge-inactive"),
    ],
)
def test_only_a_valid_badge_is_taken_where_nobody_works(floor: Floor, code: str, key: str) -> None:
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == SignedOut()


def test_badge_and_pin_sign_in_and_both_are_audited(floor: Floor) -> None:
    assert floor.scan("BADGE-1").said == ("ok", "badge-read")
    typed = floor.type("2580")
    assert typed.said == ("info", "checking-pin")
    assert [(one.operator, one.pin) for one in checked(typed)] == [("op-1", "2580")]
    welcome = floor.pin(ok=True)
    assert welcome.said == ("ok", "welcome")
    assert (floor.step(), floor.session().operator) == (Menu(), "op-1")
    assert [(one.draft.body.act, one.draft.op) for one in welcome.entries] == [("sign-in", "op-1")]


@pytest.mark.parametrize("pin", ["258", "2580", "258025802580"])
def test_a_pin_may_be_longer_than_any_quantity(floor: Floor, pin: str) -> None:
    floor.scan("BADGE-1")
    assert [one.pin for one in checked(floor.type(pin))] == [pin]


@pytest.mark.parametrize("text", ["hunter2", "25802580258025", "A-01"])
def test_what_is_typed_as_a_pin_is_never_repeated(floor: Floor, text: str) -> None:
    floor.scan("BADGE-1")
    said = floor.type(text)
    assert said.said == ("refuse", "pin-wanted")
    assert text not in str(said.args)


def test_a_second_pin_waits_for_the_check_of_the_first(floor: Floor) -> None:
    floor.scan("BADGE-1")
    floor.type("1111")
    assert not checked(floor.type("2222"))
    assert floor.pin(ok=False).said == ("refuse", "wrong-pin")
    assert checked(floor.type("2222"))


def test_five_wrong_pins_lock_the_station_and_scans_do_not_prolong_it(floor: Floor) -> None:
    floor.scan("BADGE-1")
    for _ in range(PIN_FAILURES_MAX - 1):
        floor.type("1111")
        assert floor.pin(ok=False).said == ("refuse", "wrong-pin")
    floor.type("1111")
    last = floor.pin(ok=False)
    assert last.said == ("refuse", "sign-in-locked")
    assert [one.draft.body.act for one in last.entries] == ["sign-in-refused"]
    for _ in range(4):
        assert floor.wait(LOCK_MS // 4 - 1000).scan("BADGE-2").key == "sign-in-locked"
    floor.wait(5_000).sign_in()
    assert floor.session().failures == 0


def test_after_the_lock_five_more_are_allowed(floor: Floor) -> None:
    floor.scan("BADGE-1")
    for _ in range(PIN_FAILURES_MAX):
        floor.type("1111")
        floor.pin(ok=False)
    floor.wait(LOCK_MS).scan("BADGE-1")
    floor.type("1111")
    assert floor.pin(ok=False).key == "wrong-pin"


def test_a_clock_set_far_back_does_not_lock_for_days(floor: Floor) -> None:
    floor.scan("BADGE-1")
    for _ in range(PIN_FAILURES_MAX):
        floor.type("1111")
        floor.pin(ok=False)
    assert floor.wait(-24 * 3_600_000).scan("BADGE-1").key == "badge-read"


def test_a_wrong_pin_then_the_right_one(floor: Floor) -> None:
    floor.scan("BADGE-1")
    floor.type("1111")
    floor.pin(ok=False)
    floor.type("2580")
    assert floor.pin(ok=True).key == "welcome"
    assert floor.session().failures == 0


def test_cancel_gives_the_badge_back(floor: Floor) -> None:
    floor.scan("BADGE-1")
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == SignedOut()


def test_another_badge_takes_over_and_the_first_ones_check_is_ignored(floor: Floor) -> None:
    floor.scan("BADGE-1")
    floor.type("2580")
    floor.scan("BADGE-2")
    assert floor.pin(ok=True, operator_id="op-1").key == ""
    assert floor.step() == AwaitPin("op-2")


def test_nobody_works_at_two_stations(floor: Floor) -> None:
    floor.scan("BADGE-1")
    floor.type("2580")
    floor.at("DOCK-2").sign_in()
    assert floor.at("DOCK-1").pin(ok=True).said == ("refuse", "signed-in-elsewhere")
    assert (floor.step(), floor.session().operator) == (SignedOut(), "")
    asked = floor.scan("BADGE-1")
    assert (asked.said, asked.args) == (("warn", "signed-in-elsewhere"), {"station": "DOCK-2"})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "work-chosen"),
        (str(len(WORKFLOWS)), "work-chosen"),
        (str(len(WORKFLOWS) + 1), "not-in-list"),
        ("0", "not-in-list"),
    ],
)
def test_the_menu_takes_its_numbers(floor: Floor, text: str, key: str) -> None:
    assert floor.sign_in().type(text).key == key


def test_the_menu_refuses_other_scans(floor: Floor) -> None:
    assert floor.sign_in().scan("A-01").said == ("refuse", "is-location")
    assert floor.scan("1").said == ("refuse", "unknown-code")


STEPS = {
    "receive": [],
    "receive item": ["RCV-1"],
    "putaway": [],
    "pick": [],
    "pick tote": ["SO-1"],
    "count": [],
    "count items": ["A-01"],
}


@pytest.mark.parametrize("step", STEPS)
def test_menu_undo_and_sign_out_work_at_every_step(floor: Floor, step: str) -> None:
    floor.working(step.split(maxsplit=1)[0])
    for code in STEPS[step]:
        assert floor.scan(code).level == "ok"
    before = floor.step()
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")
    assert floor.step() == before
    assert floor.scan("O-CMD.MAIN-MENU").said == ("info", "menu-opened")
    assert floor.step() == Menu()
    signed_out = floor.scan("WE-SIGNOUT")
    assert signed_out.said == ("info", "signed-out")
    assert [one.draft.op for one in signed_out.entries] == ["op-1"]
    assert (floor.step(), floor.session().operator) == (SignedOut(), "")


def test_an_idle_session_is_signed_out_and_its_screen_is_old_then(floor: Floor) -> None:
    turn = floor.working("count").session().turn
    assert floor.idle().said == ("info", "idle-signed-out")
    assert floor.step() == SignedOut()
    assert floor.type("1", turn=turn).said == ("warn", "screen-was-old")
    assert floor.idle().key == ""


def test_an_input_for_an_old_view_changes_nothing(floor: Floor) -> None:
    turn = floor.sign_in().session().turn
    assert floor.type("1", turn=turn).key == "work-chosen"
    before = floor.session()
    assert floor.scan("RCV-1", turn=turn).said == ("warn", "screen-was-old")
    assert floor.session() == before


def test_a_retried_input_gets_its_answer_again_also_after_others_were_answered(floor: Floor) -> None:
    floor.working("count")
    first = floor.scan("CNT-1", ident="screen-1")
    after = floor.session()
    assert floor.scan("CNT-1", ident="screen-1").said == first.said
    assert floor.session() == after
    for number in range(3):
        floor.scan("nonsense", ident=f"other-{number}")
    assert floor.scan("CNT-1", ident="screen-1").said == first.said
    assert floor.scan("nonsense", ident="other-2").said == ("refuse", "unknown-code")


def test_unreadable_codes_are_told_and_leave_the_step(floor: Floor) -> None:
    before = floor.working("receive").step()
    assert floor.scan("0104006380000013", "]C1").key == "code-check-digit"
    assert floor.scan("a\x07b").key == "code-control-characters"
    assert floor.step() == before


@pytest.mark.parametrize("operators", [[operator(1, active=False)], []])
def test_who_may_not_work_here_any_more_is_signed_out_at_the_next_act(
    floor: Floor, operators: list[dict[str, Any]]
) -> None:
    floor.sign_in()
    floor.load("operators", operators)
    told = floor.type("1")
    assert (told.said, told.kinds) == (("info", "operator-gone"), ["Audit"])
    assert (floor.step(), floor.session().operator) == (SignedOut(), "")


def test_a_right_pin_does_not_let_in_who_was_struck_off_meanwhile(floor: Floor) -> None:
    floor.scan("BADGE-1")
    floor.type("2580")
    floor.load("operators", [operator(1, active=False)])
    assert floor.pin(ok=True).said == ("refuse", "badge-inactive")
    assert floor.step() == SignedOut()


def test_the_result_of_a_check_that_was_given_up_opens_nothing(floor: Floor) -> None:
    floor.scan("BADGE-1")
    given_up = checked(floor.type("2580"))[0]
    floor.key("cancel")
    floor.scan("BADGE-1")
    assert floor.pin(ok=True, check=given_up.id).said == ("", "")
    assert floor.step() == AwaitPin("op-1")
    wrong = checked(floor.type("1111"))[0]
    assert wrong.id != given_up.id
    floor.pin(ok=True, check=given_up.id)
    assert floor.step() == AwaitPin("op-1", wrong.id)
    assert floor.pin(ok=False, check=wrong.id).said == ("refuse", "wrong-pin")


@pytest.mark.parametrize(
    ("work", "dataset", "first", "urgent"),
    [
        ("pick", "orders", order("SO-1"), order("SO-0", priority=1)),
        ("count", "counts", count_task("CNT-1", "A-01"), count_task("CNT-0", "A-01", priority=1)),
    ],
)
def test_a_number_means_the_document_that_was_shown_under_it(
    floor: Floor, work: str, dataset: Dataset, first: dict[str, Any], urgent: dict[str, Any]
) -> None:
    floor.working(work)
    floor.load(dataset, [first, urgent])
    shown = floor.prompt().options
    assert [(one.key, one.text.args["document"]) for one in shown] == [("1", first["id"])]
    assert floor.type("2").said == ("refuse", "not-in-list")
    assert [one.text.args["document"] for one in floor.prompt().options] == [urgent["id"], first["id"]]
    floor.load(dataset, [first])
    assert [(one.key, one.text.args["document"]) for one in floor.prompt().options] == [("2", first["id"])]
    assert floor.type("1").level == "refuse"


def test_a_list_that_was_shown_outlives_a_restart(floor: Floor) -> None:
    floor.working("pick")
    assert load_session("DOCK-1", dump_session(floor.session())).offered == ("SO-1",)


def test_a_pin_that_is_typed_before_the_badge_was_scanned_is_not_repeated(floor: Floor) -> None:
    told = floor.type("2580")
    assert told.said == ("refuse", "badge-first")
    assert "2580" not in str(floor.session().said)


@pytest.mark.parametrize(("badge", "key"), [("BADGE-2", "badge-of-other"), ("BADGE-1", "badge-own")])
@pytest.mark.parametrize("work", ["", "receive", "pick"])
def test_a_badge_where_somebody_works_says_who_and_the_pin_after_it_is_not_repeated(
    floor: Floor, work: str, badge: str, key: str
) -> None:
    if work:
        floor.working(work)
    else:
        floor.sign_in()
    told = floor.scan(badge)
    assert (told.said, told.args) == (("refuse", key), {"name": "Name 1"})
    floor.wait(2_000)
    assert floor.type("9215").said == ("refuse", "pin-not-asked")
    for pin in ("9215", "92150", "92150123"):
        floor.wait(2_000)
        assert floor.type(pin).level == "refuse"
        assert "9215" not in str(floor.session().said)


def test_a_pin_that_is_typed_where_a_quantity_is_asked_after_a_badge_is_no_quantity(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=[item("TEA", 1)], receipts=[receipt("RCV-1", line(1, "TEA", 9))])
    floor.working("receive").scan("RCV-1")
    floor.scan(ean(1))
    assert floor.prompt().kind == "quantity"
    floor.scan("BADGE-2")
    floor.wait(2_000)
    assert floor.type("9215").said == ("refuse", "pin-not-asked")
    floor.wait(2_000)
    assert floor.type("3").said == ("ok", "counted")
