"""Counting: blind, against the book as it was, again where it differs, and never silently."""

from pathlib import Path
from typing import Any

import pytest

from edge.core.entry import Count, Movement
from edge.core.policy import Policy
from edge.core.session import Relieved
from edge.core.workflows.count.steps import COUNT_LINES_MAX, CountItems, CountPlace
from edge.core.workflows.counting import counted_at
from tests.builders import Floor, Outcome, bin_, count_task, ean, gs1, gtin, item, line, order, place

TEA = ean(1)
BOOK = 7077
"""A quantity that nobody types here: if it is ever shown, it came from the book."""


def made(folder: Path, policy: Policy | None = None) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1),
            item("MILK", 2, "lot", "expiry"),
            item("DRILL", 5, "serial"),
            item("CUP", 3),
        ],
        locations=[bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3)],
        orders=[order("SO-1")],
        counts=[
            count_task("CNT-1", "A-01", priority=1),
            count_task("CNT-2", "NOWHERE", priority=2),
            count_task("CNT-9", "A-01", cancelled=True),
        ],
        policy=policy,
    )
    floor.put("A-01", "TEA", BOOK)
    return floor


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path).working("count")


def counted(floor: Floor, qty: int, code: Any = TEA) -> Floor:
    assert floor.scan(code).said == ("ok", "counted")
    assert floor.type(str(qty)).args == {"quantity": qty}
    return floor


def verdict(outcome: Outcome) -> str:
    return next(one.draft.body.outcome for one in outcome.entries if isinstance(one.draft.body, Count))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("SO-1", "not-a-count"),
        ("CNT-9", "document-closed"),
        ("CNT-2", "count-without-place"),
        (ean(1), "is-item"),
        ("T-1", "lpn-unknown"),
        ("WE-DONE", "is-command"),
        ("XQ", "unknown-code"),
        ("a\x07b", "code-control-characters"),
    ],
)
def test_what_is_no_place_to_count_is_refused(floor: Floor, code: str, key: str) -> None:
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == CountPlace()


def test_a_task_is_chosen_by_its_number_or_its_code(floor: Floor) -> None:
    assert floor.type("3").said == ("refuse", "not-in-list")
    assert floor.type("2").said == ("refuse", "count-without-place")
    assert floor.type("1").said == ("ok", "count-started")
    assert (floor.step().place, floor.step().doc) == ("loc:TST/A-01", "CNT-1")
    floor.key("cancel")
    assert floor.scan("CNT-1").said == ("ok", "count-started")


def test_a_place_is_counted_by_one_at_a_time_and_taken_over_after_a_question(floor: Floor) -> None:
    floor.scan("A-01")
    counted(floor, 3)
    asked = floor.at("DOCK-2").working("count", 2).scan("A-01")
    assert (asked.said, asked.args["station"]) == (("warn", "in-work-take-over"), "DOCK-1")
    assert floor.wait(1000).scan("A-02").said == ("ok", "count-started")
    floor.key("cancel")
    floor.scan("A-01")
    assert floor.wait(1000).scan("A-01").said == ("ok", "count-started")
    assert (floor.step().place, floor.step().found) == ("loc:TST/A-01", ())
    assert isinstance(floor.at("DOCK-1").step(), Relieved)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("A-02", "is-location"),
        ("SO-1", "is-document"),
        ("LPN-9", "lpn-unknown"),
        ("BADGE-1", "badge-own"),
        ("WE-SHORT", "is-command"),
        ("XQ", "unknown-code"),
        ("a\x07b", "code-control-characters"),
    ],
)
def test_what_is_no_item_is_refused(floor: Floor, code: str, key: str) -> None:
    before = floor.scan("A-01").decision.session.step
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == before


def test_a_number_needs_its_item_first_and_is_absolute(floor: Floor) -> None:
    floor.scan("A-01")
    assert floor.type("5").said == ("refuse", "count-item-first")
    floor.scan(ean(1))
    assert floor.scan(gs1(("01", gtin(1, 1)))).args == {"quantity": 13}
    assert floor.type("5").args == {"quantity": 5}
    assert floor.type("0").args == {"quantity": 0}
    assert floor.type("4006381333931").said == ("refuse", "unknown-code")
    assert floor.type(ean(3)[0]).args == {"quantity": 1}  # a barcode typed in the field is its item
    assert floor.type("1234567").said == ("refuse", "unknown-number")


def test_a_count_that_agrees_is_written_down_too(floor: Floor) -> None:
    floor.scan("CNT-1")
    done = counted(floor, BOOK).key("done")
    assert (done.said, done.kinds) == (("ok", "count-agreed"), ["Count", "Outcome"])
    assert verdict(done) == "agreed"
    assert floor.scan("CNT-1").said == ("refuse", "document-closed")
    assert floor.step() == CountPlace()


def test_an_empty_place_is_said_twice(floor: Floor) -> None:
    floor.scan("A-02")
    assert floor.key("done").said == ("warn", "count-empty")
    assert floor.key("done").said == ("warn", "count-empty")
    done = floor.wait(800).key("done")
    assert (done.said, verdict(done)) == (("ok", "count-agreed"), "agreed")


def test_what_differs_is_counted_again_and_then_goes_to_a_supervisor(floor: Floor) -> None:
    floor.scan("CNT-1")
    again = counted(floor, 5).key("done")
    assert (again.said, verdict(again), floor.step().round) == (("warn", "count-again"), "recount", 2)
    assert floor.findings() == ["count-again"]
    assert not floor.view.is_closed("count", "CNT-1")
    review = counted(floor, 5).key("done")
    assert (review.said, verdict(review)) == (("ok", "count-review"), "review")
    assert floor.findings() == ["count-variance"]
    assert floor.stock("A-01") == {"TEA": BOOK}
    assert floor.view.is_closed("count", "CNT-1")


def approved(floor: Floor) -> Outcome:
    """The supervisor who works there approves the first count that waits, with the first cause."""
    floor.choose("approve").type("1")
    floor.key("confirm")
    return floor.type("1")


def test_a_supervisors_own_count_waits_for_a_root_cause_and_is_put_right_oldest_stock_first(tmp_path: Path) -> None:
    floor = made(tmp_path).working("count", 3)
    floor.put("A-01", "TEA", 10, received_on="2026-01-01")
    floor.scan("A-01")
    assert counted(floor, 4).key("done").key == "count-again"
    waits = counted(floor, 4).key("done")
    assert (waits.said, verdict(waits), waits.movements) == (("ok", "count-review"), "review", [])
    done = approved(floor)
    assert (done.said, {one.draft.reason for one in done.entries}) == (("ok", "approved"), {"missing-transaction"})
    moved = [one.draft.body for one in done.entries if isinstance(one.draft.body, Movement)]
    assert [(one.what.key.received_on, one.what.qty) for one in moved] == [("", BOOK), ("2026-01-01", 6)]
    assert (floor.stock("A-01"), floor.stock("virt:ADJUSTMENT")) == ({"TEA": 4}, {"TEA": BOOK + 6})
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")  # another count corrects a count


def test_more_than_the_book_says_comes_from_adjustment(tmp_path: Path) -> None:
    floor = made(tmp_path).working("count", 3)
    floor.scan("A-01")
    for _ in range(2):
        counted(floor, BOOK)
        counted(floor, 3, ean(3)).key("done")
    assert approved(floor).said == ("ok", "approved")
    assert floor.stock("A-01") == {"TEA": BOOK, "CUP": 3}


@pytest.mark.parametrize(("found", "key"), [(BOOK - 2, "count-adjusted"), (BOOK - 3, "count-again")])
def test_within_the_tolerance_the_book_follows_at_once(tmp_path: Path, found: int, key: str) -> None:
    floor = made(tmp_path, Policy(count_tolerance=2)).working("count")
    floor.scan("A-01")
    assert counted(floor, found).key("done").key == key


def test_the_expected_quantity_is_never_shown(floor: Floor) -> None:
    told: list[str] = []

    def note(outcome: Outcome) -> None:
        told.append(f"{outcome.key} {outcome.args} {floor.prompt()}")

    for code in ("CNT-1", "A-01"):
        note(floor.scan(code))
        for number in ("3", "7076", "7078", "0"):
            note(floor.scan(ean(1)))
            note(floor.type(number))
            note(floor.key("done"))
            note(floor.wait(800).key("done"))
    assert not [text for text in told if str(BOOK) in text]


def test_lots_are_counted_apart_and_a_single_one_is_taken_for_granted(floor: Floor) -> None:
    floor.put("A-02", "MILK", 4, lot="M1", expiry="2027-01-31")
    floor.scan("A-02")
    assert floor.scan(ean(2)).said == ("ok", "counted")
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M1"))).args == {"quantity": 2}  # the date is known from the lot
    floor.type("4")
    assert floor.key("done").said == ("ok", "count-agreed")
    floor.put("A-02", "MILK", 4, lot="M2", expiry="2027-02-28")
    floor.scan("A-02")
    assert floor.scan(ean(2)).said == ("info", "more-details")
    floor.key("cancel")
    counted(floor, 4, gs1(("01", gtin(2)), ("10", "M1")))
    counted(floor, 4, gs1(("01", gtin(2)), ("10", "M2")))
    assert floor.key("done").said == ("ok", "count-agreed")


def test_a_lot_that_the_book_does_not_know_is_counted_as_what_it_is(tmp_path: Path) -> None:
    floor = made(tmp_path).working("count", 3)
    for _ in range(2):
        if isinstance(floor.step(), CountPlace):
            floor.scan("A-02")
        assert floor.scan(gs1(("01", gtin(2)), ("10", "NEW"))).said == ("info", "more-details")  # no date is known
        counted(floor, 2, gs1(("01", gtin(2)), ("17", "270131"), ("10", "NEW")))
        floor.key("done")
    assert approved(floor).said == ("ok", "approved")
    assert floor.stock("A-02") == {"MILK/NEW": 2}


@pytest.fixture
def lots(tmp_path: Path) -> Floor:
    """Two dates of one lot in a place, and another lot elsewhere."""
    floor = made(tmp_path).working("count")
    floor.put("A-02", "MILK", 4, lot="M1", expiry="2027-01-31")
    floor.put("A-02", "MILK", 4, lot="M1", expiry="2027-02-28")
    floor.put("A-03", "MILK", 4, lot="M3", expiry="2027-03-31")
    floor.scan("A-02")
    return floor


def keys(floor: Floor) -> dict[tuple[str, str], int]:
    return {(key[2], key[3]): qty for key, qty in floor.step().found}


def test_the_date_of_a_lot_that_stands_elsewhere_is_the_one_that_the_book_has(lots: Floor) -> None:
    assert lots.scan(gs1(("01", gtin(2)), ("10", "M3"))).said == ("ok", "counted")
    assert keys(lots) == {("M3", "2027-03-31"): 1}


def test_the_date_of_a_lot_is_asked_where_the_book_has_several(lots: Floor) -> None:
    assert lots.scan(gs1(("01", gtin(2)), ("10", "M1"))).said == ("info", "more-details")
    assert lots.type("nonsense").said == ("refuse", "not-a-date")
    assert lots.type("31.01.2027").said == ("ok", "counted")
    assert lots.type("4").args == {"quantity": 4}
    assert keys(lots) == {("M1", "2027-01-31"): 4}


def test_a_lot_and_its_date_are_typed_or_scanned_apart(lots: Floor) -> None:
    lots.scan(ean(2))
    assert lots.prompt().ask.key == "ask-lot"
    assert lots.scan(("10M9", "]C1")).said == ("info", "more-details")
    assert lots.prompt().ask.key == "count-ask-expiry"
    assert lots.scan(("10M8", "]C1")).said == ("refuse", "other-lot")
    assert lots.type("270430").said == ("ok", "counted")
    lots.scan(ean(2))
    assert lots.type("M3").said == ("ok", "counted")  # its date is in the book
    assert keys(lots) == {("M9", "2027-04-30"): 1, ("M3", "2027-03-31"): 1}


def test_a_place_is_under_count_while_a_lot_is_asked_for(lots: Floor) -> None:
    lots.scan(ean(2))
    assert counted_at(lots.view, "loc:TST/A-02") == "DOCK-1"


def test_a_counter_does_not_see_what_is_on_hold(floor: Floor) -> None:
    floor.put("A-03", "CUP", 4, status="hold")
    floor.scan("A-03")
    assert counted(floor, 4, ean(3)).key("done").said == ("ok", "count-agreed")


def test_what_moved_while_it_was_counted_is_added_not_lost(tmp_path: Path) -> None:
    floor = made(tmp_path).working("count", 3)
    floor.scan("A-01")
    counted(floor, BOOK)  # counted, and only then somebody takes two
    floor.move("A-01", "A-03", "TEA", 2)
    assert floor.key("done").said == ("ok", "count-agreed")
    assert floor.stock("A-01") == {"TEA": BOOK - 2}


def test_what_fits_the_book_after_a_movement_agrees_too(floor: Floor) -> None:
    floor.scan("A-01")
    floor.move("A-01", "A-03", "TEA", 2)  # somebody takes two, and then it is counted
    done = counted(floor, BOOK - 2).key("done")
    assert (done.said, verdict(done)) == (("ok", "count-agreed"), "agreed")
    (line,) = done.entries[0].draft.body.lines
    assert (line.found, line.book) == (BOOK - 2, BOOK - 2)


def test_what_fits_neither_before_nor_after_is_not_booked(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_tolerance=5)).working("count", 3)
    floor.scan("A-01")
    floor.move("A-01", "A-03", "TEA", 2)
    assert counted(floor, BOOK - 1).key("done").said == ("warn", "count-again")
    floor.move("A-01", "A-03", "TEA", 2)
    assert counted(floor, BOOK - 3).key("done").said == ("ok", "count-review")
    assert floor.stock("A-01") == {"TEA": BOOK - 4}


def drill(serial: str) -> tuple[str, str]:
    return gs1(("01", gtin(5)), ("21", serial))


def test_each_serial_is_scanned_once_and_none_is_typed(floor: Floor) -> None:
    floor.put("A-02", "DRILL", 2, serials=["S1", "S2"])
    floor.scan("A-02")
    assert floor.scan(ean(5)).said == ("refuse", "serial-missing")
    assert floor.scan(drill("S1")).said == ("ok", "counted")
    assert floor.scan(drill("S1")).said == ("refuse", "serial-twice")
    assert floor.type("2").said == ("refuse", "scan-serials")
    assert floor.scan(drill("S2")).args == {"quantity": 2}
    done = floor.key("done")
    assert (done.said, verdict(done)) == (("ok", "count-agreed"), "agreed")
    assert done.entries[0].draft.body.lines[0].serials == ("S1", "S2")


def test_another_serial_than_the_books_differs_though_the_number_fits(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_tolerance=9)).working("count", 3)
    floor.put("A-02", "DRILL", 2, serials=["S1", "S2"])
    floor.scan("A-02")
    for said in (("warn", "count-again"), ("ok", "count-review")):
        floor.scan(drill("S1"))
        floor.scan(drill("S7"))
        assert floor.key("done").said == said


def test_cancel_leaves_the_task_open(floor: Floor) -> None:
    floor.scan("CNT-1")
    counted(floor, 3)
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == CountPlace()
    assert not floor.view.is_closed("count", "CNT-1")


def test_the_last_counted_is_what_a_number_corrects(floor: Floor) -> None:
    floor.scan("A-01")
    counted(floor, 4, ean(3))
    counted(floor, 9)
    counted(floor, 5, ean(3))
    assert [(key[0], qty) for key, qty in floor.step().found] == [("TEA", 9), ("CUP", 5)]
    assert [line.args["quantity"] for line in floor.prompt().lines] == [9, 5]
    assert isinstance(floor.step(), CountItems)


def test_the_book_is_whole_after_all_that(tmp_path: Path) -> None:
    floor = made(tmp_path, Policy(count_tolerance=5)).working("count")
    floor.scan("A-01")
    counted(floor, BOOK - 1).key("done")
    assert floor.verify().ok


def twice(floor: Floor, qty: int) -> Outcome:
    """A count, and its second round where one is asked for."""
    counted(floor, qty)
    first = floor.key("done")
    if first.key != "count-again":
        return first
    counted(floor, qty)
    return floor.key("done")


@pytest.mark.parametrize("found", [7, 10])
def test_what_the_shelf_saw_before_a_count_is_not_booked_on_top_of_it(tmp_path: Path, found: int) -> None:
    floor = shelf_counted(tmp_path)
    floor.shelf("A-01", -1_500)
    floor.working("count", 3).scan("A-01")
    twice(floor, found)
    assert floor.stock("A-01") == {"TEA": found}
    floor.wait(130_000)
    assert floor.due() == []
    assert floor.stock("A-01") == {"TEA": found}


def test_what_the_shelf_sees_after_a_count_is_still_asked_for(tmp_path: Path) -> None:
    floor = shelf_counted(tmp_path)
    floor.working("count", 3).scan("A-01")
    twice(floor, 10)
    floor.shelf("A-01", -1_500)
    floor.wait(130_000)
    assert [one.findings for one in floor.due()] == [["shelf-unclaimed"]]


@pytest.mark.parametrize("found", [7, 10])
def test_what_the_shelf_tells_late_was_counted_if_it_began_before(tmp_path: Path, found: int) -> None:
    floor = shelf_counted(tmp_path)
    floor.working("count", 3).scan("A-01")
    twice(floor, found)
    floor.wait(4_000).shelf("A-01", -1_500, ago_ms=5_000)
    floor.wait(130_000)
    assert floor.due() == []
    assert floor.stock("A-01") == {"TEA": found}


@pytest.mark.parametrize("late", ["before the decision", "after it"])
def test_what_the_shelf_tells_late_of_a_count_under_review_was_counted(tmp_path: Path, late: str) -> None:
    floor = shelf_counted(tmp_path)
    floor.working("count", 1).scan("A-01")
    assert twice(floor, 25).key == "count-review"
    floor.wait(4_000)
    if late == "before the decision":
        floor.shelf("A-01", 7_500, ago_ms=5_000)
    floor.at("DOCK-2").working("approve", 3).type("1")
    floor.key("confirm")
    assert floor.type("1").key == "approved"
    if late == "after it":
        floor.shelf("A-01", 7_500, ago_ms=5_000)
    floor.wait(130_000)
    assert floor.due() == []
    assert floor.stock("A-01") == {"TEA": 25}


def test_goods_in_a_pickers_hand_are_not_counted_away(tmp_path: Path) -> None:
    floor = shelf_counted(tmp_path)
    floor.working("pick", 1).scan("SO-1")
    floor.scan("T-1")
    floor.scan("A-01")
    floor.type("3")
    floor.at("DOCK-2").working("count", 3).scan("A-01")
    assert twice(floor, 7).key == "count-review"
    assert floor.at("DOCK-1").scan("T-1").said == ("ok", "picked")
    assert floor.stock("A-01") == {"TEA": 7}


def test_a_shelf_step_of_goods_in_hand_stays_with_who_has_them(tmp_path: Path) -> None:
    floor = shelf_counted(tmp_path)
    floor.working("pick", 1).scan("SO-1")
    floor.scan("T-1")
    floor.scan("A-01")
    floor.shelf("A-01", -1_500)
    floor.at("DOCK-2").working("count", 3).scan("A-01")
    assert twice(floor, 7).key == "count-review"
    picked = floor.at("DOCK-1").scan("T-1")
    assert (picked.said, picked.findings, picked.movements[0].agree) == (("ok", "picked"), [], ("code", "weight"))


def test_goods_on_their_way_to_a_bin_are_not_counted_in(tmp_path: Path) -> None:
    floor = shelf_counted(tmp_path)
    floor.put("DOCK-1", "TEA", 5)
    floor.working("putaway", 1).scan(TEA)
    floor.type("5")
    assert floor.step().suggested == "A-01"
    floor.at("DOCK-2").working("count", 3).scan("A-01")
    assert twice(floor, 15).key == "count-review"
    floor.at("DOCK-1").scan("A-01")
    assert floor.stock("A-01") == {"TEA": 15}


def shelf_counted(folder: Path) -> Floor:
    """A bin that weighs, with ten units in it, and an order for some."""
    floor = Floor(
        folder,
        items=[item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000)],
        locations=[bin_("A-01", 1), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 3))],
        policy=Policy(count_tolerance=9, count_again_by_other=False),
    )
    floor.put("A-01", "TEA", 10)
    return floor


def test_a_quantity_on_a_label_is_limited_as_a_typed_one_is(floor: Floor) -> None:
    floor.scan("A-01")
    refused = floor.scan(gs1(("01", gtin(1)), ("30", "99999999")))
    assert refused.said == ("refuse", "quantity-implausible")
    assert floor.scan(gs1(("01", gtin(1)), ("30", "12"))).args == {"quantity": 12}


@pytest.mark.parametrize("tasks", [[count_task("CNT-1", "A-01", cancelled=True)], []])
def test_a_count_whose_task_was_taken_back_is_one_of_its_own(floor: Floor, tasks: list[dict[str, Any]]) -> None:
    floor.scan("CNT-1")
    counted(floor, BOOK)
    floor.load("counts", tasks)
    done = floor.key("done")
    assert (done.said, done.kinds) == (("ok", "count-agreed"), ["Count"])
    assert [one.draft.body.doc for one in done.entries if isinstance(one.draft.body, Count)] == [None]


def test_a_long_count_is_several_entries_each_for_its_own_lines(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=[item("MILK", 2, "lot")], locations=[bin_("A-01", 1)])
    for number in range(COUNT_LINES_MAX + 1):
        floor.put("A-01", "MILK", 1, lot=f"L{number:03}")
    floor.working("count", 3).scan("A-01")
    for number in range(COUNT_LINES_MAX + 1):
        floor.scan(gs1(("01", gtin(2)), ("10", f"L{number:03}")))
    done = floor.key("done")
    counts = [one.draft.body for one in done.entries if isinstance(one.draft.body, Count)]
    assert (done.said, [len(one.lines) for one in counts]) == (("ok", "count-agreed"), [COUNT_LINES_MAX, 1])
    assert len({line.key.lot for one in counts for line in one.lines}) == COUNT_LINES_MAX + 1
