"""`wedge demo` as a user runs it: the whole product as processes, ended by itself, by a death, and by Ctrl-C."""

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from edge.demo import hands
from edge.demo.report import WORK
from edge.demo.site import Place
from simulators import catalogue
from tests.tui.screens import drawn, until
from tui.replay.screen import ReplayFloor
from tui.replay.tape import opened
from tui.setup import Setup

WEDGE = str(Path(sys.executable).with_name("wedge"))
SECONDS = 100


def processes_of(folder: Path) -> dict[int, str]:
    """Living processes whose command line names the folder."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(folder) in command:
            found[int(entry.name)] = command
    return found


class Demo:
    """One demo in a folder of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [WEDGE, "demo", "--headless", "--dir", str(folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def until_it_says(self, word: str) -> str:
        for line in self.process.stdout:
            if word in line:
                return line
        raise AssertionError(f"the demo ended before it said {word!r}")

    def end(self) -> tuple[int, str]:
        """Its exit status, and what else it said."""
        said = self.process.stdout.read()
        return self.process.wait(SECONDS), said


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("d")
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def test_a_headless_demo_proves_that_truth_book_and_central_agree(folder: Path) -> None:
    path = folder / "report.json"
    status, said = Demo(folder, "--seed", "7", "--report", str(path)).end()
    assert status == 0, said
    done = json.loads(path.read_text())
    assert done["truth"]["accuracy"] == 1.0
    assert done["truth"]["positions"] == done["truth"]["right"] > 440
    assert done["upstream"] == {"sent": done["ledger"]["entries"], "stored": done["upstream"]["sent"]} | {
        "missing": 0,
        "duplicates": 0,
    }
    assert done["ledger"]["verified"] is done["ledger"]["sum_zero"] is True
    assert done["ledger"]["vouched_upto"] == done["ledger"]["entries"] - 1, "all but the last checkpoint itself"
    assert done["movements"].keys() >= {"opening", *WORK}
    assert {row["kind"] for row in done["devices"].values()} == {"serial", "camera", "llrp", "shelf", "sics", "zpl"}
    assert all(row["reads"] > 0 for row in done["devices"].values() if row["kind"] != "zpl")
    assert done["labels"] == 3, "a package of each order that was packed"
    assert done["errors"]["kinds"] >= 10
    assert done["errors"]["planted"] == done["errors"]["caught"]
    assert "positions agree" in said
    assert f"wedge tui --replay {done['recording']}" in said
    assert asyncio.run(played(Path(done["recording"]))) == {"DOCK-1", "DOCK-2", "PACK-1", "PICK-1"}
    assert len(list((folder / "pictures" / "cam1").rglob("*.jpg"))) >= 3, "what the camera read codes in"
    assert agreeing_witnesses(folder) >= {"code", "tag", "weight", "camera"}
    assert not processes_of(folder)


async def played(recording: Path) -> set[str]:
    """The stations of a recording, each played to its end on a screen: as it was left, with all that the desk heard."""
    tape = opened(recording)
    app = ReplayFloor(Setup(socket=Path("none"), terminal="test", lang="en"), tape)
    async with app.run_test(size=(120, 40)) as pilot:
        for station in tape.stations:
            app.choose_station(station)
            app.player.jump(0)
            app.player.set_speed(1_000_000)
            app.player.play(on=True)
            await until(pilot, lambda: not app.player.is_playing)
            last = tape.read(tape.newest((station, "view"), len(tape))[0]).line
            assert app.state.view == last
            assert app.state.up, "the recorder ended before the box"
            assert len(app.board.devices) == 9
            assert app.board.movements
            assert station in drawn(app)
    return set(tape.stations)


def agreeing_witnesses(folder: Path) -> set[str]:
    """Who the movements say has seen them, as central stored it."""
    db = sqlite3.connect(folder / "central.db")
    bodies = [json.loads(body) for (body,) in db.execute("SELECT body FROM entry WHERE kind='movement'")]
    db.close()
    return {witness for body in bodies for witness in body.get("agree", [])}


def test_a_process_that_dies_is_named_and_fails_the_demo(folder: Path) -> None:
    demo = Demo(folder)
    demo.until_it_says("the shift begins")
    (daemon,) = [pid for pid, command in processes_of(folder).items() if " run --config " in command]
    os.kill(daemon, signal.SIGKILL)
    status, said = demo.end()
    assert status == 1
    assert "daemon died with status -9" in said
    assert not processes_of(folder)


def test_ctrl_c_leaves_no_process_behind(folder: Path) -> None:
    demo = Demo(folder)
    demo.until_it_says("the shift begins")
    assert len(processes_of(folder)) > 5
    demo.process.send_signal(signal.SIGINT)
    status, said = demo.end()
    assert status == 130
    assert "stopped" in said
    assert not processes_of(folder)


def test_a_demo_that_is_killed_takes_its_processes_with_it(folder: Path) -> None:
    demo = Demo(folder)
    demo.until_it_says("starting the box")
    demo.process.kill()
    demo.end()
    deadline = time.monotonic() + SECONDS
    while processes_of(folder):
        assert time.monotonic() < deadline, processes_of(folder)
        time.sleep(0.1)


@pytest.mark.soak
def test_on_a_terminal_the_screen_is_on_top_and_the_table_comes_after_it(folder: Path) -> None:
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TERM"] = "xterm-256color"
        os.execv(WEDGE, [WEDGE, "demo", "--dir", str(folder)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown = b""
    with contextlib.suppress(OSError):  # a terminal whose last process has gone cannot be read
        while chunk := os.read(terminal, 65536):
            shown += chunk
    _, status = os.waitpid(pid, 0)
    assert status == 0, shown[-2000:].decode(errors="replace")
    before, _, after = shown.rpartition(b"\x1b[?1049l")
    assert b"\x1b[?1049h" in before
    assert b"positions agree" in after
    assert not processes_of(folder)


def test_a_folder_with_a_demo_in_it_is_refused(folder: Path) -> None:
    (folder / "ledger.db").touch()
    status, said = Demo(folder).end()
    assert status == 1
    assert "holds a demo already" in said


def test_who_works_with_their_own_hands_is_told_who_they_may_be_and_what_waits(tmp_path: Path) -> None:
    day, told = catalogue.build(7), "\n".join(hands.card(Place(tmp_path, 7, 1, date(2026, 1, 1))))
    for ident, name, _ in catalogue.BADGES:
        assert f"{catalogue.badge(ident)}  {day.pins[ident]}  {name}" in told
    papers = [one["id"] for kind in ("receipts", "orders", "counts") for one in catalogue.reference(day)[kind]]
    assert all(paper in told for paper in papers)


@pytest.mark.soak
def test_hands_on_nobody_works_until_it_is_ended_and_the_book_is_verified(folder: Path) -> None:
    demo = Demo(folder, "--hands-on")
    demo.until_it_says("BADGE-0001")
    demo.until_it_says("Ctrl-C ends it")
    demo.process.send_signal(signal.SIGINT)
    status, said = demo.end()
    assert status == 130
    assert "agrees" in said
    assert not processes_of(folder)
