"""Reference records as the lines of a file, in the columns that an import reads: read again, nothing changes."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from edge.core.reference import Record
from edge.shell.imports import cells
from edge.shell.imports.shapes import NO, SHAPES, YES, Row, Value, rows_of
from edge.wire import Dataset

_SECRET = ("pin", "pin_hash")


def names_of(dataset: Dataset, *, hashes: bool = False) -> list[str]:
    """The columns that are written; those of PIN hashes only when they were asked for."""
    hidden = _SECRET[:1] if hashes else _SECRET
    return [name for name in SHAPES[dataset].columns.names if name not in hidden]


def csv_lines(dataset: Dataset, records: Iterable[Record], *, hashes: bool = False) -> Iterator[str]:
    """RFC 4180: a header line, then the rows. No cell is a formula to a spreadsheet."""
    names = names_of(dataset, hashes=hashes)
    buffer = io.StringIO(newline="")
    rows = csv.writer(buffer)
    rows.writerow(names)
    for row in _rows(records):
        rows.writerow([_cell(row[name]) for name in names])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def json_lines(dataset: Dataset, records: Iterable[Record], *, hashes: bool = False) -> Iterator[str]:
    """A list of objects, one a line."""
    names = names_of(dataset, hashes=hashes)
    between = "[\n"
    for row in _rows(records):
        yield between + json.dumps({name: row[name] for name in names}, ensure_ascii=False)
        between = ",\n"
    yield "[\n]\n" if between.startswith("[") else "\n]\n"


def _rows(records: Iterable[Record]) -> Iterator[Row]:
    return (row for record in records for row in rows_of(record))


def _cell(value: Value) -> str:
    match value:
        case bool():
            return YES if value else NO
        case tuple():
            return cells.listed(value)
        case _:
            return cells.cell(str(value))
