"""Reference records between their JSON and the core's types. pydantic checks what comes from outside, once.

Read back from the store, a record was checked before: it is built directly.
"""

import json
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Record
from edge.wire import Dataset

RECORD_BYTES_MAX: Final = 256 * 1024


class RecordError(ValueError):
    """A reference record that is not of its dataset's form; the sentence says which field and why."""


_ADAPTERS: Final[dict[Dataset, TypeAdapter[Any]]] = {
    "items": TypeAdapter(Item),
    "locations": TypeAdapter(LocationInfo),
    "receipts": TypeAdapter(Document),
    "orders": TypeAdapter(Document),
    "counts": TypeAdapter(Document),
    "operators": TypeAdapter(Operator),
}
_TYPES: Final = {"receipts": "receipt", "orders": "order", "counts": "count"}


def parse(dataset: Dataset, key: str, doc: dict[str, Any]) -> Record:
    """The record of one document from outside. Raises `RecordError`."""
    if dataset not in _ADAPTERS:
        raise RecordError(f"dataset {dataset} holds no records this box uses")
    try:
        record: Record = _ADAPTERS[dataset].validate_python(doc)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise RecordError(f"{dataset} {key}: {where}: {fault['msg']}") from error
    _check(dataset, key, record)
    return record


def _check(dataset: Dataset, key: str, record: Record) -> None:
    ident = record.id if isinstance(record, Document | Operator) else record.code
    if ident != key:
        raise RecordError(f"{dataset} {key}: the record calls itself {ident}")
    if isinstance(record, Document):
        if record.type != _TYPES[dataset]:
            raise RecordError(f"{dataset} {key}: a {record.type} does not belong here")
        if len({line.line for line in record.lines}) != len(record.lines):
            raise RecordError(f"{dataset} {key}: two lines have the same number")
        if any(epc != epc.upper() for line in record.lines for epc in line.epcs):
            raise RecordError(f"{dataset} {key}: EPCs are written in upper-case hex")
        if any(line.qty <= 0 for line in record.lines):
            raise RecordError(f"{dataset} {key}: a line needs a quantity above zero")


def dump(record: Record) -> str:
    """A record as JSON text for the store."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(record))
    return adapter.dump_json(record).decode()


def load_item(body: str) -> Item:
    fields = json.loads(body)
    return Item(**{**fields, "tracking": frozenset(fields["tracking"])})


def load_location(body: str) -> LocationInfo:
    return LocationInfo(**json.loads(body))


def load_document(body: str) -> Document:
    fields = json.loads(body)
    lines = tuple(Line(**{**line, "epcs": tuple(line["epcs"])}) for line in fields["lines"])
    return Document(**{**fields, "lines": lines})


def load_operator(body: str) -> Operator:
    return Operator(**json.loads(body))
