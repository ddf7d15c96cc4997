"""At the bin: the place is proved, and the goods are counted, by their labels, a typed number or the shelf."""

from edge.core.changed import changed
from edge.core.decision import Decision, HoldStep, refuse, say
from edge.core.event import Input, ShelfStep
from edge.core.names import ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import Line
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.allocation import claims_of_others
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    named,
    quantity_at,
    stock_key,
    typed_quantity,
)
from edge.core.workflows.pick.begin import off
from edge.core.workflows.pick.next import Act, next_step, nothing_picked, walk_of
from edge.core.workflows.pick.other import other_label
from edge.core.workflows.pick.steps import AtLine, PickGo, PickItem, PickOrder, at_goods, shared
from edge.core.workflows.pick.wanted import wanted
from edge.core.workflows.serials import wrong_serial


def still_wanted(view: View, session: Session, step: AtLine, event: Input) -> Decision | None:
    """The order is on, and its line wants what is asked for; else the walk goes on without it."""
    if (no := off(view, session, step, event)) is not None:
        return no
    document = view.document("order", step.order)
    if document is None:
        return None
    line = next((one for one in document.lines if one.line == step.line and _is_met(one, step)), None)
    done = view.progress("order", step.order).get(step.line, 0)
    if line is not None and step.want <= line.qty - done and not view.line_closed("order", step.order, step.line):
        return None
    following, drafts = next_step(view, session, event, walk_of(step), Act())
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return changed(say(session, "warn", "order-changed", following, order=step.order), drafts=drafts)


def _is_met(line: Line, step: AtLine) -> bool:
    """Whether the goods that are asked for are what the line wants now."""
    return line.item == step.key[0] and line.lot in ("", step.key[2])


def come(view: View, session: Session, step: PickGo, event: Input) -> Decision | None:
    """The bin's label proves that the picker stands before it."""
    target = named(event, LocationScan)
    if target is None:
        return None
    if target.info.code != step.bin:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=step.bin)
    if target.info.blocked:
        following, drafts = next_step(view, session, event, walk_of(step), Act())
        return changed(say(session, "warn", "bin-blocked", following, location=step.bin), drafts=drafts)
    if (other := promised_anew(view, session, step, event)) is not None:
        return other
    taken = went(view, step.bin, step.key[0])
    if taken > 0:  # the goods went before the label was scanned
        return _weighed(view, session, at_goods(step), taken)
    return say(session, "ok", "location-right", at_goods(step), location=step.bin)


def come_to_unit(view: View, session: Session, step: PickGo, event: Input) -> Decision | None:
    """The label of the unit to take from proves the bin as well."""
    scan = named(event, LpnScan)
    if scan is None or handling_unit(scan.lpn) != step.source:
        return None
    if (other := promised_anew(view, session, step, event)) is not None:
        return other
    return say(session, "ok", "location-right", changed(at_goods(step), proved=1), location=scan.lpn)


def promised_anew(view: View, session: Session, step: AtLine, event: Input) -> Decision | None:
    """The goods went elsewhere meanwhile, or were promised to others while this work was left: others are picked.

    None where they stand there, for this line.
    """
    source, key = Place(step.source), stock_key(step.key)
    unit = view.lpn(source.code) if source.kind == "lpn" else None
    is_there = source.kind != "lpn" or (unit is not None and unit.location == location(view.site, step.bin))
    claimed = claims_of_others(view, session).get((step.source, step.key), 0)
    if is_there and step.want <= quantity_at(view, step.source, key) - claimed:
        return None
    following, drafts = next_step(view, session, event, walk_of(step), Act())
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return changed(say(session, "warn", "stock-moved", following, item=item_name(view, key.item)), drafts=drafts)


def back(_view: View, session: Session, step: PickItem, _event: Input) -> Decision | None:
    """Back to the way; what was counted is forgotten."""
    return say(session, "info", "cancelled", PickGo(**shared(step)))


def take_weighed(view: View, session: Session, step: PickGo | PickItem, shelf: ShelfStep) -> Decision | None:
    """The asked bin's shelf says that units went, or came back: that proves the place, and a quantity not yet said.

    What the shelf says stays held until the goods are in the tote. None for more coming back than went.
    """
    taken = went(view, step.bin, step.key[0]) - shelf.units
    if taken < 0:
        return None
    held = HoldStep(shelf, shelf.at.wall_ms + view.policy.unclaimed_ms)
    return changed(_weighed(view, session, at_goods(step), taken), effects=(held,))


def _weighed(view: View, session: Session, step: PickItem, taken: int) -> Decision:
    stated = step.qty != step.weighed or has_serials(view, step)
    said = step.qty if stated else min(taken, wanted(view, step))
    step = changed(step, qty=said, weighed=taken)
    if taken != said:
        return say(session, "warn", "shelf-differs", step, shelf=taken, said=said, place=step.bin)
    return say(session, "ok", "shelf-agrees", step, quantity=taken, place=step.bin)


def went(view: View, bin_code: str, item: str) -> int:
    """Units of an item that a bin's shelf saw go, and nobody has accounted for."""
    return -sum(held.units for held in taken_steps(view, bin_code, item))


def taken_steps(view: View, bin_code: str, item: str) -> tuple[ShelfStep, ...]:
    """The held steps of goods that went, with those of what was put back. What came beyond that is no picker's: it was
    there before, and hides nothing that is taken now."""
    taken: tuple[ShelfStep, ...] = ()
    held = (one for one in view.held_steps(bin_code) if one.item == item)
    for one in sorted(held, key=lambda one: (one.at.wall_ms, one.id)):
        taken = (*taken, one)
        if sum(step.units for step in taken) > 0:
            taken = ()
    return taken


def has_serials(view: View, step: AtLine) -> bool:
    """Whether the line's item is known piece by piece."""
    item = view.item(step.key[0])
    return item is not None and "serial" in item.tracking


def stated(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """The quantity, as it was typed."""
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if has_serials(view, step):
        return refuse(session, "scan-serials", item=item_name(view, step.key[0]))
    return _counted(view, session, step, quantity)


def one_more(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """A label of the goods: one unit more, or a pack; the first only proves a typed number where the site wants it."""
    scan = goods_named(event)
    if scan is None:
        return None
    key = stock_key(step.key)
    if scan.item.code != key.item:
        return refuse(session, "wrong-item", scanned=scan.item.name, expected=item_name(view, key.item))
    if scan.lot not in ("", key.lot) or scan.expiry not in ("", key.expiry):
        return other_label(view, session, step, event, scan)
    lots = {one.key.lot for one in view.content(step.source, key.item)}
    if "lot" in scan.item.tracking and not scan.lot and len(lots) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    if (no := wrong_serial(view, session, scan, step.serials, Place(step.source))) is not None:
        return no
    return _counted_label(view, session, step, scan)


def _counted_label(view: View, session: Session, step: PickItem, scan: ItemScan) -> Decision:
    if view.policy.confirm_pick == "item" and step.qty and not step.proved and not scan.serial:
        return say(session, "ok", "item-right", changed(step, proved=1), item=scan.item.name)
    serials = (*step.serials, scan.serial) if scan.serial else step.serials
    labelled = step.labelled + (scan.units if scan.net_mg else 0)
    more = changed(step, serials=serials, proved=1, net_mg=step.net_mg + scan.net_mg, labelled=labelled)
    return _counted(view, session, more, step.qty + scan.units)


def _counted(view: View, session: Session, step: PickItem, quantity: int) -> Decision:
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if quantity > step.want and quantity > (want := wanted(view, step)):
        return refuse(session, "over-pick", quantity=quantity, want=want)
    return say(session, "ok", "counted", changed(step, qty=quantity), quantity=quantity)
