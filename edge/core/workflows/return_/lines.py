"""What may come back for a document: what its lines say, less what has come already.

A return (RMA) says it itself; of an order it is what was shipped: picked for it, and not in the house any more. What
comes back is booked under the document type `return` with that number, so that an order's own progress stays what was
picked.
"""

from collections.abc import Iterator

from edge.core.place import handling_unit
from edge.core.reference import Document, Line
from edge.core.view import View
from edge.core.workflows.return_.steps import Returned


def document_of(view: View, against: str, doc: str) -> Document | None:
    """The return or the order that goods come back for."""
    return view.document("order" if against == "order" else "return", doc)


def left_of(view: View, against: str, doc: str, line: Line) -> int:
    """How many units of a line may still come back."""
    cap = view.progress("order", doc).get(line.line, 0) if against == "order" else line.qty
    return max(0, cap - view.progress("return", doc).get(line.line, 0))


def still_to_come(view: View, against: str, doc: str) -> Iterator[tuple[Line, int]]:
    """The lines of which more may come back, and how much."""
    document = document_of(view, against, doc)
    for line in document.lines if document is not None else ():
        if left := left_of(view, against, doc, line):
            yield line, left


def lines_of(view: View, against: str, doc: str, item: str) -> tuple[Line, ...]:
    """The lines of a document that name an item."""
    document = document_of(view, against, doc)
    return tuple(line for line in document.lines if line.item == item) if document is not None else ()


def cap_of(view: View, goods: Returned) -> int:
    """How many of the goods in hand may come back for their document."""
    lines = lines_of(view, goods.against, goods.doc, goods.item)
    here = not_shipped(view, goods.doc).get(goods.item, 0) if goods.against == "order" else 0
    return max(0, sum(left_of(view, goods.against, goods.doc, line) for line in lines) - here)


def not_shipped(view: View, order: str) -> dict[str, int]:
    """What was picked for an order and still stands in the house, by item."""
    here: dict[str, int] = {}
    for unit in view.units_serving(order):
        for balance in view.content(handling_unit(unit.lpn)):
            here[balance.key.item] = here.get(balance.key.item, 0) + balance.qty
    return here


def parts_of(view: View, goods: Returned) -> list[tuple[int | None, int]]:
    """The goods in hand by the lines they are booked on; what is over goes on the last of them."""
    lines, left = lines_of(view, goods.against, goods.doc, goods.item), goods.qty
    parts: list[tuple[int | None, int]] = []
    for number, line in enumerate(lines, 1):
        part = left if number == len(lines) else min(left, left_of(view, goods.against, goods.doc, line))
        if part > 0:
            parts.append((line.line, part))
            left -= part
    return parts or [(None, goods.qty)]
