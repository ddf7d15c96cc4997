"""The entries that a search or a subject leaves, walked from one end of the ledger as far as somebody looks.

subjects    each word's entries from the index, merged; of several words those that all have
texts       a word that names nothing is looked for in the entries' own texts: in those found, else in the ledger
            itself, a slice a step; what an archive holds is not searched so
"""

import json
import math
import re
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import product
from typing import Final, TypeAlias

from edge.shell.history.entries import FIRST, At
from edge.shell.history.lookup import Lookup

STEP_S: Final = 0.025
"""So long a question makes a walk go on."""
LEAD: Final = 200
"""So many are found ahead of what is asked for."""
SLICE: Final = 4_000
WAYS_MAX: Final = 64
_SCAN_DOWN: Final = (
    "SELECT seq FROM (SELECT seq, body FROM ledger WHERE seq > :low AND seq <= :high ORDER BY seq DESC LIMIT :slice)"
    " WHERE instr(lower(body), :part) ORDER BY seq DESC"
)
_SCAN_UP: Final = (
    "SELECT seq FROM (SELECT seq, body FROM ledger WHERE seq > :low AND seq <= :high ORDER BY seq LIMIT :slice)"
    " WHERE instr(lower(body), :part) ORDER BY seq"
)
_LOWEST: Final = "SELECT ifnull(min(seq), 1) FROM ledger"
_ASCII: Final = re.compile(r"[ -~]+")

Fits: TypeAlias = Callable[[At], bool]
"""Whether the texts of an entry have the words that name nothing."""


@dataclass(slots=True)
class Trail:
    """What was found so far. `walk` gives an entry's place, or None for a step that found none."""

    upto: At
    walk: Iterator[At | None]
    at: float = field(default_factory=time.monotonic)
    places: "array[int]" = field(default_factory=lambda: array("q"))
    is_whole: bool = False

    def go_on(self, top: int, count: int) -> None:
        """Find what is asked for and somewhat more, as far as the time of a step reaches."""
        began = time.monotonic()
        while not self.is_whole and len(self.places) < top + count + LEAD:
            if time.monotonic() - began > STEP_S:
                return
            self._step()

    def _step(self) -> None:
        for _ in range(64):
            at = next(self.walk, _END)
            if at is _END:
                self.is_whole = True
                return
            if at is None:
                return
            self.places.append(int(at))  # type: ignore[call-overload]  # a place, or the end above


_END: Final = object()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries about any of some subjects, and one by its place."""

    subjects: Sequence[str]
    itself: At | None = None


def about(lookup: Lookup, groups: Sequence[Group], fits: Fits | None, *, newest_first: bool) -> Iterator[At | None]:
    """The entries that are in each group, and fit."""
    for at in _in_each(lookup, groups, newest_first=newest_first):
        yield at if fits is None or fits(at) else None


def texts(
    connection: sqlite3.Connection, words: Sequence[str], upto: At, fits: Fits, *, newest_first: bool
) -> Iterator[At | None]:
    """The entries of the ledger itself whose texts have all words."""
    low, high = int(connection.execute(_LOWEST).fetchone()[0]) - 1, upto
    part = max((_searched(word) for word in words), key=len)
    while low < high:
        values = {"low": low, "high": high, "slice": SLICE, "part": part}
        page = connection.execute(_SCAN_DOWN if newest_first else _SCAN_UP, values).fetchall()
        for (seq,) in page:
            yield seq if fits(seq) else None
        low, high = (low, high - SLICE) if newest_first else (low + SLICE, high)
        yield None


def _searched(word: str) -> str:
    """What of a word stands in an entry's JSON as it is: letters beyond ASCII may stand there large or small."""
    written = json.dumps(word, ensure_ascii=False)[1:-1]
    return max(_ASCII.findall(written), key=len, default="")


def _in_each(lookup: Lookup, groups: Sequence[Group], *, newest_first: bool) -> Iterator[At]:
    """The entries in each group. Where the groups are small the index itself finds what is in several."""
    ways = math.prod(len(group.subjects) for group in groups)
    if len(groups) > 1 and ways <= WAYS_MAX and all(group.itself is None for group in groups):
        found = product(*(group.subjects for group in groups))
        return _once(merge(*(lookup.places(*one, newest_first=newest_first) for one in found), reverse=newest_first))
    return _all_of([_either(lookup, group, newest_first=newest_first) for group in groups], newest_first=newest_first)


def _either(lookup: Lookup, group: Group, *, newest_first: bool) -> Iterator[At]:
    """The entries of a group, each once."""
    itself = iter(() if group.itself is None else (group.itself,))
    found = (lookup.places(one, newest_first=newest_first) for one in group.subjects)
    return _once(merge(itself, *found, reverse=newest_first))


def _once(places: Iterable[At]) -> Iterator[At]:
    before: At | None = None
    for at in places:
        if at != before:
            before = at
            yield at


def _all_of(streams: Sequence[Iterator[At]], *, newest_first: bool) -> Iterator[At]:
    """What all streams have."""
    sign = -1 if newest_first else 1
    heads = [next(stream, None) for stream in streams]
    while all(head is not None for head in heads):
        furthest = max(sign * (head or 0) for head in heads)
        if all(sign * (head or 0) == furthest for head in heads):
            yield sign * furthest
            heads = [next(stream, None) for stream in streams]
            continue
        heads = [
            next(stream, None) if sign * (head or 0) < furthest else head
            for head, stream in zip(heads, streams, strict=True)
        ]


def exists(lookup: Lookup, subject: str) -> bool:
    """Whether any entry is about it."""
    return next(lookup.places(subject, after=FIRST, newest_first=True), None) is not None
