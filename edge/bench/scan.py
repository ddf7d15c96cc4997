"""How long an operator waits: from a scan's bytes at the serial line to its durable movement and the next prompt.

    write at the pty -> driver -> inbox -> decide -> commit (FULL) -> `result` on the control socket -> `view`

Item and dock label are scanned in turn, at an operator's best pace; every dock label is a movement. Quiet blocks and
blocks with a reader that reports all the time alternate in one run, so that a busy machine touches both alike.
"""

import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from edge.bench.figures import Figure, machine, show, spread
from edge.bench.processes import BenchError, Running, daemon, free_port, simulated_reader
from edge.bench.site import RECEIPT, STATION, Devices, item_code, make_site
from edge.bench.terminal import Gun, Screen

MEDIAN_MS: Final = 10.0
P99_MS: Final = 50.0
BLOCKS: Final = 6
SETTLE_S: Final = 1.5
TAGS: Final = 200


@dataclass(slots=True)
class Times:
    """Milliseconds from a scan's last byte. `posted` are the scans that led to a movement."""

    posted: list[float] = field(default_factory=list)
    posted_prompt: list[float] = field(default_factory=list)
    all_prompts: list[float] = field(default_factory=list)


def run(movements: int, rate: float, pace: float, folder: Path, json_file: Path | None = None) -> None:
    """Measure `movements` movements with `rate` tags a second and as many without, `pace` scans a second."""
    gun, port = Gun(), free_port()
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        site = make_site(Path(name), Devices(gun.path, port))
        with (
            simulated_reader(port, rate, TAGS, site.folder / "reader.log") as reader,
            daemon(site) as box,
            Screen(site.socket) as screen,
        ):
            screen.wait_up("gun", "reader")
            screen.sign_in(gun)
            gun.scan(RECEIPT)
            screen.answer()
            quiet, busy, loads = _blocks(movements, pace, gun, screen, reader, box)
        about = machine(Path(name))
    gun.close()
    title = f"wedge bench scan: {len(busy.posted)} movements, {pace:g} scans/s, a reader of {rate:g} tags/s"
    show(title, _figures(quiet, busy, loads), about, json_file)


@dataclass(frozen=True, slots=True)
class Load:
    """What the reader brought and what the daemon cost in the blocks with tags, a second each."""

    tags: float
    cpu_pct: float


def _blocks(
    movements: int, pace: float, gun: Gun, screen: Screen, reader: Running, box: Running
) -> tuple[Times, Times, list[Load]]:
    quiet, busy, loads = Times(), Times(), list[Load]()
    each = -(-movements // (BLOCKS // 2))
    for _ in range(BLOCKS // 2):
        reader.hold()
        _block(quiet, each, pace, gun, screen)
        reader.release()
        screen.listen(SETTLE_S)
        before, cpu, began = _tags(screen), box.cpu_s(), time.perf_counter()
        _block(busy, each, pace, gun, screen)
        spent, took = box.cpu_s() - cpu, time.perf_counter() - began
        loads.append(Load((_tags(screen) - before) / took, 100 * spent / took))
    return quiet, busy, loads


def _block(times: Times, movements: int, pace: float, gun: Gun, screen: Screen) -> None:
    screen.forget()
    due = time.perf_counter()
    for number in range(movements):
        for code in (item_code(number), STATION):
            time.sleep(max(0.0, due - time.perf_counter()))
            due = max(due, time.perf_counter()) + 1 / pace
            _scan(times, code, gun, screen)


def _scan(times: Times, code: str, gun: Gun, screen: Screen) -> None:
    began = time.perf_counter()
    gun.scan(code)
    answered, shown, key = screen.answer()
    times.all_prompts.append((shown - began) * 1000)
    if (key == "received") != (code == STATION):
        raise BenchError(f"{code} led to {key}")
    if code == STATION:
        times.posted.append((answered - began) * 1000)
        times.posted_prompt.append((shown - began) * 1000)


def _tags(screen: Screen) -> int:
    screen.forget()
    return int(screen.devices()["reader"]["reads"])


def _figures(quiet: Times, busy: Times, loads: list[Load]) -> list[Figure]:
    slower = statistics.median(busy.posted_prompt) / statistics.median(quiet.posted_prompt)
    return [
        *spread("with tags, to the durable movement", busy.posted),
        *spread("with tags, to movement and prompt", busy.posted_prompt, MEDIAN_MS, P99_MS),
        *spread("with tags, any scan to its prompt", busy.all_prompts),
        *spread("quiet, to movement and prompt", quiet.posted_prompt),
        Figure("with tags / quiet, median", slower, "x"),
        Figure("tags taken in", statistics.median(load.tags for load in loads), "tags/s"),
        Figure("daemon with tags and scans", statistics.median(load.cpu_pct for load in loads), "% of core"),
    ]
