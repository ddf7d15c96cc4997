"""Goods that come back are taken: which, how many, of which lot; what a document allows, and no number twice."""

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, refuse, say
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import DetailScan, ItemScan, LpnScan
from edge.core.place import virtual
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import goods_named, item_name, named, typed_quantity
from edge.core.workflows.return_.lines import cap_of, lines_of
from edge.core.workflows.return_.steps import (
    ReturnDetail,
    Returned,
    ReturnItem,
    ReturnQuantity,
    ReturnReason,
    ReturnWhat,
    as_step,
    before_goods,
)
from edge.core.workflows.serials import other_stock, wrong_serial
from edge.core.workflows.transfer.steps import lend, lent
from edge.core.workflows.typed_dates import typed_date

LOT_LENGTH_MAX = 20
"""GS1 General Specifications, AI (10)."""


def first_item(view: View, session: Session, step: ReturnWhat | ReturnItem, event: Input) -> Decision | None:
    """Goods that come back, for the document that is open or for none."""
    if (scan := goods_named(event)) is None:
        return None
    doc, against = (step.doc, step.against) if isinstance(step, ReturnItem) else ("", "")
    return _one_more(view, session, event, scan, ReturnQuantity(doc, against, scan.item.code))


def again(view: View, session: Session, step: Returned, event: Input) -> Decision | None:
    """One more of the same."""
    if (scan := goods_named(event)) is None:
        return None
    if scan.item.code != step.item:
        return refuse(session, "place-first", item=item_name(view, step.item), scanned=scan.item.name)
    if (no := other_stock(session, scan, step.lot or scan.lot, step.expiry or scan.expiry)) is not None:
        return no
    if isinstance(step, ReturnDetail):
        return _detailed(view, session, step, event, DetailScan(scan.lot, scan.expiry))
    return _one_more(view, session, event, scan, step)


def _one_more(view: View, session: Session, event: Input, scan: ItemScan, so_far: Returned) -> Decision:
    if (no := wrong_serial(view, session, scan, so_far.serials, virtual(view.site, "CUSTOMER"))) is not None:
        return no
    more = changed(
        so_far,
        qty=so_far.qty + scan.units,
        lot=scan.lot or so_far.lot,
        expiry=scan.expiry or so_far.expiry,
        serials=(*so_far.serials, scan.serial) if scan.serial else so_far.serials,
        net_mg=so_far.net_mg + scan.net_mg,
    )
    return counted(view, session, event, more)


def typed(view: View, session: Session, step: ReturnQuantity, event: Input) -> Decision | None:
    """The whole quantity, absolute."""
    if (quantity := typed_quantity(event)) is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=item_name(view, step.item))
    if step.net_mg and quantity != step.qty:
        return refuse(session, "return-scan-each", item=item_name(view, step.item))
    return counted(view, session, event, changed(step, qty=quantity))


def counted(view: View, session: Session, event: Input, goods: Returned) -> Decision:
    """Counted, where the document allows so many; then what the label did not say is asked."""
    work = lend(session, goods.lent)
    if (no := too_many(view, work, event, goods)) is not None:
        return no
    kept = changed(goods, lent=lent(work))
    if asks_lot(view, goods) or asks_expiry(view, goods):
        return say(session, "info", "more-details", as_step(ReturnDetail, kept), item=item_name(view, goods.item))
    return say(session, "ok", "counted", as_step(ReturnQuantity, kept), quantity=goods.qty)


def too_many(view: View, session: Session, event: Input, goods: Returned) -> Decision | None:
    """Refuse what was not shipped for the document; a supervisor may take it back all the same."""
    if not goods.doc:
        return None
    name, lines = item_name(view, goods.item), lines_of(view, goods.against, goods.doc, goods.item)
    if not lines:
        return needs_leave(session, event, "over-return", "return-not-shipped", item=name, document=goods.doc)
    lots = [line.lot for line in lines if line.lot]
    if goods.lot and lots and len(lots) == len(lines) and goods.lot not in lots:
        return refuse(session, "other-lot", scanned=goods.lot, expected=lots[0])
    left = cap_of(view, goods)
    if goods.qty <= left:
        return None
    return needs_leave(session, event, "over-return", "return-too-many", quantity=goods.qty, item=name, left=left)


def asks_lot(view: View, goods: Returned) -> bool:
    """Whether the lot is still to be told."""
    return not goods.lot and _tracks(view, goods.item, "lot")


def asks_expiry(view: View, goods: Returned) -> bool:
    """Whether the date is still to be told."""
    return not goods.expiry and _tracks(view, goods.item, "expiry")


def _tracks(view: View, item: str, tracking: str) -> bool:
    record = view.item(item)
    return record is not None and tracking in record.tracking


def detail(view: View, session: Session, step: ReturnDetail, event: Input) -> Decision | None:
    """A lot or a date: a part of a label, a plain code, or typed."""
    if (said := named(event, DetailScan)) is None:
        unit = named(event, LpnScan)
        if unit is not None and unit.known:
            return None
        said = as_written(code_of(event), lot=asks_lot(view, step))
    return _detailed(view, session, step, event, said)


def as_written(text: str, *, lot: bool) -> DetailScan:
    """What a text says where a lot is asked for, else where a date is."""
    if lot:
        return DetailScan(lot=text if 0 < len(text) <= LOT_LENGTH_MAX and text.isprintable() else "")
    return DetailScan(expiry=typed_date(text))


def _detailed(view: View, session: Session, step: ReturnDetail, event: Input, said: DetailScan) -> Decision:
    lot = said.lot if asks_lot(view, step) else ""
    expiry = said.expiry if asks_expiry(view, step) else ""
    if lot or expiry:
        return counted(view, session, event, changed(step, lot=lot or step.lot, expiry=expiry or step.expiry))
    if goods_named(event) is not None or named(event, DetailScan) is not None:
        return refuse(session, "more-details", item=item_name(view, step.item))
    key = "lot-too-long" if asks_lot(view, step) else "not-a-date"
    return refuse(session, key, text=code_of(event)[:40])


def to_reason(_view: View, session: Session, step: ReturnQuantity, _event: Input) -> Decision | None:
    """So many: now why."""
    return say(session, "info", "return-why", as_step(ReturnReason, step))


def back(_view: View, session: Session, step: Returned, _event: Input) -> Decision | None:
    """These goods are not taken back; nothing was booked."""
    return say(session, "info", "cancelled", before_goods(step))
