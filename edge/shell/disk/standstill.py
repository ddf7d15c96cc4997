"""The loop of a box whose store is damaged: nothing is booked, every input is refused, every screen says why.

The store is read for one thing only: what central has not acknowledged is sent on, as long as it can be read.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from edge import control
from edge.config import DeviceConfig
from edge.core.message import Answer, msg
from edge.core.read import CodeSeen
from edge.shell.clock import Clock
from edge.shell.loop import inbox as box
from edge.shell.loop.feeds import device_rows
from edge.shell.loop.health import Health
from edge.shell.loop.notify import Notifier
from edge.shell.loop.screens import Screens, result
from edge.shell.sync.upstream import Upstream
from edge.wire import WireError

log = logging.getLogger("wedge.store")

BATCH_MAX: Final = 100
TURN_S: Final = 1.0

ALARM: Final = control.Text(key="alarm-store-damaged")
REFUSED: Final = Answer("refuse", msg("store-damaged"))
PROMPT: Final = control.Prompt(
    title=control.Text(key="store-damaged-title"),
    kind="confirm",
    ask=control.Text(key="store-damaged-ask"),
    lines=[control.Text(key="store-damaged-line")],
)


class Standstill:
    """Takes what the inbox gives, in the place of work. Owned by the loop."""

    def __init__(
        self, devices: dict[str, DeviceConfig], screens: Screens, health: Health, upstream: Upstream | None, why: str
    ) -> None:
        self._devices, self._screens, self._health, self._why = devices, screens, health, why
        self._upstream = upstream
        screens.stand_still(PROMPT)

    def run(self, inbox: box.Inbox, notifier: Notifier, clock: Clock, state_now: Callable[[], control.State]) -> None:
        """Until `Stop`."""
        shown, running = state_now(), True
        self._show(shown)
        while running:
            for item in inbox.collect(BATCH_MAX, TURN_S):
                running = running and not isinstance(item, box.Stop)
                self.take(item, shown)
            self._send()
            if (state := state_now()) != shown:
                shown = state
                self._show(state)
            self._screens.feed("devices", device_rows(self._health.rows(clock.now()), ALARM))
            notifier.alive()

    def _show(self, state: control.State) -> None:
        for station in self._screens.stations():
            self._screens.show(station, state)

    def take(self, item: box.Item, state: control.State) -> None:
        """Answer one item; those that change nothing in the book are done as ever."""
        match item:
            case box.DeviceRead():
                self._health.read(item.read)
                self._refuse_read(item)
            case box.ScreenLine():
                self._screen(item.client, item.message, state)
            case box.ScreenGone(client=client):
                self._screens.gone(client)
            case box.DeviceUp(device=device, what=what):
                self._health.up(device, what)
            case box.DeviceDown(device=device, reason=reason):
                self._health.down(device, reason)
            case box.Call(run=run):
                run()
            case box.LinkUp() | box.LinkDown() | box.FromCentral():
                self._central(item)

    def _send(self) -> None:
        """Send on what central lacks, and can be read."""
        with self._reading():
            if self._upstream is not None:
                self._upstream.pump()
                self._upstream.tick()

    def _refuse_read(self, item: box.DeviceRead) -> None:
        station = self._devices[item.read.device].station
        if station and isinstance(item.read.seen, CodeSeen):
            ident = f"{item.read.device}/{item.read.at.wall_ms}"
            self._screens.answered(station, result(ident, REFUSED, 0, item.read.device))

    def _screen(
        self,
        client: int,
        message: control.Hello | control.Input | control.Subscribe | control.Command | control.SignIn,
        state: control.State,
    ) -> None:
        match message:
            case control.Hello():
                self._screens.hello(client, message, state)
            case control.Subscribe(topics=topics):
                self._screens.subscribe(client, topics)
            case control.Command(id=ident):
                why = f"the store is damaged, nothing is written to it: {self._why}"
                self._screens.commanded(client, control.Commanded(id=ident, status="refused", message=why))
            case control.SignIn(id=ident):
                self._screens.commanded(client, control.SignedIn(id=ident, fault="damaged"))
            case control.Input(id=ident):
                self._screens.answered(self._screens.station_of(client), result(ident, REFUSED, 0), client)

    def _central(self, item: box.LinkUp | box.LinkDown | box.FromCentral) -> None:
        with self._reading():
            if self._upstream is None:
                return
            match item:
                case box.LinkUp():
                    self._upstream.link_up()
                case box.LinkDown(reason=reason):
                    self._upstream.link_down(reason)
                case box.FromCentral() if item.topic.endswith("/ack"):
                    with contextlib.suppress(WireError):
                        self._upstream.heard(item)  # the lane moves; its mark in the store stays where it is

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """What cannot be read is not sent, and not tried again."""
        try:
            yield
        except sqlite3.Error as error:
            log.warning("nothing more is sent to central, the store cannot be read: %s", error)
            self._upstream = None


def stopped(health: Health, *, is_local: bool) -> control.State:
    """The first row of every screen of a box without a store."""
    return control.State(online=False, unsent=0, devices_down=health.down_count(), local=is_local, alarm=ALARM)
