"""The portal at a dock where a shipment is loaded: what is not on it is said before the door closes."""

import pytest

from tests.builders import Floor, item, line, place, receipt, sscc
from tests.core.test_portals import sscc_tag
from tests.core.test_ship import shipment

PLANNED, STRAY, COMING = sscc(1), sscc(2), sscc(3)


@pytest.fixture
def floor(tmp_path):
    floor = Floor(
        tmp_path,
        items=[item("TEA", 6)],
        locations=[place("STAGE-1", "stage")],
        receipts=[receipt("R-1", line(1, "TEA", 5, lpn=COMING))],
        shipments=[shipment("S-1", units=[PLANNED])],
    )
    floor.put("STAGE-1", "TEA", 4, lpn=PLANNED)
    floor.put("STAGE-1", "TEA", 4, lpn=STRAY)
    return floor


def test_a_unit_that_is_not_on_the_shipment_is_said_once(floor):
    seen = floor.passage([sscc_tag(PLANNED), sscc_tag(STRAY)])
    assert seen.findings == ["not-on-shipment"]
    assert (seen.entries[0].draft.body.args["lpn"], seen.movements) == (STRAY, [])
    assert floor.passage([sscc_tag(STRAY)]).findings == []


def test_the_units_of_the_shipment_say_nothing_before_and_after_they_are_loaded(floor):
    assert floor.passage([sscc_tag(PLANNED)]).findings == []
    floor.working("ship").scan("S-1")
    assert floor.scan(("00" + PLANNED, "]C1")).said == ("ok", "loaded")
    assert floor.passage([sscc_tag(PLANNED)]).findings == []


def test_a_dock_without_a_shipment_says_nothing(floor):
    assert floor.passage([sscc_tag(STRAY)], location="DOCK-2").findings == []


def test_what_comes_in_there_is_received_and_not_said(floor):
    assert len(floor.passage([sscc_tag(COMING)]).movements) == 2
    assert floor.passage([sscc_tag(COMING)]).findings == []
