"""paho on an asyncio loop: one client without a thread of its own, reconnecting for ever.

paho's callbacks only enqueue: what arrives waits in `inbox` (bounded; when full the newest is dropped and counted,
because everything on these lanes is sent again until it is answered).
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

INBOX_MAX = 1_000
RETRY_FIRST_S = 0.2
RETRY_LAST_S = 5.0
CONNECT_TIMEOUT_S = 5.0
MISC_S = 1.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message from the broker."""

    topic: str
    payload: bytes


class MqttLink:
    """A connection to the broker at `host:port` that holds `topics` (QoS 1). Use `running()` around it."""

    def __init__(self, host: str, port: int, client_id: str, topics: Sequence[str]) -> None:
        self.inbox: asyncio.Queue[Arrived] = asyncio.Queue(INBOX_MAX)
        self.dropped = 0
        self.ready = asyncio.Event()
        """Set once the subscriptions stand for the first time."""
        self._where = (host, port)
        self._topics = [(topic, 1) for topic in topics]
        self._lost = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
        self._client.connect_timeout = CONNECT_TIMEOUT_S
        self._hook()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["MqttLink"]:
        """Connected and reconnecting while the body runs; a polite goodbye after it."""
        keeper = asyncio.create_task(self._keep())
        try:
            yield self
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            self._client.disconnect()

    def send(self, topic: str, payload: bytes) -> None:
        """Publish at QoS 1 while connected; what cannot go out now is lost, and asked for again by whom it concerns."""
        if self._client.is_connected():
            self._client.publish(topic, payload, qos=1)

    def _hook(self) -> None:
        client, loop = self._client, self._loop
        client.on_connect = self._on_connect
        client.on_subscribe = lambda *_: self.ready.set()
        client.on_message = lambda _c, _u, message: self._put(Arrived(message.topic, bytes(message.payload)))
        client.on_disconnect = lambda *_: self._lost.set()
        client.on_socket_open = lambda _c, _u, sock: loop.add_reader(sock, client.loop_read)
        client.on_socket_close = lambda _c, _u, sock: self._unwatch(sock)
        client.on_socket_register_write = lambda _c, _u, sock: loop.add_writer(sock, client.loop_write)
        client.on_socket_unregister_write = self._unwatch_writes

    def _unwatch(self, sock: Any) -> None:
        assert isinstance(sock, socket.socket)
        self._loop.remove_reader(sock)
        self._loop.remove_writer(sock)

    def _unwatch_writes(self, _c: mqtt.Client, _u: object, sock: Any) -> None:
        self._loop.remove_writer(sock)

    def _on_connect(self, client: mqtt.Client, _u: object, _f: object, reason: Any, _p: object) -> None:
        if reason.is_failure:
            return
        if self._topics:
            client.subscribe(self._topics)
        else:  # a device that only speaks
            self.ready.set()

    def _put(self, arrived: Arrived) -> None:
        try:
            self.inbox.put_nowait(arrived)
        except asyncio.QueueFull:
            self.dropped += 1

    async def _keep(self) -> None:
        wait = RETRY_FIRST_S
        while True:
            self._lost.clear()
            try:
                self._client.connect(*self._where)
            except OSError:
                await asyncio.sleep(wait)
                wait = min(2 * wait, RETRY_LAST_S)
                continue
            wait = RETRY_FIRST_S
            await self._serve()
            await asyncio.sleep(wait)

    async def _serve(self) -> None:
        """Keepalives until the connection is lost."""
        while not self._lost.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lost.wait(), MISC_S)
            self._client.loop_misc()
