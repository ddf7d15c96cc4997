"""Checkpoints as text: what is signed, and notes that anybody's tool for signed notes can read."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from edge.core.checkpoint import NOTES_BYTES_MAX, Head, key_id, read_notes, verifier_key, write_note

SEED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SEED.public_key().public_bytes_raw().hex()
HASH = hashlib.sha256(b"entry 230").hexdigest()
HEAD = Head("S1", "B1", "1f0c9e77aa31b2d4", 230, HASH)
NOTE = write_note(HEAD, KEY, SEED.sign(HEAD.text).hex())

names = st.from_regex(r"[A-Za-z0-9_.-]{1,32}", fullmatch=True)
heads = st.builds(
    Head, names, names, names, st.integers(1, 2**53 - 1), st.binary(min_size=32, max_size=32).map(bytes.hex)
)
signatures = st.binary(min_size=64, max_size=64).map(bytes.hex)


def test_what_is_signed_is_three_lines():
    assert HEAD.text.decode().split("\n") == [
        "wedge/S1/B1/1f0c9e77aa31b2d4",
        "230",
        base64.b64encode(bytes.fromhex(HASH)).decode(),
        "",
    ]


def test_a_note_is_verified_by_the_rules_of_signed_notes_alone():
    """Written from c2sp.org/signed-note, without the code under test."""
    text, _, lines = NOTE.rpartition("\n\n")
    dash, name, line = lines.removesuffix("\n").split(" ")
    assert (dash, name) == ("\u2014", "wedge/S1/B1/1f0c9e77aa31b2d4")
    signed = base64.b64decode(line)
    public = bytes.fromhex(KEY)
    assert signed[:4] == hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], (text + "\n").encode())


def test_the_verifier_key_names_the_book_and_holds_the_key():
    name, ident, key = verifier_key(HEAD.origin, KEY).split("+", 2)
    assert name == HEAD.origin
    assert ident == key_id(HEAD.origin, KEY)
    assert base64.b64decode(key) == b"\x01" + bytes.fromhex(KEY)


@given(st.lists(st.tuples(heads, signatures), min_size=1, max_size=5), st.sampled_from(["", "\n", "\n\n"]))
def test_notes_come_back_as_they_were_written(signed, between):
    data = between.join(write_note(head, KEY, sig) for head, sig in signed).encode()
    notes = read_notes(data)
    assert [note.head for note in notes] == [head for head, _ in signed]
    assert [note.signatures for note in notes] == [((key_id(head.origin, KEY), sig),) for head, sig in signed]


def test_signatures_of_others_are_passed_over():
    other = base64.b64encode(b"\x00" * 76).decode()
    assert read_notes(f"{NOTE}\u2014 witness.example/w1 {other}\n".encode()) == read_notes(NOTE.encode())


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"", "there is no note"),
        (b"\n\n\n", "there is no note"),
        (NOTE.encode()[:-1], "was cut off"),
        (NOTE.encode().replace(b"\n", b"\r\n"), "control characters"),
        (b"\xff" + NOTE.encode(), "UTF-8"),
        (b" " * (NOTES_BYTES_MAX + 1), "at most 262144 bytes"),
        (b"wedge/S1/B1/e\n1\n", "line 1: a note is at least five lines"),
        (NOTE.replace("wedge/", "Wedge/").encode(), "line 1: names no book"),
        (NOTE.replace("/B1/", "/B1/B2/").encode(), "line 1: names no book"),
        (NOTE.replace("\n230\n", "\n0230\n").encode(), "line 2: the number"),
        (NOTE.replace("\n230\n", "\n0\n").encode(), "line 2: the number"),
        (NOTE.replace("\n230\n", "\n-1\n").encode(), "line 2: the number"),
        (NOTE.replace("\n230\n", "\n9999999999999999\n").encode(), "at least one entry, not for"),
        (NOTE.replace("\n230\n", "\n\u0662\n").encode(), "line 2: the number"),
        (NOTE.replace("=\n", "\n", 1).encode(), "line 3: is not base64"),
        (NOTE.replace("=\n", "=\nan extension\n", 1).encode(), "line 4: is blank"),
        (NOTE.replace("\n\n", "\n").encode(), "line 1: a note is at least five lines"),
        (NOTE.replace("\u2014 ", "- ").encode(), "line 5: no signature"),
        (NOTE.replace("\u2014 wedge/S1/B1/1f0c9e77aa31b2d4", "\u2014 wedge/S1/B2/x").encode(), "line 5: no signature"),
        (NOTE.replace("\u2014 wedge", "\u2014  wedge").encode(), "line 5: a signature is"),
        ((NOTE[:-5] + "!!!!\n").encode(), "line 5: a signature is"),
        ((NOTE + "\u2014 a.example/b AAAAAAAA\n" * 64).encode(), "more than 64 signatures"),
        ((NOTE + "rubbish\n").encode(), "line 6: a note is at least five lines"),
    ],
)
def test_what_is_no_note_is_refused_with_its_line(broken, why):
    with pytest.raises(ValueError, match=why):
        read_notes(broken)


def test_base64_in_another_spelling_is_refused():
    digest = base64.b64encode(bytes.fromhex(HASH)).decode()
    other = digest[:-2] + chr(ord(digest[-2]) + 1) + "="  # the same bytes, with idle bits set
    assert base64.b64decode(other) == bytes.fromhex(HASH)
    with pytest.raises(ValueError, match="line 3: is base64 in another spelling"):
        read_notes(NOTE.replace(digest, other).encode())


BYTES = NOTE.encode()
spoiled = st.builds(
    lambda at, put: BYTES[:at] + put + BYTES[at:], st.integers(0, len(BYTES)), st.binary(min_size=1, max_size=8)
)


@given(st.binary(max_size=400) | spoiled)
def test_whatever_stands_there_it_is_read_or_refused(data):
    try:
        notes = read_notes(data)
    except ValueError:
        return
    assert all(note.signatures for note in notes)


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (("S1", "B 1", "e", 1, HASH), "names no book"),
        (("S1", "B1", "e\n", 1, HASH), "names no book"),
        (("S1", "B1", "e", 0, HASH), "at least one entry"),
        (("S1", "B1", "e", 1, HASH.upper()), "64 hex digits in lower case"),
    ],
)
def test_a_head_that_cannot_be_written_is_refused(head, why):
    with pytest.raises(ValueError, match=why):
        Head(*head)
