"""A dataset from a file, in the store: staged in parts, then switched to in one transaction.

    plan -> import-stage {id, first, ops} ... -> import-switch {id, base, counts} -> records, owner, audit entry

The parts go to tables of the writing connection's own (TEMP, in memory): no screen sees them, they cost the disk
nothing, and are gone with the process, so that what is killed half-way leaves the old dataset. The switch is a handful
of statements over whole tables and takes nothing that has not been checked here again. It refuses when somebody changed
the dataset since the file was held against it.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Arg
from edge.core.reference import Document, Item, Record
from edge.shell.imports.plan import Base, Plan
from edge.shell.ledger import records
from edge.shell.ledger.records import RecordError
from edge.shell.ledger.reference_store import Held, ReferenceStore
from edge.shell.ledger.store import Store
from edge.shell.loop.work import CommandError, Ordered
from edge.wire import Dataset

STAGE, SWITCH, RELEASE = "import-stage", "import-switch", "import-release"
PIECE_CHARS: Final = 8_000
"""A record that is longer is told in pieces: a command is one line of the control protocol, of 64 KiB at most."""
PART_CHARS: Final = 24_000
PART_OPS: Final = 100
STAGED_CHARS_MAX: Final = 128 * 1024 * 1024
"""What may be staged at a time, in memory."""
FILE_NAME_MAX: Final = 80

_TABLES: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS staging (dataset TEXT PRIMARY KEY, id TEXT, done INTEGER, chars INTEGER)",
    (
        "CREATE TEMP TABLE IF NOT EXISTS staged (dataset TEXT, key TEXT, op TEXT, body TEXT, beside TEXT,"
        " PRIMARY KEY (dataset, key)) WITHOUT ROWID"
    ),
)
_BEGIN: Final = "INSERT OR REPLACE INTO staging VALUES (?, ?, 0, 0)"
_CLEAR: Final = "DELETE FROM staged WHERE dataset = ?"
_END: Final = "DELETE FROM staging WHERE dataset = ?"
_PROGRESS: Final = "SELECT done, chars FROM staging WHERE dataset = ? AND id = ?"
_STEP: Final = "UPDATE staging SET done = ?, chars = ? WHERE dataset = ?"
_SO_FAR: Final = "SELECT body FROM staged WHERE dataset = ? AND key = ? AND op = 'part'"
_PUT: Final = "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?)"
_PARTIAL: Final = "SELECT count(*) FROM staged WHERE dataset = ? AND op = 'part'"

_KEYS: Final = "(SELECT key FROM staged WHERE dataset = :dataset)"
_FROM: Final = "FROM staged WHERE dataset = :dataset AND op = 'put' ORDER BY key"
_BESIDE: Final = "FROM staged s, json_each(s.beside) b WHERE s.dataset = :dataset AND s.op = 'put'"
_DOCUMENTS: Final = (
    f"DELETE FROM document WHERE type = :type AND id IN {_KEYS}",  # noqa: S608  # constants
    (
        "INSERT INTO document (type, id, priority, cancelled, body, snapshot) SELECT :type, key,"
        f" json_extract(body, '$.priority'), json_extract(body, '$.cancelled'), body, :snapshot {_FROM}"
    ),
)
_SWITCH: Final[Mapping[Dataset, tuple[str, ...]]] = {
    "items": (
        f"DELETE FROM item_code WHERE item IN {_KEYS}",  # noqa: S608
        f"DELETE FROM item WHERE code IN {_KEYS}",  # noqa: S608
        f"INSERT INTO item (code, body, snapshot) SELECT key, body, :snapshot {_FROM}",
        (
            "INSERT INTO item_code (code, item, units) SELECT json_extract(b.value, '$[0]'), s.key,"
            f" json_extract(b.value, '$[1]') {_BESIDE}"
        ),
    ),
    "locations": (
        f"DELETE FROM location WHERE code IN {_KEYS}",  # noqa: S608
        (
            "INSERT INTO location (code, kind, walk, fixed_item, blocked, body, snapshot) SELECT key,"
            " json_extract(body, '$.kind'), json_extract(body, '$.walk'), json_extract(body, '$.fixed_item'),"
            f" json_extract(body, '$.blocked'), body, :snapshot {_FROM}"
        ),
    ),
    "operators": (
        f"DELETE FROM operator WHERE id IN {_KEYS}",  # noqa: S608
        (
            "INSERT INTO operator (id, badge, body, snapshot)"
            f" SELECT key, json_extract(body, '$.badge'), body, :snapshot {_FROM}"
        ),
    ),
    "receipts": (
        f"DELETE FROM announced WHERE doc IN {_KEYS}",  # noqa: S608
        f"DELETE FROM announced_epc WHERE doc IN {_KEYS}",  # noqa: S608
        *_DOCUMENTS,
        f"INSERT OR IGNORE INTO announced (lpn, doc) SELECT json_extract(b.value, '$[0]'), s.key {_BESIDE}",
        (
            "INSERT OR IGNORE INTO announced_epc (epc, lpn, doc) SELECT json_extract(b.value, '$[1]'),"
            f" json_extract(b.value, '$[0]'), s.key {_BESIDE} AND json_extract(b.value, '$[1]') <> ''"
        ),
    ),
    "orders": _DOCUMENTS,
    "counts": _DOCUMENTS,
}
_TYPES: Final[Mapping[str, str]] = {"receipts": "receipt", "orders": "order", "counts": "count"}
T = TypeVar("T")
_OWNED: Final = {
    "central": "comes from central: change it there, and this box gets it by itself",
    "file": "comes from the reference file that the config names: change it there, or take it out of that file and"
    " start the daemon again",
}


class _Args(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Op(_Args):
    key: Annotated[str, Field(min_length=1, max_length=records.KEY_LENGTH_MAX)]
    op: Literal["put", "del", "part"]
    """`part`: the text goes on in the next one of this key."""
    text: Annotated[str, Field(max_length=PIECE_CHARS)] = ""


class _Stage(_Args):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    dataset: Dataset
    first: Annotated[int, Field(ge=0)]
    ops: Annotated[list[_Op], Field(min_length=1, max_length=PART_OPS)]


class _Switch(_Args):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    dataset: Dataset
    of: Annotated[int, Field(ge=0)]
    base: Base
    file: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    name: Annotated[str, Field(max_length=FILE_NAME_MAX)] = ""
    op: Annotated[str, Field(max_length=64)]
    added: Annotated[int, Field(ge=0)]
    changed: Annotated[int, Field(ge=0)]
    unchanged: Annotated[int, Field(ge=0)]
    skipped: Annotated[int, Field(ge=0)] = 0


class _Release(_Args):
    dataset: Dataset
    op: Annotated[str, Field(max_length=64)]


def owned_elsewhere(dataset: str, owner: str) -> str:
    """Why a dataset may not be imported; '' where it may."""
    return f"{dataset} {_OWNED[owner]}" if owner in _OWNED else ""


def commands(made: Plan, ident: str, name: str, op: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The commands that bring a plan into the store, in order."""
    first = 0
    for part in _parts(made):
        yield STAGE, {"id": ident, "dataset": made.dataset, "first": first, "ops": part}
        first += len(part)
    base = {"rev": made.base.rev, "snapshot": made.base.snapshot, "owner": made.base.owner}
    counts = {name: getattr(made, name) for name in ("added", "changed", "unchanged", "skipped")}
    plain = name.encode("ascii", "replace").decode()[:FILE_NAME_MAX]
    told = {
        "id": ident,
        "dataset": made.dataset,
        "of": first,
        "base": base,
        "file": made.sha256,
        "name": plain,
        "op": op,
    }
    yield SWITCH, told | counts


def _parts(made: Plan) -> Iterator[list[dict[str, str]]]:
    part: list[dict[str, str]] = []
    chars = 0
    for op in _ops(made):
        if part and (len(part) >= PART_OPS or chars + len(op.get("text", "")) > PART_CHARS):
            yield part
            part, chars = [], 0
        part.append(op)
        chars += len(op.get("text", "")) + 50
    if part:
        yield part


def _ops(made: Plan) -> Iterator[dict[str, str]]:
    for key in made.gone:
        yield {"key": key, "op": "del"}
    for key, text in made.puts.items():
        pieces = [text[at : at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS)]
        yield from ({"key": key, "op": "part", "text": piece} for piece in pieces[:-1])
        yield {"key": key, "op": "put", "text": pieces[-1]}


def stage(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Take one part: a handler of a command. Raises `CommandError`."""
    part = _parsed(_Stage, STAGE, args)
    _refuse_owned(store, part.dataset)
    run = store.cursor.execute
    for table in _TABLES:
        run(table)
    if part.first == 0:
        run(_CLEAR, (part.dataset,))
        run(_BEGIN, (part.dataset, part.id))
    done, chars = _progress(store, part.dataset, part.id)
    if part.first != done:
        return Ordered(result={"done": done})  # told before
    for op in part.ops:
        _take(store, part.dataset, op)
    chars += sum(len(op.text) for op in part.ops)
    if chars > STAGED_CHARS_MAX:
        raise CommandError(f"more than {STAGED_CHARS_MAX >> 20} MiB of records: import them in several files")
    run(_STEP, (done + len(part.ops), chars, part.dataset))
    return Ordered(result={"done": done + len(part.ops)})


def _take(store: Store, dataset: Dataset, op: _Op) -> None:
    before = store.cursor.execute(_SO_FAR, (dataset, op.key)).fetchone()
    text = (before[0] if before else "") + op.text
    if op.op != "put":
        store.cursor.execute(_PUT, (dataset, op.key, op.op, text, ""))
        return
    try:
        record = records.parse(dataset, op.key, json.loads(text))
    except (RecordError, ValueError, TypeError) as error:
        raise CommandError(f"{dataset} {op.key}: {error}") from error
    store.cursor.execute(_PUT, (dataset, op.key, "put", records.dump(record), json.dumps(_beside(record))))


def _beside(record: Record) -> list[tuple[str, str | int]]:
    """What stands in other tables for a record: an item's codes, a receipt's announced units with each tag."""
    match record:
        case Item(code=code, codes=codes):
            return list({code: 1, **codes}.items())
        case Document(type="receipt", lines=lines):
            return [(line.lpn, epc) for line in lines if line.lpn for epc in line.epcs or ("",)]
        case _:
            return []


def switch(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Put what was staged in the place of what was there, at once: a handler of a command. Raises `CommandError`."""
    asked = _parsed(_Switch, SWITCH, args)
    _refuse_owned(store, asked.dataset)
    reference = ReferenceStore(store.cursor)
    held = reference.held(asked.dataset)
    if Base(held.rev, held.snapshot, held.owner) != asked.base or held.replacing:
        raise CommandError(f"{asked.dataset} changed since the file was checked: give the command again")
    removed = 0
    if asked.of:
        removed = _switch(store, asked, held)
    reference.put(asked.dataset, Held(held.rev + 1, "import", held.snapshot))
    told: dict[str, Arg] = {"what": asked.dataset, "file": asked.name, "sha256": asked.file, "removed": removed}
    told |= {"added": asked.added, "changed": asked.changed, "unchanged": asked.unchanged, "skipped": asked.skipped}
    return Ordered(Decision(drafts=(Draft(Audit("imported", told), asked.op),)), {"removed": removed})


def _switch(store: Store, asked: _Switch, held: Held) -> int:
    """How many records were removed."""
    run, dataset = store.cursor.execute, asked.dataset
    for table in _TABLES:
        run(table)
    done, _ = _progress(store, dataset, asked.id)
    if done != asked.of or run(_PARTIAL, (dataset,)).fetchone()[0]:
        raise CommandError(f"{dataset}: {done} of {asked.of} parts have come: give the command again")
    values: dict[str, str | int] = {"dataset": dataset, "snapshot": held.snapshot, "type": _TYPES.get(dataset, "")}
    try:
        for statement in _SWITCH[dataset]:
            run(statement, values)
    except sqlite3.IntegrityError as error:
        raise CommandError(f"{dataset}: two records hold one code or badge, nothing was imported ({error})") from error
    removed = run("SELECT count(*) FROM staged WHERE dataset = ? AND op = 'del'", (dataset,)).fetchone()[0]
    run(_CLEAR, (dataset,))
    run(_END, (dataset,))
    return int(removed)


def release(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Give an imported dataset up, for central or the reference file: a handler of a command. Its records stay."""
    asked = _parsed(_Release, RELEASE, args)
    reference = ReferenceStore(store.cursor)
    held = reference.held(asked.dataset)
    if held.owner != "import":
        raise CommandError(f"{asked.dataset} is not an imported dataset: {held.owner or 'nobody'} owns it")
    reference.put(asked.dataset, Held(snapshot=held.snapshot))
    return Ordered(Decision(drafts=(Draft(Audit("import-released", {"what": asked.dataset}), asked.op),)))


HANDLERS: Final = {STAGE: stage, SWITCH: switch, RELEASE: release}


def _refuse_owned(store: Store, dataset: Dataset) -> None:
    why = owned_elsewhere(dataset, ReferenceStore(store.cursor).owner(dataset))
    if why:
        raise CommandError(why)


def _progress(store: Store, dataset: str, ident: str) -> tuple[int, int]:
    row = store.cursor.execute(_PROGRESS, (dataset, ident)).fetchone()
    if row is None:
        raise CommandError(
            f"another import of {dataset} began, or the daemon was started again: give the command again"
        )
    return int(row[0]), int(row[1])


def _parsed(model: type[T], name: str, args: Mapping[str, Any]) -> T:
    try:
        return TypeAdapter(model).validate_python(dict(args))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CommandError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
