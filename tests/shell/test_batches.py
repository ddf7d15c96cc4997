"""Batches: whatever the entries, the payloads put together are the ledger, within every bound, and verify alone."""

import json
import random
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.canonical import canonical
from edge.core.entry_json import chain, genesis
from edge.shell.ledger.store import Row
from edge.shell.sync.batches import pack_batch
from edge.wire import BATCH_ENTRIES_MAX, BATCH_PLAIN_BYTES_MAX, BATCH_WIRE_BYTES_MAX, Batch, unpack

START = genesis("S1", "B1", "epoch")


def ledger(texts):
    """Rows of a chain, one a text."""
    rows, previous = [], START
    for seq, text in enumerate(texts, 1):
        body = canonical({"seq": seq, "id": f"id-{seq}", "kind": "audit", "act": text})
        previous = chain(previous, body)
        rows.append(Row(seq, body.decode(), previous))
    return rows


def payloads(rows, hist_upto=0):
    """All rows, batch after batch, as the loop sends them."""
    sent, at, previous = [], 0, START
    while at < len(rows):
        batch = pack_batch(
            rows[at : at + BATCH_ENTRIES_MAX],
            previous,
            epoch="epoch",
            number=len(sent) + 1,
            hist_upto=hist_upto,
            now_ms=0,
        )
        assert batch.first == at + 1
        sent.append(batch.payload)
        at = batch.last
        previous = rows[at - 1].hash
    return sent


def check(rows, sent):
    """What central does, with the payloads alone."""
    previous, seqs = START, []
    for number, payload in enumerate(sent, 1):
        plain = unpack(payload)
        batch = Batch.model_validate_json(plain)
        assert batch.batch == number
        assert batch.prev_hash == previous
        assert len(batch.entries) <= BATCH_ENTRIES_MAX
        assert len(plain) <= BATCH_PLAIN_BYTES_MAX
        assert len(payload) <= BATCH_WIRE_BYTES_MAX or len(batch.entries) == 1
        assert (batch.from_, batch.to) == (batch.entries[0]["seq"], batch.entries[-1]["seq"])
        for entry in batch.entries:
            digest = entry.pop("hash")
            previous = chain(previous, canonical(entry))
            assert digest == previous
            seqs.append(entry["seq"])
    assert seqs == [row.seq for row in rows]


TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=60), times=st.integers(1, 30))
def test_batches_put_together_are_the_ledger_and_verify_from_what_is_sent_alone(texts, times):
    rows = ledger(texts * times)
    check(rows, payloads(rows))


def test_what_cannot_be_compressed_is_split_until_it_fits():
    dice = random.Random(1)
    rows = ledger([dice.randbytes(2000).hex() for _ in range(400)])
    sent = payloads(rows)
    check(rows, sent)
    assert len(sent) > 4


def test_what_compresses_well_stays_below_the_plain_bound():
    rows = ledger(["x" * 10_000 for _ in range(400)])
    check(rows, payloads(rows))


def test_an_entry_that_alone_is_too_large_still_goes():
    dice = random.Random(2)
    rows = ledger(["a", dice.randbytes(150_000).hex(), "b"])
    check(rows, payloads(rows))


def test_short_ones_are_plain_json_and_long_ones_zlib():
    assert json.loads(payloads(ledger(["a"]))[0])["v"] == 1
    assert payloads(ledger(["a"] * 50))[0][:1] == b"\x78"


def test_what_was_captured_before_the_connection_is_marked_as_history():
    rows = ledger(["a", "b", "c"])
    for upto, hist in ((3, True), (2, False), (0, False)):
        assert json.loads(payloads(rows, hist_upto=upto)[0])["hist"] is hist
