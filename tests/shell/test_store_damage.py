"""A damaged store is found by a child, stops all work loudly, and stays stopped until a check is good."""

import os
import sqlite3
from pathlib import Path

import pytest

from edge import control
from edge.shell.disk.damage import check, clear_damage, damage_of, damage_path, note_damage
from edge.shell.ledger import lock
from edge.shell.ledger.database import StoreError, open_writer
from edge.shell.ledger.lock import lock_path
from edge.shell.ledger.tables import SCHEMA_VERSION
from tests.cli.at_once import at_once
from tests.shell.book_builder import open_store, with_reference
from tests.shell.daemon_process import DEADLINE_S, Box

PAGE = 4096
CHILD_S = 80.0
"""A child of low priority looks the store through: beside four busy processes it waits for its turn."""


def spoil(box: Box, what: str) -> None:
    """Overwrite the root page of a table or an index, with the daemon down."""
    with sqlite3.connect(box.store) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (what,)).fetchone()[0]
    db.close()
    with box.store.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


@pytest.fixture(autouse=True)
def _not_nicer(monkeypatch):
    monkeypatch.setattr("os.nice", lambda _by: 0)


@pytest.fixture
def box(tmp_path):
    """A box with a store that nobody closed."""
    one = Box(tmp_path)
    with_reference(open_store(tmp_path), tmp_path).close()
    lock_path(one.store).write_bytes(lock._IN_USE)
    yield one
    one.end()


def files_of(box: Box) -> list[Path]:
    return [path for path in sorted(box.folder.glob("ledger.db*")) if path.name in {"ledger.db", "ledger.db-wal"}]


def checked(box: Box, *more: str) -> tuple[int, str]:
    ended = at_once("ledger", "check", "--config", box.config, *more)
    return ended.exit_code, ended.stdout + ended.stderr


def stops_all(box: Box) -> None:
    """Every screen says why, every input is refused, and the end is a failure."""
    screen = box.screen()
    screen.wait(lambda: screen.view.state.alarm is not None, "the alarm")
    assert screen.view.state.alarm.key == "alarm-store-damaged"
    assert screen.view.prompt.ask.key == "store-damaged-ask"
    said = screen.send("B-0001", via="wedge")
    assert (said.level, said.text.key) == ("refuse", "store-damaged")
    assert box.screen("DOCK-2").view.state.alarm.key == "alarm-store-damaged"
    assert box.stop() == 74


def test_after_an_unclean_stop_a_child_finds_the_damage_and_it_stays_until_a_check_is_good(box):
    good = box.store.read_bytes()
    spoil(box, "finding_open")
    box.start()
    box.wait_log("THE STORE IS DAMAGED", seconds=CHILD_S)
    assert "wedge restore" in box.log()
    stops_all(box)
    before = [path.read_bytes() for path in files_of(box)]
    box.start()
    stops_all(box)
    assert [path.read_bytes() for path in files_of(box)] == before, "nothing was written"
    status, said = checked(box)
    assert (status, "DAMAGED" in said, "wedge restore" in said) == (1, True, True)
    for path in files_of(box):
        path.unlink()
    box.store.write_bytes(good)
    status, said = checked(box, "--full")
    assert (status, "the mark is taken away" in said) == (0, True)
    box.start()
    assert box.screen().view.state.alarm is None
    assert box.stop() == 0


def test_a_store_that_cannot_even_be_opened_is_said_on_every_screen(box):
    with box.store.open("r+b") as file:
        file.write(b"\0" * PAGE)
    box.start()
    stops_all(box)


def test_damage_that_work_runs_into_ends_the_process_at_once_and_stops_work_at_the_next_start(box):
    box.start()
    box.wait_log("the store was looked through: it is good", seconds=CHILD_S)
    screen = box.screen()
    spoil_running(box, "session")
    screen.say(control.Input(id="12345678", turn=screen.view.turn, via="key", value="menu"))
    assert box.process is not None
    assert box.process.wait(DEADLINE_S) == 74
    assert "SQLITE_CORRUPT" in box.log()
    assert lock_path(box.store).read_bytes() == lock._IN_USE, "it was not closed"
    box.start()
    stops_all(box)


def spoil_running(box: Box, table: str) -> None:
    """A disk that rots under the daemon: the page is bad the next time it is read."""
    spoil(box, table)
    with sqlite3.connect(box.store) as db:  # a change of another table makes the daemon read its pages again
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.close()


def test_a_stop_is_unclean_until_the_store_was_looked_through(tmp_path):
    path = tmp_path / "ledger.db"
    connection = open_writer(path, "S1", "B1")
    assert not connection.unchecked
    connection.close()
    assert not open_and_close(path), "closed as it should be"
    lock_path(path).write_bytes(lock._IN_USE)
    assert open_and_close(path), "it was left in use"
    assert open_and_close(path), "and nobody has looked since"
    connection = open_writer(path, "S1", "B1")
    connection.checked()
    connection.close()
    assert not open_and_close(path)
    lock_path(path).unlink()
    assert open_and_close(path), "a store that came without its lock"


def open_and_close(path) -> bool:
    connection = open_writer(path, "S1", "B1")
    was_unchecked = connection.unchecked
    connection.close()
    return was_unchecked


def test_a_mark_of_damage_is_of_one_epoch(tmp_path):
    path = tmp_path / "ledger.db"
    assert damage_of(path, "e1") == ""
    note_damage(path, "e1", "a page is bad")
    assert damage_of(path, "e1") == "a page is bad"
    assert damage_of(path, "e2") == "", "restored, it is another store"
    assert not damage_path(path).exists()
    damage_path(path).write_text("rubbish")
    assert damage_of(path, "e1")
    assert clear_damage(path)
    assert not clear_damage(path)


def test_what_cannot_be_looked_at_is_no_damage(tmp_path):
    with pytest.raises(StoreError, match="there is no store here"):
        check(tmp_path / "ledger.db")
    status = at_once("ledger", "check", "--config", tmp_path / "none.toml").exit_code
    assert status == 78


@pytest.mark.parametrize("name", ["synchronous", "page_size"])
def test_a_connection_that_does_not_take_a_setting_is_refused(tmp_path, monkeypatch, name):
    from edge.shell.ledger import database

    wrong = dict(database.SETTINGS) | {name: 12_345}
    monkeypatch.setattr(database, "SETTINGS", wrong)
    with pytest.raises(StoreError, match=f"must run with {name} = 12345, and has"):
        open_writer(tmp_path / "ledger.db", "S1", "B1")


def test_a_store_of_another_page_size_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "ledger.db") as db:
        db.execute("PRAGMA page_size = 1024")
        db.execute("CREATE TABLE t (a)")
    with pytest.raises(StoreError, match="page_size = 4096, and has 1024; another program made it"):
        open_writer(tmp_path / "ledger.db", "S1", "B1")


def test_the_mark_of_damage_lasts_over_a_power_cut_with_its_name(tmp_path, monkeypatch):
    synced, real = [], os.fsync

    def fsync(number):
        synced.append(Path(f"/proc/self/fd/{number}").readlink())
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    note_damage(tmp_path / "ledger.db", "e1", "a page is bad")
    assert synced == [damage_path(tmp_path / "ledger.db"), tmp_path]
