"""The order of an operator's inputs: one unanswered at a time, the others wait in the order they were scanned.

    take ----> on its way ----any answer----> next
      |            |
      |            +--the daemon was away, or could not read it--> held: the operator says go on, or drop
      +-- full or away: refused at once, out loud

What was made before a red answer could be seen is held back by the daemon, like the scans of a gun: one list, one key.
So each input goes out with its age. A scan goes out with the newest turn: what it means is in its code. What was chosen
from something that was drawn goes out with the turn for which that was drawn.

Pure: no I/O, and the clock is given. `client.py` sends what comes out of here.
"""

import uuid
from collections import deque
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from edge.control import Input, Result
from tui.capture import Via

WAITING_MAX = 32
AGE_MAX_MS = 60_000

Taken: TypeAlias = Literal["sent", "waiting", "full", "away"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scan that was made before the one before it was answered."""

    value: str
    via: Via
    at_ms: int
    """When it was made."""
    turn: int | None = None
    """Of the view that it was chosen from; None for the newest."""


class Inputs:
    """Numbers, orders and holds back inputs. `turn` is the newest turn the daemon has told."""

    def __init__(self) -> None:
        self.turn = 0
        self.unanswered: Input | None = None
        self.waiting: deque[Waiting] = deque()
        self.held = False
        """Waiting scans were made for a daemon that went away since; nothing goes out until the operator decides."""

    def take(self, value: str, via: Via, *, up: bool, now_ms: int = 0, turn: int | None = None) -> Taken:
        """Accept one input; `sent` means that it is `unanswered` now and must be written."""
        if not up:
            return "away"
        if self.unanswered is None and not self.waiting:
            self._next(Waiting(value, via, now_ms, turn), now_ms)
            return "sent"
        if len(self.waiting) >= WAITING_MAX:
            return "full"
        self.waiting.append(Waiting(value, via, now_ms, turn))
        return "waiting"

    def answered(self, result: Result, now_ms: int = 0) -> Input | None:
        """Note an answer; returns the input to write next, if one may go out."""
        self.turn = max(self.turn, result.turn)
        if self.unanswered is None or result.id != self.unanswered.id:
            return None
        self.unanswered = None
        self.held = self.held and bool(self.waiting)
        return self._advance(now_ms)

    def refused(self, input_id: str | None) -> None:
        """Note that the daemon could not read an input: it was not done. A line it could not read at all has no id."""
        if self.unanswered is not None and input_id in {None, self.unanswered.id}:
            self.unanswered = None
            self.held = bool(self.waiting)

    def away(self) -> None:
        """Note that the daemon went away: the unanswered input stays, later ones are held."""
        self.held = bool(self.waiting)

    def release(self, now_ms: int = 0) -> Input | None:
        """The operator has seen the held inputs, and wants them done now; returns the first to write."""
        self.held = False
        self.waiting = deque(replace(one, at_ms=now_ms) for one in self.waiting)
        return self._advance(now_ms)

    def drop(self) -> None:
        """The operator does not want the held inputs."""
        self.waiting.clear()
        self.held = False

    def _advance(self, now_ms: int) -> Input | None:
        if self.held or self.unanswered is not None or not self.waiting:
            return None
        return self._next(self.waiting.popleft(), now_ms)

    def _next(self, one: Waiting, now_ms: int) -> Input:
        age_ms = min(AGE_MAX_MS, max(0, now_ms - one.at_ms))
        turn = self.turn if one.turn is None else one.turn
        self.unanswered = Input(id=uuid.uuid4().hex, turn=turn, via=one.via, value=one.value, age_ms=age_ms)
        return self.unanswered
