"""LLRP bytes to observations, without a socket, a clock or sllurp. LLRP 1.0.1, sections 13 and 16.

    message           RV TT LL LL LL LL II II II II body...     R: 3 bits 0, V: 3 bits version, T: 10 bits type,
                                                                L: length with this header, I: message id
    TLV parameter     TT TT LL LL payload...                    10 bits type, L: length with this header
    TV parameter      8T payload                                bit 7 set, 7 bits type; each type has one length

    RO_ACCESS_REPORT (61)   04 3D 00 00 00 26 00 00 00 07       38 bytes, message 7
      TagReportData (240)     00 F0 00 1C                       28 bytes
        EPC-96 (13)             8D 30 74 25 7B F7 19 4E 40 00 00 1A 85      or EPCData (241): 00 F1 LL LL, bits, EPC
        AntennaID (1)           81 00 02
        PeakRSSI (6)            86 C4                           signed, dBm
        TagSeenCount (8)        88 00 03
        C1G2PC (12)             8C 30 00

A reader may leave out what equals the last it sent of the same kind (13.2.3): antenna, RSSI, count and PC are carried
on, from tag to tag and from report to report. What is not asked for (timestamps, customs, access results) is stepped
over. The tags of a report nearly always look alike, so the layout of one is learnt once and then unpacked at a stroke,
with every parameter header compared: a tag that differs anywhere is learnt afresh.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, calcsize
from typing import Any

from edge.core.read import EPC_BYTES_MAX, Seen, TagSeen, TriggerSeen

MESSAGE_BYTES_MAX = 256 * 1024
"""About 5,000 tags: five times the longest report our options can ask for, and 7 ms of decoding. The length field can
claim 4 GiB; 64 KiB would be passed by a legal report of 1,000 tags with TIDs."""

HEADER = Struct("!HII")
_TLV = Struct("!HH")
_WORD = Struct("!H")

GET_READER_CONFIG_RESPONSE = 12
RO_ACCESS_REPORT = 61
READER_EVENT_NOTIFICATION = 63

_GPI_STATE = 225
_TAG_REPORT_DATA = 240
_EPC_DATA = 241
_EVENT_DATA = 246
_GPI_EVENT = 248
_CUSTOM = 1023
_IMPINJ_SERIALIZED_TID = bytes.fromhex("0000651A 00000037")  # vendor 25882, subtype 55

_LAYOUTS_MAX = 64
_PARAMETERS_MAX = 64
"""In one tag; a report with everything switched on has some 25."""


def kind_of(message: bytes) -> int:
    """The type of a whole message."""
    return (message[0] & 3) << 8 | message[1]


class Decoder:
    """Bytes in, tags and input lines out; the same for any split of the same bytes. Never raises."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._layouts: dict[int, _Layout] = {}
        self._last = _Carried()
        self.fault = ""
        """Why nothing more can be read from this connection; '' while all is well."""
        self.unreadable = 0
        """Tags and reports that were stepped over because their parameters do not add up."""
        self.unreadable_in_a_row = 0
        """How many of them since the last good tag."""

    def feed(self, chunk: bytes) -> list[Seen]:
        """What these bytes complete."""
        return [seen for message in self.messages(chunk) for seen in self.observe(message)]

    def messages(self, chunk: bytes) -> list[bytes]:
        """The whole messages that these bytes complete; nothing any more once there is a `fault`."""
        if self.fault:
            return []
        buffer = self._buffer
        buffer += chunk
        found, start = [], 0
        while len(buffer) - start >= HEADER.size:
            first, length, _ = HEADER.unpack_from(buffer, start)
            self.fault = _fault(first, length)
            if self.fault or len(buffer) - start < length:
                break
            found.append(bytes(buffer[start : start + length]))
            start += length
        del buffer[: len(buffer) if self.fault else start]
        return found

    def observe(self, message: bytes) -> list[Seen]:
        """What one whole message saw: tags of a report, input lines of an event or of a configuration."""
        kind = kind_of(message)
        if kind == RO_ACCESS_REPORT:
            return self._tags(message)
        if kind == READER_EVENT_NOTIFICATION:
            return list(_events(message[HEADER.size :]))
        if kind == GET_READER_CONFIG_RESPONSE:
            return list(_levels(message[HEADER.size :]))
        return []

    def _tags(self, message: bytes) -> list[Seen]:
        seen: list[Seen] = []
        at, end = HEADER.size, len(message)
        while at < end:
            kind, length = _TLV.unpack_from(message, at) if end - at >= _TLV.size else (0, 0)
            if length < _TLV.size or length > end - at:
                self._skip()
                break
            if kind == _TAG_REPORT_DATA:
                tag = self._tag(message, at, length)
                if tag is not None:
                    seen.append(tag)
            at += length
        return seen

    def _tag(self, message: bytes, at: int, length: int) -> TagSeen | None:
        layout = self._layouts.get(length)
        fields = layout.unpack_from(message, at) if layout is not None else ()
        if layout is None or fields[::2] != layout.headers:
            try:
                layout = _learn(message, at, at + length)
            except ValueError:
                self._skip()
                return None
            fields = layout.unpack_from(message, at)
            if len(self._layouts) >= _LAYOUTS_MAX:
                self._layouts.clear()
            self._layouts[length] = layout
        self.unreadable_in_a_row = 0
        return self._last.fill(layout, fields)

    def _skip(self) -> None:
        self.unreadable += 1
        self.unreadable_in_a_row += 1


def _fault(first: int, length: int) -> str:
    reserved, version = first >> 13, first >> 10 & 7
    if reserved or not version or length < HEADER.size:
        return "what it sends is not LLRP"
    if length > MESSAGE_BYTES_MAX:
        return f"it announced a message of {length} bytes, and {MESSAGE_BYTES_MAX} are the most a sound one has"
    return ""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One parameter of a tag: which field it fills ('' for none) and its form: a header, a payload, padding."""

    name: str
    form: str


_TV = {
    1: _Parameter("antenna", "BH"),
    2: _Parameter("", "B8s"),  # FirstSeenTimestampUTC
    3: _Parameter("", "B8s"),  # FirstSeenTimestampUptime
    4: _Parameter("", "B8s"),  # LastSeenTimestampUTC
    5: _Parameter("", "B8s"),  # LastSeenTimestampUptime
    6: _Parameter("rssi", "Bb"),
    7: _Parameter("", "BH"),  # ChannelIndex
    8: _Parameter("count", "BH"),
    9: _Parameter("", "BI"),  # ROSpecID
    10: _Parameter("", "BH"),  # InventoryParameterSpecID
    11: _Parameter("", "BH"),  # C1G2CRC
    12: _Parameter("pc", "BH"),
    13: _Parameter("epc", "B12s"),
    14: _Parameter("", "BH"),  # SpecIndex
    15: _Parameter("", "BH"),  # ClientRequestOpSpecResult
    16: _Parameter("", "BI"),  # AccessSpecID
    17: _Parameter("", "BH"),  # OpSpecID
    18: _Parameter("", "BI"),  # C1G2SingulationDetails
    19: _Parameter("", "BH"),  # C1G2XPCW1 (LLRP 1.1)
    20: _Parameter("", "BH"),  # C1G2XPCW2 (LLRP 1.1)
}


class _Layout:
    """How the bytes of one tag are cut: header, payload, header, payload... A field's place is 0 when it is absent."""

    __slots__ = ("antenna", "count", "epc", "headers", "pc", "rssi", "tid", "unpack_from")

    def __init__(self, parameters: list[_Parameter], message: bytes, at: int) -> None:
        self.unpack_from = Struct("!4x" + "".join(one.form for one in parameters)).unpack_from
        self.headers = self.unpack_from(message, at)[::2]
        places = {one.name: 2 * index + 1 for index, one in enumerate(parameters) if one.name}
        self.epc = places["epc"]
        self.antenna = places.get("antenna", 0)
        self.rssi = places.get("rssi", 0)
        self.count = places.get("count", 0)
        self.pc = places.get("pc", 0)
        self.tid = places.get("tid", 0)


class _Carried:
    """The last value of each field a reader may leave out when it has not changed."""

    __slots__ = ("count", "pc", "point", "rssi")

    def __init__(self) -> None:
        self.point = ""
        self.rssi: int | None = None
        self.count = 1
        self.pc: int | None = None

    def fill(self, layout: _Layout, fields: tuple[object, ...]) -> TagSeen | None:
        """The tag; None for one whose EPC memory is empty: there is nothing to tell it by."""
        values: tuple[Any, ...] = fields
        if layout.antenna:
            self.point = str(values[layout.antenna])
        if layout.rssi:
            self.rssi = values[layout.rssi]
        if layout.count:
            self.count = values[layout.count]
        if layout.pc:
            self.pc = values[layout.pc]
        if not values[layout.epc]:
            return None
        tid = values[layout.tid] or None if layout.tid else None
        return TagSeen(values[layout.epc], self.point, self.rssi, self.count, self.pc, tid)


def _learn(message: bytes, start: int, end: int) -> _Layout:
    """The layout of the tag there. Raises `ValueError` when its parameters do not add up."""
    parameters: list[_Parameter] = []
    at = start + _TLV.size
    while at < end:
        first = message[at]
        parameter = _TV.get(first & 0x7F) if first & 0x80 else _tlv(message, at, end)
        if parameter is None:
            raise ValueError(f"no such parameter: {first & 0x7F}")
        parameters.append(parameter)
        at += calcsize("!" + parameter.form)
        if len(parameters) > _PARAMETERS_MAX:
            raise ValueError("a tag of too many parameters")
    if at != end:
        raise ValueError("a parameter is longer than its tag")
    if not any(one.name == "epc" for one in parameters):
        raise ValueError("a tag without an EPC")
    return _Layout(parameters, message, start)


def _tlv(message: bytes, at: int, end: int) -> _Parameter:
    kind, length = _TLV.unpack_from(message, at) if end - at >= _TLV.size else (0, 0)
    if length < _TLV.size or length > end - at:
        raise ValueError("a parameter is longer than its tag")
    if kind & 0x3FF == _EPC_DATA:
        return _Parameter("epc", _counted(message, at, length, header=6, bits_each=1))
    if kind & 0x3FF == _CUSTOM and message[at + 4 : at + 12] == _IMPINJ_SERIALIZED_TID:
        return _Parameter("tid", _counted(message, at, length, header=14, bits_each=16))
    header = min(length, 12 if kind & 0x3FF == _CUSTOM else _TLV.size)
    return _Parameter("", f"{header}s{length - header}s")


def _counted(message: bytes, at: int, length: int, *, header: int, bits_each: int) -> str:
    """The form of a parameter whose header ends with a count of what follows."""
    if length < header:
        raise ValueError("a parameter has no room for its count")
    (count,) = _WORD.unpack_from(message, at + header - _WORD.size)
    size = (count * bits_each + 7) // 8
    if size > min(length - header, EPC_BYTES_MAX):
        raise ValueError("a parameter counts more than it holds")
    return f"{header}s{size}s{length - header - size}x"


def _walk(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The TLV parameters of a body, as far as they add up."""
    at = 0
    while len(data) - at >= _TLV.size:
        kind, length = _TLV.unpack_from(data, at)
        if length < _TLV.size or length > len(data) - at:
            return
        yield kind & 0x3FF, data[at + _TLV.size : at + length]
        at += length


def _events(data: bytes) -> Iterator[TriggerSeen]:
    events = (event for kind, inner in _walk(data) if kind == _EVENT_DATA for event in _walk(inner))
    for kind, payload in events:
        if kind == _GPI_EVENT and len(payload) == 3:
            yield TriggerSeen(f"gpi{_WORD.unpack_from(payload)[0]}", on=bool(payload[2] & 0x80))


def _levels(data: bytes) -> Iterator[TriggerSeen]:
    """The input lines that are switched on and whose level the reader knows (0 low, 1 high, 2 unknown)."""
    for kind, payload in _walk(data):
        if kind == _GPI_STATE and len(payload) == 4 and payload[2] & 0x80 and payload[3] < 2:
            yield TriggerSeen(f"gpi{_WORD.unpack_from(payload)[0]}", on=payload[3] == 1)
