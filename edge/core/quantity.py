"""Quantities: what people and files write, as exact integers of an item's base unit, and back. Never a float.

    item of uom "KG", scale 3: "12.5" -> 12500        uom "EA" with units {"CS": 12}: "2.5 CS" -> 30

A number that does not come out whole in the base unit is refused: nothing is rounded.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from edge.core.reference import Item
from edge.core.stock import QTY_MAX

SCALE_MAX: Final = 6
_NUMBER: Final = re.compile(r"\d{1,16}(?:\.\d{1,12})?", re.ASCII)


class QuantityError(ValueError):
    """A quantity that is none of this item: one sentence with what is allowed."""


class UnitError(QuantityError):
    """A unit of measure that the item is not counted in."""


def to_base(item: Item, text: str, uom: str = "") -> int:
    """The base units of a quantity in a unit of measure, '' for the item's own. Raises `QuantityError`, `UnitError`.

    Base units are steps of 10^-scale of the item's `uom`; a named pack holds a whole number of them.
    """
    if not _NUMBER.fullmatch(text):
        raise QuantityError(f"{text[:40]!r} is no quantity: digits, with a point before decimals, like 12 or 2.5")
    steps = Fraction(text) * _steps(item, uom or item.uom)
    if steps.denominator != 1:
        raise QuantityError(f"{text} {uom or item.uom} of {item.code} is no whole number of {_base(item)}")
    if not 0 < steps <= QTY_MAX:
        raise QuantityError(f"{text} {uom or item.uom} of {item.code} is not between 1 and {QTY_MAX} of {_base(item)}")
    return int(steps)


def in_uom(item: Item, qty: int) -> str:
    """A quantity of base units in the item's own unit, as it is written: 12500 of scale 3 is 12.5."""
    if not item.scale:
        return str(qty)
    return format(Decimal(qty).scaleb(-item.scale).normalize(), "f")


def _steps(item: Item, uom: str) -> int:
    """How many base units one of a unit of measure is."""
    if uom == item.uom:
        return int(10**item.scale)
    if uom in item.units:
        return item.units[uom]
    known = ", ".join((item.uom, *item.units))
    raise UnitError(f"{item.code} is counted in {known}, not in {uom[:40]}")


def _base(item: Item) -> str:
    return f"10^-{item.scale} {item.uom}" if item.scale else item.uom
