"""Leave is given: the steps between a refusal and the same input decided again.

    the refused step -override-> LeaveBadge -supervisor's badge-> LeavePin -PIN-> LeaveReason -number-> the refused step
    the refused step -override, by a supervisor who works there-> LeaveReason

The operator's work stands still meanwhile; cancel goes back to it.
"""

from typing import Final, cast

from edge.core.changed import changed
from edge.core.decision import CheckPin, Decision, draft, refuse, say
from edge.core.entry import Audit
from edge.core.event import Input, PinChecked, Typed
from edge.core.leave import REASONS, LeaveBadge, LeavePin, LeaveReason, Rule, frozen
from edge.core.message import Message, Option, Prompt, msg
from edge.core.names import BadgeScan
from edge.core.pins import is_locked, wrong_pin
from edge.core.session import Leave, Session, Step, load_step
from edge.core.view import View
from edge.core.workflows.contract import command, named, typed_quantity, wrong_kind

STEPS: Final = (LeaveBadge, LeavePin, LeaveReason)


def prompt(view: View, session: Session) -> Prompt:
    """What is asked of the supervisor, or of the operator for a reason."""
    step, title = session.step, msg("leave-title")
    match step:
        case LeavePin(supervisor=supervisor):
            record = view.operator(supervisor)
            return Prompt(title, "secret", msg("ask-pin", name=record.name if record else ""), commands=("cancel",))
        case LeaveReason(rule=rule):
            reasons = REASONS[cast("Rule", rule)]
            options = tuple(Option(str(number), Message(f"reason-{one}")) for number, one in enumerate(reasons, 1))
            return Prompt(title, "choice", Message(f"ask-reason-{rule}"), options=options, commands=("cancel",))
        case _:
            return Prompt(title, "scan", msg("ask-supervisor"), commands=("cancel",))


def begin(view: View, session: Session) -> Decision:
    """The command `override`: what the last refusal forbade shall be allowed."""
    if session.refused is None or not session.rule:
        return refuse(session, "nothing-to-allow")
    before, operator = frozen(session.step), view.operator(session.operator)
    if operator is not None and operator.role == "supervisor":
        return say(session, "info", "ask-reason", LeaveReason(session.rule, operator.id, before))
    return say(session, "info", "leave-wanted", LeaveBadge(session.rule, before))


def decide(session: Session, event: Input) -> Decision:
    """An input while leave is asked for."""
    step = session.step
    assert isinstance(step, STEPS)
    if command(event) == "cancel":
        return _back(session, step, "info", "cancelled")
    if isinstance(step, LeaveReason):
        return _reason(session, step, event)
    if named(event, BadgeScan) is not None:
        return _badge(session, step, event)
    if isinstance(step, LeavePin):
        return _pin(session, step, event)
    return refuse(session, "badge-wanted")  # it may be a PIN: nothing repeats it


def given_up(session: Session) -> Session:
    """The session at the work that leave was asked for; what was refused stays so."""
    assert isinstance(session.step, STEPS)
    return changed(session, step=_before(session.step), rule="", refused=None)


def _badge(session: Session, step: LeaveBadge | LeavePin, event: Input) -> Decision:
    scan = named(event, BadgeScan)
    assert scan is not None
    if is_locked(session, event):
        return _back(session, step, "refuse", "sign-in-locked")
    if scan.operator.role != "supervisor" or not scan.operator.active:
        return refuse(session, "not-a-supervisor", name=scan.operator.name)
    return say(session, "ok", "badge-read", LeavePin(step.rule, scan.operator.id, step.before), name=scan.operator.name)


def _pin(session: Session, step: LeavePin, event: Input) -> Decision:
    if not isinstance(event.what, Typed):
        return refuse(session, "pin-wanted")
    if step.check:
        return say(session, "info", "checking-pin")
    waiting = say(session, "info", "checking-pin", changed(step, check=event.id))
    return changed(waiting, effects=(CheckPin(session.station, step.supervisor, event.what.text, event.id),))


def check_done(view: View, session: Session, event: Input, result: PinChecked) -> Decision:
    """The supervisor's PIN was right, or one more was wrong."""
    step = session.step
    if not isinstance(step, LeavePin) or (step.supervisor, step.check) != (result.operator, result.check):
        return Decision()  # given up meanwhile
    supervisor = view.operator(step.supervisor)
    if not result.ok or supervisor is None:
        return wrong_pin(session, event, step.supervisor, changed(step, check=""), _before(step))
    if supervisor.role != "supervisor" or not supervisor.active:
        return _back(session, step, "refuse", "not-a-supervisor", name=supervisor.name)
    trusted = changed(session, failures=0)
    return say(trusted, "info", "ask-reason", LeaveReason(step.rule, supervisor.id, step.before))


def _reason(session: Session, step: LeaveReason, event: Input) -> Decision:
    reasons, number = REASONS[cast("Rule", step.rule)], typed_quantity(event)
    if number is None or not 1 <= number <= len(reasons):
        return wrong_kind(session, event)
    refused = session.refused
    if refused is None:
        return _back(session, step, "info", "cancelled")
    leave = Leave(step.rule, reasons[number - 1], step.approver, refused.most)
    allowed = changed(refused, leaves=(*refused.leaves, leave), most=0)
    told = say(session, "info", "leave-given", _before(step))
    assert told.session is not None
    following = changed(told.session, rule="", refused=None, held=(allowed, *session.held), applying=1)
    audit = Audit("override", {"rule": step.rule, "reason": leave.reason, "station": session.station})
    said = draft(changed(session, leaves=(leave,)), audit)
    return changed(told, session=following, drafts=(said,) if step.approver else ())


def _back(session: Session, step: Step, level: str, key: str, /, **args: str) -> Decision:
    """Back to the work as it stood; the refused input stays refused."""
    assert isinstance(step, STEPS)
    calm = changed(session, rule="", refused=None)
    if level == "refuse":
        return say(calm, "refuse", key, _before(step), **args)
    return say(calm, "info", key, _before(step), **args)


def _before(step: LeaveBadge | LeavePin | LeaveReason) -> Step:
    return load_step(list(step.before))
