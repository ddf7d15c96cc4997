"""The first rows of all stock in an order, straight from the book: for who asks before the table of lines is there.

One walk of all balances, of which the first are kept: a second for a million lines. What ties in the order stands as
the table will have it, which is filled in the order of the balances.
"""

import sqlite3
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from edge.core.stock import KEY_FIELDS
from edge.shell.desk.found import ends_last
from edge.shell.desk.lines import ALL_STANDING, Lines

GLANCE: Final = 500
"""Rows that are looked up."""
KEPT: Final = 4
AS_IT_WAS_S: Final = 5.0
_TIES: Final = ", ".join(("place", *KEY_FIELDS))
_FIRST: Final = (
    "SELECT s.item, ifnull(json_extract(i.body, '$.name'), ''), s.location, s.unit, s.lot, s.expiry, s.received_on,"  # noqa: S608
    f" s.status, s.qty FROM (SELECT * FROM ({ALL_STANDING}) ORDER BY {{order}} LIMIT {GLANCE}) s"
    " LEFT JOIN item i ON i.code = s.item ORDER BY {outer}"
)

Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Seen:
    rows: Rows
    at: float
    under: object


class Glance:
    """On the desk's connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, lines: Lines) -> None:
        self._connection, self._lines = connection, lines
        self._seen: OrderedDict[tuple[str, bool], _Seen] = OrderedDict()

    def rows(self, order: str, *, is_down: bool) -> Rows:
        """The first of all lines, `GLANCE` at most, as the book has them now or had them a moment ago."""
        key = order, is_down
        seen = self._seen.get(key)
        if seen is None or seen.under != self._lines.under or time.monotonic() - seen.at > AS_IT_WAS_S:
            seen = self._seen[key] = _Seen(self._look(order, is_down=is_down), time.monotonic(), self._lines.under)
        self._seen.move_to_end(key)
        while len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return seen.rows

    def forget(self) -> None:
        self._seen.clear()

    def _look(self, order: str, *, is_down: bool) -> Rows:
        by = ends_last(order, is_down=is_down, ties=_TIES)
        return self._connection.execute(_FIRST.format(order=by, outer=by), self._lines.prefix).fetchall()
