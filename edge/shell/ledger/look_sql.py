"""What looking up asks: the stock of an item, a row a location and key; all findings that wait, whatever they say."""

from typing import Final

from sqlalchemy import bindparam, func, or_, select

from edge.core.stock import KEY_FIELDS, Balance, StockKey
from edge.core.view import OpenFinding
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql
from edge.shell.ledger.rows import open_finding

_WHERE: Final = (
    t.stock.c.item == bindparam("item"),
    t.stock.c.qty > 0,
    func.substr(t.stock.c.location, 1, 4) == "loc:",
    or_(bindparam("lot") == "", t.stock.c.lot == bindparam("lot")),
)
_ROWS: Final = sql(
    select(t.stock.c.location, *(t.stock.c[name] for name in KEY_FIELDS), t.stock.c.qty)
    .where(*_WHERE)
    .order_by(t.stock.c.location, t.stock.c.expiry, t.stock.c.lot)
    .limit(bindparam("limit"))
)
_TOTAL: Final = sql(select(func.count()).select_from(t.stock).where(*_WHERE))

_WAITING: Final = sql(
    select(*(t.finding.c[name] for name in ("id", "code", "args", "place", "item", "opened_ms")))
    .where(t.finding.c.state == "opened")
    .order_by(t.finding.c.opened_ms)
    .limit(bindparam("limit"))
)


def waiting(cursor: Cursor, limit: int) -> list[OpenFinding]:
    """Findings that wait for a person, oldest first."""
    return [open_finding(row) for row in cursor.execute(_WAITING, {"limit": limit}).fetchall()]


def stock_of(cursor: Cursor, item: str, lot: str, limit: int) -> tuple[list[Balance], int]:
    """The first rows of an item's stock by place, and how many there are."""
    about = {"item": item, "lot": lot}
    rows = cursor.execute(_ROWS, about | {"limit": limit}).fetchall()
    found = [Balance(place, StockKey(*key), qty) for place, *key, qty in rows]
    return found, int(cursor.execute(_TOTAL, about).fetchone()[0]) if len(found) == limit else len(found)
