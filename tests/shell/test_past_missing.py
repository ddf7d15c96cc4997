"""That people work while entries of before are missing is a finding; it is closed with the last epoch, whoever opened
it."""

# ruff: noqa: F811 - a fixture is named twice

from contextlib import closing

from edge.shell.copies.backup import save
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, post
from tests.shell.past_refold import refolds
from tests.shell.test_pulling import Box, central, lost, opened_before_its_past, restored  # noqa: F401 - fixtures


def test_what_a_lost_epoch_opened_early_is_settled_when_all_have_come_back(tmp_path, central, lost):
    backup, first, rows = lost()
    restored(tmp_path, backup)
    central.away = True
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, goods(1, SUPPLIER, loc("A-02")))
        assert box.findings() == ["past-missing"]
        second, later = box.store.epoch, box.store.rows(0, 1_000)
    central.away = False
    central.has(first, rows)
    central.has(second, later)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert [one.complete for one in box.past.epochs()] == [True, True]
        assert box.findings() == []
    assert refolds(tmp_path / "ledger.db")


def test_what_the_epoch_of_the_backup_opened_early_is_settled_when_all_have_come_back(tmp_path, central, lost):
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    central.away = True
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, goods(1, SUPPLIER, loc("A-02")))
        told = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS + 60_000)
        central.has(box.store.epoch, box.store.rows(0, 100))
    central.away = False
    restored(tmp_path, told.path)
    box = Box(tmp_path, central)
    with closing(box.store):
        assert box.findings() == ["past-missing"]
        while not box.past.epochs()[0].complete:
            box.turn()
        assert box.findings() == ["past-missing"]
        box.turns()
        assert (box.qty(), box.qty("A-02"), box.findings()) == (63, 1, [])
    assert refolds(tmp_path / "ledger.db")
