"""Moved as it stands: one unit with all that is in it, or everything in a place under one group.

A unit of an order, or one that a picker was sent to, needs a supervisor; so does everything in a place that holds such.
"""

from collections.abc import Iterator

from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Movement
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import LpnScan
from edge.core.place import Place, handling_unit
from edge.core.session import Session, Step
from edge.core.stock import SERIALS_MAX, WholeLpn
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import named, undoable
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.serials import goods_taken
from edge.core.workflows.suggest import parts_of, unit_parts
from edge.core.workflows.taken import order_in
from edge.core.workflows.transfer.steps import TransferAll, TransferFrom, TransferItem, TransferUnit
from edge.core.workflows.transfer.stock import claimed_at, not_free, pile
from edge.core.workflows.transfer.target import badly_nested, location_of, target_of, unit_not_free

ALL_MAX = 200
"""Movements of one act; a place that holds more is emptied in parts."""


def take_unit(view: View, session: Session, step: TransferFrom | TransferItem, event: Input) -> Decision | None:
    """A unit that moves whole, or that goods are taken out of."""
    scan = named(event, LpnScan)
    if scan is None:
        return None
    if (no := unit_not_free(view, session, scan.lpn)) is not None:
        return no
    stands = location_of(view, handling_unit(scan.lpn))
    if not isinstance(step, TransferItem):
        return say(session, "ok", "transfer-unit-taken", TransferUnit(scan.lpn), lpn=scan.lpn, location=stands.code)
    if stands != location_of(view, Place(step.source)):
        return refuse(session, "lpn-elsewhere", lpn=scan.lpn, location=stands.code)
    unit = TransferUnit(scan.lpn, step.source, step.target)
    return say(session, "ok", "transfer-unit-taken", unit, lpn=scan.lpn, location=stands.code)


def unit_aboard(view: View, session: Session, step: TransferUnit, event: Input) -> Decision | None:
    """The unit stands on the carrier now, until it is put somewhere. None for who works with none."""
    state = view.lpn(step.lpn)
    if state is None or carrying.hands(view, session, Place(state.parent)) == state.parent:
        return None
    if (no := unit_not_free(view, session, step.lpn)) is not None:
        return no
    if (no := _promised(view, session, event, step.lpn)) is not None:
        return no
    movements = carrying.take_onto(view, session, "transfer", (WholeLpn(step.lpn),), Place(state.parent))
    drafts = tuple(draft(session, one) for one in movements)
    carrier = carrying.carrier_of(view, session)
    return undoable(post(session, step, drafts, "lpn-aboard", lpn=step.lpn, carrier=carrier), event)


def after_unit(step: TransferUnit) -> Step:
    """Back to the place that is being emptied, or to the beginning."""
    return TransferItem(step.source, step.target) if step.source else TransferFrom()


def move_unit(view: View, session: Session, step: TransferUnit, event: Input) -> Decision | None:
    """The unit goes whole to the place that was scanned."""
    state = view.lpn(step.lpn)
    if (no := unit_not_free(view, session, step.lpn)) is not None or state is None:
        return say(session, "refuse", "transfer-unit-moved", after_unit(step), lpn=step.lpn)
    unit = handling_unit(step.lpn)
    scan = named(event, LpnScan)
    if scan is not None and (no := badly_nested(view, session, step.lpn, handling_unit(scan.lpn))) is not None:
        return no
    parts = unit_parts(view, step.lpn)
    if (no := _promised(view, session, event, step.lpn)) is not None:
        return no
    target = target_of(view, session, event, location_of(view, unit), "transfer", parts, asks_new=True)
    if isinstance(target, Decision):
        return target
    if target.place == state.parent:
        return refuse(session, "transfer-there-already", lpn=step.lpn, location=target.place.code)
    whole = Movement("transfer", WholeLpn(step.lpn), Place(state.parent), target.place, agree=("code",))
    movements = (whole,) if target.arrival is None else (target.arrival, whole)
    drafts = tuple(draft(session, one) for one in movements)
    posted = post(session, after_unit(step), drafts, "transferred-unit", lpn=step.lpn, place=target.place.code)
    return undoable(posted, event)


def _promised(view: View, session: Session, event: Input, lpn: str) -> Decision | None:
    """Refuse a unit whose goods an order waits for, without leave; units in it are looked at one level down."""
    for one in (lpn, *view.units_in(f"lpn:{lpn}")):
        if order := order_in(view, one) or claimed_at(view, session, event, handling_unit(one)):
            return needs_leave(session, event, "not-planned", "transfer-unit-reserved", lpn=one, order=order)
    return None


def everything(view: View, session: Session, step: TransferItem, event: Input) -> Decision | None:
    """All that stands in a place shall go: asked once more."""
    source = Place(step.source)
    if is_under_count(view, source):
        return refuse(session, "transfer-all-counted", place=source.code)
    parts = len(view.content(source)) + len(view.units_in(source))
    if not parts:
        return refuse(session, "transfer-empty", place=source.code)
    if parts > ALL_MAX:
        return refuse(session, "transfer-all-too-much", place=source.code)
    if not is_confirmed(session, event):
        return warn(session, event, "transfer-all-sure", place=source.code)
    return say(session, "ok", "transfer-all-taken", TransferAll(step.source), place=source.code)


def move_all(view: View, session: Session, step: TransferAll, event: Input) -> Decision | None:
    """All of a place goes to the place that was scanned: loose goods first, then its units as they stand."""
    source = Place(step.source)
    if is_under_count(view, source):
        return say(session, "refuse", "transfer-all-counted", TransferFrom(), place=source.code)
    content, units = view.content(source), view.units_in(source)
    if not content and not units:
        return say(session, "refuse", "transfer-empty", TransferFrom(), place=source.code)
    if (no := _kept_here(view, session, event, source)) is not None:
        return no
    parts = (*parts_of(content), *(part for lpn in units for part in unit_parts(view, lpn)))
    target = target_of(view, session, event, location_of(view, source), "transfer", parts)
    if isinstance(target, Decision):
        return target
    if target.place == source:
        return refuse(session, "transfer-same-place", place=source.code)
    for lpn in units:
        if (no := badly_nested(view, session, lpn, target.place)) is not None:
            return no
    movements = tuple(_all_of(view, source, target.place, event.id))
    arrival = () if target.arrival is None else (target.arrival,)
    if len(movements) > ALL_MAX:
        return refuse(session, "transfer-all-too-much", place=source.code)
    drafts = tuple(draft(session, one) for one in (*arrival, *movements))
    posted = post(session, TransferFrom(), drafts, "transferred-all", source=source.code, place=target.place.code)
    return undoable(posted, event)


def _kept_here(view: View, session: Session, event: Input, source: Place) -> Decision | None:
    """The first of all that stands in a place that may not leave it."""
    goods = (
        not_free(view, session, event, source, one.key, sum(same.qty for same in pile(view, source, one.key)))
        for one in view.content(source)
    )
    units = (unit_not_free(view, session, lpn) or _promised(view, session, event, lpn) for lpn in view.units_in(source))
    return next((no for no in (*goods, *units) if no is not None), None)


def _all_of(view: View, source: Place, target: Place, group: str) -> Iterator[Movement]:
    """A movement for each stock key and each unit; numbers that the book knows go with the first keys of their item."""
    left: dict[str, list[str]] = {}
    for balance in view.content(source):
        item = balance.key.item
        if item not in left:
            left[item] = list(view.serials_in(source, item))
        taken, left[item] = left[item][: balance.qty], left[item][balance.qty :]
        for at in range(0, balance.qty, SERIALS_MAX if taken else balance.qty):
            part = min(SERIALS_MAX, balance.qty - at) if taken else balance.qty
            named_ = tuple(taken[at : at + part])
            for goods in goods_taken(view, balance.key, part, named_, source):
                yield Movement("transfer", goods, source, target, agree=("code",), group=group)
    for lpn in view.units_in(source):
        yield Movement("transfer", WholeLpn(lpn), source, target, agree=("code",), group=group)
