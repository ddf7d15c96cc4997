"""The desk's list of all stock: every window of every order and search is what a walk of all balances says."""

from pathlib import Path

import pytest

from edge import control
from edge.core.entry import Draft, Finding, Movement
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.shell.desk import found, glance, lines, window
from edge.shell.desk.lines import INDEXES
from edge.shell.desk.lists import Lists
from edge.shell.desk.window import Unanswerable, no_pictures
from tests.builders import SITE, item
from tests.shell.desk_book import asked, by, into, lists, ordered, paged, stock, stocked, told

ORDERS = ("", *(f"{way}{name}" for name in INDEXES for way in ("", "-")))
SEARCHES = (
    "tea",
    "TEA",
    "grün",
    "01",
    "a-0",
    "p-1",
    "l",
    "x%",
    "2027",
    "tea l1",
    "a 2026 p",
    "sell",
    "cup b-",
    "nothing",
)


def searched(rows, search):
    """The rows that have all words, where any part of a code or name, or any other text, begins so."""

    def has(row, word):
        parts = {
            text[at:].casefold()
            for text in row[:3]
            for at in range(len(text))
            if at == 0 or (text[at].isalnum() and not text[at - 1].isalnum())
        }
        return any(one.startswith(word) for one in (*parts, *(text.casefold() for text in row[3:8])))

    return [row for row in rows if all(has(row, word) for word in search.casefold().split())]


def test_every_window_of_every_order_is_a_part_of_all_stock_in_order(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made, rows = lists(floor), stock(floor)
    for order in ORDERS:
        field = order.removeprefix("-") or "item"
        got = told(asked(made, "stock", order=order, count=200).rows)
        assert sorted(map(str, got)) == sorted(map(str, rows)), order
        assert [by(field, row)[1] for row in got] == ordered(rows, order or "item"), order
        for top in range(len(rows) + 2):
            window = asked(made, "stock", order=order, top=top, count=5)
            assert (told(window.rows), window.total, window.is_more) == (got[top : top + 5], len(rows), False), order


@pytest.mark.parametrize("few", [found.FEW, 2])
def test_a_search_finds_what_has_all_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Sorted at once where few lines have a word; walked, a slice a step, where many have."""
    monkeypatch.setattr(found, "FEW", few)
    monkeypatch.setattr(found, "SLICE", 5)
    floor = stocked(tmp_path)
    made, rows = lists(floor), stock(floor)
    for search in SEARCHES:
        wanted = searched(rows, search)
        for order in ("", "-qty", "lot", "location"):
            got = told(paged(made, "stock", search=search, order=order))
            assert sorted(map(str, got)) == sorted(map(str, wanted)), (search, order)
            if order:
                assert [by(order.removeprefix("-"), row)[1] for row in got] == ordered(wanted, order), (search, order)


@pytest.mark.parametrize("few", [found.FEW, 2])
def test_stock_is_told_of_an_item_a_location_a_lot_and_a_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(found, "FEW", few)
    floor = stocked(tmp_path)
    made, rows = lists(floor), stock(floor)
    subjects = {"item:TEA": (0, "TEA"), "loc:A-01": (2, "A-01"), "lot:L1": (4, "L1"), "lpn:P-3": (3, "P-3")}
    for about, (column, value) in subjects.items():
        wanted = [row for row in rows if row[column] == value]
        assert wanted, about
        for order in ("", "-qty", "expiry"):
            assert sorted(map(str, told(paged(made, "stock", about=about, order=order)))) == sorted(map(str, wanted))
        few_words = [row for row in wanted if row in searched(rows, "tea")]
        assert sorted(map(str, told(paged(made, "stock", about=about, search="tea")))) == sorted(map(str, few_words))


def test_what_stands_in_a_unit_in_a_unit_is_told_of_the_outer_one(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    floor.put("A-01", "CUP", 3, lpn="BOX-1")
    floor.put("A-01", "POT%", 4, lpn="PALLET")
    into(floor, "BOX-1", "A-01", "PALLET")
    made = lists(floor)
    assert sorted(row.qty for row in asked(made, "stock", about="lpn:PALLET").rows) == [3, 4]


def names_of(rows):
    return [(row.name.lower(), row.item) for row in rows]


@pytest.mark.parametrize("few", [found.FEW, 2])
@pytest.mark.parametrize("search", ["", "tea", "l"])
def test_stock_is_sorted_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, search: str) -> None:
    """All of it by counting items, a search sorted at once or walked."""
    monkeypatch.setattr(found, "FEW", few)
    monkeypatch.setattr(found, "SLICE", 5)
    floor = stocked(tmp_path)
    made, wanted = lists(floor), searched(stock(floor), search)
    for order in ("name", "-name"):
        got = paged(made, "stock", search=search, order=order)
        assert sorted(map(str, told(got))) == sorted(map(str, wanted))
        assert names_of(got) == sorted(names_of(got), reverse=order == "-name")


def test_the_order_by_name_follows_what_is_booked_and_renamed(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made = lists(floor)
    floor.put("B-07", "TEA", 3)
    floor.put("A-01", "CUP", 5, lpn="LATE-1")
    floor.move_unit("LATE-1", "A-01", "B-02")
    floor.load("items", [item("TEA", 1, name="zz"), item("CUP", 2, name="Aa")])
    for order in ("name", "-name"):
        got = paged(made, "stock", order=order)
        assert len(got) == len(stock(floor))
        named = [row for row in got if row.name]
        assert names_of(named) == sorted(names_of(named), reverse=order == "-name")
        assert {row.name for row in named} == {"Aa", "zz"}
        assert not any(row.name for row in got[len(named) :]), "what has no name comes last"


@pytest.mark.parametrize("how", [{"order": "owner"}, {"about": "x"}, {"about": "item:"}, {"order": "--qty"}])
def test_what_stock_cannot_be_asked_for_is_told_in_words(tmp_path: Path, how: dict[str, str]) -> None:
    with pytest.raises(Unanswerable):
        asked(lists(stocked(tmp_path)), "stock", **how)


def test_what_is_booked_stands_in_the_next_window(tmp_path: Path) -> None:
    """Goods that move, units that move with others in them, units that leave, a status that changes, new items."""
    floor = stocked(tmp_path)
    made = lists(floor)

    def holds() -> None:
        got = told(asked(made, "stock", count=200).rows)
        assert sorted(map(str, got)) == sorted(map(str, stock(floor)))
        for order in ("qty", "-location", "unit"):
            assert told(paged(made, "stock", order=order, count=50)) != []

    floor.put("B-07", "PAN_1", 1_000)
    holds()
    floor.move("B-07", "B-08", "PAN_1", 400)
    holds()
    floor.put("A-01", "CUP", 3, lpn="BOX-1")
    floor.put("A-01", "CUP", 3, lpn="PALLET")
    holds()
    into(floor, "BOX-1", "A-01", "PALLET")
    holds()
    floor.move_unit("PALLET", "A-01", "B-02")
    holds()
    assert {row.location for row in asked(made, "stock", about="lpn:PALLET").rows} == {"B-02"}
    bad = Goods(StockKey("PAN_1"), 5, to_key=StockKey("PAN_1", status="damaged"))
    place = Place(f"loc:{SITE}/B-08")
    floor.post(Draft(Movement("adjust", bad, place, place)))
    holds()
    assert asked(made, "stock", search="damaged").total == 1


def test_what_is_booked_while_the_table_is_built_is_in_it(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made, number = lists_begun(floor), 0
    while made.work() and number < 40:
        number += 1
        floor.put(("A-01", "B-08")[number % 2], "CUP", number, lpn=f"NEW-{number}" if number % 3 else "")
    assert number > 5
    while made.work():
        pass
    assert sorted(map(str, told(asked(made, "stock", count=200).rows))) == sorted(map(str, stock(floor)))


def lists_begun(floor):
    return Lists(floor.path, (), no_pictures, lambda: None)


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_rows_of_every_order_are_told_before_the_table_is_there(tmp_path: Path, order: str) -> None:
    floor = stocked(tmp_path)
    made, ask = lists_begun(floor), control.Ask(id="q", of="stock", order=order, top=3, count=9)
    assert not made.prepare(ask, 99.0)
    window = made.window(ask)
    later = asked(lists(floor), "stock", order=order, top=3, count=9)
    assert told(window.rows) == told(later.rows)
    assert (len(window.rows), window.is_more, later.is_more) == (9, True, False)


def test_a_window_far_down_waits_for_its_own_order_alone(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    for order in ("-qty", "name"):
        made, how = lists_begun(floor), {"order": order, "top": glance.GLANCE, "count": 1}
        assert made.prepare(control.Ask(id="q", of="stock", **how), 99.0)
        window = asked(made, "stock", **how)
        assert (window.total, window.is_more) == (len(stock(floor)), True)
        assert not made.is_ready()


def test_what_comes_under_count_while_the_table_is_built_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PAGE", 1)
    floor = stocked(tmp_path)
    made, ask = lists_begun(floor), control.Ask(id="q", of="stock", order="-qty", count=200)
    floor.put("A-01", "TEA", 10_000)
    finding, place, is_hidden = "f-1", Place(f"loc:{SITE}/A-01"), False
    while made.work():
        if not is_hidden and made._connection.execute("SELECT 1 FROM temp.line WHERE qty >= 10000").fetchall():
            floor.post(Draft(Finding(finding, "opened", "count-again", {}, place)))
            is_hidden = True
        if not made.prepare(ask, 99.0):
            assert any((row.qty or 0) >= 10_000 for row in made.window(ask).rows) is not is_hidden
    assert is_hidden
    assert sorted(map(str, told(asked(made, "stock", count=200).rows))) == sorted(map(str, stock(floor)))


def test_a_table_that_the_ledger_has_left_behind_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "TAIL_MAX", 3)
    monkeypatch.setattr(lines, "TAIL", 2)
    floor = stocked(tmp_path)
    made = lists(floor)
    for number in range(9):
        floor.put("A-01", "TEA", 1, lpn=f"LATE-{number}")
    assert asked(made, "stock").is_more or made.is_ready()
    while made.work():
        pass
    assert sorted(map(str, told(asked(made, "stock", count=200).rows))) == sorted(map(str, stock(floor)))


def test_an_item_is_found_by_its_new_name(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made = lists(floor)
    assert asked(made, "stock", search="darjeeling").total == 0
    floor.load("items", [item("TEA", 1, name="Darjeeling")])
    window = asked(made, "stock", search="darjeeling")
    assert window.total
    assert {row.name for row in window.rows} == {"Darjeeling"}


def test_nothing_under_count_is_told_and_no_order_tells_it(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made = lists(floor)
    place = Place(f"loc:{SITE}/A-01")
    floor.put("A-01", "TEA", 10_000)
    floor.put("A-01", "CUP", 20_000, lpn="COUNTED")
    assert asked(made, "stock", order="-qty").rows[0].qty == 20_000
    floor.post(Draft(Finding("f-1", "opened", "count-again", {}, place)))
    for order in ("", "qty", "-qty", "location"):
        rows = told(asked(made, "stock", order=order, count=200).rows)
        assert sorted(map(str, rows)) == sorted(map(str, stock(floor)))
        assert all((row[8] is None) == (row[2] == "A-01") for row in rows)
        if order.endswith("qty"):
            assert [row[8] is None for row in rows] == sorted(row[8] is None for row in rows)
    floor.put("A-01", "TEA", 1)
    assert all(row.qty is None for row in asked(made, "stock", about="loc:A-01", count=200).rows)
    floor.post(Draft(Finding("f-1", "closed", "count-again", {}, place)))
    assert asked(made, "stock", order="-qty").rows[0].qty == 20_000
    assert sorted(map(str, told(asked(made, "stock", count=200).rows))) == sorted(map(str, stock(floor)))


def test_nothing_of_a_unit_under_count_is_told_nor_what_would_sum_it(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    floor.put("A-01", "TEA", 7_919, lpn="LPN-1")
    made = lists(floor)
    floor.working("count").scan("LPN-1")
    rows = told(asked(made, "stock", count=200).rows)
    assert sorted(map(str, rows)) == sorted(map(str, stock(floor)))
    assert {row[8] for row in rows if row[3] == "LPN-1"} == {None}
    assert {row[8] for row in rows if row[2] == "A-01" and row[0] == "TEA"} == {None}


def test_what_was_found_is_let_go_of_before_it_grows_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = stocked(tmp_path)
    made, kept = lists(floor), window.KEPT_ROWS
    for most, finds in ((kept, 4), (1, 1)):
        monkeypatch.setattr(window, "KEPT_ROWS", most)
        for search in ("tea", "cup", "l", "p"):
            wanted = searched(stock(floor), search)
            assert asked(made, "stock", search=search).total == len(wanted) > 1
        assert len(made._stock._found) == finds


def test_a_set_of_numbers_takes_each_once() -> None:
    bits = found.Bits()
    assert [bits.take(number) for number in (9, 1, 9, 70_000, 0, 1, 8)] == [True, True, False, True, True, False, True]


HOSTILE = (
    *("%", "_", "*", "'", '"', "\\", "';--", '" OR 1', "x" * 512, "\x00", "\x1b[31m", "\u202etea", "p\x00-1"),
    *("NEAR(a b)", "^tea", "[a-z]", "😀", "\ufffd\uffff", "a " * 256),
)


def test_hostile_words_find_what_they_are_and_nothing_else(tmp_path: Path) -> None:
    floor = stocked(tmp_path)
    made, rows = lists(floor), stock(floor)
    for search in HOSTILE:
        wanted = searched(rows, search)
        for order in ("", "-qty"):
            got = told(paged(made, "stock", search=search, order=order))
            assert sorted(map(str, got)) == sorted(map(str, wanted)), search
