"""The wall clock jumps ten years back and a day on in the middle of work: order stays, and nothing is lost by it."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from edge import control
from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry_json import utc_text
from edge.core.event import ShelfStep
from edge.core.session import Menu, Session, SignedOut
from edge.shell.audit.checkpoints import WITHIN_MS, Checkpoints
from edge.shell.audit.signing import BoxKey
from edge.shell.ledger.book import Book
from edge.shell.loop.commands import Commands
from edge.shell.loop.daemon import IDLE_LOOK_MS, Daemon
from edge.shell.loop.health import Health
from edge.shell.loop.inbox import Inbox, ScreenLine, Stop
from edge.shell.loop.intake import Intake
from edge.shell.loop.notify import Notifier
from edge.shell.loop.parts import Parts
from edge.shell.loop.pins import Pins
from edge.shell.loop.screens import Screens
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.writing import Writer
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, stamp, with_reference
from tests.shell.floor import TEA
from tests.shell.test_loop import SetClock

MINUTE_MS, DAY_MS = 60_000, 86_400_000
TEN_YEARS_MS = 3652 * DAY_MS
JUMPS = [-TEN_YEARS_MS, DAY_MS]


class Desk:
    """The daemon's loop with one screen at DOCK-1, a clock that the test sets, and checkpoints."""

    def __init__(self, folder, store, clock):
        fields = {"site": "S1", "box": "B1", "store": {"path": folder / "ledger.db"}}
        stations = {"DOCK-1": {"location": "DOCK-1"}, "DOCK-2": {"location": "DOCK-2"}}
        config = Config.model_validate(fields | {"stations": stations, "control": {"session_idle_min": 30}})
        self.store, self.clock, self.inbox = store, clock, Inbox()
        self.results, self.notes, self.failed, self.inputs = [], [], "", 0
        sensing, health, screens = Sensing(config, clock), Health(config), Screens(self, store.view)
        checkpoints = Checkpoints("S1", "B1", store, clock, BoxKey(bytes(32)), self)
        parts = Parts(
            config, clock, self.inbox, store, sensing, health, screens, None, Pins(self.inbox), Notifier(),
            Commands({}, store, clock), (checkpoints,),
        )  # fmt: skip
        self.daemon = Daemon(parts)
        self.hear(control.Hello(terminal="test", station="DOCK-1"))

    # What the loop tells: a control server, and a head file

    def view(self, client, view):
        self.turn_shown = view.turn

    def result(self, client, result):
        self.results.append(result)

    def feed(self, client, feed): ...

    def found(self):
        """No head file from before."""

    def give(self, note):
        self.notes.append(note)

    # What it is told

    def hear(self, message):
        self.inbox.put(ScreenLine(1, message))
        self.goes_on(0)

    def goes_on(self, by_ms, set_by_ms=0):
        """Some time, and a turn of the loop; a fault, so that it does not end the book's day."""
        self.clock.goes_on(by_ms, set_by_ms)
        self.inbox.put(Stop("the test looks"))
        self.daemon._running = True
        self.daemon.run()

    def say(self, value, via="wedge", ident=""):
        self.inputs += 1
        self.hear(control.Input(id=ident or f"input-{self.inputs:04}", turn=self.turn_shown, via=via, value=value))
        return self.results[-1].text.key

    def receives(self):
        self.goes_on(2_000)
        return self.say(TEA), self.say("DOCK-1")

    def entries(self, kind):
        rows = self.store.cursor.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
        return [json.loads(body) for (body,) in rows]


def put(store, session):
    store.begin()
    store.put_session(session)
    store.commit()


@pytest.fixture
def store(tmp_path):
    one = with_reference(open_store(tmp_path), tmp_path)
    yield one
    one.close()


@pytest.fixture
def desk(tmp_path, store):
    """An operator at work on a receipt."""
    clock = SetClock()
    put(store, Session("DOCK-1", "op-1", Menu(), touched_ms=clock.at.wall_ms))
    one = Desk(tmp_path, store, clock)
    assert one.say("1", via="typed") == "work-chosen"
    assert one.say("RCV-2") == "document-opened"
    return one


DONE = ("counted", "received")


def test_work_goes_on_in_order_through_every_jump_and_the_book_states_each(desk, store, tmp_path):
    walls = []
    for jump in (0, -TEN_YEARS_MS, DAY_MS, 0):
        desk.clock.goes_on(10, jump)
        assert desk.receives() == DONE
        walls.append(desk.clock.at.wall_ms)
    movements = desk.entries("movement")
    assert [one["t"] for one in movements] == [utc_text(wall) for wall in walls], "as the clock said, never rewritten"
    assert [one["mono_ms"] for one in movements] == sorted(one["mono_ms"] for one in movements)
    assert all(later["seq"] > one["seq"] for one, later in pairwise(movements))
    assert len({one["id"] for one in movements}) == 4
    stated = desk.entries("clock")
    assert [one["offset_ms"] for one in stated] == [0, -TEN_YEARS_MS, DAY_MS]
    received = {balance.key.received_on: balance.qty for balance in store.view.content(loc("DOCK-1"))}
    assert received == {"2026-09-21": 1, "2016-09-21": 1, "2016-09-22": 2}, "by the day that the clock said"
    verdict = Book(tmp_path / "ledger.db").verify()
    assert verdict.ok, verdict


@pytest.mark.parametrize("jump", JUMPS)
def test_nobody_is_signed_out_before_or_after_their_time(desk, store, jump):
    assert desk.receives() == DONE
    desk.clock.goes_on(10, jump)
    for _ in range(29):
        desk.goes_on(IDLE_LOOK_MS)
    assert store.view.session("DOCK-1").operator == "op-1"
    for _ in range(3):
        desk.goes_on(IDLE_LOOK_MS)
    assert store.view.session("DOCK-1").step == SignedOut()


@pytest.mark.parametrize("jump", JUMPS)
def test_checkpoints_go_by_the_time_that_passes(desk, jump):
    desk.receives()
    before = len(desk.entries("checkpoint"))
    desk.clock.goes_on(0, jump)
    desk.goes_on(WITHIN_MS // 2)
    assert len(desk.entries("checkpoint")) == before, "no sooner"
    desk.goes_on(WITHIN_MS // 2 + 10)
    desk.goes_on(10)
    assert len(desk.entries("checkpoint")) == before + 1, "and no later"
    assert len(desk.notes) == before + 1


@pytest.mark.parametrize("jump", JUMPS)
def test_an_input_told_again_after_the_jump_gets_its_first_answer(desk, store, jump):
    desk.goes_on(2_000)
    assert desk.say(TEA, ident="told-twice") == "counted"
    last = store.last_seq
    desk.clock.goes_on(5_000, jump)
    assert desk.say(TEA, ident="told-twice") == "counted"
    assert store.view.session("DOCK-1").turn == 3
    assert [one["kind"] for one in map(json.loads, bodies(store, last))] == ["clock"]
    assert desk.say("DOCK-1") == "received"
    assert [one["qty"] for one in desk.entries("movement")] == [1]


def bodies(store, after):
    return [body for (body,) in store.cursor.execute("SELECT body FROM ledger WHERE seq > ? ORDER BY seq", (after,))]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_locked_station_stays_locked_for_its_five_minutes(desk, store, jump):
    locked = replace(store.view.session("DOCK-1"), operator="", step=SignedOut())
    put(store, replace(locked, locked_until_ms=desk.clock.at.wall_ms + 5 * MINUTE_MS))
    desk.clock.goes_on(0, jump)
    desk.goes_on(4 * MINUTE_MS)
    assert desk.say("BADGE-0001") == "sign-in-locked"
    desk.goes_on(MINUTE_MS + 10)
    assert desk.say("BADGE-0001") == "badge-read"


def test_a_box_that_starts_at_the_same_past_moment_every_time_writes_all_it_has_to_say(store, tmp_path):
    for boot in ("boot-1", "boot-2"):
        desk = Desk(tmp_path, store, SetClock(1_000_000, 5_000, boot=boot))
        desk.goes_on(10)
    assert [one["boot"] for one in desk.entries("clock")] == ["boot-1", "boot-2"]


def weighed(store, clock, after_ms, set_by_ms):
    """Three mugs are put into S-01; so much later, the clock having been set, its scale feels three less or more."""
    writer = Writer(store, clock)
    intake = Intake(Config.model_validate({"site": "S1", "box": "B1", "store": {"path": "/x"}}), clock, None)
    store.begin()
    moved = goods(3, SUPPLIER, loc("S-01"), item="MUG")
    store.write(Decision(drafts=(moved,)), "moved", replace(stamp(), at=clock.at), clock.at.wall_ms)
    store.commit()
    clock.goes_on(after_ms, set_by_ms)
    step = ShelfStep("scale/1", "S-01", 750_000, 1, "scale", clock.at)
    writer.run([intake._step(step, None)])
    kinds = [kind for (kind,) in store.cursor.execute("SELECT kind FROM ledger WHERE seq > 1")]
    return kinds, [one.id for one in store.view.held_steps("S-01")]


def test_a_scale_s_word_counts_for_what_was_moved_just_now(store):
    assert weighed(store, SetClock(), 1_000, 0) == (["evidence"], [])


def test_a_scale_s_word_does_not_count_for_what_was_moved_an_hour_ago(store):
    assert weighed(store, SetClock(), 60 * MINUTE_MS, 0) == ([], ["scale/1"])


def test_a_scale_s_word_counts_for_what_was_moved_just_now_when_the_clock_was_set_on(store):
    assert weighed(store, SetClock(), 1_000, DAY_MS) == (["evidence"], [])


def test_a_scale_s_word_does_not_count_for_what_was_moved_an_hour_ago_when_the_clock_was_set_back(store):
    assert weighed(store, SetClock(), 60 * MINUTE_MS, -TEN_YEARS_MS) == ([], ["scale/1"])
