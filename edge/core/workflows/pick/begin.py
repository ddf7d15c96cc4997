"""The beginning of a walk: which orders; and orders that end while somebody works on them."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Draft, Finding
from edge.core.event import Input
from edge.core.names import LpnScan, WaveScan
from edge.core.place import handling_unit
from edge.core.reference import Document, DocumentType
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import chosen, document_named, named
from edge.core.workflows.pick.next import Walk, walk_of
from edge.core.workflows.pick.steps import (
    Load,
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
    Walking,
    shared,
)
from edge.core.workflows.pick.totes import after_totes, bind
from edge.core.workflows.taken import asks_over, at_work, elsewhere, order_in, taken_from, worker

OFFERED_MAX = 9


def offers(view: View, session: Session) -> tuple[str, ...]:
    """The orders that can be chosen by number: the operator's own first, none that another station works on."""
    busy = _in_work(view, session)
    found = view.open_documents("order", OFFERED_MAX + len(busy), session.operator)
    return tuple(one.id for one in found if one.id not in busy)[:OFFERED_MAX]


def _in_work(view: View, session: Session) -> set[str]:
    """The orders that other stations work on."""
    steps = [at_work(one) for one in view.sessions() if one.station != session.station]
    first = {str(getattr(step, "order", "")) for step in steps}
    return (first | {load[0] for step in steps for load in getattr(step, "others", ())}) - {""}


def serves(step: Step) -> tuple[DocumentType, tuple[str, ...]] | None:
    """All orders of a walk, the one that is picked for now first."""
    order = str(getattr(step, "order", ""))
    return ("order", (order, *(one for one, _ in getattr(step, "others", ())))) if order else None


def choose(view: View, session: Session, _step: PickOrder, event: Input) -> Decision | None:
    """An order by its code, or by its number in the list."""
    document = chosen(view, session, event, "order")
    return opened(view, session, document, event) if document is not None else None


def by_unit(view: View, session: Session, _step: PickOrder, event: Input) -> Decision | None:
    """The tote that was begun for an order, and left: it names its order, and is in the picker's hand."""
    scan = named(event, LpnScan)
    order = order_in(view, scan.lpn) if scan is not None else ""
    document = view.document("order", order) if order else None
    if document is None:
        return None
    told = opened(view, session, document, event)
    after = told.session
    if after is None or not isinstance(after.step, PickTote) or told.others:
        return told
    return bind(view, after, after.step, event) or told


def opened(view: View, session: Session, document: Document, event: Input) -> Decision:
    """An order is begun, gone on with, or taken over from another station after a question."""
    if (no := _not_to_pick(view, session, document)) is not None:
        return changed(no, drafts=_untold(view, session, document, event))
    other = worker(view, session, "order", document.id)
    if other is None:
        return say(session, "ok", "document-opened", PickTote(document.id), document=document.id)
    following = _gone_on(at_work(other))
    if following is None:
        return refuse(session, "order-in-work", order=document.id, station=other.station)
    if (asked := asks_over(view, session, event, other, document.id)) is not None:
        return asked
    told = say(session, "ok", "order-taken-over", following, order=document.id, station=other.station)
    return taken_from(view, session, event, told, other, document.id)


def _gone_on(step: Step) -> Step | None:
    """The step at which another goes on with a walk, with its totes; None for work that is no walk."""
    match step:
        case PickItem() | PickDamaged():
            return PickGo(**shared(step))
        case PickTote() | PickGo() | PickZero() | PickWait() | PickStage():
            return step
        case _:
            return None


def _not_to_pick(view: View, session: Session, document: Document) -> Decision | None:
    if document.type != "order":
        return refuse(session, "not-an-order", document=document.id)
    if _is_off(view, document.id):
        return refuse(session, "document-closed", document=document.id)
    return None


def one_more(view: View, session: Session, step: PickTote, event: Input) -> Decision | None:
    """Another order on the same walk, before the first tote is filled."""
    document = document_named(event, "order")
    if document is None or step.full:
        return None
    if (no := _not_to_pick(view, session, document)) is not None:
        return no
    if document.id in (step.order, *(order for order, _ in step.others)):
        return refuse(session, "order-on-walk", order=document.id)
    if (station := elsewhere(view, session, "order", document.id)) != "":
        return refuse(session, "order-in-work", order=document.id, station=station)
    orders = len(step.others) + 1
    if orders >= view.policy.cluster_max:
        return refuse(session, "walk-full", limit=view.policy.cluster_max)
    more = changed(step, others=(*step.others, (document.id, "")))
    return say(session, "ok", "order-added", more, order=document.id, orders=orders + 1)


def wave(view: View, session: Session, _step: PickOrder, event: Input) -> Decision | None:
    """The orders of a wave that nobody works on, as many as one walk takes."""
    scan = named(event, WaveScan)
    if scan is None:
        return None
    busy = _in_work(view, session)
    mine = ("", session.operator)
    free = [one.id for one in view.wave(scan.wave) if one.id not in busy and one.assigned in mine]
    if not free:
        return refuse(session, "wave-empty", wave=scan.wave)
    first, *rest = free[: view.policy.cluster_max]
    following = PickTote(first, tuple((order, "") for order in rest))
    left = len(free) - len(rest) - 1
    return say(session, "ok", "wave-opened", following, wave=scan.wave, orders=len(rest) + 1, left=left)


def off(view: View, session: Session, step: Walking | PickTote | PickStage, event: Input) -> Decision | None:
    """Orders that were cancelled or ended meanwhile leave the walk: nothing more is picked for them, what was goes
    before a person. The others go on."""
    tote = step.full if isinstance(step, PickTote) else step.tote
    loads: tuple[Load, ...] = ((step.order, tote), *step.others)
    gone = [load for load in loads if _is_off(view, load[0])]
    if not gone:
        return None
    drafts = tuple(draft(session, one) for load in gone for one in _left(view, load, event))
    rest = tuple(load for load in loads if load not in gone)
    following, all_drafts = _without(view, session, event, step, rest, drafts)
    document = view.document("order", gone[0][0])
    cancelled = document is None or document.cancelled
    key = "order-cancelled" if cancelled else "document-closed"
    told = say(changed(session, undoable=()), "refuse", key, following, document=gone[0][0])
    return changed(told, drafts=all_drafts)


def _is_off(view: View, order: str) -> bool:
    """Whether an order is wanted no more: it ended, or was cancelled, or central has taken it away."""
    document = view.document("order", order)
    return document is None or document.cancelled or view.is_closed("order", order)


def _untold(view: View, session: Session, document: Document, event: Input) -> tuple[Draft, ...]:
    """What was picked for an order that was cancelled while nobody worked on it, where no person knows of it yet."""
    if document.type != "order":
        return ()
    told = {one.args.get("lpn") for one in view.findings("goods-left")}
    return tuple(draft(session, one) for one in _left(view, (document.id, ""), event) if one.args["lpn"] not in told)


def _left(view: View, load: Load, event: Input) -> Sequence[Finding]:
    """What was picked for an order that is off: unit by unit, for a person to put away."""
    order, tote = load
    units = {one.lpn for one in view.units_serving(order)}
    if tote and view.content(handling_unit(tote)):
        units.add(tote)
    if view.is_closed("order", order):
        units &= {tote}  # the others were staged when it ended
    return [
        Finding(f"{event.id}/off-{lpn}", "opened", "goods-left", {"order": order, "lpn": lpn}) for lpn in sorted(units)
    ]


def _without(
    view: View,
    session: Session,
    event: Input,
    step: Walking | PickTote | PickStage,
    rest: tuple[Load, ...],
    drafts: tuple[Draft, ...],
) -> tuple[Step, tuple[Draft, ...]]:
    """The step with what is left of its walk."""
    if not rest:
        return PickOrder(), drafts
    if rest[0][0] == step.order:
        return changed(step, others=rest[1:]), drafts
    walk = Walk(rest) if isinstance(step, PickStage) else changed(walk_of(step), loads=rest)
    return after_totes(view, session, event, walk, drafts)
