"""Two operators at one order: the question at each step, its yes and its no, and both of them by chance."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.core.changed import changed
from edge.core.leave import LeaveBadge, frozen
from edge.core.policy import Policy
from edge.core.session import Menu, Relieved, SignedOut, Step
from edge.core.workflows.pick.steps import (
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)
from edge.core.workflows.taken import at_work
from edge.core.workflows.tasks import Tasks
from tests.builders import Floor, Outcome, bin_, ean, item, line, order, place

ONE, TWO, THREE = "DOCK-1", "DOCK-2", "DOCK-3"


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[bin_("A-01", 1), bin_("A-02", 2), place("STAGE-1", "stage")],
        orders=[
            order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2)),
            order("SO-2", line(1, "CUP", 2)),
            order("SO-3", line(1, "TEA", 99), priority=9),
        ],
        policy=Policy(cluster_max=3),
        stations=(ONE, TWO, THREE),
    )
    floor.put("A-01", "TEA", 3)
    floor.put("A-02", "CUP", 20)
    return floor


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def scans(*codes: str) -> Callable[[Floor], object]:
    return lambda floor: [floor.scan(code) for code in codes]


def to_zero(floor: Floor) -> None:
    scans("SO-1", "T-1", "A-01")(floor)
    floor.type("3")
    floor.scan("T-1")


def to_stage(floor: Floor) -> None:
    to_zero(floor)
    floor.key("confirm")
    floor.scan("A-02")
    floor.type("2")
    floor.scan("T-1")


def to_wait(floor: Floor) -> None:
    floor.at(THREE).working("pick", 3)
    scans("SO-3", "T-3")(floor)
    floor.at(ONE)
    scans("SO-1", "T-1", "A-02")(floor)
    floor.type("2")
    floor.scan("T-1")


def to_damaged(floor: Floor) -> None:
    scans("SO-1", "T-1", "A-01")(floor)
    floor.key("damaged")


def to_leave(floor: Floor) -> None:
    """Leave is asked for at a bin: nothing of the step itself tells whose order it is."""
    scans("SO-1", "T-1", "A-01")(floor)
    floor.store.begin()
    session = floor.view.session(ONE)
    floor.store.put_session(changed(session, step=LeaveBadge("expired", frozen(session.step)), rule="expired"))
    floor.store.commit()


AT: dict[str, tuple[Callable[[Floor], object], type[Step]]] = {
    "tote": (scans("SO-1"), PickTote),
    "second-tote": (scans("SO-1", "SO-2", "T-1"), PickTote),
    "full-tote": (lambda floor: [scans("SO-1", "T-1")(floor), floor.key("full")], PickTote),
    "way": (scans("SO-1", "T-1"), PickGo),
    "straight": (scans("SO-1", "STAGE-1"), PickGo),
    "goods": (scans("SO-1", "T-1", "A-01"), PickGo),
    "damaged": (to_damaged, PickGo),
    "zero": (to_zero, PickZero),
    "wait": (to_wait, PickWait),
    "stage": (to_stage, PickStage),
    "leave": (to_leave, PickGo),
}


def at_question(floor: Floor, name: str, *, tasks: bool = False) -> Floor:
    """The first works on the order; the second was asked whether to take it over."""
    floor.working("pick")
    AT[name][0](floor)
    floor.at(TWO).working("tasks" if tasks else "pick", 2)
    asked = floor.scan("SO-1")
    assert (asked.said, asked.args["station"], asked.entries) == (("warn", "in-work-take-over"), ONE, [])
    return floor


@pytest.mark.parametrize("tasks", [False, True])
@pytest.mark.parametrize("name", AT)
def test_yes_goes_on_where_the_other_stood_and_the_other_is_told(floor: Floor, name: str, *, tasks: bool) -> None:
    at_question(floor, name, tasks=tasks)
    stood = at_work(floor.view.session(ONE))
    taken = floor.wait(800).scan("SO-1")
    assert (taken.said, taken.entries) == (("ok", "order-taken-over"), [])
    step = floor.step()
    assert isinstance(step, AT[name][1])
    same = ("order", "tote", "line", "others", "full", "skipped", "missing")
    assert [getattr(step, one, None) for one in same] == [getattr(stood, one, None) for one in same]
    left = floor.view.session(ONE)
    assert (left.step, left.undoable, left.rule, left.held) == (Relieved("SO-1", TWO, "Name 2"), (), "", ())
    assert left.said is not None
    assert (left.said.answer.level, left.said.answer.message.key) == ("warn", "taken-over")
    assert floor.verify().ok


@pytest.mark.parametrize("answer", ["another code", "too early", "a fixed reader", "cancel", "told again"])
@pytest.mark.parametrize("name", AT)
def test_anything_but_yes_leaves_the_work_where_it_is(floor: Floor, name: str, answer: str) -> None:
    at_question(floor, name)
    before, mine = floor.view.session(ONE), floor.step()
    match answer:
        case "another code":
            floor.wait(800).scan("XQ-1")
            assert floor.wait(800).scan("SO-1").said == ("warn", "in-work-take-over")
        case "too early":
            assert floor.scan("SO-1").said == ("warn", "in-work-take-over")
        case "a fixed reader":
            assert floor.wait(800).scan("SO-1", via="fixed").level == "info"
        case "cancel":
            floor.wait(800).key("cancel")
        case _:
            assert floor.wait(800).told_again().said == ("warn", "in-work-take-over")
    assert (floor.view.session(ONE), floor.step()) == (before, mine)


@pytest.mark.parametrize("name", AT)
def test_after_a_no_the_first_goes_on_as_if_nobody_had_asked(floor: Floor, name: str) -> None:
    at_question(floor, name).wait(800).scan("XQ-1")
    floor.at(ONE)
    if name == "leave":
        floor.key("cancel")
    finished(floor)
    assert floor.view.progress("order", "SO-1")[2] == 2


def finished(floor: Floor) -> None:
    """All that is left is picked and staged."""
    for _ in range(30):
        match floor.step():
            case PickTote(order=code, full=full):
                floor.scan("T-9" if full else f"T-{code[-1]}")
            case PickGo(bin=code):
                floor.scan(code)
            case PickItem(want=want, tote=tote, order=code):
                floor.type(str(want))
                floor.scan("STAGE-1" if tote == code else tote)
            case PickDamaged():
                floor.key("cancel")
            case PickZero():
                floor.key("confirm")
            case PickWait():
                floor.key("short")
                floor.wait(800).key("short")
            case PickStage():
                floor.scan("STAGE-1")
            case _:
                return
    raise AssertionError(f"not finished: {floor.step()}")


def test_what_the_first_had_counted_and_not_put_down_is_counted_anew(floor: Floor) -> None:
    floor.working("pick")
    scans("SO-1", "T-1", "A-01")(floor)
    floor.type("2")
    floor.at(TWO).working("pick", 2).scan("SO-1")
    floor.wait(800).scan("SO-1")
    finished(floor)
    assert floor.stock("lpn:T-1") == {"TEA": 3, "CUP": 2}
    assert floor.at(ONE).scan("T-1").level == "refuse"
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


def test_an_order_that_the_first_finished_before_the_yes_is_not_taken_over(floor: Floor) -> None:
    at_question(floor, "stage")
    assert floor.at(ONE).scan("STAGE-1").said == ("ok", "document-done")
    assert floor.at(TWO).wait(800).scan("SO-1").said == ("refuse", "document-closed")
    assert floor.step() == PickOrder()
    assert floor.view.session(ONE).step == PickOrder()


def test_an_order_that_the_first_left_before_the_yes_is_opened_with_its_tote(floor: Floor) -> None:
    at_question(floor, "zero").at(ONE).key("menu")
    assert floor.at(TWO).wait(800).scan("SO-1").said == ("ok", "document-opened")
    assert floor.scan("T-2").said == ("refuse", "order-has-tote")
    assert floor.scan("T-1").said == ("ok", "tote-bound")


def test_an_order_that_was_cancelled_before_the_yes_is_not_taken_over(floor: Floor) -> None:
    at_question(floor, "zero")
    floor.load("orders", [order("SO-1", line(1, "TEA", 3), line(2, "CUP", 2), cancelled=True)])
    assert floor.wait(800).scan("SO-1").said == ("refuse", "document-closed")
    assert isinstance(floor.view.session(ONE).step, PickZero)


def test_the_first_may_take_it_back_after_the_same_question(floor: Floor) -> None:
    at_question(floor, "way").wait(800).scan("SO-1")
    floor.at(ONE).choose("pick")
    assert floor.scan("SO-1").said == ("warn", "in-work-take-over")
    assert floor.wait(800).scan("SO-1").said == ("ok", "order-taken-over")
    assert floor.view.session(TWO).step == Relieved("SO-1", ONE, "Name 1")
    finished(floor)
    assert floor.stock("lpn:T-1") == {"TEA": 3, "CUP": 2}


def test_who_is_asked_about_an_order_while_picking_another_takes_nothing_over(floor: Floor) -> None:
    floor.working("pick").scan("SO-1")
    floor.at(TWO).working("pick", 2).scan("SO-2")
    assert floor.scan("SO-1").said == ("refuse", "order-in-work")
    assert floor.wait(800).scan("SO-1").said == ("refuse", "order-in-work")
    assert floor.view.session(ONE).step == PickTote("SO-1")


def test_scans_that_waited_at_the_first_station_are_answered(floor: Floor) -> None:
    floor.working("pick")
    scans("SO-1", "T-1", "A-01")(floor)
    assert floor.scan(ean(3)).said == ("refuse", "wrong-item")
    for _ in range(2):
        assert floor.scan(ean(1), ago_ms=300).said == ("refuse", "scan-held")
    floor.at(TWO).working("pick", 2).scan("SO-1")
    assert floor.wait(800).scan("SO-1").said == ("ok", "order-taken-over")
    left = floor.at(ONE).session()
    assert left.said is not None
    assert (left.said.answer.level, left.said.answer.message.key) == ("refuse", "taken-over-held")
    assert left.said.answer.message.args["waiting"] == 2
    assert floor.key("confirm").said == ("info", "menu-opened")
    assert (floor.step(), floor.stock("A-01")) == (Menu(), {"TEA": 3})


@pytest.mark.parametrize("meant_for", ["number", "item", "tote", "cancel"])
def test_what_was_meant_for_work_that_is_gone_chooses_nothing(floor: Floor, meant_for: str) -> None:
    at_question(floor, "goods").wait(800).scan("SO-1")
    floor.at(ONE).wait(800)
    prompt = floor.prompt()
    assert (prompt.kind, prompt.ask.key, prompt.options) == ("confirm", "ask-relieved", ())
    acts: dict[str, Callable[[], Outcome]] = {
        "number": lambda: floor.type("2"),
        "item": lambda: floor.scan(ean(1)),
        "tote": lambda: floor.scan("T-1"),
        "cancel": lambda: floor.key("cancel"),
    }
    answered = acts[meant_for]()
    assert (answered.said, answered.entries) == (("refuse", "taken-over"), [])
    assert answered.args == {"document": "SO-1", "station": TWO, "name": "Name 2"}
    assert floor.step() == Relieved("SO-1", TWO, "Name 2")
    assert floor.wait(800).key("confirm").said == ("info", "menu-opened")
    assert floor.type("2").key == "work-chosen"


@pytest.mark.parametrize(("word", "then"), [("menu", Menu()), ("sign-out", SignedOut())])
def test_the_menu_and_sign_out_are_open_to_who_was_relieved(floor: Floor, word: str, then: Step) -> None:
    at_question(floor, "goods").wait(800).scan("SO-1")
    floor.at(ONE).key(word)
    assert floor.step() == then


def test_who_was_relieved_is_asked_the_same_after_a_restart(floor: Floor) -> None:
    at_question(floor, "goods").wait(800).scan("SO-1")
    floor.restart()
    assert floor.at(ONE).step() == Relieved("SO-1", TWO, "Name 2")


def test_scans_that_waited_are_answered_where_their_operator_goes_on_without_that_work(floor: Floor) -> None:
    floor.working("pick")
    scans("SO-1", "T-1", "A-01")(floor)
    floor.scan(ean(3))
    floor.scan(ean(1), ago_ms=300)
    stations = floor.view._stations
    floor.view._stations = {**stations, TWO: changed(stations[TWO], workflows=("tasks", "receive"))}
    floor.at(TWO).scan("BADGE-1")
    floor.wait(800).scan("BADGE-1")
    floor.type("2580")
    told = floor.pin(ok=True)
    assert (told.said, told.args) == (("warn", "work-kept-held"), {"station": ONE, "waiting": 1})


@pytest.mark.parametrize("seed", range(25))
def test_whoever_acts_next_no_order_is_in_two_hands_and_no_line_is_picked_twice(tmp_path: Path, seed: int) -> None:
    floor, dice = made(tmp_path), random.Random(seed)
    for station, number in ((ONE, 1), (TWO, 2)):
        floor.at(station).working("pick", number)
    for _ in range(70):
        floor.at(dice.choice((ONE, TWO))).wait(dice.choice((10, 300, 900)))
        _by_chance(floor, dice)
        _is_sound(floor)
    assert floor.verify().ok


def _by_chance(floor: Floor, dice: random.Random) -> None:
    """The next right act of the step, or any other."""
    step = floor.step()
    if dice.random() < 0.25:
        code = dice.choice(("SO-1", "SO-1", "SO-2", "T-1", "T-2", "A-01", "A-02", "STAGE-1", "menu", "undo", "cancel"))
        answered = floor.key(code) if code.islower() else floor.scan(code)
    elif dice.random() < 0.15 and floor.last is not None:
        answered = floor.input(floor.last.what, via=floor.last.via)
    else:
        answered = _right(floor, step, dice)
    assert answered.level in ("ok", "info", "warn", "refuse")


def _right(floor: Floor, step: Step, dice: random.Random):  # type: ignore[no-untyped-def]
    match step:
        case Menu():
            return floor.type(str(1 + list(floor.view.station(floor.station).workflows).index("pick")))
        case PickOrder() | Tasks():
            return floor.scan(dice.choice(("SO-1", "SO-2")))
        case PickTote():
            return floor.scan(dice.choice(("T-1", "T-2", "STAGE-1")))
        case PickGo(bin=code):
            return floor.scan(code)
        case PickItem(want=want, qty=qty, tote=tote, order=code):
            if qty < want:
                return floor.type(str(want))
            return floor.scan("STAGE-1" if tote == code else tote)
        case PickStage():
            return floor.scan("STAGE-1")
        case _:
            return floor.key("confirm")


def _is_sound(floor: Floor) -> None:
    steps = [at_work(floor.view.session(station)) for station in (ONE, TWO)]
    held = [{getattr(step, "order", ""), *(one for one, _ in getattr(step, "others", ()))} - {""} for step in steps]
    assert not held[0] & held[1], "an order in two hands"
    for code, wanted in (("SO-1", {1: 3, 2: 2}), ("SO-2", {1: 2})):
        done = floor.view.progress("order", code)
        assert all(0 <= done.get(number, 0) <= most for number, most in wanted.items()), "a line picked twice"
