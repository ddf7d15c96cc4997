"""The demo's processes: started, waited for by what they print, watched, and ended; nothing is left behind.

What a process prints goes line by line into `NAME.log`, and is looked at until it says that it is ready.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

READY_S = 30.0
END_S = 8.0
TAIL_LINES = 15
LINE_BYTES_MAX = 64 * 1024
_PR_SET_PDEATHSIG = 1


class DemoError(Exception):
    """The demo cannot go on; the sentence says which process, and what it said last."""


@dataclass(slots=True, eq=False)
class Running:
    """One process. `lines` are the last it printed."""

    name: str
    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    reading: asyncio.Task[None] | None = None
    told: Callable[[str], None] = lambda _line: None

    async def says(self, word: str, seconds: float = READY_S) -> str:
        """The first line with a word in it. Raises `DemoError` when the process ends or takes too long."""
        try:
            async with asyncio.timeout(seconds), self.heard:
                await self.heard.wait_for(lambda: self._line(word) or self._is_silent())
        except TimeoutError:
            raise DemoError(f"{self.name} did not say {word!r} within {seconds:g} s{self.tail()}") from None
        line = self._line(word)
        if line is None:
            await self.process.wait()
            raise DemoError(f"{self.name} ended with status {self.process.returncode}{self.tail()}")
        return line

    async def ended(self) -> int:
        """Wait for its end, and for its last line."""
        if self.reading is not None:
            await asyncio.shield(self.reading)
        return await self.process.wait()

    def tail(self) -> str:
        """Its last lines, to be shown under a sentence."""
        return "".join(f"\n    {self.name}: {line}" for line in self.lines[-TAIL_LINES:])

    async def read(self, log: Path) -> None:
        """Take in what it prints until it ends."""
        assert self.process.stdout is not None
        with log.open("a", encoding="utf-8", buffering=1) as file:
            while raw := await _line_of(self.process.stdout):
                line = raw.decode(errors="replace").rstrip("\n")
                file.write(line + "\n")
                async with self.heard:
                    self.lines = [*self.lines, line][-200:]
                    self.heard.notify_all()
                self.told(line)
        async with self.heard:
            self.heard.notify_all()

    def _line(self, word: str) -> str | None:
        return next((line for line in self.lines if word in line), None)

    def _is_silent(self) -> bool:
        return self.process.stdout is not None and self.process.stdout.at_eof()


async def _line_of(stream: asyncio.StreamReader) -> bytes:
    """The next line; one that is too long comes without its rest."""
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line too long to show)\n"


class Crew:
    """All processes of a demo, ended when the body is left: the first started, the broker, after the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[Running] = []

    async def __aenter__(self) -> "Crew":
        return self

    async def __aexit__(self, *_why: object) -> None:
        await asyncio.gather(*(self.end(one) for one in self._running[1:]))
        await asyncio.gather(*(self.end(one) for one in self._running[:1]))

    async def start(
        self, name: str, command: Sequence[str], told: Callable[[str], None] = lambda _line: None
    ) -> Running:
        """Start one, apart from the terminal: Ctrl-C reaches the demo alone, which ends all in order."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=partial(_die_with, os.getpid()),
            limit=LINE_BYTES_MAX,
        )
        one = Running(name, process, told=told)
        one.reading = asyncio.create_task(one.read(self._folder / f"{name}.log"))
        self._running.append(one)
        return one

    async def end(self, one: Running) -> int:
        """End one politely, or by force when it does not listen; gives its exit status."""
        if one.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                one.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(END_S):
                status = await one.ended()
        except TimeoutError:
            one.process.kill()
            status = await one.ended()
        if one in self._running:
            self._running.remove(one)
        return status

    def dead(self) -> Running | None:
        """A process that has ended though nobody asked it to."""
        return next((one for one in self._running if one.process.returncode is not None), None)

    async def while_all_live(self, one: Running) -> int:
        """Wait until one ends. Raises `DemoError` when another dies before it."""
        others = [other for other in self._running if other is not one]
        ends = {asyncio.create_task(other.ended()): other for other in others}
        mine = asyncio.create_task(one.ended())
        try:
            done, _ = await asyncio.wait([mine, *ends], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (mine, *ends):
                if not task.done():
                    task.cancel()
        if mine in done:
            return mine.result()
        died = ends[done.pop()]
        raise DemoError(f"{died.name} died with status {died.process.returncode}{died.tail()}")


def _die_with(parent: int) -> None:
    """In the child: a SIGKILL of the demo ends it too. prctl(2); where there is none, only that comfort is missing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before we could say so
        os._exit(1)
