"""Under count, for who reads the book beside the daemon: nobody here says who he is, so nobody is told.

A place is under count while a session counts it or a finding keeps its count open (edge/core/workflows/counting.py).
What stands in its units stands in it, and a unit may be under count by itself. Hidden are what the book says of the
place; how much came there and went, as that sums to it; what the virtual places have of its items, as all places sum to
nothing; and in its open counts what earlier rounds found. What was found stays, as whoever counted knows it.

Out of reach: who reads the store's file, or what was written out before; and who follows all goods through all places
that are told can reckon what is left for one.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from edge.core.place import Place
from edge.core.workflows.counting import OPEN_COUNTS, TELLS_THE_BOOK, under_count
from edge.shell.history.entries import Row
from edge.shell.history.stock_reader import Held, Unit
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.session_json import load_session

_CODES: Final = func.json_each(bindparam("codes")).table_valued("value")
_SESSIONS: Final = sql(select(t.session.c.station, t.session.c.body))
_FINDINGS: Final = sql(
    select(t.finding.c.code, t.finding.c.place).where(
        t.finding.c.state == "opened", t.finding.c.code.in_(select(_CODES.c.value))
    )
)
_ITEMS: Final = sql(
    select(t.stock.c.item)
    .where(t.stock.c.location == bindparam("place"))
    .union(
        select(t.balance.c.item).where(t.balance.c.place == bindparam("place")),
        select(t.serial.c.item).where(t.serial.c.place == bindparam("place")),
    )
)
_UNIT: Final = sql(select(t.lpn.c.location).where(t.lpn.c.code == bindparam("code")))
_SAID_OF_A_COUNT: Final = ("place", "lines", "round")
_PLACES: Final = ("place", "src", "dst")
_HOW_MUCH: Final = ("qty", "catch_qty", "serials")


class UnderCount:
    """Which places are under count now, on a reader's connection, and what may be told of an entry about them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        sessions = [load_session(station, body) for station, body in connection.execute(_SESSIONS)]
        found = connection.execute(_FINDINGS, {"codes": json.dumps(OPEN_COUNTS)}).fetchall()
        self.places = under_count(sessions, found)

    def __contains__(self, place: object) -> bool:
        """Whether a place is under count, or the location that a unit stands in."""
        if not self.places or not isinstance(place, str):
            return False
        return place in self.places or self._standing(place) in self.places

    def _standing(self, place: str) -> str:
        if not place.startswith("lpn:"):
            return place
        row = self._connection.execute(_UNIT, {"code": Place(place).code}).fetchone()
        return str(row[0]) if row else ""

    def held(self, one: Held) -> bool:
        """Whether a balance may not be told: it is there, or it says by what it lacks how much is."""
        if one.location in self.places or one.place in self.places:
            return True
        sums_it = one.location.startswith("virt:") or one.location in self._around
        return sums_it and one.key.item in self.items

    @cached_property
    def _around(self) -> frozenset[str]:
        """Locations where a unit stands that is under count: what is told of all in them has what is in it."""
        return frozenset(self._standing(place) for place in self.places if place.startswith("lpn:"))

    @cached_property
    def items(self) -> frozenset[str]:
        """The items that the book has in the places under count."""
        return frozenset(
            str(item) for place in self.places for (item,) in self._connection.execute(_ITEMS, {"place": place})
        )

    def stands(self, unit: Unit) -> bool:
        """Whether a unit may not be told: it stands there, or stood there then."""
        return unit.location in self.places or f"lpn:{unit.code}" in self

    def row(self, row: Row) -> Row:
        """The entry without what it would tell of a place under count; its hash is still that of the whole."""
        fields = row.fields() if self.places else None
        is_about = fields is not None and any(fields.get(name, "") in self for name in _PLACES)
        told = self._told(fields) if fields is not None and is_about else None
        return row if told is None else replace(row, body=json.dumps({**told, "under_count": True}))

    def _told(self, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        if fields["kind"] == "movement":
            return {name: one for name, one in fields.items() if name not in _HOW_MUCH} if "item" in fields else None
        if fields["kind"] == "count":
            lines = fields.get("lines", ()) if fields["outcome"] == "review" else ()  # what a first round found, too
            said = [{name: one for name, one in line.items() if name != "book"} for line in lines if line["found"]]
            return {**fields, "lines": said}
        if fields["kind"] == "finding" and fields["code"] in (*TELLS_THE_BOOK, *OPEN_COUNTS):
            args = {name: one for name, one in fields.get("args", {}).items() if name in _SAID_OF_A_COUNT}
            return {**fields, "args": args}
        return None
