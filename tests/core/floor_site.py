"""A small site for hands that work at random, and what happens to it meanwhile.

site = Site(folder); site.floor     three stations, and work of every kind
site.more_work()                    central sends new documents, the oldest go; goods come
site.changes(number)                something changes under those who work
"""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.policy import Box, Policy
from edge.core.stock import Balance, Goods
from tests.builders import (
    SITE,
    Floor,
    bin_,
    count_task,
    ean,
    gs1,
    gtin,
    item,
    kit,
    line,
    operator,
    order,
    place,
    receipt,
    return_,
    shipment,
    sscc,
)
from tests.core.floor_hands import Code
from tests.core.test_portals import sscc_tag

STATIONS = ("DOCK-1", "DOCK-2", "DOCK-3")
TOLERANCE = 1
KEPT = 3
"""Generations of documents that central still has."""
LOTS = [("M0", "261201"), ("M1", "270131"), ("M2", "270301")]
CODES: dict[str, list[Code]] = {
    "item": [
        *(ean(1), ean(3), (gtin(1, 1), ""), gs1(("01", gtin(2)), ("10", "M2")), ean(7), ean(9), "SET"),
        *(gs1(("01", gtin(2)), ("17", day), ("10", lot)) for lot, day in LOTS),
        *(gs1(("01", gtin(5)), ("21", f"S{number}")) for number in range(8)),
        *(gs1(("01", gtin(7)), ("3103", weight)) for weight in ("001000", "002500")),
    ],
    "lpn": [
        *(f"T-{number}" for number in range(1, 13)),
        *(f"LPN-{number}" for number in range(1, 13)),
        sscc(1),
        sscc(2),
    ],
    "location": [
        *("A-01", "A-02", "A-03", "A-04", "S-01", "H-01", "X-01", "STAGE-1", "DOCK-1", "DOCK-2", "FORK-1", "RETURNS"),
        "GONE-1",
    ],
    "document": ["RCV-1.0", "RCV-2.0", "SO-1.0", "SO-2.0", "SO-3.0", "SO-4.0", "CNT-1.0", "RMA-1.0", "KIT-1.0"],
    "detail": [gs1(("10", "M3")), gs1(("17", "270131"))],
    "command": [
        *("WE-DONE", "WE-CANCEL", "WE-UNDO", "WE-SHORT", "WE-SKIP", "WE-CONFIRM", "WE-HELP", "O-CMD.NEXT", "WE-Q3"),
    ],
    "badge": ["BADGE-1", "BADGE-2", "BADGE-3", "BADGE-4"],
    "wave": ["WAVE-0", "WAVE-1", "WAVE-2"],
    "station": ["ST-DOCK-1", "ST-DOCK-2"],
    "unknown": ["XQ-1", "BOX-S", "a\x07b", "", "0104006380000013", "é" * 30],
}


def items(**tea: Any) -> list[dict[str, Any]]:
    return [
        item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000, abc="A") | tea,
        item("MILK", 2, "lot", "expiry", recalled=["M9"], receipt_days_min=30),
        item("CUP", 3, unit_mg=250_000),
        item("DRILL", 5, "serial"),
        item("HAM", 7, "catch_weight", unit_mg=1_000_000),
        item("SALT", 9),
        item("SET", 8, components={"TEA": 1, "CUP": 2}),
    ]


def locations() -> list[dict[str, Any]]:
    return [
        *(bin_("A-01", 1), bin_("A-04"), bin_("A-02", 2, max_units=60), bin_("A-03", 3, mixing="lot")),
        *(bin_("S-01", 4, fixed_item="TEA", face_min=8, face_max=20), bin_("H-01", 6), bin_("GONE-1", 7)),
        *(bin_("X-01", 5, blocked=True), place("STAGE-1", "stage"), place("RETURNS", "stage")),
        place("FORK-1", "carrier"),
        *(place(name, "dock") for name in STATIONS),
    ]


def documents(day: int) -> dict[str, list[dict[str, Any]]]:
    """What central sends on one day."""
    return {
        "receipts": [
            receipt(f"RCV-1.{day}", line(1, "TEA", 40), line(2, "MILK", 9), line(3, "DRILL", 3), line(4, "HAM", 4)),
            receipt(
                f"RCV-2.{day}", line(1, "CUP", 12, lpn=sscc(2 * day + 1)), line(2, "CUP", 6, lpn=sscc(2 * day + 2))
            ),
        ],
        "orders": [
            order(f"SO-1.{day}", line(1, "TEA", 3), line(2, "CUP", 2)),
            order(f"SO-2.{day}", line(1, "TEA", 5), line(2, "TEA", 4), line(3, "DRILL", 1), wave=f"WAVE-{day}"),
            order(f"SO-3.{day}", line(1, "MILK", 2), place="", wave=f"WAVE-{day}"),
            order(f"SO-4.{day}", line(1, "CUP", 2), assigned="op-2"),
            order(f"SO-5.{day}", line(1, "HAM", 1), line(2, "TEA", 4)),
        ],
        "counts": [
            count_task(f"CNT-1.{day}", "A-01"),
            count_task(f"CNT-2.{day}", "H-01"),
            count_task(f"CNT-3.{day}", "DOCK-2"),
        ],
        "returns": [return_(f"RMA-1.{day}", line(1, "TEA", 3), line(2, "MILK", 2))],
        "shipments": [
            shipment(f"SHP-1.{day}", orders=[f"SO-4.{day}"]),
            shipment(f"SHP-3.{day}", place="DOCK-2", units=[f"LPN-{100 + day}"]),
            shipment(f"SHP-2.{day}", orders=[f"SO-{number}.{day}" for number in (1, 2, 3, 5)]),
        ],
        "kits": [kit(f"KIT-1.{day}", "SET", 1, place="DOCK-1")],
    }


class Site:
    """The floor, central's data as it is now, and the most that each order line ever wanted."""

    def __init__(self, folder: Path, floor: type[Floor] = Floor) -> None:
        people = [operator(1), operator(2), operator(3), operator(4, role="supervisor")]
        boxes = (Box("BOX-S", tare_mg=100_000),)
        policy = Policy(count_tolerance=TOLERANCE, over_receipt_pct=5, over_receipt_limit_pct=20, boxes=boxes)
        self.floor = floor(folder, operators=people, policy=policy, stations=STATIONS)
        self.wanted: Counter[tuple[str, int]] = Counter()
        self._people = people
        self._items, self._locations = items(), locations()
        self._sent: dict[str, dict[str, dict[str, Any]]] = {}
        self._day = 0
        self._put = 0
        self.floor.load("items", self._items)
        self.floor.load("locations", self._locations)
        self.more_work()
        self.floor.put("DOCK-1", "DRILL", 1, serials=["S2"])

    def more_work(self) -> None:
        """New documents, the oldest go, and goods come that nobody here received."""
        day, self._day = self._day, self._day + 1
        for dataset, records in documents(day).items():
            sent = self._sent.setdefault(dataset, {})
            sent.update((str(one["id"]), one) for one in records)
            for ident in [one for one in sent if int(one.rpartition(".")[2]) <= day - KEPT]:
                del sent[ident]
            self._send(dataset)
        for where, code, qty in (
            ("A-01", "TEA", 12),
            ("S-01", "TEA", 2),
            ("A-02", "CUP", 9),
            ("DOCK-1", "CUP", 5),
            ("A-04", "CUP", 2),
        ):
            self.floor.put(where, code, qty)
        self.floor.put("DOCK-2", "TEA", 3, lpn=f"LPN-{100 + day}")
        if not self.floor.stock("A-04"):
            self.floor.put("A-04", "CUP", 2)
        lot, date = LOTS[day % len(LOTS)]
        self.floor.put("A-03", "MILK", 4, lot=lot, expiry=f"20{date[:2]}-{date[2:4]}-{date[4:]}")
        self.hidden()

    def hidden(self) -> None:
        """A quantity that is nobody's by chance: whoever says it has it from the book."""
        self._put += 1
        self.floor.put("H-01", "CUP", 1_009 + 13 * self._put)
        self.floor.put("DOCK-2", "SALT", 2_003 + 17 * self._put)

    def _send(self, dataset: str) -> None:
        records = list(self._sent[dataset].values())
        if dataset == "orders":
            for one in records:
                for part in one["lines"]:
                    at = (str(one["id"]), int(part["line"]))
                    self.wanted[at] = max(self.wanted[at], int(part["qty"]))
        self.floor.load(dataset, records)  # type: ignore[arg-type]

    def changes(self, number: int) -> None:
        """One thing changes, by number."""
        dice = random.Random(number)
        acts: list[Callable[[random.Random], None]] = [
            *(self._an_order, self._an_order, self._a_document, self._a_bin, self._a_bin, self._an_item),
            *(self._a_person, self._somebody_moves, self._somebody_moves, self._a_unit_moves, self._a_pallet_rolls_in),
            self._midnight,
        ]
        dice.choice(acts)(dice)

    def _an_order(self, dice: random.Random) -> None:
        """An order wants another quantity, is cancelled, or is on again, is another's, or in another wave."""
        one = dice.choice(list(self._sent["orders"].values()))
        match dice.randrange(5):
            case 0:
                one["lines"][0]["qty"] = dice.randint(1, 6)
            case 1:
                one["cancelled"] = not one.get("cancelled", False)
            case 2:
                one["assigned"] = dice.choice(("", "op-1", "op-2"))
            case 3:
                one["wave"] = dice.choice(("", "WAVE-0", "WAVE-1"))
            case _:
                one["lines"] = one["lines"][:1] if len(one["lines"]) > 1 else [*one["lines"], line(2, "TEA", 2)]
        self._send("orders")

    def _a_document(self, dice: random.Random) -> None:
        """A document is cancelled or on again, or is taken away."""
        dataset = dice.choice(("receipts", "counts", "returns", "shipments", "kits", "orders"))
        sent = self._sent[dataset]
        if len(sent) < 2:
            return
        ident = dice.choice(list(sent))
        if dice.random() < 0.3:
            del sent[ident]
        else:
            sent[ident]["cancelled"] = not sent[ident].get("cancelled", False)
        self._send(dataset)

    def _a_bin(self, dice: random.Random) -> None:
        """A location is blocked or free again, takes other goods, or is taken away and comes back."""
        one = dice.choice([one for one in self._locations if one["kind"] == "bin"])
        match dice.randrange(4):
            case 0 | 1:
                one["blocked"] = not one.get("blocked", False)
            case 2:
                one["max_units"] = dice.choice((0, 5, 60))
            case _:
                pass
        gone = "GONE-1" if dice.random() < 0.5 else ""
        self.floor.load("locations", [one for one in self._locations if one["code"] != gone])

    def _an_item(self, dice: random.Random) -> None:
        """A lot is recalled, goods must live longer, or are known by other weights and codes."""
        tea, milk, cup = self._items[0], self._items[1], self._items[2]
        match dice.randrange(5):
            case 0:
                milk["recalled"] = dice.choice((["M9"], ["M1"], ["M0", "M2"]))
            case 1:
                milk["receipt_days_min"] = dice.choice((0, 30, 400))
            case 2:
                tea["unit_mg"] = dice.choice((0, 500_000, 400_000))
            case 3:
                cup["tracking"] = dice.choice(([], [], ["lot"]))
            case _:
                tea["rotation"] = dice.choice(("fefo", "fifo"))
        self.floor.load("items", self._items)

    def _a_person(self, dice: random.Random) -> None:
        """An operator may not work any more; all may again the next time."""
        gone = dice.choice(("", "op-1", "op-2"))
        self.floor.load("operators", [one | {"active": one["id"] != gone} for one in self._people])

    def _somebody_moves(self, dice: random.Random) -> None:
        """Goods are moved without anybody at a station here."""
        out_of, into = dice.sample(("A-01", "A-02", "A-03", "S-01", "STAGE-1", "DOCK-1"), 2)
        here = next(iter(self.floor.view.content(f"loc:{SITE}/{out_of}")), None)
        if here is not None and not self.floor.view.serials_at(here.place, here.key.item):
            places = Place(here.place), Place(f"loc:{SITE}/{into}")
            self.floor.post(Draft(Movement("transfer", Goods(here.key, 1, catch_qty=_share(here)), *places)))

    def _a_unit_moves(self, dice: random.Random) -> None:
        """A pallet is moved without anybody at a station here."""
        out_of, into = dice.sample(("DOCK-1", "DOCK-2", "STAGE-1", "A-01"), 2)
        unit = next(iter(self.floor.view.units_in(f"loc:{SITE}/{out_of}")), None)
        if unit is not None:
            self.floor.move_unit(unit, out_of, into)

    def _a_pallet_rolls_in(self, dice: random.Random) -> None:
        """A tagged unit goes through the portal."""
        number = 2 * self._day + dice.choice((-1, 0))
        self.floor.passage([sscc_tag(sscc(number))], location=dice.choice(("DOCK-1", "DOCK-2")))

    def _midnight(self, dice: random.Random) -> None:
        """Another day."""
        day = dice.choice(("2026-11-23", "2026-11-24", "2026-12-02", "2027-02-01"))
        self.floor.today = max(self.floor.today, day)
        self.floor.wait(130_000).due()


def _share(here: Balance) -> int | None:
    """The weight of one unit of catch weight."""
    return here.catch_qty // here.qty if here.catch_qty else None
