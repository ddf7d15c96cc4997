"""The reference records that a store holds, by dataset: read one, or all in the order of their keys."""

import sqlite3
from collections.abc import Iterator

from edge.core.reference import Record
from edge.shell.ledger.datasets import DESCRIBED, EVER
from edge.shell.ledger.records import load
from edge.wire import Dataset


def held_record(store: sqlite3.Cursor, dataset: Dataset, key: str) -> Record | None:
    """The record held under a key; None for none."""
    one = DESCRIBED[dataset]
    query = f"SELECT body FROM {one.table.name} WHERE {one.key} = ?{one.of_type()}"  # noqa: S608  # our own words
    row = store.execute(query, (key,)).fetchone()
    return None if row is None else load(dataset, row[0])


def held_keys(store: sqlite3.Cursor, dataset: Dataset, *, kept: bool | None = None) -> list[str]:
    """All keys of a dataset, in order; or those alone that are kept in no snapshot, or that are not."""
    one = DESCRIBED[dataset]
    of = "" if kept is None else f" AND snapshot {'=' if kept else '<'} {EVER}"
    query = f"SELECT {one.key} FROM {one.table.name} WHERE {one.key} >= ''{one.of_type()}{of} ORDER BY {one.key}"  # noqa: S608
    return [key for (key,) in store.execute(query)]


def held_records(store: sqlite3.Cursor, dataset: Dataset) -> Iterator[Record]:
    """All records of a dataset, in the order of their keys."""
    one = DESCRIBED[dataset]
    query = f"SELECT body FROM {one.table.name} WHERE {one.key} >= ''{one.of_type()} ORDER BY {one.key}"  # noqa: S608
    for (body,) in store.execute(query):
        yield load(dataset, body)
