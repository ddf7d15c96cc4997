"""An import leaves in the tables what a change of central leaves there of the same records, of every dataset."""

from contextlib import closing
from dataclasses import fields

import pytest

from edge.cli import export, import_reference
from edge.core.reference import DOCUMENT_TYPES
from edge.shell.imports import shapes, staging
from edge.shell.imports.plan import Base, Plan
from edge.shell.ledger.datasets import DESCRIBED
from edge.shell.ledger.record_rules import _BELONGS
from edge.shell.ledger.records import dump, parse
from edge.shell.ledger.reference_store import Held, ReferenceStore
from edge.wire import DATASETS, RefOp
from tests.shell.book_builder import open_store
from tests.shell.floor import REFERENCE, item, receipt
from tests.shell.importing import ID, commander, open_unowned

TABLES = ("item", "item_code", "location", "document", "announced", "announced_epc", "operator")
LPN, EPC = "00340123450000000014", "3034257BF7194E4000001A85"
LINES = [
    {"line": 1, "item": "TEA", "qty": 5, "lpn": LPN, "epcs": [EPC, "AB"]},
    {"line": 2, "item": "MUG", "qty": 5, "lpn": LPN},
    {"line": 3, "item": "MUG", "qty": 5, "lpn": "T-1"},
    {"line": 4, "item": "MUG", "qty": 5, "epcs": ["CD"]},
]
RECORDS = REFERENCE | {
    "items": [item("TEA", "Tea", "4006381333955", units={"CASE": 12}), item("NEW", "New", "4006381333931")],
    "receipts": [receipt("RCV-1", ("TEA", 1)), receipt("R9") | {"lines": LINES, "priority": 2, "cancelled": True}],
    "counts": [{"id": "C1", "type": "count", "place": "A-01"}],
    "orders": [
        {"id": "SO-1", "type": "order", "wave": "W1", "assigned": "op-1"},
        {"id": "SO-2", "type": "order", "wave": "W1", "priority": 1, "carrier": "DHL"},
    ],
    "returns": [receipt("RMA-1", ("TEA", 1)) | {"type": "return"}],
    "shipments": [{"id": "SH-1", "type": "shipment", "carrier": "DHL", "units": [LPN], "orders": ["SO-1"]}],
    "kits": [{"id": "K-1", "type": "kit", "item": "MUG", "qty": 2, "assigned": "op-2"}],
}
GONE = {"items": "BEANS", "locations": "A-01", "operators": "op-2", "receipts": "RCV-2", "orders": "SO-0"}


def rows(store):
    return {name: sorted(row[:-1] if name not in ("item_code", "announced", "announced_epc") else row
                         for row in store.cursor.execute(f"SELECT * FROM {name}")) for name in TABLES}  # fmt: skip


@pytest.mark.parametrize("dataset", RECORDS)
def test_an_import_writes_what_a_change_of_central_writes(tmp_path, dataset):
    key = "code" if dataset in ("items", "locations") else "id"
    docs = {doc[key]: doc for doc in RECORDS[dataset]}
    gone = [GONE[dataset]] if dataset in GONE and GONE[dataset] not in docs else []
    found = []
    for way in ("central", "import"):
        (tmp_path / way).mkdir()
        with closing(open_unowned(tmp_path / way, tuple(REFERENCE))) as store:
            if way == "central":
                ops = [RefOp(op="put", key=name, doc=doc) for name, doc in docs.items()]
                store.begin()
                reference = ReferenceStore(store.cursor)
                reference.put(dataset, Held(1, "central", reference.held(dataset).snapshot))
                ops = [*(RefOp(op="del", key=name) for name in gone), *ops]
                assert reference.change(dataset, 1, 2, ops) == []
                store.commit()
            else:
                held_now = ReferenceStore(store.cursor).held(dataset)
                base = Base(held_now.rev, held_now.snapshot, held_now.owner)
                puts = {name: dump(parse(dataset, name, doc)) for name, doc in docs.items()}
                made = Plan(dataset, "0" * 64, "line", base, puts=puts, gone=gone)
                for name, args in staging.commands(made, ID, "x.csv", "op-1"):
                    commander(store).run(name, args)
            found.append(rows(store))
    assert found[0] == found[1]
    with closing(open_store(tmp_path)) as empty:
        assert found[0] != rows(empty)


def test_files_and_commands_know_all_datasets_that_are_described():
    known = list(DESCRIBED)
    assert set(known) == set(shapes.SHAPES) == set(import_reference._TOLD) == set(map(str, export.Kind))
    assert [one.type for one in DESCRIBED.values() if one.type] == list(DOCUMENT_TYPES)
    assert set(DATASETS) - set(known) == {"settings"}


@pytest.mark.parametrize("dataset", DESCRIBED)
def test_a_file_has_a_column_for_each_field_of_a_record(dataset):
    """What an export leaves out, an import would take away."""
    one, said_in = DESCRIBED[dataset], {"codes": "gtins", "units": "packs", "code_packs": "aliases", "sizes": "packs"}
    others = {name for name, types in _BELONGS.items() if one.type and one.type not in types} | {"type", "lines"}
    columns = shapes.SHAPES[dataset].columns.names
    for field in fields(one.record):
        is_written = said_in.get(field.name) in columns or field.name in columns
        assert is_written or field.name in others, field.name
