"""A shift: one short day's work on the demo site, played by simulated operators against the running daemon.

They act in the world and through the devices' stages, look at the control socket, and plant errors on purpose.
What they do depends on the seed alone. At the end the truth and the errors are written down.

Sockets in the folder `stages`: gun1 to gun4 (scanners), cam1, door (reader), shelf, bench (the scale at the packing
table), printer1, central; each with `.stage`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulators.catalogue import SITE, Pallet, Site, build, record
from simulators.errors import ErrorLog
from simulators.operator import Operator
from simulators.screen import LateError, Screen, connected
from simulators.shift_dock import Dock, first_dock, second_dock
from simulators.shift_out import Packed, Packer, packer
from simulators.shift_pick import Picker, picker
from simulators.shift_portal import Portal, forklift
from simulators.stage import Hand
from simulators.world import Weigh, World, truth_text

GUNS = {"DOCK-1": "gun1", "DOCK-2": "gun2", "PICK-1": "gun3", "PACK-1": "gun4"}
SCALES = {"S-01-1": "a", "S-01-2": "b"}
DEVICES = (*GUNS.values(), "cam1", "door", "shelf", "bench", "printer1")
UP_S = 30.0


@dataclass(frozen=True, slots=True)
class ShiftOptions:
    """Where the daemon's socket and the stages are, what to write, and how slowly to work."""

    control: Path
    stages: Path
    seed: int = 1
    truth: Path | None = None
    errors: Path | None = None
    pace_s: float = 0.0


async def run(options: ShiftOptions, say: Callable[[str], None]) -> None:
    """Play the shift. Raises when an error was accepted, right work was refused, or an answer did not come."""
    site, log = build(options.seed), ErrorLog()
    async with connected(options.control, "shift", None) as desk:
        desk.subscribe("devices", "movements", "findings")
        await _all_up(desk)
        hands = {name: Hand(options.stages / f"{name}.stage") for name in (*DEVICES, "central")}
        world = await _world(site, hands["shelf"])
        await hands["central"].tell(dataset="orders", key=site.rush.id, doc=record(site.rush))
        try:
            await _work(options, site, world, hands, desk, log, say)
        finally:
            _write(options.truth, truth_text(world))
            _write(options.errors, log.text())
    if held := world.in_hands():
        raise AssertionError(f"the shift ended with goods in {', '.join(held)}")


async def _work(
    options: ShiftOptions,
    site: Site,
    world: World,
    hands: Mapping[str, Hand],
    desk: Screen,
    log: ErrorLog,
    say: Callable[[str], None],
) -> None:
    """All stations and the forklift at the same time; the first trouble ends the shift."""
    ready, arrivals = asyncio.Event(), asyncio.Queue[Pallet](len(site.pallets))
    picked = asyncio.Queue[Packed](len(site.orders) + 1)
    async with _crew(options, hands, log, say) as crew, asyncio.TaskGroup() as tasks:
        tasks.create_task(first_dock(Dock(site, world, crew["DOCK-1"]), ready))
        tasks.create_task(second_dock(Dock(site, world, crew["DOCK-2"]), hands["cam1"], "S-01-2", arrivals))
        tasks.create_task(picker(Picker(site, world, crew["PICK-1"], desk, frozenset(SCALES)), ready, picked))
        tasks.create_task(packer(Packer(site, world, crew["PACK-1"], hands["bench"]), picked))
        tasks.create_task(forklift(Portal(site, world, hands["door"], desk, log), arrivals))


@contextlib.asynccontextmanager
async def _crew(
    options: ShiftOptions, hands: Mapping[str, Hand], log: ErrorLog, say: Callable[[str], None]
) -> AsyncIterator[dict[str, Operator]]:
    """An operator at each station, each with a screen."""
    async with contextlib.AsyncExitStack() as stack:
        crew = {}
        for number, (station, gun) in enumerate(GUNS.items(), 1):
            screen = await stack.enter_async_context(connected(options.control, f"shift-{station}", station))
            crew[station] = Operator(f"op-{number}", station, screen, gun, hands[gun], log, options.pace_s, say)
        yield crew


async def _world(site: Site, shelf: Hand) -> World:
    """The morning: trucks at the docks, some goods in bins that no book knows."""

    one_at_a_time = asyncio.Lock()  # two operators may load two scales, told over one stage

    def scale(platform: str) -> Weigh:
        async def tell(_place: str, grams: float) -> None:
            async with one_at_a_time:
                await shelf.tell(platform=platform, load_g=grams)

        return tell

    weigh = {f"loc:{SITE}/{code}": scale(platform) for code, platform in SCALES.items()}
    world = World(SITE, {item.code: item.unit_mg / 1000 for item in site.items}, weigh)
    for bin_code, load in (*site.opening, *site.reserve):
        await world.bring(world.loc(bin_code), load)
    for truck, load in site.trucks():
        await world.bring(truck, load)
    for receipt in site.receipts:
        for pallet in site.pallets:
            if any(line.lpn == pallet.sscc for line in receipt.lines):
                world.stand(pallet.sscc, f"truck:{receipt.id}")
    await world.weigh_all()
    return world


async def _all_up(desk: Screen) -> None:
    """Wait until every device is up. Raises `LateError` with what is said of those that are not."""

    def down() -> list[str]:
        rows = {name: desk.devices.get(name) for name in DEVICES}
        return [f"{name} ({row.what if row else 'not heard of'})" for name, row in rows.items() if not (row and row.up)]

    try:
        await desk.until("every device being up", lambda: not down(), UP_S)
    except LateError:
        raise LateError(f"not up after {UP_S:g} s: {', '.join(down())}") from None


def _write(path: Path | None, text: str) -> None:
    if path is not None:
        path.write_text(text)
