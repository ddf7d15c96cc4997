"""Which place is counted: what is offered by number and why, and how a count of it begins."""

from collections.abc import Iterator
from typing import Final

from edge.core.decision import Decision, refuse, say
from edge.core.entry_json import utc_ms
from edge.core.event import Input
from edge.core.message import Message, Option, Prompt, msg
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import Document
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import document_named, named, typed_quantity
from edge.core.workflows.count.steps import CountPlace, frozen
from edge.core.workflows.counting import (
    COUNT_AGAIN,
    COUNT_VARIANCE,
    MISPLACED,
    WANTS_COUNT,
    at_work,
    counted_at,
    counter_of,
    must_be_other,
)
from edge.core.workflows.taken import asks_over, taken_from

OFFERED_MAX: Final = 9
_FINDING, _TASK, _DUE = "f/", "d/", "p/"


def offers(view: View, session: Session) -> tuple[str, ...]:
    """What wants a count: findings first, oldest first; then central's tasks; then places that are due by class."""
    chosen, places = list[str](), set[str]()
    for ident, place in _wanted(view, session):
        if len(chosen) == OFFERED_MAX:
            break
        if place not in places or ident.startswith(_TASK):
            chosen.append(ident)
            places.add(place)
    return tuple(chosen)


def _wanted(view: View, session: Session) -> Iterator[tuple[str, str]]:
    """Everything that could be offered, with its place; not what another station counts now."""
    for finding in view.findings(*WANTS_COUNT, MISPLACED):
        if _is_for(view, session, finding.id):
            yield _FINDING + finding.id, finding.place
    for document in view.open_documents("count", OFFERED_MAX, session.operator):
        if view.location(document.place) is None or _is_free(view, session, location(view.site, document.place)):
            yield _TASK + document.id, f"loc:{view.site}/{document.place}"
    for code in view.places_to_count(session.touched_ms, OFFERED_MAX) if session.touched_ms else ():
        if _is_free(view, session, location(view.site, code)):
            yield _DUE + code, location(view.site, code)


def _is_for(view: View, session: Session, ident: str) -> bool:
    """Whether a finding is one that this operator settles by a count: not while a supervisor has to decide there."""
    finding = view.finding(ident)
    if finding is None or not can_be_counted(view, finding.place) or not _is_free(view, session, finding.place):
        return False
    if finding.code == COUNT_AGAIN:
        return not must_be_other(view, session, finding)
    return not view.findings_at(finding.place, COUNT_VARIANCE)


def can_be_counted(view: View, place: str) -> bool:
    """Whether it is a location, or a unit that is in the house."""
    if not place.startswith("lpn:"):
        return place.startswith("loc:")
    state = view.lpn(Place(place).code)
    return state is not None and in_house(state)


def _is_free(view: View, session: Session, place: str) -> bool:
    return counted_at(view, place) in ("", session.station)


def prompt(view: View, session: Session, _step: CountPlace) -> Prompt:
    """The list, each under the number it was given when the last input was answered."""
    numbered = ((number, _label(view, session, ident)) for number, ident in enumerate(session.offered, 1))
    options = tuple(Option(str(number), text) for number, text in numbered if text is not None)
    return Prompt(msg("count-title"), "choice", msg("count-ask-place"), options=options, commands=("menu",))


def _label(view: View, session: Session, ident: str) -> Message | None:
    """What is shown of one; None for what was settled since the list was made."""
    kind, rest = ident[:2], ident[2:]
    if kind == _DUE:
        is_done = _is_recent(view, location(view.site, rest), session.touched_ms)
        return None if is_done else msg("count-option-due", place=rest)
    if kind == _TASK:
        document = view.document("count", rest)
        return msg("count-option", document=rest, place=document.place) if document is not None else None
    finding = view.finding(rest)
    if finding is None:
        return None
    if finding.code == MISPLACED:
        lpn = str(finding.args.get("lpn", ""))
        return msg("count-option-misplaced", lpn=lpn, place=Place(finding.place).code)
    why = {
        "count-again": "count-option-again",
        "short-pick": "count-option-short",
        "zero-check": "count-option-zero",
        "negative-stock": "count-option-negative",
        "reserve-missing": "count-option-short",
        "bin-blocked": "count-option-unusable",
        "shelf-differs": "count-option-shelf",
        "shelf-unclaimed": "count-option-shelf",
        "shelf-odd-weight": "count-option-shelf",
    }[finding.code]
    return Message(why, {"place": Place(finding.place).code})


def by_number(view: View, session: Session, _step: CountPlace, event: Input) -> Decision | None:
    """One of the list is chosen."""
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    ident = session.offered[number - 1]
    kind, rest = ident[:2], ident[2:]
    if kind == _TASK:
        document = view.document("count", rest)
        return _task(view, session, document, event) if document is not None else refuse(session, "count-gone")
    if kind == _DUE:
        return begin(view, session, event, location(view.site, rest), "")
    finding = view.finding(rest)
    return begin(view, session, event, Place(finding.place), "") if finding else refuse(session, "count-gone")


def by_document(view: View, session: Session, _step: CountPlace, event: Input) -> Decision | None:
    """A task of central's is scanned."""
    document = document_named(event, "count")
    return _task(view, session, document, event) if document is not None else None


def by_location(view: View, session: Session, _step: CountPlace, event: Input) -> Decision | None:
    """The place itself is scanned."""
    scan = named(event, LocationScan)
    return begin(view, session, event, location(view.site, scan.info.code), "") if scan is not None else None


def by_unit(view: View, session: Session, _step: CountPlace, event: Input) -> Decision | None:
    """A unit is scanned: what is in it is counted."""
    scan = named(event, LpnScan)
    if scan is None or (state := view.lpn(scan.lpn)) is None:
        return None
    if not in_house(state):
        return refuse(session, "lpn-gone", lpn=scan.lpn)
    return begin(view, session, event, handling_unit(scan.lpn), "")


def resume(view: View, session: Session, document: Document, event: Input) -> Decision:
    """A task chosen from all kinds of tasks."""
    return _task(view, session, document, event)


def _task(view: View, session: Session, document: Document, event: Input) -> Decision:
    if document.type != "count":
        return refuse(session, "not-a-count", document=document.id)
    if document.cancelled or view.is_closed("count", document.id):
        return refuse(session, "document-closed", document=document.id)
    if view.location(document.place) is None:
        return refuse(session, "count-without-place", document=document.id, place=document.place)
    return begin(view, session, event, location(view.site, document.place), document.id)


def begin(view: View, session: Session, event: Input, place: Place, doc: str) -> Decision:
    """A count of a place, taken over after a question where another counts it."""
    code, other = place.code, counter_of(view, place)
    again = next(iter(view.findings_at(place, COUNT_AGAIN)), None)
    if again is not None and must_be_other(view, session, again):
        return refuse(session, "count-by-other", place=code)
    if other is not None and other.station != session.station:
        if (asked := asks_over(view, session, event, other, code)) is not None:
            return asked
        return taken_from(view, session, event, _begun(view, session, event, place, doc), other, code)
    return _begun(view, session, event, place, doc)


def _begun(view: View, session: Session, event: Input, place: Place, doc: str) -> Decision:
    """The book is frozen as it is now: whoever takes a count over begins it anew."""
    code, again = place.code, next(iter(view.findings_at(place, COUNT_AGAIN)), None)
    task = doc or (str(again.args.get("doc", "")) if again is not None else "")
    step = frozen(view, place, task, 2 if again is not None else 1)
    if (station := at_work(view, session, place)) != "":
        return say(session, "info", "count-busy", step, place=code, station=station)
    if _is_recent(view, place, event.now.wall_ms):
        return say(session, "info", "count-recent", step, place=code)
    return say(session, "ok", "count-started", step, place=code)


def _is_recent(view: View, place: Place, now_ms: int) -> bool:
    """Whether a place was counted on this day of the site: it is counted again gladly, but not unawares."""
    counted = view.counted(place)
    return counted != "" and view.day_of(utc_ms(counted)) == view.day_of(now_ms)
