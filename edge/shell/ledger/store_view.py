"""The view over SQLite: what decisions look up, on the writer's open transaction or on a reader's connection."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from edge.core.decision import Effect
from edge.core.entry import Body, Entry, Movement
from edge.core.entry_json import from_json, movement_of
from edge.core.event import ShelfStep
from edge.core.identifiers import GTIN_LENGTHS
from edge.core.parked import Parked, parked_of
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.read import Moment
from edge.core.reference import DOCUMENT_TYPES, Document, DocumentType, Item, Line, LocationInfo, Operator
from edge.core.rooms import BinType, Room
from edge.core.session import Session
from edge.core.sorted_lines import of_unit
from edge.core.stock import SERIALS_MAX, Balance, StockKey
from edge.core.view import Announced, Known, LpnState, OpenFinding, Station
from edge.shell.ledger import count_sql as counting
from edge.shell.ledger import due_sql, look_sql, records, rooms_sql
from edge.shell.ledger import receiving_sql as receiving
from edge.shell.ledger import view_sql as q
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.kept_effects import KeptEffects
from edge.shell.ledger.kept_stock import KeptStock, Post
from edge.shell.ledger.posting import DOCUMENT_LINE
from edge.shell.ledger.recent import Recent
from edge.shell.ledger.rows import in_bin, open_finding
from edge.shell.ledger.session_json import load_session
from edge.shell.ledger.touched_sql import refold
from edge.shell.ledger.worked import KeptWork, Worked

RECORDS_KEPT: Final = 20_000

T = TypeVar("T")
_UNKNOWN: Final = object()
"""What was not looked up yet: that nothing was found is kept too."""


class StoreView:
    """`edge.core.view.View` on one connection.

    The writer tells the position and the sessions: it alone knows what is not committed yet. Records of reference data
    are kept until some change: scans ask for the same few many times, and most often whether a code names one at all.
    """

    def __init__(self, cursor: Cursor, site: str, stations: Mapping[str, Station], policy: Policy) -> None:
        self._cursor = cursor
        self._site = site
        self._stations = stations
        self._by_code = {one.code: one for one in stations.values() if one.code}
        self._policy = policy
        self._position: Mapping[str, int] = {}
        self._settle: Callable[[], None] = lambda: None
        self._post: Callable[[], None] = lambda: None
        self._post_for: Post = lambda *_about: None
        self._recent = Recent(cursor)
        self._rooms = rooms_sql.Rooms(cursor, site)
        self._zone = ZoneInfo(policy.zone)
        self._sessions: dict[str, Session] | None = None
        self._records: dict[tuple[str, str], Any] = {}
        self._worked = KeptWork(cursor)
        self._stock = KeptStock(cursor, site, self._rooms)
        self._effects = KeptEffects(cursor)
        self._records_of = cursor.reference_changes

    @property
    def site(self) -> str:
        return self._site

    @property
    def policy(self) -> Policy:
        return self._policy

    def position(self) -> Mapping[str, int]:
        return dict(self._position)

    def at_position(
        self, position: Mapping[str, int], settle: Callable[[], None], post: Callable[[], None], post_for: Post
    ) -> None:
        """Where the ledger position stands that the next decisions see: it moves with every entry. Entries are in the
        ledger only after `settle`, and movements of goods in the sums only after `post`, or after `post_for` those of a
        place, an item or a document."""
        self._position, self._settle, self._post, self._post_for = position, settle, post, post_for

    def wrote(self, entry: Entry) -> None:
        """An entry was written on the open transaction."""
        self._recent.add(entry)
        self._worked.wrote(entry)
        self._stock.wrote(entry)

    def kept(self, effect: Effect) -> None:
        """An effect was written on the open transaction."""
        self._effects.wrote(effect)

    def changed_beside(self) -> None:
        """Tables were changed that are not those of reference data, and not by an entry: by what came of a restore."""
        self._forget()

    def put_session(self, session: Session) -> None:
        """The session that the next decisions see."""
        self._held_sessions()[session.station] = session

    def rolled_back(self) -> None:
        """What was written since the last commit has not been."""
        self._records.clear()
        self._sessions = None
        self._forget()

    def _forget(self) -> None:
        self._worked.forget()
        self._stock.forget()
        self._recent.forget()
        self._effects.forget()

    def _held_sessions(self) -> dict[str, Session]:
        if self._sessions is None:
            self._sessions = {station: load_session(station, body) for station, body in self._all(q.SESSIONS)}
        return self._sessions

    def _record(self, text: str, key: str, load: Callable[[Any], T]) -> T | None:
        """The record a query finds for a key, or that there is none; asked once."""
        if self._records_of != self._cursor.reference_changes:
            self._known()
        kept = self._records.get((text, key), _UNKNOWN)
        if kept is not _UNKNOWN:
            return cast("T | None", kept)
        row, held = self._one(text, key), self._known()
        found = held[text, key] = None if row is None else load(row[0])
        return found

    def _known(self) -> dict[tuple[str, str], Any]:
        """The records kept, none of them from before a change of reference data."""
        if self._records_of != self._cursor.reference_changes or len(self._records) >= RECORDS_KEPT:
            self._records, self._records_of = {}, self._cursor.reference_changes
            self._stock.reference_changed()
            self._worked.reference_changed()
        return self._records

    def _one(self, text: str, key: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._cursor.execute(text, {"key": key}).fetchone()
        return row

    def _all(self, text: str, **values: str | int) -> list[tuple[Any, ...]]:
        return self._cursor.execute(text, values).fetchall()

    def station(self, name: str) -> Station | None:
        return self._stations.get(name)

    def session(self, station: str) -> Session:
        return self._held_sessions().get(station) or Session(station)

    def sessions(self) -> Sequence[Session]:
        return list(self._held_sessions().values())

    def known(self, code: str) -> Known:
        kept, held = ("known", code), self._known()
        if kept not in held:
            ((badge, place, types, item, wave),) = self._all(q.KNOWN, key=code, padded=_as_gtin(code))
            there = [type_ for type_ in DOCUMENT_TYPES if type_ in (types or "").split(",")]
            documents = (self.document(type_, code) for type_ in there)
            held[kept] = Known(
                self.operator_by_badge(code) if badge else None,
                self.location(code) if place else None,
                tuple(one for one in documents if one is not None),
                self.item_by_code(code) if item else None,
                bool(wave),
            )
        return cast("Known", held[kept])

    def item(self, code: str) -> Item | None:
        return self._record(q.ITEM, code, records.load_item)

    def item_by_code(self, code: str) -> tuple[Item, int] | None:
        known, held = ("item by code", code), self._known()
        if known not in held:
            padded = _as_gtin(code)
            row = self._one(q.ITEM_CODE, code) or (self._one(q.ITEM_CODE, padded) if padded != code else None)
            item = self.item(row[0]) if row else None
            held[known] = (item, row[1]) if item is not None and row else None
        return cast("tuple[Item, int] | None", held[known])

    def location(self, code: str) -> LocationInfo | None:
        return self._record(q.LOCATION, code, records.load_location)

    def operator(self, ident: str) -> Operator | None:
        return self._record(q.OPERATOR, ident, records.load_operator)

    def operator_by_badge(self, badge: str) -> Operator | None:
        return self._record(q.BADGE, badge, records.load_operator)

    def document(self, type_: DocumentType, ident: str) -> Document | None:
        return self._record(q.DOCUMENTS[type_], ident, records.load_document)

    def open_documents(self, type_: DocumentType, limit: int = 9, operator: str = "") -> Sequence[Document]:
        self._known()
        found = (self.document(type_, ident) for ident in self._worked.open_documents(type_, limit, operator))
        return [one for one in found if one is not None]

    def receipts_expecting(self, item: str, limit: int) -> Sequence[Document]:
        rows = self._all(receiving.EXPECTING, item=item, limit=limit)
        return [one for (ident,) in rows if (one := self.document("receipt", ident)) is not None]

    def earliest_expiry(self, item: str, today: str) -> str:
        self._post_for(item)
        return str(self._all(receiving.EARLIEST, item=item, today=today)[0][0])

    def lot_dates(self, item: str, lot: str) -> Sequence[str]:
        self._post_for(item)
        return [str(date) for (date,) in self._all(counting.LOT_DATES, item=item, lot=lot)]

    def wave(self, wave: str) -> Sequence[Document]:
        documents = (records.load_document(body) for (body,) in self._all(q.WAVE, key=wave)) if wave else ()
        return [one for one in documents if not one.cancelled and not self.is_closed("order", one.id)]

    def is_closed(self, type_: DocumentType | Literal["task"], ident: str) -> bool:
        return DOCUMENT_LINE in self._state_of(type_, ident).ended

    def closed_lines(self, type_: DocumentType, ident: str) -> Collection[int]:
        return self._state_of(type_, ident).ended - {DOCUMENT_LINE}

    def line_closed(self, type_: DocumentType, ident: str, line: int) -> bool:
        return line in self._state_of(type_, ident).ended

    def progress(self, type_: DocumentType, ident: str) -> Mapping[int, int]:
        return self._state_of(type_, ident).progress

    def _state_of(self, type_: DocumentType | Literal["task"], ident: str) -> Worked:
        return self._worked.of(type_, ident, self._post_for)

    def announced(self, lpn: str, receipt: str = "") -> Announced | None:
        docs = sorted((doc for (doc,) in self._all(q.ANNOUNCED, key=lpn)), key=lambda doc: (doc != receipt, doc))
        units = (self._announced_of(lpn, doc) for doc in docs)
        return next((unit for unit in units if unit is not None), None)

    def _announced_of(self, lpn: str, doc: str) -> Announced | None:
        """What a receipt announces in a unit; None when it is closed or the unit came and went."""
        document = self.document("receipt", doc)
        if document is None or document.cancelled or self.is_closed("receipt", doc):
            return None
        lines = tuple(of_unit(document, lpn))
        return None if self._has_left(lpn, doc, lines) else Announced(document, lpn, lines)

    def _has_left(self, lpn: str, doc: str, lines: Sequence[Line]) -> bool:
        """Whether a unit came in on a receipt and is not in the house any more: it does not come in on it again."""
        state = self.lpn(lpn)
        if state is None or Place(state.location).is_physical:
            return False
        done = self.progress("receipt", doc)
        return any(done.get(line.line, 0) >= line.qty for line in lines)

    def announced_by_epcs(self, epcs: Collection[str]) -> Sequence[Announced]:
        lpns = self._all(q.ANNOUNCED_EPCS, epcs=json.dumps(list(epcs)))
        return [unit for (lpn,) in lpns if (unit := self.announced(lpn)) is not None]

    def lpn(self, lpn: str) -> LpnState | None:
        return self._stock.unit(lpn)

    def units_serving(self, order: str) -> Sequence[LpnState]:
        units = [LpnState(*row) for row in self._all(q.SERVING, key=order)]
        return [unit for unit in units if Place(unit.location).is_physical and self.content(f"lpn:{unit.lpn}")]

    def orders_picked(self, limit: int = 9) -> Sequence[str]:
        return [str(order) for (order,) in self._all(q.ORDERS_PICKED, limit=limit)]

    def serial_place(self, item: str, serial: str) -> str:
        rows = self._all(q.SERIAL, item=item, serial=serial)
        return str(rows[0][0]) if rows else ""

    def serials_at(self, place: str, item: str) -> int:
        return int(self._all(q.SERIALS_AT, item=item, place=place)[0][0])

    def content(self, place: str, item: str = "") -> Sequence[Balance]:
        return self._stock.content(place, item, self._post_for)

    def balances(self, place: str) -> Sequence[Balance]:
        self._post_for(place)
        return [Balance(place, StockKey(*key), qty) for *key, qty in self._all(counting.BALANCES, key=place) if qty]

    def bins_with(self, item: str) -> Sequence[tuple[LocationInfo, Balance]]:
        self._post_for(item)
        rows = self._all(q.BINS_WITH, item=item, skip=len(f"loc:{self._site}/") + 1)
        return [in_bin(row) for row in rows]

    def stock_of(self, item: str, lot: str, limit: int) -> tuple[Sequence[Balance], int]:
        self._post_for(item)
        return look_sql.stock_of(self._cursor, item, lot, limit)

    def pickable(self, item: str, lot: str, today: str) -> Iterator[tuple[LocationInfo, Balance]]:
        self._known()  # the places and the item of today, not of before they were changed
        record = self.item(item)
        for page in count():
            found = self._stock.pickable(record, item, lot, today, page, self._post_for)
            yield from found
            if len(found) < q.PAGE:
                return

    def room(self, code: str) -> Room | None:
        self._known()
        return next(iter(self._stock.rooms([code], self._post_for)), None)

    def rooms_with(self, item: str) -> Sequence[Room]:
        self._known()
        self._post_for(item)
        return self._stock.rooms(self._rooms.with_item(item), self._post_for)

    def faces(self, item: str) -> Sequence[Room]:
        self._known()
        return self._stock.rooms(self._rooms.faces(item), self._post_for)

    def _refold(self) -> None:
        """What is kept of bins, up to the last entry."""
        self._post()
        refold(self._cursor, rooms_sql.REFOLD, *due_sql.REFOLD)

    def empty_types(self) -> Sequence[BinType]:
        self._refold()
        return self._rooms.types()

    def empty_bins(self, types: Sequence[str], avoid: Collection[str], *, far: bool) -> Sequence[LocationInfo]:
        self._refold()
        return self._rooms.empty(types, avoid, far=far)

    def unit_with(self, item: str, place: str) -> str:
        self._post()
        return self._rooms.unit_with(item, place)

    def low_faces(self, items: Collection[str], limit: int = 9) -> Sequence[LocationInfo]:
        self._refold()
        return self._rooms.low_faces(items, limit)

    def movement(self, entry_id: str) -> Movement | None:
        self._settle()
        row = self._one(q.ENTRY, entry_id)
        return movement_of(json.loads(row[1])) if row and row[0] == "movement" else None

    def body(self, entry_id: str) -> Body | None:
        self._settle()
        row = self._one(q.ENTRY, entry_id)
        return from_json(json.loads(row[1])).draft.body if row else None

    def findings(self, *codes: str, limit: int = 50) -> Sequence[OpenFinding]:
        return [open_finding(row) for row in self._all(q.FINDINGS, codes=json.dumps(codes), limit=limit)]

    def finding(self, ident: str) -> OpenFinding | None:
        row = self._one(counting.FINDING, ident)
        return open_finding(row) if row else None

    def findings_at(self, place: str, *codes: str) -> Sequence[OpenFinding]:
        return [open_finding(row) for row in self._all(counting.FINDINGS_AT, codes=json.dumps(codes), place=place)]

    def places_with(self, codes: Collection[str]) -> Collection[str]:
        return self._recent.told_of.places(codes)

    def day_of(self, wall_ms: int) -> str:
        return datetime.fromtimestamp(wall_ms / 1000, self._zone).date().isoformat()

    def counted(self, place: str) -> str:
        row = self._one(counting.COUNTED, place)
        return str(row[0]) if row else ""

    def places_to_count(self, now_ms: int, limit: int) -> Sequence[str]:
        self._refold()
        return due_sql.due_places(self._cursor, self._policy.abc_days, self.day_of(now_ms), self._zone, limit)

    def units_in(self, place: str) -> Sequence[str]:
        return [str(code) for (code,) in self._all(counting.UNITS_IN, key=place)]

    def serials_in(self, place: str, item: str, limit: int = SERIALS_MAX) -> Sequence[str]:
        return [str(serial) for (serial,) in self._all(counting.SERIALS_IN, item=item, place=place, limit=limit)]

    def parked(self, operator: str) -> Sequence[Parked]:
        rows = self._all(q.PARKED, key=operator)
        return [parked_of(operator, type_, doc, json.loads(step), at) for type_, doc, step, at in rows]

    def station_of_device(self, device: str) -> str:
        return self._effects.station_of(device)

    def station_by_code(self, code: str) -> Station | None:
        return self._by_code.get(code)

    def held_steps(self, location: str) -> Sequence[ShelfStep]:
        return self._effects.held_steps(location)

    def unweighed(self, place: str, since: Moment) -> Sequence[tuple[str, Movement]]:
        self._settle()
        return self._recent.unweighed(place, since)


def _as_gtin(code: str) -> str:
    """A GTIN as the tables have it; any other code as it is."""
    return code.zfill(14) if code.isdigit() and len(code) in GTIN_LENGTHS else code
