"""What stands where, now: of an item, at a location, in a unit. Each by keys and indexes, whatever the book holds; only
an item that once was below zero somewhere is looked for among all balances."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, or_, select, union_all

from edge.core.place import NESTED_MAX, VIRTUAL_NAMES
from edge.core.stock import KEY_FIELDS, StockKey
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql


@dataclass(frozen=True, slots=True)
class Held:
    """Goods in a place. `location` is the place itself, or where the handling unit stands in the end."""

    place: str
    location: str
    key: StockKey
    qty: int
    catch_qty: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit: in which place it stands, and in which location in the end."""

    code: str
    parent: str
    location: str


_KEY_OF_BALANCE: Final = [t.balance.c[name] for name in (*KEY_FIELDS, "qty", "catch_qty")]
_KEY_OF_STOCK: Final = [t.stock.c[name] for name in (*KEY_FIELDS, "qty", "catch_qty")]
_IN_HOUSE: Final = t.lpn.c.location.like("loc:%")
_UNIT_PLACE: Final = "lpn:" + t.lpn.c.code


def _held(place: Any, location: Any, *more: Any) -> Select[Any]:
    return select(place.label("place"), location.label("location"), *_KEY_OF_BALANCE).where(*more)


_ITEM_BY_LOCATION: Final = sql(
    select(t.stock.c.location, t.stock.c.location, *_KEY_OF_STOCK).where(t.stock.c.item == bindparam("item"))
)
_SAME_KEY: Final = and_(*(t.balance.c[name] == t.stock.c[name] for name in KEY_FIELDS))
_OF_ITEM: Final = t.stock.c.item == bindparam("item")
_ITEM: Final = sql(
    union_all(
        _held(t.balance.c.place, t.balance.c.place, _OF_ITEM, _SAME_KEY, t.balance.c.place == t.stock.c.location),
        _held(
            t.balance.c.place,
            t.lpn.c.location,
            _OF_ITEM,
            t.lpn.c.location == t.stock.c.location,
            _IN_HOUSE,
            t.balance.c.place == _UNIT_PLACE,
            _SAME_KEY,
        ),
    )
)
_AT_PLACE: Final = sql(_held(t.balance.c.place, t.balance.c.place, t.balance.c.place == bindparam("place")))
_ITEM_AT: Final = sql(
    _held(
        t.balance.c.place,
        t.balance.c.place,
        t.balance.c.place == bindparam("place"),
        t.balance.c.item == bindparam("item"),
    )
)
_AT_LOCATION: Final = sql(
    union_all(
        _held(t.balance.c.place, t.balance.c.place, t.balance.c.place == bindparam("place")),
        _held(
            t.balance.c.place,
            t.lpn.c.location,
            t.lpn.c.location == bindparam("place"),
            _IN_HOUSE,
            t.balance.c.place == _UNIT_PLACE,
        ),
    )
)
_UNIT_COLUMNS: Final = (t.lpn.c.code, t.lpn.c.parent, t.lpn.c.location)
_UNIT: Final = sql(select(*_UNIT_COLUMNS).where(t.lpn.c.code == bindparam("code")))
_UNITS_AT: Final = sql(select(*_UNIT_COLUMNS).where(t.lpn.c.location == bindparam("place"), _IN_HOUSE))
_UNITS_IN: Final = sql(select(*_UNIT_COLUMNS).where(t.lpn.c.parent == bindparam("place")))
POINT_LOOKUPS: Final = (_ITEM_BY_LOCATION, _ITEM, _AT_PLACE, _ITEM_AT, _AT_LOCATION, _UNIT, _UNITS_AT, _UNITS_IN)

_WALKED: Final = (
    select(t.balance.c.place, func.coalesce(t.lpn.c.location, t.balance.c.place), *_KEY_OF_BALANCE)
    .join_from(
        t.balance,
        t.lpn,
        and_(t.balance.c.place.like("lpn:%"), t.lpn.c.code == func.substr(t.balance.c.place, 5)),
        isouter=True,
    )
    .order_by(*t.balance.primary_key.columns)
)
_ALL: Final = sql(_WALKED)
_ITEM_WALKED: Final = sql(_WALKED.where(t.balance.c.item == bindparam("item")))
_WAS_BELOW_ZERO: Final = sql(
    select(t.finding.c.id)
    .where(
        t.finding.c.item == bindparam("item"),
        or_(t.finding.c.code == "negative-stock", t.finding.c.code == "catch-weight-off"),
    )
    .limit(1)
)
_ITEM_ANYWHERE: Final = sql(_held(t.balance.c.place, t.balance.c.place, t.balance.c.item == bindparam("item")))
_UNITS: Final = sql(select(*_UNIT_COLUMNS).order_by(t.lpn.c.code))
_SERIALS: Final = sql(
    select(t.serial.c.item, t.serial.c.serial, t.serial.c.place).order_by(t.serial.c.item, t.serial.c.serial)
)


class StockReader:
    """Reads balances on one connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, site: str) -> None:
        self._connection, self._site = connection, site

    def item_by_location(self, item: str) -> list[Held]:
        """How much of an item stands in each location, in units too: the roll-up; nothing where it sums to nothing."""
        return [_of(row) for row in self._all(_ITEM_BY_LOCATION, item=item)]

    def item(self, item: str, *, virtual: bool = False) -> list[Held]:
        """The balances of an item, loose and in units; in the virtual places too where asked for.

        The roll-up leads to them, but has no row where a balance below zero cancels others out at its location. Such a
        balance has left a finding about its item: where there is one, open or closed, all balances are walked instead.
        """
        if self._all(_WAS_BELOW_ZERO, item=item):
            found = [one for one in map(_of, self._all(_ITEM_WALKED, item=item)) if one.location.startswith("loc:")]
        else:
            found = [_of(row) for row in self._all(_ITEM, item=item)]
        for name in sorted(VIRTUAL_NAMES) if virtual else ():
            found += [_of(row) for row in self._all(_ITEM_AT, item=item, place=f"virt:{self._site}/{name}")]
        return found

    def location(self, place: str) -> list[Held]:
        """All that stands in a location, or virtual place, in units at any depth too."""
        return [_of(row) for row in self._all(_AT_LOCATION, place=place)]

    def unit(self, code: str) -> Unit | None:
        row = self._connection.execute(_UNIT, {"code": code}).fetchone()
        return Unit(*row) if row else None

    def content(self, code: str) -> list[Held]:
        """All that stands in a unit, at any depth."""
        inside = self.units_within(code)
        return [
            Held(one.place, within.location, one.key, one.qty, one.catch_qty)
            for within in inside
            for one in self.at_place(f"lpn:{within.code}")
        ]

    def at_place(self, place: str) -> list[Held]:
        """What stands in a place itself."""
        return [_of(row) for row in self._all(_AT_PLACE, place=place)]

    def units_within(self, code: str) -> list[Unit]:
        """A unit and those that stand in it, at any depth, the outer ones first."""
        unit = self.unit(code)
        found = [unit] if unit is not None else []
        for outer in found:  # grows while it is walked
            assert len(found) <= NESTED_MAX + 1
            found += [one for one in self.units_in(f"lpn:{outer.code}") if one.location == outer.location]
        return found

    def units_in(self, place: str) -> list[Unit]:
        """The units that stand in a place itself."""
        return [Unit(*row) for row in self._all(_UNITS_IN, place=place)]

    def units_at(self, place: str) -> list[Unit]:
        """The units that stand in a location, at any depth."""
        return [Unit(*row) for row in self._all(_UNITS_AT, place=place)]

    def every(self) -> Iterator[Held]:
        """All balances of the book, virtual places too, in order of place and key: walks the whole table."""
        return map(_of, self._connection.execute(_ALL))

    def item_anywhere(self, item: str) -> Iterator[Held]:
        """All balances of an item wherever they are, also those that cancel out at a location: walks the table."""
        return map(_of, self._connection.execute(_ITEM_ANYWHERE, {"item": item}))

    def units(self) -> Iterator[Unit]:
        """All units, those that left too: walks the whole table."""
        return (Unit(*row) for row in self._connection.execute(_UNITS))

    def serials(self) -> Iterator[tuple[str, str, str]]:
        """Where every serial number stands: item, serial, place."""
        return iter(self._connection.execute(_SERIALS))

    def _all(self, text: str, **values: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(text, values).fetchall()


def _of(row: tuple[Any, ...]) -> Held:
    place, location, *key, qty, catch_qty = row
    return Held(place, location, StockKey(*key), qty, catch_qty)
