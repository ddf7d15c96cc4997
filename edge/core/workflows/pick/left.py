"""A walk that was left and is gone on with: what has become of it meanwhile."""

from edge.core.changed import changed
from edge.core.decision import Decision, say
from edge.core.event import Input
from edge.core.place import handling_unit
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.pick.begin import off
from edge.core.workflows.pick.next import walk_of
from edge.core.workflows.pick.steps import (
    Load,
    PickDamaged,
    PickGo,
    PickItem,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)
from edge.core.workflows.pick.take import promised_anew
from edge.core.workflows.pick.totes import after_totes
from edge.core.workflows.pick.wait import again
from edge.core.workflows.taken import elsewhere


def stands(view: View, session: Session, step: Step, event: Input) -> Decision | None:
    """Orders of the walk may be off, its totes filled for others, its stock promised to them, or what it waited for
    free. None where nothing has changed."""
    if not isinstance(step, PickTote | PickGo | PickItem | PickDamaged | PickZero | PickWait | PickStage):
        return None
    if (gone := off(view, session, step, event)) is not None:
        return gone
    if isinstance(step, PickStage):
        return None
    if (taken := _tote_taken(view, session, step, event)) is not None:
        return taken
    if isinstance(step, PickWait):
        looked = again(view, session, step, event)
        return None if looked.session is not None and looked.session.step == step else looked
    return promised_anew(view, session, step, event) if isinstance(step, PickGo | PickItem | PickDamaged) else None


def _tote_taken(
    view: View, session: Session, step: PickTote | PickGo | PickItem | PickDamaged | PickZero | PickWait, event: Input
) -> Decision | None:
    """A tote that was empty when the walk was left is somebody else's now: another one is asked for."""
    walk = walk_of(step)
    loads = tuple((order, "" if _is_others(view, session, (order, tote)) else tote) for order, tote in walk.loads)
    if loads == walk.loads:
        return None
    order, tote = next(load for load in walk.loads if load not in loads)
    following, drafts = after_totes(view, session, event, changed(walk, loads=loads), ())
    return changed(say(session, "warn", "tote-taken-meanwhile", following, tote=tote, order=order), drafts=drafts)


def _is_others(view: View, session: Session, load: Load) -> bool:
    order, tote = load
    if not tote:
        return False
    state = view.lpn(tote)
    holds = state is not None and bool(view.content(handling_unit(tote)))
    return elsewhere(view, session, "tote", tote) != "" or (
        holds and state is not None and not state.is_for("order", order)
    )
