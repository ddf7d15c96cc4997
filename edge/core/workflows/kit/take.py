"""Components go into a kit order: the right ones, in the right number, and none that may not be sold."""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import DocLine, Movement
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.reference import Document, Line
from edge.core.session import Session
from edge.core.stock import StockKey
from edge.core.view import View
from edge.core.workflows.contract import (
    goods_named,
    is_past,
    item_name,
    key_tuple,
    named,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.kit.recipe import left_of, needs
from edge.core.workflows.kit.steps import KitOrder, KitParts, KitTake
from edge.core.workflows.serials import other_stock, wrong_serial
from edge.core.workflows.transfer.steps import lend, lent
from edge.core.workflows.transfer.stock import chosen_stock, goods_of, not_free
from edge.core.workflows.transfer.target import unit_not_free


def here(view: View, session: Session) -> Place:
    """Where kits are made: the station's location."""
    return location(view.site, station_of(view, session).location)


def group_of(doc: str) -> str:
    """What ties the components of a kit order to the kits that came of them."""
    return f"kit/{doc}"


def from_place(view: View, session: Session, step: KitOrder | KitParts, event: Input) -> Decision | None:
    """The bin or the unit that is taken from, from now on."""
    if (unit := named(event, LpnScan)) is not None:
        if (no := unit_not_free(view, session, unit.lpn)) is not None:
            return no
        source = handling_unit(unit.lpn)
    elif (at := named(event, LocationScan)) is not None:
        source = location(view.site, at.info.code)
    else:
        return None
    return say(session, "ok", "kit-from", changed(step, source=source), place=source.code)


def first_part(view: View, session: Session, step: KitParts, event: Input) -> Decision | None:
    """A component."""
    scan, document = goods_named(event), view.document("kit", step.doc)
    if scan is None or document is None:
        return None
    source = Place(step.source) if step.source else here(view, session)
    return _take(view, session, event, document, scan, source)


def _take(view: View, session: Session, event: Input, document: Document, scan: ItemScan, source: Place) -> Decision:
    lines = [line for line in needs(view, document) if line.item == scan.item.code]
    if not lines:
        return refuse(session, "kit-wrong-part", item=scan.item.name, kit=item_name(view, document.item))
    line = next((one for one in lines if left_of(view, document, one) > 0), None)
    if line is None:
        return refuse(session, "kit-part-complete", item=scan.item.name)
    key = chosen_stock(view, session, scan, source)
    if isinstance(key, Decision):
        return key
    serials = (scan.serial,) if scan.serial else ()
    step = KitTake(document.id, source, line.line, key_tuple(key), scan.units, serials)
    return _counted(view, session, event, document, _with_weight(step, scan))


def _with_weight(step: KitTake, scan: ItemScan) -> KitTake:
    """With what the label says that these weigh, where it does."""
    labelled = step.labelled + (scan.units if scan.net_mg else 0)
    return changed(step, net_mg=step.net_mg + scan.net_mg, labelled=labelled)


def _counted(view: View, session: Session, event: Input, document: Document, step: KitTake) -> Decision:
    """Counted; the last of a component is booked at once."""
    line = next((one for one in needs(view, document) if one.line == step.line), None)
    if line is None:
        return say(session, "refuse", "document-closed", KitOrder(), document=document.id)
    work, left = lend(session, step.lent), left_of(view, document, line)
    if step.qty > left:
        return refuse(session, "kit-too-many", quantity=step.qty, item=item_name(view, line.item), left=left)
    key = stock_key(step.key)
    if (no := _unusable(view, work, event, key)) is not None:
        return no
    if (no := not_free(view, work, event, Place(step.source), key, step.qty)) is not None:
        return no
    kept = changed(step, lent=lent(work))
    if step.qty == left:
        return _book(view, work, kept, event, line)
    return say(session, "ok", "counted", kept, quantity=step.qty)


def _unusable(view: View, session: Session, event: Input, key: StockKey) -> Decision | None:
    """Refuse components that are held back, expired or recalled."""
    item, name = view.item(key.item), item_name(view, key.item)
    if key.status != "sellable":
        return refuse(session, "kit-not-sellable", item=name, status=key.status)
    if is_past(key.expiry, event.today):
        return needs_leave(session, event, "expired", "expired", item=name, expiry=key.expiry)
    if item is not None and key.lot and key.lot in item.recalled:
        return needs_leave(session, event, "recalled", "kit-recalled", item=name, lot=key.lot)
    return None


def typed(view: View, session: Session, step: KitTake, event: Input) -> Decision | None:
    """The whole quantity, absolute."""
    quantity, document = typed_quantity(event), view.document("kit", step.doc)
    if quantity is None or document is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=item_name(view, step.key[0]))
    return _counted(view, session, event, document, changed(step, qty=quantity))


def again(view: View, session: Session, step: KitTake, event: Input) -> Decision | None:
    """One more of the same."""
    scan, document = goods_named(event), view.document("kit", step.doc)
    if scan is None or document is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "place-first", item=item_name(view, key.item), scanned=scan.item.name)
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    more = changed(step, qty=step.qty + scan.units, serials=serials)
    return _counted(view, session, event, document, _with_weight(more, scan))


def book(view: View, session: Session, step: KitTake, event: Input) -> Decision | None:
    """So many go in."""
    document = view.document("kit", step.doc)
    line = next((one for one in needs(view, document) if one.line == step.line), None) if document else None
    if document is None or line is None:
        return None
    work, left = lend(session, step.lent), left_of(view, document, line)
    if step.qty > left:  # another station was faster
        return refuse(session, "kit-too-many", quantity=step.qty, item=item_name(view, line.item), left=left)
    key = stock_key(step.key)
    no = _unusable(view, work, event, key) or not_free(view, work, event, Place(step.source), key, step.qty)
    return no if no is not None else _book(view, work, step, event, line)


def _book(view: View, session: Session, step: KitTake, event: Input, line: Line) -> Decision:
    source, kitting = Place(step.source), virtual(view.site, "KITTING")
    doc = DocLine("kit", step.doc, line.line)
    weighs = step.net_mg if step.labelled == step.qty else 0
    goods = goods_of(view, source, stock_key(step.key), step.qty, step.serials, weighs)
    movements = [Movement("kit", one, source, kitting, doc, ("code",), group_of(step.doc)) for one in goods]
    drafts = tuple(draft(session, one) for one in movements)
    parts = KitParts(step.doc, "" if source == here(view, session) else step.source)
    name = item_name(view, line.item)
    return undoable(post(session, parts, drafts, "kit-part-in", quantity=step.qty, item=name), event)


def back(view: View, session: Session, step: KitTake, _event: Input) -> Decision | None:
    """This component does not go in; nothing was booked."""
    source = "" if step.source == here(view, session) else step.source
    return say(session, "info", "cancelled", KitParts(step.doc, source))
