"""Putting down: the bin is proved by its scan, or by the shelf itself; goods or a unit come to stand there."""

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, HoldStep, draft, post, refuse, say
from edge.core.entry import Movement, Witness
from edge.core.event import Input, ShelfStep
from edge.core.leave import deviates
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.rooms import Part
from edge.core.session import Session
from edge.core.stock import WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows import carrying
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import item_name, named, quantity_at, shelf_conflict, stock_key, undoable
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from edge.core.workflows.serials import goods_taken
from edge.core.workflows.suggest import bin_of, suggest, unit_parts
from edge.core.workflows.taken import busy_unit
from edge.core.workflows.targets import bin_marked, cannot_hold, elsewhere_then, wrong_bin
from edge.core.workflows.too_many import too_many
from edge.core.workflows.transfer.target import badly_nested


def parts(step: PutawayItem) -> tuple[Part, ...]:
    """The goods in hand as they are put somewhere."""
    return (Part(step.key[0], step.key[2], step.qty),)


def unit_down(view: View, session: Session, step: PutawayLpn, event: Input) -> Decision | None:
    """A location is scanned: the unit stands there now."""
    target = named(event, LocationScan)
    if target is None:
        return None
    state, to = view.lpn(step.lpn), location(view.site, target.info.code)
    if state is None or not in_house(state):
        return say(session, "refuse", "lpn-gone", PutawayWhat(), lpn=step.lpn)
    if (no := _not_mine(view, session, state)) is not None:
        return no
    if state.parent == to:
        return refuse(session, "lpn-already-there", lpn=step.lpn, location=target.info.code)
    content = () if bin_of(view, state.parent) == target.info.code else unit_parts(view, step.lpn)
    no = wrong_bin(view, session, event, target.info, content, step.suggested)
    if no is not None:
        return _sent_elsewhere(view, session, step, no, target.info.code)
    return _stands(session, step, event, Place(state.parent), to, target.info.code)


def _not_mine(view: View, session: Session, state: LpnState) -> Decision | None:
    """Refuse a unit that became somebody else's meanwhile."""
    if (no := busy_unit(view, session, state.lpn)) is not None:
        return no
    if (carrier := carrying.held_by(view, session, state.location)) != "":
        return refuse(session, "lpn-on-carrier", lpn=state.lpn, carrier=carrier)
    return None


def _stands(session: Session, step: PutawayLpn, event: Input, source: Place, to: Place, place: str) -> Decision:
    movements = carrying.put_from("putaway", (WholeLpn(step.lpn),), source, to)
    reason = "other-bin" if place != step.suggested else ""
    drafts = tuple(draft(session, movement, reason) for movement in movements)
    return undoable(post(session, PutawayWhat(), drafts, "lpn-put-away", lpn=step.lpn, place=place), event)


def unit_onto_unit(view: View, session: Session, step: PutawayLpn, event: Input) -> Decision | None:
    """Another unit is scanned: this one is put onto it, where that is in a bin."""
    scan = named(event, LpnScan)
    if scan is None or (under := view.lpn(scan.lpn)) is None:
        return None
    if scan.lpn == step.lpn:
        return refuse(session, "lpn-in-hand", lpn=step.lpn)
    state = view.lpn(step.lpn)
    if state is None or not in_house(state):
        return say(session, "refuse", "lpn-gone", PutawayWhat(), lpn=step.lpn)
    if (no := _not_mine(view, session, state) or _unfit_unit(view, session, step, under)) is not None:
        return no
    if (asked := deviates(view, session, event, "other-bin", "nest-lpn", lpn=step.lpn, onto=scan.lpn)) is not None:
        return asked
    return _stands(session, step, event, Place(state.parent), handling_unit(scan.lpn), scan.lpn)


def _unfit_unit(view: View, session: Session, step: PutawayLpn, under: LpnState) -> Decision | None:
    """Refuse a unit that nothing can be put onto, or whose bin does not take it."""
    if not in_house(under):
        return refuse(session, "lpn-gone", lpn=under.lpn)
    if (no := busy_unit(view, session, under.lpn)) is not None:
        return no
    if (no := badly_nested(view, session, step.lpn, handling_unit(under.lpn))) is not None:
        return no
    info = view.location(bin_of(view, under.location))
    if info is None:
        return refuse(session, "lpn-not-in-bin", lpn=under.lpn, location=Place(under.location).code)
    if info.blocked:
        return refuse(session, "location-blocked", location=info.code)
    here = view.lpn(step.lpn)
    is_there = here is not None and here.location == under.location
    return None if is_there else cannot_hold(view, session, info, unit_parts(view, step.lpn))


def goods_down(view: View, session: Session, step: PutawayItem, event: Input) -> Decision | None:
    """A location is scanned: the goods in hand lie there now, with what its shelf saw meanwhile."""
    target = named(event, LocationScan)
    if target is None:
        return None
    return _goods_down(view, session, step, event, target.info, location(view.site, target.info.code))


def goods_into_unit(view: View, session: Session, step: PutawayItem, event: Input) -> Decision | None:
    """A unit that stands in a bin is scanned: the goods in hand are in it now, where its bin takes them."""
    scan = named(event, LpnScan)
    if scan is None or (state := view.lpn(scan.lpn)) is None:
        return None
    if not in_house(state):
        return refuse(session, "lpn-gone", lpn=scan.lpn)
    if (no := busy_unit(view, session, scan.lpn)) is not None:
        return no
    info = view.location(bin_of(view, state.location))
    if info is None:
        return refuse(session, "lpn-not-in-bin", lpn=scan.lpn, location=Place(state.location).code)
    return _goods_down(view, session, step, event, info, handling_unit(scan.lpn))


def _goods_down(
    view: View, session: Session, step: PutawayItem, event: Input, target: LocationInfo, to: Place
) -> Decision:
    """Into this bin, or into a unit that stands there."""
    no = wrong_bin(view, session, event, target, parts(step), step.suggested)
    if no is not None:
        return _sent_elsewhere(view, session, step, no, target.code)
    here = quantity_at(view, step.source, stock_key(step.key))
    if step.qty > here:  # somebody else took of it
        less = changed(step, available=here)
        return too_many(view, session, less, step.source, step.key[0], step.qty, here)
    return _lie(view, session, step, event, target, to)


def _lie(view: View, session: Session, step: PutawayItem, event: Input, target: LocationInfo, to: Place) -> Decision:
    seen = [held for held in view.held_steps(target.code) if held.item == step.key[0] and held.units > 0]
    weighed = sum(held.units for held in seen)
    movements = _movements(view, step, to, ("code", "weight") if weighed == step.qty else ("code",))
    reason = "other-bin" if step.suggested != target.code else ""
    drafts = tuple(draft(session, movement, reason) for movement in movements)
    if weighed not in (0, step.qty):
        place = location(view.site, target.code)
        drafts += shelf_conflict(session, event, place, step.key[0], shelf=weighed, said=step.qty)
    name = item_name(view, step.key[0])
    posted = post(session, PutawayWhat(), drafts, "put-away", quantity=step.qty, item=name, place=to.code)
    return changed(undoable(posted, event), effects=tuple(DropStep(held.id) for held in seen))


def put_weighed(view: View, session: Session, step: PutawayItem, shelf: ShelfStep, quantity: int) -> Decision:
    """A shelf says that `quantity` units came into a bin while these goods waited for one.

    What it says and the operator does not stays held until the bin is scanned: the two are compared then.
    """
    held = (HoldStep(shelf, shelf.at.wall_ms + view.policy.unclaimed_ms),)
    here, place = quantity_at(view, step.source, stock_key(step.key)), shelf.location
    if quantity > here:
        if is_under_count(view, step.source):
            told = say(session, "warn", "shelf-differs", shelf=quantity, said=step.qty, place=place)
        else:
            told = say(session, "warn", "shelf-says-more", shelf=quantity, available=here, place=place)
        return changed(told, effects=held)
    if quantity != step.qty and (step.stated or step.serials):
        told = say(session, "warn", "shelf-differs", shelf=quantity, said=step.qty, place=place)
        return changed(told, effects=held)
    movements = _movements(view, changed(step, qty=quantity), location(view.site, place), ("code", "weight"))
    drafts = tuple(draft(session, movement) for movement in movements)
    name = item_name(view, step.key[0])
    posted = post(session, PutawayWhat(), drafts, "put-away-weighed", quantity=quantity, item=name, place=place)
    return undoable(posted, shelf)


def _movements(view: View, step: PutawayItem, to: Place, agree: tuple[Witness, ...]) -> tuple[Movement, ...]:
    taken = goods_taken(view, stock_key(step.key), step.qty, step.serials, step.source)
    return carrying.put_from("putaway", taken, Place(step.source), to, agree=agree)


def _sent_elsewhere(
    view: View, session: Session, step: PutawayLpn | PutawayItem, no: Decision, scanned: str
) -> Decision:
    """The bin that was suggested takes it no more: another is."""
    if scanned != step.suggested or no.answer is None or no.answer.level != "refuse":
        return no
    goods = parts(step) if isinstance(step, PutawayItem) else unit_parts(view, step.lpn)
    return elsewhere_then(no, changed(step, suggested=suggest(view, session, goods, {scanned})))


def bin_full(view: View, session: Session, step: PutawayLpn | PutawayItem, event: Input) -> Decision:
    """The bin is full, says who stands before it: nobody is sent there until somebody has looked."""
    return _marked(view, session, step, event, is_full=True)


def bin_unusable(view: View, session: Session, step: PutawayLpn | PutawayItem, event: Input) -> Decision:
    """The bin cannot be used, says who stands before it."""
    return _marked(view, session, step, event, is_full=False)


def _marked(view: View, session: Session, step: PutawayLpn | PutawayItem, event: Input, *, is_full: bool) -> Decision:
    if not step.suggested:
        return refuse(session, "no-bin-to-mark")
    goods = parts(step) if isinstance(step, PutawayItem) else unit_parts(view, step.lpn)
    item = goods[0].item if goods else ""
    drafts = bin_marked(view, session, event, step.suggested, item, "bin-full" if is_full else "bin-blocked")
    other = suggest(view, session, goods, {step.suggested})
    told = say(
        session,
        "info",
        "bin-marked" if other else "bin-marked-last",
        changed(step, suggested=other),
        location=step.suggested,
    )
    return changed(told, drafts=drafts)
