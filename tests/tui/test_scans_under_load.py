"""Scans at a real terminal under load, at a real daemon with a real store: all applied, each once, in order."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from tests.shell.daemon_process import running
from tests.tui.floor_terminal import Box, Floor, code, receiving

SIZES = ((20, 8), (120, 40))
GAPS_MS = (0, 1, 4, 10)
BURST = 10
"""Scans that are made without a look at the screen; it takes 32 before it says stop."""


@contextlib.contextmanager
def busy_processors(count: int = 2) -> Iterator[None]:
    """Programs that compute without a pause."""
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


async def type_slowly(floor: Floor, line: str, gap_ms: int) -> None:
    """One scan of a wedge that leaves so long between two characters."""
    if gap_ms == 0:
        floor.screen.type(line.encode() + b"\r")
        return
    for char in f"{line}\r":
        floor.screen.type(char.encode())
        await asyncio.sleep(gap_ms / 1000)


async def scan_pieces(floor: Floor, lots: Sequence[str], gap_ms: int) -> None:
    """An item and the dock for each lot, in bursts; a burst is answered before the next begins."""
    for start in range(0, len(lots), BURST // 2):
        turn, burst = floor.turn, lots[start : start + BURST // 2]
        for lot in burst:
            await type_slowly(floor, code(lot), gap_ms)
            await type_slowly(floor, "DOCK-1", gap_ms)
        await floor.until(lambda turn=turn, burst=burst: floor.turn >= turn + 2 * len(burst))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """One daemon for all; who signed in stays."""
    with running(Box(tmp_path_factory.mktemp("box"))) as one:
        yield one


async def scans_arrive(box: Box, size: tuple[int, int], scans: int) -> None:
    """So many at each gap, with both processors busy."""
    async with receiving(box, size) as floor:
        before = len(floor.lots())
        lots = [f"G{gap_ms:02}N{number:04}" for gap_ms in GAPS_MS for number in range(scans // 2)]
        with busy_processors():
            for gap_ms in GAPS_MS:
                await scan_pieces(floor, [lot for lot in lots if lot.startswith(f"G{gap_ms:02}")], gap_ms)
            await floor.shows_prompt()
        assert floor.lots()[before:] == lots
        assert not floor.screen.grid.strange


@pytest.mark.parametrize("size", SIZES)
async def test_scans_under_load_are_all_applied_in_order(box: Box, size: tuple[int, int]) -> None:
    """A slice: eight scans at each gap and size, 64 in all."""
    await scans_arrive(box, size, 8)


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES)
async def test_a_thousand_scans_under_load_are_all_applied_in_order(box: Box, size: tuple[int, int]) -> None:
    """126 scans at each gap and size, 1,008 in all."""
    await scans_arrive(box, size, 126)


async def odd_codes(floor: Floor, odd: Sequence[int]) -> None:
    """Each byte inside a code nobody knows, and after it a piece that is received."""
    before = len(floor.lots())
    for byte in odd:
        turn = floor.turn
        floor.screen.type(b"A" + bytes([byte]) + b"B\r")
        await floor.until(lambda turn=turn: floor.turn > turn and is_told_off(floor))  # not the answer before
        await floor.shows_prompt()
        while floor.asked != "receive-ask-item" or is_holding(floor):
            await floor.key_in("WE-CANCEL")
        await floor.key_in(code(f"B{byte:03}"))
        await floor.key_in("DOCK-1")
    await floor.shows_prompt()
    assert floor.lots()[before:] == [f"B{byte:03}" for byte in odd]
    assert not floor.screen.grid.strange


def is_told_off(floor: Floor) -> bool:
    said = floor.beside.view.last
    return said is not None and said.level in {"warn", "refuse"}


def is_holding(floor: Floor) -> bool:
    """The second half of a code that was cut in two was made before the first was refused: it waits for a key."""
    return any(line.key == "held-line" for line in floor.beside.view.prompt.lines)


ODD = (0x00, 0x03, 0x0D, 0x10, 0x11, 0x1B, 0x1D, 0x7F, 0x9B, 0xC9, 0xFF)
"""NUL, what quits and what opens a palette elsewhere, CR (it cuts the code in two), ESC, GS, and no UTF-8."""


async def test_a_byte_inside_a_code_harms_no_line_after_it(box: Box) -> None:
    async with receiving(box, (20, 8)) as floor:
        await odd_codes(floor, ODD)


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES)
async def test_every_byte_inside_a_code_harms_no_line_after_it(box: Box, size: tuple[int, int]) -> None:
    async with receiving(box, size) as floor:
        with busy_processors():
            await odd_codes(floor, range(256))
