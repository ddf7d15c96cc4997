"""Feeds: what the desk watches live, coalesced to at most four a second. Owned by the loop."""

import json
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from edge import control
from edge.core.entry import Entry, Finding
from edge.core.entry_json import utc_ms
from edge.core.event import Passage
from edge.core.place import Place
from edge.core.read import Moment
from edge.core.view import OpenFinding, View
from edge.core.workflows.counting import finding_told
from edge.shell.clock import Clock
from edge.shell.ledger.look_sql import waiting
from edge.shell.ledger.store import Store
from edge.shell.loop.deadlines import Every
from edge.shell.loop.health import Health
from edge.shell.loop.movement_feed import MovementFeed
from edge.shell.loop.portal_feed import PortalFeed
from edge.shell.loop.screens import Screens, finding_text
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.session_feed import SessionFeed
from edge.shell.loop.work import Decide, Done
from edge.shell.sync.upstream import Upstream

ENTRIES_MAX: Final = 200
FINDINGS_MAX: Final = 100
"""So many fit a line of the control protocol."""


class Feeds:
    """Collects what happened and sends it on when it is due and somebody watches."""

    def __init__(
        self,
        screens: Screens,
        health: Health,
        sensing: Sensing,
        store: Store,
        clock: Clock,
        stations: Iterable[str] = (),
    ) -> None:
        self._screens, self._health, self._sensing = screens, health, sensing
        self._sessions = SessionFeed(stations, screens, store.view)
        self._portals = PortalFeed(sensing, store.view)
        self._movements = MovementFeed(store.view)
        self._store, self._clock = store, clock
        self._zones: list[control.ZoneRow] = []
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)
        self._seen = 0
        self._is_news = False
        self._synced: control.SyncRow | None = None
        self._alarm: control.Text | None = None
        self.every = Every(1000 // control.FEED_HZ_MAX)

    def ask(self) -> None:
        """Something happened; send it soon, if anybody watches."""
        if self._screens.watched():
            self.every.ask(self._clock.now().mono_ms)

    def alarm(self, alarm: control.Text | None) -> None:
        """What stops or endangers work."""
        if alarm != self._alarm:
            self._alarm = alarm
            self.ask()

    def done(self, done: Done) -> None:
        """Work was committed."""
        if isinstance(done.event, Passage) and isinstance(done.work, Decide):
            self._portals.passed(done.event, done.decision.drafts, done.work.stamp.at.wall_ms)
        for entry in done.entries:
            self._entries.append(entry)
            self._seen += 1
        self._is_news = True
        self.ask()

    def greet(self, upstream: Upstream | None) -> None:
        """A screen has chosen its feeds: it gets what is there now."""
        self._synced = None
        self.sync(upstream)
        self._screens.feed("findings", self._open_findings())
        if (withheld := self._movements.again()) is not None:
            self._screens.send(withheld)
        self._devices(self._clock.now())
        self._zones = []
        self._presence()
        self._sessions.forget()
        self._portals.forget()
        self._work()
        self.ask()

    def flush(self, now_ms: int) -> None:
        """Send what has gathered, when it is due."""
        if not self.every.take(now_ms):
            return
        now = self._clock.now()
        self._devices(now)
        self._presence()
        self._work()
        reads, dropped = self._health.take_reads()
        if reads:
            self._screens.feed("reads", list(reads), dropped)
        if self._is_news:
            self._is_news = False
            self._flush_entries()

    def sync(self, upstream: Upstream | None) -> None:
        """The lane to central may have moved."""
        if upstream is None or not self._screens.wants("sync"):
            return
        row = control.SyncRow(
            connected=upstream.connected,
            last_seq=self._store.last_seq,
            acked_seq=upstream.acked,
            oldest_unacked_ms=self._recorded_ms(upstream.acked + 1),
            resends=upstream.resends,
        )
        if row != self._synced:
            self._synced = row
            self._screens.feed("sync", [row])

    def _work(self) -> None:
        """Who works where, and what passes the portals, where somebody watches it and it is not as it was."""
        if self._screens.wants("sessions") and (sessions := self._sessions.news()):
            self._screens.feed("sessions", list(sessions))
        if self._screens.wants("portals") and (portals := self._portals.news(self._clock.now().wall_ms)):
            self._screens.feed("portals", list(portals))

    def _presence(self) -> None:
        if not self._screens.wants("presence"):
            return
        rows = self._sensing.rows()
        if rows != self._zones:
            self._zones = rows
            self._screens.feed("presence", list(rows))

    def _devices(self, now: Moment) -> None:
        """All devices; a gun that was moved by a station's label stands where it works."""
        rows = [self._standing(row) for row in self._health.rows(now)]
        told = device_rows(rows, self._alarm)
        self._screens.send(control.Feed(topic="devices", items=told, timezone=self._clock.zone))

    def _standing(self, row: control.DeviceRow) -> control.DeviceRow:
        station = self._store.view.station_of_device(row.device)
        is_moved = station != row.place and self._store.view.station(station) is not None if station else False
        return row.model_copy(update={"place": station}) if is_moved else row

    def _recorded_ms(self, seq: int) -> int | None:
        rows = self._store.rows(seq - 1, 1)
        return utc_ms(json.loads(rows[0].body)["rec"]) if rows else None

    def _flush_entries(self) -> None:
        """What was committed since; that a place came under count, or no longer is, changes what else may be told."""
        movements = self._movements.feed(self._entries, self._seen - len(self._entries))
        has_findings = any(isinstance(entry.draft.body, Finding) for entry in self._entries)
        self._entries.clear()
        self._seen = 0
        if movements is not None:
            self._screens.send(movements)
        if self._movements.counts_changed() or has_findings:
            self._screens.feed("findings", self._open_findings())

    def _open_findings(self) -> list[control.Row]:
        """All that wait for a person, oldest first: whole, so that what was settled leaves the screens too."""
        return [finding_row(self._store.view, found) for found in waiting(self._store.cursor, FINDINGS_MAX)]


def finding_row(view: View, found: OpenFinding) -> control.FindingRow:
    """A finding as anybody may read it: while its place is under count, not what the book says there."""
    code, args = finding_told(view, found)
    place = Place(found.place).code if found.place else ""
    item = found.item if code == found.code else ""
    return control.FindingRow(
        id=found.id, text=finding_text(code, args), at_ms=found.opened_ms, code=code, place=place, item=item
    )


def device_rows(rows: Sequence[control.DeviceRow], alarm: control.Text | None) -> list[control.Row]:
    """All devices, and before them what stops or endangers work."""
    return [*([control.AlarmRow(text=alarm)] if alarm is not None else []), *rows]
