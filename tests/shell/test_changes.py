"""Changes from central: in turn and in parts, each asked for again where it does not fit; told what was refused."""

import contextlib
import sqlite3

import pytest

from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.sync import changes as changes_module
from edge.shell.sync.changes import Changes
from edge.wire import RefChange
from tests.shell.book_builder import open_store
from tests.shell.floor import item


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    yield one
    with contextlib.suppress(sqlite3.ProgrammingError):  # a test may have closed it
        one.close()


@pytest.fixture
def asked():
    return []


@pytest.fixture
def changes(store, asked):
    return Changes(ReferenceStore(store.cursor), lambda *what: asked.append(what))


def change(from_rev, to_rev, count, first=0, dataset="items", **more):
    names = [f"I{number:04}" for number in range(first, first + count)]
    ops = [{"op": "put", "key": name, "doc": item(name, name, f"4{name[1:]:0>12}")} for name in names]
    return RefChange.model_validate(
        {"dataset": dataset, "from_rev": from_rev, "to_rev": to_rev, "ops": ops, "more": False} | more
    )


def turn(store, changes):
    """One turn of the loop; what it wrote, None when nothing was left to do."""
    if (part := changes.part()) is None:
        return None
    store.begin()
    drafts = part()
    store.commit()
    return drafts


def until_done(store, changes):
    found, turns = [], 0
    while (drafts := turn(store, changes)) is not None:
        found += drafts
        turns += 1
    return turns, found


def revision(store):
    return ReferenceStore(store.cursor).revisions()["items"]


def test_a_change_takes_one_part_a_turn_and_others_wait_behind_it(store, changes):
    changes.add(change(0, 1, 120))
    changes.add(change(1, 2, 1, first=500))
    assert turn(store, changes) == []
    assert store.view.item("I0049") is not None
    assert store.view.item("I0119") is None
    assert until_done(store, changes)[0] >= 3
    assert store.view.item("I0500") is not None
    assert revision(store) == 2
    assert not changes.waiting


def test_a_gap_is_asked_for_again_and_the_next_change_has_its_turn(store, changes, asked):
    changes.add(change(7, 8, 1))
    changes.add(change(0, 3, 1))
    until_done(store, changes)
    assert asked == [("items", 0)]
    assert revision(store) == 3


def test_what_is_refused_is_told_in_findings_and_the_rest_is_taken(store, changes):
    bad = [{"op": "put", "key": f"B\x07{n}", "doc": {"code": "?"}} for n in range(3)]
    changes.add(change(0, 1, 0, ops=[*bad, {"op": "put", "key": "A", "doc": item("A", "a", "1")}]))
    _, drafts = until_done(store, changes)
    assert [one.body.code for one in drafts] == ["reference-refused"] * 3
    assert drafts[0].body.args == {"dataset": "items", "error": "items B?0: name: Field required"}
    assert len({one.body.finding for one in drafts}) == 3
    assert store.view.item("A") is not None


def test_a_change_of_a_dataset_that_is_not_centrals_is_told_and_left(store, changes):
    store.begin()
    ReferenceStore(store.cursor).change("items", 0, 1, [], owner="file")
    store.commit()
    changes.add(change(1, 2, 1))
    _, drafts = until_done(store, changes)
    assert drafts[0].body.args["error"] == "items is owned by file; central cannot change it"
    assert revision(store) == 1


def test_a_part_that_is_rolled_back_and_run_again_is_applied_once(store, changes):
    changes.add(change(0, 1, 60))
    part = changes.part()
    store.begin()
    part()
    store.rollback()
    store.begin()
    part()
    store.commit()
    until_done(store, changes)
    assert store.cursor.execute("SELECT count(*) FROM item").fetchone() == (60,)
    assert revision(store) == 1


def test_a_change_that_raises_is_given_up(store, changes, monkeypatch):
    changes.add(change(0, 1, 1))
    changes.add(change(0, 2, 1))
    part = changes.part()
    with monkeypatch.context() as broken:
        broken.setattr(ReferenceStore, "begin", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            part()
    until_done(store, changes)
    assert revision(store) == 2


def test_no_more_changes_wait_than_there_is_room_for(store, changes, monkeypatch):
    monkeypatch.setattr(changes_module, "WAITING_MAX", 2)
    for number in range(3):
        changes.add(change(number, number + 1, 1))
    until_done(store, changes)
    assert revision(store) == 2


def test_a_crash_in_between_leaves_the_old_revision(store, changes, tmp_path):
    changes.add(change(0, 5, 120))
    turn(store, changes)
    store.close()
    again = open_store(tmp_path)
    assert revision(again) == 0
    later = Changes(ReferenceStore(again.cursor), lambda *_: None)
    later.add(change(0, 5, 120))
    until_done(again, later)
    assert revision(again) == 5
    assert again.cursor.execute("SELECT count(*) FROM item").fetchone() == (120,)
    again.close()
