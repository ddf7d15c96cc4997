"""The bench scale's driver with the simulated scale: a load is told once, when it rests; a lost scale is said."""

import socket

import pytest
from pydantic import ValidationError

from drivers.bench_scale import DRIVER, Decoder, ScaleOptions
from edge.core.read import WeightSeen
from edge.driver import DeviceError
from tests.drivers.io_recorder import running
from tests.shell.daemon_process import process, tell


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """A simulated scale, and the driver's options for it."""

    def __init__(self, folder, **way):
        self.stage = folder / "stage"
        self.options = DRIVER.options(**way, ask_ms=50)

    def load(self, grams):
        tell(self.stage, load_g=grams)

    def fault(self, name):
        tell(self.stage, fault=name)


@pytest.fixture(params=["network", "serial"])
def bench(tmp_path, request):
    """The same scale on both ways."""
    port, link = free_port(), tmp_path / "scale0"
    on_network = request.param == "network"
    way = ("--port", port) if on_network else ("--link", link)
    with process("sim", "scale", *way, "--stage", tmp_path / "stage", "--settle-s", "0.5", ready="listening"):
        yield Bench(tmp_path, host="127.0.0.1", port=port) if on_network else Bench(tmp_path, device=str(link))


def loads(io, number):
    return io.wait_for(number, 10)


def test_a_load_is_told_once_when_it_rests_and_again_after_the_pan_was_empty(bench):
    with running(DRIVER.run, bench.options) as io:
        assert "SIM0000001" in io.wait_up()
        bench.load(1234.5)
        assert loads(io, 1) == [WeightSeen("", 1_234_500, stable=True)]
        bench.load(0)
        bench.load(0)
        bench.load(800)
        bench.load(0)
        bench.load(1234.5)
        assert loads(io, 2)[-1].weight_mg == 1_234_500
    assert {one.weight_mg for one in io.seen} == {1_234_500}


def test_a_load_that_changes_on_the_pan_is_another(bench):
    with running(DRIVER.run, bench.options) as io:
        bench.load(100)
        loads(io, 1)
        bench.load(350)
        assert [one.weight_mg for one in loads(io, 2)] == [100_000, 350_000]


def test_a_scale_that_never_rests_tells_nothing(bench):
    bench.fault("restless")
    with running(DRIVER.run, bench.options) as io:
        io.wait_up()
        bench.load(100)
        bench.fault("none")
        assert [one.weight_mg for one in loads(io, 1)] == [100_000]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("garbage", "answers, but not with a weight"),
        ("refuses", "does not know the command SI"),
        ("hangs_up", "connection"),
        ("silence", "does not answer"),
    ],
)
def test_a_lost_scale_is_said_in_a_sentence(bench, fault, says, monkeypatch):
    if fault == "silence":  # an answer that is late on a busy machine is one all the same
        monkeypatch.setattr("drivers.bench_scale.SILENT_MS", 500)
    with running(DRIVER.run, bench.options) as io:
        io.wait_up()
        bench.fault(fault)
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert says in str(error)


def test_a_scale_that_is_not_there_is_said(bench):
    with running(DRIVER.run, DRIVER.options(host="127.0.0.1", port=free_port())) as io:
        assert "refused" in str(io.ended())


def test_a_serial_port_that_is_not_there_is_said(tmp_path):
    with running(DRIVER.run, DRIVER.options(device=str(tmp_path / "tty"))) as io:
        assert "is not there" in str(io.ended())


@pytest.mark.parametrize(
    ("line", "why"), [("ES", "does not know"), ("ET", "does not receive"), ("EL", "cannot weigh"), ("#", "")]
)
def test_a_decoder_says_why_a_scale_refuses(line, why):
    decoder = Decoder(ScaleOptions(host="a"))
    decoder.feed(f"{line}\r\n".encode() * 3)
    assert decoder.bad_in_a_row == 3
    assert decoder.refusal.startswith(why)
    decoder.feed(b"S S       0.00 g\r\n")
    assert decoder.bad_in_a_row == 0


def test_a_tare_that_was_left_in_the_scale_is_cleared_when_the_box_connects(bench):
    def asked(command):
        import serial

        if bench.options.device:
            with serial.Serial(bench.options.device, timeout=2) as port:
                port.write(command)
                return port.readline()
        with socket.create_connection((bench.options.host, bench.options.port), 2) as line:
            line.sendall(command)
            return line.recv(100)

    bench.load(200)
    assert asked(b"T\r\n").startswith(b"T S")
    with running(DRIVER.run, bench.options) as io:
        assert loads(io, 1) == [WeightSeen("", 200_000, stable=True, before="unknown")]


def test_a_load_says_what_lay_there_before_it():
    decoder = Decoder(ScaleOptions(host="a"))

    def told(*lines):
        return [(one.weight_mg, one.before) for line in lines for one in decoder.feed(f"{line} g\r\n".encode())]

    assert told("S S 1500.00", "S D 1800.00", "S S 2900.00") == [(1_500_000, "unknown"), (2_900_000, "unknown")]
    assert told("S D 4.99", "S S 700.00") == [(700_000, "empty")]
    assert told("S S 1400.00", "S S 0.00", "S S 300.00") == [(1_400_000, "load"), (300_000, "empty")]


@pytest.mark.parametrize("given", [{}, {"host": "a", "device": "/dev/ttyS0"}])
def test_a_scale_is_in_the_network_or_on_a_line(given):
    with pytest.raises(ValidationError, match="either"):
        ScaleOptions(**given)


def test_a_decoder_says_what_hinders_the_scale():
    decoder = Decoder(ScaleOptions(host="a"))
    decoder.feed(b"S +\r\n")
    assert decoder.trouble == "overloaded"
    decoder.feed(b"S S       0.00 g\r\n")
    assert decoder.trouble == ""
