"""Carriers: what is taken stands on the forklift or cart from then on, until it is put down somewhere.

    at a first step   scan FORK-1 -> the session works with it; scan it again -> it does not any more
    taking            source -> carrier, posted at once (`take_onto`), so that the book knows what is under way
    putting down      carrier -> target (`put_from`); after a restart or a sign-in it is still there, and shown

Who works with none has the goods in hand unbooked: they are moved from where they stand by one movement at the end.
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, refuse, say
from edge.core.entry import DocLine, Movement, MovementType, Witness
from edge.core.event import Input
from edge.core.message import Message, msg
from edge.core.names import ItemScan, LocationScan
from edge.core.place import Place, location
from edge.core.session import Session, Step
from edge.core.stock import Balance, Goods, WholeLpn
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import item_name, named, station_of
from edge.core.workflows.counting import is_under_count

LINES_SHOWN = 4


@value
class Load:
    """What stands on a carrier: units, and goods loose on it."""

    carrier: str
    place: Place
    units: tuple[str, ...] = ()
    goods: tuple[Balance, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.units and not self.goods


def carrier_of(view: View, session: Session) -> str:
    """The carrier a session works with: scanned, else the one its terminal is mounted on; '' for none."""
    return session.carrier or station_of(view, session).carrier


def load_of(view: View, session: Session) -> Load | None:
    """What the session's carrier has on it; None for who works with none."""
    code = carrier_of(view, session)
    if not code:
        return None
    place = location(view.site, code)
    return Load(code, place, tuple(view.units_in(place)), tuple(view.content(place)))


def is_loaded(view: View, session: Session) -> bool:
    """Whether something is under way on the session's carrier."""
    load = load_of(view, session)
    return load is not None and not load.is_empty


def board(view: View, session: Session, _step: Step, event: Input) -> Decision | None:
    """A first step's answer to a location: a carrier is worked with from now on, or not any more. None for others."""
    scan = named(event, LocationScan)
    if scan is None or scan.info.kind != "carrier":
        return None
    code = scan.info.code
    if scan.info.blocked:
        return refuse(session, "location-blocked", location=code)
    if code == carrier_of(view, session):
        return _leave(view, session, code)
    if (load := load_of(view, session)) is not None and not load.is_empty:
        return refuse(session, "carrier-loaded", carrier=load.carrier, thing=_thing(view, load))
    if (station := _used_at(view, session, code)) != "":
        return refuse(session, "carrier-in-use", carrier=code, station=station)
    taken = say(changed(session, carrier=code), "ok", "carrier-taken", carrier=code)
    left = (one for one in view.sessions() if one.carrier == code and one.station != session.station)
    return changed(taken, others=tuple(changed(one, carrier="") for one in left))


def _leave(view: View, session: Session, code: str) -> Decision:
    if not session.carrier:
        return say(session, "info", "carrier-is-mounted", carrier=code)
    if (load := load_of(view, session)) is not None and not load.is_empty:
        return refuse(session, "carrier-loaded", carrier=code, thing=_thing(view, load))
    return say(changed(session, carrier=""), "ok", "carrier-left", carrier=code)


def _used_at(view: View, session: Session, code: str) -> str:
    """The other station where somebody works with a carrier; '' for none."""
    others = (one for one in view.sessions() if one.station != session.station and one.operator)
    known = (one for one in others if view.station(one.station) is not None)
    return next((one.station for one in known if carrier_of(view, one) == code), "")


def held_by(view: View, session: Session, place: str) -> str:
    """The carrier a place is, where another station works with it: what is on it is that one's; '' for none."""
    if not place.startswith(f"loc:{view.site}/"):
        return ""
    info = view.location(Place(place).code)
    if info is None or info.kind != "carrier":
        return ""
    return info.code if _used_at(view, session, info.code) else ""


def first_put_down(view: View, session: Session, source: str) -> Decision | None:
    """Refuse to take something from `source` while the carrier is loaded with other things: they are put down first."""
    load = load_of(view, session)
    if load is None or load.is_empty or load.place == source:
        return None
    return refuse(session, "carrier-loaded", carrier=load.carrier, thing=_thing(view, load))


def take_onto(
    view: View,
    session: Session,
    type_: MovementType,
    what: Sequence[Goods | WholeLpn],
    source: Place,
    *,
    doc: DocLine | None = None,
    agree: tuple[Witness, ...] = ("code",),
) -> tuple[Movement, ...]:
    """The movements onto the session's carrier; none for who works with none, or where it stands on it already."""
    code = carrier_of(view, session)
    target = location(view.site, code) if code else source
    return () if target == source else tuple(Movement(type_, one, source, target, doc, agree) for one in what)


def hands(view: View, session: Session, source: Place) -> Place:
    """Where taken things stand: on the session's carrier, else still where they were taken from."""
    code = carrier_of(view, session)
    return location(view.site, code) if code else source


def put_from(
    type_: MovementType,
    what: Sequence[Goods | WholeLpn],
    place: Place,
    target: Place,
    *,
    doc: DocLine | None = None,
    agree: tuple[Witness, ...] = ("code",),
) -> tuple[Movement, ...]:
    """The movements from the hands (`hands`) to where the goods go."""
    return tuple(Movement(type_, one, place, target, doc, agree) for one in what)


def given_up(view: View, session: Session, source: str, first: Step) -> Decision:
    """Cancelled while a target was asked for: nothing is booked, but what is on the carrier stays there."""
    load = load_of(view, session)
    if load is None or load.is_empty or load.place != source:
        return say(session, "info", "cancelled", first)
    return say(session, "info", "carrier-keeps", first, carrier=load.carrier, thing=_thing(view, load))


def lines(view: View, session: Session) -> tuple[Message, ...]:
    """What a first step shows of the carrier: its name, and what must be put down."""
    load = load_of(view, session)
    if load is None:
        return ()
    if load.is_empty:
        return (msg("carrier-line", carrier=load.carrier),)
    units = [msg("carrier-unit-line", carrier=load.carrier, lpn=lpn) for lpn in load.units]
    counted = bool(load.goods) and is_under_count(view, load.place)
    return tuple([*units, *(_goods_line(view, load, one, counted=counted) for one in load.goods)][:LINES_SHOWN])


def _goods_line(view: View, load: Load, one: Balance, *, counted: bool) -> Message:
    """Loose goods on a carrier; while it is counted, not how many."""
    name = item_name(view, one.key.item)
    if counted:
        return msg("carrier-item-line", carrier=load.carrier, item=name)
    return msg("carrier-goods-line", carrier=load.carrier, quantity=one.qty, item=name)


def ask(view: View, session: Session, otherwise: Message) -> Message:
    """What a first step asks: to put down what is on the carrier, else what it asks of everybody."""
    load = load_of(view, session)
    return otherwise if load is None or load.is_empty else msg("carrier-ask-put-down", carrier=load.carrier)


def goods_source(view: View, session: Session, scan: ItemScan) -> Place:
    """Where scanned loose goods are taken from: the carrier where they are on it, else the station's own location."""
    load = load_of(view, session)
    if load is not None and any(one.key.item == scan.item.code for one in load.goods):
        return load.place
    return location(view.site, station_of(view, session).location)


def _thing(view: View, load: Load) -> str:
    """What a message calls the load: its first unit, else its first goods."""
    return load.units[0] if load.units else item_name(view, load.goods[0].key.item)
