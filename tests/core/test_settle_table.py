"""Settling as a table: every kind of finding gets what makes sense for it, and ends once, with a reason and a name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from edge.core.entry import Draft, Finding
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.workflows.approve import ApproveCount
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.settle.reasons import ALL, reasons_of
from edge.core.workflows.settle.table import WORKFLOW, SettleFinding, SettleList, SettleReason
from tests.builders import SITE, Floor, Outcome, bin_, ean, item, line, operator, order
from tests.core.workflow_table import Case, WorkflowTable

TEA = ean(1)


def made(folder: Path, **more: Any) -> Floor:
    """A finding of each kind that the floor may be asked about, the bin's mark first."""
    floor = Floor(
        folder,
        items=[item("TEA", 1)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3)],
        orders=[order("SO-1", line(1, "TEA", 3))],
        operators=[operator(1), operator(2), operator(3, role="supervisor"), operator(4, role="supervisor")],
        policy=Policy(count_again_by_other=False),
        **more,
    )
    floor.put("A-01", "TEA", 79)
    opened(floor, "mark", "bin-full", {"location": "A-02", "item": "TEA"}, "A-02", "TEA")
    opened(floor, "left", "goods-left", {"order": "SO-9", "lpn": "T-9"})
    variance(floor)
    return floor.at("DOCK-1").working("settle", 3)


def opened(floor: Floor, ident: str, code: str, args: dict[str, Any], place: str = "", goods: str = "") -> None:
    at = Place(f"loc:{SITE}/{place}") if place else None
    floor.post(Draft(Finding(ident, "opened", code, args, at, goods)))


def variance(floor: Floor) -> None:
    """A count that was off twice."""
    floor.at("DOCK-2").working("count", 2).scan("A-01")
    for _ in range(2):
        floor.scan(TEA)
        floor.type("70")
        floor.key("done")
    floor.key("sign-out")


def number(ident: str) -> str:
    return {"mark": "1", "left": "2", "variance": "3"}[ident]


def at_finding(floor: Floor) -> None:
    floor.type("1")


def at_reason(floor: Floor) -> None:
    floor.type("1")
    floor.type("1")


def typed(text: str) -> Callable[[Floor], Outcome]:
    return lambda floor: floor.type(text)


def at_variance(floor: Floor) -> None:
    floor.key("cancel")
    floor.type("3")
    floor.wait(1000)


def without_counts(floor: Floor) -> None:
    """This station does no counts."""
    station = floor.view.station("DOCK-1")
    assert station is not None
    left = tuple(one for one in station.workflows if one != "count")
    floor.refit("DOCK-1", workflows=left)


def settled_by_another(floor: Floor) -> None:
    floor.at("DOCK-2").working("settle", 4)
    for _ in range(3):
        floor.type("1")
    floor.at("DOCK-1").wait(1000)


def closed_with(reason: str, ident: str = "mark") -> Callable[[Floor, Outcome], None]:
    def check(floor: Floor, outcome: Outcome) -> None:
        (entry,) = outcome.entries
        body = entry.draft.body
        assert isinstance(body, Finding)
        assert (body.finding, body.state) == (ident, "closed")
        assert (entry.draft.op, entry.draft.approver, entry.draft.reason) == ("op-3", "op-3", reason)
        assert floor.view.finding(ident) is None

    return check


def nothing_booked(_floor: Floor, outcome: Outcome) -> None:
    assert outcome.entries == []


def asked_again(floor: Floor, outcome: Outcome) -> None:
    assert (outcome.findings, floor.view.findings_at(f"loc:{SITE}/A-02", "count-again")[0].place) == (
        ["count-again"],
        f"loc:{SITE}/A-02",
    )


class TestSettle(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {SettleList: lambda _floor: None, SettleFinding: at_finding, SettleReason: at_reason}
    things: ClassVar = {"item": TEA, "lpn": "P-1", "location": "A-01", "document": "SO-1", "number": "WE-Q77"}
    cases: ClassVar = [
        Case(SettleList, "number", "the oldest", typed("1"), ("info", "settle-chosen"), SettleFinding),
        Case(SettleList, "number", "not of the list", typed("44"), ("refuse", "not-in-list"), SettleList),
        Case(
            *(SettleList, "number", "settled meanwhile", typed("1"), ("refuse", "settle-gone"), SettleList),
            settled_by_another,
        ),
        Case(SettleFinding, "number", "with a reason", typed("1"), ("info", "ask-reason"), SettleReason),
        Case(
            SettleFinding, "number", "by a count", typed("2"), ("ok", "count-started"), CountItems, check=nothing_booked
        ),
        Case(
            *(SettleFinding, "number", "by a count elsewhere", typed("2"), ("ok", "settle-counted-later"), SettleList),
            without_counts,
            asked_again,
        ),
        Case(SettleFinding, "number", "no count of it", typed("3"), ("refuse", "not-in-list"), SettleFinding),
        Case(
            *(SettleFinding, "number", "a count that is off", typed("3"), ("ok", "approve-chosen"), ApproveCount),
            at_variance,
        ),
        Case(
            *(SettleFinding, "number", "no reason for a count", typed("1"), ("refuse", "not-in-list"), SettleFinding),
            at_variance,
        ),
        Case(
            *(SettleFinding, "number", "settled meanwhile", typed("1"), ("refuse", "settle-gone"), SettleList),
            settled_by_another,
        ),
        Case(SettleFinding, "cancel", "later", lambda f: f.key("cancel"), ("info", "cancelled"), SettleList),
        Case(
            *(SettleReason, "number", "the first", typed("1"), ("ok", "settled"), SettleList),
            check=closed_with("made-room"),
        ),
        Case(SettleReason, "number", "none", typed("0"), ("refuse", "not-in-list"), SettleReason),
        Case(
            *(SettleReason, "number", "settled meanwhile", typed("1"), ("refuse", "settle-gone"), SettleList),
            settled_by_another,
            nothing_booked,
        ),
        Case(SettleReason, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), SettleFinding),
    ]


def test_what_waits_is_offered_oldest_first_and_what_was_settled_is_not_shown_again(tmp_path: Path) -> None:
    floor = made(tmp_path)
    shown = [(one.key, one.text.args["code"]) for one in floor.prompt().options]
    assert shown == [("1", "bin-full"), ("2", "goods-left"), ("3", "count-variance")]
    for _ in range(3):
        floor.type("1")
    assert [one.text.args["code"] for one in floor.prompt().options] == ["goods-left", "count-variance"]
    assert floor.verify().ok


def test_nine_are_offered_as_long_as_so_many_wait(tmp_path: Path) -> None:
    floor = made(tmp_path)
    for number in range(8):
        opened(floor, f"more-{number}", "no-bin", {"item": "TEA", "location": "A-03"}, "A-03", "TEA")
    floor.choose("settle")
    assert len(floor.prompt().options) == 9
    assert floor.type("10").said == ("refuse", "not-in-list")
    for _ in range(3):
        floor.type("1")
    assert [one.key for one in floor.prompt().options] == [str(number) for number in range(1, 10)]


def test_all_of_a_finding_is_told_and_what_it_keeps_from_being_done(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.type("1")
    told = {one.key: dict(one.args) for one in floor.prompt().lines}
    assert told["finding-bin-full"] == {"location": "A-02", "item": "TEA"}
    assert told["settle-item"] == {"item": "TEA", "name": "Tea"}
    assert told["settle-place"] == {"place": "A-02"}
    assert str(told["settle-since"]["at"]).startswith("2026-11-23 ")
    assert "settle-led-mark" in told


def test_a_mark_ends_with_its_finding_and_goods_are_sent_there_again(tmp_path: Path) -> None:
    floor = made(tmp_path)
    assert floor.view.room("A-02").marked  # type: ignore[union-attr]
    for _ in range(3):
        floor.type("1")
    assert not floor.view.room("A-02").marked  # type: ignore[union-attr]


def test_nobody_but_a_supervisor_is_shown_a_finding_or_settles_one(tmp_path: Path) -> None:
    floor = made(tmp_path)
    at_reason(floor)
    floor.load("operators", [operator(3), operator(4, role="supervisor")])
    assert (floor.prompt().ask.key, floor.prompt().options) == ("settle-gone", ())
    assert floor.type("1").said == ("refuse", "settle-supervisors-only")
    assert (floor.step(), floor.prompt().options) == (SettleList(), ())
    assert floor.row("finding/mark").said == ("refuse", "settle-supervisors-only")
    assert floor.view.finding("mark") is not None


def test_a_row_of_the_desk_opens_the_finding_from_any_step_and_the_work_there_is_kept(tmp_path: Path) -> None:
    floor = made(tmp_path).choose("count")
    floor.scan("A-03")
    counted = floor.step()
    assert floor.row("finding/left").said == ("info", "settle-chosen")
    assert floor.step() == SettleFinding("left")
    assert [one.key for one in floor.prompt().options] == ["1"], "it has no place that could be counted"
    assert floor.row("finding/none").said == ("refuse", "settle-gone")
    assert floor.row("findings").said == ("refuse", "chosen-unknown")
    assert isinstance(counted, CountItems)


def test_a_row_takes_nobody_from_a_count_that_is_kept_nowhere(tmp_path: Path) -> None:
    floor = made(tmp_path).choose("count")
    floor.scan("A-03")
    floor.scan(TEA)
    counted = floor.step()
    assert floor.row("finding/left").said == ("refuse", "chosen-counting")
    assert floor.row("session/DOCK-2").said == ("refuse", "chosen-counting")
    assert floor.step() == counted


def test_a_row_is_refused_where_nobody_works_or_the_station_does_not_settle(tmp_path: Path) -> None:
    floor = made(tmp_path)
    assert floor.at("DOCK-2").row("finding/mark").said == ("refuse", "chosen-sign-in")
    floor.at("DOCK-1").refit("DOCK-1", workflows=("tasks", "count"))
    assert floor.row("finding/mark").said == ("refuse", "chosen-not-here")
    assert floor.row("session/DOCK-2").said == ("refuse", "chosen-not-here")


def test_a_row_chosen_where_a_pin_is_asked_for_says_so(tmp_path: Path) -> None:
    floor = made(tmp_path).at("DOCK-2")
    floor.scan("BADGE-2")
    assert floor.row("finding/mark").said == ("refuse", "pin-wanted")


def test_a_count_that_a_finding_asks_for_settles_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    opened(floor, "below", "zero-check", {"location": "A-03"}, "A-03")
    floor.row("finding/below")
    assert "settle-led-count" in [one.key for one in floor.prompt().lines]
    assert floor.type("2").said == ("ok", "count-started")
    floor.key("empty")
    floor.wait(1000).key("empty")
    assert floor.view.finding("below") is None


def test_of_a_place_under_count_the_book_is_not_told(tmp_path: Path) -> None:
    floor = made(tmp_path)
    opened(
        floor, "short", "short-pick", {"missing": 9, "item": "TEA", "order": "SO-1", "location": "A-01"}, "A-01", "TEA"
    )
    floor.row("finding/short")
    keys = [one.key for one in floor.prompt().lines]
    assert "finding-under-count" in keys
    assert "settle-item" not in keys


def test_every_finding_can_be_settled_for_another_reason(tmp_path: Path) -> None:
    floor = made(tmp_path)
    for code in (one for one in ALL if one not in ("count-variance", "bin-full", "goods-left")):
        opened(floor, code, code, {}, "A-03")
        assert floor.row(f"finding/{code}").said == ("info", "settle-chosen")
        floor.type("1")
        assert floor.type(str(len(reasons_of(code)))).said == ("ok", "settled")
        assert floor.session().said is not None
    assert floor.verify().ok
