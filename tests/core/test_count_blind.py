"""Blind by design: whatever is counted, nothing that is sent to a screen says what the book has of the place."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.entry import Entry, Movement
from edge.core.policy import Policy
from edge.core.workflows.counting import is_under_count
from edge.shell.loop.movement_feed import movement_rows, told
from edge.shell.loop.screens import finding_text
from tests.builders import SITE, Floor, Outcome, bin_, count_task, ean, gs1, gtin, item

BOOK = {"TEA": 7919, "CUP": 6841, "MILK": 5743}
"""Quantities that nobody types here: shown, they came from the book."""
STATIONS = ("DOCK-1", "DOCK-2")
MILK = gs1(("01", gtin(2)), ("10", "L1"))
CODES = ("A-01", "CNT-1", ean(1), ean(3), MILK, "LPN-1", "LPN-2", "A-02", "XQ")
KEYS = ("done", "empty", "cancel", "confirm", "menu", "undo", "skip", "short", "override")

acts = st.one_of(
    st.tuples(st.just("scan"), st.sampled_from(STATIONS), st.sampled_from(CODES)),
    st.tuples(st.just("type"), st.sampled_from(STATIONS), st.sampled_from(("0", "1", "2", "3", "4", "5", "77"))),
    st.tuples(st.just("key"), st.sampled_from(STATIONS), st.sampled_from((*KEYS, "done", "done", "confirm"))),
    st.tuples(st.just("move"), st.sampled_from(("TEA", "CUP")), st.integers(1, 3)),
    st.tuples(st.just("count"), st.sampled_from(STATIONS), st.sampled_from(CODES[:2])),
    st.tuples(st.just("wait"), st.just(900), st.none()),
)


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1, abc="A"), item("CUP", 3), item("MILK", 2, "lot")],
        locations=[bin_("A-01", 1), bin_("A-02", 2)],
        counts=[count_task("CNT-1", "A-01")],
        policy=Policy(count_tolerance=2, abc_days=(1, 1, 1)),
    )
    floor.put("A-01", "TEA", BOOK["TEA"])
    floor.put("A-01", "CUP", BOOK["CUP"])
    floor.put("A-01", "MILK", BOOK["MILK"], lot="L1")
    floor.put("A-01", "CUP", BOOK["CUP"], lpn="LPN-1")
    floor.put("A-02", "CUP", 2, lpn="LPN-2")
    return floor


def sent(floor: Floor, entries: Iterable[Entry]) -> list[str]:
    """All that goes to screens: prompts, answers, the live feed, the findings."""
    texts = [str(floor.prompt()), str(floor.session().said), *map(str, movement_rows(told(floor.view, entries)))]
    return texts + [str(finding_text(code, args)) for _, code, args, _ in floor.store.open_findings()]


def shows_the_book(texts: Iterable[str], moved: set[int]) -> list[str]:
    secrets = {str(qty - by) for qty in BOOK.values() for by in moved}
    return [text for text in texts if any(secret in text for secret in secrets)]


def act(floor: Floor, kind: str, one: object, other: object) -> Outcome | None:
    if one in STATIONS:
        floor.at(str(one))
    match kind:
        case "scan":
            return floor.scan(other)  # type: ignore[arg-type]
        case "type":
            return floor.type(str(other))
        case "key":
            return floor.key(str(other))
        case "count":
            floor.key("menu")
            floor.choose("count")
            return floor.scan(str(other))
        case "move":
            floor.move("A-01", "A-02", str(one), int(str(other)))
        case _:
            floor.wait(int(str(one)))
    return None


@given(st.lists(acts, min_size=10, max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_whatever_is_counted_no_screen_is_told_what_the_book_says(steps: list[tuple[str, object, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        floor = made(Path(folder))
        floor.at("DOCK-2").working("count", 2)
        floor.at("DOCK-1").working("count", 1)
        moved = {0}
        for step in steps:
            outcome = act(floor, *step)
            if step[0] == "move":
                moved |= {before + int(str(step[2])) for before in moved}
            entries = outcome.entries if outcome is not None else []
            assert shows_the_book(sent(floor, entries), moved) == [], step
        assert floor.verify().ok


def test_a_book_that_was_shown_would_be_seen(tmp_path: Path) -> None:
    floor = made(tmp_path)
    floor.sign_in(1)
    assert shows_the_book([str(floor.view.content(f"loc:{SITE}/A-01"))], {0})


def test_adjustments_of_a_place_are_told_when_its_count_is_over(tmp_path: Path) -> None:
    floor = made(tmp_path).working("count", 1)
    floor.scan("A-01")
    for code, qty in ((ean(1), BOOK["TEA"] - 2), (ean(3), BOOK["CUP"]), (MILK, BOOK["MILK"])):
        floor.scan(code)
        floor.type(str(qty))
    floor.scan("LPN-1")
    done = floor.key("done")
    assert done.said == ("ok", "count-adjusted")
    assert [row.qty for row in movement_rows(told(floor.view, done.entries))] == [2]
    floor.scan("A-01")
    assert is_under_count(floor.view, f"loc:{SITE}/A-01")
    assert any(isinstance(one.draft.body, Movement) for one in done.entries)
    assert movement_rows(told(floor.view, done.entries)) == []
