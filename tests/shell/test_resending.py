"""Central asks for archived entries again: a little in each turn of the loop; what cannot be read is seen."""

import json
from contextlib import closing
from dataclasses import replace

import pytest

from edge.config import Config
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.copies import archive_reader
from edge.shell.copies.archive_reader import Resender
from edge.shell.ledger.database import open_reader
from edge.shell.sync.upstream import ARCHIVE_RETRY_MS, Upstream
from edge.wire import unpack
from tests.shell.book_builder import open_store, with_reference
from tests.shell.test_archive import ALL, archived, fill
from tests.shell.test_upstream import Link


class SetClock(Clock):
    """Monotonic time is what the test says."""

    mono_ms = 1_000

    def now(self):
        return Moment(super().now().wall_ms, self.mono_ms)


class Box:
    """A book of 62 entries, 60 of them in files of 30; central has none of them."""

    def __init__(self, tmp_path, store):
        self.store, self.link, self.clock = store, Link(), SetClock("UTC")
        self.files = [tmp_path / "a" / one.file for one in self._archive(tmp_path)]
        self.resender = store.archive = Resender(store.cursor, [tmp_path / "a"])
        sections = {"store": {"path": "/x/ledger.db"}, "upstream": {"host": "x"}}
        config = Config.model_validate({"site": "S1", "box": "B1"} | sections)
        self.upstream = Upstream(config, store, self.clock, self.link, "1.0")

    def _archive(self, tmp_path):
        fill(self.store, 60)
        with closing(open_reader(tmp_path / "ledger.db")) as reader:
            return archived(self.store, reader, tmp_path / "a", replace(ALL, file_rows=30))

    def turns(self, most=100):
        """Turn the loop as long as something is due at once; how often."""
        for turn in range(most):
            self.upstream.pump()
            due = self.upstream.due_ms()
            if due is None or due > self.clock.mono_ms:
                return turn + 1
            self.upstream.tick()
        raise AssertionError("it never rests")

    def sent(self):
        """The entries on the way to central, in order."""
        batches = [json.loads(unpack(data)) for name, data, _ in self.link.sent if name == "ev"]
        return [entry["seq"] for batch in batches for entry in batch["entries"]]


@pytest.fixture
def box(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        yield Box(tmp_path, store)


def test_entries_from_the_middle_of_a_file_are_reached_a_part_in_each_call(box, monkeypatch):
    monkeypatch.setattr(archive_reader, "_SKIPPED", 5)
    monkeypatch.setattr(archive_reader, "_PARTS", 1)
    read, a_call, real = [], [], archive_reader.read_lines

    def read_lines(path, first):
        for row in real(path, first):
            read.append(row.seq)
            yield row

    monkeypatch.setattr(archive_reader, "read_lines", read_lines)
    rows = []
    while not rows:
        before = len(read)
        rows = box.resender.rows(24, 3)
        a_call.append(len(read) - before)
        assert bool(rows) != box.resender.is_reading
    assert [row.seq for row in rows] == [25, 26, 27]
    assert max(a_call) <= 8, "what is passed over in one call, and a page"
    assert box.resender.hash_of(24) is not None
    assert read == list(range(1, 28)), "the hash of the entry before was met on the way"


def test_all_of_the_archive_goes_up_though_each_turn_reads_a_part(box, monkeypatch):
    monkeypatch.setattr(archive_reader, "_SKIPPED", 1)
    monkeypatch.setattr(archive_reader, "_PARTS", 1)
    box.upstream.link_up()
    assert box.turns() > 1
    assert box.sent() == list(range(1, box.store.last_seq + 1))
    assert box.resender.alarm() is None


def test_a_file_that_is_missing_stands_on_the_screens_is_not_asked_for_all_the_time_and_goes_up_when_it_is_back(
    box, monkeypatch
):
    first = box.files[0]
    first.rename(first.with_suffix(".away"))
    asked, real = [], box.resender.rows
    monkeypatch.setattr(box.resender, "rows", lambda *args: asked.append(args) or real(*args))
    box.upstream.link_up()
    assert box.turns() == 1
    for _ in range(50):
        box.upstream.pump()
    assert len(asked) == 1
    alarm = box.resender.alarm()
    assert alarm.key == "alarm-archive-unreadable"
    assert first.name in alarm.args["error"]
    assert box.upstream.due_ms() == box.clock.mono_ms + ARCHIVE_RETRY_MS
    first.with_suffix(".away").rename(first)
    box.clock.mono_ms += ARCHIVE_RETRY_MS
    box.upstream.tick()
    box.turns()
    assert box.sent() == list(range(1, box.store.last_seq + 1))
    assert box.resender.alarm() is None


def test_a_file_that_was_changed_is_told_and_nothing_of_it_is_sent(box):
    with box.files[0].open("ab") as file:
        file.write(b"x")
    box.upstream.link_up()
    box.turns()
    assert box.sent() == []
    assert "is not the file that was written" in box.resender.alarm().args["error"]


def test_the_alarm_goes_when_nobody_asks_for_the_archive_any_more(box):
    box.files[0].unlink()
    box.upstream.link_up()
    box.turns()
    assert box.resender.alarm() is not None
    assert box.store.rows(60, 5)
    assert box.resender.alarm() is None
