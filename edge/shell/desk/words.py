"""The words by which items and locations are found: what their codes and names begin with, at each part.

    A-01-02            a-01-02   01-02   02
    Green tea, loose   green tea, loose   tea, loose   loose

Temporary tables, made of the reference data page by page, and again when that changes.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from typing import Final

from edge.shell.desk.reader import dataset_mark

PAGE: Final = 200
KEPT: Final = 32
"""Letters of a word."""
PARTS_MAX: Final = 24
AFTER_ALL: Final = "\U0010ffff"
"""After every character: what begins with X lies between X and X with this behind it."""
_PART: Final = re.compile(r"(?<![^\W_])[^\W_]")
_TABLE: Final = (
    "CREATE TEMP TABLE word (kind TEXT, word TEXT, code TEXT, PRIMARY KEY (kind, word, code)) WITHOUT ROWID",
    "CREATE INDEX temp.word_of ON word (kind, code, word)",
)
_PUT: Final = "INSERT OR IGNORE INTO word VALUES (?, ?, ?)"
_FORGET: Final = "DELETE FROM word INDEXED BY word_of WHERE kind = ? AND code = ?"
_PAGES: Final = {
    "item": "SELECT code, json_extract(body, '$.name') FROM item WHERE code > ? ORDER BY code LIMIT ?",
    "location": "SELECT code, '' FROM location WHERE code > ? ORDER BY code LIMIT ?",
}
_DATASETS: Final = {"item": "items", "location": "locations"}
_NAMES: Final = {
    "item": "SELECT code, json_extract(body, '$.name') FROM item WHERE code = ?",
    "location": "SELECT code, '' FROM location WHERE code = ?",
}
_KNOWN: Final = "SELECT 1 FROM word INDEXED BY word_of WHERE kind = ? AND code = ? LIMIT 1"
_CODES: Final = "SELECT code FROM word WHERE kind = :kind AND word >= :low AND word < :high LIMIT :limit"


def beginnings(text: str) -> Iterator[str]:
    """A text from each of its parts on, in small letters."""
    folded = text.casefold()
    yield folded[:KEPT]
    for number, found in enumerate(_PART.finditer(folded)):
        if number > PARTS_MAX:
            return
        yield folded[found.start() : found.start() + KEPT]


class Words:
    """The tables, on the desk's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._marks: dict[str, tuple[object, ...]] = {}
        self.version = 0
        """Another one after each change."""
        for statement in _TABLE:
            connection.execute(statement)

    def is_behind(self) -> bool:
        """Whether reference data has changed since the words were made."""
        return any(self._marks.get(kind) != dataset_mark(self._connection, of) for kind, of in _DATASETS.items())

    def build(self) -> Iterator[None]:
        """Make them, a page a step."""
        for kind, dataset in _DATASETS.items():
            mark, after = dataset_mark(self._connection, dataset), ""
            if self._marks.get(kind) == mark:
                continue
            while page := self._connection.execute(_PAGES[kind], (after, PAGE)).fetchall():
                self._put(kind, page)
                after = page[-1][0]
                yield
            self._marks[kind] = mark

    def know(self, kind: str, codes: Collection[str]) -> None:
        """See to it that these are found: goods may come whose item is in no dataset."""
        for code in codes:
            if self._connection.execute(_KNOWN, (kind, code)).fetchone() is None:
                self._put(kind, [self._connection.execute(_NAMES[kind], (code,)).fetchone() or (code, "")])

    def codes(self, kind: str, word: str, limit: int) -> list[str]:
        """Items or locations with a word that begins so."""
        values = {"kind": kind, "low": word[:KEPT], "high": word[:KEPT] + AFTER_ALL, "limit": limit}
        return list(dict.fromkeys(code for (code,) in self._connection.execute(_CODES, values).fetchall()))

    def _put(self, kind: str, page: list[tuple[str, str]]) -> None:
        rows = {(kind, word, code) for code, name in page for text in (code, name or "") for word in beginnings(text)}
        self._connection.execute("SAVEPOINT words")  # row by row each would be a transaction of its own
        self._connection.executemany(_FORGET, [(kind, code) for code, _name in page])
        self._connection.executemany(_PUT, sorted(row for row in rows if row[1]))
        self._connection.execute("RELEASE words")
        self.version += 1
