"""The central system: takes in what the boxes send, acknowledges what is stored, hands out reference data.

    wh/1/{site}/{box}/state|ev|tel|refreq|sitereq   up     wh/1/{site}/{box}/ack|ref/{dataset}   down, signed (Ed25519)
                                                           wh/1/{site}/site/ev                   down (central_past.py)

Spoken from the wire contract (edge/wire.py). It keeps nothing but its file, so that it may be killed and started again
at any time, and several may run side by side on one file. An ack is computed from the committed file after the commit.

Stage lines:
    {"fault": "no_ack"}                         stores, but says nothing
    {"fault": "none"}                           works again, acknowledges at once
    {"fault": "lose_acks", "count": 3}          the next three acks get lost on the way
    {"fault": "restore", "entries": 50}         a backup was restored: the last 50 entries of each chain are gone
    {"dataset": "orders", "key": "SO-9", "doc": {...}}     a record is new or changed; {"doc": null} deletes it
"""

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from edge.core.canonical import canonical
from edge.wire import (
    DATASETS,
    Ack,
    Batch,
    Birth,
    RefChange,
    RefOp,
    RefRequest,
    Reject,
    SiteRequest,
    WireEntry,
    WireError,
    signed,
    unpack,
)
from edge.wire import topic as wire_topic
from simulators.central_past import answer
from simulators.central_store import CentralStore, Received, received
from simulators.central_witness import put_notes
from simulators.mqtt_link import Arrived, MqttLink
from simulators.stage import stage

TAKE_MAX = 100
REF_OPS_MAX = 200
BOXES_MAX = 1_000
PAYLOAD_BYTES_MAX = 1_000_000
SEQ_MAX = 2**53 - 1
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")
FAULTS = ("none", "no_ack", "lose_acks", "restore")


@dataclass(frozen=True, slots=True)
class CentralOptions:
    """Where the broker is, which boxes are served, and where central keeps what it has."""

    host: str
    port: int
    db: Path
    site: str
    boxes: tuple[str, ...] = ()
    reference: Path | None = None
    key_file: Path | None = None
    stage: Path | None = None
    witness_dir: Path | None = None
    """Where the newest signed checkpoints of every box are written."""


@dataclass(slots=True)
class _Work:
    """What one turn of the loop found in the inbox."""

    chains: dict[tuple[str, str], list[Received]] = field(default_factory=dict)
    acks: set[tuple[str, str]] = field(default_factory=set)
    requests: list[tuple[str, RefRequest]] = field(default_factory=list)
    site_requests: list[SiteRequest] = field(default_factory=list)


class Central:
    """One consumer on `store`, speaking through `link`."""

    def __init__(self, options: CentralOptions, store: CentralStore, link: MqttLink, key: Ed25519PrivateKey) -> None:
        self._options = options
        self._store = store
        self._link = link
        self._key = key
        self._boxes = dict.fromkeys(options.boxes)
        self._fault = "none"
        self._lose = 0

    async def serve(self) -> None:
        """Take what waits, commit it, then answer; for ever."""
        self._bear_witness(self._store.witnesses.boxes())
        while True:
            work = _Work()
            self._sort(await self._link.inbox.get(), work)
            for _ in range(min(TAKE_MAX, self._link.inbox.qsize())):
                self._sort(self._link.inbox.get_nowait(), work)
            for (box, epoch), entries in work.chains.items():
                self._store.add(box, epoch, entries)
            self._bear_witness({box for box, _epoch in work.chains})
            for box, epoch in sorted(work.acks | work.chains.keys()):
                self._ack(box, epoch)
            for box, request in work.requests:
                self._send_changes(box, request.dataset, request.have_rev)
            for asked in work.site_requests:
                self._give_back(asked)

    async def act(self, line: str) -> None:
        """Do one line of the stage."""
        try:
            what = json.loads(line)
            if "fault" in what:
                self._set_fault(what["fault"], int(what.get("count", 1)), int(what.get("entries", 0)))
            else:
                self.change(what["dataset"], what["key"], what["doc"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a line of this stage: {error}") from error

    def change(self, dataset: str, key: str, doc: dict[str, Any] | None) -> None:
        """Change one record of the reference data and tell every box at once."""
        before = self._store.rev(dataset)
        put_records(self._store, dataset, [(key, doc)])
        for box in self._boxes:
            self._send_changes(box, dataset, before)

    def _set_fault(self, fault: str, count: int, entries: int) -> None:
        if fault not in FAULTS:
            raise ValueError(f"{fault!r} is no fault; there are: {', '.join(FAULTS)}")
        self._lose = count if fault == "lose_acks" else 0
        self._fault = fault if fault == "no_ack" else "none"
        if fault in {"none", "restore"}:
            for box, epoch in self._store.forget(entries if fault == "restore" else 0):
                self._ack(box, epoch)

    def _sort(self, arrived: Arrived, work: _Work) -> None:
        box, name = arrived.topic.split("/")[3:5]
        try:
            _name(box)
            self._meet(box)
            text = unpack(arrived.payload, PAYLOAD_BYTES_MAX)
            self._take(box, name, text, work)
        except (WireError, ValidationError, ValueError, RecursionError) as error:
            self._store.keep_opaque(arrived.topic, arrived.payload, f"{type(error).__name__}: {error}")

    def _take(self, box: str, name: str, text: bytes, work: _Work) -> None:
        if name == "ev":
            batch = Batch.model_validate_json(text)
            if batch.to != batch.from_ + len(batch.entries) - 1 or batch.to > SEQ_MAX:
                raise WireError(f"says {batch.from_} to {batch.to}, holds {len(batch.entries)} entries")
            entries = [_checked(batch.from_ + at, raw) for at, raw in enumerate(batch.entries)]
            work.chains.setdefault((box, _name(batch.epoch)), []).extend(entries)
        elif name == "state":
            birth = Birth.model_validate_json(text)
            self._store.keep_birth(box, text)
            if birth.online:
                work.acks.add((box, _name(birth.epoch)))
        elif name == "refreq":
            work.requests.append((box, RefRequest.model_validate_json(text)))
        elif name == "sitereq":
            asked = SiteRequest.model_validate_json(text)
            work.site_requests.append(asked.model_copy(update={"box": _name(asked.box), "epoch": _name(asked.epoch)}))

    def _meet(self, box: str) -> None:
        if len(self._boxes) < BOXES_MAX:
            self._boxes[box] = None

    def _ack(self, box: str, epoch: str) -> None:
        if self._fault == "no_ack":
            return
        if self._lose:
            self._lose -= 1
            return
        upto = self._store.upto(box, epoch)
        rejects = [Reject(seq=f.seq, id=f.id, code=f.code, msg=f.message) for f in self._store.faults(box, epoch)]
        gap = self._store.highest(box, epoch) > upto
        ack = Ack(epoch=epoch, upto=upto, rejects=rejects, want=upto + 1 if gap else None)
        self._send(box, "ack", ack.model_dump(exclude_none=True))

    def _bear_witness(self, boxes: Iterable[str]) -> None:
        if self._options.witness_dir is not None:
            for box in boxes:
                put_notes(self._options.witness_dir, box, self._store.witnesses.notes(box))

    def _give_back(self, asked: SiteRequest) -> None:
        if self._fault != "no_ack":
            for payload in answer(self._store, asked, self._key):
                self._link.send(wire_topic(self._options.site, "site", "ev"), payload)

    def _send_changes(self, box: str, dataset: str, have: int) -> None:
        """What changed since the box's revision, in parts; all of it when the box is ahead of us (we were restored)."""
        newest = self._store.rev(dataset)
        after = have if 0 <= have <= newest else 0
        changes = self._store.changes(dataset, after)
        for start in range(0, len(changes), REF_OPS_MAX):
            part = changes[start : start + REF_OPS_MAX]
            ops = [RefOp(op="del", key=c.key) if c.doc is None else RefOp(op="put", key=c.key, doc=c.doc) for c in part]
            more = start + REF_OPS_MAX < len(changes)
            change = RefChange.model_validate(
                {"dataset": dataset, "from_rev": after, "to_rev": part[-1].rev, "ops": ops, "more": more}
            )
            self._send(box, f"ref/{dataset}", change.model_dump())
            after = part[-1].rev

    def _send(self, box: str, name: str, payload: dict[str, Any]) -> None:
        self._link.send(wire_topic(self._options.site, box, name), signed(box, payload, self._key))


def _name(text: str) -> str:
    """A box or an epoch, which must be a plain word. Raises `WireError`."""
    if not _NAME.match(text):
        raise WireError("a box or epoch is 1 to 64 letters, digits and . _ -")
    return text


def _checked(seq: int, raw: dict[str, Any]) -> Received:
    """An entry of a batch; one that is not of the contract is stored as odd."""
    entry = received(seq, raw)
    try:
        WireEntry.model_validate(raw)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part)[:40] for part in fault["loc"])
        return Received(entry.seq, entry.id, entry.kind, entry.hash, entry.body, odd=f"{where}: {fault['msg']}")
    return entry


def open_store(path: Path, site: str) -> CentralStore:
    """Central's file; made when it is not there. Raises `ValueError` when it cannot be used."""
    try:
        return CentralStore(path, site)
    except sqlite3.Error as error:
        raise ValueError(f"the file {path} cannot be used: {error}") from error


def load_key(path: Path | None) -> Ed25519PrivateKey:
    """Central's key from a file with its 32-byte seed in hex; a file that is not there is made. Raises `ValueError`."""
    if path is None:
        return Ed25519PrivateKey.generate()
    try:
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except OSError as error:
        raise ValueError(f"the key file {path} cannot be used: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"the key file {path} is not a seed of 32 bytes in hex") from error


def load_reference(store: CentralStore, path: Path) -> None:
    """Take over a reference file (JSON: dataset -> list of records); what did not change keeps its revision.

    Raises `ValueError` with a sentence for a file that cannot be read or is none.
    """
    try:
        datasets = json.loads(path.read_text())
        for dataset, records in datasets.items():
            put_records(store, dataset, [(record.get("code", record.get("id")), record) for record in records])
    except OSError as error:
        raise ValueError(f"the reference file {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise ValueError(f"the reference file {path}: {dataset}: a record needs a code or an id, as text") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(f"the reference file {path} is not JSON of the form dataset -> list of records") from error
    except ValueError as error:
        raise ValueError(f"the reference file {path}: {error}") from error


def put_records(store: CentralStore, dataset: str, records: Iterable[tuple[str, dict[str, Any] | None]]) -> None:
    """Set records that can be signed and sent. Raises `ValueError` or `TypeError` for those that cannot."""
    if dataset not in DATASETS:
        raise ValueError(f"{dataset!r} is no dataset; there are: {', '.join(DATASETS)}")
    ops = [RefOp(op="del", key=key) if doc is None else RefOp(op="put", key=key, doc=doc) for key, doc in records]
    for op in ops:
        canonical(op.doc)
    store.put(dataset, {op.key: op.doc if op.op == "put" else None for op in ops})


async def run(options: CentralOptions, say: Callable[[str], None]) -> None:
    """Serve until cancelled; one line says when it listens. Raises `ValueError` for files it cannot use."""
    key = load_key(options.key_file)
    store = open_store(options.db, options.site)
    try:
        if options.reference is not None:
            load_reference(store, options.reference)
        await _serve(options, store, key, say)
    finally:
        store.close()


async def _serve(
    options: CentralOptions, store: CentralStore, key: Ed25519PrivateKey, say: Callable[[str], None]
) -> None:
    topics = [wire_topic(options.site, "+", name) for name in ("state", "ev", "tel", "refreq", "sitereq")]
    link = MqttLink(options.host, options.port, f"central-{os.getpid()}", topics)
    central = Central(options, store, link, key)
    async with link.running(), stage(options.stage, central.act):
        await link.ready.wait()
        public = key.public_key().public_bytes_raw().hex()
        say(f"listening mqtt://{options.host}:{options.port} site {options.site} key {public}")
        await central.serve()
