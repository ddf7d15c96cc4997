"""Transfer, every step against every kind of thing."""

from collections.abc import Callable
from pathlib import Path

from edge.core.workflows.transfer.steps import TransferAll, TransferFrom, TransferItem, TransferQuantity, TransferUnit
from edge.core.workflows.transfer.table import WORKFLOW
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, order, place
from tests.core.workflow_table import Case, WorkflowTable

TEA, CUP = ean(1), ean(2)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 2), item("MILK", 3, "lot", "expiry"), item("DRILL", 4, "serial")],
        locations=[
            bin_("A-01", 1),
            bin_("A-02", 2),
            bin_("A-03", 3, blocked=True),
            bin_("A-04", 4, fixed_item="CUP"),
            bin_("E-01", 9),
            place("STAGE-1", "stage"),
            place("FORK-1", "carrier"),
        ],
        orders=[order("SO-1")],
    )
    floor.put("A-01", "TEA", 10)
    floor.put("A-01", "CUP", 5)
    floor.put("A-01", "MILK", 4, lot="L1", expiry="2027-01-01")
    floor.put("A-01", "MILK", 4, lot="L2", expiry="2027-02-01")
    floor.put("A-01", "DRILL", 2, serials=("S1", "S2"))
    floor.put("A-01", "TEA", 6, lpn="T-1")
    floor.put("A-02", "TEA", 6, lpn="T-2")
    return floor.working("transfer")


def at_from(floor: Floor) -> None:
    assert isinstance(floor.step(), TransferFrom)


def at_item(floor: Floor) -> None:
    floor.scan("A-01")


def at_quantity(floor: Floor) -> None:
    floor.scan("A-01")
    floor.scan(TEA)


def at_unit(floor: Floor) -> None:
    floor.scan("T-1")


def on_a_forklift(step: Callable[[Floor], None]) -> Callable[[Floor], None]:
    def there(floor: Floor) -> None:
        floor.choose("transfer").scan("FORK-1")
        step(floor)

    return there


def aboard(floor: Floor) -> None:
    on_a_forklift(at_quantity)(floor)
    floor.key("confirm")


def at_all(floor: Floor) -> None:
    floor.scan("A-01")
    floor.key("done")
    floor.wait(1000).key("done")


def from_the_place(floor: Floor) -> None:
    """The unit in hand was taken while its place is emptied."""
    floor.key("cancel")
    floor.scan("A-01")
    floor.scan("T-1")


def to_the_last_target(floor: Floor) -> Outcome:
    floor.scan("A-02")
    floor.scan(TEA)
    return floor.key("done")


def stock(**wanted: int) -> Callable[[Floor, Outcome], object]:
    def check(floor: Floor, _outcome: Outcome) -> None:
        assert {name: floor.stock(name.replace("_", "-")).get("TEA", 0) for name in wanted} == wanted

    return check


def taken_away(floor: Floor) -> None:
    floor.move("A-01", "A-02", "TEA", 10)


CASES = [
    Case(TransferFrom, "location", "a bin", lambda f: f.scan("A-01"), ("ok", "transfer-from"), TransferItem),
    Case(TransferFrom, "lpn", "known", lambda f: f.scan("T-1"), ("ok", "transfer-unit-taken"), TransferUnit),
    Case(TransferFrom, "lpn", "unknown", lambda f: f.scan("T-77"), ("refuse", "lpn-unknown"), TransferFrom),
    Case(TransferItem, "item", "here", lambda f: f.scan(TEA), ("ok", "counted"), TransferQuantity),
    Case(TransferItem, "item", "lot missing", lambda f: f.scan(ean(3)), ("refuse", "scan-lot"), TransferItem),
    Case(
        TransferItem,
        "item",
        "with its lot",
        lambda f: f.scan(gs1(("01", gtin(3)), ("10", "L2"))),
        ("ok", "counted"),
        TransferQuantity,
    ),
    Case(TransferItem, "item", "serial missing", lambda f: f.scan(ean(4)), ("refuse", "serial-missing"), TransferItem),
    Case(
        TransferItem,
        "item",
        "moved meanwhile",
        lambda f: f.scan(TEA),
        ("refuse", "transfer-in-unit"),
        TransferItem,
        given=taken_away,
    ),
    Case(TransferItem, "lpn", "here", lambda f: f.scan("T-1"), ("ok", "transfer-unit-taken"), TransferUnit),
    Case(TransferItem, "lpn", "elsewhere", lambda f: f.scan("T-2"), ("refuse", "lpn-elsewhere"), TransferItem),
    Case(TransferItem, "location", "another source", lambda f: f.scan("A-02"), ("ok", "transfer-from"), TransferItem),
    Case(TransferItem, "done", "everything", lambda f: f.key("done"), ("warn", "transfer-all-sure"), TransferItem),
    Case(
        TransferItem,
        "done",
        "everything surely",
        lambda f: (f.key("done"), f.wait(1000).key("done"))[1],
        ("ok", "transfer-all-taken"),
        TransferAll,
    ),
    Case(TransferItem, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), TransferFrom),
    Case(TransferQuantity, "number", "typed", lambda f: f.type("4"), ("ok", "counted"), TransferQuantity),
    Case(TransferQuantity, "number", "zero", lambda f: f.type("0"), ("refuse", "quantity-zero"), TransferQuantity),
    Case(
        TransferQuantity,
        "number",
        "too many",
        lambda f: f.type("11"),
        ("refuse", "transfer-too-many"),
        TransferQuantity,
    ),
    Case(TransferQuantity, "item", "one more", lambda f: f.scan(TEA), ("ok", "counted"), TransferQuantity),
    Case(TransferQuantity, "item", "another", lambda f: f.scan(CUP), ("refuse", "place-first"), TransferQuantity),
    Case(
        TransferQuantity,
        "location",
        "a free bin",
        lambda f: f.scan("E-01"),
        ("ok", "transferred"),
        TransferItem,
        check=stock(A_01=9, E_01=1),
    ),
    Case(
        TransferQuantity,
        "location",
        "the same",
        lambda f: f.scan("A-01"),
        ("refuse", "transfer-same-place"),
        TransferQuantity,
    ),
    Case(
        TransferQuantity,
        "location",
        "blocked",
        lambda f: f.scan("A-03"),
        ("refuse", "location-blocked"),
        TransferQuantity,
    ),
    Case(
        TransferQuantity,
        "location",
        "another face",
        lambda f: f.scan("A-04"),
        ("warn", "face-of-other"),
        TransferQuantity,
    ),
    Case(
        TransferQuantity,
        "location",
        "taken meanwhile",
        lambda f: f.scan("E-01"),
        ("refuse", "transfer-too-many"),
        TransferQuantity,
        given=taken_away,
    ),
    Case(TransferQuantity, "lpn", "standing", lambda f: f.scan("T-2"), ("ok", "transferred"), TransferItem),
    Case(TransferQuantity, "lpn", "new", lambda f: f.scan("T-9"), ("warn", "transfer-new-unit"), TransferQuantity),
    Case(
        TransferQuantity,
        "done",
        "to the last target",
        to_the_last_target,
        ("ok", "transferred"),
        TransferItem,
        check=stock(A_02=2),
    ),
    Case(
        TransferQuantity, "done", "no target yet", lambda f: f.key("done"), ("refuse", "is-command"), TransferQuantity
    ),
    Case(
        TransferQuantity, "damaged", "turned", lambda f: f.key("damaged"), ("info", "transfer-status"), TransferQuantity
    ),
    Case(
        TransferQuantity, "skip", "no other", lambda f: f.key("skip"), ("refuse", "transfer-no-other"), TransferQuantity
    ),
    Case(TransferQuantity, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), TransferItem),
    Case(
        TransferQuantity,
        "confirm",
        "onto the forks",
        lambda f: f.key("confirm"),
        ("ok", "goods-aboard"),
        TransferQuantity,
        on_a_forklift(at_quantity),
    ),
    Case(
        TransferQuantity,
        "cancel",
        "on the forks",
        lambda f: f.key("cancel"),
        ("info", "carrier-keeps"),
        TransferFrom,
        aboard,
    ),
    Case(
        TransferUnit,
        "confirm",
        "onto the forks",
        lambda f: f.key("confirm"),
        ("ok", "lpn-aboard"),
        TransferUnit,
        on_a_forklift(at_unit),
    ),
    Case(TransferUnit, "item", "out of it", lambda f: f.scan(TEA), ("ok", "counted"), TransferQuantity),
    Case(TransferUnit, "location", "whole", lambda f: f.scan("E-01"), ("ok", "transferred-unit"), TransferFrom),
    Case(
        TransferUnit,
        "location",
        "where it stands",
        lambda f: f.scan("A-01"),
        ("refuse", "transfer-there-already"),
        TransferUnit,
    ),
    Case(
        TransferUnit,
        "location",
        "of a place",
        lambda f: f.scan("E-01"),
        ("ok", "transferred-unit"),
        TransferItem,
        given=lambda _f: None,
    ),
    Case(TransferUnit, "lpn", "into another", lambda f: f.scan("T-2"), ("ok", "transferred-unit"), TransferFrom),
    Case(TransferUnit, "lpn", "into itself", lambda f: f.scan("T-1"), ("refuse", "transfer-in-itself"), TransferUnit),
    Case(TransferUnit, "lpn", "of a place", lambda f: f.scan("T-2"), ("ok", "transferred-unit"), TransferItem),
    Case(TransferUnit, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), TransferFrom),
    Case(TransferUnit, "cancel", "of a place", lambda f: f.key("cancel"), ("info", "cancelled"), TransferItem),
    Case(TransferAll, "location", "free", lambda f: f.scan("E-01"), ("ok", "transferred-all"), TransferFrom),
    Case(TransferAll, "location", "the same", lambda f: f.scan("A-01"), ("refuse", "transfer-same-place"), TransferAll),
    Case(TransferAll, "lpn", "a unit", lambda f: f.scan("T-2"), ("ok", "transferred-all"), TransferFrom),
    Case(TransferAll, "cancel", "back", lambda f: f.key("cancel"), ("info", "cancelled"), TransferItem),
]
CASES = [
    Case(one.step, one.kind, one.what, one.act, one.said, one.then, from_the_place) if one.what == "of a place" else one
    for one in CASES
]


class TestTransfer(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at = {  # noqa: RUF012
        TransferFrom: at_from,
        TransferItem: at_item,
        TransferQuantity: at_quantity,
        TransferUnit: at_unit,
        TransferAll: at_all,
    }
    things = {"item": CUP, "lpn": "T-2", "location": "A-02", "document": "SO-1", "number": "WE-Q3"}  # noqa: RUF012
    cases = CASES
