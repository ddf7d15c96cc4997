"""Work that waits for room: what the store refused stays here, in order, and is tried again each second.

    refused -> room is made (`room.py`) -> the same again -> refused still -> held ... each second ... -> done, in order

Nothing of it was answered, and nothing is dropped. What comes after stays in the inbox, where its producers wait; only
what no hand scanned (passages, acknowledgements) is added here, up to a limit.
"""

from collections.abc import Sequence
from typing import Final

from edge.core.read import Moment
from edge.shell.disk.room import Room
from edge.shell.loop.work import Done, Work
from edge.shell.loop.writing import StoreRefused, Writer

RETRY_MS: Final = 1_000
HELD_MAX: Final = 1_000
"""Beyond so many, passages stay in their zones and acknowledgements are not heard: central says them again."""
BATCH_MAX: Final = 100


class Waiting:
    """The writer, and what it could not write. Owned by the loop. Raises `sqlite3.Error` for all but a full disk."""

    def __init__(self, writer: Writer, room: Room) -> None:
        self._writer, self._room = writer, room
        self._held: list[Work] = []
        self._retry_ms = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def takes_more(self) -> bool:
        return len(self._held) < HELD_MAX

    def due_ms(self) -> int | None:
        """When to try again; None while nothing is held."""
        return self._retry_ms if self._held else None

    def run(self, works: Sequence[Work], now: Moment) -> list[Done]:
        """Commit what was held, then `works`; gives what was done. What was refused is held."""
        was_held = bool(self._held)
        if was_held and now.mono_ms < self._retry_ms:
            self._held += works
            return []
        left, self._held = [*self._held, *works], []
        done = self._try(left[:1] if was_held else left, left[1:] if was_held else [], now)
        if was_held and not self._held:
            done += self._try_all(left[1:], now)
        if was_held and not self._held:
            self._room.works_again(now)
        return done

    def _try_all(self, works: Sequence[Work], now: Moment) -> list[Done]:
        done: list[Done] = []
        for start in range(0, len(works), BATCH_MAX):
            done += self._try(works[start : start + BATCH_MAX], works[start + BATCH_MAX :], now)
            if self._held:
                break
        return done

    def _try(self, works: Sequence[Work], after: Sequence[Work], now: Moment) -> list[Done]:
        """Commit; once more where room can be made. What is refused still is held, and `after` behind it."""
        try:
            return self._writer.run(works)
        except StoreRefused as refused:
            done, left, why = refused.done, refused.left, refused
        if self._room.make(why, now):
            try:
                return done + self._writer.run(left)
            except StoreRefused as refused:
                done, left, why = done + refused.done, refused.left, refused
        self._held = [*left, *after]
        self._retry_ms = now.mono_ms + RETRY_MS
        self._room.waits(why, now)
        return done
