"""Allocation: which stock an order's lines are picked from. First expired, first received, then on the way.

What other stations were sent for, and what this act takes already, is not given out twice; expired goods are never
given out, nor is what the picker found missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from edge.core.reference import Document, Line, LocationInfo
from edge.core.stock import Balance
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, key_tuple

Claims: TypeAlias = Mapping[tuple[str, KeyTuple], int]
"""Units that are spoken for, by place and stock key."""
Avoided: TypeAlias = tuple[tuple[str, str], ...]
"""Places and the item that was found missing there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line, the stock it is picked from next, and how much of it."""

    line: int
    bin: LocationInfo
    balance: Balance
    want: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line that no stock is left for. `was_missing`: a picker stood before it in vain."""

    line: Line
    left: int
    was_missing: bool


def allocate(
    view: View, document: Document, today: str, moved: Mapping[int, int], claims: Claims, avoid: Avoided
) -> tuple[Choice | None, list[Lacking]]:
    """The nearest choice on the way, and the open lines that have none. `moved` are units this act adds to a line."""
    progress, closed = view.progress("order", document.id), view.closed_lines("order", document.id)
    choices: list[Choice] = []
    lacking: list[Lacking] = []
    for line in document.lines:
        left = line.qty - progress.get(line.line, 0) - moved.get(line.line, 0)
        if left <= 0 or line.line in closed:
            continue
        choice = _choose(view, line, left, today, claims, avoid)
        if choice is not None:
            choices.append(choice)
        else:
            lacking.append(Lacking(line, left, any(item == line.item for _, item in avoid)))
    return min(choices, key=lambda one: (one.bin.walk, one.bin.code, one.line), default=None), lacking


def _choose(view: View, line: Line, left: int, today: str, claims: Claims, avoid: Avoided) -> Choice | None:
    for info, balance in view.pickable(line.item, line.lot, today):
        if (balance.place, balance.key.item) in avoid:
            continue
        available = balance.qty - claims.get((balance.place, key_tuple(balance.key)), 0)
        if available > 0:
            return Choice(line.line, info, balance, min(left, available))
    return None
