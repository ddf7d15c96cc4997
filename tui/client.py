"""The screen's end of the control socket (the protocol stands in edge/control.py).

Connects, says hello, sends again what was not answered (with the same id: the daemon answers it with the first
result), and hands every line it hears to the app. An answer that was given while the screen was away (to a scale's
weight, to a gun's scan) comes with the first view, and is handed on like any other, in its turn. When the daemon is
away it tries again after 0.2 s, then longer, at most every 2 s. Nothing an operator does while it is away is kept: the
app says so at once.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from pydantic import ValidationError

from edge import control
from tui.capture import Via
from tui.inputs import Inputs, Taken

RETRY_FIRST_S = 0.2
RETRY_LAST_S = 2.0
TOLD_MAX = 64
"""Answers that are known to have been shown."""


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The daemon answers the door; a view follows."""


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The daemon has gone, or was never there."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The daemon sent a line this screen cannot read: the versions differ."""


Heard: TypeAlias = control.ForScreen | LinkUp | LinkDown | NotUnderstood


class Link(Protocol):
    """What the screen talks to: the daemon's socket (`Client`), or a shift that was recorded."""

    inputs: Inputs

    async def run(self) -> None:
        """Tell what comes, until cancelled."""

    def submit(self, value: str, via: Via, turn: int | None = None) -> Taken:
        """Take one input; `turn` is that of the view it was chosen from."""

    def release(self) -> bool:
        """Send the held inputs after all; returns whether somebody is there to take them."""

    def subscribe(self, topics: Sequence[control.Topic]) -> None:
        """Want these feeds, and no others."""

    def ask(self, question: control.Ask) -> None:
        """Ask for a window of a list; nothing comes where nobody is there."""


Linked: TypeAlias = Callable[[Path, control.Hello, Callable[[Heard], None]], Link]
"""How a link is made: the daemon's socket, what is said first, and who hears what comes."""


class Client:
    """One connection at a time to the daemon at `path`. `hear` is called in the loop for everything that comes."""

    def __init__(self, path: Path, hello: control.Hello, hear: Callable[[Heard], None]) -> None:
        self.inputs = Inputs()
        self._path = path
        self._hello = hello
        self._hear = hear
        self._topics: list[control.Topic] = []
        self._writer: asyncio.StreamWriter | None = None
        self._told: deque[str] = deque(maxlen=TOLD_MAX)
        self._missed: control.Result | None = None
        self._has_view = self._is_back = False

    @property
    def up(self) -> bool:
        return self._writer is not None

    async def run(self) -> None:
        """Stay connected until cancelled."""
        wait_s = RETRY_FIRST_S
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_unix_connection(self._path, limit=control.LINE_BYTES_MAX)
                if await self._converse(reader, writer):
                    wait_s = RETRY_FIRST_S
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, RETRY_LAST_S)

    def submit(self, value: str, via: Via, turn: int | None = None) -> Taken:
        """Send one input, or line it up behind the unanswered one."""
        taken = self.inputs.take(value, via, up=self.up, now_ms=_now_ms(), turn=turn)
        if taken == "sent":
            self._send(self.inputs.unanswered)
        return taken

    def release(self) -> bool:
        """Send the held inputs after all; returns whether the daemon is there for it. Else they stay held."""
        if self.up:
            self._send(self.inputs.release(_now_ms()))
        return self.up

    def subscribe(self, topics: Sequence[control.Topic]) -> None:
        """Ask for these feeds now and after every reconnect."""
        self._topics = list(topics)
        self._send(control.Subscribe(topics=self._topics))

    def ask(self, question: control.Ask) -> None:
        """Ask for a window of a list. Nobody asks again for it: after a reconnect the desk does."""
        self._send(question)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Talk until either end closes; returns whether the daemon said anything."""
        self._writer = writer
        self._is_back, self._missed = self._has_view, None
        heard = False
        try:
            self._send(self._hello)
            if self._topics:
                self._send(control.Subscribe(topics=self._topics))
            self._send(self.inputs.unanswered)
            self._hear(LinkUp())
            with contextlib.suppress(OSError, ValueError):  # ValueError: a line over the limit
                while raw := await reader.readline():
                    heard = True
                    self._line(raw)
        finally:
            self._writer = None
            writer.close()
            self.inputs.away()
            self._hear(LinkDown())
        return heard

    def _line(self, raw: bytes) -> None:
        try:
            message = control.to_screen.validate_json(raw)
        except ValidationError:
            self._hear(NotUnderstood())
            return
        if isinstance(message, control.Result):
            self._result(message)
            return
        if isinstance(message, control.View):
            self.inputs.turn = message.turn
        elif isinstance(message, control.Refused):
            self.inputs.refused(message.id)
            self._tell(self._missed)
        self._hear(message)
        if isinstance(message, control.View):
            self._viewed(message.last)

    def _viewed(self, last: control.Result | None) -> None:
        """The first view after a reconnect may tell of an answer that nobody saw.

        It waits for the answer to what was sent again: that is older, mostly.
        """
        if last is not None and self._is_back and last.id not in self._told:
            self._missed = last
            if self.inputs.unanswered is None:
                self._tell(last)
        elif last is not None and not self._has_view:
            self._told.append(last.id)  # the app shows it with its first view
        self._has_view, self._is_back = True, False

    def _result(self, result: control.Result) -> None:
        """An answer, and the one that was missed: the older first, but last what was not used."""
        asked, missed = self.inputs.unanswered, self._missed
        is_older = asked is not None and result.id == asked.id and missed is not None and result.turn <= missed.turn
        self._send(self.inputs.answered(result, _now_ms()))
        if missed is None or missed.id == result.id:
            self._tell(result)
        elif is_older and result.text.key != "screen-was-old":
            self._tell(result)
            self._tell(missed)
        else:
            self._tell(missed)
            self._tell(result)

    def _tell(self, result: control.Result | None) -> None:
        if result is not None:
            self._told.append(result.id)
            self._hear(result)
        self._missed = None

    def _send(self, message: control.FromScreen | None) -> None:
        if message is not None and self._writer is not None:
            self._writer.write(control.line(message))
