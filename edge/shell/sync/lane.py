"""The acknowledged lane upstream, sans-IO: what to send next, what is on its way, when to send again.

    cursor (acked) ........ on the way, at most WINDOW batches ........ next ........ last entry

An acknowledgement may go back (central was restored): everything after it is sent again. Answers of several consumers
at central may overtake each other, so one that goes back is believed when it comes again, or when none above it comes
for a while. One above what was ever sent is refused: what lies between would never arrive. Without an acknowledgement
in time all on the way is sent again, after growing delays.
"""

import random
from collections.abc import Callable
from typing import Final

from edge.shell.sync.batches import Packed
from edge.wire import WINDOW

ACK_WITHIN_MS: Final = 10_000
RESEND_MS_MAX: Final = 300_000
BACK_AFTER_MS: Final = 5_000
WANT_EVERY_MS: Final = 2_000
"""Central asks with every batch that came after the lost one; one resend answers them all."""


class AckError(ValueError):
    """An acknowledgement that cannot be true; it is not taken."""


class Lane:
    """One lane. Times are monotonic milliseconds. `last_seq`: an earlier run may have sent up to there."""

    def __init__(self, acked: int, last_seq: int = 0) -> None:
        self.acked = acked
        self.sent = acked
        self.resends = 0
        self._highest = max(acked, last_seq)
        self._back: tuple[int, int] | None = None  # an answer that goes back, and when it is believed
        self._wanted_ms: int | None = None
        self._on_the_way: list[Packed] = []
        self._deadline_ms: int | None = None
        self._wait_ms = ACK_WITHIN_MS

    def connected(self) -> None:
        """A new connection: what was on the way may be lost, begin again after the cursor."""
        self._again()
        self._back = self._wanted_ms = None
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
        self._highest = max(self._highest, batch.last)
        if self._deadline_ms is None:
            self._deadline_ms = now_ms + self._wait_ms

    def ack(self, upto: int, now_ms: int) -> bool:
        """Take an acknowledgement; True when the cursor moved. Raises `AckError` for one above what was ever sent."""
        if upto > self._highest:
            raise AckError(f"central acknowledges {upto}, only {self._highest} entries were sent")
        freed = len(self._on_the_way)
        self._on_the_way = [batch for batch in self._on_the_way if batch.last > upto]
        if len(self._on_the_way) < freed or upto > self.acked:
            self._wait_ms = ACK_WITHIN_MS
            self._deadline_ms = now_ms + self._wait_ms if self._on_the_way else None
        if upto < self.acked:
            return self._goes_back(upto, now_ms)
        moved, self.acked, self._back = upto > self.acked, upto, None
        self.sent = max(self.sent, upto)
        return moved

    def step_back(self, now_ms: int) -> bool:
        """Believe an answer that went back and was followed by none above it; True when the cursor moved."""
        if self._back is None or now_ms < self._back[1]:
            return False
        self.acked, self._back = self._back[0], None
        self._again()
        return True

    def wanted(self, seq: int, now_ms: int) -> None:
        """Central misses entries from `seq` on: send from there, at most once in `WANT_EVERY_MS`."""
        if self._wanted_ms is not None and now_ms - self._wanted_ms < WANT_EVERY_MS:
            return
        self._wanted_ms = now_ms
        self._again(max(0, min(seq - 1, self.sent)))

    def due_ms(self) -> int | None:
        """When to look again."""
        back = self._back[1] if self._back is not None else None
        return min((due for due in (self._deadline_ms, back) if due is not None), default=None)

    def _goes_back(self, upto: int, now_ms: int) -> bool:
        if self._back is not None and self._back[0] == upto:
            return self.step_back(self._back[1])
        # A lower one yet does not make it wait longer; a higher one is progress, and the wait begins anew.
        due_ms = self._back[1] if self._back is not None and upto < self._back[0] else now_ms + BACK_AFTER_MS
        self._back = (upto, due_ms)
        return False

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
