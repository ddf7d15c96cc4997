"""Reads ROSpecs, report specs and antenna configurations from the wire; refuses what this reader cannot do.

Source: EPCglobal LLRP 1.0.1, sections 15.2.1.2 (ROSpec), 15.2.1.5 (antenna configuration), 15.3.1.2 (Gen2).
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from struct import Struct
from typing import TypeVar

from simulators.llrp_rospec import (
    AISpec,
    Gpi,
    Mask,
    ReportSpec,
    ROSpec,
    Selector,
    Start,
    StartTrigger,
    State,
    Stop,
    StopTrigger,
    TagStop,
)
from simulators.llrp_wire import Parameters, Refused, Status, cut

ALL_ROSPECS = 0
GEN2 = 1

_T = TypeVar("_T", bound=IntEnum)


@dataclass(frozen=True, slots=True)
class Limits:
    """What this reader has: antennas, inputs, entries of its table of transmit powers."""

    antennas: int
    inputs: int
    powers: int


_ROSPEC = Struct(">IBB")
_BYTE = Struct(">B")
_BYTE_LONG = Struct(">BI")
_PERIODIC = Struct(">II")
_GPI = Struct(">HBI")
_TAG_STOP = Struct(">BBHHHI")
_SHORT = Struct(">H")
_SHORT_BYTE = Struct(">HB")
_MASK = Struct(">BHH")
_TRANSMITTER = Struct(">HHH")
_UTC = Struct(">Q")


def parse_rospec(value: bytes, limits: Limits) -> ROSpec:
    """Read the value of a parameter 177. Raises `Refused` for what this reader cannot do."""
    (ident, priority, state), rest = cut(_ROSPEC, value)
    if ident == ALL_ROSPECS:
        raise Refused(Status.M_FIELD_ERROR, "ROSpecID 0 stands for all ROSpecs")
    if priority != 0:
        raise Refused(Status.M_FIELD_ERROR, "this reader has one priority level, 0")
    if state != State.DISABLED:
        raise Refused(Status.M_FIELD_ERROR, "an ROSpec is added disabled")
    parts = Parameters(rest, frozenset({178, 183, 237}))
    boundary = Parameters(parts.one(178), frozenset({179, 182}))
    specs = tuple(_aispec(one, limits) for one in parts.all(183))
    if not specs:
        raise Refused(Status.M_MISSING_PARAMETER, "an ROSpec has at least one AISpec")
    report = parts.maybe(237)
    return ROSpec(
        ident,
        _start(boundary.one(179), limits),
        _ro_stop(boundary.one(182), limits),
        specs,
        None if report is None else parse_report_spec(report),
        value,
    )


def parse_report_spec(value: bytes) -> ReportSpec:
    """Read the value of a parameter 237. Raises `Refused`."""
    (trigger, n), rest = cut(Struct(">BH"), value)
    if trigger > 6:
        raise Refused(Status.M_FIELD_ERROR, f"no ROReportTrigger {trigger}")
    (flags,), inner = cut(_SHORT, Parameters(rest, frozenset({238})).one(238))
    memory = Parameters(inner, frozenset({348})).maybe(348)
    (gen2,), _ = cut(_BYTE, memory) if memory is not None else ((0,), b"")
    on = [bool(flags >> bit & 1) for bit in range(15, 5, -1)]
    return ReportSpec(trigger, n, replace(Selector(*on), crc=bool(gen2 & 0x80), pc=bool(gen2 & 0x40)), value)


def _start(value: bytes, limits: Limits) -> StartTrigger:
    (code,), rest = cut(_BYTE, value)
    kind = _choice(Start, code)
    parts = Parameters(rest, frozenset({180, 181}))
    if kind is Start.PERIODIC:
        (offset, period), inner = cut(_PERIODIC, parts.one(180))
        utc = Parameters(inner, frozenset({128})).maybe(128)
        return StartTrigger(kind, offset, period, None if utc is None else cut(_UTC, utc)[0][0])
    if kind is Start.GPI:
        return StartTrigger(kind, gpi=_gpi(parts.one(181), limits))
    return StartTrigger(kind)


def _ro_stop(value: bytes, limits: Limits) -> StopTrigger:
    (code, duration), rest = cut(_BYTE_LONG, value)
    if code == Stop.TAGS:
        raise Refused(Status.M_FIELD_ERROR, "tags end an AISpec, not an ROSpec")
    gpi = Parameters(rest, frozenset({181}))
    return StopTrigger(_choice(Stop, code), duration, _gpi(gpi.one(181), limits) if code == Stop.GPI else None)


def _ai_stop(value: bytes, limits: Limits) -> StopTrigger:
    (code, duration), rest = cut(_BYTE_LONG, value)
    kind = _choice(Stop, code)
    parts = Parameters(rest, frozenset({181, 185}))
    if kind is Stop.GPI:
        return StopTrigger(kind, gpi=_gpi(parts.one(181), limits))
    if kind is not Stop.TAGS:
        return StopTrigger(kind, duration)
    (how, _, tags, attempts, quiet, timeout), _ = cut(_TAG_STOP, parts.one(185))
    return StopTrigger(kind, 0, None, _choice(TagStop, how), tags, attempts, quiet, timeout)


def _gpi(value: bytes, limits: Limits) -> Gpi:
    (port, event, timeout), _ = cut(_GPI, value)
    if not 1 <= port <= limits.inputs:
        raise Refused(Status.M_FIELD_ERROR, f"no input {port}; there are {limits.inputs}")
    return Gpi(port, bool(event & 0x80), timeout)


def _aispec(value: bytes, limits: Limits) -> AISpec:
    (count,), rest = cut(_SHORT, value)
    antennas, rest = cut(Struct(f">{count}H"), rest)
    if not antennas or max(antennas) > limits.antennas:
        raise Refused(Status.M_FIELD_ERROR, f"antennas {antennas}: there are 1 to {limits.antennas}, 0 for all")
    parts = Parameters(rest, frozenset({184, 186}))
    (ident, protocol), inner = cut(_SHORT_BYTE, parts.one(186))
    if protocol != GEN2:
        raise Refused(Status.M_FIELD_ERROR, f"air protocol {protocol}: this reader speaks Class 1 Gen 2 (1)")
    configurations = Parameters(inner, frozenset({222})).all(222)
    masks = dict(antenna_masks(one, limits) for one in configurations)
    return AISpec(frozenset(antennas), _ai_stop(parts.one(184), limits), ident, masks)


def antenna_masks(value: bytes, limits: Limits) -> tuple[int, tuple[Mask, ...]]:
    """Read the value of an AntennaConfiguration (222): its antenna, and the filters there. Raises `Refused`."""
    (antenna,), rest = cut(_SHORT, value)
    if antenna > limits.antennas:
        raise Refused(Status.M_FIELD_ERROR, f"no antenna {antenna}")
    parts = Parameters(rest, frozenset({223, 224, 330}))
    transmitter = parts.maybe(224)
    if transmitter is not None:
        (_hop_table, _channel, power), _ = cut(_TRANSMITTER, transmitter)
        if not 1 <= power <= limits.powers:
            raise Refused(Status.M_FIELD_ERROR, f"transmit power index {power}: there are 1 to {limits.powers}")
    commands = parts.all(330)
    return antenna, tuple(mask for one in commands for mask in _masks(one))


def _masks(command: bytes) -> list[Mask]:
    _aware, rest = cut(_BYTE, command)
    parts = Parameters(rest, frozenset({331, 335, 336}))
    return [_mask(one) for one in parts.all(331)]


def _mask(value: bytes) -> Mask:
    _truncate, rest = cut(_BYTE, value)
    parts = Parameters(rest, frozenset({332, 333, 334}))
    (bank, pointer, bits), data = cut(_MASK, parts.one(332))
    size = -(-bits // 8)
    if len(data) < size:
        raise Refused(Status.M_PARAMETER_ERROR, f"a mask of {bits} bits in {len(data)} bytes")
    action = parts.maybe(334)
    # Without an action, several filters add up: each selects what matches it.
    (how,), _ = cut(_BYTE, action) if action is not None else ((1,), b"")
    if how > 5:
        raise Refused(Status.M_FIELD_ERROR, f"no filter action {how}")
    return Mask(bank >> 6, pointer, bits, int.from_bytes(data[:size]) >> (size * 8 - bits), how)


def _choice(kinds: type[_T], code: int) -> _T:
    try:
        return kinds(code)
    except ValueError:
        raise Refused(Status.M_FIELD_ERROR, f"no {kinds.__name__} {code}") from None
