"""A disk that fails under a real daemon: it stops rather than goes on, and all that was acknowledged is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge.shell.ledger.book import Book, Verdict
from tests.faults.replay import read_log
from tests.shell.book_builder import open_store
from tests.shell.daemon_process import DEADLINE_S, Box, Gun, Screen
from tests.shell.floor import beans
from tests.shell.test_daemon import receive, sign_in

HERE = Path(__file__).parent
GUN = """
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes over calls as Linux loads them")


class Disk:
    """The disk under a box's store, as its daemon sees it."""

    def __init__(self, folder: Path) -> None:
        self._fault, self._log = folder / "fault", folder / "acts"
        self.env = {
            "PYTHONPATH": os.pathsep.join([str(HERE / "hook"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            "WEDGE_DISK_STORE": str(folder / "ledger.db"),
            "WEDGE_DISK_FAULT": str(self._fault),
            "WEDGE_DISK_LOG": str(self._log),
        }

    def fails(self, call: str, how: str, number: str) -> None:
        """From now on; the number counts from here."""
        new = self._fault.with_suffix(".new")
        new.write_text(f"{call} {how} {number}")
        new.rename(self._fault)

    def mended(self) -> None:
        self._fault.unlink()

    def acts_since_it_failed(self) -> list[str]:
        acts = [act[0] for act in read_log(self._log)]
        return acts[acts.index("fault") + 1 :]


@pytest.fixture
def disk(tmp_path):
    return Disk(tmp_path)


@pytest.fixture
def gun(tmp_path):
    one = Gun(tmp_path / "gun1")
    yield one
    one.close()


@pytest.fixture
def box(tmp_path, disk, gun):
    one = Box(tmp_path, GUN)
    one.env = disk.env
    yield one
    one.end()
    assert "interpose: " not in one.log(), "the disk of the test itself failed"


def at_work(box: Box) -> Screen:
    box.start()
    box.wait_log("device gun1 is up", box.log().count("ready: "))
    return box.screen()


def answer(screen: Screen) -> str:
    """The key of the next answer to a scan; '' when the daemon went instead."""
    screen.wait(lambda: bool(screen.results) or screen.closed, "an answer, or the end")
    return screen.results.pop(0).text.key if screen.results else ""


def put_away(screen: Screen, gun: Gun, lot: str) -> None:
    """One lot, received by two scans."""
    for scan, heard in ((beans(lot), "counted"), (("DOCK-1", ""), "received")):
        gun.scan(*scan)
        assert answer(screen) == heard


def lots(box: Box) -> list[str]:
    return [entry["lot"] for entry in box.entries() if entry["kind"] == "movement"]


def test_a_sync_that_fails_ends_the_daemon_before_anything_of_it_is_told(box, disk, gun):
    screen = at_work(box)
    sign_in(screen)
    receive(screen)
    screen.results.clear()
    put_away(screen, gun, "BEFORE")
    gun.scan(*beans("LOT"))
    assert answer(screen) == "counted"
    disk.fails("fdatasync", "EIO", "1")
    gun.scan("DOCK-1")
    assert answer(screen) == "", "the scan was acknowledged though it may not be on the disk"
    assert box.process is not None
    assert box.process.wait(DEADLINE_S) not in {0, 78}, "the service manager is to start it again"
    assert "disk I/O error" in box.log()
    assert disk.acts_since_it_failed() == [], "what the cache holds is not to be trusted: nothing is written from it"
    disk.mended()
    screen = at_work(box)
    assert "was not closed when it was last used: it is looked through" in box.log()
    held = lots(box)
    assert held in (["BEFORE"], ["BEFORE", "LOT"]), "not acknowledged: there or not, but not twice"
    if held == ["BEFORE"]:
        gun.scan("DOCK-1")
        assert answer(screen) == "received", "the session stands where its last answer left it"
    put_away(screen, gun, "AFTER")
    assert lots(box) == ["BEFORE", "LOT", "AFTER"]
    verdict = box.verdict()
    assert verdict.ok, verdict


def test_a_disk_without_room_acknowledges_nothing_and_loses_nothing(box, disk, gun):
    screen = at_work(box)
    sign_in(screen)
    receive(screen)
    screen.results.clear()
    put_away(screen, gun, "BEFORE")
    disk.fails("pwrite64", "ENOSPC", "all")
    gun.scan(*beans("LOT"))
    screen.wait(lambda: screen.closed or bool(screen.results) or screen.view.state.alarm is not None, "loud refusal")
    assert not screen.closed, box.log()
    alarm = screen.view.state.alarm
    assert alarm is not None
    assert alarm.key.startswith("alarm-disk")
    assert screen.results == [], "acknowledged without room for it"
    disk.mended()
    assert answer(screen) == "counted", "the scan that waited is done"
    gun.scan("DOCK-1")
    assert answer(screen) == "received"
    assert lots(box) == ["BEFORE", "LOT"]
    verdict = box.verdict()
    assert verdict.ok, verdict


def shift(folder: Path, fault: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """A store at work on such a disk: how the process ended, and how many entries it was told are durable."""
    folder.mkdir(exist_ok=True)
    (folder / "fault").write_text(fault)
    env = os.environ | {"WEDGE_DISK_STORE": str(folder / "ledger.db"), "WEDGE_DISK_FAULT": str(folder / "fault")}
    words = [sys.executable, str(HERE / "workload.py"), "1", "work:12", "reopen", "work:3"]
    env["WEDGE_DISK_LOG"] = str(folder / "acts")
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=100, check=False)
    return done, max((act[1] for act in read_log(folder / "acts") if act[0] == "acked"), default=0)


def verdict_of(folder: Path) -> Verdict:
    open_store(folder).close()  # as after a restart, on a disk that works again
    return Book(folder / "ledger.db").verify()


@pytest.mark.parametrize("how", ["SHORT", "EINTR"])
def test_writes_that_are_cut_short_or_interrupted_are_done_to_their_end(tmp_path, how):
    done, acked = shift(tmp_path, f"pwrite64 {how} all")
    assert done.returncode == 0, done.stderr
    verdict = verdict_of(tmp_path)
    assert verdict.ok, verdict
    assert verdict.entries == acked > 30


def fails_once(folder: Path, fault: str) -> bool:
    """Whether the process went on; either way, what was acknowledged is there and the book is whole."""
    done, acked = shift(folder, fault)
    assert done.returncode == 0 or "disk I/O error" in done.stderr or "full" in done.stderr, done.stderr
    verdict = verdict_of(folder)
    assert verdict.ok, (fault, verdict)
    assert verdict.entries >= acked, f"{fault}: {acked} acknowledged"
    return done.returncode == 0


# The 8th sync is a commit's; the 11th is the database's, as the write-ahead log is folded into it.
@pytest.mark.parametrize("fault", ["fdatasync EIO 8", "fdatasync EIO 11", "pwrite64 ENOSPC 400"])
def test_one_call_that_fails_loses_nothing_acknowledged(tmp_path, fault):
    fails_once(tmp_path, fault)


@pytest.mark.soak
def test_any_call_that_fails_loses_nothing_acknowledged(tmp_path):
    faults = [f"fdatasync EIO {n}" for n in range(1, 60)] + [f"pwrite64 ENOSPC {n}" for n in range(1, 1500, 37)]
    went_on = [fails_once(tmp_path / str(number), fault) for number, fault in enumerate(faults)]
    assert went_on.count(False) > 30, "most of these were seen"
