"""Undo: what an act put before a person is settled when the act is taken back."""

from pathlib import Path

import pytest

from edge.core.entry import Draft, Finding
from edge.core.policy import Policy
from tests.builders import Floor, line, receipt
from tests.core.receiving import CUP, NOBODY_KNOWS, TEA, again, dock, opened


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return dock(tmp_path)


def damaged(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.key("damaged")
    floor.type("1")


def stray(floor: Floor) -> None:
    opened(floor).scan(CUP)
    again(floor)


def strange(floor: Floor) -> None:
    opened(floor).scan(NOBODY_KNOWS)
    again(floor)
    floor.type("Blue cups")


@pytest.mark.parametrize(
    ("act", "code"), [(damaged, "damaged-goods"), (stray, "not-on-document"), (strange, "provisional-item")]
)
def test_what_an_act_put_before_a_person_is_closed_with_its_undo(floor: Floor, act, code: str) -> None:  # type: ignore[no-untyped-def]
    act(floor)
    floor.key("done")
    assert floor.findings() == [code]
    undone = floor.key("undo")
    assert (undone.said, undone.kinds) == (("ok", "undone"), ["Movement", "Finding"])
    assert floor.findings() == []
    (closed,) = [one.draft for one in undone.entries if isinstance(one.draft.body, Finding)]
    assert (closed.op, closed.reason, closed.body.state) == ("op-1", "undo", "closed")


def test_only_the_findings_of_the_act_itself_are_closed(floor: Floor) -> None:
    damaged(floor)
    floor.key("done")
    stray(floor)
    floor.key("done")
    floor.key("undo")
    assert floor.findings() == ["damaged-goods"]


def test_what_a_person_settled_before_the_undo_is_not_closed_twice(floor: Floor) -> None:
    damaged(floor)
    posted = floor.key("done")
    (opened_,) = [one.draft.body for one in posted.entries if isinstance(one.draft.body, Finding)]
    floor.post(Draft(Finding(opened_.finding, "closed", opened_.code)))
    assert floor.key("undo").kinds == ["Movement"]


def test_the_answer_does_not_tell_among_how_many_lines_goods_were_parted(tmp_path: Path) -> None:
    lines = (line(1, "TEA", 5), line(2, "TEA", 5))
    floor = dock(tmp_path, Policy(blind_receipt=True), receipts=[receipt("RCV-1", *lines), receipt("RCV-2")])
    opened(floor).scan(TEA)
    floor.type("6")
    assert len(floor.key("done").movements) == 2
    assert floor.key("undo").args == {}
