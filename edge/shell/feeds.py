"""Feeds: what the desk watches live, coalesced to at most four a second. Owned by the loop."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from edge import control
from edge.core.entry import Entry
from edge.shell.clock import Clock
from edge.shell.deadlines import Every
from edge.shell.health import Health
from edge.shell.screens import Screens, finding_rows, finding_text, movement_rows
from edge.shell.store import Store
from edge.shell.upstream import Upstream

ENTRIES_MAX: Final = 200


class Feeds:
    """Collects what happened and sends it on when it is due and somebody watches."""

    def __init__(self, screens: Screens, health: Health, store: Store, clock: Clock) -> None:
        self._screens, self._health, self._store, self._clock = screens, health, store, clock
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)
        self._seen = 0
        self.every = Every(1000 // control.FEED_HZ_MAX)

    def ask(self) -> None:
        """Something happened; send it soon, if anybody watches."""
        if self._screens.watched():
            self.every.ask(self._clock.now().mono_ms)

    def entries(self, entries: Iterable[Entry]) -> None:
        """Entries were committed."""
        for entry in entries:
            self._entries.append(entry)
            self._seen += 1
        self.ask()

    def greet(self, upstream: Upstream | None) -> None:
        """A screen has chosen its feeds: it gets what is there now."""
        self.sync(upstream)
        open_findings: list[control.Row] = [
            control.FindingRow(id=ident, text=finding_text(code, args), at_ms=opened_ms)
            for ident, code, args, opened_ms in self._store.open_findings()
        ]
        self._screens.feed("findings", open_findings)
        self._screens.feed("devices", list(self._health.rows(self._clock.now())))
        self.ask()

    def flush(self, now_ms: int) -> None:
        """Send what has gathered, when it is due."""
        if not self.every.take(now_ms):
            return
        now = self._clock.now()
        self._screens.feed("devices", list(self._health.rows(now)))
        reads, dropped = self._health.take_reads()
        if reads:
            self._screens.feed("reads", list(reads), dropped)
        if self._entries:
            self._flush_entries()

    def sync(self, upstream: Upstream | None) -> None:
        """The lane to central moved."""
        if upstream is None or not self._screens.wants("sync"):
            return
        row = control.SyncRow(
            connected=upstream.connected,
            last_seq=self._store.last_seq,
            acked_seq=upstream.acked,
            oldest_unacked_ms=None,
        )
        self._screens.feed("sync", [row])

    def _flush_entries(self) -> None:
        movements, findings = movement_rows(self._entries), finding_rows(self._entries)
        dropped = self._seen - len(self._entries)
        self._entries.clear()
        self._seen = 0
        if movements:
            self._screens.feed("movements", list(movements), dropped)
        if findings:
            self._screens.feed("findings", list(findings))
