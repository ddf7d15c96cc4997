"""Scans made before a red could be seen: kept in order, shown, applied or dropped by a key; none is lost or doubled."""

from pathlib import Path

import pytest

from edge.core.event import ApplyHeld
from edge.core.held import HELD_MAX, SEEN_AFTER_MS
from edge.core.read import Moment
from edge.core.session import Menu
from edge.core.workflows.tasks import Tasks
from tests.builders import HAND_MS, Floor, bin_, count_task, ean, item, line, operator, receipt
from tests.core.errand import ErrandItem, ErrandMany, ErrandTarget, put_in_place

TEA, MUG, NUT = ean(1), ean(2), ean(3)
PALLET = "T-99"
EARLY = HAND_MS
"""How long ago a scan was made that was made with the one before it."""


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    put_in_place(monkeypatch)
    return Floor(
        tmp_path,
        items=[item("TEA", 1), item("MUG", 2), item("NUT", 3)],
        locations=[bin_("A-01")],
        receipts=[receipt("RCV-1", line(1, "TEA", 50), line(2, "MUG", 50))],
        counts=[count_task("CNT-1", "A-01")],
        operators=[operator(1), operator(2), operator(3, role="supervisor")],
    )


def burst(floor: Floor, *codes: str | tuple[str, str], via: str = "scanner") -> None:
    """The first is refused; the others were made before that could be seen."""
    floor.working("receive").scan("RCV-1")
    assert floor.scan(NUT).level == "refuse"
    for code in codes:
        assert floor.scan(code, ago_ms=EARLY, via=via).said == ("refuse", "scan-held")  # type: ignore[arg-type]


def waiting(floor: Floor) -> list[str]:
    return [one.text for one in floor.session().held]


def test_scans_made_before_the_red_wait_in_order_and_are_shown(floor: Floor) -> None:
    burst(floor, TEA, TEA, "DOCK-1")
    assert floor.step() == ErrandItem("RCV-1")
    assert waiting(floor) == [TEA[0], TEA[0], "DOCK-1"]
    asked = floor.prompt()
    assert (asked.lines[0].key, asked.lines[0].args["waiting"]) == ("held-line", 3)
    assert asked.commands == ("confirm", "cancel")


def test_confirm_applies_all_of_them_in_order(floor: Floor) -> None:
    burst(floor, TEA, TEA, "DOCK-1", MUG)
    assert floor.key("confirm").said == ("info", "held-applied")
    assert [one.key for one in floor.applied] == ["counted", "counted", "received", "counted"]
    assert floor.stock("DOCK-1") == {"TEA": 2}
    assert isinstance(floor.step(), ErrandTarget)
    assert (floor.session().held, floor.session().applying) == ((), 0)


def test_cancel_drops_them_and_nothing_was_done(floor: Floor) -> None:
    burst(floor, TEA, "DOCK-1")
    told = floor.key("cancel")
    assert (told.said, told.args) == (("info", "held-dropped"), {"waiting": 2})
    assert (waiting(floor), floor.applied, floor.stock("DOCK-1")) == ([], [], {})


@pytest.mark.parametrize("red", [NUT, "nonsense"])
def test_a_red_one_among_them_stops_those_behind_it(floor: Floor, red: str | tuple[str, str]) -> None:
    burst(floor, TEA, red, TEA, "DOCK-1")
    floor.key("confirm")
    assert [one.level for one in floor.applied] == ["ok", "refuse"]
    assert waiting(floor) == [TEA[0], "DOCK-1"]
    assert floor.wait(1000).key("confirm").key == "held-applied"
    assert floor.stock("DOCK-1") == {"TEA": 2}


def test_a_warning_among_them_stops_those_behind_it_and_is_confirmed_by_hand(floor: Floor) -> None:
    burst(floor, "WE-DONE", TEA)
    floor.key("confirm")
    assert [one.said for one in floor.applied] == [("warn", "receipt-short")]
    assert waiting(floor) == [TEA[0]]
    assert floor.wait(1000).scan("WE-DONE").said == ("ok", "document-done")


def test_a_deliberate_later_scan_is_decided_at_once(floor: Floor) -> None:
    burst(floor, TEA)
    assert floor.wait(SEEN_AFTER_MS).scan(MUG).said == ("ok", "counted")
    assert waiting(floor) == [TEA[0]]


def test_after_a_green_answer_nothing_is_held(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    assert floor.scan(TEA).level == "ok"
    assert floor.scan(TEA, ago_ms=EARLY).said == ("ok", "counted")


def test_what_was_typed_or_keyed_before_the_red_waits_too(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    assert floor.scan(NUT).level == "refuse"
    assert floor.type("12", ago_ms=2 * EARLY).key == "scan-held"
    assert floor.scan("DOCK-1", ago_ms=EARLY).key == "scan-held"
    assert floor.key("done", ago_ms=4 * EARLY).key == "scan-held"
    floor.key("confirm")
    assert [one.key for one in floor.applied] == ["counted", "received", "receipt-short"]
    assert floor.stock("DOCK-1") == {"TEA": 12}


@pytest.mark.parametrize(
    ("word", "said"), [("menu", "menu-opened"), ("undo", "nothing-to-undo"), ("tasks", "tasks-opened")]
)
def test_commands_that_touch_no_step_never_wait(floor: Floor, word: str, said: str) -> None:
    burst(floor, TEA)
    assert floor.key(word, ago_ms=EARLY).key == said
    assert waiting(floor) == [TEA[0]]


def test_what_a_fixed_reader_sees_is_held_only_where_the_step_takes_it(floor: Floor) -> None:
    burst(floor)
    seen = floor.scan(TEA, ago_ms=EARLY, via="fixed")
    assert (seen.said, waiting(floor)) == (("info", "fixed-only-seen"), [])
    assert floor.scan(PALLET, ago_ms=2 * EARLY, via="fixed").said == ("refuse", "scan-held")
    assert waiting(floor) == [PALLET]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_held_pallet_that_a_camera_saw_is_only_told_once_nobody_asks_for_it(floor: Floor, elsewhere: bool) -> None:
    burst(floor)
    floor.scan(PALLET, ago_ms=EARLY, via="fixed")
    if elsewhere:
        floor.key("menu")
    else:
        floor.scan(TEA)
    step = floor.step()
    floor.wait(1000).key("confirm")
    assert [(one.said, one.entries) for one in floor.applied] == [(("info", "fixed-only-seen"), [])]
    assert (floor.step(), floor.session().held) == (step, ())


def test_a_step_that_takes_many_takes_them_as_quickly_as_they_come(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.key("full")
    assert floor.step() == ErrandMany("RCV-1")
    assert floor.scan("nonsense").level == "refuse"
    assert floor.scan(TEA, ago_ms=EARLY).said == ("ok", "counted")


def test_no_more_than_can_be_shown_are_held_and_the_next_is_told(floor: Floor) -> None:
    burst(floor, *[TEA] * HELD_MAX)
    assert floor.scan(MUG, ago_ms=EARLY).said == ("refuse", "held-full")
    assert len(waiting(floor)) == HELD_MAX
    floor.wait(1000).key("confirm")
    assert len(floor.applied) == HELD_MAX


def test_a_held_input_told_again_is_answered_and_held_once(floor: Floor) -> None:
    burst(floor)
    first = floor.scan(TEA, ago_ms=EARLY, ident="gun/held")
    assert floor.told_again().said == first.said
    for number in range(6):
        floor.scan(MUG, ago_ms=2 * EARLY, ident=f"gun/more-{number}")
    assert floor.scan(TEA, ago_ms=EARLY, ident="gun/held").key == "scan-held"
    assert waiting(floor).count(TEA[0]) == 1
    floor.wait(1000).key("confirm")
    assert floor.step() == ErrandTarget("RCV-1", 1, "TEA", 1)


def test_killed_between_the_key_and_their_turn_they_are_applied_once_after_the_start(floor: Floor) -> None:
    burst(floor, TEA, "DOCK-1")
    floor.is_killed = True
    floor.key("confirm")
    assert floor.applied == []
    floor.restart()
    done = floor.apply()
    assert [one.key for one in done] == ["counted", "received"]
    assert (floor.apply(), floor.stock("DOCK-1")) == ([], {"TEA": 1})


def test_a_turn_that_is_told_twice_is_done_once(floor: Floor) -> None:
    burst(floor, TEA, "DOCK-1")
    floor.key("confirm")
    again = floor.applied[-1].decision
    assert again.drafts
    last = floor.session().said
    assert last is not None
    told = floor.event(ApplyHeld(last.input_id, floor.station, floor.now, floor.today), last.input_id)
    assert (told.said, told.entries) == (("", ""), [])


def test_what_is_scanned_while_they_have_their_turn_comes_behind_them(floor: Floor) -> None:
    burst(floor, TEA, "DOCK-1")
    floor.is_killed = True
    floor.key("confirm")
    assert floor.scan(MUG).said == ("info", "scan-held")
    assert waiting(floor) == [TEA[0], "DOCK-1", MUG[0]]
    assert [one.key for one in floor.apply()] == ["counted", "received", "counted"]


def test_entries_of_held_inputs_say_when_they_were_captured_and_by_what(floor: Floor) -> None:
    burst(floor, TEA)
    at = Moment(floor.now.wall_ms - EARLY, floor.now.mono_ms - EARLY)
    floor.scan("DOCK-1", ago_ms=EARLY, device="gun-7")
    assert floor.session().held[-1].device == "gun-7"
    floor.wait(5000).key("confirm")
    entry = floor.applied[-1].entries[-1]
    assert entry.stamp.at == at


def test_what_held_inputs_did_can_be_undone(floor: Floor) -> None:
    burst(floor, TEA, "DOCK-1")
    floor.wait(5000).key("confirm")
    assert floor.stock("DOCK-1") == {"TEA": 1}
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("DOCK-1") == {}
    assert floor.verify().ok


def test_who_signs_out_leaves_nothing_waiting_for_the_next_and_is_told(floor: Floor) -> None:
    burst(floor, TEA, TEA)
    told = floor.wait(1000).key("sign-out")
    assert (told.said, told.args) == (("warn", "signed-out-held"), {"waiting": 2})
    floor.sign_in(2)
    assert (waiting(floor), floor.step()) == ([], Menu())


def test_held_scans_outlive_a_change_of_the_tables(floor: Floor) -> None:
    burst(floor, TEA, "A-01")
    floor.load("items", [item("MUG", 2)])
    floor.wait(1000).key("confirm")
    assert [one.said for one in floor.applied] == [("refuse", "unknown-code")]
    assert waiting(floor) == ["A-01"]


def test_the_task_list_takes_held_scans_no_more_than_the_menu_does(floor: Floor) -> None:
    burst(floor, TEA)
    floor.key("tasks", ago_ms=EARLY)
    assert floor.step() == Tasks("receipt/RCV-1")
    floor.key("confirm")
    assert [one.level for one in floor.applied] == ["refuse"]
