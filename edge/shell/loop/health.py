"""Health: what is known of each device, and the live feed of reads. Owned by the loop."""

import logging
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from edge import control
from edge.config import Config, DeviceConfig
from edge.core.read import ClimateSeen, CodeSeen, Moment, Read, TagSeen, TriggerSeen, WeightSeen
from edge.shell.loop.inbox import TagReads
from edge.wire import DeviceHealth

log = logging.getLogger("wedge.devices")

FEED_ROWS_MAX: Final = 50
MINUTE_MS: Final = 60_000
TEXT_MAX: Final = 80
"""Characters of a read that a screen is shown; a symbol may hold thousands."""
BUCKETS: Final = 12
ODD: Final = {
    "no_separators": "sends no separators, it seems: a field has swallowed the next; let it send GS, or set gs_aliases",
}
"""What a device's reads told of its settings, in words for who set it up."""


@dataclass(slots=True)
class _Device:
    config: DeviceConfig
    up: bool = False
    what: str = "starting"
    odd: str = ""
    told_down: bool = False
    reads: int = 0
    last_ms: int | None = None
    buckets: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=BUCKETS + 1))

    def count(self, number: int, at: Moment) -> None:
        self.reads += number
        self.last_ms = at.wall_ms
        bucket = at.mono_ms * BUCKETS // MINUTE_MS
        if self.buckets and self.buckets[-1][0] == bucket:
            number += self.buckets.pop()[1]
        self.buckets.append((bucket, number))

    def per_min(self, now: Moment) -> int:
        oldest = (now.mono_ms - MINUTE_MS) * BUCKETS // MINUTE_MS
        return sum(number for bucket, number in self.buckets if bucket > oldest)


class Health:
    """Devices by name."""

    def __init__(self, config: Config) -> None:
        self._devices = {name: _Device(device) for name, device in config.devices.items()}
        self._reads: deque[Read] = deque(maxlen=FEED_ROWS_MAX)
        self._reads_seen = 0

    def up(self, device: str, what: str) -> None:
        """A device answers; logged once."""
        state = self._devices[device]
        state.up, state.what, state.told_down = True, what, False
        log.info("device %s is up: %s", device, what)

    def down(self, device: str, reason: str) -> None:
        """A device is lost; logged once, with the one sentence its driver gave. Screens see the newest reason."""
        state = self._devices[device]
        if not state.told_down:
            log.warning("device %s is down: %s", device, reason)
        state.up, state.what, state.told_down = False, reason, True

    def odd(self, device: str, words: Collection[str]) -> None:
        """A device's code says that it is not set up well: logged once, shown until another says (no words) it is."""
        state = self._devices[device]
        if not words:
            state.odd = ""
        for word in words:
            if not state.odd and (told := ODD.get(word)):
                state.odd = told
                log.warning("device %s %s", device, told)

    def read(self, read: Read) -> None:
        self._devices[read.device].count(1, read.at)
        self._seen(read)

    def tags(self, batch: TagReads) -> None:
        for seen, _first, last in batch.reads:
            self._devices[batch.device].count(seen.count, last)
        for seen, _first, last in batch.reads[-FEED_ROWS_MAX:]:
            self._seen(Read(batch.device, seen, last))

    def down_count(self) -> int:
        return sum(1 for device in self._devices.values() if not device.up)

    def rows(self, now: Moment) -> list[control.DeviceRow]:
        """All devices, for a screen."""
        return [
            control.DeviceRow(
                device=name,
                kind=state.config.kind,
                up=state.up,
                what=_told(state),
                reads=state.reads,
                per_min=state.per_min(now),
                last_read_ms=state.last_ms,
                place=_place(state.config),
            )
            for name, state in self._devices.items()
        ]

    def take_reads(self) -> tuple[list[control.ReadRow], int]:
        """New reads for the feed, and how many did not fit."""
        rows, seen = [_row(read) for read in self._reads], self._reads_seen
        self._reads.clear()
        self._reads_seen = 0
        return rows, seen - len(rows)

    def telemetry(self) -> list[DeviceHealth]:
        """All devices, for central."""
        return [
            DeviceHealth(device=name, kind=state.config.kind, up=state.up, what=_told(state), reads=state.reads)
            for name, state in self._devices.items()
        ]

    def _seen(self, read: Read) -> None:
        self._reads_seen += 1
        self._reads.append(read)


def _told(state: _Device) -> str:
    return f"{state.what}; {state.odd}" if state.odd else state.what


def _row(read: Read) -> control.ReadRow:
    kind, text = _shown(read)
    text = text[:TEXT_MAX]
    fields = {"device": read.device, "point": read.seen.point, "kind": kind, "text": text, "at_ms": read.at.wall_ms}
    return control.ReadRow.model_validate(fields | {"value": _value(read)})


def _value(read: Read) -> float | None:
    """What is drawn as a line: g, dBm, degrees Celsius."""
    match read.seen:
        case TagSeen(rssi_dbm=rssi):
            return rssi
        case WeightSeen(weight_mg=weight):
            return weight / 1000
        case ClimateSeen(temperature_mc=celsius):
            return celsius / 1000
        case _:
            return None


def _shown(read: Read) -> tuple[str, str]:
    match read.seen:
        case CodeSeen(symbols=symbols):
            return "code", " ".join(f"{one.aim} {one.data.decode('latin-1')}".strip() for one in symbols)
        case TagSeen(epc=epc, rssi_dbm=rssi):
            return "tag", f"{epc.hex().upper()} {'?' if rssi is None else rssi} dBm"
        case WeightSeen(weight_mg=weight):
            return "weight", f"{weight / 1000:.1f} g"
        case TriggerSeen(on=on):
            return "trigger", "on" if on else "off"
        case ClimateSeen(temperature_mc=celsius):
            return "climate", f"{celsius / 1000:.1f} °C"


def _place(config: DeviceConfig) -> str:
    served = [config.station] if config.station else [*config.zones.values(), *config.places.values()]
    return ", ".join(dict.fromkeys(served))
