"""Leave: a rule is broken once, because a person says so, and why. Every such entry carries the reason and who gave it.

    needs_leave   refuses, until a supervisor has allowed it      (edge/core/leave_steps.py asks badge, PIN and reason)
    deviates      warns; done again it is the operator's own decision, with a reason where the site wants one

The input that was refused is kept and, once allowed, decided again with `session.leaves`: a step asks its rules in the
same order each time, and what was allowed is passed.
"""

from typing import Final, Literal, TypeAlias, get_args

from edge.core.changed import changed
from edge.core.decision import CONFIRMED, Decision, is_confirmed, refuse, say, warn
from edge.core.event import Input
from edge.core.held import held
from edge.core.message import Arg
from edge.core.session import Leave, Plain, Session, Step, dump_step
from edge.core.value import value
from edge.core.view import View

Rule: TypeAlias = Literal[
    "over-receipt",
    "short-life",
    "older-than-stock",
    "expired",
    "recalled",
    "other-bin",
    "other-stock",
    "blocked",
    "short-receipt",
    "negative",
    "over-return",
    "partial",
    "weight-off",
    "not-planned",
    "not-on-document",
    "asn-differs",
    "other-dock",
]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
_OTHER: Final = "other"
REASONS: Final[dict[Rule, tuple[str, ...]]] = {
    "over-receipt": ("sent-more", "agreed", _OTHER),
    "short-life": ("agreed", "sells-fast", _OTHER),
    "older-than-stock": ("agreed", "sells-fast", _OTHER),
    "expired": ("for-return", "for-disposal", _OTHER),
    "recalled": ("for-return", "for-disposal", _OTHER),
    "other-bin": ("bin-full", "bin-unreachable", "better-place", _OTHER),
    "other-stock": ("in-front", "customer-wish", _OTHER),
    "blocked": ("checked", "emergency", _OTHER),
    "short-receipt": ("not-delivered", "backordered", "refused-at-door", _OTHER),
    "negative": ("seen-here", "booked-later", _OTHER),
    "over-return": ("sent-more", "goodwill", _OTHER),
    "partial": ("customer-agrees", "rest-later", _OTHER),
    "weight-off": ("checked", "scale-wrong", _OTHER),
    "not-planned": ("agreed", "emergency", _OTHER),
    "not-on-document": ("substitute", "agreed", _OTHER),
    "asn-differs": ("agreed", "checked", _OTHER),
    "other-dock": ("better-place", "agreed", _OTHER),
}
"""Why a rule may be broken; each is `reason-...` in the catalogue."""


@value
class LeaveBadge(Step):
    """A supervisor's badge is awaited; `before` is the step that goes on afterwards."""

    rule: str
    before: tuple[Plain, ...]


@value
class LeavePin(Step):
    """The supervisor's PIN is awaited or, with `check` as the id of that check, being compared."""

    rule: str
    supervisor: str
    before: tuple[Plain, ...]
    check: str = ""


@value
class LeaveReason(Step):
    """Why? `approver` is the supervisor who allows it; '' where it is the operator's own to decide."""

    rule: str
    approver: str
    before: tuple[Plain, ...]


def is_allowed(session: Session, rule: Rule) -> bool:
    """Whether a supervisor has allowed to break this rule for the input that is decided on."""
    return any(one.rule == rule and one.approver for one in session.leaves)


def needs_leave(session: Session, event: Input, rule: Rule, key: str, /, **args: Arg) -> Decision | None:
    """Refuse what only a supervisor may allow; None once that was done. Command `override` begins it."""
    if is_allowed(session, rule):
        return None
    return _asking(refuse(_as_confirmed(session, event), key, **args), event, rule)


def deviates(view: View, session: Session, event: Input, rule: Rule, key: str, /, **args: Arg) -> Decision | None:
    """Warn of what an operator may do all the same; None once the same code came again, and a reason where asked for.

    A fixed reader never gets further than the warning.
    """
    if any(one.rule == rule for one in session.leaves):
        return None
    if not is_confirmed(session, event):
        return warn(session, event, key, **args)
    if rule not in view.policy.ask_reasons:
        return None
    return _asking(say(session, "info", "ask-reason", LeaveReason(rule, "", frozen(session.step))), event, rule)


def _as_confirmed(session: Session, event: Input) -> Session:
    """A session that remembers, while leave is asked for, that what was warned of before was confirmed already."""
    said = Leave(CONFIRMED, "")
    if said in session.leaves or not is_confirmed(session, event):
        return session
    return changed(session, leaves=(*session.leaves, said))


def frozen(step: Step) -> tuple[Plain, ...]:
    """A step as another step can keep it."""
    return tuple(_tuples(one) for one in dump_step(step))  # type: ignore[misc]


def _tuples(value: Plain) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def _asking(decision: Decision, event: Input, rule: Rule) -> Decision:
    assert decision.session is not None
    if event.via == "fixed":
        return decision  # whoever shall allow it is asked for what a hand has scanned
    session = decision.session
    return changed(decision, session=changed(session, rule=rule, refused=held(event, session.leaves)))
