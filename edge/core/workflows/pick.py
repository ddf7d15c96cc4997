"""Pick: an order's lines go from bins into a tote, the tote to the order's stage.

    PickOrder -order-> PickTote -tote-> PickGo -its location-> PickItem -items, then the tote-> PickGo ...
    PickGo, PickItem -short, twice-> PickGo of another bin, or of the next line ...
    after the last line: PickStage -stage-> PickOrder

Movements: bin -> tote (an LPN), tote -> stage. An interrupted order goes on with the tote it was begun with; a
cancelled one ends at the next act, and what was picked for it is put before a person.
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, HoldStep, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Finding, Movement, Outcome, Witness
from edge.core.event import Input, ShelfStep
from edge.core.message import Arg, Message, Prompt, msg
from edge.core.names import ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows.contract import (
    Workflow,
    chosen,
    command,
    goods_named,
    item_name,
    key_tuple,
    named,
    offered,
    open_of,
    quantity_at,
    shelf_conflict,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
    wrong_kind,
)
from edge.core.workflows.pick_next import Act, next_step
from edge.core.workflows.pick_steps import PickGo, PickItem, PickOrder, PickStage, PickTote, shared
from edge.core.workflows.serials import goods_taken, other_stock, wrong_serial
from edge.core.workflows.taken import elsewhere, other_tote


def start(_view: View, _session: Session) -> Step:
    return PickOrder()


def prompt(view: View, session: Session) -> Prompt:
    title, step = msg("pick-title"), session.step
    match step:
        case PickOrder():
            options = offered(view, session, "order")
            return Prompt(title, "choice", msg("pick-ask-order"), options=options, commands=("menu",))
        case PickTote(order=order):
            return Prompt(title, "scan", msg("pick-ask-tote", order=order), commands=("cancel",))
        case PickGo():
            ask = msg("pick-ask-location", location=step.bin)
            return Prompt(title, "scan", ask, _lines(view, step), 0, step.want, commands=("short", "undo", "menu"))
        case PickItem():
            full = step.qty == step.want
            ask = (
                msg("pick-ask-into-tote", tote=step.tote)
                if full
                else msg("pick-ask-item", item=item_name(view, step.key[0]))
            )
            return Prompt(title, "quantity", ask, _lines(view, step), step.qty, step.want, commands=("short", "cancel"))
        case PickStage():
            ask = msg("pick-ask-stage", stage=step.stage) if step.stage else msg("pick-ask-any-stage")
            return Prompt(title, "scan", ask, (msg("lpn-line", lpn=step.tote),), commands=("undo", "menu"))
        case _:
            raise TypeError(step)


def decide(view: View, session: Session, event: Input) -> Decision:
    step = session.step
    if isinstance(step, PickTote | PickGo | PickItem | PickStage) and (no := _off(view, session, step, event)):
        return no
    match step:
        case PickOrder():
            return _order(view, session, event)
        case PickTote():
            return _tote(view, session, step, event)
        case PickGo():
            return _go(view, session, step, event)
        case PickItem():
            return _item(view, session, step, event)
        case PickStage():
            return _stage(view, session, step, event)
        case _:
            raise TypeError(step)


def take_weighed(view: View, session: Session, step: PickGo | PickItem, shelf: ShelfStep) -> Decision | None:
    """The asked bin's shelf says that units went, or came back: that proves the place, and a quantity not yet said.

    What the shelf says stays held until the goods are in the tote. None for more coming back than went.
    """
    taken = _went(view, step.bin, step.key[0]) - shelf.units
    if taken < 0:
        return None
    held = HoldStep(shelf, shelf.at.wall_ms + view.policy.unclaimed_ms)
    return changed(_weighed(view, session, _at(step), taken), effects=(held,))


def _weighed(view: View, session: Session, step: PickItem, taken: int) -> Decision:
    stated = step.qty != step.weighed or _has_serials(view, step)
    said = step.qty if stated else min(taken, step.want)
    step = changed(step, qty=said, weighed=taken)
    if taken != said:
        return say(session, "warn", "shelf-differs", step, shelf=taken, said=said, place=step.bin)
    return say(session, "ok", "shelf-agrees", step, quantity=taken, place=step.bin)


def _went(view: View, bin_code: str, item: str) -> int:
    """Units of an item that a bin's shelf saw go, and nobody has accounted for."""
    return -sum(held.units for held in view.held_steps(bin_code) if held.item == item)


def after_undo(view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """Back to the line whose goods were put back."""
    want = sum(movement.what.qty for movement in undone if isinstance(movement.what, Goods))
    for movement in undone:
        doc = movement.doc
        if isinstance(movement.what, Goods) and doc is not None and doc.type == "order" and doc.line is not None:
            key, tote = key_tuple(movement.what.key), movement.target.code
            return PickGo(doc.id, tote, doc.line, _bin_of(view, movement.source), movement.source, key, want)
    return step


def _bin_of(view: View, source: Place) -> str:
    state = view.lpn(source.code) if source.kind == "lpn" else None
    return Place(state.location).code if state is not None else source.code


def _order(view: View, session: Session, event: Input) -> Decision:
    if (document := chosen(view, session, event, "order")) is None:
        return wrong_kind(session, event)
    if document.type != "order":
        return refuse(session, "not-an-order", document=document.id)
    if document.cancelled or view.is_closed("order", document.id):
        return refuse(session, "document-closed", document=document.id)
    if (station := elsewhere(view, session, "order", document.id)) != "":
        return refuse(session, "order-in-work", order=document.id, station=station)
    return say(session, "ok", "document-opened", PickTote(document.id), document=document.id)


def _off(view: View, session: Session, step: PickTote | PickGo | PickItem | PickStage, event: Input) -> Decision | None:
    """The order was cancelled or ended meanwhile: nothing more is picked, what lies in the tote goes back."""
    document = view.document("order", step.order)
    cancelled = document is not None and document.cancelled
    if not cancelled and not view.is_closed("order", step.order):
        return None
    key = "order-cancelled" if cancelled else "document-closed"
    told = say(changed(session, undoable=()), "refuse", key, PickOrder(), document=step.order)
    if isinstance(step, PickTote) or not view.content(handling_unit(step.tote)):
        return told
    finding = Finding(f"{event.id}/off", "opened", "goods-left", {"order": step.order, "lpn": step.tote})
    return changed(told, drafts=(draft(session, finding),))


def _tote(view: View, session: Session, step: PickTote, event: Input) -> Decision:
    if command(event) == "cancel":
        return say(session, "info", "cancelled", PickOrder())
    scan = named(event, LpnScan)
    if scan is None:
        return wrong_kind(session, event)
    state = view.lpn(scan.lpn)
    if (no := _unfit_tote(view, session, step, scan, state)) is not None:
        return no
    here = location(view.site, station_of(view, session).location)
    source = virtual(view.site, "UNKNOWN") if state is None else Place(state.parent)
    drafts: tuple[Draft, ...] = ()
    if source != here:
        doc = DocLine("order", step.order)
        drafts = (draft(session, Movement("transfer", WholeLpn(scan.lpn), source, here, doc, ("code",))),)
    following, all_drafts = next_step(view, session, event, Act(step.order, scan.lpn, drafts))
    if isinstance(following, PickOrder):
        return _nothing_picked(session, all_drafts, step.order)
    return post(session, following, all_drafts, "tote-bound", tote=scan.lpn, order=step.order)


def _nothing_picked(session: Session, drafts: tuple[Draft, ...], order: str) -> Decision:
    done = say(changed(session, undoable=()), "warn", "order-empty", PickOrder(), order=order)
    return changed(done, drafts=drafts)


def _unfit_tote(view: View, session: Session, step: PickTote, scan: LpnScan, state: LpnState | None) -> Decision | None:
    """A tote is empty, or the one that holds what was picked for this order before; and nobody else fills it."""
    if state is None and view.announced(scan.lpn) is not None:
        return refuse(session, "tote-announced", lpn=scan.lpn)
    if (station := elsewhere(view, session, "tote", scan.lpn)) != "":
        return refuse(session, "tote-in-work", lpn=scan.lpn, station=station)
    if (no := other_tote(view, session, step.order, scan.lpn)) is not None:
        return no
    if state is not None and view.content(handling_unit(scan.lpn)) and not state.is_for("order", step.order):
        return refuse(session, "tote-not-empty", lpn=scan.lpn, location=Place(state.location).code)
    return None


def _go(view: View, session: Session, step: PickGo, event: Input) -> Decision:
    if command(event) == "short":
        return _short(view, session, _at(step), event)
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if target.info.code != step.bin:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=step.bin)
    taken = _went(view, step.bin, step.key[0])
    if taken > 0:  # the goods went before the label was scanned
        return _weighed(view, session, _at(step), taken)
    return say(session, "ok", "location-right", _at(step), location=step.bin)


def _at(step: PickGo | PickItem) -> PickItem:
    if isinstance(step, PickItem):
        return step
    return PickItem(**shared(step))


def _item(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    if command(event) == "short":
        return _short(view, session, step, event)
    if command(event) == "cancel":
        return say(session, "info", "cancelled", PickGo(**shared(step)))
    if (typed := typed_quantity(event)) is not None:
        return _stated(view, session, step, typed)
    if (scan := goods_named(event)) is not None:
        return _one_more(view, session, step, scan)
    if (lpn := named(event, LpnScan)) is not None:
        return _into_tote(view, session, step, event, lpn)
    return wrong_kind(session, event)


def _stated(view: View, session: Session, step: PickItem, quantity: int) -> Decision:
    if _has_serials(view, step):
        return refuse(session, "scan-serials", item=item_name(view, step.key[0]))
    return _counted(session, step, quantity)


def _has_serials(view: View, step: PickItem) -> bool:
    item = view.item(step.key[0])
    return item is not None and "serial" in item.tracking


def _one_more(view: View, session: Session, step: PickItem, scan: ItemScan) -> Decision:
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "wrong-item", scanned=scan.item.name, expected=item_name(view, key.item))
    if (no := other_stock(session, scan, key.lot, key.expiry)) is not None:
        return no
    lots = {one.key.lot for one in view.content(step.source) if one.key.item == key.item}
    if "lot" in scan.item.tracking and not scan.lot and len(lots) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    return _counted(session, changed(step, serials=serials), step.qty + scan.units)


def _counted(session: Session, step: PickItem, quantity: int) -> Decision:
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if quantity > step.want:
        return refuse(session, "over-pick", quantity=quantity, want=step.want)
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)


def _into_tote(view: View, session: Session, step: PickItem, event: Input, scan: LpnScan) -> Decision:
    if step.source == handling_unit(scan.lpn):
        return say(session, "ok", "location-right", location=scan.lpn)
    if scan.lpn != step.tote:
        return refuse(session, "wrong-tote", scanned=scan.lpn, expected=step.tote)
    if step.qty < step.want:
        return refuse(session, "quantity-open", quantity=step.qty, want=step.want)
    if (no := _not_there(view, session, step)) is not None:
        return no
    if step.weighed not in (0, step.qty) and not is_confirmed(session, event):
        return warn(session, event, "shelf-differs", shelf=step.weighed, said=step.qty, place=step.bin)
    drafts, effects = _picked(view, session, step, event)
    took, name = (step.source, step.key), item_name(view, step.key[0])
    act = Act(step.order, step.tote, drafts, step.line, step.qty, took, step.missing)
    following, all_drafts = next_step(view, session, event, act)
    posted = post(session, following, all_drafts, "picked", quantity=step.qty, item=name, tote=step.tote)
    return changed(undoable(posted, event), effects=effects)


def _not_there(view: View, session: Session, step: PickItem) -> Decision | None:
    """The book has given the goods to somebody else meanwhile."""
    here = quantity_at(view, step.source, stock_key(step.key))
    return refuse(session, "more-than-here", quantity=step.qty, available=here) if step.qty > here else None


def _picked(
    view: View, session: Session, step: PickItem, event: Input
) -> tuple[tuple[Draft, ...], tuple[DropStep, ...]]:
    """The movement, with what the shelf says of it."""
    taken = _went(view, step.bin, step.key[0])
    agrees = taken == step.qty
    agree: tuple[Witness, ...] = ("code", "weight") if agrees else ("code",)
    doc = DocLine("order", step.order, step.line)
    source, tote = Place(step.source), handling_unit(step.tote)
    taken_goods = goods_taken(view, stock_key(step.key), step.qty, step.serials, step.source)
    drafts = tuple(draft(session, Movement("pick", goods, source, tote, doc, agree)) for goods in taken_goods)
    if not agrees and not step.weighed:
        return drafts, ()
    if not agrees:
        place = location(view.site, step.bin)
        drafts += shelf_conflict(session, event, place, step.key[0], shelf=step.weighed, said=step.qty)
    held = view.held_steps(step.bin)
    return drafts, tuple(DropStep(one.id) for one in held if one.item == step.key[0])


def _short(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    """Short pick: what there is goes into the tote, the bin is put before a person, the rest comes from elsewhere.

    Where no other bin has it, the line ends here.
    """
    missing, name = step.want - step.qty, item_name(view, step.key[0])
    if not missing:
        return refuse(session, "nothing-missing", quantity=step.qty)
    if (no := _not_there(view, session, step)) is not None:
        return no
    if not is_confirmed(session, event):
        return warn(session, event, "pick-short", missing=missing, item=name)
    drafts, effects = _picked(view, session, step, event) if step.qty else ((), ())
    args: dict[str, Arg] = {"missing": missing, "order": step.order, "item": step.key[0], "location": step.bin}
    finding = Finding(f"{event.id}/short", "opened", "short-pick", args, location(view.site, step.bin), step.key[0])
    avoid = (*step.missing, (step.source, step.key[0]))
    took = (step.source, step.key)
    act = Act(step.order, step.tote, (*drafts, draft(session, finding)), step.line, step.qty, took, avoid)
    following, all_drafts = next_step(view, session, event, act)
    if isinstance(following, PickOrder):
        return _nothing_picked(session, all_drafts, step.order)
    ended = {one.body.doc.line for one in all_drafts if isinstance(one.body, Outcome)}
    key = "line-short" if step.line in ended else "bin-short"
    return changed(post(session, following, all_drafts, key, missing=missing, item=name), effects=effects)


def _stage(view: View, session: Session, step: PickStage, event: Input) -> Decision:
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if step.stage and target.info.code != step.stage:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=step.stage)
    if not step.stage and target.info.kind not in ("stage", "dock"):
        return refuse(session, "not-a-stage", location=target.info.code)
    following, short = next_step(view, session, event, Act(step.order, step.tote, ()))
    if isinstance(following, PickOrder):
        return _nothing_picked(session, short, step.order)
    if isinstance(following, PickGo):  # what the order wants has changed since the last line
        return changed(say(session, "warn", "order-open-again", following, order=step.order), drafts=short)
    state = view.lpn(step.tote)
    doc, to = DocLine("order", step.order), location(view.site, target.info.code)
    closed = draft(session, Outcome(doc, "closed"))
    if state is None or state.parent == to:
        return post(session, PickOrder(), (*short, closed), "document-done", document=step.order)
    moved = draft(session, Movement("pick", WholeLpn(step.tote), Place(state.parent), to, doc, ("code",)))
    return post(session, PickOrder(), (*short, moved, closed), "document-done", document=step.order)


def _lines(view: View, step: PickGo | PickItem) -> tuple[Message, ...]:
    key = stock_key(step.key)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    source = Place(step.source)
    packed = (msg("pick-from-lpn", lpn=source.code),) if source.kind == "lpn" else ()
    name = item_name(view, key.item)
    return (msg("item-line", item=key.item, name=name), *lot, *packed, msg("lpn-line", lpn=step.tote))


WORKFLOW = Workflow(
    "pick", (PickOrder, PickTote, PickGo, PickItem, PickStage), start, prompt, decide, after_undo, open_of("order")
)
