"""The steps of a count, and what they hold: what was found, beside the book as it stood when the count began."""

from collections.abc import Iterable
from typing import Final, TypeAlias

from edge.core.changed import changed
from edge.core.entry import CountLine, DocLine
from edge.core.place import Place
from edge.core.session import Step
from edge.core.stock import Balance, StockKey
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, key_tuple, stock_key

COUNT_LINES_MAX: Final = 200
"""Lines of one count entry; a longer count is several entries of one input, each for its own lines."""
COUNT_KEYS_MAX: Final = 1_000
"""Different goods of one place that can be counted at once, and serial numbers."""
COUNT_UNITS_MAX: Final = 100
"""Handling units of one place that can be counted at once."""
Counted: TypeAlias = tuple[tuple[KeyTuple, int], ...]


@value
class CountPlace(Step):
    """What is counted?"""


@value
class CountItems(Step):
    """Blind: what is there? `book` is the book at `snapshot`; `found` what was said so far, the last one last.

    `serials` are the numbers scanned, each with its stock key; `units` the handling units scanned, `stood` those that
    the book had there at the snapshot. `round` 2 is the second count of what was off.
    """

    place: str
    snapshot: tuple[tuple[str, int], ...]
    book: Counted
    found: Counted = ()
    doc: str = ""
    round: int = 1
    serials: tuple[tuple[KeyTuple, str], ...] = ()
    units: tuple[str, ...] = ()
    stood: tuple[str, ...] = ()


@value
class CountDetail(CountItems):
    """The lot, or the date, of goods whose label does not tell it: so many (`scanned`) are there."""

    item: str = ""
    lot: str = ""
    expiry: str = ""
    scanned: int = 1
    serial: str = ""


def frozen(view: View, place: Place, doc: str, round_: int = 1) -> CountItems:
    """A count that begins: the book as it stands now."""
    units = tuple(view.units_in(place)[:COUNT_UNITS_MAX])
    return CountItems(place, position(view), grouped(view.balances(place)), (), doc, round_, (), (), units)


def position(view: View) -> tuple[tuple[str, int], ...]:
    """Where the book stands, per box."""
    return tuple(sorted(view.position().items()))


def grouped(content: Iterable[Balance]) -> Counted:
    """Balances by what a counter can tell apart."""
    sums: dict[KeyTuple, int] = {}
    for balance in content:
        key = counting_key(balance.key)
        sums[key] = sums.get(key, 0) + balance.qty
    return tuple(sorted(sums.items()))


def counting_key(key: StockKey) -> KeyTuple:
    """What a counter can see: not when the stock was received."""
    return key_tuple(changed(key, received_on=""))


def lines_of(step: CountItems) -> tuple[CountLine, ...]:
    """What was found, and what the book said, of everything that either has."""
    found, book = dict(step.found), dict(step.book)
    keys = sorted({*found, *book})
    return tuple(CountLine(stock_key(key), found.get(key, 0), book.get(key, 0), serials_of(step, key)) for key in keys)


def serials_of(step: CountItems, key: KeyTuple) -> tuple[str, ...]:
    """The serial numbers that were scanned of one stock key."""
    return tuple(serial for of, serial in step.serials if of == key)


def doc_line(step: CountItems) -> DocLine | None:
    """The count document that the count is done for."""
    return DocLine("count", step.doc) if step.doc else None
