"""What the operator of the packing table does: takes back, fills up a face, packs, weighs, and loads the truck."""

import asyncio
from dataclasses import dataclass

from edge.core.reference import Document
from simulators.catalogue import Load, Site, badge
from simulators.codes import ean13
from simulators.errors import UnexpectedError
from simulators.operator import Operator
from simulators.shift_dock import label
from simulators.stage import Hand
from simulators.world import World

BOX, BOX_G = "BOX-M", 420.0
"""The carton on the shelf, and what it weighs empty."""
TOTE_G = 1_500.0
EMPTY_S = 0.8
"""A person needs so long from one package to the next: the scale comes to rest without a load."""
WEIGH_TRIES = 10
WEIGHED = ("packed", "pack-lift-first")
GRADE_A, GRADE_C = "1", "3"
NOT_WANTED, DAMAGED = "3", "1"


@dataclass(frozen=True, slots=True)
class Packed:
    """A picked order in its tote, and the plate of the box that it goes into; '' where the tote is the package."""

    order: Document
    tote: str
    box: str = ""

    @property
    def unit(self) -> str:
        """The unit that leaves."""
        return self.box or self.tote


class Packer:
    """The packing table's day in parts."""

    def __init__(self, site: Site, world: World, operator: Operator, scale: Hand) -> None:
        self.site, self.world, self.op, self.scale = site, world, operator, scale
        self.table = world.loc(operator.station)

    async def count(self, load: Load) -> None:
        """One is scanned, the rest typed."""
        await self.op.scan(label(self.site, load), "counted")
        if load.qty > 1:
            await self.op.type(str(load.qty), "counted")

    async def take_back(self, item: str, why: str, grade: str) -> Load:
        """Goods of the return come out of the parcel, are looked at and graded."""
        load = self.world.find(f"truck:{self.site.returned.id}", item)
        await self.count(load)
        await self.world.move(load, f"truck:{self.site.returned.id}", self.op.holds)
        await self.op.read("WE-DONE", "return-why")
        await self.op.type(why, "return-how-good")
        await self.op.type(grade, "return-booked" if grade == GRADE_C else "return-where")
        return load

    async def fill_up(self, face: str) -> None:
        """A face is filled up from its reserve."""
        await self.op.read(face, "replenish-go")
        reserve = self.op.wanted("location")
        await self.op.err("face where its reserve is asked", face)
        await self.op.read(reserve, "replenish-take")
        (there,) = self.world.lying(self.world.loc(reserve))
        assert self.op.screen.view.prompt.want is not None
        load = Load(there.item, self.op.screen.view.prompt.want, there.lot, there.expiry)
        await self.count(load)
        await self.world.move(load, self.world.loc(reserve), self.op.holds)
        await self.op.read("WE-CONFIRM", "replenish-put")
        await self.op.err("reserve where the face is asked", reserve)
        await self.world.move(load, self.op.holds, self.world.loc(face))
        await self.op.read(face, "replenished")

    async def pack(self, one: Packed) -> None:
        """All of a tote is checked, goes into its box or stays in it, and is weighed."""
        await self.op.read(one.tote, "pack-tote-taken")
        self.world.stand(one.tote, self.table)
        if one.box:
            await self.op.read(BOX, "box-chosen")
            await self.op.read(one.box, "box-begun")
            self.world.stand(one.box, self.table)
        else:
            await self.op.read("WE-SKIP", "pack-as-it-is")
        for load in self.world.lying(f"lpn:{one.tote}"):
            await self.count(load)
            if one.box:
                await self.world.move(load, f"lpn:{one.tote}", f"lpn:{one.box}")

    async def weigh(self, one: Packed) -> None:
        """Onto the scale and off again."""
        await self.op.read("WE-DONE", "pack-weigh-now")
        await self._onto_the_scale(self.world.weight_g(f"lpn:{one.unit}") + (BOX_G if one.box else TOTE_G))

    async def weigh_too_little(self, one: Packed) -> None:
        """A corner of the box stands on the table."""
        await self.op.read("WE-DONE", "pack-weigh-now")
        await self.scale.tell(load_g=self.world.weight_g(f"lpn:{one.unit}") / 2)
        seen = await self.op.screen.answer("the scale's word", lambda word: word.source not in ("", self.op.gun))
        self.op.log.note("box that weighs too little", self.op.station, seen.level, seen.text.key)
        await self._onto_the_scale(self.world.weight_g(f"lpn:{one.unit}") + BOX_G)

    async def _onto_the_scale(self, grams: float) -> None:
        """On and off again; once more where the scale had not come to rest without a load before."""
        for _ in range(WEIGH_TRIES):
            await self.scale.tell(load_g=grams)
            word = await self.op.screen.answer("the scale's word", lambda word: word.text.key in WEIGHED)
            await self.scale.tell(load_g=0.0)
            await asyncio.sleep(EMPTY_S)
            if word.text.key == "packed":
                return
        raise UnexpectedError(f"{self.op.station}: the scale never came to rest without a load")

    async def load(self, lpn: str) -> None:
        """A package goes onto the truck."""
        self.world.stand(lpn, f"truck:{self.site.shipment.id}")
        await self.op.read(lpn, "loaded")


async def packer(one: Packer, picked: asyncio.Queue[Packed]) -> None:
    """PACK-1: a return, a low face, what the picker brings, and the truck."""
    site, op = one.site, one.op
    await op.sign_in(badge(op.ident), site.pins[op.ident])
    await op.choose("return")
    await _returned(one)
    await op.choose("replenish")
    await op.err("bin that is no face", "D-01-4")
    await one.fill_up(site.reserve[0][0])
    await op.choose("pack")
    packed = [await _in_a_box(one, await picked.get()), await _as_it_is(one, await picked.get())]
    packed.append(await _as_it_is(one, await picked.get()))
    await op.choose("ship")
    await _truck(one, packed, await picked.get())
    await op.sign_out()


async def _returned(one: Packer) -> None:
    """The parcel: two units as good as new, one that is broken, and one that is not in it."""
    site, op, world = one.site, one.op, one.world
    good, broken = site.returned.lines
    await op.err("shipment where a return is asked", site.shipment.id)
    await op.read(site.returned.id, "document-opened")
    await op.scan(ean13(site.gtin(good.item)), "counted")
    await op.err_typing("more than was sent back", str(good.qty + 1))
    await op.read("WE-CANCEL", "cancelled")
    load = await one.take_back(good.item, NOT_WANTED, GRADE_A)
    await world.move(load, op.holds, world.loc(site.face(good.item)))
    await op.read(site.face(good.item), "return-booked")
    scrap = await one.take_back(broken.item, DAMAGED, GRADE_C)
    await world.move(scrap, op.holds, "scrap:")
    await op.insist("WE-DONE", "return-short", "document-done")


async def _in_a_box(one: Packer, picked: Packed) -> Packed:
    """Into a carton, with what one does wrong at a packing table."""
    op = one.op
    await op.err("tote that holds nothing", "T-099")
    await one.pack(picked)
    await op.err("item of no order here", ean13(one.site.gtin(one.site.paint.item)))
    await one.weigh_too_little(picked)
    return picked


async def _as_it_is(one: Packer, picked: Packed) -> Packed:
    """The tote itself is the package."""
    await one.pack(picked)
    await one.weigh(picked)
    return picked


async def _truck(one: Packer, packed: list[Packed], other: Packed) -> None:
    """All packages of the shipment are loaded; one of no shipment is not."""
    site, op = one.site, one.op
    await op.err("order where a shipment is asked", packed[0].order.id)
    await op.read(site.shipment.id, "shipment-opened")
    for at, ready in enumerate(packed):
        await one.load(ready.unit)
        if at == 0:
            await op.err("package that is on the truck already", ready.unit)
            await op.err("package of no shipment", other.tote)
    await op.insist("WE-DONE", "ship-confirm", "shipped")
