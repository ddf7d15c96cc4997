"""The power is cut at any instant: what was acknowledged is there, nothing is there twice, no store is broken.

A child process works on a store while every act on its files is written down; from that list, disk images are made as
a cut may leave them, and each is opened. `WEDGE_FAULT_SEED=N` runs other cuts, or those of a failure again.
"""

import gzip
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.recovery import Result, Rows, put, rows, wrong
from tests.faults.replay import KINDS, Act, Cut, cuts, read_log
from tests.folders import quick_folder

SEED = int(os.environ.get("WEDGE_FAULT_SEED", "1"))
HERE = Path(__file__).parent
OLD = HERE.parent / "shell" / "stores" / "schema-1.db.gz"
SHIFT = ("work:12", "reopen", "work:12", "leave")
DEEP_EVERY = 8

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes over calls as Linux loads them")


@dataclass(frozen=True, slots=True)
class Run:
    """What a child did: its acts on the files, what stood there before, and all entries there ever were."""

    acts: list[Act]
    before: dict[str, bytes]
    acked: int
    truth: Rows
    after: dict[str, bytes]


def work(folder: Path, plan: tuple[str, ...], before: dict[str, bytes] | None = None, acked: int = 0) -> Run:
    """One child after the other on the same files: each begins where the one before ended or left."""
    folder.mkdir()
    for name, data in (before or {}).items():
        (folder / name).write_bytes(data)
    log, store = folder / "acts", folder / "ledger.db"
    env = os.environ | {"WEDGE_DISK_STORE": str(store), "WEDGE_DISK_LOG": str(log)}
    words = [sys.executable, str(HERE / "workload.py"), str(SEED), *plan]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    after = {path.name: path.read_bytes() for path in folder.glob("ledger.db*") if path.suffix in {".db", ".db-wal"}}
    return Run(read_log(log), before or {}, acked, rows(store), after)


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    with quick_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shift(disk):
    """A new store, a shift, a restart, more of the shift; then the process goes without closing."""
    return work(disk / "shift", SHIFT)


def survives(run: Run, disk: Path, count: int, seed: int = SEED) -> Result:
    """Open every image; the first bad one is told with all that is needed to see it again."""
    folder, result = disk / "image", Result()
    folder.mkdir(exist_ok=True)
    for cut in cuts(run.acts, run.before, run.acked, count, seed):
        path = put(cut.files, folder, random.Random(cut.seed))
        what, why = wrong(path, run.truth, cut.acked, deep=result.images % DEEP_EVERY == 0)
        result.images += 1
        result.lost += what == "lost"
        result.corrupt += what == "corrupt"
        if what and not result.first:
            result.first = f"WEDGE_FAULT_SEED={seed}: {cut}: {what}: {why}"
    return result


def damaged(run: Run) -> Cut:
    """An image that lost a part of its write-ahead log."""
    found = [cut for cut in cuts(run.acts, run.before, run.acked, 60, SEED) if cut.files.get("ledger.db-wal")]
    return [cut for cut in found if cut.kind in {"subset", "sectors"}][-1]


def scenarios(shift: Run, disk: Path) -> dict[str, Run]:
    """All that a cut may come into."""
    old = {"ledger.db": gzip.decompress(OLD.read_bytes())}
    once = damaged(shift)
    return {
        "a shift from the first start on": shift,
        "a start after the process went without closing": work(
            disk / "left", ("work:4",), shift.after, len(shift.truth)
        ),
        "a start after a cut, and the next cut": work(disk / "again", ("work:4", "leave"), once.files, once.acked),
        "the migration of an old store": work(disk / "old", ("work:3", "reopen"), old, 90),
    }


def survives_all(shift: Run, disk: Path, times: int) -> None:
    for number, (name, run) in enumerate(scenarios(shift, disk).items()):
        count = times * (240 if run is shift else 90)
        result = survives(run, disk, count, SEED + number)
        assert (result.images, result.bad) == (count, 0), f"{name}: {result}"


def test_a_cut_at_any_instant_loses_nothing_acknowledged_and_breaks_no_store(shift, disk):
    survives_all(shift, disk, times=1)


@pytest.mark.soak
def test_twenty_thousand_cuts(shift, disk):
    survives_all(shift, disk, times=40)


def test_the_shift_that_is_cut_goes_through_all_that_happens_to_a_store(shift):
    did = {(act[0], act[1]) for act in shift.acts}
    assert {("create", "ledger.db"), ("create", "ledger.db-wal"), ("unlink", "ledger.db-journal")} <= did
    assert {("sync", "ledger.db"), ("sync", "ledger.db-wal"), ("sync", "."), ("truncate", "ledger.db-wal")} <= did
    headers = [act for act in shift.acts if act[:3] == ("write", "ledger.db-wal", 0)]
    assert len(headers) > 4, "the write-ahead log begins anew again and again"
    acked = [act[1] for act in shift.acts if act[0] == "acked"]
    assert acked == sorted(acked)
    assert acked[-1] == len(shift.truth) > 100
    assert {cut.kind for cut in cuts(shift.acts, {}, 0, 12, SEED)} == set(KINDS)


def test_the_same_cuts_break_a_store_that_does_not_sync(disk):
    result = survives(work(disk / "off", ("sync:OFF", "work:24", "leave")), disk, 100)
    assert result.corrupt > 10, result
    assert result.lost > 10, result


def test_the_same_cuts_lose_what_was_acknowledged_by_a_store_that_syncs_now_and_then(disk):
    result = survives(work(disk / "normal", ("sync:NORMAL", "work:24", "leave")), disk, 60)
    assert result.lost > 10, result
    assert result.corrupt == 0, result.first
