"""Operators who always do the right thing: from where their session stands, the next scan or number.

One a station, each with a kind of work.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from edge.core.place import Place
from edge.core.reference import Document, Item, Line
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, key_tuple, quantity_at, stock_key
from edge.core.workflows.count.steps import CountItems, CountPlace, grouped
from edge.core.workflows.pick.steps import PickGo, PickItem, PickOrder, PickStage, PickTote, PickWait
from edge.core.workflows.pick.wanted import wanted
from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from edge.core.workflows.receive.steps import ReceiveDocument, ReceiveItem, ReceiveQuantity
from edge.core.workflows.transfer.steps import TransferFrom, TransferItem, TransferQuantity
from simulators.codes import Code, ean13, gs1, plain, yymmdd
from simulators.warehouse import Warehouse

TODAY: Final = "2026-11-23"
MARGIN: Final = 20
"""Units of an item that are left where an order is begun: the other pickers are sent to them."""
SINGLES_MAX: Final = 3
"""Units that are scanned one by one before a number is typed."""


@dataclass(frozen=True, slots=True)
class Act:
    """A scan, or what is typed (`code` None), or a key."""

    code: Code | None = None
    typed: str = ""
    key: str = ""


@dataclass(slots=True)
class Todo:
    """What is left of the day, shared by all: documents nobody has begun, bins nobody has counted, totes."""

    receipts: Iterator[Document]
    orders: Iterator[Document]
    bins: Iterator[str]
    moves: Iterator[str]
    totes: Iterator[str]

    @classmethod
    def of(cls, house: Warehouse) -> "Todo":
        """The day of a warehouse: big ones have more bins than anybody counts."""
        bins = [one.place for one in house.stock if not one.serials]
        totes = (f"T-{number:06d}" for number in range(10**6))
        dry = {one.code for one in house.locations if "dry" in one.classes}
        moves = (place for place in bins[1::2] if place in dry)
        return cls(iter(house.receipts), iter(house.orders), iter(bins[::2]), moves, totes)


class Hand:
    """One operator. `next` gives None while there is nothing to do."""

    def __init__(self, todo: Todo, house: Warehouse) -> None:
        self._todo = todo
        self._free = [one.code for one in house.locations if one.zone == "R" and not one.fixed_item][::-1]

    def next(self, view: View, session: Session) -> Act | None:
        """What to do now."""
        match session.step:
            case ReceiveDocument() | ReceiveItem() | ReceiveQuantity():
                return self._receives(view, session)
            case PutawayWhat() | PutawayLpn() | PutawayItem():
                return self._puts_away(view, session)
            case PickOrder() | PickTote() | PickGo() | PickItem() | PickWait() | PickStage():
                return self._picks(view, session.step)
            case _:
                return self._counts_or_moves(view, session.step)

    def _receives(self, view: View, session: Session) -> Act | None:
        match session.step:
            case ReceiveItem() as step:
                return self._received(view, step)
            case ReceiveQuantity() as step:
                left = _left(view, step.doc, step.line)
                return Act(typed=str(left)) if step.qty < left else Act(plain(_here(view, session)))
            case _:
                return self._begin(self._todo.receipts)

    def _puts_away(self, view: View, session: Session) -> Act | None:
        match session.step:
            case PutawayLpn(suggested=target) | PutawayItem(suggested=target):
                return Act(plain(target)) if target else Act(key="cancel")
            case _:
                return self._put_away(view, session)

    def _picks(self, view: View, step: Step) -> Act | None:
        match step:
            case PickTote():
                return Act(plain(next(self._todo.totes)))
            case PickGo():
                return Act(plain(step.bin))
            case PickItem():
                return self._taken(view, step)
            case PickWait():
                return Act(key="skip")
            case PickStage():
                return Act(plain(step.stage or "STAGE-1"))
            case _:
                return self._begin(order for order in self._todo.orders if _is_there(view, order))

    def _counts_or_moves(self, view: View, step: Step) -> Act | None:
        match step:
            case CountPlace():
                place = next(self._todo.bins, "")
                return Act(plain(place)) if place else None
            case CountItems():
                return _counted(view, step)
            case TransferFrom():
                site = f"loc:{view.site}/"
                place = next((one for one in self._todo.moves if view.content(f"{site}{one}")), "")
                return Act(plain(place)) if place else None
            case TransferItem(source=source):
                content = view.content(source)
                return (
                    Act(_label(view, key_tuple(content[0].key))) if content and not step.target else Act(key="cancel")
                )
            case TransferQuantity():
                there = quantity_at(view, step.source, stock_key(step.key))
                return Act(typed="2") if step.qty < min(2, there) else Act(plain(self._other(Place(step.source).code)))
            case _:
                return None

    def _other(self, source: str) -> str:
        free = self._free.pop()
        return free if free != source else self._free.pop()

    def _begin(self, documents: Iterable[Document]) -> Act | None:
        document = next(iter(documents), None)
        return Act(plain(document.id)) if document is not None else None

    def _received(self, view: View, step: ReceiveItem) -> Act:
        document, done = view.document("receipt", step.doc), view.progress("receipt", step.doc)
        lines = document.lines if document is not None else ()
        line = next((one for one in lines if done.get(one.line, 0) < one.qty), None)
        if line is None:
            return Act(key="done")
        if line.lpn:
            return Act(gs1(("00", line.lpn)))
        return Act(_expected(view, line))

    def _put_away(self, view: View, session: Session) -> Act | None:
        """The loose goods of the dock, one kind after the other; then the next pallet."""
        here = f"loc:{view.site}/{_here(view, session)}"
        loose = next(iter(view.content(here)), None)
        if loose is not None:
            return Act(_label(view, key_tuple(loose.key)))
        pallet = next(iter(view.units_in(Place(here))), "")
        return Act(gs1(("00", pallet))) if pallet else None

    def _taken(self, view: View, step: PickItem) -> Act:
        if step.want < wanted(view, step):
            return Act(key="skip")  # somebody counts there: how much there is to be picked is told afterwards
        if step.qty == step.want:
            return Act(plain(step.tote))
        if step.qty < SINGLES_MAX:
            return Act(_label(view, step.key))
        return Act(typed=str(step.want))


def _is_there(view: View, order: Document) -> bool:
    """Whether an order can be picked whole, whatever the others take meanwhile."""
    left = (sum(balance.qty for _, balance in view.pickable(line.item, "", TODAY)) for line in order.lines)
    return all(units >= line.qty + MARGIN for units, line in zip(left, order.lines, strict=True))


def _counted(view: View, step: CountItems) -> Act:
    """What is there, stated by somebody who sees what the book has: so that every count agrees."""
    there = dict(grouped(view.content(step.place)))
    unit = next((one for one in view.units_in(Place(step.place)) if one not in step.units), "")
    if not there and not unit and not step.units:
        return Act(key="cancel")  # emptied meanwhile: to say so takes a second look
    found = dict(step.found)
    key = next((one for one in there if found.get(one) != there[one]), None)
    if key is not None and key not in found:
        return Act(_label(view, key))
    if key is not None and step.found[-1][0] == key:
        return Act(typed=str(there[key]))
    if key is not None or found.keys() - there.keys():
        return Act(key="cancel")  # somebody took of what was counted already
    return Act(plain(unit)) if unit else Act(key="done")


def _expected(view: View, line: Line) -> Code:
    item = view.item(line.item)
    assert item is not None
    fields = [("01", _unit(item))]
    if "expiry" in item.tracking:
        fields.append(("17", "291231"))
    if "lot" in item.tracking:
        fields.append(("10", f"N{line.line}"))
    return gs1(*fields) if len(fields) > 1 else ean13(fields[0][1])


def _label(view: View, values: KeyTuple) -> Code:
    """What stands on goods of a stock key."""
    key = stock_key(values)
    item = view.item(key.item)
    assert item is not None
    if not item.codes:
        return plain(item.code)
    fields = [("01", _unit(item))]
    if key.expiry:
        fields.append(("17", yymmdd(key.expiry)))
    if key.lot:
        fields.append(("10", key.lot))
    return gs1(*fields) if len(fields) > 1 else ean13(fields[0][1])


def _unit(item: Item) -> str:
    return next((code for code, units in item.codes.items() if units == 1), item.code)


def _left(view: View, doc: str, line: int) -> int:
    document = view.document("receipt", doc)
    want = next((one.qty for one in document.lines if one.line == line), 0) if document else 0
    return want - view.progress("receipt", doc).get(line, 0)


def _here(view: View, session: Session) -> str:
    station = view.station(session.station)
    assert station is not None
    return station.location
