"""A warehouse to measure the floor in: its files, its stock in the book, its operators at their stations."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from edge.bench.floor_hands import TODAY
from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry import Draft, Movement, Stamp
from edge.core.place import location, virtual
from edge.core.read import Moment
from edge.core.reference import Document
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.workflows import WORKFLOWS
from edge.main import load_reference, open_store, read_config
from edge.shell.clock import Clock
from edge.shell.ledger.store import Store
from simulators import warehouse
from simulators.catalogue import record
from simulators.warehouse import Sizes, Stock, Warehouse

TODAY_DATE: Final = date.fromisoformat(TODAY)
START: Final = Moment(1_795_420_800_000, 5_000_000)
SITE: Final = "BENCH"
STATIONS: Final = {
    "RECEIVE-1": ("receive", "DOCK-1"),
    "RECEIVE-2": ("receive", "DOCK-2"),
    "PUT-1": ("putaway", "DOCK-1"),
    "PUT-2": ("putaway", "DOCK-2"),
    "PICK-1": ("pick", "CART-1"),
    "PICK-2": ("pick", "CART-2"),
    "PICK-3": ("pick", "CART-3"),
    "PICK-4": ("pick", "PACK-1"),
    "MOVE-1": ("transfer", "PACK-2"),
    "COUNT-1": ("count", "DOCK-4"),
}
"""Each station's work, and its location."""
SEED: Final = 7
PART: Final = 500
"""Movements of the opening stock in one transaction."""


class ToldClock(Clock):
    """A clock that says what it is told: a script played again is played at the same times."""

    def __init__(self, zone: str) -> None:
        super().__init__(zone)
        self.moment = START

    def now(self) -> Moment:
        return self.moment


@dataclass(frozen=True, slots=True)
class Day:
    """A box before its day: its config, its store with all that lies in the house, and what is to be done."""

    config: Config
    store: Path
    house: Warehouse


def prepare(folder: Path, sizes: Sizes) -> Day:
    """Make the files, and the book with the opening stock, in an empty folder."""
    house = _by_number(warehouse.build(SEED, TODAY_DATE, sizes))
    (folder / "reference.json").write_text(json.dumps(_reference(house)))
    (folder / "box.toml").write_text("\n".join(_config(folder)) + "\n")
    config = read_config(folder / "box.toml")
    store = open_store(config)
    load_reference(store, config)
    _stock(store, house)
    _come(store)
    store.close()
    return Day(config, folder / "ledger.db", house)


def _by_number(house: Warehouse) -> Warehouse:
    """Documents without lines that nobody knows beforehand how to scan: of serial numbers, of what is not in stock."""
    plain = {item.code for item in house.items if "serial" not in item.tracking}
    there = plain & {one.item for one in house.stock}

    def of(documents: Sequence[Document], items: Collection[str]) -> tuple[Document, ...]:
        kept = (replace(one, lines=tuple(line for line in one.lines if line.item in items)) for one in documents)
        return tuple(one for one in kept if one.lines)

    return replace(house, receipts=of(house.receipts, plain), orders=of(house.orders, there))


def _config(folder: Path) -> Iterator[str]:
    yield f'site = "{SITE}"\nbox = "B1"\nstore = {{ path = "{folder}/ledger.db" }}'
    yield f'control = {{ socket = "{folder}/control.sock" }}'
    yield f'reference = {{ file = "{folder}/reference.json" }}'
    yield 'policy = { zero_check = false, older_stock = "allow" }'
    for name, (work, place) in STATIONS.items():
        yield f'[stations.{name}]\nlocation = "{place}"\nworkflows = ["{work}"]'
        yield f'[devices.gun-{name}]\nkind = "serial"\nstation = "{name}"\noptions = {{ device = "/dev/null" }}'


def _reference(house: Warehouse) -> dict[str, list[dict[str, Any]]]:
    people = [
        {"id": f"op-{at}", "name": f"Operator {at}", "badge": f"BADGE-{at}", "pin_hash": "$argon2id$-"}
        for at in range(len(STATIONS))
    ]
    documents = {"receipts": house.receipts, "orders": house.orders, "counts": house.counts}
    records: dict[str, Sequence[Any]] = {"items": house.items, "locations": house.locations, **documents}
    return {name: [record(one) for one in many] for name, many in records.items()} | {"operators": people}


def _stock(store: Store, house: Warehouse) -> None:
    stamp = Stamp(START, "bench", "synced", "UTC")
    for first in range(0, len(house.stock), PART):
        drafts = tuple(map(_opening, house.stock[first : first + PART]))
        store.begin()
        store.write(Decision(drafts=drafts), f"opening/{first}", stamp, START.wall_ms)
        store.commit()


def _opening(one: Stock) -> Draft:
    key = StockKey(one.item, "", one.lot, one.expiry, one.received_on)
    goods = Goods(key, one.qty, serials=one.serials)
    return Draft(Movement("opening", goods, virtual(SITE, "OPENING"), location(SITE, one.place)))


def _come(store: Store) -> None:
    """Everybody is signed in and at the first step of their work."""
    store.begin()
    for at, (name, (work, _)) in enumerate(STATIONS.items()):
        session = Session(name, f"op-{at}")
        store.put_session(replace(session, step=WORKFLOWS[work].start(store.view, session)))
    store.commit()
