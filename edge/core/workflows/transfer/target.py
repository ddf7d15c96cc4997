"""Where goods or a unit may be put: a location, a unit that stands somewhere, or a new unit.

A blocked place needs a supervisor. A unit in a unit: as deep as the book allows, and never in itself.
"""

from collections.abc import Sequence

from edge.core.decision import Decision, is_confirmed, refuse, warn
from edge.core.entry import Movement, MovementType
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import LocationScan, LpnScan
from edge.core.place import NEST_LEVELS_MAX, Place, handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.rooms import Part
from edge.core.session import Session
from edge.core.stock import WholeLpn
from edge.core.value import value
from edge.core.view import LpnState, View
from edge.core.workflows.announced import in_house, outside
from edge.core.workflows.carrying import carrier_of, held_by
from edge.core.workflows.contract import named, wrong_kind
from edge.core.workflows.suggest import is_others_face
from edge.core.workflows.taken import busy_unit, elsewhere
from edge.core.workflows.targets import cannot_hold
from edge.core.workflows.transfer.stock import units_around


@value
class Target:
    """A place that takes goods. `arrival` brings in the unit that begins with them, and stands where the work is."""

    place: Place
    arrival: Movement | None = None


def target_of(
    view: View,
    session: Session,
    event: Input,
    here: Place,
    type_: MovementType,
    parts: Sequence[Part],
    *,
    asks_new: bool = False,
) -> Target | Decision:
    """The place that an input names for goods that are `here`, or why they may not go there."""
    if (scan := named(event, LpnScan)) is not None:
        return _unit(view, session, event, scan, here, type_, parts, asks_new=asks_new)
    if (at := named(event, LocationScan)) is None:
        return wrong_kind(session, event)
    no = unfit(view, session, event, at.info, here, parts)
    return no if no is not None else Target(location(view.site, at.info.code))


def unfit(
    view: View, session: Session, event: Input, info: LocationInfo, here: Place, parts: Sequence[Part]
) -> Decision | None:
    """Refuse a blocked place, the cart of somebody else, and a bin whose rules or whose size the goods do not fit.

    Another item's face is asked about once more. Goods that stay where they are take no more room.
    """
    if (no := in_others_hands(view, session, info)) is not None:
        return no
    if info.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", location=info.code)):
        return no
    if location_of(view, here) == location(view.site, info.code):
        return None
    if (no := cannot_hold(view, session, info, parts)) is not None:
        return no
    if is_others_face(info, parts) and not (session.leaves or is_confirmed(session, event)):
        return warn(session, event, "face-of-other", location=info.code, item=info.fixed_item)
    return None


def in_others_hands(view: View, session: Session, info: LocationInfo) -> Decision | None:
    """Refuse the forklift or cart that somebody else works with."""
    if not (carrier := held_by(view, session, location(view.site, info.code))):
        return None
    others = (one for one in view.sessions() if one.station != session.station and view.station(one.station))
    station = next((one.station for one in others if carrier_of(view, one) == carrier), "")
    return refuse(session, "carrier-in-use", carrier=carrier, station=station)


def _unit(
    view: View,
    session: Session,
    event: Input,
    scan: LpnScan,
    here: Place,
    type_: MovementType,
    parts: Sequence[Part],
    *,
    asks_new: bool,
) -> Target | Decision:
    state = view.lpn(scan.lpn)
    if state is not None and in_house(state):
        if (no := unit_unfit(view, session, event, state, here, parts)) is not None:
            return no
        return Target(handling_unit(scan.lpn))
    if view.announced(scan.lpn) is not None:
        return refuse(session, "lpn-announced", lpn=scan.lpn)
    if asks_new and not session.leaves and not is_confirmed(session, event):
        return warn(session, event, "transfer-new-unit", lpn=scan.lpn)
    stands = location_of(view, here)
    return Target(
        handling_unit(scan.lpn), Movement(type_, WholeLpn(scan.lpn), outside(view, scan.lpn), stands, agree=("code",))
    )


def unit_unfit(
    view: View, session: Session, event: Input, state: LpnState, here: Place, parts: Sequence[Part]
) -> Decision | None:
    """Refuse a unit that is an order's or in somebody's hands, or that stands where the goods may not come."""
    if (no := busy_unit(view, session, state.lpn)) is not None:
        return no
    info = view.location(Place(state.location).code)
    return unfit(view, session, event, info, here, parts) if info is not None else None


def location_of(view: View, place: Place) -> Place:
    """The location that a place is or stands in."""
    state = view.lpn(place.code) if place.kind == "lpn" else None
    return Place(state.location) if state is not None else place


def unit_not_free(view: View, session: Session, lpn: str) -> Decision | None:
    """Refuse a unit that is not in the house, or that another station fills or moves."""
    state = view.lpn(lpn)
    if state is None:
        return refuse(session, "lpn-unknown", code=lpn)
    if not in_house(state):
        return refuse(session, "lpn-gone", lpn=lpn)
    if (carrier := held_by(view, session, state.location)) != "":
        return refuse(session, "lpn-on-carrier", lpn=lpn, carrier=carrier)
    station = elsewhere(view, session, "tote", lpn) or elsewhere(view, session, "lpn", lpn)
    return refuse(session, "tote-in-work", lpn=lpn, station=station) if station else None


def badly_nested(view: View, session: Session, lpn: str, target: Place) -> Decision | None:
    """Refuse a unit that would stand in itself, or deeper than the book allows."""
    around = units_around(view, target)
    if lpn in around:
        return refuse(session, "transfer-in-itself", lpn=lpn)
    if around and len(around) + _height(view, lpn) >= NEST_LEVELS_MAX:
        return refuse(session, "transfer-too-deep", lpn=lpn, levels=NEST_LEVELS_MAX)
    return None


def _height(view: View, lpn: str) -> int:
    """How many levels of units stand in a unit."""
    level, height = [lpn], 0
    while height < NEST_LEVELS_MAX:
        level = [inner for one in level for inner in view.units_in(f"lpn:{one}")]
        if not level:
            break
        height += 1
    return height
