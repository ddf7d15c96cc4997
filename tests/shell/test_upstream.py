"""What central says is checked before it is believed, and what it says when changes nothing it must not."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.ledger.store import EntryLostError
from edge.shell.loop.inbox import FromCentral
from edge.shell.sync.lane import BACK_AFTER_MS
from edge.shell.sync.upstream import HEARD_WITHIN_MS, Upstream
from edge.wire import DATASETS, WireError, signed, unpack
from tests.shell.book_builder import NOW_MS, open_store, post, stamp
from tests.shell.floor import item

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw().hex()


class Link:
    """A connection that takes all and keeps it."""

    def __init__(self):
        self.sent = []

    def publish(self, name, payload, *, retain=False):
        self.sent.append((name.rpartition("/")[2], payload, retain))
        return True

    def names(self):
        return [name for name, _, _ in self.sent]


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    post(one, Draft(Audit("one")), Draft(Audit("two")), Draft(Audit("three")))
    yield one
    one.close()


@pytest.fixture
def link():
    return Link()


def made(store, link, **more):
    sections = {"store": {"path": "/x/ledger.db"}, "upstream": {"host": "x"} | more}
    return Upstream(Config.model_validate({"site": "S1", "box": "B1"} | sections), store, Clock("UTC"), link, "1.0")


@pytest.fixture
def upstream(store, link):
    return made(store, link, central_key=PUBLIC)


def heard(upstream, store, name, payload, key=KEY, box="B1"):
    """Take a message and do what it wants, in a transaction."""
    data = payload if isinstance(payload, bytes) else signed(box, payload, key)
    change = upstream.heard(FromCentral(f"wh/1/S1/B1/{name}", data))
    store.begin()
    try:
        drafts = change() if change is not None else ()
        while (part := upstream.part()) is not None:
            drafts = [*(drafts or ()), *(part() or ())]
        if drafts:
            store.write(Decision(drafts=tuple(drafts)), f"central-{store.last_seq}", stamp(), NOW_MS)
    finally:
        store.commit()


def ack(store, upto, **more):
    return {"epoch": store.epoch, "upto": upto} | more


def test_a_connection_begins_with_a_retained_birth_requests_and_then_the_entries(upstream, store, link):
    upstream.pump()
    assert link.sent == [], "nothing is said while there is no connection"
    upstream.link_up()
    upstream.pump()
    assert link.names()[0] == "state"
    assert link.sent[0][2], "the birth is retained"
    birth = json.loads(link.sent[0][1])
    assert (birth["online"], birth["epoch"], birth["seq"]) == (True, store.epoch, {"first": 1, "last": 3, "acked": 0})
    assert json.loads(upstream.birth(online=False))["boot_id"] == birth["boot_id"], "the will is of the same boot"
    assert link.names().count("refreq") == len(DATASETS)
    batch = json.loads(unpack(link.sent[-1][1]))
    assert [entry["act"] for entry in batch["entries"]] == ["one", "two", "three"]
    assert batch["hist"]


def test_an_ack_moves_the_cursor_of_the_book(upstream, store):
    upstream.link_up()
    upstream.pump()
    heard(upstream, store, "ack", ack(store, 2))
    assert (store.acked(), upstream.acked, upstream.unsent) == (2, 2, 1)
    heard(upstream, store, "ack", ack(store, 1))
    assert store.acked() == 2
    heard(upstream, store, "ack", ack(store, 1))
    assert store.acked() == 1, "central was restored, and says so again"


def test_a_batch_whose_predecessor_cannot_be_read_is_not_sent_and_the_log_says_why_once(
    upstream, store, link, monkeypatch, caplog
):
    upstream.link_up()
    upstream.pump()
    heard(upstream, store, "ack", ack(store, 2))
    upstream.link_up()
    link.sent.clear()

    def lost(seq):
        raise EntryLostError(f"entry {seq} cannot be read")

    monkeypatch.setattr(store, "hash_of", lost)
    upstream.pump()
    upstream.pump()
    assert "ev" not in link.names()
    assert [one.message for one in caplog.records] == ["entries cannot be sent: entry 2 cannot be read"]
    monkeypatch.undo()
    upstream.pump()
    assert "ev" in link.names()


def codes(store):
    return [(ident, code) for ident, code, _, _ in store.open_findings()]


def test_an_answer_that_goes_back_once_moves_the_cursor_when_none_above_it_comes(upstream, store, monkeypatch):
    upstream.link_up()
    upstream.pump()
    heard(upstream, store, "ack", ack(store, 3))
    heard(upstream, store, "ack", ack(store, 1))
    assert upstream.goes_back() is None
    now = upstream._clock.now()
    later = Moment(now.wall_ms, now.mono_ms + BACK_AFTER_MS)
    assert upstream.due_ms() <= later.mono_ms
    monkeypatch.setattr(upstream._clock, "now", lambda: later)
    change = upstream.goes_back()
    store.begin()
    change()
    store.commit()
    assert store.acked() == 1


def test_an_ack_above_what_was_sent_is_refused_and_told_once(upstream, store):
    for _ in range(3):
        heard(upstream, store, "ack", ack(store, 40))
    assert store.acked() == 0
    assert [code for _, code in codes(store)] == ["ack-refused"]
    assert upstream.acks_refused == 3


def test_an_entry_that_central_cannot_post_is_told_once_however_often_central_says_so(upstream, store):
    rejects = [{"seq": 2, "id": "x", "code": "no-item", "msg": "TEA is unknown"}]
    rejects.append({"seq": 2**40, "id": "x", "code": "never-was", "msg": ""})
    for _ in range(3):
        heard(upstream, store, "ack", ack(store, 3, rejects=rejects))
    assert codes(store) == [("reject/2", "entry-rejected")]
    assert store.open_findings()[0][2] == {"entry": 2, "reason": "no-item TEA is unknown"}


def test_a_birth_that_finds_no_room_is_said_again_before_any_entry(upstream, store, link, monkeypatch):
    room = [2]

    def publish(name, payload, *, retain=False):
        room[0] -= 1
        return room[0] >= 0 and Link.publish(link, name, payload, retain=retain)

    monkeypatch.setattr(link, "publish", publish)
    room[0] = 0
    upstream.link_up()
    upstream.pump()
    assert link.sent == []
    assert upstream.due_ms() is not None
    room[0] = 4
    upstream.pump()
    assert link.names() == ["state", "refreq", "refreq", "refreq"]
    room[0] = 100
    upstream.pump()
    assert link.names() == ["state", *["refreq"] * len(DATASETS), "ev"]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("ack", {"epoch": "another", "upto": 1}, "ack for epoch another"),
        ("ack", {"upto": -1}, "ack: upto: Input should be greater"),
        ("ref/items", {"dataset": "itmes", "from_rev": 0, "to_rev": 1, "ops": []}, "ref/items: dataset: "),
        ("cmd", {"name": "format-disk"}, "cmd: this box takes no such message"),
    ],
)
def test_what_cannot_be_true_is_refused_and_changes_nothing(upstream, store, name, fields, said):
    payload = {"epoch": store.epoch, **fields} if name == "ack" else fields
    with pytest.raises(WireError, match=said):
        heard(upstream, store, name, payload)
    assert store.acked() == 0


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("ack", {"epoch": "e", "upto": 2**60}, "ack: upto: Input should be less"),
        ("ref/items", {"dataset": "items", "from_rev": 0, "to_rev": 2**64, "ops": []}, "ref/items: to_rev: Input"),
        ("ack", {"epoch": "e", "upto": "many"}, "ack: upto: Input should be a valid integer"),
    ],
)
def test_without_a_key_numbers_are_bounded_all_the_same(store, link, name, fields, said):
    with pytest.raises(WireError, match=said):
        heard(made(store, link), store, name, json.dumps(fields).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\x78\x9c", b"[" * 100_000, b'{"a": NaN, "sig": 3}', b"\xff"])
def test_bytes_that_are_no_message_are_refused(upstream, store, data):
    with pytest.raises(WireError):
        heard(upstream, store, "ack", data)


def test_only_centrals_own_signature_for_this_box_is_believed(upstream, store):
    for key, box in ((Ed25519PrivateKey.generate(), "B1"), (KEY, "B2")):
        with pytest.raises(WireError, match="the signature is not central's, or not for this box"):
            heard(upstream, store, "ack", ack(store, 3), key=key, box=box)
    with pytest.raises(WireError, match="signature"):
        heard(upstream, store, "ack", json.dumps(ack(store, 3)).encode())
    changed = json.loads(signed("B1", ack(store, 1), KEY)) | {"upto": 3}
    with pytest.raises(WireError, match="signature"):
        heard(upstream, store, "ack", json.dumps(changed).encode())
    assert store.acked() == 0


def change(from_rev, to_rev, *docs):
    ops = [{"op": "put", "key": doc["code"], "doc": doc} for doc in docs]
    return {"dataset": "items", "from_rev": from_rev, "to_rev": to_rev, "ops": ops}


def test_a_gap_in_reference_data_is_asked_for_again(upstream, store, link):
    upstream.link_up()
    heard(upstream, store, "ref/items", change(0, 2, item("A", "a", "1")))
    heard(upstream, store, "ref/items", change(5, 6, item("B", "b", "2")))
    upstream.pump()
    assert store.view.item("B") is None
    name, payload, _ = [one for one in link.sent if one[0] != "ev"][-1]
    assert (name, json.loads(payload)) == ("refreq", {"dataset": "items", "have_rev": 2})


def test_a_bad_record_from_central_leaves_a_finding_and_the_others_are_taken(upstream, store):
    heard(upstream, store, "ref/items", change(0, 1, {"code": "A"}, item("B", "b", "2")))
    assert store.view.item("A") is None
    assert store.view.item("B") is not None
    (_, code, args, _) = store.open_findings()[0]
    assert (code, args) == ("reference-refused", {"dataset": "items", "error": "items A: name: Field required"})


def test_a_signed_dataset_of_long_ago_is_not_taken_when_it_is_told_again(upstream, store):
    heard(upstream, store, "ref/items", change(0, 5, item("A", "a", "1")))
    heard(upstream, store, "ref/items", change(0, 2))
    assert store.view.item("A") is not None


def test_online_means_connected_and_heard(upstream, store):
    assert not upstream.online
    upstream.link_up()
    assert not upstream.online
    heard(upstream, store, "ack", ack(store, 3))
    assert upstream.online
    upstream.link_down("gone")
    assert not upstream.online


def test_a_central_that_was_owed_nothing_for_long_is_online_until_it_does_not_answer(upstream, store, monkeypatch):
    now = Moment(NOW_MS, 1_000)
    monkeypatch.setattr(Clock, "now", lambda _: now)
    upstream.link_up()
    heard(upstream, store, "ack", ack(store, store.last_seq))
    upstream.pump()
    now = Moment(NOW_MS, 10_000_000)
    post(store, Draft(Audit("four")))
    assert upstream.online, "before anything was sent"
    upstream.pump()
    now = Moment(NOW_MS, 10_000_000 + HEARD_WITHIN_MS - 1)
    assert upstream.online
    assert upstream.due_ms() <= 10_000_000 + HEARD_WITHIN_MS
    now = Moment(NOW_MS, 10_000_000 + HEARD_WITHIN_MS)
    post(store, Draft(Audit("five")))
    upstream.pump()
    assert not upstream.online, "it waits since the first"
    heard(upstream, store, "ack", ack(store, store.last_seq - 1))
    assert upstream.online


def test_telemetry_keeps_the_newest_only_until_it_can_be_sent(upstream, link, monkeypatch):
    from edge.wire import Telemetry

    sent = [Telemetry(sent=f"{n}", unsent=n, devices=[]) for n in range(3)]
    monkeypatch.setattr(link, "publish", lambda *_, **__: False)
    for one in sent:
        upstream.telemetry(one)
    monkeypatch.undo()
    upstream.link_up()
    assert [json.loads(payload)["unsent"] for name, payload, _ in link.sent if name == "tel"] == [2]
