"""What a workflow is: a record of its steps, start, prompt and decision. One file each, one line in `WORKFLOWS`.

`prompt` and `decide` are pure: all they know comes from the view, the session and the event.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias, TypeVar

from edge.core.changed import changed
from edge.core.decision import NOTHING, Decision, draft, refuse
from edge.core.entry import Draft, Evidence, Finding, Movement
from edge.core.entry_id import entry_id
from edge.core.event import Input, Scan, ShelfStep, Typed, Unreadable, Weighed
from edge.core.message import Answer, Arg, Message, Option, msg
from edge.core.names import (
    THINGS,
    CommandScan,
    DocumentScan,
    ItemScan,
    LpnScan,
    Name,
    NumberScan,
    UnknownScan,
)
from edge.core.place import Place
from edge.core.reference import Document, DocumentType
from edge.core.session import Session
from edge.core.stock import Balance, StockKey
from edge.core.view import Station, View
from edge.core.workflows.serials import tracked

QUANTITY_DIGITS_MAX = 6
PIN_DIGITS_MAX = 8
"""A bare number of up to so many digits may be a PIN: no refusal repeats it."""
SEEN_SHOWN = 40
KeyTuple: TypeAlias = tuple[str, ...]
"""A stock key as a step stores it: its six fields in order."""

T = TypeVar("T")


def open_of(type_: DocumentType) -> Callable[[View, Session], tuple[str, ...]]:
    """What a step offers that lets choose among open documents of a type."""

    def idents(view: View, session: Session) -> tuple[str, ...]:
        return tuple(document.id for document in view.open_documents(type_, operator=session.operator))

    return idents


def named(event: Input, kind: type[T]) -> T | None:
    """What the scan names of this kind; None for typed text and for scans that name no such thing."""
    what = event.what
    if isinstance(what, Scan):
        for name in what.names:  # asked several times a scan: a generator costs twice as much
            if isinstance(name, kind):
                return name
    return None


def _names(event: Input) -> tuple[Name, ...]:
    return event.what.names if isinstance(event.what, Scan) else ()


def documents_named(event: Input) -> tuple[Document, ...]:
    """All documents that the scan names: those of different types may have the same number."""
    return tuple(name.document for name in _names(event) if isinstance(name, DocumentScan))


def document_named(event: Input, type_: DocumentType) -> Document | None:
    """The document of this type that the scan names; else another that has the same number; None for no document."""
    named_ = [name.document for name in _names(event) if isinstance(name, DocumentScan)]
    return next((one for one in named_ if one.type == type_), named_[0] if named_ else None)


def offered(view: View, session: Session, type_: DocumentType) -> tuple[Option, ...]:
    """The documents a step lets choose from, each under the number it was given when the last input was answered."""
    numbered = ((number, view.document(type_, ident)) for number, ident in enumerate(session.offered, 1))
    return tuple(Option(str(number), _label(document)) for number, document in numbered if document is not None)


def _label(document: Document) -> Message:
    if document.type == "count":
        return msg("count-option", document=document.id, place=document.place)
    if document.type == "shipment":
        return msg("shipment-option", document=document.id, dock=document.place, carrier=document.carrier)
    if document.type == "kit":
        return msg("kit-option", document=document.id, quantity=document.qty, item=document.item)
    return msg("document-option", document=document.id, partner=document.partner)


def chosen(view: View, session: Session, event: Input, type_: DocumentType) -> Document | None:
    """The document an input chooses: by its number in the list that was shown, or by its code."""
    if (number := typed_quantity(event)) is None:
        return document_named(event, type_)
    return view.document(type_, session.offered[number - 1]) if 1 <= number <= len(session.offered) else None


def command(event: Input) -> str:
    """The command word of the input, or ''."""
    scan = named(event, CommandScan)
    return scan.name if scan else ""


def typed_quantity(event: Input) -> int | None:
    """The whole number that was typed or printed; None for anything else, an implausibly long one included."""
    if (printed := named(event, NumberScan)) is not None:
        return printed.value
    text = event.what.text if isinstance(event.what, Typed) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= QUANTITY_DIGITS_MAX else None


def is_implausible(event: Input) -> bool:
    """Whether a number is longer than any quantity here, typed or on a label: GS1 allows eight digits in AI (30)."""
    if isinstance(event.what, Typed):
        return event.what.text.isdigit() and typed_quantity(event) is None
    scan = named(event, ItemScan)
    return scan is not None and len(str(scan.units)) > QUANTITY_DIGITS_MAX


def goods_named(event: Input) -> ItemScan | None:
    """The item a scan names, unless its label is a handling unit's.

    What the item does not track is left out: a lot that only some labels tell would part the stock of an item in two.
    """
    scan = named(event, ItemScan)
    if scan is None or named(event, LpnScan) is not None:
        return None
    return tracked(scan)


def wrong_kind(session: Session, event: Input) -> Decision:
    """Refuse an input the step has no use for, and say what it is. A scale that stands beside the work says nothing."""
    if isinstance(event.what, Typed):
        return _typed_in_vain(session, event.what.text[:40])
    if isinstance(event.what, Weighed):
        return NOTHING
    assert isinstance(event.what, Scan)
    text, first = event.what.text, event.what.names[0]
    is_bare = isinstance(first, UnknownScan) and event.via == "screen" and text.isdigit()
    if isinstance(first, NumberScan) or (is_bare and len(text) <= QUANTITY_DIGITS_MAX):
        return refuse(session, "is-number")
    if is_bare and len(text) <= PIN_DIGITS_MAX:
        return refuse(session, "unknown-number")
    return refuse(session, _word(first), code=text)


def _typed_in_vain(session: Session, text: str) -> Decision:
    """A number that stands before nothing in the list, or no number at all."""
    if text.isdigit():
        return refuse(session, "not-in-list")
    return refuse(session, "not-a-quantity", text=text)


def only_seen(event: Input) -> Decision:
    """Tell what a fixed reader saw, and that a hand must scan it: no session changes. A scale says nothing."""
    match event.what:
        case Scan(text=text):
            return Decision(None, Answer("info", msg("fixed-only-seen", code=text[:SEEN_SHOWN])))
        case Unreadable(message=message):
            return Decision(None, Answer("info", message))
        case _:
            return NOTHING


def only_told(decision: Decision) -> Decision:
    """What a decision says, and nothing else of it."""
    return Decision(None, Answer("info", decision.answer.message)) if decision.answer is not None else NOTHING


def _word(name: Name) -> str:
    if isinstance(name, LpnScan) and not name.known:
        return "lpn-unknown"
    return {
        "item": "is-item",
        "lpn": "is-lpn",
        "location": "is-location",
        "document": "is-document",
        "badge": "is-badge",
        "command": "is-command",
        "detail": "is-detail",
        "station": "is-station",
        "wave": "is-wave",
        "unknown": "unknown-code",
    }[THINGS[type(name)]]


def station_of(view: View, session: Session) -> Station:
    """The session's station as the config has it."""
    station = view.station(session.station)
    assert station is not None, f"session at a station the config does not know: {session.station}"
    return station


def undoable(decision: Decision, event: Input | ShelfStep) -> Decision:
    """The decision with its movements, and the findings it opens, remembered as the session's last act, for undo."""
    assert decision.session is not None
    ids = tuple(
        [
            entry_id(event.at.wall_ms, event.id, number)
            for number, one in enumerate(decision.drafts)
            if isinstance(one.body, Movement | Finding)
        ]
    )
    return changed(decision, session=changed(decision.session, undoable=ids))


def key_tuple(key: StockKey) -> KeyTuple:
    return (key.item, key.owner, key.lot, key.expiry, key.received_on, key.status)


def stock_key(values: KeyTuple) -> StockKey:
    item, owner, lot, expiry, received_on, status = values
    return StockKey(item, owner, lot, expiry, received_on, status)  # type: ignore[arg-type]


def quantity_at(view: View, place: str, key: StockKey) -> int:
    """How many units of one stock key stand directly in a place now."""
    for balance in view.content(place, key.item):
        if balance.key == key:
            return balance.qty
    return 0


def shelf_conflict(
    session: Session, event: Input, place: Place, item: str, *, shelf: int, said: int
) -> tuple[Draft, ...]:
    """The operator stands by a quantity that the shelf contradicts: posted as said, and put before a person.

    The movement is the first draft of the input.
    """
    args: dict[str, Arg] = {"shelf": shelf, "said": said, "place": place.code}
    moved = entry_id(event.at.wall_ms, event.id, 0)
    finding = Finding(f"{event.id}/weight", "opened", "shelf-differs", args, place, item)
    return (draft(session, Evidence(moved, "weight", "conflicts", args)), draft(session, finding))


def item_name(view: View, item: str) -> str:
    """An item's name, or its code where nothing is known of it."""
    record = view.item(item)
    return record.name if record else item


def operator_name(view: View, operator: str) -> str:
    """What people call an operator, or the id where nothing is known of them."""
    record = view.operator(operator)
    return record.name if record else operator


def matching(content: Sequence[Balance], scan: ItemScan) -> tuple[Balance, ...]:
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
