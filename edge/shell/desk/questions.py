"""Questions that wait: of each client and list the newest only, in the order in which the lists were first asked for.

control server -ask-> [client 3, stock] [client 7, map] [client 3, entries] -next-> the desk's thread
                            ^ asked again: the newer question takes the older one's turn
"""

import queue
import time
from dataclasses import dataclass, field
from typing import Final

from edge import control

QUESTIONS_MAX: Final = 256


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what."""

    client: int
    ask: control.Ask
    since: float = field(default_factory=time.monotonic)

    @property
    def key(self) -> tuple[int, str]:
        """Of whom, and of which list, only one question waits."""
        return self.client, self.ask.of

    def is_older_than(self, seconds: float) -> bool:
        return time.monotonic() - self.since > seconds


SOON: Final = Question(0, control.Ask(id="soon", of="stock"))
"""Nobody's: somebody may ask soon. Not to be answered."""


class Questions(queue.Queue[Question | None]):
    """Bounded; `None` is the end. The queue's own mutex guards it."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: dict[tuple[int, str], Question] = {}
        self._is_ended = self._is_soon = False

    def soon(self) -> None:
        """Wake whoever takes questions: he gets `SOON`, if there is none. At once."""
        with self.mutex:
            self._is_soon = True
            self.not_empty.notify()

    def add(self, question: Question) -> bool:
        """Wait for an answer, in the place of an older question of that list; False where too many wait. At once."""
        with self.mutex:
            if len(self._turns) >= QUESTIONS_MAX and question.key not in self._turns:
                return False
            self._turns[question.key] = question
            self.not_empty.notify()
            return True

    def give_back(self, question: Question) -> None:
        """Let it wait again, behind the others, unless a newer one of that list does."""
        with self.mutex:
            self._turns.setdefault(question.key, question)
            self.not_empty.notify()

    def end(self) -> None:
        """Nothing more is answered."""
        with self.mutex:
            self._is_ended = True
            self.not_empty.notify()

    def _qsize(self) -> int:
        return len(self._turns) + self._is_ended + self._is_soon

    def _get(self) -> Question | None:
        if self._is_ended:
            return None
        if self._turns:
            return self._turns.pop(next(iter(self._turns)))
        self._is_soon = False
        return SOON
