"""Commands that were done, by their id: one that is given again gets the first answer, and does nothing."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql

KEPT: Final = 1_000
_RESULT: Final = sql(select(t.answered.c.result).where(t.answered.c.id == bindparam("id")))
_PUT: Final = sql(insert(t.answered).values(id=bindparam("id"), result=bindparam("result")))
_NEWEST = select(func.max(t.answered.c.number)).scalar_subquery()
_DROP: Final = sql(delete(t.answered).where(t.answered.c.number <= _NEWEST - KEPT))


class Answered:
    """The newest answers, on the open transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def result(self, ident: str) -> Mapping[str, Any] | None:
        """What a command was answered; None for one that was not done, or long ago."""
        row = self._cursor.execute(_RESULT, {"id": ident}).fetchone()
        return dict(json.loads(row[0])) if row else None

    def put(self, ident: str, result: Mapping[str, Any]) -> None:
        self._cursor.execute(_PUT, {"id": ident, "result": json.dumps(dict(result))})
        self._cursor.execute(_DROP)
