"""The serial driver on real ptys: scans, silence, unplugging, and every way a port can be refused."""

import os
import tty
from pathlib import Path

import pytest
import serial

from drivers.serial_scanner import BAD_IN_A_ROW_MAX, DRIVER, SerialOptions, _why_refused
from edge.core.read import CodeSeen
from edge.driver import DeviceError
from tests.drivers.io_recorder import running


class Pty:
    """A plug in the test's hand."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave = slave

    def write(self, data: bytes) -> None:
        os.write(self.master, data)

    def unplug(self) -> None:
        for fd in (self.master, self._slave):
            os.close(fd)
        self.master = self._slave = -1


@pytest.fixture
def pty():
    one = Pty()
    yield one
    if one.master >= 0:
        one.unplug()


def reading(path, **options):
    return running(DRIVER.run, SerialOptions(device=str(path), **options))


def test_scans_come_out_in_order_and_the_device_is_up_once(pty):
    with reading(pty.path) as io:
        assert io.wait_up() == f"scanner on {pty.path}, 9600 baud 8N1"
        pty.write(b"]C1010952\x1d10A\r\nBIN-")
        pty.write(b"7\r\n")
        assert io.wait_for(2) == [CodeSeen(b"010952\x1d10A", "]C1"), CodeSeen(b"BIN-7")]
    assert io.ended() is None
    assert len(io.ups) == 1


def test_in_gap_framing_silence_ends_a_code_at_the_moment_of_its_last_byte(pty):
    with reading(pty.path, framing="gap", gap_ms=200) as io:
        io.wait_up()
        sent = io.now()
        pty.write(b"NO-ENDING")
        assert io.wait_for(1) == [CodeSeen(b"NO-ENDING")]
    one = io.emitted[0]
    assert one.at is not None
    assert sent.mono_ms <= one.at.mono_ms <= one.called.mono_ms - 200


def test_a_short_pause_inside_a_code_does_not_break_it(pty):
    with reading(pty.path) as io:
        io.wait_up()
        pty.write(b"ONE-")
        io.stop.wait(0.8)  # longer than the wait for a byte, shorter than what breaks a code off
        pty.write(b"CODE\r")
        assert io.wait_for(1) == [CodeSeen(b"ONE-CODE")]


def test_the_beginning_of_a_broken_off_code_is_not_glued_to_the_next(pty, monkeypatch):
    monkeypatch.setattr("drivers.serial_scanner.BROKEN_OFF_MS", 100)
    with reading(pty.path) as io:
        io.wait_up()
        pty.write(b"HALF")
        io.stop.wait(0.5)
        pty.write(b"WHOLE\r")
        assert io.wait_for(1) == [CodeSeen(b"WHOLE")]


def test_unplugging_ends_the_run_with_one_sentence(pty):
    with reading(pty.path) as io:
        io.wait_up()
        pty.write(b"A\r")
        io.wait_for(1)
        pty.unplug()
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert str(error) == f"{pty.path} was unplugged, or another program reads from it"


def test_a_scanner_that_is_not_there_is_asked_for():
    with reading("/dev/serial/by-id/no-such-scanner") as io:
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert str(error) == "/dev/serial/by-id/no-such-scanner is not there: plug it in or mend `device`"
    assert io.ups == []


def test_a_port_that_another_program_holds_is_not_shared(pty):
    with reading(pty.path) as first:
        first.wait_up()
        with reading(pty.path) as second:
            error = second.ended()
        assert isinstance(error, DeviceError)
        assert "another program holds" in str(error)
        pty.write(b"A\r")
        assert first.wait_for(1) == [CodeSeen(b"A")]


def test_a_path_that_is_no_serial_port_is_named(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    with reading(plain) as io:
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert "is no serial port" in str(error)


def test_line_settings_a_port_cannot_take_are_named(pty):
    serial.Serial(pty.path).close()  # the kernel refuses only where nothing else is left to change
    with reading(pty.path, data_bits=7, parity="even") as io:  # a pty takes neither; the library raises termios.error
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert "does not take 9600 baud 7E1" in str(error)


def test_a_refused_permission_names_the_group(tmp_path):
    path = tmp_path / "port"
    path.touch()
    sentence = _why_refused(SerialOptions(device=str(path)), PermissionError(13, "Permission denied"))
    assert sentence == f"this user may not open {path}: add it to the group `{Path(path).group()}`"


def test_a_device_that_only_sends_what_does_not_fit_is_reported(pty):
    with reading(pty.path, prefix="#") as io:
        io.wait_up()
        pty.write(b"wrong\r" * BAD_IN_A_ROW_MAX)
        error = io.ended()
    assert isinstance(error, DeviceError)
    assert "check `framing`, `prefix` and `suffix` and `baud`" in str(error)
    assert io.seen == []


def test_a_flood_without_an_ending_does_not_hide_the_next_scan(pty):
    with reading(pty.path) as io:
        io.wait_up()
        for _ in range(100):
            pty.write(b"x" * 1000)
        pty.write(b"\rWHOLE\r")
        assert io.wait_for(1) == [CodeSeen(b"WHOLE")]


def test_the_port_is_free_again_after_stop(pty):
    for _ in range(2):
        with reading(pty.path) as io:
            io.wait_up()
        assert io.ended() is None
