"""What was found of the ledger in the order of another field than its number: each entry is read for that field once,
as many a step as its time reaches, and the list is told when all are."""

import time
from array import array
from collections.abc import Callable
from typing import Final, TypeAlias

from edge import control
from edge.shell.desk.trail import Trail
from edge.shell.history.entries import At

SORTED_MAX: Final = 10_000
"""Longer lists are sorted by their numbers alone."""
STEP_S: Final = 0.025

Key: TypeAlias = tuple[int, str]


class Sorting:
    """Of one list as it was found; what is under count is part of what is sorted, and must not change."""

    def __init__(self, trail: Trail, under: frozenset[str]) -> None:
        self.trail, self.under = trail, under
        self._told: list[tuple[Key, At]] = []
        self._rest: list[At] = []
        self._sorted: dict[bool, array[int]] = {}

    def go_on(self, key_of: Callable[[At], Key | None]) -> bool:
        """Read on as far as the time of a step reaches; True when all was read."""
        until = time.monotonic() + STEP_S
        for at in self.trail.places[len(self._told) + len(self._rest) :]:
            if time.monotonic() > until:
                return False
            key = key_of(at)
            if key is None:
                self._rest.append(at)
            else:
                self._told.append((key, at))
        return self.trail.is_whole

    def places(self, *, is_down: bool) -> "array[int]":
        """All of it in order: what has nothing to be sorted by comes last, what ties as it was found."""
        if is_down not in self._sorted:
            told = sorted(self._told, key=lambda one: one[0], reverse=is_down)
            self._sorted[is_down] = array("q", (*(at for _key, at in told), *self._rest))
        return self._sorted[is_down]


def key_of(row: control.EntryRow, name: str) -> Key | None:
    """What a row is sorted by; None for nothing."""
    value = getattr(row, name)
    if value in ("", None):
        return None
    return (value, "") if isinstance(value, int) else (0, value.casefold())
