"""Migrations: from one schema of the store to the next, numbered, all that are due in one transaction.

A migration is a module with the statements that lead to its number, written down as they were then: it never asks
`tables.py`, which moves on. `tests/shell/stores/` keeps one real file of each number.
"""

import sqlite3
from typing import Final

from edge.shell.ledger.migrations import to_2, to_3
from edge.shell.ledger.tables import SCHEMA_VERSION

_STEPS: Final = {2: to_2.STATEMENTS, 3: to_3.STATEMENTS}
OLDEST: Final = min(_STEPS) - 1


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a store of an older schema up to date: wholly or not at all. Raises `sqlite3.Error`."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version + 1, SCHEMA_VERSION + 1):
            for statement in _STEPS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
