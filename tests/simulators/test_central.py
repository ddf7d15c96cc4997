"""Central as a process on a real mosquitto, spoken to by a plain paho client that stands for the box."""

import hashlib
import json
import queue
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from paho.mqtt.enums import CallbackAPIVersion

from edge.core.canonical import canonical
from edge.core.entry_json import chain, genesis
from edge.wire import check_signature
from simulators.stage import Hand
from tests.brokers import Broker

SECONDS = 20
WEDGE = str(Path(sys.executable).with_name("wedge"))
EPOCH = "e1"


def chained(count: int, epoch: str = EPOCH, box: str = "B1") -> list[dict]:
    """A whole chain of `count` audit entries."""
    previous, entries = genesis("S1", box, epoch), []
    for seq in range(1, count + 1):
        entry = {"seq": seq, "id": f"id-{epoch}-{seq}", "kind": "audit", "act": "signed-in", "args": {"who": "Jörg"}}
        entry |= {"t": "2026-11-23T08:00:00.000Z", "rec": "2026-11-23T08:00:00.001Z", "tz": "UTC", "clk": "synced"}
        entry |= {"boot": "b", "mono_ms": seq}
        previous = chain(previous, canonical(entry))
        entries.append(entry | {"hash": previous})
    return entries


def batch(entries: list[dict], epoch: str = EPOCH) -> dict:
    first, last = entries[0]["seq"], entries[-1]["seq"]
    head = {"v": 1, "epoch": epoch, "batch": 1, "from": first, "to": last, "prev_hash": "0" * 64, "hist": False}
    return head | {"sent": "2026-11-23T08:00:00.000Z", "entries": entries}


class Box:
    """The box's end of the wire."""

    def __init__(self, port: int) -> None:
        self.heard: queue.Queue[tuple[str, dict]] = queue.Queue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda _c, _u, m: self.heard.put((m.topic[8:], json.loads(m.payload)))
        subscribed: queue.Queue[bool] = queue.Queue()
        self._client.on_subscribe = lambda *_: subscribed.put(True)
        self._client.on_connect = lambda c, *_: c.subscribe([("wh/1/S1/B1/ack", 1), ("wh/1/S1/B1/ref/#", 1)])
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        subscribed.get(timeout=SECONDS)

    def send(self, name: str, payload: dict | bytes, *, retain: bool = False) -> None:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self._client.publish(f"wh/1/S1/B1/{name}", data, qos=1, retain=retain)

    def born(self, epoch: str = EPOCH, *, online: bool = True) -> None:
        seq = {"first": 1, "last": 9, "acked": 0}
        state = {"online": online, "boot_id": "b", "born": "", "epoch": epoch, "sw": "0", "schema": [1], "seq": seq}
        self.send("state", state | {"clock": "synced", "ref": {}}, retain=True)

    def next(self, name: str, passes: Callable[[dict], bool] = lambda _: True) -> dict:
        """The next message of a topic that passes; others are skipped."""
        while True:
            topic, payload = self.heard.get(timeout=SECONDS)
            if topic.removeprefix("B1/") == name and passes(payload):
                return payload

    def acked(self, upto: int) -> dict:
        return self.next("ack", lambda ack: ack["upto"] == upto)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class Central:
    """One central process that may be killed and started again on the same file."""

    def __init__(self, port: int, folder: Path) -> None:
        self.db = folder / "central.db"
        self.stage = folder / "central.sock"
        self.command = [WEDGE, "sim", "central", "--port", str(port), "--db", str(self.db), "--boxes", "B1"]
        self.command += ["--key-file", str(folder / "key"), "--stage", str(self.stage)]
        self.key: Ed25519PublicKey | None = None
        self.process: subprocess.Popen[str] | None = None

    def start(self, *extra: str) -> None:
        self.process = subprocess.Popen([*self.command, *extra], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening mqtt://"), line
        self.key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(line.split()[-1]))

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.stdout.close()
        return self.process.wait(SECONDS)

    def wait_for_rows(self, count: int) -> None:
        """Until so many entries are stored, and an ack for them would have come."""
        deadline = time.monotonic() + SECONDS
        while self.rows("SELECT count(*) FROM entry") != [(count,)]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.2)

    def rows(self, sql: str) -> list[tuple]:
        db = sqlite3.connect(self.db)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()


@pytest.fixture
def central(broker: Broker, tmp_path: Path) -> Iterator[Central]:
    one = Central(broker.port, tmp_path)
    one.start()
    yield one
    if one.process.poll() is None:
        one.end(signal.SIGKILL)


@pytest.fixture
def box(broker: Broker) -> Iterator[Box]:
    one = Box(broker.port)
    yield one
    one.close()


def test_what_is_acknowledged_is_stored_byte_for_byte_and_signed(central: Central, box: Box) -> None:
    entries = chained(3)
    box.send("ev", zlib.compress(json.dumps(batch(entries)).encode(), 1))
    ack = box.acked(3)
    assert ack["rejects"] == []
    check_signature("B1", ack, central.key)
    stored = central.rows("SELECT seq, hash, body FROM entry ORDER BY seq")
    assert stored == [
        (e["seq"], e["hash"], canonical({name: value for name, value in e.items() if name != "hash"})) for e in entries
    ]


def test_duplicates_change_nothing_and_are_acknowledged_again(central: Central, box: Box) -> None:
    for _ in range(3):
        box.send("ev", batch(chained(4)))
        assert box.acked(4)["rejects"] == []
    assert central.rows("SELECT count(*) FROM entry") == [(4,)]


def test_a_gap_is_asked_for_and_closed(box: Box, central: Central) -> None:
    entries = chained(6)
    box.send("ev", batch(entries[:2]))
    box.send("ev", batch(entries[4:]))
    assert box.next("ack", lambda ack: "want" in ack)["want"] == 3
    box.send("ev", batch(entries[2:4]))
    assert "want" not in box.acked(6)
    assert central.process.poll() is None


def test_a_broken_link_is_recorded_and_does_not_stop_the_lane(central: Central, box: Box) -> None:
    entries = chained(5)
    entries[2]["act"] = "changed"
    box.send("ev", batch(entries))
    assert [(r["seq"], r["code"]) for r in box.acked(5)["rejects"]] == [(3, "chain")]
    assert central.rows("SELECT seq, code FROM fault") == [(3, "chain")]


def test_another_version_of_a_stored_entry_is_recorded_and_the_first_is_kept(central: Central, box: Box) -> None:
    box.send("ev", batch(chained(2)))
    box.acked(2)
    other = chained(2)
    other[1]["act"] = "forged"
    box.send("ev", batch(other))
    assert [(r["seq"], r["code"]) for r in box.acked(2)["rejects"]] == [(2, "differs")]
    assert b"forged" not in central.rows("SELECT body FROM entry WHERE seq=2")[0][0]


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff\xfe",
        b"[]",
        b"\x78\x9c broken",
        zlib.compress(b" " * 5_000_000, 1),
        b"[" * 50_000,
        b'{"v":1,"from":1e999}',
    ],
    ids=["binary", "no-object", "broken-zlib", "bomb", "deep", "infinite"],
)
def test_what_cannot_be_parsed_is_kept_as_it_came_and_the_lane_goes_on(
    central: Central, box: Box, payload: bytes
) -> None:
    box.send("ev", payload)
    box.send("ev", batch(chained(1)))
    box.acked(1)
    assert central.rows("SELECT sha256, body FROM opaque") == [(hashlib.sha256(payload).hexdigest(), payload)]


def test_an_entry_that_is_not_of_the_contract_is_stored_and_told(central: Central, box: Box) -> None:
    entries = chained(3)
    entries[1] = {"seq": 2, "what": 1.5, "ü": "u\u0308"}
    box.send("ev", batch(entries))
    told = box.acked(3)["rejects"]
    assert {(r["seq"], r["code"]) for r in told} >= {(2, "odd"), (3, "chain")}
    assert json.loads(central.rows("SELECT body FROM entry WHERE seq=2")[0][0])["what"] == 1.5


def test_a_birth_is_answered_with_what_is_stored_of_that_epoch(central: Central, box: Box) -> None:
    box.send("ev", batch(chained(2)))
    box.acked(2)
    box.born("e2")
    assert box.next("ack", lambda ack: ack["epoch"] == "e2")["upto"] == 0
    box.born("e3", online=False)
    box.born()
    assert box.next("ack")["epoch"] == EPOCH
    assert central.process.poll() is None


def test_killed_and_started_again_it_acknowledges_what_it_had(central: Central, box: Box) -> None:
    box.born()
    box.send("ev", batch(chained(7)))
    box.acked(7)
    public = central.key.public_bytes_raw()
    central.end(signal.SIGKILL)
    central.start()
    assert box.acked(7)["rejects"] == []
    assert central.key.public_bytes_raw() == public


def test_it_waits_for_a_broker_that_went_away_and_ends_politely(central: Central, broker: Broker, box: Box) -> None:
    broker.restart()
    box.send("ev", batch(chained(1)))
    while box.heard.empty():  # until it is subscribed again, what is sent is nobody's
        box.send("ev", batch(chained(1)))
        time.sleep(0.3)
    box.acked(1)
    assert central.end() == 0


async def test_faults_lose_acks_hold_them_back_and_make_them_go_back(central: Central, box: Box) -> None:
    hand = Hand(central.stage)
    await hand.tell(fault="no_ack")
    box.send("ev", batch(chained(10)))
    central.wait_for_rows(10)
    assert box.heard.empty()
    await hand.tell(fault="none")
    box.acked(10)
    await hand.tell(fault="restore", entries=4)
    box.acked(6)
    await hand.tell(fault="lose_acks", count=1)
    box.send("ev", batch(chained(8)))
    central.wait_for_rows(8)
    assert box.heard.empty()
    box.send("ev", batch(chained(10)))
    box.acked(10)
    with pytest.raises(ValueError, match="no fault"):
        await hand.tell(fault="fire")


async def test_reference_data_goes_down_in_parts_from_the_revision_the_box_has(
    central: Central, box: Box, tmp_path: Path
) -> None:
    central.end()
    file = tmp_path / "reference.json"
    file.write_text(json.dumps({"items": [{"code": f"I{n}", "name": "x"} for n in range(450)]}))
    central.start("--reference", str(file))
    box.send("refreq", {"dataset": "items", "have_rev": 0})
    parts = [box.next("ref/items") for _ in range(3)]
    assert [(p["from_rev"], p["to_rev"], p["more"]) for p in parts] == [
        (0, 200, True),
        (200, 400, True),
        (400, 450, False),
    ]
    check_signature("B1", parts[0], central.key)
    hand = Hand(central.stage)
    await hand.tell(dataset="items", key="I7", doc={"code": "I7", "name": "y"})
    assert box.next("ref/items")["ops"] == [{"op": "put", "key": "I7", "doc": {"code": "I7", "name": "y"}}]
    await hand.tell(dataset="items", key="I8", doc=None)
    gone = box.next("ref/items")
    assert (gone["from_rev"], gone["to_rev"], gone["ops"][0]["op"]) == (451, 452, "del")
    box.send("refreq", {"dataset": "items", "have_rev": 9_999})
    assert box.next("ref/items")["from_rev"] == 0
    for bad in ({"dataset": "cats"}, {"key": "x" * 65}, {"doc": {"weight": 1.5}}):
        with pytest.raises(ValueError, match=r"."):
            await hand.tell(**({"dataset": "items", "key": "I7", "doc": {}} | bad))


async def test_a_reference_file_read_again_sends_only_what_changed(central: Central, box: Box, tmp_path: Path) -> None:
    file = tmp_path / "reference.json"
    file.write_text(json.dumps({"orders": [{"id": "SO-1", "type": "order"}, {"id": "SO-2", "type": "order"}]}))
    central.end()
    central.start("--reference", str(file))
    central.end()
    file.write_text(json.dumps({"orders": [{"id": "SO-1", "type": "order"}, {"id": "SO-2", "priority": 1}]}))
    central.start("--reference", str(file))
    box.send("refreq", {"dataset": "orders", "have_rev": 2})
    change = box.next("ref/orders")
    assert (change["to_rev"], [op["key"] for op in change["ops"]]) == (3, ["SO-2"])
