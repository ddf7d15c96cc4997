"""Which lines of stock a search or a subject leaves, in the order asked for.

    few   each word's lines come from the indexes; those that have all words are sorted: the list is whole at once
    many  no word, nor the subject, has less than `FEW` lines: the order is walked, a slice a step, and what fits is
          kept; the list says `is_more` until the walk is at its end, and goes on when more of it is asked for

A searched list's own order is by what was found: items first, then locations, lots, units and dates that begin so.
"""

import json
import sqlite3
import time
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from edge.shell.desk.by_name import WITHIN, walked_by_name
from edge.shell.desk.lines import INDEXES, INSIDE, OWN, way
from edge.shell.desk.words import AFTER_ALL, KEPT

FEW: Final = 4_000
SLICE: Final = 2_000
"""Lines that a step of a walk looks at."""
STEP_S: Final = 0.025
"""So long a question makes a walk go on."""
LEAD: Final = 200
"""So many are found ahead of what is asked for."""
_LINES: Final = "id, item, location, unit, lot, expiry, received_on, status, qty"
_WORDED: Final = ("item", "location")
_CODES: Final = ("lot", "unit")
_DATES: Final = ("expiry", "received_on", "status")
_LAST_WHERE: Final = {name: f"{name} = ''" for name in ("name", "unit", "lot", "expiry", "received_on")} | {
    "qty": "qty IS NULL"
}
"""What comes last in an order, whichever way it goes: what has nothing to be sorted by."""
_FIRST_WHERE: Final = {
    **{name: f"{name} COLLATE NOCASE > ''" for name in ("unit", "lot")},
    **{name: f"{name} > ''" for name in ("expiry", "received_on")},
    "qty": "qty IS NOT NULL",
}
_UNITS: Final = "(SELECT value FROM json_each(:units))"
_ABOUT: Final = {
    "item": "item COLLATE NOCASE = :about AND item = :about",
    "location": "location COLLATE NOCASE = :about AND location = :about",
    "unit": f"unit COLLATE NOCASE IN {_UNITS} AND unit IN {_UNITS}",
    "lot": "lot COLLATE NOCASE = :about AND lot = :about",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines, in which order. `about` is (column, value), or empty."""

    about: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    order: str = ""
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an order: lines that an index gives in turn."""

    index: str
    where: str
    order: str


def pieces(name: str, *, is_down: bool) -> list[Piece]:
    """An order as stretches of its index."""
    order = way(INDEXES[name], is_down=is_down)
    if name not in _LAST_WHERE:
        return [Piece(name, "1", order)]
    return [Piece(name, _FIRST_WHERE[name], order), Piece(name, _LAST_WHERE[name], order)]


def ends_last(name: str, *, is_down: bool, ties: str = "id") -> str:
    """The same for lines that no index gives in turn; `name` is an item's name, too."""
    empty = f"{_LAST_WHERE[name]}, " if name in _LAST_WHERE else ""
    if name == "name":
        return f"{empty}{way('name COLLATE NOCASE', is_down=is_down, ties='item')}, {WITHIN}"
    return empty + way(INDEXES.get(name, OWN), is_down=is_down, ties=ties)


class Bits:
    """A set of lines' numbers: a million take 125 kB."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def take(self, number: int) -> bool:
        """Put a number in; False where it is in already."""
        at, bit = number >> 3, 1 << (number & 7)
        if at >= len(self._bits):
            self._bits.extend(bytes(at - len(self._bits) + 1))
        is_new = not self._bits[at] & bit
        self._bits[at] |= bit
        return is_new


@dataclass(slots=True)
class Found:
    """The lines found so far."""

    version: tuple[int, ...]
    """What it was found in."""
    at: float
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    is_whole: bool = True
    walks: list[str] = field(default_factory=list)
    """What is still to be walked: statements that give lines in turn."""
    values: Mapping[str, Any] = field(default_factory=dict)
    fits: str = "1"
    passed: int = 0
    is_walked: bool = False
    seen: Bits = field(default_factory=Bits)


class Finder:
    """Finds lines, on the desk's connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, wanted: Wanted, version: tuple[int, ...]) -> Found:
        """Begin a list: it is whole, or has its walks before it."""
        values = {f"{end}{n}": word[:KEPT] + tail for n, word in enumerate(wanted.words) for end, tail in _ENDS}
        values |= self._subject(*wanted.about) if wanted.about else {}
        conditions = [_ABOUT[wanted.about[0]]] if wanted.about else []
        sets = [self._of_subject(wanted.about[0], values)] if wanted.about else []
        conditions += [_has(number) for number in range(len(wanted.words))]
        sets += [self._of_word(number, values) for number in range(len(wanted.words))]
        found = Found(version, time.monotonic(), values=values, fits=" AND ".join(f"({one})" for one in conditions))
        few = [ids for ids in sets if ids is not None]
        if few:
            found.ids = self._sorted(set.intersection(*few), found, wanted)
        else:
            found.is_whole, found.is_walked, found.walks = False, True, self._walks(wanted, values)
        return found

    def go_on(self, found: Found, top: int, count: int) -> None:
        """Walk on until that and somewhat more is found, the time of a step is over, or all was seen."""
        began = time.monotonic()
        while found.walks and len(found.ids) < top + count + LEAD:
            if time.monotonic() - began > STEP_S:
                break
            self._slice(found)
        found.is_whole = not found.walks

    def _slice(self, found: Found) -> None:
        text = _SLICE.format(fits=found.fits, lines=found.walks[0])
        row = self._connection.execute(text, {**found.values, "slice": SLICE, "passed": found.passed}).fetchone()
        found.ids.extend(one for one in json.loads(row[1]) if found.seen.take(one))
        found.passed += SLICE
        if row[0] < SLICE:
            found.walks.pop(0)
            found.passed = 0

    def _subject(self, column: str, value: str) -> dict[str, str]:
        """A unit is itself and what stands in it."""
        if column != "unit":
            return {"about": value}
        inside = self._connection.execute(INSIDE, {"units": json.dumps([value])}).fetchall()
        return {"units": json.dumps([code for (code,) in inside])}

    def _of_subject(self, column: str, values: Mapping[str, Any]) -> set[int] | None:
        """The lines about a subject; None where they are many."""
        text = f"SELECT id FROM temp.line INDEXED BY by_{column} WHERE {_ABOUT[column]} LIMIT {FEW + 1}"  # noqa: S608
        ids = {one for (one,) in self._connection.execute(text, values).fetchall()}
        return ids if len(ids) <= FEW else None

    def _of_word(self, number: int, values: Mapping[str, Any]) -> set[int] | None:
        """The lines with a word that begins so; None where they are many."""
        ids: set[int] = set()
        for arm in _arms(number):
            page = self._connection.execute(f"SELECT id FROM ({arm} LIMIT {FEW + 1})", values).fetchall()  # noqa: S608
            ids.update(one for (one,) in page)
            if len(page) > FEW or len(ids) > FEW:
                return None
        return ids

    def _walks(self, wanted: Wanted, values: Mapping[str, Any]) -> list[str]:
        """Statements that together give every line that may fit, in order."""
        if wanted.order == "name":
            names_items = (n for n in range(len(wanted.words)) if self._names_items_alone(n, values))
            only = next((_worded("item", number, "n.item") for number in names_items), "1")
            return walked_by_name(only, is_down=wanted.is_down)
        if wanted.order:
            return [_walked(one) for one in pieces(wanted.order, is_down=wanted.is_down)]
        if wanted.about:
            column = wanted.about[0]
            return [_walked(Piece(column, _ABOUT[column], way(INDEXES[column], is_down=wanted.is_down)))]
        return _arms(0)

    def _names_items_alone(self, number: int, values: Mapping[str, Any]) -> bool:
        """Whether nothing but an item has a word: items without it need not be walked."""
        others = _arms(number)[1:]
        return all(self._connection.execute(f"{arm} LIMIT 1", values).fetchone() is None for arm in others)

    def _sorted(self, ids: set[int], found: Found, wanted: Wanted) -> "array[int]":
        lines = _NAMED if wanted.order == "name" else _THESE
        text = _SORTED.format(lines=lines, fits=found.fits, order=ends_last(wanted.order, is_down=wanted.is_down))
        rows = self._connection.execute(text, {**found.values, "ids": json.dumps(list(ids))}).fetchall()
        return array("q", (one for (one,) in rows))


_ENDS: Final = (("low", ""), ("high", AFTER_ALL))
_SLICE: Final = (
    "SELECT count(*), json_group_array(id) FILTER (WHERE {fits}) FROM ({lines} LIMIT :slice OFFSET :passed) line"
)
_THESE: Final = "SELECT line.* FROM json_each(:ids) j CROSS JOIN temp.line line ON line.id = j.value"
_NAMED: Final = (
    "SELECT line.*, ifnull(json_extract(i.body, '$.name'), '') AS name FROM json_each(:ids) j"
    " CROSS JOIN temp.line line ON line.id = j.value LEFT JOIN item i ON i.code = line.item"
)
_SORTED: Final = "SELECT id FROM ({lines}) line WHERE {fits} ORDER BY {order}"


def _range(column: str, number: int) -> str:
    return f"{column} >= :low{number} AND {column} < :high{number}"


def _worded(kind: str, number: int, code: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM word w INDEXED BY word_of WHERE w.kind = '{kind}' AND w.code = {code}"  # noqa: S608  # own names
        f" AND {_range('w.word', number)})"
    )


def _has(number: int) -> str:
    """Whether a line has a word."""
    ranges = [_range(f"line.{name} COLLATE NOCASE", number) for name in _CODES]
    ranges += [_range(f"line.{name}", number) for name in _DATES]
    return " OR ".join((*(_worded(kind, number, f"line.{kind}") for kind in _WORDED), *(f"({one})" for one in ranges)))


def _arms(number: int) -> list[str]:
    """Statements that give the lines with a word by an index, each by another column."""
    by_words = [
        f"SELECT line.* FROM word w CROSS JOIN temp.line line INDEXED BY by_{kind}"  # noqa: S608  # own names
        f" ON line.{kind} COLLATE NOCASE = w.code AND line.{kind} = w.code"
        f" WHERE w.kind = '{kind}' AND {_range('w.word', number)}"
        for kind in _WORDED
    ]
    columns = [*((name, f"{name} COLLATE NOCASE") for name in _CODES), *((name, name) for name in _DATES)]
    return by_words + [
        f"SELECT * FROM temp.line INDEXED BY by_{name} WHERE {_range(column, number)}"  # noqa: S608  # own names
        for name, column in columns
    ]


def _walked(piece: Piece) -> str:
    return f"SELECT * FROM temp.line INDEXED BY by_{piece.index} WHERE {piece.where} ORDER BY {piece.order}"  # noqa: S608


def statement(piece: Piece, *, backwards: bool = False) -> str:
    """The lines' numbers of a stretch, from one end or the other; asked with `take` and `skip`."""
    order = _turned(piece.order) if backwards else piece.order
    return (
        f"SELECT id FROM temp.line INDEXED BY by_{piece.index} WHERE {piece.where}"  # noqa: S608  # own names
        f" ORDER BY {order} LIMIT :take OFFSET :skip"
    )


def _turned(order: str) -> str:
    turns: Sequence[str] = order.split(", ")
    return ", ".join(one.removesuffix(" DESC") if one.endswith(" DESC") else f"{one} DESC" for one in turns)
