"""Undo: what may be taken back, the movements that take it back, and the findings that close with it.

The last act of a session, and only while nobody builds on it: its goods are where it put them, its document and lines
are open, and no other station works on its order or with its unit.
"""

from collections.abc import Mapping, Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, WithdrawLabels, refuse
from edge.core.entry import Finding, Movement
from edge.core.message import Message, msg
from edge.core.place import Place, handling_unit, virtual
from edge.core.session import Session
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import item_name
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.suggest import unit_parts
from edge.core.workflows.taken import elsewhere


def undo_refused(view: View, session: Session, movements: Sequence[Movement]) -> Decision | None:
    """The reason why these movements, the newest first, cannot be taken back; None where they can."""
    for movement in movements:
        if (no := _document_ended(view, session, movement) or _in_others_hands(view, session, movement)) is not None:
            return no
    if (opened := _opened(view, session, movements)) != "":
        return refuse(session, "undo-unit-opened", lpn=opened)
    return None if _as_it_was_left(view, movements) else refuse(session, "undo-moved-on")


def noted(view: View, before: Session, decision: Decision) -> Decision:
    """The decision with how much is in the units that its act moves whole, for undo: the book does not say it."""
    after = decision.session
    if after is None or not after.undoable or after.undoable == before.undoable:
        return decision
    movements = [one.body for one in decision.drafts if isinstance(one.body, Movement)]
    if not movements:
        return decision  # somebody goes on here with what can be undone elsewhere
    stood = tuple(
        (one.what.lpn, _pieces(view, one.what.lpn) + _added(movements, handling_unit(one.what.lpn)))
        for one in movements
        if isinstance(one.what, WholeLpn) and one.source.is_physical and one.target.is_physical
    )
    return decision if stood == after.stood else changed(decision, session=changed(after, stood=stood))


def _pieces(view: View, lpn: str) -> int:
    return sum(part.qty for part in unit_parts(view, lpn))


def _added(movements: Sequence[Movement], unit: Place) -> int:
    """What an act itself puts into a unit, or takes from it: the view does not show it yet."""
    goods = [(one, one.what.qty) for one in movements if isinstance(one.what, Goods)]
    return sum(qty for one, qty in goods if one.target == unit) - sum(qty for one, qty in goods if one.source == unit)


def _opened(view: View, session: Session, movements: Sequence[Movement]) -> str:
    """A unit of which somebody has taken something since it was moved whole, or put something into it; '' for none."""
    stood = dict(session.stood)
    units = (one.what.lpn for one in movements if isinstance(one.what, WholeLpn))
    return next((lpn for lpn in units if lpn in stood and _pieces(view, lpn) != stood[lpn]), "")


def taken_back(view: View, undone: Sequence[Movement]) -> Message:
    """What is said of an act that was taken back: the unit that went, else the item, and how much where it is told.

    How much a count put right, or stands where somebody counts, nobody is told here either.
    """
    units = [one.what.lpn for one in undone if isinstance(one.what, WholeLpn)]
    goods = [one.what for one in undone if isinstance(one.what, Goods)]
    items = list(dict.fromkeys(item_name(view, one.key.item) for one in goods))
    if units or len(items) != 1:
        named = units or items
        return msg("undone", what=named[-1] if len(named) == 1 else f"{named[-1]} +{len(named) - 1}")
    if any(_is_untold(view, place) for one in undone for place in (one.source, one.target)):
        return msg("undone", what=items[0])
    return msg("undone", what=f"{sum(one.qty for one in goods)} {items[0]}")


def _is_untold(view: View, place: Place) -> bool:
    return place == virtual(view.site, "ADJUSTMENT") or is_under_count(view, place)


def reversed_(movement: Movement) -> Movement:
    """The movement that takes one back."""
    what = movement.what
    if isinstance(what, Goods) and what.to_key is not None:
        what = changed(what, key=what.to_key, to_key=what.key)
    return changed(movement, what=what, source=movement.target, target=movement.source, agree=())


def findings_closed(view: View, session: Session) -> tuple[Finding, ...]:
    """What the session's last act put before a person, closed where nobody has settled it yet."""
    bodies = (view.body(ident) for ident in session.undoable)
    opened = (one for one in bodies if isinstance(one, Finding) and view.finding(one.finding) is not None)
    return tuple(Finding(one.finding, "closed", one.code, place=one.place, item=one.item) for one in opened)


def labels_withdrawn(undone: Sequence[tuple[str, Movement]]) -> WithdrawLabels:
    """The labels that are about nothing once these movements, with their ids, are taken back."""
    packed = (one for _, one in undone if one.type == "pack" and isinstance(one.what, Goods))
    codes = dict.fromkeys(one.target.code for one in packed if one.target.kind == "lpn")
    return WithdrawLabels(tuple(ident for ident, _ in undone), tuple(codes))


def _document_ended(view: View, session: Session, movement: Movement) -> Decision | None:
    doc = movement.doc
    if doc is None or doc.type == "task" or movement.type == "pack":  # an order is packed after it was picked whole
        return None
    line_ended = doc.line is not None and view.line_closed(doc.type, doc.id, doc.line)
    if not line_ended and not view.is_closed(doc.type, doc.id):
        return None
    return refuse(session, "document-closed", document=doc.id)


def _in_others_hands(view: View, session: Session, movement: Movement) -> Decision | None:
    order = movement.doc.id if movement.doc is not None and movement.doc.type == "order" else ""
    if order and (station := elsewhere(view, session, "order", order)) != "":
        return refuse(session, "order-in-work", order=order, station=station)
    units = [movement.what.lpn] if isinstance(movement.what, WholeLpn) else []
    units += [place.code for place in (movement.source, movement.target) if place.kind == "lpn"]
    for unit in units:
        if (station := elsewhere(view, session, "tote", unit)) != "":
            return refuse(session, "tote-in-work", lpn=unit, station=station)
    return None


def _as_it_was_left(view: View, movements: Sequence[Movement]) -> bool:
    """Whether all that the movements put somewhere is still there, and nothing was added to a unit that goes back."""
    put = _left_behind(movements)
    for place, keys in put.items():
        there = {balance.key: balance.qty for balance in view.content(place)}
        if Place(place).is_physical and any(there.get(key, 0) < qty for key, qty in keys.items()):
            return False
    units = (one for one in movements if isinstance(one.what, WholeLpn))
    return all(_unit_as_left(view, one, put) for one in units) and _serials_as_left(view, movements)


def _left_behind(movements: Sequence[Movement]) -> dict[str, dict[StockKey, int]]:
    """What an act put into each place and did not take on from there itself."""
    put: dict[str, dict[StockKey, int]] = {}
    for movement in movements:
        if isinstance(movement.what, Goods):
            goods = movement.what
            for place, key, qty in (
                (movement.target, goods.to_key or goods.key, goods.qty),
                (movement.source, goods.key, -goods.qty),
            ):
                keys = put.setdefault(place, {})
                keys[key] = keys.get(key, 0) + qty
    return {place: {key: qty for key, qty in keys.items() if qty > 0} for place, keys in put.items()}


def _serials_as_left(view: View, movements: Sequence[Movement]) -> bool:
    """Whether each serial number is where the newest movement of the act put it."""
    last: dict[tuple[str, str], Place] = {}
    for movement in movements:
        if isinstance(movement.what, Goods):
            for serial in movement.what.serials:
                last.setdefault((movement.what.key.item, serial), movement.target)
    return all(view.serial_place(item, serial) == place for (item, serial), place in last.items())


def _unit_as_left(view: View, movement: Movement, put: Mapping[str, Mapping[StockKey, int]]) -> bool:
    assert isinstance(movement.what, WholeLpn)
    state, unit = view.lpn(movement.what.lpn), handling_unit(movement.what.lpn)
    if state is None or state.parent != movement.target:
        return False
    added = {balance.key: balance.qty for balance in view.content(unit)} != put.get(unit, {})
    return movement.source.is_physical or not added
