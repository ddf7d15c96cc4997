"""What comes back after a restore is whole, whatever fails meanwhile: the disk, the link, a file beside the store."""

# ruff: noqa: F811 - a fixture is named twice

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from edge.core.entry import Audit, Draft, Movement
from edge.core.stock import Goods, StockKey
from edge.shell.copies import pulling
from edge.shell.copies.backup import save
from edge.shell.copies.pulling import LIMIT, PART
from edge.shell.copies.restore_build import stash
from edge.shell.disk.room import Room
from edge.shell.disk.waiting import RETRY_MS, Waiting
from edge.shell.history.stock_reader import StockReader
from edge.shell.ledger.book import Book
from edge.shell.ledger.posting import Posting
from edge.shell.loop.inbox import FromCentral
from edge.shell.loop.work import Apply
from edge.wire import WINDOW, SiteRequest
from tests.shell import test_pulling
from tests.shell.book_builder import CUSTOMER, NOW_MS, SUPPLIER, goods, loc, lpn, open_store, post, whole
from tests.shell.floor import PIN
from tests.shell.past_refold import refolds
from tests.shell.test_pulling import KEY, Box, box, central, lost, opened_before_its_past, restored  # noqa: F401 - fixtures
from tests.shell.test_pulling_epochs import middle  # noqa: F401 - a fixture
from tests.shell.test_restore import copied

PAGES_MAX = 1_000_000


class FullDisk:
    """A box whose store cannot grow until it `has_room`: what was to be written waits."""

    def __init__(self, box, folder):
        self.box = box
        self.waiting = Waiting(box.writer, Room(folder / "ledger.db", 0, box.clock.now()))
        (pages,) = box.store.cursor.execute("PRAGMA page_count").fetchone()
        self._allow(pages)

    def commit(self, *works):
        now = self.box.clock.now()
        self.box.pulling.committed(self.waiting.run(works, now), now)

    def refuse(self):
        """The box's next change is held, behind one that needs much room."""
        works = list(self.box.pulling.works(self.box.clock.now()))
        big = Apply(lambda: [Draft(Audit("x", {"a": "y" * 200})) for _ in range(400)], "big", works[0].stamp)
        self.commit(big, *works)
        assert len(self.waiting) == 1 + len(works)

    def has_room(self):
        self._allow(PAGES_MAX)
        self.box.clock.mono_ms += RETRY_MS
        self.commit()
        assert len(self.waiting) == 0

    def _allow(self, pages):
        self.box.store.cursor.execute(f"PRAGMA max_page_count = {pages}")


def test_an_epoch_that_ends_when_the_disk_has_room_again_names_the_next_one_though_the_link_went(
    tmp_path, central, middle
):
    backup, first, second = middle
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        while box.past.epochs()[0].upto < 63:
            box.turn()
        disk = FullDisk(box, tmp_path)
        disk.refuse()
        for up in (False, True):
            central.up = up
            disk.commit()
        disk.has_room()
        assert [(one.epoch, one.complete) for one in box.past.epochs()] == [(first, True), (second, False)]
        assert box.past.is_waiting()
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
    assert refolds(tmp_path / "ledger.db")


def lost_twice_without_central(tmp_path, lost):
    """Restored twice from one backup, with a stick that has all of both epochs; the box as it is then, and both."""
    backup, first, rows = lost()
    stick = copied(tmp_path / "stick", rows, epoch=first)
    restored(tmp_path, backup, stick)
    box = Box(tmp_path, None)
    with closing(box.store):
        box.command(operator="op-3", pin=PIN, reason="there is no central")
        post(box.store, *(goods(1, SUPPLIER, loc("A-02")) for _ in range(40)))
        second, rows = box.store.epoch, box.store.rows(0, 1_000)
    restored(tmp_path, backup, copied(stick, rows, epoch=second))
    return Box(tmp_path, None), first, second


def test_without_central_the_epoch_in_between_comes_back_from_the_second_copy(tmp_path, lost):
    box, first, second = lost_twice_without_central(tmp_path, lost)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
        assert box.past.is_waiting(), "nobody but a supervisor knows that there is no more"
        assert box.pulling.due_ms(box.clock.now()) is None
        box.command(operator="op-3", pin=PIN, reason="there is no central")
        box.turns()
        assert box.pulling.alarm() is None
        assert [(one.epoch, one.complete) for one in box.past.epochs()] == [(first, False), (second, False)]
    assert not list(tmp_path.glob("ledger.db.past-*"))
    assert refolds(tmp_path / "ledger.db")


def test_without_central_a_start_reads_on_in_the_second_copy_where_the_last_one_stopped(tmp_path, lost):
    box, _first, _second = lost_twice_without_central(tmp_path, lost)
    with closing(box.store):
        for _turn in range(2):
            box.turn()
        assert 0 < box.qty("A-02") < 40
    box = Box(tmp_path, None)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 40)
    assert refolds(tmp_path / "ledger.db")


def test_without_central_a_second_copy_with_a_gap_is_told_once_not_at_every_start(tmp_path, lost):
    backup, first, rows = lost()
    restored(tmp_path, backup, copied(tmp_path / "stick", rows[40:], epoch=first))
    for _start in range(2):
        box = Box(tmp_path, None)
        with closing(box.store):
            box.turns()
            told = [row for row in box.store.rows(0, 100) if '"past-gap"' in row.body]
            assert (box.qty(), len(told)) == (3, 1)
    assert stash(tmp_path / "ledger.db", first).exists()


def weighed(qty, grams, source, target):
    return Draft(Movement("transfer", Goods(StockKey("HAM"), qty, catch_qty=grams), source, target))


def by_item_and_by_book(box, item="TEA"):
    """The places of the goods as they are told of an item, and by a walk of all."""
    reader = StockReader(box.store.connection, "S1")
    walked = [one for one in reader.every() if one.location.startswith("loc:") and one.key.item == item]
    return [sorted((one.place, one.qty, one.catch_qty) for one in told) for told in (reader.item(item), walked)]


def test_an_entry_posted_late_that_takes_a_place_below_zero_opens_a_finding(tmp_path, central, lost):
    leave = replace(goods(5, loc("A-01"), loc("A-02")), approver="op-3", reason="it stands there")
    backup, first, rows = lost(5, 0, leave)
    central.has(first, rows)
    restored(tmp_path, backup)
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, whole("U1", SUPPLIER, loc("A-01")), goods(3, loc("A-01"), lpn("U1")))
        box.turns()
        assert box.qty() == -3
        assert box.findings() == ["negative-stock"]
        told, walked = by_item_and_by_book(box)
        assert told == walked
    assert Book(tmp_path / "ledger.db").verify().ok
    assert refolds(tmp_path / "ledger.db")


def test_an_entry_posted_late_that_leaves_a_weight_without_pieces_opens_a_finding(tmp_path, central, lost):
    backup, first, _rows = lost(1, 0)
    with closing(open_store(tmp_path)) as store:
        post(store, weighed(2, 2_000, SUPPLIER, loc("A-02")))
        backup = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS + 60_000).path
        post(store, weighed(1, 1_000, loc("A-02"), CUSTOMER))
        central.has(first, store.rows(0, 100))
    restored(tmp_path, backup)
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, weighed(1, 1_500, loc("A-02"), CUSTOMER))
        box.turns()
        assert box.findings() == ["catch-weight-off"]
        told, walked = by_item_and_by_book(box, "HAM")
        assert told == walked == [(loc("A-02"), 0, -500)]
    assert refolds(tmp_path / "ledger.db")


def test_a_finding_that_comes_back_with_the_next_part_is_told_once(tmp_path, central, lost):
    leave = replace(goods(30, loc("A-01"), loc("A-02")), approver="op-3", reason="it stands there")
    backup, first, rows = lost(3, PART - 1, leave)
    central.has(first, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.findings()) == (-3, ["negative-stock"])
    assert refolds(tmp_path / "ledger.db")


def test_what_was_below_zero_and_told_before_the_loss_is_not_told_again(tmp_path, central, lost):
    leave = replace(goods(9, loc("A-01"), loc("A-02")), approver="op-3", reason="it stands there")
    backup, first, rows = lost(5, 0, leave)
    central.has(first, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.findings()) == (-4, ["negative-stock"])
        assert not [row for row in box.store.rows(0, 100) if "negative-stock" in row.body]
    assert refolds(tmp_path / "ledger.db")


def test_a_restore_tells_what_the_second_copy_took_below_zero_and_does_not_count_it_as_contradicting(
    tmp_path, central, lost
):
    leave = replace(goods(5, loc("A-01"), loc("A-02")), approver="op-3", reason="it stands there")
    backup, first, rows = lost(3, 0, leave)
    done = restored(tmp_path, backup, copied(tmp_path / "stick", rows[:4], epoch=first))
    box = Box(tmp_path, central)
    with closing(box.store):
        assert (box.qty(), box.findings(), done.contradicting) == (-2, ["negative-stock"], 0)


def test_an_error_of_the_store_while_an_entry_is_posted_is_told_as_it_is(box, monkeypatch):
    def fails(_posting, _entry):
        """As the store does where it cannot go on: it ends the transaction by itself."""
        box.store.cursor.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Posting, "apply", fails)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        box.turns()


UNREADABLE = "alarm-past-unreadable"


def test_a_file_of_the_second_copy_that_cannot_be_read_is_an_alarm_until_it_can(tmp_path, central, lost):
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    file = stash(tmp_path / "ledger.db", first)
    file.mkdir()
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        told = box.pulling.alarm()
        assert (told.key, told.args) == (UNREADABLE, {"file": file.name, "error": "Is a directory"})
        assert (box.qty(), box.past.is_waiting()) == (63, True)
        file.rmdir()
        for central.up in (False, True):
            box.turn()
        box.turns()
        assert (box.pulling.alarm(), box.past.is_waiting()) == (None, False)


def test_a_file_of_another_epoch_that_cannot_be_read_is_an_alarm_too(tmp_path, central, lost):
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    stash(tmp_path / "ledger.db", "0123456789abcdef").mkdir()
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.pulling.alarm().key, box.past.is_waiting()) == (UNREADABLE, True)


def test_a_file_of_the_second_copy_that_cannot_be_removed_stays_and_nothing_else(tmp_path, lost, monkeypatch):
    def denied(_path):
        raise PermissionError(13, "Permission denied")

    box, _first, _second = lost_twice_without_central(tmp_path, lost)
    monkeypatch.setattr(pulling, "end_of", denied)
    with closing(box.store):
        box.turns()
        assert box.qty("A-02") == 40


@pytest.mark.parametrize("echoes", [True, False])
def test_an_old_answer_that_is_sent_again_does_not_open_the_box_early(tmp_path, central, lost, monkeypatch, echoes):
    """Signed by central once, when it had less; somebody kept it."""
    backup, first, rows = lost()
    central.has(first, rows[:10])
    if not echoes:
        forgets_what_was_asked(monkeypatch)
    old = SiteRequest(box="B1", epoch=first, have=3, limit=LIMIT, window=WINDOW, asked="0123456789abcdef")
    kept = list(test_pulling.answer(central.store, old, KEY))
    central.has(first, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        central.away = True
        box.turn()
        for payload in kept:
            box.upstream.heard(FromCentral("wh/1/S1/site/ev", payload))
        central.away = False
        box.turns()
        assert (box.qty(), box.past.epochs()[0].upto, box.past.is_waiting()) == (63, 63, False)
    assert refolds(tmp_path / "ledger.db")


def test_a_central_that_does_not_echo_is_asked_twice_before_the_box_opens(tmp_path, central, lost, monkeypatch):
    forgets_what_was_asked(monkeypatch)
    backup, first, rows = lost(after=6)
    central.has(first, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    asked, real = [], central.publish

    def publish(name, payload, *, retain=False):
        asked.append(SiteRequest.model_validate_json(payload))
        return real(name, payload, retain=retain)

    central.publish = publish
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.past.is_waiting()) == (9, False)
    assert [one.have for one in asked] == [3, 9]
    assert len({one.asked for one in asked}) == 2


def forgets_what_was_asked(monkeypatch):
    """Central as it was before it echoed."""
    real = test_pulling.answer
    monkeypatch.setattr(
        test_pulling, "answer", lambda held, asked, key: real(held, asked.model_copy(update={"asked": ""}), key)
    )
