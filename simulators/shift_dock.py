"""What dock operators do: receive by scan, whole pallets, under the camera; put away by pallet, item and scale.

The world changes where goods are really moved; a scan that is refused moves nothing.
"""

import asyncio

from edge.core.reference import Line
from simulators.catalogue import Load, Pallet, Site, badge
from simulators.codes import GS, Code, ean13, gs1, with_check, yymmdd
from simulators.operator import Operator
from simulators.stage import Hand
from simulators.world import World

UNLOADED = "LPN-1001"
"""The pallet that the operator of DOCK-1 builds from loose goods."""


def label(site: Site, load: Load) -> Code:
    """What is printed on one unit: EAN-13, or GS1-128 with lot and expiry where it has an expiry."""
    gtin = site.gtin(load.item)
    if not load.expiry:
        return ean13(gtin)
    return gs1(("01", gtin), ("17", yymmdd(load.expiry)), ("10", load.lot))


def pallet_label(pallet: Pallet) -> Code:
    return gs1(("00", pallet.sscc))


class Dock:
    """One dock operator's day in parts."""

    def __init__(self, site: Site, world: World, operator: Operator) -> None:
        self.site, self.world, self.op = site, world, operator
        self.dock = world.loc(operator.station)

    async def sign_in(self, wrong_badge: str = "") -> None:
        me, pin = badge(self.op.ident), self.site.pins[self.op.ident]
        if wrong_badge:
            await self.op.err("badge nobody has", wrong_badge)
            await self.op.mistype_pin(me, str((int(pin) + 1) % 10_000).zfill(4))
        await self.op.sign_in(me, pin)

    async def unload(self, pallet: Pallet) -> None:
        """A pallet comes off the truck."""
        self.world.stand(pallet.sscc, self.dock)

    async def receive_pallet(self, pallet: Pallet) -> None:
        await self.unload(pallet)
        await self.op.scan(pallet_label(pallet), "lpn-received")

    async def receive_loose(self, truck: str, line: Line, code: Code, count: int, into: str = "") -> Load:
        """Scan one unit, type the quantity, and put all down at the dock or on a pallet."""
        load = self.world.find(truck, line.item)
        await self.op.scan(code, "counted")
        if count > 1:
            await self.op.type(str(count), "counted")
        moved = Load(load.item, count, load.lot, load.expiry)
        if into and into not in self.world.truth()["lpns"]:
            self.world.stand(into, self.dock)
        await self.world.move(moved, truck, f"lpn:{into}" if into else self.dock)
        await self.op.read(into or self.op.station, "received")
        return moved

    async def put_pallet_away(self, lpn: str, code: Code) -> None:
        await self.op.scan(code, "lpn-taken")
        target = self.op.wanted("location")
        self.world.stand(lpn, self.world.loc(target))
        await self.op.read(target, "lpn-put-away")

    async def take(self, load: Load) -> str:
        """Pick up all units of a load at the dock; gives the bin that the screen suggests."""
        await self.op.scan(label(self.site, load), "counted")
        if load.qty > 1:
            await self.op.type(str(load.qty), "counted")
        await self.world.move(load, self.dock, self.op.holds)
        return self.op.wanted("location")

    async def put_away(self, load: Load, *, elsewhere: str = "") -> str:
        """Take a load to the bin that is suggested, or on purpose to another; gives the bin."""
        target = await self.take(load)
        await self.world.move(load, self.op.holds, self.world.loc(elsewhere or target))
        if elsewhere:
            await self.op.insist(elsewhere, "other-bin", "put-away")
        else:
            await self.op.read(target, "put-away")
        return elsewhere or target


async def first_dock(dock: Dock, ready: asyncio.Event) -> None:
    """DOCK-1: loose goods with all the mistakes one can make, two pallets, then everything into the bins."""
    site, op = dock.site, dock.op
    await dock.sign_in("BADGE-9999")
    await op.choose("receive")
    built = await _loose_receipt(dock)
    for pallet in site.pallets[:2]:
        await dock.receive_pallet(pallet)
    await op.err("same pallet twice", pallet_label(site.pallets[0]))
    await op.read("WE-DONE", "document-done")
    await op.choose("putaway")
    await op.err("item that is not here", ean13(site.gtin(site.orders[0].lines[0].item)))
    await _put_loose_away(dock)
    await dock.put_pallet_away(UNLOADED, Code(UNLOADED))
    for pallet in site.pallets[:2]:
        await dock.put_pallet_away(pallet.sscc, pallet_label(pallet))
    await _lose_a_can(dock)
    ready.set()
    await op.sign_out()
    assert built.qty


async def _loose_receipt(dock: Dock) -> Load:
    """RCV-1001, line by line; the last line comes short. Gives what went on the built pallet."""
    site, op, receipt = dock.site, dock.op, dock.site.receipts[0]
    truck = f"truck:{receipt.id}"
    await op.err("location where a document is asked", "A-01-1")
    await op.err("code that nobody knows", "XQ-77-31")
    await op.read(receipt.id, "document-opened")
    first, tracked, painted, cased = receipt.lines
    await op.err("item that is not on the document", ean13(site.gtin(site.opening[0][1].item)))
    await op.err("damaged code with a wrong check digit", _damaged(site.gtin(first.item)))
    await op.err("code with control characters", Code(f"A-01\x07\x1b{GS}-1"))
    await _first_line(dock, truck, first)
    load = dock.world.find(truck, tracked.item)
    old = gs1(("01", site.gtin(tracked.item)), ("17", "240131"), ("10", load.lot))
    await op.err("expired goods", old)
    built = await dock.receive_loose(truck, tracked, label(site, load), tracked.qty, into=UNLOADED)
    await _painted_line(dock, truck, painted)
    gtin, units = site.case(cased.item)
    assert units < cased.qty
    await dock.receive_loose(truck, cased, gs1(("01", gtin)), dock.world.find(truck, cased.item).qty)
    await op.insist("WE-DONE", "receipt-short", "document-done")
    return built


async def _first_line(dock: Dock, truck: str, line: Line) -> None:
    """Every unit scanned at first, then typed; too many, another item's code as a number, and the wrong dock."""
    op, code = dock.op, ean13(dock.site.gtin(line.item))
    for _ in range(3):
        await op.scan(code, "counted")
    await op.err_typing("more than the line expects", str(line.qty + 7))
    await op.err_typing("barcode typed as a quantity", dock.site.gtin(dock.site.paint.item)[1:])
    await op.err("wrong dock", "DOCK-3")
    await op.type(str(line.qty), "counted")
    await dock.world.move(dock.world.find(truck, line.item), truck, dock.dock)
    await op.read(op.station, "received")


async def _painted_line(dock: Dock, truck: str, line: Line) -> None:
    """The lot is not in the barcode: it is read from the can and typed."""
    op, paint = dock.op, dock.world.find(truck, line.item)
    await op.scan(ean13(dock.site.gtin(line.item)), "more-details")
    await op.type(paint.lot, "counted")
    await op.type(str(line.qty), "counted")
    await dock.world.move(paint, truck, dock.dock)
    await op.read(op.station, "received")


async def _put_loose_away(dock: Dock) -> None:
    """Each kind of goods to its bin; the first carrier tries all bins that are wrong, the last chooses another."""
    op = dock.op
    loads = dock.world.lying(dock.dock)
    target = await dock.take(loads[0])
    await op.err("bin that does not exist", "Z-99-9")
    await op.err("blocked bin", "D-01-5")
    await op.err("dock where a bin is asked", "DOCK-2")
    await op.err("another bin than suggested", "D-01-1")
    await dock.world.move(loads[0], op.holds, dock.world.loc(target))
    await op.read(target, "put-away")
    for load in loads[1:-1]:
        await dock.put_away(load)
    await dock.put_away(loads[-1], elsewhere="D-01-2")


async def _lose_a_can(dock: Dock) -> None:
    """Nobody saw it: one can of paint is gone. The book does not know; the picker will."""
    paint = dock.site.paint
    place = dock.world.loc(dock.site.face(paint.item))
    await dock.world.move(Load(paint.item, 1, paint.lot, paint.expiry), place, "gone:")


async def second_dock(dock: Dock, camera: Hand, scaled: str, arrivals: asyncio.Queue[Pallet]) -> None:
    """DOCK-2: pallets under the camera, goods onto a shelf with a scale, and what the portal took in."""
    site, op = dock.site, dock.op
    await dock.sign_in()
    await op.choose("receive")
    await _camera_pallets(dock, camera)
    receipt = site.receipts[4]
    await op.read(receipt.id, "document-opened")
    line = receipt.lines[0]
    load = await dock.receive_loose(f"truck:{receipt.id}", line, ean13(site.gtin(line.item)), line.qty)
    await op.read("WE-DONE", "document-done")
    await op.choose("putaway")
    await dock.world.at_rest(dock.world.loc(scaled))
    await op.scan(label(site, load), "counted")
    await dock.world.move(load, dock.dock, dock.world.loc(scaled))
    await op.see("put-away-weighed")
    for pallet in site.pallets[2:4]:
        await dock.put_pallet_away(pallet.sscc, pallet_label(pallet))
    for _ in site.pallets[4:7]:
        pallet = await arrivals.get()
        await dock.put_pallet_away(pallet.sscc, pallet_label(pallet))
    await op.sign_out()


async def _camera_pallets(dock: Dock, camera: Hand) -> None:
    """Pallets roll through the camera's picture: nobody scans them."""
    op = dock.op
    for pallet in dock.site.pallets[2:4]:
        await dock.unload(pallet)
        await camera.tell(show=[_shown(pallet.sscc)])
        await op.see("lpn-received")
    stranger = with_check("39521234" + "000000077")
    await camera.tell(show=[_shown(stranger)])
    seen = await op.screen.answer("the camera's word", lambda one: one.source not in ("", op.gun))
    op.log.note("pallet that nobody announced, under the camera", op.station, seen.level, seen.text.key)
    op.startled = True
    await camera.tell(show=[])
    await op.read("WE-DONE", "document-done")


def _shown(sscc: str) -> dict[str, str]:
    return {"text": f"(00){sscc}", "symbology": "GS1-128"}


def _damaged(gtin: str) -> Code:
    """A misread consumer unit: its check digit is one off."""
    return Code(f"{gtin[1:13]}{(int(gtin[13]) + 1) % 10}", "]E0")
