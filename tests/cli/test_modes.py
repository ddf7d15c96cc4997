"""What the program makes is its owner's alone, whatever the umask it began with; what was there keeps its mode."""

import os
import stat
from contextlib import closing

import pytest

from edge.shell.audit import head_file
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post, with_reference
from tests.shell.daemon_process import Box, running, wedge


@pytest.fixture(autouse=True)
def no_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder):
    return {str(one.relative_to(folder)): oct(mode(one)) for one in folder.rglob("*") if mode(one) & 0o077}


def test_a_running_box_makes_nothing_that_others_may_read(tmp_path):
    site = tmp_path / "site"
    site.mkdir(0o700)
    box = Box(site)
    box.config.chmod(0o600)
    before = set(open_to_others(site))
    with running(box):
        made = {name for name in os.listdir(box.store.parent) if name.startswith(box.store.name)}
        others = {name: one for name, one in open_to_others(site).items() if name not in before}
        assert {box.store.name, f"{box.store.name}-wal", f"{box.store.name}-shm"} <= made
        assert {name for name in others if not name.endswith(".sock")} - {
            "daemon.log"
        } == set()  # the log is the test's


def test_a_backup_and_an_export_are_their_owners_and_an_export_keeps_the_mode_that_was_there(tmp_path):
    backups = tmp_path / "backups"
    backups.mkdir(0o700)
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        post(store, goods(5, SUPPLIER, loc("A-01")))
    config, out = Box(tmp_path).config, tmp_path / "book.jsonl"
    assert wedge("backup", "--config", config, "--to", backups).returncode == 0
    assert {mode(one) for one in backups.iterdir()} == {0o600}
    export = ("ledger", "export", "--config", config, "--out", out)
    assert (wedge(*export).returncode, mode(out)) == (0, 0o600)
    out.chmod(0o644)
    assert (wedge(*export).returncode, mode(out)) == (0, 0o644)


def test_a_head_note_keeps_the_mode_that_was_there(tmp_path):
    note = tmp_path / "head"
    note.write_bytes(b"old")
    note.chmod(0o640)
    head_file.replace(note, b"new")
    assert (note.read_bytes(), mode(note)) == (b"new", 0o640)
