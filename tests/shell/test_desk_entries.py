"""The desk's list of the ledger: whole, about something, searched; and what of it is not told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.control import Text
from edge.core.entry import Count, CountLine, DocLine, Draft, Evidence, Finding, Movement, Outcome
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.shell.desk import entry_list, sorting, trail
from edge.shell.desk.window import Unanswerable
from edge.shell.history.subjects import subjects
from edge.shell.ledger.book import Book
from tests.builders import SITE, Floor, line, order
from tests.shell.desk_book import asked, lists, paged, stocked

SUPPLIER = Place(f"virt:{SITE}/SUPPLIER")
BIN = Place(f"loc:{SITE}/A-01")


def booked(folder: Path) -> Floor:
    """Stock, and entries of every kind about it."""
    floor = stocked(folder)
    tea = StockKey("TEA", lot="L1")
    line = DocLine("order", "SO-17", 1)
    floor.post(Draft(Movement("receive", Goods(tea, 5), SUPPLIER, BIN, line), op="op-1", reason="damaged carton"))
    floor.post(Draft(Movement("receive", Goods(StockKey("CUP"), 2, serials=("S-1", "S-2")), SUPPLIER, BIN), op="op-2"))
    floor.post(Draft(Finding("f-1", "opened", "bin-full", {"location": "A-01", "item": "TEA"}, BIN, "TEA")))
    floor.post(Draft(Count(BIN, {}, (CountLine(tea, 5, 5),), "agreed"), op="op-3"))
    last = entries(floor)[-4]["id"]
    floor.post(Draft(Evidence(last, "weight", "conflicts", {"grams": 17})))
    return floor


def entries(floor: Floor) -> list[dict[str, Any]]:
    return list(Book(floor.path).entries())


def seqs(rows: Any) -> list[int]:
    return [row.seq for row in rows]


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = booked(tmp_path)
    yield made
    made.store.close()


def test_the_whole_ledger_is_told_from_either_end(floor: Floor) -> None:
    made, last = lists(floor), len(entries(floor))
    assert seqs(paged(made, "entries", count=13)) == list(range(last, 0, -1))
    assert seqs(paged(made, "entries", count=13, order="seq")) == list(range(1, last + 1))
    assert seqs(asked(made, "entries", order="-at_ms", top=3, count=2).rows) == [last - 3, last - 4]
    assert asked(made, "entries", top=last + 5).rows == []


def test_a_row_says_what_happened_by_whom_where_and_why(floor: Floor) -> None:
    evidence, count, finding, serials, receive = asked(lists(floor), "entries", count=5).rows
    assert (receive.kind, receive.what, receive.qty, receive.source, receive.target) == (
        "receive", "TEA", 5, "SUPPLIER", "A-01",
    )  # fmt: skip
    assert (receive.document, receive.operator, receive.reason) == ("SO-17", "op-1", "damaged carton")
    assert (serials.what, serials.qty) == ("CUP", 2)
    assert (finding.kind, finding.source, finding.reason) == ("finding", "A-01", "opened")
    assert finding.text is not None
    assert (finding.text.key, finding.text.args["item"]) == ("finding-bin-full", "TEA")
    assert (count.kind, count.what, count.source, count.reason) == ("count", "TEA", "A-01", "agreed")
    assert (evidence.kind, evidence.what, evidence.reason) == ("evidence", "weight", "conflicts")


def test_an_entry_that_closes_a_finding_says_what_was_found(floor: Floor) -> None:
    floor.post(Draft(Finding("f-1", "closed", "bin-full"), op="op-1", reason="other"))
    closed = asked(lists(floor), "entries", count=1).rows[0]
    assert closed.text == Text(key="finding-bin-full", args={"location": "A-01", "item": "TEA"})
    assert (closed.what, closed.source, closed.reason) == ("TEA", "A-01", "other")


def test_what_closes_a_count_that_goes_on_tells_no_more_than_what_opened_it(floor: Floor) -> None:
    args = {"place": "A-01", "lines": 2, "round": 1, "found": 77}
    for number in (1, 2):
        floor.post(Draft(Finding(f"c-{number}", "opened", "count-again", args, BIN)))
    floor.post(Draft(Finding("c-1", "closed", "count-again")))
    closed, opened, _ = asked(lists(floor), "entries", count=3).rows
    assert closed.text == opened.text
    assert "77" not in str(closed.text)


def test_how_a_document_or_its_line_ended_says_which_and_of_what(floor: Floor) -> None:
    floor.load("orders", [order("SO-17", line(1, "TEA", 9))])
    floor.post(
        Draft(Outcome(DocLine("order", "SO-17", 1), "short", 4)), Draft(Outcome(DocLine("order", "SO-17"), "closed"))
    )
    whole, short = asked(lists(floor), "entries", count=2).rows
    assert (short.what, short.qty, short.document, short.reason) == ("SO-17/1 TEA", 4, "SO-17", "short")
    assert (whole.what, whole.document, whole.reason) == ("SO-17", "SO-17", "closed")


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("item:TEA", "item:TEA"),
        ("loc:A-01", f"loc:{SITE}/A-01"),
        ("loc:SUPPLIER", f"virt:{SITE}/SUPPLIER"),
        ("lpn:P-3", "lpn:P-3"),
        ("doc:SO-17", "doc:SO-17"),
        ("op:op-1", "op:op-1"),
        ("serial:S-2", "serial:S-2"),
        ("item:NOTHING", "item:NOTHING"),
    ],
)
def test_the_history_of_anything_is_told_the_newest_first(floor: Floor, about: str, subject: str) -> None:
    made = lists(floor)
    wanted = [one["seq"] for one in entries(floor) if subject in subjects(one)]
    assert seqs(paged(made, "entries", about=about)) == wanted[::-1]
    assert seqs(paged(made, "entries", about=about, order="seq")) == wanted


def test_an_entry_is_told_with_what_is_evidence_of_it_or_takes_it_back(floor: Floor) -> None:
    made, receive = lists(floor), entries(floor)[-5]
    back = Goods(StockKey("TEA", lot="L1"), 5)
    floor.post(Draft(Movement("receive", back, BIN, SUPPLIER), corrects=receive["id"]))
    wanted = [receive["seq"] + 5]
    if entries(floor)[-2]["of"] == receive["id"]:
        wanted.append(receive["seq"] + 4)
    wanted.append(receive["seq"])
    for name in (receive["id"], str(receive["seq"])):
        assert seqs(paged(made, "entries", about=f"entry:{name}")) == wanted


@pytest.mark.parametrize(
    ("search", "has"),
    [
        ("tea", lambda one: one.get("item") in ("TEA", "tea-2", "CUP") or "lines" in one),
        ("p-3", lambda one: "lpn:P-3" in subjects(one)),
        ("so-17", lambda one: "doc" in one),
        ("s-1", lambda one: "S-1" in one.get("serials", ())),
        ("count", lambda one: one["kind"] == "count"),
        ("carton", lambda one: one.get("reason") == "damaged carton"),
        ("tea carton", lambda one: one.get("reason") == "damaged carton"),
        ("supplier cup", lambda one: one.get("src") == SUPPLIER and one.get("item") == "CUP"),
        ("DAMAGED", lambda one: one.get("reason") == "damaged carton"),
        ("opening p-3", lambda one: one.get("src") == f"virt:{SITE}/OPENING" and "lpn:P-3" in subjects(one)),
        ("nothing-of-the-kind", lambda _one: False),
    ],
)
def test_entries_are_found_by_what_they_are_about_and_by_their_texts(floor: Floor, search: str, has: Any) -> None:
    wanted = [one["seq"] for one in entries(floor) if has(one)]
    assert seqs(paged(lists(floor), "entries", search=search)) == wanted[::-1]


def test_a_search_through_the_texts_goes_on_where_it_stopped(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "SLICE", 3)
    monkeypatch.setattr(trail, "STEP_S", -1.0)  # no time: each question makes no step at all
    made = lists(floor)
    first = asked(made, "entries", search="carton")
    assert (list(first.rows), first.is_more) == ([], True)
    monkeypatch.setattr(trail, "STEP_S", 10.0)
    window = asked(made, "entries", search="carton")
    assert (len(window.rows), window.total, window.is_more) == (1, 1, False)


def test_what_was_searched_is_sorted_by_any_field(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = lists(floor)
    rows = paged(made, "entries", about="item:TEA", order="-qty")
    told = [row.qty for row in rows if row.qty is not None]
    assert told == sorted(told, reverse=True)
    assert [row.qty for row in rows[len(told) :]] == [None] * (len(rows) - len(told))
    monkeypatch.setattr(entry_list, "SORTED_MAX", 2)
    for how in ({"about": "item:TEA"}, {}):
        with pytest.raises(Unanswerable, match="more than 2"):
            asked(made, "entries", order="what", **how)


@pytest.mark.parametrize("order", ["what", "-what", "-qty", "operator", "kind", "-source"])
def test_a_ledger_that_is_not_too_long_is_sorted_by_any_field(floor: Floor, order: str) -> None:
    made, name, is_down = lists(floor), order.removeprefix("-"), order.startswith("-")
    rows = paged(made, "entries", order=order)
    assert sorted(seqs(rows)) == [one["seq"] for one in entries(floor)]
    told = [getattr(row, name) for row in rows if getattr(row, name) not in ("", None)]
    assert told == sorted(told, key=lambda one: one if isinstance(one, int) else one.lower(), reverse=is_down)
    assert all(getattr(row, name) in ("", None) for row in rows[len(told) :])
    floor.put("A-01", "TEA", 1)
    assert asked(made, "entries", order=order).total == len(rows) + 1


def test_a_long_list_is_sorted_step_by_step_and_told_when_it_is_whole(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "STEP_S", -1.0)  # a step reads nothing
    monkeypatch.setattr(entry_list, "AT_ONCE", 3)
    made, last = lists(floor), len(entries(floor))
    window = asked(made, "entries", order="-qty")
    assert (list(window.rows), window.is_more) == ([], True)
    floor.put("A-01", "TEA", 1)
    assert asked(made, "entries", order="-qty").is_more
    monkeypatch.setattr(sorting, "STEP_S", 10.0)
    window = asked(made, "entries", order="-qty", count=200)
    assert (len(window.rows), window.total, window.is_more) == (last, last, False), "it goes on where it was"


def test_no_order_tells_what_comes_under_count(floor: Floor) -> None:
    made = lists(floor)
    floor.put("A-02", "TEA", 77_000)
    assert asked(made, "entries", order="-qty").rows[0].qty == 77_000
    floor.post(Draft(Finding("f-8", "opened", "count-again", {}, Place(f"loc:{SITE}/A-02"))))
    rows = paged(made, "entries", order="-qty")
    numbers = [row.seq for row in rows if row.qty is None]
    assert [row.seq for row in rows[-len(numbers) :]] == numbers
    assert max(row.qty for row in rows if row.qty is not None) < 77_000


@pytest.mark.parametrize("how", [{"order": "hash"}, {"about": "x"}, {"about": "loc:"}, {"about": "entry:x"}])
def test_what_the_ledger_cannot_be_asked_for_is_told_in_words(floor: Floor, how: dict[str, str]) -> None:
    with pytest.raises(Unanswerable):
        asked(lists(floor), "entries", **how)


HOSTILE = ("%", "'", '"', "\\", "\x00", "\x1b[31m", "\u202e", "x" * 512, "{", '":"', "😀")


def test_hostile_words_find_no_entry(floor: Floor) -> None:
    made = lists(floor)
    for search in HOSTILE:
        assert [row for row in paged(made, "entries", search=search) if row.what != "POT%"] == [], search


def test_who_pages_through_a_list_sees_one_list_while_the_book_grows(floor: Floor) -> None:
    made = lists(floor)
    wanted = [one["seq"] for one in entries(floor) if "item:TEA" in subjects(one)][::-1]
    rows: list[int] = []
    while len(rows) < len(wanted):
        rows += seqs(asked(made, "entries", about="item:TEA", top=len(rows), count=2).rows)
        floor.put("A-01", "TEA", 1)
    assert rows == wanted
    assert seqs(asked(made, "entries", about="item:TEA", count=1).rows) == [len(entries(floor))]


def test_entries_about_a_place_under_count_say_no_quantity(floor: Floor) -> None:
    made = lists(floor)
    floor.post(Draft(Finding("f-9", "opened", "count-again", {"book": 12, "place": "A-02"}, Place(f"loc:{SITE}/A-02"))))
    floor.put("A-02", "TEA", 3)
    floor.put("A-04", "TEA", 4)
    newest, counted, finding = asked(made, "entries", count=3).rows
    assert (newest.qty, counted.qty) == (4, None)
    assert finding.text is not None
    assert "book" not in finding.text.args
    about = asked(made, "entries", about="loc:A-02").rows
    assert {row.qty for row in about if row.what == "TEA"} == {None}


def test_a_row_that_is_no_entry_is_told_as_such_and_hides_none(floor: Floor) -> None:
    last, good = len(entries(floor)), json.loads(floor.store.cursor.execute(
        "SELECT body FROM ledger WHERE kind = 'evidence'").fetchone()[0])  # fmt: skip
    bodies = [
        "no json",
        "{}",
        json.dumps(good | {"verdict": "perhaps"}),
        json.dumps(good | {"doc": {"type": 1, "id": []}}),
    ]
    floor.store.begin()
    for number, body in enumerate(bodies, last + 1):
        row = (number, f"odd-{number}", "evidence", body, "0" * 64)
        floor.store.cursor.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", row)
    floor.store.commit()
    made = lists(floor)
    rows = paged(made, "entries", count=3)
    assert seqs(rows) == list(range(last + 4, 0, -1))
    assert {row.kind for row in rows[:4]} <= {"not-an-entry", "evidence"}
    assert [row.kind for row in rows[1:4]] == ["not-an-entry"] * 3
    assert asked(made, "stock").rows


def test_a_book_whose_index_is_far_behind_has_it_made_first(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_list, "FOLD_MAX", 3)
    calls: list[int] = []
    made = lists(floor, index_now=lambda: calls.append(1))
    assert len(asked(made, "entries").rows) == 50
    with pytest.raises(Unanswerable, match="ask again"):
        asked(made, "entries", about="item:TEA")
    assert calls
    monkeypatch.setattr(entry_list, "FOLD_MAX", 50_000)
    assert asked(made, "entries", about="item:TEA").rows


def test_pictures_of_an_entry_are_counted_and_listed(floor: Floor) -> None:
    from edge import control

    looked: list[tuple[Any, str, int]] = []

    def pictures(devices: Any, station: str, at_ms: int) -> list[control.PictureRow]:
        looked.append((tuple(devices), station, at_ms))
        return [control.PictureRow(path="/p.jpg", device="cam", at_ms=at_ms, width=2, height=1)]

    floor.working("transfer")
    made, signed_in = lists(floor, pictures=pictures), entries(floor)[-1]
    row = asked(made, "entries", count=1).rows[0]
    assert row.pictures == 1
    window = asked(made, "pictures", about=signed_in["id"])
    assert (window.total, [one.path for one in window.rows]) == (1, ["/p.jpg"])
    assert looked[-1][1] == signed_in["station"]
    with pytest.raises(Unanswerable, match="no such entry"):
        asked(made, "pictures", about="x")
