"""What is taken: documents and units that another station works on, and units whose goods are an order's.

What another works on may be taken over, after a question: `worker` finds who has it, `asks_over` warns, and, when the
same code came again, `taken_from` ends the work at the other station, which is told why before its menu opens. What
becomes of its work is for the workflow to say: `at_work` is the step that it stood at.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, is_confirmed, refuse, say, warn, with_answer
from edge.core.event import Input
from edge.core.place import Place, handling_unit
from edge.core.session import Relieved, Session, Step, load_step
from edge.core.view import View
from edge.core.workflows.contract import operator_name


def at_work(session: Session) -> Step:
    """The step of a session's work, also while somebody's leave is asked for."""
    before = getattr(session.step, "before", ())
    return load_step(list(before)) if before else session.step


def worker(view: View, session: Session, name: str, value: str) -> Session | None:
    """The other session whose step has this value under this name (its order, its tote, its document)."""
    others = (one for one in view.sessions() if one.station != session.station)
    return next((one for one in others if _has(at_work(one), name, value)), None)


def _has(step: Step, name: str, value: str) -> bool:
    """Whether a step is about a thing; one that goes for several orders at once names the rest in `others`."""
    if not value or getattr(step, name, "") == value:
        return bool(value)
    at = {"order": 0, "tote": 1}.get(name)
    return at is not None and any(load[at] == value for load in getattr(step, "others", ()))


def elsewhere(view: View, session: Session, name: str, value: str) -> str:
    """The other station whose step has this value under this name; '' for none."""
    other = worker(view, session, name, value)
    return other.station if other is not None else ""


def asks_over(view: View, session: Session, event: Input, other: Session, what: str) -> Decision | None:
    """Warn that somebody works on it at another station; None once the same code came again: it is taken over."""
    if is_confirmed(session, event):
        return None
    return warn(
        session,
        event,
        "in-work-take-over",
        document=what,
        station=other.station,
        name=operator_name(view, other.operator),
    )


def taken_from(view: View, session: Session, event: Input, decision: Decision, other: Session, what: str) -> Decision:
    """The decision that goes on with the work, with the other station told who has it now, and how many scans were held
    there and are not used. A refusal takes nothing over."""
    if decision.answer is not None and decision.answer.level == "refuse":
        return decision
    free = changed(other, held=(), applying=0, undoable=(), rule="", refused=None)
    name, lost = operator_name(view, session.operator), len(other.held)
    step = Relieved(what, session.station, name)
    told = say(free, "warn", "taken-over", step, document=what, station=session.station, name=name)
    if lost:
        args = {"document": what, "station": session.station, "name": name}
        told = say(free, "refuse", "taken-over-held", step, **args, waiting=lost)
    left = with_answer(told, f"{event.id}/taken", event.now).session
    assert left is not None
    return changed(decision, others=(*decision.others, left))


def order_in(view: View, lpn: str) -> str:
    """The order whose goods stand in a unit; '' for none, and where the order is off: its goods go back to the bins."""
    state = view.lpn(lpn)
    if state is None or state.serves_type != "order" or not view.content(handling_unit(lpn)):
        return ""
    document = view.document("order", state.serves)
    is_off = document.cancelled if document is not None else not view.is_closed("order", state.serves)
    return "" if is_off else state.serves


def busy_unit(view: View, session: Session, lpn: str) -> Decision | None:
    """Refuse a unit that another station fills, or that holds what was picked for an order."""
    if (station := elsewhere(view, session, "tote", lpn)) != "":
        return refuse(session, "tote-in-work", lpn=lpn, station=station)
    if (order := order_in(view, lpn)) != "":
        return refuse(session, "lpn-of-order", lpn=lpn, order=order)
    return None


def other_tote(view: View, session: Session, order: str, lpn: str) -> Decision | None:
    """Refuse another unit than the one that holds what was picked for the order already."""
    begun = view.units_serving(order)
    if not begun or any(unit.lpn == lpn for unit in begun):
        return None
    where = Place(begun[0].location).code
    return refuse(session, "order-has-tote", order=order, lpn=begun[0].lpn, location=where)
