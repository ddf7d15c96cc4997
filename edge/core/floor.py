"""The floor: one pure `decide` for every event, and one `prompt` for every session. The single entry to the core.

What holds for every step is decided here: a retried input, an old view, scans made too early to be meant so, a gun that
moves to another station, sign-out, the menu, undo and leave. All else goes to the workflow that owns the session's
step, or to the rules of shelves and portals.
"""

from typing import Final, assert_never

from edge.core import access, chosen, door, leave_steps, other_badge, portals, shelves
from edge.core.changed import changed
from edge.core.decision import Decision, MoveDevice, code_of, draft, refuse, say, with_answer
from edge.core.entry import Finding, Outcome
from edge.core.event import (
    ApplyHeld,
    Chosen,
    Event,
    Input,
    Passage,
    PinChecked,
    Scan,
    SessionIdle,
    ShelfStep,
    Unclaimed,
    Unreadable,
)
from edge.core.held import HELD_MAX, again, is_blind, kept, tried
from edge.core.helped import helped
from edge.core.leave import LeaveBadge, LeavePin
from edge.core.marks import with_marks_ended
from edge.core.message import Answer, Level, Message, Prompt, msg
from edge.core.names import BadgeScan, StationScan
from edge.core.printing import print_again
from edge.core.read import Moment
from edge.core.session import AwaitPin, Menu, Session, SignedOut
from edge.core.undo import findings_closed, labels_withdrawn, noted, reversed_, taken_back, undo_refused
from edge.core.view import View
from edge.core.workflows import tasks
from edge.core.workflows.contract import command, is_implausible, named, only_seen
from edge.core.workflows.rules import Workflow
from edge.core.workflows.ship.truck import off_when_empty
from edge.core.workflows.unfinished import owners, parked, taken_up

OWNERS: Final = owners()
AT_ONCE: Final = frozenset(("confirm", "cancel", "undo", "menu", "sign-out", "help", "print", "override", "tasks"))
"""Commands that never wait: they say what shall become of what waits, or touch no step."""
LEAVING: Final = frozenset(("menu", "sign-out", "tasks"))


def decide(view: View, event: Event) -> Decision:
    """What an event leads to. Pure: the same view and event give the same decision."""
    decision = _decided(view, event)
    return with_marks_ended(view, decision) if decision.drafts else decision


def _decided(view: View, event: Event) -> Decision:
    match event:
        case Input():
            return _input(view, event)
        case Passage():
            return portals.passage(view, event)
        case ShelfStep():
            return _shelf_step(view, event)
        case Unclaimed():
            return shelves.unclaimed(view, event)
        case SessionIdle():
            return _idle(view, event)
        case ApplyHeld():
            return _apply_held(view, event)
        case _:
            assert_never(event)


def prompt(view: View, session: Session) -> Prompt:
    """What the session is asked now."""
    if isinstance(session.step, leave_steps.STEPS):
        return leave_steps.prompt(view, session)
    owner = OWNERS.get(type(session.step))
    if owner is None:
        return _with_held(session, access.prompt(view, session))
    return _with_held(session, _with_ways_out(session, owner.prompt(view, session)))


def _with_ways_out(session: Session, asked: Prompt) -> Prompt:
    """The menu is open from every step, and undo is a key only while there is something to take back."""
    commands = tuple(one for one in asked.commands if one != "undo" or session.undoable)
    if "menu" not in commands:
        commands = (*commands, "menu")
    return asked if commands == asked.commands else changed(asked, commands=commands)


def _with_held(session: Session, asked: Prompt) -> Prompt:
    """The prompt, with what waits for a key, and with the way to a supervisor's leave, which comes first."""
    if session.rule and "override" not in asked.commands:
        lines = (Message("leave-line"), *asked.lines)
        asked = changed(asked, lines=lines, commands=("override", *asked.commands))
    if not session.held:
        return asked
    waits = msg("held-line", waiting=len(session.held))
    return changed(asked, lines=(waits, *asked.lines), commands=("confirm", "cancel"))


def _input(view: View, event: Input) -> Decision:
    if (moved := _gun_moves(view, event)) is not None:
        return moved
    if not event.station:
        return Decision()  # a gun that no station has
    session = view.session(event.station)
    if (answer := session.answer_to(event.id)) is not None:
        return Decision(None, answer)
    if session.held and any(one.id == event.id for one in session.held):
        return Decision(None, Answer("info", msg("scan-held", waiting=len(session.held))))
    if event.turn is not None and event.turn != session.turn:
        return Decision(None, Answer("warn", Message("screen-was-old")))
    if event.via == "fixed" and not _takes_seen(session, event):
        return only_seen(event)
    if _has_its_turn(session, event):
        return with_answer(_held_back(session, event, "info"), event.id, event.now)
    if _is_too_early(session, event):
        level = session.said.answer.level if session.said is not None else "refuse"
        return with_answer(_held_back(session, event, level), event.id, event.now)
    return with_answer(_kept_track(view, session, _answered(view, session, event)), event.id, event.now)


def _gun_moves(view: View, event: Input) -> Decision | None:
    """A gun that reads a station's label works there from now on, and that station's screen says so."""
    scan = named(event, StationScan)
    if scan is None or event.via != "scanner" or not event.device or view.station(scan.station) is None:
        return None
    there = view.session(scan.station)
    if (answer := there.answer_to(event.id)) is not None:
        return Decision(None, answer)
    told = Decision(there, Answer("info", msg("gun-moved", device=event.device, station=scan.station)))
    return with_answer(changed(told, effects=(MoveDevice(event.device, scan.station),)), event.id, event.now)


def _has_its_turn(session: Session, event: Input) -> bool:
    """A scan that comes while held inputs have their turn is decided behind them."""
    return bool(session.applying and session.held) and isinstance(event.what, Scan) and command(event) not in AT_ONCE


def _is_too_early(session: Session, event: Input) -> bool:
    """What was done before the red could be seen waits, unless it is the warned one again, or the step takes many."""
    if not session.operator or not is_blind(session, event) or command(event) in AT_ONCE:
        return False
    if session.armed is not None and session.armed.code == code_of(event):
        return False
    owner = OWNERS.get(type(session.step))
    return isinstance(owner, Workflow) and not owner.steps[type(session.step)].type_ahead


def _held_back(session: Session, event: Input, level: Level) -> Decision:
    if len(session.held) >= HELD_MAX:
        return refuse(session, "held-full", code=code_of(event)[:40])
    waiting = kept(session, event)
    return Decision(waiting, Answer(level, msg("scan-held", waiting=len(waiting.held))))


def _apply_held(view: View, event: ApplyHeld) -> Decision:
    """The first held input is decided; one that a person must look at stops those behind it."""
    session = view.session(event.station)
    if not session.applying or not session.held or tried(session.held[0]) != event.id:
        return Decision()
    first, *rest = session.held
    alone = changed(session, held=(), applying=0, leaves=first.leaves)
    what = again(view, first, event.station, event.now, event.today)
    is_only_seen = what.via == "fixed" and not _takes_seen(alone, what)
    told = only_seen(what) if is_only_seen else _answered(view, alone, what)
    decision = _kept_track(view, session, told if told.session is not None else changed(told, session=alone))
    after = decision.session
    if after is None or not after.operator:
        return with_answer(decision, event.id, event.now)
    stops = decision.answer is None or decision.answer.level in ("warn", "refuse")
    stops = stops or isinstance(after.step, leave_steps.STEPS)
    going_on = changed(after, held=tuple(rest), applying=0 if stops else session.applying - 1)
    return with_answer(changed(decision, session=going_on), event.id, event.now)


def _kept_track(view: View, before: Session, decision: Decision) -> Decision:
    """The decision with what its next step offers by number, and without work kept that goes on or is over."""
    if decision.session is None:
        return decision
    decision = noted(view, before, decision)
    assert decision.session is not None
    taken = taken_up(before.step, decision.session.step, decision.drafts)
    if taken:
        decision = changed(decision, effects=(*taken, *decision.effects))
    return _offering(view, decision)


def _offering(view: View, decision: Decision) -> Decision:
    """What the next step offers by number is kept: a number means what was shown when it was typed."""
    if decision.session is None:
        return decision
    owner = OWNERS.get(type(decision.session.step))
    offers = owner.offers if owner is not None else None
    if owner is None or offers is None or not isinstance(decision.session.step, owner.first):
        idents: tuple[str, ...] = ()
    else:
        idents = offers(view, decision.session)
    if idents and (over := _over_now(decision)):
        idents = tuple(one for one in idents if not over & {one, one.partition("/")[2]})
    if idents == decision.session.offered:
        return decision
    return changed(decision, session=changed(decision.session, offered=idents))


def _over_now(decision: Decision) -> set[str]:
    """The documents and findings that the decision itself ends: in the tables they still stand open."""
    bodies = [one.body for one in decision.drafts]
    ended = {one.doc.id for one in bodies if isinstance(one, Outcome) and one.doc.line is None}
    return ended | {one.finding for one in bodies if isinstance(one, Finding) and one.state == "closed"}


def _takes_seen(session: Session, event: Input) -> bool:
    """Whether a step has a use for what nobody holds in the hand: a badge where one is asked for (the PIN confirms
    it), else what its table says. Commands, undo among them, are of hands alone.
    """
    if isinstance(session.step, SignedOut | LeaveBadge):
        return named(event, BadgeScan) is not None
    owner = OWNERS.get(type(session.step))
    return isinstance(owner, Workflow) and owner.steps[type(session.step)].takes_seen(event)


def _shelf_step(view: View, event: ShelfStep) -> Decision:
    if any(session.answer_to(event.id) is not None for session in view.sessions()):
        return Decision()
    return with_answer(shelves.shelf_step(view, event), event.id, event.at)


def _idle(view: View, event: SessionIdle) -> Decision:
    """A session nobody touched is signed out; what its screen still shows is old then."""
    session = view.session(event.station)
    return with_answer(access.idle(view, event), event.id, Moment(session.touched_ms, session.told_ms))


def _answered(view: View, session: Session, event: Input) -> Decision:
    """What an input leads to at its step; a truck that it empties goes, too."""
    if command(event) == "help":
        return helped(session, prompt(view, session))
    decision = _worked(view, session, event)
    return off_when_empty(view, decision, event) if decision.drafts else decision


def _worked(view: View, session: Session, event: Input) -> Decision:
    if isinstance(event.what, PinChecked):
        if event.what.at_door:
            return door.let_in(view, session, event, event.what.operator)
        done = leave_steps.check_done if isinstance(session.step, LeavePin) else access.check_done
        return done(view, session, event, event.what)
    if isinstance(event.what, Unreadable):
        return refuse(session, event.what.message.key, **event.what.message.args)
    if isinstance(session.step, AwaitPin):
        return access.decide(view, session, event)  # what is typed here is a secret: nothing repeats it
    if session.operator and not access.may_work(view, session.operator):
        return _leaving(view, session, event, access.sign_out(session, "operator-gone"))
    if isinstance(session.step, leave_steps.STEPS):
        if command(event) not in LEAVING and not isinstance(event.what, Chosen):
            return leave_steps.decide(session, event)
        session = leave_steps.given_up(session)
    if (in_vain := _number_in_vain(view, session, event)) is not None:
        return in_vain
    works = session.operator or isinstance(event.what, Chosen)
    if works and (common := _common(view, session, event)) is not None:
        return common
    owner = OWNERS.get(type(session.step))
    forgot = changed(session, rule="", refused=None) if session.rule else session
    decision = owner.decide(view, forgot, event) if owner else access.decide(view, forgot, event)
    return other_badge.told(view, forgot, event, decision)


def _was_told(session: Session, key: str) -> bool:
    return session.said is not None and session.said.answer.message.key == key


def _number_in_vain(view: View, session: Session, event: Input) -> Decision | None:
    pin = other_badge.pin_in_vain(view, session, event)
    if pin is not None and not (_was_told(session, "pin-not-asked") and prompt(view, session).kind == "quantity"):
        return pin  # but whoever then types it again where a quantity is asked means a quantity
    return refuse(session, "quantity-implausible") if is_implausible(event) else None


def _common(view: View, session: Session, event: Input) -> Decision | None:
    if isinstance(event.what, Chosen):
        return _leaving(view, session, event, chosen.opened(view, session, event.what))
    match command(event):
        case "sign-out":
            return _leaving(view, session, event, access.sign_out(session))
        case "menu":
            opened = say(changed(session, undoable=()), "info", "menu-opened", Menu())
            return _leaving(view, session, event, opened)
        case "tasks":
            return _leaving(view, session, event, tasks.opened(view, session))
        case "undo":
            return _undo(view, session)
        case "print":
            return print_again(view, session, event)
        case "override":
            return leave_steps.begin(view, session)
        case "confirm" if session.held:
            return say(changed(session, applying=len(session.held)), "info", "held-applied", waiting=len(session.held))
        case "cancel" if session.held:
            return say(changed(session, held=(), applying=0), "info", "held-dropped", waiting=len(session.held))
        case _:
            return None


def _leaving(view: View, session: Session, event: Input, decision: Decision) -> Decision:
    """Work that is left in the middle is kept, for its operator to go on with."""
    assert decision.session is not None
    if decision.session.step == session.step:
        return decision
    return changed(decision, effects=(*decision.effects, *parked(view, session, event.now.wall_ms)))


def _undo(view: View, session: Session) -> Decision:
    """Reverse the movements of the session's last act, newest first, and close its findings.

    A reversal names what it undoes.
    """
    found = [(ident, view.movement(ident)) for ident in reversed(session.undoable)]
    movements = [(ident, movement) for ident, movement in found if movement is not None]
    if not movements:
        return refuse(session, "nothing-to-undo")
    if (no := undo_refused(view, session, [movement for _, movement in movements])) is not None:
        return no
    drafts = tuple(draft(session, reversed_(movement), "undo", corrects=ident) for ident, movement in movements)
    owner, reverted = OWNERS.get(type(session.step)), [movement for _, movement in movements]
    back = owner.after_undo(view, session.step, reverted) if owner else session.step
    words = owner.undone(view, session, reverted) if owner is not None else None
    after, answer = changed(session, undoable=(), step=back, armed=None), words or taken_back(view, reverted)
    closed = tuple(draft(session, one, "undo") for one in findings_closed(view, session))
    return Decision(after, Answer("ok", answer), (*drafts, *closed), (labels_withdrawn(movements),))
