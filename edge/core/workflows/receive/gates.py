"""The gates of receiving: what keeps goods out, and who may let them in all the same.

    not on the receipt, other than announced      the operator, after a warning
    older than what stands here                   as the site says: a warning, or a supervisor
    expired, too short a life, recalled           a supervisor
    more than expected                            nobody within the site's share, then the operator, then a supervisor

Each gate is asked at every input until it was passed for these goods, and that stands in the step: goods are held
against all of them again when they are posted.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision
from edge.core.event import Input
from edge.core.leave import Rule, deviates, needs_leave
from edge.core.reference import Document, Item
from edge.core.session import Session
from edge.core.sorted_lines import of_item
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import is_past
from edge.core.workflows.receive.lines import agrees, done_and_want, unit_announced
from edge.core.workflows.receive.steps import NO_LINE, InHand, ReceiveItem, has_passed, noted, passed


@value
class Arrival:
    """Goods at a gate, with all that their label says; `whole`, the unit that they come in with all its content.

    `document` is the receipt that they are held against; None for what an ASN announces by itself.
    """

    item: Item
    lot: str
    expiry: str
    whole: str = ""
    document: Document | None = None
    lpn: str = ""

    def about(self, rule: Rule) -> str:
        """What a passed gate is remembered by: it is asked again when what it looks at is another, and only then."""
        if self.whole:
            return f"{self.whole}/unit"
        looks_at = {"not-on-document": "", "recalled": self.lot, "asn-differs": f"{self.lot}/{self.expiry}"}
        return f"{self.item.code}/{looks_at.get(rule, self.expiry)}"


Applies: TypeAlias = Callable[[View, Arrival, str], bool]
Ask: TypeAlias = Callable[[View, Session, Input, Arrival], "Decision | None"]


def arrival(view: View, hand: InHand, item: Item, lot: str = "", expiry: str = "") -> Arrival:
    """The goods in hand; `lot` and `expiry` are what a label says of them, also where the item does not track it."""
    lot, expiry = lot or hand.lot, expiry or hand.expiry
    document = None if hand.unknown else view.document("receipt", hand.doc)
    return Arrival(item, lot, expiry, "", document, hand.lpn)


def admitted(view: View, session: Session, event: Input, arrivals: Iterable[Arrival]) -> Decision | Session:
    """The session with every gate passed and noted, or what the first closed one says."""
    for one in arrivals:
        for rule, applies, ask in _GATES:
            if has_passed(session, rule, one.about(rule)) or not applies(view, one, event.today):
                continue
            if (no := ask(view, session, event, one)) is not None:
                return no
            session = noted(session, rule, one.about(rule))
    return session


def closed_gate(view: View, arrivals: Iterable[Arrival], today: str) -> tuple[Rule, Arrival] | None:
    """The first gate that does not let goods in by themselves: where nobody is there to be asked, none is passed."""
    return next(((rule, one) for one in arrivals for rule, applies, _ in _GATES if applies(view, one, today)), None)


def within(view: View, session: Session, event: Input, hand: InHand) -> Decision | Session:
    """Hold the quantity against what is expected, as far as the site wants that."""
    policy = view.policy
    if policy.blind_receipt or hand.line == NO_LINE:
        return session
    done, want = done_and_want(view, hand)
    total, limit = done + hand.qty, want * (100 + policy.over_receipt_limit_pct) // 100
    if total <= max(want * (100 + policy.over_receipt_pct) // 100, _granted(session, hand)):
        return session
    expected = max(want - done, 0)
    session = _for_as_many(session, total)
    if total <= limit:
        no = deviates(view, session, event, "over-receipt", "over-receipt-warn", expected=expected, quantity=hand.qty)
        return no if no is not None else noted(session, "over-receipt", f"{hand.item}/{hand.line}/{limit}")
    if not expected and isinstance(session.step, ReceiveItem):
        no = needs_leave(session, event, "over-receipt", "line-complete", item=hand.item, document=hand.doc)
    else:
        no = needs_leave(session, event, "over-receipt", "over-receipt", expected=expected, quantity=hand.qty)
    return _up_to(no, total) if no is not None else noted(session, "over-receipt", f"{hand.item}/{hand.line}/{total}")


def _for_as_many(session: Session, total: int) -> Session:
    """The session without leave that was given for fewer: others received too while it was asked for."""
    kept = tuple(one for one in session.leaves if one.rule != "over-receipt" or not 0 < one.most < total)
    return session if kept == session.leaves else changed(session, leaves=kept)


def _up_to(no: Decision, total: int) -> Decision:
    """The refusal, which may be lifted for so many of the line."""
    assert no.session is not None
    refused = no.session.refused
    asked = changed(refused, most=total) if refused is not None else None
    return changed(no, session=changed(no.session, refused=asked))


def _granted(session: Session, hand: InHand) -> int:
    """Up to which number of the line somebody has let goods in."""
    found = (one[1].rsplit("/", 2) for one in passed(session) if one[0] == "over-receipt")
    return max((int(about[2]) for about in found if about[:2] == [hand.item, str(hand.line)]), default=0)


def _is_stray(_view: View, one: Arrival, _today: str) -> bool:
    if one.document is None:
        return False
    return not of_item(one.document, one.item.code, unit_announced(one.document, one.lpn))


def _ask_stray(view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    assert one.document is not None
    name, unit = one.item.name, next((line.lpn for line in one.document.lines if line.item == one.item.code), "")
    if unit:
        return deviates(view, session, event, "not-on-document", "receive-in-unit", item=name, lpn=unit)
    return deviates(view, session, event, "not-on-document", "not-on-document", item=name, document=one.document.id)


def _differs(_view: View, one: Arrival, _today: str) -> bool:
    if one.document is None:
        return False
    lines = of_item(one.document, one.item.code, unit_announced(one.document, one.lpn))
    return bool(lines) and not any(agrees(line, one.lot, one.expiry) for line in lines)


def _ask_differs(view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    assert one.document is not None
    line = of_item(one.document, one.item.code, unit_announced(one.document, one.lpn))[0]
    announced = " ".join(part for part in (line.lot, line.expiry) if part)
    scanned = " ".join(part for part in (one.lot, one.expiry) if part)
    return deviates(
        view, session, event, "asn-differs", "asn-differs", item=one.item.name, announced=announced, scanned=scanned
    )


def _is_older(view: View, one: Arrival, today: str) -> bool:
    if not one.expiry or view.policy.older_stock == "allow" or is_past(one.expiry, today):
        return False
    earliest = view.earliest_expiry(one.item.code, today)
    return bool(earliest) and one.expiry < earliest


def _ask_older(view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    item, expiry = one.item.name, one.expiry
    earliest = view.earliest_expiry(one.item.code, event.today)
    if view.policy.older_stock == "refuse":
        return needs_leave(
            session, event, "older-than-stock", "older-than-stock", item=item, expiry=expiry, earliest=earliest
        )
    return deviates(
        view, session, event, "older-than-stock", "older-than-stock-warn", item=item, expiry=expiry, earliest=earliest
    )


def _is_expired(_view: View, one: Arrival, today: str) -> bool:
    return is_past(one.expiry, today)


def _ask_expired(_view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    return needs_leave(session, event, "expired", "expired", item=one.item.name, expiry=one.expiry)


def _days_left(one: Arrival, today: str) -> int:
    return (date.fromisoformat(one.expiry) - date.fromisoformat(today)).days


def _is_short_lived(_view: View, one: Arrival, today: str) -> bool:
    return bool(one.expiry) and 0 <= _days_left(one, today) < one.item.receipt_days_min


def _ask_short_lived(_view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    days, least = _days_left(one, event.today), one.item.receipt_days_min
    return needs_leave(session, event, "short-life", "short-life", item=one.item.name, days=days, least=least)


def _is_recalled(_view: View, one: Arrival, _today: str) -> bool:
    return bool(one.lot) and one.lot in one.item.recalled


def _ask_recalled(_view: View, session: Session, event: Input, one: Arrival) -> Decision | None:
    return needs_leave(session, event, "recalled", "receive-recalled", item=one.item.name, lot=one.lot)


_GATES: Final[tuple[tuple[Rule, Applies, Ask], ...]] = (
    ("expired", _is_expired, _ask_expired),
    ("recalled", _is_recalled, _ask_recalled),
    ("short-life", _is_short_lived, _ask_short_lived),
    ("older-than-stock", _is_older, _ask_older),
    ("not-on-document", _is_stray, _ask_stray),
    ("asn-differs", _differs, _ask_differs),
)
