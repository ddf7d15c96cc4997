"""At the reserve: what is there is taken, whole units and counted goods; and what is not there."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Draft, Finding, Movement
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.session import Session
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    named,
    quantity_at,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.may_leave import why_not
from edge.core.workflows.replenish.face import next_reserve
from edge.core.workflows.replenish.steps import (
    ReplenishFace,
    ReplenishGo,
    ReplenishPut,
    ReplenishTake,
    told,
)
from edge.core.workflows.serials import goods_taken, other_stock, wrong_serial
from edge.core.workflows.suggest import unit_parts
from edge.core.workflows.taken import busy_unit
from edge.core.workflows.too_many import too_many


def at_bin(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision | None:
    """The reserve's bin."""
    scan = named(event, LocationScan)
    if scan is None:
        return None
    if scan.info.code != step.bin:
        return refuse(session, "wrong-location", scanned=scan.info.code, expected=step.bin)
    return _arrived(view, session, step, event)


def _arrived(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision:
    here = min(step.want, quantity_at(view, step.source, stock_key(step.key)))
    take = ReplenishTake(step.face, step.bin, step.source, step.key, here, missing=step.missing)
    if not told(view, step):
        return say(session, "ok", "replenish-some", changed(take, want=step.want))
    if here <= 0:
        return gone(view, session, step, event)
    return say(session, "ok", "replenish-take", take, quantity=here)


def at_unit(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision | None:
    """The reserve's unit: taken whole where the face takes it all, else opened."""
    scan = named(event, LpnScan)
    if scan is None or (state := view.lpn(scan.lpn)) is None:
        return None
    if step.source != handling_unit(scan.lpn):
        return refuse(session, "not-the-reserve", scanned=scan.lpn, location=step.bin)
    if (no := busy_unit(view, session, scan.lpn) or why_not(view, session, stock_key(step.key), event)) is not None:
        return no
    parts = unit_parts(view, scan.lpn)
    total = sum(part.qty for part in parts)
    if {part.item for part in parts} != {step.key[0]} or total > step.want or view.units_in(step.source):
        return _arrived(view, session, step, event)
    source = Place(state.parent)
    put = ReplenishPut(step.face, step.key, total, carrying.hands(view, session, source), (), scan.lpn)
    movements = carrying.take_onto(view, session, "replenish", (WholeLpn(scan.lpn),), source)
    return _in_hand(session, put, movements, event)


def gone(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision:
    """Somebody else took the reserve: on to the next, where there is one."""
    info = view.location(step.face)
    following = next_reserve(view, session, info, event.today, step.missing) if info is not None else None
    return say(session, "refuse", "reserve-gone", following or ReplenishFace(), location=step.bin)


def _in_hand(session: Session, put: ReplenishPut, movements: Sequence[Movement], event: Input) -> Decision:
    if not movements:
        return say(session, "ok", "replenish-put", put, location=put.face)
    drafts = tuple(draft(session, one) for one in movements)
    return undoable(post(session, put, drafts, "replenish-put", location=put.face), event)


def one_more(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision | None:
    """A label of the goods: one more, or a pack."""
    scan = goods_named(event)
    if scan is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "wrong-item", scanned=scan.item.name, expected=item_name(view, key.item))
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(view, session, changed(step, serials=serials), step.qty + scan.units)


def typed(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision | None:
    """The quantity, as it was typed."""
    quantity, item = typed_quantity(event), view.item(step.key[0])
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if item is not None and "serial" in item.tracking:
        return refuse(session, "scan-serials", item=item.name)
    return _counted(view, session, step, quantity)


def _counted(view: View, session: Session, step: ReplenishTake, quantity: int) -> Decision:
    if quantity > step.want and (want := told(view, step)):
        return refuse(session, "more-than-face", quantity=quantity, want=want)
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)


def taken(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision:
    """What was counted is in hand, or on the carrier."""
    if step.qty == 0:
        return refuse(session, "quantity-zero")
    if (no := why_not(view, session, stock_key(step.key), event)) is not None:
        return no
    here = quantity_at(view, step.source, stock_key(step.key))
    if step.qty > here:
        less = changed(step, want=here, qty=0, serials=())
        return too_many(view, session, less, step.source, step.key[0], step.qty, here)
    source = Place(step.source)
    goods = goods_taken(view, stock_key(step.key), step.qty, step.serials, source)
    movements = carrying.take_onto(view, session, "replenish", goods, source)
    put = ReplenishPut(step.face, step.key, step.qty, carrying.hands(view, session, source), step.serials)
    return _in_hand(session, put, movements, event)


def missing(view: View, session: Session, step: ReplenishGo | ReplenishTake, event: Input) -> Decision:
    """The reserve is not there, or less of it: a person hears of it; what was counted is taken, else the next is."""
    place, key = location(view.site, step.bin), stock_key(step.key)
    args: dict[str, Arg] = {"location": step.bin, "item": key.item}
    found = draft(session, Finding(f"{event.id}/reserve", "opened", "reserve-missing", args, place, key.item))
    if isinstance(step, ReplenishTake) and step.qty:
        return _told(taken(view, session, step, event), found)
    info = view.location(step.face)
    missing = (*step.missing, step.source)
    following = next_reserve(view, session, info, event.today, missing) if info is not None else None
    if following is None:
        return _told(say(session, "info", "no-reserve-left", ReplenishFace(), location=step.face), found)
    return _told(say(session, "info", "replenish-go", following, location=following.bin), found)


def _told(decision: Decision, found: Draft) -> Decision:
    return changed(decision, drafts=(*decision.drafts, found))


def skipped(_view: View, session: Session, step: ReplenishGo, _event: Input) -> Decision:
    """The face is left for later."""
    return say(session, "info", "face-skipped", ReplenishFace(), location=step.face)
