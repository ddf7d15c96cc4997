"""What was asked of central for one earlier epoch, and what came of it. Pure: no connection, no tables."""

from typing import Any, Final

from edge.wire import WINDOW, HeldEpoch, SiteBatch

WITHIN_MS: Final = 10_000
RETRY_MS: Final = 1_000
RETRY_MS_MAX: Final = 300_000


class Request:
    """What was asked of central and what came of it: one answer of a few batches at a time.

    `last` is None until central has said how far it has the epoch.
    """

    def __init__(self, have: int) -> None:
        self.received = have
        self.last: int | None = None
        self.epochs: list[HeldEpoch] = []
        """The epochs of this box that central has, as far as it says so."""
        self.open = False
        self.due_ms: int | None = 0
        """When to ask, or to ask again; None while there is nothing to ask for."""
        self._batches = 0
        self._wait_ms = WITHIN_MS

    @property
    def is_over(self) -> bool:
        """Whether everything central has was received."""
        return self.last is not None and self.received >= self.last

    def asked(self, now_ms: int, *, sent: bool) -> None:
        self.open, self._batches = sent, 0
        self.due_ms = now_ms + (self._wait_ms if sent else RETRY_MS)
        self._wait_ms = min(2 * self._wait_ms, RETRY_MS_MAX) if sent else self._wait_ms

    def heard(self, batch: SiteBatch, now_ms: int) -> list[dict[str, Any]]:
        """The entries of an answer that follow those received; what was not asked for, or came twice, is nothing."""
        if not self.open:
            return []
        self.last, self._wait_ms = batch.last, WITHIN_MS
        self.epochs = batch.epochs or self.epochs
        follows = batch.from_ == self.received + 1 and batch.to == self.received + len(batch.entries)
        entries = batch.entries if follows else []
        self.received += len(entries)
        self._batches += 1
        if not batch.entries or self.is_over or self._batches >= WINDOW:
            self.open = False
        self.due_ms = None if self.is_over else now_ms + (WITHIN_MS if self.open else 0)
        return entries
