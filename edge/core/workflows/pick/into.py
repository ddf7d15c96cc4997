"""What was counted goes into the tote, or a whole unit is the order's as it is; full totes, and bins emptied so."""

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement, Witness
from edge.core.event import Input
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.session import Session, Step
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.core.workflows.allocation import claims_of_others
from edge.core.workflows.contract import (
    item_name,
    key_tuple,
    named,
    quantity_at,
    shelf_conflict,
    station_of,
    stock_key,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pick.next import Act, next_step, walk_of
from edge.core.workflows.pick.other import forbidden, other_unit
from edge.core.workflows.pick.steps import AtLine, PickGo, PickItem, PickTote, PickZero
from edge.core.workflows.pick.straight import place_of, target_of
from edge.core.workflows.pick.take import promised_anew, taken_steps, went
from edge.core.workflows.pick.wanted import wanted
from edge.core.workflows.serials import goods_taken


def unit(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """A unit: the tote, the one to take from, or another one with the same goods."""
    scan = named(event, LpnScan)
    if scan is None:
        return None
    if scan.lpn == step.tote:
        return _into_tote(view, session, step, event)
    if step.source == handling_unit(scan.lpn):
        if not step.qty and (other := promised_anew(view, session, step, event)) is not None:
            return other
        return _from_unit(view, session, step, event, scan.lpn)
    for order, tote in step.others:
        if tote == scan.lpn:
            expected = target_of(view, (step.order, step.tote))
            return refuse(session, "tote-of-other", scanned=scan.lpn, order=order, expected=expected)
    swapped = other_unit(view, session, step, event, scan.lpn)
    if swapped.session is not None and isinstance(swapped.session.step, PickItem) and swapped.drafts:
        whole = _whole(view, session, swapped.session.step, event, scan.lpn)
        # Behind the movement: undo knows an act's movements by their place in it.
        return swapped if whole is None else changed(whole, drafts=(*whole.drafts, *swapped.drafts))
    return swapped


def place(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """The place that the order goes straight to; None where it has a tote."""
    scan, goes_to = named(event, LocationScan), place_of(view, (step.order, step.tote))
    if scan is None or not goes_to:
        return None
    if scan.info.code != goes_to:
        return refuse(session, "wrong-location", scanned=scan.info.code, expected=goes_to)
    return _into_tote(view, session, step, event)


def _from_unit(view: View, session: Session, step: PickItem, event: Input, lpn: str) -> Decision:
    whole = _whole(view, session, step, event, lpn)
    if whole is not None:
        return whole
    return say(session, "ok", "location-right", changed(step, proved=1), location=lpn)


def _whole(view: View, session: Session, step: PickItem, event: Input, lpn: str) -> Decision | None:
    """The unit holds just what is wanted: it goes as it is, and is the order's from now on. None where not."""
    state, content = view.lpn(lpn), view.content(handling_unit(lpn))
    here = location(view.site, station_of(view, session).location)
    fits = len(content) == 1 and content[0].key == stock_key(step.key) and content[0].qty == wanted(view, step)
    if state is None or not fits or step.qty or state.parent == here or view.units_in(handling_unit(lpn)):
        return None
    if (
        claims_of_others(view, session).get((step.source, step.key))
        or forbidden(view, session, step, event) is not None
    ):
        return None
    doc = DocLine("order", step.order, step.line)
    moved = draft(session, Movement("pick", WholeLpn(lpn), Place(state.parent), here, doc, ("code",)))
    act = Act((moved,), step.order, step.line, step.want, (step.source, step.key))
    following, drafts = _after_pick(view, session, event, step, act, unit=lpn)
    posted = post(session, following, drafts, "picked-whole", lpn=lpn, quantity=step.want)
    return undoable(posted, event)


def _into_tote(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    if step.qty < (want := wanted(view, step)):
        return refuse(session, "quantity-open", quantity=step.qty, want=want)
    return into(view, session, step, event)


def into(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    """What was counted goes into the tote, if nothing speaks against it."""
    if (
        no := _tote_left(view, session, step)
        or not_there(view, session, step)
        or forbidden(view, session, step, event)
        or _unproved(view, session, step)
    ) is not None:
        return no
    if step.weighed not in (0, step.qty) and not is_confirmed(session, event):
        return warn(session, event, "shelf-differs", shelf=step.weighed, said=step.qty, place=step.bin)
    drafts, effects = picked(view, session, step, event)
    act = Act(drafts, step.order, step.line, step.qty, (step.source, step.key))
    following, all_drafts = _after_pick(view, session, event, step, act)
    name, tote = item_name(view, step.key[0]), target_of(view, (step.order, step.tote))
    posted = post(session, following, all_drafts, "picked", quantity=step.qty, item=name, tote=tote)
    return changed(undoable(posted, event), effects=effects)


def full(view: View, session: Session, step: PickGo | PickItem, event: Input) -> Decision | None:
    """The tote is full: what was counted is in it, the rest goes into another one of the same order."""
    if isinstance(step, PickGo) or not step.qty:
        tote = target_of(view, (step.order, step.tote))
        return say(session, "info", "tote-full", _other_tote(step), tote=tote, order=step.order)
    decision = into(view, session, step, event)
    if decision.session is None or not isinstance(decision.session.step, PickGo):
        return decision
    following = decision.session.step
    if following.order != step.order:
        return decision  # its next line, if there is one, asks again
    return changed(decision, session=changed(decision.session, step=_other_tote(following)))


def _other_tote(step: PickGo | PickItem) -> PickTote:
    return PickTote(step.order, step.others, step.tote, step.missing, step.skipped)


def _after_pick(
    view: View, session: Session, event: Input, step: PickItem, act: Act, *, unit: str = ""
) -> tuple[Step, tuple[Draft, ...]]:
    """The next step or, before it, whether the bin is as empty as the book has it now."""
    place = location(view.site, step.bin)  # under count nobody is told that the book has nothing there
    if view.policy.zero_check and _is_emptied(view, step, act, unit) and not is_under_count(view, place):
        zero = PickZero(step.order, step.tote, step.bin, step.missing, step.others, step.skipped)
        return zero, act.drafts
    return next_step(view, session, event, walk_of(step), act)


def _is_emptied(view: View, step: PickItem, act: Act, unit: str) -> bool:
    """Whether nothing is left in the bin, loose or in a unit, once the act is done."""
    place = location(view.site, step.bin)
    if any(one != unit for one in view.units_in(place)):
        return False
    taken = {(place, step.key): act.qty} if step.source == place else {}
    return all(one.qty <= taken.get((place, key_tuple(one.key)), 0) for one in view.content(place)) and bool(
        unit or taken
    )


def _tote_left(view: View, session: Session, step: PickItem) -> Decision | None:
    """Nothing goes into a tote that has left the site meanwhile."""
    state = view.lpn(step.tote)
    is_here = state is None or Place(state.location).is_physical
    return None if is_here else refuse(session, "tote-left", lpn=step.tote, order=step.order)


def not_there(view: View, session: Session, step: PickItem) -> Decision | None:
    """The book has given the goods to somebody else meanwhile."""
    here = quantity_at(view, step.source, stock_key(step.key))
    return more_than_here(view, session, step, step.qty, here) if step.qty > here else None


def more_than_here(view: View, session: Session, step: AtLine, quantity: int, here: int) -> Decision:
    """Refuse more than the book has; while the place is counted, without saying how much that is."""
    if is_under_count(view, step.source):
        return refuse(session, "more-than-known", quantity=quantity, item=item_name(view, step.key[0]))
    return refuse(session, "more-than-here", quantity=quantity, available=here)


def _unproved(view: View, session: Session, step: PickItem) -> Decision | None:
    """The site wants the goods themselves to be scanned, not the bin alone."""
    if view.policy.confirm_pick != "item" or step.proved:
        return None
    return refuse(session, "scan-item-too", item=item_name(view, step.key[0]))


def picked(
    view: View, session: Session, step: PickItem, event: Input
) -> tuple[tuple[Draft, ...], tuple[DropStep, ...]]:
    """The movement, with what the shelf says of it."""
    taken = went(view, step.bin, step.key[0])
    agrees = taken == step.qty
    agree: tuple[Witness, ...] = ("code", "weight") if agrees else ("code",)
    doc = DocLine("order", step.order, step.line)
    source, tote = Place(step.source), handling_unit(step.tote)
    weighs = step.net_mg if step.labelled == step.qty else 0
    taken_goods = goods_taken(view, stock_key(step.key), step.qty, step.serials, step.source, weighs)
    drafts = tuple(draft(session, Movement("pick", goods, source, tote, doc, agree)) for goods in taken_goods)
    if not agrees and not step.weighed:
        return drafts, ()
    if not agrees:
        place = location(view.site, step.bin)
        drafts += shelf_conflict(session, event, place, step.key[0], shelf=step.weighed, said=step.qty)
    return drafts, tuple(DropStep(one.id) for one in taken_steps(view, step.bin, step.key[0]))
