"""The feed of sessions: who works where, and what they are asked. Owned by the loop."""

from collections.abc import Iterable, Mapping
from typing import Final

from edge import control
from edge.core import floor
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.sessions.others import document_of
from edge.core.workflows.unfinished import owner_of, standing
from edge.shell.loop.screens import Screens, text_of

TELLS_THE_BOOK: Final = frozenset(("count", "approve", "settle"))
"""Work whose questions may hold numbers that nobody but a supervisor is told."""


class SessionFeed:
    """Rows of all stations. A row is made anew when its session has changed, or its screens have."""

    def __init__(self, stations: Iterable[str], screens: Screens, view: View) -> None:
        self._stations, self._screens, self._view = tuple(stations), screens, view
        self._made: dict[str, tuple[Session, control.SessionRow]] = {}
        self._told: list[control.SessionRow] = []

    def news(self) -> list[control.SessionRow]:
        """All stations, where one of them is not as it was told last; else none."""
        rows = [self._row(station) for station in self._stations]
        if rows == self._told:
            return []
        self._told = rows
        return rows

    def forget(self) -> None:
        """A screen has come: it has been told nothing."""
        self._told = []

    def _row(self, station: str) -> control.SessionRow:
        session, screens = self._view.session(station), self._screens.shown_at(station)
        made = self._made.get(station)
        if made is None or made[0] is not session:
            made = self._made[station] = session, drawn(self._view, session)
        return made[1] if made[1].screens == screens else made[1].model_copy(update={"screens": screens})


def drawn(view: View, session: Session) -> control.SessionRow:
    """One station's session; of a count no number."""
    prompt, owner = floor.prompt(view, session), owner_of(standing(session.step))
    operator = view.operator(session.operator) if session.operator else None
    args = prompt.ask.args
    if owner is not None and owner.name in TELLS_THE_BOOK:
        args = _without_numbers(args)
    return control.SessionRow(
        station=session.station,
        operator=session.operator,
        name=operator.name if operator is not None else session.operator,
        title=text_of(prompt.title),
        ask=control.Text(key=prompt.ask.key, args=dict(args)),
        document=document_of(session),
        touched_ms=session.touched_ms,
    )


def _without_numbers(args: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: value for name, value in args.items() if isinstance(value, str)}
