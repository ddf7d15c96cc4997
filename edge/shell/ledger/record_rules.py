"""What is wrong with a reference record though each of its fields has its type: one clear sentence for each fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Final
from unicodedata import is_normalized

from edge.core.opening import LOT_LENGTH_MAX
from edge.core.quantity import SCALE_MAX
from edge.core.reference import Document, DocumentType, Item, Line, LocationInfo, Operator, Record, normal_code
from edge.core.stock import QTY_MAX, SERIALS_MAX
from edge.shell.ledger.datasets import Described, key_of

TEXT_LENGTH_MAX: Final = 200
KEY_LENGTH_MAX: Final = 64
CODES_MAX: Final = 1_000
UNITS_MAX: Final = 10_000
"""What one shipment takes at most, in units and in orders."""
_CODE: Final = re.compile(r"[!-~]{1,40}\Z")
_NO_CODE: Final = "is 1 to 40 ASCII characters without blanks"
_NO_PIN_HASH: Final = "is an argon2id hash in its usual form: $argon2id$v=19$m=...,t=...,p=...$salt$hash"
_EPC: Final = re.compile(r"(?:[0-9A-F]{2}){1,64}\Z")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_PIN_HASH: Final = re.compile(r"\$argon2id\$[!-~]{1,180}\Z")
_BELONGS: Final[dict[str, tuple[DocumentType, ...]]] = {
    "wave": ("order",),
    "carrier": ("order", "shipment"),
    "units": ("shipment",),
    "orders": ("shipment",),
    "item": ("kit",),
    "qty": ("kit",),
}
"""Fields that only documents of some types have."""


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


def wrong(described: Described, key: str, record: Record) -> Iterator[Fault]:
    """What the types do not say."""
    ident = key_of(record)
    if ident != key:
        yield Fault((), f"the record calls itself {ident}")
    if len(key) > KEY_LENGTH_MAX:
        yield Fault((), f"its key is longer than {KEY_LENGTH_MAX} characters")
    if not _is_fit(record):
        yield from _unfit((), record)
    match record:
        case LocationInfo():
            yield from _wrong_location(record)
        case Item():
            yield from _wrong_item(record)
            yield from _wrong_recall(record)
            yield from _wrong_components(record)
        case Document():
            yield from _wrong_document(described, record)
        case Operator() if not _PIN_HASH.match(record.pin_hash):
            yield Fault(("pin_hash",), _NO_PIN_HASH)


def _wrong_location(location: LocationInfo) -> Iterator[Fault]:
    if not _CODE.match(location.code):
        yield Fault(("code",), _NO_CODE)
    yield from _wrong_list("classes", location.classes, CODES_MAX)
    least, most, limit = location.face_min, location.face_max, location.max_units
    if (least or most) and not location.fixed_item:
        yield Fault(
            ("face_max" if most else "face_min",), "belongs to the face of an item: fixed_item says whose it is"
        )
    if least > most:
        yield Fault(("face_min",), f"is {least}, more than face_max, which is {most}: it would never be filled up")
    if limit and most > limit:
        yield Fault(("face_max",), f"is {most}, more than the {limit} of max_units")


def _wrong_list(name: str, texts: Sequence[str], most: int) -> Iterator[Fault]:
    """Names that stand in one field: none of them empty, each once, and not too many."""
    if len(texts) > most:
        yield Fault((name,), f"are at most {most}")
    met = set[str]()
    for number, text in enumerate(texts):
        if not text:
            yield Fault((name, number), "one of them is empty", called=name)
        elif text in met:
            yield Fault((name, number), f"{shown(text)} is there twice", called=name)
        met.add(text)


def _wrong_item(item: Item) -> Iterator[Fault]:
    if not item.uom or "" in item.units or "" in item.codes:
        yield Fault((), "a unit of measure, a pack and a code have a name each")
    for code in (code for code, units in item.codes.items() if units < 1):
        yield Fault(("codes", code), f"{shown(code)}: a scan stands for 1 unit or more", called="codes")
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


def _wrong_recall(item: Item) -> Iterator[Fault]:
    if item.recalled and "lot" not in item.tracking:
        yield Fault(("recalled",), "are lots, but nobody asks for a lot of this item: its tracking has no lot")
    yield from _wrong_list("recalled", item.recalled, CODES_MAX)
    for number, lot in enumerate(item.recalled):
        if len(lot) > LOT_LENGTH_MAX:
            why = f"{shown(lot)} is longer than {LOT_LENGTH_MAX} characters, as no lot is"
            yield Fault(("recalled", number), why, called="recalled")


def _wrong_components(item: Item) -> Iterator[Fault]:
    for code, units in item.components.items():
        if why := _wrong_component(item, code, units):
            yield Fault(("components", code), why, called="components")
    if len(item.components) > CODES_MAX:
        yield Fault(("components",), f"are at most {CODES_MAX}")


def _wrong_component(item: Item, code: str, units: int) -> str:
    if not code:
        return "one of them has no item"
    if code == item.code:
        return f"{shown(code)} cannot be a part of itself"
    return "" if units >= 1 else f"{shown(code)}: a kit takes 1 unit of it or more"


def _wrong_packs(item: Item) -> Iterator[Fault]:
    """Codes and sizes name packs that the item comes in, and say the same of them."""
    packs = ", ".join((item.uom, *item.units))
    is_measured = item.scale <= SCALE_MAX  # else nobody knows how much one of its own unit is
    for code, pack in item.code_packs.items():
        why = ""
        if code not in item.codes:
            why = f"{shown(code)} is no code of this item"
        elif pack != item.uom and pack not in item.units:
            why = f"{shown(code)}: {pack} is no pack of this item; it comes in {packs}"
        elif (pack != item.uom or is_measured) and item.pack_units(pack) != item.codes[code]:
            why = f"{shown(code)} stands for {item.codes[code]}, but a {pack} holds {item.pack_units(pack)}"
        if why:
            yield Fault(("code_packs", code), why, called="code_packs")
    for pack in item.sizes:
        if pack != item.uom and pack not in item.units:
            yield Fault(("sizes",), f"{pack} is no pack of this item; it comes in {packs}")


def shown(name: str) -> str:
    """A name out of a record, as a path or a sentence may hold it."""
    return "".join(char if char.isprintable() else "?" for char in name[:KEY_LENGTH_MAX])


def _wrong_document(described: Described, record: Document) -> Iterator[Fault]:
    if record.type != described.type:
        yield Fault(("type",), f"{_one(record.type)} does not belong here")
    if record.place and not _CODE.match(record.place):
        yield Fault(("place",), _NO_CODE)
    for name, types in _BELONGS.items():
        if record.type not in types and getattr(record, name):
            yield Fault((name,), f"is a field of {' and '.join(map(_one, types))}, {_one(record.type)} has none")
    if record.type == "kit":
        yield from _wrong_kit(record)
    if record.type == "shipment":
        yield from _wrong_shipment(record)
    if len({line.line for line in record.lines}) != len(record.lines):
        yield Fault(("lines",), "two lines have the same number")
    for number, line in enumerate(record.lines):
        for column, why in _wrong_line(line):
            yield Fault(("lines", number, column), why, called=f"line {line.line}: {column}")


def _one(type_: DocumentType) -> str:
    return f"{'an' if type_ == 'order' else 'a'} {type_}"


def _wrong_kit(record: Document) -> Iterator[Fault]:
    if not record.item:
        yield Fault(("item",), "is missing: it says what is made")
    if record.qty <= 0:
        yield Fault(("qty",), "is above zero: it says how many are made")
    if record.lines:
        yield Fault(("lines",), "a kit has none: what it takes are the components of its item")


def _wrong_shipment(record: Document) -> Iterator[Fault]:
    yield from _wrong_list("units", record.units, UNITS_MAX)
    yield from _wrong_list("orders", record.orders, UNITS_MAX)
    for number, unit in enumerate(record.units):
        if unit and not _CODE.match(unit):
            yield Fault(("units", number), f"{shown(unit)}: a unit {_NO_CODE}", called="units")


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
        yield from ((shown(name), name) for name in value)
        yield from value.items()
    elif isinstance(value, list | tuple | frozenset):
        yield from enumerate(value)
