"""What a book of millions of movements costs: the next movement, the start of the daemon, the usual questions.

    small   the cost of a movement when the book holds `SMALL` of them
    big     the same when it holds `movements`, with what that leaves of shipped pallets

Both are the same decisions at the same batch, each batch one durable commit, small and big in turn; the books are
built without waiting for the disk in between.
"""

import contextlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from edge.bench.big_book import BigBook, bin_of, item, pallet
from edge.bench.figures import Figure, machine, show, spread
from edge.bench.processes import daemon
from edge.bench.site import Devices, Site, make_site
from edge.core.place import location
from edge.main import load_reference, open_store, read_config, settle_memory
from edge.shell.history.stock_reader import StockReader
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.store import Store

SMALL: Final = 50_000
BATCH: Final = 100
MEASURED: Final = 5_000
"""Movements a round."""
BUILT_IN: Final = 2_000
QUESTIONS: Final = 3_000
COST_RATIO: Final = 1.3
ANSWER_MS: Final = 1.0
START_S: Final = 2.0


def run(movements: int, rounds: int, folder: Path, keep: Path | None = None, json_file: Path | None = None) -> None:
    """Build the books, and measure them. Needs about 1.5 kB of disk a movement; the big one stays in `keep`."""
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        place = Path(name)
        small, big = _site(place / "small"), _site(keep or place / "big")
        about = machine(place)
        figures = [*_writing(small, big, movements, rounds), *_starting(big, rounds), *_asking(big, movements)]
        figures.append(Figure("size of the store", big.store.stat().st_size / 1e6, "MB"))
    show(f"wedge bench book: {movements:,} movements, batch {BATCH}, synchronous=FULL", figures, about, json_file)


def _site(folder: Path) -> Site:
    folder.mkdir(parents=True, exist_ok=True)
    return make_site(folder, Devices())


def _writing(small: Site, big: Site, movements: int, rounds: int) -> Iterator[Figure]:
    """Both books grown to their size, then measured in turn."""
    with _book(small) as (few, few_store), _book(big) as (many, many_store):
        settle_memory()
        _build(few, few_store, min(SMALL, movements) - few.movements)
        built = _build(many, many_store, movements - many.movements)
        _cost_us(few), _cost_us(many)  # what a box at work has in memory, the measured rounds have, too
        costs = [(_cost_us(few), _cost_us(many)) for _ in range(rounds)]
        yield Figure(f"movement at {SMALL:,}", statistics.median(one for one, _ in costs), "us")
        yield Figure(f"movement at {movements:,}", statistics.median(one for _, one in costs), "us")
        yield Figure("big / small", statistics.median(far / near for near, far in costs), "x", COST_RATIO)
        yield Figure("shipped pallets", many.shipped, "")
        if built:
            yield Figure("building", built, "movements/s")


@contextlib.contextmanager
def _book(site: Site) -> Iterator[tuple[BigBook, Store]]:
    config = read_config(site.config)
    with contextlib.closing(open_store(config)) as store:
        load_reference(store, config)
        yield BigBook(store, config.site), store


def _build(book: BigBook, store: Store, movements: int) -> float:
    """Grow the book without waiting for the disk; movements a second."""
    if movements <= 0:
        return 0.0
    before, began = book.movements, time.perf_counter()
    store.cursor.execute("PRAGMA synchronous = OFF")
    book.grow(movements, BUILT_IN)
    store.cursor.execute("PRAGMA synchronous = FULL")
    took = time.perf_counter() - began
    store.cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (book.movements - before) / took


def _cost_us(book: BigBook) -> float:
    """The cost of a movement over `MEASURED` of them."""
    before = book.movements
    batches = book.prepared(MEASURED, BATCH)
    began = time.perf_counter()
    for batch in batches:
        book.commit(batch)
    return (time.perf_counter() - began) * 1e6 / (book.movements - before)


def _starting(site: Site, rounds: int) -> Iterator[Figure]:
    ready = []
    for _ in range(rounds):
        with daemon(site) as box:
            ready.append(box.ready_s)
    yield Figure("daemon ready, median", statistics.median(ready), "s", START_S)
    yield Figure("daemon ready, longest", max(ready), "s")


def _asking(site: Site, movements: int) -> Iterator[Figure]:
    config = read_config(site.config)
    dice = random.Random(7)
    pallets = max(1, movements // 5)
    with contextlib.closing(open_reader(site.store)) as connection:
        reader = StockReader(connection, config.site)
        asked: dict[str, Callable[[int], object]] = {
            "an item": lambda number: reader.item(item(number)),
            "a location": lambda number: reader.location(location(config.site, bin_of(number))),
            "a unit": lambda number: reader.content(pallet(number)),
        }
        for name, ask in asked.items():
            numbers = [dice.randrange(pallets) for _ in range(QUESTIONS)]
            first = sorted(_timed_ms(ask, number) for number in numbers)
            yield Figure(f"stock of {name}, first asked: p99", first[len(first) * 99 // 100], "ms")
            yield from spread(f"stock of {name}", [_timed_ms(ask, number) for number in numbers], p99=ANSWER_MS)
        yield Figure("entries", _count(connection), "")


def _timed_ms(ask: Callable[[int], object], number: int) -> float:
    began = time.perf_counter()
    ask(number)
    return (time.perf_counter() - began) * 1000


def _count(connection: sqlite3.Connection) -> float:
    return float(connection.execute("SELECT max(seq) FROM ledger").fetchone()[0])
