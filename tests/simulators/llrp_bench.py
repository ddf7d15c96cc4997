"""A client's side of LLRP for tests, apart from the reader's: bytes by hand, and a reader on a made-up clock."""

import asyncio
import contextlib
import struct
from dataclasses import dataclass, field

from simulators.llrp_dialogue import respond
from simulators.llrp_field import Crowd, residents
from simulators.llrp_inventory import At, Field
from simulators.llrp_reader import Reader
from simulators.llrp_wire import Framer, Message

SUCCESS, FIELD_ERROR = 0, 101
REPORT, EVENT, ERROR = 61, 63, 100
ADD, DELETE, START, STOP, ENABLE, DISABLE, GET = 20, 21, 22, 23, 24, 25, 26
EVERYTHING = 0xFFC0
TICK_S = 1 / 32  # sums of it are exact
TV_FIELDS = {
    1: ("antenna", ">H"), 2: ("first", ">Q"), 4: ("last", ">Q"), 6: ("rssi", ">b"), 7: ("channel", ">H"),
    8: ("count", ">H"), 9: ("rospec", ">I"), 10: ("inventory", ">H"), 11: ("crc", ">H"), 12: ("pc", ">H"),
    13: ("epc", "12s"), 14: ("spec", ">H"), 16: ("access", ">I"),
}  # fmt: skip


def tlv(kind: int, *parts: bytes) -> bytes:
    value = b"".join(parts)
    return struct.pack(">HH", kind, 4 + len(value)) + value


def message(kind: int, body: bytes = b"", ident: int = 7, version: int = 1) -> bytes:
    return struct.pack(">HII", version << 10 | kind, 10 + len(body), ident) + body


def number(value: int) -> bytes:
    return struct.pack(">I", value)


def tag_stop(kind: int = 0, *, tags: int = 0, attempts: int = 0, quiet_ms: int = 0, timeout_ms: int = 0) -> bytes:
    observation = struct.pack(">BBHHHI", kind, 0, tags, attempts, quiet_ms, timeout_ms)
    return tlv(184, struct.pack(">BI", 3, 0), tlv(185, observation))


NEVER = tlv(184, struct.pack(">BI", 0, 0))
IMMEDIATE = tlv(179, b"\x01")
BY_COMMAND = tlv(179, b"\x00")


def periodic(offset_ms: int, period_ms: int) -> bytes:
    return tlv(179, b"\x02", tlv(180, struct.pack(">II", offset_ms, period_ms)))


def gpi(port: int, *, on: bool, timeout_ms: int = 0) -> bytes:
    return tlv(181, struct.pack(">HBI", port, on << 7, timeout_ms))


def after(milliseconds: int) -> bytes:
    return tlv(182, struct.pack(">BI", 1, milliseconds))


def aispec(antennas: tuple[int, ...] = (0,), stop: bytes = NEVER, more: bytes = b"", ident: int = 5) -> bytes:
    inventory = tlv(186, struct.pack(">HB", ident, 1), more)
    return tlv(183, struct.pack(f">H{len(antennas)}H", len(antennas), *antennas), stop, inventory)


def epc_filter(prefix: bytes, antenna: int = 0) -> bytes:
    mask = tlv(332, struct.pack(">BHH", 1 << 6, 32, len(prefix) * 8), prefix)
    return tlv(222, struct.pack(">H", antenna), tlv(330, b"\x00", tlv(331, b"\x00", mask, tlv(334, b"\x00"))))


def report_spec(trigger: int = 1, n: int = 1, selected: int = EVERYTHING, gen2: int = 0xC0) -> bytes:
    return tlv(237, struct.pack(">BH", trigger, n), tlv(238, struct.pack(">H", selected), tlv(348, bytes([gen2]))))


def rospec(
    ident: int = 1,
    start: bytes = IMMEDIATE,
    stop: bytes = tlv(182, bytes(5)),
    specs: bytes | None = None,
    report: bytes | None = None,
) -> bytes:
    boundary = tlv(178, start, stop)
    specs = aispec() if specs is None else specs
    return tlv(177, struct.pack(">IBB", ident, 0, 0), boundary, specs, report_spec() if report is None else report)


def parameters(body: bytes) -> list[tuple[int, bytes]]:
    """TLVs in order."""
    found = []
    while body:
        kind, length = struct.unpack_from(">HH", body)
        assert 4 <= length <= len(body)
        found.append((kind, body[4:length]))
        body = body[length:]
    return found


def status(body: bytes) -> int:
    kind, value = parameters(body)[0]
    assert kind == 287
    return struct.unpack_from(">H", value)[0]


def tags(body: bytes) -> list[dict[str, object]]:
    """The TagReportData of one RO_ACCESS_REPORT."""
    assert all(kind == 240 for kind, _ in parameters(body))
    return [_tag(value) for _, value in parameters(body)]


def _tag(value: bytes) -> dict[str, object]:
    tag: dict[str, object] = {}
    while value:
        if value[0] & 0x80:
            name, form = TV_FIELDS[value[0] & 0x7F]
            (tag[name],) = struct.unpack_from(form, value, 1)
            value = value[1 + struct.calcsize(form) :]
            continue
        kind, length = struct.unpack_from(">HH", value)
        if kind == 241:
            (bits,) = struct.unpack_from(">H", value, 4)
            assert length == 6 + bits // 8
            tag["epc"] = value[6:length]
        else:
            tag[kind] = value[4:length]
        value = value[length:]
    return tag


def events(messages: list[Message]) -> list[tuple[int, bytes]]:
    """What READER_EVENT_NOTIFICATIONs tell, without the times."""
    return [parameters(parameters(m.body)[0][1])[1] for m in messages if m.kind == EVENT]


@dataclass
class Bench:
    """A reader without sockets; time passes in `run` only."""

    own: int = 0
    rate: float = 100.0
    antennas: int = 4
    at: At = field(default_factory=lambda: At(1000.0, 1_700_000_000_000_000))
    placed: Crowd = field(default_factory=lambda: Crowd(each=4.0))

    def __post_init__(self) -> None:
        self.field = Field((residents(self.own, self.antennas, self.rate, 1), self.placed))
        self.reader = Reader(self.field, self.antennas)
        self._framer = Framer()
        self.got: list[Message] = []
        self.connect()

    def connect(self) -> None:
        self.got += self._framer.feed(self.reader.connect(self.at))

    def ask(self, kind: int, body: bytes = b"", version: int = 1) -> Message:
        [(answer)] = list(self._framer.feed(respond(self.reader, Message(version, kind, 7, body), self.at)))
        assert answer.ident == 7
        return answer

    def must(self, kind: int, body: bytes = b"") -> None:
        answer = self.ask(kind, body)
        assert status(answer.body) == SUCCESS, answer

    def play(self, spec: bytes) -> None:
        self.must(ADD, spec)
        self.must(ENABLE, number(0))
        self.run(0)

    def run(self, seconds: float, *, choked: bool = False) -> list[Message]:
        """Let time pass in ticks; what the reader sends meanwhile."""
        got: list[Message] = []
        for _ in range(round(seconds / TICK_S) or 1):
            step_now = TICK_S if seconds else 0.0
            self.at = At(self.at.mono + step_now, self.at.utc_us + round(step_now * 1e6))
            got += self._framer.feed(self.reader.tick(self.at, choked=choked))
        self.got += got
        return got

    def run_tags(self, seconds: float) -> list[dict[str, object]]:
        return [tag for m in self.run(seconds) if m.kind == REPORT for tag in tags(m.body)]

    def state(self, ident: int = 1) -> int | None:
        specs = [value for kind, value in parameters(self.ask(GET).body) if kind == 177]
        return {struct.unpack_from(">I", one)[0]: one[5] for one in specs}.get(ident)


class Client:
    """A client on TCP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.got: list[Message] = []
        self.acknowledges = True

    @classmethod
    async def connect(cls, port: int) -> "Client":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def next(self) -> Message:
        """The next message. Raises `asyncio.IncompleteReadError` when the reader has closed."""
        async with asyncio.timeout(20):
            word, length, ident = struct.unpack(">HII", await self.reader.readexactly(10))
            one = Message(word >> 10 & 7, word & 0x3FF, ident, await self.reader.readexactly(length - 10))
        if one.kind == 62 and self.acknowledges:
            self.writer.write(message(72, ident=one.ident))
        self.got.append(one)
        return one

    async def until(self, kind: int) -> Message:
        while (one := await self.next()).kind != kind:
            pass
        return one

    async def ask(self, kind: int, body: bytes = b"", ident: int = 7) -> Message:
        """The response: the first message with this id that the reader does not send by itself."""
        self.writer.write(message(kind, body, ident))
        while (one := await self.next()).kind in {REPORT, EVENT, 62}:
            pass
        assert one.ident == ident
        return one

    async def greeted(self) -> int:
        """The status of the ConnectionAttemptEvent in the first message."""
        one = await self.next()
        [(kind, value)] = events([one])
        assert kind == 256
        return struct.unpack(">H", value)[0]

    async def play(self, spec: bytes) -> None:
        for kind, body in ((ADD, spec), (ENABLE, number(0))):
            assert status((await self.ask(kind, body)).body) == SUCCESS

    async def drain(self) -> None:
        """Read until nothing has come for a tenth of a second."""
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(0.1):
                    await self.next()

    async def closed(self) -> bytes:
        """What still comes until the reader closes."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read(-1)
            except ConnectionError:
                return b""

    def leave(self) -> None:
        self.writer.transport.abort()
