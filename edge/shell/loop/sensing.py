"""Sensing: reads that are no scans fold into observations, in memory; only those with a stable id are decided on.

TagReads    -> a zone a mapped antenna -> Passage where the zone is a portal
WeightSeen  -> a platform -> ShelfStep at its location
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from edge import control
from edge.config import Config, DeviceConfig, ZoneConfig
from edge.core import presence, weighing
from edge.core.event import Passage, SeenTag, ShelfStep
from edge.core.read import Moment, Read, WeightSeen
from edge.shell.clock import Clock
from edge.shell.loop.inbox import TagReads

WEIGHING: Final = weighing.Rules()


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal: its zone, the place it stands at, and what goes through it now."""

    zone: str
    location: str
    share_pct: int
    fold: presence.Zone

    def tags(self) -> tuple[SeenTag, ...]:
        """The tags of the passage that goes on, in the order in which they came."""
        return _seen(self.fold.coming())


class Sensing:
    """The folds of one box. Owned by the loop."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._devices: Mapping[str, DeviceConfig] = config.devices
        self._zone_configs = config.zones
        self._clock = clock
        self._zones = {name: presence.Zone(_rules(zone)) for name, zone in config.zones.items()}
        self._seen_by: dict[str, str] = {}
        self._last: dict[str, presence.Arrived | presence.Departed] = {}
        self._platforms: dict[tuple[str, str], weighing.Platform] = {}

    def tags(self, batch: TagReads) -> None:
        """Fold tag reads into their zones; antennas without a zone are for the live feed alone."""
        zones = self._devices[batch.device].zones
        for seen, first, last in batch.reads:
            zone = zones.get(seen.point)
            if zone is None:
                continue
            self._seen_by[zone] = batch.device
            fold = self._zones[zone]
            self._note(zone, fold.see(seen.epc, 1, first, seen.pc))
            if seen.count > 1:
                self._note(zone, fold.see(seen.epc, seen.count - 1, last, seen.pc))

    def weight(self, read: Read, seen: WeightSeen) -> ShelfStep | None:
        """Fold one weight reading; gives a step where one became certain."""
        place = self._devices[read.device].places.get(seen.point)
        if place is None:
            return None
        key = (read.device, seen.point)
        platform, said = weighing.weigh(
            self._platforms.get(key, weighing.Platform()), seen.weight_mg, read.at, WEIGHING
        )
        self._platforms[key] = platform
        step = next((one for one in said if isinstance(one, weighing.LoadStep)), None)
        if step is None:
            return None
        ident = f"{read.device}/{step.id(seen.point)}"
        return ShelfStep(ident, place, step.delta_mg, 2 * WEIGHING.noise_mg, read.device, step.at)

    def due_ms(self) -> int | None:
        """Monotonic time at which a zone may have something to say."""
        return min((due for zone in self._zones.values() if (due := zone.due_ms()) is not None), default=None)

    def tick(self, now: Moment) -> Iterator[tuple[Passage, Moment]]:
        """Passages that have ended, each with the moment it began."""
        for name, zone in self._zones.items():
            due = zone.due_ms()
            if due is None or due > now.mono_ms:
                continue
            for one in zone.tick(now):
                self._note(name, one)
                if isinstance(one, presence.Passed):
                    yield self._passage(name, one), one.began

    def rows(self) -> list[control.ZoneRow]:
        """All zones, for a screen."""
        return [self._row(name, zone.present) for name, zone in self._zones.items()]

    def portals(self) -> Iterator[Portal]:
        """All portals, with what goes through them."""
        for name, zone in self._zones.items():
            config = self._zone_configs[name]
            if config.portal is not None:
                yield Portal(name, config.portal, config.share_pct, zone)

    def present(self) -> dict[str, int]:
        """Tags present per zone, for central."""
        return {name: zone.present for name, zone in self._zones.items()}

    def _note(self, zone: str, said: presence.Observation | None) -> None:
        if isinstance(said, presence.Arrived | presence.Departed):
            self._last[zone] = said

    def _row(self, zone: str, present: int) -> control.ZoneRow:
        last = self._last.get(zone)
        if last is None:
            return control.ZoneRow(zone=zone, present=present)
        came = isinstance(last, presence.Arrived)
        at_ms = (last.at if isinstance(last, presence.Arrived) else last.last_seen).wall_ms
        word: Literal["arrived", "departed"] = "arrived" if came else "departed"
        return control.ZoneRow(zone=zone, present=present, last=word, epc=last.epc.hex().upper(), at_ms=at_ms)

    def _passage(self, name: str, passed: presence.Passed) -> Passage:
        config = self._zone_configs[name]
        tags = _seen(passed.tags)
        device = self._seen_by.get(name, "")
        ident = f"{name}/{passed.began.wall_ms}"
        assert config.portal is not None
        today = self._clock.today(passed.began)
        return Passage(ident, name, config.portal, config.share_pct, tags, device, today)


def _seen(tags: Iterable[tuple[bytes, int, int | None]]) -> tuple[SeenTag, ...]:
    return tuple(SeenTag(epc.hex().upper(), reads, pc) for epc, reads, pc in tags)


def _rules(zone: ZoneConfig) -> presence.Rules:
    return presence.Rules(
        zone.min_reads, int(zone.departed_s * 1000), int(zone.passage_s * 1000), zone.portal is not None
    )
