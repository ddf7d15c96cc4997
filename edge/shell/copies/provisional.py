"""`open-provisional`: a supervisor lets work begin after a restore before all entries of before are here.

The book says who and why; a finding stays open until the past is whole. The PIN is compared on the loop: nobody can
work before it, so nobody waits for it.

Wrong PINs are counted in the book, where each leaves an entry: a restart forgets none, and what is rolled back was not
counted. As for a sign-in, five lock the command for five minutes.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.entry_json import utc_ms
from edge.core.message import Arg
from edge.core.reference import Operator
from edge.shell.clock import Clock
from edge.shell.copies.past import Past, missing, plain
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store
from edge.shell.loop.pins import matches
from edge.shell.loop.work import CommandError, Ordered

COMMAND: Final = "open-provisional"
FAILURES_MAX: Final = 5
LOCK_MS: Final = 5 * 60_000
TEXT_MAX: Final = 200
LOOKED_AT_MAX: Final = 1_000
"""Newest entries in which wrong PINs are looked for: nobody works on a closed box, so few others come between."""
REFUSED: Final = "open-provisional-refused"
_AUDITS: Final = sql(
    select(t.ledger.c.body).where(
        t.ledger.c.seq > select(func.max(t.ledger.c.seq)).scalar_subquery() - LOOKED_AT_MAX,
        t.ledger.c.kind == bindparam("kind"),
    )
)


class Provisional:
    """The command's handler. `pepper` reads the site's, and raises `CommandError` where it cannot."""

    def __init__(self, pepper: Callable[[], bytes], clock: Clock) -> None:
        self._pepper, self._clock = pepper, clock

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
        if self._lately_wrong(store) >= FAILURES_MAX:
            raise CommandError("too many wrong PINs: wait five minutes")
        if not matches(pin, supervisor.pin_hash, self._pepper()):
            refused = Draft(Audit(REFUSED), op=supervisor.id)
            return Ordered(Decision(drafts=(refused,)), {"refused": "the PIN is wrong; the box stays closed"})
        past.open(store.epoch)
        return Ordered(Decision(drafts=_said(store, past, supervisor, reason)), {"name": supervisor.name})

    def _lately_wrong(self, store: Store) -> int:
        """How many wrong PINs the book tells of the last minutes; by its own clock where this boot wrote them."""
        now = self._clock.now()
        found = (json.loads(body) for (body,) in store.cursor.execute(_AUDITS, {"kind": "audit"}).fetchall())
        wrong = [one for one in found if one.get("act") == REFUSED]
        ago = (
            now.mono_ms - one["mono_ms"] if one["boot"] == self._clock.boot else abs(now.wall_ms - utc_ms(one["t"]))
            for one in wrong
        )
        return sum(ms < LOCK_MS for ms in ago)


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
        Draft(missing(store.cursor), op=supervisor.id, approver=supervisor.id),
    )
