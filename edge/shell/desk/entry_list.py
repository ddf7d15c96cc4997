"""The list `entries`: the ledger, the newest first, or what of it is about something, or has some words.

All of it        by number: the numbers have no gaps
About, searched  by the index of the book's history (`edge/shell/history/index.py`), `trail.py`
By other fields  what is not too long to be read for them (`sorting.py`)
"""

import sqlite3
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from edge import control
from edge.core.entry_json import utc_ms
from edge.shell.desk import trail
from edge.shell.desk.entry_rows import entry_row, missing_row, texts_of
from edge.shell.desk.said_elsewhere import SaidElsewhere
from edge.shell.desk.sorting import SORTED_MAX, Sorting, key_of
from edge.shell.desk.subject_words import SubjectWords, subject_of
from edge.shell.desk.window import WORDS_MAX, Pictures, Unanswerable, Window, let_go, order_of
from edge.shell.desk.words import Words
from edge.shell.history import subjects as s
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import PRESENT, At, Entries, Row, at_of
from edge.shell.history.index import to_read
from edge.shell.history.lookup import Lookup
from edge.shell.history.under_count import UnderCount

FOLD_MAX: Final = 50_000
"""So many entries behind the index are folded here; with more behind it, it is made by a child process first."""
FOLD: Final = 200
BEHIND: Final = 20_000
"""With so many folded, the index is looked at again: it may have gone on meanwhile."""
AT_ONCE: Final = 500
"""So short a list is sorted anew whenever the book goes on; a longer one stays as it was for a while."""
SORTINGS_KEPT: Final = 4
TRAILS_KEPT: Final = 16
AS_IT_WAS_S: Final = 5.0
UNDER_COUNT_S: Final = 0.2
"""So long what is under count is believed while entries' texts are looked through."""
PICTURES_S: Final = 0.04
PICTURES_KEPT: Final = 2_000
LATE_S: Final = 10.0
"""Where there was no picture, one is looked for again after so long."""
NUMBER_DIGITS: Final = 16
NO_ENTRY: Final = "there is no such entry in this store"
ORDERS: Final = ("seq", "at_ms", "kind", "what", "qty", "source", "target", "document", "operator", "device", "reason")
BUSY: Final = "the history of a large book is being put in order, which takes some minutes: ask again then"


class EntryList:
    """Answers on the desk's connection. Raises `Unanswerable`, `sqlite3.Error`.

    `index_now` has the index of the book made, by somebody else.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        store: Path,
        archives: Sequence[Path],
        site: str,
        words: Words,
        pictures: Pictures,
        index_now: Callable[[], None],
    ) -> None:
        self._connection, self._store, self._site = connection, store, site
        self._entries = Entries(connection, archives)
        self._words = SubjectWords(connection, site, words)
        self._elsewhere = SaidElsewhere(connection)
        self._pictures, self._index_now = pictures, index_now
        self._lookup: Lookup | None = None
        self._indexed: At = 0
        self._must_wait = False
        self._trails: OrderedDict[tuple[str, str, bool], trail.Trail] = OrderedDict()
        self._sortings: OrderedDict[tuple[int, str], Sorting] = OrderedDict()
        self._clocks, self._clock_places = Clocks(()), tuple[At, ...]()
        self._counted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def close(self) -> None:
        if self._lookup is not None:
            self._lookup.close()

    def is_behind(self) -> bool:
        """Whether there is more to fold here than a question does by the way."""
        if self._lookup is None:
            return not self._must_wait
        return self._entries.last() - self._lookup.upto > FOLD

    def must_be_built(self, ask: control.Ask) -> bool:
        """Whether a question needs the history; where somebody else makes its index, this looks once more."""
        self._must_wait = False
        return bool(ask.about or ask.search.strip())

    def build(self) -> Iterator[None]:
        """Fold what the index lacks, in steps. Ends at once where a child process must make the index first."""
        if self._lookup is not None and self._lookup.upto - self._indexed > BEHIND:
            self._open()  # the index may have gone on meanwhile
        if self._lookup is None:
            self._open()
        while self._lookup is not None and self.is_behind():
            self._lookup.cover(self._lookup.upto + FOLD)
            yield

    def window(self, ask: control.Ask) -> Window:
        """The rows that were asked for."""
        name, is_down = order_of(ask.order, ORDERS)
        is_searched = bool(ask.about or ask.search.strip())
        by_number = name in ("", "seq", "at_ms")
        newest_first = is_down if name in ("seq", "at_ms") else True
        under = UnderCount(self._connection)
        self._learn_clocks()
        if not is_searched:
            return (
                self._by_number(ask, under, newest_first=newest_first)
                if by_number
                else self._sorted(self._whole(ask), ask, under, name, is_down=is_down)
            )
        found = self._trail(ask, newest_first=newest_first, by_number=by_number)
        if not by_number:
            return self._sorted(found, ask, under, name, is_down=is_down)
        found.go_on(ask.top, ask.count)
        rows = self._rows(found.places[ask.top : ask.top + ask.count], under)
        return Window(self._with_pictures(rows), len(found.places), not found.is_whole)

    def pictures(self, ident: str) -> Sequence[control.PictureRow]:
        """The pictures of an entry. Raises `Unanswerable` for one that is not there."""
        row = self._entries.by_id(ident)
        fields = row.fields() if row is not None else None
        if fields is None:
            raise Unanswerable(NO_ENTRY)
        return self._pictures_of(fields)

    def _pictures_of(self, fields: Mapping[str, Any]) -> Sequence[control.PictureRow]:
        at_ms = utc_ms(fields["t"])  # by the clock as it went then: so are they named
        return self._pictures(fields.get("dev", ()), fields.get("station", ""), at_ms)

    def _open(self) -> None:
        self.close()
        self._lookup = None
        self._trails.clear()
        self._sortings.clear()
        index, last = to_read(self._store, self._entries), self._entries.last()
        self._indexed = index.marks.get(PRESENT, 0) if index is not None else 0
        if last - self._indexed > FOLD_MAX:
            if index is not None:
                index.close()
            self._must_wait = True
            self._index_now()
            return
        self._lookup = Lookup(self._entries, index, min(self._indexed, last))

    def _learn_clocks(self) -> None:
        """Times are as they are known to have been, once the history is looked up."""
        if self._lookup is None:
            return
        places = tuple(self._lookup.places("kind:clock"))
        if places != self._clock_places:
            self._clock_places, self._clocks = places, self._lookup.clocks()

    def _whole(self, ask: control.Ask) -> trail.Trail:
        """All entries, the newest first. Raises `Unanswerable` where they are too many to be sorted."""
        key, last = ("", "", True), self._entries.last()
        sizes = [(segment, self._entries.last(segment)) for segment in reversed(self._entries.segments())]
        if sum(size for _segment, size in sizes) > SORTED_MAX:
            raise Unanswerable(f"a ledger of more than {SORTED_MAX} entries is sorted by seq alone: search for some")
        found = self._trails.get(key)
        if found is None or self._is_over(found, last, is_first=ask.top == 0 and len(found.places) <= AT_ONCE):
            walk = (at_of(segment, seq) for segment, size in sizes for seq in range(size, 0, -1))
            found = self._trails[key] = trail.Trail(last, walk)
        self._trails.move_to_end(key)
        return found

    def _by_number(self, ask: control.Ask, under: UnderCount, *, newest_first: bool) -> Window:
        sizes = [(segment, self._entries.last(segment)) for segment in self._entries.segments()]
        total = sum(size for _segment, size in sizes)
        places = array("q")
        skip, before = ask.top, 0
        for segment, size in reversed(sizes) if newest_first else sizes:
            numbers = range(size, 0, -1) if newest_first else range(1, size + 1)
            first = max(0, skip - before)
            places.extend(at_of(segment, seq) for seq in numbers[first : first + ask.count - len(places)])
            before += size
        return Window(self._with_pictures(self._rows(places, under)), total)

    def _rows(self, places: "array[int]", under: UnderCount) -> list[tuple[Row | None, control.EntryRow]]:
        return [self._row(at, under) for at in places]

    def _row(self, at: At, under: UnderCount) -> tuple[Row | None, control.EntryRow]:
        row = self._entries.one(at)
        if row is None:
            return None, missing_row(at & ((1 << 40) - 1) if at < 0 else at)
        return row, entry_row(under.row(self._elsewhere.whole(row)), self._clocks, tells=not under.places)

    def _trail(self, ask: control.Ask, *, newest_first: bool, by_number: bool) -> trail.Trail:
        if self._lookup is None:
            raise Unanswerable(BUSY)
        self._lookup.cover(min(self._entries.last(), self._lookup.upto + FOLD))
        key = ask.about, " ".join(ask.search.split()), newest_first
        found = self._trails.get(key)
        is_quick = by_number or (found is not None and len(found.places) <= AT_ONCE)
        if found is None or self._is_over(found, self._lookup.upto, is_first=ask.top == 0 and is_quick):
            found = self._trails[key] = self._begun(self._lookup, ask, newest_first=newest_first)
        self._trails.move_to_end(key)
        let_go(self._trails, TRAILS_KEPT, lambda one: len(one.places))
        return found

    def _is_over(self, found: trail.Trail, upto: At, *, is_first: bool) -> bool:
        """Whether the book has gone on since; whoever pages through a list sees one list for a while."""
        has_begun = bool(found.places) or found.is_whole
        return found.upto != upto and (time.monotonic() - found.at > AS_IT_WAS_S or (is_first and has_begun))

    def _begun(self, lookup: Lookup, ask: control.Ask, *, newest_first: bool) -> trail.Trail:
        groups = [self._group(ask.about)] if ask.about else []
        plain: list[str] = []
        for word in list(dict.fromkeys(ask.search.split()))[:WORDS_MAX]:
            named = [one for one in self._words.subjects(word) if trail.exists(lookup, one)]
            if named:
                groups.append(trail.Group(named))
            else:
                plain.append(word.casefold())
        fits = self._fits(plain) if plain else None
        if groups:
            walk = trail.about(lookup, groups, fits, newest_first=newest_first)
        else:
            walk = trail.texts(self._connection, plain, lookup.upto, self._fits(plain), newest_first=newest_first)
        return trail.Trail(lookup.upto, walk)

    def _group(self, about: str) -> trail.Group:
        """The entries about a subject; of an entry itself, with those that take it back or are evidence about it."""
        if not about.startswith("entry:"):
            return trail.Group([subject_of(about, self._site)])
        name = about.removeprefix("entry:")
        is_number = name.isascii() and name.isdigit() and len(name) < NUMBER_DIGITS
        row = self._entries.one(int(name)) if is_number else self._entries.by_id(name)
        fields = row.fields() if row is not None else None
        if row is None or fields is None:
            raise Unanswerable(NO_ENTRY)
        return trail.Group([s.names(fields["id"])], row.at)

    def _fits(self, words: Sequence[str]) -> trail.Fits:
        under, since = UnderCount(self._connection), time.monotonic()

        def fits(at: At) -> bool:
            nonlocal under, since
            if time.monotonic() - since > UNDER_COUNT_S:
                under, since = UnderCount(self._connection), time.monotonic()
            row, shown = self._row(at, under)
            texts = list(texts_of(shown)) if row is not None else []
            return all(any(word in text for text in texts) for word in words)

        return fits

    def _sorted(self, found: trail.Trail, ask: control.Ask, under: UnderCount, name: str, *, is_down: bool) -> Window:
        found.go_on(0, SORTED_MAX + 1)
        if len(found.places) > SORTED_MAX:
            raise Unanswerable(f"more than {SORTED_MAX} entries are sorted by seq alone: search for more")
        key = id(found), name
        sorting = self._sortings.get(key)
        if sorting is None or sorting.trail is not found or sorting.under != under.places:
            sorting = self._sortings[key] = Sorting(found, under.places)
        self._sortings.move_to_end(key)
        while len(self._sortings) > SORTINGS_KEPT:
            self._sortings.popitem(last=False)
        if not sorting.go_on(lambda at: key_of(self._row(at, under)[1], name)):
            return Window((), 0, is_more=True)
        places = sorting.places(is_down=is_down)
        return Window(self._with_pictures(self._rows(places[ask.top : ask.top + ask.count], under)), len(places))

    def _with_pictures(self, rows: Sequence[tuple[Row | None, control.EntryRow]]) -> list[control.EntryRow]:
        """With how many pictures there are of each; what takes too long to look up is told when it is asked again."""
        until = time.monotonic() + PICTURES_S
        return [
            one.model_copy(update={"pictures": count}) if (count := self._count(row, until)) else one
            for row, one in rows
        ]

    def _count(self, row: Row | None, until: float) -> int:
        fields = row.fields() if row is not None else None
        if fields is None or not (fields.get("dev") or fields.get("station")):
            return 0
        now = time.monotonic()
        count, at = self._counted.get(fields["id"], (0, -LATE_S))
        if count == 0 and now - at >= LATE_S and now < until:
            count = len(self._pictures_of(fields))
            self._counted[fields["id"]] = count, now
            if len(self._counted) > PICTURES_KEPT:
                self._counted.popitem(last=False)
        return count
