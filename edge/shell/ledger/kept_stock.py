"""What was looked up of stock, kept until an entry touches it.

    what a place holds          until goods come there or go
    what orders may take        until goods of the item move, alone or in their unit, or what their unit serves changes
    where a unit stands         until a unit moves, or goods come into it or go
    what a bin has room for     until goods come there or go, in units or loose, or a finding may mark it

The pieces of one pick are scanned one by one before the same bin, and the lines of an order are compared after each of
them: most of what a decision asks has not changed since the decision before it. For the view of who writes.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from edge.core.entry import Entry, Evidence, Finding, Movement
from edge.core.place import Place, handling_unit
from edge.core.reference import Item, LocationInfo
from edge.core.rooms import Room
from edge.core.stock import Balance, Goods, StockKey
from edge.core.view import LpnState
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.rooms_sql import Rooms
from edge.shell.ledger.rows import in_bin

PLACES_KEPT: Final = 5_000
ANSWERS_KEPT: Final = 20_000
"""What places hold, and what orders may take: an answer for each item, lot and day that was asked for."""
UNITS_KEPT: Final = 20_000

Content: TypeAlias = Sequence[Balance]
Page: TypeAlias = Sequence[tuple[LocationInfo, Balance]]
Post: TypeAlias = Callable[..., None]
"""Brings the sums up to the last entry, where any is about all of these places, items or documents."""


class KeptStock:
    """Answers about stock, each asked for once. The store's view tells it of every entry, and of every rollback."""

    def __init__(self, cursor: Cursor, site: str, rooms: Rooms) -> None:
        self._cursor, self._all_rooms, self._prefix = cursor, rooms, f"loc:{site}/"
        self._rooms: dict[str, Room] = {}
        self._content: dict[str, dict[str, Content]] = {}
        self._pickable: dict[str, dict[tuple[str, str, int], Page]] = {}
        self._answers = 0
        self._units: dict[str, LpnState] = {}
        self._no_units: set[str] = set()
        self._serving: dict[str, str] = {}
        """What units serve that goods of a document came into: what those of an order hold is out of reach."""

    def forget(self) -> None:
        """What was told may not have come to be."""
        self._content.clear()
        self._pickable.clear()
        self._units.clear()
        self._no_units.clear()
        self._serving.clear()
        self._rooms.clear()

    def reference_changed(self) -> None:
        """Places or items are others now."""
        self._pickable.clear()
        self._rooms.clear()

    def wrote(self, entry: Entry) -> None:
        """An entry was written."""
        body = entry.draft.body
        if isinstance(body, Movement):
            self._moved(body)
        elif isinstance(body, Evidence):
            self._units.clear()
        elif isinstance(body, Finding):
            self._rooms.clear()  # it may mark one, or end a mark

    def content(self, place: str, item: str, post: Post) -> Content:
        """What a place holds of an item, '' for all."""
        of_items = self._content.get(place)
        kept = of_items.get(item) if of_items is not None else None
        if kept is None:
            post(place, item) if item else post(place)
            values = {"key": place, "item": item}
            rows = self._cursor.execute(q.CONTENT_OF if item else q.CONTENT, values).fetchall()
            found = [Balance(place, StockKey(*key), qty, caught) for *key, qty, caught in rows if qty > 0]
            self._one_more()
            kept = self._content.setdefault(place, {})[item] = tuple(found)
        return kept

    def pickable(self, record: Item | None, item: str, lot: str, today: str, page: int, post: Post) -> Page:
        """A page of what orders may take of an item, in the order in which it leaves the house."""
        of_lots = self._pickable.get(item)
        kept = of_lots.get((lot, today, page)) if of_lots is not None else None
        if kept is None:
            post(item)
            recalled = json.dumps(record.recalled) if record is not None and record.recalled else ""
            text = q.PICKABLE[record.rotation if record is not None else "fefo", bool(recalled)]
            values = {"item": item, "lot": lot, "today": today, "recalled": recalled, "skip": len(self._prefix) + 1}
            rows = self._cursor.execute(text, values | {"offset": page * q.PAGE}).fetchall()
            self._one_more()
            kept = self._pickable.setdefault(item, {})[lot, today, page] = tuple([in_bin(row) for row in rows])
        return kept

    def rooms(self, codes: Sequence[str], post: Post) -> list[Room]:
        """Bins, and what each holds, in the order of their codes; of a code that is none, nothing."""
        missing = [code for code in codes if code not in self._rooms]
        if missing:
            if len(self._rooms) >= PLACES_KEPT:
                self._rooms.clear()
                missing = list(codes)
            for code in missing:
                post(self._prefix + code)
            self._rooms |= {room.info.code: room for room in self._all_rooms.rooms(missing)}
        return [self._rooms[code] for code in codes if code in self._rooms]

    def unit(self, lpn: str) -> LpnState | None:
        """Where a unit stands; None where there is none."""
        if lpn in self._no_units:
            return None
        if (kept := self._units.get(lpn)) is not None:
            return kept
        if len(self._units) + len(self._no_units) >= UNITS_KEPT:
            self._units.clear()
            self._no_units.clear()
        row = self._cursor.execute(q.LPN, {"key": lpn}).fetchone()
        if row is None:
            self._no_units.add(lpn)
            return None
        found = self._units[lpn] = LpnState(lpn, *row)
        return found

    def _one_more(self) -> None:
        """Room for one answer more, of places or of items; of those that an entry dropped none is counted off."""
        self._answers += 1
        if self._answers > ANSWERS_KEPT:
            self._content.clear()
            self._pickable.clear()
            self._answers = 1

    def _moved(self, movement: Movement) -> None:
        what, source, target = movement.what, movement.source, movement.target
        if not isinstance(what, Goods):
            self._unit_moved(what.lpn, movement)
            return
        self._room_changed(source)
        self._room_changed(target)
        self._content.pop(source, None)
        self._content.pop(target, None)
        self._pickable.pop(what.key.item, None)
        if source.kind == "lpn":
            self._units.pop(source.code, None)
            self._serving.pop(source.code, None)
        if target.kind == "lpn":
            self._came_into(target, movement.doc.type if movement.doc is not None else "")

    def _unit_moved(self, code: str, movement: Movement) -> None:
        unit = handling_unit(code)
        self._room_changed(unit)
        self._room_changed(movement.target)
        self._units.clear()
        self._no_units.discard(code)
        if movement.source.is_physical and movement.target.is_physical:  # else it is empty
            self._is_elsewhere(unit)

    def _is_elsewhere(self, unit: Place) -> None:
        """Orders may take what a unit holds, at any depth, where they could not, or the other way round.

        The tables need not be brought up to the last entry: nothing is kept of an item that has moved since.
        """
        if self._pickable:
            for (item,) in self._cursor.execute(q.ITEMS_INSIDE, {"place": unit}).fetchall():
                self._pickable.pop(item, None)

    def _room_changed(self, place: Place) -> None:
        """What a bin holds has changed, where a place is one or stands in one."""
        if place.kind == "lpn":
            if place.code in self._no_units:
                return
            unit = self._units.get(place.code)
            if unit is None:
                self._rooms.clear()  # nobody asked where it stands
                return
            place = Place(unit.location)
        if place.kind == "loc":
            self._rooms.pop(place.code, None)

    def _came_into(self, unit: Place, served: str) -> None:
        self._units.pop(unit.code, None)
        self._no_units.discard(unit.code)
        if served in ("order", "receipt") and self._serving.get(unit.code) != served:
            self._is_elsewhere(unit)
            if len(self._serving) >= UNITS_KEPT:
                self._serving.clear()
            self._serving[unit.code] = served
