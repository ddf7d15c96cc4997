"""Undo: what an act put before a person is settled when the act is taken back."""

from pathlib import Path

import pytest

from edge.core.entry import Draft, Finding, Movement
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import Goods, StockKey, WholeLpn
from tests.builders import Floor, bin_, item, line, order, place, receipt
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


def test_what_was_taken_back_is_said_but_not_how_much_where_somebody_counts(floor: Floor) -> None:
    opened(floor).scan(TEA)
    floor.type("2")
    floor.key("done")
    assert floor.key("undo").args == {"what": "2 Tea"}
    floor.scan(TEA)
    floor.key("done")
    floor.at("DOCK-2").working("count", 2).scan("DOCK-1")
    assert floor.at("DOCK-1").key("undo").args == {"what": "Tea"}


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
    assert floor.key("undo").args == {"what": "6 Tea"}


def whole(folder: Path) -> Floor:
    """A pallet of five that a line wants just so, and one that is put away."""
    floor = Floor(
        folder,
        items=[item("CUP", 3), item("NUT", 4)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "CUP", 5), line(2, "NUT", 1))],
        policy=Policy(zero_check=False),
    )
    floor.put("A-01", "CUP", 5, lpn="LPN-5")
    floor.put("A-02", "NUT", 9)
    floor.put("DOCK-1", "NUT", 7, lpn="LPN-7")
    return floor


def picked_whole(floor: Floor) -> str:
    floor.working("pick")
    for code in ("SO-1", "T-1", "A-01", "LPN-5"):
        floor.scan(code)
    assert floor.unit("LPN-5") == "DOCK-1"
    return "LPN-5"


def put_away(floor: Floor) -> str:
    floor.working("putaway").scan("LPN-7")
    floor.scan("A-02")
    floor.wait(800).scan("A-02")
    assert floor.unit("LPN-7") == "A-02"
    return "LPN-7"


def moved(floor: Floor, source: str, target: str, code: str, qty: int) -> None:
    places = (Place(one if ":" in one else f"loc:TST/{one}") for one in (source, target))
    floor.post(Draft(Movement("transfer", Goods(StockKey(code), qty), *places)))


@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("act", [picked_whole, put_away])
def test_a_unit_that_was_partly_emptied_since_is_not_taken_back(tmp_path: Path, act, *, is_restarted: bool) -> None:  # type: ignore[no-untyped-def]
    floor = whole(tmp_path)
    lpn = act(floor)
    code = "CUP" if lpn == "LPN-5" else "NUT"
    moved(floor, f"lpn:{lpn}", "A-01", code, 2)
    progress, stands = dict(floor.view.progress("order", "SO-1")), floor.unit(lpn)
    if is_restarted:
        floor.restart()
    refused = floor.key("undo")
    assert (refused.said, refused.args, refused.entries) == (("refuse", "undo-unit-opened"), {"lpn": lpn}, [])
    assert (dict(floor.view.progress("order", "SO-1")), floor.unit(lpn)) == (progress, stands)
    moved(floor, "A-01", f"lpn:{lpn}", code, 2)
    assert floor.key("undo").said == ("ok", "undone")


@pytest.mark.parametrize("act", [picked_whole, put_away])
def test_a_unit_into_which_something_was_put_since_is_not_taken_back(tmp_path: Path, act) -> None:  # type: ignore[no-untyped-def]
    floor = whole(tmp_path)
    lpn = act(floor)
    moved(floor, "A-02", f"lpn:{lpn}", "NUT", 1)
    assert floor.key("undo").said == ("refuse", "undo-unit-opened")


def test_a_unit_that_another_stands_in_since_is_not_taken_back(tmp_path: Path) -> None:
    floor = whole(tmp_path)
    put_away(floor)
    floor.post(Draft(Movement("transfer", WholeLpn("LPN-5"), Place("loc:TST/A-01"), Place("lpn:LPN-7"))))
    assert floor.key("undo").said == ("refuse", "undo-unit-opened")


def test_who_goes_on_at_another_station_takes_back_no_unit_that_was_opened_either(tmp_path: Path) -> None:
    floor = whole(tmp_path)
    lpn = picked_whole(floor)
    floor.at("DOCK-2").scan("BADGE-1")
    floor.wait(800).scan("BADGE-1")
    floor.type("2580")
    floor.pin(ok=True)
    moved(floor, f"lpn:{lpn}", "A-01", "CUP", 2)
    assert floor.key("undo").said == ("refuse", "undo-unit-opened")
