"""Portals: a pallet rolls through; its tags receive it, agree with what was scanned, or tell of a stranger."""

from pathlib import Path

import pytest

from edge.core.entry import Evidence
from edge.core.epc import identify_epc
from edge.core.stock import Goods
from tests.builders import Floor, bin_, gs1, gtin, item, line, receipt, sscc

UNIT, OTHER, STRANGER = sscc(1), sscc(2), sscc(99)


def sgtin(number: int, serial: int) -> str:
    """An SGTIN-96 of an item's unit: header, filter 1, partition 5 (7 digits of company), and the item's rest."""
    digits = gtin(number)
    company, reference = int(digits[1:8]), int(digits[0] + digits[8:13])
    bits = f"{0x30:08b}{1:03b}{5:03b}{company:024b}{reference:020b}{serial:038b}"
    return f"{int(bits, 2):024X}"


def sscc_tag(code: str) -> str:
    """The SSCC-96 tag of a pallet: partition 5 (7 digits of company)."""
    bits = f"{0x31:08b}{0:03b}{5:03b}{int(code[1:8]):024b}{int(code[0] + code[8:17]):034b}{0:024b}"
    return f"{int(bits, 2):024X}"


TAGS = tuple(sgtin(1, serial) for serial in range(1, 11))


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(
        tmp_path,
        items=[item("TEA", 1), item("MILK", 2, "lot"), item("DRILL", 5, "serial")],
        locations=[bin_("A-01", 1)],
        receipts=[
            receipt("RCV-1", line(1, "TEA", 10, lpn=UNIT, epcs=list(TAGS)), line(2, "MILK", 4, lpn=UNIT, lot="M1")),
            receipt("RCV-2", line(1, "DRILL", 2, lpn=OTHER, epcs=[sgtin(5, 1), sgtin(5, 2)])),
        ],
    )


def test_the_tags_of_this_test_are_what_they_should_be() -> None:
    assert identify_epc(bytes.fromhex(sscc_tag(UNIT))).sscc == UNIT
    assert identify_epc(bytes.fromhex(TAGS[0])).gtin == gtin(1)


def test_the_pallets_own_tag_receives_it_whole(floor: Floor) -> None:
    came = floor.passage([sscc_tag(UNIT)])
    assert len(came.movements) == 3
    assert {one.agree for one in came.movements} == {("tag",)}
    assert {one.what.key.received_on for one in came.movements if isinstance(one.what, Goods)} == {"2026-11-23"}
    assert (floor.unit(UNIT), floor.stock(f"lpn:{UNIT}")) == ("DOCK-1", {"TEA": 10, "MILK/M1": 4})
    assert floor.verify().ok


@pytest.mark.parametrize(("seen", "movements"), [(10, 3), (8, 3), (7, 0), (0, 0)])
def test_enough_of_the_goods_tags_receive_it_too(floor: Floor, seen: int, movements: int) -> None:
    assert len(floor.passage(TAGS[:seen]).movements) == movements


def test_the_share_is_the_zones(floor: Floor) -> None:
    assert floor.passage(TAGS[:5], share=60).movements == []
    assert len(floor.passage(TAGS[:6], share=60).movements) == 3


def test_somebody_elses_goods_on_the_pallet_stop_it(floor: Floor) -> None:
    came = floor.passage([sscc_tag(UNIT), *TAGS, sgtin(2, 77)])
    assert (came.findings, came.movements) == (["portal-foreign-tags"], [])
    assert came.entries[0].draft.body.args["count"] == 1
    assert floor.unit(UNIT) == ""
    came = floor.passage([sscc_tag(UNIT), sscc_tag(STRANGER)])
    assert came.findings == ["portal-foreign-tags"]


def test_what_is_no_goods_is_not_foreign(floor: Floor) -> None:
    assert len(floor.passage([sscc_tag(UNIT), sgtin(99, 1), "E2801160600002054CD1A2B3"]).movements) == 3


def test_a_number_of_another_system_is_no_pallet_though_it_looks_like_one(floor: Floor) -> None:
    assert floor.passage([sscc_tag(UNIT)], pc=0x31A2).entries == []
    assert len(floor.passage([sscc_tag(UNIT)], pc=0x3000).movements) == 3


def test_tags_that_nobody_announced_say_nothing(floor: Floor) -> None:
    assert floor.passage([sgtin(2, 1), "E2801160600002054CD1A2B3"]).entries == []


def test_two_pallets_may_come_together(floor: Floor) -> None:
    came = floor.passage([sscc_tag(UNIT), sscc_tag(OTHER), sgtin(5, 1)])
    assert came.findings == []
    assert (floor.unit(UNIT), floor.unit(OTHER)) == ("DOCK-1", "DOCK-1")


def test_announced_tags_carry_the_serial_numbers(floor: Floor) -> None:
    floor.passage([sscc_tag(OTHER)])
    assert floor.view.serial_place("DRILL", "2") == f"lpn:{OTHER}"


def test_what_was_received_by_hand_is_agreed_to_not_received_again(floor: Floor) -> None:
    floor.working("receive")
    whole = floor.scan(*gs1(("00", UNIT))).entries[0].id
    came = floor.passage([sscc_tag(UNIT), *TAGS])
    (evidence,) = [one.draft.body for one in came.entries]
    assert isinstance(evidence, Evidence)
    assert (evidence.of, evidence.source, evidence.verdict) == (whole, "tag", "agrees")
    assert floor.stock(f"lpn:{UNIT}") == {"TEA": 10, "MILK/M1": 4}


def test_a_pallet_seen_where_the_book_does_not_have_it_is_a_conflict(floor: Floor) -> None:
    floor.working("receive").scan(UNIT)
    floor.choose("putaway").scan(UNIT)
    floor.scan("A-01")
    assert [one.draft.body.verdict for one in floor.passage([sscc_tag(UNIT)]).entries] == ["conflicts"]


def test_a_passage_told_twice_is_posted_once(floor: Floor) -> None:
    began = floor.now
    floor.passage([sscc_tag(UNIT)], ident="DOOR/7")
    floor.now = began
    assert floor.passage([sscc_tag(UNIT)], ident="DOOR/7").entries == []
    assert floor.stock(f"lpn:{UNIT}") == {"TEA": 10, "MILK/M1": 4}


def test_after_the_receipt_is_closed_its_tags_say_nothing(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.key("done")
    floor.wait(800).key("done")
    assert floor.passage([sscc_tag(UNIT), *TAGS]).entries == []


def test_an_expired_pallet_does_not_come_in_by_itself(floor: Floor) -> None:
    floor.load("receipts", [receipt("RCV-1", line(1, "TEA", 10, lpn=UNIT, expiry="2026-11-22", epcs=list(TAGS)))])
    came = floor.passage([sscc_tag(UNIT)])
    assert (came.kinds, came.findings) == (["Finding"], ["portal-expired"])
    assert floor.unit(UNIT) == ""
    floor.working("receive").scan("RCV-1")
    assert floor.scan("00" + UNIT, "]C1").said == ("refuse", "expired")


def test_a_pallet_that_flickers_in_the_portal_is_said_once(floor: Floor) -> None:
    floor.working("receive").scan("RCV-1")
    floor.scan("00" + UNIT, "]C1")
    told = [floor.passage(TAGS[at:]).kinds for at in range(3)]
    assert told == [["Evidence"], [], []]
    floor.choose("putaway").scan("00" + UNIT, "]C1")
    floor.scan("A-01")
    assert [floor.passage(TAGS).kinds for _ in range(3)] == [["Evidence"], [], []]


def test_what_a_portal_received_is_not_told_to_agree_with_it(floor: Floor) -> None:
    assert len(floor.passage(TAGS).movements) == 3
    assert floor.passage(TAGS[:9]).kinds == []
    assert floor.passage(TAGS, location="DOCK-2").kinds == ["Evidence"]
    assert floor.passage(TAGS, location="DOCK-2").kinds == []
    assert floor.verify().ok
