"""Who has signed in at the door: kept in memory, found by a random cookie, gone after idleness."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from edge.control import SignedIn
from tui.web.wire import SIGNED_OUT

VISITORS_MAX = 200
TICKET_S = 25.0
"""The daemon takes a ticket for 30 s: one that is nearly over is not tried."""


@dataclass(slots=True, eq=False)
class Visitor:
    """One browser, and who sits before it."""

    badge: str
    told: SignedIn
    since_s: float
    seen_s: float
    ticket: str = field(repr=False)
    opened: dict[str, "Handover"] = field(default_factory=dict)
    """The stations that this browser may show, and what the first screen there brings along."""
    ended: list[Callable[[int], None]] = field(default_factory=list)
    """What ends the screens of this browser, each with a number for its page."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a screen gives to the daemon so that no second PIN is asked; '' once it was given."""

    ticket: str = field(default="", repr=False)
    take: bool = False


class Visitors:
    """All of them. `now_s` counts seconds from any moment on."""

    def __init__(self, idle_s: float, now_s: Callable[[], float]) -> None:
        self.idle_s, self._now_s = idle_s, now_s
        self._known: dict[str, Visitor] = {}

    def welcome(self, badge: str, told: SignedIn) -> str:
        """Somebody has signed in; gives the cookie, which nobody can guess."""
        now = self._now_s()
        for token in [token for token, one in self._known.items() if self._left_s(one) <= 0]:
            self.leave(token)
        while len(self._known) >= VISITORS_MAX:
            self.leave(next(iter(self._known)))
        token = secrets.token_urlsafe(32)
        self._known[token] = Visitor(badge, told, now, now, told.ticket)
        return token

    def again(self, visitor: Visitor, told: SignedIn) -> None:
        """The PIN was given once more."""
        visitor.told, visitor.ticket, visitor.since_s = told, told.ticket, self._now_s()

    def find(self, token: str | None) -> Visitor | None:
        """Who has this cookie; None for nobody, or nobody any more."""
        visitor = self._known.get(token or "")
        if token is None or visitor is None:
            return None
        if self._left_s(visitor) <= 0:
            self.leave(token)
            return None
        return visitor

    def touch(self, visitor: Visitor) -> None:
        """They did something."""
        visitor.seen_s = self._now_s()

    def leave(self, token: str) -> None:
        """Signed out: the cookie is worth nothing, and the screens end."""
        visitor = self._known.pop(token, None)
        if visitor is not None:
            for end in tuple(visitor.ended):
                end(SIGNED_OUT)

    def left_s(self, token: str) -> float:
        """Seconds until idleness ends a visit; none once it has ended."""
        visitor = self._known.get(token)
        return 0.0 if visitor is None else self._left_s(visitor)

    def ticket(self, visitor: Visitor) -> str:
        """A ticket that is still good, once; '' where the PIN must be asked again."""
        is_fresh = self._now_s() - visitor.since_s < TICKET_S
        ticket, visitor.ticket = (visitor.ticket if is_fresh else ""), ""
        return ticket

    def _left_s(self, visitor: Visitor) -> float:
        return visitor.seen_s + self.idle_s - self._now_s()
