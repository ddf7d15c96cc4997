"""What may come back for a document: what its lines say, less what has come already.

A return (RMA) says it itself; of an order it is what was picked for it. What comes back is booked under the document
type `return` with that number, so that an order's own progress stays what was picked.
"""

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


def lines_of(view: View, against: str, doc: str, item: str) -> tuple[Line, ...]:
    """The lines of a document that name an item."""
    document = document_of(view, against, doc)
    return tuple(line for line in document.lines if line.item == item) if document is not None else ()


def cap_of(view: View, goods: Returned) -> int:
    """How many of the goods in hand may come back for their document."""
    lines = lines_of(view, goods.against, goods.doc, goods.item)
    return sum(left_of(view, goods.against, goods.doc, line) for line in lines)


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
