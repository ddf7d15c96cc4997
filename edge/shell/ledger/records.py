"""Reference records between their JSON and the core's types. pydantic checks what comes from outside, once.

Read back from the store, a record was checked before: it is built directly. Many scans ask for the same few records,
so the last ones built are kept by their text: the same text is always the same record, whatever has changed since.
"""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Record, Size, normal_code
from edge.core.stock import QTY_MAX
from edge.shell.ledger.datasets import DESCRIBED, Described
from edge.shell.ledger.record_rules import Fault, wrong
from edge.wire import Dataset

RECORDS_KEPT: Final = 1_000
DOCUMENTS_KEPT: Final = 50
"""Fewer than of the others: a document is as long as its lines are many."""


class RecordError(ValueError):
    """A reference record that is not of its dataset's form; the sentence says which field and why."""


_ADAPTERS: Final[dict[type[Record], TypeAdapter[Any]]] = {
    kind: TypeAdapter(kind) for kind in (Item, LocationInfo, Document, Operator)
}


def parse(dataset: Dataset, key: str, doc: dict[str, Any]) -> Record:
    """The record of one document from outside. Raises `RecordError`."""
    record, faults = examine(dataset, key, doc)
    if faults or record is None:
        raise RecordError(f"{dataset} {key}: {faults[0]}")
    return record


def examine(dataset: Dataset, key: str, doc: dict[str, Any]) -> tuple[Record | None, list[Fault]]:
    """The record of one document from outside, and all that is wrong with it. None where it has not even the types:
    then the other fields are looked at beside stand-ins for those."""
    if (described := DESCRIBED.get(dataset)) is None:
        raise RecordError(f"dataset {dataset} holds no records this box uses")
    try:
        record: Record = _ADAPTERS[described.record].validate_python(doc)
    except ValidationError as error:
        found = [Fault(tuple(one["loc"]), one["msg"], one["type"]) for one in error.errors(include_url=False)]
        return None, found + list(_wrong_beside(described, key, doc, [one.path for one in found]))
    faults = list(wrong(described, key, record))
    return (_normal(record) if isinstance(record, Item) and not faults else record), faults


def _wrong_beside(
    described: Described, key: str, doc: dict[str, Any], bad: list[tuple[str | int, ...]]
) -> Iterator[Fault]:
    """What is wrong with the fields that have their types, where those at some paths have not."""
    stand_ins: dict[str, Any] = {"code": key, "id": key, "type": described.type, "name": "-", "badge": "-"}
    stand_ins |= {"pin_hash": "$argon2id$-", "item": "-", "qty": 1}
    stand_ins |= {"tracking": ["lot"], "fixed_item": "-", "face_max": QTY_MAX}
    mended, places = copy.deepcopy(doc), {_place(path) for path in bad}
    for place in places:
        if len(place) > 1 and ("lines",) in places:
            continue  # all of them go
        fields_of: Any = mended["lines"][place[1]] if len(place) > 1 else mended
        fields_of.pop(place[-1], None)
        if place[-1] in stand_ins:
            fields_of[place[-1]] = stand_ins[str(place[-1])]
        elif place[-1] == "line":
            fields_of["line"] = -1 - int(place[1])  # one that no other line has
    try:
        record = _ADAPTERS[described.record].validate_python(mended)
    except ValidationError:
        return
    yield from (one for one in wrong(described, key, record) if not one.path or _place(one.path) not in places)


def _place(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The field of the record, or of one of its lines, that a path leads into."""
    return path[:3] if path[0] == "lines" and len(path) > 2 else path[:1]


def _normal(item: Item) -> Item:
    """An item with its GTINs as they are looked up."""
    if all(normal_code(code) == code for code in item.codes):
        return item
    codes = {normal_code(code): units for code, units in item.codes.items()}
    return replace(item, codes=codes, code_packs={normal_code(code): pack for code, pack in item.code_packs.items()})


def dump(record: Record) -> str:
    """A record as JSON text for the store."""
    return _ADAPTERS[type(record)].dump_json(record).decode()


@lru_cache(RECORDS_KEPT)
def load_item(body: str) -> Item:
    fields = json.loads(body)
    sizes = {pack: Size(**size) for pack, size in fields.get("sizes", {}).items()}
    sets = {"tracking": frozenset(fields["tracking"]), "recalled": tuple(fields.get("recalled", ()))}
    return Item(**{**fields, **sets, "sizes": sizes})


@lru_cache(RECORDS_KEPT)
def load_location(body: str) -> LocationInfo:
    fields = json.loads(body)
    return LocationInfo(**{**fields, "classes": tuple(fields.get("classes", ()))})


@lru_cache(DOCUMENTS_KEPT)
def load_document(body: str) -> Document:
    fields = json.loads(body)
    lines = tuple(Line(**{**line, "epcs": tuple(line["epcs"])}) for line in fields["lines"])
    others = {name: tuple(fields.get(name, ())) for name in ("units", "orders")}
    return Document(**{**fields, **others, "lines": lines})


@lru_cache(RECORDS_KEPT)
def load_operator(body: str) -> Operator:
    return Operator(**json.loads(body))


_LOADERS: Final[dict[type[Record], Callable[[str], Record]]] = {
    Item: load_item,
    LocationInfo: load_location,
    Document: load_document,
    Operator: load_operator,
}


def load(dataset: Dataset, body: str) -> Record:
    """A record of the store from its text."""
    return _LOADERS[DESCRIBED[dataset].record](body)
