"""Serial numbers that are codes of their own; items whose tracking changes while their goods are in hand."""

from pathlib import Path

import pytest

from edge.core.stock import Goods
from edge.core.workflows.receive.steps import ReceiveDetail, ReceiveItem, ReceiveQuantity
from tests.builders import Floor, Outcome, gs1, gtin, item
from tests.core.receiving import DRILL, TEA, dock, opened


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return opened(dock(tmp_path))


def serials(outcome: Outcome) -> list[str]:
    return [serial for one in outcome.movements if isinstance(one.what, Goods) for serial in one.what.serials]


def test_a_serial_number_may_be_a_code_of_its_own(floor: Floor) -> None:
    assert floor.scan(DRILL).said == ("info", "serial-missing")
    assert floor.prompt().ask.key == "receive-ask-serial"
    assert floor.scan("SN-1").said == ("ok", "counted")
    assert serials(floor.key("done")) == ["SN-1"]
    assert floor.stock("DOCK-1") == {"DRILL": 1}


def test_the_next_such_codes_are_the_next_pieces_with_their_item_between_or_without(floor: Floor) -> None:
    floor.scan(DRILL)
    for code in ("SN-1", "SN-2", DRILL, "SN-3", ("21SN-4", "]C1"), "5CG0241"):
        floor.scan(code)
    assert (floor.prompt().done, type(floor.step())) == (5, ReceiveQuantity)
    assert serials(floor.key("done")) == ["SN-1", "SN-2", "SN-3", "SN-4", "5CG0241"]


def test_a_plain_code_is_no_serial_number_where_labels_say_the_item_too(floor: Floor) -> None:
    floor.scan(gs1(("01", gtin(5)), ("21", "SN-1")))
    assert floor.scan("SN-2").said == ("refuse", "unknown-code")
    assert floor.step() == ReceiveQuantity("RCV-1", 5, "DRILL", 1, serials=("SN-1",))


def test_a_serial_number_alone_is_refused_alone_where_it_was_scanned_or_stands_elsewhere(floor: Floor) -> None:
    floor.put("A-01", "DRILL", 1, serials=["SN-9"])
    floor.scan(DRILL)
    floor.scan("SN-1")
    assert floor.scan("SN-1").said == ("refuse", "serial-twice")
    assert floor.scan("SN-9").said == ("refuse", "serial-elsewhere")
    floor.scan(DRILL)
    for code, key in (("SN-1", "serial-twice"), ("SN-9", "serial-elsewhere"), ("A-01", "is-location")):
        assert floor.scan(code).said == ("refuse", key)
    assert type(floor.step()) is ReceiveDetail
    floor.scan("SN-2")
    assert serials(floor.scan("DOCK-1")) == ["SN-1", "SN-2"]


def test_nothing_is_put_down_while_a_serial_number_is_awaited(floor: Floor) -> None:
    floor.scan(DRILL)
    for code in ("DOCK-1", "WE-DONE", "STAGE-1"):
        assert floor.scan(code).level == "refuse"
    assert floor.stock("DOCK-1") == {}


def test_cancel_while_a_serial_number_is_awaited_keeps_those_that_are_known(floor: Floor) -> None:
    floor.scan(DRILL)
    floor.scan("SN-1")
    floor.scan(DRILL)
    assert floor.key("cancel").args == {"quantity": 1}
    assert serials(floor.key("done")) == ["SN-1"]
    floor.scan(DRILL)
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == ReceiveItem("RCV-1")


def test_a_serial_number_that_looks_like_a_unit_is_asked_for_twice(floor: Floor) -> None:
    floor.scan(DRILL)
    assert floor.scan("P-77").said == ("warn", "serial-like-lpn")
    assert floor.wait(1000).scan("P-77").said == ("ok", "counted")
    assert serials(floor.key("done")) == ["P-77"]


def test_where_the_lot_is_asked_for_too_the_serial_number_comes_after_it(floor: Floor) -> None:
    floor.load("items", [item("DRILL", 5, "serial", "lot")])
    assert floor.scan(DRILL).said == ("info", "more-details")
    assert floor.scan("L-1").said == ("info", "serial-missing")
    assert floor.scan("SN-1").said == ("ok", "counted")
    (posted,) = floor.key("done").movements
    assert isinstance(posted.what, Goods)
    assert (posted.what.key.lot, posted.what.serials) == ("L-1", ("SN-1",))


@pytest.mark.parametrize("put", ["done", "DOCK-1", "LPN-1"])
def test_goods_that_are_tracked_by_lot_meanwhile_are_not_booked_without_one(floor: Floor, put: str) -> None:
    floor.scan(TEA)
    floor.type("4")
    floor.load("items", [item("TEA", 1, "lot")])
    refused = floor.key(put) if put == "done" else floor.scan(put)
    assert (refused.said, refused.entries) == (("refuse", "receive-tracked-now"), [])
    floor.scan("A7")
    assert floor.key("done").said == ("ok", "received")
    assert floor.stock("DOCK-1") == {"TEA/A7": 4}


def test_goods_that_are_tracked_by_serial_number_meanwhile_are_scanned_piece_by_piece(floor: Floor) -> None:
    floor.scan(TEA)
    floor.type("3")
    floor.load("items", [item("TEA", 1, "serial")])
    assert floor.type("2").said == ("refuse", "scan-serials")
    assert floor.key("done").said == ("refuse", "receive-tracked-now")
    for number, said in enumerate(["serial-missing", "serial-missing", "counted"]):
        assert floor.scan(f"SN/{number}").key == said
    assert serials(floor.key("done")) == ["SN/0", "SN/1", "SN/2"]


def test_the_same_again_in_the_next_unit_is_asked_for_its_lot_once_it_has_one(floor: Floor) -> None:
    floor.scan(TEA)
    floor.scan("LPN-1")
    floor.load("items", [item("TEA", 1, "lot")])
    assert floor.scan("LPN-2").said == ("refuse", "receive-tracked-now")
    assert floor.unit("LPN-2") == ""


def test_what_is_not_tracked_any_more_does_not_part_the_stock(floor: Floor) -> None:
    floor.load("items", [item("DRILL", 5, "serial", "lot")])
    floor.scan(gs1(("01", gtin(5)), ("10", "B1"), ("21", "SN-1")))
    floor.load("items", [item("DRILL", 5)])
    assert serials(floor.key("done")) == []
    assert floor.stock("DOCK-1") == {"DRILL": 1}


def test_what_was_asked_for_and_is_not_tracked_any_more_is_asked_no_longer(floor: Floor) -> None:
    floor.scan(DRILL)
    floor.load("items", [item("DRILL", 5)])
    assert floor.scan("SN-1").said == ("ok", "counted")
    floor.key("done")
    assert floor.stock("DOCK-1") == {"DRILL": 1}
