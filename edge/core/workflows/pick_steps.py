"""The steps of picking; stored with the session."""

from dataclasses import dataclass
from typing import TypedDict

from edge.core.session import Step
from edge.core.workflows.allocation import Avoided
from edge.core.workflows.contract import KeyTuple


@dataclass(frozen=True, slots=True)
class PickOrder(Step):
    """Which order?"""


@dataclass(frozen=True, slots=True)
class PickTote(Step):
    """Into which tote?"""

    order: str


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


@dataclass(frozen=True, slots=True)
class PickGo(Step):
    """Go to this bin, and prove it. `source` is the place to take from: the bin itself, or an LPN that stands in it."""

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    missing: Avoided = ()


@dataclass(frozen=True, slots=True)
class PickItem(Step):
    """Take the goods. `weighed` is what the shelf says was taken, 0 while it says nothing.

    `missing`, here and before, is where the picker stood in vain.
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


def shared(step: PickGo | PickItem) -> Shared:
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
    )


@dataclass(frozen=True, slots=True)
class PickStage(Step):
    """All lines are done: where does the tote go?"""

    order: str
    tote: str
    stage: str
