"""Chores: what the loop does beside the scans, each in a file of its own: checkpoints, copies, labels.

    due_ms -> the loop wakes          works -> run with the next batch          committed -> after every commit

A chore lives on the loop's thread. What would hold it up (a slow disk, a printer, a child process) runs on a thread or
in a process of its own and comes back through the inbox (`inbox.Call`).
"""

from collections.abc import Iterable, Sequence

from edge import control
from edge.core.read import Moment
from edge.shell.loop.work import Done, Work


class Chore:
    """Something to do now and then. What a chore does not need, it leaves as it is here."""

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - for those that need it
        """When to look again, in monotonic milliseconds; None for not before something is committed."""
        return None

    def works(self, now: Moment) -> Iterable[Work]:  # noqa: ARG002
        """What the next transaction is to do."""
        return ()

    def committed(self, done: Sequence[Done], now: Moment) -> None:
        """A batch is durable; it may be empty."""

    def ends(self, now: Moment) -> Iterable[Work]:  # noqa: ARG002
        """What the last transaction of a clean end is to do."""
        return ()

    def alarm(self) -> control.Text | None:
        """What stops or endangers work, in the screens' own words; None for nothing."""
        return None

    def one_copy(self) -> bool:
        """Whether entries have stood on this box's disk alone for too long."""
        return False
