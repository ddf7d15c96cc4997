"""A store as a large site leaves it, for reading alone: its rows are written straight into the tables."""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from edge.bench.site import STATION, Site
from edge.core.canonical import canonical
from edge.core.entry_json import utc_text
from edge.core.reference import Abc, Item, LocationInfo
from edge.main import open_store, read_config
from edge.shell.history.entries import Entries
from edge.shell.history.lookup import look_up
from edge.shell.ledger import records
from edge.shell.ledger.database import open_reader

SITE: Final = "BENCH"
ITEMS: Final = 20_000
BINS: Final = 10_000
EACH: Final = 5
"""Lines of stock in a unit."""
BEGAN_MS: Final = 1_600_000_000_000
APART_MS: Final = 20_000
PAGE: Final = 20_000
_COLOURS: Final = ("amber", "blue", "crimson", "dark", "emerald", "fawn", "green", "hazel")
_THINGS: Final = (
    "bolt",
    "clamp",
    "drill",
    "elbow",
    "flange",
    "gasket",
    "hinge",
    "lamp",
    "nut",
    "pipe",
    "tube",
    "valve",
)
_BALANCE: Final = "INSERT OR IGNORE INTO balance VALUES (?, ?, '', ?, ?, '2026-11-23', 'sellable', ?, 0)"
_STOCK: Final = (
    "INSERT INTO stock SELECT b.item, u.location, b.owner, b.lot, b.expiry, b.received_on, b.status, sum(b.qty), 0"
    " FROM lpn u CROSS JOIN balance b ON b.place = 'lpn:' || u.code GROUP BY 1, 2, 3, 4, 5, 6, 7"
)


def item(number: int) -> str:
    return f"ART-{number % ITEMS:05d}"


def unit(number: int) -> str:
    return f"P-{number:08d}"


def colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def bin_code(number: int) -> str:
    number %= BINS
    return f"{chr(65 + number // 400)}-{number // 8 % 50:02d}-{number % 8:02d}"


def make_book(site: Site, rows: int, entries: int) -> None:
    """A site's files, with a store of about so many lines of stock and entries, and the index of its history."""
    site.folder.mkdir(parents=True, exist_ok=True)
    site.config.write_text("\n".join(_config(site)) + "\n")
    with contextlib.closing(open_store(read_config(site.config))) as store:
        cursor = store.cursor
        for pragma in ("synchronous = OFF", "cache_size = -262144"):
            cursor.execute(f"PRAGMA {pragma}")
        store.begin()
        cursor.executemany("INSERT INTO item VALUES (?, ?, 0)", _items(min(ITEMS, rows)))
        cursor.executemany("INSERT INTO location VALUES (?, 'bin', ?, '', 0, ?, 0)", _bins(min(BINS, rows)))
        units = max(1, rows // EACH)
        cursor.executemany("INSERT INTO lpn VALUES (?, ?, ?, '', '', '', '')", _units(units))
        cursor.executemany(_BALANCE, _balances(units, random.Random(7)))
        cursor.execute(_STOCK)
        store.commit()
        written = _entries(entries)
        while page := list(islice(written, PAGE)):
            store.begin()
            cursor.executemany("INSERT INTO ledger VALUES (?, ?, 'movement', ?, ?)", page)
            store.commit()
    _index(site.store)


def sizes(site: Site) -> tuple[int, int]:
    """How many lines of stock and entries a store has."""
    with contextlib.closing(open_reader(site.store)) as connection:
        found = connection.execute("SELECT (SELECT count(*) FROM balance), (SELECT max(seq) FROM ledger)").fetchone()
    return int(found[0]), int(found[1])


def _config(site: Site) -> Iterator[str]:
    yield f'site = "{SITE}"'
    yield 'box = "B1"'
    yield f'store = {{ path = "{site.store}" }}'
    yield f'control = {{ socket = "{site.socket}" }}'
    yield f'stations."{STATION}" = {{ location = "{STATION}" }}'


def _items(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        name = f"{colour(number).title()} {_THINGS[number // 8 % len(_THINGS)]} No. {number}"
        yield item(number), records.dump(Item(item(number), name, abc=_abc(number)))


def _abc(number: int) -> Abc:
    """A tenth of the items is of class A, three tenths are of B."""
    return "A" if number % 10 == 0 else "B" if number % 10 < 4 else "C"


def _bins(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        code = bin_code(number)
        yield code, number, records.dump(LocationInfo(code, zone=f"Z{number // 2_000}", walk=number))
    yield STATION, -1, records.dump(replace(LocationInfo(STATION), kind="dock"))


def _units(count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        place = f"loc:{SITE}/{bin_code(number)}"
        yield unit(number), place, place


def _balances(units: int, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(units):
        place = f"lpn:{unit(number)}"
        for line in range(EACH):
            expiry = f"20{dice.randrange(27, 30)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
            yield (
                place, item(dice.randrange(ITEMS)), f"L{dice.randrange(100_000):05d}",
                expiry if line % 2 else "", dice.randrange(1, 1_000),
            )  # fmt: skip


def _entries(count: int) -> Iterator[tuple[Any, ...]]:
    """Entries of goods that came in units, in the form in which they are stored; nobody checks their hashes here."""
    for seq in range(1, count + 1):
        at = utc_text(BEGAN_MS + seq * APART_MS)
        ident = f"{BEGAN_MS + seq:012x}-7000-8000-{seq:012x}"
        fields: dict[str, Any] = {
            "seq": seq, "id": ident, "kind": "movement", "t": at, "rec": at, "tz": "UTC", "clk": "synced",
            "boot": "bench", "mono_ms": seq, "op": f"op-{seq % 9}", "station": STATION, "dev": ["gun"],
            "type": "transfer", "item": item(seq * 7), "qty": 1 + seq % 50, "uom": "EA", "status": "sellable",
            "src": f"loc:{SITE}/{bin_code(seq)}", "dst": f"lpn:{unit(seq // 5)}",
        }  # fmt: skip
        if seq % 50 == 0:
            fields["reason"] = "damaged"
        yield seq, ident, canonical(fields).decode(), "0" * 64


def _index(store: Path) -> None:
    with contextlib.closing(open_reader(store)) as connection:
        look_up(store, Entries(connection)).close()
