"""Fixed readers and cameras: they confirm nothing, and a step takes of what they see only what its table says."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.core.event import Input, Scan, Unreadable, What
from edge.core.leave import LeaveBadge
from edge.core.message import msg
from edge.core.names import COMMANDS, CommandScan
from edge.core.session import AwaitPin, Menu, SignedOut
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.receive.steps import ReceiveItem
from edge.core.workflows.rules import kinds_of
from tests.builders import Floor, Outcome
from tests.core.floor_hands import OWNERS, Hands
from tests.core.floor_site import CODES, STATIONS, Site
from tests.core.receiving import OPEN, TEA, WHOLE, allowed, dock, jam, opened
from tests.core.test_floor_machine import WORKERS

SEEN = ("info", "fixed-only-seen")


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return dock(tmp_path)


def seen(floor: Floor, code: str | tuple[str, str]) -> Outcome:
    """Under the camera, long after the last act."""
    return floor.wait(1000).scan(code, via="fixed")


def test_goods_that_a_camera_sees_are_told_and_not_counted(floor: Floor) -> None:
    opened(floor)
    before = floor.session()
    told = seen(floor, TEA)
    assert (told.said, told.args, told.entries) == (SEEN, {"code": TEA[0]}, [])
    assert floor.session() == before


def test_a_tote_or_a_dock_that_a_camera_sees_posts_nothing(floor: Floor) -> None:
    opened(floor).scan(TEA)
    for code in ("LPN-1", "DOCK-1", "STAGE-1", TEA):
        assert seen(floor, code).said == SEEN
    assert floor.stock("DOCK-1") == {}
    assert floor.scan("DOCK-1").said == ("ok", "received")
    assert floor.stock("DOCK-1") == {"TEA": 1}


@pytest.mark.parametrize("word", sorted(COMMANDS))
def test_a_sheet_of_commands_under_a_camera_does_nothing(floor: Floor, word: str) -> None:
    opened(floor).scan(TEA)
    floor.key("done")
    before = floor.session()
    told = floor.input(Scan(word, (CommandScan(word),)), via="fixed")
    assert (told.said, told.entries, floor.session()) == (SEEN, [], before)


def test_a_code_that_a_camera_misreads_is_told_and_disarms_nothing(floor: Floor) -> None:
    opened(floor).key("done")
    armed = floor.session().armed
    told = floor.wait(1000).input(Unreadable("4006381333932", msg("bad-check-digit", code="x")), via="fixed")
    assert (told.said, floor.session().armed) == (("info", "bad-check-digit"), armed)
    assert armed is not None
    assert floor.key("done").said == ("ok", "document-done")


def test_a_camera_at_a_station_where_nobody_works_only_tells(tmp_path: Path) -> None:
    floor = dock(tmp_path).at("DOCK-2")
    assert seen(floor, WHOLE).said == SEEN
    assert floor.step() == SignedOut()
    floor.sign_in(2)
    assert seen(floor, WHOLE).said == SEEN
    assert floor.step() == Menu()


def test_a_mounted_badge_reader_asks_for_the_pin_and_no_more(tmp_path: Path) -> None:
    floor = dock(tmp_path).at("DOCK-2")
    assert seen(floor, "BADGE-2").said == ("ok", "badge-read")
    assert seen(floor, "BADGE-1").said == SEEN
    assert floor.step() == AwaitPin("op-2")


def test_leave_is_asked_for_by_hand_and_a_mounted_reader_may_read_the_badge(floor: Floor) -> None:
    assert opened(floor).scan(jam("261101")).said == ("refuse", "expired")
    before = floor.session()
    assert seen(floor, "WE-OVERRIDE").said == SEEN
    assert floor.session() == before
    floor.key("override")
    assert seen(floor, "BADGE-1").said == ("refuse", "not-a-supervisor")
    assert type(floor.step()) is LeaveBadge
    assert seen(floor, "BADGE-3").said == ("ok", "badge-read")


def test_what_a_camera_is_refused_is_allowed_for_a_hand_alone(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path), "RCV-2")
    floor.today = "2027-02-01"
    assert seen(floor, WHOLE).said == ("refuse", "expired")
    assert (floor.session().rule, floor.session().refused) == ("", None)
    assert floor.key("override").said == ("refuse", "nothing-to-allow")
    assert floor.scan(WHOLE).said == ("refuse", "expired")
    assert allowed(floor).said == ("ok", "lpn-received")


def test_a_pallet_that_a_camera_takes_in_leaves_the_hands_where_they_are(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path), "RCV-2")
    floor.scan(OPEN)
    assert seen(floor, WHOLE).said == ("ok", "lpn-received")
    assert floor.step() == ReceiveItem("RCV-2", OPEN)
    assert floor.scan(TEA).said == ("ok", "counted")
    assert floor.prompt().ask.args == {"lpn": OPEN}


def test_a_pallet_that_comes_under_the_camera_again_is_told_and_no_more(tmp_path: Path) -> None:
    floor = opened(dock(tmp_path), "RCV-2")
    seen(floor, WHOLE)
    before = floor.session()
    assert seen(floor, WHOLE).said == ("info", "lpn-already-received")
    assert floor.session() == before


def takes(floor: Floor, what: What) -> bool:
    """Whether the step takes of a fixed reader what it sees: a badge, or what its table says."""
    event = Input("seen", floor.station, "fixed", what, floor.now, floor.now, floor.today)
    if isinstance(floor.step(), SignedOut | LeaveBadge):
        return "badge" in kinds_of(event)
    owner = OWNERS.get(type(floor.step()))
    entries = owner.steps[type(floor.step())].takes if owner is not None else ()
    return any(on.fixed and on.kind in kinds_of(event) for on in entries)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_nothing_that_is_only_seen_moves_goods_wherever_the_hands_are(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site, dice = Site(tmp_path_factory.mktemp("site")), random.Random(seed)
    floor, hands, codes = site.floor, Hands(CODES, WORKERS), [code for kind in CODES.values() for code in kind]
    for _ in range(150):
        hands.act(floor.at(dice.choice(STATIONS)), dice.randrange(10**6))
        before = floor.wait(dice.choice((0, 400, 1000))).session()
        is_again = before.armed is not None and floor.last is not None and dice.random() < 0.5
        what = floor.last.what if is_again and floor.last is not None else floor.named(dice.choice(codes))
        is_taken = takes(floor, what)
        outcome = floor.input(what, via="fixed")
        assert {one.type for one in outcome.movements} <= ({"receive"} if is_taken else set())
        assert is_taken or (outcome.entries, floor.session()) == ([], before)
        assert {one.agree for one in outcome.movements} <= {("camera",)}
    floor.store.close()


def test_no_table_lets_a_fixed_reader_do_more_than_it_should() -> None:
    taken = {
        (name, step.__name__, on.kind)
        for name, workflow in WORKFLOWS.items()
        for step, rules in workflow.steps.items()
        for on in rules.takes
        if on.fixed and on.kind != "weight"
    }
    assert taken == {("receive", "ReceiveDocument", "lpn"), ("receive", "ReceiveItem", "lpn")}
