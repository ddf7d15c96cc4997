"""Shelf-weight sensors that report over MQTT 3.1.1: one topic a platform, the gross load in grams.

    topic    shelf/a/weight                            the level that is `+` in `topic` is the platform: the read point
    payload  {"g": 1234.5, "stable": true, "n": 17}    UTF-8 JSON; `g` grams, `stable` and the running number `n`
             1234.5                                    optional, other keys ignored; or the number alone

Grams become whole milligrams exactly (decimal, halves to even). A PUBLISH is acknowledged only when its weight has been
committed, and the session is kept by the broker: what was sent while this box was away comes when it is back, as many
as the broker queues. A retained weight is of unknown age and is not used.
A message that is no weight is acknowledged and dropped, so that it cannot come back for ever; a topic that gives
nothing else is reported. Weights received late carry the time they came in; the fold takes them for a gap.

One thread: the library's loop runs here, and its callbacks, on the same thread, only note and emit.
"""

import json
import queue
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from edge.core.read import POINT_LENGTH_MAX, WeightSeen
from edge.driver import DeviceError, Driver, DriverIo, Options

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage

PAYLOAD_BYTES_MAX = 1024
GRAMS_MAX = 1_000_000_000
"""A thousand tonnes: what is more is no shelf."""
SAMPLE_MAX = 2**53
BAD_IN_A_ROW_MAX = 20
"""So many messages without one weight between them are a wrong topic, not noise."""
IDLE_S = 0.5
"""The longest wait for the broker: `stop` is looked at this often."""
OWED_S = 0.05
"""The longest wait for a commit while acknowledgements are owed; messages wait no longer than this."""
BURST_MAX = 100
"""Messages taken in before acknowledgements are looked at again."""
CONNECT_S = 0.9
"""The longest wait for the TCP handshake, within the second a driver has to stop in."""
ANSWER_MS_MAX = 5_000
"""The longest wait for the broker's word on the connection and the subscription."""
KEEPALIVE_S = 15
_POINT = re.compile(rf"[A-Za-z0-9._:-]{{0,{POINT_LENGTH_MAX}}}")

_BAD_CLIENT_ID, _BAD_PASSWORD, _NOT_AUTHORISED = 133, 134, 135
"""Reason codes as the library names them for both protocol versions (MQTT 5.0, section 2.4)."""

FilePath = Annotated[str, Field(min_length=1, max_length=255)]


class ShelfOptions(Options):
    """Shelf-weight sensors behind one MQTT broker."""

    host: str = Field(default="127.0.0.1", min_length=1, max_length=253)
    """Name or address of the broker."""
    port: int = Field(default=1883, ge=1, le=65_535)
    """TCP port of the broker; 8883 is usual with TLS."""
    topic: str = Field(default="shelf/+/weight", min_length=1, max_length=255, pattern=r"^[^#\x00]+$")
    """The sensors' topics. The level written `+` names the platform; without one there is a single platform."""
    client_id: str = Field(default="", max_length=64)
    """The name under which the broker keeps what this box has not yet taken; different for every client of a broker.
    Empty: made of the host's and the device's name."""
    username: str = Field(default="", max_length=128)
    """The user at the broker; empty for a broker that asks for none."""
    password_file: FilePath | None = None
    """A file with the password on its first line, readable by this service only."""
    tls_ca: FilePath | None = None
    """PEM certificates of those who may vouch for the broker; setting it turns TLS on."""
    tls_cert: FilePath | None = None
    """This box's certificate (PEM), for a broker that asks for one."""
    tls_key: FilePath | None = None
    """The key of `tls_cert` (PEM)."""
    silence_s: int | None = Field(default=None, ge=1, le=86_400)
    """Seconds without any weight after which the sensors count as lost; three times their slowest report is good.
    Unset: sensors that report changes only may be silent as long as they like."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        levels = self.topic.split("/")
        if levels.count("+") > 1 or any("+" in level for level in levels if level != "+"):
            raise ValueError("`topic` has one level `+` at most, and nothing else stands in that level")
        if (self.tls_cert or self.tls_key) and not (self.tls_ca and self.tls_cert and self.tls_key):
            raise ValueError("`tls_cert` and `tls_key` come together, and with `tls_ca`")
        return self


def weight_of(point: str, payload: bytes) -> WeightSeen | None:
    """The weight that a payload states of a platform, or None when it states none. Never raises."""
    if len(payload) > PAYLOAD_BYTES_MAX or not _POINT.fullmatch(point):
        return None
    try:
        said = json.loads(payload, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, InvalidOperation, RecursionError):
        return None
    fields = said if isinstance(said, dict) else {"g": said}
    grams, stable, sample = fields.get("g"), fields.get("stable", False), fields.get("n", Decimal(0))
    if not isinstance(grams, Decimal) or not isinstance(stable, bool) or not isinstance(sample, Decimal):
        return None
    if abs(grams) > GRAMS_MAX or not 0 <= sample <= SAMPLE_MAX or sample != sample.to_integral_value():
        return None
    return WeightSeen(point, int((grams * 1000).to_integral_value()), stable, int(sample))


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no weight")


class Topics:
    """Which topics are ours, and which platform each names."""

    def __init__(self, pattern: str) -> None:
        self._levels = pattern.split("/")

    def point(self, topic: str) -> str | None:
        """The platform of a topic, "" where the pattern names none; None for a topic that is not ours."""
        levels = topic.split("/")
        if len(levels) != len(self._levels):
            return None
        point = ""
        for ours, theirs in zip(self._levels, levels, strict=True):
            if ours == "+":
                point = theirs
            elif ours != theirs:
                return None
        return point


@dataclass(frozen=True, slots=True)
class Ack:
    """What a weight's `done` is: the message to acknowledge, and the connection on which its number means it."""

    connection: object
    mid: int
    qos: int


class Connection:
    """One connection to the broker, from CONNECT to its end. All of it runs on the driver's thread."""

    def __init__(self, client: "Client", options: ShelfOptions, io: DriverIo) -> None:
        self._client = client
        self._options = options
        self._io = io
        self._topics = Topics(options.topic)
        self._owed: set[int] = set()
        self._worthless: list[Ack] = []
        self._messages = 0
        self._bad_in_a_row = 0
        self._refusal = ""
        self._subscribed = False
        self._is_up = False
        self._began = self._heard = io.now().mono_ms
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message

    def serve(self) -> None:
        """Take weights in and acknowledge them until `io.stop`. Raises `DeviceError`."""
        while not self._io.stop.is_set():
            self._receive()
            self._acknowledge()
            self._check()

    def _receive(self) -> None:
        """Take in what has come, or comes first; a burst whole, so that one commit can answer for all of it."""
        wait_s = 0.0 if self._owed else IDLE_S
        for _ in range(BURST_MAX):
            before = self._messages
            lost = self._client.loop(wait_s)
            if self._refusal:
                raise DeviceError(self._refusal)
            if lost:
                raise DeviceError(self._why_lost())
            if self._messages == before:
                return
            wait_s = 0.0

    def _acknowledge(self) -> None:
        """Acknowledge what has been committed, and what is worthless; wait a little while anything is owed."""
        wait_s = OWED_S if self._owed else 0.0
        with suppress(queue.Empty):
            while True:
                done = self._io.feedback.get(timeout=wait_s) if wait_s else self._io.feedback.get_nowait()
                self._give(done)
                wait_s = 0.0
        while self._worthless:
            self._give(self._worthless.pop())

    def _give(self, done: object) -> None:
        # An earlier connection's number may name another message by now.
        if isinstance(done, Ack) and done.connection is self:
            self._owed.discard(done.mid)
            self._client.ack(done.mid, done.qos)

    def _check(self) -> None:
        now = self._io.now().mono_ms
        if not self._subscribed:
            if now - self._began > ANSWER_MS_MAX:
                raise DeviceError(f"{_where(self._options)} accepts, but does not answer as an MQTT broker")
            return
        if self._bad_in_a_row >= BAD_IN_A_ROW_MAX:
            raise DeviceError(f"what comes on `{self._options.topic}` is no weight: check `topic` and the sensors")
        silence_s = self._options.silence_s
        if silence_s is not None and now - self._heard > silence_s * 1000:
            raise DeviceError(f"no weight on `{self._options.topic}` for {silence_s} s: check the sensors")

    def _why_lost(self) -> str:
        where, mine = _where(self._options), _client_id(self._options, self._io)
        return f"the broker at {where} went away; if it keeps doing so, somebody else uses the client id `{mine}`"

    def _say_up(self) -> None:
        if not self._is_up:
            self._is_up = True
            self._io.up(f"shelf weights `{self._options.topic}` at {_where(self._options)}")

    # The library's callbacks: they note and emit, the loop above acts.

    def _on_connect(self, client: "Client", _data: object, _flags: object, reason: Any, _properties: object) -> None:
        if reason.is_failure:
            self._refusal = _why_refused(self._options, reason)
        else:
            client.subscribe(self._options.topic, qos=1)

    def _on_subscribe(self, _client: object, _data: object, _mid: int, reasons: list[Any], _properties: object) -> None:
        if any(reason.is_failure for reason in reasons):
            self._refusal = f"{_where(self._options)} does not let this user read `{self._options.topic}`"
            return
        self._subscribed = True
        self._heard = self._io.now().mono_ms
        if self._options.silence_s is None:  # where weights are due, the first weight says up
            self._say_up()

    def _on_message(self, _client: object, _data: object, message: "MQTTMessage") -> None:
        self._messages += 1
        ack = Ack(self, message.mid, message.qos)
        point = self._topics.point(message.topic)
        if point is None or message.retain:  # an earlier config's topic, or a weight of unknown age
            self._worthless.append(ack)
            return
        seen = weight_of(point, bytes(message.payload))
        if seen is None:
            self._bad_in_a_row += 1
            self._worthless.append(ack)
            return
        self._bad_in_a_row = 0
        self._heard = self._io.now().mono_ms
        self._say_up()
        if message.qos:
            self._owed.add(message.mid)
        self._io.emit(seen, done=ack if message.qos else None)


def run(options: ShelfOptions, io: DriverIo) -> None:
    """Take weights from the broker until `io.stop`. Raises `DeviceError` with what to do about it."""
    with _connected(options, io) as client:
        Connection(client, options, io).serve()


@contextmanager
def _connected(options: ShelfOptions, io: DriverIo) -> Iterator["Client"]:
    try:
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion
    except ImportError as error:
        raise DeviceError("paho-mqtt is not installed on this box") from error
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=_client_id(options, io),
        clean_session=False,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    if options.username:
        client.username_pw_set(options.username, _password(options))
    with _unreachable(options):
        if options.tls_ca:
            client.tls_set(options.tls_ca, options.tls_cert, options.tls_key)
        client.connect_timeout = CONNECT_S
        client.connect(options.host, options.port, KEEPALIVE_S)
    try:
        yield client
    finally:
        client.disconnect()
        if (left := client.socket()) is not None:
            left.close()


def _password(options: ShelfOptions) -> str | None:
    if options.password_file is None:
        return None
    try:
        with Path(options.password_file).open(encoding="utf-8") as file:
            return file.readline(1024).rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise DeviceError(f"`password_file` {options.password_file} cannot be read: {error}") from error


@contextmanager
def _unreachable(options: ShelfOptions) -> Iterator[None]:
    """Turns all that connecting can raise into one sentence."""
    where = _where(options)
    try:
        yield
    except ssl.SSLError as error:
        raise DeviceError(f"no TLS with {where}: {error.reason}; check `tls_ca`, `tls_cert` and `port`") from error
    except socket.gaierror as error:
        raise DeviceError(f"nobody knows the host `{options.host}`: mend `host`") from error
    except FileNotFoundError as error:
        raise DeviceError("a file named by `tls_ca`, `tls_cert` or `tls_key` is not there") from error
    except (OSError, ValueError) as error:
        raise DeviceError(f"no broker answers at {where}: start it, or mend `host` and `port`") from error


def _why_refused(options: ShelfOptions, reason: Any) -> str:
    if reason.value in (_BAD_PASSWORD, _NOT_AUTHORISED):
        return f"{_where(options)} refuses this user: check `username` and `password_file`"
    if reason.value == _BAD_CLIENT_ID:
        return f"{_where(options)} refuses this `client_id`"
    return f"{_where(options)} refuses the connection: {str(reason)[:80]}"


def _client_id(options: ShelfOptions, io: DriverIo) -> str:
    return options.client_id or f"wedge-{socket.gethostname()}-{io.device}"[:64]


def _where(options: ShelfOptions) -> str:
    return f"{options.host}:{options.port}"


DRIVER = Driver("shelf", ShelfOptions, run)
