"""What the picker does, who is the supervisor: counts, approves, picks by scan, by number, by scale, and one short."""

import asyncio

from edge.core.reference import Document
from simulators.catalogue import Load, Site, badge
from simulators.codes import Code, ean13
from simulators.operator import Operator
from simulators.screen import Screen
from simulators.shift_dock import label
from simulators.shift_out import Packed
from simulators.world import World

CART = "CART-1"
WAIT_S = 0.5
WAIT_TRIES = 40
"""How often a picker asks whether others have left what they were sent for, before the line ends short."""


class Picker:
    """The picker's day in parts. `scaled` are the bins that stand on a scale; `desk` is where findings are seen."""

    def __init__(self, site: Site, world: World, operator: Operator, desk: Screen, scaled: frozenset[str]) -> None:
        self.site, self.world, self.op, self.desk, self.scaled = site, world, operator, desk, scaled

    async def count(self, bin_code: str, said: int | None = None) -> None:
        """State what lies in the bin that is being counted, or `said` instead."""
        for load in self.world.lying(self.world.loc(bin_code)):
            await self.op.scan(label(self.site, load), "counted")
            await self.op.type(str(load.qty if said is None else said), "counted")

    async def opening_count(self, bin_code: str) -> None:
        """A bin whose goods the book does not know: counted twice, then it waits for its root cause."""
        await self.op.read(bin_code, "count-started")
        await self.count(bin_code)
        await self.op.warned("WE-DONE", "count-again")
        await self.count(bin_code)
        await self.op.read("WE-DONE", "count-review")

    async def approve_all(self) -> None:
        """What was counted is right, and the book follows: a movement was missing."""
        while options := self.op.screen.view.prompt.options:
            await self.op.type(options[0].key, "approve-chosen")
            await self.op.read("WE-CONFIRM", "ask-reason")
            await self.op.type("1", "approved")

    async def empty_count(self, bin_code: str) -> None:
        """A bin that a short pick has put right in the book: that nothing is there must be said twice."""
        await self.op.read(bin_code, "count-started")
        await self.op.insist("WE-DONE", "count-empty", "count-agreed")

    async def counted_task(self, task: Document) -> None:
        """A count task: off by one at first, then right."""
        await self.op.read(task.id, "count-started")
        await self.op.err("document where items are counted", task.id)
        (load,) = self.world.lying(self.world.loc(task.place))
        await self.count(task.place, said=load.qty + 1)
        await self.op.err("count that is off by one", "WE-DONE")
        await self.count(task.place)
        await self.op.read("WE-DONE", "count-agreed")

    async def begin(self, order: Document, tote: str) -> None:
        await self.op.read(order.id, "document-opened")
        self.world.stand(tote, self.world.loc(CART))
        await self.op.read(tote, "tote-bound")
        await self.waited()

    def at_hand(self) -> tuple[Load, str]:
        """What the line asks for as it lies there, with its quantity, and the place to take it from."""
        prompt = self.op.screen.view.prompt
        named = {line.key: line.args for line in prompt.lines}
        place = self.world.loc(self.op.wanted("location"))
        if "pick-from-lpn" in named:
            place = f"lpn:{named['pick-from-lpn']['lpn']}"
        load = self.world.find(place, str(named["item-line"]["item"]))
        assert prompt.want is not None
        return Load(load.item, prompt.want, load.lot, load.expiry), place

    async def line(self, tote: str) -> None:
        """One line: to the bin, the goods in hand, and into the tote."""
        load, place = self.at_hand()
        weighed = self.op.wanted("location") in self.scaled
        await self.op.read(self.op.wanted("location"), "location-right")
        if weighed:
            await self.world.at_rest(place)
        await self.world.move(load, place, self.op.holds)
        if weighed:
            await self.op.see("shelf-agrees")
        else:
            await self._say(load)
        await self.drop(load, tote)

    async def drop(self, load: Load, tote: str, *keys: str) -> None:
        """The goods in hand go into the tote."""
        await self.world.move(load, self.op.holds, f"lpn:{tote}")
        await self.op.read(tote, *(keys or ("picked",)))
        if self.op.asked.key == "pick-ask-empty":
            await self.op.read("WE-EMPTY", "bin-is-empty")
        await self.waited()

    async def waited(self) -> None:
        """Where all that is left is promised to others: asked again until they have left some of it, or are done."""
        tries = 0
        while self.op.asked.key == "pick-ask-wait":
            if tries == WAIT_TRIES:
                await self.op.insist("WE-SHORT", "pick-short", "line-short")
                tries = 0
                continue
            await asyncio.sleep(WAIT_S)
            await self.op.read("WE-CONFIRM", "stock-still-promised", "wait-over")
            tries += 1

    async def finish(self, order: Document, tote: str) -> None:
        self.world.stand(tote, self.world.loc(order.place))
        await self.op.read(order.place, "document-done")

    async def order(self, order: Document, tote: str) -> None:
        """A whole order without a mistake."""
        await self.begin(order, tote)
        while self.op.asked.key == "pick-ask-location":
            await self.line(tote)
        await self.finish(order, tote)

    async def _say(self, load: Load) -> None:
        """A few units are scanned one by one, many are typed."""
        code = label(self.site, load)
        await self.op.scan(code, "counted")
        if load.qty > 3:
            await self.op.type(str(load.qty), "counted")
            return
        for _ in range(load.qty - 1):
            await self.op.scan(code, "counted")


async def picker(one: Picker, docks_ready: asyncio.Event, picked: asyncio.Queue[Packed]) -> None:
    """PICK-1: opening counts, a count task, the orders; what is picked goes to the packing table."""
    site, op = one.site, one.op
    await op.sign_in(badge(op.ident), site.pins[op.ident])
    await op.choose("count")
    for bin_code, _ in site.opening:
        await one.opening_count(bin_code)
    await op.choose("approve")
    await one.approve_all()
    await op.choose("count")
    await one.counted_task(site.counts[0])
    await op.choose("pick")
    await _clumsy_order(one, site.orders[0], "T-001")
    await picked.put(Packed(site.orders[0], "T-001", "LPN-2001"))
    await one.order(site.rush, "T-002")
    await picked.put(Packed(site.rush, "T-002"))
    await docks_ready.wait()
    await one.order(site.orders[1], "T-003")
    await picked.put(Packed(site.orders[1], "T-003"))
    await _short_order(one, site.orders[2], "T-004")
    await picked.put(Packed(site.orders[2], "T-004"))
    await op.choose("count")
    await one.empty_count(site.face(site.paint.item))
    await op.sign_out()


async def _clumsy_order(one: Picker, order: Document, tote: str) -> None:
    """One line from a scaled bin and one from a plain bin, with everything that can go wrong between them."""
    site, op = one.site, one.op
    await op.err("receipt where an order is asked", site.receipts[0].id)
    await one.begin(order, tote)
    await op.err("wrong bin", "C-03-5")
    load, place = one.at_hand()
    await one.world.at_rest(place)
    await op.read(op.wanted("location"), "location-right")
    await one.world.move(load, place, op.holds)
    await op.see("shelf-agrees")
    await op.err("wrong tote", "T-099")
    await one.drop(load, tote)
    load, place = one.at_hand()
    await op.read(op.wanted("location"), "location-right")
    await op.err("wrong item", ean13(site.gtin(site.paint.item)))
    await op.scan(label(site, load), "counted")
    await op.err("tote before all is taken", Code(tote))
    await op.err_typing("more than the order asks", str(load.qty + 2))
    await op.type(str(load.qty), "counted")
    await one.world.move(load, place, op.holds)
    await one.drop(load, tote)
    await op.err("wrong stage", "STAGE-2")
    await one.finish(order, tote)


async def _short_order(one: Picker, order: Document, tote: str) -> None:
    """One unit is missing in the bin: what is there goes into the tote, the line ends short."""
    op = one.op
    await one.begin(order, tote)
    wanted, place = one.at_hand()
    there = one.world.find(place, wanted.item)
    await op.read(op.wanted("location"), "location-right")
    await one.world.move(there, place, op.holds)
    await op.scan(label(one.site, there), "counted")
    await op.type(str(there.qty), "counted")
    await one.world.move(there, op.holds, f"lpn:{tote}")
    await op.insist("WE-SHORT", "pick-short", "line-short")
    await one.waited()
    await one.desk.until("the finding of the short pick", lambda: one.desk.has_finding("short-pick"))
    op.log.note("a can that is not there", op.station, "finding", "short-pick")
    await one.finish(order, tote)
