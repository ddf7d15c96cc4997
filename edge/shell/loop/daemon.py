"""The loop: collect -> decide -> commit -> perform. One thread, the sole owner of sessions, store and publishing.

While the disk is full, what was collected waits, and what comes after stays in the inbox (`waiting.py`): only what
needs no transaction is served. On a damaged store no work is done at all (`standstill.py`).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from edge import control
from edge.core import access
from edge.core.decision import CheckPin
from edge.core.entry_json import utc_text
from edge.core.event import Input
from edge.shell.disk.room import Room
from edge.shell.disk.standstill import Standstill
from edge.shell.disk.waiting import Waiting
from edge.shell.loop import inbox as box
from edge.shell.loop.deadlines import Every
from edge.shell.loop.door import Door
from edge.shell.loop.feeds import Feeds
from edge.shell.loop.intake import Intake
from edge.shell.loop.leaving import sign_out_the_gone
from edge.shell.loop.parts import Parts
from edge.shell.loop.screens import result
from edge.shell.loop.timekeeping import Timekeeping
from edge.shell.loop.work import Apply, Decide, Done, Order, Work
from edge.shell.loop.writing import Writer, answered_station
from edge.wire import Telemetry, WireError

log = logging.getLogger("wedge")

BATCH_MAX: Final = 100
TELEMETRY_MS: Final = 60_000
IDLE_LOOK_MS: Final = 60_000
STATE_MS: Final = 1_000


class Daemon:
    """Runs until it is told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._p = parts
        self._intake = Intake(parts.config, parts.clock, parts.sensing, parts.fixed, parts.health.odd)
        room = parts.room or Room(parts.config.store.path, 0, parts.clock.now())
        self._waiting = Waiting(Writer(parts.store, parts.clock), room)
        stations = tuple(parts.config.stations)
        self._door = Door(parts.store.view, parts.pins, parts.screens, self._intake, parts.clock, stations)
        self._time = Timekeeping(parts.store, parts.clock)
        self._feeds = Feeds(parts.screens, parts.health, parts.sensing, parts.store, parts.clock, parts.config.stations)
        self._running = True
        self.fault = ""
        """Why the loop ended, where nobody asked for it."""
        self._state, self._is_uneven = self._state_now(), False
        self._feeds.alarm(self._state.alarm)
        self._state_due = Every(STATE_MS)
        self._telemetry = Every(TELEMETRY_MS)
        self._idle = Every(IDLE_LOOK_MS)
        self._alive = Every(parts.notifier.watchdog_ms // 3 or IDLE_LOOK_MS)
        for every in (self._telemetry, self._idle, self._alive):
            every.ask(parts.clock.now().mono_ms, after_period=True)

    def run(self) -> None:
        """Loop until `Stop`. Raises `sqlite3.Error` for all but a full disk: nothing after that was acknowledged."""
        if not self._p.damage():
            self._commit([Apply(self._restart_sessions), *self._p.first, *self._clock_work(), self._gone()])
        while self._running:
            if damage := self._p.damage():
                self._stand_still(damage)
            else:
                self._turn()
        if not self.fault:
            self._end()

    def _turn(self) -> None:
        is_held = bool(self._waiting)
        collect = self._p.inbox.collect_urgent if is_held else self._p.inbox.collect
        items = collect(BATCH_MAX, self._wait_s())
        works = [work for item in items for work in self._work_of(item)]
        self._commit([*works, *(self._passages() if is_held else self._due_work())])
        if self._p.upstream is not None:
            self._p.upstream.pump()
        self._housekeep()

    def _commit(self, works: Sequence[Work]) -> None:
        now = self._p.clock.now()
        done = self._waiting.run(works, now)
        self._perform(done)
        now = self._p.clock.now()
        for chore in self._p.chores:
            chore.committed(done, now)
        if (self._alarm(), self._one_copy()) != (self._state.alarm, self._state.one_copy):
            self._show_state(self._state_now())

    def _end(self) -> None:
        """The last transaction; central hears of it if it is there."""
        if self._waiting:
            log.warning("ending with %d scans that wait for room: they were not answered", len(self._waiting))
            return
        before, now = self._p.store.last_seq, self._p.clock.now()
        self._commit([work for chore in self._p.chores for work in chore.ends(now)])
        if self._p.store.last_seq > before and self._p.upstream is not None:
            self._p.upstream.pump()

    def _stand_still(self, damage: str) -> None:
        """The loop of a damaged store, to the end."""
        p = self._p
        self.fault = f"the store is damaged, and no work was done on it: {damage}"
        stand = Standstill(p.config.devices, p.screens, p.health, p.upstream, damage)
        stand.run(p.inbox, p.notifier, p.clock, self._state_now)
        self._running = False

    def _wait_s(self) -> float | None:
        """Until the next deadline."""
        p, now = self._p, self._p.clock.now()
        if self._waiting:
            return self._wait_held_s(now.mono_ms)
        held = p.store.next_due_ms()
        due = (
            p.sensing.due_ms(),
            p.upstream.due_ms() if p.upstream else None,
            None if held is None else held - now.wall_ms + now.mono_ms,
            *(
                every.due_ms()
                for every in (self._feeds.every, self._state_due, self._telemetry, self._idle, self._alive)
            ),
            *(chore.due_ms(now) for chore in p.chores),
        )
        soonest = min((one for one in due if one is not None), default=None)
        return None if soonest is None else max(0.0, (soonest - now.mono_ms) / 1000)

    def _wait_held_s(self, now_ms: int) -> float:
        """Until the store is asked again, or something that needs no transaction is due."""
        zones = self._p.sensing.due_ms() if self._waiting.takes_more else None
        every = (one.due_ms() for one in (self._feeds.every, self._state_due, self._telemetry, self._alive))
        soonest = min(one for one in (self._waiting.due_ms(), zones, *every) if one is not None)
        return max(0.0, (soonest - now_ms) / 1000)

    def _work_of(self, item: box.Item) -> Iterator[Work]:
        match item:
            case box.DeviceRead():
                yield from self._read(item)
            case box.TagReads():
                self._p.health.tags(item)
                self._p.sensing.tags(item)
                self._feeds.ask()
            case box.PinResult():
                self._p.pins.done()
                yield from self._door.checked(item)
            case box.ScreenLine():
                yield from self._screen(item.client, item.message)
            case box.ScreenGone(client=client):
                self._p.screens.gone(client)
                self._feeds.ask()
            case box.FromCentral() if self._waiting.takes_more:
                yield from self._central(item)
            case box.FromCentral():
                pass  # not heard: central says it again
            case box.Call(run=run):
                run()
                self._state_due.ask(self._p.clock.now().mono_ms)
            case _:
                self._changed(item)

    def _changed(self, item: box.DeviceUp | box.DeviceDown | box.LinkUp | box.LinkDown | box.Stop) -> None:
        match item:
            case box.DeviceUp(device=device, what=what):
                self._p.health.up(device, what)
            case box.DeviceDown(device=device, reason=reason):
                self._p.health.down(device, reason)
            case box.LinkUp() if self._p.upstream:
                self._p.upstream.link_up()
            case box.LinkDown(reason=reason) if self._p.upstream:
                self._p.upstream.link_down(reason)
            case box.Stop(fault=fault):
                self._running, self.fault = False, fault
        now = self._p.clock.now().mono_ms
        self._state_due.ask(now)
        self._feeds.ask()
        if isinstance(item, box.DeviceUp | box.DeviceDown):
            self._send_telemetry()

    def _read(self, item: box.DeviceRead) -> Iterator[Work]:
        self._p.health.read(item.read)
        self._feeds.ask()
        work = self._intake.read(item)
        if work is not None:
            yield work
        elif item.committed is not None:
            item.committed()  # nothing to commit: the source may forget it

    def _screen(
        self,
        client: int,
        message: control.Hello | control.Input | control.Subscribe | control.Command | control.SignIn,
    ) -> Iterator[Work]:
        match message:
            case control.Hello():
                yield from self._door.hello(client, message, self._state_for_some())
                self._feeds.ask()
            case control.SignIn():
                self._door.ask(client, message)
            case control.Subscribe(topics=topics):
                self._p.screens.subscribe(client, topics)
                self._feeds.greet(self._p.upstream)
            case control.Command():
                yield from self._command(client, message)
            case control.Input():
                station = self._p.screens.station_of(client)
                if station:
                    yield self._intake.screen(client, station, message)
                else:
                    self._p.screens.refuse(client, message.id, "say hello with a station first: a desk takes no inputs")

    def _command(self, client: int, command: control.Command) -> Iterator[Work]:
        def answer(status: Literal["done", "refused"], message: str, result: Mapping[str, Any]) -> None:
            told = control.Commanded(id=command.id, status=status, message=message, result=dict(result))
            self._p.screens.commanded(client, told)

        order = self._p.commands.order(
            command, lambda result: answer("done", "", result), lambda why: answer("refused", why, {})
        )
        if order is not None:
            yield order

    def _central(self, item: box.FromCentral) -> Iterator[Work]:
        assert self._p.upstream is not None
        try:
            change = self._p.upstream.heard(item)
            if change is not None:
                yield self._intake.change("central", change)
        except WireError as error:
            log.warning("not taken from central: %s", error)
        self._state_due.ask(self._p.clock.now().mono_ms)

    def _clock_work(self) -> Iterator[Work]:
        change = self._time.change(self._p.clock.now())
        if change is not None:
            yield self._intake.change("clock", change)

    def _restart_sessions(self) -> None:
        """Let every stored session begin after a start of the process."""
        for old in self._p.store.view.sessions():
            if (new := access.restarted(old)) != old:
                self._p.store.put_session(new)

    def _passages(self) -> Iterator[Work]:
        """Folds are in memory, and go on while the store refuses; what they come to waits with the rest."""
        if self._waiting.takes_more:
            yield from self._intake.passages(self._p.clock.now())

    def _gone(self) -> Work:
        return self._intake.change("leaving", lambda: sign_out_the_gone(self._p.store))

    def _due_work(self) -> Iterator[Work]:
        now = self._p.clock.now()
        if clock_work := list(self._clock_work()):
            yield from clock_work  # what is due by the wall clock is known in the next turn
            return
        if self._p.upstream is not None and (change := self._p.upstream.goes_back()) is not None:
            self._state_due.ask(now.mono_ms)
            yield Apply(change)
        if self._p.upstream is not None and (part := self._p.upstream.part()) is not None:
            yield self._intake.change("central", part)
            yield self._gone()
        if (due := self._p.sensing.due_ms()) is not None and due <= now.mono_ms:
            self._feeds.ask()
        yield from self._intake.passages(now)
        due = self._p.store.next_due_ms()
        if due is not None and due <= now.wall_ms:
            yield from (self._intake.unclaimed(step) for step in self._p.store.due_steps(now.wall_ms))
        if self._idle.take(now.mono_ms):
            limit = now.wall_ms - self._p.config.control.session_idle_min * 60_000
            sessions = self._p.store.view.sessions()
            yield from (
                self._intake.idle(one.station, now) for one in sessions if one.operator and one.touched_ms < limit
            )
        for chore in self._p.chores:
            yield from chore.works(now)

    def _perform(self, batch: Iterable[Done]) -> None:
        """Only now, after the commit, does anyone hear of it."""
        stations: set[str] = set()
        for done in batch:
            stations |= {self._answer(done)} if isinstance(done.work, Decide) else self._p.screens.stations()
            stations |= {self._p.screens.beside(other) for other in done.decision.others}
            for effect in done.decision.effects:
                if isinstance(effect, CheckPin):
                    operator = self._p.store.view.operator(effect.operator)
                    self._p.pins.check(effect, operator.pin_hash if operator else "")
            if isinstance(done.work, Decide) and done.work.committed is not None:
                done.work.committed()
            if isinstance(done.work, Order):
                done.work.done(done.result)
            self._feeds.done(done)
        if stations:
            state = self._state_for_some()
            for station in stations & self._p.screens.stations():
                self._p.screens.show(station, state)

    def _answer(self, done: Done) -> str:
        station = answered_station(done)
        if not station or done.decision.answer is None or not isinstance(done.work, Decide):
            return station
        device = done.event.device if isinstance(done.event, Input) else ""
        session = done.decision.session or self._p.store.view.session(station)
        only = done.work.client if done.decision.session is None else 0
        self._p.screens.answered(station, result(done.work.source, done.decision.answer, session.turn, device), only)
        return station

    def _housekeep(self) -> None:
        now = self._p.clock.now().mono_ms
        self._feeds.flush(now)
        if self._p.upstream is not None and self._p.upstream.online != self._state.online:
            self._state_due.ask(now)
        if self._state_due.take(now):
            self._feeds.sync(self._p.upstream)
            self._show_state(self._state_now())
        if self._telemetry.take(now):
            self._send_telemetry()
        if self._alive.take(now):
            self._p.notifier.alive()
        if self._p.upstream is not None:
            self._p.upstream.tick()
        for every in (self._telemetry, self._idle, self._alive):
            every.ask(now, after_period=True)

    def _show_state(self, state: control.State) -> None:
        """Tell all screens, where any of them was shown something else."""
        if state != self._state or self._is_uneven:
            self._state, self._is_uneven = state, False
            self._feeds.alarm(state.alarm)
            for station in self._p.screens.stations():
                self._p.screens.show(station, state)

    def _state_for_some(self) -> control.State:
        """The state of now, for screens that came or were answered; should it differ, all follow when they may."""
        state = self._state_now()
        if state != self._state:
            self._is_uneven = True
            self._state_due.ask(self._p.clock.now().mono_ms)
        return state

    def _send_telemetry(self) -> None:
        upstream = self._p.upstream
        if upstream is not None:
            upstream.telemetry(
                Telemetry(
                    sent=utc_text(self._p.clock.now().wall_ms),
                    unsent=upstream.unsent,
                    devices=self._p.health.telemetry(),
                    present=self._p.sensing.present(),
                    resends=upstream.resends,
                    acks_refused=upstream.acks_refused,
                    tags_dropped=self._p.inbox.tags_dropped,
                )
            )

    def _state_now(self) -> control.State:
        upstream = self._p.upstream
        return control.State(
            online=upstream.online if upstream else False,
            unsent=upstream.unsent if upstream else 0,
            devices_down=self._p.health.down_count(),
            local=upstream is None,
            one_copy=self._one_copy(),
            timezone=self._p.clock.zone,
            alarm=self._alarm(),
        )

    def _one_copy(self) -> bool:
        return any(chore.one_copy() for chore in self._p.chores)

    def _alarm(self) -> control.Text | None:
        return next((alarm for chore in self._p.chores if (alarm := chore.alarm()) is not None), None)
