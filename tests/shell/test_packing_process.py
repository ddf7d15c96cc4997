"""An order is packed at a real box: the scale by TCP says its word, the printer by TCP prints the label."""

import socket
import threading
import time
from contextlib import closing

from edge.core.decision import Decision
from edge.core.entry import DocLine, Draft, Movement, Outcome, Stamp
from edge.core.place import Place
from edge.core.read import Moment
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.shell.ledger.store import Store
from tests.shell.daemon_process import Box, process, tell, wait_until
from tests.shell.floor import MUG, PIN

CONFIG = """
[policy]
pack_tolerance_pct = 2
boxes = [{{ code = "BOX-S", tare_g = 200, max_g = 5000 }}]
[stations.PACK-1]
location = "DOCK-2"
workflows = ["pack", "ship"]
[devices.printer1]
kind = "zpl"
station = "PACK-1"
options = {{ host = "127.0.0.1", port = {printer} }}
[devices.scale1]
kind = "sics"
station = "PACK-1"
options = {{ host = "127.0.0.1", port = {scale}, ask_ms = 50 }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def picked(path):
    """Three mugs were picked for SO-1 into T-1, which stands at the stage."""
    opening, stage, tote = Place("virt:S1/OPENING"), Place("loc:S1/STAGE-1"), Place("lpn:T-1")
    goods = Goods(StockKey("MUG"), 3)
    bodies = (
        Movement("opening", WholeLpn("T-1"), opening, stage),
        Movement("opening", goods, opening, stage),
        Movement("pick", goods, stage, tote, DocLine("order", "SO-1", 1)),
        Outcome(DocLine("order", "SO-1"), "closed"),
    )
    with closing(Store(path, "S1", "B1", {}, None)) as store:
        now = Moment(time.time_ns() // 1_000_000, 1)
        store.begin()
        drafts = tuple(Draft(body) for body in bodies)
        store.write(Decision(drafts=drafts), "before", Stamp(now, "boot0", "synced", "Europe/Berlin"), now.wall_ms)
        store.commit()


def test_a_box_is_packed_weighed_and_labelled(tmp_path):
    ports = {"printer": free_port(), "scale": free_port()}
    labels, stage = tmp_path / "labels", tmp_path / "scale.stage"
    box = Box(tmp_path, CONFIG.format(**ports))
    picked(box.store)
    printer = process("sim", "printer", "--port", ports["printer"], "--labels", labels, ready="listening")
    scale = process(
        *("sim", "scale", "--port", ports["scale"], "--stage", stage, "--settle-s", "0.1"), ready="listening"
    )
    with printer, scale:
        box.start()
        try:
            box.wait_log("device scale1 is up")
            box.wait_log("device printer1 is up")
            screen = box.screen("PACK-1")
            for value, via in (("BADGE-0001", "wedge"), (PIN, "typed")):
                screen.send(value, via)
            screen.wait(lambda: screen.view.operator is not None, "signed in")
            for value, via in (("1", "typed"), ("T-1", "wedge"), ("BOX-S", "wedge"), ("P-1", "wedge")):
                screen.send(value, via)
            screen.send(MUG, "wedge")
            screen.send("3", "typed")
            assert screen.send("done", "key").text.key == "pack-weigh-now"
            tell(stage, load_g=600)
            screen.wait(lambda: bool(screen.view.prompt.lines), "the weight that is off is shown")
            tell(stage, load_g=951)
            wait_until(lambda: len(list(labels.glob("*.zpl"))) == 1, "the label")
        finally:
            box.end()
    label = next(labels.glob("*.zpl")).read_text()
    assert all(text in label for text in ("P-1", "SO-1", "0.951 kg", "1 / 1"))
    weighed = [one for one in box.entries() if one["kind"] == "evidence"]
    assert [(one["source"], one["verdict"], one["args"]["expected_g"]) for one in weighed] == [
        ("weight", "agrees", 950)
    ]


def put_on_anew(stage, grams):
    """Lifted off and put on again, slowly enough for a scale that is asked twenty times a second, mostly."""
    for load_g in (0, grams):
        tell(stage, load_g=load_g)
        threading.Event().wait(0.5)
    return True


def insist(screen, value, via):
    """One input, again where the scale spoke between the view and it: what was on the screen then was old."""
    for _ in range(10):
        result = screen.send(value, via)
        if result.text.key != "screen-was-old":
            return result
    raise AssertionError(f"{value!r} never came in time")


def test_a_load_that_was_left_on_the_scale_is_no_weight_of_a_package_after_a_crash(tmp_path):
    ports = {"printer": free_port(), "scale": free_port()}
    labels, stage = tmp_path / "labels", tmp_path / "scale.stage"
    box = Box(tmp_path, CONFIG.format(**ports))
    picked(box.store)
    printer = process("sim", "printer", "--port", ports["printer"], "--labels", labels, ready="listening")
    scale = process(
        *("sim", "scale", "--port", ports["scale"], "--stage", stage, "--settle-s", "0.1"), ready="listening"
    )
    with printer, scale:
        tell(stage, load_g=900)
        box.start()
        try:
            screen = box.screen("PACK-1")
            for value, via in (("BADGE-0001", "wedge"), (PIN, "typed")):
                insist(screen, value, via)
            screen.wait(lambda: screen.view.operator is not None, "signed in")
            for value, via in (("1", "typed"), ("T-1", "wedge"), ("skip", "key"), (MUG, "wedge"), ("3", "typed")):
                insist(screen, value, via)
            assert insist(screen, "done", "key").text.key == "pack-weigh-now"
            box.kill()
            box.close_screens()
            box.start()
            screen = box.screen("PACK-1")
            told = screen.next_result("what the scale says", source="scale1")
            assert told.text.key == "pack-lift-first"
            assert not list(labels.glob("*.zpl"))
            wait_until(lambda: put_on_anew(stage, 850) and len(list(labels.glob("*.zpl"))) == 1, "the label")
        finally:
            box.end()
    assert "0.850 kg" in next(labels.glob("*.zpl")).read_text()
