"""Places under count: no command says what the book has there, now or before, until the count is over."""

import json
import re

import pytest

from edge.core.policy import Policy
from tests.builders import Floor, bin_, ean, item
from tests.cli.at_once import at_once

BOOK = 7919
FOUND = 3137


def given(folder, *, counts):
    floor = Floor(
        folder,
        items=[item("TEA", 1)],
        locations=[bin_("A-01", 1), bin_("A-02", 2)],
        policy=Policy(count_again_by_other=False),
    )
    floor.put("A-01", "TEA", BOOK)
    floor.put("A-01", "TEA", BOOK, lpn="LPN-1")
    floor.put("A-02", "TEA", 12)
    floor.working("count", 1)
    for _ in range(counts):
        floor.scan("A-01")
        floor.scan("LPN-1")
        floor.scan(ean(1))
        floor.type(str(FOUND))
        floor.key("done")
    floor.store.close()
    return folder / "book.sqlite"


def told_number(number, text):
    """Whether it stands there as a number, not within a hash or an id."""
    return re.search(rf"(?<![0-9A-Za-z]){number}(?![0-9A-Za-z])", text) is not None


def said(store, *words):
    done = at_once(*words, "--store", store)
    assert done.exit_code == 0, done.stderr or done.exception
    return done.stdout


@pytest.fixture
def begun(tmp_path):
    """The second round is under way."""
    return given(tmp_path, counts=1)


@pytest.fixture
def waiting(tmp_path):
    """A supervisor has to decide."""
    return given(tmp_path, counts=2)


@pytest.mark.parametrize(
    "words", [["--location", "A-01"], ["--lpn", "LPN-1"], ["--location", "A-01", "--as-of-seq", "3"]]
)
def test_what_stands_in_a_place_under_count_is_refused_with_a_word(begun, words):
    done = at_once("stock", *words, "--store", begun)
    assert done.exit_code == 1
    assert "under count" in done.stderr
    assert not told_number(BOOK, done.stdout + done.stderr)


@pytest.mark.parametrize("state", ["begun", "waiting"])
@pytest.mark.parametrize(
    "words", [[], ["--item", "TEA"], ["--as-of-seq", "4"], ["--json"], ["--json", "--as-of-seq", "4"]]
)
def test_all_stock_is_without_what_is_under_count(request, state, words):
    told = said(request.getfixturevalue(state), "stock", *words)
    assert not told_number(BOOK, told)
    assert "12" in told
    assert "A-01" in told, "which place is left out is said"


def test_the_report_is_without_it_and_says_so(waiting, tmp_path):
    said(waiting, "stock", "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["under_count"] == ["loc:TST/A-01"]
    assert {row["location"] for row in report["balances"] if row["location"].startswith("loc:")} == {"loc:TST/A-02"}


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_what_a_first_round_found_is_not_told_to_who_makes_the_second(begun, words):
    told = said(begun, "ledger", "show", "--kind", "count", *words)
    assert not told_number(BOOK, told)
    assert not told_number(FOUND, told)
    assert "recount" in told


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_what_was_found_is_told_beside_no_book_while_a_supervisor_decides(waiting, words):
    told = said(waiting, "ledger", "show", "--kind", "count", *words).splitlines()
    assert [told_number(FOUND, one) for one in told] == [False, True]
    assert not any(told_number(BOOK, one) for one in told)


@pytest.mark.parametrize("words", [["ledger", "export"], ["ledger", "export", "--format", "jsonl"]])
def test_an_export_tells_no_more_than_a_list(waiting, words):
    told = [one for one in said(waiting, *words).splitlines() if "recount" in one or "review" in one]
    assert len(told) == 2
    assert not any(told_number(BOOK, one) for one in told)


def test_the_history_of_a_place_tells_counts_without_the_book(waiting):
    counts = [one for one in said(waiting, "history", "location", "A-01").splitlines() if "count A-01" in one]
    assert len(counts) == 2
    assert not any(told_number(BOOK, one) for one in counts)


def test_after_the_count_all_is_told_again(tmp_path):
    store = given(tmp_path, counts=0)
    assert told_number(BOOK, said(store, "stock", "--location", "A-01"))


@pytest.mark.parametrize(
    "words",
    [
        ["stock", "--virtual"],
        ["stock", "--item", "TEA", "--virtual"],
        ["stock", "--location", "OPENING"],
        ["stock", "--virtual", "--as-of-seq", "4"],
    ],
)
def test_virtual_places_do_not_say_by_what_they_lack_what_is_counted(begun, words):
    told = json.loads(said(begun, *words, "--json"))
    assert not [row for row in told["stock"] if row["location"].startswith("virt:") and row["item"] == "TEA"]


@pytest.mark.parametrize("words", [["stock", "--json"], ["stock", "--json", "--as-of-seq", "4"]])
def test_which_units_stand_in_a_place_under_count_is_not_told(begun, words):
    assert json.loads(said(begun, *words))["units"] == []


def test_a_report_names_no_unit_or_serial_number_of_a_place_under_count(tmp_path):
    floor = Floor(tmp_path, items=[item("DRILL", 5, "serial")], locations=[bin_("A-01", 1), bin_("A-02", 2)])
    floor.put("A-01", "DRILL", 2, serials=["S1", "S2"])
    floor.put("A-02", "DRILL", 1, serials=["S3"])
    floor.put("A-01", "DRILL", 1, serials=["S4"], lpn="LPN-1")
    floor.working("count", 1).scan("A-01")
    floor.store.close()
    said(tmp_path / "book.sqlite", "stock", "--report", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert [one["serial"] for one in report["serials"]] == ["S3"]
    assert report["units"] == []
    assert {row["location"] for row in report["balances"]} == {"loc:TST/A-02"}


@pytest.mark.parametrize(
    "words",
    [
        ["ledger", "show"],
        ["ledger", "show", "--json"],
        ["ledger", "export"],
        ["ledger", "export", "--format", "jsonl"],
        ["history", "location", "A-01"],
        ["history", "location", "A-01", "--json"],
        ["history", "item", "TEA"],
        ["history", "item", "TEA", "--json"],
        ["history", "lpn", "LPN-1"],
    ],
)
def test_how_much_came_to_a_place_under_count_is_not_told_as_it_sums_to_the_book(begun, words):
    told = said(begun, *words)
    assert not told_number(BOOK, told)
    assert "not_an_entry" not in told
    assert "is not an entry" not in told


def test_what_moved_elsewhere_is_told_while_a_place_is_counted(begun):
    assert "12 TEA" in said(begun, "ledger", "show")
    assert "? TEA" in said(begun, "ledger", "show")
