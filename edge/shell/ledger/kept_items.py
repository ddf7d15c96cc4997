"""Provisional items: goods that no reference data knows, kept as items until central says what they are.

They stand among the items, in no snapshot: replacing the dataset leaves them. A code that central gives to an item of
its own is that item's from then on.
"""

from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from edge.core.reference import Item
from edge.shell.ledger import records
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql
from edge.shell.ledger.datasets import EVER

_ITEM: Final = sql(
    insert(t.item)
    .values(code=bindparam("code"), body=bindparam("body"), snapshot=bindparam("snapshot"))
    .on_conflict_do_nothing()
)
_CODE: Final = sql(
    insert(t.item_code)
    .values(code=bindparam("code"), item=bindparam("item"), units=bindparam("units"))
    .on_conflict_do_nothing()
)


def keep(cursor: Cursor, item: Item) -> None:
    """Know an item from now on, unless its code is taken already."""
    cursor.execute(_ITEM, {"code": item.code, "body": records.dump(item), "snapshot": EVER})
    for code, units in item.codes.items():
        cursor.execute(_CODE, {"code": code, "item": item.code, "units": units})
    cursor.reference_changes += 1
