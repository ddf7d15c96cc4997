"""Kits are made of the components that went in, and get what they are tracked by: lot, date, serial numbers."""

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement, Outcome
from edge.core.event import Input
from edge.core.names import DetailScan, ItemScan, LpnScan
from edge.core.place import virtual
from edge.core.printing import labelled
from edge.core.reference import Document, Item
from edge.core.rooms import Part
from edge.core.session import Session, Step
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.workflows.contract import goods_named, is_past, item_name, named, undoable
from edge.core.workflows.kit.recipe import MADE_LINE, made, needs, to_make
from edge.core.workflows.kit.steps import KitDetail, KitOrder, KitParts, KitTarget
from edge.core.workflows.kit.take import group_of, here
from edge.core.workflows.return_.take import as_written
from edge.core.workflows.serials import wrong_serial
from edge.core.workflows.transfer.target import Target, target_of


def make(view: View, session: Session, step: KitParts, event: Input) -> Decision | None:
    """Enough went in: so many kits come of it. Nothing new went in: the order ends with the kits that were made."""
    document = view.document("kit", step.doc)
    item = view.item(document.item) if document is not None else None
    if document is None or item is None:
        return refuse(session, "kit-unknown-item", document=step.doc)
    kits = to_make(view, document)
    if isinstance(kits, tuple):
        return refuse(session, "kit-uneven", item=item_name(view, kits[0].item), missing=kits[1])
    if kits:
        return _asked(session, item, KitDetail(document.id, kits))
    if not made(view, document):
        return refuse(session, "kit-nothing-in", document=document.id)
    if not is_confirmed(session, event):
        return warn(session, event, "kit-short", made=made(view, document), want=document.qty)
    drafts = tuple(draft(session, one) for one in _ended(view, document, made(view, document)))
    return post(session, KitOrder(), drafts, "document-done", document=document.id)


def _ended(view: View, document: Document, kits: int) -> list[Outcome]:
    """The end of a kit order; short where fewer kits were made."""
    short = [
        Outcome(DocLine("kit", document.id, line.line), "short", left)
        for line in needs(view, document)
        if (left := line.qty - kits * line.qty // document.qty) > 0
    ]
    return [*short, Outcome(DocLine("kit", document.id), "closed")]


def missing(item: Item, step: KitDetail) -> str:
    """What the kits are tracked by and is not said yet: lot, expiry, serial; '' for nothing."""
    if "lot" in item.tracking and not step.lot:
        return "lot"
    if "expiry" in item.tracking and not step.expiry:
        return "expiry"
    return "serial" if "serial" in item.tracking and len(step.serials) < step.qty else ""


def _asked(session: Session, item: Item, step: KitDetail) -> Decision:
    if missing(item, step):
        return say(session, "info", "kit-details", step, item=item.name)
    target = KitTarget(step.doc, step.qty, step.lot, step.expiry, step.serials)
    return say(session, "ok", "kit-made", target, quantity=step.qty, item=item.name)


def detail(view: View, session: Session, step: KitDetail, event: Input) -> Decision | None:
    """A lot, a date or a serial number of the kits: on a label, a plain code, or typed."""
    document = view.document("kit", step.doc)
    item = view.item(document.item) if document is not None else None
    unit = named(event, LpnScan)
    if item is None or (unit is not None and unit.known):
        return None
    scan = goods_named(event)
    if scan is not None and scan.item.code != item.code:
        return refuse(session, "wrong-item", scanned=scan.item.name, expected=item.name)
    wants = missing(item, step)
    said = named(event, DetailScan)
    if scan is not None:
        said = DetailScan(scan.lot, scan.expiry, scan.serial)
    if said is None:
        said = written(wants, code_of(event))
    if is_past(said.expiry, event.today):
        return refuse(session, "expired", item=item.name, expiry=said.expiry)
    return _told(view, session, item, step, said, wants)


def written(wants: str, text: str) -> DetailScan:
    """What a text says where a lot, an expiry or a serial is asked for."""
    if wants == "serial":
        return DetailScan(serial=as_written(text, lot=True).lot)
    return as_written(text, lot=wants == "lot")


def _told(view: View, session: Session, item: Item, step: KitDetail, said: DetailScan, wants: str) -> Decision:
    lot = step.lot or (said.lot if "lot" in item.tracking else "")
    expiry = step.expiry or (said.expiry if "expiry" in item.tracking else "")
    more = changed(step, lot=lot, expiry=expiry)
    if said.serial and "serial" in item.tracking:
        scan = ItemScan(item, 1, serial=said.serial)
        if (no := wrong_serial(view, session, scan, step.serials, virtual(view.site, "KITTING"))) is not None:
            return no
        more = changed(more, serials=(*step.serials, said.serial))
    if more == step:
        return refuse(session, _not_said(wants), item=item.name)
    return _asked(session, item, more)


def _not_said(wants: str) -> str:
    if wants == "lot":
        return "kit-no-lot"
    return "kit-no-date" if wants == "expiry" else "kit-no-serial"


def put_in(view: View, session: Session, step: KitTarget, event: Input) -> Decision | None:
    """Into the location or the unit that was scanned."""
    document = view.document("kit", step.doc)
    parts = (Part(document.item, step.lot, step.qty),) if document is not None else ()
    target = target_of(view, session, event, here(view, session), "kit", parts)
    return target if isinstance(target, Decision) else _produce(view, session, step, event, target)


def leave_here(view: View, session: Session, step: KitTarget, event: Input) -> Decision | None:
    """They stay where they were made."""
    return _produce(view, session, step, event, Target(here(view, session)))


def _produce(view: View, session: Session, step: KitTarget, event: Input, target: Target) -> Decision:
    document = view.document("kit", step.doc)
    item = view.item(document.item) if document is not None else None
    if document is None or item is None or to_make(view, document) != step.qty:  # another station was faster
        return say(session, "refuse", "kit-changed", KitParts(step.doc), document=step.doc)
    key = StockKey(item.code, item.owner, step.lot, step.expiry, event.today)
    doc = DocLine("kit", document.id, MADE_LINE)
    goods = Goods(key, step.qty, item.uom, serials=step.serials)
    kits = Movement("kit", goods, virtual(view.site, "KITTING"), target.place, doc, ("code",), group_of(document.id))
    arrival = () if target.arrival is None else (target.arrival,)
    total = made(view, document) + step.qty
    ends = total >= document.qty  # an order may have become smaller meanwhile
    following: Step = KitOrder() if ends else KitParts(document.id)
    drafts: tuple[Draft, ...] = tuple(draft(session, one) for one in (*arrival, kits))
    drafts += tuple(draft(session, one) for one in (_ended(view, document, total) if ends else ()))
    place = target.place.code
    posted = post(session, following, drafts, "kit-booked", quantity=step.qty, item=item.name, place=place)
    posted = undoable(posted, event)
    return labelled(view, posted, event, place, key, step.qty) if arrival else posted


def back(_view: View, session: Session, step: KitDetail | KitTarget, _event: Input) -> Decision | None:
    """Back to the components; no kit was booked."""
    return say(session, "info", "cancelled", KitParts(step.doc))
