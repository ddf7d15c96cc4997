"""Verifying a store: its chains are walked (chain_walk.py) and every entry is posted once more, with the code that
posted it first, into empty tables: what the store's own derived tables hold must be the same, row by row.

    past epochs, oldest first -> the present one, slice by slice -> at one moment: the rest of it, the sums, the tables

The slices are read one by one, so that a daemon beside it can fold its write-ahead log in meanwhile; memory is bounded
by a slice and by what SQLite keeps of the refolded tables.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson
from sqlalchemy import bindparam, func, literal_column, select, union_all

from edge.core.checkpoint import origin
from edge.core.entry_json import from_json
from edge.shell.audit.chain_walk import BadEntry, Chain, Row, check_marks
from edge.shell.audit.verdict import Terms, Verdict, Walked
from edge.shell.audit.verify_schema import as_it_stands, damage, unprotected
from edge.shell.audit.verify_tables import ArchivedCounts, wrong_table
from edge.shell.audit.witness import Heard, vouched_upto
from edge.shell.copies.archive_reader import ArchiveError
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import scratch, sql
from edge.shell.ledger.posting import Posting, PostingError

_UNFIT: Final = (sqlite3.IntegrityError, sqlite3.ProgrammingError)
"""What SQLite says of a value that no column takes."""
SLICE: Final = 5_000
"""Entries read at once."""
TRIES: Final = 3
Archived: TypeAlias = Callable[[str], Iterable[Row]]
"""The entries in the archive of an epoch ('' for the present one), in order from its first."""

_FACTS: Final = sql(select(t.meta.c.name, t.meta.c.value))
_ENTRY: Final = ("seq", "id", "kind", "body", "hash")
_ENTRIES: Final = sql(
    select(*(t.ledger.c[name] for name in _ENTRY))
    .where(t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq)
    .limit(SLICE)
)
_FIRST: Final = sql(select(func.min(t.ledger.c.seq)))
_LEAVING: Final = sql(select(func.min(t.ledger.c.seq)).where(t.ledger.c.seq <= bindparam("upto")))
_CAME_BACK: Final = sql(
    select(func.min(t.past.c.seq)).where(t.past.c.number == bindparam("number"), t.past.c.seq <= bindparam("upto"))
)
_EPOCHS: Final = sql(select(t.past_epoch).order_by(t.past_epoch.c.number))
_PAST: Final = sql(
    select(*(t.past.c[name] for name in _ENTRY))
    .where(t.past.c.number == bindparam("number"), t.past.c.seq > bindparam("after"))
    .order_by(t.past.c.seq)
    .limit(SLICE)
)
_POSTED: Final = sql(
    select(t.past.c.posted_after, t.past.c.number, t.past.c.seq, t.past.c.body)
    .where(t.past.c.posted == 1)
    .order_by(t.past.c.posted_after, t.past.c.number, t.past.c.seq)
)
_MARKS: Final = sql(
    select(*(t.archive.c[name] for name in ("first", "last", "prev_hash", "hash")))
    .where(t.archive.c.epoch == bindparam("epoch"))
    .order_by(t.archive.c.first)
)
_ARCHIVE_ENDS: Final = sql(select(t.archive.c.epoch, func.max(t.archive.c.last)).group_by(t.archive.c.epoch))
_OF_EPOCH: Final = select(t.past_epoch.c.number).where(t.past_epoch.c.epoch == bindparam("epoch")).scalar_subquery()
_FOLLOWED: Final = sql(
    union_all(
        select(t.past.c.seq, t.past.c.hash).where(t.past.c.number == _OF_EPOCH, t.past.c.seq <= bindparam("upto")),
        select(t.archive.c.last, t.archive.c.hash).where(
            t.archive.c.epoch == bindparam("epoch"), t.archive.c.last <= bindparam("upto")
        ),
    )
    .order_by(literal_column("1").desc())
    .limit(1)
)
_ACKED: Final = sql(select(t.cursor.c.upto).where(t.cursor.c.epoch == bindparam("epoch")))
_SUMS: Final = sql(select(t.balance.c.item, func.sum(t.balance.c.qty)).group_by(t.balance.c.item))


def verify(connection: sqlite3.Connection, terms: Terms | None = None, archived: Archived | None = None) -> Verdict:
    """Walk all chains and refold. `connection` reads and is in no transaction; without `archived`, archives are not
    read: then the walk begins after them, and nothing is refolded."""
    before, connection.text_factory = connection.text_factory, as_it_stands
    try:
        return _verified(connection, terms or Terms(), archived)
    finally:
        connection.text_factory = before


def _verified(connection: sqlite3.Connection, terms: Terms, archived: Archived | None) -> Verdict:
    if gone := damage(connection):
        return Verdict(0, "", None, gone, sum_zero=False, balances_match=False, folded=False, is_book_bad=True)
    for _ in range(TRIES):
        ends = _archive_ends(connection)
        with contextlib.closing(scratch()) as again:
            verdict = _Verifying(connection, again, terms, archived).run()
        if verdict.ok or ends == _archive_ends(connection):
            break  # else entries went into the archive while they were looked for
    return verdict


@dataclass(slots=True)
class _Verifying:
    connection: sqlite3.Connection
    again: sqlite3.Connection
    terms: Terms
    archived: Archived | None
    facts: dict[str, str] = field(init=False)
    chains: list[Chain] = field(default_factory=list)
    posting: Posting = field(init=False)
    counts: ArchivedCounts = field(default_factory=ArchivedCounts)
    folded: bool = True
    awaited: str = ""
    waiting: Iterator[tuple[int, str, dict[str, Any]]] = field(init=False)
    """Entries of earlier epochs, in the order in which they were posted: after which entry, what it is, its fields."""
    next: tuple[int, str, dict[str, Any]] | None = None

    def run(self) -> Verdict:
        self.facts = dict(self.connection.execute(_FACTS).fetchall())
        self.posting = Posting(self.again.cursor())
        try:
            past = self.connection.execute(_EPOCHS).fetchall()
            for number, epoch, upto, digest, complete in past:
                self._past(number, epoch, upto, digest, complete=bool(complete))
            self.waiting = self._posted([(number, epoch) for number, epoch, *_ in past])
            self._step()
            return self._present()
        except BadEntry as bad:
            return self._verdict(bad.reason, bad)
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def _past(self, number: int, epoch: str, upto: int, digest: str, *, complete: bool) -> None:
        chain = self._chain(epoch, epoch)
        after = chain.seq
        (twice,) = self.connection.execute(_CAME_BACK, {"number": number, "upto": after}).fetchone()
        if twice is not None:
            raise BadEntry(twice, f"entry {twice} stands here, and is in the archive")
        while rows := self.connection.execute(_PAST, {"number": number, "after": after}).fetchall():
            for row in rows:
                chain.take(row)
            after = rows[-1][0]
        if (chain.seq, chain.hash) != (upto, digest):
            raise BadEntry(chain.seq + 1, f"entry {chain.seq + 1} is missing: entries up to {upto} were here")
        if complete:
            chain.end()
        elif missing := chain.missing():
            upto = max(missing.note.head.size, chain.seq + 1)
            some = f"entries {chain.seq + 1} to {upto}" if upto > chain.seq + 1 else f"entry {upto}"
            are = "are" if upto > chain.seq + 1 else "is"
            self.awaited = f"{some} of the epoch before the restore {are} not here yet: {missing.file} vouches for more"

    def _present(self) -> Verdict:
        chain = self._chain(self.facts["epoch"], "")
        while len(rows := self._slice(chain.seq)) == SLICE:
            self._take(chain, rows)
        self.connection.execute("BEGIN")  # what is left and all tables are of one moment
        while rows := self._slice(chain.seq):
            self._take(chain, rows)
        self._post_until(None)
        chain.end()
        self._check_followed()
        if (acked := _acked(self.connection, chain.epoch)) > chain.seq:
            missing = chain.seq + 1
            raise BadEntry(missing, f"entry {missing} is missing: central has acknowledged entries up to {acked}")
        wrong = wrong_table(self.connection, self.again, self.counts) if self.folded else ""
        return self._verdict(wrong or self._outside(), None, balances_match=not wrong)

    def _keys(self) -> list[str]:
        """Those that a person gave, and those that the book names so far."""
        return [*self.terms.keys, *(key for chain in self.chains for _seq, key in chain.keys)]

    def _check_followed(self) -> None:
        """Each epoch goes on from the one before it as that was: nobody has put another in its place since."""
        for said in (one for chain in self.chains for one in chain.follows):
            epoch, upto = said["epoch"], said["upto"]
            last, digest = self.connection.execute(_FOLLOWED, {"epoch": epoch, "upto": upto}).fetchone() or (0, "")
            if last < upto:
                why = f"entry {last + 1} of epoch {epoch} is missing: the next epoch goes on from its entry {upto}"
                raise BadEntry(last + 1, why, epoch=epoch)
            if upto and digest != said.get("hash"):
                why = f"the next epoch goes on from another entry {upto} of epoch {epoch}: it was rewritten up to there"
                raise BadEntry(upto, why, since=1, epoch=epoch)

    def _chain(self, epoch: str, archive: str) -> Chain:
        """The chain of an epoch, at the end of its archive; what is in that is walked where it can be read."""
        chain = Chain(self.facts["site"], self.facts["box"], epoch, self.terms.witnesses, self._keys())
        self.chains.append(chain)
        if not archive:
            self._refuse_below()
        marks = self.connection.execute(_MARKS, {"epoch": archive}).fetchall()
        end = check_marks(marks, chain.hash)
        leaving = self._leaving(chain.epoch, end) if marks and not archive else None
        if marks and self.archived is None:
            self.folded = False
            chain.begin_after(*end)
        elif self.archived is not None:
            self._walk_archive(chain, archive, end, leaving)
        return chain

    def _refuse_below(self) -> None:
        (first,) = self.connection.execute(_FIRST).fetchone()
        if first is not None and first <= 0:
            raise BadEntry(first, f"entry {first} was inserted: a book begins with entry 1")

    def _leaving(self, epoch: str, end: tuple[int, str]) -> Row | None:
        """The first entry of the archive that still stands in the ledger; those after it continue it to the end."""
        (first,) = self.connection.execute(_LEAVING, {"upto": end[0]}).fetchone()
        if first is None:
            return None
        left = self._slice(first - 1)
        chain = Chain(self.facts["site"], self.facts["box"], epoch, ())
        chain.begin_after(first, left[0][4])
        rows = left[1:]
        while chain.seq < end[0]:
            for row in rows[: end[0] - chain.seq]:
                chain.take(row)
            if chain.seq < end[0] and not (rows := self._slice(chain.seq)):
                raise BadEntry(chain.seq + 1, f"entry {chain.seq + 1} is missing: those before it stand here")
        if chain.hash != end[1]:
            raise BadEntry(end[0], f"entry {end[0]} is another than the last in the archive")
        return left[0]

    def _walk_archive(self, chain: Chain, archive: str, end: tuple[int, str], leaving: Row | None) -> None:
        for row in self._archived(chain, archive):
            if leaving is not None and row[0] == leaving[0] and row != leaving:
                raise BadEntry(row[0], f"entry {row[0]} stands here otherwise than in the archive")
            fields = chain.take(row)
            if not archive and not self.counts.take(fields):
                self._post(f"entry {row[0]}", row[0], fields)
        if (chain.seq, chain.hash) != end:
            raise BadEntry(chain.seq + 1, f"entry {chain.seq + 1} is not in the archive, which has them up to {end[0]}")

    def _archived(self, chain: Chain, archive: str) -> Iterator[Row]:
        """A file that cannot be read, or is not as it was, is bad from its first entry to its last."""
        assert self.archived is not None
        try:
            yield from self.archived(archive)
        except ArchiveError as error:
            marks = self.connection.execute(_MARKS, {"epoch": archive}).fetchall()
            first, last = next((one[:2] for one in marks if one[0] <= chain.seq + 1 <= one[1]), (chain.seq + 1,) * 2)
            why = f"{error}; it holds the entries {first} to {last}"
            raise BadEntry(last, why, since=first) from error

    def _slice(self, after: int) -> list[Row]:
        return self.connection.execute(_ENTRIES, {"after": after}).fetchall()

    def _take(self, chain: Chain, rows: Sequence[Row]) -> None:
        for row in rows:
            fields = chain.take(row)
            if self.folded:
                self._post(f"entry {row[0]}", row[0], fields)

    def _post(self, name: str, seq: int, fields: dict[str, Any]) -> None:
        """Post an entry of the present epoch once more, after those of earlier ones that came before it."""
        self._post_until(seq)
        self._apply(name, seq, fields)

    def _post_until(self, seq: int | None) -> None:
        while self.next is not None and (seq is None or self.next[0] < seq):
            self._apply(self.next[1], self.next[2]["seq"], self.next[2])
            self._step()

    def _step(self) -> None:
        self.next = next(self.waiting, None) if self.folded else None

    def _apply(self, name: str, seq: int, fields: dict[str, Any]) -> None:
        try:
            self.posting.apply(from_json(fields))
        except PostingError as error:
            raise BadEntry(seq, f"{name} contradicts those before it: {error}") from error
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            sqlite3.IntegrityError,
            sqlite3.ProgrammingError,
        ) as error:
            raise BadEntry(seq, f"{name} is not an entry: {error}") from error

    def _posted(self, epochs: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Earlier entries as they were posted; what an epoch has in its archive, before the rest of it."""
        names, read = dict(epochs), set[int]()
        for after, number, seq, body in self.connection.execute(_POSTED):
            yield from self._posted_archive(after, [one for one in names if one <= number and one not in read], names)
            read.update(one for one in names if one <= number)
            yield after, f"entry {seq} of epoch {names[number]}", orjson.loads(body)
        yield from self._posted_archive(0, [one for one in names if one not in read], names)

    def _posted_archive(
        self, after: int, numbers: Sequence[int], names: dict[int, str]
    ) -> Iterator[tuple[int, str, dict[str, Any]]]:
        if self.archived is None:
            return
        for number in numbers:
            for row in self.archived(names[number]):
                if not self.counts.take(fields := orjson.loads(row[3])):
                    yield after, f"entry {row[0]} of epoch {names[number]}", fields

    def _outside(self) -> str:
        """What is wrong with witnesses and keys though no entry contradicts them; '' for nothing."""
        for one in self._heard():
            head = one.witness.note.head
            if one.result == "foreign":
                return (
                    f"{one.witness.file} vouches for {head.origin}; this store is "
                    f"{self._origin()}: another box, or restored, or begun anew"
                )
            if one.result == "unsigned":
                return (
                    f"{one.witness.file}: its signature does not fit; "
                    "it is not signed with a key of this book, nor with one that was given"
                )
        signed = [key for chain in self.chains for _seq, key in chain.keys]
        if self.terms.keys and signed and signed[-1] not in self.terms.keys and not self._is_before_new_key():
            return f"the last checkpoint is signed with the key {signed[-1]}, which is not the box's"
        return "; ".join(self.terms.unusable) or self.awaited

    def _is_before_new_key(self) -> bool:
        """The box has another key since, which has signed nothing yet: after a restore, or the book says so."""
        present = self.chains[-1]
        return (not present.keys and len(self.chains) > 1) or present.announced_key in self.terms.keys

    def _remarks(self) -> tuple[str, ...]:
        signed = [key for chain in self.chains for _seq, key in chain.keys]
        if not (self.terms.keys and signed and signed[-1] not in self.terms.keys and self._is_before_new_key()):
            return ()
        return (f"signed so far with the key of before the restore, or before it was changed: {signed[-1]}",)

    def _heard(self) -> list[Heard]:
        heard = [one for chain in self.chains for one in chain.heard(self._keys())]
        known = {origin(self.facts["site"], self.facts["box"], chain.epoch) for chain in self.chains}
        foreign = (one for one in self.terms.witnesses if one.note.head.origin not in known)
        return [*heard, *(Heard(one, "foreign") for one in foreign)]

    def _origin(self) -> str:
        return origin(self.facts["site"], self.facts["box"], self.facts["epoch"])

    def _verdict(self, reason: str, bad: BadEntry | None, *, balances_match: bool = True) -> Verdict:
        chain, heard = self.chains[-1], tuple(self._heard())
        return Verdict(
            entries=chain.vouched if bad is not None and bad.since is not None else chain.seq,
            last_hash=chain.hash,
            first_bad=None if bad is None else bad.seq,
            reason=reason,
            sum_zero=all(total == 0 for _item, total in self.connection.execute(_SUMS)),
            balances_match=balances_match,
            folded=self.folded,
            suspect_from=None if bad is None else bad.since,
            bad_epoch="" if bad is None else bad.epoch or chain.epoch,
            is_book_bad=bad is not None,
            walked=tuple(_walked(one) for one in self.chains),
            heard=heard,
            vouched_upto=vouched_upto(heard, self.facts["epoch"]),
            outside_upto=vouched_upto(heard, self.facts["epoch"], outside=True),
            unusable=self.terms.unusable,
            awaited=self.awaited,
            remarks=self._remarks(),
            unprotected=unprotected(self.connection),
        )


def _walked(chain: Chain) -> Walked:
    return Walked(chain.epoch, chain.seq, chain.began_after, chain.signed_upto, chain.checkpoints, tuple(chain.keys))


def _archive_ends(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute(_ARCHIVE_ENDS).fetchall()


def _acked(connection: sqlite3.Connection, epoch: str) -> int:
    return max((upto for (upto,) in connection.execute(_ACKED, {"epoch": epoch})), default=0)
