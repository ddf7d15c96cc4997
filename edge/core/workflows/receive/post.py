"""Goods that are received are posted: onto the dock or a stage, or into a unit.

SUPPLIER -> dock or stage        SUPPLIER -> unit, and a new unit itself SUPPLIER -> the station's location
"""

from collections.abc import Iterator

from edge.core.changed import changed
from edge.core.decision import Decision, KeepItem, draft, post, refuse, say
from edge.core.entry import Body, DocLine, Finding, Movement
from edge.core.event import Input
from edge.core.leave import deviates, needs_leave
from edge.core.message import Arg
from edge.core.names import LocationScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.printing import labelled
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.stock import Goods, Status, StockKey, WholeLpn
from edge.core.view import View
from edge.core.workflows.announced import in_house, outside
from edge.core.workflows.contract import named, station_of, undoable
from edge.core.workflows.receive.gates import admitted, arrival, within
from edge.core.workflows.receive.lines import after, at_item, on_its_line, shares, unit_announced
from edge.core.workflows.receive.steps import (
    NO_LINE,
    PROVISIONAL,
    InHand,
    ReceiveDetail,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveWeight,
    answering,
    at,
    has_passed,
    item_in_hand,
    noted,
    passed,
)
from edge.core.workflows.receive.tracking import as_tracked, asks_more
from edge.core.workflows.taken import busy_unit


def to_location(view: View, session: Session, hand: ReceiveQuantity, event: Input) -> Decision | None:
    """A location was scanned: the station's own, a stage, or, after a warning, another dock."""
    target = named(event, LocationScan)
    assert target is not None
    here, code = station_of(view, session).location, target.info.code
    if code != here and target.info.kind not in ("dock", "stage"):
        return refuse(session, "wrong-location", scanned=code, expected=here)
    document = view.document("receipt", hand.doc)
    if document is not None and unit_announced(document, hand.lpn):
        return refuse(session, "receive-into-unit", lpn=hand.lpn)
    about = f"{hand.item}/@{code}"
    if target.info.blocked and not has_passed(session, "blocked", about):
        if (no := needs_leave(session, event, "blocked", "receive-blocked", location=code)) is not None:
            return no
        session = noted(session, "blocked", about)
    if code != here and target.info.kind == "dock" and not has_passed(session, "other-dock", about):
        no = deviates(view, session, event, "other-dock", "receive-other-dock", location=code, here=here)
        if no is not None:
            return no
        session = noted(session, "other-dock", about)
    return put_down(view, session, hand, event, location(view.site, code), ())


def to_hand(view: View, session: Session, hand: ReceiveQuantity, event: Input) -> Decision:
    """Done: into the unit that the goods came with, else onto the station's location."""
    if hand.lpn:
        return into_unit(view, session, hand, event, hand.lpn)
    return put_down(view, session, hand, event, location(view.site, station_of(view, session).location), ())


def into_unit(view: View, session: Session, hand: InHand, event: Input, lpn: str) -> Decision:
    """Into a unit that stands here, or a new one. An announced unit takes goods only where it is received in parts."""
    here = location(view.site, station_of(view, session).location)
    state, document = view.lpn(lpn), view.document("receipt", hand.doc)
    in_parts = unit_announced(document, hand.lpn) if document is not None else ""
    if in_parts and lpn != in_parts:
        return refuse(session, "receive-into-unit", lpn=in_parts)
    if state is not None and in_house(state) and state.location != here:
        return refuse(session, "lpn-elsewhere", lpn=lpn, location=Place(state.location).code)
    if (no := busy_unit(view, session, lpn)) is not None:
        return no
    if in_house(state):
        return put_down(view, session, hand, event, handling_unit(lpn), ())
    if view.announced(lpn) is not None and lpn != in_parts:
        return refuse(session, "lpn-announced", lpn=lpn)
    doc = DocLine("receipt", hand.doc)
    arrives = Movement("receive", WholeLpn(lpn), outside(view, lpn), here, doc, ("code",))
    return put_down(view, session, hand, event, handling_unit(lpn), (arrives,))


def put_down(
    view: View, session: Session, hand: InHand, event: Input, target: Place, before: tuple[Movement, ...]
) -> Decision:
    """Post the goods in hand: held once more against every gate, for others were at work meanwhile."""
    item = item_in_hand(view, hand)
    if item is None:
        return refuse(session, "unknown-code", code=hand.item)
    hand = on_its_line(view, as_tracked(item, hand))
    if asks_more(item, hand):  # central has changed what must be known of it
        return say(session, "refuse", "receive-tracked-now", at(ReceiveDetail, hand), item=item.name)
    if (no := _came_meanwhile(view, session, hand)) is not None:
        return no
    if "catch_weight" in item.tracking and hand.weighed != hand.qty:
        return say(session, "info", "receive-weigh", at(ReceiveWeight, hand), item=item.name)
    through = admitted(view, session, event, (arrival(view, hand, item),))
    through = through if isinstance(through, Decision) else within(view, through, event, hand)
    if isinstance(through, Decision):
        return through
    answers = answering(through, hand.item, hand.damage)
    goods = list(_goods(view, hand, item, event.today))
    supplier = virtual(view.site, "SUPPLIER")
    bodies: tuple[Body, ...] = (
        *before,
        *(Movement("receive", what, supplier, target, _doc(hand, line), ("code",)) for line, what in goods),
        *_findings(event, hand, item, target),
    )
    drafts = tuple(draft(answers, body) for body in bodies)
    following = _following(view, through, hand, item, target)
    posted = post(through, following, drafts, "received", quantity=hand.qty, item=item.name, place=target.code)
    if hand.unknown:
        posted = changed(posted, effects=(KeepItem(item),))
    if before:
        posted = labelled(view, posted, event, target.code, goods[0][1].key, hand.qty)
    return undoable(posted, event)


def _came_meanwhile(view: View, session: Session, hand: InHand) -> Decision | None:
    """Refuse the serial numbers that another station booked since they were scanned, and those alone."""
    free = ("", virtual(view.site, "SUPPLIER"))
    stand = {serial: view.serial_place(hand.item, serial) for serial in hand.serials}
    gone = [serial for serial, stands in stand.items() if stands not in free]
    if not gone:
        return None
    left = tuple(serial for serial in hand.serials if serial not in gone)
    step = changed(at(ReceiveQuantity, hand), serials=left, qty=len(left)) if left else at_item(view, hand)
    return say(session, "refuse", "serial-elsewhere", step, serial=gone[0], place=Place(stand[gone[0]]).code)


def _doc(hand: InHand, line: int) -> DocLine:
    return DocLine("receipt", hand.doc, None if line == NO_LINE else line)


def _goods(view: View, hand: InHand, item: Item, today: str) -> Iterator[tuple[int, Goods]]:
    """The goods in hand, parted by the lines that expect them."""
    status: Status = "provisional" if item.code.startswith(PROVISIONAL) else "sellable"
    key = StockKey(hand.item, item.owner, hand.lot, hand.expiry, today, "damaged" if hand.damage else status)
    given = 0
    for line, qty in shares(view, hand):
        serials = hand.serials[given : given + qty] if hand.serials else ()
        weighs = hand.mg * (given + qty) // hand.qty - hand.mg * given // hand.qty
        caught = weighs if "catch_weight" in item.tracking else None
        yield line, Goods(key, qty, item.uom, catch_qty=caught, serials=serials)
        given += qty


def _findings(event: Input, hand: InHand, item: Item, target: Place) -> Iterator[Finding]:
    """What a person must look at: goods that are damaged, unknown (as long as they are so), or not on the receipt."""
    args: dict[str, Arg] = {"item": item.name, "quantity": hand.qty, "document": hand.doc}
    if hand.damage:
        yield Finding(f"{event.id}/damaged", "opened", "damaged-goods", args, target, item.code)
    if item.code.startswith(PROVISIONAL):
        code = next((one for one in item.codes if one != item.code), "")
        about: dict[str, Arg] = {"item": item.code, "name": item.name, "code": code, "quantity": hand.qty}
        yield Finding(f"{event.id}/provisional", "opened", "provisional-item", about, target, item.code)
    elif hand.line == NO_LINE:
        yield Finding(f"{event.id}/stray", "opened", "not-on-document", args, target, item.code)


def _following(view: View, session: Session, hand: InHand, item: Item, target: Place) -> ReceiveItem:
    """The next step; after a new unit of plain goods with the offer to take another such unit.

    What was confirmed holds for that one too; a supervisor's leave does not.
    """
    step, document = after(view, hand, hand.qty), view.document("receipt", hand.doc)
    in_parts = document is not None and unit_announced(document, hand.lpn) != ""
    is_plain = not (hand.serials or hand.damage or hand.unknown or "catch_weight" in item.tracking)
    if in_parts or target.kind != "lpn" or not is_plain:
        return step
    kept = tuple(one for one in passed(session) if not one[3])
    return changed(step, again=(hand.item, hand.qty, hand.lot, hand.expiry), passed=kept)
