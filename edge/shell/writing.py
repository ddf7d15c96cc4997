"""Writing: one batch of work, decided and committed whole, or one by one when something in it breaks.

If anything in a batch raises, the batch is rolled back and run again one by one (decisions are pure); only the one
that raises is put aside, as a finding with its reason. A store that refuses (full or failing disk) is not survived:
the error goes up, the process ends, and it checks the store when it starts again. A row that the tables refuse is the
event's fault, not the store's: it would be refused again after every start.
"""

import logging
import sqlite3
from collections.abc import Sequence
from typing import Final

from edge.core import floor
from edge.core.decision import Decision
from edge.core.entry import Draft, Finding
from edge.core.message import Answer, msg
from edge.shell.clock import Clock
from edge.shell.posting import PostingError
from edge.shell.store import Store
from edge.shell.work import Apply, CommandError, Decide, Done, Order, Work
from edge.wire import WireError

log = logging.getLogger("wedge.writing")

REASON_LENGTH_MAX: Final = 300
_REFUSED_ROW: Final = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


class Writer:
    """Runs work on the store. Owned by the loop. Raises `sqlite3.Error` when the store refuses."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def run(self, batch: Sequence[Work]) -> list[Done]:
        """Commit a batch; what was done comes back, in order, once it is durable."""
        if not batch:
            return []
        try:
            return self._together(batch)
        except Exception as error:
            self._store.rollback()
            if _is_the_store(error):
                raise
            log.warning("a batch of %d failed, running it one by one: %s", len(batch), error)
            return [done for work in batch for done in self._alone(work)]

    def _together(self, batch: Sequence[Work]) -> list[Done]:
        self._store.begin()
        done = [one for work in batch if (one := self._one(work)) is not None]
        self._store.commit()
        return done

    def _one(self, work: Work) -> Done | None:
        match work:
            case Apply():
                return self._apply(work)
            case Order():
                return self._order(work)
            case Decide():
                event = work.make(self._store.view)
                decision = floor.decide(self._store.view, event)
                entries = self._store.write(decision, work.source, work.stamp, self._clock.now().wall_ms)
                return Done(work, event, decision, entries)

    def _apply(self, work: Apply) -> Done | None:
        try:
            drafts = work.change()
        except WireError as error:
            log.warning("not taken from central: %s", error)
            return None
        if not drafts or work.stamp is None:
            return None
        decision = Decision(drafts=tuple(drafts))
        return Done(
            work, None, decision, self._store.write(decision, work.source, work.stamp, self._clock.now().wall_ms)
        )

    def _order(self, work: Order) -> Done:
        ordered = work.run()
        entries = self._store.write(ordered.decision, work.source, work.stamp, self._clock.now().wall_ms)
        return Done(work, None, ordered.decision, entries, ordered.result)

    def _alone(self, work: Work) -> list[Done]:
        try:
            return self._together([work])
        except Exception as error:
            self._store.rollback()
            if _is_the_store(error):
                raise
            if isinstance(work, Order) and isinstance(error, CommandError | PostingError):
                work.refused(str(error))
                return []
            log.exception("put aside: %s", work.source or "a message from central")
            reason = f"{type(error).__name__}: {error}"
            if isinstance(work, Order):
                work.refused(f"it failed: {reason}")
            return self._put_aside(work, reason) if isinstance(work, Decide) else []

    def _put_aside(self, work: Decide, reason: str) -> list[Done]:
        """The event leaves a finding instead of what it could not do; the operator hears red."""
        args = {"source": work.source[:64], "error": reason.encode("ascii", "replace").decode()[:REASON_LENGTH_MAX]}
        finding = Finding(f"{work.source}/put-aside", "opened", "put-aside", args)
        decision = Decision(
            answer=Answer("refuse", msg("put-aside")), drafts=(Draft(finding),), effects=work.on_put_aside
        )
        self._store.begin()
        entries = self._store.write(decision, f"{work.source}/put-aside", work.stamp, self._clock.now().wall_ms)
        self._store.commit()
        return [Done(work, None, decision, entries)]


def _is_the_store(error: Exception) -> bool:
    return isinstance(error, sqlite3.Error) and not isinstance(error, _REFUSED_ROW)


def answered_station(done: Done) -> str:
    """The station whose screens must hear of it; '' for none."""
    session, stamp = done.decision.session, done.work.stamp
    return session.station if session is not None else stamp.station if stamp is not None else ""
