"""Numbers with a weight, a price or a count in them: EAN-13 that the shop's scale or the packing house prints.

    28 12345 7 0512 4     prefix 28, item 12345, check digit of the value 7, value 0512, check digit of all 4
    |  |     | |    '- as in every EAN-13
    |  |     | '------ four or five digits
    |  |     '-------- only where the site's layout has one
    '--'-------------- two digits from 20 to 29, or 02; then the company's own number of the item

Numbers with these prefixes mean something in one company only, so the site says how it reads them; nothing is guessed.
The item is looked up under its base number: the value and its check digit put to zero, the last check digit anew.
GS1 General Specifications 2.1.11 (restricted circulation), 7.9.2 to 7.9.4 (check digit of price and weight).
"""

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from edge.core.identifiers import Gtin, check_digit
from edge.core.identity import Keys, Refused
from edge.core.measures import Measure, milligrams
from edge.core.value import value

ValueKind: TypeAlias = Literal["weight", "price", "count"]
_DIGITS: Final = 12
"""Of an EAN-13 without its last check digit."""
_TWICE_LESS: Final = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THRICE: Final = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_MORE: Final = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_LESS: Final = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)


@value
class VariableCode:
    """How a site's numbers of one prefix are made. `decimals` of kilograms or of the money's main unit.

    Raises `ValueError` where the parts do not come to 12 digits.
    """

    prefix: str
    item_digits: int
    value_digits: int
    value: ValueKind
    decimals: int = 0
    value_check: bool = False

    def __post_init__(self) -> None:
        parts = len(self.prefix) + self.item_digits + self.value_check + self.value_digits
        if parts != _DIGITS:
            raise ValueError(f"prefix, item, value and its check digit come to {parts} digits, not {_DIGITS}")
        if not is_restricted(f"{self.prefix:0<12}0"):
            raise ValueError(f"prefix {self.prefix} is not one of 02 and 20 to 29, which GS1 keeps for this")
        if self.value_check and self.value_digits not in (4, 5):
            raise ValueError("only a value of 4 or 5 digits has a check digit of its own")
        if self.value == "weight" and self.decimals > 6:
            raise ValueError("a weight has at most 6 decimals of a kilogram")


def is_restricted(ean13: str) -> bool:
    """Whether 13 digits are a number of restricted circulation."""
    return ean13[0] == "2" or ean13[:2] == "02"


def read_variable(ean13: str, layouts: Sequence[VariableCode]) -> Keys | Refused | None:
    """The item and value in a number whose last check digit is right; None where no layout of the site fits."""
    layout = max((one for one in layouts if ean13.startswith(one.prefix)), key=_specific, default=None)
    if layout is None:
        return None
    end = _DIGITS - layout.value_digits
    digits = ean13[end:_DIGITS]
    if layout.value_check and (expected := value_check_digit(digits)) != int(ean13[end - 1]):
        return Refused("check_digit", end - 1, {"value": f"{ean13[end - 1]}{digits}", "expected": expected})
    base = ean13[: end - layout.value_check].ljust(_DIGITS, "0")
    gtin, value = Gtin(f"{base}{check_digit(base)}"), int(digits)
    match layout.value:
        case "count":
            return Keys(gtin=gtin, pieces=value)
        case "price":
            return Keys(gtin=gtin, measures=(Measure("item_amount", value, layout.decimals, ""),))
        case "weight":
            measure = Measure("net_weight", value, layout.decimals, "kg")
            return Keys(gtin=gtin, net_weight_mg=milligrams(value, layout.decimals), measures=(measure,))


def value_check_digit(digits: str) -> int:
    """The check digit of a price or weight of four or five digits."""
    n = [int(digit) for digit in digits]
    if len(n) == 4:
        return 3 * (_TWICE_LESS[n[0]] + _TWICE_LESS[n[1]] + _THRICE[n[2]] + _FIVE_LESS[n[3]]) % 10
    total = _FIVE_MORE[n[0]] + _TWICE_LESS[n[1]] + _FIVE_LESS[n[2]] + _FIVE_MORE[n[3]] + _TWICE_LESS[n[4]]
    return _FIVE_LESS.index(-total % 10)


def _specific(layout: VariableCode) -> int:
    return len(layout.prefix)
