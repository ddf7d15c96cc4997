"""The inbox: everything that happens comes through this one bounded queue to the loop.

When it is full: codes, weights, triggers and inputs make their producer wait (nothing scanned is dropped); tag reads
never wait: they coalesce by device, antenna and EPC, and wait as one batch a device. What needs no transaction (the
end, the link, a screen that comes) finds room beyond that, and can be collected alone while the store refuses.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from edge import control
from edge.core.event import PinChecked
from edge.core.read import Moment, Read, TagSeen
from edge.core.value import value

ITEMS_MAX: Final = 1_000
URGENT_MAX: Final = 2_000
"""So many wait at most when what is urgent is added to what waits."""
TAGS_MAX: Final = 20_000


@value
class DeviceRead:
    """One read; `committed` is called after its commit, where its source wants to know."""

    read: Read
    committed: Callable[[], None] | None = None


@value
class TagReads:
    """Reads of one device, one for each tag and antenna, with the first and last moment of each."""

    device: str
    reads: tuple[tuple[TagSeen, Moment, Moment], ...]


@value
class DeviceUp:
    device: str
    what: str


@value
class DeviceDown:
    device: str
    reason: str


@value
class ScreenLine:
    """A message of a screen, already parsed and bounded."""

    client: int
    message: Any


@value
class ScreenGone:
    client: int


@value
class PinResult:
    station: str
    result: PinChecked


@value
class LinkUp:
    """The broker took the connection."""


@value
class LinkDown:
    reason: str


@value
class FromCentral:
    """A message from above, as it came: bounded, not yet believed."""

    topic: str
    payload: bytes


@value
class Call:
    """Something for the loop's own thread to do, at once: what another thread or a process has come to."""

    run: Callable[[], None]


@value
class Stop:
    """The process was asked to end, or must: `fault` says why."""

    fault: str = ""


Item: TypeAlias = (
    DeviceRead
    | TagReads
    | DeviceUp
    | DeviceDown
    | ScreenLine
    | ScreenGone
    | PinResult
    | LinkUp
    | LinkDown
    | FromCentral
    | Call
    | Stop
)
_TagKey: TypeAlias = tuple[str, bytes]


class Inbox(queue.Queue[Item]):
    """One bounded queue with a pool for tags; the queue's own mutex guards both."""

    def __init__(self) -> None:
        super().__init__(ITEMS_MAX)
        self._pools: dict[str, dict[_TagKey, tuple[TagSeen, Moment, Moment]]] = {}
        self.tags_dropped = 0

    def put_tag(self, device: str, seen: TagSeen, at: Moment) -> None:
        """Add one tag read; never waits. Beyond `TAGS_MAX` different tags a device it is dropped and counted."""
        with self.mutex:
            pool = self._pools.get(device)
            if pool is None:
                pool = self._pools[device] = {}
                self._put(TagReads(device, ()))
                self.not_empty.notify()
            if not _pool_tag(pool, seen, at):
                self.tags_dropped += 1

    def put_until(self, item: Item, stop: threading.Event) -> None:
        """Wait while the inbox is full, but not beyond the end of the process: for every thread but the loop's."""
        while not stop.is_set():
            try:
                self.put(item, timeout=0.5)
            except queue.Full:
                continue
            return

    def put(self, item: Item, block: bool = True, timeout: float | None = None) -> None:
        """Add one item; what is urgent does not wait for room, within a limit."""
        if is_urgent(item):
            with self.mutex:
                if len(self.queue) < URGENT_MAX:
                    self._put(item)
                    self.not_empty.notify()
                    return
        super().put(item, block, timeout)

    def collect_urgent(self, limit: int, timeout_s: float | None) -> list[Item]:
        """As `collect`, of what needs no transaction; all else keeps its place."""
        with self.not_empty:
            self.not_empty.wait_for(lambda: any(map(is_urgent, self.queue)), timeout_s)
            urgent, kept = deque[Item](), deque[Item]()
            for item in self.queue:
                (urgent if len(urgent) < limit and is_urgent(item) else kept).append(item)
            self.queue = kept
            self.not_full.notify(len(urgent))
            return [self._whole(item) for item in urgent]

    def collect(self, limit: int, timeout_s: float | None) -> list[Item]:
        """What waits, up to `limit`; waits for the first at most `timeout_s` (None: for ever). May be empty."""
        items: deque[Item] = deque()
        try:
            items.append(self.get(timeout=timeout_s) if timeout_s != 0 else self.get_nowait())
            while len(items) < limit:
                items.append(self.get_nowait())
        except queue.Empty:
            pass
        return list(items)

    def _get(self) -> Item:
        return self._whole(super()._get())

    def _whole(self, item: Item) -> Item:
        if isinstance(item, TagReads):
            return TagReads(item.device, tuple(self._pools.pop(item.device).values()))
        return item


def is_urgent(item: Item) -> bool:
    """Whether it needs no transaction, or may be told again: it does not stand in line behind the scans."""
    if isinstance(item, ScreenLine):
        return isinstance(item.message, control.Hello | control.Subscribe)
    return not isinstance(item, DeviceRead | PinResult | ScreenGone)


def _pool_tag(pool: dict[_TagKey, tuple[TagSeen, Moment, Moment]], seen: TagSeen, at: Moment) -> bool:
    """Merge a read into the pool; False when the pool is full of other tags."""
    key = (seen.point, seen.epc)
    held = pool.get(key)
    if held is None:
        if len(pool) >= TAGS_MAX:
            return False
        pool[key] = (seen, at, at)
        return True
    best = seen if (seen.rssi_dbm or -999) > (held[0].rssi_dbm or -999) else held[0]
    merged = TagSeen(best.epc, best.point, best.rssi_dbm, held[0].count + seen.count, best.pc, best.tid)
    pool[key] = (merged, held[1], at)
    return True
