"""The app: what was heard (tui/hearing.py) and what was typed (tui/hands.py) become what is shown (tui/paint.py).

It takes every key before any widget does. The daemon drives every prompt; the screen's own questions (F1 help, F2
exceptions, F10 leave) are prompts too, drawn by the same parts; a scan made while one is open closes it and goes to
the daemon. Panes stand in one table (tui/panes/table.py).
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from typing import get_args

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import ContentSwitcher

from edge import control
from edge.core.message import Level
from tui import kitty
from tui.board import Board
from tui.capture import LineBuffer
from tui.catalogue import Catalogue
from tui.client import Client, Link, Linked
from tui.hands import Hands, Local
from tui.hearing import Hearing
from tui.menu import Menu
from tui.paint import Painter, Parts
from tui.panes.base import Desk, Pane
from tui.panes.table import Panes
from tui.plain_terminal import driver_for
from tui.screens.frame import Keys, Row, Tabs
from tui.setup import Setup
from tui.show import AsciiOnly
from tui.sound import Speaker
from tui.themes import ASCII, DARK, THEMES, UNICODE
from tui.voice import DESK, LOW, NARROW, TALL, WIDE, State, Voice

_PALETTE_KEYS = frozenset({"enter", "escape", "up", "down", "backspace", "pageup", "pagedown", "home", "end"})
_ALL_TOPICS: tuple[control.Topic, ...] = get_args(control.Topic)


class Floor(App[None]):
    """The operator's screen."""

    CSS_PATH = "app.tcss"
    TITLE = "wedge"
    ALLOW_SELECT = False  # terminals select by themselves; ours would have to know each row's place
    HANDS: type[Hands] = Hands
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it without ClassVar
        (0, "-gun"), (NARROW, "-hand"), (DESK, "-desk"), (WIDE, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-low"),
        (LOW, "-mid"),
        (TALL, "-tall"),
    ]

    def __init__(self, setup: Setup, linked: Linked = Client) -> None:
        super().__init__()
        self.setup = setup
        self.state = State(words=Catalogue(setup.lang), signs=ASCII if setup.ascii else UNICODE, ascii=setup.ascii)
        self.state.station = setup.station or ""
        self.voice = Voice(self.state)
        self.buffer = LineBuffer()
        self.board = Board()
        self.speaker = Speaker(setup.sound) if setup.sound else None
        self.client: Link
        self._linked = linked
        self.panes = Panes(Desk(self.state, self.board, self.voice, self), "work" if setup.station else "live")
        self.hands, self.hearing, self.menu = self.HANDS(self), Hearing(self), Menu(self)
        self.parts = Parts(
            title=Row(id="title"),
            alarm=Row(id="alarm"),
            tabs=Tabs(self.hands.press),
            work=self.panes.work.work,
            foot=Row(id="foot"),
            keys=Keys(self.hands.press),
        )
        self.painter = Painter(self, self.parts)
        self._ascii = AsciiOnly()

    # --- start and end

    def get_driver_class(self) -> type[Driver]:
        return driver_for(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *([self._ascii] if self.state.ascii else [])]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK)

    def compose(self) -> ComposeResult:
        yield self.parts.title
        yield self.parts.alarm
        yield self.parts.tabs
        with ContentSwitcher(initial=self.panes.front.widget.id, id="panes"):
            for pane in self.panes.by_name.values():
                yield pane.widget
        yield self.parts.foot
        yield self.parts.keys

    def on_mount(self) -> None:
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = self.setup.theme
        self.screen.set_class(self.setup.ascii, "-ascii")
        self.state.size = (self.size.width, self.size.height)
        hello = control.Hello(
            terminal=self.setup.terminal,
            station=self.setup.station,
            size=(self.size.width, self.size.height),
            lang=self.setup.lang,
            ticket=self.setup.ticket,
            take=self.setup.take,
        )
        self.client = self._linked(self.setup.socket, hello, self.hearing.heard)
        self._subscribe()
        self.run_worker(self.client.run(), exit_on_error=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # only the main thread may
                asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.painter.paint()

    def on_resize(self, event: events.Resize) -> None:
        if self.is_running and hasattr(self, "client"):
            self.state.size = (event.size.width, event.size.height)  # Textual's own `size` is still the old one
            if self.panes.front not in self.panes.offered:
                self.show(self.panes.work)
            self._subscribe()
            self.call_after_refresh(self.painter.paint)

    def _subscribe(self) -> None:
        """The desk hears everything; a small screen only what its pane lives on."""
        topics = list(_ALL_TOPICS if self.state.is_desk else self.panes.front.topics)
        if topics != self.state.topics:
            self.state.topics = topics
            self.client.subscribe(topics)

    # --- what the operator does

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text end here, whatever has the focus; only the command palette hears what a hand types."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if len(self.screen_stack) <= 1:
                self.hands.typed(event)
                return
            if isinstance(event, events.Key) and (line := self.menu.scanned(event)) is not None:
                self.hands.scanned(line)
                return
            if isinstance(event, events.Key) and not (event.is_printable or event.key in _PALETTE_KEYS):
                return
        await super().on_event(event)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        yield from self.menu.commands()

    @property
    def local(self) -> Local | None:
        """The screen's own question."""
        return self.hands.local

    @property
    def prompt(self) -> control.Prompt | None:
        """What is asked now: the screen's own question before the daemon's."""
        if self.local is not None:
            return self.local.prompt
        return self.state.view.prompt if self.state.view else self.state.refused

    @property
    def pane(self) -> str:
        """The name of the pane in front."""
        return self.panes.front.name

    @property
    def palette_allowed(self) -> bool:
        return self.state.is_desk and not self.setup.kiosk

    # --- what panes may have done (tui/panes/base.py: Acts)

    def ask(self, question: control.Ask) -> None:
        self.client.ask(question)

    def choose(self, row: str) -> None:
        self.hands.send(row, "chosen")

    def remark(self, level: Level, key: str, **args: str | int) -> None:
        self.hearing.say(level, key, **args)

    def draw(self) -> None:
        self.hearing.paint_soon()

    def emit(self) -> Callable[[str], None] | None:
        draws = kitty.is_kitty(os.environ) and not self.is_web and not self.state.ascii
        return self._driver.write if draws and self._driver is not None else None

    def after(self, seconds: float, pane: Pane) -> Timer:
        return self.set_timer(seconds, lambda: self._due(pane))

    def _due(self, pane: Pane) -> None:
        pane.due()
        if pane is self.panes.front:
            self.painter.paint()

    def go(self, pane: str, about: str = "") -> None:
        """Show a pane; `about` is its subject."""
        if pane != "work":
            self.hands.local = None
        one = self.panes.by_name[pane]
        if about:
            one.open(about)
        self.show(one)

    def show(self, pane: Pane) -> None:
        """Put a pane in front."""
        if pane is self.panes.front:
            return
        self.hands.is_searching = False
        self.panes.front = pane
        self.screen_stack[0].query_one("#panes", ContentSwitcher).current = pane.widget.id
        self._subscribe()
        pane.shown()
        self.painter.paint()
