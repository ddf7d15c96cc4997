"""The shelf driver at a real broker: nothing is lost between PUBLISH and commit, every failure has a sentence."""

import contextlib
import socket
import ssl
import subprocess
import time

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from drivers.shelf_scale import BAD_IN_A_ROW_MAX, DRIVER, ShelfOptions
from edge.core.read import WeightSeen
from edge.driver import DeviceError
from tests.brokers import Broker, free_port
from tests.drivers.io_recorder import running


def shelf(broker, **options):
    return running(DRIVER.run, ShelfOptions(host=broker.host, port=broker.port, client_id="box", **options), "shelves")


@contextlib.contextmanager
def sensor(broker):
    """A function that publishes and returns once the broker has it."""
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect(broker.host, broker.port)
    client.loop_start()

    def publish(topic, payload, *, qos=1, retain=False):
        client.publish(topic, payload, qos=qos, retain=retain).wait_for_publish(10)

    try:
        yield publish
    finally:
        client.disconnect()
        client.loop_stop()


def grams(io):
    return [seen.weight_mg // 1000 for seen in io.seen]


def eventually(met, seconds=10):
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def sentence(io):
    error = io.ended()
    assert isinstance(error, DeviceError)
    return str(error)


def test_weights_come_out_by_platform_and_the_device_is_up_once(broker):
    with shelf(broker) as io, sensor(broker) as publish:
        assert io.wait_up() == f"shelf weights `shelf/+/weight` at 127.0.0.1:{broker.port}"
        publish("shelf/a/weight", '{"g": 1234.5, "stable": true, "n": 1}')
        publish("shelf/b/weight", "2", qos=0)
        assert io.wait_for(2) == [WeightSeen("a", 1_234_500, stable=True, sample=1), WeightSeen("b", 2_000)]
        assert [one.done is None for one in io.emitted] == [False, True], "QoS 0 has nothing to acknowledge"
    assert io.ended() is None
    assert len(io.ups) == 1


def test_what_was_not_committed_comes_again_and_what_was_does_not(broker):
    with shelf(broker) as io, sensor(broker) as publish:
        io.wait_up()
        publish("shelf/a/weight", "1")
        io.wait_for(1)
        io.commit()
        publish("shelf/a/weight", "2")
        io.wait_for(2)
    with shelf(broker) as again:
        assert again.wait_for(1) == [WeightSeen("a", 2_000)]


def test_the_broker_sends_no_more_than_its_window_until_a_commit(broker):
    with shelf(broker) as io, sensor(broker) as publish:
        io.wait_up()
        for n in range(60):
            publish("shelf/a/weight", str(n))
        io.wait_for(20)
        io.stop.wait(0.3)
        assert len(io.seen) == 20
        while io.commit():
            io.stop.wait(0.2)
        assert grams(io) == list(range(60))


def test_an_acknowledgement_of_an_earlier_connection_is_not_given(broker):
    with shelf(broker) as io, sensor(broker) as publish:
        io.wait_up()
        publish("shelf/a/weight", "1")
        io.wait_for(1)
    stale = io.emitted[0].done
    with shelf(broker) as again:
        again.wait_for(1)
        again.feedback.put(stale)
        eventually(again.feedback.empty)
    with shelf(broker) as third:
        assert third.wait_for(1) == [WeightSeen("a", 1_000)]


def test_what_was_sent_while_the_box_was_away_comes_when_it_is_back(broker):
    with shelf(broker) as io:
        io.wait_up()
    with sensor(broker) as publish:
        for n in range(30):
            publish("shelf/a/weight", str(n))
    with shelf(broker) as io:
        io.wait_for(20)
        io.commit()
        io.wait_for(30)
        assert grams(io) == list(range(30))


def test_garbage_is_dropped_for_good_and_weights_between_it_come_through(broker):
    with shelf(broker) as io, sensor(broker) as publish:
        io.wait_up()
        for _ in range(2):
            for _ in range(BAD_IN_A_ROW_MAX - 1):
                publish("shelf/a/weight", b"\xffgarbage")
            publish("shelf/a/weight", "5")
        io.wait_for(2)
        io.commit()
        eventually(io.feedback.empty)
        io.stop.wait(0.2)
    with shelf(broker) as again:
        again.wait_up()
        again.stop.wait(0.5)
    assert again.seen == [], "garbage was acknowledged"


def test_a_topic_that_gives_no_weights_is_reported(broker):
    with shelf(broker, topic="hall/+/humidity") as io, sensor(broker) as publish:
        io.wait_up()
        for _ in range(BAD_IN_A_ROW_MAX):
            publish("hall/a/humidity", "dry")
        assert sentence(io) == "what comes on `hall/+/humidity` is no weight: check `topic` and the sensors"


def test_a_retained_weight_is_of_unknown_age_and_not_used(broker):
    with sensor(broker) as publish:
        publish("shelf/a/weight", "7", retain=True)
        with shelf(broker) as io:
            io.wait_up()
            publish("shelf/a/weight", "8")
            assert io.wait_for(1) == [WeightSeen("a", 8_000)]


def test_topics_of_an_earlier_config_are_not_garbage(broker):
    with shelf(broker, topic="old/+/weight") as io:
        io.wait_up()
    with shelf(broker) as io, sensor(broker) as publish:
        io.wait_up()
        for _ in range(BAD_IN_A_ROW_MAX + 5):
            publish("old/a/weight", "1")
        publish("shelf/a/weight", "2")
        assert io.wait_for(1) == [WeightSeen("a", 2_000)]


def test_a_broker_that_goes_away_ends_the_run_and_the_next_one_goes_on():
    with Broker(keep=True) as broker:
        with shelf(broker) as io, sensor(broker) as publish:
            io.wait_up()
            publish("shelf/a/weight", "1")
            io.wait_for(1)
            broker.stop()
            assert "went away" in sentence(io)
            assert "`box`" in sentence(io)
        with shelf(broker) as io:
            assert "no broker answers" in sentence(io)
        broker.start()
        with shelf(broker) as io:
            assert io.wait_for(1) == [WeightSeen("a", 1_000)], "it had not been committed"


def test_silence_is_a_lost_sensor_where_reports_are_due(broker):
    with shelf(broker, silence_s=1) as io:
        assert sentence(io) == "no weight on `shelf/+/weight` for 1 s: check the sensors"
    assert io.ups == [], "where weights are due, the first weight says up"


def test_a_wrong_password_is_named_and_the_right_one_works(tmp_path):
    secret = tmp_path / "secret"
    with Broker(password=("box", "right")) as broker:
        for word in ("wrong", "right"):
            secret.write_text(word + "\n")
            with shelf(broker, username="box", password_file=str(secret)) as io:
                if word == "right":
                    io.wait_up()
                else:
                    assert "check `username` and `password_file`" in sentence(io)
        secret.unlink()
        with shelf(broker, username="box", password_file=str(secret)) as io:
            assert "cannot be read" in sentence(io)


def test_a_host_nobody_knows_and_a_port_nobody_listens_on_are_named():
    with running(DRIVER.run, ShelfOptions(host="no-such-host.invalid")) as io:
        assert "mend `host`" in sentence(io)
    port = free_port()
    with running(DRIVER.run, ShelfOptions(port=port)) as io:
        assert sentence(io) == f"no broker answers at 127.0.0.1:{port}: start it, or mend `host` and `port`"


def test_something_that_is_no_broker_is_named(monkeypatch):
    monkeypatch.setattr("drivers.shelf_scale.ANSWER_MS_MAX", 300)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        options = ShelfOptions(port=mute.getsockname()[1])
        with running(DRIVER.run, options) as io:
            assert "does not answer as an MQTT broker" in sentence(io)


def certificate(folder, name):
    """A self-signed certificate for 127.0.0.1; its file is the key's as well."""
    path = folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    return path, f"{path}.crt"


@pytest.mark.skipif(not ssl.HAS_TLSv1_2, reason="no TLS here")
def test_tls_trusts_only_whom_the_config_names(tmp_path):
    key, cert = certificate(tmp_path, "broker")
    _, stranger = certificate(tmp_path, "stranger")
    with Broker(f"certfile {cert}", f"keyfile {key}", f"cafile {cert}") as broker:
        with shelf(broker, tls_ca=cert) as io:
            io.wait_up()
        with shelf(broker, tls_ca=stranger) as io:
            assert "no TLS with" in sentence(io)
        with shelf(broker, tls_ca=str(tmp_path / "missing")) as io:
            assert "`tls_ca`" in sentence(io)
