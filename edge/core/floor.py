"""The floor: one pure `decide` for every event, and one `prompt` for every session. The single entry to the core.

What holds for every step is decided here: a retried input, an old view, sign-out, the menu and undo. All else goes
to the workflow that owns the session's step, or to the rules of shelves and portals.
"""

from typing import Final, assert_never

from edge.core import access, portals, shelves
from edge.core.changed import changed
from edge.core.decision import Decision, code_of, draft, refuse, say, with_answer
from edge.core.event import Event, Input, Passage, PinChecked, SessionIdle, ShelfStep, Unclaimed, Unreadable
from edge.core.message import Answer, Message, Prompt
from edge.core.printing import print_again
from edge.core.session import AwaitPin, Menu, Session, Step
from edge.core.undo import reversed_, undo_refused
from edge.core.view import View
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.contract import Workflow, command, is_implausible

OWNERS: Final[dict[type[Step], Workflow]] = {
    step: workflow for workflow in WORKFLOWS.values() for step in workflow.steps
}


def decide(view: View, event: Event) -> Decision:
    """What an event leads to. Pure: the same view and event give the same decision."""
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
        case _:
            assert_never(event)


def prompt(view: View, session: Session) -> Prompt:
    """What the session is asked now."""
    owner = OWNERS.get(type(session.step))
    return owner.prompt(view, session) if owner else access.prompt(view, session)


def _input(view: View, event: Input) -> Decision:
    session = view.session(event.station)
    if (answer := session.answer_to(event.id)) is not None:
        return Decision(None, answer)
    if event.turn is not None and event.turn != session.turn:
        return Decision(None, Answer("warn", Message("screen-was-old")))
    return with_answer(_offering(view, _answered(view, session, event)), event.id, event.now.wall_ms)


def _offering(view: View, decision: Decision) -> Decision:
    """What the next step offers by number is kept: a number means what was shown when it was typed."""
    if decision.session is None:
        return decision
    owner = OWNERS.get(type(decision.session.step))
    offers = owner.offers if owner is not None and isinstance(decision.session.step, owner.steps[0]) else None
    idents = tuple(document.id for document in view.open_documents(offers)) if offers is not None else ()
    if idents == decision.session.offered:
        return decision
    return changed(decision, session=changed(decision.session, offered=idents))


def _shelf_step(view: View, event: ShelfStep) -> Decision:
    if any(session.answer_to(event.id) is not None for session in view.sessions()):
        return Decision()
    return with_answer(shelves.shelf_step(view, event), event.id, event.at.wall_ms)


def _idle(view: View, event: SessionIdle) -> Decision:
    """A session nobody touched is signed out; what its screen still shows is old then."""
    return with_answer(access.idle(view, event), event.id, view.session(event.station).touched_ms)


def _answered(view: View, session: Session, event: Input) -> Decision:
    if isinstance(event.what, PinChecked):
        return access.check_done(view, session, event, event.what)
    if isinstance(event.what, Unreadable):
        return refuse(session, event.what.message.key, **event.what.message.args)
    if isinstance(session.step, AwaitPin):
        return access.decide(view, session, event)  # what is typed here is a secret: nothing repeats it
    if session.operator and not access.may_work(view, session.operator):
        return access.sign_out(session, "operator-gone")
    if is_implausible(event):
        return refuse(session, "quantity-implausible", text=code_of(event)[:40])
    if session.operator and (common := _common(view, session, event)) is not None:
        return common
    owner = OWNERS.get(type(session.step))
    return owner.decide(view, session, event) if owner else access.decide(view, session, event)


def _common(view: View, session: Session, event: Input) -> Decision | None:
    match command(event):
        case "sign-out":
            return access.sign_out(session)
        case "menu":
            return say(changed(session, undoable=()), "info", "menu-opened", Menu())
        case "undo":
            return _undo(view, session)
        case "print":
            return print_again(view, session, event)
        case _:
            return None


def _undo(view: View, session: Session) -> Decision:
    """Reverse the movements of the session's last act, newest first. A reversal names what it undoes."""
    found = [(ident, view.movement(ident)) for ident in reversed(session.undoable)]
    movements = [(ident, movement) for ident, movement in found if movement is not None]
    if not movements:
        return refuse(session, "nothing-to-undo")
    if (no := undo_refused(view, session, [movement for _, movement in movements])) is not None:
        return no
    drafts = tuple(draft(session, reversed_(movement), "undo", corrects=ident) for ident, movement in movements)
    owner = OWNERS.get(type(session.step))
    back = owner.after_undo(view, session.step, [movement for _, movement in movements]) if owner else session.step
    undone = say(changed(session, undoable=()), "ok", "undone", back, movements=len(drafts))
    return changed(undone, drafts=drafts)
