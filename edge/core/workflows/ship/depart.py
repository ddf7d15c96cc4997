"""The truck leaves: all that is on it is the customer's, unit by unit, each with its content line by line.

Where more is on it than one booking holds, the rest follows under the same group; that it has begun is written down,
so that whoever opens the shipment next goes on with it and loads nothing more.
"""

from collections.abc import Iterator
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement, Outcome
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.place import Place, handling_unit, virtual
from edge.core.reference import Document, Line
from edge.core.session import Session
from edge.core.stock import SERIALS_MAX, Balance, Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import item_name
from edge.core.workflows.serials import goods_taken
from edge.core.workflows.ship.plan import behind, goods_within, loaded, not_to_leave, off_again, truck_of, within
from edge.core.workflows.ship.steps import ShipLeave, ShipLoad, ShipWhat
from edge.core.workflows.taken import elsewhere

MOVEMENTS_MAX: Final = 400
"""What one booking holds: a truck of 33 pallets is far below it."""


def departure(shipment: str) -> str:
    """What ties all movements of one departure together."""
    return f"ship/{shipment}"


def begun(view: View, shipment: str) -> bool:
    """Whether a part of a truck was booked out."""
    return view.is_closed("task", departure(shipment))


def leaves(view: View, session: Session, step: ShipLoad, event: Input) -> Decision:
    """The truck leaves: asked once more, and with what is missing."""
    document = view.document("shipment", step.shipment)
    assert document is not None
    if not (on := loaded(view, step.shipment)):
        return refuse(session, "ship-nothing", shipment=step.shipment)
    if (station := elsewhere(view, session, "shipment", step.shipment)) != "":
        return refuse(session, "ship-in-work", shipment=step.shipment, station=station)
    if (no := off_again(view, session, document)) is not None:
        return no
    if (off := _incomplete(view, session, event, document, len(on))) is not None:
        return off
    if (off := not_to_leave(view, session, event, document)) is not None:
        return off
    return _gone(view, session, document, ShipLeave(step.shipment, departure(step.shipment)))


def _incomplete(view: View, session: Session, event: Input, document: Document, on: int) -> Decision | None:
    """Ask once more: with the units that are missing, with what its lines miss, or whether it leaves."""
    if left := behind(view, document):
        return deviates(view, session, event, "partial", "ship-partial", missing=len(left), units=on, lpn=left[0])
    lines = _Lines(view, document)
    for lpn in loaded(view, document.id):
        for balance in goods_within(view, lpn):
            lines.take(balance.key.item, balance.key.lot, balance.qty)
    if short := lines.short():
        name = item_name(view, short[0][0].item)
        return deviates(view, session, event, "partial", "ship-short", missing=short[0][1], item=name, units=on)
    return (
        None if is_confirmed(session, event) else warn(session, event, "ship-confirm", units=on, shipment=document.id)
    )


def rest(view: View, session: Session, step: ShipLeave, _event: Input) -> Decision | None:
    """The next part of a truck that is booked out."""
    document = view.document("shipment", step.shipment)
    return _gone(view, session, document, step) if document is not None else None


def _gone(view: View, session: Session, document: Document, step: ShipLeave) -> Decision:
    """All on the truck is the customer's, the innermost units first, as much as one booking holds."""
    lines, movements = _Lines(view, document), list[Movement]()
    is_whole = True
    for lpn in (one for on in loaded(view, document.id) for one in within(view, on)):
        of_unit = list(_out(view, lpn, document, lines, step.group))
        if movements and len(movements) + len(of_unit) > MOVEMENTS_MAX:
            is_whole = False
            break
        movements += of_unit
    calm, is_short = changed(session, undoable=()), bool(behind(view, document) or (is_whole and lines.short()))
    drafts = tuple(draft(session, movement, "partial" if is_short else "") for movement in movements)
    if is_whole:
        ended = _ends(view, session, document, lines, step.group)
        told = say(calm, "ok", "shipped", ShipWhat(), shipment=document.id)
        return changed(told, drafts=(*drafts, *ended))
    out = {one.what.lpn for one in movements if isinstance(one.what, WholeLpn)}
    left = sum(1 for lpn in loaded(view, document.id) if lpn not in out)
    if not begun(view, document.id):
        drafts = (*drafts, draft(session, Outcome(DocLine("task", step.group), "closed")))
    return changed(say(calm, "info", "ship-goes-on", step, units=left), drafts=drafts)


def _ends(view: View, session: Session, document: Document, lines: "_Lines", group: str) -> tuple[Draft, ...]:
    """The truck itself is off, and the shipment has ended: short where a unit or a part of a line stayed behind."""
    truck, left, short = view.lpn(truck_of(document.id)), len(behind(view, document)), lines.short()
    assert truck is not None
    doc = DocLine("shipment", document.id)
    off = Movement("ship", WholeLpn(truck.lpn), Place(truck.parent), virtual(view.site, "CUSTOMER"), doc, group=group)
    of_lines = [Outcome(DocLine("shipment", document.id, line.line), "short", qty) for line, qty in short]
    ended = Outcome(doc, "short", left) if left or short else Outcome(doc, "closed")
    reason = "partial" if left or short else ""
    return (draft(session, off), *(draft(session, one, reason) for one in (*of_lines, ended)))


def _out(view: View, lpn: str, document: Document, lines: "_Lines", group: str) -> Iterator[Movement]:
    """A unit and its goods line by line; what stands in it went before."""
    place, state, customer = handling_unit(lpn), view.lpn(lpn), virtual(view.site, "CUSTOMER")
    assert state is not None
    serials: dict[str, list[str]] = {}
    for balance in view.content(place):
        known = serials.setdefault(balance.key.item, _serials(view, place, balance.key.item))
        mine, serials[balance.key.item] = known[: balance.qty], known[balance.qty :]
        for goods, line in (part for one in _goods(view, place, balance, mine) for part in lines.parted(one)):
            yield Movement("ship", goods, place, customer, DocLine("shipment", document.id, line), group=group)
    yield Movement("ship", WholeLpn(lpn), Place(state.parent), customer, DocLine("shipment", document.id), group=group)


def _serials(view: View, place: Place, item: str) -> list[str]:
    return list(view.serials_in(place, item, view.serials_at(place, item)))


def _goods(view: View, place: Place, balance: Balance, serials: list[str]) -> Iterator[Goods]:
    """All of a balance: as many serial numbers as one movement holds at a time, then what has none."""
    left, caught = balance.qty, balance.catch_qty
    for at in range(0, max(1, len(serials)), SERIALS_MAX):
        some = tuple(serials[at : at + SERIALS_MAX])
        qty = left if at + SERIALS_MAX >= len(serials) else len(some)
        weighs = caught * qty // left
        yield from goods_taken(view, balance.key, qty, some, place, weighs)
        left, caught = left - qty, caught - weighs


class _Lines:
    """What the lines of a shipment still want, while one decision takes goods for them."""

    def __init__(self, view: View, document: Document) -> None:
        done = view.progress("shipment", document.id)
        self._lines = document.lines
        self._wants = {line.line: max(0, line.qty - done.get(line.line, 0)) for line in document.lines}

    def take(self, item: str, lot: str, qty: int) -> list[tuple[int, int | None]]:
        """So many of an item by the lines they are for; what no line wants is for none."""
        parts: list[tuple[int, int | None]] = []
        for line in self._lines:
            part = min(qty, self._wants[line.line]) if line.item == item and line.lot in ("", lot) else 0
            if part > 0:
                self._wants[line.line] -= part
                parts.append((part, line.line))
                qty -= part
        return [*parts, (qty, None)] if qty else parts

    def parted(self, goods: Goods) -> Iterator[tuple[Goods, int | None]]:
        """Goods by the lines they are for."""
        left = goods
        for qty, line in self.take(goods.key.item, goods.key.lot, goods.qty):
            mg = (left.catch_qty or 0) * qty // left.qty
            yield changed(left, qty=qty, catch_qty=mg or None, serials=left.serials[:qty]), line
            if qty < left.qty:
                more = (left.catch_qty or 0) - mg
                left = changed(left, qty=left.qty - qty, catch_qty=more or None, serials=left.serials[qty:])

    def short(self) -> list[tuple[Line, int]]:
        """The lines that want more."""
        return [(line, self._wants[line.line]) for line in self._lines if self._wants[line.line]]
