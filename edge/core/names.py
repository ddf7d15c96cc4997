"""Names: the things of this floor that a code can stand for."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

from edge.core.reference import Document, Item, LocationInfo, Operator
from edge.core.value import value

COMMANDS: Final = (
    *("confirm", "cancel", "undo", "done", "short", "skip", "menu", "sign-out", "help", "print"),
    *("damaged", "full", "empty", "new", "provisional", "override", "tasks"),
)
NUMBER_CODE: Final = "WE-Q"
"""What a printed quantity begins with: WE-Q12 is as if 12 were typed."""
COMMAND_CODES: Final = {f"WE-{name.replace('-', '').upper()}": name for name in COMMANDS} | {
    # The command sheets that many floors already have on the wall.
    "O-BTN.validate": "done",
    "O-BTN.cancel": "cancel",
    "O-CMD.MAIN-MENU": "menu",
    "O-CMD.DISCARD": "cancel",
    "O-CMD.NEXT": "skip",
    "O-BTN.scrap": "damaged",
    "O-BTN.pack": "new",
    "O-BTN.print-op": "print",
    "O-BTN.print-slip": "print",
}


@value
class ItemScan:
    """An item, and what else the same symbol said. `units` is how many base units one scan stands for."""

    item: Item
    units: int
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    net_mg: int = 0
    """The weight that the label states of what it is on; 0 where it states none."""
    produced: str = ""
    """When it was made, as the label states it; '' where it does not."""


@value
class LpnScan:
    """A handling unit. `known` when the ledger has seen it."""

    lpn: str
    known: bool


@value
class LocationScan:
    """A location of this site."""

    info: LocationInfo


@value
class DocumentScan:
    """A receipt, an order or a count task."""

    document: Document


@value
class BadgeScan:
    """An operator's badge: an identifier, not a proof."""

    operator: Operator


@value
class CommandScan:
    """A command code, or the key that stands for it."""

    name: str


@value
class DetailScan:
    """A part of a label that stands alone: a lot, a date or a serial number of goods named elsewhere."""

    lot: str = ""
    expiry: str = ""
    serial: str = ""


@value
class StationScan:
    """A station of this box: the gun that read it works there from now on."""

    station: str


@value
class WaveScan:
    """Orders that are picked together."""

    wave: str


@value
class NumberScan:
    """A printed quantity: as if it were typed."""

    value: int


@value
class UnknownScan:
    """A readable code that no table knows."""

    text: str


Name: TypeAlias = (
    ItemScan
    | LpnScan
    | LocationScan
    | DocumentScan
    | BadgeScan
    | CommandScan
    | DetailScan
    | StationScan
    | WaveScan
    | NumberScan
    | UnknownScan
)
Thing: TypeAlias = Literal[
    "item", "lpn", "location", "document", "badge", "command", "detail", "station", "wave", "number", "unknown"
]
"""What kind of thing a name is of."""
THINGS: Final[Mapping[type[Name], Thing]] = dict(zip(get_args(Name), get_args(Thing), strict=True))
