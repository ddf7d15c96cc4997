"""Receive: goods that a receipt expects come in.

    ReceiveDocument -document-> ReceiveItem
    ReceiveItem -item-> (ReceiveDetail -lot, expiry->) ReceiveQuantity -target-> ReceiveItem
    ReceiveItem -done-> closed
    either of the first two -LPN of an ASN: received whole-> ReceiveItem

Movements: SUPPLIER -> the station's location, or SUPPLIER -> an LPN that stands there.
"""

from dataclasses import dataclass
from itertools import islice

from edge.core.changed import changed
from edge.core.decision import Decision, code_of, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement, Outcome, Witness
from edge.core.event import Input
from edge.core.message import Message, Prompt, msg
from edge.core.names import BadgeScan, DetailScan, DocumentScan, ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.printing import labelled
from edge.core.reference import Document, Item, Line
from edge.core.session import Session, Step
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.view import View
from edge.core.workflows.announced import expired_line, in_house, outside, receive_announced
from edge.core.workflows.contract import (
    Workflow,
    chosen,
    command,
    is_past,
    item_name,
    named,
    offered,
    open_of,
    station_of,
    typed_quantity,
    undoable,
    wrong_kind,
)
from edge.core.workflows.serials import other_stock, tracked, wrong_serial
from edge.core.workflows.taken import busy_unit
from edge.core.workflows.typed_dates import typed_date

LOT_LENGTH_MAX = 20
"""GS1 General Specifications, AI (10)."""
LINES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ReceiveDocument(Step):
    """Which receipt?"""


@dataclass(frozen=True, slots=True)
class ReceiveItem(Step):
    """What of this receipt comes now?"""

    doc: str


@dataclass(frozen=True, slots=True)
class ReceiveDetail(Step):
    """The item needs a lot or an expiry date that the code did not say."""

    doc: str
    line: int
    item: str
    qty: int
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiveQuantity(Step):
    """How many, and where to?"""

    doc: str
    line: int
    item: str
    qty: int
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()


def start(_view: View, _session: Session) -> Step:
    return ReceiveDocument()


def prompt(view: View, session: Session) -> Prompt:
    title, step = msg("receive-title"), session.step
    match step:
        case ReceiveDocument():
            options = offered(view, session, "receipt")
            return Prompt(title, "choice", msg("receive-ask-document"), options=options, commands=("menu",))
        case ReceiveItem(doc=doc):
            lines = _open_lines(view, doc)
            return Prompt(
                title, "scan", msg("receive-ask-item", document=doc), lines, commands=("done", "undo", "menu")
            )
        case ReceiveDetail(item=item):
            ask = msg("ask-lot", item=item) if _asks_lot(view, step) else msg("receive-ask-expiry", item=item)
            return Prompt(title, "scan", ask, (_item_line(view, item),), commands=("cancel",))
        case ReceiveQuantity():
            done, want = _done_and_want(view, step)
            ask = msg("receive-ask-target", location=station_of(view, session).location)
            lines = (_item_line(view, step.item), *_tracking_lines(step))
            return Prompt(title, "quantity", ask, lines, done + step.qty, want, commands=("done", "cancel"))
        case _:
            raise TypeError(step)


def decide(view: View, session: Session, event: Input) -> Decision:
    step = session.step
    match step:
        case ReceiveDocument():
            return _document(view, session, event)
        case ReceiveItem():
            return _item(view, session, step, event)
        case ReceiveDetail():
            return _detail(view, session, step, event)
        case ReceiveQuantity():
            return _quantity(view, session, step, event)
        case _:
            raise TypeError(step)


def _document(view: View, session: Session, event: Input) -> Decision:
    if (lpn := named(event, LpnScan)) is not None:
        return _whole(view, session, event, lpn)
    document = chosen(view, session, event, "receipt")
    return _open(view, session, document) if document is not None else wrong_kind(session, event)


def _open(view: View, session: Session, document: Document) -> Decision:
    if document.type != "receipt":
        return refuse(session, "not-a-receipt", document=document.id)
    if document.cancelled or view.is_closed("receipt", document.id):
        return refuse(session, "document-closed", document=document.id)
    return say(session, "ok", "document-opened", ReceiveItem(document.id), document=document.id)


def _whole(view: View, session: Session, event: Input, scan: LpnScan) -> Decision:
    """An LPN at a step that takes documents or items: one that an open ASN announces comes in whole."""
    state, announced = view.lpn(scan.lpn), view.announced(scan.lpn)
    if state is not None and in_house(state):
        return refuse(session, "lpn-already-received", lpn=scan.lpn, location=Place(state.location).code)
    if announced is None:
        return refuse(session, "lpn-not-announced", lpn=scan.lpn)
    if isinstance(session.step, ReceiveItem) and session.step.doc != announced.document.id:
        return refuse(session, "lpn-of-other-document", lpn=scan.lpn, document=announced.document.id)
    if (past := expired_line(announced, event.today)) is not None:
        return refuse(session, "expired", item=item_name(view, past.item), expiry=past.expiry)
    place = location(view.site, station_of(view, session).location)
    witness: Witness = "camera" if event.via == "fixed" else "code"
    drafts = tuple(draft(session, body) for body in receive_announced(view, announced, place, (witness,), event.today))
    next_step = ReceiveItem(announced.document.id)
    return undoable(post(session, next_step, drafts, "lpn-received", lpn=scan.lpn, lines=len(announced.lines)), event)


def _item(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    document = view.document("receipt", step.doc)
    if document is None or document.cancelled or view.is_closed("receipt", step.doc):
        return say(session, "refuse", "document-closed", ReceiveDocument(), document=step.doc)
    if command(event) == "done":
        return _close(view, session, document, event)
    scan, lpn = named(event, ItemScan), named(event, LpnScan)
    if lpn is not None and (scan is None or lpn.known or view.announced(lpn.lpn) is not None):
        return _whole(view, session, event, lpn)
    if scan is None:
        return wrong_kind(session, event)
    line = _line_for(view, document, scan.item)
    if line is None:
        announced = any(one.item == scan.item.code for one in document.lines)
        key = "line-complete" if announced else "not-on-document"
        return refuse(session, key, item=scan.item.name, document=step.doc)
    return _taken(view, session, event, scan, ReceiveDetail(step.doc, line.line, scan.item.code, 0))


def _taken(view: View, session: Session, event: Input, scan: ItemScan, so_far: ReceiveDetail) -> Decision:
    """Count an item scan in: gates first (expiry, serial, quantity), then what is still missing."""
    if is_past(scan.expiry, event.today):
        return refuse(session, "expired", item=scan.item.name, expiry=scan.expiry)
    scan = tracked(scan)
    supplier = virtual(view.site, "SUPPLIER")
    if (no := wrong_serial(view, session, scan, so_far.serials, supplier)) is not None:
        return no
    serials = (*so_far.serials, scan.serial) if scan.serial else so_far.serials
    lot, expiry = scan.lot or so_far.lot, scan.expiry or so_far.expiry
    return _asked_or_counted(
        view, session, changed(so_far, qty=so_far.qty + scan.units, lot=lot, expiry=expiry, serials=serials)
    )


def _asked_or_counted(view: View, session: Session, taken: ReceiveDetail) -> Decision:
    done, want = _done_and_want(view, taken)
    if done + taken.qty > want:
        return refuse(session, "over-receipt", expected=want - done, quantity=taken.qty)
    missing = (_needs(view, taken.item, "lot") and not taken.lot) or (
        _needs(view, taken.item, "expiry") and not taken.expiry
    )
    if missing:
        return say(session, "info", "more-details", taken, item=taken.item)
    counted = ReceiveQuantity(taken.doc, taken.line, taken.item, taken.qty, taken.lot, taken.expiry, taken.serials)
    return say(session, "ok", "counted", counted, quantity=counted.qty)


def _detail(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision:
    if command(event) == "cancel":
        return say(session, "info", "cancelled", ReceiveItem(step.doc))
    said = named(event, DetailScan) or named(event, ItemScan)
    if isinstance(said, ItemScan) and said.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=said.item.name)
    if said is None and (_names_a_thing(event) or command(event)):
        return wrong_kind(session, event)
    if said is None and named(event, LpnScan) is not None and not is_confirmed(session, event):
        return warn(session, event, "lot-like-lpn", code=code_of(event))
    if said is None:
        said = _as_written(view, step, code_of(event))
    lot = said.lot if _needs(view, step.item, "lot") and not step.lot else ""
    expiry = said.expiry if _needs(view, step.item, "expiry") and not step.expiry else ""
    if is_past(said.expiry, event.today):
        return refuse(session, "expired", item=step.item, expiry=said.expiry)
    if not (lot or expiry):
        return _nothing_said(view, session, step, event)
    return _asked_or_counted(view, session, changed(step, lot=lot or step.lot, expiry=expiry or step.expiry))


def _as_written(view: View, step: ReceiveDetail, text: str) -> DetailScan:
    """What a text says that was typed, or read from a plain code: the lot where that is asked for, else the date."""
    if _asks_lot(view, step):
        return DetailScan(lot=text if 0 < len(text) <= LOT_LENGTH_MAX and text.isprintable() else "")
    return DetailScan(expiry=typed_date(text))


def _nothing_said(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision:
    if named(event, ItemScan) is not None or named(event, DetailScan) is not None:
        return say(session, "refuse", "more-details", item=step.item)
    key = "lot-too-long" if _asks_lot(view, step) else "not-a-date"
    return refuse(session, key, text=code_of(event)[:40])


def _names_a_thing(event: Input) -> bool:
    """Whether a scan names something else of this floor; a mis-scanned label must not become a lot."""
    unit = named(event, LpnScan)
    things = (LocationScan, DocumentScan, BadgeScan)
    return (unit is not None and unit.known) or any(named(event, kind) is not None for kind in things)


def _asks_lot(view: View, step: ReceiveDetail) -> bool:
    return _needs(view, step.item, "lot") and not step.lot


def _quantity(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision:
    place = location(view.site, station_of(view, session).location)
    if command(event) == "cancel":
        return say(session, "info", "cancelled", ReceiveItem(step.doc))
    if command(event) == "done":
        return _post(view, session, step, event, place, ())
    if (typed := typed_quantity(event)) is not None:
        return _absolute(view, session, step, typed)
    scan, lpn = named(event, ItemScan), named(event, LpnScan)
    if scan is not None and lpn is None:
        return _again(view, session, step, event, scan)
    if (target := named(event, LocationScan)) is not None:
        if target.info.code != place.code:
            return refuse(session, "wrong-location", scanned=target.info.code, expected=place.code)
        return _post(view, session, step, event, place, ())
    if lpn is not None:
        return _into_lpn(view, session, step, event, lpn)
    return wrong_kind(session, event)


def _absolute(view: View, session: Session, step: ReceiveQuantity, quantity: int) -> Decision:
    done, want = _done_and_want(view, step)
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=step.item)
    if done + quantity > want:
        return refuse(session, "over-receipt", expected=want - done, quantity=quantity)
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)


def _again(view: View, session: Session, step: ReceiveQuantity, event: Input, label: ItemScan) -> Decision:
    scan = tracked(label)
    if scan.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=scan.item.name)
    if (no := other_stock(session, scan, step.lot, step.expiry)) is not None:
        return no
    so_far = ReceiveDetail(step.doc, step.line, step.item, step.qty, step.lot, step.expiry, step.serials)
    return _taken(view, session, event, label, so_far)


def _into_lpn(view: View, session: Session, step: ReceiveQuantity, event: Input, scan: LpnScan) -> Decision:
    here = location(view.site, station_of(view, session).location)
    state = view.lpn(scan.lpn)
    if state is not None and in_house(state) and state.location != here:
        return refuse(session, "lpn-elsewhere", lpn=scan.lpn, location=Place(state.location).code)
    if (no := busy_unit(view, session, scan.lpn)) is not None:
        return no
    if in_house(state):
        return _post(view, session, step, event, handling_unit(scan.lpn), ())
    if view.announced(scan.lpn) is not None:
        return refuse(session, "lpn-announced", lpn=scan.lpn)
    doc = DocLine("receipt", step.doc)
    arrival = Movement("receive", WholeLpn(scan.lpn), outside(view, scan.lpn), here, doc, ("code",))
    new = (draft(session, arrival),)
    return _post(view, session, step, event, handling_unit(scan.lpn), new)


def _post(
    view: View, session: Session, step: ReceiveQuantity, event: Input, target: Place, before: tuple[Draft, ...]
) -> Decision:
    document, item = view.document("receipt", step.doc), view.item(step.item)
    if document is None or document.cancelled or view.is_closed("receipt", step.doc):
        return say(session, "refuse", "document-closed", ReceiveDocument(), document=step.doc)
    done, want = _done_and_want(view, step)
    if done + step.qty > want:  # another station was faster
        return refuse(session, "over-receipt", expected=want - done, quantity=step.qty)
    if item is None:
        return refuse(session, "unknown-code", code=step.item)
    key = StockKey(step.item, item.owner, step.lot, step.expiry, received_on=event.today)
    goods = Goods(key, step.qty, item.uom, serials=step.serials)
    doc = DocLine("receipt", step.doc, step.line)
    movement = Movement("receive", goods, virtual(view.site, "SUPPLIER"), target, doc, ("code",))
    drafts = (*before, draft(session, movement))
    posted = post(
        session, ReceiveItem(step.doc), drafts, "received", quantity=step.qty, item=item.name, place=target.code
    )
    if before:
        posted = labelled(view, posted, event, target.code, key, step.qty)
    return undoable(posted, event)


def _close(view: View, session: Session, document: Document, event: Input) -> Decision:
    progress = view.progress("receipt", document.id)
    short = [line for line in document.lines if progress.get(line.line, 0) < line.qty]
    if short and not is_confirmed(session, event):
        return warn(session, event, "receipt-short", lines=len(short), document=document.id)
    outcomes = [
        Outcome(DocLine("receipt", document.id, line.line), "short", line.qty - progress.get(line.line, 0))
        for line in short
    ]
    closed = Outcome(DocLine("receipt", document.id), "closed")
    drafts = tuple(draft(session, body) for body in (*outcomes, closed))
    return post(session, ReceiveDocument(), drafts, "document-done", document=document.id)


def _line_for(view: View, document: Document, item: Item) -> Line | None:
    """The first line without an announced LPN that still expects the item."""
    progress = view.progress("receipt", document.id)
    fitting = (one for one in document.lines if one.item == item.code and not one.lpn)
    return next((one for one in fitting if progress.get(one.line, 0) < one.qty), None)


def _done_and_want(view: View, step: ReceiveDetail | ReceiveQuantity) -> tuple[int, int]:
    document = view.document("receipt", step.doc)
    want = next((one.qty for one in document.lines if one.line == step.line), 0) if document else 0
    return view.progress("receipt", step.doc).get(step.line, 0), want


def _needs(view: View, item: str, tracking: str) -> bool:
    record = view.item(item)
    return record is not None and tracking in record.tracking


def _open_lines(view: View, doc: str) -> tuple[Message, ...]:
    """The first lines that still expect goods. Only those are looked up: a receipt may have thousands."""
    document = view.document("receipt", doc)
    progress = view.progress("receipt", doc)
    lines = document.lines if document else ()
    still_open = (one for one in lines if progress.get(one.line, 0) < one.qty)
    return tuple(
        msg("receive-line", item=item_name(view, one.item), done=progress.get(one.line, 0), want=one.qty)
        for one in islice(still_open, LINES_SHOWN)
    )


def _item_line(view: View, item: str) -> Message:
    return msg("item-line", item=item, name=item_name(view, item))


def _tracking_lines(step: ReceiveQuantity) -> tuple[Message, ...]:
    lot = (msg("lot-line", lot=step.lot),) if step.lot else ()
    return (*lot, msg("expiry-line", expiry=step.expiry)) if step.expiry else lot


WORKFLOW = Workflow(
    "receive",
    (ReceiveDocument, ReceiveItem, ReceiveDetail, ReceiveQuantity),
    start,
    prompt,
    decide,
    offers=open_of("receipt"),
)
