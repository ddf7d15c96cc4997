"""The acknowledged lane upstream, sans-IO: what to send next, what is on its way, when to send again.

    cursor (acked) ........ on the way, at most WINDOW batches ........ next ........ last entry

An acknowledgement may go back (central was restored): everything after it is sent again. One above what was ever sent
is refused. Without an acknowledgement in time all on the way is sent again, after growing delays.
"""

import random
from collections.abc import Callable
from typing import Final

from edge.shell.batches import Packed
from edge.wire import WINDOW

ACK_WITHIN_MS: Final = 10_000
RESEND_MS_MAX: Final = 300_000


class AckError(ValueError):
    """An acknowledgement that cannot be true; it is not taken."""


class Lane:
    """One lane. Times are monotonic milliseconds."""

    def __init__(self, acked: int) -> None:
        self.acked = acked
        self.sent = acked
        self.resends = 0
        self._on_the_way: list[Packed] = []
        self._deadline_ms: int | None = None
        self._wait_ms = ACK_WITHIN_MS

    def connected(self) -> None:
        """A new connection: what was on the way may be lost, begin again after the cursor."""
        self._again()
        self._wait_ms = ACK_WITHIN_MS

    def next_from(self, last_seq: int) -> int | None:
        """The seq after which the next batch starts; None while the window is full or all is sent."""
        if len(self._on_the_way) >= WINDOW or self.sent >= last_seq:
            return None
        return self.sent

    def sending(self, batch: Packed, now_ms: int) -> None:
        """A batch was given to the connection."""
        self._on_the_way.append(batch)
        self.sent = batch.last
        if self._deadline_ms is None:
            self._deadline_ms = now_ms + self._wait_ms

    def ack(self, upto: int, last_seq: int, now_ms: int) -> bool:
        """Take an acknowledgement; True when the cursor moved. Raises `AckError` for one above the last entry."""
        if upto > last_seq:
            raise AckError(f"central acknowledges {upto}, the last entry is {last_seq}")
        moved = upto != self.acked
        back = upto < self.acked
        self.acked = upto
        self._on_the_way = [batch for batch in self._on_the_way if batch.last > upto]
        if back:
            self._again()
        elif moved:
            self._wait_ms = ACK_WITHIN_MS
            self._deadline_ms = now_ms + self._wait_ms if self._on_the_way else None
        self.sent = max(self.sent, upto)
        return moved

    def wanted(self, seq: int) -> None:
        """Central misses entries from `seq` on: send from there."""
        self._again(max(0, min(seq - 1, self.sent)))

    def due_ms(self) -> int | None:
        """When to look again."""
        return self._deadline_ms

    def tick(self, now_ms: int, jitter: Callable[[], float] = random.random) -> bool:
        """True when the wait for an acknowledgement is over: everything after the cursor goes again."""
        if self._deadline_ms is None or now_ms < self._deadline_ms:
            return False
        self._again()
        self.resends += 1
        self._wait_ms = int(min(self._wait_ms * 2, RESEND_MS_MAX) * (0.75 + jitter() / 4))
        return True

    def _again(self, after: int | None = None) -> None:
        self._on_the_way = []
        self._deadline_ms = None
        self.sent = self.acked if after is None else after
