"""Central as a witness: what each box signed of its book, believed and kept, and told to whoever asks the box's disk.

    witness  (box, epoch) -> size, head, key, sig      the newest checkpoint that fits the stored chain

The first key that a box signs with in an epoch is its key there. A checkpoint that is signed with another, or does not
fit what is stored, is a fault like others; so is an entry that comes again otherwise than it was signed. What stands
here is not lost with the entries when a backup of central is restored: the box is held to its word.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge.core.checkpoint import Head, Note, read_notes, write_note

SCHEMA = """
CREATE TABLE IF NOT EXISTS witness (
    box TEXT, epoch TEXT, size INTEGER NOT NULL, head TEXT NOT NULL, key TEXT NOT NULL, sig TEXT NOT NULL,
    PRIMARY KEY (box, epoch));
"""
_PUT = (
    "INSERT INTO witness VALUES (?,?,?,?,?,?) ON CONFLICT (box, epoch) "
    "DO UPDATE SET size=excluded.size, head=excluded.head, sig=excluded.sig"
)
_MARK = b'"kind":"checkpoint"'


class Witnesses:
    """Works on the open transaction of central's store."""

    def __init__(self, db: sqlite3.Connection, site: str) -> None:
        self._db, self._site = db, site

    def follow(self, box: str, epoch: str, seq: int, previous: str, digest: str, body: bytes) -> str:
        """Look at the next entry of a chain; what is wrong with it, '' for nothing."""
        held = self._held(box, epoch)
        if held is not None and held[0] == seq and held[1] != digest:
            return f"the box has signed another entry {seq}"
        fields = _checkpoint(body)
        if fields is None:
            return ""
        try:
            head, key, sig = self._read(box, epoch, fields)
        except (KeyError, TypeError, ValueError) as error:
            return f"is no checkpoint: {error}"
        if not _is_signed(head, key, sig):
            return "the checkpoint is not signed with the key it names"
        if held is not None and held[2] != key:
            return "the checkpoint is signed with another key than the box's first"
        if (head.size, head.hash) != (seq - 1, previous):
            return "the checkpoint does not fit the entries before it"
        if held is None or head.size > held[0]:
            self._db.execute(_PUT, (box, epoch, head.size, head.hash, key, sig))
        return ""

    def other(self, box: str, epoch: str, body: bytes) -> str:
        """Look at an entry that is stored already, otherwise; what that proves of the box, '' for nothing."""
        held, fields = self._held(box, epoch), _checkpoint(body)
        if held is None or fields is None:
            return ""
        try:
            head, key, sig = self._read(box, epoch, fields)
        except (KeyError, TypeError, ValueError):
            return ""
        if key != held[2] or not _is_signed(head, key, sig):
            return ""
        return f"the box signs {head.size} entries of another book, after it had signed {held[0]} of this one"

    def notes(self, box: str) -> dict[str, str]:
        """The newest note of each epoch of a box, in the order in which they began."""
        rows = self._db.execute("SELECT epoch, size, head, key, sig FROM witness WHERE box=? ORDER BY rowid", (box,))
        return {
            epoch: write_note(Head(self._site, box, epoch, size, head), key, sig)
            for epoch, size, head, key, sig in rows
        }

    def boxes(self) -> list[str]:
        return [str(box) for (box,) in self._db.execute("SELECT DISTINCT box FROM witness ORDER BY box")]

    def _held(self, box: str, epoch: str) -> tuple[int, str, str] | None:
        text = "SELECT size, head, key FROM witness WHERE box=? AND epoch=?"
        row = self._db.execute(text, (box, epoch)).fetchone()
        return None if row is None else (int(row[0]), str(row[1]), str(row[2]))

    def _read(self, box: str, epoch: str, fields: dict[str, Any]) -> tuple[Head, str, str]:
        head = Head(self._site, box, epoch, fields["size"], fields["head"])
        write_note(head, fields["key"], fields["sig"])
        return head, fields["key"], fields["sig"]


def put_notes(folder: Path, box: str, notes: dict[str, str]) -> None:
    """Write a box's notes as `{box}.note` where one has grown; one never goes back. Raises `ValueError`."""
    path = folder / f"{box}.note"
    there = _there(path)
    kept = {epoch: there.pop(epoch, "") for epoch in notes}
    grown = {epoch: note if _size(note) > _size(kept[epoch]) else kept[epoch] for epoch, note in notes.items()}
    if grown == kept:
        return
    try:
        _replace(path, "".join([*there.values(), *grown.values()]).encode())
    except OSError as error:
        raise ValueError(f"the witness {path} cannot be written: {error.strerror}") from error


def _there(path: Path) -> dict[str, str]:
    """What stands in a file of notes, by epoch."""
    try:
        data = path.read_bytes() if path.exists() else b"\n"
        texts = [part for part in data.decode().replace("\nwedge/", "\n\0wedge/").split("\0") if part.strip()]
        return {note.head.epoch: text for text in texts for note in read_notes(text.encode())}
    except OSError as error:
        raise ValueError(f"the witness {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"the witness {path} is no file of signed notes ({error}); move it away") from error


def _size(text: str) -> int:
    notes: Iterable[Note] = read_notes(text.encode()) if text else ()
    return max((note.head.size for note in notes), default=0)


def _replace(path: Path, data: bytes) -> None:
    """At any moment the old file or the new one is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _checkpoint(body: bytes) -> dict[str, Any] | None:
    if _MARK not in body:
        return None
    fields = json.loads(body)
    return fields if isinstance(fields, dict) and fields.get("kind") == "checkpoint" else None


def _is_signed(head: Head, key: str, sig: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(sig), head.text)
    except (InvalidSignature, ValueError):
        return False
    return True
