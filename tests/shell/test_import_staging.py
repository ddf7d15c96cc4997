"""What is staged is bounded and does not outlive its client; of two imports at a time the first goes on."""

import itertools
from contextlib import closing

import pytest

from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.imports import staging
from edge.shell.loop.work import CommandError
from edge.shell.loop.writing import Writer
from tests.shell.importing import Hands, commander, open_unowned, planned, told

ITEMS = "code,name\n"
MANY = ITEMS + "".join(f"I{number},{'x' * 180}\n" for number in range(2_000))
PLACES = "code\nZ-1\nZ-2\n"
SECOND = "is under way, or was broken off a moment ago: in 10 seconds, give the command again"
BEGAN = "another import of items began, or the daemon was started again: give the command again"


@pytest.fixture
def store(tmp_path):
    with closing(open_unowned(tmp_path)) as one:
        yield one


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def run(store, hands):
    return commander(store, hands=hands).run


def staged(store):
    return sorted(store.cursor.execute("SELECT dataset, count(*) FROM staged GROUP BY 1").fetchall())


def temp_pages(store):
    return store.cursor.execute("PRAGMA temp.page_count").fetchone()[0]


def pair(store, folder):
    """Two imports of items, of a file each."""
    one = told(planned(store, folder, "items", ITEMS + "A,a\n"), ident="a" * 48)
    return one, told(planned(store, folder, "items", ITEMS + "B,b\n"), ident="b" * 48)


def test_of_two_imports_at_a_time_the_first_goes_on(store, tmp_path, run):
    first, second = pair(store, tmp_path)
    run(*first[0])
    with pytest.raises(CommandError, match=SECOND):
        run(*second[0])
    run(*first[1])
    assert (store.view.item("A").name, store.view.item("B")) == ("a", None)


def test_an_import_that_fell_silent_makes_room_for_another(store, tmp_path, run, hands):
    first, second = pair(store, tmp_path)
    run(*first[0])
    hands.mono_ms += staging.SILENT_MS
    run(*second[0])
    with pytest.raises(CommandError, match=BEGAN):
        run(*first[1])
    run(*second[1])
    assert (store.view.item("A"), store.view.item("B").name) == (None, "b")


def test_the_same_file_given_again_need_not_wait(store, tmp_path, run):
    made = planned(store, tmp_path, "items", ITEMS + "A,a\n")
    one, other = staging.ident_of(made), staging.ident_of(made)
    assert one != other
    run(*told(made, ident=one)[0])
    list(itertools.starmap(run, told(made, ident=other)))
    assert store.view.item("A").name == "a"


def test_an_import_that_was_refused_leaves_nothing_and_the_next_need_not_wait(store, tmp_path, run):
    first, second = pair(store, tmp_path)
    run(*first[0])
    run(staging.DROP, {"id": "b" * 48, "dataset": "items"})
    assert staged(store) == [("items", 1)], "that of another import stays"
    run(staging.DROP, {"id": "a" * 48, "dataset": "items"})
    assert staged(store) == []
    list(itertools.starmap(run, second))


def test_one_bound_holds_over_all_datasets_and_counts_what_a_row_takes(store, tmp_path, run, monkeypatch):
    places, items = (
        told(planned(store, tmp_path, *one)) for one in (("locations", PLACES), ("items", ITEMS + "A,a\n"))
    )
    run(*places[0])
    weighs = store.cursor.execute("SELECT bytes FROM staging").fetchone()[0]
    (rest,) = store.cursor.execute("SELECT sum(length(key) + length(body)) FROM staged").fetchone()
    assert weighs >= rest + 2 * staging.ROW_BYTES
    monkeypatch.setattr(staging, "STAGED_BYTES_MAX", weighs)
    with pytest.raises(CommandError, match="of records at a time: import several files"):
        run(*items[0])
    assert staged(store) == [("locations", 2)]


def test_a_long_list_of_keys_to_remove_is_bounded_too(store, run, monkeypatch):
    monkeypatch.setattr(staging, "STAGED_BYTES_MAX", 10_000)
    ops = [{"key": f"{number:064}", "op": "del"} for number in range(100)]
    with pytest.raises(CommandError, match="of records at a time"):
        run(staging.STAGE, {"id": "a" * 16, "dataset": "items", "first": 0, "ops": ops})


def test_what_a_client_left_is_dropped_with_the_next_part_of_any_import(store, tmp_path, run, hands):
    run(*told(planned(store, tmp_path, "items", MANY))[0])
    hands.mono_ms += staging.FORGOTTEN_MS + 1
    run(*told(planned(store, tmp_path, "locations", PLACES))[0])
    assert staged(store) == [("locations", 2)]


def test_what_a_client_left_is_dropped_after_some_time_and_its_memory_is_given_back(store, tmp_path, run, hands):
    keeper, before = staging.Forgetting(store, Moment(0, hands.mono_ms)), temp_pages(store)
    for part in told(planned(store, tmp_path, "items", MANY))[:-1]:
        run(*part)
    taken = temp_pages(store) - before
    for later, left in ((staging.FORGOTTEN_MS - 1, 2_000), (staging.FORGOTTEN_MS, 2_000), (staging.FORGOTTEN_MS, 0)):
        now = Moment(0, hands.mono_ms + later if left else keeper.due_ms(Moment(0, 0)) + 1)
        Writer(store, Clock("UTC")).run(list(keeper.works(now)))
        assert sum(count for _, count in staged(store)) == left
    assert temp_pages(store) - before < taken / 20
