"""What the daemon says becomes what is known, drawn and heard."""

from typing import TYPE_CHECKING

from textual.timer import Timer

from edge import control
from edge.core.message import Level
from tui.catalogue import Catalogue
from tui.client import Heard, LinkDown, LinkUp, NotUnderstood

if TYPE_CHECKING:
    from tui.app import Floor

BEEPS: dict[Level, int] = {"ok": 1, "info": 1, "warn": 2, "refuse": 3}
HELPED = "help-ask-"
"""The answer to help that was scanned: the page of F1 opens, whole where the answer has no room."""
BEEP_GAP_S = 0.15
FEED_GAP_S = 1 / control.FEED_HZ_MAX
_ALWAYS: frozenset[control.Topic] = frozenset(("findings",))
"""Feeds that are seen whatever is in front: in the tabs."""


class Hearing:
    """Hears for one app."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self._beeps: list[Timer] = []
        self._feed_timer: Timer | None = None
        self._paint_due = False

    def heard(self, message: Heard) -> None:
        """Note one message of the daemon and show it."""
        state = self._app.state
        match message:
            case control.View():
                self._view(message)
            case control.Result():
                self._result(message)
            case control.Feed():
                self._feed(message)
                return
            case control.Told():
                for pane in self._app.panes.by_name.values():
                    pane.told(message)
            case control.Refused():
                self._refused(message)
            case LinkUp():
                self._app.board.forget()
                state.up, state.alarm, state.refused = True, "", None
                self._linked()
            case LinkDown():
                state.up = False
                self._linked()
            case NotUnderstood():
                state.alarm = state.words.say("ui-versions-differ")
        self.paint_soon()

    def say(self, level: Level, key: str, **args: str | int) -> None:
        """An answer of the screen's own."""
        self._app.state.outcome(level, control.Text(key=key, args=args), "")
        self._beep(level)
        self._app.painter.paint()

    def paint_soon(self) -> None:
        """Draw once for all that came together: an answer and its view are one picture."""
        if not self._paint_due:
            self._paint_due = True
            self._app.call_later(self._paint_now)

    def _linked(self) -> None:
        for pane in self._app.panes.by_name.values():
            pane.linked()

    def _view(self, view: control.View) -> None:
        app, state = self._app, self._app.state
        first = state.view is None
        if state.view and state.view.prompt.kind == "secret" != view.prompt.kind:
            app.buffer.clear()  # half a PIN is never shown at the next prompt
        if state.view and state.view.operator not in (None, view.operator):
            while len(state.past) > 1:
                state.past.pop()  # whoever comes next sees nothing of the work before
        if not app.menu.is_lang_chosen:
            state.words = Catalogue(view.lang)
        app.hands.viewed(view)
        state.view = view
        state.told_zone(view.state.timezone)
        state.echo = state.echo if app.client.inputs.unanswered else ""
        if first and view.last is not None:
            state.outcome(view.last.level, view.last.text, view.last.source, is_old=True)

    def _refused(self, refused: control.Refused) -> None:
        """A line was not taken; or this screen gets no view at all, and shows why."""
        if refused.prompt is not None and self._app.state.view is None:
            self._app.state.refused = refused.prompt
        else:
            self.say("refuse", "ui-refused", reason=refused.message)

    def _result(self, result: control.Result) -> None:
        self._app.state.outcome(result.level, result.text, result.source)
        self._app.state.echo = ""
        self._beep(result.level)
        if result.text.key.startswith(HELPED) and self._app.pane == "work" and self._app.hands.local is None:
            self._app.hands.open_help()

    def _feed(self, feed: control.Feed) -> None:
        app = self._app
        if app.state.told_zone(feed.timezone):
            self.paint_soon()
        app.board.add(feed)
        for pane in app.panes.by_name.values():
            pane.fed(feed)
        if self._feed_timer is None and self._is_seen(feed.topic):
            self._feed_timer = app.set_timer(FEED_GAP_S, self._feed_due)

    def _is_seen(self, topic: control.Topic) -> bool:
        """Whether a feed changes what stands on the screen: the pane in front, the tabs, the alarm of a bare desk."""
        app = self._app
        is_alarm = topic == "devices" and app.state.view is None
        return topic in app.panes.front.drawn_from or topic in _ALWAYS or is_alarm

    def _feed_due(self) -> None:
        self._feed_timer = None
        self._app.painter.paint()

    def _paint_now(self) -> None:
        self._paint_due = False
        self._app.painter.paint()

    def _beep(self, level: Level) -> None:
        for timer in self._beeps:
            timer.stop()
        self._app.bell()
        if self._app.speaker is not None:
            self._app.speaker.say(level)
        self._beeps = [self._app.set_timer(BEEP_GAP_S * number, self._app.bell) for number in range(1, BEEPS[level])]
