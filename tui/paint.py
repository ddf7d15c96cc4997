"""From what is known to what is drawn: words in the operator's language, long or short, into the screen's parts."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.screen import Screen

from edge import control
from edge.core.message import Level
from tui import keys
from tui.catalogue import Catalogue
from tui.screens.desk import Live
from tui.screens.frame import Keys, Row, Tabs
from tui.screens.table import Table
from tui.screens.work import PLACE, Choice, Outcome, Page, Work, progress
from tui.show import plain, show
from tui.themes import Signs

if TYPE_CHECKING:
    from tui.app import Floor

RECENT_MAX = 30
WIDE = 110
"""Columns from which app.tcss shows the last answers."""
_STYLE: dict[Level, str] = {"ok": "$good", "info": "$strong", "warn": "$warning", "refuse": "$bad"}

ZONES_MAX = 4
"""Zones that are seen at once; the others scroll."""


@dataclass(slots=True)
class Past:
    """One answer that was shown, and when (the box's wall time, as text)."""

    when: str
    level: Level
    text: control.Text
    source: str
    said: str = ""
    said_in: tuple[str, bool] | None = None


@dataclass(slots=True)
class State:
    """What the screen knows beside its widgets."""

    words: Catalogue
    signs: Signs
    ascii: bool
    station: str = ""
    view: control.View | None = None
    up: bool = False
    alarm: str = ""
    echo: str = ""
    """What is on its way to the daemon."""
    last: Past | None = None
    past: deque[Past] = field(default_factory=lambda: deque(maxlen=RECENT_MAX))
    topics: list[control.Topic] = field(default_factory=list)

    def outcome(self, level: Level, text: control.Text, source: str) -> None:
        """Note what became of an input."""
        self.last = Past(time.strftime("%H:%M:%S"), level, text, source)
        self.past.appendleft(self.last)


@dataclass(frozen=True, slots=True)
class Parts:
    """The widgets that are drawn, by name: they can be told things whatever stands in front of them."""

    title: Row
    alarm: Row
    tabs: Tabs
    work: Work
    live: Live
    movements: Table
    findings: Table
    keys: Keys

    def table(self, name: str) -> Table:
        """The table of a feed."""
        tables = {
            "devices": self.live.devices,
            "zones": self.live.zones,
            "reads": self.live.reads,
            "movements": self.movements,
        }
        return tables.get(name, self.findings)


class Painter:
    """Draws the state of one app. Parts that have not changed are not drawn again."""

    def __init__(self, app: "Floor", parts: Parts) -> None:
        self._app, self._parts = app, parts

    @property
    def _short(self) -> bool:
        return self._app.size.width < 32

    @property
    def _tiny(self) -> bool:
        """Too few rows for a row of its own for what is typed (app.tcss hides it)."""
        return self._short and self._app.size.height < 14

    def _say(self, key: str, **args: str | int) -> str:
        return self._plain(self._app.state.words.say(key, short=self._short, **args))

    def _text(self, text: control.Text) -> str:
        return self._plain(self._app.state.words.text(text, short=self._short))

    def _plain(self, text: str) -> str:
        return plain(text) if self._app.state.ascii else text

    def paint(self) -> None:
        """Draw everything that changed; nothing while the app starts or ends."""
        if (screen := self._screen()) is None:
            return
        self._title()
        self._tabs()
        self._work()
        self._feedback(screen)
        self.paint_entry()
        self._keys()
        self._desk()

    def _title(self) -> None:
        state, width = self._app.state, self._app.size.width
        view, prompt = state.view, self._app.prompt
        left = self._text(prompt.title) if prompt else self._say("ui-title")
        if view is not None and width >= 80:
            parts = (left, show(view.station), show(view.operator or ""))
            left = f" {state.signs.dot} ".join(self._plain(part) for part in parts if part)
        right = f" {self._status()}"
        if self._tiny and prompt is not None and (count := progress(prompt.done, prompt.want)):
            left, right = f"{left} ", f"{count}{right}"  # where it is tight the title gives way, not how far it is
        bar = self._parts.title
        bar.set_class(not state.up, "-wait")
        bar.put(left, right)
        told = view.state.alarm if view is not None else self._app.board.alarm
        alarm = state.alarm or (self._text(told) if told is not None else "")
        row = self._parts.alarm
        row.set_class(bool(alarm), "-on")
        row.put(f"{state.signs.level['warn']} {alarm}")

    def _status(self) -> str:
        """Online, unsent, devices down: in words where there is room. A box without a central is neither on nor off."""
        app, signs = self._app, self._app.state.signs
        if not app.state.up:
            return self._say("ui-wait")
        if app.state.view is None:
            return self._say("ui-connected")
        now = app.state.view.state
        sign = signs.online if now.online else signs.offline
        if app.size.width < 80:
            alone = f" {self._say('ui-one-copy')}" if now.one_copy else ""
            down = f" {signs.down}{now.devices_down}" if now.devices_down else ""
            return f"{'' if now.local else f'{sign}{now.unsent}'}{alone}{down}".strip()
        words = [self._say("ui-online" if now.online else "ui-offline"), self._say("ui-unsent", n=now.unsent)]
        if now.local:
            sign, words = signs.dot, [self._say("ui-local")]
        words += [self._say("ui-one-copy")] if now.one_copy else []
        words += [self._say("ui-devices-down", n=now.devices_down)] if now.devices_down else []
        return f"{sign} " + f" {signs.dot} ".join(words)

    def _tabs(self) -> None:
        app, board = self._app, self._app.board
        counts = {"findings": len(board.findings)}
        tabs = []
        for key, pane in keys.PANES.items():
            label = self._say(f"ui-pane-{pane}")
            tabs.append((key, f"{label} {counts[pane]}" if counts.get(pane) else label, pane == app.pane))
        right = [f"F9 {self._say('ui-menu')}"] if app.palette_allowed else []
        right += [] if app.setup.kiosk else [f"F10 {self._say('ui-leave')}"]
        self._parts.tabs.put(tabs, "  ".join(right) + " ")

    def _work(self) -> None:
        prompt, state = self._app.prompt, self._app.state
        if prompt is None:
            awaited = not state.up or bool(self._app.setup.station)
            page = Page(self._say("ui-connecting" if awaited else "ui-no-view"))
        else:
            page = Page(
                ask=self._text(prompt.ask),
                lines=tuple(self._text(line) for line in prompt.lines),
                choices=tuple(Choice(self._plain(show(one.key)), self._text(one.text)) for one in prompt.options),
                done=prompt.done,
                want=prompt.want,
            )
        self._parts.work.put(page, state.signs)
        if self._app.size.width >= WIDE:
            level = state.signs.level
            rows = [(past.when, level[past.level], _STYLE[past.level], self._past(past)) for past in state.past]
            self._parts.work.recent.put(self._say("ui-recent"), rows)

    def _past(self, past: Past) -> str:
        """The sentence of an answer, made once for each language and length."""
        wanted = (self._app.state.words.lang, self._short)
        if past.said_in != wanted:
            text = self._text(past.text)
            names_it = self._short or past.source in ("", past.text.args.get("device"))
            past.said = text if names_it else f"{self._plain(show(past.source))}: {text}"
            past.said_in = wanted
        return past.said

    def _outcome(self, last: Past) -> Outcome:
        brief = self._plain(self._app.state.words.text(last.text, short=True))
        return Outcome(last.level, self._say(f"ui-level-{last.level}"), self._past(last), brief)

    def _feedback(self, screen: Screen[object]) -> None:
        app = self._app
        last = app.state.last if app.local is None else None  # the screen's own questions need the room
        shown = None if last is None else self._outcome(last)
        self._parts.work.feedback.put(shown, app.state.signs)
        for level in PLACE:
            screen.set_class(last is not None and last.level == level, f"-{level}")

    def _screen(self) -> Screen[object] | None:
        """The screen under any palette, once its parts are there."""
        stack = self._app.screen_stack if self._app.is_running else []
        return stack[0] if stack and stack[0].is_mounted else None

    def paint_entry(self) -> None:
        """Draw only what is being typed."""
        if self._screen() is None:
            return
        app, inputs = self._app, self._app.client.inputs
        prompt = app.prompt
        typed = app.buffer.text
        if prompt is not None and prompt.kind == "secret":
            text = app.state.signs.bullet * len(typed)
        else:
            text = self._plain(show(typed))
        text = f"{text}{app.state.signs.cursor}" if typed else self._echo()
        note = ""
        if inputs.waiting:
            note = self._say("ui-held" if inputs.held else "ui-waiting", n=len(inputs.waiting))
        self._parts.work.entry.put(text, note)
        self._parts.work.feedback.put_typed((text or note) if self._tiny and (typed or note) else "")

    def _echo(self) -> str:
        echo = self._app.state.echo
        return f"{self._app.state.signs.arrow} {self._plain(show(echo))}" if echo else ""

    def _keys(self) -> None:
        app = self._app
        words: dict[str, str] = {"f1": self._say("command-help")}
        if app.prompt is not None and app.pane == "work":
            keyed = keys.function_keys(app.prompt)
            words = {key: self._command(word) for key, word in keyed.items()}
        if app.local is not None:
            words.pop("f1", None)
        if app.client.inputs.held:
            words |= {"f3": self._say("ui-drop"), "f4": self._say("ui-use")}
        self._parts.keys.put(words, app.state.signs)

    def _command(self, word: str) -> str:
        prompt = self._app.prompt
        return self._say(f"command-{word}", ask=prompt.ask.key if prompt is not None else "")

    def _desk(self) -> None:
        app, board = self._app, self._app.board
        app.desk.words, app.desk.signs, app.desk.ascii = app.state.words, app.state.signs, app.state.ascii
        totals = {
            "devices": len(board.devices),
            "zones": len(board.zones),
            "reads": len(board.reads),
            "movements": len(board.movements),
            "findings": len(board.findings),
        }
        if app.pane == "live":
            least = min(len(board.devices) + 3, max(4, app.size.height // 2 - 3))
            self._parts.live.devices.styles.height = least if app.size.width >= 80 else "1fr"
            self._parts.live.zones.display = bool(board.zones) and app.size.width >= 80
            self._parts.live.zones.styles.height = min(len(board.zones), ZONES_MAX) + 2
        for name in {"live": ("devices", "zones", "reads")}.get(app.pane, (app.pane,)):
            if name in totals:
                names = {column: self._say(f"ui-column-{column}") for column in _COLUMNS}
                title = self._say(f"ui-table-{name}", n=totals[name])
                self._parts.table(name).put(title, names, self._say(f"ui-empty-{name}"), totals[name])


_COLUMNS = ("device", "zone", "tags", "kind", "place", "per_min", "last", "what", "time", "point", "text", "seq", "qty",
            "source", "target", "operator")  # fmt: skip
