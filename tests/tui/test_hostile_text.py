"""What hostile text does to a terminal: nothing. The raw bytes of a real pty are read, on every pane of the screen."""

import asyncio
from pathlib import Path

import pytest

from tests.tui.hostile import SAMPLES, HostileDaemon
from tests.tui.terminal import Terminal, opened

F2, F5, F6, F7, F8 = "\x1bOQ", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~"
SLOW_S = 0.05
"""Between two keys of a hand: what comes faster is a scan wherever it is typed."""
STEPS: tuple[tuple[str, str, str], ...] = (
    ("the work", "", "TI AS LI K OP AL ST ON"),
    ("an answer", "X1\r", "FB SO"),
    ("the rest of the commands", F2, "CM"),
    ("devices, zones, reads", F6, "DD DK DP DW ZN ZE RP RT"),
    ("a portal", F6, "PZ PL PD PU PM PE PV"),
    ("movements", F7, "MK MW MS MT MO"),
    ("stock", F7, "CI CN CL CU CO CE CR CS"),
    ("history", F7, "EK EW ES ET EO"),
    ("an entry with its pictures", "\r", "ED ER EV EX XD XP"),
    ("the map", F7, "GZ GR"),
    ("findings", F8, "FT FP FI"),
    ("sessions", F8, "SS SN SI SA SD"),
)
"""Where, which keys lead there from the step before, and the fields that are seen there."""


async def walks_through(folder: Path, shift: int) -> None:
    """Every pane in turn; nothing but what a screen draws with reaches the terminal."""
    async with (
        HostileDaemon(folder / "s", shift) as daemon,
        opened(daemon.path, "--station", "dock-1", size=(200, 60)) as one,
    ):
        for where, keys, tags in STEPS:
            one.type(keys.encode())
            await sees(one, where, [daemon.bad.tags[tag] for tag in tags.split() if tag in daemon.bad.tags])
        assert one.grid.strange == []
        assert one.grid.bells <= 3, "only the refused scan beeps"
        assert {tag for *_, tags in STEPS for tag in tags.split()} <= daemon.bad.tags.keys()


async def sees(one: Terminal, where: str, shown: list[str]) -> None:
    try:
        await one.until(lambda: all(text in one.grid.text for text in shown), 20)
    except TimeoutError:
        missing = [text for text in shown if text not in one.grid.text]
        raise AssertionError(f"{where}: {missing} not seen:\n{one.grid.text}") from None


async def test_hostile_text_steers_no_terminal_on_any_pane(tmp_path: Path) -> None:
    await walks_through(tmp_path, 0)


@pytest.mark.soak
@pytest.mark.parametrize("shift", range(1, len(SAMPLES)))
async def test_no_hostile_text_steers_a_terminal_in_any_field(tmp_path: Path, shift: int) -> None:
    await walks_through(tmp_path, shift)


async def test_what_is_typed_and_looked_for_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    async with (
        HostileDaemon(tmp_path / "s") as daemon,
        opened(daemon.path, "--station", "dock-1", size=(200, 60)) as one,
    ):
        one.type(F7.encode())
        await sees(one, "movements", [daemon.bad.tags["MW"]])
        one.type(F7.encode())
        await sees(one, "stock", [daemon.bad.tags["CN"]])
        for char in "/\u202e[red]\u200b":
            one.type(char.encode())
            await asyncio.sleep(SLOW_S)
        await sees(one, "the search", ["<202E>[red]<200B>"])
        one.type(b"\r")
        await sees(one, "the search, and why it failed", ["<202E>[red]<200B>", daemon.bad.tags["FA"]])
        assert one.grid.strange == []


@pytest.mark.parametrize("size", [(20, 8), (40, 16)])
async def test_hostile_text_steers_no_small_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with HostileDaemon(tmp_path / "s", 3) as daemon, opened(daemon.path, "--station", "d", size=size) as one:
        await one.until(lambda: "AS" in one.grid.text)
        one.type(b"X1\r")
        await one.until(lambda: daemon.applied and "FB" in one.grid.text)
        for keys in (F6, F7, F8):
            one.type(keys.encode())
            await asyncio.sleep(SLOW_S)
        one.type(F5.encode())
        await one.until(lambda: "AS" in one.grid.text)
        assert one.grid.strange == []
