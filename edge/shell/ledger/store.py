"""The store: the one writer of the book. Entries, balances, sessions and durable effects in one transaction.

    begin -> (decide on `view` -> write) ... -> commit        the next decision sees what was written before it
          -> rollback                                         gives back the chain as it was

What is written may wait, at the latest for the commit: rows of the ledger, movements of goods, sessions. `view` sees to
it that what it is asked for is there; whoever reads tables past it, within the transaction, calls `settle` first, and
sessions are in no table before the commit. An entry that contradicts the book may so be refused later than its `write`.

Group commit is the caller's: one `commit` a batch is one fsync a batch.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from edge.core.decision import Decision
from edge.core.entry import Draft, Entry, Finding, Stamp
from edge.core.entry_id import entry_id
from edge.core.entry_json import genesis
from edge.core.event import ShelfStep
from edge.core.message import Arg
from edge.core.policy import Policy
from edge.core.session import Session
from edge.core.view import Station
from edge.shell.ledger import tables as t
from edge.shell.ledger.chain_end import ChainEnd
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import StoreError, WritingConnection, open_writer, positional, sql
from edge.shell.ledger.due_sql import prepare_due
from edge.shell.ledger.effects import keep
from edge.shell.ledger.negative import Negative
from edge.shell.ledger.posting import Posting
from edge.shell.ledger.rooms_sql import prepare_rooms
from edge.shell.ledger.session_json import dump_session
from edge.shell.ledger.shelf_steps import load_shelf_step
from edge.shell.ledger.store_view import StoreView
from edge.shell.ledger.touched_sql import prepare_touched

CENTRAL: Final = "central"

_RANGE = sql(
    select(t.ledger.c.seq, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq)
    .limit(bindparam("limit"))
)
_IN_PAST = sql(select(t.past.c.seq).where(t.past.c.id == bindparam("id")).limit(1))
_HASH_OF = sql(select(t.ledger.c.hash).where(t.ledger.c.seq == bindparam("seq")))
_SESSION = insert(t.session).values(station=bindparam("station"), body=bindparam("body"))
_PUT_SESSION = positional(
    _SESSION.on_conflict_do_update(index_elements=["station"], set_={"body": _SESSION.excluded.body}), "station", "body"
)
_DUE = sql(
    select(t.effect.c.body)
    .where(t.effect.c.kind == "shelf-step", t.effect.c.due_ms <= bindparam("now_ms"))
    .order_by(t.effect.c.due_ms)
    .limit(100)
)
_NEXT_DUE = sql(select(func.min(t.effect.c.due_ms)).where(t.effect.c.kind == "shelf-step"))
_CURSOR = sql(select(t.cursor.c.epoch, t.cursor.c.upto).where(t.cursor.c.consumer == bindparam("consumer")))
_CURSOR_ROW = insert(t.cursor).values({name: bindparam(name) for name in ("consumer", "epoch", "upto")})
_PUT_CURSOR = sql(
    _CURSOR_ROW.on_conflict_do_update(
        index_elements=["consumer"],
        set_={"epoch": _CURSOR_ROW.excluded.epoch, "upto": _CURSOR_ROW.excluded.upto},
    )
)

_OPEN_FINDINGS = sql(
    select(t.finding.c.id, t.finding.c.code, t.finding.c.args, t.finding.c.opened_ms)
    .where(t.finding.c.state == "opened")
    .order_by(t.finding.c.opened_ms)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Row:
    """One ledger row as stored: what is sent upstream is exactly `body` and `hash`."""

    seq: int
    body: str
    hash: str


class EntryLostError(StoreError):
    """An entry cannot be read where it should stand: which one, and what to do. The store itself can be used."""


class Archive(Protocol):
    """Entries that have left the ledger, as the store asks for them (edge/shell/copies/archive_reader.py)."""

    is_reading: bool
    """Whether `rows` gave none because there is more to read up to the first: ask again, at once."""

    def rows(self, after: int, limit: int) -> Sequence[Row]: ...
    def hash_of(self, seq: int) -> str | None: ...
    def rest(self) -> None: ...


class Store:
    """The writer. All calls come from the loop's thread. Raises `StoreError` at opening, `sqlite3.Error` later."""

    def __init__(
        self,
        path: Path,
        site: str,
        box: str,
        stations: Mapping[str, Station] | None = None,
        policy: Policy | None = None,
    ) -> None:
        self._connection = open_writer(path, site, box)
        self._cursor = self._connection.cursor(Cursor)
        self.view = StoreView(self._cursor, site, stations or {}, policy or Policy())
        self._posting = Posting(self._cursor)
        prepare_rooms(self._connection)
        prepare_due(self._connection)
        prepare_touched(self._connection)
        self._box = box
        self.archive: Archive | None = None
        facts = dict(self._cursor.execute("SELECT name, value FROM meta").fetchall())
        self.epoch: str = facts["epoch"]
        self._end = ChainEnd(self._cursor, genesis(site, box, self.epoch))
        self._has_past = self._cursor.execute("SELECT number FROM past_epoch LIMIT 1").fetchone() is not None
        self._unwritten: dict[str, Session] = {}
        self._position = {box: self._end.seq}
        self.view.at_position(self._position, self.settle, self._posting.settle, self._posting.settle_for)

    @property
    def last_seq(self) -> int:
        """The last committed entry."""
        return self._end.committed_seq

    @property
    def head(self) -> tuple[int, str]:
        """The last entry written, committed or not: its seq and hash; of none, 0 and the hash before the first."""
        return self._end.settle()

    @property
    def connection(self) -> WritingConnection:
        """The one writing connection: for what concerns the file as a whole."""
        return self._connection

    @property
    def cursor(self) -> Cursor:
        """The open transaction, for the shell's own tables (reference data)."""
        return self._cursor

    def begin(self) -> None:
        self._cursor.execute("BEGIN IMMEDIATE")

    def settle(self) -> None:
        """Write the rows of the entries so far, and what they sum to: for who reads tables within the transaction.

        Raises `PostingError`, and `ValueError` or `TypeError` where an entry has no canonical form.
        """
        self._posting.settle()
        self._end.settle()

    def commit(self) -> None:
        """Durable when this returns. Raises what `settle` raises."""
        self.settle()
        for session in self._unwritten.values():
            self._cursor.execute(_PUT_SESSION, (session.station, dump_session(session)))
        self._cursor.execute("COMMIT")
        self._unwritten.clear()
        self._end.committed()

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._cursor.execute("ROLLBACK")
        self._end.rolled_back()
        self._posting.forget()
        self._position[self._box] = self._end.seq
        self._unwritten.clear()
        self.view.rolled_back()

    def write(self, decision: Decision, source: str, stamp: Stamp, now_ms: int) -> list[Entry]:
        """Write a decision on the open transaction; `source` names the event. Raises `PostingError`, or `commit` does.

        An event whose first entry is already in the book has been told before: nothing is written again.
        """
        entries: list[Entry] = []
        if decision.drafts:
            first = entry_id(stamp.at.wall_ms, source, 0)
            if self._was_told(first):
                return []
            self._entries(entries, decision.drafts, first, source, stamp, now_ms)
        if decision.session is not None:
            self.put_session(decision.session)
        for other in decision.others:
            self.put_session(other)
        for effect in decision.effects:
            keep(self._cursor, effect, now_ms)
            self.view.kept(effect)
        return entries

    def put_session(self, session: Session) -> None:
        """The session as the next decision sees it; its row is written once, with the commit."""
        self._unwritten[session.station] = session
        self.view.put_session(session)

    def due_steps(self, now_ms: int) -> list[ShelfStep]:
        """Held shelf steps whose time is over."""
        return [load_shelf_step(body) for (body,) in self._cursor.execute(_DUE, {"now_ms": now_ms}).fetchall()]

    def next_due_ms(self) -> int | None:
        """Wall time at which the next held shelf step ends."""
        due: int | None = self._cursor.execute(_NEXT_DUE).fetchone()[0]
        return due

    def rows(self, after: int, limit: int) -> Sequence[Row]:
        """Committed entries after a seq, in order."""
        found = self._cursor.execute(_RANGE, {"after": after, "limit": limit}).fetchall()
        if after < self.last_seq and (not found or found[0][0] != after + 1) and self.archive is not None:
            return self.archive.rows(after, limit)
        if self.archive is not None:
            self.archive.rest()
        return [Row(*row) for row in found if row[0] <= self.last_seq]

    def hash_of(self, seq: int) -> str:
        """The hash of an entry; of 0, the one before the first. Raises `EntryLostError` where it cannot be read."""
        if seq == 0:
            return genesis(self.view.site, self._box, self.epoch)
        row = self._cursor.execute(_HASH_OF, {"seq": seq}).fetchone()
        if row is not None:
            return str(row[0])
        if self.archive is None or (archived := self.archive.hash_of(seq)) is None:
            raise EntryLostError(f"entry {seq} cannot be read, in the store or its archive; put its archive file back")
        return archived

    def acked(self, consumer: str = CENTRAL) -> int:
        """How far a consumer of the ledger is; 0 when it knows another epoch."""
        row = self._cursor.execute(_CURSOR, {"consumer": consumer}).fetchone()
        return int(row[1]) if row and row[0] == self.epoch else 0

    def put_acked(self, upto: int, consumer: str = CENTRAL) -> None:
        self._cursor.execute(_PUT_CURSOR, {"consumer": consumer, "epoch": self.epoch, "upto": upto})

    def open_findings(self, limit: int = 200) -> list[tuple[str, str, dict[str, str | int], int]]:
        """Findings that wait for a person, oldest first: id, code, arguments, when."""
        rows = self._cursor.execute(_OPEN_FINDINGS, {"limit": limit}).fetchall()
        return [(ident, code, json.loads(args), opened_ms) for ident, code, args, opened_ms in rows]

    def close(self) -> None:
        """Fold the write-ahead log in and let go of the file."""
        self._connection.close()

    def _entries(
        self, entries: list[Entry], drafts: Sequence[Draft], first: str, source: str, stamp: Stamp, now_ms: int
    ) -> None:
        """Append what was decided, the first under an id known already, and what posting it has to tell."""
        negative: list[tuple[str, Negative]] = []
        for draft in drafts:
            ident = entry_id(stamp.at.wall_ms, source, len(entries)) if entries else first
            entry = self._append(ident, draft, stamp, now_ms)
            entries.append(entry)
            negative += [(entry.id, below) for below in self._posting.take(entry)]
        for cause, below in negative:
            ident = entry_id(stamp.at.wall_ms, source, len(entries))
            told = self._append(ident, Draft(below_zero(cause, below)), stamp, now_ms)
            self._posting.take(told)
            entries.append(told)

    def _append(self, ident: str, draft: Draft, stamp: Stamp, now_ms: int) -> Entry:
        entry = self._end.append(ident, stamp, draft, now_ms)
        self._position[self._box] = entry.seq
        self.view.wrote(entry)
        return entry

    def _was_told(self, ident: str) -> bool:
        """Whether an entry is in the book, or in that of an earlier epoch of this box."""
        if self._has_past and self._cursor.execute(_IN_PAST, {"id": ident}).fetchone() is not None:
            return True
        return self._end.has(ident)


def below_zero(cause: str, below: Negative) -> Finding:
    """What a person must look at when an account went below zero, be it with a supervisor's leave, or its weight."""
    code, left = below.place.code, below.qty
    if left >= 0:
        off: dict[str, Arg] = {"item": below.item, "place": code, "quantity": left, "weight": below.catch_qty}
        return Finding(f"{cause}/catch-weight/{below.side}", "opened", "catch-weight-off", off, below.place, below.item)
    args: dict[str, Arg] = {"item": below.item, "place": code, "quantity": left}
    return Finding(f"{cause}/negative", "opened", "negative-stock", args, below.place, below.item)
