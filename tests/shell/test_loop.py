"""The daemon's loop in this process: what it waits for, and what it does by itself."""

import pytest

from edge.config import Config
from edge.shell.clock import Clock
from edge.shell.daemon import IDLE_LOOK_MS, Daemon, Parts
from edge.shell.health import Health
from edge.shell.inbox import Inbox
from edge.shell.notify import Notifier
from edge.shell.pins import Pins
from edge.shell.screens import Screens
from edge.shell.sensing import Sensing
from tests.shell.book_builder import open_store, with_reference


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
        return Parts(config, clock, inbox, store, sensing, health, screens, None, Pins(inbox), Notifier())

    return make


def test_a_box_with_nothing_attached_wakes_for_its_watchdog_all_the_same(parts, monkeypatch):
    assert 0 < Daemon(parts())._wait_s() <= IDLE_LOOK_MS / 1000
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere")
    monkeypatch.setenv("WATCHDOG_USEC", "6000000")
    assert 0 < Daemon(parts())._wait_s() <= 2
