"""Nothing is left for a line but what others were sent for: the operator waits for it, puts it off, or ends it short.

PickWait -confirm-> PickGo where something is left over, PickWait where they have it still
         -skip-> the order leaves the walk, and is first in the task list      -short, twice-> the line ends short
"""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, say, warn
from edge.core.entry import DocLine, Outcome
from edge.core.event import Input
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.allocation import open_lines
from edge.core.workflows.contract import item_name
from edge.core.workflows.pick.next import Act, next_step, nothing_picked, walk_of
from edge.core.workflows.pick.steps import PickOrder, PickWait
from edge.core.workflows.unfinished import parked


def again(view: View, session: Session, step: PickWait, event: Input) -> Decision:
    """Whether the others have left something over, or are done and left nothing."""
    following, drafts = next_step(view, session, event, walk_of(step), Act())
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    if isinstance(following, PickWait):
        name = item_name(view, following.item)
        told = say(session, "info", "stock-still-promised", following, item=name, station=following.station)
    else:
        told = say(session, "ok", "wait-over", following, order=step.order)
    return changed(told, drafts=drafts)


def later(view: View, session: Session, step: PickWait, event: Input) -> Decision | None:
    """The order leaves the walk as far as it is, and is kept for its operator; the others go on."""
    alone = changed(session, step=changed(step, others=()))
    kept = parked(view, alone, event.now.wall_ms)
    if not step.others:
        told = say(changed(session, undoable=()), "info", "order-waits", PickOrder(), order=step.order)
        return changed(told, effects=kept)
    walk = changed(walk_of(step), loads=step.others)
    following, drafts = next_step(view, session, event, walk, Act())
    told = say(changed(session, undoable=()), "info", "order-waits", following, order=step.order)
    return changed(told, drafts=drafts, effects=kept)


def short(view: View, session: Session, step: PickWait, event: Input) -> Decision | None:
    """The line ends with what was picked, though others may leave something; what is missing is backordered."""
    document = view.document("order", step.order)
    lines = open_lines(view, document, {}) if document is not None else ()
    line = next((one for one in lines if one.line.line == step.line), None)
    if line is None:
        return again(view, session, step, event)  # it ended, or is wanted no more
    name = item_name(view, step.item)
    if not is_confirmed(session, event):
        return warn(session, event, "pick-short", missing=line.left, item=name)
    outcome = draft(session, Outcome(DocLine("order", step.order, step.line), "short", line.left), "promised")
    act = Act((outcome,), closed=(step.order, step.line))
    following, drafts = next_step(view, session, event, walk_of(step), act)
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return post(session, following, drafts, "line-short", missing=line.left, item=name)
