"""The night's work: the store is checked, backed up, archived and indexed, old pictures are removed; one `wedge` child
after the other.

Once a day, at `store.nightly` in the site's time; when the box was off then, soon after its start. What fails is
logged, and stands on the screens until it has worked again.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from edge import control
from edge.config import Config
from edge.core.read import Moment
from edge.shell.disk.children import Children, Ended, Job
from edge.shell.loop.chores import Chore
from edge.shell.loop.work import Done

log = logging.getLogger("wedge.nightly")

LOOK_MS: Final = 60_000
AFTER_START_MS: Final = 10 * 60_000
INDEX_BEHIND: Final = 20_000
INDEX_EVERY_MS: Final = 10 * 60_000
CHECK: Final = "check"
INDEX: Final = "index"


class Nightly(Chore):
    """Owned by the loop. `checked` takes what the check came to, and says whether it came to anything."""

    def __init__(
        self,
        config: Config,
        path: Path,
        children: Children,
        checked: Callable[[Ended], bool],
        last_seq: Callable[[], int],
        now: Moment,
    ) -> None:
        self._config, self._children, self._checked, self._last_seq = config, children, checked, last_seq
        self._commands = commands(config, path)
        self._zone = ZoneInfo(config.timezone)
        self._stamp = config.store.path.with_name(config.store.path.name + ".nightly")
        self._running: set[str] = set()
        self._tonight: set[str] = set()
        """What of tonight's work has not ended."""
        self._failed: dict[str, str] = {}
        self._indexing = self._indexed = 0
        """Up to which entry the index is being made, and is there as far as this process knows."""
        self._next_ms = now.mono_ms + LOOK_MS
        self._index_ms = now.mono_ms + INDEX_EVERY_MS
        self._not_before_ms = now.mono_ms + AFTER_START_MS
        self._last_ms = self._read(now)

    def check_now(self) -> None:
        """Have the store looked through, as after an unclean stop."""
        self._start(CHECK)

    def index_now(self) -> None:
        """Have the index of the book made, where it is not being made already."""
        self._start(INDEX)

    def due_ms(self, now: Moment) -> int | None:  # noqa: ARG002 - a fixed time
        return self._next_ms

    def committed(self, done: Sequence[Done], now: Moment) -> None:  # noqa: ARG002 - it goes by the clock
        if now.mono_ms < self._next_ms:
            return
        self._next_ms = now.mono_ms + LOOK_MS
        if self._is_night(now):
            self._last_ms = now.wall_ms
            for name in self._commands:
                self._start(name)
            self._tonight = self._running & self._commands.keys()
        elif now.mono_ms >= self._index_ms and self._last_seq() - self._indexed > INDEX_BEHIND:
            self._index_ms = now.mono_ms + INDEX_EVERY_MS
            self._start(INDEX)

    def alarm(self) -> control.Text | None:
        name = next(iter(self._failed), None)
        return control.Text(key=f"alarm-{name}-failed") if name else None

    def _is_night(self, now: Moment) -> bool:
        """Whether tonight's hour has come since the last time; one that was missed waits for the box to have begun."""
        self._last_ms = min(self._last_ms, now.wall_ms)  # the clock was set back
        hour = self._last_hour(now)
        if self._last_ms >= hour:
            return False
        return now.wall_ms - hour < 2 * LOOK_MS or now.mono_ms >= self._not_before_ms

    def _last_hour(self, now: Moment) -> int:
        """When it was last that time of day, in wall milliseconds."""
        here = datetime.fromtimestamp(now.wall_ms / 1000, self._zone)
        hours, minutes = map(int, self._config.store.nightly.split(":"))
        today = here.replace(hour=hours, minute=minutes, second=0, microsecond=0)
        last = today if today <= here else today - timedelta(days=1)
        return int(last.astimezone(UTC).timestamp() * 1000)

    def _start(self, name: str) -> None:
        if name in self._running:
            return
        if name == INDEX:
            self._indexing = self._last_seq()
        if self._children.start(Job(self._commands[name], partial(self._ended, name))):
            self._running.add(name)
        else:
            self._fail(name, "too much else waits to be done")

    def _ended(self, name: str, ended: Ended) -> None:
        self._running.discard(name)
        if name in self._tonight:
            self._tonight.discard(name)
            if not self._tonight:
                self._write(self._last_ms)
        good = self._checked(ended) if name == CHECK else ended.status == 0
        if good and name == INDEX:
            self._indexed = self._indexing
        if not good:
            self._fail(name, ended.reason)
        elif self._failed.pop(name, None) is not None:
            log.info("%s works again", _said(self._commands[name]))

    def _fail(self, name: str, why: str) -> None:
        log.error("%s failed: %s", _said(self._commands[name]), why)
        self._failed[name] = why

    def _read(self, now: Moment) -> int:
        """When it was last done. A box that never did it begins with the next night."""
        with contextlib.suppress(OSError, ValueError):
            return min(int(self._stamp.read_text()), now.wall_ms)
        self._write(now.wall_ms)
        return now.wall_ms

    def _write(self, wall_ms: int) -> None:
        """Once all has ended, well or not: a night that was cut short is done again after the next start."""
        with contextlib.suppress(OSError):  # then it is done once more after a start
            self._stamp.write_text(str(wall_ms))


def commands(config: Config, path: Path) -> Mapping[str, tuple[str, ...]]:
    """What is run at night, in order, by the name that its alarm has."""
    found: dict[str, tuple[str, ...]] = {CHECK: ("ledger", "check", "--json")}
    if config.store.backup_dir is not None:
        found["backup"] = ("backup",)
    if config.store.archive_dir is not None:
        found["archive"] = ("archive",)
    if config.pictures is not None:
        found["pictures"] = ("pictures", "clean")
    found[INDEX] = ("ledger", "index")
    return {name: (*words, "--config", str(path)) for name, words in found.items()}


def _said(words: Sequence[str]) -> str:
    return "wedge " + " ".join(words)
