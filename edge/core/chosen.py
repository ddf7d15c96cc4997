"""A row of a desk's list is chosen: the work on it opens at the desk's own station, whatever was done there before."""

from edge.core.changed import changed
from edge.core.decision import Decision, refuse
from edge.core.event import Chosen
from edge.core.place import Place
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import station_of
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.sessions import table as sessions
from edge.core.workflows.settle import table as settle
from edge.core.workflows.unfinished import standing


def _counted_alone(session: Session) -> str | None:
    """The place that is counted without a document, once something was counted: such work is kept nowhere."""
    work = standing(session.step)
    if not isinstance(work, CountItems) or work.doc or not (work.found or work.serials or work.units):
        return None
    return work.place


def opened(view: View, session: Session, row: Chosen) -> Decision:
    """The work on a finding, or the look at a session; a refusal where that is not for this operator or station."""
    if not session.operator:
        return refuse(session, "chosen-sign-in")
    work = settle.WORKFLOW.name if row.kind == "finding" else sessions.WORKFLOW.name
    if work not in station_of(view, session).workflows:
        return refuse(session, "chosen-not-here", station=session.station)
    if (counted := _counted_alone(session)) is not None:
        return refuse(session, "chosen-counting", place=Place(counted).code)
    free = changed(session, undoable=())
    return settle.shown(view, free, row.ident) if row.kind == "finding" else sessions.shown(view, free, row.ident)
