"""Barcode scanners on a serial line: RS-232, USB adapters, USB CDC-ACM. Anything that sends a code as text and an end.

    ESC  prefix  ]C1  0109521234543213 GS 10ABC  suffix  CR LF
         `prefix` |    the code, bytes as they are `suffix` `framing`
                  AIM identifier: which symbology (ISO/IEC 15424), `aim`

FNC1 inside a GS1 code arrives as GS (0x1D, GS1 General Specifications 7.8), or as what the device's `gs_aliases` name.
A code leaves whole or not at all: what is too long, broken off or without its prefix is dropped, and a device that
sends nothing else is reported instead of being silently ignored.

Quirks this file knows: adapters send NUL when they are plugged in; a lost device keeps its port "open" and shows as
a readable port without data; line settings raise `termios.error`, and changing the library's timeout sets them again.
"""

import errno
import re
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, field_validator

from drivers import framing
from edge.core.read import CODE_BYTES_MAX, CodeSeen, Seen
from edge.driver import DeviceError, Driver, DriverIo, Options

if TYPE_CHECKING:
    import serial

WAIT_MS_MAX = 500
"""The longest wait for a byte: `stop` is looked at this often."""
BROKEN_OFF_MS = 2_000
"""A code that pauses this long will not go on; its beginning must not be glued to the next one."""
BAD_IN_A_ROW_MAX = 5
"""So many unusable frames without one good code between them are a setting, not noise."""
CHUNK_BYTES_MAX = 4096

_FRAMINGS = {
    "cr-or-lf": framing.CR_OR_LF,
    "cr": framing.CR,
    "lf": framing.LF,
    "crlf": framing.CRLF,
    "tab": framing.TAB,
    "stx-etx": framing.STX_ETX,
    "gap": framing.GAP,
}
_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")

Latin1 = Annotated[str, Field(max_length=15, pattern=r"^[\x00-\xff]*$")]


class SerialOptions(Options):
    """A scanner on a serial line."""

    device: str = Field(max_length=255, pattern="^/")
    """The port. Name it by its plug, `/dev/serial/by-id/...`: `/dev/ttyACM0` changes with the order of plugging in."""
    baud: int = Field(default=9600, ge=300, le=4_000_000)
    """Bits per second, as set in the scanner; USB CDC scanners ignore it."""
    data_bits: Literal[7, 8] = 8
    """Bits of one character."""
    parity: Literal["none", "even", "odd"] = "none"
    """The parity bit of one character."""
    stop_bits: Literal[1, 2] = 1
    """Stop bits after one character."""
    flow: Literal["none", "rtscts", "xonxoff"] = "none"
    """Handshake with the scanner: none, by lines or by characters."""
    framing: Literal["cr-or-lf", "cr", "lf", "crlf", "tab", "stx-etx", "gap"] = "cr-or-lf"
    """What ends a code: CR or LF in any combination, exactly one of them, both together, TAB, a frame from STX to ETX,
    or silence (`gap`, for scanners that send no ending)."""
    gap_ms: int = Field(default=80, ge=10, le=WAIT_MS_MAX)
    """Milliseconds of silence that end a code when `framing = "gap"`."""
    prefix: Latin1 = ""
    """What the scanner puts before every code; taken off, and a code without it is dropped."""
    suffix: Latin1 = ""
    """What the scanner puts after every code, before its ending; taken off, and a code without it is dropped."""
    aim: Literal["auto", "off"] = "auto"
    """`auto` takes a leading AIM identifier (`]C1`) off the code and keeps it; `off` leaves all as data."""
    max_length: int = Field(default=CODE_BYTES_MAX, ge=1, le=CODE_BYTES_MAX)
    """Bytes of the longest code; longer ones are dropped whole."""

    @field_validator("device")
    @classmethod
    def _no_nul(cls, path: str) -> str:
        if "\0" in path:
            raise ValueError("a path has no NUL in it")
        return path


class Decoder:
    """Serial bytes in, codes out. After silence `flush` ends what silence ends and drops what was broken off."""

    def __init__(self, options: SerialOptions) -> None:
        self._framer = framing.Framer(_FRAMINGS[options.framing])
        self._prefix = options.prefix.encode("latin-1")
        self._suffix = options.suffix.encode("latin-1")
        self._takes_aim = options.aim == "auto"
        self._length_max = options.max_length
        self._misfits = 0
        self._bad_before = 0

    @property
    def dropped(self) -> int:
        """Frames thrown away so far: too long, broken off, or not in the configured shape."""
        return self._framer.dropped + self._misfits

    @property
    def bad_in_a_row(self) -> int:
        """Frames thrown away since the last good code."""
        return self.dropped - self._bad_before

    @property
    def pending(self) -> bool:
        """Whether a code has begun and not ended."""
        return self._framer.pending

    def feed(self, chunk: bytes) -> list[Seen]:
        """The codes that these bytes complete."""
        return self._codes(self._framer.feed(chunk))

    def flush(self) -> list[Seen]:
        """What silence completes; at most one code."""
        return self._codes(self._framer.flush())

    def _codes(self, frames: list[bytes]) -> list[Seen]:
        codes: list[Seen] = []
        for frame in frames:
            # NUL is the noise of an adapter; CR and LF here are an ending inside another ending.
            body = frame.lstrip(b"\0\r\n").rstrip(b"\r\n")
            if not body:
                continue
            if code := self._code(body):
                codes.append(code)
            else:
                self._misfits += 1
        if codes:
            self._bad_before = self.dropped
        return codes

    def _code(self, body: bytes) -> CodeSeen | None:
        core = body.removeprefix(self._prefix).removesuffix(self._suffix)
        if len(core) != len(body) - len(self._prefix) - len(self._suffix):
            return None
        aim = ""
        if self._takes_aim and (found := _AIM.match(core)):
            aim, core = found.group().decode("ascii"), core[found.end() :]
        return CodeSeen(core, aim) if 0 < len(core) <= self._length_max else None


def run(options: SerialOptions, io: DriverIo) -> None:
    """Read one scanner until `io.stop`. Raises `DeviceError` with what to do when it is absent, busy or lost."""
    with _opened(options) as port:
        io.up(f"scanner on {options.device}, {_line(options)}")
        _read(port, options, io)


def _read(port: "serial.Serial", options: SerialOptions, io: DriverIo) -> None:
    decoder = Decoder(options)
    silence_ms = options.gap_ms if options.framing == "gap" else BROKEN_OFF_MS
    last = io.now()
    while not io.stop.is_set():
        wait_ms = min(silence_ms, WAIT_MS_MAX) if decoder.pending else WAIT_MS_MAX
        if chunk := _chunk(port, wait_ms, options):
            last = io.now()
            codes = decoder.feed(chunk)
        elif decoder.pending and io.now().mono_ms - last.mono_ms >= silence_ms:
            codes = decoder.flush()
        else:
            continue
        for code in codes:
            io.emit(code, last)  # the moment the code came in, not the one at which silence ended it
        if decoder.bad_in_a_row >= BAD_IN_A_ROW_MAX:
            raise DeviceError(_misset(options))


def _chunk(port: "serial.Serial", wait_ms: int, options: SerialOptions) -> bytes:
    """What is there, or comes first within `wait_ms`; b"" for silence."""
    with _lost(options):
        ready, _, _ = select.select([port], [], [], wait_ms / 1000)
        chunk: bytes = port.read(CHUNK_BYTES_MAX) if ready else b""
        return chunk


@contextmanager
def _opened(options: SerialOptions) -> Iterator["serial.Serial"]:
    try:
        import serial
    except ImportError as error:
        raise DeviceError("pyserial is not installed on this box") from error
    with _refused(options):
        port = serial.Serial(**_settings(options), timeout=0, exclusive=True)
    try:
        yield port
    finally:
        port.close()


def _settings(options: SerialOptions) -> dict[str, Any]:
    return {
        "port": options.device,
        "baudrate": options.baud,
        "bytesize": options.data_bits,
        "parity": options.parity[0].upper(),
        "stopbits": options.stop_bits,
        "rtscts": options.flow == "rtscts",
        "xonxoff": options.flow == "xonxoff",
    }


def _line(options: SerialOptions) -> str:
    return f"{options.baud} baud {options.data_bits}{options.parity[0].upper()}{options.stop_bits}"


@contextmanager
def _refused(options: SerialOptions) -> Iterator[None]:
    """Turns all that opening a port can raise into one sentence."""
    import termios

    try:
        yield
    except (OSError, termios.error, ValueError) as error:  # SerialException is an OSError
        raise DeviceError(_why_refused(options, error)) from error


def _why_refused(options: SerialOptions, error: Exception) -> str:
    match getattr(error, "errno", None):
        case errno.ENOENT:
            return f"{options.device} is not there: plug it in or mend `device`"
        case errno.EACCES | errno.EPERM:
            return f"this user may not open {options.device}: add it to the group {_group(options.device)}"
        case errno.EBUSY | errno.EAGAIN:
            return f"another program holds {options.device}: close it"
        case errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"{options.device} does not answer: plug it in again"
        case _:
            return f"{options.device} does not take {_line(options)}, or is no serial port: {error}"


def _group(path: str) -> str:
    try:
        return f"`{Path(path).group()}`"
    except (OSError, KeyError):
        return "that owns it"


@contextmanager
def _lost(options: SerialOptions) -> Iterator[None]:
    """Turns all that a port can raise after it was opened into one sentence."""
    import termios

    try:
        yield
    except (OSError, termios.error) as error:
        raise DeviceError(f"{options.device} was unplugged, or another program reads from it") from error


def _misset(options: SerialOptions) -> str:
    wrapping = "`framing`, `prefix` and `suffix`" if options.prefix or options.suffix else "`framing`"
    return (
        f"{options.device} sends nothing that is a code as configured: check {wrapping} and `baud` against the scanner"
    )


DRIVER = Driver("serial", SerialOptions, run, Decoder)
