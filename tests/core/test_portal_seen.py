"""What is shown of a portal while something passes: what is recognised, what is expected there, what is not."""

from pathlib import Path

import pytest

from edge.config import Config
from edge.core.entry import Draft, Evidence, Finding, Movement
from edge.core.event import Passage, SeenTag
from edge.core.place import Place
from edge.core.portal_seen import PortalSeen, seen_at
from edge.core.read import Moment, TagSeen
from edge.core.stock import WholeLpn
from edge.shell.clock import Clock
from edge.shell.loop.inbox import TagReads
from edge.shell.loop.portal_feed import NAMED_MAX, PortalFeed, verdict
from edge.shell.loop.sensing import Sensing
from tests.builders import SITE, Floor, bin_, item, line, order, place, receipt, shipment, sscc
from tests.core.test_portals import sgtin, sscc_tag

ONE, TWO, THREE, NOBODYS = sscc(1), sscc(2), sscc(3), sscc(9)
ITEMS = tuple(sgtin(1, serial) for serial in range(1, 6))
DOCK = "DOCK-1"


def made(folder: Path) -> Floor:
    floor = Floor(
        folder,
        items=[item("TEA", 1), item("CUP", 3)],
        locations=[bin_("A-01", 1), place("STAGE-1", "stage")],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 5, lpn=ONE, epcs=list(ITEMS)), line(2, "CUP", 6, lpn=TWO)),
        ],
        orders=[order("SO-1", line(1, "TEA", 3))],
        shipments=[shipment("SHP-1", units=[THREE], orders=["SO-1"], place="DOCK-2")],
    )
    floor.put("STAGE-1", "TEA", 4, lpn=THREE)
    floor.picked("SO-1", "T-1", (1, "TEA", 3))
    return floor


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return made(tmp_path)


def look(floor: Floor, *epcs: str, dock: str = DOCK) -> PortalSeen:
    return seen_at(floor.view, dock, 80, [SeenTag(epc, 3) for epc in epcs])


def test_where_nothing_passes_and_nothing_leaves_nothing_is_expected(floor: Floor) -> None:
    assert look(floor) == PortalSeen()


def test_a_unit_is_known_by_its_own_tag_and_its_receipt_tells_what_else_is_to_come(floor: Floor) -> None:
    assert look(floor, sscc_tag(TWO)) == PortalSeen("RCV-1", 2, 1, (TWO,), (ONE,))


@pytest.mark.parametrize(("tags", "units"), [(3, ()), (4, (ONE,)), (5, (ONE,))])
def test_a_unit_is_known_by_the_tags_of_what_is_in_it_once_there_are_enough(
    floor: Floor, tags: int, units: tuple[str, ...]
) -> None:
    assert look(floor, *ITEMS[:tags]).units == units


def test_units_stand_in_the_order_in_which_they_came(floor: Floor) -> None:
    assert look(floor, sscc_tag(TWO), *ITEMS).units == (TWO, ONE)
    assert look(floor, *ITEMS, sscc_tag(TWO)).units == (ONE, TWO)


def test_what_has_come_in_before_is_not_missing(floor: Floor) -> None:
    assert floor.passage([sscc_tag(TWO)]).movements
    assert look(floor, *ITEMS) == PortalSeen("RCV-1", 2, 2, (ONE,))


def test_at_a_dock_where_a_truck_is_loaded_its_units_are_expected_before_anything_passes(floor: Floor) -> None:
    assert look(floor, dock="DOCK-2") == PortalSeen("SHP-1", 2, 0, (), (THREE, "T-1"))
    assert look(floor, sscc_tag(THREE), dock="DOCK-2") == PortalSeen("SHP-1", 2, 1, (THREE,), ("T-1",))


def test_what_is_loaded_has_come_by(floor: Floor) -> None:
    floor.at("DOCK-2").working("ship").scan("SHP-1")
    assert floor.scan(THREE).level == "ok"
    assert look(floor, dock="DOCK-2") == PortalSeen("SHP-1", 2, 1, (), ("T-1",))


def test_what_is_not_expected_is_named(floor: Floor) -> None:
    floor.put("A-01", "CUP", 1, lpn=sscc(8))
    seen = look(floor, sscc_tag(sscc(8)), sscc_tag(NOBODYS), dock="DOCK-2")
    assert (seen.units, seen.extra) == ((sscc(8),), (sscc(8), sscc_tag(NOBODYS)))
    foreign = sgtin(3, 77)
    assert look(floor, *ITEMS, foreign).extra == (foreign,)
    assert look(floor, foreign).extra == (), "nobody can tell whose it is while no unit is known"
    assert look(floor, *ITEMS, "30340789000C0ACDE0000001").extra == (), "a tag of something else"


def test_what_a_receipt_announces_comes_in_where_a_truck_is_loaded_and_is_not_too_much_there(floor: Floor) -> None:
    expected = PortalSeen("RCV-1", 2, 1, (TWO,), (ONE,))
    assert look(floor, sscc_tag(TWO), dock="DOCK-2") == expected
    came = floor.passage([sscc_tag(TWO)], location="DOCK-2")
    assert verdict(came.decision.drafts).key == "portal-received"
    assert look(floor, sscc_tag(TWO), dock="DOCK-2") == expected
    floor.move_unit(TWO, "DOCK-2", "A-01")
    again = floor.passage([sscc_tag(TWO)], location="DOCK-2", ident="again")
    assert again.findings == ["not-on-shipment"]
    assert look(floor, sscc_tag(TWO), dock="DOCK-2").extra == (TWO,)
    assert look(floor, sscc_tag(TWO), dock="DOCK-2").document == "SHP-1"
    assert look(floor, *ITEMS, sscc_tag(TWO), dock="DOCK-2") == PortalSeen("RCV-1", 2, 2, (ONE, TWO), (), (TWO,))


CONFIG = Config.model_validate({
    "site": SITE, "box": "B1", "store": {"path": "/x"},
    "zones": {
        "gate": {"locations": [], "portal": DOCK, "passage_s": 1.0, "departed_s": 5.0},
        "hall": {"locations": []},
    },
    "devices": {"door": {"kind": "llrp", "zones": {"1": "gate"}}},
})  # fmt: skip


def reads(*epcs: str, at: int) -> TagReads:
    moment = Moment(at, at)
    return TagReads("door", tuple((TagSeen(bytes.fromhex(epc), "1", count=3), moment, moment) for epc in epcs))


def test_the_feed_goes_from_waiting_to_passing_to_the_verdict_and_is_told_once_each(floor: Floor) -> None:
    sensing = Sensing(CONFIG, Clock("UTC"))
    feed = PortalFeed(sensing, floor.view)
    assert [(one.zone, one.state) for one in feed.news(0)] == [("gate", "waiting")]
    assert feed.news(10) == []
    sensing.tags(reads(sscc_tag(TWO), at=1_000))
    (row,) = feed.news(1_010)
    assert (row.state, row.units, row.missing, row.at_ms) == ("passing", [TWO], [ONE], 1_010)
    sensing.tags(reads(sscc_tag(TWO), at=1_100))
    assert feed.news(1_110) == [], "the same tags again"
    sensing.tags(reads(*ITEMS, at=1_200))
    (row,) = feed.news(1_210)
    assert (row.tags, row.units, row.seen, row.at_ms) == (6, [TWO, ONE], 2, 1_010)
    ((passage, began),) = sensing.tick(Moment(5_000, 5_000))
    outcome = floor.event(passage, passage.id)
    feed.passed(passage, outcome.decision.drafts, began.wall_ms)
    (row,) = feed.news(5_010)
    assert (row.state, row.units, row.missing, row.at_ms) == ("passed", [TWO, ONE], [], 1_000)
    assert row.verdict is not None
    assert (row.verdict.key, row.verdict.args["units"]) == ("portal-received", 2)
    assert feed.news(9_000) == []
    feed.forget()
    assert feed.news(9_010) == [row]
    sensing.tags(reads(sscc_tag(NOBODYS), at=20_000))
    assert [one.state for one in feed.news(20_010)] == ["passing"]


def test_a_row_names_so_many_units_and_counts_them_all(tmp_path: Path) -> None:
    lpns = [sscc(number) for number in range(100, 180)]
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1)],
        receipts=[receipt("RCV-1", *(line(number, "TEA", 1, lpn=lpn) for number, lpn in enumerate(lpns, 1)))],
    )
    sensing = Sensing(CONFIG, Clock("UTC"))
    sensing.tags(reads(*(sscc_tag(lpn) for lpn in lpns[:60]), at=1_000))
    (row,) = PortalFeed(sensing, floor.view).rows(1_000)
    assert (row.expected, row.seen, len(row.units), len(row.missing)) == (80, 60, NAMED_MAX, 20)


@pytest.mark.parametrize(
    ("bodies", "key"),
    [
        ((), "portal-nothing"),
        ((Evidence("e", "tag", "agrees"),), "portal-agreed"),
        ((Evidence("e", "tag", "agrees"), Evidence("f", "tag", "conflicts")), "portal-conflict"),
        (
            (Movement("receive", WholeLpn("P"), Place(f"virt:{SITE}/SUPPLIER"), Place(f"loc:{SITE}/D")),),
            "portal-received",
        ),
        ((Evidence("e", "tag", "agrees"), Finding("f", "opened", "portal-expired")), "finding-portal-expired"),
        ((Finding("f", "closed", "bin-full"),), "portal-nothing"),
    ],
)
def test_the_verdict_is_what_a_person_must_know_first(
    bodies: tuple[Evidence | Movement | Finding, ...], key: str
) -> None:
    assert verdict([Draft(one) for one in bodies]).key == key


def test_a_passage_of_a_zone_that_is_no_portal_is_nobodys_business(floor: Floor) -> None:
    feed = PortalFeed(Sensing(CONFIG, Clock("UTC")), floor.view)
    feed.passed(Passage("p", "hall", DOCK, 80, (), "door", "2026-11-23"), (), 1)
    assert [one.state for one in feed.rows(1)] == ["waiting"]
