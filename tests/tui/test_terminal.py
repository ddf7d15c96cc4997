"""The screen as a real process on a real pty: bytes in, bytes out."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.script_daemon import PICK, Act, ScriptDaemon, prompt, text
from tests.tui.terminal import Terminal, opened

DEADLINE_S = 40.0


@contextlib.asynccontextmanager
async def terminal(
    daemon: ScriptDaemon,
    *args: str,
    size: tuple[int, int] = (80, 24),
    term: str = "xterm-256color",
    lang: str = "C.UTF-8",
) -> AsyncIterator[Terminal]:
    """A screen at the scripted daemon, with the first view drawn."""
    async with opened(daemon.path, "--station", "dock-1", *args, size=size, TERM=term, LANG=lang) as one:
        await one.until(lambda: b"dock-1" in one.words or b"3/24" in one.words)
        yield one


async def applied(daemon: ScriptDaemon, one: Terminal, count: int) -> list[str]:
    await one.until(lambda: len(daemon.applied) >= count)
    return [each.value for each in daemon.applied]


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "s"


async def test_bytes_that_are_no_utf8_do_not_end_the_screen(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        one.type(b"AB\xc9CD\r")
        assert await applied(daemon, one, 1) == ["AB\ufffdCD"]
        one.type(b"\xff\xfe\x80\r")
        one.type(b"NEXT\r")
        assert (await applied(daemon, one, 3))[-1] == "NEXT"


async def test_no_byte_in_a_code_stops_the_scans_after_it(socket: Path) -> None:
    """Every byte once inside a code; ESC may eat what follows it, Enter and TAB end the code early."""
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon, size=(20, 8)) as one:
        for byte in range(256):
            one.type(b"A" + bytes([byte]) + b"B\r")
            one.type(b"MARK%03d\r" % byte)
            await one.until(lambda byte=byte: daemon.applied and daemon.applied[-1].value.endswith(f"MARK{byte:03d}"))
        assert one.process.returncode is None
        marks = [each.value for each in daemon.applied if each.value.startswith("MARK")]
        assert len(marks) >= 250


async def test_a_burst_of_scans_arrives_whole_and_in_order(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon, size=(120, 40)) as one:
        codes = [f"]d2010400638133393110LOT{number:04d}" for number in range(30)]
        one.type("".join(f"{code}\r\n" for code in codes).encode())
        assert await applied(daemon, one, 30) == codes


async def test_a_code_cannot_open_a_paste_or_claim_a_size(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        one.type(b"A\x1b[200~B\r")
        one.type(b"C\x1b[48;9999;9999;9999;9999tD\r")
        one.type(b"NEXT\r")
        values = await applied(daemon, one, 3)
        assert (values[0], values[2]) == ("AB", "NEXT")
        assert len(one.out) < 200_000  # it still draws 80x24


async def test_pasted_text_is_a_scan(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        one.type(b"\x1b[200~]d2010400638\x1d10L\x1b[201~\r")
        assert await applied(daemon, one, 1) == ["]d2010400638\x1d10L"]


async def test_hostile_texts_reach_the_terminal_as_plain_signs(socket: Path) -> None:
    bad = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e[red]"
    nasty = prompt("scan", title=text("lot-line", lot=bad), ask=text("lot-line", lot=bad), lines=[text("x" + bad)])
    story = Act("refuse", text("unknown-code", code=bad))
    async with ScriptDaemon(socket, nasty, lambda _: story) as daemon, terminal(daemon, size=(120, 40)) as one:
        start = len(one.out)
        one.type(b"SCAN\r")
        await one.until(lambda: b"Nobody knows" in one.words)
        assert b"<1B>[2J<1B>]0;owned<07><9B>31m<202E>[red]" in one.words
        assert b"owned\x07" not in one.out
        assert b"\x1b]0;owned" not in one.out
        assert b"\x1b[2J" not in one.out[start:]
        assert "\u202e".encode() not in one.out
        assert "\x9b".encode() not in one.out


async def test_a_terminal_without_utf8_gets_ascii(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK, lang="de") as daemon, terminal(daemon, lang="de_DE.ISO-8859-1") as one:
        one.type(b"SCAN\r")
        await one.until(lambda: b"+ OK" in one.words)
        assert bytes(one.out).isascii()


async def test_a_screen_whose_terminal_is_gone_ends(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        one.close()
        async with asyncio.timeout(DEADLINE_S):
            assert await one.process.wait() is not None


async def test_sigterm_gives_the_terminal_back(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        one.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(DEADLINE_S):
            await one.process.wait()
        await asyncio.sleep(0.1)
        assert b"\x1b[?1049l" in one.out


async def test_an_idle_screen_is_idle(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, terminal(daemon) as one:
        await asyncio.sleep(1.5)  # what starting left over
        before, written = _cpu_s(one.process.pid), len(one.out)
        await asyncio.sleep(2)
        assert _cpu_s(one.process.pid) - before < 0.1
        assert len(one.out) == written


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
