"""The daemon, a real broker and the simulated central: everything arrives once, whatever breaks on the way."""

import json
import sqlite3
import time

import pytest

from tests.brokers import Broker, mosquitto_path, without_mosquitto
from tests.shell.daemon_process import Box, process, running, tell, wait_until
from tests.shell.floor import TEA
from tests.shell.test_daemon import receive, sign_in


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Broker, central, daemon; the folder holds central.db and its stage."""
    if mosquitto_path() is None:
        without_mosquitto()
    folder = tmp_path_factory.mktemp("up")
    with Broker() as broker:
        box = Box(folder, upstream=f'upstream = {{ host = "127.0.0.1", port = {broker.port} }}')
        with central(folder, broker), running(box):
            box.wait_log("upstream is up")
            screen = box.screen("DOCK-1")
            sign_in(screen)
            receive(screen, "RCV-2")
            yield folder, broker, box, screen


def central(folder, broker):
    words = (
        "sim",
        "central",
        "--port",
        broker.port,
        "--db",
        folder / "central.db",
        "--stage",
        folder / "central.stage",
    )
    return process(*words, ready="listening mqtt://")


def put_tea(screen, times=1):
    """So many movements, each acknowledged."""
    for _ in range(times):
        assert screen.send(TEA, "wedge").text.key == "counted"
        assert screen.send("DOCK-1", "wedge").text.key == "received"


def stored(folder):
    with sqlite3.connect(folder / "central.db", timeout=30) as db:
        return db.execute("SELECT seq, hash, body FROM entry ORDER BY seq").fetchall()


def everything_arrived(folder, box):
    """Central has the same entries as the book, each once, byte for byte, and says so."""
    wait_until(lambda: len(stored(folder)) == len(box.entries()), "all entries at central", 60)
    for (seq, digest, body), entry in zip(stored(folder), box.entries(), strict=True):
        assert (seq, digest) == (entry["seq"], entry["hash"])
        assert json.loads(body) | {"hash": digest} == entry
    with sqlite3.connect(folder / "central.db", timeout=30) as db:
        assert db.execute("SELECT * FROM fault").fetchall() == []
        assert db.execute("SELECT upto FROM head").fetchall() == [(len(box.entries()),)]
    assert box.verdict().ok


def acknowledged(box):
    desk = box.screen(None, "sync")

    def row():
        desk.drain()
        return next((one for one in reversed(desk.rows) if one.type == "sync"), None)

    wait_until(lambda: (one := row()) is not None and one.acked_seq == one.last_seq, "the ack on the desk", 60)
    desk.close()


def test_what_is_done_arrives_once_and_the_screen_hears_that_it_did(site):
    folder, _broker, box, screen = site
    put_tea(screen, 5)
    everything_arrived(folder, box)
    acknowledged(box)
    screen.wait(lambda: screen.view.state.unsent == 0 and screen.view.state.online, "online, nothing unsent")


def test_work_goes_on_without_a_broker_and_arrives_after_it_came_back(site):
    folder, broker, box, screen = site
    ups = box.log().count("upstream is up")
    broker.kill()
    box.wait_log("upstream is down")
    put_tea(screen, 20)
    screen.wait(lambda: not screen.view.state.online and screen.view.state.unsent > 0, "offline, some unsent")
    time.sleep(1)  # a retry
    assert len(box.log_lines("upstream is down")) == 1
    broker.start()
    box.wait_log("upstream is up", ups + 1)
    everything_arrived(folder, box)
    acknowledged(box)


def test_acks_that_get_lost_lead_to_a_resend_and_to_nothing_twice(site):
    folder, _broker, box, screen = site
    tell(folder / "central.stage", fault="lose_acks", count=2)
    put_tea(screen, 2)
    everything_arrived(folder, box)
    acknowledged(box)  # the resend after 10 s, or a later ack


def test_a_central_that_was_restored_from_a_backup_gets_again_what_it_lost(site):
    folder, _broker, box, screen = site
    put_tea(screen, 2)
    everything_arrived(folder, box)
    tell(folder / "central.stage", fault="restore", entries=8)
    everything_arrived(folder, box)
    acknowledged(box)


def test_a_document_from_central_is_refused_where_the_file_owns_the_dataset(site):
    folder, _broker, box, _screen = site
    doc = {"id": "RCV-9", "type": "receipt", "lines": [{"line": 1, "item": "TEA", "qty": 3}]}
    tell(folder / "central.stage", dataset="receipts", key="RCV-9", doc=doc)
    box.wait_log("receipts is owned by file; central cannot change it")


def test_what_was_sent_while_central_was_away_is_sent_again_after_a_kill_of_the_box(tmp_path):
    if mosquitto_path() is None:
        without_mosquitto()
    with Broker() as broker:
        box = Box(tmp_path, upstream=f'upstream = {{ host = "127.0.0.1", port = {broker.port} }}')
        with running(box):
            box.wait_log("upstream is up")
            screen = box.screen("DOCK-1")
            sign_in(screen)
            receive(screen, "RCV-2")
            put_tea(screen, 30)
            box.kill()
            with central(tmp_path, broker):
                box.start()
                screen = box.screen("DOCK-1")
                put_tea(screen, 3)
                everything_arrived(tmp_path, box)
            assert box.stop() == 0


def test_a_broker_that_was_never_there_is_said_once_and_ending_is_quick(tmp_path):
    box = Box(tmp_path, upstream='upstream = { host = "127.0.0.1", port = 1 }')
    with running(box):
        box.wait_log("upstream is down: no broker answers at 127.0.0.1:1")
        time.sleep(2.5)
        assert len(box.log_lines("upstream is down")) == 1
        began = time.monotonic()
        assert box.stop() == 0
        assert time.monotonic() - began < 4
        assert "did not end" not in box.log()
