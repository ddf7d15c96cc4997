"""The list `stock`: all that stands in the house, in windows, by any order, search and subject.

Nothing asked    a stretch of the order's own index, counted from its nearer end: exact, as the book is now; before that
                 index is there, the first rows straight from the book (`glance.py`)
Searched, about  `found.py`: whole where few lines fit, else as far as it was walked
"""

import json
import sqlite3
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from edge import control
from edge.shell.desk.by_name import ByName
from edge.shell.desk.found import Finder, Found, Piece, Wanted, pieces, statement
from edge.shell.desk.glance import GLANCE, Glance
from edge.shell.desk.lines import INDEXES, Lines
from edge.shell.desk.window import Unanswerable, Window, let_go, order_of, words_of
from edge.shell.desk.words import Words
from edge.shell.history.under_count import UnderCount

FOUND_KEPT: Final = 16
GLANCE_AFTER_S: Final = 0.25
"""So long the table is waited for, before the first rows are looked up in the book itself."""
AS_IT_WAS_S: Final = 5.0
"""So long a list that was walked stays as it was found, though the book goes on: who pages through it sees one list."""
ORDERS: Final = (*INDEXES, "name")
_SUBJECTS: Final = {"item": "item", "loc": "location", "lpn": "unit", "lot": "lot"}
_ROWS: Final = (
    "SELECT l.item, ifnull(json_extract(i.body, '$.name'), ''), l.location, l.unit, l.lot, l.expiry, l.received_on,"
    " l.status, l.qty FROM json_each(:ids) j CROSS JOIN temp.line l ON l.id = j.value"
    " LEFT JOIN item i ON i.code = l.item ORDER BY j.key"
)
_FIELDS: Final = ("item", "name", "location", "unit", "lot", "expiry", "received_on", "status", "qty")
_UNKNOWN: Final = {
    "item": (
        "SELECT code FROM (SELECT DISTINCT item AS code FROM stock) s WHERE NOT EXISTS"
        " (SELECT 1 FROM word w INDEXED BY word_of WHERE w.kind = 'item' AND w.code = s.code)"
    ),
    "location": (
        "SELECT code FROM (SELECT substr(location, instr(location, '/') + 1) AS code FROM"
        " (SELECT DISTINCT location FROM stock)) s WHERE NOT EXISTS"
        " (SELECT 1 FROM word w INDEXED BY word_of WHERE w.kind = 'location' AND w.code = s.code)"
    ),
}
"""Items and locations that are in no reference data."""
_COUNT: Final = "SELECT count(*) FROM temp.line INDEXED BY by_{index} WHERE {where}"

Read = TypeVar("Read")


class StockList:
    """Answers on the desk's connection. Raises `Unanswerable`, `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, site: str, words: Words) -> None:
        self._connection, self._words = connection, words
        self._lines, self._finder = Lines(connection, site), Finder(connection)
        self._glance, self._by_name = Glance(connection, self._lines), ByName(connection)
        self._found: OrderedDict[Wanted, Found] = OrderedDict()
        self._counts: dict[tuple[int, Piece], int] = {}

    @property
    def _version(self) -> tuple[int, ...]:
        return self._lines.version, self._words.version

    def is_behind(self) -> bool:
        """Whether there is work to do before all can be answered."""
        return not self._lines.is_built or self._lines.is_far_behind() or self._lines.must_begin_anew()

    def build(self) -> Iterator[None]:
        """That work, in steps."""
        while self._lines.is_built and not self._lines.must_begin_anew():
            if not self._lines.is_far_behind():
                return
            self._at_one_moment(self._refresh)
            yield
        self._by_name.forget()
        yield from self._lines.build()
        self._glance.forget()
        self._by_name.refresh()
        yield
        yield from self._words.build()
        for kind, text in _UNKNOWN.items():
            codes = self._connection.execute(text).fetchall()
            self._words.know(kind, [code for (code,) in codes])
            yield

    def must_be_built(self, ask: control.Ask, waited_s: float) -> bool:
        """Whether a question waits for what is being made. Raises `Unanswerable`."""
        if not self.is_behind():
            return False
        wanted = wanted_of(ask)
        if wanted.about or wanted.words:
            return True
        self._lines.wanted = index = index_of(wanted)
        return not self._lines.can_give(index) and (waited_s < GLANCE_AFTER_S or not _is_at_a_glance(wanted, ask))

    def window(self, ask: control.Ask) -> Window:
        """The rows that were asked for, as the book is now. While the table is built, those that are there."""
        wanted, is_ready = wanted_of(ask), not self.is_behind()
        is_plain = not (wanted.about or wanted.words)

        def answer() -> Window:
            self._refresh()
            if not is_plain:
                ids, total, is_more = self._searched(wanted, ask)
            elif self._lines.can_give(index_of(wanted)):
                ids, total, is_more = self._plain(wanted, ask)
            else:
                return self._at_a_glance(wanted, ask)
            return Window(self._rows(ids), total, is_more)

        window = self._at_one_moment(answer)
        return window if is_ready else replace(window, is_more=True)

    def _at_one_moment(self, read: Callable[[], Read]) -> Read:
        """What is read of the book stays as it is meanwhile."""
        self._connection.execute("BEGIN")
        try:
            found = read()
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return found

    def _refresh(self) -> None:
        self._lines.hide(UnderCount(self._connection))
        if self._lines.is_built:
            for kind, code in self._lines.catch_up():
                self._words.know(kind, (code,))

    def _at_a_glance(self, wanted: Wanted, ask: control.Ask) -> Window:
        rows = self._glance.rows(wanted.order or "item", is_down=wanted.is_down)
        return Window([_row(row) for row in rows[ask.top : ask.top + ask.count]], len(rows), is_more=True)

    def _plain(self, wanted: Wanted, ask: control.Ask) -> tuple["array[int]", int, bool]:
        if wanted.order == "name":
            self._by_name.refresh()
            return *self._by_name.window(ask.top, ask.count, is_down=wanted.is_down), False
        ids, total = array("q"), 0
        for piece in pieces(wanted.order or "item", is_down=wanted.is_down):
            count = self._count(piece)
            skip = max(0, ask.top - total)
            take = min(ask.count - len(ids), count - skip)
            if take > 0:
                ids.extend(self._stretch(piece, count, skip, take))
            total += count
        return ids, total, False

    def _stretch(self, piece: Piece, count: int, skip: int, take: int) -> list[int]:
        """Some lines of a stretch, counted from its nearer end."""
        backwards = skip > count // 2
        values = {"take": take, "skip": count - skip - take if backwards else skip}
        ids = [one for (one,) in self._connection.execute(statement(piece, backwards=backwards), values).fetchall()]
        return ids[::-1] if backwards else ids

    def _count(self, piece: Piece) -> int:
        key = self._lines.version, piece
        if key not in self._counts:
            self._counts = {known: count for known, count in self._counts.items() if known[0] == key[0]}
            text = _COUNT.format(index=piece.index, where=piece.where)
            self._counts[key] = int(self._connection.execute(text).fetchone()[0])
        return self._counts[key]

    def _searched(self, wanted: Wanted, ask: control.Ask) -> tuple["array[int]", int, bool]:
        if wanted.order == "name":
            self._by_name.refresh()
        found = self._found.get(wanted)
        if found is None or self._is_over(found):
            found = self._finder.find(wanted, self._version)
            self._found[wanted] = found
        self._found.move_to_end(wanted)
        self._finder.go_on(found, ask.top, ask.count)
        let_go(self._found, FOUND_KEPT, lambda one: len(one.ids))
        return found.ids[ask.top : ask.top + ask.count], len(found.ids), not found.is_whole

    def _is_over(self, found: Found) -> bool:
        """Whether a list is another one by now."""
        if found.version == self._version:
            return False
        return not found.is_walked or time.monotonic() - found.at > AS_IT_WAS_S

    def _rows(self, ids: "array[int]") -> list[control.StockRow]:
        rows: list[tuple[Any, ...]] = self._connection.execute(_ROWS, {"ids": json.dumps(ids.tolist())}).fetchall()
        return [_row(row) for row in rows]


def _row(row: tuple[Any, ...]) -> control.StockRow:
    return control.StockRow(**dict(zip(_FIELDS, row, strict=True)))


def index_of(wanted: Wanted) -> str:
    """The index that gives an order."""
    return "item" if wanted.order in ("", "name") else wanted.order


def _is_at_a_glance(wanted: Wanted, ask: control.Ask) -> bool:
    return wanted.order != "name" and ask.top + ask.count <= GLANCE


def wanted_of(ask: control.Ask) -> Wanted:
    """What a question asks for. Raises `Unanswerable`."""
    order, is_down = order_of(ask.order, ORDERS)
    kind, _, value = ask.about.partition(":")
    if ask.about and (kind not in _SUBJECTS or not value):
        raise Unanswerable("stock is about item:CODE, loc:CODE, lpn:CODE or lot:CODE")
    about = (_SUBJECTS[kind], value) if ask.about else ()
    return Wanted(about, tuple(words_of(ask.search)), order, is_down)
