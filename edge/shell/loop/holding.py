"""Held inputs have their turn: after a key was pressed for them, each is a work of its own, in the order of the hand.

Sessions are stored with how many of theirs have it, so after a kill the next start goes on. All of a session are given
to one transaction; what a red one stops finds nothing to do.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from edge.core.changed import changed
from edge.core.entry import Stamp
from edge.core.event import ApplyHeld, Event
from edge.core.held import captured, tried
from edge.core.read import Moment
from edge.core.session import HeldInput, Session
from edge.core.view import View
from edge.shell.clock import Clock
from edge.shell.ledger.store import Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Apply, Decide, Done, Work


class Holding(Chore):
    """Gives held inputs their turn. One that cannot be decided at all is put aside as any other, and let go."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._given: set[str] = set()
        self._broken: dict[str, str] = {}

    def due_ms(self, now: Moment) -> int | None:
        return now.mono_ms if self._broken or any(one.applying and one.held for one in self._sessions()) else None

    def works(self, now: Moment) -> Iterable[Work]:
        for source, station in self._broken.items():
            yield Apply(partial(self._let_go, station, source))
        self._broken.clear()
        for session in self._sessions():
            for one in session.held[: session.applying]:
                self._given.add(tried(one))
                yield self._turn_of(one, session, now)

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002
        for one in done:
            if isinstance(one.work, Decide) and one.work.source in self._given:
                self._given.discard(one.work.source)
                if one.event is None:
                    self._broken[one.work.source] = one.work.stamp.station

    def _sessions(self) -> Sequence[Session]:
        return self._store.view.sessions()

    def _turn_of(self, one: HeldInput, session: Session, now: Moment) -> Decide:
        source, station = tried(one), session.station
        devices = (one.device,) if one.device else ()
        clock = self._clock
        stamp = Stamp(captured(one, now), clock.boot, clock.state(), clock.zone, station, devices)

        def make(_view: View) -> Event:
            at = clock.now()
            return ApplyHeld(source, station, at, clock.today(at))

        return Decide(source, stamp, make)

    def _let_go(self, station: str, source: str) -> None:
        session = self._store.view.session(station)
        kept = tuple(one for one in session.held if tried(one) != source)
        self._store.put_session(changed(session, held=kept, applying=0, turn=session.turn + 1))
