"""Stock as it was: the present balances, walked back over the movements that came after a point of the book.

    present   A-01: 7          entries after the point:  +5 (receive), -2 (pick)     then   A-01: 7 - 5 + 2 = 4
    P-1 in A-02                its first move after it:  DOCK-1 -> A-02              then   P-1 in DOCK-1

Exact, whatever happened: a balance is a sum, and a unit stood where its next move took it from. Everything is read in
one transaction of the caller.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from heapq import merge
from typing import Any, Final

from edge.core.entry_json import movement_of
from edge.core.place import NESTED_MAX
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.shell.history import subjects as s
from edge.shell.history.entries import At, Row
from edge.shell.history.lookup import Lookup
from edge.shell.history.stock_reader import Held, StockReader, Unit

NOWHERE: Final = "virt:"
"""Where a unit stood before it first came: in no place of the house."""


class AsOf:
    """The stock of one book after the entry at a place. `point` may lie in an earlier epoch."""

    def __init__(self, lookup: Lookup, stock: StockReader, point: At) -> None:
        self._lookup, self._stock, self._point = lookup, stock, point
        self._parents: dict[str, str] = {}

    def every(self) -> Iterator[Held]:
        """All balances, virtual places too."""
        changed = _Changes()
        for row in self._after():
            changed.take(row)
            self._stood_before(row)
        for one in self._merged(self._stock.every(), changed):
            yield replace(one, location=self.location(one.place))

    def units(self) -> Iterator[Unit]:
        """All units of the book, with where they stood; those that had not come yet stood outside."""
        for row in self._after():
            self._stood_before(row)
        yield from (self.unit(unit.code) for unit in self._stock.units())

    def item(self, item: str) -> list[Held]:
        """The balances of an item, in all places."""
        changed = _Changes()
        for row in self._after(s.item(item)):
            changed.take(row)
        present = (one for one in self._stock.item_anywhere(item))
        found = [one for one in self._merged(present, changed) if one.key.item == item]
        return [replace(one, location=self.location(one.place)) for one in found]

    def place(self, place: str) -> list[Held]:
        """All that stood in a location, virtual place or unit (`lpn:...`), in units at any depth too."""
        where = self.location(place)
        inside = [place]
        for outer in inside if not place.startswith("virt:") else ():  # grows while it is walked
            assert len(inside) <= NESTED_MAX + 1
            inside += [f"lpn:{code}" for code in self._units_in(outer)]
        return [replace(one, location=where) for spot in inside for one in self._at_place(spot)]

    def units_at(self, place: str) -> list[Unit]:
        """The units that stood in a place, at any depth."""
        where, found, waiting = self.location(place), list[Unit](), [place]
        while waiting:
            outer = waiting.pop()
            inside = self._units_in(outer)
            found += [Unit(code, outer, where) for code in inside]
            waiting += [f"lpn:{code}" for code in inside]
        return sorted(found, key=lambda unit: unit.code)

    def unit(self, code: str) -> Unit:
        """Where a unit stood."""
        return Unit(code, self.parent(code), self.location(f"lpn:{code}"))

    def parent(self, code: str) -> str:
        """The place that a unit stood in."""
        if code not in self._parents:
            before = (what for row in self._after(s.unit(code)) if (what := _moved(row)) and what[0] == code)
            moved = next(before, None)
            present = self._stock.unit(code)
            self._parents[code] = moved[1] if moved else present.parent if present else NOWHERE
        return self._parents[code]

    def location(self, place: str) -> str:
        """Where a place stood in the end."""
        while place.startswith("lpn:"):
            place = self.parent(place.removeprefix("lpn:"))
        return place

    def _units_in(self, place: str) -> list[str]:
        """The units that stood in a place itself: of those there now, and those that left it since."""
        now = {unit.code for unit in self._stock.units_in(place)}
        touched = {what[0] for row in self._after(place) if (what := _moved(row))}
        return sorted(code for code in now | touched if self.parent(code) == place)

    def _at_place(self, place: str) -> list[Held]:
        changed = _Changes()
        for row in self._after(place):
            changed.take(row)
        return [one for one in self._merged(self._stock.at_place(place), changed) if one.place == place]

    def _after(self, *about: str) -> Iterator[Row]:
        """The movements that came after the point, in the order in which they were posted."""
        if self._point < 0:
            later = self._rows(about, self._point)
        else:
            late = [row for row in self._rows((s.LATE, *about), None) if row.posted_after > self._point]
            own = ((row.seq, 0, row) for row in self._rows(about, self._point))
            from_past = ((row.posted_after, row.at + (1 << 62), row) for row in sorted(late, key=_posted))
            later = (row for _seq, _at, row in merge(own, from_past, key=lambda one: one[:2]))
        return (row for row in later if row.posted)

    def _rows(self, about: tuple[str, ...], after: At | None) -> Iterator[Row]:
        if after is None:
            return self._lookup.rows(*about)
        return self._lookup.rows(*about, after=after) if about else self._lookup.entries.run(after, self._lookup.upto)

    def _stood_before(self, row: Row) -> None:
        if what := _moved(row):
            self._parents.setdefault(*what)

    def _merged(self, present: Iterable[Held], changed: "_Changes") -> Iterator[Held]:
        """The present balances without what was added since; those that are gone now come last."""
        for one in present:
            qty, catch = changed.pop(one.place, one.key)
            if one.qty - qty or one.catch_qty - catch:
                yield replace(one, qty=one.qty - qty, catch_qty=one.catch_qty - catch)
        for (place, key), (qty, catch) in sorted(changed.rest(), key=str):
            if qty or catch:
                yield Held(place, place, key, -qty, -catch)


class _Changes:
    """What movements added to accounts."""

    def __init__(self) -> None:
        self._added: dict[tuple[str, StockKey], tuple[int, int]] = {}

    def take(self, row: Row) -> None:
        fields = row.fields()
        if fields is None or fields["kind"] != "movement" or "lpn" in fields:
            return
        movement = movement_of(fields)
        match movement.what:
            case Goods() as goods:
                catch = goods.catch_qty or 0
                self._add(movement.source, goods.key, -goods.qty, -catch)
                self._add(movement.target, goods.to_key or goods.key, goods.qty, catch)
            case WholeLpn():
                pass

    def pop(self, place: str, key: StockKey) -> tuple[int, int]:
        return self._added.pop((place, key), (0, 0))

    def rest(self) -> Iterable[tuple[tuple[str, StockKey], tuple[int, int]]]:
        return self._added.items()

    def _add(self, place: str, key: StockKey, qty: int, catch: int) -> None:
        account = (str(place), key)
        before, caught = self._added.get(account, (0, 0))
        self._added[account] = (before + qty, caught + catch)


def _moved(row: Row) -> tuple[str, str] | None:
    """The unit that an entry moved as a whole, and from where."""
    fields: Mapping[str, Any] | None = row.fields()
    if fields is None or fields["kind"] != "movement" or "lpn" not in fields:
        return None
    return fields["lpn"], fields["src"]


def _posted(row: Row) -> tuple[int, At]:
    return row.posted_after, row.at
