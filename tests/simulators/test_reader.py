"""The reader on TCP: connections, keepalives, faults, what a hostile or dead client can do to it."""

import asyncio
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators.reader import ReaderOptions, ReaderServer, serving
from simulators.stage import Hand
from tests.simulators.llrp_bench import (
    ADD,
    ENABLE,
    ERROR,
    EVENT,
    REPORT,
    Client,
    events,
    message,
    number,
    report_spec,
    rospec,
    status,
    tags,
    tlv,
)

CASE = "3074257BF7194E4000001A85"
KEEPALIVE = 62


@pytest.fixture(autouse=True)
async def nothing_goes_wrong_unseen():
    """What a task raises, or the loop complains of, fails the test."""
    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    yield
    assert complaints == []


@asynccontextmanager
async def reader_and_client(tmp_path: Path | None = None, **options):
    stage = tmp_path / "stage" if tmp_path else None
    async with serving(ReaderOptions(**{"port": 0, "tags": 20, "rate": 400.0} | options), stage) as server:
        client = await Client.connect(server.port)
        assert await client.greeted() == 0
        yield server, client
        client.leave()


async def read_again(server: ReaderServer) -> Client:
    """A client that got in and got a report; retries while the last one is still being let go."""
    async with asyncio.timeout(20):
        while True:
            client = await Client.connect(server.port)
            if await client.greeted() == 0:
                break
            client.leave()
    if status((await client.ask(26)).body) == 0 and not server.model.busy:
        await client.play(rospec())
    await client.until(REPORT)
    return client


async def until(true: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + 60
    while not true():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.05)


def keepalive_every(milliseconds: int) -> bytes:
    return b"\x00" + tlv(220, struct.pack(">BI", 1, milliseconds))


# -- connections


async def test_a_second_client_is_told_of_the_first_and_closed_and_the_first_goes_on():
    async with reader_and_client() as (server, first):
        second = await Client.connect(server.port)
        assert await second.greeted() == 2
        assert await second.closed() == b""
        assert events([await first.until(EVENT)]) == [(256, b"\x00\x04")]
        await first.play(rospec())
        await first.until(REPORT)


async def test_when_a_client_leaves_the_next_is_welcome():
    async with reader_and_client() as (server, first):
        await first.play(rospec())
        first.leave()
        (await read_again(server)).leave()


async def test_close_connection_is_answered_and_then_closed():
    async with reader_and_client() as (server, client):
        answer = await client.ask(14)
        assert (answer.kind, status(answer.body)) == (4, 0)
        assert await client.closed() == b""
        (await read_again(server)).leave()


async def test_an_unknown_message_gets_an_error_and_the_connection_stays_usable():
    async with reader_and_client() as (_, client):
        for kind in (45, 500, 1023):
            answer = await client.ask(kind, b"\x01\x02\x03", ident=77)
            assert (answer.kind, status(answer.body)) == (ERROR, 109)
        await client.play(rospec())
        await client.until(REPORT)


async def test_an_error_message_is_not_answered_with_another():
    async with reader_and_client() as (_, client):
        client.writer.write(message(ERROR, ident=1) + message(72, ident=2))
        assert (await client.ask(26, ident=3)).kind == 36


async def test_one_byte_at_a_time_is_understood():
    async with reader_and_client() as (_, client):
        for byte in message(ADD, rospec()) + message(ENABLE, number(1)):
            client.writer.write(bytes([byte]))
            await client.writer.drain()
            await asyncio.sleep(0)
        await client.until(REPORT)
        assert [m.kind for m in client.got if m.kind in {30, 34}] == [30, 34]


async def test_many_messages_in_one_piece_are_all_answered_in_order():
    async with reader_and_client() as (_, client):
        client.writer.write(b"".join(message(26, ident=n) for n in range(1, 200)))
        for n in range(1, 200):
            one = await client.next()
            assert (one.kind, one.ident) == (36, n)


async def test_answers_take_as_long_as_they_are_told_to():
    async with reader_and_client(latency_ms=150) as (_, client):
        began = asyncio.get_running_loop().time()
        await client.ask(26)
        await client.ask(26)
        assert asyncio.get_running_loop().time() - began >= 0.29


# -- keepalives


async def test_keepalives_come_and_while_they_are_acknowledged_nothing_is_closed():
    async with reader_and_client() as (_, client):
        await client.ask(3, keepalive_every(30))
        for _ in range(8):
            await client.until(KEEPALIVE)
        await client.ask(3, b"\x00" + tlv(220, struct.pack(">BI", 0, 0)))
        count = len(client.got)
        await asyncio.sleep(0.2)
        assert (await client.ask(26)).kind == 36
        assert len(client.got) == count + 1


async def test_without_acknowledgement_the_connection_is_closed_and_the_reader_free():
    async with reader_and_client() as (server, client):
        await client.ask(3, keepalive_every(30))
        client.acknowledges = False
        last = await client.until(EVENT)
        assert events([last]) == [(257, b"")]
        assert [m.kind for m in client.got[-3:-1]] == [KEEPALIVE] * 2
        assert await client.closed() == b""
        other = await read_again(server)
        await other.until(KEEPALIVE)
        other.leave()


async def test_keepalives_may_come_from_the_start():
    async with reader_and_client(keepalive_ms=30) as (_, client):
        await client.until(KEEPALIVE)


# -- the stage


async def test_a_placed_tag_is_reported_several_times_a_second_until_it_is_removed(tmp_path):
    async with reader_and_client(tmp_path, tags=0, period_ms=50) as (_, client):
        hand = Hand(tmp_path / "stage")
        await client.play(rospec())
        await hand.tell(place=[{"epc": CASE, "antenna": 2, "rssi": -55}])
        for _ in range(5):
            [tag] = tags((await client.until(REPORT)).body)
            assert (tag["epc"].hex().upper(), tag["antenna"]) == (CASE, 2)
            assert abs(tag["rssi"] + 55) <= 8
        await hand.tell(place=[{"epc": CASE, "antenna": 3, "rssi": -55}])
        await client.ask(26)
        assert tags((await client.until(REPORT)).body)[0]["antenna"] == 3
        await hand.tell(remove=[CASE])
        await client.ask(26)
        got = len(client.got)
        await asyncio.sleep(0.3)
        await client.ask(26)
        assert len(client.got) == got + 1


async def test_clear_takes_its_own_tags_too(tmp_path):
    async with reader_and_client(tmp_path) as (_, client):
        await client.play(rospec())
        await client.until(REPORT)
        await Hand(tmp_path / "stage").tell(clear=True)
        await client.ask(26)
        got = len(client.got)
        await asyncio.sleep(0.3)
        await client.ask(26)
        assert len(client.got) == got + 1


async def test_inputs_and_cables_are_told_to_the_client(tmp_path):
    async with reader_and_client(tmp_path) as (_, client):
        hand = Hand(tmp_path / "stage")
        await client.ask(3, b"\x00" + tlv(244, tlv(245, struct.pack(">HB", 1, 0x80))))
        await hand.tell(gpi=[{"port": 1, "on": True}])
        assert events([await client.until(EVENT)]) == [(248, b"\x00\x01\x80")]
        await hand.tell(antenna=[{"antenna": 3, "connected": False}])
        assert events([await client.until(EVENT)]) == [(255, b"\x00\x00\x03")]


@pytest.mark.parametrize(
    "line",
    [
        {"place": [{"epc": "xyz", "antenna": 1, "rssi": -50}]},
        {"place": [{"epc": "30", "antenna": 1, "rssi": -50}]},
        {"place": [{"epc": CASE, "antenna": 9, "rssi": -50}]},
        {"place": [{"epc": CASE, "antenna": 1, "rssi": 50}]},
        {"place": [{"epc": CASE}]},
        {"place": [{"epc": CASE, "antenna": 1, "rssi": float("inf")}]},
        {"place": 3},
        {"gpi": [{"port": 9, "on": True}]},
        {"antenna": [{"antenna": 0, "connected": True}]},
        {"fault": "fire"},
        {"dance": True},
        {"clear": True, "fault": "none"},
    ],
)
async def test_a_line_that_cannot_be_done_is_answered_with_a_sentence(tmp_path, line):
    async with serving(ReaderOptions(port=0), tmp_path / "stage"):
        hand = Hand(tmp_path / "stage")
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            await hand.tell(**line)
        await hand.tell(clear=True)


# -- faults


async def test_drop_closes(tmp_path):
    async with reader_and_client(tmp_path) as (server, client):
        await client.play(rospec())
        await Hand(tmp_path / "stage").tell(fault="drop")
        rest = await client.closed()
        while rest:
            assert len(rest) >= struct.unpack_from(">I", rest, 2)[0]
            rest = rest[struct.unpack_from(">I", rest, 2)[0] :]
        (await read_again(server)).leave()


async def test_drop_mid_message_closes_in_the_middle_of_a_report(tmp_path):
    async with reader_and_client(tmp_path) as (server, client):
        await Hand(tmp_path / "stage").tell(fault="drop_mid_message")
        rest = await client.closed()
        word, length = struct.unpack_from(">HI", rest)
        assert word & 0x3FF == REPORT
        assert 10 < len(rest) < length
        (await read_again(server)).leave()


async def test_garbage_comes_once(tmp_path):
    async with reader_and_client(tmp_path) as (_, client):
        await Hand(tmp_path / "stage").tell(fault="garbage")
        async with asyncio.timeout(20):
            assert len(set(await client.reader.readexactly(256))) > 50
        assert (await client.ask(26)).kind == 36


async def test_oversize_claims_two_gibibytes_and_goes_on(tmp_path):
    async with reader_and_client(tmp_path) as (_, client):
        await Hand(tmp_path / "stage").tell(fault="oversize")
        async with asyncio.timeout(20):
            word, length, _ = struct.unpack(">HII", await client.reader.readexactly(10))
        assert (word & 0x3FF, length) == (REPORT, 0x7FFFFFFF)
        assert (await client.ask(26)).kind == 36


async def test_silence_keeps_the_connection_and_says_nothing_until_it_is_over(tmp_path):
    async with reader_and_client(tmp_path) as (server, client):
        hand = Hand(tmp_path / "stage")
        await client.ask(3, keepalive_every(30))
        await client.play(rospec())
        await hand.tell(fault="silence")
        await client.drain()
        client.writer.write(message(26))
        other = await Client.connect(server.port)
        for mute in (client, other):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await mute.reader.readexactly(1)
        await hand.tell(fault="none")
        assert await other.greeted() == 2
        await client.until(REPORT)
        await client.until(KEEPALIVE)


async def test_a_client_that_leaves_in_silence_frees_the_reader(tmp_path):
    async with reader_and_client(tmp_path) as (server, client):
        hand = Hand(tmp_path / "stage")
        await hand.tell(fault="silence")
        client.leave()
        other = await Client.connect(server.port)
        await asyncio.sleep(0.1)
        await hand.tell(fault="none")
        assert await other.greeted() == 0
        other.leave()


async def test_refuse_refuses_connections_and_leaves_the_one_there_is(tmp_path):
    async with reader_and_client(tmp_path) as (server, client):
        hand = Hand(tmp_path / "stage")
        await hand.tell(fault="refuse")
        with pytest.raises(ConnectionRefusedError):
            await Client.connect(server.port)
        assert (await client.ask(26)).kind == 36
        await hand.tell(fault="none")
        client.leave()
        (await read_again(server)).leave()


async def test_flood_reads_fifty_times_as_often(tmp_path):
    async with reader_and_client(tmp_path, rate=40.0) as (server, client):
        hand = Hand(tmp_path / "stage")
        await client.play(rospec(report=report_spec(n=20)))
        await hand.tell(fault="flood")
        began = asyncio.get_running_loop().time()
        for _ in range(40):
            await client.until(REPORT)
        assert asyncio.get_running_loop().time() - began < 10  # as ever, these 800 reads take 20 s
        await hand.tell(fault="none")
        assert server.field.haste == 1.0


async def test_a_fault_that_needs_a_client_says_when_there_is_none(tmp_path):
    async with serving(ReaderOptions(port=0), tmp_path / "stage"):
        with pytest.raises(ValueError, match="no client is connected"):
            await Hand(tmp_path / "stage").tell(fault="drop")


# -- hostile and dead clients


@pytest.mark.parametrize("length", [0, 9, (1 << 20) + 1, 0x7FFFFFFF])
async def test_a_length_no_message_has_is_answered_and_closed(length):
    async with reader_and_client() as (server, client):
        client.writer.write(struct.pack(">HII", 1 << 10 | 26, length, 1))
        assert status((await client.until(ERROR)).body) >= 100
        assert await client.closed() == b""
        (await read_again(server)).leave()


async def test_random_bytes_never_hurt_it():
    chance = random.Random(5)
    async with serving(ReaderOptions(port=0, tags=20, rate=400.0)) as server:
        for _ in range(60):
            client = await Client.connect(server.port)
            client.writer.write(chance.randbytes(chance.randrange(1, 4000)))
            await asyncio.sleep(0)
            client.leave()
        (await read_again(server)).leave()


async def test_a_client_that_does_not_read_costs_bounded_memory_and_still_gets_all_later():
    async with reader_and_client(tags=500, rate=90_000.0) as (server, client):
        await client.play(rospec())
        client.writer.transport.pause_reading()
        [connection] = server._connections
        await until(lambda: connection.choked)
        await asyncio.sleep(0.3)
        assert connection.writer.transport.get_write_buffer_size() < 3 << 20
        client.writer.transport.resume_reading()
        async with asyncio.timeout(60):
            while connection.choked:
                await client.next()
        await client.until(REPORT)


async def test_connections_are_counted_and_too_many_are_dropped():
    async with reader_and_client(latency_ms=0) as (server, first):
        await first.play(rospec())
        others = [await Client.connect(server.port) for _ in range(100)]
        await asyncio.gather(*(other.closed() for other in others))
        await first.until(REPORT)
        for other in others:
            other.leave()


async def test_with_nothing_to_do_nothing_ticks():
    async with reader_and_client() as (server, client):
        await client.play(rospec())
        await client.until(REPORT)
        await client.ask(21, number(0))
        await until(lambda: not server._busy.is_set())
        ticks = []
        server._tick = lambda: ticks.append(1)
        await asyncio.sleep(0.3)
        assert ticks == []


# -- the command


async def test_the_command_says_where_it_listens_and_plays(tmp_path):
    wedge = Path(sys.executable).with_name("wedge")
    command = [wedge, "sim", "reader", "--port", "0", "--tags", "3", "--rate", "50", "--antennas", "2", "--seed", "4"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("listening on 127.0.0.1:")
        client = await Client.connect(int(line.rsplit(":", 1)[1]))
        assert await client.greeted() == 0
        await client.play(rospec(report=report_spec(n=3)))
        found = tags((await client.until(REPORT)).body)
        assert len({tag["epc"] for tag in found}) == 3
        assert {tag["antenna"] for tag in found} <= {1, 2}
    finally:
        process.terminate()
        await process.wait()


async def test_a_port_that_is_taken_is_an_error_in_one_line():
    async with serving(ReaderOptions(port=0)) as server:
        wedge = Path(sys.executable).with_name("wedge")
        command = [wedge, "sim", "reader", "--port", str(server.port)]
        process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
        async with asyncio.timeout(30):
            _, said = await process.communicate()
        assert process.returncode == 74
        assert said.decode().count("\n") == 1
        assert str(server.port) in said.decode()
