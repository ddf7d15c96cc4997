"""What comes back after a restore is whole, whatever fails meanwhile: the disk, the link, a file beside the store."""

# ruff: noqa: F811 - a fixture is named twice

from contextlib import closing

from edge.core.entry import Audit, Draft
from edge.shell.copies.restore_build import stash
from edge.shell.disk.room import Room
from edge.shell.disk.waiting import RETRY_MS, Waiting
from edge.shell.loop.work import Apply
from tests.shell.book_builder import SUPPLIER, goods, loc, post
from tests.shell.floor import PIN
from tests.shell.past_refold import refolds
from tests.shell.test_pulling import Box, central, lost, restored  # noqa: F401 - fixtures
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
