"""The steps of packing; stored with the session."""

from typing import TypeAlias

from edge.core.session import Step
from edge.core.value import value
from edge.core.workflows.contract import KeyTuple

Checked: TypeAlias = tuple[KeyTuple, int, tuple[str, ...]]
"""Goods that were checked: their stock key, how many, and their serial numbers where they have some."""


@value
class PackWhat(Step):
    """Which order, or which tote? `packed` and what follows are the package done last: its label prints again.

    `whole` is its order, where that was the last of its packages.
    """

    packed: str = ""
    weighed_mg: int = 0
    number: int = 0
    of: int = 0
    whole: str = ""


@value
class PackTote(Step):
    """Which of the order's totes?"""

    order: str


@value
class PackBox(Step):
    """Into what? `number` counts the order's packages; `packed` is the one before this one, if there was one."""

    order: str
    tote: str
    number: int
    packed: str = ""
    weighed_mg: int = 0


@value
class PackPlate(Step):
    """Which plate does the box get?"""

    order: str
    tote: str
    number: int
    box_type: str


@value
class PackItems(Step):
    """Each piece is scanned. `box` is the tote itself where no box is used; `weighed_mg` is what a scale said last."""

    order: str
    tote: str
    number: int
    box: str
    box_type: str = ""
    checked: tuple[Checked, ...] = ()
    weighed_mg: int = 0


@value
class PackWeigh(Step):
    """Onto the scale. `more`: the tote is not empty yet, another box follows. `moved` is the entry that is weighed.

    `seen`: something was put on the empty scale since this is asked.
    """

    order: str
    tote: str
    number: int
    box: str
    box_type: str
    moved: str
    more: bool = False
    weighed_mg: int = 0
    seen: int = 0
