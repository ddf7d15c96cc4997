"""A session that nobody touched is locked: its screen tells nothing, and the same badge goes on where it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edge.core.changed import changed
from edge.core.session import Menu, SignedOut, Step
from edge.core.workflows.approve import ApproveList
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.pick.steps import PickGo, PickItem, PickTote
from edge.core.workflows.putaway.steps import PutawayLpn
from edge.core.workflows.receive.steps import ReceiveQuantity
from edge.core.workflows.transfer.steps import TransferQuantity
from edge.shell.ledger.session_json import dump_session, load_session
from tests.builders import Floor, Outcome, bin_, ean, item, line, operator, order, place, receipt

TEA = ean(1)
WORKS: dict[str, tuple[tuple[str | tuple[str, str], ...], type[Step]]] = {
    "receive": (("RCV-1", TEA), ReceiveQuantity),
    "pick": (("SO-1", "T-1", "A-01"), PickItem),
    "transfer": (("A-01", TEA), TransferQuantity),
    "putaway": (("P-1",), PutawayLpn),
    "count": (("A-02", TEA), CountItems),
    "approve": ((), ApproveList),
}


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        receipts=[receipt("RCV-1", line(1, "TEA", 5))],
        orders=[order("SO-1", line(1, "TEA", 3)), order("SO-2", line(1, "TEA", 2))],
        operators=[operator(1, role="supervisor"), operator(2)],
    )
    floor.put("A-01", "TEA", 50)
    floor.put("DOCK-1", "TEA", 2, lpn="P-1")
    return floor


def at_work(floor: Floor, work: str) -> Step:
    codes, step = WORKS[work]
    floor.working(work)
    for code in codes:
        assert floor.scan(code).level in ("ok", "info"), code
    assert isinstance(floor.step(), step)
    return floor.step()


def back(floor: Floor, number: int = 1) -> Outcome:
    floor.wait(60_000).scan(f"BADGE-{number}")
    floor.type("2580")
    return floor.pin(ok=True, operator_id=f"op-{number}")


@pytest.mark.parametrize("work", WORKS)
def test_the_same_badge_goes_on_where_it_was_also_after_a_restart(floor: Floor, work: str) -> None:
    stood = at_work(floor, work)
    assert floor.idle().said == ("info", "idle-signed-out")
    assert (floor.step(), floor.session().operator) == (SignedOut(), "")
    floor.restart()
    assert back(floor).said == ("ok", "welcome-on")
    assert floor.step() == stood
    assert (floor.session().left, floor.session().left_by) == ((), "")
    assert floor.view.parked("op-1") == []


@pytest.mark.parametrize("work", WORKS)
def test_a_locked_screen_tells_nothing_of_the_work(floor: Floor, work: str) -> None:
    at_work(floor, work)
    floor.idle()
    shown = str((floor.prompt(), floor.session().said))
    assert not [word for word in ("Tea", "TEA", "A-01", "SO-1", "RCV-1", "P-1", "Name", "op-1", work) if word in shown]
    assert floor.prompt().commands == ()


@pytest.mark.parametrize("work", WORKS)
def test_another_badge_begins_at_the_menu_and_nothing_of_the_former_work_is_left(floor: Floor, work: str) -> None:
    at_work(floor, work)
    floor.idle()
    assert back(floor, 2).key == "welcome"
    assert floor.step() == Menu()
    floor.key("sign-out")
    back(floor)
    assert floor.step() == Menu()


def test_a_pin_that_was_wrong_or_given_up_leaves_the_session_locked(floor: Floor) -> None:
    stood = at_work(floor, "transfer")
    floor.idle()
    floor.scan("BADGE-1")
    floor.type("1111")
    assert floor.pin(ok=False).level == "refuse"
    floor.key("cancel")
    assert floor.step() == SignedOut()
    back(floor)
    assert floor.step() == stood


def taken_by_another(floor: Floor) -> None:
    floor.at("DOCK-2").working("pick", 2).scan("SO-1")


def ended(floor: Floor) -> None:
    floor.ended("order", "SO-1")


def cancelled(floor: Floor) -> None:
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), cancelled=True)])


def gone_on_elsewhere(floor: Floor) -> None:
    floor.at("DOCK-2").sign_in(1)
    floor.key("tasks")
    floor.type("1")
    floor.key("menu")
    floor.choose("pick").scan("SO-1")
    floor.key("sign-out")


@pytest.mark.parametrize("meanwhile", [taken_by_another, ended, cancelled, gone_on_elsewhere])
def test_work_that_has_moved_on_is_not_gone_on_with(floor: Floor, meanwhile: Callable[[Floor], None]) -> None:
    at_work(floor, "pick")
    floor.idle()
    meanwhile(floor)
    back(floor.at("DOCK-1"))
    assert floor.step() == Menu()


def test_a_unit_that_another_works_with_is_not_gone_on_with(floor: Floor) -> None:
    at_work(floor, "putaway")
    floor.idle()
    floor.at("DOCK-2").working("putaway", 2).scan("P-1")
    back(floor.at("DOCK-1"))
    assert floor.step() == Menu()


def test_a_place_that_another_counts_is_not_gone_on_with(floor: Floor) -> None:
    at_work(floor, "count")
    floor.idle()
    floor.at("DOCK-2").working("count", 2).scan("A-02")
    back(floor.at("DOCK-1"))
    assert floor.step() == Menu()


def test_a_tote_that_was_filled_for_another_order_meanwhile_is_asked_for_anew(floor: Floor) -> None:
    floor.working("pick")
    for code in ("SO-1", "T-1"):
        floor.scan(code)
    assert isinstance(floor.step(), PickGo)
    floor.idle()
    floor.at("DOCK-2").working("pick", 2)
    for code in ("SO-2", "T-1"):
        floor.scan(code)
    assert back(floor.at("DOCK-1")).said == ("warn", "tote-taken-meanwhile")
    assert floor.step() == PickTote("SO-1")


def test_what_another_version_left_is_no_way_on(floor: Floor) -> None:
    at_work(floor, "transfer")
    floor.idle()
    odd = changed(floor.session(), left=("NoStepOfThisVersion", "x"))
    assert load_session(floor.station, dump_session(odd)) == odd
    floor.store.begin()
    floor.store.put_session(odd)
    floor.store.commit()
    assert back(floor).said == ("ok", "welcome")
    assert floor.step() == Menu()


def test_work_this_station_does_not_do_any_more_is_no_way_on(floor: Floor) -> None:
    at_work(floor, "transfer")
    floor.idle()
    floor.refit("DOCK-1", workflows=("tasks",))
    back(floor)
    assert floor.step() == Menu()


def test_who_signs_out_themselves_comes_back_to_the_menu(floor: Floor) -> None:
    at_work(floor, "transfer")
    floor.key("sign-out")
    back(floor)
    assert floor.step() == Menu()
