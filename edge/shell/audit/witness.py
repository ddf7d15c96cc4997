"""Witnesses: signed notes kept outside the store, and what verifying made of each.

A note counts as outside only when its file is on another disk than the store, whoever names it. One that fits no known
key says nothing about the book.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from edge.core.checkpoint import NOTES_BYTES_MAX, Note, key_id, read_notes
from edge.shell.audit.signing import is_signed

Result: TypeAlias = Literal["agrees", "foreign", "unsigned", "archived", "not reached"]


class WitnessError(ValueError):
    """A file that cannot be read; the sentence names it."""


class NoNotesError(WitnessError):
    """A file that holds no notes."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One note, and where it is from."""

    file: str
    note: Note
    outside: bool = True
    """On another disk than the store."""
    own: bool = False
    """The box's own head file."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one witness.

    `foreign`: of another book. `unsigned`: signed with no key that is known here, or not at all. `archived`: it speaks
    of entries in the archive, which were not read. `not reached`: a bad entry comes before, or entries up to there are
    still to be pulled back from central.
    """

    witness: Witness
    result: Result


def read_witnesses(path: Path, *, outside: bool = True, own: bool = False) -> list[Witness]:
    """The notes in a file. Raises `WitnessError`."""
    try:
        with path.open("rb") as file:
            data = file.read(NOTES_BYTES_MAX + 1)
        notes = read_notes(data)
    except OSError as error:
        raise WitnessError(f"the witness {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise NoNotesError(f"the witness {path} is no file of signed notes: {error}") from error
    return [Witness(str(path), note, outside, own) for note in notes]


def beside(head_file: Path, store: Path) -> list[Witness]:
    """The notes of the box's own head file, where there is one. Raises `WitnessError`."""
    if not head_file.exists():
        return []
    return read_witnesses(head_file, outside=is_outside(head_file, store), own=True)


def is_outside(file: Path, store: Path) -> bool:
    """Whether a file is on another disk than the store."""
    try:
        return file.stat().st_dev != store.stat().st_dev
    except OSError:
        return False


def is_vouched(note: Note, keys: Iterable[str]) -> bool:
    """Whether a note is signed with one of these public keys. One that is signed with a known key, wrongly, is not."""
    head = note.head
    known = {key_id(head.origin, key): key for key in keys}
    results = [is_signed(head.text, known[ident], sig) for ident, sig in note.signatures if ident in known]
    return bool(results) and all(results)


def vouched_upto(heard: Sequence[Heard], epoch: str, *, outside: bool = False) -> int:
    """The last entry of an epoch that a note vouches for which is no head file of the box on the store's own disk.

    `outside`: only notes on another disk than the store count.
    """
    agreed = (one.witness for one in heard if one.result == "agrees")
    counted = (one.note.head for one in agreed if one.outside or not (one.own or outside))
    return max((head.size for head in counted if head.epoch == epoch), default=0)
