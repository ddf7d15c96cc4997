"""Held inputs: scans made before a warning or a refusal could be seen wait for a key. Nothing scanned is dropped.

    input, captured before the red was seen -> held -confirm-> decided one after the other
                                                    -cancel-> dropped, all of them

While they have their turn, what is scanned joins them at the end: the order of the hand is the order of the book. A
warning or a refusal among them stops those behind it. An input is kept as what it names, and found again in the tables
when its turn comes: what changed meanwhile is seen. The same goes for one that a rule refused and that somebody allows:
it is decided again, under an id of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from edge.core.changed import changed
from edge.core.event import Input, Scan, Typed, Via
from edge.core.names import (
    THINGS,
    BadgeScan,
    CommandScan,
    DetailScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    NumberScan,
    StationScan,
    UnknownScan,
    WaveScan,
)
from edge.core.read import Moment
from edge.core.reference import DocumentType
from edge.core.session import HeldInput, Leave, Session
from edge.core.view import View

SEEN_AFTER_MS: Final = 250
"""How long after an answer went out a scan may still have been made without it: it is drawn, and looked at."""
HELD_MAX: Final = 50


def is_blind(session: Session, event: Input) -> bool:
    """Whether an input was made before the operator could see that the last one was not right."""
    said = session.said
    if said is None or said.answer.level in ("ok", "info"):
        return False
    if not isinstance(event.what, Scan | Typed) or session.told_ms > event.now.mono_ms:  # the machine started meanwhile
        return False
    seen_after_ms = SEEN_AFTER_MS if event.via in ("scanner", "fixed") else 0  # a screen tells the view it was made at
    return event.at.mono_ms < session.told_ms + seen_after_ms


def held(event: Input, leaves: tuple[Leave, ...] = ()) -> HeldInput:
    """What is kept of a scan, or of typed text, with what was allowed for it already."""
    names = tuple(_dumped(name) for name in event.what.names) if isinstance(event.what, Scan) else ()
    text = event.what.text if isinstance(event.what, Scan | Typed) else ""
    ident, _, tries = event.id.rpartition("~")
    first, count = (ident, int(tries)) if ident and tries.isdigit() else (event.id, 0)
    return HeldInput(first, event.via, text, names, event.at.wall_ms, event.at.mono_ms, event.device, count, leaves)


def tried(one: HeldInput) -> str:
    """The id under which a held input is decided next: a retry of the first is still answered as the first was."""
    return f"{one.id}~{one.tries + 1}"


def again(view: View, one: HeldInput, station: str, now: Moment, today: str) -> Input:
    """A held input as it is decided now. Its capture counts as seen: a key was pressed for it."""
    what = Scan(one.text, _found(view, one)) if one.names else Typed(one.text)
    at = Moment(one.wall_ms, now.mono_ms)
    return Input(tried(one), station, cast("Via", one.via), what, at, now, today, one.device)


def captured(one: HeldInput, now: Moment) -> Moment:
    """When a held input was made, as its entries say it; never later than now, on a machine started meanwhile."""
    return Moment(one.wall_ms, min(one.mono_ms, now.mono_ms))


def kept(session: Session, event: Input) -> Session:
    """The session with one more held input: behind those that have their turn, else behind all."""
    at = session.applying or len(session.held)
    waiting = (*session.held[:at], held(event), *session.held[at:])
    return changed(session, held=waiting, applying=session.applying and session.applying + 1)


def _dumped(name: Name) -> tuple[str, ...]:
    return (THINGS[type(name)], *_DUMPERS[type(name)](name))


def _found(view: View, one: HeldInput) -> tuple[Name, ...]:
    """What the names stand for now; what the tables have lost meanwhile is unknown."""
    found = [name for kind, *rest in one.names if (name := _FINDERS[kind](view, *rest)) is not None]
    return tuple(found) or (UnknownScan(one.text),)


def _item(
    view: View, code: str, units: str, lot: str, expiry: str, serial: str, net_mg: str, *made: str
) -> Name | None:
    item = view.item(code)
    return ItemScan(item, int(units), lot, expiry, serial, int(net_mg), *made) if item is not None else None


def _location(view: View, code: str) -> Name | None:
    info = view.location(code)
    return LocationScan(info) if info is not None else None


def _document(view: View, type_: str, ident: str) -> Name | None:
    document = view.document(cast("DocumentType", type_), ident)
    return DocumentScan(document) if document is not None else None


def _badge(view: View, ident: str) -> Name | None:
    operator = view.operator(ident)
    return BadgeScan(operator) if operator is not None else None


_DUMPERS: Final[Mapping[type[Name], Callable[[Any], tuple[str, ...]]]] = {
    ItemScan: lambda one: (
        *(one.item.code, str(one.units), one.lot, one.expiry, one.serial, str(one.net_mg)),
        one.produced,
    ),
    LpnScan: lambda one: (one.lpn,),
    LocationScan: lambda one: (one.info.code,),
    DocumentScan: lambda one: (one.document.type, one.document.id),
    BadgeScan: lambda one: (one.operator.id,),
    CommandScan: lambda one: (one.name,),
    DetailScan: lambda one: (one.lot, one.expiry, one.serial),
    StationScan: lambda one: (one.station,),
    WaveScan: lambda one: (one.wave,),
    NumberScan: lambda one: (str(one.value),),
    UnknownScan: lambda one: (one.text,),
}
_FINDERS: Final[Mapping[str, Callable[..., Name | None]]] = {
    "item": _item,
    "lpn": lambda view, lpn: LpnScan(lpn, view.lpn(lpn) is not None),
    "location": _location,
    "document": _document,
    "badge": _badge,
    "command": lambda _view, name: CommandScan(name),
    "detail": lambda _view, *parts: DetailScan(*parts),
    "station": lambda _view, station: StationScan(station),
    "wave": lambda _view, wave: WaveScan(wave),
    "number": lambda _view, value: NumberScan(int(value)),
    "unknown": lambda _view, text: UnknownScan(text),
}
