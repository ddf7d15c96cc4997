"""A workflow as a table: what each step takes, in order, what is done with it, and where it may lead.

    Rules(prompt, On("lpn", _whole, to=(ReceiveItem,)), On("item", _item, to=(ReceiveDetail, ReceiveQuantity)), ...)

The table is the workflow: inputs are given to it (`decide`), the diagrams in the docs are drawn from it, and the tests
hold every step against every kind of thing that can be scanned.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from edge.core.decision import Decision
from edge.core.entry import Movement
from edge.core.event import Chosen, Input, Scan, Typed, Weighed
from edge.core.message import Message, Prompt
from edge.core.names import THINGS, CommandScan, Thing
from edge.core.reference import Document, DocumentType
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import only_seen, typed_quantity, wrong_kind

Kind: TypeAlias = Literal[
    Thing,
    "text",
    "weight",
    "confirm",
    "cancel",
    "done",
    "short",
    "skip",
    "damaged",
    "full",
    "empty",
    "new",
    "provisional",
]
"""What a step can take: a thing (`number` is typed or printed), other typed `text`, the `weight` of a bench scale, or a
command that belongs to the step. Menu, undo, sign-out, print and override work at every step, and so does a row that
is `chosen` of a desk's list."""
Act: TypeAlias = Callable[[View, Session, Any, Input], "Decision | None"]
"""(view, session, its step, input): what it leads to; None for an input that this act has no use for."""


@value
class On:
    """One kind of thing that a step takes. `to` are the steps it may lead to, besides staying.

    `into` are other workflows, by name, whose work it leads into: at its beginning, or wherever it was left. `fixed`:
    also from a fixed reader, a camera or a scale, which nobody holds in the hand; what they see is else only told.
    """

    kind: Kind
    act: Act
    to: tuple[type[Step], ...] = ()
    into: tuple[str, ...] = ()
    fixed: bool = False


@value
class Rules:
    """What one step asks, and what it takes, in order. `guard` looks first whether the work still stands.

    `type_ahead`: scans that come quickly are meant so (each is one more of the same), and none is held back.
    """

    prompt: Callable[[View, Session, Any], Prompt]
    takes: tuple[On, ...]
    guard: Act | None = None
    type_ahead: bool = False

    def takes_seen(self, event: Input) -> bool:
        """Whether the step has a use for what a fixed reader saw."""
        kinds = kinds_of(event)
        return any(on.fixed and on.kind in kinds for on in self.takes)


@value
class Workflow:
    """One kind of work, by its steps. It gets only inputs of its own steps; sign-in, undo, menu come before it.

    `offers` gives what the first step lets choose by number; the session keeps which those were. `resume` opens a
    document chosen from the task list, None for work that has none. `after_undo` gives the step to go on from once the
    movements (newest first) of the last act are reversed, `undone` what is said then (None: what was
    taken back). `serves` tells the documents that a step works on, where they are not its `doc`, `order` or `orders`
    (edge/core/workflows/unfinished.py). `stands` looks at work that was left and is gone on with: None where it may be
    as it was. `leads`: it is for supervisors, and in nobody else's menu.
    """

    name: str
    start: Callable[[View, Session], Step]
    steps: Mapping[type[Step], Rules]
    offers: Callable[[View, Session], tuple[str, ...]] | None = None
    resume: Callable[[View, Session, Document, Input], Decision] | None = None
    after_undo: Callable[[View, Step, Sequence[Movement]], Step] = lambda _view, step, _undone: step
    undone: Callable[[View, Session, Sequence[Movement]], Message | None] = lambda _view, _session, _undone: None
    serves: Callable[[Any], tuple[DocumentType, tuple[str, ...]] | None] | None = None
    stands: Callable[[View, Session, Any, Input], "Decision | None"] | None = None
    leads: bool = False

    @property
    def first(self) -> type[Step]:
        """The step whose choices are numbered."""
        return next(iter(self.steps))

    def prompt(self, view: View, session: Session) -> Prompt:
        """What the session's step asks."""
        return self.steps[type(session.step)].prompt(view, session, session.step)

    def decide(self, view: View, session: Session, event: Input) -> Decision:
        """What an input at one of these steps leads to: the first entry of the table that has a use for it."""
        step, rules = session.step, self.steps[type(session.step)]
        if rules.guard is not None and (off := rules.guard(view, session, step, event)) is not None:
            return off
        kinds, by_hand = kinds_of(event), event.via != "fixed"
        for on in rules.takes:
            if not (on.kind in kinds and (by_hand or on.fixed)):
                continue
            if (decision := on.act(view, session, step, event)) is not None:
                return decision
        return wrong_kind(session, event) if by_hand else only_seen(event)


def kinds_of(event: Input) -> tuple[str, ...]:
    """What an input can be taken for: a code may name several things."""
    match event.what:
        case Scan(names=names):
            return tuple(name.name if isinstance(name, CommandScan) else THINGS[type(name)] for name in names)
        case Typed():
            return ("text",) if typed_quantity(event) is None else ("number",)
        case Weighed():
            return ("weight",)
        case Chosen():
            return ("chosen",)
        case _:
            return ()
