"""A barcode scanner on a pseudo-terminal, as a USB CDC-ACM scanner is on its port: `wedge sim scanner`.

    ]C1 0109521234543213 GS 10ABC CR LF        AIM identifier, the code's bytes, the ending; Latin-1

`link` points to the terminal the way `/dev/serial/by-id` does. A scanner that nobody listens to cannot hand its code
over, and says so. Alone, every line typed is a scan (`<GS>` stands for GS), and codes of a file can be scanned at
random. On its stage, one JSON object a line:

    {"scan": "0109...\\u001d10ABC", "aim": "]C1"}     a code is scanned; answered when the host has taken its bytes
    {"fault": "unplug"}     the plug is pulled: the port and its link are gone, a code on its way is cut
    {"fault": "plug"}       it is plugged in again: a new port on the same link
    {"fault": "garbage"}    64 random bytes and an ending, once
    {"fault": "flood"}      64 KiB without an ending, once; then an ending
    {"fault": "split"}      from now on every byte comes alone, with pauses
    {"fault": "none"}       plugged in, and every code in one piece
"""

import asyncio
import contextlib
import json
import os
import random
import select
import stat
import sys
import tty
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulators.port import away, point
from simulators.stage import stage

FRAMES = {
    "CRLF": (b"", b"\r\n"),
    "CR": (b"", b"\r"),
    "LF": (b"", b"\n"),
    "TAB": (b"", b"\t"),
    "STX-ETX": (b"\x02", b"\x03"),
    "NONE": (b"", b""),
}
"""What stands before and after each code."""
FAULTS = ("none", "unplug", "plug", "garbage", "flood", "split")
SCAN_LENGTH_MAX = 4096
FLOOD_BYTES = 64 * 1024
GARBAGE_BYTES = 64
CODES_MAX = 100_000
SPLIT_S = 0.003
FULL_S = 0.01
"""A pause when the host does not empty its buffer."""
TAKE_S = 5.0
"""How long the host may leave its buffer full before the scanner gives up."""
CHUNK_BYTES = 4096

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScannerOptions:
    """`terminator` is a name of `FRAMES`; `rate` scans a second at random, from the lines of the file `codes`."""

    link: Path
    terminator: str = "CRLF"
    rate: float = 0.0
    codes: Path | None = None
    seed: int = 0


@dataclass(slots=True)
class Scanner:
    """The device: plugged in or not, and one code at a time on its wire."""

    options: ScannerOptions
    dice: random.Random
    _master: int | None = None
    _path: str = ""
    _plugs: int = 0
    _is_split: bool = False
    _wire: asyncio.Lock = field(default_factory=asyncio.Lock)

    def plug(self) -> None:
        """A new port under the link; nothing when it is plugged in already. Raises `ValueError` without a link."""
        if self._master is not None:
            return
        self._master, slave = os.openpty()
        self._plugs += 1
        tty.setraw(slave)
        self._path = os.ttyname(slave)
        os.close(slave)  # held open, it would hide whether anybody listens
        os.set_blocking(self._master, False)
        try:
            point(self.options.link, self._path, "scanner")
        except BaseException:
            self.unplug()
            raise

    def unplug(self) -> None:
        """The port vanishes under whoever reads it; nothing when it is not plugged in."""
        if self._master is None:
            return
        away(self.options.link, self._path)
        os.close(self._master)
        self._master = None

    async def scan(self, code: bytes) -> None:
        """Send one code and its ending. Raises `ValueError` when nobody takes it."""
        start, end = FRAMES[self.options.terminator]
        await self._send(start + code + end)

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` for what cannot be done."""
        match json.loads(line):
            case {"scan": str(text), "aim": str(aim)}:
                await self.scan(_bytes(aim + text))
            case {"scan": str(text)}:
                await self.scan(_bytes(text))
            case {"fault": str(name)}:
                await self._fault(name)
            case _:
                raise ValueError('a line is {"scan": "..."}, {"scan": "...", "aim": "]C1"} or {"fault": "..."}')

    async def _fault(self, name: str) -> None:
        match name:
            case "unplug":
                self.unplug()
            case "plug":
                self.plug()
            case "garbage":
                await self.scan(self.dice.randbytes(GARBAGE_BYTES))
            case "flood":
                await self.scan(b"#" * FLOOD_BYTES)
            case "split":
                self._is_split = True
            case "none":
                self._is_split = False
                self.plug()
            case _:
                raise ValueError(f"a fault is one of {', '.join(FAULTS)}")

    async def _send(self, data: bytes) -> None:
        async with self._wire:
            self._must_be_heard()
            plug, rest = self._plugs, memoryview(data)
            while rest:
                rest = rest[await self._write(plug, rest[:1] if self._is_split else rest) :]
                if self._is_split:
                    await asyncio.sleep(SPLIT_S)

    async def _write(self, plug: int, data: memoryview) -> int:
        """Put some of it on the wire; says how much. The plug must not have been pulled since the code began."""
        for _ in range(int(TAKE_S / FULL_S)):
            if self._master is None or self._plugs != plug:
                raise ValueError("unplugged in the middle of a code")
            with contextlib.suppress(BlockingIOError):
                return os.write(self._master, data)
            await asyncio.sleep(FULL_S)
        raise ValueError(f"the host has not read for {TAKE_S:g} s")

    def _must_be_heard(self) -> None:
        if self._master is None:
            raise ValueError("the scanner is unplugged")
        poll = select.poll()
        poll.register(self._master, 0)
        if any(events & select.POLLHUP for _, events in poll.poll(0)):
            raise ValueError(f"nobody has opened {self.options.link}")


async def run(options: ScannerOptions, stage_path: Path | None = None, say: Say = lambda _: None) -> None:
    """Play a scanner until cancelled; `say` gets one line when it is plugged in. Raises `OSError`, `ValueError`."""
    if options.terminator not in FRAMES:
        raise ValueError(f"a terminator is one of {', '.join(FRAMES)}")
    dice = random.Random(options.seed)
    codes = _codes(options.codes) if options.rate else []
    scanner = Scanner(options, dice)
    scanner.plug()
    try:
        async with stage(stage_path, scanner.act), asyncio.TaskGroup() as tasks:
            say(f"scanner on {options.link}")
            if stage_path is None:
                tasks.create_task(_scan_typed(scanner, say))
            if codes:
                tasks.create_task(_scan_at_random(scanner, codes, say))
            await asyncio.Event().wait()
    finally:
        scanner.unplug()


async def _scan_typed(scanner: Scanner, say: Say) -> None:
    async for line in _typed():
        with _told(say):
            await scanner.scan(_of_text(line))


async def _scan_at_random(scanner: Scanner, codes: list[bytes], say: Say) -> None:
    while True:
        await asyncio.sleep(scanner.dice.expovariate(scanner.options.rate))
        with _told(say):
            await scanner.scan(scanner.dice.choice(codes))


@contextlib.contextmanager
def _told(say: Say) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        say(f"not scanned: {error}")


async def _typed() -> AsyncIterator[str]:
    """Lines of the terminal or pipe that is standard input, until it ends; nothing where it is neither."""
    source = sys.stdin.fileno()
    mode = os.fstat(source).st_mode
    if not (stat.S_ISFIFO(mode) or os.isatty(source)):
        return
    rest = b""
    while chunk := await _read(source):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if text := line.decode(errors="replace").rstrip("\r"):
                yield text
        rest = rest[-SCAN_LENGTH_MAX:]


async def _read(source: int) -> bytes:
    """What is there, or comes first; b"" at the end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(source, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(source)
    return os.read(source, CHUNK_BYTES)


def _of_text(line: str) -> bytes:
    return _bytes(line.replace("<GS>", "\x1d"))


def _bytes(text: str) -> bytes:
    if not 0 < len(text) <= SCAN_LENGTH_MAX:
        raise ValueError(f"a scan has 1 to {SCAN_LENGTH_MAX} characters")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise ValueError("a scan has characters of Latin-1 only") from error


def _codes(path: Path | None) -> list[bytes]:
    if path is None:
        raise ValueError("a rate needs a file of codes")
    with path.open(encoding="utf-8") as file:
        lines = [line.rstrip("\r\n") for line, _ in zip(file, range(CODES_MAX), strict=False)]
    codes = [_of_text(line) for line in lines if line]
    if not codes:
        raise ValueError(f"{path} has no codes in it")
    return codes
