"""The loop while the store refuses, with a clock of the test's own: what is served, and what waits."""

import sqlite3
import threading
from dataclasses import replace

import pytest

from edge import control
from edge.core.read import CodeSeen, Read, TagSeen
from edge.shell.disk.room import Room
from edge.shell.disk.soundness import Soundness
from edge.shell.disk.waiting import RETRY_MS
from edge.shell.loop.daemon import Daemon
from edge.shell.loop.inbox import DeviceRead, ScreenLine, Stop
from tests.shell.test_loop import SetClock, parts, store  # noqa: F401 - fixtures
from tests.shell.test_store_room import failed


class Screens:
    """A control server that remembers what it was told to say."""

    def __init__(self):
        self.views, self.results, self.rows = [], [], []

    def view(self, client, view):
        self.views.append(view)

    def result(self, client, result):
        self.results.append(result)

    def feed(self, client, feed):
        self.rows = feed.items


class Loop:
    """A daemon with one scanner, one turn at a time."""

    def __init__(self, store, parts, tmp_path, monkeypatch):  # noqa: F811
        self.clock, self.refuses, self.tries = SetClock(), False, 0
        device = {"kind": "serial", "station": "DOCK-1", "options": {}}
        reader = {"kind": "llrp", "zones": {"1": "DOOR"}, "options": {}}
        door = {"locations": ["DOCK-1"], "portal": "DOCK-1"}
        made = parts(self.clock, devices={"gun1": device, "reader": reader}, zones={"DOOR": door})
        self.room = Room(tmp_path / "ledger.db", 0, self.clock.now())
        self.sound = Soundness(tmp_path / "ledger.db", store.epoch, store.connection.checked)
        self.parts = replace(made, room=self.room, chores=(self.sound, self.room), damage=lambda: self.sound.damage)
        self.server = self.parts.screens._server = Screens()
        real = store.commit

        def commit():
            self.tries += 1
            if self.refuses:
                raise failed("SQLITE_FULL")
            real()

        monkeypatch.setattr(store, "commit", commit)
        self.daemon = Daemon(self.parts)
        self.inbox = self.parts.inbox
        self.daemon._commit([])

    def turn(self, by_ms=0):
        self.clock.goes_on(by_ms)
        self.daemon._wait_s = lambda: 0.0
        self.daemon._turn()

    def scan(self, code="B-0001"):
        self.inbox.put(DeviceRead(Read("gun1", CodeSeen(code.encode()), self.clock.now())))

    def hello(self, client=1, station="DOCK-1"):
        self.inbox.put(ScreenLine(client, control.Hello(terminal="t", station=station)))


@pytest.fixture
def loop(store, parts, tmp_path, monkeypatch):  # noqa: F811
    return Loop(store, parts, tmp_path, monkeypatch)


def test_a_screen_that_comes_while_the_store_refuses_is_shown_why_and_nobody_is_answered(loop):
    loop.hello()
    loop.turn()
    loop.refuses = True
    loop.scan()
    loop.turn()
    assert loop.server.views[-1].state.alarm.key == "alarm-disk-waits", "at once"
    assert loop.server.results == []
    loop.scan("A-01")
    loop.hello(client=2, station="DOCK-2")
    loop.server.views.clear()
    loop.turn()
    assert "DOCK-2" in {one.station for one in loop.server.views}
    assert loop.inbox.qsize() == 1, "the scan stays where it is"
    loop.refuses = False
    loop.turn(RETRY_MS)
    assert [one.source for one in loop.server.results] == ["gun1"], "answered now, once"
    assert loop.inbox.qsize() == 1
    loop.turn()
    assert len(loop.server.results) == 2


def test_a_desk_without_a_station_is_told_too_and_of_the_end(loop):
    loop.inbox.put(ScreenLine(7, control.Subscribe(topics=["devices"])))
    loop.turn()
    loop.refuses = True
    loop.scan()
    loop.turn(by_ms=1_000)
    assert [row.text.key for row in loop.server.rows if row.type == "alarm"] == ["alarm-disk-waits"]
    loop.refuses = False
    for _ in range(3):
        loop.turn(by_ms=10_000)
    assert {row.type for row in loop.server.rows} == {"device"}


def test_the_store_is_asked_again_each_second_however_often_the_loop_wakes(loop):
    loop.refuses = True
    loop.scan()
    loop.turn()
    before = loop.tries
    for client in range(10):
        loop.hello(client)
        loop.turn(by_ms=50)
    assert loop.tries == before
    loop.turn(RETRY_MS)
    assert loop.tries > before


def test_while_it_waits_the_loop_sleeps_until_it_may_try_again(loop):
    loop.refuses = True
    loop.scan()
    loop.turn()
    waited = Daemon._wait_s(loop.daemon)
    assert 0 < waited <= RETRY_MS / 1000


def test_tags_are_folded_once_and_their_passage_waits_with_the_rest(loop):
    loop.refuses = True
    loop.scan()
    loop.turn()
    sensing = loop.parts.sensing
    folded = []
    real = sensing.tags
    sensing.tags = lambda batch: (folded.append(batch), real(batch))
    for _ in range(3):
        loop.inbox.put_tag("reader", TagSeen(b"\x30" * 12, "1", -50), loop.clock.now())
        loop.turn(by_ms=10)
    held = len(loop.daemon._waiting)
    loop.turn(by_ms=5_000)
    loop.turn(by_ms=5_000)
    assert len(folded) == 3
    assert len(loop.daemon._waiting) == held + 1, "the passage"
    loop.refuses = False
    loop.turn(RETRY_MS)
    assert (len(loop.daemon._waiting), len(folded)) == (0, 3)


def test_the_end_is_heard_while_scans_wait(loop, caplog):
    loop.refuses = True
    loop.scan()
    loop.turn()
    while not loop.inbox.full():
        loop.scan()
    loop.inbox.put_until(Stop(), threading.Event())
    loop.daemon._running = True
    loop.daemon.run()
    assert "scans that wait for room: they were not answered" in caplog.text


def test_an_fsync_that_fails_goes_up_at_once_and_is_not_tried_again(loop, monkeypatch):
    tries = []

    def commit():
        tries.append(1)
        raise failed("SQLITE_IOERR_FSYNC")

    monkeypatch.setattr(loop.parts.store, "commit", commit)
    loop.scan()
    with pytest.raises(sqlite3.OperationalError) as error:
        loop.turn()
    assert error.value.sqlite_errorname == "SQLITE_IOERR_FSYNC"
    assert len(tries) == 1
    loop.parts.store.connection.execute("ROLLBACK")
