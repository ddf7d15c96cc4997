"""What an entry leaves to others to say, for who reads it alone.

A finding that is closed: what it was opened with. How a document's line ended: which item the line is about.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, get_args

from sqlalchemy import bindparam, select

from edge.core.reference import DocumentType
from edge.shell.history.entries import Row
from edge.shell.ledger import records
from edge.shell.ledger import tables as t
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.database import sql

_FINDING: Final = sql(
    select(t.finding.c.args, t.finding.c.place, t.finding.c.item).where(t.finding.c.id == bindparam("id"))
)
_KINDS: Final = ('"kind":"finding"', '"kind":"outcome"')
"""As canonical JSON has them: most entries are of other kinds, and are not read twice."""


class SaidElsewhere:
    """Looks it up on the desk's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def whole(self, row: Row) -> Row:
        """The entry with what others say of it; as it is, where nothing is known."""
        fields = row.fields() if any(kind in row.body for kind in _KINDS) else None
        more = self._more(fields) if fields is not None else {}
        return replace(row, body=json.dumps({**(fields or {}), **more})) if more else row

    def _more(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        if fields["kind"] == "finding" and fields["state"] == "closed":
            return self._opened(fields)
        if fields["kind"] == "outcome" and "line" in fields["doc"]:
            return self._of_line(fields["doc"])
        return {}

    def _opened(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        found = self._connection.execute(_FINDING, {"id": fields["finding"]}).fetchone()
        if found is None:
            return {}
        args, place, item = found
        known = {"args": {**json.loads(args), **fields.get("args", {})}, "place": place, "item": item}
        return {name: value for name, value in known.items() if value and (name == "args" or not fields.get(name))}

    def _of_line(self, doc: Mapping[str, Any]) -> dict[str, Any]:
        if doc["type"] not in get_args(DocumentType):
            return {}
        found = self._connection.execute(q.DOCUMENTS[doc["type"]], {"key": doc["id"]}).fetchone()
        lines = records.load_document(found[0]).lines if found is not None else ()
        return next(({"item": one.item} for one in lines if one.line == doc["line"]), {})
