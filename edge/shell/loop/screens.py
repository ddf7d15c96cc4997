"""Screens: who is connected, at which station, with which feeds; and what each is told. Owned by the loop."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from edge import control
from edge.core import floor
from edge.core.message import Answer, Message, Prompt
from edge.core.session import Session
from edge.core.view import View

ARG_MAX: Final = 80


class Server(Protocol):
    """The control server, as the loop uses it."""

    def view(self, client: int, view: control.View) -> None: ...
    def result(
        self, client: int, result: control.Result | control.Refused | control.Commanded | control.SignedIn
    ) -> None: ...
    def feed(self, client: int, feed: control.Feed) -> None: ...


@dataclass(frozen=True, slots=True)
class Screen:
    """One connected screen."""

    station: str
    lang: str
    topics: frozenset[control.Topic] = frozenset()


class Screens:
    """All connected screens."""

    def __init__(self, server: Server, view: View) -> None:
        self._server = server
        self._view = view
        self._screens: dict[int, Screen] = {}
        self._standstill: control.Prompt | None = None

    def stand_still(self, prompt: control.Prompt) -> None:
        """From now on every station shows this, and the store is not asked for it."""
        self._standstill = prompt

    def hello(self, client: int, hello: control.Hello, state: control.State) -> None:
        """A screen has come: it gets the view of its station's session."""
        station = hello.station or ""
        if station and self._view.station(station) is None:
            self.refuse(client, None, f"there is no station {station}")
            return
        self._screens[client] = Screen(station, hello.lang or "en")
        if station:
            self._server.view(client, self._drawn(station, self._screens[client], state))

    def refuse(self, client: int, ident: str | None, message: str, prompt: control.Prompt | None = None) -> None:
        """Tell one screen that its line was not taken."""
        self._server.result(client, control.Refused(id=ident, message=message, prompt=prompt))

    def commanded(self, client: int, commanded: control.Commanded | control.SignedIn) -> None:
        """Tell the command line, or a door, what came of what it asked for."""
        self._server.result(client, commanded)

    def subscribe(self, client: int, topics: Iterable[control.Topic]) -> None:
        screen = self._screens.get(client) or Screen("", "en")
        self._screens[client] = replace(screen, topics=frozenset(topics))

    def gone(self, client: int) -> None:
        self._screens.pop(client, None)

    def station_of(self, client: int) -> str:
        """The station of a screen, '' for a desk or one that has not said hello."""
        screen = self._screens.get(client)
        return screen.station if screen else ""

    def stations(self) -> set[str]:
        """Stations that some screen shows."""
        return {screen.station for screen in self._screens.values() if screen.station}

    def shown_at(self, station: str) -> int:
        """How many screens show a station now."""
        return sum(1 for screen in self._screens.values() if screen.station == station)

    def watched(self) -> bool:
        """Whether anybody watches anything live."""
        return any(screen.topics for screen in self._screens.values())

    def wants(self, topic: control.Topic) -> bool:
        return any(topic in screen.topics for screen in self._screens.values())

    def answered(self, station: str, result: control.Result, only: int = 0) -> None:
        """Tell a station's screens (or one of them) what one input led to."""
        for client, screen in self._screens.items():
            if screen.station == station and only in (0, client):
                self._server.result(client, result)

    def beside(self, session: Session) -> str:
        """The session of another station changed with one: its screens hear why. Gives that station."""
        if (told := _last(session)) is not None:
            self.answered(session.station, told)
        return session.station

    def show(self, station: str, state: control.State) -> None:
        """Send a station's screens the view as it is now."""
        for client, screen in self._screens.items():
            if screen.station == station:
                self._server.view(client, self._drawn(station, screen, state))

    def feed(self, topic: control.Topic, rows: list[control.Row], dropped: int = 0) -> None:
        """Send new rows to the screens that asked for the topic; nobody is sent a line longer than lines may be."""
        self.send(control.Feed(topic=topic, items=rows, dropped=dropped))

    def send(self, feed: control.Feed) -> None:
        """Send a feed, as far as a line holds it, to the screens that asked for its topic."""
        clients = [client for client, screen in self._screens.items() if feed.topic in screen.topics]
        sent = fitting(feed) if clients else feed
        for client in clients:
            self._server.feed(client, sent)

    def _drawn(self, station: str, screen: Screen, state: control.State) -> control.View:
        if self._standstill is not None:
            return control.View(turn=0, station=station, lang=screen.lang, prompt=self._standstill, state=state)
        session = self._view.session(station)
        operator = self._view.operator(session.operator) if session.operator else None
        return control.View(
            turn=session.turn,
            station=station,
            operator=operator.name if operator else None,
            lang=operator.lang if operator else screen.lang,
            prompt=_prompt(floor.prompt(self._view, session)),
            last=_last(session),
            state=state,
        )


def result(ident: str, answer: Answer, turn: int, source: str = "") -> control.Result:
    """An answer as a screen hears it."""
    return control.Result(id=ident, level=answer.level, text=text_of(answer.message), turn=turn, source=source)


def finding_text(code: str, args: Mapping[str, str | int]) -> control.Text:
    """A finding as a screen shows it."""
    short = {name: value[:ARG_MAX] if isinstance(value, str) else value for name, value in args.items()}
    return control.Text(key=f"finding-{code}", args=short)


def fitting(feed: control.Feed) -> control.Feed:
    """As many rows as one line of the protocol holds: the newest, or the first of a whole topic; others are counted."""
    while len(control.line(feed)) > control.LINE_BYTES_MAX and feed.items:
        rows, kept = feed.items, len(feed.items) * 3 // 4
        rows = rows[:kept] if feed.topic in control.WHOLE_TOPICS else rows[len(rows) - kept :]
        feed = feed.model_copy(update={"items": rows, "dropped": feed.dropped + len(feed.items) - kept})
    return feed


def _last(session: Session) -> control.Result | None:
    said = session.said
    return result(said.input_id, said.answer, session.turn) if said else None


def text_of(message: Message) -> control.Text:
    """A message as a screen gets it."""
    return control.Text(key=message.key, args=dict(message.args))


def _prompt(prompt: Prompt) -> control.Prompt:
    return control.Prompt(
        title=text_of(prompt.title),
        kind=prompt.kind,
        ask=text_of(prompt.ask),
        lines=[text_of(line) for line in prompt.lines],
        done=prompt.done,
        want=prompt.want,
        options=[control.Option(key=option.key, text=text_of(option.text)) for option in prompt.options],
        commands=list(prompt.commands),
    )
