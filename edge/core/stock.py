"""What stands in a place: stock keys, goods, and the quantities that move."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from edge.core.changed import changed
from edge.core.value import value

Status: TypeAlias = Literal["sellable", "hold", "damaged", "returned", "provisional"]
Tracking: TypeAlias = Literal["lot", "expiry", "serial", "catch_weight"]

QTY_MAX = 2**53 - 1
SERIALS_MAX = 1_000


@value
class StockKey:
    """What makes two units interchangeable. Empty text means: not tracked, or not known. Dates are ISO (2026-11-30)."""

    item: str
    owner: str = ""
    lot: str = ""
    expiry: str = ""
    received_on: str = ""
    status: Status = "sellable"

    def __post_init__(self) -> None:
        if not self.item:
            raise ValueError("a stock key needs an item")


KEY_FIELDS: Final = tuple(field.name for field in fields(StockKey))
"""The names of what a stock key is made of, in order."""
key_values: Final[Callable[[StockKey], tuple[str, ...]]] = attrgetter(*KEY_FIELDS)
"""What a stock key is made of, in that order."""


@value
class Goods:
    """A quantity of one stock key, an exact integer in the item's base unit.

    `to_key` is the key it becomes, where a movement changes status, lot or owner. `catch_qty` is the second
    quantity of catch-weight items. Serialised goods name their serials; `qty` is then their number.
    """

    key: StockKey
    qty: int
    uom: str = "EA"
    to_key: StockKey | None = None
    catch_qty: int | None = None
    serials: tuple[str, ...] = ()
    epcs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.qty <= QTY_MAX:
            raise ValueError(f"a movement has a positive quantity, not {self.qty}")
        if self.serials and (len(self.serials) != self.qty or len(set(self.serials)) != self.qty):
            raise ValueError("serialised goods have as many different serials as units")
        if len(self.serials) > SERIALS_MAX or len(self.epcs) > SERIALS_MAX:
            raise ValueError(f"one movement carries at most {SERIALS_MAX} serials; split it under one group")
        if self.to_key is not None and self.to_key.item != self.key.item:
            raise ValueError("a movement never turns one item into another")

    def less(self, qty: int) -> "Goods":
        """The same goods, another quantity (untracked by serial)."""
        return changed(self, qty=qty)


@value
class WholeLpn:
    """One handling unit with all that stands in it."""

    lpn: str


@value
class Balance:
    """What the movements sum to in one account. `catch_qty` is what goods of catch weight weigh together (mg)."""

    place: str
    key: StockKey
    qty: int
    catch_qty: int = 0
