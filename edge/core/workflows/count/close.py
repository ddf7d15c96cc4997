"""The end of a count: held against the book, and what follows.

as the book says                 -> agreed
off, first round                 -> recount: by another operator where there is one (finding `count-again`)
off within the site's tolerance  -> adjusted: place <-> ADJUSTMENT
off                              -> review: a supervisor decides why (finding `count-variance`), of his own count too
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, draft, post, say
from edge.core.entry import Count, CountLine, Draft, Finding, Movement, Outcome
from edge.core.entry_id import entry_id
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.place import Place
from edge.core.session import Session
from edge.core.stock import Goods
from edge.core.value import value
from edge.core.view import OpenFinding, View
from edge.core.workflows.count.adjust import adjusted, has_serials, serials_off, still_there
from edge.core.workflows.count.seen import seen_units
from edge.core.workflows.count.steps import (
    COUNT_LINES_MAX,
    CountItems,
    CountPlace,
    doc_line,
    frozen,
    grouped,
    lines_of,
    position,
)
from edge.core.workflows.counting import (
    COUNT_AGAIN,
    COUNT_VARIANCE,
    LOOKED_AT,
    WANTS_COUNT,
    in_hand,
    other_counter,
)

Verdict: TypeAlias = Literal["agreed", "adjusted", "recount", "review"]


@value
class _Held:
    """A count held against the book. `missing` are units that were not seen, `numbers` items whose serials differ;
    `moved`: goods moved so that nobody can tell before or after which movement a unit was counted."""

    step: CountItems
    lines: tuple[CountLine, ...]
    missing: tuple[str, ...]
    numbers: frozenset[str]
    moved: bool

    @property
    def off(self) -> int:
        return _off(self.lines)

    @property
    def differing(self) -> int:
        goods = sum(1 for line in self.lines if line.found != line.book or line.key.item in self.numbers)
        return goods + len(self.missing)


def submit(view: View, session: Session, asked: CountItems, event: Input) -> Decision:
    """All has been said: what the count comes to."""
    place = Place(asked.place)
    hands = in_hand(view, session, place)
    held = _held(view, place, _while_asked(view, asked), hands)
    verdict = _verdict(view, place, held)
    counts = tuple(
        draft(session, Count(place, dict(held.step.snapshot), part, verdict, doc_line(held.step)))
        for part in _parts(held.lines)
    )
    doc = doc_line(held.step)
    closed = (draft(session, Outcome(doc, "closed")),) if doc and verdict != "recount" else ()
    moves = tuple(_moves(view, place, held)) if verdict == "adjusted" else ()
    drafts = (*counts, *(draft(session, one, "count") for one in moves))
    if verdict == "recount":
        return _again(view, session, held, drafts, event)
    entries = " ".join(entry_id(event.at.wall_ms, event.id, number) for number in range(len(counts)))
    review = (draft(session, _variance(session, held, entries, event)),) if verdict == "review" else ()
    units = tuple(seen_units(view, session, held.step, event))
    told = (*drafts, *settled(view, session, place, moves, verdict), *review, *units)
    key = {"agreed": "count-agreed", "adjusted": "count-adjusted", "review": "count-review"}[verdict]
    # What the shelf saw before is in what was counted: it must not be booked again when nobody claims it.
    seen = (one for one in view.held_steps(place.code) if one.at.wall_ms <= event.at.wall_ms)
    effects = tuple(DropStep(one.id) for one in seen if one.item not in hands)
    return changed(post(session, CountPlace(), (*told, *closed), key, place=place.code), effects=effects)


def settled(
    view: View,
    session: Session,
    place: Place,
    moves: Iterable[Movement],
    verdict: str,
    reason: str = "",
    by: OpenFinding | None = None,
) -> list[Draft]:
    """The findings that a count of the place settles, closed; what is below zero still stays open.

    `by` is the variance that an earlier count opened: what was found since is not settled by it.
    """
    codes = (COUNT_AGAIN, COUNT_VARIANCE) if verdict == "review" else (*WANTS_COUNT, *LOOKED_AT, COUNT_VARIANCE)
    below = _below_zero(view, place, moves)
    return [
        draft(session, Finding(one.id, "closed", one.code, place=place, item=one.item), reason)
        for one in view.findings_at(place, *codes)
        if (one.code != "negative-stock" or one.item not in below) and (by is None or one.opened_ms <= by.opened_ms)
    ]


def opened_again(session: Session, event: Input, place: Place, first: str, doc: str) -> Draft:
    """The finding that asks for a second count; `first` made the one before."""
    args: Mapping[str, Arg] = {"place": place.code, "round": 2, "first": first, "doc": doc}
    return draft(session, Finding(f"{event.id}/again", "opened", "count-again", _said(args), place))


def _said(args: Mapping[str, Arg]) -> dict[str, Arg]:
    return {name: value for name, value in args.items() if value != ""}


def _while_asked(view: View, step: CountItems) -> CountItems:
    """A count whose task central took back, or that ended meanwhile, is one of its own."""
    task = view.document("count", step.doc) if step.doc else None
    is_open = task is not None and not task.cancelled and not view.is_closed("count", task.id)
    return step if is_open else changed(step, doc="")


def _held(view: View, place: Place, asked: CountItems, hands: set[str]) -> _Held:
    step, moved = _as_of(view, place, asked)
    lines = lines_of(step)
    now = set(view.units_in(place))
    missing = tuple(lpn for lpn in step.stood if lpn in now and lpn not in step.units)
    tracked = {line.key.item for line in lines if has_serials(view, line.key.item)}
    numbers = frozenset(item for item in tracked if serials_off(view, place, item, lines))
    moved = moved or any(line.key.item in hands for line in lines if line.found != line.book)
    return _Held(step, lines, missing, numbers, moved)


def _as_of(view: View, place: Place, step: CountItems) -> tuple[CountItems, bool]:
    """The count as of the snapshot or, where goods moved meanwhile and it fits the book now, as of now."""
    now = changed(step, snapshot=position(view), book=grouped(view.balances(place)))
    if now.book == step.book or not _off(lines_of(step)):
        return step, False
    return (now, False) if not _off(lines_of(now)) else (step, True)


def _off(lines: Iterable[CountLine]) -> int:
    return max((abs(line.found - line.book) for line in lines), default=0)


def _verdict(view: View, place: Place, held: _Held) -> Verdict:
    by_name = bool(held.missing or held.numbers)
    if held.off == 0 and not by_name:
        return "agreed"
    within = held.off <= view.policy.count_tolerance
    if held.step.round == 1 and (held.moved or by_name or not within):
        return "recount"
    # What the book must give up may have left since the snapshot; units and serials go one by one, by a supervisor.
    plain = not by_name and not any(has_serials(view, one.key.item) for one in held.lines if one.found != one.book)
    return "adjusted" if within and plain and not held.moved and still_there(view, place, held.lines) else "review"


def _moves(view: View, place: Place, held: _Held) -> Iterable[Movement]:
    return (one for line in held.lines for one in adjusted(view, place, line, doc_line(held.step)))


def _again(view: View, session: Session, held: _Held, counts: tuple[Draft, ...], event: Input) -> Decision:
    """Off in the first round: another operator counts it, or the same where there is none."""
    place = Place(held.step.place)
    drafts = (*counts, opened_again(session, event, place, session.operator, held.step.doc))
    free = changed(session, undoable=())
    if view.policy.count_again_by_other and other_counter(view, session.operator):
        return changed(say(free, "warn", "count-again-by-other", CountPlace(), place=place.code), drafts=drafts)
    again = frozen(view, place, held.step.doc, 2)
    return changed(say(free, "warn", "count-again", again, place=place.code), drafts=drafts)


def _variance(session: Session, held: _Held, entries: str, event: Input) -> Finding:
    """What a supervisor decides: no quantity stands in it, but the entries that have them."""
    args: Mapping[str, Arg] = {
        "lines": held.differing,
        "place": Place(held.step.place).code,
        "entry": entries,
        "first": session.operator,
        "missing": " ".join(held.missing),
    }
    return Finding(f"{event.id}/count", "opened", "count-variance", _said(args), Place(held.step.place))


def _parts(lines: tuple[CountLine, ...]) -> Iterable[tuple[CountLine, ...]]:
    """The lines as entries take them: one has at most `COUNT_LINES_MAX`. An empty place is counted too."""
    return (lines[at : at + COUNT_LINES_MAX] for at in range(0, max(1, len(lines)), COUNT_LINES_MAX))


def _below_zero(view: View, place: Place, moves: Iterable[Movement]) -> set[str]:
    """Items of which an account of the place stays below zero after these movements."""
    came: dict[object, int] = {}
    for one in moves:
        if one.target == place and isinstance(one.what, Goods):
            came[one.what.key] = came.get(one.what.key, 0) + one.what.qty
    return {one.key.item for one in view.balances(place) if one.qty + came.get(one.key, 0) < 0}
