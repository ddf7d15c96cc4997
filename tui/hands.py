"""What the operator does: characters become lines, lines go to the daemon, keys to the prompt or to the pane in front.

    characters --Enter--> line --> the search line, if it is open: nothing of it goes to the daemon
                                   the screen's own question, if it is one of its answers
                                   else the daemon: a scan does the same wherever it is made

A line that began with the search's own sign and came as fast as only a scanner types is a scan all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.timer import Timer

from edge import control
from tui import keys
from tui.capture import Line, Via
from tui.voice import Past

if TYPE_CHECKING:
    from tui.app import Floor

DIGIT_WAIT_S = 0.2
"""A lone digit chooses after this; Enter chooses at once. A code that begins with the digit comes sooner."""
SEARCH = "/"
_PANE_KEYS = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "left", "right"})
KEYS = frozenset({*(f"f{number}" for number in range(1, 11)), "escape"}) | _PANE_KEYS


@dataclass(frozen=True, slots=True)
class Local:
    """A question of the screen's own; `chosen` gets the option's key, or the command word. Then `pane` is shown."""

    prompt: control.Prompt
    chosen: Callable[[str], None]
    pane: str = "work"
    about: control.View | None = None
    """The view for which it was opened; with another prompt it closes. None for a question about none."""
    last: Past | None = None
    """The last answer when it was opened: only the screen's own newer ones have room beside it."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was seen when the line that is typed was begun."""

    prompt: control.Prompt | None
    view: control.View | None
    is_local: bool

    def offers(self, value: str) -> bool:
        """Whether this is one of the options that were seen."""
        return self.prompt is not None and any(option.key == value for option in self.prompt.options)


class Hands:
    """The keys and the typing of one app."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self._digit: Timer | None = None
        self._begun = _Begun(None, None, is_local=False)
        self.local: Local | None = None
        self.left = ""
        """What lay on the line before the last scan, and is no part of it."""
        self.is_searching = False
        """The search line is open: what is typed is looked for."""
        self.seen: Past | None = None
        """The last answer when a key was pressed last: a pane of the desk tells newer ones only."""

    # --- characters

    def typed(self, event: events.Key | events.Paste) -> None:
        """One key or paste, before any widget."""
        app = self._app
        self.seen = app.state.last
        if self._digit is not None:
            self._digit.stop()
            self._digit = None
        if not app.buffer.text:
            self._begun = _Begun(app.prompt, app.state.view, self.local is not None)
        if isinstance(event, events.Paste):
            lines = app.buffer.paste(event.text)
        elif event.key in KEYS or (event.key == "enter" and not app.buffer.text and not self.is_searching):
            self.press(event.key)
            return
        else:
            if event.character == SEARCH and not app.buffer.text and app.panes.front.can_search:
                self.is_searching = True
            line = app.buffer.key(event.key, event.character, event.time)
            lines = [line] if line else []
            if event.key == "enter" and self.is_searching and not lines:
                self.close_search()
        for one in lines:
            self._line(one)
        if app.buffer.text:
            self.left = ""
        self._maybe_choice()
        app.painter.paint_entry()

    def scanned(self, line: Line) -> None:
        """One scan that was made before another part of the screen."""
        self._app.buffer.clear()
        self._line(line)
        self._app.painter.paint_entry()

    def viewed(self, view: control.View) -> None:
        """Another view comes: a question of the screen's own about what was asked before closes."""
        local = self.local
        if local is not None and local.about is not None and not _asks_the_same(local.about, view):
            self._close(local)

    def open_search(self) -> None:
        """Type what is looked for."""
        self._app.buffer.clear()
        self.is_searching = True
        self._app.painter.paint()

    def close_search(self) -> None:
        """The search line goes; what was found stays."""
        self._app.buffer.clear()
        self.is_searching = False
        self._app.painter.paint()

    def _maybe_choice(self) -> None:
        app = self._app
        prompt, text = app.prompt, app.buffer.text
        if prompt is None or not prompt.options or len(prompt.options) >= 10 or len(text) != 1 or app.pane != "work":
            return
        if text.isdigit() or self._begun.offers(text):
            self._digit = app.set_timer(DIGIT_WAIT_S, lambda: app.call_later(self._choose_digit, text))

    def _choose_digit(self, text: str) -> None:
        app = self._app
        if app.buffer.text != text:
            return
        app.buffer.clear()
        if self._begun.offers(text):
            self._line(Line(text, "typed"))
        else:
            app.hearing.say("refuse", "ui-no-choice", digit=text)

    def _line(self, line: Line) -> None:
        is_scan = line.via == "wedge" and line.value.startswith(SEARCH)
        if self.is_searching and not is_scan:
            self.close_search()
            self._app.panes.front.find(line.value.removeprefix(SEARCH))
            self._app.painter.paint()
            return
        self.is_searching = False
        self.left = line.left
        if not line.whole:
            self._app.hearing.say("refuse", "ui-too-long")
            return
        is_choice = line.via != "wedge" and self._begun.offers(line.value)
        if self.local is not None:
            local, self.local = self.local, None
            self._app.hearing.paint_soon()
            if is_choice and self._begun.prompt is local.prompt:
                local.chosen(line.value)
                return
        self.send(line.value, line.via, self._turn_begun() if is_choice else None)

    def _turn_begun(self) -> int | None:
        """Of the view from which was chosen. A list of the screen's own that is gone was of an old one."""
        begun = self._begun
        return begun.view.turn if begun.is_local and begun.view is not None else self._turn_of(begun.view)

    def _turn_of(self, seen: control.View | None) -> int | None:
        """The turn of a view; the newest, where what is asked there is the same."""
        now = self._app.state.view
        if seen is None or now is None:
            return None
        return now.turn if _asks_the_same(seen, now) else seen.turn

    def send(self, value: str, via: Via, turn: int | None = None) -> None:
        """Hand one input to the daemon, or say why not. `turn` is that of the view from which it was chosen."""
        app = self._app
        if app.state.view is None and app.setup.station is None:
            app.hearing.say("warn", "ui-no-station-row" if via == "chosen" else "ui-no-station")
            return
        if app.state.view is None and app.state.refused is not None:
            app.hearing.say("refuse", "ui-no-such-station")
            return
        taken = app.client.submit(value, via, turn) if app.state.view else "away"  # nothing was asked yet
        if taken == "away":
            app.hearing.say("refuse", "ui-away")
        elif taken == "full":
            app.hearing.say("refuse", "ui-full")
        else:
            app.go("work")
            secret = app.state.view is not None and app.state.view.prompt.kind == "secret"
            if taken == "sent":
                app.state.echo = "" if via in {"key", "chosen"} or secret else value
        app.painter.paint_entry()

    # --- keys

    def press(self, key: str) -> None:
        """One function, arrow or escape key, or a tap on its label."""
        app = self._app
        pane = app.panes.after(key)
        if pane is not None:
            app.go(pane.name)
        elif key == "f9" and app.palette_allowed:
            app.menu.open()
        elif key == "f10" and not app.setup.kiosk:
            self.open(keys.leave_prompt(), lambda word: app.exit() if word == "confirm" else None)
        elif key == "escape":
            self._escape()
        elif key in keys.FUNCTIONS:
            self._function(key)
        else:
            app.panes.front.press(key)
        app.painter.paint()

    def _function(self, key: str) -> None:
        app = self._app
        if app.client.inputs.held and key in {"f3", "f4"}:
            if key == "f3":
                app.client.inputs.drop()
            elif not app.client.release():
                app.hearing.say("refuse", "ui-away")
        elif app.pane != "work" and key != "f1":
            self._on_desk(key)
        else:
            self._on_work(key)

    def _on_desk(self, key: str) -> None:
        """F2 and F4 are the pane's own, F3 goes back as Esc does."""
        if key == "f3":
            self._back()
        else:
            self._app.panes.front.press("enter" if key == "f4" else key)

    def _on_work(self, key: str) -> None:
        app, prompt = self._app, self._app.prompt
        word = keys.function_keys(prompt).get(key, "") if prompt else "help" if key == "f1" else ""
        if self.local is not None:
            self._answer(word)
        elif app.pane != "work":
            self.open(keys.desk_help_prompt(kiosk=app.setup.kiosk), lambda _: None)
        elif word == keys.MORE:
            assert prompt is not None
            self._open_more(prompt)
        elif word == "help":
            self.open_help()
        elif word:
            app.buffer.clear()
            self.send(word, "key")

    def open_help(self) -> None:
        """The page about what is asked now: for F1, and where help was scanned."""
        app = self._app
        page = keys.help_prompt(app.prompt, kiosk=app.setup.kiosk, has=app.state.words.has)
        self.open(page, lambda _: None, app.state.view)

    def _open_more(self, prompt: control.Prompt) -> None:
        """The commands that have no key; the one that is chosen is for what was asked when they were listed."""
        words, seen = keys.more_commands(prompt), self._app.state.view
        self.open(
            keys.more_prompt(prompt), lambda key: self.send(words[int(key) - 1], "key", self._turn_of(seen)), seen
        )

    def open(self, prompt: control.Prompt, chosen: Callable[[str], None], about: control.View | None = None) -> None:
        """Ask a question of the screen's own, about a view or none."""
        self._app.buffer.clear()
        self.is_searching = False
        self.local = Local(prompt, chosen, self._app.pane, about, self._app.state.last)
        self._app.show(self._app.panes.work)

    def _answer(self, word: str) -> None:
        local = self.local
        if word in {"confirm", "cancel"} and local is not None:
            self._close(local)
            if word == "confirm":
                local.chosen(word)

    def _close(self, local: Local) -> None:
        self.local = None
        self._app.go(local.pane)

    def _escape(self) -> None:
        """The innermost thing goes: what is typed, then the screen's own question, then what the pane has open."""
        app = self._app
        if self.is_searching:
            self.close_search()
        elif app.buffer.text:
            app.buffer.clear()
        elif self.local is not None:
            self._close(self.local)
        elif app.pane != "work":
            self._back()
        elif app.state.view and keys.escapes(app.state.view.prompt):
            self.send("cancel", "key")

    def _back(self) -> None:
        """What the pane has open closes; where nothing is open, the work comes."""
        app = self._app
        if not app.panes.front.back() and app.setup.station is not None:
            app.go("work")


def _asks_the_same(one: control.View, other: control.View) -> bool:
    """Whether two views ask the same thing; how far it is may differ."""
    far = {"done": None, "want": None}
    return one.prompt.model_copy(update=far) == other.prompt.model_copy(update=far)
