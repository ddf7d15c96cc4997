"""Stock that an operator takes from a place of his own accord: what it is, and whether it is free to be taken.

What the book received on different days is one pile to the hand: the oldest is booked first. Free is what no open pick
of another station was sent for, and what stands in no order's tote. How much the book has is never said: a count of the
place may be open, and is blind.
"""

from collections.abc import Collection, Iterator, Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, refuse
from edge.core.entry import Draft
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import ItemScan
from edge.core.place import NEST_LEVELS_MAX, Place
from edge.core.session import Session
from edge.core.stock import Balance, Goods, StockKey
from edge.core.view import View
from edge.core.workflows.allocation import allocate, open_lines
from edge.core.workflows.contract import (
    item_name,
    key_tuple,
    matching,
    shelf_conflict,
)
from edge.core.workflows.pick.steps import PickDamaged, PickGo, PickItem, PickTote, PickZero
from edge.core.workflows.serials import goods_taken, wrong_serial
from edge.core.workflows.taken import at_work, order_in
from edge.core.workflows.too_many import none_told

UNITS_LOOKED_IN = 50
WALKING = PickTote | PickGo | PickItem | PickDamaged | PickZero


def pile(view: View, place: str, key: StockKey) -> list[Balance]:
    """What stands in a place and differs from a key by the day it was received at most, oldest first."""
    same = [one for one in view.content(place) if changed(one.key, received_on="") == changed(key, received_on="")]
    return sorted(same, key=lambda one: one.key.received_on)


def chosen_stock(view: View, session: Session, scan: ItemScan, place: Place) -> StockKey | Decision:
    """The stock of a place that a label means: sellable before other, oldest first. Else why it means none."""
    fitting = matching(view.content(place, scan.item.code), scan)
    if not fitting:
        return _not_here(view, session, scan, place)
    if len({one.key.lot for one in fitting}) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    if (no := wrong_serial(view, session, scan, (), place)) is not None:
        return no
    return _in_order(fitting)[0]


def _not_here(view: View, session: Session, scan: ItemScan, place: Place) -> Decision:
    if (no := none_told(view, session, place, scan)) is not None:
        return no
    units = view.units_in(place)[:UNITS_LOOKED_IN]
    held = next((one for one in units if matching(view.content(f"lpn:{one}", scan.item.code), scan)), None)
    if held is not None:
        return refuse(session, "transfer-in-unit", item=scan.item.name, lpn=held)
    return refuse(session, "item-not-here", item=scan.item.name, location=place.code)


def next_stock(view: View, place: str, key: StockKey) -> StockKey:
    """The next pile of the item in the place: of another status, date or lot; the same where there is no other."""
    others = _in_order(list(view.content(place, key.item)))
    heads = list(dict.fromkeys(changed(one, received_on="") for one in others))
    own = changed(key, received_on="")
    return heads[(heads.index(own) + 1) % len(heads)] if own in heads else key


def _in_order(balances: Sequence[Balance]) -> list[StockKey]:
    return sorted(
        (one.key for one in balances),
        key=lambda key: (key.status != "sellable", key.status, key.expiry or "9", key.lot, key.received_on),
    )


def goods_of(
    view: View, place: str, key: StockKey, qty: int, serials: tuple[str, ...], net_mg: int = 0
) -> Iterator[Goods]:
    """So many of a pile as they leave their place. What the book has not is booked on the youngest key."""
    left, rest, stock = qty, serials, pile(view, place, key)
    for number, balance in enumerate(stock):
        is_last = number == len(stock) - 1
        part = left if is_last else min(left, balance.qty)
        if part > 0:
            yield from goods_taken(view, balance.key, part, rest[:part], place, net_mg * part // qty)
        left, rest = left - part, rest[part:]
    if not stock:
        yield from goods_taken(view, key, qty, serials, place, net_mg)


def not_free(view: View, session: Session, event: Input, place: Place, key: StockKey, qty: int) -> Decision | None:
    """Refuse what the book has not, and what is promised to an order; a supervisor may allow both."""
    stock, name = pile(view, place, key), item_name(view, key.item)
    here = sum(one.qty for one in stock)
    if qty > here:
        no = needs_leave(session, event, "negative", "transfer-too-many", quantity=qty, item=name, place=place.code)
        if no is not None:
            return no
    for lpn in units_around(view, place):
        if (order := order_in(view, lpn)) != "":
            return needs_leave(session, event, "not-planned", "transfer-reserved", item=name, order=order)
    claimed, order = _claimed(view, session, event, place, {key_tuple(one.key) for one in stock})
    if claimed and qty > here - claimed:
        return needs_leave(session, event, "not-planned", "transfer-reserved", item=name, order=order)
    return None


def claimed_at(view: View, session: Session, event: Input, place: Place) -> str:
    """The order, or else the station, of an open pick that wants something from a place; '' for none."""
    items = {one.key.item for one in view.content(place)}
    return next((order for order, of, _, _ in _claims(view, session, event, items) if of == place), "")


def _claimed(view: View, session: Session, event: Input, place: Place, keys: set[tuple[str, ...]]) -> tuple[int, str]:
    """What other stations go for, and the order of one of them."""
    claims = _claims(view, session, event, {key[0] for key in keys})
    here = [(order, units) for order, of, key, units in claims if of == place and key in keys]
    return sum(units for _, units in here), here[-1][0] if here else ""


def _claims(
    view: View, session: Session, event: Input, items: Collection[str]
) -> Iterator[tuple[str, str, tuple[str, ...], int]]:
    """What other stations were sent for, and where the lines of their walks that want such items will send them: order,
    or else station, place, stock key, units."""
    for other in view.sessions():
        if other.station == session.station:
            continue
        step = at_work(other)
        source, key, want = getattr(step, "source", ""), getattr(step, "key", ()), getattr(step, "want", 0)
        order, line = getattr(step, "order", ""), getattr(step, "line", 0)
        if want and source:
            yield order or other.station, source, key, want
        if isinstance(step, WALKING):
            orders = (order, *(one for one, _ in step.others))
            documents = [one for ident in orders if (one := view.document("order", ident)) is not None]
            wanted = [one for one in documents if any(of.item in items for of in one.lines)]
            rest = [one for document in wanted for one in open_lines(view, document, {}) if one.line.item in items]
            later = [one for one in rest if (one.order, one.line.line) != (order, line)]
            choices, _ = allocate(view, later, event.today, {(source, key): want} if want else {}, step.missing)
            for choice in choices:
                yield choice.order, choice.balance.place, key_tuple(choice.balance.key), choice.want


def units_around(view: View, place: Place) -> tuple[str, ...]:
    """The units that a place is in, itself first; none for a location."""
    found: list[str] = []
    while place.kind == "lpn" and len(found) < NEST_LEVELS_MAX:
        found.append(place.code)
        if (state := view.lpn(place.code)) is None:
            break
        place = Place(state.parent)
    return tuple(found)


def shelf_says(
    view: View, session: Session, event: Input, place: Place, item: str, change: int
) -> tuple[bool, tuple[Draft, ...], tuple[DropStep, ...]]:
    """What a shelf saw of goods that come (+) or go (-): whether it agrees, else a finding, and the steps it used."""
    if place.kind != "loc":
        return False, (), ()
    seen = [held for held in view.held_steps(place.code) if held.item == item and held.units * change > 0]
    weighed = sum(held.units for held in seen)
    drops = tuple(DropStep(held.id) for held in seen)
    if weighed in (0, change):
        return weighed == change, (), drops
    return False, shelf_conflict(session, event, place, item, shelf=abs(weighed), said=abs(change)), drops
