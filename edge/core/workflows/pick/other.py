"""Other stock than what was asked for: another lot, or another pallet in front. What may leave goes after a warning.

What may not says why: expired, recalled, on hold, an order's, or spoken for.
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Audit
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.names import DetailScan, ItemScan
from edge.core.place import Place, handling_unit
from edge.core.session import Session
from edge.core.stock import Balance
from edge.core.view import View
from edge.core.workflows.allocation import claims_of_others
from edge.core.workflows.contract import item_name, key_tuple, matching, named, stock_key
from edge.core.workflows.may_leave import why_not
from edge.core.workflows.pick.steps import PickItem
from edge.core.workflows.pick.straight import target_of
from edge.core.workflows.taken import order_in
from edge.core.workflows.too_many import none_told


def other_label(view: View, session: Session, step: PickItem, event: Input, scan: ItemScan) -> Decision:
    """The label says another lot or date than the goods that were asked for."""
    key = stock_key(step.key)
    is_lot = scan.lot not in ("", key.lot)
    said, wanted = (scan.lot, key.lot) if is_lot else (scan.expiry, key.expiry)
    found = matching(view.content(step.source, scan.item.code), scan)
    if not found and (no := none_told(view, session, step.source, scan)) is not None:
        return no
    if not found:
        return refuse(session, "lot-not-here", lot=said, item=scan.item.name, location=step.bin)
    if step.qty:
        return refuse(session, "other-lot", scanned=said, expected=wanted)
    return _instead(view, session, step, event, _best(view, session, found, step, event), said)


def lot_label(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """A label with nothing but the lot or the date: of the item that was asked for."""
    detail, item = named(event, DetailScan), view.item(step.key[0])
    if detail is None or item is None or not (detail.lot or detail.expiry):
        return None
    key = stock_key(step.key)
    if detail.lot in ("", key.lot) and detail.expiry in ("", key.expiry):
        return say(session, "ok", "item-right", changed(step, proved=1), item=item.name)
    return other_label(view, session, step, event, ItemScan(item, 1, detail.lot, detail.expiry))


def other_unit(view: View, session: Session, step: PickItem, event: Input, lpn: str) -> Decision:
    """Another unit than the tote and the one to take from."""
    state, content = view.lpn(lpn), view.content(handling_unit(lpn))
    if state is None or not content or state.is_for("order", step.order):
        return refuse(session, "wrong-tote", scanned=lpn, expected=target_of(view, (step.order, step.tote)))
    if (order := order_in(view, lpn)) != "":
        return refuse(session, "lpn-of-order", lpn=lpn, order=order)
    where, key = Place(state.location), stock_key(step.key)
    if where.code != step.bin:
        return refuse(session, "wrong-lpn", scanned=lpn, location=where.code, expected=Place(step.source).code)
    same = [one for one in content if one.key.item == key.item]
    if not same:
        return refuse(session, "lpn-other-goods", lpn=lpn, item=item_name(view, key.item))
    if step.qty:
        return refuse(session, "wrong-lpn", scanned=lpn, location=where.code, expected=Place(step.source).code)
    return _instead(view, session, step, event, _best(view, session, same, step, event), lpn)


def _best(view: View, session: Session, found: Sequence[Balance], step: PickItem, event: Input) -> Balance:
    """Of what a code may mean, the first that may be taken."""
    return min(found, key=lambda one: _forbids(view, session, one, step, event) is not None)


def _instead(view: View, session: Session, step: PickItem, event: Input, balance: Balance, said: str) -> Decision:
    """Other stock is taken for the line, once the operator says so again."""
    if (no := _forbids(view, session, balance, step, event)) is not None:
        return no
    wanted = step.key[2] or Place(step.source).code
    if (
        no := deviates(view, session, event, "other-stock", "pick-other-stock", scanned=said, expected=wanted)
    ) is not None:
        return no
    want = min(step.want, _free(view, session, balance))
    other = changed(
        step, source=balance.place, key=key_tuple(balance.key), want=want, qty=0, weighed=0, serials=(), proved=1,
        net_mg=0, labelled=0,
    )  # fmt: skip
    told = say(session, "ok", "other-stock-taken", other, taken=said)
    audit = Audit("other-stock", {"order": step.order, "line": step.line, "taken": said, "asked": wanted})
    return changed(told, drafts=(draft(session, audit),))


def forbidden(view: View, session: Session, step: PickItem, event: Input) -> Decision | None:
    """Why the goods of the line may not leave any more; None where they may."""
    return why_not(view, session, stock_key(step.key), event)


def _forbids(view: View, session: Session, balance: Balance, step: PickItem, event: Input) -> Decision | None:
    """Why other stock may not be taken for a line; None where it may."""
    key = balance.key
    if (no := why_not(view, session, key, event)) is not None:
        return no
    document = view.document("order", step.order)
    lines = document.lines if document is not None else ()
    lot = next((one.lot for one in lines if one.line == step.line), "")
    if lot not in ("", key.lot):
        return refuse(session, "other-lot", scanned=key.lot, expected=lot)
    if _free(view, session, balance) <= 0:
        return refuse(session, "stock-claimed", item=item_name(view, key.item))
    return None


def _free(view: View, session: Session, balance: Balance) -> int:
    return balance.qty - claims_of_others(view, session).get((balance.place, key_tuple(balance.key)), 0)
