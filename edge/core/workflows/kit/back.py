"""The components of a cancelled kit order come back out of KITTING, all at once; the order has ended then.

Those that have lots, dates or numbers are scanned; the others come back as they went in.
"""

from edge.core.decision import Decision, draft, post, say
from edge.core.entry import DocLine, Draft, Finding, Movement, Outcome
from edge.core.event import Input
from edge.core.place import virtual
from edge.core.reference import Document
from edge.core.rooms import Part as RoomPart
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.workflows.kit.apart import is_tracked, weight_of
from edge.core.workflows.kit.recipe import left_over
from edge.core.workflows.kit.said import incomplete, part_back
from edge.core.workflows.kit.steps import KitBack, KitOrder
from edge.core.workflows.kit.take import group_of, here
from edge.core.workflows.transfer.target import Target, target_of


def begun(view: View, session: Session, document: Document) -> Decision:
    """A cancelled order with components in it: they may be taken back."""
    over = left_over(view, document)
    plain = tuple((code, "", "", qty, ()) for code, qty in over.items() if not is_tracked(view, code))
    return say(session, "info", "kit-take-back", KitBack(document.id, plain), document=document.id)


def owed(view: View, step: KitBack) -> dict[str, int]:
    """The components that are still to be scanned, and how many."""
    document = view.document("kit", step.doc)
    over = left_over(view, document) if document is not None else {}
    for code, _, _, qty, _ in step.back:
        over[code] = over.get(code, 0) - qty
    return {code: qty for code, qty in over.items() if qty > 0}


def part(view: View, session: Session, step: KitBack, event: Input) -> Decision | None:
    """A component that comes back."""
    return part_back(view, session, step, event, owed(view, step))


def put_in(view: View, session: Session, step: KitBack, event: Input) -> Decision | None:
    """They go into the location or the unit that was scanned."""
    if (no := incomplete(view, session, owed(view, step))) is not None:
        return no
    parts = tuple(RoomPart(code, lot, qty) for code, lot, _, qty, _ in step.back)
    target = target_of(view, session, event, here(view, session), "kit", parts)
    return target if isinstance(target, Decision) else _booked(view, session, step, event, target)


def leave_here(view: View, session: Session, step: KitBack, event: Input) -> Decision | None:
    """They stay at the station."""
    no = incomplete(view, session, owed(view, step))
    return no if no is not None else _booked(view, session, step, event, Target(here(view, session)))


def _booked(view: View, session: Session, step: KitBack, event: Input, target: Target) -> Decision:
    kitting, doc = virtual(view.site, "KITTING"), DocLine("kit", step.doc)
    movements = [] if target.arrival is None else [target.arrival]
    for code, lot, expiry, qty, serials in step.back:
        item = view.item(code)
        owner, uom = (item.owner, item.uom) if item is not None else ("", "EA")
        weighs = weight_of(view, code, lot, qty)
        goods = Goods(StockKey(code, owner, lot, expiry, event.today), qty, uom, catch_qty=weighs, serials=serials)
        movements.append(Movement("kit", goods, kitting, target.place, doc, ("code",), group_of(step.doc)))
    drafts: list[Draft] = [draft(session, one) for one in movements]
    drafts.append(draft(session, Outcome(doc, "cancelled")))
    if view.finding(left_finding(step.doc)) is not None:
        drafts.append(draft(session, Finding(left_finding(step.doc), "closed", "kit-left")))
    place = target.place.code
    return post(session, KitOrder(), tuple(drafts), "kit-back-booked", document=step.doc, place=place)


def left_finding(doc: str) -> str:
    """The finding that a cancelled order has components in it."""
    return f"kit/{doc}/left"


def leave(_view: View, session: Session, _step: KitBack, _event: Input) -> Decision | None:
    """They stay in the order; nothing was booked."""
    return say(session, "info", "cancelled", KitOrder())
