"""A place under count tells nothing to those who work there for another reason, and nothing is put right twice."""

from pathlib import Path
from typing import Any

import pytest

from edge.control import WithheldRow
from edge.core.changed import changed
from edge.core.entry import Draft, Finding
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.workflows.approve import CAUSES
from edge.shell.loop.movement_feed import MovementFeed, told
from tests.builders import SITE, Floor, bin_, ean, item, line, operator, order, place

BOOK = 7919
LOST = str(list(CAUSES).index("lost") + 1)


def made(folder: Path, **more: Any) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 9))],
        operators=[operator(1), operator(2), operator(3, role="supervisor")],
        policy=Policy(count_again_by_other=False),
        **more,
    )
    floor.put("DOCK-1", "TEA", BOOK)
    return floor


def said(floor: Floor) -> str:
    return f"{floor.prompt()}{floor.session().said}"


def counted(floor: Floor, where: str) -> Floor:
    floor.at("DOCK-2").working("count", 2).scan(where)
    return floor.at("DOCK-1")


def test_putting_away_from_a_dock_under_count_does_not_tell_how_much_is_there(tmp_path: Path) -> None:
    floor = made(tmp_path)
    counted(floor, "DOCK-1").working("putaway", 1).scan(ean(1))
    assert str(BOOK) not in said(floor)
    assert floor.type(str(BOOK + 1)).said == ("ok", "counted"), "whoever guesses has to book it"
    assert floor.scan(floor.step().suggested).said == ("refuse", "more-than-known")
    assert str(BOOK) not in said(floor)


def test_putting_away_says_how_much_is_there_while_nobody_counts_it(tmp_path: Path) -> None:
    floor = made(tmp_path).at("DOCK-1").working("putaway", 1)
    floor.scan(ean(1))
    assert floor.prompt().want == BOOK
    assert floor.type(str(BOOK + 1)).args == {"quantity": BOOK + 1, "available": BOOK}


def test_what_left_a_dock_under_count_meanwhile_is_not_told_at_its_bin(tmp_path: Path) -> None:
    floor = made(tmp_path).working("putaway", 1)
    floor.scan(ean(1))
    floor.type("100")
    floor.move("DOCK-1", "A-02", "TEA", BOOK - 51)
    counted(floor, "DOCK-1")
    assert floor.scan(floor.step().suggested).said == ("refuse", "more-than-known")
    assert "51" not in str(floor.session().said)


def test_the_live_feed_tells_no_movement_of_a_place_under_count(tmp_path: Path) -> None:
    floor = made(tmp_path).working("putaway", 1)
    floor.scan(ean(1))
    floor.type("5")
    counted(floor, "DOCK-1")
    put = floor.scan(floor.step().suggested)
    assert put.movements
    assert told(floor.view, put.entries) == [one for one in put.entries if one.draft.body not in put.movements]


def test_what_was_told_of_a_place_is_withheld_once_it_is_counted_and_no_longer_than_that(tmp_path: Path) -> None:
    floor = made(tmp_path)
    feed = MovementFeed(floor.view)
    into_unit = floor.put("A-02", "CUP", 12, lpn="LPN-1")
    loose = floor.put("A-01", "TEA", 3)
    told_first = feed.feed([*into_unit, *loose], 0)
    assert told_first is not None
    assert [row.type for row in told_first.items] == ["movement"] * 3
    again = Finding("f-1", "opened", "count-again", {"place": "A-02", "round": 1}, Place(f"loc:{SITE}/A-02"))
    floor.post(Draft(again))
    withheld = feed.feed((), 0)
    assert withheld is not None
    assert withheld.items == [WithheldRow(oldest=into_unit[0].seq, seqs=[into_unit[1].seq])]
    assert feed.feed((), 0) is None
    assert feed.again() == withheld, "for a screen that comes back to it"
    more = feed.feed(floor.put("A-01", "TEA", 1), 0)
    assert more is not None
    assert more.items[-1:] == withheld.items, "a slow screen hears only the newest"
    floor.post(Draft(changed(again, state="closed")))
    assert feed.feed((), 0) is None
    assert feed.again() is None


def test_a_label_of_a_unit_in_a_place_under_count_says_no_content(tmp_path: Path) -> None:
    floor = made(tmp_path).fit("DOCK-1", printer="P-1")
    floor.put("DOCK-1", "CUP", 6841, lpn="LPN-1")
    floor.working("putaway", 1).scan("LPN-1")
    assert "6841" in str(floor.key("print").decision.effects)
    counted(floor, "DOCK-1")
    printed = floor.wait(1000).key("print")
    assert "LPN-1" in str(printed.decision.effects)
    assert "6841" not in str(printed.decision.effects)


def test_a_supervisors_own_count_bears_his_name_as_who_allowed_it_once_he_approved_it(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("A-01", "TEA", 79)
    floor.working("count", 3).scan("A-01")
    for _ in range(2):
        floor.scan(ean(1))
        floor.type("70")
        assert floor.key("done").movements == []
    floor.choose("approve").type("1")
    floor.key("confirm")
    done = floor.type(LOST)
    moved = [one for one in done.entries if one.draft.body in done.movements]
    assert [(one.draft.approver, one.draft.reason) for one in moved] == [("op-3", "lost")]


@pytest.mark.parametrize("within", [1])
def test_what_the_site_tolerates_bears_nobodys_leave(tmp_path: Path, within: int) -> None:
    floor = Floor(tmp_path, items=[item("TEA", 1)], locations=[bin_("A-01", 1)], policy=Policy(count_tolerance=1))
    floor.put("A-01", "TEA", 79)
    floor.working("count", 1).scan("A-01")
    floor.scan(ean(1))
    floor.type(str(79 - within))
    done = floor.key("done")
    assert [one.draft.approver for one in done.entries if one.draft.body in done.movements] == [""]


def test_a_short_pick_before_the_approval_is_not_put_right_a_second_time(tmp_path: Path) -> None:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01", 1), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 9))],
        operators=[operator(1), operator(2), operator(3, role="supervisor")],
        policy=Policy(count_again_by_other=False),
    )
    floor.put("A-01", "TEA", 10)
    floor.working("count", 1).scan("A-01")
    for _ in range(2):
        floor.scan(ean(1))
        floor.type("7")
        floor.key("done")
    floor.at("DOCK-2").working("pick", 2)
    for code in ("SO-1", "T-1", "A-01"):
        floor.scan(code)
    floor.type("5")  # five are picked, and then there are no more: all is put right
    floor.key("short")
    floor.wait(1000).key("short")
    before = floor.stock("A-01")
    floor.at("DOCK-1").key("menu")
    floor.key("sign-out")
    floor.working("approve", 3).type("1")
    floor.key("confirm")
    floor.type(LOST)
    adjusted = floor.stock("virt:ADJUSTMENT")
    assert (before, adjusted) == ({"TEA": 5}, {"TEA": 3}), "seven were found, five of them picked"
    assert floor.stock("A-01") == {"TEA": 2}


def test_what_is_due_comes_by_its_class_and_then_by_how_long_ago_it_was_counted(tmp_path: Path) -> None:
    items = [item("TEA", 1, abc="C"), item("CUP", 3, abc="A"), item("POT", 4, abc="B")]
    floor = Floor(tmp_path, items=items, locations=[bin_(f"A-0{one}") for one in range(1, 6)])
    for where, goods in (("A-01", "TEA"), ("A-02", "POT"), ("A-03", "CUP"), ("A-04", "CUP")):
        floor.put(where, goods, 1)
    floor.working("count", 1).scan("A-03")
    floor.scan(ean(3))
    assert floor.key("done").said == ("ok", "count-agreed")
    now = floor.now.wall_ms + 31 * 86_400_000
    assert list(floor.view.places_to_count(now, 9)) == ["A-04", "A-03", "A-02", "A-01"]
