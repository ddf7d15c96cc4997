"""Measures and amounts on GS1 labels: what a field of four figures means, exactly, and in which unit.

    (3103) 001250   net weight, 3 decimals: 1.250 kg          (3922) 1995   amount payable of one item: 19.95
      |'- which measure and unit
      '-- last figure: how many decimals

The unit is not on the label: it follows from the application identifier. GS1 General Specifications 3.6 and 3.7.
"""

from typing import Final

from edge.core.value import value

MG_PER_KG_DIGIT: Final = 6
"""A kilogram is 10^6 milligrams."""


@value
class Measure:
    """A measured value: `value` x 10^-`decimals` of `unit`. Units as UCUM spells them; of an amount, its ISO 4217
    number, or '' for the money of the place."""

    what: str
    value: int
    decimals: int
    unit: str

    @property
    def text(self) -> str:
        """The value as people write it: all its decimals, and the unit."""
        digits = f"{self.value:0{self.decimals + 1}d}"
        number = f"{digits[: -self.decimals]}.{digits[-self.decimals :]}" if self.decimals else digits
        return f"{number} {self.unit}".rstrip()


def measure_of(ai: str, value: str) -> Measure | None:
    """The measure in a checked field, None for a field that is none."""
    if len(ai) != 4:
        return None
    if known := _MEASURES.get(ai[:3]):
        return Measure(known[0], int(value), int(ai[3]), known[1])
    if ai[:3] in _AMOUNTS:
        return Measure(_AMOUNTS[ai[:3]], int(value), int(ai[3]), "")
    if ai[:3] in _AMOUNTS_IN:
        return Measure(_AMOUNTS_IN[ai[:3]], int(value[3:]), int(ai[3]), value[:3])
    return None


def milligrams(value: int, decimals: int) -> int | None:
    """Kilograms with so many decimals as whole milligrams; None where they are no whole ones."""
    return value * 10 ** (MG_PER_KG_DIGIT - decimals) if decimals <= MG_PER_KG_DIGIT else None


def _series(first: int, what: str, units: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return {str(first + n): (what, unit) for n, unit in enumerate(units)}


_FEET: Final = ("[in_i]", "[ft_i]", "[yd_i]")
_SQUARE: Final = ("[sin_i]", "[sft_i]", "[syd_i]")
_CUBIC: Final = ("[cin_i]", "[cft_i]", "[cyd_i]")

_MEASURES: Final[dict[str, tuple[str, str]]] = {
    "310": ("net_weight", "kg"),
    "311": ("length", "m"),
    "312": ("width", "m"),
    "313": ("depth", "m"),
    "314": ("area", "m2"),
    "315": ("net_volume", "L"),
    "316": ("net_volume", "m3"),
    "320": ("net_weight", "[lb_av]"),
    **_series(321, "length", _FEET),
    **_series(324, "width", _FEET),
    **_series(327, "depth", _FEET),
    "330": ("gross_weight", "kg"),
    "331": ("gross_length", "m"),
    "332": ("gross_width", "m"),
    "333": ("gross_depth", "m"),
    "334": ("gross_area", "m2"),
    "335": ("gross_volume", "L"),
    "336": ("gross_volume", "m3"),
    "337": ("weight_per_area", "kg/m2"),
    "340": ("gross_weight", "[lb_av]"),
    **_series(341, "gross_length", _FEET),
    **_series(344, "gross_width", _FEET),
    **_series(347, "gross_depth", _FEET),
    **_series(350, "area", _SQUARE),
    **_series(353, "gross_area", _SQUARE),
    "356": ("net_weight", "[oz_tr]"),
    "357": ("net_weight", "[oz_av]"),
    "360": ("net_volume", "[qt_us]"),
    "361": ("net_volume", "[gal_us]"),
    "362": ("gross_volume", "[qt_us]"),
    "363": ("gross_volume", "[gal_us]"),
    **_series(364, "net_volume", _CUBIC),
    **_series(367, "gross_volume", _CUBIC),
}
_AMOUNTS: Final = {"390": "amount", "392": "item_amount"}
_AMOUNTS_IN: Final = {"391": "amount", "393": "item_amount"}
"""With the number of their currency before them."""
