"""Changes of reference data from central: taken one after the other, one part of one of them in each transaction.

    heard -> add(change)          each turn of the loop: part() -> run in the transaction -> committed with the batch

Whether a part stands is known when the next one is asked for: a batch that failed was run again, or ended the process.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from edge.core.entry import Draft, Finding
from edge.core.message import Arg
from edge.shell.ledger.records import RecordError
from edge.shell.ledger.reference_store import Change, GapError, ReferenceStore, Refusal
from edge.wire import Dataset, RefChange

log = logging.getLogger("wedge.reference")

WAITING_MAX: Final = 16
"""Changes that may wait for their turn; central is asked again for what is behind them."""
FINDINGS_MAX: Final = 20
"""Refused records of one part that become findings; the log names how many there were."""
TEXT_MAX: Final = 200


class Changes:
    """The changes on their way. `ask` asks central for a dataset from a revision on."""

    def __init__(
        self, reference: ReferenceStore, ask: Callable[[Dataset, int], None], *, may_go_back: bool = False
    ) -> None:
        self._reference, self._ask, self._may_go_back = reference, ask, may_go_back
        self._waiting: deque[RefChange] = deque()
        self._change: Change | None = None
        self._number = 0
        self._ran: bool | None = None
        """How the part that was given out ended: None where it raised, else whether it was the change's last."""
        self._given = False

    @property
    def waiting(self) -> bool:
        """Whether there is more to do in the next turn."""
        return bool(self._waiting)

    def add(self, change: RefChange) -> None:
        """Take a change after those that came before it. What does not fit is refused: it is a gap, later."""
        if len(self._waiting) < WAITING_MAX:
            self._waiting.append(change)
        else:
            log.warning("%s: too many changes wait, revision %d is not taken", change.dataset, change.to_rev)

    def part(self) -> Callable[[], Sequence[Draft] | None] | None:
        """What the next transaction is to do; None for nothing. It may be run twice, if the first was rolled back."""
        if self._given:
            self._given = False
            self._go_on()
        if not self._waiting:
            return None
        self._given, self._ran = True, None
        return self._run

    def _go_on(self) -> None:
        """After a part: to the next part, or to the next change. One that raised is given up, the log has it."""
        if self._ran is False:
            self._number += 1
            return
        done = self._waiting.popleft()
        if self._ran is None:
            log.error("%s: revision %d could not be taken", done.dataset, done.to_rev)
        elif self._reference.revisions()[done.dataset] == done.to_rev:
            log.info("%s: revision %d is held", done.dataset, done.to_rev)
        self._change, self._number = None, 0

    def _run(self) -> list[Draft]:
        self._ran = None
        wire = self._waiting[0]
        try:
            if self._number == 0:
                self._change = self._reference.begin(
                    wire.dataset,
                    wire.from_rev,
                    wire.to_rev,
                    wire.ops,
                    more=wire.more,
                    may_go_back=self._may_go_back,
                )
        except GapError as gap:
            self._ask(gap.dataset, gap.have_rev)
            self._ran = True
            return []
        except RecordError as error:
            log.warning("not taken from central: %s", error)
            self._ran = True
            return [_refused(wire, "", str(error))]
        assert self._change is not None
        ended = self._change.apply(self._number)
        self._ran = ended
        return self._findings(wire, self._change.refused_in(self._number))

    @staticmethod
    def _findings(wire: RefChange, refused: Sequence[Refusal]) -> list[Draft]:
        if refused:
            log.warning("%s: %d records refused, the first: %s", wire.dataset, len(refused), refused[0].why)
        return [_refused(wire, one.key, one.why) for one in refused[:FINDINGS_MAX]]


def _refused(wire: RefChange, key: str, why: str) -> Draft:
    args: dict[str, Arg] = {"dataset": wire.dataset, "error": _plain(why)}
    ident = f"reference/{wire.dataset}/{wire.to_rev}/{_plain(key)}"
    return Draft(Finding(ident, "opened", "reference-refused", args))


def _plain(text: str) -> str:
    """A text from outside, fit for the ledger."""
    ascii_only = text.encode("ascii", "replace").decode()[:TEXT_MAX]
    return "".join(char if char.isprintable() else "?" for char in ascii_only)
