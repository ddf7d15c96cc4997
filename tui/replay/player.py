"""A recording in place of the daemon: it tells the screen what was heard, when its time has come. It sends nothing.

    play ---- its time has come ----> told, line by line
    jump ---- the index: what each stream said last ----> a `Scene`: all that stood on the screen then

Time runs as fast as is wanted, and stands while it is paused. Lines of other stations, and of feeds that nobody looks
at, are passed over unread.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from edge import control
from tui.capture import Via
from tui.client import Heard, LinkDown, LinkUp
from tui.inputs import Inputs, Taken
from tui.replay.tape import Stream, Tape

SPEEDS: Final = (1, 2, 5, 20)
TICK_S: Final = 0.25
"""How often the position is drawn while it runs."""
AT_ONCE: Final = 100
"""So many lines are told before the screen may draw."""
BACK: Final = {"reads": 60, "movements": 200, "devices": 20, "sync": 20}
"""How many of the newest lines of a feed make up what a desk shows of it; of the others the newest is all."""
_BACK_OF_STATION: Final = (("gone", 1), ("view", 1), ("result", 20))
_OF_STATION: Final = ("view", "result", "refused", "gone")
_FIRST_MS: Final = 2_000
"""By then a recorder has heard the first views."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What stood on the screen at one moment: whether the daemon was there, and lines, the oldest first, each with its
    moment."""

    link: LinkUp | LinkDown

    lines: tuple[tuple[int, Heard], ...]


class Player:
    """Plays a tape (`tui.client.Link`). `hear` gets each line, `set_scene` what stands after a jump; `moved` is called
    whenever the position has to be drawn."""

    def __init__(
        self,
        tape: Tape,
        station: str | None,
        hear: Callable[[Heard], None],
        set_scene: Callable[[Scene], None],
        moved: Callable[[], None],
    ) -> None:
        self.inputs = Inputs()
        self.tape, self.station = tape, station or ""
        self._hear, self._set_scene, self._moved = hear, set_scene, moved
        self._topics: tuple[control.Topic, ...] = get_args(control.Topic)
        self._next = 0
        self._at_ms = 0
        self._since_s: float | None = None
        self._turned = asyncio.Event()
        self._is_gone = False
        self.told_ms: int | None = None
        """The moment of the line that is being told."""
        self.speed: float = SPEEDS[0]

    # --- the time

    @property
    def is_playing(self) -> bool:
        return self._since_s is not None

    @property
    def position_ms(self) -> int:
        """Where it is, from the recording's begin."""
        run_s = 0.0 if self._since_s is None else time.monotonic() - self._since_s
        return min(self._at_ms + round(run_s * 1000 * self.speed), self.tape.length_ms)

    @property
    def now_ms(self) -> int:
        """The wall time of the shift: of the line that is being told, or of the position."""
        at_ms = self.position_ms if self.told_ms is None else self.told_ms
        return self.tape.header.began_ms + at_ms

    def play(self, *, on: bool) -> None:
        """Go on, or stand still. At the end it begins again."""
        if on and self.position_ms >= self.tape.length_ms:
            self.jump(0)
        self._at_ms = self.position_ms
        self._since_s = time.monotonic() if on else None
        self._turn()

    def set_speed(self, speed: float) -> None:
        self._at_ms = self.position_ms
        if self._since_s is not None:
            self._since_s = time.monotonic()
        self.speed = speed
        self._turn()

    def jump(self, to_ms: int) -> None:
        """Show what stood on the screen at a moment, and go on from there as before."""
        self._at_ms = max(0, min(to_ms, self.tape.length_ms))
        if self._since_s is not None:
            self._since_s = time.monotonic()
        self._next = self.tape.upto(self._at_ms)
        self._set_scene(self._scene())
        self._turn()

    def choose(self, station: str) -> None:
        """Show another station, at the same moment."""
        self.station = station
        self.jump(self.position_ms)

    def next_mark(self) -> bool:
        """Jump to the next refusal of the station or new finding; whether there is one."""
        at_ms = self.tape.next_mark(self.station, self.position_ms)
        if at_ms is not None:
            self.jump(at_ms)
        return at_ms is not None

    # --- what the screen asks of a daemon

    async def run(self) -> None:
        """Play until cancelled."""
        self.jump(min(_FIRST_MS, self.tape.length_ms))
        self.play(on=True)
        while True:
            self._turned.clear()
            if not await self._tell():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._turned.wait(), self._wait_s())
            if self.is_playing and self.position_ms >= self.tape.length_ms and self._next >= len(self.tape):
                self.play(on=False)
            self._moved()

    def submit(self, value: str, via: Via, turn: int | None = None) -> Taken:  # noqa: ARG002
        """Nobody is there to take it."""
        return "away"

    def release(self) -> bool:
        return False

    def subscribe(self, topics: Sequence[control.Topic]) -> None:
        """The feeds that are looked at; they show at once what they said last."""
        self._topics = tuple(topics)
        if self._next:
            self.jump(self.position_ms)

    def ask(self, question: control.Ask) -> None:
        """A recording holds no lists: the screen says so itself."""

    # --- telling

    def _turn(self) -> None:
        self._turned.set()
        self._moved()

    def _streams(self) -> set[Stream]:
        of_station = {(self.station, kind) for kind in _OF_STATION}
        return of_station | {("", str(topic)) for topic in self._topics}

    def _wait_s(self) -> float | None:
        """Until the next line, or the next time that the position is drawn; for ever while it stands."""
        if not self.is_playing:
            return None
        if self._next >= len(self.tape):
            return TICK_S
        due_s = (self.tape.times[self._next] - self.position_ms) / 1000 / self.speed
        return max(0.0, min(due_s, TICK_S))

    async def _tell(self) -> bool:
        """Tell what is due; returns whether more is due already."""
        end = self.tape.upto(self.position_ms)
        for number in self.tape.wanted(self._next, min(end, self._next + AT_ONCE), self._streams()):
            for at_ms, message in self._heard(number):
                self.told_ms = at_ms
                self._hear(message)
        self.told_ms = None
        self._next = max(self._next, min(end, self._next + AT_ONCE))
        await asyncio.sleep(0)
        return self._next < end

    def _heard(self, number: int) -> list[tuple[int, Heard]]:
        """One line as a screen hears it: what comes after the daemon was gone says that it is back."""
        one = self.tape.read(number)
        if one.is_gone:
            self._is_gone = True
            return [(one.t_ms, LinkDown())]
        if one.line is None:
            return []  # a later version's
        back: list[tuple[int, Heard]] = [(one.t_ms, LinkUp())] if self._is_gone else []
        self._is_gone = False
        return [*back, (one.t_ms, one.line)]

    def _scene(self) -> Scene:
        """The newest lines of all streams at the position, in the order in which they were heard."""
        upto = self._next
        fed = {line for topic in self._topics for line in self.tape.newest(("", topic), upto, BACK.get(topic, 1))}
        gone, *own = (self.tape.newest((self.station, kind), upto, count) for kind, count in _BACK_OF_STATION)
        told = sorted(fed.union(*own)) if self.station else sorted(fed)
        self._is_gone = False
        lines = [line for number in told for line in self._heard(number)]
        since = max((line for one in own for line in one), default=-1) if self.station else max(fed, default=-1)
        self._is_gone = bool(gone) and gone[-1] > since
        return Scene(LinkDown() if self._is_gone else LinkUp(), tuple(lines))
