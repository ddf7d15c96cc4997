"""What is due for a count is right at once, after a start too, and stays right with whatever changes."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.policy import Policy
from edge.shell.ledger.due_sql import _GROUPED, _ROWS, prepare_due
from tests.builders import Floor, bin_, ean, item, place

DAY_MS = 86_400_000
BINS = tuple(f"B-{number}" for number in range(1, 6))
GOODS = ("TEA", "CUP", "POT")


def items(**abc: str) -> list[dict[str, object]]:
    known = {"TEA": "A", "CUP": "B", "POT": ""} | abc
    return [item(code, number, abc=known[code]) for number, code in enumerate(GOODS, 1)]


def made(folder: Path, **more: object) -> Floor:
    policy = Policy(abc_days=(1, 2, 3), zone="Asia/Tokyo")
    locations = [*(bin_(code) for code in BINS), place("STAGE-1", "stage")]
    return Floor(folder, items=items(), locations=locations, policy=policy, **more)  # type: ignore[arg-type]


def due(floor: Floor, days: int = 0, limit: int = 9) -> list[str]:
    return list(floor.view.places_to_count(floor.now.wall_ms + days * DAY_MS, limit))


def counted(floor: Floor, code: str, number: int, qty: int) -> None:
    floor.scan(code)
    floor.scan(ean(number))
    floor.type(str(qty))
    assert floor.key("done").said == ("ok", "count-agreed")


def test_what_is_due_is_known_at_once_among_many_and_in_order(tmp_path: Path) -> None:
    floor = Floor(tmp_path, items=items(), locations=[bin_(f"B-{number:04}") for number in range(700)])
    for code, goods in (("B-0698", "TEA"), ("B-0002", "CUP"), ("B-0699", "TEA"), ("B-0001", "POT")):
        floor.put(code, goods, 1)
    assert due(floor) == ["B-0698", "B-0699", "B-0002"]
    assert due(floor.restart()) == ["B-0698", "B-0699", "B-0002"]
    assert due(floor, limit=1) == ["B-0698"]


def test_who_was_counted_last_comes_last_of_a_class_also_after_a_start(tmp_path: Path) -> None:
    floor = made(tmp_path)
    for code in ("B-1", "B-2", "B-3"):
        floor.put(code, "TEA", 2)
    floor.working("count")
    counted(floor, "B-2", 1, 2)
    counted(floor, "B-1", 1, 2)
    assert due(floor) == ["B-3"]
    assert due(floor, 1) == due(floor.restart(), 1) == ["B-3", "B-2", "B-1"]


def test_days_are_those_of_the_site(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("B-1", "TEA", 2)
    floor.working("count")
    counted(floor, "B-1", 1, 2)
    minutes = 0
    while not floor.view.places_to_count(floor.now.wall_ms + minutes * 60_000, 9):
        minutes += 10
    begins = floor.now.wall_ms + minutes * 60_000
    assert floor.view.day_of(begins) > floor.view.day_of(floor.now.wall_ms)
    assert (begins + 9 * 3_600_000) % DAY_MS < 600_000, "midnight in Tokyo"


def test_a_count_that_was_not_written_leaves_a_bin_due(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("B-1", "TEA", 2)
    floor.store.begin()
    floor.store.cursor.execute("INSERT INTO counted (place, t) VALUES ('loc:TST/B-1', '2027')")
    assert due(floor) == []
    floor.store.rollback()
    assert due(floor) == ["B-1"]


CHANGES = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(BINS), st.sampled_from(GOODS)),
    st.tuples(st.just("move"), st.sampled_from(BINS), st.sampled_from((*BINS, "STAGE-1"))),
    st.tuples(st.just("unit"), st.sampled_from(BINS), st.sampled_from(GOODS)),
    st.tuples(st.just("abc"), st.sampled_from(GOODS), st.sampled_from(("", "A", "B", "C"))),
    st.tuples(st.just("count"), st.sampled_from(BINS), st.none()),
    st.tuples(st.just("kind"), st.sampled_from(BINS), st.sampled_from(("bin", "stage", "gone"))),
)


def change(floor: Floor, what: str, one: str, other: str) -> None:
    match what:
        case "put":
            floor.put(one, other, 3)
        case "move":
            for balance in floor.view.content(f"loc:TST/{one}") if one != other else ():
                floor.move(one, other, balance.key.item, balance.qty)
        case "unit":
            lpn = f"LPN-{len(floor.view.units_in('loc:TST/STAGE-1'))}"
            floor.put(one, other, 1, lpn=lpn)
            floor.move_unit(lpn, one, "STAGE-1")
        case "abc":
            floor.load("items", items(**{one: other}))
        case "count":
            if floor.scan(one).level in ("ok", "info"):
                floor.key("cancel")
        case "kind":
            others = [bin_(code) for code in BINS if code != one]
            floor.load("locations", [*others, *([] if other == "gone" else [bin_(one) | {"kind": other}])])


@given(st.lists(CHANGES, min_size=5, max_size=25))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_is_kept_is_what_a_fold_would_say(changes: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        floor = made(Path(folder)).working("count")
        for one in changes:
            change(floor, *one)
            floor.view.places_to_count(floor.now.wall_ms, 9)  # the sums are posted
            kept = floor.store.cursor.execute("SELECT code, class, t FROM classed_bin ORDER BY code").fetchall()
            anew = floor.store.cursor.execute(f"{_ROWS}{_GROUPED} ORDER BY l.code").fetchall()
            assert kept == anew, one
        again = floor.restart()
        assert again.store.cursor.execute("SELECT code, class, t FROM classed_bin ORDER BY code").fetchall() == anew
        again.store.close()


def test_a_start_looks_at_no_stock_of_goods_without_a_class(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.put("B-1", "TEA", 1)
    lots = [(f"L{number}",) for number in range(3_000)]
    floor.store.cursor.executemany(
        "INSERT INTO stock VALUES ('POT', 'loc:TST/B-2', '', ?, '', '', 'sellable', 1, 0)", lots
    )
    floor.store.close()
    steps = list[int]()
    with closing(sqlite3.connect(floor.path)) as connection:
        connection.set_progress_handler(lambda: steps.append(1), 1)
        prepare_due(connection)
        assert connection.execute("SELECT code, class FROM classed_bin").fetchall() == [("B-1", "A")]
    assert len(steps) < len(lots), "steps of SQLite's machine: several for each line it looks at"
