"""What was asked of central for one earlier epoch, and what came of it. Pure: no connection, no tables."""

from collections import deque
from typing import Any, Final

from edge.wire import WINDOW, HeldEpoch, SiteBatch

WITHIN_MS: Final = 10_000
RETRY_MS: Final = 1_000
RETRY_MS_MAX: Final = 300_000
WORDS_MAX: Final = 8
"""An answer may be late: to which requests before the last one it is still taken."""
SAID_TWICE: Final = 2


class Request:
    """What was asked of central and what came of it: one answer of a few batches at a time.

    `last` is None until central has said how far it has the epoch. An end opens the box, and central's signature alone
    does not say when it was made: an answer repeats the word of its request. Where it repeats none, the end is what two
    requests, one after the other, were told.
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
        self._words: deque[str] = deque(maxlen=WORDS_MAX)
        self._said = 0
        """How often in a row the end was said; by an answer to its own request, once is enough."""

    @property
    def is_over(self) -> bool:
        """Whether everything central has was received."""
        return self._is_at_last and self._said >= SAID_TWICE

    @property
    def _is_at_last(self) -> bool:
        return self.last is not None and self.received >= self.last

    def asked(self, word: str, now_ms: int, *, sent: bool) -> None:
        """Central was asked again, with a word that nobody could have known."""
        self.open, self._batches = sent, 0
        self._words.append(word)
        self.due_ms = now_ms + (self._wait_ms if sent else RETRY_MS)
        self._wait_ms = min(2 * self._wait_ms, RETRY_MS_MAX) if sent else self._wait_ms

    def heard(self, batch: SiteBatch, now_ms: int) -> list[dict[str, Any]]:
        """The entries of an answer that follow those received; what was not asked for, or came twice, is nothing."""
        if not self.open or (batch.asked and batch.asked not in self._words):
            return []
        self.last, self._wait_ms = batch.last, WITHIN_MS
        self.epochs = batch.epochs or self.epochs
        follows = batch.from_ == self.received + 1 and batch.to == self.received + len(batch.entries)
        entries = batch.entries if follows else []
        self.received += len(entries)
        self._batches += 1
        self._said = (SAID_TWICE if batch.asked else self._said + 1) if self._is_at_last else 0
        if not batch.entries or self._is_at_last or self._batches >= WINDOW:
            self.open = False
        self.due_ms = None if self.is_over else now_ms + (WITHIN_MS if self.open else 0)
        return entries
