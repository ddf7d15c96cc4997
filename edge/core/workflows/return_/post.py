"""Goods that came back are booked: from the customer to the returns, and on to where their grade sends them.

Both movements are one decision under one group. In the returns they are `returned`, whatever they become then.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import DocLine, Draft, Finding, Movement
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.place import Place, location, virtual
from edge.core.printing import labelled
from edge.core.rooms import Part
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.workflows.contract import is_past, item_name, station_of, typed_quantity, undoable
from edge.core.workflows.return_.lines import lines_of, parts_of
from edge.core.workflows.return_.steps import (
    GRADES,
    REASONS,
    STATUS,
    Returned,
    ReturnGrade,
    ReturnReason,
    ReturnTarget,
    as_step,
    before_goods,
)
from edge.core.workflows.return_.take import too_many
from edge.core.workflows.transfer.steps import lend
from edge.core.workflows.transfer.target import Target, target_of


def here(view: View, session: Session) -> Place:
    """Where returns are looked at: the station's location."""
    return location(view.site, station_of(view, session).location)


def reason(_view: View, session: Session, step: ReturnReason, event: Input) -> Decision | None:
    """Why they come back, by its number."""
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(REASONS):
        return None
    return say(session, "info", "return-how-good", as_step(ReturnGrade, step, reason=REASONS[number - 1]))


def grade(view: View, session: Session, step: ReturnGrade, event: Input) -> Decision | None:
    """How good they are, by its number. Scrap is booked at once, all else asks where to."""
    number = typed_quantity(event)
    if number is None or not 1 <= number <= len(GRADES):
        return None
    graded = as_step(ReturnTarget, step, reason=step.reason, grade=GRADES[number - 1])
    if graded.grade == "A" and (no := _unsellable(view, session, step, event)) is not None:
        return no
    if graded.grade == "C":
        return _post(view, lend(session, step.lent), graded, event, Target(virtual(view.site, "SCRAP")))
    return say(session, "info", "return-where", graded, item=item_name(view, step.item))


def _unsellable(view: View, session: Session, goods: Returned, event: Input) -> Decision | None:
    if is_past(goods.expiry, event.today):
        return refuse(session, "return-expired", item=item_name(view, goods.item), expiry=goods.expiry)
    item = view.item(goods.item)
    if item is not None and goods.lot and goods.lot in item.recalled:
        return refuse(session, "return-recalled", item=item.name, lot=goods.lot)
    return None


def put_in(view: View, session: Session, step: ReturnTarget, event: Input) -> Decision | None:
    """Into the location or the unit that was scanned."""
    work = lend(session, step.lent)
    parts = (Part(step.item, step.lot, step.qty),)
    target = target_of(view, work, event, here(view, session), "return", parts)
    return target if isinstance(target, Decision) else _post(view, work, step, event, target)


def leave_here(view: View, session: Session, step: ReturnTarget, event: Input) -> Decision | None:
    """They stay where they are looked at."""
    return _post(view, lend(session, step.lent), step, event, Target(here(view, session)))


def _post(view: View, session: Session, step: ReturnTarget, event: Input, target: Target) -> Decision:
    if (no := too_many(view, session, event, step)) is not None:  # another station was faster
        return no
    if (no := _numbers_elsewhere(view, session, step)) is not None:
        return no
    if step.grade == "A" and (no := _unsellable(view, session, step, event)) is not None:
        return no
    movements = _movements(view, session, step, event, target.place)
    arrival = () if target.arrival is None else (target.arrival,)
    drafts = tuple(_because(session, one, step.reason) for one in (*arrival, *movements))
    drafts += tuple(draft(session, one) for one in _told(view, session, step, event))
    name, place = item_name(view, step.item), target.place.code
    posted = post(session, before_goods(step), drafts, "return-booked", quantity=step.qty, item=name, place=place)
    posted = undoable(posted, event)
    if not arrival:
        return posted
    return labelled(view, posted, event, target.place.code, _key(view, step, event, STATUS[step.grade]), step.qty)


def _because(session: Session, movement: Movement, why: str) -> Draft:
    """The draft of a movement with why the goods came back, before why a rule was broken for them."""
    made = draft(session, movement, why)
    return made if made.reason == why else changed(made, reason=f"{why}+{made.reason}")


def _numbers_elsewhere(view: View, session: Session, step: Returned) -> Decision | None:
    customer = virtual(view.site, "CUSTOMER")
    for serial in step.serials:
        if (stands := view.serial_place(step.item, serial)) not in ("", customer):
            return refuse(session, "serial-elsewhere", serial=serial, place=Place(stands).code)
    return None


def _key(view: View, step: Returned, event: Input, status: str) -> StockKey:
    item = view.item(step.item)
    owner = item.owner if item is not None else ""
    return StockKey(step.item, owner, step.lot, step.expiry, event.today, status)  # type: ignore[arg-type]


def _movements(view: View, session: Session, step: ReturnTarget, event: Input, target: Place) -> list[Movement]:
    """From the customer line by line, then all of it on; one where they stay as they came."""
    customer, returns = virtual(view.site, "CUSTOMER"), here(view, session)
    item = view.item(step.item)
    uom = item.uom if item is not None else "EA"
    sold, back, then = (_key(view, step, event, status) for status in ("sellable", "returned", STATUS[step.grade]))
    movements: list[Movement] = []
    rest, left, mg = step.serials, step.qty, step.net_mg
    for line, qty in parts_of(view, step):
        doc = DocLine("return", step.doc, line) if step.doc else None
        weighs = mg * qty // left  # the last has what rounding left
        goods = Goods(sold, qty, uom, back, weighs or None, rest[:qty])
        movements.append(Movement("return", goods, customer, returns, doc, ("code",), event.id))
        rest, left, mg = rest[qty:], left - qty, mg - weighs
    if target == returns and back == then:
        return movements
    whole = Goods(back, step.qty, uom, None if back == then else then, step.net_mg or None, step.serials)
    doc = DocLine("return", step.doc) if step.doc else None
    return [*movements, Movement("return", whole, returns, target, doc, ("code",), event.id)]


def _told(view: View, session: Session, step: Returned, event: Input) -> tuple[Finding, ...]:
    """What a person must look at: goods that came back and that no document, or not this one, speaks of."""
    place = here(view, session)
    if not step.doc:
        return (_blind(event, step, place),)
    if lines_of(view, step.against, step.doc, step.item):
        return ()
    args: dict[str, Arg] = {"quantity": step.qty, "item": step.item, "document": step.doc}
    return (Finding(f"{event.id}/return", "opened", "return-unlisted", args, place, step.item),)


def _blind(event: Input, step: Returned, place: Place) -> Finding:
    args: dict[str, Arg] = {"quantity": step.qty, "item": step.item}
    return Finding(f"{event.id}/return", "opened", "return-blind", args, place, step.item)
