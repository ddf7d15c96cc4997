"""Hand-over: what an operator has begun and will not end goes to another, or to whoever comes next.

    HandWhat -number-> HandTo -the other's badge, or done for nobody-> kept for them, first in their tasks

It goes on at the step it was left at: whoever opens it in the tasks is told from whom it comes, and what is left of
it. The book says who handed what to whom. No movements.
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Audit
from edge.core.event import Input
from edge.core.message import Answer, Arg, Message, Option, Prompt, msg
from edge.core.names import BadgeScan
from edge.core.parked import NOBODY, Parked
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import named, typed_quantity
from edge.core.workflows.handover.left import left_of, thing_of, work_name
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.unfinished import is_open, kept_for

OFFERED_MAX: Final = 9


@value
class HandWhat(Step):
    """Which work?"""


@value
class HandTo(Step):
    """Who goes on with it?"""

    doc_type: str
    doc: str


def offers(view: View, session: Session) -> tuple[str, ...]:
    """What the operator left unfinished, the latest first."""
    mine = (one for one in view.parked(session.operator) if is_open(view, one))
    return tuple(f"{one.doc_type}/{one.doc}" for one in mine)[:OFFERED_MAX]


def _find(view: View, session: Session, ident: str) -> Parked | None:
    kept = view.parked(session.operator)
    return next((one for one in kept if f"{one.doc_type}/{one.doc}" == ident), None)


def _work(view: View, session: Session, step: HandTo) -> Parked | None:
    return _find(view, session, f"{step.doc_type}/{step.doc}")


def _list(view: View, session: Session, _step: HandWhat) -> Prompt:
    numbered = ((str(number), _find(view, session, ident)) for number, ident in enumerate(session.offered, 1))
    options = tuple(Option(number, _label(view, one)) for number, one in numbered if one is not None)
    ask = msg("hand-ask") if options else msg("hand-none")
    return Prompt(msg("hand-title"), "choice", ask, options=options, commands=("menu",))


def _label(view: View, one: Parked) -> Message:
    return msg("hand-option", work=work_name(one), document=thing_of(view, one))


def _asked(view: View, session: Session, step: HandTo) -> Prompt:
    work = _work(view, session, step)
    lines: tuple[Message, ...] = ()
    if work is not None:
        left = left_of(view, work)
        lines = (_label(view, work), *((msg("hand-left", left=left[0], lines=left[1]),) if left is not None else ()))
    return Prompt(msg("hand-title"), "scan", msg("hand-ask-badge"), lines, commands=("done", "cancel", "menu"))


def _choose(view: View, session: Session, _step: HandWhat, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    work = _find(view, session, session.offered[number - 1])
    if work is None:
        return refuse(session, "hand-gone")
    return say(session, "ok", "hand-chosen", HandTo(work.doc_type, work.doc), document=thing_of(view, work))


def _still_mine(view: View, session: Session, step: HandTo, _event: Input) -> Decision | None:
    """Somebody may have taken it up meanwhile."""
    work = _work(view, session, step)
    if work is not None and is_open(view, work):
        return None
    return say(session, "refuse", "hand-gone", HandWhat())


def _to_badge(view: View, session: Session, step: HandTo, event: Input) -> Decision | None:
    scan, work = named(event, BadgeScan), _work(view, session, step)
    assert scan is not None
    assert work is not None
    if not scan.operator.active:
        return refuse(session, "badge-inactive")
    if scan.operator.id == session.operator:
        return refuse(session, "hand-self")
    answer = msg("handed-over", document=thing_of(view, work), name=scan.operator.name)
    return _handed(view, session, work, scan.operator.id, answer, event)


def _to_nobody(view: View, session: Session, step: HandTo, event: Input) -> Decision:
    work = _work(view, session, step)
    assert work is not None
    return _handed(view, session, work, NOBODY, msg("handed-to-all", document=thing_of(view, work)), event)


def _handed(view: View, session: Session, work: Parked, to: str, said: Message, event: Input) -> Decision:
    """Kept for another, at the step it was left at."""
    handed = changed(work, operator=to, by=session.operator, wall_ms=event.now.wall_ms)
    about: dict[str, Arg] = {"type": work.doc_type, "document": work.doc, "to": to}
    free = changed(session, step=HandWhat(), armed=None, undoable=())
    audit = draft(session, Audit("hand-over", about))
    return Decision(free, Answer("ok", said), (audit,), kept_for(view, handed))


def _back(_view: View, session: Session, _step: HandTo, _event: Input) -> Decision:
    return say(session, "info", "cancelled", HandWhat())


WORKFLOW: Final[Workflow] = Workflow(
    "handover",
    lambda _view, _session: HandWhat(),
    {
        HandWhat: Rules(_list, (On("number", _choose, to=(HandTo,)),)),
        HandTo: Rules(
            _asked,
            (
                On("badge", _to_badge, to=(HandWhat,)),
                On("done", _to_nobody, to=(HandWhat,)),
                On("cancel", _back, to=(HandWhat,)),
            ),
            guard=_still_mine,
        ),
    },
    offers=offers,
)
