"""The open documents that are kept are those of the tables, however many have ended since they were looked up."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.core.decision import Decision
from edge.core.entry import DocLine, Draft, Outcome
from edge.shell.ledger import worked
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.store import Store
from edge.shell.ledger.store_view import StoreView
from tests.builders import item, line, order
from tests.shell.book_builder import NOW_MS, open_store, stamp

ORDERS = [
    order(f"SO-{number:02}", line(1, "TEA", 5), priority=number % 3, assigned="ana" if number % 4 == 0 else "")
    for number in range(30)
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with orders of one operator and of nobody; five are looked up at a time."""
    monkeypatch.setattr(worked, "AHEAD", 5)
    path, store = tmp_path / "reference.json", open_store(tmp_path)
    path.write_text(json.dumps({"items": [item("TEA", 1)], "orders": ORDERS}))
    store.begin()
    ReferenceStore(store.cursor).load_file(path)
    store.commit()
    store.begin()
    yield store
    store.rollback()
    store.close()


def listed(view: StoreView, limit: int, operator: str) -> list[str]:
    return [one.id for one in view.open_documents("order", limit, operator)]


def end(store: Store, ident: str) -> None:
    ended = Decision(drafts=(Draft(Outcome(DocLine("order", ident), "closed")),))
    store.write(ended, f"end-{ident}", stamp(), NOW_MS)


@pytest.mark.parametrize("seed", range(5))
def test_what_ended_is_in_no_list_and_nothing_that_is_open_is_missing(store: Store, seed: int) -> None:
    dice = random.Random(seed)
    for number in dice.sample(range(len(ORDERS)), len(ORDERS)):
        for limit, operator in ((2, ""), (9, "ana"), (1, "ana"), (40, "bo")):
            fresh = StoreView(store.cursor, "S1", {}, store.view.policy)
            assert listed(store.view, limit, operator) == listed(fresh, limit, operator)
        end(store, f"SO-{number:02}")
    assert listed(store.view, 40, "ana") == []


def test_an_operators_own_come_first_and_then_those_of_nobody(store: Store) -> None:
    assert listed(store.view, 10, "ana") == [
        *("SO-00", "SO-12", "SO-24", "SO-04", "SO-16", "SO-28", "SO-08", "SO-20"),
        *("SO-03", "SO-06"),
    ]


def test_what_has_ended_is_passed_once_for_many_lists(store: Store) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(lambda text: asked.append(text) if "document.priority" in text else None)
    for number in (3, 6, 9, 15):
        listed(store.view, 1, "")
        end(store, f"SO-{number:02}")
    assert len(asked) == 1


def test_an_end_that_was_rolled_back_is_none(store: Store) -> None:
    before = listed(store.view, 3, "")
    end(store, before[0])
    assert listed(store.view, 3, "")[:2] == before[1:]
    store.rollback()
    store.begin()
    assert listed(store.view, 3, "") == before
