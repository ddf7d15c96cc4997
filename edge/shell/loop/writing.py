"""Writing: one batch of work, decided and committed whole, or one by one when something in it breaks.

If anything in a batch raises, the batch is rolled back and run again one by one (decisions are pure); only the one
that raises is put aside, as a finding with its reason. A row that the tables refuse is the event's fault, not the
store's: it would be refused again after every start. A store without room refuses everybody: what was not written comes
back, in order, to be tried again (`edge/shell/disk/waiting.py`). Any other error of the store goes up, and the process
ends.
"""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from edge.core import floor
from edge.core.decision import Decision
from edge.core.entry import Draft, Finding
from edge.core.event import Event, Input
from edge.core.message import Answer, msg
from edge.shell.clock import Clock
from edge.shell.copies.gate import Gate
from edge.shell.ledger.posting import PostingError
from edge.shell.ledger.refusals import is_full, is_untrusted, named
from edge.shell.ledger.store import Store
from edge.shell.loop.work import Apply, CommandError, Decide, Done, Order, Work

log = logging.getLogger("wedge.writing")

REASON_LENGTH_MAX: Final = 300
_REFUSED_ROW: Final = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


class StoreRefused(sqlite3.OperationalError):
    """The store has no room. `done` is durable all the same; `left` was not written, and is to be tried again."""

    def __init__(self, error: Exception, done: Sequence[Done], left: Sequence[Work]) -> None:
        super().__init__(named(error))
        self.done, self.left = list(done), list(left)


class Writer:
    """Runs work on the store. Owned by the loop. Raises `StoreRefused`, `sqlite3.Error`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock, self._gate = store, clock, Gate(store)

    def run(self, batch: Sequence[Work]) -> list[Done]:
        """Commit a batch; what was done comes back, in order, once it is durable."""
        if not batch:
            return []
        try:
            return self._together(batch)
        except Exception as error:
            self._back_out(error)
            if is_full(error):
                raise StoreRefused(error, (), batch) from error
            if len(batch) > 1:
                log.warning("a batch of %d failed, running it one by one: %s", len(batch), error)
            return self._one_by_one(batch)

    def _one_by_one(self, batch: Sequence[Work]) -> list[Done]:
        done: list[Done] = []
        for number, work in enumerate(batch):
            try:
                done += self._alone(work)
            except sqlite3.Error as error:
                if not is_full(error):
                    raise
                self._store.rollback()
                raise StoreRefused(error, done, batch[number:]) from error
        return done

    def _back_out(self, error: Exception) -> None:
        """Undo what the failed transaction did. A disk that is not to be trusted is asked for nothing more."""
        if is_untrusted(error):
            raise error
        self._store.rollback()
        if _is_the_store(error) and not is_full(error):
            raise error

    def _together(self, batch: Sequence[Work]) -> list[Done]:
        self._store.begin()
        if self._gate.is_closed:
            self._gate.look()
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
                work = _placed(work, event)
                decision = self._gate.passed(work.source, event, floor.decide(self._store.view, event))
                now = event.now if isinstance(event, Input) else self._clock.now()
                entries = self._store.write(decision, work.source, work.stamp, now.wall_ms)
                return Done(work, event, decision, entries)

    def _apply(self, work: Apply) -> Done | None:
        self._store.settle()  # a change may ask the ledger itself
        drafts = work.change()
        self._store.view.changed_beside()
        if not drafts or work.stamp is None:
            return None
        decision = Decision(drafts=tuple(drafts))
        return Done(
            work, None, decision, self._store.write(decision, work.source, work.stamp, self._clock.now().wall_ms)
        )

    def _order(self, work: Order) -> Done:
        self._store.settle()
        ordered = work.run()
        self._gate.must_pass(ordered.decision)
        entries = self._store.write(ordered.decision, work.source, work.stamp, self._clock.now().wall_ms)
        return Done(work, None, ordered.decision, entries, ordered.result)

    def _alone(self, work: Work) -> list[Done]:
        try:
            return self._together([work])
        except Exception as error:
            self._back_out(error)
            if is_full(error):
                raise
            if isinstance(work, Order) and isinstance(error, CommandError | PostingError):
                work.refused(str(error))
                return []
            reason = f"{type(error).__name__}: {error}"
            if isinstance(work, Order):
                work.refused(f"it failed: {reason}")
            done = self._put_aside(work, reason) if isinstance(work, Decide) else []
            log.exception("put aside: %s", work.source or "a message from central")
            return done

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


def _placed(work: Decide, event: Event) -> Decide:
    """The work, stamped with the station that its scan is for: its device may have been moved."""
    station = event.station if isinstance(event, Input) else work.stamp.station
    return work if station == work.stamp.station else replace(work, stamp=replace(work.stamp, station=station))


def _is_the_store(error: Exception) -> bool:
    return isinstance(error, sqlite3.Error) and not isinstance(error, _REFUSED_ROW)


def answered_station(done: Done) -> str:
    """The station whose screens must hear of it; '' for none."""
    session, stamp = done.decision.session, done.work.stamp
    return session.station if session is not None else stamp.station if stamp is not None else ""
