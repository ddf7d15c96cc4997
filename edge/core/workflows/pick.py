"""Pick: the lines of one order, or of several on one walk, go from bins into totes, the totes to their stages.

    PickOrder -order, or a wave-> PickTote -tote-> PickGo -its location-> PickItem -items, then the tote-> PickGo ...
    PickTote -another order-> PickTote          several orders on one walk, each with its own tote
    PickGo, PickItem -short, twice-> PickGo of another bin, or of the next line
    PickGo, PickItem -skip-> PickGo of the next line; the line comes again at the end
    PickGo, PickItem -full-> PickTote -another tote-> PickGo
    PickItem -damaged-> PickDamaged -how many-> PickItem, or PickGo of another bin
    PickGo -done, twice-> the order ends with what was picked
    into the tote, and the bin is empty in the book: PickZero -yes or no-> PickGo ...
    after the last line: PickStage -stage-> PickStage of the next orders, or PickOrder

Movements: bin -> tote (an LPN), or a whole LPN that holds just what is wanted; units -> stage; what a short pick shows
to be missing -> ADJUSTMENT; damaged goods change their status. Lines are walked in the order of the bins, whichever
order they are of. An interrupted order goes on with the tote it was begun with. One that another station works on is
taken over after a question. A cancelled one leaves the walk at the next act, and what was picked for it is put before a
person; the others go on.
"""

from edge.core.workflows import pick_begin, pick_into, pick_other, pick_prompts, pick_short, pick_stage, pick_take
from edge.core.workflows.pick_steps import PickDamaged, PickGo, PickItem, PickOrder, PickStage, PickTote, PickZero
from edge.core.workflows.pick_take import take_weighed
from edge.core.workflows.rules import On, Rules, Workflow

__all__ = ["WORKFLOW", "take_weighed"]

_ORDER = Rules(
    pick_prompts.order,
    (
        On("document", pick_begin.choose, to=(PickTote, PickGo)),
        On("number", pick_begin.choose, to=(PickTote,)),
        On("wave", pick_begin.wave, to=(PickTote,)),
    ),
)
_TOTE = Rules(
    pick_prompts.tote,
    (
        On("lpn", pick_begin.bind, to=(PickGo, PickStage, PickOrder)),
        On("document", pick_begin.one_more),
        On("cancel", pick_begin.give_up, to=(PickOrder, PickGo)),
    ),
    guard=pick_begin.off,
)
_GO = Rules(
    pick_prompts.way,
    (
        On("location", pick_take.come, to=(PickItem,)),
        On("lpn", pick_take.come_to_unit, to=(PickItem,)),
        On("short", pick_short.short, to=(PickStage, PickOrder)),
        On("skip", pick_short.skip, to=(PickStage, PickOrder)),
        On("full", pick_into.full, to=(PickTote,)),
        On("done", pick_short.partly, to=(PickStage, PickOrder)),
    ),
    guard=pick_take.still_wanted,
)
_ITEM = Rules(
    pick_prompts.goods,
    (
        On("lpn", pick_into.unit, to=(PickGo, PickZero, PickStage)),
        On("item", pick_take.one_more),
        On("number", pick_take.stated),
        On("detail", pick_other.lot_label),
        On("short", pick_short.short, to=(PickGo, PickStage, PickOrder)),
        On("damaged", pick_short.damaged, to=(PickDamaged,)),
        On("skip", pick_short.skip, to=(PickGo, PickStage, PickOrder)),
        On("full", pick_into.full, to=(PickTote, PickGo, PickZero, PickStage)),
        On("cancel", pick_take.back, to=(PickGo,)),
    ),
    guard=pick_take.still_wanted,
)
_DAMAGED = Rules(
    pick_prompts.broken,
    (
        On("number", pick_short.so_many_damaged, to=(PickItem, PickGo, PickStage, PickOrder)),
        On("cancel", pick_short.not_damaged, to=(PickItem,)),
    ),
    guard=pick_take.still_wanted,
)
_ZERO = Rules(
    pick_prompts.zero,
    (
        On("confirm", pick_short.is_empty, to=(PickGo, PickStage)),
        On("empty", pick_short.is_empty, to=(PickGo, PickStage)),
        On("number", pick_short.is_not_empty, to=(PickGo, PickStage)),
        On("cancel", pick_short.is_not_empty, to=(PickGo, PickStage)),
    ),
    guard=pick_begin.off,
)
_STAGE = Rules(
    pick_prompts.stage,
    (On("location", pick_stage.stage, to=(PickOrder, PickGo)),),
    guard=pick_begin.off,
)
WORKFLOW = Workflow(
    "pick",
    lambda _view, _session: PickOrder(),
    {
        PickOrder: _ORDER,
        PickTote: _TOTE,
        PickGo: _GO,
        PickItem: _ITEM,
        PickDamaged: _DAMAGED,
        PickZero: _ZERO,
        PickStage: _STAGE,
    },
    offers=pick_begin.offers,
    resume=pick_begin.opened,
    after_undo=pick_stage.after_undo,
    serves=pick_begin.serves,
)
