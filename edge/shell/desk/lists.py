"""All lists of a desk on one connection, and the work that makes them ready. Thrown away whole when a read fails."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from edge import control
from edge.shell.desk.entry_list import EntryList
from edge.shell.desk.racks import Racks
from edge.shell.desk.reader import open_desk, site_of
from edge.shell.desk.stock_list import StockList
from edge.shell.desk.window import Pictures, Window, cut
from edge.shell.desk.words import Words

_WORDS, _RACKS, _STOCK, _ENTRIES = range(4)


class Lists:
    """Answers questions. Raises `Unanswerable`, `StoreError`, `sqlite3.Error`."""

    def __init__(
        self, store: Path, archives: Sequence[Path], pictures: Pictures, index_now: Callable[[], None]
    ) -> None:
        self._connection: sqlite3.Connection = open_desk(store)
        site = site_of(self._connection)
        self._words, self._racks = Words(self._connection), Racks(self._connection, site)
        self._stock = StockList(self._connection, site, self._words)
        self._entries = EntryList(self._connection, store, archives, site, self._words, pictures, index_now)
        self._parts: Final = (self._words, self._racks, self._stock, self._entries)
        self._works: dict[int, Iterator[None]] = {}

    def close(self) -> None:
        self._entries.close()
        self._connection.close()

    def is_ready(self) -> bool:
        """Whether all stock is there."""
        return not self._stock.is_behind()

    def work(self) -> bool:
        """Do one step of what makes the lists ready; False where all are."""
        return any(map(self._step, range(len(self._parts))))

    def prepare(self, ask: control.Ask, waited_s: float) -> bool:
        """Do one step of what an answer needs; False where it can be given. Raises `Unanswerable`, too."""
        if ask.search.strip() and ask.of in ("stock", "entries") and self._step(_WORDS):
            return True
        match ask.of:
            case "stock" if self._stock.must_be_built(ask, waited_s):
                return self._step(_STOCK)
            case "entries" if self._entries.must_be_built(ask):
                return self._step(_ENTRIES)
            case "map":
                return self._step(_RACKS)
        return False

    def window(self, ask: control.Ask) -> Window:
        """The answer, as the book is now."""
        match ask.of:
            case "stock":
                return self._stock.window(ask)
            case "entries":
                return self._entries.window(ask)
            case "map":
                return self._racks.window(ask)
            case "pictures":
                return cut(self._entries.pictures(ask.about), ask)

    def _step(self, number: int) -> bool:
        """A step of one part's work; False where it has none, or this was the end of it."""
        part = self._parts[number]
        if number not in self._works:
            if not part.is_behind():
                return False
            self._works[number] = part.build()
        for _step in self._works[number]:
            return True
        del self._works[number]
        return False
