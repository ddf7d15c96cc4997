"""Control messages between the daemon and its screens: JSON lines over a Unix socket, `v` in every line.

    -> hello     {terminal, station?, size, lang}
    <- view      {turn, session, prompt, state}          after hello, and whenever it changed
    -> input     {id, turn, via, value}                  one unanswered input at a time
    <- result    {id, answer, turn}                      after the commit; a resend gets the first result again
    -> subscribe {topics}
    <- feed      {topic, items, dropped}                 coalesced to at most 4 a second
    -> ask       {id, of, about, search, order, top, count}
    <- told      {id, total, rows}                       a window of a list: searched, ordered, from one row on
    <- refused   {id, message}                           the line could not be understood; the connection stays
    -> command   {id, name, args}                        what the command line asks for; needs no hello
    <- commanded {id, status, message, result}           after the commit
    -> sign_in   {id, badge, pin, source}                at the door of a browser; needs no hello
    <- signed_in {id, operator, name, lang, ticket, stations, fault}

The daemon owns every session and drives every prompt; a screen draws the view and sends inputs.
A line is at most 64 KiB. Unknown fields are ignored by both ends, unknown types are refused.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints, TypeAdapter

from edge.control_rows import (
    AlarmRow,
    DeviceRow,
    EntryRow,
    FindingRow,
    Line,
    ListRow,
    MapRow,
    MovementRow,
    Name,
    PictureRow,
    PortalRow,
    ReadRow,
    Row,
    SessionRow,
    StockRow,
    SyncRow,
    Text,
    WithheldRow,
    ZoneRow,
)

__all__ = [
    "ASKED_MAX", "FEED_HZ_MAX", "LINE_BYTES_MAX", "VERSION", "WHOLE_TOPICS", "AlarmRow", "Ask", "Command", "Commanded",
    "DeviceRow", "EntryRow", "Feed", "FindingRow", "ForScreen", "FromScreen", "Hello", "Input", "Level", "ListName",
    "ListRow", "MapRow", "MovementRow", "Name", "Option", "PictureRow", "PortalRow", "Prompt", "ReadRow", "Refused",
    "Result", "Row", "SessionRow", "SignIn", "SignedIn", "State", "StationRow", "StockRow", "Subscribe", "SyncRow",
    "Text", "Told", "Topic", "Value", "View", "WithheldRow", "ZoneRow", "line", "to_daemon", "to_screen",
]  # fmt: skip

VERSION = 1
LINE_BYTES_MAX = 64 * 1024
FEED_HZ_MAX = 4

Value: TypeAlias = Annotated[str, StringConstraints(max_length=512)]
Level: TypeAlias = Literal["ok", "info", "warn", "refuse"]
Topic: TypeAlias = Literal["devices", "reads", "movements", "findings", "sync", "presence", "portals", "sessions"]
WHOLE_TOPICS: frozenset[Topic] = frozenset(("devices", "findings", "sync", "presence", "portals", "sessions"))
"""Each feed of these says all there is; a newer one replaces what the screen had. The others add rows."""


class Option(Line):
    """One line of a list; sending `key` as the value chooses it."""

    key: Name
    text: Text


class Prompt(Line):
    """What the operator is asked now."""

    title: Text
    kind: Literal["scan", "quantity", "secret", "choice", "confirm"]
    """`secret`: what is typed is not shown (a PIN). `quantity`: digits, or an item scan."""
    ask: Text
    lines: list[Text] = []
    done: int | None = None
    want: int | None = None
    options: list[Option] = []
    commands: list[str] = []
    """Commands that make sense now (`help undo done cancel confirm short skip ...`), for the key row."""


class State(Line):
    """The first row of every screen."""

    online: bool
    """Whether central has been heard within the last minute."""
    unsent: int
    """Entries central has not acknowledged."""
    devices_down: int
    local: bool = False
    """No central is configured: nothing is sent, and `online` and `unsent` say nothing."""
    one_copy: bool = False
    """Entries that central has not acknowledged are on this box's disk alone."""
    timezone: str = ""
    """The site's, as `Europe/Berlin`: all times that a person reads are in it; '' where it is not told."""
    alarm: Text | None = None
    """The one thing that stops or endangers work, for example a full disk."""


class Hello(Line):
    """First line of a screen."""

    type: Literal["hello"] = "hello"
    terminal: Name
    station: Name | None = None
    """The station whose session is wanted; None shows the desk only."""
    size: tuple[int, int] = (80, 24)
    """Columns, rows."""
    lang: Name | None = None
    ticket: Annotated[str, StringConstraints(max_length=64)] = ""
    """Of a `signed_in`: whoever that is works at the station now, without a second PIN. Good once, for 30 s."""
    take: bool = False
    """The ticket's operator has been told who works there, or that they work elsewhere, and goes on all the same."""


class Input(Line):
    """One act of the operator at this screen: a scan from a wedge, typed digits, a chosen line, a command."""

    type: Literal["input"] = "input"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{8,64}$")]
    """Made by the screen, unique: a resend with the same id is answered with the first result."""
    turn: int
    """The turn of the view that the operator saw; an old one is answered with the current view."""
    via: Literal["wedge", "paste", "typed", "key", "chosen"]
    """`key` carries a command word (`undo`, `done`, ...), `chosen` a row of a desk's list (`finding/ID`,
    `session/STATION`); the others carry text."""
    value: Value
    age_ms: Annotated[int, Field(ge=0, le=60_000)] = 0
    """How long ago it was made: it waited while the one before it was answered. What was made before a red answer could
    be seen is held by the daemon until the operator has decided."""


class Subscribe(Line):
    """The feeds this screen wants; replaces the former choice."""

    type: Literal["subscribe"] = "subscribe"
    topics: list[Topic]


class Command(Line):
    """A command that writes to the book, from the command line: it runs on the loop, in one transaction."""

    type: Literal["command"] = "command"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{8,64}$")]
    name: Name
    args: dict[str, Any] = {}


class Commanded(Line):
    """What came of a command. `refused`: nothing was written, and `message` says why."""

    type: Literal["commanded"] = "commanded"
    id: str
    status: Literal["done", "refused"]
    message: str = ""
    result: dict[str, Any] = {}


class SignIn(Line):
    """Badge and PIN of somebody who stands before no station yet: a browser's door asks for them."""

    type: Literal["sign_in"] = "sign_in"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{8,64}$")]
    badge: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    pin: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(repr=False)
    source: Name
    """Where they are, as the door sees it: wrong PINs are counted by it, and by badge."""


class StationRow(Line):
    """A station that may be worked at, and who works there: the operator's id and name, '' for nobody."""

    station: str
    operator: str = ""
    name: str = ""


class SignedIn(Line):
    """What came of a `sign_in`. A wrong badge and a wrong PIN are one fault: `refused`."""

    type: Literal["signed_in"] = "signed_in"
    id: str
    fault: Literal["", "refused", "locked", "busy", "damaged"] = ""
    operator: str = ""
    name: str = ""
    lang: str = ""
    ticket: str = Field(default="", repr=False)
    """For one `hello` within 30 s."""
    stations: list[StationRow] = []


class View(Line):
    """The whole of what the work screen shows. The newest replaces all older ones."""

    type: Literal["view"] = "view"
    turn: int
    station: str
    operator: str | None = None
    """The operator's display name, or None when nobody is signed in."""
    lang: str
    prompt: Prompt
    last: "Result | None" = None
    """The last answer of this session, for a screen that has just come (back)."""
    state: State


class Result(Line):
    """The answer to one input, after the commit. Inputs from the station's own devices have an id of the daemon's."""

    type: Literal["result"] = "result"
    id: str
    level: Level
    text: Text
    turn: int
    source: str = ""
    """The device that the input came from; empty for a screen."""


class Feed(Line):
    """New rows of one topic. `dropped` counts rows this screen was too slow for."""

    type: Literal["feed"] = "feed"
    topic: Topic
    items: list[Row]
    dropped: int = 0
    timezone: str | None = None
    """The site's, with `devices`: for a screen that has no view (`State.timezone`)."""


ListName: TypeAlias = Literal["stock", "entries", "map", "pictures"]
ASKED_MAX = 200
"""Rows of one answer; fewer where a line has no room for them."""


class Ask(Line):
    """A window of a list of a desk's. The newest question of a list replaces one that is not answered yet.

    `about` narrows a list to one subject: `item:TEA`, `lpn:P-1`, `loc:A-01`, `doc:SO-1`, `op:op-17`, `serial:123`; of
    `entries` also `entry:X`: the entry with the id or number X, and those that correct it or are evidence about it; of
    `pictures` it is the id of an entry.
    """

    type: Literal["ask"] = "ask"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
    of: ListName
    about: Value = ""
    search: Value = ""
    """Words; a row has all of them, in any of its texts, in large or small letters."""
    order: Value = ""
    """The name of a row's field, with a `-` before it for the largest first; '' for the list's own order."""
    top: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1, le=ASKED_MAX)] = 50


class Told(Line):
    """The rows that were asked for. After one with `is_more` the same question may be answered once more, when all is
    there that the list is made of."""

    type: Literal["told"] = "told"
    id: str
    of: ListName
    top: int = 0
    total: int = 0
    """How many rows there are; with `is_more`, at least."""
    is_more: bool = False
    rows: list[ListRow] = []
    fault: str = ""
    """Why there are none, where the question could not be answered."""


class Refused(Line):
    """A line the daemon could not understand, or a station it does not know."""

    type: Literal["refused"] = "refused"
    id: str | None = None
    message: str
    prompt: Prompt | None = None
    """What a screen shows for as long as it has no view: that there is no such station, and which there are."""


FromScreen: TypeAlias = Hello | Input | Subscribe | Ask | Command | SignIn
ForScreen: TypeAlias = View | Result | Feed | Told | Refused
ToDaemon: TypeAlias = Annotated[FromScreen, Field(discriminator="type")]
ToScreen: TypeAlias = Annotated[ForScreen, Field(discriminator="type")]

to_daemon: TypeAdapter[FromScreen] = TypeAdapter(ToDaemon)
to_screen: TypeAdapter[ForScreen] = TypeAdapter(ToScreen)


def line(message: FromScreen | ForScreen | Commanded | SignedIn) -> bytes:
    """One message as one line of the protocol."""
    return message.model_dump_json(exclude_none=True).encode() + b"\n"
