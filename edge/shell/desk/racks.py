"""The list `map`: the warehouse as racks, from the table of locations, each with the state of its bins now.

    zone A   A-01-  01 02 03 04    f e f m        bins in walk order, at most `BINS_MAX` a rack

A rack is what neighbouring codes of a zone have in common, cut where it becomes too many bins for a row.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from edge import control
from edge.shell.desk.reader import dataset_mark
from edge.shell.desk.window import Unanswerable, Window, order_of, words_of
from edge.shell.history.under_count import UnderCount

BINS_MAX: Final = 120
PAGE: Final = 1_000
ORDERS: Final = ("zone", "rack", "kind")
_LOCATIONS: Final = (
    "SELECT code, kind, walk, ifnull(json_extract(body, '$.zone'), '') FROM location WHERE code > ?"
    " ORDER BY code LIMIT ?"
)
_AT: Final = "(:prefix || l.code)"
_STATES: Final = (
    f"SELECT l.code, l.blocked, EXISTS (SELECT 1 FROM finding f WHERE f.state = 'opened' AND f.place = {_AT}),"  # noqa: S608
    f" iif(EXISTS (SELECT 1 FROM stock s WHERE s.location = {_AT}), 1,"
    f" EXISTS (SELECT 1 FROM lpn u WHERE u.location = {_AT} AND u.location LIKE 'loc:%')),"
    " iif(l.fixed_item = '', 0, ifnull(json_extract(l.body, '$.face_min'), 0) > (SELECT ifnull(sum(s.qty), 0)"
    f" FROM stock s WHERE s.item = l.fixed_item AND s.location = {_AT} AND s.status = 'sellable'))"
    " FROM json_each(:codes) j CROSS JOIN location l ON l.code = j.value"
)


@dataclass(frozen=True, slots=True)
class Bin:
    """One location. In the order in which people come by."""

    walk: int
    code: str


@dataclass(frozen=True, slots=True)
class Rack:
    """Neighbouring bins of one kind in one zone; `name` is what their codes have in common."""

    zone: str
    kind: str
    name: str
    bins: Sequence[Bin]


class Racks:
    """Answers on the desk's connection. Raises `Unanswerable`, `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, site: str) -> None:
        self._connection, self._site = connection, site
        self._racks: list[Rack] = []
        self._mark: tuple[object, ...] | None = None

    def is_behind(self) -> bool:
        """Whether the locations have changed since the racks were laid out."""
        return dataset_mark(self._connection, "locations") != self._mark

    def build(self) -> Iterator[None]:
        """Lay the racks out, a page of locations or a zone a step."""
        mark, after = dataset_mark(self._connection, "locations"), ""
        groups: dict[tuple[str, str], list[Bin]] = {}
        while page := self._connection.execute(_LOCATIONS, (after, PAGE)).fetchall():
            for code, kind, walk, zone in page:
                groups.setdefault((str(zone), kind), []).append(Bin(walk, code))
            after = page[-1][0]
            yield
        racks: list[Rack] = []
        for (zone, kind), bins in groups.items():
            racks += laid_out(zone, kind, bins)
            yield
        self._racks = sorted(racks, key=lambda rack: (rack.bins[0].walk, rack.bins[0].code))
        self._mark = mark

    def window(self, ask: control.Ask) -> Window:
        """The racks that were asked for, with the state of their bins now."""
        name, is_down = order_of(ask.order, ORDERS)
        racks = [rack for rack in self._about(ask.about) if _has(rack, words_of(ask.search))]
        if name:
            key: Callable[[Rack], str] = {"zone": _zone, "rack": _name, "kind": _kind}[name]
            racks.sort(key=key, reverse=is_down)
        asked = racks[ask.top : ask.top + ask.count]
        states = self._states(asked)
        return Window([_row(rack, states) for rack in asked], len(racks))

    def _about(self, about: str) -> list[Rack]:
        kind, _, value = about.partition(":")
        if not about:
            return list(self._racks)
        if kind == "zone":
            return [rack for rack in self._racks if rack.zone == value]
        if kind == "loc":
            return [rack for rack in self._racks if any(one.code == value for one in rack.bins)]
        raise Unanswerable("the map is about zone:NAME or loc:CODE")

    def _states(self, racks: Sequence[Rack]) -> dict[str, str]:
        """A letter for each bin, by its code."""
        under, prefix = UnderCount(self._connection), f"loc:{self._site}/"
        codes = json.dumps([one.code for rack in racks for one in rack.bins])
        rows = self._connection.execute(_STATES, {"prefix": prefix, "codes": codes}).fetchall()
        return {row[0]: "c" if prefix + row[0] in under.places else _letter(*row[1:]) for row in rows}


def _letter(blocked: int, marked: int, filled: int, low: int) -> str:
    """What matters most of a bin."""
    if blocked or marked:
        return "b" if blocked else "m"
    return "l" if low else "f" if filled else "e"


def laid_out(zone: str, kind: str, bins: Sequence[Bin]) -> list[Rack]:
    """The racks of a zone. Two never have one name."""
    groups = list(_cut(sorted(bins, key=lambda one: one.code)))
    names = [_common(group) for group in groups]
    short = [name.rstrip("0123456789") for name in names]
    named = [brief if brief and short.count(brief) == 1 else name for brief, name in zip(short, names, strict=True)]
    return [
        Rack(zone, kind, name, sorted(group, key=lambda one: (one.walk, one.code)))
        for name, group in zip(named, groups, strict=True)
    ]


def _cut(bins: Sequence[Bin]) -> Iterator[Sequence[Bin]]:
    """Bins, sorted by code, cut by the first letter they have not in common until no group is too large."""
    at = len(_beginning(bins[0].code, bins[-1].code))
    groups: dict[str, list[Bin]] = {}
    for one in bins:
        groups.setdefault(one.code[at : at + 1], []).append(one)
    if len(bins) <= BINS_MAX and (_common(bins) or len(groups) == len(bins)):
        yield bins
        return
    for group in groups.values():
        yield from _cut(group)


def _common(bins: Sequence[Bin]) -> str:
    """What the codes begin with, and none of them is."""
    common = _beginning(bins[0].code, bins[-1].code)
    shortest = min(len(one.code) for one in bins)
    return common if len(common) < shortest else common[:-1]


def _beginning(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def _has(rack: Rack, words: Sequence[str]) -> bool:
    said = f"{rack.zone} {rack.name} {rack.kind}".casefold()
    return all(word in said or any(one.code.casefold().startswith(word) for one in rack.bins) for word in words)


def _row(rack: Rack, states: dict[str, str]) -> control.MapRow:
    there = [one.code for one in rack.bins if one.code in states]
    return control.MapRow(
        zone=rack.zone,
        rack=rack.name,
        codes=" ".join(code[len(rack.name) :] for code in there),
        cells="".join(states[code] for code in there),
        kind=rack.kind,
    )


def _zone(rack: Rack) -> str:
    return rack.zone.casefold()


def _name(rack: Rack) -> str:
    return rack.name.casefold()


def _kind(rack: Rack) -> str:
    return rack.kind
