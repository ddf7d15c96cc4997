"""Presence: reads of tags in one zone become arrivals, departures and, at a portal, passages.

    read read ... -> Arrived (after `min_reads`)          not read for `departed_ms` -> Departed
    Arrived Arrived ... then no new one for `passage_ms`  -> Passed, with every tag that came in together

Owned by the loop, driven by reads and by the time it is told; no clock of its own. At most `TAGS_MAX` tags are
followed; beyond that the longest unseen is forgotten first. A passage ends at `PASSAGE_TAGS_MAX` tags or after
`PASSAGE_MS_MAX` even where new ones keep coming.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from edge.core.read import Moment
from edge.core.value import value

TAGS_MAX: Final = 20_000
PASSAGE_TAGS_MAX: Final = 5_000
PASSAGE_MS_MAX: Final = 60_000
"""A portal that is never still is cut into passages of this many tags, or this long."""


@value
class Rules:
    """How a zone behaves; see [zones.NAME] in the config."""

    min_reads: int = 2
    departed_ms: int = 10_000
    passage_ms: int = 1_000
    is_portal: bool = False


@value
class Arrived:
    epc: bytes
    at: Moment


@value
class Departed:
    epc: bytes
    last_seen: Moment


@value
class Passed:
    """Tags that came in together, each with its reads and its control word, and when the first was first read."""

    tags: tuple[tuple[bytes, int, int | None], ...]
    began: Moment


Observation: TypeAlias = Arrived | Departed | Passed


@dataclass(slots=True)
class _Track:
    first: Moment
    last: Moment
    reads: int
    present: bool = False
    pc: int | None = None


@dataclass(slots=True)
class Zone:
    """The tags of one zone."""

    rules: Rules
    _tracks: dict[bytes, _Track] = field(default_factory=dict)
    _coming: dict[bytes, _Track] = field(default_factory=dict)
    _first_new_ms: int = 0
    _last_new_ms: int = 0
    _sweep_ms: int | None = None

    def see(self, epc: bytes, count: int, at: Moment, pc: int | None = None) -> Observation | None:
        """Fold one report of one tag in; `pc` is its protocol control word, where the reader sends it."""
        track = self._tracks.pop(epc, None) or _Track(at, at, 0)
        self._tracks[epc] = track  # to the end: the order is by last read
        track.reads += count
        if pc is not None:
            track.pc = pc
        if at.mono_ms > track.last.mono_ms:
            track.last = at
        self._bound()
        if self._sweep_ms is None:
            self._sweep_ms = at.mono_ms + self.rules.departed_ms
        if track.present or track.reads < self.rules.min_reads:
            return None
        track.present = True
        if self.rules.is_portal:
            self._comes(epc, track, at)
        return Arrived(epc, at)

    def due_ms(self) -> int | None:
        """Monotonic time at which `tick` may have something to say."""
        passage = [self._passage_ends_ms()] if self._coming else []
        sweep = [self._sweep_ms] if self._sweep_ms is not None else []
        return min(passage + sweep, default=None)

    def tick(self, now: Moment) -> list[Observation]:
        """What the passing of time says: a passage that has ended, tags that have gone."""
        said: list[Observation] = []
        if self._coming and now.mono_ms >= self._passage_ends_ms():
            said.append(self._passed())
        if self._sweep_ms is not None and now.mono_ms >= self._sweep_ms:
            said += self._departed(now)
        return said

    @property
    def present(self) -> int:
        """How many tags are here now."""
        return sum(1 for track in self._tracks.values() if track.present)

    @property
    def passing(self) -> tuple[int, int]:
        """When the passage that goes on began (monotonic), and how many tags it has; (0, 0) for none."""
        return (self._first_new_ms, len(self._coming)) if self._coming else (0, 0)

    def coming(self) -> list[tuple[bytes, int, int | None]]:
        """The tags of the passage that goes on, in the order in which they came, as `Passed` has them."""
        return [(epc, track.reads, track.pc) for epc, track in self._coming.items()]

    def _comes(self, epc: bytes, track: _Track, at: Moment) -> None:
        if not self._coming:
            self._first_new_ms = at.mono_ms
        self._coming[epc] = track
        self._last_new_ms = at.mono_ms

    def _passage_ends_ms(self) -> int:
        if len(self._coming) >= PASSAGE_TAGS_MAX:
            return self._first_new_ms
        return min(self._last_new_ms + self.rules.passage_ms, self._first_new_ms + PASSAGE_MS_MAX)

    def _passed(self) -> Passed:
        came, self._coming = self._coming, {}
        began = min((track.first for track in came.values()), key=lambda moment: moment.mono_ms)
        return Passed(tuple(sorted((epc, track.reads, track.pc) for epc, track in came.items())), began)

    def _departed(self, now: Moment) -> list[Observation]:
        gone: list[Observation] = []
        limit = now.mono_ms - self.rules.departed_ms
        while self._tracks:
            epc, track = next(iter(self._tracks.items()))
            if track.last.mono_ms > limit:
                break
            del self._tracks[epc]
            if track.present:
                gone.append(Departed(epc, track.last))
        oldest = next(iter(self._tracks.values()), None)
        self._sweep_ms = oldest.last.mono_ms + self.rules.departed_ms if oldest else None
        return gone

    def _bound(self) -> None:
        while len(self._tracks) > TAGS_MAX:
            del self._tracks[next(iter(self._tracks))]
