"""Parked work: what an operator left unfinished on a document, as the step it was left at. Stored, and gone on with."""

from typing import Final

from edge.core.session import Plain, Step, dump_step, load_step
from edge.core.value import value

NOBODY: Final = ""
"""Whose work is that was handed to whoever comes."""


@value
class Parked:
    """One operator's unfinished work on one document, since `wall_ms`; `by` is who handed it over, '' for nobody."""

    operator: str
    doc_type: str
    doc: str
    step: Step
    wall_ms: int
    by: str = ""


@value
class Handed(Step):
    """How a store keeps a step that was handed over: no session ever stands here."""

    by: str
    step: tuple[Plain, ...]


def stored_step(work: Parked) -> list[Plain]:
    """The step of parked work as JSON values, with who handed it over."""
    values = dump_step(work.step)
    return ["Handed", work.by, values] if work.by else values


def parked_of(operator: str, doc_type: str, doc: str, values: list[Plain], wall_ms: int) -> Parked:
    """The work that was stored. Raises `KeyError` for a step this version does not know."""
    step = load_step(values)
    if isinstance(step, Handed):
        return Parked(operator, doc_type, doc, load_step(list(step.step)), wall_ms, step.by)
    return Parked(operator, doc_type, doc, step, wall_ms)
