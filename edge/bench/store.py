"""What the book costs: decisions a second through bare SQLite, the store, and the whole path, interleaved in one run.

    bare    the same rows through sqlite3 with the same settings, a plain statement for each: no look-ups, no decisions,
            no hashing
    posted  the same, a movement posted by one statement, as the store does it (edge/shell/ledger/goods_sql.py)
    store   `Store.write` of finished decisions
    path    a code's bytes -> identify -> name -> decide -> `Store.write`, as the daemon's loop does it

All write the same rows: item and dock label in turn, so that every second scan is a movement. Each works on a file of
its own; every batch is one durable commit.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from edge.bench.busy import beside_a_busy_thread
from edge.bench.figures import Figure, machine, show
from edge.bench.plain import Statement, plain
from edge.bench.site import OPERATOR, RECEIPT, STATION, Devices, Site, item_code, make_site
from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry import Stamp
from edge.core.read import CodeSeen, Moment, Read
from edge.core.workflows.receive.steps import ReceiveItem
from edge.main import load_reference, open_store, read_config, settle_memory
from edge.shell.clock import Clock
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.goods_sql import POST_GOODS
from edge.shell.loop.inbox import DeviceRead
from edge.shell.loop.intake import Intake
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.work import Decide
from edge.shell.loop.writing import Writer

BATCHES: Final = {1: 600, 10: 2_000, 100: 4_000, 1000: 4_000}
"""Scans a round for each batch."""
BUSY_SCANS: Final = 1_000
BARE: Final = {1: 0.70, 100: 0.65, 1000: 0.65}
"""What share of bare SQLite the store is to reach."""
PATH_AT_100: Final = 5_000.0

Written: TypeAlias = tuple[Decision, str, Stamp, int]


@dataclass(frozen=True, slots=True)
class Script:
    """One run of scans, recorded: the reads, the decisions they led to, and what each batch of those wrote."""

    reads: Sequence[DeviceRead]
    decisions: Sequence[Written]
    statements: Sequence[Sequence[Statement]]

    @property
    def plain(self) -> Sequence[Sequence[Statement]]:
        """The statements with each movement's in plain SQL."""
        return [[one for text, row in batch for one in _in_plain(text, row)] for batch in self.statements]


class _Tape(Cursor):
    """A cursor that keeps what writes through it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.kept: list[Statement] = []

    def execute(self, sql: str, parameters: Any = ()) -> "_Tape":
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.kept.append((sql, parameters))
        super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> "_Tape":
        rows = list(parameters)
        self.kept += [(sql, row) for row in rows]
        super().executemany(sql, rows)
        return self


class _Tables:
    """A new store with the bench's reference data and an operator at a receipt."""

    def __init__(self, folder: Path) -> None:
        self.config, self.site = _site(folder)
        self.store = open_store(self.config)
        load_reference(self.store, self.config)
        session = replace(self.store.view.session(STATION), operator=OPERATOR, step=ReceiveItem(RECEIPT))
        self.store.begin()
        self.store.put_session(session)
        self.store.commit()

    def tape(self) -> _Tape:
        """From now on the store writes through a tape."""
        store: Any = self.store
        tape = _Tape(store._connection)  # noqa: SLF001  # a bench may look inside
        for part in (store, store.view, store._posting, store._end):  # noqa: SLF001
            part._cursor = tape  # noqa: SLF001
        return tape


def run(rounds: int, scale: float, folder: Path, json_file: Path | None = None) -> None:
    """Measure every batch size `rounds` times; `scale` times the usual number of scans each."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        place = Path(name)
        about = machine(place)
        for batch, scans in BATCHES.items():
            many = max(batch, int(scans * scale)) // batch * batch
            figures += _compared(batch, _record(_new(place), many, batch), rounds, place)
        figures += _beside_a_busy_thread(int(BUSY_SCANS * scale), _new(place))
    show(f"wedge bench store: scans/s, median of {rounds} rounds, synchronous=FULL", figures, about, json_file)


def _compared(batch: int, script: Script, rounds: int, place: Path) -> Iterator[Figure]:
    rates: dict[str, list[float]] = {"bare": [], "posted": [], "store": [], "path": []}
    settle_memory()  # as the daemon does: the script itself is not looked through while the clock runs
    for _ in range(rounds):
        for name, seconds in (
            ("bare", _bare(script.plain, _new(place))),
            ("posted", _bare(script.statements, _new(place))),
            ("store", _store(script, batch, _new(place))),
            ("path", _path(script, batch, _new(place))),
        ):
            rates[name].append(len(script.reads) / seconds)
    for name, many in rates.items():
        target = PATH_AT_100 if name == "path" and batch == 100 else None
        yield Figure(f"batch {batch}: {name}", statistics.median(many), "scans/s", target, at_least=True)
    for name, base in (("store", "bare"), ("store", "posted"), ("path", "bare")):
        share = statistics.median(map(_share, rates[name], rates[base]))
        target = BARE.get(batch) if (name, base) == ("store", "bare") else None
        yield Figure(f"batch {batch}: {name} / {base}", share, "x", target, at_least=True)


def _beside_a_busy_thread(scans: int, folder: Path) -> Iterator[Figure]:
    tables = _Tables(folder)
    intake, writer = _loop(tables, Clock(tables.config.timezone))

    def take(read: DeviceRead) -> None:
        work = intake.read(read)
        assert work is not None
        writer.run([work])

    yield from beside_a_busy_thread(list(_reads(max(20, scans))), take)
    tables.store.close()


def _share(rate: float, bare: float) -> float:
    return rate / bare


def _record(folder: Path, scans: int, batch: int) -> Script:
    """Run the whole path once, batch by batch, and keep what went by."""
    tables = _Tables(folder)
    tape, decisions, statements = tables.tape(), list[Written](), list[Sequence[Statement]]()
    clock, reads = Clock(tables.config.timezone), list(_reads(scans))
    intake, writer = _loop(tables, clock)
    for chunk in _chunks(reads, batch):
        tape.kept.clear()
        works = [work for read in chunk if isinstance(work := intake.read(read), Decide)]
        for work, done in zip(works, writer.run(works), strict=True):
            decisions.append((done.decision, work.source, work.stamp, clock.now().wall_ms))
        statements.append(tuple(tape.kept))
    tables.store.close()
    return Script(reads, decisions, statements)


def _in_plain(text: str, row: Any) -> Iterator[Statement]:
    if text == POST_GOODS:
        yield from plain(row)
    else:
        yield text, row


def _bare(batches: Sequence[Sequence[Statement]], folder: Path) -> float:
    store = _Tables(folder).store
    cursor, began = store.cursor, time.perf_counter()
    for statements in batches:
        cursor.execute("BEGIN IMMEDIATE")
        for text, values in statements:
            cursor.execute(text, values).fetchall()
        cursor.execute("COMMIT")
    took = time.perf_counter() - began
    store.close()
    return took


def _store(script: Script, batch: int, folder: Path) -> float:
    store, began = _Tables(folder).store, time.perf_counter()
    for chunk in _chunks(script.decisions, batch):
        store.begin()
        for decision, source, stamp, now_ms in chunk:
            store.write(decision, source, stamp, now_ms)
        store.commit()
    took = time.perf_counter() - began
    store.close()
    return took


def _path(script: Script, batch: int, folder: Path) -> float:
    tables = _Tables(folder)
    intake, writer = _loop(tables, Clock(tables.config.timezone))
    began = time.perf_counter()
    for chunk in _chunks(script.reads, batch):
        writer.run([work for read in chunk if isinstance(work := intake.read(read), Decide)])
    took = time.perf_counter() - began
    assert tables.store.last_seq == len(script.reads) // 2
    tables.store.close()
    return took


def _loop(tables: _Tables, clock: Clock) -> tuple[Intake, Writer]:
    return Intake(tables.config, clock, Sensing(tables.config, clock)), Writer(tables.store, clock)


def _reads(scans: int) -> Iterator[DeviceRead]:
    began = time.time_ns() // 1_000_000
    for number in range(scans):
        code = STATION if number % 2 else item_code(number // 2)
        yield DeviceRead(Read("gun", CodeSeen(code.encode()), Moment(began + number, number)))


def _chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _new(place: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=place))


def _site(folder: Path) -> tuple[Config, Site]:
    site = make_site(folder, Devices(scanner="/dev/null"))
    return read_config(site.config), site
