"""What the floor says of a place, and how it ends: full, unusable, no bin for goods, a reserve that is not there."""

from pathlib import Path

import pytest

from edge.core.place import Place
from edge.core.workflows.counting import in_hand
from edge.core.workflows.putaway.steps import PutawayItem
from tests.builders import Floor, bin_, ean, item, order, place

A_01, A_02 = Place("loc:TST/A-01"), Place("loc:TST/A-02")
ITEMS = [item("TEA", 1), item("CUP", 2)]


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    made = Floor(tmp_path, items=ITEMS, locations=[bin_("A-01", 1), bin_("A-02", 2), place("FORK-1", "carrier")])
    made.put("DOCK-1", "TEA", 9)
    made.put("A-01", "TEA", 5)
    return made.working("putaway")


def marked(floor: Floor, word: str) -> str:
    """The first bin that tea is sent to, marked; the other one is suggested."""
    floor.scan(ean(1))
    step = floor.step()
    assert isinstance(step, PutawayItem)
    assert floor.key(word).said == ("info", "bin-marked")
    floor.key("cancel")
    return step.suggested


def sent_to(floor: Floor) -> str:
    floor.scan(ean(1))
    step = floor.step()
    assert isinstance(step, PutawayItem)
    floor.key("cancel")
    return step.suggested


def again(floor: Floor, code: str) -> tuple[str, str]:
    floor.scan(code)
    return floor.wait(800).scan(code).said


def test_a_full_bin_is_one_no_more_when_goods_leave_it(floor: Floor) -> None:
    assert (marked(floor, "full"), sent_to(floor)) == ("A-01", "A-02")
    floor.choose("transfer")
    floor.scan("A-01")
    floor.scan(ean(1))
    moved = floor.scan("A-02")
    assert (moved.said, moved.findings) == (("ok", "transferred"), ["bin-full"])
    assert floor.findings() == []
    floor.choose("putaway")
    assert sent_to(floor) == "A-01"


def test_a_picker_frees_a_full_bin_without_knowing(tmp_path: Path) -> None:
    floor = Floor(
        tmp_path,
        items=ITEMS,
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[order("SO-1", {"line": 1, "item": "TEA", "qty": 2})],
    )
    floor.put("DOCK-1", "TEA", 9)
    floor.put("A-01", "TEA", 5, lpn="LPN-1")
    floor.working("putaway")
    assert marked(floor, "full") == "A-01"
    floor.choose("pick")
    floor.scan("SO-1")
    for code in ("T-1", "A-01", "LPN-1"):
        floor.scan(code)
    floor.type("2")
    floor.wait(800).scan("T-1")
    assert floor.stock("lpn:T-1") == {"TEA": 2}
    assert floor.findings() == []


def test_a_place_said_to_be_unusable_is_so_until_goods_are_put_there(floor: Floor) -> None:
    assert marked(floor, "damaged") == "A-01"
    floor.choose("transfer")
    floor.scan("A-01")
    floor.scan(ean(1))
    floor.scan("A-02")
    assert floor.findings() == ["bin-blocked"]
    floor.choose("putaway")
    floor.scan(ean(1))
    assert again(floor, "A-01") == ("ok", "put-away")
    assert floor.findings() == []


@pytest.mark.parametrize("word", ["full", "damaged"])
def test_a_count_that_stands_ends_what_was_said_of_a_bin(floor: Floor, word: str) -> None:
    assert marked(floor, word) == "A-01"
    floor.choose("count")
    assert [one.text.key for one in floor.prompt().options][:1] == (["count-option-unusable"] * (word == "damaged"))
    floor.scan("A-01")
    floor.scan(ean(1))
    floor.type("5")
    ended = floor.key("done")
    assert ended.said == ("ok", "count-agreed")
    assert floor.findings() == []


def test_a_count_that_is_off_leaves_what_was_said_of_a_bin(floor: Floor) -> None:
    marked(floor, "full")
    floor.choose("count")
    floor.scan("A-01")
    floor.scan(ean(1))
    floor.type("3")
    floor.key("done")
    assert "bin-full" in floor.findings()


def test_goods_that_no_bin_took_wait_no_more_when_they_are_put_somewhere(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=ITEMS, locations=[bin_("A-01", 1, mixing="item"), bin_("A-02", 2, blocked=True)])
    floor.put("DOCK-1", "TEA", 9)
    floor.put("DOCK-1", "CUP", 9)
    floor.put("A-01", "CUP", 1)
    floor.working("putaway")
    assert floor.scan(ean(1)).findings == ["no-bin"]
    floor.key("cancel")
    floor.scan(ean(2))
    assert floor.scan("A-01").said == ("ok", "put-away")
    assert floor.findings() == ["no-bin"]
    floor.load("locations", [place("DOCK-1", "dock"), bin_("A-01", 1, mixing="item"), bin_("A-02", 2)])
    floor.scan(ean(1))
    assert floor.scan("A-02").said == ("ok", "put-away")
    assert floor.findings() == []


def test_a_pallet_on_the_forks_that_no_bin_took_waits_no_more_when_it_is_put_down(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=ITEMS, locations=[bin_("A-01", 1, max_units=3), place("FORK-1", "carrier")])
    floor.put("DOCK-1", "TEA", 9, lpn="LPN-1")
    floor.working("putaway").scan("FORK-1")
    assert floor.scan("LPN-1").findings == ["no-bin"]
    assert floor.key("cancel").key == "carrier-keeps"
    floor.load("locations", [place("DOCK-1", "dock"), bin_("A-01", 1), place("FORK-1", "carrier")])
    floor.scan("LPN-1")
    assert floor.scan("A-01").said == ("ok", "lpn-put-away")
    assert floor.findings() == []


def test_a_reserve_that_is_not_there_is_counted(tmp_path: Path) -> None:
    floor = Floor(
        tmp_path, items=ITEMS, locations=[bin_("F-01", 1, fixed_item="TEA", face_min=2, face_max=9), bin_("R-01", 2)]
    )
    floor.put("R-01", "TEA", 9, lpn="LPN-1")
    floor.working("replenish").scan("F-01")
    assert floor.key("short").findings == ["reserve-missing"]
    floor.choose("count")
    (option,) = floor.prompt().options
    assert (option.text.key, option.text.args) == ("count-option-short", {"place": "R-01"})
    floor.type("1")
    floor.scan("LPN-1")
    floor.key("done")
    assert floor.findings() == []


def test_what_is_said_once_is_ended_once(floor: Floor) -> None:
    marked(floor, "full")
    floor.scan(ean(1))
    floor.type("3")
    floor.wait(800)
    assert again(floor, "A-01") == ("ok", "put-away")
    assert floor.findings() == []
    closed = floor.store.cursor.execute(
        "SELECT count(*) FROM ledger WHERE kind = 'finding' AND body LIKE '%\"closed\"%'"
    ).fetchone()
    assert closed == (1,)


def test_goods_that_a_transfer_brings_to_a_place_are_in_hand_there(floor: Floor) -> None:
    floor.choose("transfer").scan("A-01")
    floor.scan(ean(1))
    floor.scan("A-02")
    floor.scan(ean(1))
    floor.at("DOCK-2").working("count", 2)
    assert floor.scan("A-02").said == ("info", "count-busy")
    assert in_hand(floor.view, floor.session(), A_02) == {"TEA"}


def test_all_that_a_transfer_takes_from_a_place_is_in_hand(floor: Floor) -> None:
    floor.put("A-01", "CUP", 1)
    floor.choose("transfer").scan("A-01")
    floor.key("done")
    assert floor.wait(800).key("done").said == ("ok", "transfer-all-taken")
    floor.at("DOCK-2").working("count", 2)
    assert in_hand(floor.view, floor.session(), A_01) == {"TEA", "CUP"}


def test_goods_that_fill_a_face_are_in_hand_there(tmp_path: Path) -> None:
    face = bin_("F-01", 1, fixed_item="TEA", face_min=2, face_max=9)
    floor = Floor(tmp_path, items=ITEMS, locations=[face, bin_("R-01", 2)])
    floor.put("R-01", "TEA", 9)
    floor.working("replenish").scan("F-01")
    floor.scan("R-01")
    floor.type("4")
    floor.key("confirm")
    floor.at("DOCK-2").working("count", 2)
    assert floor.scan("F-01").said == ("info", "count-busy")
    assert in_hand(floor.view, floor.session(), Place("loc:TST/F-01")) == {"TEA"}
