"""RFID readers that speak LLRP (EPCglobal Low Level Reader Protocol 1.0.1) over TCP: Impinj, Zebra and others.

What goes over the wire, once a connection stands (bytes of a report: `drivers/llrp_reports.py`):

    reader -> READER_EVENT_NOTIFICATION   the greeting: Success, or which other client holds the reader
    box    -> GET_READER_CAPABILITIES     antennas, powers, modes; what the config asks is checked against them
    box    -> GET_READER_CONFIG
    box    -> ENABLE_EVENTS_AND_REPORTS, SET_READER_CONFIG     keepalives, input lines
    box    -> DELETE_ACCESSSPEC 0, DELETE_ROSPEC 0             whatever another program left behind
    box    -> ADD_ROSPEC 1, ENABLE_ROSPEC 1                    inventory runs from here: `io.up`
    reader -> RO_ACCESS_REPORT ...        one `TagSeen` a tag
    reader -> READER_EVENT_NOTIFICATION   input lines (photo-eyes): one `TriggerSeen` a change
    reader -> KEEPALIVE                   box -> KEEPALIVE_ACK
    box    -> DELETE_ROSPEC 0, CLOSE_CONNECTION                when told to stop

The moment of a read is its arrival here: readers' clocks are wrong by minutes and by hours, and their timestamps are
not asked for. Every `run` is one connection with nothing left over from the one before; what goes wrong ends it with a
`DeviceError`, and the supervisor's next `run` begins at the greeting.

A tag whose bytes do not add up is stepped over and counted, because its message's length still says where the next one
begins, and one odd tag must not blind a dock door. A reader of which nothing at all can be read is as good as dead:
after `UNREADABLE_MAX` tags in a row without one good one, the run ends.

Not used: `AntennaEvent` (an antenna's plug was pulled) and `ReaderExceptionEvent`; a driver has no way to say them.
"""

import contextlib
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator, model_validator

from drivers.llrp_link import Link, connect
from drivers.llrp_reports import Decoder
from edge.core.read import Seen, TagSeen
from edge.driver import DeviceError, Driver, DriverIo
from edge.driver import Options as DriverOptions

if TYPE_CHECKING:
    from drivers.llrp_client import Client

START_MS = 10_000
"""From the connection to a running inventory; real readers take 0.1 to 3 s."""
LEAVE_MS = 400
"""What a polite goodbye may take out of the second that a stop has."""
UNREADABLE_MAX = 1000

Antenna = Annotated[int, Field(ge=0, le=255)]
Port = Annotated[int, Field(ge=1, le=255)]
Prefix = Annotated[str, Field(pattern="^[0-9A-Fa-f]{1,128}$")]


class Options(DriverOptions):
    """One LLRP reader."""

    host: str = Field(min_length=1, max_length=253)
    """Name or address (IPv4 or IPv6) of the reader. An address spares a stop from waiting for a name server."""
    port: int = Field(5084, ge=1, le=65535)
    """TCP port of LLRP. TLS (5085) is not spoken."""
    antennas: tuple[Antenna, ...] = Field((), max_length=64)
    """Antenna numbers to use, from 1. Empty, or 0: all the reader has."""
    tx_power_dbm: float | None = Field(None, ge=-20, le=40)
    """Transmit power of every antenna, in dBm: the reader's highest step at or below. Left out: as set on the reader's
    own pages, like the channel where the law knows no hopping (naming a power takes the first channel there)."""
    report_every_n_tags: int = Field(1, ge=1, le=1000)
    """A report goes out after so many different tags. 1: each read at once, with its own signal strength."""
    report_timeout_ms: int = Field(0, ge=0, le=60_000)
    """A report goes out after so many milliseconds at the latest; needed with more than 1 tag a report. The reader
    begins its antennas anew then: give it at least 200 ms an antenna, or the last ones starve. 0: no limit."""
    session: int = Field(1, ge=0, le=3)
    """Gen2 session. 0: tags answer all the time (few tags, a portal's direction). 1: again after 0.5 to 5 s (most
    sites). 2 and 3: once, until they leave the field (many hundred tags)."""
    tag_population: int = Field(32, ge=1, le=65535)
    """How many tags to expect before an antenna at once; a start value for the reader's own estimate."""
    mode_identifier: int | None = Field(None, ge=0, le=65535)
    """RF mode, by the reader's own number for it (Impinj: 1000 autoset, 2 dense reader). Left out: the reader's."""
    epc_filter: tuple[Prefix, ...] = Field((), max_length=64)
    """Hex prefixes of the EPCs to take; empty: all. A single one is handed to the reader too, so that other tags do
    not even answer."""
    gpi_ports: tuple[Port, ...] = Field((), max_length=16)
    """Input lines to switch on (photo-eyes). They are seen as `gpi1`, `gpi2`...: on every change, and once at the
    start, with the level they have then."""
    keepalive_s: float = Field(5.0, ge=0.1, le=60)
    """The reader is to make itself heard so often, in seconds; silent for two of them, it is given up."""
    impinj_search_mode: int | None = Field(None, ge=0, le=6)
    """Impinj only: 1 single target, 2 dual target, 3 single target with suppression."""
    impinj_fast_id: bool = False
    """Impinj only: send the TID of tags that can (Monza) with every read."""

    @field_validator("antennas")
    @classmethod
    def _zero_means_all(cls, antennas: tuple[int, ...]) -> tuple[int, ...]:
        return () if 0 in antennas else tuple(dict.fromkeys(antennas))

    @field_validator("epc_filter")
    @classmethod
    def _lower_case(cls, prefixes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(prefix.lower() for prefix in prefixes)

    @model_validator(mode="after")
    def _reports_end(self) -> "Options":
        if self.report_every_n_tags > 1 and not self.report_timeout_ms:
            raise ValueError(
                "with report_every_n_tags above 1, say report_timeout_ms: fewer tags would never be reported"
            )
        return self


def run(options: Options, io: DriverIo) -> None:
    """One connection: set the reader up, emit what it sees until `io.stop`, leave it clean.

    Raises `DeviceError` when the reader is absent, refuses, drops, falls silent, or sends what cannot be LLRP.
    """
    try:
        from drivers.llrp_client import Client
    except ImportError as error:
        raise DeviceError(f"LLRP needs the Python package sllurp, which does not load: {error}") from error
    link = connect(options.host, options.port, io)
    if link is None:
        return
    with link:
        _Session(options, io, link, Client(options, link)).run()


class _Session:
    """One connection from the greeting to the goodbye, all of it on the thread that called `run`."""

    def __init__(self, options: Options, io: DriverIo, link: Link, client: "Client") -> None:
        self._options = options
        self._io = io
        self._link = link
        self._client = client
        self._decoder = Decoder()
        self._up = False
        self._heard_ms = io.now().mono_ms
        self._started_ms = self._heard_ms

    def run(self) -> None:
        while not self._io.stop.is_set():
            self._take(self._link.read())
            self._judge()
        with contextlib.suppress(DeviceError):
            self._leave()

    def _take(self, chunk: bytes | None) -> None:
        if chunk is None:
            raise DeviceError(self._hung_up())
        messages = self._decoder.messages(chunk)
        for message in messages:
            for seen in self._decoder.observe(message):
                if self._wanted(seen):
                    self._io.emit(seen)
            self._client.receive(message)
        if messages:  # counted from here: while `emit` waited for room, the reader was not the one who was silent
            self._heard_ms = self._io.now().mono_ms
        if self._client.inventorying and not self._up:
            self._up = True
            self._io.up(self._client.identity)

    def _wanted(self, seen: Seen) -> bool:
        if not isinstance(seen, TagSeen):
            return self._client.inventorying  # the levels in the set-up are older than those asked for at its end
        return not self._options.epc_filter or seen.epc.hex().startswith(self._options.epc_filter)

    def _judge(self) -> None:
        """Raise `DeviceError` when this reader is not one any more, or never was."""
        now, where = self._io.now().mono_ms, self._link.where
        if self._decoder.fault:
            raise DeviceError(f"{where}: {self._decoder.fault}; check address and port, and the reader's firmware")
        if self._decoder.unreadable_in_a_row > UNREADABLE_MAX:
            raise DeviceError(f"{where} sends tag reports that do not add up; restart it, check its firmware")
        if not self._up and now - self._started_ms > START_MS:
            raise DeviceError(f"{where} {self._client.stuck_at} for {START_MS // 1000} s; restart it if this goes on")
        silence_s = 2 * self._options.keepalive_s
        if self._up and now - self._heard_ms > 1000 * silence_s:
            raise DeviceError(f"{where} fell silent: nothing for {silence_s:g} s; check its power and network")

    def _hung_up(self) -> str:
        if self._client.greeted:
            return f"{self._link.where} closed the connection; it may be restarting, or someone closed it there"
        return (
            f"{self._link.where} hung up without a greeting; is it an LLRP reader, and does no other program hold it?"
        )

    def _leave(self) -> None:
        """Stop the inventory and say goodbye, so that the reader is free for the next client at once."""
        self._client.leave()
        until = self._io.now().mono_ms + LEAVE_MS
        while not self._client.left and (wait_ms := until - self._io.now().mono_ms) > 0:
            chunk = self._link.read(wait_ms)
            if chunk is None:
                return
            for message in self._decoder.messages(chunk):
                self._client.receive(message)


DRIVER = Driver(kind="llrp", options=Options, run=run, decoder=lambda _: Decoder())
