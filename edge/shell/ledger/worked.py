"""How far documents are: units done per line, and the lines that ended. Kept until an entry serves the document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from edge.core.entry import Entry
from edge.core.reference import DocumentType
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.posting import served

DOCUMENTS_KEPT: Final = 200


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

    def wrote(self, entry: Entry) -> None:
        """An entry was written."""
        doc = getattr(entry.draft.body, "doc", None)
        if doc is None:
            return
        kept, line = self._kept.get((doc.type, doc.id)), served(entry.draft)
        if kept is not None and line is not None:
            kept.progress[line[2]] = kept.progress.get(line[2], 0) + line[3]
        else:
            self._kept.pop((doc.type, doc.id), None)

    def forget(self) -> None:
        """What was told may not have come to be."""
        self._kept.clear()

    def of(self, type_: DocumentType | Literal["task"], ident: str, post: Callable[[], None]) -> Worked:
        """How far a document is; `post` brings the sums up to the last entry, before they are looked up."""
        known = (type_, ident)
        if (kept := self._kept.get(known)) is not None:
            return kept
        if len(self._kept) >= DOCUMENTS_KEPT:
            self._kept.clear()
        post()
        values = {"type": type_, "id": ident}
        ended = frozenset(line for (line,) in self._cursor.execute(q.ENDED, values).fetchall())
        found = self._kept[known] = Worked(dict(self._cursor.execute(q.PROGRESS, values).fetchall()), ended)
        return found
