"""PINs at a station: five wrong ones in a row lock it for five minutes, whoever's they were."""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, say
from edge.core.entry import Audit, Draft
from edge.core.event import Input
from edge.core.session import Session, Step

PIN_FAILURES_MAX: Final = 5
LOCK_MS: Final = 5 * 60_000


def is_locked(session: Session, event: Input) -> bool:
    """Locked, by a clock that may have been set back meanwhile: never longer than `LOCK_MS` from now."""
    return 0 < session.locked_until_ms - event.now.wall_ms <= LOCK_MS


def wrong_pin(session: Session, event: Input, whose: str, again: Step, given_up: Step) -> Decision:
    """One more wrong PIN: it is asked again, or the station is locked and its step given up."""
    audit = Draft(Audit("sign-in-refused", {"station": session.station}), op=whose)
    if session.failures + 1 < PIN_FAILURES_MAX:
        failed = changed(session, failures=session.failures + 1)
        return changed(say(failed, "refuse", "wrong-pin", again), drafts=(audit,))
    locked = changed(session, failures=0, locked_until_ms=event.now.wall_ms + LOCK_MS)
    return changed(say(locked, "refuse", "sign-in-locked", given_up), drafts=(audit,))
