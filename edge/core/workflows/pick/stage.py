"""The end of a walk: totes go to the stages of their orders; and the way back after an undo."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import DocLine, Draft, Movement, Outcome
from edge.core.event import Input
from edge.core.names import LocationScan
from edge.core.place import Place, location
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows.allocation import missing_at
from edge.core.workflows.contract import KeyTuple, key_tuple, named
from edge.core.workflows.pick.next import Act, Walk, next_step, nothing_picked, stage_of, staging
from edge.core.workflows.pick.steps import (
    Load,
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)


def stage(view: View, session: Session, step: PickStage, event: Input) -> Decision | None:
    """All units of the orders that go to this stage stand there now, and those orders are done."""
    target = named(event, LocationScan)
    if target is None:
        return None
    wanted = stage_of(
        view, (step.order, step.tote)
    )  # as it is now: central may have changed it since the step was reached
    if wanted and target.info.code != wanted:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=wanted)
    if not wanted and target.info.kind not in ("stage", "dock"):
        return refuse(session, "not-a-stage", location=target.info.code)
    following, short = next_step(view, session, event, Walk(((step.order, step.tote), *step.others)), Act())
    if isinstance(following, PickOrder):
        return nothing_picked(session, short, step.order)
    if not isinstance(following, PickStage):  # what an order wants has changed since the last line
        return changed(say(session, "warn", "order-open-again", following, order=_order(following)), drafts=short)
    loads: tuple[Load, ...] = ((following.order, following.tote), *following.others)
    here = [load for load in loads if stage_of(view, load) == wanted]
    rest = [load for load in loads if load not in here]
    drafts = (*short, *(one for load in here for one in _staged(view, session, load, Place(_at(view, target)))))
    if rest:
        return post(session, staging(view, rest), drafts, "totes-staged", orders=len(here), location=target.info.code)
    if len(loads) > 1:
        return post(session, PickOrder(), drafts, "orders-done", orders=len(loads))
    return post(session, PickOrder(), drafts, "document-done", document=step.order)


def _order(step: Step) -> str:
    return str(getattr(step, "order", ""))


def _tote(step: Step) -> str:
    return str(getattr(step, "tote", "") or getattr(step, "full", ""))


def _at(view: View, target: LocationScan) -> Place:
    return location(view.site, target.info.code)


def units(view: View, load: Load) -> tuple[str, ...]:
    """The units of an order, the full ones too: the tote in hand, and all that hold its goods."""
    order, tote = load
    return tuple(dict.fromkeys((tote, *(one.lpn for one in view.units_serving(order)))))


def _staged(view: View, session: Session, load: Load, to: Place) -> list[Draft]:
    """The movements that bring an order's units to its stage, and its end."""
    doc = DocLine("order", load[0])
    states = (view.lpn(one) for one in units(view, load))
    moves = [
        draft(session, Movement("pick", WholeLpn(one.lpn), Place(one.parent), to, doc, ("code",)))
        for one in states
        if one is not None and one.parent != to and Place(one.location).is_physical
    ]
    return [*moves, draft(session, Outcome(doc, "closed"))]


def after_undo(view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """Back to the line whose goods were put back; what was noted as missing may be looked for again."""
    corrected = {
        missing_at(one.source, key_tuple(one.what.key))
        for one in undone
        if one.type == "adjust" and isinstance(one.what, Goods)
    }
    if isinstance(step, PickTote | PickGo | PickItem | PickDamaged | PickZero | PickWait):
        step = changed(step, missing=tuple(one for one in step.missing if one not in corrected))
    want = sum(_units(view, one) for one in undone if one.type == "pick")
    picks = (one for one in undone if one.type == "pick" and one.doc is not None and one.doc.line is not None)
    for movement in picks:
        return _line_again(view, step, movement, want)
    return step


def _units(view: View, movement: Movement) -> int:
    what = movement.what
    if isinstance(what, Goods):
        return what.qty
    return sum(one.qty for one in view.content(f"lpn:{what.lpn}"))


def _line_again(view: View, step: Step, movement: Movement, want: int) -> PickGo:
    doc = movement.doc
    assert doc is not None
    assert doc.line is not None
    loads: tuple[Load, ...] = ((_order(step), _tote(step)), *getattr(step, "others", ()))
    others = tuple(load for load in loads if load[0] not in ("", doc.id))
    held = next((tote for order, tote in loads if order == doc.id), "")
    missing, skipped = getattr(step, "missing", ()), getattr(step, "skipped", ())
    what = movement.what
    if isinstance(what, Goods):
        bin_ = _bin_of(view, movement.source)
        key: KeyTuple = key_tuple(what.key)
        return PickGo(
            doc.id, movement.target.code, doc.line, bin_, movement.source, key, want, missing, others, skipped
        )
    content = view.content(f"lpn:{what.lpn}")
    source = f"lpn:{what.lpn}"
    return PickGo(
        doc.id, held, doc.line, movement.source.code, source, key_tuple(content[0].key), want, missing, others, skipped
    )


def _bin_of(view: View, source: Place) -> str:
    state = view.lpn(source.code) if source.kind == "lpn" else None
    return Place(state.location).code if state is not None else source.code
