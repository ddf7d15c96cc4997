"""Central as a witness: what a box signed is believed, kept and written down; what does not fit is a fault."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.core.canonical import canonical
from edge.core.checkpoint import Head, key_id, read_notes
from edge.core.entry_json import chain, genesis
from simulators.central_store import CentralStore, received
from simulators.central_witness import put_notes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


class Chained:
    """A box's entries, one after the other."""

    def __init__(self, epoch="e1", box="B1", act="did"):
        self.epoch, self.box, self.act = epoch, box, act
        self.entries, self.last = [], genesis("S1", box, epoch)

    def audits(self, count):
        for _ in range(count):
            self._add({"kind": "audit", "act": self.act})
        return self

    def checkpoint(self, key=KEY, size=None, head=None, **more):
        """One of what is there, unless it is told to lie."""
        said = Head("S1", self.box, self.epoch, size or len(self.entries), head or self.last)
        public = key.public_key().public_bytes_raw().hex()
        sig = key.sign(said.text).hex()
        self._add({"kind": "checkpoint", "size": said.size, "head": said.hash, "key": public, "sig": sig} | more)
        return self

    def _add(self, fields):
        seq = len(self.entries) + 1
        entry = {"seq": seq, "id": f"id-{seq}-{self.act}"} | fields
        self.last = chain(self.last, canonical(entry))
        self.entries.append(entry | {"hash": self.last})

    def received(self, after=0):
        return [received(one["seq"], one) for one in self.entries[after:]]


@pytest.fixture
def store(tmp_path):
    made = CentralStore(tmp_path / "central.db", "S1")
    yield made
    made.close()


def heads(text):
    return [(note.head.epoch, note.head.size, note.head.hash) for note in read_notes(text.encode())]


def take(store, chained, after=0):
    store.add(chained.box, chained.epoch, chained.received(after))
    return [(fault.seq, fault.code, fault.message) for fault in store.faults(chained.box, chained.epoch)]


def test_the_newest_checkpoint_of_a_box_is_its_note(store):
    chained = Chained().audits(3).checkpoint().audits(2).checkpoint().audits(1)
    assert take(store, chained) == []
    (note,) = store.witnesses.notes("B1").values()
    assert heads(note) == [("e1", 6, chained.entries[5]["hash"])]
    ((ident, sig),) = read_notes(note.encode())[0].signatures
    assert ident == key_id("wedge/S1/B1/e1", KEY.public_key().public_bytes_raw().hex())
    assert sig == chained.entries[6]["sig"]


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        ({"key": FORGER}, "is signed with another key than the box's first"),
        ({"sig": "0" * 128}, "is not signed with the key it names"),
        ({"size": 2}, "does not fit the entries before it"),
        ({"head": hashlib.sha256(b"other").hexdigest()}, "does not fit the entries before it"),
        ({"sig": "short"}, "is no checkpoint: an Ed25519 signature is 128 hex digits"),
        ({"size": 0, "head": "x"}, "is no checkpoint"),
    ],
)
def test_a_checkpoint_that_cannot_be_believed_is_a_fault_and_no_witness(store, lie, why):
    chained = Chained().audits(3).checkpoint().audits(2)
    if lie.get("size") == 0 or "sig" in lie:
        chained.checkpoint()
        chained.entries.pop()
        chained.last = chained.entries[-1]["hash"]
        chained._add({"kind": "checkpoint", "size": 6, "head": chained.last, "key": "", "sig": ""}
                     | {"key": KEY.public_key().public_bytes_raw().hex()} | lie)  # fmt: skip
    else:
        chained.checkpoint(**lie)
    ((seq, code, message),) = take(store, chained)
    assert (seq, code) == (7, "checkpoint")
    assert why in message
    assert heads(store.witnesses.notes("B1")["e1"])[0][1] == 3


def test_a_box_that_was_set_back_and_signs_less_has_proved_it_against_itself(store):
    assert take(store, Chained().audits(5).checkpoint().audits(3).checkpoint()) == []
    faults = take(store, Chained().audits(5).checkpoint().audits(1).checkpoint())
    assert (
        8,
        "checkpoint",
        "the box signs 7 entries of another book, after it had signed 9 of this one",
    ) in faults
    assert heads(store.witnesses.notes("B1")["e1"])[0][1] == 9


def test_a_restored_central_holds_the_box_to_its_word(store):
    chained = Chained().audits(5).checkpoint().audits(3).checkpoint()
    take(store, chained)
    store.forget(6)
    assert take(store, chained) == [], "the same again is no fault"
    store.forget(6)
    other = Chained().audits(5).checkpoint()
    other.act = "did not"
    faults = take(store, other.audits(3).checkpoint())
    assert (9, "checkpoint", "the box has signed another entry 9") in faults


def test_each_epoch_has_its_note_and_each_box_its_file(store, tmp_path):
    take(store, Chained("e1").audits(3).checkpoint())
    take(store, Chained("e2").audits(2).checkpoint())
    take(store, Chained("e1", box="B2").audits(4).checkpoint())
    take(store, Chained("e1").audits(3).checkpoint().audits(1).checkpoint(), after=4)
    assert store.witnesses.boxes() == ["B1", "B2"]
    for box in store.witnesses.boxes():
        put_notes(tmp_path / "notes", box, store.witnesses.notes(box))
    assert [one[:2] for one in heads((tmp_path / "notes" / "B1.note").read_text())] == [("e1", 5), ("e2", 2)]
    assert [one[:2] for one in heads((tmp_path / "notes" / "B2.note").read_text())] == [("e1", 4)]
    assert sorted(one.name for one in (tmp_path / "notes").iterdir()) == ["B1.note", "B2.note"]


def test_a_note_grows_and_never_goes_back(store, tmp_path):
    chained = Chained().audits(3).checkpoint().audits(3).checkpoint()
    take(store, chained)
    newer = store.witnesses.notes("B1")
    older = CentralStore(tmp_path / "older.db", "S1")
    older.add("B1", "e1", chained.received()[:5])
    for notes, size in ((older.witnesses.notes("B1"), 3), (newer, 7), (older.witnesses.notes("B1"), 7)):
        put_notes(tmp_path, "B1", notes)
        assert [one[1] for one in heads((tmp_path / "B1.note").read_text())] == [size]
    older.close()


def test_a_note_of_an_epoch_that_central_has_forgotten_stays(store, tmp_path):
    take(store, Chained("e1").audits(3).checkpoint())
    put_notes(tmp_path, "B1", store.witnesses.notes("B1"))
    other = CentralStore(tmp_path / "other.db", "S1")
    other.add("B1", "e2", Chained("e2").audits(1).checkpoint().received())
    put_notes(tmp_path, "B1", other.witnesses.notes("B1"))
    assert [one[:2] for one in heads((tmp_path / "B1.note").read_text())] == [("e1", 3), ("e2", 1)]
    other.close()


def test_what_stands_there_and_is_no_note_is_not_overwritten(store, tmp_path):
    take(store, Chained("e1").audits(3).checkpoint())
    (tmp_path / "B1.note").write_text("rubbish\n")
    with pytest.raises(ValueError, match=r"B1\.note is no file of signed notes"):
        put_notes(tmp_path, "B1", store.witnesses.notes("B1"))
    assert (tmp_path / "B1.note").read_text() == "rubbish\n"
