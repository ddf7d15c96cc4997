"""Announced units: what an ASN says of a pallet comes in whole, by one scan or by one portal passage."""

from edge.core.entry import DocLine, Movement, Witness
from edge.core.epc import identify_epc
from edge.core.place import Place, handling_unit, virtual
from edge.core.reference import Item, Line
from edge.core.stock import Goods, Status, StockKey, WholeLpn
from edge.core.view import Announced, LpnState, View
from edge.core.workflows.receive.gates import Arrival


def receive_announced(
    view: View,
    announced: Announced,
    place: Place,
    agree: tuple[Witness, ...],
    today: str,
    status: Status = "sellable",
) -> tuple[Movement, ...]:
    """The movements that bring in an announced handling unit whole: the unit itself, then its content line by line."""
    supplier, unit = virtual(view.site, "SUPPLIER"), handling_unit(announced.lpn)
    document = announced.document.id
    whole = Movement(
        "receive", WholeLpn(announced.lpn), outside(view, announced.lpn), place, DocLine("receipt", document), agree
    )
    content = (
        Movement(
            "receive", _goods(view, line, today, status), supplier, unit, DocLine("receipt", document, line.line), agree
        )
        for line in announced.lines
    )
    return (whole, *content)


def arrivals(view: View, announced: Announced) -> list[Arrival]:
    """The content of an announced unit as it comes to the gates of receiving: whoever opens one opens it for all."""
    found = ((view.item(line.item), line) for line in announced.lines)
    return [Arrival(item, line.lot, line.expiry, announced.lpn) for item, line in found if item is not None]


def incomplete(view: View, announced: Announced) -> Line | None:
    """The first line of an announced unit that leaves open what must be known of its goods."""
    return next((line for line in announced.lines if _leaves_open(view.item(line.item), line)), None)


def _leaves_open(item: Item | None, line: Line) -> bool:
    if item is None:
        return False
    lacks = {"lot": not line.lot, "expiry": not line.expiry, "catch_weight": True}
    return any(lacks.get(tracking, False) for tracking in item.tracking)


def in_house(state: LpnState | None) -> bool:
    """Whether a unit stands somewhere on the site."""
    return state is not None and Place(state.location).is_physical


def outside(view: View, lpn: str) -> Place:
    """Where a unit that is not in the house comes from: SUPPLIER, or where its last life ended."""
    state = view.lpn(lpn)
    return Place(state.parent) if state is not None else virtual(view.site, "SUPPLIER")


def _goods(view: View, line: Line, today: str, status: Status) -> Goods:
    item = view.item(line.item)
    if item is None:
        return Goods(StockKey(line.item, "", line.lot, line.expiry, today, status), line.qty, epcs=line.epcs)
    lot = line.lot if "lot" in item.tracking else ""
    expiry = line.expiry if "expiry" in item.tracking else ""
    key = StockKey(line.item, item.owner, lot, expiry, today, status)
    return Goods(key, line.qty, item.uom, serials=_serials(view, item, line), epcs=line.epcs)


def _serials(view: View, item: Item, line: Line) -> tuple[str, ...]:
    """The serial numbers that the announced tags carry, where there is one new number for every unit."""
    if "serial" not in item.tracking:
        return ()
    tags = (identify_epc(bytes.fromhex(epc)) for epc in line.epcs)
    serials = tuple(str(tag.serial) for tag in tags if tag.serial)
    is_whole = len(set(serials)) == len(serials) == line.qty
    supplier = virtual(view.site, "SUPPLIER")
    is_new = all(view.serial_place(item.code, serial) in ("", supplier) for serial in serials)
    return serials if is_whole and is_new else ()
