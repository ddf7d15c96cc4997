"""Damaged goods: said of those in hand, or beforehand of what is scanned next, goods or a whole unit."""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, say
from edge.core.event import Input
from edge.core.message import Message, msg
from edge.core.session import Session
from edge.core.view import View
from edge.core.workflows.contract import typed_quantity, wrong_kind
from edge.core.workflows.receive.lines import at_item
from edge.core.workflows.receive.steps import NO_LINE, ReceiveDamaged, ReceiveItem, ReceiveQuantity, ReceiveWeight, at

DAMAGES: Final[dict[str, Message]] = {
    "crushed": msg("damage-crushed"),
    "wet": msg("damage-wet"),
    "broken": msg("damage-broken"),
    "leaking": msg("damage-leaking"),
    "too-warm": msg("damage-too-warm"),
    "other": msg("damage-other"),
}
"""What may be wrong with goods, in the order of the list: the word for the book, and the sentence."""


def damaged(_view: View, session: Session, step: ReceiveQuantity, _event: Input) -> Decision:
    """The goods in hand are damaged; said again, they are not."""
    if step.damage:
        return say(session, "info", "damage-off", changed(step, damage=""))
    return say(session, "info", "damage-why", at(ReceiveDamaged, step))


def damaged_next(_view: View, session: Session, step: ReceiveItem, _event: Input) -> Decision:
    """What comes next is damaged: nothing is in hand yet, and a whole unit never is; said again, it is not."""
    if step.damage:
        return say(session, "info", "damage-off", changed(step, damage=""))
    return say(session, "info", "damage-why", ReceiveDamaged(step.doc, NO_LINE, "", 0, lpn=step.lpn))


def damage(view: View, session: Session, step: ReceiveDamaged, event: Input) -> Decision:
    """What is wrong with them, by its number in the list."""
    number, words = typed_quantity(event) or 0, tuple(DAMAGES)
    if not 1 <= number <= len(words):
        return wrong_kind(session, event)
    why = words[number - 1]
    if not step.item:
        return say(session, "info", "damage-next", changed(at_item(view, step), damage=why))
    return say(session, "info", "damage-marked", changed(at(ReceiveQuantity, step), damage=why), quantity=step.qty)


def again_in_hand(view: View, session: Session, step: ReceiveDamaged | ReceiveWeight, _event: Input) -> Decision:
    """Back to the goods in hand, as they were; to the receipt, where none are."""
    return say(session, "info", "cancelled", at(ReceiveQuantity, step) if step.item else at_item(view, step))
