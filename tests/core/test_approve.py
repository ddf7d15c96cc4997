"""Approving counts: supervisors alone, once, with a root cause; movements since are kept, nothing is taken twice."""

from pathlib import Path
from typing import Any

import pytest

from edge.core.entry import Draft, Finding
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.workflows.approve import CAUSES, ApproveCause, ApproveCount, ApproveList
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.counting import is_under_count
from tests.builders import SITE, WORKFLOWS, Floor, bin_, ean, gs1, gtin, item, line, operator, order, place

BOOK = 79
LOST = str(list(CAUSES).index("lost") + 1)


def made(folder: Path, **more: Any) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("DRILL", 5, "serial"), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 3))],
        operators=[operator(1), operator(2), operator(3, role="supervisor"), operator(4, role="supervisor")],
        policy=Policy(count_again_by_other=False),
        stations=("DOCK-1", "DOCK-2", "DOCK-3"),
        **more,
    )
    floor.put("A-01", "TEA", BOOK)
    return floor


def off(floor: Floor, qty: int, where: str = "A-01") -> Floor:
    """A count that is off twice waits for a supervisor; the counter has gone."""
    floor.at("DOCK-1").working("count", 1).scan(where)
    for _ in range(2):
        floor.scan(ean(1))
        floor.type(str(qty))
        floor.key("done")
    floor.key("sign-out")
    assert "count-variance" in floor.findings()
    return floor


def drill(serial: str) -> tuple[str, str]:
    return gs1(("01", gtin(5)), ("21", serial))


def serials_off(floor: Floor, *serials: str) -> Floor:
    floor.at("DOCK-1").working("count", 1).scan("A-02")
    for _ in range(2):
        for serial in serials:
            floor.scan(drill(serial))
        floor.key("done")
        floor.wait(800)
    floor.key("sign-out")
    return floor


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return off(made(tmp_path), 70).at("DOCK-2").working("approve", 3)


def test_only_supervisors_have_it_in_their_menu_and_its_number_is_nobody_elses(tmp_path: Path) -> None:
    floor = off(made(tmp_path), 70).at("DOCK-2").sign_in(2)
    number = str(WORKFLOWS.index("approve") + 1)
    assert number not in [one.key for one in floor.prompt().options]
    assert "menu-approve" not in [one.text.key for one in floor.prompt().options]
    assert floor.type(number).level == "refuse"
    assert floor.choose("tasks").prompt().title.key == "tasks-title"
    floor.key("sign-out")
    assert (number, "menu-approve") in [(one.key, one.text.key) for one in floor.sign_in(3).prompt().options]


def test_nobody_but_a_supervisor_is_shown_a_count_or_may_decide(tmp_path: Path) -> None:
    floor = off(made(tmp_path), 70)
    floor.load("operators", [operator(1), operator(2, role="supervisor"), operator(3)])
    floor.at("DOCK-2").working("approve", 2)
    floor.load("operators", [operator(1), operator(2), operator(3)])
    assert (floor.prompt().ask.key, floor.prompt().options) == ("approve-supervisors-only", ())
    assert floor.type("1").said == ("refuse", "approve-supervisors-only")
    assert floor.step() == ApproveList()


def test_a_supervisor_who_is_none_any_more_is_shown_nothing(floor: Floor) -> None:
    floor.type("1")
    floor.load("operators", [operator(1), operator(3)])
    assert "79" not in str(floor.prompt())
    assert floor.key("confirm").said == ("refuse", "approve-supervisors-only")


def test_what_was_found_stands_beside_the_book_and_is_put_right_with_a_cause(floor: Floor) -> None:
    assert [(one.key, one.text.args) for one in floor.prompt().options] == [("1", {"place": "A-01", "lines": 1})]
    assert floor.type("1").said == ("ok", "approve-chosen")
    (shown,) = floor.prompt().lines
    assert (shown.args["found"], shown.args["book"]) == (70, BOOK)
    floor.key("confirm")
    assert floor.prompt().options[0].text.key == "cause-missing-transaction"
    done = floor.type(LOST)
    assert done.said == ("ok", "approved")
    assert (floor.stock("A-01"), floor.stock("virt:ADJUSTMENT"), floor.findings()) == ({"TEA": 70}, {"TEA": 9}, [])
    moved = next(one for one in done.entries if type(one.draft.body).__name__ == "Movement")
    assert (moved.draft.approver, moved.draft.reason, moved.draft.body.type) == ("op-3", "lost", "count")
    assert not is_under_count(floor.view, f"loc:{SITE}/A-01")
    assert floor.step() == ApproveList()


def test_what_moved_since_is_added_not_lost(floor: Floor) -> None:
    floor.move("A-01", "A-03", "TEA", 20)
    floor.put("A-01", "TEA", 5)
    for code in ("1", "confirm"):
        floor.type(code) if code.isdigit() else floor.key(code)
    assert floor.type(LOST).said == ("ok", "approved")
    assert floor.stock("A-01") == {"TEA": 70 - 20 + 5}


def test_what_has_left_since_is_not_taken_twice(floor: Floor) -> None:
    floor.move("A-01", "A-03", "TEA", BOOK - 4)
    floor.type("1")
    floor.key("confirm")
    assert floor.type(LOST).said == ("ok", "approved")
    assert floor.stock("A-01") == {}
    assert floor.stock("virt:ADJUSTMENT") == {"TEA": 4}
    assert floor.verify().ok


def test_what_was_found_beyond_the_book_comes_in(tmp_path: Path) -> None:
    floor = off(made(tmp_path), 90).at("DOCK-2").working("approve", 3)
    floor.type("1")
    floor.key("confirm")
    floor.type(LOST)
    assert floor.stock("A-01") == {"TEA": 90}


def test_sent_back_it_is_counted_once_more(floor: Floor) -> None:
    floor.type("1")
    assert floor.key("cancel").said == ("ok", "approve-sent-back")
    assert floor.findings() == ["count-again"]
    assert floor.stock("A-01") == {"TEA": BOOK}
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    assert isinstance(floor.step(), CountItems)
    assert floor.step().round == 2
    floor.scan(ean(1))
    floor.type("70")
    assert floor.key("done").said == ("ok", "count-review")
    assert floor.findings() == ["count-variance"]


def test_later_leaves_it_where_it_is(floor: Floor) -> None:
    floor.type("1")
    assert floor.key("skip").said == ("info", "cancelled")
    assert (floor.step(), floor.findings()) == (ApproveList(), ["count-variance"])
    floor.type("1")
    floor.key("confirm")
    floor.key("cancel")
    assert isinstance(floor.step(), ApproveCount)


def test_two_supervisors_settle_a_count_once(floor: Floor) -> None:
    floor.type("1")
    floor.key("confirm")
    floor.at("DOCK-3").working("approve", 4).type("1")
    floor.key("confirm")
    floor.type(LOST)
    assert floor.at("DOCK-2").type(LOST).said == ("refuse", "approve-gone")
    assert (floor.step(), floor.stock("A-01")) == (ApproveList(), {"TEA": 70})


def test_a_list_that_was_settled_meanwhile_chooses_nothing(floor: Floor) -> None:
    floor.at("DOCK-3").working("approve", 4).type("1")
    floor.key("cancel")
    assert floor.at("DOCK-2").type("1").said == ("refuse", "approve-gone")
    assert floor.prompt().ask.key == "approve-none"


def test_a_later_count_that_stands_settles_the_variance(floor: Floor) -> None:
    floor.type("1")
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    assert floor.at("DOCK-2").key("confirm").said == ("refuse", "count-in-work")
    floor.at("DOCK-1").scan(ean(1))
    floor.type(str(BOOK))
    assert floor.key("done").said == ("ok", "count-agreed")
    assert floor.at("DOCK-2").key("confirm").said == ("refuse", "approve-gone")
    assert floor.stock("A-01") == {"TEA": BOOK}


def test_goods_in_hand_are_booked_before_it_is_decided(floor: Floor) -> None:
    floor.type("1")
    floor.at("DOCK-1").working("pick", 1).scan("SO-1")
    floor.scan("T-1")
    floor.scan("A-01")
    floor.type("3")
    assert floor.at("DOCK-2").key("confirm").said == ("refuse", "approve-in-hand")


def test_serials_that_are_gone_leave_and_others_come(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-02", "DRILL", 3, serials=["S1", "S2", "S3"])
    serials_off(floor, "S1", "S9").at("DOCK-2").working("approve", 3).type("1")
    floor.key("confirm")
    assert floor.type(LOST).said == ("ok", "approved")
    assert floor.stock("A-02") == {"DRILL": 2}
    where = [floor.view.serial_place("DRILL", serial) for serial in ("S1", "S2", "S3", "S9")]
    assert [one.rpartition("/")[2] for one in where] == ["A-02", "ADJUSTMENT", "ADJUSTMENT", "A-02"]
    assert floor.verify().ok


def test_a_serial_that_stands_elsewhere_cannot_be_put_right_and_is_counted_again(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-02", "DRILL", 1, serials=["S1"])
    floor.put("A-03", "DRILL", 1, serials=["S2"])
    serials_off(floor, "S1", "S2").at("DOCK-2").working("approve", 3).type("1")
    floor.key("confirm")
    assert floor.type(LOST).said == ("warn", "approved-partly")
    assert (floor.stock("A-02"), floor.findings()) == ({"DRILL": 1}, ["count-again"])


def test_a_unit_that_is_gone_leaves_with_what_is_in_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-02", "CUP", 4, lpn="LPN-1")
    floor.at("DOCK-1").working("count", 1).scan("A-02")
    for _ in range(2):
        floor.key("done")
        floor.wait(800).key("done")
    floor.key("sign-out")
    floor.at("DOCK-2").working("approve", 3).type("1")
    assert [one.key for one in floor.prompt().lines] == ["approve-unit"]
    floor.key("confirm")
    assert isinstance(floor.step(), ApproveCause)
    assert floor.type(LOST).said == ("ok", "approved")
    assert (floor.stock("lpn:LPN-1"), floor.stock("virt:ADJUSTMENT")) == ({}, {"CUP": 4})
    assert floor.unit("LPN-1") == "ADJUSTMENT"
    assert floor.verify().ok


def test_a_decision_told_again_posts_nothing_twice(floor: Floor) -> None:
    floor.type("1")
    floor.key("confirm")
    first = floor.type(LOST)
    again = floor.told_again()
    assert (again.said, again.entries) == (first.said, [])
    assert floor.stock("A-01") == {"TEA": 70}


def test_what_was_chosen_is_still_chosen_after_a_restart(floor: Floor) -> None:
    floor.type("1")
    floor.restart().key("confirm")
    assert floor.restart().type(LOST).said == ("ok", "approved")


def counted_since(floor: Floor, qty: int) -> Floor:
    """While the variance waits, the place is counted once more, and is off again."""
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    floor.scan(ean(1))
    floor.type(str(qty))
    assert floor.key("done").key == "count-again"
    floor.key("sign-out")
    assert {"count-again", "count-variance"} <= set(floor.findings())
    return floor.at("DOCK-2")


def test_approving_settles_what_was_found_before_its_count_and_nothing_since(floor: Floor) -> None:
    since = Finding("later", "opened", "short-pick", {"item": "TEA"}, Place(f"loc:{SITE}/A-01"), "TEA")
    floor.post(Draft(since))
    counted_since(floor, 60).type("1")
    floor.key("confirm")
    assert floor.type(LOST).said == ("ok", "approved")
    assert sorted(floor.findings()) == ["count-again", "short-pick"]
    assert is_under_count(floor.view, f"loc:{SITE}/A-01")


def test_sent_back_it_is_asked_for_once_though_it_was_counted_since(floor: Floor) -> None:
    counted_since(floor, 60).type("1")
    assert floor.key("cancel").said == ("ok", "approve-sent-back")
    assert floor.findings() == ["count-again"]


def test_a_line_without_a_lot_is_told_without_one(floor: Floor) -> None:
    floor.type("1")
    (told,) = [one for one in floor.prompt().lines if one.key.startswith("approve-")]
    assert (told.key, dict(told.args)) == ("approve-line", {"item": "Tea", "found": 70, "book": BOOK})
