"""Kits are taken apart: they go to KITTING and their components come back, in one decision under one group.

Components that have lots, dates or numbers are scanned; the others come back as the recipe says.
"""

from collections.abc import Iterator

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Movement
from edge.core.event import Input
from edge.core.place import Place, virtual
from edge.core.printing import labelled
from edge.core.rooms import Part as RoomPart
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.workflows.contract import goods_named, item_name, key_tuple, stock_key, typed_quantity, undoable
from edge.core.workflows.kit.said import incomplete, part_back
from edge.core.workflows.kit.steps import KitOrder, UnkitParts, UnkitQuantity
from edge.core.workflows.kit.take import here
from edge.core.workflows.serials import other_stock, wrong_serial
from edge.core.workflows.transfer.steps import lend, lent
from edge.core.workflows.transfer.stock import chosen_stock, goods_of, not_free
from edge.core.workflows.transfer.target import Target, target_of


def take_apart(view: View, session: Session, step: KitOrder, event: Input) -> Decision | None:
    """A kit itself, with no order: it is taken apart."""
    if (scan := goods_named(event)) is None:
        return None
    if not scan.item.components:
        return refuse(session, "kit-no-kit", item=scan.item.name)
    source = Place(step.source) if step.source else here(view, session)
    key = chosen_stock(view, session, scan, source)
    if isinstance(key, Decision):
        return key
    serials = (scan.serial,) if scan.serial else ()
    kits = UnkitQuantity(source, key_tuple(key), scan.units, serials, name=event.id)
    return _counted(view, session, event, kits)


def _counted(view: View, session: Session, event: Input, step: UnkitQuantity) -> Decision:
    work = lend(session, step.lent)
    if (no := not_free(view, work, event, Place(step.source), stock_key(step.key), step.qty)) is not None:
        return no
    return say(session, "ok", "counted", changed(step, lent=lent(work)), quantity=step.qty)


def typed(view: View, session: Session, step: UnkitQuantity, event: Input) -> Decision | None:
    """The whole quantity, absolute."""
    if (quantity := typed_quantity(event)) is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=item_name(view, step.key[0]))
    return _counted(view, session, event, changed(step, qty=quantity))


def again(view: View, session: Session, step: UnkitQuantity, event: Input) -> Decision | None:
    """One more of the same."""
    if (scan := goods_named(event)) is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "place-first", item=item_name(view, key.item), scanned=scan.item.name)
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(view, session, event, changed(step, qty=step.qty + scan.units, serials=serials))


def enough(view: View, session: Session, step: UnkitQuantity, _event: Input) -> Decision | None:
    """So many: what comes back of them."""
    item = view.item(step.key[0])
    if item is None:
        return None
    plain = tuple(
        (code, "", "", units * step.qty, ()) for code, units in item.components.items() if not is_tracked(view, code)
    )
    parts = UnkitParts(step.source, step.key, step.qty, step.serials, step.lent, plain, step.name)
    return say(session, "info", "kit-apart", parts, quantity=step.qty, item=item.name)


def is_tracked(view: View, code: str) -> bool:
    item = view.item(code)
    return item is not None and bool(item.tracking & {"lot", "expiry", "serial"})


def owed(view: View, step: UnkitParts) -> dict[str, int]:
    """The components that are still to be scanned, and how many."""
    item = view.item(step.key[0])
    recipe = item.components if item is not None else {}
    told: dict[str, int] = {}
    for code, _, _, qty, _ in step.back:
        told[code] = told.get(code, 0) + qty
    left = {code: units * step.qty - told.get(code, 0) for code, units in recipe.items()}
    return {code: qty for code, qty in left.items() if qty > 0}


def part(view: View, session: Session, step: UnkitParts, event: Input) -> Decision | None:
    """A component that comes back."""
    return part_back(view, session, step, event, owed(view, step))


def put_in(view: View, session: Session, step: UnkitParts, event: Input) -> Decision | None:
    """The components go into the location or the unit that was scanned."""
    if (no := incomplete(view, session, owed(view, step))) is not None:
        return no
    work = lend(session, step.lent)
    parts = tuple(RoomPart(code, lot, qty) for code, lot, _, qty, _ in step.back)
    target = target_of(view, work, event, here(view, session), "kit", parts)
    return target if isinstance(target, Decision) else _apart(view, work, step, event, target)


def leave_here(view: View, session: Session, step: UnkitParts, event: Input) -> Decision | None:
    """The components stay at the station."""
    if (no := incomplete(view, session, owed(view, step))) is not None:
        return no
    return _apart(view, lend(session, step.lent), step, event, Target(here(view, session)))


def _apart(view: View, session: Session, step: UnkitParts, event: Input, target: Target) -> Decision:
    key = stock_key(step.key)
    if (no := not_free(view, session, event, Place(step.source), key, step.qty)) is not None:
        return no
    movements = list(_movements(view, step, event, target.place))
    arrival = () if target.arrival is None else (target.arrival,)
    drafts = tuple(draft(session, one) for one in (*arrival, *movements))
    name, place = item_name(view, key.item), target.place.code
    posted = post(session, KitOrder(), drafts, "kit-taken-apart", quantity=step.qty, item=name, place=place)
    posted = undoable(posted, event)
    first = next((one.what.key for one in movements if one.target == target.place and isinstance(one.what, Goods)), key)
    return labelled(view, posted, event, place, first, step.qty) if arrival else posted


def _movements(view: View, step: UnkitParts, event: Input, target: Place) -> Iterator[Movement]:
    source, kitting = Place(step.source), virtual(view.site, "KITTING")
    for goods in goods_of(view, source, stock_key(step.key), step.qty, step.serials):
        yield Movement("kit", goods, source, kitting, None, ("code",), event.id)
    for code, lot, expiry, qty, serials in step.back:
        item = view.item(code)
        owner, uom = (item.owner, item.uom) if item is not None else ("", "EA")
        weighs = weight_of(view, code, lot, qty)
        goods = Goods(StockKey(code, owner, lot, expiry, event.today), qty, uom, catch_qty=weighs, serials=serials)
        yield Movement("kit", goods, kitting, target, None, ("code",), event.id)


def weight_of(view: View, code: str, lot: str, qty: int) -> int | None:
    """What so many components of catch weight come back with: as much as such goods weighed on average that went in, of
    that lot where some did; None for goods that are not weighed.
    """
    item = view.item(code)
    if item is None or "catch_weight" not in item.tracking:
        return None
    went_in = view.content(virtual(view.site, "KITTING"), code)
    of_lot = [one for one in went_in if one.key.lot == lot] or went_in
    total = sum(one.qty for one in of_lot)
    return sum(one.catch_qty for one in of_lot) * min(qty, total) // total or None if total else None


def back(_view: View, session: Session, _step: UnkitQuantity | UnkitParts, _event: Input) -> Decision | None:
    """The kits stay whole; nothing was booked."""
    return say(session, "info", "cancelled", KitOrder())
