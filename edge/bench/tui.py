"""The operator's screen, measured from outside: `wedge tui` on a pseudo-terminal at a real daemon with a real store.

    keys at the pty -> screen -> socket -> decide, commit (FULL) -> `view` at a second screen -> ... -> drawn at the pty
    |<------------------- the daemon's end ------------------------->|
    |<---------------------------------- what the operator waits -------------------------------------->|

An item and the dock's label are scanned in turn, while a simulated reader brings 200 reads a second; the small and the
large screen take turns, so that a busy machine touches both alike.
"""

import json
import select
import socket as sockets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from edge import control
from edge.bench.figures import Figure, machine, show, spread
from edge.bench.processes import BenchError, Running, daemon, free_port, simulated_reader
from edge.bench.pty_screen import CHUNK, DRAWN_S, PtyScreen, pty_screen
from edge.bench.site import BADGE, PIN, RECEIPT, STATION, Devices, Site, item_code, make_site
from edge.bench.terminal import Gun, Screen

P99_MS: Final = 50.0
READY_S: Final = 1.0
BUSY_PCT: Final = 15.0
IDLE_PCT: Final = 1.0
MEMORY_MB: Final = 45.0
SIZES: Final = ((20, 8), (120, 40))
RATE: Final = 200
TAGS: Final = 100
SETTLE_S: Final = 2.0
LIVE, WORK = "\x1b[17~", "\x1b[15~"
"""F6 and F5."""


class Watcher:
    """A second screen at the same station: the newest view, and when it came (seconds of the bench's clock)."""

    def __init__(self, path: Path) -> None:
        self._link = sockets.socket(sockets.AF_UNIX)
        self._link.settimeout(DRAWN_S)
        self._link.connect(str(path))
        self._link.sendall(control.line(control.Hello(terminal="watcher", station=STATION)))
        self._rest = b""
        self.at = 0.0
        self.view: control.View | None = None
        while self.view is None:
            self.take()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def fileno(self) -> int:
        return self._link.fileno()

    @property
    def ask(self) -> control.Text:
        """What the operator is asked."""
        assert self.view is not None
        return self.view.prompt.ask

    @property
    def turn(self) -> int:
        assert self.view is not None
        return self.view.turn

    def drain(self) -> None:
        """Take in all that has come so far."""
        while select.select([self], [], [], 0)[0]:
            self.take()

    def take(self) -> None:
        """Take in what has come; waits where there is nothing."""
        *lines, self._rest = (self._rest + self._link.recv(CHUNK)).split(b"\n")
        at = time.perf_counter()
        for line in lines:
            if json.loads(line)["type"] == "view":
                self.view, self.at = control.View.model_validate_json(line), at


@dataclass(slots=True)
class Times:
    """Milliseconds from the last key of a scan: until the daemon's view was out, and until the answer was drawn."""

    told: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Processor milliseconds of the screen for one scan, one value a round."""


@dataclass(slots=True)
class Cost:
    """What the screen, and the daemon, took of a core in percent, and how many bytes a second the screen sent."""

    screen: list[float] = field(default_factory=list)
    daemon: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)

    @contextmanager
    def counted(self, screen: PtyScreen, box: Running) -> Iterator[None]:
        began, cpu, of_box, written = time.perf_counter(), screen.process.cpu_s(), box.cpu_s(), screen.written
        yield
        took = time.perf_counter() - began
        self.screen.append(100 * (screen.process.cpu_s() - cpu) / took)
        self.daemon.append(100 * (box.cpu_s() - of_box) / took)
        self.sent.append((screen.written - written) / took)


@dataclass(slots=True)
class Found:
    """All of one size. `work` and `live` are the panes that are shown while reads stream."""

    ready_s: list[float] = field(default_factory=list)
    ready_cpu_s: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)
    pss_mb: list[float] = field(default_factory=list)
    times: Times = field(default_factory=Times)
    from_live: Times = field(default_factory=Times)
    costs: dict[str, Cost] = field(default_factory=dict)

    def cost(self, name: str) -> Cost:
        return self.costs.setdefault(name, Cost())


@dataclass(frozen=True, slots=True)
class Bench:
    """How long, and with what. `scans` are those of one size in one round; they come `pace` a second."""

    scans: int
    pace: float
    seconds: float
    site: Site
    reader: Running
    box: Running


def run(scans: int, rounds: int, pace: float, seconds: float, folder: Path, json_file: Path | None = None) -> None:
    """`scans` at each size in all, in `rounds`, and `seconds` a round to watch what each pane costs."""
    gun, port = Gun(), free_port()
    found = {size: Found() for size in SIZES}
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        site = make_site(Path(name), Devices(gun.path, port))
        with simulated_reader(port, RATE, TAGS, site.folder / "reader.log") as reader, daemon(site) as box:
            with Screen(site.socket) as desk:
                desk.wait_up("gun", "reader")
            with Watcher(site.socket) as watcher:
                bench = Bench(2 * -(-scans // (2 * rounds)), pace, seconds, site, reader, box)
                for _ in range(rounds):
                    for size in SIZES:
                        _round(bench, found[size], size, watcher)
        about = machine(Path(name))
    gun.close()
    title = f"wedge bench tui: {len(found[SIZES[0]].times.drawn)} scans at each size, {pace:g} a second, {RATE} reads/s"
    figures = [figure for size in SIZES for figure in _figures(f"{size[0]}x{size[1]}", found[size])]
    show(title, figures, about, json_file)


def _round(bench: Bench, found: Found, size: tuple[int, int], watcher: Watcher) -> None:
    watcher.drain()
    with pty_screen(bench.site.socket, size, watcher.ask) as screen:
        found.ready_s.append(screen.process.ready_s)
        found.ready_cpu_s.append(screen.process.cpu_s())
        _sign_in(screen, watcher)
        bench.reader.hold()
        _watch(bench, found, screen, "idle", WORK)
        if size[0] >= 80:
            _watch(bench, found, screen, "idle, live pane", LIVE)
        bench.reader.release()
        screen.listen(SETTLE_S)  # the daemon hears it again, and all that was held back is through
        _watch(bench, found, screen, f"{RATE} reads/s, live pane", LIVE)
        _watch(bench, found, screen, f"{RATE} reads/s", WORK)
        with found.cost(f"{RATE} reads/s and {bench.pace:g} scans/s").counted(screen, bench.box):
            _scans(bench, found.times, screen, watcher, WORK)
        if size[0] >= 80:
            _scans(bench, found.from_live, screen, watcher, LIVE)
        rss, pss = screen.memory_mb()
        found.rss_mb.append(rss)
        found.pss_mb.append(pss)
        _sign_out(screen, watcher)


def _watch(bench: Bench, found: Found, screen: PtyScreen, name: str, pane: str) -> None:
    screen.type(pane)
    screen.listen(min(SETTLE_S, bench.seconds))
    with found.cost(name).counted(screen, bench.box):
        screen.listen(bench.seconds)


def _sign_in(screen: PtyScreen, watcher: Watcher) -> None:
    """Badge, PIN, the first work of the menu, and the receipt."""
    for key in (BADGE, PIN, "1", RECEIPT):
        _answered(screen, watcher, f"{key}\r")
        if key == PIN and watcher.ask.key != "ask-work":  # it is checked beside the loop
            _viewed(screen, watcher, watcher.turn)
        screen.wait_says(watcher.ask)


def _sign_out(screen: PtyScreen, watcher: Watcher) -> None:
    for code in ("WE-MENU", "WE-SIGNOUT"):
        _answered(screen, watcher, f"{code}\r")


def _scans(bench: Bench, times: Times, screen: PtyScreen, watcher: Watcher, pane: str) -> None:
    due, cpu = time.perf_counter(), screen.process.cpu_s()
    for number in range(bench.scans):
        if pane != WORK:
            screen.type(pane)
        screen.listen(max(0.0, due - time.perf_counter()))
        due = max(due, time.perf_counter()) + 1 / bench.pace
        code = STATION if number % 2 else item_code(number // 2)
        began = time.perf_counter()
        at = _answered(screen, watcher, f"{code}\r")
        assert watcher.view is not None
        last = watcher.view.last
        if last is None or last.text.key != ("received" if number % 2 else "counted"):
            raise BenchError(f"{code} led to {last and last.text}")
        screen.wait_says(last.text)
        times.drawn.append((time.perf_counter() - began) * 1000)
        times.told.append((at - began) * 1000)
    times.cpu.append(1000 * (screen.process.cpu_s() - cpu) / bench.scans)


def _answered(screen: PtyScreen, watcher: Watcher, keys: str) -> float:
    """Type, and wait for the view it leads to; when that came."""
    turn = watcher.turn
    screen.type(keys)
    return _viewed(screen, watcher, turn)


def _viewed(screen: PtyScreen, watcher: Watcher, turn: int) -> float:
    until = time.perf_counter() + DRAWN_S
    while watcher.turn <= turn:
        if watcher.fileno() in screen.take([watcher.fileno()], max(0.0, until - time.perf_counter())):
            watcher.take()
        elif time.perf_counter() > until:
            raise BenchError(f"the daemon does not answer; the screen shows {screen.drawn()[-300:]}")
    return watcher.at


def _figures(name: str, found: Found) -> Iterator[Figure]:
    yield Figure(f"{name}: ready, median", statistics.median(found.ready_s), "s", READY_S)
    yield Figure(f"{name}: ready, longest", max(found.ready_s), "s")
    yield Figure(f"{name}: processor time until ready, median", statistics.median(found.ready_cpu_s), "s")
    yield from spread(f"{name}: key to drawn result", found.times.drawn, p99=P99_MS)
    yield from spread(f"{name}: of that until the daemon's view", found.times.told)
    yield Figure(f"{name}: processor time of a scan", statistics.median(found.times.cpu), "ms")
    if found.from_live.drawn:
        yield from spread(f"{name}: from the live pane", found.from_live.drawn, p99=P99_MS)
    for what, cost in found.costs.items():
        target = IDLE_PCT if what.startswith("idle") else BUSY_PCT
        yield Figure(f"{name}: {what}: screen", statistics.median(cost.screen), "% of core", target)
        yield Figure(f"{name}: {what}: daemon", statistics.median(cost.daemon), "% of core")
        yield Figure(f"{name}: {what}: sent", statistics.median(cost.sent), "bytes/s")
    yield Figure(f"{name}: memory, RSS", max(found.rss_mb), "MB", MEMORY_MB)
    yield Figure(f"{name}: memory, PSS", max(found.pss_mb), "MB")
