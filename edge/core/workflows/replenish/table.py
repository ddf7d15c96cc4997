"""Replenish: a face that runs low is filled up from a reserve.

    ReplenishFace -number or face-> ReplenishGo -the reserve's bin or unit-> ReplenishTake (quantity) -> ReplenishPut
                                                -a unit that goes in whole-> ReplenishPut -the face-> ReplenishFace

There are no tasks in the book: what is to do follows from the faces themselves. Those below their least are offered,
first of items that an order lacked, then empty ones; any face may be scanned, and is filled up then. Two operators
never fill the same face. The reserve is taken by expiry, then by age. Movements: reserve -> (carrier ->) face.
`short` at the reserve says that it is not there: a finding, and the next reserve.
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Draft, Finding, Movement
from edge.core.event import Input
from edge.core.leave import needs_leave
from edge.core.message import Arg
from edge.core.names import LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.rooms import Part
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    key_tuple,
    matching,
    named,
    quantity_at,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.replenish.steps import (
    ReplenishFace,
    ReplenishGo,
    ReplenishPut,
    ReplenishTake,
    ask_face,
    ask_put,
    ask_reserve,
    ask_take,
    told,
)
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.serials import goods_taken, other_stock, wrong_serial
from edge.core.workflows.suggest import unit_parts
from edge.core.workflows.taken import at_work, busy_unit, elsewhere
from edge.core.workflows.targets import cannot_hold
from edge.core.workflows.too_many import too_many

OFFERED_MAX = 9


def start(_view: View, _session: Session) -> Step:
    return ReplenishFace()


def offers(view: View, session: Session) -> tuple[str, ...]:
    """Faces to fill up, the most urgent first, none that another station fills."""
    lacking = {one.item for one in view.findings("no-stock", "short-pick") if one.item}
    faces = view.low_faces(lacking, 2 * OFFERED_MAX)
    return tuple(info.code for info in faces if not elsewhere(view, session, "face", info.code))[:OFFERED_MAX]


def _chosen(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    info = view.location(session.offered[number - 1])
    return _face(view, session, event, info) if info is not None else None


def _scanned(view: View, session: Session, step: ReplenishFace, event: Input) -> Decision | None:
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
    if info.face_max and _room_on(view, info) <= 0:
        return refuse(session, "face-is-full", location=info.code)
    step = _next_reserve(view, session, info, event.today, ())
    if step is None:
        return refuse(session, "no-reserve", item=item_name(view, info.fixed_item))
    return say(session, "ok", "replenish-go", step, location=step.bin)


def _room_on(view: View, info: LocationInfo) -> int:
    """How many a face takes by what the book has there; while it is under count, all that it is filled up to."""
    if is_under_count(view, location(view.site, info.code)):
        return info.face_max
    room = view.room(info.code)
    return info.face_max - (room.units() if room is not None else 0)


def _next_reserve(
    view: View, session: Session, info: LocationInfo, today: str, missing: tuple[str, ...]
) -> ReplenishGo | None:
    """The stock that fills the face up: first expired, first received, none that others go for or that was missing."""
    claims: dict[tuple[str, object], int] = {}
    for other in view.sessions():
        step = at_work(other)
        if other.station != session.station and (source := getattr(step, "source", "")):
            at = (source, getattr(step, "key", ()))
            claims[at] = claims.get(at, 0) + max(getattr(step, "want", 0), getattr(step, "qty", 0))
    room = _room_on(view, info) if info.face_max else 0
    for reserve, balance in view.pickable(info.fixed_item, "", today):
        left = balance.qty - claims.get((balance.place, key_tuple(balance.key)), 0)
        if reserve.fixed_item != info.fixed_item and balance.place not in missing and left > 0:
            want = min(left, room) if room else left
            return ReplenishGo(info.code, reserve.code, balance.place, key_tuple(balance.key), want, missing)
    return None


def _aboard_unit(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
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


def _aboard_goods(view: View, session: Session, _step: ReplenishFace, event: Input) -> Decision | None:
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


def _at_bin(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision | None:
    scan = named(event, LocationScan)
    if scan is None:
        return None
    if scan.info.code != step.bin:
        return refuse(session, "wrong-location", scanned=scan.info.code, expected=step.bin)
    return _arrived(view, session, step)


def _arrived(view: View, session: Session, step: ReplenishGo) -> Decision:
    here = min(step.want, quantity_at(view, step.source, stock_key(step.key)))
    take = ReplenishTake(step.face, step.bin, step.source, step.key, here, missing=step.missing)
    if not told(view, step):
        return say(session, "ok", "replenish-some", changed(take, want=step.want))
    if here <= 0:
        return say(session, "refuse", "reserve-gone", ReplenishFace(), location=step.bin)
    return say(session, "ok", "replenish-take", take, quantity=here)


def _at_unit(view: View, session: Session, step: ReplenishGo, event: Input) -> Decision | None:
    """The reserve's unit: taken whole where the face takes it all, else opened."""
    scan = named(event, LpnScan)
    if scan is None or (state := view.lpn(scan.lpn)) is None:
        return None
    if step.source != handling_unit(scan.lpn):
        return refuse(session, "not-the-reserve", scanned=scan.lpn, location=step.bin)
    if (no := busy_unit(view, session, scan.lpn)) is not None:
        return no
    parts = unit_parts(view, scan.lpn)
    total = sum(part.qty for part in parts)
    if {part.item for part in parts} != {step.key[0]} or total > step.want or view.units_in(step.source):
        return _arrived(view, session, step)
    source = Place(state.parent)
    put = ReplenishPut(step.face, step.key, total, carrying.hands(view, session, source), (), scan.lpn)
    movements = carrying.take_onto(view, session, "replenish", (WholeLpn(scan.lpn),), source)
    return _in_hand(session, put, movements, event)


def _in_hand(session: Session, put: ReplenishPut, movements: Sequence[Movement], event: Input) -> Decision:
    if not movements:
        return say(session, "ok", "replenish-put", put, location=put.face)
    drafts = tuple(draft(session, one) for one in movements)
    return undoable(post(session, put, drafts, "replenish-put", location=put.face), event)


def _one_more(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision | None:
    scan = goods_named(event)
    if scan is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "wrong-item", scanned=scan.item.name, expected=item_name(view, key.item))
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(view, session, changed(step, serials=serials), step.qty + scan.units)


def _typed(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision | None:
    quantity, item = typed_quantity(event), view.item(step.key[0])
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if item is not None and "serial" in item.tracking:
        return refuse(session, "scan-serials", item=item.name)
    return _counted(view, session, step, quantity)


def _counted(view: View, session: Session, step: ReplenishTake, quantity: int) -> Decision:
    if quantity > step.want and (want := told(view, step)):
        return refuse(session, "more-than-face", quantity=quantity, want=want)
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)


def _taken(view: View, session: Session, step: ReplenishTake, event: Input) -> Decision:
    """What was counted is in hand, or on the carrier."""
    if step.qty == 0:
        return refuse(session, "quantity-zero")
    here = quantity_at(view, step.source, stock_key(step.key))
    if step.qty > here:
        less = changed(step, want=here, qty=0, serials=())
        return too_many(view, session, less, step.source, step.key[0], step.qty, here)
    source = Place(step.source)
    goods = goods_taken(view, stock_key(step.key), step.qty, step.serials, source)
    movements = carrying.take_onto(view, session, "replenish", goods, source)
    put = ReplenishPut(step.face, step.key, step.qty, carrying.hands(view, session, source), step.serials)
    return _in_hand(session, put, movements, event)


def _missing(view: View, session: Session, step: ReplenishGo | ReplenishTake, event: Input) -> Decision:
    """The reserve is not there, or less of it: a person hears of it; what was counted is taken, else the next is."""
    place, key = location(view.site, step.bin), stock_key(step.key)
    args: dict[str, Arg] = {"location": step.bin, "item": key.item}
    found = draft(session, Finding(f"{event.id}/reserve", "opened", "reserve-missing", args, place, key.item))
    if isinstance(step, ReplenishTake) and step.qty:
        taken = _taken(view, session, step, event)
        return changed(taken, drafts=(*taken.drafts, found))
    info = view.location(step.face)
    missing = (*step.missing, step.source)
    following = _next_reserve(view, session, info, event.today, missing) if info is not None else None
    if following is None:
        return _told(say(session, "info", "no-reserve-left", ReplenishFace(), location=step.face), found)
    return _told(say(session, "info", "replenish-go", following, location=following.bin), found)


def _told(decision: Decision, found: Draft) -> Decision:
    return changed(decision, drafts=(*decision.drafts, found))


def _put(view: View, session: Session, step: ReplenishPut, event: Input) -> Decision | None:
    scan = named(event, LocationScan)
    if scan is None:
        return None
    info = scan.info
    if info.code != step.face:
        return refuse(session, "wrong-location", scanned=info.code, expected=step.face)
    if info.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", location=info.code)):
        return no
    what, source = _what(view, step)
    if not what:
        return say(session, "refuse", "reserve-gone", ReplenishFace(), location=Place(step.source).code)
    parts = unit_parts(view, step.lpn) if step.lpn else (Part(step.key[0], step.key[2], step.qty),)
    if (no := cannot_hold(view, session, info, parts)) is not None:
        return no
    movements = carrying.put_from("replenish", what, source, location(view.site, info.code))
    drafts = tuple(draft(session, one) for one in movements)
    name = item_name(view, step.key[0])
    if step.lpn:
        done = post(session, ReplenishFace(), drafts, "replenished-unit", lpn=step.lpn, place=info.code)
    elif is_under_count(view, step.source):
        done = post(session, ReplenishFace(), drafts, "replenished-all", item=name, place=info.code)
    else:
        done = post(session, ReplenishFace(), drafts, "replenished", quantity=step.qty, item=name, place=info.code)
    return undoable(done, event)


def _what(view: View, step: ReplenishPut) -> tuple[Sequence[Goods | WholeLpn], Place]:
    """What is put down, and where it stands now; nothing where somebody else took it."""
    if step.lpn:
        state = view.lpn(step.lpn)
        return ((WholeLpn(step.lpn),), Place(state.parent)) if state and state.parent == step.source else ((), _NOWHERE)
    source, key = Place(step.source), stock_key(step.key)
    if quantity_at(view, source, key) < step.qty:
        return (), source
    return goods_taken(view, key, step.qty, step.serials, source), source


_NOWHERE = Place("lpn:-")


def _back(view: View, session: Session, step: Step, _event: Input) -> Decision:
    source = step.source if isinstance(step, ReplenishPut) else ""
    return carrying.given_up(view, session, source, ReplenishFace())


def _skipped(_view: View, session: Session, step: ReplenishGo, _event: Input) -> Decision:
    return say(session, "info", "face-skipped", ReplenishFace(), location=step.face)


def after_undo(_view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """What was taken and is back in the reserve is not in hand any more."""
    places = {movement.target for movement in undone}
    return ReplenishFace() if isinstance(step, ReplenishPut) and step.source in places else step


WORKFLOW = Workflow(
    "replenish",
    start,
    {
        ReplenishFace: Rules(
            ask_face,
            (
                On("number", _chosen, to=(ReplenishGo,)),
                On("location", _scanned, to=(ReplenishGo,)),
                On("lpn", _aboard_unit, to=(ReplenishPut,)),
                On("item", _aboard_goods, to=(ReplenishPut,)),
            ),
        ),
        ReplenishGo: Rules(
            ask_reserve,
            (
                On("location", _at_bin, to=(ReplenishTake, ReplenishFace)),
                On("lpn", _at_unit, to=(ReplenishTake, ReplenishPut)),
                On("short", _missing, to=(ReplenishGo, ReplenishFace)),
                On("skip", _skipped, to=(ReplenishFace,)),
                On("cancel", _back, to=(ReplenishFace,)),
            ),
        ),
        ReplenishTake: Rules(
            ask_take,
            (
                On("number", _typed),
                On("item", _one_more),
                On("confirm", _taken, to=(ReplenishPut,)),
                On("short", _missing, to=(ReplenishPut, ReplenishGo, ReplenishFace)),
                On("cancel", _back, to=(ReplenishFace,)),
            ),
        ),
        ReplenishPut: Rules(
            ask_put,
            (
                On("location", _put, to=(ReplenishFace,)),
                On("cancel", _back, to=(ReplenishFace,)),
            ),
        ),
    },
    offers=offers,
    after_undo=after_undo,
)
