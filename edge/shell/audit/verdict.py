"""What a book is held against, and what verifying it found."""

from dataclasses import dataclass

from edge.shell.audit.witness import Heard, Witness


@dataclass(frozen=True, slots=True)
class Terms:
    """What the store is held against: notes from outside, and the public keys that a person trusts."""

    witnesses: tuple[Witness, ...] = ()
    keys: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    """Files that should hold notes and hold none: a sentence for each."""


@dataclass(frozen=True, slots=True)
class Walked:
    """One epoch, walked."""

    epoch: str
    entries: int
    archived_upto: int
    """The walk began after this entry: what is before it is in the archive."""
    signed_upto: int
    """The last entry under a checkpoint that the box signed."""
    checkpoints: int
    keys: tuple[tuple[int, str], ...]
    """From which checkpoint on which key signed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying the book found. `first_bad` names the first entry that is not as it was written, in `bad_epoch`.

    `suspect_from`: where all hashes were made anew, the entries from this one to `first_bad` may be the changed ones.
    `balances_match`: all derived tables (balances, stock, units, serials, progress, outcomes, findings) are what the
    entries sum to; it says nothing where they were not `folded`, because entries in the archive were not read.
    """

    entries: int
    last_hash: str
    first_bad: int | None
    reason: str
    sum_zero: bool
    balances_match: bool
    folded: bool = True
    suspect_from: int | None = None
    bad_epoch: str = ""
    is_book_bad: bool = False
    """`reason` is about the book, not about a note or a key."""
    walked: tuple[Walked, ...] = ()
    """All epochs, the present one last."""
    heard: tuple[Heard, ...] = ()
    vouched_upto: int = 0
    """The last entry of the present epoch that a note vouches for which is not the box's own head file."""
    outside_upto: int = 0
    """The last one that a note from another disk vouches for."""
    awaited: str = ""
    """Entries of before a restore that a note vouches for and that central has not given back yet."""
    unprotected: tuple[str, ...] = ()
    """What keeps the tables append-only no more: a sentence for each."""
    unusable: tuple[str, ...] = ()
    """Files that should hold notes and hold none."""
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.reason and self.is_book_good and not self.unprotected

    @property
    def is_book_good(self) -> bool:
        """Whether the book holds together by itself, whatever is wrong with a note or a key."""
        return not self.is_book_bad and self.sum_zero and self.balances_match
