"""A life on the floor, by chance: goods, units in units, serials, reversals, new lives, evidence; and naive answers.

The naive answers know nothing of an index: they walk all entries from the first one, or post them all again.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from edge.core.entry import ClockStated, Count, CountLine, DocLine, Draft, Evidence, Finding, Movement
from edge.core.entry_json import from_json
from edge.core.place import Place
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.undo import reversed_
from edge.shell.audit.verify import scratch
from edge.shell.ledger.posting import Posting, PostingError
from edge.shell.ledger.store import Store
from tests.shell.book_builder import CUSTOMER, SUPPLIER, loc, lpn, post

LOCATIONS = [loc("A-01"), loc("A-02"), loc("DOCK-1")]
UNITS = ["P-1", "P-2", "T-1", "T-2"]
SERIALS = ["S1", "S2", "S3"]
PLACES = [*LOCATIONS, SUPPLIER, CUSTOMER, *map(lpn, UNITS)]
ORDER = DocLine("order", "SO-1", 1)

_place = st.sampled_from(PLACES)
_unit_target = st.sampled_from([*LOCATIONS, SUPPLIER, CUSTOMER, *map(lpn, UNITS)])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("goods"), st.integers(1, 9), _place, _place, st.sampled_from(["", "L"])),
        st.tuples(st.just("unit"), st.sampled_from(UNITS), _unit_target),
        st.tuples(st.just("unit"), st.sampled_from(UNITS), _unit_target),
        st.tuples(st.just("serial"), st.sampled_from(SERIALS), _place),
        st.tuples(st.just("serial"), st.sampled_from(SERIALS), st.sampled_from(list(map(lpn, UNITS)))),
        st.tuples(st.just("undo"), st.integers(0, 3)),
        st.tuples(st.just("word"), st.integers(0, 3), st.sampled_from(["agrees", "conflicts"])),
        st.tuples(st.just("told"), st.sampled_from(["count", "finding", "clock"])),
    ),
    min_size=40,
    max_size=120,
)


def live(store: Store, acts: list[tuple[Any, ...]]) -> None:
    """Do all that can be done; what contradicts the book is left out, as on the floor."""
    done: list[tuple[str, Movement]] = []
    for number, act in enumerate(acts):
        if (draft := _draft(store, act, done, number)) is None:
            continue
        with contextlib.suppress(PostingError):
            post(store, draft, source=f"act-{number}")
            if isinstance(draft.body, Movement):
                ident = store.cursor.execute("SELECT id FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()[0]
                done.append((ident, draft.body))


def _draft(store: Store, act: tuple[Any, ...], done: list[tuple[str, Movement]], number: int) -> Draft | None:
    with contextlib.suppress(ValueError):
        match act:
            case ("goods", qty, source, target, lot):
                goods = Goods(StockKey("TEA", lot=lot), qty, catch_qty=qty * 1000 if lot else None)
                return Draft(Movement("transfer", goods, source, target, ORDER, ("code",)), op="op-1")
            case ("unit", code, target):
                row = store.cursor.execute("SELECT parent FROM lpn WHERE code = ?", (code,)).fetchone()
                source = Place(row[0]) if row else SUPPLIER
                return Draft(Movement("transfer", WholeLpn(code), source, target), op="op-2")
            case ("serial", serial, target):
                row = store.cursor.execute("SELECT place FROM serial WHERE serial = ?", (serial,)).fetchone()
                goods = Goods(StockKey("DRILL"), 1, serials=(serial,))
                return Draft(Movement("transfer", goods, Place(row[0]) if row else SUPPLIER, target), op="op-1")
            case ("undo", back) if len(done) > back:
                ident, movement = done[-1 - back]
                return Draft(reversed_(movement), op="op-1", corrects=ident)
            case ("word", back, verdict) if len(done) > back:
                return Draft(Evidence(done[-1 - back][0], "weight", verdict))
            case ("told", "count"):
                return Draft(Count(loc("A-01"), {"B1": 1}, (CountLine(StockKey("TEA"), 1, 1),), "agreed"))
            case ("told", "finding"):
                return Draft(Finding(f"f{number}", "opened", "odd", {"lpn": "P-1"}, loc("A-02"), "TEA"))
            case ("told", "clock"):
                return Draft(ClockStated(60_000, "synced"))
    return None


def all_entries(path: Path) -> list[dict[str, Any]]:
    """Every entry as a wire object, the past epochs' first."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        past = db.execute("SELECT body FROM past ORDER BY number, seq").fetchall()
        return [json.loads(body) for (body,) in [*past, *db.execute("SELECT body FROM ledger ORDER BY seq")]]


def about(fields: dict[str, Any]) -> set[str]:
    """What an entry is about, written down another way."""
    words = {str(fields.get(role)) for role in ("src", "dst", "place")}
    words |= {f"op:{fields.get(role)}" for role in ("op", "approver")}
    words |= {f"of:{fields.get(role)}" for role in ("of", "corrects")}
    words |= {f"lpn:{fields.get('lpn')}", f"lpn:{fields.get('args', {}).get('lpn')}", f"item:{fields.get('item')}"}
    words |= {f"item:{line['item']}" for line in fields.get("lines", [])}
    words |= {f"serial:{serial}" for serial in fields.get("serials", [])}
    words |= {f"doc:{fields.get('doc', {}).get('id')}"}
    return words | {f"kind:{fields['kind']}"}


def naive_history(entries: list[dict[str, Any]], thing: str) -> list[tuple[int, str, int]]:
    """What touched or carried a unit (`lpn:P-1`) or a serial (`serial:S1`): number from 0, carrier, life."""
    stands: dict[str, str] = {}
    found, life, left = [], 1, False
    for number, fields in enumerate(entries):
        moved = fields["kind"] == "movement"
        moves = {f"lpn:{fields.get('lpn')}", *(f"serial:{serial}" for serial in fields.get("serials", []))}
        own = moved and thing in moves
        above, place = [], stands.get(thing, "")
        while place.startswith("lpn:"):
            above.append(place)
            place = stands.get(place, "")
        if own:
            comes_in = left and fields["src"].startswith("virt:") and "corrects" not in fields
            life, left = life + comes_in, fields["dst"].startswith("virt:") and "corrects" not in fields
        if thing in about(fields):
            found.append((number, "", life))
        elif moved and f"lpn:{fields.get('lpn')}" in above:
            found.append((number, fields["lpn"], life))
        if moved:
            stands |= dict.fromkeys(moves, fields["dst"])
    return found


class Refold:
    """All entries posted again, one after the other: what the book said after each."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator["Moment"]:
        with contextlib.closing(scratch()) as db:
            posting = Posting(db.cursor())
            yield Moment(db)
            for fields in self._entries:
                posting.apply(from_json(fields))
                yield Moment(db)


class Moment:
    """The tables at one moment."""

    def __init__(self, db: sqlite3.Connection) -> None:
        units = db.execute("SELECT code, parent, location FROM lpn").fetchall()
        self.parents = {code: parent for code, parent, _where in units if parent.startswith(("loc:", "lpn:"))}
        self.where = {f"lpn:{code}": where for code, _parent, where in units}
        self.balances = {
            (place, item, lot): (qty, catch)
            for place, item, lot, qty, catch in db.execute("SELECT place, item, lot, qty, catch_qty FROM balance")
        }

    def of_item(self, item: str) -> dict[Any, Any]:
        return {account: amount for account, amount in self.balances.items() if account[1] == item}

    def within(self, place: str) -> dict[Any, Any]:
        """What stood in a place, in units too."""
        return {account: amount for account, amount in self.balances.items() if place in self._above(account[0])}

    def _above(self, place: str) -> list[str]:
        above = [place]
        while place.startswith("lpn:") and place[4:] in self.parents:
            place = self.parents[place[4:]]
            above.append(place)
        return above
