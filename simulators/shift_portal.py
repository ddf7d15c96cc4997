"""The forklift at the dock door: pallets roll through the RFID portal, and nobody scans anything."""

import asyncio

from edge import control
from simulators.catalogue import Pallet, Site
from simulators.errors import ErrorLog
from simulators.screen import Screen
from simulators.stage import Hand
from simulators.world import World

ANTENNAS = (1, 2)
DOCK = "DOCK-3"
DRIVE_S = 2.5
"""Backing out, and coming again: longer than the portal remembers a tag."""


class Portal:
    """The door with its reader; `desk` is a screen that watches what the daemon posts."""

    def __init__(self, site: Site, world: World, reader: Hand, desk: Screen, log: ErrorLog) -> None:
        self.site, self.world, self.reader, self.desk, self.log = site, world, reader, desk, log

    async def place(self, tags: tuple[str, ...]) -> None:
        """A pallet stands in the door: its tags answer to both antennas, not equally loud."""
        told = [
            {"epc": epc, "antenna": antenna, "rssi": -48 - 3 * antenna - at % 9}
            for at, epc in enumerate(tags)
            for antenna in ANTENNAS
        ]
        await self.reader.tell(place=told)

    async def through(self, pallet: Pallet, tags: tuple[str, ...]) -> None:
        """Roll through, and be received whole."""
        self.world.stand(pallet.sscc, self.world.loc(DOCK))
        await self.place(tags)
        await self.desk.until(f"the portal's receipt of {pallet.sscc}", lambda: self._is_received(pallet))
        await self.reader.tell(clear=True)

    async def turned_back(self, tags: tuple[str, ...]) -> None:
        """Roll in with somebody else's goods on board: nothing is posted, a finding is opened."""
        await self.place(tags)
        await self.desk.until("the finding", lambda: self.desk.has_finding("portal-foreign-tags"))
        await self.reader.tell(clear=True)
        self.log.note("foreign goods on a pallet in the portal", "DOOR-3", "finding", "portal-foreign-tags")
        await asyncio.sleep(DRIVE_S)

    def _is_received(self, pallet: Pallet) -> bool:
        return any(isinstance(row, control.MovementRow) and row.what == pallet.sscc for row in self.desk.rows)


async def forklift(portal: Portal, arrivals: asyncio.Queue[Pallet]) -> None:
    """Three pallets: one with its own tag, one known by most of its goods' tags, one with a stranger on board."""
    first, second, third = portal.site.pallets[4:7]
    await portal.through(first, (first.tag, *first.item_tags))
    await arrivals.put(first)
    heard = len(second.item_tags) - len(second.item_tags) // 8
    await portal.through(second, second.item_tags[:heard])
    await arrivals.put(second)
    stranger = portal.site.pallets[0].item_tags[0]
    await portal.turned_back((third.tag, *third.item_tags, stranger))
    await portal.through(third, (third.tag, *third.item_tags))
    await arrivals.put(third)
