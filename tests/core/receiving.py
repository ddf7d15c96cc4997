"""A dock with receipts of every sort, and hands that receive: for the tests of receiving."""

from pathlib import Path
from typing import Any

from edge.core.policy import Policy
from tests.builders import Floor, Outcome, bin_, ean, gs1, gtin, item, line, place, receipt, sscc

TEA, MILK, JAM, FISH, DRILL, CUP = ean(1), ean(2), ean(3), ean(4), ean(5), ean(6)
WHOLE, OPEN, MIXED = sscc(1), sscc(2), sscc(3)
LIMITS = Policy(over_receipt_pct=10, over_receipt_limit_pct=20)
NOBODY_KNOWS = gtin(77)[1:], "]E0"


def dock(folder: Path, policy: Policy | None = None, **more: Any) -> Floor:
    """RCV-1 is counted; RCV-2 comes in units, WHOLE with all that must be known, OPEN without; RCV-3 has tea too."""
    records: dict[str, Any] = {
        "items": [
            item("TEA", 1),
            item("MILK", 2, "lot", "expiry", receipt_days_min=10, recalled=["BAD"]),
            item("JAM", 3, "expiry"),
            item("FISH", 4, "catch_weight"),
            item("DRILL", 5, "serial"),
            item("CUP", 6),
        ],
        "locations": [bin_("A-01"), place("STAGE-1", "stage"), place("STAGE-9", "stage") | {"blocked": True}],
        "receipts": [
            receipt(
                "RCV-1",
                *(line(1, "TEA", 20), line(2, "MILK", 10, lot="M1"), line(3, "JAM", 10), line(4, "FISH", 4)),
                *(line(5, "DRILL", 100), line(6, "MILK", 10, lot="M2")),
            ),
            receipt(
                "RCV-2",
                line(1, "JAM", 6, lpn=WHOLE, expiry="2027-01-31"),
                line(2, "MILK", 8, lpn=OPEN),
                line(3, "TEA", 2, lpn=OPEN),
            ),
            receipt("RCV-3", line(1, "TEA", 5)),
        ],
    }
    return Floor(folder, policy=policy, **(records | more)).working("receive")


def milk(lot: str = "M1", expiry: str = "270131", *more: tuple[str, str]) -> tuple[str, str]:
    return gs1(("01", gtin(2)), ("17", expiry), ("10", lot), *more)


def jam(expiry: str) -> tuple[str, str]:
    return gs1(("01", gtin(3)), ("17", expiry))


def opened(floor: Floor, doc: str = "RCV-1") -> Floor:
    assert floor.scan(doc).said == ("ok", "document-opened")
    return floor


def again(floor: Floor) -> Outcome:
    """The same once more, by the same hand, after it could be read."""
    assert floor.last is not None
    what, via = floor.last.what, floor.last.via
    return floor.wait(1000).input(what, via=via)


def allowed(floor: Floor, reason: str = "1") -> Outcome:
    """A supervisor comes and allows what was refused; what then became of it."""
    assert floor.wait(1000).key("override").key == "leave-wanted"
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    assert floor.type(reason).key == "leave-given"
    (done,) = floor.applied
    return done
