"""What a word of a search may name in the ledger: the subjects whose codes, names or ids begin with it.

    "tea"    item:TEA  item:TEA-2  item:4711 (Green tea)        "p-1"   lpn:P-1  lpn:P-10 ...
    "anna"   op:op-17 (Anna)                                    "supp"  virt:S1/SUPPLIER

Units, documents and serial numbers are found as they are written, or in capitals; documents that left the reference
data, and serial numbers, by the whole of it.
"""

import sqlite3
from collections.abc import Iterator
from typing import Final

from edge.core.place import VIRTUAL_NAMES
from edge.core.reference import DOCUMENT_TYPES
from edge.shell.desk.window import Unanswerable
from edge.shell.desk.words import AFTER_ALL, Words
from edge.shell.history import subjects as s

SUBJECTS_MAX: Final = 64
"""Subjects that a word stands for at most."""
EACH: Final = 24
"""Subjects of one kind."""
_UNITS: Final = "SELECT code FROM lpn WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"
_DOCUMENTS: Final = "SELECT id FROM document WHERE type = ? AND id >= ? AND id < ? ORDER BY id LIMIT ?"
_OPERATORS: Final = "SELECT id, json_extract(body, '$.name') FROM operator"
_KINDS: Final = sorted(s.RARE_KINDS)


def subject_of(about: str, site: str) -> str:
    """The subject that a question is about. Raises `Unanswerable`."""
    kind, _, code = about.partition(":")
    if not code:
        raise Unanswerable(
            "the ledger is about item:CODE, lpn:CODE, loc:CODE, doc:ID, op:ID, serial:NUMBER or entry:ID"
        )
    match kind:
        case "item" | "lpn" | "doc" | "op" | "serial":
            return about
        case "loc" if code in VIRTUAL_NAMES:
            return f"virt:{site}/{code}"
        case "loc":
            return f"loc:{site}/{code}"
    raise Unanswerable("the ledger is about item:CODE, lpn:CODE, loc:CODE, doc:ID, op:ID, serial:NUMBER or entry:ID")


class SubjectWords:
    """Looks the words up, on the desk's connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection, site: str, words: Words) -> None:
        self._connection, self._site, self._words = connection, site, words

    def subjects(self, word: str) -> list[str]:
        """What a word may name, as it was typed; of what is only perhaps there, too."""
        return list(dict.fromkeys(self._each(word)))[:SUBJECTS_MAX]

    def _each(self, word: str) -> Iterator[str]:
        folded = word.casefold()
        yield from (s.kind(kind) for kind in _KINDS if kind == folded)
        for written in dict.fromkeys((word, word.upper())):
            yield from (of(written) for of in (s.item, s.unit, s.serial, s.document, s.operator))
        yield from (f"virt:{self._site}/{name}" for name in sorted(VIRTUAL_NAMES) if name.casefold().startswith(folded))
        yield from map(s.item, self._words.codes("item", folded, EACH))
        yield from (f"loc:{self._site}/{code}" for code in self._words.codes("location", folded, EACH))
        yield from map(s.operator, self._operators(folded))
        for written in dict.fromkeys((word, word.upper())):
            span = written, written + AFTER_ALL
            yield from (s.unit(code) for (code,) in self._connection.execute(_UNITS, (*span, EACH)).fetchall())
            for type_ in DOCUMENT_TYPES:
                found = self._connection.execute(_DOCUMENTS, (type_, *span, EACH)).fetchall()
                yield from (s.document(ident) for (ident,) in found)

    def _operators(self, folded: str) -> Iterator[str]:
        for ident, name in self._connection.execute(_OPERATORS).fetchall():
            if any(part.startswith(folded) for part in (ident.casefold(), *str(name or "").casefold().split())):
                yield ident
