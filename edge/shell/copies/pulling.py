"""After a restore: the earlier epochs are pulled back from central, posted, and what central has not goes up to it.

    sitereq {epoch, have} -> site/ev ... -> posted, a part a transaction -> ... have = last
        -> what only the second copy held -> whole: work may begin -> ev of that epoch, until central has all of it

One epoch after the other, oldest first; with the last entries of each central tells which other epochs it has of this
box, and those that no backup knew (edge/shell/copies/lineage.py) come back, too, before work begins, unless a
supervisor lets it begin earlier. Without central only what the second copy held is taken, of each epoch in its turn,
and none ever is whole. Owned by the loop; what is committed is in the tables, and a crash goes on from there.
"""

import itertools
import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from edge import control
from edge.config import Config
from edge.core.entry import Draft, Finding, Stamp
from edge.core.entry_json import genesis
from edge.core.message import Arg
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.copies import lineage
from edge.shell.copies.archive_reader import Resender, folders
from edge.shell.copies.copy_files import end_of, entries_in
from edge.shell.copies.past import Past, PastEpoch, Taken, Told, plain, told
from edge.shell.copies.request import Request
from edge.shell.copies.restore_build import stash
from edge.shell.ledger.store import Row, Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Apply, Done, Work
from edge.shell.sync.batches import pack_batch
from edge.shell.sync.lane import AckError, Lane
from edge.wire import BATCH_ENTRIES_MAX, WINDOW, Ack, HeldEpoch, SiteBatch, SiteRequest, topic

log = logging.getLogger("wedge.past")

PART: Final = 25
"""Entries posted in one transaction: a scan that comes meanwhile does not wait long."""
READ: Final = 200
"""Entries of the second copy read in one turn of the loop, some 5 ms: those that central had too are passed over."""
LIMIT: Final = 100
"""Entries asked for in one batch: its signature is checked on the loop."""
TRIES_MAX: Final = 3
ARCHIVE_RETRY_MS: Final = 30_000
_DIFFERS: Final = control.Text(key="alarm-past-differs")


class Link(Protocol):
    """The connection, as this chore uses it."""

    def publish(self, name: str, payload: bytes, *, retain: bool = False) -> bool: ...

    def leave_site(self) -> None: ...


class Pulling(Chore):
    """Brings the earlier epochs back. `up` tells whether the link is up; no `link`: there is no central."""

    def __init__(self, config: Config, store: Store, clock: Clock, link: Link | None, up: Callable[[], bool]) -> None:
        self._site, self._box, self._path = config.site, config.box, config.store.path
        self._archives = folders(config.store.path, config.store.archive_dir)
        self._archive = Resender(store.cursor, self._archives)
        self._archive_ms: int | None = None
        self._store, self._clock, self._link, self._up = store, clock, link, up
        self._past = Past(store.cursor)
        self._was_up = False
        self._waiting: deque[dict[str, Any]] = deque()
        self._tail: Iterator[Told] | None = None
        self._tail_part: list[Told] = []
        self._broken: control.Text | None = None
        """What the screens say while it does not go on."""
        self._tried = (-1, 0)
        self._read = set[int]()
        """Without central: the epochs of which the second copy has no more."""
        self._acked: int | None = None
        self._of: PastEpoch | None = None
        self._request = Request(0)
        self._lane: Lane | None = None
        self._alarm: control.Text | None = None
        self._next()

    @property
    def is_needed(self) -> bool:
        """Whether something is missing, or is to be sent up."""
        return self._of is not None

    def heard(self, batch: SiteBatch) -> None:
        """Entries of the site came from central; those of this box's epoch that was asked for are taken."""
        if self._of is not None and (batch.box, batch.epoch) == (self._box, self._of.epoch) and not self._of.complete:
            self._waiting += self._request.heard(batch, self._clock.now().mono_ms)

    def acked(self, ack: Ack) -> bool:
        """Whether an acknowledgement is of an epoch that is being sent up; it is taken then."""
        if self._of is None or self._lane is None or ack.epoch != self._of.epoch:
            return False
        try:
            self._lane.ack(ack.upto, self._clock.now().mono_ms)
        except AckError as error:
            log.warning("epoch %s: %s", self._of.epoch, error)
        self._acked = self._lane.acked
        return True

    def due_ms(self, now: Moment) -> int | None:
        if self._of is None or self._broken:
            return None
        if self._waiting or self._acked is not None or (self._request.is_over and not self._of.complete):
            return now.mono_ms
        if self._is_alone and not self._of.complete:
            return None if self._of.number in self._read else now.mono_ms
        if self._link is None or not self._up():
            return None
        return self._sends_ms(self._lane) if self._lane is not None else self._request.due_ms

    def works(self, now: Moment) -> Iterable[Work]:
        if self._of is None:
            return ()
        change = self._change()
        if change is None:
            return ()
        clock, of = self._clock, self._of
        stamp = Stamp(now, clock.boot, clock.state(), clock.zone)
        return (Apply(change, f"past/{of.epoch}/{of.upto}/{now.mono_ms}", stamp),)

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - the tables say how far it is
        if self._of is None:
            return
        self._look()
        up = self._link is not None and self._up()
        if up and not self._was_up:
            self._begin()
        self._was_up = up
        if up and self._of is not None:
            self._send(now.mono_ms)

    def alarm(self) -> control.Text | None:
        return self._alarm or self._archive.alarm()

    def _sends_ms(self, lane: Lane) -> int | None:
        return min((due for due in (lane.due_ms(), self._archive_ms) if due is not None), default=None)

    @property
    def _is_alone(self) -> bool:
        """Whether there is no central: no answer says that an epoch is whole, and none is."""
        return self._link is None

    def _next(self) -> None:
        """The epoch to work on: the oldest that is not whole, else the oldest that central has not whole."""
        epochs = self._past.epochs()
        behind = (one for one in epochs if one.complete and self._past.at_central(one.epoch) is not None)
        unread = (one for one in epochs if not one.complete and one.number not in self._read)
        missing = (one for one in epochs if not one.complete)
        self._of = next(unread, None) or next(missing, None) or next(behind, None)
        if self._of is None and self._link is not None:
            self._link.leave_site()
        self._begin()
        self._warn()

    def _begin(self) -> None:
        """From what the tables hold, whatever was under way: a new connection, another epoch."""
        self._waiting.clear()
        self._tail, self._tail_part, self._broken, self._tried, self._lane = None, [], None, (-1, 0), None
        if self._of is None:
            return
        self._request = Request(self._of.upto)
        if self._of.complete:
            self._request.last, self._request.due_ms = 0, None
            self._archive, self._archive_ms = Resender(self._store.cursor, self._archives, self._of.epoch), None
            self._lane = Lane(min(self._past.at_central(self._of.epoch) or 0, self._of.upto), self._of.upto)

    def _look(self) -> None:
        """What has been committed of the epoch."""
        assert self._of is not None
        before, number, epochs = self._of, self._of.number, self._past.epochs()
        self._of = next(one for one in epochs if one.number == number)
        while self._waiting and self._waiting[0].get("seq", 0) <= self._of.upto:
            self._waiting.popleft()
        self._tail_part = [one for one in self._tail_part if one.seq > self._of.upto]
        if self._of.complete and not before.complete:
            log.info("epoch %s is whole again: %d entries", self._of.epoch, self._of.upto)
            self._next()
        elif self._of.complete and self._past.at_central(self._of.epoch) is None:
            self._drop_stash(self._of)
            self._next()
        elif number in self._read:
            self._drop_stash(self._of)
            if any(not one.complete and one.number not in self._read for one in epochs):
                self._next()
            self._warn()
        else:
            self._warn()

    def _drop_stash(self, of: PastEpoch) -> None:
        """What the second copy held is all in the book; what could not be posted stays for whoever settles that."""
        path = stash(self._path, of.epoch)
        try:
            if path.exists() and 0 < end_of(path) <= of.upto:
                path.unlink()
        except OSError as error:
            log.warning("%s is not needed any more, and cannot be removed: %s", path, error)

    def _warn(self) -> None:
        if not self._past.is_waiting():
            self._alarm = None
        else:
            self._alarm = self._broken or control.Text(key="alarm-past-waiting")

    def _change(self) -> Callable[[], list[Draft]] | None:
        """What the next transaction does; of this epoch and request alone, for a full disk may hold it back, and of the
        tables, so that it may be run again."""
        assert self._of is not None
        number = self._of.number
        if self._acked is not None:
            acked, self._acked = self._acked, None
            return lambda: self._store_acked(number, acked)
        if self._of.complete or self._broken or number in self._read:
            return None
        if not self._waiting:
            is_over = self._is_alone or self._request.is_over
            return self._counted(self._tail_or_end()) if is_over and self._is_tail_there() else None
        part = list(itertools.islice(self._waiting, PART))
        return self._counted(lambda: self._take(number, (told(raw) for raw in part)))

    def _counted(self, change: Callable[[], list[Draft]]) -> Callable[[], list[Draft]] | None:
        """A change that leads nowhere, again and again, was put aside by the writer: the log says why."""
        assert self._of is not None
        at, times = self._tried
        self._tried = (self._of.upto, times + 1 if at == self._of.upto else 0)
        if self._tried[1] <= TRIES_MAX:
            return change
        self._give_up(f"entry {self._of.upto + 1} could not be taken")
        return None

    def _take(self, number: int, entries: Iterable[Told]) -> list[Draft]:
        taken = self._past.take(self._now(number), entries, self._store.head[0])
        if not taken.broken:
            return taken.findings
        self._give_up(taken.broken)
        return [*taken.findings, _differs(taken)]

    def _give_up(self, why: str, alarm: control.Text = _DIFFERS) -> None:
        """Until the next connection or start: what comes is not this box's, or a part of it is missing."""
        if self._broken is None:
            log.error("an earlier epoch does not come back: %s", why)
        self._broken = alarm
        self._waiting.clear()
        self._request.due_ms = None

    def _cannot_read(self, error: OSError) -> None:
        """What the second copy held may be all there is of it: nothing ends without it."""
        assert self._of is not None
        path = error.filename or stash(self._path, self._of.epoch)
        file, why = Path(path).name, plain(error.strerror or str(error))
        alarm = control.Text(key="alarm-past-unreadable", args={"file": plain(file), "error": why})
        self._give_up(f"{file}, with entries of the second copy, cannot be read ({why}); make it readable", alarm)

    def _tail_or_end(self) -> Callable[[], list[Draft]]:
        """What the second copy held beyond central, then the end."""
        assert self._of is not None
        number, request, part = self._of.number, self._request, self._tail_part
        if part:
            return lambda: self._take_tail(number, part)
        return (lambda: self._end_alone(number)) if self._is_alone else (lambda: self._end(number, request))

    def _is_tail_there(self) -> bool:
        try:
            return self._is_tail_read()
        except OSError as error:
            self._cannot_read(error)
            return False

    def _is_tail_read(self) -> bool:
        """Read on in the second copy; False while nothing but what is held already was read, and there is more."""
        assert self._of is not None
        if self._tail is None:
            path = stash(self._path, self._of.epoch)
            self._tail = entries_in(path) if path.exists() else iter(())
        if self._tail_part:
            return True
        read = 0
        for one in itertools.islice(self._tail, READ):
            read += 1
            if one.seq > self._of.upto:
                self._tail_part.append(one)
            if len(self._tail_part) == PART:
                break
        return bool(self._tail_part) or read < READ

    def _take_tail(self, number: int, part: Sequence[Told]) -> list[Draft]:
        taken = self._past.take(self._now(number), part, self._store.head[0])
        if not taken.broken:
            return taken.findings
        self._tail, self._tail_part = iter(()), []
        log.error("the second copy does not continue what is here: %s", taken.broken)
        gap = _gap(taken, self._path)
        return taken.findings if self._past.was_told(gap.finding) else [*taken.findings, Draft(gap)]

    def _end(self, number: int, request: Request) -> list[Draft]:
        """The request is the one that came to its end: a new connection begins with another."""
        of = self._now(number)
        if not self._add_unknown(request.epochs):
            return []
        drafts = self._past.complete(of)
        whole = PastEpoch(of.number, of.epoch, of.upto, of.hash, complete=True)
        self._past.put_at_central(whole, min(request.last or 0, of.upto))
        return drafts

    def _end_alone(self, number: int) -> list[Draft]:
        """The next epoch's turn, without central; whether more of this one is missing, nobody says."""
        if self._add_unknown(()):
            self._read.add(number)
        return []

    def _add_unknown(self, at_central: Sequence[HeldEpoch]) -> bool:
        """What no backup knew waits for its turn: the box does not open before it. Whether all are known."""
        try:
            listed = [*at_central, *lineage.of_second_copy(self._path)]
        except OSError as error:
            self._cannot_read(error)
            return False
        known = {one.epoch for one in self._past.epochs()}
        for epoch in lineage.unknown(known, self._store.epoch, listed):
            log.warning("epoch %s of this box is in no backup: it comes back, too", epoch)
            self._past.add(epoch, genesis(self._site, self._box, epoch))
        return True

    def _store_acked(self, number: int, acked: int) -> list[Draft]:
        self._past.put_at_central(self._now(number), acked)
        return []

    def _now(self, number: int) -> PastEpoch:
        """An epoch as the open transaction has it."""
        return next(one for one in self._past.epochs() if one.number == number)

    def _send(self, now_ms: int) -> None:
        """Ask for more, or send what central has not."""
        if self._lane is not None:
            self._lane.tick(now_ms)
            self._send_up(self._lane, now_ms)
        elif self._request.due_ms is not None and now_ms >= self._request.due_ms and len(self._waiting) <= LIMIT:
            word = secrets.token_hex(8)
            self._request.asked(word, now_ms, sent=self._ask(word))

    def _ask(self, word: str) -> bool:
        assert self._of is not None
        have, epoch = self._request.received, self._of.epoch
        asked = SiteRequest(box=self._box, epoch=epoch, have=have, limit=LIMIT, window=WINDOW, asked=word)
        return self._publish("sitereq", asked.model_dump_json().encode())

    def _send_up(self, lane: Lane, now_ms: int) -> None:
        of = self._of
        assert of is not None
        if self._archive_ms is not None and now_ms < self._archive_ms:
            return
        self._archive_ms = None
        while (after := lane.next_from(of.upto)) is not None:
            rows = self._rows(of, after)
            before = genesis(self._site, self._box, of.epoch) if after == 0 else self._hash_of(of, after)
            if not rows or before is None:
                self._archive_ms = now_ms + (0 if self._archive.is_reading else ARCHIVE_RETRY_MS)
                return
            wall_ms = self._clock.now().wall_ms
            batch = pack_batch(rows, before, epoch=of.epoch, number=after, hist_upto=of.upto, now_ms=wall_ms)
            if not self._publish("ev", batch.payload):
                return
            lane.sending(batch, now_ms)

    def _rows(self, of: PastEpoch, after: int) -> Sequence[Row]:
        """Entries after a seq, from the archive where they have left the book; none while it cannot be read."""
        rows = [Row(*row) for row in self._past.rows(of.number, after, BATCH_ENTRIES_MAX)]
        if rows and rows[0].seq == after + 1:
            return rows
        return self._archive.rows(after, BATCH_ENTRIES_MAX)

    def _hash_of(self, of: PastEpoch, seq: int) -> str | None:
        return self._past.hash_of(of, seq) or self._archive.hash_of(seq)

    def _publish(self, name: str, payload: bytes) -> bool:
        return self._link is not None and self._link.publish(topic(self._site, self._box, name), payload)


def _differs(taken: Taken) -> Draft:
    of = taken.epoch
    args: dict[str, Arg] = {"epoch": of.epoch, "error": plain(taken.broken)}
    return Draft(Finding(f"past/{of.epoch}/differs", "opened", "past-differs", args))


def _gap(taken: Taken, store: Path) -> Finding:
    of = taken.epoch
    args: dict[str, Arg] = {"file": plain(stash(store, of.epoch).name), "error": plain(taken.broken)}
    return Finding(f"past/{of.epoch}/gap", "opened", "past-gap", args)
