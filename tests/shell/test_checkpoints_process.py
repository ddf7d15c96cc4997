"""Tamper evidence end to end: a box under load, a real broker, central as witness; then somebody cuts the ledger."""

import json
import shutil
import sqlite3

import pytest

from edge.core.checkpoint import read_notes
from tests.brokers import Broker, mosquitto_path, without_mosquitto
from tests.cli.at_once import at_once
from tests.shell.daemon_process import Box, process, running, wait_until
from tests.shell.test_daemon import receive, sign_in
from tests.shell.test_upstream_process import put_tea, stored

LOAD = 130


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """The folder of a box that worked, signed, sent all of it to central and was stopped."""
    if mosquitto_path() is None:
        without_mosquitto()
    folder = tmp_path_factory.mktemp("evidence")
    with Broker() as broker:
        box = Box(folder, upstream=f'upstream = {{ host = "127.0.0.1", port = {broker.port} }}')
        words = ("--port", broker.port, "--db", folder / "central.db", "--witness-dir", folder / "witness")
        with process("sim", "central", *words, ready="listening mqtt://"), running(box):
            box.wait_log("upstream is up")
            screen = box.screen("DOCK-1")
            sign_in(screen)
            receive(screen, "RCV-2")
            put_tea(screen, LOAD)
            note = folder / "witness" / "B1.note"
            wait_until(note.exists, "central's note, while the box works")
            assert head_of(note).size >= 100
            wait_until(lambda: len(stored(folder)) == len(box.entries()), "all of the work at central")
            screen.wait(lambda: screen.view.state.unsent == 0, "the box knows, and has room for its last word")
            assert box.stop() == 0
            wait_until(lambda: len(stored(folder)) == len(box.entries()), "the last word of the box at central")
            wait_until(lambda: head_of(note).size == len(box.entries()) - 1, "the last note at central")
        yield box


@pytest.fixture
def box(ended, tmp_path):
    """The files of that box, for one test to spoil."""
    shutil.copytree(ended.folder, tmp_path / "box", ignore=shutil.ignore_patterns("*.sock"))
    return tmp_path / "box"


def head_of(note):
    return read_notes(note.read_bytes())[-1].head


def verified(box, *words):
    return at_once("ledger", "verify", "--store", box / "ledger.db", "--witness", box / "witness" / "B1.note", *words)


@pytest.fixture(autouse=True)
def _not_nicer(monkeypatch):
    monkeypatch.setattr("os.nice", lambda _by: 0)


def test_the_box_signs_under_load_and_at_its_end_and_central_vouches_for_it(box, ended):
    entries = ended.entries()
    checkpoints = [entry for entry in entries if entry["kind"] == "checkpoint"]
    assert len(checkpoints) >= 2
    assert all(entry["size"] == entry["seq"] - 1 for entry in checkpoints)
    assert entries[-1]["kind"] == "checkpoint", "a clean end leaves nothing unsigned"
    assert head_of(box / "ledger.db.head") == head_of(box / "witness" / "B1.note")
    done = verified(box, "--json")
    said = json.loads(done.stdout)
    assert said["verified"], said["reason"]
    assert said["vouched_upto"] == len(entries) - 1
    assert [one["result"] for one in said["witnesses"]] == ["agrees", "agrees"]


def test_central_found_nothing_wrong(ended):
    with sqlite3.connect(ended.folder / "central.db") as db:
        assert db.execute("SELECT * FROM fault").fetchall() == []


def test_a_tail_that_was_cut_with_the_box_down_is_named_by_centrals_note(box, ended):
    left = len(ended.entries()) - 40
    with sqlite3.connect(box / "ledger.db") as db:
        db.execute("DROP TRIGGER ledger_keeps_delete")
        db.execute("DELETE FROM ledger WHERE seq > ?", (left,))
    db.close()
    (box / "ledger.db.head").unlink()
    done = verified(box)
    assert done.exit_code == 1
    size = head_of(box / "witness" / "B1.note").size
    expected = f"BAD: entry {left + 1} is missing: {box}/witness/B1.note vouches for entries up to {size}"
    assert done.stdout.splitlines()[0] == expected


def test_a_box_with_the_store_of_another_day_is_told(box, ended):
    """A store begun anew verifies alone, and not beside what central has."""
    for file in box.glob("ledger.db*"):
        file.unlink()
    other = Box(box)
    with running(other):
        assert other.stop() == 0
    assert at_once("ledger", "verify", "--store", box / "ledger.db").exit_code == 0
    done = verified(box)
    assert done.exit_code == 1
    assert "another box, or restored, or begun anew" in done.stdout


def test_a_box_that_starts_on_a_cut_ledger_tells_it_itself(box, ended):
    left = len(ended.entries()) - 40
    with sqlite3.connect(box / "ledger.db") as db:
        db.execute("DROP TRIGGER ledger_keeps_delete")
        db.execute("DELETE FROM ledger WHERE seq > ?", (left,))
    db.close()
    size = head_of(box / "ledger.db.head").size
    other = Box(box)
    with running(other):
        other.wait_log(f"the head file knows {size} entries that this store does not hold")
        assert other.stop() == 0
    told = [entry for entry in other.entries() if entry["kind"] == "finding" and entry["code"] == "book-set-back"]
    assert [entry["args"] for entry in told] == [{"signed": size, "last": left}]
    (kept,) = box.glob("ledger.db.head.*")
    assert head_of(kept).size == size
