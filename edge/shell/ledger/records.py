"""Reference records between their JSON and the core's types. pydantic checks what comes from outside, once.

Read back from the store, a record was checked before: it is built directly. Many scans ask for the same few records,
so the last ones built are kept by their text: the same text is always the same record, whatever has changed since.
"""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final
from unicodedata import is_normalized

from pydantic import TypeAdapter, ValidationError

from edge.core.quantity import SCALE_MAX
from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Record, Size, normal_code
from edge.core.stock import QTY_MAX, SERIALS_MAX
from edge.wire import Dataset

TEXT_LENGTH_MAX: Final = 200
KEY_LENGTH_MAX: Final = 64
RECORDS_KEPT: Final = 1_000
CODES_MAX: Final = 1_000
DOCUMENTS_KEPT: Final = 50
"""Fewer than of the others: a document is as long as its lines are many."""
_CODE: Final = re.compile(r"[!-~]{1,40}\Z")
_NO_CODE: Final = "is 1 to 40 ASCII characters without blanks"
_NO_PIN_HASH: Final = "is an argon2id hash in its usual form: $argon2id$v=19$m=...,t=...,p=...$salt$hash"
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


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record: the field, by its path, and a sentence. `()` for the record as a whole."""

    path: tuple[str | int, ...]
    why: str
    kind: str = ""
    """pydantic's word for a value that is not of the field's type."""
    called: str = ""
    """The field for a person, where that is not its path."""

    def __str__(self) -> str:
        where = self.called or ".".join(map(str, self.path))
        return f"{where}: {self.why}" if where else self.why


def parse(dataset: Dataset, key: str, doc: dict[str, Any]) -> Record:
    """The record of one document from outside. Raises `RecordError`."""
    record, faults = examine(dataset, key, doc)
    if faults or record is None:
        raise RecordError(f"{dataset} {key}: {faults[0]}")
    return record


def examine(dataset: Dataset, key: str, doc: dict[str, Any]) -> tuple[Record | None, list[Fault]]:
    """The record of one document from outside, and all that is wrong with it. None where it has not even the types:
    then the other fields are looked at beside stand-ins for those."""
    if dataset not in _ADAPTERS:
        raise RecordError(f"dataset {dataset} holds no records this box uses")
    try:
        record: Record = _ADAPTERS[dataset].validate_python(doc)
    except ValidationError as error:
        found = [Fault(tuple(one["loc"]), one["msg"], one["type"]) for one in error.errors(include_url=False)]
        return None, found + list(_wrong_beside(dataset, key, doc, [one.path for one in found]))
    faults = list(_wrong(dataset, key, record))
    return (_normal(record) if isinstance(record, Item) and not faults else record), faults


def _wrong_beside(dataset: Dataset, key: str, doc: dict[str, Any], bad: list[tuple[str | int, ...]]) -> Iterator[Fault]:
    """What is wrong with the fields that have their types, where those at some paths have not."""
    stand_ins: dict[str, Any] = {"code": key, "id": key, "type": _TYPES.get(dataset), "name": "-", "badge": "-"}
    stand_ins |= {"pin_hash": "$argon2id$-", "item": "-", "qty": 1}
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
        record = _ADAPTERS[dataset].validate_python(mended)
    except ValidationError:
        return
    yield from (one for one in _wrong(dataset, key, record) if not one.path or _place(one.path) not in places)


def _place(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The field of the record, or of one of its lines, that a path leads into."""
    return path[:3] if path[0] == "lines" and len(path) > 2 else path[:1]


def _wrong(dataset: Dataset, key: str, record: Record) -> Iterator[Fault]:
    """What the types do not say."""
    ident = record.id if isinstance(record, Document | Operator) else record.code
    if ident != key:
        yield Fault((), f"the record calls itself {ident}")
    if len(key) > KEY_LENGTH_MAX:
        yield Fault((), f"its key is longer than {KEY_LENGTH_MAX} characters")
    if not _is_fit(record):
        yield from _unfit((), record)
    match record:
        case LocationInfo() if not _CODE.match(record.code):
            yield Fault(("code",), _NO_CODE)
        case Item():
            yield from _wrong_item(record)
        case Document():
            yield from _wrong_document(dataset, record)
        case Operator() if not _PIN_HASH.match(record.pin_hash):
            yield Fault(("pin_hash",), _NO_PIN_HASH)


def _wrong_item(item: Item) -> Iterator[Fault]:
    if not item.uom or "" in item.units or "" in item.codes:
        yield Fault((), "a unit of measure, a pack and a code have a name each")
    for code in (code for code, units in item.codes.items() if units < 1):
        yield Fault(("codes", code), f"{_shown(code)}: a scan stands for 1 unit or more", called="codes")
    if any(units < 1 or name == item.uom for name, units in item.units.items()):
        yield Fault(("units",), f"a pack holds 1 base unit or more, and is not called {item.uom}")
    if item.scale > SCALE_MAX:
        yield Fault(("scale",), f"is from 0 to {SCALE_MAX}")
    if max(len(item.codes), len(item.units)) > CODES_MAX:
        yield Fault(("codes",), f"an item has at most {CODES_MAX} codes, and as many packs")
    yield from _wrong_packs(item)
    met: dict[str, str] = {}
    for code in item.codes:
        same = met.setdefault(normal_code(code), code)
        if same != code:
            yield Fault(("codes", code), f"{code} and {same} are one GTIN", called="codes")


def _wrong_packs(item: Item) -> Iterator[Fault]:
    """Codes and sizes name packs that the item comes in, and say the same of them."""
    packs = ", ".join((item.uom, *item.units))
    is_measured = item.scale <= SCALE_MAX  # else nobody knows how much one of its own unit is
    for code, pack in item.code_packs.items():
        why = ""
        if code not in item.codes:
            why = f"{_shown(code)} is no code of this item"
        elif pack != item.uom and pack not in item.units:
            why = f"{_shown(code)}: {pack} is no pack of this item; it comes in {packs}"
        elif (pack != item.uom or is_measured) and item.pack_units(pack) != item.codes[code]:
            why = f"{_shown(code)} stands for {item.codes[code]}, but a {pack} holds {item.pack_units(pack)}"
        if why:
            yield Fault(("code_packs", code), why, called="code_packs")
    for pack in item.sizes:
        if pack != item.uom and pack not in item.units:
            yield Fault(("sizes",), f"{pack} is no pack of this item; it comes in {packs}")


def _shown(name: str) -> str:
    """A name out of a record, as a path or a sentence may hold it."""
    return "".join(char if char.isprintable() else "?" for char in name[:KEY_LENGTH_MAX])


def _normal(item: Item) -> Item:
    """An item with its GTINs as they are looked up."""
    if all(normal_code(code) == code for code in item.codes):
        return item
    codes = {normal_code(code): units for code, units in item.codes.items()}
    return replace(item, codes=codes, code_packs={normal_code(code): pack for code, pack in item.code_packs.items()})


def _wrong_document(dataset: Dataset, record: Document) -> Iterator[Fault]:
    if record.type != _TYPES[dataset]:
        yield Fault(("type",), f"a {record.type} does not belong here")
    if record.place and not _CODE.match(record.place):
        yield Fault(("place",), _NO_CODE)
    if len({line.line for line in record.lines}) != len(record.lines):
        yield Fault(("lines",), "two lines have the same number")
    for number, line in enumerate(record.lines):
        for column, why in _wrong_line(line):
            yield Fault(("lines", number, column), why, called=f"line {line.line}: {column}")


def _wrong_line(line: Line) -> Iterator[tuple[str, str]]:
    if line.qty <= 0:
        yield "qty", "is above zero"
    if line.lpn and not _CODE.match(line.lpn):
        yield "lpn", _NO_CODE
    if line.expiry and not _is_date(line.expiry):
        yield "expiry", "is a day of the calendar, written like 2026-11-30"
    if len(line.epcs) > SERIALS_MAX or any(not _EPC.match(epc) for epc in line.epcs):
        yield "epcs", f"at most {SERIALS_MAX}, in upper-case hex, two digits a byte"


def _is_date(text: str) -> bool:
    try:
        return _DATE.match(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_fit(value: Any) -> bool:
    """Whether `_unfit` finds nothing: most records are good, and this is several times as fast."""
    if isinstance(value, str):
        is_normal = value.isascii() or is_normalized("NFC", value)
        return len(value) <= TEXT_LENGTH_MAX and is_normal and value.isprintable()
    if isinstance(value, int):
        return 0 <= value <= QTY_MAX
    if isinstance(value, dict):
        return all(map(_is_fit, value)) and all(map(_is_fit, value.values()))
    if isinstance(value, list | tuple | frozenset):
        return all(map(_is_fit, value))
    return all(_is_fit(getattr(value, name)) for name in value.__slots__)


def _unfit(where: tuple[str | int, ...], value: Any) -> Iterator[Fault]:
    """Texts and numbers that must not reach the ledger or a screen: they would stop the work they are used in."""
    if isinstance(value, str):
        if len(value) > TEXT_LENGTH_MAX:
            yield Fault(where, f"is longer than {TEXT_LENGTH_MAX} characters")
        if not value.isprintable() or not is_normalized("NFC", value):
            yield Fault(where, "has control characters, or is not in Unicode normal form C")
    elif isinstance(value, int):
        if not 0 <= value <= QTY_MAX:
            yield Fault(where, f"is from 0 to {QTY_MAX}")
    else:
        for name, part in _within(value):
            yield from _unfit((*where, name), part)


def _within(value: Any) -> Iterator[tuple[str | int, Any]]:
    """The parts of a record, a mapping or a list, each with its name; a mapping's names are parts too."""
    if is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, dict):
        yield from ((_shown(name), name) for name in value)
        yield from value.items()
    elif isinstance(value, list | tuple | frozenset):
        yield from enumerate(value)


def dump(record: Record) -> str:
    """A record as JSON text for the store."""
    return _DUMPERS[type(record)].dump_json(record).decode()


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
