"""Under count: places whose quantities nobody is told until it is settled what stands there.

    a session counts the place | a finding `count-again` or `count-variance` of it is open

What stands in a handling unit stands in the place where the unit does; a unit may be counted by itself, too, for what
is in it. `edge/shell/history/under_count.py` says the same of a book that is read beside the daemon.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.message import Arg
from edge.core.place import NEST_LEVELS_MAX, Place
from edge.core.session import Session, Step, load_step
from edge.core.view import OpenFinding, View
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.transfer.steps import TransferAll

COUNT_AGAIN: Final = "count-again"
COUNT_VARIANCE: Final = "count-variance"
OPEN_COUNTS: Final = (COUNT_AGAIN, COUNT_VARIANCE)
"""Findings that keep a count open."""
TELLS_THE_BOOK: Final = frozenset({"negative-stock", "catch-weight-off", "short-pick"})
"""Findings whose arguments say what the book says of a place."""
UNDER_COUNT: Final = "under-count"
"""What is told instead of such a finding."""
WANTS_COUNT: Final = (
    *(COUNT_AGAIN, "short-pick", "zero-check", "negative-stock", "reserve-missing", "bin-blocked"),
    *("shelf-differs", "shelf-unclaimed", "shelf-odd-weight"),
)
"""Findings that ask for a count of their place, and that it settles."""
MISPLACED: Final = "lpn-misplaced"
"""A unit was seen in a place, and the book has it elsewhere: the place is counted once more."""
MISPLACED_MAX: Final = 500
LOOKED_AT: Final = ("bin-full",)
"""Findings that a count settles, though it is not what they wait for (edge/core/marks.py)."""
_SHOWN: Final = ("place", "lines", "round")
_MAY_COUNT: Final = (CountItems, LeaveBadge, LeavePin, LeaveReason)
"""Steps of who counts: the count itself, or that somebody's leave is asked for at it."""


def is_under_count(view: View, place: str) -> bool:
    """Whether the quantities of a place, or of a unit in it, are nobody's business but a supervisor's for now."""
    found = view.places_with(OPEN_COUNTS)
    around = tuple(around_it(view, place))
    if not around or around[-1].startswith("virt:"):
        return False
    return any(one in found or counted_at(view, one) != "" for one in around)


def under_count(sessions: Iterable[Session], findings: Iterable[tuple[str, str]]) -> frozenset[str]:
    """All places under count, from all sessions and from the open findings as (code, place)."""
    counted = {str(step.place) for one in sessions if isinstance(step := _work(one.step), CountItems)}
    return frozenset(counted | {place for code, place in findings if code in OPEN_COUNTS and place})


def places_under_count(view: View) -> frozenset[str]:
    """All places under count now; units that stand in them are not named."""
    return under_count(view.sessions(), ()) | frozenset(view.places_with(OPEN_COUNTS))


def counted_at(view: View, place: str) -> str:
    """The station where a place is being counted; '' for none."""
    counter = counter_of(view, place)
    return counter.station if counter is not None else ""


def counter_of(view: View, place: str) -> Session | None:
    """The session that counts a place."""
    for one in view.sessions():
        if isinstance(one.step, _MAY_COUNT) and _counts(one, place):
            return one
    return None


def standing(view: View, place: str) -> str:
    """The place, or the location that a unit stands in."""
    if not place.startswith("lpn:"):
        return place
    state = view.lpn(Place(place).code)
    return state.location if state is not None else ""


def around_it(view: View, place: str) -> Iterator[str]:
    """The place itself, then what it stands in, up to the location; no location for a unit that nobody knows."""
    yield place
    for _ in range(NEST_LEVELS_MAX):
        if not place.startswith("lpn:") or (state := view.lpn(Place(place).code)) is None:
            return
        place = state.parent
        yield place


def misplaced(view: View, lpn: str = "") -> list[OpenFinding]:
    """Open findings that a unit ('' for any) was seen where the book does not have it."""
    if not view.places_with((MISPLACED,)):
        return []
    found = view.findings(MISPLACED, limit=MISPLACED_MAX)
    return [one for one in found if lpn in ("", one.args.get("lpn"))]


def told_of(code: str, args: Mapping[str, Arg]) -> Mapping[str, Arg]:
    """Of a finding's arguments, those that a screen may have: of an open count neither what is missing nor who."""
    return {name: args[name] for name in _SHOWN if name in args} if code in OPEN_COUNTS else args


def finding_told(view: View, finding: OpenFinding) -> tuple[str, Mapping[str, Arg]]:
    """A finding's code and arguments as anybody may have them: while its place is under count, not what the book says
    there."""
    if finding.code in TELLS_THE_BOOK and finding.place and is_under_count(view, finding.place):
        return UNDER_COUNT, {"place": Place(finding.place).code}
    return finding.code, told_of(finding.code, finding.args)


def in_hand(view: View, session: Session, place: Place) -> set[str]:
    """Items that others have taken from the place or bring to it, and have not posted yet."""
    steps = [_work(one.step) for one in view.sessions() if one.station != session.station]
    found = {_item(step) for step in steps if _has_of(step, place)} - {""}
    if any(isinstance(step, TransferAll) and step.source == place for step in steps):
        found |= {one.key.item for one in view.content(place)}
    return found


def at_work(view: View, session: Session, place: Place) -> str:
    """Another station whose next goods come from the place or go there; '' for none."""
    others = (one for one in view.sessions() if one.station != session.station)
    return next((one.station for one in others if _is_busy(_work(one.step), place)), "")


def other_counter(view: View, operator: str) -> bool:
    """Whether another operator is signed in where counts are done."""
    return any(
        one.operator not in ("", operator) and _is_counters(view, one.station) and _is_active(view, one.operator)
        for one in view.sessions()
    )


def must_be_other(view: View, session: Session, again: OpenFinding) -> bool:
    """Whether a second count is not for the operator who made the first, because there is another."""
    first = again.args.get("first", "")
    return view.policy.count_again_by_other and first == session.operator and other_counter(view, session.operator)


def _counts(session: Session, place: str) -> bool:
    step = _work(session.step)
    return isinstance(step, CountItems) and step.place == place


def _work(step: Step) -> Step:
    """The step itself, or the one that goes on when leave was given."""
    before = getattr(step, "before", None)
    return load_step(list(before)) if before else step


def _item(step: Step) -> str:
    key = getattr(step, "key", ())
    return str(key[0]) if isinstance(key, tuple) and key else ""


def _has_of(step: Step, place: Place) -> bool:
    is_source = getattr(step, "source", "") == place and getattr(step, "qty", 0)
    return bool(is_source or _goes_to(step, place))


def _goes_to(step: Step, place: Place) -> bool:
    """Whether a step's goods were sent to a place, or go on to where the last went."""
    sent = (getattr(step, "suggested", ""), getattr(step, "face", ""))
    return place.code in sent or getattr(step, "target", "") == place


def _is_busy(step: Step, place: Place) -> bool:
    return getattr(step, "source", "") == place or getattr(step, "bin", "") == place.code or _goes_to(step, place)


def _is_counters(view: View, name: str) -> bool:
    station = view.station(name)
    return station is not None and "count" in station.workflows


def _is_active(view: View, ident: str) -> bool:
    operator = view.operator(ident)
    return operator is not None and operator.active
