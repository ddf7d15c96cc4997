"""What the desk knows: the newest rows of every feed, bounded."""

from collections import deque
from typing import TypeVar

from edge.control import (
    AlarmRow,
    DeviceRow,
    Feed,
    FindingRow,
    MovementRow,
    PortalRow,
    ReadRow,
    SessionRow,
    SyncRow,
    Text,
    Topic,
    WithheldRow,
    ZoneRow,
)
from tui.trend import Trends

READS_MAX = 200
MOVEMENTS_MAX = 1000
KEPT_MAX = 1000

T = TypeVar("T")


class Board:
    """Keeps feeds. Reads and movements are added on top; every other topic comes whole (`WHOLE_TOPICS`)."""

    def __init__(self) -> None:
        self.devices: dict[str, DeviceRow] = {}
        self.reads: deque[ReadRow] = deque(maxlen=READS_MAX)
        self.movements: deque[MovementRow] = deque(maxlen=MOVEMENTS_MAX)
        self.findings: dict[str, FindingRow] = {}
        self.zones: dict[str, ZoneRow] = {}
        self.portals: dict[str, PortalRow] = {}
        self.sessions: dict[str, SessionRow] = {}
        self.sync: SyncRow | None = None
        self.alarm: Text | None = None
        self.trends = Trends()
        self.dropped = 0
        """Rows the daemon left out because this screen was too slow for them."""

    def add(self, feed: Feed) -> None:
        """Note what one feed line brought."""
        self.dropped += feed.dropped
        self._clear(feed.topic)
        for row in feed.items:
            self._whole(row)
            match row:
                case ReadRow():
                    self.reads.appendleft(row)
                    self.trends.read(row)
                case MovementRow():
                    self.movements.appendleft(row)
                case SyncRow():
                    self.sync = row
                    self.trends.sync(row)
                case AlarmRow():
                    self.alarm = row.text
                case WithheldRow():
                    self._withhold(row)

    def _withhold(self, withheld: WithheldRow) -> None:
        """Forget how much came to places that are under count now, or went: for good, so that nobody finds it here."""
        while self.movements and self.movements[-1].seq < withheld.oldest:
            self.movements.pop()
        hidden = frozenset(withheld.seqs)
        for at, row in enumerate(self.movements):
            if row.seq in hidden and row.qty is not None:
                self.movements[at] = row.model_copy(update={"qty": None})

    def _whole(self, row: object) -> None:
        match row:
            case DeviceRow():
                _keep(self.devices, row.device, row)
                self.trends.device(row)
            case FindingRow():
                _keep(self.findings, row.id, row)
            case ZoneRow():
                _keep(self.zones, row.zone, row)
            case PortalRow():
                _keep(self.portals, row.zone, row)
            case SessionRow():
                _keep(self.sessions, row.station, row)

    def _clear(self, topic: Topic) -> None:
        """A whole topic replaces what was there."""
        match topic:
            case "devices":
                self.devices.clear()
                self.alarm = None
            case "findings":
                self.findings.clear()
            case "presence":
                self.zones.clear()
            case "portals":
                self.portals.clear()
            case "sessions":
                self.sessions.clear()

    def forget(self) -> None:
        """Start afresh: after a reconnect the feeds tell everything again."""
        trends = self.trends
        self.__init__()  # type: ignore[misc]
        self.trends = trends


def _keep(rows: dict[str, T], name: str, row: T) -> None:
    rows[name] = row
    if len(rows) > KEPT_MAX:
        del rows[next(iter(rows))]
