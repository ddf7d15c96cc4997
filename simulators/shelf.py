"""Shelf-weight sensors on an MQTT broker: `wedge sim shelf`.

    {base}/{platform}/weight   QoS 1   {"g": 1234.5, "stable": true, "n": 17}      grams, at rest, running number

A platform swings into a new load for about a second, is noisy all the time and drifts a little. It reports `hz` times a
second for three seconds after a change, and every three seconds otherwise. What it cannot send while the
broker is away is lost, as with the real ones. Alone, goods are picked and put at random. On its stage:

    {"platform": "a", "load_g": 1234.5}     this lies on it now; answered at once, it swings in afterwards
    {"fault": "silence"}    nothing is sent; until "none"
    {"fault": "flood"}      everything is sent 50 times as often; until "none"
    {"fault": "garbage"}    each platform sends five messages that are no weights, once
    {"fault": "reboot"}     silent for two seconds, then the running numbers begin at 1 again, once
    {"fault": "none"}
"""

import asyncio
import contextlib
import json
import math
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from simulators.mqtt_link import MqttLink
from simulators.stage import stage

FAULTS = ("none", "silence", "flood", "garbage", "reboot")
GARBAGE = (b"", b"\xff\xfe\x00", b'{"g": "much"}', b'{"g": 12', b"ERR 7")
LOAD_G_MAX = 1_000_000.0
SWING_S = 0.15
"""What remains of a swing falls to a third in this time."""
SWING_HZ = 3.0
LIVELY_S = 3.0
HEARTBEAT_S = 3.0
REBOOT_S = 2.0
DRIFT_PERIOD_S = 1_200.0
FLOOD = 50
NOISE_SIGMAS_MAX = 2.5
"""The sensor's own filter lets no stronger noise out."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ShelfOptions:
    """`noise_g` and `drift_g` are a standard deviation and an amplitude; `rate`: random picks and puts a minute."""

    host: str = "127.0.0.1"
    port: int = 1883
    topic_base: str = "shelf"
    platforms: tuple[str, ...] = ("a", "b", "c")
    seed: int = 0
    noise_g: float = 2.0
    drift_g: float = 1.0
    hz: float = 5.0
    rate: float = 0.0


@dataclass(slots=True)
class Platform:
    """One load cell: what lies on it, since when, and what it swung away from. Times are seconds of one clock."""

    name: str
    load_g: float = 0.0
    before_g: float = 0.0
    since_s: float = -math.inf
    phase: float = 0.0
    sample: int = 0
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, load_g: float, now_s: float) -> None:
        """This lies on it from now on."""
        self.before_g, self.load_g, self.since_s = self.shown_g(now_s), load_g, now_s
        self.stirred.set()

    def shown_g(self, now_s: float) -> float:
        """What an ideal sensor would show: the load, and what is left of the swing into it."""
        age = now_s - self.since_s
        swing = math.exp(-age / SWING_S) * math.cos(2 * math.pi * SWING_HZ * age) if age < LIVELY_S else 0.0
        return self.load_g + (self.before_g - self.load_g) * swing

    def is_lively(self, now_s: float) -> bool:
        """Whether it moves, or has just moved."""
        return now_s - self.since_s < LIVELY_S


class Shelf:
    """All platforms of one sensor box, its faults and its connection."""

    def __init__(self, options: ShelfOptions, link: MqttLink) -> None:
        self.platforms = {name: Platform(name) for name in options.platforms}
        self._options = options
        self._link = link
        self._dice = random.Random(options.seed)
        self._fault = "none"
        self._silent_until_s = -math.inf
        for platform in self.platforms.values():
            platform.phase = self._dice.uniform(0, 2 * math.pi)

    async def act(self, line: str) -> None:
        """Do one line of the stage. Raises `ValueError` for what cannot be done."""
        match json.loads(line):
            case {"platform": str(name), "load_g": int() | float() as load_g}:
                self._put(name, load_g)
            case {"fault": str(name)}:
                self._set_fault(name)
            case _:
                raise ValueError('a line is {"platform": "a", "load_g": 12.5} or {"fault": "..."}')

    async def report(self, platform: Platform) -> None:
        """Report one platform for ever."""
        while True:
            now = time.monotonic()
            platform.stirred.clear()
            if self._fault != "silence" and now >= self._silent_until_s:
                self._send(platform, self._message(platform, now))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(platform.stirred.wait(), self._pause_s(platform, now))

    async def play(self, say: Say) -> None:
        """Pick and put at random, from full shelves on; every platform holds goods of one weight."""
        goods = {name: (self._dice.randrange(100, 2_000, 10), 20) for name in self.platforms}
        for name, (unit_g, count) in goods.items():
            self._put(name, unit_g * count)
        while True:
            await asyncio.sleep(self._dice.expovariate(self._options.rate / 60))
            name = self._dice.choice(list(goods))
            unit_g, count = goods[name]
            change = self._dice.choice((-3, -2, -1, -1, 1, 5)) if count >= 3 else 10
            goods[name] = unit_g, count + change
            self._put(name, unit_g * (count + change))
            say(f"{name}: {change:+d} of {unit_g} g, {count + change} left")

    def _put(self, name: str, load_g: float) -> None:
        if name not in self.platforms:
            raise ValueError(f"a platform is one of {', '.join(self.platforms)}")
        if not abs(load_g) <= LOAD_G_MAX:  # NaN is not either
            raise ValueError(f"a load is at most {LOAD_G_MAX:g} g")
        self.platforms[name].put(load_g, time.monotonic())

    def _set_fault(self, name: str) -> None:
        if name not in FAULTS:
            raise ValueError(f"a fault is one of {', '.join(FAULTS)}")
        if name == "garbage":
            for platform in self.platforms.values():
                for payload in GARBAGE:
                    self._send(platform, payload)
        elif name == "reboot":
            self._silent_until_s = time.monotonic() + REBOOT_S
            for platform in self.platforms.values():
                platform.sample = 0
        else:
            self._fault = name
        for platform in self.platforms.values():
            platform.stirred.set()

    def _pause_s(self, platform: Platform, now_s: float) -> float:
        if now_s < self._silent_until_s:
            return self._silent_until_s - now_s
        if self._fault == "flood":
            return 1 / (self._options.hz * FLOOD)
        return 1 / self._options.hz if platform.is_lively(now_s) else HEARTBEAT_S

    def _message(self, platform: Platform, now_s: float) -> bytes:
        platform.sample += 1
        bound = NOISE_SIGMAS_MAX * self._options.noise_g
        noise = max(-bound, min(self._dice.gauss(0, self._options.noise_g), bound))
        drift = self._options.drift_g * math.sin(2 * math.pi * now_s / DRIFT_PERIOD_S + platform.phase)
        grams = round(platform.shown_g(now_s) + noise + drift, 1)
        return json.dumps({"g": grams, "stable": not platform.is_lively(now_s), "n": platform.sample}).encode()

    def _send(self, platform: Platform, payload: bytes) -> None:
        self._link.send(f"{self._options.topic_base}/{platform.name}/weight", payload)


async def run(options: ShelfOptions, stage_path: Path | None = None, say: Say = lambda _: None) -> None:
    """Play the sensors until cancelled; `say` gets one line when the broker has taken them in."""
    link = MqttLink(options.host, options.port, f"{options.topic_base.replace('/', '-')}-{os.getpid()}", ())
    shelf = Shelf(options, link)
    async with link.running(), stage(stage_path, shelf.act):
        await link.ready.wait()
        say(f"shelf publishing to {options.host}:{options.port}")
        async with asyncio.TaskGroup() as tasks:
            for platform in shelf.platforms.values():
                tasks.create_task(shelf.report(platform))
            if options.rate:
                tasks.create_task(shelf.play(say))
