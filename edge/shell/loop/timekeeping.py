"""The wall clock when it is set: what the book must say of it, and what counts by it and must not jump with it.

    boot        12:00 ......... 12:10 | set to 13:10 ......
    held step        due 12:11 ------> due 13:11            so many minutes after it was seen, whatever the clock says
    the book    clock +0              | clock +3600 s       readers correct earlier times of this boot by it

Wall and monotonic time drift apart only when somebody, or NTP, sets the clock: that is looked for each turn of the
loop. Deadlines that outlive the process are kept as wall time, so they move along; across boots only wall time counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from edge.core.entry import ClockStated, Draft
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store

STEP_MS: Final = 1_000
"""Less than this is noise: time passes between asking for the one clock and the other."""
_FACT: Final = "clock"

_GET: Final = sql(select(t.meta.c.value).where(t.meta.c.name == bindparam("name")))
_ROW = insert(t.meta).values(name=bindparam("name"), value=bindparam("value"))
_PUT: Final = sql(_ROW.on_conflict_do_update(index_elements=["name"], set_={"value": _ROW.excluded.value}))
_SHIFT: Final = sql(
    update(t.effect).where(t.effect.c.kind == "shelf-step").values(due_ms=t.effect.c.due_ms + bindparam("by_ms"))
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the book last said of the clock; `offset_ms` is wall minus monotonic time."""

    boot: str
    state: str
    offset_ms: int


class Timekeeping:
    """Watches one box's clock. Owned by the loop."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._known = self._read()

    def change(self, now: Moment) -> Callable[[], Sequence[Draft]] | None:
        """What the next transaction must do because the clock is not what the book says; None for nothing."""
        known, here = self._known, Stated(self._clock.boot, self._clock.state(), now.wall_ms - now.mono_ms)
        set_by_ms = here.offset_ms - known.offset_ms if known is not None and known.boot == here.boot else 0
        if abs(set_by_ms) < STEP_MS:
            set_by_ms = 0
        if known is not None and set_by_ms == 0 and (known.boot, known.state) == (here.boot, here.state):
            return None
        if known is not None and known.boot == here.boot and set_by_ms == 0:
            here = replace(here, offset_ms=known.offset_ms)  # small steps add up until they are one
        self._known = here
        return lambda: self._state(here)

    def _state(self, here: Stated) -> list[Draft]:
        """Depends on the tables only: it may be run again."""
        held = self._read()
        set_by_ms = here.offset_ms - held.offset_ms if held is not None and held.boot == here.boot else 0
        if set_by_ms:
            self._shift(set_by_ms)
        self._store.cursor.execute(_PUT, {"name": _FACT, "value": f"{here.boot} {here.state} {here.offset_ms}"})
        return [Draft(ClockStated(set_by_ms, "synced" if here.state == "synced" else "free"))]

    def _shift(self, by_ms: int) -> None:
        self._store.cursor.execute(_SHIFT, {"by_ms": by_ms})
        for session in self._store.view.sessions():
            locked = session.locked_until_ms and session.locked_until_ms + by_ms
            self._store.put_session(
                replace(session, touched_ms=session.touched_ms + by_ms, locked_until_ms=max(0, locked))
            )

    def _read(self) -> Stated | None:
        row = self._store.cursor.execute(_GET, {"name": _FACT}).fetchone()
        if row is None:
            return None
        boot, state, offset = str(row[0]).split()
        return Stated(boot, state, int(offset))
