"""What a count is asked for, who counts again, what it settles, and units that are counted by their label."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from edge.core.entry import Count, Draft, Finding, Movement
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import Goods, StockKey
from edge.core.workflows.count.steps import CountDetail, CountItems, CountPlace
from edge.core.workflows.counting import is_under_count
from tests.builders import SITE, Floor, bin_, count_task, ean, gs1, gtin, item

BOOK = 7919


def made(folder: Path, policy: Policy | None = None, **more: Any) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1, abc="A"), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3)],
        policy=policy or Policy(abc_days=(0, 0, 0)),
        **more,
    )
    floor.put("A-01", "TEA", BOOK)
    return floor


def find(floor: Floor, ident: str, code: str, where: str = "A-01", **args: Any) -> None:
    told = {"place": where, **args}
    floor.post(Draft(Finding(ident, "opened", code, told, Place(f"loc:{SITE}/{where}"), "TEA")))


def count(floor: Floor, qty: int) -> tuple[str, str]:
    floor.scan(ean(1))
    floor.type(str(qty))
    return floor.key("done").said


def at(floor: Floor, where: str) -> bool:
    return is_under_count(floor.view, f"loc:{SITE}/{where}")


def test_the_second_count_is_another_operators_where_there_is_one(tmp_path: Path) -> None:
    floor = made(tmp_path).at("DOCK-2").working("count", 2)
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    assert count(floor, 5) == ("warn", "count-again-by-other")
    assert floor.step() == CountPlace()
    assert floor.prompt().options == ()
    assert floor.scan("A-01").said == ("refuse", "count-by-other")
    floor.at("DOCK-2").key("menu")
    floor.choose("count")
    (option,) = floor.prompt().options
    assert (option.key, option.text.key) == ("1", "count-option-again")
    floor.type("1")
    assert (floor.step().place, floor.step().round) == ("loc:TST/A-01", 2)
    assert count(floor, 5) == ("ok", "count-review")


def test_the_same_operator_may_where_nobody_else_is_there_any_more(tmp_path: Path) -> None:
    floor = made(tmp_path).at("DOCK-2").working("count", 2)
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    assert count(floor, 5) == ("warn", "count-again-by-other")
    floor.at("DOCK-2").key("sign-out")
    assert floor.at("DOCK-1").scan("A-01").said == ("ok", "count-started")


def test_the_same_operator_may_where_the_site_says_so(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_again_by_other=False)).at("DOCK-2").working("count", 2)
    floor.at("DOCK-1").working("count", 1).scan("A-01")
    assert count(floor, 5) == ("warn", "count-again")


def test_the_task_of_a_count_is_still_its_task_when_another_counts_again(tmp_path: Path) -> None:
    floor = made(tmp_path, counts=[count_task("CNT-1", "A-01")]).at("DOCK-2").working("count", 2)
    floor.at("DOCK-1").working("count", 1).scan("CNT-1")
    count(floor, 5)
    floor.at("DOCK-2").scan("A-01")
    assert floor.step().doc == "CNT-1"
    assert count(floor, BOOK) == ("ok", "count-agreed")
    assert floor.view.is_closed("count", "CNT-1")
    assert floor.findings() == []


def test_a_place_is_under_count_until_it_is_settled(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-01", "CUP", 2, lpn="LPN-1")
    floor.working("count", 1)
    assert not at(floor, "A-01")
    floor.scan("A-01")
    assert at(floor, "A-01")
    assert is_under_count(floor.view, "lpn:LPN-1")
    assert not at(floor, "A-02")
    floor.key("cancel")
    assert not at(floor, "A-01")
    floor.scan("A-01")
    floor.scan("LPN-1")
    assert count(floor, 5) == ("warn", "count-again")
    floor.key("cancel")
    assert at(floor, "A-01"), "off in the first round"
    floor.scan("A-01")
    floor.scan("LPN-1")
    assert count(floor, 5) == ("ok", "count-review")
    assert at(floor, "A-01"), "a supervisor has to decide"


def test_a_count_that_stands_settles_what_asked_for_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    find(floor, "f1", "short-pick", missing=1, item="TEA", location="A-01", order="SO-1")
    find(floor, "f2", "shelf-differs", shelf=1, said=2)
    find(floor, "f3", "short-pick", "A-02", missing=1, item="TEA", location="A-02", order="SO-1")
    find(floor, "f4", "no-stock", missing=1, item="TEA", order="SO-1")
    floor.working("count", 1)
    assert [one.text.key for one in floor.prompt().options] == ["count-option-short", "count-option-short"]
    floor.type("1")
    assert count(floor, BOOK) == ("ok", "count-agreed")
    assert floor.findings() == ["short-pick", "no-stock"]
    assert [one.text.args["place"] for one in floor.prompt().options] == ["A-02"]


def test_below_zero_is_counted_up_and_its_finding_closed(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_tolerance=9, abc_days=(0, 0, 0)))
    floor.move_below("A-02", "TEA", 3)
    assert floor.findings() == ["negative-stock"]
    floor.working("count", 1)
    assert floor.prompt().options[0].text.key == "count-option-negative"
    floor.type("1")
    floor.key("empty")
    done = floor.wait(800).key("empty")
    assert done.said == ("ok", "count-adjusted")
    (line,) = next(one.draft.body for one in done.entries if isinstance(one.draft.body, Count)).lines
    assert (line.book, line.found) == (-3, 0)
    assert (floor.stock("A-02"), floor.findings()) == ({}, [])


def test_findings_come_before_tasks_and_tasks_before_what_is_due(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(), counts=[count_task("CNT-1", "A-03")])
    find(floor, "f1", "short-pick", "A-02", missing=1, item="TEA", location="A-02", order="SO-1")
    floor.working("count", 1)
    shown = [(one.key, one.text.key, one.text.args["place"]) for one in floor.prompt().options]
    assert shown == [
        ("1", "count-option-short", "A-02"),
        ("2", "count-option", "A-03"),
        ("3", "count-option-due", "A-01"),
    ]
    assert str(BOOK) not in str(floor.prompt())
    floor.type("3")
    assert (floor.step().place, count(floor, BOOK)) == ("loc:TST/A-01", ("ok", "count-agreed"))
    assert [one.text.key for one in floor.prompt().options] == ["count-option-short", "count-option"]
    floor.wait(31 * 86_400_000).key("menu")
    floor.choose("count")
    assert [one.text.key for one in floor.prompt().options][-1] == "count-option-due"


def test_what_was_counted_on_the_same_day_of_the_site_is_said(tmp_path: Path) -> None:
    zone = "America/New_York"
    floor = made(tmp_path, Policy(abc_days=(0, 0, 0), zone=zone)).working("count", 1)
    noon = datetime(2026, 11, 23, 12, 30, tzinfo=ZoneInfo(zone)).timestamp() * 1000
    floor.wait(int(noon) - floor.now.wall_ms).scan("A-01")
    count(floor, BOOK)
    floor.wait(11 * 3_600_000)
    assert floor.scan("A-01").said == ("info", "count-recent")
    assert isinstance(floor.step(), CountItems)
    floor.key("cancel")
    floor.wait(1_800_000)
    assert floor.scan("A-01").said == ("ok", "count-started"), (
        "it is past midnight there, though not twelve hours later"
    )


def test_a_unit_is_counted_by_its_label_once(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-02", "CUP", 5, lpn="LPN-1")
    floor.working("count", 1).scan("A-02")
    assert floor.scan("LPN-1").said == ("ok", "count-unit")
    assert floor.scan("LPN-1").said == ("info", "count-unit-twice")
    assert floor.key("empty").said == ("refuse", "count-not-empty")
    assert floor.key("done").said == ("ok", "count-agreed")


def test_a_unit_that_was_not_seen_differs(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_tolerance=99))
    floor.put("A-02", "CUP", 5, lpn="LPN-1")
    floor.put("A-02", "TEA", 2)
    floor.working("count", 3).scan("A-02")
    assert count(floor, 2) == ("warn", "count-again")
    assert count(floor, 2) == ("ok", "count-review")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_unit_that_left_or_came_while_the_place_was_counted_is_no_difference(tmp_path: Path, when: str) -> None:
    floor = made(tmp_path)
    floor.put("A-02", "CUP", 5, lpn="LPN-1")
    floor.put("A-03", "CUP", 5, lpn="LPN-2")
    floor.working("count", 1).scan("A-02")
    if when == "after":
        floor.scan("LPN-1")
    floor.move_unit("LPN-1", "A-02", "A-03")
    floor.move_unit("LPN-2", "A-03", "A-02")
    floor.scan("LPN-2")
    assert (floor.key("done").said, floor.findings()) == (("ok", "count-agreed"), [])


def test_a_unit_that_the_book_has_elsewhere_is_told(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-03", "CUP", 5, lpn="LPN-2")
    floor.working("count", 1).scan("A-02")
    floor.scan("LPN-2")
    done = floor.key("done")
    assert (done.said, done.findings) == (("ok", "count-agreed"), ["lpn-misplaced"])
    assert not any(isinstance(one.draft.body, Movement) for one in done.entries)


def misplaced(folder: Path) -> Floor:
    """LPN-2 was seen in A-02, and the book has it in A-03."""
    floor = made(folder)
    floor.put("A-03", "CUP", 5, lpn="LPN-2")
    floor.working("count", 1).scan("A-02")
    floor.scan("LPN-2")
    floor.key("done")
    assert floor.findings() == ["lpn-misplaced"]
    return floor


def chosen_again(floor: Floor) -> Floor:
    (option,) = floor.choose("count").prompt().options
    assert (option.text.key, option.text.args) == ("count-option-misplaced", {"lpn": "LPN-2", "place": "A-02"})
    floor.type("1")
    return floor


def test_a_unit_that_is_seen_a_second_time_where_the_book_does_not_have_it_is_booked_there(tmp_path: Path) -> None:
    floor = chosen_again(misplaced(tmp_path))
    floor.scan("LPN-2")
    done = floor.key("done")
    assert (done.said, floor.unit("LPN-2"), floor.findings()) == (("ok", "count-agreed"), "A-02", [])
    assert floor.verify().ok


def test_a_unit_that_is_looked_for_in_vain_is_no_task_any_more(tmp_path: Path) -> None:
    floor = chosen_again(misplaced(tmp_path))
    floor.key("empty")
    assert floor.wait(1000).key("empty").said == ("ok", "count-agreed")
    assert (floor.unit("LPN-2"), floor.findings()) == ("A-03", [])


def test_a_unit_that_is_seen_where_the_book_has_it_is_found(tmp_path: Path) -> None:
    floor = misplaced(tmp_path)
    floor.scan("A-03")
    floor.scan("LPN-2")
    assert (floor.key("done").said, floor.findings()) == (("ok", "count-agreed"), [])


def test_a_unit_that_is_seen_in_a_third_place_is_looked_for_there(tmp_path: Path) -> None:
    floor = misplaced(tmp_path)
    floor.put("A-01", "CUP", 1, lpn="LPN-3")
    floor.move("A-01", "A-03", "TEA", BOOK)
    floor.scan("A-01")
    for lpn in ("LPN-2", "LPN-3"):
        floor.scan(lpn)
    assert floor.key("done").said == ("ok", "count-agreed")
    found = floor.view.findings("lpn-misplaced")
    assert [(one.args["lpn"], one.args["place"]) for one in found] == [("LPN-2", "A-01")]


def test_a_unit_that_is_moved_is_found(tmp_path: Path) -> None:
    floor = misplaced(tmp_path)
    floor.choose("transfer").scan("LPN-2")
    assert floor.scan("A-02").said == ("ok", "transferred-unit")
    assert floor.findings() == []


def test_a_unit_that_somebody_works_with_is_not_booked_by_a_count(tmp_path: Path) -> None:
    floor = misplaced(tmp_path)
    floor.at("DOCK-2").working("putaway", 2).scan("LPN-2")
    chosen_again(floor.at("DOCK-1")).scan("LPN-2")
    assert floor.key("done").movements == []
    assert (floor.unit("LPN-2"), floor.findings()) == ("A-03", ["lpn-misplaced"])


def below_zero_in_a_unit(folder: Path) -> Floor:
    """A supervisor took more out of LPN-1 than the book has in it."""
    floor = made(folder)
    floor.put("A-02", "CUP", 5, lpn="LPN-1")
    places = Place("lpn:LPN-1"), Place(f"loc:{SITE}/A-03")
    floor.post(Draft(Movement("transfer", Goods(StockKey("CUP"), 8), *places), approver="op-3", reason="seen-here"))
    assert floor.findings() == ["negative-stock"]
    return floor


def test_what_is_below_zero_in_a_unit_is_a_task_and_its_count_settles_it(tmp_path: Path) -> None:
    floor = below_zero_in_a_unit(tmp_path).working("count", 1)
    (option,) = floor.prompt().options
    assert (option.text.key, option.text.args) == ("count-option-negative", {"place": "LPN-1"})
    floor.type("1")
    assert floor.step().place == "lpn:LPN-1"
    for _ in range(2):
        floor.scan(ean(3))
        floor.type("2")
        floor.key("done")
    assert sorted(floor.findings()) == ["count-variance", "negative-stock"]
    assert is_under_count(floor.view, "lpn:LPN-1")
    assert not is_under_count(floor.view, f"loc:{SITE}/A-02")
    floor.key("sign-out")
    floor.working("approve", 3).type("1")
    floor.key("confirm")
    assert floor.type("2").said == ("ok", "approved")
    assert (floor.stock("lpn:LPN-1"), floor.findings()) == ({"CUP": 2}, [])
    assert floor.verify().ok


def test_nobody_is_told_what_is_in_a_unit_or_in_its_units_while_it_is_counted(tmp_path: Path) -> None:
    floor = made(tmp_path).fit("DOCK-2", printer="P-1")
    floor.put("DOCK-2", "CUP", 6841, lpn="LPN-1")
    floor.at("DOCK-1").working("count", 1).scan("LPN-1")
    floor.at("DOCK-2").working("putaway", 2).scan("LPN-1")
    printed = floor.key("print")
    assert "LPN-1" in str(printed.decision.effects)
    assert "6841" not in f"{printed.decision.effects}{floor.prompt()}"


def test_what_is_open_of_a_unit_ends_when_it_leaves_the_house(tmp_path: Path) -> None:
    floor = below_zero_in_a_unit(tmp_path)
    floor.put("A-02", "CUP", 3, lpn="LPN-1")
    floor.working("count", 1).scan("A-02")
    for _ in range(2):
        floor.key("empty")
        floor.wait(1000).key("empty")
    floor.key("sign-out")
    floor.working("approve", 3).type("1")
    floor.key("confirm")
    assert floor.type("2").said == ("ok", "approved")
    assert (floor.unit("LPN-1"), floor.findings()) == ("ADJUSTMENT", [])


def asked_for_a_lot(folder: Path) -> Floor:
    floor = made(folder)
    floor.load("items", [item("TEA", 1), item("MILK", 2, "lot")])
    floor.working("count", 1).scan("A-02")
    assert (floor.scan(ean(2)).key, type(floor.step())) == ("more-details", CountDetail)
    return floor


@pytest.mark.parametrize("answer", ["scan", "type"])
def test_a_lot_that_the_item_does_not_have_any_more_is_asked_for_no_longer(tmp_path: Path, answer: str) -> None:
    floor = asked_for_a_lot(tmp_path)
    floor.load("items", [item("TEA", 1), item("MILK", 2)])
    done = floor.scan(ean(2)) if answer == "scan" else floor.type("L-1")
    assert (done.said, done.args) == (("ok", "counted"), {"quantity": 1})
    assert type(floor.step()) is CountItems
    assert floor.key("done").said == ("warn", "count-again")


@pytest.mark.parametrize("answer", ["scan", "type"])
def test_an_item_whose_units_have_numbers_since_is_counted_by_them(tmp_path: Path, answer: str) -> None:
    floor = asked_for_a_lot(tmp_path)
    floor.load("items", [item("TEA", 1), item("MILK", 2, "lot", "serial")])
    label = gs1(("01", gtin(2)), ("10", "L-1"), ("21", "S1"))
    if answer == "type":
        assert floor.type("L-1").said == ("refuse", "serial-missing")
        assert floor.step().found == ()
    assert floor.scan(label).said == ("ok", "counted")
    assert [serial for _, serial in floor.step().serials] == ["S1"]


@pytest.mark.parametrize(("before", "after"), [((), ("serial",)), (("serial",), ()), ((), ("lot",)), (("lot",), ())])
@pytest.mark.parametrize("qty", [1, 3, 5])
def test_a_count_that_began_before_the_items_rules_changed_comes_to_an_end(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...], qty: int
) -> None:
    floor = Floor(
        tmp_path,
        items=[item("MILK", 2, *before)],
        locations=[bin_("A-01", 1)],
        policy=Policy(count_again_by_other=False),
    )
    serials = ["S1", "S2", "S3"] if before == ("serial",) else []
    floor.put("A-01", "MILK", 3, serials=serials, lot="L-1" if before == ("lot",) else "")
    floor.working("count", 1).scan("A-01")
    for tracking in (before, after):
        floor.load("items", [item("MILK", 2, *tracking)])
        for number in range(1, qty + 1):
            lot = (("10", "L-1"),) if tracking == ("lot",) else ()
            serial = (("21", f"S{number}"),) if tracking == ("serial",) else ()
            floor.scan(gs1(("01", gtin(2)), *lot, *serial))
        floor.load("items", [item("MILK", 2, *after)])
        floor.key("done")
    for _ in range(3):
        if "count-variance" in floor.findings():
            floor.key("sign-out")
            floor.working("approve", 3).type("1")
            floor.key("confirm")
            assert floor.type("2").level in ("ok", "warn")
    assert floor.verify().ok
    assert "count-variance" not in floor.findings()
