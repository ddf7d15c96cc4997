"""The newest movements that no weight has witnessed: where a scale looks for the one it has just felt.

Kept in memory beside the ledger, those of the last minutes only; read again from the ledger when it may be wrong.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.entry import Entry, Evidence, Movement, Stamp
from edge.core.entry_json import from_json
from edge.core.read import Moment
from edge.core.stock import Goods
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.told_of import ToldOf

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
    stamp: Stamp
    movement: Movement


class Recent:
    """What the last entries moved. The store tells it of every entry, and of every rollback.

    Times of the present boot are compared by the monotonic clock, which nobody sets; those of earlier ones by the wall.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._waiting: dict[str, _Waiting] | None = None
        self._boot = ""
        """The boot of the newest entry: a boot begins with an entry that states its clock."""
        self.told_of = ToldOf(cursor)

    def add(self, entry: Entry) -> None:
        """An entry was written."""
        self.told_of.heard(entry)
        if self._waiting is not None:
            self._take(self._waiting, entry)

    def forget(self) -> None:
        """What was told may not have come to be: the ledger is read again when somebody asks."""
        self._waiting = None
        self.told_of.forget()

    def unweighed(self, place: str, since: Moment) -> Sequence[tuple[str, Movement]]:
        """Movements of goods from or to a place, captured since a moment of the present boot, newest first."""
        if self._waiting is None:
            self._waiting = self._read()
        return [
            (ident, one.movement)
            for ident, one in reversed(self._waiting.items())
            if place in (one.movement.source, one.movement.target) and self._age_ms(one, since) <= 0
        ]

    def _age_ms(self, one: _Waiting, now: Moment) -> int:
        """How long before a moment of the present boot a movement was captured."""
        at = one.stamp.at
        return now.mono_ms - at.mono_ms if one.stamp.boot == self._boot else now.wall_ms - at.wall_ms

    def _read(self) -> dict[str, _Waiting]:
        waiting: dict[str, _Waiting] = {}
        for (body,) in self._cursor.execute(_NEWEST, {"limit": ENTRIES_KEPT}).fetchall():
            self._take(waiting, from_json(json.loads(body)))
        return waiting

    def _take(self, waiting: dict[str, _Waiting], entry: Entry) -> None:
        self._boot = entry.stamp.boot
        match entry.draft.body:
            case Movement(what=Goods()) as movement if "weight" not in movement.agree:
                waiting[entry.id] = _Waiting(entry.seq, entry.stamp, movement)
            case Evidence(source="weight", of=ident):
                waiting.pop(ident, None)
        while waiting and self._is_over(next(iter(waiting.values())), entry):
            del waiting[next(iter(waiting))]

    def _is_over(self, oldest: _Waiting, newest: Entry) -> bool:
        return oldest.seq <= newest.seq - ENTRIES_KEPT or self._age_ms(oldest, newest.stamp.at) > KEPT_MS
