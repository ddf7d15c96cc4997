"""Work: inbox items turned into what one transaction does. Made once (sensor folds move on), run again if need be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeAlias

from edge.core.decision import NOTHING, Decision, Effect
from edge.core.entry import Draft, Entry, Stamp
from edge.core.event import Event
from edge.core.value import value
from edge.core.view import View


@value
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


@value
class Apply:
    """A change of the shell's own tables in the same transaction; what it gives is written as entries.

    May run twice: it must not lean on what it did before. One that raises is undone whole, and only told in the log.
    """

    change: Callable[[], Sequence[Draft] | None]
    source: str = ""
    stamp: Stamp | None = None


class CommandError(Exception):
    """A command that cannot be done: one sentence for the person who gave it. Nothing was written."""


@value
class Ordered:
    """What a command leads to: what is written, and what it answers (JSON values)."""

    decision: Decision = NOTHING
    result: Mapping[str, Any] = field(default_factory=dict)


@value
class Order:
    """A command that writes. `run` may run twice and raises `CommandError`; `done` hears of it after the commit."""

    source: str
    stamp: Stamp
    run: Callable[[], Ordered]
    done: Callable[[Mapping[str, Any]], None]
    refused: Callable[[str], None]


Work: TypeAlias = Decide | Apply | Order


@value
class Done:
    """One work committed; no `event` for one that could not even be made, and was put aside, nor for a change."""

    work: Work
    event: Event | None
    decision: Decision
    entries: list[Entry]
    result: Mapping[str, Any] = field(default_factory=dict)
    """What a command answers."""
