"""Finding entries by what they are about: the index as far as it goes, and a fold of the ledger's tail behind it.

by "lpn:P-1"  ->  ledger.db.history up to 4,999,000  +  scratch index of 4,999,001 to 5,000,000  ->  places  ->  entries
"""

import sqlite3
from collections.abc import Iterator
from heapq import merge
from pathlib import Path
from typing import Final

from edge.shell.history import subjects as s
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import FIRST, At, Entries, Row
from edge.shell.history.index import Index, Told, may_write, scratch, to_read, to_write
from edge.shell.history.subjects import digest

TAIL_MAX: Final = 2_000
"""So many entries are folded each time; more are worth writing down."""


class Lookup:
    """Finds entries up to one position of the book. Raises `sqlite3.Error` for the store's own faults."""

    def __init__(self, entries: Entries, index: Index | None, upto: At | None = None) -> None:
        self.entries, self._index = entries, index
        self.upto = entries.last() if upto is None else upto
        if index is not None and index.lacking:
            entries.unpacked.miss(index.lacking)
        self._tail = scratch(entries, index.marks if index is not None else {})
        self._tail.catch_up(entries, self.upto)

    def close(self) -> None:
        self._tail.close()
        if self._index is not None:
            self._index.close()

    def cover(self, upto: int) -> None:
        """From now on, up to this entry."""
        self.upto = upto
        self._tail.catch_up(self.entries, upto)

    def places(
        self, *about: str, after: At = FIRST, upto: At | None = None, newest_first: bool = False
    ) -> Iterator[At]:
        """The places of the entries about all of these, in order. One may be about something else: look at it."""
        wanted, low, high = [digest(one) for one in about], after, self.upto if upto is None else min(upto, self.upto)
        while True:
            try:
                for at in self._found(wanted, low, high, newest_first=newest_first):
                    yield at
                    low, high = (low, at - 1) if newest_first else (at, high)
            except sqlite3.DatabaseError:
                if self._index is None:
                    raise
                self._without_index()
            else:
                return

    def rows(self, *about: str, after: At = FIRST, upto: At | None = None, newest_first: bool = False) -> Iterator[Row]:
        """The entries at those places."""
        return self.entries.at(self.places(*about, after=after, upto=upto, newest_first=newest_first))

    def clocks(self) -> Clocks:
        return Clocks(self.rows(s.kind("clock")))

    def spans(self) -> list[tuple[At, At, str, int, int]]:
        """Runs of entries with when they were written, in order."""
        try:
            held = list(self._index.spans()) if self._index is not None else []
        except sqlite3.DatabaseError:
            self._without_index()
            held = []
        return sorted([*held, *self._tail.spans()])

    def _found(self, wanted: list[int], low: At, high: At, *, newest_first: bool) -> Iterator[At]:
        seen: At | None = None
        parts = [part for part in (self._index, self._tail) if part is not None]
        found = [part.places(wanted, low, high, newest_first=newest_first) for part in parts]
        for at in merge(*found, reverse=newest_first):
            if at != seen:  # the index may have moved on meanwhile, into what the tail has too
                seen = at
                yield at

    def _without_index(self) -> None:
        """The index turned out to be broken: all is folded into the tail."""
        assert self._index is not None
        self._index.close()
        self._tail.close()
        self._index = None
        self._tail = scratch(self.entries, {})
        self._tail.catch_up(self.entries, self.upto)


def look_up(store: Path, entries: Entries, told: Told | None = None) -> Lookup:
    """A lookup that is exact up to the last entry; the index is caught up first where it may be."""
    index = to_read(store, entries)
    held = index.marks if index is not None else {}
    behind = sum(entries.last(segment) - held.get(segment, 0) for segment in entries.segments())
    if behind > TAIL_MAX and _caught_up(store, entries, told):
        if index is not None:
            index.close()
        index = to_read(store, entries)
    return Lookup(entries, index)


def clocks_of(store: Path, entries: Entries) -> Clocks:
    """The clock entries, without catching anything up."""
    index = to_read(store, entries)
    if index is None:
        return Clocks(entries.at(entries.clocks({})))
    try:
        held = list(index.places((digest(s.kind("clock")),), FIRST, entries.last()))
    except sqlite3.DatabaseError:
        return Clocks(entries.at(entries.clocks({})))
    finally:
        index.close()
    return Clocks(entries.at(iter(sorted({*held, *entries.clocks(index.marks)}))))


def _caught_up(store: Path, entries: Entries, told: Told | None) -> bool:
    """Whether the index could be brought up to the last entry, as far as another process does not do it."""
    if not may_write(store):
        return False
    try:
        with to_write(store, entries) as index:
            if index is None:
                return False
            index.catch_up(entries, entries.last(), told)
    except (OSError, sqlite3.Error):
        return False  # a full disk, a folder that cannot be written to: what is read stays exact without it
    return True
