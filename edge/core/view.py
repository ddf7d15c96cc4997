"""The view: what a decision may look up. Read-only, on the open transaction, so that it sees the batch so far.

The store implements it over SQLite.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, Protocol

from edge.core.entry import Body, Movement
from edge.core.event import ShelfStep
from edge.core.message import Arg
from edge.core.parked import Parked
from edge.core.policy import Policy
from edge.core.read import Moment
from edge.core.reference import Document, DocumentType, Item, Line, LocationInfo, Operator
from edge.core.rooms import BinType, Room
from edge.core.session import Session
from edge.core.stock import SERIALS_MAX, Balance
from edge.core.value import value


@value
class Station:
    """A station as the config has it. `code` is what its own label says; `carrier` the forklift or cart it is on."""

    name: str
    location: str
    workflows: tuple[str, ...]
    printer: str = ""
    """The device that prints its labels; '' for none."""
    code: str = ""
    carrier: str = ""
    scale: str = ""
    """The bench scale that weighs here; '' for none."""


@value
class LpnState:
    """Where a handling unit stands: its parent place, the location that comes to, and the entry that put it there.

    `serves` is the number of the document that goods were put into it for, `serves_type` its type; both are forgotten
    when nothing is left in it. `tagged` is what tags have said of `last_entry`.
    """

    lpn: str
    parent: str
    location: str
    last_entry: str
    serves: str = ""
    serves_type: DocumentType | Literal[""] = ""
    tagged: Literal["", "agrees", "conflicts"] = ""

    def is_for(self, type_: DocumentType, ident: str) -> bool:
        """Whether what is in it was put there for this document."""
        return (self.serves_type, self.serves) == (type_, ident)


@value
class Announced:
    """A handling unit that an open receipt expects, with its content."""

    document: Document
    lpn: str
    lines: tuple[Line, ...]


@value
class OpenFinding:
    """Something that waits for a person: what was told with it, about which place and item, since when (wall)."""

    id: str
    code: str
    args: Mapping[str, Arg]
    place: str
    item: str
    opened_ms: int


@value
class Known:
    """What the reference data knows under one code: a badge, a location, documents in the order of their types, an item
    with the base units one scan stands for, whether orders of a wave have it."""

    operator: Operator | None
    location: LocationInfo | None
    documents: tuple[Document, ...]
    item: tuple[Item, int] | None
    is_wave: bool = False


class View(Protocol):
    """Look-ups for one decision. Nothing found is None or empty, never an exception."""

    @property
    def site(self) -> str: ...
    @property
    def policy(self) -> Policy: ...

    def position(self) -> Mapping[str, int]:
        """The ledger position per box, for a count's snapshot."""
        ...

    def station(self, name: str) -> Station | None: ...
    def session(self, station: str) -> Session: ...
    def sessions(self) -> Sequence[Session]: ...

    def known(self, code: str) -> Known:
        """All that the reference data knows under a code."""
        ...

    def item(self, code: str) -> Item | None: ...
    def item_by_code(self, code: str) -> tuple[Item, int] | None:
        """The item a GTIN-14, an item code or an alias names, and the base units one scan of it stands for."""
        ...

    def location(self, code: str) -> LocationInfo | None: ...
    def operator(self, ident: str) -> Operator | None: ...
    def operator_by_badge(self, badge: str) -> Operator | None: ...

    def document(self, type_: DocumentType, ident: str) -> Document | None: ...
    def open_documents(self, type_: DocumentType, limit: int = 9, operator: str = "") -> Sequence[Document]:
        """Documents that are neither closed nor cancelled and for nobody else: the operator's, then the most urgent."""
        ...

    def receipts_expecting(self, item: str, limit: int) -> Sequence[Document]:
        """Open receipts with lines of an item that are in no announced unit, the most urgent first."""
        ...

    def earliest_expiry(self, item: str, today: str) -> str:
        """The earliest date of an item's sellable stock that came in before today and is not past; '' for none."""
        ...

    def lot_dates(self, item: str, lot: str) -> Sequence[str]:
        """The dates that the book has for a lot of an item, wherever it stands: two at most."""
        ...

    def wave(self, wave: str) -> Sequence[Document]:
        """The open orders of a wave, most urgent first."""
        ...

    def is_closed(self, type_: DocumentType | Literal["task"], ident: str) -> bool:
        """Whether a document ended; `task`: a part of one that is written down as done."""
        ...

    def progress(self, type_: DocumentType, ident: str) -> Mapping[int, int]:
        """Units moved for a document, per line. The same mapping only grows: after something was taken back it is
        another."""
        ...

    def line_closed(self, type_: DocumentType, ident: str, line: int) -> bool: ...
    def closed_lines(self, type_: DocumentType, ident: str) -> Collection[int]:
        """The lines of a document that ended."""
        ...

    def announced(self, lpn: str, receipt: str = "") -> Announced | None:
        """What an open receipt announces of a handling unit; None for one that came in on it and has left since.

        Of several that announce it, `receipt` comes first.
        """
        ...

    def announced_by_epcs(self, epcs: Collection[str]) -> Sequence[Announced]:
        """Announced units of open receipts, any of whose item tags are among `epcs`."""
        ...

    def lpn(self, lpn: str) -> LpnState | None: ...
    def units_serving(self, order: str) -> Sequence[LpnState]:
        """Units on the site that hold goods picked for an order, by code."""
        ...

    def orders_picked(self, limit: int = 9) -> Sequence[str]:
        """Orders that were picked whole and some of whose goods stand on the site in units that are no packages yet."""
        ...

    def serial_place(self, item: str, serial: str) -> str:
        """The place where a serial number stands; '' for one the ledger does not know."""
        ...

    def serials_at(self, place: str, item: str) -> int:
        """How many units of an item stand in a place by their serial numbers."""
        ...

    def content(self, place: str, item: str = "") -> Sequence[Balance]:
        """What stands directly in a place, of one item or of all, quantities above zero."""
        ...

    def balances(self, place: str) -> Sequence[Balance]:
        """What the book says of a place itself, below zero too."""
        ...

    def bins_with(self, item: str) -> Sequence[tuple[LocationInfo, Balance]]:
        """Stock of an item in unblocked bins, loose or in an LPN that stands there (`Balance.place` tells): earliest
        expiry first, then oldest, then loose before packed, then walk order. Not what an order's units hold."""
        ...

    def stock_of(self, item: str, lot: str, limit: int) -> tuple[Sequence[Balance], int]:
        """So much of an item's stock (of one lot, '' for all), a row a location and key, and how many rows there are;
        `Balance.place` is the location. Under count or not: who tells it to a person looks first."""
        ...

    def pickable(self, item: str, lot: str, today: str) -> Iterator[tuple[LocationInfo, Balance]]:
        """Of `bins_with`, what an order may take: sellable, neither expired nor recalled, of the lot if one is given;
        by age alone where the item rotates so. Looked up a little at a time."""
        ...

    def room(self, code: str) -> Room | None:
        """A bin and what stands in it, loose or in units."""
        ...

    def rooms_with(self, item: str) -> Sequence[Room]:
        """Some unblocked bins with stock of an item, other items' faces not among them."""
        ...

    def faces(self, item: str) -> Sequence[Room]:
        """The item's own unblocked bins in walk order."""
        ...

    def empty_types(self) -> Sequence[BinType]:
        """The types of bins, reserved for no item, of which some are empty."""
        ...

    def empty_bins(self, types: Sequence[str], avoid: Collection[str], *, far: bool) -> Sequence[LocationInfo]:
        """The nearest empty bin of each type (`BinType.key`), or the farthest, in that order; none that is reserved,
        marked by a finding as full or unusable, or to be avoided."""
        ...

    def unit_with(self, item: str, place: str) -> str:
        """A unit in a location that holds an item; '' for none."""
        ...

    def low_faces(self, items: Collection[str], limit: int = 9) -> Sequence[LocationInfo]:
        """Faces with less than they should have, and a reserve elsewhere: of these items first, then empty ones, then
        on the way."""
        ...

    def movement(self, entry_id: str) -> Movement | None: ...
    def body(self, entry_id: str) -> Body | None:
        """What an entry says; None for one that the book has not, or not any more."""
        ...

    def findings(self, *codes: str, limit: int = 50) -> Sequence[OpenFinding]:
        """Open findings of these codes, oldest first."""
        ...

    def finding(self, ident: str) -> OpenFinding | None:
        """The finding, as long as it is open."""
        ...

    def findings_at(self, place: str, *codes: str) -> Sequence[OpenFinding]:
        """Open findings of these codes about one place, oldest first."""
        ...

    def places_with(self, codes: Collection[str]) -> Collection[str]:
        """The places that open findings of these codes are about; kept until a finding is opened or closed."""
        ...

    def day_of(self, wall_ms: int) -> str:
        """The site's date at a moment."""
        ...

    def counted(self, place: str) -> str:
        """When a place was last counted with an end that stands, as entries write time; '' for never."""
        ...

    def places_to_count(self, now_ms: int, limit: int) -> Sequence[str]:
        """The first codes of bins whose class says that they are to be counted again on the site's day: A before B
        before C, then the longest not counted."""
        ...

    def units_in(self, place: str) -> Sequence[str]:
        """The handling units that stand directly in a place, by code."""
        ...

    def serials_in(self, place: str, item: str, limit: int = SERIALS_MAX) -> Sequence[str]:
        """The serial numbers of an item that stand directly in a place, so many at most."""
        ...

    def parked(self, operator: str) -> Sequence[Parked]:
        """What an operator left unfinished, the latest first."""
        ...

    def station_of_device(self, device: str) -> str:
        """The station that a device was moved to by a scan; '' for one that is where the config has it."""
        ...

    def station_by_code(self, code: str) -> Station | None:
        """The station whose label says this."""
        ...

    def held_steps(self, location: str) -> Sequence[ShelfStep]:
        """Shelf steps at a location that nobody has claimed yet."""
        ...

    def unweighed(self, place: str, since: Moment) -> Sequence[tuple[str, Movement]]:
        """Recent movements of goods from or to a place, captured since a moment, that no weight has witnessed."""
        ...
