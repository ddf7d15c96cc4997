"""Reference data in the store: changes of a dataset, applied in parts on the writer's open transaction.

    begin(change) -> apply(0), apply(1), ... until it says so        one part a transaction: the loop is never held long

The revision is set by the last part. After a crash in between, the old one stands and the change is asked for again:
its records are put again, which changes nothing. Each dataset has one owner: `file`, `central` or `import`; the others
are refused. A change that does not start at the held revision is a gap: nothing is applied, it is asked for again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Table, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from edge.core.reference import Record
from edge.shell.ledger import records
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql
from edge.shell.ledger.datasets import DESCRIBED, EVER, Described
from edge.shell.ledger.records import RecordError
from edge.wire import DATASETS, Dataset, RefOp

Owner = Literal["file", "central", "import"]

PART_WEIGHT: Final = 50
"""How much one part does: an op weighs 1, and more for every ten lines of its document."""
LINES_WEIGHED: Final = 10


class GapError(Exception):
    """The change does not follow what is held: ask for the dataset from `have_rev`."""

    def __init__(self, dataset: Dataset, have_rev: int) -> None:
        super().__init__(f"{dataset}: holds revision {have_rev}")
        self.dataset: Dataset = dataset
        self.have_rev = have_rev


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was not taken, and why; what was held under its key stays."""

    dataset: Dataset
    key: str
    why: str


def _upsert(table: Table) -> str:
    put = insert(table).values({column.name: bindparam(column.name) for column in table.columns})
    keys = [column.name for column in table.primary_key.columns]
    others = {column.name: put.excluded[column.name] for column in table.columns if column.name not in keys}
    return sql(put.on_conflict_do_update(index_elements=keys, set_=others) if others else put.on_conflict_do_nothing())


def _remove(table: Table, column: str) -> str:
    return sql(delete(table).where(table.c[column] == bindparam("key")))


def _own(one: Described) -> list[ColumnElement[bool]]:
    """What holds for the rows of a dataset in its table."""
    return [one.table.c.type == one.type] if one.type else []


def _removal(one: Described) -> str:
    return sql(delete(one.table).where(one.table.c[one.key] == bindparam("key"), *_own(one)))


def _keeping(one: Described) -> str:
    """A record that stays as it is belongs to the newest snapshot too."""
    is_older = one.table.c.snapshot < bindparam("newest")
    own = update(one.table).where(one.table.c[one.key] == bindparam("key"), is_older, *_own(one))
    return sql(own.values(snapshot=bindparam("snapshot")))


def _outdated(one: Described) -> str:
    """Keys of records that the newest snapshot does not have."""
    found = select(one.table.c[one.key]).where(one.table.c.snapshot < bindparam("snapshot"), *_own(one))
    return sql(found.limit(PART_WEIGHT))


def _holding(one: Described) -> str:
    """Who holds what names one record alone, and in which snapshot that was last."""
    assert one.unique is not None
    found = select(one.table.c[one.key], one.table.c.snapshot).where(one.unique.code == bindparam("code"))
    return sql(found.where(one.unique.holder == one.table.c[one.key]))


_TABLES: Final = {one.name: one for each in DESCRIBED.values() for one in (each.table, *(b.table for b in each.beside))}
_PUT: Final = {name: _upsert(table) for name, table in {**_TABLES, t.dataset.name: t.dataset}.items()}
_REMOVE: Final = {name: _removal(one) for name, one in DESCRIBED.items()}
_CLEAR: Final = {name: tuple(_remove(b.table, b.owner) for b in one.beside) for name, one in DESCRIBED.items()}
"""What stands beside a record and goes with it."""
_KEEP: Final = {name: _keeping(one) for name, one in DESCRIBED.items()}
_OUTDATED: Final = {name: _outdated(one) for name, one in DESCRIBED.items()}
_HOLDER: Final = {name: _holding(one) for name, one in DESCRIBED.items() if one.unique is not None}
_DATASETS: Final = sql(
    select(t.dataset.c.name, t.dataset.c.rev, t.dataset.c.owner, t.dataset.c.snapshot, t.dataset.c.replacing)
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the store says of a dataset."""

    rev: int = 0
    owner: str = ""
    snapshot: int = 0
    replacing: int = 0


def read_file(path: Path) -> dict[Dataset, list[RefOp]]:
    """The records of a reference file, each checked. Raises `RecordError` with file, dataset, record and field."""
    try:
        content = TypeAdapter(dict[Dataset, list[dict[str, Any]]]).validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"] if part != "[key]") or "JSON"
        raise RecordError(f"{path}: {where}: {fault['msg']}") from error
    return {dataset: [_checked(path, dataset, doc) for doc in documents] for dataset, documents in content.items()}


def _checked(path: Path, dataset: Dataset, doc: dict[str, Any]) -> RefOp:
    key = str(doc.get("id") or doc.get("code") or "?")
    try:
        records.parse(dataset, key, doc)
        return RefOp(op="put", key=key, doc=doc)
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from error


class ReferenceStore:
    """Reads and changes reference data."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def revisions(self) -> dict[str, int]:
        """Revision held per dataset; 0 where nothing is held."""
        held = self._held()
        return {name: held.get(name, Held()).rev for name in DATASETS}

    def owner(self, dataset: str) -> str:
        """`file`, `central` or `import`; '' where nobody has given it yet."""
        return self.held(dataset).owner

    def held(self, dataset: str) -> Held:
        """What the store says of a dataset."""
        return self._held().get(dataset, Held())

    def put(self, dataset: str, becomes: Held) -> None:
        """Say something else of a dataset, on the open transaction, after its records were changed."""
        self._cursor.reference_changes += 1
        self._cursor.execute(_PUT["dataset"], _dataset_row(dataset, becomes))

    def _held(self) -> dict[str, Held]:
        return {name: Held(*rest) for name, *rest in self._cursor.execute(_DATASETS).fetchall()}

    def begin(
        self,
        dataset: Dataset,
        from_rev: int,
        to_rev: int,
        ops: Sequence[RefOp],
        owner: Owner = "central",
        *,
        more: bool = False,
        may_go_back: bool = False,
    ) -> "Change":
        """A change to apply in parts. `from_rev` 0 replaces the dataset; with `more`, what is not in it goes later.

        `may_go_back`: a dataset that is older than what is held may replace it. Raises `RecordError`, `GapError`.
        """
        if dataset not in DESCRIBED:
            raise RecordError(f"dataset {dataset} holds no records this box uses")
        held = self._held().get(dataset, Held())
        if held.owner not in ("", owner):
            frees = f"; `wedge import release {dataset}` gives it up" if held.owner == "import" else ""
            raise RecordError(f"{dataset} is owned by {held.owner}; {owner} cannot change it{frees}")
        if from_rev not in (0, held.rev):
            raise GapError(dataset, held.rev)
        if to_rev < held.rev and (from_rev or not may_go_back):
            raise RecordError(f"{dataset}: revision {to_rev} is older than {held.rev}, which this box holds")
        replaces = from_rev == 0 or bool(held.replacing)
        becomes = Held(to_rev, owner, held.snapshot + (from_rev == 0), int(replaces and more))
        return Change(self._cursor, dataset, ops, held, becomes, replaces=replaces)

    def change(
        self, dataset: Dataset, from_rev: int, to_rev: int, ops: Sequence[RefOp], owner: Owner = "central"
    ) -> list[Refusal]:
        """Apply a change at once, all parts of it; what was refused. Raises `RecordError`, `GapError`."""
        change = self.begin(dataset, from_rev, to_rev, ops, owner)
        number = 0
        while not change.apply(number):
            number += 1
        return change.refused

    def load_file(self, path: Path) -> None:
        """Take the datasets of a JSON file {dataset: [record, ...]}. Raises `RecordError`, nothing is applied then."""
        content = read_file(path)
        self.release("file", content)
        for dataset, ops in content.items():
            try:
                self.release("central", [one for one in DATASETS if one != dataset])
                refused = self.change(dataset, 0, self.revisions()[dataset] + 1, ops, owner="file")
            except RecordError as error:
                raise RecordError(f"{path}: {error}") from error
            if refused:
                raise RecordError(f"{path}: {refused[0].why}")

    def release(self, owner: Owner, keep: Mapping[Dataset, object] | Sequence[str] = ()) -> None:
        """An owner gives up all its datasets but some; whoever comes next may replace them, from revision 0 on."""
        for dataset, held in self._held().items():
            if held.owner == owner and dataset not in keep:
                self._cursor.execute(_PUT["dataset"], _dataset_row(dataset, Held(snapshot=held.snapshot)))


class Change:
    """One change on its way. A part that was rolled back is applied again: what it does depends on the tables only."""

    def __init__(
        self,
        cursor: Cursor,
        dataset: Dataset,
        ops: Sequence[RefOp],
        held: Held,
        becomes: Held,
        *,
        replaces: bool,
    ) -> None:
        self._cursor, self._dataset, self._is = cursor, dataset, DESCRIBED[dataset]
        self._held, self._becomes, self._replaces = held, becomes, replaces
        self._ops = {op.key: op for op in ops}  # of two about one key, the later one
        self._order = {key: number for number, key in enumerate(self._ops)}
        self._parts = list(_parts(list(self._ops.values())))
        self._refused: dict[int, list[Refusal]] = {}

    @property
    def refused(self) -> list[Refusal]:
        """What was refused so far."""
        return [one for part in self._refused.values() for one in part]

    def refused_in(self, number: int) -> list[Refusal]:
        return self._refused.get(number, [])

    def apply(self, number: int) -> bool:
        """Apply one part on the open transaction; True when it was the last."""
        self._cursor.reference_changes += 1
        if number == 0:  # counted at once: should it be broken off, the next snapshot has another number
            begun = replace(self._held, snapshot=self._becomes.snapshot)
            self._cursor.execute(_PUT["dataset"], _dataset_row(self._dataset, begun))
        elif ReferenceStore(self._cursor).owner(self._dataset) != self._held.owner:
            raise RecordError(f"{self._dataset} has another owner since this change began")
        if number < len(self._parts):
            self._refused[number] = [no for op in self._parts[number] if (no := self._op(op)) is not None]
            return False
        if self._replaces and not self._becomes.replacing and self._drop_outdated():
            return False
        self._cursor.execute(_PUT["dataset"], _dataset_row(self._dataset, self._becomes))
        return True

    def _drop_outdated(self) -> bool:
        """Whether there was still something that a snapshot replaced."""
        query = {"snapshot": self._becomes.snapshot}
        keys = self._cursor.execute(_OUTDATED[self._dataset], query).fetchall()
        for (key,) in keys:
            self._delete(key)
        return bool(keys)

    def _op(self, op: RefOp) -> Refusal | None:
        if op.op == "del":
            self._delete(op.key)
            return None
        try:
            record = records.parse(self._dataset, op.key, op.doc)
            self._refuse_what_another_holds(op.key, record)
        except RecordError as error:
            self._cursor.execute(_KEEP[self._dataset], _in_newest(op.key, self._becomes))
            return Refusal(self._dataset, op.key, str(error))
        self._clear(op.key)
        self._put(op.key, record, self._becomes.snapshot)
        return None

    def _refuse_what_another_holds(self, key: str, record: Record) -> None:
        """A badge names one operator and a code one item. What this change still takes from its holder is free, and so
        is what an item holds that was kept until somebody says what it is: now somebody does."""
        unique = self._is.unique
        for code in unique.of(record) if unique is not None else ():
            holder, is_to_come = self._holder(code, key)
            if unique is None or not holder:
                continue
            if not is_to_come:
                raise RecordError(f"{self._dataset} {key}: {unique.field}: {code} is {unique.called} of {holder} too")
            if unique.code.table is self._is.table:  # it stands in the holder's own row
                self._delete(holder)

    def _holder(self, code: str, key: str) -> tuple[str, bool]:
        """Who else has a badge or a code, and whether what follows puts or removes that record; '' for nobody."""
        row = self._cursor.execute(_HOLDER[self._dataset], {"code": code}).fetchone()
        if row is None or row[0] == key or row[1] == EVER:
            return "", False
        holder, snapshot = row
        if holder in self._order:
            return holder, self._order[holder] > self._order[key]
        return holder, self._replaces and snapshot < self._becomes.snapshot

    def _delete(self, key: str) -> None:
        self._clear(key)
        self._cursor.execute(_REMOVE[self._dataset], {"key": key})

    def _clear(self, key: str) -> None:
        for text in _CLEAR[self._dataset]:
            self._cursor.execute(text, {"key": key})

    def _put(self, key: str, record: Record, snapshot: int) -> None:
        one = self._is
        values: dict[str, str | int] = {one.key: key, "body": records.dump(record), "snapshot": snapshot}
        values |= {name: getattr(record, name) for name in one.columns}
        if one.type:
            values["type"] = one.type
        self._cursor.execute(_PUT[one.table.name], values)
        for beside in one.beside:
            put, names = _PUT[beside.table.name], beside.columns
            for row in beside.rows(record):
                self._cursor.execute(put, {beside.owner: key, **dict(zip(names, row, strict=True))})


def _parts(ops: Sequence[RefOp]) -> Iterator[list[RefOp]]:
    """The ops in slices of about the same weight; each has one op at least."""
    part: list[RefOp] = []
    weight = 0
    for op in ops:
        lists = (op.doc.get(name) for name in ("lines", "units", "orders"))
        weighs = 1 + sum(len(one) for one in lists if isinstance(one, list)) // LINES_WEIGHED
        if part and weight + weighs > PART_WEIGHT:
            yield part
            part, weight = [], 0
        part.append(op)
        weight += weighs
    if part:
        yield part


def _in_newest(key: str, becomes: Held) -> dict[str, str | int]:
    return {"key": key, "snapshot": becomes.snapshot, "newest": becomes.snapshot}


def _dataset_row(dataset: str, held: Held) -> dict[str, str | int]:
    return {"name": dataset} | asdict(held)
