"""The end of the chain: entries are numbered at once; they are hashed and their rows written together, by `settle`.

The row of an entry is asked for by hardly anybody before the commit, and whoever reads the ledger table settles first.
Made one after the other, the rows of a batch cost half of what they cost in between. What entries sum to is posted
apart from them, and may wait as well (`posting.py`).
"""

from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from edge.core.canonical import canonical
from edge.core.entry import Draft, Entry, Stamp, kind_of
from edge.core.entry_json import chain, to_json
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import positional, sql

_ROW: Final = ("seq", "id", "kind", "body", "hash")
_APPEND: Final = positional(insert(t.ledger).values({name: bindparam(name) for name in _ROW}), *_ROW)
_LAST: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.hash).where(t.ledger.c.seq == select(func.max(t.ledger.c.seq)).scalar_subquery())
)
_NEWEST_ID: Final = sql(select(func.max(t.ledger.c.id)))
_HAS_ID: Final = sql(select(t.ledger.c.seq).where(t.ledger.c.id == bindparam("id")))


class ChainEnd:
    """The last entries of one ledger, on the writer's open transaction. `before_first` is the hash before entry 1."""

    def __init__(self, cursor: Cursor, before_first: str) -> None:
        self._cursor = cursor
        self._hashed: tuple[int, str] = cursor.execute(_LAST).fetchone() or (0, before_first)
        self._committed = self._hashed
        self._unwritten: dict[str, Entry] = {}
        self.seq = self._hashed[0]
        """The last entry, committed or not."""
        self._newest_id: str = cursor.execute(_NEWEST_ID).fetchone()[0] or ""

    @property
    def committed_seq(self) -> int:
        return self._committed[0]

    def append(self, ident: str, stamp: Stamp, draft: Draft, now_ms: int) -> Entry:
        """The next entry. Raises `ValueError` for an id that this transaction wrote already."""
        if ident in self._unwritten:
            raise ValueError(f"an entry of the id {ident} is written already")
        self.seq += 1
        entry = Entry(self.seq, ident, now_ms, stamp, draft)
        self._unwritten[ident] = entry
        self._newest_id = max(self._newest_id, ident)
        return entry

    def has(self, ident: str) -> bool:
        """Whether an entry of this id is in the book. Ids sort by time: for one newer than all, nothing is asked."""
        if ident > self._newest_id:
            return False
        return ident in self._unwritten or self._cursor.execute(_HAS_ID, {"id": ident}).fetchone() is not None

    def settle(self) -> tuple[int, str]:
        """Write what is not written yet; the seq and hash of the last entry. Raises what makes an entry no entry."""
        if self._unwritten:
            rows = []
            previous = self._hashed[1]
            for entry in self._unwritten.values():
                body = canonical(to_json(entry))
                previous = chain(previous, body)
                rows.append((entry.seq, entry.id, kind_of(entry.draft.body), body.decode(), previous))
            self._cursor.executemany(_APPEND, rows)
            self._hashed = (self.seq, previous)
            self._unwritten.clear()
        return self._hashed

    def committed(self) -> None:
        """The transaction, with all that was settled, is durable."""
        self._committed = self._hashed

    def rolled_back(self) -> None:
        """Back to the last committed entry."""
        self._unwritten.clear()
        self._hashed = self._committed
        self.seq = self._committed[0]
        self._newest_id = self._cursor.execute(_NEWEST_ID).fetchone()[0] or ""
