"""Reference data: what the floor must know beforehand. Each record is one document of a dataset, by its key.

items      code          Item       locations  code   LocationInfo
operators  operator id   Operator
receipts, orders, counts, returns, shipments, kits   document id   Document
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal, TypeAlias

from edge.core.identifiers import GTIN_LENGTHS, has_check_digit
from edge.core.stock import Tracking
from edge.core.value import value

GTIN_DIGITS: Final = 14
LocationKind: TypeAlias = Literal["bin", "dock", "stage", "carrier"]
Role: TypeAlias = Literal["operator", "supervisor", "maintenance"]
Abc: TypeAlias = Literal["", "A", "B", "C"]
DocumentType: TypeAlias = Literal["receipt", "order", "count", "return", "shipment", "kit"]
DOCUMENT_TYPES: Final[tuple[DocumentType, ...]] = ("receipt", "order", "count", "return", "shipment", "kit")
Rotation: TypeAlias = Literal["fefo", "fifo"]
Mixing: TypeAlias = Literal["any", "item", "lot"]
"""What may stand in one bin together: anything, one item, or one lot of one item."""


@value
class Size:
    """What one pack measures and weighs, as it is handled; 0 where that is not known."""

    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    weight_mg: int = 0


@value
class Item:
    """An owner's item. `codes` are its GTINs (14 digits) and aliases with the units one scan of them stands for.

    Quantities count base units: steps of 10^-`scale` of its `uom`. `units` are named packs (INNER, CASE, PALLET) with
    the base units in one; `code_packs` says which pack a code is on, `sizes` what one pack measures, and the `uom` is a
    pack too. `unit_mg` is the weight of one unit in milligrams (0: unknown), `unit_tolerance_mg` how far a unit may be
    off. `shelf_life_days` is from making to expiry, `receipt_days_min` what must be left of it when goods come in.
    `recalled` are the lots that may neither come in nor go out. `components` are the units of other items in one of a
    kit. `rotation`: which stock leaves first, by expiry and then age, or by age alone.
    """

    code: str
    name: str
    owner: str = ""
    uom: str = "EA"
    codes: Mapping[str, int] = field(default_factory=dict)
    tracking: frozenset[Tracking] = frozenset()
    unit_mg: int = 0
    unit_tolerance_mg: int = 0
    scale: int = 0
    units: Mapping[str, int] = field(default_factory=dict)
    code_packs: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    shelf_life_days: int = 0
    receipt_days_min: int = 0
    storage_class: str = ""
    abc: Abc = ""
    recalled: tuple[str, ...] = ()
    components: Mapping[str, int] = field(default_factory=dict)
    rotation: Rotation = "fefo"

    def pack_units(self, pack: str) -> int:
        """The base units in one pack; 0 for one that the item does not come in."""
        return int(10**self.scale) if pack == self.uom else self.units.get(pack, 0)


@value
class LocationInfo:
    """A physical location. `walk` orders the picker's way; `fixed_item` is the item whose face this is.

    What it holds at most: `max_units`, `max_weight_mg`, `max_volume_ml`, 0 for no limit. `classes` are the storage
    classes it takes, none named: all. A face is filled up to `face_max` when it has fewer than `face_min` units.
    """

    code: str
    kind: LocationKind = "bin"
    zone: str = ""
    walk: int = 0
    fixed_item: str = ""
    blocked: bool = False
    max_units: int = 0
    max_weight_mg: int = 0
    max_volume_ml: int = 0
    mixing: Mixing = "any"
    classes: tuple[str, ...] = ()
    face_min: int = 0
    face_max: int = 0


@value
class Line:
    """One line of a document. `lpn`, `lot`, `expiry` and `epcs` are what the sender announced (ASN)."""

    line: int
    item: str
    qty: int
    lpn: str = ""
    lot: str = ""
    expiry: str = ""
    epcs: tuple[str, ...] = ()


@value
class Document:
    """Directed work; documents of different types may have the same `id`.

    receipt   what comes (ASN, PO)             return     what was shipped and may come back, at most
    order     what is picked, for `partner`    shipment   the units and orders that leave from `place`, with `carrier`
    count     a place that is counted          kit        `qty` of the kit `item` are made; no lines: as the item says

    `place` is the place of a count, the stage of an order, the dock of a shipment, where a kit is made. `assigned` is
    the operator who shall do it, `wave` names orders that are picked together. `units` and `orders` are a shipment's.
    """

    id: str
    type: DocumentType
    partner: str = ""
    lines: tuple[Line, ...] = ()
    place: str = ""
    priority: int = 5
    cancelled: bool = False
    assigned: str = ""
    wave: str = ""
    carrier: str = ""
    item: str = ""
    qty: int = 0
    units: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()


@value
class Operator:
    """Who may work. In the ledger only `id` stands (a pseudonym); `pin_hash` is argon2id (PHC text)."""

    id: str
    name: str
    badge: str
    pin_hash: str
    role: Role = "operator"
    lang: str = "en"
    active: bool = True


Record: TypeAlias = Item | LocationInfo | Document | Operator


def normal_code(code: str) -> str:
    """A code as it is looked up: a GTIN of 8, 12 or 13 digits with 14; any other code (an alias) as it is."""
    is_gtin = len(code) in GTIN_LENGTHS and code.isascii() and code.isdigit() and has_check_digit(code)
    return code.zfill(GTIN_DIGITS) if is_gtin else code


def is_gtin(code: str) -> bool:
    """Whether a code, as it is looked up, is a GTIN."""
    return len(code) == GTIN_DIGITS and code.isascii() and code.isdigit() and has_check_digit(code)
