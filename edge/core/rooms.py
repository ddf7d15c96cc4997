"""Rooms: the bins of the house as putting away sees them: what they may hold, what they hold, what they are told of.

A bin's type is what bins that are built alike have in common; there are few of them, and thousands of bins of each.
"""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from edge.core.reference import Item, LocationInfo, Mixing
from edge.core.value import value

MM3_PER_ML = 1_000

Unfit: TypeAlias = Literal["class", "item-mixing", "lot-mixing", "units", "weight", "volume"]
"""Why goods may not stand in a bin."""


@value
class Part:
    """So many units of a lot of an item: of what is put somewhere, or of what stands there."""

    item: str
    lot: str
    qty: int


@value
class BinType:
    """What bins built alike take: `key` names the type in look-ups; the rest as `LocationInfo` has it."""

    key: str
    classes: tuple[str, ...] = ()
    max_units: int = 0
    max_weight_mg: int = 0
    max_volume_ml: int = 0
    mixing: Mixing = "any"


@value
class Room:
    """A bin and what stands in it, loose or in units. `marked`: somebody said that nothing can be put there now."""

    info: LocationInfo
    held: tuple[Part, ...] = ()
    marked: bool = False

    def units(self, item: str = "") -> int:
        """Units that stand there, of one item or of all."""
        return sum(part.qty for part in self.held if item in ("", part.item))


ItemOf: TypeAlias = Callable[[str], Item | None]


def weight_mg(item: Item | None, qty: int) -> int:
    """What units weigh; 0 where nobody knows."""
    if item is None:
        return 0
    if item.unit_mg:
        return item.unit_mg * qty
    known = ((size.weight_mg, item.pack_units(pack)) for pack, size in item.sizes.items() if size.weight_mg)
    return next((weighs * qty // units for weighs, units in known if units), 0)


def volume_ml(item: Item | None, qty: int) -> int:
    """The room that units take, as they are handled; 0 where nobody knows."""
    if item is None:
        return 0
    sized = ((one.length_mm * one.width_mm * one.height_mm, item.pack_units(pack)) for pack, one in item.sizes.items())
    return next((-(-cube * qty // units) // MM3_PER_ML for cube, units in sized if cube and units), 0)


def unfit_type(limits: BinType | LocationInfo, parts: Sequence[Part], item_of: ItemOf) -> Unfit | None:
    """Why these parts together may not stand in an empty bin with these limits; None where they may."""
    items = {code: item_of(code) for code in {part.item for part in parts}}
    if (mixed := _mixed(limits.mixing, parts)) is not None:
        return mixed
    if limits.classes and any(one is not None and one.storage_class not in limits.classes for one in items.values()):
        return "class"
    if limits.max_units and sum(part.qty for part in parts) > limits.max_units:
        return "units"
    if limits.max_weight_mg and sum(weight_mg(items[one.item], one.qty) for one in parts) > limits.max_weight_mg:
        return "weight"
    if limits.max_volume_ml and sum(volume_ml(items[one.item], one.qty) for one in parts) > limits.max_volume_ml:
        return "volume"
    return None


def _mixed(mixing: Mixing, together: Sequence[Part]) -> Unfit | None:
    if mixing != "any" and len({part.item for part in together}) > 1:
        return "item-mixing"
    return "lot-mixing" if mixing == "lot" and len({part.lot for part in together}) > 1 else None


def unfit(room: Room, parts: Sequence[Part], item_of: ItemOf) -> Unfit | None:
    """Why parts may not come to what stands in a bin already; None where they may."""
    together = (*room.held, *parts)
    if (mixed := _mixed(room.info.mixing, together)) is not None:
        return mixed
    if room.info.classes and (wrong := unfit_type(BinType("", room.info.classes), parts, item_of)) is not None:
        return wrong
    info = room.info
    return unfit_type(BinType("", (), info.max_units, info.max_weight_mg, info.max_volume_ml), together, item_of)
