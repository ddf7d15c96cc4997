"""The floor: one pure `decide` for every event, and one `prompt` for every session. The single entry to the core.

What holds for every step is decided here: a retried input, an old view, sign-out, the menu and undo. All else goes
to the workflow that owns the session's step, or to the sensor rules.
"""

from dataclasses import replace
from typing import Final, assert_never

from edge.core import access, sensors
from edge.core.decision import Decision, draft, refuse, say, with_answer
from edge.core.entry import Movement
from edge.core.event import Event, Input, Passage, PinChecked, SessionIdle, ShelfStep, Typed, Unclaimed, Unreadable
from edge.core.message import Answer, Message, Prompt
from edge.core.session import Menu, Session, Step
from edge.core.stock import Goods
from edge.core.view import View
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.contract import Workflow, command, typed_quantity

OWNERS: Final[dict[type[Step], Workflow]] = {
    step: workflow for workflow in WORKFLOWS.values() for step in workflow.steps
}


def decide(view: View, event: Event) -> Decision:
    """What an event leads to. Pure: the same view and event give the same decision."""
    match event:
        case Input():
            return _input(view, event)
        case Passage():
            return sensors.passage(view, event)
        case ShelfStep():
            return with_answer(sensors.shelf_step(view, event), event.id, event.at.wall_ms)
        case Unclaimed():
            return sensors.unclaimed(view, event)
        case SessionIdle():
            return access.idle(view, event)
        case _:
            assert_never(event)


def prompt(view: View, session: Session) -> Prompt:
    """What the session is asked now."""
    owner = OWNERS.get(type(session.step))
    return owner.prompt(view, session) if owner else access.prompt(view, session)


def _input(view: View, event: Input) -> Decision:
    session = view.session(event.station)
    if session.said is not None and session.said.input_id == event.id:
        return Decision(None, session.said.answer)
    if event.turn is not None and event.turn != session.turn:
        return Decision(None, Answer("info", Message("screen-was-old")))
    return with_answer(_answered(view, session, event), event.id, event.now.wall_ms)


def _answered(view: View, session: Session, event: Input) -> Decision:
    if isinstance(event.what, PinChecked):
        return access.check_done(view, session, event, event.what)
    if isinstance(event.what, Unreadable):
        return refuse(session, event.what.message.key, **event.what.message.args)
    if isinstance(event.what, Typed) and event.what.text.isdigit() and typed_quantity(event) is None:
        return refuse(session, "quantity-implausible", text=event.what.text[:40])
    if session.operator and (common := _common(view, session, event)) is not None:
        return common
    owner = OWNERS.get(type(session.step))
    return owner.decide(view, session, event) if owner else access.decide(view, session, event)


def _common(view: View, session: Session, event: Input) -> Decision | None:
    match command(event):
        case "sign-out":
            return access.sign_out(session)
        case "menu":
            return say(session, "info", "menu-opened", Menu())
        case "undo":
            return _undo(view, session)
        case _:
            return None


def _undo(view: View, session: Session) -> Decision:
    """Reverse the movements of the session's last act, newest first. A reversal names what it undoes."""
    found = [(ident, view.movement(ident)) for ident in reversed(session.undoable)]
    movements = [(ident, movement) for ident, movement in found if movement is not None]
    if not movements:
        return refuse(session, "nothing-to-undo")
    drafts = tuple(draft(session, _reversed(movement), "undo", corrects=ident) for ident, movement in movements)
    owner = OWNERS.get(type(session.step))
    back = owner.after_undo(view, session.step, [movement for _, movement in movements]) if owner else session.step
    undone = say(replace(session, undoable=()), "ok", "undone", back, movements=len(drafts))
    return replace(undone, drafts=drafts)


def _reversed(movement: Movement) -> Movement:
    what = movement.what
    if isinstance(what, Goods) and what.to_key is not None:
        what = replace(what, key=what.to_key, to_key=what.key)
    return replace(movement, what=what, source=movement.target, target=movement.source, agree=())
