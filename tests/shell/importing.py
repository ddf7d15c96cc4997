"""Imports of reference data against a store of its own, with words to give their commands."""

from edge.shell.clock import Clock
from edge.shell.imports import staging
from edge.shell.imports.plan import plan
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.commands import Commands
from edge.wire import RefOp
from tests.shell.book_builder import open_store
from tests.shell.floor import REFERENCE

ID = "0" * 16


class Hands:
    """A clock that stands still unless it is moved."""

    def __init__(self):
        self.mono_ms = 1_000


def open_unowned(folder, datasets=("items", "locations", "operators")):
    """A store with the small floor's items, locations and people, that nobody owns."""
    store = open_store(folder)
    store.begin()
    reference = ReferenceStore(store.cursor)
    for dataset in datasets:
        ops = [RefOp(op="put", key=doc.get("code") or doc["id"], doc=doc) for doc in REFERENCE[dataset]]
        assert reference.change(dataset, 0, 1, ops) == []
    reference.release("central")
    store.commit()
    return store


def commander(store, *, hands=None, needed=None):
    hands = hands or Hands()
    return Commands(staging.handlers(lambda: hands.mono_ms, needed or {}), store, Clock("UTC"))


def planned(store, folder, dataset, text, *, replaces=False, name="list.csv"):
    (folder / name).write_text(text)
    return plan(folder / name, dataset, store.cursor, replaces=replaces)


def told(made, *, ident=ID, op="op-1"):
    """The commands that bring a plan in."""
    return list(staging.commands(made, ident, "list.csv", op))
