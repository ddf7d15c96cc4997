"""What a bench found: named figures with their targets, as a small table for people and as JSON for comparing runs."""

import json
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

SYNCS: Final = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `target` is its bound, `at_least` says which way; None: measured for the record."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """None where there is no target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value < self.target


def show(title: str, figures: Sequence[Figure], machine: str, json_file: Path | None = None) -> None:
    """Print the table, and write it where a file is named. Raises `OSError` for a file that cannot be written."""
    print(f"{title}\n{machine}")
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        print(f"  {figure.name:<{width}} {_number(figure.value):>12} {figure.unit:<10} {_verdict(figure)}".rstrip())
    if json_file is not None:
        rows = [asdict(figure) | {"met": figure.is_met} for figure in figures]
        json_file.write_text(json.dumps({"bench": title, "machine": machine, "figures": rows}, indent=2) + "\n")


def machine(folder: Path) -> str:
    """The machine in one line: processors and load, Python, SQLite, and what one durable write costs in `folder`."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} x {_processor()}, load {load:.1f}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, fsync {_sync_ms(folder):.2f} ms"
    )


def spread(name: str, times_ms: Sequence[float], median: float | None = None, p99: float | None = None) -> list[Figure]:
    """Median, p90, p99 and the longest of some times in milliseconds, with targets for the median and the p99."""
    ordered = sorted(times_ms)
    return [
        Figure(f"{name}: median", statistics.median(ordered), "ms", median),
        Figure(f"{name}: p90", _share(ordered, 0.90), "ms"),
        Figure(f"{name}: p99", _share(ordered, 0.99), "ms", p99),
        Figure(f"{name}: max", ordered[-1], "ms"),
    ]


def _share(ordered: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"


def _verdict(figure: Figure) -> str:
    if figure.target is None:
        return ""
    bound = f"{'at least' if figure.at_least else 'under'} {_number(figure.target)}"
    return f"{bound}: {'yes' if figure.is_met else 'MISSED'}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model")))
    return next(named, "") or platform.machine()


def _sync_ms(folder: Path) -> float:
    """The median cost of appending a page to a file and waiting until the disk has it."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            file.write(bytes(4096))
            began = time.perf_counter()
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000
