"""LLRP on the wire: messages, parameters and the words of refusal. No sockets, no state but a receive buffer.

    message    +--------+--------------------+----------------+----------------+
    (10 bytes  | rsvd:3 | version:3  type:10 |  length:32     |  id:32         |  parameters ...
    of header) +--------+--------------------+----------------+----------------+
    TLV        | 0:6 | type:10 | length:16 |  value, then parameters inside it
    TV         | 1:1 | type:7  |  value of a length fixed by its type

Lengths count their own header. All numbers are big-endian. Source: EPCglobal LLRP 1.0.1, section 15 (binary encoding).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

MESSAGE_BYTES_MAX = 1 << 20
PARAMETERS_MAX = 4096
HEADER = Struct(">HII")
_TLV = Struct(">HH")


class M(IntEnum):
    """Message types (section 15.1 and, for the three of version negotiation, LLRP 1.1 section 16.1)."""

    GET_READER_CAPABILITIES = 1
    GET_READER_CONFIG = 2
    SET_READER_CONFIG = 3
    CLOSE_CONNECTION_RESPONSE = 4
    GET_READER_CAPABILITIES_RESPONSE = 11
    GET_READER_CONFIG_RESPONSE = 12
    SET_READER_CONFIG_RESPONSE = 13
    CLOSE_CONNECTION = 14
    ADD_ROSPEC = 20
    DELETE_ROSPEC = 21
    START_ROSPEC = 22
    STOP_ROSPEC = 23
    ENABLE_ROSPEC = 24
    DISABLE_ROSPEC = 25
    GET_ROSPECS = 26
    ADD_ROSPEC_RESPONSE = 30
    DELETE_ROSPEC_RESPONSE = 31
    START_ROSPEC_RESPONSE = 32
    STOP_ROSPEC_RESPONSE = 33
    ENABLE_ROSPEC_RESPONSE = 34
    DISABLE_ROSPEC_RESPONSE = 35
    GET_ROSPECS_RESPONSE = 36
    ADD_ACCESSSPEC = 40
    DELETE_ACCESSSPEC = 41
    ENABLE_ACCESSSPEC = 42
    DISABLE_ACCESSSPEC = 43
    GET_ACCESSSPECS = 44
    GET_SUPPORTED_VERSION = 46
    SET_PROTOCOL_VERSION = 47
    ADD_ACCESSSPEC_RESPONSE = 50
    DELETE_ACCESSSPEC_RESPONSE = 51
    ENABLE_ACCESSSPEC_RESPONSE = 52
    DISABLE_ACCESSSPEC_RESPONSE = 53
    GET_ACCESSSPECS_RESPONSE = 54
    GET_SUPPORTED_VERSION_RESPONSE = 56
    SET_PROTOCOL_VERSION_RESPONSE = 57
    GET_REPORT = 60
    RO_ACCESS_REPORT = 61
    KEEPALIVE = 62
    READER_EVENT_NOTIFICATION = 63
    ENABLE_EVENTS_AND_REPORTS = 64
    KEEPALIVE_ACK = 72
    ERROR_MESSAGE = 100


class Status(IntEnum):
    """Status codes (section 14)."""

    SUCCESS = 0
    M_PARAMETER_ERROR = 100
    M_FIELD_ERROR = 101
    M_UNEXPECTED_PARAMETER = 102
    M_MISSING_PARAMETER = 103
    M_OVERFLOW_PARAMETER = 105
    M_OVERFLOW_FIELD = 106
    M_UNKNOWN_PARAMETER = 107
    M_UNSUPPORTED_MESSAGE = 109
    M_UNSUPPORTED_VERSION = 110
    M_UNSUPPORTED_PARAMETER = 111
    A_INVALID = 300
    A_OUT_OF_RANGE = 301
    R_DEVICE_ERROR = 401


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """What a client asked for cannot be: the code and the sentence of the LLRPStatus it gets."""

    def __init__(self, code: Status, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Unframed(Exception):  # noqa: N818 - the same
    """The byte stream holds no message any more: nothing that follows can be understood."""


@dataclass(frozen=True, slots=True)
class Message:
    """One whole message as received; `kind` is any 10 bits, known or not."""

    version: int
    kind: int
    ident: int
    body: bytes


class Framer:
    """Cuts a byte stream into messages, however it is split; never holds more than one message and one chunk."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """Yield every message that is now whole. Raises `Unframed` at a length that no message can have."""
        self._buffer += chunk
        while len(self._buffer) >= HEADER.size:
            word, length, ident = HEADER.unpack_from(self._buffer)
            if not HEADER.size <= length <= MESSAGE_BYTES_MAX:
                raise Unframed(f"a message of {length} bytes; 10 to {MESSAGE_BYTES_MAX} are accepted")
            if len(self._buffer) < length:
                return
            body = bytes(self._buffer[HEADER.size : length])
            del self._buffer[:length]
            yield Message(word >> 10 & 7, word & 0x3FF, ident, body)


def message(kind: M, ident: int, body: bytes = b"", version: int = 1) -> bytes:
    """One message, header and all."""
    return HEADER.pack(version << 10 | kind, HEADER.size + len(body), ident) + body


def tlv(kind: int, *parts: bytes) -> bytes:
    """One TLV parameter around `parts`."""
    value = b"".join(parts)
    return _TLV.pack(kind, _TLV.size + len(value)) + value


def cut(layout: Struct, body: bytes) -> tuple[tuple[int, ...], bytes]:
    """The fixed fields at the head of `body`, and what follows them. Raises `Refused` when it is too short."""
    if len(body) < layout.size:
        raise Refused(Status.M_PARAMETER_ERROR, f"{layout.size} bytes of fields expected, {len(body)} there")
    return layout.unpack_from(body), body[layout.size :]


class Parameters:
    """The TLV parameters of one body by type, in order. Raises `Refused` for a type not in `known`, and for garbage."""

    def __init__(self, body: bytes, known: frozenset[int]) -> None:
        self._by_kind: dict[int, list[bytes]] = {}
        offset = count = 0
        while offset < len(body):
            kind, length = _header(body, offset)
            if kind not in known:
                raise Refused(Status.M_UNSUPPORTED_PARAMETER, f"parameter {kind} is not supported here")
            self._by_kind.setdefault(kind, []).append(body[offset + _TLV.size : offset + length])
            offset += length
            count += 1
            if count > PARAMETERS_MAX:
                raise Refused(Status.M_OVERFLOW_PARAMETER, "too many parameters")

    def all(self, kind: int) -> list[bytes]:
        """Every value of this type; none is fine."""
        return self._by_kind.get(kind, [])

    def maybe(self, kind: int) -> bytes | None:
        """The one value of this type, or None. Raises `Refused` for two."""
        values = self.all(kind)
        if len(values) > 1:
            raise Refused(Status.M_PARAMETER_ERROR, f"parameter {kind} is there {len(values)} times")
        return values[0] if values else None

    def one(self, kind: int) -> bytes:
        """The one value of this type. Raises `Refused` when it is missing."""
        value = self.maybe(kind)
        if value is None:
            raise Refused(Status.M_MISSING_PARAMETER, f"parameter {kind} is missing")
        return value


def _header(body: bytes, offset: int) -> tuple[int, int]:
    if len(body) - offset < _TLV.size:
        raise Refused(Status.M_PARAMETER_ERROR, "a parameter is cut off in its header")
    kind, length = _TLV.unpack_from(body, offset)
    if kind > 0x3FF:
        raise Refused(Status.M_UNEXPECTED_PARAMETER, f"no parameter starts with {kind:#06x} here")
    if not _TLV.size <= length <= len(body) - offset:
        raise Refused(Status.M_PARAMETER_ERROR, f"parameter {kind} claims {length} bytes of {len(body) - offset}")
    return kind, length
