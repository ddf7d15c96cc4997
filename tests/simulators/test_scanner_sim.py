"""The simulated scanner as a host sees it on its port, and as the world sees it on its stage."""

import asyncio
import contextlib
import os
import subprocess
import sys
import termios

import pytest

from simulators.scanner import FLOOD_BYTES, ScannerOptions, run
from simulators.stage import Hand


class Host:
    """A program that has the port open."""

    def __init__(self, link) -> None:
        self.fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.read = b""

    async def until(self, ending: bytes) -> bytes:
        """Everything read, once it ends so."""
        async with asyncio.timeout(10):
            while not self.read.endswith(ending):
                with contextlib.suppress(BlockingIOError):
                    self.read += os.read(self.fd, 65536)
                await asyncio.sleep(0.002)
        return self.read

    def close(self) -> None:
        os.close(self.fd)


@contextlib.asynccontextmanager
async def scanner(tmp_path, **options):
    """A scanner that is plugged in, its link, and the hand on its stage."""
    link, stage = tmp_path / "scanner", tmp_path / "stage"
    plugged = asyncio.Event()
    playing = asyncio.create_task(run(ScannerOptions(link, **options), stage, lambda _: plugged.set()))
    await asyncio.wait_for(plugged.wait(), 10)
    try:
        yield link, Hand(stage)
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_a_scan_is_identifier_code_and_ending_byte_for_byte(tmp_path):
    async with scanner(tmp_path) as (link, hand):
        host = Host(link)
        await hand.tell(scan="010952\x1d10\xe4", aim="]C1")
        await hand.tell(scan="BIN-7")
        assert await host.until(b"7\r\n") == b"]C1010952\x1d10\xe4\r\nBIN-7\r\n"
        host.close()


@pytest.mark.parametrize(
    ("terminator", "wire"), [("CR", b"A\r"), ("TAB", b"A\t"), ("STX-ETX", b"\x02A\x03"), ("NONE", b"A")]
)
async def test_every_ending_is_sent_as_it_is(tmp_path, terminator, wire):
    async with scanner(tmp_path, terminator=terminator) as (link, hand):
        host = Host(link)
        await hand.tell(scan="A")
        assert await host.until(wire) == wire
        host.close()


async def test_a_scan_that_nobody_takes_is_refused(tmp_path):
    async with scanner(tmp_path) as (link, hand):
        with pytest.raises(ValueError, match="nobody has opened"):
            await hand.tell(scan="A")
        host = Host(link)
        await hand.tell(scan="A")
        host.close()
        with pytest.raises(ValueError, match="nobody has opened"):
            await hand.tell(scan="B")


async def test_unplugging_takes_port_and_link_away_and_plugging_brings_a_new_port(tmp_path):
    async with scanner(tmp_path) as (link, hand):
        host = Host(link)
        await hand.tell(fault="unplug")
        assert not link.is_symlink()
        with pytest.raises(termios.error):
            termios.tcgetattr(host.fd)
        with pytest.raises(ValueError, match="unplugged"):
            await hand.tell(scan="A")
        host.close()
        await hand.tell(fault="plug")
        again = Host(link)
        await hand.tell(scan="B")
        assert await again.until(b"\n") == b"B\r\n"
        again.close()


async def test_split_sends_byte_by_byte_until_none(tmp_path):
    async with scanner(tmp_path) as (link, hand):
        host = Host(link)
        await hand.tell(fault="split")
        telling = asyncio.create_task(hand.tell(scan="ABCDEFGH"))
        async with asyncio.timeout(10):
            while not host.read:
                with contextlib.suppress(BlockingIOError):
                    host.read = os.read(host.fd, 100)
                await asyncio.sleep(0)
        assert host.read != b"ABCDEFGH\r\n", "it came in one piece"
        assert await host.until(b"\n") == b"ABCDEFGH\r\n"
        await telling
        host.close()


async def test_a_plug_pulled_in_the_middle_cuts_the_code(tmp_path):
    async with scanner(tmp_path) as (link, hand):
        host = Host(link)
        await hand.tell(fault="split")
        telling = asyncio.create_task(hand.tell(scan="A" * 500))
        await host.until(b"A")
        other = Hand(tmp_path / "stage")
        await other.tell(fault="unplug")
        await other.tell(fault="plug")
        with pytest.raises(ValueError, match="middle of a code"):
            await telling
        host.close()


async def test_a_flood_is_one_ending_and_garbage_is_the_same_for_a_seed(tmp_path):
    async def garbage():
        async with scanner(tmp_path, seed=3) as (link, hand):
            host = Host(link)
            await hand.tell(fault="garbage")
            read = await host.until(b"\r\n")
            host.read = b""
            telling = asyncio.create_task(hand.tell(fault="flood"))
            assert await host.until(b"\r\n") == b"#" * FLOOD_BYTES + b"\r\n"
            await telling
            host.close()
            return read

    assert await garbage() == await garbage()


@pytest.mark.parametrize(
    "what", [{"scan": 1}, {"scan": ""}, {"scan": "\u20ac"}, {"fault": "melt"}, {"scan": "x" * 5000}]
)
async def test_a_line_that_cannot_be_done_is_refused_with_a_sentence(tmp_path, what):
    async with scanner(tmp_path) as (link, hand):
        host = Host(link)
        with pytest.raises(ValueError):
            await hand.tell(**what)
        await hand.tell(scan="still here")
        host.close()


async def test_codes_of_a_file_are_scanned_at_the_rate(tmp_path):
    codes = tmp_path / "codes"
    codes.write_text("A\n\n]C110B<GS>21C\n")
    async with scanner(tmp_path, rate=200, codes=codes) as (link, _):
        host = Host(link)
        async with asyncio.timeout(10):
            while len(set(host.read.split(b"\r\n")[:-1])) < 2:
                with contextlib.suppress(BlockingIOError):
                    host.read += os.read(host.fd, 65536)
                await asyncio.sleep(0.01)
        assert set(host.read.split(b"\r\n")[:-1]) == {b"A", b"]C110B\x1d21C"}
        host.close()


def test_alone_typed_lines_are_scans_and_the_link_goes_with_the_program(tmp_path):
    link = tmp_path / "scanner"
    command = [sys.executable, "-c", "from edge.cli import app; app()", "sim", "scanner", "--link", str(link)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin
        assert program.stdout
        assert program.stdout.readline() == f"scanner on {link}\n".encode()
        program.stdin.write(b"lost\n")
        program.stdin.flush()
        assert program.stdout.readline() == f"not scanned: nobody has opened {link}\n".encode()
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
        program.stdin.write(b"10A<GS>21B\n")
        program.stdin.flush()
        assert os.read(fd, 100) == b"10A\x1d21B\r\n"
        program.terminate()
        assert program.wait(10) == 0
        os.close(fd)
    assert not link.is_symlink()
