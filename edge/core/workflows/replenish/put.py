"""Into the face: all of it, a part where it holds no more, or nothing."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Draft, Movement
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.message import Arg
from edge.core.names import LocationScan
from edge.core.place import Place, location
from edge.core.reference import LocationInfo
from edge.core.rooms import Part
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import (
    item_name,
    named,
    quantity_at,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.may_leave import why_not
from edge.core.workflows.replenish.face import room_on
from edge.core.workflows.replenish.steps import (
    ReplenishFace,
    ReplenishPut,
)
from edge.core.workflows.serials import goods_taken
from edge.core.workflows.suggest import unit_parts
from edge.core.workflows.targets import bin_marked, cannot_hold


def put(view: View, session: Session, step: ReplenishPut, event: Input) -> Decision | None:
    """The face was scanned: what is in hand is in it, if nothing speaks against it."""
    scan = named(event, LocationScan)
    if scan is None:
        return None
    info = scan.info
    if info.code != step.face:
        return refuse(session, "wrong-location", scanned=info.code, expected=step.face)
    if info.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", location=info.code)):
        return no
    what, source = _what(view, step)
    if not what:
        return say(session, "refuse", "reserve-gone", ReplenishFace(), location=Place(step.source).code)
    parts = unit_parts(view, step.lpn) if step.lpn else (Part(step.key[0], step.key[2], step.qty),)
    if (no := cannot_hold(view, session, info, parts) or _over(view, session, info, step, event)) is not None:
        return no
    if not step.lpn and (no := why_not(view, session, stock_key(step.key), event)) is not None:
        return no
    movements = carrying.put_from("replenish", what, source, location(view.site, info.code))
    drafts = tuple(draft(session, one) for one in movements)
    return undoable(_posted(view, session, step, drafts), event)


def _posted(view: View, session: Session, step: ReplenishPut, drafts: tuple[Draft, ...]) -> Decision:
    name, back_to = item_name(view, step.key[0]), Place(step.source).code
    if step.lpn:
        return post(session, ReplenishFace(), drafts, "replenished-unit", lpn=step.lpn, place=step.face)
    if step.rest:
        args: dict[str, Arg] = {"quantity": step.qty, "place": step.face, "rest": step.rest, "location": back_to}
        return post(session, ReplenishFace(), drafts, "replenished-part", **args)
    if is_under_count(view, step.source):
        return post(session, ReplenishFace(), drafts, "replenished-all", item=name, place=step.face)
    return post(session, ReplenishFace(), drafts, "replenished", quantity=step.qty, item=name, place=step.face)


def _over(view: View, session: Session, info: LocationInfo, step: ReplenishPut, event: Input) -> Decision | None:
    """Somebody has put goods into the face since: asked whether all goes in. Nothing is told of one under count."""
    place = location(view.site, info.code)
    if not info.face_max or is_confirmed(session, event) or is_under_count(view, place):
        return None
    takes = max(room_on(view, info), 0)
    if step.qty <= takes:
        return None
    return warn(session, event, "face-takes-less", location=info.code, quantity=step.qty, takes=takes)


def so_many(view: View, session: Session, step: ReplenishPut, event: Input) -> Decision | None:
    """Only so many go in: the rest is brought back, or stays on the carrier."""
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.lpn:
        return refuse(session, "unit-goes-whole", lpn=step.lpn)
    if step.serials:
        return refuse(session, "serials-go-all", item=item_name(view, step.key[0]))
    in_hand = step.qty + step.rest
    if quantity > in_hand:
        return refuse(session, "more-than-face", quantity=quantity, want=in_hand)
    return say(session, "ok", "counted", changed(step, qty=quantity, rest=in_hand - quantity), quantity=quantity)


def full(view: View, session: Session, step: ReplenishPut, event: Input) -> Decision | None:
    """Nothing goes in: the face is marked, and is filled by nobody until something leaves it."""
    drafts = bin_marked(view, session, event, step.face, step.key[0], "bin-full")
    told = carrying.given_up(view, session, step.source, ReplenishFace(step.face))
    if told.answer is None or told.answer.message.key == "cancelled":
        told = say(session, "info", "face-full-noted", ReplenishFace(step.face), location=step.face)
    return changed(told, drafts=drafts)


def _what(view: View, step: ReplenishPut) -> tuple[Sequence[Goods | WholeLpn], Place]:
    """What is put down, and where it stands now; nothing where somebody else took it."""
    if step.lpn:
        state = view.lpn(step.lpn)
        return ((WholeLpn(step.lpn),), Place(state.parent)) if state and state.parent == step.source else ((), _NOWHERE)
    source, key = Place(step.source), stock_key(step.key)
    if quantity_at(view, source, key) < step.qty:
        return (), source
    return goods_taken(view, key, step.qty, step.serials, source), source


_NOWHERE = Place("lpn:-")


def back(view: View, session: Session, step: Step, _event: Input) -> Decision:
    """Given up: nothing is booked, but what is on the carrier stays there."""
    source = step.source if isinstance(step, ReplenishPut) else ""
    return carrying.given_up(view, session, source, ReplenishFace())


def after_undo(_view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """What was taken and is back in the reserve is not in hand any more."""
    places = {movement.target for movement in undone}
    return ReplenishFace() if isinstance(step, ReplenishPut) and step.source in places else step
