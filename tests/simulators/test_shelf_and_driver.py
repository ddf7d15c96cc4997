"""The simulated shelf before the real driver and fold: every pick and put is one step of the right quantity."""

import asyncio
import contextlib

from drivers.shelf_scale import DRIVER, ShelfOptions
from edge.core.weighing import LoadHint, LoadStep, Platform, Rules, quantity_of, weigh
from simulators import shelf
from simulators.stage import Hand
from tests.drivers.io_recorder import running

UNIT_MG = 250_000
RULES = Rules()


class Folds:
    """Folds what a driver emits, platform by platform."""

    def __init__(self, io) -> None:
        self._io = io
        self._taken = 0
        self._platforms = {}
        self.said = {}

    async def until(self, met, seconds=30):
        async with asyncio.timeout(seconds):
            while not met(self.said):
                self._take()
                self._io.commit()
                await asyncio.sleep(0.02)

    def _take(self):
        for one in self._io.emitted[self._taken :]:
            self._taken += 1
            point = one.seen.point
            self._platforms[point], said = weigh(
                self._platforms.get(point, Platform()), one.seen.weight_mg, one.called, RULES
            )
            self.said.setdefault(point, []).extend(said)


@contextlib.asynccontextmanager
async def weighed(broker, tmp_path, **options):
    stage, begun = tmp_path / "stage", asyncio.Event()
    played = shelf.ShelfOptions(broker.host, broker.port, **options)
    playing = asyncio.create_task(shelf.run(played, stage, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 10)
    try:
        with running(DRIVER.run, ShelfOptions(port=broker.port, client_id="box")) as io:
            await asyncio.to_thread(io.wait_up)
            yield Folds(io), Hand(stage)
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


def quantities(said):
    return [quantity_of(step.delta_mg, UNIT_MG, 0, 2 * RULES.noise_mg) for step in said if isinstance(step, LoadStep)]


async def test_picks_and_puts_are_counted_right_on_every_platform(broker, tmp_path):
    async with weighed(broker, tmp_path, platforms=("a", "b", "c"), seed=5) as (folds, hand):
        loads = {"a": 20, "b": 20, "c": 20}
        for name, count in loads.items():
            await hand.tell(platform=name, load_g=count * UNIT_MG / 1000)
        await folds.until(lambda said: len(said) == 3 and all(said.values()))
        before = {name: len(quantities(said)) for name, said in folds.said.items()}
        for change in ({"a": -1, "b": -3, "c": 5}, {"a": -2, "b": 1, "c": -1}):
            told = {name: len(said) for name, said in folds.said.items()}
            for name, units in change.items():
                loads[name] += units
                await hand.tell(platform=name, load_g=loads[name] * UNIT_MG / 1000)
            await folds.until(lambda said, told=told: all(len(said[name]) > told[name] for name in told))
        for name, expected in {"a": [-1, -2], "b": [-3, 1], "c": [5, -1]}.items():
            weighed_ = quantities(folds.said[name])[before[name] :]
            assert [one.quantity for one in weighed_] == expected
            assert all(one.confident for one in weighed_)


async def test_garbage_and_a_reboot_make_no_step(broker, tmp_path):
    async with weighed(broker, tmp_path, platforms=("a",), seed=1) as (folds, hand):
        await folds.until(lambda said: bool(said.get("a")))
        await hand.tell(fault="garbage")
        await hand.tell(fault="reboot")
        await hand.tell(platform="a", load_g=2 * UNIT_MG / 1000)
        await folds.until(lambda said: len(said["a"]) >= 2)
        assert [type(one) for one in folds.said["a"]] == [LoadHint, LoadStep]
        assert [one.quantity for one in quantities(folds.said["a"])] == [2]
