"""Shelves that weigh, where nobody asked them. See also put away and pick."""

from pathlib import Path

import pytest

from edge.core.entry import Evidence
from tests.builders import Floor, Outcome, bin_, ean, item, line, order, place

GRAMS = 500


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1, unit_mg=GRAMS * 1000, unit_tolerance_mg=2_000),
            item("MILK", 2, "lot", unit_mg=1_000_000, unit_tolerance_mg=5_000),
            item("CUP", 3, unit_mg=300_000, unit_tolerance_mg=2_000),
            item("AIR", 4),
        ],
        locations=[bin_("S-01", 1, fixed_item="TEA"), bin_("S-02", 2), bin_("S-03", 3), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 2)), order("SO-2", line(1, "TEA", 4))],
    )
    floor.put("S-01", "TEA", 10)
    return floor


def unclaimed(floor: Floor) -> list[Outcome]:
    floor.wait(121_000)
    return floor.due()


def evidence(outcome: Outcome) -> list[tuple[str, str, dict[str, object]]]:
    bodies = (one.draft.body for one in outcome.entries)
    return [(one.of, one.verdict, dict(one.args)) for one in bodies if isinstance(one, Evidence)]


def test_a_step_that_nobody_claims_is_held_and_booked_once_its_time_is_over(floor: Floor) -> None:
    assert floor.shelf("S-01", -2 * GRAMS).entries == []
    floor.wait(119_000)
    assert floor.due() == []
    (late,) = unclaimed(floor)
    assert late.findings == ["shelf-unclaimed"]
    assert (floor.stock("S-01"), floor.stock("virt:UNATTRIBUTED")) == ({"TEA": 8}, {"TEA": 2})
    assert unclaimed(floor) == []
    assert floor.verify().ok


def test_what_comes_to_a_shelf_by_itself_is_booked_from_nobody(floor: Floor) -> None:
    floor.shelf("S-01", 3 * GRAMS)
    unclaimed(floor)
    assert (floor.stock("S-01"), floor.stock("virt:UNATTRIBUTED")) == ({"TEA": 13}, {"TEA": -3})


def test_what_goes_is_taken_from_all_that_stands_there_oldest_first(floor: Floor) -> None:
    floor.put("S-01", "TEA", 2, received_on="2026-01-01")
    floor.shelf("S-01", -11 * GRAMS)
    (late,) = unclaimed(floor)
    assert [(one.what.key.received_on, one.what.qty) for one in late.movements] == [("", 10), ("2026-01-01", 1)]


def test_more_than_the_book_has_is_put_before_a_person_only(floor: Floor) -> None:
    floor.shelf("S-01", -11 * GRAMS)
    (late,) = unclaimed(floor)
    assert (late.findings, late.movements) == (["shelf-unclaimed"], [])


def test_a_tracked_item_is_put_before_a_person_only(floor: Floor) -> None:
    floor.put("S-02", "MILK", 5, lot="M1")
    floor.shelf("S-02", -2_000)
    (late,) = unclaimed(floor)
    assert (late.findings, late.movements) == (["shelf-unclaimed"], [])


def test_an_item_that_was_taken_from_the_data_leaves_nothing(floor: Floor) -> None:
    floor.shelf("S-01", -GRAMS)
    floor.load("items", [])
    (late,) = unclaimed(floor)
    assert late.entries == []
    assert unclaimed(floor) == []


def test_looked_at_and_put_back_is_nothing(floor: Floor) -> None:
    floor.shelf("S-01", -2 * GRAMS)
    floor.wait(5_000).shelf("S-01", 2 * GRAMS)
    assert unclaimed(floor) == []
    floor.shelf("S-01", -2 * GRAMS)
    floor.wait(5_000).shelf("S-01", GRAMS)  # one of the two
    assert [one.findings for one in unclaimed(floor)] == [["shelf-unclaimed"]] * 2
    assert floor.stock("S-01") == {"TEA": 9}


def test_a_step_told_twice_is_one_step(floor: Floor) -> None:
    floor.shelf("S-01", -GRAMS, ident="shelf/7")
    floor.shelf("S-01", -GRAMS, ident="shelf/7")
    assert len(unclaimed(floor)) == 1
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.shelf("S-01", -GRAMS, ident="shelf/8")
    floor.shelf("S-01", -GRAMS, ident="shelf/8")
    assert floor.step().weighed == 1


@pytest.mark.parametrize(
    ("where", "grams"),
    [("S-01", 250), ("S-01", -730), ("S-02", 500), ("S-03", -500), ("NOWHERE", 500)],
)
def test_a_weight_that_is_no_whole_number_of_what_stands_there_is_a_finding(
    floor: Floor, where: str, grams: int
) -> None:
    floor.put("S-03", "AIR", 5)
    assert floor.shelf(where, grams).findings == ["shelf-odd-weight"]
    assert unclaimed(floor) == []


def test_in_a_bin_of_two_items_the_weight_tells_which(floor: Floor) -> None:
    floor.put("S-01", "CUP", 5)
    floor.shelf("S-01", -300)
    unclaimed(floor)
    assert floor.stock("S-01") == {"TEA": 10, "CUP": 4}
    assert floor.shelf("S-01", -1_500).findings == ["shelf-odd-weight"]  # three of one or five of the other


def picked(floor: Floor, qty: int = 2) -> Outcome:
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.scan("S-01")
    floor.type(str(qty))
    return floor.scan("T-1")


def test_a_scale_that_settles_after_the_last_scan_is_its_evidence(floor: Floor) -> None:
    movement = picked(floor).entries[0].id
    settled = floor.shelf("S-01", -2 * GRAMS)
    assert evidence(settled) == [(movement, "agrees", {"shelf": 2, "said": 2})]
    assert unclaimed(floor) == []


def test_evidence_is_found_also_when_the_bin_is_empty_then(floor: Floor) -> None:
    floor.move("S-01", "S-02", "TEA", 10)
    floor.move("S-02", "S-03", "TEA", 2)
    floor.move("S-03", "S-01", "TEA", 2)
    floor.load("locations", [place("DOCK-1", "dock"), bin_("S-01", 1), place("STAGE-1", "stage")])
    picked(floor)
    assert floor.stock("S-01") == {}
    assert [one[1] for one in evidence(floor.shelf("S-01", -2 * GRAMS))] == ["agrees"]


def test_a_scale_that_contradicts_what_was_posted_is_put_before_a_person(floor: Floor) -> None:
    picked(floor)
    settled = floor.shelf("S-01", -3 * GRAMS)
    assert [one[1:] for one in evidence(settled)] == [("conflicts", {"shelf": 3, "said": 2, "place": "S-01"})]
    assert settled.findings == ["shelf-differs"]
    assert unclaimed(floor) == []


def test_one_movement_is_witnessed_once(floor: Floor) -> None:
    picked(floor)
    floor.shelf("S-01", -2 * GRAMS)
    assert floor.shelf("S-01", -2 * GRAMS).entries == []
    assert len(unclaimed(floor)) == 1


def test_what_was_posted_long_ago_is_no_explanation(floor: Floor) -> None:
    picked(floor)
    floor.wait(4_000)
    assert evidence(floor.shelf("S-01", -2 * GRAMS)) == []


def test_two_movements_can_be_one_step(floor: Floor) -> None:
    floor.put("DOCK-1", "TEA", 5)
    floor.working("putaway")
    for qty in ("2", "3"):
        floor.scan(ean(1))
        floor.type(qty)
        floor.scan("S-01")
    assert [one[1] for one in evidence(floor.shelf("S-01", 5 * GRAMS))] == ["agrees", "agrees"]


def test_two_pickers_at_one_bin_are_not_confused(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.scan("S-01")
    floor.at("DOCK-2").working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    floor.scan("S-01")
    assert floor.shelf("S-01", -4 * GRAMS).key == ""
    floor.type("4")
    assert floor.scan("T-2").movements[0].agree == ("code", "weight")
    floor.at("DOCK-1").type("2")
    assert floor.scan("T-1").movements[0].agree == ("code",)
    assert unclaimed(floor) == []


def test_who_stands_at_the_bin_is_meant_before_who_is_on_the_way(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.at("DOCK-2").working("pick", 2).scan("SO-2")
    floor.scan("T-2")
    floor.scan("S-01")
    floor.shelf("S-01", -4 * GRAMS)
    assert floor.step().weighed == 4
    assert floor.at("DOCK-1").step().want == 2


def test_goods_in_somebodys_hands_are_not_mistaken_for_what_stands_there(floor: Floor) -> None:
    floor.put("DOCK-1", "TEA", 5)
    floor.put("S-02", "CUP", 5)
    floor.working("putaway").scan(ean(1))
    floor.shelf("S-02", 300)  # cups, from somebody else
    assert floor.stock("S-02") == {"CUP": 5}
    unclaimed(floor)
    assert floor.stock("S-02") == {"CUP": 6}


def test_a_due_step_that_was_claimed_a_moment_ago_is_not_booked(floor: Floor) -> None:
    floor.shelf("S-01", -2 * GRAMS)
    floor.wait(121_000)
    floor.working("pick").scan("SO-1")
    floor.scan("T-1")
    floor.scan("S-01")
    held = floor.view.held_steps("S-01")
    floor.scan("T-1")
    assert floor.stock("lpn:T-1") == {"TEA": 2}
    assert [floor.told_late(step).entries for step in held] == [[]]
    assert floor.stock("virt:UNATTRIBUTED") == {}


def test_what_came_before_the_picker_hides_nothing_that_he_takes(floor: Floor) -> None:
    floor.shelf("S-01", 6 * GRAMS)
    floor.working("pick").scan("SO-2")
    floor.scan("T-1")
    assert floor.scan("S-01").said == ("ok", "location-right")
    agreed = floor.shelf("S-01", -4 * GRAMS)
    assert (agreed.said, agreed.args) == (("ok", "shelf-agrees"), {"quantity": 4, "place": "S-01"})
    assert floor.scan("T-1").movements[0].agree == ("code", "weight")
    (due,) = unclaimed(floor)
    assert (due.findings, due.movements[0].what.qty) == (["shelf-unclaimed"], 6)


def test_what_a_picker_puts_back_to_the_last_unit_is_settled_with_what_he_takes_then(floor: Floor) -> None:
    floor.working("pick").scan("SO-2")
    floor.scan("T-1")
    floor.scan("S-01")
    for units in (-3, 3, -4):
        floor.shelf("S-01", units * GRAMS)
    assert floor.scan("T-1").movements[0].agree == ("code", "weight")
    assert unclaimed(floor) == []
