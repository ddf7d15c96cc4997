"""Serial numbers and lots of scanned goods: what a label may say of goods that leave a place, or come in."""

from edge.core.changed import changed
from edge.core.decision import Decision, refuse
from edge.core.names import ItemScan
from edge.core.place import Place
from edge.core.session import Session
from edge.core.stock import SERIALS_MAX, Goods, StockKey
from edge.core.view import View


def tracked(scan: ItemScan) -> ItemScan:
    """The scan without what its item does not track."""
    tracking = scan.item.tracking
    return changed(
        scan,
        lot=scan.lot if "lot" in tracking else "",
        expiry=scan.expiry if "expiry" in tracking else "",
        serial=scan.serial if "serial" in tracking else "",
    )


def other_stock(session: Session, scan: ItemScan, lot: str, expiry: str) -> Decision | None:
    """Refuse a label that says another lot or date than the goods that are counted."""
    if scan.lot not in ("", lot):
        return refuse(session, "other-lot", scanned=scan.lot, expected=lot)
    if scan.expiry not in ("", expiry):
        return refuse(session, "other-lot", scanned=scan.expiry, expected=expiry)
    return None


def wrong_serial(
    view: View, session: Session, scan: ItemScan, so_far: tuple[str, ...], place: Place
) -> Decision | None:
    """Refuse a serial number that is missing, was scanned before, or cannot be in the place it is taken from."""
    if "serial" not in scan.item.tracking:
        return None
    if not scan.serial:
        return refuse(session, "serial-missing", item=scan.item.name)
    if scan.units != 1:
        return refuse(session, "scan-serials", item=scan.item.name)
    if scan.serial in so_far:
        return refuse(session, "serial-twice", serial=scan.serial)
    if len(so_far) >= SERIALS_MAX:
        return refuse(session, "serials-full", limit=SERIALS_MAX)
    stands = view.serial_place(scan.item.code, scan.serial)
    if stands not in ("", place):
        return refuse(session, "serial-elsewhere", serial=scan.serial, place=Place(stands).code)
    if not stands and place.is_physical and _nameless(view, scan.item.code, so_far, place) <= 0:
        return refuse(session, "serial-unknown", serial=scan.serial, place=place.code)
    return None


def _nameless(view: View, item: str, so_far: tuple[str, ...], place: Place) -> int:
    """Units in a place whose serials the book does not know (they were announced without), less those scanned now."""
    units = sum(balance.qty for balance in view.content(place, item))
    scanned = sum(1 for serial in so_far if not view.serial_place(item, serial))
    return units - view.serials_at(place, item) - scanned


def goods_taken(
    view: View, key: StockKey, qty: int, serials: tuple[str, ...], source: str, net_mg: int = 0
) -> tuple[Goods, ...]:
    """Goods as they leave a place: those whose serials the book knows there by name, the rest by number.

    Goods of catch weight take along what they weigh: `net_mg` where that was measured, else their share of the place's.
    """
    item = view.item(key.item)
    uom = item.uom if item else "EA"
    named = tuple(serial for serial in serials if view.serial_place(key.item, serial) == source)
    weighs = net_mg if net_mg or (item and "catch_weight" not in item.tracking) else _share(view, key, qty, source)
    first = weighs * len(named) // qty
    by_name = (Goods(key, len(named), uom, catch_qty=first or None, serials=named),) if named else ()
    rest = qty - len(named)
    by_number = (Goods(key, rest, uom, catch_qty=(weighs - first) or None),) if rest > 0 else ()
    return (*by_name, *by_number)


def _share(view: View, key: StockKey, qty: int, source: str) -> int:
    """What so many of the pieces in a place weigh: all of them all that is there, some their part of it."""
    stands = next((one for one in view.content(source) if one.key == key), None)
    return stands.catch_qty * min(qty, stands.qty) // stands.qty if stands is not None else 0
