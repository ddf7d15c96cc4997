"""A receipt is opened, and ends: whole, short with the rest cancelled, or with the rest still to come.

Where the expected quantity is hidden, nobody is told of a difference: it becomes a finding when the receipt is closed.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Audit, DocLine, Finding, Outcome
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.message import Arg
from edge.core.names import ItemScan, LpnScan
from edge.core.reference import Document, Item
from edge.core.session import Session, Step
from edge.core.sorted_lines import of_item
from edge.core.view import View
from edge.core.workflows.contract import chosen, document_named, item_name, named
from edge.core.workflows.receive.lines import at_item, open_lines
from edge.core.workflows.receive.steps import (
    NO_LINE,
    InHand,
    Label,
    ReceiveDetail,
    ReceiveDocument,
    ReceiveItem,
    ReceiveUnknown,
    answering,
    noted,
)
from edge.core.workflows.receive.take import dated, taken

OFFERED: Final = 9
LOOKED_AT: Final = 50
"""Receipts of one item that are looked at."""
DIFFERENCES_TOLD: Final = 100
"""Findings of one receipt, at most; how many lines differ is told with the last."""


def start(view: View, session: Session) -> Step:
    """Which receipt? Nobody is asked where only one is open."""
    documents = view.open_documents("receipt", limit=2, operator=session.operator)
    return ReceiveItem(documents[0].id) if len(documents) == 1 else ReceiveDocument()


def offers(view: View, session: Session) -> tuple[str, ...]:
    """The open receipts; after an item was scanned, those that expect it."""
    step = session.step
    if isinstance(step, ReceiveDocument) and step.label:
        return tuple(document.id for document in _expecting(view, session, str(step.label[0]))[:OFFERED])
    return tuple(document.id for document in view.open_documents("receipt", operator=session.operator))


def by_number(view: View, session: Session, step: ReceiveDocument, event: Input) -> Decision | None:
    document = chosen(view, session, event, "receipt")
    return None if document is None else _opened_with(view, session, step, event, document)


def by_code(view: View, session: Session, step: ReceiveDocument, event: Input) -> Decision | None:
    document = document_named(event, "receipt")
    return None if document is None else _opened_with(view, session, step, event, document)


def _opened_with(view: View, session: Session, step: ReceiveDocument, event: Input, document: Document) -> Decision:
    """Open the receipt, and take the goods in hand that were scanned before it was clear for which they are."""
    opened = open_(view, session, document, event)
    scan = _scanned(view, step.label) if step.label else None
    if scan is None or opened.session is None or not isinstance(opened.session.step, ReceiveItem):
        return opened
    return _taken_for(view, opened.session, event, document, scan, str(step.label[6]))


def open_(view: View, session: Session, document: Document, _event: Input) -> Decision:
    """Work on a receipt, if it is one and still open."""
    if document.type != "receipt":
        return refuse(session, "not-a-receipt", document=document.id)
    if document.cancelled or view.is_closed("receipt", document.id):
        return refuse(session, "document-closed", document=document.id)
    return say(session, "ok", "document-opened", ReceiveItem(document.id), document=document.id)


def other_receipt(view: View, session: Session, _step: ReceiveItem, event: Input) -> Decision | None:
    """Another receipt, while nothing is in hand."""
    document = document_named(event, "receipt")
    return open_(view, session, document, event) if document is not None and document.type == "receipt" else None


def by_item(view: View, session: Session, _step: ReceiveDocument, event: Input) -> Decision:
    """An item opens the one receipt that expects it; of several it lets choose."""
    scan, lpn = named(event, ItemScan), named(event, LpnScan)
    assert scan is not None
    unit = lpn.lpn if lpn is not None else ""
    documents = _expecting(view, session, scan.item.code)
    if not documents:
        return refuse(session, "receive-nobody-expects", item=scan.item.name)
    if len(documents) == 1:
        return _taken_for(view, session, event, documents[0], scan, unit)
    scan = dated(scan)
    label: Label = (scan.item.code, scan.units, scan.lot, scan.expiry, scan.serial, scan.net_mg, unit)
    return say(session, "info", "receive-several", ReceiveDocument(label), item=scan.item.name)


def _expecting(view: View, session: Session, item: str) -> list[Document]:
    """The receipts that still expect an item, of those that are for this operator or for anybody.

    Where the expected quantity is hidden, all that have the item: nobody learns from it what is complete.
    """
    for_us = (one for one in view.receipts_expecting(item, LOOKED_AT) if one.assigned in ("", session.operator))
    if view.policy.blind_receipt:
        return list(for_us)
    return [one for one in for_us if _still_expects(view, one, item)]


def _still_expects(view: View, document: Document, item: str) -> bool:
    progress = view.progress("receipt", document.id)
    return any(progress.get(one.line, 0) < one.qty for one in of_item(document, item, ""))


def _taken_for(view: View, session: Session, event: Input, document: Document, scan: ItemScan, unit: str) -> Decision:
    at_item = changed(session, step=ReceiveItem(document.id, passed=getattr(session.step, "passed", ())))
    hand = ReceiveDetail(document.id, NO_LINE, scan.item.code, 0, lpn=unit)
    return taken(view, at_item, event, scan, hand)


def _scanned(view: View, label: Label) -> ItemScan | None:
    code, units, lot, expiry, serial, net_mg, _unit = label
    item = view.item(str(code))
    if item is None:
        return None
    return ItemScan(item, int(units), str(lot), str(expiry), str(serial), int(net_mg))


def all_again(_view: View, session: Session, step: ReceiveDocument, _event: Input) -> Decision | None:
    """Back from the receipts of one item to all of them."""
    return say(session, "info", "cancelled", ReceiveDocument()) if step.label else None


def still_open(
    view: View, session: Session, step: ReceiveItem | InHand | ReceiveUnknown, _event: Input
) -> Decision | None:
    """The guard of every step inside a receipt: whether it was closed or taken away meanwhile.

    So it is with goods that nobody knew, once somebody has said what they are: they are scanned again as those.
    """
    document = view.document("receipt", step.doc)
    if document is None or document.cancelled or view.is_closed("receipt", step.doc):
        return say(session, "refuse", "document-closed", ReceiveDocument(), document=step.doc)
    if isinstance(step, ReceiveItem) or (known := _known_by_now(view, step)) is None:
        return None
    return say(session, "refuse", "receive-known-now", at_item(view, step), item=known.name)


def _known_by_now(view: View, step: InHand | ReceiveUnknown) -> Item | None:
    """What the code on unknown goods names meanwhile."""
    code = step.code if isinstance(step, ReceiveUnknown) else step.unknown[0] if step.unknown else ""
    found = view.item_by_code(code) if code else None
    return found[0] if found is not None else None


def leave_unit(_view: View, session: Session, step: ReceiveItem, _event: Input) -> Decision | None:
    """Back from the unit that is received line by line, from the offer to repeat the last one, or from damage."""
    if step.damage:
        return say(session, "info", "damage-off", changed(step, damage=""))
    return say(session, "info", "cancelled", ReceiveItem(step.doc)) if step.lpn or step.again else None


def close(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    """Done. What was not delivered is cancelled, after a warning, and with a reason where the site wants one."""
    document = view.document("receipt", step.doc)
    assert document is not None
    if step.lpn:
        return say(session, "info", "unit-left", ReceiveItem(step.doc), lpn=step.lpn)
    short = open_lines(view, document.id)
    if view.policy.blind_receipt:
        if not is_confirmed(session, event):
            return warn(session, event, "receipt-close-blind", document=document.id)
    elif short:
        no = deviates(view, session, event, "short-receipt", "receipt-short", lines=len(short), document=document.id)
        if no is not None:
            return no
        session = noted(session, "short-receipt", f"{document.id}/close")
    progress, answers = view.progress("receipt", document.id), answering(session, document.id)
    outcomes = [
        Outcome(DocLine("receipt", document.id, line.line), "short", line.qty - progress.get(line.line, 0))
        for line in short
    ]
    differences = _differences(view, event, document) if view.policy.blind_receipt else ()
    closed = Outcome(DocLine("receipt", document.id), "closed")
    drafts = tuple(draft(answers, body) for body in (*outcomes, *differences, closed))
    return post(session, ReceiveDocument(), drafts, "document-done", document=document.id)


def _differences(view: View, event: Input, document: Document) -> Iterator[Finding]:
    """What came other than expected, once nobody counts any more."""
    progress = view.progress("receipt", document.id)
    off = [one for one in document.lines if progress.get(one.line, 0) != one.qty]
    for line in islice(off, DIFFERENCES_TOLD):
        args: dict[str, Arg] = {
            "document": document.id,
            "item": item_name(view, line.item),
            "received": progress.get(line.line, 0),
            "expected": line.qty,
            "lines": len(off),
        }
        yield Finding(f"{event.id}/differs-{line.line}", "opened", "receipt-differs", args, None, line.item)


def later(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision:
    """The rest comes later: the receipt stays open for it, or the unit that is received line by line."""
    if step.lpn:
        return say(session, "info", "unit-left", ReceiveItem(step.doc), lpn=step.lpn)
    short = open_lines(view, step.doc)
    if view.policy.blind_receipt:
        no = deviates(view, session, event, "short-receipt", "receipt-later-blind", document=step.doc)
    elif not short:
        return refuse(session, "receipt-complete", document=step.doc)
    else:
        no = deviates(view, session, event, "short-receipt", "receipt-later", lines=len(short), document=step.doc)
    if no is not None:
        return no
    session = noted(session, "short-receipt", f"{step.doc}/later")
    said = draft(answering(session, step.doc), Audit("backorder", {"document": step.doc, "lines": len(short)}))
    return post(session, ReceiveDocument(), (said,), "receipt-left-open", document=step.doc)
