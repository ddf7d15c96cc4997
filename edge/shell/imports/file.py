"""Files to import: CSV (RFC 4180) or a JSON list of objects -> records with their line numbers, and all that is wrong.

    place,lpn,item,qty,serials            [ {"place": "A-01", "item": "TEA", "qty": 40},
    A-01,,TEA,40,                           {"place": "A-02", "item": "PRINTER", "qty": 2, "serials": ["S1", "S2"]} ]

UTF-8, with or without a byte order mark. A CSV file begins with the names of its columns, in any order; a cell that
holds a list parts it by `;`. What the values mean is the importer's; here they are text. Bounded: a file is at most
`FILE_BYTES_MAX` long and has at most `LINES_MAX` lines of data.
"""

import codecs
import csv
import hashlib
import io
import json
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeAlias

from edge.core.opening import Wrong
from edge.shell.imports.cells import AS_IT_IS, split, uncelled

FILE_BYTES_MAX: Final = 64 * 1024 * 1024
LINES_MAX: Final = 500_000
CELL_CHARS_MAX: Final = 1_000_000
WRONG_MAX: Final = 1_000
"""Faults that are told of one file; who has so many looks at the first."""
DIGITS_MAX: Final = 16
_INT_DIGITS_MAX: Final = 1_000
_WORD_MAX: Final = 40


class ImportFileError(Exception):
    """The file cannot be read at all: one sentence with its name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a kind of file may hold: all columns, those that must be there, those that hold lists."""

    names: tuple[str, ...]
    required: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Those in which JSON may have a number with decimals."""
    flags: tuple[str, ...] = ()
    """Those in which JSON may have true and false, for yes and no."""
    exact: bool = False
    """As `wedge export` writes: a CSV cell that begins with ' holds the rest as it is, a list keeps `\\` before signs
    that are meant (`\\;`), and JSON texts are not trimmed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the line it begins on. Texts are in NFC and trimmed; a column that is not there is ''."""

    line: int
    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row whose form is wrong: its line, all that is wrong, and those texts of it that are certain all the same."""

    line: int
    wrong: tuple[Wrong, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """The file cannot be read on from here."""

    wrong: Wrong


Row: TypeAlias = Record | Faulty | Broken


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is read a record at a time, and the SHA-256 that it is known by."""

    sha256: str
    rows: Iterator[Row]
    counted: str


@dataclass(frozen=True, slots=True)
class ImportFile:
    """What a file holds, what is wrong with its form, and the SHA-256 that it is known by."""

    sha256: str
    records: list[Record]
    wrong: list[Wrong]
    counted: str = "line"
    """What the numbers count: "object" of a JSON file that is all on one line."""


def read_import(path: Path, columns: Columns) -> ImportFile:
    """Read a `.csv` or `.json` file whole. Raises `ImportFileError` for one that cannot be read."""
    reading = begin_reading(path, columns)
    records: list[Record] = []
    wrong: list[Wrong] = []
    for one in reading.rows:
        match one:
            case Record():
                records.append(one)
            case Faulty():
                wrong += one.wrong
            case Broken():
                wrong.append(one.wrong)
        if len(wrong) >= WRONG_MAX:
            break
    if not records and not wrong:
        wrong = [Wrong(1, "", "the file holds no lines")]
    return ImportFile(reading.sha256, records, wrong, reading.counted)


def begin_reading(path: Path, columns: Columns) -> Reading:
    """A `.csv` or `.json` file, to be read record by record. Raises `ImportFileError`, the rows of it too."""
    if path.suffix.lower() not in (".csv", ".json"):
        raise ImportFileError(f"{path}: is neither .csv nor .json; the name says which it is")
    data = _bytes(path)
    name = hashlib.sha256(data).hexdigest()
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Reading(name, iter([Broken(Wrong(line, "", "is not UTF-8 text; save the file as UTF-8"))]), "line")
    read = _json if path.suffix.lower() == ".json" else _csv
    counted = "object" if read is _json and _is_one_line(text) else "line"
    return Reading(name, _bounded(path, map(_without_controls, read(text, columns))), counted)


def _bounded(path: Path, rows: Iterable[Row]) -> Iterator[Row]:
    for number, one in enumerate(rows):
        if number >= LINES_MAX:
            raise ImportFileError(f"{path}: has more than {LINES_MAX} lines; import it in several files")
        yield one


def _bytes(path: Path) -> bytes:
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe is opened that nobody writes to
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise ImportFileError(f"{path}: is no file but a device, a pipe or a folder; write it to a file first")
        with os.fdopen(opened, "rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > FILE_BYTES_MAX:
        raise ImportFileError(f"{path}: is larger than {FILE_BYTES_MAX >> 20} MiB; import it in several files")
    return data


def _csv(text: str, columns: Columns) -> Iterator[Row]:
    csv.field_size_limit(CELL_CHARS_MAX)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next((cells for cells in lines if any(cell.strip() for cell in cells)), [])
        header, line = [name.strip() for name in header], max(lines.line_num, 1)
        if wrong := list(_wrong_header(line, header, columns)):
            yield from map(Broken, wrong)
            return
        line = lines.line_num + 1
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _row(line, header, cells, columns)
            line = lines.line_num + 1
    except csv.Error as error:
        why = f"is not CSV: {error}; text with a comma or a quote stands in quotes, a quote twice"
        yield Broken(Wrong(line, "", why))


def _wrong_header(line: int, header: list[str], columns: Columns) -> Iterator[Wrong]:
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            why = f"columns are parted by commas (RFC 4180), not by {called}; save it as CSV with commas"
            yield Wrong(line, "", why)
            return
    for at, name in enumerate(header, 1):
        if not name:
            yield Wrong(line, "", f"column {at} has no name; take out the comma that is too many, in all lines")
    for name in filter(None, dict.fromkeys(header)):
        if name not in columns.names:
            yield Wrong(line, name[:_WORD_MAX], f"is no column; allowed are {', '.join(columns.names)}")
        elif header.count(name) > 1:
            yield Wrong(line, name, "is there twice")
    yield from (Wrong(line, name, "the column is missing") for name in columns.required if name not in header)


def _row(line: int, header: list[str], cells: list[str], columns: Columns) -> Record | Faulty:
    if len(cells) != len(header):
        why = f"has {len(cells)} columns, the first line names {len(header)}"
        first = {header[0]: _cell(cells[0], columns)}  # no comma too many or too few stands before it
        return Faulty(line, (Wrong(line, "", why),), _certain(first))
    said = dict(zip(header, cells, strict=True))
    lists = {name: tuple(_parts(said[name], columns)) for name in columns.lists if name in said}
    texts = {name: _cell(said.get(name, ""), columns) for name in columns.names if name not in columns.lists}
    return Record(line, texts, lists)


def _cell(cell: str, columns: Columns) -> str:
    if columns.exact and (bare := cell.lstrip()).startswith(AS_IT_IS):
        return unicodedata.normalize("NFC", uncelled(bare[1:]))
    return _clean(cell)


def _parts(text: str, columns: Columns) -> Iterator[str]:
    """The parts of a list."""
    if columns.exact:
        return split(_cell(text, columns))
    return (part for one in text.split(";") if (part := _clean(one)))


def _json(text: str, columns: Columns) -> Iterator[Row]:
    """The objects of the list one by one, each with the line it begins on, or its number in a file of one line."""
    by_number = _is_one_line(text)
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        yield Broken(Wrong(1, "", "is not a JSON list of objects: [{...}, {...}]"))
        return
    at = _skip(text, at + 1)
    line, counted, more = 0 if by_number else 1, 0, text[at : at + 1] != "]"
    while more:
        line, counted = line + (1 if by_number else text.count("\n", counted, at)), at
        try:
            value, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield Broken(Wrong(line if by_number else error.lineno, "", f"is not JSON: {error.msg}"))
            return
        except RecursionError:
            yield Broken(Wrong(line, "", "is not JSON of a list of objects: too many brackets within each other"))
            return
        yield _object(line, value, columns)
        at = _skip(text, at)
        more = text[at : at + 1] == ","
        at = _skip(text, at + 1) if more else at
    if text[at : at + 1] != "]" or text[at + 1 :].strip():
        line = max(line, 1) if by_number else line + text.count("\n", counted, at)
        yield Broken(Wrong(line, "", "is not JSON: a list ends with ], and the file with it"))


class _Odd(str):
    """A number that is no whole one, as it was written."""

    __slots__ = ()


def _whole(digits: str) -> int | _Odd:
    return int(digits) if len(digits) <= _INT_DIGITS_MAX else _Odd(digits)


class _Object(list[tuple[str, Any]]):
    """An object with all its pairs, also those that are there twice."""


_FLAGS: Final = {True: "yes", False: "no"}
_DECODER: Final = json.JSONDecoder(parse_int=_whole, parse_float=_Odd, parse_constant=_Odd, object_pairs_hook=_Object)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _object(line: int, value: Any, columns: Columns) -> Record | Faulty:
    if not isinstance(value, _Object):
        return Faulty(line, (Wrong(line, "", "is not an object: {...}"),))
    wrong = tuple(_wrong_object(line, value, columns))
    said = dict(value)
    text = _exactly if columns.exact else _text
    if wrong:
        bad = {one.column for one in wrong}
        return Faulty(
            line, wrong, _certain({name: text(said[name]) for name in said if name not in bad | {*columns.lists}})
        )
    lists = {name: tuple(map(text, said.get(name) or ())) for name in columns.lists}
    return Record(line, {name: text(said.get(name)) for name in columns.names if name not in columns.lists}, lists)


def _wrong_object(line: int, pairs: _Object, columns: Columns) -> Iterator[Wrong]:
    names = [name for name, _ in pairs]
    for name, value in dict(pairs).items():
        if name not in columns.names:
            yield Wrong(line, name[:_WORD_MAX], f"is no field; allowed are {', '.join(columns.names)}")
        elif names.count(name) > 1:
            yield Wrong(line, name, "is there twice")
        elif name in columns.lists and not (value is None or _is_list(value)):
            yield Wrong(line, name, "is a list of texts")
        elif (name in columns.numbers and isinstance(value, _Odd)) or (
            name in columns.flags and isinstance(value, bool)
        ):
            continue
        elif name not in columns.lists and not (value is None or _is_plain(value)):
            yield Wrong(line, name, "is a text or a whole number")
    yield from (Wrong(line, name, "is missing") for name in columns.required if name not in names)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool | _Odd)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and not isinstance(value, _Object) and all(map(_is_plain, value))


def _is_one_line(text: str) -> bool:
    return "\n" not in text.strip()


def _without_controls(one: Row) -> Row:
    """A record as it is; what is wrong with one that holds what no code and no word has."""
    if not isinstance(one, Record) or _is_plainly_printable(one):
        return one
    columns = [*((name, (text,)) for name, text in one.texts.items()), *one.lists.items()]
    wrong = tuple(
        Wrong(one.line, name, f"{' '.join(texts)[:_WORD_MAX]} holds control characters")
        for name, texts in columns
        if any(map(_has_controls, texts))
    )
    return Faulty(one.line, wrong, _certain(one.texts)) if wrong else one


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


def _certain(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not _has_controls(text)}


def _is_plainly_printable(record: Record) -> bool:
    """The quick answer for most records: what is printable holds no controls."""
    return all(map(str.isprintable, record.texts.values())) and all(map(str.isprintable, chain(*record.lists.values())))


def _text(value: Any) -> str:
    return "" if value is None else _clean(str(value))


def _exactly(value: Any) -> str:
    """A text as it is, a number as digits, true and false as yes and no."""
    if isinstance(value, bool):
        return _FLAGS[value]
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def whole_number(record: Record, column: str) -> int | Wrong | None:
    """The whole number in a column; None for an empty one; what is wrong with any other text."""
    text = record.texts.get(column, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX:
        return int(text)
    return Wrong(record.line, column, f"{text[:_WORD_MAX]} is no whole number")
