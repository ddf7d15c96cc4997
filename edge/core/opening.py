"""Opening stock: what stands in the house before the first scan, as drafts from OPENING. Pure.

    rows -> planned (a unit before its content, long serial lists cut under one group) -> checked -> drafts

One piece is one movement, so that an interrupted import goes on at the next piece.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, get_args

from edge.core.changed import changed
from edge.core.entry import Draft, Movement
from edge.core.identifiers import Serial, Sscc
from edge.core.place import NEST_LEVELS_MAX, Place, handling_unit, location, virtual
from edge.core.policy import Policy
from edge.core.reference import Item
from edge.core.site_codes import may_be
from edge.core.stock import QTY_MAX, SERIALS_MAX, Goods, Status, StockKey, WholeLpn
from edge.core.value import value
from edge.core.view import View

LOT_LENGTH_MAX: Final = 20
"""GS1 General Specifications, AI (10)."""
OWNER_LENGTH_MAX: Final = 64
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SSCC: Final = re.compile(r"\d{18}", re.ASCII)


@value
class Row:
    """One line of a stock list, as its file says it. No item: an empty unit. `place` is a location's code, or
    `lpn:CODE` for a unit that stands in another. `qty` counts base units, `catch_qty` milligrams."""

    line: int
    place: str
    lpn: str = ""
    item: str = ""
    owner: str = ""
    lot: str = ""
    expiry: str = ""
    received_on: str = ""
    serials: tuple[str, ...] = ()
    status: str = "sellable"
    qty: int = 0
    catch_qty: int | None = None


@value
class Piece:
    """What becomes one movement: the unit of a row (no quantity), or its goods, or a part of them under a group."""

    row: Row
    group: str = ""

    @property
    def is_unit(self) -> bool:
        return not self.row.item


@value
class Wrong:
    """What a line cannot say: its number, the column, and a sentence with what is allowed."""

    line: int
    column: str
    why: str


def planned(rows: Sequence[Row], name: str) -> list[Piece]:
    """The pieces of a list in the order they are posted. `name` tells its groups from those of other lists."""
    first = {row.lpn: row.line for row in reversed(rows) if row.lpn}
    pieces: list[Piece] = []
    for row in sorted(rows, key=lambda one: first.get(one.lpn, one.line)):
        if row.lpn and first[row.lpn] == row.line:
            pieces.append(Piece(Row(row.line, row.place, row.lpn)))
        if row.item:
            pieces += _cut(row, name)
    return pieces


def _cut(row: Row, name: str) -> list[Piece]:
    if len(row.serials) <= SERIALS_MAX:
        return [Piece(row)]
    parts = [row.serials[at : at + SERIALS_MAX] for at in range(0, len(row.serials), SERIALS_MAX)]
    return [Piece(changed(row, serials=part, qty=len(part)), f"{name}/{row.line}") for part in parts]


def contradictions(rows: Iterable[Row], counted: str = "line") -> Iterator[Wrong]:
    """What the lines of one list say against each other: a unit at two places, a serial number twice."""
    places: dict[str, tuple[str, int]] = {}
    serials: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.lpn:
            place, line = places.setdefault(row.lpn, (row.place, row.line))
            if place != row.place:
                why = f"{row.lpn} stands in {place} on {counted} {line}; a unit stands in one place"
                yield Wrong(row.line, "lpn", why)
        for serial in row.serials:
            line = serials.setdefault((row.item, serial), 0)
            if line:
                yield Wrong(row.line, "serials", f"{serial} of {row.item} is on {counted} {line} already")
            serials[row.item, serial] = row.line


@dataclass(slots=True)
class Checker:
    """Holds pieces against the view, one after the other. It remembers the units that earlier pieces bring."""

    view: View
    today: str
    brought: dict[str, str] = field(default_factory=dict)

    def wrong(self, piece: Piece) -> list[Wrong]:
        """All that keeps a piece out of the book; none for a good one."""
        row = piece.row
        faults = self._unit(row) if piece.is_unit else [*self._into(row), *self._goods(row)]
        if piece.is_unit:  # a wrong one too: its content is not told so again
            self.brought[row.lpn] = row.place
        return [Wrong(row.line, column, why) for column, why in faults]

    def _unit(self, row: Row) -> list[tuple[str, str]]:
        if not row.lpn:
            return [("item", "is missing; a line without an item names an empty unit in `lpn`")]
        named = _not_a_unit(row.lpn, self.view.policy)
        return [*named, *self._place(row), *self._stands(row)]

    def _stands(self, row: Row) -> list[tuple[str, str]]:
        state = self.view.lpn(row.lpn)
        if state is None or not Place(state.location).is_physical:
            return []
        parent = Place(state.parent)
        here = _as_written(parent)
        return [] if here == row.place else [("lpn", f"{row.lpn} stands in {here} already, not in {row.place}")]

    def _into(self, row: Row) -> list[tuple[str, str]]:
        """Where goods go: into their unit, which an earlier piece brought, else to a location."""
        if not row.lpn:
            return self._place(row)
        state = self.view.lpn(row.lpn)
        stands = row.lpn in self.brought or (state is not None and Place(state.location).is_physical)
        return [] if stands else [("lpn", f"{row.lpn} does not stand in the house any more")]

    def _place(self, row: Row) -> list[tuple[str, str]]:
        if row.place.startswith("lpn:"):
            return self._inside(row)
        if not row.place:
            return [("place", "is missing; it is the code of a location, or lpn:CODE of a unit on an earlier line")]
        if self.view.location(row.place) is None:
            return [("place", f"{row.place} is no location of this site")]
        return []

    def _inside(self, row: Row) -> list[tuple[str, str]]:
        if not row.lpn:
            return [("place", "goods in a unit name it in `lpn`; `place` says where that stands")]
        levels, parent = 1, row.place
        while parent.startswith("lpn:"):
            code = parent.removeprefix("lpn:")
            state = self.view.lpn(code)
            known = state.parent if state is not None and Place(state.location).is_physical else ""
            parent = self.brought.get(code, known)
            if not parent:
                return [("place", f"{code} stands nowhere yet; its own line comes before this one")]
            levels += 1
            if levels > NEST_LEVELS_MAX:
                return [("place", f"units stand in each other at most {NEST_LEVELS_MAX} levels deep")]
        return []

    def _goods(self, row: Row) -> list[tuple[str, str]]:
        item = self.view.item(row.item)
        if item is None:
            return [("item", f"{row.item} is no item this box knows")]
        found = [*_quantity(row), *_tracked(row, item), *_dates(row, self.today), *_words(row, item)]
        return [*found, *self._serials(row, item)] if row.serials and not found else found

    def _serials(self, row: Row, item: Item) -> Iterator[tuple[str, str]]:
        opening = virtual(self.view.site, "OPENING")
        for serial in row.serials:
            try:
                Serial(serial)
            except ValueError as error:
                yield "serials", f"{serial[:40]}: {error}"
                continue
            place = self.view.serial_place(item.code, serial)
            if place not in ("", opening):
                yield "serials", f"{serial} of {item.code} stands in {Place(place).code} already"


def _not_a_unit(lpn: str, policy: Policy) -> list[tuple[str, str]]:
    if _SSCC.fullmatch(lpn):
        try:
            Sscc(lpn)
        except ValueError as error:
            return [("lpn", str(error))]
        return []
    if re.fullmatch(policy.lpn_pattern, lpn) or may_be(policy.codes, lpn, "lpn"):
        return []
    said = f"{lpn[:40]} is no licence plate of this site: an SSCC, or what policy.lpn_pattern or policy.codes allow"
    return [("lpn", said)]


def _quantity(row: Row) -> Iterator[tuple[str, str]]:
    if not 0 < row.qty <= QTY_MAX:
        yield "qty", "is a whole number of base units, 1 or more"


def _tracked(row: Row, item: Item) -> Iterator[tuple[str, str]]:
    """What the item's tracking asks for is there, and nothing else is."""
    given = {"lot": bool(row.lot), "expiry": bool(row.expiry), "serial": bool(row.serials)}
    for what, column in (("lot", "lot"), ("expiry", "expiry"), ("serial", "serials")):
        if what in item.tracking and not given[what]:
            yield column, f"is missing; {item.code} is tracked by {what}"
        if what not in item.tracking and given[what]:
            yield column, f"{item.code} is not tracked by {what}; leave it empty"
    if row.serials and len(row.serials) != row.qty:
        yield "qty", f"is {row.qty}, but there are {len(row.serials)} serial numbers"
    yield from _caught(row, item)


def _caught(row: Row, item: Item) -> Iterator[tuple[str, str]]:
    if "catch_weight" not in item.tracking:
        if row.catch_qty is not None:
            yield "catch_qty", f"{item.code} is no catch-weight item; leave it empty"
    elif row.catch_qty is None or not 0 < row.catch_qty <= QTY_MAX:
        yield "catch_qty", f"is the weight of all of it in milligrams, 1 or more; {item.code} is a catch-weight item"
    elif len(row.serials) > SERIALS_MAX:
        yield "serials", f"a line of a catch-weight item has at most {SERIALS_MAX}; write several lines"


def _dates(row: Row, today: str) -> Iterator[tuple[str, str]]:
    for column, text in (("expiry", row.expiry), ("received_on", row.received_on)):
        if text and not _is_date(text):
            yield column, f"{text[:40]} is no day of the calendar, written like 2026-11-30"
    if _is_date(row.received_on) and row.received_on > today:
        yield "received_on", f"{row.received_on} is still to come; today is {today}"


def _words(row: Row, item: Item) -> Iterator[tuple[str, str]]:
    if row.status not in STATUSES:
        yield "status", f"is one of {', '.join(STATUSES)}, not {row.status[:40]}"
    if not _is_fit(row.lot, LOT_LENGTH_MAX):
        yield "lot", f"is at most {LOT_LENGTH_MAX} printable characters"
    if not _is_fit(row.owner, OWNER_LENGTH_MAX):
        yield "owner", f"is at most {OWNER_LENGTH_MAX} printable characters"
    if row.owner and item.owner and row.owner != item.owner:
        yield "owner", f"{item.code} belongs to {item.owner}, not to {row.owner[:40]}"


def _is_fit(text: str, longest: int) -> bool:
    return len(text) <= longest and (not text or text.isprintable()) and unicodedata.is_normalized("NFC", text)


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _as_written(place: Place) -> str:
    return place if place.kind == "lpn" else place.code


def drafts(view: View, pieces: Iterable[Piece], op: str, reason: str) -> tuple[Draft, ...]:
    """The movements of checked pieces. A unit that stands where it should already needs none."""
    movements = ((piece, _movement(view, piece)) for piece in pieces)
    return tuple(Draft(one, op, reason=f"{reason}/{piece.row.line}") for piece, one in movements if one is not None)


def _movement(view: View, piece: Piece) -> Movement | None:
    row = piece.row
    if piece.is_unit:
        return _arrival(view, row)
    item = view.item(row.item)
    status = next(one for one in STATUSES if one == row.status)
    owner, uom = (item.owner, item.uom) if item is not None else ("", "EA")
    key = StockKey(row.item, row.owner or owner, row.lot, row.expiry, row.received_on, status)
    goods = Goods(key, row.qty, uom, catch_qty=row.catch_qty, serials=row.serials)
    target = handling_unit(row.lpn) if row.lpn else location(view.site, row.place)
    return Movement("opening", goods, virtual(view.site, "OPENING"), target, group=piece.group)


def _arrival(view: View, row: Row) -> Movement | None:
    """A unit comes from OPENING, or from where its last life ended."""
    state = view.lpn(row.lpn)
    source = Place(state.parent) if state is not None else virtual(view.site, "OPENING")
    if state is not None and Place(state.location).is_physical:
        return None
    target = Place(row.place) if row.place.startswith("lpn:") else location(view.site, row.place)
    return Movement("opening", WholeLpn(row.lpn), source, target)
