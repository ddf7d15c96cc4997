"""What an item tracks, held against what is known of its goods in hand: reference data may change meanwhile."""

from edge.core.changed import changed
from edge.core.message import Message, msg
from edge.core.reference import Item
from edge.core.workflows.receive.steps import InHand, T


def asks_lot(item: Item | None, hand: InHand) -> bool:
    return item is not None and "lot" in item.tracking and not hand.lot


def asks_expiry(item: Item | None, hand: InHand) -> bool:
    return item is not None and "expiry" in item.tracking and not hand.expiry


def asks_serial(item: Item | None, hand: InHand) -> bool:
    """Whether some of the pieces in hand have no serial number yet."""
    return item is not None and "serial" in item.tracking and len(hand.serials) < hand.qty


def asks_more(item: Item | None, hand: InHand) -> bool:
    return asks_lot(item, hand) or asks_expiry(item, hand) or asks_serial(item, hand)


def asked(item: Item | None, hand: InHand) -> Message:
    """What is asked of the goods next: the lot, then the date, then the serial number."""
    if asks_lot(item, hand):
        return msg("ask-lot", item=hand.item)
    if asks_serial(item, hand) and not asks_expiry(item, hand):
        return msg("receive-ask-serial", item=hand.item)
    return msg("receive-ask-expiry", item=hand.item)


def as_tracked(item: Item, hand: T) -> T:
    """The goods without what their item does not track any more: it would part the stock of the item in two."""
    told = (
        hand.lot if "lot" in item.tracking else "",
        hand.expiry if "expiry" in item.tracking else "",
        hand.serials if "serial" in item.tracking else (),
    )
    if told == (hand.lot, hand.expiry, hand.serials):
        return hand
    return changed(hand, lot=told[0], expiry=told[1], serials=told[2])
