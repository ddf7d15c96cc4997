"""The newest movements that no weight has witnessed: where a scale looks for the one it has just felt.

Kept in memory beside the ledger, those of the last minutes only; read again from the ledger when it may be wrong.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.entry import Entry, Evidence, Movement
from edge.core.entry_json import from_json
from edge.core.stock import Goods
from edge.shell import tables as t
from edge.shell.database import sql

KEPT_MS: Final = 600_000
"""How long a movement waits for a scale's word, counted from capture to capture."""
ENTRIES_KEPT: Final = 5_000
_LAST = select(func.max(t.ledger.c.seq)).scalar_subquery()
_NEWEST: Final = sql(
    select(t.ledger.c.body).where(t.ledger.c.seq > _LAST - bindparam("limit")).order_by(t.ledger.c.seq)
)


@dataclass(frozen=True, slots=True)
class _Waiting:
    seq: int
    captured_ms: int
    movement: Movement


class Recent:
    """What the last entries moved. The store tells it of every entry, and of every rollback."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._waiting: dict[str, _Waiting] | None = None

    def add(self, entry: Entry) -> None:
        """An entry was written."""
        if self._waiting is not None:
            self._take(self._waiting, entry)

    def forget(self) -> None:
        """What was told may not have come to be: the ledger is read again when somebody asks."""
        self._waiting = None

    def unweighed(self, place: str, since_ms: int) -> Sequence[tuple[str, Movement]]:
        """Movements of goods from or to a place, captured since a wall time, newest first."""
        if self._waiting is None:
            self._waiting = self._read()
        return [
            (ident, one.movement)
            for ident, one in reversed(self._waiting.items())
            if one.captured_ms >= since_ms and place in (one.movement.source, one.movement.target)
        ]

    def _read(self) -> dict[str, _Waiting]:
        waiting: dict[str, _Waiting] = {}
        for (body,) in self._cursor.execute(_NEWEST, {"limit": ENTRIES_KEPT}).fetchall():
            self._take(waiting, from_json(json.loads(body)))
        return waiting

    @staticmethod
    def _take(waiting: dict[str, _Waiting], entry: Entry) -> None:
        now_ms = entry.stamp.at.wall_ms
        match entry.draft.body:
            case Movement(what=Goods()) as movement if "weight" not in movement.agree:
                waiting[entry.id] = _Waiting(entry.seq, now_ms, movement)
            case Evidence(source="weight", of=ident):
                waiting.pop(ident, None)
        while waiting and _is_over(next(iter(waiting.values())), entry.seq, now_ms):
            del waiting[next(iter(waiting))]


def _is_over(oldest: _Waiting, seq: int, now_ms: int) -> bool:
    return oldest.seq <= seq - ENTRIES_KEPT or oldest.captured_ms < now_ms - KEPT_MS
