"""Opening stock from a file: rows of text -> pieces, all checked before any is written, then posted in parts.

    file -> rows -> pieces -> checked against the book -> import-stock {file, first, pieces} ... -> totals

How far a file is stands in `imported` under its SHA-256, in the transaction that posts: a part told twice is posted
once, and an import that was broken off goes on at the next piece. What came back after a restore, as entries of an
earlier epoch, is found among those by its reason.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.opening import Checker, Piece, Row, Wrong, contradictions, drafts, planned
from edge.core.quantity import QuantityError, UnitError, to_base
from edge.core.view import View
from edge.shell.imports.file import Columns, ImportFile, Record, whole_number
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store
from edge.shell.loop.work import CommandError, Ordered

KIND: Final = "stock"
COMMAND: Final = "import-stock"
COLUMNS: Final = Columns(
    names=("place", "lpn", "item", "owner", "lot", "expiry", "received_on", "serials", "status", "qty", "uom",
           "catch_qty"),
    required=("place", "item"),
    lists=("serials",),
    numbers=("qty",),
)  # fmt: skip
PART_WEIGHT: Final = 100
"""How much one part does: a piece weighs 1, and 1 more for every ten of its serial numbers."""
SERIALS_WEIGHED: Final = 10
PART_BYTES_MAX: Final = 40_000
"""A command is one line of the control protocol, of 64 KiB at most."""
FILE_NAME_MAX: Final = 80

_PROGRESS: Final = sql(select(t.imported.c.rows, t.imported.c.done).where(t.imported.c.file == bindparam("file")))
_CAME_BACK: Final = sql(
    select(t.past.c.body).where(
        t.past.c.kind == "movement", t.past.c.posted == 1, func.instr(t.past.c.body, bindparam("reason")) > 0
    )
)
_ROW = insert(t.imported).values({name: bindparam(name) for name in ("file", "kind", "began_ms", "rows", "done")})
_PUT: Final = sql(_ROW.on_conflict_do_update(index_elements=["file"], set_={"done": _ROW.excluded.done}))


@dataclass(frozen=True, slots=True)
class Plan:
    """A file made ready: its pieces in the order they are posted, and how many of them the book has already."""

    sha256: str
    lines: int
    pieces: Sequence[Piece]
    done: int
    came_back: int
    wrong: Sequence[Wrong]
    counted: str = "line"


@dataclass(frozen=True, slots=True)
class Totals:
    """What pieces come to: units per kind of tracking, and how many lines, items, units, locations, serials."""

    lines: int
    items: int
    lpns: int
    locations: int
    serials: int
    units: Mapping[str, int]
    blocked: Sequence[str] = ()
    """Locations that goods go to, though they are blocked."""


class _Args(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    name: Annotated[str, Field(max_length=FILE_NAME_MAX)] = ""
    first: Annotated[int, Field(ge=0)]
    came_back: Annotated[int, Field(ge=0)] = 0
    """So many of its pieces were posted before a restore."""
    of: Annotated[int, Field(ge=1)]
    pieces: Annotated[list[Piece], Field(min_length=1, max_length=PART_WEIGHT + 1)]
    op: Annotated[str, Field(max_length=64)] = ""
    at_ms: Annotated[int, Field(ge=0)]
    today: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


def plan(file: ImportFile, view: View, cursor: sqlite3.Cursor, today: str) -> Plan:
    """The pieces of a file and all that is wrong with it, held against the book as it is now."""
    rows: list[Row] = []
    wrong = list(file.wrong)
    for record in file.records:
        row, faults = _row(record, view)
        wrong += faults
        if row is not None:
            rows.append(row)
    wrong += contradictions(rows, file.counted)
    pieces = planned(rows, _name(file.sha256))
    known = cursor.execute(_PROGRESS, {"file": file.sha256}).fetchone()
    came_back = _came_back(cursor, pieces, _name(file.sha256))
    done = max(int(known[1]) if known else 0, came_back)
    checker = Checker(view, today)
    seen: set[Wrong] = set()
    for piece in pieces[done:]:
        seen.update(checker.wrong(piece))
    wrong += seen
    wrong.sort(key=lambda one: (one.line, one.column))
    return Plan(file.sha256, len(file.records), pieces, done, came_back, wrong, file.counted)


def _name(sha256: str) -> str:
    """What the reasons of a file's movements begin with."""
    return f"import/{sha256[:12]}"


def _came_back(cursor: sqlite3.Cursor, pieces: Sequence[Piece], name: str) -> int:
    """How many pieces are posted entries of earlier epochs. A unit that stood there already has no entry."""
    posted: Counter[tuple[str, bool]] = Counter()
    for (body,) in cursor.execute(_CAME_BACK, {"reason": f'"reason":"{name}/'}):
        fields = json.loads(body)
        posted[fields["reason"], "lpn" in fields] += 1
    done = 0
    for number, piece in enumerate(pieces, 1):
        what = (f"{name}/{piece.row.line}", piece.is_unit)
        if posted[what]:
            posted[what] -= 1
            done = number
        elif not piece.is_unit:
            break
    return done


def _quantity(record: Record, view: View) -> int | Wrong | None:
    """The base units of a record, whatever unit it counts in; None where it says none."""
    text, uom = record.texts.get("qty", ""), record.texts.get("uom", "")
    item = view.item(record.texts.get("item", ""))
    if not text or item is None:
        return whole_number(record, "qty")
    try:
        return to_base(item, text, uom)
    except UnitError as error:
        return Wrong(record.line, "uom", str(error))
    except QuantityError as error:
        return Wrong(record.line, "qty", str(error))


def _row(record: Record, view: View) -> tuple[Row | None, list[Wrong]]:
    """A record as a row; what is wrong with its numbers."""
    qty, catch = _quantity(record, view), whole_number(record, "catch_qty")
    wrong = [one for one in (qty, catch) if isinstance(one, Wrong)]
    texts, serials = record.texts, record.lists.get("serials", ())
    words = {name: texts[name] for name in texts if name not in ("qty", "uom", "catch_qty", "status")}
    if isinstance(catch, Wrong):
        return None, wrong
    # A wrong quantity does not keep what else is wrong with the line from being told.
    number = (len(serials) or 1) if isinstance(qty, Wrong) else len(serials) if qty is None else qty
    row = Row(record.line, serials=serials, status=texts["status"] or "sellable", qty=number, catch_qty=catch, **words)
    if not row.item and (row.lpn == "" or replace(row, place="", lpn="") != Row(row.line, "")):
        return None, [Wrong(row.line, "item", "is missing; only a line for an empty unit, `place` and `lpn`, has none")]
    return row, wrong


def totals(view: View, planned_: Plan) -> Totals:
    """What a plan comes to, all of it."""
    units: Counter[str] = Counter()
    goods = [one.row for one in planned_.pieces if not one.is_unit]
    places = {one.row.place for one in planned_.pieces if not one.row.place.startswith("lpn:")}
    for row in goods:
        item = view.item(row.item)
        units[" and ".join(sorted(item.tracking)) if item is not None and item.tracking else "untracked"] += row.qty
    return Totals(
        lines=planned_.lines,
        items=len({row.item for row in goods}),
        lpns=sum(one.is_unit for one in planned_.pieces),
        locations=len(places),
        serials=sum(len(row.serials) for row in goods),
        units=dict(sorted(units.items())),
        blocked=[code for code in sorted(places) if (known := view.location(code)) is not None and known.blocked],
    )


def parts(planned_: Plan, name: str, op: str, today: str, at_ms: int) -> Iterator[dict[str, Any]]:
    """The arguments of the commands that post what is left of a plan, in order."""
    first = planned_.done
    common = {"file": planned_.sha256, "name": _plain(name), "op": op, "today": today, "at_ms": at_ms}
    common |= {"came_back": planned_.came_back}
    for part in _cut(planned_.pieces[first:]):
        yield common | {"first": first, "of": len(planned_.pieces), "pieces": part}
        first += len(part)


def _cut(pieces: Iterable[Piece]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    weight = size = 0
    for piece in pieces:
        told = _told(piece)
        adds, long = 1 + len(piece.row.serials) // SERIALS_WEIGHED, len(str(told))
        if part and (weight + adds > PART_WEIGHT or size + long > PART_BYTES_MAX):
            yield part
            part, weight, size = [], 0, 0
        part.append(told)
        weight, size = weight + adds, size + long
    if part:
        yield part


def _told(piece: Piece) -> dict[str, Any]:
    """A piece as JSON values, without what is empty."""
    row = {name: value for name, value in asdict(piece.row).items() if value or name in ("line", "place")}
    return {"row": row} | ({"group": piece.group} if piece.group else {})


def import_stock(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Post one part: the handler of the command. Raises `CommandError`; then nothing of the part is written."""
    part = _parsed(args)
    row = store.cursor.execute(_PROGRESS, {"file": part.file}).fetchone()
    of, done = (int(row[0]), int(row[1])) if row else (part.of, 0)
    done = max(done, part.came_back)
    if part.of != of:
        raise CommandError(f"this file was begun in {of} pieces, not {part.of}: go on with the program that began it")
    if part.first != done:
        return Ordered(result={"done": done})  # told before, or another import of the same file is ahead
    checker = Checker(store.view, part.today)
    wrong = [one for piece in part.pieces for one in checker.wrong(piece)]
    if wrong:
        first = wrong[0]
        raise CommandError(f"line {first.line}, {first.column}: {first.why} (since the file was checked)")
    done += len(part.pieces)
    put = {"file": part.file, "kind": KIND, "began_ms": part.at_ms, "rows": of, "done": done}
    store.cursor.execute(_PUT, put)
    posted = drafts(store.view, part.pieces, part.op, _name(part.file))
    return Ordered(Decision(drafts=(*posted, *_ended(part, done))), {"done": done})


def _parsed(args: Mapping[str, Any]) -> _Args:
    try:
        return TypeAdapter(_Args).validate_python(dict(args))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CommandError(f"import-stock: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error


def _ended(part: _Args, done: int) -> tuple[Draft, ...]:
    """With its last part the book says which file it was."""
    if done < part.of:
        return ()
    return (
        Draft(Audit("imported", {"what": KIND, "file": part.name, "sha256": part.file, "movements": done}), part.op),
    )


def _plain(name: str) -> str:
    """A file's name, fit for the ledger."""
    return name.encode("ascii", "replace").decode()[:FILE_NAME_MAX]
