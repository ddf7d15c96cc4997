"""Every size on the terminals that floors have: the prompt is drawn, a scan is answered, and no rubbish is sent."""

import fcntl
import re
import signal
import struct
import termios
from pathlib import Path

import pytest

from tests.tui.grid import Grid
from tests.tui.script_daemon import PICK, Act, ScriptDaemon, text
from tests.tui.terminal import Terminal, opened
from tui.plain_terminal import OLD

SIZES = ((20, 8), (16, 21), (40, 16), (80, 24), (120, 40))
TERMINALS = (
    {"TERM": "vt220", "LANG": "C"},
    {"TERM": "linux", "LANG": "C.UTF-8"},
    {"TERM": "xterm", "LANG": "C"},
    {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLORTERM": "truecolor", "NO_COLOR": "1"},
)
PLAIN = re.compile(r"\x1b\[(?:\?\d+[hl]|[\d;]*[mH])")
"""Modes, which a terminal that does not know them ignores; colours; places."""
COLOUR = re.compile(r"[34]8;2;(\d+);(\d+);(\d+)")


def resized(one: Terminal, size: tuple[int, int]) -> None:
    """The window has another size."""
    one.grid, before = Grid(size), one.grid
    one.grid.sequences, one.grid.strange = before.sequences, before.strange
    fcntl.ioctl(one.outer, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    one.process.send_signal(signal.SIGWINCH)  # the kernel sends it to who sits at the terminal; here nobody does


async def answers(one: Terminal, daemon: ScriptDaemon, level: str) -> None:
    """The prompt stands there, one scan is done and its answer drawn."""
    await one.shows("Espresso", "F1")
    done = len(daemon.applied)
    one.type(b"4006381333931\r")
    await one.until(lambda: len(daemon.applied) == done + 1)
    await one.shows(level)


async def works_at_all_sizes(socket: Path, terminal: dict[str, str], sizes: tuple[tuple[int, int], ...]) -> Terminal:
    answer = iter(("ok", "refuse") * 3)
    story = lambda _: Act(next(answer), text("counted", quantity=1))  # noqa: E731
    words = {"ok": "OK", "refuse": "NO"}
    async with (
        ScriptDaemon(socket, PICK, story) as daemon,
        opened(socket, "--station", "dock-1", size=sizes[0], **terminal) as one,
    ):
        for number, size in enumerate(sizes):
            if number:
                resized(one, size)
            await answers(one, daemon, words[("ok", "refuse")[number % 2]])
        assert one.grid.strange == []
        return one


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda one: one["TERM"])
async def test_every_size_works_on_every_terminal(tmp_path: Path, terminal: dict[str, str]) -> None:
    one = await works_at_all_sizes(tmp_path / "s", terminal, SIZES)
    if terminal["LANG"] == "C" and terminal["TERM"] in OLD:
        assert bytes(one.out).isascii()
    if terminal["TERM"] in OLD:
        assert not [one for one in one.grid.sequences if not PLAIN.fullmatch(one)]
    if "NO_COLOR" in terminal:
        colours = {found.groups() for one in one.grid.sequences for found in COLOUR.finditer(one)}
        assert colours
        assert all(len(set(parts)) == 1 for parts in colours), "a colour that is no grey"


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda one: one["TERM"])
async def test_every_terminal_starts_at_every_size(
    tmp_path: Path, terminal: dict[str, str], size: tuple[int, int]
) -> None:
    await works_at_all_sizes(tmp_path / "s", terminal, (size,))
