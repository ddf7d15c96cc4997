"""Unfinished work: which documents a step works on, and what is kept when its operator goes elsewhere.

    a step with a document -menu, tasks, sign-out, idle, taken over-> parked -opened again, finished-> forgotten

One is parked for a document, whoever worked on it last. Kits that are taken apart have no document: that work is
parked under a name of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import edge.core.workflows as registry
from edge.core.decision import Effect, Park, Unpark
from edge.core.entry import Draft, Outcome
from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.parked import Parked
from edge.core.reference import DocumentType
from edge.core.session import Session, Step, load_step
from edge.core.view import View
from edge.core.workflows.kit.steps import UnkitDetail, UnkitParts, UnkitQuantity
from edge.core.workflows.rules import Workflow

_OWNERS: Final[dict[type[Step], Workflow]] = {}
PARKED_MAX: Final = 50
"""Pieces of work kept for one operator; the oldest goes."""
TYPES: Final[Mapping[str, DocumentType]] = {
    "receive": "receipt",
    "pick": "order",
    "pack": "order",
    "count": "count",
    "return": "return",
    "ship": "shipment",
    "kit": "kit",
}
"""What kind of document a workflow's steps work on."""
WorkType: TypeAlias = DocumentType | Literal["unkit"]
UNKIT: Final = "unkit"
"""What kits are kept under that are taken apart; the name is that of their step."""
UNKITTING: Final = (UnkitQuantity, UnkitParts, UnkitDetail)
_FIELDS: Final = ("orders", "doc", "order")


def owner_of(step: Step) -> Workflow | None:
    """The workflow that a step belongs to."""
    return owners().get(type(step))


def owners() -> dict[type[Step], Workflow]:
    """Every step's workflow; asked for once the registry is whole."""
    if not _OWNERS:
        _OWNERS.update({step: workflow for workflow in registry.WORKFLOWS.values() for step in workflow.steps})
    return _OWNERS


def standing(step: Step) -> Step:
    """The step of the work itself, where a supervisor's leave is asked for at it."""
    return load_step(list(step.before)) if isinstance(step, LeaveBadge | LeavePin | LeaveReason) else step


def documents_of(step: Step) -> tuple[tuple[WorkType, str], ...]:
    """The documents that a step works on, the first the one it is kept under; of work without one its own name."""
    work = standing(step)
    if isinstance(work, UNKITTING):
        return tuple((UNKIT, name) for name in _named(work))
    owner = owner_of(work)
    if isinstance(owner, Workflow) and owner.serves is not None:
        type_, idents = owner.serves(work) or ("order", ())
        return tuple((type_, ident) for ident in idents)
    kind = TYPES.get(owner.name) if owner is not None else None
    return tuple((kind, ident) for ident in _named(work)) if kind is not None else ()


def _named(step: Any) -> tuple[str, ...]:
    """The documents by the names that steps give them; one that goes for several orders names the rest in `others`.

    Of work without a document, the name that it is kept under.
    """
    for name in (*_FIELDS, "name") if isinstance(step, UNKITTING) else _FIELDS:
        value = getattr(step, name, "")
        if value and isinstance(value, str):
            return (value, *(load[0] for load in getattr(step, "others", ())))
        if value and all(isinstance(one, str) for one in value):
            return tuple(value)
    return ()


def _same_document(before: Step, after: Step) -> bool:
    """Whether two steps of one work name the same documents: most scans stay at their work."""
    if type(before) is not type(after):
        owner = owner_of(before)
        if owner is None or owner.serves is not None or owner is not owner_of(after):
            return False
    return _named(before) == _named(after)


def in_work(view: View, session: Session) -> dict[tuple[WorkType, str], str]:
    """The documents that other stations work on, with the station."""
    others = (one for one in view.sessions() if one.operator and one.station != session.station)
    return {doc: one.station for one in others for doc in documents_of(one.step)}


def parked(view: View, session: Session, wall_ms: int) -> tuple[Effect, ...]:
    """Keep what an operator leaves unfinished, if a document stands behind it."""
    docs = documents_of(session.step)
    if not docs or not session.operator:
        return ()
    type_, doc = docs[0]
    return kept_for(view, Parked(session.operator, type_, doc, standing(session.step), wall_ms))


def kept_for(view: View, work: Parked) -> tuple[Effect, ...]:
    """Keep work for an operator, whoever had it before; of too much the oldest goes."""
    kept = [one for one in view.parked(work.operator) if (one.doc_type, one.doc) != (work.doc_type, work.doc)]
    oldest = [Unpark(one.doc_type, one.doc) for one in kept[PARKED_MAX - 1 :]]
    return (*oldest, Unpark(work.doc_type, work.doc), Park(work))


def is_open(view: View, work: Parked) -> bool:
    """Whether the document of kept work is still to be worked on; kits that are taken apart have none."""
    if work.doc_type == UNKIT:
        return True
    document = view.document(work.doc_type, work.doc)  # type: ignore[arg-type]
    return document is not None and not document.cancelled and not view.is_closed(document.type, document.id)


def taken_up(before: Step, after: Step, drafts: Iterable[Draft]) -> tuple[Effect, ...]:
    """Forget what was kept of documents that somebody works on now, or that are finished."""
    opened: list[tuple[WorkType, str]] = []
    if before is not after and not _same_document(before, after):
        old = documents_of(before)
        opened = [one for one in documents_of(after) if one not in old]
    bodies = [one.body for one in drafts]
    ended = [(one.doc.type, one.doc.id) for one in bodies if isinstance(one, Outcome) and one.doc.line is None]
    return tuple([Unpark(type_, doc) for type_, doc in dict.fromkeys((*opened, *ended))])
