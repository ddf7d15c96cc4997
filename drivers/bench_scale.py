"""Bench scales that speak MT-SICS (Mettler Toledo's Standard Interface Command Set, levels 0 and 1), by TCP or serial.

    -> @                 begin anew                  <- I4 A "B021002593"       its serial number
    -> SI                the weight, at once         <- S S     100.00 g        at rest
                                                     <- S D      98.12 g        in motion
                                                     <- S I / S + / S -         busy, overload, underload
                                                     <- ES / ET / EL            not understood

Every line ends with CR LF. The scale is asked again and again, and what lies on it is told once, when it has come to
rest: it is told anew after the pan was empty or moved. With it goes what lay there before: until the pan was empty
once, nobody knows since when a load is there. What it says is the net weight: no tare is set by this driver, and `@`
clears one that was.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, Protocol, Self

from pydantic import Field, model_validator

from drivers import framing
from edge.core.read import Before, Seen, WeightSeen
from edge.driver import DeviceError, Driver, DriverIo, Options

if TYPE_CHECKING:
    import serial

CONNECT_S: Final = 0.9
"""Within the second a driver has to stop in."""
WAIT_S: Final = 0.25
"""The longest wait for bytes: `stop` is looked at this often."""
SILENT_MS: Final = 3_000
"""No answer for so long: the scale is lost, or something else listens there."""
BAD_IN_A_ROW_MAX: Final = 10
MG_MAX: Final = 10**12
"""A thousand tonnes: what is more is no bench scale."""
CHUNK_BYTES_MAX: Final = 4096
_MG_IN: Final[dict[bytes, Decimal]] = {
    b"mg": Decimal(1),
    b"g": Decimal(1_000),
    b"kg": Decimal(1_000_000),
    b"lb": Decimal("453592.37"),
    b"oz": Decimal("28349.523125"),
}
_WEIGHT: Final = re.compile(rb"S ([SD]) +(-?[0-9]{1,12}(?:\.[0-9]{1,9})?) +([a-z]{1,3})")
_SERIAL: Final = re.compile(rb'I4 A "([ -~]{0,40})"')
_NO_WEIGHT: Final = {b"S I": "busy", b"S +": "overloaded", b"S -": "underloaded: is the pan on?"}
_REFUSED: Final = {
    b"ES": "does not know the command SI: is it set to MT-SICS?",
    b"ET": "does not receive what is sent: are its baud, data bits, parity and stop bits those of the options?",
    b"EL": "cannot weigh as it is set now: does it show a weight?",
}


class ScaleOptions(Options):
    """A bench scale that speaks MT-SICS."""

    host: str = Field(default="", max_length=253)
    """Name or address of the scale or of its serial-to-network adapter; empty for one on a serial line."""
    port: int = Field(default=8001, ge=1, le=65_535)
    """Its TCP port, as set in the scale or the adapter."""
    device: str = Field(default="", max_length=255, pattern=r"^(/[^\x00]*)?$")
    """The serial port, `/dev/serial/by-id/...`; empty for one in the network."""
    baud: int = Field(default=9600, ge=300, le=115_200)
    """Bits per second on the serial line, as set in the scale."""
    data_bits: Literal[7, 8] = 8
    """Bits of one character."""
    parity: Literal["none", "even", "odd"] = "none"
    """The parity bit of one character."""
    stop_bits: Literal[1, 2] = 1
    """Stop bits after one character."""
    ask_ms: int = Field(default=200, ge=50, le=2_000)
    """Milliseconds between two questions."""
    change_g: int = Field(default=5, ge=1, le=10_000)
    """Grams: less than this is an empty pan, and a load that changes by less is the same load."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.host) == bool(self.device):
            raise ValueError("a scale has either a `host` or a `device`")
        return self


class Decoder:
    """A scale's lines in, loads out: each once, when it is at rest and not the one that lay there before."""

    def __init__(self, options: ScaleOptions) -> None:
        self._framer = framing.Framer(framing.CRLF)
        self._change_mg = options.change_g * 1000
        self._load_mg: int | None = None
        self._before: Before = "unknown"
        self.answers = 0
        """Lines that told of a weight."""
        self.bad_in_a_row = 0
        """Lines since then that were not."""
        self.refusal = ""
        """What the newest of those means, where it says why."""
        self.serial = ""
        """The scale's serial number, once it has told it."""
        self.trouble = ""
        """Why it gives no weight now; '' for a scale that does."""

    def feed(self, chunk: bytes) -> list[Seen]:
        """The loads that these bytes complete."""
        loads: list[Seen] = []
        for line in self._framer.feed(chunk):
            loads += self._line(line)
        return loads

    def _line(self, line: bytes) -> list[Seen]:
        if (weight := _WEIGHT.fullmatch(line)) is not None and (mg := _milligrams(weight)) is not None:
            self._understood("")
            return self._load(mg) if weight[1] == b"S" else self._moved(mg)
        if line in _NO_WEIGHT:
            self._understood(_NO_WEIGHT[line])
            self._load_mg = None if line != b"S I" else self._load_mg
        elif (serial := _SERIAL.fullmatch(line)) is not None:
            self.bad_in_a_row = 0
            self.serial = serial[1].decode("ascii")
        else:
            self.bad_in_a_row += 1
            self.refusal = _REFUSED.get(line, "")
        return []

    def _understood(self, trouble: str) -> None:
        self.answers += 1
        self.bad_in_a_row = 0
        self.trouble = trouble

    def _load(self, mg: int) -> list[Seen]:
        """At rest: told where it is not what was told last."""
        if mg < self._change_mg:
            self._load_mg, self._before = None, "empty"
            return []
        if self._load_mg is not None and abs(mg - self._load_mg) < self._change_mg:
            return []
        before, self._load_mg = self._before, mg
        if before == "empty":
            self._before = "load"
        return [WeightSeen("", mg, stable=True, before=before)]

    def _moved(self, mg: int) -> list[Seen]:
        """In motion: what comes to rest next is another load, unless it was only touched."""
        if self._load_mg is not None and abs(mg - self._load_mg) >= self._change_mg:
            self._load_mg = None
        if mg < self._change_mg:
            self._before = "empty"
        return []


def _milligrams(weight: re.Match[bytes]) -> int | None:
    """Whole milligrams, halves to even; None for a unit that is none of weight, or no load of this world."""
    factor = _MG_IN.get(weight[3])
    mg = None if factor is None else int((Decimal(weight[2].decode("ascii")) * factor).to_integral_value())
    return mg if mg is not None and abs(mg) <= MG_MAX else None


class Link(Protocol):
    """The bytes to and from one scale. What breaks it is a `DeviceError`."""

    where: str

    def send(self, data: bytes) -> None: ...
    def receive(self, wait_s: float) -> bytes:
        """What comes first within that time; b"" for silence."""
        ...


def run(options: ScaleOptions, io: DriverIo) -> None:
    """Tell what is put on the scale until `io.stop`. Raises `DeviceError` with what to do about it."""
    with _connected(options) if options.host else _opened(options) as link:
        _serve(link, options, io)


def _serve(link: Link, options: ScaleOptions, io: DriverIo) -> None:
    decoder = Decoder(options)
    link.send(b"@\r\n")
    heard = asked = io.now().mono_ms
    told: str | None = None
    while not io.stop.is_set():
        now = io.now().mono_ms
        if now - asked >= options.ask_ms:
            link.send(b"SI\r\n")
            asked = now
        before = decoder.answers
        for load in decoder.feed(link.receive(min(WAIT_S, options.ask_ms / 1000))):
            io.emit(load)
        if decoder.answers != before:
            heard = now
            told = _say(link, decoder, io, told)
        _check(link, decoder, now - heard)


def _say(link: Link, decoder: Decoder, io: DriverIo, told: str | None) -> str:
    if decoder.trouble != told and not (told is not None and decoder.trouble == _NO_WEIGHT[b"S I"]):
        number = f" {decoder.serial}" if decoder.serial else ""
        trouble = f"; {decoder.trouble}" if decoder.trouble else ""
        io.up(f"MT-SICS scale{number} at {link.where}{trouble}")
        return decoder.trouble
    return told if told is not None else ""


def _check(link: Link, decoder: Decoder, silent_ms: int) -> None:
    if decoder.bad_in_a_row >= BAD_IN_A_ROW_MAX and decoder.refusal:
        raise DeviceError(f"{link.where} {decoder.refusal}")
    if decoder.bad_in_a_row >= BAD_IN_A_ROW_MAX:
        raise DeviceError(f"{link.where} answers, but not with a weight in mg, g, kg, lb or oz: is it set to MT-SICS?")
    if silent_ms > SILENT_MS:
        raise DeviceError(f"{link.where} does not answer: is it switched on and set to MT-SICS?")


class _SocketLink:
    def __init__(self, link: socket.socket, where: str) -> None:
        self._link, self.where = link, where

    def send(self, data: bytes) -> None:
        with _lost(self.where):
            self._link.settimeout(CONNECT_S)
            self._link.sendall(data)

    def receive(self, wait_s: float) -> bytes:
        with _lost(self.where):
            self._link.settimeout(wait_s)
            try:
                chunk = self._link.recv(CHUNK_BYTES_MAX)
            except (TimeoutError, BlockingIOError):
                return b""
        if not chunk:
            raise DeviceError(f"{self.where}: the scale closed the connection")
        return chunk


class _SerialLink:
    def __init__(self, link: "serial.Serial", where: str) -> None:
        self._link, self.where = link, where

    def send(self, data: bytes) -> None:
        with _lost(self.where):
            self._link.write(data)

    def receive(self, wait_s: float) -> bytes:
        import select

        with _lost(self.where):
            ready, _, _ = select.select([self._link], [], [], wait_s)
            chunk: bytes = self._link.read(CHUNK_BYTES_MAX) if ready else b""
            if ready and not chunk:
                raise OSError("unplugged")
            return chunk


@contextmanager
def _connected(options: ScaleOptions) -> Iterator[Link]:
    where = f"{options.host}:{options.port}"
    try:
        link = socket.create_connection((options.host, options.port), CONNECT_S)
    except OSError as error:
        raise DeviceError(f"{where}: {error.strerror or error}") from error
    with link:
        yield _SocketLink(link, where)


@contextmanager
def _opened(options: ScaleOptions) -> Iterator[Link]:
    import termios

    try:
        import serial
    except ImportError as error:
        raise DeviceError("pyserial is not installed on this box") from error
    try:
        port = serial.Serial(
            port=options.device,
            baudrate=options.baud,
            bytesize=options.data_bits,
            parity=options.parity[0].upper(),
            stopbits=options.stop_bits,
            timeout=0,
            write_timeout=CONNECT_S,
            exclusive=True,
        )
    except (OSError, termios.error, ValueError) as error:  # SerialException is an OSError
        why = "is not there, not allowed, or held by another program"
        raise DeviceError(f"{options.device} {why}: {error}") from error
    try:
        yield _SerialLink(port, options.device)
    finally:
        with suppress(OSError):
            port.close()


@contextmanager
def _lost(where: str) -> Iterator[None]:
    """Turns all that a link can raise into one sentence."""
    import termios

    try:
        yield
    except (OSError, termios.error) as error:
        raise DeviceError(f"{where}: the connection is lost: {getattr(error, 'strerror', '') or error}") from error


DRIVER = Driver("sics", ScaleOptions, run, Decoder, fixed=True, weighs=True)
