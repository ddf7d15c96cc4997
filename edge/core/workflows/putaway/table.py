"""Putaway: what stands at the dock goes to a bin.

    PutawayWhat -LPN-> PutawayLpn -bin, or another LPN to stand on-> PutawayWhat
                -item-> PutawayItem (quantity) -bin, a unit in one, or the shelf's own step-> PutawayWhat
                -carrier-> PutawayWhat, working with it from now on

Movements: the station's location -> bin, or a whole LPN -> bin; with a carrier: -> carrier -> bin, the first as soon as
an LPN is scanned, or a quantity is said. The suggested bin is right; another one that is allowed is asked about; one
that may not take the goods is refused. `full` and `damaged` mark the suggested bin, and the next is suggested.
Where the goods go is worked out in suggest.py, what a scanned bin is asked in targets.py.
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Draft, Movement
from edge.core.event import Input
from edge.core.names import ItemScan, LpnScan
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.stock import WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows import carrying
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import (
    goods_named,
    key_tuple,
    matching,
    named,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.putaway import put
from edge.core.workflows.putaway.steps import (
    PutawayItem,
    PutawayLpn,
    PutawayWhat,
    ask_item_target,
    ask_lpn_target,
    ask_what,
    can_take,
)
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.serials import goods_taken, other_stock, wrong_serial
from edge.core.workflows.suggest import bin_of, still_fits, suggest, unit_parts
from edge.core.workflows.taken import asks_over, busy_unit, taken_from, worker
from edge.core.workflows.targets import no_bin_found
from edge.core.workflows.too_many import none_told, too_many


def start(_view: View, _session: Session) -> Step:
    return PutawayWhat()


def _take_lpn(view: View, session: Session, _step: PutawayWhat, event: Input) -> Decision | None:
    scan = named(event, LpnScan)
    if scan is None or (state := view.lpn(scan.lpn)) is None:
        return None
    if (no := _not_free(view, session, state)) is not None:
        return no
    other = worker(view, session, "lpn", scan.lpn)
    if other is not None and (asked := asks_over(view, session, event, other, scan.lpn)) is not None:
        return asked
    taken = _taken_lpn(view, session, event, state)
    return taken if other is None else taken_from(view, session, event, taken, other, scan.lpn)


def _not_free(view: View, session: Session, state: LpnState) -> Decision | None:
    if not in_house(state):
        return refuse(session, "lpn-gone", lpn=state.lpn)
    if (no := busy_unit(view, session, state.lpn)) is not None:
        return no
    if (carrier := carrying.held_by(view, session, state.location)) != "":
        return refuse(session, "lpn-on-carrier", lpn=state.lpn, carrier=carrier)
    return carrying.first_put_down(view, session, state.parent)


def _taken_lpn(view: View, session: Session, event: Input, state: LpnState) -> Decision:
    content, here = unit_parts(view, state.lpn), bin_of(view, state.parent)
    suggested = suggest(view, session, content, {here} if here else (), state.lpn)
    movements = carrying.take_onto(view, session, "putaway", (WholeLpn(state.lpn),), Place(state.parent))
    step, item = PutawayLpn(state.lpn, suggested), content[0].item if content else ""
    if not suggested:
        return _no_bin(view, session, event, step, movements, Place(state.location), item)
    args = {"lpn": state.lpn, "location": Place(state.location).code}
    if not movements:
        return say(session, "ok", "lpn-taken", step, lpn=args["lpn"], location=args["location"])
    drafts = _drafts(session, movements)
    return undoable(post(session, step, drafts, "lpn-taken", lpn=args["lpn"], location=args["location"]), event)


def _no_bin(
    view: View,
    session: Session,
    event: Input,
    step: PutawayLpn | PutawayItem,
    movements: Sequence[Movement],
    source: Place,
    item: str,
) -> Decision:
    """No bin takes it: the operator finds one, and a person hears of it."""
    told = say(changed(session, undoable=()) if movements else session, "info", "no-bin", step)
    stands = carrying.hands(view, session, source) if movements else source
    found = no_bin_found(view, session, event, stands, item)
    decision = changed(told, drafts=(*_drafts(session, movements), *found))
    return undoable(decision, event) if movements else decision


def _drafts(session: Session, movements: Sequence[Movement]) -> tuple[Draft, ...]:
    return tuple(draft(session, movement) for movement in movements)


def _take_item(view: View, session: Session, _step: PutawayWhat, event: Input) -> Decision | None:
    scan = goods_named(event)
    if scan is None:
        return None
    here = carrying.goods_source(view, session, scan)
    if (no := carrying.first_put_down(view, session, here)) is not None:
        return no
    there = view.content(here, scan.item.code)
    fitting = matching(there, scan)
    if not fitting:
        return _not_loose(view, session, scan, here, is_other_lot=bool(there))
    if len(fitting) > 1 and not scan.lot and "lot" in scan.item.tracking:
        return refuse(session, "scan-lot", item=scan.item.name)
    if (no := wrong_serial(view, session, scan, (), here)) is not None:
        return no
    chosen = min(fitting, key=lambda balance: (balance.key.expiry or "9", balance.key.received_on))
    quantity = scan.units if is_under_count(view, here) else min(scan.units, chosen.qty)
    serials = (scan.serial,) if scan.serial else ()
    step = PutawayItem(key_tuple(chosen.key), chosen.qty, quantity, "", serials=serials, source=here)
    step = changed(step, suggested=suggest(view, session, put.parts(step)))
    if not step.suggested:
        return _no_bin(view, session, event, step, (), here, scan.item.code)
    return say(session, "ok", "counted", step, quantity=quantity)


def _not_loose(view: View, session: Session, scan: ItemScan, here: Place, *, is_other_lot: bool) -> Decision:
    """The goods do not lie there loose: they are of another lot, in a unit, or nowhere here."""
    if (no := none_told(view, session, here, scan)) is not None:
        return no
    if is_other_lot:
        return refuse(session, "item-not-here", item=scan.item.name, location=here.code)
    if (lpn := view.unit_with(scan.item.code, here)) != "":
        return refuse(session, "item-in-unit", item=scan.item.name, lpn=lpn)
    return refuse(session, "item-not-here", item=scan.item.name, location=here.code)


def _one_more(view: View, session: Session, step: PutawayItem, event: Input) -> Decision | None:
    scan = goods_named(event)
    if scan is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "place-first", item=key.item, scanned=scan.item.name)
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(view, session, changed(step, serials=serials), step.qty + scan.units)


def _typed(view: View, session: Session, step: PutawayItem, event: Input) -> Decision | None:
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if step.serials:
        return refuse(session, "scan-serials", item=step.key[0])
    counted = _counted(view, session, step, quantity)
    assert counted.session is not None
    now = counted.session.step
    is_said = isinstance(now, PutawayItem) and now.qty == quantity  # not refused as too many
    if is_said and isinstance(now, PutawayItem) and can_take(view, session, now):
        return _onto_carrier(view, session, now, event)
    return counted


def _counted(view: View, session: Session, step: PutawayItem, quantity: int) -> Decision:
    if quantity > step.available and not is_under_count(view, step.source):  # else whoever guesses has to book it
        return too_many(view, session, step, step.source, step.key[0], quantity, step.available)
    more = changed(step, qty=quantity, stated=True)
    if step.suggested and not still_fits(view, session, step.suggested, put.parts(more)):
        more = changed(more, suggested=suggest(view, session, put.parts(more), {step.suggested}))
    return say(session, "ok", "counted", more, quantity=quantity)


def _take_counted(view: View, session: Session, step: PutawayItem, event: Input) -> Decision | None:
    """What was counted is taken onto the carrier. None for who works with none."""
    return _onto_carrier(view, session, step, event) if can_take(view, session, step) else None


def _onto_carrier(view: View, session: Session, step: PutawayItem, event: Input) -> Decision:
    source = Place(step.source)
    here = sum(one.qty for one in view.content(source) if key_tuple(one.key) == step.key)
    if step.qty > here:
        less = changed(step, available=here)
        return too_many(view, session, less, step.source, step.key[0], step.qty, here)
    goods = goods_taken(view, stock_key(step.key), step.qty, step.serials, source)
    movements = carrying.take_onto(view, session, "putaway", goods, source)
    aboard = changed(step, source=carrying.hands(view, session, source), available=step.qty, stated=True)
    carrier = carrying.carrier_of(view, session)
    posted = post(session, aboard, _drafts(session, movements), "goods-aboard", quantity=step.qty, carrier=carrier)
    return undoable(posted, event)


def _back(view: View, session: Session, step: PutawayLpn | PutawayItem, _event: Input) -> Decision:
    if isinstance(step, PutawayItem):
        return carrying.given_up(view, session, step.source, PutawayWhat())
    state = view.lpn(step.lpn)
    return carrying.given_up(view, session, state.parent if state is not None else "", PutawayWhat())


def after_undo(_view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """What was taken onto the carrier and is back where it was is not in hand any more."""
    places = {movement.target for movement in undone}
    units = {movement.what.lpn for movement in undone if isinstance(movement.what, WholeLpn)}
    if isinstance(step, PutawayItem) and step.source in places:
        return PutawayWhat()
    return PutawayWhat() if isinstance(step, PutawayLpn) and step.lpn in units else step


WORKFLOW = Workflow(
    "putaway",
    start,
    {
        PutawayWhat: Rules(
            ask_what,
            (
                On("lpn", _take_lpn, to=(PutawayLpn,)),
                On("item", _take_item, to=(PutawayItem,)),
                On("location", carrying.board),
            ),
        ),
        PutawayLpn: Rules(
            ask_lpn_target,
            (
                On("location", put.unit_down, to=(PutawayWhat,)),
                On("lpn", put.unit_onto_unit, to=(PutawayWhat,)),
                On("full", put.bin_full),
                On("damaged", put.bin_unusable),
                On("cancel", _back, to=(PutawayWhat,)),
            ),
        ),
        PutawayItem: Rules(
            ask_item_target,
            (
                On("number", _typed),
                On("item", _one_more),
                On("location", put.goods_down, to=(PutawayWhat,)),
                On("lpn", put.goods_into_unit, to=(PutawayWhat,)),
                On("confirm", _take_counted),
                On("full", put.bin_full),
                On("damaged", put.bin_unusable),
                On("cancel", _back, to=(PutawayWhat,)),
            ),
        ),
    },
    after_undo=after_undo,
)
