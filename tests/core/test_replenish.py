"""Replenishing: faces that run low are filled up from the reserve, by whom they are offered to first."""

from pathlib import Path
from typing import ClassVar

import pytest

from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.core.workflows.pick.steps import PickGo, PickWait, PickZero
from edge.core.workflows.replenish.steps import ReplenishFace, ReplenishGo, ReplenishPut, ReplenishTake
from edge.core.workflows.replenish.table import WORKFLOW
from tests.builders import Floor, bin_, ean, gs1, gtin, item, order, place, receipt
from tests.core.workflow_table import Case, WorkflowTable

TODAY_PLUS = "2027-01-31"


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("MILK", 2, "lot", "expiry"), item("DRILL", 5, "serial"), item("CUP", 3)],
        locations=[
            bin_("F-01", 1, fixed_item="TEA", face_min=5, face_max=20),
            bin_("F-02", 2, fixed_item="MILK", face_min=5, face_max=50),
            bin_("F-03", 3, fixed_item="DRILL", face_min=1, face_max=9),
            bin_("F-04", 4, fixed_item="CUP", face_min=1, face_max=9),
            bin_("R-01", 11),
            bin_("R-02", 12),
            bin_("R-03", 13),
            place("CART-1", "carrier"),
        ],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-1")],
    )
    floor.put("R-01", "TEA", 30)
    floor.put("F-01", "TEA", 2)
    floor.put("R-02", "MILK", 10, lpn="LPN-1", lot="M1", expiry=TODAY_PLUS)
    return floor


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path).working("replenish")


def going(floor: Floor, face: str = "F-01") -> Floor:
    assert floor.scan(face).said == ("ok", "replenish-go")
    return floor


def taking(floor: Floor) -> Floor:
    assert going(floor).scan("R-01").said == ("ok", "replenish-take")
    return floor


def putting(floor: Floor) -> Floor:
    taking(floor).type("18")
    assert floor.key("confirm").said == ("ok", "replenish-put")
    return floor


def offered(floor: Floor) -> list[str]:
    return [str(one.text.args["location"]) for one in floor.prompt().options]


def test_empty_faces_are_offered_before_those_that_run_low_and_none_without_a_reserve(floor: Floor) -> None:
    assert offered(floor) == ["F-02", "F-01"]


def test_a_face_of_what_an_order_lacked_comes_first(floor: Floor) -> None:
    floor.at("DOCK-2").working("pick", 2)
    floor.load("orders", [order("SO-2", {"line": 1, "item": "TEA", "qty": 99})])
    floor.store.begin()
    floor.store.cursor.execute(
        "INSERT INTO finding (id, code, args, place, item, opened_ms, state)"
        " VALUES ('f', 'no-stock', '{}', '', 'TEA', 1, 'opened')"
    )
    floor.store.commit()
    floor.at("DOCK-1").choose("replenish")
    assert offered(floor) == ["F-01", "F-02"]


def test_a_face_that_has_enough_is_not_offered_and_runs_low_when_it_is_picked_from(floor: Floor) -> None:
    floor.move("R-01", "F-01", "TEA", 5)
    floor.choose("replenish")
    assert offered(floor) == ["F-02"]
    floor.move("F-01", "R-01", "TEA", 3)
    floor.choose("replenish")
    assert offered(floor) == ["F-02", "F-01"]
    floor.load("locations", [place("DOCK-1", "dock"), bin_("F-01", 1, fixed_item="TEA"), bin_("R-01", 11)])
    floor.choose("replenish")
    assert offered(floor) == []


def test_a_face_is_filled_up_to_its_most(floor: Floor) -> None:
    done = putting(floor).scan("F-01")
    assert (done.said, done.args["quantity"]) == (("ok", "replenished"), 18)
    assert [one.type for one in done.movements] == ["replenish"]
    assert (floor.stock("F-01"), floor.stock("R-01")) == ({"TEA": 20}, {"TEA": 12})
    assert floor.scan("F-01").said == ("refuse", "face-is-full")
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.stock("F-01") == {"TEA": 2}
    assert floor.verify().ok


def test_a_unit_that_fits_goes_in_whole(floor: Floor) -> None:
    going(floor, "F-02")
    assert floor.scan("LPN-1").said == ("ok", "replenish-put")
    done = floor.scan("F-02")
    assert done.said == ("ok", "replenished-unit")
    assert floor.unit("LPN-1") == "F-02"


def test_a_unit_that_is_too_much_is_opened(floor: Floor) -> None:
    floor.load("locations", [place("DOCK-1", "dock"), bin_("F-02", 2, fixed_item="MILK", face_max=4), bin_("R-02", 12)])
    going(floor, "F-02")
    assert floor.scan("LPN-1").said == ("ok", "replenish-take")
    floor.type("4")
    floor.key("confirm")
    assert floor.scan("F-02").said == ("ok", "replenished")
    assert floor.stock("lpn:LPN-1") == {"MILK/M1": 6}


def test_the_reserve_that_expires_first_is_taken_and_none_that_is_past_its_date(floor: Floor) -> None:
    floor.put("R-03", "MILK", 10, lot="M0", expiry="2026-12-31")
    floor.put("R-03", "MILK", 10, lot="M9", expiry="2026-01-31")
    step = going(floor, "F-02").step()
    assert isinstance(step, ReplenishGo)
    assert (step.bin, step.key[2]) == ("R-03", "M0")


def test_two_operators_never_fill_the_same_face(floor: Floor) -> None:
    going(floor)
    floor.at("DOCK-2").working("replenish", 2)
    assert offered(floor) == ["F-02"]
    refused = floor.scan("F-01")
    assert (refused.said, refused.args["station"]) == (("refuse", "face-in-work"), "DOCK-1")
    floor.at("DOCK-1").key("skip")
    assert floor.at("DOCK-2").scan("F-01").said == ("ok", "replenish-go")


def test_two_faces_of_one_item_do_not_get_the_same_reserve(floor: Floor) -> None:
    floor.load(
        "locations",
        [
            *(place(name, "dock") for name in ("DOCK-1", "DOCK-2")),
            *(bin_(f"F-0{number}", number, fixed_item="TEA", face_max=32) for number in (1, 2)),
            *(bin_(f"R-0{number}", 10 + number) for number in (1, 2, 3)),
        ],
    )
    going(floor)
    floor.at("DOCK-2").working("replenish", 2)
    assert floor.scan("F-02").said == ("refuse", "no-reserve")
    floor.put("R-03", "TEA", 8)
    step = going(floor, "F-02").step()
    assert isinstance(step, ReplenishGo)
    assert step.bin == "R-03"


def test_a_reserve_that_is_not_there_is_told_and_the_next_is_gone_for(floor: Floor) -> None:
    floor.put("R-03", "TEA", 40, received_on="2026-11-01")
    floor.put("R-02", "TEA", 40, received_on="2026-10-01")
    first = going(floor).step()
    told = floor.key("short")
    assert (told.said, told.findings) == (("info", "replenish-go"), ["reserve-missing"])
    following = floor.step()
    assert isinstance(first, ReplenishGo)
    assert isinstance(following, ReplenishGo)
    assert following.bin != first.bin


def test_what_somebody_else_took_meanwhile_is_not_filled_in(floor: Floor) -> None:
    putting(floor)
    floor.move("R-01", "R-02", "TEA", 25)
    assert floor.scan("F-01").said == ("refuse", "reserve-gone")
    assert floor.stock("F-01") == {"TEA": 2}


def test_with_a_cart_goods_are_on_it_until_they_are_put_down(floor: Floor) -> None:
    assert floor.scan("CART-1").said == ("ok", "carrier-taken")
    putting(floor)
    assert floor.stock("CART-1") == {"TEA": 18}
    assert floor.key("cancel").said == ("info", "carrier-keeps")
    assert floor.prompt().ask.key == "carrier-ask-put-down"
    assert floor.scan("F-02").said == ("refuse", "carrier-loaded")
    assert floor.restart().scan(ean(1)).said == ("ok", "replenish-put")
    assert floor.scan("F-01").said == ("ok", "replenished")
    assert (floor.stock("CART-1"), floor.stock("F-01")) == ({}, {"TEA": 20})


def test_serials_are_scanned_one_by_one(floor: Floor) -> None:
    floor.put("R-03", "DRILL", 2, serials=("S1", "S2"))
    going(floor, "F-03").scan("R-03")
    assert floor.type("2").said == ("refuse", "scan-serials")
    assert floor.scan(gs1(("01", gtin(5)), ("21", "S1"))).said == ("ok", "counted")
    floor.key("confirm")
    assert floor.scan("F-03").movements[0].what.serials == ("S1",)
    assert floor.view.serial_place("DRILL", "S1") == "loc:TST/F-03"


def test_what_does_not_go_in_is_brought_back_and_the_book_has_it_there(floor: Floor) -> None:
    putting(floor).type("5")
    assert floor.type("7").said == ("ok", "counted")
    done = floor.scan("F-01")
    assert (done.said, done.args["rest"], done.args["location"]) == (("ok", "replenished-part"), 11, "R-01")
    assert (floor.stock("F-01"), floor.stock("R-01")) == ({"TEA": 9}, {"TEA": 23})
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.verify().ok


def test_what_does_not_go_in_stays_on_the_cart(floor: Floor) -> None:
    floor.scan("CART-1")
    putting(floor).type("5")
    floor.scan("F-01")
    assert (floor.stock("F-01"), floor.stock("CART-1")) == ({"TEA": 7}, {"TEA": 13})
    assert floor.prompt().ask.key == "carrier-ask-put-down"


def test_a_face_that_takes_nothing_is_marked_and_offered_again_when_something_left_it(floor: Floor) -> None:
    told = putting(floor).key("full")
    assert (told.said, told.findings) == (("info", "face-full-noted"), ["bin-full"])
    assert offered(floor) == ["F-02"]
    assert floor.stock("R-01") == {"TEA": 30}
    floor.post(Draft(Movement("transfer", Goods(StockKey("TEA"), 1), Place("loc:TST/F-01"), Place("loc:TST/R-03"))))
    floor.store.begin()
    floor.store.cursor.execute("UPDATE finding SET state = 'closed'")
    floor.store.commit()
    floor.restart()
    floor.choose("replenish")
    assert offered(floor) == ["F-02", "F-01"]


def test_a_face_that_others_filled_since_is_asked_about_and_then_taken_at_the_operators_word(floor: Floor) -> None:
    putting(floor)
    floor.put("F-01", "TEA", 10)
    asked = floor.scan("F-01")
    assert (asked.said, asked.args["takes"], asked.args["quantity"]) == (("warn", "face-takes-less"), 8, 18)
    assert floor.wait(800).scan("F-01").said == ("ok", "replenished")
    assert floor.stock("F-01") == {"TEA": 30}


def test_a_part_of_it_goes_into_a_face_that_others_filled_since(floor: Floor) -> None:
    putting(floor)
    floor.put("F-01", "TEA", 10)
    floor.scan("F-01")
    floor.type("8")
    assert floor.scan("F-01").said == ("ok", "replenished-part")
    assert floor.stock("F-01") == {"TEA": 20}


def test_what_is_on_a_cart_for_a_face_that_is_anothers_now_stays_on_it(floor: Floor) -> None:
    floor.scan("CART-1")
    putting(floor)
    face_is(floor, "CUP")
    assert floor.scan("F-01").said == ("refuse", "face-changed")
    assert floor.stock("CART-1") == {"TEA": 18}
    assert floor.scan(ean(1)).said == ("refuse", "no-face")


def test_when_the_reserve_is_gone_the_next_is_gone_for(floor: Floor) -> None:
    floor.put("R-03", "TEA", 9)
    going(floor)
    floor.move("R-01", "DOCK-2", "TEA", 30)
    assert floor.scan("R-01").said == ("refuse", "reserve-gone")
    step = floor.step()
    assert isinstance(step, ReplenishGo)
    assert (step.face, step.bin) == ("F-01", "R-03")


@pytest.mark.parametrize("unit", [False, True])
def test_no_picker_is_sent_for_what_is_in_the_hands_of_who_fills_a_face(floor: Floor, *, unit: bool) -> None:
    if unit:
        going(floor, "F-02").scan("LPN-1")
    else:
        putting(floor)
    wanted = {"line": 1, "item": "MILK" if unit else "TEA", "qty": 99}
    floor.load("orders", [order("SO-2", wanted)])
    floor.at("DOCK-2").working("pick", 2).scan("SO-2")
    floor.scan("T-1")
    places = set()
    while isinstance(step := floor.step(), PickGo | PickZero):
        if isinstance(step, PickZero):
            floor.key("confirm")
            continue
        places.add((step.bin, step.want))
        floor.scan(step.bin)
        floor.type(str(step.want))
        floor.scan("T-1")
    assert places == (set() if unit else {("F-01", 2), ("R-01", 12)})
    assert isinstance(floor.step(), PickWait)
    assert floor.at("DOCK-1").scan("F-02" if unit else "F-01").level == "ok"
    assert floor.at("DOCK-2").key("confirm").said == ("ok", "wait-over")


def aboard(floor: Floor) -> object:
    """The goods of a face on the cart, at the first step again."""
    floor.scan("CART-1")
    putting(floor)
    return floor.key("cancel")


def unit_aboard(floor: Floor) -> object:
    floor.scan("CART-1")
    going(floor, "F-02").scan("LPN-1")
    return floor.key("cancel")


def to_unit(floor: Floor) -> object:
    """On the way to a unit that goes in whole."""
    floor.key("skip")
    return going(floor, "F-02")


def to_part(floor: Floor) -> object:
    """On the way to a unit that holds more than the face takes."""
    floor.put("R-02", "MILK", 90, lpn="LPN-1", lot="M1", expiry=TODAY_PLUS)
    return to_unit(floor)


def emptied(floor: Floor) -> None:
    floor.move("R-01", "R-03", "TEA", 30)


def face_is(floor: Floor, item_code: str) -> None:
    """The face is another item's from now on."""
    places = [place("DOCK-1", "dock"), place("DOCK-2", "dock"), place("CART-1", "carrier")]
    faces = [bin_("F-01", 1, fixed_item=item_code, face_max=20), bin_("F-02", 2, fixed_item="MILK", face_max=50)]
    floor.load("locations", [*places, *faces, bin_("R-01", 11), bin_("R-02", 12), bin_("R-03", 13)])


def unit_in_hand(floor: Floor) -> None:
    floor.key("cancel")
    going(floor, "F-02").scan("LPN-1")


def recalled(floor: Floor) -> None:
    """A lot is recalled while some of it is carried to its face."""
    floor.key("cancel")
    going(floor, "F-02").scan("R-02")
    floor.type("4")
    floor.key("confirm")
    floor.load("items", [item("TEA", 1), item("MILK", 2, "lot", "expiry", recalled=["M1"])])


class TestReplenishTable(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {
        ReplenishFace: lambda floor: floor.working("replenish"),
        ReplenishGo: lambda floor: going(floor.working("replenish")),
        ReplenishTake: lambda floor: taking(floor.working("replenish")),
        ReplenishPut: lambda floor: putting(floor.working("replenish")),
    }
    things: ClassVar = {"item": ean(3), "lpn": "LPN-1", "location": "R-03", "document": "SO-1", "number": "WE-Q7"}
    cases = (
        Case(ReplenishFace, "number", "the first", lambda f: f.type("1"), ("ok", "replenish-go"), ReplenishGo),
        Case(ReplenishFace, "number", "none", lambda f: f.type("9"), ("refuse", "not-in-list"), ReplenishFace),
        Case(ReplenishFace, "location", "a face", lambda f: f.scan("F-01"), ("ok", "replenish-go"), ReplenishGo),
        Case(ReplenishFace, "location", "no face", lambda f: f.scan("R-01"), ("refuse", "not-a-face"), ReplenishFace),
        Case(ReplenishFace, "location", "no stock", lambda f: f.scan("F-04"), ("refuse", "no-reserve"), ReplenishFace),
        Case(ReplenishFace, "location", "cart", lambda f: f.scan("CART-1"), ("ok", "carrier-taken"), ReplenishFace),
        Case(ReplenishFace, "item", "aboard", lambda f: f.scan(ean(1)), ("ok", "replenish-put"), ReplenishPut, aboard),
        Case(ReplenishFace, "item", "not aboard", lambda f: f.scan(ean(3)), ("refuse", "is-item"), ReplenishFace),
        Case(
            ReplenishFace,
            "lpn",
            "aboard",
            lambda f: f.scan("LPN-1"),
            ("ok", "replenish-put"),
            ReplenishPut,
            unit_aboard,
        ),
        Case(ReplenishFace, "lpn", "not aboard", lambda f: f.scan("LPN-1"), ("refuse", "is-lpn"), ReplenishFace),
        Case(ReplenishGo, "location", "right", lambda f: f.scan("R-01"), ("ok", "replenish-take"), ReplenishTake),
        Case(ReplenishGo, "location", "wrong", lambda f: f.scan("R-02"), ("refuse", "wrong-location"), ReplenishGo),
        Case(
            ReplenishGo,
            "location",
            "taken meanwhile",
            lambda f: f.scan("R-01"),
            ("refuse", "reserve-gone"),
            ReplenishGo,
            emptied,
        ),
        Case(
            ReplenishGo,
            "location",
            "taken and none left",
            lambda f: f.scan("R-01"),
            ("refuse", "reserve-gone"),
            ReplenishFace,
            lambda f: f.move("R-01", "DOCK-2", "TEA", 30),
        ),
        Case(
            ReplenishGo,
            "location",
            "of another item's face",
            lambda f: f.scan("R-01"),
            ("refuse", "face-changed"),
            ReplenishFace,
            lambda f: face_is(f, "CUP"),
        ),
        Case(ReplenishGo, "lpn", "whole", lambda f: f.scan("LPN-1"), ("ok", "replenish-put"), ReplenishPut, to_unit),
        Case(
            ReplenishGo, "lpn", "in part", lambda f: f.scan("LPN-1"), ("ok", "replenish-take"), ReplenishTake, to_part
        ),
        Case(ReplenishGo, "lpn", "wrong", lambda f: f.scan("LPN-1"), ("refuse", "not-the-reserve"), ReplenishGo),
        Case(ReplenishGo, "short", "no other", lambda f: f.key("short"), ("info", "no-reserve-left"), ReplenishFace),
        Case(
            ReplenishGo,
            "short",
            "another",
            lambda f: f.key("short"),
            ("info", "replenish-go"),
            ReplenishGo,
            lambda f: f.put("R-03", "TEA", 9),
        ),
        Case(ReplenishGo, "skip", "", lambda f: f.key("skip"), ("info", "face-skipped"), ReplenishFace),
        Case(ReplenishGo, "cancel", "", lambda f: f.key("cancel"), ("info", "cancelled"), ReplenishFace),
        Case(ReplenishTake, "number", "some", lambda f: f.type("5"), ("ok", "counted"), ReplenishTake),
        Case(ReplenishTake, "number", "too many", lambda f: f.type("19"), ("refuse", "more-than-face"), ReplenishTake),
        Case(ReplenishTake, "number", "none", lambda f: f.type("0"), ("refuse", "quantity-zero"), ReplenishTake),
        Case(ReplenishTake, "item", "right", lambda f: f.scan(ean(1)), ("ok", "counted"), ReplenishTake),
        Case(ReplenishTake, "item", "wrong", lambda f: f.scan(ean(3)), ("refuse", "wrong-item"), ReplenishTake),
        Case(ReplenishTake, "confirm", "none", lambda f: f.key("confirm"), ("refuse", "quantity-zero"), ReplenishTake),
        Case(
            ReplenishTake,
            "confirm",
            "some",
            lambda f: f.key("confirm"),
            ("ok", "replenish-put"),
            ReplenishPut,
            lambda f: f.type("3"),
        ),
        Case(
            ReplenishTake,
            "confirm",
            "taken meanwhile",
            lambda f: f.key("confirm"),
            ("refuse", "more-than-here"),
            ReplenishTake,
            lambda f: (f.type("3"), emptied(f)),
        ),
        Case(ReplenishTake, "short", "all", lambda f: f.key("short"), ("info", "no-reserve-left"), ReplenishFace),
        Case(
            ReplenishTake,
            "short",
            "some",
            lambda f: f.key("short"),
            ("ok", "replenish-put"),
            ReplenishPut,
            lambda f: f.type("3"),
        ),
        Case(
            ReplenishTake,
            "short",
            "another",
            lambda f: f.key("short"),
            ("info", "replenish-go"),
            ReplenishGo,
            lambda f: f.put("R-03", "TEA", 9),
        ),
        Case(ReplenishTake, "cancel", "", lambda f: f.key("cancel"), ("info", "cancelled"), ReplenishFace),
        Case(ReplenishPut, "location", "the face", lambda f: f.scan("F-01"), ("ok", "replenished"), ReplenishFace),
        Case(ReplenishPut, "location", "wrong", lambda f: f.scan("F-02"), ("refuse", "wrong-location"), ReplenishPut),
        Case(
            ReplenishPut,
            "location",
            "of another item now",
            lambda f: f.scan("F-01"),
            ("refuse", "face-changed"),
            ReplenishFace,
            lambda f: face_is(f, "CUP"),
        ),
        Case(
            ReplenishPut,
            "location",
            "filled by others since",
            lambda f: f.scan("F-01"),
            ("warn", "face-takes-less"),
            ReplenishPut,
            lambda f: f.put("F-01", "TEA", 10),
        ),
        Case(
            ReplenishPut,
            "location",
            "recalled since",
            lambda f: f.scan("F-02"),
            ("refuse", "stock-recalled"),
            ReplenishPut,
            recalled,
        ),
        Case(ReplenishPut, "number", "some", lambda f: f.type("5"), ("ok", "counted"), ReplenishPut),
        Case(ReplenishPut, "number", "more", lambda f: f.type("19"), ("refuse", "more-than-face"), ReplenishPut),
        Case(ReplenishPut, "number", "none", lambda f: f.type("0"), ("refuse", "quantity-zero"), ReplenishPut),
        Case(
            ReplenishPut,
            "number",
            "of a unit",
            lambda f: f.scan("WE-Q5"),
            ("refuse", "unit-goes-whole"),
            ReplenishPut,
            unit_in_hand,
        ),
        Case(ReplenishPut, "full", "", lambda f: f.key("full"), ("info", "face-full-noted"), ReplenishFace),
        Case(ReplenishPut, "cancel", "", lambda f: f.key("cancel"), ("info", "cancelled"), ReplenishFace),
    )
