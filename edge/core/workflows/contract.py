"""What a workflow is: a record of its steps, start, prompt and decision. One file each, one line in `WORKFLOWS`.

`prompt` and `decide` are pure: all they know comes from the view, the session and the event.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, TypeVar

from edge.core.decision import Decision, refuse
from edge.core.entry import Movement
from edge.core.event import Input, Scan, Typed
from edge.core.message import Prompt
from edge.core.names import (
    BadgeScan,
    CommandScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    UnknownScan,
)
from edge.core.session import Session, Step
from edge.core.stock import Balance, StockKey
from edge.core.uuid7 import uuid7
from edge.core.view import Station, View

QUANTITY_DIGITS_MAX = 6
KeyTuple: TypeAlias = tuple[str, ...]
"""A stock key as a step stores it: its six fields in order."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workflow:
    """One kind of work. `decide` gets only inputs of its own steps; sign-in, undo and the menu are handled before.

    `after_undo` gives the step to go on from once the movements (newest first) of the last act are reversed.
    """

    name: str
    steps: tuple[type[Step], ...]
    start: Callable[[View, Session], Step]
    prompt: Callable[[View, Session], Prompt]
    decide: Callable[[View, Session, Input], Decision]
    after_undo: Callable[[View, Step, Sequence[Movement]], Step] = lambda _view, step, _undone: step


def named(event: Input, kind: type[T]) -> T | None:
    """What the scan names of this kind; None for typed text and for scans that name no such thing."""
    if not isinstance(event.what, Scan):
        return None
    return next((name for name in event.what.names if isinstance(name, kind)), None)


def command(event: Input) -> str:
    """The command word of the input, or ''."""
    scan = named(event, CommandScan)
    return scan.name if scan else ""


def typed_quantity(event: Input) -> int | None:
    """The whole number that was typed; None for anything else, an implausibly long one included."""
    text = event.what.text if isinstance(event.what, Typed) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= QUANTITY_DIGITS_MAX else None


def wrong_kind(session: Session, event: Input) -> Decision:
    """Refuse an input the step has no use for, and say what it is."""
    if isinstance(event.what, Typed):
        return refuse(session, "not-a-quantity", text=event.what.text[:40])
    assert isinstance(event.what, Scan)
    return refuse(session, _word(event.what.names[0]), code=event.what.text)


def _word(name: Name) -> str:
    match name:
        case ItemScan():
            return "is-item"
        case LpnScan(known=True):
            return "is-lpn"
        case LpnScan():
            return "lpn-unknown"
        case LocationScan():
            return "is-location"
        case DocumentScan():
            return "is-document"
        case BadgeScan():
            return "is-badge"
        case CommandScan():
            return "is-command"
        case UnknownScan():
            return "unknown-code"


def station_of(view: View, session: Session) -> Station:
    """The session's station as the config has it."""
    station = view.station(session.station)
    assert station is not None, f"session at a station the config does not know: {session.station}"
    return station


def entry_id(at_ms: int, source: str, number: int) -> str:
    """The id of the n-th entry of one input: the same whenever the input is told, so a retry posts nothing twice."""
    return uuid7(at_ms, f"{source}/{number}".encode())


def undoable(decision: Decision, event: Input) -> Decision:
    """The decision with its movements remembered as the session's last act, for undo."""
    assert decision.session is not None
    ids = tuple(
        entry_id(event.at.wall_ms, event.id, number)
        for number, draft in enumerate(decision.drafts)
        if isinstance(draft.body, Movement)
    )
    return replace(decision, session=replace(decision.session, undoable=ids))


def key_tuple(key: StockKey) -> KeyTuple:
    return (key.item, key.owner, key.lot, key.expiry, key.received_on, key.status)


def stock_key(values: KeyTuple) -> StockKey:
    item, owner, lot, expiry, received_on, status = values
    return StockKey(item, owner, lot, expiry, received_on, status)  # type: ignore[arg-type]


def matching(content: tuple[Balance, ...], scan: ItemScan) -> tuple[Balance, ...]:
    """The balances of a place that an item scan can mean: its item, and its lot and expiry where it names them."""
    return tuple(
        balance
        for balance in content
        if balance.key.item == scan.item.code
        and scan.lot in ("", balance.key.lot)
        and scan.expiry in ("", balance.key.expiry)
    )


def is_past(iso_date: str, today: str) -> bool:
    """Whether a date lies before the site's today; '' is no date and never past."""
    return bool(iso_date) and date.fromisoformat(iso_date) < date.fromisoformat(today)
