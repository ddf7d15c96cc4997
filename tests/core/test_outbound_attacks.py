"""Returns, kits, packages and trucks against hostile hands: what two stations, a crash or a second thought break."""

import pytest

from edge.core.entry import Draft, Movement, Outcome
from edge.core.place import Place
from edge.core.policy import Box, Policy
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.ship import depart as ship_module
from tests.builders import Floor, bin_, ean, gs1, gtin, item, kit, line, order, place, return_
from tests.core.test_ship import SHIPMENTS, both_loaded, left, opened, shipment


def base(tmp, **more):
    kw = {
        "items": [
            item("TEA", 6, unit_mg=100_000),
            item("OIL", 8, "lot", "expiry"),
            item("PEN", 9, "serial"),
            item("INK", 10, "serial"),
            item("HAM", 11, "catch_weight"),
            item("SET", 5, components={"TEA": 2}),
        ],
        "locations": [place("STAGE-1", "stage"), bin_("A-01", 1)],
        "orders": [
            order("O-1", line(1, "TEA", 6), line(2, "PEN", 2), carrier="UPS"),
            order("O-2", line(1, "TEA", 2)),
            order("O-3", line(1, "TEA", 1)),
        ],
        "shipments": SHIPMENTS,
        "returns": [return_("RMA-1", line(1, "HAM", 1), line(2, "HAM", 1), line(3, "HAM", 1))],
        "kits": [kit("KIT-1", "SET", 2)],
        "policy": Policy(boxes=(Box("BOX-S", 200_000, 2_000_000),)),
    }
    kw.update(more)
    return Floor(tmp, **kw)


def test_the_lines_of_a_shipment_say_how_much_of_them_left(tmp_path):
    f = base(tmp_path, shipments=[shipment("S-1", units=["P-1"], lines=[line(1, "TEA", 48)])])
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.working("ship")
    opened(f)
    f.scan("P-1")
    left(f)
    assert f.view.progress("shipment", "S-1") == {1: 48}


def test_the_same_number_on_two_items_leaves_on_both(tmp_path):
    f = base(tmp_path)
    f.put("STAGE-1", "PEN", 1, lpn="P-1", serials=["S1"])
    f.put("STAGE-1", "INK", 1, lpn="P-1", serials=["S1"])
    f.load("shipments", [shipment("S-1", units=["P-1"])])
    f.working("ship")
    opened(f)
    f.scan("P-1")
    left(f)
    assert f.view.serial_place("INK", "S1") == "virt:TST/CUSTOMER"
    assert f.view.serial_place("PEN", "S1") == "virt:TST/CUSTOMER"


def test_more_serial_numbers_than_one_movement_holds_all_leave(tmp_path):
    f = base(tmp_path)
    f.put("STAGE-1", "PEN", 1000, lpn="P-1", serials=[f"S{i}" for i in range(1000)])
    f.put("STAGE-1", "PEN", 500, lpn="P-1", serials=[f"X{i}" for i in range(500)])
    f.load("shipments", [shipment("S-1", units=["P-1"])])
    f.working("ship")
    opened(f)
    f.scan("P-1")
    left(f)
    assert f.view.serials_at("lpn:P-1", "PEN") == 0


def test_no_scan_names_the_unit_that_a_truck_is(tmp_path):
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.working("ship")
    opened(f)
    f.scan("P-1")
    from edge.core.names import LpnScan

    assert not any(isinstance(n, LpnScan) for n in f.named("TRUCK-S-1").names)


def test_a_truck_does_not_leave_with_an_order_that_was_cancelled_since(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.load("shipments", [shipment("S-1", orders=["O-1"])])
    f.working("ship")
    opened(f)
    assert f.scan("T-1").level == "ok"
    f.load("orders", [order("O-1", line(1, "TEA", 6), cancelled=True)])
    r = left(f)
    assert r.level != "ok", r.said


def test_another_shipments_goods_in_a_planned_pallet_are_found(tmp_path):
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.picked("O-2", "T-2", (1, "TEA", 2))
    f.ended("order", "O-2")
    f.post(Draft(Movement("transfer", WholeLpn("T-2"), Place("loc:TST/STAGE-1"), Place("lpn:P-1"))))
    f.working("ship")
    opened(f)
    r = f.scan("P-1")
    assert r.said == ("refuse", "of-other-shipment"), r.said


def test_a_pallet_of_planned_totes_is_planned(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.load("shipments", [shipment("S-1", orders=["O-1"])])
    f.post(Draft(Movement("opening", WholeLpn("P-9"), Place("virt:TST/OPENING"), Place("loc:TST/STAGE-1"))))
    f.post(Draft(Movement("transfer", WholeLpn("T-1"), Place("loc:TST/STAGE-1"), Place("lpn:P-9"))))
    f.working("ship")
    opened(f)
    r = f.scan("P-9")
    assert r.said == ("ok", "loaded"), r.said


def test_a_truck_that_is_half_booked_out_goes_on_though_its_shipment_is_cancelled(tmp_path, monkeypatch):
    monkeypatch.setattr(ship_module, "MOVEMENTS_MAX", 2)
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("ship")
    both_loaded(f)
    r = left(f)
    f.load("shipments", [shipment("S-1", units=["P-1"], orders=["O-1"], cancelled=True)])
    f.restart()
    r = f.key("done")
    assert r.said == ("ok", "shipped"), r.said


def test_another_station_goes_on_with_a_truck_that_is_half_booked_out(tmp_path, monkeypatch):
    monkeypatch.setattr(ship_module, "MOVEMENTS_MAX", 2)
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("ship")
    both_loaded(f)
    r = left(f)
    f.key("menu")
    f.at("DOCK-2").working("ship", 2)
    f.scan("S-1")
    r = f.key("done")
    b = [e.draft.body for e in r.entries if isinstance(e.draft.body, Outcome)]
    assert [one.outcome for one in b] == ["closed"]


def test_the_box_that_was_packed_last_can_be_loaded(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("pack")
    f.scan("T-1")
    f.scan("P-5")
    f.scan(ean(6))
    f.type("6")
    f.key("done")
    f.at("DOCK-2").working("ship", 2)
    opened(f)
    r = f.scan("P-5")
    assert r.said != ("refuse", "tote-in-work"), r.said


def packbox(f):
    f.scan("T-1")
    f.scan("P-5")
    f.scan(ean(6))
    f.type("6")
    return f.key("done")


def test_a_packed_box_that_is_moved_is_packed_still(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("pack")
    packbox(f)
    assert f.session().offered == ()
    f.move_unit("P-5", "DOCK-1", "STAGE-1")
    f.choose("pack")
    assert f.session().offered == ()


def test_a_tote_packed_without_a_box_leaves_the_list(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("pack")
    f.scan("T-1")
    f.key("skip")
    f.scan(ean(6))
    f.type("6")
    f.key("done")
    assert f.session().offered == ()


def test_orders_to_pack_are_offered_behind_many_that_are_packed(tmp_path):
    f = base(tmp_path, orders=[order(f"O-{i:03}", line(1, "TEA", 1)) for i in range(35)])
    for i in range(35):
        f.picked(f"O-{i:03}", f"T-{i:03}", (1, "TEA", 1))
        f.ended("order", f"O-{i:03}")
    f.working("pack")
    for i in range(31):
        f.scan(f"T-{i:03}")
        f.scan(f"P-{i:03}")
        f.scan(ean(6))
        f.key("done")
    assert f.session().offered[:1] == ("O-031",)


def test_the_first_of_two_boxes_is_not_called_the_only_one(tmp_path):
    from edge.core.decision import PrintLabel

    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 3))
    f.picked("O-1", "T-2", (1, "TEA", 3))
    f.ended("order", "O-1")
    f.fit("DOCK-1", printer="z").working("pack")
    f.scan("T-1")
    f.scan("P-5")
    f.scan(ean(6))
    f.type("3")
    d = f.key("done")
    assert next(e for e in d.decision.effects if isinstance(e, PrintLabel)).label.lines[-1] == "1"


def test_a_box_of_no_known_weight_is_only_told_when_it_is_too_light(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.fit("DOCK-1", scale="s").working("pack")
    packbox(f)
    r = f.weigh(800)
    assert r.level == "ok", r.said


def test_a_box_that_somebody_else_filled_meanwhile_is_refused(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("pack")
    f.scan("T-1")
    f.scan("P-5")
    f.scan(ean(6))
    f.type("6")
    f.put("A-01", "OIL", 5, lpn="P-5", lot="L1")
    f.wait(1000)
    r = f.key("done")
    assert r.level == "refuse", (r.said, f.stock("lpn:P-5"))


def test_nothing_comes_back_for_an_order_that_stands_in_the_house(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("return")
    assert f.scan("O-1").level == "refuse"


def test_no_milligram_is_lost_where_a_return_is_booked_on_several_lines(tmp_path):
    f = base(tmp_path)
    f.working("return")
    f.scan("RMA-1")
    for _ in range(3):
        r = f.scan(gs1(("01", gtin(11)), ("3103", "000333")) if _ else gs1(("01", gtin(11)), ("3103", "000334")))
    f.key("done")
    f.type("1")
    f.type("2")
    r = f.scan("A-01")
    rows = f.store.cursor.execute("select place,qty,catch_qty from balance where item='HAM'").fetchall()
    assert r.findings == []
    assert {p for p, q, c in rows} == {"virt:TST/CUSTOMER", "loc:TST/A-01"}, rows


def test_pieces_with_weights_of_their_own_are_not_typed(tmp_path):
    f = base(tmp_path)
    f.working("return")
    f.scan("RMA-1")
    f.scan(gs1(("01", gtin(11)), ("3103", "000333")))
    r = f.type("3")
    assert r.said == ("refuse", "return-scan-each")


def test_scrap_and_a_new_unit_are_taken_back_whole(tmp_path):
    f = base(tmp_path, returns=[return_("RMA-1", line(1, "TEA", 5))])
    f.working("return")
    f.scan("RMA-1")
    f.scan(ean(6))
    f.key("done")
    f.type("1")
    r = f.type("3")
    assert r.said == ("ok", "return-booked")
    u = f.key("undo")
    assert u.said == ("ok", "undone")
    assert f.view.progress("return", "RMA-1").get(1, 0) == 0
    f.scan(ean(6))
    f.key("done")
    f.type("1")
    f.type("1")
    r = f.scan("P-8")
    assert r.said == ("ok", "return-booked"), r.said
    u = f.key("undo")
    assert u.said == ("ok", "undone"), u.said
    assert f.verify().ok


def test_a_kit_order_that_became_smaller_ends(tmp_path):
    f = base(tmp_path)
    f.put("DOCK-1", "TEA", 9)
    f.working("kit")
    f.scan("KIT-1")
    f.scan(ean(6))
    f.type("4")
    f.load("kits", [kit("KIT-1", "SET", 1)])
    f.key("done")
    f.key("done")
    assert f.view.is_closed("kit", "KIT-1")


def test_a_weight_right_after_a_red_one_is_used(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.fit("DOCK-1", scale="s").working("pack")
    f.scan("T-1")
    f.scan("BOX-S")
    f.scan("P-5")
    f.scan(ean(6))
    f.type("6")
    f.key("done")
    r = f.weigh(100)
    r = f.input(__import__("edge.core.event", fromlist=["Weighed"]).Weighed(800_000), via="fixed", ago_ms=250)
    assert r.said == ("ok", "packed")


def test_a_unit_that_left_is_received_again(tmp_path):
    f = base(
        tmp_path,
        receipts=[
            {"id": "R-1", "type": "receipt", "partner": "N", "lines": [line(1, "TEA", 5, lpn="P-1"), line(2, "TEA", 5)]}
        ],
    )
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.working("ship")
    opened(f)
    f.scan("P-1")
    left(f)
    f.choose("receive")
    f.scan("R-1")
    r = f.scan("P-1")
    assert (r.said, f.stock("lpn:P-1")) == (("ok", r.key), {"TEA": 5})
    assert f.verify().ok


def test_a_pallet_of_hundreds_of_units_leaves_in_parts(tmp_path):
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 1, lpn="P-1")
    for a in range(2):
        f.put("STAGE-1", "TEA", 1, lpn=f"P-A{a}")
        f.post(*[Draft(Movement("transfer", WholeLpn(f"P-A{a}"), Place("loc:TST/STAGE-1"), Place("lpn:P-1")))])
        for b in range(300):
            f.post(
                Draft(Movement("opening", WholeLpn(f"P-B{a}x{b}"), Place("virt:TST/OPENING"), Place(f"lpn:P-A{a}"))),
                Draft(
                    Movement("opening", Goods(StockKey("TEA"), 1), Place("virt:TST/OPENING"), Place(f"lpn:P-B{a}x{b}"))
                ),
            )
    f.load("shipments", [shipment("S-1", units=["P-1"])])
    f.working("ship")
    opened(f)
    f.scan("P-1")
    r = left(f)
    for _ in range(5):
        if r.said == ("ok", "shipped"):
            break
        r = f.key("done")
    assert r.said == ("ok", "shipped")
    assert f.stock("virt:CUSTOMER") == {"TEA": 603}


def test_a_cancelled_kit_order_gives_its_components_back(tmp_path):
    f = base(tmp_path)
    f.put("DOCK-1", "TEA", 9)
    f.working("kit")
    f.scan("KIT-1")
    f.scan(ean(6))
    f.type("4")
    f.key("cancel")
    f.load("kits", [kit("KIT-1", "SET", 2, cancelled=True)])
    assert f.scan("KIT-1").said == ("info", "kit-take-back")
    assert f.scan("A-01").said == ("ok", "kit-back-booked")
    assert (f.stock("A-01"), f.stock("virt:KITTING").get("TEA", 0)) == ({"TEA": 4}, 0)
    assert f.scan("KIT-1").said == ("refuse", "document-closed")


@pytest.mark.parametrize("station_workflows", [("tasks", "pack"), ("tasks", "pack", "pick")])
def test_orders_to_pack_are_tasks_where_nobody_picks(tmp_path, station_workflows):
    from edge.core.changed import changed

    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f._stations["DOCK-1"] = changed(f._stations["DOCK-1"], workflows=station_workflows)
    f.restart()
    f.sign_in()
    f.key("tasks")
    is_packing = "pick" not in station_workflows
    assert ("pack/O-1" in f.session().offered) == is_packing
    if is_packing:
        assert f.type(str(f.session().offered.index("pack/O-1") + 1)).said == ("ok", "pack-tote-taken")
        f.scan("P-5")
        f.scan(ean(6))
        f.key("menu")
        f.key("tasks")
        assert f.scan("O-1").said == ("ok", "task-resumed")


def test_a_scale_nobody_asked_changes_nothing(tmp_path):
    f = base(tmp_path).fit("DOCK-1", scale="s").working("ship")
    before = f.session()
    r = f.weigh(500)
    assert (r.said, r.entries, f.session()) == (("", ""), [], before)


def test_a_shipment_short_of_a_line_is_asked_about_and_ends_short(tmp_path):
    f = base(tmp_path, shipments=[shipment("S-1", units=["P-1"], lines=[line(1, "TEA", 50)])])
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.working("ship")
    opened(f)
    f.scan("P-1")
    assert f.key("done").said == ("warn", "ship-short")
    f.wait(1000)
    r = f.key("done")
    assert [(one.doc.line, one.outcome, one.qty) for e in r.entries if isinstance(one := e.draft.body, Outcome)] == [
        (1, "short", 2),
        (None, "short", 0),
    ]


def test_nobody_loads_onto_a_truck_that_leaves(tmp_path, monkeypatch):
    monkeypatch.setattr(ship_module, "MOVEMENTS_MAX", 2)
    f = base(tmp_path)
    f.put("STAGE-1", "TEA", 48, lpn="P-1")
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("ship")
    both_loaded(f)
    left(f)
    f.at("DOCK-2").working("ship", 2)
    assert f.scan("S-1").said == ("refuse", "ship-in-work")


def test_a_finished_package_is_packed_again_only_when_asked_twice(tmp_path):
    f = base(tmp_path)
    f.picked("O-1", "T-1", (1, "TEA", 6))
    f.ended("order", "O-1")
    f.working("pack")
    packbox(f)
    assert f.scan("O-1").said == ("refuse", "pack-all-packed")
    f.wait(1000)
    assert f.scan("P-5").said == ("warn", "pack-packed-already")
    f.wait(1000)
    assert f.scan("P-5").level == "ok"
