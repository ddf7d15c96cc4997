"""`wedge listen`: one device of each kind, a JSON line a read, for as long as asked; its status says how it ended."""

import json
import subprocess
import time

import pytest

from tests.brokers import free_port
from tests.cli.at_once import at_once
from tests.shell.daemon_process import WEDGE, Gun, process, wedge


class Listening:
    """`wedge listen` beside the test."""

    def __init__(self, *words):
        self.child = subprocess.Popen(
            [str(WEDGE), "listen", *map(str, words), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_up(self):
        assert (line := self.child.stderr.readline()).startswith("up: "), line

    def read(self):
        return json.loads(self.child.stdout.readline())

    def ended(self):
        return self.child.wait(30)


@pytest.fixture
def gun(tmp_path):
    one = Gun(tmp_path / "gun")
    yield one
    one.close()


def test_codes_come_as_json_lines_and_a_lost_scanner_is_status_74(gun):
    one = Listening("serial", f"device={gun.link}")
    one.wait_up()
    gun.scan("0104006381333931", "]C1")
    read = one.read()
    assert read.pop("at_ms") > 1_600_000_000_000
    assert read == {"kind": "code", "aim": "]C1", "text": "0104006381333931", "bytes": b"0104006381333931".hex()}
    gun.unplug()
    assert one.ended() == 74
    assert "unplugged" in one.child.stderr.read()


def test_it_ends_by_itself_after_the_seconds_asked_for(gun):
    began = time.monotonic()
    done = wedge("listen", "serial", f"device={gun.link}", "--seconds", "1")
    assert done.returncode == 0
    assert 1 <= time.monotonic() - began < 20
    assert done.stderr.startswith("up: scanner on ")


def test_tags_of_a_simulated_reader(tmp_path):
    port = free_port()
    with process("sim", "reader", "--port", port, "--tags", 3, "--rate", 100, ready="listening"):
        done = wedge("listen", "llrp", "host=127.0.0.1", f"port={port}", "--seconds", "2", "--json")
    reads = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len({read["epc"] for read in reads}) == 3
    assert {read["kind"] for read in reads} == {"tag"}
    assert all(read["antenna"] and read["rssi_dbm"] < 0 for read in reads)


def test_codes_of_a_simulated_camera():
    port = free_port()
    shown = "4006381333931:EAN13"
    with process("sim", "camera", "--port", port, "--codes", shown, "--size", "640x480", ready="listening"):
        done = wedge("listen", "camera", f"source=http://127.0.0.1:{port}/", "--seconds", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[0])["text"] == "4006381333931"


def test_weights_of_a_simulated_shelf(broker):
    with process("sim", "shelf", "--port", broker.port, "--platforms", "a", ready="shelf publishing"):
        done = wedge("listen", "shelf", f"port={broker.port}", "--seconds", "5", "--json")
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout.splitlines()[0])
    assert (read["kind"], read["point"]) == ("weight", "a")
    assert isinstance(read["weight_mg"], int)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["radar"], 2, "'radar' is no device kind; there are: serial, camera, llrp, shelf"),
        (["serial"], 2, "device: Field required (see `wedge drivers serial`)"),
        (["serial", "device"], 2, "'device' is not key=value"),
        (["serial", "device=/x", "bauds=3"], 2, "bauds: Extra inputs are not permitted"),
        (["serial", "device=/nope"], 74, "/nope is not there: plug it in or mend `device`"),
        (["llrp", "host=127.0.0.1", "port=1"], 74, "127.0.0.1"),
    ],
)
def test_what_cannot_be_listened_to_is_one_sentence(words, status, said):
    done = at_once("listen", *words)
    assert done.exit_code == status
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
