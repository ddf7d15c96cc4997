"""An RFID reader on TCP, speaking LLRP, with tags before it: `wedge sim reader`.

Alone it plays `tags` different tags, read `rate` times a second in all. On its stage, one JSON object a line:

    {"place": [{"epc": "3074...", "antenna": 1, "rssi": -55}]}   there, or moved there; several antennas: heard by each
    {"remove": ["3074..."]}   {"clear": true}                     gone; all gone, its own tags too
    {"gpi": [{"port": 1, "on": true}]}                            an input changes (a photo-eye)
    {"antenna": [{"antenna": 2, "connected": false}]}             a cable comes off
    {"fault": "drop"}               the connection is closed
    {"fault": "drop_mid_message"}   the same, in the middle of a report
    {"fault": "garbage"}            256 random bytes on the connection
    {"fault": "oversize"}           the head of a message of 2 GiB; then it goes on as before
    {"fault": "silence"}            nothing is sent or heard, connections stay; until "none"
    {"fault": "refuse"}             nobody listens on the port; until "none"
    {"fault": "flood"}              everything is read 50 times as often; until "none"
    {"fault": "none"}

The first four happen once, and need a client that is connected. The protocol itself is in `simulators/llrp_*.py`.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulators import llrp_answers as answers
from simulators.llrp_answers import Attempt
from simulators.llrp_dialogue import respond
from simulators.llrp_field import TAGS_MAX, Crowd, Sighting, Tag, residents
from simulators.llrp_inventory import At, Field
from simulators.llrp_reader import Reader
from simulators.llrp_report import Row, encoder
from simulators.llrp_rospec import Selector
from simulators.llrp_stage import Cable, Cleared, Fault, Placed, Removed, Switched, read_line
from simulators.llrp_wire import HEADER, Framer, M, Message, Status, Unframed
from simulators.stage import stage

TICK_S = 0.025
FLOOD = 50.0
CONNECTIONS_MAX = 32
CHUNK_BYTES = 64 * 1024
BACKLOG_BYTES_MAX = 1 << 20
LINGER_S = 1.0


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """`rate`: reads a second of its own `tags`, in all. `period_ms`: between two reads of a tag of the stage."""

    host: str = "127.0.0.1"
    port: int = 5084
    tags: int = 0
    rate: float = 200.0
    antennas: int = 4
    seed: int = 0
    keepalive_ms: int = 0
    keepalive_misses: int = 2
    latency_ms: int = 0
    period_ms: int = 250


def now() -> At:
    return At(time.monotonic(), time.time_ns() // 1000)


@dataclass(slots=True, eq=False)
class _Connection:
    writer: asyncio.StreamWriter
    framer: Framer = field(default_factory=Framer)
    greeted: bool = False
    unacknowledged: int = 0

    @property
    def choked(self) -> bool:
        return self.writer.transport.get_write_buffer_size() > BACKLOG_BYTES_MAX

    def close(self) -> None:
        """What is written still goes out, for a second at most."""
        self.writer.close()
        asyncio.get_running_loop().call_later(LINGER_S, self.writer.transport.abort)


class ReaderServer:
    """The reader on its port. Make one with `serving`."""

    def __init__(self, options: ReaderOptions) -> None:
        self.options = options
        self.port = options.port
        own = residents(options.tags, options.antennas, options.rate, options.seed)
        self.placed = Crowd(each=1000 / options.period_ms)
        self.field = Field((own, self.placed))
        self.model = Reader(self.field, options.antennas, keepalive_ms=options.keepalive_ms)
        self._chance = random.Random(options.seed)
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._client: _Connection | None = None
        self._silent = False
        self._busy = asyncio.Event()
        self._keepalives: asyncio.Task[None] | None = None
        self._keepalive_ms = 0

    # -- listening

    async def listen(self) -> None:
        """Open the port; 0 becomes a free one, kept from then on."""
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, self.options.host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def deafen(self) -> None:
        """Close the port; the connections there are stay."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def close(self) -> None:
        self.deafen()
        for connection in list(self._connections):
            connection.writer.transport.abort()
        self._lose(self._client)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= CONNECTIONS_MAX:
            writer.transport.abort()
            return
        connection = _Connection(writer)
        self._connections.add(connection)
        try:
            with contextlib.suppress(ConnectionError):
                self._greet(connection)
                await self._listen_to(connection, reader)
        finally:
            self._connections.discard(connection)
            self._lose(connection)
            connection.close()

    async def _listen_to(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while not connection.writer.is_closing() and (chunk := await reader.read(CHUNK_BYTES)):
            try:
                for received in connection.framer.feed(chunk):
                    await self._receive(connection, received)
            except Unframed as error:
                self._send(connection, answers.error_message(0, Status.M_FIELD_ERROR, str(error), self.model.version))
                return

    async def _receive(self, connection: _Connection, received: Message) -> None:
        if self._silent or connection is not self._client:
            return
        if received.kind == M.KEEPALIVE_ACK:
            connection.unacknowledged = 0
        if self.options.latency_ms:
            await asyncio.sleep(self.options.latency_ms / 1000)
            if connection is not self._client:
                return
        self._send(connection, respond(self.model, received, now()))
        self._after_message(connection)
        if received.kind == M.CLOSE_CONNECTION:
            self._hang_up(connection)
        await connection.writer.drain()

    def _greet(self, connection: _Connection) -> None:
        """The first message: success, or that another client has the reader."""
        if self._silent:
            return
        connection.greeted = True
        if self._client is None:
            self._client = connection
            self._send(connection, self.model.connect(now()))
            self._after_message(connection)
            return
        self._send(connection, self.model.refuse(now()))
        connection.close()
        self._send(self._client, self.model.notify(now(), answers.connection_attempt(Attempt.ANOTHER_ATTEMPTED)))

    def _send(self, connection: _Connection, data: bytes) -> None:
        if data and not self._silent and not connection.writer.is_closing():
            connection.writer.write(data)

    def _lose(self, connection: _Connection | None) -> None:
        """The client has gone, or is to go: the reader is free for the next."""
        if connection is None or connection is not self._client:
            return
        self._client = None
        self.model.disconnect()
        self._keepalive_ms = 0
        if self._keepalives is not None:
            self._keepalives.cancel()
            self._keepalives = None

    # -- time

    async def play(self) -> None:
        """Let time pass for the tags, as long as an ROSpec may want them read."""
        next_s = time.monotonic()
        while True:
            if not self.model.busy:
                self._busy.clear()
            await self._busy.wait()
            self._tick()
            next_s = max(next_s + TICK_S, time.monotonic())
            await asyncio.sleep(next_s - time.monotonic())

    def _tick(self) -> None:
        client = self._client
        choked = client is None or client.choked or self._silent
        data = self.model.tick(now(), choked=choked)
        if client is not None:
            self._send(client, data)

    def _after_message(self, connection: _Connection) -> None:
        """What a message may have begun: an ROSpec, other keepalives."""
        if self.model.busy:
            self._busy.set()
        elif not connection.choked:
            self._send(connection, self.model.tick(now()))
        if self._keepalive_ms != self.model.config.keepalive_ms and connection is self._client:
            self._keepalive_ms = self.model.config.keepalive_ms
            if self._keepalives is not None:
                self._keepalives.cancel()
            self._keepalives = asyncio.create_task(self._keep_alive(connection)) if self._keepalive_ms else None

    async def _keep_alive(self, connection: _Connection) -> None:
        """KEEPALIVE at its interval; after some without an answer, the connection is closed (section 12.2.4)."""
        connection.unacknowledged = 0
        while True:
            await asyncio.sleep(self._keepalive_ms / 1000)
            if self._silent:
                continue
            if connection.unacknowledged >= self.options.keepalive_misses:
                break
            connection.unacknowledged += 1
            self._send(connection, self.model.keepalive())
        self._send(connection, self.model.notify(now(), answers.connection_close()))
        self._keepalives = None  # this task, which must not cancel itself
        self._hang_up(connection)

    # -- the stage

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` with a sentence when it cannot be done."""
        told = read_line(line, self.options.antennas)
        if isinstance(told, Fault):
            await self._fail(told)
        else:
            self._change(told)
        self._tick()

    def _change(self, told: Placed | Removed | Cleared | Switched | Cable) -> None:
        match told:
            case Placed(tags):
                self._place(tags)
            case Removed(epcs):
                self._remove(epcs)
            case Cleared():
                for crowd in self.field.crowds:
                    crowd.clear()
            case Switched(inputs):
                for port, on in inputs:
                    self.model.input(port, on=on)
            case Cable(antennas):
                for antenna, connected in antennas:
                    self.model.antenna(antenna, connected=connected, at=now())

    def _place(self, tags: dict[bytes, tuple[Sighting, ...]]) -> None:
        if len(self.placed.sightings.keys() | tags.keys()) > TAGS_MAX:
            raise ValueError(f"at most {TAGS_MAX} tags can be there")
        self._remove(tags)
        for epc, sightings in tags.items():
            self.placed.put(epc, sightings)

    def _remove(self, epcs: Iterable[bytes]) -> None:
        for epc in epcs:
            for crowd in self.field.crowds:
                crowd.take(epc)

    async def _fail(self, fault: Fault) -> None:
        match fault:
            case Fault.SILENCE:
                self._silent = True
            case Fault.REFUSE:
                self.deafen()
            case Fault.FLOOD:
                self.field.haste = FLOOD
            case Fault.NONE:
                await self._recover()
            case _:
                self._break(fault)

    async def _recover(self) -> None:
        self.field.haste = 1.0
        self._silent = False
        for connection in [c for c in self._connections if not c.greeted]:
            self._greet(connection)
        await self.listen()

    def _break(self, fault: Fault) -> None:
        """What can only be done to a connection."""
        client = self._client
        if client is None:
            raise ValueError(f"no client is connected, so no {fault.value}")
        match fault:
            case Fault.GARBAGE:
                self._send(client, self._chance.randbytes(256))
            case Fault.OVERSIZE:
                self._send(client, HEADER.pack(1 << 10 | M.RO_ACCESS_REPORT, 0x7FFFFFFF, 1))
            case Fault.DROP_MID_MESSAGE:
                report = self.model.report([_any_tag()])
                self._send(client, report[: len(report) // 2])
                self._hang_up(client)
            case _:
                self._hang_up(client)

    def _hang_up(self, connection: _Connection) -> None:
        self._lose(connection)
        connection.close()


def _any_tag() -> bytes:
    sighting = Sighting(Tag.of(bytes(12)), 1, -60)
    return encoder(Selector(), 1, 1, 1)(Row(sighting, 1, sighting.rssi, now().utc_us, now().utc_us))


@contextlib.asynccontextmanager
async def serving(options: ReaderOptions, stage_path: Path | None = None) -> AsyncIterator[ReaderServer]:
    """A reader that listens while the body runs; its `port` is the one it got. Raises `OSError` if it gets none."""
    server = ReaderServer(options)
    await server.listen()
    time_passes = asyncio.create_task(server.play())
    try:
        async with stage(stage_path, server.act):
            yield server
    finally:
        time_passes.cancel()
        await server.close()


async def run(options: ReaderOptions, stage_path: Path | None = None) -> None:
    """Be a reader until cancelled; says on standard output where it listens."""
    async with serving(options, stage_path) as server:
        print(f"listening on {options.host}:{server.port}", flush=True)  # noqa: T201 - whoever started it waits for this
        await asyncio.Event().wait()
