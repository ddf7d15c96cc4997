"""Reference data in the store: changes of a dataset applied whole, on the writer's open transaction.

Each dataset has one owner, `file` or `central`; the other is refused. A change that does not start at the held
revision is a gap: nothing is applied, the dataset is asked for again.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from edge.core.reference import Document, DocumentType, Item, LocationInfo, Operator, Record
from edge.shell import records
from edge.shell import tables as t
from edge.shell.database import sql
from edge.shell.records import RecordError
from edge.wire import DATASETS, Dataset, RefOp

Owner = Literal["file", "central"]


class GapError(Exception):
    """The change does not follow what is held: ask for the dataset from `have_rev`."""

    def __init__(self, dataset: Dataset, have_rev: int) -> None:
        super().__init__(f"{dataset}: holds revision {have_rev}")
        self.dataset: Dataset = dataset
        self.have_rev = have_rev


def _upsert(table: Table) -> str:
    put = insert(table).values({column.name: bindparam(column.name) for column in table.columns})
    keys = [column.name for column in table.primary_key.columns]
    others = {column.name: put.excluded[column.name] for column in table.columns if column.name not in keys}
    return sql(put.on_conflict_do_update(index_elements=keys, set_=others) if others else put.on_conflict_do_nothing())


def _remove(table: Table, column: str) -> str:
    return sql(delete(table).where(table.c[column] == bindparam("key")))


def _remove_document(type_: DocumentType) -> str:
    return sql(delete(t.document).where(t.document.c.type == type_, t.document.c.id == bindparam("key")))


_PUT: Final = {
    table.name: _upsert(table)
    for table in (t.item, t.item_code, t.location, t.document, t.announced, t.announced_epc, t.operator, t.dataset)
}
_DEL: Final = {
    "items": (_remove(t.item, "code"), _remove(t.item_code, "item")),
    "locations": (_remove(t.location, "code"),),
    "operators": (_remove(t.operator, "id"),),
    "receipts": (_remove(t.announced, "doc"), _remove_document("receipt")),
    "orders": (_remove_document("order"),),
    "counts": (_remove_document("count"),),
}
_CLEAR_EPCS: Final = sql(
    delete(t.announced_epc).where(
        t.announced_epc.c.lpn.in_(select(t.announced.c.lpn).where(t.announced.c.doc == bindparam("key")))
    )
)
_REVISIONS: Final = sql(select(t.dataset.c.name, t.dataset.c.rev, t.dataset.c.owner))
_KEYS: Final = {
    "items": sql(select(t.item.c.code)),
    "locations": sql(select(t.location.c.code)),
    "operators": sql(select(t.operator.c.id)),
    "receipts": sql(select(t.document.c.id).where(t.document.c.type == "receipt")),
    "orders": sql(select(t.document.c.id).where(t.document.c.type == "order")),
    "counts": sql(select(t.document.c.id).where(t.document.c.type == "count")),
}
_BADGES: Final = sql(select(t.operator.c.id, t.operator.c.badge))


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
    """Reads and changes reference data. Raises `RecordError` for a bad record, `GapError` for a gap."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def revisions(self) -> dict[str, int]:
        """Revision held per dataset; 0 where nothing is held."""
        held = {name: rev for name, rev, _ in self._cursor.execute(_REVISIONS).fetchall()}
        return {name: held.get(name, 0) for name in DATASETS}

    def owner(self, dataset: Dataset) -> Owner | None:
        owners = {name: owner for name, _, owner in self._cursor.execute(_REVISIONS).fetchall()}
        return owners.get(dataset)

    def change(
        self, dataset: Dataset, from_rev: int, to_rev: int, ops: Sequence[RefOp], owner: Owner = "central"
    ) -> None:
        """Apply one change whole. `from_rev` 0 replaces the dataset."""
        if dataset not in _KEYS:
            raise RecordError(f"dataset {dataset} holds no records this box uses")
        held = self.revisions()[dataset]
        if self.owner(dataset) not in (None, owner):
            raise RecordError(f"{dataset} is owned by {self.owner(dataset)}; {owner} cannot change it")
        if from_rev not in (0, held):
            raise GapError(dataset, held)
        put = {op.key: records.parse(dataset, op.key, op.doc) if op.op == "put" else None for op in ops}
        replaced = {key for (key,) in self._cursor.execute(_KEYS[dataset]).fetchall()} if from_rev == 0 else set()
        self._refuse_shared_badges(put, put.keys() | replaced)
        # All that goes goes first, so that two operators may swap their badges.
        for key in sorted(put.keys() | replaced):
            self._delete(dataset, key)
        for record in put.values():
            if record is not None:
                self._put(record)
        self._cursor.execute(_PUT["dataset"], {"name": dataset, "rev": to_rev, "owner": owner})

    def load_file(self, path: Path) -> None:
        """Take the datasets of a JSON file {dataset: [record, ...]}. Raises `RecordError`, nothing is applied then."""
        for dataset, ops in read_file(path).items():
            try:
                self.change(dataset, 0, self.revisions()[dataset] + 1, ops, owner="file")
            except RecordError as error:
                raise RecordError(f"{path}: {error}") from error

    def _refuse_shared_badges(self, put: Mapping[str, Record | None], gone: Collection[str]) -> None:
        """A badge names one operator: of the change, or of those it leaves as they are."""
        held = {badge: ident for ident, badge in self._cursor.execute(_BADGES).fetchall() if ident not in gone}
        for one in put.values():
            if isinstance(one, Operator) and held.setdefault(one.badge, one.id) != one.id:
                raise RecordError(f"operators {one.id}: badge: {one.badge} is the badge of {held[one.badge]} too")

    def _delete(self, dataset: Dataset, key: str) -> None:
        if dataset == "receipts":
            self._cursor.execute(_CLEAR_EPCS, {"key": key})
        for text in _DEL[dataset]:
            self._cursor.execute(text, {"key": key})

    def _put(self, record: Record) -> None:
        body = records.dump(record)
        match record:
            case Item():
                self._run("item", code=record.code, body=body)
                for code, units in {record.code: 1, **record.codes}.items():
                    self._run("item_code", code=code, item=record.code, units=units)
            case LocationInfo():
                self._run(
                    "location",
                    code=record.code,
                    kind=record.kind,
                    walk=record.walk,
                    fixed_item=record.fixed_item,
                    blocked=int(record.blocked),
                    body=body,
                )
            case Operator():
                self._run("operator", id=record.id, badge=record.badge, body=body)
            case Document():
                self._document(record, body)

    def _document(self, record: Document, body: str) -> None:
        self._run(
            "document",
            id=record.id,
            type=record.type,
            priority=record.priority,
            cancelled=int(record.cancelled),
            body=body,
        )
        if record.type != "receipt":
            return
        for line in record.lines:
            if line.lpn:
                self._run("announced", lpn=line.lpn, doc=record.id)
                for epc in line.epcs:
                    self._run("announced_epc", epc=epc, lpn=line.lpn)

    def _run(self, table: str, **values: str | int) -> None:
        self._cursor.execute(_PUT[table], values)
