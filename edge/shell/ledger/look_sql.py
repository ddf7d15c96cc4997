"""What looking up asks: the stock of an item, a row a location and key, and how many rows there are."""

from typing import Final

from sqlalchemy import bindparam, func, or_, select

from edge.core.stock import KEY_FIELDS, Balance, StockKey
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql

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


def stock_of(cursor: Cursor, item: str, lot: str, limit: int) -> tuple[list[Balance], int]:
    """The first rows of an item's stock by place, and how many there are."""
    about = {"item": item, "lot": lot}
    rows = cursor.execute(_ROWS, about | {"limit": limit}).fetchall()
    found = [Balance(place, StockKey(*key), qty) for place, *key, qty in rows]
    return found, int(cursor.execute(_TOTAL, about).fetchone()[0]) if len(found) == limit else len(found)
