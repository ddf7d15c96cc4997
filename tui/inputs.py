"""The order of an operator's inputs: one unanswered at a time, the others wait in the order they were scanned.

    take ----> on its way ----answer ok----> next
      |            |
      |            +--answer warn/refuse, or the daemon was away--> held: the operator says go on, or drop
      +-- full or away: refused at once, out loud

Pure: no I/O. `client.py` sends what comes out of here.
"""

import uuid
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

from edge.control import Input, Result
from tui.capture import Via

WAITING_MAX = 32

Taken: TypeAlias = Literal["sent", "waiting", "full", "away"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scan that was made before the one before it was answered."""

    value: str
    via: Via


class Inputs:
    """Numbers, orders and holds back inputs. `turn` is the newest turn the daemon has told."""

    def __init__(self) -> None:
        self.turn = 0
        self.unanswered: Input | None = None
        self.waiting: deque[Waiting] = deque()
        self.held = False
        """Waiting scans were made before the operator could see the last answer; nothing goes out until they decide."""

    def take(self, value: str, via: Via, *, up: bool) -> Taken:
        """Accept one input; `sent` means that it is `unanswered` now and must be written."""
        if not up:
            return "away"
        if self.unanswered is None and not self.waiting:
            self._next(Waiting(value, via))
            return "sent"
        if len(self.waiting) >= WAITING_MAX:
            return "full"
        self.waiting.append(Waiting(value, via))
        return "waiting"

    def answered(self, result: Result) -> Input | None:
        """Note an answer; returns the input to write next, if one may go out."""
        self.turn = max(self.turn, result.turn)
        if self.unanswered is None or result.id != self.unanswered.id:
            return None
        self.unanswered = None
        self.held = bool(self.waiting) and (self.held or result.level in {"warn", "refuse"})
        return self._advance()

    def refused(self, input_id: str | None) -> None:
        """Note that the daemon could not read an input: it was not done. A line it could not read at all has no id."""
        if self.unanswered is not None and input_id in {None, self.unanswered.id}:
            self.unanswered = None
            self.held = bool(self.waiting)

    def away(self) -> None:
        """Note that the daemon went away: the unanswered input stays, later ones are held."""
        self.held = bool(self.waiting)

    def release(self) -> Input | None:
        """The operator wants the held inputs done; returns the first to write."""
        self.held = False
        return self._advance()

    def drop(self) -> None:
        """The operator does not want the held inputs."""
        self.waiting.clear()
        self.held = False

    def _advance(self) -> Input | None:
        if self.held or self.unanswered is not None or not self.waiting:
            return None
        return self._next(self.waiting.popleft())

    def _next(self, one: Waiting) -> Input:
        self.unanswered = Input(id=uuid.uuid4().hex, turn=self.turn, via=one.via, value=one.value)
        return self.unanswered
