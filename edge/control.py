"""Control messages between the daemon and its screens: JSON lines over a Unix socket, `v` in every line.

    -> hello     {terminal, station?, size, lang}
    <- view      {turn, session, prompt, state}          after hello, and whenever it changed
    -> input     {id, turn, via, value}                  one unanswered input at a time
    <- result    {id, answer, turn}                      after the commit; a resend gets the first result again
    -> subscribe {topics}
    <- feed      {topic, items, dropped}                 coalesced to at most 4 a second
    <- refused   {id, message}                           the line could not be understood; the connection stays
    -> command   {id, name, args}                        what the command line asks for; needs no hello
    <- commanded {id, status, message, result}           after the commit

The daemon owns every session and drives every prompt; a screen draws the view and sends inputs.
A line is at most 64 KiB. Unknown fields are ignored by both ends, unknown types are refused.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

VERSION = 1
LINE_BYTES_MAX = 64 * 1024
FEED_HZ_MAX = 4

Value: TypeAlias = Annotated[str, StringConstraints(max_length=512)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Level: TypeAlias = Literal["ok", "info", "warn", "refuse"]
Topic: TypeAlias = Literal["devices", "reads", "movements", "findings", "sync", "presence"]
WHOLE_TOPICS: frozenset[Topic] = frozenset(("devices", "findings", "sync", "presence"))
"""Each feed of these says all there is; a newer one replaces what the screen had. The others add rows."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    v: Literal[1] = 1


class Text(_Line):
    """A key of the catalogue and its values."""

    key: Name
    args: dict[str, str | int] = {}


class Option(_Line):
    """One line of a list; sending `key` as the value chooses it."""

    key: Name
    text: Text


class Prompt(_Line):
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


class State(_Line):
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
    alarm: Text | None = None
    """The one thing that stops or endangers work, for example a full disk."""


class Hello(_Line):
    """First line of a screen."""

    type: Literal["hello"] = "hello"
    terminal: Name
    station: Name | None = None
    """The station whose session is wanted; None shows the desk only."""
    size: tuple[int, int] = (80, 24)
    """Columns, rows."""
    lang: Name | None = None


class Input(_Line):
    """One act of the operator at this screen: a scan from a wedge, typed digits, a chosen line, a command."""

    type: Literal["input"] = "input"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{8,64}$")]
    """Made by the screen, unique: a resend with the same id is answered with the first result."""
    turn: int
    """The turn of the view that the operator saw; an old one is answered with the current view."""
    via: Literal["wedge", "paste", "typed", "key"]
    """`key` carries a command word (`undo`, `done`, ...); the others carry text."""
    value: Value
    age_ms: Annotated[int, Field(ge=0, le=60_000)] = 0
    """How long ago it was made: it waited while the one before it was answered. What was made before a red answer could
    be seen is held by the daemon until the operator has decided."""


class Subscribe(_Line):
    """The feeds this screen wants; replaces the former choice."""

    type: Literal["subscribe"] = "subscribe"
    topics: list[Topic]


class Command(_Line):
    """A command that writes to the book, from the command line: it runs on the loop, in one transaction."""

    type: Literal["command"] = "command"
    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{8,64}$")]
    name: Name
    args: dict[str, Any] = {}


class Commanded(_Line):
    """What came of a command. `refused`: nothing was written, and `message` says why."""

    type: Literal["commanded"] = "commanded"
    id: str
    status: Literal["done", "refused"]
    message: str = ""
    result: dict[str, Any] = {}


class View(_Line):
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


class Result(_Line):
    """The answer to one input, after the commit. Inputs from the station's own devices have an id of the daemon's."""

    type: Literal["result"] = "result"
    id: str
    level: Level
    text: Text
    turn: int
    source: str = ""
    """The device that the input came from; empty for a screen."""


class DeviceRow(_Line):
    """One device's health; sent whole whenever something changed."""

    type: Literal["device"] = "device"
    device: str
    kind: str
    up: bool
    what: str
    """The device's own word when up, the reason when down."""
    reads: int
    """Reads since the daemon started."""
    per_min: int
    last_read_ms: int | None = None
    """Wall time of the last read."""
    place: str
    """The station, zone or shelf it serves."""


class ReadRow(_Line):
    """One observation for the live feed, already in readable form."""

    type: Literal["read"] = "read"
    device: str
    point: str
    kind: Literal["code", "tag", "weight", "trigger", "climate"]
    text: str
    at_ms: int


class MovementRow(_Line):
    """One movement for the live feed."""

    type: Literal["movement"] = "movement"
    seq: int
    kind: str
    what: str
    qty: int
    source: str
    target: str
    operator: str
    at_ms: int


class FindingRow(_Line):
    """One open finding."""

    type: Literal["finding"] = "finding"
    id: str
    text: Text
    at_ms: int


class SyncRow(_Line):
    """The lane to central."""

    type: Literal["sync"] = "sync"
    connected: bool
    last_seq: int
    acked_seq: int
    oldest_unacked_ms: int | None = None
    """Wall time at which the oldest entry was recorded that central has not acknowledged; None when it has all."""
    resends: int = 0
    """How often central's silence made the box send again, in this run."""


class ZoneRow(_Line):
    """The tags in one zone: how many are there, and the last that came or went; sent whole."""

    type: Literal["zone"] = "zone"
    zone: str
    present: int
    last: Literal["arrived", "departed"] | None = None
    epc: str = ""
    """The EPC in hex of the tag that `last` is about."""
    at_ms: int | None = None


class AlarmRow(_Line):
    """The alarm of `State`, with the devices, for a screen that has no view: one without a station."""

    type: Literal["alarm"] = "alarm"
    text: Text


Row: TypeAlias = Annotated[
    DeviceRow | ReadRow | MovementRow | FindingRow | SyncRow | ZoneRow | AlarmRow, Field(discriminator="type")
]


class Feed(_Line):
    """New rows of one topic. `dropped` counts rows this screen was too slow for."""

    type: Literal["feed"] = "feed"
    topic: Topic
    items: list[Row]
    dropped: int = 0


class Refused(_Line):
    """A line the daemon could not understand, or a station it does not know."""

    type: Literal["refused"] = "refused"
    id: str | None = None
    message: str


ToDaemon: TypeAlias = Annotated[Hello | Input | Subscribe | Command, Field(discriminator="type")]
ToScreen: TypeAlias = Annotated[View | Result | Feed | Refused, Field(discriminator="type")]

to_daemon: TypeAdapter[Hello | Input | Subscribe | Command] = TypeAdapter(ToDaemon)
to_screen: TypeAdapter[View | Result | Feed | Refused] = TypeAdapter(ToScreen)


def line(message: Hello | Input | Subscribe | Command | View | Result | Feed | Refused | Commanded) -> bytes:
    """One message as one line of the protocol."""
    return message.model_dump_json(exclude_none=True).encode() + b"\n"
