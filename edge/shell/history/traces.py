"""Where something has been: the entries that touched it, those that carried it along, and what was seen of each.

    P-1   SUPPLIER -> DOCK-1 | 6 TEA put in | DOCK-1 -> P-9 | (in P-9) DOCK-1 -> A-01 | P-9 -> A-02
                                                              ^ moves of the unit it stood in meanwhile

In order, one at a time; only the stops of the thing itself are kept in memory.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final, TypeAlias

from edge.core.place import NEST_LEVELS_MAX
from edge.shell.history import subjects as s
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import FIRST, At, Row
from edge.shell.history.lookup import Lookup

FORGOTTEN: Final = ""
"""The place of something before its first stop."""


@dataclass(frozen=True, slots=True)
class Word:
    """What another entry says of one: evidence (`source`, `verdict`), or that it takes it back (`correction`)."""

    at: At
    seq: int
    epoch: str
    source: str
    verdict: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history. `carrier`: the unit that moved with it; `life`: from 1 on, one more each time it
    comes in again after it had left; `corrects`: the entry that this one takes back."""

    row: Row
    fields: Mapping[str, Any]
    captured_ms: int
    recorded_ms: int
    carrier: str
    life: int
    new_life: bool
    words: tuple[Word, ...]
    corrects: Row | None


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where the thing came to stand."""

    at: At
    place: str


class Traces:
    """Histories out of one book."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._clocks: Clocks = lookup.clocks()

    def unit(self, code: str) -> Iterator[Step]:
        """Of a handling unit: its moves, those of units it stood in, what was put in and taken out, what was found."""
        return self._steps(s.unit(code), lambda fields: fields.get("lpn") == code and fields["kind"] == "movement")

    def serial(self, number: str, item: str) -> Iterator[Step]:
        """Of one serialised thing: its movements, and where the unit it stood in went."""
        return self._steps(s.serial(number), lambda fields: _has_serial(fields, number, item), item)

    def items_of(self, number: str) -> list[str]:
        """The items that have a serial number."""
        found = (row.fields() or {} for row in self._lookup.rows(s.serial(number)))
        return sorted({fields["item"] for fields in found if number in fields.get("serials", ())})

    def item(self, code: str) -> Iterator[Step]:
        """Of an item: every entry about it."""
        return self._plain(s.item(code))

    def place(self, place: str) -> Iterator[Step]:
        """Of a place: every entry about it."""
        return self._plain(place)

    def _plain(self, subject: str) -> Iterator[Step]:
        for row in self._lookup.rows(subject):
            if (fields := row.fields()) is not None and subject in s.subjects(fields):
                yield self._step(row, fields)

    def _steps(self, subject: str, is_own: "_Own", item: str = "") -> Iterator[Step]:
        stops = [
            _Stop(row.at, fields["dst"]) for row, fields in self._about(subject, item) if is_own(fields) and row.posted
        ]
        own = ((row.at, "", row) for row, _fields in self._about(subject, item))
        life, left, before = 1, False, FIRST
        for at, carrier, row in merge(own, self._carried(stops), key=lambda one: one[0]):
            fields = row.fields()
            if fields is None or at == before:
                continue
            before, new_life = at, False
            if is_own(fields) and row.posted:
                new_life = left and fields["src"].startswith("virt:") and "corrects" not in fields
                left = fields["dst"].startswith("virt:") and "corrects" not in fields
                life += new_life
            yield self._step(row, fields, carrier, life, new_life=new_life)

    def _about(self, subject: str, item: str = "", after: At = FIRST, upto: At | None = None) -> Iterator["_Found"]:
        for row in self._lookup.rows(subject, after=after, upto=upto):
            fields = row.fields()
            if fields is not None and subject in s.subjects(fields) and item in ("", fields.get("item")):
                yield row, fields

    def _carried(self, stops: list[_Stop]) -> Iterator[tuple[At, str, Row]]:
        """The moves of the units that the thing stood in, between its own."""
        ends = [*(stop.at - 1 for stop in stops[1:]), None]
        for stop, end in zip(stops, ends, strict=False):
            upto = self._lookup.upto if end is None else end
            yield from self._carriers(stop.place, stop.at, upto, NEST_LEVELS_MAX)

    def _carriers(self, place: str, after: At, upto: At, levels: int) -> Iterator[tuple[At, str, Row]]:
        """The moves of a unit, and of those it stood in, after a place and up to another."""
        if not place.startswith("lpn:") or not levels:
            return
        code, since, stands = place.removeprefix("lpn:"), after, self._stood(place, after)
        for row, fields in self._about(place, "", after, upto):
            if fields.get("lpn") == code and row.posted:
                yield from self._carriers(stands, since, row.at - 1, levels - 1)
                yield row.at, code, row
                stands, since = fields["dst"], row.at
        yield from self._carriers(stands, since, upto, levels - 1)

    def _stood(self, unit: str, at: At) -> str:
        """Where a unit stood after an entry."""
        code = unit.removeprefix("lpn:")
        for row in self._lookup.rows(unit, upto=at, newest_first=True):
            fields = row.fields()
            if fields is not None and fields.get("lpn") == code and fields["kind"] == "movement" and row.posted:
                return str(fields["dst"])
        return FORGOTTEN

    def _step(
        self, row: Row, fields: Mapping[str, Any], carrier: str = "", life: int = 0, *, new_life: bool = False
    ) -> Step:
        clocks = self._clocks
        captured, recorded = clocks.captured_ms(row, fields), clocks.recorded_ms(row, fields)
        taken_back = self._taken_back(row, fields) if "corrects" in fields else None
        return Step(
            row, fields, captured, recorded, carrier, life, new_life, tuple(self._words(row, fields)), taken_back
        )

    def _taken_back(self, row: Row, fields: Mapping[str, Any]) -> Row | None:
        """The entry that this one takes back. One in the archive is found by its places."""
        found, ident = self._lookup.entries.by_id(fields["corrects"]), fields["corrects"]
        if found is not None or "src" not in fields:
            return found
        before = self._lookup.rows(fields["dst"], fields["src"], upto=row.at - 1, newest_first=True)
        return next((one for one in before if (one.fields() or {}).get("id") == ident), None)

    def _words(self, row: Row, fields: Mapping[str, Any]) -> Iterator[Word]:
        for other in self._lookup.rows(s.names(fields["id"]), after=row.at):
            said = other.fields()
            if said is None:
                continue
            if said.get("of") == fields["id"]:
                words = said["source"], said["verdict"], said.get("args", {})
            elif said.get("corrects") == fields["id"]:
                words = "correction", "takes back", {}
            else:
                continue
            yield Word(other.at, other.seq, other.epoch, *words)


_Own: TypeAlias = Callable[[Mapping[str, Any]], bool]
_Found: TypeAlias = tuple[Row, Mapping[str, Any]]


def _has_serial(fields: Mapping[str, Any], number: str, item: str) -> bool:
    return fields["kind"] == "movement" and number in fields.get("serials", ()) and fields["item"] == item
