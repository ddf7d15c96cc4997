"""Goods that must stay where they are: on hold, past their date, or recalled."""

from edge.core.decision import Decision, refuse
from edge.core.event import Input
from edge.core.session import Session
from edge.core.stock import StockKey
from edge.core.view import View
from edge.core.workflows.contract import is_past


def why_not(view: View, session: Session, key: StockKey, event: Input) -> Decision | None:
    """Refuse goods that may not be sent on; None where they may. What `View.pickable` leaves out, asked again."""
    item = view.item(key.item)
    name = item.name if item is not None else key.item
    if key.status != "sellable":
        return refuse(session, "stock-not-sellable", item=name)
    if key.expiry and is_past(key.expiry, event.today):
        return refuse(session, "expired", item=name, expiry=key.expiry)
    if item is not None and key.lot and key.lot in item.recalled:
        return refuse(session, "stock-recalled", item=name, lot=key.lot)
    return None
