"""The MQTT connection upstream (paho), on its own supervised thread, which alone reads and writes the socket.

Callbacks only enqueue. It keeps nothing durable: the ledger is the only queue, nothing is published while the
connection is down, and little is in flight.
"""

import contextlib
import ssl
import threading
from typing import Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from edge.config import ConfigError, UpstreamConfig
from edge.shell.loop.inbox import FromCentral, Inbox, LinkDown, LinkUp
from edge.wire import BATCH_PLAIN_BYTES_MAX, topic

QUEUED_MAX: Final = 50
RECONNECT_S: Final = (1, 60)
GOODBYE_S: Final = 1.0


class Broker:
    """One connection, kept up by its thread; `publish` is for the loop."""

    def __init__(self, config: UpstreamConfig, site: str, box: str, inbox: Inbox) -> None:
        self._config = config
        self._inbox = inbox
        self._site = site
        self._state = topic(site, box, "state")
        self._topics = [(topic(site, box, name), 1) for name in ("ack", "ref/+", "cmd", "cfg")]
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"wedge-{site}-{box}", clean_session=True)
        client.max_inflight_messages_set(QUEUED_MAX)
        client.max_queued_messages_set(QUEUED_MAX)
        client.reconnect_delay_set(*RECONNECT_S)
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_message, client.on_connect_fail = self._on_message, self._on_connect_fail
        # paho writes from whichever thread publishes, unless it is told that somebody else watches the socket. Here its
        # own loop does, woken through its socket pair: one writer. Two would mix the bytes of two frames, and a send
        # that fails would run the callbacks below on the daemon's thread, which must never put into its own inbox.
        client.on_socket_register_write = lambda *_: None
        _authenticate(client, config)
        self._client = client
        self._stop = threading.Event()

    def hear_site(self) -> None:
        """Hear the site's entries too: before the thread starts, where earlier epochs are to be pulled back."""
        self._topics.append((topic(self._site, "site", "ev"), 1))

    def leave_site(self) -> None:
        """Hear them no more."""
        self._topics = [one for one in self._topics if one[0] != topic(self._site, "site", "ev")]
        self._client.unsubscribe(topic(self._site, "site", "ev"))

    def will(self, payload: bytes) -> None:
        """The last will on the box's state; set before the thread starts."""
        self._client.will_set(self._state, payload, qos=1, retain=True)

    def publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool:
        """Hand over one message at QoS 1; False when there is no connection or its queue is full."""
        if not self._client.is_connected():
            return False
        return self._client.publish(name, payload, qos=1, retain=retain).rc == mqtt.MQTT_ERR_SUCCESS

    def run(self, stop: threading.Event) -> None:
        """Keep the connection until `goodbye`; the service's thread body."""
        if stop.is_set():
            return
        self._stop = stop
        self._client.connect_async(self._config.host, self._config.port, keepalive=self._config.keepalive_s)
        self._client.loop_forever(retry_first_connection=True)

    def goodbye(self, payload: bytes) -> None:
        """Leave `payload` as the box's state, and end the thread."""
        if self._client.is_connected():
            sent = self._client.publish(self._state, payload, qos=1, retain=True)
            with contextlib.suppress(RuntimeError, ValueError):
                sent.wait_for_publish(GOODBYE_S)
        self._client.disconnect()

    def _put(self, item: FromCentral | LinkUp | LinkDown) -> None:
        self._inbox.put_until(item, self._stop)

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _props: Any) -> None:
        if reason.is_failure:
            self._put(LinkDown(f"the broker refuses the connection: {reason}"))
            return
        client.subscribe(self._topics)
        self._put(LinkUp())

    def _on_disconnect(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _props: Any) -> None:
        self._put(LinkDown(f"the connection to the broker was lost: {reason}"))

    def _on_connect_fail(self, _client: mqtt.Client, _data: Any) -> None:
        where = f"{self._config.host}:{self._config.port}"
        self._put(LinkDown(f"no broker answers at {where}"))

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if len(message.payload) <= BATCH_PLAIN_BYTES_MAX:
            self._put(FromCentral(message.topic, bytes(message.payload)))


def _authenticate(client: mqtt.Client, config: UpstreamConfig) -> None:
    try:
        if config.username is not None:
            password = config.password_file.read_text().splitlines()[0] if config.password_file else None
            client.username_pw_set(config.username, password)
        if config.tls_ca is not None:
            cert = str(config.tls_cert) if config.tls_cert else None
            key = str(config.tls_key) if config.tls_key else None
            client.tls_set(str(config.tls_ca), cert, key, tls_version=ssl.PROTOCOL_TLS_CLIENT)
    except (OSError, ValueError, IndexError) as error:
        raise ConfigError(f"upstream: {error}") from error
