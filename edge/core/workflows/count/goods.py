"""Goods that are counted by their label: which stock they are, and what the label leaves open is asked for.

all is on the label               -> counted
the place has one that it can be  -> counted as that
a lot that the book knows         -> counted with the date that the book has for it, wherever it is
else                              -> CountDetail: the lot, then the date, scanned apart or typed
"""

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, refuse, say
from edge.core.event import Input
from edge.core.message import Prompt, msg
from edge.core.names import DetailScan, ItemScan
from edge.core.place import Place
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, goods_named, item_name, named
from edge.core.workflows.count.steps import COUNT_KEYS_MAX, CountDetail, CountItems
from edge.core.workflows.return_.take import as_written
from edge.core.workflows.serials import other_stock


def item(view: View, session: Session, step: CountItems, event: Input) -> Decision | None:
    """Goods that stand there, by their label."""
    scan = goods_named(event)
    if scan is None:
        return None
    if (no := _wrong_serial(session, step, scan)) is not None:
        return no
    return _stated(view, session, step, scan)


def again(view: View, session: Session, step: CountDetail, event: Input) -> Decision | None:
    """A fuller label of the same goods says what the first one left open: it is not one more."""
    scan = goods_named(event)
    if scan is None:
        return None
    if scan.item.code != step.item or (step.serial and scan.serial not in ("", step.serial)):
        return refuse(session, "more-details", item=item_name(view, step.item))
    if (no := other_stock(session, scan, step.lot or scan.lot, step.expiry or scan.expiry)) is not None:
        return no
    told = step if step.serial or not scan.serial else changed(step, serial=scan.serial)
    return _told(view, session, told, DetailScan(scan.lot, scan.expiry), event)


def detail(view: View, session: Session, step: CountDetail, event: Input) -> Decision | None:
    """A lot or a date: a part of a label, a plain code, or typed."""
    said = named(event, DetailScan)
    return _told(view, session, step, said or as_written(code_of(event), lot=_asks_lot(view, step)), event)


def back(_view: View, session: Session, step: CountDetail, _event: Input) -> Decision:
    """These goods are not counted, for now; what was said before stays."""
    return say(session, "info", "cancelled", _without(step))


def prompt(view: View, _session: Session, step: CountDetail) -> Prompt:
    """What the label left open, and what it said."""
    lot = (msg("lot-line", lot=step.lot),) if step.lot else ()
    ask = msg("ask-lot", item=step.item) if _asks_lot(view, step) else msg("count-ask-expiry", item=step.item)
    goods = msg("item-line", item=step.item, name=item_name(view, step.item))
    return Prompt(msg("count-title"), "scan", ask, (goods, *lot), commands=("cancel",))


def _told(view: View, session: Session, step: CountDetail, said: DetailScan, event: Input) -> Decision:
    record = view.item(step.item)
    if record is None:  # central took the item back meanwhile
        return say(session, "refuse", "unknown-code", _without(step), code=step.item)
    lot = said.lot if "lot" in record.tracking else ""
    expiry = said.expiry if "expiry" in record.tracking else ""
    scan = ItemScan(record, step.scanned, step.lot or lot, step.expiry or expiry, step.serial)
    if (no := other_stock(session, changed(scan, lot=lot, expiry=expiry), scan.lot, scan.expiry)) is not None:
        return no
    if (no := _wrong_serial(session, step, scan)) is not None:  # each unit has a number since
        return changed(no, session=changed(no.session, step=_without(step)) if no.session else None)
    is_told = (scan.lot, scan.expiry) != (step.lot, step.expiry)
    if is_told or _key_of(view, step, scan) is not None:  # else by what is wanted no more
        return _stated(view, session, _without(step), scan)
    if goods_named(event) is not None or named(event, DetailScan) is not None:
        return refuse(session, "more-details", item=record.name)
    key = "lot-too-long" if _asks_lot(view, step) else "not-a-date"
    return refuse(session, key, text=code_of(event)[:40])


def _stated(view: View, session: Session, step: CountItems, scan: ItemScan) -> Decision:
    key = _key_of(view, step, scan)
    if key is None:
        return say(session, "info", "more-details", _asking(step, scan), item=scan.item.name)
    before = dict(step.found).get(key, 0)
    if not before and len(step.found) >= COUNT_KEYS_MAX:
        return refuse(session, "count-full", place=Place(step.place).code)
    found = (*(one for one in step.found if one[0] != key), (key, before + scan.units))
    serials = (*step.serials, (key, scan.serial)) if scan.serial else step.serials
    return say(session, "ok", "counted", changed(step, found=found, serials=serials), quantity=before + scan.units)


def _key_of(view: View, step: CountItems, scan: ItemScan) -> KeyTuple | None:
    """Which stock it is; None where the lot or the date must be asked for."""
    booked = [
        key
        for key, _ in step.book
        if key[0] == scan.item.code and scan.lot in ("", key[2]) and scan.expiry in ("", key[3])
    ]
    if len(booked) == 1:
        return booked[0]  # the one thing it can be, with what its label does not repeat
    lot, tracking = scan.lot, scan.item.tracking
    if "lot" in tracking and not lot:
        return None
    expiry = scan.expiry or (_date_of(view, scan.item, lot, booked) if "expiry" in tracking else "")
    if "expiry" in tracking and not expiry:
        return None
    return (scan.item.code, scan.item.owner, lot, expiry, "", "sellable")


def _date_of(view: View, item: Item, lot: str, booked: list[KeyTuple]) -> str:
    """The date of a lot, where the book has but one: in this place, else anywhere."""
    if not lot:
        return ""
    dates = {key[3] for key in booked} or set(view.lot_dates(item.code, lot))
    return next(iter(dates)) if len(dates) == 1 else ""


def _asking(step: CountItems, scan: ItemScan) -> CountDetail:
    return CountDetail(
        step.place,
        step.snapshot,
        step.book,
        step.found,
        step.doc,
        step.round,
        step.serials,
        step.units,
        step.stood,
        scan.item.code,
        scan.lot,
        scan.expiry,
        scan.units,
        scan.serial,
    )


def _without(step: CountDetail) -> CountItems:
    return CountItems(
        step.place,
        step.snapshot,
        step.book,
        step.found,
        step.doc,
        step.round,
        step.serials,
        step.units,
        step.stood,
    )


def _asks_lot(view: View, step: CountDetail) -> bool:
    record = view.item(step.item)
    return record is not None and "lot" in record.tracking and not step.lot


def _wrong_serial(session: Session, step: CountItems, scan: ItemScan) -> Decision | None:
    """Of goods with serial numbers each is scanned, once: a number that is known elsewhere is here all the same."""
    if "serial" not in scan.item.tracking:
        return None
    if not scan.serial:
        return refuse(session, "serial-missing", item=scan.item.name)
    if scan.units != 1:
        return refuse(session, "scan-serials", item=scan.item.name)
    if any(key[0] == scan.item.code and serial == scan.serial for key, serial in step.serials):
        return refuse(session, "serial-twice", serial=scan.serial)
    if len(step.serials) >= COUNT_KEYS_MAX:
        return refuse(session, "count-full", place=Place(step.place).code)
    return None
