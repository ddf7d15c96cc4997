"""Settle: what waits for a person, put before a supervisor.

    SettleList -number, or a row of the desk-> SettleFinding: what it is, where, since when, what it led to
    SettleFinding -1-> SettleReason -reason-> settled
    SettleFinding -2-> its place is counted: here, or by whoever counts next
    SettleFinding -3-> a count that is off: approve

A finding is closed once, with who decided it and why. A mark on a bin ends with it, and goods are sent there again. A
count that is off is no case for a reason: the book would stay wrong. Supervisors only. No movements.
"""

from typing import Final, Literal, TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Finding
from edge.core.event import Input
from edge.core.message import Message, Option, Prompt, msg
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import OpenFinding, View
from edge.core.workflows import approve
from edge.core.workflows.contract import station_of, typed_quantity
from edge.core.workflows.count.close import opened_again
from edge.core.workflows.count.place import begin, can_be_counted
from edge.core.workflows.counting import COUNT_AGAIN, COUNT_VARIANCE, WANTS_COUNT
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.settle.reasons import ALL, reasons_of
from edge.core.workflows.settle.told import label, lines_of

OFFERED_MAX: Final = 9
Way: TypeAlias = Literal["reason", "count", "approve"]
WAYS: Final[tuple[Way, ...]] = ("reason", "count", "approve")
"""What can be done, each under its number, whatever the finding: a number never means something else."""


@value
class SettleList(Step):
    """Which finding?"""


@value
class SettleFinding(Step):
    """What shall become of it?"""

    finding: str


@value
class SettleReason(Step):
    """Why is it settled?"""

    finding: str


def start(_view: View, _session: Session) -> Step:
    return SettleList()


def offers(view: View, session: Session) -> tuple[str, ...]:
    """What waits, oldest first, and one more: that which this very act settles still stands in the tables. Nobody but a
    supervisor is shown any."""
    return tuple(one.id for one in view.findings(*ALL, limit=OFFERED_MAX + 1)) if leads(view, session) else ()


def leads(view: View, session: Session) -> bool:
    """Whether a supervisor works here."""
    operator = view.operator(session.operator)
    return operator is not None and operator.role == "supervisor"


def _only_supervisors(view: View, session: Session, _step: Step, _event: Input) -> Decision | None:
    return None if leads(view, session) else say(session, "refuse", "settle-supervisors-only", SettleList())


def _still_open(view: View, session: Session, step: SettleFinding | SettleReason, event: Input) -> Decision | None:
    """Somebody else may have settled it meanwhile, or what was done on the floor."""
    if (no := _only_supervisors(view, session, step, event)) is not None:
        return no
    return say(session, "refuse", "settle-gone", SettleList()) if view.finding(step.finding) is None else None


def ways(view: View, finding: OpenFinding) -> list[Way]:
    """What makes sense for a finding."""
    if finding.code == COUNT_VARIANCE:
        return ["approve"]
    return ["reason", "count"] if can_be_counted(view, finding.place) else ["reason"]


def _list(view: View, session: Session, _step: SettleList) -> Prompt:
    title = msg("settle-title")
    if not leads(view, session):
        return Prompt(title, "choice", msg("settle-supervisors-only"), commands=("menu",))
    numbered = ((number, view.finding(ident)) for number, ident in enumerate(session.offered[:OFFERED_MAX], 1))
    options = tuple(Option(str(number), label(one)) for number, one in numbered if one is not None)
    ask = msg("settle-ask") if options else msg("settle-none")
    return Prompt(title, "choice", ask, options=options, commands=("menu",))


def _shown(view: View, session: Session, step: SettleFinding) -> Prompt:
    title, finding = msg("settle-title"), view.finding(step.finding) if leads(view, session) else None
    if finding is None:
        return Prompt(title, "choice", msg("settle-gone"), commands=("cancel", "menu"))
    options = tuple(Option(str(WAYS.index(way) + 1), _said(view, session, way)) for way in ways(view, finding))
    lines = tuple(lines_of(view, finding))
    return Prompt(title, "choice", msg("settle-ask-what"), lines, options=options, commands=("cancel", "menu"))


def _said(view: View, session: Session, way: Way) -> Message:
    if way == "approve":
        return msg("settle-way-approve")
    if way == "reason":
        return msg("settle-way-reason")
    return msg("settle-way-count") if _counts_here(view, session) else msg("settle-way-count-later")


def _counts_here(view: View, session: Session) -> bool:
    return "count" in station_of(view, session).workflows


def _why(view: View, session: Session, step: SettleReason) -> Prompt:
    title, finding = msg("settle-title"), view.finding(step.finding) if leads(view, session) else None
    if finding is None:
        return Prompt(title, "choice", msg("settle-gone"), commands=("cancel",))
    reasons = enumerate(reasons_of(finding.code), 1)
    options = tuple(Option(str(number), Message(f"reason-{reason}")) for number, reason in reasons)
    return Prompt(title, "choice", msg("settle-ask-reason"), options=options, commands=("cancel",))


def _choose(view: View, session: Session, _step: SettleList, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= min(len(session.offered), OFFERED_MAX):
        return None
    return shown(view, session, session.offered[number - 1])


def shown(view: View, session: Session, ident: str) -> Decision:
    """One finding, chosen here or from the desk."""
    if not leads(view, session):
        return refuse(session, "settle-supervisors-only")
    if view.finding(ident) is None:
        return refuse(session, "settle-gone")
    return say(session, "info", "settle-chosen", SettleFinding(ident))


def _way(view: View, session: Session, step: SettleFinding, event: Input) -> Decision | None:
    number, finding = typed_quantity(event), view.finding(step.finding)
    assert finding is not None
    way = WAYS[number - 1] if number is not None and 1 <= number <= len(WAYS) else None
    if way not in ways(view, finding):
        return None
    if way == "approve":
        into = approve.ApproveCount(finding.id)
        return say(session, "ok", "approve-chosen", into, place=Place(finding.place).code)
    if way == "reason":
        return say(session, "info", "ask-reason", SettleReason(finding.id))
    return _counted(view, session, finding, event)


def _counted(view: View, session: Session, finding: OpenFinding, event: Input) -> Decision:
    """The place is counted now, or stands in the list of whoever counts next."""
    place = Place(finding.place)
    if _counts_here(view, session):
        return begin(view, session, event, place, "")
    later = say(session, "ok", "settle-counted-later", SettleList(), place=place.code)
    if finding.code in WANTS_COUNT or view.findings_at(place, COUNT_AGAIN):
        return later  # it stands there already
    return changed(later, drafts=(opened_again(session, event, place, "", ""),))


def _settle(view: View, session: Session, step: SettleReason, event: Input) -> Decision | None:
    number, finding = typed_quantity(event), view.finding(step.finding)
    assert finding is not None
    reasons = reasons_of(finding.code)
    if number is None or not 1 <= number <= len(reasons):
        return None
    place = Place(finding.place) if finding.place else None
    closed = Finding(finding.id, "closed", finding.code, place=place, item=finding.item)
    entry = changed(draft(session, closed, reasons[number - 1]), approver=session.operator)
    settled = say(changed(session, undoable=()), "ok", "settled", SettleList())
    return changed(settled, drafts=(entry,))


def _later(_view: View, session: Session, _step: SettleFinding, _event: Input) -> Decision:
    return say(session, "info", "cancelled", SettleList())


def _back(_view: View, session: Session, step: SettleReason, _event: Input) -> Decision:
    return say(session, "info", "cancelled", SettleFinding(step.finding))


WORKFLOW: Final[Workflow] = Workflow(
    "settle",
    start,
    {
        SettleList: Rules(_list, (On("number", _choose, to=(SettleFinding,)),), guard=_only_supervisors),
        SettleFinding: Rules(
            _shown,
            (
                On("number", _way, to=(SettleReason, SettleList), into=("count", "approve")),
                On("cancel", _later, to=(SettleList,)),
            ),
            guard=_still_open,
        ),
        SettleReason: Rules(
            _why,
            (On("number", _settle, to=(SettleList,)), On("cancel", _back, to=(SettleFinding,))),
            guard=_still_open,
        ),
    },
    offers=offers,
    leads=True,
)
