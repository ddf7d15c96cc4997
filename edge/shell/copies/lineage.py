"""Which epochs belong to a restored book though its backup knows nothing of them.

Restored twice from one backup, a box has an epoch in between: written after the first restore, lost with the second
disk. Central lists it; where central never heard of it, the second copy may hold it from its first entry on. It is of
this book if it goes on from an epoch of it: a box that was once begun anew has others, which are not.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from edge.shell.audit.chain_walk import RESTORED
from edge.shell.copies.copy_files import entries_in
from edge.shell.copies.past import Told
from edge.shell.copies.restore_build import stash, stashes
from edge.wire import EPOCHS_MAX, HeldEpoch


def unknown(known: Iterable[str], present: str, listed: Sequence[HeldEpoch]) -> list[str]:
    """The listed epochs of the book whose earlier ones are `known`, each behind the one it goes on from."""
    of_book, left, found = set(known), [one for one in listed if one.epoch != present], list[str]()
    while (one := next((one for one in left if one.follows in of_book and one.epoch not in of_book), None)) is not None:
        of_book.add(one.epoch)
        found.append(one.epoch)
    return found


def of_second_copy(store: Path) -> list[HeldEpoch]:
    """The epochs of which a second copy's entries wait beside the store, from the first one on. Raises `OSError`."""
    return list(islice(_begun(store), EPOCHS_MAX))


def _begun(store: Path) -> Iterator[HeldEpoch]:
    for epoch in stashes(store):
        first = next(entries_in(stash(store, epoch)), None)
        if first is not None and first.seq == 1 and (follows := _followed(first)):
            yield HeldEpoch(epoch=epoch, last=0, follows=follows)


def _followed(first: Told) -> str:
    """The epoch that an epoch with this first entry goes on from; '' for one that does not begin with a restore."""
    fields = json.loads(first.body)
    args = fields.get("args")
    is_restore = (first.kind, fields.get("act")) == ("audit", RESTORED) and isinstance(args, dict)
    return str(args.get("epoch", ""))[:64] if is_restore else ""
