"""The task list as a table: each kind of document is opened by number and by code, anew or where it was left."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from edge.core.session import Step
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.kit.steps import KitParts
from edge.core.workflows.pack.steps import PackBox
from edge.core.workflows.pick.steps import PickGo, PickTote
from edge.core.workflows.receive.steps import ReceiveItem, ReceiveQuantity
from edge.core.workflows.return_.steps import ReturnItem, ReturnQuantity
from edge.core.workflows.ship.steps import ShipLoad
from edge.core.workflows.tasks import WORKFLOW, Tasks
from tests.builders import Floor, bin_, count_task, ean, item, kit, line, order, place, receipt, return_, shipment
from tests.core.workflow_table import Case, WorkflowTable

TEA = ean(1)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("SET", 5, components={"TEA": 2})],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        receipts=[receipt("RCV-1", line(1, "TEA", 5)), receipt("RCV-9", line(1, "TEA", 5), cancelled=True)],
        orders=[order("SO-1", line(1, "TEA", 3)), order("SO-2", line(1, "TEA", 2))],
        counts=[count_task("CNT-1", "A-02")],
        returns=[return_("RMA-1", line(1, "TEA", 1))],
        shipments=[shipment("SHP-1", units=["P-1"])],
        kits=[kit("KIT-1", "SET", 1)],
    )
    floor.put("A-01", "TEA", 50)
    floor.put("STAGE-1", "TEA", 1, lpn="P-1")
    floor.picked("SO-2", "T-2", (1, "TEA", 2))
    return floor.sign_in()


def listed(floor: Floor) -> None:
    floor.key("tasks")


def number(ident: str) -> Callable[[Floor], object]:
    """By its place in the list."""

    def act(floor: Floor) -> object:
        shown = [str(one.text.args["document"]) for one in floor.prompt().options]
        return floor.type(str(shown.index(ident) + 1))

    return act


def scanned(ident: str) -> Callable[[Floor], object]:
    return lambda floor: floor.scan(ident)


def left(work: str, *codes: str | tuple[str, str]) -> Callable[[Floor], object]:
    """Begun here, and left for the list."""

    def given(floor: Floor) -> None:
        floor.choose(work)
        for code in codes:
            floor.scan(code)
        floor.key("tasks")
        floor.wait(1000)

    return given


def elsewhere(work: str, *codes: str) -> Callable[[Floor], object]:
    """Somebody else began it at another station."""

    def given(floor: Floor) -> None:
        floor.at("DOCK-2").working(work, 2)
        for code in codes:
            floor.scan(code)
        floor.at("DOCK-1")
        floor.wait(1000)

    return given


OPENED: dict[str, tuple[tuple[str, str], type[Step]]] = {
    "RCV-1": (("ok", "document-opened"), ReceiveItem),
    "SO-1": (("ok", "document-opened"), PickTote),
    "CNT-1": (("ok", "count-started"), CountItems),
    "RMA-1": (("ok", "document-opened"), ReturnItem),
    "SHP-1": (("ok", "shipment-opened"), ShipLoad),
    "KIT-1": (("ok", "document-opened"), KitParts),
}
LEFT: dict[str, tuple[Callable[[Floor], object], tuple[str, str], type[Step]]] = {
    "RCV-1": (left("receive", "RCV-1", TEA), ("ok", "task-resumed"), ReceiveQuantity),
    "SO-1": (left("pick", "SO-1", "T-5"), ("ok", "task-resumed"), PickGo),
    "SO-2": (left("pack", "T-2"), ("ok", "task-resumed"), PackBox),
    "CNT-1": (left("count", "CNT-1"), ("ok", "task-resumed"), CountItems),
    "RMA-1": (left("return", "RMA-1", TEA), ("ok", "task-resumed"), ReturnQuantity),
    "SHP-1": (left("ship", "SHP-1"), ("ok", "shipment-opened"), ShipLoad),
    "KIT-1": (left("kit", "KIT-1"), ("ok", "task-resumed"), KitParts),
}


class TestTasks(WorkflowTable):
    workflow = WORKFLOW
    made = staticmethod(made)
    at: ClassVar = {Tasks: listed}
    things: ClassVar = {"item": TEA, "lpn": "P-1", "location": "A-01", "number": "WE-Q7"}
    cases: ClassVar = [
        *(
            Case(Tasks, kind, f"{ident} anew", by(ident), *OPENED[ident])
            for ident in OPENED
            for kind, by in (("number", number), ("document", scanned))
        ),
        *(
            Case(Tasks, kind, f"{ident} where it was left", by(ident), said, step, given)
            for ident, (given, said, step) in LEFT.items()
            for kind, by in (("number", number), ("document", scanned))
        ),
        Case(Tasks, "number", "not of the list", lambda f: f.type("99"), ("refuse", "not-in-list"), Tasks),
        Case(Tasks, "document", "cancelled", scanned("RCV-9"), ("refuse", "document-closed"), Tasks),
        Case(
            *(Tasks, "document", "cancelled since it was left", scanned("RCV-1"), ("refuse", "document-closed"), Tasks),
            lambda f: (
                left("receive", "RCV-1")(f),
                f.load("receipts", [receipt("RCV-1", line(1, "TEA", 5), cancelled=True)]),
            ),
        ),
        Case(
            *(Tasks, "document", "of another station", scanned("SO-1"), ("warn", "in-work-take-over"), Tasks),
            elsewhere("pick", "SO-1"),
        ),
    ]
