"""Restored twice from one backup: the epoch in between, which no backup knows, comes back before work begins."""

# ruff: noqa: F811 - a fixture is named twice

from contextlib import closing

import pytest

from edge.shell.copies import lineage, pulling
from edge.shell.copies.copy_files import Appender
from edge.shell.copies.past import Past
from edge.wire import HeldEpoch
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post
from tests.shell.past_refold import refolds
from tests.shell.test_pulling import Box, central, lost, restored  # noqa: F401 - fixtures
from tests.shell.test_restore import copied


def worked(tmp_path, central, code, count, *, told=None):
    """A restored box whose past comes back works on; central hears of the first `told` entries. Its epoch, all rows."""
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.pulling.alarm() is None
        post(box.store, *(goods(1, SUPPLIER, loc(code)) for _ in range(count)))
        rows = box.store.rows(0, 1_000)
        central.has(box.store.epoch, rows[:told])
        return box.store.epoch, rows


def held(tmp_path):
    with closing(open_store(tmp_path)) as store:
        return [(one.epoch, one.complete) for one in Past(store.cursor).epochs()]


@pytest.fixture
def middle(tmp_path, central, lost):
    """A backup of a first epoch; the first and a second one that was lost before any backup are at central."""
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    second, _rows = worked(tmp_path, central, "A-02", 40)
    return backup, first, second


def test_the_epoch_between_two_restores_of_one_backup_comes_back_once(tmp_path, central, middle):
    backup, first, second = middle
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
        assert (box.findings(), box.pulling.is_needed) == ([], False)
    assert held(tmp_path) == [(first, True), (second, True)]
    assert refolds(tmp_path / "ledger.db")


def test_no_moment_between_two_epochs_lets_anybody_book(tmp_path, central, middle):
    backup, _first, second = middle
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        while box.past.epochs()[-1].epoch != second:
            assert box.past.is_waiting()
            box.turn()
        assert [one.complete for one in box.past.epochs()] == [True, False]
        assert box.past.is_waiting()


def test_three_losses_with_one_backup_bring_all_epochs_back_in_their_order(tmp_path, central, middle):
    backup, first, second = middle
    restored(tmp_path, backup)
    third, _rows = worked(tmp_path, central, "S-01", 5)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert [box.qty(code) for code in ("A-01", "A-02", "S-01")] == [63, 40, 5]
        assert box.findings() == []
    assert held(tmp_path) == [(first, True), (second, True), (third, True)]
    assert refolds(tmp_path / "ledger.db")


def test_a_box_that_is_cut_off_before_the_epoch_in_between_goes_on_with_it(tmp_path, central, middle):
    backup, _first, second = middle
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        while box.past.epochs()[-1].epoch != second:
            box.turn()
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
    assert refolds(tmp_path / "ledger.db")


@pytest.mark.parametrize("told", [0, 20])
def test_what_of_the_epoch_in_between_the_second_copy_alone_holds_comes_back_too(tmp_path, central, lost, told):
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    second, rows = worked(tmp_path, central, "A-02", 40, told=told)
    copies = rows[max(0, told - 3) :]
    done = restored(tmp_path, backup, copied(tmp_path / "stick", copies, epoch=second))
    assert (done.waiting, done.others) == (0, len(copies))
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
        assert central.store.upto("B1", second) == len(rows)
        assert box.findings() == []
    assert not list(tmp_path.glob("ledger.db.past-*"))
    assert refolds(tmp_path / "ledger.db")


def test_a_central_that_lists_no_epochs_is_served_as_before(tmp_path, central, middle, monkeypatch):
    backup, first, _second = middle
    monkeypatch.setattr(central.store, "first_entries", lambda _box: [])
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02"), box.pulling.alarm()) == (63, 0, None)
    assert held(tmp_path) == [(first, True)]


def test_the_epoch_of_a_box_that_was_begun_anew_is_not_of_this_book(tmp_path, central, lost):
    other = tmp_path / "other"
    other.mkdir()
    with closing(open_store(other)) as store:
        post(store, goods(7, SUPPLIER, loc("A-02")))
        central.has(store.epoch, store.rows(0, 10))
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 0)
    assert held(tmp_path) == [(first, True)]


def test_a_long_second_copy_that_central_has_too_is_passed_over_a_little_in_each_turn(
    tmp_path, central, lost, monkeypatch
):
    monkeypatch.setattr(pulling, "READ", 10)
    backup, epoch, rows = lost(after=60)
    central.has(epoch, rows[:60])
    restored(tmp_path, backup, copied(tmp_path / "stick", rows[5:], epoch=epoch))
    read, a_turn, real = [], [], pulling.entries_in

    def entries_in(path):
        for one in real(path):
            read.append(one.seq)
            yield one

    monkeypatch.setattr(pulling, "entries_in", entries_in)
    box = Box(tmp_path, central)
    with closing(box.store):
        while box.pulling.is_needed:
            before = len(read)
            box.turn()
            a_turn.append(len(read) - before)
        assert (box.qty(), read) == (63, list(range(6, 64)))
        assert max(a_turn) == 10
    assert not list(tmp_path.glob("ledger.db.past-*"))


def listed(*pairs):
    return [HeldEpoch(epoch=epoch, last=1, follows=follows) for epoch, follows in pairs]


@pytest.mark.parametrize(
    ("known", "told", "found"),
    [
        (["a"], [("a", ""), ("b", "a"), ("c", "a")], ["b", "c"]),
        (["a"], [("c", "b"), ("b", "a")], ["b", "c"]),
        (["a"], [("now", "a"), ("d", "now")], []),
        (["a", "b"], [("a", ""), ("b", "a")], []),
        (["a"], [("x", ""), ("y", "x"), ("z", "z")], []),
        (["a"], [("b", "a"), ("b", "a")], ["b"]),
    ],
)
def test_only_epochs_that_go_on_from_one_of_this_book_are_of_it(known, told, found):
    assert lineage.unknown(known, "now", listed(*told)) == found


def test_a_stash_of_something_else_names_no_epoch(tmp_path):
    store = tmp_path / "ledger.db"
    assert lineage.of_second_copy(store) == []
    with closing(open_store(tmp_path)) as book:
        post(book, goods(1, SUPPLIER, loc("A-01")))
        rows = book.rows(0, 10)
    for name, part in (("0123456789abcdef", rows), ("not an epoch", rows), ("fedcba9876543210", [])):
        appender = Appender(tmp_path / f"ledger.db.past-{name}.jsonl")
        appender.append(part)
        appender.close()
    assert lineage.of_second_copy(store) == []
