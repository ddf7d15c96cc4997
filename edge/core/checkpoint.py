"""Checkpoints: the box's signed word for its book so far, as an entry of the chain and as a note for a witness.

    wedge/S1/B1/1f0c9e77aa31b2d4          origin: whose book, and which epoch of it
    230                                   size: how many entries
    q83vEjRWeJCrze8SNFZ4kKvN7xI0Vni...=   the hash of entry 230

    — wedge/S1/B1/1f0c9e77aa31b2d4 Az3grlgt...=      key id and signature over the three lines above

A note is a C2SP signed note (c2sp.org/signed-note) in the form of c2sp.org/tlog-checkpoint; what stands there for a
Merkle root is here the hash of a chain. The entry's `sig` is the signature of that same text: a note can be made from
the entry by whoever has it.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Final

from edge.core.canonical import INTEGER_MAX
from edge.core.value import value

NOTES_BYTES_MAX: Final = 256 * 1024
"""A file of notes is no longer than this."""
SIGNATURES_MAX: Final = 64
"""Signature lines of one note: others may have signed it too."""

_ORIGIN: Final = re.compile(r"wedge/([A-Za-z0-9_.-]{1,32})/([A-Za-z0-9_.-]{1,32})/([A-Za-z0-9_.-]{1,64})\Z")
_SIZE: Final = re.compile(r"[1-9][0-9]{0,15}\Z")
_HEX_32: Final = re.compile(r"[0-9a-f]{64}\Z")
_HEX_64: Final = re.compile(r"[0-9a-f]{128}\Z")
_SIGNATURE: Final = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/=]{8,8192})\Z")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_SIG_BYTES: Final = 64


@value
class Head:
    """How far a book is: the hash (hex) of its entry `size`. Raises `ValueError` for what cannot be written."""

    site: str
    box: str
    epoch: str
    size: int
    hash: str

    def __post_init__(self) -> None:
        if not _ORIGIN.match(self.origin):
            raise ValueError(f"{self.origin[:80]!r} names no book: it is wedge/SITE/BOX/EPOCH")
        if not 0 < self.size <= INTEGER_MAX:
            raise ValueError(f"a checkpoint is for at least one entry, not for {self.size}")
        if not _HEX_32.match(self.hash):
            raise ValueError("the hash of an entry is 64 hex digits in lower case")

    @property
    def origin(self) -> str:
        return origin(self.site, self.box, self.epoch)

    @property
    def text(self) -> bytes:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(bytes.fromhex(self.hash)).decode()}\n".encode()


@value
class Note:
    """A head and the box's signatures of it: key id and signature, both in hex."""

    head: Head
    signatures: tuple[tuple[str, str], ...]


def origin(site: str, box: str, epoch: str) -> str:
    """The name of one book: of one epoch of one box."""
    return f"wedge/{site}/{box}/{epoch}"


def key_id(name: str, key: str) -> str:
    """The four bytes, in hex, by which a note names a public key (hex). c2sp.org/signed-note, "Ed25519 signatures"."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + _key_bytes(key)).digest()[:_KEY_ID_BYTES].hex()


def verifier_key(name: str, key: str) -> str:
    """A public key as verifiers of signed notes take it: name, key id and key."""
    return f"{name}+{key_id(name, key)}+{b64encode(_ED25519 + _key_bytes(key)).decode()}"


def write_note(head: Head, key: str, sig: str) -> str:
    """The note of a head signed with a key (both hex). Raises `ValueError` for what is no key or no signature."""
    if not _HEX_64.match(sig):
        raise ValueError("an Ed25519 signature is 128 hex digits in lower case")
    line = b64encode(bytes.fromhex(key_id(head.origin, key) + sig)).decode()
    return f"{head.text.decode()}\n— {head.origin} {line}\n"


def read_notes(data: bytes) -> list[Note]:
    """The notes of a file, one after the other; blank lines between them do no harm. At least one.

    Raises `ValueError`: the sentence names the line. Signatures of others than the box are passed over.
    """
    lines = _lines(data)
    notes: list[Note] = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        note, at = _note(lines, at)
        notes.append(note)
    if not notes:
        raise ValueError("there is no note in it")
    return notes


def _lines(data: bytes) -> list[str]:
    if len(data) > NOTES_BYTES_MAX:
        raise ValueError(f"notes are at most {NOTES_BYTES_MAX} bytes, these are {len(data)}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ValueError("a note is UTF-8 text, this is not") from error
    if _CONTROL.search(text):
        raise ValueError("a note has no control characters in it, this has")
    if text and not text.endswith("\n"):
        raise ValueError("the last line of a note ends with a newline; this one was cut off")
    return text.split("\n")[:-1]


def _note(lines: Sequence[str], at: int) -> tuple[Note, int]:
    """The note that begins at a line, and the line after it."""
    if len(lines) < at + 5:
        raise ValueError(f"line {at + 1}: a note is at least five lines: origin, size, hash, a blank one, a signature")
    name, size, digest, blank = lines[at : at + 4]
    if not (named := _ORIGIN.match(name)):
        raise ValueError(f"line {at + 1}: names no book: it is wedge/SITE/BOX/EPOCH")
    if not _SIZE.match(size):
        raise ValueError(f"line {at + 2}: the number of entries is a decimal number without a leading zero")
    if blank:
        raise ValueError(f"line {at + 4}: is blank in the note of a box")
    head = Head(named[1], named[2], named[3], int(size), _bytes(digest, at + 3, 32).hex())
    signatures, end = _signatures(lines, at + 4, name)
    if not signatures:
        raise ValueError(f"line {at + 5}: no signature of {name} is there")
    return Note(head, signatures), end


def _signatures(lines: Sequence[str], at: int, name: str) -> tuple[tuple[tuple[str, str], ...], int]:
    own: list[tuple[str, str]] = []
    began = at
    while at < len(lines) and lines[at].startswith("—"):
        if at - began >= SIGNATURES_MAX:
            raise ValueError(f"line {at + 1}: more than {SIGNATURES_MAX} signatures")
        if not (found := _SIGNATURE.match(lines[at])):
            raise ValueError(f"line {at + 1}: a signature is a dash, a name and base64")
        signed = _bytes(found[2], at + 1)
        if found[1] == name and len(signed) == _KEY_ID_BYTES + _SIG_BYTES:
            own.append((signed[:_KEY_ID_BYTES].hex(), signed[_KEY_ID_BYTES:].hex()))
        at += 1
    return tuple(own), at


def _bytes(text: str, line: int, length: int | None = None) -> bytes:
    """What base64 says, in its one spelling."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"line {line}: is not base64") from error
    if b64encode(data).decode() != text:
        raise ValueError(f"line {line}: is base64 in another spelling than the one it has")
    if length is not None and len(data) != length:
        raise ValueError(f"line {line}: is {len(data)} bytes, not {length}")
    return data


def _key_bytes(key: str) -> bytes:
    if not _HEX_32.match(key):
        raise ValueError("a public key is 64 hex digits in lower case")
    return bytes.fromhex(key)
