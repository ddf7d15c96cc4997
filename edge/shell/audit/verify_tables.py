"""Whether the tables of a store hold what its entries sum to, row by row: the last step of verifying."""

import sqlite3
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import select

from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.posting import SETTLED

_ALL: Final = {table.name: sql(select(table).order_by(*table.primary_key.columns)) for table in t.DERIVED}
_HOLDS: Final = {
    "balance": "the balances are",
    "stock": "the stock is",
    "lpn": "the handling units are",
    "serial": "the serial numbers are",
    "progress": "the progress of the documents is",
    "outcome": "the outcomes of the documents are",
    "finding": "the findings are",
    "counted": "when the places were last counted is",
}


@dataclass(slots=True)
class ArchivedCounts:
    """When places were last counted by what the archive says: a store that was there before it kept that in a table
    knows it or not, for what is in the archive its migration did not read. Everything else it must know."""

    latest: dict[str, str] = field(default_factory=dict)

    def take(self, fields: dict[str, Any]) -> bool:
        """Whether an entry of the archive is a count; then it is remembered here, and not posted."""
        if fields.get("kind") != "count":
            return False
        place, at = str(fields.get("place")), str(fields.get("t"))
        if fields.get("outcome") in SETTLED:
            self.latest[place] = max(at, self.latest.get(place, ""))
        return True

    def fits(self, held: dict[str, str], folded: dict[str, str]) -> bool:
        """Whether each place was last counted when the ledger says, or later, when the archive does."""
        for place in held.keys() | folded.keys():
            known, said = held.get(place, ""), folded.get(place, "")
            if known not in (said, max(said, self.latest.get(place, ""))):
                return False
        return True


def wrong_table(connection: sqlite3.Connection, again: sqlite3.Connection, counts: ArchivedCounts) -> str:
    """Which of the tables is not what the entries sum to; '' for none."""
    for table in t.DERIVED:
        held, folded = connection.execute(_ALL[table.name]), again.execute(_ALL[table.name])
        if table is t.counted:
            is_right = counts.fits(dict(held.fetchall()), dict(folded.fetchall()))
        else:
            is_right = all(one == other for one, other in zip_longest(held, folded))
        if not is_right:
            return f"{_HOLDS[table.name]} not what the entries sum to (table {table.name})"
    return ""
