"""Reference data: what the floor must know beforehand. Each record is one document of a dataset, by its key.

items      code          Item       locations  code   LocationInfo
receipts   document id   Document   orders     document id   Document    counts   document id   Document
operators  operator id   Operator
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from edge.core.stock import Tracking

LocationKind: TypeAlias = Literal["bin", "dock", "stage", "carrier"]
Role: TypeAlias = Literal["operator", "supervisor", "maintenance"]
DocumentType: TypeAlias = Literal["receipt", "order", "count"]
DOCUMENT_TYPES: Final[tuple[DocumentType, ...]] = ("receipt", "order", "count")


@dataclass(frozen=True, slots=True)
class Item:
    """An owner's item. `codes` are its GTINs (14 digits) and aliases with the units one scan of them stands for.

    Quantities count base units: steps of 10^-`scale` of its `uom`. `units` are named packs with the base units in one.
    `unit_mg` is the weight of one unit in milligrams (0: unknown), `unit_tolerance_mg` how far a unit may be off.
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


@dataclass(frozen=True, slots=True)
class LocationInfo:
    """A physical location. `walk` orders the picker's way; `fixed_item` is the item whose face this is."""

    code: str
    kind: LocationKind = "bin"
    zone: str = ""
    walk: int = 0
    fixed_item: str = ""
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document. `lpn`, `lot`, `expiry` and `epcs` are what the sender announced (ASN)."""

    line: int
    item: str
    qty: int
    lpn: str = ""
    lot: str = ""
    expiry: str = ""
    epcs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An expected receipt, an order or a count; documents of different types may have the same `id`.

    `place` is the place of a count or the stage of an order.
    """

    id: str
    type: DocumentType
    partner: str = ""
    lines: tuple[Line, ...] = ()
    place: str = ""
    priority: int = 5
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
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
