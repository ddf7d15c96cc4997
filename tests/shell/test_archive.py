"""Archiving: which entries may leave the ledger, that none does before its file is safe, and that all can be read."""

import gzip
import json
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge.core.decision import Decision
from edge.core.entry import Checkpoint, Draft
from edge.core.entry_json import chain
from edge.shell.clock import Clock
from edge.shell.copies import archive as archive_module
from edge.shell.copies import archive_reader
from edge.shell.copies.archive import DROP, DROP_ROWS, MARK, Rules, archive, drop, mark, may_go, write_next
from edge.shell.copies.archive_reader import ArchiveError, Resender, entries, runs
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.store import CENTRAL, EntryLostError
from edge.shell.loop.commands import Commands
from edge.shell.loop.work import CommandError
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, stamp, with_reference
from tests.shell.daemon_process import WEDGE, Box, running, wait_until, wedge

ALL = Rules(NOW_MS + 1, has_central=False, keep=0)
FUTURE_MS = NOW_MS + 5
LONG_AGO_MS = 1_700_000_000_000


@pytest.fixture
def store(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)) as one:
        yield one


@pytest.fixture
def reader(store, tmp_path):
    with closing(open_reader(tmp_path / "ledger.db")) as one:
        yield one


def fill(store, number, recorded_ms=NOW_MS, *, is_covered=True):
    """So many movements in one transaction, and a checkpoint over them."""
    store.begin()
    for n in range(number):
        draft = goods(1, SUPPLIER, loc("A-01"))
        store.write(Decision(drafts=(draft,)), f"fill/{store.head[0]}/{n}", stamp(), recorded_ms)
    if is_covered:
        checkpoint(store, recorded_ms)
    store.commit()


def checkpoint(store, recorded_ms=NOW_MS):
    size, head = store.head
    draft = Draft(Checkpoint(size, head, "00" * 32, "00" * 64))
    store.write(Decision(drafts=(draft,)), f"checkpoint/{size}", stamp(), recorded_ms)


def run_of(store):
    return Commands({MARK: mark, DROP: drop}, store, Clock("UTC")).run


def archived(store, reader, folder, rules=ALL):
    return list(archive(reader, folder, rules, run_of(store), NOW_MS))


def seqs(store):
    return [seq for (seq,) in store.cursor.execute("SELECT seq FROM ledger ORDER BY seq")]


def test_entries_leave_the_ledger_for_files_that_hold_them_as_they_travel(store, reader, tmp_path):
    fill(store, 20)
    before = store.rows(0, 100)
    done = archived(store, reader, tmp_path / "a", replace(ALL, file_rows=8))
    assert [(one.first, one.last) for one in done] == [(1, 8), (9, 16), (17, 20)]
    assert done[0].file == f"archive-B1-{store.epoch}-000000000001-000000000008.jsonl.gz"
    assert seqs(store) == [21, 22, 23, 24]
    lines = gzip.decompress((tmp_path / "a" / done[0].file).read_bytes()).decode().splitlines()
    assert lines == [f'{row.body[:-1]},"hash":"{row.hash}"}}' for row in before[:8]]
    assert list(entries(runs(store.cursor), [tmp_path / "a"])) == list(before[:20])
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [one.file for one in done]


def test_the_book_says_what_was_archived_and_stays_one_chain(store, reader, tmp_path):
    fill(store, 5)
    (done,) = archived(store, reader, tmp_path / "a")
    said = json.loads(store.cursor.execute("SELECT body FROM ledger WHERE kind = 'audit'").fetchone()[0])
    assert said["act"] == "archived"
    assert said["args"] == {"first": 1, "last": 5, "file": done.file, "sha256": done.sha256,
                            "prev_hash": done.prev_hash, "hash": done.hash}  # fmt: skip
    previous = done.hash
    for row in store.rows(5, 100):
        assert chain(previous, row.body.encode()) == row.hash
        previous = row.hash


@pytest.mark.parametrize("upto", [0, 4, 21])
def test_no_entry_goes_that_a_consumer_has_not(store, reader, upto):
    fill(store, 20)
    checkpoint_at = 21
    store.begin()
    store.put_acked(21)
    store.put_acked(upto, "epcis")
    store.commit()
    assert may_go(reader, ALL) == (20 if upto == checkpoint_at else 0)


def test_with_a_central_nothing_goes_before_it_has_answered(store, reader):
    fill(store, 20)
    rules = replace(ALL, has_central=True)
    assert may_go(reader, rules) == 0
    store.begin()
    store.put_acked(21, CENTRAL)
    store.commit()
    assert may_go(reader, rules) == 20


def test_a_cursor_of_an_earlier_epoch_holds_nothing_back(store, reader):
    fill(store, 20)
    store.cursor.execute("INSERT INTO cursor VALUES ('central/1', 'other', 3)")
    assert may_go(reader, ALL) == 20


def test_nothing_goes_beyond_the_newest_checkpoint_that_was_acknowledged(store, reader):
    fill(store, 10)
    fill(store, 10)
    store.begin()
    store.put_acked(21)  # the second checkpoint is entry 22
    store.commit()
    assert may_go(reader, ALL) == 10


def test_the_newest_entries_stay(store, reader):
    fill(store, 20)
    assert may_go(reader, replace(ALL, keep=15)) == 5


def test_archiving_comes_to_rest_though_each_run_writes_an_entry(store, reader, tmp_path):
    fill(store, 20)
    rules = replace(ALL, keep=10)
    for work, gone in ((0, [(1, 10)]), (0, []), (0, []), (5, [(11, 20)]), (0, []), (0, [])):
        if work:
            fill(store, work, is_covered=False)
        store.begin()
        checkpoint(store)  # the box's, which speaks for what the last run wrote
        store.commit()
        done = archived(store, reader, tmp_path / "a", rules)
        assert [(one.first, one.last) for one in done] == gone


def test_entries_stay_until_they_are_old_enough(store, reader, tmp_path):
    fill(store, 3)
    store.begin()
    store.write(Decision(drafts=(goods(1, SUPPLIER, loc("A-01")),)), "later", stamp(), FUTURE_MS)
    checkpoint(store)
    store.commit()
    (done,) = archived(store, reader, tmp_path)
    assert done.last == 4
    assert archived(store, reader, tmp_path) == []
    assert not list(tmp_path.glob("*.part"))


def at(store, recorded_ms, clock="synced"):
    """One movement, recorded at a time of a clock that was set or was not."""
    store.begin()
    told = replace(stamp(), clock=clock)
    store.write(Decision(drafts=(goods(1, SUPPLIER, loc("A-01")),)), f"at/{store.head[0]}", told, recorded_ms)
    store.commit()


def covered(store):
    store.begin()
    checkpoint(store, FUTURE_MS)
    store.commit()


YEARS_AHEAD_MS = NOW_MS + 20 * 365 * 86_400_000


@pytest.mark.parametrize("clock", ["synced", "free"])
def test_an_entry_of_a_clock_years_ahead_goes_with_the_older_ones_after_it(store, reader, tmp_path, clock):
    for ms in (NOW_MS, YEARS_AHEAD_MS, NOW_MS, FUTURE_MS):
        at(store, ms, clock)
    covered(store)
    (done,) = archived(store, reader, tmp_path)
    assert done.last == 3


def test_files_end_where_they_should_within_a_run_of_entries_of_a_clock_years_ahead(store, reader, tmp_path):
    for ms in (NOW_MS, *[YEARS_AHEAD_MS] * 5, NOW_MS, FUTURE_MS):
        at(store, ms)
    covered(store)
    done = archived(store, reader, tmp_path, replace(ALL, file_rows=3))
    assert [(one.first, one.last) for one in done] == [(1, 3), (4, 6), (7, 7)]


def test_an_entry_of_a_clock_that_was_not_set_makes_none_before_it_old(store, reader, tmp_path):
    for ms, clock in ((NOW_MS, "synced"), (FUTURE_MS, "synced"), (0, "free"), (FUTURE_MS, "synced")):
        at(store, ms, clock)
    covered(store)
    (done,) = archived(store, reader, tmp_path)
    assert done.last == 1


def test_the_folders_name_is_durable_before_an_entry_leaves_the_ledger(store, reader, tmp_path, monkeypatch):
    fill(store, 20)
    synced, real = [], archive_module.os.fsync

    def fsync(number):
        synced.append(Path(f"/proc/self/fd/{number}").readlink())
        real(number)

    monkeypatch.setattr(archive_module.os, "fsync", fsync)
    assert write_next(reader, tmp_path / "far" / "archive", ALL) is not None
    assert synced[:2] == [tmp_path, tmp_path / "far"]
    assert synced[-1] == tmp_path / "far" / "archive"


def test_killed_after_the_file_it_is_written_anew_and_the_other_one_goes(store, reader, tmp_path):
    fill(store, 5)
    left = write_next(reader, tmp_path / "a", replace(ALL, file_rows=3))
    (tmp_path / "a" / f"archive-B1-{store.epoch}-000000000001.part").write_bytes(b"half")
    assert seqs(store)[0] == 1
    (done,) = archived(store, reader, tmp_path / "a")
    assert done.last == 5
    assert [path.name for path in (tmp_path / "a").iterdir()] == [done.file] != [left.file]


def test_killed_between_two_deletions_it_goes_on(store, reader, tmp_path):
    fill(store, 2 * DROP_ROWS + 10)
    written = write_next(reader, tmp_path, ALL)
    run = run_of(store)
    run(MARK, {**{name: getattr(written, name) for name in written.__slots__}, "at_ms": 0})
    run(DROP, {})
    assert seqs(store)[0] == DROP_ROWS + 1
    assert [row.seq for row in entries(runs(store.cursor), [tmp_path])][-1] == 2 * DROP_ROWS + 10
    assert archived(store, reader, tmp_path) == []
    assert seqs(store)[0] == 2 * DROP_ROWS + 11


def test_a_mark_told_twice_is_made_once(store, reader, tmp_path):
    fill(store, 5)
    written = write_next(reader, tmp_path, ALL)
    args = {**{name: getattr(written, name) for name in written.__slots__}, "at_ms": 0}
    run = run_of(store)
    assert run(MARK, args) == run(MARK, args) == {"marked": 5}
    assert store.cursor.execute("SELECT count(*) FROM ledger WHERE kind = 'audit'").fetchone()[0] == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first": 2}, "the archive ends at entry 0"),
        ({"hash": "00" * 32}, "does not hold what the ledger says"),
        ({"prev_hash": "00" * 32}, "does not hold what the ledger says"),
        ({"last": 99}, "does not hold what the ledger says"),
        ({"file": "../x"}, "archive-mark: file"),
    ],
)
def test_a_mark_that_is_not_the_ledgers_is_refused(store, reader, tmp_path, wrong, says):
    fill(store, 5)
    written = write_next(reader, tmp_path, ALL)
    args = {name: getattr(written, name) for name in written.__slots__} | {"at_ms": 0} | wrong
    with pytest.raises(CommandError, match=says):
        run_of(store)(MARK, args)
    assert runs(store.cursor) == []


def test_the_database_lets_no_row_go_that_is_not_marked(store, reader, tmp_path):
    fill(store, 5)
    assert run_of(store)(DROP, {}) == {"dropped": 0}
    archived(store, reader, tmp_path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.cursor.execute("DELETE FROM ledger WHERE seq = 6")


def test_a_file_that_does_not_continue_the_chain_is_told_and_nothing_is_deleted(store, reader, tmp_path, monkeypatch):
    fill(store, 5)
    real = archive_module.line_of
    monkeypatch.setattr(archive_module, "line_of", lambda row: real(row).replace('"qty":1', '"qty":2'))
    with pytest.raises(ArchiveError, match="entry 1 does not continue the chain; nothing was deleted"):
        archived(store, reader, tmp_path)
    assert seqs(store) == [1, 2, 3, 4, 5, 6]


def test_a_file_that_is_missing_or_changed_is_told(store, reader, tmp_path):
    fill(store, 5)
    (done,) = archived(store, reader, tmp_path)
    with pytest.raises(ArchiveError, match=f"{done.file} is not at hand, with entries 1 to 5"):
        list(entries([done], [tmp_path / "elsewhere"]))
    with (tmp_path / done.file).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ArchiveError, match="is not the file that was written"):
        list(entries([done], [tmp_path]))


def test_the_store_gives_archived_entries_to_central_as_if_they_were_still_there(store, reader, tmp_path):
    fill(store, 30)
    whole = store.rows(0, 100)
    hashes = [store.hash_of(seq) for seq in range(31)]
    archived(store, reader, tmp_path, replace(ALL, file_rows=8))
    store.archive = Resender(store.cursor, [tmp_path])
    assert [store.hash_of(seq) for seq in range(31)] == hashes
    sent, after = [], 0
    while after < 31:
        page = store.rows(after, 5)
        assert store.hash_of(after) == hashes[after]
        sent += page[:3]  # a batch may take less than it was given
        after = sent[-1].seq
    assert sent[:31] == list(whole[:31])
    assert [row.seq for row in store.rows(4, 2)] == [5, 6]
    assert [row.seq for row in store.rows(31, 1)] == [32]


def test_a_file_is_opened_once_for_all_the_batches_made_of_it(store, reader, tmp_path, monkeypatch):
    fill(store, 60)
    kept = {row.seq: row.hash for row in store.rows(0, 100)}
    archived(store, reader, tmp_path / "archive")
    opened, real = [], archive_reader.read_lines
    monkeypatch.setattr(archive_reader, "read_lines", lambda path, first: opened.append(path) or real(path, first))
    resender, after = Resender(store.cursor, (tmp_path / "archive",)), 0
    while rows := resender.rows(after, 7):
        assert (resender.hash_of(after) or store.hash_of(0)) == kept.get(after, store.hash_of(0))
        after = rows[4].seq if len(rows) > 4 else rows[-1].seq  # a batch may hold fewer than were read
    assert (after, len(opened)) == (60, 1)


def test_without_its_files_the_archive_gives_nothing_and_says_so_once(store, reader, tmp_path, caplog):
    fill(store, 30)
    archived(store, reader, tmp_path / "a")
    store.archive = Resender(store.cursor, [tmp_path / "b"])
    assert list(store.rows(0, 5)) == list(store.rows(0, 5)) == []
    assert [record.message.count("is not at hand") for record in caplog.records] == [1]


def test_the_hash_of_an_entry_that_cannot_be_read_is_an_error_and_never_the_one_before_the_first(
    store, reader, tmp_path
):
    fill(store, 30)
    with pytest.raises(EntryLostError, match="entry 99 cannot be read"):
        store.hash_of(99)
    archived(store, reader, tmp_path / "a")
    store.archive = Resender(store.cursor, [tmp_path / "b"])
    with pytest.raises(EntryLostError, match=r"entry 5 cannot be read.* put its archive file back"):
        store.hash_of(5)


def test_killed_while_archiving_nothing_is_lost_and_the_next_run_ends_it(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        fill(store, 2_500, LONG_AGO_MS, is_covered=False)
        whole = store.rows(0, 10_000)
    box = Box(tmp_path)
    words = [str(WEDGE), "archive", "--config", str(box.config), "--days", "0", "--keep", "10"]

    def checkpoint_is_there():
        with closing(open_reader(box.store)) as db:
            return db.execute("SELECT count(*) FROM ledger WHERE kind = 'checkpoint'").fetchone()[0] > 0

    def first():
        with closing(open_reader(box.store)) as db:
            return db.execute("SELECT min(seq) FROM ledger").fetchone()[0]

    with running(box):
        wait_until(checkpoint_is_there, "the box's own checkpoint")
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: first() > 1, "some have left")
        child.kill()
        child.communicate()
        last = wedge(*words[1:])
        assert (last.returncode, last.stderr) == (0, "")
    assert first() > 2_400
    with closing(open_reader(box.store)) as db:
        found = runs(db)
    assert list(entries(found, [tmp_path / "archive"]))[: len(whole)] == list(whole[: found[-1].last])
    assert Book(box.store).verify(archive=[tmp_path / "archive"]).ok
