"""The steps of receiving, and the goods in hand that most of them carry on."""

from dataclasses import fields
from typing import Final, Literal, TypeAlias, TypeVar

from edge.core.changed import changed
from edge.core.leave import Rule
from edge.core.reference import Item
from edge.core.session import Leave, Session, Step
from edge.core.value import value
from edge.core.view import View

NO_LINE: Final = -1
"""The line of goods that the receipt does not expect."""
PASSED_MAX: Final = 20
PROVISIONAL: Final = "PROV-"
"""What the code of a provisional item begins with."""

Asked: TypeAlias = Literal["lot-like-lpn"]
"""What is asked twice, and breaks no rule."""
Passed: TypeAlias = tuple[tuple[str, str, str, str], ...]
"""What was warned of and confirmed, or allowed: rule, about what (`item/...`, `unit/...`), reason, who allowed it."""
Label: TypeAlias = tuple[str | int, ...]
"""A scanned item as a step keeps it: item, units, lot, expiry, serial, weight, unit."""
Again: TypeAlias = tuple[str | int, ...]
"""What the next unit repeats: item, quantity, lot, expiry."""


@value
class ReceiveDocument(Step):
    """Which receipt? With `label`, which of those that expect what was scanned?"""

    label: Label = ()
    passed: Passed = ()


@value
class ReceiveItem(Step):
    """What of this receipt comes now? `lpn` is an announced unit that is received line by line.

    `again`: what was put into the last unit; another new unit takes the same. `damage` is why what comes next, goods
    or a whole unit, is damaged.
    """

    doc: str
    lpn: str = ""
    again: Again = ()
    passed: Passed = ()
    damage: str = ""


@value
class InHand(Step):
    """Goods in hand. `mg` is what `weighed` of them weigh; `lpn` the unit they go into, where that is known.

    `damage` is why they are damaged, `unknown` the code and the description of goods that nobody knows. `bare` is 1
    once a serial number was scanned that stood alone.
    """

    doc: str
    line: int
    item: str
    qty: int
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()
    mg: int = 0
    weighed: int = 0
    lpn: str = ""
    damage: str = ""
    unknown: tuple[str, ...] = ()
    passed: Passed = ()
    bare: int = 0


@value
class ReceiveDetail(InHand):
    """The item needs a lot, an expiry date or serial numbers that the code did not say."""


@value
class ReceiveQuantity(InHand):
    """How many, and where to?"""


@value
class ReceiveWeight(InHand):
    """What do they weigh? The item is one of catch weight."""


@value
class ReceiveDamaged(InHand):
    """What is wrong with them?"""


@value
class ReceiveUnknown(Step):
    """What are these goods that nobody knows? `code` is what stands on them, '' for nothing that can be scanned."""

    doc: str
    code: str = ""
    lpn: str = ""
    damage: str = ""


T = TypeVar("T", bound=InHand)


def at(kind: type[T], hand: InHand) -> T:
    """The same goods in hand, at another step."""
    return kind(*(getattr(hand, field.name) for field in fields(hand)))


def passed(session: Session) -> Passed:
    """What was passed on the way to where the session is."""
    found: Passed = getattr(session.step, "passed", ())
    return found


def noted(session: Session, rule: Rule | Asked, about: str) -> Session:
    """The session with a rule passed: it is not asked again. What was confirmed confirms nothing else."""
    leave = next((one for one in session.leaves if one.rule == rule), None)
    entry = (rule, about, leave.reason, leave.approver) if leave is not None else (rule, about, "", "")
    kept = (*(one for one in passed(session) if one[:2] != entry[:2]), entry)[-PASSED_MAX:]
    return changed(session, armed=None, step=changed(session.step, passed=kept))


def has_passed(session: Session, rule: Rule | Asked, about: str) -> bool:
    return any(one[:2] == (rule, about) for one in passed(session))


def answering(session: Session, subject: str, *reasons: str) -> Session:
    """The session as it answers for entries: with all that was allowed for this item or unit, and other reasons."""
    of_it = (one for one in passed(session) if one[1].startswith(f"{subject}/"))
    allowed = [Leave(rule, reason, approver) for rule, _, reason, approver in of_it if reason or approver]
    said = [Leave("", reason) for reason in reasons if reason]
    return changed(session, leaves=tuple(dict.fromkeys((*session.leaves, *allowed, *said))))


def item_in_hand(view: View, hand: InHand) -> Item | None:
    """The item of the goods in hand; of unknown goods the one that it will be."""
    if hand.unknown:
        code, name = hand.unknown
        return Item(hand.item, name, codes={code: 1} if code else {hand.item: 1})
    return view.item(hand.item)
