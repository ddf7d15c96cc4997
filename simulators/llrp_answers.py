"""What the reader says of itself: statuses, capabilities, configuration and events, as parameters.

The reader: a fixed one in the ETSI band (EN 302 208), powers of 10 to 30 dBm in steps of 0.25, two Gen2 modes, four
inputs, no outputs. Source: EPCglobal LLRP 1.0.1, sections 9 (capabilities), 12 (configuration), 13.2.6 (events), 15.2.
"""

from dataclasses import dataclass
from enum import IntEnum
from struct import pack

from simulators.llrp_parse import Limits
from simulators.llrp_rospec import DEFAULT_REPORT, ReportSpec
from simulators.llrp_wire import M, Status, message, tlv

MANUFACTURER = 32473
"""The enterprise number kept for documentation (RFC 5612): nobody's, so no client takes its own extensions for ours."""
MODEL = 1
FIRMWARE = b"1.0"
INPUTS = 4
POWERS = tuple(range(1000, 3001, 25))
"""Hundredths of dBm; the index of the first is 1."""
CHANNELS_KHZ = (865_700, 866_300, 866_900, 867_500)
MAX_ROSPECS, MAX_SPECS_PER_ROSPEC, MAX_FILTERS = 16, 16, 4
_ETSI_302_208, _GERMANY = 2, 276


class Event(IntEnum):
    """ReaderEventType: what an EventNotificationState switches (section 13.2.5.1)."""

    GPI = 1
    ROSPEC = 2
    BUFFER = 3
    EXCEPTION = 4
    AISPEC = 6
    ANTENNA = 8


EVENTS = (0, 1, 2, 3, 4, 5, 6, 7, 8)


class Attempt(IntEnum):
    """ConnectionAttemptEvent (section 13.2.6.11)."""

    SUCCESS = 0
    FAILED_CLIENT_THERE = 2
    ANOTHER_ATTEMPTED = 4


class RoEvent(IntEnum):
    STARTED = 0
    ENDED = 1


def status(code: Status = Status.SUCCESS, sentence: str = "") -> bytes:
    """LLRPStatus (287); the sentence says where the error is, so there is no FieldError or ParameterError inside."""
    text = sentence.encode()
    return tlv(287, pack(">HH", code, len(text)), text)


def event(utc_us: int, parameter: bytes) -> bytes:
    """ReaderEventNotificationData (246) around one event."""
    return tlv(246, tlv(128, pack(">Q", utc_us)), parameter)


def connection_attempt(outcome: Attempt) -> bytes:
    return tlv(256, pack(">H", outcome))


def connection_close() -> bytes:
    return tlv(257)


def rospec_event(what: RoEvent, rospec: int) -> bytes:
    return tlv(249, pack(">BII", what, rospec, 0))


def aispec_event(rospec: int, index: int) -> bytes:
    return tlv(254, pack(">BIH", 0, rospec, index))


def gpi_event(port: int, *, on: bool) -> bytes:
    return tlv(248, pack(">HB", port, on << 7))


def antenna_event(antenna: int, *, connected: bool) -> bytes:
    return tlv(255, pack(">BH", connected, antenna))


def buffer_overflow_event() -> bytes:
    return tlv(251)


def error_message(ident: int, code: Status, sentence: str, version: int = 1) -> bytes:
    return message(M.ERROR_MESSAGE, ident, status(code, sentence), version)


def capabilities(asked: int, antennas: int) -> bytes:
    """What GET_READER_CAPABILITIES asks for: 0 all, 1 general, 2 LLRP, 3 regulatory, 4 air protocol."""
    parts = (_general(antennas), _llrp(), _regulatory(), tlv(327, pack(">BH", 0, MAX_FILTERS)))
    return b"".join(parts) if asked == 0 else parts[asked - 1]


def _general(antennas: int) -> bytes:
    has_utc_clock = 0x4000
    fields = pack(">HHIIH", antennas, has_utc_clock, MANUFACTURER, MODEL, len(FIRMWARE)) + FIRMWARE
    protocols = b"".join(tlv(140, pack(">HHB", n, 1, 1)) for n in range(1, antennas + 1))
    return tlv(137, fields, tlv(139, pack(">HH", 1, 0)), tlv(141, pack(">HH", INPUTS, 0)), protocols)


def _llrp() -> bytes:
    holds_events_and_reports = 0x08
    return tlv(142, pack(">BBHIIIII", holds_events_and_reports, 0, 0, MAX_ROSPECS, MAX_SPECS_PER_ROSPEC, 1, 32, 8))


def _regulatory() -> bytes:
    powers = b"".join(tlv(145, pack(">HH", n, power)) for n, power in enumerate(POWERS, 1))
    channels = tlv(148, pack(f">H{len(CHANNELS_KHZ)}I", len(CHANNELS_KHZ), *CHANNELS_KHZ))
    # Identifier, divide ratio 64/3, Miller 4 or FM0, DSB or PR ASK, dense or single reader, bit/s, PIE x 1000, Tari ns.
    dense = tlv(329, pack(">IBBBBIIIII", 1, 0x80, 2, 2, 3, 68_500, 1500, 12_500, 25_000, 0))
    fast = tlv(329, pack(">IBBBBIIIII", 2, 0x80, 0, 0, 1, 400_000, 1500, 6_250, 6_250, 0))
    band = tlv(144, powers, tlv(146, b"\x00", channels), tlv(328, dense, fast))
    return tlv(143, pack(">HH", _GERMANY, _ETSI_302_208), band)


@dataclass(frozen=True, slots=True)
class Config:
    """What SET_READER_CONFIG sets; a new one is the factory's. `holds`: after a reconnection, events and reports wait
    until the client asks for them."""

    keepalive_ms: int = 0
    events: frozenset[int] = frozenset({Event.EXCEPTION, Event.ANTENNA})
    report: ReportSpec = DEFAULT_REPORT
    access_report: bytes = b"\x00"
    holds: bool = False
    inputs_enabled: frozenset[int] = frozenset(range(1, INPUTS + 1))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the configuration tells but does not set: antennas that are off, inputs that are on."""

    deaf: frozenset[int]
    inputs_on: frozenset[int]


def configuration(asked: int, antenna: int, port: int, config: Config, limits: Limits, now: Surroundings) -> bytes:
    """What GET_READER_CONFIG asks for (section 12.1.1: 0 all, 1 identification ... 11 events and reports)."""
    antennas = [n for n in range(1, limits.antennas + 1) if antenna in {0, n}]
    ports = [n for n in range(1, limits.inputs + 1) if port in {0, n}]
    states = b"".join(tlv(245, pack(">HB", kind, (kind in config.events) << 7)) for kind in EVENTS)
    transmitter = tlv(224, pack(">HHH", 0, 1, limits.powers))
    parts = (
        tlv(218, pack(">BH", 0, 8), bytes.fromhex("00005e fffe 005314")),  # an EUI-64 kept for documentation, RFC 7042
        b"".join(tlv(221, pack(">BHH", (n not in now.deaf) << 7, n, 600)) for n in antennas),
        b"".join(tlv(222, pack(">H", n), tlv(223, pack(">H", 1)), transmitter) for n in antennas),
        tlv(237, config.report.value),
        tlv(244, states),
        tlv(239, config.access_report),
        tlv(217, pack(">I", 0)),
        tlv(220, pack(">BI", config.keepalive_ms > 0, config.keepalive_ms)),
        b"".join(tlv(225, pack(">HBB", n, (n in config.inputs_enabled) << 7, n in now.inputs_on)) for n in ports),
        b"",  # no outputs, so no GPOWriteData
        tlv(226, bytes([config.holds << 7])),
    )
    return b"".join(parts[n] for n in _CONFIG_ORDER) if asked == 0 else parts[asked - 1]


_CONFIG_ORDER = (0, 1, 2, 4, 3, 5, 6, 7, 8, 9, 10)
"""All at once comes in the order of section 15.1.4, where the events stand before the reports."""
