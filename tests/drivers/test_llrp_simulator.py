"""The LLRP driver and the simulated reader, which share no code: what is put before the antennas comes out."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers import llrp
from edge.core.read import TagSeen, TriggerSeen
from edge.driver import DeviceError
from tests.drivers.io_recorder import running

WEDGE = Path(sys.executable).with_name("wedge")
PALLET = "3174257BF4499602D2000000"
CASE = "3034257BF7194E4000001A85"


@dataclass(frozen=True, slots=True)
class Sim:
    """A simulated reader in a process of its own, and its stage."""

    port: int
    stage: Path

    def tell(self, **what: object) -> None:
        with socket.socket(socket.AF_UNIX) as hand:
            hand.connect(str(self.stage))
            hand.sendall(json.dumps(what).encode() + b"\n")
            assert json.loads(hand.makefile().readline()) == {"ok": True}

    def options(self, **more: object) -> llrp.Options:
        return llrp.Options(host="127.0.0.1", port=self.port, **{"keepalive_s": 5} | more)


@pytest.fixture(scope="module")
def process(tmp_path_factory) -> Iterator[Sim]:
    stage = tmp_path_factory.mktemp("reader") / "stage"
    command = [WEDGE, "sim", "reader", "--port", "0", "--stage", stage, "--period-ms", "50"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as one:
        said = one.stdout.readline()
        assert said.startswith("listening on "), said
        yield Sim(int(said.rsplit(":", 1)[1]), stage)
        one.terminate()


@pytest.fixture
def sim(process) -> Sim:
    process.tell(fault="none")
    process.tell(clear=True)
    return process


def test_tags_come_out_where_and_as_loud_as_they_are_put(sim):
    sim.tell(place=[{"epc": PALLET, "antenna": 2, "rssi": -48}])
    with running(llrp.run, sim.options(tx_power_dbm=25)) as io:
        seen = io.wait_for(5)
        assert {(one.epc.hex().upper(), one.point, one.pc) for one in seen} == {(PALLET, "2", 0x3000)}
        assert all(-58 <= one.rssi_dbm <= -38 for one in seen)
        assert "all 4 antennas at 25 dBm" in io.ups[0]
        sim.tell(place=[{"epc": PALLET, "antenna": 3, "rssi": -48}])
        deadline = time.monotonic() + 10
        while io.seen[-1].point != "3" and time.monotonic() < deadline:
            io.wait_for(len(io.seen) + 1)
        assert io.seen[-1].point == "3"


def test_reports_of_many_tags_come_out_whole(sim):
    sim.tell(place=[{"epc": f"30{n:022X}", "antenna": 1 + n % 4, "rssi": -50} for n in range(200)])
    with running(llrp.run, sim.options(report_every_n_tags=100, report_timeout_ms=300)) as io:
        io.wait_for(400)
    assert len({one.epc for one in io.seen}) == 200


def test_only_the_antennas_and_prefixes_that_were_asked_for(sim):
    sim.tell(place=[{"epc": epc, "antenna": n, "rssi": -50} for n in (1, 2) for epc in (PALLET, CASE)])
    with running(llrp.run, sim.options(antennas=[2], epc_filter=["3174"])) as io:
        io.wait_for(5)
    assert {(one.epc.hex().upper(), one.point) for one in io.seen} == {(PALLET, "2")}


def test_a_photo_eye_is_seen_on_every_change(sim):
    with running(llrp.run, sim.options(gpi_ports=[1])) as io:
        io.wait_up()
        before = len(io.seen)
        for on in (True, False, True):
            sim.tell(gpi=[{"port": 1, "on": on}])
        changes = [TriggerSeen("gpi1", on=on) for on in (True, False, True)]
        assert io.wait_for(before + 3)[-3:] == changes


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("drop", "closed the connection"),
        ("drop_mid_message", "closed the connection"),
        ("garbage", "; check address and port"),
        ("oversize", "bytes"),
    ],
)
def test_after_each_fault_the_next_run_reads_again(sim, fault, words):
    sim.tell(place=[{"epc": PALLET, "antenna": 1, "rssi": -50}])
    for _ in range(3):
        with running(llrp.run, sim.options()) as io:
            io.wait_for(3)
            sim.tell(fault=fault)
            error = io.ended()
        assert isinstance(error, DeviceError)
        assert words in str(error)
        assert {one.epc.hex().upper() for one in io.seen if isinstance(one, TagSeen)} == {PALLET}
    with running(llrp.run, sim.options()) as io:
        io.wait_for(3)


def test_silence_is_noticed_and_the_reader_is_free_again_afterwards(sim):
    with running(llrp.run, sim.options(keepalive_s=0.5)) as io:
        io.wait_up()
        assert not io.stop.wait(1.5), "keepalives alone hold the connection"
        assert not io.over
        sim.tell(fault="silence")
        assert "fell silent" in str(io.ended())
    sim.tell(fault="none")
    with running(llrp.run, sim.options()) as io:
        io.wait_up()


def test_a_reader_that_another_client_holds_refuses_and_is_free_once_that_one_has_left(sim):
    sim.tell(place=[{"epc": PALLET, "antenna": 1, "rssi": -50}])
    with running(llrp.run, sim.options()) as holder:
        holder.wait_up()
        with running(llrp.run, sim.options()) as second:
            assert "close the other program" in str(second.ended())
        holder.wait_for(len(holder.seen) + 3)
        holder.stop.set()
        assert holder.ended() is None
    for _ in range(20):
        with running(llrp.run, sim.options()) as io:
            io.wait_up()


def test_a_flood_is_taken_and_a_stop_in_it_is_noticed(sim):
    sim.tell(place=[{"epc": f"30{n:022X}", "antenna": 1, "rssi": -50} for n in range(100)])
    with running(llrp.run, sim.options(keepalive_s=0.5)) as io:
        io.wait_up()
        sim.tell(fault="flood")
        io.wait_for(20_000, 30)
        io.stop.set()
        assert io.ended(1 + 4) is None
