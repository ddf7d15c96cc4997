"""What a supervisor does with another's session: its work is taken over, or it is signed out. Both after a question."""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, refuse, say, warn, with_answer
from edge.core.entry import Audit, Draft
from edge.core.event import Input
from edge.core.parked import Parked
from edge.core.place import Place
from edge.core.session import Session, SignedOut, Step
from edge.core.view import View
from edge.core.workflows.contract import operator_name, station_of
from edge.core.workflows.count.place import begin
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.rules import Workflow
from edge.core.workflows.taken import taken_from
from edge.core.workflows.unfinished import UNKIT, documents_of, kept_for, owner_of, parked, standing

NO_WORK = ("tasks", "approve", "settle", "sessions", "handover", "look")
"""Work that leaves nothing begun."""


def work_of(other: Session) -> Workflow | None:
    """The work that a session is in the middle of; None where there is nothing to take over."""
    step = standing(other.step)
    owner = owner_of(step)
    return owner if owner is not None and owner.name not in NO_WORK and type(step) is not owner.first else None


def taken(view: View, session: Session, event: Input, other: Session, done: Step) -> Decision:
    """The work of another goes on here, or is kept for the supervisor where this station does not do it."""
    owner, docs = work_of(other), documents_of(other.step)
    if owner is None:
        return refuse(session, "session-no-work-there", station=other.station)
    is_here = owner.name in station_of(view, session).workflows
    if not is_here and not docs:
        return refuse(session, "session-not-here", station=session.station)
    if not is_confirmed(session, event):
        name = operator_name(view, other.operator)
        return warn(session, event, "session-take-over", name=name, station=other.station)
    told = _gone_on(view, session, event, other, owner) if is_here else _kept(view, session, event, other, done)
    if not told.others:
        return told
    about = {"station": other.station, "from": other.operator}
    return changed(told, drafts=(*told.drafts, draft(session, Audit("take-over", about))))


def _gone_on(view: View, session: Session, event: Input, other: Session, owner: Workflow) -> Decision:
    """On here. A count begins anew, and of a walk what was counted and not put down is counted anew."""
    step, docs = standing(other.step), documents_of(other.step)
    if isinstance(step, CountItems):
        return begin(view, session, event, Place(step.place), step.doc)
    order = view.document("order", docs[0][1]) if docs and owner.name == "pick" else None
    if order is not None and owner.resume is not None:
        return owner.resume(view, session, order, event)
    name, what = operator_name(view, other.operator), docs[0][1] if docs else _thing(step)
    told = say(session, "ok", "session-taken", step, name=name, station=other.station)
    return taken_from(view, session, event, told, other, what)


def _kept(view: View, session: Session, event: Input, other: Session, done: Step) -> Decision:
    """Kept for the supervisor's own tasks."""
    (type_, doc), *_ = documents_of(other.step)
    work = Parked(session.operator, type_, doc, standing(other.step), event.now.wall_ms, other.operator)
    told = say(session, "ok", "session-kept", done, document=doc, station=other.station)
    return taken_from(view, session, event, changed(told, effects=kept_for(view, work)), other, doc)


def document_of(other: Session) -> str:
    """The document that a session works on; '' for none. Several stations may load one shipment: none has it alone."""
    docs = [doc for type_, doc in documents_of(other.step) if type_ != UNKIT]
    return docs[0] if docs else str(getattr(standing(other.step), "shipment", ""))


def _thing(step: Step) -> str:
    """What work that no document is kept under is about: its shipment, its unit, its item or its place."""
    if named := getattr(step, "shipment", "") or getattr(step, "lpn", ""):
        return str(named)
    if isinstance(key := getattr(step, "key", ()), tuple) and key:
        return str(key[0])
    places = (getattr(step, name, "") for name in ("face", "bin", "source", "place"))
    return next((str(one).rpartition("/")[2] for one in places if one), "-")


def signed_out(view: View, session: Session, event: Input, other: Session, step: Step) -> Decision:
    """Nobody works there any more; what was begun is kept for whoever began it."""
    name = operator_name(view, other.operator)
    if not is_confirmed(session, event):
        return warn(session, event, "session-ask-out", name=name, station=other.station)
    audit = Draft(
        Audit("sign-out", {"station": other.station}), op=other.operator, approver=session.operator, reason="by-other"
    )
    told = say(session, "ok", "session-signed-out", step, name=name, station=other.station)
    left = _left(view, session, event, other)
    kept = parked(view, other, event.now.wall_ms)
    return changed(told, drafts=(audit,), effects=kept, others=(left,))


def _left(view: View, session: Session, event: Input, other: Session) -> Session:
    """The station, with nobody at it, and why."""
    nobody = Session(
        other.station,
        turn=other.turn,
        said=other.said,
        earlier=other.earlier,
        failures=other.failures,
        locked_until_ms=other.locked_until_ms,
        carrier=other.carrier,
    )
    by = operator_name(view, session.operator)
    told = say(nobody, "warn", "signed-out-by", SignedOut(), name=by)
    left = with_answer(told, f"{event.id}/out", event.now).session
    assert left is not None
    return left
