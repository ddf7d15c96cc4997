"""Two operators do anything in any order: nothing raises, every input is answered, and the book stays whole."""

import random
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.policy import Policy
from edge.core.session import AwaitPin, Menu, SignedOut
from edge.core.workflows.count.steps import CountItems, CountPlace
from edge.core.workflows.pick.steps import PickDamaged, PickGo, PickItem, PickOrder, PickStage, PickTote, PickZero
from edge.core.workflows.putaway.steps import PutawayItem, PutawayLpn, PutawayWhat
from edge.core.workflows.receive.steps import ReceiveDetail, ReceiveDocument, ReceiveItem, ReceiveQuantity
from tests.builders import Floor, bin_, count_task, ean, gs1, gtin, item, line, order, place, receipt, sscc

STATIONS = ("DOCK-1", "DOCK-2")
MILK = gs1(("01", gtin(2)), ("17", "270131"), ("10", "M1"))
DRILLS = [gs1(("01", gtin(5)), ("21", f"S{number}")) for number in range(3)]
CODES = [
    *(ean(1), ean(3), (gtin(1, 1), ""), MILK, gs1(("01", gtin(2)), ("10", "M2")), *DRILLS, ("00" + sscc(1), "]C1")),
    *(gs1(("10", "M3")), gs1(("17", "270131"))),
    *(
        (code, "")
        for code in (
            *("A-01", "A-02", "A-03", "S-01", "X-01", "STAGE-1", "DOCK-1", "DOCK-2", "T-1", "T-2", "LPN-1"),
            *("RCV-1", "RCV-2", "SO-1", "SO-2", "SO-3", "CNT-1", "BADGE-1", "BADGE-2", "BADGE-3"),
            *("WE-DONE", "WE-CANCEL", "WE-UNDO", "WE-SHORT", "WE-SKIP", "WE-CONFIRM", "WE-HELP", "O-CMD.NEXT"),
            *("XQ-1", "a\x07b", "", "0104006380000013", "é" * 30),
        )
    ),
]
TYPED = ["0", "1", "2", "3", "4", "7", "12", "999999", "2580", "261130", "L-1", "²", "4006380000018"]

acts = st.one_of(
    st.tuples(st.just("follow"), st.sampled_from(STATIONS), st.integers(0, 59)),
    st.tuples(st.just("follow"), st.sampled_from(STATIONS), st.integers(0, 59)),
    st.tuples(st.just("follow"), st.sampled_from(STATIONS), st.integers(0, 59)),
    st.tuples(
        st.just("scan"), st.sampled_from(STATIONS), st.sampled_from(CODES), st.sampled_from(("scanner", "fixed"))
    ),
    st.tuples(st.just("type"), st.sampled_from(STATIONS), st.sampled_from(TYPED)),
    st.tuples(st.just("key"), st.sampled_from(STATIONS), st.sampled_from(("done", "undo", "short", "menu", "cancel"))),
    st.tuples(st.just("pin"), st.sampled_from(STATIONS), st.booleans()),
    st.tuples(st.just("again"), st.sampled_from(STATIONS)),
    st.tuples(st.just("shelf"), st.sampled_from(("S-01", "A-01")), st.integers(-6, 6)),
    st.tuples(st.just("wait"), st.sampled_from((800, 800, 130_000))),
    st.tuples(st.just("late")),
    st.tuples(st.just("idle"), st.sampled_from(STATIONS)),
)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1, unit_mg=500_000, unit_tolerance_mg=2_000),
            item("MILK", 2, "lot", "expiry"),
            item("CUP", 3),
            item("DRILL", 5, "serial"),
        ],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2), bin_("A-03", 3), bin_("S-01", 4, fixed_item="TEA")),
            *(bin_("X-01", 5, blocked=True), place("STAGE-1", "stage")),
        ],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 40), line(2, "MILK", 9), line(3, "DRILL", 3)),
            receipt("RCV-2", line(1, "CUP", 12, lpn=sscc(1))),
        ],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
            order("SO-2", line(1, "TEA", 5), line(2, "TEA", 4), line(3, "DRILL", 1)),
            order("SO-3", line(1, "MILK", 2), place=""),
        ],
        counts=[count_task("CNT-1", "A-01")],
        policy=Policy(count_tolerance=1),
    )
    floor.put("A-01", "TEA", 6)
    floor.put("S-01", "TEA", 4)
    floor.put("A-02", "CUP", 5)
    floor.put("A-03", "MILK", 4, lot="M1", expiry="2027-01-31")
    floor.put("DOCK-1", "DRILL", 1, serials=["S2"])
    return floor


def follow(floor: Floor, number: int) -> str:
    """Do what the screen asks for; `number` chooses where there is a choice. Gives what was said."""
    operator = STATIONS.index(floor.station) + 2
    match floor.step():
        case SignedOut():
            return floor.scan(f"BADGE-{operator}").key
        case AwaitPin(operator=who):
            floor.type("2580")
            return floor.pin(ok=True, operator_id=who).key
        case Menu():
            return floor.type(str(number % 4 + 1)).key
        case ReceiveDocument() | PickOrder() | CountPlace():
            return floor.type(str(number % 3 + 1)).key
        case ReceiveItem(doc="RCV-2"):
            return floor.scan("00" + sscc(1), "]C1").key
        case ReceiveItem():
            return floor.scan((ean(1), MILK, DRILLS[number % 2])[number % 3]).key
        case ReceiveDetail():
            return floor.scan(MILK).key
        case ReceiveQuantity():
            return floor.scan("LPN-1" if number % 2 else floor.station).key
        case PutawayWhat():
            return floor.scan((ean(1), MILK, "LPN-1", sscc(1), DRILLS[2])[number % 5]).key
        case PutawayLpn(suggested=target) | PutawayItem(suggested=target):
            return floor.scan(target or "A-03").key
        case PickTote():
            return floor.scan(f"T-{number % 2 + 1}").key
        case PickGo(bin=code):
            return floor.scan(code).key
        case PickItem(qty=qty, want=want, tote=tote):
            return floor.scan(tote).key if qty == want else floor.type(str(want)).key
        case PickDamaged():
            return floor.type("1").key
        case PickZero():
            return floor.key("empty" if number % 2 else "cancel").key
        case PickStage(stage=stage):
            return floor.scan(stage or "STAGE-1").key
        case CountItems(found=found):
            return floor.key("done").key if found else floor.scan(ean(1)).key
    raise AssertionError(floor.step())


def act(floor: Floor, what: tuple) -> None:  # type: ignore[type-arg]
    if len(what) > 1 and what[1] in STATIONS:
        floor.at(what[1])
    match what:
        case ("follow", _, number):
            assert follow(floor, number)
        case ("scan", _, code, via):
            assert floor.scan(code, via=via).key
        case ("type", _, text):
            assert floor.type(text).key
        case ("key", _, name):
            assert floor.key(name).key
        case ("pin", _, ok):
            floor.pin(ok=ok, operator_id="op-2")
        case ("again", _):
            said = floor.session().said
            if said is not None:
                before = floor.session()
                assert floor.scan("A-01", ident=said.input_id).key == said.answer.message.key
                assert floor.session() == before
        case ("shelf", where, units):
            floor.shelf(where, units * 500)
        case ("wait", ms):
            floor.wait(ms)
        case ("idle", _):
            floor.idle()
        case _:
            floor.due()


def assert_whole(floor: Floor) -> None:
    rows = floor.store.cursor.execute("SELECT place, item, qty FROM balance").fetchall()
    sums: Counter[str] = Counter()
    for where, code, qty in rows:
        sums[code] += qty
        assert qty >= 0 or where.startswith("virt:"), (where, code, qty)
    assert not any(sums.values()), sums
    assert floor.verify().ok
    for code, serial, where in floor.store.cursor.execute("SELECT item, serial, place FROM serial").fetchall():
        held = floor.store.cursor.execute("SELECT sum(qty) FROM balance WHERE place = ? AND item = ?", (where, code))
        assert where.startswith("virt:") or held.fetchone()[0] >= 1, (serial, where)


@given(st.lists(acts, min_size=20, max_size=120))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_whatever_two_operators_do_the_book_stays_whole(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        floor = made(Path(folder))
        for what in steps:
            act(floor, what)
        assert_whole(floor)


def test_operators_who_follow_the_screen_get_all_kinds_of_work_done(tmp_path: Path) -> None:
    floor, dice = made(tmp_path), random.Random(7)
    said: Counter[str] = Counter()
    for _ in range(600):
        floor.at(dice.choice(STATIONS)).wait(400)
        said[follow(floor, dice.randrange(60))] += 1
        if dice.random() < 0.08:
            said[floor.key(dice.choice(("menu", "done"))).key] += 1
    assert_whole(floor)
    work = {"received", "lpn-received", "put-away", "lpn-put-away", "picked", "document-done"}
    assert work <= set(said), said
    assert {"count-again", "count-again-by-other"} & set(said), said
