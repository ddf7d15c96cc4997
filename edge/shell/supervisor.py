"""The supervisor: the only place that starts threads. One a device, restarted with back-off; one for each service.

A driver that returns or raises is a device that is down: said once, tried again, said once when it is back.
"""

import contextlib
import logging
import queue
import random
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from edge.core.read import Moment, Read, Seen, TagSeen
from edge.driver import DeviceError, Driver, NoOutputs, NoPictures, Outputs, Pictures
from edge.shell.clock import Clock
from edge.shell.loop.inbox import DeviceDown, DeviceRead, DeviceUp, Inbox, Stop

log = logging.getLogger("wedge.devices")

BACKOFF_FIRST_S: Final = 0.5
BACKOFF_MAX_S: Final = 5.0
"""An attempt costs little, and somebody who plugs a scanner in again stands there and waits."""
HEALTHY_AFTER_MS: Final = 3_000
FEEDBACK_MAX: Final = 1_000
JOIN_S: Final = 5.0


class ServiceError(Exception):
    """A service of the shell failed: the process cannot go on without it."""


def backoff(first_s: float = BACKOFF_FIRST_S, max_s: float = BACKOFF_MAX_S) -> Iterator[float]:
    """Delays that double up to a limit, each with up to a quarter of jitter."""
    delay = first_s
    while True:
        yield delay * random.uniform(0.75, 1.0)  # noqa: S311  # spreading retries is no secret
        delay = min(delay * 2, max_s)


class DeviceIo:
    """What a driver gets (`edge.driver.DriverIo`)."""

    def __init__(
        self,
        device: str,
        inbox: Inbox,
        clock: Clock,
        stop: threading.Event,
        outputs: Outputs | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        self.device = device
        self.outputs: Outputs = outputs or NoOutputs()
        self.pictures: Pictures = pictures or NoPictures()
        self.stop = stop
        self.feedback: queue.Queue[object] = queue.Queue(FEEDBACK_MAX)
        self.was_up = False
        self._inbox = inbox
        self._clock = clock

    def emit(self, seen: Seen, at: Moment | None = None, done: object = None) -> None:
        moment = at or self._clock.now()
        if isinstance(seen, TagSeen):
            self._inbox.put_tag(self.device, seen, moment)
            return
        committed = None if done is None else lambda: self._feed_back(done)
        self.put(DeviceRead(Read(self.device, seen, moment), committed))

    def up(self, what: str) -> None:
        self.was_up = True
        self.put(DeviceUp(self.device, what))

    def now(self) -> Moment:
        return self._clock.now()

    def put(self, item: DeviceRead | DeviceUp | DeviceDown) -> None:
        self._inbox.put_until(item, self.stop)

    def _feed_back(self, done: object) -> None:
        while True:
            try:
                self.feedback.put_nowait(done)
            except queue.Full:
                with contextlib.suppress(queue.Empty):  # the driver took them all meanwhile
                    self.feedback.get_nowait()
            else:
                return


class Supervisor:
    """Starts, restarts and ends the threads of devices and services."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def stopping(self) -> threading.Event:
        """Set when all threads must end."""
        return self._stop

    def device(
        self,
        name: str,
        driver: Driver,
        options: Any,
        outputs: Outputs | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        """Keep one device running. Its library is loaded on its thread: a missing one fails this device alone."""
        io = DeviceIo(name, self._inbox, self._clock, self._stop, outputs, pictures)
        self._start(f"device-{name}", lambda: self._keep(name, driver, options, io))

    def service(self, name: str, run: Callable[[threading.Event], None]) -> None:
        """Run one service of the shell until the stop event is set. If it raises, the process ends."""

        def keep() -> None:
            try:
                run(self._stop)
            except Exception as error:
                log.exception("the service %s failed", name)
                self._inbox.put_until(Stop(f"the service {name} failed: {type(error).__name__}: {error}"), self._stop)

        self._start(name, keep)

    def stop(self) -> None:
        """Ask all threads to end and wait a little for each."""
        self._stop.set()
        for thread in self._threads:
            thread.join(JOIN_S)
            if thread.is_alive():
                log.warning("thread %s did not end in %s s", thread.name, JOIN_S)

    def _start(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _keep(self, name: str, driver: Driver, options: Any, io: DeviceIo) -> None:
        delays, told = backoff(), ""
        while not self._stop.is_set():
            began = self._clock.now().mono_ms
            reason = self._once(driver, options, io)
            if self._stop.is_set():
                return
            if io.was_up:
                told, io.was_up = "", False
            if self._clock.now().mono_ms - began > HEALTHY_AFTER_MS:
                delays = backoff()
            if reason != told:
                io.put(DeviceDown(name, reason))
                told = reason
            self._stop.wait(next(delays))

    @staticmethod
    def _once(driver: Driver, options: Any, io: DeviceIo) -> str:
        """Run the device until it is lost; gives the reason."""
        try:
            driver.run(options, io)
        except DeviceError as error:
            return str(error)
        except ImportError as error:
            return f"a library is missing: {error.name or error}; run the set-up again"
        except Exception as error:  # a driver's bug takes its own device down, not the box
            log.exception("the driver of %s failed", io.device)
            return f"the driver failed: {type(error).__name__}: {error}"
        return "the device ended"
