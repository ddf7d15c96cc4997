"""Sessions: one operator at one station, at one step. Stored with the entries, so that a restart goes on where it was.

Steps are frozen dataclasses of texts, numbers and tuples of them; `dump` and `load` turn them into JSON values.
A field added later needs a default, so that stored steps stay readable.
"""

from dataclasses import fields
from typing import Any, ClassVar, TypeAlias

from edge.core.message import Answer
from edge.core.value import value

Plain: TypeAlias = "str | int | list[Plain] | None"


@value
class Step:
    """Where a session stands in its work. Subclasses register themselves by name."""

    kinds: ClassVar[dict[str, type["Step"]]] = {}

    def __init_subclass__(cls) -> None:
        # `slots=True` makes the class a second time; the second is the one that is used.
        Step.kinds[cls.__name__] = cls


@value
class SignedOut(Step):
    """Nobody works here: a badge is awaited."""


@value
class AwaitPin(Step):
    """A badge was scanned; its PIN is awaited or, with `check` as the id of that check, being compared.

    `there` is the station whose work the operator takes over from, having been asked.
    """

    operator: str
    check: str = ""
    there: str = ""


@value
class Menu(Step):
    """Signed in, no work chosen."""


@value
class Relieved(Step):
    """Another operator has taken the work over. What was typed for it must choose nothing: the menu opens once this
    is seen."""

    document: str
    station: str
    name: str


@value
class Armed:
    """A warning was given for `code`; the same code again, late enough to have been seen, confirms it."""

    code: str
    mono_ms: int


@value
class Said:
    """The last answer of a session and the input it answered: a retried input gets it again."""

    input_id: str
    answer: Answer


@value
class Leave:
    """That a rule may be broken once: why, and who allowed it; an operator's own reason has no approver.

    `most`: up to how many, where that was asked; 0 where it is no question.
    """

    rule: str
    reason: str
    approver: str = ""
    most: int = 0


@value
class HeldInput:
    """An input that waits: what it names (edge/core/held.py), how often it was tried, and what was allowed for it.

    `id` is that of its first try. `most` is up to how many a supervisor is asked for, 0 where that is no question.
    """

    id: str
    via: str
    text: str
    names: tuple[tuple[str, ...], ...]
    wall_ms: int
    mono_ms: int
    device: str = ""
    tries: int = 0
    leaves: tuple[Leave, ...] = ()
    most: int = 0


@value
class Session:
    """What the daemon knows of one station's work.

    `turn` counts answered inputs; `said` is the last answer, `earlier` those before it, newest first; `undoable` are
    the ids of the last act's movements and findings. `offered` is what is shown by number, in that order. Nobody signs
    in before `locked_until_ms` (wall).

    `held` are inputs that wait for a key, `applying` how many of them have their turn, since it was pressed;
    `told_ms` is when the last answer went out (monotonic). `rule` is the one that refused the last input, `refused`
    that input, for who may allow it; `leaves` is what was allowed for the input that is decided on. `carrier` is the
    code of the forklift or cart worked with. `stood` is how many pieces were in each unit that the last act moved.
    `left` is the step (as `dump_step` gives it) that `left_by` stood at when nobody touched the session for too long.
    """

    station: str
    operator: str = ""
    step: Step = SignedOut()
    turn: int = 0
    armed: Armed | None = None
    said: Said | None = None
    undoable: tuple[str, ...] = ()
    touched_ms: int = 0
    failures: int = 0
    earlier: tuple[Said, ...] = ()
    locked_until_ms: int = 0
    offered: tuple[str, ...] = ()
    held: tuple[HeldInput, ...] = ()
    applying: int = 0
    told_ms: int = 0
    rule: str = ""
    refused: HeldInput | None = None
    leaves: tuple[Leave, ...] = ()
    carrier: str = ""
    stood: tuple[tuple[str, int], ...] = ()
    left: tuple[Plain, ...] = ()
    left_by: str = ""

    def answer_to(self, input_id: str) -> Answer | None:
        """What an input was answered, if it was one of the last."""
        if self.said is not None and self.said.input_id == input_id:
            return self.said.answer
        for said in self.earlier:
            if said.input_id == input_id:
                return said.answer
        return None


def dump_step(step: Step) -> list[Plain]:
    """A step as JSON values: its name, then its fields in order."""
    return [type(step).__name__, *(_plain(getattr(step, field.name)) for field in fields(step))]


def load_step(values: list[Any]) -> Step:
    """The step that `dump_step` gave. Raises `KeyError` for a step this version does not know."""
    kind = Step.kinds[values[0]]
    return kind(*(_tuples(value) for value in values[1:]))


def _plain(value: Any) -> Plain:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
