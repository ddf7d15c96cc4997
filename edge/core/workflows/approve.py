"""Approve: what counts found that nobody could settle, put before a supervisor.

    ApproveList -number-> ApproveCount: what was found, and what the book said
    ApproveCount -confirm-> ApproveCause -root cause-> adjusted, and settled
    ApproveCount -cancel-> it is counted once more    -skip-> later

The book is put right by the difference to its snapshot: movements since are kept, and what has left since is not taken
twice. What cannot be put right, as a serial number that stands elsewhere, is counted once more. Supervisors only; each
may approve his own count too: the adjustment bears his name and the root cause, whoever counted. It is the one work
that shows what the book says of a place under count. Movements: place <-> ADJUSTMENT.
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Count, CountLine, Draft, Movement
from edge.core.event import Input
from edge.core.message import Message, Option, Prompt, msg
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import OpenFinding, View
from edge.core.workflows.contract import item_name, typed_quantity
from edge.core.workflows.count.adjust import adjusted, has_serials, serials_adjusted, serials_off, unit_adjusted
from edge.core.workflows.count.close import opened_again, settled
from edge.core.workflows.counting import COUNT_AGAIN, COUNT_VARIANCE, counted_at, in_hand
from edge.core.workflows.rules import On, Rules, Workflow

OFFERED_MAX: Final = 9
LINES_SHOWN: Final = 12
CAUSES: Final = {
    "missing-transaction": msg("cause-missing-transaction"),
    "miscounted": msg("cause-miscounted"),
    "found": msg("cause-found"),
    "expired": msg("cause-expired"),
    "lost": msg("cause-lost"),
    "damaged": msg("cause-damaged"),
    "other": msg("cause-other"),
}
"""Why the book was wrong: the reason that stands in the adjustment, and how it is said."""


@value
class ApproveList(Step):
    """Which count?"""


@value
class ApproveCount(Step):
    """What was found beside what the book said: right, or counted once more?"""

    finding: str


@value
class ApproveCause(Step):
    """Why was the book wrong?"""

    finding: str


@value
class _Variance:
    """An open variance with the lines that differ. `is_known`: its count is at hand."""

    place: Place
    lines: tuple[CountLine, ...]
    missing: tuple[str, ...]
    is_known: bool


def start(_view: View, _session: Session) -> Step:
    return ApproveList()


def offers(view: View, session: Session) -> tuple[str, ...]:
    """The counts that wait, oldest first; nobody but a supervisor is shown any."""
    if not _may_approve(view, session):
        return ()
    return tuple(one.id for one in view.findings(COUNT_VARIANCE, limit=OFFERED_MAX))


def _may_approve(view: View, session: Session) -> bool:
    operator = view.operator(session.operator)
    return operator is not None and operator.role == "supervisor"


def _only_supervisors(view: View, session: Session, _step: Step, _event: Input) -> Decision | None:
    if _may_approve(view, session):
        return None
    return say(session, "refuse", "approve-supervisors-only", ApproveList())


def _still_open(view: View, session: Session, step: ApproveCount | ApproveCause, event: Input) -> Decision | None:
    """The variance may be settled meanwhile: by another supervisor, or by a later count."""
    if (no := _only_supervisors(view, session, step, event)) is not None:
        return no
    if _finding(view, step) is None:
        return say(session, "refuse", "approve-gone", ApproveList())
    return None


def _finding(view: View, step: ApproveCount | ApproveCause) -> OpenFinding | None:
    found = view.finding(step.finding)
    return found if found is not None and found.code == COUNT_VARIANCE else None


def _variance(view: View, finding: OpenFinding) -> _Variance:
    place = Place(finding.place)
    bodies = [view.body(ident) for ident in str(finding.args.get("entry", "")).split()]
    lines = tuple(line for body in bodies if isinstance(body, Count) for line in body.lines)
    items = {one.key.item for one in lines if one.found != one.book or _numbers_off(view, place, one, lines)}
    off = tuple(
        one for one in lines if one.key.item in items and (one.found != one.book or has_serials(view, one.key.item))
    )
    missing = tuple(str(finding.args.get("missing", "")).split())
    return _Variance(place, off, missing, bool(bodies) and all(isinstance(one, Count) for one in bodies))


def _numbers_off(view: View, place: Place, line: CountLine, lines: tuple[CountLine, ...]) -> bool:
    item = line.key.item
    return has_serials(view, item) and bool(serials_off(view, place, item, lines))


def _list(view: View, session: Session, _step: ApproveList) -> Prompt:
    title = msg("approve-title")
    if not _may_approve(view, session):
        return Prompt(title, "choice", msg("approve-supervisors-only"), commands=("menu",))
    numbered = ((number, view.finding(ident)) for number, ident in enumerate(session.offered, 1))
    options = tuple(Option(str(number), _label(one)) for number, one in numbered if one is not None)
    ask = msg("approve-ask") if options else msg("approve-none")
    return Prompt(title, "choice", ask, options=options, commands=("menu",))


def _label(finding: OpenFinding) -> Message:
    return msg("approve-option", place=Place(finding.place).code, lines=finding.args.get("lines", 0))


def _shown(view: View, session: Session, step: ApproveCount) -> Prompt:
    title, commands = msg("approve-title"), ("confirm", "cancel", "skip")
    finding = _finding(view, step) if _may_approve(view, session) else None
    if finding is None:
        return Prompt(title, "confirm", msg("approve-gone"), commands=("skip",))
    variance = _variance(view, finding)
    lines = [_line(view, one) for one in variance.lines]
    lines += [msg("approve-unit", lpn=lpn) for lpn in variance.missing]
    more = (msg("approve-more", lines=len(lines) - LINES_SHOWN),) if len(lines) > LINES_SHOWN else ()
    shown = (*lines[:LINES_SHOWN], *more)
    return Prompt(title, "confirm", msg("approve-ask-count", place=variance.place.code), shown, commands=commands)


def _line(view: View, line: CountLine) -> Message:
    name = item_name(view, line.key.item)
    if not line.key.lot:
        return msg("approve-line", item=name, found=line.found, book=line.book)
    return msg("approve-lot-line", item=name, lot=line.key.lot, found=line.found, book=line.book)


def _why(_view: View, _session: Session, _step: ApproveCause) -> Prompt:
    causes = tuple(Option(str(number), cause) for number, cause in enumerate(CAUSES.values(), 1))
    return Prompt(msg("approve-title"), "choice", msg("approve-ask-cause"), options=causes, commands=("cancel",))


def _choose(view: View, session: Session, _step: ApproveList, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    step = ApproveCount(session.offered[number - 1])
    finding = _finding(view, step)
    if finding is None:
        return refuse(session, "approve-gone")
    return say(session, "ok", "approve-chosen", step, place=Place(finding.place).code)


def _approve(view: View, session: Session, step: ApproveCount, _event: Input) -> Decision:
    finding = _finding(view, step)
    assert finding is not None
    if (no := _in_work(view, session, finding)) is not None:
        return no
    return say(session, "info", "ask-reason", ApproveCause(step.finding))


def _in_work(view: View, session: Session, finding: OpenFinding) -> Decision | None:
    """What keeps a variance from being settled now: a count under way, goods in hand, its entries in the archive."""
    variance = _variance(view, finding)
    code = variance.place.code
    if (station := counted_at(view, variance.place)) != "":
        return refuse(session, "count-in-work", place=code, station=station)
    if not variance.is_known:
        return refuse(session, "approve-not-at-hand", place=code)
    hands = in_hand(view, session, variance.place)
    if any(line.key.item in hands for line in variance.lines):
        return refuse(session, "approve-in-hand", place=code)
    return None


def _settle(view: View, session: Session, step: ApproveCause, event: Input) -> Decision | None:
    number, finding = typed_quantity(event), _finding(view, step)
    assert finding is not None
    if number is None or not 1 <= number <= len(CAUSES):
        return None
    if (no := _in_work(view, session, finding)) is not None:
        return changed(no, session=changed(no.session, step=ApproveCount(step.finding)) if no.session else None)
    cause, variance = tuple(CAUSES)[number - 1], _variance(view, finding)
    moves, unsettled = _movements(view, variance)
    closed = settled(view, session, variance.place, moves, "adjusted", cause, by=finding)
    drafts = [*(_allowed(session, one, cause) for one in moves), *closed]
    free, code = changed(session, undoable=()), variance.place.code
    if not unsettled:
        return changed(say(free, "ok", "approved", ApproveList(), place=code), drafts=tuple(drafts))
    drafts += _once_more(view, session, event, finding)
    told = say(free, "warn", "approved-partly", ApproveList(), place=code, lines=unsettled)
    return changed(told, drafts=tuple(drafts))


def _allowed(session: Session, move: Movement, cause: str) -> Draft:
    return changed(draft(session, move, cause), approver=session.operator)


def _movements(view: View, variance: _Variance) -> tuple[list[Movement], int]:
    """What puts the book right, and how many lines and units that cannot be put right."""
    place, moves, unsettled = variance.place, list[Movement](), 0
    numbered = [line for line in variance.lines if has_serials(view, line.key.item)]
    for line in variance.lines:
        if line not in numbered:
            moves += adjusted(view, place, line, None)
    for item in sorted({line.key.item for line in numbered}):
        by_serial = serials_adjusted(view, place, [line for line in numbered if line.key.item == item])
        moves += by_serial or []
        unsettled += by_serial is None
    for lpn in variance.missing:
        by_unit = unit_adjusted(view, place, lpn)
        moves += by_unit or []
        unsettled += by_unit is None
    return moves, unsettled


def _send_back(view: View, session: Session, step: ApproveCount, event: Input) -> Decision:
    """Not believed: counted once more, by another operator where there is one."""
    finding = _finding(view, step)
    assert finding is not None
    place = Place(finding.place)
    closed = settled(view, session, place, (), "review", "counted-again", by=finding)
    again = _once_more(view, session, event, finding)
    sent = say(changed(session, undoable=()), "ok", "approve-sent-back", ApproveList(), place=place.code)
    return changed(sent, drafts=(*closed, *again))


def _once_more(view: View, session: Session, event: Input, finding: OpenFinding) -> tuple[Draft, ...]:
    """The finding that asks for another count; none where a later count has asked for one already."""
    later = (one for one in view.findings_at(finding.place, COUNT_AGAIN) if one.opened_ms > finding.opened_ms)
    if any(later):
        return ()
    return (opened_again(session, event, Place(finding.place), str(finding.args.get("first", "")), ""),)


def _later(_view: View, session: Session, _step: ApproveCount, _event: Input) -> Decision:
    return say(session, "info", "cancelled", ApproveList())


def _back(_view: View, session: Session, step: ApproveCause, _event: Input) -> Decision:
    return say(session, "info", "cancelled", ApproveCount(step.finding))


WORKFLOW = Workflow(
    "approve",
    start,
    {
        ApproveList: Rules(_list, (On("number", _choose, to=(ApproveCount,)),), guard=_only_supervisors),
        ApproveCount: Rules(
            _shown,
            (
                On("confirm", _approve, to=(ApproveCause,)),
                On("cancel", _send_back, to=(ApproveList,)),
                On("skip", _later, to=(ApproveList,)),
            ),
            guard=_still_open,
        ),
        ApproveCause: Rules(
            _why,
            (
                On("number", _settle, to=(ApproveList, ApproveCount)),
                On("cancel", _back, to=(ApproveCount,)),
            ),
            guard=_still_open,
        ),
    },
    offers=offers,
    leads=True,
)
