"""A book as years leave it: pallets that came, were put away and left again, and those that stand in the house now.

Each pallet is five movements: it comes in, with its goods, goes to a bin, and leaves line by line, empty. The entries
go through `Store.write`, as finished decisions, so that every table is what a real box would have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from edge.core.decision import Decision
from edge.core.entry import DocLine, Draft, Movement, Stamp
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.read import Moment
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.shell.ledger.store import Store

ITEMS: Final = 10_000
LOTS: Final = 20
"""Lots an item had over the years."""
BINS: Final = 5_000
IN_HOUSE: Final = 8_000
"""Pallets that stand in the house once it is full."""
MOVEMENTS_EACH: Final = 5
PALLET_QTY: Final = 48
BEGAN_MS: Final = 1_600_000_000_000
APART_MS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """One decision with what `Store.write` wants beside it."""

    decision: Decision
    source: str
    stamp: Stamp


def item(number: int) -> str:
    return f"ART-{number % ITEMS:05d}"


def pallet(number: int) -> str:
    return f"P-{number:08d}"


def bin_of(number: int) -> str:
    return f"B-{number % BINS:05d}"


class BigBook:
    """Grows one store. `movements` counts what it has written; a store that was grown before is grown on."""

    def __init__(self, store: Store, site: str) -> None:
        self._store, self._site = store, site
        (newest,) = store.cursor.execute("SELECT max(code) FROM lpn").fetchone()
        self._next = int(newest.removeprefix("P-")) + 1 if newest else 0
        self.movements = 3 * self._next + 2 * self.shipped

    @property
    def pallets(self) -> int:
        """Pallets that ever came."""
        return self._next

    @property
    def shipped(self) -> int:
        return max(0, self._next - IN_HOUSE)

    def grow(self, movements: int, batch: int) -> None:
        """Write at least so many more movements, so many in one durable commit."""
        told = self._told(movements)
        while chunk := _take(told, batch):
            self.commit(chunk)

    def prepared(self, movements: int, batch: int) -> list[list[Told]]:
        """The next decisions, in batches, made but not written: what writing them costs is measured alone."""
        told = self._told(movements)
        batches = []
        while chunk := _take(told, batch):
            batches.append(chunk)
        return batches

    def commit(self, batch: Sequence[Told]) -> None:
        self._store.begin()
        for one in batch:
            self._store.write(one.decision, one.source, one.stamp, one.stamp.at.wall_ms)
        self._store.commit()

    def _told(self, movements: int) -> Iterator[Told]:
        until = self.movements + movements
        while self.movements < until:
            yield from self._comes(self._next)
            if self._next >= IN_HOUSE:
                yield self._leaves(self._next - IN_HOUSE)
            self._next += 1

    def _comes(self, number: int) -> Iterator[Told]:
        dock, supplier = location(self._site, "DOCK-1"), virtual(self._site, "SUPPLIER")
        unit, doc = WholeLpn(pallet(number)), DocLine("receipt", f"PO-{number // 20}", number % 20)
        yield self._one(number, "comes", self._whole(unit, supplier, dock), self._goods(number, supplier, None, doc))
        yield self._one(number, "stands", self._whole(unit, dock, location(self._site, bin_of(number))))

    def _leaves(self, number: int) -> Told:
        customer, here = virtual(self._site, "CUSTOMER"), location(self._site, bin_of(number))
        doc = DocLine("order", f"SO-{number // 10}", number % 10)
        goods = self._goods(number, None, customer, doc)
        return self._one(number, "leaves", goods, self._whole(WholeLpn(pallet(number)), here, customer))

    def _goods(self, number: int, source: Place | None, target: Place | None, doc: DocLine) -> Draft:
        unit = handling_unit(pallet(number))
        key = StockKey(item(number), lot=f"L{number // ITEMS % LOTS:02d}", received_on="2026-11-23")
        movement = Movement("receive", Goods(key, PALLET_QTY), source or unit, target or unit, doc, ("code",))
        return Draft(movement, op="op-1")

    def _whole(self, unit: WholeLpn, source: Place, target: Place) -> Draft:
        return Draft(Movement("putaway", unit, source, target, agree=("code",)), op="op-1")

    def _one(self, number: int, what: str, *drafts: Draft) -> Told:
        self.movements += len(drafts)
        at_ms = BEGAN_MS + self.movements * APART_MS
        stamp = Stamp(Moment(at_ms, self.movements), "bench", "synced", "UTC", "DOCK-1", ("gun",))
        return Told(Decision(drafts=drafts), f"{what}/{number}", stamp)


def _take(told: Iterator[Told], count: int) -> list[Told]:
    """Decisions with at least `count` movements together; empty at the end."""
    taken: list[Told] = []
    movements = 0
    while movements < count and (one := next(told, None)) is not None:
        taken.append(one)
        movements += len(one.decision.drafts)
    return taken
