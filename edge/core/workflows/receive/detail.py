"""What a label did not say of the goods in hand is scanned or typed: their lot, their date, a serial number for each.

A serial number may be a code of its own. Once one was, the next such codes are the next pieces.
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, is_confirmed, refuse, say, warn
from edge.core.event import Input, Typed
from edge.core.names import DetailScan, ItemScan, LpnScan
from edge.core.place import virtual
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import named
from edge.core.workflows.receive.gates import admitted, arrival
from edge.core.workflows.receive.lines import at_item
from edge.core.workflows.receive.steps import InHand, ReceiveDetail, ReceiveQuantity, at, has_passed, noted
from edge.core.workflows.receive.take import counted, dated, taken
from edge.core.workflows.receive.tracking import as_tracked, asks_expiry, asks_lot, asks_more, asks_serial
from edge.core.workflows.serials import wrong_serial
from edge.core.workflows.typed_dates import typed_date

LOT_LENGTH_MAX: Final = 20
"""GS1 General Specifications, AI (10); AI (21) for serial numbers has the same."""


def back(view: View, session: Session, step: ReceiveDetail, _event: Input) -> Decision:
    """Nothing was booked: to the pieces whose serial numbers are known, else back to the receipt or to its unit."""
    if step.serials:
        known = changed(at(ReceiveQuantity, step), qty=len(step.serials))
        return say(session, "info", "counted", known, quantity=known.qty)
    return say(session, "info", "cancelled", at_item(view, step))


def detail(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision | None:
    """A lot, a date or a serial number: by a label that says it, or as it is written."""
    label, record = named(event, ItemScan), view.item(step.item)
    if label is not None and label.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=label.item.name)
    if record is None:
        return refuse(session, "unknown-code", code=step.item)
    if not asks_more(record, step):  # what was asked for is not tracked any more
        return counted(view, session, event, as_tracked(record, step))
    label = dated(label) if label is not None else None
    said = named(event, DetailScan) or label or _as_written(record, step, code_of(event))
    told = _told(record, step, said)
    through = admitted(view, session, event, (arrival(view, told, record, said.lot, said.expiry),))
    if isinstance(through, Decision):
        return through
    if told.serials != step.serials:
        piece = ItemScan(record, label.units if label is not None else 1, serial=said.serial)
        no = wrong_serial(view, through, piece, step.serials, virtual(view.site, "SUPPLIER"))
        if no is not None:
            return no
        told = changed(told, bare=0 if label is not None else 1)
    return _nothing_said(session, record, step, event) if told == step else counted(view, through, event, told)


def _told(item: Item, step: ReceiveDetail, said: DetailScan | ItemScan) -> ReceiveDetail:
    """The goods with what was asked of them and is said now."""
    return changed(
        step,
        lot=said.lot if said.lot and asks_lot(item, step) else step.lot,
        expiry=said.expiry if said.expiry and asks_expiry(item, step) else step.expiry,
        serials=(*step.serials, said.serial) if said.serial and asks_serial(item, step) else step.serials,
    )


def unit_as_written(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision | None:
    """A text that looks like a unit's number and may be the lot or the serial number: asked twice.

    One that is a unit is none.
    """
    unit = named(event, LpnScan)
    if unit is None or unit.known or named(event, ItemScan) is not None:
        return None
    about, code = f"{step.item}/{code_of(event)}", code_of(event)
    if not has_passed(session, "lot-like-lpn", about):
        if not is_confirmed(session, event):
            item = view.item(step.item)
            if asks_lot(item, step) or asks_expiry(item, step):
                return warn(session, event, "lot-like-lpn", code=code)
            return warn(session, event, "serial-like-lpn", code=code)
        session = noted(session, "lot-like-lpn", about)
    return detail(view, session, step, event)


def typed_detail(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision | None:
    """Digits that were typed are a lot, a date or a serial number too; a printed quantity is none."""
    return detail(view, session, step, event) if isinstance(event.what, Typed) else None


def next_serial(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision | None:
    """One more piece, by its serial number alone, as the last was."""
    item, said = view.item(step.item), named(event, DetailScan)
    serial = said.serial if said is not None else _short(code_of(event))
    if not step.bare or not serial or item is None or "serial" not in item.tracking:
        return None
    return taken(view, session, event, ItemScan(item, 1, step.lot, step.expiry, serial), step)


def _as_written(item: Item, step: InHand, text: str) -> DetailScan:
    """What a text says that was typed, or read from a plain code: what is asked for."""
    if asks_lot(item, step):
        return DetailScan(lot=_short(text))
    if asks_expiry(item, step):
        return DetailScan(expiry=typed_date(text))
    return DetailScan(serial=_short(text))


def _short(text: str) -> str:
    return text if 0 < len(text) <= LOT_LENGTH_MAX and text.isprintable() else ""


def _nothing_said(session: Session, item: Item, step: InHand, event: Input) -> Decision:
    is_serial = asks_serial(item, step) and not (asks_lot(item, step) or asks_expiry(item, step))
    if named(event, ItemScan) is not None or named(event, DetailScan) is not None:
        return refuse(session, "serial-missing" if is_serial else "more-details", item=step.item)
    text = code_of(event)[:40]
    if is_serial:
        return refuse(session, "serial-too-long", text=text)
    if asks_lot(item, step):
        return refuse(session, "lot-too-long", text=text)
    return refuse(session, "not-a-date", text=text)
