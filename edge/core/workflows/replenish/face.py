"""Which face is filled up, and from which reserve; and faces that are another item's while they are filled."""

from edge.core.decision import Decision, refuse, say
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.names import LocationScan, LpnScan
from edge.core.place import handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.allocation import claims_of_others
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    key_tuple,
    matching,
    named,
    typed_quantity,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.replenish.steps import (
    ReplenishFace,
    ReplenishGo,
    ReplenishPut,
    ReplenishTake,
)
from edge.core.workflows.taken import elsewhere

OFFERED_MAX = 9


def offers(view: View, session: Session) -> tuple[str, ...]:
    """Faces to fill up, the most urgent first, none that another station fills."""
    lacking = {one.item for one in view.findings("no-stock", "short-pick") if one.item}
    faces = view.low_faces(lacking, 2 * OFFERED_MAX)
    full, now = view.places_with(("bin-full", "bin-blocked")), getattr(session.step, "full", "")
    free = (one.code for one in faces if one.code != now and location(view.site, one.code) not in full)
    return tuple(code for code in free if not elsewhere(view, session, "face", code))[:OFFERED_MAX]


def chosen(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
    """A face by its number in the list."""
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    info = view.location(session.offered[number - 1])
    return _face(view, session, event, info) if info is not None else None


def scanned(view: View, session: Session, step: ReplenishFace, event: Input) -> Decision | None:
    """A face by its label; or a carrier, that is worked with from now on."""
    if (boarded := carrying.board(view, session, step, event)) is not None:
        return boarded
    scan = named(event, LocationScan)
    return _face(view, session, event, scan.info) if scan is not None else None


def _face(view: View, session: Session, event: Input, info: LocationInfo) -> Decision:
    """A face was named: the way to its reserve."""
    if info.kind != "bin" or not info.fixed_item:
        return refuse(session, "not-a-face", location=info.code)
    if info.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", location=info.code)):
        return no
    if (station := elsewhere(view, session, "face", info.code)) != "":
        return refuse(session, "face-in-work", location=info.code, station=station)
    if (no := carrying.first_put_down(view, session, "")) is not None:
        return no
    if info.face_max and room_on(view, info) <= 0:
        return refuse(session, "face-is-full", location=info.code)
    step = next_reserve(view, session, info, event.today, ())
    if step is None:
        return refuse(session, "no-reserve", item=item_name(view, info.fixed_item))
    return say(session, "ok", "replenish-go", step, location=step.bin)


def room_on(view: View, info: LocationInfo) -> int:
    """How many a face takes by what the book has there; while it is under count, all that it is filled up to."""
    if is_under_count(view, location(view.site, info.code)):
        return info.face_max
    room = view.room(info.code)
    return info.face_max - (room.units() if room is not None else 0)


def next_reserve(
    view: View, session: Session, info: LocationInfo, today: str, missing: tuple[str, ...]
) -> ReplenishGo | None:
    """The stock that fills the face up: first expired, first received, none that others go for or that was missing."""
    claims = claims_of_others(view, session)
    room = room_on(view, info) if info.face_max else 0
    for reserve, balance in view.pickable(info.fixed_item, "", today):
        left = balance.qty - claims.get((balance.place, key_tuple(balance.key)), 0)
        if reserve.fixed_item != info.fixed_item and balance.place not in missing and left > 0:
            want = min(left, room) if room else left
            return ReplenishGo(info.code, reserve.code, balance.place, key_tuple(balance.key), want, missing)
    return None


def unit_aboard(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
    """A unit that is on the carrier already goes on to its item's face."""
    scan, load = named(event, LpnScan), carrying.load_of(view, session)
    if scan is None or load is None or scan.lpn not in load.units:
        return None
    content = view.content(handling_unit(scan.lpn))
    face = _face_of(view, session, content[0].key.item) if content else ""
    if not face:
        return refuse(session, "no-face", item=scan.lpn)
    key, total = key_tuple(content[0].key), sum(one.qty for one in content)
    return say(session, "ok", "replenish-put", ReplenishPut(face, key, total, load.place, (), scan.lpn), location=face)


def goods_aboard(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
    """Goods that lie on the carrier already go on to their face."""
    scan, load = goods_named(event), carrying.load_of(view, session)
    fitting = matching(load.goods, scan) if scan is not None and load is not None else ()
    if not fitting or load is None or scan is None:
        return None
    if scan.serial or "serial" in scan.item.tracking:
        return None  # by putting away, serial by serial
    face = _face_of(view, session, scan.item.code)
    if not face:
        return refuse(session, "no-face", item=scan.item.name)
    step = ReplenishPut(face, key_tuple(fitting[0].key), fitting[0].qty, load.place)
    return say(session, "ok", "replenish-put", step, location=face)


def _face_of(view: View, session: Session, item: str) -> str:
    """The item's face that has least in it, and that nobody else fills; '' for none."""
    rooms = [room for room in view.faces(item) if not elsewhere(view, session, "face", room.info.code)]
    return min(rooms, key=lambda room: room.units()).info.code if rooms else ""


def still_its_face(
    view: View, session: Session, step: ReplenishGo | ReplenishTake | ReplenishPut, _event: Input
) -> Decision | None:
    """The face is another item's now, or none: what is in hand goes back, what is on a carrier stays on it."""
    info = view.location(step.face)
    if info is not None and info.fixed_item == step.key[0]:
        return None
    item = item_name(view, step.key[0])
    return say(session, "refuse", "face-changed", ReplenishFace(), location=step.face, item=item)
