"""Opening stock: pieces of a list, what the book says against them, and the movements they become."""

from dataclasses import replace

import pytest

from edge.core.entry import Draft, Movement
from edge.core.opening import Checker, Piece, Row, contradictions, drafts, planned
from edge.core.place import location, virtual
from edge.core.stock import SERIALS_MAX, WholeLpn
from tests.builders import SITE, TODAY, Floor, bin_, item, sscc


@pytest.fixture
def floor(tmp_path):
    items = [
        item("TEA", 1),
        item("MILK", 2, "lot", "expiry"),
        item("DRILL", 3, "serial"),
        item("HAM", 4, "catch_weight"),
        item("WINE", 5, owner="NORD"),
    ]
    return Floor(tmp_path, items=items, locations=[bin_("A-01"), bin_("A-02")])


TEA = Row(2, "A-01", item="TEA", qty=5)
MILK = Row(2, "A-01", item="MILK", lot="L1", expiry="2027-01-31", qty=5)
DRILL = Row(2, "A-01", item="DRILL", serials=("S1", "S2"), qty=2)
HAM = Row(2, "A-01", item="HAM", qty=3, catch_qty=3_100_000)


def wrong(floor, *rows):
    """Column and sentence of all that is wrong with a list."""
    checker = Checker(floor.view, TODAY)
    return [(one.column, one.why) for piece in planned(rows, "list") for one in checker.wrong(piece)]


def posted(floor, *rows):
    floor.post(*drafts(floor.view, planned(rows, "list"), "op-1", "import"))


def test_right_lines_are_right(floor):
    assert wrong(floor, TEA, replace(MILK, line=3), replace(DRILL, line=4), replace(HAM, line=5)) == []


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (replace(TEA, item="COFFEE"), "item", "COFFEE is no item"),
        (replace(TEA, place="Z-99"), "place", "Z-99 is no location"),
        (replace(TEA, place=""), "place", "is missing"),
        (replace(TEA, qty=0), "qty", "1 or more"),
        (replace(TEA, qty=2**53), "qty", "1 or more"),
        (replace(TEA, lot="L1"), "lot", "not tracked by lot"),
        (replace(TEA, expiry="2027-01-31"), "expiry", "not tracked by expiry"),
        (replace(TEA, serials=("S1",), qty=1), "serials", "not tracked by serial"),
        (replace(TEA, catch_qty=5), "catch_qty", "no catch-weight item"),
        (replace(TEA, status="lost"), "status", "is one of sellable, hold, damaged, returned, provisional, not lost"),
        (replace(TEA, received_on="2026-13-01"), "received_on", "no day of the calendar"),
        (replace(TEA, received_on="2026-11-24"), "received_on", "still to come; today is 2026-11-23"),
        (replace(MILK, lot=""), "lot", "tracked by lot"),
        (replace(MILK, lot="L" * 21), "lot", "at most 20"),
        (replace(MILK, expiry=""), "expiry", "tracked by expiry"),
        (replace(MILK, expiry="2027-02-30"), "expiry", "no day of the calendar"),
        (replace(MILK, expiry="31.01.2027"), "expiry", "written like 2026-11-30"),
        (replace(DRILL, serials=()), "serials", "tracked by serial"),
        (replace(DRILL, qty=3), "qty", "is 3, but there are 2 serial numbers"),
        (replace(DRILL, serials=("S 1", "S2")), "serials", "letters A-Z"),
        (replace(HAM, catch_qty=None), "catch_qty", "in milligrams"),
        (replace(TEA, item="WINE", owner="SUED"), "owner", "belongs to NORD, not to SUED"),
        (replace(TEA, lpn="HELLO"), "lpn", "no licence plate of this site"),
        (replace(TEA, lpn="340063800000000017"), "lpn", "last digit should be"),
    ],
)
def test_a_wrong_line_is_told_with_its_column_and_what_is_allowed(floor, row, column, says):
    found = wrong(floor, row)
    assert [name for name, _ in found] == [column]
    assert says in found[0][1]


def test_a_unit_comes_before_its_content_once_and_its_lines_stay_together(floor):
    rows = [replace(TEA, line=2, lpn="T-1"), replace(TEA, line=3), replace(MILK, line=4, lpn="T-1")]
    pieces = planned(rows, "list")
    assert [(one.row.line, one.is_unit) for one in pieces] == [(2, True), (2, False), (4, False), (3, False)]
    posted(floor, *rows)
    assert floor.stock("lpn:T-1") == {"TEA": 5, "MILK/L1": 5}
    assert (floor.unit("T-1"), floor.stock("A-01")) == ("A-01", {"TEA": 5})
    assert floor.stock("virt:OPENING") == {"TEA": -10, "MILK/L1": -5}
    assert floor.verify().ok


def test_an_empty_unit_and_a_unit_in_a_unit_are_lines_of_their_own(floor):
    rows = [Row(2, "A-01", lpn="PAL-1"), Row(3, "lpn:PAL-1", lpn="T-1", item="TEA", qty=1)]
    assert wrong(floor, *rows) == []
    posted(floor, *rows)
    assert (floor.unit("T-1"), floor.view.lpn("T-1").parent) == ("A-01", "lpn:PAL-1")


def test_a_unit_in_a_unit_that_comes_later_or_never_is_refused(floor):
    inner = Row(2, "lpn:PAL-1", lpn="T-1", item="TEA", qty=1)
    assert "stands nowhere yet" in wrong(floor, inner)[0][1]
    assert "stands nowhere yet" in wrong(floor, inner, Row(3, "A-01", lpn="PAL-1"))[0][1]


def test_units_in_each_other_end_at_the_depth_the_book_takes(floor):
    rows = [Row(2, "A-01", lpn="T-1"), *(Row(n + 1, f"lpn:T-{n - 1}", lpn=f"T-{n}") for n in range(2, 5))]
    assert wrong(floor, *rows) == []
    posted(floor, *rows)
    assert "at most 4 levels" in wrong(floor, Row(9, "lpn:T-4", lpn="T-5"))[0][1]


def test_a_unit_that_stands_in_the_house_is_taken_at_its_place_and_refused_elsewhere(floor):
    posted(floor, replace(TEA, lpn="T-1"))
    assert wrong(floor, replace(MILK, lpn="T-1")) == []
    (fault,) = wrong(floor, replace(TEA, lpn="T-1", place="A-02"))
    assert fault == ("lpn", "T-1 stands in A-01 already, not in A-02")


def test_a_unit_that_left_the_house_begins_a_new_life(floor):
    posted(floor, Row(2, "A-02", lpn="T-1"))
    floor.post(Draft(Movement("ship", WholeLpn("T-1"), location(SITE, "A-02"), virtual(SITE, "CUSTOMER"))))
    assert wrong(floor, replace(TEA, lpn="T-1")) == []
    posted(floor, replace(TEA, lpn="T-1"))
    assert (floor.unit("T-1"), floor.stock("lpn:T-1")) == ("A-01", {"TEA": 5})


def test_a_serial_that_stands_somewhere_is_refused(floor):
    posted(floor, DRILL)
    assert wrong(floor, replace(DRILL, place="A-02")) == [
        ("serials", "S1 of DRILL stands in A-01 already"),
        ("serials", "S2 of DRILL stands in A-01 already"),
    ]


def test_lines_that_contradict_each_other_are_told_at_the_later_one():
    rows = [replace(TEA, lpn="T-1"), replace(TEA, line=3, lpn="T-1", place="A-02"), replace(DRILL, line=4)]
    found = list(contradictions([*rows, replace(DRILL, line=5)]))
    assert [(one.line, one.column) for one in found] == [(3, "lpn"), (5, "serials"), (5, "serials")]
    assert "on line 2" in found[0].why
    assert "S1 of DRILL is on line 4 already" in found[1].why


def test_a_serial_twice_on_one_line_is_told():
    assert [one.line for one in contradictions([replace(DRILL, serials=("S1", "S1"))])] == [2]


def test_more_serials_than_one_movement_carries_are_cut_under_one_group(floor):
    serials = tuple(f"S{number}" for number in range(2 * SERIALS_MAX + 1))
    row = replace(DRILL, serials=serials, qty=len(serials))
    pieces = planned([row], "list")
    assert [len(one.row.serials) for one in pieces] == [SERIALS_MAX, SERIALS_MAX, 1]
    assert {one.group for one in pieces} == {"list/2"}
    assert wrong(floor, row) == []
    posted(floor, row)
    assert floor.stock("A-01") == {"DRILL": len(serials)}


def test_entries_say_who_did_it_and_which_line_it_was(floor):
    (draft,) = drafts(floor.view, [Piece(replace(MILK, status="hold", received_on="2026-01-02"))], "op-1", "import/ab")
    assert (draft.op, draft.reason, draft.body.type) == ("op-1", "import/ab/2", "opening")
    assert (draft.body.what.key.status, draft.body.what.key.received_on) == ("hold", "2026-01-02")


def test_goods_belong_to_the_owner_of_their_item_unless_the_line_says_whose_they_are(floor):
    rows = [replace(TEA, item="WINE"), replace(TEA, owner="SUED")]
    owners = [one.body.what.key.owner for one in drafts(floor.view, planned(rows, "list"), "", "")]
    assert owners == ["NORD", "SUED"]


def test_an_sscc_is_a_unit(floor):
    assert wrong(floor, replace(TEA, lpn=sscc(7))) == []
