"""What is taken: orders and units that another station works on, and units whose goods are an order's."""

from edge.core.decision import Decision, refuse
from edge.core.place import Place, handling_unit
from edge.core.session import Session
from edge.core.view import View


def elsewhere(view: View, session: Session, name: str, value: str) -> str:
    """The other station whose step has this value under this name (its order, its tote); '' for none."""
    others = (one for one in view.sessions() if one.station != session.station)
    return next((one.station for one in others if getattr(one.step, name, "") == value), "")


def order_in(view: View, lpn: str) -> str:
    """The order whose goods stand in a unit; '' for none, and where the order is off: its goods go back to the bins."""
    state = view.lpn(lpn)
    if state is None or state.serves_type != "order" or not view.content(handling_unit(lpn)):
        return ""
    document = view.document("order", state.serves)
    is_off = document.cancelled if document is not None else not view.is_closed("order", state.serves)
    return "" if is_off else state.serves


def busy_unit(view: View, session: Session, lpn: str) -> Decision | None:
    """Refuse a unit that another station fills, or that holds what was picked for an order."""
    if (station := elsewhere(view, session, "tote", lpn)) != "":
        return refuse(session, "tote-in-work", lpn=lpn, station=station)
    if (order := order_in(view, lpn)) != "":
        return refuse(session, "lpn-of-order", lpn=lpn, order=order)
    return None


def other_tote(view: View, session: Session, order: str, lpn: str) -> Decision | None:
    """Refuse another unit than the one that holds what was picked for the order already."""
    begun = view.units_serving(order)
    if not begun or any(unit.lpn == lpn for unit in begun):
        return None
    where = Place(begun[0].location).code
    return refuse(session, "order-has-tote", order=order, lpn=begun[0].lpn, location=where)
