"""The desk's thread: of a list the newest question is answered, none ends the box, and nothing waits for it."""

import contextlib
import itertools
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge import control
from edge.shell import control_server
from edge.shell.control_server import ControlServer
from edge.shell.desk import glance, questions, service, stock_list
from edge.shell.desk.lists import Lists
from edge.shell.desk.questions import Question, Questions
from edge.shell.desk.service import Desk, fitting
from edge.shell.desk.window import Window
from edge.shell.loop.inbox import Inbox, ScreenLine
from tests.shell.daemon_process import DEADLINE_S, Screen, wait_until
from tests.shell.desk_book import stocked


class Stuck:
    """Pictures that take as long as the test wants: who lists them is held up."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()

    def __call__(self, *_about: Any) -> list[control.PictureRow]:
        self.asked.set()
        assert self.go_on.wait(DEADLINE_S)
        return []


class Bench:
    """A control server and a desk on threads, over a store; `inbox` is what the loop would take."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.path, self.store, self.inbox, self.stuck = folder / "control.sock", store, Inbox(), Stuck()
        self.server, self.stop = ControlServer(self.path, self.inbox), threading.Event()
        self.desk = Desk(store, (), self.server.told, lambda: None, self.stuck)
        self.server.asks, self.server.desk_came = self.desk.ask, self.desk.come
        runs: tuple[Callable[[threading.Event], None], ...] = (self.server.run, self.desk.run)
        self.threads = [threading.Thread(target=run, args=(self.stop,), daemon=True) for run in runs]
        self.screens: list[Screen] = []
        for thread in self.threads:
            thread.start()
        assert self.server.ready.wait(DEADLINE_S)

    def screen(self) -> Screen:
        self.screens.append(Screen(self.path, None))
        return self.screens[-1]

    def close(self) -> None:
        self.stuck.go_on.set()
        for screen in self.screens:
            screen.close()
        self.desk.close()
        self.server.close()
        for thread in self.threads:
            thread.join(DEADLINE_S)
            assert not thread.is_alive()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    floor = stocked(tmp_path)
    floor.working("transfer")
    one = Bench(tmp_path, floor.path)
    yield one
    one.close()


def ask(of: str, number: int = 0, **how: Any) -> control.Ask:
    return control.Ask(id=f"{of}-{number}", of=of, **how)  # type: ignore[arg-type]


def hold_up(bench: Bench, screen: Screen) -> None:
    """From now on the desk's thread is busy with one question."""
    screen.say(ask("entries", 0, count=1))
    assert bench.stuck.asked.wait(DEADLINE_S)


def test_inputs_reach_the_loop_while_a_question_takes_for_ever(bench: Bench) -> None:
    screen = bench.screen()
    hold_up(bench, screen)
    screen.say(control.Input(id="scan-0001", turn=1, via="wedge", value="T-001"))
    (line,) = bench.inbox.collect(1, DEADLINE_S)
    assert isinstance(line, ScreenLine)
    assert line.message.value == "T-001"
    assert not screen.told


def test_only_the_newest_question_of_a_client_and_list_is_answered(bench: Bench) -> None:
    first, second = bench.screen(), bench.screen()
    hold_up(bench, first)
    for number in range(1, 6):
        first.say(ask("stock", number, search="tea"))
        first.say(ask("map", number))
    second.say(ask("stock", 9, search="cup"))
    first.say(control.Input(id="after-all", turn=1, via="typed", value="1"))
    assert bench.inbox.collect(1, DEADLINE_S)  # by then all questions have been read
    bench.stuck.go_on.set()
    first.wait(lambda: len(first.told) == 3, "three answers")
    second.wait(lambda: bool(second.told), "the other's answer")
    assert sorted(one.id for one in first.told) == ["entries-0", "map-5", "stock-5"]
    assert [one.id for one in second.told] == ["stock-9"]


def test_who_asks_on_and_on_and_reads_nothing_is_cut_off_and_others_are_answered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_server, "RESULTS_MAX", 3)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.settimeout(DEADLINE_S)
        deaf.connect(str(bench.path))
        questions_asked = itertools.count()
        with contextlib.suppress(ConnectionError):
            while True:
                deaf.sendall(control.line(ask("stock", next(questions_asked), count=200)))
    assert bench.screen().asked("stock", count=1).rows


def test_a_store_that_is_not_there_is_told_and_asked_for_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, tmp_path / "book.sqlite")
    screen = bench.screen()
    assert "there is no store here" in screen.asked("stock").fault
    floor = stocked(tmp_path)
    assert screen.asked("stock").rows
    floor.store.close()
    bench.close()


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), RuntimeError("a bug")])
def test_a_list_that_fails_is_a_fault_once_and_made_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    screen = bench.screen()
    assert screen.asked("stock").rows

    def fails(_self: Lists, _ask: control.Ask) -> Window:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(Lists, "window", fails)
        assert screen.asked("stock").fault in ("the store could not be read: disk I/O error", service.FAILED)
    assert screen.asked("stock").rows


def test_who_was_told_a_part_hears_the_rest(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_list, "GLANCE_AFTER_S", -1.0)
    monkeypatch.setattr(glance, "_FIRST", glance._FIRST.replace(f"LIMIT {glance.GLANCE}", "LIMIT 5"))
    screen = bench.screen()
    screen.say(ask("stock", 1, count=200))
    screen.wait(lambda: bool(screen.told) and not screen.told[-1].is_more, "all stock")
    assert len(screen.told) == 2
    assert {one.id for one in screen.told} == {"stock-1"}
    assert len(screen.told[1].rows) == screen.told[1].total > len(screen.told[0].rows)


def test_the_lists_are_made_ready_when_a_desk_comes_and_not_for_a_gun(bench: Bench) -> None:
    def say_hello(station: str | None) -> None:
        bench.screen().say(control.Hello(terminal="test", station=station))
        assert bench.inbox.collect(1, DEADLINE_S)

    say_hello("DOCK-1")
    assert bench.desk._lists is None
    say_hello(None)
    wait_until(
        lambda: bench.desk._lists is not None and bench.desk._lists._stock._lines.is_built, "the lists are ready"
    )


def test_a_desk_that_comes_before_there_is_a_store_ends_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, tmp_path / "book.sqlite")
    screen = bench.screen()
    screen.say(control.Hello(terminal="test"))
    assert "there is no store here" in screen.asked("stock").fault
    bench.close()


def test_questions_that_wait_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "QUESTIONS_MAX", 3)
    waiting = Questions()
    assert all(waiting.add(Question(client, ask("stock"))) for client in range(3))
    assert not waiting.add(Question(3, ask("stock")))
    assert waiting.add(Question(1, ask("stock", 7))), "a newer one takes its place"
    taken = [waiting.get_nowait() for _ in range(3)]
    assert [(one.client, one.ask.id) for one in taken if one] == [(0, "stock-0"), (1, "stock-7"), (2, "stock-0")]


def test_a_question_that_is_given_back_does_not_replace_a_newer_one() -> None:
    waiting = Questions()
    waiting.add(Question(1, ask("stock", 2)))
    waiting.give_back(Question(1, ask("stock", 1)))
    waiting.give_back(Question(1, ask("map", 1)))
    assert [one.ask.id for one in (waiting.get_nowait(), waiting.get_nowait()) if one] == ["stock-2", "map-1"]


def test_too_many_questions_are_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(questions, "QUESTIONS_MAX", 1)
    told: list[control.Told] = []
    desk = Desk(tmp_path / "none", (), lambda _client, one: told.append(one), lambda: None)
    for client in (1, 2):
        desk.ask(client, ask("stock", client))
    assert [(one.id, one.fault) for one in told] == [("stock-2", service.TOO_MANY)]


def test_an_answer_is_never_longer_than_a_line() -> None:
    texts = dict.fromkeys(("what", "source", "target", "document", "operator", "device", "reason"), "\u202e" * 200)
    rows = [control.EntryRow(seq=number, id="x", kind="pick", at_ms=0, **texts) for number in range(200)]
    told = fitting(control.Ask(id="1", of="entries", count=200), Window(rows, 1_000))
    assert len(control.line(told)) <= control.LINE_BYTES_MAX
    assert 0 < len(told.rows) < 200
    assert (told.total, told.rows) == (1_000, rows[: len(told.rows)])


def test_where_nobody_answers_that_is_said(tmp_path: Path) -> None:
    server, inbox = ControlServer(tmp_path / "control.sock", Inbox()), threading.Event()
    thread = threading.Thread(target=server.run, args=(inbox,), daemon=True)
    thread.start()
    assert server.ready.wait(DEADLINE_S)
    screen = Screen(tmp_path / "control.sock", None)
    assert screen.asked("map").fault
    screen.close()
    server.close()
    thread.join(DEADLINE_S)
    wait_until(lambda: not thread.is_alive(), "the server ends")
