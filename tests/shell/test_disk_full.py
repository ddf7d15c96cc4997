"""The disk is full while scans come: nothing acknowledged is lost, what waits is done once and in order, by itself."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.shell.daemon_process import DEADLINE_S, Box, Gun
from tests.shell.floor import beans
from tests.shell.test_daemon import receive, sign_in

GUN = """
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
"""
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk of its own can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def gun(tmp_path):
    one = Gun(tmp_path / "gun1")
    yield one
    one.close()


class Shift:
    """An operator who receives one lot after the other, and remembers what was acknowledged."""

    def __init__(self, box: Box, gun: Gun) -> None:
        self.box, self.gun = box, gun
        self.scanned: list[str] = []
        box.wait_log("device gun1 is up")
        self.screen = box.screen()
        sign_in(self.screen)
        receive(self.screen)
        self.screen.results.clear()

    def scan(self) -> None:
        lot = f"L{len(self.scanned):06}"
        self.scanned.append(lot)
        self.gun.scan(*beans(lot))
        self.gun.scan("DOCK-1")

    @property
    def alarm(self) -> str:
        self.screen.drain()
        return self.screen.view.state.alarm.key if self.screen.view.state.alarm else ""

    def wait_alarm(self, key: str) -> None:
        self.screen.wait(lambda: self.alarm == key, f"the alarm {key!r}")

    def received(self) -> int:
        self.screen.drain()
        return sum(1 for one in self.screen.results if one.text.key == "received")

    def until_it_waits(self) -> None:
        """Scan until the store refuses."""
        while self.alarm != "alarm-disk-waits":
            self.scan()
            self.screen.wait(
                lambda: self.received() == len(self.scanned) or self.alarm == "alarm-disk-waits", "an answer, or alarm"
            )

    def wait_all(self) -> None:
        self.screen.wait(lambda: self.received() == len(self.scanned), "all answers")

    def booked(self) -> list[str]:
        return [entry["lot"] for entry in self.box.entries() if entry["kind"] == "movement"]


def fill(path: Path) -> None:
    """Write until the disk takes no more."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY)
    with contextlib.suppress(OSError):
        while os.write(file, bytes(4096)):
            pass
    os.close(file)


def told_once(box: Box) -> None:
    """The operator who reads the log finds one line for each beginning and each end."""
    for text in ("the disk is full", "scans wait, in order", "the store takes work again", "the disk has room again"):
        assert len(box.log_lines(text)) == 1, text


def test_a_full_disk_makes_scans_wait_and_room_makes_them_go_on_in_order(tmp_path, disk, gun):
    box = Box(tmp_path, GUN, store=disk / "ledger.db")
    try:
        box.start()
        shift = Shift(box, gun)
        shift.scan()
        shift.wait_all()
        fill(disk / "other")
        shift.until_it_waits()
        answered = shift.received()
        for _ in range(20):
            shift.scan()
        desk = box.screen("DOCK-2")
        assert desk.view.state.alarm.key == "alarm-disk-waits", "a screen that comes is served, and told"
        assert shift.received() == answered < len(shift.scanned)
        (disk / "other").unlink()
        shift.wait_all()
        shift.wait_alarm("")
        box.wait_log("the disk has room again")
        assert shift.booked() == shift.scanned
        assert box.verdict().ok
        told_once(box)
        assert box.stop() == 0
    finally:
        box.end()


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """The service manager's end of the notification socket."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    link.bind(str(tmp_path / "notify"))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "600000")
    yield link
    link.close()


def test_while_scans_wait_the_watchdog_is_fed_and_an_end_loses_nothing_that_was_answered(tmp_path, disk, gun, manager):
    box = Box(tmp_path, GUN, store=disk / "ledger.db")
    try:
        box.start()
        shift = Shift(box, gun)
        fill(disk / "other")
        shift.until_it_waits()
        for _ in range(20):
            shift.scan()
        manager.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while manager.recv(100):
                pass
        manager.settimeout(DEADLINE_S)
        assert [manager.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        assert shift.alarm == "alarm-disk-waits"
        assert box.process is not None
        box.process.send_signal(signal.SIGTERM)
        assert box.process.wait(DEADLINE_S) == 0, "it ends when it is told to"
        shift.screen.wait(lambda: shift.screen.closed, "the end")
        answered = shift.received()
        assert shift.booked() == shift.scanned[:answered]
        (disk / "other").unlink()
        box.start()
        assert box.verdict().ok
    finally:
        box.end()


def test_a_disk_that_is_full_at_the_start_is_said_on_the_screens_and_the_box_begins_when_there_is_room(tmp_path, disk):
    box = Box(tmp_path, store=disk / "ledger.db")
    try:
        box.start()
        box.kill()
        (disk / "ledger.db.ballast").unlink()
        fill(disk / "other")
        box.start()
        screen = box.screen()
        screen.wait(lambda: screen.view.state.alarm is not None, "the alarm")
        assert screen.view.state.alarm.key == "alarm-disk-waits"
        (disk / "other").unlink()
        screen.wait(lambda: screen.view.state.alarm is None, "the end of the alarm")
        sign_in(screen)
    finally:
        box.end()


def test_a_store_that_may_not_grow_waits_as_on_a_full_disk(tmp_path, gun):
    box = Box(tmp_path, GUN)
    try:
        box.start()
        shift = Shift(box, gun)
        shift.scan()
        shift.wait_all()
        assert box.process is not None
        size = max(one.stat().st_size for one in (box.store, Path(f"{box.store}-wal")))
        resource.prlimit(box.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        shift.until_it_waits()
        for _ in range(5):
            shift.scan()
        resource.prlimit(box.process.pid, resource.RLIMIT_FSIZE, UNLIMITED)
        shift.wait_all()
        assert shift.booked() == shift.scanned
        assert "SQLITE_IOERR_WRITE" in box.log()
        assert box.stop() == 0
    finally:
        box.end()
