"""A small site to measure on: one dock with a scanner and, where asked for, an RFID reader and shelf scales.

A receipt whose lines never fill up, so that every scan of the dock's label after an item is a movement.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from edge.core.reference import Document, Item, Line, LocationInfo, Operator
from edge.shell.loop.pins import peppered

STATION: Final = "DOCK-1"
OPERATOR: Final = "op-1"
BADGE: Final = "BADGE-1"
PIN: Final = "2468"
RECEIPT: Final = "PO-1"
ITEMS: Final = 20
QUANTITY: Final = 900_000_000
BINS: Final = 50


@dataclass(frozen=True, slots=True)
class Devices:
    """What is plugged in. `reader` and `broker` are TCP ports on this machine, `scanner` is a tty."""

    scanner: str = ""
    reader: int = 0
    broker: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """The files of one box."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "box.toml"

    @property
    def socket(self) -> Path:
        return self.folder / "control.sock"

    @property
    def store(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def reference(self) -> Path:
        return self.folder / "reference.json"


def item_code(number: int) -> str:
    return f"ITEM-{number % ITEMS:04d}"


def make_site(folder: Path, devices: Devices) -> Site:
    """Write config and reference data into an empty folder."""
    site = Site(folder)
    site.reference.write_text(json.dumps(_reference(), default=sorted))
    site.config.write_text("\n".join([*_head(site), *_devices(devices)]) + "\n")
    return site


def _head(site: Site) -> list[str]:
    return [
        'site = "BENCH"',
        'box = "B1"',
        f'store = {{ path = "{site.store}" }}',
        f'control = {{ socket = "{site.socket}" }}',
        f'reference = {{ file = "{site.reference}" }}',
        f'stations."{STATION}" = {{ location = "{STATION}" }}',
        f'zones.dock = {{ locations = ["{STATION}"] }}',
    ]


def _devices(devices: Devices) -> list[str]:
    lines: list[str] = []
    if devices.scanner:
        lines += [
            "[devices.gun]",
            'kind = "serial"',
            f'station = "{STATION}"',
            f'options = {{ device = "{devices.scanner}" }}',
        ]
    if devices.reader:
        # A long keepalive: the bench holds the reader still for seconds and it must not count as lost.
        lines += [
            "[devices.reader]",
            'kind = "llrp"',
            'zones = { 1 = "dock", 2 = "dock", 3 = "dock", 4 = "dock" }',
            f'options = {{ host = "127.0.0.1", port = {devices.reader}, keepalive_s = 60 }}',
        ]
    if devices.broker:
        lines += [
            "[devices.shelf]",
            'kind = "shelf"',
            'places = { a = "BIN-001" }',
            f"options = {{ port = {devices.broker} }}",
            "[upstream]",
            'host = "127.0.0.1"',
            f"port = {devices.broker}",
        ]
    return lines


def _reference() -> dict[str, list[object]]:
    from argon2 import PasswordHasher

    pin_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(peppered(PIN, b""))
    items = [Item(item_code(n), f"Article {n}", codes={f"{n:014d}": 1}) for n in range(ITEMS)]
    lines = tuple(Line(n + 1, item_code(n), QUANTITY) for n in range(ITEMS))
    bins = [LocationInfo(f"BIN-{n:03d}", walk=n) for n in range(BINS)]
    return {
        "items": [asdict(item) for item in items],
        "locations": [asdict(one) for one in (LocationInfo(STATION, "dock"), *bins)],
        "receipts": [asdict(Document(RECEIPT, "receipt", lines=lines))],
        "operators": [asdict(Operator(OPERATOR, "Bench", BADGE, pin_hash))],
    }
