"""Label printers that speak ZPL II over TCP (port 9100): Zebra, and others that understand it.

    -> ~HS                          how are you?        <- three strings (drivers/zpl.py)
    -> ^XA ... ^XZ   then ~HS ...   until the buffer is empty and nothing hinders: only then is the label done

A label is sent when the printer says that nothing hinders it, once on a connection: while it lies in the printer's
buffer (paper out in the middle), it is waited for, not sent again. Newer printers do not answer `~HS` at all while
paper or ribbon is out or the head is open: silence is waited out in the same way. Only where the connection is lost
between sending and the printer's word is it sent again, and may then be printed twice.
"""

import socket
from typing import Final

from pydantic import Field

from drivers.zpl import Paper, Status, StatusDecoder, render
from edge.core.label import Label
from edge.driver import DeviceError, Driver, DriverIo, Options, Output

CONNECT_S: Final = 0.9
"""Within the second a driver has to stop in."""
LOOK_S: Final = 0.25
"""Between two questions while a label is printed."""
IDLE_S: Final = 0.5
SILENT_S: Final = 3.0
"""No answer for so long is told; the question is asked again."""
IDLE_LOOKS: Final = 20
"""An idle printer is asked so many times seldomer than it is looked for work: every ten seconds."""
NO_ANSWER: Final = "does not answer: is paper or ribbon out, or its head open?"


class PrinterOptions(Options):
    """A label printer that speaks ZPL II over TCP."""

    host: str = Field(min_length=1, max_length=253)
    """Name or address of the printer."""
    port: int = Field(default=9100, ge=1, le=65_535)
    """Its TCP port."""
    width_mm: int = Field(default=100, ge=20, le=250)
    """Width of the labels."""
    height_mm: int = Field(default=60, ge=15, le=400)
    """Height of the labels."""
    dots_per_mm: int = Field(default=8, ge=6, le=24)
    """Resolution of its head: 8 is 203 dpi, 12 is 300 dpi, 24 is 600 dpi."""


def run(options: PrinterOptions, io: DriverIo) -> None:
    """Print what is to be printed until told to stop. Raises `DeviceError`."""
    link = _Link(options, io)
    try:
        link.connect()
        trouble = _asked(link, io)
        if io.stop.is_set():
            return
        io.up(f"ZPL printer, labels of {options.width_mm} x {options.height_mm} mm{_told(trouble)}")
        _serve(link, io, options, trouble)
    finally:
        link.close()


def _serve(link: "_Link", io: DriverIo, options: PrinterOptions, told: str) -> None:
    paper = Paper(options.width_mm * options.dots_per_mm, options.height_mm * options.dots_per_mm, options.dots_per_mm)
    looks = 0
    while not io.stop.is_set():
        output = io.outputs.take(IDLE_S)
        if output is not None:
            _print(link, io, output, paper)
        elif (looks := looks + 1) % IDLE_LOOKS == 0 and (trouble := _asked(link, io)) != told:
            told = trouble
            io.up(f"ZPL printer{_told(trouble)}")


def _told(trouble: str) -> str:
    return f"; {trouble}" if trouble else ""


def _asked(link: "_Link", io: DriverIo) -> str:
    """What hinders an idle printer; '' for nothing."""
    status = link.ask(io)
    return status.trouble if status is not None else NO_ANSWER


def _print(link: "_Link", io: DriverIo, output: Output, paper: Paper) -> None:
    """One label to its end: until the printer has done it, or the box ends. Raises `DeviceError` for a lost printer."""
    assert isinstance(output.body, Label)
    sent, calm, hindered = False, 0, ""
    while not io.stop.is_set():
        status = link.ask(io)
        trouble = status.trouble if status is not None else NO_ANSWER
        if trouble != hindered and trouble:
            io.outputs.hindered(output.key, trouble)
        hindered = trouble
        if io.outputs.take(0) != output and not sent:
            return  # somebody cancelled it
        calm = calm + 1 if status is not None and not trouble and status.is_empty else 0
        if calm and not sent:
            link.send(render(output.body, paper))
            sent, calm = True, 0
        elif calm > 1:  # once might be the moment before it begins
            io.outputs.done(output.key)
            return
        else:
            io.stop.wait(LOOK_S)


class _Link:
    """The connection to one printer. What breaks it is a `DeviceError`."""

    def __init__(self, options: PrinterOptions, io: DriverIo) -> None:
        self._where = f"{options.host}:{options.port}"
        self._address = (options.host, options.port)
        self._io = io
        self._decoder = StatusDecoder()
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        try:
            self._socket = socket.create_connection(self._address, CONNECT_S)
            self._socket.settimeout(LOOK_S)
        except OSError as error:
            raise DeviceError(f"{self._where}: {error.strerror or error}") from error

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def ask(self, io: DriverIo) -> Status | None:
        """The printer's status; None when it does not answer, or the box ends."""
        self._answers()  # what came too late for the question before
        self.send(b"~HS\n")
        for _ in range(int(SILENT_S / LOOK_S)):
            if io.stop.is_set():
                return None
            if found := self._heard():
                return found[-1]
        return None

    def send(self, data: bytes) -> None:
        assert self._socket is not None
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise DeviceError(f"{self._where}: the connection is lost: {error.strerror or error}") from error

    def _answers(self) -> None:
        assert self._socket is not None
        self._socket.setblocking(False)
        try:
            while self._heard():
                pass
        finally:
            self._socket.settimeout(LOOK_S)

    def _heard(self) -> list[Status]:
        assert self._socket is not None
        try:
            chunk = self._socket.recv(4096)
        except (TimeoutError, BlockingIOError):
            return []
        except OSError as error:
            raise DeviceError(f"{self._where}: the connection is lost: {error.strerror or error}") from error
        if not chunk:
            raise DeviceError(f"{self._where}: the printer closed the connection")
        return self._decoder.feed(chunk)


DRIVER = Driver("zpl", PrinterOptions, run, output=True)
