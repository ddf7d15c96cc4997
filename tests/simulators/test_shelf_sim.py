"""The simulated shelf as a subscriber sees it, and as the world sees it on its stage."""

import asyncio
import contextlib
import json
import subprocess
import sys

import pytest

from simulators.mqtt_link import MqttLink
from simulators.shelf import GARBAGE, Platform, ShelfOptions, run
from simulators.stage import Hand


class Ear:
    """Everything published under `shelf/`, parsed as it comes."""

    def __init__(self, link) -> None:
        self._link = link

    async def next(self, platform=None, seconds=10):
        """The next weight (of a platform)."""
        async with asyncio.timeout(seconds):
            while True:
                arrived = await self._link.inbox.get()
                if platform is None or arrived.topic == f"shelf/{platform}/weight":
                    return json.loads(arrived.payload)

    async def raw(self, seconds=10):
        async with asyncio.timeout(seconds):
            return (await self._link.inbox.get()).payload

    async def count(self, seconds):
        """How many come in this time."""
        while not self._link.inbox.empty():
            self._link.inbox.get_nowait()
        await asyncio.sleep(seconds)
        return self._link.inbox.qsize()


@contextlib.asynccontextmanager
async def shelf(broker, tmp_path, say=lambda _: None, **options):
    """Sensors that publish, an ear at the broker, and the hand on their stage."""
    stage, begun = tmp_path / "stage", asyncio.Event()

    def heard(line):
        begun.set()
        say(line)

    link = MqttLink(broker.host, broker.port, "ear", ["shelf/#"])
    async with link.running():
        await asyncio.wait_for(link.ready.wait(), 10)
        playing = asyncio.create_task(run(ShelfOptions(broker.host, broker.port, **options), stage, heard))
        await asyncio.wait_for(begun.wait(), 10)
        try:
            yield Ear(link), Hand(stage)
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)


async def test_a_load_is_swung_into_and_then_reported_at_rest(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",), hz=20) as (ear, hand):
        assert abs((await ear.next())["g"]) <= 6.0
        await hand.tell(platform="a", load_g=1000)
        weights = []
        while not weights or not weights[-1]["stable"]:
            weights.append(await ear.next())
        assert abs(weights[-1]["g"] - 1000) <= 6.0
        assert any(abs(weight["g"] - 1000) > 50 for weight in weights[:-1]), "it swings"
        numbers = [weight["n"] for weight in weights]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_a_quiet_platform_reports_seldom_and_a_stirred_one_often(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a", "b"), hz=50) as (ear, hand):
        await ear.next("a")
        await ear.next("b")
        assert await ear.count(0.5) <= 2
        await hand.tell(platform="a", load_g=10)
        assert await ear.count(0.5) >= 10


async def test_silence_lasts_until_none(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",), hz=50) as (ear, hand):
        await ear.next()
        await hand.tell(fault="silence")
        await hand.tell(platform="a", load_g=500)
        assert await ear.count(0.3) == 0
        await hand.tell(fault="none")
        await ear.next()


async def test_flood_is_far_more_than_a_quiet_shelf_sends(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",), hz=5) as (ear, hand):
        await hand.tell(fault="flood")
        assert await ear.count(0.5) >= 20
        await hand.tell(fault="none")
        await asyncio.sleep(0.1)
        assert await ear.count(0.5) <= 1


async def test_garbage_is_sent_once_and_is_no_weight(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",)) as (ear, hand):
        await ear.next()
        await hand.tell(fault="garbage")
        assert [await ear.raw() for _ in GARBAGE] == list(GARBAGE)
        assert "g" in await ear.next()


async def test_after_a_reboot_the_numbers_begin_again(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",), hz=20) as (ear, hand):
        await hand.tell(platform="a", load_g=100)
        while (await ear.next())["n"] < 3:
            pass
        await hand.tell(fault="reboot")
        await ear.count(0.2)
        assert (await ear.next())["n"] == 1


async def test_it_goes_on_when_the_broker_comes_back(broker, tmp_path):
    async with shelf(broker, tmp_path, platforms=("a",), hz=20) as (ear, hand):
        await ear.next()
        await asyncio.to_thread(broker.restart)
        await ear.count(0)
        await hand.tell(fault="flood")
        assert "g" in await ear.next(seconds=20)


@pytest.mark.parametrize(
    "what", [{"platform": "z", "load_g": 1}, {"platform": "a", "load_g": 1e9}, {"platform": "a"}, {"fault": "melt"}]
)
async def test_a_line_that_cannot_be_done_is_refused_with_a_sentence(broker, tmp_path, what):
    async with shelf(broker, tmp_path) as (_, hand):
        with pytest.raises(ValueError):
            await hand.tell(**what)
        await hand.tell(platform="a", load_g=1)


async def test_alone_it_picks_and_puts_and_says_so(broker, tmp_path):
    said = asyncio.Queue()
    async with shelf(broker, tmp_path, said.put_nowait, rate=600, seed=1):
        assert await said.get() == f"shelf publishing to {broker.host}:{broker.port}"
        line = await asyncio.wait_for(said.get(), 10)
        assert line.endswith(" left")


def test_a_swing_begins_where_the_platform_was_and_ends_at_the_load():
    platform = Platform("a")
    platform.put(1000, 10.0)
    assert platform.shown_g(10.0) == 0
    assert abs(platform.shown_g(11.5) - 1000) < 1
    platform.put(0, 10.05)
    assert platform.shown_g(10.05) == pytest.approx(Platform("b", 1000, 0, 10.0).shown_g(10.05))


def test_the_command_says_when_it_publishes_and_ends_on_a_signal(broker):
    command = [sys.executable, "-c", "from edge.cli import app; app()", "sim", "shelf", "--port", str(broker.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stdout.readline() == f"shelf publishing to 127.0.0.1:{broker.port}\n".encode()
        program.terminate()
        assert program.wait(10) == 0
