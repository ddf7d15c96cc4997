"""Transfer with a forklift or cart, what its goods are to others, and what walks of pickers still want."""

from pathlib import Path

import pytest

from edge.core.workflows.transfer.steps import TransferFrom, TransferItem, TransferQuantity, TransferUnit
from tests.builders import Floor, bin_, ean, item, line, order, place

TEA, CUP = ean(1), ean(2)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 2), item("DRILL", 4, "serial")],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            place("FORK-1", "carrier"),
            place("CART-1", "carrier"),
            place("STAGE-1", "stage"),
        ],
        orders=[
            order("SO-1", line(1, "CUP", 1)),
            order("SO-2", line(1, "TEA", 8)),
            order("SO-3", line(1, "CUP", 2), line(2, "TEA", 8)),
        ],
    )
    floor.put("A-01", "TEA", 6, received_on="2026-11-02")
    floor.put("A-01", "TEA", 4, received_on="2026-11-01")
    floor.put("A-02", "CUP", 6)
    floor.put("A-02", "TEA", 3, lpn="LPN-1")
    return floor.working("transfer")


def boarded(floor: Floor) -> Floor:
    assert floor.scan("FORK-1").said == ("ok", "carrier-taken")
    return floor


def aboard(floor: Floor, qty: int = 5) -> Floor:
    boarded(floor).scan("A-01")
    floor.scan(TEA)
    floor.type(str(qty))
    assert floor.key("confirm").said == ("ok", "goods-aboard")
    return floor


def test_a_unit_is_on_the_forks_from_the_key_until_it_is_put_down(floor: Floor) -> None:
    boarded(floor).scan("LPN-1")
    assert "confirm" in floor.prompt().commands
    assert floor.key("confirm").said == ("ok", "lpn-aboard")
    assert (floor.unit("LPN-1"), type(floor.step())) == ("FORK-1", TransferUnit)
    assert "confirm" not in floor.prompt().commands
    assert floor.scan("A-01").said == ("ok", "transferred-unit")
    assert floor.unit("LPN-1") == "A-01"


def test_what_is_on_the_forks_is_there_after_a_restart_and_for_who_comes_next(floor: Floor) -> None:
    boarded(floor).scan("LPN-1")
    floor.key("confirm")
    floor.restart().key("sign-out")
    floor.working("transfer", 2)
    assert floor.prompt().ask.key == "carrier-ask-put-down"
    floor.scan("LPN-1")
    assert floor.scan("A-01").said == ("ok", "transferred-unit")


def test_goods_are_on_the_cart_from_the_key_until_they_are_put_down(floor: Floor) -> None:
    aboard(floor)
    assert (floor.stock("A-01"), floor.stock("FORK-1")) == ({"TEA": 5}, {"TEA": 5})
    assert floor.scan("A-02").said == ("ok", "transferred")
    assert (floor.stock("A-02"), floor.stock("FORK-1")) == ({"CUP": 6, "TEA": 5}, {})


def test_goods_on_the_cart_that_are_given_up_stay_there_and_are_taken_from_it(floor: Floor) -> None:
    aboard(floor)
    assert floor.key("cancel").said == ("info", "carrier-keeps")
    assert isinstance(floor.step(), TransferFrom)
    assert floor.scan("FORK-1").said == ("ok", "transfer-from")
    floor.scan(TEA)
    floor.type("5")
    assert floor.scan("A-02").said == ("ok", "transferred")
    floor.choose("transfer")
    assert floor.scan("FORK-1").said == ("ok", "carrier-left")


def test_goods_that_an_undo_takes_off_the_cart_are_not_in_hand(floor: Floor) -> None:
    aboard(floor)
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.stock("A-01"), floor.stock("FORK-1")) == ({"TEA": 10}, {})
    assert isinstance(floor.step(), TransferFrom)


def test_who_works_with_no_carrier_has_no_use_for_the_key(floor: Floor) -> None:
    floor.scan("LPN-1")
    assert "confirm" not in floor.prompt().commands
    assert floor.key("confirm").said == ("refuse", "is-command")
    floor.key("cancel")
    floor.scan("A-01")
    floor.scan(TEA)
    assert floor.key("confirm").said == ("refuse", "is-command")
    assert isinstance(floor.step(), TransferQuantity)


def test_what_is_on_somebodys_forks_is_theirs(floor: Floor) -> None:
    boarded(floor).scan("LPN-1")
    floor.key("confirm")
    floor.key("cancel")
    floor.at("DOCK-2").working("transfer", 2)
    assert floor.scan("LPN-1").said == ("refuse", "lpn-on-carrier")
    assert floor.scan("FORK-1").said == ("refuse", "carrier-in-use")
    floor.scan("A-01")
    assert floor.scan("FORK-1").said == ("refuse", "carrier-in-use")
    step = floor.step()
    assert isinstance(step, TransferItem)
    assert step.source == "loc:TST/A-01"


def test_what_the_later_lines_of_a_pickers_order_want_is_kept_for_them(floor: Floor) -> None:
    floor.at("DOCK-2").working("pick", 2)
    floor.scan("SO-3")
    floor.scan("T-1")
    floor.at("DOCK-1").scan("LPN-1")
    refused = floor.scan("A-01")
    assert (refused.said, refused.args["order"]) == (("refuse", "transfer-unit-reserved"), "SO-3")


def test_what_the_other_orders_of_a_walk_want_is_kept_for_them(floor: Floor) -> None:
    floor.at("DOCK-2").working("pick", 2)
    for code in ("SO-2", "SO-1", "T-1", "T-2"):
        floor.scan(code)
    assert getattr(floor.step(), "order", "") == "SO-1"
    floor.at("DOCK-1").scan("LPN-1")
    refused = floor.scan("A-01")
    assert (refused.said, refused.args["order"]) == (("refuse", "transfer-unit-reserved"), "SO-2")
