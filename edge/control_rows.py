"""Rows of the control protocol: what feeds bring and what lists are made of. The messages are in `edge/control.py`."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    v: Literal[1] = 1


class Text(Line):
    """A key of the catalogue and its values."""

    key: Name
    args: dict[str, str | int] = {}


class DeviceRow(Line):
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


class ReadRow(Line):
    """One observation for the live feed, already in readable form."""

    type: Literal["read"] = "read"
    device: str
    point: str
    kind: Literal["code", "tag", "weight", "trigger", "climate"]
    text: str
    at_ms: int
    value: float | None = None
    """What is drawn as a line: grams of a weight, dBm of a tag, degrees Celsius of a climate."""


class MovementRow(Line):
    """One movement for the live feed."""

    type: Literal["movement"] = "movement"
    seq: int
    kind: str
    what: str
    qty: int | None
    """None: on a screen that had to forget it (`WithheldRow`)."""
    source: str
    target: str
    operator: str
    at_ms: int


class WithheldRow(Line):
    """What screens must forget of movements, as a count began after they were told. While there is any, it stands last
    in each feed of movements, and says all of it."""

    type: Literal["withheld"] = "withheld"
    oldest: int
    """Rows of a smaller number are forgotten whole."""
    seqs: list[int]
    """The movements whose quantities are forgotten, for good."""


class FindingRow(Line):
    """One open finding."""

    type: Literal["finding"] = "finding"
    id: str
    text: Text
    at_ms: int
    code: str = ""
    place: str = ""
    """The code of the place it is about, '' for none; so with `item`."""
    item: str = ""


class SyncRow(Line):
    """The lane to central."""

    type: Literal["sync"] = "sync"
    connected: bool
    last_seq: int
    acked_seq: int
    oldest_unacked_ms: int | None = None
    """Wall time at which the oldest entry was recorded that central has not acknowledged; None when it has all."""
    resends: int = 0
    """How often central's silence made the box send again, in this run."""


class ZoneRow(Line):
    """The tags in one zone: how many are there, and the last that came or went; sent whole."""

    type: Literal["zone"] = "zone"
    zone: str
    present: int
    last: Literal["arrived", "departed"] | None = None
    epc: str = ""
    """The EPC in hex of the tag that `last` is about."""
    at_ms: int | None = None


class AlarmRow(Line):
    """The alarm of `State`, with the devices, for a screen that has no view: one without a station."""

    type: Literal["alarm"] = "alarm"
    text: Text


class PortalRow(Line):
    """What goes through one portal, live, and its last passage until the next begins; sent whole."""

    type: Literal["portal"] = "portal"
    zone: str
    location: str
    """The code of the dock or door it stands at."""
    document: str = ""
    """What is expected here belongs to it; '' where nothing is."""
    state: Literal["waiting", "passing", "passed"] = "waiting"
    expected: int = 0
    """Units that are expected here; `seen` of them came by."""
    seen: int = 0
    tags: int = 0
    """Tags seen in this passage."""
    units: list[str] = []
    """The units that were recognised, in the order in which they came."""
    missing: list[str] = []
    extra: list[str] = []
    """Units (or EPCs in hex that name nothing here) that are not expected."""
    verdict: Text | None = None
    """What was decided on the passage."""
    at_ms: int | None = None


class SessionRow(Line):
    """One station's session; sent whole."""

    type: Literal["session"] = "session"
    station: str
    operator: str = ""
    """The id of who works there, '' for nobody; `name` is what people call them."""
    name: str = ""
    title: Text
    ask: Text
    """What they are asked now."""
    document: str = ""
    touched_ms: int = 0
    """Wall time of the last input."""
    screens: int = 0
    """Screens that show it now."""


Row: TypeAlias = Annotated[
    DeviceRow
    | ReadRow
    | MovementRow
    | WithheldRow
    | FindingRow
    | SyncRow
    | ZoneRow
    | AlarmRow
    | PortalRow
    | SessionRow,
    Field(discriminator="type"),
]


class StockRow(Line):
    """What stands in one place under one key. `stock` lists them."""

    type: Literal["stock"] = "stock"
    item: str
    name: str
    location: str
    """The code of the location; `unit` is the handling unit in it, '' for loose goods."""
    unit: str = ""
    lot: str = ""
    expiry: str = ""
    received_on: str = ""
    status: str = ""
    qty: int | None = None
    """None: the place is under count, and nobody is told."""


class EntryRow(Line):
    """One entry of the ledger. `entries` lists them, the newest first."""

    type: Literal["entry"] = "entry"
    seq: int
    id: str
    kind: str
    """A movement's type, or the kind of any other entry."""
    what: str = ""
    qty: int | None = None
    source: str = ""
    target: str = ""
    document: str = ""
    operator: str = ""
    device: str = ""
    reason: str = ""
    at_ms: int
    text: Text | None = None
    """What a finding or a count says."""
    pictures: int = 0
    """How many pictures there are of it."""
    station: str = ""
    approver: str = ""
    corrects: str = ""
    """The id of the entry that this one puts right."""
    of: str = ""
    """The id of the entry that this is evidence about, and whether it speaks for it (`agrees`) or against it."""
    verdict: Literal["", "agrees", "conflicts"] = ""
    agree: str = ""
    """Who saw it, parted by blanks: `code`, `tag`, `weight`, `camera`."""


class MapRow(Line):
    """One rack of the warehouse: the bins of a zone whose codes begin alike, in walk order. `map` lists them."""

    type: Literal["rack"] = "rack"
    zone: str
    rack: str
    codes: str
    """The codes of the bins, without what they have in common (`rack`), parted by blanks."""
    cells: str
    """A letter a bin: `e`mpty, `f`illed, `b`locked, `m`arked by a finding, `c`ounted now, `l`ow face."""
    kind: str = "bin"


class PictureRow(Line):
    """A picture that a camera took at an entry. `pictures` lists them."""

    type: Literal["picture"] = "picture"
    path: str
    """Where it lies on the box."""
    device: str
    at_ms: int
    width: int
    height: int


ListRow: TypeAlias = Annotated[StockRow | EntryRow | MapRow | PictureRow, Field(discriminator="type")]
