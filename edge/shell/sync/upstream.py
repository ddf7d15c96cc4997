"""Upstream: the book's way to central, reference data's way down. Owned by the loop; its only queue is the ledger."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError
from sqlalchemy import bindparam, select

from edge.config import Config
from edge.core.entry import Draft, Finding
from edge.core.entry_json import utc_text
from edge.core.message import Arg
from edge.shell.clock import Clock
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.store import EntryLostError, Store
from edge.shell.loop.inbox import FromCentral
from edge.shell.sync.batches import pack_batch
from edge.shell.sync.changes import Changes
from edge.shell.sync.lane import AckError, Lane
from edge.wire import (
    BATCH_ENTRIES_MAX,
    DATASETS,
    SCHEMA,
    Ack,
    Birth,
    Dataset,
    RefChange,
    RefRequest,
    Reject,
    SeqRange,
    SiteBatch,
    Telemetry,
    WireError,
    check_signature,
    topic,
    unpack,
)

log = logging.getLogger("wedge.upstream")

HEARD_WITHIN_MS: Final = 60_000
"""Central is not there when something has waited so long for an answer, and nothing was heard since."""
RETRY_MS: Final = 1_000
ARCHIVE_RETRY_MS: Final = 30_000
"""A file of the archive that could not be read is looked at again: it is hashed whole."""
REJECTS_MAX: Final = 100
"""Newest rejects looked at in one acknowledgement; central tells all of them again with each."""
TEXT_MAX: Final = 200

_FINDING: Final = sql(select(t.finding.c.id).where(t.finding.c.id == bindparam("id")))


class Link(Protocol):
    """The connection, as the loop uses it."""

    def publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool: ...


class EarlierEpochs(Protocol):
    """What takes back the box's earlier epochs after a restore (`edge/shell/copies/pulling.py`)."""

    def heard(self, batch: SiteBatch) -> None: ...

    def acked(self, ack: Ack) -> bool: ...


class Upstream:
    """What to say to central, when; what central says, checked."""

    def __init__(self, config: Config, store: Store, clock: Clock, link: Link, software: str) -> None:
        self._config, self._store, self._clock, self._link = config, store, clock, link
        self._software = software
        self._born = utc_text(clock.now().wall_ms)
        self._boot = f"{clock.boot}-{clock.now().mono_ms}"
        self._lane = Lane(store.acked(), store.last_seq)
        self._reference = ReferenceStore(store.cursor)
        self._hist_upto = store.last_seq
        self._batches = 0
        self._telemetry: Telemetry | None = None
        self._to_say: dict[str, tuple[str, bytes]] = {}
        self._retry_ms: int | None = None
        self.acks_refused = 0
        self.earlier: EarlierEpochs | None = None
        """Set where earlier epochs are to be pulled back."""
        key = config.upstream.central_key if config.upstream else None
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) if key else None
        # A signed dataset of long ago may be told again by anybody; where nothing is signed, a restored central may.
        self._changes = Changes(self._reference, self._ask, may_go_back=self._key is None)
        self.connected = False
        self._told_down = False
        self._told_unreadable = ""
        self._archive_ms: int | None = None
        """When to ask for archived entries again that could not be read."""
        self._heard_ms: int | None = None
        self._owed_ms: int | None = None
        """Since when something waits for central, None while nothing does."""

    @property
    def unsent(self) -> int:
        """Entries that central has not acknowledged."""
        return self._store.last_seq - self._lane.acked

    @property
    def acked(self) -> int:
        return self._lane.acked

    @property
    def resends(self) -> int:
        """How often central's silence made the box send again, in this run."""
        return self._lane.resends

    @property
    def online(self) -> bool:
        """Connected, and central answers what is sent. That it was silent while it was owed nothing says nothing."""
        if not self.connected or self._heard_ms is None:
            return False
        silent_ms = self._silent_ms()
        return silent_ms is None or self._clock.now().mono_ms < silent_ms

    def _silent_ms(self) -> int | None:
        """When an answer is overdue; None where none is owed, or what is owed is as young as this turn."""
        if self.unsent == 0 or self._owed_ms is None or self._heard_ms is None:
            return None
        return max(self._owed_ms, self._heard_ms) + HEARD_WITHIN_MS

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
        self._to_say = {"state": ("state", self.birth(online=True))}
        for dataset, rev in self._reference.revisions().items():
            if self._owned_by_central(dataset):
                self._ask(dataset, rev)
        self._say()
        self._send_telemetry()

    def link_down(self, reason: str) -> None:
        """Said once for each time it is lost, and once where it was never there."""
        if not self._told_down:
            log.warning("upstream is down: %s", reason)
        self.connected, self._told_down = False, True
        self._to_say, self._retry_ms, self._archive_ms = {}, None, None

    def telemetry(self, telemetry: Telemetry) -> None:
        """The newest health; older ones not sent are dropped."""
        self._telemetry = telemetry
        self._send_telemetry()

    def pump(self) -> None:
        """Send what the window allows, the birth before all else."""
        self._note_owed()
        if not self.connected or not self._say():
            return
        now = self._clock.now()
        if self._archive_ms is not None and now.mono_ms < self._archive_ms:
            return
        self._archive_ms = None
        while (after := self._lane.next_from(self._store.last_seq)) is not None:
            rows = self._store.rows(after, BATCH_ENTRIES_MAX)
            if not rows:
                self._wait_for_archive(now.mono_ms)
                return
            try:
                previous = self._store.hash_of(after)
            except EntryLostError as error:  # a file of the archive went meanwhile: asked for again, as rows are
                self._cannot_send(str(error))
                self._wait_for_archive(now.mono_ms)
                return
            self._batches += 1
            batch = pack_batch(
                rows,
                previous,
                epoch=self._store.epoch,
                number=self._batches,
                hist_upto=self._hist_upto,
                now_ms=now.wall_ms,
            )
            if not self._publish("ev", batch.payload):
                self._retry_ms = now.mono_ms + RETRY_MS
                return
            self._lane.sending(batch, now.mono_ms)

    def _note_owed(self) -> None:
        if self.unsent == 0:
            self._owed_ms = None
        elif self._owed_ms is None:
            self._owed_ms = self._clock.now().mono_ms

    def _wait_for_archive(self, now_ms: int) -> None:
        """Go on at once where it is being read, a part in each turn; else look again later."""
        if (archive := self._store.archive) is not None:
            self._archive_ms = now_ms + (0 if archive.is_reading else ARCHIVE_RETRY_MS)

    def due_ms(self) -> int | None:
        if self._changes.waiting:
            return self._clock.now().mono_ms
        silent_ms = self._silent_ms() if self.online else None  # then the screens say so
        due = (self._lane.due_ms(), self._retry_ms, self._archive_ms, silent_ms) if self.connected else ()
        return min((one for one in due if one is not None), default=None)

    def tick(self) -> None:
        """Send again when central has not answered in time, or the connection had no room."""
        now_ms = self._clock.now().mono_ms
        again = any(due is not None and now_ms >= due for due in (self._retry_ms, self._archive_ms))
        if self._retry_ms is not None and now_ms >= self._retry_ms:
            self._retry_ms = None
        if self.connected and (self._lane.tick(now_ms) or again):
            self.pump()

    def goes_back(self) -> Callable[[], None] | None:
        """What central's going back wants done, once it is believed: the cursor of the book follows."""
        return self._put_acked if self._lane.step_back(self._clock.now().mono_ms) else None

    def part(self) -> Callable[[], Sequence[Draft] | None] | None:
        """What the next transaction is to do of the changes of reference data on their way."""
        return self._changes.part()

    def heard(self, message: FromCentral) -> Callable[[], Sequence[Draft] | None] | None:
        """What an acknowledgement wants done in the next transaction; a change of reference data waits for its turn.

        Raises `WireError` for what is not believed.
        """
        name = message.topic.removeprefix(topic(self._config.site, self._config.box, ""))
        fields = _object(message.payload)
        of_site = message.topic == topic(self._config.site, "site", "ev")
        if self._key is not None:
            check_signature(str(fields.get("box")) if of_site else self._config.box, fields, self._key)
        self._heard_ms = self._clock.now().mono_ms
        try:
            if of_site:
                self._site(SiteBatch.model_validate(fields))
                return None
            if name == "ack":
                return self._ack(Ack.model_validate(fields))
            if name.startswith("ref/"):
                self._changes.add(RefChange.model_validate(fields))
                return None
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise WireError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
        raise WireError(f"{name}: this box takes no such message")

    def _site(self, batch: SiteBatch) -> None:
        if self.earlier is not None:
            self.earlier.heard(batch)

    def _ack(self, ack: Ack) -> Callable[[], Sequence[Draft] | None] | None:
        """The lane moves now, once; the book's cursor follows in the transaction, however often that is tried."""
        if self.earlier is not None and self.earlier.acked(ack):
            return None
        if ack.epoch != self._store.epoch:
            raise WireError(f"ack for epoch {ack.epoch}, this store is {self._store.epoch}")
        now = self._clock.now()
        try:
            self._lane.ack(ack.upto, now.mono_ms)
        except AckError as error:
            log.warning("not taken from central: %s", error)
            self.acks_refused += 1
            args: dict[str, Arg] = {"upto": ack.upto, "last": self._store.last_seq}
            refused = Finding(f"ack-refused/{self._clock.today(now)}", "opened", "ack-refused", args)
            return lambda: self._once(refused)
        if ack.want is not None:
            self._lane.wanted(ack.want, now.mono_ms)
        return lambda: self._acknowledged(ack)

    def _acknowledged(self, ack: Ack) -> list[Draft]:
        self._put_acked()
        rejects = [one for one in ack.rejects[-REJECTS_MAX:] if 0 < one.seq <= self._store.last_seq]
        return [draft for one in rejects for draft in self._once(_rejected(one))]

    def _put_acked(self) -> None:
        if self._store.acked() != self._lane.acked:
            self._store.put_acked(self._lane.acked)

    def _once(self, finding: Finding) -> list[Draft]:
        """A finding, unless it has been opened before: central says the same with every answer."""
        known = self._store.cursor.execute(_FINDING, {"id": finding.finding}).fetchone() is not None
        return [] if known else [Draft(finding)]

    def _owned_by_central(self, dataset: Dataset | str) -> bool:
        return any(name == dataset and self._reference.owner(name) in ("", "central") for name in DATASETS)

    def _ask(self, dataset: Dataset | str, rev: int) -> None:
        request = RefRequest.model_validate({"dataset": dataset, "have_rev": rev})
        self._to_say[f"refreq/{dataset}"] = ("refreq", request.model_dump_json().encode())

    def _say(self) -> bool:
        """Say what central must hear before the next batch, the birth first; False while some of it has no room."""
        for key, (name, payload) in list(self._to_say.items()):
            if not self._publish(name, payload, retain=name == "state"):
                self._retry_ms = self._clock.now().mono_ms + RETRY_MS
                return False
            del self._to_say[key]
        return True

    def _cannot_send(self, why: str) -> None:
        """Said once for each reason."""
        if why != self._told_unreadable:
            log.error("entries cannot be sent: %s", why)
        self._told_unreadable = why

    def _send_telemetry(self) -> None:
        if self._telemetry is not None and self._publish("tel", self._telemetry.model_dump_json().encode()):
            self._telemetry = None

    def _publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool:
        return self._link.publish(topic(self._config.site, self._config.box, name), payload, retain=retain)


def _rejected(reject: Reject) -> Finding:
    args: dict[str, Arg] = {"entry": reject.seq, "reason": f"{reject.code} {reject.msg}"[:TEXT_MAX]}
    return Finding(f"reject/{reject.seq}", "opened", "entry-rejected", args)


def _object(payload: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(unpack(payload))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise WireError("not a JSON object")
    return fields
