"""The task list, work that was left and is gone on with, and an operator who goes on at another station."""

from pathlib import Path

import pytest

from edge.core.access import empty
from edge.core.changed import changed
from edge.core.session import Menu, SignedOut
from edge.core.workflows.tasks import Tasks
from edge.core.workflows.unfinished import PARKED_MAX
from tests.builders import Floor, bin_, count_task, ean, item, line, receipt
from tests.core.errand import ErrandDocument, ErrandItem, ErrandTarget, put_in_place

TEA = ean(1)


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    put_in_place(monkeypatch)
    return Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01")],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 5)),
            receipt("RCV-2", line(1, "TEA", 5), priority=1),
            receipt("RCV-3", line(1, "TEA", 5), assigned="op-1", priority=9),
            receipt("RCV-4", line(1, "TEA", 5), assigned="op-2"),
        ],
        counts=[count_task("CNT-1", "A-01")],
    )


def listed(floor: Floor) -> list[str]:
    return [str(one.text.args["document"]) for one in floor.prompt().options if "CNT" not in str(one.text.args)]


def test_mine_come_before_the_free_ones_by_priority_and_others_not_at_all(floor: Floor) -> None:
    assert floor.sign_in().key("tasks").said == ("info", "tasks-opened")
    assert listed(floor) == ["RCV-3", "RCV-2", "RCV-1"]


def test_a_number_opens_the_document_that_was_shown_and_so_does_its_code(floor: Floor) -> None:
    floor.sign_in().key("tasks")
    assert floor.type("1").said == ("ok", "document-opened")
    assert floor.step() == ErrandItem("RCV-3")
    floor.key("tasks")
    assert floor.scan("RCV-1").said == ("ok", "document-opened")
    assert floor.step() == ErrandItem("RCV-1")


def test_what_another_station_works_on_is_left_out(floor: Floor) -> None:
    floor.at("DOCK-2").working("receive", 2).scan("RCV-2")
    floor.at("DOCK-1").sign_in().key("tasks")
    assert listed(floor) == ["RCV-3", "RCV-1"]


def test_work_left_in_the_middle_is_first_and_goes_on_at_its_step(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    left = floor.step()
    floor.key("menu")
    floor.key("tasks")
    assert listed(floor)[0] == "RCV-1"
    assert floor.prompt().options[0].text.key == "task-begun"
    assert floor.type("1").said == ("ok", "task-resumed")
    assert floor.step() == left
    assert floor.view.parked("op-1") == []


def test_after_sign_in_the_welcome_says_what_was_left(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.key("sign-out")
    floor.scan("BADGE-1")
    floor.type("2580")
    told = floor.pin(ok=True)
    assert (told.said, told.args["waiting"]) == (("info", "welcome-back"), 1)


def test_kept_work_whose_document_was_closed_meanwhile_is_not_offered(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.key("sign-out")
    floor.at("DOCK-2").working("receive", 2).scan("RCV-1")
    assert floor.view.parked("op-1") == [], "somebody works on it"
    floor.key("done")
    assert floor.wait(1000).key("done").key == "document-done"
    floor.at("DOCK-1").sign_in().key("tasks")
    assert "RCV-1" not in listed(floor)
    assert floor.scan("RCV-1").said == ("refuse", "document-closed")


def test_an_idle_operators_work_is_kept(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.idle()
    assert [(one.doc_type, one.doc) for one in floor.view.parked("op-1")] == [("receipt", "RCV-1")]


def test_no_more_is_kept_than_can_be_looked_at(floor: Floor) -> None:
    many = [receipt(f"R-{number:03}", line(1, "TEA", 1)) for number in range(PARKED_MAX + 3)]
    floor.load("receipts", many)
    floor.working("receive")
    for one in many:
        floor.wait(1000).scan(one["id"])
        floor.key("menu")
        floor.choose("receive")
    kept = [one.doc for one in floor.view.parked("op-1")]
    assert len(kept) == PARKED_MAX
    assert "R-000" not in kept


def test_where_nothing_is_to_do_that_is_said(floor: Floor) -> None:
    floor.load("receipts", [])
    floor.load("counts", [])
    floor.sign_in().key("tasks")
    assert floor.prompt().ask.key == "tasks-none"
    assert floor.scan("A-01").level == "refuse"
    assert floor.step() == Tasks()


def taken_over(floor: Floor) -> Floor:
    """op-1 is in the middle of a receipt at DOCK-1 and signs in at DOCK-2."""
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    floor.at("DOCK-2")
    assert floor.scan("BADGE-1").said == ("warn", "signed-in-elsewhere")
    assert floor.wait(1000).scan("BADGE-1").said == ("ok", "badge-read")
    floor.type("2580")
    return floor


def test_an_operator_goes_on_at_another_station_and_the_first_is_signed_out(floor: Floor) -> None:
    told = taken_over(floor).pin(ok=True)
    assert (told.said, told.args["station"]) == (("ok", "work-goes-on"), "DOCK-1")
    assert floor.step() == ErrandTarget("RCV-1", 1, "TEA", 1)
    left = floor.at("DOCK-1").session()
    assert left == empty(left)
    assert left.said is not None
    assert left.said.answer.message.key == "work-went-on"
    assert [(one.draft.body.act, one.draft.reason) for one in told.entries] == [  # type: ignore[union-attr]
        ("sign-out", "taken-over"),
        ("sign-in", ""),
    ]


def test_a_fixed_reader_does_not_answer_that_question(floor: Floor) -> None:
    floor.working("receive").at("DOCK-2").scan("BADGE-1")
    assert floor.wait(1000).scan("BADGE-1", via="fixed").said == ("warn", "signed-in-elsewhere")
    assert floor.step() == SignedOut()


def test_a_wrong_pin_takes_nothing_over_and_the_question_stands(floor: Floor) -> None:
    assert taken_over(floor).pin(ok=False).said == ("refuse", "wrong-pin")
    assert isinstance(floor.at("DOCK-1").step(), ErrandTarget)
    floor.at("DOCK-2").wait(1000).type("2580")
    assert floor.pin(ok=True).said == ("ok", "work-goes-on")


def test_work_that_the_new_station_does_not_do_is_kept(floor: Floor) -> None:
    taken_over(floor)
    station = floor.view._stations["DOCK-2"]
    floor.view._stations = {**floor.view._stations, "DOCK-2": changed(station, workflows=("tasks", "pick"))}
    floor.pin(ok=True)
    assert floor.step() == Menu()
    assert [one.doc for one in floor.view.parked("op-1")] == ["RCV-1"]


def test_what_was_done_before_is_undone_at_the_new_station(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    floor.scan("DOCK-1")
    floor.at("DOCK-2").scan("BADGE-1")
    floor.wait(1000).scan("BADGE-1")
    floor.type("2580")
    floor.pin(ok=True)
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("DOCK-1") == {}


def test_a_kept_step_of_a_document_that_another_opened_is_not_gone_on_with_unasked(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan(TEA)
    floor.key("menu")
    floor.at("DOCK-2").working("receive", 2).scan("RCV-1")
    floor.at("DOCK-1").key("tasks")
    assert "RCV-1" not in listed(floor)
    floor.scan("RCV-1")
    assert floor.step() != ErrandTarget("RCV-1", 1, "TEA", 1)


def test_the_first_step_of_a_work_is_nothing_to_keep(floor: Floor) -> None:
    floor.working("receive")
    assert floor.step() == ErrandDocument()
    floor.key("menu")
    assert floor.view.parked("op-1") == []
