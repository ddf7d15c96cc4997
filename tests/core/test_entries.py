"""Places, stock, entries and their JSON; steps as they are stored."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge.core.canonical import canonical
from edge.core.entry import (
    Audit,
    Body,
    ClockStated,
    Count,
    CountLine,
    DocLine,
    Draft,
    Entry,
    Evidence,
    Finding,
    Movement,
    Outcome,
    Stamp,
)
from edge.core.entry_json import chain, from_json, genesis, movement_of, to_json, utc_ms, utc_text
from edge.core.place import VIRTUAL_NAMES, Place, handling_unit, location, virtual
from edge.core.read import Moment
from edge.core.session import Session, Step, dump_step, load_step
from edge.core.stock import SERIALS_MAX, Goods, StockKey, WholeLpn
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.pick.steps import PickItem
from edge.shell.ledger.session_json import load_session

STAMP = Stamp(Moment(1_795_420_800_123, 81_234), "9f2c", "synced", "Europe/Berlin", "DOCK-1", ("gun1",))

codes = st.text("ABCXYZ0189-_.", min_size=1, max_size=12)
words = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=12)
dates = st.sampled_from(("", "2026-11-30"))
keys = st.builds(
    StockKey,
    st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12),
    words,
    words,
    dates,
    dates,
    st.sampled_from(("sellable", "hold", "damaged", "returned", "provisional")),
)
places = st.one_of(
    st.builds(location, codes, codes),
    st.builds(handling_unit, codes),
    st.builds(virtual, codes, st.sampled_from(sorted(VIRTUAL_NAMES))),
)


@st.composite
def goods(draw: st.DrawFn) -> Goods:
    key = draw(keys)
    serials = tuple(draw(st.lists(codes, max_size=4, unique=True)))
    qty = len(serials) or draw(st.integers(1, 2**53 - 1))
    rekeyed = draw(
        st.none() | st.builds(lambda lot, status: StockKey(key.item, "", lot, "", "", status), words, st.just("hold"))
    )
    catch = draw(st.none() | st.integers(0, 10**6))
    return Goods(key, qty, draw(codes), rekeyed, catch, serials, tuple(draw(st.lists(codes, max_size=3))))


documents = st.none() | st.builds(
    DocLine, st.sampled_from(("receipt", "order", "count", "task")), codes, st.none() | st.integers(0, 999)
)
witnesses = st.lists(st.sampled_from(("code", "tag", "weight", "camera")), max_size=3).map(tuple)


@st.composite
def movements(draw: st.DrawFn) -> Movement:
    source, target = draw(st.tuples(places, places).filter(lambda two: two[0] != two[1]))
    what = draw(st.one_of(goods(), st.builds(WholeLpn, codes).filter(lambda unit: target != f"lpn:{unit.lpn}")))
    kind = draw(st.sampled_from(("receive", "putaway", "pick", "count", "adjust", "opening")))
    return Movement(kind, what, source, target, draw(documents), draw(witnesses), draw(words))


def entry(body: Body, **draft: Any) -> Entry:
    return Entry(7, "0197", 1_795_420_800_200, STAMP, Draft(body, **draft))


@given(movements())
@settings(max_examples=80, deadline=None)
def test_a_movement_is_read_back_from_what_travels(movement: Movement) -> None:
    import json

    assert movement_of(json.loads(canonical(to_json(entry(movement))))) == movement


def test_an_entry_travels_flat_and_without_what_is_empty() -> None:
    goods = Goods(StockKey("4711", lot="L1"), 12, "EA")
    movement = Movement("receive", goods, virtual("S", "SUPPLIER"), location("S", "D-1"), DocLine("receipt", "R", 2))
    assert to_json(entry(movement, op="op-1")) == {
        "seq": 7,
        "id": "0197",
        "kind": "movement",
        "t": "2026-11-23T08:00:00.123Z",
        "rec": "2026-11-23T08:00:00.200Z",
        "tz": "Europe/Berlin",
        "clk": "synced",
        "boot": "9f2c",
        "mono_ms": 81234,
        "op": "op-1",
        "station": "DOCK-1",
        "dev": ["gun1"],
        "type": "receive",
        "src": "virt:S/SUPPLIER",
        "dst": "loc:S/D-1",
        "doc": {"type": "receipt", "id": "R", "line": 2},
        "item": "4711",
        "lot": "L1",
        "status": "sellable",
        "qty": 12,
        "uom": "EA",
    }


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            Count(location("S", "A"), {"b": 4}, (CountLine(StockKey("I"), 0, 3),), "review", DocLine("count", "C")),
            {
                "kind": "count",
                "place": "loc:S/A",
                "snapshot": {"b": 4},
                "outcome": "review",
                "lines": [{"item": "I", "status": "sellable", "found": 0, "book": 3}],
                "doc": {"type": "count", "id": "C"},
            },
        ),
        (
            Outcome(DocLine("order", "O", 1), "short", 0),
            {"kind": "outcome", "outcome": "short", "qty": 0, "doc": {"type": "order", "id": "O", "line": 1}},
        ),
        (
            Finding("f", "opened", "no-stock", {"missing": 0}, location("S", "A"), "I"),
            {"kind": "finding", "finding": "f", "state": "opened", "code": "no-stock", "args": {"missing": 0}}
            | {"place": "loc:S/A", "item": "I"},
        ),
        (
            Evidence("e", "weight", "agrees", {"shelf": 2}),
            {"kind": "evidence", "of": "e", "source": "weight", "verdict": "agrees", "args": {"shelf": 2}},
        ),
        (Audit("sign-in", {"station": "D"}), {"kind": "audit", "act": "sign-in", "args": {"station": "D"}}),
        (ClockStated(0, "synced"), {"kind": "clock", "offset_ms": 0, "source": "synced"}),
    ],
)
def test_every_kind_of_entry_travels_with_its_fields_and_is_read_back(body: Body, fields: dict[str, Any]) -> None:
    sent = to_json(entry(body))
    assert {name: sent[name] for name in fields} == fields
    assert set(sent) - set(fields) == {"seq", "id", "t", "rec", "tz", "clk", "boot", "mono_ms", "station", "dev"}
    assert from_json(sent) == entry(body)


def test_the_chain_binds_box_epoch_and_order() -> None:
    first = genesis("S", "b", "e")
    assert len({first, genesis("S2", "b", "e"), genesis("S", "b2", "e"), genesis("S", "b", "e2")}) == 4
    assert chain(first, b"{}") != chain(chain(first, b"{}"), b"{}")
    assert chain(first, b"{}") != chain(first, b"{ }")


YEAR_1000, YEAR_9999 = -30_610_224_000_000, 253_402_300_799_999


@given(st.integers(YEAR_1000, YEAR_9999))
@example(-1)
@example(YEAR_1000 + 1)
@example(YEAR_9999)
@settings(max_examples=100, deadline=None)
def test_a_time_is_the_same_after_text_before_1970_too(ms: int) -> None:
    assert utc_ms(utc_text(ms)) == ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "loc:S",
        "loc:S/",
        "loc:S/A B",
        "lpn:",
        "virt:S/NOWHERE",
        "virt:S/",
        "bin:S/A",
        "loc:S/A\n",
        "lpn:" + "x" * 41,
    ],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="place"):
        Place(text)


@pytest.mark.parametrize(
    ("text", "kind", "code", "physical"),
    [
        ("loc:S/A-01/2", "loc", "A-01/2", True),
        ("lpn:00340063/8", "lpn", "00340063/8", True),
        ("virt:S/SUPPLIER", "virt", "SUPPLIER", False),
    ],
)
def test_a_place_tells_its_parts(text: str, kind: str, code: str, physical: bool) -> None:
    place = Place(text)
    assert (place.kind, place.code, place.is_physical) == (kind, code, physical)


@pytest.mark.parametrize(
    "wrong",
    [
        {"qty": 0},
        {"qty": -1},
        {"qty": 2**53},
        {"qty": 2, "serials": ("a",)},
        {"qty": 2, "serials": ("a", "a")},
        {"qty": SERIALS_MAX + 1, "serials": tuple(map(str, range(SERIALS_MAX + 1)))},
        {"qty": 1, "epcs": ("a",) * (SERIALS_MAX + 1)},
        {"qty": 1, "to_key": StockKey("OTHER")},
    ],
)
def test_goods_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"quantity|serials|item"):
        Goods(StockKey("I"), **wrong)


def test_a_key_needs_its_item() -> None:
    with pytest.raises(ValueError, match="item"):
        StockKey("")


def test_a_movement_changes_something_and_holds_no_unit_in_itself() -> None:
    here, key = location("S", "A"), StockKey("I")
    with pytest.raises(ValueError, match="place or the stock key"):
        Movement("transfer", Goods(key, 1), here, here)
    with pytest.raises(ValueError, match="place or the stock key"):
        Movement("transfer", Goods(key, 1, to_key=key), here, here)
    with pytest.raises(ValueError, match="itself"):
        Movement("transfer", WholeLpn("T-1"), here, handling_unit("T-1"))
    assert Movement("adjust", Goods(key, 1, to_key=StockKey("I", status="damaged")), here, here)


def test_every_step_of_every_workflow_can_be_stored() -> None:
    for workflow in WORKFLOWS.values():
        assert {Step.kinds[step.__name__] for step in workflow.steps} == set(workflow.steps)


def test_a_step_is_read_back_as_it_was() -> None:
    step = PickItem("O", "T", 1, "A", "loc:S/A", ("I", "", "L", "", "", "sellable"), 5, 2, 2, ("S1",), (("p", "I"),))
    assert load_step(dump_step(step)) == step
    older = dump_step(step)[:8]  # before the fields that came later
    assert load_step(older) == PickItem("O", "T", 1, "A", "loc:S/A", step.key, 5)


def test_a_step_that_this_version_does_not_know_sends_back_to_the_badge() -> None:
    body = (
        '{"operator":"op-1","step":["Vanished",1],"turn":4,"armed":null,"said":null,"undoable":[],'
        '"touched_ms":5,"failures":0}'
    )
    assert load_session("DOCK-1", body) == Session("DOCK-1", turn=4, touched_ms=5)
