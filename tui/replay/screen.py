"""The screen that plays a recording: the very same screen, with a row under it that tells where the shift is.

Nothing is typed here, so the letters turn the tape. What an operator would send is not sent: the row says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.screen import Screen

from edge import control
from tui import keys
from tui.app import Floor
from tui.capture import Via
from tui.client import Heard, LinkUp
from tui.hands import SEARCH, Hands
from tui.replay.player import SPEEDS, Player, Scene
from tui.replay.tape import Tape
from tui.screens.frame import Row
from tui.setup import Setup
from tui.trend import Trends
from tui.voice import NARROW, WIDE

STEP_MS, STRIDE_MS = 10_000, 60_000
TURNS = {
    "space": "play",
    "comma": "back",
    "full_stop": "on",
    "less_than_sign": "far-back",
    "greater_than_sign": "far-on",
    "n": "next",
    "plus": "faster",
    "minus": "slower",
    "s": "station",
}
"""What turns the tape, and what it does: `ui-replay-<word>`."""
_ARROWS = {"left": "back", "right": "on"}
"""At the work nothing else uses them."""
_STEPS = {"back": -STEP_MS, "on": STEP_MS, "far-back": -STRIDE_MS, "far-on": STRIDE_MS}


class StillHands(Hands):
    """Hands that send nothing, also where a key is tapped."""

    def send(self, value: str, via: Via, turn: int | None = None) -> None:  # noqa: ARG002
        self._app.remark("info", "ui-replay-nothing-sent")


class ReplayFloor(Floor):
    """A screen before a recording."""

    CSS_PATH = "../app.tcss"
    HANDS = StillHands
    CSS = "#reel { height: 1; background: $wait; color: $on-wait; text-style: bold; text-wrap: nowrap; }"

    def __init__(self, setup: Setup, tape: Tape) -> None:
        station = setup.station or next(iter(tape.stations), None)
        super().__init__(replace(setup, station=station), self._link)
        self.tape = tape
        self.reel = Row(id="reel")
        self.player: Player
        self.state.now_ms = lambda: self.player.now_ms
        self.menu.is_lang_chosen = True  # who watches reads, not who worked
        self.menu.taping = None
        self.speaker = None  # whoever watches a shift does not make the floor believe in it

    def _link(self, path: Path, hello: control.Hello, hear: Callable[[Heard], None]) -> Player:  # noqa: ARG002 - Linked
        self.player = Player(self.tape, self.setup.station, self._heard, self._stand, self._moved)
        return self.player

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield self.reel

    # --- what is shown

    def _heard(self, message: Heard) -> None:
        """One line. That the daemon is back is heard of the station; the feeds come over another line, maybe before."""
        if not isinstance(message, LinkUp):
            self.hearing.heard(message)
            return
        self.state.up, self.state.alarm = True, ""
        for pane in self.panes.by_name.values():
            pane.linked()
        self.hearing.paint_soon()

    def _stand(self, scene: Scene) -> None:
        """Show what stood there, as if it had just been heard; without a sound."""
        state, answers = self.state, [one for _, one in scene.lines if isinstance(one, control.Result)]
        state.view, state.last, state.echo, state.alarm = None, None, "", ""
        state.past.clear()
        self._heard(scene.link)
        self.board.forget()
        self.board.trends = Trends(lambda: self.player.now_ms / 1000)
        for at_ms, message in scene.lines:
            self.player.told_ms = at_ms
            if isinstance(message, control.Result):
                state.outcome(message.level, message.text, message.source)
            elif isinstance(message, control.View) and answers:
                self.hearing.heard(message.model_copy(update={"last": None}))
            else:
                self.hearing.heard(message)
        self.player.told_ms = None
        self.painter.paint()

    def _moved(self) -> None:
        """Say where the tape is."""
        if not self.reel.is_mounted:
            return
        player, voice = self.player, self.voice
        sign = (">" if self.state.ascii else "▶") if player.is_playing else "||"
        at = f"{span(player.position_ms)}/{span(player.tape.length_ms)}"
        if self.state.size[0] < NARROW:
            self.reel.put(f"{sign}{player.speed:g}x {at}")
            return
        name = voice.safe(self.tape.header.name)
        when = (voice.moment if self.state.is_desk else voice.clock)(player.now_ms)
        parts = (f" {sign} {player.speed:g}x", at, when, name, voice.safe(player.station))
        hint = voice.say("ui-replay-keys") + " " if self.state.size[0] >= WIDE else ""
        self.reel.put("  ".join(part for part in parts if part), hint)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._moved)

    def bell(self) -> None:
        """A shift that runs faster than it did is not heard."""
        if self.player.speed == SPEEDS[0]:
            super().bell()

    # --- what is done

    async def on_event(self, event: events.Event) -> None:
        """Keys turn the tape first; those that are left work as they always do, but nothing is typed."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed or len(self.screen_stack) > 1 or self.hands.is_searching or self.local is not None:
            await super().on_event(event)
        elif isinstance(event, events.Key) and not self._turned(event):
            is_search = event.character == SEARCH and self.panes.front.can_search
            if is_search or not event.is_printable:
                await super().on_event(event)

    def _turned(self, event: events.Key) -> bool:
        word = TURNS.get(event.key) or (_ARROWS.get(event.key) if self.pane == "work" else None)
        if event.key == "f1":
            self.hands.open(self._help(), lambda _: None)
            self.painter.paint()
        elif word is not None:
            self._turn(word)
        return word is not None or event.key == "f1"

    def _turn(self, word: str) -> None:
        player = self.player
        if word in _STEPS:
            player.jump(player.position_ms + _STEPS[word])
        elif word == "play":
            player.play(on=not player.is_playing)
        elif word == "next":
            if not player.next_mark():
                self.remark("info", "ui-replay-no-more")
        elif word == "station":
            self._choose_next()
        else:
            slower = [one for one in reversed(SPEEDS) if one < player.speed]
            faster = [one for one in SPEEDS if one > player.speed]
            player.set_speed(next(iter(faster if word == "faster" else slower), player.speed))

    def _choose_next(self) -> None:
        stations = self.tape.stations
        if stations:
            at = stations.index(self.player.station) if self.player.station in stations else -1
            self.choose_station(stations[(at + 1) % len(stations)])

    def choose_station(self, station: str) -> None:
        """Show another station's screen."""
        self.setup = replace(self.setup, station=station)
        self.state.station = station
        self.player.choose(station)

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:
        for station in self.tape.stations:
            title, help_ = self.voice.say("ui-replay-see", station=station), self.voice.say("ui-replay-see-help")
            yield SystemCommand(title, help_, lambda one=station: self.choose_station(one))
        yield from super().get_system_commands(screen)

    def _help(self) -> control.Prompt:
        """F1's page: what turns the tape."""
        prompt = keys.help_prompt(None, kiosk=self.setup.kiosk)
        turns = [control.Text(key=f"help-replay-{word}") for word in TURNS.values()]
        return prompt.model_copy(update={"lines": [*turns, *prompt.lines]})

    # --- what nobody is there for

    def ask(self, question: control.Ask) -> None:
        """A recording holds what screens heard; lists that somebody would have had to ask for, it has none."""
        told = control.Told(id=question.id, of=question.of, fault=self.voice.say("ui-replay-no-list"))
        self.call_later(self.hearing.heard, told)

    def choose(self, row: str) -> None:  # noqa: ARG002
        self.remark("info", "ui-replay-nothing-sent")


def span(ms: int) -> str:
    """A time from the begin: minutes and seconds, and hours where there are any."""
    seconds = ms // 1000
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes:02}:{seconds % 60:02}"
