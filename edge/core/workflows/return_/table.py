"""Return: goods come back from a customer, are looked at, and go where they are good for.

    ReturnWhat -return or order-> ReturnItem -item-> (ReturnDetail -lot, date->) ReturnQuantity
               -item, of no document-> ReturnQuantity -done-> ReturnReason -number-> ReturnGrade
    ReturnGrade -A restock, B refurbish, V vendor-> ReturnTarget -location or unit: booked-> ReturnItem
                -C scrap: booked-> ReturnItem -done-> ReturnWhat

For a return no more comes back than its lines say, for an order no more than was shipped for it; a supervisor may take
more. Goods of no document are taken and put before a person. Expired or recalled goods are never graded A.

Movements: CUSTOMER -> returns (the station's location) -> target, or -> SCRAP; one decision, one group.
"""

from itertools import islice

from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import DocLine, Outcome
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.message import Message, Option, Prompt, msg
from edge.core.names import DocumentScan
from edge.core.reference import Document, DocumentType
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import chosen, item_name, named, offered, open_of
from edge.core.workflows.return_.lines import document_of, not_shipped, still_to_come
from edge.core.workflows.return_.post import grade, leave_here, put_in, reason
from edge.core.workflows.return_.steps import (
    ReturnDetail,
    Returned,
    ReturnGrade,
    ReturnItem,
    ReturnQuantity,
    ReturnReason,
    ReturnTarget,
    ReturnWhat,
    doc_of,
)
from edge.core.workflows.return_.take import again, asks_lot, back, detail, first_item, to_reason, typed
from edge.core.workflows.rules import On, Rules, Workflow

LINES_SHOWN = 6


def start(_view: View, _session: Session) -> Step:
    return ReturnWhat()


def _ask_what(view: View, session: Session, _step: ReturnWhat) -> Prompt:
    options = offered(view, session, "return")
    return Prompt(msg("return-title"), "choice", msg("return-ask-what"), options=options, commands=("undo", "menu"))


def _ask_item(view: View, _session: Session, step: ReturnItem) -> Prompt:
    open_lines = islice(still_to_come(view, step.against, step.doc), LINES_SHOWN)
    lines = tuple(msg("return-line", item=item_name(view, line.item), left=left) for line, left in open_lines)
    ask = msg("return-ask-item", document=step.doc)
    return Prompt(msg("return-title"), "scan", ask, lines, commands=("done", "undo", "cancel", "menu"))


def _ask_detail(view: View, _session: Session, step: ReturnDetail) -> Prompt:
    ask = msg("ask-lot", item=step.item) if asks_lot(view, step) else msg("return-ask-expiry", item=step.item)
    return Prompt(msg("return-title"), "scan", ask, _goods_lines(view, step), commands=("cancel",))


def _ask_quantity(view: View, _session: Session, step: ReturnQuantity) -> Prompt:
    lines = _goods_lines(view, step)
    ask = msg("return-ask-quantity")
    return Prompt(msg("return-title"), "quantity", ask, lines, step.qty, commands=("done", "cancel"))


def _ask_reason(view: View, _session: Session, step: ReturnReason) -> Prompt:
    options = (
        Option("1", msg("return-reason-damaged")),
        Option("2", msg("return-reason-wrong-item")),
        Option("3", msg("return-reason-not-wanted")),
        Option("4", msg("return-reason-other")),
    )
    lines = _goods_lines(view, step)
    return Prompt(msg("return-title"), "choice", msg("return-ask-reason"), lines, options=options, commands=("cancel",))


def _ask_grade(view: View, _session: Session, step: ReturnGrade) -> Prompt:
    options = (
        Option("1", msg("return-grade-a")),
        Option("2", msg("return-grade-b")),
        Option("3", msg("return-grade-c")),
        Option("4", msg("return-grade-v")),
    )
    lines = _goods_lines(view, step)
    return Prompt(msg("return-title"), "choice", msg("return-ask-grade"), lines, options=options, commands=("cancel",))


def _ask_target(view: View, _session: Session, step: ReturnTarget) -> Prompt:
    grade_line = msg("return-grade-line", grade=step.grade, quantity=step.qty)
    lines = (*_goods_lines(view, step), grade_line)
    return Prompt(msg("return-title"), "scan", msg("return-ask-target"), lines, commands=("done", "cancel"))


def _goods_lines(view: View, step: Returned) -> tuple[Message, ...]:
    lot = (msg("lot-line", lot=step.lot),) if step.lot else ()
    expiry = (msg("expiry-line", expiry=step.expiry),) if step.expiry else ()
    return (msg("item-line", item=step.item, name=item_name(view, step.item)), *lot, *expiry)


def _document(view: View, session: Session, _step: ReturnWhat, event: Input) -> Decision | None:
    """A return by its code or its number in the list, or the order that goods were shipped for."""
    document = chosen(view, session, event, "return")
    if document is None:
        return None
    order = next((one for one in _documents(event) if one.type == "order"), None)
    if document.type != "return" and order is not None:
        return _open_order(view, session, order)
    return resume(view, session, document, event)


def _documents(event: Input) -> tuple[Document, ...]:
    first = named(event, DocumentScan)
    names = getattr(event.what, "names", ()) if first is not None else ()
    return tuple(one.document for one in names if isinstance(one, DocumentScan))


def _open_order(view: View, session: Session, order: Document) -> Decision:
    if sum(view.progress("order", order.id).values()) <= sum(not_shipped(view, order.id).values()):
        return refuse(session, "return-nothing-shipped", order=order.id)
    return say(session, "ok", "document-opened", ReturnItem(order.id, "order"), document=order.id)


def resume(view: View, session: Session, document: Document, _event: Input) -> Decision:
    """Open a return."""
    if document.type != "return":
        return refuse(session, "return-not-one", document=document.id)
    if document.cancelled or view.is_closed("return", document.id):
        return refuse(session, "document-closed", document=document.id)
    return say(session, "ok", "document-opened", ReturnItem(document.id), document=document.id)


def _still_open(view: View, session: Session, _step: Step, _event: Input) -> Decision | None:
    """Off to the beginning when the return was cancelled, or closed elsewhere. What was booked stays."""
    doc, against = doc_of(session)
    if not doc:
        return None
    document = document_of(view, against, doc)
    is_off = document is None or (against == "return" and document.cancelled)
    if not is_off and not view.is_closed("return", doc):
        return None
    return say(session, "refuse", "document-closed", ReturnWhat(), document=doc)


def _close(view: View, session: Session, step: ReturnItem, event: Input) -> Decision | None:
    """No more comes: a return is closed, after a warning where less came than it says; an order is left alone."""
    if step.against == "order":
        return say(session, "info", "return-enough", ReturnWhat(), document=step.doc)
    short = list(still_to_come(view, step.against, step.doc))
    if short:
        off = deviates(view, session, event, "partial", "return-short", lines=len(short), document=step.doc)
        if off is not None:
            return off
    of_lines = (Outcome(DocLine("return", step.doc, line.line), "short", left) for line, left in short)
    ended = (*of_lines, Outcome(DocLine("return", step.doc), "closed"))
    drafts = tuple(draft(session, one, "partial" if short else "") for one in ended)
    return post(session, ReturnWhat(), drafts, "document-done", document=step.doc)


def _leave(_view: View, session: Session, _step: ReturnItem, _event: Input) -> Decision | None:
    return say(session, "info", "cancelled", ReturnWhat())


def _serves(step: Step) -> tuple[DocumentType, tuple[str, ...]] | None:
    doc = getattr(step, "doc", "")
    return ("return", (doc,)) if doc and getattr(step, "against", "") == "return" else None


WORKFLOW = Workflow(
    "return",
    start,
    {
        ReturnWhat: Rules(
            _ask_what,
            (
                On("document", _document, (ReturnItem,)),
                On("number", _document, (ReturnItem,)),
                On("item", first_item, (ReturnDetail, ReturnQuantity)),
            ),
        ),
        ReturnItem: Rules(
            _ask_item,
            (
                On("item", first_item, (ReturnDetail, ReturnQuantity)),
                On("done", _close, (ReturnWhat,)),
                On("cancel", _leave, (ReturnWhat,)),
            ),
            guard=_still_open,
        ),
        ReturnDetail: Rules(
            _ask_detail,
            (
                On("item", again, (ReturnQuantity,)),
                On("detail", detail, (ReturnQuantity,)),
                On("unknown", detail, (ReturnQuantity,)),
                On("number", detail, (ReturnQuantity,)),
                On("text", detail, (ReturnQuantity,)),
                On("cancel", back, (ReturnItem, ReturnWhat)),
            ),
            guard=_still_open,
        ),
        ReturnQuantity: Rules(
            _ask_quantity,
            (
                On("number", typed),
                On("item", again),
                On("done", to_reason, (ReturnReason,)),
                On("cancel", back, (ReturnItem, ReturnWhat)),
            ),
            guard=_still_open,
        ),
        ReturnReason: Rules(
            _ask_reason,
            (On("number", reason, (ReturnGrade,)), On("cancel", back, (ReturnItem, ReturnWhat))),
            guard=_still_open,
        ),
        ReturnGrade: Rules(
            _ask_grade,
            (
                On("number", grade, (ReturnTarget, ReturnItem, ReturnWhat)),
                On("cancel", back, (ReturnItem, ReturnWhat)),
            ),
            guard=_still_open,
        ),
        ReturnTarget: Rules(
            _ask_target,
            (
                On("lpn", put_in, (ReturnItem, ReturnWhat)),
                On("location", put_in, (ReturnItem, ReturnWhat)),
                On("done", leave_here, (ReturnItem, ReturnWhat)),
                On("cancel", back, (ReturnItem, ReturnWhat)),
            ),
            guard=_still_open,
        ),
    },
    offers=open_of("return"),
    resume=resume,
    serves=_serves,
)
