"""Commands that end when they are told to, and those that say why they cannot begin."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from edge.cli import import_
from edge.shell.disk import ballast
from tests.brokers import free_port

WEDGE = Path(sys.executable).with_name("wedge")


def test_central_without_a_broker_ends_at_sigterm(tmp_path):
    command = [WEDGE, "sim", "central", "--port", str(free_port()), "--db", str(tmp_path / "central.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as central:
        deadline = 60
        while not (tmp_path / "central.db").exists() and deadline:
            deadline -= 1
            try:
                central.wait(1)
            except subprocess.TimeoutExpired:
                continue
        central.send_signal(signal.SIGTERM)
        try:
            _, said = central.communicate(timeout=30)
        finally:
            central.kill()
    assert "Traceback" not in said


def test_the_screen_says_that_it_needs_a_terminal():
    done = subprocess.run(
        [WEDGE, "tui"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (2, "the screen needs a terminal, on standard input and output\n")


def test_the_version_is_told():
    done = subprocess.run([WEDGE, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("wedge 0.")


def test_an_import_says_that_the_box_waits_for_room(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(import_, "PATIENT_S", 0.01)
    for free, told in ((0, "the box waits for room on its disk\n"), (1 << 40, "the box takes long to answer\n")):
        monkeypatch.setattr(ballast, "free_bytes", lambda _path, free=free: (free, 1 << 41))
        with import_.patient(tmp_path):
            time.sleep(0.2)
        assert capsys.readouterr().err == told
