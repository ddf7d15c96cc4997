"""Goods that move from one place to another: counted, perhaps given another status, put somewhere.

After the first target the next goods of the same place may go there too: `done` puts them, and so does the next item.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Draft, Movement, Witness
from edge.core.event import Input
from edge.core.names import ItemScan, LocationScan
from edge.core.place import Place, handling_unit, location
from edge.core.printing import labelled
from edge.core.rooms import Part
from edge.core.session import Session, Step
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    key_tuple,
    named,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.serials import other_stock, wrong_serial
from edge.core.workflows.transfer.steps import TransferFrom, TransferItem, TransferQuantity, TransferUnit, lend, lent
from edge.core.workflows.transfer.stock import chosen_stock, goods_of, next_stock, not_free, shelf_says
from edge.core.workflows.transfer.target import Target, in_others_hands, target_of, unfit, unit_unfit
from edge.core.workflows.transfer.whole import after_unit


def from_place(view: View, session: Session, step: TransferFrom | TransferItem, event: Input) -> Decision | None:
    """A location with nothing in hand is where goods are taken from, always."""
    scan = named(event, LocationScan)
    if scan is None:
        return None
    if isinstance(step, TransferFrom) and (boarded := _boarded(view, session, step, event)) is not None:
        return boarded
    if (no := in_others_hands(view, session, scan.info)) is not None:
        return no
    target = step.target if isinstance(step, TransferItem) else ""
    source = location(view.site, scan.info.code)
    return say(session, "ok", "transfer-from", TransferItem(source, target), place=source.code)


def _boarded(view: View, session: Session, step: TransferFrom, event: Input) -> Decision | None:
    """A carrier is worked with from now on, or not any more. None for one that is loaded: it is emptied."""
    scan, load = named(event, LocationScan), carrying.load_of(view, session)
    if scan is not None and load is not None and load.carrier == scan.info.code and not load.is_empty:
        return None
    return carrying.board(view, session, step, event)


def first_item(view: View, session: Session, step: TransferItem | TransferUnit, event: Input) -> Decision | None:
    """Goods of the place, or out of the unit."""
    if (scan := goods_named(event)) is None:
        return None
    is_unit = isinstance(step, TransferUnit)
    source = handling_unit(step.lpn) if isinstance(step, TransferUnit) else Place(step.source)
    return _take(view, session, event, scan, source, "" if is_unit else step.target)


def _take(view: View, session: Session, event: Input, scan: ItemScan, source: Place, target: str) -> Decision:
    key = chosen_stock(view, session, scan, source)
    if isinstance(key, Decision):
        return key
    serials = (scan.serial,) if scan.serial else ()
    return _counted(view, session, event, TransferQuantity(source, key_tuple(key), scan.units, target, serials))


def _counted(view: View, session: Session, event: Input, step: TransferQuantity) -> Decision:
    work, source = lend(session, step.lent), Place(step.source)
    counted = is_under_count(view, source)  # whoever guesses how much is there has to book it
    no = None if counted else not_free(view, work, event, source, stock_key(step.key), step.qty)
    if no is not None:
        return no
    return say(session, "ok", "counted", changed(step, lent=lent(work)), quantity=step.qty)


def typed(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision | None:
    """The whole quantity, absolute."""
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=item_name(view, step.key[0]))
    return _counted(view, session, event, changed(step, qty=quantity))


def again(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision | None:
    """One more of the same; another item is the next one, when it is known where those in hand go."""
    if (scan := goods_named(event)) is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return _next(view, session, step, event, scan)
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(view, session, event, changed(step, qty=step.qty + scan.units, serials=serials))


def _next(view: View, session: Session, step: TransferQuantity, event: Input, scan: ItemScan) -> Decision:
    """The goods in hand go where the last ones went, and the next are in hand."""
    if not step.target:
        return refuse(session, "place-first", item=item_name(view, step.key[0]), scanned=scan.item.name)
    taken = _take(view, session, event, scan, Place(step.source), step.target)
    if taken.session is None or not isinstance(taken.session.step, TransferQuantity) or taken.session.step == step:
        return taken
    put = _to_same(view, session, step, event)
    if not put.drafts or put.session is None:
        return put
    return changed(put, session=changed(put.session, step=taken.session.step))


def same_target(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision | None:
    """To the place where the last goods went."""
    return _to_same(view, session, step, event) if step.target else None


def _to_same(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision:
    work, place = lend(session, step.lent), Place(step.target)
    source, parts = Place(step.source), _parts(step)
    info = view.location(place.code) if place.kind == "loc" else None
    if info is not None and (no := unfit(view, work, event, info, source, parts)) is not None:
        return no
    if place.kind == "lpn":
        state = view.lpn(place.code)
        if state is None or not in_house(state):
            return refuse(session, "lpn-gone", lpn=place.code)
        if (no := unit_unfit(view, work, event, state, source, parts)) is not None:
            return no
    return _put(view, work, step, event, Target(place))


def put_in(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision | None:
    """Into the location or the unit that was scanned."""
    work = lend(session, step.lent)
    target = target_of(view, work, event, Place(step.source), "transfer", _parts(step), asks_new=True)
    return target if isinstance(target, Decision) else _put(view, work, step, event, target)


def _put(view: View, session: Session, step: TransferQuantity, event: Input, target: Target) -> Decision:
    key, source = stock_key(step.key), Place(step.source)
    if (no := not_free(view, session, event, source, key, step.qty)) is not None:
        return no
    if source == target.place and step.status in ("", key.status):
        return refuse(session, "transfer-same-place", place=source.code)
    left, out_drafts, out_drops = shelf_says(view, session, event, source, key.item, -step.qty)
    came, in_drafts, in_drops = shelf_says(view, session, event, target.place, key.item, step.qty)
    agree: tuple[Witness, ...] = ("code", "weight") if left or came else ("code",)
    goods = tuple(_rekeyed(one, step.status) for one in goods_of(view, source, key, step.qty, step.serials))
    group = event.id if len(goods) > 1 else ""
    movements = [Movement("transfer", one, source, target.place, agree=agree, group=group) for one in goods]
    arrival = [] if target.arrival is None else [target.arrival]
    drafts: tuple[Draft, ...] = tuple(draft(session, one, step.status) for one in (*arrival, *movements))
    if not arrival:
        drafts += (*out_drafts, *in_drafts)[:2]  # one shelf's evidence is told, the one it left first
    stay: Step = TransferItem(source, target.place)
    posted = post(
        session, stay, drafts, "transferred", quantity=step.qty, item=item_name(view, key.item), place=target.place.code
    )
    posted = changed(undoable(posted, event), effects=(*out_drops, *in_drops))
    return labelled(view, posted, event, target.place.code, key, step.qty) if arrival else posted


def goods_aboard(view: View, session: Session, step: TransferQuantity, event: Input) -> Decision | None:
    """What is in hand stands on the carrier now, until it is put somewhere. None for who works with none."""
    work, source, key = lend(session, step.lent), Place(step.source), stock_key(step.key)
    aboard = carrying.hands(view, session, source)
    if aboard == source:
        return None
    if (no := not_free(view, work, event, source, key, step.qty)) is not None:
        return no
    goods = tuple(goods_of(view, source, key, step.qty, step.serials))
    left, told, drops = shelf_says(view, session, event, source, key.item, -step.qty)
    agree: tuple[Witness, ...] = ("code", "weight") if left else ("code",)
    movements = carrying.take_onto(view, session, "transfer", goods, source, agree=agree)
    drafts = (*(draft(work, one) for one in movements), *told)
    held = changed(step, source=aboard, lent=lent(work))
    posted = post(session, held, drafts, "goods-aboard", quantity=step.qty, carrier=aboard.code)
    return changed(undoable(posted, event), effects=drops)


def _parts(step: TransferQuantity) -> tuple[Part, ...]:
    return (Part(step.key[0], step.key[2], step.qty),)


def _rekeyed(goods: Goods, status: str) -> Goods:
    if status in ("", goods.key.status):
        return goods
    return changed(goods, to_key=changed(goods.key, status=status))


def next_status(view: View, session: Session, step: TransferQuantity, _event: Input) -> Decision | None:
    """Damaged, or not after all. For a supervisor also: on hold, released."""
    operator = view.operator(session.operator)
    is_supervisor = operator is not None and operator.role == "supervisor"
    turns = ("", "damaged", "hold", "sellable") if is_supervisor else ("", "damaged")
    own = stock_key(step.key).status
    others = [one for one in turns if one != own]
    status = others[(others.index(step.status) + 1) % len(others)] if step.status in others else ""
    told = changed(step, status=status)
    if not status:
        return say(session, "info", "transfer-status-stays", told)
    return say(session, "info", "transfer-status", told, status=status)


def other_pile(view: View, session: Session, step: TransferQuantity, _event: Input) -> Decision | None:
    """The next stock of the same item in the place: another status, date or lot."""
    key = stock_key(step.key)
    following = next_stock(view, step.source, key)
    if changed(following, received_on="") == changed(key, received_on="") or step.serials:
        return refuse(session, "transfer-no-other", item=item_name(view, key.item))
    told = changed(step, key=key_tuple(following), qty=1, status="", lent=())
    return say(session, "info", "transfer-other", told, lot=following.lot, status=following.status)


def back(view: View, session: Session, step: TransferQuantity | TransferUnit, _event: Input) -> Decision | None:
    """One step back; nothing was booked but what is on the carrier, and stays there."""
    if isinstance(step, TransferUnit):
        state = view.lpn(step.lpn)
        return carrying.given_up(view, session, state.parent if state is not None else "", after_unit(step))
    if carrying.is_loaded(view, session) and step.source == carrying.hands(view, session, Place(step.source)):
        return carrying.given_up(view, session, step.source, TransferFrom())
    return say(session, "info", "cancelled", TransferItem(step.source, step.target))


def key_of(step: TransferQuantity) -> StockKey:
    """The stock that is in hand."""
    return stock_key(step.key)
