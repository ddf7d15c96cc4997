"""Reference records as rows of a file and back: which columns a dataset has, and what stands in them.

items, locations, operators, kits     one row is one record
receipts, orders, counts, returns,
shipments                             one row is one line; the document's own columns stand in each row of it
gtins, aliases                        CODE=PACK, CODE=UNITS, or CODE alone for one `uom`
packs                                 NAME=UNITS, and where it is measured NAME=UNITS/LxWxH/WEIGHT (mm, mg)
components                            CODE=UNITS
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, TypeAlias

from edge.core.identifiers import Gtin, Sscc
from edge.core.opening import Wrong
from edge.core.reference import Document, Item, Line, LocationInfo, Operator, is_gtin, normal_code
from edge.shell.imports import cells
from edge.shell.imports.file import DIGITS_MAX, Columns, Record, whole_number
from edge.wire import Dataset

Value: TypeAlias = str | int | bool | tuple[str, ...]
Row: TypeAlias = Mapping[str, Value]
Said: TypeAlias = tuple[dict[str, Any], list[Wrong]]
"""A record's fields as the reference file has them, and what is wrong with the texts they were made of."""

WORD_MAX: Final = 40
YES, NO = "yes", "no"
_SSCC_LIKE: Final = re.compile(r"\d{18}", re.ASCII)
_FLAGS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_PACK: Final = re.compile(r"(\d{1,16})(?:/(\d{1,16})x(\d{1,16})x(\d{1,16}))?(?:/(\d{1,16}))?", re.ASCII)
_SAID_IN: Final = {"codes": "gtins", "code_packs": "gtins", "lines": "line"}
"""The column that a field of the record is written in, where it has another name."""

ITEM_COLUMNS: Final = Columns(
    names=("code", "name", "owner", "uom", "scale", "packs", "gtins", "aliases", "tracking", "unit_mg",
           "unit_tolerance_mg", "shelf_life_days", "receipt_days_min", "storage_class", "abc", "recalled",
           "components", "rotation"),
    required=("code", "name"),
    lists=("packs", "gtins", "aliases", "tracking", "recalled", "components"),
    exact=True,
)  # fmt: skip
_ITEM_NUMBERS: Final = ("scale", "unit_mg", "unit_tolerance_mg", "shelf_life_days", "receipt_days_min")
LOCATION_COLUMNS: Final = Columns(
    names=("code", "kind", "zone", "walk", "fixed_item", "blocked", "max_units", "max_weight_mg", "max_volume_ml",
           "mixing", "classes", "face_min", "face_max"),
    required=("code",),
    lists=("classes",),
    flags=("blocked",),
    exact=True,
)  # fmt: skip
_LOCATION_NUMBERS: Final = ("walk", "max_units", "max_weight_mg", "max_volume_ml", "face_min", "face_max")
_OWN: Final = ("partner", "place", "priority", "cancelled", "assigned")
_OF_A_LINE: Final = ("line", "item", "qty", "lpn", "lot", "expiry", "epcs")
_OWN_LISTS: Final = ("units", "orders")
_OWN_NUMBERS: Final = {"priority": 5, "qty": 0}
"""What they are where a file does not say it."""
OPERATOR_COLUMNS: Final = Columns(
    names=("id", "name", "badge", "pin_hash", "role", "lang", "active", "pin"),
    required=("id", "name", "badge"),
    flags=("active",),
    exact=True,
)
_NO_PIN: Final = "a PIN never stands in a file: make its hash with `wedge pin`, and put that into the column pin_hash"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a dataset stands in a file. `read` makes one record of a row, None where a record has several rows."""

    key: str
    columns: Columns
    read: Callable[[Record], Said] | None
    own: tuple[str, ...] = ()
    """The columns of a document itself, where its lines have others."""


def column_of(path: tuple[str | int, ...], columns: Columns) -> str:
    """The column in which a field of a record is written."""
    if len(path) > 1 and path[0] in ("codes", "code_packs"):
        return "gtins" if is_gtin(normal_code(str(path[1]))) else "aliases"
    if path and path[0] in ("units", "sizes") and "packs" in columns.names:
        return "packs"  # whatever the pack is called
    if path and path[0] == "components":
        return "components"
    inner = [str(part) for part in path if part in columns.names]
    return inner[-1] if inner else _SAID_IN.get(str(path[0]), "") if path else ""


def number(row: Record, column: str, otherwise: int, wrong: list[Wrong]) -> int:
    """The whole number of a column; what is wrong with it is added."""
    found = whole_number(row, column)
    if isinstance(found, Wrong):
        wrong.append(found)
        return otherwise
    return otherwise if found is None else found


def flag(row: Record, column: str, wrong: list[Wrong], *, otherwise: bool) -> bool:
    """Yes or no of a column; what is wrong with it is added."""
    text = row.texts.get(column, "")
    if text and text.lower() not in _FLAGS:
        wrong.append(Wrong(row.line, column, f"is yes or no, not {text[:WORD_MAX]}"))
    return _FLAGS.get(text.lower(), otherwise)


def _item(row: Record) -> Said:
    wrong: list[Wrong] = []
    doc: dict[str, Any] = {name: row.texts[name] for name in ("code", "name", "owner", "storage_class", "abc")}
    doc |= {name: number(row, name, 0, wrong) for name in _ITEM_NUMBERS}
    doc |= {"uom": row.texts["uom"] or "EA", "tracking": list(row.lists.get("tracking", ()))}
    doc |= {"rotation": row.texts["rotation"] or "fefo", "recalled": _list(row, "recalled")}
    doc["components"] = _components(row, wrong)
    if 0 < doc["shelf_life_days"] < doc["receipt_days_min"]:
        why = f"is more than the {doc['shelf_life_days']} days of shelf_life_days: no goods could be received"
        wrong.append(Wrong(row.line, "receipt_days_min", why))
    known = {doc["uom"]: int(10 ** min(doc["scale"], 15))}
    doc |= _packs(row, known, wrong)
    doc |= _codes(row, known | doc["units"], doc["uom"], wrong)
    return doc, wrong


def _list(row: Record, column: str) -> list[str]:
    """The texts in a list, as they were."""
    return [cells.bare(part) for part in row.lists.get(column, ())]


def _components(row: Record, wrong: list[Wrong]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in row.lists.get("components", ()):
        raw, said = cells.pair(part)
        code = cells.bare(raw)
        if said is None or not (said.isascii() and said.isdigit() and len(said) <= DIGITS_MAX):
            why = f"{part[:WORD_MAX]} is not CODE=UNITS: an item, and how many units of it one kit takes"
            wrong.append(Wrong(row.line, "components", why))
        elif code in found:
            wrong.append(Wrong(row.line, "components", f"{code[:WORD_MAX]} is there twice"))
        else:
            found[code] = int(said)
    return found


def _packs(row: Record, known: Mapping[str, int], wrong: list[Wrong]) -> dict[str, Any]:
    """The packs and what they measure. The item's own unit may stand among them, to be measured."""
    units: dict[str, int] = {}
    sizes: dict[str, dict[str, int]] = {}
    for part in row.lists.get("packs", ()):
        raw, said = cells.pair(part)
        name, found = cells.bare(raw), _PACK.fullmatch(said or "")
        if not name or found is None:
            why = f"{part[:WORD_MAX]} is not NAME=UNITS or NAME=UNITS/LxWxH/WEIGHT, whole numbers in mm and mg"
            wrong.append(Wrong(row.line, "packs", why))
            continue
        count, *measures = (None if text is None else int(text) for text in found.groups())
        assert count is not None
        if name in units or (name in known and name in sizes):
            wrong.append(Wrong(row.line, "packs", f"{name[:WORD_MAX]} is there twice"))
        if name not in known:
            units[name] = count
        elif count != known[name]:
            wrong.append(Wrong(row.line, "packs", f"{name} is the unit itself: it holds {known[name]}, not {count}"))
        if any(one is not None for one in measures) or name in known:
            names = ("length_mm", "width_mm", "height_mm", "weight_mg")
            sizes[name] = {field: one or 0 for field, one in zip(names, measures, strict=True)}
    return {"units": units, "sizes": sizes}


def _codes(row: Record, packs: Mapping[str, int], uom: str, wrong: list[Wrong]) -> dict[str, Any]:
    codes: dict[str, int] = {}
    code_packs: dict[str, str] = {}
    for column in ("gtins", "aliases"):
        for part in row.lists.get(column, ()):
            raw, said = cells.pair(part)
            code = cells.bare(raw)
            try:
                code = str(Gtin(code)) if column == "gtins" else code
            except ValueError as error:
                wrong.append(Wrong(row.line, column, f"{code[:WORD_MAX]}: {error}"))
                continue
            if not code or code in codes:
                why = f"{code[:WORD_MAX]} is there twice" if code else f"{part[:WORD_MAX]} has no code before the ="
                wrong.append(Wrong(row.line, column, why))
            elif said is not None and said.isascii() and said.isdigit() and len(said) <= 16:
                codes[code] = int(said)
            elif (pack := uom if said is None else cells.bare(said)) in packs:
                codes[code], code_packs[code] = packs[pack], pack
            else:
                why = f"{code[:WORD_MAX]}: {pack[:WORD_MAX]} is no pack of this item; it comes in {', '.join(packs)}"
                wrong.append(Wrong(row.line, column, why))
    return {"codes": codes, "code_packs": code_packs}


def _location(row: Record) -> Said:
    wrong: list[Wrong] = []
    doc: dict[str, Any] = {name: row.texts[name] for name in ("code", "zone", "fixed_item")}
    doc |= {
        "kind": row.texts["kind"] or "bin",
        "mixing": row.texts["mixing"] or "any",
        "classes": _list(row, "classes"),
    }
    doc |= {name: number(row, name, 0, wrong) for name in _LOCATION_NUMBERS}
    return doc | {"blocked": flag(row, "blocked", wrong, otherwise=False)}, wrong


def _operator(row: Record) -> Said:
    wrong: list[Wrong] = []
    if row.texts["pin"]:
        wrong.append(Wrong(row.line, "pin", _NO_PIN))
    doc: dict[str, Any] = {name: row.texts[name] for name in ("id", "name", "badge", "pin_hash")}
    doc |= {"role": row.texts["role"] or "operator", "lang": row.texts["lang"] or "en"}
    return doc | {"active": flag(row, "active", wrong, otherwise=True)}, wrong


def own_of(row: Record, names: Iterable[str], wrong: list[Wrong]) -> dict[str, Any]:
    """What a row says of a document itself, in some of its columns."""
    doc: dict[str, Any] = {}
    for name in names:
        if name in _OWN_NUMBERS:
            doc[name] = number(row, name, _OWN_NUMBERS[name], wrong)
        elif name == "cancelled":
            doc[name] = flag(row, name, wrong, otherwise=False)
        else:
            doc[name] = _list(row, name) if name in _OWN_LISTS else row.texts.get(name, "")
    return doc


def _kit(row: Record) -> Said:
    wrong: list[Wrong] = []
    return {"id": row.texts["id"], "type": "kit"} | own_of(row, _KIT, wrong), wrong


def line_of(row: Record, wrong: list[Wrong]) -> dict[str, Any] | None:
    """The line of a document in a row; None for a document that has none, or a row that is wrong."""
    texts = {name: row.texts[name] for name in ("item", "lpn", "lot", "expiry")}
    epcs = row.lists.get("epcs", ())
    if not (any(texts.values()) or epcs or row.texts["line"] or row.texts["qty"]):
        return None
    missing = [name for name in ("line", "item", "qty") if not row.texts[name]]
    wrong += [Wrong(row.line, name, "is missing") for name in missing]
    before = len(wrong)
    if _SSCC_LIKE.fullmatch(texts["lpn"]):
        try:
            Sscc(texts["lpn"])
        except ValueError as error:
            wrong.append(Wrong(row.line, "lpn", str(error)))
    doc = texts | {name: number(row, name, 1, wrong) for name in ("line", "qty")} | {"epcs": list(epcs)}
    return None if missing or len(wrong) > before else doc


def _documents(*more: str) -> Shape:
    """Documents with lines, which have some columns more than all have."""
    own = (*_OWN, *more)
    lists = ("epcs", *(name for name in more if name in _OWN_LISTS))
    columns = Columns(("id", *own, *_OF_A_LINE), required=("id",), lists=lists, flags=("cancelled",), exact=True)
    return Shape("id", columns, None, own)


_KIT: Final = (*_OWN, "item", "qty")
_KIT_COLUMNS: Final = Columns(("id", *_KIT), required=("id",), flags=("cancelled",), exact=True)
SHAPES: Final[Mapping[Dataset, Shape]] = {
    "items": Shape("code", ITEM_COLUMNS, _item),
    "locations": Shape("code", LOCATION_COLUMNS, _location),
    "receipts": _documents(),
    "orders": _documents("wave", "carrier"),
    "counts": _documents(),
    "returns": _documents(),
    "shipments": _documents("carrier", "units", "orders"),
    "kits": Shape("id", _KIT_COLUMNS, _kit),
    "operators": Shape("id", OPERATOR_COLUMNS, _operator),
}


def rows_of(record: Item | LocationInfo | Document | Operator) -> Iterator[Row]:
    """The rows that a record is written as: read again they are the same record."""
    match record:
        case Item():
            yield _item_row(record)
        case Document():
            yield from _document_rows(record)
        case LocationInfo():
            yield asdict(record) | {"classes": tuple(map(cells.escaped, record.classes))}
        case Operator():
            yield asdict(record)


def _document_rows(record: Document) -> Iterator[Row]:
    """A kit has one row; of the others each line has one, and the document's own columns stand in each."""
    own: dict[str, Value] = {name: getattr(record, name) for name in ("id", *_OWN, "wave", "carrier")}
    own |= {name: tuple(map(cells.escaped, getattr(record, name))) for name in _OWN_LISTS}
    if record.type == "kit":
        yield own | {"item": record.item, "qty": record.qty}
    else:
        yield from (own | _line_row(line) for line in record.lines or (None,))


def _item_row(item: Item) -> Row:
    row: dict[str, Value] = {field.name: getattr(item, field.name) for field in fields(item)}
    codes = {code: _code(item, code) for code in sorted(item.codes)}
    row["tracking"] = tuple(sorted(item.tracking))
    row["recalled"] = tuple(map(cells.escaped, item.recalled))
    row["components"] = tuple(f"{cells.escaped(code)}={units}" for code, units in item.components.items())
    row["gtins"] = tuple(text for code, text in codes.items() if is_gtin(code))
    row["aliases"] = tuple(text for code, text in codes.items() if not is_gtin(code))
    own = [item.uom] if item.uom in item.sizes else []
    row["packs"] = tuple(_pack(item, name) for name in (*own, *item.units))
    return {name: row[name] for name in ITEM_COLUMNS.names}


def _code(item: Item, code: str) -> str:
    pack = item.code_packs.get(code)
    said = cells.escaped_word(pack) if pack is not None else str(item.codes[code])
    return f"{cells.escaped(code)}={said}"


def _pack(item: Item, name: str) -> str:
    text = f"{cells.escaped(name)}={item.pack_units(name)}"
    size = item.sizes.get(name)
    return text if size is None else f"{text}/{size.length_mm}x{size.width_mm}x{size.height_mm}/{size.weight_mg}"


def _line_row(line: Line | None) -> dict[str, Value]:
    if line is None:
        return {"line": "", "item": "", "qty": "", "lpn": "", "lot": "", "expiry": "", "epcs": ()}
    return {field.name: getattr(line, field.name) for field in fields(line)}
