"""Where goods go: the bin that is suggested, and whether another one may take them.

    1. a bin that holds the item already, the fullest first         where mixing and what it can hold allow
    2. the item's own face                                           up to its `face_max`
    3. an empty bin                                                  built for the goods' storage class before others;
                                                                     near the dock, C items far from it
    4. none: the operator finds one

Never a blocked bin, another item's face, or one that somebody marked as full or unusable. What other stations are on
their way with counts as if it stood in the bin already. A unit goes with all that is in it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from edge.core.place import Place, handling_unit
from edge.core.reference import LocationInfo
from edge.core.rooms import Part, Room, Unfit, unfit, unfit_type
from edge.core.session import Session
from edge.core.stock import Balance
from edge.core.view import View
from edge.core.workflows.taken import at_work

UNITS_MAX: Final = 200
"""Nested units whose content is looked at."""
Claims = Mapping[str, Sequence[Part]]
"""What is on its way to bins, by their codes."""


def suggest(view: View, session: Session, parts: Sequence[Part], besides: Collection[str] = (), unit: str = "") -> str:
    """The bin where these goods should go; '' for none. `besides` are bins that are out of the question.

    `unit` is the unit they are in: where another station was on its way with it, it is not any more.
    """
    if not parts:
        return _empty(view, parts, set(besides))
    claims = claimed(view, session, unit)
    rooms = list(_with_claims(view.rooms_with(parts[0].item), claims))
    fitting = [room for room in rooms if room.info.code not in besides and is_fit(view, room, parts)]
    if fitting:
        return min(fitting, key=lambda room: (-room.units(parts[0].item), room.info.walk, room.info.code)).info.code
    for room in _with_claims(view.faces(parts[0].item), claims):
        if room.info.code not in besides and is_fit(view, room, parts):
            return room.info.code
    return _empty(view, parts, {*besides, *claims})


def is_fit(view: View, room: Room, parts: Sequence[Part]) -> bool:
    """Whether goods are sent to a bin."""
    if room.marked or room.info.blocked or is_others_face(room.info, parts) or fills_over(room, parts):
        return False
    return unfit(room, parts, view.item) is None


def is_others_face(info: LocationInfo, parts: Sequence[Part]) -> bool:
    """Whether a bin is kept for an item that these are not."""
    return bool(info.fixed_item) and any(part.item != info.fixed_item for part in parts)


def fills_over(room: Room, parts: Sequence[Part]) -> bool:
    """Whether a face would hold more than it is filled up to."""
    most = room.info.face_max if room.info.fixed_item else 0
    return bool(most) and room.units() + sum(part.qty for part in parts) > most


def unfit_at(view: View, info: LocationInfo, parts: Sequence[Part]) -> Unfit | None:
    """Why goods may not stand in a bin that somebody scanned; what others only intend is no reason."""
    room = view.room(info.code)
    return unfit(room, parts, view.item) if room is not None else None


def still_fits(view: View, session: Session, code: str, parts: Sequence[Part]) -> bool:
    """Whether goods are still sent to a bin, now that there are more of them or others came before."""
    room = view.room(code)
    return room is not None and all(is_fit(view, one, parts) for one in _with_claims((room,), claimed(view, session)))


def parts_of(balances: Sequence[Balance]) -> tuple[Part, ...]:
    """What balances are as goods that are put somewhere."""
    return tuple(Part(one.key.item, one.key.lot, one.qty) for one in balances)


def unit_parts(view: View, lpn: str) -> tuple[Part, ...]:
    """All that is in a unit, and in the units that stand in it."""
    waiting, parts, seen = [lpn], list[Part](), 0
    while waiting and seen < UNITS_MAX:
        place = handling_unit(waiting.pop())
        seen += 1
        parts += parts_of(view.content(place))
        waiting += view.units_in(place)
    return tuple(parts)


def claimed(view: View, session: Session, but: str = "") -> Claims:
    """What other stations are on their way with, by the bin they were sent to (steps with `suggested` or `face`).

    `but`: a unit that does not count.
    """
    claims: dict[str, list[Part]] = {}
    for other in view.sessions():
        if other.station == session.station:
            continue
        step = at_work(other)
        target = getattr(step, "suggested", "") or getattr(step, "face", "")
        if not target or (but and getattr(step, "lpn", "") == but):
            continue
        parts = claims.setdefault(target, [])
        if lpn := getattr(step, "lpn", ""):
            parts += unit_parts(view, lpn)
        elif key := getattr(step, "key", ()):
            qty = getattr(step, "qty", 0)
            said = getattr(step, "stated", True)  # who has not said how many may bring all there is
            parts.append(Part(key[0], key[2], qty if said else max(qty, getattr(step, "available", 0))))
    return claims


def _with_claims(rooms: Sequence[Room], claims: Claims) -> Iterator[Room]:
    for room in rooms:
        coming = claims.get(room.info.code, ())
        yield Room(room.info, (*room.held, *coming), room.marked) if coming else room


def _empty(view: View, parts: Sequence[Part], avoid: Collection[str]) -> str:
    """The empty bin for these goods: of a type that is built for their class, else of any that takes them."""
    fitting = [one for one in view.empty_types() if unfit_type(one, parts, view.item) is None]
    far = _abc(view, parts) == "C"
    for types in ([one for one in fitting if one.classes], [one for one in fitting if not one.classes]):
        found = view.empty_bins([one.key for one in types], avoid, far=far) if types else ()
        if found:
            return found[0].code
    return ""


def _abc(view: View, parts: Sequence[Part]) -> str:
    """The most wanted class among the goods."""
    records = (view.item(part.item) for part in parts)
    return min((one.abc for one in records if one is not None and one.abc), default="")


def bin_of(view: View, place: str) -> str:
    """The code of the bin a place is in, through the units it stands in; '' for anything that is no bin."""
    if place.startswith("lpn:"):
        state = view.lpn(Place(place).code)
        place = state.location if state is not None else ""
    info = view.location(Place(place).code) if place.startswith("loc:") else None
    return info.code if info is not None and info.kind == "bin" else ""
