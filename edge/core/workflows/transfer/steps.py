"""The steps of a transfer; stored with the session. Places are written as in the ledger."""

from typing import TypeAlias

from edge.core.changed import changed
from edge.core.decision import CONFIRMED
from edge.core.session import Leave, Session, Step
from edge.core.value import value
from edge.core.workflows.contract import KeyTuple

Lent: TypeAlias = tuple[tuple[str, str, str], ...]
"""What was allowed earlier in an act and holds until its goods are booked: rule, reason, approver."""


@value
class TransferFrom(Step):
    """Where from, or which unit?"""


@value
class TransferItem(Step):
    """What of this place? `target` is where the last goods went: `done` sends the next there too."""

    source: str
    target: str = ""


@value
class TransferQuantity(Step):
    """How many, and where to? `status` is what they become on the way, '' for what they are."""

    source: str
    key: KeyTuple
    qty: int
    target: str = ""
    serials: tuple[str, ...] = ()
    status: str = ""
    lent: Lent = ()


@value
class TransferUnit(Step):
    """Where does this unit go, or what is taken out of it? `source` is the place that is being emptied, '' for none."""

    lpn: str
    source: str = ""
    target: str = ""


@value
class TransferAll(Step):
    """Where does all go that stands in this place?"""

    source: str


def lend(session: Session, lent: Lent) -> Session:
    """The session with what was allowed earlier in the act."""
    earlier = tuple(Leave(*one) for one in lent)
    more = tuple(one for one in session.leaves if one not in earlier)
    return changed(session, leaves=(*earlier, *more)) if earlier else session


def lent(session: Session) -> Lent:
    """What is allowed now, as a step keeps it."""
    return tuple((one.rule, one.reason, one.approver) for one in session.leaves if one.rule != CONFIRMED)
