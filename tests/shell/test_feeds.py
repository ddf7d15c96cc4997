"""What the desk watches: no line is longer than the protocol allows, and zones tell what came and went."""

import pytest

from edge import control
from edge.config import Config
from edge.core.read import CodeSeen, Moment, Read, TagSeen
from edge.shell.clock import Clock
from edge.shell.loop.health import Health
from edge.shell.loop.inbox import TagReads
from edge.shell.loop.screens import finding_text, fitting
from edge.shell.loop.sensing import Sensing

CONFIG = Config.model_validate({
    "site": "S1", "box": "B1", "store": {"path": "/x"}, "zones": {"gate": {"locations": []}},
    "devices": {"door": {"kind": "llrp", "zones": {"1": "gate"}}, "gun": {"kind": "serial"}},
})  # fmt: skip


@pytest.mark.parametrize("char", ["x", "\x01", "\u4e00"])
def test_no_feed_is_longer_than_a_line_may_be(char):
    args = dict.fromkeys(("source", "error", "tags"), char * 300)
    rows = [control.FindingRow(id="i" * 90, text=finding_text("put-aside", args), at_ms=n) for n in range(100)]
    feed = fitting(control.Feed(topic="findings", items=rows))
    assert len(control.line(feed)) <= control.LINE_BYTES_MAX
    assert feed.items == rows[: len(feed.items)]
    assert len(feed.items) + feed.dropped == 100
    assert len(feed.items) >= 25


def test_a_long_symbol_is_shown_short():
    health = Health(CONFIG)
    health.read(Read("gun", CodeSeen(b"\x01" * 512, "]C0"), Moment(1, 1)))
    assert len(health.take_reads()[0][0].text) == 80


def test_a_zone_says_how_many_are_there_and_what_came_or_went_last():
    sensing = Sensing(CONFIG, Clock("UTC"))
    one, two = TagSeen(b"\x01", "1", count=2), TagSeen(b"\x02", "1", count=2)
    sensing.tags(TagReads("door", ((one, Moment(0, 0), Moment(10, 10)), (two, Moment(20, 20), Moment(9_000, 9_000)))))
    (row,) = sensing.rows()
    assert (row.zone, row.present, row.last, row.epc, row.at_ms) == ("gate", 2, "arrived", "02", 9_000)
    assert list(sensing.tick(Moment(10_500, 10_500))) == []
    (row,) = sensing.rows()
    assert (row.present, row.last, row.epc, row.at_ms) == (1, "departed", "01", 10)
