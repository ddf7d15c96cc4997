"""What a stock book must come to, as a few dicts: written from the rules on paper, knowing nothing of the store."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

Key: TypeAlias = tuple[str, str, str]
"""Item, lot, status."""
LEVELS = 4


class RefusedError(Exception):
    """What cannot be."""


@dataclass(frozen=True, slots=True)
class Moved:
    """So many of a key from one place to another; there it is of another key, where one is named."""

    source: str
    target: str
    key: Key
    qty: int
    becomes: Key | None = None
    serials: tuple[str, ...] = ()
    line: tuple[str, int] | None = None
    """The document and its line."""
    allowed: bool = False
    """A supervisor lets it go below zero."""
    undoes: bool = False

    def back(self) -> "Moved":
        turned = replace(self, source=self.target, target=self.source, undoes=not self.undoes, allowed=False)
        return turned if self.becomes is None else replace(turned, key=self.becomes, becomes=self.key)


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A handling unit: with all that is in it within the house, empty where it comes from or goes."""

    code: str
    source: str
    target: str

    def back(self) -> "UnitMoved":
        return UnitMoved(self.code, self.target, self.source)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that moves nothing."""


Act: TypeAlias = Moved | UnitMoved | Said


@dataclass(slots=True)
class Model:
    """All that stands anywhere."""

    balance: dict[tuple[str, Key], int] = field(default_factory=dict)
    parent: dict[str, str] = field(default_factory=dict)
    serial: dict[tuple[str, str], str] = field(default_factory=dict)
    progress: dict[tuple[str, int], int] = field(default_factory=dict)
    entries: int = 0

    def copy(self) -> "Model":
        return Model(dict(self.balance), dict(self.parent), dict(self.serial), dict(self.progress), self.entries)

    def post(self, act: Act) -> None:
        """Raises `RefusedError`, and may then be half changed."""
        if isinstance(act, Moved):
            self._goods(act)
        elif isinstance(act, UnitMoved):
            self._unit(act)
        self.entries += 1

    def location(self, place: str) -> str:
        """Where a place stands at last: a bin, or a virtual place."""
        while place.startswith("lpn:"):
            if place[4:] not in self.parent:
                raise RefusedError(f"{place} stands nowhere")
            place = self.parent[place[4:]]
        return place

    def held(self) -> list[tuple[str, Key, int]]:
        """What could be taken from somewhere, in a fixed order."""
        return sorted((place, key, qty) for (place, key), qty in self.balance.items() if qty > 0 and _real(place))

    def stock(self) -> dict[tuple[str, Key], int]:
        """Goods by the bin they stand in, in whatever units."""
        found: dict[tuple[str, Key], int] = {}
        for (place, key), qty in self.balance.items():
            where = self.location(place)
            if where.startswith("loc:"):
                found[where, key] = found.get((where, key), 0) + qty
        return {account: qty for account, qty in found.items() if qty}

    def _goods(self, act: Moved) -> None:
        before = self.balance.get((act.source, act.key), 0)
        self._add(act.source, act.key, -act.qty)
        if before < act.qty and _real(act.source):
            if not act.allowed:
                raise RefusedError("less than nothing")
            self.entries += int(before >= 0)  # the finding that says so, once as long as it is below zero
        self._add(act.target, act.becomes or act.key, act.qty)
        for serial in act.serials:
            stands = self.serial.get((act.key[0], serial), act.source if not _real(act.source) else "nowhere")
            if stands != act.source:
                raise RefusedError(f"serial {serial} stands in {stands}")
            self.serial[act.key[0], serial] = act.target
        if act.line is not None:
            self.progress[act.line] = self.progress.get(act.line, 0) + (-act.qty if act.undoes else act.qty)

    def _add(self, place: str, key: Key, qty: int) -> None:
        self.location(place)
        left = self.balance.get((place, key), 0) + qty
        if left:
            self.balance[place, key] = left
        else:
            self.balance.pop((place, key), None)

    def _is_empty(self, code: str) -> bool:
        inside = f"lpn:{code}"
        return inside not in self.parent.values() and not any(place == inside for place, _key in self.balance)

    def _unit(self, act: UnitMoved) -> None:
        stands = self.parent.get(act.code, act.source if not _real(act.source) else "nowhere")
        if stands != act.source:
            raise RefusedError(f"{act.code} stands in {stands}")
        above, place = 0, act.target
        while place.startswith("lpn:"):
            if place == f"lpn:{act.code}":
                raise RefusedError("it would stand in itself")
            if place[4:] not in self.parent:
                raise RefusedError(f"{place} stands nowhere")
            above, place = above + 1, self.parent[place[4:]]
        if above and above + self._height(act.code) > LEVELS:
            raise RefusedError("too deep")
        there = [self.location(act.target), *([self.location(act.source)] if act.code in self.parent else [])]
        if not all(map(_real, there)) and not self._is_empty(act.code):
            raise RefusedError("what comes or leaves comes or leaves line by line")
        self.parent[act.code] = act.target

    def _height(self, code: str) -> int:
        """A unit alone is one level high."""
        inside = [other for other, where in self.parent.items() if where == f"lpn:{code}"]
        return 1 + max((self._height(other) for other in inside), default=0)


def _real(place: str) -> bool:
    return not place.startswith("virt:")
