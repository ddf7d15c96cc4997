"""What is left of unfinished work: how it is called, and how many of its lines or units are open."""

from typing import Final

from edge.core.parked import Parked
from edge.core.reference import Document
from edge.core.view import View
from edge.core.workflows.contract import item_name
from edge.core.workflows.ship.plan import missing, planned
from edge.core.workflows.unfinished import UNKIT, owner_of

BY_LINES: Final = ("receipt", "order")
"""Documents whose lines are done one by one, each up to its quantity."""


def work_name(work: Parked) -> str:
    owner = owner_of(work.step)
    return owner.name if owner is not None else work.doc_type


def thing_of(view: View, work: Parked) -> str:
    """What people call the work by: its document, or the kits that are taken apart."""
    if work.doc_type == UNKIT:
        key = getattr(work.step, "key", ())
        return item_name(view, str(key[0])) if key else work.doc
    return work.doc


def left_of(view: View, work: Parked) -> tuple[int, int] | None:
    """How many lines (of a shipment: units) are open, of how many; None where nobody is to know, or none are."""
    document = view.document(work.doc_type, work.doc) if work.doc_type != UNKIT else None  # type: ignore[arg-type]
    if document is None:
        return None
    if document.type == "shipment":
        return len(missing(view, document)), len(planned(view, document))
    is_hidden = document.type == "receipt" and view.policy.blind_receipt
    return None if is_hidden or document.type not in BY_LINES else _lines_of(view, document)


def _lines_of(view: View, document: Document) -> tuple[int, int]:
    done, closed = view.progress(document.type, document.id), view.closed_lines(document.type, document.id)
    open_ = (one for one in document.lines if one.line not in closed and done.get(one.line, 0) < one.qty)
    return sum(1 for _ in open_), len(document.lines)
