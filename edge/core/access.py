"""Who works where: sign-in by badge and PIN (one factor: a printed badge can be copied), the menu, sign-out, idleness.

    SignedOut -badge-> AwaitPin -PIN, checked off the loop-> Menu -number-> a workflow's first step
    AwaitPin -cancel-> SignedOut
    work that another took over: Relieved -confirm-> Menu

Who is signed in at another station is asked, and goes on here where the other station stopped: the badge is scanned
again, the PIN typed, and the other station is signed out. What this station does not offer is kept for the task list.
Five wrong PINs in a row lock the station's sign-in for five minutes.
"""

from edge.core.changed import changed
from edge.core.decision import CheckPin, Decision, draft, is_confirmed, refuse, say, warn
from edge.core.entry import Audit, Draft
from edge.core.event import Input, PinChecked, SessionIdle, Typed
from edge.core.leave import LeavePin
from edge.core.locked import goes_on, locked
from edge.core.message import Message, Option, Prompt, msg
from edge.core.names import BadgeScan, UnknownScan
from edge.core.pins import is_locked, wrong_pin
from edge.core.session import AwaitPin, Menu, Relieved, Session, SignedOut
from edge.core.takeover import taken_over
from edge.core.view import View
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.contract import command, named, operator_name, station_of, wrong_kind
from edge.core.workflows.unfinished import parked


def prompt(view: View, session: Session) -> Prompt:
    """The prompts of nobody's steps: badge, PIN, menu, and that work was taken over."""
    match session.step:
        case AwaitPin(operator=operator):
            ask = msg("ask-pin", name=operator_name(view, operator))
            return Prompt(msg("sign-in-title"), "secret", ask, commands=("cancel",))
        case Menu():
            options = tuple(Option(str(number), Message(f"menu-{name}")) for number, name in _offered(view, session))
            return Prompt(msg("menu-title"), "choice", msg("ask-work"), options=options, commands=("sign-out",))
        case Relieved(document=document, station=station, name=name):
            ask = msg("ask-relieved", document=document, station=station, name=name)
            return Prompt(msg("relieved-title"), "confirm", ask, commands=("confirm", "sign-out"))
        case _:
            return Prompt(msg("sign-in-title"), "scan", msg("ask-badge", station=session.station))


def decide(view: View, session: Session, event: Input) -> Decision:
    """Inputs while nobody works, or while the menu is open."""
    match session.step:
        case AwaitPin():
            return _pin(view, session, session.step, event)
        case Menu():
            return _menu(view, session, event)
        case Relieved():
            return _relieved(session, session.step, event)
        case _:
            return _badge(view, session, event)


def sign_out(session: Session, key: str = "signed-out") -> Decision:
    """End the operator's work here; the step is given up, what was posted stays."""
    audit = draft(session, Audit("sign-out", {"station": session.station}))
    lost = len(session.held)
    told = say(empty(session), "warn", "signed-out-held", waiting=lost) if lost else say(empty(session), "info", key)
    return changed(told, drafts=(audit,))


def empty(session: Session) -> Session:
    """The session with nobody at it: nothing of whoever worked there is left for the next."""
    return changed(
        session,
        operator="",
        step=SignedOut(),
        armed=None,
        undoable=(),
        held=(),
        applying=0,
        rule="",
        refused=None,
        leaves=(),
        left=(),
        left_by="",
    )


def idle(view: View, event: SessionIdle) -> Decision:
    """A session nobody touched is signed out; the work is kept, and the same badge goes on with it."""
    session = view.session(event.station)
    if not session.operator:
        return Decision()
    told = sign_out(session, "idle-signed-out")
    assert told.session is not None
    kept = parked(view, session, session.touched_ms)
    return changed(told, session=locked(told.session, session), effects=kept)


def restarted(session: Session) -> Session:
    """The session after the process ended: a PIN check under way will never be answered, so the PIN is asked again."""
    step = session.step
    return changed(session, step=changed(step, check="")) if isinstance(step, AwaitPin | LeavePin) else session


def still_allowed(view: View, session: Session) -> Session:
    """The session, signed out where its station left the config, or its operator may not work here any more."""
    operator = session.step.operator if isinstance(session.step, AwaitPin) else session.operator
    if view.station(session.station) is not None and (not operator or may_work(view, operator)):
        return session
    return empty(session)


def may_work(view: View, operator: str) -> bool:
    """Whether an operator is known and active."""
    record = view.operator(operator)
    return record is not None and record.active


def check_done(view: View, session: Session, event: Input, result: PinChecked) -> Decision:
    """The PIN was right, or one more was wrong."""
    step = session.step
    if not isinstance(step, AwaitPin) or (step.operator, step.check) != (result.operator, result.check):
        return Decision()  # given up meanwhile
    operator = view.operator(result.operator)
    if not result.ok or operator is None:
        return wrong_pin(session, event, step.operator, changed(step, check=""), SignedOut())
    if not operator.active:
        return say(session, "refuse", "badge-inactive", SignedOut())
    signed = changed(session, operator=operator.id, failures=0)
    if (other := _elsewhere(view, session, operator.id)) is not None and other.station == step.there:
        return taken_over(view, changed(signed, left=(), left_by=""), other, operator.name, event)
    if other is not None:  # signed in there since the badge was scanned here
        return say(session, "refuse", "signed-in-elsewhere", SignedOut(), station=other.station)
    on = goes_on(view, signed, event, operator.name)
    told = on or _welcome(view, changed(signed, left=(), left_by=""), operator.name)
    return changed(told, drafts=(_signed_in(signed), *told.drafts))


def _welcome(view: View, session: Session, name: str) -> Decision:
    """The menu, and what the operator left unfinished or was handed."""
    work = view.parked(session.operator)
    if handed := sum(1 for one in work if one.by):
        return say(session, "info", "welcome-handed", Menu(), name=name, waiting=len(work), handed=handed)
    if waiting := len(work):
        return say(session, "info", "welcome-back", Menu(), name=name, waiting=waiting)
    return say(session, "ok", "welcome", Menu(), name=name)


def _signed_in(session: Session) -> Draft:
    return draft(session, Audit("sign-in", {"station": session.station}))


def _elsewhere(view: View, session: Session, operator: str) -> Session | None:
    others = (one for one in view.sessions() if one.station != session.station)
    return next((one for one in others if one.operator == operator), None)


def _badge(view: View, session: Session, event: Input) -> Decision:
    scan = named(event, BadgeScan)
    if scan is None:
        return _no_badge(session, event)
    if not scan.operator.active:
        return refuse(session, "badge-inactive")
    if is_locked(session, event):
        return refuse(session, "sign-in-locked")
    other = _elsewhere(view, session, scan.operator.id)
    if other is not None and not is_confirmed(session, event):
        return warn(session, event, "signed-in-elsewhere", station=other.station)
    there = other.station if other is not None else ""
    return say(session, "ok", "badge-read", AwaitPin(scan.operator.id, there=there), name=scan.operator.name)


def _no_badge(session: Session, event: Input) -> Decision:
    """What is typed where a badge is asked for, and nobody knows, may be a PIN typed too soon: nothing repeats it."""
    if event.via == "screen" and (isinstance(event.what, Typed) or named(event, UnknownScan) is not None):
        return refuse(session, "badge-first")
    return wrong_kind(session, event)


def _pin(view: View, session: Session, step: AwaitPin, event: Input) -> Decision:
    if named(event, BadgeScan) is not None:
        return _badge(view, session, event)
    if command(event) == "cancel":
        return say(session, "info", "cancelled", SignedOut())
    if not isinstance(event.what, Typed):
        return refuse(session, "pin-wanted")
    if step.check:
        return say(session, "info", "checking-pin")
    check = CheckPin(session.station, step.operator, event.what.text, event.id)
    waiting = say(session, "info", "checking-pin", changed(step, check=event.id))
    return changed(waiting, effects=(check,))


def _offered(view: View, session: Session) -> list[tuple[int, str]]:
    """The menu: what the station does, by its number there; what is for supervisors is not in other people's."""
    record = view.operator(session.operator)
    leads = record is not None and record.role == "supervisor"
    numbered = enumerate(station_of(view, session).workflows, 1)
    return [(number, name) for number, name in numbered if leads or not WORKFLOWS[name].leads]


def _relieved(session: Session, step: Relieved, event: Input) -> Decision:
    if command(event) == "confirm":
        return say(session, "info", "menu-opened", Menu())
    return refuse(session, "taken-over", document=step.document, station=step.station, name=step.name)


def _menu(view: View, session: Session, event: Input) -> Decision:
    text = event.what.text if isinstance(event.what, Typed) else ""
    name = dict(_offered(view, session)).get(int(text) if text.isascii() and text.isdigit() else 0)
    if name is None:
        return wrong_kind(session, event)
    workflow = WORKFLOWS[name]
    return say(session, "ok", "work-chosen", workflow.start(view, session), work=workflow.name)
