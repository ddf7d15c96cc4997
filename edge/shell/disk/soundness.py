"""Soundness: the store is looked through by a child after an unclean stop and each night; damage stops all work."""

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from edge import control
from edge.core.read import Moment
from edge.shell.disk.children import Ended
from edge.shell.disk.damage import REMEDY, damage_of
from edge.shell.disk.standstill import ALARM
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Done

log = logging.getLogger("wedge.store")

LOOK_MS: Final = 60_000


class Soundness(Chore):
    """What is known of the store's file. Owned by the loop; `passed` is told of each good check."""

    def __init__(self, store: Path, epoch: str, passed: Callable[[], None]) -> None:
        self._store, self._epoch, self._passed = store, epoch, passed
        self._next_ms: int | None = None
        self.damage = ""
        """What is wrong with it; '' for nothing."""
        self._found(damage_of(store, epoch))

    def checked(self, ended: Ended) -> bool:
        """Take the answer of `wedge ledger check --json`. False where the check itself came to nothing."""
        try:
            said: dict[str, Any] = json.loads(ended.out)
            good, faults = bool(said["good"]), [str(one) for one in said["faults"]]
        except (ValueError, KeyError, TypeError):
            return False
        if good:
            log.info("the store was looked through: it is good")
            self._passed()
        else:
            self._found("; ".join(faults[:3]))
        return True

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - it looks for the mark
        """A check by hand may have found something too."""
        if self._next_ms is None or now.mono_ms >= self._next_ms:
            self._next_ms = now.mono_ms + LOOK_MS
            self._found(damage_of(self._store, self._epoch))

    def alarm(self) -> control.Text | None:
        return ALARM if self.damage else None

    def _found(self, damage: str) -> None:
        if damage and not self.damage:
            log.critical("THE STORE IS DAMAGED, no work is done on it: %s: %s. %s", self._store, damage, REMEDY)
            self.damage = damage
