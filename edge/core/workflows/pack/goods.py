"""Packing: the pieces of a tote are checked, one by one, against what the book says is in it."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, refuse, say, warn
from edge.core.entry import DocLine, Draft, Movement
from edge.core.event import Input
from edge.core.names import ItemScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.session import Session
from edge.core.stock import Balance, WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import (
    goods_named,
    item_name,
    key_tuple,
    matching,
    named,
    quantity_at,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pack.steps import Checked, PackItems
from edge.core.workflows.serials import goods_taken, wrong_serial
from edge.core.workflows.taken import elsewhere
from edge.core.workflows.too_many import too_many


def one_more(view: View, session: Session, step: PackItems, event: Input) -> Decision | None:
    """A piece or a pack is scanned: so many more of it are checked."""
    scan = goods_named(event)
    if scan is None:
        return None
    tote = handling_unit(step.tote)
    fitting = matching(view.content(tote, scan.item.code), scan)
    if not fitting:
        return _not_here(view, session, step, scan)
    if "lot" in scan.item.tracking and not scan.lot and len({balance.key.lot for balance in fitting}) > 1:
        return refuse(session, "scan-lot", item=scan.item.name)
    so_far = tuple(serial for key, _, serials in step.checked if key[0] == scan.item.code for serial in serials)
    if (no := wrong_serial(view, session, scan, so_far, tote)) is not None:
        return no
    want = sum(balance.qty for balance in fitting)
    done = sum(_checked(step, balance) for balance in fitting)
    if done + scan.units > want:
        return _over_pack(view, session, step, scan.item.code, done + scan.units, want)
    checked = _spread(step, fitting, scan)
    return say(session, "ok", "counted", changed(step, checked=checked), quantity=done + scan.units)


def counted(view: View, session: Session, step: PackItems, event: Input) -> Decision | None:
    """A number: so many of what was scanned last."""
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if not step.checked:
        return refuse(session, "pack-scan-first")
    key, _, serials = step.checked[-1]
    if serials:
        return refuse(session, "scan-serials", item=item_name(view, key[0]))
    if quantity == 0:
        return refuse(session, "quantity-zero")
    want = quantity_at(view, handling_unit(step.tote), stock_key(key))
    if quantity > want:
        return _over_pack(view, session, step, key[0], quantity, want)
    checked = (*step.checked[:-1], (key, quantity, ()))
    return say(session, "ok", "counted", changed(step, checked=checked), quantity=quantity)


def left_in(view: View, step: PackItems) -> tuple[tuple[str, int], ...]:
    """The items in the tote that are not checked yet, and how many of each."""
    left: dict[str, int] = {}
    for balance in view.content(handling_unit(step.tote)):
        if (more := balance.qty - _checked(step, balance)) > 0:
            left[balance.key.item] = left.get(balance.key.item, 0) + more
    return tuple(left.items())


def _over_pack(view: View, session: Session, step: PackItems, item: str, quantity: int, want: int) -> Decision:
    """Refuse more than is in the tote; while its place is under count, without saying how much that is."""
    if is_under_count(view, handling_unit(step.tote)):
        return refuse(session, "more-than-known", quantity=quantity, item=item_name(view, item))
    return refuse(session, "over-pack", item=item_name(view, item), quantity=quantity, want=want)


def unfit_tote(view: View, session: Session, order: str, lpn: str) -> Decision | None:
    """Refuse a unit that holds nothing of this order ('' for any order), or that another station works with."""
    state = view.lpn(lpn)
    if state is None:
        return refuse(session, "lpn-unknown", code=lpn)
    if not in_house(state):
        return refuse(session, "lpn-gone", lpn=lpn)
    if not view.content(handling_unit(lpn)):
        return refuse(session, "unit-empty", lpn=lpn)
    if state.serves_type != "order":
        return refuse(session, "pack-no-order", lpn=lpn)
    if order and state.serves != order:
        return refuse(session, "lpn-of-order", lpn=lpn, order=state.serves)
    return in_others_hands(view, session, lpn)


def in_others_hands(view: View, session: Session, lpn: str) -> Decision | None:
    """Refuse a unit that another station picks or packs into, or out of."""
    for name in ("tote", "box"):
        if (station := elsewhere(view, session, name, lpn)) != "":
            return refuse(session, "tote-in-work", lpn=lpn, station=station)
    return None


def unfit_box(view: View, session: Session, order: str, lpn: str) -> Decision | None:
    """A box is new, empty, or holds what was packed for this order; and nobody else fills it."""
    state = view.lpn(lpn)
    if state is None and view.announced(lpn) is not None:
        return refuse(session, "tote-announced", lpn=lpn)
    if (no := in_others_hands(view, session, lpn)) is not None:
        return no
    if state is None or not view.content(handling_unit(lpn)) or state.is_for("order", order):
        return None
    if state.serves_type == "order":
        return refuse(session, "lpn-of-order", lpn=lpn, order=state.serves)
    return refuse(session, "tote-not-empty", lpn=lpn, location=Place(state.location).code)


def package_of(order: str, lpn: str) -> DocLine:
    """What is written down as done when a package is finished, with a box or without."""
    return DocLine("task", f"pack/{order}/{lpn}")


def is_packed(view: View, order: str, lpn: str) -> bool:
    """Whether a unit is a finished package of the order, wherever it was moved since."""
    return view.is_closed("task", package_of(order, lpn).id)


def to_pack(view: View, order: str) -> list[LpnState]:
    """The units with goods of an order that are no packages yet."""
    return [one for one in view.units_serving(order) if not is_packed(view, order, one.lpn)]


def not_checked(view: View, step: PackItems) -> int:
    """How many pieces of the tote nobody has scanned."""
    there = sum(balance.qty for balance in view.content(handling_unit(step.tote)))
    return there - sum(qty for _, qty, _ in step.checked)


def gone_meanwhile(view: View, session: Session, step: PackItems) -> Decision | None:
    """Refuse goods that the book has given to somebody else meanwhile, and a box that somebody else has filled."""
    if step.box != step.tote and (no := unfit_box(view, session, step.order, step.box)) is not None:
        return no
    for key, qty, _ in step.checked:
        here = quantity_at(view, handling_unit(step.tote), stock_key(key))
        if here < qty:
            none = changed(step, checked=())
            return too_many(view, session, none, handling_unit(step.tote), key[0], qty, here)
    return None


def box_drafts(view: View, session: Session, step: PackItems, reason: str = "") -> tuple[Draft, ...]:
    """The checked goods go from the tote into the box, which comes to the station; nothing where there is no box."""
    if step.box == step.tote or not step.checked:
        return ()
    doc, state = DocLine("order", step.order), view.lpn(step.box)
    here = location(view.site, station_of(view, session).location)
    stands = virtual(view.site, "UNKNOWN") if state is None else Place(state.parent)
    whole = Movement("pack", WholeLpn(step.box), stands, here, doc, ("code",)) if stands != here else None
    tote, box = handling_unit(step.tote), handling_unit(step.box)
    goods = (
        Movement("pack", one, tote, box, doc, ("code",))
        for key, qty, serials in step.checked
        for one in goods_taken(view, stock_key(key), qty, serials, tote)
    )
    movements = (whole, *goods) if whole is not None else tuple(goods)
    return tuple(draft(session, movement, reason) for movement in movements)


def merged(view: View, session: Session, step: PackItems, event: Input, lpn: str) -> Decision:
    """Another tote of the order goes into the same box: what was checked of the first is booked."""
    if step.box == step.tote:
        return refuse(session, "pack-no-box", lpn=step.tote)
    if lpn == step.tote:
        return refuse(session, "pack-tote-in-hand", lpn=lpn)
    if (no := unfit_tote(view, session, step.order, lpn) or gone_meanwhile(view, session, step)) is not None:
        return no
    if (left := not_checked(view, step)) and not is_confirmed(session, event):
        if is_under_count(view, handling_unit(step.tote)):
            return warn(session, event, "pack-tote-some-left", lpn=step.tote)
        return warn(session, event, "pack-tote-not-empty", lpn=step.tote, missing=left)
    drafts, following = box_drafts(view, session, step), changed(step, tote=lpn, checked=())
    told = say(session, "ok", "pack-tote-taken", following, lpn=lpn, order=step.order)
    return undoable(changed(told, drafts=drafts), event)


def other_lpn(event: Input) -> str:
    """The unit that was scanned."""
    scan = named(event, LpnScan)
    assert scan is not None
    return scan.lpn


def _not_here(view: View, session: Session, step: PackItems, scan: ItemScan) -> Decision:
    """Say why an item is none of this tote: another lot, another tote's, or another order's."""
    same = view.content(handling_unit(step.tote), scan.item.code)
    if same:
        return refuse(
            session, "other-lot", scanned=scan.lot or scan.expiry, expected=same[0].key.lot or same[0].key.expiry
        )
    document = view.document("order", step.order)
    if document is not None and any(line.item == scan.item.code for line in document.lines):
        return refuse(session, "pack-not-in-tote", item=scan.item.name, lpn=step.tote)
    return refuse(session, "pack-not-of-order", item=scan.item.name, order=step.order)


def _checked(step: PackItems, balance: Balance) -> int:
    key = key_tuple(balance.key)
    return next((qty for one, qty, _ in step.checked if one == key), 0)


def _spread(step: PackItems, fitting: Sequence[Balance], scan: ItemScan) -> tuple[Checked, ...]:
    """What is checked with one scan more; a pack may be of several stock keys. What was scanned stands last."""
    left, checked = scan.units, {key: (qty, serials) for key, qty, serials in step.checked}
    for balance in fitting:
        key = key_tuple(balance.key)
        qty, serials = checked.get(key, (0, ()))
        more = min(left, balance.qty - qty)
        if more > 0:
            left -= more
            checked.pop(key, None)
            checked[key] = (qty + more, (*serials, scan.serial) if scan.serial else serials)
    return tuple((key, qty, serials) for key, (qty, serials) in checked.items())
