"""Under count: whatever work is done at any station, nothing that leaves the daemon says what the book has there.

Every kind of place is under count here - a bin, a face and its reserve, a dock with totes, a carrier - and hands that
follow the screens do all kinds of work among them. Quantities are such as nobody types; also what is left of a number
that everybody knows (an order's, a face's most) would tell them.
"""

import random
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.decision import PrintLabel
from edge.core.entry import Draft, Finding
from edge.core.place import Place
from edge.core.policy import Box, Policy
from edge.core.workflows.counting import is_under_count
from edge.shell.ledger.look_sql import waiting
from edge.shell.ledger.posting import PostingError
from edge.shell.loop.feeds import finding_row
from edge.shell.loop.movement_feed import movement_rows, told
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
)
from tests.core.floor_hands import Code, Hands
from tests.core.floor_truths import _numbers

COUNTED = ("A-01", "A-02", "F-01", "R-01", "DOCK-1", "FORK-1", "STAGE-1")
FACE_MAX, ORDERED, PACK = 9_700, 8_513, 9_000
HIDDEN_FROM = 400
"""No hand here counts so many one by one; only what the book has, and what it lacks, is so much."""
CODES: dict[str, list[Code]] = {
    "item": [ean(1), (gtin(1, 1), ""), ean(3), ean(9), gs1(("01", gtin(2)), ("10", "M1")), "SET"],
    "lpn": ["LPN-1", "LPN-2", "LPN-3", "T-1", "T-2", "P-1"],
    "location": ["A-01", "A-02", "F-01", "R-01", "B-01", "B-02", "FORK-1", "STAGE-1", "DOCK-1"],
    "document": ["SO-1", "SO-2", "SO-3", "KIT-1", "RMA-1", "RCV-1", "SHP-1"],
    "unknown": ["BOX-S", "XQ"],
    "badge": ["BADGE-1"],
}


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[
            item("TEA", 1, pack=PACK, unit_mg=500_000, unit_tolerance_mg=2_000),
            item("MILK", 2, "lot"),
            item("CUP", 3, unit_mg=250_000),
            item("SALT", 9),
            item("SET", 8, components={"TEA": 1, "CUP": 2}),
        ],
        locations=[
            *(bin_("A-01", 1), bin_("A-02", 2), bin_("R-01", 4), bin_("B-01", 5), bin_("B-02", 6)),
            bin_("F-01", 3, fixed_item="CUP", face_min=FACE_MAX - 1, face_max=FACE_MAX),
            *(place("FORK-1", "carrier"), place("STAGE-1", "stage")),
        ],
        orders=[
            order("SO-1", line(1, "TEA", ORDERED), line(2, "MILK", ORDERED)),
            order("SO-2", line(1, "TEA", 3), line(2, "CUP", 2), line(3, "MILK", 4)),
            order("SO-3", line(1, "SALT", ORDERED)),
        ],
        receipts=[receipt("RCV-1", line(1, "TEA", 12), line(2, "SALT", 5))],
        returns=[return_("RMA-1", line(1, "TEA", 3))],
        kits=[kit("KIT-1", "SET", 2, place="DOCK-1")],
        shipments=[shipment("SHP-1", units=["LPN-2"], orders=["SO-3"])],
        counts=[count_task("CNT-1", "A-01")],
        operators=[operator(1), operator(2), operator(4, role="supervisor")],
        policy=Policy(boxes=(Box("BOX-S", tare_mg=100_000),), abc_days=(1, 1, 1)),
    )
    for at, code, qty in (("A-01", "TEA", 7_919), ("F-01", "CUP", 6_841), ("R-01", "CUP", 2_477)):
        floor.put(at, code, qty)
    for at, code, qty in (("DOCK-1", "SALT", 5_743), ("DOCK-1", "CUP", 1_777), ("FORK-1", "SALT", 3_571)):
        floor.put(at, code, qty)
    floor.put("A-02", "MILK", 4_211, lot="M1")
    floor.put("R-01", "CUP", 1_123, lpn="LPN-1")
    floor.put("DOCK-1", "TEA", 4_649, lpn="LPN-2")
    floor.put("A-01", "TEA", 1_301, lpn="LPN-3")
    floor.picked("SO-3", "T-1", (1, "SALT", 2_903), stage="DOCK-1")
    floor.post(
        *(
            Draft(Finding(f"open/{code}", "opened", "count-again", {"place": code, "round": 2}, where(code)))
            for code in COUNTED
        )
    )
    return floor.fit("DOCK-1", printer="P-1", scale="S-1")


def where(code: str) -> Place:
    return Place(f"loc:{SITE}/{code}")


def in_book(floor: Floor, text: str) -> Iterator[int]:
    """All that the book has in a place and in its units, one by one and together."""
    amounts = [one.qty for one in floor.view.content(text)]
    yield from (*amounts, sum(amounts))
    for lpn in floor.view.units_in(text):
        yield from in_book(floor, f"lpn:{lpn}")


def secrets(floor: Floor) -> set[int]:
    """What nobody may be told now."""
    places = [where(code) for code in COUNTED if is_under_count(floor.view, where(code))]
    book = {qty for one in places for qty in in_book(floor, one)}
    loose = {one.qty for at in places for one in floor.view.content(at)}
    lacking = {most - qty for qty in loose for most in (FACE_MAX, ORDERED) if qty >= HIDDEN_FROM}
    return {abs(qty) for qty in book | lacking if abs(qty) >= HIDDEN_FROM and qty % PACK}


def sent(floor: Floor, outcome: Outcome) -> list[object]:
    """All that leaves the daemon for an act: prompt, answer, labels, the live feed, the findings."""
    findings = [finding_row(floor.view, one).model_dump() for one in waiting(floor.store.cursor, 100)]
    movements = [row.model_dump() for row in movement_rows(told(floor.view, outcome.entries))]
    texts = [str(one) for one in outcome.decision.effects if isinstance(one, PrintLabel)]
    return [floor.prompt(), outcome.decision.answer, floor.session().said, *texts, *movements, *findings]


def tells(all_sent: Iterable[object], hidden: set[int]) -> list[object]:
    return [one for one in all_sent if hidden & set(_numbers(one))]


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_whoever_works_where_it_is_counted_is_not_told_what_the_book_has(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        floor, dice = made(Path(folder)), random.Random(seed)
        hands = Hands(CODES, {"DOCK-1": 1, "DOCK-2": 2})
        for _ in range(40):
            hidden = secrets(floor)
            outcome = hands.act(floor.at(dice.choice(("DOCK-1", "DOCK-1", "DOCK-2"))), dice.randrange(10**6))
            floor.wait(400)
            shown = tells(sent(floor, outcome), hidden | secrets(floor))
            assert not shown, (floor.step(), outcome.said, shown)
        floor.store.close()


def test_a_quantity_that_was_told_would_be_seen(tmp_path: Path) -> None:
    floor = made(tmp_path)
    assert tells([floor.view.content(where("A-01"))], secrets(floor))
    assert tells([{"text": "take 581 more"}], {581})


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def test_a_face_under_count_is_not_said_to_be_full(floor: Floor) -> None:
    floor.put("F-01", "CUP", FACE_MAX)
    assert floor.working("replenish").scan("F-01").said == ("ok", "replenish-go")


def test_a_reserve_under_count_is_taken_from_without_a_number_and_only_as_far_as_the_book_goes(floor: Floor) -> None:
    floor.working("replenish").scan("F-01")
    assert floor.scan("R-01").said == ("ok", "replenish-some")
    assert (floor.prompt().want, floor.prompt().ask.key) == (0, "replenish-ask-some")
    floor.type("2478")
    assert floor.key("confirm").said == ("refuse", "more-than-known")
    floor.type("40")
    floor.key("confirm")
    assert floor.scan("F-01").said == ("ok", "replenished-all")
    assert floor.stock("F-01") == {"CUP": 6_881}


def test_the_picker_is_asked_for_what_the_line_wants_and_says_what_there_is(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-5")
    assert (floor.step().want, floor.prompt().want) == (7_919, ORDERED)
    floor.scan("A-01")
    floor.type("8000")
    assert floor.scan("T-5").said == ("refuse", "quantity-open")
    assert floor.type(str(ORDERED + 1)).args["want"] == ORDERED
    floor.type("700")
    assert floor.key("short").args["missing"] == ORDERED - 700
    assert floor.wait(1000).key("short").said == ("ok", "bin-short")
    assert (floor.stock("lpn:T-5"), floor.stock("A-01")) == ({"TEA": 700}, {"TEA": 7_219})


def test_a_pack_that_is_more_than_the_book_has_is_counted_as_it_is_and_refused_at_its_bin(floor: Floor) -> None:
    floor.put("DOCK-1", "TEA", 3_001)
    done = floor.working("putaway").scan(gtin(1, 1))
    assert (done.key, done.args) == ("counted", {"quantity": PACK})
    assert floor.scan(floor.step().suggested).said == ("refuse", "more-than-known")


@pytest.mark.parametrize("work", ["putaway", "transfer"])
def test_goods_that_the_book_has_not_are_refused_like_too_many(floor: Floor, work: str) -> None:
    floor.working(work)
    if work == "transfer":
        floor.scan("DOCK-1")
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M1"))).said == ("refuse", "more-than-known")


def test_a_lot_that_the_book_has_not_in_the_bin_is_refused_like_too_many(floor: Floor) -> None:
    floor.load("orders", [order("SO-4", line(1, "MILK", 5))])
    for code in ("SO-4", "T-5", "A-02"):
        floor.working("pick") if code == "SO-4" else None
        floor.scan(code)
    assert floor.scan(gs1(("01", gtin(2)), ("10", "M7"))).said == ("refuse", "more-than-known")


def test_more_than_is_in_a_tote_is_refused_without_saying_how_much_is(floor: Floor) -> None:
    floor.working("pack")
    for code in ("T-1", "P-9", ean(9)):
        floor.scan(code)
    assert floor.type("3000").args == {"quantity": 3_000, "item": "Salt"}


def test_all_of_a_place_is_not_moved_while_it_is_counted_nor_said_to_be_nothing(floor: Floor) -> None:
    floor.working("transfer").scan("A-01")
    assert floor.key("done").said == ("refuse", "transfer-all-counted")


def test_a_place_that_comes_under_count_is_not_moved_whole_any_more(floor: Floor) -> None:
    floor.put("B-01", "TEA", 3)
    floor.working("transfer").scan("B-01")
    floor.key("done")
    assert floor.wait(1000).key("done").said == ("ok", "transfer-all-taken")
    floor.at("DOCK-2").working("count", 2).scan("B-01")
    assert floor.at("DOCK-1").scan("B-02").said == ("refuse", "transfer-all-counted")


def test_what_a_short_pick_missed_is_not_told_while_its_place_is_counted(floor: Floor) -> None:
    args = {"missing": 7_919, "item": "TEA", "order": "SO-1", "location": "A-01"}
    floor.post(Draft(Finding("short", "opened", "short-pick", args, where("A-01"), "TEA")))
    found = next(one for one in waiting(floor.store.cursor, 100) if one.id == "short")
    row = finding_row(floor.view, found)
    assert (row.text.key, row.code, row.place, row.item) == ("finding-under-count", "under-count", "A-01", "")


def test_the_store_does_not_say_how_much_there_is_when_it_refuses(floor: Floor) -> None:
    with pytest.raises(PostingError) as refused:
        floor.move("A-01", "B-01", "TEA", 8_000)
    assert not tells([str(refused.value)], secrets(floor))


def test_a_quantity_that_is_only_said_is_neither_right_nor_wrong_where_it_is_counted(floor: Floor) -> None:
    floor.working("transfer").scan("A-01")
    floor.scan(ean(1))
    for said in ("7918", "7920", "99999"):
        assert floor.type(said).said == ("ok", "counted")
    refused = floor.scan("B-01")
    assert (refused.level, refused.movements) == ("refuse", [])
    floor.choose("putaway")
    floor.scan(ean(9))
    assert floor.type("99999").said == ("ok", "counted")
    assert floor.scan("B-01").level == "refuse"


def test_it_is_wrong_at_once_where_nobody_counts(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=[item("TEA", 1)], locations=[bin_("B-01")])
    floor.put("B-01", "TEA", 5)
    floor.working("transfer").scan("B-01")
    floor.scan(ean(1))
    assert floor.type("6").said == ("refuse", "transfer-too-many")
