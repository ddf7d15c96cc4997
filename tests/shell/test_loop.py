"""The daemon's loop in this process: what it waits for, and what it does by itself."""

import json
from dataclasses import replace

import pytest

from edge.config import Config
from edge.core.decision import Decision, HoldStep
from edge.core.event import ShelfStep
from edge.core.read import Moment
from edge.core.session import AwaitPin, Menu, Session, SignedOut, load_step
from edge.core.workflows.look.table import LookWhat
from edge.shell.clock import Clock
from edge.shell.loop.commands import Commands
from edge.shell.loop.daemon import IDLE_LOOK_MS, Daemon
from edge.shell.loop.health import Health
from edge.shell.loop.inbox import Inbox, Stop
from edge.shell.loop.notify import Notifier
from edge.shell.loop.parts import Parts
from edge.shell.loop.pins import Pins
from edge.shell.loop.screens import Screens
from edge.shell.loop.sensing import Sensing
from tests.shell.book_builder import NOW_MS, open_store, stamp, with_reference


class SetClock(Clock):
    """A clock that the test sets."""

    def __init__(self, wall_ms=NOW_MS, mono_ms=50_000, boot="boot-1"):
        super().__init__("UTC")
        self.boot, self.at = boot, Moment(wall_ms, mono_ms)

    def now(self):
        return self.at

    def state(self):
        return "free"

    def goes_on(self, by_ms, set_by_ms=0):
        self.at = Moment(self.at.wall_ms + by_ms + set_by_ms, self.at.mono_ms + by_ms)


class Server:
    """A control server that nobody is connected to."""

    def view(self, client, view): ...
    def result(self, client, result): ...
    def feed(self, client, feed): ...


@pytest.fixture
def store(tmp_path):
    one = with_reference(open_store(tmp_path), tmp_path)
    yield one
    one.close()


@pytest.fixture
def parts(store, tmp_path):
    """All parts of a daemon with no device and no upstream, over a store of the test's own."""

    def make(clock=None, **more):
        fields = {"site": "S1", "box": "B1", "store": {"path": tmp_path / "ledger.db"}}
        stations = {"DOCK-1": {"location": "DOCK-1"}, "DOCK-2": {"location": "DOCK-2"}}
        config = Config.model_validate(fields | {"stations": stations} | more)
        clock, inbox = clock or Clock("UTC"), Inbox()
        sensing, health, screens = Sensing(config, clock), Health(config), Screens(Server(), store.view)
        return Parts(
            config,
            clock,
            inbox,
            store,
            sensing,
            health,
            screens,
            None,
            Pins(inbox),
            Notifier(),
            Commands({}, store, clock),
        )

    return make


def test_a_box_with_nothing_attached_wakes_for_its_watchdog_all_the_same(parts, monkeypatch):
    assert 0 < Daemon(parts())._wait_s() <= IDLE_LOOK_MS / 1000
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere")
    monkeypatch.setenv("WATCHDOG_USEC", "6000000")
    assert 0 < Daemon(parts())._wait_s() <= 2


def entries(store, kind):
    rows = store.cursor.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    return [json.loads(body) for (body,) in rows]


def put(store, *sessions):
    store.begin()
    for session in sessions:
        store.put_session(session)
    store.commit()


def turn(daemon):
    """One turn of the loop, and its end."""
    daemon._p.inbox.put(Stop())
    daemon._running = True
    daemon.run()


def hold(store, clock, units=-1):
    step = ShelfStep("scale/1", "S-01", units * 250_000, 1, "scale", clock.at, "MUG", units)
    store.begin()
    store.write(Decision(effects=(HoldStep(step, clock.at.wall_ms + 120_000),)), "held", stamp(), NOW_MS)
    store.commit()


@pytest.mark.parametrize("set_by_ms", [3_600_000, -3_600_000])
def test_a_clock_that_is_set_ends_no_held_step_early_or_late_and_signs_nobody_out(store, parts, set_by_ms):
    clock = SetClock()
    daemon = Daemon(parts(clock, control={"session_idle_min": 30}))
    turn(daemon)
    hold(store, clock)
    put(store, Session("DOCK-1", "op-1", Menu(), touched_ms=clock.at.wall_ms))
    clock.goes_on(60_000, set_by_ms)
    for _ in range(3):
        turn(daemon)
    assert [one["offset_ms"] for one in entries(store, "clock")] == [0, set_by_ms]
    assert store.due_steps(clock.at.wall_ms) == []
    assert entries(store, "finding") == []
    assert store.view.session("DOCK-1").operator == "op-1"
    clock.goes_on(60_001)
    for _ in range(2):
        turn(daemon)
    assert [one["code"] for one in entries(store, "finding")] == ["shelf-unclaimed"], "after two minutes, as ever"


def test_a_clock_set_while_the_daemon_was_down_is_noticed_and_another_boot_goes_by_wall_time(store, parts):
    clock = SetClock()
    turn(Daemon(parts(clock)))
    hold(store, clock)
    clock.goes_on(1_000, 600_000)
    turn(Daemon(parts(clock)))
    assert entries(store, "finding") == []
    later = SetClock(clock.at.wall_ms + 200_000, 1_000, boot="boot-2")
    turn(Daemon(parts(later)))
    assert [one["offset_ms"] for one in entries(store, "clock")] == [0, 600_000, 0]
    assert [one["code"] for one in entries(store, "finding")] == ["shelf-unclaimed"]


def test_small_steps_of_the_clock_say_nothing_until_they_add_up(store, parts):
    clock = SetClock()
    daemon = Daemon(parts(clock))
    turn(daemon)
    for _ in range(3):
        clock.goes_on(10, 400)
        turn(daemon)
    assert [one["offset_ms"] for one in entries(store, "clock")] == [0, 1_200]


def test_who_may_not_work_here_any_more_is_signed_out_at_the_start_and_the_book_says_so(store, parts):
    store.view._stations.pop("DOCK-2")
    old = Session("DOCK-2", "op-1", Menu(), turn=7)
    waiting = Session("DOCK-1", "", AwaitPin("op-99"))
    put(store, old, waiting)
    turn(Daemon(parts()))
    found = {one.station: one for one in store.view.sessions()}
    assert [(one.operator, one.step) for one in found.values()] == [("", SignedOut())] * 2
    assert found["DOCK-2"].turn == 8, "what its screen shows is old"
    audits = entries(store, "audit")
    assert [(one["act"], one["op"], one["reason"]) for one in audits] == [("sign-out", "op-1", "station-gone")]
    turn(Daemon(parts()))
    assert entries(store, "audit") == audits
    put(store, replace(found["DOCK-1"], operator="op-99", step=Menu()))
    turn(Daemon(parts()))
    assert entries(store, "audit")[-1]["reason"] == "operator-gone"


def test_a_session_that_nobody_touched_is_locked_and_knows_where_it_stood_after_a_restart(store, parts):
    clock = SetClock()
    daemon = Daemon(parts(clock, control={"session_idle_min": 30}))
    turn(daemon)
    put(store, Session("DOCK-1", "op-1", LookWhat("item", "MUG"), turn=3, touched_ms=clock.at.wall_ms))
    clock.goes_on(29 * 60_000)
    turn(daemon)
    assert store.view.session("DOCK-1").operator == "op-1"
    clock.goes_on(2 * 60_000)
    turn(daemon)
    turn(Daemon(parts(clock)))
    locked = store.view.session("DOCK-1")
    assert (locked.operator, locked.step, locked.turn) == ("", SignedOut(), 4)
    assert (locked.left_by, load_step(list(locked.left))) == ("op-1", LookWhat("item", "MUG"))
    assert [(one["act"], one["op"]) for one in entries(store, "audit")] == [("sign-out", "op-1")]
