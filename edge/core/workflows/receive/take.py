"""Goods are taken in hand: scanned piece by piece or case by case, with lot, date, serial number and weight.

Every scan passes the gates first (`gates.py`), then is counted; what is still missing is asked for.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, is_confirmed, refuse, say, warn
from edge.core.entry import Movement
from edge.core.event import Input, Weighed
from edge.core.identifiers import has_check_digit
from edge.core.names import ItemScan, LpnScan
from edge.core.place import virtual
from edge.core.reference import normal_code
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import goods_named, named, typed_quantity
from edge.core.workflows.receive.gates import admitted, arrival, within
from edge.core.workflows.receive.lines import at_item, on_its_line
from edge.core.workflows.receive.post import into_unit
from edge.core.workflows.receive.steps import (
    NO_LINE,
    PROVISIONAL,
    InHand,
    ReceiveDetail,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveUnknown,
    ReceiveWeight,
    at,
    passed,
)
from edge.core.workflows.receive.tracking import asks_expiry, asks_lot, asks_serial
from edge.core.workflows.serials import other_stock, tracked, wrong_serial

LIFE_DAYS_MAX: Final = 36_500
"""A century: what is said to last longer has no date that could be told from its day of making."""
NAME_LENGTH_MAX: Final = 60
CODE_LENGTH_MAX: Final = 90
MG_PER_G: Final = 1_000
_GTIN: Final = re.compile(r"\(?01\)?(\d{14})", re.ASCII)


def item(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    """An item of the receipt, with all that its label says; a unit on the same label is where it goes."""
    scan, lpn = named(event, ItemScan), named(event, LpnScan)
    assert scan is not None
    unit = step.lpn or (lpn.lpn if lpn is not None else "")
    hand = ReceiveDetail(step.doc, NO_LINE, scan.item.code, 0, lpn=unit, damage=step.damage)
    return taken(view, session, event, scan, hand)


def dated(label: ItemScan) -> ItemScan:
    """A label that says when the goods were made, and not until when they last, with the date that follows from it."""
    days = label.item.shelf_life_days
    if label.expiry or not label.produced or not 0 < days <= LIFE_DAYS_MAX or "expiry" not in label.item.tracking:
        return label
    return changed(label, expiry=(date.fromisoformat(label.produced) + timedelta(days)).isoformat())


def taken(view: View, session: Session, event: Input, label: ItemScan, so_far: InHand) -> Decision:
    """Count a scan in: gates and serial number first, then the quantity, then what is still missing."""
    label = dated(label)
    through = admitted(view, session, event, (arrival(view, so_far, label.item, label.lot, label.expiry),))
    if isinstance(through, Decision):
        return through
    scan = tracked(label)
    is_apart = "serial" in scan.item.tracking and not scan.serial and scan.units == 1  # its own code comes next
    no = None if is_apart else wrong_serial(view, through, scan, so_far.serials, virtual(view.site, "SUPPLIER"))
    if no is not None:
        return no
    more = changed(
        so_far,
        qty=so_far.qty + scan.units,
        lot=scan.lot or so_far.lot,
        expiry=scan.expiry or so_far.expiry,
        serials=(*so_far.serials, scan.serial) if scan.serial else so_far.serials,
        mg=so_far.mg + label.net_mg,
        weighed=so_far.weighed + (scan.units if label.net_mg else 0),
    )
    return counted(view, through, event, more)


def counted(view: View, session: Session, event: Input, hand: InHand) -> Decision:
    """The goods are in hand: how many may be, then what is still missing of them."""
    hand = on_its_line(view, hand)
    through = within(view, session, event, hand)
    if isinstance(through, Decision):
        return through
    hand = changed(hand, passed=tuple(one for one in passed(through) if one[0] != "lot-like-lpn"))
    record = view.item(hand.item)
    if asks_lot(record, hand) or asks_expiry(record, hand):
        return say(through, "info", "more-details", at(ReceiveDetail, hand), item=hand.item)
    if asks_serial(record, hand):
        return say(through, "info", "serial-missing", at(ReceiveDetail, hand), item=hand.item)
    return say(through, "ok", "counted", at(ReceiveQuantity, hand), quantity=hand.qty)


def _needs(view: View, item_code: str, tracking: str) -> bool:
    record = view.item(item_code)
    return record is not None and tracking in record.tracking


def back(view: View, session: Session, step: InHand | ReceiveUnknown, _event: Input) -> Decision:
    """Nothing was booked: back to the receipt, or to the unit of it that is received line by line."""
    return say(session, "info", "cancelled", at_item(view, step))


def quantity(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision:
    """A typed number is how many there are."""
    number = typed_quantity(event)
    assert number is not None
    if number == 0:
        return refuse(session, "quantity-zero")
    if step.serials or _needs(view, step.item, "serial"):
        return refuse(session, "scan-serials", item=step.item)
    through = within(view, session, event, changed(step, qty=number))
    if isinstance(through, Decision):
        return through
    return say(through, "ok", "counted", changed(step, qty=number, passed=passed(through)), quantity=number)


def more(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision | None:
    """The same item again: one more, or a pack more."""
    label = named(event, ItemScan)
    if label is None or named(event, LpnScan) is not None:
        return None
    scan = tracked(dated(label))
    if scan.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=scan.item.name)
    if (no := other_stock(session, scan, step.lot, step.expiry)) is not None:
        return no
    return taken(view, session, event, label, step)


def unit(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision:
    """A unit is where the goods go; what its label says of its content must be these goods."""
    lpn, label = named(event, LpnScan), goods_of_unit(event)
    assert lpn is not None
    if label is not None and label.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=label.item.name)
    if label is not None and (no := other_stock(session, label, step.lot, step.expiry)) is not None:
        return no
    return into_unit(view, session, step, event, lpn.lpn)


def goods_of_unit(event: Input) -> ItemScan | None:
    """What a unit's own label says of its content."""
    scan = named(event, ItemScan)
    return tracked(dated(scan)) if scan is not None and goods_named(event) is None else None


def unknown_again(_view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision | None:
    """One more of the goods that nobody knows."""
    if not step.unknown or code_of_goods(code_of(event)) != step.unknown[0]:
        return None
    return say(session, "ok", "counted", changed(step, qty=step.qty + 1), quantity=step.qty + 1)


def weighed(view: View, session: Session, step: ReceiveQuantity | ReceiveWeight, event: Input) -> Decision | None:
    """All in hand stand on the bench scale, or their weight was typed in grams."""
    if not _needs(view, step.item, "catch_weight"):
        return None
    grams = typed_quantity(event)
    mg = event.what.mg if isinstance(event.what, Weighed) else (grams or 0) * MG_PER_G
    if mg <= 0:
        return refuse(session, "receive-no-weight")
    told = changed(at(ReceiveQuantity, step), mg=mg, weighed=step.qty)
    return say(session, "ok", "receive-weighed", told, grams=mg // MG_PER_G, quantity=step.qty)


def after_undo(_view: View, step: Step, _undone: Sequence[Movement]) -> Step:
    """What was taken back is not offered as what the next unit takes."""
    return changed(step, again=()) if isinstance(step, ReceiveItem) else step


def unknown(_view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    """A code that nobody knows: scanned again, it stands on goods that come in all the same."""
    if not is_confirmed(session, event):
        return warn(session, event, "receive-unknown", code=code_of(event)[:40])
    return say(session, "info", "receive-describe", _described_by(step, code_of(event)))


def provisional(_view: View, session: Session, step: ReceiveItem, _event: Input) -> Decision:
    """Goods that nobody knows: with the code that was just refused as unknown, else without one."""
    told = session.said.answer.message.key if session.said is not None else ""
    code = session.armed.code if session.armed is not None and told == "receive-unknown" else ""
    return say(session, "info", "receive-describe", _described_by(step, code))


def _described_by(step: ReceiveItem, text: str) -> ReceiveUnknown:
    return ReceiveUnknown(step.doc, code_of_goods(text)[:CODE_LENGTH_MAX], step.lpn, step.damage)


def code_of_goods(text: str) -> str:
    """What of a scanned text names the goods: the GTIN on a label that says more, else the text, as it is looked up."""
    label = _GTIN.match(text)
    return label[1] if label is not None and has_check_digit(label[1]) else normal_code(text)


def describe(_view: View, session: Session, step: ReceiveUnknown, event: Input) -> Decision:
    """What was typed is the name of the goods until somebody knows better."""
    name = " ".join(code_of(event).split())
    is_typed = event.via == "screen"
    if not is_typed or code_of_goods(name) == step.code or not any(one.isalpha() for one in name):
        return refuse(session, "receive-no-name", text=name[:40])
    if len(name) > NAME_LENGTH_MAX or not name.isprintable():
        return refuse(session, "receive-name-long", text=name[:40])
    code = PROVISIONAL + sha256(event.id.encode()).hexdigest()[:10].upper()
    hand = ReceiveQuantity(step.doc, NO_LINE, code, 1, lpn=step.lpn, damage=step.damage, unknown=(step.code, name))
    return say(session, "ok", "counted", hand, quantity=1)
