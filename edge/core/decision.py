"""Decisions: what an event leads to. Plain values; the shell commits them whole and only then performs the effects."""

from typing import Final, TypeAlias

from edge.core.changed import changed
from edge.core.entry import Body, Draft
from edge.core.event import Chosen, Input, Scan, ShelfStep, Typed
from edge.core.label import Label
from edge.core.message import Answer, Arg, Level, Message
from edge.core.names import CommandScan
from edge.core.parked import Parked
from edge.core.read import Moment
from edge.core.reference import Item
from edge.core.session import Armed, Said, Session, Step
from edge.core.value import value

CONFIRM_AFTER_MS = 700
REMEMBERED = 4
"""Answers kept for a retry: a screen sends again what it sent last, and sensors may have spoken meanwhile."""


@value
class CheckPin:
    """Transient: compare a typed PIN with the operator's hash, off the loop; the result comes back as `PinChecked`.

    `id` goes with the result: one that was given up is told from one under way.
    """

    station: str
    operator: str
    pin: str
    id: str = ""


@value
class HoldStep:
    """Durable: keep a shelf step until somebody claims it or `due_ms` (wall) passes."""

    step: ShelfStep
    due_ms: int


@value
class DropStep:
    """Durable: forget a held shelf step: it was claimed, undone, or posted."""

    step_id: str


@value
class PrintLabel:
    """Durable: print a label on a device, once for each `key`; `entry` is the id of the entry that it belongs to."""

    key: str
    printer: str
    label: Label
    entry: str = ""


@value
class WithdrawLabels:
    """Durable: what still waits for its printer is not printed: labels of these entries, and of these packages."""

    entries: tuple[str, ...]
    packages: tuple[str, ...] = ()


@value
class MoveDevice:
    """Durable: what a device reads is for another station from now on."""

    device: str
    station: str


@value
class Park:
    """Durable: an operator's unfinished work on a document is kept, to be gone on with at any station."""

    work: Parked


@value
class Unpark:
    """Durable: kept work was taken up again, or is over. For whoever kept it."""

    doc_type: str
    doc: str


@value
class KeepItem:
    """Durable: an item that no reference data has yet is known from now on, until central says what it is."""

    item: Item


Effect: TypeAlias = CheckPin | HoldStep | DropStep | PrintLabel | WithdrawLabels | MoveDevice | Park | Unpark | KeepItem


@value
class Decision:
    """The next session, its answer, the entries and the effects. `others` are sessions that change beside it.

    No session: none changes. No station is concerned, or the input was answered before, or came too late.
    """

    session: Session | None = None
    answer: Answer | None = None
    drafts: tuple[Draft, ...] = ()
    effects: tuple[Effect, ...] = ()
    others: tuple[Session, ...] = ()


NOTHING = Decision()
CONFIRMED: Final = "confirmed"
"""Among what was allowed for an input: that it had confirmed its warning when it was refused."""


def say(session: Session, level: Level, key: str, step: Step | None = None, /, **args: Arg) -> Decision:
    """Answer an input; move to `step` where one is given. Whatever was armed is disarmed."""
    moved = changed(session, step=step or session.step, armed=None)
    return Decision(moved, Answer(level, Message(key, args)))


def refuse(session: Session, key: str, /, **args: Arg) -> Decision:
    """A wrong scan: a value, not an exception. The step stays."""
    return say(session, "refuse", key, **args)


def post(session: Session, step: Step, drafts: tuple[Draft, ...], key: str, /, **args: Arg) -> Decision:
    """Entries, the next step, and green. What was done before can no longer be undone."""
    moved = changed(session, step=step, armed=None, undoable=())
    return Decision(moved, Answer("ok", Message(key, args)), drafts)


def warn(session: Session, event: Input, key: str, /, **args: Arg) -> Decision:
    """A warning that the same code again confirms; any other code disarms it.

    A fixed reader arms nothing: a first scan by hand would confirm what nobody has read yet.
    """
    decision = say(session, "warn", key, **args)
    assert decision.session is not None
    armed = session.armed if event.via == "fixed" else Armed(code_of(event), event.now.mono_ms)
    return changed(decision, session=changed(decision.session, armed=armed))


def is_confirmed(session: Session, event: Input) -> bool:
    """Whether this input repeats the code of the warning, by the operator's own hand, after it could be seen.

    Or did so before leave was asked for, and is decided again.
    """
    if session.leaves and any(one.rule == CONFIRMED for one in session.leaves):
        return True
    armed = session.armed
    if armed is None or event.via == "fixed" or armed.code != code_of(event):
        return False
    return event.at.mono_ms - armed.mono_ms >= CONFIRM_AFTER_MS


def code_of(event: Input) -> str:
    """What a warning remembers of an input: its command, whether scanned or keyed, else the scanned or typed text."""
    if isinstance(event.what, Chosen):
        return f"{event.what.kind}/{event.what.ident}"
    if not isinstance(event.what, Scan | Typed):
        return ""
    names = event.what.names if isinstance(event.what, Scan) else ()
    return next((name.name for name in names if isinstance(name, CommandScan)), event.what.text)


def draft(session: Session, body: Body, reason: str = "", corrects: str = "") -> Draft:
    """A draft that the session's operator answers for, and who allowed it where a rule was broken."""
    if not session.leaves:
        return Draft(body, op=session.operator, reason=reason, corrects=corrects)
    approver = next((one.approver for one in session.leaves if one.approver), "")
    why = "+".join(dict.fromkeys(one.reason for one in session.leaves if one.reason))
    return Draft(body, op=session.operator, approver=approver, reason=why or reason, corrects=corrects)


def with_answer(decision: Decision, source: str, now: Moment) -> Decision:
    """The decision with its session stamped: the turn advances, the answer is kept for a retry of the same input."""
    if decision.session is None or decision.answer is None:
        return decision
    session, said = decision.session, Said(source, decision.answer)
    earlier = ((session.said, *session.earlier) if session.said is not None else session.earlier)[: REMEMBERED - 1]
    answered = changed(
        session,
        turn=session.turn + 1,
        said=said,
        earlier=earlier,
        touched_ms=now.wall_ms,
        told_ms=now.mono_ms,
        leaves=(),
    )
    return Decision(answered, decision.answer, decision.drafts, decision.effects, decision.others)
