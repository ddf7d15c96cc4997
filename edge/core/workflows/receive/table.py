"""Receive: goods come in, against a receipt (an ASN or a purchase order).

    ReceiveDocument -receipt, or an item that one receipt expects-> ReceiveItem
    ReceiveItem -item-> (ReceiveDetail -lot, date->) ReceiveQuantity -target-> ReceiveItem
                -announced unit: received whole-> ReceiveItem      -done, done-> closed, the rest cancelled
                -goods nobody knows-> ReceiveUnknown -name->       -skip, skip-> left open, the rest comes later
    ReceiveQuantity -damaged-> ReceiveDamaged -why-> back          -target, catch weight-> ReceiveWeight -> back
    ReceiveItem -damaged-> ReceiveDamaged -why-> ReceiveItem: what is scanned next, goods or a whole unit, is damaged

Where only one receipt is open nobody is asked for it. An item is counted piece by piece, by its packs, or typed; one
GS1 label may say item, lot, date, serial number, count, weight and unit at once. The target is the station's location,
a stage, another dock (after a warning), a unit that stands here, or a new one; after a new unit the next new one takes
the same again. What keeps goods out, and who may let them in: `gates.py`.

Movements: SUPPLIER -> dock, stage or unit, with the receipt's line; damaged and provisional goods by their status.
Findings: damaged goods, goods not on the receipt, provisional items, and, counted blind, what differs at the end.
"""

from typing import Final

from edge.core.workflows.receive import close, damage, detail, prompts, take, units
from edge.core.workflows.receive import post as put
from edge.core.workflows.receive.steps import (
    ReceiveDamaged,
    ReceiveDetail,
    ReceiveDocument,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveUnknown,
    ReceiveWeight,
)
from edge.core.workflows.rules import On, Rules, Workflow

WORKFLOW: Final = Workflow(
    "receive",
    close.start,
    {
        ReceiveDocument: Rules(
            prompts.document,
            (
                On("lpn", units.unit, to=(ReceiveItem,), fixed=True),
                On("number", close.by_number, to=(ReceiveItem, ReceiveDetail, ReceiveQuantity)),
                On("document", close.by_code, to=(ReceiveItem, ReceiveDetail, ReceiveQuantity)),
                On("item", close.by_item, to=(ReceiveItem, ReceiveDetail, ReceiveQuantity)),
                On("cancel", close.all_again),
            ),
        ),
        ReceiveItem: Rules(
            prompts.item,
            (
                On("done", close.close, to=(ReceiveDocument,)),
                On("skip", close.later, to=(ReceiveDocument,)),
                On("lpn", units.another, to=(ReceiveDetail,)),
                On("lpn", units.unit, fixed=True),
                On("item", take.item, to=(ReceiveDetail, ReceiveQuantity)),
                On("document", close.other_receipt),
                On("unknown", take.unknown, to=(ReceiveUnknown,)),
                On("provisional", take.provisional, to=(ReceiveUnknown,)),
                On("damaged", damage.damaged_next, to=(ReceiveDamaged,)),
                On("cancel", close.leave_unit),
            ),
            guard=close.still_open,
        ),
        ReceiveDetail: Rules(
            prompts.detail,
            (
                On("cancel", detail.back, to=(ReceiveItem, ReceiveQuantity)),
                On("detail", detail.detail, to=(ReceiveQuantity,)),
                On("item", detail.detail, to=(ReceiveQuantity,)),
                On("lpn", detail.unit_as_written, to=(ReceiveQuantity,)),
                On("unknown", detail.detail, to=(ReceiveQuantity,)),
                On("text", detail.detail, to=(ReceiveQuantity,)),
                On("number", detail.typed_detail, to=(ReceiveQuantity,)),
            ),
            guard=close.still_open,
        ),
        ReceiveQuantity: Rules(
            prompts.quantity,
            (
                On("cancel", take.back, to=(ReceiveItem,)),
                On("done", put.to_hand, to=(ReceiveItem, ReceiveWeight, ReceiveDetail)),
                On("damaged", damage.damaged, to=(ReceiveDamaged,)),
                On("weight", take.weighed, fixed=True),
                On("number", take.quantity),
                On("item", take.more, to=(ReceiveDetail,)),
                On("location", put.to_location, to=(ReceiveItem, ReceiveWeight, ReceiveDetail)),
                On("lpn", take.unit, to=(ReceiveItem, ReceiveWeight, ReceiveDetail)),
                On("unknown", take.unknown_again),
                On("unknown", detail.next_serial),
                On("detail", detail.next_serial),
            ),
            guard=close.still_open,
        ),
        ReceiveWeight: Rules(
            prompts.weight,
            (
                On("cancel", damage.again_in_hand, to=(ReceiveQuantity,)),
                On("weight", take.weighed, to=(ReceiveQuantity,), fixed=True),
                On("number", take.weighed, to=(ReceiveQuantity,)),
            ),
            guard=close.still_open,
        ),
        ReceiveDamaged: Rules(
            prompts.damaged,
            (
                On("cancel", damage.again_in_hand, to=(ReceiveQuantity, ReceiveItem)),
                On("number", damage.damage, to=(ReceiveQuantity, ReceiveItem)),
            ),
            guard=close.still_open,
        ),
        ReceiveUnknown: Rules(
            prompts.unknown,
            (
                On("cancel", take.back, to=(ReceiveItem,)),
                On("unknown", take.describe, to=(ReceiveQuantity,)),
                On("text", take.describe, to=(ReceiveQuantity,)),
            ),
            guard=close.still_open,
        ),
    },
    offers=close.offers,
    resume=close.open_,
    after_undo=take.after_undo,
)

__all__ = ["WORKFLOW", "ReceiveDetail", "ReceiveDocument", "ReceiveItem", "ReceiveQuantity"]
