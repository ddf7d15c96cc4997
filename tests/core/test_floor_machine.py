"""Operators and a supervisor do anything in any order while the world changes under them, and the book stays true.

At every step: what moved sums to zero, no place holds less than nothing unless a supervisor allowed it, no order line
was picked twice, every act was answered, and a count changes the book only within tolerance or with an approval.
"""

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from edge.core.entry import Draft, Entry, Finding, Movement
from edge.core.entry_json import from_json
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.stock import Balance, Goods
from tests.builders import (
    SITE,
    Floor,
    Outcome,
    bin_,
    count_task,
    ean,
    gs1,
    gtin,
    item,
    kit,
    line,
    operator,
    order,
    place,
    receipt,
    return_,
    shipment,
    sscc,
)
from tests.core.floor_hands import Code, Hands

STATIONS = ("DOCK-1", "DOCK-2", "DOCK-3")
OPERATORS = {"DOCK-1": 1, "DOCK-2": 2, "DOCK-3": 3}
TOLERANCE = 1
MILK, OLD_MILK = (gs1(("01", gtin(2)), ("17", day), ("10", lot)) for day, lot in (("270131", "M1"), ("261201", "M0")))
DRILLS = [gs1(("01", gtin(5)), ("21", f"S{number}")) for number in range(4)]
CODES: dict[str, list[Code]] = {
    "item": [
        ean(1),
        ean(3),
        (gtin(1, 1), ""),
        MILK,
        OLD_MILK,
        gs1(("01", gtin(2)), ("10", "M2")),
        *DRILLS,
        ean(7),
        "SET",
    ],
    "lpn": ["T-1", "T-2", "T-3", "LPN-1", "LPN-2", sscc(1), sscc(2)],
    "location": ["A-01", "A-02", "A-03", "S-01", "X-01", "STAGE-1", "DOCK-1", "DOCK-2", "FORK-1", "RETURNS"],
    "document": ["RCV-1", "RCV-2", "SO-1", "SO-2", "SO-3", "SO-4", "CNT-1", "RMA-1", "SHP-1", "KIT-1"],
    "detail": [gs1(("10", "M3")), gs1(("17", "270131"))],
    "badge": ["BADGE-1", "BADGE-2", "BADGE-3", "BADGE-4"],
    "wave": ["WAVE-1"],
    "station": ["ST-DOCK-1", "ST-DOCK-2"],
    "unknown": ["XQ-1", "a\x07b", "", "0104006380000013"],
}
KEYS = (
    "done",
    "undo",
    "short",
    "menu",
    "cancel",
    "skip",
    "damaged",
    "full",
    "empty",
    "new",
    "confirm",
    "override",
    "tasks",
)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000, abc="A"),
            item("MILK", 2, "lot", "expiry", recalled=["M9"], receipt_days_min=30),
            item("CUP", 3),
            item("DRILL", 5, "serial"),
            item("HAM", 7, "catch_weight", unit_mg=1_000_000),
            item("SET", 8, components={"TEA": 1, "CUP": 2}),
        ],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2, max_units=30), bin_("A-03", 3, mixing="lot")),
            bin_("S-01", 4, fixed_item="TEA", face_min=5, face_max=20),
            *(bin_("X-01", 5, blocked=True), place("STAGE-1", "stage"), place("RETURNS", "stage")),
            place("FORK-1", "carrier"),
        ],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 40), line(2, "MILK", 9), line(3, "DRILL", 3), line(4, "HAM", 4)),
            receipt("RCV-2", line(1, "CUP", 12, lpn=sscc(1))),
        ],
        orders=orders(),
        counts=[count_task("CNT-1", "A-01")],
        returns=[return_("RMA-1", line(1, "TEA", 3), line(2, "MILK", 2))],
        shipments=[shipment("SHP-1", orders=["SO-1", "SO-2"])],
        kits=[kit("KIT-1", "SET", 2, place="DOCK-1")],
        operators=[operator(1), operator(2), operator(3), operator(4, role="supervisor")],
        policy=Policy(count_tolerance=TOLERANCE, over_receipt_pct=5, over_receipt_limit_pct=20),
        stations=STATIONS,
    )
    floor.put("A-01", "TEA", 6)
    floor.put("S-01", "TEA", 4)
    floor.put("A-02", "CUP", 5)
    floor.put("A-03", "MILK", 4, lot="M1", expiry="2027-01-31")
    floor.put("DOCK-1", "DRILL", 1, serials=["S2"])
    return floor


def _share(here: Balance) -> int | None:
    """The weight of one unit of catch weight."""
    return here.catch_qty // here.qty if here.catch_qty else None


def orders(**changed: Any) -> list[dict[str, Any]]:
    return [
        order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)) | changed,
        order("SO-2", line(1, "TEA", 5), line(2, "TEA", 4), line(3, "DRILL", 1), wave="WAVE-1"),
        order("SO-3", line(1, "MILK", 2), place="", wave="WAVE-1"),
        order("SO-4", line(1, "CUP", 2), assigned="op-2"),
    ]


class FloorMachine(RuleBasedStateMachine):
    """The floor, the hands at it, and what was seen so far."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.floor = made(Path(self._folder.name))
        hands = {"DOCK-1": 1, "DOCK-2": 2, "DOCK-3": 4}
        self.hands = Hands(CODES, hands)
        self.said: Counter[str] = Counter()
        self.picked: Counter[tuple[str, int]] = Counter()
        self.open: set[str] = set()
        self._seen = self.floor.store.last_seq

    def teardown(self) -> None:
        self.floor.store.close()
        self._folder.cleanup()

    @initialize()
    def everybody_comes(self) -> None:
        for station in STATIONS:
            self.floor.at(station)
            for number in range(2):
                self._heard(self.hands.act(self.floor, number))

    @rule(station=st.sampled_from(STATIONS), number=st.integers(0, 10_000), many=st.integers(1, 6))
    def works(self, station: str, number: int, many: int) -> None:
        self.floor.at(station)
        for at in range(many):
            self._heard(self.hands.act(self.floor, number * 7 + at))
            self.floor.wait(400)

    @rule(
        station=st.sampled_from(STATIONS),
        kind=st.sampled_from(sorted(CODES)),
        at=st.integers(0, 20),
        fixed=st.booleans(),
    )
    def scans_anything(self, station: str, kind: str, at: int, fixed: bool) -> None:
        code = CODES[kind][at % len(CODES[kind])]
        self._heard(self.floor.at(station).scan(code, via="fixed" if fixed else "scanner"))

    @rule(station=st.sampled_from(STATIONS), key=st.sampled_from(KEYS), twice=st.booleans())
    def presses(self, station: str, key: str, twice: bool) -> None:
        self._heard(self.floor.at(station).key(key))
        if twice:
            self._heard(self.floor.wait(800).key(key))

    @rule(station=st.sampled_from(STATIONS))
    def tells_again(self, station: str) -> None:
        self.floor.at(station)
        last = self.floor.last
        if last is not None and self.floor.session().answer_to(last.id) is not None:
            before = self.floor.session()
            self.floor.told_again()
            assert self.floor.session() == before

    @rule(where=st.sampled_from(("S-01", "A-01")), units=st.integers(-6, 6))
    def shelf_moves(self, where: str, units: int) -> None:
        self.floor.shelf(where, units * 500)

    @rule()
    def time_passes(self) -> None:
        self.floor.wait(130_000).due()

    @rule(station=st.sampled_from(STATIONS))
    def nobody_touches(self, station: str) -> None:
        self.floor.at(station).idle()

    @rule(qty=st.integers(1, 6), cancelled=st.booleans())
    def central_changes_an_order(self, qty: int, cancelled: bool) -> None:
        changed = orders()
        changed[0]["lines"][0]["qty"] = qty
        changed[0]["cancelled"] = cancelled
        self.floor.load("orders", changed)

    @rule()
    def the_box_is_started_again(self) -> None:
        self.floor.restart()

    @rule(out_of=st.sampled_from(("A-01", "A-02")), into=st.sampled_from(("A-03", "STAGE-1")))
    def goods_are_moved_by_somebody_else(self, out_of: str, into: str) -> None:
        here = next(iter(self.floor.view.content(f"loc:{SITE}/{out_of}")), None)
        if here is not None and not self.floor.view.serials_at(here.place, here.key.item):
            places = Place(here.place), Place(f"loc:{SITE}/{into}")
            self.floor.post(Draft(Movement("transfer", Goods(here.key, 1, catch_qty=_share(here)), *places)))

    def _heard(self, outcome: Outcome) -> None:
        """Every act is answered: at once, or it was given up meanwhile."""
        self.said[outcome.key] += 1
        assert outcome.key or outcome.decision.session is None

    @invariant()
    def what_was_written_is_consistent(self) -> None:
        for entry in self._news():
            body = entry.draft.body
            match body:
                case Movement():
                    self._moved(entry, body)
                case Finding(state="opened"):
                    self.open.add(body.finding)
                case Finding():
                    assert body.finding in self.open, "a finding closed that is not open"
                    self.open.discard(body.finding)

    def _moved(self, entry: Entry, body: Movement) -> None:
        if body.type == "pick" and isinstance(body.what, Goods) and body.doc is not None and body.doc.line is not None:
            sign = -1 if entry.draft.corrects else 1
            self.picked[(body.doc.id, body.doc.line)] += sign * body.what.qty
        if body.type == "count" and isinstance(body.what, Goods) and body.what.qty > TOLERANCE:
            who = entry.draft.approver or entry.draft.op
            assert who == "op-4", f"a count of {body.what.qty} above tolerance without a supervisor: {entry.draft}"

    def _news(self) -> list[Entry]:
        rows = self.floor.store.rows(self._seen, 10_000)
        self._seen = self.floor.store.last_seq
        return [from_json(json.loads(row.body)) for row in rows]

    @invariant()
    def no_line_is_picked_twice(self) -> None:
        largest = {
            ("SO-1", 1): 6,
            ("SO-1", 2): 2,
            ("SO-2", 1): 5,
            ("SO-2", 2): 4,
            ("SO-2", 3): 1,
            ("SO-3", 1): 2,
            ("SO-4", 1): 2,
        }
        assert all(qty <= largest[of] for of, qty in self.picked.items()), self.picked

    @invariant()
    def all_sums_to_zero_and_nothing_is_below_it(self) -> None:
        sums: Counter[str] = Counter()
        for where, code, qty in self.floor.store.cursor.execute("SELECT place, item, qty FROM balance").fetchall():
            sums[code] += qty
            assert qty >= 0 or where.startswith("virt:") or "negative-stock" in self.floor.findings(), (
                where,
                code,
                qty,
            )
        assert not any(sums.values()), sums

    @invariant()
    def every_screen_has_a_prompt(self) -> None:
        for station in STATIONS:
            self.floor.at(station)
            assert self.floor.prompt().ask.key


CHOSEN = settings(stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_the_floor_does_the_book_stays_true() -> None:
    chosen = settings(
        max_examples=25,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(FloorMachine, settings=chosen)


@pytest.mark.soak
def test_whatever_the_floor_does_for_long_the_book_stays_true() -> None:
    chosen = settings(
        max_examples=2_000, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(FloorMachine, settings=chosen)


def test_hands_that_follow_the_screens_get_all_kinds_of_work_done() -> None:
    machine, dice = FloorMachine(), random.Random(7)
    machine.everybody_comes()
    for _ in range(2_500):
        machine.works(dice.choice(STATIONS), dice.randrange(10**6), 1)
    machine.what_was_written_is_consistent()
    machine.all_sums_to_zero_and_nothing_is_below_it()
    machine.no_line_is_picked_twice()
    assert machine.floor.verify().ok
    work = {"received", "put-away", "picked"}
    assert work <= set(machine.said), machine.said
    machine.teardown()
