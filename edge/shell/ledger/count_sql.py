"""What counting looks up: open findings of a place, when it was last counted, what stands there, which places are due.

Places that are due by the class of their items are found a page of locations at a time (`DuePlaces`), so that no look
walks all of them: it goes on where the last one stopped, and begins anew behind the last location.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, select

from edge.core.entry_json import utc_text
from edge.core.stock import KEY_FIELDS
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql

UNITS_MAX: Final = 200
"""Units of one place that a count looks at."""
FINDINGS_MAX: Final = 50
LOTS_LOOKED_AT: Final = 1_000
"""Accounts of an item that are looked at for the date of a lot."""
DUE_PAGE: Final = 200
"""Locations that one look goes through."""
CLASSED_MAX: Final = 25
"""Bins of them whose items it looks at: those with goods in them that nobody has counted lately."""
FOUND_MAX: Final = 25
"""Bins that are remembered to be due."""
DAY_MS: Final = 86_400_000
CLASSES: Final = ("A", "B", "C")

_FINDING_COLUMNS: Final = [t.finding.c[name] for name in ("id", "code", "args", "place", "item", "opened_ms")]
_CODES: Final = func.json_each(bindparam("codes")).table_valued("value")
FINDING = sql(select(*_FINDING_COLUMNS).where(t.finding.c.id == bindparam("key"), t.finding.c.state == "opened"))
FINDINGS_AT = sql(
    select(*_FINDING_COLUMNS)
    .where(
        t.finding.c.state == "opened",
        t.finding.c.place == bindparam("place"),
        t.finding.c.code.in_(select(_CODES.c.value)),
    )
    .order_by(t.finding.c.opened_ms, t.finding.c.id)
    .limit(FINDINGS_MAX)
)
BALANCES = sql(
    select(*(t.balance.c[name] for name in (*KEY_FIELDS, "qty"))).where(t.balance.c.place == bindparam("key"))
)
COUNTED = sql(select(t.counted.c.t).where(t.counted.c.place == bindparam("key")))
UNITS_IN = sql(select(t.lpn.c.code).where(t.lpn.c.parent == bindparam("key")).order_by(t.lpn.c.code).limit(UNITS_MAX))
SERIALS_IN = sql(
    select(t.serial.c.serial)
    .where(t.serial.c.item == bindparam("item"), t.serial.c.place == bindparam("place"))
    .order_by(t.serial.c.serial)
    .limit(bindparam("limit"))
)
_OF_ITEM: Final = (
    select(t.stock.c.lot, t.stock.c.expiry)
    .where(t.stock.c.item == bindparam("item"))
    .limit(LOTS_LOOKED_AT)
    .subquery("of_item")
)
LOT_DATES: Final = sql(
    select(_OF_ITEM.c.expiry)
    .where(_OF_ITEM.c.lot == bindparam("lot"), _OF_ITEM.c.expiry != "")
    .distinct()
    .order_by(_OF_ITEM.c.expiry)
    .limit(2)
)
_PLACE: Final[ColumnElement[str]] = bindparam("prefix") + t.location.c.code
PAGE = sql(
    select(
        t.location.c.code,
        t.location.c.kind,
        select(t.counted.c.t).where(t.counted.c.place == _PLACE).scalar_subquery().label("counted"),
        select(t.stock.c.item).where(t.stock.c.location == _PLACE).exists().label("held"),
    )
    .where(t.location.c.code > bindparam("after"))
    .order_by(t.location.c.code)
    .limit(DUE_PAGE)
)
_BINS: Final = func.json_each(bindparam("bins")).table_valued("value")
CLASSED = sql(
    select(
        t.stock.c.location,
        func.min(func.nullif(func.json_extract(t.item.c.body, "$.abc"), "")),
        select(t.counted.c.t).where(t.counted.c.place == t.stock.c.location).scalar_subquery().label("counted"),
    )
    .where(t.stock.c.location.in_(select(_BINS.c.value)), t.stock.c.qty > 0, t.item.c.code == t.stock.c.item)
    .group_by(t.stock.c.location)
)


class DuePlaces:
    """Bins whose class says that they are to be counted again, on one connection."""

    def __init__(self, cursor: sqlite3.Cursor, site: str) -> None:
        self._cursor, self._prefix = cursor, f"loc:{site}/"
        self._after = ""
        self._found: list[str] = []

    def some(self, days: Sequence[int], now_ms: int, limit: int) -> list[str]:
        """Codes of bins that are due: A before B before C, then the longest not counted. Looks at one page at most."""
        before = {name: utc_text(now_ms - every * DAY_MS) for name, every in zip(CLASSES, days, strict=True) if every}
        if not before:
            return []
        self._found = self._due(self._found, before)
        if len(self._found) < limit:
            self._found = self._due(sorted({*self._found, *self._page(max(before.values()))}), before)
        return self._found[:limit]

    def _page(self, before: str) -> list[str]:
        """Bins that may be due, from the next few locations."""
        values = {"after": self._after, "prefix": self._prefix}
        page: list[tuple[Any, ...]] = self._cursor.execute(PAGE, values).fetchall()
        bins = [code for code, kind, counted, held in page if kind == "bin" and held and (counted or "") < before]
        self._after = page[-1][0] if len(page) == DUE_PAGE else ""
        if len(bins) > CLASSED_MAX:
            self._after = bins[CLASSED_MAX - 1]
        return bins[:CLASSED_MAX]

    def _due(self, bins: Sequence[str], before: Mapping[str, str]) -> list[str]:
        if not bins:
            return []
        values = json.dumps([self._prefix + code for code in bins])
        rows: list[tuple[Any, ...]] = self._cursor.execute(CLASSED, {"bins": values}).fetchall()
        rows = [(name, counted or "", place) for place, name, counted in rows if (counted or "") < before.get(name, "")]
        return [place.removeprefix(self._prefix) for _, _, place in sorted(rows)[:FOUND_MAX]]
