"""What counting looks up: open findings of a place, when it was last counted, what stands there."""

from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.stock import KEY_FIELDS
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql

UNITS_MAX: Final = 200
"""Units of one place that a count looks at."""
FINDINGS_MAX: Final = 50
LOTS_LOOKED_AT: Final = 1_000
"""Accounts of an item that are looked at for the date of a lot."""

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
