"""Whether a store file still is one: its tables, what it says of itself, what keeps its tables append-only."""

import functools
import sqlite3
from collections.abc import Mapping
from typing import Final

from edge.shell.ledger import tables as t

FACTS: Final = ("site", "box", "epoch")
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
_TRIGGERS: Final = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
as_it_stands: Final = functools.partial(str, encoding="utf-8", errors="surrogateescape")
"""Text that is no UTF-8 comes as something that cannot be encoded again: the entry is named, nothing breaks."""


def damage(connection: sqlite3.Connection) -> str:
    """What is missing so that nothing can be walked; '' for nothing."""
    there = {name for (name,) in connection.execute(_TABLES)}
    if gone := sorted(set(t.metadata.tables) - there):
        return f"the table {gone[0]} is missing" if len(gone) == 1 else f"the tables {', '.join(gone)} are missing"
    facts: Mapping[str, str] = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    if lost := [name for name in FACTS if name not in facts]:
        return f"the store does not say its {', '.join(lost)}: rows of the table meta are missing"
    return ""


def unprotected(connection: sqlite3.Connection) -> tuple[str, ...]:
    """A sentence for each table whose triggers are not those that keep it append-only."""
    wanted = {_plain(one) for one in t.TRIGGERS}
    found = {_plain(sql): table for table, sql in connection.execute(_TRIGGERS)}
    tables = {one.split(" ON ")[1].split()[0] for one in wanted - found.keys()}
    tables |= {table for sql, table in found.items() if sql not in wanted}
    return tuple(f"the table {table} is not protected any more: its triggers were changed" for table in sorted(tables))


def _plain(sql: str) -> str:
    return " ".join(sql.split())
