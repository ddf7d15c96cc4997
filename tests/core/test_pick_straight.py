"""An order picked straight to a place, without a tote: its goods lie there as one unit that has the order's number."""

import re
from pathlib import Path

import pytest

from edge.core.policy import Policy
from edge.core.site_codes import SiteCode
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote
from tests.builders import Floor, Outcome, bin_, ean, item, line, order, place, shipment

ONE, TWO = "DOCK-1", "DOCK-2"
ORDERS = (
    order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
    order("SO-2", line(1, "TEA", 1)),
    order("SO-3", line(1, "TEA", 5)),
    order("SO 4", line(1, "TEA", 1)),
    order("SO-5", line(1, "CUP", 1), place=""),
)


def made(folder: Path, policy: Policy) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage"), place("STAGE-2", "stage")],
        orders=ORDERS,
        shipments=[shipment("S-1", orders=["SO-1"])],
        policy=policy,
    )
    floor.put("A-01", "TEA", 20)
    floor.put("A-02", "CUP", 20)
    return floor.working("pick")


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path, Policy(zero_check=False))


def begun(floor: Floor, order_id: str = "SO-1", where: str = "STAGE-1") -> Floor:
    floor.scan(order_id)
    assert floor.scan(where).said == ("ok", "place-bound")
    return floor


def put_down(floor: Floor, where: str = "STAGE-1") -> Outcome:
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    return floor.scan(where)


def staged(floor: Floor) -> Floor:
    put_down(begun(floor))
    put_down(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    return floor


def test_goods_lie_at_the_place_from_the_first_line_on(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("3")
    assert floor.prompt().ask.key == "pick-ask-onto-place"
    done = floor.scan("STAGE-1")
    assert (done.said, done.args["tote"]) == (("ok", "picked"), "STAGE-1")
    assert (floor.stock("lpn:SO-1"), floor.unit("SO-1")) == ({"TEA": 3}, "STAGE-1")
    put_down(floor)
    assert floor.prompt().ask.key == "pick-ask-lies-there"
    closed = floor.scan("STAGE-1")
    assert (closed.said, closed.movements) == (("ok", "document-done"), [])
    assert floor.view.is_closed("order", "SO-1")
    assert floor.verify().ok


def test_the_last_line_is_taken_back_before_the_place_is_scanned_again(floor: Floor) -> None:
    put_down(begun(floor, "SO-2"))
    assert isinstance(floor.step(), PickStage)
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("lpn:SO-2") == {}
    put_down(floor)
    assert floor.scan("STAGE-1").said == ("ok", "document-done")


@pytest.mark.parametrize("scanned", ["SO-1", "1"])
def test_packing_finds_what_lies_at_the_place_by_its_order(floor: Floor, scanned: str) -> None:
    staged(floor).choose("pack")
    taken = floor.type("1") if scanned == "1" else floor.scan(scanned)
    assert taken.said == ("ok", "pack-tote-taken")
    assert floor.unit("SO-1") == ONE
    floor.key("skip")
    for _ in range(3):
        floor.scan(ean(1))
    for _ in range(2):
        floor.scan(ean(3))
    assert floor.key("done").level == "ok"
    assert floor.view.is_closed("task", "pack/SO-1/SO-1")


def test_shipping_loads_what_lies_at_the_place_by_the_orders_own_code(floor: Floor) -> None:
    staged(floor).choose("ship").scan("S-1")
    assert floor.scan("SO-1").said == ("ok", "loaded")
    floor.key("done")
    assert floor.wait(800).key("done").level == "ok"
    assert floor.stock("virt:CUSTOMER") == {"TEA": 3, "CUP": 2}
    assert floor.verify().ok


def test_the_orders_code_is_the_units_too_where_the_site_says_which_codes_are_documents(tmp_path: Path) -> None:
    codes = (SiteCode("document", re.compile(r"SO?-\d+")),)
    floor = staged(made(tmp_path, Policy(zero_check=False, codes=codes)))
    floor.choose("ship").scan("S-1")
    assert floor.scan("SO-1").said == ("ok", "loaded")


def test_an_order_without_a_stage_goes_to_any(floor: Floor) -> None:
    put_down(begun(floor, "SO-5", "STAGE-2"), "STAGE-2")
    assert floor.scan("STAGE-1").said == ("refuse", "wrong-location")
    assert floor.scan("STAGE-2").said == ("ok", "document-done")


def test_the_order_ends_where_it_was_taken_to_on_purpose(floor: Floor) -> None:
    floor.scan("SO-2")
    asked = floor.scan("STAGE-2")
    assert (asked.said, asked.args["stage"]) == (("warn", "pick-other-stage"), "STAGE-1")
    assert floor.wait(800).scan("STAGE-2").said == ("ok", "place-bound")
    put_down(floor, "STAGE-2")
    assert floor.scan("STAGE-2").said == ("ok", "document-done")
    assert floor.unit("SO-2") == "STAGE-2"


def test_what_was_moved_meanwhile_is_put_down_where_it_is_now(floor: Floor) -> None:
    put_down(begun(floor))
    floor.move_unit("SO-1", "STAGE-1", "STAGE-2")
    floor.scan("A-02")
    floor.type("2")
    assert floor.scan("STAGE-1").said == ("refuse", "wrong-location")
    assert floor.scan("STAGE-2").said == ("ok", "picked")


def test_an_order_that_was_left_goes_on_at_its_place_alone(floor: Floor) -> None:
    put_down(begun(floor))
    floor.key("menu")
    floor.choose("pick").scan("SO-1")
    assert floor.scan("T-1").said == ("refuse", "order-has-tote")
    refused = floor.scan("STAGE-2")
    assert (refused.said, refused.args["location"]) == (("refuse", "order-begun-at"), "STAGE-1")
    assert floor.scan("STAGE-1").said == ("ok", "place-bound")
    put_down(floor)
    assert floor.stock("lpn:SO-1") == {"TEA": 3, "CUP": 2}


def test_a_full_place_is_followed_by_a_tote_and_both_are_staged(floor: Floor) -> None:
    begun(floor).scan("A-01")
    floor.type("2")
    floor.key("full")
    assert floor.step() == PickTote("SO-1", (), "SO-1")
    assert floor.scan("STAGE-1").said == ("refuse", "place-is-full")
    floor.scan("T-1")
    for _ in range(2):
        put_down(floor, "T-1")
    assert floor.scan("STAGE-1").said == ("ok", "document-done")
    assert {floor.unit("T-1"), floor.unit("SO-1")} == {"STAGE-1"}


def test_on_one_walk_some_orders_have_totes_and_some_a_place(floor: Floor) -> None:
    for code in ("SO-2", "SO-3", "T-2", "STAGE-1"):
        floor.scan(code)
    put_down(floor, "T-2")
    assert isinstance(floor.step(), PickGo)
    floor.scan("A-01")
    floor.type("5")
    assert floor.scan("T-2").said == ("refuse", "tote-of-other")
    assert floor.scan("STAGE-1").said == ("ok", "picked")
    assert floor.scan("STAGE-1").said == ("ok", "orders-done")
    assert (floor.stock("lpn:T-2"), floor.stock("lpn:SO-3")) == ({"TEA": 1}, {"TEA": 5})


def test_the_code_of_an_order_that_lies_at_a_place_still_brings_it_on_a_walk(floor: Floor) -> None:
    put_down(begun(floor))
    floor.key("menu")
    floor.choose("pick").scan("SO-2")
    assert floor.scan("SO-1").said == ("ok", "order-added")


def test_an_order_whose_number_is_no_code_needs_a_tote(floor: Floor) -> None:
    floor.scan("SO 4")
    assert floor.scan("STAGE-1").said == ("refuse", "tote-needed")


def test_a_unit_that_happens_to_have_the_orders_number_is_not_filled(floor: Floor) -> None:
    floor.put("A-02", "CUP", 1, lpn="SO-2")
    floor.scan("SO-2")
    assert floor.scan("STAGE-1").said == ("refuse", "tote-not-empty")


def test_goods_of_an_order_that_is_cancelled_are_put_before_a_person_by_their_place(floor: Floor) -> None:
    put_down(begun(floor))
    floor.load("orders", [ORDERS[0] | {"cancelled": True}])
    told = floor.scan("A-02")
    assert (told.said, told.findings) == (("refuse", "order-cancelled"), ["goods-left"])
    assert floor.step() == PickOrder()


def test_who_takes_the_order_over_goes_on_to_the_same_place(floor: Floor) -> None:
    put_down(begun(floor))
    floor.at(TWO).working("pick", 2).scan("SO-1")
    assert floor.wait(800).scan("SO-1").said == ("ok", "order-taken-over")
    assert put_down(floor).said == ("ok", "picked")


def test_a_pallet_that_goes_whole_is_brought_to_the_place_at_the_end(floor: Floor) -> None:
    floor.put("A-01", "TEA", 5, lpn="LPN-5")
    begun(floor, "SO-3").scan("A-01")
    floor.scan("LPN-5")
    assert floor.wait(800).scan("LPN-5").said == ("ok", "picked-whole")
    floor.scan("STAGE-1")
    assert floor.unit("LPN-5") == "STAGE-1"
    assert not isinstance(floor.step(), PickItem)
