"""Bins that goods or units came to or left: what is kept of them is folded again when somebody asks for it.

    stock, units, counts -triggers-> touched_bin -asked: `refold`-> bin_state (edge/shell/ledger/rooms_sql.py)
                                                                    classed_bin (edge/shell/ledger/due_sql.py)

A movement pays for one short row, whatever is kept of bins; who asks pays for the bins touched since he asked last.
All of it is temporary, on the connection that writes, and goes back with its transaction.
"""

import sqlite3
from typing import Final

TOUCHED: Final = (
    "(SELECT b.place FROM touched_bin b JOIN location o ON o.code = substr(b.place, instr(b.place, '/') + 1)"
    " WHERE o.kind = 'bin')"  # at docks, much stock stands that nothing is kept of
)
TOUCHED_CODES: Final = "(SELECT substr(place, instr(place, '/') + 1) FROM touched_bin)"
_TABLE: Final = "CREATE TEMP TABLE touched_bin (place TEXT PRIMARY KEY) WITHOUT ROWID"
_ANY: Final = "SELECT 1 FROM touched_bin LIMIT 1"
_DONE: Final = "DELETE FROM touched_bin"


def _touch(place: str) -> str:
    return f"INSERT INTO touched_bin VALUES ({place}) ON CONFLICT DO NOTHING"  # noqa: S608  # own names


_TRIGGERS: Final = {
    "stock_came": ("INSERT ON main.stock", "", (_touch("NEW.location"),)),
    "stock_changed": ("UPDATE OF qty ON main.stock", "", (_touch("NEW.location"),)),
    "stock_went": ("DELETE ON main.stock", "", (_touch("OLD.location"),)),
    "unit_came": ("INSERT ON main.lpn", "NEW.location LIKE 'loc:%'", (_touch("NEW.location"),)),
    "unit_moved": (
        "UPDATE OF location ON main.lpn",
        "NEW.location <> OLD.location",
        (_touch("NEW.location"), _touch("OLD.location")),
    ),
    "counted_once": ("INSERT ON main.counted", "NEW.place LIKE 'loc:%'", (_touch("NEW.place"),)),
    "counted_again": ("UPDATE ON main.counted", "NEW.place LIKE 'loc:%'", (_touch("NEW.place"),)),
}


def prepare_touched(connection: sqlite3.Connection) -> None:
    """Note which bins are touched from now on. For the connection that writes, once."""
    connection.execute(_TABLE)
    for name, (when, only, acts) in _TRIGGERS.items():
        condition = f"WHEN {only} " if only else ""
        connection.execute(f"CREATE TEMP TRIGGER {name} AFTER {when} {condition}BEGIN {'; '.join(acts)}; END")


def refold(cursor: sqlite3.Cursor, *statements: str) -> None:
    """Fold what is kept of the bins touched since the last time; the statements name them as `TOUCHED`."""
    if cursor.execute(_ANY).fetchone() is not None:
        for statement in (*statements, _DONE):
            cursor.execute(statement)
