"""Locked: a session that nobody touched is signed out, and the same badge goes on where it was.

What was begun on a document is kept for its operator besides, at whatever station. What has no document is kept here
alone, until anybody else signs in. The screen tells nothing of it meanwhile.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, say
from edge.core.event import Input
from edge.core.leave import frozen
from edge.core.session import Menu, Session, Step, load_step
from edge.core.view import View
from edge.core.workflows.contract import station_of
from edge.core.workflows.counting import counter_of
from edge.core.workflows.taken import worker
from edge.core.workflows.unfinished import documents_of, in_work, is_open, owner_of, standing

_HELD_BY_NAME = ("lpn", "face", "tote")
"""What of work without a document another may have begun with meanwhile."""


def locked(session: Session, before: Session) -> Session:
    """The signed-out session, which remembers where its operator stood."""
    step = standing(before.step)
    return changed(session, left=frozen(step), left_by=before.operator) if owner_of(step) is not None else session


def goes_on(view: View, session: Session, event: Input, name: str) -> Decision | None:
    """The operator who has just signed in goes on where the session was locked; None where that is not theirs, or has
    moved on. The session forgets it."""
    if not session.left or session.left_by != session.operator:
        return None
    try:
        step = load_step(list(session.left))
    except (KeyError, TypeError):
        return None  # of a version that is not this one
    owner, free = owner_of(step), changed(session, step=Menu(), left=(), left_by="")
    if owner is None or owner.name not in station_of(view, session).workflows:
        return None
    is_theirs = _is_still_kept(view, session, step) if documents_of(step) else _is_free(view, session, step)
    if not is_theirs:
        return None
    since = owner.stands(view, free, step, event) if owner.stands is not None else None
    return since if since is not None else say(free, "ok", "welcome-on", step, name=name)


def _is_still_kept(view: View, session: Session, step: Step) -> bool:
    """Whether the work is open, and nobody has taken it up at this station or another."""
    docs, busy = documents_of(step), in_work(view, session)
    kept = (one for one in view.parked(session.operator) if (one.doc_type, one.doc) == docs[0])
    return any(one.step == step and is_open(view, one) for one in kept) and not any(doc in busy for doc in docs)


def _is_free(view: View, session: Session, step: Step) -> bool:
    place = getattr(step, "place", "")
    other = counter_of(view, str(place)) if place else None
    if other is not None and other.station != session.station:
        return False
    named = ((name, str(getattr(step, name, ""))) for name in _HELD_BY_NAME)
    return all(worker(view, session, name, value) is None for name, value in named if value)
