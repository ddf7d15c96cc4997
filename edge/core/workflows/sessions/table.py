"""Sessions: a supervisor sees who works where, and may take the work over or sign the session out.

    SessionList -number, or a row of the desk-> SessionLook: who, which work, since when
    SessionLook -1, and again-> the work, here; or in the tasks, where this station does not do it
    SessionLook -2, and again-> signed out there, the work kept for its operator

Both are asked before they are done. Who is relieved is told so, by name. Supervisors only. No movements.
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, refuse, say
from edge.core.event import Input
from edge.core.message import Message, Option, Prompt, msg
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import operator_name, typed_quantity
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.sessions.others import document_of, signed_out, taken, work_of
from edge.core.workflows.settle.table import leads

OFFERED_MAX: Final = 9
MINUTE_MS: Final = 60_000
TAKE, SIGN_OUT = 1, 2
"""Each has its number, whatever goes on there: a number never means something else."""
INTO: Final = ("pick", "count", "receive", "pack", "putaway", "transfer", "return", "ship", "kit", "replenish")
"""The work that is taken over as it stands."""


@value
class SessionList(Step):
    """Which station?"""


@value
class SessionLook(Step):
    """What shall become of the work there? `of` is who worked on what when it was shown: else it is shown again."""

    at: str
    of: str = ""


def offers(view: View, session: Session) -> tuple[str, ...]:
    """The stations where others work; nobody but a supervisor is shown any."""
    if not leads(view, session):
        return ()
    others = (one.station for one in view.sessions() if one.operator and one.station != session.station)
    return tuple(sorted(others)[:OFFERED_MAX])


def _only_supervisors(view: View, session: Session, _step: Step, _event: Input) -> Decision | None:
    return None if leads(view, session) else say(session, "refuse", "session-supervisors-only", SessionList())


def _list(view: View, session: Session, _step: SessionList) -> Prompt:
    title = msg("sessions-title")
    if not leads(view, session):
        return Prompt(title, "choice", msg("session-supervisors-only"), commands=("menu",))
    numbered = ((str(number), view.session(station)) for number, station in enumerate(session.offered, 1))
    options = tuple(Option(number, _label(view, other)) for number, other in numbered if other.operator)
    return Prompt(
        title, "choice", msg("session-ask") if options else msg("session-none"), options=options, commands=("menu",)
    )


def _label(view: View, other: Session) -> Message:
    return msg("session-option", station=other.station, name=operator_name(view, other.operator))


def _shown(view: View, session: Session, step: SessionLook) -> Prompt:
    title = msg("sessions-title")
    other = view.session(step.at)
    if not leads(view, session) or not other.operator:
        return Prompt(title, "choice", msg("session-nobody", station=step.at), commands=("cancel", "menu"))
    take = (Option(str(TAKE), msg("session-take")),) if work_of(other) is not None else ()
    options = (*take, Option(str(SIGN_OUT), msg("session-sign-out")))
    ask, lines = msg("session-ask-what", station=step.at), tuple(_lines(view, session, other))
    return Prompt(title, "choice", ask, lines, options=options, commands=("cancel", "menu"))


def _lines(view: View, session: Session, other: Session) -> list[Message]:
    """Who, which work, since when: `touched_ms` is what this session knows of the time."""
    owner, document = work_of(other), document_of(other)
    quiet = max(0, session.touched_ms - other.touched_ms) // MINUTE_MS
    return [
        msg("session-who", name=operator_name(view, other.operator)),
        *([msg("session-work", work=owner.name)] if owner is not None else [msg("session-no-work")]),
        *([msg("session-document", document=document)] if document else []),
        msg("session-since", minutes=quiet),
    ]


def _choose(view: View, session: Session, _step: SessionList, event: Input) -> Decision | None:
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(session.offered):
        return None
    return shown(view, session, session.offered[number - 1])


def shown(view: View, session: Session, station: str) -> Decision:
    """The session of one station, chosen here or from the desk."""
    if not leads(view, session):
        return refuse(session, "session-supervisors-only")
    if view.station(station) is None:
        return refuse(session, "session-unknown", station=station[:40])
    if station == session.station:
        return refuse(session, "session-own")
    other = view.session(station)
    if not other.operator:
        return refuse(session, "session-nobody", station=station)
    return say(session, "info", "session-chosen", SessionLook(station, _of(other)), station=station)


def _of(other: Session) -> str:
    owner = work_of(other)
    return "/".join((other.operator, owner.name if owner is not None else "", document_of(other)))


def _what(view: View, session: Session, step: SessionLook, event: Input) -> Decision | None:
    number, other = typed_quantity(event), view.session(step.at)
    if number not in (TAKE, SIGN_OUT):
        return None
    if not other.operator:
        return say(session, "refuse", "session-nobody", SessionList(), station=step.at)
    if step.of != _of(other):
        return say(session, "refuse", "session-changed", changed(step, of=_of(other)), station=step.at)
    if number == TAKE:
        return taken(view, session, event, other, SessionList())
    return signed_out(view, session, event, other, SessionList())


def _later(_view: View, session: Session, _step: SessionLook, _event: Input) -> Decision:
    return say(session, "info", "cancelled", SessionList())


WORKFLOW: Final[Workflow] = Workflow(
    "sessions",
    lambda _view, _session: SessionList(),
    {
        SessionList: Rules(_list, (On("number", _choose, to=(SessionLook,)),), guard=_only_supervisors),
        SessionLook: Rules(
            _shown,
            (On("number", _what, to=(SessionList,), into=INTO), On("cancel", _later, to=(SessionList,))),
            guard=_only_supervisors,
        ),
    },
    offers=offers,
    leads=True,
)
