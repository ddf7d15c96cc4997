"""Entries: the typed, immutable lines of the ledger.

A decision drafts bodies; the store numbers them, stamps them and chains them. Only a `Movement` changes balances.
The kinds may grow; the chain does not change.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from edge.core.message import Arg
from edge.core.place import Place
from edge.core.read import Moment
from edge.core.reference import DocumentType
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.value import value

MovementType: TypeAlias = Literal[
    "receive", "putaway", "pick", "count", "transfer", "return", "pack", "ship", "kit", "replenish", "adjust", "opening"
]
Witness: TypeAlias = Literal["code", "tag", "weight", "camera"]
Clock: TypeAlias = Literal["synced", "free"]
Kind: TypeAlias = Literal["movement", "count", "outcome", "finding", "evidence", "audit", "clock", "checkpoint"]


@value
class DocLine:
    """The document, and its line where one is meant, that a movement serves."""

    type: Literal[DocumentType, "task"]
    id: str
    line: int | None = None


@value
class Movement:
    """Takes goods, or one whole LPN, from `source` and gives them to `target`. `agree` names who saw it."""

    type: MovementType
    what: Goods | WholeLpn
    source: Place
    target: Place
    doc: DocLine | None = None
    agree: tuple[Witness, ...] = ()
    group: str = ""

    def __post_init__(self) -> None:
        rekeyed = isinstance(self.what, Goods) and self.what.to_key not in (None, self.what.key)
        if self.source == self.target and not rekeyed:
            raise ValueError("a movement changes the place or the stock key")
        if isinstance(self.what, WholeLpn) and self.target == f"lpn:{self.what.lpn}":
            raise ValueError("a handling unit cannot stand in itself")


@value
class CountLine:
    """One stock key of a counted place: what was found and what the book said at the snapshot.

    `serials` are those that were found, of an item that has them.
    """

    key: StockKey
    found: int
    book: int
    serials: tuple[str, ...] = ()


@value
class Count:
    """That a place was checked, also when nothing differed. `snapshot` is the ledger position it holds for, per box."""

    place: Place
    snapshot: Mapping[str, int]
    lines: tuple[CountLine, ...]
    outcome: Literal["agreed", "adjusted", "recount", "review"]
    doc: DocLine | None = None


@value
class Outcome:
    """How a document or one of its lines ended."""

    doc: DocLine
    outcome: Literal["closed", "short", "cancelled"]
    qty: int = 0


@value
class Finding:
    """Something a person must decide: opened once, closed once, under one `finding` id."""

    finding: str
    state: Literal["opened", "closed"]
    code: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    place: Place | None = None
    item: str = ""


@value
class Evidence:
    """What was seen later about an earlier entry (`of`, its id)."""

    of: str
    source: Witness
    verdict: Literal["agrees", "conflicts"]
    args: Mapping[str, Arg] = field(default_factory=dict)


@value
class Audit:
    """Who did what that is not stock: sign-in, override, command, config."""

    act: str
    args: Mapping[str, Arg] = field(default_factory=dict)


@value
class ClockStated:
    """What is known of this boot's clock; readers correct earlier wall times of the boot by `offset_ms`."""

    offset_ms: int
    source: Clock


@value
class Checkpoint:
    """The box's word for the book so far: `head` is the hash of entry `size`, signed (see edge/core/checkpoint.py)."""

    size: int
    head: str
    key: str
    """The public key, 64 hex digits."""
    sig: str
    """Ed25519, 128 hex digits."""


Body: TypeAlias = Movement | Count | Outcome | Finding | Evidence | Audit | ClockStated | Checkpoint


@value
class Draft:
    """An entry as decided: a body, and who answers for it. Time, id and chain are the store's."""

    body: Body
    op: str = ""
    approver: str = ""
    reason: str = ""
    corrects: str = ""


@value
class Stamp:
    """When and by what an input was captured: every entry it leads to carries this."""

    at: Moment
    boot: str
    clock: Clock
    tz: str
    station: str = ""
    devices: tuple[str, ...] = ()


@value
class Entry:
    """One line of the ledger. `hash` is hex SHA-256 over the predecessor's hash and the canonical JSON of the rest."""

    seq: int
    id: str
    recorded_ms: int
    stamp: Stamp
    draft: Draft
    hash: str = ""


def kind_of(body: Body) -> Kind:
    """The wire's word for a body."""
    return _KINDS[type(body)]


_KINDS: dict[type[Body], Kind] = {
    Movement: "movement",
    Count: "count",
    Outcome: "outcome",
    Finding: "finding",
    Evidence: "evidence",
    Audit: "audit",
    ClockStated: "clock",
    Checkpoint: "checkpoint",
}
