"""Transfer: what moves, what is kept for others, and what a supervisor may allow."""

from pathlib import Path

import pytest

from edge.core.entry import DocLine, Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.transfer.steps import TransferFrom, TransferItem, TransferQuantity
from tests.builders import SITE, Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, place

TEA, CUP = ean(1), ean(2)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 2), item("DRILL", 4, "serial")],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            bin_("A-03", 3, blocked=True),
            bin_("S-01", 5, max_units=3),
            bin_("M-01", 6, mixing="item"),
            place("STAGE-1", "stage"),
        ],
        orders=[order("SO-1", line(1, "TEA", 6))],
    )
    floor.put("A-01", "TEA", 6, received_on="2026-11-02")
    floor.put("A-01", "TEA", 4, received_on="2026-11-01")
    floor.put("A-01", "CUP", 5)
    return floor.working("transfer")


def leave(floor: Floor, number: str = "1") -> Outcome:
    """A supervisor allows what was refused, and it is decided again."""
    assert floor.key("override").key == "leave-wanted"
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    assert floor.type(number).key == "leave-given"
    (done,) = floor.applied
    return done


def test_goods_of_several_days_are_one_pile_and_the_oldest_go_first(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)
    floor.type("5")
    moved = floor.scan("A-02")
    goods = [(one.what.key.received_on, one.what.qty) for one in moved.movements if isinstance(one.what, Goods)]
    assert goods == [("2026-11-01", 4), ("2026-11-02", 1)]
    assert len({one.group for one in moved.movements}) == 1
    assert len(floor.key("undo").movements) == 2
    assert floor.stock("A-01") == {"TEA": 10, "CUP": 5}


def test_many_items_go_into_one_place_with_no_key_between(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)
    floor.scan("A-02")
    floor.scan(CUP)
    floor.scan(CUP)
    moved = floor.scan(TEA)  # the cups go where the tea went
    assert (moved.said, moved.args["quantity"], moved.args["place"]) == (("ok", "transferred"), 2, "A-02")
    assert isinstance(floor.step(), TransferQuantity)
    assert floor.key("done").said == ("ok", "transferred")
    assert floor.stock("A-02") == {"TEA": 2, "CUP": 2}
    assert floor.step() == TransferItem(f"loc:{SITE}/A-01", f"loc:{SITE}/A-02")


def test_what_a_picker_was_sent_for_is_reserved(floor: Floor) -> None:
    floor.at("DOCK-2").working("pick", 2).scan("SO-1")
    floor.scan("T-1")
    floor.at("DOCK-1").scan("A-01")
    floor.scan(TEA)
    refused = floor.type("10")
    assert (refused.said, refused.args["order"]) == (("refuse", "transfer-reserved"), "SO-1")
    want = getattr(floor.view.session("DOCK-2").step, "want", 0)
    assert floor.type(str(10 - want)).said == ("ok", "counted")


def test_what_stands_in_an_orders_tote_is_reserved_until_a_supervisor_gives_it(floor: Floor) -> None:
    tote, source = Place("lpn:T-5"), Place(f"loc:{SITE}/A-01")
    floor.post(
        Draft(Movement("transfer", WholeLpn("T-5"), Place(f"virt:{SITE}/SUPPLIER"), Place(f"loc:{SITE}/STAGE-1"))),
        Draft(Movement("pick", Goods(StockKey("CUP"), 2), source, tote, DocLine("order", "SO-1", 1))),
    )
    floor.scan("T-5")
    refused = floor.scan("A-02")
    assert (refused.said, refused.args) == (("refuse", "transfer-unit-reserved"), {"lpn": "T-5", "order": "SO-1"})
    moved = leave(floor)
    assert (moved.key, len(moved.movements), floor.unit("T-5")) == ("transferred-unit", 1, "A-02")
    floor.scan("T-5")
    assert floor.scan(CUP).said == ("refuse", "transfer-reserved")


def test_more_than_the_book_has_needs_leave_and_leaves_a_finding(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(CUP)
    assert floor.type("7").said == ("refuse", "transfer-too-many")
    assert leave(floor).key == "counted"
    moved = floor.scan("A-02")  # the leave holds until the goods are booked
    assert (moved.key, moved.findings) == ("transferred", ["negative-stock"])
    assert {one.draft.approver for one in moved.entries if isinstance(one.draft.body, Movement)} == {"op-3"}
    assert floor.stock("A-02") == {"CUP": 7}


def test_a_blocked_place_needs_leave(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)
    assert floor.scan("A-03").said == ("refuse", "location-blocked")
    assert leave(floor).key == "transferred"
    assert floor.stock("A-03") == {"TEA": 1}


def test_a_bin_takes_no_more_than_it_holds_and_no_other_item_where_it_must_not_mix(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)
    floor.type("4")
    assert floor.scan("S-01").said == ("refuse", "bin-too-small")
    assert floor.scan("M-01").said == ("ok", "transferred")
    floor.scan(CUP)
    assert floor.scan("M-01").said == ("refuse", "bin-holds-other-item")


def test_damaged_goods_change_their_status_on_the_way_or_in_place(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(CUP)
    assert floor.key("damaged").args == {"status": "damaged"}
    moved = floor.scan("A-01")
    goods = moved.movements[0].what
    assert isinstance(goods, Goods)
    assert goods.to_key == StockKey("CUP", status="damaged")
    assert moved.entries[0].draft.reason == "damaged"
    assert [(one.key.status, one.qty) for one in floor.view.content(f"loc:{SITE}/A-01") if one.key.item == "CUP"] == [
        ("damaged", 1),
        ("sellable", 4),
    ]
    floor.scan(CUP)
    assert floor.key("skip").args == {"lot": "", "status": "damaged"}
    assert floor.key("damaged").said == ("info", "transfer-status-stays"), "an operator does not release"


def test_a_supervisor_holds_and_releases(floor: Floor) -> None:
    floor.at("DOCK-2").working("transfer", 3).scan("A-01")
    floor.scan(CUP)
    assert [floor.key("damaged").args.get("status", "") for _ in range(3)] == ["damaged", "hold", ""]
    floor.key("damaged")
    floor.key("damaged")
    floor.scan("A-02")
    floor.scan("A-02")
    floor.scan(CUP)
    floor.key("damaged")
    assert floor.key("damaged").args == {"status": "sellable"}
    floor.scan("A-01")
    assert floor.view.content(f"loc:{SITE}/A-02") == ()


def test_a_new_unit_begins_where_the_goods_are(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)
    assert floor.scan("T-9").said == ("warn", "transfer-new-unit")
    moved = floor.wait(1000).scan("T-9")
    assert [type(one.what) for one in moved.movements] == [WholeLpn, Goods]
    assert (floor.unit("T-9"), floor.stock("lpn:T-9")) == ("A-01", {"TEA": 1})


def test_units_stand_in_units_as_deep_as_the_book_allows_and_never_in_a_ring(floor: Floor) -> None:
    for number in range(1, 6):
        floor.put("A-02", "TEA", 1, lpn=f"T-{number}")
    for number in (1, 2, 3):
        floor.scan(f"T-{number}")
        assert floor.scan(f"T-{number + 1}").said == ("ok", "transferred-unit")
    floor.scan("T-4")
    assert floor.scan("T-1").said == ("refuse", "transfer-in-itself")
    assert floor.scan("T-5").said == ("refuse", "transfer-too-deep")
    assert floor.scan("A-01").said == ("ok", "transferred-unit")
    assert floor.unit("T-1") == "A-01"


def test_everything_in_a_place_goes_under_one_group_and_comes_back_by_one_undo(floor: Floor) -> None:
    floor.put("A-01", "DRILL", 2, serials=("S1", "S2"))
    floor.put("A-01", "TEA", 3, lpn="T-7")
    before = floor.stock("A-01")
    floor.scan("A-01")
    floor.key("done")
    floor.wait(1000).key("done")
    moved = floor.scan("A-02")
    assert (moved.key, len(moved.movements), len({one.group for one in moved.movements})) == ("transferred-all", 5, 1)
    assert (floor.stock("A-01"), floor.stock("A-02"), floor.unit("T-7")) == ({}, before, "A-02")
    assert floor.view.serial_place("DRILL", "S1") == f"loc:{SITE}/A-02"
    assert floor.step() == TransferFrom()
    assert len(floor.key("undo").movements) == 5
    assert floor.stock("A-01") == before


def test_serials_are_scanned_one_by_one_and_a_wrong_one_is_refused_alone(floor: Floor) -> None:
    floor.put("A-01", "DRILL", 2, serials=("S1", "S2"))
    floor.put("A-02", "DRILL", 1, serials=("S3",))
    floor.scan("A-01")
    floor.scan(gs1(("01", gtin(4)), ("21", "S1")))
    assert floor.scan(gs1(("01", gtin(4)), ("21", "S1"))).said == ("refuse", "serial-twice")
    assert floor.scan(gs1(("01", gtin(4)), ("21", "S3"))).said == ("refuse", "serial-elsewhere")
    assert floor.type("2").said == ("refuse", "scan-serials")
    floor.scan("A-02")
    assert floor.view.serial_place("DRILL", "S1") == f"loc:{SITE}/A-02"
    assert floor.verify().ok
