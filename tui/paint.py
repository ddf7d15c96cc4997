"""From what is known to what is drawn: the rows that every pane has around it, and the work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer

from edge.core.message import Level
from tui import keys
from tui.ground import Ground
from tui.hands import SEARCH
from tui.panes.table import KEYS
from tui.screens.frame import Keys, Row, Tab, Tabs
from tui.screens.progress import progress
from tui.screens.work import Choice, Outcome, Page, Work
from tui.voice import DESK, LOW, WIDE, Past

if TYPE_CHECKING:
    from tui.app import Floor

ENTRY_GAP_S = 0.04
WHEN = 8
"""Columns of a time of day."""
_STYLE: dict[Level, str] = {"ok": "$good", "info": "$strong", "warn": "$warning", "refuse": "$bad"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The widgets that are drawn whatever pane is in front: they can be told things at any time."""

    title: Row
    alarm: Row
    tabs: Tabs
    work: Work
    foot: Row
    keys: Keys


class Painter:
    """Draws the state of one app. Parts that have not changed are not drawn again."""

    def __init__(self, app: "Floor", parts: Parts) -> None:
        self._app, self._parts = app, parts
        self._voice = app.voice
        self._say = app.voice.say
        self._entry_timer: Timer | None = None
        self._ground = Ground()

    @property
    def _tiny(self) -> bool:
        """Too few rows for a row of its own for what is typed (app.tcss hides it)."""
        return self._voice.short and self._app.state.size[1] < LOW

    def paint(self) -> None:
        """Draw everything that changed; nothing while the app starts or ends."""
        if (screen := self._screen()) is None:
            return
        screen.set_class(self._app.state.is_roomy, "-roomy")
        self._title()
        self._tabs()
        self._work()
        self._feedback(screen)
        self._entry()
        self._keys()
        self._app.panes.front.paint()

    def _title(self) -> None:
        state, width = self._app.state, self._app.state.size[0]
        view, prompt, voice = state.view, self._app.prompt, self._voice
        left = voice.text(prompt.title) if prompt else self._say("ui-title")
        if view is not None and width >= DESK:
            parts = (left, voice.safe(view.station), voice.safe(view.operator or ""))
            left = f" {state.signs.dot} ".join(part for part in parts if part)
        right = f" {self._status()}"
        if self._tiny and prompt is not None and (count := progress(prompt.done, prompt.want)):
            left, right = f"{left} ", f"{count}{right}"  # where it is tight the title gives way, not how far it is
        bar = self._parts.title
        bar.set_class(not state.up, "-wait")
        bar.put(left, right)
        told = view.state.alarm if view is not None else self._app.board.alarm
        alarm = state.alarm or (voice.text(told) if told is not None else "")
        row = self._parts.alarm
        row.set_class(bool(alarm), "-on")
        row.put(f"{state.signs.level['warn']} {alarm}")

    def _status(self) -> str:
        """Online, unsent, devices down: in words where there is room. A box without a central is neither on nor off."""
        state, signs = self._app.state, self._app.state.signs
        if not state.up:
            return self._say("ui-wait")
        if state.view is None:
            return self._say("ui-connected")
        now = state.view.state
        sign = signs.online if now.online else signs.offline
        if not state.is_desk:
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
        """A tab a key: the name of its first pane; of the key in use, the names of all its panes."""
        panes, front = self._app.panes, self._app.panes.front
        tabs: list[Tab] = []
        for key in KEYS:
            of = panes.of(key)
            shown = of if front in of else of[:1]
            labels = []
            for pane in shown:
                count = sum(one.count() for one in of) if len(shown) == 1 else pane.count()
                label = self._say(f"ui-pane-{pane.name}")
                labels.append((f"{label} {count}" if count else label, pane is front))
            if labels:
                tabs.append(Tab(key, tuple(labels), len(of) > len(shown)))
        self._parts.tabs.put(tabs, f"{self._ways_out()} ", self._app.state.signs)

    def _ways_out(self) -> str:
        """F9 and F10: in the row of the tabs, and where that has no room, in the last row of a pane."""
        ways = [f"F9 {self._say('ui-menu')}"] if self._app.palette_allowed else []
        ways += [] if self._app.setup.kiosk else [f"F10 {self._say('ui-leave')}"]
        return "  ".join(ways)

    def _work(self) -> None:
        prompt, state, voice = self._app.prompt, self._app.state, self._voice
        if prompt is None:
            awaited = not state.up or bool(self._app.setup.station)
            page = Page(self._say("ui-connecting" if awaited else "ui-no-view"))
        else:
            page = Page(
                ask=voice.text(prompt.ask),
                lines=tuple(voice.text(line) for line in prompt.lines),
                choices=tuple(Choice(voice.safe(one.key), voice.text(one.text)) for one in prompt.options),
                done=prompt.done,
                want=prompt.want,
            )
        self._parts.work.put(page, state.signs)
        if state.size[0] >= WIDE:
            level = state.signs.level
            rows = [(self._when(past), level[past.level], _STYLE[past.level], voice.past(past)) for past in state.past]
            self._parts.work.recent.put(self._say("ui-recent"), rows)

    def _when(self, past: Past) -> str:
        """When something was answered; nothing, where nobody here knows it."""
        return self._voice.clock(past.at_ms) if past.at_ms is not None else " " * WHEN

    def _outcome(self, last: Past) -> Outcome:
        brief = self._voice.text(last.text, short=True)
        return Outcome(last.level, self._say(f"ui-level-{last.level}"), self._voice.past(last), brief)

    def _feedback(self, screen: Screen[object]) -> None:
        app = self._app
        last = app.state.last
        if app.local is not None and (last is app.local.last or not last or not last.text.key.startswith("ui-")):
            last = None  # the screen's own questions need the room
        shown = None if last is None else self._outcome(last)
        self._parts.work.feedback.put(shown, app.state.signs)
        self._parts.work.lend(self._tiny)
        self._ground.put(screen, last.level if last is not None and self._voice.short else None)

    def _screen(self) -> Screen[object] | None:
        """The screen under any palette, once its parts are there."""
        stack = self._app.screen_stack if self._app.is_running else []
        return stack[0] if stack and stack[0].is_mounted else None

    def paint_entry(self) -> None:
        """Draw what is being typed, a moment later: a wedge's code mostly has its answer by then, and is drawn once."""
        if self._entry_timer is None:
            self._entry_timer = self._app.set_timer(ENTRY_GAP_S, self._entry_due)

    def _entry_due(self) -> None:
        self._entry_timer = None
        if self._screen() is not None:
            self._entry()

    def _entry(self) -> None:
        app, inputs = self._app, self._app.client.inputs
        prompt = app.prompt
        typed = app.buffer.text
        if prompt is not None and prompt.kind == "secret" and not app.hands.is_searching:
            text = app.state.signs.bullet * len(typed)
        else:
            text = self._voice.safe(typed)
        text = f"{text}{app.state.signs.cursor}" if typed else self._echo()
        note = ""
        if inputs.waiting:
            note = self._say("ui-held" if inputs.held else "ui-waiting", n=len(inputs.waiting))
        elif app.hands.left:
            is_secret = prompt is not None and prompt.kind == "secret"
            note = self._say("ui-left", text=app.state.signs.bullet * 3 if is_secret else app.hands.left)
        self._parts.work.progress.put_entry(text, note)
        self._parts.work.feedback.put_typed((text or note) if self._tiny and (typed or note) else "")
        self._foot(text if typed else "", note)

    def _foot(self, typed: str, note: str) -> None:
        """The last row of a list: what is typed or looked for, what an input became, or what can be done."""
        app, foot = self._app, self._parts.foot
        searching = app.hands.is_searching
        if searching:
            left = SEARCH + (typed.removeprefix(SEARCH) or app.state.signs.cursor)
        elif typed or note:
            left = f"{app.state.signs.arrow} {typed or note}"
        elif (last := app.state.last) is not None and last is not app.hands.seen and _is_told(last):
            left = f"{app.state.signs.level[last.level]} {self._voice.past(last)}"
        else:
            left = app.panes.front.hint()
        foot.set_class(app.pane != "work" and (app.state.is_desk or searching or bool(typed)), "-on")
        ways_out = "" if self._parts.tabs.is_whole else self._ways_out()
        right = self._say("ui-search-keys") if searching and app.state.is_desk else ways_out
        has_room = Content(left).cell_length + Content(right).cell_length + 2 <= foot.content_size.width
        foot.put(left, f"  {right}" if has_room else "")

    def _echo(self) -> str:
        echo = self._app.state.echo
        return f"{self._app.state.signs.arrow} {self._voice.safe(echo)}" if echo else ""

    def _keys(self) -> None:
        app = self._app
        words: dict[str, str] = {"f1": self._say("command-help")}
        if app.pane != "work":
            words |= {"f3": self._say("ui-back")} | app.panes.front.words()
        elif app.prompt is not None:
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


def _is_told(last: Past) -> bool:
    """Whether an answer is told at the panes of the desk: the screen's own, and what somebody has to look at."""
    return not last.source or last.level in {"warn", "refuse"}
