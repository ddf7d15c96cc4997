"""Which bins are due for a count, by the class of their items: A before B before C, then the longest not counted.

Of each bin with classed goods in it stands here the best class among them and when it was counted last: what is due is
the head of an index, however many bins there are. What goods and counts touched is folded again when somebody asks
(edge/shell/ledger/touched_sql.py), what became of items and locations at once, by triggers. Table and triggers are
temporary: folded when the writer opens the store, no part of it. That fold goes by item, best class first, as `stock`
lies on the disk: a million lines of classed goods take a second, and those of no class nothing.
"""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from edge.core.entry_json import utc_text
from edge.shell.ledger.touched_sql import TOUCHED, TOUCHED_CODES

CLASSES: Final = ("A", "B", "C")
_PREFIX: Final = "(SELECT 'loc:' || value || '/' FROM meta WHERE name = 'site')"
_CLASS: Final = "nullif(json_extract(i.body, '$.abc'), '')"
_ROWS: Final = (
    f"SELECT l.code, min({_CLASS}) AS class, ifnull(max(c.t), '')"  # noqa: S608  # own names
    " FROM stock s CROSS JOIN item i ON i.code = s.item"
    f" CROSS JOIN location l ON l.code = substr(s.location, length({_PREFIX}) + 1) AND l.kind = 'bin'"
    " LEFT JOIN counted c ON c.place = s.location"
    f" WHERE s.qty > 0 AND substr(s.location, 1, length({_PREFIX})) = {_PREFIX}"
)
_GROUPED: Final = " GROUP BY s.location HAVING class IS NOT NULL"
_TABLE: Final = "CREATE TEMP TABLE classed_bin (code TEXT PRIMARY KEY, class TEXT, t TEXT) WITHOUT ROWID"
_INDEX: Final = "CREATE INDEX temp.bin_due ON classed_bin (class, t, code)"
_DUE: Final = "SELECT code FROM classed_bin WHERE class = :class AND t < :before ORDER BY t, code LIMIT :limit"


def _anew(where: str) -> str:
    """The rows of some places, written again."""
    return f"INSERT OR REPLACE INTO classed_bin {_ROWS} AND {where}{_GROUPED}"


_CLASSED: Final = f"INSERT INTO class_of SELECT {_CLASS} AS class, code FROM item i WHERE class IS NOT NULL"  # noqa: S608
_BEST: Final = (
    "INSERT INTO best_at SELECT s.location, k.class FROM class_of k CROSS JOIN stock s ON s.item = k.item"
    " WHERE s.qty > 0 ORDER BY k.class ON CONFLICT DO NOTHING"  # the first that comes is the best
)
_BINS: Final = (
    "INSERT INTO classed_bin SELECT l.code, b.class, ifnull(c.t, '') FROM best_at b"  # noqa: S608  # own names
    f" CROSS JOIN location l ON l.code = substr(b.location, length({_PREFIX}) + 1) AND l.kind = 'bin'"
    f" LEFT JOIN counted c ON c.place = b.location WHERE substr(b.location, 1, length({_PREFIX})) = {_PREFIX}"
)
_FOLD: Final = (
    "CREATE TEMP TABLE class_of (class TEXT, item TEXT, PRIMARY KEY (class, item)) WITHOUT ROWID",
    "CREATE TEMP TABLE best_at (location TEXT PRIMARY KEY, class TEXT) WITHOUT ROWID",
    _CLASSED,
    _BEST,
    _BINS,
    "DROP TABLE temp.class_of",
    "DROP TABLE temp.best_at",
)
REFOLD: Final = (
    f"DELETE FROM classed_bin WHERE code IN {TOUCHED_CODES}",  # noqa: S608  # own names
    _anew(f"s.location IN {TOUCHED}"),
)
_ITEMS_GONE: Final = (
    f"DELETE FROM classed_bin WHERE code IN (SELECT substr(o.location, length({_PREFIX}) + 1)"  # noqa: S608  # own names
    " FROM stock o WHERE o.item = NEW.code)"
)
_OF_ITEM: Final = "s.location IN (SELECT o.location FROM stock o WHERE o.item = NEW.code)"
_PLACE_OF: Final = f"{_PREFIX} || {{row}}.code"
_ABC_IS_OTHER: Final = "json_extract(NEW.body, '$.abc') IS NOT json_extract(OLD.body, '$.abc')"
_TRIGGERS: Final = {
    "class_item_came": ("INSERT ON main.item", "", (_anew(_OF_ITEM),)),
    "class_item_changed": ("UPDATE ON main.item", _ABC_IS_OTHER, (_ITEMS_GONE, _anew(_OF_ITEM))),
    "class_bin_came": (
        "INSERT ON main.location",
        "NEW.kind = 'bin'",
        (_anew(f"s.location = {_PLACE_OF.format(row='NEW')}"),),
    ),
    "class_bin_changed": (
        "UPDATE ON main.location",
        "NEW.kind <> OLD.kind",
        ("DELETE FROM classed_bin WHERE code = OLD.code", _anew(f"s.location = {_PLACE_OF.format(row='NEW')}")),
    ),
    "class_bin_went": ("DELETE ON main.location", "", ("DELETE FROM classed_bin WHERE code = OLD.code",)),
}


def prepare_due(connection: sqlite3.Connection) -> None:
    """Fold the classes of all bins, and keep them with every change from now on. For who writes, once."""
    connection.execute(_TABLE)
    for statement in _FOLD:
        connection.execute(statement)
    connection.execute(_INDEX)
    for name, (when, only, acts) in _TRIGGERS.items():
        condition = f"WHEN {only} " if only else ""
        connection.execute(f"CREATE TEMP TRIGGER {name} AFTER {when} {condition}BEGIN {'; '.join(acts)}; END")


def due_places(cursor: sqlite3.Cursor, days: Sequence[int], today: str, zone: ZoneInfo, limit: int) -> list[str]:
    """Codes of bins that are due on a day of the site: one counted on a day is due so many days later."""
    found = list[str]()
    for name, every in zip(CLASSES, days, strict=True):
        if every and len(found) < limit:
            values = {"class": name, "before": _day_begins(today, 1 - every, zone), "limit": limit - len(found)}
            found += (str(code) for (code,) in cursor.execute(_DUE, values).fetchall())
    return found


def _day_begins(today: str, later: int, zone: ZoneInfo) -> str:
    """When a day begins at the site, so many days later, as entries write time."""
    midnight = datetime.combine(date.fromisoformat(today) + timedelta(days=later), time.min, zone)
    return utc_text(round(midnight.timestamp() * 1000))
