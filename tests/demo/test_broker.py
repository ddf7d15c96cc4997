"""The embedded broker does what the boxes ask of one: QoS 1, retained, last will, and an end on SIGTERM."""

import queue
import signal
import subprocess
import sys

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.brokers import free_port

SECONDS = 20


def client(port: int, heard: queue.Queue[tuple[str, bytes, bool]], will: str = "") -> mqtt.Client:
    ready: queue.Queue[bool] = queue.Queue()
    one = mqtt.Client(CallbackAPIVersion.VERSION2)
    one.on_message = lambda _c, _u, message: heard.put((message.topic, message.payload, message.retain))
    one.on_subscribe = lambda *_: ready.put(True)
    if will:
        one.will_set(will, b"gone", qos=1, retain=True)
    one.connect("127.0.0.1", port)
    one.subscribe("t/#", 1)
    one.loop_start()
    ready.get(timeout=SECONDS)
    return one


def test_the_embedded_broker_carries_the_lanes() -> None:
    pytest.importorskip("amqtt")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "edge.demo.broker", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert "running" in process.stdout.readline()
        heard: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        first = client(port, heard)
        second = client(port, queue.Queue(), will="t/will")
        second.publish("t/kept", b"1", qos=1, retain=True).wait_for_publish(SECONDS)
        assert heard.get(timeout=SECONDS)[:2] == ("t/kept", b"1")
        second.socket().shutdown(2)
        second.loop_stop()
        assert heard.get(timeout=SECONDS)[:2] == ("t/will", b"gone")
        late: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        third = client(port, late)
        assert {late.get(timeout=SECONDS)[0] for _ in range(2)} == {"t/kept", "t/will"}
        first.loop_stop()
        third.loop_stop()
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        assert process.wait(SECONDS) == 0
