"""Labels: a new unit gets one with its movement, the command `print` gives the one in hand again."""

import pytest

from edge.core.decision import PrintLabel
from edge.core.label import LINE_CHARS_MAX, Label
from edge.core.view import Station
from tests.builders import STATION, WORKFLOWS, Floor, bin_, ean, item, line, receipt


@pytest.fixture
def floor(tmp_path):
    one = Floor(
        tmp_path,
        items=[item("TEA", 1, name="Green tea, loose")],
        locations=[bin_("A-01")],
        receipts=[receipt("R-1", line(1, "TEA", 100))],
    )
    one.view._stations[STATION] = Station(STATION, STATION, WORKFLOWS, "printer1")
    return one


def labels(outcome):
    return [one for one in outcome.decision.effects if isinstance(one, PrintLabel)]


def waiting(floor):
    return floor.store.cursor.execute("SELECT key, device, kind, state, entry FROM output").fetchall()


def receiving(floor):
    floor.working("receive").type("1")
    floor.scan(ean(1))
    return floor


def test_a_new_unit_gets_its_label_in_the_same_transaction(floor):
    into = receiving(floor).scan("T-1", ident="scan-7")
    (effect,) = labels(into)
    assert (effect.key, effect.printer, effect.label.code) == ("scan-7/label", "printer1", "T-1")
    assert effect.label.lines == ("1 EA  TEA  Green tea, loose",)
    assert waiting(floor) == [("scan-7/label", "printer1", "label", "waiting", into.entries[0].id)]


def test_a_unit_that_is_there_already_gets_none(floor):
    receiving(floor).scan("T-1")
    floor.scan(ean(1))
    assert labels(floor.scan("T-1")) == []
    assert len(waiting(floor)) == 1


def test_a_retried_input_prints_nothing_twice(floor):
    receiving(floor).scan("T-1", ident="scan-7")
    floor.scan("T-1", ident="scan-7")
    assert len(waiting(floor)) == 1


def test_a_station_without_a_printer_prints_nothing(floor):
    floor.at("DOCK-2")
    assert labels(receiving(floor).scan("T-1")) == []
    assert floor.key("print").said == ("refuse", "no-printer")


def test_print_gives_the_label_of_the_unit_in_hand_again(floor):
    receiving(floor).scan("T-1")
    again = floor.scan("WE-PRINT", ident="scan-9")
    assert again.said == ("ok", "label-prints")
    (effect,) = labels(again)
    assert (effect.key, effect.label) == (
        "scan-9/label",
        Label("lpn", "T-1", (STATION, "1 EA  TEA  Green tea, loose")),
    )
    assert floor.key("undo").said == ("ok", "undone"), "what was done last can still be undone"


def test_what_is_taken_back_before_it_was_printed_is_not_printed(floor):
    receiving(floor).scan("T-1", ident="scan-7")
    floor.scan(ean(1))
    floor.scan("T-2", ident="scan-8")
    floor.key("undo")
    assert [(row[0], row[3]) for row in waiting(floor)] == [("scan-7/label", "waiting"), ("scan-8/label", "cancelled")]


def test_print_knows_the_unit_that_is_put_away(floor):
    floor.put(STATION, "TEA", 5, lpn="T-9")
    floor.working("putaway").scan("T-9")
    (effect,) = labels(floor.key("print"))
    assert effect.label.code == "T-9"


def test_print_with_no_unit_in_hand_says_so(floor):
    floor.working("receive")
    assert floor.key("print").said == ("refuse", "no-unit-in-hand")


def test_long_names_are_cut_to_the_label(floor):
    floor.load("items", [item("TEA", 1, name="x" * 200)])
    (effect,) = labels(receiving(floor).scan("T-1"))
    assert len(effect.label.lines[0]) == LINE_CHARS_MAX
