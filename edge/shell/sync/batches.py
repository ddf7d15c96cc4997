"""Batches: ledger rows into payloads of the wire contract, within its bounds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.core.entry_json import utc_text
from edge.shell.ledger.store import Row
from edge.wire import BATCH_ENTRIES_MAX, BATCH_PLAIN_BYTES_MAX, BATCH_WIRE_BYTES_MAX, pack

HEAD_BYTES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Packed:
    """One batch on its way: what it covers, and its bytes."""

    first: int
    last: int
    payload: bytes


def pack_batch(rows: Sequence[Row], prev_hash: str, *, epoch: str, number: int, hist_upto: int, now_ms: int) -> Packed:
    """As many of the rows, in order, as fit one batch. `rows` is not empty; `hist_upto`: older ones are history."""
    count = _fitting(rows[:BATCH_ENTRIES_MAX])
    while True:
        packed = _packed(rows[:count], prev_hash, epoch=epoch, number=number, hist_upto=hist_upto, now_ms=now_ms)
        if len(packed.payload) <= BATCH_WIRE_BYTES_MAX or count == 1:
            return packed
        count = max(1, count // 2)


def _fitting(rows: Sequence[Row]) -> int:
    size = HEAD_BYTES_MAX
    for number, row in enumerate(rows):
        size += len(row.body.encode()) + 80
        if size > BATCH_PLAIN_BYTES_MAX and number:
            return number
    return len(rows)


def _packed(rows: Sequence[Row], prev_hash: str, *, epoch: str, number: int, hist_upto: int, now_ms: int) -> Packed:
    first, last = rows[0].seq, rows[-1].seq
    # Entries are joined as the text they are stored in: what was hashed is what is sent.
    entries = ",".join(f'{row.body[:-1]},"hash":"{row.hash}"}}' for row in rows)
    head = (
        f'{{"v":1,"epoch":"{epoch}","batch":{number},"from":{first},"to":{last},"prev_hash":"{prev_hash}",'
        f'"hist":{"true" if last <= hist_upto else "false"},"sent":"{utc_text(now_ms)}","entries":['
    )
    return Packed(first, last, pack(f"{head}{entries}]}}".encode()))
