"""Commands that end when they are told to, and those that say why they cannot begin."""

import signal
import subprocess
import sys
from pathlib import Path

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
