"""The demo site: what it stocks, where, who works there, and what is planned for one day. All made from a seed.

    docks DOCK-1..3 (the third has an RFID portal), aisles A B C of 3 bays x 5 levels, shelf S with scales,
    stages STAGE-1..2, the packing table PACK-1, the ramp RAMP-1, cart CART-1; 40 items of five makers;
    receipts RCV-, orders SO-, count tasks CNT-, a return RMA-, a shipment SHP-
Every item has a bin of its own (its face), so that where goods go depends on nothing but the seed.
"""

import hashlib
import hmac
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Role
from edge.core.stock import Tracking
from simulators.codes import sgtin96, sscc96, with_check

SITE = "S1"
PREFIX = "9521234"
"""A GS1 company prefix from the range 952, which is kept for demonstrations."""
PREFIX_DIGITS = len(PREFIX)
BADGES = (
    ("op-1", "Ayla Demir", "operator"),
    ("op-2", "Jonas Weber", "operator"),
    ("op-3", "Mira Novak", "supervisor"),
    ("op-4", "Lena Brandt", "operator"),
)
LOT: tuple[Tracking, ...] = ("lot",)
LOT_EXPIRY: tuple[Tracking, ...] = ("lot", "expiry")

_GOODS: tuple[tuple[str, int, int, tuple[Tracking, ...]], ...] = (
    ("Hex bolt M8x40 A2, pack of 50", 840, 6, ()),
    ("Hex nut M8 A2, pack of 100", 520, 6, ()),
    ("Washer M8 A2, pack of 200", 380, 10, ()),
    ("Threaded rod M10 1 m", 490, 10, ()),
    ("Wood screw 5x60 Torx, pack of 200", 910, 6, ()),
    ("Anchor 8x40 nylon, pack of 100", 260, 10, ()),
    ("Angle bracket 60x60", 145, 20, ()),
    ("Cable tie 200 mm black, pack of 100", 130, 20, ()),
    ("Work gloves size 9", 85, 12, ()),
    ("Safety glasses clear", 62, 12, ()),
    ("Ear plugs, box of 50 pairs", 240, 8, ()),
    ("Hard hat white", 410, 5, ()),
    ("Hi-vis vest L", 150, 10, ()),
    ("Stretch film 500 mm", 2300, 6, ()),
    ("Packing tape 66 m brown", 195, 6, ()),
    ("Label roll 100x150, 500 pcs", 1120, 4, ()),
    ("Carton 400x300x200, bundle of 20", 6400, 1, ()),
    ("Air cushion 300 m", 3100, 1, ()),
    ("LED tube 1200 mm", 310, 10, ()),
    ("Extension lead 5 m", 720, 5, ()),
    ("Socket IP44", 165, 10, ()),
    ("Circuit breaker B16", 120, 12, ()),
    ("Terminal block 2.5 mm2, pack of 50", 430, 10, ()),
    ("Battery AA, pack of 10", 245, 12, LOT_EXPIRY),
    ("Epoxy adhesive 50 ml", 78, 12, LOT_EXPIRY),
    ("Thread locker 10 ml", 24, 10, LOT_EXPIRY),
    ("Silicone sealant clear 310 ml", 365, 12, LOT_EXPIRY),
    ("Contact cleaner 400 ml", 340, 12, LOT_EXPIRY),
    ("Multi oil spray 400 ml", 355, 12, LOT_EXPIRY),
    ("Hand cream 100 ml", 118, 12, LOT_EXPIRY),
    ("First aid kit refill", 540, 4, LOT_EXPIRY),
    ("Eye wash 500 ml", 560, 6, LOT_EXPIRY),
    ("Coffee beans 1 kg", 1010, 8, LOT_EXPIRY),
    ("Black tea, box of 25", 70, 10, LOT_EXPIRY),
    ("Oat bars, box of 24", 1250, 4, LOT_EXPIRY),
    ("Paint RAL 7016 2.5 l", 3050, 2, LOT),
    ("Paint RAL 9010 2.5 l", 3080, 2, LOT),
    ("Primer grey 0.75 l", 1080, 6, LOT),
    ("Grease cartridge 400 g", 455, 12, LOT),
    ("Hydraulic oil HLP 46 5 l", 4600, 2, LOT),
)


@dataclass(frozen=True, slots=True)
class Load:
    """Some units of one item, as they are in the world: lot and expiry are printed on them."""

    item: str
    qty: int
    lot: str = ""
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class Pallet:
    """A pallet that a sender announced: its number, what is on it, and the tags on its goods."""

    sscc: str
    loads: tuple[Load, ...]
    epcs: tuple[tuple[str, ...], ...]

    @property
    def tag(self) -> str:
        """The pallet's own RFID tag."""
        return sscc96(self.sscc, PREFIX_DIGITS)

    @property
    def item_tags(self) -> tuple[str, ...]:
        return tuple(epc for epcs in self.epcs for epc in epcs)


@dataclass(frozen=True, slots=True)
class Site:
    """The demo site and its day."""

    items: tuple[Item, ...]
    locations: tuple[LocationInfo, ...]
    receipts: tuple[Document, ...]
    orders: tuple[Document, ...]
    counts: tuple[Document, ...]
    rush: Document
    returned: Document
    shipment: Document
    pallets: tuple[Pallet, ...]
    opening: tuple[tuple[str, Load], ...]
    """What lies in bins before the day, unknown to the book until it is counted."""
    reserve: tuple[tuple[str, Load], ...]
    """What lies in bins before the day, as the stock list says: a face that runs low, and what fills it up."""
    paint: Load
    """What has a lot number that is not in its barcode."""
    prints: dict[str, tuple[str, str]]
    """Lot and expiry that are printed on loose goods nobody announced by lot."""
    pins: dict[str, str]
    """PIN by operator id."""

    def trucks(self) -> list[tuple[str, Load]]:
        """What the trucks really bring, by place: as announced, but for the last line of the first receipt."""
        loose = self.receipts[0].lines
        cans = {self.paint.item: self.paint}
        brought = [(f"truck:{self.receipts[0].id}", cans.get(line.item) or self._printed(line)) for line in loose[:-1]]
        short = Load(loose[-1].item, loose[-1].qty - 2)
        brought += [(f"truck:{self.receipts[0].id}", short)]
        brought += [(f"truck:{self.receipts[4].id}", self._printed(line)) for line in self.receipts[4].lines]
        sent_back = [Load(line.item, line.qty) for line in self.returned.lines]
        sent_back[-1] = Load(sent_back[-1].item, sent_back[-1].qty - 1)  # not all of it comes
        brought += [(f"truck:{self.returned.id}", load) for load in sent_back]
        return brought + [(f"lpn:{pallet.sscc}", load) for pallet in self.pallets for load in pallet.loads]

    def _printed(self, line: Line) -> Load:
        """A loose line's goods with the lot and expiry that are printed on them."""
        lot, expiry = self.prints.get(line.item, ("", ""))
        return Load(line.item, line.qty, lot, expiry)

    def item(self, code: str) -> Item:
        return next(item for item in self.items if item.code == code)

    def gtin(self, code: str) -> str:
        """The GTIN-14 of one unit."""
        return next(gtin for gtin, units in self.item(code).codes.items() if units == 1)

    def case(self, code: str) -> tuple[str, int]:
        """The GTIN-14 of a case, and its units."""
        return max(self.item(code).codes.items(), key=lambda one: one[1])

    def face(self, code: str) -> str:
        """The bin that is the item's own."""
        return next(one.code for one in self.locations if one.fixed_item == code)


def build(seed: int) -> Site:
    """The site of a seed: always the same."""
    dice = random.Random(seed)
    items = tuple(_item(number, *goods) for number, goods in enumerate(_GOODS))
    codes = [item.code for item in items]
    tracked = [item.code for item in items if "expiry" in item.tracking]
    lots = [item.code for item in items if item.tracking == {"lot"}]
    free = [item.code for item in items if not item.tracking and 100_000 <= item.unit_mg <= 1_000_000]
    for some in (tracked, lots, free):
        dice.shuffle(some)
    locations = _locations(codes, free[0], free[1], free[15])
    paint = Load(lots[0], dice.randrange(5, 9), _lot(dice))
    pallets = tuple(_pallet(dice, number, (tracked[number], free[4 + number])) for number in range(7))
    pins = {ident: f"{dice.randrange(1000, 10_000)}" for ident, _, _ in BADGES}
    opening = tuple((_face(locations, code), Load(code, dice.randrange(18, 30))) for code in (free[0], *free[2:4]))
    return Site(
        items,
        locations,
        _receipts(dice, next(item for item in items if item.code == free[12]), free, tracked, paint, pallets),
        _orders(dice, free, tracked, paint, pallets),
        (Document("CNT-3001", "count", place=opening[2][0]),),
        Document("SO-2009", "order", "Rush Ltd", (Line(1, free[3], dice.randrange(2, 5)),), "STAGE-2", priority=1),
        Document("RMA-6501", "return", "Miller Joinery", (Line(1, free[13], 2), Line(2, free[14], 2))),
        Document("SHP-8501", "shipment", place="RAMP-1", orders=("SO-2001", "SO-2002", "SO-2009")),
        pallets,
        opening,
        ((_face(locations, free[15]), Load(free[15], 3)), ("D-01-7", Load(free[15], 40))),
        paint,
        {tracked[7]: (_lot(dice), _expiry(dice))},
        pins,
    )


def reference(site: Site) -> dict[str, list[dict[str, Any]]]:
    """The site's reference data as central's file holds it: dataset -> records."""
    records: dict[str, Sequence[Item | LocationInfo | Document | Operator]] = {
        "items": site.items,
        "locations": site.locations,
        "receipts": site.receipts,
        "orders": site.orders,
        "counts": site.counts,
        "returns": (site.returned,),
        "shipments": (site.shipment,),
        "operators": _operators(site),
    }
    return {dataset: [record(one) for one in many] for dataset, many in records.items()}


def record(one: Item | LocationInfo | Document | Operator) -> dict[str, Any]:
    """A record as JSON values; sets in a fixed order."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(one).items()}


def _operators(site: Site) -> list[Operator]:
    from argon2 import PasswordHasher

    hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)  # OWASP's smallest: a box is no server
    roles: dict[str, Role] = {"operator": "operator", "supervisor": "supervisor"}
    return [
        Operator(
            ident,
            name,
            badge(ident),
            hasher.hash(_peppered(site.pins[ident]), salt=f"salt-of-{ident}-16".encode()),
            roles[role],
        )
        for ident, name, role in BADGES
    ]


def _peppered(pin: str) -> str:
    """What is hashed for a PIN where the site has no pepper of its own: HMAC-SHA256 under the word `wedge`, in hex."""
    return hmac.new(b"wedge", pin.encode(), hashlib.sha256).hexdigest()


def badge(operator: str) -> str:
    """What is printed on the operator's badge."""
    return f"BADGE-{operator.removeprefix('op-').zfill(4)}"


def _item(number: int, name: str, grams: int, pack: int, tracking: tuple[Tracking, ...]) -> Item:
    unit = with_check(f"0{PREFIX}{number + 101:05d}")
    case = with_check(f"1{PREFIX}{number + 101:05d}")
    codes = {unit: 1} if pack == 1 else {unit: 1, case: pack}
    return Item(
        f"ART-{number + 101}",
        name,
        codes=codes,
        tracking=frozenset(tracking),
        unit_mg=grams * 1000,
        unit_tolerance_mg=grams * 5,
    )


def _locations(items: list[str], scaled: str, scaled_too: str, low: str) -> tuple[LocationInfo, ...]:
    """Docks, stages and the cart, two scaled shelf bins, a face for each other item, then bins for anything.

    The face of the item `low` is filled up from a reserve.
    """
    fixed = [LocationInfo(f"DOCK-{n}", "dock", "in") for n in (1, 2, 3)]
    fixed += [LocationInfo(f"STAGE-{n}", "stage", "out") for n in (1, 2)] + [LocationInfo("CART-1", "carrier")]
    fixed += [LocationInfo("PACK-1", "stage", "pack"), LocationInfo("RAMP-1", "dock", "out")]
    fixed += [LocationInfo("S-01-1", walk=1, zone="S", fixed_item=scaled)]
    fixed += [LocationInfo("S-01-2", walk=2, zone="S", fixed_item=scaled_too)]
    faces = iter(code for code in items if code not in (scaled, scaled_too))
    names = [f"{aisle}-{bay:02d}-{level}" for aisle in "ABC" for bay in range(1, 4) for level in range(1, 6)]
    bins = [LocationInfo(name, walk=10 + at, zone=name[0], fixed_item=next(faces, "")) for at, name in enumerate(names)]
    bins = [replace(one, face_min=6, face_max=20) if one.fixed_item == low else one for one in bins]
    spare = [LocationInfo(f"D-01-{level}", walk=90 + level, zone="D", blocked=level == 5) for level in range(1, 8)]
    return (*fixed, *bins, *spare)


def _face(locations: tuple[LocationInfo, ...], item: str) -> str:
    return next(one.code for one in locations if one.fixed_item == item)


def _lot(dice: random.Random) -> str:
    return f"{dice.choice('ABCDEFGH')}{dice.randrange(10_000, 99_999)}"


def _expiry(dice: random.Random) -> str:
    return f"20{dice.randrange(40, 50)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"


def _pallet(dice: random.Random, number: int, items: tuple[str, str]) -> Pallet:
    """One tracked and one plain item, up to a dozen units of each, every unit with its tag."""
    sscc = with_check(f"3{PREFIX}{dice.randrange(10**8):08d}{number}")
    loads = (Load(items[0], dice.randrange(8, 13), _lot(dice), _expiry(dice)), Load(items[1], dice.randrange(6, 11)))
    gtins = [with_check(f"0{PREFIX}{load.item.removeprefix('ART-').zfill(5)}") for load in loads]
    epcs = tuple(
        tuple(sgtin96(gtin, PREFIX_DIGITS, dice.randrange(2**37)) for _ in range(load.qty))
        for gtin, load in zip(gtins, loads, strict=True)
    )
    return Pallet(sscc, loads, epcs)


def _receipts(
    dice: random.Random, cased: Item, free: list[str], tracked: list[str], paint: Load, pallets: tuple[Pallet, ...]
) -> tuple[Document, ...]:
    loose = (
        Line(1, free[11], dice.randrange(12, 30)),
        Line(2, tracked[7], dice.randrange(6, 12)),
        Line(3, paint.item, paint.qty),
        Line(4, cased.code, max(cased.codes.values()) + dice.randrange(4, 9)),
    )
    return (
        Document("RCV-1001", "receipt", "Nordbeschlag GmbH", loose),
        _asn("RCV-1002", "Elbe Chemie KG", pallets[:2]),
        _asn("RCV-1003", "Hanse Tools", pallets[2:4]),
        _asn("RCV-1004", "Baltic Supplies", pallets[4:7]),
        Document("RCV-1005", "receipt", "Nordbeschlag GmbH", (Line(1, free[1], dice.randrange(9, 15)),)),
    )


def _asn(ident: str, partner: str, pallets: tuple[Pallet, ...]) -> Document:
    lines = [
        (load, pallet.sscc, epcs) for pallet in pallets for load, epcs in zip(pallet.loads, pallet.epcs, strict=True)
    ]
    return Document(
        ident,
        "receipt",
        partner,
        tuple(
            Line(number, load.item, load.qty, sscc, load.lot, load.expiry, epcs)
            for number, (load, sscc, epcs) in enumerate(lines, 1)
        ),
    )


def _orders(
    dice: random.Random, free: list[str], tracked: list[str], paint: Load, pallets: tuple[Pallet, ...]
) -> tuple[Document, ...]:
    """By the shelf scale and from counted bins; from what the docks put away; the last one comes out short."""
    first = (Line(1, free[0], dice.randrange(3, 7)), Line(2, free[2], dice.randrange(2, 6)))
    second = (
        Line(1, free[11], dice.randrange(3, 7)),
        Line(2, tracked[7], dice.randrange(2, 5)),
        Line(3, pallets[0].loads[0].item, dice.randrange(2, 5)),
        Line(4, pallets[1].loads[1].item, dice.randrange(2, 5)),
    )
    return (
        Document("SO-2001", "order", "Miller Joinery", first, "STAGE-1"),
        Document("SO-2002", "order", "Hotel Seeblick", second, "STAGE-1"),
        Document("SO-2003", "order", "Garage Petersen", (Line(1, paint.item, paint.qty),), "STAGE-2"),
    )
