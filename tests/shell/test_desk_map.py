"""The desk's map: every location stands in one rack, in walk order, with the letter of its state now."""

import random
from pathlib import Path

import pytest

from edge.core.entry import Draft, Finding
from edge.core.place import Place
from edge.shell.desk.racks import BINS_MAX, Bin, laid_out
from edge.shell.desk.window import Unanswerable
from tests.builders import SITE, Floor, bin_, item, place
from tests.shell.desk_book import asked, lists

PLANS = {
    "aisles": [f"{aisle}-{bay:02d}-{level}" for aisle in "ABCD" for bay in range(1, 31) for level in "12345"],
    "numbers": [f"B-{number:05d}" for number in range(700)],
    "no parts": [f"{number:06d}" for number in range(300)],
    "letters": list("ABCDEFGH"),
    "one in another": ["A", "A-1", "A-10", "A-1-1", "B"],
    "one": ["X"],
    "mixed": ["DOCK-1", "DOCK-2", "STAGE/1", "HANDS", "C-07"],
}


@pytest.mark.parametrize("plan", PLANS)
def test_every_bin_stands_in_one_rack_that_fits_into_a_row(plan: str) -> None:
    codes = PLANS[plan]
    walk = list(range(len(codes)))
    random.Random(plan).shuffle(walk)
    racks = laid_out("Z", "bin", [Bin(number, code) for number, code in zip(walk, codes, strict=True)])
    assert sorted(one.code for rack in racks for one in rack.bins) == sorted(codes)
    assert all(one.code.startswith(rack.name) and one.code != rack.name for rack in racks for one in rack.bins)
    assert max(len(rack.bins) for rack in racks) <= BINS_MAX
    assert all([one.walk for one in rack.bins] == sorted(one.walk for one in rack.bins) for rack in racks)
    assert len({rack.name for rack in racks if rack.name}) == len([rack for rack in racks if rack.name])


def test_aisles_are_racks_with_short_codes() -> None:
    racks = laid_out("Z", "bin", [Bin(0, code) for code in PLANS["aisles"] if code.endswith("1")])
    assert [(rack.name, len(rack.bins)) for rack in racks] == [("A-", 30), ("B-", 30), ("C-", 30), ("D-", 30)]


def made(folder: Path) -> Floor:
    bins = [bin_(f"A-{number:02d}", 20 - number, zone="north") for number in range(1, 9)]
    bins[1]["blocked"] = True
    bins[5] |= {"fixed_item": "TEA", "face_min": 10, "face_max": 20}
    bins[6] |= {"fixed_item": "TEA", "face_min": 10, "face_max": 20}
    south = [bin_(f"B-{number:02d}", 100 + number, zone="south") for number in range(1, 4)]
    locations = [*bins, *south, place("STAGE-1", "stage")]
    floor = Floor(folder, items=[item("TEA", 1), item("CUP", 2)], locations=locations)
    floor.put("A-01", "CUP", 3)
    floor.put("A-04", "CUP", 3)
    floor.put("A-07", "TEA", 10)
    floor.put("B-02", "TEA", 1, lpn="P-1")
    finding = Finding("f-1", "opened", "bin-full", {}, Place(f"loc:{SITE}/A-03"))
    floor.post(Draft(finding), Draft(Finding("f-2", "opened", "count-again", {}, Place(f"loc:{SITE}/A-04"))))
    return floor


def cells(floor_lists: object, **how: object) -> dict[str, str]:
    found = {}
    for row in asked(floor_lists, "map", **how).rows:  # type: ignore[arg-type]
        found |= {row.rack + code: letter for code, letter in zip(row.codes.split(" "), row.cells, strict=True)}
    return found


def test_each_bin_has_the_letter_of_what_matters_most(tmp_path: Path) -> None:
    floor = made(tmp_path)
    on_map = lists(floor)
    seen = cells(on_map)
    wanted = {"A-01": "f", "A-02": "b", "A-03": "m", "A-04": "c", "A-05": "e", "A-06": "l", "A-07": "f", "A-08": "e"}
    assert {code: seen[code] for code in wanted} == wanted
    assert (seen["B-01"], seen["B-02"], seen["STAGE-1"]) == ("e", "f", "e")
    floor.put("A-05", "CUP", 1)
    floor.move("A-07", "A-08", "TEA", 1)
    floor.move_unit("P-1", "B-02", "B-03")
    seen = cells(on_map)
    assert [seen[code] for code in ("A-05", "A-07", "A-08", "B-02", "B-03")] == ["f", "l", "f", "e", "f"]


def test_racks_come_in_walk_order_and_so_do_their_bins(tmp_path: Path) -> None:
    rows = [row for row in asked(lists(made(tmp_path)), "map").rows if row.kind == "bin"]
    assert [(row.zone, row.rack) for row in rows] == [("north", "A-"), ("south", "B-")]
    assert rows[0].codes == "08 07 06 05 04 03 02 01"


def test_the_map_is_told_of_a_zone_a_place_and_what_is_searched(tmp_path: Path) -> None:
    on_map = lists(made(tmp_path))
    assert cells(on_map, about="zone:south").keys() == {"B-01", "B-02", "B-03"}
    assert "A-05" in cells(on_map, about="loc:A-01")
    assert cells(on_map, search="b-02").keys() == {"B-01", "B-02", "B-03"}
    assert cells(on_map, search="NORTH").keys() == cells(on_map, about="zone:north").keys()
    assert cells(on_map, search="%") == {}
    assert [row.rack for row in asked(on_map, "map", order="-rack", count=2).rows] == ["STAGE-", "DOCK-"]
    with pytest.raises(Unanswerable):
        asked(on_map, "map", about="item:TEA")


def test_locations_that_come_later_stand_on_the_map(tmp_path: Path) -> None:
    floor = made(tmp_path)
    on_map = lists(floor)
    floor.load("locations", [bin_("C-01", 7, zone="east")])
    assert cells(on_map).keys() == {"C-01"}
