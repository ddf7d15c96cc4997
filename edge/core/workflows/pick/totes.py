"""Into what the orders of a walk go: each into its own tote, or straight to a place; and one step back from there."""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement
from edge.core.event import Input
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.reference import LocationInfo
from edge.core.session import Session, Step
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import document_named, named, station_of
from edge.core.workflows.pick.next import Act, Walk, named_stage, next_step, nothing_picked, walk_of
from edge.core.workflows.pick.steps import PickOrder, PickTote
from edge.core.workflows.pick.straight import KINDS, may_be_unit
from edge.core.workflows.taken import elsewhere, other_tote


def bind(view: View, session: Session, step: PickTote, event: Input) -> Decision | None:
    """The tote of the order, from its first scan on; it comes to where the picker begins."""
    scan, document = named(event, LpnScan), document_named(event, "order")
    if scan is None or (document is not None and document.type == "order"):
        return None  # what lies at a place for an order has its number: here the order is meant
    if (no := _unfit_tote(view, session, step, scan.lpn)) is not None:
        return no
    here = location(view.site, station_of(view, session).location)
    following, drafts = _bound(view, session, step, event, scan.lpn, here)
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return post(session, following, drafts, "tote-bound", tote=scan.lpn, order=step.order)


def bind_place(view: View, session: Session, step: PickTote, event: Input) -> Decision | None:
    """The order goes straight to this place: what is put down there is one unit, that has the order's number."""
    scan = named(event, LocationScan)
    if scan is None:
        return None
    if (no := _unfit_place(view, session, step, scan.info)) is not None:
        return no
    if (no := _unfit_tote(view, session, step, step.order)) is not None:
        return no
    wanted = named_stage(view, step.order)
    if wanted not in ("", scan.info.code) and not is_confirmed(session, event):
        return warn(session, event, "pick-other-stage", order=step.order, stage=wanted, scanned=scan.info.code)
    following, drafts = _bound(view, session, step, event, step.order, location(view.site, scan.info.code))
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return post(session, following, drafts, "place-bound", order=step.order, location=scan.info.code)


def _bound(
    view: View, session: Session, step: PickTote, event: Input, lpn: str, to: Place
) -> tuple[Step, tuple[Draft, ...]]:
    drafts = _brought(view, session, step.order, lpn, to)
    loads = (*step.others, (step.order, lpn)) if not step.full else ((step.order, lpn), *step.others)
    return after_totes(view, session, event, changed(walk_of(step), loads=loads), drafts)


def after_totes(
    view: View, session: Session, event: Input, walk: Walk, drafts: tuple[Draft, ...]
) -> tuple[Step, tuple[Draft, ...]]:
    """The next order without a tote, or the first line."""
    bare = next((order for order, tote in walk.loads if not tote), None)
    if bare is None:
        return next_step(view, session, event, walk, Act(drafts))
    others = tuple(load for load in walk.loads if load[0] != bare)
    return PickTote(bare, others, "", walk.missing, walk.skipped), drafts


def give_up(view: View, session: Session, step: PickTote, event: Input) -> Decision | None:
    """One step back: the last tote is free again, or the last order leaves the walk; from the only one to the list of
    orders, and to the walk where a full tote was to be changed."""
    if step.full:
        following, drafts = next_step(view, session, event, walk_of(step), Act())
        return changed(say(session, "info", "cancelled", following), drafts=drafts)
    if not step.others:
        return say(session, "info", "cancelled", PickOrder())
    *rest, (order, tote) = step.others
    if not tote:
        fewer = changed(step, others=tuple(rest))
        return say(session, "info", "order-off-walk", fewer, order=order, orders=len(rest) + 1)
    bare = PickTote(order, ((step.order, ""), *rest), "", step.missing, step.skipped)
    return say(session, "info", "tote-free-again", bare, tote=tote, order=order)


def _brought(view: View, session: Session, order: str, lpn: str, to: Place) -> tuple[Draft, ...]:
    """An empty tote is known, and stands there, from now on."""
    state = view.lpn(lpn)
    source = virtual(view.site, "UNKNOWN") if state is None else Place(state.parent)
    if source == to:
        return ()
    return (draft(session, Movement("transfer", WholeLpn(lpn), source, to, DocLine("order", order), ("code",))),)


def _unfit_place(view: View, session: Session, step: PickTote, info: LocationInfo) -> Decision | None:
    """Where no order goes straight to, and where this one does not: it was begun at another place."""
    if info.kind not in KINDS:
        return refuse(session, "not-a-stage", location=info.code)
    if info.blocked:
        return refuse(session, "location-blocked", location=info.code)
    if not may_be_unit(step.order):
        return refuse(session, "tote-needed", order=step.order)
    if step.full == step.order:
        return refuse(session, "place-is-full", order=step.order)
    state = view.lpn(step.order)
    begun = state is not None and state.is_for("order", step.order) and view.content(handling_unit(step.order))
    if state is not None and begun and state.location != location(view.site, info.code):
        return refuse(session, "order-begun-at", order=step.order, location=Place(state.location).code)
    return None


def _unfit_tote(view: View, session: Session, step: PickTote, lpn: str) -> Decision | None:
    """A tote is empty, or one that holds what was picked for this order before; and nobody else fills it."""
    state = view.lpn(lpn)
    if state is None and view.announced(lpn) is not None:
        return refuse(session, "tote-announced", lpn=lpn)
    if (station := elsewhere(view, session, "tote", lpn)) != "":
        return refuse(session, "tote-in-work", lpn=lpn, station=station)
    if lpn == step.full:
        return refuse(session, "tote-is-full", lpn=lpn)
    if (order := next((order for order, tote in step.others if tote == lpn), "")) != "":
        return refuse(session, "lpn-of-order", lpn=lpn, order=order)
    if not step.full and (no := other_tote(view, session, step.order, lpn)) is not None:
        return no
    unit = handling_unit(lpn)
    holds = state is not None and bool(view.content(unit) or view.units_in(unit))
    if state is not None and holds and not state.is_for("order", step.order):
        return refuse(session, "tote-not-empty", lpn=lpn, location=Place(state.location).code)
    return None
