"""The book for readers: verify, show, stock. Read-only, on a connection of its own; safe beside the running daemon.

Verifying walks the chain and posts every entry once more, with the code that posted it first, into tables in memory:
what the store's own derived tables hold must be the same, row by row.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from edge.core.canonical import canonical
from edge.core.entry_json import chain, from_json, genesis
from edge.core.stock import KEY_FIELDS, StockKey
from edge.shell import tables as t
from edge.shell.database import open_reader, scratch, sql
from edge.shell.posting import Posting, PostingError

_ENTRIES: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.id, t.ledger.c.kind, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq)
)
_FACTS: Final = sql(select(t.meta.c.name, t.meta.c.value))
_BALANCES: Final = sql(
    select(*(t.balance.c[name] for name in ("place", *KEY_FIELDS, "qty")))
    .where(t.balance.c.qty != 0)
    .order_by(t.balance.c.place, t.balance.c.item, t.balance.c.lot, t.balance.c.expiry)
)
_LPNS: Final = sql(select(t.lpn.c.code, t.lpn.c.parent, t.lpn.c.location).order_by(t.lpn.c.code))
_ALL: Final = {table.name: sql(select(table).order_by(*table.primary_key.columns)) for table in t.DERIVED}
_HOLDS: Final = {
    "balance": "the balances are",
    "stock": "the stock is",
    "lpn": "the handling units are",
    "serial": "the serial numbers are",
    "progress": "the progress of the documents is",
    "outcome": "the outcomes of the documents are",
    "finding": "the findings are",
    "unwitnessed": "what waits for a scale is",
}
_ACKED: Final = sql(select(t.cursor.c.upto).where(t.cursor.c.epoch == bindparam("epoch")))
_SUMS: Final = sql(select(t.balance.c.item, func.sum(t.balance.c.qty)).group_by(t.balance.c.item))
_LAST: Final = sql(select(func.max(t.ledger.c.seq)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying the book found. `first_bad` names the first entry that is not as it was written.

    `balances_match`: all derived tables (balances, stock, units, serials, progress, outcomes, findings) are what the
    entries sum to.
    """

    entries: int
    last_hash: str
    first_bad: int | None
    reason: str
    sum_zero: bool
    balances_match: bool

    @property
    def ok(self) -> bool:
        return self.first_bad is None and self.sum_zero and self.balances_match


@dataclass(frozen=True, slots=True)
class Standing:
    """Goods in a place. `location` is the place itself, or where the handling unit stands."""

    place: str
    location: str
    key: StockKey
    qty: int


class Book:
    """A reader of one store. Raises `StoreError` when there is none."""

    def __init__(self, path: Path) -> None:
        self._connection = open_reader(path)
        self._facts: dict[str, str] = dict(self._connection.execute(_FACTS).fetchall())

    @property
    def facts(self) -> dict[str, str]:
        """Site, box and epoch."""
        return self._facts

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is read in the body is of one moment, whatever the daemon writes meanwhile."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def last_seq(self) -> int:
        return int(self._connection.execute(_LAST).fetchone()[0] or 0)

    def entries(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """Entries as they travel, with their hash."""
        for _seq, _ident, _kind, body, digest in self._rows(after):
            yield json.loads(body) | {"hash": digest}

    def stock(self) -> Iterator[Standing]:
        """All balances that are not zero, virtual places included."""
        where = {f"lpn:{code}": location for code, _parent, location in self._connection.execute(_LPNS)}
        for place, *key, qty in self._connection.execute(_BALANCES):
            yield Standing(place, where.get(place, place), StockKey(*key), qty)

    def units(self) -> Iterator[tuple[str, str, str]]:
        """Handling units: code, parent place, location."""
        yield from self._connection.execute(_LPNS)

    def verify(self) -> Verdict:
        """Walk the chain, post all entries again and hold the result against the tables, all at one moment."""
        with self.at_once(), contextlib.closing(scratch()) as again:
            return self._verify(again)

    def _verify(self, again: sqlite3.Connection) -> Verdict:
        previous = genesis(self._facts["site"], self._facts["box"], self._facts["epoch"])
        posting = Posting(again.cursor())
        expected, bad, reason = 1, None, ""
        for seq, ident, kind, body, digest in self._rows(0):
            bad, reason = _check(seq, ident, kind, body, digest, previous, expected)
            if bad is None:
                bad, reason = _post(posting, seq, body)
            if bad is not None:
                break
            previous, expected = digest, seq + 1
        if bad is None and (acked := self._acked()) >= expected:
            bad, reason = expected, f"entry {expected} is missing: central has acknowledged entries up to {acked}"
        wrong = self._wrong(again) if bad is None else ""
        zero = all(total == 0 for _item, total in self._connection.execute(_SUMS))
        return Verdict(expected - 1, previous, bad, reason or wrong, zero, not wrong)

    def _acked(self) -> int:
        rows = self._connection.execute(_ACKED, {"epoch": self._facts["epoch"]})
        return max((upto for (upto,) in rows), default=0)

    def _wrong(self, again: sqlite3.Connection) -> str:
        """Which of the tables is not what the entries sum to; '' for none."""
        for table in t.DERIVED:
            held, folded = self._connection.execute(_ALL[table.name]), again.execute(_ALL[table.name])
            if any(one != other for one, other in zip_longest(held, folded)):
                return f"{_HOLDS[table.name]} not what the entries sum to (table {table.name})"
        return ""

    def _rows(self, after: int) -> sqlite3.Cursor:
        return self._connection.execute(_ENTRIES, {"after": after})


def _check(
    seq: int, ident: str, kind: str, body: str, digest: str, previous: str, expected: int
) -> tuple[int | None, str]:
    """The seq that is wrong and why, or (None, '')."""
    if seq != expected:
        return expected, f"entry {expected} is missing, the next one there is {seq}"
    try:
        fields = json.loads(body)
        same = canonical(fields).decode() == body
    except (ValueError, TypeError) as error:
        return seq, f"entry {seq} is not an entry: {error}"
    if not same or (fields.get("seq"), fields.get("id"), fields.get("kind")) != (seq, ident, kind):
        return seq, f"entry {seq} does not say what its row says"
    if chain(previous, body.encode()) != digest:
        return seq, f"entry {seq} or the hash before it was changed"
    return None, ""


def _post(posting: Posting, seq: int, body: str) -> tuple[int | None, str]:
    """Post an entry once more: the seq that cannot be and why, or (None, '')."""
    try:
        posting.apply(from_json(json.loads(body)))
    except PostingError as error:
        return seq, f"entry {seq} contradicts those before it: {error}"
    except (KeyError, TypeError, ValueError) as error:
        return seq, f"entry {seq} is not an entry: {error}"
    return None, ""
