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

    @rule(station=st.sampled_from(STATIONS), at=st.integers(0, 30), follows=st.integers(0, 3))
    def chooses_at_the_desk(self, station: str, at: int, follows: int) -> None:
        """A row of the findings or of the sessions, and what is offered for it."""
        found = [f"finding/{ident}" for ident, *_ in self.floor.store.open_findings(20)]
        rows = [*found, *(f"session/{one}" for one in STATIONS), "finding/none", "nothing"]
        self.floor.at(station).row(rows[at % len(rows)])
        for _ in range(follows):
            offered = [one.key for one in self.floor.prompt().options]
            if offered:
                self.floor.wait(800).type(offered[at % len(offered)])

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
    *("receive", "receive-whole", "putaway", "pick", "count", "transfer", "return", "ship", "kit"),
    *("replenish", "adjust", "agreed", "adjusted", "recount", "shipment-closed", "order-closed", "kit-closed"),
}
"""Movements by type, and what became of counts and documents."""
SAID = {
    *("received", "put-away", "picked", "wave-opened", "bin-short", "count-agreed", "count-adjusted", "approved"),
    *("transferred", "return-booked", "packed", "undone", "leave-given", "held-applied"),
    *("in-work-take-over", "document-done"),
}
ACTS_MAX = 4_000


def missing(machine: FloorMachine) -> set[str]:
    """What was not done yet."""
    zero = set() if {"bin-is-empty", "bin-is-not-empty"} & set(machine.floor.said) else {"zero-check"}
    packed = set() if {"pack", "pack-whole"} & set(machine.truths.done) else {"pack"}
    filled = set() if any(one.startswith("replenished") for one in machine.floor.said) else {"replenished"}
    return (DONE - set(machine.truths.done)) | (SAID - set(machine.floor.said)) | zero | packed | filled


def shift(machine: FloorMachine, acts: int, seed: int) -> int:
    """Hands that follow the screens until all kinds of work were done; the acts that took. New work comes meanwhile."""
    dice = random.Random(seed)
    machine.everybody_comes()
    for at in range(1, acts + 1):
        machine.works(dice.choice(STATIONS), dice.randrange(10**6), 1)
        if at % 300 == 0:
            machine.site.more_work()
        if at % 50 == 0:
            machine.the_book_is_true()
            if not missing(machine):
                return at
    return acts


def test_hands_that_follow_the_screens_get_all_kinds_of_work_done() -> None:
    machine = FloorMachine()
    shift(machine, ACTS_MAX, 9)
    assert not missing(machine), missing(machine)
    machine.teardown()
