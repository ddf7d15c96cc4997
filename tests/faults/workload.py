"""A store at work, every act on its files written down: the child of `test_power_loss.py`.

    workload.py SEED PLAN       PLAN: work:N (batches) | reopen | leave (end without closing) | sync:OFF|NORMAL

After every commit that returned it marks how far it is: that much is acknowledged.
"""

import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from interpose import Log, watch_as_told  # noqa: E402 - found by the line before

from edge.core.decision import Decision, DropStep, HoldStep  # noqa: E402
from edge.core.entry import Audit, DocLine, Draft, Finding  # noqa: E402
from edge.core.event import ShelfStep  # noqa: E402
from edge.core.place import Place  # noqa: E402
from edge.core.read import Moment  # noqa: E402
from edge.core.session import Menu, Session  # noqa: E402
from edge.shell.ledger.store import Store  # noqa: E402
from tests.shell.book_builder import (  # noqa: E402
    CUSTOMER,
    NOW_MS,
    SUPPLIER,
    goods,
    loc,
    lpn,
    open_store,
    stamp,
    whole,
)

BINS = [loc(f"A-{number:02}") for number in range(1, 9)]
BATCH_MAX = 20
PAGES = 60
"""The write-ahead log is folded in and begun anew after so many pages, not a thousand: that is to be cut often."""


class Work:
    """Decisions as a shift makes them; what cannot be is left out."""

    def __init__(self, seed: int, store: Store, told: Log) -> None:
        self._dice, self.store, self._told = random.Random(seed), store, told
        self._number = self._batch_number = 0

    def batch(self) -> None:
        """One transaction of one to twenty decisions."""
        store = self.store
        store.begin()
        for _ in range(self._dice.choice([1, 1, 1, 2, 3, 5, 8, 13, BATCH_MAX])):
            self._number += 1
            store.write(self._decision(), f"work-{os.getpid()}-{self._number}", stamp(NOW_MS + self._number), NOW_MS)
        store.commit()
        self._told("acked", store.last_seq)

    def _decision(self) -> Decision:
        dice, number = self._dice, self._number
        at, to = dice.sample(BINS, 2)
        step = ShelfStep(f"step-{number % 5}", "S-01", -1, 1, "scale", Moment(NOW_MS, 5), "MUG", -1)
        made = [
            Decision(drafts=(goods(dice.randint(5, 50), SUPPLIER, at, lot=f"L{number % 7}"),)),
            Decision(drafts=self._taken(at, to), session=Session("DOCK-1", "op-1", Menu(), number)),
            Decision(drafts=(*self._pallet(), Draft(Audit("shelf"))), effects=(HoldStep(step, NOW_MS + number),)),
            Decision(drafts=(Draft(Finding(f"f-{number}", "opened", "odd")),), effects=(DropStep(step.id),)),
        ]
        return dice.choices(made, [4, 4, 2, 1])[0]

    def _taken(self, at: Place, to: Place) -> tuple[Draft, ...]:
        held = self.store.view.content(at)
        if not held:
            return (Draft(Audit("nothing there")),)
        target, doc = self._dice.choice([to, CUSTOMER]), DocLine("order", "SO-1", 1)
        return (goods(1, at, target, lot=held[0].key.lot, doc=doc),)

    def _pallet(self) -> tuple[Draft, ...]:
        """A pallet comes in, or a known one moves with all that is on it."""
        code = f"P-{self._dice.randrange(12)}"
        state = self.store.view.lpn(code)
        if state is None:
            first = BINS[0]
            return (whole(code, SUPPLIER, first), goods(self._dice.randint(1, 9), SUPPLIER, lpn(code)))
        target = self._dice.choice([one for one in BINS if one != state.parent])
        return (whole(code, Place(state.parent), target),)


def main(seed: int, plan: list[str]) -> None:
    told = watch_as_told()
    folder = Path(os.environ["WEDGE_DISK_STORE"]).parent
    work = Work(seed, _opened(folder, told), told)
    for word, _, value in (part.partition(":") for part in plan):
        match word:
            case "work":
                for _ in range(int(value)):
                    work.batch()
            case "reopen":
                work.store.close()
                work.store = _opened(folder, told)
            case "sync":
                work.store.cursor.execute(f"PRAGMA synchronous = {value}")
            case "leave":
                os._exit(0)  # the files stay as they are: the write-ahead log is not folded in
    work.store.close()


def _opened(folder: Path, told: Log) -> Store:
    store = open_store(folder, made_here=True)
    store.cursor.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
    told("acked", store.last_seq)
    return store


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
