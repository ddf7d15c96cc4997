"""Where entries are read, wherever they are kept: the present epoch in `ledger`, earlier ones in `past`.

Every entry has a place on one line of whole numbers, `at`, in the order in which things happened:

    past epoch 1: 1, 2, ... | past epoch 2: 1, 2, ... | the present epoch: at = seq
    negative                                            1, 2, 3 ...

What lies in archive files is read from them where they are at hand. All is read in pages, each a short read of its own:
a reader that takes minutes holds nothing up and keeps nothing open.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson
from sqlalchemy import bindparam, func, select

from edge.shell.copies.archive_reader import Run
from edge.shell.history.unpacked import Unpacked
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql

At: TypeAlias = int
PAGE: Final = 1_000
_SEQ_BITS: Final = 40
_BELOW_ALL: Final = -(1 << 62)
FIRST: Final[At] = _BELOW_ALL
"""Before every entry."""
PRESENT: Final = -1
"""The segment of the present epoch; those of earlier ones are their numbers in `past_epoch`."""

_HEAD: Final = {"seq", "id", "kind", "boot", "mono_ms", "t", "rec", "tz"}
_TIME: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z\Z", re.ASCII
)
_TEXTS: Final = (
    *("id", "kind", "boot", "t", "rec", "tz", "clk", "op", "station", "approver", "reason", "corrects", "type", "item"),
    *(
        "owner",
        "lot",
        "expiry",
        "received_on",
        "status",
        "uom",
        "src",
        "dst",
        "lpn",
        "place",
        "of",
        "source",
        "verdict",
    ),
    *("act", "finding", "state", "code", "outcome", "group"),
)
_TYPES: Final[dict[str, type]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(("seq", "mono_ms", "qty", "catch_qty", "offset_ms", "size"), int),
    **dict.fromkeys(("dev", "agree", "serials", "epc", "lines"), list),
    **dict.fromkeys(("doc", "args", "to_key", "snapshot"), dict),
}
_DOC: Final = {"type", "id"}
_LINE: Final = {"item"}
_NEEDED: Final = {
    "movement": {"type", "src", "dst", "item", "qty", "uom", "status"},
    "whole": {"type", "src", "dst", "lpn"},
    "untold": {"type", "src", "dst", "item"},
    "count": {"place", "outcome"},
    "outcome": {"doc", "outcome", "qty"},
    "finding": {"finding", "state", "code"},
    "evidence": {"of", "source", "verdict"},
    "audit": {"act"},
    "clock": {"offset_ms", "source"},
    "checkpoint": {"size"},
}
_FACTS: Final = sql(select(t.meta.c.name, t.meta.c.value))
_LAST: Final = sql(select(func.max(t.ledger.c.seq)))
_EPOCHS: Final = sql(select(t.past_epoch.c.number, t.past_epoch.c.epoch).order_by(t.past_epoch.c.number))
_LEDGER: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.body, t.ledger.c.hash)
    .where(t.ledger.c.seq > bindparam("after"), t.ledger.c.seq <= bindparam("upto"))
    .order_by(t.ledger.c.seq)
    .limit(PAGE)
)
_BY_ID: Final = sql(select(t.ledger.c.seq).where(t.ledger.c.id == bindparam("id")))
_PAST_BY_ID: Final = sql(select(t.past.c.number, t.past.c.seq).where(t.past.c.id == bindparam("id")))
_PAST: Final = sql(
    select(t.past.c.seq, t.past.c.body, t.past.c.hash, t.past.c.posted_after, t.past.c.posted)
    .where(
        t.past.c.number == bindparam("number"),
        t.past.c.seq > bindparam("after"),
        t.past.c.seq <= bindparam("upto"),
    )
    .order_by(t.past.c.seq)
    .limit(PAGE)
)
_LAST_PAST: Final = sql(select(func.max(t.past.c.seq)).where(t.past.c.number == bindparam("number")))
_CLOCKS: Final = sql(
    select(t.ledger.c.seq)
    .where(t.ledger.c.seq > bindparam("after"), t.ledger.c.kind == "clock")
    .order_by(t.ledger.c.seq)
)
_PAST_CLOCKS: Final = sql(
    select(t.past.c.seq)
    .where(t.past.c.number == bindparam("number"), t.past.c.seq > bindparam("after"), t.past.c.kind == "clock")
    .order_by(t.past.c.seq)
)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as stored. `epoch` is that of the store file it was written in.

    `posted_after`: for one of an earlier epoch, the entry of the present one after which it was posted; up to 0 for
    those that were there before. `posted` is false for one that contradicted the book when it came.
    """

    at: At
    epoch: str
    seq: int
    body: str
    hash: str
    posted_after: int = 0
    posted: bool = True

    def fields(self) -> dict[str, Any] | None:
        """The entry's wire object; None for a row that is none: verifying says so, reading goes on."""
        try:
            found = orjson.loads(self.body)
        except ValueError:
            return None
        return found if isinstance(found, dict) and _is_entry(found) else None

    def line(self, *, foreign: bool = False) -> str:
        """The JSON text as it travels, with its hash; `foreign` adds the epoch, which is not the box's present one.

        A row that is no entry is JSON too: what stands in it as `not_an_entry`.
        """
        if self.fields() is None:
            return json.dumps({"seq": self.seq, "epoch": self.epoch, "not_an_entry": self.body, "hash": self.hash})
        epoch = f',"epoch":"{self.epoch}"' if foreign else ""
        return f'{self.body[:-1]}{epoch},"hash":"{self.hash}"}}'


def _is_entry(fields: dict[str, Any]) -> bool:
    """Whether it has what readers lean on, each of its type. What an entry means is the walk's to check, not theirs."""
    if not (fields.keys() >= _HEAD and _TIME.match(str(fields["t"])) and _TIME.match(str(fields["rec"]))):
        return False
    for name, value in fields.items():
        if (wanted := _TYPES.get(name)) is not None and type(value) is not wanted:
            return False
        if wanted is list and not all(one.keys() >= _LINE if type(one) is dict else type(one) is str for one in value):
            return False
        if name == "doc" and not value.keys() >= _DOC:
            return False
    kind = fields["kind"]
    if kind == "movement" and ("lpn" in fields or fields.get("under_count") is True):
        kind = "whole" if "lpn" in fields else "untold"  # how much it moved was taken out: `UnderCount`
    return fields.keys() >= _NEEDED.get(kind, _HEAD) and (kind != "movement" or fields["qty"] > 0)


def at_of(segment: int, seq: int) -> At:
    """The place of an entry on the line."""
    return seq if segment == PRESENT else _BELOW_ALL + (segment << _SEQ_BITS) + seq


def segment_of(at: At) -> tuple[int, int]:
    """The segment and the seq of a place on the line."""
    return (PRESENT, at) if at >= 0 else ((at - _BELOW_ALL) >> _SEQ_BITS, (at - _BELOW_ALL) & ((1 << _SEQ_BITS) - 1))


class Entries:
    """The entries of one store, on a reader's connection; `where` its archive files are. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, where: Sequence[Path] = ()) -> None:
        self._connection = connection
        self.unpacked = Unpacked(connection, where)
        self.facts: dict[str, str] = dict(connection.execute(_FACTS).fetchall())
        self._epochs: dict[int, str] = dict(connection.execute(_EPOCHS).fetchall())
        self.epoch = self._epochs[PRESENT] = self.facts["epoch"]

    def name_of(self, segment: int) -> str:
        """The epoch of a segment."""
        return self._epochs[segment]

    def segments(self) -> list[int]:
        """The epochs, oldest first; the present one is the last."""
        return [*sorted(number for number in self._epochs if number != PRESENT), PRESENT]

    def last(self, segment: int = PRESENT) -> int:
        """The seq of the newest entry; 0 for none."""
        if segment == PRESENT:
            row = self._connection.execute(_LAST).fetchone()
            return max(int(row[0] or 0), self.archived_upto())
        return int(self._connection.execute(_LAST_PAST, {"number": segment}).fetchone()[0] or 0)

    def run(self, after: At = FIRST, upto: At | None = None) -> Iterator[Row]:
        """Entries after one place up to another, in order."""
        end = self.last() if upto is None else upto
        for segment in self.segments():
            low, high = _within(segment, after, end)
            while low < high:
                if page := self._page(segment, low, high):
                    yield from page
                    low = page[-1].seq
                elif (run := self._archived(segment, low + 1)) is not None:
                    low = run.last  # not at hand: what comes after it is
                else:
                    break

    def at(self, places: Iterator[At]) -> Iterator[Row]:
        """The entries at these places; those in archive files that are not at hand are left out."""
        for place in places:
            segment, seq = segment_of(place)
            yield from self._page(segment, seq - 1, seq)

    def one(self, at: At) -> Row | None:
        return next(self.at(iter((at,))), None)

    def by_id(self, ident: str) -> Row | None:
        """The entry with this id."""
        if found := self._connection.execute(_BY_ID, {"id": ident}).fetchone():
            return self.one(found[0])
        found = self._connection.execute(_PAST_BY_ID, {"id": ident}).fetchone()
        return self.one(at_of(*found)) if found else None

    def clocks(self, after: dict[int, int]) -> Iterator[At]:
        """The places of all clock entries that come after a seq of each segment, also of those in archive files."""
        for segment in self.segments():
            low, archived = after.get(segment, 0), self.unpacked.upto(self._archive_of(segment))
            if low < archived:
                rows = self.run(at_of(segment, low), at_of(segment, archived))
                yield from (row.at for row in rows if (row.fields() or {}).get("kind") == "clock")
            beyond = {"after": max(low, archived), "number": segment}
            text = _CLOCKS if segment == PRESENT else _PAST_CLOCKS
            found = self._connection.execute(text, beyond).fetchall()
            yield from (at_of(segment, seq) for (seq,) in found)

    def archived_upto(self) -> int:
        """The last entry of the present epoch that lies in a file."""
        return self.unpacked.upto("")

    def is_archived(self, at: At) -> bool:
        return self._archived(*segment_of(at)) is not None

    def missing(self, after: At = FIRST) -> list[Run]:
        """The runs with entries after a place that lie in archive files which could not be read."""
        segments = {self._archive_of(segment): segment for segment in self.segments()}
        runs = [(epoch, run) for epoch, run in self.unpacked.runs() if run.file in self.unpacked.missing]
        return [run for epoch, run in runs if epoch in segments and at_of(segments[epoch], run.last) > after]

    def _archived(self, segment: int, seq: int) -> Run | None:
        return self.unpacked.run_with(self._archive_of(segment), seq)

    def _archive_of(self, segment: int) -> str:
        """The name under which the archive has an epoch."""
        return "" if segment == PRESENT else self._epochs.get(segment, "")

    def _page(self, segment: int, after: int, upto: int) -> list[Row]:
        held = self._held(segment, after, upto)
        if after < upto and (not held or held[0].seq > after + 1) and (run := self._archived(segment, after + 1)):
            epoch = self._epochs.get(segment, "")
            found = self.unpacked.rows(run, after, upto)
            return [Row(at_of(segment, seq), epoch, seq, body, digest) for seq, body, digest in found]
        return held

    def _held(self, segment: int, after: int, upto: int) -> list[Row]:
        """A page of what the store itself holds."""
        epoch = self._epochs.get(segment, "")
        span = {"after": after, "upto": upto, "number": segment}
        if segment == PRESENT:
            rows = self._connection.execute(_LEDGER, span).fetchall()
            return [Row(seq, epoch, seq, body, digest) for seq, body, digest in rows]
        return [
            Row(at_of(segment, seq), epoch, seq, body, digest, posted_after, bool(posted))
            for seq, body, digest, posted_after, posted in self._connection.execute(_PAST, span).fetchall()
        ]


def _within(segment: int, after: At, upto: At) -> tuple[int, int]:
    """The part of a segment that lies between two places, as seqs."""
    first, last = at_of(segment, 0), at_of(segment, (1 << _SEQ_BITS) - 1)
    return max(after, first) - first, min(upto, last) - first
