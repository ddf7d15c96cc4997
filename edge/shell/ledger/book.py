"""The book for readers: show, stock; verifying is in verify.py. Read-only, on a connection of its own; safe beside the
running daemon.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from edge.core.stock import KEY_FIELDS, StockKey
from edge.shell.audit.verdict import Terms, Verdict
from edge.shell.audit.verify import verify
from edge.shell.copies.archived import archived, missing
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import open_reader, sql

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
_LAST: Final = sql(select(func.max(t.ledger.c.seq)))


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

    def verify(self, terms: Terms | None = None, archive: Sequence[Path] | None = None) -> Verdict:
        """Walk the chain, post all entries again and hold the result against the tables and the witnesses.

        `archive`: the folders with its files; without, the walk begins after what is archived. Raises `ArchiveError`.
        """
        return verify(self._connection, terms, None if archive is None else archived(self._connection, archive))

    def not_archived_here(self, archive: Sequence[Path]) -> list[str]:
        """The files of the archive that are in none of these folders."""
        return missing(self._connection, archive)

    def _rows(self, after: int) -> sqlite3.Cursor:
        return self._connection.execute(_ENTRIES, {"after": after})
