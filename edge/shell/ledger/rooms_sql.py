"""What putting away and replenishing look up of bins, each found by a key or an index, however many bins are full.

Which bins are empty, and which faces run low, is kept: nobody walks past fifty thousand full bins to find the empty one
behind them. What goods and units touched is folded again when somebody asks (edge/shell/ledger/touched_sql.py), what
became of locations at once, by triggers. Table and triggers are temporary: folded when the writer opens the store (0.4
s of one processor for 50,000 bins), no part of it.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import Final

from edge.core.reference import LocationInfo
from edge.core.rooms import BinType, Part, Room
from edge.shell.ledger import records
from edge.shell.ledger.touched_sql import TOUCHED_CODES

BINS_MAX: Final = 20
"""Bins of one item that a look goes through."""
PARTS_MAX: Final = 400
"""Parts of a bin that a look goes through."""
TYPES_MAX: Final = 64
LOW_MAX: Final = 200
"""Faces that run low, of which those with a reserve are told."""
_MARKED: Final = (
    "EXISTS (SELECT 1 FROM finding f WHERE f.state = 'opened' AND f.place = :prefix || l.code"
    " AND f.code IN ('bin-full', 'bin-blocked'))"
)
_ROOMS: Final = (
    f"SELECT l.body, {_MARKED}, s.item, s.lot, s.qty FROM bins b"  # noqa: S608  # own names
    " JOIN location l ON l.code = b.code LEFT JOIN stock s ON s.location = :prefix || l.code LIMIT :parts"
)
ROOM: Final = f"WITH bins(code) AS (SELECT :code) {_ROOMS}"
ROOMS: Final = f"WITH bins(code) AS (SELECT value FROM json_each(:codes)) {_ROOMS}"  # noqa: S608  # own names
BINS_OF: Final = (
    "SELECT DISTINCT l.code FROM stock o JOIN location l ON l.code = substr(o.location, length(:prefix) + 1)"
    " WHERE o.item = :item AND o.qty > 0 AND l.kind = 'bin' AND l.blocked = 0 AND l.fixed_item IN ('', :item)"
    " LIMIT :bins"
)
FACES: Final = (
    "SELECT code FROM location WHERE kind = 'bin' AND blocked = 0 AND fixed_item = :item"
    " ORDER BY walk, code LIMIT :bins"
)
_EMPTY_BINS: Final = "bin_state WHERE item = '' AND is_empty = 1"
TYPES: Final = (
    f"WITH RECURSIVE types(key) AS (SELECT min(bin_type) FROM {_EMPTY_BINS} UNION ALL"  # noqa: S608  # own names
    f" SELECT (SELECT min(bin_type) FROM {_EMPTY_BINS} AND bin_type > types.key) FROM types WHERE key IS NOT NULL)"
    " SELECT key FROM types WHERE key IS NOT NULL LIMIT :types"
)
_EMPTY: Final = (
    "SELECT o.body FROM json_each(:keys) k JOIN location o ON o.code = (SELECT l.code FROM bin_state l"  # noqa: S608
    " INDEXED BY bin_empty WHERE l.item = '' AND l.is_empty = 1 AND l.bin_type = k.value"
    f" AND l.code NOT IN (SELECT value FROM json_each(:avoid)) AND NOT {_MARKED}"
    " ORDER BY l.walk {way}, l.code {way} LIMIT 1) ORDER BY o.walk {way}, o.code {way}"
)
EMPTY_NEAR: Final = _EMPTY.format(way="ASC")
EMPTY_FAR: Final = _EMPTY.format(way="DESC")
UNIT_WITH: Final = (
    "SELECT u.code FROM lpn u WHERE u.location = :location AND u.location LIKE 'loc:%' AND EXISTS"
    " (SELECT 1 FROM balance b WHERE b.place = 'lpn:' || u.code AND b.item = :item AND b.qty > 0) LIMIT 1"
)
_RESERVE: Final = (
    "EXISTS (SELECT 1 FROM stock s JOIN bin_state r ON r.code = substr(s.location, length(:prefix) + 1)"
    " WHERE s.item = l.item AND s.status = 'sellable' AND s.qty > 0 AND r.item <> l.item)"
)
LOW_FACES: Final = (
    "SELECT o.body FROM (SELECT * FROM bin_state INDEXED BY bin_low WHERE low > 0"  # noqa: S608  # own names
    " ORDER BY low DESC, walk, code LIMIT :low) l JOIN location o ON o.code = l.code"
    f" WHERE {_RESERVE} ORDER BY l.low DESC, l.walk, l.code LIMIT :limit"
)
LOW_OF: Final = (
    "SELECT o.body FROM json_each(:items) i JOIN bin_state l INDEXED BY bin_face ON l.item = i.value"  # noqa: S608
    " JOIN location o ON o.code = l.code"
    f" WHERE l.item <> '' AND l.low > 0 AND {_RESERVE} ORDER BY l.low DESC, l.walk, l.code LIMIT :limit"
)


def load_type(key: str) -> BinType:
    """The type that a key stands for: the limits themselves, as they stand in the records."""
    classes, units, weight, volume, mixing = json.loads(key)
    return BinType(key, tuple(classes or ()), units or 0, weight or 0, volume or 0, mixing or "any")


class Rooms:
    """The look-ups, on one connection."""

    def __init__(self, cursor: sqlite3.Cursor, site: str) -> None:
        self._cursor, self._prefix = cursor, f"loc:{site}/"

    def with_item(self, item: str) -> list[str]:
        """Bins that hold an item, by code."""
        values = {"prefix": self._prefix, "item": item, "bins": BINS_MAX}
        return [code for (code,) in self._cursor.execute(BINS_OF, values).fetchall()]

    def faces(self, item: str) -> list[str]:
        """Bins that are kept for an item, by code."""
        return [code for (code,) in self._cursor.execute(FACES, {"item": item, "bins": BINS_MAX}).fetchall()]

    def rooms(self, codes: Sequence[str]) -> list[Room]:
        """Bins, and what each holds; of a code that is none, nothing."""
        found: dict[str, tuple[bool, list[Part]]] = {}
        text, values = (ROOM, {"code": codes[0]}) if len(codes) == 1 else (ROOMS, {"codes": json.dumps(codes)})
        rows = self._cursor.execute(text, {"prefix": self._prefix, "parts": PARTS_MAX * len(codes)} | values).fetchall()
        for body, marked, item, lot, qty in rows:
            held = found.setdefault(body, (bool(marked), []))[1]
            if item is not None and qty > 0:
                held.append(Part(item, lot, qty))
        return [Room(records.load_location(body), tuple(held), marked) for body, (marked, held) in found.items()]

    def types(self) -> tuple[BinType, ...]:
        return tuple(load_type(key) for (key,) in self._cursor.execute(TYPES, {"types": TYPES_MAX}).fetchall())

    def empty(self, types: Sequence[str], avoid: Collection[str], *, far: bool) -> Sequence[LocationInfo]:
        values = {"keys": json.dumps(types), "avoid": json.dumps(sorted(avoid)), "prefix": self._prefix}
        rows = self._cursor.execute(EMPTY_FAR if far else EMPTY_NEAR, values).fetchall()
        return [records.load_location(body) for (body,) in rows]

    def unit_with(self, item: str, place: str) -> str:
        row = self._cursor.execute(UNIT_WITH, {"item": item, "location": place}).fetchone()
        return str(row[0]) if row else ""

    def low_faces(self, items: Collection[str], limit: int) -> Sequence[LocationInfo]:
        first = {"items": json.dumps(sorted(items)), "prefix": self._prefix, "limit": limit}
        rows = self._cursor.execute(LOW_OF, first).fetchall() if items else []
        rows += self._cursor.execute(LOW_FACES, {"prefix": self._prefix, "low": LOW_MAX, "limit": limit}).fetchall()
        return [records.load_location(body) for body in dict.fromkeys(body for (body,) in rows)][:limit]


_PLACE: Final = "(SELECT 'loc:' || value || '/' FROM meta WHERE name = 'site') || "
_IS_EMPTY: Final = (
    "NOT EXISTS (SELECT 1 FROM stock s WHERE s.location = {place}) AND NOT EXISTS"
    " (SELECT 1 FROM lpn u WHERE u.location = {place} AND u.location LIKE 'loc:%')"
)
_ON_FACE: Final = (
    "(SELECT ifnull(sum(s.qty), 0) FROM stock s WHERE s.item = {item} AND s.location = {place}"
    " AND s.status = 'sellable')"
)
_LOW: Final = f"CASE WHEN {{face_min}} = 0 OR {_ON_FACE} >= {{face_min}} THEN 0 WHEN {_ON_FACE} > 0 THEN 1 ELSE 2 END"
_FACE_MIN: Final = "iif(l.fixed_item = '', 0, ifnull(json_extract(l.body, '$.face_min'), 0))"
_TYPE: Final = "json_extract(l.body, '$.classes', '$.max_units', '$.max_weight_mg', '$.max_volume_ml', '$.mixing')"
_TABLE: Final = (
    "CREATE TEMP TABLE bin_state (code TEXT PRIMARY KEY, item TEXT, walk INTEGER, bin_type TEXT, face_min INTEGER,"
    " is_empty INTEGER, low INTEGER) WITHOUT ROWID"
)
_INDEXES: Final = (
    "CREATE INDEX temp.bin_empty ON bin_state (bin_type, walk, code) WHERE item = '' AND is_empty = 1",
    "CREATE INDEX temp.bin_low ON bin_state (low DESC, walk, code) WHERE low > 0",
    "CREATE INDEX temp.bin_face ON bin_state (item, walk, code) WHERE item <> ''",
)


def _written(only: str = "") -> str:
    """Write the rows of the bins that goods may be put into."""
    place = f"{_PLACE}l.code"
    low = _LOW.format(face_min=_FACE_MIN, item="l.fixed_item", place=place)
    return (
        f"INSERT INTO bin_state SELECT l.code, l.fixed_item, l.walk, {_TYPE}, {_FACE_MIN},"  # noqa: S608  # own names
        f" {_IS_EMPTY.format(place=place)}, {low} FROM location l WHERE l.kind = 'bin' AND l.blocked = 0{only}"
    )


def _refolded() -> str:
    place = f"{_PLACE}bin_state.code"
    low = _LOW.format(face_min="face_min", item="bin_state.item", place=place)
    return (
        f"UPDATE bin_state SET is_empty = {_IS_EMPTY.format(place=place)}, low = {low}"  # noqa: S608  # own names
        f" WHERE code IN {TOUCHED_CODES}"
    )


REFOLD: Final = _refolded()
_GONE: Final = "DELETE FROM bin_state WHERE code = {row}.code"
_TRIGGERS: Final = {
    "bin_came": ("INSERT ON main.location", "", (_GONE.format(row="NEW"), _written(" AND l.code = NEW.code"))),
    "bin_changed": (
        "UPDATE ON main.location",
        "NEW.body <> OLD.body",
        (_GONE.format(row="OLD"), _written(" AND l.code = NEW.code")),
    ),
    "bin_went": ("DELETE ON main.location", "", (_GONE.format(row="OLD"),)),
}


def prepare_rooms(connection: sqlite3.Connection) -> None:
    """Fold the state of all bins, and keep it with every change from now on. For the connection that writes, once."""
    connection.execute(_TABLE)
    connection.execute(_written(" ORDER BY l.code"))
    for statement in _INDEXES:  # over what is there: a fifth quicker than row by row
        connection.execute(statement)
    for name, (when, only, acts) in _TRIGGERS.items():
        condition = f"WHEN {only} " if only else ""
        connection.execute(f"CREATE TEMP TRIGGER {name} AFTER {when} {condition}BEGIN {'; '.join(acts)}; END")
