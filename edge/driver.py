"""All a driver author must read: what a driver gets, what it gives, what it may raise.

A driver is one module of `drivers/` with
  - `Options`: a pydantic model, unknown keys refused (`extra="forbid"`), a docstring under every field;
  - a sans-IO `Decoder` where its wire is bytes: `feed(chunk) -> list[Seen]`, never raises on garbage, bounded memory;
  - `run(options, io)`: blocking; returns when `io.stop` is set, raises `DeviceError` when the device is lost;
  - `DRIVER = Driver(...)` at the bottom, and one line in `drivers/registry.py`.
The device's library is imported inside `run`, so that `Options` and `Decoder` load on every box.
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from edge.core.label import Label
from edge.core.read import Moment, Seen


class DeviceError(Exception):
    """The device is absent, lost or talks nonsense: the supervisor logs the sentence once and retries with back-off."""


class Options(BaseModel):
    """What an integrator may set for one device; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Decoder(Protocol):
    """Bytes in, observations out; no clock, no I/O. The same for any split of the same bytes."""

    def feed(self, chunk: bytes) -> list[Seen]: ...


@dataclass(frozen=True, slots=True)
class Output:
    """What an output device is to do; `key` names it for ever."""

    key: str
    body: Label


class Outputs(Protocol):
    """The work of an output device. One at a time, in order; nothing is lost when `run` ends in the middle of it."""

    def take(self, timeout_s: float) -> Output | None:
        """What is to be done now: the same one, also in the next `run`, until `done` is said of it. Waits for it."""
        ...

    def done(self, key: str) -> None:
        """The device says that it has done it."""
        ...

    def hindered(self, key: str, why: str) -> None:
        """It cannot be done now (paper out): said to people; it stays, and is tried until it is done."""
        ...


class NoOutputs:
    """The work of a device that has none: it waits in vain."""

    def take(self, timeout_s: float) -> Output | None:
        with contextlib.suppress(queue.Empty):
            queue.SimpleQueue[None]().get(timeout=timeout_s)
        return None

    def done(self, key: str) -> None: ...
    def hindered(self, key: str, why: str) -> None: ...


class Pictures(Protocol):
    """Where the pictures go that codes were read from."""

    wanted: bool
    """Whether they are kept: else none need be made."""

    def keep(self, jpeg: bytes, at: Moment) -> None:
        """Keep one. `at` is the moment that the codes in it were emitted with: by that it is found. Where there is no
        room, it is lost: nothing is raised."""
        ...


class NoPictures:
    """Nobody keeps pictures."""

    wanted = False

    def keep(self, jpeg: bytes, at: Moment) -> None: ...


class DriverIo(Protocol):
    """What the supervisor hands to `run`. `emit` may be called from any thread of the driver."""

    device: str
    """The device's name in the config."""
    stop: threading.Event
    """Set when the driver must return, within one second."""
    feedback: "queue.Queue[object]"
    """`done` values come back here after the commit of what they were emitted with (bounded; oldest dropped)."""
    outputs: Outputs
    """What this device is to do, for the kinds that do something (`Driver.output`)."""
    pictures: Pictures
    """Where it puts what it saw, for the kinds that see (a camera)."""

    def emit(self, seen: Seen, at: Moment | None = None, done: object = None) -> None:
        """Hand over one observation; codes, weights and triggers wait while the inbox is full, tags coalesce."""
        ...

    def up(self, what: str) -> None:
        """Say once that the device answers, and what it is (one line, shown to people)."""
        ...

    def now(self) -> Moment:
        """The box's clock."""
        ...


@dataclass(frozen=True, slots=True)
class Driver:
    """One device kind: its name in the config, its options, its blocking run, its decoder where it has one."""

    kind: str
    options: type[Options]
    run: Callable[[Any, DriverIo], None]
    decoder: Callable[[Any], Decoder] | None = None
    fixed: bool = False
    """No hand moves it: that it reads the same code again is nobody's will, and confirms no warning."""
    output: bool = False
    """It is told what to do (a label printer): a station's device of such a kind gets the station's labels."""
    weighs: bool = False
    """It is a bench scale: a station's device of such a kind weighs what is packed there."""
