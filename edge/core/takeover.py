"""Taking over: an operator who is signed in at one station goes on at another, and the first is signed out.

Whatever was begun there goes along: the step where this station offers that work, what can be undone, what waits for a
key. Other work is kept for the task list, without what waited there: that is said. The book has both: the sign-out
there and the sign-in here.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, say, with_answer
from edge.core.entry import Audit
from edge.core.event import Input
from edge.core.session import Menu, Session, SignedOut
from edge.core.view import View
from edge.core.workflows.contract import station_of
from edge.core.workflows.unfinished import owner_of, parked, standing


def taken_over(view: View, session: Session, other: Session, name: str, event: Input) -> Decision:
    """The operator of `other` goes on here, where they have just signed in."""
    step = standing(other.step)
    owner = owner_of(step)
    goes_on = owner is not None and owner.name in station_of(view, session).workflows
    kept = () if goes_on or owner is None else parked(view, other, event.now.wall_ms)
    moved = session
    if goes_on:
        moved = changed(session, undoable=other.undoable, stood=other.stood, held=other.held)
    told = say(moved, "ok", "work-goes-on", step if goes_on else Menu(), name=name, station=other.station)
    if (lost := len(other.held)) and not goes_on:
        told = say(moved, "warn", "work-kept-held", Menu(), station=other.station, waiting=lost)
    drafts = (
        draft(other, Audit("sign-out", {"station": other.station}), "taken-over"),
        draft(session, Audit("sign-in", {"station": session.station})),
    )
    return changed(told, drafts=drafts, effects=kept, others=(_left(other, session.station, event),))


def _left(other: Session, station: str, event: Input) -> Session:
    """The station that was left: nobody is there, and its screen says why."""
    nobody = Session(
        other.station,
        turn=other.turn,
        said=other.said,
        earlier=other.earlier,
        failures=other.failures,
        locked_until_ms=other.locked_until_ms,
        carrier=other.carrier,
    )
    left = with_answer(say(nobody, "info", "work-went-on", SignedOut(), station=station), event.id, event.now).session
    assert left is not None
    return left
