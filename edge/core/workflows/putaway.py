"""Putaway: what stands at the dock goes to a bin.

    PutawayWhat -LPN-> PutawayLpn -location-> PutawayWhat
                -item-> PutawayItem (quantity) -location, or the shelf's own step-> PutawayWhat

Movements: the station's location -> bin, or a whole LPN -> bin. Another bin than suggested: by a second scan.
"""

from dataclasses import dataclass

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, HoldStep, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Movement, Witness
from edge.core.event import Input, ShelfStep
from edge.core.message import Message, Prompt, msg
from edge.core.names import ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.session import Session, Step
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import (
    KeyTuple,
    Workflow,
    command,
    goods_named,
    item_name,
    key_tuple,
    matching,
    named,
    quantity_at,
    shelf_conflict,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
    wrong_kind,
)
from edge.core.workflows.serials import goods_taken, other_stock, wrong_serial
from edge.core.workflows.taken import busy_unit


@dataclass(frozen=True, slots=True)
class PutawayWhat(Step):
    """What is put away?"""


@dataclass(frozen=True, slots=True)
class PutawayLpn(Step):
    """Where does this LPN go?"""

    lpn: str
    suggested: str


@dataclass(frozen=True, slots=True)
class PutawayItem(Step):
    """How many, and where do they go? `stated` once the operator gave more than the first scan.

    `source` is the location they are taken from.
    """

    key: KeyTuple
    available: int
    qty: int
    suggested: str
    stated: bool = False
    serials: tuple[str, ...] = ()
    source: str = ""


def start(_view: View, _session: Session) -> Step:
    return PutawayWhat()


def prompt(view: View, session: Session) -> Prompt:
    title, step = msg("putaway-title"), session.step
    match step:
        case PutawayWhat():
            return Prompt(title, "scan", msg("putaway-ask-what"), commands=("undo", "menu"))
        case PutawayLpn():
            return Prompt(
                title, "scan", _ask_target(step.suggested), (msg("lpn-line", lpn=step.lpn),), commands=("cancel",)
            )
        case PutawayItem():
            key = stock_key(step.key)
            lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
            lines = (msg("item-line", item=key.item, name=item_name(view, key.item)), *lot)
            ask = _ask_target(step.suggested)
            return Prompt(title, "quantity", ask, lines, step.qty, step.available, commands=("cancel",))
        case _:
            raise TypeError(step)


def decide(view: View, session: Session, event: Input) -> Decision:
    step = session.step
    if command(event) == "cancel":
        return say(session, "info", "cancelled", PutawayWhat())
    match step:
        case PutawayWhat():
            return _what(view, session, event)
        case PutawayLpn():
            return _lpn_target(view, session, step, event)
        case PutawayItem():
            return _item_target(view, session, step, event)
        case _:
            raise TypeError(step)


def put_weighed(view: View, session: Session, step: PutawayItem, shelf: ShelfStep, quantity: int) -> Decision:
    """A shelf says that `quantity` units came into a bin while these goods waited for one.

    What it says and the operator does not stays held until the bin is scanned: the two are compared then.
    """
    held = (HoldStep(shelf, shelf.at.wall_ms + view.policy.unclaimed_ms),)
    here, place = quantity_at(view, step.source, stock_key(step.key)), shelf.location
    if quantity > here:
        told = say(session, "warn", "shelf-says-more", shelf=quantity, available=here, place=place)
        return changed(told, effects=held)
    if quantity != step.qty and (step.stated or step.serials):
        told = say(session, "warn", "shelf-differs", shelf=quantity, said=step.qty, place=place)
        return changed(told, effects=held)
    movements = _movements(view, changed(step, qty=quantity), place, ("code", "weight"))
    drafts = tuple(draft(session, movement) for movement in movements)
    name = item_name(view, step.key[0])
    posted = post(session, PutawayWhat(), drafts, "put-away-weighed", quantity=quantity, item=name, place=place)
    return undoable(posted, shelf)


def _movements(view: View, step: PutawayItem, bin_code: str, agree: tuple[Witness, ...]) -> tuple[Movement, ...]:
    source, target = Place(step.source), location(view.site, bin_code)
    taken = goods_taken(view, stock_key(step.key), step.qty, step.serials, step.source)
    return tuple(Movement("putaway", goods, source, target, agree=agree) for goods in taken)


def _put_item(view: View, session: Session, step: PutawayItem, event: Input, target: LocationInfo) -> Decision:
    """Post the step's goods into a bin, with what its shelf saw meanwhile."""
    here = quantity_at(view, step.source, stock_key(step.key))
    if step.qty > here:  # somebody else took of it
        return say(
            session, "refuse", "more-than-here", changed(step, available=here), quantity=step.qty, available=here
        )
    seen = [held for held in view.held_steps(target.code) if held.item == step.key[0] and held.units > 0]
    weighed = sum(held.units for held in seen)
    movements = _movements(view, step, target.code, ("code", "weight") if weighed == step.qty else ("code",))
    reason = "other-bin" if step.suggested not in ("", target.code) else ""
    drafts = tuple(draft(session, movement, reason) for movement in movements)
    if weighed not in (0, step.qty):
        place = location(view.site, target.code)
        drafts += shelf_conflict(session, event, place, step.key[0], shelf=weighed, said=step.qty)
    name = item_name(view, step.key[0])
    posted = post(session, PutawayWhat(), drafts, "put-away", quantity=step.qty, item=name, place=target.code)
    return changed(undoable(posted, event), effects=tuple(DropStep(held.id) for held in seen))


def _what(view: View, session: Session, event: Input) -> Decision:
    if (lpn := named(event, LpnScan)) is not None:
        return _take_lpn(view, session, lpn)
    if (scan := goods_named(event)) is not None:
        return _take_item(view, session, scan)
    return wrong_kind(session, event)


def _take_lpn(view: View, session: Session, scan: LpnScan) -> Decision:
    state = view.lpn(scan.lpn)
    if state is None:
        return refuse(session, "lpn-unknown", code=scan.lpn)
    place = Place(state.location)
    if not place.is_physical:
        return refuse(session, "lpn-gone", lpn=scan.lpn)
    if (no := busy_unit(view, session, scan.lpn)) is not None:
        return no
    content = view.content(handling_unit(scan.lpn))
    suggested = _suggest(view, content[0].key.item if content else "", place.code)
    return say(session, "ok", "lpn-taken", PutawayLpn(scan.lpn, suggested), lpn=scan.lpn, location=place.code)


def _take_item(view: View, session: Session, scan: ItemScan) -> Decision:
    here = location(view.site, station_of(view, session).location)
    fitting = matching(view.content(here), scan)
    if not fitting:
        return refuse(session, "item-not-here", item=scan.item.name, location=here.code)
    if len({balance.key.lot for balance in fitting}) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    if (no := wrong_serial(view, session, scan, (), here)) is not None:
        return no
    chosen = min(fitting, key=lambda balance: (balance.key.expiry or "9", balance.key.received_on))
    quantity = min(scan.units, chosen.qty)
    serials = (scan.serial,) if scan.serial else ()
    suggested = _suggest(view, scan.item.code)
    step = PutawayItem(key_tuple(chosen.key), chosen.qty, quantity, suggested, serials=serials, source=here)
    return say(session, "ok", "counted", step, quantity=quantity)


def _lpn_target(view: View, session: Session, step: PutawayLpn, event: Input) -> Decision:
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    state, to = view.lpn(step.lpn), location(view.site, target.info.code)
    if state is None or not in_house(state):
        return say(session, "refuse", "lpn-gone", PutawayWhat(), lpn=step.lpn)
    if (no := busy_unit(view, session, step.lpn)) is not None:
        return no
    items = {balance.key.item for balance in view.content(handling_unit(step.lpn))}
    if (no := _unfit(session, event, target.info, step.suggested, items)) is not None:
        return no
    if state.parent == to:
        return refuse(session, "lpn-already-there", lpn=step.lpn, location=target.info.code)
    movement = Movement("putaway", WholeLpn(step.lpn), Place(state.parent), to, agree=("code",))
    reason = "other-bin" if step.suggested not in ("", target.info.code) else ""
    drafts = (draft(session, movement, reason),)
    posted = post(session, PutawayWhat(), drafts, "lpn-put-away", lpn=step.lpn, place=target.info.code)
    return undoable(posted, event)


def _item_target(view: View, session: Session, step: PutawayItem, event: Input) -> Decision:
    if (typed := typed_quantity(event)) is not None:
        return _typed(session, step, typed)
    if (scan := goods_named(event)) is not None:
        return _one_more(view, session, step, scan)
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if (no := _unfit(session, event, target.info, step.suggested, {step.key[0]})) is not None:
        return no
    return _put_item(view, session, step, event, target.info)


def _typed(session: Session, step: PutawayItem, quantity: int) -> Decision:
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=step.key[0])
    return _counted(session, step, quantity)


def _one_more(view: View, session: Session, step: PutawayItem, scan: ItemScan) -> Decision:
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "place-first", item=key.item, scanned=scan.item.name)
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(session, changed(step, serials=serials), step.qty + scan.units)


def _counted(session: Session, step: PutawayItem, quantity: int) -> Decision:
    if quantity > step.available:
        return refuse(session, "more-than-here", quantity=quantity, available=step.available)
    return say(session, "ok", "counted", changed(step, qty=quantity, stated=True), quantity=quantity)


def _unfit(session: Session, event: Input, target: LocationInfo, suggested: str, items: set[str]) -> Decision | None:
    """Refuse a place that is none for goods; ask again about a bin not suggested, or that is another item's face."""
    if target.kind != "bin":
        return refuse(session, "not-a-bin", location=target.code)
    if target.blocked:
        return refuse(session, "location-blocked", location=target.code)
    if is_confirmed(session, event) or target.code == suggested:
        return None
    if target.fixed_item and items - {target.fixed_item}:
        return warn(session, event, "face-of-other", location=target.code, item=target.fixed_item)
    return warn(session, event, "other-bin", scanned=target.code, suggested=suggested) if suggested else None


def _suggest(view: View, item: str, besides: str = "") -> str:
    """The bin that holds most of the item already, else its fixed face, else the first empty bin, else ''."""
    held: dict[str, int] = {}
    for info, balance in view.bins_with(item):
        held[info.code] = held.get(info.code, 0) + balance.qty
    held.pop(besides, None)
    if held:
        return max(held, key=lambda code: held[code])
    empty = view.empty_bin(item)
    return empty.code if empty else ""


def _ask_target(suggested: str) -> Message:
    return msg("putaway-ask-target", location=suggested) if suggested else msg("putaway-ask-any")


WORKFLOW = Workflow("putaway", (PutawayWhat, PutawayLpn, PutawayItem), start, prompt, decide)
