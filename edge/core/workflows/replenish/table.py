"""Replenish: a face that runs low is filled up from a reserve.

    ReplenishFace -number or face-> ReplenishGo -the reserve's bin or unit-> ReplenishTake (quantity) -> ReplenishPut
                                                -a unit that goes in whole-> ReplenishPut -the face-> ReplenishFace

There are no tasks in the book: what is to do follows from the faces themselves. Those below their least are offered,
first of items that an order lacked, then empty ones; any face may be scanned, and is filled up then. Two operators
never fill the same face. The reserve is taken by expiry, then by age. Movements: reserve -> (carrier ->) face.
`short` at the reserve says that it is not there: a finding, and the next reserve. At the face a number says how many
go in, `full` that none do: it is marked, and offered again when something has left it.
"""

from edge.core.workflows.replenish import face, put, take
from edge.core.workflows.replenish.steps import (
    ReplenishFace,
    ReplenishGo,
    ReplenishPut,
    ReplenishTake,
    ask_face,
    ask_put,
    ask_reserve,
    ask_take,
)
from edge.core.workflows.rules import On, Rules, Workflow

WORKFLOW = Workflow(
    "replenish",
    lambda _view, _session: ReplenishFace(),
    {
        ReplenishFace: Rules(
            ask_face,
            (
                On("number", face.chosen, to=(ReplenishGo,)),
                On("location", face.scanned, to=(ReplenishGo,)),
                On("lpn", face.unit_aboard, to=(ReplenishPut,)),
                On("item", face.goods_aboard, to=(ReplenishPut,)),
            ),
        ),
        ReplenishGo: Rules(
            ask_reserve,
            (
                On("location", take.at_bin, to=(ReplenishTake, ReplenishFace)),
                On("lpn", take.at_unit, to=(ReplenishTake, ReplenishPut)),
                On("short", take.missing, to=(ReplenishGo, ReplenishFace)),
                On("skip", take.skipped, to=(ReplenishFace,)),
                On("cancel", put.back, to=(ReplenishFace,)),
            ),
            guard=face.still_its_face,
        ),
        ReplenishTake: Rules(
            ask_take,
            (
                On("number", take.typed),
                On("item", take.one_more),
                On("confirm", take.taken, to=(ReplenishPut,)),
                On("short", take.missing, to=(ReplenishPut, ReplenishGo, ReplenishFace)),
                On("cancel", put.back, to=(ReplenishFace,)),
            ),
            guard=face.still_its_face,
        ),
        ReplenishPut: Rules(
            ask_put,
            (
                On("location", put.put, to=(ReplenishFace,)),
                On("number", put.so_many),
                On("full", put.full, to=(ReplenishFace,)),
                On("cancel", put.back, to=(ReplenishFace,)),
            ),
            guard=face.still_its_face,
        ),
    },
    offers=face.offers,
    after_undo=put.after_undo,
)
