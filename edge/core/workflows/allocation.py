"""Allocation: which stock the lines of orders are picked from. First expired or first received, then on the way.

What other stations were sent for, and what this act takes already, is not given out twice; expired and recalled goods
are never given out, nor is what the picker found missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final, TypeAlias

from edge.core.place import handling_unit
from edge.core.reference import Document, Line, LocationInfo
from edge.core.session import Session
from edge.core.stock import Balance
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, key_tuple
from edge.core.workflows.taken import at_work

Account: TypeAlias = tuple[str, KeyTuple]
"""A place and a stock key."""
Claims: TypeAlias = Mapping[Account, int]
"""Units that are spoken for."""
Missing: TypeAlias = tuple[str, str, str, str]
"""A place, and the item, lot and expiry that a picker did not find there: all of a stock key that can be seen."""
Avoided: TypeAlias = tuple[Missing, ...]
OrderLine: TypeAlias = tuple[str, int]
"""A line of an order."""


_NONE: Final[Claims] = {}


@value
class Wanted:
    """What a line of an order still wants."""

    order: str
    line: Line
    left: int


@value
class Choice:
    """A line, the stock it is picked from next, and how much of it."""

    order: str
    line: Line
    bin: LocationInfo
    balance: Balance
    want: int

    @property
    def of(self) -> OrderLine:
        return self.order, self.line.line


@value
class Lacking:
    """A line that no stock is left for. `was_missing`: a picker stood before it in vain.

    `promised` is where stock stands that others were sent for: it may yet be left over.
    """

    wanted: Wanted
    was_missing: bool
    promised: Account | None = None


def open_lines(view: View, document: Document, moved: Mapping[OrderLine, int]) -> Iterator[Wanted]:
    """The lines of an order that are not done. `moved` are units that this act adds to a line."""
    progress, closed = view.progress("order", document.id), view.closed_lines("order", document.id)
    for line in document.lines:
        left = line.qty - progress.get(line.line, 0) - moved.get((document.id, line.line), 0)
        if left > 0 and line.line not in closed:
            yield Wanted(document.id, line, left)


def allocate(
    view: View, lines: Sequence[Wanted], today: str, claims: Claims, avoid: Avoided, others: Claims = _NONE
) -> tuple[list[Choice], list[Lacking]]:
    """What each line is picked from next, the nearest on the way first, and the lines that no stock is left for.

    `others` are those of the claims that are other stations'.
    """
    stock = _Stock(view, today)
    choices: list[Choice] = []
    lacking: list[Lacking] = []
    for one in lines:
        found = _choose(stock, one, claims, avoid, others)
        if isinstance(found, Choice):
            choices.append(found)
        else:
            lacking.append(Lacking(one, any(_is_wanted(one.line, missing) for missing in avoid), found))
    choices.sort(key=lambda one: (one.bin.walk, one.bin.code, one.line.item, one.order, one.line.line))
    return choices, lacking


def missing_at(place: str, key: KeyTuple) -> Missing:
    """What is not looked for again where a picker stood in vain."""
    item, _, lot, expiry, *_ = key
    return place, item, lot, expiry


def _is_wanted(line: Line, missing: Missing) -> bool:
    """Whether what was missing is what a line wants."""
    _, item, lot, _ = missing
    return item == line.item and line.lot in ("", lot)


def _choose(stock: "_Stock", wanted: Wanted, claims: Claims, avoid: Avoided, others: Claims) -> Choice | Account | None:
    """The stock for a line; else stock that would be there but for others; None where nothing is."""
    line, promised = wanted.line, None
    for info, balance in stock.of(line.item, line.lot):
        account = (balance.place, key_tuple(balance.key))
        if missing_at(*account) in avoid:
            continue
        free = balance.qty - claims.get(account, 0)
        if free > 0:
            return Choice(wanted.order, line, info, balance, min(wanted.left, free))
        if promised is None and free + others.get(account, 0) > 0:
            promised = account
    return promised


class _Stock:
    """What may be picked of an item and lot, looked up once for all lines that want it."""

    def __init__(self, view: View, today: str) -> None:
        self._view, self._today = view, today
        self._known: dict[
            tuple[str, str], tuple[list[tuple[LocationInfo, Balance]], Iterator[tuple[LocationInfo, Balance]]]
        ] = {}

    def of(self, item: str, lot: str) -> Iterator[tuple[LocationInfo, Balance]]:
        if (item, lot) not in self._known:
            self._known[item, lot] = ([], self._view.pickable(item, lot, self._today))
        seen, rest = self._known[item, lot]
        for number in count():
            if number == len(seen):
                if (more := next(rest, None)) is None:
                    return
                seen.append(more)
            yield seen[number]


def claims_of_others(view: View, session: Session) -> dict[Account, int]:
    """What other stations were sent for, or have in hand and not put down yet."""
    claims: dict[Account, int] = {}
    for _, account, want in _claims(view, session):
        claims[account] = claims.get(account, 0) + want
    return claims


def sent_for(view: View, session: Session, account: Account) -> Session | None:
    """The other session that was sent for some of this stock."""
    return next((other for other, of, _ in _claims(view, session) if of == account), None)


def _claims(view: View, session: Session) -> Iterator[tuple[Session, Account, int]]:
    """What others were sent for, or have in hand and not put down yet: it stands where it did by the book."""
    for other in view.sessions():
        if other.station == session.station:
            continue
        step = at_work(other)
        source, key = getattr(step, "source", None), getattr(step, "key", None)
        if isinstance(source, str) and key:
            lpn = getattr(step, "lpn", "")
            units = max(getattr(step, "want", 0), getattr(step, "qty", 0) + getattr(step, "rest", 0))
            if units:
                yield other, (handling_unit(lpn) if lpn else source, key), units
