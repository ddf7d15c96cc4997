"""Shipping: what is planned on a shipment, what is on its truck, and what stands in the way of a unit.

While it is loaded, a truck is a handling unit that stands at the dock: what is loaded stands in it, and who comes next
sees it. It comes from UNKNOWN with the first unit, and leaves, empty by the book, with the last.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from edge.core.decision import Decision, refuse
from edge.core.entry import DocLine, Outcome
from edge.core.event import Input
from edge.core.leave import Rule, deviates, is_allowed, needs_leave
from edge.core.place import NEST_LEVELS_MAX, NESTED_MAX, TRUCK, Place, handling_unit, location
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.stock import Balance, StockKey
from edge.core.view import LpnState, View
from edge.core.workflows.contract import is_past, item_name
from edge.core.workflows.taken import at_work, elsewhere
from edge.core.workflows.transfer.target import badly_nested

TRUCK_CHARS_MAX: Final = 40
SHIPMENTS_LOOKED_AT: Final = 50
_KEPT: Final[tuple[Rule, ...]] = ("recalled", "expired", "blocked")
"""What goods must not be to leave without a supervisor's leave."""


def truck_of(shipment: str) -> str:
    """The code of the unit that a shipment's truck is."""
    return TRUCK + shipment[-(TRUCK_CHARS_MAX - len(TRUCK)) :]


def planned(view: View, document: Document) -> tuple[str, ...]:
    """The units that a shipment is to take: those it names, and those that hold its orders' goods."""
    of_orders = (unit.lpn for order in document.orders for unit in view.units_serving(order))
    return tuple(dict.fromkeys((*document.units, *of_orders)))


def is_planned(view: View, document: Document, lpn: str) -> bool:
    """Whether a unit is to go with a shipment, by itself or in another, or was let onto its truck."""
    units = {*planned(view, document), truck_of(document.id)}
    return lpn in units or inside(view, lpn, units)


def loaded(view: View, shipment: str) -> tuple[str, ...]:
    """The units that are on a shipment's truck."""
    return tuple(sorted(view.units_in(handling_unit(truck_of(shipment)))))


def missing(view: View, document: Document) -> tuple[str, ...]:
    """The planned units that are not on the truck, nor in one that is, nor booked out with it."""
    on = set(loaded(view, document.id))
    left = (lpn for lpn in planned(view, document) if lpn not in on and not inside(view, lpn, on))
    return tuple(lpn for lpn in left if not _went(view, document, lpn))


def unpicked(view: View, document: Document) -> tuple[str, ...]:
    """The orders of a shipment that somebody still has to pick: no unit holds anything of them."""
    open_ = (order for order in document.orders if not view.is_closed("order", order))
    found = (view.document("order", order) for order in open_ if not view.units_serving(order))
    return tuple(one.id for one in found if one is not None and not one.cancelled)


def behind(view: View, document: Document) -> tuple[str, ...]:
    """All that would stay behind if the truck left now: units, and orders that are not picked."""
    return (*missing(view, document), *unpicked(view, document))


def _went(view: View, document: Document, lpn: str) -> bool:
    """Whether a unit left with this shipment: it does so in parts where one booking does not hold it all."""
    state = view.lpn(lpn)
    last = view.movement(state.last_entry) if state is not None and not Place(state.location).is_physical else None
    return last is not None and last.doc is not None and (last.doc.type, last.doc.id) == ("shipment", document.id)


def inside(view: View, lpn: str, units: set[str]) -> bool:
    """Whether a unit stands in one of these, at any depth."""
    state = view.lpn(lpn)
    for _ in range(NEST_LEVELS_MAX):
        if state is None or Place(state.parent).kind != "lpn":
            return False
        if Place(state.parent).code in units:
            return True
        state = view.lpn(Place(state.parent).code)
    return False


def within(view: View, lpn: str) -> Iterator[str]:
    """A unit and all that stand in it, the innermost first."""
    for inner in view.units_in(handling_unit(lpn)):
        yield from within(view, inner)
    yield lpn


def goods_within(view: View, lpn: str) -> list[Balance]:
    """All that is in a unit, at any depth."""
    return [balance for one in islice(within(view, lpn), NESTED_MAX) for balance in view.content(handling_unit(one))]


def _filled(view: View, lpn: str) -> list[LpnState]:
    """Of a unit and all that stand in it, those with goods of their own."""
    units = (one for one in islice(within(view, lpn), NESTED_MAX) if view.content(handling_unit(one)))
    return [state for one in units if (state := view.lpn(one)) is not None]


def shipment_at(view: View, dock: str) -> Sequence[Document]:
    """The open shipments that leave from a dock."""
    return [one for one in view.open_documents("shipment", SHIPMENTS_LOOKED_AT) if one.place == dock]


def other_shipment(view: View, document: Document, state: LpnState) -> Document | None:
    """Another open shipment that is to take a unit."""
    order = state.serves if state.serves_type == "order" else ""
    for other in view.open_documents("shipment", SHIPMENTS_LOOKED_AT):
        if other.id != document.id and (state.lpn in other.units or (order and order in other.orders)):
            return other
    return None


def unfit(view: View, session: Session, event: Input, document: Document, state: LpnState) -> Decision | None:
    """Why a unit does not go onto this truck; None where nothing is in the way."""
    return (
        _not_ready(view, session, document, state)
        or _not_planned(view, session, event, document, state)
        or _not_picked(view, session, event, document, _filled(view, state.lpn))
        or _stays(view, session, event, state.lpn)
        or _not_here(view, session, event, document, state)
    )


def _not_ready(view: View, session: Session, document: Document, state: LpnState) -> Decision | None:
    if not Place(state.location).is_physical:
        return refuse(session, "lpn-gone", lpn=state.lpn)
    parent = Place(state.parent)
    if parent == handling_unit(truck_of(document.id)):
        return refuse(session, "already-loaded", lpn=state.lpn, shipment=document.id)
    if parent.kind == "lpn":
        if parent.code.startswith(TRUCK):
            return refuse(session, "loaded-elsewhere", lpn=state.lpn, shipment=parent.code.removeprefix(TRUCK))
        return refuse(session, "load-outer", lpn=state.lpn, outer=parent.code)
    if not goods_within(view, state.lpn):
        return refuse(session, "unit-empty", lpn=state.lpn)
    for name in ("tote", "box"):
        if (station := elsewhere(view, session, name, state.lpn)) != "":
            return refuse(session, "tote-in-work", lpn=state.lpn, station=station)
    return badly_nested(view, session, state.lpn, handling_unit(truck_of(document.id)))


def _not_planned(view: View, session: Session, event: Input, document: Document, state: LpnState) -> Decision | None:
    """What is in a planned unit goes with it, and so does a pallet of planned units; but no other shipment's goods."""
    units = planned(view, document)
    is_planned_ = state.lpn in units
    for one in _filled(view, state.lpn):
        if one.lpn in units:
            continue
        other = other_shipment(view, document, one) if one.lpn == state.lpn or one.serves else None
        if other is not None:
            return needs_leave(
                session, event, "not-planned", "of-other-shipment", lpn=one.lpn, shipment=other.id, dock=other.place
            )
        if not is_planned_ and not inside(view, one.lpn, set(units)):
            return needs_leave(session, event, "not-planned", "not-planned", lpn=one.lpn, shipment=document.id)
    return None


def _not_picked(
    view: View, session: Session, event: Input, document: Document, units: Sequence[LpnState]
) -> Decision | None:
    """An order's goods leave when it is picked whole, with its own carrier, and unless it is off."""
    for state in units:
        order = view.document("order", state.serves) if state.serves_type == "order" else None
        if order is None:
            continue
        if order.cancelled:
            return refuse(session, "order-cancelled", document=order.id)
        off = None
        if order.carrier and document.carrier and order.carrier != document.carrier:
            args = {"lpn": state.lpn, "carrier": order.carrier, "truck": document.carrier}
            off = needs_leave(session, event, "not-planned", "wrong-carrier", **args)
        if off is None and not view.is_closed("order", order.id):
            off = needs_leave(session, event, "partial", "order-not-picked", lpn=state.lpn, order=order.id)
        if off is not None:
            return off
    return None


def off_again(view: View, session: Session, document: Document) -> Decision | None:
    """Refuse a truck to leave with goods of an order that was cancelled since they were loaded."""
    for lpn in loaded(view, document.id):
        for state in _filled(view, lpn):
            order = view.document("order", state.serves) if state.serves_type == "order" else None
            if order is not None and order.cancelled:
                return refuse(session, "loaded-cancelled", lpn=lpn, order=order.id)
    return None


def leaving_at(view: View, session: Session, shipment: str, leave: type[Step]) -> str:
    """The other station that books the truck out just now; '' for none."""
    others = (one for one in view.sessions() if one.station != session.station)
    leaving = (one for one in others if isinstance(at_work(one), leave))
    return next((one.station for one in leaving if getattr(at_work(one), "shipment", "") == shipment), "")


def not_to_leave(view: View, session: Session, event: Input, document: Document) -> Decision | None:
    """Goods that were recalled, expired or put on hold after they were loaded do not leave without leave either."""
    for lpn in loaded(view, document.id):
        let_on = [rule for rule in _KEPT if view.is_closed("task", _let_onto(document.id, lpn, rule))]
        if (off := _stays(view, session, event, lpn, let_on)) is not None:
            return off
    return None


def let_on(session: Session, shipment: str, lpn: str) -> Iterator[Outcome]:
    """What is written down of a unit that a supervisor lets onto a truck: nobody is asked again when it departs."""
    for rule in _KEPT:
        if is_allowed(session, rule):
            yield Outcome(DocLine("task", _let_onto(shipment, lpn, rule)), "closed")


def _let_onto(shipment: str, lpn: str, rule: Rule) -> str:
    return f"ship/{shipment}/{lpn}/{rule}"


def _stays(view: View, session: Session, event: Input, lpn: str, let_on: Sequence[Rule] = ()) -> Decision | None:
    """Recalled and expired goods, and goods on hold, do not leave without a supervisor's leave."""
    for key in (balance.key for balance in goods_within(view, lpn)):
        off, name = None, item_name(view, key.item)
        for rule in (one for one in _broken(view, event, key) if one not in let_on):
            if rule == "recalled":
                off = needs_leave(session, event, rule, "load-recalled", lpn=lpn, item=name, lot=key.lot)
            elif rule == "expired":
                off = needs_leave(session, event, rule, "load-expired", lpn=lpn, item=key.item, expiry=key.expiry)
            else:
                off = needs_leave(session, event, rule, "load-on-hold", lpn=lpn, item=key.item)
            if off is not None:
                return off
    return None


def _broken(view: View, event: Input, key: StockKey) -> Iterator[Rule]:
    """The rules that goods would break if they left."""
    item = view.item(key.item)
    if item is not None and key.lot and key.lot in item.recalled:
        yield "recalled"
    if is_past(key.expiry, event.today):
        yield "expired"
    if key.status != "sellable":
        yield "blocked"


def _not_here(view: View, session: Session, event: Input, document: Document, state: LpnState) -> Decision | None:
    """What stands at a stage is brought to the dock; what the book has anywhere else is asked about."""
    stands = Place(state.location)
    info = view.location(stands.code)
    if stands == location(view.site, document.place) or (info is not None and info.kind in ("stage", "carrier")):
        return None
    return deviates(
        view,
        session,
        event,
        "other-dock",
        "load-from-elsewhere",
        lpn=state.lpn,
        location=stands.code,
        dock=document.place,
    )
