"""The simulated scanner before the real driver: what is scanned is what is seen, through every fault."""

import asyncio
import contextlib

from drivers.serial_scanner import DRIVER, SerialOptions
from edge.core.read import CodeSeen
from edge.driver import DeviceError
from simulators.scanner import ScannerOptions, run
from simulators.stage import Hand
from tests.drivers.io_recorder import running


@contextlib.asynccontextmanager
async def plugged(tmp_path, **options):
    link, stage, begun = tmp_path / "scanner", tmp_path / "stage", asyncio.Event()
    playing = asyncio.create_task(run(ScannerOptions(link, **options), stage, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 10)
    try:
        yield link, Hand(stage)
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


def reading(link, **options):
    return running(DRIVER.run, SerialOptions(device=str(link), **options))


async def test_faults_of_the_wire_lose_and_change_no_scan(tmp_path):
    async with plugged(tmp_path) as (link, hand):
        with reading(link) as io:
            await asyncio.to_thread(io.wait_up)
            await hand.tell(scan="010952123454321310A\x1d21B", aim="]C1")
            await hand.tell(fault="split")
            await hand.tell(scan="BYTE-BY-BYTE")
            await hand.tell(fault="none")
            await hand.tell(fault="flood")
            await hand.tell(scan="AFTER")
            seen = await asyncio.to_thread(io.wait_for, 3)
            await asyncio.to_thread(io.stop.set)
        assert seen == [CodeSeen(b"010952123454321310A\x1d21B", "]C1"), CodeSeen(b"BYTE-BY-BYTE"), CodeSeen(b"AFTER")]


async def test_unplugged_the_run_ends_and_plugged_in_again_the_next_one_reads(tmp_path):
    async with plugged(tmp_path) as (link, hand):
        with reading(link) as io:
            await asyncio.to_thread(io.wait_up)
            await hand.tell(fault="split")
            half = asyncio.create_task(hand.tell(scan="HALF" * 200))
            await asyncio.sleep(0.2)
            await Hand(tmp_path / "stage").tell(fault="unplug")
            error = await asyncio.to_thread(io.ended)
            await asyncio.gather(half, return_exceptions=True)
        assert isinstance(error, DeviceError)
        assert "unplugged" in str(error)
        assert io.seen == [], "half a code is no code"
        with reading(link) as io:
            error = await asyncio.to_thread(io.ended)
        assert "is not there: plug it in" in str(error)
        await hand.tell(fault="none")
        with reading(link) as io:
            await asyncio.to_thread(io.wait_up)
            await hand.tell(scan="WHOLE")
            assert await asyncio.to_thread(io.wait_for, 1) == [CodeSeen(b"WHOLE")]


async def test_a_scanner_without_an_ending_is_read_by_its_silence(tmp_path):
    async with plugged(tmp_path, terminator="NONE") as (link, hand):
        with reading(link, framing="gap", gap_ms=300) as io:
            await asyncio.to_thread(io.wait_up)
            for n, code in enumerate(("A", "B"), start=1):
                await hand.tell(scan=code)
                await asyncio.to_thread(io.wait_for, n)
            assert io.seen == [CodeSeen(b"A"), CodeSeen(b"B")]
