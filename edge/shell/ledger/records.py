"""Reference records between their JSON and the core's types. pydantic checks what comes from outside, once.

Read back from the store, a record was checked before: it is built directly. Many scans ask for the same few records,
so the last ones built are kept by their text: the same text is always the same record, whatever has changed since.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final
from unicodedata import is_normalized

from pydantic import TypeAdapter, ValidationError

from edge.core.quantity import SCALE_MAX
from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Record
from edge.core.stock import QTY_MAX, SERIALS_MAX
from edge.wire import Dataset

TEXT_LENGTH_MAX: Final = 200
KEY_LENGTH_MAX: Final = 64
RECORDS_KEPT: Final = 1_000
DOCUMENTS_KEPT: Final = 50
"""Fewer than of the others: a document is as long as its lines are many."""
_CODE: Final = re.compile(r"[!-~]{1,40}\Z")
_NO_CODE: Final = "{}: is 1 to 40 ASCII characters without blanks"
_EPC: Final = re.compile(r"(?:[0-9A-F]{2}){1,64}\Z")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_PIN_HASH: Final = re.compile(r"\$argon2id\$[!-~]{1,180}\Z")


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
_DUMPERS: Final[dict[type[Record], TypeAdapter[Any]]] = {
    Item: _ADAPTERS["items"],
    LocationInfo: _ADAPTERS["locations"],
    Document: _ADAPTERS["receipts"],
    Operator: _ADAPTERS["operators"],
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
    wrong = _wrong(dataset, key, record)
    if wrong:
        raise RecordError(f"{dataset} {key}: {wrong}")
    return record


def _wrong(dataset: Dataset, key: str, record: Record) -> str:
    """What the types do not say, as "field: what is wrong"; '' for a good record."""
    ident = record.id if isinstance(record, Document | Operator) else record.code
    if ident != key:
        return f"the record calls itself {ident}"
    if len(key) > KEY_LENGTH_MAX:
        return f"its key is longer than {KEY_LENGTH_MAX} characters"
    unfit = next(_unfit("", record), "")
    if unfit:
        return unfit
    match record:
        case LocationInfo() if not _CODE.match(record.code):
            return _NO_CODE.format("code")
        case Item() if any(units < 1 for units in record.codes.values()):
            return "codes: a scan stands for 1 unit or more"
        case Item() if any(units < 1 or name == record.uom for name, units in record.units.items()):
            return f"units: a pack holds 1 base unit or more, and is not called {record.uom}"
        case Item() if record.scale > SCALE_MAX:
            return f"scale: is from 0 to {SCALE_MAX}"
        case Document():
            return _wrong_document(dataset, record)
        case Operator() if not _PIN_HASH.match(record.pin_hash):
            return "pin_hash: is an argon2id hash in its usual form: $argon2id$v=19$m=...,t=...,p=...$salt$hash"
        case _:
            return ""


def _wrong_document(dataset: Dataset, record: Document) -> str:
    if record.type != _TYPES[dataset]:
        return f"type: a {record.type} does not belong here"
    if record.place and not _CODE.match(record.place):
        return _NO_CODE.format("place")
    if len({line.line for line in record.lines}) != len(record.lines):
        return "lines: two lines have the same number"
    return next((wrong for line in record.lines if (wrong := _wrong_line(line))), "")


def _wrong_line(line: Line) -> str:
    where = f"line {line.line}"
    if line.qty <= 0:
        return f"{where}: qty: is above zero"
    if line.lpn and not _CODE.match(line.lpn):
        return f"{where}: " + _NO_CODE.format("lpn")
    if line.expiry and not _is_date(line.expiry):
        return f"{where}: expiry: is a day of the calendar, written like 2026-11-30"
    if len(line.epcs) > SERIALS_MAX or any(not _EPC.match(epc) for epc in line.epcs):
        return f"{where}: epcs: at most {SERIALS_MAX}, in upper-case hex, two digits a byte"
    return ""


def _is_date(text: str) -> bool:
    try:
        return _DATE.match(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _unfit(where: str, value: Any) -> Iterator[str]:
    """Texts and numbers that must not reach the ledger or a screen: they would stop the work they are used in."""
    if isinstance(value, str):
        if len(value) > TEXT_LENGTH_MAX:
            yield f"{where}: is longer than {TEXT_LENGTH_MAX} characters"
        if not value.isprintable() or not is_normalized("NFC", value):
            yield f"{where}: has control characters, or is not in Unicode normal form C"
    elif isinstance(value, int):
        if not 0 <= value <= QTY_MAX:
            yield f"{where}: is from 0 to {QTY_MAX}"
    else:
        for name, part in _within(value):
            yield from _unfit(f"{where}.{name}" if where else name, part)


def _within(value: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a record, a mapping or a list, each with its name; a mapping's names are parts too."""
    if is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, dict):
        yield from (("a name", name) for name in value)
        yield from value.items()
    elif isinstance(value, list | tuple | frozenset):
        yield from ((str(number), part) for number, part in enumerate(value))


def dump(record: Record) -> str:
    """A record as JSON text for the store."""
    return _DUMPERS[type(record)].dump_json(record).decode()


@lru_cache(RECORDS_KEPT)
def load_item(body: str) -> Item:
    fields = json.loads(body)
    return Item(**{**fields, "tracking": frozenset(fields["tracking"])})


@lru_cache(RECORDS_KEPT)
def load_location(body: str) -> LocationInfo:
    return LocationInfo(**json.loads(body))


@lru_cache(DOCUMENTS_KEPT)
def load_document(body: str) -> Document:
    fields = json.loads(body)
    lines = tuple(Line(**{**line, "epcs": tuple(line["epcs"])}) for line in fields["lines"])
    return Document(**{**fields, "lines": lines})


@lru_cache(RECORDS_KEPT)
def load_operator(body: str) -> Operator:
    return Operator(**json.loads(body))
