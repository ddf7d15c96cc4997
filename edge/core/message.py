"""What the floor says to a person: a message key with arguments, a level, and the prompt that follows.

No sentence stands here. The screen renders keys from its catalogue in the operator's language;
the tests hold every key of the code against every catalogue.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from edge.core.value import value

Arg: TypeAlias = str | int
Level: TypeAlias = Literal["ok", "info", "warn", "refuse"]
PromptKind: TypeAlias = Literal["scan", "quantity", "secret", "choice", "confirm"]


@value
class Message:
    """A key of the catalogue and the values for its placeholders. Values are shown, never interpreted."""

    key: str
    args: Mapping[str, Arg] = field(default_factory=dict)


def msg(key: str, **args: Arg) -> Message:
    """A message; argument names with `_` are the catalogue's placeholders with the same names."""
    return Message(key, args)


@value
class Answer:
    """What an operator hears about one input."""

    level: Level
    message: Message


@value
class Option:
    """One line of a list; typing `key` (a digit string) chooses it, and so does scanning what it names."""

    key: str
    text: Message


@value
class Prompt:
    """What the screen asks now. `done`/`want` are the line's quantities; `commands` are the F-keys that make sense."""

    title: Message
    kind: PromptKind
    ask: Message
    lines: tuple[Message, ...] = ()
    done: int | None = None
    want: int | None = None
    options: tuple[Option, ...] = ()
    commands: tuple[str, ...] = ()
