"""Pick: the lines of one order, or of several on one walk, go from bins into totes, the totes to their stages.

    PickOrder -order, or a wave-> PickTote -tote-> PickGo -its location-> PickItem -items, then the tote-> PickGo ...
    PickOrder -a tote that was begun-> PickGo ...      it names its order
    PickTote -another order-> PickTote          several orders on one walk, each with its own tote
    PickGo, PickItem -short, twice-> PickGo of another bin, or of the next line
    PickGo, PickItem -skip-> PickGo of the next line; the line comes again at the end
    PickGo, PickItem -full-> PickTote -another tote-> PickGo
    PickItem -damaged-> PickDamaged -how many-> PickItem, or PickGo of another bin
    PickGo -done, twice-> the order ends with what was picked
    into the tote, and the bin is empty in the book: PickZero -yes or no-> PickGo ...
    PickTote, PickItem -a stage or dock-> the same without a tote: the order goes straight to that place
    all that is left is promised to others: PickWait -confirm, short or skip-> PickGo, PickStage ...
    after the last line: PickStage -stage-> PickStage of the next orders, or PickOrder

Movements: bin -> tote (an LPN), or a whole LPN that holds just what is wanted; units -> stage; what a short pick shows
to be missing -> ADJUSTMENT; damaged goods change their status. Lines are walked in the order of the bins, whichever
order they are of. An interrupted order goes on with the tote it was begun with. One that another station works on is
taken over after a question. A cancelled one leaves the walk at the next act, and what was picked for it is put before a
person; the others go on.
"""

from typing import Final

from edge.core.workflows.pick import begin, into, left, other, prompts, short, stage, take, totes, wait
from edge.core.workflows.pick.steps import (
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)
from edge.core.workflows.pick.take import take_weighed
from edge.core.workflows.rules import On, Rules, Workflow

__all__ = ["WORKFLOW", "take_weighed"]

_ORDER = Rules(
    prompts.order,
    (
        On("document", begin.choose, to=(PickTote, PickGo)),
        On("number", begin.choose, to=(PickTote,)),
        On("wave", begin.wave, to=(PickTote,)),
        On("lpn", begin.by_unit, to=(PickGo, PickStage, PickWait)),
    ),
)
_TOTE = Rules(
    prompts.tote,
    (
        On("lpn", totes.bind, to=(PickGo, PickStage, PickWait, PickOrder)),
        On("location", totes.bind_place, to=(PickGo, PickStage, PickWait, PickOrder)),
        On("document", begin.one_more),
        On("cancel", totes.give_up, to=(PickOrder, PickGo)),
    ),
    guard=begin.off,
)
_GO = Rules(
    prompts.way,
    (
        On("location", take.come, to=(PickItem, PickStage, PickWait, PickOrder)),
        On("lpn", take.come_to_unit, to=(PickItem, PickStage, PickWait, PickOrder)),
        On("short", short.short, to=(PickStage, PickWait, PickOrder)),
        On("skip", short.skip, to=(PickStage, PickWait, PickOrder)),
        On("full", into.full, to=(PickTote,)),
        On("done", short.partly, to=(PickStage, PickWait, PickOrder)),
    ),
    guard=take.still_wanted,
)
_ITEM = Rules(
    prompts.goods,
    (
        On("lpn", into.unit, to=(PickGo, PickZero, PickStage, PickWait, PickOrder)),
        On("location", into.place, to=(PickGo, PickZero, PickStage, PickWait)),
        On("item", take.one_more),
        On("number", take.stated),
        On("detail", other.lot_label),
        On("short", short.short, to=(PickGo, PickStage, PickWait, PickOrder)),
        On("damaged", short.damaged, to=(PickDamaged,)),
        On("skip", short.skip, to=(PickGo, PickStage, PickWait, PickOrder)),
        On("full", into.full, to=(PickTote, PickGo, PickZero, PickStage, PickWait)),
        On("cancel", take.back, to=(PickGo,)),
    ),
    guard=take.still_wanted,
)
_DAMAGED = Rules(
    prompts.broken,
    (
        On("number", short.so_many_damaged, to=(PickItem, PickGo, PickStage, PickWait, PickOrder)),
        On("cancel", short.not_damaged, to=(PickItem,)),
    ),
    guard=take.still_wanted,
)
_ZERO = Rules(
    prompts.zero,
    (
        On("confirm", short.is_empty, to=(PickGo, PickStage, PickWait)),
        On("empty", short.is_empty, to=(PickGo, PickStage, PickWait)),
        On("number", short.is_not_empty, to=(PickGo, PickStage, PickWait)),
        On("cancel", short.is_not_empty, to=(PickGo, PickStage, PickWait)),
    ),
    guard=begin.off,
)
_STAGE = Rules(
    prompts.stage,
    (On("location", stage.stage, to=(PickOrder, PickGo, PickWait)),),
    guard=begin.off,
)
_WAIT = Rules(
    prompts.wait,
    (
        On("confirm", wait.again, to=(PickGo, PickStage, PickOrder)),
        On("short", wait.short, to=(PickStage, PickOrder)),
        On("skip", wait.later, to=(PickStage, PickOrder)),
        On("done", short.partly, to=(PickStage, PickOrder)),
    ),
    guard=begin.off,
)
WORKFLOW: Final[Workflow] = Workflow(
    "pick",
    lambda _view, _session: PickOrder(),
    {
        PickOrder: _ORDER,
        PickTote: _TOTE,
        PickGo: _GO,
        PickItem: _ITEM,
        PickDamaged: _DAMAGED,
        PickZero: _ZERO,
        PickWait: _WAIT,
        PickStage: _STAGE,
    },
    offers=begin.offers,
    resume=begin.opened,
    after_undo=stage.after_undo,
    serves=begin.serves,
    stands=left.stands,
)
