"""Which places open findings are about: asked with every movement, and kept until a finding is opened or closed."""

import json
import sqlite3
from collections.abc import Collection
from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.entry import Entry, Finding
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql

_CODES: Final = func.json_each(bindparam("codes")).table_valued("value")
_PLACES: Final = sql(
    select(t.finding.c.place)
    .where(t.finding.c.state == "opened", t.finding.c.code.in_(select(_CODES.c.value)))
    .distinct()
)


class ToldOf:
    """The places by the codes of their findings."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._places: dict[tuple[str, ...], frozenset[str]] = {}

    def places(self, codes: Collection[str]) -> Collection[str]:
        known = tuple(codes)
        if known not in self._places:
            rows = self._cursor.execute(_PLACES, {"codes": json.dumps(known)}).fetchall()
            self._places[known] = frozenset(str(place) for (place,) in rows)
        return self._places[known]

    def heard(self, entry: Entry) -> None:
        """An entry was written."""
        if isinstance(entry.draft.body, Finding):
            self._places.clear()

    def forget(self) -> None:
        """What was told may not have come to be."""
        self._places.clear()
