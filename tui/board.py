"""What the desk knows: the newest rows of every feed, bounded."""

from collections import deque
from typing import TypeVar

from edge.control import AlarmRow, DeviceRow, Feed, FindingRow, MovementRow, ReadRow, SyncRow, Text, Topic, ZoneRow

READS_MAX = 200
MOVEMENTS_MAX = 1000
KEPT_MAX = 1000

T = TypeVar("T")


class Board:
    """Keeps feeds. Devices, findings, zones and sync come whole, reads and movements are added on top."""

    def __init__(self) -> None:
        self.devices: dict[str, DeviceRow] = {}
        self.reads: deque[ReadRow] = deque(maxlen=READS_MAX)
        self.movements: deque[MovementRow] = deque(maxlen=MOVEMENTS_MAX)
        self.findings: dict[str, FindingRow] = {}
        self.zones: dict[str, ZoneRow] = {}
        self.sync: SyncRow | None = None
        self.alarm: Text | None = None
        self.dropped = 0
        """Rows the daemon left out because this screen was too slow for them."""

    def add(self, feed: Feed) -> None:
        """Note what one feed line brought."""
        self.dropped += feed.dropped
        self._clear(feed.topic)
        for row in feed.items:
            match row:
                case DeviceRow():
                    _keep(self.devices, row.device, row)
                case ReadRow():
                    self.reads.appendleft(row)
                case MovementRow():
                    self.movements.appendleft(row)
                case FindingRow():
                    _keep(self.findings, row.id, row)
                case ZoneRow():
                    _keep(self.zones, row.zone, row)
                case AlarmRow():
                    self.alarm = row.text
                case SyncRow():
                    self.sync = row

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

    def forget(self) -> None:
        """Start afresh: after a reconnect the feeds tell everything again."""
        self.__init__()  # type: ignore[misc]


def _keep(rows: dict[str, T], name: str, row: T) -> None:
    rows[name] = row
    if len(rows) > KEPT_MAX:
        del rows[next(iter(rows))]
