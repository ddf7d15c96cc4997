"""Ship: unit after unit goes onto the truck, and when it leaves, all that is on it is booked to the customer.

    ShipWhat -shipment, by number, document or dock-> ShipLoad -unit-> ShipLoad ...
    ShipLoad -done, twice: the truck leaves-> ShipWhat, or ShipLeave where more is on it than one booking holds

Movements: the stage or dock -> truck, whole units; at departure unit -> CUSTOMER line by line, then the unit itself.
Units that are missing stay behind after the same warning; the shipment ends short then.
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Body, DocLine, Movement
from edge.core.event import Input
from edge.core.message import Message, Prompt, msg
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import chosen, named, offered, open_of, undoable
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.ship.depart import begun, departure, leaves, rest
from edge.core.workflows.ship.plan import (
    inside,
    leaving_at,
    let_on,
    loaded,
    missing,
    shipment_at,
    truck_of,
    unfit,
    unpicked,
)
from edge.core.workflows.ship.steps import ShipLeave, ShipLoad, ShipWhat

LISTED_MAX: Final = 4


def _ask_what(view: View, session: Session, _step: ShipWhat) -> Prompt:
    options = offered(view, session, "shipment")
    return Prompt(msg("ship-title"), "choice", msg("ship-ask-what"), options=options, commands=("menu",))


def _ask_unit(view: View, _session: Session, step: ShipLoad) -> Prompt:
    document = view.document("shipment", step.shipment)
    left = missing(view, document) if document is not None else ()
    orders = unpicked(view, document) if document is not None else ()
    on, more = len(loaded(view, step.shipment)), len(left) + len(orders)
    dock = msg("ship-dock-line", shipment=step.shipment, dock=document.place if document is not None else "")
    to_pick = (msg("ship-unpicked-line", order=order) for order in orders[:LISTED_MAX])
    lines: tuple[Message, ...] = (dock, *(_left_line(view, lpn) for lpn in left[:LISTED_MAX]), *to_pick)
    ask = msg("ship-ask-unit") if more else msg("ship-ask-done")
    return Prompt(msg("ship-title"), "scan", ask, lines, on, on + more, commands=("done", "undo", "cancel", "menu"))


def _left_line(view: View, lpn: str) -> Message:
    state = view.lpn(lpn)
    place = Place(state.location).code if state is not None else "?"
    return msg("ship-left-line", lpn=lpn, location=place)


def _ask_leave(view: View, _session: Session, step: ShipLeave) -> Prompt:
    ask = msg("ship-ask-rest", units=len(loaded(view, step.shipment)))
    return Prompt(msg("ship-title"), "confirm", ask, commands=("done",))


def _shipment(view: View, session: Session, _step: ShipWhat, event: Input) -> Decision | None:
    document = chosen(view, session, event, "shipment")
    if document is None:
        return None
    if document.type != "shipment":
        return refuse(session, "not-a-shipment", document=document.id)
    return _opened(view, session, document, event)


def _dock(view: View, session: Session, _step: ShipWhat, event: Input) -> Decision:
    scan = named(event, LocationScan)
    assert scan is not None
    at = shipment_at(view, scan.info.code)
    if not at:
        return refuse(session, "no-shipment-here", location=scan.info.code)
    if len(at) > 1:
        return refuse(session, "several-shipments-here", location=scan.info.code, shipments=len(at))
    return _opened(view, session, at[0], event)


def _opened(view: View, session: Session, document: Document, _event: Input) -> Decision:
    if (station := leaving_at(view, session, document.id, ShipLeave)) != "":
        return refuse(session, "ship-in-work", shipment=document.id, station=station)
    if begun(view, document.id) and not view.is_closed("shipment", document.id):
        leave, units = ShipLeave(document.id, departure(document.id)), len(loaded(view, document.id))
        return say(session, "info", "ship-goes-on", leave, units=units)
    if document.cancelled or view.is_closed("shipment", document.id):
        return refuse(session, "document-closed", document=document.id)
    if view.location(document.place) is None:
        return refuse(session, "ship-no-dock", shipment=document.id, dock=document.place)
    left = len(missing(view, document))
    following = ShipLoad(document.id)
    return say(session, "ok", "shipment-opened", following, shipment=document.id, dock=document.place, units=left)


def _load(view: View, session: Session, step: ShipLoad, event: Input) -> Decision | None:
    scan, document = named(event, LpnScan), view.document("shipment", step.shipment)
    assert scan is not None
    assert document is not None
    state = view.lpn(scan.lpn)
    if state is None:
        return None
    if (station := leaving_at(view, session, document.id, ShipLeave)) != "":
        return refuse(session, "ship-in-work", shipment=document.id, station=station)
    if (no := unfit(view, session, event, document, state)) is not None:
        return no
    doc, truck = DocLine("shipment", document.id), truck_of(document.id)
    onto = Movement("ship", WholeLpn(scan.lpn), Place(state.parent), handling_unit(truck), doc, ("code",))
    comes = _truck_comes(view, document, truck, doc)
    bodies: tuple[Body, ...] = (*comes, onto, *let_on(session, document.id, scan.lpn))
    drafts = tuple(draft(session, one) for one in bodies)
    left = sum(1 for lpn in missing(view, document) if lpn != scan.lpn and not inside(view, lpn, {scan.lpn}))
    left += len(unpicked(view, document))
    told = say(changed(session, undoable=()), "ok", "loaded", lpn=scan.lpn, left=left)
    told = undoable(changed(told, drafts=drafts), event)
    assert told.session is not None
    return changed(told, session=changed(told.session, undoable=told.session.undoable[-1:]))  # the truck stays


def _truck_comes(view: View, document: Document, truck: str, doc: DocLine) -> tuple[Movement, ...]:
    """The truck comes to the dock with its first unit."""
    state, dock = view.lpn(truck), location(view.site, document.place)
    stands = virtual(view.site, "UNKNOWN") if state is None else Place(state.parent)
    return () if stands == dock else (Movement("ship", WholeLpn(truck), stands, dock, doc),)


def _back(_view: View, session: Session, _step: Step, _event: Input) -> Decision:
    return say(session, "info", "cancelled", ShipWhat())


def _still_open(view: View, session: Session, step: ShipLoad | ShipLeave, _event: Input) -> Decision | None:
    """The shipment was cancelled or left meanwhile: nothing more is loaded. A truck that leaves already has left."""
    document = view.document("shipment", step.shipment)
    if document is not None and document.cancelled and isinstance(step, ShipLoad):
        return say(changed(session, undoable=()), "refuse", "shipment-cancelled", ShipWhat(), shipment=step.shipment)
    if document is None or view.is_closed("shipment", step.shipment):
        return say(changed(session, undoable=()), "refuse", "document-closed", ShipWhat(), document=step.shipment)
    return None


WORKFLOW = Workflow(
    "ship",
    lambda _view, _session: ShipWhat(),
    {
        ShipWhat: Rules(
            _ask_what,
            (
                On("document", _shipment, to=(ShipLoad, ShipLeave)),
                On("number", _shipment, to=(ShipLoad, ShipLeave)),
                On("location", _dock, to=(ShipLoad, ShipLeave)),
            ),
        ),
        ShipLoad: Rules(
            _ask_unit,
            (
                On("lpn", _load),
                On("done", leaves, to=(ShipLeave, ShipWhat)),
                On("cancel", _back, to=(ShipWhat,)),
            ),
            guard=_still_open,
        ),
        ShipLeave: Rules(_ask_leave, (On("done", rest, to=(ShipWhat,)),), guard=_still_open),
    },
    offers=open_of("shipment"),
    resume=_opened,
)
