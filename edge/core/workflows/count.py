"""Count: what stands in a place is stated blind, and held against the book.

    CountPlace -location or count task-> CountItems -items, quantities, done-> agreed | adjusted
    CountItems -variance above tolerance-> CountItems, round 2 -done-> agreed | adjusted | review

The book is frozen when the count starts: movements after that are added, not lost. Where goods moved while they were
counted, or are in somebody's hands, and the count fits neither the book before nor after, it is done again, then put
before a person. The expected quantity never leaves the daemon. Movements: place <-> ADJUSTMENT.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Count, CountLine, DocLine, Draft, Finding, Movement, Outcome
from edge.core.event import Input
from edge.core.message import Arg, Prompt, msg
from edge.core.names import ItemScan, LocationScan
from edge.core.place import Place, location, virtual
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.stock import Balance, Goods, StockKey
from edge.core.view import View
from edge.core.workflows.contract import (
    KeyTuple,
    Workflow,
    chosen,
    command,
    goods_named,
    item_name,
    key_tuple,
    named,
    offered,
    open_of,
    stock_key,
    typed_quantity,
    wrong_kind,
)
from edge.core.workflows.pick_steps import PickItem
from edge.core.workflows.putaway import PutawayItem

COUNT_LINES_MAX: Final = 200
"""Lines of one count entry; a longer count is several entries of one input, each for its own lines."""
Counted: TypeAlias = tuple[tuple[KeyTuple, int], ...]
Verdict: TypeAlias = Literal["agreed", "adjusted", "recount", "review"]


@dataclass(frozen=True, slots=True)
class CountPlace(Step):
    """What is counted?"""


@dataclass(frozen=True, slots=True)
class CountItems(Step):
    """Blind: what is there? `book` is the book at `snapshot`; `found` what was said so far, the last one last."""

    place: str
    snapshot: tuple[tuple[str, int], ...]
    book: Counted
    found: Counted = ()
    doc: str = ""
    round: int = 1


def start(_view: View, _session: Session) -> Step:
    return CountPlace()


def prompt(view: View, session: Session) -> Prompt:
    title, step = msg("count-title"), session.step
    match step:
        case CountPlace():
            options = offered(view, session, "count")
            return Prompt(title, "choice", msg("count-ask-place"), options=options, commands=("menu",))
        case CountItems():
            ask = msg("count-ask-items" if step.round == 1 else "count-ask-again", place=Place(step.place).code)
            lines = tuple(
                msg("count-line", item=item_name(view, key[0]), lot=key[2], quantity=quantity)
                for key, quantity in step.found[-5:]
            )
            said = step.found[-1][1] if step.found else 0
            return Prompt(title, "quantity", ask, lines, said, commands=("done", "cancel"))
        case _:
            raise TypeError(step)


def decide(view: View, session: Session, event: Input) -> Decision:
    step = session.step
    match step:
        case CountPlace():
            return _place(view, session, event)
        case CountItems():
            return _items(view, session, step, event)
        case _:
            raise TypeError(step)


def _place(view: View, session: Session, event: Input) -> Decision:
    if (document := chosen(view, session, event, "count")) is not None:
        return _task(view, session, document)
    if (target := named(event, LocationScan)) is not None:
        return _begin(view, session, location(view.site, target.info.code), "")
    return wrong_kind(session, event)


def _task(view: View, session: Session, document: Document) -> Decision:
    if document.type != "count":
        return refuse(session, "not-a-count", document=document.id)
    if document.cancelled or view.is_closed("count", document.id):
        return refuse(session, "document-closed", document=document.id)
    if view.location(document.place) is None:
        return refuse(session, "count-without-place", document=document.id, place=document.place)
    return _begin(view, session, location(view.site, document.place), document.id)


def _begin(view: View, session: Session, place: Place, doc: str) -> Decision:
    busy = next((one for one in view.sessions() if isinstance(one.step, CountItems) and one.step.place == place), None)
    if busy is not None and busy.station != session.station:
        return refuse(session, "count-in-work", place=place.code, station=busy.station)
    return say(session, "ok", "count-started", _frozen(view, place, doc), place=place.code)


def _frozen(view: View, place: Place, doc: str, round_: int = 1) -> CountItems:
    return CountItems(place, tuple(sorted(view.position().items())), _grouped(view.content(place)), (), doc, round_)


def _items(view: View, session: Session, step: CountItems, event: Input) -> Decision:
    if command(event) == "cancel":
        return say(session, "info", "cancelled", CountPlace())
    if command(event) == "done":
        return _submit(view, session, step, event)
    if (typed := typed_quantity(event)) is not None:
        if not step.found:
            return refuse(session, "count-item-first")
        found = (*step.found[:-1], (step.found[-1][0], typed))
        return say(session, "ok", "counted", changed(step, found=found), quantity=typed)
    scan = goods_named(event)
    return _add(session, step, scan) if scan is not None else wrong_kind(session, event)


def _add(session: Session, step: CountItems, scan: ItemScan) -> Decision:
    booked = [
        key
        for key, _ in step.book
        if key[0] == scan.item.code and scan.lot in ("", key[2]) and scan.expiry in ("", key[3])
    ]
    key: KeyTuple = (scan.item.code, scan.item.owner, scan.lot, scan.expiry, "", "sellable")
    if len(booked) == 1:
        key = booked[0]  # the one thing it can be, with what its label does not repeat
    elif _is_vague(scan):
        return refuse(session, "scan-lot", item=scan.item.name)
    before = dict(step.found).get(key, 0)
    found = (*(one for one in step.found if one[0] != key), (key, before + scan.units))
    return say(session, "ok", "counted", changed(step, found=found), quantity=before + scan.units)


def _is_vague(scan: ItemScan) -> bool:
    """Whether the label leaves open which stock of the item it is."""
    tracking = scan.item.tracking
    return ("lot" in tracking and not scan.lot) or ("expiry" in tracking and not scan.expiry)


def _submit(view: View, session: Session, asked: CountItems, event: Input) -> Decision:
    place = Place(asked.place)
    if not asked.found and not is_confirmed(session, event):
        return warn(session, event, "count-empty", place=place.code)
    step, moved = _as_of(view, _while_asked(view, asked))
    lines = _lines(step)
    in_hand = _in_hand(view, session, place)
    moved = moved or any(line.key.item in in_hand for line in lines if line.found != line.book)
    verdict = _verdict(view, session, step, lines, moved=moved)
    counts = (Count(place, dict(step.snapshot), part, verdict, _doc(step)) for part in _parts(lines))
    closed = (draft(session, Outcome(doc, "closed")),) if (doc := _doc(step)) and verdict != "recount" else ()
    drafts = (
        *(draft(session, count) for count in counts),
        *_follow(view, session, step, lines, verdict, event),
        *closed,
    )
    if verdict == "recount":
        again = _frozen(view, place, step.doc, 2)
        return changed(say(session, "warn", "count-again", again, place=place.code), drafts=drafts)
    key = {"agreed": "count-agreed", "adjusted": "count-adjusted", "review": "count-review"}[verdict]
    # What the shelf saw before is in what was counted: it must not be booked again when nobody claims it.
    seen = (held for held in view.held_steps(place.code) if held.at.wall_ms <= event.at.wall_ms)
    effects = tuple(DropStep(held.id) for held in seen if held.item not in in_hand)
    return changed(post(session, CountPlace(), drafts, key, place=place.code), effects=effects)


def _while_asked(view: View, step: CountItems) -> CountItems:
    """A count whose task central took back, or that ended meanwhile, is one of its own."""
    task = view.document("count", step.doc) if step.doc else None
    return (
        step
        if task is not None and not task.cancelled and not view.is_closed("count", task.id)
        else changed(step, doc="")
    )


def _parts(lines: tuple[CountLine, ...]) -> Iterable[tuple[CountLine, ...]]:
    """The lines as entries take them: one has at most `COUNT_LINES_MAX`. An empty place is counted too."""
    return (lines[at : at + COUNT_LINES_MAX] for at in range(0, max(1, len(lines)), COUNT_LINES_MAX))


def _in_hand(view: View, session: Session, place: Place) -> set[str]:
    """Items that others have taken from the place or bring to it, and have not posted yet."""
    steps = [one.step for one in view.sessions() if one.station != session.station]
    picked = {one.key[0] for one in steps if isinstance(one, PickItem) and one.source == place and one.qty}
    waiting = [one for one in steps if isinstance(one, PutawayItem)]
    return picked | {one.key[0] for one in waiting if one.source == place or one.suggested == place.code}


def _as_of(view: View, step: CountItems) -> tuple[CountItems, bool]:
    """The count as of the snapshot or, where goods moved meanwhile and it fits the book now, as of now.

    And whether goods moved so that nobody can tell before or after which movement a unit was counted.
    """
    now = changed(step, snapshot=tuple(sorted(view.position().items())), book=_grouped(view.content(step.place)))
    if now.book == step.book or not _off(_lines(step)):
        return step, False
    return (now, False) if not _off(_lines(now)) else (step, True)


def _off(lines: Iterable[CountLine]) -> int:
    return max((abs(line.found - line.book) for line in lines), default=0)


def _verdict(view: View, session: Session, step: CountItems, lines: tuple[CountLine, ...], *, moved: bool) -> Verdict:
    off = _off(lines)
    if off == 0:
        return "agreed"
    if step.round == 1 and (moved or off > view.policy.count_tolerance):
        return "recount"
    operator = view.operator(session.operator)
    allowed = off <= view.policy.count_tolerance or (operator is not None and operator.role == "supervisor")
    # What the book must give up may have left since the snapshot, and a quantity does not say which serials are gone.
    sure = not moved and _still_there(view, step, lines) and not _has_serials(view, lines)
    return "adjusted" if allowed and sure else "review"


def _has_serials(view: View, lines: Iterable[CountLine]) -> bool:
    items = (view.item(line.key.item) for line in lines if line.found != line.book)
    return any(item is not None and "serial" in item.tracking for item in items)


def _follow(
    view: View, session: Session, step: CountItems, lines: tuple[CountLine, ...], verdict: Verdict, event: Input
) -> Iterable[Draft]:
    if verdict == "adjusted":
        return [draft(session, one, "count") for line in lines for one in _adjust(view, step, line)]
    if verdict == "review":
        off = sum(1 for line in lines if line.found != line.book)
        args: dict[str, Arg] = {"lines": off, "place": Place(step.place).code}
        finding = Finding(f"{event.id}/count", "opened", "count-variance", args, Place(step.place))
        return [draft(session, finding)]
    return []


def _adjust(view: View, step: CountItems, line: CountLine) -> list[Movement]:
    """The movements that bring the book to what was found, oldest stock first when it gives up."""
    place, adjustment = Place(step.place), virtual(view.site, "ADJUSTMENT")
    off, fitting = line.found - line.book, _fitting(view, place, line.key)
    uom = _uom(view, line.key.item)
    if off > 0:
        key = fitting[0].key if fitting else line.key
        return [Movement("count", Goods(key, off, uom), adjustment, place, _doc(step))]
    movements, left = [], -off
    for balance in fitting:
        if left > 0:
            part = min(left, balance.qty)
            movements.append(Movement("count", Goods(balance.key, part, uom), place, adjustment, _doc(step)))
            left -= part
    return movements


def _still_there(view: View, step: CountItems, lines: tuple[CountLine, ...]) -> bool:
    return all(
        sum(balance.qty for balance in _fitting(view, Place(step.place), line.key)) >= line.book - line.found
        for line in lines
        if line.found < line.book
    )


def _fitting(view: View, place: Place, key: StockKey) -> list[Balance]:
    same = (one for one in view.content(place) if _counting_key(one.key) == key_tuple(key))
    return sorted(same, key=lambda one: one.key.received_on)


def _lines(step: CountItems) -> tuple[CountLine, ...]:
    found, book = dict(step.found), dict(step.book)
    keys = sorted({*found, *book})
    return tuple(CountLine(stock_key(key), found.get(key, 0), book.get(key, 0)) for key in keys)


def _grouped(content: Iterable[Balance]) -> Counted:
    sums: dict[KeyTuple, int] = {}
    for balance in content:
        key = _counting_key(balance.key)
        sums[key] = sums.get(key, 0) + balance.qty
    return tuple(sorted(sums.items()))


def _counting_key(key: StockKey) -> KeyTuple:
    """What a counter can see: not when the stock was received."""
    return key_tuple(changed(key, received_on=""))


def _doc(step: CountItems) -> DocLine | None:
    return DocLine("count", step.doc) if step.doc else None


def _uom(view: View, item: str) -> str:
    record = view.item(item)
    return record.uom if record else "EA"


WORKFLOW = Workflow("count", (CountPlace, CountItems), start, prompt, decide, offers=open_of("count"))
