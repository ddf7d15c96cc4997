"""What a supervisor's desk hears and does on a running daemon: who works where, what passes a portal, what waits."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from edge import control
from tests.brokers import free_port
from tests.builders import sscc
from tests.core.test_portals import sscc_tag
from tests.shell.daemon_process import Box, Screen, process, running, tell, wait_until
from tests.shell.floor import MUG, PIN, REFERENCE

DEVICES = """
[stations.DESK]
location = "DOCK-1"
workflows = ["receive", "count", "settle", "sessions"]
[zones.gate]
locations = ["DOCK-2"]
portal = "DOCK-2"
passage_s = 0.4
departed_s = 1.0
[devices.door]
kind = "llrp"
zones = { 1 = "gate" }
options = { host = "127.0.0.1", port = @PORT@ }
"""
ONE, TWO, STRAY = sscc(1), sscc(2), sscc(9)
ANNOUNCED = {
    "id": "RCV-7",
    "type": "receipt",
    "lines": [
        {"line": 1, "item": "MUG", "qty": 12, "lpn": ONE},
        {"line": 2, "item": "TEA", "qty": 5, "lpn": TWO},
    ],
}
SEEN_S = 0.75
"""A key that comes again confirms a warning only 0.7 s after it."""
MUGS = 7_919
"""What the bin of mugs has; nobody else's number."""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    folder, port = tmp_path_factory.mktemp("desk"), free_port()
    made = Box(folder, DEVICES.replace("@PORT@", str(port)))
    reference = REFERENCE | {"receipts": [*REFERENCE["receipts"], ANNOUNCED]}
    (folder / "reference.json").write_text(json.dumps(reference))
    with (
        process("sim", "reader", "--port", port, "--stage", folder / "door.stage", ready="listening"),
        running(made) as one,
    ):
        one.wait_log("device door is up")
        yield one


def work(screen: Screen, badge: str, name: str) -> None:
    """Signed in, with this work chosen."""
    if screen.view.operator is None:
        assert screen.send(badge).text.key == "badge-read"
        screen.send(PIN)
        screen.wait(lambda: screen.view.operator is not None, "the menu")
    screen.send("menu", via="key")
    screen.send(next(one.key for one in screen.view.prompt.options if one.text.key == f"menu-{name}"))


def newest(desk: Screen, topic: str) -> list[Any]:
    """The rows of a whole feed, as they were told last."""
    feeds = [one for one in desk.feeds if one.topic == topic]
    return list(feeds[-1].items) if feeds else []


def row(desk: Screen, topic: str, **wanted: object) -> Any:
    """Wait for the row that has these."""

    def found() -> Any:
        return next((one for one in newest(desk, topic) if wanted.items() <= dict(one).items()), None)

    desk.wait(lambda: found() is not None, f"{wanted} among {topic}")
    return found()


def test_who_works_where_is_told_live_and_a_supervisor_signs_out_from_afar(box: Box) -> None:
    desk, anna, mira = box.screen(None, "sessions"), box.screen("DOCK-1"), box.screen("DESK")
    nobody = row(desk, "sessions", station="DOCK-2")
    assert (nobody.operator, nobody.title.key, nobody.screens) == ("", "sign-in-title", 0)
    work(anna, "BADGE-0001", "receive")
    anna.send("RCV-1")
    there = row(desk, "sessions", station="DOCK-1", document="RCV-1")
    assert (there.operator, there.name, there.title.key, there.ask.key) == (
        *("op-1", "Anna", "receive-title"),
        "receive-ask-item",
    )
    assert (there.screens, there.touched_ms > 0) == (1, True)

    work(mira, "BADGE-0003", "receive")
    assert mira.send("session/DOCK-1", via="chosen").text.key == "session-chosen"
    assert mira.send("2").text.key == "session-ask-out"
    assert "Anna" in str(mira.view.prompt.lines)
    mira.wait(lambda: mira.view.prompt.ask.key == "session-ask-what", "what shall become of it")
    read_s = time.monotonic() + SEEN_S
    wait_until(lambda: time.monotonic() > read_s, "time to read a warning")
    assert mira.send("2").text.key == "session-signed-out"
    anna.wait(lambda: anna.view.operator is None, "signed out")
    assert anna.view.last is not None
    assert (anna.view.last.text.key, anna.view.last.text.args) == ("signed-out-by", {"name": "Mira"})
    row(desk, "sessions", station="DOCK-1", operator="")
    anna.close()
    row(desk, "sessions", station="DOCK-1", screens=0)


def test_no_number_of_a_count_is_told_to_a_desk(box: Box) -> None:
    desk, anna = box.screen(None, "sessions"), box.screen("DOCK-1")
    work(anna, "BADGE-0001", "receive")
    anna.send("RCV-1")
    anna.send(MUG)
    anna.send(str(MUGS))
    anna.send("A-01")
    work(anna, "BADGE-0001", "count")
    anna.send("A-01")
    anna.send(MUG)
    anna.send(str(MUGS - 1))
    counting = row(desk, "sessions", station="DOCK-1", title=control.Text(key="count-title"))
    desk.drain()
    told = [one for feed in desk.feeds for one in feed.items if one.title.key == "count-title"]
    assert counting in told
    assert not [one for one in told if any(isinstance(arg, int) for arg in one.ask.args.values())]
    anna.send("menu", via="key")
    anna.close()


def test_what_passes_a_portal_is_told_while_it_passes_and_what_was_decided_then(box: Box) -> None:
    desk = box.screen(None, "portals", "reads")
    waiting = row(desk, "portals", zone="gate")
    assert (waiting.location, waiting.state, waiting.tags) == ("DOCK-2", "waiting", 0)
    tell(box.folder / "door.stage", place=[{"epc": sscc_tag(ONE), "antenna": 1, "rssi": -50}])
    done = row(desk, "portals", state="passed")
    assert done.verdict == control.Text(key="portal-received", args={"units": 1, "lpn": ONE})
    assert (done.document, done.expected, done.seen, done.units) == ("RCV-7", 2, 1, [ONE])
    assert (done.missing, done.extra, done.tags) == ([TWO], [], 1)
    passing = [one for feed in desk.feeds if feed.topic == "portals" for one in feed.items if one.state == "passing"]
    assert passing, "nothing was told while it passed"
    assert passing[-1].units == [ONE]
    values = [one.value for feed in desk.feeds if feed.topic == "reads" for one in feed.items if one.kind == "tag"]
    assert values
    assert all(value is not None and -60 < value < -40 for value in values)
    tell(box.folder / "door.stage", clear=True)


def test_what_waits_is_chosen_at_the_desk_and_settled_with_a_reason(box: Box) -> None:
    desk, mira = box.screen(None, "findings", "portals"), box.screen("DESK")
    row(desk, "portals", zone="gate")
    foreign = "30340789000C0ACDE0000001"
    tags = [sscc_tag(TWO), sscc_tag(STRAY), foreign]
    tell(box.folder / "door.stage", place=[{"epc": one, "antenna": 1, "rssi": -50} for one in tags])
    found = row(desk, "findings", code="portal-foreign-tags")
    assert (found.place, found.item) == ("DOCK-2", "")
    passed = row(desk, "portals", state="passed", document="RCV-7", verdict=found.text)
    assert passed.extra == [sscc_tag(STRAY)]
    tell(box.folder / "door.stage", clear=True)

    work(mira, "BADGE-0003", "receive")
    assert mira.send(f"finding/{found.id}", via="chosen").text.key == "settle-chosen"
    assert mira.send("1").text.key == "ask-reason"
    assert mira.send("1").text.key == "settled"
    desk.wait(lambda: not newest(desk, "findings"), "the finding is gone")
    assert mira.send(f"finding/{found.id}", via="chosen").text.key == "settle-gone"
    assert mira.send("nothing/x", via="chosen").text.key == "chosen-unknown"
    closed = [one for one in box.entries() if one["kind"] == "finding" and one["state"] == "closed"]
    assert [(one["finding"], one["op"], one["approver"], one["reason"]) for one in closed] == [
        (found.id, "op-3", "op-3", "stopped")
    ]
    assert box.verdict().ok
