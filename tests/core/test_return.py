"""Returns: what comes back, how much of it, and where its grade sends it."""

from pathlib import Path

import pytest

from edge.core.decision import PrintLabel
from edge.core.entry import DocLine, Draft, Finding, Movement
from edge.core.entry import Outcome as Ended
from edge.core.place import Place
from edge.core.stock import Goods, StockKey
from edge.core.workflows.return_.steps import ReturnItem, ReturnWhat
from tests.builders import SITE, STATION, Floor, Outcome, bin_, ean, gs1, gtin, item, line, order, return_
from tests.core.test_transfer import leave

TEA, CUP = ean(1), ean(2)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1),
            item("CUP", 2),
            item("MILK", 3, "lot", "expiry", recalled=["BAD"]),
            item("DRILL", 4, "serial"),
        ],
        locations=[bin_("A-01", 1)],
        orders=[order("SO-1", line(1, "TEA", 5))],
        returns=[
            return_("RMA-1", line(1, "TEA", 3), line(2, "TEA", 2), line(3, "DRILL", 2)),
            return_("RMA-2", line(1, "CUP", 1)),
        ],
    )
    floor.put("A-01", "TEA", 9)
    source, customer = Place(f"loc:{SITE}/A-01"), Place(f"virt:{SITE}/CUSTOMER")
    floor.post(Draft(Movement("pick", Goods(StockKey("TEA"), 4), source, customer, DocLine("order", "SO-1", 1))))
    return floor.working("return")


def graded(floor: Floor, grade: str, reason: str = "1") -> Outcome:
    floor.key("done")
    floor.type(reason)
    return floor.type(grade)


def statuses(floor: Floor, code: str) -> dict[str, int]:
    return {one.key.status: one.qty for one in floor.view.content(f"loc:{SITE}/{code}") if one.key.received_on}


@pytest.mark.parametrize(("grade", "status"), [("1", "sellable"), ("2", "returned"), ("4", "hold")])
def test_the_grade_says_what_the_goods_are_now(floor: Floor, grade: str, status: str) -> None:
    floor.scan("RMA-1")
    floor.scan(TEA)
    assert graded(floor, grade).key == "return-where"
    booked = floor.scan("A-01")
    assert [(one.source.code, one.target.code) for one in booked.movements] == [
        ("CUSTOMER", STATION),
        (STATION, "A-01"),
    ]
    assert len({one.group for one in booked.movements}) == 1
    assert {one.draft.reason for one in booked.entries} == {"damaged"}
    assert statuses(floor, "A-01") == {status: 1}
    assert floor.view.progress("return", "RMA-1") == {1: 1}
    assert floor.key("undo").said == ("ok", "undone")
    assert (statuses(floor, "A-01"), floor.view.progress("return", "RMA-1")) == ({}, {1: 0})


def test_scrap_goes_over_the_returns_in_one_act(floor: Floor) -> None:
    floor.scan("RMA-1")
    floor.scan(TEA)
    scrapped = graded(floor, "3", "4")
    assert [one.target.code for one in scrapped.movements] == [STATION, "SCRAP"]
    assert (floor.stock("virt:SCRAP"), floor.stock(STATION)) == ({"TEA": 1}, {})
    assert floor.step() == ReturnItem("RMA-1")
    assert len(floor.key("undo").movements) == 2


def test_no_more_comes_back_than_its_lines_say_without_leave(floor: Floor) -> None:
    floor.scan("RMA-1")
    floor.scan(TEA)
    refused = floor.type("6")
    assert (refused.said, refused.args["left"]) == (("refuse", "return-too-many"), 5)
    assert leave(floor).key == "counted"
    graded(floor, "1")
    booked = floor.scan("A-01")
    assert [
        (one.doc.line, one.what.qty) for one in booked.movements[:2] if one.doc and isinstance(one.what, Goods)
    ] == [
        (1, 3),
        (2, 3),
    ]
    moved = [one.draft for one in booked.entries if isinstance(one.draft.body, Movement)]
    assert {(one.approver, one.reason) for one in moved} == {("op-3", "damaged+sent-more")}


def test_of_an_order_comes_back_what_was_picked_for_it_and_its_own_progress_stays(floor: Floor) -> None:
    floor.scan("SO-1")
    floor.scan(TEA)
    assert floor.type("5").said == ("refuse", "return-too-many")
    assert floor.type("4").said == ("ok", "counted")
    graded(floor, "1")
    floor.key("done")
    assert (floor.view.progress("order", "SO-1"), floor.view.progress("return", "SO-1")) == ({1: 4}, {1: 4})
    assert floor.scan(TEA).said == ("refuse", "return-too-many")
    assert floor.key("done").kinds == []
    assert floor.step() == ReturnWhat()


def test_another_station_takes_of_the_same_lines(floor: Floor) -> None:
    floor.scan("RMA-1")
    floor.scan(TEA)
    floor.type("4")
    graded(floor, "1")
    floor.at("DOCK-2").working("return", 2).scan("RMA-1")
    floor.scan(TEA)
    floor.type("2")
    graded(floor, "3")
    refused = floor.at("DOCK-1").scan("A-01")
    assert (refused.said, refused.args["left"]) == (("refuse", "return-too-many"), 3)


def test_goods_without_papers_are_taken_and_put_before_a_person(floor: Floor) -> None:
    floor.scan(CUP)
    booked = graded(floor, "3")
    assert booked.findings == ["return-blind"]
    found = next(one.draft.body for one in booked.entries if isinstance(one.draft.body, Finding))
    assert found.args == {"quantity": 1, "item": "CUP"}
    assert all(one.doc is None for one in booked.movements)


def test_goods_that_the_return_does_not_name_need_leave_and_a_finding(floor: Floor) -> None:
    floor.scan("RMA-1")
    assert floor.scan(CUP).said == ("refuse", "return-not-shipped")
    assert leave(floor).key == "counted"
    assert graded(floor, "3").findings == ["return-unlisted"]


@pytest.mark.parametrize(
    ("lot", "expiry", "key"), [("L1", "251231", "return-expired"), ("BAD", "271231", "return-recalled")]
)
def test_expired_and_recalled_goods_do_not_go_back_to_stock(floor: Floor, lot: str, expiry: str, key: str) -> None:
    floor.scan(gs1(("01", gtin(3)), ("17", expiry), ("10", lot)))
    assert graded(floor, "1").said == ("refuse", key)
    assert floor.type("4").key == "return-where"


def test_a_number_comes_back_once(floor: Floor) -> None:
    floor.scan("RMA-1")
    drill = gs1(("01", gtin(4)), ("21", "S1"))
    floor.scan(drill)
    assert floor.scan(drill).said == ("refuse", "serial-twice")
    graded(floor, "2")
    floor.key("done")
    assert floor.view.serial_place("DRILL", "S1") == f"loc:{SITE}/{STATION}"
    assert floor.scan(drill).said == ("refuse", "serial-elsewhere")
    assert floor.key("undo").said == ("ok", "undone")
    assert floor.scan(drill).said == ("ok", "counted")


def test_a_return_of_which_something_is_missing_is_closed_after_a_warning(floor: Floor) -> None:
    floor.scan("RMA-1")
    floor.scan(TEA)
    floor.type("4")
    graded(floor, "3")
    warned = floor.key("done")
    assert (warned.said, warned.args["lines"], warned.kinds) == (("warn", "return-short"), 2, [])
    floor.wait(1000)
    closed = floor.key("done")
    assert closed.said == ("ok", "document-done")
    ended = [one.draft.body for one in closed.entries if isinstance(one.draft.body, Ended)]
    assert [(one.doc.line, one.outcome, one.qty) for one in ended] == [
        (2, "short", 1),
        (3, "short", 2),
        (None, "closed", 0),
    ]
    assert {one.draft.reason for one in closed.entries} == {"partial"}


def test_a_return_that_came_whole_is_closed_at_once(floor: Floor) -> None:
    floor.scan("RMA-2")
    floor.scan(CUP)
    graded(floor, "3")
    closed = floor.key("done")
    assert (closed.said, closed.kinds) == (("ok", "document-done"), ["Outcome"])


def test_a_closed_return_is_not_opened_again(floor: Floor) -> None:
    floor.scan("RMA-1")
    floor.key("done")
    floor.wait(1000)
    assert floor.key("done").said == ("ok", "document-done")
    assert floor.scan("RMA-1").said == ("refuse", "document-closed")


def test_a_new_unit_gets_its_label_where_there_is_a_printer(floor: Floor) -> None:
    from edge.core.view import Station

    floor._stations[STATION] = Station(STATION, STATION, floor._stations[STATION].workflows, printer="zebra")
    floor.scan("RMA-1")
    floor.scan(TEA)
    graded(floor, "1")
    booked = floor.scan("T-9")
    labels = [one for one in booked.decision.effects if isinstance(one, PrintLabel)]
    assert [(one.printer, one.label.code) for one in labels] == [("zebra", "T-9")]
    assert floor.stock("lpn:T-9") == {"TEA": 1}
