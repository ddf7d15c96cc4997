"""A floor with stock of every kind for the desk's lists, and what they should say of it, reckoned the long way."""

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from edge import control
from edge.core.entry import Draft, Movement
from edge.core.place import Place
from edge.core.stock import WholeLpn
from edge.shell.desk.lists import Lists
from edge.shell.desk.window import Window, no_pictures
from edge.shell.history.stock_reader import StockReader
from edge.shell.history.under_count import UnderCount
from tests.builders import SITE, Floor, bin_, item

ITEMS = ("TEA", "tea-2", "CUP", "POT%", "PAN_1", "A-01", "Grüner Tee")
NAMES = ("Green tea, loose", "Black tea", "Tea cup 0.2 l", "Coffee pot", "Frying pan", "Shelf label", "Grüner Tee")
BINS = tuple(f"{row}-{number:02d}" for row in "AB" for number in range(1, 9))
FIELDS = ("item", "name", "location", "unit", "lot", "expiry", "received_on", "status", "qty")
Row = tuple[Any, ...]


def stocked(folder: Path, seed: int = 1, rows: int = 60) -> Floor:
    """Goods of all items loose and in units, with and without lot and expiry; some units stand in others."""
    dice = random.Random(seed)
    items = [item(code, number, name=name) for number, (code, name) in enumerate(zip(ITEMS, NAMES, strict=True), 1)]
    floor = Floor(folder, items=items, locations=[bin_(code, walk) for walk, code in enumerate(BINS, 1)])
    units = {f"P-{number}": dice.choice(BINS) for number in range(12)}
    for number in range(rows):
        key = {"lot": dice.choice(("", "L1", "l2", "X%9")), "expiry": dice.choice(("", "2027-01-31", "2026-12-24"))}
        unit = dice.choice(["", *units])
        floor.put(units.get(unit) or dice.choice(BINS), dice.choice(ITEMS), 1 + number, lpn=unit, **key)
    return floor


def lists(floor: Floor, **how: Any) -> Lists:
    """The desk's lists of a floor, ready."""
    made = Lists(floor.path, (), how.get("pictures", no_pictures), how.get("index_now", lambda: None))
    while made.work():
        pass
    return made


def asked(made: Lists, of: str, **how: Any) -> Window:
    """One answer, after what it needs."""
    question = control.Ask(id="q", of=of, **how)  # type: ignore[arg-type]
    while made.prepare(question, 0.0):
        pass
    return made.window(question)


def told(rows: Iterable[Any]) -> list[Row]:
    """Rows of stock, to be compared."""
    return [tuple(getattr(row, name) for name in FIELDS) for row in rows]


def into(floor: Floor, lpn: str, code: str, other: str) -> None:
    """A unit that stands in a location is put into another unit."""
    places = Place(f"loc:{SITE}/{code}"), Place(f"lpn:{other}")
    floor.post(Draft(Movement("transfer", WholeLpn(lpn), *places)))


def paged(made: Lists, of: str, count: int = 7, **how: Any) -> list[Any]:
    """A list to its end, window by window."""
    rows: list[Any] = []
    while True:
        window = asked(made, of, top=len(rows), count=count, **how)
        rows += window.rows
        assert len(rows) <= window.total
        if not window.rows and not window.is_more:
            assert window.total == len(rows)
            return rows


def stock(floor: Floor) -> list[Row]:
    """All stock in the house, from a walk of all balances; None for what is under count."""
    names = dict(zip(ITEMS, NAMES, strict=True))
    with closing(sqlite3.connect(floor.path)) as connection:
        reader, under = StockReader(connection, SITE), UnderCount(connection)
        held = [one for one in reader.every() if one.location.startswith("loc:")]
        return [
            (
                one.key.item, names[one.key.item], one.location.partition("/")[2],
                one.place.removeprefix("lpn:") if one.place.startswith("lpn:") else "",
                one.key.lot, one.key.expiry, one.key.received_on, one.key.status,
                None if under.held(one) else one.qty,
            )
            for one in held
        ]  # fmt: skip


def by(field: str, row: Row) -> tuple[bool, Any]:
    """What a row is sorted by; what has nothing there comes last."""
    value = row[FIELDS.index(field)]
    return value in ("", None), value.lower() if isinstance(value, str) else value


def ordered(rows: list[Row], order: str) -> list[Any]:
    """The values of the field that rows are sorted by, in order."""
    field = order.removeprefix("-")
    full = [one for one in rows if not by(field, one)[0]]
    full.sort(key=partial(by, field), reverse=order.startswith("-"))
    rest = [one for one in rows if by(field, one)[0]]
    return [by(field, one)[1] for one in (*full, *rest)]
