"""What central says is checked before it is believed, and what it says when changes nothing it must not."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.config import Config
from edge.core.entry import Audit, Draft
from edge.shell.clock import Clock
from edge.shell.inbox import FromCentral
from edge.shell.upstream import Upstream
from edge.wire import WireError, signed, unpack
from tests.shell.book_builder import open_store, post
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
        change()
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
    assert link.names().count("refreq") == 7
    batch = json.loads(unpack(link.sent[-1][1]))
    assert [entry["act"] for entry in batch["entries"]] == ["one", "two", "three"]
    assert batch["hist"]


def test_an_ack_moves_the_cursor_of_the_book(upstream, store):
    upstream.link_up()
    upstream.pump()
    heard(upstream, store, "ack", ack(store, 2))
    assert (store.acked(), upstream.acked, upstream.unsent) == (2, 2, 1)
    heard(upstream, store, "ack", ack(store, 1))
    assert store.acked() == 1, "central was restored"


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("ack", {"epoch": "another", "upto": 1}, "ack for epoch another"),
        ("ack", {"upto": 4}, "central acknowledges 4, the last entry is 3"),
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
    heard(upstream, store, "ref/items", change(0, 2, item("A", "a", "1")))
    heard(upstream, store, "ref/items", change(5, 6, item("B", "b", "2")))
    assert store.view.item("B") is None
    name, payload, _ = link.sent[-1]
    assert (name, json.loads(payload)) == ("refreq", {"dataset": "items", "have_rev": 2})


def test_a_bad_record_from_central_is_refused_with_its_field(upstream, store):
    with pytest.raises(WireError, match="items A: name: Field required"):
        heard(upstream, store, "ref/items", change(0, 1, {"code": "A"}))


def test_online_means_connected_and_heard(upstream, store):
    assert not upstream.online
    upstream.link_up()
    assert not upstream.online
    heard(upstream, store, "ack", ack(store, 3))
    assert upstream.online
    upstream.link_down("gone")
    assert not upstream.online


def test_telemetry_keeps_the_newest_only_until_it_can_be_sent(upstream, link, monkeypatch):
    from edge.wire import Telemetry

    sent = [Telemetry(sent=f"{n}", unsent=n, devices=[]) for n in range(3)]
    monkeypatch.setattr(link, "publish", lambda *_, **__: False)
    for one in sent:
        upstream.telemetry(one)
    monkeypatch.undo()
    upstream.link_up()
    assert [json.loads(payload)["unsent"] for name, payload, _ in link.sent if name == "tel"] == [2]
