"""An order that was begun and left: its tote is asked for by name, and names the order."""

from pathlib import Path

import pytest

from edge.core.policy import Policy
from edge.core.workflows.pick.steps import PickGo, PickOrder
from tests.builders import Floor, bin_, item, line, order, place

ONE, TWO = "DOCK-1", "DOCK-2"


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[order("SO-1", line(1, "TEA", 5), line(2, "CUP", 2)), order("SO-2", line(1, "CUP", 1))],
        policy=Policy(zero_check=False),
        stations=(ONE, TWO),
    )
    floor.put("A-01", "TEA", 20)
    floor.put("A-02", "CUP", 20)
    return floor


def begun(floor: Floor, into: str = "T-2", ident: str = "SO-1") -> Floor:
    """Somebody picks the first line into it."""
    floor.working("pick").scan(ident)
    floor.scan(into)
    step = floor.step()
    assert isinstance(step, PickGo)
    floor.scan(step.bin)
    floor.type(str(step.want))
    floor.scan(into)
    return floor


def left(floor: Floor) -> Floor:
    """Who began it signs out, and another picker comes at another station."""
    floor.key("sign-out")
    return floor.at(TWO).working("pick", 2)


def test_who_goes_on_is_told_which_tote_and_where_it_stands(floor: Floor) -> None:
    left(begun(floor)).scan("SO-1")
    asked = floor.prompt()
    where = {"order": "SO-1", "lpn": "T-2", "location": ONE}
    assert (asked.ask.key, dict(asked.ask.args), asked.lines) == ("pick-ask-begun-tote", where, ())
    assert floor.scan("T-3").said == ("refuse", "order-has-tote")
    assert floor.scan("T-2").said == ("ok", "tote-bound")


def test_all_totes_of_an_order_are_named(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-2")
    floor.scan("A-01")
    floor.type("3")
    floor.key("full")
    floor.scan("T-4")
    begun_at = floor.scan("A-01")
    assert begun_at.key == "location-right"
    floor.type("2")
    floor.scan("T-4")
    left(floor).scan("SO-1")
    asked = floor.prompt()
    assert asked.ask.args["lpn"] == "T-2"
    assert [(one.key, dict(one.args)) for one in asked.lines] == [("pick-also-in", {"lpn": "T-4", "location": ONE})]
    assert floor.scan("T-4").said == ("ok", "tote-bound")


def test_who_goes_on_at_a_place_is_told_which(floor: Floor) -> None:
    left(begun(floor, "STAGE-1")).scan("SO-1")
    asked = floor.prompt().ask
    assert (asked.key, dict(asked.args)) == ("pick-ask-begun-at", {"order": "SO-1", "location": "STAGE-1"})


def test_an_order_without_goods_takes_any_empty_tote(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.scan("T-2")
    left(floor).scan("SO-1")
    assert floor.prompt().ask.key == "pick-ask-tote"
    assert floor.scan("T-3").said == ("ok", "tote-bound")


def test_where_a_full_tote_is_changed_another_is_asked_for(floor: Floor) -> None:
    begun(floor).key("full")
    assert floor.prompt().ask.key == "pick-ask-next-tote"


def test_the_tote_names_its_order(floor: Floor) -> None:
    found = left(begun(floor)).scan("T-2")
    assert (found.said, dict(found.args)) == (("ok", "tote-bound"), {"tote": "T-2", "order": "SO-1"})
    assert (floor.step().order, floor.step().tote, floor.step().line) == ("SO-1", "T-2", 2)
    assert floor.unit("T-2") == TWO
    assert floor.verify().ok


def test_the_tote_of_an_order_in_work_asks_whether_it_is_taken_over(floor: Floor) -> None:
    begun(floor).at(TWO).working("pick", 2)
    asked = floor.scan("T-2")
    assert (asked.said, asked.args["document"]) == (("warn", "in-work-take-over"), "SO-1")
    assert floor.wait(800).scan("T-2").said == ("ok", "order-taken-over")
    assert (floor.step().tote, floor.step().line) == ("T-2", 2)
    assert floor.view.session(ONE).step != floor.step()


def test_the_tote_of_an_order_that_is_done_says_so(floor: Floor) -> None:
    begun(floor, ident="SO-2").scan("STAGE-1")
    assert floor.step() == PickOrder()
    assert floor.scan("T-2").said == ("refuse", "document-closed")


@pytest.mark.parametrize(("code", "key"), [("T-9", "lpn-unknown"), ("T-5", "is-lpn")])
def test_a_tote_that_serves_no_order_opens_none(floor: Floor, code: str, key: str) -> None:
    floor.put("A-01", "TEA", 1, lpn="T-5")
    assert floor.working("pick").scan(code).said == ("refuse", key)
    assert floor.step() == PickOrder()
