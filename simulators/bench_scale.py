"""A bench scale that speaks MT-SICS, over TCP or on a serial port: `wedge sim scale`.

    SIR    the weight at once, again and again, until another command comes
    SR     the weight at rest, and then at each change of it: S D when it moves, S S when it rests again

and all that simulators/sics.py answers. A command ends with CR LF; a load swings in for a while. On its stage:

    {"load_g": 1234.5}        this lies on the pan from now on
    {"fault": "silence"}      nothing is answered; until "none"
    {"fault": "restless"}     it never comes to rest; until "none"
    {"fault": "garbage"}      every answer is noise; until "none"
    {"fault": "refuses"}      every answer is ES; until "none"
    {"fault": "hangs_up"}     every connection is broken off, the port is unplugged and plugged in again; once
    {"fault": "none"}
"""

import asyncio
import contextlib
import json
import os
import tty
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simulators.port import away, point
from simulators.sics import GRAMS, Scale
from simulators.stage import stage

FAULTS = ("none", "silence", "restless", "garbage", "refuses")
LINE_BYTES_MAX = 256
REPEAT_S = 0.1
LOAD_G_MAX = 1_000_000.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScaleOptions:
    """`max_g` is what it can weigh, `settle_s` how long a load swings, `unit` what it shows; a `link` for a port."""

    host: str = "127.0.0.1"
    port: int = 8001
    unit: str = "g"
    max_g: float = 60_000.0
    settle_s: float = 0.3
    link: Path | None = None


class Line(Protocol):
    """The way to one that asks."""

    async def send(self, data: bytes) -> None: ...
    def cut(self) -> None:
        """It is broken off."""
        ...


class Bench:
    """The scale with its faults, and all that are connected to it."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self._fault = "none"
        self._lines: set[Line] = set()

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` for what cannot be done."""
        match json.loads(line):
            case {"load_g": int() | float() as load_g} if abs(load_g) <= LOAD_G_MAX:
                self.scale.put(float(load_g))
            case {"fault": "hangs_up"}:
                for one in tuple(self._lines):
                    one.cut()
            case {"fault": str(name)} if name in FAULTS:
                self._fault, self.scale.is_restless = name, name == "restless"
            case _:
                raise ValueError(
                    f'a line is {{"load_g": 12.5}} or {{"fault": one of {", ".join((*FAULTS, "hangs_up"))}}}'
                )

    async def serve(self, reader: asyncio.StreamReader, line: Line) -> None:
        """One that asks, until it is gone."""
        self._lines.add(line)
        repeating: asyncio.Task[None] | None = None
        try:
            while command := await reader.readline():
                if repeating is not None:
                    repeating.cancel()
                repeating = await self._command(command.rstrip(b"\r\n").decode("latin-1"), line)
        except (ConnectionError, ValueError):
            pass
        finally:
            if repeating is not None:
                repeating.cancel()
            self._lines.discard(line)

    async def _command(self, command: str, line: Line) -> "asyncio.Task[None] | None":
        """Answer one command; what goes on repeating its answer."""
        if command in ("SIR", "SR"):
            return asyncio.create_task(self._repeat(line, only_changes=command == "SR"))
        for answer in await self.scale.answers(command) if command else ():
            await self._answer(line, answer)
        return None

    async def _repeat(self, line: Line, *, only_changes: bool) -> None:
        told = ""
        with contextlib.suppress(ConnectionError):
            while True:
                answer = self.scale.weight()
                if not only_changes or (answer != told and (answer.startswith("S S") or told.startswith("S S"))):
                    await self._answer(line, answer)
                    told = answer
                await asyncio.sleep(REPEAT_S)

    async def _answer(self, line: Line, answer: str) -> None:
        if self._fault == "silence":
            return
        said = "ES" if self._fault == "refuses" else answer
        await line.send(b"\x13\xff#?\r\n" if self._fault == "garbage" else said.encode("ascii") + b"\r\n")


class _Socket:
    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def cut(self) -> None:
        self._writer.transport.abort()


class _Port:
    """A port under a link, until it is unplugged. What nobody reads is lost, as on a line without flow control."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master, self._slave = os.openpty()  # both held: whoever opens and leaves the port is none of our business
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._path = os.ttyname(self._slave)
        self.reader = asyncio.StreamReader(LINE_BYTES_MAX)
        self._is_open = True
        try:
            point(link, self._path, "scale")
        except ValueError:
            self.cut()
            raise
        asyncio.get_running_loop().add_reader(self._master, self._hear)

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(BlockingIOError):
            if self._is_open:
                os.write(self._master, data)

    def cut(self) -> None:
        if self._is_open:
            self._is_open = False
            asyncio.get_running_loop().remove_reader(self._master)
            away(self._link, self._path)
            os.close(self._master)
            os.close(self._slave)
            self.reader.feed_eof()

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.reader.feed_data(os.read(self._master, LINE_BYTES_MAX))


@contextlib.asynccontextmanager
async def _on_network(bench: Bench, options: ScaleOptions) -> AsyncIterator[str]:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # a handler that dies of it would print a traceback
            await bench.serve(reader, _Socket(writer))
        writer.close()

    server = await asyncio.start_server(connected, options.host, options.port, limit=LINE_BYTES_MAX)
    async with server:
        yield f"{options.host}:{server.sockets[0].getsockname()[1]}"


@contextlib.asynccontextmanager
async def _on_port(bench: Bench, link: Path) -> AsyncIterator[str]:
    port = _Port(link)

    async def plugged() -> None:
        nonlocal port
        while True:
            await bench.serve(port.reader, port)
            port.cut()
            port = _Port(link)

    serving = asyncio.create_task(plugged())
    try:
        yield str(link)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        port.cut()


async def run(options: ScaleOptions, stage_path: Path | None = None, say: Say = lambda _: None) -> None:
    """Play the scale until cancelled; `say` hears where it listens. Raises `OSError`, `ValueError`."""
    if options.unit not in GRAMS:
        raise ValueError(f"a unit is one of {', '.join(GRAMS)}")
    bench = Bench(Scale(options.unit, options.max_g, options.settle_s))
    way = _on_port(bench, options.link) if options.link is not None else _on_network(bench, options)
    async with way as where, stage(stage_path, bench.act):
        say(f"scale listening on {where}")
        await asyncio.Event().wait()
