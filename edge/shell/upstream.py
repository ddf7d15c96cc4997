"""Upstream: the book's way to central, reference data's way down. Owned by the loop; its only queue is the ledger."""

import json
import logging
from collections.abc import Callable
from typing import Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from edge.config import Config
from edge.core.entry_json import utc_text
from edge.shell.batches import pack_batch
from edge.shell.clock import Clock
from edge.shell.inbox import FromCentral
from edge.shell.lane import AckError, Lane
from edge.shell.records import RecordError
from edge.shell.reference_store import GapError, ReferenceStore
from edge.shell.store import Store
from edge.wire import (
    BATCH_ENTRIES_MAX,
    DATASETS,
    SCHEMA,
    Ack,
    Birth,
    Dataset,
    RefChange,
    RefRequest,
    SeqRange,
    Telemetry,
    WireError,
    check_signature,
    topic,
    unpack,
)

log = logging.getLogger("wedge.upstream")

HEARD_WITHIN_MS: Final = 60_000


class Link(Protocol):
    """The connection, as the loop uses it."""

    def publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool: ...


class Upstream:
    """What to say to central, when; what central says, checked."""

    def __init__(self, config: Config, store: Store, clock: Clock, link: Link, software: str) -> None:
        self._config, self._store, self._clock, self._link = config, store, clock, link
        self._software = software
        self._born = utc_text(clock.now().wall_ms)
        self._boot = f"{clock.boot}-{clock.now().mono_ms}"
        self._lane = Lane(store.acked())
        self._reference = ReferenceStore(store.cursor)
        self._hist_upto = store.last_seq
        self._batches = 0
        self._telemetry: Telemetry | None = None
        key = config.upstream.central_key if config.upstream else None
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) if key else None
        self.connected = False
        self._told_down = False
        self._heard_ms: int | None = None

    @property
    def unsent(self) -> int:
        """Entries that central has not acknowledged."""
        return self._store.last_seq - self._lane.acked

    @property
    def acked(self) -> int:
        return self._lane.acked

    @property
    def online(self) -> bool:
        """Connected, and central answers what is sent."""
        if not self.connected or self._heard_ms is None:
            return False
        return self.unsent == 0 or self._clock.now().mono_ms - self._heard_ms < HEARD_WITHIN_MS

    def birth(self, *, online: bool) -> bytes:
        """The state message; with `online` False it is the last will."""
        seq = SeqRange(first=1, last=self._store.last_seq, acked=self._lane.acked)
        state = Birth(
            online=online,
            boot_id=self._boot,
            born=self._born,
            epoch=self._store.epoch,
            sw=self._software,
            schema_=[SCHEMA],
            seq=seq,
            clock=self._clock.state(),
            ref=self._reference.revisions(),
        )
        return state.model_dump_json(by_alias=True).encode()

    def link_up(self) -> None:
        """A new connection: say who is here, ask for reference data, begin again after the cursor."""
        log.info("upstream is up: %d entries to send", self.unsent)
        self.connected, self._told_down = True, False
        self._hist_upto = self._store.last_seq
        self._lane.connected()
        self._publish("state", self.birth(online=True), retain=True)
        for dataset, rev in self._reference.revisions().items():
            if self._owned_by_central(dataset):
                self._ask(dataset, rev)
        self._send_telemetry()

    def link_down(self, reason: str) -> None:
        """Said once for each time it is lost, and once where it was never there."""
        if not self._told_down:
            log.warning("upstream is down: %s", reason)
        self.connected, self._told_down = False, True

    def telemetry(self, telemetry: Telemetry) -> None:
        """The newest health; older ones not sent are dropped."""
        self._telemetry = telemetry
        self._send_telemetry()

    def pump(self) -> None:
        """Send what the window allows."""
        if not self.connected:
            return
        now = self._clock.now()
        while (after := self._lane.next_from(self._store.last_seq)) is not None:
            rows = self._store.rows(after, BATCH_ENTRIES_MAX)
            if not rows:
                return
            self._batches += 1
            batch = pack_batch(
                rows,
                self._store.hash_of(after),
                epoch=self._store.epoch,
                number=self._batches,
                hist_upto=self._hist_upto,
                now_ms=now.wall_ms,
            )
            if not self._publish("ev", batch.payload):
                return
            self._lane.sending(batch, now.mono_ms)

    def due_ms(self) -> int | None:
        return self._lane.due_ms() if self.connected else None

    def tick(self) -> None:
        """Send again when central has not answered in time."""
        if self.connected and self._lane.tick(self._clock.now().mono_ms):
            self.pump()

    def heard(self, message: FromCentral) -> Callable[[], None]:
        """What a message from above wants done in the next transaction. Raises `WireError` for what is not believed."""
        name = message.topic.removeprefix(topic(self._config.site, self._config.box, ""))
        fields = _object(message.payload)
        if self._key is not None:
            check_signature(self._config.box, fields, self._key)
        self._heard_ms = self._clock.now().mono_ms
        try:
            if name == "ack":
                ack = Ack.model_validate(fields)
                return lambda: self._ack(ack)
            if name.startswith("ref/"):
                change = RefChange.model_validate(fields)
                return lambda: self._change(change)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise WireError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
        raise WireError(f"{name}: this box takes no such message")

    def _ack(self, ack: Ack) -> None:
        if ack.epoch != self._store.epoch:
            raise WireError(f"ack for epoch {ack.epoch}, this store is {self._store.epoch}")
        try:
            self._lane.ack(ack.upto, self._store.last_seq, self._clock.now().mono_ms)
        except AckError as error:
            raise WireError(str(error)) from error
        for reject in ack.rejects:
            log.warning("central could not post entry %s: %s %s", reject.seq, reject.code, reject.msg)
        if ack.want is not None:
            self._lane.wanted(ack.want)
        if self._store.acked() != ack.upto:  # what the book says, not the lane: an earlier try may be rolled back
            self._store.put_acked(ack.upto)

    def _change(self, change: RefChange) -> None:
        try:
            self._reference.change(change.dataset, change.from_rev, change.to_rev, change.ops)
        except GapError as gap:
            self._ask(gap.dataset, gap.have_rev)
        except RecordError as error:
            raise WireError(str(error)) from error

    def _owned_by_central(self, dataset: Dataset | str) -> bool:
        return any(name == dataset and self._reference.owner(name) != "file" for name in DATASETS)

    def _ask(self, dataset: Dataset | str, rev: int) -> None:
        request = RefRequest.model_validate({"dataset": dataset, "have_rev": rev})
        self._publish("refreq", request.model_dump_json().encode())

    def _send_telemetry(self) -> None:
        if self._telemetry is not None and self._publish("tel", self._telemetry.model_dump_json().encode()):
            self._telemetry = None

    def _publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool:
        return self._link.publish(topic(self._config.site, self._config.box, name), payload, retain=retain)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(unpack(payload))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise WireError("not a JSON object")
    return fields
