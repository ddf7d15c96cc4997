"""The reference records that a store holds, by dataset: read one, or all in the order of their keys."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from edge.core.reference import Record
from edge.shell.ledger import records
from edge.wire import Dataset

_DOCUMENTS: Final = "FROM document WHERE type = '{}' AND id"
_FROM: Final[Mapping[Dataset, tuple[str, str]]] = {
    "items": ("code", "FROM item WHERE code"),
    "locations": ("code", "FROM location WHERE code"),
    "operators": ("id", "FROM operator WHERE id"),
    "receipts": ("id", _DOCUMENTS.format("receipt")),
    "orders": ("id", _DOCUMENTS.format("order")),
    "counts": ("id", _DOCUMENTS.format("count")),
}
_LOADERS: Final[Mapping[Dataset, Callable[[str], Record]]] = {
    "items": records.load_item,
    "locations": records.load_location,
    "operators": records.load_operator,
    "receipts": records.load_document,
    "orders": records.load_document,
    "counts": records.load_document,
}


def load(dataset: Dataset, body: str) -> Record:
    """A record from its text."""
    return _LOADERS[dataset](body)


def held_record(store: sqlite3.Cursor, dataset: Dataset, key: str) -> Record | None:
    """The record held under a key; None for none."""
    row = store.execute(f"SELECT body {_FROM[dataset][1]} = ?", (key,)).fetchone()  # our own words
    return None if row is None else load(dataset, row[0])


def held_keys(store: sqlite3.Cursor, dataset: Dataset) -> list[str]:
    """All keys of a dataset, in order."""
    key, rows = _FROM[dataset]
    return [one for (one,) in store.execute(f"SELECT {key} {rows} >= '' ORDER BY {key}")]


def held_records(store: sqlite3.Cursor, dataset: Dataset) -> Iterator[Record]:
    """All records of a dataset, in the order of their keys."""
    key, rows = _FROM[dataset]
    for (body,) in store.execute(f"SELECT body {rows} >= '' ORDER BY {key}"):
        yield load(dataset, body)
