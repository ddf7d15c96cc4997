"""Room on the disk: the ballast, the alarm while the disk is full, and a warning before it is.

room ......... refused -> ballast given up: work goes on, red .... room again -> ballast taken back
                       -> no ballast (left): work waits, red ..... room again -> work done, ballast taken back
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from edge import control
from edge.core.read import Moment
from edge.shell.disk.ballast import MIB, Ballast, free_bytes
from edge.shell.ledger.refusals import named
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Done

log = logging.getLogger("wedge.store")

LOOK_MS: Final = 2_000
ENOUGH_BYTES: Final = 2 * MIB
"""Without a ballast, the disk is said to be full until so much is free."""
LOW_BYTES: Final = 1024 * MIB
LOW_SHARE: Final = 0.1
SAMPLE_MS: Final = 60_000
SAMPLES: Final = 60
TREND_MS: Final = 10 * 60_000
"""Less says nothing of how fast a disk fills."""
HOURS_MAX: Final = 72


class Room(Chore):
    """The room of one store. Owned by the loop."""

    def __init__(self, store: Path, ballast_mib: int, now: Moment, fold: Callable[[], bool] = bool) -> None:
        """`fold`: let the write-ahead log begin anew, so that it need not grow; whether it will."""
        self._store, self._ballast, self._fold = store, Ballast(store, ballast_mib), fold
        self.is_tight = self._waits = False
        self._waits_since_ms = 0
        self._free = self._look()
        self._next_ms = now.mono_ms + LOOK_MS
        if self._ballast.size and not self._take_back():
            self.is_tight = True
            log.error("the disk is nearly full: %s, and no room for the ballast: make room", self._left())

    def make(self, why: Exception, now: Moment) -> bool:
        """The store has no room: make some. Whether it may be asked again."""
        is_given_up, is_folded = self._ballast.give_up(), self._fold()
        self._free = self._look()
        self._next_ms = now.mono_ms + LOOK_MS
        if not self.is_tight:
            ballast = "; the ballast is given up" if is_given_up else ""
            log.error("the disk is full: %s%s. %s: make room", named(why), ballast, self._left())
        self.is_tight = True
        return is_given_up or is_folded

    def waits(self, why: Exception, now: Moment) -> None:
        """The store is refusing, and nothing is left to give up: work waits."""
        if not self._waits:
            self._waits, self._waits_since_ms = True, now.mono_ms
            self._free = self._look()
            log.error("the store refuses (%s): scans wait, in order. %s: make room", named(why), self._left())

    def works_again(self, now: Moment) -> None:
        """What was held is done."""
        if self._waits:
            self._waits, self._free = False, self._look()
            seconds = (now.mono_ms - self._waits_since_ms) // 1000
            log.info("the store takes work again after %d s: what waited is booked, in order", seconds)

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - a fixed time
        return self._next_ms if self.is_tight else None

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - it looks at the disk
        if not self.is_tight or now.mono_ms < self._next_ms:
            return
        self._next_ms = now.mono_ms + LOOK_MS
        self._free = self._look()
        if not self._waits and self._take_back():
            self.is_tight = False
            log.info("the disk has room again: %s", self._left())

    def alarm(self) -> control.Text | None:
        if self._waits:
            return control.Text(key="alarm-disk-waits")
        return control.Text(key="alarm-disk-full", args={"mib": self._free // MIB}) if self.is_tight else None

    def _take_back(self) -> bool:
        """Whether there is room enough, with the ballast; a file system that can hold no such file does without."""
        try:
            return self._ballast.take(self._free) if self._ballast.size else self._free >= ENOUGH_BYTES
        except OSError as error:
            log.warning("no ballast for a full disk can be kept beside the store: %s", error.strerror)
            self._ballast.size = 0
            return self._free >= ENOUGH_BYTES

    def _look(self) -> int:
        try:
            return free_bytes(self._store)[0]
        except OSError:
            return 0

    def _left(self) -> str:
        return f"{self._free // MIB} MiB left beside {self._store}"


class Quota(Chore):
    """Warns before the disk is full, with the hours that are left where the trend says so."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._next_ms: int | None = None
        self._samples: deque[tuple[int, int]] = deque(maxlen=SAMPLES)
        self._alarm: control.Text | None = None

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - it looks at the disk
        if self._next_ms is not None and now.mono_ms < self._next_ms:
            return
        self._next_ms = now.mono_ms + SAMPLE_MS
        try:
            free, size = free_bytes(self._store)
        except OSError:
            return
        if not self._samples or now.mono_ms - self._samples[-1][0] >= SAMPLE_MS:
            self._samples.append((now.mono_ms, free))
        is_low = free < LOW_BYTES and free < LOW_SHARE * size
        if is_low and self._alarm is None:
            log.warning("the disk of %s is low: %d MiB left", self._store, free // MIB)
        self._alarm = self._said(free, now) if is_low else None
        if is_low:
            self._next_ms = now.mono_ms + LOOK_MS

    def alarm(self) -> control.Text | None:
        return self._alarm

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - a fixed time
        return self._next_ms if self._alarm is not None else None

    def _said(self, free: int, now: Moment) -> control.Text:
        then_ms, then = self._samples[0]
        mib, took_ms = free // MIB, now.mono_ms - then_ms
        if took_ms >= TREND_MS and then > free:
            hours = free * took_ms // ((then - free) * 3_600_000)
            if hours <= HOURS_MAX:
                return control.Text(key="alarm-disk-low-hours", args={"mib": mib, "hours": hours})
        return control.Text(key="alarm-disk-low", args={"mib": mib})
