"""Putaway: what stands at the dock goes to a bin.

    PutawayWhat -LPN-> PutawayLpn -location-> PutawayWhat
                -item-> PutawayItem (quantity) -location, or the shelf's own step-> PutawayWhat

Movements: the station's location -> bin, or a whole LPN -> bin. Another bin than suggested: by a second scan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Movement, Witness
from edge.core.event import Input
from edge.core.message import Message, Prompt, msg
from edge.core.names import ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import LocationInfo
from edge.core.session import Session, Step
from edge.core.stock import Balance, Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import (
    KeyTuple,
    Workflow,
    command,
    key_tuple,
    matching,
    named,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
    wrong_kind,
)


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
    """How many, and where do they go? `stated` once the operator gave more than the first scan."""

    key: KeyTuple
    available: int
    qty: int
    suggested: str
    stated: bool = False


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
            item = view.item(step.key[0])
            line = msg("item-line", item=step.key[0], name=item.name if item else step.key[0])
            ask = _ask_target(step.suggested)
            return Prompt(title, "quantity", ask, (line,), step.qty, step.available, commands=("cancel",))
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


def put_item(
    view: View, session: Session, step: PutawayItem, event: Input, bin_code: str, reason: str = ""
) -> Decision:
    """Post the step's goods from the station's location to a bin."""
    source, target = location(view.site, station_of(view, session).location), location(view.site, bin_code)
    goods = Goods(stock_key(step.key), step.qty, _uom(view, step.key[0]))
    movement = Movement("putaway", goods, source, target, agree=("code",))
    posted = post(
        session,
        PutawayWhat(),
        (draft(session, movement, reason),),
        "put-away",
        quantity=step.qty,
        item=step.key[0],
        place=bin_code,
    )
    return undoable(posted, event)


def put_weighed(view: View, session: Session, step: PutawayItem, bin_code: str, quantity: int) -> Decision:
    """A shelf says that `quantity` units came into a bin while these goods waited for one."""
    if quantity > step.available:
        return say(session, "warn", "shelf-says-more", shelf=quantity, available=step.available, place=bin_code)
    if step.stated and step.qty != quantity:
        return say(session, "warn", "shelf-differs", shelf=quantity, said=step.qty, place=bin_code)
    source, target = location(view.site, station_of(view, session).location), location(view.site, bin_code)
    agree: tuple[Witness, ...] = ("code", "weight")
    goods = Goods(stock_key(step.key), quantity, _uom(view, step.key[0]))
    movement = Movement("putaway", goods, source, target, agree=agree)
    drafts = (draft(session, movement),)
    return post(session, PutawayWhat(), drafts, "put-away-weighed", quantity=quantity, item=step.key[0], place=bin_code)


def _what(view: View, session: Session, event: Input) -> Decision:
    if (lpn := named(event, LpnScan)) is not None:
        return _take_lpn(view, session, lpn)
    if (scan := named(event, ItemScan)) is not None:
        return _take_item(view, session, scan)
    return wrong_kind(session, event)


def _take_lpn(view: View, session: Session, scan: LpnScan) -> Decision:
    state = view.lpn(scan.lpn)
    if state is None:
        return refuse(session, "lpn-unknown", code=scan.lpn)
    place = Place(state.location)
    if not place.is_physical:
        return refuse(session, "lpn-gone", lpn=scan.lpn)
    content = view.content(handling_unit(scan.lpn))
    suggested = _suggest(view, content[0].key.item if content else "")
    return say(session, "ok", "lpn-taken", PutawayLpn(scan.lpn, suggested), lpn=scan.lpn, location=place.code)


def _take_item(view: View, session: Session, scan: ItemScan) -> Decision:
    here = station_of(view, session).location
    fitting = matching(tuple(view.content(location(view.site, here))), scan)
    if not fitting:
        return refuse(session, "item-not-here", item=scan.item.name, location=here)
    if len({balance.key.lot for balance in fitting}) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    chosen = min(fitting, key=lambda balance: (balance.key.expiry or "9", balance.key.received_on))
    quantity = min(scan.units, chosen.qty)
    step = PutawayItem(key_tuple(chosen.key), chosen.qty, quantity, _suggest(view, scan.item.code))
    return say(session, "ok", "counted", step, quantity=quantity)


def _lpn_target(view: View, session: Session, step: PutawayLpn, event: Input) -> Decision:
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if (no := _unfit(session, target.info)) is not None:
        return no
    if (asked := _other_bin(session, event, target.info, step.suggested)) is not None:
        return asked
    state = view.lpn(step.lpn)
    assert state is not None
    to = location(view.site, target.info.code)
    if state.parent == to:
        return refuse(session, "lpn-already-there", lpn=step.lpn, location=target.info.code)
    movement = Movement("putaway", WholeLpn(step.lpn), Place(state.parent), to, agree=("code",))
    drafts = (draft(session, movement, _reason(target.info, step.suggested)),)
    posted = post(session, PutawayWhat(), drafts, "lpn-put-away", lpn=step.lpn, place=target.info.code)
    return undoable(posted, event)


def _item_target(view: View, session: Session, step: PutawayItem, event: Input) -> Decision:
    if (typed := typed_quantity(event)) is not None:
        return _quantity(session, step, typed, "quantity-zero" if typed == 0 else "")
    if (scan := named(event, ItemScan)) is not None:
        other = scan.item.code != step.key[0] or scan.lot not in ("", stock_key(step.key).lot)
        if other:
            return refuse(session, "place-first", item=step.key[0], scanned=scan.item.name)
        return _quantity(session, step, step.qty + scan.units, "")
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if (no := _unfit(session, target.info)) is not None:
        return no
    if (asked := _other_bin(session, event, target.info, step.suggested)) is not None:
        return asked
    return put_item(view, session, step, event, target.info.code, _reason(target.info, step.suggested))


def _quantity(session: Session, step: PutawayItem, quantity: int, wrong: str) -> Decision:
    if wrong:
        return refuse(session, wrong)
    if quantity > step.available:
        return refuse(session, "more-than-here", quantity=quantity, available=step.available)
    return say(session, "ok", "counted", replace(step, qty=quantity, stated=True), quantity=quantity)


def _unfit(session: Session, target: LocationInfo) -> Decision | None:
    if target.kind != "bin":
        return refuse(session, "not-a-bin", location=target.code)
    if target.blocked:
        return refuse(session, "location-blocked", location=target.code)
    return None


def _other_bin(session: Session, event: Input, target: LocationInfo, suggested: str) -> Decision | None:
    if target.code == suggested or not suggested or is_confirmed(session, event):
        return None
    return warn(session, event, "other-bin", scanned=target.code, suggested=suggested)


def _reason(target: LocationInfo, suggested: str) -> str:
    return "other-bin" if suggested and target.code != suggested else ""


def _suggest(view: View, item: str) -> str:
    """The bin that holds most of the item already, else its fixed face, else the first empty bin, else ''."""
    held: Sequence[tuple[LocationInfo, Balance]] = view.bins_with(item)
    if held:
        return max(held, key=lambda one: one[1].qty)[0].code
    empty = view.empty_bin(item)
    return empty.code if empty else ""


def _ask_target(suggested: str) -> Message:
    return msg("putaway-ask-target", location=suggested) if suggested else msg("putaway-ask-any")


def _uom(view: View, item: str) -> str:
    record = view.item(item)
    return record.uom if record else "EA"


WORKFLOW = Workflow("putaway", (PutawayWhat, PutawayLpn, PutawayItem), start, prompt, decide)
