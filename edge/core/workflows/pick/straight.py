"""Straight to a place, without a tote: what lies there for an order is a unit that has the order's own number.

    PickTote -a stage, or a dock-> the unit stands there, and is filled like a tote; the place is scanned instead of it

So packing and shipping find the goods by what they serve, like those in any tote; the order's own paper is the label.
"""

import re
from typing import Final

from edge.core.place import TRUCK, Place
from edge.core.view import View
from edge.core.workflows.pick.steps import Load

KINDS: Final = ("stage", "dock")
"""The kinds of locations that an order may be picked straight to."""
_PLATE: Final = re.compile(r"[!-~]{1,40}")


def may_be_unit(order: str) -> bool:
    """Whether an order's number can be that of a unit."""
    return _PLATE.fullmatch(order) is not None and not order.startswith(TRUCK)


def place_of(view: View, load: Load) -> str:
    """The location where the goods of an order lie without a tote; '' for one with a tote."""
    order, tote = load
    state = view.lpn(tote) if order == tote else None
    stands = Place(state.location) if state is not None else None
    return stands.code if stands is not None and stands.kind == "loc" else ""


def target_of(view: View, load: Load) -> str:
    """What is scanned when goods are put down for an order: its tote, or the place."""
    return place_of(view, load) or load[1]
