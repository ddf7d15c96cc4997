"""The floor's whole work: scans a second, decided and committed, in a small warehouse and in a large one.

    ten stations receive, put away, pick, move and count as the screens ask them to; what they scan is written down once
    the same scans again on a fresh copy of the book, a batch at a time: bytes -> identify -> name -> decide -> commit

Every batch is one durable commit (synchronous=FULL). Small and large are measured in turn, in one run; the first fifth
of the scans is let through before.
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from edge import control
from edge.bench.figures import Figure, machine, show
from edge.bench.floor_day import START, STATIONS, Day, ToldClock, prepare
from edge.bench.floor_hands import Act, Hand, Todo
from edge.bench.processes import BenchError
from edge.core.read import CodeSeen, Moment, Read
from edge.main import open_store, settle_memory
from edge.shell.ledger.store import Store
from edge.shell.loop.inbox import DeviceRead
from edge.shell.loop.intake import Intake
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.work import Decide, Done
from edge.shell.loop.writing import Writer
from simulators.warehouse import Sizes

LARGE: Final = Sizes(items=100_000, locations=50_000, receipts=400, orders=9_500)
"""Of whose lines 20,000 are in stock, and open."""
BATCH: Final = 100
WARM: Final = 5
"""The first fifth of the scans is not measured."""
AT_LEAST: Final = 3_000.0
FACTOR: Final = 1.3
STEP_MS: Final = 100
"""From one scan to the next, of whichever station."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One act at a station, and the moment of it."""

    station: str
    act: Act
    at: Moment


@dataclass(frozen=True, slots=True)
class Script:
    """A day's scans, the book before it, and how many entries they lead to."""

    day: Day
    scans: Sequence[Scanned]
    entries: int

    @property
    def warm(self) -> int:
        """So many scans come before what is measured: a box that has just started reads its tables for the first time,
        and does so once a day at most."""
        return len(self.scans) // WARM // BATCH * BATCH


class Box:
    """The part of the daemon between inbox and disk, on one store."""

    def __init__(self, day: Day, store: Store) -> None:
        self.clock, self.store = ToldClock(day.config.timezone), store
        self._intake = Intake(day.config, self.clock, Sensing(day.config, self.clock))
        self._writer = Writer(store, self.clock)

    def run(self, scans: Sequence[Scanned]) -> list[Done]:
        """Decide and commit some scans in one transaction."""
        return self._writer.run([work for one in scans if (work := self._work(one)) is not None])

    def _work(self, one: Scanned) -> Decide | None:
        self.clock.moment = one.at
        if one.act.code is not None:
            code = one.act.code
            return self._intake.read(
                DeviceRead(Read(f"gun-{one.station}", CodeSeen(code.text.encode(), code.aim), one.at))
            )
        via, value = ("typed", one.act.typed) if one.act.typed else ("key", one.act.key)
        message = control.Input.model_construct(id=f"bench/{one.at.mono_ms}", turn=None, via=via, value=value)
        return self._intake.screen(1, one.station, message)


def run(rounds: int, scale: float, folder: Path, json_file: Path | None = None) -> None:
    """Measure small and large `rounds` times each; `scale` times the usual size of the large one, and of the day."""
    large = replace(LARGE, **{name: max(getattr(Sizes(), name), int(getattr(LARGE, name) * scale)) for name in _GROWS})
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        about = machine(Path(name))
        scripts = {
            which: _script(Path(name) / which, sizes, int(5_000 * min(1.0, scale * 2)))
            for which, sizes in (("demo data", Sizes()), ("large", large))
        }
        settle_memory()
        turns = [{which: _replayed(script, Path(name)) for which, script in scripts.items()} for _ in range(rounds)]
        rates = {which: [turn[which] for turn in turns] for which in scripts}
        house = scripts["large"].day.house
    lines = sum(len(order.lines) for order in house.orders)
    show(
        f"wedge bench floor: scans/s at batch {BATCH}, median of {rounds} rounds, synchronous=FULL; large: "
        f"{len(house.items):,} items, {len(house.locations):,} locations, {lines:,} open lines",
        list(_figures(scripts, rates)),
        about,
        json_file,
    )


_GROWS: Final = ("items", "locations", "receipts", "orders")


def _figures(scripts: dict[str, Script], rates: dict[str, list[float]]) -> Iterator[Figure]:
    limits = {"demo data": AT_LEAST, "large": AT_LEAST / FACTOR}
    for which, many in rates.items():
        measured = len(scripts[which].scans) - scripts[which].warm
        yield Figure(f"{which}: {measured:,} scans", statistics.median(many), "scans/s", limits[which], at_least=True)
    factor = statistics.median(rates["demo data"]) / statistics.median(rates["large"])
    yield Figure("demo data / large", factor, "x", FACTOR)


def _script(folder: Path, sizes: Sizes, scans: int) -> Script:
    folder.mkdir()
    day = prepare(folder, sizes)
    return _recorded(day, scans)


def _recorded(day: Day, wanted: int) -> Script:
    """Let everybody work until there are enough scans, or nothing is left to do; each scan a commit of its own."""
    store = _copy(day, day.store.parent)
    box, scans = Box(day, store), list[Scanned]()
    before, todo = store.last_seq, Todo.of(day.house)
    store.cursor.execute("PRAGMA synchronous = OFF")  # this part is not measured
    hands = {station: Hand(todo, day.house) for station in STATIONS}
    before_round = -1
    while before_round < len(scans) < wanted:
        before_round = len(scans)
        for station, hand in hands.items():
            act = hand.next(store.view, store.view.session(station))
            if act is None:
                continue
            at = Moment(START.wall_ms + len(scans) * STEP_MS, START.mono_ms + len(scans) * STEP_MS)
            scans.append(Scanned(station, act, at))
            _must_be_right(box.run(scans[-1:]), scans[-1])
    entries = store.last_seq - before
    store.close()
    return Script(day, scans, entries)


def _must_be_right(done: list[Done], scan: Scanned) -> None:
    """The operators of a bench are never refused or warned: what they scan next in the same batch would be held."""
    answer = done[0].decision.answer if done else None
    if answer is None or answer.level not in ("ok", "info"):
        raise BenchError(f"{scan.station}: {scan.act} led to {answer}")


def _replayed(script: Script, folder: Path) -> float:
    """The same scans on a fresh copy, in batches; scans a second, of a box that has been at work for a while."""
    store = _copy(script.day, folder)
    box, before = Box(script.day, store), store.last_seq
    began = time.perf_counter()
    for first in range(0, len(script.scans), BATCH):
        if first == script.warm:
            began = time.perf_counter()
        box.run(script.scans[first : first + BATCH])
    took = time.perf_counter() - began
    entries = store.last_seq - before
    store.close()
    if entries != script.entries:
        raise BenchError(f"the same scans led to {entries} entries, and to {script.entries} before")
    return (len(script.scans) - script.warm) / took


def _copy(day: Day, folder: Path) -> Store:
    """The store as it is before the day, in a file of its own."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "ledger.db"
    shutil.copy(day.store, path)
    with path.open("rb") as copy:
        os.fsync(copy.fileno())  # what the copy left to be written would be waited for by the first commits
    return open_store(day.config.model_copy(update={"store": day.config.store.model_copy(update={"path": path})}))
