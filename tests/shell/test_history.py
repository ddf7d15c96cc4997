"""Histories, filters and stock as of a point: exactly what a walk over all entries says, at every position."""

import contextlib
import gzip
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.decision import Decision
from edge.core.entry import Audit, ClockStated, Draft, Evidence, Movement
from edge.core.read import Moment as At
from edge.core.stock import Goods, StockKey
from edge.shell.history import index as history
from edge.shell.history import lookup
from edge.shell.history import subjects as s
from edge.shell.history.as_of import AsOf
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import FIRST, Entries, at_of, segment_of
from edge.shell.history.index import history_path, to_read, to_write
from edge.shell.history.lookup import Lookup, look_up
from edge.shell.history.search import Wanted, position_at, search
from edge.shell.history.stock_reader import StockReader
from edge.shell.history.traces import Traces
from edge.shell.ledger.database import open_reader
from tests.shell.book_builder import CUSTOMER, SUPPLIER, goods, loc, lpn, open_store, post, stamp, whole
from tests.shell.floor_life import (
    ACTS,
    LOCATIONS,
    PLACES,
    SERIALS,
    UNITS,
    Refold,
    about,
    all_entries,
    live,
    naive_history,
)

EVERYTHING = [
    *map(str, PLACES),
    "item:TEA",
    "item:DRILL",
    "op:op-1",
    "op:op-2",
    "doc:SO-1",
    *(f"serial:{one}" for one in SERIALS),
    "kind:clock",
    "kind:finding",
    "kind:count",
]
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(FEW, max_examples=150)


def reader(path):
    return Entries(open_reader(path))


def catch_up(path, upto=None):
    entries = reader(path)
    with to_write(path, entries) as index:
        index.catch_up(entries, entries.last() if upto is None else upto)


def lived(folder, acts, indexed):
    """The path of a store with a life in it; the index made when so many entries were there."""
    store = open_store(folder)
    store.cursor.execute("PRAGMA synchronous = OFF")
    live(store, acts)
    last = store.last_seq
    store.close()
    path = folder / "ledger.db"
    for part in indexed:
        catch_up(path, int(last * part))
    return path


def split(path, part):
    """The first part of the entries becomes a past epoch, as a restore leaves it."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        for act in ("update", "delete"):
            db.execute(f"DROP TRIGGER ledger_keeps_{act}")
        count = int(db.execute("SELECT count(*) FROM ledger").fetchone()[0] * part)
        db.execute("INSERT INTO past_epoch VALUES (1, 'olden', ?, '', 1)", (count,))
        db.execute("INSERT INTO past SELECT 1, seq, id, kind, body, hash, 0, 1 FROM ledger WHERE seq <= ?", (count,))
        db.execute("DELETE FROM ledger WHERE seq <= ?", (count,))
        for (seq,) in db.execute("SELECT seq FROM ledger ORDER BY seq").fetchall():
            db.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (seq - count, seq))
    return count


def places_in(path):
    return [row.at for row in reader(path).run()]


PARTS = st.lists(st.floats(0, 1), max_size=3).map(sorted)


@FEW
@given(acts=ACTS, parts=PARTS, past=st.sampled_from([0.0, 0.4]))
def test_what_is_found_by_a_subject_is_what_a_walk_over_all_entries_finds(tmp_path_factory, acts, parts, past):
    folder = tmp_path_factory.mktemp("life")
    path = lived(folder, acts, ())
    if past:
        split(path, past)
    for part in parts:
        catch_up(path, int(reader(path).last() * part))
    entries, naive = reader(path), all_entries(path)
    at = places_in(path)
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        for subject in EVERYTHING:
            expected = [place for place, fields in zip(at, naive, strict=True) if subject in about(fields)]
            assert list(found.places(subject)) == expected
            assert list(found.places(subject, newest_first=True)) == expected[::-1]
        both = [place for place, fields in zip(at, naive, strict=True) if {"item:TEA", "loc:S1/A-01"} <= about(fields)]
        assert list(found.places("item:TEA", "loc:S1/A-01")) == both


@FEW
@given(acts=ACTS, parts=PARTS, past=st.sampled_from([0.0, 0.5]))
def test_a_history_is_what_replaying_all_entries_says(tmp_path_factory, acts, parts, past):
    path = lived(tmp_path_factory.mktemp("life"), acts, parts if not past else ())
    if past:
        split(path, past)
    entries, naive, at = reader(path), all_entries(path), places_in(path)
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        traces = Traces(found)
        for code in UNITS:
            told = [(step.row.at, step.carrier, step.life) for step in traces.unit(code)]
            assert told == [(at[n], carrier, life) for n, carrier, life in naive_history(naive, f"lpn:{code}")]
        for serial in SERIALS:
            told = [(step.row.at, step.carrier) for step in traces.serial(serial, "DRILL")]
            assert told == [(at[n], carrier) for n, carrier, _life in naive_history(naive, f"serial:{serial}")]
        for step in traces.place("loc:S1/A-01"):
            ident = step.fields["id"]
            said = [fields for fields in naive if ident in (fields.get("of"), fields.get("corrects"))]
            assert len(step.words) == len(said)
            assert (step.corrects is not None) == ("corrects" in step.fields)
            if step.corrects is not None:
                assert step.corrects.fields()["id"] == step.fields["corrects"]


def test_a_thing_goes_along_with_all_that_it_stands_in(tmp_path):
    """S1 in T-1 in P-1 in P-2; entries 6, 8, 9 and 16 move what is outermost then."""
    store = open_store(tmp_path)
    drill = Movement("receive", Goods(StockKey("DRILL"), 1, serials=("S1",)), SUPPLIER, lpn("T-1"))
    for draft in (
        whole("T-1", SUPPLIER, loc("DOCK-1")),
        Draft(drill),
        whole("P-1", SUPPLIER, loc("DOCK-1")),
        whole("P-2", SUPPLIER, loc("DOCK-1")),
        whole("T-1", loc("DOCK-1"), lpn("P-1")),
        whole("P-1", loc("DOCK-1"), loc("A-01")),
        whole("P-1", loc("A-01"), lpn("P-2")),
        whole("P-2", loc("DOCK-1"), loc("A-01")),
        whole("P-2", loc("A-01"), loc("A-02")),
        whole("P-1", lpn("P-2"), loc("A-02")),
        whole("P-2", loc("A-02"), loc("A-01")),
        whole("T-1", lpn("P-1"), loc("A-02")),
        whole("P-1", loc("A-02"), loc("A-01")),
        whole("T-1", loc("A-02"), lpn("P-1")),
        whole("P-1", loc("A-01"), lpn("P-2")),
        whole("P-2", loc("A-01"), loc("DOCK-1")),
        whole("T-1", lpn("P-1"), loc("DOCK-1")),
        whole("P-2", loc("DOCK-1"), loc("A-01")),
    ):
        post(store, draft)
    store.close()
    entries = reader(tmp_path / "ledger.db")
    carried = [(6, "P-1"), (7, "P-1"), (8, "P-2"), (9, "P-2"), (10, "P-1")]
    more = [(15, "P-1"), (16, "P-2")]
    with contextlib.closing(Lookup(entries, None)) as found:
        told = [(step.row.seq, step.carrier) for step in Traces(found).unit("T-1")]
        assert told == [(1, ""), (2, ""), (5, ""), *carried, (12, ""), (14, ""), *more, (17, "")]
        told = [(step.row.seq, step.carrier) for step in Traces(found).serial("S1", "DRILL")]
        assert told == [(2, ""), (5, "T-1"), *carried, (12, "T-1"), (14, "T-1"), *more, (17, "T-1")]


def test_what_is_taken_back_begins_no_new_life(tmp_path):
    """An arrival that is taken back, then done; a departure that is taken back, then done; and a new arrival."""
    store = open_store(tmp_path)

    def undone(seq, draft):
        ident = store.cursor.execute("SELECT id FROM ledger WHERE seq = ?", (seq,)).fetchone()[0]
        post(store, replace(draft, corrects=ident))

    arrives, leaves = whole("P-1", SUPPLIER, loc("DOCK-1")), whole("P-1", loc("DOCK-1"), CUSTOMER)
    post(store, arrives)
    undone(1, whole("P-1", loc("DOCK-1"), SUPPLIER))
    post(store, arrives, leaves)
    undone(4, whole("P-1", CUSTOMER, loc("DOCK-1")))
    post(store, leaves, whole("P-1", CUSTOMER, loc("A-01")), whole("P-1", loc("A-01"), CUSTOMER))
    store.close()
    entries = reader(tmp_path / "ledger.db")
    with contextlib.closing(Lookup(entries, None)) as found:
        assert [step.life for step in Traces(found).unit("P-1")] == [1, 1, 1, 1, 1, 1, 2, 2]


def amounts(held):
    return {(one.place, one.key.item, one.key.lot): (one.qty, one.catch_qty) for one in held}


@settings(FEW, max_examples=4)
@given(acts=ACTS, parts=PARTS, past=st.sampled_from([0.0, 0.0, 0.5]))
def test_stock_as_of_every_position_is_what_posting_the_entries_up_to_it_gives(tmp_path_factory, acts, parts, past):
    path = lived(tmp_path_factory.mktemp("life"), acts, parts if not past else ())
    if past:
        split(path, past)
    connection = open_reader(path)
    entries = Entries(connection)
    at = [row.at for row in entries.run()]
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        points = [at[0] - 1 if at else 0, *at]
        for point, moment in zip(points, Refold(all_entries(path)), strict=True):
            then = partial(AsOf, found, StockReader(connection, "S1"), point)
            whole_book = list(then().every())
            assert amounts(whole_book) == moment.balances
            assert all(
                one.location == moment.where.get(one.place, one.place)
                for one in whole_book
                if moment.where.get(one.place, one.place).startswith("loc:")
            )
            house = {unit.code: unit.parent for unit in then().units() if unit.location.startswith("loc:")}
            assert house == {
                code: at for code, at in moment.parents.items() if moment.where[f"lpn:{code}"][:3] == "loc"
            }
            assert amounts(then().item("TEA")) == moment.of_item("TEA")
            for place in [*LOCATIONS, CUSTOMER, *map(lpn, UNITS)]:
                assert amounts(then().place(place)) == moment.within(place)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    ("sampled", "past"),
    [
        (test_what_is_found_by_a_subject_is_what_a_walk_over_all_entries_finds, [0.0, 0.4]),
        (test_a_history_is_what_replaying_all_entries_says, [0.0, 0.5]),
        (test_stock_as_of_every_position_is_what_posting_the_entries_up_to_it_gives, [0.0, 0.0, 0.5]),
    ],
)
def test_many_lives(tmp_path_factory, sampled, past):
    lives = given(acts=ACTS, parts=PARTS, past=st.sampled_from(past))
    MANY(lives(sampled.hypothesis.inner_test))(tmp_path_factory)


# The index as a file


@pytest.fixture
def path(tmp_path):
    """A closed store with twenty entries."""
    store = open_store(tmp_path)
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")))
    for number in range(19):
        post(store, goods(number + 1, SUPPLIER, loc("A-01") if number % 2 else lpn("P-1")))
    store.close()
    return tmp_path / "ledger.db"


def seqs(found, *subjects):
    return list(found.places(*subjects))


def test_the_index_is_caught_up_by_who_reads_and_by_itself_only_where_it_pays(path, monkeypatch):
    entries = reader(path)
    with contextlib.closing(look_up(path, entries)) as found:
        assert len(seqs(found, "loc:S1/A-01")) == 9
    assert not history_path(path).exists()
    monkeypatch.setattr(lookup, "TAIL_MAX", 5)
    with contextlib.closing(look_up(path, entries)) as found:
        assert len(seqs(found, "loc:S1/A-01")) == 9
    assert to_read(path, entries).marks == {-1: 20}


def broken(path):
    history_path(path).write_bytes(b"rubbish" * 2000)


def cut(path):
    os.truncate(history_path(path), 8192)


def changed(statement):
    """The index after a statement that is not the program's."""

    def harm(path):
        with contextlib.closing(sqlite3.connect(history_path(path))) as db, db:
            db.execute(statement)

    return harm


OTHER_INDEXES = {
    "broken": broken,
    "cut": cut,
    "foreign": changed("UPDATE fact SET value = 'other' WHERE name = 'epoch'"),
    "newer": changed("PRAGMA user_version = 99"),
    "of-another-copy": changed("UPDATE mark SET hash = 'x'"),
    "ahead": changed("UPDATE mark SET upto = 999"),
    "without-tables": changed("DROP TABLE touch"),
}


@pytest.mark.parametrize("harm", OTHER_INDEXES.values(), ids=OTHER_INDEXES)
def test_an_index_that_is_not_of_this_book_is_thrown_away_and_made_again(path, harm):
    catch_up(path)
    harm(path)
    entries = reader(path)
    with contextlib.closing(look_up(path, entries)) as found:
        assert len(seqs(found, "loc:S1/A-01")) == 9  # answers are right before it is mended, too
    catch_up(path)
    mended = to_read(path, entries)
    assert mended.marks == {-1: 20}
    assert len(list(mended.places((s.digest("loc:S1/A-01"),), FIRST, 99))) == 9


def test_an_index_that_breaks_while_it_is_read_is_done_without(path):
    catch_up(path)

    class Breaks(history.Index):
        def places(self, wanted, after, upto, *, newest_first=False):
            for number, at in enumerate(super().places(wanted, after, upto, newest_first=newest_first)):
                if number == 4:
                    raise sqlite3.DatabaseError("database disk image is malformed")
                yield at

    entries = reader(path)
    for newest_first in (False, True):
        index = to_read(path, entries)
        index.__class__ = Breaks
        with contextlib.closing(Lookup(entries, index)) as found:
            got = list(found.places("loc:S1/A-01", newest_first=newest_first))
        assert got == sorted(range(3, 21, 2), reverse=newest_first)


def test_who_may_not_write_the_index_reads_without_it(path, monkeypatch):
    monkeypatch.setattr(lookup, "TAIL_MAX", 5)
    monkeypatch.setattr(lookup, "may_write", lambda _path: False)
    with contextlib.closing(look_up(path, reader(path))) as found:
        assert len(seqs(found, "lpn:P-1")) == 11
    assert not history_path(path).exists()


def test_two_do_not_catch_up_at_once_and_both_answer(path, monkeypatch):
    monkeypatch.setattr(lookup, "TAIL_MAX", 5)
    entries = reader(path)
    with to_write(path, entries) as first:
        assert first is not None
        with to_write(path, entries) as second:
            assert second is None
        with contextlib.closing(look_up(path, entries)) as found:
            assert len(seqs(found, "lpn:P-1")) == 11


def test_a_catching_up_that_is_killed_at_any_point_leaves_an_index_that_is_right(path, monkeypatch):
    child = (
        "import sys; from pathlib import Path; from edge.shell.history import index as h\n"
        "from edge.shell.history.entries import Entries; from edge.shell.ledger.database import open_reader\n"
        "h.BATCH = 2; path = Path(sys.argv[1]); entries = Entries(open_reader(path)); print('go', flush=True)\n"
        "while True:\n"
        "    with h.to_write(path, entries, anew=True) as index: index.catch_up(entries, entries.last())\n"
    )
    dice = random.Random(7)
    for _round in range(3):
        with subprocess.Popen([sys.executable, "-c", child, path], stdout=subprocess.PIPE) as running:
            running.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(dice.random() * 0.1)
            running.send_signal(signal.SIGKILL)
        entries = reader(path)
        with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
            assert seqs(found, "loc:S1/A-01") == list(range(3, 21, 2))
            assert len(seqs(found, "lpn:P-1")) == 11
        catch_up(path)
        assert to_read(path, entries).marks == {-1: 20}


def test_readers_go_on_while_entries_are_written(path):
    store = open_store(path.parent)
    entries = reader(path)
    with contextlib.closing(look_up(path, entries)) as found:
        before = seqs(found, "loc:S1/A-01")
        post(store, goods(1, SUPPLIER, loc("A-01")))
        catch_up(path)
        assert seqs(found, "loc:S1/A-01") == before  # of the moment it was opened
        found.cover(entries.last())
        assert seqs(found, "loc:S1/A-01") == [*before, 21]
    store.close()


def test_an_index_that_moved_on_meanwhile_gives_nothing_twice(path):
    catch_up(path, 10)
    entries = reader(path)
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        catch_up(path)
        assert seqs(found, "loc:S1/A-01") == list(range(3, 21, 2))


def test_archived_entries_are_left_out_and_the_index_begins_after_them(path):
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO archive VALUES ('', 1, 6, 'a.gz', '', '', '', 0)")
        db.execute("DELETE FROM ledger WHERE seq <= 6")
    catch_up(path)
    entries = reader(path)
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        assert seqs(found, "loc:S1/A-01") == list(range(7, 21, 2))


def archived(path, upto):
    """The first entries go into a file, as the archiver moves them."""
    rows = list(reader(path).run(upto=upto))
    file = path.parent / "archive" / "a.jsonl.gz"
    file.parent.mkdir()
    file.write_bytes(gzip.compress("".join(f"{row.line()}\n" for row in rows).encode()))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO archive VALUES ('', 1, ?, ?, ?, '', '', 0)", (upto, file.name, digest))
        db.execute("DELETE FROM ledger WHERE seq <= ?", (upto,))
    return file


@settings(FEW, max_examples=4)
@given(acts=ACTS, part=st.floats(0.1, 1), parts=PARTS)
def test_what_lies_in_the_archive_is_read_there(tmp_path_factory, acts, part, parts):
    path = lived(tmp_path_factory.mktemp("life"), acts, ())
    whole_book = [(row.seq, row.body, row.hash) for row in reader(path).run()]
    naive, upto = all_entries(path), int(len(whole_book) * part)
    if not upto:
        return
    file = archived(path, upto)
    connection = open_reader(path)
    entries = Entries(connection, [file.parent])
    for share in parts:
        with to_write(path, entries) as index:
            index.catch_up(entries, int(entries.last() * share))
    assert [(row.seq, row.body, row.hash) for row in entries.run()] == whole_book
    with contextlib.closing(Lookup(entries, to_read(path, entries))) as found:
        for code in UNITS:
            told = [(step.row.at, step.carrier, step.life) for step in Traces(found).unit(code)]
            assert told == [(n + 1, carrier, life) for n, carrier, life in naive_history(naive, f"lpn:{code}")]
        for point, moment in enumerate(Refold(naive)):
            assert amounts(AsOf(found, StockReader(connection, "S1"), point).every()) == moment.balances
    assert entries.unpacked.missing == {}


def test_an_index_that_lacks_archived_entries_is_made_anew_once_they_are_at_hand(path):
    file = archived(path, 6)
    away = file.rename(path.parent / "away.gz")
    entries = Entries(open_reader(path), [file.parent])
    with to_write(path, entries) as index:
        index.catch_up(entries, 20)
    again = Entries(open_reader(path), [file.parent])
    with contextlib.closing(Lookup(again, to_read(path, again))) as found:
        assert seqs(found, "loc:S1/A-01") == list(range(7, 21, 2))
        assert list(again.unpacked.missing) == [file.name]
    away.rename(file)
    assert to_read(path, Entries(open_reader(path), [file.parent])) is None
    with contextlib.closing(look_up(path, Entries(open_reader(path), [file.parent]))) as found:
        assert seqs(found, "loc:S1/A-01") == list(range(3, 21, 2))


def test_an_index_made_before_entries_were_archived_stays_good(path):
    catch_up(path)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO archive VALUES ('', 1, 20, 'a.gz', '', '', '', 0)")
        db.execute("DELETE FROM ledger")
    entries = reader(path)
    assert to_read(path, entries) is not None
    assert entries.last() == 20


def test_an_entry_that_cannot_be_read_is_passed_over(path):
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER ledger_keeps_update")
        db.execute("UPDATE ledger SET body = 'rubbish' WHERE seq = 5")
        db.execute('UPDATE ledger SET body = replace(body, \'"rec":"2026\', \'"rec":"x\') WHERE seq = 7')
    catch_up(path)
    with contextlib.closing(look_up(path, reader(path))) as found:
        assert seqs(found, "loc:S1/A-01") == [3, *range(9, 21, 2)]


def test_entries_posted_late_are_undone_where_they_were_posted(path):
    """Two entries of a past epoch came after entries 10 and 15 of this one."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO past_epoch VALUES (1, 'olden', 2, '', 1)")
        for seq, ledger, after in ((1, 3, 10), (2, 5, 15)):
            copied = "INSERT INTO past SELECT 1, ?, 'x' || id, kind, body, hash, ?, 1 FROM ledger WHERE seq = ?"
            db.execute(copied, (seq, after, ledger))
        db.execute("UPDATE balance SET qty = qty + 6 WHERE place = 'loc:S1/A-01'")  # entries 3 and 5: 2 and 4 units
    connection = open_reader(path)
    entries = Entries(connection)
    with contextlib.closing(Lookup(entries, None)) as found:
        for point in range(21):
            own = sum(seq - 1 for seq in range(3, point + 1, 2))
            late = (2 if point >= 10 else 0) + (4 if point >= 15 else 0)
            held = AsOf(found, StockReader(connection, "S1"), point).place(loc("A-01"))
            assert sum(one.qty for one in held) == own + late


# Time


def post_at(store, draft, wall_ms, mono_ms, boot="b1"):
    store.begin()
    at = stamp(wall_ms)
    at = type(at)(At(wall_ms, mono_ms), boot, at.clock, at.tz)
    store.write(Decision(drafts=(draft,)), f"{boot}-{mono_ms}", at, wall_ms)
    store.commit()


HOUR, DAY0 = 3_600_000, 1_790_000_000_000


@pytest.fixture
def clocked(tmp_path):
    """A boot whose clock was an hour behind, was set, and went on; then a boot with the right time."""
    store = open_store(tmp_path)
    post_at(store, Draft(ClockStated(0, "free")), DAY0, 0)
    for number in range(1, 5):
        post_at(store, Draft(Audit("early")), DAY0 + number * 60_000, number * 60_000)
    post_at(store, Draft(ClockStated(HOUR, "synced")), DAY0 + 5 * 60_000 + HOUR, 5 * 60_000)
    post_at(store, Draft(Audit("late")), DAY0 + 6 * 60_000 + HOUR, 6 * 60_000)
    post_at(store, Draft(ClockStated(0, "synced")), DAY0 + 2 * HOUR, 0, "b2")
    post_at(store, Draft(Audit("next")), DAY0 + 2 * HOUR + 60_000, 60_000, "b2")
    store.close()
    return tmp_path / "ledger.db"


@pytest.mark.parametrize("span", [1, 2, 1000])
@pytest.mark.parametrize("indexed", [0, 3, 9])
def test_entries_are_found_by_the_time_they_are_now_known_to_have_been_written(clocked, monkeypatch, span, indexed):
    monkeypatch.setattr(history, "SPAN", span)
    catch_up(clocked, indexed)
    entries = reader(clocked)
    with contextlib.closing(Lookup(entries, to_read(clocked, entries))) as found:
        clocks = found.clocks()
        right = {seq: DAY0 + HOUR + (seq - 1) * 60_000 for seq in range(1, 8)}
        right |= {8: DAY0 + 2 * HOUR, 9: DAY0 + 2 * HOUR + 60_000}
        assert {row.seq: clocks.recorded_ms(row, row.fields()) for row in entries.run()} == right
        assert {row.seq: clocks.captured_ms(row, row.fields()) for row in entries.run()} == right
        moments = sorted({ms + by for ms in right.values() for by in (-1, 0, 1)})
        for begin in moments:
            for end in [*moments[::3], None]:
                wanted = Wanted(from_ms=begin, to_ms=end)
                got = [row.seq for row in search(entries, wanted, clocks, found)]
                assert got == [seq for seq, ms in right.items() if ms >= begin and (end is None or ms < end)]
        for moment in moments:
            assert position_at(found, clocks, moment) == max((q for q, ms in right.items() if ms <= moment), default=0)


def test_what_was_captured_before_the_clock_was_set_and_written_after_is_put_right(tmp_path):
    store = open_store(tmp_path)
    post_at(store, Draft(ClockStated(HOUR, "synced")), DAY0 + HOUR + 9_000, 9_000)
    post_at(store, Draft(Audit("seen before")), DAY0 + 8_000, 8_000)
    store.close()
    entries = reader(tmp_path / "ledger.db")
    row = entries.one(2)
    assert Clocks(entries.run()).captured_ms(row, row.fields()) == DAY0 + HOUR + 8_000


def test_search_combines_what_is_asked(path):
    entries = reader(path)
    store = open_store(path.parent)
    post(store, Draft(Evidence("x", "weight", "agrees")))
    store.close()
    with contextlib.closing(look_up(path, entries)) as found:
        ask = lambda **what: [row.seq for row in search(entries, Wanted(**what), Clocks(()), found)]  # noqa: E731
        assert ask(about=("loc:S1/A-01",), after=8, limit=3) == [9, 11, 13]
        assert ask(about=("loc:S1/A-01", "item:TEA"), upto=7) == [3, 5, 7]
        assert ask(kind="evidence") == [21]
        assert ask(about=("item:NONE",)) == []
        assert ask(doc_type="order") == []


def test_a_place_on_the_line_of_entries_comes_back():
    for segment in (0, 1, 7, 4000, -1):
        for seq in (0, 1, 5_000_000):
            assert segment_of(at_of(segment, seq)) == (segment, seq)
    assert at_of(1, 9) < at_of(2, 1) < at_of(-1, 1) == 1


def test_rows_travel_as_they_were_hashed(path):
    row = reader(path).one(3)
    fields = json.loads(row.line())
    assert fields.pop("hash") == row.hash
    assert fields == json.loads(row.body)
    assert json.loads(row.line(foreign=True))["epoch"] == row.epoch
