"""Accounts that are wrong: below zero with leave, or with a weight that does not fit their pieces."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from edge.core.place import Place

Side: TypeAlias = Literal["source", "target"]


@dataclass(frozen=True, slots=True)
class Negative:
    """An account that a movement made wrong: below zero with leave, or its catch weight. A person must look at it.

    Told when it becomes wrong, or wrong in the other way, and not again with each movement as long as it stays so.

    Catch weight is measured on the floor and may be left out, so a weight that does not fit its pieces (below zero, or
    some where no piece is) is no reason to refuse the pieces: then `qty` is zero or more.

    `side` tells the two accounts of one movement apart: they may be of one place and item, and of two keys.
    """

    place: Place
    item: str
    qty: int
    catch_qty: int
    side: Side


def fault(qty: int, catch_qty: int) -> Literal["pieces", "weight"] | None:
    """What of an account cannot be so in the world."""
    if qty < 0:
        return "pieces"
    return "weight" if catch_qty < 0 or (qty == 0 and catch_qty != 0) else None
