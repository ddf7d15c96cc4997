"""Places: where stock can stand. A location, a handling unit, or a virtual account of the site.

Written `loc:{site}/{code}`, `lpn:{code}`, `virt:{site}/{name}`: the same text in memory, in the store and on the wire.
"""

import re
from functools import lru_cache
from typing import Final, Literal, TypeAlias

VirtualName: TypeAlias = Literal[
    "SUPPLIER", "CUSTOMER", "ADJUSTMENT", "SCRAP", "TRANSIT", "OPENING", "KITTING", "UNATTRIBUTED", "UNKNOWN"
]
PlaceKind: TypeAlias = Literal["loc", "lpn", "virt"]

VIRTUAL_NAMES: Final = frozenset(
    ("SUPPLIER", "CUSTOMER", "ADJUSTMENT", "SCRAP", "TRANSIT", "OPENING", "KITTING", "UNATTRIBUTED", "UNKNOWN")
)
NEST_LEVELS_MAX: Final = 4
NESTED_MAX: Final = 5_000
PLACES_KEPT: Final = 1_024
TRUCK: Final = "TRUCK-"
"""What the code of the unit that a shipment's truck is begins with: no label says it, and no scan names it."""

_SITE = r"[A-Za-z0-9_.-]{1,32}"
_CODE = r"[!-~]{1,40}"
_KINDS: Final[dict[str, PlaceKind]] = {"loc": "loc", "lpn": "lpn", "vir": "virt"}
_PLACE = re.compile(rf"(?:loc:{_SITE}/{_CODE}|lpn:{_CODE}|virt:{_SITE}/[A-Z]{{1,16}})\Z")


class Place(str):
    """A place, by its text. Raises `ValueError` for anything that is not one."""

    __slots__ = ()

    def __new__(cls, text: str) -> "Place":
        if not _PLACE.match(text):
            raise ValueError(f"not a place: {text[:60]!r} (loc:SITE/CODE, lpn:CODE or virt:SITE/NAME)")
        place = super().__new__(cls, text)
        if place.kind == "virt" and place.code not in VIRTUAL_NAMES:
            raise ValueError(f"not a virtual place: {text[:60]!r}")
        return place

    @property
    def kind(self) -> PlaceKind:
        return _KINDS[self[:3]]

    @property
    def code(self) -> str:
        """The code a worker knows: without the kind and the site."""
        return self[4:] if self.startswith("lpn:") else self.partition("/")[2]

    @property
    def is_physical(self) -> bool:
        return not self.startswith("virt:")


@lru_cache(PLACES_KEPT)
def location(site: str, code: str) -> Place:
    """The place of a bin, dock, stage or carrier."""
    return Place(f"loc:{site}/{code}")


@lru_cache(PLACES_KEPT)
def handling_unit(lpn: str) -> Place:
    """The place inside a pallet, case or tote."""
    return Place(f"lpn:{lpn}")


@lru_cache(PLACES_KEPT)
def virtual(site: str, name: VirtualName) -> Place:
    """One of the site's virtual accounts."""
    return Place(f"virt:{site}/{name}")
