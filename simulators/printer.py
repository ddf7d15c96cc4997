"""A label printer that speaks ZPL II over TCP: `wedge sim printer`. Written from the ZPL II Programming Guide.

    ^XA ... ^XZ    a format: it waits in the buffer, is printed in its turn, and kept as {folder}/0001.zpl
    ~HS            host status: three strings, answered at once, also while a format is being printed
    ~JA            all formats in the buffer are thrown away

Everything else is taken in and ignored. On its stage:

    {"fault": "paper_out"}    also head_open, ribbon_out, paused: nothing is printed until "none"
    {"fault": "mute"}         paper out, as newer firmware has it: `~HS` is not answered either; until "none"
    {"fault": "slow"}         a label takes two seconds; until "none"
    {"fault": "late"}         answers come two seconds late; until "none"
    {"fault": "dies_before"}  the next format is lost: the printer dies with it in its buffer; once
    {"fault": "dies_after"}   the next format is printed, and the printer dies before it answers anything; once
    {"fault": "none"}
"""

import asyncio
import contextlib
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simulators.stage import stage

STANDING = ("none", "paper_out", "head_open", "ribbon_out", "paused", "mute", "slow", "late")
ONCE = ("dies_before", "dies_after")
STOPS_PRINTING = frozenset(("paper_out", "head_open", "ribbon_out", "paused", "mute"))
SLOW_S = 2.0
LATE_S = 2.0
FORMATS_MAX = 200
INPUT_BYTES_MAX = 256 * 1024
_COMMAND = re.compile(rb"\^XA.*?\^XZ|~HS|~JA", re.DOTALL | re.IGNORECASE)
_OPEN = re.compile(rb"\^XA", re.IGNORECASE)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PrinterOptions:
    """`labels` is the folder for what is printed; `label_s` how long one label takes."""

    host: str = "127.0.0.1"
    port: int = 9100
    labels: Path = Path("labels")
    label_s: float = 0.1


class Printer:
    """One printer: its buffer, its paper, its faults."""

    def __init__(self, options: PrinterOptions, say: Say = lambda _: None) -> None:
        self._options, self._say = options, say
        self._buffer: deque[bytes] = deque()
        self._stirred = asyncio.Event()
        self._fault = "none"
        self._death = ""
        self._printed = 0
        self._connections: set[asyncio.StreamWriter] = set()

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` for what cannot be done."""
        match json.loads(line):
            case {"fault": str(name)} if name in STANDING:
                self._fault = name
            case {"fault": str(name)} if name in ONCE:
                self._death = name
            case _:
                raise ValueError(f'a line is {{"fault": one of {", ".join((*STANDING, *ONCE))}}}')
        self._stirred.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends."""
        self._connections.add(writer)
        held = b""
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while chunk := await reader.read(4096):
                held = await self._take(held + chunk, writer)
        self._connections.discard(writer)
        writer.close()

    async def print_all(self) -> None:
        """Print what is in the buffer, in order, for ever."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            while self._buffer and self._fault not in STOPS_PRINTING:
                await asyncio.sleep(SLOW_S if self._fault == "slow" else self._options.label_s)
                if self._buffer and self._fault not in STOPS_PRINTING:  # paper may have run out meanwhile
                    self._print(self._buffer.popleft())

    def status(self, *, partial: bool) -> bytes:
        """The three strings of `~HS`."""
        paper, paused = int(self._fault in ("paper_out", "mute")), int(self._fault == "paused")
        head, ribbon = int(self._fault == "head_open"), int(self._fault == "ribbon_out")
        formats = len(self._buffer)
        strings = (
            f"030,{paper},{paused},0480,{formats:03},0,0,{int(partial)},000,0,0,0",
            f"001,0,{head},{ribbon},1,2,6,0,{0:08},1,000",
            "1234,0",
        )
        return b"".join(b"\x02" + string.encode() + b"\x03\r\n" for string in strings)

    async def _take(self, held: bytes, writer: asyncio.StreamWriter) -> bytes:
        """Do what is complete; what is left of the input."""
        while (found := _COMMAND.search(held)) is not None:
            before, command, held = held[: found.start()], found.group(), held[found.end() :]
            if command.upper() == b"~HS":
                # A control command is done as soon as it comes, also in the middle of a format.
                held = before + held
                await self._answer(writer, partial=_OPEN.search(before) is not None)
            elif command.upper() == b"~JA":
                self._buffer.clear()
            else:
                self._receive(command)
        return held[-INPUT_BYTES_MAX:]

    async def _answer(self, writer: asyncio.StreamWriter, *, partial: bool) -> None:
        if self._fault == "late":
            await asyncio.sleep(LATE_S)
        if self._fault != "mute":
            writer.write(self.status(partial=partial))
            await writer.drain()

    def _receive(self, label: bytes) -> None:
        if self._death == "dies_before":
            self._die()
            return
        if len(self._buffer) < FORMATS_MAX:
            self._buffer.append(label)
        self._stirred.set()
        if self._death == "dies_after":
            self._print(self._buffer.popleft())
            self._die()

    def _die(self) -> None:
        """Off and on again: the buffer is empty, every connection is gone."""
        self._death = ""
        self._buffer.clear()
        for writer in self._connections:
            writer.transport.abort()
        self._say("the printer died, and is on again")

    def _print(self, label: bytes) -> None:
        self._printed += 1
        path = self._options.labels / f"{self._printed:04}.zpl"
        part = path.with_suffix(".part")
        part.write_bytes(label)
        part.rename(path)
        self._say(f"printed {path}")


async def run(options: PrinterOptions, stage_path: Path | None = None, say: Say = lambda _: None) -> None:
    """Play the printer until cancelled; `say` hears when it listens. Raises `OSError`, `ValueError`."""
    options.labels.mkdir(parents=True, exist_ok=True)
    printer = Printer(options, say)
    server = await asyncio.start_server(printer.serve, options.host, options.port)
    async with server, stage(stage_path, printer.act):
        say(f"printer listening on {options.host}:{server.sockets[0].getsockname()[1]}")
        await printer.print_all()
