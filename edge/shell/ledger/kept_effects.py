"""What effects left behind: where devices were moved to, and which shelves have a step waiting. Most ask in vain."""

from typing import Final

from edge.core.decision import Effect, HoldStep, MoveDevice
from edge.core.event import ShelfStep
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.shelf_steps import load_shelf_step

KEPT_MAX: Final = 20_000


class KeptEffects:
    """Answers kept until an effect is written. The store's view tells it of each, and of every rollback."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._stations: dict[str, str] = {}
        self._not_held: set[str] = set()
        """Locations where no shelf step waits."""

    def wrote(self, effect: Effect) -> None:
        """An effect was written."""
        if isinstance(effect, MoveDevice):
            self._stations.clear()
        elif isinstance(effect, HoldStep):
            self._not_held.discard(effect.step.location)

    def forget(self) -> None:
        """What was told may not have come to be."""
        self._stations.clear()
        self._not_held.clear()

    def station_of(self, device: str) -> str:
        """The station that a device was moved to; '' where it is at its own."""
        if (kept := self._stations.get(device)) is None:
            row = self._cursor.execute(q.DEVICE_AT, {"key": device}).fetchone()
            kept = self._stations[device] = str(row[0]) if row else ""
        return kept

    def held_steps(self, location: str) -> list[ShelfStep]:
        """The shelf steps that wait for a word at a location."""
        if location in self._not_held:
            return []
        found = [load_shelf_step(body) for (body,) in self._cursor.execute(q.HELD, {"key": location}).fetchall()]
        if not found:
            if len(self._not_held) >= KEPT_MAX:
                self._not_held.clear()
            self._not_held.add(location)
        return found
