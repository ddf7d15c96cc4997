"""Held inputs have their turn in the daemon's loop: in one transaction, after a kill too, and never for ever."""

from dataclasses import replace

import pytest

from edge.core.event import Input, Scan
from edge.core.held import held
from edge.core.names import CommandScan, UnknownScan
from edge.core.session import Menu, Session
from edge.shell.loop.daemon import Daemon
from edge.shell.loop.holding import Holding
from tests.shell.test_loop import SetClock, entries, parts, put, store, turn

__all__ = ["parts", "store"]


def waiting(clock, number, name):
    event = Input(f"gun/{number}", "DOCK-1", "scanner", Scan("X-1", (name,)), clock.at, clock.at, "2026-11-23", "gun")
    return held(event)


@pytest.fixture
def clock():
    return SetClock()


def at_work(store, clock, *held_inputs, applying):
    session = Session("DOCK-1", "op-1", Menu(), held=held_inputs, applying=applying, touched_ms=clock.at.wall_ms)
    put(store, session)


def holding(store, parts, clock):
    made = parts(clock)
    return Daemon(replace(made, chores=(Holding(store, clock),)))


def test_nothing_has_its_turn_before_a_key_was_pressed(store, parts, clock):
    at_work(store, clock, waiting(clock, 1, CommandScan("sign-out")), applying=0)
    turn(holding(store, parts, clock))
    assert len(store.view.session("DOCK-1").held) == 1


def test_a_session_stored_with_its_inputs_turn_goes_on_after_the_start(store, parts, clock):
    at_work(store, clock, waiting(clock, 1, CommandScan("sign-out")), applying=1)
    captured = clock.at
    clock.goes_on(5000)
    turn(holding(store, parts, clock))
    session = store.view.session("DOCK-1")
    assert (session.held, session.operator) == ((), "")
    audit = entries(store, "audit")[-1]
    assert (audit["act"], audit["op"]) == ("sign-out", "op-1")
    assert str(captured.mono_ms) in str(audit.values()), "an entry says when its input was captured"


def test_a_red_one_stops_those_behind_it_in_the_same_transaction(store, parts, clock):
    red, out = waiting(clock, 1, UnknownScan("X-1")), waiting(clock, 2, CommandScan("sign-out"))
    at_work(store, clock, red, out, applying=2)
    daemon = holding(store, parts, clock)
    for _ in range(2):
        turn(daemon)
    session = store.view.session("DOCK-1")
    assert ([one.id for one in session.held], session.applying, session.operator) == (["gun/2"], 0, "op-1")


def test_the_loop_does_not_sleep_while_inputs_have_their_turn(store, parts, clock):
    daemon = holding(store, parts, clock)
    assert daemon._wait_s() > 0
    at_work(store, clock, waiting(clock, 1, UnknownScan("X-1")), applying=1)
    assert daemon._wait_s() == 0


def test_one_that_breaks_is_put_aside_once_and_the_others_wait_again(store, parts, clock, monkeypatch):
    def breaks(*_args):
        raise RuntimeError("no")

    monkeypatch.setattr("edge.core.floor.again", breaks)
    at_work(store, clock, waiting(clock, 1, UnknownScan("X-1")), waiting(clock, 2, UnknownScan("X-2")), applying=1)
    daemon = holding(store, parts, clock)
    for _ in range(4):
        turn(daemon)
    session = store.view.session("DOCK-1")
    assert ([one.id for one in session.held], session.applying) == (["gun/2"], 0)
    assert [one["code"] for one in entries(store, "finding")] == ["put-aside"]
