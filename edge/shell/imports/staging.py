"""A dataset from a file, in the store: staged in parts, then switched to in one transaction.

    plan -> import-stage {id, first, ops} ... -> import-switch {id, base, counts} -> records, owner, audit entry

The parts go to tables of the writing connection's own (TEMP, in memory): no screen sees them, they cost the disk
nothing, and are gone with the process, so that what is killed half-way leaves the old dataset. Where only the client
goes away, they are dropped some time after its last part. The switch is a handful of statements over whole tables and
takes nothing that has not been checked here again. It refuses when somebody changed the dataset since the file was held
against it, and what would harm the work that goes on (`guards`).
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Arg
from edge.core.read import Moment
from edge.core.reference import Record
from edge.shell.imports import guards
from edge.shell.imports.plan import Base, Plan
from edge.shell.imports.switch_sql import SWITCH_TO
from edge.shell.ledger import records
from edge.shell.ledger.datasets import DESCRIBED, Row
from edge.shell.ledger.record_rules import KEY_LENGTH_MAX
from edge.shell.ledger.records import RecordError
from edge.shell.ledger.reference_store import Held, ReferenceStore
from edge.shell.ledger.store import Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.commands import Handler
from edge.shell.loop.work import Apply, CommandError, Ordered, Work
from edge.wire import Dataset

STAGE, SWITCH, RELEASE, DROP = "import-stage", "import-switch", "import-release", "import-drop"
AGAIN: Final = "give the command again"
"""Ends the sentence of what is refused now and may be taken the next time."""
PIECE_CHARS: Final = 8_000
"""A record that is longer is told in pieces: a command is one line of the control protocol, of 64 KiB at most."""
PART_CHARS: Final = 24_000
PART_OPS: Final = 100
STAGED_BYTES_MAX: Final = 256 * 1024 * 1024
"""What may be staged at a time, in memory: of all datasets together, with keys, codes and what a row takes."""
ROW_BYTES: Final = 100
SILENT_MS: Final = 10_000
"""One whose next part has not come for so long makes room for another import of the dataset."""
FORGOTTEN_MS: Final = 10 * 60_000
"""What was staged by one who was not heard for so long is dropped: looked for that often, and with each part."""
SAME_FILE: Final = 32
"""So many letters of an import's id are those of its file's SHA-256."""
FILE_NAME_MAX: Final = 80

_TABLES: Final = (
    (
        "CREATE TEMP TABLE IF NOT EXISTS staging (dataset TEXT PRIMARY KEY, id TEXT, done INTEGER, bytes INTEGER,"
        " heard_ms INTEGER)"
    ),
    (
        "CREATE TEMP TABLE IF NOT EXISTS staged (dataset TEXT, key TEXT, op TEXT, body TEXT, beside TEXT,"
        " PRIMARY KEY (dataset, key)) WITHOUT ROWID"
    ),
)
_BEGIN: Final = "INSERT OR REPLACE INTO staging VALUES (?, ?, 0, 0, ?)"
_CLEAR: Final = "DELETE FROM staged WHERE dataset = ?"
_END: Final = "DELETE FROM staging WHERE dataset = ?"
_PROGRESS: Final = "SELECT done FROM staging WHERE dataset = ? AND id = ?"
_GOING_ON: Final = "SELECT id, heard_ms FROM staging WHERE dataset = ?"
_SILENT: Final = "SELECT dataset FROM staging WHERE heard_ms < ?"
_STEP: Final = "UPDATE staging SET done = ?, bytes = bytes + ?, heard_ms = ? WHERE dataset = ?"
_WEIGHT: Final = "SELECT sum(bytes) FROM staging"
_SO_FAR: Final = "SELECT body FROM staged WHERE dataset = ? AND key = ? AND op = 'part'"
_PUT: Final = "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?)"
_PARTIAL: Final = "SELECT count(*) FROM staged WHERE dataset = ? AND op = 'part'"

T = TypeVar("T")
_OWNED: Final = {
    "central": "comes from central: change it there, and this box gets it by itself",
    "file": "comes from the reference file that the config names: change it there, or take it out of that file and"
    " start the daemon again",
}


class _Args(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Op(_Args):
    key: Annotated[str, Field(min_length=1, max_length=KEY_LENGTH_MAX)]
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


class _Drop(_Args):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    dataset: Dataset


class _Release(_Args):
    dataset: Dataset
    op: Annotated[str, Field(max_length=64)]


def owned_elsewhere(dataset: str, owner: str) -> str:
    """Why a dataset may not be imported; '' where it may."""
    return f"{dataset} {_OWNED[owner]}" if owner in _OWNED else ""


def ident_of(made: Plan) -> str:
    """A new id for an import of this file."""
    return made.sha256[:SAME_FILE] + secrets.token_hex(8)


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


class Staging:
    """The handlers. `needed` are the locations that the config names, and what each is there."""

    def __init__(self, mono_ms: Callable[[], int], needed: Mapping[str, str]) -> None:
        self._mono_ms, self._needed = mono_ms, needed

    def stage(self, store: Store, args: Mapping[str, Any]) -> Ordered:
        """Take one part: a handler of a command. Raises `CommandError`."""
        part, now_ms = _parsed(_Stage, STAGE, args), self._mono_ms()
        _refuse_owned(store, part.dataset)
        run = _with_tables(store)
        forget_silent(store.cursor, now_ms)
        if part.first == 0:
            _refuse_second(store, part, now_ms)
            run(_CLEAR, (part.dataset,))
            run(_BEGIN, (part.dataset, part.id, now_ms))
        done = _progress(store, part.dataset, part.id)
        if part.first != done:
            return Ordered(result={"done": done})  # told before
        weighs = sum(_take(store, part.dataset, op) for op in part.ops)
        run(_STEP, (done + len(part.ops), weighs, now_ms, part.dataset))
        if run(_WEIGHT).fetchone()[0] > STAGED_BYTES_MAX:
            raise CommandError(f"more than {STAGED_BYTES_MAX >> 20} MiB of records at a time: import several files")
        return Ordered(result={"done": done + len(part.ops)})

    def switch(self, store: Store, args: Mapping[str, Any]) -> Ordered:
        """Put what was staged in the place of what was there, at once: a handler. Raises `CommandError`."""
        asked = _parsed(_Switch, SWITCH, args)
        _refuse_owned(store, asked.dataset)
        guards.refuse_stranger(store.cursor, asked.op)
        reference = ReferenceStore(store.cursor)
        held = reference.held(asked.dataset)
        if Base(held.rev, held.snapshot, held.owner) != asked.base or held.replacing:
            raise CommandError(f"{asked.dataset} changed since the file was checked: {AGAIN}")
        removed = 0
        if asked.of:
            removed = self._switch(store, asked, held)
        reference.put(asked.dataset, Held(held.rev + 1, "import", held.snapshot))
        told: dict[str, Arg] = {"what": asked.dataset, "file": asked.name, "sha256": asked.file, "removed": removed}
        told |= {"added": asked.added, "changed": asked.changed, "unchanged": asked.unchanged, "skipped": asked.skipped}
        return Ordered(Decision(drafts=(Draft(Audit("imported", told), asked.op),)), {"removed": removed})

    def _switch(self, store: Store, asked: _Switch, held: Held) -> int:
        """How many records were removed."""
        run, dataset = _with_tables(store), asked.dataset
        done = _progress(store, dataset, asked.id)
        if done != asked.of or run(_PARTIAL, (dataset,)).fetchone()[0]:
            raise CommandError(f"{dataset}: {done} of {asked.of} parts have come: {AGAIN}")
        guards.refuse_what_is_in_use(store.cursor, dataset, store.view.site, self._needed)
        crew = guards.Crew(store.cursor)
        values: dict[str, str | int] = {"dataset": dataset, "snapshot": held.snapshot}
        try:
            for statement in SWITCH_TO[dataset]:
                run(statement, values)
        except sqlite3.IntegrityError as error:
            why = f"two records hold one code or badge, nothing was imported ({error})"
            raise CommandError(f"{dataset}: {why}") from error
        if dataset == "operators":
            crew.refuse_lock_out(asked.op)
        removed = run("SELECT count(*) FROM staged WHERE dataset = ? AND op = 'del'", (dataset,)).fetchone()[0]
        _forget(store.cursor, dataset)
        return int(removed)


def drop(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Forget what an import staged that will not be ended: a handler of a command. Raises `CommandError`."""
    asked = _parsed(_Drop, DROP, args)
    if _with_tables(store)(_PROGRESS, (asked.dataset, asked.id)).fetchone() is not None:
        _forget(store.cursor, asked.dataset)
    return Ordered()


def _with_tables(store: Store) -> Callable[..., sqlite3.Cursor]:
    """What runs a statement on the staged records, whose tables are there now."""
    for table in _TABLES:
        store.cursor.execute(table)
    return store.cursor.execute


def _refuse_second(store: Store, part: _Stage, now_ms: int) -> None:
    """Of two imports at a time the first goes on; the same file once more is the one that was broken off."""
    row = store.cursor.execute(_GOING_ON, (part.dataset,)).fetchone()
    if row is not None and row[0][:SAME_FILE] != part.id[:SAME_FILE] and now_ms - row[1] < SILENT_MS:
        why = f"another import of {part.dataset} is under way, or was broken off a moment ago"
        raise CommandError(f"{why}: in {SILENT_MS // 1000} seconds, {AGAIN}")


def forget_silent(cursor: sqlite3.Cursor, now_ms: int) -> None:
    """Drop what was staged by those who have gone away, on the open transaction."""
    for (dataset,) in cursor.execute(_SILENT, (now_ms - FORGOTTEN_MS,)).fetchall():
        _forget(cursor, dataset)


def _forget(cursor: sqlite3.Cursor, dataset: str) -> None:
    cursor.execute(_CLEAR, (dataset,))
    cursor.execute(_END, (dataset,))


class Forgetting(Chore):
    """Sees to it that what was staged by a client that went away does not stay for as long as the daemon."""

    def __init__(self, store: Store, now: Moment) -> None:
        self._store, self._look_ms = store, now.mono_ms + FORGOTTEN_MS

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - it looks now and then
        return self._look_ms

    def works(self, now: Moment) -> Iterable[Work]:
        if now.mono_ms < self._look_ms:
            return ()
        self._look_ms = now.mono_ms + FORGOTTEN_MS
        cursor = self._store.cursor
        if _with_tables(self._store)(_SILENT, (now.mono_ms - FORGOTTEN_MS,)).fetchone() is None:
            return ()
        return (Apply(lambda: forget_silent(cursor, now.mono_ms)),)


def _take(store: Store, dataset: Dataset, op: _Op) -> int:
    """Stage one record, or a piece of one; what that adds in bytes, at the most."""
    before = store.cursor.execute(_SO_FAR, (dataset, op.key)).fetchone()
    text = (before[0] if before else "") + op.text
    weighs = ROW_BYTES + len(op.key.encode()) + len(op.text.encode())
    if op.op != "put":
        store.cursor.execute(_PUT, (dataset, op.key, op.op, text, "{}"))
        return weighs
    try:
        record = records.parse(dataset, op.key, json.loads(text))
    except (RecordError, ValueError, TypeError) as error:
        raise CommandError(f"{dataset} {op.key}: {error}") from error
    beside = json.dumps(_beside(dataset, record))
    store.cursor.execute(_PUT, (dataset, op.key, "put", records.dump(record), beside))
    return weighs + len(beside)


def _beside(dataset: Dataset, record: Record) -> dict[str, list[Row]]:
    """What stands in other tables for a record: by table, its rows without the column that names the record."""
    return {one.table.name: list(one.rows(record)) for one in DESCRIBED[dataset].beside}


def release(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Give an imported dataset up, for central or the reference file: a handler of a command. Its records stay."""
    asked = _parsed(_Release, RELEASE, args)
    guards.refuse_stranger(store.cursor, asked.op)
    reference = ReferenceStore(store.cursor)
    held = reference.held(asked.dataset)
    if held.owner != "import":
        raise CommandError(f"{asked.dataset} is not an imported dataset: {held.owner or 'nobody'} owns it")
    reference.put(asked.dataset, Held(snapshot=held.snapshot))
    return Ordered(Decision(drafts=(Draft(Audit("import-released", {"what": asked.dataset}), asked.op),)))


def handlers(mono_ms: Callable[[], int], needed: Mapping[str, str]) -> Mapping[str, Handler]:
    """All of them by name. `needed` are the locations that the config names, and what each is there."""
    staging = Staging(mono_ms, needed)
    return {STAGE: staging.stage, SWITCH: staging.switch, RELEASE: release, DROP: drop}


def _refuse_owned(store: Store, dataset: Dataset) -> None:
    why = owned_elsewhere(dataset, ReferenceStore(store.cursor).owner(dataset))
    if why:
        raise CommandError(why)


def _progress(store: Store, dataset: str, ident: str) -> int:
    row = store.cursor.execute(_PROGRESS, (dataset, ident)).fetchone()
    if row is None:
        raise CommandError(f"another import of {dataset} began, or the daemon was started again: {AGAIN}")
    return int(row[0])


def _parsed(model: type[T], name: str, args: Mapping[str, Any]) -> T:
    try:
        return TypeAdapter(model).validate_python(dict(args))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CommandError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
