"""Walking one chain of entries: each continues the one before it, checkpoints fit and are signed, witnesses agree.

An entry that was changed does not fit its own hash. Where all hashes after it were made anew, what was signed before
does not fit any more: then it is known between which two entries somebody was at work.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import orjson

from edge.core.canonical import canonical
from edge.core.checkpoint import Head, origin, write_note
from edge.core.entry_json import chain, genesis
from edge.shell.audit.signing import is_signed
from edge.shell.audit.witness import Heard, Result, Witness, is_vouched

Row: TypeAlias = tuple[int, str, str, str, str]
"""seq, id, kind, body, hash: as stored."""
KEY_CHANGED: Final = "key-changed"
"""The act of the audit entry that announces another key."""
RESTORED: Final = "restored"
"""The act of the audit entry with which an epoch begins after a restore: what it goes on from."""


class BadEntry(Exception):  # noqa: N818  # it is a finding, and the walk's end
    """Entry `seq` is not as it was written; `since` is the first that may not be, where that is not known exactly.

    `epoch`: of which epoch, where that is not the one that is walked.
    """

    def __init__(self, seq: int, reason: str, since: int | None = None, epoch: str = "") -> None:
        super().__init__(reason)
        self.seq, self.reason, self.since, self.epoch = seq, reason, since, epoch


class Chain:
    """One epoch's chain, from its beginning or from where an archive ended. Raises `BadEntry` at the first bad one."""

    def __init__(
        self, site: str, box: str, epoch: str, witnesses: Sequence[Witness], trusted: Sequence[str] = ()
    ) -> None:
        self.site, self.box, self.epoch = site, box, epoch
        self.seq, self.hash = 0, genesis(site, box, epoch)
        self.began_after = 0
        self.checkpoints, self.signed_upto, self.vouched = 0, 0, 0
        """How many; up to where the box signed; up to where it or a witness speaks for what was walked."""
        self.keys: list[tuple[int, str]] = []
        """The checkpoint from which on each key signed."""
        self.follows: list[Mapping[str, Any]] = []
        """What it says it goes on from: `epoch`, `upto` and `hash`."""
        self._announced: object = None
        self._witnesses = [one for one in witnesses if one.note.head.origin == origin(site, box, epoch)]
        self._at: dict[int, list[Witness]] = {}
        for one in self._witnesses:
            self._at.setdefault(one.note.head.size, []).append(one)
        self._trusted = tuple(trusted)
        self._unheard: list[tuple[Witness, str]] = []
        """Notes that no key known so far signed, each with the hash of the entry that it speaks of."""

    def begin_after(self, seq: int, digest: str) -> None:
        """Begin behind what is in an archive and is not read."""
        self.seq, self.hash, self.began_after = seq, digest, seq
        self._hear(seq, digest)

    def take(self, row: Row) -> dict[str, Any]:
        """The fields of the next entry, once it fits."""
        seq, ident, kind, body, digest = row
        if seq != self.seq + 1:
            raise BadEntry(self.seq + 1, f"entry {self.seq + 1} is missing, the next one there is {seq}")
        try:
            data = body.encode()
        except UnicodeEncodeError as error:
            raise BadEntry(seq, f"entry {seq} is not an entry: its text is no UTF-8") from error
        fields = _fields(seq, data)
        if (fields.get("seq"), fields.get("id"), fields.get("kind")) != (seq, ident, kind):
            raise BadEntry(seq, f"entry {seq} does not say what its row says")
        if chain(self.hash, data) != digest:
            raise BadEntry(seq, f"entry {seq} or the hash before it was changed")
        if kind == "checkpoint":
            self._checkpoint(seq, fields)
        elif kind == "audit" and fields.get("act") == KEY_CHANGED:
            self._announced = fields.get("args")
        elif kind == "audit" and fields.get("act") == RESTORED and _is_position(fields.get("args")):
            self.follows.append(fields["args"])
        self.seq, self.hash = seq, digest
        if seq in self._at:
            self._hear(seq, digest)
        return fields

    def end(self) -> None:
        """Nothing that somebody vouches for is missing at the end. A note was made from the entry after its last."""
        unheard, self._unheard = self._unheard, []
        for one, digest in unheard:
            self._compare(one, digest)
        last = self.missing()
        if last is None:
            return
        size, file = last.note.head.size, last.file
        if size > self.seq:
            raise BadEntry(self.seq + 1, f"entry {self.seq + 1} is missing: {file} vouches for entries up to {size}")
        raise BadEntry(
            self.seq + 1, f"entry {self.seq + 1} is missing: it is the checkpoint that the note in {file} is from"
        )

    def missing(self) -> Witness | None:
        """The witness that vouches for the most, where that is more than there is."""
        beyond = [one for one in self._witnesses if one.note.head.size >= max(self.seq, 1) and self._is_believed(one)]
        return max(beyond, key=lambda one: one.note.head.size, default=None)

    @property
    def announced_key(self) -> str:
        """The key to which the last one that signed gives way, by an entry after its last checkpoint; '' for none."""
        args = self._announced
        if not isinstance(args, dict) or not self.keys or args.get("from") != self.keys[-1][1]:
            return ""
        return str(args.get("to", ""))

    def heard(self, keys: Sequence[str]) -> list[Heard]:
        """What came of this chain's witnesses; `keys` are trusted beside those of its own checkpoints."""
        known = [*keys, *(key for _seq, key in self.keys)]
        return [Heard(one, self._result(one, known)) for one in self._witnesses]

    def _result(self, witness: Witness, keys: Sequence[str]) -> Result:
        size = witness.note.head.size
        if size < self.began_after:
            return "archived"
        if not is_vouched(witness.note, keys) and (keys or size <= self.seq):
            return "unsigned"
        return "agrees" if size <= self.vouched else "not reached"

    def _hear(self, seq: int, digest: str) -> None:
        for witness in self._at.get(seq, ()):
            if is_vouched(witness.note, self._keys()):
                self._compare(witness, digest)
            else:
                self._unheard.append((witness, digest))

    def _hear_again(self) -> None:
        """With one more key."""
        unheard, self._unheard = self._unheard, []
        for one, digest in unheard:
            if is_vouched(one.note, self._keys()):
                self._compare(one, digest)
            else:
                self._unheard.append((one, digest))

    def _compare(self, witness: Witness, digest: str) -> None:
        """What a note says counts for nothing where its own signature does not fit."""
        size = witness.note.head.size
        if witness.note.head.hash != digest and self._is_believed(witness):
            raise self._rewritten(size, f"{witness.file} vouches for another entry {size}")
        if self._is_believed(witness):
            self.vouched = max(self.vouched, size)

    def _is_believed(self, witness: Witness) -> bool:
        """Signed with a known key; where none is known at all, nothing contradicts it."""
        keys = self._keys()
        return not keys or is_vouched(witness.note, keys)

    def _keys(self) -> list[str]:
        return [*self._trusted, *(key for _seq, key in self.keys)]

    def _checkpoint(self, seq: int, fields: dict[str, Any]) -> None:
        try:
            head = Head(self.site, self.box, self.epoch, fields["size"], fields["head"])
            key, sig = str(fields["key"]), str(fields["sig"])
            write_note(head, key, sig)  # in the one spelling that a note has
        except (KeyError, TypeError, ValueError) as error:
            raise BadEntry(seq, f"entry {seq} is no checkpoint: {error}") from error
        if not is_signed(head.text, key, sig):
            raise self._rewritten(seq, f"the checkpoint {seq} is not signed with the key it names")
        if (head.size, head.hash) != (self.seq, self.hash):
            raise self._rewritten(seq, f"the checkpoint {seq} was signed for another entry {head.size}")
        self._key(seq, key)
        self.checkpoints += 1
        self.signed_upto = self.vouched = head.size

    def _key(self, seq: int, key: str) -> None:
        if self.keys and self.keys[-1][1] == key:
            return
        if self.keys and self._announced != {"from": self.keys[-1][1], "to": key}:
            why = f"the checkpoint {seq} is signed with another key than those before it, and no entry announces it"
            raise self._rewritten(seq, why)
        self.keys.append((seq, key))
        self._hear_again()

    def _rewritten(self, seq: int, why: str) -> BadEntry:
        first = self.vouched + 1
        which = f"entry {seq}" if first >= seq else f"one of the entries {first} to {seq}"
        return BadEntry(seq, f"{why}: {which} was rewritten, and all hashes after it made anew", since=first)


def check_marks(marks: Sequence[tuple[int, int, str, str]], beginning: str) -> tuple[int, str]:
    """Where the archive ends. Its runs follow on one another."""
    upto, digest = 0, beginning
    for first, last, previous, ended in marks:
        if (first, previous) != (upto + 1, digest):
            raise BadEntry(upto + 1, f"entry {upto + 1} is missing: the archive goes on with {first}")
        upto, digest = last, ended
    return upto, digest


def _is_position(args: Any) -> bool:
    return isinstance(args, dict) and isinstance(args.get("upto"), int) and isinstance(args.get("epoch"), str)


def _fields(seq: int, data: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(data)
        same = canonical(fields) == data
    except (ValueError, TypeError) as error:
        raise BadEntry(seq, f"entry {seq} is not an entry: {error}") from error
    if not same or not isinstance(fields, dict):
        raise BadEntry(seq, f"entry {seq} does not say what its row says")
    return fields
