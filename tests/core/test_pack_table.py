"""Packing: every step against every kind of thing."""

from typing import ClassVar

from edge.core.entry import Evidence
from edge.core.policy import Box, Policy
from edge.core.workflows.pack.steps import PackBox, PackItems, PackPlate, PackTote, PackWeigh, PackWhat
from edge.core.workflows.pack.table import WORKFLOW
from tests.builders import Floor, ean, gs1, gtin, item, line, order, place
from tests.core.workflow_table import Case, WorkflowTable

TEA, MUG = ean(6), ean(7)


def made(folder):
    floor = Floor(
        folder,
        items=[item("TEA", 6, unit_mg=100_000), item("MUG", 7, unit_mg=300_000), item("PEN", 9, "serial")],
        locations=[place("STAGE-1", "stage")],
        orders=[
            order("O-1", line(1, "TEA", 6), line(2, "MUG", 2), carrier="UPS"),
            order("O-2", line(1, "TEA", 2)),
            order("O-3", line(1, "TEA", 4)),
        ],
        receipts=[{"id": "R-1", "type": "receipt", "partner": "Nord", "lines": [line(1, "TEA", 5, lpn="P-99")]}],
        policy=Policy(boxes=(Box("BOX-S", 200_000, 5_000_000), Box("BOX-DHL", 300_000, 0, ("DHL",)))),
    )
    floor.picked("O-1", "T-1", (1, "TEA", 6))
    floor.picked("O-2", "T-2", (1, "TEA", 2))
    floor.picked("O-3", "T-3", (1, "TEA", 3))
    floor.picked("O-3", "T-4", (1, "TEA", 1))
    floor.put("STAGE-1", "TEA", 1, lpn="T-9")
    for ident in ("O-1", "O-2", "O-3"):
        floor.ended("order", ident)
    return floor.fit("DOCK-1", printer="zpl1", scale="scale1").working("pack")


def at_tote(floor):
    floor.scan("O-3")


def at_box(floor):
    floor.scan("T-1")


def at_plate(floor):
    at_box(floor)
    floor.scan("BOX-S")


def at_items(floor):
    at_plate(floor)
    floor.scan("P-1")


def at_weigh(floor):
    at_items(floor)
    floor.scan(TEA)
    floor.type("6")
    floor.key("done")


def checked(floor):
    floor.scan(TEA)
    floor.type("6")


def no_scale(floor):
    floor.fit("DOCK-1", printer="zpl1")


def first_of_two(floor):
    """A box of three is closed, the rest follows in another."""
    floor.key("undo")
    at_items(floor)
    floor.scan(TEA)
    floor.type("3")
    floor.key("full")


def unscaled_again(floor):
    no_scale(floor)
    checked(floor)


def cancelled(floor):
    floor.load("orders", [order("O-1", line(1, "TEA", 6), cancelled=True)])


def busy(floor, code):
    floor.at("DOCK-2").working("pack", 2)
    floor.scan(code)
    floor.at("DOCK-1")
    floor.wait(1000)


def stood_on_the_scale(floor, pieces, command, grams):
    """The box is filled on the scale, which has said its word when it is closed."""
    floor.key("undo")
    at_items(floor)
    floor.scan(TEA)
    floor.type(str(pieces))
    floor.weigh(grams)
    floor.key(command)


def skipped_with_leave(floor):
    floor.key("skip")
    floor.key("override")
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    return floor.type("1")


def weight_agrees(_floor, outcome):
    assert [one.draft.body.verdict for one in outcome.entries if isinstance(one.draft.body, Evidence)] == ["agrees"]


class TestPack(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {
        PackWhat: lambda _floor: None,
        PackTote: at_tote,
        PackBox: at_box,
        PackPlate: at_plate,
        PackItems: at_items,
        PackWeigh: at_weigh,
    }
    things: ClassVar = {"item": MUG, "lpn": "T-2", "location": "STAGE-1", "document": "O-2", "number": "WE-Q7"}
    cases: ClassVar = [
        Case(PackWhat, "lpn", "a tote", lambda f: f.scan("T-1"), ("ok", "pack-tote-taken"), PackBox),
        Case(PackWhat, "lpn", "unknown", lambda f: f.scan("T-77"), ("refuse", "lpn-unknown"), PackWhat),
        Case(PackWhat, "lpn", "of no order", lambda f: f.scan("T-9"), ("refuse", "pack-no-order"), PackWhat),
        Case(
            *(PackWhat, "lpn", "in work at another station", lambda f: f.scan("T-1")),
            *(("refuse", "tote-in-work"), PackWhat, lambda f: busy(f, "T-1")),
        ),
        Case(
            *(PackWhat, "lpn", "of a cancelled order", lambda f: f.scan("T-1"), ("refuse", "order-cancelled")),
            *(PackWhat, cancelled),
        ),
        Case(PackWhat, "document", "of one tote", lambda f: f.scan("O-1"), ("ok", "pack-tote-taken"), PackBox),
        Case(PackWhat, "document", "of two totes", lambda f: f.scan("O-3"), ("info", "pack-several-totes"), PackTote),
        Case(PackWhat, "document", "a receipt", lambda f: f.scan("R-1"), ("refuse", "not-an-order"), PackWhat),
        Case(
            *(PackWhat, "document", "in work", lambda f: f.scan("O-1"), ("refuse", "order-in-work"), PackWhat),
            lambda f: busy(f, "T-1"),
        ),
        Case(PackWhat, "number", "of the list", lambda f: f.type("1"), ("ok", "pack-tote-taken"), PackBox),
        Case(
            *(PackWhat, "number", "of two totes", lambda f: f.type("3"), ("info", "pack-several-totes"), PackTote),
        ),
        Case(PackWhat, "number", "not of the list", lambda f: f.type("9"), ("refuse", "not-in-list"), PackWhat),
        Case(PackWhat, "weight", "nobody asked", lambda f: f.weigh(100), ("info", "pack-on-scale"), PackWhat),
        Case(PackWhat, "unknown", "a box", lambda f: f.scan("BOX-S"), ("refuse", "pack-tote-first"), PackWhat),
        Case(PackTote, "unknown", "a box", lambda f: f.scan("BOX-S"), ("refuse", "pack-tote-first"), PackTote),
        Case(PackTote, "lpn", "of the order", lambda f: f.scan("T-3"), ("ok", "pack-tote-taken"), PackBox),
        Case(PackTote, "lpn", "of another", lambda f: f.scan("T-1"), ("refuse", "lpn-of-order"), PackTote),
        Case(PackTote, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), PackWhat),
        Case(PackTote, "weight", "nobody asked", lambda f: f.weigh(100), ("info", "pack-on-scale"), PackTote),
        Case(PackBox, "unknown", "a box", lambda f: f.scan("BOX-S"), ("ok", "box-chosen"), PackPlate),
        Case(PackBox, "unknown", "no box", lambda f: f.scan("XQ-1"), ("refuse", "unknown-code"), PackBox),
        Case(
            *(PackBox, "unknown", "not for the carrier", lambda f: f.scan("BOX-DHL")),
            *(("refuse", "box-not-for-carrier"), PackBox),
        ),
        Case(PackBox, "lpn", "a new plate", lambda f: f.scan("P-1"), ("ok", "box-begun"), PackItems),
        Case(PackBox, "lpn", "the tote itself", lambda f: f.scan("T-1"), ("refuse", "pack-box-is-tote"), PackBox),
        Case(PackBox, "lpn", "announced", lambda f: f.scan("P-99"), ("refuse", "tote-announced"), PackBox),
        Case(PackBox, "lpn", "with stock in it", lambda f: f.scan("T-9"), ("refuse", "tote-not-empty"), PackBox),
        Case(PackBox, "skip", "no box", lambda f: f.key("skip"), ("ok", "pack-as-it-is"), PackItems),
        Case(PackBox, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), PackWhat),
        Case(PackBox, "weight", "nobody asked", lambda f: f.weigh(100), ("info", "pack-on-scale"), PackBox),
        Case(PackPlate, "lpn", "a new plate", lambda f: f.scan("P-1"), ("ok", "box-begun"), PackItems),
        Case(PackPlate, "lpn", "the tote itself", lambda f: f.scan("T-1"), ("refuse", "pack-tote-in-hand"), PackPlate),
        Case(PackPlate, "unknown", "a box again", lambda f: f.scan("BOX-S"), ("ok", "box-chosen"), PackPlate),
        Case(PackPlate, "lpn", "of another order", lambda f: f.scan("T-2"), ("refuse", "lpn-of-order"), PackPlate),
        Case(PackPlate, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), PackBox),
        Case(PackPlate, "weight", "nobody asked", lambda f: f.weigh(100), ("info", "pack-on-scale"), PackPlate),
        Case(PackItems, "item", "of the tote", lambda f: f.scan(TEA), ("ok", "counted"), PackItems),
        Case(PackItems, "item", "not here", lambda f: f.scan(MUG), ("refuse", "pack-not-in-tote"), PackItems),
        Case(
            *(PackItems, "item", "of no line", lambda f: f.scan(gs1(("01", gtin(9)), ("21", "S1")))),
            *(("refuse", "pack-not-of-order"), PackItems),
        ),
        Case(PackItems, "item", "too many", lambda f: f.scan(TEA), ("refuse", "over-pack"), PackItems, checked),
        Case(
            *(PackItems, "item", "of a cancelled order", lambda f: f.scan(TEA), ("refuse", "order-cancelled")),
            *(PackWhat, cancelled),
        ),
        Case(
            *(PackItems, "number", "of the last", lambda f: f.type("4"), ("ok", "counted"), PackItems),
            lambda f: f.scan(TEA),
        ),
        Case(PackItems, "number", "before a scan", lambda f: f.type("4"), ("refuse", "pack-scan-first"), PackItems),
        Case(
            *(PackItems, "lpn", "the box is done", lambda f: f.scan("P-1"), ("ok", "pack-weigh-now"), PackWeigh),
            checked,
        ),
        Case(PackItems, "lpn", "without a scale", lambda f: f.scan("P-1"), ("ok", "packed"), PackWhat, unscaled_again),
        Case(
            *(PackItems, "lpn", "another tote too early", lambda f: f.scan("T-5")),
            *(("warn", "pack-tote-not-empty"), PackItems, lambda f: f.picked("O-1", "T-5", (2, "MUG", 2))),
        ),
        Case(
            *(PackItems, "lpn", "another tote", lambda f: f.scan("T-5"), ("ok", "pack-tote-taken"), PackItems),
            lambda f: (f.picked("O-1", "T-5", (2, "MUG", 2)), checked(f)),
        ),
        Case(PackItems, "lpn", "of another order", lambda f: f.scan("T-2"), ("refuse", "lpn-of-order"), PackItems),
        Case(PackItems, "done", "nothing", lambda f: f.key("done"), ("refuse", "pack-nothing"), PackItems),
        Case(
            *(PackItems, "done", "in part", lambda f: f.key("done"), ("warn", "pack-partial"), PackItems),
            lambda f: f.scan(TEA),
        ),
        Case(PackItems, "done", "all", lambda f: f.key("done"), ("ok", "pack-weigh-now"), PackWeigh, checked),
        Case(PackItems, "done", "without a scale", lambda f: f.key("done"), ("ok", "packed"), PackWhat, unscaled_again),
        Case(
            *(PackItems, "full", "the rest follows", lambda f: f.key("full"), ("ok", "pack-weigh-now"), PackWeigh),
            lambda f: f.scan(TEA),
        ),
        Case(
            *(PackItems, "full", "without a scale", lambda f: f.key("full"), ("ok", "packed"), PackBox),
            lambda f: (no_scale(f), f.scan(TEA)),
        ),
        Case(
            *(PackItems, "full", "with the last, without a scale", lambda f: f.key("full"), ("ok", "packed"), PackWhat),
            unscaled_again,
        ),
        Case(PackItems, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), PackBox),
        Case(PackItems, "weight", "kept", lambda f: f.weigh(800), ("info", "pack-on-scale"), PackItems),
        Case(
            *(PackWeigh, "weight", "right", lambda f: f.weigh(800), ("ok", "packed"), PackWhat),
            check=weight_agrees,
        ),
        Case(
            *(PackWeigh, "weight", "of the first of two", lambda f: f.weigh(500), ("ok", "packed"), PackBox),
            first_of_two,
        ),
        Case(
            *(PackWeigh, "weight", "lay there before", lambda f: f.weigh(800, "load")),
            *(("refuse", "pack-lift-first"), PackWeigh),
        ),
        Case(PackWeigh, "weight", "off", lambda f: f.weigh(500), ("refuse", "pack-weight-off"), PackWeigh),
        Case(PackWeigh, "weight", "too heavy", lambda f: f.weigh(5001), ("refuse", "box-too-heavy"), PackWeigh),
        Case(PackWeigh, "done", "not weighed", lambda f: f.key("done"), ("refuse", "pack-no-weight"), PackWeigh),
        Case(
            *(PackWeigh, "done", "off", lambda f: f.key("done"), ("refuse", "pack-weight-off"), PackWeigh),
            lambda f: f.weigh(500),
        ),
        Case(
            *(PackWeigh, "done", "it stood there", lambda f: f.key("done"), ("ok", "packed"), PackWhat),
            lambda f: stood_on_the_scale(f, 6, "done", 800),
        ),
        Case(
            *(PackWeigh, "done", "the first of two stood there", lambda f: f.key("done"), ("ok", "packed"), PackBox),
            lambda f: stood_on_the_scale(f, 3, "full", 500),
        ),
        Case(PackWeigh, "skip", "with leave", skipped_with_leave, ("info", "leave-given"), PackWhat),
        Case(
            *(PackWeigh, "skip", "the first of two, with leave", skipped_with_leave, ("info", "leave-given"), PackBox),
            first_of_two,
        ),
        Case(PackWeigh, "skip", "without leave", lambda f: f.key("skip"), ("refuse", "pack-not-weighed"), PackWeigh),
    ]
