"""The wire contract, version 1: what the box says to central over MQTT, and what it hears.

    wh/1/{site}/{box}/state   up, retained, last will   Birth
    wh/1/{site}/{box}/ev      up                        Batch (zlib level 1, first byte 0x78, or plain JSON when short)
    wh/1/{site}/{box}/ack     down                      Ack
    wh/1/{site}/{box}/ref/D   down                      RefChange of dataset D
    wh/1/{site}/{box}/refreq  up                        RefRequest
    wh/1/{site}/{box}/tel     up, may be shed           Telemetry
    wh/1/{site}/{box}/sitereq up                        SiteRequest
    wh/1/{site}/site/ev       down                      SiteBatch (zlib level 1, or plain JSON when short)

All QoS 1. PUBACK paces, `Ack.upto` frees. Additive changes keep the major version; both ends keep unknown fields.
What comes down carries `sig`: Ed25519 over `box + "\\n"` and the canonical JSON of the payload without `sig`, in hex.
A `SiteBatch` is signed for the box that its field `box` names.
"""

import json
import zlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from edge.core.canonical import INTEGER_MAX, canonical

SCHEMA = 1
BATCH_ENTRIES_MAX = 500
BATCH_WIRE_BYTES_MAX = 100_000
BATCH_PLAIN_BYTES_MAX = 1_000_000
WINDOW = 4
COMPRESS_FROM_BYTES = 1_000
EPOCHS_MAX = 100
"""Epochs of one box that central lists at most."""

Dataset: TypeAlias = Literal[
    "items", "locations", "receipts", "orders", "counts", "operators", "settings", "returns", "shipments", "kits"
]
"""The last three were added to version 1; a central that does not know them leaves a request for them unanswered."""
DATASETS: tuple[Dataset, ...] = get_args(Dataset)
Hash: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Asked: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{0,64}$")]


class WireError(ValueError):
    """A payload that is not of the contract; the sentence says what is wrong with it."""


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, use_attribute_docstrings=True)


class SeqRange(_Payload):
    """The ledger's range on this box: first and last entry, and the last that central acknowledged."""

    first: int
    last: int
    acked: int


class Birth(_Payload):
    """`state`: the box is here. The last will is the same with `online: false`, told apart by `boot_id`."""

    online: bool
    boot_id: Word
    born: str
    """RFC 3339 UTC of this boot of the daemon."""
    epoch: Word
    """Random id of the store file; a restored or wiped box has another."""
    sw: str
    schema_: Annotated[list[int], Field(alias="schema")]
    """Majors of this contract that the box speaks."""
    seq: SeqRange
    clock: Literal["synced", "free"]
    ref: dict[str, int]
    """Revision held per dataset."""
    cfg_rev: int = 0


class WireEntry(_Payload):
    """What every entry has; the fields of its kind stand beside these (see edge/core/entry_json.py)."""

    seq: Annotated[int, Field(gt=0)]
    id: Word
    kind: Word
    t: str
    rec: str
    tz: str
    clk: Literal["synced", "free"]
    boot: Word
    mono_ms: int
    hash: Hash


class Batch(_Payload):
    """`ev`: a run of entries without a gap. `prev_hash` is the hash before `from`."""

    v: Literal[1] = 1
    epoch: Word
    batch: int
    from_: Annotated[int, Field(alias="from", gt=0)]
    to: int
    prev_hash: Hash
    hist: bool
    """Captured before this connection."""
    sent: str
    entries: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=BATCH_ENTRIES_MAX)]
    """Entries as raw objects, so that central can store exactly what was sent; check each with `WireEntry`."""


class Reject(_Payload):
    """An entry that central stored but could not post; mended by a later entry with `corrects`."""

    seq: int
    id: str
    code: str
    msg: str


class Ack(_Payload):
    """`ack`: central has every entry of `epoch` up to `upto` in its committed store; `want` asks for a resend."""

    epoch: Word
    upto: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    rejects: list[Reject] = []
    want: int | None = None
    sig: str = ""


class RefOp(_Payload):
    """One change of one key; `doc` is the record of the dataset (edge/core/reference.py)."""

    op: Literal["put", "del"]
    key: Word
    doc: dict[str, Any] = {}


class RefChange(_Payload):
    """`ref/{dataset}`: a dataset from one revision to the next; `from_rev` 0 replaces all, `more`: another follows."""

    dataset: Dataset
    from_rev: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    to_rev: Annotated[int, Field(gt=0, le=INTEGER_MAX)]
    ops: Annotated[list[RefOp], Field(max_length=5_000)]
    more: bool = False
    sig: str = ""


class RefRequest(_Payload):
    """`refreq`: what the box holds; sent after each birth and on a gap."""

    dataset: Dataset
    have_rev: int


class SiteRequest(_Payload):
    """`sitereq`: entries wanted of a box's epoch, after `have`; after a restore, of the box's own earlier epochs.

    `limit` and `window` were added to version 1; a central that does not know them sends what it likes.
    """

    box: Word
    epoch: Word
    have: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    limit: Annotated[int, Field(gt=0, le=BATCH_ENTRIES_MAX)] = BATCH_ENTRIES_MAX
    """Entries wanted in one batch, at most."""
    window: Annotated[int, Field(gt=0, le=WINDOW)] = WINDOW
    """Batches wanted for this request, at most; the next request says how far the box is then."""
    asked: Asked = ""
    """A word of this request alone, which each batch of the answer repeats. Added later."""


class HeldEpoch(_Payload):
    """An epoch of a box that central holds, as far as it is whole, and the one that it goes on from."""

    epoch: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
    last: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    follows: Annotated[str, StringConstraints(max_length=64)] = ""
    """The epoch that its first entry (audit `restored`) names; empty where it does not begin with a restore."""


class SiteBatch(_Payload):
    """`site/ev`: entries of one box of the site, in the form of `Batch`; `entries` is empty where there are no more.

    Added to version 1 beside the fields of `Batch`: `box`, whose entries they are, and `last`, the highest contiguous
    `seq` of that epoch that central holds. Added later, optional: `epochs`; a central that does not know it leaves it
    out, and a box then asks for the epochs alone that its backup knows. And `asked`, the word of the request: what
    repeats another one is no answer; where a central leaves it out, a box takes an end for one that was said twice.
    """

    v: Literal[1] = 1
    box: Word
    epoch: Word
    last: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    from_: Annotated[int, Field(alias="from", gt=0, le=INTEGER_MAX)]
    to: Annotated[int, Field(ge=0, le=INTEGER_MAX)]
    prev_hash: str = ""
    entries: Annotated[list[dict[str, Any]], Field(max_length=BATCH_ENTRIES_MAX)] = []
    epochs: Annotated[list[HeldEpoch], Field(max_length=EPOCHS_MAX)] = []
    asked: Asked = ""
    """With the batch that reaches `last`: the newest epochs of this box, oldest first by when their first entry was
    recorded. Restored twice from one backup, a box learns here of the epoch in between, which no backup knows."""
    sig: str = ""


class DeviceHealth(_Payload):
    """One device in the telemetry."""

    device: str
    kind: str
    up: bool
    what: str
    reads: int


class Telemetry(_Payload):
    """`tel`: health, on change and now and then; may be lost."""

    sent: str
    unsent: int
    devices: list[DeviceHealth]
    present: dict[str, int] = {}
    """Tags present per zone."""
    resends: int = 0
    """How often central's silence made the box send again, since the daemon started."""
    acks_refused: int = 0
    """Acknowledgements above what was ever sent, since the daemon started."""
    tags_dropped: int = 0
    """Tag reads beyond what the box can hold, since the daemon started."""


def topic(site: str, box: str, name: str) -> str:
    """A topic of this box."""
    return f"wh/1/{site}/{box}/{name}"


def pack(payload: bytes) -> bytes:
    """A payload for the wire: zlib level 1 from 1 kB on, plain JSON below."""
    return zlib.compress(payload, 1) if len(payload) >= COMPRESS_FROM_BYTES else payload


def unpack(data: bytes, limit: int = BATCH_PLAIN_BYTES_MAX) -> bytes:
    """The JSON bytes of a payload. Raises `WireError` when it is broken or unpacks to more than `limit` bytes."""
    if len(data) > limit:
        raise WireError(f"payload of {len(data)} bytes, at most {limit} are allowed")
    if data[:1] != b"\x78":
        return data
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, limit)
    except zlib.error as error:
        raise WireError(f"broken zlib stream: {error}") from error
    if not inflater.eof:
        raise WireError(f"zlib stream is cut off or unpacks to more than {limit} bytes")
    return plain


def signed(box: str, payload: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The payload with `sig`, as JSON bytes."""
    body = {name: value for name, value in payload.items() if name != "sig"}
    sig = key.sign(_signed_bytes(box, body)).hex()
    return json.dumps(body | {"sig": sig}, ensure_ascii=False, separators=(",", ":")).encode()


def check_signature(box: str, payload: Mapping[str, Any], key: Ed25519PublicKey) -> None:
    """Raises `WireError` unless `sig` is central's over this payload for this box."""
    body = {name: value for name, value in payload.items() if name != "sig"}
    try:
        key.verify(bytes.fromhex(str(payload.get("sig", ""))), _signed_bytes(box, body))
    except (InvalidSignature, ValueError, TypeError) as error:
        raise WireError("the signature is not central's, or not for this box") from error


def _signed_bytes(box: str, body: Mapping[str, Any]) -> bytes:
    return box.encode() + b"\n" + canonical(dict(body))
