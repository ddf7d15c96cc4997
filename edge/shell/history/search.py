"""Asking the ledger: which entries are wanted, and all of them, in order, one at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from edge.shell.history import subjects as s
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import FIRST, At, Entries, Row
from edge.shell.history.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter. Times are ms since 1970, from the first on, before the second; `kind` and `doc_type` may be empty."""

    about: tuple[str, ...] = ()
    kind: str = ""
    doc_type: str = ""
    from_ms: int | None = None
    to_ms: int | None = None
    after: At = FIRST
    upto: At | None = None
    limit: int | None = None

    @property
    def indexed(self) -> bool:
        """Whether the index helps to find it."""
        return bool(self.subjects) or self.timed

    @property
    def timed(self) -> bool:
        return self.from_ms is not None or self.to_ms is not None

    @property
    def subjects(self) -> tuple[str, ...]:
        return (*self.about, s.kind(self.kind)) if self.kind in s.RARE_KINDS else self.about

    def fits(self, row: Row, fields: Mapping[str, Any], clocks: Clocks) -> bool:
        """Whether an entry is one of those."""
        if self.kind not in ("", fields["kind"]):
            return False
        if self.about and not set(self.about) <= set(s.subjects(fields)):
            return False
        if self.doc_type and fields.get("doc", {}).get("type") != self.doc_type:
            return False
        if not self.timed:
            return True
        ms = clocks.recorded_ms(row, fields)
        return (self.from_ms is None or ms >= self.from_ms) and (self.to_ms is None or ms < self.to_ms)


def search(entries: Entries, wanted: Wanted, clocks: Clocks, lookup: Lookup | None) -> Iterator[Row]:
    """The entries that fit, in order. Rows that are none are passed on where nothing is asked of their content."""
    found = (row for row in _candidates(entries, wanted, clocks, lookup) if _fits(row, wanted, clocks))
    return islice(found, wanted.limit)


def _fits(row: Row, wanted: Wanted, clocks: Clocks) -> bool:
    if not (wanted.indexed or wanted.kind or wanted.doc_type):
        return True
    fields = row.fields()
    return fields is not None and wanted.fits(row, fields, clocks)


def _candidates(entries: Entries, wanted: Wanted, clocks: Clocks, lookup: Lookup | None) -> Iterator[Row]:
    if lookup is None:
        yield from entries.run(wanted.after, wanted.upto)
        return
    upto = lookup.upto if wanted.upto is None else min(wanted.upto, lookup.upto)
    for first, last in runs_between(lookup, clocks, wanted.from_ms, wanted.to_ms) if wanted.timed else [(FIRST, upto)]:
        low, high = max(wanted.after, first), min(upto, last)
        yield from lookup.rows(*wanted.subjects, after=low, upto=high) if wanted.subjects else entries.run(low, high)


def runs_between(lookup: Lookup, clocks: Clocks, from_ms: int | None, to_ms: int | None) -> Iterator[tuple[At, At]]:
    """Where entries of a time may be: (after, upto) of each stretch, in order."""
    after: At | None = None
    last = FIRST
    for first, end, boot, low, high in lookup.spans():
        correction = clocks.correction(boot, end)
        fits = (from_ms is None or high + correction >= from_ms) and (to_ms is None or low + correction < to_ms)
        if fits and after is None:
            after = first - 1
        if not fits and after is not None:
            yield after, last
            after = None
        last = end
    if after is not None:
        yield after, last


def position_at(lookup: Lookup, clocks: Clocks, ms: int) -> At:
    """The place of the last entry before the first one that was recorded after a moment."""
    for after, upto in runs_between(lookup, clocks, ms + 1, None):
        before = after
        for row in lookup.entries.run(after, upto):
            fields = row.fields()
            if fields is not None and clocks.recorded_ms(row, fields) > ms:
                return before
            before = row.at
    return lookup.upto
