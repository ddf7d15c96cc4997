"""Units at receipt: announced ones come in whole by one scan, or line by line where the ASN leaves something open.

A camera may see such a unit too, and takes it in; where the receiver's hands are, it leaves as it is. A new unit after
another of the same goods takes the same again: the operator only scans unit after unit.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, draft, post, refuse, say
from edge.core.entry import Body, Finding, Witness
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.message import Arg
from edge.core.names import ItemScan, LpnScan
from edge.core.place import Place, handling_unit, location
from edge.core.reference import Line
from edge.core.session import Session
from edge.core.stock import Status
from edge.core.view import Announced, View
from edge.core.workflows.announced import arrivals, in_house, incomplete, receive_announced
from edge.core.workflows.contract import named, only_told, station_of, undoable
from edge.core.workflows.receive.gates import admitted
from edge.core.workflows.receive.lines import first_open, fitting, open_lines
from edge.core.workflows.receive.post import into_unit
from edge.core.workflows.receive.steps import (
    NO_LINE,
    ReceiveDocument,
    ReceiveItem,
    ReceiveQuantity,
    answering,
    has_passed,
    noted,
)
from edge.core.workflows.receive.take import dated


def unit(view: View, session: Session, step: ReceiveDocument | ReceiveItem, event: Input) -> Decision | None:
    """A unit where a receipt or an item is asked for; None for one that is only named beside its item.

    By hand or under a camera; that one sees units again that stand there, and opens none to receive it line by line.
    """
    scan = named(event, LpnScan)
    assert scan is not None
    doc = step.doc if isinstance(step, ReceiveItem) else ""
    announced, state = view.announced(scan.lpn, doc), view.lpn(scan.lpn)
    if announced is None and not scan.known and named(event, ItemScan) is not None:
        return None
    if state is not None and in_house(state):
        stands = _already_here(view, session, doc, announced, scan.lpn)
        return only_told(stands) if event.via == "fixed" else stands
    if announced is None:
        return refuse(session, "lpn-not-announced", lpn=scan.lpn)
    if doc and doc != announced.document.id:
        return refuse(session, "lpn-of-other-document", lpn=scan.lpn, document=announced.document.id)
    return _whole(view, session, event, announced)


def another(view: View, session: Session, step: ReceiveItem, event: Input) -> Decision | None:
    """A new unit that takes the same as the last one did; None for any other."""
    scan = named(event, LpnScan)
    assert scan is not None
    if not step.again or view.announced(scan.lpn, step.doc) is not None:
        return None
    if in_house(view.lpn(scan.lpn)) or (not scan.known and named(event, ItemScan) is not None):
        return None
    return _again(view, session, step, event, scan.lpn)


def _already_here(view: View, session: Session, doc: str, announced: Announced | None, lpn: str) -> Decision:
    """A unit that stands on the site: one that is received line by line goes on, any other is in already."""
    state = view.lpn(lpn)
    assert state is not None
    here = location(view.site, station_of(view, session).location)
    ours = announced is not None and doc in ("", announced.document.id)
    if announced is not None and ours and state.location == here and _goes_on(view, announced):
        return say(session, "info", "lpn-in-parts", _in_parts(session, announced.document.id, lpn), lpn=lpn)
    return refuse(session, "lpn-already-received", lpn=lpn, location=Place(state.location).code)


def _in_parts(session: Session, doc: str, lpn: str) -> ReceiveItem:
    """At the goods of a unit; that they are damaged may have been said before it was scanned."""
    return ReceiveItem(doc, lpn, damage=session.step.damage if isinstance(session.step, ReceiveItem) else "")


def _goes_on(view: View, announced: Announced) -> bool:
    """Whether a unit may take more of its goods; counted blind, nobody learns from it whether it has them all."""
    progress = view.progress("receipt", announced.document.id)
    if not any(progress.get(one.line, 0) for one in announced.lines):
        return False  # it came in otherwise: on another receipt that announces it too
    if view.policy.blind_receipt and incomplete(view, announced) is not None:
        return True
    return bool(open_lines(view, announced.document.id, announced.lpn))


def _whole(view: View, session: Session, event: Input, announced: Announced) -> Decision:
    lpn, label = announced.lpn, named(event, ItemScan)
    told = _as_labelled(announced, dated(label)) if label is not None else announced
    if told is None or incomplete(view, told) is not None:
        in_parts = session.step if event.via == "fixed" else _in_parts(session, announced.document.id, lpn)
        return say(session, "refuse", "lpn-needs-detail", in_parts, lpn=lpn)
    if (
        told.lines != announced.lines
        and _differs(announced, told)
        and not has_passed(session, "asn-differs", f"{lpn}/label")
    ):
        no = deviates(view, session, event, "asn-differs", "lpn-differs", lpn=lpn)
        if no is not None:
            return no
        session = noted(session, "asn-differs", f"{lpn}/label")
    through = admitted(view, session, event, arrivals(view, told))
    if isinstance(through, Decision):
        return through
    place = location(view.site, station_of(view, session).location)
    witness: Witness = "camera" if event.via == "fixed" else "code"
    damage = _damage(through, event)
    answers, status = answering(through, lpn, damage), _status(damage)
    bodies: tuple[Body, ...] = receive_announced(view, told, place, (witness,), event.today, status)
    if damage:
        args: dict[str, Arg] = {"lpn": lpn, "document": announced.document.id}
        bodies = (*bodies, Finding(f"{event.id}/damaged", "opened", "damaged-unit", args, handling_unit(lpn)))
    drafts = tuple(draft(answers, body) for body in bodies)
    following = ReceiveItem(announced.document.id)
    if event.via == "fixed" and isinstance(through.step, ReceiveItem) and through.step.lpn != lpn:
        following = through.step  # where the receiver's hands are
    return undoable(post(through, following, drafts, "lpn-received", lpn=lpn, lines=len(told.lines)), event)


def _damage(session: Session, event: Input) -> str:
    """Why the unit is damaged that a hand scans next; what a camera sees is another."""
    return session.step.damage if isinstance(session.step, ReceiveItem) and event.via != "fixed" else ""


def _status(damage: str) -> Status:
    return "damaged" if damage else "sellable"


def _as_labelled(announced: Announced, label: ItemScan) -> Announced | None:
    """The unit with what its label says of its goods; None where that is not the one line that the ASN has of them."""
    of_item = [line for line in announced.lines if line.item == label.item.code]
    if len(of_item) != 1 or label.units not in (1, of_item[0].qty):
        return None
    lines = tuple(_labelled(line, label) if line is of_item[0] else line for line in announced.lines)
    return changed(announced, lines=lines)


def _labelled(line: Line, label: ItemScan) -> Line:
    return changed(line, lot=label.lot or line.lot, expiry=label.expiry or line.expiry)


def _differs(announced: Announced, told: Announced) -> bool:
    """Whether the label contradicts the ASN, and does not only add to it."""
    pairs = zip(announced.lines, told.lines, strict=True)
    return any(one.lot not in ("", other.lot) or one.expiry not in ("", other.expiry) for one, other in pairs)


def _again(view: View, session: Session, step: ReceiveItem, event: Input, lpn: str) -> Decision:
    """The same goods as in the last unit, in another."""
    item, qty, lot, expiry = str(step.again[0]), int(step.again[1]), str(step.again[2]), str(step.again[3])
    document = view.document("receipt", step.doc)
    lines = fitting(document, item, "", lot, expiry) if document is not None else []
    line = first_open(view, step.doc, lines) if lines else NO_LINE
    hand = ReceiveQuantity(step.doc, line, item, qty, lot, expiry, damage=step.damage, passed=step.passed)
    return into_unit(view, session, hand, event, lpn)
