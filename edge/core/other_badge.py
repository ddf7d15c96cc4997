"""A badge where somebody works, and the PIN typed after it from habit: what to do is said, and no PIN is repeated."""

from typing import Final

from edge.core.decision import Decision, code_of, refuse
from edge.core.event import Input, Typed
from edge.core.names import BadgeScan, UnknownScan
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import PIN_DIGITS_MAX, named, operator_name

PIN_DIGITS: Final = range(4, PIN_DIGITS_MAX + 1)
_SAID: Final = ("badge-own", "badge-of-other", "pin-not-asked")
"""After these a bare number is a PIN: taken for a quantity it would be booked."""


def told(view: View, session: Session, event: Input, decision: Decision) -> Decision:
    """The decision, with who works here in the place of `is-badge`, where a step has no use for one."""
    scan = named(event, BadgeScan)
    if scan is None or decision.answer is None or decision.answer.message.key != "is-badge" or not session.operator:
        return decision
    name = operator_name(view, session.operator)
    return refuse(session, "badge-own" if scan.operator.id == session.operator else "badge-of-other", name=name)


def pin_in_vain(view: View, session: Session, event: Input) -> Decision | None:
    """The answer to a PIN that nobody asked for; None for any other input."""
    if session.said is None or session.said.answer.message.key not in _SAID or event.via != "screen":
        return None
    text, is_bare = code_of(event), isinstance(event.what, Typed) or named(event, UnknownScan) is not None
    if not (is_bare and text.isdigit() and len(text) in PIN_DIGITS):
        return None
    return refuse(session, "pin-not-asked", name=operator_name(view, session.operator))
