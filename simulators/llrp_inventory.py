"""One ROSpec being carried out: its AISpecs in turn, what they read, when they end, when there is a report.

    step -> reads of the field -> rows, one a tag and antenna -> (n tags, time, or the end of a spec) -> a report

An ROSpec ends with its last AISpec; one that starts immediately then starts again. Time comes in as `At`; nothing here
waits. Source: EPCglobal LLRP 1.0.1, sections 6.2.1 (ROSpec), 10.2.2 (AISpec), 13.2.1 (ROReportSpec).
"""

import random
from dataclasses import dataclass, field

from simulators.llrp_access import Access
from simulators.llrp_field import Crowd, Sighting
from simulators.llrp_report import Row, encoder
from simulators.llrp_rospec import AISpec, Gpi, ReportSpec, ROSpec, Stop, TagStop

CHANNELS = 4
HELD_TAGS_MAX = 4000
RSSI_MIN, RSSI_MAX = -95, -20
_CHANCE = random.Random(5084)
_FADING = [round(_CHANCE.gauss(0, 1.6)) for _ in range(1021)]
"""dB around a tag's own strength, from one read to the next."""


@dataclass(frozen=True, slots=True)
class At:
    """A moment: monotonic seconds, and microseconds since 1970 UTC."""

    mono: float
    utc_us: int


@dataclass(slots=True)
class Field:
    """All that can be heard: the crowds, the antennas that are off, how much faster than life tags are read."""

    crowds: tuple[Crowd, ...]
    deaf: set[int] = field(default_factory=set)
    haste: float = 1.0


@dataclass(slots=True)
class Held:
    """TagReportData that could not go out yet; what comes when it is full is lost, and said to be."""

    tags: list[bytes] = field(default_factory=list)
    overflowed: bool = False

    def add(self, encoded: list[bytes]) -> None:
        room = HELD_TAGS_MAX - len(self.tags)
        self.overflowed |= len(encoded) > room
        self.tags += encoded[: max(room, 0)]

    def take(self) -> list[bytes]:
        tags, self.tags = self.tags, []
        return tags


@dataclass(frozen=True, slots=True)
class AISpecEnded:
    index: int


@dataclass(frozen=True, slots=True)
class ROSpecRestarted:
    pass


Happening = AISpecEnded | ROSpecRestarted


class _Round:
    """One AISpec in execution; `index` counts from 1."""

    def __init__(self, spec: AISpec, index: int, at: At) -> None:
        self.spec = spec
        self.index = index
        self._began = self._last_read = self._last_new = at.mono
        self._reads = 0
        self._seen: set[bytes] = set()

    def saw(self, sighting: Sighting, mono: float) -> None:
        self._reads += 1
        self._last_read = mono
        if self.spec.stop.kind is Stop.TAGS and sighting.tag.epc not in self._seen:
            self._seen.add(sighting.tag.epc)
            self._last_new = mono

    def satisfied(self, heard: int) -> bool:
        """Whether enough has been read, of the `heard` tags there are."""
        stop = self.spec.stop
        if stop.kind is not Stop.TAGS:
            return False
        match stop.tag_kind:
            case TagStop.N_TAGS:
                return 0 < stop.tags <= self._reads
            case TagStop.N_UNIQUE:
                return 0 < stop.tags <= len(self._seen)
            case TagStop.N_ATTEMPTS:  # an attempt asks every tag once
                return self._reads >= stop.attempts * heard
            case _:
                return False

    def over(self, at: At, edge: Gpi | None) -> bool:
        """Whether time, quiet or an input ends it."""
        stop = self.spec.stop
        lasted_ms = (at.mono - self._began) * 1000
        match stop.kind:
            case Stop.DURATION:
                return lasted_ms >= stop.duration_ms
            case Stop.GPI:
                return fires(stop.gpi, edge, lasted_ms)
            case Stop.TAGS:
                since = {TagStop.QUIET: self._last_read, TagStop.QUIET_UNIQUE: self._last_new}.get(stop.tag_kind)
                quiet = since is not None and (at.mono - since) * 1000 >= stop.quiet_ms
                return quiet or 0 < stop.timeout_ms <= lasted_ms
            case Stop.NULL:
                return False


def fires(wanted: Gpi | None, edge: Gpi | None, lasted_ms: float = 0.0) -> bool:
    """Whether an edge on an input is the one a trigger waits for, or the wait has timed out."""
    assert wanted is not None
    seen = edge is not None and (edge.port, edge.on) == (wanted.port, wanted.on)
    return seen or 0 < wanted.timeout_ms <= lasted_ms


class Inventory:
    """An active ROSpec. After each `step`, `reports` holds what is to go out and `happened` what events may tell."""

    def __init__(self, spec: ROSpec, report: ReportSpec, field: Field, access: Access, held: Held, at: At) -> None:
        self.spec = spec
        self.repeats = False
        self.reports: list[list[bytes]] = []
        self.happened: list[Happening] = []
        self._report = report
        self._field = field
        self._access = access
        self._held = held
        self._rows: dict[object, Row] = {}
        self._began = self._reported = self._stepped = at
        self._reads = 0
        self._enter(1, at)

    def _enter(self, index: int, at: At) -> None:
        self._round = _Round(self.spec.specs[index - 1], index, at)
        self._encode = encoder(self._report.selector, self.spec.ident, index, self._round.spec.inventory_id)

    def step(self, at: At, edge: Gpi | None = None, *, sendable: bool) -> bool:
        """Carry on until `at`; False when the ROSpec is over. When not `sendable`, what is read goes on adding up."""
        running = self._read(at, sendable=sendable)
        if running and self._stopped(at, edge):
            running = self._end(at, sendable=sendable)
        elif running and (self._round.over(at, edge) or self._nothing_to_attempt()):
            running = self._next_round(at, sendable=sendable)
        if sendable and 0 < self._report.interval_s <= at.mono - self._reported.mono:
            self._reported = at
            self._send()
        self._stepped = at
        return running

    def settle(self) -> None:
        """Rows become TagReportData, held until they go out."""
        self._held.add([self._encode(row) for row in self._rows.values()])
        self._rows.clear()

    def _send(self) -> None:
        self.settle()
        if self._held.tags:
            self.reports.append(self._held.take())

    def _read(self, at: At, *, sendable: bool) -> bool:
        before = self._stepped
        seconds = at.mono - before.mono
        for crowd in self._field.crowds:
            count = crowd.due(self._round.spec, self._field.deaf, seconds, self._field.haste)
            for n in range(1, count + 1):
                sighting = crowd.read(self._round.spec, self._field.deaf)
                if sighting is None:
                    break
                self._see(sighting, before.utc_us + (at.utc_us - before.utc_us) * n // count)
                self._round.saw(sighting, before.mono + seconds * n / count)
                if sendable and 0 < self._report.tags <= len(self._rows) + len(self._held.tags):
                    self._send()
                if self._round.satisfied(self._heard()) and not self._next_round(at, sendable=sendable):
                    return False
        return True

    def _see(self, sighting: Sighting, at_us: int) -> None:
        self._reads += 1
        rssi = min(max(sighting.rssi + _FADING[self._reads % len(_FADING)], RSSI_MIN), RSSI_MAX)
        key = sighting if self._report.selector.antenna else sighting.tag.epc
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = Row(sighting, self._reads // 50 % CHANNELS + 1, rssi, at_us, at_us)
        else:
            row.again(rssi, at_us)
        if self._access.enabled:
            self._access.operate(row, self.spec.ident)

    def _heard(self) -> int:
        return sum(crowd.heard(self._round.spec, self._field.deaf) for crowd in self._field.crowds)

    def _nothing_to_attempt(self) -> bool:
        stop = self._round.spec.stop
        return stop.kind is Stop.TAGS and stop.tag_kind is TagStop.N_ATTEMPTS and not self._heard()

    def _stopped(self, at: At, edge: Gpi | None) -> bool:
        stop = self.spec.stop
        lasted_ms = (at.mono - self._began.mono) * 1000
        if stop.kind is Stop.GPI:
            return fires(stop.gpi, edge, lasted_ms)
        return stop.kind is Stop.DURATION and lasted_ms >= stop.duration_ms

    def _next_round(self, at: At, *, sendable: bool) -> bool:
        self.happened.append(AISpecEnded(self._round.index))
        if self._round.index == len(self.spec.specs):
            return self._end(at, sendable=sendable)
        self.settle()
        if sendable and self._report.at_ai_end:
            self._send()
        self._enter(self._round.index + 1, at)
        return True

    def _end(self, at: At, *, sendable: bool) -> bool:
        """The end of the ROSpec, and its report; whether it goes on, because it starts again at once."""
        self.settle()
        if sendable and self._report.trigger:
            self._send()
        if self.repeats:
            self.happened.append(ROSpecRestarted())
            self._began = at
            self._enter(1, at)
        return self.repeats
