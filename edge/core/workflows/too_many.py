"""More than the book has: how that is refused, so that a place under count tells nobody what the book has there."""

from edge.core.decision import Decision, refuse, say
from edge.core.names import ItemScan
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import item_name
from edge.core.workflows.counting import is_under_count


def too_many(
    view: View, session: Session, step: Step, source: str, item: str, quantity: int, available: int
) -> Decision:
    """Refuse a quantity that the book does not have in a place; how much it has is said while nobody counts it."""
    if is_under_count(view, source):
        return say(session, "refuse", "more-than-known", step, quantity=quantity, item=item_name(view, item))
    return say(session, "refuse", "more-than-here", step, quantity=quantity, available=available)


def none_told(view: View, session: Session, source: str, scan: ItemScan) -> Decision | None:
    """Refuse goods that the book does not have in a place under count, as if there were too few; None for others."""
    if not is_under_count(view, source):
        return None
    return refuse(session, "more-than-known", quantity=scan.units, item=scan.item.name)
