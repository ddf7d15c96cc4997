"""The door of the browsers: badge and PIN are asked before any screen is opened. Owned by the loop.

    sign_in -> the PIN's hash, or another's where nobody has that badge -> thread: compare -> signed_in, with a ticket
    hello with the ticket, once, within 30 s -> the station's session is the operator's

A wrong badge takes as long as a wrong PIN and is told in the same word. Five wrong in a row for one badge, or from one
source, are answered with `locked` for five minutes, unread.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from edge import control
from edge.core.decision import CheckPin
from edge.core.door import in_the_way
from edge.core.entry import Audit, Draft
from edge.core.event import PinChecked
from edge.core.pins import LOCK_MS, PIN_FAILURES_MAX
from edge.core.reference import Operator
from edge.core.view import View
from edge.shell.clock import Clock
from edge.shell.loop.inbox import PinResult
from edge.shell.loop.intake import Intake
from edge.shell.loop.pins import Pins
from edge.shell.loop.screens import Screens
from edge.shell.loop.work import Work

TICKET_MS: Final = 30_000
WAITING_MAX: Final = 4
"""Comparisons that wait at most: those of the stations come between them."""
COUNTED_MAX: Final = 1_000
STATIONS_SHOWN: Final = 400
"""Characters of the names of stations that a screen is told."""
NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$NBqmdaU/0VAJsT7ccfNlaA$+BNNNz7A3RHIowClLSSw83nNRHxsd4dL3xe67FtTXHA"
"""The hash of 32 random bytes that were thrown away: no PIN is right."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sign-in whose PIN is being compared."""

    client: int
    ident: str
    operator: str
    keys: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Wrong PINs in a row, and until when nothing more is read."""

    count: int = 0
    until_ms: int = 0


class Door:
    """`hello`, `ask` and `checked` are called by the loop."""

    def __init__(
        self, view: View, pins: Pins, screens: Screens, intake: Intake, clock: Clock, at: Sequence[str]
    ) -> None:
        self._view, self._pins, self._screens, self._intake, self._clock = view, pins, screens, intake, clock
        self._stations = at
        self._asked: dict[str, _Asked] = {}
        self._wrong: dict[str, _Wrong] = {}
        self._tickets: dict[str, tuple[str, int]] = {}
        self._number = 0

    def ask(self, client: int, asked: control.SignIn) -> None:
        """Have one PIN compared, or say why not."""
        badge = asked.badge.strip()
        keys = (f"badge {badge}", f"source {asked.source}")
        if any(self._wrong.get(key, _Wrong()).until_ms > self._now() for key in keys):
            self._answer(client, asked.id, "locked")
        elif len(self._asked) >= WAITING_MAX:
            self._answer(client, asked.id, "busy")
        else:
            operator = self._view.operator_by_badge(badge)
            known = operator if operator is not None and operator.active else None
            self._number += 1
            name = f"door {self._number}"  # no station has a blank in its name
            self._asked[name] = _Asked(client, asked.id, known.id if known else "", keys)
            self._pins.check(CheckPin(name, known.id if known else "", asked.pin), known.pin_hash if known else NOBODY)

    def checked(self, item: PinResult) -> Iterator[Work]:
        """A comparison has ended: of a sign-in here, or of a station's, which goes its own way."""
        asked = self._asked.pop(item.station, None)
        if asked is None:
            yield self._intake.pin(item)
            return
        operator = self._view.operator(asked.operator) if asked.operator and item.result.ok else None
        if operator is not None and operator.active:
            self._let_through(asked, operator)
            return
        self._answer(asked.client, asked.ident, "locked" if self._count(asked.keys) else "refused")
        if asked.operator:
            audit = Draft(Audit("sign-in-refused", {"source": asked.keys[1].partition(" ")[2]}), op=asked.operator)
            yield self._intake.change("door", lambda: [audit])

    def hello(self, client: int, hello: control.Hello, state: control.State) -> Iterator[Work]:
        """A screen has come. With a good ticket its operator works there; where somebody must be asked before, and
        was not, it is shown nothing."""
        operator = self._used(hello.ticket)
        if hello.station and self._view.station(hello.station) is None:
            why = f"there is no station {hello.station}"
            self._screens.refuse(client, None, why, _no_such(hello.station, self._stations))
        elif not operator or not hello.station:
            self._screens.hello(client, hello, state)
        elif not hello.take and (why := in_the_way(self._view, hello.station, operator)):
            self._screens.refuse(client, None, f"{hello.station} cannot be opened without a question: {why}")
        else:
            self._screens.hello(client, hello, state)
            if self._view.session(hello.station).operator != operator:
                yield self._intake.pin(PinResult(hello.station, PinChecked(operator, ok=True, at_door=True)))

    def _let_through(self, asked: _Asked, operator: Operator) -> None:
        for key in asked.keys:
            self._wrong.pop(key, None)
        now = self._now()
        self._tickets = {key: one for key, one in self._tickets.items() if one[1] > now}
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = (operator.id, now + TICKET_MS)
        told = control.SignedIn(
            id=asked.ident,
            operator=operator.id,
            name=operator.name,
            lang=operator.lang,
            ticket=ticket,
            stations=[self._row(station) for station in self._stations],
        )
        self._screens.commanded(asked.client, told)

    def _row(self, station: str) -> control.StationRow:
        operator = self._view.session(station).operator
        record = self._view.operator(operator) if operator else None
        return control.StationRow(station=station, operator=operator, name=record.name if record else operator)

    def _answer(self, client: int, ident: str, fault: Literal["refused", "locked", "busy"]) -> None:
        self._screens.commanded(client, control.SignedIn(id=ident, fault=fault))

    def _count(self, keys: Sequence[str]) -> bool:
        """One more wrong PIN; whether that locks."""
        for key in keys:
            wrong = self._wrong.pop(key, _Wrong())
            wrong = replace(wrong, count=wrong.count + 1)
            if wrong.count >= PIN_FAILURES_MAX:
                wrong = _Wrong(until_ms=self._now() + LOCK_MS)
            self._wrong[key] = wrong
        while len(self._wrong) > COUNTED_MAX:
            del self._wrong[next(iter(self._wrong))]
        return any(self._wrong[key].until_ms > self._now() for key in keys)

    def _used(self, ticket: str) -> str:
        """The operator of a ticket that is still good; it is not any more."""
        operator, until_ms = self._tickets.pop(ticket, ("", 0)) if ticket else ("", 0)
        return operator if until_ms > self._now() else ""

    def _now(self) -> int:
        return self._clock.now().mono_ms


def _no_such(station: str, there_are: Sequence[str]) -> control.Prompt:
    """What a screen shows that was started for a station of another box."""
    return control.Prompt(
        title=control.Text(key="ui-title"),
        kind="scan",
        ask=control.Text(key="no-such-station", args={"station": station}),
        lines=[control.Text(key="there-are-stations", args={"stations": ", ".join(there_are)[:STATIONS_SHOWN]})],
    )
