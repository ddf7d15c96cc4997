"""Receive: goods that a receipt expects come in.

    ReceiveDocument -document-> ReceiveItem
    ReceiveItem -item-> (ReceiveDetail -lot, expiry->) ReceiveQuantity -target-> ReceiveItem
    ReceiveItem -done-> closed
    either of the first two -LPN of an ASN: received whole-> ReceiveItem

Movements: SUPPLIER -> the station's location, or SUPPLIER -> an LPN that stands there.
"""

from dataclasses import dataclass, replace

from edge.core.decision import Decision, code_of, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement, Outcome, Witness
from edge.core.event import Input, Typed
from edge.core.message import Message, Option, Prompt, msg
from edge.core.names import DocumentScan, ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.reference import Document, Item, Line
from edge.core.session import Session, Step
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.view import Announced, LpnState, View
from edge.core.workflows.contract import (
    Workflow,
    command,
    is_past,
    named,
    station_of,
    typed_quantity,
    undoable,
    wrong_kind,
)
from edge.core.workflows.typed_dates import typed_date


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
            options = tuple(
                Option(str(number), msg("document-option", document=doc.id, partner=doc.partner))
                for number, doc in enumerate(view.open_documents("receipt"), 1)
            )
            return Prompt(title, "choice", msg("receive-ask-document"), options=options, commands=("menu",))
        case ReceiveItem(doc=doc):
            lines = _open_lines(view, doc)
            return Prompt(
                title, "scan", msg("receive-ask-item", document=doc), lines, commands=("done", "undo", "menu")
            )
        case ReceiveDetail(item=item, lot=lot):
            ask = (
                msg("receive-ask-expiry", item=item)
                if lot or not _needs(view, item, "lot")
                else msg("ask-lot", item=item)
            )
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


def receive_announced(
    view: View, announced: Announced, place: Place, agree: tuple[Witness, ...]
) -> tuple[Movement, ...]:
    """The movements that bring in an announced handling unit whole: the unit itself, then its content line by line."""
    supplier, unit = virtual(view.site, "SUPPLIER"), handling_unit(announced.lpn)
    doc = DocLine("receipt", announced.document.id)
    whole = Movement("receive", WholeLpn(announced.lpn), _outside(view, announced.lpn), place, doc, agree)
    content = (
        Movement("receive", _announced_goods(view, line), supplier, unit, replace(doc, line=line.line), agree)
        for line in announced.lines
    )
    return (whole, *content)


def _outside(view: View, lpn: str) -> Place:
    """Where a unit that is not in the house comes from: SUPPLIER, or where its last life ended."""
    state = view.lpn(lpn)
    return Place(state.parent) if state is not None else virtual(view.site, "SUPPLIER")


def _in_house(state: LpnState | None) -> bool:
    return state is not None and Place(state.location).is_physical


def _announced_goods(view: View, line: Line) -> Goods:
    item = view.item(line.item)
    owner, uom = (item.owner, item.uom) if item else ("", "EA")
    return Goods(StockKey(line.item, owner, line.lot, line.expiry), line.qty, uom, epcs=line.epcs)


def _document(view: View, session: Session, event: Input) -> Decision:
    if isinstance(event.what, Typed):
        return _chosen(view, session, event, event.what.text)
    if (lpn := named(event, LpnScan)) is not None:
        return _whole(view, session, event, lpn)
    if (scan := named(event, DocumentScan)) is None:
        return wrong_kind(session, event)
    return _open(view, session, scan.document)


def _chosen(view: View, session: Session, event: Input, text: str) -> Decision:
    documents = view.open_documents("receipt")
    if text.isdigit() and 1 <= int(text) <= len(documents):
        return _open(view, session, documents[int(text) - 1])
    return wrong_kind(session, event)


def _open(view: View, session: Session, document: Document) -> Decision:
    if document.type != "receipt":
        return refuse(session, "not-a-receipt", document=document.id)
    if document.cancelled or view.is_closed(document.id):
        return refuse(session, "document-closed", document=document.id)
    return say(session, "ok", "document-opened", ReceiveItem(document.id), document=document.id)


def _whole(view: View, session: Session, event: Input, scan: LpnScan) -> Decision:
    """An LPN at a step that takes documents or items: one that an open ASN announces comes in whole."""
    state, announced = view.lpn(scan.lpn), view.announced(scan.lpn)
    if state is not None and _in_house(state):
        return refuse(session, "lpn-already-received", lpn=scan.lpn, location=Place(state.location).code)
    if announced is None:
        return refuse(session, "lpn-not-announced", lpn=scan.lpn)
    if isinstance(session.step, ReceiveItem) and session.step.doc != announced.document.id:
        return refuse(session, "lpn-of-other-document", lpn=scan.lpn, document=announced.document.id)
    place = location(view.site, station_of(view, session).location)
    witness: Witness = "camera" if event.via == "fixed" else "code"
    drafts = tuple(draft(session, body) for body in receive_announced(view, announced, place, (witness,)))
    next_step = ReceiveItem(announced.document.id)
    return undoable(post(session, next_step, drafts, "lpn-received", lpn=scan.lpn, lines=len(announced.lines)), event)


def _item(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    if command(event) == "done":
        return _close(view, session, step, event)
    if (lpn := named(event, LpnScan)) is not None:
        return _whole(view, session, event, lpn)
    if (scan := named(event, ItemScan)) is None:
        return wrong_kind(session, event)
    document = view.document(step.doc)
    line = _line_for(view, document, scan.item) if document else None
    if line is None:
        announced = document is not None and any(one.item == scan.item.code for one in document.lines)
        key = "line-complete" if announced else "not-on-document"
        return refuse(session, key, item=scan.item.name, document=step.doc)
    return _taken(view, session, event, scan, ReceiveDetail(step.doc, line.line, scan.item.code, 0))


def _taken(view: View, session: Session, event: Input, scan: ItemScan, so_far: ReceiveDetail) -> Decision:
    """Count an item scan in: gates first (serial, expiry, quantity), then what is still missing."""
    if "serial" in scan.item.tracking and not scan.serial:
        return refuse(session, "serial-missing", item=scan.item.name)
    if scan.serial and scan.serial in so_far.serials:
        return refuse(session, "serial-twice", serial=scan.serial)
    lot, expiry = scan.lot or so_far.lot, scan.expiry or so_far.expiry
    if is_past(expiry, event.today):
        return refuse(session, "expired", item=scan.item.name, expiry=expiry)
    serials = (*so_far.serials, scan.serial) if "serial" in scan.item.tracking else ()
    taken = replace(so_far, qty=so_far.qty + scan.units, lot=lot, expiry=expiry, serials=serials)
    return _asked_or_counted(view, session, taken)


def _asked_or_counted(view: View, session: Session, taken: ReceiveDetail) -> Decision:
    missing = (_needs(view, taken.item, "lot") and not taken.lot) or (
        _needs(view, taken.item, "expiry") and not taken.expiry
    )
    if missing:
        return say(session, "info", "more-details", taken, item=taken.item)
    counted = ReceiveQuantity(taken.doc, taken.line, taken.item, taken.qty, taken.lot, taken.expiry, taken.serials)
    done, want = _done_and_want(view, counted)
    if done + counted.qty > want:
        return refuse(session, "over-receipt", expected=want - done, quantity=counted.qty)
    return say(session, "ok", "counted", counted, quantity=counted.qty)


def _detail(view: View, session: Session, step: ReceiveDetail, event: Input) -> Decision:
    if command(event) == "cancel":
        return say(session, "info", "cancelled", ReceiveItem(step.doc))
    if (scan := named(event, ItemScan)) is not None and scan.item.code == step.item and (scan.lot or scan.expiry):
        return _asked_or_counted(
            view, session, replace(step, lot=scan.lot or step.lot, expiry=scan.expiry or step.expiry)
        )
    text = code_of(event)
    if command(event) or named(event, ItemScan) is not None:
        return wrong_kind(session, event)
    if _needs(view, step.item, "lot") and not step.lot:
        if not 0 < len(text) <= 20:
            return refuse(session, "lot-too-long", text=text[:40])
        return _asked_or_counted(view, session, replace(step, lot=text))
    expiry = typed_date(text)
    if not expiry:
        return refuse(session, "not-a-date", text=text[:40])
    if is_past(expiry, event.today):
        return refuse(session, "expired", item=step.item, expiry=expiry)
    return _asked_or_counted(view, session, replace(step, expiry=expiry))


def _quantity(view: View, session: Session, step: ReceiveQuantity, event: Input) -> Decision:
    place = location(view.site, station_of(view, session).location)
    if command(event) == "cancel":
        return say(session, "info", "cancelled", ReceiveItem(step.doc))
    if command(event) == "done":
        return _post(view, session, step, event, place, ())
    if (typed := typed_quantity(event)) is not None:
        return _absolute(view, session, step, typed)
    if (scan := named(event, ItemScan)) is not None:
        return _again(view, session, step, event, scan)
    if (target := named(event, LocationScan)) is not None:
        if target.info.code != place.code:
            return refuse(session, "wrong-location", scanned=target.info.code, expected=place.code)
        return _post(view, session, step, event, place, ())
    if (lpn := named(event, LpnScan)) is not None:
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
    return say(session, "ok", "counted", replace(step, qty=quantity), quantity=quantity)


def _again(view: View, session: Session, step: ReceiveQuantity, event: Input, scan: ItemScan) -> Decision:
    if scan.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=scan.item.name)
    if (scan.lot or step.lot) != step.lot or (scan.expiry or step.expiry) != step.expiry:
        return refuse(session, "other-lot", scanned=scan.lot or scan.expiry, expected=step.lot or step.expiry)
    so_far = ReceiveDetail(step.doc, step.line, step.item, step.qty, step.lot, step.expiry, step.serials)
    return _taken(view, session, event, scan, so_far)


def _into_lpn(view: View, session: Session, step: ReceiveQuantity, event: Input, scan: LpnScan) -> Decision:
    here = location(view.site, station_of(view, session).location)
    state = view.lpn(scan.lpn)
    if state is not None and _in_house(state) and state.location != here:
        return refuse(session, "lpn-elsewhere", lpn=scan.lpn, location=Place(state.location).code)
    if not _in_house(state) and view.announced(scan.lpn) is not None:
        return refuse(session, "lpn-announced", lpn=scan.lpn)
    new: tuple[Draft, ...] = ()
    if state is None:
        arrival = Movement(
            "receive", WholeLpn(scan.lpn), virtual(view.site, "SUPPLIER"), here, DocLine("receipt", step.doc)
        )
        new = (draft(session, arrival),)
    return _post(view, session, step, event, handling_unit(scan.lpn), new)


def _post(
    view: View, session: Session, step: ReceiveQuantity, event: Input, target: Place, before: tuple[Draft, ...]
) -> Decision:
    item = view.item(step.item)
    assert item is not None
    key = StockKey(step.item, item.owner, step.lot, step.expiry, received_on=event.today)
    goods = Goods(key, step.qty, item.uom, serials=step.serials)
    doc = DocLine("receipt", step.doc, step.line)
    movement = Movement("receive", goods, virtual(view.site, "SUPPLIER"), target, doc, ("code",))
    drafts = (*before, draft(session, movement))
    posted = post(
        session, ReceiveItem(step.doc), drafts, "received", quantity=step.qty, item=item.name, place=target.code
    )
    return undoable(posted, event)


def _close(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    document = view.document(step.doc)
    assert document is not None
    progress = view.progress(step.doc)
    short = [line for line in document.lines if progress.get(line.line, 0) < line.qty]
    if short and not is_confirmed(session, event):
        return warn(session, event, "receipt-short", lines=len(short), document=step.doc)
    outcomes = [
        Outcome(DocLine("receipt", step.doc, line.line), "short", line.qty - progress.get(line.line, 0))
        for line in short
    ]
    drafts = tuple(draft(session, body) for body in (*outcomes, Outcome(DocLine("receipt", step.doc), "closed")))
    return post(session, ReceiveDocument(), drafts, "document-done", document=step.doc)


def _line_for(view: View, document: Document, item: Item) -> Line | None:
    """The first line without an announced LPN that still expects the item."""
    progress = view.progress(document.id)
    fitting = (one for one in document.lines if one.item == item.code and not one.lpn)
    return next((one for one in fitting if progress.get(one.line, 0) < one.qty), None)


def _done_and_want(view: View, step: ReceiveQuantity) -> tuple[int, int]:
    document = view.document(step.doc)
    want = next((one.qty for one in document.lines if one.line == step.line), 0) if document else 0
    return view.progress(step.doc).get(step.line, 0), want


def _needs(view: View, item: str, tracking: str) -> bool:
    record = view.item(item)
    return record is not None and tracking in record.tracking


def _open_lines(view: View, doc: str) -> tuple[Message, ...]:
    document = view.document(doc)
    progress = view.progress(doc)
    lines = document.lines if document else ()
    return tuple(
        msg("receive-line", item=_name(view, one.item), done=progress.get(one.line, 0), want=one.qty)
        for one in lines
        if progress.get(one.line, 0) < one.qty
    )[:6]


def _name(view: View, item: str) -> str:
    record = view.item(item)
    return record.name if record else item


def _item_line(view: View, item: str) -> Message:
    return msg("item-line", item=item, name=_name(view, item))


def _tracking_lines(step: ReceiveQuantity) -> tuple[Message, ...]:
    lot = (msg("lot-line", lot=step.lot),) if step.lot else ()
    return (*lot, msg("expiry-line", expiry=step.expiry)) if step.expiry else lot


WORKFLOW = Workflow("receive", (ReceiveDocument, ReceiveItem, ReceiveDetail, ReceiveQuantity), start, prompt, decide)
