"""Checkpoints: the box signs its book every 100 entries, 60 s after the first unsigned one, and at a clean end.

    entries ... 229 230 | 231 checkpoint of 230 | 232 ...          an ordinary entry: it goes to central like all others
                             -> the same as a signed note -> the head file

What is under a checkpoint is found changed even where somebody made all hashes anew: he has not the key.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from edge import control
from edge.core.checkpoint import Head, origin, write_note
from edge.core.entry import Audit, Checkpoint, Draft, Finding, Stamp
from edge.core.read import Moment
from edge.shell.audit.chain_walk import KEY_CHANGED
from edge.shell.audit.head_file import HeadFile
from edge.shell.audit.signing import BoxKey
from edge.shell.clock import Clock
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Apply, Done, Work

log = logging.getLogger("wedge.checkpoints")

ENTRIES_MAX: Final = 100
WITHIN_MS: Final = 60_000
RETRY_MS: Final = 5_000
SET_BACK: Final = "book-set-back"
LOOK_BACK: Final = 1_000
"""So many entries are looked at for the last checkpoint: there are far fewer, or there is none yet."""

_NEWEST: Final = sql(
    select(t.ledger.c.seq, t.ledger.c.body)
    .where(t.ledger.c.kind == "checkpoint", t.ledger.c.seq > bindparam("after"))
    .order_by(t.ledger.c.seq.desc())
    .limit(1)
)

_FACT: Final = "signed-with"
"""The key of the last checkpoint, also when that lies far back."""
_GET: Final = sql(select(t.meta.c.value).where(t.meta.c.name == bindparam("name")))
_ROW = insert(t.meta).values(name=bindparam("name"), value=bindparam("value"))
_PUT: Final = sql(_ROW.on_conflict_do_update(index_elements=["name"], set_={"value": _ROW.excluded.value}))


class Checkpoints(Chore):
    """Writes them. `site` and `box` are whose book it is."""

    def __init__(self, site: str, box: str, store: Store, clock: Clock, key: BoxKey, head_file: HeadFile) -> None:
        self._site, self._box, self._store, self._clock, self._key = site, box, store, clock, key
        self._file = head_file
        self._covered = 0
        """The last checkpoint's own place: what comes after it is under none."""
        self._signed_with = ""
        self._since_ms: int | None = None
        """When the first entry that is under none was seen."""
        self._not_before_ms = 0
        self._set_back: Head | None = None
        """What the head file says that the store does not hold: somebody, or the disk, has set the store back.
        Until the book says so, the file stays as it is: else a crash would leave nobody to say it."""
        self._newest: Checkpoint | None = None
        self._begin()

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002  # it counts from the commit
        if self._set_back is not None:
            return self._not_before_ms
        if self._since_ms is None:
            return None
        wait_ms = 0 if self._uncovered() >= ENTRIES_MAX else WITHIN_MS
        return max(self._since_ms + wait_ms, self._not_before_ms)

    def works(self, now: Moment) -> Iterable[Work]:
        due_ms = self.due_ms(now)
        if due_ms is None or now.mono_ms < due_ms:
            return ()
        self._not_before_ms = now.mono_ms + RETRY_MS  # should it come to nothing
        return self._works(now) if self._set_back is None else (self._tell(now, self._set_back),)

    def ends(self, now: Moment) -> Iterable[Work]:
        return self._works(now) if self._uncovered() else ()

    def committed(self, done: Sequence[Done], now: Moment) -> None:
        for one in done:
            for entry in one.entries:
                if isinstance(entry.draft.body, Finding) and entry.draft.body.code == SET_BACK:
                    self._told()
                if isinstance(entry.draft.body, Checkpoint):
                    self._covered, self._since_ms, self._not_before_ms = entry.seq, None, 0
                    self._signed_with = entry.draft.body.key
                    self._give(entry.draft.body)
        if self._since_ms is None and self._uncovered():
            self._since_ms = now.mono_ms

    def alarm(self) -> control.Text | None:
        if not self._file.failed:
            return None
        return control.Text(key="alarm-head-file", args={"reason": self._file.failed})

    def _begin(self) -> None:
        """Where the book stands, read backwards from its end, and whether the head file says the same."""
        self._compare()
        after = max(0, self._store.last_seq - LOOK_BACK)
        row = self._store.cursor.execute(_NEWEST, {"after": after}).fetchone()
        self._covered = after
        signed = self._store.cursor.execute(_GET, {"name": _FACT}).fetchone()
        self._signed_with = str(signed[0]) if signed else ""
        if row is not None:
            fields = json.loads(row[1])
            self._covered = int(row[0])
            self._signed_with = fields["key"]
            self._give(Checkpoint(fields["size"], fields["head"], fields["key"], fields["sig"]))
        if self._signed_with not in ("", self._key.public):
            log.warning("the box signs with another key than before: tell central and whoever checks this box")
        self.committed((), self._clock.now())

    def _compare(self) -> None:
        """A head file of another book, or of one that this store does not hold, is kept before it is written anew."""
        held = self._file.found()
        if held is None:
            return
        if held.origin != origin(self._site, self._box, self._store.epoch):
            log.warning("the head file is of another book, %s: kept as %s", held.origin, self._file.set_aside(held))
        elif not self._holds(held):
            self._set_back = held
            log.error("the head file knows %d entries that this store does not hold", held.size)

    def _holds(self, head: Head) -> bool:
        if head.size > self._store.last_seq:
            return False
        rows = self._store.rows(head.size - 1, 1)
        return not rows or rows[0].seq != head.size or rows[0].hash == head.hash  # none: it is in the archive

    def _tell(self, now: Moment, held: Head) -> Work:
        """Somebody must find out why; what is gone here may still be at central."""

        def drafts() -> list[Draft]:
            name = f"{SET_BACK}/{held.size}/{held.hash[:16]}"
            return [Draft(Finding(name, "opened", "book-set-back", {"signed": held.size, "last": last}))]

        last = self._store.last_seq
        stamp = Stamp(now, self._clock.boot, self._clock.state(), self._clock.zone)
        return Apply(drafts, f"{SET_BACK}/{held.size}/{last}", stamp)

    def _told(self) -> None:
        """The book says that it was set back: the file is kept, and written anew."""
        self._not_before_ms = 0
        if self._set_back is not None:
            log.warning(
                "the head file of the entries that are gone is kept as %s", self._file.set_aside(self._set_back)
            )
            self._set_back = None
            if self._newest is not None:
                self._give(self._newest)

    def _uncovered(self) -> int:
        return self._store.last_seq - self._covered

    def _works(self, now: Moment) -> Iterator[Work]:
        stamp = Stamp(now, self._clock.boot, self._clock.state(), self._clock.zone)
        if self._signed_with not in ("", self._key.public):
            yield Apply(self._another_key, f"key-changed/{self._store.last_seq}", stamp)
        yield Apply(self._drafts, f"checkpoint/{self._store.last_seq}", stamp)

    def _another_key(self) -> list[Draft]:
        """The book says so itself, or verifying takes it for a forgery."""
        return [Draft(Audit(KEY_CHANGED, {"from": self._signed_with, "to": self._key.public}))]

    def _drafts(self) -> list[Draft]:
        """Run in the transaction: what was written in it before is under the checkpoint too."""
        size, digest = self._store.head
        head = self._head(size, digest)
        self._store.cursor.execute(_PUT, {"name": _FACT, "value": self._key.public})
        return [Draft(Checkpoint(size, digest, self._key.public, self._key.sign(head.text)))]

    def _head(self, size: int, digest: str) -> Head:
        return Head(self._site, self._box, self._store.epoch, size, digest)

    def _give(self, checkpoint: Checkpoint) -> None:
        self._newest = checkpoint
        if self._set_back is None:
            head = self._head(checkpoint.size, checkpoint.head)
            self._file.give(write_note(head, checkpoint.key, checkpoint.sig))
