"""A whole warehouse from a seed: small and real-looking to work in, or as large as a bench wants it.

    500 items of ten kinds, 800 locations in five zones, 40 receipts, 200 orders; stock with lots and dates; returns,
    shipments, kits and count tasks beside them. The same seed, sizes and day give the same warehouse.

Items sell as items do: a few much, many little (ABC). What sells has a face near the dock and its reserve elsewhere.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from edge.core.reference import Abc, Document, Item, Line, LocationInfo, Size
from edge.core.stock import Tracking
from simulators.codes import with_check

PREFIX: Final = "9521234"
"""A GS1 company prefix from the range 952, which is kept for demonstrations; very many items have the next one too."""
ZONES: Final = {"A": "dry", "B": "dry", "C": "dry", "K": "cool", "H": "hazard"}
"""Zones, and the storage class that each takes."""
LEVELS: Final = 5
BAYS: Final = 20
BULK: Final = "R"
"""The zone of the reserve: pallets, whatever class is dry."""
PARTNERS: Final = ("Miller Joinery", "Hotel Seeblick", "Garage Petersen", "Bäckerei Krüger", "City Clinic", "Café Lund")
SUPPLIERS: Final = ("Nordbeschlag GmbH", "Elbe Chemie KG", "Hanse Tools", "Baltic Supplies", "Alpen Feinkost")


@dataclass(frozen=True, slots=True)
class Family:
    """Items of one kind: what they are called, weigh and come in. `keeps` is their life in days, 0 for ever."""

    name: str
    variants: tuple[str, ...]
    grams: int
    pack: int
    storage: str = "dry"
    tracking: tuple[Tracking, ...] = ()
    keeps: int = 0


FAMILIES: Final = (
    Family("Hex bolt", ("M4x20", "M5x25", "M6x30", "M8x40", "M10x50", "M12x60"), 600, 10),
    Family("Wood screw", ("3x30", "4x40", "5x60", "6x80", "6x120"), 700, 10),
    Family("Work gloves", ("size 7", "size 8", "size 9", "size 10", "size 11"), 85, 12),
    Family("Hi-vis vest", ("S", "M", "L", "XL", "XXL"), 150, 10),
    Family("LED tube", ("600 mm", "900 mm", "1200 mm", "1500 mm"), 310, 10),
    Family("Paint", ("RAL 7016 2.5 l", "RAL 9010 2.5 l", "RAL 3020 2.5 l", "RAL 5010 2.5 l"), 3050, 2, "dry", ("lot",)),
    Family("Solvent", ("1 l", "5 l", "10 l"), 900, 6, "hazard", ("lot", "expiry"), 720),
    Family("Contact cleaner", ("200 ml", "400 ml", "600 ml"), 340, 12, "hazard", ("lot", "expiry"), 900),
    Family("Coffee beans", ("250 g", "500 g", "1 kg", "3 kg"), 1010, 8, "dry", ("lot", "expiry"), 360),
    Family("Butter", ("250 g", "1 kg"), 260, 20, "cool", ("lot", "expiry"), 60),
    Family("Yoghurt", ("150 g", "500 g", "1 kg"), 520, 12, "cool", ("lot", "expiry"), 28),
    Family("Cordless drill", ("12 V", "18 V", "36 V"), 1900, 1, "dry", ("serial",)),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a warehouse is. `lines` is how many an order has, at most."""

    items: int = 500
    locations: int = 800
    receipts: int = 40
    orders: int = 200
    lines: int = 6


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies somewhere before the day begins."""

    place: str
    item: str
    qty: int
    lot: str = ""
    expiry: str = ""
    received_on: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warehouse:
    """All of it, as reference data and opening stock."""

    items: tuple[Item, ...]
    locations: tuple[LocationInfo, ...]
    receipts: tuple[Document, ...]
    orders: tuple[Document, ...]
    counts: tuple[Document, ...]
    returns: tuple[Document, ...]
    shipments: tuple[Document, ...]
    kits: tuple[Document, ...]
    stock: tuple[Stock, ...]


def build(seed: int, today: date, sizes: Sizes | None = None) -> Warehouse:
    """The warehouse of a seed on a day."""
    wanted, dice = sizes or Sizes(), random.Random(seed)
    items = tuple(_items(wanted.items))
    fixed = tuple(_fixed())
    bins = tuple(_bins(wanted.locations - len(fixed), items))
    stock = tuple(_stock(dice, items, bins, today))
    orders = tuple(_orders(dice, wanted, items))
    return Warehouse(
        (*items, *_kit_items(items)),
        (*fixed, *bins),
        tuple(_receipts(dice, wanted.receipts, items, today)),
        orders,
        tuple(Document(f"CNT-{7001 + at}", "count", place=one.place) for at, one in enumerate(stock[:12])),
        tuple(_returned(orders[-10:])),
        tuple(_shipments(orders)),
        tuple(Document(f"KIT-{9001 + at}", "kit", item=f"SET-{at + 1}", qty=4, place="PACK-1") for at in range(3)),
        stock,
    )


def item_code(number: int) -> str:
    return f"ART-{number + 1001:06d}"


def _items(many: int) -> Iterator[Item]:
    kinds = [(family, variant) for family in FAMILIES for variant in family.variants]
    for number in range(many):
        family, variant = kinds[number % len(kinds)]
        series = number // len(kinds)
        name = f"{family.name} {variant}" + (f", series {series + 1}" if series else "")
        yield _item(number, family, name, _class(number, many))


def _class(number: int, many: int) -> Abc:
    """A fifth sells most, a third some, the rest little. Spread over all kinds: 7 is prime to their number."""
    rank = (number * 7) % many
    return "A" if rank < many // 5 else "B" if rank < many // 2 else "C"


def _item(number: int, family: Family, name: str, abc: Abc) -> Item:
    more, reference = divmod(number + 1001, 100_000)
    unit, case = (with_check(f"{pack}{int(PREFIX) + more}{reference:05d}") for pack in (0, 1))
    codes = {unit: 1, case: family.pack} if family.pack > 1 else {unit: 1}
    side = max(20, round((family.grams * 1.4) ** (1 / 3) * 10))
    return Item(
        item_code(number),
        name,
        codes=codes,
        tracking=frozenset(family.tracking),
        unit_mg=family.grams * 1000,
        unit_tolerance_mg=family.grams * 5,
        units={"CS": family.pack} if family.pack > 1 else {},
        code_packs={case: "CS"} if family.pack > 1 else {},
        sizes={"EA": Size(side, side, side, family.grams * 1000)},
        shelf_life_days=family.keeps,
        receipt_days_min=family.keeps * 2 // 3,
        storage_class=family.storage,
        abc=abc,
    )


def _kit_items(items: Sequence[Item]) -> Iterator[Item]:
    """Three sets made of what is untracked."""
    plain = [item.code for item in items if not item.tracking]
    for at in range(3):
        parts = {plain[at * 3 % len(plain)]: 1, plain[(at * 3 + 1) % len(plain)]: 2}
        yield Item(f"SET-{at + 1}", f"Starter set {at + 1}", components=parts, storage_class="dry", abc="C")


def _fixed() -> Iterator[LocationInfo]:
    """Where goods come in, wait, are packed and leave, and what they ride on."""
    yield from (LocationInfo(f"DOCK-{n}", "dock", "in", n) for n in range(1, 5))
    yield from (LocationInfo(f"STAGE-{n}", "stage", "out", n) for n in range(1, 9))
    yield from (LocationInfo(f"PACK-{n}", "stage", "pack", n) for n in (1, 2))
    yield LocationInfo("RETURNS-1", "stage", "returns", 1)
    yield from (LocationInfo(f"CART-{n}", "carrier") for n in range(1, 4))
    yield from (LocationInfo(f"FORK-{n}", "carrier") for n in (1, 2))


def _bins(many: int, items: Sequence[Item]) -> Iterator[LocationInfo]:
    """Faces for what sells, zone by zone in walk order; a third of all is reserve."""
    faces = {zone: _faces(items, kind, zone) for zone, kind in ZONES.items()}
    picking = list(ZONES)
    for number in range(many):
        if number % 3 == 2:
            yield _bin(BULK, number // 3, number, 0, ("dry",))
            continue
        at = number - number // 3
        zone = picking[at % len(picking)]
        item = next(faces[zone], None) if at // len(picking) % LEVELS < 3 else None
        yield _bin(zone, at // len(picking), number, 60, (ZONES[zone],), item)


def _faces(items: Sequence[Item], kind: str, zone: str) -> Iterator[Item]:
    """The items of a zone, those that sell most first; the dry ones are dealt out over the dry zones."""
    of_kind = sorted((one for one in items if one.storage_class == kind), key=lambda one: (one.abc, one.code))
    zones = [name for name, held in ZONES.items() if held == kind]
    yield from of_kind[zones.index(zone) :: len(zones)]


def _bin(zone: str, at: int, walk: int, units: int, classes: tuple[str, ...], item: Item | None = None) -> LocationInfo:
    aisle, bay, level = at // (BAYS * LEVELS) + 1, at // LEVELS % BAYS + 1, at % LEVELS + 1
    return LocationInfo(
        f"{zone}{aisle:02d}-{bay:02d}-{level}",
        zone=zone,
        walk=walk + 1,
        fixed_item=item.code if item is not None else "",
        max_units=units if item is not None else 0,
        max_weight_mg=(250 if zone != BULK else 1_000) * 1_000_000,
        max_volume_ml=(400 if zone != BULK else 1_800) * 1_000,
        mixing="any" if zone == BULK else "lot" if zone == "K" else "item",
        classes=classes,
        face_min=12 if item is not None else 0,
        face_max=48 if item is not None else 0,
    )


def _stock(dice: random.Random, items: Sequence[Item], bins: Sequence[LocationInfo], today: date) -> Iterator[Stock]:
    """Faces half full, one of twenty empty; one or two lots of what sells in the reserve, no two items in one bin."""
    known = {item.code: item for item in items}
    reserve = iter([one for one in bins if one.zone == BULK])
    for one in bins:
        item = known.get(one.fixed_item)
        if item is None or dice.random() < 0.05:
            continue
        yield _lying(dice, item, one.code, dice.randrange(4, 48), today)
        if item.storage_class == "dry" and item.abc != "C" and (other := next(reserve, None)) is not None:
            yield _lying(dice, item, other.code, dice.randrange(40, 160), today)


def _lying(dice: random.Random, item: Item, place: str, qty: int, today: date) -> Stock:
    came = today - timedelta(days=dice.randrange(1, max(2, item.shelf_life_days // 4 or 200)))
    expiry = (came + timedelta(days=item.shelf_life_days)).isoformat() if "expiry" in item.tracking else ""
    lot = f"L{came:%y%j}{dice.randrange(10)}" if "lot" in item.tracking else ""
    serials = tuple(f"S{item.code[-6:]}{dice.randrange(10**6):06d}{at:02d}" for at in range(min(qty, 6)))
    is_serial = "serial" in item.tracking
    return Stock(
        place, item.code, len(serials) if is_serial else qty, lot, expiry, came.isoformat(), serials * is_serial
    )


@dataclass(slots=True)
class _Demand:
    """Draws items as they are ordered: eight in ten from class A, the least from C."""

    dice: random.Random
    items: Sequence[Item]
    by_class: dict[str, list[Item]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for abc in "ABC":
            self.by_class[abc] = [one for one in self.items if one.abc == abc] or list(self.items)

    def draw(self, many: int) -> list[Item]:
        """So many different items, where there are."""
        drawn: dict[str, Item] = {}
        for _ in range(4 * many):
            abc = self.dice.choices("ABC", (80, 15, 5))[0]
            one = self.dice.choice(self.by_class[abc])
            drawn.setdefault(one.code, one)
            if len(drawn) == many:
                break
        return list(drawn.values())


def _orders(dice: random.Random, sizes: Sizes, items: Sequence[Item]) -> Iterator[Document]:
    demand = _Demand(dice, items)
    for number in range(sizes.orders):
        wanted = demand.draw(dice.randrange(1, sizes.lines + 1))
        lines = tuple(Line(at, item.code, dice.randrange(1, 6)) for at, item in enumerate(wanted, 1))
        yield Document(
            f"SO-{20001 + number}",
            "order",
            dice.choice(PARTNERS),
            lines,
            f"STAGE-{number % 8 + 1}",
            priority=dice.choice((3, 5, 5, 5, 7)),
            wave=f"WAVE-{number // 12 + 1}" if number % 3 == 0 else "",
            carrier=dice.choice(("DHL", "DPD", "own van")),
        )


def _receipts(dice: random.Random, many: int, items: Sequence[Item], today: date) -> Iterator[Document]:
    """Every other one announced, a pallet a line (ASN), the others loose (PO)."""
    demand = _Demand(dice, items)
    for number in range(many):
        wanted = demand.draw(dice.randrange(2, 6))
        lines = tuple(
            _expected(dice, at, item, with_check(f"3{PREFIX}{number * 10 + at:09d}") if number % 2 else "", today)
            for at, item in enumerate(wanted, 1)
        )
        yield Document(f"PO-{40001 + number}", "receipt", dice.choice(SUPPLIERS), lines)


def _expected(dice: random.Random, line: int, item: Item, pallet: str, today: date) -> Line:
    lot = f"N{today:%y%j}{dice.randrange(10)}" if pallet and "lot" in item.tracking else ""
    fresh = (today + timedelta(days=item.shelf_life_days - 2)).isoformat()
    expiry = fresh if pallet and "expiry" in item.tracking else ""
    qty = (
        dice.randrange(1, 4)
        if "serial" in item.tracking
        else dice.randrange(2, 7) * max(item.units.values(), default=4)
    )
    return Line(line, item.code, qty, "" if "serial" in item.tracking else pallet, lot, expiry)


def _returned(orders: Sequence[Document]) -> Iterator[Document]:
    for at, order in enumerate(orders):
        yield Document(f"RMA-{6001 + at}", "return", order.partner, order.lines[:1])


def _shipments(orders: Sequence[Document]) -> Iterator[Document]:
    """Four trucks, each with the orders of two stages."""
    for dock in range(1, 5):
        loaded = tuple(one.id for one in orders if one.place in (f"STAGE-{2 * dock - 1}", f"STAGE-{2 * dock}"))
        yield Document(f"SHP-{8000 + dock}", "shipment", place=f"DOCK-{dock}", carrier="own van", orders=loaded[:24])
