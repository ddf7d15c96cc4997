"""Work: inbox items turned into what one transaction does. Made once (sensor folds move on), run again if need be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from edge.core.decision import Decision, Effect
from edge.core.entry import Draft, Entry, Stamp
from edge.core.event import Event
from edge.core.view import View


@dataclass(frozen=True, slots=True)
class Decide:
    """An event to decide on. `make` completes it from the tables; `source` names it for ever.

    `client` is the screen that asked, 0 for none; `committed` goes back to the device after the commit.
    `on_put_aside` is done where the event raises: what would bring it up again must end with it.
    """

    source: str
    stamp: Stamp
    make: Callable[[View], Event]
    committed: Callable[[], None] | None = None
    client: int = 0
    on_put_aside: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Apply:
    """A change of the shell's own tables in the same transaction; what it gives is written as entries.

    May run twice: it must not lean on what it did before. Raises `WireError` for what is not believed.
    """

    change: Callable[[], Sequence[Draft] | None]
    source: str = ""
    stamp: Stamp | None = None


Work: TypeAlias = Decide | Apply


@dataclass(frozen=True, slots=True)
class Done:
    """One work committed; no `event` for one that could not even be made, and was put aside, nor for a change."""

    work: Work
    event: Event | None
    decision: Decision
    entries: list[Entry]
