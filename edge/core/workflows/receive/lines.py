"""The lines of a receipt that goods are held against: which expect them, how many still, and which get them."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.reference import Document, Line
from edge.core.sorted_lines import of_item, of_unit
from edge.core.view import View
from edge.core.workflows.receive.steps import NO_LINE, InHand, ReceiveItem, ReceiveUnknown, T


def agrees(line: Line, lot: str, expiry: str) -> bool:
    """Whether what a line announces can be these goods."""
    return lot in ("", line.lot or lot) and expiry in ("", line.expiry or expiry)


def fitting(document: Document, item: str, lpn: str, lot: str, expiry: str) -> Sequence[Line]:
    """The lines that goods are counted for: those that agree; where none does, all of the item."""
    lines = of_item(document, item, unit_announced(document, lpn))
    return [one for one in lines if agrees(one, lot, expiry)] or lines


def unit_announced(document: Document, lpn: str) -> str:
    """The unit, if the receipt announces it; '' for any other."""
    return lpn if lpn and of_unit(document, lpn) else ""


def lines_of(view: View, hand: InHand) -> Sequence[Line]:
    """The lines that the goods in hand are counted for; none for what is not on the receipt."""
    document = view.document("receipt", hand.doc)
    if document is None or hand.line == NO_LINE:
        return ()
    return fitting(document, hand.item, hand.lpn, hand.lot, hand.expiry)


def first_open(view: View, doc: str, lines: Sequence[Line]) -> int:
    """The number of the first line that still expects goods, else of the last; `NO_LINE` where there is none."""
    progress = view.progress("receipt", doc)
    still = next((one.line for one in lines if progress.get(one.line, 0) < one.qty), None)
    return still if still is not None else lines[-1].line if lines else NO_LINE


def on_its_line(view: View, hand: T) -> T:
    """The goods on the line that expects them, as far as they are known and as the receipt is now."""
    document = view.document("receipt", hand.doc)
    if document is None or hand.unknown:
        return hand
    lines = fitting(document, hand.item, hand.lpn, hand.lot, hand.expiry)
    return changed(hand, line=first_open(view, hand.doc, lines))


def done_and_want(view: View, hand: InHand) -> tuple[int, int]:
    """How many came before, and how many are expected in all."""
    progress, lines = view.progress("receipt", hand.doc), lines_of(view, hand)
    return sum(progress.get(one.line, 0) for one in lines), sum(one.qty for one in lines)


def shares(view: View, hand: InHand) -> list[tuple[int, int]]:
    """Which line gets how many of the goods in hand: each as it still expects, the last that gets some the rest."""
    progress, left, given = view.progress("receipt", hand.doc), hand.qty, []
    for line in lines_of(view, hand):
        part = min(left, max(0, line.qty - progress.get(line.line, 0)))
        if part:
            given.append((line.line, part))
            left -= part
    if not left:
        return given
    last, part = given.pop() if given else (hand.line, 0)
    return [*given, (last, part + left)]


def open_lines(view: View, doc: str, lpn: str = "") -> list[Line]:
    """The lines that still expect goods; of one announced unit where it is given."""
    document, progress = view.document("receipt", doc), view.progress("receipt", doc)
    if document is None:
        return []
    return [one for one in (of_unit(document, lpn) if lpn else document.lines) if progress.get(one.line, 0) < one.qty]


def at_item(view: View, step: InHand | ReceiveUnknown) -> ReceiveItem:
    """Back at the receipt, or in the unit of it that is received line by line."""
    document = view.document("receipt", step.doc)
    return ReceiveItem(step.doc, unit_announced(document, step.lpn) if document is not None else "")


def after(view: View, hand: InHand, posted: int) -> ReceiveItem:
    """Where to go on: in the unit that is received line by line, until it has all, else with the receipt.

    Counted blind, it is the operator who says when a unit is finished.
    """
    following = at_item(view, hand)
    if not following.lpn or view.policy.blind_receipt:
        return following
    progress = view.progress("receipt", hand.doc)
    left = sum(one.qty - progress.get(one.line, 0) for one in open_lines(view, hand.doc, following.lpn))
    return following if left > posted else ReceiveItem(hand.doc)
