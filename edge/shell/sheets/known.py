"""What a sheet is made of, read and not changed: the records of a dataset, and the plates that the book has."""

import json
import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, func, select

from edge.core.reference import LocationInfo, Operator, Record
from edge.shell.ledger import records
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.reference_store import read_file
from edge.wire import Dataset

_LOCATIONS: Final = sql(select(t.location.c.body).order_by(t.location.c.code))
_OPERATORS: Final = sql(select(t.operator.c.body).order_by(t.operator.c.id))
_ASKED: Final = func.json_each(bindparam("codes")).table_valued("value")
_PLATES: Final = sql(select(t.lpn.c.code).where(t.lpn.c.code.in_(select(_ASKED.c.value))).order_by(t.lpn.c.code))


def in_file(file: Path, dataset: Dataset) -> list[Record] | None:
    """The records of a dataset that a reference file has; None where it says nothing of it. Raises `RecordError`."""
    content = read_file(file)
    if dataset not in content:
        return None
    return [records.parse(dataset, op.key, op.doc) for op in content[dataset]]


def locations(connection: sqlite3.Connection) -> list[LocationInfo]:
    return [records.load_location(body) for (body,) in connection.execute(_LOCATIONS)]


def operators(connection: sqlite3.Connection) -> list[Operator]:
    return [records.load_operator(body) for (body,) in connection.execute(_OPERATORS)]


def known_plates(connection: sqlite3.Connection, codes: list[str]) -> list[str]:
    """Those of the plates that the book has seen."""
    return [code for (code,) in connection.execute(_PLATES, {"codes": json.dumps(codes)})]
