"""A bench scale that speaks MT-SICS over TCP: `wedge sim scale`. Written from the reference manual's levels 0 and 1.

    S      the weight, once it is at rest          S S     100.00 g     S I where it does not come to rest in time
    SI     the weight at once                      S S ... or, in motion, S D ...
    SIR    the weight at once, again and again, until another command comes
    SR     the weight at rest, and then at each change of it: S D when it moves, S S when it rests again
    Z      set to zero, at rest                    Z A / Z I / Z + / Z -
    @      begin anew                              I4 A "SIM0000001"
    I4     its serial number

A command ends with CR LF. What it does not know is answered `ES`; more than it can hold `S +`, less than nothing `S -`.
A load swings in for a while. On its stage:

    {"load_g": 1234.5}        this lies on the pan from now on
    {"fault": "silence"}      nothing is answered; until "none"
    {"fault": "restless"}     it never comes to rest; until "none"
    {"fault": "garbage"}      every answer is noise; until "none"
    {"fault": "hangs_up"}     every connection is broken off; once
    {"fault": "none"}
"""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from simulators.stage import stage

FAULTS = ("none", "silence", "restless", "garbage")
LINE_BYTES_MAX = 256
REST_S_MAX = 3.0
REPEAT_S = 0.1
LOAD_G_MAX = 1_000_000.0
GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
DECIMALS = {"g": 2, "kg": 4, "lb": 4, "oz": 3}
SERIAL = "SIM0000001"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScaleOptions:
    """`max_g` is what it can weigh, `settle_s` how long a load swings, `unit` what it shows."""

    host: str = "127.0.0.1"
    port: int = 8001
    unit: str = "g"
    max_g: float = 60_000.0
    settle_s: float = 0.3


class Scale:
    """One pan, its zero, its faults."""

    def __init__(self, options: ScaleOptions) -> None:
        self._options = options
        self._load_g = 0.0
        self._before_g = 0.0
        self._zero_g = 0.0
        self._since = -math.inf
        self._fault = "none"
        self._writers: set[asyncio.StreamWriter] = set()

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` for what cannot be done."""
        match json.loads(line):
            case {"load_g": int() | float() as load_g} if abs(load_g) <= LOAD_G_MAX:
                self._before_g, self._load_g, self._since = self._load_g, float(load_g), time.monotonic()
            case {"fault": "hangs_up"}:
                for writer in self._writers:
                    writer.transport.abort()
            case {"fault": str(name)} if name in FAULTS:
                self._fault = name
            case _:
                raise ValueError(
                    f'a line is {{"load_g": 12.5}} or {{"fault": one of {", ".join((*FAULTS, "hangs_up"))}}}'
                )

    def rests(self) -> bool:
        """Whether the pan is still."""
        return self._fault != "restless" and time.monotonic() - self._since >= self._options.settle_s

    def shown_g(self) -> float:
        """What the display shows: halfway to the load while it swings."""
        share = min(1.0, (time.monotonic() - self._since) / self._options.settle_s) if self._options.settle_s else 1.0
        return self._before_g + (self._load_g - self._before_g) * share - self._zero_g

    def weight(self) -> str:
        """The answer that gives the weight now."""
        grams = self.shown_g()
        if grams > self._options.max_g:
            return "S +"
        if grams < -self._options.max_g / 10:
            return "S -"
        value = Decimal(str(round(grams, 6))) / GRAMS[self._options.unit]
        return f"S {'S' if self.rests() else 'D'} {value:10.{DECIMALS[self._options.unit]}f} {self._options.unit}"

    async def rested(self) -> str:
        """The answer once it is at rest, or that it does not come to rest."""
        return self.weight() if await self._rest() else "S I"

    async def zero(self) -> str:
        """Set to zero."""
        if not await self._rest():
            return "Z I"
        if self._load_g > self._options.max_g / 10:
            return "Z +"
        self._zero_g = self._load_g
        return "Z A"

    async def _rest(self) -> bool:
        until = time.monotonic() + REST_S_MAX
        while not self.rests():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.02)
        return True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends."""
        self._writers.add(writer)
        repeating: asyncio.Task[None] | None = None
        with contextlib.suppress(ConnectionError, asyncio.CancelledError, ValueError):
            while line := await reader.readline():
                if repeating is not None:
                    repeating.cancel()
                repeating = await self._command(line.strip().decode("latin-1"), writer)
        if repeating is not None:
            repeating.cancel()
        self._writers.discard(writer)
        writer.close()

    async def _command(self, command: str, writer: asyncio.StreamWriter) -> "asyncio.Task[None] | None":
        """Answer one command; what goes on repeating its answer."""
        match command:
            case "SIR" | "SR":
                return asyncio.create_task(self._repeat(writer, only_changes=command == "SR"))
            case "S":
                answer = await self.rested()
            case "SI":
                answer = self.weight()
            case "Z":
                answer = await self.zero()
            case "@" | "I4":
                answer = f'I4 A "{SERIAL}"'
            case "":
                return None
            case _:
                answer = "ES"
        await self._answer(writer, answer)
        return None

    async def _repeat(self, writer: asyncio.StreamWriter, *, only_changes: bool) -> None:
        told = ""
        with contextlib.suppress(ConnectionError):
            while True:
                answer = self.weight()
                if not only_changes or (answer != told and (answer.startswith("S S") or told.startswith("S S"))):
                    await self._answer(writer, answer)
                    told = answer
                await asyncio.sleep(REPEAT_S)

    async def _answer(self, writer: asyncio.StreamWriter, answer: str) -> None:
        if self._fault == "silence":
            return
        writer.write(b"\x13\xff#?\r\n" if self._fault == "garbage" else answer.encode("ascii") + b"\r\n")
        await writer.drain()


async def run(options: ScaleOptions, stage_path: Path | None = None, say: Say = lambda _: None) -> None:
    """Play the scale until cancelled; `say` hears when it listens. Raises `OSError`, `ValueError`."""
    if options.unit not in GRAMS:
        raise ValueError(f"a unit is one of {', '.join(GRAMS)}")
    scale = Scale(options)
    server = await asyncio.start_server(scale.serve, options.host, options.port, limit=LINE_BYTES_MAX)
    async with server, stage(stage_path, scale.act):
        say(f"scale listening on {options.host}:{server.sockets[0].getsockname()[1]}")
        await asyncio.Event().wait()
