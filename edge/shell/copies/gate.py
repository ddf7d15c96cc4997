"""The gate: while entries of before are missing, nothing that changes stock is written.

What an operator scans then is refused in so many words, before anything is accepted; what a portal saw becomes a
finding, and a shelf's step waits. Signing in, asking and looking go on.
"""

from typing import Final

from edge.core.decision import Decision, DropStep, HoldStep
from edge.core.entry import Count, Draft, Finding, Movement, Outcome
from edge.core.event import Event, Input, Unclaimed
from edge.core.message import Answer, Arg, msg
from edge.shell.copies.past import Past, plain
from edge.shell.ledger.store import Store
from edge.shell.loop.work import CommandError

HELD_MS: Final = 60_000
"""A shelf's step that nobody claimed is looked at again after this time."""


class Gate:
    """Stands before the writer. It only ever opens while the process lives: a restore needs the daemon down."""

    def __init__(self, store: Store) -> None:
        self._past = Past(store.cursor)
        self.is_closed = True
        """Until the first look: a damaged store is not asked while the daemon starts."""

    def look(self) -> None:
        """Before each batch: whether it has been opened."""
        self.is_closed = self.is_closed and self._past.is_waiting()

    def passed(self, source: str, event: Event, decision: Decision) -> Decision:
        """The decision, or what is written instead of it."""
        if not self.is_closed or not _changes_stock(decision):
            return decision
        match event:
            case Input():
                return Decision(answer=Answer("refuse", msg("past-waiting")))
            case Unclaimed(step=step, now_ms=now_ms):
                return Decision(effects=(DropStep(step.id), HoldStep(step, now_ms + HELD_MS)))
            case _:
                args: dict[str, Arg] = {"source": plain(source)}
                return Decision(drafts=(Draft(Finding(f"past/unbooked/{source}", "opened", "past-unbooked", args)),))

    def must_pass(self, decision: Decision) -> None:
        """For commands. Raises `CommandError` for one that changes stock while the gate is closed."""
        if self.is_closed and _changes_stock(decision):
            raise CommandError("entries of before the restore are missing: wait for central, or open-provisional")


def _changes_stock(decision: Decision) -> bool:
    return any(isinstance(draft.body, Movement | Count | Outcome) for draft in decision.drafts)
