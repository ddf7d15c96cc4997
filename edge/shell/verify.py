"""Verifying a store: the chain is walked and every entry posted once more, with the code that posted it first, into
tables in memory: what the store's own derived tables hold must be the same, row by row.
"""

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.canonical import canonical
from edge.core.entry_json import chain, from_json, genesis
from edge.shell import tables as t
from edge.shell.database import scratch, sql
from edge.shell.posting import Posting, PostingError

_FACTS: Final = sql(select(t.meta.c.name, t.meta.c.value))
_ENTRIES: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.id, t.ledger.c.kind, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq)
)
_ALL: Final = {table.name: sql(select(table).order_by(*table.primary_key.columns)) for table in t.DERIVED}
_HOLDS: Final = {
    "balance": "the balances are",
    "stock": "the stock is",
    "lpn": "the handling units are",
    "serial": "the serial numbers are",
    "progress": "the progress of the documents is",
    "outcome": "the outcomes of the documents are",
    "finding": "the findings are",
}
_ACKED: Final = sql(select(t.cursor.c.upto).where(t.cursor.c.epoch == bindparam("epoch")))
_SUMS: Final = sql(select(t.balance.c.item, func.sum(t.balance.c.qty)).group_by(t.balance.c.item))


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


def verify(connection: sqlite3.Connection) -> Verdict:
    """Walk the chain and refold. `connection` reads, and is inside a transaction: all is of one moment."""
    with contextlib.closing(scratch()) as again:
        return _verify(connection, again)


def _verify(connection: sqlite3.Connection, again: sqlite3.Connection) -> Verdict:
    facts = dict(connection.execute(_FACTS).fetchall())
    previous = genesis(facts["site"], facts["box"], facts["epoch"])
    posting = Posting(again.cursor())
    expected, bad, reason = 1, None, ""
    for seq, ident, kind, body, digest in connection.execute(_ENTRIES, {"after": 0}):
        bad, reason = _check(seq, ident, kind, body, digest, previous, expected)
        if bad is None:
            bad, reason = _post(posting, seq, body)
        if bad is not None:
            break
        previous, expected = digest, seq + 1
    if bad is None and (acked := _acked(connection, facts["epoch"])) >= expected:
        bad, reason = expected, f"entry {expected} is missing: central has acknowledged entries up to {acked}"
    wrong = _wrong(connection, again) if bad is None else ""
    zero = all(total == 0 for _item, total in connection.execute(_SUMS))
    return Verdict(expected - 1, previous, bad, reason or wrong, zero, not wrong)


def _acked(connection: sqlite3.Connection, epoch: str) -> int:
    return max((upto for (upto,) in connection.execute(_ACKED, {"epoch": epoch})), default=0)


def _wrong(connection: sqlite3.Connection, again: sqlite3.Connection) -> str:
    """Which of the tables is not what the entries sum to; '' for none."""
    for table in t.DERIVED:
        held, folded = connection.execute(_ALL[table.name]), again.execute(_ALL[table.name])
        if any(one != other for one, other in zip_longest(held, folded)):
            return f"{_HOLDS[table.name]} not what the entries sum to (table {table.name})"
    return ""


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
