"""What each message of a client does to the reader, and what it is answered with: one table, `ANSWERS`.

A message that asks for a response gets one, good or bad; one of an unknown type gets an ERROR_MESSAGE, and the
connection goes on. Source: EPCglobal LLRP 1.0.1, sections 8-14; version negotiation: LLRP 1.1, section 9.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from struct import Struct

from simulators import llrp_answers as answers
from simulators.llrp_answers import Config
from simulators.llrp_inventory import At
from simulators.llrp_parse import antenna_masks, parse_report_spec, parse_rospec
from simulators.llrp_reader import Reader
from simulators.llrp_rospec import Cause
from simulators.llrp_wire import M, Message, Parameters, Refused, Status, cut, message

VERSION_MAX = 2
KEEPALIVE_MS_MIN = 10
_BYTE = Struct(">B")
_LONG = Struct(">I")
_CONFIG_ASKED = Struct(">HBHH")
_KEEPALIVE = Struct(">BI")
_EVENT_STATE = Struct(">HB")
_INPUT = Struct(">HBB")
_SETTABLE = frozenset({219, 220, 221, 222, 225, 226, 237, 239, 244})

Answer = Callable[[Reader, bytes, At], bytes]
"""Takes the reader, the body of the message and the moment; gives what follows the status. Raises `Refused`."""


def respond(reader: Reader, received: Message, at: At) -> bytes:
    """The bytes one message is answered with (none for KEEPALIVE_ACK and the like); never raises."""
    if received.kind in _SILENT:
        return b""
    if received.kind == M.ENABLE_EVENTS_AND_REPORTS:
        reader.release()
        return b""
    if received.kind == M.GET_REPORT:
        return reader.report_now(received.ident)
    if received.kind == M.GET_SUPPORTED_VERSION:
        body = bytes([reader.version, VERSION_MAX]) + answers.status()
        return message(M.GET_SUPPORTED_VERSION_RESPONSE, received.ident, body, reader.version)
    if received.kind not in ANSWERS:
        return _error(reader, received, Status.M_UNSUPPORTED_MESSAGE, f"message type {received.kind} is not supported")
    response, answer = ANSWERS[received.kind]
    if received.version != reader.version and received.kind not in _OF_ANY_VERSION:
        sentence = f"LLRP version {received.version}; {reader.version} is spoken"
        return _error(reader, received, Status.M_UNSUPPORTED_VERSION, sentence)
    try:
        body = answers.status() + answer(reader, received.body, at)
    except Refused as refused:
        body = answers.status(refused.code, str(refused))
    return message(response, received.ident, body, reader.version)


def _error(reader: Reader, received: Message, code: Status, sentence: str) -> bytes:
    return answers.error_message(received.ident, code, sentence, reader.version)


def _number(body: bytes) -> int:
    return cut(_LONG, body)[0][0]


def _capabilities(reader: Reader, body: bytes, _at: At) -> bytes:
    (asked,), _ = cut(_BYTE, body)
    if asked > 4:
        raise Refused(Status.M_FIELD_ERROR, f"no capabilities {asked}")
    return answers.capabilities(asked, reader.limits.antennas)


def _get_config(reader: Reader, body: bytes, _at: At) -> bytes:
    (antenna, asked, inputs, _outputs), _ = cut(_CONFIG_ASKED, body)
    if asked > 11 or antenna > reader.limits.antennas or inputs > reader.limits.inputs:
        raise Refused(Status.M_FIELD_ERROR, f"no configuration {asked} of antenna {antenna}, input {inputs}")
    return answers.configuration(asked, antenna, inputs, reader.config, reader.limits, reader.surroundings())


def _set_config(reader: Reader, body: bytes, _at: At) -> bytes:
    (reset,), rest = cut(_BYTE, body)
    # All of it is understood before any of it is done.
    reader.config = _changed(reader.factory if reset & 0x80 else reader.config, Parameters(rest, _SETTABLE), reader)
    return b""


def _changed(config: Config, parts: Parameters, reader: Reader) -> Config:
    """The configuration with what these parameters set. Raises `Refused`."""
    if parts.all(219):
        raise Refused(Status.M_FIELD_ERROR, "this reader has no outputs")
    for one in parts.all(222):
        antenna_masks(one, reader.limits)
    keepalive, events, report = parts.maybe(220), parts.maybe(244), parts.maybe(237)
    holds, access = parts.maybe(226), parts.maybe(239)
    if keepalive is not None:
        config = replace(config, keepalive_ms=_keepalive_ms(keepalive))
    if events is not None:
        switches = [cut(_EVENT_STATE, one)[0] for one in Parameters(events, frozenset({245})).all(245)]
        config = replace(config, events=_switched(config.events, switches))
    if report is not None:
        config = replace(config, report=parse_report_spec(report))
    if access is not None:
        config = replace(config, access_report=access[:1])
    if holds is not None:
        config = replace(config, holds=cut(_BYTE, holds)[0][0] >= 0x80)
    inputs = [cut(_INPUT, one)[0][:2] for one in parts.all(225)]
    return replace(config, inputs_enabled=_switched(config.inputs_enabled, inputs))


def _keepalive_ms(value: bytes) -> int:
    (kind, interval), _ = cut(_KEEPALIVE, value)
    if kind > 1 or (kind == 1 and interval < KEEPALIVE_MS_MIN):
        raise Refused(Status.M_FIELD_ERROR, f"keepalives come every {KEEPALIVE_MS_MIN} ms or less often, or not")
    return interval if kind else 0


def _switched(members: frozenset[int], switches: Iterable[tuple[int, ...]]) -> frozenset[int]:
    for member, flag in switches:
        members = members | {member} if flag & 0x80 else members - {member}
    return members


def _add_rospec(reader: Reader, body: bytes, _at: At) -> bytes:
    reader.add(parse_rospec(Parameters(body, frozenset({177})).one(177), reader.limits))
    return b""


def _delete_rospec(reader: Reader, body: bytes, at: At) -> bytes:
    reader.delete(_number(body), at)
    return b""


def _command(cause: Cause) -> Answer:
    def answer(reader: Reader, body: bytes, at: At) -> bytes:
        reader.command(_number(body), cause, at)
        return b""

    return answer


def _add_access(reader: Reader, body: bytes, _at: At) -> bytes:
    reader.access.add(Parameters(body, frozenset({207})).one(207), reader.limits)
    return b""


def _delete_access(reader: Reader, body: bytes, _at: At) -> bytes:
    reader.access.delete(_number(body))
    return b""


def _enable_access(*, on: bool) -> Answer:
    def answer(reader: Reader, body: bytes, _at: At) -> bytes:
        reader.access.enable(_number(body), on=on)
        return b""

    return answer


def _set_version(reader: Reader, body: bytes, _at: At) -> bytes:
    (version,), _ = cut(_BYTE, body)
    if not 1 <= version <= VERSION_MAX:
        raise Refused(Status.M_UNSUPPORTED_VERSION, f"versions 1 to {VERSION_MAX} are spoken")
    reader.version = version
    return b""


_SILENT = frozenset({M.KEEPALIVE_ACK, M.ERROR_MESSAGE})
_OF_ANY_VERSION = frozenset({M.SET_PROTOCOL_VERSION, M.CLOSE_CONNECTION})

ANSWERS: dict[int, tuple[M, Answer]] = {
    M.GET_READER_CAPABILITIES: (M.GET_READER_CAPABILITIES_RESPONSE, _capabilities),
    M.GET_READER_CONFIG: (M.GET_READER_CONFIG_RESPONSE, _get_config),
    M.SET_READER_CONFIG: (M.SET_READER_CONFIG_RESPONSE, _set_config),
    M.CLOSE_CONNECTION: (M.CLOSE_CONNECTION_RESPONSE, lambda _reader, _body, _at: b""),
    M.ADD_ROSPEC: (M.ADD_ROSPEC_RESPONSE, _add_rospec),
    M.DELETE_ROSPEC: (M.DELETE_ROSPEC_RESPONSE, _delete_rospec),
    M.START_ROSPEC: (M.START_ROSPEC_RESPONSE, _command(Cause.START)),
    M.STOP_ROSPEC: (M.STOP_ROSPEC_RESPONSE, _command(Cause.STOP)),
    M.ENABLE_ROSPEC: (M.ENABLE_ROSPEC_RESPONSE, _command(Cause.ENABLE)),
    M.DISABLE_ROSPEC: (M.DISABLE_ROSPEC_RESPONSE, _command(Cause.DISABLE)),
    M.GET_ROSPECS: (M.GET_ROSPECS_RESPONSE, lambda reader, _body, _at: reader.rospecs()),
    M.ADD_ACCESSSPEC: (M.ADD_ACCESSSPEC_RESPONSE, _add_access),
    M.DELETE_ACCESSSPEC: (M.DELETE_ACCESSSPEC_RESPONSE, _delete_access),
    M.ENABLE_ACCESSSPEC: (M.ENABLE_ACCESSSPEC_RESPONSE, _enable_access(on=True)),
    M.DISABLE_ACCESSSPEC: (M.DISABLE_ACCESSSPEC_RESPONSE, _enable_access(on=False)),
    M.GET_ACCESSSPECS: (M.GET_ACCESSSPECS_RESPONSE, lambda reader, _body, _at: reader.access.encoded()),
    M.SET_PROTOCOL_VERSION: (M.SET_PROTOCOL_VERSION_RESPONSE, _set_version),
}
