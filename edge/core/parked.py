"""Parked work: what an operator left unfinished on a document, as the step it was left at. Stored, and gone on with."""

from edge.core.session import Step
from edge.core.value import value


@value
class Parked:
    """One operator's unfinished work on one document, since `wall_ms`."""

    operator: str
    doc_type: str
    doc: str
    step: Step
    wall_ms: int
