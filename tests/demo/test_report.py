"""The demo's judgement: every way in which truth, book and central can differ must be seen."""

import copy
from typing import Any

import pytest

from edge.demo.report import WORK, Seen, compare, faults, report, table


def entry(seq: int, kind: str) -> dict[str, Any]:
    return {"seq": seq, "id": f"id-{seq}", "hash": f"{seq:064x}", "kind": "movement", "type": kind}


def row(place: str, qty: int, lot: str = "", received_on: str = "") -> dict[str, Any]:
    return {"place": place, "item": "ART-1", "lot": lot, "expiry": "", "qty": qty, "received_on": received_on}


def good() -> Seen:
    entries = [entry(seq, kind) for seq, kind in enumerate(WORK, 1)]
    return Seen(
        truth={"positions": [row("loc:S1/A", 5), row("lpn:T-1", 2), row("loc:S1/D", 0)], "lpns": {"T-1": "loc:S1/B"}},
        stock={
            "stock": [row("loc:S1/A", 3, received_on="2026-01-01"), row("loc:S1/A", 2), row("lpn:T-1", 2)],
            "units": [{"lpn": "T-1", "location": "loc:S1/B"}, {"lpn": "gone", "location": "virt:S1/CUSTOMER"}],
        },
        verified={"verified": True, "sum_zero": True, "vouched_upto": 3},
        entries=entries,
        stored=[(one["seq"], one["id"], one["hash"]) for one in entries],
        devices={"gun1": {"kind": "serial", "reads": 3}, "printer1": {"kind": "zpl", "reads": 0}},
        errors={"planted": 12, "kinds": 12, "caught": 12},
        labels=3,
    )


def test_agreement_has_no_faults_whenever_the_goods_came_in() -> None:
    done = report(good())
    assert faults(done) == []
    assert done["truth"] == {"positions": 4, "right": 4, "accuracy": 1.0}
    assert "4 of 4 positions agree" in table(done)


@pytest.mark.parametrize(
    "stock",
    [
        [row("loc:S1/A", 4), row("lpn:T-1", 2)],
        [row("loc:S1/A", 5), row("lpn:T-1", 2), row("loc:S1/X", 1)],
        [row("loc:S1/A", 5, lot="L"), row("lpn:T-1", 2)],
        [row("loc:S1/A", 5), row("lpn:T-1", 2), row("loc:S1/D", 1)],
    ],
    ids=["too-few", "somewhere-nobody-was", "another-lot", "an-empty-place"],
)
def test_a_book_that_differs_is_less_than_accurate(stock: list[dict[str, Any]]) -> None:
    seen = good()
    seen.stock["stock"] = stock
    compared = compare(seen.truth, seen.stock)
    assert compared.wrong
    assert compared.accuracy < 1
    assert any("accuracy" in fault for fault in faults(report(seen)))


def test_a_handling_unit_in_the_wrong_place_is_seen_from_both_sides() -> None:
    moved = good()
    moved.stock["units"][0]["location"] = "loc:S1/C"
    assert compare(moved.truth, moved.stock).wrong == {"T-1": ("loc:S1/B", "loc:S1/C")}
    extra = good()
    extra.stock["units"].append({"lpn": "T-2", "location": "loc:S1/C"})
    assert compare(extra.truth, extra.stock).wrong == {"T-2": (None, "loc:S1/C")}


def test_what_central_lacks_has_twice_or_has_differently_is_seen() -> None:
    lacking, twice, other = good(), good(), good()
    del lacking.stored[1]
    twice.stored.append((9, "id-1", "00"))
    other.stored[0] = (1, "id-1", "ff")
    assert report(lacking)["upstream"] == {"sent": 8, "stored": 7, "missing": 1, "duplicates": 0}
    assert report(twice)["upstream"]["duplicates"] > 0
    assert report(other)["upstream"]["missing"] == 1
    assert all(faults(report(seen)) for seen in (lacking, twice, other))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"verified": {"verified": False, "sum_zero": True, "vouched_upto": 3}}, "verify"),
        ({"verified": {"verified": True, "sum_zero": False, "vouched_upto": 3}}, "zero"),
        ({"verified": {"verified": True, "sum_zero": True, "vouched_upto": 0}}, "vouches for no entry"),
        ({"errors": {"planted": 12, "kinds": 12, "caught": 11}}, "accepted"),
        ({"errors": {"planted": 9, "kinds": 9, "caught": 9}}, "kinds"),
        ({"devices": {"gun1": {"kind": "serial", "reads": 0}}}, "gun1"),
        ({"troubles": ["the daemon died"]}, "died"),
        ({"labels": 0}, "no label"),
        ({"entries": [entry(seq, kind) for seq, kind in enumerate(WORK[:-1], 1)]}, "no count was posted"),
    ],
)
def test_every_trouble_fails_the_demo_and_is_named(change: dict[str, Any], word: str) -> None:
    seen = copy.deepcopy(good())
    for name, value in change.items():
        setattr(seen, name, value)
    assert any(word in fault for fault in faults(report(seen)))
