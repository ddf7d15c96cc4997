"""`open-provisional`: a supervisor lets work begin after a restore before all entries of before are here.

The book says who and why; a finding stays open until the past is whole. The PIN is compared on the loop: nobody can
work before it, so nobody waits for it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Arg
from edge.core.reference import Operator
from edge.shell.clock import Clock
from edge.shell.copies.past import Past, missing, plain
from edge.shell.ledger.store import Store
from edge.shell.loop.pins import matches
from edge.shell.loop.work import CommandError, Ordered

COMMAND: Final = "open-provisional"
FAILURES_MAX: Final = 5
LOCK_MS: Final = 5 * 60_000
TEXT_MAX: Final = 200


class Provisional:
    """The command's handler. `pepper` reads the site's, and raises `CommandError` where it cannot."""

    def __init__(self, pepper: Callable[[], bytes], clock: Clock) -> None:
        self._pepper, self._clock = pepper, clock
        self._failures, self._locked_ms = 0, 0

    def __call__(self, store: Store, args: Mapping[str, Any]) -> Ordered:
        """Raises `CommandError` for one who may not, or where there is nothing to open."""
        ident, pin, reason = (str(args.get(name, "")).strip() for name in ("operator", "pin", "reason"))
        past = Past(store.cursor)
        if not past.incomplete():
            raise CommandError("nothing is missing here: the box is open")
        if past.opened():
            raise CommandError("the box has been opened already; what comes from central is posted as it comes")
        if not 0 < len(reason) <= TEXT_MAX:
            raise CommandError(f"--reason is 1 to {TEXT_MAX} characters")
        supervisor = _supervisor(store, ident)
        if not self._is_right(pin, supervisor.pin_hash):
            refused = Draft(Audit("open-provisional-refused"), op=supervisor.id)
            return Ordered(Decision(drafts=(refused,)), {"refused": "the PIN is wrong; the box stays closed"})
        past.open(store.epoch)
        return Ordered(Decision(drafts=_said(store, past, supervisor, reason)), {"name": supervisor.name})

    def _is_right(self, pin: str, pin_hash: str) -> bool:
        now_ms = self._clock.now().mono_ms
        if now_ms < self._locked_ms:
            raise CommandError("too many wrong PINs: wait five minutes")
        if matches(pin, pin_hash, self._pepper()):
            self._failures = 0
            return True
        self._failures += 1
        if self._failures >= FAILURES_MAX:
            self._failures, self._locked_ms = 0, now_ms + LOCK_MS
        return False


def _supervisor(store: Store, ident: str) -> Operator:
    record = store.view.operator(ident)
    if record is None or not record.active or record.role != "supervisor":
        raise CommandError(f"{plain(ident)!r} is no supervisor in this box's reference data")
    return record


def _said(store: Store, past: Past, supervisor: Operator, reason: str) -> tuple[Draft, ...]:
    newest = past.epochs()[-1]
    args: dict[str, Arg] = {"epoch": newest.epoch, "upto": newest.upto}
    opened = Audit("opened-provisional", args)
    return (
        Draft(opened, op=supervisor.id, approver=supervisor.id, reason=plain(reason)),
        Draft(missing(store.cursor, "opened"), op=supervisor.id, approver=supervisor.id),
    )
