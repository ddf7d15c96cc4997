"""Central gives back what it has of a box's epoch: after a restore, the box asks for its own earlier ones.

    wh/1/{site}/{box}/sitereq   up   {box, epoch, have, limit, window, asked}
    wh/1/{site}/site/ev         down, signed for `box`: at most `window` batches of at most `limit` entries after `have`

The last of an answer has `to` = `last` where there is no more; one without entries says that there was nothing to send.
That one also lists the epochs of the box that are held, with the one that each goes on from. Each repeats `asked`.
Spoken from the wire contract (edge/wire.py); answered from the committed file alone.
"""

import json
from collections.abc import Iterator
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.wire import (
    BATCH_PLAIN_BYTES_MAX,
    BATCH_WIRE_BYTES_MAX,
    EPOCHS_MAX,
    HeldEpoch,
    SiteBatch,
    SiteRequest,
    pack,
    signed,
)


class Held(Protocol):
    """Central's file, as far as this needs it."""

    def upto(self, box: str, epoch: str) -> int: ...

    def bodies(self, box: str, epoch: str, after: int, limit: int) -> list[tuple[bytes, str]]: ...

    def first_entries(self, box: str) -> list[tuple[str, int, bytes]]: ...


def answer(held: Held, asked: SiteRequest, key: Ed25519PrivateKey) -> Iterator[bytes]:
    """The payloads that answer one request."""
    last, have, epochs = held.upto(asked.box, asked.epoch), asked.have, _epochs(held, asked.box)
    for _ in range(asked.window):
        limit = max(0, min(asked.limit, last - have))
        raws = [_raw(body, digest) for body, digest in held.bodies(asked.box, asked.epoch, have, limit)]
        count, payload = _fitting(asked, have, last, raws, epochs, key)
        yield payload
        have += count
        if have >= last:
            return


def _epochs(held: Held, box: str) -> list[HeldEpoch]:
    """The newest epochs of a box, oldest first."""
    found = [(_first(body), epoch, last) for epoch, last, body in held.first_entries(box)]
    found.sort(key=lambda one: (one[0][0], one[1]))
    return [HeldEpoch(epoch=epoch, last=last, follows=follows) for (_rec, follows), epoch, last in found[-EPOCHS_MAX:]]


def _first(body: bytes) -> tuple[str, str]:
    """When an epoch began, and the one it goes on from; what central could not read says neither."""
    try:
        fields = json.loads(body)
        follows = fields["args"]["epoch"] if (fields["kind"], fields.get("act")) == ("audit", "restored") else ""
        return str(fields["rec"]), str(follows)[:64].encode("ascii", "replace").decode()
    except (KeyError, TypeError, ValueError):
        return "", ""


def _raw(body: bytes, digest: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(body)
    return fields | {"hash": digest}


def _fitting(
    asked: SiteRequest,
    have: int,
    last: int,
    raws: list[dict[str, Any]],
    epochs: list[HeldEpoch],
    key: Ed25519PrivateKey,
) -> tuple[int, bytes]:
    """As many as one message holds, and their message."""
    while True:
        to = have + len(raws)
        listed = epochs if to >= last else []
        batch = SiteBatch(
            box=asked.box,
            epoch=asked.epoch,
            last=last,
            from_=have + 1,
            to=to,
            entries=raws,
            epochs=listed,
            asked=asked.asked,
        )
        plain = signed(asked.box, batch.model_dump(by_alias=True), key)
        payload = pack(plain)
        if len(raws) <= 1 or (len(plain) <= BATCH_PLAIN_BYTES_MAX and len(payload) <= BATCH_WIRE_BYTES_MAX):
            return len(raws), payload
        raws = raws[: len(raws) // 2]
