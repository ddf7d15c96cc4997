"""What stands where, as lines of a screen. Of a place under count nothing is told but that it is counted."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, cast

from edge.core.message import Message, msg
from edge.core.place import Place, handling_unit, location
from edge.core.reference import Document, DocumentType, Line
from edge.core.stock import Balance
from edge.core.view import View
from edge.core.workflows.announced import in_house
from edge.core.workflows.contract import item_name
from edge.core.workflows.counting import COUNT_AGAIN, OPEN_COUNTS, is_under_count, under_count
from edge.core.workflows.ship.plan import loaded, planned

BLIND: Final = "receipt"
"""Documents whose quantities a site may want nobody to know."""
Told: TypeAlias = tuple[list[Message], int]
"""Some lines, and how many more there are."""


def of_item(view: View, item: str, lot: str, limit: int) -> Told:
    """The places of an item, of one lot if it is given."""
    name = msg("look-name", item=item, name=item_name(view, item))
    found, total = view.stock_of(item, lot, limit)
    rows = [_at_place(view, one) for one in found]
    return [name, *(rows or [msg("look-nowhere")])], total - len(rows)


def _at_place(view: View, one: Balance) -> Message:
    place, of = Place(one.place).code, one.key
    if is_under_count(view, one.place):
        return _hidden(place)
    lots, dated = int(bool(of.lot)), int(bool(of.expiry))  # whether there are any: a text may ask for numbers alone
    return msg(
        "look-at", place=place, quantity=one.qty, lots=lots, lot=of.lot, dated=dated, expiry=of.expiry, status=of.status
    )


def _hidden(place: str) -> Message:
    return msg("look-counted", place=place)


def of_location(view: View, code: str, limit: int) -> Told:
    """What stands in a place, loose and in units."""
    place = location(view.site, code)
    if is_under_count(view, place):
        return [_hidden(code)], 0
    info = view.location(code)
    blocked = [msg("look-blocked", place=code)] if info is not None and info.blocked else []
    lines, more = _content(view, place, limit)
    return [*blocked, *(lines or [msg("look-empty", place=code)])], more


def of_unit(view: View, lpn: str, limit: int) -> Told:
    """Where a unit stands, and what is in it."""
    state, unit = view.lpn(lpn), handling_unit(lpn)
    if state is None or not in_house(state):
        return [msg("look-gone", lpn=lpn)], 0
    if is_under_count(view, unit):
        return [_hidden(lpn)], 0
    lines, more = _content(view, unit, limit)
    return [*_where(state.parent, state.location), *(lines or [msg("look-empty", place=lpn)])], more


def _where(parent: str, stands: str) -> Iterator[Message]:
    yield msg("look-stands", place=Place(stands).code)
    if parent != stands:
        yield msg("look-inside", lpn=Place(parent).code)


def _content(view: View, place: Place, limit: int) -> Told:
    goods, units = view.content(place), view.units_in(place)
    lines = [_goods(view, one) for one in goods[:limit]]
    lines += [msg("look-unit", lpn=lpn) for lpn in units[: limit - len(lines)]]
    return lines, len(goods) + len(units) - len(lines)


def _goods(view: View, one: Balance) -> Message:
    of, name = one.key, item_name(view, one.key.item)
    lots, dated = int(bool(of.lot)), int(bool(of.expiry))
    return msg(
        "look-goods",
        name=name,
        quantity=one.qty,
        lots=lots,
        lot=of.lot,
        dated=dated,
        expiry=of.expiry,
        status=of.status,
    )


def of_serial(view: View, item: str, serial: str) -> Told:
    """Where one piece stands."""
    return [msg("look-name", item=item, name=item_name(view, item)), *_piece(view, item, serial)], 0


def _piece(view: View, item: str, serial: str) -> Sequence[Message]:
    place = view.serial_place(item, serial)
    if not place:
        return [msg("look-serial-unknown", serial=serial)]
    if not Place(place).is_physical:
        return [msg("look-serial-gone", serial=serial)]
    if is_under_count(view, place):
        return [_hidden(Place(place).code)]
    state = view.lpn(Place(place).code) if Place(place).kind == "lpn" else None
    if state is not None and not in_house(state):
        return [msg("look-serial-gone", serial=serial)]
    return tuple(_where(place, state.location if state is not None else place))


def of_document(view: View, type_: str, ident: str, limit: int) -> Told:
    """Whose document it is, whether it is open, and how far its lines are."""
    document = view.document(cast("DocumentType", type_), ident)
    if document is None:
        return [msg("look-document-gone", document=ident)], 0
    closed = document.cancelled or view.is_closed(document.type, document.id)
    about = document.partner or document.place or document.item
    head = msg("look-document", type=document.type, about=about, state="closed" if closed else "open")
    if document.type == "shipment":
        taken = msg("look-units", planned=len(planned(view, document)), loaded=len(loaded(view, document.id)))
        return [head, taken], 0
    lines = document.lines[:limit]
    return [head, *_document_lines(view, document, lines)], len(document.lines) - len(lines)


def _document_lines(view: View, document: Document, lines: Sequence[Line]) -> Iterator[Message]:
    """The lines by words, never by what was moved for them: that may stand in a place under count, alone."""
    done, closed = view.progress(document.type, document.id), view.closed_lines(document.type, document.id)
    is_blind, is_told = document.type == BLIND and view.policy.blind_receipt, not _is_stage_counted(view)
    for line in lines:
        name, got = item_name(view, line.item), done.get(line.line, 0)
        if is_blind or not is_told:
            yield msg("look-line-only", name=name)
        else:
            is_done = got >= line.qty or line.line in closed
            state = "done" if is_done else "begun" if got else "open"
            yield msg("look-line", name=name, want=line.qty, state=state)


def _is_stage_counted(view: View) -> bool:
    """Whether a place is under count where a document's goods stand by themselves: a dock, a stage, a cart, a unit."""
    findings = ((COUNT_AGAIN, str(place)) for place in view.places_with(OPEN_COUNTS))
    return any(not _is_bin(view, place) for place in under_count(view.sessions(), findings))


def _is_bin(view: View, place: str) -> bool:
    info = view.location(Place(place).code) if place.startswith("loc:") else None
    return info is not None and info.kind == "bin"
