"""Kits: exact recipes, nothing left over, one group from the components' lots to the kit's."""

from pathlib import Path

import pytest

from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.core.workflows.kit.steps import KitOrder, KitParts, UnkitDetail, UnkitParts, UnkitQuantity
from tests.builders import SITE, STATION, Floor, Outcome, bin_, ean, gs1, gtin, item, kit

TEA, CUP, SET = ean(1), ean(2), ean(5)
MILK_L1 = gs1(("01", gtin(3)), ("10", "L1"))


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1),
            item("CUP", 2),
            item("MILK", 3, "lot", "expiry", recalled=["BAD"]),
            item("SET", 5, components={"TEA": 2, "CUP": 1}),
            item("HAM", 7, "catch_weight"),
            item("BOX", 8, components={"HAM": 2, "CUP": 1}),
            item("PEN", 9, "lot", "expiry", "serial"),
            item("DUO", 4, components={"PEN": 2}),
            item("LUX", 6, "lot", "serial", components={"MILK": 1, "CUP": 1}),
        ],
        locations=[bin_("A-01", 1)],
        kits=[kit("KIT-1", "SET", 2), kit("KIT-2", "LUX", 1), kit("KIT-3", "BOX", 1)],
    )
    floor.put(STATION, "TEA", 5)
    floor.put(STATION, "CUP", 5)
    floor.put(STATION, "MILK", 2, lot="L1", expiry="2027-01-01")
    floor.put(STATION, "MILK", 2, lot="OLD", expiry="2026-01-01")
    floor.put(STATION, "MILK", 2, lot="BAD", expiry="2027-01-01")
    return floor.working("kit")


def one_set(floor: Floor) -> None:
    floor.scan(TEA)
    floor.type("2")
    if not isinstance(floor.step(), KitParts):
        floor.key("done")
    floor.scan(CUP)
    if not isinstance(floor.step(), KitParts):
        floor.key("done")


def test_kits_are_made_of_their_components_and_end_the_order(floor: Floor) -> None:
    floor.scan("KIT-1")
    one_set(floor)
    one_set(floor)
    assert floor.stock("virt:KITTING") == {"TEA": 4, "CUP": 2}
    assert floor.key("done").args == {"quantity": 2, "item": "Set"}
    booked = floor.scan("A-01")
    assert (booked.said, booked.kinds) == (("ok", "kit-booked"), ["Movement", "Outcome"])
    assert (floor.stock("A-01"), floor.stock(STATION)["TEA"]) == ({"SET": 2}, 1)
    assert floor.stock("virt:KITTING") == {"TEA": 4, "CUP": 2, "SET": -2}
    assert {one.group for one in booked.movements} == {"kit/KIT-1"}
    assert (floor.step(), floor.view.is_closed("kit", "KIT-1")) == (KitOrder(), True)


def test_no_kit_comes_of_half_its_components(floor: Floor) -> None:
    floor.scan("KIT-1")
    floor.scan(TEA)
    floor.type("3")
    floor.key("done")
    uneven = floor.key("done")
    assert (uneven.said, uneven.args) == (("refuse", "kit-uneven"), {"missing": 1, "item": "Tea"})
    floor.key("undo")
    one_set(floor)
    assert floor.key("done").args["quantity"] == 1
    floor.key("done")
    assert (floor.step(), floor.stock(STATION)["SET"]) == (KitParts("KIT-1"), 1)
    one_set(floor)
    assert floor.key("done").args["quantity"] == 1, "what was made is not made again"


def test_a_component_too_many_or_wrong_is_refused(floor: Floor) -> None:
    floor.scan("KIT-1")
    floor.scan(TEA)
    assert floor.type("5").said == ("refuse", "kit-too-many")
    floor.key("cancel")
    wrong = floor.scan(MILK_L1)
    assert (wrong.said, wrong.args) == (("refuse", "kit-wrong-part"), {"item": "Milk", "kit": "Set"})


@pytest.mark.parametrize(("lot", "key"), [("OLD", "expired"), ("BAD", "kit-recalled")])
def test_expired_and_recalled_components_need_leave(floor: Floor, lot: str, key: str) -> None:
    floor.scan("KIT-2")
    refused = floor.scan(gs1(("01", gtin(3)), ("10", lot)))
    assert refused.said == ("refuse", key)
    assert floor.session().rule in ("expired", "recalled")


def lux(floor: Floor) -> Outcome:
    floor.scan("KIT-2")
    part = floor.scan(MILK_L1)
    floor.scan(CUP)
    floor.key("done")
    floor.type("X-1")
    assert floor.type("SN-1").key == "kit-made"
    booked = floor.key("done")
    assert part.movements[0].group == booked.movements[0].group
    return booked


def ham(kilos: str) -> tuple[str, str]:
    return gs1(("01", gtin(7)), ("3102", kilos))


def weights(floor: Floor, place: str) -> list[tuple[str, int, int]]:
    return [(one.key.item, one.qty, one.catch_qty) for one in floor.view.content(place, "HAM")]


def hams(floor: Floor) -> Floor:
    """Three hams of three kilos, said to weigh nine together."""
    goods = Goods(StockKey("HAM"), 3, catch_qty=9_000_000)
    floor.post(Draft(Movement("opening", goods, Place(f"virt:{SITE}/OPENING"), Place(f"loc:{SITE}/{STATION}"))))
    return floor


def test_components_of_catch_weight_go_in_with_what_their_labels_say(floor: Floor) -> None:
    hams(floor).scan("KIT-3")
    floor.scan(ham("000350"))
    assert floor.scan(ham("000250")).said == ("ok", "kit-part-in")
    assert weights(floor, f"virt:{SITE}/KITTING") == [("HAM", 2, 6_000_000)]
    assert weights(floor, f"loc:{SITE}/{STATION}") == [("HAM", 1, 3_000_000)]
    floor.key("undo")
    floor.scan(ham("000320"))
    floor.type("2")
    assert weights(floor, f"virt:{SITE}/KITTING") == [("HAM", 2, 6_000_000)], "not all were weighed: their share"


def test_components_of_catch_weight_come_back_with_their_weight(floor: Floor) -> None:
    hams(floor).scan("KIT-3")
    floor.scan(ham("000350"))
    floor.scan(ham("000300"))
    floor.load("kits", [kit("KIT-3", "BOX", 1, cancelled=True)])
    floor.key("menu")
    floor.choose("kit")
    floor.scan("KIT-3")
    assert floor.key("done").said == ("ok", "kit-back-booked")
    assert sum(mg for _, _, mg in weights(floor, f"loc:{SITE}/{STATION}")) == 9_000_000
    assert floor.verify().ok


def test_a_kit_taken_apart_gives_its_weighed_components_back_with_their_weight(floor: Floor) -> None:
    hams(floor).scan("KIT-3")
    floor.scan(ham("000350"))
    floor.scan(ham("000300"))
    floor.scan(CUP)
    floor.key("done")
    floor.key("done")
    floor.scan(ean(8))
    floor.key("done")
    assert floor.key("done").said == ("ok", "kit-taken-apart")
    assert sum(mg for _, _, mg in weights(floor, f"loc:{SITE}/{STATION}")) == 9_000_000


def test_a_kits_lot_and_number_lead_to_its_components_lots(floor: Floor) -> None:
    goods = lux(floor).movements[0].what
    assert isinstance(goods, Goods)
    assert (goods.key.lot, goods.serials) == ("X-1", ("SN-1",))


def test_a_kit_taken_apart_gives_all_its_components_back_at_once(floor: Floor) -> None:
    lux(floor)
    before = floor.stock("virt:KITTING")
    assert before == {"MILK/L1": 1, "CUP": 1, "LUX/X-1": -1}
    floor.scan(gs1(("01", gtin(6)), ("10", "X-1"), ("21", "SN-1")))
    floor.key("done")
    assert floor.key("done").said == ("refuse", "kit-parts-missing")
    floor.scan(gs1(("01", gtin(3)), ("17", "270101"), ("10", "L1")))
    apart = floor.scan("A-01")
    assert (apart.key, len(apart.movements), len({one.group for one in apart.movements})) == ("kit-taken-apart", 3, 1)
    assert sum(floor.stock("virt:KITTING").values()) == 0
    assert floor.stock("A-01") == {"CUP": 1, "MILK/L1": 1}
    assert len(floor.key("undo").movements) == 3
    assert floor.stock("virt:KITTING") == before


def test_a_cancelled_order_with_components_in_it_is_put_before_a_person(floor: Floor) -> None:
    floor.scan("KIT-1")
    one_set(floor)
    floor.load("kits", [kit("KIT-1", "SET", 2, cancelled=True)])
    refused = floor.scan(TEA)
    assert (refused.said, refused.findings) == (("refuse", "document-closed"), ["kit-left"])
    assert floor.step() == KitOrder()


def test_two_stations_at_one_order_take_no_component_too_many(floor: Floor) -> None:
    floor.scan("KIT-1")
    floor.scan(TEA)
    floor.type("3")
    floor.at("DOCK-2").working("kit", 2).scan("KIT-1")
    floor.put("DOCK-2", "TEA", 9)
    floor.scan(TEA)
    floor.type("2")
    floor.key("done")
    refused = floor.at("DOCK-1").key("done")
    assert (refused.said, refused.args["left"]) == (("refuse", "kit-too-many"), 2)
    assert all(isinstance(one, Movement) for one in refused.movements)


def test_the_screen_says_when_all_components_are_in(floor: Floor) -> None:
    floor.scan("KIT-1")
    one_set(floor)
    assert floor.prompt().ask.key == "kit-ask-part"
    one_set(floor)
    assert floor.prompt().ask.key == "kit-ask-complete"


def test_a_component_whose_label_says_the_lot_alone_comes_back_with_the_date_that_the_book_has(floor: Floor) -> None:
    lux(floor)
    floor.scan(gs1(("01", gtin(6)), ("10", "X-1"), ("21", "SN-1")))
    floor.key("done")
    assert floor.scan(MILK_L1).said == ("ok", "kit-part-back")

    (back,) = [one.what for one in floor.scan("A-01").movements if one.what.key.item == "MILK"]
    assert (back.key.lot, back.key.expiry) == ("L1", "2027-01-01")


def test_what_the_label_of_a_component_does_not_say_is_asked_for_scanned_or_typed(floor: Floor) -> None:
    floor.put(STATION, "DUO", 1)
    floor.scan(ean(4))
    floor.key("done")
    asked = []
    for label, lot, date, serial in (("PEN", "P-1", "31.12.27", "S-1"), ("PEN", "", "271231", "S-2")):
        floor.scan(gs1(("01", gtin(9)), ("10", "P1")) if not lot else ean(9))
        for text in (lot, date, serial):
            if text:
                asked.append(floor.prompt().ask.key)
                done = floor.type(text)
                done = floor.wait(1000).type(text) if done.level == "warn" else done
        assert (label, done.key) == ("PEN", "kit-part-back")
    assert asked == ["ask-lot", "kit-ask-expiry", "kit-ask-serial", "kit-ask-expiry", "kit-ask-serial"]
    apart = floor.key("done")
    back = [one.what for one in apart.movements if one.what.key.item == "PEN"]
    assert [(one.key.lot, one.key.expiry, one.serials) for one in back] == [
        ("P-1", "2027-12-31", ("S-1",)),
        ("P1", "2027-12-31", ("S-2",)),
    ]


def test_a_lot_that_the_book_knows_needs_no_date_where_the_lot_alone_is_asked_for(floor: Floor) -> None:
    lux(floor)
    floor.scan(gs1(("01", gtin(6)), ("10", "X-1"), ("21", "SN-1")))
    floor.key("done")
    assert floor.scan(ean(3)).said == ("info", "kit-details")
    assert floor.type("L1").said == ("ok", "kit-part-back")


def test_a_serial_number_that_came_back_already_is_refused_where_it_is_typed(floor: Floor) -> None:
    floor.put(STATION, "DUO", 1)
    floor.scan(ean(4))
    floor.key("done")
    floor.scan(gs1(("01", gtin(9)), ("10", "P1"), ("17", "271231"), ("21", "S1")))
    floor.scan(gs1(("01", gtin(9)), ("10", "P1"), ("17", "271231")))
    assert floor.type("S1").said == ("refuse", "serial-twice")
    assert floor.type("not a serial number at all").said == ("refuse", "serial-too-long")


def apart_begun(floor: Floor) -> Floor:
    """Two sets are taken apart; one of their parts needs its number."""
    floor.put(STATION, "DUO", 2)
    floor.scan(ean(4))
    floor.type("2")
    floor.key("done")
    floor.scan(gs1(("01", gtin(9)), ("10", "P1"), ("17", "271231"), ("21", "S1")))
    return floor


@pytest.mark.parametrize("leave", ["idle", "sign-out", "menu"])
def test_taking_apart_that_is_left_goes_on_where_it_was(floor: Floor, leave: str) -> None:
    apart_begun(floor).scan(gs1(("01", gtin(9)), ("10", "P1"), ("17", "271231")))
    left = floor.step()
    assert isinstance(left, UnkitDetail)
    if leave == "idle":
        floor.idle()
    else:
        floor.key(leave)
    if leave != "menu":
        floor.sign_in()
    floor.key("tasks")
    first = floor.prompt().options[0]
    assert (first.text.key, dict(first.text.args)) == ("task-apart", {"quantity": 2, "item": "Duo"})
    assert floor.type("1").said == ("ok", "task-resumed")
    assert floor.step() == left
    floor.type("S2")
    for serial in ("S3", "S4"):
        floor.scan(gs1(("01", gtin(9)), ("10", "P1"), ("17", "271231"), ("21", serial)))
    assert floor.scan("A-01").said == ("ok", "kit-taken-apart")
    floor.key("tasks")
    assert all(one.text.key != "task-apart" for one in floor.prompt().options)


def test_taking_apart_that_was_given_up_is_not_kept(floor: Floor) -> None:
    apart_begun(floor).key("cancel")
    floor.key("tasks")
    assert all(one.text.key != "task-apart" for one in floor.prompt().options)


def test_taking_apart_is_kept_when_the_list_of_tasks_is_opened_and_is_nobody_elses(floor: Floor) -> None:
    apart_begun(floor).key("tasks")
    assert floor.prompt().options[0].text.key == "task-apart"
    floor.at("DOCK-2").sign_in(2).key("tasks")
    assert all(one.text.key != "task-apart" for one in floor.prompt().options)
    floor.key("sign-out")
    floor.at("DOCK-1").type("1")
    assert isinstance(floor.step(), UnkitParts)


def test_two_operators_leave_the_same_kit_and_each_goes_on_with_their_own(floor: Floor) -> None:
    apart_begun(floor).key("sign-out")
    floor.working("kit", 2).scan(ean(4))
    floor.key("sign-out")
    floor.sign_in().key("tasks")
    floor.type("1")
    assert isinstance(floor.step(), UnkitParts)
    floor.key("sign-out")
    floor.sign_in(2).key("tasks")
    floor.type("1")
    assert isinstance(floor.step(), UnkitQuantity)
