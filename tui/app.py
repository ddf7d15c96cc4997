"""The app: what was heard and what was typed become what is shown. It takes every key before any widget does.

The daemon drives every prompt. The screen's own questions (F1 help, F2 exceptions, F10 leave) are prompts too, drawn
by the same parts; a scan made while one is open closes it and goes to the daemon.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import ContentSwitcher

from edge import control
from edge.core.message import Level
from tui import keys
from tui.board import Board
from tui.capture import Line, LineBuffer, Via
from tui.catalogue import Catalogue
from tui.client import Client, Heard, LinkDown, LinkUp, NotUnderstood
from tui.paint import Painter, Parts, State
from tui.screens.desk import FINDINGS, MOVEMENTS, Desk, Live
from tui.screens.frame import Keys, Row, Tabs
from tui.screens.table import Table
from tui.screens.work import Work
from tui.setup import Setup
from tui.show import AsciiOnly
from tui.themes import ASCII, DARK, THEMES, UNICODE

NARROW, DESK = 32, 80
BEEPS: dict[Level, int] = {"ok": 1, "info": 1, "warn": 2, "refuse": 3}
BEEP_GAP_S = 0.15
DIGIT_WAIT_S = 0.2
"""A lone digit chooses after this; Enter chooses at once. A code that begins with the digit comes sooner."""
FEED_GAP_S = 1 / control.FEED_HZ_MAX
_PALETTE_KEYS = frozenset({"enter", "escape", "up", "down", "backspace", "pageup", "pagedown", "home", "end"})
_FEEDS: tuple[control.Topic, ...] = ("devices", "presence", "reads", "movements", "findings", "sync")


@dataclass(frozen=True, slots=True)
class Local:
    """A question of the screen's own; `chosen` gets the option's key, or the command word."""

    prompt: control.Prompt
    chosen: Callable[[str], None]


class Floor(App[None]):
    """The operator's screen."""

    CSS_PATH = "app.tcss"
    TITLE = "wedge"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it without ClassVar
        (0, "-gun"), (NARROW, "-hand"), (DESK, "-desk"), (110, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-low"),
        (14, "-mid"),
        (24, "-tall"),
    ]

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.setup = setup
        self.state = State(words=Catalogue(setup.lang), signs=ASCII if setup.ascii else UNICODE, ascii=setup.ascii)
        self.state.station = setup.station or ""
        self.buffer = LineBuffer()
        self.board = Board()
        self.desk = Desk(self.board)
        self.client: Client
        self.local: Local | None = None
        self.pane = "work" if setup.station else "live"
        self.parts = Parts(
            title=Row(id="title"),
            alarm=Row(id="alarm"),
            tabs=Tabs(self.press),
            work=Work(),
            live=Live(self.desk),
            movements=Table(MOVEMENTS, self.desk.movements, id="movements"),
            findings=Table(FINDINGS, self.desk.findings, id="findings"),
            keys=Keys(self.press),
        )
        self.painter = Painter(self, self.parts)
        self._beeps: list[Timer] = []
        self._digit: Timer | None = None
        self._feed_timer: Timer | None = None
        self._lang_chosen = False
        self._paint_due = False
        self._ascii = [AsciiOnly()] if setup.ascii else []

    # --- start and end

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._ascii]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK)

    def compose(self) -> ComposeResult:
        parts = self.parts
        yield parts.title
        yield parts.alarm
        yield parts.tabs
        with ContentSwitcher(initial=self.pane, id="panes"):
            yield parts.work
            yield parts.live
            yield parts.movements
            yield parts.findings
        yield parts.keys

    def on_mount(self) -> None:
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = self.setup.theme
        self.screen.set_class(self.setup.ascii, "-ascii")
        hello = control.Hello(
            terminal=self.setup.terminal,
            station=self.setup.station,
            size=(self.size.width, self.size.height),
            lang=self.setup.lang,
        )
        self.client = Client(self.setup.socket, hello, self.heard)
        self._subscribe()
        self.run_worker(self.client.run(), exit_on_error=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # only the main thread may
                asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.painter.paint()

    def on_resize(self) -> None:
        if self.is_running and hasattr(self, "client"):
            self._subscribe()
            self.call_after_refresh(self.painter.paint)

    def _subscribe(self) -> None:
        """The desk hears everything; a small screen only the devices, and only while it shows them."""
        topics = list(_FEEDS) if self.size.width >= DESK else _SMALL.get(self.pane, [])
        if topics != self.state.topics:
            self.state.topics = topics
            self.client.subscribe(topics)

    # --- what the daemon says

    def heard(self, message: Heard) -> None:
        """Note one message of the daemon and show it."""
        match message:
            case control.View():
                self._view(message)
            case control.Result():
                self._result(message)
            case control.Feed():
                self._feed(message)
                return
            case control.Refused():
                self._say("refuse", "ui-refused", reason=message.message)
            case LinkUp():
                self.board.forget()
                self.state.up, self.state.alarm = True, ""
            case LinkDown():
                self.state.up = False
            case NotUnderstood():
                self.state.alarm = self.state.words.say("ui-versions-differ")
        self._paint_soon()

    def _view(self, view: control.View) -> None:
        first = self.state.view is None
        if self.state.view and self.state.view.prompt.kind == "secret" != view.prompt.kind:
            self.buffer.clear()  # half a PIN is never shown at the next prompt
        if not self._lang_chosen:
            self.state.words = Catalogue(view.lang)
        self.state.view = view
        self.state.echo = self.state.echo if self.client.inputs.unanswered else ""
        if first and view.last is not None:
            self.state.outcome(view.last.level, view.last.text, view.last.source)

    def _result(self, result: control.Result) -> None:
        self.state.outcome(result.level, result.text, result.source)
        self.state.echo = ""
        self._beep(result.level)

    def _feed(self, feed: control.Feed) -> None:
        self.board.add(feed)
        if feed.topic in {"movements", "reads"}:
            self.parts.table(feed.topic).grown(len(feed.items))
        if self._feed_timer is None and (
            self.state.view is None or self.pane != "work" or feed.topic in {"findings", "sync"}
        ):
            self._feed_timer = self.set_timer(FEED_GAP_S, self._feed_due)

    def _paint_soon(self) -> None:
        """Draw once for all that came together: an answer and its view are one picture."""
        if not self._paint_due:
            self._paint_due = True
            self.call_later(self._paint_now)

    def _paint_now(self) -> None:
        self._paint_due = False
        self.painter.paint()

    def _feed_due(self) -> None:
        self._feed_timer = None
        self.painter.paint()

    def _say(self, level: Level, key: str, **args: str | int) -> None:
        """An answer of the screen's own."""
        self.state.outcome(level, control.Text(key=key, args=args), "")
        self._beep(level)
        self.painter.paint()

    def _beep(self, level: Level) -> None:
        for timer in self._beeps:
            timer.stop()
        self.bell()
        self._beeps = [self.set_timer(BEEP_GAP_S * number, self.bell) for number in range(1, BEEPS[level])]

    # --- what the operator does

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text end here, whatever has the focus; only the command palette types for itself."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if len(self.screen_stack) <= 1:
                self._typed(event)
                return
            if isinstance(event, events.Key) and not (event.is_printable or event.key in _PALETTE_KEYS):
                return
        await super().on_event(event)

    def _typed(self, event: events.Key | events.Paste) -> None:
        if self._digit is not None:
            self._digit.stop()
            self._digit = None
        if isinstance(event, events.Paste):
            lines = self.buffer.paste(event.text)
        elif event.key in _KEYS:
            self.press(event.key)
            return
        else:
            line = self.buffer.key(event.key, event.character, event.time)
            lines = [line] if line else []
        for one in lines:
            self._line(one)
        self._maybe_choice()
        self.painter.paint_entry()

    def _maybe_choice(self) -> None:
        prompt, text = self.prompt, self.buffer.text
        if prompt is None or not prompt.options or len(prompt.options) >= 10 or len(text) != 1:
            return
        if any(option.key == text for option in prompt.options):
            self._digit = self.set_timer(DIGIT_WAIT_S, lambda: self.call_later(self._choose_digit, text))

    def _choose_digit(self, text: str) -> None:
        if self.buffer.text == text:
            self.buffer.clear()
            self._line(Line(text, "typed"))

    def _line(self, line: Line) -> None:
        if not line.whole:
            self._say("refuse", "ui-too-long")
            return
        if self.local is not None:
            local, self.local = self.local, None
            self._paint_soon()
            if any(option.key == line.value for option in local.prompt.options):
                local.chosen(line.value)
                return
        self.send(line.value, line.via)

    def send(self, value: str, via: Via) -> None:
        """Hand one input to the daemon, or say why not."""
        if self.state.view is None and self.setup.station is None:
            self._say("warn", "ui-no-station")
            return
        taken = self.client.submit(value, via) if self.state.view else "away"  # nothing was asked yet
        if taken == "away":
            self._say("refuse", "ui-away")
        elif taken == "full":
            self._say("refuse", "ui-full")
        else:
            self._show_pane("work")
            secret = self.state.view is not None and self.state.view.prompt.kind == "secret"
            if taken == "sent":
                self.state.echo = "" if via == "key" or secret else value
        self.painter.paint_entry()

    @property
    def prompt(self) -> control.Prompt | None:
        """What is asked now: the screen's own question before the daemon's."""
        if self.local is not None:
            return self.local.prompt
        return self.state.view.prompt if self.state.view else None

    def press(self, key: str) -> None:
        """One function, arrow or escape key, or a tap on its label."""
        if key in keys.PANES:
            self._show_pane(keys.PANES[key])
        elif key == "f9" and self.palette_allowed:
            self.action_command_palette()
        elif key == "f10" and not self.setup.kiosk:
            self._open(keys.leave_prompt(), lambda word: self.exit() if word == "confirm" else None)
        elif key == "escape":
            self._escape()
        elif key in _SCROLL:
            self._scroll(_SCROLL[key])
        elif key in Keys.NAMES:
            self._function(key)
        self.painter.paint()

    @property
    def palette_allowed(self) -> bool:
        return self.size.width >= DESK and not self.setup.ascii and not self.setup.kiosk

    def _function(self, key: str) -> None:
        if self.client.inputs.held and key in {"f3", "f4"}:
            if key == "f3":
                self.client.inputs.drop()
            elif not self.client.release():
                self._say("refuse", "ui-away")
            return
        prompt = self.prompt
        word = keys.function_keys(prompt).get(key, "") if prompt else "help" if key == "f1" else ""
        if self.local is not None:
            self._local(word)
        elif word == keys.MORE:
            assert prompt is not None
            words = keys.more_commands(prompt)
            self._open(keys.more_prompt(prompt), lambda chosen: self.send(words[int(chosen) - 1], "key"))
        elif word == "help" and (prompt is None or "help" not in prompt.commands):
            self._open(keys.help_prompt(prompt, kiosk=self.setup.kiosk), lambda _: None)
        elif word:
            self.buffer.clear()
            self.send(word, "key")

    def _local(self, word: str) -> None:
        local = self.local
        if word in {"confirm", "cancel"} and local is not None:
            self.local = None
            if word == "confirm":
                local.chosen(word)

    def _open(self, prompt: control.Prompt, chosen: Callable[[str], None]) -> None:
        self.buffer.clear()
        self.local = Local(prompt, chosen)
        self._show_pane("work")

    def _escape(self) -> None:
        """The innermost thing goes: what is typed, then the screen's own question, then the daemon's."""
        if self.buffer.text:
            self.buffer.clear()
        elif self.local is not None:
            self.local = None
        elif self.state.view and keys.escapes(self.state.view.prompt):
            self.send("cancel", "key")

    def _show_pane(self, pane: str) -> None:
        if pane != self.pane:
            if pane != "work":
                self.local = None
            self.pane = pane
            self.screen_stack[0].query_one("#panes", ContentSwitcher).current = pane
            self._subscribe()
            self.painter.paint()

    def _scroll(self, step: int) -> None:
        tables = {"live": "reads" if self.size.width >= DESK else "devices"}
        widget = self.parts.work.body if self.pane == "work" else self.parts.table(tables.get(self.pane, self.pane))
        widget.scroll_rows(step if abs(step) == 1 else (1 if step > 0 else -1) * max(1, widget.size.height - 2))

    # --- the desk's menu

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        say = self.state.words.say
        for name in THEMES:
            yield SystemCommand(say(f"ui-theme-{name}"), say("ui-theme-help"), lambda name=name: self.use_theme(name))
        for lang in ("en", "de"):
            yield SystemCommand(say(f"ui-lang-{lang}"), say("ui-lang-help"), lambda lang=lang: self.use_lang(lang))
        yield SystemCommand(say("ui-screenshot"), say("ui-screenshot-help"), self.deliver_screenshot)

    def use_theme(self, name: str) -> None:
        self.theme = name
        self.painter.paint()

    def use_lang(self, lang: str) -> None:
        self.state.words = Catalogue(lang)
        self._lang_chosen = True
        self.painter.paint()


_SCROLL = {"up": -1, "down": 1, "pageup": -2, "pagedown": 2}
_KEYS = frozenset({*(f"f{number}" for number in range(1, 11)), "escape", *_SCROLL})
_SMALL: dict[str, list[control.Topic]] = {"live": ["devices"], "movements": ["movements"], "findings": ["findings"]}
