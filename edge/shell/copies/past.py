"""Earlier epochs of this box: what a restore left of them, and what was pulled back since.

    past_epoch   number, epoch, upto, hash, complete         one for each store file that was lost
    past         number, seq -> the entry, posted_after      in the order in which they were posted

An entry is taken only where it continues the chain of its epoch. One that contradicts the book as it is now is kept,
not posted, and told as a finding: a person decides; the others go on.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from edge.core.canonical import canonical
from edge.core.entry import Draft, Finding
from edge.core.entry_json import chain, from_json
from edge.core.message import Arg
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.negative import Negative
from edge.shell.ledger.posting import Posting, PostingError
from edge.shell.ledger.store import below_zero

OPENED: Final = "provisional"
"""The fact (in `meta`) that a supervisor let work begin before the past was whole; its value is the epoch then."""
TO_CENTRAL: Final = "central/"
"""Consumers of earlier epochs: how far central has them. A row stays until central has all."""
_TEXT_MAX: Final = 200

_ROWS: Final = ("number", "seq", "id", "kind", "body", "hash", "posted_after", "posted")
_EPOCHS: Final = sql(select(t.past_epoch).order_by(t.past_epoch.c.number))
_ADD: Final = sql(insert(t.past).values({name: bindparam(name) for name in _ROWS}))
_AT: Final = sql(
    update(t.past_epoch)
    .where(t.past_epoch.c.number == bindparam("of"))
    .values(upto=bindparam("upto"), hash=bindparam("hash"))
)
_ADD_EPOCH: Final = sql(
    insert(t.past_epoch).values(complete=0, upto=0, **{name: bindparam(name) for name in ("number", "epoch", "hash")})
)
_COMPLETE: Final = sql(update(t.past_epoch).where(t.past_epoch.c.number == bindparam("of")).values(complete=1))
_SAME_ACT: Final = (
    sql(select(t.ledger.c.seq).where(t.ledger.c.id == bindparam("id"), t.ledger.c.kind == bindparam("kind"))),
    sql(
        select(t.past.c.seq)
        .where(t.past.c.id == bindparam("id"), t.past.c.kind == bindparam("kind"), t.past.c.posted == 1)
        .limit(1)
    ),
)
"""What was told again while its entry was missing here. A finding that the gate left in its place moved nothing."""
_RANGE: Final = sql(
    select(t.past.c.seq, t.past.c.body, t.past.c.hash)
    .where(t.past.c.number == bindparam("number"), t.past.c.seq > bindparam("after"))
    .order_by(t.past.c.seq)
    .limit(bindparam("limit"))
)
_HASH_OF: Final = sql(
    select(t.past.c.hash).where(t.past.c.number == bindparam("number"), t.past.c.seq == bindparam("seq"))
)
_HASH_ARCHIVED: Final = sql(
    select(t.archive.c.hash).where(t.archive.c.epoch == bindparam("epoch"), t.archive.c.last == bindparam("seq"))
)
_FINDING: Final = sql(select(t.finding.c.args).where(t.finding.c.id == bindparam("id")))
_STILL_OPEN: Final = sql(
    select(t.finding.c.id)
    .where(t.finding.c.code == bindparam("code"), t.finding.c.state == "opened")
    .order_by(t.finding.c.id)
)
_FACT: Final = sql(select(t.meta.c.value).where(t.meta.c.name == OPENED))
_PUT_FACT: Final = sql(insert(t.meta).values(name=OPENED, value=bindparam("value")).on_conflict_do_nothing())
_DROP_FACT: Final = sql(delete(t.meta).where(t.meta.c.name == OPENED))
_SENDING: Final = sql(select(t.cursor.c.epoch, t.cursor.c.upto).where(t.cursor.c.consumer == bindparam("consumer")))
_SENT_ROW = insert(t.cursor).values({name: bindparam(name) for name in ("consumer", "epoch", "upto")})
_PUT_SENT: Final = sql(
    _SENT_ROW.on_conflict_do_update(index_elements=["consumer"], set_={"upto": _SENT_ROW.excluded.upto})
)
_DROP_SENT: Final = sql(delete(t.cursor).where(t.cursor.c.consumer == bindparam("consumer")))


class ChainError(ValueError):
    """What came does not continue the chain; the sentence says where. What came before it is held."""


@dataclass(frozen=True, slots=True)
class PastEpoch:
    """One earlier epoch, as far as it is held here."""

    number: int
    epoch: str
    upto: int
    hash: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some entries: the epoch as it is now, a finding for each that contradicts the book or takes a place
    below zero, and why it ended before the last, if it did."""

    epoch: PastEpoch
    findings: list[Draft]
    broken: str


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as it travelled."""

    seq: int
    id: str
    kind: str
    body: str
    hash: str


def told(raw: Mapping[str, Any]) -> Told:
    """The entry of a wire object with its hash. Raises `ChainError` for what is no entry."""
    try:
        body = canonical({name: value for name, value in raw.items() if name != "hash"}).decode()
        seq, words = raw["seq"], tuple(str(raw[name]) for name in ("id", "kind", "hash"))
    except (KeyError, TypeError, ValueError) as error:
        raise ChainError(f"this is no entry: {type(error).__name__} {error}") from error
    if not isinstance(seq, int):
        raise ChainError("this is no entry: its seq is no number")
    return Told(seq, words[0], words[1], body, words[2])


class Past:
    """The earlier epochs, on the writer's open transaction or, to look, outside of one."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._posting = Posting(cursor)

    def epochs(self) -> list[PastEpoch]:
        """All, oldest first."""
        rows = self._cursor.execute(_EPOCHS).fetchall()
        return [PastEpoch(number, epoch, upto, digest, bool(whole)) for number, epoch, upto, digest, whole in rows]

    def add(self, epoch: str, origin: str) -> None:
        """One more epoch is to come back, after all that are known; `origin` is the hash before its first entry."""
        number = max((one.number for one in self.epochs()), default=0) + 1
        self._cursor.execute(_ADD_EPOCH, {"number": number, "epoch": epoch, "hash": origin})

    def incomplete(self) -> list[PastEpoch]:
        return [one for one in self.epochs() if not one.complete]

    def opened(self) -> bool:
        """Whether a supervisor let work begin before the past was whole."""
        return self._cursor.execute(_FACT).fetchone() is not None

    def open(self, epoch: str) -> None:
        self._cursor.execute(_PUT_FACT, {"value": epoch})

    def is_waiting(self) -> bool:
        """Whether work must wait: an epoch is not whole, and nobody has opened the box all the same."""
        return bool(self.incomplete()) and not self.opened()

    def take(self, of: PastEpoch, entries: Iterable[Told], posted_after: int) -> Taken:
        """Hold and post entries that continue an epoch; those already held are passed over.

        Ends at the first that does not continue it, or where `entries` raises `ChainError`: what came before is held.
        """
        upto, digest, findings, why = of.upto, of.hash, list[Draft](), ""
        wrong: list[tuple[str, Negative]] = []
        try:
            for entry in entries:
                if entry.seq <= upto:
                    continue
                _must_continue(entry, upto, digest)
                error, below = self._post(of, entry, posted_after)
                wrong += [(entry.id, one) for one in below]
                if error:
                    findings.append(Draft(_contradicts(of, entry, error)))
                upto, digest = entry.seq, entry.hash
        except ChainError as error:
            why = str(error)
        self._cursor.execute(_AT, {"of": of.number, "upto": upto, "hash": digest})
        findings += self._untold(below_zero(ident, one) for ident, one in wrong)
        return Taken(PastEpoch(of.number, of.epoch, upto, digest, of.complete), findings, why)

    def complete(self, of: PastEpoch) -> list[Draft]:
        """No later entry is missing. With the last epoch, what was opened early is settled, in whatever epoch."""
        self._cursor.execute(_COMPLETE, {"of": of.number})
        if self.incomplete():
            return []
        self._cursor.execute(_DROP_FACT)
        newest = self.epochs()[-1]
        rows = self._cursor.execute(_STILL_OPEN, {"code": "past-missing"}).fetchall()
        return [Draft(Finding(ident, "closed", "past-missing", _upto(newest))) for (ident,) in rows]

    def was_told(self, finding: str) -> bool:
        """Whether the book has a finding of this id, open or closed."""
        return self._cursor.execute(_FINDING, {"id": finding}).fetchone() is not None

    def rows(self, number: int, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Held entries after a seq: seq, body, hash."""
        return self._cursor.execute(_RANGE, {"number": number, "after": after, "limit": limit}).fetchall()

    def hash_of(self, of: PastEpoch, seq: int) -> str | None:
        """The hash of an entry that is held here, or was the last of a run in the archive."""
        for text in (_HASH_OF, _HASH_ARCHIVED):
            row = self._cursor.execute(text, {"number": of.number, "epoch": of.epoch, "seq": seq}).fetchone()
            if row is not None:
                return str(row[0])
        return None

    def at_central(self, epoch: str) -> int | None:
        """How far central has an epoch; None once it has all that is held here."""
        row = self._cursor.execute(_SENDING, {"consumer": TO_CENTRAL + epoch}).fetchone()
        return int(row[1]) if row else None

    def put_at_central(self, of: PastEpoch, upto: int) -> None:
        """Remember how far central has a whole epoch; nothing more once that is all."""
        consumer = TO_CENTRAL + of.epoch
        if of.complete and upto >= of.upto:
            self._cursor.execute(_DROP_SENT, {"consumer": consumer})
        else:
            self._cursor.execute(_PUT_SENT, {"consumer": consumer, "epoch": of.epoch, "upto": upto})

    def _untold(self, findings: Iterable[Finding]) -> list[Draft]:
        """Those that the book does not tell of in the same words: what the entry left when it was first posted came
        back as the entry behind it; behind entries of now, it may have left something else."""
        told = ((one, self._cursor.execute(_FINDING, {"id": one.finding}).fetchone()) for one in findings)
        return [Draft(one) for one, row in told if row is None or json.loads(row[0]) != dict(one.args)]

    def _post(self, of: PastEpoch, entry: Told, posted_after: int) -> tuple[str, tuple[Negative, ...]]:
        """Hold one entry and post it; why it was not posted, or '', and what it left wrong."""
        why, below = self._applied(entry)
        row = {"number": of.number, "posted_after": posted_after, "posted": int(not why)}
        fields = {"seq": entry.seq, "id": entry.id, "kind": entry.kind, "body": entry.body, "hash": entry.hash}
        self._cursor.execute(_ADD, row | fields)
        return why, below

    def _applied(self, entry: Told) -> tuple[str, tuple[Negative, ...]]:
        """As `_post`. An error of the store goes up as it is: it may have ended the transaction, savepoint and all."""
        same = {"id": entry.id, "kind": entry.kind}
        if any(self._cursor.execute(text, same).fetchone() is not None for text in _SAME_ACT):
            return "the same act is in the book already", ()
        self._cursor.execute("SAVEPOINT past")
        try:
            below = self._posting.apply(from_json(json.loads(entry.body)))
        except (PostingError, KeyError, TypeError, ValueError, AttributeError, sqlite3.IntegrityError) as error:
            self._cursor.execute("ROLLBACK TO past")
            self._cursor.execute("RELEASE past")
            return str(error) if isinstance(error, PostingError) else f"{type(error).__name__} {error}", ()
        self._cursor.execute("RELEASE past")
        return "", below


def missing(cursor: sqlite3.Cursor) -> Finding:
    """That people work while entries of before are missing; open until none is."""
    (epoch,) = cursor.execute(sql(select(t.meta.c.value).where(t.meta.c.name == "epoch"))).fetchone()
    return Finding(f"past/{epoch}", "opened", "past-missing", _upto(Past(cursor).epochs()[-1]))


def _upto(of: PastEpoch) -> dict[str, Arg]:
    return {"epoch": of.epoch, "entry": of.upto}


def plain(text: str) -> str:
    """A text from outside, fit for the ledger."""
    return "".join(c if c.isprintable() else "?" for c in text.encode("ascii", "replace").decode()[:_TEXT_MAX])


def _must_continue(entry: Told, upto: int, digest: str) -> None:
    if entry.seq != upto + 1:
        raise ChainError(f"entry {upto + 1} is missing, the next one there is {entry.seq}")
    if chain(digest, entry.body.encode()) != entry.hash:
        raise ChainError(f"entry {entry.seq} does not continue the chain of this box's entries")


def is_contradicting(finding: Draft) -> bool:
    """Whether a finding is of an entry that was not posted."""
    return isinstance(finding.body, Finding) and finding.body.code == "past-contradicts"


def _contradicts(of: PastEpoch, entry: Told, why: str) -> Finding:
    args: dict[str, Arg] = {"entry": entry.seq, "error": plain(why)}
    return Finding(f"past/{of.epoch}/{entry.seq}", "opened", "past-contradicts", args)
