"""The world: only physical acts change it, what cannot be done is refused, and what was touched is the truth."""

import pytest

from simulators.catalogue import Load
from simulators.errors import AcceptedError, ErrorLog
from simulators.world import ImpossibleError, World


def world(weigh: dict | None = None) -> World:
    return World("S1", {"bolt": 10.0, "nut": 2.5}, weigh)


async def test_goods_are_never_made_or_lost_by_moving() -> None:
    one = world()
    await one.bring("truck:1", Load("bolt", 5, "L1", "2040-01-01"))
    await one.move(Load("bolt", 3, "L1", "2040-01-01"), "truck:1", one.loc("A"))
    await one.move(Load("bolt", 2, "L1", "2040-01-01"), one.loc("A"), "hands:op-1")
    assert one.in_hands() == ["hands:op-1"]
    await one.move(Load("bolt", 2, "L1", "2040-01-01"), "hands:op-1", one.loc("B"))
    assert one.in_hands() == []
    assert [(row["place"], row["qty"], row["lot"]) for row in one.truth()["positions"]] == [
        ("loc:S1/A", 1, "L1"),
        ("loc:S1/B", 2, "L1"),
    ]


async def test_what_is_not_there_cannot_be_taken() -> None:
    one = world()
    await one.bring(one.loc("A"), Load("bolt", 1))
    with pytest.raises(ImpossibleError):
        await one.move(Load("bolt", 2), one.loc("A"), one.loc("B"))
    with pytest.raises(ImpossibleError):
        await one.move(Load("bolt", 1, "other lot"), one.loc("A"), one.loc("B"))
    with pytest.raises(ImpossibleError):
        one.find(one.loc("A"), "nut")
    assert one.find(one.loc("A"), "bolt").qty == 1


async def test_an_emptied_place_stays_in_the_truth_with_nothing() -> None:
    one = world()
    await one.bring(one.loc("A"), Load("bolt", 2))
    await one.move(Load("bolt", 2), one.loc("A"), "gone:")
    assert [(row["place"], row["qty"]) for row in one.truth()["positions"]] == [("loc:S1/A", 0)]
    assert one.lying(one.loc("A")) == []


async def test_a_pallet_counts_once_it_stands_in_the_house() -> None:
    one = world()
    await one.bring("lpn:P1", Load("bolt", 4))
    one.stand("P1", "truck:1")
    assert one.truth() == {"site": "S1", "positions": [], "lpns": {}}
    one.stand("P1", one.loc("DOCK-1"))
    assert one.truth()["lpns"] == {"P1": "loc:S1/DOCK-1"}
    assert one.truth()["positions"][0]["place"] == "lpn:P1"


async def test_a_scale_feels_all_that_lies_on_it() -> None:
    felt: list[tuple[str, float]] = []

    async def tell(place: str, grams: float) -> None:
        felt.append((place, grams))

    one = world({"loc:S1/S": tell})
    await one.weigh_all()
    await one.bring(one.loc("S"), Load("bolt", 3))
    await one.bring(one.loc("S"), Load("nut", 2))
    await one.move(Load("bolt", 1), one.loc("S"), one.loc("B"))
    assert felt == [("loc:S1/S", 0), ("loc:S1/S", 30.0), ("loc:S1/S", 35.0), ("loc:S1/S", 25.0)]


def test_an_error_that_was_taken_ends_the_shift_and_is_written_down() -> None:
    log = ErrorLog()
    for level in ("refuse", "warn", "finding"):
        log.note("wrong item", "DOCK-1", level, "wrong-item")
    with pytest.raises(AcceptedError, match="wrong bin"):
        log.note("wrong bin", "DOCK-1", "ok", "put-away")
    assert '"planted": 4' in log.text()
    assert '"kinds": 2' in log.text()
    assert '"caught": 3' in log.text()
