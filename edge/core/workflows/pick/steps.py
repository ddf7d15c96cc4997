"""The steps of picking; stored with the session.

Several orders may be picked on one walk. A step names the order that is picked for now and its tote; `others` are the
rest of the walk, each with its own tote ('' while it has none). A single order is a walk with no others. Where an order
goes straight to a place, its tote is the unit that has the order's own number (`straight.py`).
"""

from typing import TypeAlias, TypedDict

from edge.core.session import Step
from edge.core.value import value
from edge.core.workflows.allocation import Avoided, OrderLine
from edge.core.workflows.contract import KeyTuple

Load: TypeAlias = tuple[str, str]
"""An order on the walk, and the tote that is filled for it."""


@value
class PickOrder(Step):
    """Which order?"""


@value
class PickTote(Step):
    """Into which tote? `full` is the one that the order had so far."""

    order: str
    others: tuple[Load, ...] = ()
    full: str = ""
    missing: Avoided = ()
    skipped: tuple[OrderLine, ...] = ()


class Shared(TypedDict):
    """What going to the goods and taking them have in common."""

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    missing: Avoided
    others: tuple[Load, ...]
    skipped: tuple[OrderLine, ...]


@value
class PickGo(Step):
    """Go to this bin, and prove it. `source` is the place to take from: the bin itself, or an LPN that stands in it.

    `missing`, here and later, is where the picker stood in vain; `skipped` are lines that were put off.
    """

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    missing: Avoided = ()
    others: tuple[Load, ...] = ()
    skipped: tuple[OrderLine, ...] = ()


@value
class PickItem(Step):
    """Take the goods. `weighed` is what the shelf says was taken, 0 while it says nothing.

    `proved` is 1 once a label of the goods was scanned. `net_mg` is what the labels of `labelled` units weigh together.
    """

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    qty: int = 0
    weighed: int = 0
    serials: tuple[str, ...] = ()
    missing: Avoided = ()
    others: tuple[Load, ...] = ()
    skipped: tuple[OrderLine, ...] = ()
    proved: int = 0
    net_mg: int = 0
    labelled: int = 0


@value
class PickDamaged(Step):
    """How many of the goods in the bin are damaged?"""

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    missing: Avoided = ()
    others: tuple[Load, ...] = ()
    skipped: tuple[OrderLine, ...] = ()


@value
class PickZero(Step):
    """The book says that the bin is empty now: is it?"""

    order: str
    tote: str
    bin: str
    missing: Avoided = ()
    others: tuple[Load, ...] = ()
    skipped: tuple[OrderLine, ...] = ()


@value
class PickWait(Step):
    """All that is left for this line is promised to others: is some of it left over now? `station` has it."""

    order: str
    tote: str
    line: int
    item: str
    station: str
    missing: Avoided = ()
    others: tuple[Load, ...] = ()
    skipped: tuple[OrderLine, ...] = ()


@value
class PickStage(Step):
    """All lines are done: where do the totes go? `stage` '': to any staging place."""

    order: str
    tote: str
    stage: str
    others: tuple[Load, ...] = ()


AtLine: TypeAlias = PickGo | PickItem | PickDamaged
"""The steps at one line."""
Walking: TypeAlias = AtLine | PickZero | PickWait
"""The steps between the totes and the stage."""


def shared(step: AtLine) -> Shared:
    """What the step before or after has in common with this one."""
    return Shared(
        order=step.order,
        tote=step.tote,
        line=step.line,
        bin=step.bin,
        source=step.source,
        key=step.key,
        want=step.want,
        missing=step.missing,
        others=step.others,
        skipped=step.skipped,
    )


def at_goods(step: PickGo | PickItem | PickDamaged) -> PickItem:
    """Before the goods of the line."""
    return step if isinstance(step, PickItem) else PickItem(**shared(step))
