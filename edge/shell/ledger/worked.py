"""How far documents are, and which are open: units done per line, lines that ended. Kept until an entry serves them.

Every list that is offered by number is made again after each input: most often nothing has ended since. More is looked
up than is offered, so that what ends next is left out of the list, and not the whole of it looked up: whoever comes
to the open documents passes all that have ended, and these may be thousands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from edge.core.entry import Entry, Outcome
from edge.core.reference import DocumentType
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.posting import served

DOCUMENTS_KEPT: Final = 200
LISTS_KEPT: Final = 200
AHEAD: Final = 100
"""Open documents looked up at a time, at least."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Units moved per line, and the lines that ended (`DOCUMENT_LINE`: all of it)."""

    progress: dict[int, int]
    ended: frozenset[int]


@dataclass(frozen=True, slots=True)
class Open:
    """The first open documents of a type and an operator, and whether there are no more."""

    idents: list[str]
    are_all: bool


class KeptWork:
    """The documents asked for last. The store's view tells it of every entry, and of every rollback."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._kept: dict[tuple[str, str], Worked] = {}
        self._open: dict[tuple[str, str], Open] = {}

    def wrote(self, entry: Entry) -> None:
        """An entry was written."""
        doc = getattr(entry.draft.body, "doc", None)
        if doc is None:
            return
        if isinstance(entry.draft.body, Outcome) and doc.line is None:
            for (type_, _), listed in self._open.items():
                if type_ == doc.type and doc.id in listed.idents:
                    listed.idents.remove(doc.id)
        kept, line = self._kept.get((doc.type, doc.id)), served(entry.draft)
        # What is kept only grows (`View.progress`): what is taken back is looked up anew.
        if kept is not None and line is not None and line[3] >= 0:
            kept.progress[line[2]] = kept.progress.get(line[2], 0) + line[3]
        else:
            self._kept.pop((doc.type, doc.id), None)

    def forget(self) -> None:
        """What was told may not have come to be."""
        self._kept.clear()
        self._open.clear()

    def reference_changed(self) -> None:
        """There are other documents now."""
        self._open.clear()

    def open_documents(self, type_: DocumentType, limit: int, operator: str) -> list[str]:
        """Documents that are not done: those of an operator first, then those of nobody."""
        found: list[str] = []
        for whose in dict.fromkeys((operator, "")):
            found += self._first(type_, whose, limit - len(found))
        return found

    def _first(self, type_: DocumentType, whose: str, limit: int) -> list[str]:
        kept = self._open.get((type_, whose))
        if kept is None or not (kept.are_all or limit <= len(kept.idents)):
            if len(self._open) >= LISTS_KEPT:
                self._open.clear()
            many = max(limit, AHEAD)
            values = {"type": type_, "assigned": whose, "limit": many}
            idents = [ident for (ident,) in self._cursor.execute(q.OPEN_DOCUMENTS, values).fetchall()]
            kept = self._open[type_, whose] = Open(idents, len(idents) < many)
        return kept.idents[:limit]

    def of(self, type_: DocumentType | Literal["task"], ident: str, post: Callable[..., None]) -> Worked:
        """How far a document is; `post` brings its sums up to the last entry, before they are looked up."""
        known = (type_, ident)
        if (kept := self._kept.get(known)) is not None:
            return kept
        if len(self._kept) >= DOCUMENTS_KEPT:
            self._kept.clear()
        post(ident)
        values = {"type": type_, "id": ident}
        ended = frozenset(line for (line,) in self._cursor.execute(q.ENDED, values).fetchall())
        found = self._kept[known] = Worked(dict(self._cursor.execute(q.PROGRESS, values).fetchall()), ended)
        return found
