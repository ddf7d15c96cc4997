"""How far documents are, and which are open: units done per line, lines that ended. Kept until an entry serves them.

Every list that is offered by number is made again after each input: most often nothing has ended since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from edge.core.entry import Entry, Outcome
from edge.core.reference import Document, DocumentType
from edge.shell.ledger import records
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.posting import served

DOCUMENTS_KEPT: Final = 200
LISTS_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Worked:
    """Units moved per line, and the lines that ended (`DOCUMENT_LINE`: all of it)."""

    progress: dict[int, int]
    ended: frozenset[int]


class KeptWork:
    """The documents asked for last. The store's view tells it of every entry, and of every rollback."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._kept: dict[tuple[str, str], Worked] = {}
        self._open: dict[tuple[str, str, int], Sequence[Document]] = {}

    def wrote(self, entry: Entry) -> None:
        """An entry was written."""
        doc = getattr(entry.draft.body, "doc", None)
        if doc is None:
            return
        if isinstance(entry.draft.body, Outcome) and doc.line is None:
            for known in [one for one in self._open if one[0] == doc.type]:
                del self._open[known]
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

    def open_documents(self, type_: DocumentType, limit: int, operator: str) -> Sequence[Document]:
        """Documents that are not done: those of an operator first, then those of nobody."""
        known = (type_, operator, limit)
        if (kept := self._open.get(known)) is not None:
            return kept
        if len(self._open) >= LISTS_KEPT:
            self._open.clear()
        rows: list[tuple[str]] = []
        for whose in dict.fromkeys((operator, "")):
            values = {"type": type_, "assigned": whose, "limit": limit - len(rows)}
            rows += self._cursor.execute(q.OPEN_DOCUMENTS, values).fetchall()
        found = self._open[known] = tuple([records.load_document(body) for (body,) in rows])
        return found

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
