"""Operators and a supervisor do anything in any order while the world changes under them, and the book stays true.

What holds is in `floor_truths.py`, what changes in `floor_site.py`, how work is done in `floor_hands.py`. Here is who
does what, in which order, and how long.
"""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.core.floor_hands import Hands
from tests.core.floor_site import CODES, STATIONS, Site
from tests.core.floor_truths import Truths, Watched

WORKERS = {"DOCK-1": 1, "DOCK-2": 2, "DOCK-3": 4}
TYPED = ("0", "1", "2", "7", "12", "999999", "2580", "261130", "L-1", "²", "4006380000018")
KEYS = (
    *("done", "undo", "short", "menu", "cancel", "skip", "damaged", "full", "empty", "new", "confirm", "override"),
    *("tasks", "sign-out", "print", "help", "provisional"),
)


class FloorMachine(RuleBasedStateMachine):
    """The floor, the hands at it, and what was read of its book so far."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.site = Site(Path(self._folder.name), Watched)
        self.floor = self.site.floor
        self.hands = Hands(CODES, WORKERS)
        self.truths = Truths(self.floor)

    def teardown(self) -> None:
        try:
            assert self.floor.verify().ok
        finally:
            self.floor.store.close()
            self._folder.cleanup()

    @initialize()
    def everybody_comes(self) -> None:
        for station in STATIONS:
            self.floor.at(station)
            for number in range(2):
                self.hands.act(self.floor, number)

    @rule(station=st.sampled_from(STATIONS), number=st.integers(0, 100_000), many=st.integers(1, 8))
    def works(self, station: str, number: int, many: int) -> None:
        for at in range(many):
            self.hands.act(self.floor.at(station), number * 8 + at)
            self.floor.wait(400)

    @rule(
        station=st.sampled_from(STATIONS),
        kind=st.sampled_from(sorted(CODES)),
        at=st.integers(0, 30),
        fixed=st.booleans(),
        early=st.booleans(),
    )
    def scans_anything(self, station: str, kind: str, at: int, fixed: bool, early: bool) -> None:
        code = CODES[kind][at % len(CODES[kind])]
        self.floor.at(station).scan(code, via="fixed" if fixed else "scanner", ago_ms=400 if early else 0)

    @rule(station=st.sampled_from(STATIONS), text=st.sampled_from(TYPED))
    def types_anything(self, station: str, text: str) -> None:
        self.floor.at(station).type(text)

    @rule(station=st.sampled_from(STATIONS), key=st.sampled_from(KEYS), twice=st.booleans())
    def presses(self, station: str, key: str, twice: bool) -> None:
        self.floor.at(station).key(key)
        if twice:
            self.floor.wait(800).key(key)

    @rule(station=st.sampled_from(STATIONS), right=st.booleans(), who=st.sampled_from((1, 2, 4)))
    def a_pin_was_checked(self, station: str, right: bool, who: int) -> None:
        self.floor.at(station).pin(ok=right, operator_id=f"op-{who}")

    @rule(station=st.sampled_from(STATIONS))
    def tells_again(self, station: str) -> None:
        self.floor.at(station)
        last = self.floor.last
        told = None if last is None or last.station != station else self.floor.session().answer_to(last.id)
        if told is not None:
            before, position = self.floor.session(), self.floor.store.last_seq
            again = self.floor.told_again()
            assert (again.level, again.key) == (told.level, told.message.key)
            assert (self.floor.session(), self.floor.store.last_seq) == (before, position)

    @rule(where=st.sampled_from(("S-01", "A-01", "H-01")), units=st.integers(-6, 6))
    def shelf_moves(self, where: str, units: int) -> None:
        self.floor.shelf(where, units * 500)

    @rule()
    def time_passes(self) -> None:
        self.floor.wait(130_000).due()

    @rule(station=st.sampled_from(STATIONS))
    def nobody_touches(self, station: str) -> None:
        self.floor.at(station).idle()

    @rule(number=st.integers(0, 100_000))
    def something_changes(self, number: int) -> None:
        self.site.changes(number)

    @rule()
    def work_comes(self) -> None:
        self.site.more_work()

    @rule()
    def the_box_is_started_again(self) -> None:
        self.floor.restart()

    @invariant()
    def the_book_is_true(self) -> None:
        self.truths.hold(self.site.wanted)


def chosen(examples: int, steps: int, *, same: bool) -> settings:
    checks = list(HealthCheck)
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=checks,
        derandomize=same,
        print_blob=True,
    )


def test_whatever_the_floor_does_the_book_stays_true() -> None:
    run_state_machine_as_test(FloorMachine, settings=chosen(20, 40, same=True))


@pytest.mark.soak
def test_whatever_the_floor_does_for_long_the_book_stays_true() -> None:
    run_state_machine_as_test(FloorMachine, settings=chosen(2_000, 80, same=False))


DONE = {
    *("receive", "receive-whole", "putaway", "pick", "count", "transfer", "return", "pack", "ship", "kit"),
    *("replenish", "adjust", "agreed", "adjusted", "recount"),
}
"""Movements and outcomes of a shift."""
SAID = {
    *("received", "lpn-received", "put-away", "picked", "undone", "held-applied", "leave-given", "replenished"),
}


def shift(machine: FloorMachine, acts: int, seed: int) -> None:
    """Hands that follow the screens; now and then new work comes, and the world changes a little."""
    dice = random.Random(seed)
    machine.everybody_comes()
    for at in range(acts):
        machine.works(dice.choice(STATIONS), dice.randrange(10**6), 1)
        if at % 400 == 399:
            machine.site.more_work()
        if at % 50 == 49:
            machine.truths.hold(machine.site.wanted)


def test_hands_that_follow_the_screens_get_all_kinds_of_work_done() -> None:
    machine = FloorMachine()
    shift(machine, 4_000, 7)
    machine.the_book_is_true()
    said, done = set(machine.floor.said), set(machine.truths.done)
    assert done >= DONE, DONE - done
    assert said >= SAID, SAID - said
    machine.teardown()
