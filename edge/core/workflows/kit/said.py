"""Components that come back, of a kit taken apart or of a cancelled order: by their label, and what it does not say.

A lot, a date that the book does not know, and a serial number are asked for: scanned or typed, one after the other.
"""

from typing import TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, is_confirmed, refuse, say, warn
from edge.core.event import Input
from edge.core.message import Message, msg
from edge.core.names import DetailScan, ItemScan, LpnScan
from edge.core.place import virtual
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import goods_named, item_name, named
from edge.core.workflows.kit.make import written
from edge.core.workflows.kit.steps import InHand, KitBack, KitBackDetail, Part, UnkitDetail, UnkitParts
from edge.core.workflows.serials import other_stock, wrong_serial

Parts: TypeAlias = UnkitParts | KitBack
Detail: TypeAlias = UnkitDetail | KitBackDetail


def part_back(view: View, session: Session, step: Parts, event: Input, owed: dict[str, int]) -> Decision | None:
    """A component that comes back, with its lot, date and number, or what its label says of them."""
    if (scan := goods_named(event)) is None:
        return None
    left, name = owed.get(scan.item.code, 0), scan.item.name
    if not left:
        return refuse(session, "kit-not-owed", item=name)
    if scan.units > left:
        return refuse(session, "kit-too-many", quantity=scan.units, item=name, left=left)
    if "serial" in scan.item.tracking and scan.units != 1:
        return refuse(session, "scan-serials", item=name)
    if scan.serial and (no := _wrong_serial(view, session, step, scan)) is not None:
        return no
    return _taken(view, session, step, scan)


def incomplete(view: View, session: Session, owed: dict[str, int]) -> Decision | None:
    """Refuse to book while a component has not been scanned; None once all are known."""
    left = next(iter(owed.items()), None)
    return refuse(session, "kit-parts-missing", missing=left[1], item=item_name(view, left[0])) if left else None


def detail(view: View, session: Session, step: Detail, event: Input) -> Decision | None:
    """What was asked of the component in hand: by a label that says it, or as it is written."""
    code, lot, expiry, units, serial = step.hand
    item, unit = view.item(code), named(event, LpnScan)
    if item is None or (unit is not None and unit.known):
        return None
    hand, label = ItemScan(item, units, lot, expiry, serial), goods_named(event)
    if label is not None and label.item.code != code:
        return refuse(session, "place-first", item=item.name, scanned=label.item.name)
    if label is not None and (no := other_stock(session, label, lot or label.lot, expiry or label.expiry)) is not None:
        return no
    told = _told(hand, label or named(event, DetailScan) or written(wanted(item, hand), code_of(event)))
    if told == hand:
        return _nothing_said(session, hand, event)
    if told.serial and (no := _wrong_serial(view, session, step, told)) is not None:
        return no
    return _taken(view, session, _parts(step), told)


def unit_as_written(view: View, session: Session, step: Detail, event: Input) -> Decision | None:
    """A text that looks like a unit's number and may be the lot or the serial number: asked twice."""
    unit = named(event, LpnScan)
    if unit is None or unit.known or goods_named(event) is not None:
        return None
    if not is_confirmed(session, event):
        code, item = code_of(event), view.item(step.hand[0])
        if item is not None and "lot" in item.tracking and not step.hand[1]:
            return warn(session, event, "lot-like-lpn", code=code)
        return warn(session, event, "serial-like-lpn", code=code)
    return detail(view, session, step, event)


def back_to_parts(_view: View, session: Session, step: Detail, _event: Input) -> Decision:
    """The component in hand is put down again; the others stay scanned."""
    return say(session, "info", "cancelled", _parts(step))


def ask(view: View, step: Detail) -> tuple[Message, tuple[Message, ...]]:
    """The question for what the label did not say, and what is in hand."""
    code, lot, expiry, units, serial = step.hand
    item, name = view.item(code), item_name(view, code)
    wants = wanted(item, ItemScan(item, units, lot, expiry, serial)) if item is not None else ""
    lines = (msg("kit-made-line", quantity=units, item=name), *((msg("lot-line", lot=lot),) if lot else ()))
    if wants == "lot":
        return msg("ask-lot", item=name), lines
    return msg("kit-ask-expiry", item=name) if wants == "expiry" else msg("kit-ask-serial", item=name), lines


def wanted(item: Item, scan: ItemScan) -> str:
    """What a component is tracked by and nobody has said yet: lot, expiry, serial; '' for nothing."""
    said = {"lot": scan.lot, "expiry": scan.expiry, "serial": scan.serial}
    return next((one for one, value in said.items() if one in item.tracking and not value), "")


def _taken(view: View, session: Session, step: Parts, scan: ItemScan) -> Decision:
    """It is put to what comes back, or asked for what is not known of it."""
    scan = _with_known_date(view, scan)
    item = scan.item
    if wanted(item, scan):
        following = _asking(step, (item.code, scan.lot, scan.expiry, scan.units, scan.serial))
        return say(session, "info", "kit-details", following, item=item.name)
    serials = (scan.serial,) if scan.serial else ()
    more = (item.code, scan.lot, scan.expiry, scan.units, serials)
    told = changed(step, back=_with_part(step.back, more))
    return say(session, "ok", "kit-part-back", told, quantity=scan.units, item=item.name)


def _told(hand: ItemScan, said: DetailScan | ItemScan) -> ItemScan:
    """What is in hand, with what was said of it that was not known and that is tracked."""
    tracking = hand.item.tracking
    return changed(
        hand,
        lot=hand.lot or (said.lot if "lot" in tracking else ""),
        expiry=hand.expiry or (said.expiry if "expiry" in tracking else ""),
        serial=hand.serial or (said.serial if "serial" in tracking else ""),
    )


def _nothing_said(session: Session, hand: ItemScan, event: Input) -> Decision:
    if goods_named(event) is not None or named(event, DetailScan) is not None:
        return refuse(session, "kit-details", item=hand.item.name)
    text = code_of(event)[:40]
    match wanted(hand.item, hand):
        case "lot":
            return refuse(session, "lot-too-long", text=text)
        case "expiry":
            return refuse(session, "not-a-date", text=text)
        case _:
            return refuse(session, "serial-too-long", text=text)


def _wrong_serial(view: View, session: Session, step: Parts | Detail, scan: ItemScan) -> Decision | None:
    so_far = tuple(one for each in step.back if each[0] == scan.item.code for one in each[4])
    return wrong_serial(view, session, scan, so_far, virtual(view.site, "KITTING"))


def _with_known_date(view: View, scan: ItemScan) -> ItemScan:
    """What was scanned, with the date that its lot has in the book, where the label does not say it."""
    if "expiry" not in scan.item.tracking or not scan.lot or scan.expiry:
        return scan
    dates = set(view.lot_dates(scan.item.code, scan.lot))
    return changed(scan, expiry=dates.pop()) if len(dates) == 1 else scan


def _with_part(parts: tuple[Part, ...], more: Part) -> tuple[Part, ...]:
    same = next((one for one in parts if one[:3] == more[:3]), None)
    if same is None:
        return (*parts, more)
    summed: Part = (*same[:3], same[3] + more[3], (*same[4], *more[4]))
    return tuple(summed if one is same else one for one in parts)


def _asking(step: Parts, hand: InHand) -> Detail:
    if isinstance(step, KitBack):
        return KitBackDetail(step.doc, step.back, hand)
    return UnkitDetail(step.source, step.key, step.qty, step.serials, step.lent, step.back, step.name, hand)


def _parts(step: Detail) -> Parts:
    if isinstance(step, KitBackDetail):
        return KitBack(step.doc, step.back)
    return UnkitParts(step.source, step.key, step.qty, step.serials, step.lent, step.back, step.name)
