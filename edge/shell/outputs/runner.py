"""Outputs: what devices must do (labels first), from the rows of `output` to the device and back. A chore of the loop.

    decision -> row, waiting (same transaction as its entry) -> port, one at a time -> driver -> "done" -> row, done

A row waits until its device says that it has done it, however often the device or the process goes down in between:
after a restart the first row that waits is given to its device again. It is never given up; a person may cancel it.
What a device did but could not say (it died after printing, before answering) it is told to do again.
"""

import logging
import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from edge import control
from edge.core.decision import PrintLabel, WithdrawLabels
from edge.core.read import Moment
from edge.driver import Output
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store
from edge.shell.loop.chores import Chore
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.loop.work import Apply, Done, Order, Work
from edge.shell.outputs.rows import load_label

log = logging.getLogger("wedge.outputs")

ALARM_AFTER_MS: Final = 60_000
KEPT_MS: Final = 90 * 86_400_000
"""How long what is done or cancelled can be listed and printed again."""
PRUNED_MAX: Final = 1_000
PRUNE_MS: Final = 86_400_000
PRUNE_ON_MS: Final = 1_000
"""Between two parts of what is old: nobody waits long for one."""

_FIRST: Final = sql(
    select(t.output.c.key, t.output.c.body)
    .where(t.output.c.device == bindparam("device"), t.output.c.state == "waiting")
    .order_by(t.output.c.made_ms, t.output.c.key)
    .limit(1)
)
_STATE: Final = sql(select(t.output.c.state).where(t.output.c.key == bindparam("key")))
_OF_KEY = update(t.output).where(t.output.c.key == bindparam("of"), t.output.c.state == "waiting")
_DONE: Final = sql(_OF_KEY.values(state="done", error="", ended_ms=bindparam("now_ms")))
_HINDERED: Final = sql(_OF_KEY.values(attempts=t.output.c.attempts + 1, error=bindparam("why")))
_OLD = select(t.output.c.key).where(t.output.c.ended_ms < bindparam("before_ms")).limit(PRUNED_MAX)
_PRUNE: Final = sql(delete(t.output).where(t.output.c.key.in_(_OLD.scalar_subquery())))
_WHY_MAX: Final = 200


class Port:
    """The work of one device, between the loop and the device's thread (`edge.driver.Outputs`)."""

    def __init__(self, device: str, outputs: "Outputs", inbox: Inbox, stop: threading.Event) -> None:
        self._device, self._outputs, self._inbox, self._stop = device, outputs, inbox, stop
        self._queue: queue.Queue[Output] = queue.Queue(1)
        self._current: Output | None = None
        self._withdrawn = ""

    def offer(self, output: Output) -> None:
        """For the loop: the next thing to do, after the last one ended."""
        self._withdrawn = ""
        self._queue.put_nowait(output)

    def withdraw(self, key: str) -> bool:
        """For the loop: forget what was offered. False where the device has it in hand already."""
        self._withdrawn = key
        try:
            self._queue.get_nowait()
        except queue.Empty:
            return False
        return True

    def take(self, timeout_s: float) -> Output | None:
        if self._current is not None and self._current.key == self._withdrawn:
            self._current = None
            self._tell_gone()
        if self._current is None:
            try:
                self._current = self._queue.get(timeout=timeout_s) if timeout_s else self._queue.get_nowait()
            except queue.Empty:
                return None
        return self._current

    def done(self, key: str) -> None:
        if self._current is not None and self._current.key == key:
            self._current = None
        self._inbox.put_until(Call(lambda: self._outputs.ended(self._device, key)), self._stop)

    def hindered(self, key: str, why: str) -> None:
        self._inbox.put_until(Call(lambda: self._outputs.hindered(self._device, key, why)), self._stop)

    def _tell_gone(self) -> None:
        self._inbox.put_until(Call(lambda: self._outputs.let_go(self._device)), self._stop)


@dataclass(slots=True)
class _Device:
    """What the loop knows of one device: what it was given, since when, and what hinders it."""

    port: Port
    key: str = ""
    since_ms: int = 0
    why: str = ""


@dataclass(slots=True)
class _Said:
    """What devices said that is not in the book yet."""

    done: dict[str, int] = field(default_factory=dict)
    hindered: dict[str, str] = field(default_factory=dict)


class Outputs(Chore):
    """Owned by the loop; devices reach it through their ports."""

    def __init__(self, store: Store, inbox: Inbox, stop: threading.Event, devices: Iterable[str]) -> None:
        self._store = store
        self._devices = {name: _Device(Port(name, self, inbox, stop)) for name in devices}
        self._said = _Said()
        self._stirred = True
        self._prune_ms = 0
        """When to look for what is old, in monotonic time: at the start, and each day."""
        self._now_ms = 0

    def port(self, device: str) -> Port | None:
        """The work of a device, for its driver; None for one that is no output device."""
        known = self._devices.get(device)
        return known.port if known is not None else None

    def ended(self, device: str, key: str) -> None:
        """The device did it."""
        self._said.done[key] = 0
        self._said.hindered.pop(key, None)
        self._devices[device].why = ""

    def hindered(self, device: str, key: str, why: str) -> None:
        """The device cannot do it now."""
        self._said.hindered[key] = why[:_WHY_MAX]
        self._devices[device].why = why[:_WHY_MAX]

    def let_go(self, device: str) -> None:
        """The device put away what was cancelled."""
        self._devices[device].key = ""
        self._stirred = True

    def due_ms(self, now: Moment) -> int | None:
        self._now_ms = now.mono_ms
        if self._devices and (self._stirred or self._said.done or self._said.hindered or not self._prune_ms):
            return now.mono_ms
        alarms = [one.since_ms + ALARM_AFTER_MS for one in self._devices.values() if one.key]
        return min((at for at in alarms if at > now.mono_ms), default=None)

    def works(self, now: Moment) -> Iterable[Work]:
        if self._devices and now.mono_ms >= self._prune_ms:
            self._prune_ms = now.mono_ms + PRUNE_MS
            yield Apply(lambda: self._prune(now))
        if self._said.done or self._said.hindered:
            done, hindered = tuple(self._said.done), tuple(self._said.hindered.items())
            yield Apply(lambda: self._settle(done, hindered, now.wall_ms))

    def committed(self, done: Sequence[Done], now: Moment) -> None:
        self._now_ms = now.mono_ms
        if not self._devices:
            return
        self._stirred = self._stirred or any(_concerns(one) for one in done)
        if self._said.done or self._said.hindered:
            self._forget_settled()
        if self._stirred:
            self._stirred = False
            for name, device in self._devices.items():
                self._offer(name, device, now)

    def alarm(self) -> control.Text | None:
        for name, device in self._devices.items():
            if device.key and self._now_ms - device.since_ms >= ALARM_AFTER_MS:
                if device.why:
                    return control.Text(key="alarm-output-hindered", args={"device": name, "why": device.why})
                return control.Text(key="alarm-output-waits", args={"device": name})
        return None

    def _prune(self, now: Moment) -> None:
        self._run(_PRUNE, before_ms=now.wall_ms - KEPT_MS)
        if self._store.cursor.rowcount == PRUNED_MAX:
            self._prune_ms = now.mono_ms + PRUNE_ON_MS

    def _settle(self, done: Sequence[str], hindered: Sequence[tuple[str, str]], now_ms: int) -> None:
        for key, why in hindered:
            self._run(_HINDERED, of=key, why=why)
        for key in done:
            self._run(_DONE, of=key, now_ms=now_ms)

    def _forget_settled(self) -> None:
        """What a device did is forgotten once its row says so: the transaction may have failed, and is run again."""
        self._said.hindered.clear()
        for key in [key for key in self._said.done if self._state(key) != "waiting"]:
            del self._said.done[key]
            for device in self._devices.values():
                if device.key == key:
                    device.key, self._stirred = "", True

    def _offer(self, name: str, device: _Device, now: Moment) -> None:
        """Give an idle device what waits for it; take back what was cancelled meanwhile."""
        is_off = bool(device.key) and device.key not in self._said.done and self._state(device.key) != "waiting"
        if is_off and device.port.withdraw(device.key):
            device.key = ""
        if device.key:
            return
        row = self._store.cursor.execute(_FIRST, {"device": name}).fetchone()
        if row is not None:
            device.key, device.since_ms, device.why = row[0], now.mono_ms, ""
            device.port.offer(Output(row[0], load_label(row[1])))

    def _state(self, key: str) -> str:
        row = self._store.cursor.execute(_STATE, {"key": key}).fetchone()
        return str(row[0]) if row is not None else ""

    def _run(self, text: str, **values: str | int) -> None:
        self._store.cursor.execute(text, values)


def _concerns(done: Done) -> bool:
    """Whether what was done may have made, cancelled or repeated an output."""
    effects = done.decision.effects
    return isinstance(done.work, Order) or any(isinstance(one, PrintLabel | WithdrawLabels) for one in effects)
