"""Checkpoints: written when they are due and never without need, signed, found again at a start, kept in a file too."""

import json
import queue
import stat
import threading
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from edge.config import ConfigError
from edge.core.checkpoint import Head, key_id, read_notes, write_note
from edge.core.entry import Audit, Draft
from edge.core.read import Moment
from edge.shell.audit import checkpoints
from edge.shell.audit.chain_walk import KEY_CHANGED
from edge.shell.audit.checkpoints import ENTRIES_MAX, LOOK_BACK, WITHIN_MS, Checkpoints
from edge.shell.audit.head_file import HeadFile
from edge.shell.audit.signing import BoxKey, is_signed, load, load_or_make
from edge.shell.ledger.book import Book
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.loop.work import Apply
from edge.shell.loop.writing import Writer
from tests.shell.book_builder import NOW_MS, open_store, post
from tests.shell.daemon_process import wait_until

KEY = BoxKey(bytes(range(32)))
OTHER = BoxKey(bytes(32))


@dataclass
class HeldClock:
    """The time is what the test says."""

    mono_ms: int = 1_000
    boot: str = "boot"
    zone: str = "UTC"

    def now(self):
        return Moment(NOW_MS + self.mono_ms, self.mono_ms)

    def state(self):
        return "synced"


@dataclass
class Notes:
    """A head file that remembers."""

    given: list = field(default_factory=list)
    failed: str = ""
    head: object = None
    kept: list = field(default_factory=list)

    def found(self):
        return self.head

    def set_aside(self, head):
        self.kept.append(head)
        return "aside"

    def give(self, note):
        self.given.append(note)


class Loop:
    """The loop's part: chores are asked, what they want is committed, they hear of it."""

    def __init__(self, folder, key=KEY, head=None):
        self.store, self.clock, self.notes = open_store(folder), HeldClock(), Notes(head=head)
        self.writer = Writer(self.store, self.clock)
        self.chore = Checkpoints("S1", "B1", self.store, self.clock, key, self.notes)

    def turn(self, entries=0):
        """One turn: what is due is asked for, and done after so many entries."""
        now = self.clock.now()
        works = list(self.chore.works(now))
        first = self.store.last_seq
        for number in range(entries):
            post(self.store, Draft(Audit("did", {"n": first + number})))
        self.chore.committed(self.writer.run(works), now)

    def until_due(self):
        self.clock.mono_ms = self.chore.due_ms(self.clock.now())

    def checkpoints(self):
        return [body for (body,) in self.store.cursor.execute("SELECT body FROM ledger WHERE kind = 'checkpoint'")]

    def end(self):
        self.chore.committed(self.writer.run(list(self.chore.ends(self.clock.now()))), self.clock.now())
        self.store.close()


@pytest.fixture
def loop(tmp_path):
    made = Loop(tmp_path)
    yield made
    made.store.close()


def test_after_a_hundred_entries_the_box_signs_at_once(loop):
    loop.turn(ENTRIES_MAX - 1)
    assert loop.chore.due_ms(loop.clock.now()) == loop.clock.mono_ms + WITHIN_MS
    loop.turn(1)
    assert loop.chore.due_ms(loop.clock.now()) <= loop.clock.mono_ms
    loop.turn()
    assert loop.store.last_seq == ENTRIES_MAX + 1
    (body,) = loop.checkpoints()
    said = json.loads(body)
    assert (said["seq"], said["size"], said["head"]) == (101, 100, loop.store.hash_of(100))
    head = Head("S1", "B1", loop.store.epoch, 100, said["head"])
    assert is_signed(head.text, said["key"], said["sig"])
    assert said["key"] == KEY.public


def test_a_lone_entry_is_signed_a_minute_later_and_an_idle_box_writes_nothing(loop):
    loop.turn(1)
    loop.clock.mono_ms += WITHIN_MS - 1
    loop.turn()
    assert loop.checkpoints() == []
    loop.clock.mono_ms += 1
    loop.turn()
    assert len(loop.checkpoints()) == 1
    assert loop.chore.due_ms(loop.clock.now()) is None
    loop.clock.mono_ms += 100 * WITHIN_MS
    loop.turn()
    assert loop.store.last_seq == 2
    assert list(loop.chore.ends(loop.clock.now())) == []


def test_the_minute_counts_from_the_first_entry_not_from_the_newest(loop):
    loop.turn(1)
    loop.clock.mono_ms += WITHIN_MS // 2
    loop.turn(1)
    loop.clock.mono_ms += WITHIN_MS // 2
    loop.turn()
    assert [json.loads(body)["size"] for body in loop.checkpoints()] == [2]


def test_what_was_written_before_it_in_its_transaction_is_under_it(loop, tmp_path):
    loop.turn(5)
    now = loop.clock.now()
    loop.until_due()
    (work,) = loop.chore.works(loop.clock.now())
    before = Apply(lambda: [Draft(Audit("in the same transaction"))], "before", work.stamp)
    loop.chore.committed(loop.writer.run([before, work]), now)
    (body,) = loop.checkpoints()
    assert json.loads(body)["size"] == 6
    assert Book(tmp_path / "ledger.db").verify().ok


def test_one_that_comes_to_nothing_is_tried_again_later_not_at_once(loop):
    loop.turn(ENTRIES_MAX)
    assert list(loop.chore.works(loop.clock.now()))  # and the writer drops it
    loop.chore.committed((), loop.clock.now())
    assert loop.chore.due_ms(loop.clock.now()) > loop.clock.mono_ms
    loop.until_due()
    loop.turn()
    assert len(loop.checkpoints()) == 1


def test_a_clean_end_leaves_everything_signed_and_the_next_start_has_nothing_to_sign(tmp_path):
    loop = Loop(tmp_path)
    loop.turn(7)
    loop.end()
    again = Loop(tmp_path)
    assert again.store.last_seq == 8
    assert again.chore.due_ms(again.clock.now()) is None
    assert again.notes.given == loop.notes.given, "the head file is made again from the book"
    again.store.close()


def test_after_a_crash_what_is_unsigned_is_signed_in_time(tmp_path):
    loop = Loop(tmp_path)
    loop.turn(ENTRIES_MAX)
    loop.turn()
    loop.turn(3)
    loop.store.close()
    again = Loop(tmp_path)
    assert again.chore.due_ms(again.clock.now()) == again.clock.mono_ms + WITHIN_MS
    again.until_due()
    again.turn()
    assert [json.loads(body)["size"] for body in again.checkpoints()][-1] == again.store.last_seq - 1
    again.store.close()


def test_a_start_looks_at_few_rows_however_long_the_book_is(tmp_path):
    loop = Loop(tmp_path)
    for _ in range(3):
        loop.turn(LOOK_BACK // 2)
    loop.store.close()
    store = open_store(tmp_path)
    store.cursor.execute("DROP TRIGGER ledger_keeps_delete")
    store.cursor.execute("DELETE FROM ledger WHERE kind = 'checkpoint'")
    plan = store.cursor.execute(f"EXPLAIN QUERY PLAN {checkpoints._NEWEST}", {"after": 5}).fetchall()
    assert "rowid>?" in plan[0][3]
    store.close()
    again = Loop(tmp_path)
    assert again.chore.due_ms(again.clock.now()) <= again.clock.mono_ms, "more than a hundred are under none"
    again.store.close()


def test_another_key_is_announced_in_the_book(tmp_path, caplog):
    loop = Loop(tmp_path)
    loop.turn(3)
    loop.end()
    again = Loop(tmp_path, OTHER)
    assert "another key than before" in caplog.text
    again.turn(1)
    again.until_due()
    again.turn()
    last = list(Book(tmp_path / "ledger.db").entries())[-2:]
    assert (last[0]["act"], last[0]["args"]) == (KEY_CHANGED, {"from": KEY.public, "to": OTHER.public})
    assert (last[1]["kind"], last[1]["key"]) == ("checkpoint", OTHER.public)
    found = Book(tmp_path / "ledger.db").verify()
    assert found.ok, found.reason
    assert [key for _seq, key in found.walked[-1].keys] == [KEY.public, OTHER.public]
    again.store.close()


def test_another_key_is_announced_also_where_the_last_checkpoint_lies_far_back(tmp_path):
    loop = Loop(tmp_path)
    loop.turn(3)
    loop.end()
    with closing(open_store(tmp_path)) as store:  # an import while the daemon is down signs nothing
        post(store, *[Draft(Audit("did", {"n": number})) for number in range(LOOK_BACK + 1)])
    again = Loop(tmp_path, OTHER)
    again.turn()
    assert next(one for one in list(Book(tmp_path / "ledger.db").entries())[-3:] if one.get("act") == KEY_CHANGED)
    assert Book(tmp_path / "ledger.db").verify().ok
    again.store.close()


def test_a_head_file_that_cannot_be_written_is_an_alarm(loop):
    assert loop.chore.alarm() is None
    loop.notes.failed = "No space left on device"
    assert (loop.chore.alarm().key, loop.chore.alarm().args) == (
        "alarm-head-file",
        {"reason": "No space left on device"},
    )


def test_the_note_given_is_the_checkpoint_of_the_book(loop):
    loop.turn(ENTRIES_MAX)
    loop.turn()
    (note,) = read_notes(loop.notes.given[-1].encode())
    assert (note.head.size, note.head.hash) == (100, loop.store.hash_of(100))
    ((ident, sig),) = note.signatures
    assert ident == key_id(note.head.origin, KEY.public)
    assert is_signed(note.head.text, KEY.public, sig)


def test_a_head_file_that_the_store_holds_is_left_where_it_is(tmp_path):
    loop = Loop(tmp_path)
    loop.turn(5)
    loop.end()
    (note,) = read_notes(loop.notes.given[-1].encode())
    again = Loop(tmp_path, head=note.head)
    assert (again.notes.kept, again.chore.due_ms(again.clock.now())) == ([], None)
    again.store.close()


@pytest.mark.parametrize("size", [3, 50])
def test_a_head_file_ahead_of_the_store_or_of_other_entries_is_kept_and_told_as_a_finding(tmp_path, size, caplog):
    loop = Loop(tmp_path)
    loop.turn(5)
    loop.end()
    held = Head("S1", "B1", epoch_of(tmp_path), size, "ab" * 32)
    crashed = Loop(tmp_path, head=held)
    assert f"knows {size} entries that this store does not hold" in caplog.text
    assert (crashed.notes.kept, crashed.notes.given) == ([], []), "nobody was told yet: the file stays"
    crashed.store.close()
    again = Loop(tmp_path, head=held)
    again.until_due()
    again.turn()
    assert again.notes.kept == [held]
    assert "is kept as aside" in caplog.text
    assert again.notes.given[-1] == loop.notes.given[-1]
    last = list(Book(tmp_path / "ledger.db").entries())[-1]
    assert (last["kind"], last["code"], last["args"]) == ("finding", "book-set-back", {"signed": size, "last": 6})
    again.until_due()
    again.turn()
    assert again.checkpoints()[-1], "and then it goes on"
    assert again.chore.due_ms(again.clock.now()) is None
    assert Book(tmp_path / "ledger.db").verify().ok
    again.store.close()


def epoch_of(folder):
    return Book(folder / "ledger.db").facts["epoch"]


def test_a_head_file_of_an_earlier_epoch_is_kept_and_nothing_is_told(tmp_path):
    Loop(tmp_path).end()
    held = Head("S1", "B1", "before", 50, "ab" * 32)
    again = Loop(tmp_path, head=held)
    assert again.notes.kept == [held]
    assert again.chore.due_ms(again.clock.now()) is None
    again.store.close()


def test_what_is_set_aside_keeps_its_text(tmp_path):
    file = HeadFile(tmp_path / "head", Inbox())
    assert file.found() is None
    (tmp_path / "head").write_text("rubbish")
    assert file.found() is None
    head = Head("S1", "B1", "e1", 7, "ab" * 32)
    text = write_note(head, KEY.public, KEY.sign(head.text))
    (tmp_path / "head").write_text(text)
    assert file.found() == head
    assert file.set_aside(head) == str(tmp_path / "head.e1-7")
    assert (tmp_path / "head.e1-7").read_text() == text
    assert file.found() is None


class Written:
    """A head file with its thread."""

    def __init__(self, path):
        self.path, self.inbox, self.stop = path, Inbox(), threading.Event()
        self.file = HeadFile(path, self.inbox)
        self.thread = threading.Thread(target=self.file.run, args=(self.stop,))
        self.thread.start()

    def text(self):
        return self.path.read_text() if self.path.exists() else ""

    def hear(self):
        """What the thread has the loop do."""
        call = self.inbox.get(timeout=20)
        assert isinstance(call, Call)
        call.run()

    def end(self):
        self.file.close()
        self.thread.join(20)
        assert not self.thread.is_alive()


def test_the_newest_note_stands_in_the_file_at_the_end(tmp_path):
    written = Written(tmp_path / "head")
    for number in range(200):
        written.file.give(f"note {number}\n")
    written.end()
    assert written.text() == "note 199\n"
    assert [one.name for one in tmp_path.iterdir()] == ["head"]
    with pytest.raises(queue.Empty):
        written.inbox.get_nowait()


def test_a_file_that_cannot_be_written_is_told_once_and_written_once_it_can(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr("edge.shell.audit.head_file.RETRY_FIRST_S", 0.01)
    folder = tmp_path / "stick"
    written = Written(folder / "head")
    written.file.give("one\n")
    written.hear()
    assert written.file.failed == "No such file or directory"
    written.file.give("two\n")
    folder.mkdir()
    written.hear()
    assert written.file.failed == ""
    wait_until(lambda: written.text() == "two\n", "the note in the file")
    written.end()
    assert caplog.text.count("cannot be written: No such file or directory") == 1


def test_ending_while_the_file_cannot_be_written_does_not_hang(tmp_path):
    written = Written(tmp_path / "gone" / "head")
    written.file.give("one\n")
    written.hear()
    written.end()


def test_a_key_is_made_once_for_this_user_alone(tmp_path):
    made = load_or_make(tmp_path / "ledger.db.key")
    assert stat.S_IMODE((tmp_path / "ledger.db.key").stat().st_mode) == 0o600
    assert load_or_make(tmp_path / "ledger.db.key").public == made.public == load(tmp_path / "ledger.db.key").public
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.db.key"]
    assert is_signed(b"text", made.public, made.sign(b"text"))
    assert not is_signed(b"texT", made.public, made.sign(b"text"))


def test_what_a_power_cut_left_of_making_a_key_is_no_hindrance(tmp_path):
    (tmp_path / "key.new").write_text("half")
    assert load_or_make(tmp_path / "key").public
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_what_a_power_cut_left_after_the_key_had_its_name_goes_at_the_next_start(tmp_path):
    made = load_or_make(tmp_path / "key").public
    (tmp_path / "key.new").hardlink_to(tmp_path / "key")
    assert load_or_make(tmp_path / "key").public == made
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("text", ["", "abc\n", "0" * 63, "0" * 65, "g" * 64, "\xff" * 64, "0" * 64 + "\n" + "0" * 64])
def test_a_broken_key_is_refused_and_left_as_it_is(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ConfigError, match="is not 64 hex digits; put the file back"):
        load_or_make(path)
    assert path.read_text(encoding="latin-1") == text


def test_a_key_that_cannot_be_read_or_made_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "key").mkdir()
    with pytest.raises(ConfigError, match=r"key cannot be read: Is a directory"):
        load_or_make(tmp_path / "key")
    with pytest.raises(ConfigError, match=r"cannot be made: No such file or directory; store.key_file may name"):
        load_or_make(tmp_path / "nowhere" / "key")
