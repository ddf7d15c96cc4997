"""A desk's wait: windows of lists of a running box whose store holds a million lines of stock and millions of entries.

Each question is timed at the box's socket, from the line that asks to the whole line that answers. The rows are written
straight into the tables of a new store: what is measured is reading them.
"""

import contextlib
import random
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from edge import control
from edge.bench.desk_book import BINS, ITEMS, bin_code, colour, item, make_book, sizes, unit
from edge.bench.figures import Figure, machine, show, spread
from edge.bench.processes import BenchError, Running, daemon
from edge.bench.site import Site

ANSWER_MS: Final = 100.0
READY_S: Final = 600.0
WINDOW: Final = 60
CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of question; `how` makes one of them."""

    name: str
    how: Callable[[random.Random], dict[str, Any]]


def run(
    rows: int, entries: int, asks: int, folder: Path, keep: Path | None = None, json_file: Path | None = None
) -> None:
    """Build the store, or take the one that stands in `keep`; start the box, ask. Needs about 1 kB of disk a row."""
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        site = Site(keep or Path(name))
        about = machine(site.folder)
        if not site.store.exists():
            make_book(site, rows, entries)
        lines, entries = sizes(site)
        with daemon(site, READY_S) as box:
            before = box.rss_mb()
            figures = [*_asking(box, site.socket, lines, entries, asks)]
            figures.append(Figure("memory, with all lists ready", box.rss_mb(), "MB"))
            figures.append(Figure("memory before the first question", before, "MB"))
            figures.append(Figure("daemon ready", box.ready_s, "s"))
    show(f"wedge bench desk: {lines:,} lines of stock, {entries:,} entries", figures, about, json_file)


def _asking(box: Running, path: Path, rows: int, entries: int, asks: int) -> Iterator[Figure]:
    with contextlib.closing(_Link(path)) as link:
        yield from _getting_ready(link, rows)
        for asked in (*_stock(rows), *_entries(entries), *_map()):
            dice, before = random.Random(asked.name), box.cpu_s()
            times = [link.asked(**asked.how(dice))[1] for _ in range(asks)]
            yield from spread(asked.name, times, p99=ANSWER_MS)
            yield Figure(f"{asked.name}: processor time each", (box.cpu_s() - before) * 1000 / asks, "ms")


def _getting_ready(link: "_Link", rows: int) -> Iterator[Figure]:
    """From the first question, to a box that nobody has asked, on."""
    began = time.perf_counter()
    for name, order in (("first rows of all stock", ""), ("the largest quantities", "-qty")):
        first, took = link.asked(of="stock", order=order)
        yield Figure(f"{name}, asked before anything is ready", took / 1000, "s")
        if not first.rows:
            raise BenchError(f"no stock is told: {first.fault or first}")
    last, _took = link.asked(of="stock", order="-qty", top=rows - 1, count=1)
    if not last.rows:
        raise BenchError(f"not all stock is there: {last.fault or last}")
    yield Figure("all stock there, in an order", time.perf_counter() - began, "s")
    link.asked(of="stock", search="zzz")
    yield Figure("all stock searched", time.perf_counter() - began, "s")
    while link.asked(of="entries", about=f"lpn:{unit(0)}", count=1)[0].fault:
        if time.perf_counter() - began > READY_S:
            raise BenchError("the history is not ready")
    yield Figure("the history there", time.perf_counter() - began, "s")


def _stock(rows: int) -> Sequence[Asked]:
    def window(name: str, order: str, top: Callable[[random.Random], int]) -> Asked:
        return Asked(f"stock, {name}", lambda dice: {"of": "stock", "order": order, "top": top(dice)})

    def found(name: str, search: Callable[[random.Random], str], order: str = "") -> Asked:
        return Asked(f"stock, {name}", lambda dice: {"of": "stock", "order": order, "search": search(dice)})

    return (
        window("first rows", "", lambda _: 0),
        window("anywhere", "", lambda dice: dice.randrange(rows)),
        window("last rows", "", lambda _: max(0, rows - WINDOW)),
        window("the largest quantities", "-qty", lambda _: 0),
        window("anywhere by quantity", "qty", lambda dice: dice.randrange(rows)),
        window("anywhere by expiry", "expiry", lambda dice: dice.randrange(rows)),
        window("anywhere by name", "name", lambda dice: dice.randrange(rows)),
        window("anywhere by location", "-location", lambda dice: dice.randrange(rows)),
        found("an item", lambda dice: item(dice.randrange(ITEMS)).lower()),
        found("some letters", lambda dice: item(dice.randrange(ITEMS))[: dice.randrange(5, 9)].lower()),
        found("one letter", lambda dice: dice.choice("abcdefghijklmnopqrstuvwxyz")),
        found("one letter, by quantity", lambda dice: dice.choice("abcdefghijklmnopqrstuvwxyz"), "-qty"),
        found("a word of many names", lambda dice: colour(dice.randrange(8))),
        found("a word of many names, by name", lambda dice: colour(dice.randrange(8)), "name"),
        found("a place and a name", lambda dice: f"{bin_code(dice.randrange(BINS))} {colour(dice.randrange(8))}"),
        found("two common words, by expiry", lambda dice: f"{dice.choice('abcdefgh')} {colour(1)}", "expiry"),
        Asked(
            "stock, of a bin",
            lambda dice: {"of": "stock", "about": f"loc:{bin_code(dice.randrange(BINS))}", "order": "-qty"},
        ),
    )


def _entries(entries: int) -> Sequence[Asked]:
    def about(name: str, subject: Callable[[random.Random], str]) -> Asked:
        return Asked(f"entries, {name}", lambda dice: {"of": "entries", "about": subject(dice)})

    def found(name: str, search: Callable[[random.Random], str]) -> Asked:
        return Asked(f"entries, {name}", lambda dice: {"of": "entries", "search": search(dice)})

    return (
        Asked("entries, the newest", lambda _: {"of": "entries"}),
        Asked("entries, anywhere", lambda dice: {"of": "entries", "top": dice.randrange(entries)}),
        Asked("entries, the oldest", lambda _: {"of": "entries", "order": "seq"}),
        about("of an item", lambda dice: f"item:{item(dice.randrange(ITEMS))}"),
        Asked(
            "entries, of an item, by quantity",
            lambda dice: {"of": "entries", "about": f"item:{item(dice.randrange(ITEMS))}", "order": "-qty"},
        ),
        about("of a unit", lambda dice: f"lpn:{unit(dice.randrange(max(1, entries // 5)))}"),
        about("of a bin", lambda dice: f"loc:{bin_code(dice.randrange(BINS))}"),
        found("a unit's code", lambda dice: unit(dice.randrange(max(1, entries // 5))).lower()),
        found("some letters", lambda dice: item(dice.randrange(ITEMS))[: dice.randrange(5, 9)].lower()),
        found("two words", lambda dice: f"{item(dice.randrange(ITEMS))} op-{dice.randrange(9)}"),
        found("a word of the texts", lambda dice: f"damaged op-{dice.randrange(9)}"),
    )


def _map() -> Sequence[Asked]:
    return (Asked("map, a screen of racks", lambda dice: {"of": "map", "top": dice.randrange(20), "count": 30}),)


class _Link:
    """A desk's end of the socket. Raises `BenchError` where nothing comes."""

    def __init__(self, path: Path) -> None:
        self._link = socket.socket(socket.AF_UNIX)
        self._link.settimeout(READY_S)
        self._link.connect(str(path))
        self._rest = b""
        self._number = 0

    def close(self) -> None:
        self._link.close()

    def asked(self, **how: Any) -> tuple[control.Told, float]:
        """One question: its answer, and how long that took in ms."""
        self._number += 1
        line = control.line(control.Ask(id=str(self._number), **({"count": WINDOW} | how)))
        began = time.perf_counter()
        self._link.sendall(line)
        while True:
            told, at = self._told()
            if told.id == str(self._number):
                return told, (at - began) * 1000

    def _told(self) -> tuple[control.Told, float]:
        while b"\n" not in self._rest:
            chunk = self._link.recv(CHUNK)
            if not chunk:
                raise BenchError("the daemon closed the connection")
            self._rest += chunk
        at = time.perf_counter()
        line, _, self._rest = self._rest.partition(b"\n")
        return control.Told.model_validate_json(line), at
