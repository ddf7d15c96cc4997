"""A small work for tests of what holds at every step: goods of a receipt come in, with a rule of each sort.

    ErrandDocument -document-> ErrandItem -item-> ErrandTarget -location-> ErrandItem
                                          -full-> ErrandMany (type-ahead)

More than expected needs a supervisor, and so does a blocked place; another place than the station's is the operator's
own to decide. A camera may tell of a unit that is there. It stands in the registry for `receive` while a test
runs (`put_in_place`).
"""

import pytest

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Movement, Outcome
from edge.core.event import Input
from edge.core.leave import deviates, needs_leave
from edge.core.message import Prompt, msg
from edge.core.names import ItemScan, LocationScan
from edge.core.place import location, virtual
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.stock import Goods, StockKey
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows import WORKFLOWS, unfinished
from edge.core.workflows.contract import chosen, named, offered, open_of, station_of, typed_quantity, undoable
from edge.core.workflows.rules import On, Rules, Workflow


@value
class ErrandDocument(Step):
    """Which receipt?"""


@value
class ErrandItem(Step):
    """Which goods?"""

    doc: str


@value
class ErrandTarget(Step):
    """How many, and where to?"""

    doc: str
    line: int
    item: str
    qty: int


@value
class ErrandMany(Step):
    """Piece after piece: scans that come quickly are meant so."""

    doc: str


def _ask(_view: View, _session: Session, _step: Step) -> Prompt:
    return Prompt(msg("menu-receive"), "quantity", msg("ask-work"), commands=("done", "cancel"))


def _choose(view: View, session: Session, _step: Step) -> Prompt:
    options = offered(view, session, "receipt")
    return Prompt(msg("menu-receive"), "choice", msg("ask-work"), options=options)


def _document(view: View, session: Session, _step: ErrandDocument, event: Input) -> Decision | None:
    document = chosen(view, session, event, "receipt")
    return _opened(view, session, document, event) if document is not None and document.type == "receipt" else None


def _opened(_view: View, session: Session, document: Document, _event: Input) -> Decision:
    return say(session, "ok", "document-opened", ErrandItem(document.id), document=document.id)


def _item(view: View, session: Session, step: ErrandItem, event: Input) -> Decision:
    scan, document = named(event, ItemScan), view.document("receipt", step.doc)
    assert scan is not None
    assert document is not None
    line = next((one for one in document.lines if one.item == scan.item.code), None)
    if line is None:
        return refuse(session, "not-on-document", item=scan.item.name, document=step.doc)
    return say(session, "ok", "counted", ErrandTarget(step.doc, line.line, scan.item.code, 1), quantity=1)


def _done(_view: View, session: Session, step: ErrandItem, event: Input) -> Decision:
    if not is_confirmed(session, event):
        return warn(session, event, "receipt-short", lines=1, document=step.doc)
    closed = draft(session, Outcome(DocLine("receipt", step.doc), "closed"))
    return post(session, ErrandDocument(), (closed,), "document-done", document=step.doc)


def _one_more(_view: View, session: Session, step: ErrandTarget, event: Input) -> Decision:
    scan = named(event, ItemScan)
    assert scan is not None
    if scan.item.code != step.item:
        return refuse(session, "place-first", item=step.item, scanned=scan.item.name)
    return say(session, "ok", "counted", changed(step, qty=step.qty + 1), quantity=step.qty + 1)


def _typed(_view: View, session: Session, step: ErrandTarget, event: Input) -> Decision:
    quantity = typed_quantity(event)
    assert quantity is not None
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)


def _target(view: View, session: Session, step: ErrandTarget, event: Input) -> Decision:
    scan, document = named(event, LocationScan), view.document("receipt", step.doc)
    assert scan is not None
    assert document is not None
    want = next(one.qty for one in document.lines if one.line == step.line)
    want -= view.progress("receipt", step.doc).get(step.line, 0)
    if step.qty > want and (
        no := needs_leave(session, event, "over-receipt", "over-receipt", expected=want, quantity=step.qty)
    ):
        return no
    if scan.info.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", place=scan.info.code)):
        return no
    home = station_of(view, session).location
    if scan.info.code != home and (
        no := deviates(view, session, event, "other-bin", "wrong-location", scanned=scan.info.code, expected=home)
    ):
        return no
    doc, goods = DocLine("receipt", step.doc, step.line), Goods(StockKey(step.item), step.qty)
    body = Movement("receive", goods, virtual(view.site, "SUPPLIER"), location(view.site, scan.info.code), doc)
    posted = post(session, ErrandItem(step.doc), (draft(session, body),), "received", quantity=step.qty)
    return undoable(posted, event)


def _many(_view: View, session: Session, step: ErrandItem, _event: Input) -> Decision:
    return say(session, "ok", "counted", ErrandMany(step.doc), quantity=0)


def _there(_view: View, session: Session, _step: ErrandItem, _event: Input) -> Decision:
    return say(session, "ok", "counted", quantity=1)


def _each(_view: View, session: Session, _step: ErrandMany, _event: Input) -> Decision:
    return say(session, "ok", "counted", quantity=1)


def _back(_view: View, session: Session, step: ErrandTarget | ErrandMany, _event: Input) -> Decision:
    return say(session, "info", "cancelled", ErrandItem(step.doc))


ERRAND = Workflow(
    "receive",
    lambda _view, _session: ErrandDocument(),
    {
        ErrandDocument: Rules(_choose, (On("document", _document), On("number", _document))),
        ErrandItem: Rules(
            _ask, (On("item", _item), On("done", _done), On("full", _many), On("lpn", _there, fixed=True))
        ),
        ErrandTarget: Rules(
            _ask, (On("location", _target), On("item", _one_more), On("number", _typed), On("cancel", _back))
        ),
        ErrandMany: Rules(_ask, (On("item", _each), On("cancel", _back)), type_ahead=True),
    },
    offers=open_of("receipt"),
    resume=_opened,
)


def put_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, and for this test, `receive` is this work."""
    monkeypatch.setitem(WORKFLOWS, "receive", ERRAND)
    for step in ERRAND.steps:
        monkeypatch.setitem(unfinished.owners(), step, ERRAND)
