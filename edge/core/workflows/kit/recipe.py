"""What a kit order needs, what of it was taken, and how many kits that makes. Exact: nothing is rounded."""

from edge.core.reference import Document, Line
from edge.core.view import View

MADE_LINE = 0
"""The line under which a kit order's progress counts the kits that were made; its components begin at 1."""


def needs(view: View, document: Document) -> tuple[Line, ...]:
    """The components of the whole order: its lines, else the item's recipe times the kits."""
    if document.lines:
        return document.lines
    item = view.item(document.item)
    recipe = item.components if item is not None else {}
    return tuple(Line(number, code, units * document.qty) for number, (code, units) in enumerate(recipe.items(), 1))


def left_of(view: View, document: Document, line: Line) -> int:
    """How many units of a component are still to be taken."""
    return line.qty - view.progress("kit", document.id).get(line.line, 0)


def made(view: View, document: Document) -> int:
    """How many kits of the order were made already."""
    return view.progress("kit", document.id).get(MADE_LINE, 0)


def left_over(view: View, document: Document) -> dict[str, int]:
    """The components that went in and that no kit was made of, by item."""
    used, kits = view.progress("kit", document.id), made(view, document)
    over: dict[str, int] = {}
    for line in needs(view, document):
        left = used.get(line.line, 0) - (kits * line.qty // document.qty if document.qty else 0)
        if left > 0:
            over[line.item] = over.get(line.item, 0) + left
    return over


def to_make(view: View, document: Document) -> int | tuple[Line, int]:
    """How many kits come of what was taken since the last; else a component of which so many are lacking for that."""
    used, lines = view.progress("kit", document.id), needs(view, document)
    shares = [-(-used.get(line.line, 0) * document.qty // line.qty) for line in lines]
    kits = max(shares, default=0)
    for line in lines:
        whole = -(-kits * line.qty // document.qty)
        if used.get(line.line, 0) * document.qty != kits * line.qty:
            return line, max(1, whole - used.get(line.line, 0))
    return kits - made(view, document)
