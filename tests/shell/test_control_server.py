"""The control server on a real socket: what waits for a screen is bounded, and the newest view is what counts."""

import socket
import threading
import time

import pytest

from edge import control
from edge.shell import control_server as room
from edge.shell.control_server import ControlServer
from edge.shell.loop.inbox import Inbox, ScreenGone, ScreenLine
from tests.shell.daemon_process import Screen, wait_until

TEXT = control.Text(key="unknown-code", args={"code": "x" * 200})
STATE = control.State(online=False, unsent=0, devices_down=0)


def view(turn: int) -> control.View:
    prompt = control.Prompt(title=TEXT, kind="scan", ask=TEXT)
    return control.View(turn=turn, station="DOCK-1", lang="en", prompt=prompt, state=STATE)


def result(number: int) -> control.Result:
    return control.Result(id=f"r-{number}", level="ok", text=TEXT, turn=number)


def rows(*numbers: int) -> control.Feed:
    fields = {"device": "gun1", "point": "", "kind": "code"}
    made = [control.ReadRow(**fields, text=f"{number}" * 20, at_ms=number) for number in numbers]
    return control.Feed(topic="reads", items=made)


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def server(tmp_path, inbox):
    one = ControlServer(tmp_path / "control.sock", inbox)
    thread = threading.Thread(target=one.run, args=(threading.Event(),))
    thread.start()
    assert one.ready.wait(10)
    yield one
    one.close()
    thread.join(10)
    assert not thread.is_alive(), "it ends, whatever the screens do"
    assert not (tmp_path / "control.sock").exists()


@pytest.fixture
def screen(server, tmp_path):
    one = Screen(tmp_path / "control.sock", None)
    one.say(control.Hello(terminal="t"))
    yield one
    one.close()


def client_of(inbox) -> int:
    (line,) = inbox.collect(1, 10)
    assert isinstance(line, ScreenLine)
    return line.client


def deaf(tmp_path) -> socket.socket:
    """A screen that says hello and never reads."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.connect(str(tmp_path / "control.sock"))
    link.sendall(control.line(control.Hello(terminal="deaf")))
    return link


def test_only_its_owner_and_group_may_connect(server, tmp_path):
    assert (tmp_path / "control.sock").stat().st_mode & 0o777 == 0o660


def test_a_line_comes_in_with_its_screen_and_a_gone_screen_is_told(inbox, screen):
    number = client_of(inbox)
    screen.close()
    assert inbox.collect(1, 10) == [ScreenGone(number)]


def test_results_come_in_order_and_all(server, inbox, screen):
    number = client_of(inbox)
    for turn in range(100):
        server.result(number, result(turn))
    screen.wait(lambda: len(screen.results) == 100, "all results")
    assert [one.turn for one in screen.results] == list(range(100))


def test_a_slow_screen_gets_the_newest_view_and_is_told_what_it_missed(server, inbox, tmp_path):
    link = deaf(tmp_path)
    number = client_of(inbox)
    for turn in range(2000):
        server.view(number, view(turn))
        server.feed(number, rows(turn))
    lines = link.makefile("rb")
    seen, items, dropped = [], 0, 0
    while not seen or seen[-1] < 1999 or items + dropped < 2000:
        message = control.to_screen.validate_json(lines.readline())
        if isinstance(message, control.View):
            seen.append(message.turn)
        elif isinstance(message, control.Feed):
            items, dropped = items + len(message.items), dropped + message.dropped
    assert seen == sorted(seen)
    assert len(seen) < 2000, "older views were replaced"
    assert dropped > 0
    assert items + dropped == 2000
    link.close()


def test_a_screen_that_never_reads_its_answers_is_let_go(server, inbox, tmp_path):
    link = deaf(tmp_path)
    number = client_of(inbox)
    for turn in range(5000):
        server.result(number, result(turn))
    assert inbox.collect(1, 10) == [ScreenGone(number)]
    assert server._clients == {}
    link.close()


def test_a_full_inbox_stops_reading_that_screen_and_loses_nothing(inbox, server, screen, monkeypatch):
    number = client_of(inbox)
    while not inbox.full():
        inbox.put(ScreenGone(0))
    for turn in range(50):
        screen.say(control.Input(id=f"input-{turn:04}", turn=turn, via="typed", value="1"))
    server.result(number, result(1))
    screen.wait(lambda: bool(screen.results), "others are served meanwhile")
    turns = []
    while len(turns) < 50:
        turns += [line.message.turn for line in inbox.collect(100, 10) if isinstance(line, ScreenLine)]
    assert turns == list(range(50))


def test_it_ends_at_once_though_a_screen_does_not_read(server, inbox, tmp_path):
    link = deaf(tmp_path)
    number = client_of(inbox)
    for turn in range(150):
        server.result(number, result(turn))
        server.feed(number, rows(*range(100)))
    began = time.monotonic()
    server.close()
    wait_until(lambda: not (tmp_path / "control.sock").exists(), "the socket is gone")
    assert time.monotonic() - began < 5
    link.close()


def test_a_socket_file_that_was_left_behind_is_replaced(tmp_path, inbox):
    path = tmp_path / "control.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    one = ControlServer(path, inbox)
    thread = threading.Thread(target=one.run, args=(threading.Event(),))
    thread.start()
    assert one.ready.wait(10)
    assert one.failed == ""
    Screen(path, None).close()
    one.close()
    thread.join(10)


def test_a_socket_that_cannot_be_made_says_why(tmp_path, inbox):
    one = ControlServer(tmp_path / ("x" * 120), inbox)
    one.run(threading.Event())
    assert one.ready.is_set()
    assert "path too long" in one.failed
    assert room.CLIENTS_MAX == 64


def test_a_socket_that_another_daemon_serves_is_left_alone_and_one_left_behind_is_taken(server, tmp_path):
    path = tmp_path / "control.sock"
    second = ControlServer(path, Inbox())
    second.run(threading.Event())
    assert "another wedge serves screens there" in second.failed
    assert Screen(path, None) is not None, "the first still answers"
    assert path.stat().st_mode & 0o777 == 0o660
    left = tmp_path / "left.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(left))
    third = ControlServer(left, Inbox())
    thread = threading.Thread(target=third.run, args=(threading.Event(),))
    thread.start()
    assert third.ready.wait(10)
    assert third.failed == ""
    third.close()
    thread.join(10)
