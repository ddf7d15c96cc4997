"""Loading: every step against every kind of thing."""

from typing import ClassVar

from edge.core.workflows.ship import depart as ship_module
from edge.core.workflows.ship.steps import ShipLeave, ShipLoad, ShipWhat
from edge.core.workflows.ship.table import WORKFLOW
from tests.builders import ean
from tests.core.test_ship import SHIPMENTS, shipment
from tests.core.test_ship import made as floor_of
from tests.core.workflow_table import Case, WorkflowTable


def made(folder):
    return floor_of(folder).working("ship")


def at_load(floor):
    floor.scan("S-1")


def loaded(floor):
    floor.scan("P-1")
    floor.scan("T-1")


def at_leave(floor):
    """One of two units is booked, the other is still on the truck."""
    at_load(floor)
    loaded(floor)
    whole, ship_module.MOVEMENTS_MAX = ship_module.MOVEMENTS_MAX, 2
    try:
        twice(floor)
    finally:
        ship_module.MOVEMENTS_MAX = whole


def half_out(floor):
    at_leave(floor)
    floor.key("menu")
    floor.choose("ship")


def once(floor):
    floor.key("done")
    floor.wait(1000)


def twice(floor):
    once(floor)
    return floor.key("done")


def all_loaded_and_asked(floor):
    loaded(floor)
    once(floor)


def cancelled(floor):
    floor.load("shipments", [shipment("S-1", units=["P-1"], cancelled=True)])


def busy(floor):
    floor.at("DOCK-2").working("ship", 2)
    floor.scan("S-1")
    floor.at("DOCK-1")
    floor.wait(1000)


def in_parts(floor):
    """The last act with a small booking."""
    whole, ship_module.MOVEMENTS_MAX = ship_module.MOVEMENTS_MAX, 2
    try:
        return floor.key("done")
    finally:
        ship_module.MOVEMENTS_MAX = whole


class TestShip(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {ShipWhat: lambda _floor: None, ShipLoad: at_load, ShipLeave: at_leave}
    things: ClassVar = {"item": ean(6), "lpn": "T-2", "location": "STAGE-1", "document": "O-2", "number": "WE-Q7"}
    cases: ClassVar = [
        Case(ShipWhat, "document", "a shipment", lambda f: f.scan("S-1"), ("ok", "shipment-opened"), ShipLoad),
        Case(ShipWhat, "document", "an order", lambda f: f.scan("O-1"), ("refuse", "not-a-shipment"), ShipWhat),
        Case(
            *(ShipWhat, "document", "cancelled", lambda f: f.scan("S-1"), ("refuse", "document-closed"), ShipWhat),
            cancelled,
        ),
        Case(
            *(ShipWhat, "document", "half booked out", lambda f: f.scan("S-1"), ("info", "ship-goes-on"), ShipLeave),
            half_out,
        ),
        Case(
            ShipWhat, "number", "half booked out", lambda f: f.type("1"), ("info", "ship-goes-on"), ShipLeave, half_out
        ),
        Case(
            *(ShipWhat, "location", "half booked out", lambda f: f.scan("DOCK-1"), ("info", "ship-goes-on"), ShipLeave),
            half_out,
        ),
        Case(ShipWhat, "number", "of the list", lambda f: f.type("1"), ("ok", "shipment-opened"), ShipLoad),
        Case(ShipWhat, "number", "not of the list", lambda f: f.type("8"), ("refuse", "not-in-list"), ShipWhat),
        Case(ShipWhat, "location", "a dock", lambda f: f.scan("DOCK-1"), ("ok", "shipment-opened"), ShipLoad),
        Case(ShipWhat, "location", "no dock", lambda f: f.scan("A-01"), ("refuse", "no-shipment-here"), ShipWhat),
        Case(
            *(ShipWhat, "location", "of two", lambda f: f.scan("DOCK-1"), ("refuse", "several-shipments-here")),
            *(ShipWhat, lambda f: f.load("shipments", [*SHIPMENTS, shipment("S-3")])),
        ),
        Case(ShipLoad, "lpn", "planned", lambda f: f.scan("P-1"), ("ok", "loaded"), ShipLoad),
        Case(ShipLoad, "lpn", "loaded", lambda f: f.scan("P-1"), ("refuse", "already-loaded"), ShipLoad, loaded),
        Case(ShipLoad, "lpn", "unknown", lambda f: f.scan("P-77"), ("refuse", "lpn-unknown"), ShipLoad),
        Case(ShipLoad, "lpn", "of another", lambda f: f.scan("T-2"), ("refuse", "of-other-shipment"), ShipLoad),
        Case(
            *(ShipLoad, "lpn", "not planned", lambda f: f.scan("P-9"), ("refuse", "not-planned"), ShipLoad),
            lambda f: f.put("STAGE-1", "TEA", 1, lpn="P-9"),
        ),
        Case(
            *(ShipLoad, "lpn", "in a bin", lambda f: f.scan("P-8"), ("warn", "load-from-elsewhere"), ShipLoad),
            lambda f: (
                f.put("A-01", "TEA", 1, lpn="P-8"),
                f.load("shipments", [shipment("S-1", units=["P-1", "P-8"])]),
            ),
        ),
        Case(
            *(ShipLoad, "lpn", "of a cancelled shipment", lambda f: f.scan("P-1")),
            *(("refuse", "shipment-cancelled"), ShipWhat, cancelled),
        ),
        Case(ShipLoad, "done", "nothing", lambda f: f.key("done"), ("refuse", "ship-nothing"), ShipLoad),
        Case(
            *(ShipLoad, "done", "in part", lambda f: f.key("done"), ("warn", "ship-partial"), ShipLoad),
            lambda f: f.scan("P-1"),
        ),
        Case(ShipLoad, "done", "all, once", lambda f: f.key("done"), ("warn", "ship-confirm"), ShipLoad, loaded),
        Case(
            *(ShipLoad, "done", "all, twice", lambda f: f.key("done"), ("ok", "shipped"), ShipWhat),
            all_loaded_and_asked,
        ),
        Case(ShipLoad, "done", "in parts", in_parts, ("info", "ship-goes-on"), ShipLeave, all_loaded_and_asked),
        Case(
            *(ShipLoad, "done", "while another loads", lambda f: f.key("done"), ("refuse", "ship-in-work"), ShipLoad),
            lambda f: (loaded(f), busy(f)),
        ),
        Case(ShipLoad, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), ShipWhat),
        Case(ShipLeave, "done", "the rest", lambda f: f.key("done"), ("ok", "shipped"), ShipWhat),
    ]
