"""Tasks: what there is to do at this station, in one list, and the way into it.

    Tasks -number, or the document's own code-> the work, where it was left or at its beginning

First what the operator left unfinished (the latest first), then what is meant for them, then what is free, the most
urgent first. What another station works on is left out, and so is what this station does not do.
"""

from collections.abc import Sequence
from typing import Any, Final

import edge.core.workflows as registry
from edge.core.changed import changed
from edge.core.decision import Decision, Unpark, refuse, say
from edge.core.event import Input
from edge.core.message import Message, Option, Prompt, msg
from edge.core.parked import NOBODY, Parked
from edge.core.reference import DOCUMENT_TYPES, Document, DocumentType
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import documents_named, item_name, operator_name, station_of, typed_quantity
from edge.core.workflows.handover.left import left_of
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.unfinished import UNKIT, documents_of, in_work, is_open, owner_of

SHOWN: Final = 9
WORK: Final[dict[DocumentType, str]] = {
    "receipt": "receive",
    "order": "pick",
    "count": "count",
    "return": "return",
    "shipment": "ship",
    "kit": "kit",
}
"""The workflow that a document of a type begins in."""
PACK: Final = "pack"
"""What a picked order stands under in the list of a station that packs and does not pick."""
INTO: Final = ("receive", "pick", "pack", "count", "return", "ship", "kit")
"""All that the list leads into: besides where documents begin, an order that was left while it was packed."""


@value
class Tasks(Step):
    """The list is shown; what stands under which number the session keeps. `left` is the work that it was opened at."""

    left: str = ""


def opened(view: View, session: Session) -> Decision:
    """The command `tasks`: the list, from any step."""
    if "tasks" not in station_of(view, session).workflows:
        return refuse(session, "tasks-not-here", station=session.station)
    docs = documents_of(session.step)
    left = "/".join(docs[0]) if docs else ""  # kept with this very act, and so not written yet
    return say(changed(session, undoable=()), "info", "tasks-opened", Tasks(left))


def _offers(view: View, session: Session) -> tuple[str, ...]:
    """`type/number` of each document of the list, in order; `pack/number` of an order that is to be packed."""
    busy = in_work(view, session)
    kept = [one for one in _kept(view, session) if is_open(view, one) and _is_done_here(view, session, one)]
    mine = [*_just_left(view, session), *((one.doc_type, one.doc) for one in kept)]
    work = [(str(type_), one) for type_ in _types(view, session) for one in _open(view, session, type_, len(busy))]
    work += [(PACK, one) for one in _to_pack(view, session) if ("order", one.id) not in busy]
    work.sort(key=lambda one: (one[1].assigned != session.operator, one[1].priority, one[1].id))
    queue = dict.fromkeys([*mine, *((type_, one.id) for type_, one in work)])
    free = [f"{type_}/{doc}" for type_, doc in queue if (type_, doc) not in busy]
    return tuple(free[:SHOWN])


def _kept(view: View, session: Session) -> list[Parked]:
    """What the operator left unfinished, or was handed; then what was handed to whoever comes."""
    return [*view.parked(session.operator), *view.parked(NOBODY)]


def _just_left(view: View, session: Session) -> list[tuple[str, str]]:
    left = session.step.left if isinstance(session.step, Tasks) else ""
    if left.startswith(f"{UNKIT}/"):
        return [(UNKIT, left.partition("/")[2])]
    document = _document(view, left) if left else None
    return [(document.type, document.id)] if document is not None and _is_open(view, document) else []


def _packs(view: View, session: Session) -> Workflow | None:
    """Packing, where it is done at this station and picking is not: else an order stands in the list to be picked."""
    workflow, here = registry.WORKFLOWS.get(PACK), station_of(view, session).workflows
    return workflow if isinstance(workflow, Workflow) and PACK in here and WORK["order"] not in here else None


def _to_pack(view: View, session: Session) -> list[Document]:
    workflow = _packs(view, session)
    idents = workflow.offers(view, session) if workflow is not None and workflow.offers is not None else ()
    found = (view.document("order", ident) for ident in idents)
    return [one for one in found if one is not None and not one.cancelled and one.assigned in ("", session.operator)]


def _pack(view: View, session: Session, document: Document, event: Input) -> Decision:
    """On with packing an order, where its operator left it: it was picked whole, and has ended as an order."""
    workflow = _packs(view, session)
    if workflow is None or workflow.resume is None:
        return refuse(session, "task-not-here", document=document.id, station=session.station)
    kept = next((one for one in _kept(view, session) if _is_of(one, document)), None)
    is_packing = kept is not None and owner_of(kept.step) is workflow
    if kept is not None and is_packing and ("order", document.id) not in in_work(view, session):
        return _on_with(view, session, kept, document.id)
    return workflow.resume(view, session, document, event)


def _open(view: View, session: Session, type_: DocumentType, busy: int) -> list[Document]:
    return list(view.open_documents(type_, limit=SHOWN + busy, operator=session.operator))


def _types(view: View, session: Session) -> list[DocumentType]:
    """The types of documents that are worked on at this station."""
    return [type_ for type_ in DOCUMENT_TYPES if _workflow(view, session, type_) is not None]


def _workflow(view: View, session: Session, type_: DocumentType) -> Workflow | None:
    name = WORK.get(type_, "")
    workflow = registry.WORKFLOWS.get(name)
    is_here = name in station_of(view, session).workflows
    return workflow if is_here and isinstance(workflow, Workflow) and workflow.resume is not None else None


def _is_open(view: View, document: Document) -> bool:
    return not document.cancelled and not view.is_closed(document.type, document.id)


def _is_done_here(view: View, session: Session, one: Parked) -> bool:
    owner = owner_of(one.step)
    return owner is not None and owner.name in station_of(view, session).workflows


def _prompt(view: View, session: Session, _step: Tasks) -> Prompt:
    parked = _kept(view, session)
    kept = {(one.doc_type, one.doc): one for one in reversed(parked)}
    options: list[Option] = []
    for number, ident in enumerate(session.offered, 1):
        if (apart := _apart(parked, ident)) is not None:
            options.append(Option(str(number), _apart_label(view, apart)))
            continue
        document = _document(view, ident)
        if document is not None:
            work = PACK if ident.startswith(f"{PACK}/") else WORK[document.type]
            begun = kept.get((document.type, document.id))
            options.append(Option(str(number), _label(view, document, work, begun)))
    if not options:
        return Prompt(msg("tasks-title"), "scan", msg("tasks-none"), commands=("menu", "sign-out"))
    return Prompt(msg("tasks-title"), "choice", msg("tasks-ask"), options=tuple(options), commands=("menu", "sign-out"))


def _label(view: View, document: Document, work: str, begun: Parked | None) -> Message:
    about = document.partner or document.place or document.item
    owner = owner_of(begun.step) if begun is not None else None
    if begun is None or owner is None:
        return msg("task-line", work=work, document=document.id, about=about)
    if begun.by:
        return msg(
            "task-handed", work=owner.name, document=document.id, about=about, name=operator_name(view, begun.by)
        )
    return msg("task-begun", work=owner.name, document=document.id, about=about)


def _apart(parked: Sequence[Parked], ident: str) -> Parked | None:
    """Kits that the operator has begun to take apart, by what they are kept under."""
    return next((one for one in parked if one.doc_type == UNKIT and f"{UNKIT}/{one.doc}" == ident), None)


def _apart_label(view: View, work: Parked) -> Message:
    step: Any = work.step
    if work.by:
        return msg("task-apart-handed", quantity=step.qty, item=_kit_of(view, step), name=operator_name(view, work.by))
    return msg("task-apart", quantity=step.qty, item=_kit_of(view, step))


def _kit_of(view: View, step: Any) -> str:
    return item_name(view, step.key[0])


def _document(view: View, ident: str) -> Document | None:
    type_, _, doc = ident.partition("/")
    if type_ == PACK:
        return view.document("order", doc)
    return view.document(type_, doc) if type_ in WORK else None


def _number(view: View, session: Session, _step: Tasks, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    if (apart := _apart(_kept(view, session), session.offered[number - 1])) is not None:
        return _on_with(view, session, apart, _kit_of(view, apart.step))
    document = _document(view, session.offered[number - 1])
    if document is not None and session.offered[number - 1].startswith(f"{PACK}/"):
        return _pack(view, session, document, event)
    return _begun(view, session, document, event) if document is not None else None


def _scanned(view: View, session: Session, _step: Tasks, event: Input) -> Decision | None:
    found = documents_named(event)
    here = [one for one in found if _workflow(view, session, one.type) is not None]
    order = next((one for one in found if one.type == "order"), None)
    if not here and order is not None and _packs(view, session) is not None:
        return _pack(view, session, order, event)
    if not here:
        return refuse(session, "task-not-here", document=found[0].id, station=session.station) if found else None
    is_open = [one for one in here if _is_open(view, one)]
    return _begun(view, session, (is_open or here)[0], event)


def _begun(view: View, session: Session, document: Document, event: Input) -> Decision:
    """On with a document: where its operator left it, else as its workflow begins."""
    workflow = _workflow(view, session, document.type)
    resume = workflow.resume if workflow is not None else None
    if not _is_open(view, document):
        closed = refuse(session, "document-closed", document=document.id)
        told = closed
        if document.cancelled and resume is not None:
            told = resume(view, session, document, event)  # it knows what lies about
        return changed(told, effects=(*told.effects, Unpark(document.type, document.id)))
    kept = next((one for one in _kept(view, session) if _is_of(one, document)), None)
    if kept is not None and _is_done_here(view, session, kept) and _is_free(view, session, kept):
        return _gone_on_with(view, session, kept, event)
    if resume is None:
        return refuse(session, "task-not-here", document=document.id, station=session.station)
    return resume(view, session, document, event)


def _gone_on_with(view: View, session: Session, kept: Parked, event: Input) -> Decision:
    """On with what was left, or with what has become of it."""
    owner = owner_of(kept.step)
    stands = owner.stands if isinstance(owner, Workflow) else None
    changed_since = stands(view, session, kept.step, event) if stands is not None else None
    if changed_since is not None:
        return changed_since
    return _on_with(view, session, kept, kept.doc)


def _on_with(view: View, session: Session, kept: Parked, what: str) -> Decision:
    """On where it was left; who did not leave it is told from whom it comes, and what is left of it."""
    if not kept.by:
        return say(session, "ok", "task-resumed", kept.step, document=what)
    name, left = operator_name(view, kept.by), left_of(view, kept)
    if left is None:
        return say(session, "ok", "task-taken-on", kept.step, document=what, name=name)
    return say(session, "ok", "task-taken-left", kept.step, document=what, name=name, left=left[0], lines=left[1])


def _is_of(one: Parked, document: Document) -> bool:
    return (one.doc_type, one.doc) == (document.type, document.id)


def _is_free(view: View, session: Session, one: Parked) -> bool:
    """Whether nobody else has begun one of the kept step's documents. Of those that ended, its workflow tells."""
    busy = in_work(view, session)
    return not any(doc in busy for doc in documents_of(one.step))


WORKFLOW: Final[Workflow] = Workflow(
    "tasks",
    lambda _view, _session: Tasks(),
    {Tasks: Rules(_prompt, (On("number", _number, into=INTO), On("document", _scanned, into=INTO)))},
    offers=_offers,
)
