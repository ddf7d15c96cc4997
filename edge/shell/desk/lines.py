"""All stock as one table with an index for each order: a projection behind a cursor on the ledger.

    balance + lpn  --build, in steps-->  line(item, location, unit, lot, ..., qty)  + an index an order
    ledger's tail  --catch_up-->  what those entries touched is read again from the book as it is now

The table is temporary and the desk's own: scans pay nothing for it. What is under count has no quantity in it, so that
no order tells it either.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from typing import Any, Final

from edge.core.place import Place
from edge.shell.history.under_count import UnderCount

PAGE: Final = 4_000
"""Places a step of the build."""
TAIL_MAX: Final = 200_000
"""With so many entries behind, all is built anew."""
TAIL: Final = 1_000
"""Entries that are caught up with at once."""
COLUMNS: Final = ("item", "location", "unit", "lot", "expiry", "received_on", "status")
OWN: Final = "item COLLATE NOCASE, location COLLATE NOCASE, unit COLLATE NOCASE"
INDEXES: Final = {
    "item": OWN,
    "location": "location COLLATE NOCASE, item COLLATE NOCASE",
    "unit": "unit COLLATE NOCASE, item COLLATE NOCASE",
    "lot": "lot COLLATE NOCASE",
    "expiry": "expiry",
    "received_on": "received_on",
    "status": "status",
    "qty": "qty",
}
"""What each order's index is over; the row's number is behind it."""
_LINE: Final = (
    "CREATE TEMP TABLE line (id INTEGER PRIMARY KEY, item TEXT, location TEXT, unit TEXT, lot TEXT, expiry TEXT,"
    " received_on TEXT, status TEXT, qty INTEGER)"
)
_TABLES: Final = (
    _LINE,
    "CREATE TEMP TABLE hidden (location TEXT, unit TEXT, item TEXT)",
)
_LOCATION: Final = "iif(b.place >= 'lpn:', substr(u.location, :prefix), substr(b.place, :prefix))"
_UNIT: Final = "iif(b.place >= 'lpn:', u.code, '')"
_HIDDEN: Final = (
    "EXISTS (SELECT 1 FROM hidden)"  # noqa: S608  # looked up once a statement: mostly nothing is
    f" AND EXISTS (SELECT 1 FROM hidden h WHERE (h.location = {_LOCATION} AND h.item IN ('', b.item))"
    f" OR (h.unit <> '' AND h.unit = {_UNIT}))"
)
_STANDING: Final = (
    f"SELECT b.item, {_LOCATION} AS location, {_UNIT} AS unit, b.lot, b.expiry, b.received_on, b.status,"  # noqa: S608
    f" iif({_HIDDEN}, NULL, b.qty) AS qty{{more}} FROM {{books}}"
    " LEFT JOIN lpn u ON b.place >= 'lpn:' AND u.code = substr(b.place, 5)"
    " WHERE {which} AND b.qty <> 0 AND (b.place < 'lpn:' OR u.location LIKE 'loc:%')"
)
ALL_STANDING: Final = _STANDING.format(
    more=", b.place AS place, b.owner AS owner", books="balance b", which="b.place > 'loc:' AND b.place < 'lpn;'"
)
"""All lines as the book has them now; asked with `prefix`."""


def way(columns: str, *, is_down: bool, ties: str = "id") -> str:
    """What a statement is ordered by; what ties, by the line's number."""
    return ", ".join(f"{one} DESC" if is_down else one for one in f"{columns}, {ties}".split(", "))


def _put(books: str, which: str) -> str:
    """Add the lines of some places, as they stand now."""
    columns = "item, location, unit, lot, expiry, received_on, status, qty"
    return f"INSERT INTO temp.line ({columns}) {_STANDING.format(more='', books=books, which=which)}"


_PUT_PAGE: Final = _put("balance b", "b.place > :after AND b.place <= :upto")
_PUT_PLACE: Final = _put("balance b", "b.place = :place")
_PUT_ITEM: Final = _put("balance b", "b.place = :place AND b.item = :item")
_PUT_UNITS_AT: Final = _put(
    "lpn w CROSS JOIN balance b ON b.place = 'lpn:' || w.code", "w.location = :place AND w.location LIKE 'loc:%'"
)
_NEXT: Final = (
    "SELECT max(place) FROM (SELECT DISTINCT place FROM balance WHERE place > ? AND place < ? ORDER BY place LIMIT ?)"
)
_STRETCHES: Final = (("loc:", "loc;"), ("lpn:", "lpn;"))
_OF_UNIT: Final = "DELETE FROM temp.line WHERE unit COLLATE NOCASE = :unit AND unit = :unit"
_OF_PLACE: Final = "location COLLATE NOCASE = :location AND location = :location"
_DROP_ITEM: Final = (
    f"DELETE FROM temp.line WHERE {_OF_PLACE} AND unit = ''"  # noqa: S608  # own names
    " AND item COLLATE NOCASE = :item AND item = :item"
)
_DROP_UNIT_ITEM: Final = f"{_OF_UNIT} AND item COLLATE NOCASE = :item AND item = :item"
_DROP_LOCATION: Final = f"DELETE FROM temp.line WHERE {_OF_PLACE}"  # noqa: S608  # own names
_LAST: Final = "SELECT ifnull(max(seq), 0), ifnull((SELECT seq FROM ledger WHERE seq = :next), 0) FROM ledger"
_EPOCHS: Final = "SELECT number, upto FROM past_epoch ORDER BY number"
_TOUCHED: Final = (
    "SELECT DISTINCT ifnull(json_extract(body, '$.lpn'), ''), ifnull(json_extract(body, '$.item'), ''),"
    " json_extract(body, '$.src'), json_extract(body, '$.dst') FROM ledger"
    " WHERE seq > :after AND seq <= :upto AND kind = 'movement' AND json_valid(body)"
)
INSIDE: Final = (
    "WITH RECURSIVE inside(code) AS (SELECT value FROM json_each(:units)"
    " UNION SELECT u.code FROM inside i JOIN lpn u ON u.parent = 'lpn:' || i.code) SELECT code FROM inside"
)
_STANDS: Final = "SELECT location FROM lpn WHERE code = ?"


class Lines:
    """The table, on the desk's connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, site: str) -> None:
        self._connection, self._site = connection, site
        self.prefix: dict[str, Any] = {"prefix": len(f"loc:{site}/") + 1}
        self._seq, self._epochs = 0, list[tuple[int, int]]()
        self.under: tuple[frozenset[str], frozenset[tuple[str, str, str]]] = frozenset(), frozenset()
        """What is not told now: the places, and the same as rows."""
        self._hidden_late = set[str]()
        self._has_rows = self.is_built = False
        self._indexed: set[str] = set()
        self.wanted = ""
        """Whose index is to be made first."""
        self.version = 0
        """Another one after each change."""
        for statement in _TABLES:
            connection.execute(statement)

    def build(self) -> Iterator[None]:
        """Build it, a step a turn: each is a short read of its own, and what changes meanwhile is caught up with."""
        self._empty()
        self._seq, self._epochs = self._last(), self._connection.execute(_EPOCHS).fetchall()
        for after, end in _STRETCHES:
            while (upto := self._connection.execute(_NEXT, (after, end, PAGE)).fetchone()[0]) is not None:
                self._connection.execute(_PUT_PAGE, self.prefix | {"after": after, "upto": upto})
                after = upto  # noqa: PLW2901  # where the next page begins
                yield
        self._has_rows = True
        self.version += 1
        self._refresh_locations(self._hidden_late)
        while missing := [name for name in INDEXES if name not in self._indexed]:
            self._index(self.wanted if self.wanted in missing else missing[0])
            yield
        self.is_built = True

    def can_give(self, name: str) -> bool:
        """Whether all lines are there, and the order's index."""
        return self._has_rows and name in self._indexed and not self.must_begin_anew()

    def must_begin_anew(self) -> bool:
        """Whether the tail of the ledger does not lead from where the table is to where the book is."""
        last, following = self._connection.execute(_LAST, {"next": self._seq + 1}).fetchone()
        is_cut = last > self._seq and following == 0
        is_other = self._connection.execute(_EPOCHS).fetchall() != self._epochs
        return self.is_built and (is_cut or is_other or last - self._seq > TAIL_MAX)

    def is_far_behind(self) -> bool:
        """Whether there is more to catch up with than a question does by the way."""
        return self._last() - self._seq > TAIL

    def catch_up(self) -> set[tuple[str, str]]:
        """Take in what the next entries touched, in the reading transaction of whoever asks.

        Gives the items and locations that were touched, as (kind, code).
        """
        last = min(self._last(), self._seq + TAIL)
        if last == self._seq:
            return set()
        found = self._connection.execute(_TOUCHED, {"after": self._seq, "upto": last}).fetchall()
        units = {unit for unit, _item, _src, _dst in found if unit}
        goods = {(place, item) for _unit, item, *places in found for place in places if item}
        goods = {(place, item) for place, item in goods if not place.startswith("virt:")}
        inside = self._connection.execute(INSIDE, {"units": json.dumps(sorted(units))}).fetchall() if units else []
        for (code,) in inside:
            self._refresh_unit(code)
        for place, item in goods:
            self._refresh_item(place, item)
        self._seq = last
        self.version += bool(inside or goods)
        return {("item", item) for _place, item in goods} | {
            ("location", Place(place).code) for place, _item in goods if place.startswith("loc:")
        }

    def hide(self, under: UnderCount) -> None:
        """From now on the quantities of these places are not told; those of others are again."""
        places, rows = under.places, frozenset(self._hidden_rows(under))
        if (places, rows) == self.under:
            return
        before, self.under = self.under[0], (places, rows)
        self._connection.execute("DELETE FROM temp.hidden")
        self._connection.executemany("INSERT INTO temp.hidden VALUES (?, ?, ?)", sorted(rows))
        codes = {self._standing(place) for place in before | places} - {""}
        if self._has_rows:
            self._refresh_locations(codes)
        else:
            self._hidden_late |= codes
        self.version += 1

    def _hidden_rows(self, under: UnderCount) -> Iterator[tuple[str, str, str]]:
        """What `UnderCount.held` says, as rows: a location, a unit, or an item where a counted unit stands."""
        for place in under.places:
            if place.startswith("loc:"):
                yield Place(place).code, "", ""
            elif place.startswith("lpn:"):
                yield "", Place(place).code, ""
                yield from ((self._standing(place), "", item) for item in under.items)

    def _standing(self, place: str) -> str:
        """The code of a location, or of that where a unit stands; '' for none."""
        if not place.startswith("lpn:"):
            return Place(place).code if place.startswith("loc:") else ""
        found = self._connection.execute(_STANDS, (Place(place).code,)).fetchone()
        return str(found[0]).partition("/")[2] if found and str(found[0]).startswith("loc:") else ""

    def _index(self, name: str) -> None:
        self._connection.execute(f"CREATE INDEX temp.by_{name} ON line ({INDEXES[name]})")
        self._indexed.add(name)

    def _empty(self) -> None:
        self._has_rows = self.is_built = False
        for name in self._indexed:
            self._connection.execute(f"DROP INDEX temp.by_{name}")
        self._indexed.clear()
        self._hidden_late.clear()
        self._connection.execute("DELETE FROM temp.line")
        self.version += 1

    def _last(self) -> int:
        return int(self._connection.execute(_LAST, {"next": 0}).fetchone()[0])

    def _refresh_unit(self, code: str) -> None:
        self._run((_OF_UNIT, {"unit": code}), (_PUT_PLACE, {"place": f"lpn:{code}"}))

    def _refresh_item(self, place: str, item: str) -> None:
        code = Place(place).code
        is_unit = place.startswith("lpn:")
        drop = (_DROP_UNIT_ITEM, {"unit": code}) if is_unit else (_DROP_ITEM, {"location": code})
        self._run((drop[0], drop[1] | {"item": item}), (_PUT_ITEM, {"place": place, "item": item}))

    def _refresh_locations(self, codes: Collection[str]) -> None:
        for code in codes:
            place = {"place": f"loc:{self._site}/{code}"}
            self._run((_DROP_LOCATION, {"location": code}), (_PUT_PLACE, place), (_PUT_UNITS_AT, place))

    def _run(self, *statements: tuple[str, dict[str, Any]]) -> None:
        for text, values in statements:
            self._connection.execute(text, self.prefix | values)
