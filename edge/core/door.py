"""Let in at a station by badge and PIN that were proven elsewhere: before its screen was opened, in a browser."""

from edge.core import access
from edge.core.changed import changed
from edge.core.decision import Decision, draft
from edge.core.entry import Audit
from edge.core.event import Input, PinChecked
from edge.core.session import AwaitPin, Session
from edge.core.view import View
from edge.core.workflows.contract import operator_name
from edge.core.workflows.unfinished import parked


def let_in(view: View, session: Session, event: Input, operator: str) -> Decision:
    """The operator works here now, as if badge and PIN had been given here, and every warning confirmed.

    Whoever worked here is signed out and their work kept: the door has asked before.
    """
    if session.operator == operator:
        return Decision()
    there = next((one.station for one in view.sessions() if one.operator == operator), "")
    proven = PinChecked(operator, ok=True, check=event.id)
    asked = AwaitPin(operator, check=event.id, there=there)
    before = access.empty(session) if session.operator else session
    entered = access.check_done(view, changed(before, step=asked), event, proven)
    if not session.operator:
        return entered
    out = draft(session, Audit("sign-out", {"station": session.station}), "taken-over")
    kept = parked(view, session, event.now.wall_ms)
    return changed(entered, drafts=(out, *entered.drafts), effects=(*kept, *entered.effects))


def in_the_way(view: View, station: str, operator: str) -> str:
    """Why an operator must be asked before they are let in there: the name of who works there, or the station where
    they work themselves; '' for nothing."""
    here = view.session(station).operator
    if here and here != operator:
        return operator_name(view, here)
    return next((one.station for one in view.sessions() if one.operator == operator and one.station != station), "")
