"""A `DriverIo` that remembers: what a driver emitted and said, and how its `run` ended.

`with running(driver.run, options) as io:` runs a driver on a thread of its own and stops it at the end;
`io.wait_for(n, seconds)` gives what was seen once there are n, `io.ended(seconds)` how `run` came back.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from edge.core.read import Moment, Seen
from edge.driver import DriverIo, Output

STOP_SECONDS = 1.0
"""What the contract gives a driver to return in."""
GRACE_SECONDS = 4.0
"""What a busy test machine gets on top before a test says that a driver did not stop."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """One call of `emit`, and the moment it was made."""

    seen: Seen
    at: Moment | None
    done: object
    called: Moment


class Work:
    """What an output device is given, one after the other; `said` is what it said of each."""

    def __init__(self) -> None:
        self.waiting: list[Output] = []
        self.said: list[tuple[str, str]] = []
        self._changed = threading.Condition()

    def give(self, *outputs: Output) -> None:
        with self._changed:
            self.waiting += outputs
            self._changed.notify_all()

    def take(self, timeout_s: float) -> Output | None:
        with self._changed:
            self._changed.wait_for(lambda: bool(self.waiting), timeout_s)
            return self.waiting[0] if self.waiting else None

    def done(self, key: str) -> None:
        with self._changed:
            self.waiting = [one for one in self.waiting if one.key != key]
            self._say(key, "done")

    def hindered(self, key: str, why: str) -> None:
        with self._changed:
            self._say(key, why)

    def wait_said(self, key: str, what: str, seconds: float = 15.0) -> None:
        """Until the device said it of the output: "done", or a part of what hinders it."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(of == key and what in it for of, it in self.said), seconds), (
                f"nobody said {what!r} of {key}: {self.said}"
            )

    def _say(self, key: str, what: str) -> None:
        self.said.append((key, what))
        self._changed.notify_all()


class Kept:
    """The pictures a driver wants kept, each with its moment; none until `wanted`."""

    def __init__(self) -> None:
        self.wanted = False
        self.kept: list[tuple[bytes, Moment]] = []

    def keep(self, jpeg: bytes, at: Moment) -> None:
        self.kept.append((jpeg, at))


@dataclass(eq=False)
class IoRecorder:
    """Stands where the supervisor stands; safe to call from any thread."""

    device: str = "device"
    stop: threading.Event = field(default_factory=threading.Event)
    feedback: "queue.Queue[object]" = field(default_factory=lambda: queue.Queue(1024))
    outputs: "Work" = field(default_factory=Work)
    pictures: "Kept" = field(default_factory=Kept)
    emitted: list[Emitted] = field(default_factory=list)
    ups: list[str] = field(default_factory=list)
    error: BaseException | None = None
    over: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _committed: int = 0

    def emit(self, seen: Seen, at: Moment | None = None, done: object = None) -> None:
        with self._changed:
            self.emitted.append(Emitted(seen, at, done, self.now()))
            self._changed.notify_all()

    def up(self, what: str) -> None:
        with self._changed:
            self.ups.append(what)
            self._changed.notify_all()

    def now(self) -> Moment:
        return Moment(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000)

    @property
    def seen(self) -> list[Seen]:
        with self._changed:
            return [one.seen for one in self.emitted]

    def wait_for(self, n: int, seconds: float = 10.0) -> list[Seen]:
        """All that was seen, once there are at least `n`. Fails after `seconds`, or when `run` ended before."""
        self._wait(lambda: len(self.emitted) >= n, seconds, lambda: f"{len(self.emitted)} of {n} seen: {self.emitted}")
        return self.seen

    def wait_up(self, seconds: float = 10.0) -> str:
        """The sentence with which the driver said that the device answers."""
        self._wait(lambda: bool(self.ups), seconds, lambda: "the driver never said up")
        return self.ups[-1]

    def commit(self) -> int:
        """Give the `done` of everything emitted so far back, as the shell does after a commit; says how many."""
        with self._changed:
            fresh = [one.done for one in self.emitted[self._committed :] if one.done is not None]
            self._committed = len(self.emitted)
        for done in fresh:
            self.feedback.put(done)
        return len(fresh)

    def ended(self, seconds: float = 10.0) -> BaseException | None:
        """How `run` came back: None, or what it raised. Fails when it is still running after `seconds`."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.over, seconds), f"still running after {seconds} s"
        return self.error

    def finish(self, error: BaseException | None) -> None:
        with self._changed:
            self.error, self.over = error, True
            self._changed.notify_all()

    def _wait(self, met: Callable[[], bool], seconds: float, complaint: Callable[[], str]) -> None:
        with self._changed:
            self._changed.wait_for(lambda: met() or self.over, seconds)
            assert met(), f"{complaint()}; run ended with {self.error!r}" if self.over else complaint()


@contextlib.contextmanager
def running(run: Callable[[Any, DriverIo], None], options: object, device: str = "device") -> Iterator[IoRecorder]:
    """Run a driver beside the test; at the end it is told to stop and must return in time."""
    io = IoRecorder(device)

    def body() -> None:
        try:
            run(options, io)
        except BaseException as error:  # noqa: BLE001 - the test judges whatever came
            io.finish(error)
        else:
            io.finish(None)

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    try:
        yield io
    finally:
        io.stop.set()
        thread.join(STOP_SECONDS + GRACE_SECONDS)
    assert not thread.is_alive(), "the driver did not return after stop"
