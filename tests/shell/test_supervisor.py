"""The supervisor: a lost device is said once and tried again; a driver's bug is its own, a service's ends it all."""

import queue
import threading
import time

import pytest

from edge.core.read import CodeSeen, TagSeen
from edge.driver import DeviceError, Driver, Options
from edge.shell import supervisor as room
from edge.shell.clock import Clock
from edge.shell.loop.health import Health
from edge.shell.loop.inbox import DeviceDown, DeviceRead, DeviceUp, Inbox, Stop, TagReads
from edge.shell.supervisor import DeviceIo, Supervisor, backoff


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(room, "backoff", lambda: backoff(0.01, 0.02))


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def kept(inbox):
    """Keeps a driver's `run` as device `gun1`; all is ended after the test."""
    supervisor = Supervisor(inbox, Clock("UTC"))

    def keep(run):
        supervisor.device("gun1", Driver("serial", Options, run), Options())
        return supervisor

    yield keep
    supervisor.stop()


def heard(inbox, count, seconds=10):
    """The next items."""
    items = []
    deadline = time.monotonic() + seconds
    while len(items) < count and time.monotonic() < deadline:
        items += inbox.collect(count - len(items), 0.1)
    return items


def test_what_a_driver_emits_comes_with_its_device_and_a_moment(inbox, kept):
    def run(_options, io):
        io.up("a scanner")
        io.emit(CodeSeen(b"A"))
        io.emit(TagSeen(b"\x01", "1"))
        io.stop.wait()

    kept(run)
    up, read, tags = heard(inbox, 3)
    assert up == DeviceUp("gun1", "a scanner")
    assert isinstance(read, DeviceRead)
    assert (read.read.device, read.read.seen) == ("gun1", CodeSeen(b"A"))
    assert read.read.at.wall_ms > 1_600_000_000_000
    assert isinstance(tags, TagReads)


def test_a_device_that_is_not_there_is_said_once_however_often_it_is_tried(inbox, kept):
    tries = []

    def run(_options, _io):
        tries.append(1)
        raise DeviceError("/dev/x is not there")

    kept(run)
    assert heard(inbox, 2, seconds=0.5) == [DeviceDown("gun1", "/dev/x is not there")]
    assert len(tries) > 3


def test_a_device_that_was_there_is_said_again_each_time_it_goes(inbox, kept):
    def run(_options, io):
        io.up("scanner")
        raise DeviceError("unplugged")

    kept(run)
    assert heard(inbox, 6) == [DeviceUp("gun1", "scanner"), DeviceDown("gun1", "unplugged")] * 3


def test_health_logs_a_loss_once_though_the_reason_changes(caplog, tmp_path):
    from edge.config import Config

    config = Config.model_validate(
        {"site": "S", "box": "B", "store": {"path": tmp_path / "x"}, "devices": {"gun1": {"kind": "serial"}}}
    )
    health = Health(config)
    caplog.set_level("INFO")
    health.down("gun1", "unplugged")
    health.down("gun1", "not there")
    assert health.rows(Clock("UTC").now())[0].what == "not there"
    health.up("gun1", "scanner")
    health.down("gun1", "unplugged")
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["device gun1 is down: unplugged", "device gun1 is up: scanner", "device gun1 is down: unplugged"]


def test_a_missing_library_fails_that_device_with_its_name(inbox, kept):
    def run(_options, _io):
        import no_such_library_at_all  # noqa: F401

    kept(run)
    (down,) = heard(inbox, 1)
    assert down.reason == "a library is missing: no_such_library_at_all; run the set-up again"


def test_a_bug_of_a_driver_takes_its_own_device_down_only(inbox, kept):
    def run(_options, _io):
        raise KeyError("oops")

    supervisor = kept(run)
    supervisor.device("gun2", Driver("serial", Options, lambda _o, io: (io.up("fine"), io.stop.wait())), Options())
    found = heard(inbox, 2)
    assert DeviceDown("gun1", "the driver failed: KeyError: 'oops'") in found
    assert DeviceUp("gun2", "fine") in found


def test_a_driver_that_just_returns_is_a_device_that_is_down(inbox, kept):
    kept(lambda _options, _io: None)
    assert heard(inbox, 1) == [DeviceDown("gun1", "the device ended")]


def test_a_service_that_fails_asks_for_the_end_and_says_why(inbox):
    supervisor = Supervisor(inbox, Clock("UTC"))

    def run(_stop):
        raise OSError("no socket")

    supervisor.service("control", run)
    assert heard(inbox, 1) == [Stop("the service control failed: OSError: no socket")]
    supervisor.stop()


def test_all_threads_end_at_stop_even_while_the_inbox_is_full(inbox, kept):
    full = threading.Event()

    def run(_options, io):
        while not io.stop.is_set():
            if inbox.full():
                full.set()
            io.emit(CodeSeen(b"A"))

    supervisor = kept(run)
    assert full.wait(10)
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 4
    assert not any(thread.is_alive() for thread in supervisor._threads)


def test_done_comes_back_to_its_own_driver_and_the_oldest_give_way(inbox, monkeypatch):
    monkeypatch.setattr(room, "FEEDBACK_MAX", 3)
    io = DeviceIo("gun1", inbox, Clock("UTC"), threading.Event())
    for number in range(5):
        io.emit(CodeSeen(b"A"), done=number)
    io.emit(CodeSeen(b"B"))
    reads = inbox.collect(10, 0)
    assert reads[5].committed is None
    assert io.feedback.empty(), "nothing is done before the commit"
    for read in reads[:5]:
        read.committed()
    assert [io.feedback.get_nowait() for _ in range(3)] == [2, 3, 4]
    with pytest.raises(queue.Empty):
        io.feedback.get_nowait()


def test_delays_double_to_a_limit_and_are_spread():
    delays = backoff(1.0, 5.0)
    for limit in (1, 2, 4, 5, 5, 5):
        assert 0.75 * limit <= next(delays) <= limit


def test_feedback_that_the_driver_takes_in_the_same_moment_ends_nothing(inbox):
    io = DeviceIo("gun1", inbox, Clock("UTC"), threading.Event())

    class Drained(queue.Queue):
        """Full when asked, and empty a moment later: the driver was quicker."""

        def put_nowait(self, item):
            if self.full():
                self.queue.clear()
                raise queue.Full
            super().put_nowait(item)

    io.feedback = Drained(2)
    for number in range(3):
        io.emit(CodeSeen(b"A"), done=number)
    for item in inbox.collect(10, 0):
        item.committed()
    assert list(io.feedback.queue) == [2]
