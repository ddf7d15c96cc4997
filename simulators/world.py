"""The simulated world: what is physically where. Only physical acts change it; no scan, no message, no book does.

    place -> (item, lot, expiry) -> units          handling unit -> the location it stands at
Places are written as in the ledger (`loc:S1/A-01-1`, `lpn:T-001`); `truck:` is outside, `hands:` is an operator.
A location with a scale tells its load to it at once.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from simulators.catalogue import Load

REST_S = 3.5
"""A shelf swings for a second; whoever weighs wants it calm for another, at a few readings a second."""

Goods: TypeAlias = tuple[str, str, str]
"""Item, lot, expiry."""
Weigh: TypeAlias = Callable[[str, float], Awaitable[None]]
"""Tells the scale at a location its load in grams."""


class ImpossibleError(Exception):
    """Somebody wants to do what cannot be done: take what is not there."""


class World:
    """Ground truth of one site. `unit_g` is what a unit of each item weighs, in grams."""

    def __init__(self, site: str, unit_g: Mapping[str, float], weigh: Mapping[str, Weigh] | None = None) -> None:
        self.site = site
        self._unit_g = unit_g
        self._weigh = dict(weigh or {})
        self._units: dict[str, dict[Goods, int]] = defaultdict(lambda: defaultdict(int))
        self._stands: dict[str, str] = {}
        self._changed_s: dict[str, float] = {}
        self._touched: set[tuple[str, Goods]] = set()

    def loc(self, code: str) -> str:
        """A location of this site as a place."""
        return f"loc:{self.site}/{code}"

    async def bring(self, place: str, load: Load) -> None:
        """Goods come into the world: on a truck, or because they have been lying there."""
        await self._change(place, _goods(load), load.qty)

    async def move(self, load: Load, source: str, target: str) -> None:
        """Take units from one place to another. Raises `ImpossibleError` when they are not there."""
        have = self._units[source][_goods(load)]
        if have < load.qty:
            raise ImpossibleError(f"{source} holds {have} of {load.item} {load.lot}, not {load.qty}")
        await self._change(source, _goods(load), -load.qty)
        await self._change(target, _goods(load), load.qty)

    async def at_rest(self, place: str) -> None:
        """Wait until the scale at a place has had time to come to rest since its load last changed."""
        changed = self._changed_s.get(place, -REST_S)
        await asyncio.sleep(max(0.0, changed + REST_S - time.monotonic()))

    async def weigh_all(self) -> None:
        """Every scale feels its load, an empty one too."""
        for place in self._weigh:
            await self._press(place)

    def stand(self, lpn: str, location: str) -> None:
        """A handling unit is put down at a location, with all that is in it."""
        self._stands[lpn] = location

    def where(self, lpn: str) -> str:
        return self._stands[lpn]

    def lying(self, place: str) -> list[Load]:
        """What a person who looks into a place sees; having looked, it counts as touched."""
        loads = [Load(item, qty, lot, expiry) for (item, lot, expiry), qty in self._units[place].items() if qty]
        self._touched |= {(place, _goods(load)) for load in loads}
        return loads

    def weight_g(self, place: str) -> float:
        """What the goods in a place weigh together."""
        return sum(self._unit_g[goods[0]] * qty for goods, qty in self._units[place].items())

    def find(self, place: str, item: str) -> Load:
        """The units of an item in a place; raises `ImpossibleError` when there are none, or of several lots."""
        loads = [load for load in self.lying(place) if load.item == item]
        if len(loads) != 1:
            raise ImpossibleError(f"{place} holds {len(loads)} kinds of {item}")
        return loads[0]

    def in_hands(self) -> list[str]:
        """Operators who still hold something."""
        return [place for place, units in self._units.items() if place.startswith("hands:") and any(units.values())]

    def truth(self) -> dict[str, Any]:
        """What was touched, as it is now: positions with their units (0 included), and where handling units stand."""
        positions = [
            {"place": place, "item": goods[0], "lot": goods[1], "expiry": goods[2], "qty": self._units[place][goods]}
            for place, goods in sorted(self._touched)
            if self._is_inside(place)
        ]
        inside = {lpn: place for lpn, place in sorted(self._stands.items()) if place.startswith("loc:")}
        return {"site": self.site, "positions": positions, "lpns": inside}

    def _is_inside(self, place: str) -> bool:
        """Whether a place belongs to the site: a handling unit on a truck does not."""
        if place.startswith("lpn:"):
            return self._stands.get(place.removeprefix("lpn:"), "").startswith("loc:")
        return place.startswith("loc:")

    async def _change(self, place: str, goods: Goods, by: int) -> None:
        self._units[place][goods] += by
        self._touched.add((place, goods))
        await self._press(place)

    async def _press(self, place: str) -> None:
        """What lies on a scale presses on it."""
        if (tell := self._weigh.get(place)) is not None:
            self._changed_s[place] = time.monotonic()
            await tell(place, self.weight_g(place))


def _goods(load: Load) -> Goods:
    return (load.item, load.lot, load.expiry)


def truth_text(world: World) -> str:
    """The truth as a JSON text."""
    return json.dumps(world.truth(), indent=1) + "\n"
