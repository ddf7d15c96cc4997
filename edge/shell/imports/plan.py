"""A file of reference records, held against the store: what it would add and change, and all that is wrong with it.

Read a record at a time; of what is good and differs from what is held, only its text is kept. The rules are those of
`edge/shell/ledger/records.py`; here are only those about the file: a key twice, lines of one document that contradict
each other, a code or a badge that another record holds.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from edge.core.opening import Wrong
from edge.core.reference import Item, Operator, Record
from edge.core.reference_links import Kind, Loose, loose
from edge.shell.imports.file import WRONG_MAX, Broken, Faulty, begin_reading
from edge.shell.imports.file import Record as Line
from edge.shell.imports.held import held_keys, held_record
from edge.shell.imports.shapes import SHAPES, WORD_MAX, column_of, line_of, own_of
from edge.shell.ledger import records
from edge.shell.ledger.datasets import DESCRIBED
from edge.shell.ledger.record_rules import Fault
from edge.wire import Dataset

DOCUMENT_LINES_MAX: Final = 10_000
_IN_USE: Final[Mapping[Dataset, tuple[str, str]]] = {
    "items": (
        "SELECT DISTINCT item FROM stock WHERE qty > 0 AND location LIKE 'loc:%'",
        "goods of it stand in the house",
    ),
    "locations": (
        "SELECT DISTINCT substr(location, instr(location, '/') + 1) FROM stock WHERE qty > 0 AND location LIKE 'loc:%'",
        "goods stand there",
    ),
}
_NAMED: Final = ("codes", "code_packs", "units", "sizes")
"""Fields whose parts have names."""
_MEASURES: Final = ("uom", "scale", "tracking")
_DEFAULTS: Final = {"uom": "EA", "scale": "0", "tracking": "none"}
_BALANCE: Final = "SELECT 1 FROM stock WHERE item = ? AND (qty <> 0 OR catch_qty <> 0) LIMIT 1"
_LOST: Final = "cannot be read here: what the row belongs to is not known, so nothing of the file is taken"
_NO_HASH: Final = "is missing; make one with `wedge pin`"


@dataclass(frozen=True, slots=True)
class Base:
    """What the store said of the dataset when the file was held against it."""

    rev: int
    snapshot: int
    owner: str


@dataclass(slots=True)
class Plan:
    """What a file comes to. `puts` are the records that are new or differ, by key, as JSON."""

    dataset: Dataset
    sha256: str
    counted: str
    base: Base
    puts: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    broken: bool = False
    """The file was not read to its end, or whose a row is nobody knows: nothing of it may be imported."""
    skipped: int = 0
    """Records that are not taken, because something is wrong with them."""


def plan(path: Path, dataset: Dataset, store: sqlite3.Cursor, *, replaces: bool = False) -> Plan:
    """Read a file and hold it against the store. Raises `ImportFileError`."""
    reading = begin_reading(path, SHAPES[dataset].columns)
    base = store.execute("SELECT rev, snapshot, owner FROM dataset WHERE name = ?", (dataset,)).fetchone()
    made = Plan(dataset, reading.sha256, reading.counted, Base(*(base or (0, 0, ""))))
    planner = (_Planner if SHAPES[dataset].read else _Documents)(made, store)
    for one in reading.rows:
        match one:
            case Line():
                planner.take(one)
            case Faulty():
                planner.refuse(one)
            case Broken():
                made.broken = True
                made.wrong.append(one.wrong)
        if len(made.wrong) >= WRONG_MAX:
            made.broken = True
            break
    planner.end(replaces=replaces)
    if not (planner.lines or made.wrong or replaces) and held_keys(store, dataset):
        made.wrong.append(Wrong(1, "", "the file holds no lines; with --replace that means that there are none"))
        made.broken = True
    made.wrong.sort(key=lambda one: (one.line, one.column))
    return made


class _Planner:
    """Takes rows that are one record each."""

    def __init__(self, made: Plan, store: sqlite3.Cursor) -> None:
        self.made, self._store = made, store
        self.lines: dict[str, int] = {}
        """The line on which each key was met first."""
        self._bad: set[str] = set()
        self._twice: set[str] = set()
        self._codes: dict[str, str] = {}
        """Codes or badges of the good records, and whose they are."""
        self._new: set[str] = set()
        self._shape = SHAPES[made.dataset]
        self._is_lost = False

    def take(self, line: Line) -> None:
        """One row."""
        key = line.texts[self._shape.key]
        if not key:
            self._wrong(line.line, self._shape.key, "is missing")
            self.made.skipped += 1
            return
        if not self._is_first(key, line.line):
            return
        assert self._shape.read is not None
        doc, wrong = self._shape.read(line)
        columns = self._shape.columns
        wrong += [Wrong(line.line, name, "is missing") for name in columns.required if not line.texts[name]]
        held = held_record(self._store, self.made.dataset, key)
        if isinstance(held, Operator) and not doc["pin_hash"]:
            doc["pin_hash"] = held.pin_hash
        self._judge(key, doc, held, wrong, lambda path: (line.line, column_of(path, columns)))

    def refuse(self, row: Faulty) -> None:
        """One row whose form is wrong: its record is not taken. Of a row of nobody knows which, no record is."""
        self.made.wrong += row.wrong
        if not (key := row.texts.get(self._shape.key, "")):
            self._lose(row.line)
        elif self._is_first(key, row.line):
            self._bad.add(key)

    def _lose(self, line: int) -> None:
        if not self._is_lost:
            self._wrong(line, self._shape.key, _LOST)
        self._is_lost = self.made.broken = True

    def end(self, *, replaces: bool) -> None:
        """After the last row: what is only known of the file as a whole."""
        self._hold_against_holders(replaces=replaces)
        if replaces:
            self.made.gone = [
                key for key in held_keys(self._store, self.made.dataset, kept=False) if key not in self.lines
            ]
            self._keep_what_is_in_use()
        for key in self._bad:
            self.made.puts.pop(key, None)
        self.made.skipped += len(self._bad)
        self.made.added = len(self._new - self._bad)
        self.made.changed = len(self.made.puts) - self.made.added
        self.made.unchanged = len(self.lines) - len(self._bad) - len(self.made.puts)

    def _wrong(self, line: int, column: str, why: str) -> None:
        self.made.wrong.append(Wrong(line, column, why))

    def _is_first(self, key: str, line: int) -> bool:
        """Whether a key is new. Of two rows with one key nobody knows which is meant: neither is taken."""
        first = self.lines.get(key)
        if first is None:
            self.lines[key] = line
            return True
        word, counted = key[:WORD_MAX], self.made.counted
        if first != line and key not in self._twice:
            self._wrong(first, self._shape.key, f"{word} is on {counted} {line} too")
        self._wrong(line, self._shape.key, f"{word} is on {counted} {first} already")
        self._twice.add(key)
        self._bad.add(key)
        return False

    def _judge(
        self,
        key: str,
        doc: dict[str, Any],
        held: Record | None,
        wrong: list[Wrong],
        where: Callable[[tuple[str | int, ...]], tuple[int, str]],
    ) -> None:
        """One record, as it would be held: good and new, good and as it was, or wrong."""
        record, faults = records.examine(self.made.dataset, key, doc)
        told_before = [("lines",)] if key in self._bad else []  # a line number twice: with both lines
        found = [Wrong(*where(one.path), _sentence(one, doc)) for one in faults if one.path not in told_before]
        if isinstance(held, Item) and isinstance(record, Item):
            found += self._wrong_measure(held, record)
        wrong = list(dict.fromkeys(wrong + found))
        self.made.wrong += wrong
        if wrong or faults or record is None:
            self._bad.add(key)
            return
        if held != record:
            self.made.puts[key] = records.dump(record)
        if held is None:
            self._new.add(key)
        unique = DESCRIBED[self.made.dataset].unique
        for code in unique.of(record) if unique is not None else ():
            owner = self._codes.setdefault(code, key)
            if owner != key:
                self._both(code, owner, key)

    def _wrong_measure(self, held: Item, item: Item) -> Iterator[Wrong]:
        """What the book counts an item by stays as it is while the book counts any of it."""
        differing = [name for name in _MEASURES if getattr(held, name) != getattr(item, name)]
        if not differing or self._store.execute(_BALANCE, (item.code,)).fetchone() is None:
            return
        for name in differing:
            was, becomes = _measure(held, name), _measure(item, name)
            why = f"cannot change from {was} to {becomes}: the book has stock of {item.code}, counted as {was}"
            yield Wrong(self.lines[item.code], name, f"{why}; a column that is not there says {_DEFAULTS[name]}")

    def _both(self, code: str, one: str, other: str) -> None:
        for key, its in ((one, other), (other, one)):
            self._taken(code, key, f"{its[:WORD_MAX]} on {self.made.counted} {self.lines[its]}")
        self._bad |= {one, other}

    def _taken(self, code: str, key: str, whose: str) -> None:
        column = "badge" if self.made.dataset == "operators" else "code"
        if column == "code" and code != key:
            column = column_of(("codes", code), self._shape.columns)
        self._wrong(self.lines[key], column, f"{code[:WORD_MAX]} is held by {whose} too")

    def _hold_against_holders(self, *, replaces: bool) -> None:
        """What others hold and keep, is theirs; so is what a record that is not taken holds now."""
        if (unique := DESCRIBED[self.made.dataset].unique) is None:
            return
        table, code_of, holder = unique.code.table.name, unique.code.name, unique.holder.name
        kept = set(held_keys(self._store, self.made.dataset, kept=True))
        for code, key in self._codes.items():
            row = self._store.execute(f"SELECT {holder} FROM {table} WHERE {code_of} = ?", (code,)).fetchone()  # noqa: S608  # our own words
            if row is not None and not (row[0] in self.lines or row[0] in kept or replaces):
                self._taken(code, key, row[0][:WORD_MAX])
                self._bad.add(key)
        waiting = sorted(self._bad)
        while waiting:
            bad = waiting.pop()
            held = self._store.execute(f"SELECT {code_of} FROM {table} WHERE {holder} = ?", (bad,))  # noqa: S608
            for (code,) in held.fetchall():
                key = self._codes.get(code, bad)
                if key != bad and key not in self._bad:
                    self._taken(code, key, f"{bad[:WORD_MAX]}, which is not taken,")
                    self._bad.add(key)
                    waiting.append(key)

    def _keep_what_is_in_use(self) -> None:
        query, why = _IN_USE.get(self.made.dataset, ("", ""))
        used = {key for (key,) in self._store.execute(query)} if query else set()
        for key in self.made.gone:
            if key in used:
                self._wrong(0, "", f"{key[:WORD_MAX]} is not in the file, and {why}: it cannot be removed")
                self.made.broken = True


class _Documents(_Planner):
    """Takes rows that are one line of a document each."""

    def __init__(self, made: Plan, store: sqlite3.Cursor) -> None:
        super().__init__(made, store)
        self._own: dict[str, dict[str, tuple[str | tuple[str, ...], int]]] = {}
        """What the rows of each document say of it itself, and on which line."""
        self._rows: dict[str, list[tuple[int, dict[str, Any] | None]]] = {}

    def take(self, line: Line) -> None:
        key, wrong = line.texts["id"], list[Wrong]()
        if not key:
            self._wrong(line.line, "id", "is missing")
            self._lose(line.line)
            return
        self.lines.setdefault(key, line.line)
        said = self._own.setdefault(key, {})
        for column in self._shape.own:
            text = line.texts[column] if column in line.texts else line.lists.get(column, ())
            before, at = said.setdefault(column, (text, line.line)) if text else (text, 0)
            if before != text:
                why = f"{_word(text)} contradicts {self.made.counted} {at}, which says {_word(before)}"
                wrong.append(Wrong(line.line, column, why))
        rows, faults = self._rows.setdefault(key, []), len(wrong)
        if (doc := line_of(line, wrong)) is not None or len(wrong) == faults:
            rows.append((line.line, doc))
        self.made.wrong += wrong
        if wrong:
            self._bad.add(key)

    def _is_first(self, key: str, line: int) -> bool:
        self.lines.setdefault(key, line)
        return True

    def end(self, *, replaces: bool) -> None:
        type_ = DESCRIBED[self.made.dataset].type
        while self._rows:
            key = next(iter(self._rows))
            self._document(key, type_, self._rows.pop(key))
        super().end(replaces=replaces)

    def _document(self, key: str, type_: str | None, rows: list[tuple[int, dict[str, Any] | None]]) -> None:
        lines = [(at, doc) for at, doc in rows if doc is not None]
        if not self._is_whole(key, rows, lines):
            self._bad.add(key)
        wrong: list[Wrong] = []
        said = self._own.pop(key)
        texts = {name: text for name, (text, _) in said.items() if isinstance(text, str)}
        lists = {name: parts for name, (parts, _) in said.items() if not isinstance(parts, str)}
        doc = {"id": key, "type": type_} | own_of(Line(0, texts, lists), self._shape.own, wrong)
        wrong = [replace(one, line=said[one.column][1]) for one in wrong]
        doc |= {"lines": [one for _, one in lines]}

        def where(path: tuple[str | int, ...]) -> tuple[int, str]:
            at = lines[path[1]][0] if len(path) > 1 and isinstance(path[1], int) else self.lines[key]
            column = column_of(path, self._shape.columns)
            return said[column][1] if column in said else at, column

        self._judge(key, doc, held_record(self._store, self.made.dataset, key), wrong, where)

    def _is_whole(self, key: str, rows: list[Any], lines: list[tuple[int, dict[str, Any]]]) -> bool:
        """Whether its rows are one document: numbered once each, and none of them empty beside others."""
        before = len(self.made.wrong)
        met: dict[int, int] = {}
        for at, doc in lines:
            if (number_ := doc["line"]) in met:
                why = f"{number_} of {key[:WORD_MAX]} is on {self.made.counted} {met[number_]} already"
                self._wrong(at, "line", why)
            met.setdefault(number_, at)
        if len(rows) > 1:
            for at, doc in rows:
                if doc is None:
                    self._wrong(at, "line", f"is missing; {key[:WORD_MAX]} has other lines")
        if len(lines) > DOCUMENT_LINES_MAX:
            self._wrong(self.lines[key], "id", f"{key[:WORD_MAX]} has more than {DOCUMENT_LINES_MAX} lines")
        return len(self.made.wrong) == before


def _word(said: str | tuple[str, ...]) -> str:
    """What stands in a cell, as a sentence may hold it."""
    return (said if isinstance(said, str) else ";".join(said[:WORD_MAX]))[:WORD_MAX]


def _sentence(fault: Fault, doc: Mapping[str, Any]) -> str:
    """A fault in words for whoever wrote the file."""
    if fault.path == ("pin_hash",) and not doc.get("pin_hash"):
        return _NO_HASH
    why = fault.why.replace("Input should be", "is one of") if fault.kind == "literal_error" else fault.why
    if len(fault.path) > 1 and fault.path[0] in _NAMED and isinstance(fault.path[1], str):
        name = fault.path[1][:WORD_MAX]
        return why if why.startswith(name) else f"{name}: {why}"
    return why


def _measure(item: Item, name: str) -> str:
    return ", ".join(sorted(item.tracking)) or "none" if name == "tracking" else str(getattr(item, name))


def loose_links(made: Plan, store: sqlite3.Cursor) -> Iterator[Loose]:
    """What the plan's records name that the box does not know, or cannot use: no fault, it may come later."""
    met: dict[tuple[Kind, str], Record | None] = {}

    def find(kind: Kind, key: str) -> Record | None:
        if (kind, key) not in met:
            body = made.puts.get(key) if kind == made.dataset else None
            met[kind, key] = held_record(store, kind, key) if body is None else records.load(kind, body)
        return met[kind, key]

    for key, body in made.puts.items():
        yield from loose(made.dataset, key, records.load(made.dataset, body), find)
