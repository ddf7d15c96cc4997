"""Loading: unit after unit onto the truck, what is wrong told apart, and all of it the customer's when it leaves."""

import pytest

from edge.core.entry import Draft, Movement, Outcome
from edge.core.place import Place
from edge.core.stock import WholeLpn
from edge.core.workflows.ship import depart as ship_module
from edge.core.workflows.ship.steps import ShipLeave, ShipLoad, ShipWhat
from tests.builders import Floor, item, line, order, place
from tests.core.test_transfer import leave


def shipment(ident, dock="DOCK-1", **more):
    return {"id": ident, "type": "shipment", "place": dock, "carrier": "UPS"} | more


SHIPMENTS = [
    shipment("S-1", units=["P-1"], orders=["O-1"]),
    shipment("S-2", "DOCK-2", orders=["O-2"]),
]


def made(folder):
    floor = Floor(
        folder,
        items=[item("TEA", 6), item("OIL", 8, "lot", "expiry", recalled=["BAD"]), item("PEN", 9, "serial")],
        locations=[place("STAGE-1", "stage"), place("A-01", "bin")],
        orders=[
            order("O-1", line(1, "TEA", 6), line(2, "PEN", 2), carrier="UPS"),
            order("O-2", line(1, "TEA", 2)),
            order("O-3", line(1, "TEA", 1)),
            order("O-4", line(1, "TEA", 1), carrier="DHL"),
        ],
        shipments=SHIPMENTS,
    )
    floor.put("STAGE-1", "TEA", 48, lpn="P-1")
    floor.picked("O-1", "T-1", (1, "TEA", 6))
    floor.picked("O-1", "T-1", (2, "PEN", 2), serials=["S1", "S2"])
    floor.picked("O-2", "T-2", (1, "TEA", 2))
    floor.ended("order", "O-1")
    floor.ended("order", "O-2")
    return floor


@pytest.fixture
def floor(tmp_path):
    return made(tmp_path).working("ship")


def opened(floor, code="S-1"):
    assert floor.scan(code).said == ("ok", "shipment-opened")
    return floor


def both_loaded(floor):
    opened(floor).scan("P-1")
    assert floor.scan("T-1").said == ("ok", "loaded")
    return floor


def left(floor):
    floor.key("done")
    floor.wait(1000)
    return floor.key("done")


def again(floor, code):
    floor.wait(1000)
    return floor.scan(code)


def test_a_truck_is_loaded_and_leaves_with_its_content_line_by_line(floor):
    first = opened(floor).scan("P-1")
    assert (first.said, first.args["left"]) == (("ok", "loaded"), 1)
    assert floor.unit("P-1") == "DOCK-1"
    assert floor.scan("T-1").args["left"] == 0
    assert floor.key("done").said == ("warn", "ship-confirm")
    floor.wait(1000)
    gone = floor.key("done")
    assert gone.said == ("ok", "shipped")
    assert floor.stock("virt:CUSTOMER") == {"TEA": 54, "PEN": 2}
    assert {floor.unit(lpn) for lpn in ("P-1", "T-1", "TRUCK-S-1")} == {"CUSTOMER"}
    assert floor.view.serial_place("PEN", "S1") == "virt:TST/CUSTOMER"
    ended = gone.entries[-1].draft.body
    assert isinstance(ended, Outcome)
    assert (ended.doc.type, ended.doc.id, ended.outcome) == ("shipment", "S-1", "closed")
    assert len({one.group for one in gone.movements}) == 1
    assert isinstance(floor.step(), ShipWhat)
    assert floor.verify().ok


@pytest.mark.parametrize("code", ["S-1", "DOCK-1"])
def test_a_shipment_is_chosen_by_its_code_or_its_dock(floor, code):
    opened(floor, code)
    assert floor.step() == ShipLoad("S-1")


def test_a_shipment_is_chosen_by_its_number(floor):
    assert floor.type("2").args["shipment"] == "S-2"


def test_a_dock_without_a_shipment_or_with_several_says_so(floor):
    assert floor.scan("STAGE-1").said == ("refuse", "no-shipment-here")
    floor.load("shipments", [*SHIPMENTS, shipment("S-3")])
    assert floor.scan("DOCK-1").said == ("refuse", "several-shipments-here")
    assert floor.scan("O-1").said == ("refuse", "not-a-shipment")


def test_what_is_missing_stays_behind_after_the_same_again_and_the_shipment_ends_short(floor):
    opened(floor).scan("P-1")
    assert floor.key("done").said == ("warn", "ship-partial")
    floor.wait(1000)
    gone = floor.key("done")
    ended = gone.entries[-1].draft
    assert (gone.key, ended.body.outcome, ended.body.qty, ended.reason) == ("shipped", "short", 1, "partial")
    assert floor.stock("lpn:T-1") == {"TEA": 6, "PEN": 2}
    assert floor.unit("T-1") == "STAGE-1"


def test_a_nested_unit_leaves_with_the_one_it_stands_in(floor):
    stage, pallet = Place("loc:TST/STAGE-1"), Place("lpn:P-1")
    floor.post(Draft(Movement("transfer", WholeLpn("T-1"), stage, pallet)))
    assert opened(floor).scan("T-1").said == ("refuse", "load-outer")
    assert floor.scan("P-1").args["left"] == 0
    assert left(floor).said == ("ok", "shipped")
    assert floor.stock("virt:CUSTOMER") == {"TEA": 54, "PEN": 2}
    assert floor.unit("T-1") == "CUSTOMER"


def test_a_unit_is_used_again_after_it_left(floor):
    both_loaded(floor)
    left(floor)
    assert floor.view.content("lpn:T-1") == ()
    assert floor.view.lpn("T-1").serves == ""


def test_an_unplanned_unit_needs_leave_and_the_words_say_whose_it_is(floor):
    floor.put("STAGE-1", "TEA", 1, lpn="P-9")
    opened(floor)
    assert floor.scan("P-9").said == ("refuse", "not-planned")
    foreign = again(floor, "T-2")
    assert (foreign.said, foreign.args["shipment"]) == (("refuse", "of-other-shipment"), "S-2")
    floor.key("override")
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    floor.type("1")
    done = floor.applied[-1]
    assert (done.said, done.entries[-1].draft.approver) == (("ok", "loaded"), "op-3")
    assert floor.view.lpn("T-2").parent == "lpn:TRUCK-S-1"


def test_what_is_loaded_already_is_told_apart(floor):
    both_loaded(floor)
    assert floor.scan("P-1").said == ("refuse", "already-loaded")
    floor.at("DOCK-2").working("ship", 2)
    floor.scan("S-2")
    loaded_there = floor.scan("P-1")
    assert (loaded_there.said, loaded_there.args["shipment"]) == (("refuse", "loaded-elsewhere"), "S-1")


def test_unknown_empty_and_departed_units_are_told_apart(floor):
    floor.post(Draft(Movement("opening", WholeLpn("P-0"), Place("virt:TST/OPENING"), Place("loc:TST/STAGE-1"))))
    both_loaded(floor)
    assert floor.scan("P-77").said == ("refuse", "lpn-unknown")
    assert again(floor, "P-0").said == ("refuse", "unit-empty")
    floor.wait(1000)
    left(floor)
    opened(floor, "S-2")
    assert floor.scan("P-1").said == ("refuse", "lpn-gone")


def test_an_order_not_picked_whole_and_a_wrong_carrier_need_leave(floor):
    floor.picked("O-3", "T-3", (1, "TEA", 1))
    floor.picked("O-4", "T-4", (1, "TEA", 1))
    floor.ended("order", "O-4")
    floor.load("shipments", [shipment("S-1", orders=["O-3", "O-4"])])
    opened(floor)
    assert floor.scan("T-3").said == ("refuse", "order-not-picked")
    assert again(floor, "T-4").said == ("refuse", "wrong-carrier")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"lot": "BAD"}, "load-recalled"),
        ({"lot": "L1", "expiry": "2026-11-22"}, "load-expired"),
        ({"lot": "L1", "status": "damaged"}, "load-on-hold"),
    ],
)
def test_recalled_and_expired_goods_and_goods_on_hold_stay_here(floor, key, said):
    floor.put("STAGE-1", "OIL", 1, lpn="P-1", **key)
    assert opened(floor).scan("P-1").said == ("refuse", said)
    assert floor.session().rule in ("recalled", "expired", "blocked")


RECALLED_NOW = [item("TEA", 6), item("OIL", 8, "lot", "expiry", recalled=["BAD", "L1"]), item("PEN", 9, "serial")]


def test_goods_that_are_recalled_after_they_were_loaded_leave_with_a_supervisors_leave_only(floor):
    floor.put("STAGE-1", "OIL", 1, lpn="P-1", lot="L1")
    both_loaded(floor)
    floor.load("items", RECALLED_NOW)
    refused = left(floor)
    assert (refused.said, refused.args["lpn"]) == (("refuse", "load-recalled"), "P-1")
    assert floor.unit("P-1") == "DOCK-1"
    gone = leave(floor)
    assert gone.said == ("ok", "shipped")
    assert {one.draft.approver for one in gone.entries} == {"op-3"}


def test_goods_that_expire_on_the_truck_are_asked_about_after_what_is_missing(floor):
    floor.put("STAGE-1", "OIL", 1, lpn="P-1", lot="L1", expiry="2026-11-23")
    opened(floor).scan("P-1")
    floor.today = "2026-11-24"
    assert floor.key("done").said == ("warn", "ship-partial")
    floor.wait(1000)
    assert floor.key("done").said == ("refuse", "load-expired")
    assert leave(floor).said == ("ok", "shipped")


def test_what_was_let_onto_the_truck_is_not_asked_about_again(floor):
    floor.put("STAGE-1", "OIL", 1, lpn="P-1", lot="BAD")
    opened(floor).scan("P-1")
    assert leave(floor).said == ("ok", "loaded")
    floor.scan("T-1")
    assert left(floor).said == ("ok", "shipped")


def test_a_truck_that_is_unloaded_again_is_at_no_dock(floor):
    opened(floor).scan("P-1")
    floor.load("shipments", [shipment("S-1", units=["P-1"], cancelled=True)])
    floor.key("menu")
    floor.choose("transfer")
    floor.scan("P-1")
    moved = floor.scan("STAGE-1")
    assert [one.what.lpn for one in moved.movements] == ["P-1", "TRUCK-S-1"]
    assert floor.view.lpn("TRUCK-S-1").parent == "virt:TST/UNKNOWN"
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.view.lpn("P-1").parent, floor.unit("TRUCK-S-1")) == ("lpn:TRUCK-S-1", "DOCK-1")
    assert floor.verify().ok


def test_a_truck_goes_with_the_undo_of_its_only_load_and_comes_again_with_the_next(floor):
    opened(floor).scan("P-1")
    floor.key("undo")
    assert floor.view.lpn("TRUCK-S-1").parent == "virt:TST/UNKNOWN"
    floor.scan("P-1")
    assert floor.unit("TRUCK-S-1") == "DOCK-1"
    floor.scan("T-1")
    assert left(floor).said == ("ok", "shipped")
    assert floor.verify().ok


def test_what_the_book_has_elsewhere_is_asked_about(floor):
    floor.post(Draft(Movement("transfer", WholeLpn("P-1"), Place("loc:TST/STAGE-1"), Place("loc:TST/A-01"))))
    assert opened(floor).scan("P-1").said == ("warn", "load-from-elsewhere")
    assert again(floor, "P-1").said == ("ok", "loaded")


def test_the_last_load_is_taken_back_and_no_other(floor):
    both_loaded(floor)
    assert floor.key("undo").said == ("ok", "undone")
    assert (floor.unit("T-1"), floor.view.lpn("T-1").parent) == ("STAGE-1", "loc:TST/STAGE-1")
    assert floor.view.lpn("P-1").parent == "lpn:TRUCK-S-1"
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


def test_the_first_load_is_taken_back_though_another_followed(floor):
    opened(floor).scan("P-1")
    floor.at("DOCK-2").working("ship", 2)
    floor.scan("S-1")
    floor.scan("T-1")
    floor.at("DOCK-1")
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.view.lpn("T-1").parent == "lpn:TRUCK-S-1"


def test_nothing_leaves_while_another_station_loads(floor):
    both_loaded(floor)
    floor.at("DOCK-2").working("ship", 2)
    opened(floor)
    assert floor.key("done").said == ("refuse", "ship-in-work")


def test_who_comes_next_sees_what_is_on_the_truck(floor):
    opened(floor).scan("P-1")
    floor.key("menu")
    floor.at("DOCK-2").working("ship", 2)
    opened(floor)
    asked = floor.prompt()
    assert (asked.done, asked.want) == (1, 2)
    floor.scan("T-1")
    assert left(floor).said == ("ok", "shipped")


def test_an_empty_truck_does_not_leave(floor):
    assert opened(floor).key("done").said == ("refuse", "ship-nothing")


def test_a_cancelled_or_departed_shipment_ends_the_work(floor):
    opened(floor)
    floor.load("shipments", [shipment("S-1", units=["P-1"], cancelled=True)])
    assert floor.scan("P-1").said == ("refuse", "shipment-cancelled")
    assert isinstance(floor.step(), ShipWhat)
    assert floor.wait(1000).scan("S-1").said == ("refuse", "document-closed")


def test_a_truck_with_more_than_one_booking_holds_leaves_in_parts_under_one_group(floor, monkeypatch):
    monkeypatch.setattr(ship_module, "MOVEMENTS_MAX", 2)
    both_loaded(floor)
    part = left(floor)
    assert (part.said, part.args["units"]) == (("info", "ship-goes-on"), 1)
    assert isinstance(floor.step(), ShipLeave)
    rest = floor.key("done")
    assert rest.said == ("ok", "shipped")
    assert {one.group for one in (*part.movements, *rest.movements)} == {part.movements[0].group}
    assert floor.stock("virt:CUSTOMER") == {"TEA": 54, "PEN": 2}
    assert floor.verify().ok


def test_loading_goes_on_after_a_restart(floor):
    opened(floor).scan("P-1")
    floor.restart()
    assert floor.scan("T-1").said == ("ok", "loaded")


def test_an_order_that_nobody_picked_yet_is_missing_on_the_truck(floor):
    floor.load("shipments", [shipment("S-1", units=["P-1"], orders=["O-1", "O-3"]), SHIPMENTS[1]])
    opened(floor).scan("P-1")
    assert floor.scan("T-1").args["left"] == 1

    prompt = floor.prompt()
    assert prompt.ask.key == "ship-ask-unit"
    assert [one.args["order"] for one in prompt.lines if one.key == "ship-unpicked-line"] == ["O-3"]
    assert (prompt.done, prompt.want) == (2, 3)

    asked = floor.key("done")
    assert asked.said == ("warn", "ship-partial")
    assert asked.args == {"missing": 1, "units": 2, "lpn": "O-3"}
    floor.wait(1000)
    ended = floor.key("done").entries[-1].draft.body
    assert isinstance(ended, Outcome)
    assert (ended.doc.id, ended.outcome, ended.qty) == ("S-1", "short", 1)


def test_f3_leads_back_from_a_truck_on_which_nothing_was_loaded(floor):
    assert "cancel" in opened(floor).prompt().commands
    assert "undo" not in floor.prompt().commands
    floor.key("cancel")
    assert isinstance(floor.step(), ShipWhat)


def test_the_list_tells_shipments_apart_by_dock_and_carrier(floor):
    told = [option.text.args for option in floor.prompt().options]
    assert told[0] == {"document": "S-1", "dock": "DOCK-1", "carrier": "UPS"}
