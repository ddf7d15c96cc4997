"""What may be done to a stock book, drawn by hypothesis: what is meant, what that is in the model, and as a draft."""

from itertools import pairwise
from typing import Any, TypeAlias

from hypothesis import strategies as st

from edge.core.entry import Audit, DocLine, Draft, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey, WholeLpn
from tests.shell import stock_model as model
from tests.shell.book_builder import CUSTOMER, SUPPLIER, loc, lpn
from tests.shell.stock_model import Act, Key, Model, Moved, UnitMoved

UNITS = ["P-1", "P-2", "T-1", "T-2", "T-3"]
BINS = [loc("A-01"), loc("A-02"), loc("DOCK-1")]
PLACES = [*BINS, SUPPLIER, CUSTOMER, *map(lpn, UNITS)]
KEYS: list[Key] = [("TEA", "", "sellable"), ("BEANS", "L1", "sellable"), ("BEANS", "L2", "sellable")]
DRILL: Key = ("DRILL", "", "sellable")
SERIALS = [f"S-{number}" for number in range(6)]
TEN_YEARS_MS, DAY_MS = 3650 * 86_400_000, 86_400_000

place, key, qty = st.sampled_from(PLACES), st.sampled_from(KEYS), st.integers(1, 9)
line = st.sampled_from([None, ("RCV-1", 1), ("RCV-1", 2), ("SO-1", 1)])
which = st.integers(0, 1000)
# How an act is meant; what it comes to depends on what stands where, and that only the model knows.
Meant: TypeAlias = tuple[Any, ...]
ACT = st.one_of(
    st.tuples(st.just("receive"), key, qty, st.sampled_from([*BINS, *map(lpn, UNITS)]), line),
    st.tuples(st.just("take"), which, qty, place, line),
    st.tuples(st.just("take all"), which, place),
    st.tuples(st.just("status"), which, st.sampled_from(["hold", "damaged", "sellable"]), place),
    st.tuples(st.just("unit"), st.sampled_from(UNITS), place),
    st.tuples(st.just("unit from"), st.sampled_from(UNITS), place, place),
    st.tuples(st.just("serials"), st.lists(st.sampled_from(SERIALS), min_size=1, max_size=3, unique=True), place),
    st.tuples(st.just("serials from"), st.sampled_from(SERIALS), place, place),
    st.tuples(st.just("any"), key, qty, place, place),
    st.tuples(st.just("allowed"), key, qty, st.sampled_from(BINS), place),
    st.tuples(st.just("say")),
)
DECISION = st.lists(ACT, min_size=1, max_size=4)


def _swapped(serials: list[str], bins: list[Place]) -> tuple[list[Meant], Meant]:
    """Two serials in two bins, and one of them taken from where the other is."""
    (one, other), (here, there) = serials[:2], bins[:2]
    return [("serials", [one], here), ("serials", [other], there)], ("serials from", one, there, here)


def _stacked(units: list[str]) -> tuple[list[Meant], Meant]:
    """Units in one another as deep as may be, and the next one."""
    pairs = list(pairwise(units))
    stack: list[Meant] = [("unit", units[0], BINS[0]), *(("unit", code, lpn(under)) for under, code in pairs)]
    return stack[:-1], stack[-1]


ATTEMPT = st.one_of(
    st.tuples(DECISION, ACT),
    st.tuples(DECISION, st.tuples(st.just("one too many"), which, place)),
    st.builds(_swapped, st.permutations(SERIALS), st.permutations(BINS)),
    st.builds(_stacked, st.permutations(UNITS)),
)
LATER = st.sampled_from([0, 0, 0, 1_000, DAY_MS, -TEN_YEARS_MS])


def understood(meant: Meant, now: Model) -> Act | None:
    """The act; None where it would be none (nothing to take, a place to itself)."""
    act: Act | None = model.Said()
    match meant:
        case "receive", of, n, to, doc:
            act = Moved(SUPPLIER, to, of, n, line=doc)
        case "take", number, n, to, doc:
            if held := now.held():
                source, of, _left = held[number % len(held)]
                act = Moved(source, to, of, n, line=doc)
        case "take all", number, to:
            if held := now.held():
                source, of, left = held[number % len(held)]
                act = Moved(source, to, of, left)
        case "status", number, status, to:
            if held := now.held():
                source, of, left = held[number % len(held)]
                act = Moved(source, to if number % 2 else source, of, min(left, 2), (of[0], of[1], status))
        case "unit", code, to:
            act = UnitMoved(code, now.parent.get(code, SUPPLIER), to)
        case "unit from", code, source, to:
            act = UnitMoved(code, source, to)
        case "serials", serials, to:
            source = now.serial.get((DRILL[0], serials[0]), SUPPLIER)
            act = Moved(source, to, DRILL, len(serials), serials=tuple(serials))
        case "serials from", serial, source, to:
            act = Moved(source, to, DRILL, 1, serials=(serial,))
        case "one too many", number, to:
            if held := now.held():
                source, of, left = held[number % len(held)]
                act = Moved(source, to, of, left + 1)
        case "any", of, n, source, to:
            act = Moved(source, to, of, n)
        case "allowed", of, n, source, to:
            act = Moved(source, to, of, n, allowed=True)
    return act if _is_one(act) else None


def _is_one(act: Act | None) -> bool:
    match act:
        case Moved():
            return act.source != act.target or act.becomes not in {None, act.key}
        case UnitMoved():
            return act.source != act.target and act.target != lpn(act.code)
    return act is not None


def stock_key(of: Key) -> StockKey:
    item, lot, status = of
    return StockKey(item, lot=lot, status=status)  # type: ignore[arg-type]


def draft(act: Act, corrects: str = "") -> Draft:
    match act:
        case Moved():
            to_key = None if act.becomes is None else stock_key(act.becomes)
            goods = Goods(stock_key(act.key), act.qty, to_key=to_key, serials=act.serials)
            doc = None
            if act.line is not None:
                doc = DocLine("order" if act.line[0].startswith("SO") else "receipt", *act.line)
            moved = Movement("transfer", goods, Place(act.source), Place(act.target), doc)
            by = {"approver": "op-3", "reason": "found-later"} if act.allowed else {}
            return Draft(moved, corrects=corrects, **by)
        case UnitMoved():
            return Draft(
                Movement("transfer", WholeLpn(act.code), Place(act.source), Place(act.target)), corrects=corrects
            )
    return Draft(Audit("said"))
